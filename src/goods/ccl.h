/* ccl.h - control lists in words: entries by control number, with reasons, destinations and the tree of paragraphs.
 *
 * "us": the Commerce Control List (data/lists/us/ccl_*.json.xz) with the country chart and country groups; "list2": the text of a
 * dual-use list of 2022 of the same family as the official one, for search, labelled, never the ground of a verdict. */
#ifndef GOODS_CCL_H
#define GOODS_CCL_H

#include "base/arena.h"
#include "base/date.h"
#include <cordon/error.h>
#include <stdbool.h>

typedef struct control_paragraph {
    const char *number, *item, *text; /* number "3A001"; item "a.1."; "" for the heading; text without markup */
    int depth;                        /* 0 heading, 1 ... */
    bool note;                        /* technical note, N.B., exemption note */
    uint32_t parent;                  /* place of the paragraph above, UINT32_MAX at the top */
} control_paragraph;

typedef struct control_list control_list;
/* which: "us" or "list2". */
cordon_status control_list_open(control_list **out, const char *which, cordon_error *err);
void control_list_close(control_list *l);
const char *control_list_title(const control_list *l), *control_list_label(const control_list *l); /* label: what it must not be taken for */
date_day control_list_day(const control_list *l); /* of the text, 0 = only the year is known */
/* All paragraphs, entries in order of number, each followed by what stands below it. */
const control_paragraph *control_list_paragraphs(const control_list *l, size_t *n);

typedef struct control_reason {
    const char *reason, *column; /* "NS", "NS Column 1"; column "" when the source says it in prose: then `words` */
    const char *words;
} control_reason;
typedef struct control_entry {
    const char *number, *heading, *category, *group, *related;
    const control_reason *reason;
    size_t reasons;
    uint32_t paragraph, paragraphs; /* of control_list_paragraphs */
    bool heading_only;              /* the source has no item paragraphs of this entry */
} control_entry;
const control_entry *control_list_find(const control_list *l, const char *number); /* case and blanks do not count; NULL */
size_t control_list_entries(const control_list *l);
const control_entry *control_list_entry(const control_list *l, size_t i);

/* What the chart says of an entry and a destination (ISO3). "No mark" is not "no licence": words carries the source's caveat,
 * footnotes and prose conditions. */
typedef enum chart_answer { CHART_LICENCE, CHART_NO_MARK, CHART_SEE_WORDS, CHART_UNKNOWN_COUNTRY, CHART_NOT_ON_CHART } chart_answer;
typedef struct chart_line {
    const control_reason *reason;
    chart_answer answer;
    const char *words;
} chart_line;
cordon_status control_chart(const chart_line **out, size_t *n, arena *mem, const control_list *l, const control_entry *e, const char *iso3,
                            cordon_error *err);

#endif
