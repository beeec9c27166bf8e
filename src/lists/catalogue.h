/* catalogue.h - data/lists/lists.csv: what each list is, who publishes it, which reader reads it.
 */
#ifndef LISTS_CATALOGUE_H
#define LISTS_CATALOGUE_H

#include "read/table.h"

typedef struct list_about {
    const char *list; /* an id, or a pattern with '*' */
    const char *publisher, *title, *authority, *kind, *means, *readers, *source;
} list_about;

typedef struct catalogue {
    table t;
    list_about *row;
    size_t rows;
} catalogue;

cordon_status catalogue_read(catalogue *c, cordon_error *err);
void catalogue_free(catalogue *c);
/* The row of an id: its own, else the first pattern that has it; NULL = not there. */
const list_about *catalogue_find(const catalogue *c, const char *list);
/* Place of a form's reader among the readers of the list, the richest first; 1000 = not named. */
int catalogue_rank(const list_about *a, const char *form);

#endif
