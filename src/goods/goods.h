/* goods.h - nomenclatures as trees, and how codes carry over between them.
 *
 * Nomenclatures are "H0" ... "H6" (Harmonized System 1988 ... 2022) and
 * "CN2021", "CN2022", "CN2023" (Combined Nomenclature). Texts, parents and the
 * correlation tables are read from data/ref on first use.                    */
#ifndef GOODS_GOODS_H
#define GOODS_GOODS_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/date.h"

typedef struct goods goods;

cordon_status goods_open(goods **out, cordon_error *err);
void goods_close(goods *g);

typedef struct goods_node {
    const char *code, *text, *parent; /* parent "" at the top */
    int level;                        /* digits: 2, 4, 6, 8; 0 for TOTAL */
    bool leaf;
} goods_node;

/* NULL when the nomenclature does not have the code. */
cordon_status goods_find(const goods_node **out, goods *g, const char *nomenclature,
                         const char *code, cordon_error *err);

/* "8542.31", "8542 31 10" or "85423110" -> digits in out[9]. False when it is no
 * code of 2, 4, 6 or 8 digits.                                               */
bool goods_code_clean(char out[9], const char *text);

/* The HS revision a nomenclature's codes follow in a period: "CN" in 202112 is
 * "H5", in 202201 "H6"; "H4" is always "H4". NULL when not known. From
 * data/revisions.csv.                                                        */
const char *goods_hs_revision(goods *g, const char *nomenclature, date_period period);

/* How well a code of one HS revision corresponds to codes of another. */
typedef enum goods_quality {
    GOODS_AS_WRITTEN,  /* same revision, or same code and scope in both (1:1) */
    GOODS_ONE_TO_ONE,  /* another code, same scope */
    GOODS_WIDER,       /* the target covers more than the code asked for */
    GOODS_NARROWER,    /* several target codes together have the scope */
    GOODS_WEIGHTS,     /* shares from a weight table */
    GOODS_NOT_COMPARABLE /* no target that stands for the code: left out */
} goods_quality;
const char *goods_quality_name(goods_quality q); /* "1:1", "wider", "not comparable", ... */

typedef struct goods_link {
    char from[9], to[9]; /* to "" when not comparable */
    goods_quality quality;
    double weight;       /* 1 unless GOODS_WEIGHTS */
    const char *note;    /* why, in words; may be "" */
} goods_link;

typedef struct goods_links {
    goods_link *v;
    size_t n;
} goods_links;

/* Carries HS6 codes from revision `from` to revision `to` ("H6" -> "H5"). Every
 * code asked for appears at least once in out, the not comparable ones too.
 * A chain over several revisions keeps its worst quality.                    */
cordon_status goods_carry(goods_links *out, goods *g, const char *from, const char *to,
                          const char *const codes[], size_t n, cordon_error *err);
void goods_links_free(goods_links *l);

#endif
