/* facts_flags.h - what red flags ask of lists, texts and flows: made once a day or once a world, and kept for further cases. */
#ifndef ASSESS_FACTS_FLAGS_H
#define ASSESS_FACTS_FLAGS_H

#include "assess/facts_inner.h"
#include "assess/flags.h"
#include "goods/check.h"
#include "screen/hits.h"

enum { FLAG_KEPT_MAX = 200000 }; /* answers of a day that are kept; behind it each is made anew */

/* Entries that are an address and no party. */
typedef struct risk_entries { bool counted; size_t entries, with_address; const char *lists_missing; } risk_entries;

typedef struct flag_day {
    date_day day;
    memos contacts; /* contacts, as JSON: shared_kept */
    risk_entries risk;
    arena mem;
    struct flag_day *next;
} flag_day;

typedef struct checker_tools { goods_checker *k; struct checker_tools *next; } checker_tools; /* one thread at a time */

struct flag_world {
    pthread_mutex_t lock; /* of all below */
    flag_day *days;
    goods_checks *checks; /* facts_texts.c: NULL until a text or a unit value is asked about */
    const char *no_prices; /* why unit values are not known, NULL = they are */
    checker_tools *free_checker;
    memos texts;          /* code and text: text_kept */
    arena mem;
};
void flag_checks_free(struct flag_world *w);
/* What is kept of a day; made on first use. */
cordon_status flag_day_get(flag_day **out, fact_world *w, date_day day, cordon_error *err);

/* Parameters of the day of the case; one that lacks is CORDON_ENOTFOUND with its name. */
cordon_status fact_parameter(const char **out, const asked *q, const char *name);
cordon_status fact_parameter_number(double *out, const asked *q, const char *name);

#endif
