/* romanised.h - legal forms of other scripts, recognised in any romanisation.
 *
 * "Obshchestvo s ogranichennoy otvetstvennostyu" is written in a dozen ways. Every legal form of two words
 * or more that the tables have in Cyrillic, Greek, Armenian or Georgian is romanised when the tables
 * are opened and kept under the keys of its words (key.h), which are the same for all ways.      */
#ifndef NAME_ROMANISED_H
#define NAME_ROMANISED_H

#include "name/inner.h"

/* Built once by name_tables_open. Without memory it stays empty and false is returned. */
bool name_romanised_build(const name_tables *t);
/* The phrase or word that begins phrases, under keys with one blank between; NULL when none. */
const names_word *name_romanised_find(const char *keys, unsigned len, unsigned *longest);

#endif
