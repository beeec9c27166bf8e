/* routes.h - which partners of a sender stand out from their own past.
 *
 * A series is one sender, one partner and, when asked, one kind of goods. It is
 * found when in the periods asked about
 *   - it is above what its own past makes usual, by more than its own scatter
 *     allows (a q-value over all series tested),
 *   - also after what the median partner of the same sender did is taken off,
 *   - in every year asked, or in all but one of six months (persistence),
 *   - by an amount that is a stated part of the sender's whole rise, so that a
 *     tiny base does not count.
 * The method and its sources stand at the head of routes.c. Statistics run in C
 * over ordered rows: the same store gives the same bytes.                     */
#ifndef FLOWS_ROUTES_H
#define FLOWS_ROUTES_H

#include "flows/asked.h"

enum {
    ROUTES_ASKED_MAX = 24,
    ROUTES_EARLIER_MAX = 8,
    ROUTES_BASE_YEARS = 7,
    ROUTES_BASE_MONTHS = 18
};

typedef struct routes_options {
    date_period asked[64]; /* years or months, ascending */
    size_t asked_n;
    flow_window base;   /* from 0: all periods before the first asked */
    size_t hold;        /* months: so many of the last asked are judged; 0 = 6 */
    double q_max;       /* 0.05 */
    double floor_share; /* of the sender's rise; 0.001 */
} routes_options;

/* The periods "2022,2023", "2022-03..2022-11". False when it is none of these, of
 * two kinds, or of more than 64.                                              */
bool routes_periods(routes_options *o, const char *text);

typedef struct route_period {
    date_period period;
    bool there;                     /* a row says so */
    double value, usual, low, high; /* whole units; usual by its own past, and its range */
    double others; /* what the median partner did: 1.17 = 17 % above its own usual */
    double excess; /* value - usual * others */
    double z;      /* in scatters, of logs; -INFINITY without a value */
    bool large;    /* the excess is a stated part of the rise */
} route_period;

typedef struct route {
    flow_row key; /* from, to, code, line, tier; the others not set */
    size_t pool;  /* series of one sender and one kind of goods */
    bool assessed, found;
    size_t base_n;       /* periods of the past with a value */
    double slope;        /* of logs a year */
    double own, scatter; /* of its own past; used: never below its own */
    route_period *v;
    size_t n, need, held;                      /* periods judged; that must hold; that do */
    double score, p, q;                        /* z of the weakest period that must hold */
    double value, usual, excess, rise_percent; /* over the periods judged */
    size_t earlier_high;                       /* earlier cases that stood out as much */
    int64_t base_milli, base_rows, asked_milli, asked_rows;
} route;

/* The same rule asked of an earlier time: how often it finds something when
 * nothing is known to have happened.                                         */
typedef struct routes_earlier {
    date_period from, to;
    size_t tested, found;
} routes_earlier;

typedef struct routes {
    measure m; /* what was asked, with notes */
    arena mem;
    route *v;                                   /* found first, then by score; not assessed last */
    size_t n, tested, found, dropped, partners; /* dropped: no countries */
    routes_earlier earlier[ROUTES_EARLIER_MAX];
    size_t earlier_n, earlier_cases;
    date_period base_from, base_to;
    routes_options options;
    bool monthly, others_off; /* too few partners for a median */
} routes;

/* q has a question by year or month and at least by the partner. */
cordon_status routes_make(routes *out, const cordon_store *c, const asked *q,
                          const routes_options *o, cordon_error *err);
void routes_free(routes *r);
cordon_status routes_finding(finding *out, arena *scratch, const routes *r, size_t i,
                             const cordon_store *c, const asked *q, cordon_error *err);

/* What makes it stand out or not, in figures. */
void routes_text(buf *b, const routes *r, size_t i, const cordon_store *c, const asked *q);

/* ---- the statistics ---- */

/* The middle of n > 0 numbers, the mean of the two middle ones when n is even.
 * Reorders v.                                                                */
double routes_median(double *v, size_t n);
/* Median of all slopes between two points of different x (Theil 1950, Sen 1968)
 * and median of y - slope * x. scratch has room for n * (n - 1) / 2 and n.
 * False when no two x differ.                                                */
bool routes_theil_sen(double *slope, double *intercept, const double *x, const double *y, size_t n,
                      double *scratch);
/* 1.4826 * the median distance from centre. scratch has room for n. */
double routes_mad(const double *v, size_t n, double centre, double *scratch);
/* Benjamini and Hochberg 1995: q[i] is the least rate of false discoveries at
 * which p[i] is one. False without memory.                                    */
bool routes_bh(double *q, const double *p, size_t n);

#endif
