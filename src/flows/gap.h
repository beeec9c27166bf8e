/* gap.h - what one side says it sent and the other never recorded as arriving.
 *
 * Which dataset reports for whom stands in mirrors.csv of the regime: one row of
 * side "sender" per id, and one of side "receiver" for each definition of the
 * partner (by origin, by consignment) under which the arrivals are known.
 *
 *     extra = sum(value in the period) - n * mean(value in the base)
 *     lost  = 1 - extra(arrivals) / extra(exports)
 *
 * Arrivals are valued as the receiver values them, freight and insurance often
 * included; no correction is made, but lost is also given for arrivals divided
 * by 1 + rate, so that it is an interval. Sums are integers up to the last
 * division. A year that one side does not report whole is not assessed.       */
#ifndef FLOWS_GAP_H
#define FLOWS_GAP_H

#include "flows/asked.h"

enum { GAP_LAGS_MAX = 12, GAP_PERIODS_MAX = 240 };

typedef struct gap_options {
    const char *mirrors;       /* "ID,ID"; NULL = every id of the table */
    const char *base, *period; /* "A..B", years or months; NULL = as the table says */
    double cif_fob;            /* 0.1: arrivals may be valued up to 10 % above exports */
    bool without_nes;          /* leave out partners "not specified" */
    date_day as_at, known_by;  /* 0 = today */
} gap_options;

/* One year (or month) of both sides, in the sender's currency. */
typedef struct gap_period {
    date_period period;
    bool base;
    int64_t sent_milli, arrived_milli, nes_milli; /* nes: not in arrived */
} gap_period;

typedef struct gap_line {
    const char *id, *country, *definition; /* "origin", "consignment", "both" */
    const char *from, *to;                 /* codes or titles */
    const char *reason;                    /* why it is not assessed; NULL = it is */
    const char *valuation, *currency, *source, *note;
    bool together; /* the sum over the ids */
    bool nes_counted;
    gap_period *v; /* base periods first, ascending */
    size_t n;
    double sent_extra, arrived_extra; /* whole units of the currency */
    double lost, lost_high;           /* at no correction; at the whole rate */
    double lost_other; /* with the other choice about "not specified"; NAN = none there */
    double lag[GAP_LAGS_MAX + 1]; /* lost with arrivals so many months later */
    size_t lags;                  /* 0: monthly rows of both sides are not there */
    finding_evidence evidence[FINDING_EVIDENCE_MAX];
    size_t evidence_n;
} gap_line;

typedef struct gap {
    arena mem;
    gap_line *v; /* by id in the table's order, then the definitions; those together last */
    size_t n;
    const char *const *country; /* of the ids */
    size_t countries;
    flow_window base, period; /* of the first id */
    gap_options options;
} gap;

/* CORDON_EINVAL for an id that the table does not have, CORDON_EFORMAT with file
 * and line for a table that says nothing usable, CORDON_ENOTFOUND without one. */
cordon_status gap_make(gap *out, const cordon_store *c, const gap_options *o, cordon_error *err);
void gap_free(gap *g);
cordon_status gap_finding(finding *out, arena *scratch, const gap *g, size_t i,
                          const cordon_store *c, cordon_error *err);
/* The arithmetic alone: per cent lost with arrivals divided by 1 + rate, NAN when
 * there are no extra exports or no base. sent and arrived take the extras in
 * whole units; NULL = not wanted. nes counts the partners not specified.      */
double gap_lost(double *sent, double *arrived, const gap_period *v, size_t n, bool nes,
                double rate);

#endif
