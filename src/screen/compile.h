/* compile.h - STORE/index: what is searched, made of the lists of the store.
 *
 *   index/CURRENT      one line: the name X of the live files
 *   index/X.names      every name of every version of every entry, in every form (screen/index.h)
 *   index/X.links      which entries of other lists describe the same party (screen/link.h)
 *   index/X.facts      numbers, telephones, addresses, ... of the same versions (screen/facts.h)
 *
 * X is a hash of what the files are made of: the lists' fingerprint, the tables that names are read with, the
 * program's version. New files are written beside the old ones, synced, and CURRENT is replaced by renaming; then the
 * old ones go. Who has them open keeps them. So a kill leaves the old files or the new ones.      */
#ifndef SCREEN_COMPILE_H
#define SCREEN_COMPILE_H

#include "screen/facts.h"
#include "screen/index.h"
#include "store/store.h"

typedef struct compiled {
    screen_index *names;
    facts_file *facts, *links;
    char made_of[33]; /* X */
} compiled;

typedef struct compile_report {
    uint64_t versions, names, names_skipped, facts, links;
    bool was_there; /* nothing had to be made */
} compile_report;

/* Makes the files unless they are there; s is open for writing. threads 0 = all cores. */
cordon_status screen_compile(compile_report *out, store *s, unsigned threads, cordon_error *err);
/* Opens what is live. CORDON_ENOTFOUND: there is nothing, or it was made of other lists or tables: it must be
 * compiled first. CORDON_ECORRUPT, EFORMAT: damaged, or no such file.          */
cordon_status compiled_open(compiled *out, store *s, cordon_error *err);
void compiled_close(compiled *c);
/* What an entry's links stand under in `links`. */
uint64_t link_key(const char *list, const char *key);

#endif
