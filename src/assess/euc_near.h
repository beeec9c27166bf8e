/* euc_near.h - which certificates of many can say anything about one: those of its end user or an owner of it, those with its signatory, those
 * with its words. The others are skipped, and only they: whoever is left out shares none of the keys that a match needs.
 *
 *   one end user   the same number, or a reading in common of the first word of both names (same.h: names match word by word)
 *   one signatory  likewise
 *   copied words   two sets of runs with a Jaccard index of at least t share at least t of either, so of the n runs of one certificate
 *                  at least one of any n - ceil(t n) + 1 stands in the other; the rarest are asked (prefix filter: Chaudhuri, Ganti and
 *                  Kaushik 2006) */
#ifndef ASSESS_EUC_NEAR_H
#define ASSESS_EUC_NEAR_H

#include "assess/euc.h"

/* Hashes of the runs of three folded words of a certificate, rising, each once; parties' names left out. words: how many words it has. */
typedef struct euc_runs { const uint64_t *v; size_t n, words; } euc_runs;
cordon_status euc_runs_of(euc_runs *out, arena *mem, const euc *e, cordon_error *err);
double euc_runs_alike(const euc_runs *a, const euc_runs *b); /* Jaccard index (Broder 1997); 0 of none */

typedef struct euc_near euc_near;
cordon_status euc_near_new(euc_near **out, cordon_error *err);
void euc_near_free(euc_near *x);
/* The certificates are counted from 0 in the order they come. O(words). */
cordon_status euc_near_add(euc_near *x, const euc *e, cordon_error *err);
/* Those that a certificate, as one of case c (or NULL), has to be compared with; rising, in mem. One thread at a time. */
cordon_status euc_near_find(const uint32_t **out, size_t *n, euc_near *x, arena *mem, const euc *e, const case_file *c, cordon_error *err);

#endif
