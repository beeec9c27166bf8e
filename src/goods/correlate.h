/* correlate.h - the correlation of neighbouring HS revisions, and the rule that
 * says which code of one stands for a code of the other (correlate.c).
 *
 * Codes are six-digit numbers here. Reading is apart from the files, so that
 * tests and the fuzzer bring their own tables.                               */
#ifndef GOODS_CORRELATE_H
#define GOODS_CORRELATE_H

#include "goods/goods.h"
#include "read/table.h"

enum { REVISIONS_MAX = 16 };

typedef struct revisions {
    const char *name[REVISIONS_MAX]; /* oldest first */
    size_t n;
} revisions;

/* The place of a revision, revisions.n when there is none of that name. */
size_t revisions_index(const revisions *r, const char *name);

typedef struct correlation correlation;

/* rows: rev_new, rev_old, code_new, code_old (further columns are not used).
 * conversion: the same columns, at most one code_old for a code_new. Both may
 * hold the pairs of revisions in any order, but only neighbours. The names in r
 * and no part of the tables must outlive the correlation.                    */
cordon_status correlation_read(correlation **out, const table *rows, const table *conversion,
                               const revisions *r, cordon_error *err);
/* Weights of values of revision `from` over codes of its neighbour `to`: three
 * columns in the order from, to, weight. They must sum to 1 for every code.  */
cordon_status correlation_weights(correlation *c, size_t from, size_t to, const table *rows,
                                  cordon_error *err);
bool correlation_has_weights(const correlation *c, size_t from, size_t to);
void correlation_free(correlation *c);

typedef struct step_link {
    uint32_t to;
    goods_quality quality;
    double weight;
    const char *note; /* static text */
} step_link;

typedef struct step_links {
    step_link *v; /* sorted by to; freed by the caller */
    size_t n, cap;
} step_links;

/* Appends what stands for the code in the neighbouring revision. With quality
 * GOODS_NOT_COMPARABLE exactly one link is added, whose to is CODE_NONE.     */
#define CODE_NONE UINT32_MAX
cordon_status correlation_step(step_links *out, const correlation *c, size_t from, size_t to,
                               uint32_t code, cordon_error *err);
/* The same over any number of revisions, link by link. */
cordon_status correlation_carry(step_links *out, const correlation *c, size_t from, size_t to,
                                uint32_t code, cordon_error *err);

/* Text of exactly six digits to its number. */
bool code_number(uint32_t *out, const char *text);

/* And back; CODE_NONE is "". */
void code_text(char out[9], uint32_t code);

#endif
