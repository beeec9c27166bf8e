#include "cli/goods_controls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/text.h"

const char *goods_store(const char *asked) {
    const char *store = asked ? asked : getenv("CORDON_STORE");
    return store && *store ? store : NULL;
}

int goods_law_open(goods_law *w, const command *c, const goods_law_request *q) {
    char name[256];
    cordon_error err = {0};
    int rc;
    *w = (goods_law){0};
    arena_init(&w->mem, 0);
    if (q->regime)
        snprintf(name, sizeof name, "%s", q->regime);
    else if ((rc = answer_regime(c, name, sizeof name)))
        return rc;
    if (areas_load(&w->areas, &err) || regime_load(&w->regime, name, w->areas, &err) ||
        goods_open(&w->goods, &err) ||
        goods_controls_open(&w->controls, w->goods, w->regime, goods_store(q->store), &err))
        return cmd_failed(c, &err);
    return EXIT_OK;
}

cordon_status answer_controls(answer *a, const goods_request *q, cordon_error *err) {
    cordon_status status = goods_controls_open(&a->law, a->goods, a->regime, q->store, err);
    if (!status)
        status = goods_controls_ask(&a->controls, &a->mem, a->law, a->nomenclature, a->code,
                                    a->as_at, q->known_by, err);
    if (status) return status;
    return goods_controls_coverage(&a->measure, &a->measures, &a->mem, a->law, a->as_at,
                                   q->known_by, err);
}

void goods_law_close(goods_law *w) {
    goods_controls_close(w->controls);
    goods_close(w->goods);
    regime_free(w->regime);
    areas_free(w->areas);
    arena_destroy(&w->mem);
}

static bool controls_nothing(const goods_measure *m) { return strcmp(m->effect, "none") == 0; }
static bool name_only(const goods_measure *m) { return strcmp(m->effect, "unknown") == 0; }

void goods_measure_state(buf *b, const goods_measure *m) {
    char day[DATE_TEXT];
    if (!m->in_force) {
        buf_str(b, "not in force on that day");
    } else if (m->loaded && *m->group) {
        buf_printf(b, "group %s", m->table);
    } else if (m->loaded) {
        buf_printf(b, "loaded: %s from %s", m->table, date_format(day, m->table_from));
        if (m->refused) buf_printf(b, ", %zu rows REFUSED", m->refused);
    } else {
        buf_str(b, controls_nothing(m) ? "none needed: controls no goods by itself"
                                       : "not loaded: not assessed");
    }
}

void goods_measure_words(buf *b, const goods_measure *m) {
    buf_str(b, name_only(m) ? "effect not known" : m->effect);
    if (*m->article) buf_printf(b, ", article %s of %s", m->article, m->act);
    if (*m->annex) buf_printf(b, ", annex %s", m->annex);
    if (!*m->article) buf_printf(b, " of %s", m->act);
    buf_printf(b, ": %s", m->title);
}

/* ---- as words ---- */

static void since_words(buf *b, const control_hit *h) {
    char day[DATE_TEXT];
    if (h->undated)
        buf_printf(b, "; it stood there by %s: whether it did on the day asked is not in the data",
                   date_format(day, h->since));
    else if (h->since_is == SINCE_BY)
        buf_printf(b, "; listed by %s, since when is not in the data", date_format(day, h->since));
    else if (h->since_is == SINCE_DAY)
        buf_printf(b, "; since %s", date_format(day, h->since));
    if (h->until) buf_printf(b, " until %s", date_format(day, h->until));
}

static void line_words(buf *b, const control_hit *h) {
    static const char *const match[] = {"the code", "covers it", "a part of it", "stated"};
    buf_printf(b, "%s%s (%s", h->partial ? "ex " : "", h->code, match[h->match]);
    if (*h->via) buf_printf(b, "; as %s, %s", h->via, goods_quality_name(h->quality));
    buf_char(b, ')');
    if (*h->tier) buf_printf(b, " tier %s", h->tier);
    since_words(b, h);
}

static void provision(buf *b, const control_hit *h) {
    char day[DATE_TEXT];
    const goods_measure *m = h->measure;
    if (!m) {
        buf_printf(b, "%s: by which annex or article is not in the data", h->list);
        return;
    }
    if (controls_nothing(m)) {
        buf_printf(b, "%s controls nothing by itself", h->list);
        return;
    }
    buf_printf(b, "%s: ", m->id);
    goods_measure_words(b, m);
    if (m->valid_from) buf_printf(b, ", from %s", date_format(day, m->valid_from));
    if (*m->destination) buf_printf(b, ", to %s", m->destination);
    if (*m->whom) buf_printf(b, ", binds %s", m->whom);
    buf_printf(b, " [%s]", m->basis);
}

static bool same_provision(const control_hit *a, const control_hit *b) {
    return a->measure == b->measure && strcmp(a->list, b->list) == 0;
}

/* Whether no hit before it is of its list and measure. */
static bool is_first(const control_answer *a, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (same_provision(&a->hit[i], &a->hit[at])) return false;
    return true;
}

static void show_provision(page *p, const control_answer *a, size_t first) {
    enum { SHOWN = 4 };
    const control_hit *f = &a->hit[first];
    buf line = {0};
    size_t n = 0;
    provision(&line, f);
    para(p, 2, "", buf_text(&line));
    for (size_t i = first; i < a->hits; i++) {
        if (!same_provision(&a->hit[i], f)) continue;
        if (++n > SHOWN) continue;
        line.len = 0;
        line_words(&line, &a->hit[i]);
        para(p, 6, "", buf_text(&line));
    }
    if (n > SHOWN) buf_printf(&p->b, "    and %zu more of its codes (--json has all)\n", n - SHOWN);
    if (f->measure && f->measure->refused)
        buf_printf(&p->b, "    %zu rows of its table were refused when it was loaded\n",
                   f->measure->refused);
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static void show_open(page *p, const control_answer *a) {
    buf line = {0};
    size_t names = 0;
    for (size_t i = 0; i < a->open; i++) {
        const goods_measure *m = a->not_assessed[i];
        if (name_only(m)) {
            names++;
            continue;
        }
        line.len = 0;
        buf_printf(&line, "%s: not assessed, no codes loaded (", m->id);
        goods_measure_words(&line, m);
        buf_char(&line, ')');
        para(p, 2, "", buf_text(&line));
    }
    if (names)
        buf_printf(&p->b,
                   "  and %zu annexes of which only the name is known (cordon goods coverage)\n",
                   names);
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

void goods_controls_page(page *p, const control_answer *a, const goods_measure *m, size_t measures,
                         date_day as_at) {
    char day[DATE_TEXT];
    size_t in_force, without;
    buf line = {0};
    buf_printf(&p->b, "\nControls on %s\n", date_format(day, as_at));
    for (size_t i = 0; i < a->hits; i++)
        if (is_first(a, i)) show_provision(p, a, i);
    if (!a->hits) buf_str(&p->b, "  no loaded list names the code\n");
    show_open(p, a);
    goods_controls_count(&in_force, &without, m, measures);
    buf_printf(&line,
               "Coverage: of %zu provisions that are or may be in force %zu have no codes here; "
               "silence is not \"not controlled\".",
               in_force, without);
    para(p, 0, "", buf_text(&line));
    buf_free(&line);
}

/* ---- as JSON ---- */

static void json_open(buf *b, const char *key, char bracket) {
    json_key(b, key);
    buf_char(b, bracket);
}

static void json_some(buf *b, const char *key, const char *s) { json_str(b, key, *s ? s : NULL); }

static void json_bool(buf *b, const char *key, bool v) {
    json_key(b, key);
    buf_str(b, v ? "true" : "false");
}

static void json_measure(buf *b, const char *key, const goods_measure *m) {
    if (!m) {
        json_str(b, key, NULL);
        return;
    }
    json_open(b, key, '{');
    json_str(b, "id", m->id);
    json_some(b, "act", m->act);
    json_some(b, "annex", m->annex);
    json_some(b, "article", m->article);
    json_str(b, "effect", m->effect);
    json_str(b, "title", m->title);
    json_some(b, "destination", m->destination);
    json_some(b, "whom", m->whom);
    json_date(b, "valid_from", m->valid_from);
    json_date(b, "valid_to", m->valid_to);
    json_some(b, "date_basis", m->date_basis);
    json_str(b, "basis", m->basis);
    json_str(b, "source", m->source);
    json_some(b, "note", m->note);
    json_int(b, "rows_refused", (int64_t)m->refused);
    buf_char(b, '}');
}

static void json_hit(buf *b, const control_hit *h) {
    static const char *const match[] = {"code", "above", "below", "stated"};
    static const char *const kind[] = {"day", "by", "unknown"};
    json_open(b, NULL, '{');
    json_str(b, "list", h->list);
    json_str(b, "title", h->title);
    json_str(b, "line", h->code);
    json_bool(b, "partial", h->partial);
    json_some(b, "tier", h->tier);
    json_str(b, "text", h->text);
    json_str(b, "match", match[h->match]);
    json_some(b, "through", h->via);
    json_str(b, "quality", goods_quality_name(h->quality));
    json_date(b, "since", h->since);
    json_str(b, "since_is", kind[h->since_is]);
    json_bool(b, "undated", h->undated);
    json_date(b, "until", h->until);
    json_bool(b, "controls", h->measure && !controls_nothing(h->measure));
    json_str(b, "source", h->source);
    json_str(b, "basis", h->basis);
    json_measure(b, "measure", h->measure);
    buf_char(b, '}');
}

void goods_controls_json(buf *b, const control_answer *a, const goods_measure *m, size_t measures) {
    size_t in_force, without;
    json_open(b, "controls", '[');
    for (size_t i = 0; i < a->hits; i++) json_hit(b, &a->hit[i]);
    buf_char(b, ']');
    json_open(b, "not_assessed", '[');
    for (size_t i = 0; i < a->open; i++) json_measure(b, NULL, a->not_assessed[i]);
    buf_char(b, ']');
    goods_controls_count(&in_force, &without, m, measures);
    json_open(b, "coverage", '{');
    json_int(b, "in_force", (int64_t)in_force);
    json_int(b, "without_codes", (int64_t)without);
    buf_char(b, '}');
}
