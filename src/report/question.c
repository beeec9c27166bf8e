#include "report/question.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
}

/* ---- the table ---- */

typedef struct reader {
    const table *t;
    size_t row;
    questions *all;
    const regime *r;
    const areas *a;
    date_day as_at;
    const pair *p;  /* NULL: the texts stand as they are */
    bool no_memory; /* a text could not be filled */
} reader;

static bool is_place(const char *column) {
    return strcmp(column, "from") == 0 || strcmp(column, "to") == 0 ||
           strcmp(column, "share_of") == 0;
}

static const char *cell(reader *in, const char *column) {
    const char *s = table_cell(in->t, in->row, table_col(in->t, column));
    if (!in->p) return s;
    s = pair_fill(&in->all->mem, in->p, s, is_place(column));
    in->no_memory |= !s;
    return s ? s : "";
}

/* NULL when empty: the flows then find what is there. */
static const char *or_null(reader *in, const char *column) {
    const char *s = cell(in, column);
    return *s ? s : NULL;
}

static bool has_word(const char *list, const char *word) {
    size_t n = strlen(word);
    for (const char *p = list; *p; p += *p == ',') {
        size_t len = strcspn(p, ",");
        if (len == n && memcmp(p, word, n) == 0) return true;
        p += len;
    }
    return false;
}

static cordon_status read_codes(question *q, reader *in, cordon_error *err) {
    const char *s = cell(in, "exclude");
    if (!*s) return CORDON_OK;
    q->exclude = arena_alloc(&in->all->mem, (strlen(s) + 1) * sizeof *q->exclude);
    if (!q->exclude) return no_memory(err);
    for (const char *p = s; *p; p += *p == ',') {
        size_t len = strcspn(p, ",");
        if (len && !(q->exclude[q->exclude_n++] = arena_strndup(&in->all->mem, p, len)))
            return no_memory(err);
        p += len;
    }
    return CORDON_OK;
}

static void write_goods(question *q, reader *in) {
    const flow_query *f = &q->query;
    if (f->group)
        snprintf(q->goods_text, sizeof q->goods_text, "%s%s%s", f->group->title,
                 f->tier ? ", tier " : "", f->tier ? f->tier : "");
    else if (q->exclude_n)
        snprintf(q->goods_text, sizeof q->goods_text, "all goods less %s", cell(in, "exclude"));
    else
        snprintf(q->goods_text, sizeof q->goods_text, "all goods");
}

static cordon_status read_set(area_set *out, reader *in, const char *column, cordon_error *err) {
    const char *s = cell(in, column);
    if (!*s) return CORDON_OK;
    cordon_status status = regime_areas(out, in->r, in->a, s, in->as_at, err);
    if (status && err) {
        cordon_error e = *err;
        cordon_fail_at(err, status, in->t->path, in->t->line[in->row],
                       (uint32_t)(table_col(in->t, column) + 1), "%s", e.message);
    }
    return status;
}

static void read_windows(question *q) {
    flow_window w;
    if (q->monthly) return;
    if (flow_window_parse(&w, q->base_text)) q->query.window[q->query.windows++] = w;
    if (flow_window_parse(&w, q->period_text)) q->query.window[q->query.windows++] = w;
}

static cordon_status read_question(question *q, reader *in, date_day known_by, cordon_error *err) {
    cordon_status status;
    *q = (question){.id = cell(in, "id"),
                    .section = cell(in, "section"),
                    .block = cell(in, "block"),
                    .title = cell(in, "title"),
                    .note = cell(in, "note"),
                    .sentence = cell(in, "sentence"),
                    .source = cell(in, "source"),
                    .request = cell(in, "request"),
                    .against = cell(in, "against"),
                    .unless = cell(in, "unless"),
                    .from_text = cell(in, "from"),
                    .to_text = cell(in, "to"),
                    .base_text = cell(in, "base"),
                    .period_text = cell(in, "period"),
                    .top = atoi(cell(in, "top")),
                    .lead = atoi(cell(in, "lead")),
                    .by_from = has_word(cell(in, "by"), "from"),
                    .by_to = has_word(cell(in, "by"), "to")};
    q->monthly = strcmp(q->section, "multiples") == 0 || strcmp(q->section, "halves") == 0;
    flow_query *f = &q->query;
    f->dataset = or_null(in, "dataset");
    f->flow = or_null(in, "flow");
    f->basis = or_null(in, "basis");
    f->freq = or_null(in, "freq");
    f->tier = or_null(in, "tier");
    f->carried = strcmp(cell(in, "carry"), "yes") == 0;
    f->level = -1;
    f->from = &q->from;
    f->to = &q->to;
    f->as_at = in->as_at;
    f->known_by = known_by;
    f->by = q->monthly ? BY_MONTH | BY_TO : (q->by_from ? BY_FROM : 0) | (q->by_to ? BY_TO : 0);
    if (*cell(in, "group")) f->group = regime_group(in->r, cell(in, "group"));
    if ((status = read_set(&q->from, in, "from", err)) ||
        (status = read_set(&q->to, in, "to", err)) ||
        (status = read_set(&q->share_of, in, "share_of", err)) || (status = read_codes(q, in, err)))
        return status;
    read_windows(q);
    write_goods(q, in);
    q->kind = *q->base_text           ? QUESTION_GROWTH
              : *cell(in, "share_of") ? QUESTION_SHARE
                                      : QUESTION_LEVEL;
    if (in->p && !*q->period_text) f->by |= BY_YEAR;
    if (q->kind == QUESTION_SHARE) {
        f->by |= BY_YEAR;
        q->options.share_of = &q->share_of;
    }
    q->options.exclude = q->exclude;
    q->options.exclude_n = q->exclude_n;
    return in->no_memory ? no_memory(err) : CORDON_OK;
}

cordon_status questions_read(questions *out, const regime *r, const areas *a, const char *file,
                             const pair *p, date_day as_at, date_day known_by, cordon_error *err) {
    const table *t = regime_table(r, file);
    cordon_status status = CORDON_OK;
    *out = (questions){0};
    arena_init(&out->mem, 0);
    if (!t) return CORDON_OK;
    out->v = calloc(t->rows + 1, sizeof *out->v);
    if (!out->v) return no_memory(err);
    reader in = {.t = t, .all = out, .r = r, .a = a, .as_at = as_at, .p = p};
    for (; in.row < t->rows && !status; in.row++)
        status = read_question(&out->v[out->n++], &in, known_by, err);
    if (status) questions_free(out);
    return status;
}

void questions_free(questions *all) {
    for (size_t i = 0; i < all->n; i++) {
        question *q = &all->v[i];
        area_set_free(&q->from);
        area_set_free(&q->to);
        area_set_free(&q->share_of);
        if (q->measured) measure_free(&q->m);
        free(q->v);
    }
    free(all->v);
    arena_destroy(&all->mem);
    *all = (questions){0};
}

const question *questions_find(const questions *all, const char *id) {
    for (size_t i = 0; i < all->n && *id; i++)
        if (strcmp(all->v[i].id, id) == 0) return &all->v[i];
    return NULL;
}

/* ---- asking ---- */

static const char *row_estimate(const question *q, const flow_row *key) {
    const char *e = "";
    for (size_t i = 0; i < q->m.n; i++) {
        const flow_row *k = &q->m.v[i].key;
        if (strcmp(k->from, key->from) != 0 || strcmp(k->to, key->to) != 0) continue;
        if (!*e || strcmp(e, k->estimate) == 0)
            e = k->estimate;
        else
            e = "mixed";
    }
    return e;
}

static cordon_status take_growth(question *q, cordon_error *err) {
    growth g;
    cordon_status status = growth_make(&g, &q->m, err);
    if (status) return status;
    q->v = calloc(g.n + 1, sizeof *q->v);
    if (!q->v) {
        growth_free(&g);
        return no_memory(err);
    }
    for (size_t i = 0; i < g.n; i++) {
        const growth_row *r = &g.v[i];
        q->v[q->n++] = (answer){.from = r->key.from,
                                .to = r->key.to,
                                .base_milli = r->base_milli,
                                .value_milli = r->value_milli,
                                .base_rows = r->base_rows,
                                .value_rows = r->value_rows,
                                .percent = r->percent,
                                .estimate = row_estimate(q, &r->key)};
    }
    growth_free(&g);
    return CORDON_OK;
}

static cordon_status take_rows(question *q, cordon_error *err) {
    if (!(q->v = calloc(q->m.n + 1, sizeof *q->v))) return no_memory(err);
    for (size_t i = 0; i < q->m.n; i++) {
        const measure_row *r = &q->m.v[i];
        q->v[q->n++] =
            (answer){.from = r->key.from,
                     .to = r->key.to,
                     .period = r->key.period,
                     .base_milli = r->whole_milli,
                     .value_milli = r->key.value_milli,
                     .value_rows = r->key.rows,
                     .percent = q->kind == QUESTION_SHARE && r->whole_milli
                                    ? 100.0 * (double)r->key.value_milli / (double)r->whole_milli
                                    : (double)NAN,
                     .estimate = r->key.estimate};
    }
    return CORDON_OK;
}

static int by_place(const answer *a, const answer *b) {
    int c = strcmp(a->from, b->from);
    return c ? c : strcmp(a->to, b->to);
}

static int by_value(const void *x, const void *y) {
    const answer *a = x, *b = y;
    if (a->value_milli != b->value_milli) return a->value_milli < b->value_milli ? 1 : -1;
    return by_place(a, b);
}

static int by_percent(const void *x, const void *y) {
    const answer *a = x, *b = y;
    if (isnan(a->percent) != isnan(b->percent)) return isnan(a->percent) ? 1 : -1;
    if (a->percent < b->percent || a->percent > b->percent) return a->percent < b->percent ? 1 : -1;
    return by_place(a, b);
}

/* Falls first, in money. */
static int by_change(const void *x, const void *y) {
    const answer *a = x, *b = y;
    int64_t da = a->value_milli - a->base_milli, db = b->value_milli - b->base_milli;
    if (da != db) return da < db ? -1 : 1;
    return by_place(a, b);
}

static void arrange(question *q) {
    bool money = strcmp(q->section, "money") == 0;
    if (q->n && q->kind == QUESTION_LEVEL) qsort(q->v, q->n, sizeof *q->v, by_value);
    if (q->n && q->kind == QUESTION_GROWTH)
        qsort(q->v, q->n, sizeof *q->v, money ? by_change : by_percent);
    q->of = q->n;
    if (strcmp(q->section, "ribbons") == 0) return; /* the others are summed there */
    if (q->top > 0 && q->n > (size_t)q->top) q->n = (size_t)q->top;
}

/* What can be said before the store is asked. */
static bool askable(question *q) {
    const flow_query *f = &q->query;
    char day[DATE_TEXT];
    size_t lines = 0;
    for (size_t i = 0; f->group && i < f->group->n; i++)
        lines += date_within(f->as_at, f->group->line[i].valid_from, f->group->line[i].valid_to) &&
                 (!f->tier || strcmp(f->tier, f->group->line[i].tier) == 0);
    if (f->group && !lines) {
        snprintf(q->why, sizeof q->why, "no code of the group %s is in force on %s", f->group->id,
                 date_format(day, f->as_at));
        q->later = true;
        return false;
    }
    for (size_t i = 0; i < f->windows; i++)
        if (date_period_last(f->window[i].to) > f->as_at) {
            snprintf(q->why, sizeof q->why, "the period %s ends after %s, the day the facts go to",
                     q->period_text, date_format(day, f->as_at));
            q->later = true;
            return false;
        }
    if (!q->from.n || !q->to.n) {
        snprintf(q->why, sizeof q->why, "nobody is in the set \"%s\" on %s",
                 q->from.n ? q->to_text : q->from_text, date_format(day, f->as_at));
        return false;
    }
    return true;
}

/* Of all codes asked for none occurs: nothing is not zero. */
static bool has_codes(question *q) {
    if (!q->query.group || q->m.occur) return true;
    snprintf(q->why, sizeof q->why, "none of the %zu codes of the group %s occurs in dataset %s",
             q->m.asked, q->query.group->id, q->m.dataset);
    return false;
}

cordon_status question_ask(question *q, store *s, goods *g, cordon_error *err) {
    cordon_error e = {0};
    date_period hole;
    if (!askable(q)) return CORDON_OK;
    cordon_status status = measure_make(&q->m, s, g, &q->query, &q->options, &e);
    if (status == CORDON_ENOTFOUND || status == CORDON_EINVAL || status == CORDON_ELIMIT) {
        q->absent = status == CORDON_ENOTFOUND;
        snprintf(q->why, sizeof q->why, "%s", e.message);
        return CORDON_OK;
    }
    if (status) {
        if (err) *err = e;
        return status;
    }
    q->measured = true;
    if (!has_codes(q)) return CORDON_OK;
    if (q->monthly && q->m.n) {
        q->assessed = true;
        return CORDON_OK;
    }
    if ((status = measure_hole(&hole, &q->m, s, &q->query, err))) return status;
    if (hole) {
        char text[DATE_TEXT];
        snprintf(q->why, sizeof q->why, "dataset %s has no row of any reporter for %s",
                 q->m.dataset, date_period_format(text, hole));
        return CORDON_OK;
    }
    if (!q->m.n) {
        snprintf(q->why, sizeof q->why, "dataset %s has no row for this partner and period",
                 q->m.dataset);
        return CORDON_OK;
    }
    status = q->kind == QUESTION_GROWTH ? take_growth(q, err) : take_rows(q, err);
    if (status) return status;
    arrange(q);
    q->assessed = true;
    return CORDON_OK;
}

double question_offset(const question *q, const question *against) {
    if (!q || !against || !q->assessed || !against->assessed || q->kind != QUESTION_GROWTH ||
        against->kind != QUESTION_GROWTH)
        return NAN;
    if (strcmp(q->m.currency, against->m.currency) != 0) return NAN;
    double a = 0, b = 0;
    for (size_t i = 0; i < q->n; i++) a += (double)(q->v[i].value_milli - q->v[i].base_milli);
    for (size_t i = 0; i < against->n; i++)
        b += (double)(against->v[i].value_milli - against->v[i].base_milli);
    if (!(a > 0 && b < 0) && !(a < 0 && b > 0)) return NAN;
    return 100.0 * a / -b;
}

/* ---- findings ---- */

static const char *hold(arena *a, buf *b) {
    const char *s = b->failed ? NULL : arena_strndup(a, buf_text(b), b->len);
    buf_free(b);
    return s;
}

static cordon_status put(buf *out, const finding *f, cordon_error *err) {
    finding_json(out, f);
    buf_char(out, '\n');
    return out->failed ? no_memory(err) : CORDON_OK;
}

static const char *parameters(arena *mem, const question *q, const answer *a, const char *when,
                              bool carried, bool whole) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "headline", q->id);
    json_str(&b, "dataset", q->m.dataset);
    json_str(&b, "flow", q->query.flow ? q->query.flow : "X");
    json_str(&b, "basis", q->m.basis);
    json_str(&b, "from", *a->from ? a->from : q->from.title);
    json_str(&b, "to", *a->to ? a->to : q->to.title);
    if (q->kind == QUESTION_SHARE) json_str(&b, "share_of", q->share_of.title);
    if (whole) json_str(&b, "whole", "yes");
    json_str(&b, "goods", q->goods_text);
    json_str(&b, "nomenclature", q->m.nomenclature);
    json_int(&b, "level", q->m.level);
    json_str(&b, "mapping", carried ? "carried" : "as_written");
    json_str(&b, "period", when);
    json_str(&b, "currency", q->m.currency);
    json_str(&b, "estimate", a->estimate);
    buf_char(&b, '}');
    return hold(mem, &b);
}

static cordon_status level_finding(buf *out, const question *q, const answer *a,
                                   cordon_error *err) {
    arena mem;
    buf text = {0}, subject = {0};
    bool share = q->kind == QUESTION_SHARE;
    char period[DATE_TEXT] = "";
    const char *from = *a->from ? a->from : q->from.title, *to = *a->to ? a->to : q->to.title;
    const char *when = a->period ? date_period_format(period, a->period) : q->period_text;
    arena_init(&mem, 0);
    buf_printf(&subject, "%s > %s", from, to);
    if (share)
        buf_printf(&text, "%s: %.1f %% in %s (%.1f of %.1f mn %s; %s, values %s).", q->title,
                   a->percent, when, (double)a->value_milli / 1e9, (double)a->base_milli / 1e9,
                   q->m.currency, q->m.dataset, a->estimate);
    else
        buf_printf(&text, "%s: %s to %s, %s: %.1f mn %s in %s (%s, values %s).", q->title, from, to,
                   q->goods_text, (double)a->value_milli / 1e9, q->m.currency, when, q->m.dataset,
                   a->estimate);
    finding f = {.rule = share ? "report.share" : "report.level",
                 .subject = hold(&mem, &subject),
                 .verdict = FINDING_FOUND,
                 .score = share ? a->percent : (double)a->value_milli / 1e3,
                 FINDING_NO_INTERVAL,
                 .as_at = q->query.as_at,
                 .known_by = q->query.known_by,
                 .evidence_n = share ? 2 : 1,
                 .method = share ? "100 * part / whole, the publisher's values as written"
                                 : "sum of the publisher's values as written",
                 .parameters = parameters(&mem, q, a, when, q->query.carried, false),
                 .text = hold(&mem, &text),
                 .next_question = "Does the other side record the same trade?"};
    f.evidence[0] = (finding_evidence){.kind = "query",
                                       .measure = "sum(value)",
                                       .parameters = f.parameters,
                                       .sources = q->m.source,
                                       .sources_n = q->m.sources,
                                       .rows = a->value_rows,
                                       .sum_milli = a->value_milli};
    f.evidence[1] = f.evidence[0];
    f.evidence[1].parameters = parameters(&mem, q, a, when, q->query.carried, true);
    f.evidence[1].sum_milli = a->base_milli;
    cordon_status status = !f.subject || !f.parameters || !f.text || !f.evidence[1].parameters
                               ? no_memory(err)
                               : put(out, &f, err);
    arena_destroy(&mem);
    return status;
}

static cordon_status one_growth(buf *out, const question *q, const answer *a, cordon_error *err) {
    arena mem;
    finding f;
    growth_row r = {.key = {.from = a->from,
                            .to = a->to,
                            .code = "",
                            .line = "",
                            .tier = "",
                            .estimate = a->estimate},
                    .base_milli = a->base_milli,
                    .value_milli = a->value_milli,
                    .base_rows = a->base_rows,
                    .value_rows = a->value_rows,
                    .percent = a->percent};
    arena_init(&mem, 0);
    cordon_status status = growth_finding(&f, &mem, &r, &q->m, &q->query, q->goods_text, err);
    if (!status) status = put(out, &f, err);
    arena_destroy(&mem);
    return status;
}

/* The members of both objects in one; neither is empty. */
static const char *with_more(arena *mem, const char *object, const char *more) {
    buf b = {0};
    buf_add(&b, object, strlen(object) - 1);
    buf_printf(&b, ",%s", more + 1);
    return hold(mem, &b);
}

cordon_status sum_finding(buf *out, const question *q, const sum_found *x, cordon_error *err) {
    arena mem;
    const char *from = x->from ? x->from : "";
    answer a = {.from = from,
                .to = x->to,
                .value_milli = x->value_milli,
                .value_rows = x->rows,
                .estimate = x->estimate};
    buf subject = {0};
    arena_init(&mem, 0);
    buf_printf(&subject, "%s > %s", *from ? from : q->from.title, *x->to ? x->to : q->to.title);
    finding f = {.rule = x->rule,
                 .subject = hold(&mem, &subject),
                 .verdict = FINDING_FOUND,
                 .score = x->score,
                 .low = x->low,
                 .high = x->high,
                 .q_value = NAN,
                 .as_at = q->query.as_at,
                 .known_by = q->query.known_by,
                 .evidence_n = 1,
                 .method = x->method,
                 .parameters = parameters(&mem, q, &a, x->period, x->carried, false),
                 .text = x->text,
                 .next_question = "Does the partner record the same goods as arriving?"};
    f.evidence[0] = (finding_evidence){.kind = "query",
                                       .measure = "sum(value)",
                                       .parameters = f.parameters,
                                       .sources = q->m.source,
                                       .sources_n = q->m.sources,
                                       .rows = x->rows,
                                       .sum_milli = x->value_milli};
    if (f.parameters && x->more) f.parameters = with_more(&mem, f.parameters, x->more);
    cordon_status status = !f.subject || !f.parameters ? no_memory(err) : put(out, &f, err);
    arena_destroy(&mem);
    return status;
}

cordon_status not_assessed_finding(buf *out, const char *rule, const char *subject,
                                   const char *text, const char *next, date_day as_at,
                                   date_day known_by, cordon_error *err) {
    finding f = {.rule = rule,
                 .subject = subject,
                 .verdict = FINDING_NOT_ASSESSED,
                 FINDING_NO_SCORE,
                 .as_at = as_at,
                 .known_by = known_by,
                 .method = "looked for in the store",
                 .text = text,
                 .next_question = next};
    return put(out, &f, err);
}

static const char *rule_of(const question *q) {
    if (strcmp(q->section, "missing") == 0) return "report.missing";
    if (q->monthly) return "report.months";
    switch (q->kind) {
    case QUESTION_GROWTH: return "flows.growth";
    case QUESTION_SHARE: return "report.share";
    case QUESTION_LEVEL: return "report.level";
    }
    return "report.level";
}

cordon_status question_findings(buf *out, const question *q, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (!q->assessed)
        return not_assessed_finding(out, rule_of(q), q->title, q->why,
                                    *q->request ? q->request : "Which file would fill it?",
                                    q->query.as_at, q->query.known_by, err);
    if (q->monthly || strcmp(q->section, "ribbons") == 0) return CORDON_OK; /* a section's own */
    for (size_t i = 0; i < q->n && !status; i++)
        status = q->kind == QUESTION_GROWTH ? one_growth(out, q, &q->v[i], err)
                                            : level_finding(out, q, &q->v[i], err);
    return status;
}
