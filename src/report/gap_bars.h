/* gap_bars.h - the mirror gap as plain figures: what the page draws. */
#ifndef REPORT_GAP_BARS_H
#define REPORT_GAP_BARS_H

#include "flows/query.h"
#include "report/report.h"

enum { GAP_BARS_MAX = 16 };

typedef struct gap_bar {
    char label[160], reason[200]; /* reason: why it is not assessed; "" = it is */
    char currency[16];
    double sent, arrived;   /* extra, in billions */
    double lost, lost_high; /* per cent of sent not recorded */
    int64_t source[8];
    size_t sources;
} gap_bar;

typedef struct gap_bars {
    gap_bar v[GAP_BARS_MAX];
    size_t n;
    flow_window base, period;
} gap_bars;

/* None when the regime names no mirrors. Appends the findings. */
cordon_status gap_bars_make(gap_bars *out, buf *findings, const report_input *in,
                            cordon_error *err);

#endif
