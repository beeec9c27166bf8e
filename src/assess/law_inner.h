/* law_inner.h - the tables of law as the engine walks them. */
#ifndef ASSESS_LAW_INNER_H
#define ASSESS_LAW_INNER_H

#include "assess/law.h"

#define LAW_TABLE "law.csv"
#define LAW_WHEN_TABLE "law_when.csv"

/* What is asked of a fact. before: its day lies before `day`; less, at_most: its number. The other operators are these turned round, so that "before
 * a day" and "from that day" are one test with two answers. */
typedef enum test_kind { TEST_HOLDS, TEST_BEFORE, TEST_LESS, TEST_AT_MOST } test_kind;
typedef struct law_test {
    const char *fact, *value; /* value: what facts are asked with */
    const char *text;         /* as the table writes it */
    fact_scope scope;
    test_kind kind;
    date_day day;
    int64_t milli;
} law_test;

/* Any of its tests; negated: none of them. */
typedef struct law_row {
    const uint32_t *test;
    uint32_t tests;
    const char *op;
    fact_scope scope;
    bool negated, recalled;
} law_row;

typedef struct law_clause {
    const char *name;
    const law_row *row; /* by scope */
    uint32_t first[FACT_SCOPES + 1]; /* rows of scope s: first[s] .. first[s + 1] - 1 */
    date_day from, to;
    bool recalled; /* a row is */
} law_clause;

typedef struct law_entry {
    law_rule rule;
    const law_row *binds; /* NULL = all */
    const law_clause *clause;
    uint32_t clauses;
    const uint32_t *exception; /* entries */
    uint32_t exceptions;
    const uint8_t *both; /* per test: stands in it both ways */
} law_entry;

struct law {
    arena mem;
    law_entry *entry;
    size_t entries;
    law_test *test;
    size_t tests;
};

static inline bool law_in_force(const law_entry *e, date_day on) { return date_within(on, e->rule.valid_from, e->rule.valid_to); }
static inline bool clause_in_force(const law_clause *c, date_day on) { return date_within(on, c->from, c->to); }
static inline bool clause_has(const law_clause *c, int scope) { return c->first[scope + 1] > c->first[scope]; }

/* law_words.c: reading the cells, shared by the check and the load. */
typedef struct law_op {
    const char *name;
    test_kind kind;
    bool negated, next; /* next: the bound is the day after */
} law_op;
const law_op *law_op_find(const char *name, fact_takes takes); /* NULL: no operator of such a fact */
const char *law_ops_of(fact_takes takes);                      /* in words, for a message */
const char *law_cell(const table *t, size_t row, const char *column);
size_t law_row_of(const table *t, const char *column, const char *word); /* t->rows: none */
/* The next part of a text parted by `by`, blanks trimmed off; false at the end. Begin with *s the text. */
bool law_part(const char **s, char by, const char **part, size_t *len);

/* A running question: answers by test and thing, and what is assumed of some. */
typedef struct law_atom {
    uint32_t test;
    size_t thing;
} law_atom;
enum { ATOMS_MAX = 64 };
typedef struct asking {
    const law *l;
    const law_source *s;
    arena *mem;
    cordon_error *err;
    cordon_status status;
    size_t n[FACT_SCOPES], things[FACT_SCOPES]; /* things: with one more, of which nothing is known, where the case does not say that these are all */
    fact **answer;   /* by test: NULL = not asked, else by thing */
    int8_t **value;  /* by test and thing: -1 = not asked */
    law_atom assumed[ATOMS_MAX + 1];
    tri assume[ATOMS_MAX + 1];
    size_t assumptions;
    const law_entry *of;  /* atoms that stand in it both ways are noted: */
    law_atom both[ATOMS_MAX];
    size_t boths;
    uint8_t *mark[FACT_SCOPES]; /* where set: things that take part */
} asking;

/* law_eval.c */
tri law_test_value(asking *q, uint32_t test, size_t thing);
tri law_row_value(asking *q, const law_row *r, size_t thing);
tri law_scope_value(asking *q, const law_clause *c, int scope, size_t thing);
/* One clause with the rule's exceptions; with marks the things of the tuples that reach `at_least`. */
tri law_clause_value(asking *q, const law_entry *e, const law_clause *c, tri at_least);
tri law_exception_clause(asking *q, const law_entry *e, const law_clause *c);
tri law_value(asking *q, const law_entry *e);
static inline tri tri_not(tri v) { return (tri)(TRI_YES - v); }
static inline tri tri_min(tri a, tri b) { return a < b ? a : b; }
static inline tri tri_max(tri a, tri b) { return a > b ? a : b; }

/* law_ground.c: the rows that decided, and the question that would settle most. */
cordon_status law_explain(law_outcome *o, asking *q, const law_entry *e, tri v);

#endif
