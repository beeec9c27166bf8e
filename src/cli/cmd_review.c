#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/cmd.h"
#include "cli/output.h"
#include "screen/review.h"

static output_choice choice;
static const char *hit, *reason, *by, *verdict;
static date_day until;
static int64_t wait_s;

static const option options[] = {
    {"hit", 0, OPTION_TEXT, "ID", "add, expire: the id of a hit, as cordon screen prints it", &hit},
    {"reason", 0, OPTION_TEXT, "TEXT", "add, expire: why, in words", &reason},
    {"by", 0, OPTION_TEXT, "WHO", "add, expire: who decided", &by},
    {"until", 0, OPTION_DATE, "DATE", "add: the last day on which the review counts", &until},
    {"verdict", 0, OPTION_TEXT, "WORD", "add: false-positive or true-match (false-positive)", &verdict},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"review", "review", OUT_INT, false},      {"verdict", "verdict", OUT_TEXT, false},
    {"state", "state", OUT_TEXT, false},       {"list", "list", OUT_TEXT, false},
    {"key", "key", OUT_TEXT, false},           {"made", "made", OUT_DATE, false},
    {"until", "until", OUT_DATE, false},       {"by", "by", OUT_TEXT, false},
    {"reason", "reason", OUT_TEXT, true},      {"ended", "ended", OUT_DATE, false},
    {"ended_by", "ended by", OUT_TEXT, false}, {"ended_reason", "because", OUT_TEXT, true},
    {"hit", "hit", OUT_TEXT, true},
};

static void optional(output *o, const char *text) { *text ? output_text(o, text) : output_missing(o); }

static int row(void *arg, const review *r) {
    output *o = arg;
    char id[HIT_ID_MAX];
    output_int(o, r->id);
    output_text(o, r->verdict);
    output_text(o, review_state_name(r->state));
    output_text(o, r->hit.list);
    output_text(o, r->hit.key);
    output_int(o, r->made);
    output_int(o, r->until);
    output_text(o, r->by);
    output_text(o, r->reason);
    r->ended ? output_int(o, r->ended) : output_missing(o);
    optional(o, r->ended_by);
    optional(o, r->ended_reason);
    output_text(o, hit_id_format(id, &r->hit));
    return 0;
}

static int list(const char *path) {
    store *s = NULL;
    cordon_error err = {0};
    output *o = output_begin(&choice, "Reviews of hits", columns, sizeof columns / sizeof *columns);
    if (!o) return output_refused(&choice);
    cordon_status status = store_open(&s, path, STORE_READ, (double)wait_s, &err);
    if (!status) status = review_each(s, date_today(), row, o, &err);
    store_close(s);
    if (!status) return output_end(o);
    output_drop(o);
    return cmd_failed(&cmd_review, &err);
}

static cordon_status change(int64_t *id, store *s, bool adds, const hit_id *h, cordon_error *err) {
    date_day day = date_today();
    review r = {.hit = *h, .verdict = verdict ? verdict : "false-positive", .reason = reason, .by = by,
                .made = day, .until = until};
    return adds ? review_add(id, s, &r, err) : review_end(s, h, day, reason, by, err);
}

static int write_one(const char *path, bool adds) {
    store *s = NULL;
    cordon_error err = {0};
    hit_id h;
    int64_t id = 0;
    if (!hit) return usage_error(&cmd_review, "which hit? Name it with --hit");
    if (hit_id_parse(&h, hit, &err)) return usage_error(&cmd_review, "%s", err.message);
    cordon_status status = store_open(&s, path, STORE_WRITE, (double)wait_s, &err);
    if (!status) status = change(&id, s, adds, &h, &err);
    store_close(s);
    if (status == CORDON_EINVAL) return usage_error(&cmd_review, "%s", err.message);
    if (status) return cmd_failed(&cmd_review, &err);
    if (adds)
        printf("review %lld of %s:%s\n", (long long)id, h.list, h.key);
    else
        printf("expired: %s:%s\n", h.list, h.key);
    return EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    choice = (output_choice){0};
    hit = reason = by = verdict = NULL;
    until = 0;
    wait_s = 0;
    int rc = options_parse(&cmd_review, options, argc, argv, args, &n, &done);
    if (done) return rc;
    const char *path = n == 2 ? args[0] : NULL, *word = args[n - 1];
    if ((rc = cmd_store(&cmd_review, &path))) return rc;
    if (strcmp(word, "list") == 0) return list(path);
    bool adds = strcmp(word, "add") == 0;
    if (!adds && strcmp(word, "expire") != 0)
        return usage_error(&cmd_review, "\"%s\" is none of add, list, expire", word);
    return write_one(path, adds);
}

static const char *const examples[] = {
    "cordon review my.store list", "Shows what was decided, by whom, why and until when.", NULL};

const command cmd_review = {
    .name = "review",
    .summary = "keep what was decided about a hit of screening",
    .synopsis = "[STORE] add|list|expire [--hit ID --reason TEXT --by WHO [--until DATE] [--verdict WORD]]",
    .about =
        "A hit that somebody looked at is the same hit tomorrow: its id is made of the facts asked about, the facts "
        "of the entry, and the entry's place. add keeps the decision in the store; cordon screen then shows it with "
        "the hit and never hides the hit. expire takes a decision back; nothing is deleted.\n\n"
        "A review counts until its last day, and only while both sides say what they said: where the entry's facts "
        "have changed its state is entry_changed, where the same name is asked with other facts beside it, "
        "question_changed. Of several reviews of one pair the newest is shown.",
    .args_min = 1,
    .args_max = 2,
    .examples = examples,
    .run = run,
    .options = get_options,
};
