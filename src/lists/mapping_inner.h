/* mapping_inner.h - a file that is being read by a mapping, and what a rule makes of a row. */
#ifndef LISTS_MAPPING_INNER_H
#define LISTS_MAPPING_INNER_H

#include "lists/mapping.h"

typedef struct mapping_running {
    mapping *m;
    list_read *r;
    list_rows *w;
    list_held held;
    lists_met met;
    unsigned file;
    buf cell, value, key;
    const char *preface;
} mapping_running;

/* Whether all conditions of the rule hold for the row. */
bool mapping_holds(const mapping_rule *r, const char *const *cell);
/* What a publisher writes for nothing. */
bool mapping_nothing(const char *s);
/* The rule's text for a row: its columns joined in `out`, or its constant. */
const char *mapping_text(const mapping_running *x, const mapping_rule *r, const char *const *cell,
                         buf *out);
/* Adds the text to the entity as the rule says. */
void mapping_add_text(mapping_running *x, entity *e, const mapping_rule *r, const char *s,
                      const char *const *cell);

#endif
