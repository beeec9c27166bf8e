/* facts_world.c - lists, owners, goods, law tables: opened once, and once a day asked about. */
#include "assess/facts_inner.h"

#include <glob.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data_dir.h"
#include "base/json.h"
#include "read/stream.h"

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the facts of the world"); }

/* ---- versions ---- */

static cordon_status regime_versions(buf *b, const regime *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    json_key(b, "regime");
    buf_char(b, '{');
    json_str(b, "name", regime_name(r));
    json_key(b, "tables");
    buf_char(b, '{');
    for (size_t i = 0; i < regime_table_count(r) && !status; i++) {
        char hex[65];
        const char *path = regime_table_at(r, i)->path, *slash = strrchr(path, '/');
        status = stream_hash_file(hex, path, err);
        if (!status) json_str(b, slash ? slash + 1 : path, hex);
    }
    buf_str(b, "}}");
    return status;
}

/* What ships beside the regime and bears on an answer; lists, names and weights of screening are in the lists' fingerprint. */
static cordon_status table_versions(buf *b, cordon_error *err) {
    static const char *const pattern[] = {"data/areas.csv",          "data/area_codes.csv", "data/revisions.csv",       "data/assess/*.csv",
                                          "data/lists/lists.csv",    "data/ref/hs_nomenclature_*", "data/ref/unsd_hs_co*", "data/ref/cn*"};
    cordon_status status = CORDON_OK;
    json_key(b, "tables");
    buf_char(b, '{');
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern && !status; i++) {
        char path[1024], hex[65];
        glob_t found = {0};
        int rc = glob(data_path(path, sizeof path, pattern[i]), 0, NULL, &found);
        size_t root = strlen(path) - strlen(pattern[i]);
        if (rc && rc != GLOB_NOMATCH) status = cordon_fail(err, CORDON_EIO, "%s cannot be read", path);
        for (size_t k = 0; !rc && k < found.gl_pathc && !status; k++) {
            status = stream_hash_file(hex, found.gl_pathv[k], err);
            if (!status) json_str(b, found.gl_pathv[k] + root, hex);
        }
        globfree(&found);
    }
    buf_char(b, '}');
    return status;
}

static cordon_status owner_versions(buf *b, const fact_world *w, cordon_error *err) {
    store *s = NULL;
    arena mem;
    const own_source *v = NULL;
    size_t n = 0;
    if (!*w->store) return CORDON_OK;
    arena_init(&mem, 0);
    cordon_status status = store_open(&s, w->store, STORE_READ, WORLD_WAIT_SECONDS, err);
    if (!status) status = own_stored_sources(&v, &n, &mem, s, w->terms.known_by, err);
    json_key(b, "owners");
    buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        buf_str(b, i ? ",{" : "{");
        json_str(b, "file", v[i].file);
        json_date(b, "vintage", v[i].vintage);
        json_str(b, "sha256", v[i].sha256);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    store_close(s);
    arena_destroy(&mem);
    return status;
}

static cordon_status goods_versions(buf *b, fact_world *w, cordon_error *err) {
    goods_tools *t;
    arena mem;
    const goods_measure *m;
    size_t n = 0;
    cordon_status status = world_goods_take(&t, w, err);
    if (status) return status;
    arena_init(&mem, 0);
    status = goods_controls_coverage(&m, &n, &mem, t->c, w->terms.as_at, w->terms.known_by, err);
    json_key(b, "goods");
    buf_char(b, '{');
    for (size_t i = 0; i < n && !status; i++)
        if (m[i].loaded && !*m[i].group) {
            json_key(b, m[i].id);
            buf_char(b, '{');
            json_str(b, "file", m[i].table);
            json_str(b, "sha256", m[i].sha256);
            buf_char(b, '}');
        }
    buf_char(b, '}');
    arena_destroy(&mem);
    world_goods_give(w, t);
    return status;
}

cordon_status world_versions(fact_world *w, const screen_engine *e, cordon_error *err) {
    buf b = {0};
    char hex[33] = "";
    buf_char(&b, '{');
    json_str(&b, "program", CORDON_VERSION);
    json_date(&b, "known_by", w->terms.known_by);
    json_str(&b, "hash", "sha256"); /* before it was named here: BLAKE2b-256 */
    cordon_status status = regime_versions(&b, w->regime, err);
    if (!status && e) {
        screen_engine_fingerprint(hex, e);
        json_str(&b, "lists_fingerprint", hex);
        json_key(&b, "lists");
        coverage_json(&b, screen_engine_coverage(e));
    }
    if (!status) status = table_versions(&b, err);
    if (!status) status = goods_versions(&b, w, err);
    if (!status) status = owner_versions(&b, w, err);
    buf_char(&b, '}');
    if (!status && b.failed) status = no_memory(err);
    free(w->versions);
    w->versions = b.p;
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)b.p, b.p ? b.len : 0, NULL, 0);
    sodium_bin2hex(w->versions_hash, sizeof w->versions_hash, hash, sizeof hash);
    return status;
}

/* ---- a day ---- */

void world_day_free(world_day *d) {
    if (!d) return;
    for (day_set *s = d->sets; s; s = s->next) area_set_free(&s->set);
    arena_destroy(&d->mem);
    free(d);
}

static cordon_status make_day(world_day **out, fact_world *w, date_day day, cordon_error *err) {
    world_day *d = calloc(1, sizeof *d);
    if (!d) return no_memory(err);
    d->day = day;
    arena_init(&d->mem, 0);
    cordon_status status = own_rules(&d->rule, &d->rules, &d->mem, w->regime, NULL, day, err);
    if (!status) status = flag_settings_read(&d->settings, &d->mem, w->regime, day, err);
    if (status)
        world_day_free(d);
    else
        *out = d;
    return status;
}

/* Lets go of the day not used for longest, where there are many and nobody uses it. */
static void make_room(fact_world *w) {
    world_day **oldest = NULL;
    size_t n = 0;
    for (world_day **at = &w->days; *at; at = &(*at)->next) {
        n++;
        if (!(*at)->users && (!oldest || (*at)->used < (*oldest)->used)) oldest = at;
    }
    if (n < WORLD_DAYS_MAX || !oldest) return;
    world_day *gone = *oldest;
    *oldest = gone->next;
    world_day_free(gone);
}

cordon_status world_day_get(world_day **out, fact_world *w, date_day day, cordon_error *err) {
    cordon_status status = CORDON_OK;
    pthread_mutex_lock(&w->lock);
    world_day *d = w->days;
    while (d && d->day != day) d = d->next;
    if (!d) {
        make_room(w);
        status = make_day(&d, w, day, err);
        if (!status) d->next = w->days, w->days = d;
    }
    if (!status) {
        d->users++;
        d->used = ++w->uses;
        *out = d;
    }
    pthread_mutex_unlock(&w->lock);
    return status;
}

void world_day_give(fact_world *w, world_day *d) {
    if (!d) return;
    pthread_mutex_lock(&w->lock);
    d->users--;
    pthread_mutex_unlock(&w->lock);
}

cordon_status world_set(const area_set **out, fact_world *w, world_day *d, const char *text, cordon_error *err) {
    cordon_status status = CORDON_OK;
    pthread_mutex_lock(&w->lock);
    day_set *s = d->sets;
    while (s && strcmp(s->text, text) != 0) s = s->next;
    if (!s) {
        s = arena_alloc(&d->mem, sizeof *s);
        const char *copy = arena_strndup(&d->mem, text, strlen(text));
        status = s && copy ? regime_areas(&s->set, w->regime, w->areas, text, d->day, err) : no_memory(err);
        if (!status) s->text = copy, s->next = d->sets, d->sets = s;
    }
    pthread_mutex_unlock(&w->lock);
    if (!status) *out = &s->set;
    return status;
}

/* ---- handles for one thread ---- */

void world_goods_free(goods_tools *t) {
    if (!t) return;
    goods_controls_close(t->c);
    goods_close(t->g);
    free(t);
}

cordon_status world_goods_take(goods_tools **out, fact_world *w, cordon_error *err) {
    pthread_mutex_lock(&w->lock);
    goods_tools *t = w->free_goods;
    if (t) w->free_goods = t->next;
    pthread_mutex_unlock(&w->lock);
    if (t) return *out = t, CORDON_OK;
    t = calloc(1, sizeof *t);
    if (!t) return no_memory(err);
    cordon_status status = goods_open(&t->g, err);
    if (!status) status = goods_controls_open(&t->c, t->g, w->regime, *w->store ? w->store : NULL, err);
    if (status)
        world_goods_free(t);
    else
        *out = t;
    return status;
}

void world_goods_give(fact_world *w, goods_tools *t) {
    if (!t) return;
    pthread_mutex_lock(&w->lock);
    t->next = w->free_goods;
    w->free_goods = t;
    pthread_mutex_unlock(&w->lock);
}

/* ---- open and close ---- */

static cordon_status name_regime(fact_world *w, const char *given, cordon_error *err) {
    store *s = NULL;
    if (given) return snprintf(w->regime_name, sizeof w->regime_name, "%s", given), CORDON_OK;
    if (!*w->store) return regime_only(w->regime_name, sizeof w->regime_name, err);
    cordon_status status = store_open(&s, w->store, STORE_READ, WORLD_WAIT_SECONDS, err);
    if (!status) status = store_setting(w->regime_name, sizeof w->regime_name, s, "regime", err);
    store_close(s);
    if (status == CORDON_ENOTFOUND || (!status && !*w->regime_name)) status = regime_only(w->regime_name, sizeof w->regime_name, err);
    return status;
}

cordon_status fact_world_open(fact_world **out, const world_terms *t, cordon_error *err) {
    world_lists *l = NULL;
    fact_world *w = calloc(1, sizeof *w);
    if (!w) return no_memory(err);
    pthread_mutex_init(&w->lock, NULL);
    w->terms = *t;
    if (!w->terms.as_at) w->terms.as_at = date_today();
    if (!w->terms.known_by) w->terms.known_by = date_today();
    snprintf(w->store, sizeof w->store, "%s", t->store ? t->store : "");
    cordon_status status = areas_load(&w->areas, err);
    if (!status) status = name_regime(w, t->regime, err);
    if (!status) status = regime_load(&w->regime, w->regime_name, w->areas, err);
    if (!status && !(status = catalogue_read(&w->lists, err))) w->has_lists = true;
    if (!status) status = flag_world_make(&w->flags, err);
    if (!status) status = world_lists_get(&l, w, w->terms.as_at, err);
    if (!status) status = world_versions(w, l->engine, err);
    world_lists_give(w, l);
    if (status)
        fact_world_close(w);
    else
        *out = w;
    return status;
}

void fact_world_close(fact_world *w) {
    if (!w) return;
    for (world_day *d = w->days, *next; d; d = next) next = d->next, world_day_free(d);
    own_lists_free(w->said);
    for (world_lists *l = w->lists_of, *next; l; l = next) next = l->next, world_lists_free(l);
    for (goods_tools *t = w->free_goods, *next; t; t = next) next = t->next, world_goods_free(t);
    if (w->has_lists) catalogue_free(&w->lists);
    flag_world_free(w->flags);
    regime_free(w->regime);
    areas_free(w->areas);
    pthread_mutex_destroy(&w->lock);
    free(w->versions);
    free(w);
}

const char *fact_world_versions(const fact_world *w) { return w->versions; }
const char *fact_world_versions_hash(const fact_world *w) { return w->versions_hash; }
const regime *fact_world_regime(const fact_world *w) { return w->regime; }
const areas *fact_world_areas(const fact_world *w) { return w->areas; }
