/* check_inner.h - the parts of a check of declared lines. */
#ifndef GOODS_CHECK_INNER_H
#define GOODS_CHECK_INNER_H

#include <pthread.h>
#include <sodium.h>

#include "goods/check.h"
#include "goods/search.h"
#include "read/table.h"

/* ---- check_years.c: which eight digits were codes of the Combined Nomenclature in which year */
typedef struct code_change {
    uint16_t year; /* the year from which `to` stands in the place of `from` */
    char from[9], to[9];
} code_change;
typedef struct code_years {
    arena mem;
    char (*code)[9]; /* sorted */
    uint64_t *years; /* bit i: a code in the year first + i */
    size_t n;
    code_change *change; /* sorted by year, from, to */
    size_t changes;
    unsigned first, last;
} code_years;
enum { CODE_YEARS_MAX = 64 };
/* From the concordances and the trees that g has. */
cordon_status code_years_read(code_years *out, goods *g, cordon_error *err);
/* From a table of from_year, to_year, code_from, code_to, begun from the codes of `year`. */
cordon_status code_years_make(code_years *out, const table *changes, const char *const *code, size_t n, unsigned year,
                              cordon_error *err);
void code_years_free(code_years *y);
/* The years of a code as bits, 0 = in none. */
uint64_t code_years_of(const code_years *y, const char *code);
static inline bool code_in_year(const code_years *y, uint64_t years, unsigned year) {
    return year >= y->first && year <= y->last && years >> (year - y->first) & 1;
}
/* The year nearest to `year` in which it was a code, the earlier of two; 0 = none. */
unsigned code_year_near(const code_years *y, uint64_t years, unsigned year);
/* What stood for a code of year `from` in year `to`, sorted; at most `most` are written and *n is how many there are. */
void code_years_carry(char (*out)[9], size_t most, size_t *n, const code_years *y, const char *code, unsigned from, unsigned to);

/* ---- check_units.c: names of units */
typedef struct unit_name {
    const char *name, *dimension; /* "pcs", "number" */
    double factor;                /* in the base of the dimension */
} unit_name;
typedef struct unit_names {
    arena mem;
    unit_name *v; /* sorted by name */
    size_t n;
} unit_names;
cordon_status unit_names_read(unit_names *out, const table *t, cordon_error *err);
void unit_names_free(unit_names *u);
/* Case, blanks at the ends and a full stop behind do not count; NULL when it is not there. */
const unit_name *unit_names_find(const unit_names *u, const char *text);

/* ---- check_cache.c: what a thread keeps from row to row */
typedef struct check_cache {
    arena mem; /* keys, and whatever the user of the cache hangs on it */
    struct check_slot *slot;
    size_t cap, n, most;
    unsigned char key[crypto_shorthash_KEYBYTES];
} check_cache;
enum { CHECK_CACHE_MAX = 1 << 15 /* entries */, CHECK_CACHE_PLAIN = 30 /* of one row */, CHECK_CACHE_BYTES = 24 << 20 };
cordon_status check_cache_open(check_cache *c, size_t most, cordon_error *err);
void check_cache_close(check_cache *c);
/* Forgets everything when it is full, or with `all`. Between rows only: what it gave out is gone. */
void check_cache_tidy(check_cache *c, bool all);
void *check_cache_find(const check_cache *c, const void *key, size_t len);
/* False without memory. */
bool check_cache_add(check_cache *c, const void *key, size_t len, void *value);

/* ---- check_text.c: the six-digit lines of a heading and the lists that name them */
typedef struct listed_line {
    char six[7];
    const check_control *control;
    size_t controls;
} listed_line;
typedef struct heading_facts {
    listed_line *line;
    size_t n, listed;
} heading_facts;
struct goods_checks;
cordon_status heading_facts_make(heading_facts *h, arena *mem, struct goods_checks *c, const char *code, cordon_error *err);

/* ---- what the day makes of a code (check_code.c) */
typedef struct code_facts {
    char checked[9];
    const char *nomenclature, *as_written;
    check_result result[2];
    unsigned n;
    bool known;       /* checked is a code of the nomenclature on the day */
    const char *unit; /* the nomenclature's, "" = it has none for the code */
    const unit_name *counted;
    const check_control *control;
    size_t controls;
    bool controls_asked;
    const heading_facts *heading; /* the code is on no list and others of its heading are; else NULL */
    const check_price **price; /* for the code on the day */
    size_t prices;
} code_facts;

typedef struct check_parameters {
    double unit_weighed, unit_other; /* scores */
    double text_alike, text_within, text_words, text_confidence, neighbour_least; /* check_parameters.csv */
    double price_records, price_fence, price_spread; /* least records; quartile ranges; least ln range of the quartiles */
    double counted_for_weighed;      /* 1: pieces where the nomenclature weighs are a finding too */
} check_parameters;

struct goods_checks {
    check_terms terms;
    pthread_mutex_t lock; /* of what reads tables on first use */
    goods *g;
    goods_controls *controls; /* NULL = no regime */
    code_years years;
    unit_names units;
    check_parameters p;
    const char *hs;      /* the revision in force on the day */
    unsigned year;       /* whose eight-digit codes count */
    char cn[16];         /* "CN2024": that year's, also where there is no table of it */
    const char *counted; /* the nearest nomenclature of lines whose table has units */
    bool beyond, hs_beyond; /* the day is outside what the tables reach */
};

struct goods_checker {
    goods_checks *c;
    check_cache codes, texts;
    goods_search *search; /* opened at the first text */
};

/* What a search of a text says of a code. */
typedef struct text_facts {
    const char *fault; /* why it cannot be asked, NULL = it can */
    double alike, best, confidence, neighbour_confidence, neighbour_alike, elsewhere /* check_result */;
    const listed_line *neighbour; /* the likeliest of the listed ones in the heading */
    unsigned words, rank;         /* rank 0: not among the candidates */
    bool other, known, cannot_tell, near;
    char first[3][7];
} text_facts;
enum { TEXT_KEPT = 1024 }; /* bytes; a longer text is searched again */
cordon_status text_facts_of(const text_facts **out, arena *mem, goods_checker *k, const code_facts *f, const char *text, cordon_error *err);
cordon_status check_text_row(check_result *out, arena *mem, const goods_checks *c, const code_facts *f, const text_facts *t, cordon_error *err);
cordon_status check_neighbour_row(check_result *out, arena *mem, const code_facts *f, const goods_checks *c, const text_facts *t, cordon_error *err);

/* Under the lock; texts in mem. */
cordon_status code_facts_make(code_facts *out, arena *mem, goods_checks *c, const char *cell, cordon_error *err);
/* The prices that hold for a code of the day; under the lock (check_price.c). */
cordon_status check_prices(const check_price ***out, size_t *n, arena *mem, goods_checks *c, const char *six, cordon_error *err);
/* One result for the row; false texts in it when memory ran out. */
cordon_status check_price_row(check_result *out, arena *mem, const goods_checks *c, const code_facts *f, const check_row *row, cordon_error *err);
/* Text of a number from 0 on, in thousandths; blanks at the ends do not count. False: empty, or none. */
bool check_milli(int64_t *out, const char *text, bool *empty);
/* The lists that name a code on the day; under the lock. */
cordon_status check_controls(const check_control **out, size_t *n, arena *mem, goods_checks *c, const char *nomenclature, const char *code,
                             cordon_error *err);
/* A text of at most CHECK_QUOTE bytes, whole characters, control characters out, for a sentence. */
const char *check_quote(arena *mem, const char *text);
const char *check_printf(arena *mem, const char *fmt, ...) CORDON_PRINTF(2, 3);

#endif
