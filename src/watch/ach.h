/* ach.h - analysis of competing hypotheses, beside a balance of interests.
 *
 * Heuer 1999: hypotheses against evidence, the least contradicted stands
 * first. Each cell is C (consistent), N (neutral), I (inconsistent) or II
 * (strongly). Inconsistency of a hypothesis = sum over items of the grade's
 * weight times 0, 0, 1, 2. Counting contradictions alone throws away what
 * supports, so a likelihood-ratio variant stands beside it: P(item |
 * hypothesis) by cell, to the power of the grade's weight, equal priors, and
 * the hypotheses taken as one of n. The likelihoods are a convention unless
 * the file states its own. Both are fragile (Dhami, Belton and Mandel 2019); what
 * carries them is told item by item.                                          */
#ifndef WATCH_ACH_H
#define WATCH_ACH_H

#include <stdbool.h>
#include <stddef.h>

enum { ACH_HYPOTHESES_MAX = 16, ACH_ITEMS_MAX = 200 };
typedef enum ach_cell { ACH_C, ACH_N, ACH_I, ACH_II, ACH_CELLS } ach_cell;

typedef struct ach_item {
    const char *id, *text, *grade;
    double weight; /* of the grade, 0.04 to 1 */
    int origin;    /* index in the balance's origins, -1 = not given */
    ach_cell cell[ACH_HYPOTHESES_MAX];
} ach_item;

typedef struct ach {
    const char *id[ACH_HYPOTHESES_MAX], *text[ACH_HYPOTHESES_MAX];
    bool compatible[ACH_HYPOTHESES_MAX][ACH_HYPOTHESES_MAX]; /* can hold together */
    size_t hypotheses, items;
    ach_item *item;
    double likelihood[ACH_CELLS];
    bool likelihood_given;
} ach;

typedef struct ach_score {
    double inconsistency[ACH_HYPOTHESES_MAX];
    double support[ACH_HYPOTHESES_MAX]; /* weights of the consistent items */
    double posterior[ACH_HYPOTHESES_MAX];
    int against[ACH_HYPOTHESES_MAX], neutral[ACH_HYPOTHESES_MAX];
    int order[ACH_HYPOTHESES_MAX];  /* least contradicted first, ties in the file's order */
    bool first[ACH_HYPOTHESES_MAX]; /* shares the first place */
} ach_score;

/* Leaves out what says so: an item (-1 = none) and all items of an origin
 * (-1 = none).                                                                */
void ach_evaluate(ach_score *s, const ach *a, int without_item, int without_origin);
/* Largest log-likelihood ratio between two hypotheses that the item makes;
 * 0 = it tells none apart.                                                    */
double ach_diagnosticity(const ach *a, size_t item);
bool ach_uses_origin(const ach *a, int origin);
const char *ach_cell_name(ach_cell c);

#endif
