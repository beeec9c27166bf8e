/* alert_reports.c - the reports behind an alert of coded events, from the store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"
#include "watch/alerts.h"
#include "watch/event.h"

static const char reports_sql[] =
#include "watch/sql/event_reports.sql.h"
    ;

enum { KEY_MAX = 400 };

typedef struct report {
    const char *url, *host;
    int64_t source, line;
    size_t episode; /* its number */
    double weight;
} report;

typedef struct gathering {
    arena *mem;
    report *v;
    size_t n, room;
    table media; /* data/events/state_media.csv */
    bool failed;
} gathering;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the reports");
}

/* "https://www.example.org/x" -> "example.org". */
static const char *host_of(gathering *g, const char *url) {
    const char *p = strstr(url, "://");
    p = p ? p + 3 : url;
    if (strncmp(p, "www.", 4) == 0) p += 4;
    const char *copy = arena_strndup(g->mem, p, strcspn(p, "/:?#"));
    g->failed |= !copy;
    return copy ? copy : "";
}

/* A host of the table, or below one: "eng.example.org" is example.org's. */
static bool state_media(const gathering *g, const char *host) {
    size_t n = strlen(host);
    int col = table_col(&g->media, "host");
    for (size_t i = 0; i < g->media.rows; i++) {
        const char *of = table_cell(&g->media, i, col);
        size_t len = strlen(of);
        if (len && n >= len && strcmp(host + n - len, of) == 0 && (n == len || host[n - len - 1] == '.'))
            return true;
    }
    return false;
}

static void add(gathering *g, const report *r) {
    if (g->n == g->room) {
        size_t room = g->room ? 2 * g->room : 256;
        report *v = realloc(g->v, room * sizeof *v);
        if (!v) {
            g->failed = true;
            return;
        }
        g->v = v;
        g->room = room;
    }
    g->v[g->n++] = *r;
}

/* Reports of the episodes that begin from first to last; the same rule as event_each_episode:
 * the weight is the greatest of the first day. */
static cordon_status gather(gathering *g, store *s, const warehouse_param *p, int32_t first,
                            int32_t last, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    char key[KEY_MAX] = "", now[KEY_MAX];
    int32_t begun = 0;
    size_t episode = 0, from = 0;
    bool more = false;
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = warehouse_query(&r, w, reports_sql, p, 5, err);
    while (!status && !g->failed && !(status = warehouse_next(r, &more, err)) && more) {
        size_t at = 0;
        now[0] = 0;
        for (size_t i = 0; i < 5 && at < sizeof now; i++)
            at += (size_t)snprintf(now + at, sizeof now - at, "%.70s\t", warehouse_text(r, i));
        int32_t day = (int32_t)warehouse_int(r, 5);
        if (strcmp(now, key) != 0 || day - begun > 1) {
            memcpy(key, now, sizeof key);
            begun = day;
            episode++;
            from = g->n;
        }
        if (begun < first || begun > last) continue;
        const char *url = warehouse_text(r, 7);
        report x = {.url = arena_strndup(g->mem, url, strlen(url)), .host = host_of(g, url),
                    .source = warehouse_int(r, 8), .line = warehouse_int(r, 9), .episode = episode,
                    .weight = (double)warehouse_int(r, 6) / 1000};
        g->failed |= !x.url;
        if (g->failed) break;
        if (g->n > from && (day > begun || g->v[from].weight > x.weight)) x.weight = g->v[from].weight;
        add(g, &x);
        for (size_t i = from; i < g->n && g->v[i].weight < x.weight; i++) g->v[i].weight = x.weight;
    }
    warehouse_rows_close(r);
    return status ? status : g->failed ? no_memory(err) : CORDON_OK;
}

typedef struct named {
    const char *text;
    size_t at;
} named;

static int by_text(const void *a, const void *b) {
    const named *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Equal texts get the place of the first report that has them. */
static void number(named *v, size_t n, alert_part *part, bool host) {
    qsort(v, n, sizeof *v, by_text);
    for (size_t i = 0, first = 0; i < n; i++) {
        if (strcmp(v[i].text, v[first].text) != 0) first = i;
        *(host ? &part[v[i].at].source : &part[v[i].at].story) = (int64_t)v[first].at;
    }
}

static cordon_status make_parts(alert_part **out, const gathering *g, cordon_error *err) {
    alert_part *v = calloc(g->n + 1, sizeof *v);
    named *name = malloc((g->n + 1) * sizeof *name);
    *out = v;
    if (!v || !name) {
        free(name);
        return no_memory(err);
    }
    for (size_t i = 0; i < g->n;) {
        size_t n = i;
        while (n < g->n && g->v[n].episode == g->v[i].episode) n++;
        for (size_t k = i; k < n; k++)
            v[k] = (alert_part){.weight = g->v[k].weight / (double)(n - i),
                                .state_media = state_media(g, g->v[k].host)};
        i = n;
    }
    for (size_t i = 0; i < g->n; i++) name[i] = (named){g->v[i].url, i};
    number(name, g->n, v, false);
    for (size_t i = 0; i < g->n; i++) name[i] = (named){g->v[i].host, i};
    number(name, g->n, v, true);
    free(name);
    return CORDON_OK;
}

cordon_status alert_reports_of(watch_alerts *x, pair_alert *to, store *s, const alert_basis *basis,
                               int32_t first, int32_t last, cordon_error *err) {
    char path[1024];
    gathering g = {.mem = &x->mem};
    alert_part *part = NULL;
    warehouse_param p[] = {{x->from.name, 0},
                           {NULL, x->ask.feed.known_by ? x->ask.feed.known_by : DATE_MAX},
                           {NULL, last + 1},
                           {to->a, 0},
                           {to->b, 0}};
    cordon_status status =
        table_read(&g.media, data_path(path, sizeof path, "data/events/state_media.csv"), err);
    if (!status) status = gather(&g, s, p, first, last, err);
    if (!status) status = make_parts(&part, &g, err);
    if (!status) status = alert_behind_make(&to->behind, part, g.n, basis, err);
    for (size_t i = 0; i < to->behind.tops && !status; i++) {
        const report *r = &g.v[to->behind.story[i].id];
        to->top[i] = (alert_report){r->url, r->host, r->source, r->line};
    }
    if (!status && to->behind.sources) to->weakest = g.v[to->behind.source.id].host;
    table_free(&g.media);
    free(part);
    free(g.v);
    return status;
}
