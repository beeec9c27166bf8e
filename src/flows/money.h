/* money.h - changes and shares in money, and what else could explain them.
 *
 * A per cent on a small base says little. So a rise is set against the fall that
 * the regime names beside it, in one currency: the pairs are the rows of
 * headlines.csv with a word in the column "against". And a share names the whole
 * it is of. Both are findings (finding/finding.h).                           */
#ifndef FLOWS_MONEY_H
#define FLOWS_MONEY_H

#include "flows/asked.h"

/* The share of one row of a measure that was made with share_of. */
cordon_status share_finding(finding *out, arena *scratch, const measure_row *r, const measure *m,
                            const asked *q, cordon_error *err);

typedef struct money_side {
    const char *id, *title, *base, *period; /* of the regime's table */
    char from[160], to[160], goods[200], dataset[64], currency[16];
    int64_t base_milli, value_milli, base_rows, value_rows;
    int64_t *source; /* in the arena of money_pairs */
    size_t sources;
} money_side;

/* A rise and the fall it is set against. */
typedef struct money_pair {
    money_side rise, fall;
    double percent; /* 100 * rise / fall */
} money_pair;

typedef struct money {
    arena mem;
    money_pair *v; /* in the order of the table */
    size_t n;
    date_day as_at, known_by;
} money;

/* The pairs whose destinations have any of these area codes among them, and that the
 * store can answer with a rise against a fall. Without such a table none.     */
cordon_status money_make(money *out, const cordon_store *c, const char *const *codes, size_t n,
                         date_day as_at, date_day known_by, cordon_error *err);
void money_free(money *m);
/* "..., 23 % of the fall of ...": one sentence. */
void money_text(buf *out, const money_pair *p);
cordon_status money_finding(finding *out, arena *scratch, const money *m, size_t i,
                            cordon_error *err);

/* What else could explain a finding of this rule, from explanations.csv of the
 * regime, as sentences; nothing where the regime says nothing.               */
void money_explanations(buf *out, const regime *r, const char *rule);
/* The text of b in the arena, b freed; NULL without memory. */
const char *money_hold(arena *a, buf *b);

#endif
