#include "goods/controls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "goods/controls_inner.h"

void *control_grow(void *v, size_t n, size_t *cap, size_t size, arena *mem) {
    if (n < *cap) return v;
    size_t more = *cap ? 2 * *cap : 16;
    char *p = arena_alloc(mem, more * size);
    if (!p) return NULL;
    if (n) memcpy(p, v, n * size);
    *cap = more;
    return p;
}

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the lists of goods");
}

/* ---- opening ---- */

unsigned control_revision(const goods_controls *c, const char *name) {
    size_t n = goods_revision_count(c->g);
    for (size_t i = 0; name && i < n && i < REVISION_OF_DAY; i++)
        if (strcmp(goods_revision_at(c->g, i).name, name) == 0) return (unsigned)i;
    return CONTROL_REVISIONS;
}

unsigned control_line_revision(const goods_controls *c, const char *nomenclature, date_day on) {
    unsigned r = control_revision(c, goods_hs_revision(c->g, nomenclature, on / 100));
    return r < REVISION_OF_DAY ? r : REVISION_OF_DAY;
}

/* Whether codes of the group dated so stood there by that day only. */
static bool dated_by(const goods_controls *c, const char *group, date_day on) {
    for (size_t i = 0; i < c->editions; i++)
        if (c->edition[i].date == on && strcasecmp(c->edition[i].group, group) == 0)
            return c->edition[i].by;
    return false;
}

static cordon_status add_group(goods_controls *c, const goods_group *g, cordon_error *err) {
    control_line *line = arena_alloc(&c->mem, (g->n + 1) * sizeof *line);
    if (!line) return no_memory(err);
    control_list l = {.id = g->id,
                      .title = g->title,
                      .nomenclature = g->nomenclature,
                      .line = line,
                      .n = g->n,
                      .measure = -1,
                      .file = ""};
    for (size_t i = 0; i < g->n; i++) {
        const goods_line *x = &g->line[i];
        line[i] = (control_line){.code = x->code,
                                 .tier = x->tier,
                                 .source = x->source,
                                 .basis = x->basis,
                                 .from = x->valid_from,
                                 .to = x->valid_to,
                                 .by = dated_by(c, g->id, x->valid_from)};
        line[i].revision = control_line_revision(c, g->nomenclature, x->valid_from);
        l.revisions |= 1U << line[i].revision;
    }
    c->list[c->lists++] = l;
    return CORDON_OK;
}

static cordon_status fill(goods_controls *c, const char *store, cordon_error *err) {
    size_t n = regime_group_count(c->r);
    cordon_status status = regime_measures(&c->m, &c->measures, &c->mem, c->r, err);
    if (!status) status = regime_editions(&c->edition, &c->editions, &c->mem, c->r, err);
    if (status) return status;
    c->list = arena_alloc(&c->mem, (n + 1) * sizeof *c->list);
    if (!c->list) return no_memory(err);
    for (size_t i = 0; i < n && !status; i++)
        if (strcmp(regime_group_at(c->r, i)->kind, "list") == 0)
            status = add_group(c, regime_group_at(c->r, i), err);
    c->groups = c->lists;
    return status || !store ? status : control_read_store(c, store, err);
}

cordon_status goods_controls_open(goods_controls **out, goods *g, const regime *r,
                                  const char *store, cordon_error *err) {
    goods_controls *c = calloc(1, sizeof *c);
    if (!c) return no_memory(err);
    arena_init(&c->mem, 0);
    c->g = g;
    c->r = r;
    cordon_status status = fill(c, store, err);
    if (status)
        goods_controls_close(c);
    else
        *out = c;
    return status;
}

void goods_controls_close(goods_controls *c) {
    if (!c) return;
    arena_destroy(&c->mem);
    free(c);
}

/* ---- tables ---- */

const control_list *control_table(const goods_controls *c, size_t measure, date_day on,
                                  date_day known_by) {
    const control_list *best = NULL; /* they come by first day, then known day */
    for (size_t i = c->groups; i < c->lists; i++) {
        const control_list *l = &c->list[i];
        if (l->measure == (int)measure && l->from <= on && l->known_from <= known_by) best = l;
    }
    return best && date_within(on, best->from, best->to) ? best : NULL;
}

bool control_has(const control_list *l, const char *code, bool partial) {
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(l->line[mid].code, code) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < l->n && strcmp(l->line[low].code, code) == 0; low++)
        if (l->line[low].partial == partial) return true;
    return false;
}

cordon_status control_line_text(const char **out, goods_controls *c, const control_list *l,
                           const control_line *x, date_day on, cordon_error *err) {
    *out = x->text ? x->text : "";
    if (x->text) return CORDON_OK;
    size_t len = strlen(l->nomenclature);
    date_day day = x->from ? x->from : on;
    /* The newest of that name by the day first, then the others, oldest last. */
    for (int late = 0; late < 2; late++)
        for (size_t i = goods_nomenclature_count(c->g); i-- > 0;) {
            goods_revision r = goods_nomenclature_at(c->g, i);
            const goods_node *node = NULL;
            if (strncasecmp(r.name, l->nomenclature, len) != 0 || (r.valid_from > day) != late)
                continue;
            cordon_status status = goods_find(&node, c->g, r.name, x->code, err);
            if (status) return status;
            if (node) *out = node->text;
            if (node) return CORDON_OK;
        }
    return CORDON_OK;
}

/* ---- coverage ---- */

static size_t lines_on(const control_list *l, date_day on) {
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) n += date_within(on, l->line[i].from, l->line[i].to);
    return n;
}

static void cover_group(goods_measure *m, const goods_controls *c, date_day on) {
    for (size_t i = 0; i < c->groups; i++)
        if (strcasecmp(c->list[i].id, m->group) == 0) {
            m->lines = lines_on(&c->list[i], on);
            m->loaded = m->lines > 0;
            m->table = c->list[i].id;
        }
}

static size_t measure_place(const goods_controls *c, const char *id) {
    size_t i = 0;
    while (i < c->measures && strcasecmp(c->m[i].id, id) != 0) i++;
    return i;
}

static void cover_table(goods_measure *m, const goods_controls *c, date_day on, date_day known_by) {
    const control_list *l =
        control_table(c, measure_place(c, *m->codes_of ? m->codes_of : m->id), on, known_by);
    if (!l) return;
    m->loaded = true;
    m->table = l->file;
    m->sha256 = l->sha256;
    m->lines = l->n;
    m->refused = l->refused;
    m->table_from = l->from;
    m->table_to = l->to;
    m->known_from = l->known_from;
}

static goods_measure as_law(const regime_measure *x) {
    return (goods_measure){.id = x->id,
                           .act = x->act,
                           .annex = x->annex,
                           .article = x->article,
                           .title = x->title,
                           .effect = x->effect,
                           .destination = x->destination,
                           .whom = x->whom,
                           .group = x->group,
                           .codes_of = x->codes_of,
                           .basis = x->basis,
                           .date_basis = x->date_basis,
                           .source = x->source,
                           .note = x->note,
                           .table = "",
                           .sha256 = "",
                           .valid_from = x->valid_from,
                           .valid_to = x->valid_to};
}

cordon_status goods_controls_coverage(const goods_measure **out, size_t *n, arena *mem,
                                      goods_controls *c, date_day as_at, date_day known_by,
                                      cordon_error *err) {
    goods_measure *v = arena_alloc(mem, (c->measures + 1) * sizeof *v);
    if (!v) return no_memory(err);
    for (size_t i = 0; i < c->measures; i++) {
        v[i] = as_law(&c->m[i]);
        v[i].in_force = date_within(as_at, v[i].valid_from, v[i].valid_to);
        if (*v[i].group)
            cover_group(&v[i], c, as_at);
        else
            cover_table(&v[i], c, as_at, known_by ? known_by : date_today());
    }
    *out = v;
    *n = c->measures;
    return CORDON_OK;
}

void goods_controls_count(size_t *in_force, size_t *without, const goods_measure *m, size_t n) {
    *in_force = *without = 0;
    for (size_t i = 0; i < n; i++) {
        if (!m[i].in_force || strcmp(m[i].effect, "none") == 0) continue;
        ++*in_force;
        *without += !m[i].loaded;
    }
}
