/* fields.h - for readers of trees: what was published and not read, and texts put together.
 *
 * Nothing published is dropped in silence: a reader asks for the fields it knows, and each other
 * one that holds text is noted once a file, with how often it stood there and where first. */
#ifndef LISTS_FIELDS_H
#define LISTS_FIELDS_H

#include "lists/reader.h"
#include "read/json_tree.h"
#include "read/xml.h"

enum { LIST_LEFT_MAX = 64, LIST_PATH_BYTES = 160, LIST_SAMPLE_BYTES = 80 };

typedef struct list_left {
    struct {
        char path[LIST_PATH_BYTES], sample[LIST_SAMPLE_BYTES];
        uint64_t n, line;
    } seen[LIST_LEFT_MAX];
    size_t n;
    uint64_t more; /* of other paths, when the table is full */
} list_left;

void list_left_add(list_left *l, const char *path, const char *value, uint64_t line);
/* Every element of the record that holds text and was not asked for. */
void list_left_xml(list_left *l, const xml_node *record);
/* Notes them and empties l. */
void list_left_note(list_left *l, list_read *r, unsigned file);

/* The texts that are not "" with `between` between them; good until b changes. */
const char *list_join(buf *b, const char *between, const char *const part[], size_t n);

/* The day an ISO date or moment begins with: "2026-08-01T23:00:03Z", "2015-07-01-04:00"; 0 = none.
 */
date_day list_day_of(const char *s);

/* A birth date in words: "15 Jul 1965", "circa 1965", "1965 to 1968", "between 1965 and 1968": each
 * end in ISO form when it can be read, with the words as detail when they say more.  */
void list_add_birth(entity *e, const char *text);

/* Refuses a record of XML that broke a bound. */
void list_refuse_over(list_read *r, unsigned file, const xml_node *record);

/* For lists without numbers: "NAME [COUNTRY]", and " #2", " #3" behind what came before in the
 * same list. Start from {0}.                                                  */
typedef struct list_keys {
    arena mem;
    struct list_key *slot;
    size_t n, slots;
} list_keys;
/* Good until b changes; NULL: no memory. */
const char *list_key_of(list_keys *k, buf *b, const char *list, const char *name,
                        const char *country);
void list_keys_free(list_keys *k);

#endif
