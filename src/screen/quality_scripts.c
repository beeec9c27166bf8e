/* Names in two scripts: recall at the threshold that lets one in a thousand strangers pass. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/random.h"
#include "read/table.h"
#include "screen/quality.h"

enum { STRANGERS = 20000, SCRIPTS_MAX = 16 };
static const uint64_t seed = 20261125;

typedef struct two_scripts {
    pair_facts native, latin;
    const char *script;
} two_scripts;

static cordon_status make(pair_facts *out, arena *mem, const char *schema, const char *names,
                          cordon_error *err) {
    entity e;
    entity_begin(&e, mem, "", "", schema);
    for (const char *end; *names; names = *end ? end + 3 : end) {
        end = strstr(names, " | ");
        if (!end) end = names + strlen(names);
        entity_add(&e, "name", names, end - names, NULL, NULL);
    }
    return pair_facts_make(out, mem, &e, err);
}

static int falling(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* One party stands on several lists: rows that share a name are no strangers. */
static bool share_name(const pair_facts *a, const pair_facts *b) {
    for (unsigned i = 0; i < a->names; i++)
        for (unsigned j = 0; j < b->names; j++)
            if (!strcasecmp(a->name[i].text, b->name[j].text)) return true;
    return false;
}

typedef struct measured {
    size_t n, found_score, found_odds;
    double score, odds; /* thresholds */
} measured;

static void compare(double *score, double *odds, const score_model *m, const pair_facts *a,
                    const pair_facts *b) {
    pair_result r;
    pair_compare(&r, m, a, b);
    *score = (double)r.parts.score;
    *odds = r.log_odds;
}

static measured measure(const score_model *m, const two_scripts *row, size_t n, double *score,
                        double *odds) {
    measured r = {.n = n};
    random_state rs;
    random_seed(&rs, seed);
    for (size_t i = 0; i < STRANGERS; i++) {
        size_t a, b;
        do a = (size_t)random_below(&rs, n), b = (a + 1 + (size_t)random_below(&rs, n - 1)) % n;
        while (share_name(&row[a].native, &row[b].native) ||
               share_name(&row[a].latin, &row[b].latin));
        compare(&score[i], &odds[i], m, &row[a].native, &row[b].latin);
    }
    qsort(score, STRANGERS, sizeof *score, falling);
    qsort(odds, STRANGERS, sizeof *odds, falling);
    r.score = score[STRANGERS / 1000]; /* so many are above */
    r.odds = odds[STRANGERS / 1000];
    for (size_t i = 0; i < n; i++) {
        double s, o;
        compare(&s, &o, m, &row[i].native, &row[i].latin);
        r.found_score += s > r.score, r.found_odds += o > r.odds;
    }
    return r;
}

static const char *schema_of(const char *kind) {
    return !strcmp(kind, "person")   ? "Person"
           : !strcmp(kind, "entity") ? "Organization"
                                     : "LegalEntity";
}

static int by_script(const void *a, const void *b) {
    return strcmp(((const two_scripts *)a)->script, ((const two_scripts *)b)->script);
}

cordon_status quality_scripts(FILE *out, const score_model *m, const char *bench,
                              cordon_error *err) {
    char path[1024];
    table t;
    int col[4];
    arena mem;
    snprintf(path, sizeof path, "%s/cross_script_names.csv.xz", bench);
    if (access(path, R_OK)) return CORDON_OK;
    cordon_status s = table_read(&t, path, err);
    if (s) return s;
    arena_init(&mem, 0);
    two_scripts *row = calloc(t.rows, sizeof *row);
    double *room = calloc((size_t)STRANGERS * 2, sizeof *room);
    if (!row || !room) s = cordon_fail(err, CORDON_ENOMEM, "no memory");
    if (!s)
        s = table_cols(&t,
                       (const char *const[]){"kind", "script", "latin_names", "native_names", NULL},
                       col, err);
    for (size_t r = 0; !s && r < t.rows; r++) {
        const char *schema = schema_of(table_cell(&t, r, col[0]));
        row[r].script = table_cell(&t, r, col[1]);
        s = make(&row[r].latin, &mem, schema, table_cell(&t, r, col[2]), err);
        if (!s) s = make(&row[r].native, &mem, schema, table_cell(&t, r, col[3]), err);
    }
    if (!s) {
        qsort(row, t.rows, sizeof *row, by_script);
        fprintf(out, "| script | parties | name score | recall | probability | recall "
                     "|\n|---|--:|--:|--:|--:|--:|\n");
        for (size_t from = 0, to; from < t.rows; from = to) {
            for (to = from; to < t.rows && !strcmp(row[to].script, row[from].script);) to++;
            if (to - from < 20) continue;
            measured r = measure(m, row + from, to - from, room, room + STRANGERS);
            fprintf(out, "| %s | %zu | %.3f | %.3f | %.4f | %.3f |\n", row[from].script, r.n,
                    r.score, (double)r.found_score / (double)r.n, pair_probability(r.odds),
                    (double)r.found_odds / (double)r.n);
        }
    }
    free(row);
    free(room);
    arena_destroy(&mem);
    table_free(&t);
    return s;
}
