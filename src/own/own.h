/* own.h - who is owned by whom on a day, and whether that makes a party owned by listed ones.
 *
 * Ownership cascades, it does not multiply: who is owned counts in full as an owner of the next (docs/ASSESS.md names the guidance). What counts
 * as owned differs by jurisdiction, article and day: threshold, at least or more than, whether holdings of several listed owners
 * add up, whether control alone suffices. Those are rows of regimes/NAME/ownership_rules.csv, never constants.
 *
 * Shares are intervals: [low, high] percent. What is not known of a company's owners (100 less the sum of the lows) may belong to
 * anybody, so an answer is owned, possibly owned or not owned:
 *   owned           with every share at its low and the rest with nobody listed
 *   possibly owned  not owned so, but with shares at their high and the rest with listed owners
 *   not owned       not even then
 * Cycles end: both are least fixed points (a cycle of companies that only own each other owns nothing). */
#ifndef OWN_OWN_H
#define OWN_OWN_H

#include "base/arena.h"
#include "base/date.h"
#include <cordon/error.h>
#include <stdbool.h>
#include <stdint.h>

enum { OWN_NODES_MAX = 20000000, OWN_EDGES_MAX = 60000000, OWN_PATH_MAX = 64 };
typedef enum own_kind { OWN_SHARES, OWN_VOTES, OWN_CONTROL /* board, veto, affairs conducted on wishes: apart from shares */,
                        OWN_LINKED /* a source says linked, no stake: never a share */ } own_kind;

typedef struct own_edge {
    uint32_t owner, owned;   /* nodes */
    float low, high;         /* percent, 0 <= low <= high <= 100; OWN_CONTROL, OWN_LINKED: 0 */
    date_day from, to;       /* first and last day; 0 = not known: counts always, and is said */
    uint8_t kind;            /* own_kind */
    uint32_t source, line;   /* where it stands; source: 1 more than a place in the graph's sources */
} own_edge;

typedef struct own_graph own_graph;
cordon_status own_graph_new(own_graph **out, cordon_error *err);
void own_graph_free(own_graph *g);
/* The node of a key ("LIST:KEY" of an entry, "lei:...", "case:parties/0", any text); made when new. */
cordon_status own_node(uint32_t *out, own_graph *g, const char *key, const char *name, cordon_error *err);
bool own_node_find(uint32_t *out, const own_graph *g, const char *key);
const char *own_node_key(const own_graph *g, uint32_t node), *own_node_name(const own_graph *g, uint32_t node);
/* CORDON_EINVAL: shares outside 0..100, low above high, an owner of itself is kept and said, never counted. */
cordon_status own_add(own_graph *g, const own_edge *e, cordon_error *err);
cordon_status own_graph_finish(own_graph *g, cordon_error *err); /* sorts; from here on read-only and shared by threads */

typedef struct own_rule {
    const char *id, *jurisdiction, *article, *source, *basis, *lists; /* lists: patterns of lists whose parties count, "" = those given */
    double percent;      /* threshold */
    bool at_least;       /* >= else > */
    bool aggregate;      /* holdings of several listed owners add up */
    bool control;        /* a control indicator suffices */
    date_day valid_from, valid_to;
} own_rule;

typedef enum own_verdict { OWN_OWNED, OWN_POSSIBLY, OWN_NOT, OWN_NOT_ASSESSED } own_verdict;
const char *own_verdict_name(own_verdict v); /* "owned", "possibly owned", "not owned", "not assessed" */

typedef struct own_step { const own_edge *edge; bool at_high; } own_step;
typedef struct own_answer {
    own_verdict verdict;
    double low, high;        /* percent held by owners that count, directly or by who is owned; control apart */
    bool by_control;
    const own_step *proof;   /* holdings that add up, each owner's own proof before it, from the listed ones down */
    size_t steps;
    double unknown;          /* percent of the party whose owner is not known */
    bool undated;            /* rests on an edge without dates */
    const char *why;         /* in words, in mem */
} own_answer;

/* listed[i] = the node is a listed party under the rule on the day. not assessed: nothing is known of the node's owners.
 * O(nodes + edges) once for all nodes: own_cascade; own_ask looks only at what is above the node. Exact: decimal
 * percents, no rounding at a threshold (50.0 is 50). */
typedef struct own_result own_result;
cordon_status own_cascade(own_result **out, const own_graph *g, const own_rule *r, const bool *listed, date_day as_at, unsigned threads, cordon_error *err);
void own_result_free(own_result *r);
own_verdict own_result_of(const own_result *r, uint32_t node);
cordon_status own_ask(own_answer *out, arena *mem, const own_graph *g, const own_rule *r, const bool *listed, uint32_t node, date_day as_at, cordon_error *err);

#endif
