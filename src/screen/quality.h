/* quality.h - how good the matching is, measured; and how its tables are made.
 *
 * `cordon quality` prints docs/QUALITY.md from labelled sets, `--frequency` makes
 * data/screen/frequency.csv.xz from list files, `--train` data/screen/parameters.csv. Nothing here
 * is used when a question is answered.                                            */
#ifndef SCREEN_QUALITY_H
#define SCREEN_QUALITY_H

#include <stdio.h>

#include "lists/entity.h"
#include "screen/index.h"
#include "screen/pair.h"

/* ---- reading list files ---- */

typedef cordon_status quality_entity(void *arg, const entity *e, cordon_error *err);
/* Every entity of the files, by the reader their beginning calls for. */
cordon_status quality_lists(const char *const *path, unsigned paths, quality_entity *each,
                            void *arg, cordon_error *err);

/* ---- frequencies ---- */

/* Counts keys in the names of the entities of the files, an entity once, and writes the table of
 * those that at least two have to `out` (.csv or .csv.xz). */
cordon_status quality_frequency(const char *out, const char *const *path, unsigned paths,
                                cordon_error *err);

/* ---- labelled pairs ---- */

typedef enum quality_split {
    QUALITY_TRAIN, /* may be learned from: shippable, and chosen by a hash of the first entity's id
                    */
    QUALITY_HELD,  /* shippable, never learned from */
    QUALITY_APART, /* licence forbids to learn from it, or kept for the test: measured only */
    QUALITY_SPLITS
} quality_split;

typedef struct quality_case {
    const char *set; /* "crosslist", "nk_names", ... */
    char kind[16];   /* person, organisation, vessel, "" = not said */
    char difficulty[16], script[24];
    quality_split split;
    double weight; /* in the fit: sets of very many like cases count less each */
    name_kind taken_for; /* as pair_result.kind */
    bool same;
    float value[PAIR_FEATURES];
    double log_odds;
} quality_case;

/* A pair as it stands in its set; entities live until the call returns. */
typedef cordon_status quality_pair(void *arg, quality_case *c, const entity *a, const entity *b,
                                   cordon_error *err);
/* Every pair of the sets in the folder `bench`, or only those that may be learned from; a set that
 * is not there is passed over. */
cordon_status quality_pairs(const char *bench, bool train, quality_pair *each, void *arg,
                            cordon_error *err);

/* Of one set. */
cordon_status quality_pairs_of(const char *bench, const char *set, quality_pair *each, void *arg,
                               cordon_error *err);

typedef struct quality_cases {
    quality_case *at;
    size_t n, room;
} quality_cases;
/* The same with features and log-odds by m. dump: NULL, or where every case is written, one a line.
 */
cordon_status quality_cases_make(quality_cases *out, const score_model *m, const char *bench,
                                 bool train, FILE *dump, cordon_error *err);
/* By set: all, and by what may be learned from, kind, difficulty and script. */
cordon_status quality_pairs_table(FILE *out, const quality_cases *c, const pair_thresholds *at,
                                  cordon_error *err);
void quality_cases_free(quality_cases *c);

/* ---- training ---- */

/* Coefficients fitted to the cases of QUALITY_TRAIN; returns the log-likelihood less the ridge. */
double quality_fit(double weight[PAIR_FEATURES], const score_model *m, const quality_cases *cases);
/* The thresholds that make the weighted F1 of the cases of QUALITY_TRAIN the greatest, kind by
 * kind, by log-odds of `weight`. The best of a sample jumps from gap to gap, so each is the median of
 * the best of 401 samples drawn from the cases with replacement (fixed seed). One that no case
 * speaks for or against stays as it is in `at`. Who is of no known kind may be of any: that one is
 * fitted to the cases of all kinds. */
cordon_status quality_fit_thresholds(pair_thresholds *at, const double weight[PAIR_FEATURES],
                                     const quality_cases *cases, cordon_error *err);
/* Fits the coefficients and, with `search`, first the numbers of the score, one after the other,
 * and writes the table of parameters anew. Progress goes to `told`.      */
cordon_status quality_train(const char *bench, bool search, FILE *told, cordon_error *err);

/* ---- parties to be found among many ---- */

typedef struct quality_party {
    const char *list, *key;
    pair_facts facts;
} quality_party;
typedef struct quality_corpus {
    arena mem;
    quality_party *at;
    size_t n, room;
    const quality_party **by_key; /* in the order of list and key */
    screen_index *index;          /* of all names; ref = place of the party */
} quality_corpus;

/* The parties of the tables under `lists` (bench's own identifiers of lists and parties), with all
 * facts that can be compared, and indexed. */
cordon_status quality_corpus_read(quality_corpus *out, const char *lists, cordon_error *err);
cordon_status quality_corpus_add(quality_corpus *c, const entity *e, cordon_error *err);
/* After the last was added; no more may be. */
cordon_status quality_corpus_index(quality_corpus *c, cordon_error *err);
const quality_party *quality_corpus_find(const quality_corpus *c, const char *list,
                                         const char *key); /* NULL = is not there */
void quality_corpus_free(quality_corpus *c);

typedef struct quality_found {
    double log_odds;
    float score; /* of the best names */
    uint32_t party;
} quality_found;
enum { QUALITY_FOUND = 10 };
/* The *n parties of c that are not on list `but` (NULL: on any) most likely to be q, best first:
 * of those with a name alike, and those with an equal number. The cursor is of c's index. */
cordon_status quality_find(quality_found found[QUALITY_FOUND], unsigned *n, index_cursor *cursor,
                           const quality_corpus *c, const score_model *m, const pair_facts *q,
                           const char *but, cordon_error *err);

/* Sections of the report; each passes over what is not there. */
cordon_status quality_leave_one_out(FILE *out, const score_model *m, const quality_corpus *c,
                                    const char *bench, cordon_error *err);
/* The pairs of the cross-list set once more, with all facts of both entries as c has them. */
cordon_status quality_whole_pairs(FILE *out, const score_model *m, const quality_corpus *c,
                                  const char *bench, cordon_error *err);
cordon_status quality_un(FILE *out, const score_model *m, const char *bench, cordon_error *err);
cordon_status quality_scripts(FILE *out, const score_model *m, const char *bench,
                              cordon_error *err);

/* The whole report; corpus false leaves out the questions among many parties, which take minutes.
 */
cordon_status quality_report(FILE *out, const char *bench, bool corpus, FILE *dump,
                             cordon_error *err);

#endif
