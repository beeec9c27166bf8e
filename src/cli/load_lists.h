/* load_lists.h - the part of `cordon load` that takes lists of parties. */
#ifndef CLI_LOAD_LISTS_H
#define CLI_LOAD_LISTS_H

#include "lists/load.h"

/* Of the files from `first` on, those that the reader of files[first] takes in one edition: itself
 * and, where its reader reads them together, all later ones that are its too. Fills which[] with
 * their places; 0 when files[first] is no list. reader and mapping are as --as says, else told by
 * the files. */
unsigned load_lists_group(unsigned which[LIST_FILES_MAX], const list_reader **reader,
                          const char **mapping, const char *as, const char *const *files, int n,
                          int first, const bool *done);
/* Makes what is searched, once the lists of a command are in; cordon screen does it where this failed. */
void load_lists_index(store *s);
/* What is printed of an edition. */
void load_lists_words(const lists_loaded *r, const list_reader *reader, unsigned n);
/* One line of JSON on a file of any kind that is in. */
void load_json(const char *path, const source *s, bool already);

#endif
