/* lists_inner.h - what the two halves of lists.h share: the series of a store, and what was asked
 * of them. */
#ifndef LISTS_LISTS_INNER_H
#define LISTS_LISTS_INNER_H

#include "lists/catalogue.h"
#include "lists/lists.h"
#include "store/ledger.h"

struct lists {
    sqlite3 *db; /* NULL: the store has no lists */
    catalogue about;
};

typedef struct series_row {
    int64_t id;
    list_state s;
    date_day oldest;
} series_row;

typedef struct series_rows {
    series_row *v;
    size_t n;
} series_rows;

/* Every list and form with its newest vintage known by a day (0: any), and which form counts. */
cordon_status lists_series(series_rows *out, lists *l, date_day known_by, cordon_error *err);

#endif
