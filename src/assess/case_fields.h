/* case_fields.h - what a case may hold, as tables: one row per key, with where it goes and what it means. */
#ifndef ASSESS_CASE_FIELDS_H
#define ASSESS_CASE_FIELDS_H

#include "assess/case.h"
#include "read/json_tree.h"

typedef enum field_kind {
    FIELD_TEXT,
    FIELD_WORD,   /* one of `words` */
    FIELD_DAY,
    FIELD_NUMBER, /* low .. high */
    FIELD_BOOL,
    FIELD_TEXTS,  /* array of texts */
    FIELD_OBJECT, /* of shape, in place; by pointer where `apart` */
    FIELD_LIST    /* array of objects of shape */
} field_kind;

typedef struct case_shape case_shape;
typedef struct case_field {
    const char *key;
    field_kind kind;
    size_t at, at_n, at_state; /* offsets in the shape's struct */
    size_t max;                /* bytes of a text, values of a list */
    double low, high;
    const char *words;         /* parted by blanks */
    const case_shape *shape;
    bool apart;
    bool joins;                /* an array of texts too: joined by commas */
    const char *also;          /* other keys for it, parted by blanks; NULL */
    const char *spelt;         /* "buyer=purchaser": other words for its words, parted by blanks; NULL */
    const char *means;
} case_field;
struct case_shape {
    const char *name;          /* "a party" */
    const case_field *field;
    size_t fields, size;
};
extern const case_shape case_shape_case, case_shape_euc;

/* The row of a key or of another key for it, whatever its case and "-", "_" or blanks; NULL. */
const case_field *case_field_find(const case_shape *s, const char *key);
/* The known key most alike: few letters differ, or one begins the other. NULL = none is. */
const char *case_field_near(const case_shape *s, const char *key);
/* Whether a word is one of `words`. */
bool case_field_word(const char *words, const char *word);
/* The word of `words` that is meant, of *len bytes; NULL. */
const char *case_field_spelt(const case_field *f, const char *word, size_t *len);

/* case_lift.c: roles as keys of a case ("buyer": {...}) become parties, a route with legs its legs. */
bool case_lift(json_tree *t);

/* case_csv.c: the tree that JSON of the same content would be, with the lines and columns of the cells. Freed by json_tree_free. */
cordon_status case_csv_tree(json_tree *out, const char *path, const char *csv, size_t len, cordon_error *err);
/* case_write.c: canonical JSON of a thing of a shape: keys in the table's order, absent ones left out, unknown is null, empty "" or []. */
void case_write(buf *out, const case_shape *s, const void *thing);

#endif
