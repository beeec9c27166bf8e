/* controls_inner.h - the lists that controls.c gathers and the others ask. */
#ifndef GOODS_CONTROLS_INNER_H
#define GOODS_CONTROLS_INNER_H

#include "goods/controls.h"

enum { CONTROL_REVISIONS = 16, REVISION_OF_DAY = CONTROL_REVISIONS - 1 };

typedef struct control_line {
    const char *code, *tier, *text, *source, *basis; /* text NULL: the nomenclature's */
    date_day from, to;
    bool by, partial;
    unsigned revision; /* of the HS, by its place; REVISION_OF_DAY: that of the day asked */
} control_line;

/* A group of the regime, or one table of a measure. */
typedef struct control_list {
    const char *id, *title, *nomenclature;
    const control_line *line; /* by code */
    size_t n, refused;
    int measure; /* its place among the measures; -1 = a group */
    const char *file, *sha256;
    date_day from, to, known_from; /* of a table */
    int64_t from_source;           /* of a table: its source in the store */
    unsigned revisions;            /* a bit for each that a line has */
} control_list;

struct goods_controls {
    arena mem;
    goods *g;
    const regime *r;
    const regime_measure *m;
    const goods_edition *edition;
    size_t measures, editions;
    control_list
        *list; /* groups first, then tables by measure, first day, known day, time of loading */
    size_t lists, groups;
};

/* The place of an HS revision by its name; CONTROL_REVISIONS when there is none. */
unsigned control_revision(const goods_controls *c, const char *name);
/* The measure's table for the day as known by then, NULL when there is none. */
const control_list *control_table(const goods_controls *c, size_t measure, date_day on,
                                  date_day known_by);
bool control_has(const control_list *l, const char *code, bool partial);
/* The text of a line of the list. *out "" when no nomenclature at hand has the code. */
cordon_status control_line_text(const char **out, goods_controls *c, const control_list *l,
                           const control_line *x, date_day on, cordon_error *err);
/* Room for one more after n: v, or a larger copy of it in mem; NULL without memory. */
void *control_grow(void *v, size_t n, size_t *cap, size_t size, arena *mem);

/* controls_store.c: the tables of the store at that path. */
cordon_status control_read_store(goods_controls *c, const char *store, cordon_error *err);
/* Sets from the nomenclature and the day which revision a line follows. */
unsigned control_line_revision(const goods_controls *c, const char *nomenclature, date_day on);

#endif
