/* Questions with a known answer among many parties: one list left out. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/table.h"
#include "screen/quality.h"

enum { THREADS = 2, GROUPS_MAX = 40 };

/* What of the entry the question says. */
enum { BY_NAME, BY_FACTS, BY_ALL, WAYS };
static const char *const way_name[WAYS] = {"name alone", "all but numbers", "everything"};

typedef struct asking {
    const quality_corpus *c;
    const score_model *m;
    const table *t;
    int col[7];          /* query, kind, script, query_list, expected, similarity, query_entry */
    uint8_t *rank[WAYS]; /* by row: place of the first expected party, 0 = not among those found */
    size_t from, step;
    cordon_error err;
} asking;

static const char *cell(const asking *k, size_t row, int i) {
    return table_cell(k->t, row, k->col[i]);
}

static bool is_expected(const char *expected, const quality_party *p) {
    char want[512];
    int n = snprintf(want, sizeof want, "%s:%s", p->list, p->key);
    for (const char *at = expected; (at = strstr(at, want)); at++)
        if ((at == expected || at[-1] == ' ') && (at[n] == 0 || at[n] == ';')) return true;
    return false;
}

static const char *schema_of(const char *kind) {
    return !strcmp(kind, "person") ? "Person" : !strcmp(kind, "vessel") ? "Vessel" : "Organization";
}

static cordon_status ask(asking *k, index_cursor *cursor, size_t row) {
    arena mem;
    entity e;
    pair_facts q;
    quality_found found[QUALITY_FOUND];
    const char *list = cell(k, row, 3);
    const quality_party *entry = quality_corpus_find(k->c, list, cell(k, row, 6));
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "", "", schema_of(cell(k, row, 1)));
    entity_add(&e, "name", cell(k, row, 0), -1, NULL, NULL);
    cordon_status s = pair_facts_make(&q, &mem, &e, &k->err);
    for (int way = 0; !s && way < WAYS; way++) {
        unsigned n = 0;
        if (way != BY_NAME && entry) q = entry->facts;
        if (way == BY_FACTS) q.identifiers = 0;
        s = quality_find(found, &n, cursor, k->c, k->m, &q, list, &k->err);
        for (unsigned i = n; i--;)
            if (is_expected(cell(k, row, 4), &k->c->at[found[i].party]))
                k->rank[way][row] = (uint8_t)(i + 1);
    }
    arena_destroy(&mem);
    return s;
}

static void *ask_some(void *arg) {
    asking *k = arg;
    index_cursor *cursor;
    if (index_cursor_open(&cursor, k->c->index, &k->err)) return NULL;
    for (size_t row = k->from; row < k->t->rows && !k->err.status; row += k->step)
        ask(k, cursor, row);
    index_cursor_close(cursor);
    return NULL;
}

static cordon_status ask_all(asking *k, cordon_error *err) {
    pthread_t thread[THREADS];
    asking part[THREADS];
    cordon_status s = CORDON_OK;
    for (unsigned i = 0; i < THREADS; i++) {
        part[i] = *k;
        part[i].from = i, part[i].step = THREADS;
        if (pthread_create(&thread[i], NULL, ask_some, &part[i]))
            return cordon_fail(err, CORDON_ENOMEM, "no thread");
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(thread[i], NULL);
        if (part[i].err.status && !s) *err = part[i].err, s = err->status;
    }
    return s;
}

typedef struct group {
    char name[64];
    unsigned n, first[WAYS], ten[WAYS];
} group;

static void count_rank(group *g, const char *name, const asking *k, size_t row) {
    unsigned i = 0;
    while (i < GROUPS_MAX - 1 && *g[i].name && strcmp(g[i].name, name) != 0) i++;
    snprintf(g[i].name, sizeof g[i].name, "%s", name);
    g[i].n++;
    for (int w = 0; w < WAYS; w++)
        g[i].first[w] += k->rank[w][row] == 1, g[i].ten[w] += k->rank[w][row] > 0;
}

static void print(FILE *out, const asking *k) {
    group g[GROUPS_MAX] = {{{0}, 0, {0}, {0}}};
    size_t missing = 0;
    for (size_t r = 0; r < k->t->rows; r++) {
        char name[64];
        const char *kind = cell(k, r, 1);
        missing += !quality_corpus_find(k->c, cell(k, r, 3), cell(k, r, 6));
        count_rank(g, "all", k, r);
        count_rank(g, kind, k, r);
        snprintf(name, sizeof name, "%s, %s", kind, cell(k, r, 2));
        count_rank(g, name, k, r);
        count_rank(g, strtod(cell(k, r, 5), NULL) >= 0.6 ? "alike" : "not alike", k, r);
    }
    fprintf(out, "| asked for | entries |");
    for (int w = 0; w < WAYS; w++) fprintf(out, " %s: first | among ten |", way_name[w]);
    fprintf(out, "\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (unsigned i = 0; i < GROUPS_MAX && *g[i].name; i++) {
        fprintf(out, "| %s | %u |", g[i].name, g[i].n);
        for (int w = 0; w < WAYS; w++)
            fprintf(out, " %.3f | %.3f |", (double)g[i].first[w] / g[i].n,
                    (double)g[i].ten[w] / g[i].n);
        fprintf(out, "\n");
    }
    fprintf(out,
            "\nEntries asked for that the lists at hand do not hold, asked by name only: %zu.\n",
            missing);
}

cordon_status quality_leave_one_out(FILE *out, const score_model *m, const quality_corpus *c,
                                    const char *bench, cordon_error *err) {
    char path[1024];
    table t;
    asking k = {.c = c, .m = m, .t = &t};
    snprintf(path, sizeof path, "%s/screen_leave_one_list_out.csv.xz", bench);
    if (access(path, R_OK)) return CORDON_OK;
    cordon_status s = table_read(&t, path, err);
    if (s) return s;
    s = table_cols(&t,
                   (const char *const[]){"query", "kind", "script", "query_list", "expected",
                                         "best_string_similarity", "query_entry", NULL},
                   k.col, err);
    uint8_t *rank = calloc(t.rows + 1, WAYS);
    if (!s && !rank) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %zu ranks", t.rows);
    for (size_t w = 0; !s && w < WAYS; w++) k.rank[w] = rank + w * t.rows;
    if (!s) s = ask_all(&k, err);
    if (!s) print(out, &k);
    free(rank);
    table_free(&t);
    return s;
}
