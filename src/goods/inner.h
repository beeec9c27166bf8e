/* inner.h - what the files of src/goods share. */
#ifndef GOODS_INNER_H
#define GOODS_INNER_H

#include "base/arena.h"
#include "goods/correlate.h"
#include "goods/goods.h"
#include "goods/years.h"
#include "read/table.h"

enum { TREES_MAX = 32, NOMENCLATURE_NAME = 16 };

typedef struct tree {
    const char *name; /* as in data/revisions.csv; NULL until it is loaded */
    goods_node *v;    /* sorted by code */
    size_t n;
} tree;

struct goods {
    arena mem;    /* nodes and texts of the trees */
    table dates;  /* data/revisions.csv */
    int col[5];   /* its columns, in the order of revision_columns */
    revisions hs; /* the HS revisions, oldest first */
    tree tree[TREES_MAX];
    size_t trees;
    correlation *correlation; /* NULL until it is needed */
    years *years;             /* the same */
};

enum { REV_NOMENCLATURE, REV_FROM, REV_TO, REV_HS, REV_SOURCE };

/* Reads the correlation of the HS revisions, the concordance of the CN, on first use. */
cordon_status goods_load_correlation(goods *g, cordon_error *err);
cordon_status goods_load_years(goods *g, cordon_error *err);
/* Reads how values of revision `from` divide over its neighbour `to`. Not every pair has such a table;
 * that is no error.                                                                               */
cordon_status goods_load_weights(goods *g, size_t from, size_t to, cordon_error *err);

/* The loaded nomenclature; reads it on first use. */
cordon_status goods_tree(const tree **out, goods *g, const char *nomenclature, cordon_error *err);
/* Names of the nomenclatures that are no HS revision, NULL after the last. */
const char *tree_layout_name(size_t index);
const goods_node *tree_find(const tree *t, const char *code);

#endif
