/* xml.h - a large XML file as a run of small trees, one a record.
 *
 * The file is read once, in pieces, by expat; the caller names the elements that are records, and
 * each becomes a tree that lives until the call for it returns. A record that is too large is cut,
 * and told so; the file goes on. Everything else has a bound that ends the reading: depth,
 * attributes, length of a tag. There is no DTD: a document type declaration is refused where it
 * stands, so that no entity but the five of XML itself is ever expanded, and nothing is fetched.
 * Namespaces are not looked at: "ns:name" is "name".                                     */
#ifndef READ_XML_H
#define READ_XML_H

#include <cordon/error.h>
#include <stdbool.h>

#include "read/stream.h"

enum {
    XML_DEPTH_MAX = 64,
    XML_ATTRIBUTES_MAX = 64,
    XML_TOKEN_BYTES_MAX = 1 << 20,  /* of one tag with its attributes */
    XML_TEXT_BYTES_MAX = 256 << 10, /* of one element */
    XML_RECORD_NODES_MAX = 100000,
    XML_RECORD_BYTES_MAX = 16 << 20
};

typedef struct xml_attribute {
    const char *name, *value;
} xml_attribute;

typedef struct xml_node xml_node;
struct xml_node {
    const char *name; /* without prefix */
    const char *text; /* of the element itself; ends trimmed, blanks around a line end are
                       * one; "" = none */
    xml_attribute *attribute;
    uint32_t attributes;
    uint32_t column; /* 1-based, in bytes */
    uint64_t line;
    xml_node *parent, *first, *next;
    bool used;        /* asked for by xml_child, xml_text, ...: see xml_unused */
    const char *over; /* of a record: the bound it broke, NULL = whole */
};

typedef struct xml_reading {
    const char *const *records; /* names of elements, NULL behind the last */
    /* The root with its attributes, before all else; refuses a wrong one. */
    cordon_status (*root)(void *arg, xml_node *root, cordon_error *err);
    cordon_status (*record)(void *arg, xml_node *record, cordon_error *err);
    /* An element outside every record that holds text; may be NULL. */
    void (*stray)(void *arg, const char *name, uint64_t line);
    void *arg;
} xml_reading;

/* Reads to the end. CORDON_EFORMAT with line and column for what is no XML, has a DTD or ends
 * early; CORDON_ELIMIT for a bound; else what the calls returned. Memory bounded
 * by the bounds of one record, time linear in the file.                       */
cordon_status xml_read(stream *in, const xml_reading *r, cordon_error *err);

/* The first child of that name, NULL when there is none (or node is NULL), marked as used. */
xml_node *xml_child(xml_node *node, const char *name);
/* The next of the same name behind it. */
xml_node *xml_next(xml_node *node);
/* The child's text, "" when there is none. */
const char *xml_text(xml_node *node, const char *name);
/* An attribute's value, "" when there is none. */
const char *xml_attribute_of(const xml_node *node, const char *name);
/* Marks the node and all below it as used. */
void xml_use_all(xml_node *node);
/* Calls each for every node below record that holds text and was never asked for, with its
 * path ("NAME/NAME"), in the order of the file.                               */
void xml_unused(const xml_node *record,
                void (*each)(void *arg, const char *path, const xml_node *at), void *arg);

#endif
