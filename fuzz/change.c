/* Any bytes as a table of dates and values; the first byte picks the method, the
 * cost and the penalty. What is read is finite, and whatever comes out of the
 * search is in order and within the series.                                   */
#include <math.h>
#include <stdlib.h>

#include "watch/change.h"
#include "watch/change_series.h"

static void check(const change_result *r) {
    for (size_t i = 0; i < r->count; i++) {
        const change_point *v = &r->v[i];
        if (v->at <= (i ? r->v[i - 1].at : 0) || v->at >= r->n) abort();
        if ((v->low && v->low > v->at) || v->high >= r->n) abort();
        if (!(v->p > 0 && v->p <= 1) || !(v->q <= 1)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    table t;
    change_series s;
    change_result r;
    cordon_error err = {0};
    if (size < 2 || size > 8192) return 0;
    if (table_read_memory(&t, "fuzz", data + 1, size - 1, NULL)) return 0;
    if (change_series_take(&s, &t, NULL, NULL, data[0] & 1, &err)) {
        if (!err.message[0]) abort();
        return 0;
    }
    for (size_t i = 0; i < s.n; i++)
        if (!isfinite(s.x[i])) abort();
    change_options o = change_options_default;
    o.method = (change_method)(data[0] % 6);
    o.cost = o.method < CHANGE_BOCPD ? (change_cost)(data[0] / 6 % 4) : CHANGE_MEAN;
    o.penalty = o.method < CHANGE_BOCPD ? (change_penalty)(data[0] / 24 % 3) : CHANGE_MBIC;
    o.manual = 3;
    o.replicates = 9;
    o.as_r = data[0] > 127;
    cordon_status status = change_make(&r, s.x, s.n, &o, &err);
    if (status && !err.message[0]) abort();
    if (!status) {
        check(&r);
        change_free(&r);
    }
    change_series_free(&s);
    return 0;
}
