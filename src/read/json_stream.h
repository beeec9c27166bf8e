/* json_stream.h - a large JSON file as a run of small trees, one a value.
 *
 * Of an object every member comes by itself, of an array every element; a member that is an array
 * comes element by element, with the member's name. As JSON_LINES each line of the file is a value
 * (NDJSON). A value is at most what json_tree.h takes; one that is larger is passed over and told.
 * Memory is bounded by the largest value, time is linear in the file.         */
#ifndef READ_JSON_STREAM_H
#define READ_JSON_STREAM_H

#include "read/json_tree.h"
#include "read/stream.h"

typedef struct json_stream json_stream;
typedef enum json_form { JSON_DOCUMENT, JSON_LINES } json_form;

enum { JSON_MEMBER_BYTES_MAX = 256 }; /* name of a member of the outermost object */

typedef struct json_item {
    const char *member;     /* of the outermost object; "" in an array or of lines */
    const json_node *value; /* until the next call; NULL = passed over: see refused */
    bool element;           /* of an array, or a line */
    uint64_t line;
    uint32_t column;
    cordon_error refused; /* why value is NULL: a bound; of JSON_LINES also what is no JSON */
} json_item;

/* in is the caller's and is read to its end. */
cordon_status json_stream_open(json_stream **out, stream *in, json_form form, cordon_error *err);
/* *more false: the end, reached whole. CORDON_EFORMAT with line and column where the text is
 * no JSON (of JSON_LINES only what makes lines impossible), and what stream_read says.       */
cordon_status json_stream_next(json_stream *s, json_item *item, bool *more, cordon_error *err);
void json_stream_close(json_stream *s);

#endif
