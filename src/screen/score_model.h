/* score_model.h - the tables behind the score: parameters and how often keys occur.
 *
 * data/screen/parameters.csv   name,value,meaning,made_from: every number of the score
 * data/screen/frequency.csv.xz key,person,organisation,vessel: names of the shipped lists that
 *                              have a token of that key; the row "*" counts the names          */
#ifndef SCREEN_SCORE_MODEL_H
#define SCREEN_SCORE_MODEL_H

#include "screen/pair.h"

enum { PARAMETERS_MAX = 256 };

typedef struct score_numbers {
    /* Bits of a word: log2(names / names with it) - offset, between least and most. */
    float offset_person, offset_organisation, offset_vessel, bits_least, bits_most;
    float foreign;    /* a word has at most this many bits more than in names of another kind */
    float syllable;   /* factor of a syllable written without blank */
    float patronymic; /* factor of a patronymic beside other names */
    float legal, title, particle, stop, initial, number,
        digit;            /* bits of classes; digit: per digit */
    float generic;        /* a word below these bits is generic */
    float bits_full;      /* bits matched that are enough */
    float short_bits;     /* of pairs: a name with fewer bits is short */
    float generic_enough; /* of pairs: generic words that have so many bits together count as others
                             do */
    float distinct_least,
        generic_cap;               /* below so many bits of distinctive words the score is capped */
    float conflict, conflict_bits; /* score lost when conflict_bits are left over on both sides */
    float patronymics;             /* factor: patronymics contradict */
    float digits;                  /* most similarity of letters read for digits ("s3ch1n") */
    float order, numbers;          /* score lost: all out of order; factor: numbers contradict */
    /* score_rank.h */
    float rank_bits, rank_unlike, rank_spelled, rank_asked_bits, rank_asked, rank_listed, rank_order, rank_letters;
    float roman, meaning, nick, joined, letter; /* most similarity of such units */
    float abjad_1, abjad_2, abjad_3, abjad;     /* of skeletons of 1, 2, 3 and more letters */
} score_numbers;

/* A parameter by name for the other users of the table; NAN when there is none. */
double score_parameter(const score_model *m, const char *name);
const score_numbers *score_model_numbers(const score_model *m);
/* PAIR_FEATURES coefficients. */
const double *score_model_pair(const score_model *m);
/* Bits of information of a key in names of a kind, before classes. skeleton: key is one. */
float score_model_bits(const score_model *m, const char *key, unsigned len, bool skeleton,
                       unsigned kind);
/* For training and tests: a model of other tables. */
cordon_status score_model_read(score_model **out, const char *parameters, const char *frequency,
                               cordon_error *err);
void score_model_free(score_model *m);
/* Training only: the model that score_model_open gives everybody, to be changed. */
cordon_status score_model_for_training(score_model **out, cordon_error *err);
/* Training only: changes a number of m; false when there is no such name. */
bool score_model_set(score_model *m, const char *name, double value);

#endif
