/* Questions with a known answer among many parties. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "read/table.h"
#include "screen/quality.h"

enum { THREADS = 2, GROUPS_MAX = 40 };

/* ---- leave one list out ---- */

typedef struct asking {
    const quality_corpus *c;
    const score_model *m;
    const table *t;
    int col[6];    /* query, kind, script, query_list, expected, best_string_similarity */
    uint8_t *rank; /* by row: place of the first expected party, 0 = not among those found */
    size_t from, step;
    cordon_error err;
} asking;

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

static cordon_status ask(asking *k, size_t row) {
    arena mem;
    entity e;
    pair_facts q;
    quality_found found[QUALITY_FOUND];
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "", "", schema_of(table_cell(k->t, row, k->col[1])));
    entity_add(&e, "name", table_cell(k->t, row, k->col[0]), -1, NULL, NULL);
    cordon_status s = pair_facts_make(&q, &mem, &e, &k->err);
    unsigned n = s ? 0 : quality_find(found, k->c, k->m, &q, table_cell(k->t, row, k->col[3]));
    for (unsigned i = n; i--;)
        if (is_expected(table_cell(k->t, row, k->col[4]), &k->c->at[found[i].party]))
            k->rank[row] = (uint8_t)(i + 1);
    arena_destroy(&mem);
    return s;
}

static void *ask_some(void *arg) {
    asking *k = arg;
    for (size_t row = k->from; row < k->t->rows && !k->err.status; row += k->step) ask(k, row);
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
    unsigned n, first, ten;
} group;

static void count_rank(group *g, const char *name, unsigned rank) {
    unsigned i = 0;
    while (i < GROUPS_MAX - 1 && *g[i].name && strcmp(g[i].name, name) != 0) i++;
    snprintf(g[i].name, sizeof g[i].name, "%s", name);
    g[i].n++;
    g[i].first += rank == 1;
    g[i].ten += rank > 0;
}

cordon_status quality_leave_one_out(FILE *out, const score_model *m, const char *bench,
                                    cordon_error *err) {
    char path[1024];
    table t;
    quality_corpus c;
    group g[GROUPS_MAX] = {{{0}, 0, 0, 0}};
    asking k = {.c = &c, .m = m, .t = &t};
    snprintf(path, sizeof path, "%s/screen_leave_one_list_out.csv.xz", bench);
    if (access(path, R_OK)) return CORDON_OK;
    cordon_status s = table_read(&t, path, err);
    if (s) return s;
    s = table_cols(&t,
                   (const char *const[]){"query", "kind", "script", "query_list", "expected",
                                         "best_string_similarity", NULL},
                   k.col, err);
    snprintf(path, sizeof path, "%s/..", bench);
    if (!s && !(s = quality_corpus_read(&c, path, NULL, err))) {
        k.rank = calloc(t.rows, 1);
        s = k.rank ? ask_all(&k, err) : cordon_fail(err, CORDON_ENOMEM, "no memory");
        for (size_t r = 0; !s && r < t.rows; r++) {
            char name[64];
            snprintf(name, sizeof name, "%s, %s", table_cell(&t, r, k.col[1]),
                     table_cell(&t, r, k.col[2]));
            count_rank(g, "all", k.rank[r]);
            count_rank(
                g, strtod(table_cell(&t, r, k.col[5]), NULL) >= 0.6 ? "reachable" : "not reachable",
                k.rank[r]);
            count_rank(g, name, k.rank[r]);
            if (getenv("QUALITY_MISSES") && k.rank[r] != 1)
                fprintf(stderr, "%u %s | %s | %s\n", k.rank[r], name, table_cell(&t, r, k.col[0]),
                        table_cell(&t, r, k.col[4]));
        }
        fprintf(out, "| asked for | names | first | among ten |\n|---|--:|--:|--:|\n");
        for (unsigned i = 0; !s && i < GROUPS_MAX && *g[i].name; i++)
            fprintf(out, "| %s | %u | %.3f | %.3f |\n", g[i].name, g[i].n,
                    (double)g[i].first / g[i].n, (double)g[i].ten / g[i].n);
        free(k.rank);
        quality_corpus_free(&c);
    }
    table_free(&t);
    return s;
}
