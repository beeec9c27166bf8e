/* balance.h - a balance of interests as a file, and what follows from it.
 *
 * A file (schema cordon.balance/1, data/schema/cordon.balance-1.json) lists
 * the interests that pull one actor towards another or away from it. Each has
 * a salience s in [0, 1] with a range, evidence with origin and stance, and in
 * every context a weight w; the weights of a context sum to 1. With d = +1 for
 * a convergent and -1 for a divergent factor
 *
 *     balance B = sum d w s       convergent C = sum of w s over d = +1
 *     divergent V = sum of w s over d = -1        tension = min(C,V)/max(C,V)
 *
 * B says what follows from the weights in the file. It forecasts nothing, and
 * a strong pull both ways differs from nothing there: hence C, V and tension.
 * Structural factors describe the form of the ties; they have no sign and are
 * in no sum. Everything that the result rests on can be asked here: other
 * salience, equal weights, no weights at all (SMAA: Lahdelma and Salminen
 * 2001), the weight that would turn the sign, each item of evidence, each
 * origin, the file's own dissent.
 *
 * A balance is read-only once read; calls on it may run on several threads.   */
#ifndef WATCH_BALANCE_H
#define WATCH_BALANCE_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"

enum {
    BALANCE_FACTORS_MAX = 128,
    BALANCE_GROUPS_MAX = 16,
    BALANCE_CONTEXTS_MAX = 32,
    BALANCE_EVIDENCE_MAX = 2000, /* in the whole file */
    BALANCE_ORIGINS_MAX = 200,
    BALANCE_DISSENT_MAX = 64,
    BALANCE_CHANGES_MAX = 1000,
    BALANCE_TRIGGERS_MAX = 32, /* of a context */
    BALANCE_KNOTS_MAX = 32, /* points of an indicator's mapping */
    BALANCE_FAULTS_SHOWN = 50
};

typedef enum balance_direction {
    BALANCE_STRUCTURAL,
    BALANCE_CONVERGENT,
    BALANCE_DIVERGENT
} balance_direction;

typedef struct balance_range {
    double lo, mode, hi; /* lo <= mode <= hi */
} balance_range;

typedef struct balance_evidence {
    const char *id, *ref, *locator, *date, *note; /* "" where not given */
    const char *grade;                            /* Admiralty, "B2" */
    int origin;                                   /* index, -1 = not given */
    date_day dated; /* last day that date can mean ("2023" = 31 December); 0 = undated */
    int stance;     /* +1 supports the factor, -1 speaks against it */
    double weight;  /* of the grade: A..E and 1..5 are 1 .8 .6 .4 .2, multiplied */
    bool unjudged;  /* F or 6 stands in the grade: counted as the middle, .6 */
} balance_evidence;

typedef struct balance_knot {
    double value, salience;
} balance_knot;

typedef struct balance_factor {
    const char *id, *label, *dimension, *actor; /* "" where not given */
    balance_direction direction;
    int group;                /* index, -1 in a file without groups */
    balance_range salience;   /* structural: 0 0 0 */
    const char *indicator;    /* name of a series, NULL = none */
    const balance_knot *knot; /* rising values; NULL = a name only, nothing is mapped */
    size_t knots;
    const balance_evidence *evidence;
    size_t evidence_count;
} balance_factor;

typedef enum balance_method {
    BALANCE_SWING, /* points of the swing from worst to best, the largest 100 */
    BALANCE_RANK,  /* ranks, 1 = weighs most; rank-order centroid weights */
    BALANCE_POINTS /* 100 points shared out, no range asked: weights without ranges */
} balance_method;

/* What would be seen when a context begins. */
typedef struct balance_trigger {
    const char *observe, *series; /* series "" = none */
} balance_trigger;

typedef struct balance_context {
    const char *id, *condition, *change;
    const balance_trigger *trigger;
    size_t triggers;
    bool has_prob;
    balance_range prob;
    balance_method method;
    double group_points[BALANCE_GROUPS_MAX]; /* BALANCE_RANK: already weights */
    double points[BALANCE_FACTORS_MAX];
    double concentration; /* of the Dirichlet distribution of the weights */
    bool concentration_given;
    const char *elicited_from;
} balance_context;

typedef struct balance_origin {
    const char *id, *label, *kind;
    bool state; /* a government, a state institute or state-paid media */
} balance_origin;

/* What a dissenting reader would put in the file's place. */
typedef struct balance_dissent {
    const char *id, *holder, *on, *text;
    bool has_salience[BALANCE_FACTORS_MAX], has_direction[BALANCE_FACTORS_MAX];
    balance_range salience[BALANCE_FACTORS_MAX];
    balance_direction direction[BALANCE_FACTORS_MAX];
    const balance_context *context; /* context_count of them, weights replaced; NULL = the file's */
} balance_dissent;

typedef struct balance_change {
    const char *date, *who, *what, *why;
} balance_change;

typedef struct balance {
    arena mem;
    const char *path, *title, *question, *perspective, *status, *author;
    const char *dyad[2];
    date_day as_of, horizon;
    char sha256[65];
    const char *group[BALANCE_GROUPS_MAX];
    size_t groups; /* 0: weights are not layered */
    balance_origin *origin;
    size_t origins;
    balance_factor *factor;
    size_t factors;
    balance_context *context;
    size_t contexts;
    balance_dissent *dissent;
    size_t dissents;
    balance_change *change;
    size_t changes;
    struct ach *ach; /* NULL: none (watch/ach.h) */
} balance;

/* ---- reading -------------------------------------------------------------------- */

/* One thing that is wrong in a file: where, what stands there, what was expected. */
typedef struct balance_fault {
    uint32_t line, column;
    char pointer[160]; /* JSON pointer, "" for syntax and for the root */
    char text[320];
} balance_fault;

typedef struct balance_faults {
    size_t count; /* all; the first BALANCE_FAULTS_SHOWN are kept */
    balance_fault fault[BALANCE_FAULTS_SHOWN];
} balance_faults;

/* Reads and checks the whole file ("-" is standard input). A file with faults
 * is CORDON_EFORMAT (a bound of syntax: CORDON_ELIMIT), every fault in *faults
 * and the first in *err; *out is then NULL. faults may be NULL.               */
cordon_status balance_read(balance **out, const char *path, balance_faults *faults,
                           cordon_error *err);
cordon_status balance_read_memory(balance **out, const char *name, const void *data, size_t len,
                                  balance_faults *faults, cordon_error *err);
void balance_free(balance *b); /* NULL is a no-op */
/* FILE:LINE:COLUMN: POINTER: TEXT */

void balance_fault_line(buf *to, const char *path, const balance_fault *f);

int balance_context_find(const balance *b, const char *id); /* -1 = none */
int balance_factor_find(const balance *b, const char *id);
const char *balance_direction_name(balance_direction d);
const char *balance_method_name(balance_method m);

/* Data moves the file: the factors whose indicator maps the series take the
 * salience that the mapping gives for the value (linear between the points,
 * held at the ends); lo and hi keep their distance from the mode, within
 * [0, 1]. *moved counts them; 0 = no factor maps that series. Not on several
 * threads at once.                                                            */
typedef struct balance_move {
    const char *series;
    int factor;
    double value;
    balance_range from, to;
    bool outside; /* the value lies beyond the mapping's ends */
} balance_move;
cordon_status balance_set_value(balance *b, const char *series, double value, balance_move *move,
                                size_t room, size_t *moved, cordon_error *err);

/* ---- one context as numbers ------------------------------------------------------ */

/* What the formulas need; plain numbers, so that "what if" is a changed copy. */
typedef struct balance_model {
    size_t n, groups;               /* groups 0: none */
    int sign[BALANCE_FACTORS_MAX];  /* +1, -1, 0 structural */
    int group[BALANCE_FACTORS_MAX]; /* 0 without groups */
    balance_range salience[BALANCE_FACTORS_MAX];
    double points[BALANCE_FACTORS_MAX], group_points[BALANCE_GROUPS_MAX];
    double concentration;
} balance_model;

typedef enum balance_salience { BALANCE_MODE, BALANCE_MEAN } balance_salience;

/* dissent -1: the file as it is. */
void balance_model_of(balance_model *m, const balance *b, size_t context, int dissent);
/* The weight of every factor; structural ones 0. Sums to 1 unless none has a sign. */
void balance_weights(double w[BALANCE_FACTORS_MAX], const balance_model *m);
/* 1/n each, or with groups: the same for each group that has a factor with a sign. */
void balance_equal_weights(double w[BALANCE_FACTORS_MAX], const balance_model *m, bool by_groups);
void balance_salience_at(double s[BALANCE_FACTORS_MAX], const balance_model *m,
                         balance_salience at);
double balance_sum(const balance_model *m, const double *w, const double *s);

typedef struct balance_value {
    double balance, convergent, divergent;
    double tension;    /* NAN when both masses are 0 */
    double least_move; /* least weight that must change hands for B = 0; NAN = cannot */
    int least_move_to; /* the factor that gets it, -1 = none */
    int first_flip;    /* the factor whose weight needs the least change for B = 0, -1 = none */
    double flip[BALANCE_FACTORS_MAX]; /* its weight then, others in proportion; NAN = none */
    double weight[BALANCE_FACTORS_MAX], pull[BALANCE_FACTORS_MAX]; /* pull = d w s */
} balance_value;
/* O(n log n). */
void balance_evaluate(balance_value *v, const balance_model *m, balance_salience at);

/* Where the variance of B comes from, in closed form: salience independent
 * and triangular, weights Dirichlet(concentration w). Shares of the total sum
 * to 1 over the three arrays; all 0 when the variance is 0.                   */
typedef struct balance_variance {
    double total;
    double salience[BALANCE_FACTORS_MAX], weight[BALANCE_FACTORS_MAX];
    double both; /* the part that salience and weights make together */
} balance_variance;
void balance_variance_of(balance_variance *v, const balance_model *m);

/* Splitting bias: B when a factor is entered twice with its full points. */
double balance_split(const balance_model *m, size_t factor, bool points_shared);
/* B when a factor is left out, the others' weights in proportion within its group. */
double balance_without(const balance_model *m, size_t factor);
double balance_count_only(const balance *b); /* (convergent - divergent) / all with a sign */

/* ---- drawing: ranges and SMAA ----------------------------------------------------- */

typedef enum balance_ties {
    BALANCE_TIES_RANDOM,
    BALANCE_TIES_FILE,
    BALANCE_TIES_REVERSE
} balance_ties;

typedef struct balance_draw_opts {
    uint64_t draws, seed; /* BALANCE_DRAWS_MIN to _MAX */
    balance_ties ties;
    int threads;                        /* 0 = as many as there are processors, at most 8 */
    bool context[BALANCE_CONTEXTS_MAX]; /* which are asked for */
    /* An origin whose loss leaves factors without support: those get s uniform on
     * [0, 1]. At most BALANCE_LOST_MAX, -1 fills the rest.                       */
    int lost_origin[16];
} balance_draw_opts;
enum {
    BALANCE_DRAWS = 200000,
    BALANCE_DRAWS_MIN = 1000,
    BALANCE_DRAWS_MAX = 10000000,
    BALANCE_SEED = 20240615,
    BALANCE_LOST_MAX = 16
};
void balance_draw_defaults(balance_draw_opts *o);

typedef struct balance_drawn {
    double mean, p05, p50, p95; /* of B; quantiles to 0.0005 */
    double p_positive;          /* share of draws with B > 0 */
} balance_drawn;

/* P(B > 0) over weights, salience drawn or at its mode. */
typedef struct balance_smaa {
    double drawn, mode;
} balance_smaa;

typedef struct balance_context_drawn {
    balance_drawn b;                     /* weights Dirichlet, salience drawn */
    balance_smaa rank_flat, rank_groups; /* weights in the stated order, ties as asked */
    double ties_convergent_first, ties_divergent_first; /* flat, salience drawn */
    balance_drawn lost[BALANCE_LOST_MAX];               /* without that origin */
} balance_context_drawn;

typedef struct balance_draws {
    balance_draw_opts opts;
    balance_smaa none_flat, none_groups; /* no weight information at all */
    balance_context_drawn context[BALANCE_CONTEXTS_MAX];
    bool mixed;            /* two or more contexts asked for have a probability */
    balance_drawn mixture; /* over those, their probabilities drawn and scaled to 1 */
} balance_draws;

/* Same numbers for a seed, whatever the threads and the contexts asked for.
 * About 3 us a draw for nine contexts of 34 factors on one core.              */
cordon_status balance_draw(balance_draws *out, const balance *b, const balance_draw_opts *o,
                           cordon_error *err);

/* ---- evidence --------------------------------------------------------------------- */

/* Changes of B at the mode when evidence goes. unknown: a factor without any
 * supporting item left gets 0.5, others keep their salience. ratio: salience
 * follows the share of supporting grades, s' = min(1, s after/before); with no
 * item left 0.5.                                                              */
typedef struct balance_loss {
    size_t items, factors; /* touched, structural factors not counted */
    bool unsupported[BALANCE_FACTORS_MAX];
    size_t unsupported_count;
    double unknown[BALANCE_CONTEXTS_MAX], ratio[BALANCE_CONTEXTS_MAX];
} balance_loss;
void balance_without_origin(balance_loss *l, const balance *b, size_t origin);
void balance_without_item(balance_loss *l, const balance *b, size_t factor, size_t item);

/* Factors with a sign, by what their evidence is. */
bool balance_one_origin(const balance_factor *f); /* what supports it is of one known origin */
bool balance_state_only(const balance *b, const balance_factor *f); /* all of it from states */
bool balance_no_counter(const balance_factor *f);                   /* no item speaks against it */
bool balance_unsupported(const balance_factor *f);                  /* no item speaks for it */
/* The item cannot be younger than `months` before as_of. */
bool balance_stale(const balance *b, const balance_evidence *e, int months);

/* One passage of one origin that stands under several factors. */
typedef struct balance_shared {
    const balance_evidence *item; /* its first use */
    int factor[BALANCE_FACTORS_MAX];
    size_t factors;
} balance_shared;
/* The first factor before place k of the passage that pulls the same way as the
 * one there; -1 = none, or that one has no sign.                              */
int balance_same_side(const balance_model *m, const balance_shared *s, size_t k);
/* Sorted by locator, origin and date; *out in mem. */
cordon_status balance_shared_evidence(balance_shared **out, size_t *n, const balance *b, arena *mem,
                                      cordon_error *err);

/* ---- two editions ------------------------------------------------------------------ */

typedef struct balance_context_change {
    int from, to; /* index in either edition */
    double balance_from, balance_to;
    /* Shapley shares of the difference: they sum to it. */
    double by_factors, by_salience, by_weights;
} balance_context_change;
typedef struct balance_difference {
    size_t contexts;
    balance_context_change context[BALANCE_CONTEXTS_MAX];          /* those of both editions */
    bool added[BALANCE_FACTORS_MAX], removed[BALANCE_FACTORS_MAX]; /* by index in to, from */
} balance_difference;
/* Both must speak for the same actor, else CORDON_EINVAL. Salience at the mode. */
cordon_status balance_compare(balance_difference *d, const balance *from, const balance *to,
                              cordon_error *err);

/* ---- for a page that draws --------------------------------------------------------- */

/* The strongest pulls of a context each way, by |d w s|, ties in the file's order. */
typedef struct balance_pull {
    int factor; /* -1 past the end */
    double pull, weight, salience;
} balance_pull;
void balance_strongest(balance_pull *out, size_t room, const balance_value *v,
                       const balance_model *m, balance_direction which);

/* One bar of a tornado: what B becomes when the factor is left out and when its
 * salience goes from lo to hi; and the weight at which B turns.               */
typedef struct balance_bar {
    int factor;
    double without, at_lo, at_hi, weight, flip; /* flip NAN = none */
} balance_bar;
/* Sorted by the reach of the bar, longest first; returns their number. */
size_t balance_tornado(balance_bar out[BALANCE_FACTORS_MAX], const balance_model *m,
                       balance_salience at);

#endif
