/* loaded.h - tables of goods that a user has, in a store: annexes and catalogues of parts.
 *
 * They stand in goods.sqlite. An annex belongs to a measure (regime/measures.h) and is valid from a
 * day; a later one of the same measure takes over from its first day on. A catalogue has a name; a
 * later one of that name takes its place. Both are known from their vintage on. */
#ifndef GOODS_LOADED_H
#define GOODS_LOADED_H

#include "base/arena.h"
#include "goods/goods.h"
#include "store/store.h"

enum {
    GOODS_LOAD_BAD_PERCENT_MAX = 50, /* of the rows refused: then it is another table */
    GOODS_CELL_MAX = 64 << 10        /* bytes of a cell; longer texts are refused */
};

typedef struct goods_load_options {
    const char *measure;           /* annex: the id; not checked here */
    const char *catalogue;         /* parts: its name; NULL = the file's */
    date_day valid_from, valid_to; /* annex; to 0 = open */
    date_day vintage;              /* 0 = today, said to be assumed */
    const char *nomenclature;      /* of the codes; NULL = "CN" for an annex, "HS" for parts */
    const char *map;               /* "code=CN code,text=Goods"; NULL = by the headers */
    bool strict;                   /* the first bad row refuses the file */
    /* A row that was refused; may be NULL. column 0 = the whole row. */
    void (*refused)(void *arg, const char *file, uint64_t line, unsigned column, const char *name,
                    const char *value, const char *reason);
    void *arg;
} goods_load_options;

typedef struct goods_load_result {
    source source;
    bool already;                         /* the same bytes for the same use: nothing changed */
    uint64_t rows, lines, refused, empty; /* rows read; codes or parts kept; rows without a code */
    uint64_t partial;                     /* annex: lines that begin with "ex" */
} goods_load_result;

/* Opened for writing. Everything or nothing; killed at any instant, the store is whole.
 * CORDON_EFORMAT with file and line for what is no such table. */
cordon_status goods_load_annex(goods_load_result *out, store *s, const char *path,
                               const goods_load_options *o, cordon_error *err);
cordon_status goods_load_parts(goods_load_result *out, store *s, const char *path,
                               const goods_load_options *o, cordon_error *err);

typedef enum goods_code_fault {
    GOODS_CODE_OK,
    GOODS_CODE_NONE, /* nothing, or a mark that stands for nothing */
    GOODS_CODE_BAD   /* why says what was expected */
} goods_code_fault;

enum { GOODS_CELL_CODES_MAX = 256 };
typedef struct goods_cell_codes {
    char code[GOODS_CELL_CODES_MAX][9];
    bool partial[GOODS_CELL_CODES_MAX]; /* "ex 3823 13" */
    unsigned n;
    const char *why; /* static */
} goods_cell_codes;

/* The codes of a cell of an official table: blanks and points inside, non-breaking blanks, "ex"
 * before one, several by comma, semicolon or line. A lost leading zero, ten digits and ranges are
 * refused, never mended. */
goods_code_fault goods_cell_read(goods_cell_codes *out, const char *cell);

#endif
