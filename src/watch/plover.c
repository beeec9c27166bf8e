/* plover.c - events coded by PLOVER: a JSON list of objects with id, date, event,
 * mode, source and target, where source and target are lists of actors with code
 * and sector. Their dataset, plover, says in which scheme the codes are.
 *
 * One object makes a row for each actor of source towards each of target. Several
 * sources without a target act together: a row for each of them towards each other.
 * What PLOVER calls context is not kept, for the table of events has no such column.
 * Without a table of codes (plover_map.h) events have no weight.                  */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "read/json_tree.h"
#include "regime/area_cache.h"
#include "watch/event.h"
#include "watch/plover_map.h"

enum { ACTORS_MAX = 32, PAIRS_MAX = ACTORS_MAX * ACTORS_MAX, CELL_MAX = 200 };
static const char schemes[] = "iso3|cameo";

typedef struct actor {
    field state, code, sector;
} actor;

typedef struct actors {
    size_t n;
    actor v[ACTORS_MAX];
} actors;

typedef struct plover {
    event_making m; /* first: the context of the ingest is this */
    plover_map *map;
    json_tree tree;
    arena mem; /* codes with sectors */
    pthread_mutex_t mutex; /* guards what is below: one thread at a time makes rows */
    const json_node *next;
    size_t documents, weightless, events, same_day;
    date_day day;
    bool no_memory;
} plover;

static bool is_plover(const record_split *first) {
    if (first->n != 1 || !first->f[0].len || first->f[0].p[0] != '[') return false;
    return first->f[0].len == 1 || first->f[0].p[1] == '{';
}

/* The refused object, at the value of that key or where it begins. */
static bool refuse(ingest_worker *w, const json_node *event, const json_node *at, const char *key,
                   const char *reason) {
    const json_node *n = at ? at : event;
    refused_row r = {.line = n->line, .column = n->column};
    bool text = at && (at->kind == JSON_STRING || at->kind == JSON_NUMBER);
    snprintf(r.column_name, sizeof r.column_name, "%s", key);
    snprintf(r.reason, sizeof r.reason, "%s", reason);
    if (!at) {
        snprintf(r.value, sizeof r.value, "nothing");
    } else if (!text) {
        snprintf(r.value, sizeof r.value, "%s", json_kind_name(at->kind));
    } else {
        size_t len = strlen(at->text), most = sizeof r.value - 1;
        if (len > most) len = most;
        while (len && ((unsigned char)at->text[len] & 0xc0) == 0x80) len--;
        memcpy(r.value, at->text, len);
        r.value[len] = 0;
    }
    ingest_refuse(w->in, &r);
    return false;
}

static bool cell(const json_node *n, size_t least, field *out) {
    *out = (field){"", 0};
    if (!n || n->kind == JSON_NULL) return !least;
    if (n->kind != JSON_STRING || strlen(n->text) > CELL_MAX || strlen(n->text) < least) return false;
    *out = (field){n->text, (uint32_t)strlen(n->text)};
    return true;
}

static bool one_actor(ingest_worker *w, plover *p, const json_node *event, const json_node *n,
                      actor *out) {
    const json_node *code = json_get(n, "code"), *sector = json_get(n, "sector");
    if (n->kind != JSON_OBJECT) return refuse(w, event, n, "actor", "expected an object with code and sector");
    if (!cell(code, 1, &out->state))
        return refuse(w, event, code ? code : n, "code", "expected an actor's code of 1 to 200 bytes");
    if (!cell(sector, 0, &out->sector))
        return refuse(w, event, sector, "sector", "expected a text of at most 200 bytes");
    char *both = arena_alloc(&p->mem, out->state.len + out->sector.len + 1);
    if (!both) {
        p->no_memory = true;
        return false;
    }
    memcpy(both, out->state.p, out->state.len);
    memcpy(both + out->state.len, out->sector.p, out->sector.len);
    out->code = (field){both, out->state.len + out->sector.len};
    return true;
}

static bool actors_of(ingest_worker *w, plover *p, const json_node *event, const char *key, actors *out) {
    const json_node *list = json_get(event, key);
    out->n = 0;
    if (!list || list->kind == JSON_NULL || (list->kind == JSON_STRING && !*list->text)) return true;
    if (list->kind != JSON_ARRAY) return refuse(w, event, list, key, "expected a list of actors");
    if (list->n > ACTORS_MAX) return refuse(w, event, list, key, "more than 32 actors");
    for (const json_node *n = list->first; n; n = n->next)
        if (!one_actor(w, p, event, n, &out->v[out->n++])) return false;
    return true;
}

static bool is_word(const char *s) {
    size_t len = strlen(s);
    return len && len <= PLOVER_WORD_MAX && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == len;
}

static bool head(ingest_worker *w, plover *p, const json_node *n, event_row *e, date_day *day) {
    const json_node *id = json_get(n, "id"), *date = json_get(n, "date"), *event = json_get(n, "event"),
                    *mode = json_get(n, "mode"), *coded = json_get(n, "dateCoded");
    date_day known = 0;
    field f, m;
    if (!cell(id, 1, &e->text[EVENT_ID])) return refuse(w, n, id, "id", "expected an id of 1 to 200 bytes");
    if (!cell(date, 1, &f) || !event_day(day, &f))
        return refuse(w, n, date, "date", "expected a day as YYYY-MM-DD from 1900 to 2100");
    if (coded && (!cell(coded, 1, &f) || !event_day(&known, &f)))
        return refuse(w, n, coded, "dateCoded", "expected a day as YYYY-MM-DD from 1900 to 2100");
    if (known && *day > known) return refuse(w, n, date, "date", "the event lies after the day it was coded");
    if (!cell(event, 1, &f) || !is_word(f.p))
        return refuse(w, n, event, "event", "expected a PLOVER event: a word of 1 to 31 capital letters");
    if (!cell(mode, 0, &m) || m.len > PLOVER_WORD_MAX)
        return refuse(w, n, mode, "mode", "expected a word of at most 31 bytes");
    size_t len = (size_t)f.len + (m.len ? m.len + 1 : 0);
    char *code = arena_alloc(&p->mem, len + 1);
    if (!code) {
        p->no_memory = true;
        return false;
    }
    snprintf(code, len + 1, "%s%s%s", f.p, m.len ? ":" : "", m.p);
    e->text[EVENT_CODE] = (field){code, (uint32_t)len};
    int64_t milli = 0;
    e->none[EVENT_VALUE] = !p->map || !plover_map_milli(&milli, p->map, f.p, m.p);
    e->number[EVENT_VALUE] = milli;
    return true;
}

static void put(ingest_worker *w, warehouse_chunk *c, size_t *row, event_row *e, date_day day,
                const actor *a, const actor *b) {
    static const actor nobody = {{"", 0}, {"", 0}, {"", 0}};
    if (!a) a = &nobody;
    if (!b) b = &nobody;
    e->text[EVENT_CODE1] = a->code;
    e->text[EVENT_CODE2] = b->code;
    e->text[EVENT_SECTOR1] = a->sector;
    e->text[EVENT_SECTOR2] = b->sector;
    event_actors(w, e, schemes, &a->state, &b->state);
    event_put(w, c, (*row)++, e, day);
}

static void pairs(ingest_worker *w, warehouse_chunk *c, size_t *row, event_row *e, date_day day,
                  const actors *from, const actors *to) {
    bool together = from->n > 1 && !to->n;
    const actors *b = together ? from : to;
    for (size_t i = 0; i < (from->n ? from->n : 1); i++)
        for (size_t j = 0; j < (b->n ? b->n : 1); j++)
            if (!together || i != j)
                put(w, c, row, e, day, from->n ? &from->v[i] : NULL, b->n ? &b->v[j] : NULL);
}

static void one_event(ingest_worker *w, plover *p, const json_node *n, warehouse_chunk *c, size_t *row) {
    const json_node *event = json_get(n, "event"), *place = json_get(n, "eventLoc");
    event_row e = {0};
    actors from, to;
    date_day day = 0;
    w->records++;
    w->record_line = n->line;
    if (n->kind != JSON_OBJECT) {
        refuse(w, n, n, "event", "expected an object with id, date, event, source and target");
        return;
    }
    if (event && event->kind == JSON_STRING && strcmp(event->text, "DOCUMENT") == 0) {
        p->documents++; /* PLOVER's way to put words about the file into it */
        return;
    }
    if (!head(w, p, n, &e, &day) || !actors_of(w, p, n, "source", &from) || !actors_of(w, p, n, "target", &to))
        return;
    cell(json_get(place, "name"), 0, &e.text[EVENT_PLACE]);
    e.text[EVENT_URL] = e.text[EVENT_ID]; /* stands for the story, so that other sentences do not repeat it */
    e.number[EVENT_SEEN] = day;
    e.number[EVENT_IS_ROOT] = 1;
    e.none[EVENT_TONE] = e.none[EVENT_MENTIONS] = e.none[EVENT_SOURCES] = e.none[EVENT_ARTICLES] = true;
    p->weightless += e.none[EVENT_VALUE];
    p->same_day += !p->events++ || day == p->day;
    p->day = day;
    pairs(w, c, row, &e, day, &from, &to);
}

static cordon_status next_rows(void *context, void *local, warehouse_chunk *c, size_t *rows,
                               cordon_error *err) {
    ingest *in = context;
    plover *p = in->context;
    size_t row = 0;
    pthread_mutex_lock(&p->mutex);
    for (; p->next && row + PAIRS_MAX <= WAREHOUSE_CHUNK_ROWS && !p->no_memory; p->next = p->next->next)
        one_event(local, p, p->next, c, &row);
    bool failed = p->no_memory;
    pthread_mutex_unlock(&p->mutex);
    atomic_fetch_add(&in->rows, row);
    *rows = row;
    return failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for events") : CORDON_OK;
}

/* The whole text: the block already read and those behind it. */
static cordon_status read_tree(plover *p, loading *l, cordon_error *err) {
    buf b = {0};
    cordon_status status = CORDON_OK;
    while (!status && l->first.len && b.len <= JSON_BYTES_MAX) {
        buf_add(&b, l->first.data, l->first.len);
        status = b.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for events")
                          : records_next(l->reader, &l->first, err);
    }
    if (!status) status = json_tree_read_memory(&p->tree, stream_name(l->stream), b.p, b.len, err);
    buf_free(&b);
    const json_node *root = p->tree.root;
    if (!status && (root->kind != JSON_ARRAY || !root->first))
        status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), root->line, root->column,
                                "expected a list of PLOVER events, not %s",
                                root->kind == JSON_ARRAY ? "an empty one" : json_kind_name(root->kind));
    if (!status) p->next = root->first;
    return status;
}

static cordon_status note(watch_load *w, const plover *p, cordon_error *err) {
    char text[240], day[DATE_TEXT];
    cordon_status status = CORDON_OK;
    if (p->documents) {
        snprintf(text, sizeof text, "%zu objects document the file (DOCUMENT) and are no events", p->documents);
        status = loading_note(&w->l, "documents", text, err);
    }
    if (!status && p->events > 1 && p->same_day == p->events) {
        snprintf(text, sizeof text, "all %zu events bear the day %s: it may stand for no day, and a series "
                 "over time says nothing", p->events, date_format(day, p->day));
        status = loading_note(&w->l, "day", text, err);
    }
    if (!status && p->weightless) {
        snprintf(text, sizeof text, p->map ? "%zu of %zu events are not in the table of codes and have no weight"
                                           : "%zu of %zu events have no weight: PLOVER has no scale; --as FILE "
                                             "with its table of CAMEO codes gives one",
                 p->weightless, p->events);
        status = loading_note(&w->l, "scale", text, err);
    }
    if (!status && p->map) {
        snprintf(text, sizeof text, "weights are means of the scale over the codes of each event and mode, "
                 "from a table of %zu codes", plover_map_codes(p->map));
        status = loading_note(&w->l, "weights", text, err);
    }
    return status;
}

static cordon_status load_plover(watch_load *w, cordon_error *err) {
    goldstein *g = NULL;
    plover p = {.m = {.a = w->a, .scale = GOLDSTEIN_ICEWS}};
    const char *layout = w->l.o->layout;
    arena_init(&p.mem, 0);
    pthread_mutex_init(&p.mutex, NULL);
    cordon_status status = goldstein_load(&g, err);
    if (!status && layout && strcmp(layout, w->reader->name) != 0)
        status = plover_map_read(&p.map, layout, g, p.m.scale, err);
    if (!status) status = read_tree(&p, &w->l, err);
    if (!status) {
        ingest in = {.columns = w->l.columns, .context = &p, .source.next = next_rows};
        p.m.g = g;
        event_columns(&in);
        status = event_rows(w, &in, &p.m, err);
    }
    if (!status) status = note(w, &p, err);
    plover_map_free(p.map);
    json_tree_free(&p.tree);
    goldstein_free(g);
    pthread_mutex_destroy(&p.mutex);
    arena_destroy(&p.mem);
    return status;
}

const watch_reader event_reader_plover = {
    .name = "plover",
    .what = "events coded by PLOVER, a JSON list of objects",
    .dataset = "plover",
    .publisher = "",
    .delimiter = '\t',
    .is = is_plover,
    .any_header = true,
    .load = load_plover,
};
