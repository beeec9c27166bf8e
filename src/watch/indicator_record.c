/* Indicators counted from the own record: so many events of a kind in a year. A
 * year of the time in which the list was kept and has none is a zero, any other
 * year is nothing. What is only announced or was denied did not happen yet.   */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/indicator.h"
#include "watch/record.h"

typedef enum role { ROLE_BETWEEN, ROLE_BY, ROLE_NAMED } role;

typedef struct counter {
    watch_indicator *x;
    const indicator_ask *ask;
    role role;
} counter;

static bool is_pair(const record_row *r, const pair *p) {
    const char *one = r->cell[RECORD_ACTOR1], *other = r->cell[RECORD_ACTOR2];
    return (strcmp(one, p->a->code) == 0 && strcmp(other, p->b->code) == 0) ||
           (strcmp(one, p->b->code) == 0 && strcmp(other, p->a->code) == 0);
}

static bool counts(const counter *c, const record_row *r) {
    const char *status = r->cell[RECORD_STATUS];
    if (strcmp(status, "announced") == 0 || strcmp(status, "denied") == 0) return false;
    if (c->role == ROLE_BETWEEN) return is_pair(r, c->ask->pair);
    return c->role != ROLE_BY || strcmp(r->cell[RECORD_ACTOR1], c->x->from) == 0;
}

static int count(void *arg, const record_row *r) {
    counter *c = arg;
    int at = r->first / 10000 - c->ask->first;
    if (at < 0 || at >= INDICATOR_YEARS || !counts(c, r)) return 0;
    indicator_add_source(c->x, r->source_id);
    c->x->v[at] = (isfinite(c->x->v[at]) ? c->x->v[at] : 0) + 1;
    c->x->rows++;
    return 0;
}

static void set_zeros(watch_indicator *x, const indicator_ask *ask) {
    int begins = atoi(x->begins), ends = atoi(x->ends);
    for (int i = 0; i < INDICATOR_YEARS; i++) {
        int year = ask->first + i;
        if (year < begins || (ends && year > ends))
            x->v[i] = NAN;
        else if (!isfinite(x->v[i]))
            x->v[i] = 0;
    }
}

static cordon_status ask_record(watch_indicator *x, const indicator_ask *ask, role as,
                                cordon_error *err) {
    const pair *p = ask->pair;
    counter c = {.x = x, .ask = ask, .role = as};
    record_query q = {.kind = x->what,
                      .actor1 = as == ROLE_BY ? x->from : p->a->code,
                      .actor2 = as == ROLE_BY ? NULL : p->b->code,
                      .as_at = ask->as_at,
                      .known_by = ask->known_by};
    int64_t sources = 0;
    cordon_status status = record_list(ask->c->store, &q, count, &c, &sources, err);
    if (status) return status;
    if (sources)
        set_zeros(x, ask);
    else
        snprintf(x->why, sizeof x->why, "no record is loaded");
    return CORDON_OK;
}

cordon_status indicator_record(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    return ask_record(x, ask, ROLE_BETWEEN, err);
}
cordon_status indicator_record_by(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    return ask_record(x, ask, ROLE_BY, err);
}
cordon_status indicator_record_third(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    return ask_record(x, ask, ROLE_NAMED, err);
}
