/* facts_goods.c - items of a case against groups, tiers and measures: by their code, or as somebody states. */
#include "assess/facts_inner.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct wanted { char list[64], tier[32]; } wanted;

static bool is_wanted(const control_hit *h, const wanted *w) {
    if (*w->tier) return strcasecmp(h->list, w->list) == 0 && strcasecmp(h->tier, w->tier) == 0;
    return strcasecmp(h->list, w->list) == 0 || (h->measure && strcasecmp(h->measure->id, w->list) == 0);
}

/* The answer for a code, once a case. */
static cordon_status controls_of(const control_answer **out, facts *f, const char *nomenclature, const char *code, cordon_error *err) {
    char key[96];
    snprintf(key, sizeof key, "#%.40s %s", nomenclature, code);
    void **kept = facts_kept(f, key);
    if (!kept) return cordon_fail(err, CORDON_ENOMEM, "no memory for controls");
    if (!*kept) {
        control_answer *a = arena_alloc(&f->mem, sizeof *a);
        if (!a) return cordon_fail(err, CORDON_ENOMEM, "no memory for controls");
        cordon_status status = goods_controls_ask(a, &f->mem, f->goods->c, nomenclature, code, f->day, f->w->terms.known_by, err);
        if (status) return status;
        *kept = a;
    }
    *out = *kept;
    return CORDON_OK;
}

static cordon_status coverage_of(const goods_measure **out, size_t *n, facts *f, cordon_error *err) {
    typedef struct covered { const goods_measure *m; size_t n; } covered;
    void **kept = facts_kept(f, "#measures");
    if (!kept) return cordon_fail(err, CORDON_ENOMEM, "no memory for controls");
    if (!*kept) {
        covered *c = arena_alloc(&f->mem, sizeof *c);
        if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory for controls");
        cordon_status status = goods_controls_coverage(&c->m, &c->n, &f->mem, f->goods->c, f->day, f->w->terms.known_by, err);
        if (status) return status;
        *kept = c;
    }
    *out = ((const covered *)*kept)->m;
    *n = ((const covered *)*kept)->n;
    return CORDON_OK;
}

static const goods_measure *measure_of(const goods_measure *m, size_t n, const char *id) {
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(m[i].id, id) == 0) return &m[i];
    return NULL;
}

/* What works on the goods of an annex that somebody states; NULL = the regime has no such measure. Once a case. */
static cordon_status works_on(const control_answer **out, facts *f, const char *annex, cordon_error *err) {
    static control_answer none; /* stands for "no such measure" */
    char key[96];
    cordon_error why = {0};
    snprintf(key, sizeof key, "#stated %.80s", annex);
    void **kept = facts_kept(f, key);
    *out = NULL;
    if (!kept) return cordon_fail(err, CORDON_ENOMEM, "no memory for controls");
    if (!*kept) {
        control_answer *a = arena_alloc(&f->mem, sizeof *a);
        if (!a) return cordon_fail(err, CORDON_ENOMEM, "no memory for controls");
        cordon_status status = goods_controls_stated(a, &f->mem, f->goods->c, annex, f->day, &why);
        if (status && status != CORDON_ENOTFOUND) return cordon_fail(err, status, "%s", why.message);
        *kept = status ? &none : a;
    }
    *out = *kept == &none ? NULL : *kept;
    return CORDON_OK;
}

typedef struct statement {
    const control_hit *hit;            /* the measure asked about works on goods of the stated annex */
    bool holds;                        /* it does, or the group asked about is stated itself */
    char unknown[64];                  /* the first word that the regime knows as neither measure nor group, "" = none */
} statement;

/* "A, B" of the case against what is asked. */
static cordon_status read_statement(statement *out, asked *q, const goods_measure *m) {
    const char *s = q->f->c->item[q->thing].annex.v;
    cordon_status status = CORDON_OK;
    *out = (statement){0};
    while (*s && !status) {
        char word[64];
        const control_answer *a = NULL;
        s += strspn(s, ", ");
        size_t n = strcspn(s, ","), len = n;
        while (len && s[len - 1] == ' ') len--;
        snprintf(word, sizeof word, "%.*s", (int)len, s);
        s += n;
        if (!len || strcasecmp(word, "none") == 0) continue;
        status = works_on(&a, q->f, word, q->err);
        for (size_t i = 0; a && m && i < a->hits && !out->hit; i++)
            if (strcasecmp(a->hit[i].measure->id, m->id) == 0) out->hit = &a->hit[i];
        out->holds |= out->hit || strcasecmp(word, q->value) == 0;
        const char *colon = strchr(word, ':');
        char group[64];
        snprintf(group, sizeof group, "%.*s", (int)(colon ? colon - word : (long)len), word);
        if (!status && !a && !*out->unknown && !regime_group(q->f->w->regime, group)) snprintf(out->unknown, sizeof out->unknown, "%s", word);
    }
    return status;
}

/* Why a line that was met does not settle it; NULL: it does. */
static const char *doubt(const control_hit *h) {
    if (h->partial) return "only goods of a description within the code are meant";
    if (h->match == CONTROL_PART) return "only a part of the code is meant";
    if (h->undated) return "it stood there by a later day; since when is not known";
    if (h->quality != GOODS_AS_WRITTEN && h->quality != GOODS_ONE_TO_ONE) return "the code was carried to another revision and does not correspond one to one";
    return NULL;
}

static cordon_status say_met(asked *q, const control_hit *h) {
    const case_text *code = &q->f->c->item[q->thing].code;
    const char *why = doubt(h);
    fact_evidence at = {.kind = "case", .pointer = code->pointer, .text = code->v};
    cordon_status status = fact_say(q, why ? TRI_UNKNOWN : TRI_YES, &at, "%s: line %s of %s%s%s%s%s", code->v, h->code, h->list, *h->tier ? " tier " : "", h->tier, why ? "; " : "", why ? why : "");
    if (status) return status;
    const char *from = h->measure ? h->measure->table : h->list;
    return fact_add(q, &(fact_evidence){.kind = "goods", .record = fact_text(q, "%s %s", h->list, h->code), .file = from, .text = h->source, .day = h->since});
}

static cordon_status by_code(asked *q, const wanted *w, const goods_measure *m) {
    const case_item *x = &q->f->c->item[q->thing];
    const control_answer *a = NULL;
    const control_hit *met = NULL;
    char code[9], digits[16];
    fact_evidence at = {.kind = "case", .pointer = x->code.pointer, .text = x->code.v};
    if (x->code.state != VALUE_GIVEN) return fact_say(q, TRI_UNKNOWN, &at, "%s is %s", x->code.pointer, value_state_name(x->code.state));
    size_t n = 0;
    for (const char *s = x->code.v; *s && n < sizeof digits - 1; s++)
        if (*s != ' ' && *s != '.') digits[n++] = *s;
    digits[n] = 0;
    if (n > 8) digits[8] = 0; /* national digits behind */
    if (!goods_code_clean(code, digits)) return fact_say(q, TRI_UNKNOWN, &at, "\"%.40s\" is no tariff code of 2 to 10 digits", x->code.v);
    const char *nomenclature = x->nomenclature.state == VALUE_GIVEN ? x->nomenclature.v : strlen(code) == 8 ? "CN" : "HS";
    cordon_status status = controls_of(&a, q->f, nomenclature, code, q->err);
    if (status || !a) return status;
    for (size_t i = 0; i < a->hits; i++)
        if (is_wanted(&a->hit[i], w) && (!met || (doubt(met) && !doubt(&a->hit[i])))) met = &a->hit[i];
    if (met) return say_met(q, met);
    for (size_t i = 0; i < a->open; i++) q->out->not_assessed |= m && a->not_assessed[i] == m;
    for (size_t i = 0; i < a->open; i++) q->out->not_assessed |= m && strcasecmp(a->not_assessed[i]->id, m->id) == 0;
    if (q->out->not_assessed) return fact_say(q, TRI_UNKNOWN, &at, "the table of %s is not loaded for the day", w->list);
    if (a->lost) {
        q->out->not_assessed = true;
        return fact_say(q, TRI_UNKNOWN, &at, "the code does not carry to the revision of a list");
    }
    status = fact_say(q, TRI_NO, &at, "%s is not on %s on the day", x->code.v, q->value);
    return status ? status : fact_add(q, &(fact_evidence){.kind = "goods", .record = w->list, .file = m ? m->table : w->list, .day = q->f->day});
}

cordon_status fact_item_on(asked *q) {
    const case_item *x = &q->f->c->item[q->thing];
    const goods_measure *all = NULL;
    size_t n = 0;
    wanted w = {"", ""};
    const char *colon = strchr(q->value, ':');
    snprintf(w.list, sizeof w.list, "%.*s", (int)(colon ? colon - q->value : (long)strlen(q->value)), q->value);
    snprintf(w.tier, sizeof w.tier, "%s", colon ? colon + 1 : "");
    cordon_status status = coverage_of(&all, &n, q->f, q->err);
    if (status) return status;
    const goods_measure *m = *w.tier ? NULL : measure_of(all, n, w.list);
    if (!m && !regime_group(q->f->w->regime, w.list)) return cordon_fail(q->err, CORDON_ENOTFOUND, "the regime has neither a group nor a measure \"%.60s\"", q->value);
    fact_evidence said = {.kind = "case", .pointer = x->annex.pointer, .text = x->annex_by.v};
    const char *by = x->annex_by.state == VALUE_GIVEN ? x->annex_by.v : "somebody not named";
    if (m && !m->in_force) return fact_say(q, TRI_NO, &(fact_evidence){.kind = "goods", .record = m->id, .text = m->source, .day = m->valid_from}, "%s is not in force on the day", m->id);
    statement told = {0};
    if (x->annex.state == VALUE_GIVEN) status = read_statement(&told, q, m);
    if (!status && told.holds) {
        status = fact_say(q, TRI_YES, &said, "stated to stand in it by %.100s", by);
        if (!status && told.hit) status = fact_add(q, &(fact_evidence){.kind = "goods", .record = told.hit->list, .text = told.hit->title, .day = told.hit->since});
        return status;
    }
    if (!status) status = by_code(q, &w, m);
    if (!status && q->out->holds == TRI_NO && *told.unknown) return fact_say(q, TRI_UNKNOWN, &said, "not on it by its code, and stated to stand in \"%s\", which the regime does not know, by %.100s", told.unknown, by);
    if (status || q->out->holds != TRI_UNKNOWN || x->annex.state != VALUE_GIVEN || strcasecmp(x->annex.v, "none") != 0) return status;
    q->out->not_assessed = false;
    return fact_say(q, TRI_NO, &said, "stated to stand in no annex by %.100s", by);
}

cordon_status fact_item_dual_use(asked *q) {
    const case_text *t = &q->f->c->item[q->thing].control;
    fact_evidence at = {.kind = "case", .pointer = t->pointer, .text = t->v};
    if (t->state != VALUE_GIVEN) return fact_say(q, TRI_UNKNOWN, &at, "%s is %s: it was not classified", t->pointer, value_state_name(t->state));
    bool none = strcasecmp(t->v, "none") == 0;
    q->out->value = none ? "" : t->v;
    return fact_say(q, none ? TRI_NO : TRI_YES, &at, none ? "stated to have no position" : "stated to be %.60s", t->v);
}
