/* Indicators, headlines, listings and events before and after a day. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/effects.h"
#include "report/record_keep.h"

int effect_last_before(date_day day) { return day / 10000 - (day % 10000 < 702); }

static cordon_status done(effect *x, buf *b, const effect_found *f, cordon_error *err) {
    effect_found g = *f;
    g.text = buf_text(b);
    cordon_status status = b->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
                                     : effect_put(x, &g, err);
    buf_free(b);
    return status;
}

/* ---- indicators, by year ---- */

typedef struct yearly {
    double before[EFFECT_YEARS];
    int64_t count[EFFECT_YEARS];
    int from, to; /* years before */
    size_t n;
} yearly;

static yearly years_before(const watch_indicator *w, int first, int last) {
    yearly y = {0};
    for (int at = last - EFFECT_YEARS + 1; at <= last; at++) {
        if (at < first || at > w->last || !isfinite(w->v[at - first])) continue;
        if (!y.n) y.from = at;
        y.to = at;
        y.before[y.n] = w->v[at - first];
        y.count[y.n++] = llround(w->v[at - first]);
    }
    return y;
}

static void judge(shift *out, const watch_indicator *w, yearly *y, double after) {
    if (!w->counts)
        shift_values(out, y->before, y->n, after);
    else if (y->n >= SHIFT_BASE_MIN)
        shift_counts(out, y->count, y->n, llround(after));
    else {
        shift_counts_before(out, y->count[y->n - 1], llround(after));
        y->from = y->to;
        y->n = 1;
    }
}

cordon_status effect_indicator(effect *x, cordon_error *err) {
    report *r = x->e->r;
    const watch_indicator *w = indicators_find(&r->dims.of, x->id);
    char why[500], day[DATE_TEXT], a[48], count[48];
    buf b = {0};
    shift s;
    int first = r->dims.of.ask.first, last = effect_last_before(x->day);
    if (!w || !w->last) {
        snprintf(why, sizeof why, "%.200s: %.240s", w ? w->title : x->id,
                 w ? w->why : "the regime watches no such series");
        effect_unknown(x, why, w ? w->request : "");
        return CORDON_OK;
    }
    yearly y = years_before(w, first, last);
    if (!y.n || w->last <= last) {
        snprintf(why, sizeof why, "%.200s: its last year is %d, nothing of it %s %s", w->title,
                 w->last, y.n ? "after" : "before", date_format(day, x->day));
        effect_unknown(x, why, w->request);
        return CORDON_OK;
    }
    double after = w->v[w->last - first];
    judge(&s, w, &y, after);
    snprintf(count, sizeof count, "%.0f", after);
    const char *value = w->counts ? count : indicator_text(a, w, after);
    const char *least = w->counts ? "at least " : "";
    buf_printf(&b, "%s: %s%.3g%s%s before %s ", w->title, least, s.mean, w->counts ? "" : " ",
               w->counts ? "" : w->unit, date_format(day, x->day));
    if (y.n == 1)
        buf_printf(&b, "(%d)", y.to);
    else
        buf_printf(&b, "(mean of %d to %d)", y.from, y.to);
    buf_printf(&b, ", %s%s after it (%d): moved by %+.3g, %s", least, value, w->last, s.change,
               effect_word(&s));
    effect_tail(&b, x, y.from * 10000 + 101, w->last * 10000 + 1231);
    return done(x, &b,
                &(effect_found){.measure = "indicator",
                                .method = w->counts ? "exact test of counts of periods of equal "
                                                      "length, given their total"
                                                    : "last less mean of the years before; beyond "
                                                      "t(97.5 %, n - 1) * s * sqrt(1 + 1/n)",
                                .before = s.mean,
                                .after = after,
                                .low = w->counts ? (double)NAN : s.low,
                                .high = w->counts ? (double)NAN : s.high,
                                .word = shift_word_text(s.word),
                                .source = w->from_source,
                                .sources = w->sources,
                                .rows = (int64_t)w->rows},
                err);
}

/* ---- a growth of the headlines: two periods ---- */

cordon_status effect_headline(effect *x, cordon_error *err) {
    report *r = x->e->r;
    const question *q = questions_find(&r->q, x->id);
    char why[WHY + 400], of[WHY], day[DATE_TEXT], a[WORDS], c[WORDS], u[WORDS], v[WORDS], g[WORDS],
        percent[WORDS + 2];
    int64_t base = 0, value = 0, rows = 0;
    buf b = {0};
    bool two = q && q->kind == QUESTION_GROWTH && q->query.windows == 2;
    bool sides = two && date_period_last(q->query.window[0].to) < x->day &&
                 date_period_first(q->query.window[1].from) > x->day;
    if (!two || !q->assessed || !sides) {
        snprintf(why, sizeof why, "%.160s, %.100s: %s", q ? q->block : "", q ? q->title : x->id,
                 !two           ? "the regime asks no such growth"
                 : !q->assessed ? report_why(r, q, of)
                                : "its two periods do not lie on the two sides of the day");
        effect_unknown(x, why, q ? q->request : "");
        return CORDON_OK;
    }
    for (size_t i = 0; i < q->n; i++) {
        base += q->v[i].base_milli;
        value += q->v[i].value_milli;
        rows += q->v[i].base_rows + q->v[i].value_rows;
    }
    double p = growth_percent(base, value);
    snprintf(percent, sizeof percent, "%s%s", p < 0 ? "-" : "+", words_rough(g, fabs(p)));
    buf_printf(&b, "%s, %s: %s before %s (%s), ", q->block, q->title,
               words_money(a, base, q->m.currency), date_format(day, x->day),
               words_window(u, q->query.window[0]));
    buf_printf(&b, "%s after it (%s): moved by %s%s (%s), cannot tell: two periods have no scatter",
               words_money(a, value, q->m.currency), words_window(v, q->query.window[1]),
               value > base ? "+" : "", words_money(c, value - base, q->m.currency), percent);
    effect_tail(&b, x, date_period_first(q->query.window[0].from),
                date_period_last(q->query.window[1].to));
    return done(x, &b,
                &(effect_found){.measure = "sum(value)",
                                .method = "the publisher's values of like months as written",
                                .before = (double)base / 1e3,
                                .after = (double)value / 1e3,
                                .low = NAN,
                                .high = NAN,
                                .word = shift_word_text(SHIFT_UNKNOWN),
                                .source = q->m.source,
                                .sources = q->m.sources,
                                .rows = rows},
                err);
}

/* ---- listings ---- */

typedef struct listed {
    const char *title; /* of the one list, NULL: of several */
    size_t before, now, undated, lists;
    int64_t source;
} listed;

static listed count_listed(const effect *x) {
    const page_listings *p = x->e->listings;
    listed n = {0};
    for (size_t i = 0; i < p->l.lists; i++)
        if (lists_match(x->id, p->l.list[i].list)) n.title = n.lists++ ? NULL : p->l.list[i].title;
    for (size_t i = 0; i < p->l.entries; i++) {
        const listed_entry *e = &p->l.entry[i];
        if (!e->third || !lists_match(x->id, e->list) || (p->own && !listings_of_own(p, e)))
            continue;
        n.now++;
        n.undated += !e->from;
        n.before += e->from && e->from < x->day;
        n.source = e->source;
    }
    return n;
}

/* Where the list is published, by the regime. */
static void ask_list(effect *x, const char *why) {
    const table *t = regime_table(x->e->r->in->regime, "listings.csv");
    char request[300] = "any list of the regime, with days";
    for (size_t i = 0; t && i < t->rows; i++)
        if (strcmp(table_cell(t, i, table_col(t, "list")), x->id) == 0)
            snprintf(request, sizeof request, "the list itself: %.240s",
                     table_cell(t, i, table_col(t, "source")));
    effect_unknown(x, why, request);
}

cordon_status effect_listings(effect *x, cordon_error *err) {
    report *r = x->e->r;
    const page_listings *p = x->e->listings;
    listed n = count_listed(x);
    char why[200], day[DATE_TEXT], on[DATE_TEXT];
    bool all = strcmp(x->id, "*") == 0;
    buf b = {0};
    if (!n.lists) {
        snprintf(why, sizeof why, "Listings: no entry of %.60s is loaded or known by the day",
                 all ? "any list of the regime" : x->id);
        ask_list(x, why);
        return CORDON_OK;
    }
    buf_printf(&b, "Listings, %s: of %s %zu entries dated before %s and still listed, %zu on %s",
               n.title ? n.title
               : all   ? "all loaded lists"
                       : x->id,
               p->own ? p->own->name : "third countries", n.before, date_format(day, x->day), n.now,
               date_format(on, r->in->as_at));
    if (n.undated) buf_printf(&b, ", %zu of them without a day", n.undated);
    buf_str(&b, ". A count of listings, not of trade; who left a list is not counted.");
    return done(x, &b,
                &(effect_found){.measure = "listings",
                                .method = "entries in force on the day, by the day of listing",
                                .before = (double)n.before,
                                .after = (double)n.now,
                                .low = NAN,
                                .high = NAN,
                                .word = "counted",
                                .source = &n.source,
                                .sources = n.source != 0,
                                .rows = (int64_t)n.now},
                err);
}

/* ---- dated events ---- */

/* Windows of one length, at most EFFECT_MONTHS, as many days on either side. */
static void windows(date_day out[2], const effect *x) {
    int32_t day = date_number(x->day), now = date_number(x->e->r->in->as_at);
    int32_t days = now - day < 365 * EFFECT_MONTHS / 12 ? now - day : 365 * EFFECT_MONTHS / 12;
    out[0] = date_of_number(day - days);
    out[1] = date_of_number(day + days);
}

cordon_status effect_record(effect *x, cordon_error *err) {
    report *r = x->e->r;
    char why[260], request[160], day[DATE_TEXT];
    kept_rows k;
    shift s;
    buf b = {0}, kind = {0};
    int64_t before = 0, after = 0, from = 0;
    date_day window[2];
    cordon_status status =
        record_keep(&k, r, (record_query){.kind = x->id, .actor1 = x->third->code}, err);
    if (status) return status;
    windows(window, x);
    for (size_t i = 0; i < k.n; i++) {
        before += k.v[i].first >= window[0] && k.v[i].first < x->day;
        after += k.v[i].first > x->day && k.v[i].first <= window[1];
        from = k.v[i].source;
    }
    size_t n = k.n;
    kept_rows_free(&k);
    buf_words(&kind, x->id);
    if (!before && !after) { /* none on record is not none */
        snprintf(why, sizeof why, "Events, %.40s: no row of a loaded record names %.80s %s",
                 buf_text(&kind), x->third->name,
                 n ? "within a year of that day on either side" : "by the day");
        snprintf(request, sizeof request, "a dated list of such events with sources");
        effect_unknown(x, why, request);
        buf_free(&kind);
        return CORDON_OK;
    }
    shift_counts_before(&s, before, after);
    buf_printf(&b, "Events, %s, naming %s: at least %lld in the %d days before %s, ",
               buf_text(&kind), x->third->name, (long long)before,
               date_number(x->day) - date_number(window[0]), date_format(day, x->day));
    buf_printf(&b, "at least %lld in as many days after it: moved by %+lld, %s", (long long)after,
               (long long)(after - before), effect_word(&s));
    effect_tail(&b, x, window[0], window[1]);
    r->no_memory |= kind.failed;
    buf_free(&kind);
    return done(x, &b,
                &(effect_found){.measure = "rows of the record",
                                .method = "exact test of counts of periods of equal length, given "
                                          "their total",
                                .before = (double)before,
                                .after = (double)after,
                                .low = NAN,
                                .high = NAN,
                                .word = shift_word_text(s.word),
                                .source = &from,
                                .sources = 1,
                                .rows = (int64_t)n},
                err);
}
