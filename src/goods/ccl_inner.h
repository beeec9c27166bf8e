/* ccl_inner.h - what the files of the control lists share. */
#ifndef GOODS_CCL_INNER_H
#define GOODS_CCL_INNER_H

#include "goods/ccl.h"
#include "read/json_tree.h"
#include "read/table.h"
#include "regime/area.h"

typedef struct chart_row {
    const char *name, *iso3, *pointer;
    const json_node *marks, *footnotes;
} chart_row;

typedef struct group_member {
    const char *group, *iso3;
} group_member;

struct control_list {
    arena mem;
    table lists, reasons, names; /* data/goods/ */
    bool lent;                   /* these and the areas belong to another */
    size_t row;                  /* of lists: the one that holds the entries */
    date_day day;
    const char *note;
    json_tree body, chart, groups; /* root NULL when there is none */
    table text;                    /* head NULL when there is none */
    areas *areas;
    control_paragraph *paragraph;
    size_t paragraphs;
    control_entry *entry; /* sorted by number */
    size_t entries;
    control_reference *reference;
    size_t references;
    uint32_t *by_target; /* places of references, by (to's entry, place) */
    size_t targets;
    chart_row *place; /* sorted by iso3 */
    size_t places;
    group_member *member; /* in the order of the file */
    size_t members;
};

/* Markup and entities as text, blanks collapsed; what looks like a tag only because it says "less
 * than" stays. */
const char *control_text(arena *mem, const char *source);
/* The list's entries and paragraphs from its tree of JSON or its table. A list read from memory
 * (tests, fuzzers) has them alone. */
cordon_status control_read_entries(control_list *l, cordon_error *err);
cordon_status control_read_paragraphs(control_list *l, cordon_error *err);
cordon_status control_read_references(control_list *l, cordon_error *err);
/* Resolves the rows of chart and groups; a name that means no area is an error. */
cordon_status control_read_chart(control_list *l, cordon_error *err);
/* Reasons and exceptions of one entry. */
cordon_status control_read_reasons(control_list *l, control_entry *e, const json_node *from,
                                   cordon_error *err);
/* A list of these bytes, as control_list_open makes one of files; chart and groups may be NULL. */
typedef struct control_bytes {
    const char *name, *data;
    size_t len;
} control_bytes;
cordon_status control_list_memory(control_list **out, const char *which, const control_bytes *body,
                                  const control_bytes *chart, const control_bytes *groups,
                                  cordon_error *err);

cordon_status control_no_memory(cordon_error *err);
/* CORDON_EFORMAT at the node: "/entries/3/eccn: MESSAGE". */
cordon_status control_fault(const char *file, const json_node *at, cordon_error *err,
                            const char *fmt, ...) CORDON_PRINTF(4, 5);
/* The member of that kind; a fault when it is missing or of another kind. */
cordon_status control_member(const json_node **out, const char *file, const json_node *of,
                             const char *key, json_kind kind, cordon_error *err);
/* Text of a string member, "" when missing or null; a fault when it is of another kind. */
cordon_status control_string(const char **out, control_list *l, const json_node *of,
                             const char *key, cordon_error *err);
/* Room for the paragraph and its own item text; NULL without memory. */
control_paragraph *control_add(control_list *l, const char *number, const char *above,
                               const char *label, const char *text);

#endif
