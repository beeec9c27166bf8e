/* lexicon_ibm.h - which word translates which, learnt from pairs of texts: IBM model 1 by expectation maximisation (Brown et
 * al. 1993; Koehn, Statistical Machine Translation, 2010, section 4.2).
 *
 *   t(b|a) starts equal for all; each round shares every word b of a text among the words a of its other half in proportion
 *   to t(b|a) (and to "no word"), then t(b|a) = what a received of b / what a received in all.
 *
 * Both directions are learnt at once. Sums run over the pairs in the order given, in double: the caller sorts them.      */
#ifndef GOODS_LEXICON_IBM_H
#define GOODS_LEXICON_IBM_H

#include <cordon/error.h>
#include <stdbool.h>

enum { IBM_CELLS_MAX = 1 << 26 }; /* words of one half x words of the other, over all pairs */

typedef struct ibm_pair {
    const uint32_t *a, *b; /* numbers of words, each once */
    uint16_t an, bn;
} ibm_pair;

/* Words that met in a pair, sorted by a, then b. */
typedef struct ibm_link {
    uint32_t a, b;
    double b_given_a, a_given_b;
} ibm_link;

/* a_words, b_words: numbers are below. empty_word: "no word" takes part. *out is malloc'ed. ELIMIT past IBM_CELLS_MAX.
 * O(rounds x cells). */
cordon_status ibm_train(ibm_link **out, size_t *n, const ibm_pair *pair, size_t pairs, uint32_t a_words, uint32_t b_words,
                        unsigned rounds, bool empty_word, cordon_error *err);

#endif
