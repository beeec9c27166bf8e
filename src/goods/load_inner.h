/* load_inner.h - what loading an annex and loading a catalogue share: from a file to rows with
 * named cells, and the source's way into the store. */
#ifndef GOODS_LOAD_INNER_H
#define GOODS_LOAD_INNER_H

#include <sqlite3.h>

#include "goods/loaded.h"
#include "read/sheet.h"
#include "read/table.h"

enum { LOAD_ROLES_MAX = 8 };

typedef struct goods_loader goods_loader;
/* What to do with a row: cell[role] is "" where the table has no such column. */
typedef cordon_status goods_load_row(goods_loader *l, const char *const *cell, uint64_t line,
                                     cordon_error *err);

struct goods_loader {
    store *s;
    sqlite3 *db;
    const goods_load_options *o;
    goods_load_result *out;
    const char *path, *table; /* of data/goods/columns.csv */
    const char *const *role;  /* NULL-ended; the first must have a column */
    goods_load_row *row;
    int column[LOAD_ROLES_MAX]; /* of a role, -1 = none */
    const char *head[LOAD_ROLES_MAX];
    size_t columns;
    bool headed;
    arena mem;
    table names; /* data/goods/columns.csv */
    sqlite3_stmt *add, *refuse;
    int64_t id, seq; /* of the annex or catalogue, and of its lines */
};

/* Refuses the row; role -1 = the whole row. Fails with --strict. */
cordon_status goods_load_refuse(goods_loader *l, uint64_t line, int role, const char *value,
                                const char *why, cordon_error *err);
/* What tells one use of a file from another. */
typedef struct goods_load_use {
    const char *dataset, *title;
    /* Enters the annex or catalogue (l->id) and prepares l->add. */
    cordon_status (*begin)(goods_loader *l, cordon_error *err);
    /* Whether the source was loaded for this very use before. */
    cordon_status (*known)(bool *out, goods_loader *l, int64_t id, cordon_error *err);
    /* All rows are there: writes the source, and what was counted. */
    cordon_status (*done)(goods_loader *l, int64_t id, cordon_error *err);
} goods_load_use;

/* Reads l->path, calling l->row, in one transaction. */
cordon_status goods_load_run(goods_loader *l, const goods_load_use *use, cordon_error *err);

/* The key under which part numbers meet: letters in capitals, digits, and nothing between; longer
 * than size: false. */
bool part_key(char *out, size_t size, const char *part);

#endif
