/* gdelt.c - the export files of GDELT 2.0: 61 columns, tabs, no header.
 *
 * One row is one event as one article tells it, twice or more when the article
 * names several places (repeated rows are marked, not dropped). Countries of
 * actors are CAMEO codes, nearly all of them ISO 3166-1; regions such as Europe
 * are no states and keep their code. Codebook: GDELT Event Database 2.0, 2015.  */
#include <string.h>

#include "base/decimal.h"
#include "watch/event.h"

enum {
    G_ID = 0,
    G_DAY = 1,
    G_CODE1 = 5,
    G_COUNTRY1 = 7,
    G_TYPE1 = 12,
    G_CODE2 = 15,
    G_COUNTRY2 = 17,
    G_TYPE2 = 22,
    G_ROOT = 25,
    G_EVENT = 26,
    G_GOLDSTEIN = 30,
    G_MENTIONS = 31,
    G_SOURCES = 32,
    G_ARTICLES = 33,
    G_TONE = 34,
    G_PLACE = 52,
    G_ADDED = 59,
    G_URL = 60,
    G_COLUMNS = 61
};
static const char schemes[] = "iso3|cameo";

static bool number(const field *f, size_t least, size_t most) {
    if (f->len < least || f->len > most) return false;
    for (size_t i = 0; i < f->len; i++)
        if (f->p[i] < '0' || f->p[i] > '9') return false;
    return true;
}

static bool is_gdelt2(const record_split *first) {
    return first->n == G_COLUMNS && number(&first->f[G_ID], 1, 18) && number(&first->f[G_DAY], 8, 8) &&
           number(&first->f[G_ADDED], 14, 14);
}

/* All rows of a file were added in one quarter of an hour, or on one day. */
static date_day gdelt2_vintage(const record_split *first) {
    field added = {first->f[G_ADDED].p, 8};
    date_day d = 0;
    return event_day(&d, &added) ? d : 0;
}

static bool counts(ingest_worker *w, event_row *e) {
    static const struct {
        int from, to;
        const char *name;
    } cells[] = {{G_MENTIONS, EVENT_MENTIONS, "NumMentions"},
                 {G_SOURCES, EVENT_SOURCES, "NumSources"},
                 {G_ARTICLES, EVENT_ARTICLES, "NumArticles"},
                 {G_ROOT, EVENT_IS_ROOT, "IsRootEvent"}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        if (!event_count(&e->number[cells[i].to], &e->none[cells[i].to], &w->split.f[cells[i].from]))
            return ingest_refuse_field(w, cells[i].from, cells[i].name, "expected a whole number");
    return true;
}

/* The tone has up to fifteen digits; a thousandth is more than it can bear. */
static bool weights(ingest_worker *w, event_row *e) {
    const field *g = &w->split.f[G_GOLDSTEIN], *t = &w->split.f[G_TONE];
    const decimal_scale one = {1, 0};
    int64_t milli = 0;
    if (g->len && (decimal_milli(&milli, g->p, g->len, one) > DECIMAL_ROUNDED || milli < -10000 ||
                   milli > 10000))
        return ingest_refuse_field(w, G_GOLDSTEIN, "GoldsteinScale", "expected a number from -10 to 10");
    event_weigh(w, e, milli, g->len > 0);
    e->none[EVENT_TONE] = !t->len;
    if (t->len && decimal_milli(&e->number[EVENT_TONE], t->p, t->len, one) > DECIMAL_ROUNDED)
        return ingest_refuse_field(w, G_TONE, "AvgTone", "expected a decimal number");
    return true;
}

static size_t one_event(ingest_worker *w, warehouse_chunk *c, size_t row) {
    const field *f = w->split.f;
    event_row e = {0};
    date_day day = 0, seen = 0;
    field added = {f[G_ADDED].p, 8};
    bool ok = true;
    if (!event_day(&day, &f[G_DAY]))
        ok = ingest_refuse_field(w, G_DAY, "SQLDATE", "expected a day as YYYYMMDD from 1900 to 2100");
    else if (!number(&f[G_ADDED], 14, 14) || !event_day(&seen, &added))
        ok = ingest_refuse_field(w, G_ADDED, "DATEADDED", "expected YYYYMMDDHHMMSS");
    else if (day > seen)
        ok = ingest_refuse_field(w, G_DAY, "SQLDATE", "the event lies after the day it was read");
    else if (!number(&f[G_EVENT], 2, 4))
        ok = ingest_refuse_field(w, G_EVENT, "EventCode", "expected a CAMEO code of 2 to 4 digits");
    if (!ok) return row;
    e.number[EVENT_SEEN] = seen;
    e.text[EVENT_ID] = f[G_ID];
    e.text[EVENT_CODE] = f[G_EVENT];
    e.text[EVENT_CODE1] = f[G_CODE1];
    e.text[EVENT_CODE2] = f[G_CODE2];
    e.text[EVENT_SECTOR1] = f[G_TYPE1];
    e.text[EVENT_SECTOR2] = f[G_TYPE2];
    e.text[EVENT_PLACE] = f[G_PLACE];
    e.text[EVENT_URL] = f[G_URL];
    if (!counts(w, &e) || !weights(w, &e)) return row;
    event_actors(w, &e, schemes, &f[G_COUNTRY1], &f[G_COUNTRY2]);
    event_put(w, c, row, &e, day);
    return row + 1;
}

static cordon_status load_gdelt2(watch_load *w, cordon_error *err) {
    goldstein *g = NULL;
    cordon_status status = goldstein_load(&g, err);
    if (status) return status;
    event_making m = {.a = w->a, .g = g, .scale = GOLDSTEIN_GDELT};
    ingest in = {.columns = G_COLUMNS, .context = &m, .record = one_event};
    event_columns(&in);
    status = event_rows(w, &in, &m, err);
    goldstein_free(g);
    return status;
}

const watch_reader event_reader_gdelt2 = {
    .name = "gdelt2",
    .what = "GDELT 2.0 event export, 61 columns without a header",
    .dataset = "gdelt",
    .publisher = "GDELT Project",
    .delimiter = '\t',
    .bare = true,
    .is = is_gdelt2,
    .vintage = gdelt2_vintage,
    .load = load_gdelt2,
};
