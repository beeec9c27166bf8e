/* score_rank.h - which of several names is likelier the one that was meant.
 *
 * The score says whether two names are worth comparing and is the same for many; of those found, the order is made of
 * more: the log-odds that this one was meant, but for a constant,
 *
 *     rank =  rank_bits * information of the words that met, of the less surprising side
 *          -  rank_unlike * sum of 1 - similarity over these words
 *          -  rank_spelled * words that met in another spelling (of the same sound, say)
 *          -  rank_asked_bits * information of the words asked for that met none  -  rank_asked * their number
 *          -  rank_listed * listed words that met none
 *          -  rank_order * share of the words' weight that stands in another order
 *          +  rank_letters * letters_similarity
 *
 * Coefficients are in data/screen/parameters.csv, fitted as a conditional logit (McFadden 1974) on 1,000 questions to
 * 1,000,000 made names (bench/screen.c, seed 777).                       */
#ifndef SCREEN_SCORE_RANK_H
#define SCREEN_SCORE_RANK_H

#include "screen/score.h"

/* parts: of name_score_parts(q, n). Any finite number; it depends on the two names only. */
float name_rank(const score_model *m, const score_parts *parts, const scored_name *q, const scored_name *n, float letters);

#endif
