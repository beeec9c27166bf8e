/* score.h - how alike two names are, and the bounds an index may rely on.
 *
 * A name becomes weighted tokens and *units*: a unit is one token in one reading, or neighbouring
 * tokens joined ("al salam" as "alsalam"), reduced to a *key* (name/key.h: romanisations that mean
 * one sound written one way). Two units are similar in [0, 1]; the best disjoint pairs of units
 * make the score. Parameters stand in data/screen/parameters.csv, frequencies of keys in
 * data/screen/frequency.csv.xz.
 *
 * What the index relies on - proven beside the code, held by tests on random input:
 *   1. unit_similarity(a, b) > 0 only if unit_spaces_meet(a.space, b.space) and the optimal string
 *      alignment distance of the keys is at most unit_reach(min(len a, len b)) (0, 1 or 2).
 *      An initial is no exception: it is a unit of its own space, and every word has a unit of its
 *      first letter that meets it.
 *   2. With u(i) the greatest similarity of any unit of the query that covers token i with any
 *      unit of the name (0 if none), cover = sum w(i) u(i) / sum w(i) over the query's tokens:
 *      name_score(q, n) <= score_bound(cover), and score_bound never falls.
 *      Tighter, when both sides are known: score_bound_sides; and score_generic says which words a
 * name must share.
 *   3. name_score depends on the two names only (not on what else is in the index) and is
 *      the same bits on every machine of one architecture and any thread.                       */
#ifndef SCREEN_SCORE_H
#define SCREEN_SCORE_H

#include "name/form.h"

enum {
    UNIT_KEY_MAX = 32,   /* bytes of a key */
    UNITS_MAX = 512,     /* of one name */
    UNIT_TOKENS_MAX = 4, /* joined in one unit: 2, and up to 4 syllables */
    UNIT_REACH_MAX = 2
};

/* Plain keys meet plain keys. Keys of scripts that leave the vowels out meet skeletons, which
 * every name has for that purpose; initials meet initials and the first letters of words. */
typedef enum unit_space {
    UNIT_PLAIN,    /* full key; meets UNIT_PLAIN */
    UNIT_ABJAD,    /* consonants of a token whose script leaves vowels out; meets UNIT_ABJAD and
                      UNIT_SKELETON */
    UNIT_SKELETON, /* consonants of a token written with vowels; meets UNIT_ABJAD only */
    UNIT_INITIAL,  /* a token of one letter; meets UNIT_INITIAL and UNIT_LETTER */
    UNIT_LETTER,   /* first letter of a longer word; meets UNIT_INITIAL only */
    UNIT_SPACES
} unit_space;

typedef struct unit {
    uint8_t first, count; /* tokens covered: first .. first + count - 1 */
    uint8_t space, len;   /* unit_space; bytes of key, 1 to UNIT_KEY_MAX */
    uint8_t origin;       /* name_origin of the reading */
    uint8_t spelling;     /* hash of the letters before they were reduced */
    float most; /* no similarity with this unit is above it (a translation is not certain) */
    char key[UNIT_KEY_MAX]; /* NUL-padded */
} unit;

enum {
    SCORED_PATRONYMIC = NAME_CLASSES
}; /* a word that is one, in a name of three words or more */

typedef struct scored_name {
    uint16_t tokens, units;
    uint8_t kind;
    bool truncated;                /* units past UNITS_MAX were left out */
    float weight[NAME_TOKENS_MAX]; /* bits of information, > 0 */
    uint8_t cls[NAME_TOKENS_MAX];  /* name_class, or SCORED_PATRONYMIC */
    unit *unit;                    /* sorted by (first, count, space, key) */
    float weight_all;
} scored_name;

typedef struct score_model score_model;
cordon_status score_model_open(const score_model **out,
                               cordon_error *err); /* data/screen tables; thread-safe */

/* Units and weights of a form; lives in mem. */
cordon_status scored_name_make(scored_name *out, arena *mem, const score_model *m,
                               const name_form *f, cordon_error *err);
unsigned unit_reach(unsigned shorter_len);
float unit_similarity(const unit *a, const unit *b);
bool unit_spaces_meet(unsigned a, unsigned b);

/* In [0, 1]; symmetric in nothing: q is who is asked for, n stands on a list. */
float name_score(const score_model *m, const scored_name *q, const scored_name *n);
float score_bound(const score_model *m, float cover);

/* What is known of one of two names before they are scored. u of a token: the greatest similarity
 * of any unit that covers it with any unit of the other name. */
typedef struct score_side {
    float all, met, unmet; /* sums over the tokens: w, w u, w of those whose u is 0 */
    float strongest;       /* greatest w u */
} score_side;
/* Never below name_score. Rises with met and strongest, falls with unmet. */
float score_bound_sides(const score_model *m, const score_side *q, const score_side *n);
/* Only names with a token of w u >= *bits, on both sides, score more than what is returned. */
float score_generic(const score_model *m, float *bits);

/* The pairs that made the score, for explanations. */
typedef struct score_pair {
    uint16_t q_unit, n_unit;
    float similarity, gain; /* gain: part of the score, in weight */
} score_pair;
typedef struct score_parts {
    float score, q_cover, n_cover, order; /* shares of information matched; 1 = same order */
    float uncapped;                       /* the score if generic words counted as others do */
    float bits;                           /* information matched, of the less surprising side */
    float distinct;   /* the part of it that is no generic word (trading, international, ...) */
    float conflict;   /* bits left over on both sides: words that stand in one another's place */
    bool numbers;     /* both have numbers and they contradict each other */
    bool patronymics; /* the same of patronymics */
    uint16_t pairs;
    score_pair pair[NAME_TOKENS_MAX];
} score_parts;
void name_score_parts(score_parts *out, const score_model *m, const scored_name *q,
                      const scored_name *n);

#endif
