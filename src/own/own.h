/* own.h - who is owned by whom on a day, and whether that makes a party owned by listed ones.
 *
 * Ownership cascades, it does not multiply: who is owned counts in full as an owner of the next (docs/ASSESS.md names the guidance). What counts
 * as owned differs by jurisdiction, article and day: threshold, at least or more than, whether holdings of several listed owners
 * add up, whether control alone suffices. Those are rows of regimes/NAME/ownership_rules.csv, never constants.
 *
 * Shares are intervals [low, high] in hundred-thousandths of a percent (_e5: 50 % is 5000000), integers, so that nothing is rounded at a
 * threshold. What is not known of a company's owners (100 % less the sum of the lows) may belong to anybody, so an answer is owned, possibly
 * owned or not owned:
 *   owned           with every share at its low and the rest with nobody listed
 *   possibly owned  not owned so, but with shares at their high and the rest with listed owners
 *   not owned       not even then
 * Both are least fixed points, so cycles end (companies that only own each other own nothing). A party of which no owner is recorded is
 * an owner like any other whose owners are not known, unless it is marked as an end (a person, a state).
 *
 * Without aggregation one listed owner alone must hold what is asked, with all it owns; what nobody knows may be any one owner's. Shares and votes are
 * counted apart, never added; votes of which nothing is recorded are as the shares. Records of one source about one holding add up
 * (the same record twice counts once); of several sources what they agree on counts, or, where they contradict, the whole span. */
#ifndef OWN_OWN_H
#define OWN_OWN_H

#include "base/arena.h"
#include "base/date.h"
#include <cordon/error.h>
#include <stdbool.h>
#include <stdint.h>

enum { OWN_NODES_MAX = 20000000, OWN_EDGES_MAX = 60000000, OWN_PATH_MAX = 64, OWN_KEY_BYTES_MAX = 4096 };
#define OWN_VISITS_MAX 4000000000U /* holdings looked at without aggregation, for all listed parties together: CORDON_ELIMIT behind it */
enum { OWN_ALL_E5 = 10000000 /* 100 % */ };
typedef enum own_kind { OWN_SHARES, OWN_VOTES, OWN_CONTROL /* board, veto, affairs conducted on wishes: apart from shares */,
                        OWN_LINKED /* a source says linked, no stake: never a share */ } own_kind;
const char *own_kind_name(own_kind k); /* "shares", "votes", "control", "linked" */

typedef struct own_edge {
    uint32_t owner, owned;   /* nodes */
    int32_t low_e5, high_e5; /* 0 <= low <= high <= OWN_ALL_E5; OWN_CONTROL, OWN_LINKED: 0 */
    date_day from, to;       /* first and last day; from 0 = not known: counts from ever, and is said; to 0 = still */
    uint8_t kind;            /* own_kind */
    uint32_t source, line;   /* where it stands; source: 1 more than a place in the graph's sources, 0 = none */
} own_edge;

/* "50", "33.3333333": *low_e5 and *high_e5 hold the value; both are the value where five decimals say it. False: no number from 0 to 100. */
bool own_percent(int32_t *low_e5, int32_t *high_e5, const char *text, size_t len);
/* The same of a number, as its shortest decimal. */
bool own_percent_of(int32_t *low_e5, int32_t *high_e5, double percent);
enum { OWN_PERCENT_TEXT = 24 };
const char *own_percent_format(char text[OWN_PERCENT_TEXT], int64_t e5); /* "33.33333" */

typedef struct own_source { const char *file, *sha256, *dataset; int64_t id; date_day vintage; } own_source;

typedef struct own_graph own_graph;
cordon_status own_graph_new(own_graph **out, cordon_error *err);
void own_graph_free(own_graph *g);
/* The node of a key ("LIST:KEY" of an entry, "lei:...", "case:parties/0", any text); made when new. A name that is not known yet is kept. */
cordon_status own_node(uint32_t *out, own_graph *g, const char *key, const char *name, cordon_error *err);
bool own_node_find(uint32_t *out, const own_graph *g, const char *key);
const char *own_node_key(const own_graph *g, uint32_t node), *own_node_name(const own_graph *g, uint32_t node);
uint32_t own_nodes(const own_graph *g);
/* END: nobody owns it (a person, a state). COMPLETE: all its owners are recorded, none beside them holds anything. */
enum { OWN_END = 1, OWN_COMPLETE = 2 };
void own_node_mark(own_graph *g, uint32_t node, unsigned marks);
unsigned own_node_marks(const own_graph *g, uint32_t node);
/* *out: what an edge says as its source. The texts are copied. */
cordon_status own_source_add(uint32_t *out, own_graph *g, const own_source *s, cordon_error *err);
const own_source *own_source_of(const own_graph *g, const own_edge *e); /* NULL = none */
/* CORDON_EINVAL: shares outside 0..100, low above high; an owner of itself is kept and said, never counted. */
cordon_status own_add(own_graph *g, const own_edge *e, cordon_error *err);
cordon_status own_graph_finish(own_graph *g, cordon_error *err); /* sorts; from here on read-only and shared by threads */
/* After finish: the edges whose owned it is, by owner, kind, source, line. */
const own_edge *own_edges_of(size_t *n, const own_graph *g, uint32_t owned);
size_t own_edges(const own_graph *g);

typedef struct own_rule {
    const char *id, *jurisdiction, *act, *article, *title, *source, *basis, *note;
    const char *recalled; /* which of its columns are recalled though the row is seen, by blanks */
    const char *lists;    /* patterns of lists whose parties count, by comma; "" = those given */
    double percent;      /* threshold, at most five decimals */
    bool at_least;       /* >= else > */
    bool aggregate;      /* holdings of several listed owners add up */
    bool votes;          /* voting rights count as shares do */
    bool control;        /* a control indicator suffices */
    bool suspended, verify; /* in these days: not applied; whether it is in force is not known */
    date_day valid_from, valid_to;
} own_rule;

/* What is known of a node as a listed party. */
typedef enum own_listed { OWN_UNLISTED, OWN_LISTED, OWN_MAYBE_LISTED /* by likeness of names: only ever possibly */ } own_listed;

typedef enum own_verdict { OWN_OWNED, OWN_POSSIBLY, OWN_NOT, OWN_NOT_ASSESSED } own_verdict;
const char *own_verdict_name(own_verdict v); /* "owned", "possibly owned", "not owned", "not assessed" */

typedef struct own_step {
    const own_edge *edge; /* the first record of the holding */
    int32_t low_e5, high_e5; /* of all its records */
    bool at_high, differ; /* counted at its high; sources contradict each other */
} own_step;
typedef struct own_answer {
    own_verdict verdict;
    double low, high;        /* percent held by owners that count, directly or by who is owned; control apart; without aggregation of the one that holds most */
    own_kind counted;        /* shares or votes: of which low and high are */
    bool by_control;
    bool itself;             /* is listed itself (or maybe: verdict possibly) */
    const own_step *proof;   /* holdings that add up, each owner's own proof before it, from the listed ones down */
    size_t steps, left_out;  /* left_out: behind OWN_PATH_MAX */
    double unknown;          /* percent of the party whose owner is not known */
    bool undated;            /* rests on an edge without dates */
    bool differ;             /* sources contradict each other about a holding above it */
    size_t selves;           /* records of a party owning itself above it, not counted */
    size_t controls, links;  /* records of control by, or a link to, a party that counts which do not suffice */
    size_t above;            /* nodes that were looked at: itself and all above */
    const char *why;         /* in words, in mem */
} own_answer;

/* listed[i] = what is known of node i as a listed party under the rule on the day (own_listed). not assessed: nothing is known of the node's owners.
 * own_cascade: all nodes. O(nodes + edges); without aggregation also the edges below each listed party, as far as it
 * owns (CORDON_ELIMIT past OWN_VISITS_MAX). Any number of threads
 * (0 = all cores) gives the same. own_ask looks only at what is above the node, and proves it. */
typedef struct own_result own_result;
cordon_status own_cascade(own_result **out, const own_graph *g, const own_rule *r, const uint8_t *listed, date_day as_at, unsigned threads, cordon_error *err);
void own_result_free(own_result *r);
own_verdict own_result_of(const own_result *r, uint32_t node);
int64_t own_result_low_e5(const own_result *r, uint32_t node), own_result_high_e5(const own_result *r, uint32_t node);
cordon_status own_ask(own_answer *out, arena *mem, const own_graph *g, const own_rule *r, const uint8_t *listed, uint32_t node, date_day as_at, cordon_error *err);
/* All nodes above (and the node), in the order found: what own_ask looks at. *out is mem's. */
cordon_status own_above(uint32_t **out, size_t *n, arena *mem, const own_graph *g, uint32_t node, date_day as_at, cordon_error *err);

#endif
