/* goods_entry.h - one entry in one control list, as cordon goods 3A001 shows it. */
#ifndef CLI_GOODS_ENTRY_H
#define CLI_GOODS_ENTRY_H

#include "cli/goods_cli.h"
#include "goods/ccl.h"

typedef struct entry_view {
    const char *which;
    control_list *list;
    char number[CONTROL_NUMBER + 1], item[64]; /* item "b.2.", "" for the whole entry */
    const char *to;                            /* ISO3, NULL when no destination was asked for */
    const control_entry *entry;                /* NULL: not in this list */
    uint32_t first; /* paragraph asked for: the heading, or the item or the nearest above it */
    bool item_missing;
    size_t named; /* times the list's own text names a number that it has no entry of */
    control_destination destination;
    const chart_line *line;
    size_t lines; /* 0: no destination was asked for, or the list has no chart */
} entry_view;

/* Paragraphs below the first. */
size_t entry_run(const entry_view *v);
/* References the entry makes, or those made to it (in); and the i-th of them. */
size_t entry_references(const entry_view *v, bool in);
const control_reference *entry_reference(const entry_view *v, bool in, size_t i);
/* "earlier states are not loaded" and the like where the day asked for is not that of the text,
 * else "". */
const char *entry_other_day(const entry_view *v, date_day as_at);

/* Adds the answer about every list. */
void entry_words(page *p, const goods_request *q, const entry_view *v, size_t n);
void entry_json(buf *b, const goods_request *q, const entry_view *v, size_t n);

#endif
