/* Any bytes as a feed, its totals and a list of events, cut at zero bytes; then the
 * back-test of what was read. The first byte says where an allocation fails. Whatever
 * is read, rates stay in their ranges and refused files say where.            */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/backtest.h"

static void check_rates(const backtest_feed *f, const backtest_events *e) {
    size_t n;
    const backtest_setting *s = backtest_settings(&n);
    for (size_t i = 0; i < n; i++) {
        backtest b;
        backtest_rate r;
        if (backtest_make(&b, f, e, &s[i], i % 2, NULL)) continue;
        if (backtest_rate_at(&r, &b, 2, BACKTEST_ALL, NULL)) abort();
        if (r.events != e->n || r.scorable > r.events || r.hits > r.scorable) abort();
        if (r.random_share < 0 || r.random_share > 1) abort();
        if (r.hits && !(r.delay_days >= 0 && r.delay_days <= BACKTEST_DAYS)) abort();
        for (size_t k = 0; k < e->n; k++) {
            backtest_outcome o = backtest_event_at(&b, k, 2);
            if (o.scorable != !o.reason || (o.hit && !o.scorable)) abort();
        }
        backtest_free(&b);
    }
}

/* Up to the next zero byte; what follows is the next part. */
static const char *part(size_t *len, const char **at, const char *end) {
    const char *from = *at, *stop = memchr(from, 0, (size_t)(end - from));
    if (!stop) stop = end;
    *len = (size_t)(stop - from);
    *at = stop < end ? stop + 1 : end;
    return from;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 1 << 13) return 0;
    const char *at = (const char *)data + 1, *end = (const char *)data + size;
    size_t n[3];
    const char *text[3];
    for (int i = 0; i < 3; i++) text[i] = part(&n[i], &at, end);
    table rows = {0}, totals = {0}, list = {0};
    backtest_feed f = {0};
    backtest_events e = {0};
    cordon_error err = {0};
    arena_fail_after = data[0] < 64 ? data[0] : -1;
    cordon_status status = table_read_memory(&rows, "feed.csv", text[0], n[0], &err);
    if (!status && n[1]) status = table_read_memory(&totals, "totals.csv", text[1], n[1], &err);
    if (!status) status = backtest_feed_make(&f, &rows, n[1] ? &totals : NULL, &err);
    if (!status) status = table_read_memory(&list, "events.tsv", text[2], n[2], &err);
    if (!status) status = backtest_events_make(&e, &list, &err);
    if (status && !err.message[0]) abort();
    if (!status && f.days < 5000) check_rates(&f, &e);
    arena_fail_after = -1;
    backtest_events_free(&e);
    backtest_feed_free(&f);
    table_free(&rows);
    table_free(&totals);
    table_free(&list);
    return 0;
}
