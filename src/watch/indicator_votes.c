/* Indicators from an assembly's votes: agreement by session, and the distance of
 * published ideal points, one series for each variant loaded. A session counts as
 * the year in which it opens.                                                  */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/agree.h"
#include "watch/indicator.h"
#include "watch/votes_load.h"

static const char agree_pair_sql[] =
#include "watch/sql/agree_pair.sql.h"
    ;

enum { FIRST_SESSION_AFTER = 1945 };

/* ---- agreement ---- */

typedef struct counting {
    uint32_t count[INDICATOR_YEARS][3][3];
} counting;

static cordon_status count_votes(counting *c, watch_indicator *x, const indicator_ask *ask,
                                 warehouse *w, cordon_error *err) {
    warehouse_param p[] = {{NULL, ask->known_by}, {x->from, 0}, {x->to, 0}};
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(&r, w, agree_pair_sql, p, 3, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        int64_t at = warehouse_int(r, 0) + FIRST_SESSION_AFTER - ask->first,
                a = warehouse_int(r, 1) - 1, b = warehouse_int(r, 2) - 1;
        if (at < 0 || at >= INDICATOR_YEARS || a < 0 || a > 2 || b < 0 || b > 2) continue;
        c->count[at][a][b] += (uint32_t)warehouse_int(r, 3);
        x->rows += (size_t)warehouse_int(r, 3);
        indicator_add_source(x, warehouse_int(r, 4));
        indicator_add_source(x, warehouse_int(r, 5));
    }
    warehouse_rows_close(r);
    return status;
}

cordon_status indicator_agreement(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    warehouse *w;
    bool there = false;
    counting c = {0};
    cordon_status status = store_warehouse(&w, ask->c->store, err);
    if (!status) status = watch_has_table(&there, w, "vote", err);
    if (!status && there) status = count_votes(&c, x, ask, w, err);
    for (int i = 0; i < INDICATOR_YEARS && !status; i++) {
        double value[AGREE_MEASURES];
        agree_measures(value, (const uint32_t(*)[3])c.count[i]);
        if (isfinite(value[AGREE_LIJPHART]))
            indicator_set(x, ask, ask->first + i, 100 * value[AGREE_LIJPHART]);
    }
    if (!status && !x->last) snprintf(x->why, sizeof x->why, "no votes of the two are loaded");
    return status;
}

/* ---- ideal points ---- */

/* Half the published interval is taken as each point's own, the two as
 * independent; a distance is not below zero.                                  */
static void set_distance(watch_indicator *x, const indicator_ask *ask, const votes_pair_point *p) {
    int year = p->session + FIRST_SESSION_AFTER, at = year - ask->first;
    double d = fabs(p->a[0] - p->b[0]),
           half = hypot((p->a[3] - p->a[1]) / 2, (p->b[3] - p->b[1]) / 2);
    if (at < 0 || at >= INDICATOR_YEARS) return;
    indicator_set(x, ask, year, d);
    x->low[at] = isfinite(half) ? fmax(0, d - half) : (double)NAN;
    x->high[at] = isfinite(half) ? d + half : (double)NAN;
    indicator_add_source(x, p->source);
    if (p->vintage > x->vintage) x->vintage = p->vintage;
    x->rows += 2;
}

cordon_status indicator_distance(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    votes_pair_point *v = NULL;
    size_t n = 0;
    cordon_error why = {0};
    cordon_status status =
        votes_published(&v, &n, ask->c->store, x->from, x->to, ask->known_by, &why);
    for (size_t i = 0; i < n && !status; i++)
        if (strcmp(v[i].variant, x->what) == 0) set_distance(x, ask, &v[i]);
    free(v);
    if (status && status != CORDON_ENOTFOUND) {
        if (err) *err = why;
        return status;
    }
    if (!x->last) snprintf(x->why, sizeof x->why, "no ideal points of that variant are loaded");
    return CORDON_OK;
}
