/* The cross-list pairs once more, with all that both lists say of the two entries. */
#include <string.h>

#include "screen/quality.h"

enum { WAYS = 3, KINDS = 4 };
static const char *const way_name[WAYS] = {"names alone", "addresses, dates, countries too",
                                           "numbers too"};
static const char *const kind_name[KINDS] = {"all", "person", "organisation", "vessel"};

typedef struct counts {
    size_t right, said, same, n, refuted;
} counts;

typedef struct whole {
    const score_model *m;
    const quality_corpus *c;
    pair_thresholds at;
    counts of[KINDS][WAYS];
    size_t missing;
} whole;

static pair_facts only(const pair_facts *f, int way) {
    pair_facts x = *f;
    if (way < 2) x.identifiers = 0;
    if (way < 1) x.births = x.countries = x.addresses = 0, x.gender = 0;
    return x;
}

static void count(counts *c, const pair_thresholds *at, bool same, const pair_result *r) {
    bool said = r->probability >= at->at[r->kind];
    c->n++, c->same += same, c->said += said, c->right += said && same;
    c->refuted += !same && r->verdict == IDENTIFIER_REFUTES;
}

static cordon_status compare(void *arg, quality_case *c, const entity *a, const entity *b,
                             cordon_error *err) {
    whole *k = arg;
    (void)err;
    if (strcmp(c->set, "crosslist") != 0) return CORDON_OK;
    const quality_party *q = quality_corpus_find(k->c, a->list, a->key),
                        *l = quality_corpus_find(k->c, b->list, b->key);
    if (!q || !l) return k->missing++, CORDON_OK;
    for (int way = 0; way < WAYS; way++) {
        pair_facts x = only(&q->facts, way), y = only(&l->facts, way);
        pair_result r;
        pair_compare(&r, k->m, &x, &y);
        for (int i = 0; i < KINDS; i++)
            if (!i || !strcmp(c->kind, kind_name[i])) count(&k->of[i][way], &k->at, c->same, &r);
    }
    return CORDON_OK;
}

static double share(size_t a, size_t b) { return b ? (double)a / (double)b : 0; }

cordon_status quality_whole_pairs(FILE *out, const score_model *m, const quality_corpus *c,
                                  const char *bench, cordon_error *err) {
    whole k = {.m = m, .c = c};
    cordon_status s = pair_thresholds_read(&k.at, m, err);
    if (!s) s = quality_pairs_of(bench, "crosslist", compare, &k, err);
    if (s || !k.of[0][0].n) return s;
    fprintf(out,
            "| of which | compared by | pairs | same | precision | recall | F1 | others that a "
            "number refutes |\n|---|---|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < KINDS; i++)
        for (int w = 0; w < WAYS; w++) {
            const counts *x = &k.of[i][w];
            fprintf(out, "| %s | %s | %zu | %zu | %.3f | %.3f | %.3f | %zu |\n", kind_name[i],
                    way_name[w], x->n, x->same, share(x->right, x->said), share(x->right, x->same),
                    share(2 * x->right, x->said + x->same), x->refuted);
        }
    fprintf(out, "\nPairs of which the lists at hand do not hold both entries, left out: %zu.\n",
            k.missing);
    return s;
}
