/* diff.h - who came onto lists between two days, who went, and whose words changed. */
#ifndef LISTS_DIFF_H
#define LISTS_DIFF_H

#include "base/buf.h"
#include "lists/lists.h"

typedef enum list_change_kind { LIST_CAME, LIST_WENT, LIST_CHANGED } list_change_kind;

typedef struct list_change {
    list_change_kind kind;
    const char *list, *form;
    const list_version *before, *after; /* NULL: was not there, is not there */
    date_day day;    /* CAME: the printed date where it lies in the window, else the first vintage;
                      * WENT, CHANGED: the vintage that shows it */
    bool by_vintage; /* else by the printed date of listing alone */
} list_change;

typedef struct list_diff_sink {
    cordon_status (*change)(void *arg, const list_change *c, cordon_error *err);
    /* What the answer rests on and cannot show, one sentence for each list. */
    void (*note)(void *arg, const char *list, const char *text);
    void *arg;
} list_diff_sink;

/* From the state on `from` to the state on `to`, for the lists of the patterns (NULL = all). Where
 * editions of both days are there, they are compared. Where none is as old as `from`, those of the
 * edition nearest to `to` whose printed date lies in [from, to] came; who left cannot be told, and
 * a note says so. By (list, key); CORDON_ENOTFOUND when no list fits.                  */
cordon_status lists_diff(lists *l, const char *patterns, date_day from, date_day to,
                         const list_diff_sink *sink, cordon_error *err);

/* What differs, as a JSON object {"property":{"added":[...],"removed":[...]}} with properties,
 * "listings" and "links" by name; {} when nothing does.                                   */
void list_change_json(buf *out, const entity *before, const entity *after);
/* The names of what differs: "address, alias". */
void list_change_words(buf *out, const entity *before, const entity *after);

#endif
