#include <stdlib.h>
#include <string.h>

#include "own/inner.h"
#include "screen/index_build.h"

enum { VIEW_BLOCK = 8192 };

static bool in_force(const own_edge *e, date_day day) { return date_within(day, e->from, e->to); }

static bool same_record(const own_edge *a, const own_edge *b) {
    return a->low_e5 == b->low_e5 && a->high_e5 == b->high_e5 && a->from == b->from && a->to == b->to;
}

static int32_t at_most_all(int64_t e5) { return (int32_t)(e5 < OWN_ALL_E5 ? e5 : OWN_ALL_E5); }

/* What one source says: its records add up, the same twice counts once. Returns how many records are its; none of them in force: *any false. */
static size_t one_source(own_hold *h, bool *any, const own_edge *e, size_t n, date_day day) {
    size_t i = 0;
    int64_t low = 0, high = 0;
    *any = false;
    for (; i < n && e[i].source == e[0].source; i++) {
        bool before = !in_force(&e[i], day);
        for (size_t k = 0; k < i && !before; k++) before = same_record(&e[k], &e[i]);
        if (before) continue;
        if (!*any) h->edge = &e[i];
        *any = true;
        low += e[i].low_e5;
        high += e[i].high_e5;
        h->undated |= !e[i].from;
    }
    h->low_e5 = at_most_all(low);
    h->high_e5 = at_most_all(high);
    return i;
}

bool view_merge(own_hold *out, const own_edge *e, size_t n, date_day day) {
    bool first = true;
    for (size_t i = 0; i < n;) {
        own_hold one = {.undated = false};
        bool any;
        i += one_source(&one, &any, e + i, n - i, day);
        if (!any) continue;
        if (first) {
            out->low_e5 = one.low_e5;
            out->high_e5 = one.high_e5;
            out->edge = one.edge;
            out->undated = one.undated;
            out->differ = false;
            first = false;
            continue;
        }
        out->undated |= one.undated;
        int32_t low = one.low_e5 > out->low_e5 ? one.low_e5 : out->low_e5, high = one.high_e5 < out->high_e5 ? one.high_e5 : out->high_e5;
        bool agree = low <= high && !out->differ;
        out->differ |= low > high;
        /* Once they contradict, the span of all. */
        out->low_e5 = agree ? low : one.low_e5 < out->low_e5 ? one.low_e5 : out->low_e5;
        out->high_e5 = agree ? high : one.high_e5 > out->high_e5 ? one.high_e5 : out->high_e5;
    }
    return !first;
}

/* ---- making one ---- */

typedef struct making {
    own_view *v;
    const own_graph *g;
    const own_rule *r;
    const uint32_t *node, *place;
    date_day day;
    size_t selves[BUILD_THREADS_MAX];
} making;

static void holdings_of(making *m, uint32_t i, unsigned thread) {
    own_view *v = m->v;
    size_t n;
    const own_edge *e = own_edges_of(&n, m->g, m->node ? m->node[i] : i);
    own_hold *in = v->in + v->in_at[i];
    uint32_t k = 0;
    for (size_t at = 0, next; at < n; at = next) {
        for (next = at + 1; next < n && e[next].owner == e[at].owner && e[next].kind == e[at].kind;) next++;
        own_hold h = {.owner = m->place ? m->place[e[at].owner] : e[at].owner, .owned = i, .kind = e[at].kind};
        if ((h.kind == OWN_VOTES && !m->r->votes) || !view_merge(&h, e + at, next - at, m->day)) continue;
        if (e[at].owner == e[at].owned) {
            m->selves[thread]++;
            continue;
        }
        v->kinds[i] |= (uint8_t)(1U << h.kind);
        if (h.kind <= OWN_VOTES) {
            v->all[i].low[h.kind] += h.low_e5;
            v->all[i].high[h.kind] += h.high_e5;
        }
        in[k++] = h;
    }
    v->in_n[i] = k;
}

static void some_holdings(void *arg, size_t number, unsigned thread) {
    making *m = arg;
    uint32_t from = (uint32_t)number * VIEW_BLOCK, to = from + VIEW_BLOCK < m->v->n ? from + VIEW_BLOCK : m->v->n;
    for (uint32_t i = from; i < to; i++) holdings_of(m, i, thread);
}

static void turn_round(own_view *v) {
    for (uint32_t i = 0; i < v->n; i++)
        for (uint32_t k = 0; k < v->in_n[i]; k++) v->out_at[v->in[v->in_at[i] + k].owner + 1]++;
    for (uint32_t i = 0; i < v->n; i++) v->out_at[i + 1] += v->out_at[i];
    for (uint32_t i = v->n; i-- > 0;)
        for (uint32_t k = v->in_n[i]; k-- > 0;) {
            const own_hold *h = &v->in[v->in_at[i] + k];
            v->out[--v->out_at[h->owner + 1]] = (own_out){i, h->low_e5, h->high_e5, h->kind};
        }
    /* Each beginning stands one place too far now. */
    memmove(v->out_at, v->out_at + 1, v->n * sizeof *v->out_at);
    size_t all = 0;
    for (uint32_t i = 0; i < v->n; i++) all += v->in_n[i];
    v->out_at[v->n] = all;
}

void view_free(own_view *v) {
    void *all[] = {v->in_at, v->in_n, v->in, v->out_at, v->out, v->listed, v->mark, v->kinds, v->all};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    *v = (own_view){0};
}

static bool view_room(own_view *v, size_t edges) {
    size_t n = (size_t)v->n + 1;
    v->in_at = malloc(n * sizeof *v->in_at);
    v->in_n = malloc(n * sizeof *v->in_n);
    v->in = malloc((edges + 1) * sizeof *v->in);
    v->out_at = calloc(n + 1, sizeof *v->out_at);
    v->out = malloc((edges + 1) * sizeof *v->out);
    v->listed = calloc(n, 1);
    v->mark = calloc(n, 1);
    v->kinds = calloc(n, 1);
    v->all = calloc(n, sizeof *v->all);
    return v->in_at && v->in_n && v->in && v->out_at && v->out && v->listed && v->mark && v->kinds && v->all;
}

cordon_status view_make(own_view *v, const own_graph *g, const own_rule *r, const uint8_t *listed, const uint32_t *node, uint32_t n,
                        const uint32_t *place, date_day as_at, unsigned threads, cordon_error *err) {
    making m = {.v = v, .g = g, .r = r, .node = node, .place = place, .day = as_at};
    size_t edges = 0, of;
    *v = (own_view){.n = n};
    for (uint32_t i = 0; i < n; i++) edges += (own_edges_of(&of, g, node ? node[i] : i), of);
    if (!view_room(v, edges)) {
        view_free(v);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the owners of a day");
    }
    edges = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = node ? node[i] : i;
        v->in_at[i] = edges;
        edges += (own_edges_of(&of, g, at), of);
        v->listed[i] = listed ? listed[at] : OWN_UNLISTED;
        v->mark[i] = (uint8_t)own_node_marks(g, at);
    }
    build_jobs(threads, (n + VIEW_BLOCK - 1) / VIEW_BLOCK, some_holdings, &m);
    for (unsigned i = 0; i < BUILD_THREADS_MAX; i++) v->selves += m.selves[i];
    turn_round(v);
    return CORDON_OK;
}
