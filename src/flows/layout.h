/* layout.h - how one publisher's table of trade becomes flow rows.
 *
 * A layout is a table of rules (CSV: row,field,column,value,form,scale,when):
 *
 *   row     empty = for every flow row made of a record; else a label: a record
 *           makes one flow row per label (wide tables: a column per flow)
 *   field   which field of the flow row (flow_field_name), or one of title,
 *           publisher, dataset, delimiter, encoding, quote
 *   column  the column of the file; empty when the value is constant
 *   value   the constant
 *   form    period: patterns of y and m, others literally, joined by '|'
 *           ("yyyymm|yyyy", "Yyyyy", "yyyy-mm-??"); reporter, partner:
 *           schemes of areas ("iso2|name"); other texts: values to map
 *           ("Import=M|Export=X", "*" lets any other value pass)
 *   scale   value, qty, mass: what one unit of the file is in units of the
 *           currency, of `unit`, in kilograms
 *   when    constants only: "period>=2022", the first that holds counts
 *
 * The same format is what a user writes for a table of their own.            */
#ifndef FLOWS_LAYOUT_H
#define FLOWS_LAYOUT_H

#include "base/date.h"
#include "base/decimal.h"
#include "read/records.h"
#include "read/table.h"
#include "regime/area.h"

typedef enum flow_field {
    FLOW_REPORTER,
    FLOW_PARTNER,
    FLOW_PARTNER2,
    FLOW_FLOW,
    FLOW_BASIS,
    FLOW_FREQ,
    FLOW_PERIOD,
    FLOW_NOMENCLATURE,
    FLOW_LEVEL,
    FLOW_CODE,
    FLOW_TRANSPORT,
    FLOW_PROCEDURE,
    FLOW_VALUE,
    FLOW_CURRENCY,
    FLOW_VALUATION,
    FLOW_QTY,
    FLOW_UNIT,
    FLOW_MASS,
    FLOW_ESTIMATE,
    FLOW_FLAG,
    FLOW_FIELDS
} flow_field;
const char *flow_field_name(flow_field f); /* as in a layout: "value" */

typedef struct layout_pair {
    const char *from, *to;
} layout_pair;

typedef struct layout_rule {
    uint32_t line;
    flow_field field;
    const char *label; /* of the row, "" for every row */
    const char *column, *value, *form; /* "" when not given */
    int index;                         /* of the column in the file; -1 = constant */
    decimal_scale scale;
    char when_op; /* '<', 'l' (<=), '>', 'g' (>=), '=' or 0 = always */
    date_period when_period;
    const layout_pair *map; /* mapped texts */
    size_t map_n;
    bool map_passes; /* texts not in the map pass */
} layout_rule;

enum { LAYOUT_ROWS_MAX = 16, LAYOUT_RULES_MAX = 8 };

/* The rules of one flow row of a record. */
typedef struct layout_row {
    const char *label;
    const layout_rule *rule[FLOW_FIELDS][LAYOUT_RULES_MAX]; /* in file order */
    size_t n[FLOW_FIELDS];
} layout_row;

typedef struct layout {
    table source; /* owns the texts */
    arena mem;
    char name[64];
    const char *title, *publisher, *dataset, *encoding;
    char delimiter, quote;
    layout_rule *rules;
    size_t rules_n;
    layout_row *row;
    size_t rows_n;
} layout;

/* Reads and checks one layout file. Faults say file, line, column and value. */
cordon_status layout_read(layout *out, const char *path, const areas *a, cordon_error *err);
cordon_status layout_read_memory(layout *out, const char *name, const void *data, size_t len,
                                 const areas *a, cordon_error *err);
void layout_free(layout *l);
/* name: a layout that ships ("comext"), or the path of a file ending in .csv. */
cordon_status layout_named(layout *out, const char *name, const areas *a, cordon_error *err);
/* The shipped layout whose columns the header has; of several, the one that
 * uses the most columns. Unknown headers fail and list the names.            */
cordon_status layout_detect(layout *out, const char *file, const char *header, size_t len,
                            const areas *a, cordon_error *err);
/* Finds every rule's column in the header. A missing column fails. */
cordon_status layout_bind(layout *l, const char *file, const record_split *header,
                          cordon_error *err);
/* The words a field takes ("X|M|RX|RM"), NULL when it takes any text. */
const char *layout_words(flow_field f);
bool layout_word(flow_field f, const char *s, size_t len);
/* Whether a constant's condition holds in a period. */
bool layout_when(const layout_rule *r, date_period p);
/* The text a mapped value stands for, NULL when it is not known. */
const char *layout_map(const layout_rule *r, const char *s, size_t len, size_t *out_len);
/* True and the period when the text has the form. why tells what is wrong. */
bool layout_period(const layout_rule *r, const char *s, size_t len, date_period *out,
                   const char **why);
/* Whether every period of the form has a month (1), none has (0), or both. */
int layout_period_months(const layout_rule *r);

#endif
