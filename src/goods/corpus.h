/* corpus.h - every text that says what a code covers: all nomenclatures, all languages.
 *
 *   Harmonized System, each revision    one language; a text of few words inherits the heading's
 *   Combined Nomenclature, each year    one language, the newest in all it is published in
 *
 * A row says to which six digits of the newest revision it belongs: its own digits where that
 * revision has them and the tables do not call the two incomparable, other digits only where the
 * relation is one-to-one. */
#ifndef GOODS_CORPUS_H
#define GOODS_CORPUS_H

#include "goods/goods.h"
#include "goods/words.h"

typedef struct corpus_row {
    const char *nomenclature, *code; /* 2, 4, 6 or 8 digits as published */
    char hs6[9];             /* digits of the newest revision, at most six; as many as code has */
    const char *text[LANGS]; /* NULL: not in that language */
    const char *above;       /* the heading's text when text is too short to stand alone, else "" */
    bool newest;             /* of the newest revision or year: what answers show */
} corpus_row;

typedef cordon_status corpus_fn(void *self, const corpus_row *row, cordon_error *err);
/* Rows in a fixed order, newest nomenclature first within each kind. A row and its texts are valid
 * during the call only. Reads tables for about 0.5 s. */
cordon_status corpus_each(goods *g, corpus_fn *fn, void *self, cordon_error *err);

#endif
