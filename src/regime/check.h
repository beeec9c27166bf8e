/* check.h - what a table must look like, and every place where it does not.
 *
 * One description per file says which columns it has, what their cells hold
 * and which of them tell its rows apart. Loading a regime and `regime check`
 * run the same rules over the same tables: loading stops at the first fault,
 * checking hands each one on. So there is nothing that loads and does not
 * check, or the other way round.                                             */
#ifndef REGIME_CHECK_H
#define REGIME_CHECK_H

#include "read/table.h"
#include "regime/area.h"

typedef enum cell_kind {
    CELL_TEXT,
    CELL_DATE,         /* YYYY-MM-DD */
    CELL_AREA,         /* a code of data/areas.csv */
    CELL_AREA_KIND,    /* country, aggregate, nes, special */
    CELL_ROLE,         /* target, coalition, hub, partner */
    CELL_GOODS_CODE,   /* 2, 4, 6 or 8 digits */
    CELL_NUMBER,       /* a decimal number */
    CELL_YES_NO,       /* yes or no */
    CELL_NOMENCLATURE, /* H0 to H6, CN, or CN and a year */
    CELL_WORD          /* what a reader asks by: no comma in it, no minus before it */
} cell_kind;

typedef enum cell_need {
    NEED_NONE,   /* the column may be missing */
    NEED_COLUMN, /* the column must be there, a cell may be empty */
    NEED_CELL    /* and no cell is empty */
} cell_need;

typedef struct column_rule {
    const char *name; /* NULL ends the columns */
    cell_kind kind;
    cell_need need;
} column_rule;

enum { TABLE_KEY_MAX = 3 };

typedef struct table_rule {
    const char *file; /* "goods.csv" */
    bool required;
    const column_rule *column;
    /* The columns that tell rows apart: two rows with the same key (case and
     * blanks do not count) must not be valid on the same day. NULL-filled.     */
    const char *key[TABLE_KEY_MAX];
} table_rule;

/* Where faults go. Start from {.areas = ..., .on_fault = ..., .arg = ...}. */
typedef struct checker {
    const areas *areas;                                     /* NULL: area cells are not looked up */
    void (*on_fault)(void *arg, const cordon_error *fault); /* NULL: only counted */
    void *arg;
    size_t faults;
    cordon_error first; /* the first fault, when there is one */
} checker;

/* A fault at a place: line 0 = the file as a whole, col -1 = the whole row. */
void check_fault(checker *c, const char *file, uint32_t line, int col, const char *fmt, ...)
    CORDON_PRINTF(5, 6);

/* Every rule that one table can break by itself: columns, cells, valid_to
 * before valid_from, rows of one key on the same day. Fails only for want of
 * memory; faults are in *c.                                                  */
cordon_status check_table(checker *c, const table *t, const table_rule *rule, cordon_error *err);

/* The words a column takes, with '|' between them; "" among them: may be empty. */
typedef struct column_words {
    const char *column, *words; /* NULL ends the columns */
} column_words;
/* Faults of cells that hold none of their column's words. */
void check_choices(checker *c, const table *t, const column_words *w);
/* 'COLUMN is "VALUE"; expected WANT' at that cell. */
void check_cell_fault(checker *c, const table *t, size_t row, const char *column,
                      const char *want);

/* A date cell that was checked, or 0 when it is empty, faulty or not there. */
date_day check_date(const table *t, size_t row, int col);

/* The dated rows that stand for one key, to find those that meet. */
typedef struct period_row {
    const char *key; /* folded */
    date_day from, to;
    uint32_t row;
    int side; /* 0 or 1 */
} period_row;

/* The rows of a table with their keys and periods, in the table's order, in
 * mem. Rows with an empty key are left out; without the columns there is none. */
cordon_status check_rows(period_row **out, size_t *n, arena *mem, const table *t,
                         const char *const key[TABLE_KEY_MAX], cordon_error *err);

/* For each row that shares a day with one of the same key: clash[row] is that
 * other row + 1, else clash[row] is left alone. Only the later of two rows is
 * marked. across: only rows of different sides clash; otherwise all must be
 * of side 0. Sorts p.                                                        */
void check_periods(period_row *p, size_t n, bool across, uint32_t *clash);

/* The role a word names ("hub", "hubs"), as an index, or -1. */
enum { ROLE_TARGET, ROLE_COALITION, ROLE_HUB, ROLE_PARTNER, ROLES };
int role_of(const char *word, size_t len); /* folded text */
const char *role_name(int role), *role_plural(int role);

#endif
