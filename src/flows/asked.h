/* asked.h - the words of a question resolved to a flow query. */
#ifndef FLOWS_ASKED_H
#define FLOWS_ASKED_H

#include <cordon/flows.h>

#include "flows/measure.h"

/* What a store is asked with. */
struct cordon_store {
    areas *areas;
    regime *regime; /* NULL: the store has none */
    goods *goods;
    store *store;
};

/* Opens a store, the tables and the regime of a name; NULL takes the store's own. */
cordon_status context_open(cordon_store *c, const char *path, const char *name, store_mode mode,
                           double wait_seconds, cordon_error *err);
void context_close(cordon_store *c);

typedef struct asked {
    area_set from, to, share_of;
    char **codes, **exclude;
    size_t codes_n, exclude_n;
    char tier[16], goods_text[200]; /* "Bearings, tier 1": for sentences */
    flow_query query;               /* points into this question: do not copy */
    measure_options measure;
} asked;

/* CORDON_EINVAL names the word, its value and what was expected. two_periods
 * asks for base and period (growth). by_default counts when q->by is NULL.   */
cordon_status asked_resolve(asked *out, const cordon_store *c, const cordon_flow_question *q,
                               bool two_periods, unsigned by_default, cordon_error *err);
void asked_free(asked *q);

#endif
