/* controls_ask.c - one code against every list.
 *
 * A list names its codes in one nomenclature, the question comes in another. Where both follow the
 * same HS revision, digits are compared; else the code is carried first, and every hit says how
 * well that went. A line stands for every code below it. */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "goods/controls_inner.h"

typedef struct question {
    goods_controls *c;
    arena *mem;
    const char *code;
    unsigned own; /* revision of the code */
    date_day as_at, known_by;
    const goods_measure *m; /* of the day */
    size_t measures;
    goods_links links[CONTROL_REVISIONS];
    bool asked[CONTROL_REVISIONS];
    control_hit *hit;
    size_t hits, cap;
    bool lost;
} question;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the answer");
}

static cordon_status push(question *q, const control_hit *h, cordon_error *err) {
    control_hit *more = control_grow(q->hit, q->hits, &q->cap, sizeof *more, q->mem);
    if (!more) return no_memory(err);
    q->hit = more;
    q->hit[q->hits++] = *h;
    return CORDON_OK;
}

/* Whether the measure works on the lines of the list, on the day. */
static bool works_on(const goods_measure *m, const control_list *l) {
    if (l->measure < 0) return m->in_force && strcasecmp(m->group, l->id) == 0;
    if (strcasecmp(m->id, l->id) == 0) return true;
    return m->in_force && strcasecmp(m->codes_of, l->id) == 0;
}

/* A hit for each measure that works on the line; one without a measure where none does. */
static cordon_status push_measures(question *q, control_hit *h, const control_list *l,
                                   cordon_error *err) {
    size_t before = q->hits;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < q->measures && !status; i++)
        if (works_on(&q->m[i], l)) {
            h->measure = &q->m[i];
            status = push(q, h, err);
        }
    h->measure = NULL;
    return status || q->hits > before ? status : push(q, h, err);
}

/* Since when a line of a table is there: earlier tables of the measure may have had it. */
static void table_since(const question *q, const control_list *l, const control_line *x,
                        control_hit *h) {
    const regime_measure *law = &q->c->m[l->measure];
    for (;;) {
        date_day day_before = date_of_number(date_number(l->from) - 1);
        const control_list *before =
            control_table(q->c, (size_t)l->measure, day_before, q->known_by);
        h->since = l->from;
        h->since_is = before || law->valid_from == l->from ? SINCE_DAY : SINCE_BY;
        if (!before || !control_has(before, x->code, x->partial)) return;
        l = before;
    }
}

static cordon_status add_line(question *q, const control_list *l, const control_line *x,
                              control_match match, const goods_link *via, cordon_error *err) {
    bool in_force = date_within(q->as_at, x->from, x->to);
    bool undated = x->by && x->from && q->as_at < x->from;
    if (!in_force && !undated) return CORDON_OK;
    control_hit h = {.list = l->id,
                     .title = l->title,
                     .tier = x->tier,
                     .code = x->code,
                     .source = x->source,
                     .basis = x->basis,
                     .since = x->from,
                     .until = x->to,
                     .since_is = !x->from ? SINCE_UNKNOWN
                                 : x->by  ? SINCE_BY
                                          : SINCE_DAY,
                     .undated = undated,
                     .partial = x->partial,
                     .match = match,
                     .via = "",
                     .quality = via ? via->quality : GOODS_AS_WRITTEN};
    if (l->measure >= 0) table_since(q, l, x, &h);
    if (via && !(h.via = arena_strndup(q->mem, via->to, strlen(via->to)))) return no_memory(err);
    cordon_status status = control_line_text(&h.text, q->c, l, x, q->as_at, err);
    return status ? status : push_measures(q, &h, l, err);
}

/* The first line whose code is not less. */
static size_t first_at(const control_list *l, const char *code) {
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(l->line[mid].code, code) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Lines above the code, the code, and lines below it, in the order of their codes. */
static cordon_status match_code(question *q, const control_list *l, const char *code,
                                unsigned revision, const goods_link *via, cordon_error *err) {
    size_t len = strlen(code);
    cordon_status status = CORDON_OK;
    char above[9];
    for (size_t n = 2; n <= len && !status; n += 2) {
        memcpy(above, code, n);
        above[n] = 0;
        for (size_t i = first_at(l, above);
             i < l->n && !status && strcmp(l->line[i].code, above) == 0; i++)
            if (l->line[i].revision == revision)
                status =
                    add_line(q, l, &l->line[i], n == len ? CONTROL_CODE : CONTROL_COVERS, via, err);
    }
    for (size_t i = first_at(l, code); i < l->n && !status; i++) {
        if (strncmp(l->line[i].code, code, len) != 0) break;
        if (l->line[i].code[len] && l->line[i].revision == revision)
            status = add_line(q, l, &l->line[i], CONTROL_PART, via, err);
    }
    return status;
}

static cordon_status carry(question *q, unsigned to, cordon_error *err) {
    char six[7];
    const char *code = six;
    if (q->asked[to]) return CORDON_OK;
    memcpy(six, q->code, 6);
    six[6] = 0;
    cordon_status status =
        goods_carry(&q->links[to], q->c->g, goods_revision_at(q->c->g, q->own).name,
                    goods_revision_at(q->c->g, to).name, &code, 1, err);
    q->asked[to] = !status;
    return status;
}

/* The lines of the list that follow one revision. */
static cordon_status match_revision(question *q, const control_list *l, unsigned revision,
                                    cordon_error *err) {
    bool as_written = revision == REVISION_OF_DAY || revision == q->own ||
                      q->own >= REVISION_OF_DAY || strlen(q->code) < 6;
    if (as_written) return match_code(q, l, q->code, revision, NULL, err);
    cordon_status status = carry(q, revision, err);
    const goods_links *links = &q->links[revision];
    for (size_t i = 0; i < links->n && !status; i++) {
        if (*links->v[i].to)
            status = match_code(q, l, links->v[i].to, revision, &links->v[i], err);
        else
            q->lost = true;
    }
    return status;
}

static cordon_status match_list(question *q, const control_list *l, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (unsigned r = 0; r < CONTROL_REVISIONS && !status; r++)
        if (l->revisions & 1U << r) status = match_revision(q, l, r, err);
    return status;
}

/* Groups, and of each measure the table of the day. */
static cordon_status match_all(question *q, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < q->c->groups && !status; i++)
        status = match_list(q, &q->c->list[i], err);
    for (size_t i = 0; i < q->c->measures && !status; i++) {
        const control_list *l = control_table(q->c, i, q->as_at, q->known_by);
        if (l) status = match_list(q, l, err);
    }
    return status;
}

static cordon_status finish(control_answer *out, const question *q, cordon_error *err) {
    const goods_measure **open = arena_alloc(q->mem, (q->measures + 1) * sizeof *open);
    if (!open) return no_memory(err);
    control_answer a = {.hit = q->hit, .hits = q->hits, .not_assessed = open, .lost = q->lost};
    for (size_t i = 0; i < q->measures; i++) {
        const goods_measure *m = &q->m[i];
        if (m->in_force && !m->loaded && strcmp(m->effect, "none") != 0) open[a.open++] = m;
    }
    *out = a;
    return CORDON_OK;
}

cordon_status goods_controls_ask(control_answer *out, arena *mem, goods_controls *c,
                                 const char *nomenclature, const char *code, date_day as_at,
                                 date_day known_by, cordon_error *err) {
    size_t len = strlen(code);
    if (len < 2 || len > 8 || len % 2 || code[strspn(code, "0123456789")])
        return cordon_fail(err, CORDON_EINVAL, "\"%.20s\" is no code of 2, 4, 6 or 8 digits", code);
    question q = {.c = c,
                  .mem = mem,
                  .code = code,
                  .as_at = as_at,
                  .known_by = known_by ? known_by : date_today()};
    q.own = control_line_revision(c, nomenclature, as_at);
    cordon_status status =
        goods_controls_coverage(&q.m, &q.measures, mem, c, as_at, q.known_by, err);
    if (!status) status = match_all(&q, err);
    for (size_t i = 0; i < CONTROL_REVISIONS; i++) goods_links_free(&q.links[i]);
    return status ? status : finish(out, &q, err);
}

cordon_status goods_controls_stated(control_answer *out, arena *mem, goods_controls *c,
                                    const char *measure, date_day as_at, cordon_error *err) {
    question q = {.c = c, .mem = mem, .code = "", .as_at = as_at, .known_by = date_today()};
    cordon_status status =
        goods_controls_coverage(&q.m, &q.measures, mem, c, as_at, q.known_by, err);
    size_t at = 0;
    while (!status && at < q.measures && strcasecmp(q.m[at].id, measure) != 0) at++;
    if (!status && at == q.measures)
        return cordon_fail(err, CORDON_ENOTFOUND, "the regime has no measure \"%.60s\"", measure);
    for (size_t i = 0; i < q.measures && !status; i++) {
        const goods_measure *m = &q.m[i];
        bool same_goods = i == at || strcasecmp(m->codes_of, measure) == 0 ||
                          (*q.m[at].group && strcasecmp(m->group, q.m[at].group) == 0);
        control_hit h = {.list = q.m[at].id,
                         .title = q.m[at].title,
                         .tier = "",
                         .code = "",
                         .text = "",
                         .source = "stated",
                         .basis = "stated",
                         .measure = m,
                         .since = m->valid_from,
                         .until = m->valid_to,
                         .since_is = m->valid_from ? SINCE_DAY : SINCE_UNKNOWN,
                         .match = CONTROL_STATED,
                         .via = ""};
        if (m->in_force && same_goods) status = push(&q, &h, err);
    }
    return status ? status : finish(out, &q, err);
}
