/* inner.h - what the sections of the report share. */
#ifndef REPORT_INNER_H
#define REPORT_INNER_H

#include "report/html.h"
#include "report/question.h"
#include "report/report.h"
#include "report/trend.h"
#include "report/words.h"
#include "watch/dimensions.h"

enum { REPORT_NOTES_MAX = 32 };

typedef struct report {
    const report_input *in;
    html h;
    buf *findings;
    questions q;
    source *src; /* every loaded source, by id */
    size_t srcs;
    bool no_memory;
    /* Of the page of a pair; pair NULL: the page of the regime as a whole. */
    const pair *pair;
    questions of_pair;
    trend *trend; /* of the assessed questions of the pair, in their order */
    size_t trends;
    struct pledge *pledge; /* those that stand on the day, pledges.h */
    size_t pledges;
    struct changes *changes; /* what changed since the day, changes.h */
    struct balance_side *balance; /* two, of the pair, balance_side.h */
    dimensions dims; /* of the pair; dims.of.n 0: the regime watches nothing */
    bool media;      /* a series of media events of the pair is on the page */
    table actors;    /* record_actors.csv: names of what is no state */
    arena mem;                      /* of texts made for the page */
    int64_t note[REPORT_NOTES_MAX]; /* sources in the order of the note's footnotes */
    size_t notes;
} report;

/* A part of a section: it writes what stands under the heading, or nothing. */
typedef cordon_status report_part(report *r, cordon_error *err);

/* A section of the page: its parts one after another. Adding one is a row of the
 * table in report.c and its functions.                                        */
enum { REPORT_PARTS_MAX = 8 };
typedef struct report_section {
    const char *id, *title;
    bool of_pair;                            /* only on the page of a pair */
    report_part *part[REPORT_PARTS_MAX + 1]; /* NULL-ended */
} report_section;

report_part section_pair, section_headline;
report_part section_goods, section_ribbons, section_slopes, section_headline_goods, section_money,
    section_multiples, section_halves, section_goods_table;
report_part section_hybrid, section_military, section_balance, section_alignment;
report_part section_responses, section_timeline, section_claims, section_coverage, section_sources, section_methods;

/* What a section waits for: the rows of dyad_sections.csv under its name, each
 * not assessed with the file that would fill it. A renderer that has something to
 * say says it first and calls this for the rest.                              */
cordon_status report_waiting(report *r, const char *section, cordon_error *err);
/* Lines by year of a dimension's series, nothing when none is assessed; name is the
 * exhibit's in ids and files.                                                 */
cordon_status report_years(report *r, const char *dimension, const char *name, cordon_error *err);
/* The ledger of claims has nothing about the pair by the day. */
bool claims_too_early(const report *r);

/* The first screen: dates, sentences. */
void report_top(report *r);
void report_strip_note(report *r);
/* Fills a sentence's braces from the answer; false when a figure is missing. */
bool report_fill(buf *b, const report *r, const question *q, const char *sentence);
/* The first page of a pair, and its tables. */
cordon_status report_first(report *r, cordon_error *err);
cordon_status report_directions(report *r, cordon_error *err);
cordon_status report_stakes(report *r, cordon_error *err);
cordon_status report_tripwires(report *r, cordon_error *err);
void report_options(report *r);
/* The day the regime began, 0 when that is later than the day of the report. */
date_day report_start(const report *r);
/* The pair's questions asked, and their years ranked. */
cordon_status report_ask_pair(report *r, cordon_error *err);
void report_free_pair(report *r);
/* The series that leads a dimension: the first that can be judged. */
const trend *report_lead(const report *r, const char *dimension);
const trend *report_trend(const report *r, const char *question_id);
/* A cell of a table of the regime, with the pair's names in it. */
const char *report_cell(report *r, const table *t, size_t row, const char *column);
/* Appends a finding about the page of a pair. */
cordon_status report_found(report *r, const char *rule, const char *subject, const char *table,
                           const char *text, cordon_error *err);
/* Appends a finding about the files themselves: what they hold, cover, lack. */
typedef struct counted {
    const char *rule, *subject, *measure, *parameters, *text, *method;
    const int64_t *source;
    size_t sources;
    int64_t rows;
    bool nothing; /* there is nothing to count */
} counted;
cordon_status report_counted(report *r, const counted *c, cordon_error *err);
/* The dimension of dims by id, NULL when the regime has none of it. */
const watch_dimension *report_dimension(const report *r, const char *id);
/* What a row of the regime waits for is there: an indicator with a series, a question
 * of the pair with an answer, or "pairs", the series of media events. "": never. */
bool report_has(const report *r, const char *id);
/* The dimensions asked, and their findings. */
cordon_status report_ask_dimensions(report *r, cordon_error *err);
/* One line of the note that points to the section. */
void report_balance_note(report *r);
/* The mirror gap as an exhibit. */
cordon_status report_gap(report *r, cordon_error *err);
/* The note beside the page, when one was asked for: paragraphs with the sources
 * of a question as footnotes.                                                */
void report_note_head(report *r);
void report_note(report *r, const question *q, const char *fmt, ...) CORDON_PRINTF(3, 4);
void report_note_title(report *r, const char *title);
void report_note_end(report *r);
/* One of the two is the target of the regime. */
bool report_is_target(const report *r);
/* What its tables print beyond its own findings. */
cordon_status report_say(report *r, const question *q, cordon_error *err);
const source *report_source(const report *r, int64_t id);
extern const char report_css[];

/* Our name of an area, or of an actor that is no state; the code itself when it is
 * unknown.                                                                    */
const char *report_area(const report *r, const char *code);
/* Appends a text with names for its codes of three letters. */
void report_names(buf *out, const report *r, const char *s);
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
/* Why a question has no answer, report_no_file where no file has it. */
extern const char report_no_file[];
enum { WHY = 512 };
const char *report_why(const report *r, const question *q, char out[WHY]);
/* A paragraph for a question without an answer, for one whose months all end
 * after the day the facts go to, and for a section the regime asks nothing of. */
void report_unanswered(report *r, const question *q);
void report_unanswered_as(report *r, const question *q, const char *id);
void report_too_early(report *r, const question *q);
void report_no_question(report *r, const char *section);
/* What was measured: dataset, level, whose report, codes, silence, sources. */
void report_basis(report *r, const question *q);

#endif
