/* search.h - from a description to candidate codes and control-list entries.
 *
 * Candidates come from SQLite FTS5 (BM25) over the texts of all nomenclatures and control lists; they are ranked anew along
 * the tree, with units and numbers, and given a calibrated confidence. The index is a file made of the tables of data/ (and
 * remade when they change) in $XDG_CACHE_HOME/cordon, else ~/.cache/cordon, else in memory.                  */
#ifndef GOODS_SEARCH_H
#define GOODS_SEARCH_H

#include "goods/ccl.h"
#include "goods/goods.h"
#include "goods/words.h"

typedef struct goods_search goods_search;
/* Opens the index, building it first when it is missing, stale or damaged. One handle, one thread. */
cordon_status goods_search_open(goods_search **out, cordon_error *err);
void goods_search_close(goods_search *s);

typedef struct goods_candidate {
    char code[9];               /* six digits of the newest revision, or eight of the newest Combined Nomenclature */
    const char *nomenclature, *text;
    double score, confidence;   /* confidence: calibrated probability that this HS6 is meant */
    const char *const *matched; /* written words that decided, best first */
    uint16_t matches;
} goods_candidate;

typedef struct control_candidate {
    const char *list, *number, *item, *text; /* "us" or "list2" (ccl.h) */
    double score;
    const char *const *matched;
    uint16_t matches;
} control_candidate;

typedef struct goods_found {
    const goods_candidate *code;
    size_t codes;
    const control_candidate *control;
    size_t controls;
    bool cannot_tell; /* no candidate is likely enough: the first one's confidence is below the stated floor */
    const char *why;  /* in words */
    const goods_description *description;
} goods_found;

enum { GOODS_CANDIDATES_MAX = 50 };
/* digits: 6 or 8. most: 1 to GOODS_CANDIDATES_MAX. Lives in mem. */
cordon_status goods_search_ask(goods_found *out, arena *mem, goods_search *s, goods_language lang, const char *text, size_t len,
                               unsigned digits, unsigned most, cordon_error *err);
/* How well a description fits one code: its rank among all candidates (0 = not among the first `within`), cheaply when it fits. */
cordon_status goods_search_fits(unsigned *rank, double *confidence, arena *mem, goods_search *s, const char *code, const char *text,
                                size_t len, unsigned within, cordon_error *err);

#endif
