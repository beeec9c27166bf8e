/* balance_side.h - what the page of a pair says of the balance of interests of
 * each of the two: the file that speaks for the actor on the day, what follows
 * from it, and the parts of the section.
 *
 * Which file speaks is a row of the regime's balances.csv (file, actor, valid
 * from); whom it is about stands in the file itself. The day of the file is a
 * day like that of any source: a page as at an earlier day does not use it.   */
#ifndef REPORT_BALANCE_SIDE_H
#define REPORT_BALANCE_SIDE_H

#include "report/inner.h"
#include "watch/ach.h"
#include "watch/balance.h"

enum {
    SIDE_DRAWS = 20000, /* few enough for a page, said on it */
    SIDE_STALE_MONTHS = 24,
    SIDE_NUMBER = 32
};

typedef struct balance_side {
    const area *actor, *other;
    const char *prefix; /* of ids in the page: "balance-a" */
    char file[200];     /* as the table names it; "" when no row is about the two */
    char why[400];      /* when b is NULL */
    balance *b;
    balance_draws drawn;
    balance_model model[BALANCE_CONTEXTS_MAX]; /* by context; the first is the base */
    balance_value v[BALANCE_CONTEXTS_MAX];     /* salience at the mode */
    size_t named, mapped; /* factors that name a series, that map one to a salience */
    balance_move move[BALANCE_FACTORS_MAX];
    struct balance_moved_by {
        const char *title, *unit;
        int year;
    } by[BALANCE_FACTORS_MAX]; /* of move[] */
    size_t moves;
} balance_side;

/* Both sides of the pair, asked once; freed with report_free_balance. A file
 * that cannot be read is no failure of the page: why says it.                 */
cordon_status report_ask_balance(report *r, cordon_error *err);
void report_free_balance(report *r);

/* A finding of the section. parameters: what it states, as a JSON object. */
cordon_status balance_found(report *r, const balance_side *s, const char *subject,
                            const char *text, const char *parameters, cordon_error *err);
/* Opens such an object with actor, file and its hash; the caller adds and closes. */
void balance_parameters(buf *out, const balance_side *s);
/* "balance-a-NAME", in the memory of the page. */
const char *balance_id_of(report *r, const balance_side *s, const char *name);
/* The id of a context or a factor in words: "_" become blanks. */
const char *balance_words(char out[80], const char *id);
const char *balance_signed(char out[SIDE_NUMBER], double v); /* +0.17; "none" for NAN */
const char *balance_figure(char out[SIDE_NUMBER], double v); /* +0.171, of a table */
const char *balance_percent(char out[SIDE_NUMBER], double share); /* 0.069: "6.9 %" */
const char *balance_towards(double b); /* "towards closeness", "towards distance", "neither way" */

/* The parts, for one side; each writes an exhibit and its findings. */
typedef cordon_status balance_part(report *r, const balance_side *s, cordon_error *err);
balance_part balance_ranges, balance_ranges_rows, balance_context_rows; /* balance_ranges.c */
balance_part balance_pulls, balance_flips, balance_flip_rows;           /* balance_pulls.c */
balance_part balance_rests, balance_rivals;                             /* balance_rests.c */

#endif
