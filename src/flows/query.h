/* query.h - one question to the flows: who to whom, which goods, when.
 *
 * A query is resolved first (flow_plan): which dataset answers, at which level
 * of which nomenclature, from which sources, through which codes. Never two
 * levels, breakdowns, currencies or kinds of areas in one sum; where more than
 * one dataset could answer, the reader must name one.
 *
 * Direction is that of the goods: from A to B. flow "X" asks A's report, flow
 * "M" asks B's report of the same trade (its mirror).
 *
 * Of several sources for the same slice the one of the greatest vintage not
 * later than known_by wins, for the codes and partners it covers; what an older
 * source has beyond those stays. Where no slice has two sources, that is no
 * join at all.                                                               */
#ifndef FLOWS_QUERY_H
#define FLOWS_QUERY_H

#include "base/buf.h"
#include "goods/goods.h"
#include "regime/regime.h"
#include "store/store.h"

enum {
    BY_MONTH = 1,
    BY_QUARTER = 2,
    BY_HALF = 4,
    BY_YEAR = 8,
    BY_FROM = 16,
    BY_TO = 32,
    BY_CODE = 64, /* the data's own code */
    BY_LINE = 128, /* the line of the group a code falls under */
    BY_TIER = 256
};
enum { FLOW_WINDOWS_MAX = 16, FLOW_CODES_MAX = 20000 };

typedef struct flow_window {
    date_period from, to; /* months, or years (yyyy00) */
} flow_window;

typedef struct flow_query {
    const char *dataset, *nomenclature, *basis, *freq; /* NULL = found by what is there */
    const char *flow;             /* "X" or "M"; NULL = "X" */
    const char *transport;        /* NULL = all modes together */
    int level;                    /* -1 = found */
    const area_set *from, *to;
    const goods_group *group;     /* NULL: codes; both NULL: all goods */
    const char *tier;             /* NULL = all tiers of the group */
    const char *const *codes;
    size_t codes_n;
    bool carried;  /* carry the group's codes to each period's HS revision */
    flow_window window[FLOW_WINDOWS_MAX]; /* disjoint; none = every period */
    size_t windows;
    unsigned by;
    date_day as_at, known_by;     /* of the group's lines; of the sources */
} flow_query;

typedef struct flow_row {
    int window;         /* index of the window; 0 when there are none */
    date_period period; /* month; year 00; for BY_QUARTER and BY_HALF the number in place of the month */
    const char *from, *to, *code, *line, *tier, *estimate; /* "" when not asked */
    int64_t value_milli, rows;
    int64_t mass_g; /* 0 = not of every row: part of a mass does not go with the value */
} flow_row;

typedef struct flow_plan flow_plan;

cordon_status flow_plan_make(flow_plan **out, store *s, goods *g, const flow_query *q,
                             cordon_error *err);
/* Calls each for every row, ordered by all its keys. A non-zero return stops. */
cordon_status flow_plan_run(flow_plan *p, int (*each)(void *arg, const flow_row *r), void *arg,
                            cordon_error *err);
void flow_plan_free(flow_plan *p);

/* What was resolved. */
const char *flow_plan_dataset(const flow_plan *p), *flow_plan_currency(const flow_plan *p),
    *flow_plan_basis(const flow_plan *p), *flow_plan_freq(const flow_plan *p),
    *flow_plan_nomenclature(const flow_plan *p), *flow_plan_sql(const flow_plan *p);
int flow_plan_level(const flow_plan *p);
/* Source ids, ascending. */
size_t flow_plan_sources(const flow_plan *p, const int64_t **ids);
/* Words a reader must have beside the figures, NULL at the end: codes that do
 * not occur, mappings and their quality, rows left out.                      */
const char *flow_plan_note(const flow_plan *p, size_t i);
/* Codes asked for, and those of them that occur in the data. */
void flow_plan_codes(const flow_plan *p, size_t *asked, size_t *occur);

/* "2022-03..2022-11", "2021", "2022-05". False when it is none. */
bool flow_window_parse(flow_window *out, const char *text);

#endif
