/* route_rows.h - the partners that stand out, as plain figures: what the page draws. */
#ifndef REPORT_ROUTE_ROWS_H
#define REPORT_ROUTE_ROWS_H

#include "flows/query.h"
#include "report/report.h"

enum { ROUTE_ROWS_MAX = 10 };

typedef struct route_row {
    const char *code, *name;                /* of the partner; as long as the areas */
    double value, usual, low, high, excess; /* millions; value to excess over all periods asked,
                                               the range of the last one */
    double last, score, q;
    bool found;
} route_row;

typedef struct route_rows {
    route_row v[ROUTE_ROWS_MAX];
    size_t n, tested, found, earlier_tested, earlier_found;
    char sender[160], currency[16];
    const char *title, *period, *source;
    bool asked, later; /* by the regime; about what came after the day */
    int64_t from[8];
    size_t froms;
} route_rows;

/* The first row of routes.csv. Appends the findings of what stands out. */
cordon_status route_rows_make(route_rows *out, buf *findings, const report_input *in,
                              cordon_error *err);

struct report;
struct gap_bars;
/* The table, with what the mirror gap says of the same countries. */
cordon_status report_routes(struct report *r, const struct gap_bars *g, cordon_error *err);

#endif
