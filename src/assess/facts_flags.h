/* facts_flags.h - what red flags ask of texts and flows, made once a world and kept for further cases; their parameters. */
#ifndef ASSESS_FACTS_FLAGS_H
#define ASSESS_FACTS_FLAGS_H

#include "assess/facts_inner.h"
#include "assess/flags.h"
#include "goods/check.h"
#include "screen/hits.h"

typedef struct checker_tools { goods_checker *k; struct checker_tools *next; } checker_tools; /* one thread at a time */

struct flag_world {
    pthread_mutex_t lock; /* of all below */
    goods_checks *checks; /* facts_texts.c: NULL until a text or a unit value is asked about */
    const char *no_prices; /* why unit values are not known, NULL = they are */
    checker_tools *free_checker;
    memos texts;          /* code and text: text_kept */
    arena mem;
};
void flag_checks_free(struct flag_world *w);

/* Parameters of the day of the case; one that lacks is CORDON_ENOTFOUND with its name. */
cordon_status fact_parameter(const char **out, const asked *q, const char *name);
cordon_status fact_parameter_number(double *out, const asked *q, const char *name);

#endif
