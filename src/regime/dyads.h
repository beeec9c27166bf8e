/* dyads.h - the tables of the page of a pair, and what they must be like.
 *
 * Their texts are templates: {a} and {b} are the two, {r} the reader, {a#} and
 * {b#} numbers; a brace that nobody fills is a fault here and not a hole in a
 * sentence.                                                                  */
#ifndef REGIME_DYADS_H
#define REGIME_DYADS_H

#include "regime/rules.h"

cordon_status regime_dyads_check(checker *c, const regime_tables *all, cordon_error *err);
/* What was recommended and what became of it (recommendations.c); a part of the above. */
cordon_status regime_recommendations_check(checker *c, const regime_tables *all, cordon_error *err);
/* The tables that detectors ask (watched.c); a part of the above. */
cordon_status regime_watched_check(checker *c, const regime_tables *all, cordon_error *err);
/* The tables of provisions and editions (measures.c); a part of the above. */
cordon_status regime_measures_check(checker *c, const regime_tables *all, cordon_error *err);
/* The rules of ownership (ownership.c); a part of the above. */
cordon_status regime_ownership_check(checker *c, const regime_tables *all, cordon_error *err);
/* Braces of a table's texts that nobody fills; list: those that are, blanks around each. */
#define CHECK_NAMES " a b r a# b# "
void check_braces(checker *c, const table *t, const char *list);
/* about: an area, or * for any pair with the target. */
void check_about(checker *c, const table *t);
/* A table without a place among the known ones, NULL when it is absent or faulty. */
const table *regime_further_table(const regime_tables *all, const char *file);

#endif
