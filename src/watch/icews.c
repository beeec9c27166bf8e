/* icews.c - ICEWS event data as Harvard Dataverse hands it out: 20 columns, tabs,
 * with a header. Countries are names, and "NA" is none: the state with
 * that short code is spelled out. The weight of a row follows ICEWS's own scale. */
#include <string.h>

#include "base/decimal.h"
#include "watch/event.h"

enum {
    I_ID,
    I_DATE,
    I_SOURCE,
    I_SECTORS,
    I_COUNTRY,
    I_TEXT,
    I_CODE,
    I_INTENSITY,
    I_TARGET,
    I_TARGET_SECTORS,
    I_TARGET_COUNTRY,
    I_STORY,
    I_SENTENCE,
    I_PUBLISHER,
    I_CITY,
    I_DISTRICT,
    I_PROVINCE,
    I_PLACE,
    I_LATITUDE,
    I_LONGITUDE,
    I_COLUMNS
};
static const char schemes[] = "name|events";

static bool is_icews(const record_split *first) {
    static const char *const names[] = {"Event ID", "Event Date", "CAMEO Code", "Intensity",
                                        "Source Country", "Target Country", NULL};
    return first->n == I_COLUMNS && watch_is(&first->f[I_ID], "Event ID") &&
           watch_is(&first->f[I_CODE], "CAMEO Code") && watch_has_columns(first, names);
}

static field country(const field *f) { return watch_is(f, "NA") ? (field){"", 0} : *f; }

static size_t one_event(ingest_worker *w, warehouse_chunk *c, size_t row) {
    const field *f = w->split.f;
    event_row e = {0};
    date_day day = 0;
    int64_t milli = 0;
    bool given = f[I_INTENSITY].len && !watch_is(&f[I_INTENSITY], "NA");
    bool code = f[I_CODE].len >= 2 && f[I_CODE].len <= 4;
    for (uint32_t i = 0; i < f[I_CODE].len && code; i++) code = f[I_CODE].p[i] >= '0' && f[I_CODE].p[i] <= '9';
    if (!event_day(&day, &f[I_DATE])) {
        ingest_refuse_field(w, I_DATE, "Event Date", "expected a day as YYYY-MM-DD from 1900 to 2100");
        return row;
    }
    if (!code) {
        ingest_refuse_field(w, I_CODE, "CAMEO Code", "expected a CAMEO code of 2 to 4 digits");
        return row;
    }
    if (given && (decimal_milli(&milli, f[I_INTENSITY].p, f[I_INTENSITY].len, (decimal_scale){1, 0}) >
                      DECIMAL_ROUNDED ||
                  milli < -10000 || milli > 10000)) {
        ingest_refuse_field(w, I_INTENSITY, "Intensity", "expected a number from -10 to 10");
        return row;
    }
    field a = country(&f[I_COUNTRY]), b = country(&f[I_TARGET_COUNTRY]);
    e.text[EVENT_ID] = f[I_ID];
    e.text[EVENT_CODE] = f[I_CODE];
    e.text[EVENT_CODE1] = f[I_SOURCE];
    e.text[EVENT_CODE2] = f[I_TARGET];
    e.text[EVENT_SECTOR1] = f[I_SECTORS];
    e.text[EVENT_SECTOR2] = f[I_TARGET_SECTORS];
    e.text[EVENT_PLACE] = f[I_PLACE];
    e.text[EVENT_URL] = f[I_STORY]; /* the story's number stands for its address */
    e.number[EVENT_SEEN] = day;
    e.number[EVENT_IS_ROOT] = 1;
    e.none[EVENT_TONE] = e.none[EVENT_MENTIONS] = e.none[EVENT_SOURCES] = e.none[EVENT_ARTICLES] = true;
    event_weigh(w, &e, milli, given);
    event_actors(w, &e, schemes, &a, &b);
    event_put(w, c, row, &e, day);
    return row + 1;
}

static cordon_status load_icews(watch_load *w, cordon_error *err) {
    goldstein *g = NULL;
    cordon_status status = goldstein_load(&g, err);
    if (status) return status;
    event_making m = {.a = w->a, .g = g, .scale = GOLDSTEIN_ICEWS};
    ingest in = {.columns = I_COLUMNS, .context = &m, .record = one_event};
    event_columns(&in);
    status = event_rows(w, &in, &m, err);
    goldstein_free(g);
    return status;
}

const watch_reader event_reader_icews = {
    .name = "icews",
    .what = "ICEWS event data, 20 columns with a header",
    .dataset = "icews",
    .publisher = "ICEWS (Harvard Dataverse)",
    .delimiter = '\t',
    .is = is_icews,
    .load = load_icews,
};
