/* event_load.c - rows of events into the table, whatever the source. */
#include <string.h>

#include "base/decimal.h"
#include "regime/area_cache.h"
#include "watch/event.h"

static const char repeated_sql[] =
#include "watch/sql/event_repeated.sql.h"
    ;

enum { UNKNOWN_SHOWN = 8 };

static const struct {
    const char *name;
    warehouse_type type;
} columns[EVENT_COLUMNS] = {
    [EVENT_LINE] = {"line", WAREHOUSE_INT64},
    [EVENT_ID] = {"event_id", WAREHOUSE_TEXT},
    [EVENT_DAY] = {"day", WAREHOUSE_INT32},
    [EVENT_DAY_NUMBER] = {"day_number", WAREHOUSE_INT32},
    [EVENT_SEEN] = {"seen", WAREHOUSE_INT32},
    [EVENT_ACTOR1] = {"actor1", WAREHOUSE_TEXT},
    [EVENT_ACTOR2] = {"actor2", WAREHOUSE_TEXT},
    [EVENT_CODE1] = {"code1", WAREHOUSE_TEXT},
    [EVENT_CODE2] = {"code2", WAREHOUSE_TEXT},
    [EVENT_SECTOR1] = {"sector1", WAREHOUSE_TEXT},
    [EVENT_SECTOR2] = {"sector2", WAREHOUSE_TEXT},
    [EVENT_CODE] = {"code", WAREHOUSE_TEXT},
    [EVENT_IS_PAIR] = {"is_pair", WAREHOUSE_INT32},
    [EVENT_IS_ROOT] = {"is_root", WAREHOUSE_INT32},
    [EVENT_VALUE] = {"value_milli", WAREHOUSE_INT64},
    [EVENT_TONE] = {"tone_milli", WAREHOUSE_INT64},
    [EVENT_MENTIONS] = {"mentions", WAREHOUSE_INT64},
    [EVENT_SOURCES] = {"sources", WAREHOUSE_INT64},
    [EVENT_ARTICLES] = {"articles", WAREHOUSE_INT64},
    [EVENT_PLACE] = {"place", WAREHOUSE_TEXT},
    [EVENT_URL] = {"url", WAREHOUSE_TEXT},
};

void event_columns(ingest *in) {
    in->source.n = EVENT_COLUMNS;
    in->own_bytes = sizeof(area_cache);
    for (size_t i = 0; i < EVENT_COLUMNS; i++) {
        in->source.column[i].name = columns[i].name;
        in->source.column[i].type = columns[i].type;
    }
}

static bool digits(const char *s, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (s[i] < '0' || s[i] > '9') return false;
    return len > 0;
}

bool event_day(date_day *out, const field *f) {
    date_day d = 0;
    if (f->len == 8 && digits(f->p, 8)) {
        for (size_t i = 0; i < 8; i++) d = d * 10 + (f->p[i] - '0');
        if (!date_valid(d)) return false;
    } else if (!date_parse(&d, f->p, f->len)) {
        return false;
    }
    if (d < 19000101 || d > 21001231) return false;
    *out = d;
    return true;
}

bool event_count(int64_t *out, bool *none, const field *f) {
    *none = !f->len;
    *out = 0;
    if (*none) return true;
    if (f->len > 18 || !digits(f->p, f->len)) return false;
    for (size_t i = 0; i < f->len; i++) *out = *out * 10 + (f->p[i] - '0');
    return true;
}

void event_actors(ingest_worker *w, event_row *e, const char *schemes, const field *actor1,
                  const field *actor2) {
    const event_making *m = w->in->context;
    const field *f[2] = {actor1, actor2};
    const area *a[2];
    for (size_t i = 0; i < 2; i++) {
        a[i] = f[i]->len ? area_cache_find(w->own, m->a, schemes, f[i]->p, f[i]->len) : NULL;
        if (a[i] && a[i]->kind != AREA_COUNTRY) a[i] = NULL;
        e->text[EVENT_ACTOR1 + i] = a[i] ? (field){a[i]->code, (uint32_t)strlen(a[i]->code)} : *f[i];
    }
    e->number[EVENT_IS_PAIR] = a[0] && a[1] && a[0] != a[1];
}

void event_weigh(ingest_worker *w, event_row *e, int64_t milli, bool given) {
    event_making *m = w->in->context;
    int64_t table = 0;
    bool known = goldstein_milli(&table, m->g, m->scale, e->text[EVENT_CODE].p, e->text[EVENT_CODE].len);
    if (given && (!known || table != milli)) atomic_fetch_add(&m->off_scale, 1);
    e->number[EVENT_VALUE] = given ? milli : table;
    e->none[EVENT_VALUE] = !given && !known;
}

void event_put(ingest_worker *w, warehouse_chunk *c, size_t row, event_row *e, date_day day) {
    e->number[EVENT_LINE] = (int64_t)w->record_line;
    e->number[EVENT_DAY] = day;
    e->number[EVENT_DAY_NUMBER] = date_number(day);
    for (size_t i = 0; i < EVENT_COLUMNS; i++) {
        if (columns[i].type == WAREHOUSE_TEXT)
            warehouse_chunk_text(c, i, row, e->text[i].len ? e->text[i].p : "", e->text[i].len);
        else if (columns[i].type == WAREHOUSE_INT64)
            ((int64_t *)warehouse_chunk_data(c, i))[row] = e->number[i];
        else
            ((int32_t *)warehouse_chunk_data(c, i))[row] = (int32_t)e->number[i];
        if (e->none[i]) warehouse_chunk_null(c, i, row);
    }
}

/* Actors that stand for no state keep their text; here they are named. */
static cordon_status note_unknown(watch_load *w, cordon_error *err) {
    static const char sql[] =
        "SELECT actor, count(*) AS n, min(line) FROM (SELECT actor1 AS actor, line FROM event WHERE source_id = "
        "$1 UNION ALL SELECT actor2, line FROM event WHERE source_id = $1) WHERE actor <> '' GROUP BY actor "
        "ORDER BY n DESC, actor";
    warehouse_param p = {NULL, w->l.out->source.id};
    warehouse_rows *r = NULL;
    buf list = {0};
    bool more = false;
    int64_t rows = 0;
    int codes = 0;
    cordon_status status = warehouse_query(&r, w->l.w, sql, &p, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        const char *actor = warehouse_text(r, 0);
        size_t len = strlen(actor);
        const area *a = len == 3 ? areas_find(w->a, "code", actor, len, 0) : NULL;
        if (a && a->kind == AREA_COUNTRY) continue;
        rows += warehouse_int(r, 1);
        if (codes++ < UNKNOWN_SHOWN)
            buf_printf(&list, "%s%.40s %lld (line %lld)", list.len ? ", " : "", actor,
                       (long long)warehouse_int(r, 1), (long long)warehouse_int(r, 2));
    }
    warehouse_rows_close(r);
    if (!status && codes) {
        buf text = {0};
        buf_printf(&text, "%d actors in %lld places are no state and keep their text: %s%s", codes,
                   (long long)rows, buf_text(&list), codes > UNKNOWN_SHOWN ? ", ..." : "");
        status = text.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a note")
                             : loading_note(&w->l, "actors", buf_text(&text), err);
        buf_free(&text);
    }
    buf_free(&list);
    return status;
}

static cordon_status note_counts(watch_load *w, const event_making *m, cordon_error *err) {
    int64_t repeated = 0;
    char text[200];
    const source *src = &w->l.out->source;
    warehouse_param p = {NULL, src->id};
    cordon_status status = warehouse_one_int(
        &repeated, w->l.w, "SELECT count(*) FROM event WHERE source_id = $1 AND dup_of IS NOT NULL",
        &p, 1, err);
    if (!status && repeated) {
        snprintf(text, sizeof text,
                 "%lld of %lld rows repeat day, actors, code and address of an earlier row and count "
                 "once",
                 (long long)repeated, (long long)src->rows);
        status = loading_note(&w->l, "repeated", text, err);
    }
    if (!status && atomic_load(&m->off_scale)) {
        snprintf(text, sizeof text,
                 "%ld rows have another weight than the scale of their source gives their code",
                 atomic_load(&m->off_scale));
        status = loading_note(&w->l, "scale", text, err);
    }
    return status;
}

cordon_status event_rows(watch_load *w, ingest *in, event_making *m, cordon_error *err) {
    source *src = &w->l.out->source;
    warehouse_param p = {NULL, src->id};
    char sql[120];
    snprintf(sql, sizeof sql, "INSERT INTO event SELECT CAST(%lld AS INTEGER), *, NULL FROM cordon_rows()",
             (long long)src->id);
    cordon_status status = watch_rows_sql(w, in, sql, err);
    if (!status) status = warehouse_run(w->l.w, repeated_sql, &p, 1, err);
    if (!status)
        status = warehouse_one_int(&src->rows, w->l.w, "SELECT count(*) FROM event WHERE source_id = $1", &p, 1,
                                   err);
    if (!status) status = note_counts(w, m, err);
    return status ? status : note_unknown(w, err);
}
