/* assess.c - what a decision costs: read, decided, sealed.
 *
 *   assess STORE CASES [GROUP]     a case a line; GROUP: decisions a commit, 500
 *
 * Every case once in groups; then, each with a commit of its own, as many of them as one person asks in a morning (500). Prints a line for
 * each part, by processor time and by the clock; exits 1 when a third of a goal is missed (2,000 cases a second of one core; 5 ms
 * for one with the store open, its fsync left to the disk). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "assess/law.h"
#include "assess/shipments.h"
#include "assess/strings.h"
#include "base/progress.h"

enum { ALONE = 500 };

typedef struct desk {
    store *s;
    decision_log *l;
    fact_world *w;
    law *law;
    shipments *past;
    char versions[LOG_HEX];
    cordon_error err;
} desk;

static double now(void) { return (double)progress_now_ns() / 1e9; }
static double worked(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static cordon_status open_desk(desk *d, const char *path) {
    world_terms w = {.store = path, .as_at = date_today(), .known_by = date_today(), .threads = 1};
    cordon_status status = store_open(&d->s, path, STORE_READ, 0, &d->err);
    if (!status) status = log_open(&d->l, d->s, &d->err);
    if (!status) status = assess_strings_open(&d->err);
    if (!status) status = fact_world_open(&d->w, &w, &d->err);
    if (!status) status = law_load(&d->law, fact_world_regime(d->w), fact_world_areas(d->w), &d->err);
    return status ? status : shipments_new(&d->past, &d->err);
}

static void close_desk(desk *d) {
    shipments_free(d->past);
    law_free(d->law);
    fact_world_close(d->w);
    log_close(d->l);
    store_close(d->s);
}

static cordon_status one(desk *d, const char *line, size_t len, uint32_t at) {
    arena mem;
    case_file c;
    decision out;
    shipped past = {0};
    log_entry e;
    arena_init(&mem, 0);
    cordon_status status = case_read_at(&c, &mem, "cases", line, len, at, &d->err);
    if (!status && c.euc) status = shipments_follow(d->past, d->l, 0, &d->err);
    if (!status && c.euc) status = shipments_of(&past, d->past, &mem, c.euc, &c, &d->err);
    decide_terms t = {.known_by = date_today(), .versions_apart = true, .earlier = past.use, .uses = past.uses, .uses_known = past.known, .other = past.other, .others = past.others, .others_skipped = past.skipped};
    if (!status) status = decide(&out, &mem, d->w, d->law, &c, &t, &d->err);
    if (!status) status = sealed_versions_append(d->versions, d->l, d->w, "bench", &d->err);
    if (!status) status = sealed_append(&e, d->l, &out, "bench", &d->err);
    arena_destroy(&mem);
    return status;
}

static int by_time(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each with a commit of its own: processor time of everything, and the clock with the disk's fsync in it. */
static cordon_status alone(desk *d, char *const *line, size_t lines, bool *slow) {
    static double cpu[ALONE], clock_[ALONE];
    size_t n = lines < ALONE ? lines : ALONE;
    for (size_t i = 0; i < n; i++) {
        double a = worked(), b = now();
        cordon_status status = one(d, line[i], strlen(line[i]), (uint32_t)i + 1);
        if (!status) status = log_commit(d->l, &d->err);
        if (status) return status;
        cpu[i] = worked() - a, clock_[i] = now() - b;
    }
    qsort(cpu, n, sizeof *cpu, by_time);
    qsort(clock_, n, sizeof *clock_, by_time);
    printf("one at a time: %.2f ms of processor time, 99 %% within %.2f ms; by the clock, with its fsync, %.2f ms and %.2f ms (goal 5 ms)\n", 1e3 * cpu[n / 2], 1e3 * cpu[n * 99 / 100],
           1e3 * clock_[n / 2], 1e3 * clock_[n * 99 / 100]);
    *slow |= cpu[n / 2] > 15e-3;
    return CORDON_OK;
}

int main(int argc, char **argv) {
    char **line = NULL, *text = NULL;
    size_t lines = 0, room = 0, text_room = 0, group = argc > 3 ? strtoull(argv[3], NULL, 10) : 500;
    bool slow = false;
    desk d = {0};
    FILE *in = argc > 2 ? fopen(argv[2], "r") : NULL;
    if (!in || !group) return fputs("usage: assess STORE CASES [GROUP]\n", stderr), 2;
    while (getline(&text, &text_room, in) > 0) {
        if (lines == room && !(line = realloc(line, (room = room ? 2 * room : 1024) * sizeof *line))) return 3;
        if (!(line[lines++] = strdup(text))) return 3;
    }
    fclose(in);
    double a = worked(), b = now();
    cordon_status status = open_desk(&d, argv[1]);
    if (!status && lines) status = one(&d, line[0], strlen(line[0]), 1); /* opens what is opened on first use */
    printf("opening, and a first case: %.2f s of processor time, %.2f s by the clock\n", worked() - a, now() - b);
    a = worked(), b = now();
    for (size_t i = 1; i < lines && !status; i++) {
        status = one(&d, line[i], strlen(line[i]), (uint32_t)i + 1);
        if (!status && i % group == 0) status = log_commit(d.l, &d.err);
    }
    if (!status) status = log_commit(d.l, &d.err);
    double cpu = worked() - a, took = now() - b;
    printf("in groups of %zu: %zu cases, %.0f a second of processor time, %.0f a second by the clock (goal 2,000)\n", group, lines - 1, (double)(lines - 1) / cpu, (double)(lines - 1) / took);
    slow |= (double)(lines - 1) / cpu < 2000.0 / 3;
    if (!status) status = alone(&d, line, lines, &slow);
    if (status) fprintf(stderr, "assess: %s\n", d.err.message);
    close_desk(&d);
    for (size_t i = 0; i < lines; i++) free(line[i]);
    free(line);
    free(text);
    return status ? 3 : slow;
}
