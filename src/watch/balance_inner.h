/* balance_inner.h - shared by the files that read a balance. */
#ifndef WATCH_BALANCE_INNER_H
#define WATCH_BALANCE_INNER_H

#include "base/buf.h"
#include "read/json_tree.h"
#include "watch/ach.h"
#include "watch/balance.h"

/* The reader goes past a fault and on to the next value. */
typedef struct balance_reader {
    balance *b;
    balance_faults *faults;
    bool no_memory;
    const json_node *sources, *indicators; /* NULL: names are not looked up */
} balance_reader;

typedef enum need { MAY, MUST } need; /* be there; null counts as not there */

/* "POINTER: what" at the node's place; what names value and expectation. */
void balance_fault_at(balance_reader *r, const json_node *at, const char *fmt, ...)
    CORDON_PRINTF(3, 4);
/* The value as a message shows it: cut, quoted. Returns text. */
enum { SHOWN = 80 };
const char *balance_shown(char text[SHOWN], const json_node *node);
void *balance_alloc(balance_reader *r, size_t n, size_t size); /* n may be 0 */

/* The member, NULL when it is not there, null or (with a fault) of another kind. */
const json_node *balance_member(balance_reader *r, const json_node *object, const char *key,
                                json_kind kind, need n);
const char *balance_text(balance_reader *r, const json_node *object, const char *key, need n);
bool balance_number(balance_reader *r, const json_node *object, const char *key, double lo,
                    double hi, need n, double *out);
date_day balance_day(balance_reader *r, const json_node *object, const char *key, need n);
/* An id: letters, digits, "_", "-", ".", at most 64. */
const char *balance_id(balance_reader *r, const json_node *object);
/* {"lo", "mode", "hi"}, or with three numbers an array of them. */
bool balance_range_read(balance_reader *r, const json_node *node, balance_range *out);
/* Only these keys (NULL-ended) may stand in the object. */
void balance_keys(balance_reader *r, const json_node *object, const char *const keys[]);
/* Grade such as "B2" -> weight. */
bool balance_grade(balance_reader *r, const json_node *object, const char **text, double *weight,
                   bool *unjudged);
bool balance_one_of(const char *text, const char *const words[], int *which);
int balance_origin_of(balance_reader *r, const json_node *object); /* -1 = none */
/* How many of an array's values are read: at most max, more is a fault. */
size_t balance_bounded(balance_reader *r, const json_node *array, size_t max, const char *what);
bool balance_direction_read(balance_reader *r, const json_node *value, balance_direction *out);

void balance_read_contexts(balance_reader *r, const json_node *root);
void balance_read_dissent(balance_reader *r, const json_node *root);
void balance_read_changes(balance_reader *r, const json_node *root);
void balance_read_ach(balance_reader *r, const json_node *root);

#endif
