/* ccl.h - control lists in words: entries by control number, with reasons, destinations and the
 * tree of paragraphs.
 *
 * data/goods/control_lists.csv says which lists there are and which files hold them. "us" has
 * entries with reasons for control, a chart of destinations and groups of countries; "list2" is a
 * text of the same family as the Union's list, for search, labelled, never the ground of a verdict.
 * A list that is open is only read: any number of threads may ask it. */
#ifndef GOODS_CCL_H
#define GOODS_CCL_H

#include "base/arena.h"
#include "base/date.h"
#include <cordon/error.h>
#include <stdbool.h>

enum {
    CONTROL_NUMBER = 5, /* "3A001": bytes of a control number */
    CONTROL_TEXT_MAX = 1 << 16,
    CONTROL_DEPTH_MAX = 12,
    CONTROL_ROWS_MAX = 200000
};

/* item: where it stands, "b.2."; of a note the item it stands under and its name, "b. Note 1:"; of
 * words without a number the item they follow; "" of the heading. label: its own number or name,
 * "2." or "Note 1:". text: no markup, no line ends. */
typedef struct control_paragraph {
    const char *number, *item, *text, *label;
    int depth;       /* 0 heading, 1 ... */
    bool note;       /* no item: technical note, N.B., exemption note, words between items */
    bool orphan;     /* the source lacks the paragraph it stands under: set under the nearest that
                        exists */
    uint32_t parent; /* place of the paragraph above, UINT32_MAX at the top */
    uint32_t line;   /* of the source; 1 where the source is one line */
} control_paragraph;

typedef struct control_list control_list;
/* which: a list of data/goods/control_lists.csv, "us" or "list2". CORDON_ENOTFOUND for another
 * name; what is wrong with a file is told with file, line and column. */
cordon_status control_list_open(control_list **out, const char *which, cordon_error *err);
void control_list_close(control_list *l);
/* label: what it must not be taken for; note: what the source leaves out, "" when nothing. */
const char *control_list_title(const control_list *l), *control_list_label(const control_list *l),
    *control_list_note(const control_list *l);
date_day control_list_day(const control_list *l);      /* of the text, 0 = only the year is known */
const char *control_list_dated(const control_list *l); /* the day or year as the table has it */
/* All paragraphs, entries in order of number, each followed by what stands below it. */
const control_paragraph *control_list_paragraphs(const control_list *l, size_t *n);

typedef struct control_reason {
    const char *reason,
        *column; /* "NS", "NS Column 1"; column "" when the source says it in prose: then `words` */
    const char *words;
    const char
        *applies; /* to what of the entry, as the source says: "NS applies to entire entry" */
    uint32_t row; /* of the source's rows of this entry; UINT32_MAX: named as a reason, but no row
                     tells where it applies */
} control_reason;
typedef struct control_exception {
    const char *name, *words; /* "LVS", "$500 for ..." */
} control_exception;
typedef struct control_entry {
    const char *number, *heading, *category, *group, *related;
    const char *special;     /* special conditions of an exception, "" */
    const char *const *kind; /* reasons for control, cleaned: "NS", "AT", "foreign policy" */
    size_t kinds;
    const control_reason *reason;
    size_t reasons;
    size_t rows; /* of the source that say where the reasons apply */
    const control_exception *exception;
    size_t exceptions;
    uint32_t paragraph, paragraphs; /* of control_list_paragraphs */
    bool heading_only;              /* the source has no item paragraphs of this entry */
} control_entry;
const control_entry *control_list_find(const control_list *l,
                                       const char *number); /* case and blanks do not count; NULL */
size_t control_list_entries(const control_list *l);
const control_entry *control_list_entry(const control_list *l, size_t i);
/* "3a 001" as "3A001"; false when the text is no control number. */
bool control_number_clean(char out[CONTROL_NUMBER + 1], const char *text);
/* What a reason's letters stand for, "" when not known. */
const char *control_reason_title(const control_list *l, const char *code);

/* A control number named in the text of another entry (or of its related controls or reasons). */
typedef struct control_reference {
    const char *number; /* the one named: "1C350" */
    const char *item;   /* and which item of it, "57.", else "" */
    uint32_t from, to; /* paragraphs; to is the most exact that exists, UINT32_MAX when the list has
                          no such entry */
    bool related; /* it stands in the related controls of the entry of `from`, not in the paragraph
                   */
} control_reference;
/* In order of `from`; those within an entry's own number are left out. */
const control_reference *control_list_references(const control_list *l, size_t *n);
/* The references of one entry: those it makes (a run), and those made to it (places in the run
 * above). */
const control_reference *control_entry_names(const control_list *l, const control_entry *e,
                                             size_t *n);
const uint32_t *control_entry_named_by(const control_list *l, const control_entry *e, size_t *n);

/* A destination as the chart has it. */
typedef struct control_destination {
    const char *iso3, *row; /* name of the row; "" when the chart has none */
    const char *basis;      /* why another's row counts, "" for its own */
    const char
        *pointer; /* an embargoed one: where the source sends the reader instead of marks, "" */
    const char *const *mark; /* "NS 1", ... */
    size_t marks;
    const char *const *footnote; /* "6: See ..." */
    size_t footnotes;
    const char *const *group; /* "D:5", ... by its own name or that of the row it inherits */
    size_t groups;
    bool known; /* an area at all */
} control_destination;
/* CORDON_ENOTFOUND when the list has no chart. What is no row and inherits none is no error: row is
 * "". */
cordon_status control_destination_find(control_destination *out, arena *mem, const control_list *l,
                                       const char *iso3, cordon_error *err);
/* ISO3 of a code or name as people and the chart write it, NULL when unknown. */
const char *control_area(const control_list *l, const char *text);
/* What the source says an empty cell does not mean; and of what is no row. "" without a chart. */
const char *control_chart_caveat(const control_list *l),
    *control_chart_absent(const control_list *l);

/* What the chart says of an entry and a destination (ISO3). "No mark" is not "no licence": words
 * carries the source's caveat, footnotes and prose conditions. */
typedef enum chart_answer {
    CHART_LICENCE,
    CHART_NO_MARK,
    CHART_SEE_WORDS,
    CHART_UNKNOWN_COUNTRY,
    CHART_NOT_ON_CHART
} chart_answer;
const char *chart_answer_name(chart_answer a); /* "licence", "no_mark", ... */
typedef struct chart_line {
    const control_reason *reason; /* NULL: a line of the chart on the whole entry */
    chart_answer answer;
    const char *words;
} chart_line;
/* A line a reason, in the entry's order, then what the chart says of the entry for all
 * destinations; never none. The lines live in mem. CORDON_ENOTFOUND when the list has no chart.
 * O(reasons x marks). */
cordon_status control_chart(const chart_line **out, size_t *n, arena *mem, const control_list *l,
                            const control_entry *e, const char *iso3, cordon_error *err);

#endif
