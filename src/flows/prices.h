/* prices.h - what goods cost per unit in the flows of a store: quartiles by six digits, unit and currency.
 *
 * The logarithm of value over quantity of every row with both; a quantity in kilograms is the net mass where the row has one.
 * All rows count, of any reporter, partner, direction, period and source: a wide range of what is usual, no price. */
#ifndef FLOWS_PRICES_H
#define FLOWS_PRICES_H

#include "base/arena.h"
#include "goods/check.h"
#include "store/store.h"

typedef struct flow_price {
    const char *nomenclature, *code, *unit, *currency; /* as the flows have them; the code's first six digits */
    int64_t records;
    double low, middle, high; /* quartiles of ln(currency per unit) */
} flow_price;

/* Sorted by nomenclature, code, unit, currency; lives in mem. One pass over the flows. */
cordon_status flow_prices(const flow_price **out, size_t *n, arena *mem, store *s, cordon_error *err);
/* The same for checks of goods: fills price, prices and usd_per_eur (the average of the newest year that is not after as_at) of *t. */
cordon_status flow_prices_for_checks(check_terms *t, arena *mem, store *s, cordon_error *err);

#endif
