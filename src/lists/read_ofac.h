/* read_ofac.h - what the two forms of OFAC's XML share. */
#ifndef LISTS_READ_OFAC_H
#define LISTS_READ_OFAC_H

#include "lists/fields.h"

enum { OFAC_LISTS_MAX = 16 };

typedef struct ofac {
    list_read *r;
    unsigned file;
    list_left left;
    buf text, detail;
    bool advanced, chosen, consolidated;
    uint64_t said, entries;
    const char *list[OFAC_LISTS_MAX]; /* seen so far; constants */
    size_t lists;
    struct ofac_tables *tables; /* of the advanced form */
} ofac;

/* Remembers that the file holds entries of that list; list is a constant. */
void ofac_saw(ofac *o, const char *list);
const char *ofac_schema(list_left *left, const char *type, uint64_t line);
/* Remarks as notes, and who they say the party is linked to. */
void ofac_remarks(entity *e, const char *remarks);

/* read_ofac_advanced.c: keeps a record; at the end of the file all parties are given out. */
cordon_status ofac_advanced_record(ofac *o, xml_node *n, cordon_error *err);
cordon_status ofac_advanced_finish(ofac *o, cordon_error *err);
void ofac_advanced_free(ofac *o);

#endif
