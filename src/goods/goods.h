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
    const char *unit; /* as the table writes it ("u", "2u", "pce"); "" where it has none */
} goods_node;

/* One handle is used by one thread at a time. Nodes and names it returns are
 * valid until goods_close. A nomenclature without a table is
 * CORDON_ENOTFOUND; its name is written in any case.
 *
 * goods_find: *out is NULL when the nomenclature does not have the code.      */
cordon_status goods_find(const goods_node **out, goods *g, const char *nomenclature,
                         const char *code, cordon_error *err);

/* All nodes, sorted by code. */
cordon_status goods_nodes(const goods_node **out, size_t *n, goods *g, const char *nomenclature,
                          cordon_error *err);
/* Does the node stand below the code, at any depth? Children of a code are the
 * nodes whose parent it is.                                                  */
bool goods_below(const goods_node *node, const char *code);
/* From the top down to the code, or to the nearest code above it that exists;
 * the last one says which. *n is 0 when not even a chapter exists.           */
enum { GOODS_PATH_MAX = 5 };
cordon_status goods_path(const goods_node *path[GOODS_PATH_MAX], size_t *n, goods *g,
                         const char *nomenclature, const char *code, cordon_error *err);

/* Digits in pairs, parted by nothing, one full stop or one blank ("NNNN.NN",
 * "NNNN NN NN") -> digits in out[9]. False, and out untouched, when it is no
 * code of 2, 4, 6 or 8 digits.                                               */
bool goods_code_clean(char out[9], const char *text);

/* The HS revision a nomenclature's codes follow in a period: "CN" in 202112 is
 * "H5", in 202201 "H6"; "H4" is always "H4"; "HS" is the revision in force.
 * A nomenclature of one revision only ("CN2022") has it in any period, also 0.
 * NULL when not known. From data/revisions.csv.                              */
const char *goods_hs_revision(goods *g, const char *nomenclature, date_period period);

typedef struct goods_revision {
    const char *name;              /* "H5" */
    date_day valid_from, valid_to; /* first and last day in force; data may follow it later on */
} goods_revision;
size_t goods_revision_count(const goods *g);
goods_revision goods_revision_at(const goods *g, size_t index); /* oldest first */
/* Every nomenclature with a table of codes: the HS revisions, then the others,
 * each oldest first.                                                         */
size_t goods_nomenclature_count(const goods *g);
goods_revision goods_nomenclature_at(const goods *g, size_t index);

/* How well a code of one HS revision corresponds to codes of another. */
typedef enum goods_quality {
    GOODS_AS_WRITTEN,    /* same revision, or same code and scope in both (1:1) */
    GOODS_ONE_TO_ONE,    /* another code, same scope */
    GOODS_WIDER,         /* the target covers more than the code asked for */
    GOODS_NARROWER,      /* each target is a part; together they are the code, or all of it but
                          * what it shares with unrelated codes (the note says which) */
    GOODS_WEIGHTS,       /* shares from a weight table */
    GOODS_NOT_COMPARABLE /* no target that stands for the code: left out */
} goods_quality;
const char *goods_quality_name(goods_quality q); /* "1:1", "wider", "not comparable", ... */

typedef struct goods_link {
    char from[9], to[9]; /* to "" when not comparable */
    goods_quality quality;
    double weight;    /* share of `to` that is `from`: the sum of weight times value of the
                       * targets estimates the code. 1 unless weights were used, 0 when not
                       * comparable */
    const char *note; /* why, in words; may be ""; static text */
} goods_link;

typedef struct goods_links {
    goods_link *v;
    size_t n;
} goods_links;

/* Carries HS6 codes from revision `from` to revision `to` ("H6" -> "H5", any
 * distance, both directions) by the rule of correlate.c. Every code asked for
 * appears at least once in out, the not comparable ones too, in the order asked;
 * the targets of one code are sorted. A chain over several revisions keeps its
 * worst quality (the order of goods_quality). Anything but six digits is
 * CORDON_EINVAL. On success the caller frees out with goods_links_free.      */
cordon_status goods_carry(goods_links *out, goods *g, const char *from, const char *to,
                          const char *const codes[], size_t n, cordon_error *err);
void goods_links_free(goods_links *l);

#endif
