/* read_csl.h - what the two layouts of the Consolidated Screening List share. */
#ifndef LISTS_READ_CSL_H
#define LISTS_READ_CSL_H

#include "lists/fields.h"

enum { CSL_KEYS_MAX = 64, CSL_LISTS_MAX = 32, CSL_FIELD_BYTES = 64, CSL_SOURCE_BYTES = 200 };

/* A key of the compact layout: the field it stands for, and the table its numbers count in. */
typedef struct csl_key {
    char key[16], field[CSL_FIELD_BYTES];
    const char **row;
    uint32_t rows;
    bool indexed;
} csl_key;

typedef struct csl_part {
    char id[CSL_FIELD_BYTES], source[CSL_SOURCE_BYTES];
    uint64_t n;
    double said; /* countsBySource; 0 = not said */
} csl_part;

typedef struct csl {
    list_read *r;
    unsigned file;
    list_left left;
    list_keys keys;
    buf key, text, detail;
    arena mem; /* of the tables */
    csl_key field[CSL_KEYS_MAX];
    size_t fields;
    csl_part list[CSL_LISTS_MAX];
    size_t lists;
    double said; /* entryCount, total; 0 = not said */
    uint64_t records;
} csl;

/* read_csl_compact.c: "fieldKey" and "tables" of the compact layout. */
cordon_status csl_field_key(csl *c, const json_node *v, cordon_error *err);
cordon_status csl_tables(csl *c, const json_node *v, cordon_error *err);
/* The field of a short key, NULL when fieldKey has it not. */
const csl_key *csl_key_of(const csl *c, const char *key);
cordon_status csl_bad_frame(const csl *c, const json_node *v, const char *what, cordon_error *err);

#endif
