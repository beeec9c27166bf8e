/* cases.h - contested cases of the record counted: by kind and year, by who
 * attributes them, by sea area. Who attributes and which words of a place name a
 * sea stand in tables of the regime (attributors.csv, sea_areas.csv).          */
#ifndef REPORT_CASES_H
#define REPORT_CASES_H

#include "report/events.h"

enum { CASE_SABOTAGE = 2, CASE_KINDS = 4 };
extern const char case_kinds[];                        /* as a query takes them */
extern const char *const case_titles[CASE_KINDS];      /* "attributions of cyber operations" */
extern const char *const case_words[CASE_KINDS];       /* the kinds of the record */
enum { CASE_LATE_MONTHS = 18 };                        /* of late reporting */

typedef struct cases {
    const watch_indicator *list; /* says in which years the list was kept */
    kept_rows of;
} cases;

/* The cases in which the area is the accused; of.n 0 when the list was not kept. */
cordon_status cases_of(cases *out, report *r, const char *accused, const char *list, cordon_error *err);
void cases_free(cases *c);
/* What was only announced or was denied is no case. */
bool cases_counts(const kept_row *x);
/* Begun within the last 18 months before the day. */
bool cases_late(const report *r, date_day on);
/* The row of attributors.csv, SIZE_MAX when there is none. */
size_t cases_attributor(const table *t, const kept_row *x);
/* The sea area in a place, "" when it names none; *at: where to look on. */
const char *cases_sea(const table *t, const char *place, size_t *row);

#endif
