/* regime.h - a dated set of measures against a target, as tables.
 *
 * A regime is a folder of CSV tables (the README of each under regimes/ lists
 * them). Everything the program knows about targets, coalitions, hubs, goods
 * groups and key dates comes from here; every row is dated and sourced.      */
#ifndef REGIME_REGIME_H
#define REGIME_REGIME_H

#include "read/table.h"
#include "regime/area.h"

typedef struct regime regime;

/* name: the name of a folder under regimes/ in the data root, else a folder.
 * The first fault fails with file, line, column, value and what was expected.
 * The areas must outlive the regime.                                         */
cordon_status regime_load(regime **out, const char *name, const areas *a, cordon_error *err);
void regime_free(regime *r);
/* Calls on_fault for every fault of every table; *faults counts them. Fails
 * only when the folder cannot be read.                                       */
cordon_status regime_check(size_t *faults, const char *name, const areas *a,
                           void (*on_fault)(void *arg, const cordon_error *fault), void *arg,
                           cordon_error *err);

/* The name of the regime that ships, for who names none. CORDON_EINVAL when several do, or none. */
cordon_status regime_only(char *name, size_t size, cordon_error *err);

const char *regime_name(const regime *r);
/* A value of regime.csv, "" when the key is not there. */
const char *regime_value(const regime *r, const char *key);

/* A set of areas as asked for on a day. */
typedef struct area_set {
    const area **v; /* sorted by code, each once; freed by area_set_free */
    size_t n;
    char title[160];
} area_set;

/* text: a set of sets.csv or one of its aliases; a role of countries.csv, also
 * in the plural ("hubs", "targets", "coalition"); an area's code or name; "all"
 * (every area of kind country); or several of these separated by commas, where
 * "-WORD" takes areas away again. Case does not count. Members are those valid
 * on the day (rows without dates always are; on = 0 takes those of any day); an
 * area named by itself is always there. An unknown word fails with
 * CORDON_ENOTFOUND and lists the known sets, an empty one with CORDON_EINVAL. A
 * set nobody is in that day is empty, which is no error. r may be NULL: then
 * only areas and "all" are known.                                            */
cordon_status regime_areas(area_set *out, const regime *r, const areas *a, const char *text,
                           date_day on, cordon_error *err);
void area_set_free(area_set *s);

typedef struct goods_line {
    const char *code; /* 2 to 8 digits: all codes below it are meant */
    const char *tier, *source, *basis;
    date_day valid_from, valid_to; /* first and last day; 0 = undated, open */
} goods_line;

typedef struct goods_group {
    const char *id, *title, *kind, *nomenclature, *note, *source;
    const goods_line *line;
    size_t n; /* every line, of any date; the caller filters with date_within */
} goods_group;

size_t regime_group_count(const regime *r);
const goods_group *regime_group_at(const regime *r, size_t index);
/* By id, case ignored; NULL when there is none. "chpl:4.B" style selections of
 * a tier are the caller's to make.                                           */
const goods_group *regime_group(const regime *r, const char *id);

typedef struct regime_date {
    const char *id, *title, *source;
    date_day on;
    bool mark; /* to be drawn on charts */
} regime_date;
size_t regime_date_count(const regime *r);
const regime_date *regime_date_at(const regime *r, size_t index); /* by date, then id */

/* Rows of a further table of the regime ("parameters.csv", "headlines.csv"),
 * NULL when the folder has none. Valid as long as the regime.                */
const table *regime_table(const regime *r, const char *file);
/* Every table that was read, the known ones first, then by name. */
size_t regime_table_count(const regime *r);
const table *regime_table_at(const regime *r, size_t index);

#endif
