/* chart.h - the charts of the page, as SVG inside it.
 *
 * A chart is drawn for a width of some 320 pixels and scales with its box; it
 * takes its colours from the style sheet, so it follows the light or dark
 * scheme and prints. Each has a title and a description for those who cannot
 * see it, and says in words what colour alone would not.                      */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include <cordon/error.h>

#include "base/date.h"
#include "report/html.h"

enum { CHART_MONTHS_MAX = 1200, CHART_BARS_MAX = 60, CHART_MARKS_MAX = 26 };

/* One line by month, from 0, with a band for what was usual before. */
typedef struct chart_months {
    const char *id, *title, *desc; /* id: unique in the page */
    const char *unit;              /* "mn EUR" */
    date_period first;             /* the month of value[0] */
    size_t n;                      /* at most CHART_MONTHS_MAX are drawn, the last ones */
    const int64_t *value_milli;
    const bool *there; /* false: no rows, a gap in the line */
    bool band;         /* the three below are given */
    int64_t low_milli, median_milli, high_milli;
    const date_day *mark; /* thin lines, lettered A, B, ... */
    size_t marks;
} chart_months;
void chart_by_month(html *h, const chart_months *all);

/* Bars to both sides of a zero line: falls to the left, rises to the right. */
typedef struct chart_bar {
    const char *label;
    int64_t value_milli;
} chart_bar;
typedef struct chart_changes {
    const char *id, *title, *desc, *unit;
    const chart_bar *bar;
    size_t n; /* at most CHART_BARS_MAX are drawn */
} chart_changes;
void chart_change(html *h, const chart_changes *c);

/* Lines by year from 0, each point hollow or full, and single dots. */
enum { CHART_LINES_MAX = 4, CHART_YEARS_MAX = 40 };
typedef struct chart_year {
    int year;
    double value;
    bool hollow;
} chart_year;
typedef struct chart_years {
    const char *id, *title, *desc;
    const char *unit; /* "%" or "bn USD": beside the last value */
    struct chart_year_line {
        chart_year v[CHART_YEARS_MAX]; /* by year */
        size_t n;
        char last[24]; /* the label of the last point */
    } line[CHART_LINES_MAX];
    size_t lines;
    chart_year dot[8]; /* published by others */
    size_t dots;
} chart_years;
void chart_by_year(html *h, const chart_years *c);

/* Columns by year of what was counted, stacked by kind. */
enum { CHART_KINDS_MAX = 4 };
typedef struct chart_counts {
    const char *id, *title, *desc;
    const char *unit; /* "exercises and patrols" */
    struct chart_counts_year {
        int year;
        int64_t n[CHART_KINDS_MAX];
        bool there; /* false: the list was not kept that year, which is no zero */
        bool late;  /* hatched: more of it will become known */
    } v[CHART_YEARS_MAX];
    size_t n, kinds;
    bool at_least; /* the list holds no more than what is known */
} chart_counts;
void chart_counts_by_year(html *h, const chart_counts *c);

/* Two sides by quarter, time running down, each stacked by kind. */
enum { CHART_QUARTERS_MAX = 32, CHART_TIMELINE_KINDS = 3 };
typedef struct chart_timeline {
    const char *id, *title, *desc, *left, *right; /* left, right: over the sides */
    struct chart_timeline_quarter {
        char label[16]; /* "2024 Q1" */
        int left[CHART_TIMELINE_KINDS], right[CHART_TIMELINE_KINDS];
    } v[CHART_QUARTERS_MAX];
    size_t n;
} chart_timeline;
void chart_two_sided(html *h, const chart_timeline *c);

/* Groups of two bars, one for each of two sources. */
typedef struct chart_two {
    char label[64];
    double first, second; /* billions */
} chart_two;
typedef struct chart_pairs {
    const char *id, *title, *desc, *unit;
    const chart_two *v;
    size_t n;
} chart_pairs;
void chart_side_by_side(html *h, const chart_pairs *c);

/* A whole and the full part of it; the rest is hatched. */
typedef struct chart_stack {
    char label[64], value[32];
    double whole, part;
} chart_stack;
typedef struct chart_stacks {
    const char *id, *title, *desc;
    const chart_stack *v;
    size_t n;
} chart_stacks;
void chart_stacked(html *h, const chart_stacks *c);

/* From a base to a value in one unit, lines named at their right end. */
enum { CHART_SLOPES_MAX = 6 };
typedef struct chart_slope {
    const char *label;
    double base, value; /* billions or millions, all of a chart alike */
    char base_text[24], value_text[24];
} chart_slope;
typedef struct chart_slopes {
    const char *id, *title, *desc, *base_name, *value_name;
    chart_slope v[CHART_SLOPES_MAX];
    size_t n;
} chart_slopes;
void chart_slope_lines(html *h, const chart_slopes *c);

/* Ranges on one scale to both sides of 0, a dot in each; the words at the ends
 * say what the sides mean.                                                    */
enum { CHART_RANGES_MAX = 32 };
typedef struct chart_range {
    char label[64], value[40]; /* value: as printed above the range, to the right */
    double low, at, high;      /* not finite: nothing is drawn */
} chart_range;
typedef struct chart_ranges {
    const char *id, *title, *desc, *below, *above; /* "away", "closer" */
    double hold; /* the axis holds it too, so that two charts have one scale */
    const chart_range *v;
    size_t n; /* at most CHART_RANGES_MAX are drawn */
} chart_ranges;
void chart_range_rows(html *h, const chart_ranges *c);

/* A tornado: what a value becomes when one thing after another is moved from its
 * low to its high, and when it is left out; a dashed line where it stands now. */
enum { CHART_GUSTS_MAX = 12 };
typedef struct chart_gust {
    char label[64], value[40];
    double low, high, without;
} chart_gust;
typedef struct chart_tornado {
    const char *id, *title, *desc, *below, *above;
    double now, hold; /* hold: as above */
    const chart_gust *v;
    size_t n; /* at most CHART_GUSTS_MAX are drawn */
} chart_tornado;
void chart_what_moves(html *h, const chart_tornado *c);

/* Ribbons from those who send to where goods go, widths in money. */
enum { CHART_NODES_MAX = 14 };
typedef struct chart_node {
    char label[64], value[24]; /* value: as printed beside the name */
    bool more;                 /* of a destination: it had less in the other period */
} chart_node;
typedef struct chart_ribbons {
    const char *id, *title, *desc;
    const char *head; /* period and total with unit, above the drawing */
    double whole;     /* what fills the height, so that two drawings have one scale */
    chart_node from[CHART_NODES_MAX], to[CHART_NODES_MAX];
    size_t froms, tos;
    double flow[CHART_NODES_MAX][CHART_NODES_MAX]; /* [from][to], not negative, unit of whole */
} chart_ribbons;
void chart_from_to(html *h, const chart_ribbons *c);

/* A line by week with the level it has between breaks; a week without a value is a
 * gap. The axis holds the middle 96 of 100 values and the levels, and its label says
 * how many lie beyond.                                                         */
typedef struct chart_level {
    size_t from, to; /* weeks [from, to) */
    double value;
} chart_level;
typedef struct chart_weeks {
    const char *id, *title, *desc, *unit;
    date_day first;  /* of the first week */
    const double *v; /* NAN: none */
    size_t n;
    const chart_level *level;
    size_t levels;
} chart_weeks;
cordon_status chart_by_week(html *h, const chart_weeks *c, cordon_error *err);

/* The least of 1, 2, 2.5, 5, 10, 20, ... that is not below v; 1 for v <= 0. */
double chart_ceiling(double v);

#endif
