/* ribbons.h - who sends how much to whom, before and after, in few enough rows
 * and columns to be drawn: the largest one by one, the rest of a side as one
 * that says how many it is and what it sums to. Nothing is lost: the cells add up
 * to what was asked.                                                          */
#ifndef REPORT_RIBBONS_H
#define REPORT_RIBBONS_H

#include "report/chart.h"
#include "report/question.h"

typedef struct ribbon_end {
    const char *code; /* "" of the rest */
    size_t members;   /* 1; of the rest as many as it holds */
    int64_t base_milli, value_milli, base_rows, value_rows;
} ribbon_end;

typedef struct ribbon_cell {
    int64_t base_milli, value_milli, base_rows, value_rows;
} ribbon_cell;

typedef struct ribbons {
    ribbon_end from[CHART_NODES_MAX], to[CHART_NODES_MAX]; /* by value, the rest last */
    size_t froms, tos;
    ribbon_cell cell[CHART_NODES_MAX][CHART_NODES_MAX];
    int64_t base_milli, value_milli; /* of all */
} ribbons;

/* From an assessed growth by sender and destination. The q->top largest senders
 * stand alone (5 when it says nothing), and each destination that is a 200th or
 * more of the greater total in either period. O(n log n) with n answers.      */
cordon_status ribbons_make(ribbons *out, const question *q, cordon_error *err);

#endif
