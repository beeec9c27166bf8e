/* exhibit.h - what stands around a chart or a table of the page of a pair: the
 * finding as its title, and below it source, vintage, what else could explain
 * it, the rows as a file to keep, and the table behind the drawing.           */
#ifndef REPORT_EXHIBIT_H
#define REPORT_EXHIBIT_H

#include "report/inner.h"

/* Rows of a table kept twice: as cells of the page and as a CSV file. */
typedef struct exhibit_table {
    report *r;
    buf csv;
    size_t col;
} exhibit_table;

/* Heads: NULL-ended; one that begins with '#' is a column of numbers. */
void exhibit_table_open(exhibit_table *t, report *r, const char *caption, const char *const *head);
/* Rows that become cards on a narrow screen; their cells carry their heads. */
void exhibit_cards_open(exhibit_table *t, report *r, const char *caption, const char *const *head);
/* The same with a class of its own, for its widths. */
void exhibit_cards_named(exhibit_table *t, report *r, const char *name, const char *caption,
                         const char *const *head);
void exhibit_labelled(exhibit_table *t, const char *label, const char *text);
/* Shown on the page, and kept whole in the file. */
void exhibit_shortened(exhibit_table *t, const char *label, const char *shown, const char *whole);
/* n texts one below the other, in one cell; "not assessed" at the head of one is marked. */
void exhibit_lines(exhibit_table *t, const char *label, const char *const *line, size_t n);
void exhibit_row(exhibit_table *t);
void exhibit_row_named(exhibit_table *t, const char *id); /* with an anchor */
void exhibit_cell(exhibit_table *t, const char *text); /* the first of a row is its head */
void exhibit_number(exhibit_table *t, const char *text);
void exhibit_row_end(exhibit_table *t);
/* Closes the table and links its rows as NAME.csv. */
void exhibit_table_close(exhibit_table *t, const char *name);

/* "Source: IMF, vintage 2025-01-01 (source 12)." */
void exhibit_sources(report *r, const int64_t *ids, size_t n);
void exhibit_else(report *r, const char *note);

#endif
