/* coverage.h - what an answer of screening rests on: lists searched with their vintages, lists that are not
 * loaded, and the lists of which data/screen/said.csv wants it said every time.        */
#ifndef SCREEN_COVERAGE_H
#define SCREEN_COVERAGE_H

#include "lists/catalogue.h"
#include "lists/lists.h"
#include "screen/ask.h"

typedef struct coverage_list {
    const char *list, *form, *title, *kind; /* title and kind "" where lists.csv has no such list */
    date_day vintage;
    int64_t entities;
    bool asked; /* by the terms */
} coverage_list;

typedef struct coverage_said {
    const char *list, *name, *why;
    bool loaded, searched;
    date_day vintage;
} coverage_said;

typedef struct coverage {
    arena mem;
    coverage_list *list;  /* loaded, by id */
    const char **missing; /* ids of lists.csv that are not loaded */
    coverage_said *said;
    const char **unknown; /* patterns of the terms that fit no list of the store nor of lists.csv */
    const char **absent;  /* patterns of the terms that fit only lists that are not loaded */
    size_t lists, searched, missings, saids, unknowns, absents;
} coverage;

const coverage_list *coverage_find(const coverage *c, const char *list); /* NULL = not loaded */
cordon_status coverage_read(coverage *out, lists *l, const screen_terms *terms, cordon_error *err);
void coverage_free(coverage *c);
/* One line: "Searched 3 lists: ... X: loaded, 2026-07-17. Not loaded (2): ..."; of many lists those of a publisher
 * stand together, and coverage_json names each. */
void coverage_text(buf *b, const coverage *c);
/* {"searched":[{"list","form","vintage","entities"}],"not_searched":[..],"not_loaded":[..],"said":[..]} */
void coverage_json(buf *b, const coverage *c);

#endif
