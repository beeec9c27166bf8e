/* inner.h - the holdings of a day, and who counts as an owner by them.
 *
 * A view is a graph as it stands on a day under a rule: its records merged into holdings, dropped what is not in force or does not count.
 * own_cascade makes one of the whole graph, own_ask one of what is above a node; both are solved by the same passes (solve.c). */
#ifndef OWN_INNER_H
#define OWN_INNER_H

#include "own/own.h"

typedef struct own_hold {
    uint32_t owner, owned; /* of the view */
    int32_t low_e5, high_e5;
    uint8_t kind;
    bool differ, undated;
    const own_edge *edge; /* the first record */
} own_hold;

/* The same, as its owner sees it: side by side for each owner. */
typedef struct own_out {
    uint32_t owned;
    int32_t low_e5, high_e5;
    uint8_t kind;
} own_out;

typedef struct own_sums {
    int64_t low[2], high[2]; /* shares, votes */
} own_sums;

typedef struct own_view {
    uint32_t n;
    size_t *in_at;     /* n: where the holdings of a node begin; there are in_n[node] */
    uint32_t *in_n;
    own_hold *in;
    size_t *out_at;    /* n + 1 */
    own_out *out;      /* by owner */
    uint8_t *listed, *mark;
    uint8_t *kinds;    /* bit k: a holding of kind k is recorded */
    own_sums *all;     /* of all holdings of a node */
    size_t selves;
} own_view;

/* The view of these nodes (all of the graph when node is NULL); every owner of a node in it is in it. place: of each node of the graph in
 * the view, NULL = its own number. */
cordon_status view_make(own_view *v, const own_graph *g, const own_rule *r, const uint8_t *listed, const uint32_t *node, uint32_t n,
                        const uint32_t *place, date_day as_at, unsigned threads, cordon_error *err);
void view_free(own_view *v);
/* Merges the records of one holding that are in force; false when none is. They stand side by side, of one owner and kind. */
bool view_merge(own_hold *out, const own_edge *e, size_t n, date_day as_at);

/* Who counts as an owner so far: round 0 = does not, 1 = listed, or by what nobody knows; then one more than the owners it rests on. */
typedef struct own_pass {
    const own_view *v;
    int64_t threshold_e5;
    bool at_least, votes, control, at_high;
    uint32_t *round;
    own_sums *sum;             /* of the holdings of who counts */
    uint32_t *controlled;      /* how many that count control it */
    uint8_t *touched;
    uint32_t *queue, *touch;   /* n each: who counts, in order; whose sums changed */
    uint64_t visits;           /* holdings added up so far, and taken away */
    size_t queued, touches, fixed; /* fixed: of the queue, what pass_undo leaves */
} own_pass;

cordon_status pass_make(own_pass *p, const own_view *v, const own_rule *r, bool at_high, cordon_error *err);
void pass_free(own_pass *p);
/* Counts the node as an owner by itself (listed), unless it counts already. */
void pass_seed(own_pass *p, uint32_t node);
/* To the fixed point. With `all`, every node is looked at, also those that no owner that counts holds. */
void pass_run(own_pass *p, bool all);
/* From here on pass_undo comes back to this state. */
void pass_fix(own_pass *p);
void pass_undo(own_pass *p);
/* What is held by who counts, of the kind that counts most (*kind); at most all. */
int64_t pass_value(const own_pass *p, uint32_t node, own_kind *kind);
bool pass_holds(const own_pass *p, uint32_t node); /* what it holds meets the threshold, or control does */
bool pass_by_share(const own_pass *p, uint32_t node);

/* What is said of every node. */
typedef struct own_found {
    uint8_t *owned, *possibly;
    int64_t *low_e5, *high_e5;
} own_found;
cordon_status found_make(own_found *f, uint32_t n, cordon_error *err);
void found_free(own_found *f);
cordon_status view_solve(own_found *f, const own_view *v, const own_rule *r, unsigned threads, cordon_error *err);
own_verdict found_verdict(const own_found *f, const own_view *v, const own_rule *r, uint32_t node);

#endif
