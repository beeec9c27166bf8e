#include "cli/votes_question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void votes_question_reset(votes_question *q) {
    *q = (votes_question){.known_by = date_today()};
}

/* "74" or "44..74". */
static bool sessions(int *from, int *to, const char *s) {
    char *end;
    long a = strtol(s, &end, 10), b = a;
    if (end == s) return false;
    if (strncmp(end, "..", 2) == 0) {
        const char *second = end + 2;
        b = strtol(second, &end, 10);
        if (end == second) return false;
    }
    *from = (int)a;
    *to = (int)b;
    return !*end && a >= 1 && a <= b && b <= VOTES_SESSION_MAX;
}

int votes_question_open(votes_question *q, const command *c) {
    cordon_error err = {0};
    int rc = cmd_store(c, &q->store);
    if (rc) return rc;
    if (q->sessions && !sessions(&q->from, &q->to, q->sessions))
        return usage_error(c, "--sessions is \"%s\"; expected a session or A..B, 1 to %d", q->sessions,
                           VOTES_SESSION_MAX);
    if (areas_load(&q->areas, &err) ||
        store_open(&q->s, q->store, STORE_READ, (double)q->wait_s, &err))
        return cmd_failed(c, &err);
    return EXIT_OK;
}

void votes_question_close(votes_question *q) {
    store_close(q->s);
    areas_free(q->areas);
    q->s = NULL;
    q->areas = NULL;
}

int votes_question_pair(pair *out, const votes_question *q, const command *c, const char *text) {
    cordon_error err = {0};
    if (!pair_parse(out, q->areas, text, q->known_by, &err)) return EXIT_OK;
    return usage_error(c, "\"%s\" is no pair: %s", text, err.message);
}

long votes_question_country(const votes *v, const area *who, const command *c) {
    long at = votes_country(v, who->code);
    if (at < 0) usage_error(c, "%s (%s) has no vote in this store", who->name, who->code);
    return at;
}
