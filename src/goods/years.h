/* years.h - the Combined Nomenclature year by year: the codes of a year, and what became of them.
 *
 * The concordance lists what changes from one year to the next (1988 to 2025); what it does not
 * list goes on. Three years have a table of codes as well (goods.h): there a code exists when the
 * table has it. In the other years it exists when its last change before, its first change after
 * or, without either, the nearest table says so. Measured on the years with a table: of some 6,000
 * codes of each that the concordance speaks of, it calls three absent that a table has, and four
 * alive that none has.
 *
 * Codes are eight-digit numbers here. Reading is apart from the file, for tests and the fuzzer. */
#ifndef GOODS_YEARS_H
#define GOODS_YEARS_H

#include "goods/goods.h"
#include "read/table.h"

/* A row of the concordance: from the year to the next one. Fails with the place of what is no year,
 * no next year or no code of eight digits; check_years.c makes the same rows into whole years. */
typedef struct year_change {
    uint32_t code, other;
    int32_t year;
} year_change;
cordon_status year_change_cols(int cols[4], const table *t, cordon_error *err);
cordon_status year_change_read(year_change *c, const table *t, size_t row, const int cols[4],
                               cordon_error *err);

typedef struct years years;

/* rows: from_year, to_year, code_from, code_to; to_year is the year after from_year. */
cordon_status years_read(years **out, const table *rows, cordon_error *err);
void years_free(years *y);
int years_first(const years *y), years_last(const years *y);

/* What the concordance alone says of a code in a year. */
typedef enum years_word { YEARS_SILENT, YEARS_ALIVE, YEARS_ABSENT } years_word;
years_word years_say(const years *y, uint32_t code, int year);

typedef struct code_list { /* sorted, each once, when a function fills it */
    uint32_t *v;
    size_t n, cap;
} code_list;
cordon_status code_list_add(code_list *l, uint32_t code, cordon_error *err);
void code_list_settle(code_list *l); /* sorts, each once */

/* Appends the rows of the code from a year to its neighbour, in either direction; nothing when the
 * concordance lists none, which means that the code goes on as it is.                            */
cordon_status years_step(code_list *out, const years *y, int from, int to, uint32_t code,
                         cordon_error *err);
/* Appends every code of the concordance that begins with the six digits. */
cordon_status years_below(code_list *out, const years *y, uint32_t six, cordon_error *err);

bool year_code(uint32_t *out, const char *text); /* exactly eight digits */

#endif
