/* flags_inner.h - what the functions of flags work with. */
#ifndef ASSESS_FLAGS_INNER_H
#define ASSESS_FLAGS_INNER_H

#include "assess/flags.h"
#include "read/table.h"

/* Rows of a table with the columns of flags.csv, to be freed; they live as long as the table. CORDON_EFORMAT with the place of a bad row. */
cordon_status flag_rows_read(flag_row **out, size_t *n, const table *t, cordon_error *err);
/* flags_ask of these rows. */
cordon_status flags_ask_rows(const flag_result **out, size_t *n, arena *mem, const flag_row *row, size_t rows, const flag_terms *t, cordon_error *err);

enum { FLAG_EVIDENCE_MAX = 16 };

/* One flag at work: hit says found, lack says what would be needed. Found beats lacking, lacking beats nothing found. */
typedef struct flag_work {
    const flag_terms *t;
    const case_file *c;
    const flag_row *row;
    arena *mem;
    cordon_error *err;
    cordon_status status;
    bool found, lacks, settled; /* settled: there is nothing to ask about */
    const char *text, *missing, *why;
    fact_evidence *evidence;
    size_t evidences;
} flag_work;

/* pointer, quote: the value that decides. The first hit's text stays, further ones add evidence. */
void flag_hit(flag_work *w, const char *pointer, const char *quote, const char *fmt, ...) CORDON_PRINTF(4, 5);
void flag_lack(flag_work *w, const char *pointer);
/* The same, and why, in words: the first reason stays. */
void flag_lack_why(flag_work *w, const char *pointer, const char *why);

/* Parameters of the day; a missing one fails the work with its name. */
const char *flag_text(flag_work *w, const char *parameter);
double flag_number(flag_work *w, const char *parameter);
date_day flag_day(flag_work *w, const char *parameter);
/* Whether a country (code or name) is in the set that a parameter names. TRI_UNKNOWN: not given or not known. */
tri flag_in(flag_work *w, const case_text *country, const char *parameter);
tri flag_in_text(flag_work *w, const char *country, const char *parameter);
/* Whether a code stands in the group that a parameter names on the day; tiers "" = any, else parted by blanks. TRI_UNKNOWN: no code given, or no such group. */
tri flag_goods(flag_work *w, const case_text *code, const char *parameter, const char *tiers);
/* Whether any item does; lacks when one cannot be told and none does. */
bool flag_any_goods(flag_work *w, const char *parameter, const char *tiers);
/* Asks a fact of every thing of a scope: hits and lacks. value: a parameter, NULL = none. */
void flag_fact_of(flag_work *w, const char *name, const char *parameter, fact_scope scope, size_t things);
/* One fact of one thing; false: it cannot be told. */
bool flag_ask(flag_work *w, fact *out, const char *name, const char *parameter, fact_scope scope, size_t thing);
/* Found, as the fact says, with its evidence. */
void flag_fact_hit(flag_work *w, const fact *f, const char *pointer, const char *quote);
tri flag_same_name(flag_work *w, const char *a, const char *b);
static inline bool given(const case_text *t) { return t->state == VALUE_GIVEN; }
/* Not the side whose case it is: all but exporter, seller, producer, consignor. */
bool flag_counterparty(const case_party *p);
bool flag_plays(const case_party *p, const char *roles); /* blanks part roles */

typedef void flag_function(flag_work *w);
typedef struct flag_entry { const char *id; flag_function *run; } flag_entry;
extern const flag_entry flags_of_parties[], flags_of_goods[], flags_of_money[], flags_of_history[]; /* id NULL ends */

#endif
