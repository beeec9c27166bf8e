/* clause.h - clauses of contracts against re-export, and against the use of rights and secrets: what they have to hold, and from when a contract needs one.
 *
 * A clause is read by elements (data/assess/clause_elements.csv): an element is there when one of its patterns holds in two sentences that follow each
 * other. A pattern is groups joined by "&"; of each group one word or phrase ("|" between them, "*" for any ending) has to stand there, of a group behind "!" none;
 * {target} is the target's names. Duties come from the law of the regime (law.csv, law_when.csv). This is reading of words, no
 * judgement: what is found by words may be undone elsewhere in a contract. */
#ifndef ASSESS_CLAUSE_H
#define ASSESS_CLAUSE_H

#include "assess/case.h"
#include "finding/finding.h"
#include "regime/regime.h"

enum { CLAUSE_BYTES_MAX = 4 << 20, CLAUSE_SENTENCES_MAX = 200000 };

/* A duty to have a clause, for contracts signed within a span. */
typedef struct clause_duty {
    const char *rule, *act, *article, *title, *basis, *kind; /* kind: reexport, ip */
    date_day signed_from, signed_before;                     /* 0 = open; signed_before is the first day that is not meant */
    date_day from, to;                                       /* first and last day of the duty; 0 = open */
    bool general;       /* a general sanctions clause with remedies suffices */
    const char *goods;  /* measures or groups, parted by bars; "" = any */
    const char *not_to; /* sets of areas, parted by bars, for which there is none */
} clause_duty;
/* In the order of the law; none without law.csv. */
cordon_status clause_duties(const clause_duty **out, size_t *n, arena *mem, const regime *r, cordon_error *err);
/* Whether a duty's span has the day of signature (0 = not known: unknown), and the day. */
tri clause_due(const clause_duty *d, date_day signed_on, date_day as_at);

typedef struct clause_element {
    const char *name, *means; /* "1 prohibition" */
    bool there;
    unsigned line;            /* of the first sentence that holds it */
    const char *quote, *source, *basis;
} clause_element;
/* The elements of a kind (reexport, ip, general) in a text; in mem. CORDON_EFORMAT: no UTF-8. CORDON_ELIMIT. O(sentences x patterns). */
cordon_status clause_read(const clause_element **out, size_t *n, arena *mem, const char *text, size_t len, const char *kind, const regime *r, cordon_error *err);
/* For a fact about a contract: is the prohibition of the kind there, and a remedy for its breach? understood: the prohibition is there, or words of a
 * language that the table knows are; of others nothing can be said. line and quote are those of the prohibition. Errors as clause_read. */
typedef struct clause_reading { bool understood, prohibition, remedy; unsigned line; const char *quote; } clause_reading;
cordon_status clause_holds(clause_reading *out, arena *mem, const char *text, size_t len, const char *kind, const regime *r, cordon_error *err);

typedef struct clause_terms { const regime *r; const char *kind; date_day as_at, signed_on; } clause_terms;
/* Found: an element is missing and a contract of that day needs it on that day. Not assessed: whether it does is not known. */
cordon_status clause_check(const finding **out, size_t *n, arena *mem, const char *text, size_t len, const clause_terms *t, cordon_error *err);

typedef struct clause_form { const char *kind, *language, *seller, *buyer, *penalty; date_day as_at; } clause_form; /* NULL = by the table */
/* *duty: that of contracts signed on the day, NULL = there is none (the words are printed all the same). CORDON_EINVAL: no such kind or language. */
cordon_status clause_make(buf *out, const clause_duty **duty, arena *mem, const clause_form *f, const regime *r, cordon_error *err);

#endif
