/* inner.h - what the sections of the report share. */
#ifndef REPORT_INNER_H
#define REPORT_INNER_H

#include "report/html.h"
#include "report/question.h"
#include "report/report.h"
#include "report/words.h"

typedef struct report {
    const report_input *in;
    html h;
    buf *findings;
    questions q;
    source *src; /* every loaded source, by id */
    size_t srcs;
    bool no_memory;
} report;

/* A section of the page. It writes what stands under its heading. */
typedef struct report_section {
    const char *id, *title;
    cordon_status (*render)(report *r, cordon_error *err);
} report_section;

cordon_status section_headline(report *r, cordon_error *err);
cordon_status section_money(report *r, cordon_error *err);
cordon_status section_multiples(report *r, cordon_error *err);
cordon_status section_halves(report *r, cordon_error *err);
cordon_status section_coverage(report *r, cordon_error *err);
cordon_status section_sources(report *r, cordon_error *err);

/* The first screen: dates, sentences. */
void report_top(report *r);
extern const char report_css[];

/* Our name of an area, the code itself when it is unknown. */
const char *report_area(const report *r, const char *code);
/* The next question of a section from *i on, NULL when there is none. */
question *report_next(report *r, const char *section, size_t *i);
/* "sources 7, 8" with links to the table of sources. */
void report_refs(report *r, const int64_t *ids, size_t n);
/* Opens a table in a box of its own that scrolls sideways; closes it. A caption
 * comes first in it. name is what the box is called.                         */
void report_table(report *r, const char *name);
/* "what; million CURRENCY. Dataset NAME, source N." */
void report_caption(report *r, const question *q, const char *what);
void report_plain_caption(report *r, const char *text);
void report_table_end(report *r);
/* A header cell, numbers to the right. */
void report_head(report *r, const char *text, bool number);
/* "Not assessed: why. It would be filled by: ...". */
void report_not_assessed(report *r, const char *why, const char *filled_by);
/* Why a question has no answer, in a few words where no file has it. */
enum { WHY = 512 };
const char *report_why(const report *r, const question *q, char out[WHY]);
/* A paragraph for a question without an answer, for one whose months all end
 * after the day the facts go to, and for a section the regime asks nothing of. */
void report_unanswered(report *r, const question *q);
void report_too_early(report *r, const question *q);
void report_no_question(report *r, const char *section);
/* What was measured: dataset, level, whose report, codes, silence, sources. */
void report_basis(report *r, const question *q);

#endif
