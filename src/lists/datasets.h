/* datasets.h - which list a data set of a collector is, and the lists that a file holds. */
#ifndef LISTS_DATASETS_H
#define LISTS_DATASETS_H

#include "lists/reader.h"

enum { LIST_ID_MAX = 64, LISTS_OF_FILE_MAX = 1024 };

/* data/lists/datasets.csv: names and titles of data sets that are known here as lists. */
typedef struct datasets datasets;
cordon_status datasets_open(datasets **out, cordon_error *err);
void datasets_close(datasets *d);
/* The list's id: of the table, else prefix ("os-") and the name's letters and digits in lower case.
 */
void datasets_list(const datasets *d, char id[LIST_ID_MAX], const char *prefix, const char *name,
                   size_t len);

/* The lists that were met, each once, in the order in which they came. */
typedef struct lists_met {
    char (*id)[LIST_ID_MAX];
    size_t n, cap;
} lists_met;
cordon_status lists_meet(lists_met *m, const char *id, cordon_error *err);
/* Says of each that the files are a whole edition of it. */
cordon_status lists_cover(const lists_met *m, list_read *r, cordon_error *err);
void lists_met_free(lists_met *m);

#endif
