#include "report/effects.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static const struct {
    const char *name;
    effect_kind *fill;
} kinds[] = {{"series", effect_series},
             {"indicator", effect_indicator},
             {"headline", effect_headline},
             {"listings", effect_listings},
             {"record", effect_record}};

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
}

cordon_status effects_open(effects *out, report *r, const page_listings *l, cordon_error *err) {
    *out = (effects){.r = r, .listings = l};
    cordon_status status = questions_read(&out->series, r->in->regime, r->in->areas, "effects.csv",
                                          r->pair, r->in->as_at, r->in->known_by, err);
    if (status) return status;
    out->asked = calloc(out->series.n + 1, sizeof *out->asked);
    return out->asked ? CORDON_OK : no_memory(err);
}

void effects_close(effects *e) {
    free(e->asked);
    free(e->request);
    if (e->series.v) questions_free(&e->series);
    *e = (effects){0};
}

/* ---- what the kinds share ---- */

date_period effect_month(date_period p, int n) {
    int m = p / 100 * 12 + p % 100 - 1 + n;
    return m / 12 * 100 + m % 12 + 1;
}

const char *effect_word(const shift *s) {
    switch (s->word) {
    case SHIFT_UP: return "up beyond its scatter";
    case SHIFT_DOWN: return "down beyond its scatter";
    case SHIFT_FLAT: return "cannot tell within its scatter";
    case SHIFT_UNKNOWN: break;
    }
    return "cannot tell with so few values before it";
}

void effect_tail(buf *b, const effect *x, date_day from, date_day to) {
    const table *t = regime_table(x->e->r->in->regime, "dates.csv");
    size_t n = 0;
    for (size_t i = 0; t && i < t->rows; i++) {
        const char *s = table_cell(t, i, table_col(t, "date"));
        date_day d = 0;
        if (date_parse(&d, s, strlen(s))) n += d >= from && d <= to && d != x->day;
    }
    buf_printf(b, ". %zu other key date%s then; not shown to be caused by it.", n,
               n == 1 ? "" : "s");
}

static const char *keep(effect *x, const char *s) {
    report *r = x->e->r;
    const char *kept = arena_strndup(&r->mem, s, strlen(s));
    r->no_memory |= !kept;
    return kept ? kept : "";
}

static void number(buf *b, const char *name, double value) {
    if (isfinite(value)) buf_printf(b, ",\"%s\":%.12g", name, value);
}

static void subject_of(const effect *x, char out[120]) {
    snprintf(out, 120, "%.20s %.15s:%.60s", x->item, x->kind, x->id);
}

cordon_status effect_put(effect *x, const effect_found *f, cordon_error *err) {
    char subject[120], day[DATE_TEXT];
    buf parameters = {0};
    subject_of(x, subject);
    buf_char(&parameters, '{');
    json_str(&parameters, "item", x->item);
    json_str(&parameters, "seen_in", subject + strlen(x->item) + 1);
    json_str(&parameters, "measure_of", date_format(day, x->day));
    json_str(&parameters, "third", x->third->code);
    json_str(&parameters, "word", f->word);
    number(&parameters, "before", f->before);
    number(&parameters, "after", f->after);
    number(&parameters, "low", f->low);
    number(&parameters, "high", f->high);
    buf_char(&parameters, '}');
    x->text = keep(x, f->text);
    cordon_status status = parameters.failed
                               ? no_memory(err)
                               : report_counted(x->e->r,
                                                &(counted){.rule = "report.effect",
                                                           .subject = subject,
                                                           .measure = f->measure,
                                                           .parameters = buf_text(&parameters),
                                                           .text = x->text,
                                                           .method = f->method,
                                                           .source = f->source,
                                                           .sources = f->sources,
                                                           .rows = f->rows},
                                                err);
    buf_free(&parameters);
    return status;
}

void effect_unknown(effect *x, const char *why, const char *request) {
    x->why = keep(x, why);
    x->request = keep(x, request);
}

/* ---- a row's names ---- */

static bool read_name(effect *x, const char *s, size_t n, date_day since) {
    const char *colon = memchr(s, ':', n), *at = memchr(s, '@', n);
    size_t end = at ? (size_t)(at - s) : n;
    if (!colon) return false;
    snprintf(x->kind, sizeof x->kind, "%.*s", (int)(colon - s), s);
    snprintf(x->id, sizeof x->id, "%.*s", (int)(s + end - colon - 1), colon + 1);
    x->day = since;
    return !at || date_parse(&x->day, at + 1, (size_t)(s + n - at - 1));
}

static cordon_status ask(effect *x, cordon_error *err) {
    char subject[120], day[DATE_TEXT], why[120];
    report *r = x->e->r;
    cordon_status status = CORDON_OK;
    x->request = "";
    if (!x->day)
        effect_unknown(x, "no day is known from which it could be seen", "the day it was in force");
    else if (x->day > r->in->as_at) {
        snprintf(why, sizeof why, "%s is later than the day the facts go to",
                 date_format(day, x->day));
        effect_unknown(x, why, "");
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !x->why && !status; i++)
        if (strcmp(kinds[i].name, x->kind) == 0) status = kinds[i].fill(x, err);
    if (status || !x->why) return status;
    subject_of(x, subject);
    return not_assessed_finding(r->findings, "report.effect", subject, x->why,
                                *x->request ? x->request : "Which file would fill it?",
                                r->in->as_at, r->in->known_by, err);
}

/* A file is asked for once; later rows say where. */
static cordon_status once(effect *x, cordon_error *err) {
    effects *e = x->e;
    for (size_t i = 0; i < e->requests; i++)
        if (strcmp(e->request[i].text, x->request) == 0) {
            x->asked_at = e->request[i].item;
            return CORDON_OK;
        }
    if ((e->requests & (e->requests - 1)) == 0) { /* full at 0, 1, 2, 4, ... */
        effect_request *v = realloc(e->request, (e->requests ? 2 * e->requests : 1) * sizeof *v);
        if (!v) return no_memory(err);
        e->request = v;
    }
    e->request[e->requests++] = (effect_request){x->request, x->item};
    return CORDON_OK;
}

cordon_status effects_say(effect_lines *out, effects *e, const char *item, const area *third,
                          const char *names, date_day since, cordon_error *err) {
    cordon_status status = CORDON_OK;
    *out = (effect_lines){0};
    for (const char *s = names; *s && !status && out->n < EFFECTS_MAX;) {
        size_t n = strcspn(s, ",");
        effect *x = &out->v[out->n];
        *x = (effect){.e = e, .item = item, .third = third, .back = third == e->r->pair->b};
        if (read_name(x, s, n, since)) {
            out->n++;
            status = ask(x, err);
            if (!status && x->why && *x->request) status = once(x, err);
            out->assessed += x->text != NULL;
        }
        s += n + (s[n] == ',');
    }
    return status;
}
