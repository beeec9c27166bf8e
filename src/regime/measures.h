/* measures.h - the provisions that work on goods, and the editions of dated groups.
 *
 * measures.csv has a row for each provision: an annex and the article that works on it, or an
 * obligation about goods that another row's table names. A provision need not have codes: then what
 * it works on cannot be told from a code until a table of it is loaded (goods/controls.h).
 * goods_editions.csv says of a group's dated codes whether they began on their day or stood there
 * before. */
#ifndef REGIME_MEASURES_H
#define REGIME_MEASURES_H

#include "regime/regime.h"

typedef struct regime_measure {
    const char *id;          /* "EU-833-VII" */
    const char *act, *annex; /* annex "" = none */
    const char *article;     /* "" = not known */
    const char *title;
    const char *effect;            /* ban, licence, obligation; none: controls no goods; unknown */
    const char *destination;       /* area codes by comma, "" = any, or not known */
    const char *whom;              /* who is bound, in words; "" = not known */
    const char *group;             /* group of the regime that holds its codes, "" = none */
    const char *codes_of;          /* the measure whose table it works on, "" = its own */
    date_day valid_from, valid_to; /* 0 = not known, open */
    const char *date_basis;        /* seen or recalled, of the dates; "" without any */
    const char *basis, *source, *note;
} regime_measure;

/* In the order of the table; none when the regime has none. The texts are the regime's, the array
 * is mem's. CORDON_ENOMEM. */
cordon_status regime_measures(const regime_measure **out, size_t *n, arena *mem, const regime *r,
                              cordon_error *err);

typedef struct goods_edition {
    const char *group, *source, *basis;
    date_day date;
    bool by;    /* codes dated so stood there by that day: some began earlier */
    int codes;  /* of the group on that day */
    int before; /* of the edition before it; -1 = not known */
} goods_edition;

/* By group, then date. As above. */
cordon_status regime_editions(const goods_edition **out, size_t *n, arena *mem, const regime *r,
                              cordon_error *err);

#endif
