/* json_tree.h - a small JSON document whole in memory, each value with its place.
 *
 * For files that people write by hand and want their faults told: strict
 * RFC 8259 in UTF-8, every value with line and byte column, duplicate keys
 * refused, and bounds on bytes, depth and number of values. Bulk JSON comes in
 * parts through json_stream.h.                                                */
#ifndef READ_JSON_TREE_H
#define READ_JSON_TREE_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

enum { JSON_BYTES_MAX = 4 << 20, JSON_DEPTH_MAX = 32, JSON_VALUES_MAX = 200000 };

typedef enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} json_kind;

typedef struct json_node json_node;
struct json_node {
    json_kind kind;
    uint32_t line, column; /* where the value begins; 1-based, column in bytes */
    uint32_t index;        /* among its parent's values, 0-based */
    uint32_t n;            /* number of values in an array or object */
    const char *key;       /* in an object, else NULL */
    const char *text;      /* string: UTF-8, no NUL in it; number: as written */
    double number;         /* finite */
    const json_node *parent, *first, *next;
};

typedef struct json_tree {
    arena mem;
    const json_node *root;
    unsigned char sha256[32]; /* of the file's bytes */
} json_tree;

/* "-" is standard input; gz, xz and zst are unpacked. A fault of syntax is
 * CORDON_EFORMAT (a bound: CORDON_ELIMIT) with file, line and column. On
 * failure *t holds nothing.                                                   */
cordon_status json_tree_read(json_tree *t, const char *path, cordon_error *err);
cordon_status json_tree_read_memory(json_tree *t, const char *name, const void *data, size_t len,
                                    cordon_error *err);
/* A value that stands at that line and column of a larger file (json_stream.h). */
cordon_status json_tree_read_part(json_tree *t, const char *name, const void *data, size_t len,
                                  uint32_t line, uint32_t column, cordon_error *err);
void json_tree_free(json_tree *t);

/* The value of a key, NULL when there is none or node is no object. */
const json_node *json_get(const json_node *node, const char *key);
/* The string under a key; "" when there is none, or node is NULL. */
const char *json_text_of(const json_node *node, const char *key);
/* The node's JSON pointer (RFC 6901); the root's is empty. */
void json_pointer(buf *b, const json_node *node);
const char *json_kind_name(json_kind kind); /* "an object", "a string", ... */

#endif
