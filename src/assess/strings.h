/* strings.h - the words that answers and letters are made of: data/assess/strings.csv, and what is asked where a fact is unknown:
 * data/assess/questions.csv. Read once, kept to the end of the program. */
#ifndef ASSESS_STRINGS_H
#define ASSESS_STRINGS_H

#include <cordon/error.h>

typedef struct question_row { const char *fact, *value, *text; int cost; } question_row;

/* Reads the tables unless they are there. Call it before those below. */
cordon_status assess_strings_open(cordon_error *err);
/* The text of a key in the language (en); the key itself where the table has none. */
const char *assess_string(const char *key);
/* The row of fact and value, else of the fact alone; NULL. */
const question_row *assess_question(const char *fact, const char *value);
/* A number of data/assess/parameters.csv; other where there is none. */
double decide_parameter(const char *key, double other);

#endif
