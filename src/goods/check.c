/* check.c - one declared line through the checks. */
#include "goods/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/decimal.h"
#include "goods/check_inner.h"

static const char units_file[] = "data/goods/unit_names.csv";
static const char parameters_file[] = "data/goods/check_parameters.csv";

static const struct {
    const char *rule, *method;
} kinds[CHECK_KINDS] = {
    [CHECK_CODE] = {"goods.code", "the digits against the nomenclatures of the day"},
    [CHECK_DATE] = {"goods.date", "the digits against all years of the Combined Nomenclature (concordances) and all revisions of the Harmonized System (correlation tables)"},
    [CHECK_TEXT] = {"goods.text", "place of the code among the candidates of a search over the texts of all nomenclatures (goods/search.h)"},
    [CHECK_NEIGHBOUR] = {"goods.neighbour", "the same search: confidence of listed codes of the heading against that of the declared one"},
    [CHECK_UNIT] = {"goods.unit", "the declared unit against that of the nomenclature, by data/goods/unit_names.csv"},
    [CHECK_PRICE] = {"goods.unit-value", "value over quantity against quartiles of the flows of the store, on the logarithm (Tukey 1977)"},
    [CHECK_NUMBER] = {"goods.number", "decimal numbers with a full stop"},
};

const char *check_rule(check_kind k) { return kinds[k].rule; }
const char *check_method(check_kind k) { return kinds[k].method; }

bool check_of_rule(check_kind *out, const char *rule) {
    for (int k = 0; k < CHECK_KINDS; k++) {
        if (strcmp(kinds[k].rule, rule) != 0) continue;
        *out = (check_kind)k;
        return true;
    }
    return false;
}

/* ---- what all rows share */

static cordon_status parameter(const table *t, const int col[2], size_t row, check_parameters *p, cordon_error *err) {
    const struct {
        const char *name;
        double *to, least, most;
    } known[] = {
        {"unit_weighed", &p->unit_weighed, 0, 1},
        {"unit_other", &p->unit_other, 0, 1},
        {"counted_for_weighed", &p->counted_for_weighed, 0, 1},
        {"text_alike", &p->text_alike, 0, 2},
        {"text_within", &p->text_within, 1, 120},
        {"text_words", &p->text_words, 1, 100},
        {"text_confidence", &p->text_confidence, 0, 1},
        {"neighbour_least", &p->neighbour_least, 0, 1},
        {"price_records", &p->price_records, 4, 1e9},
        {"price_fence", &p->price_fence, 0, 100},
        {"price_spread", &p->price_spread, 0, 100},
    };
    const char *name = table_cell(t, row, col[0]), *value = table_cell(t, row, col[1]);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *end;
        if (strcmp(known[i].name, name) != 0) continue;
        double v = strtod(value, &end);
        if (!*value || *end || !(v >= known[i].least && v <= known[i].most))
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[1] + 1,
                                  "%s \"%.40s\": expected a number from %g to %g", name, value, known[i].least, known[i].most);
        *known[i].to = v;
        return CORDON_OK;
    }
    return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[0] + 1, "there is no parameter \"%.40s\"", name);
}

static cordon_status read_parameters(check_parameters *p, cordon_error *err) {
    static const char *const names[] = {"name", "value", NULL};
    char path[1024];
    table t;
    int col[2];
    cordon_status status = table_read(&t, data_path(path, sizeof path, parameters_file), err);
    if (status) return status;
    double *const all[] = {&p->unit_weighed, &p->unit_other, &p->counted_for_weighed, &p->price_records, &p->price_fence, &p->price_spread,
                           &p->text_alike, &p->text_within, &p->text_words, &p->text_confidence, &p->neighbour_least};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) *all[i] = NAN;
    status = table_cols(&t, names, col, err);
    for (size_t i = 0; i < t.rows && !status; i++) status = parameter(&t, col, i, p, err);
    for (size_t i = 0; i < sizeof all / sizeof *all && !status; i++)
        if (isnan(*all[i])) status = cordon_fail_at(err, CORDON_EFORMAT, t.path, 0, 0, "a parameter is missing: there are to be %zu", sizeof all / sizeof *all);
    table_free(&t);
    return status;
}

static cordon_status read_units(unit_names *u, cordon_error *err) {
    char path[1024];
    table t;
    cordon_status status = table_read(&t, data_path(path, sizeof path, units_file), err);
    if (status) return status;
    status = unit_names_read(u, &t, err);
    table_free(&t);
    return status;
}

static void set_revision(goods_checks *c) {
    for (size_t i = 0; i < goods_revision_count(c->g); i++) {
        goods_revision r = goods_revision_at(c->g, i);
        if (i && r.valid_from > c->terms.as_at) continue;
        c->hs = r.name;
        c->hs_beyond = !date_within(c->terms.as_at, r.valid_from, r.valid_to);
    }
}

static void set_year(goods_checks *c) {
    unsigned year = (unsigned)c->terms.as_at / 10000;
    c->year = year < c->years.first ? c->years.first : year > c->years.last ? c->years.last : year;
    c->beyond = c->year != year;
    snprintf(c->cn, sizeof c->cn, "CN%u", c->year);
}

/* Of the nomenclatures of lines with units the one that began nearest before the day, else the first. */
static cordon_status set_counted(goods_checks *c, cordon_error *err) {
    cordon_status status = CORDON_OK;
    c->counted = "";
    for (size_t i = goods_revision_count(c->g); i < goods_nomenclature_count(c->g) && !status; i++) {
        goods_revision r = goods_nomenclature_at(c->g, i);
        const goods_node *v = NULL;
        size_t n = 0;
        bool has = false;
        status = goods_nodes(&v, &n, c->g, r.name, err);
        for (size_t k = 0; k < n && !has; k++) has = v[k].level == 8 && *v[k].unit;
        if (has && (!*c->counted || r.valid_from <= c->terms.as_at)) c->counted = r.name;
    }
    return status;
}

/* The name as the tables write it. */
static cordon_status set_named(goods_checks *c, cordon_error *err) {
    const goods_node *v;
    size_t n;
    if (!c->terms.nomenclature) return CORDON_OK;
    cordon_status status = goods_nodes(&v, &n, c->g, c->terms.nomenclature, err);
    for (size_t i = 0; i < goods_nomenclature_count(c->g) && !status; i++) {
        goods_revision r = goods_nomenclature_at(c->g, i);
        if (strcasecmp(r.name, c->terms.nomenclature) != 0) continue;
        c->terms.nomenclature = r.name;
        const char *hs = goods_hs_revision(c->g, r.name, 0);
        if (hs) c->hs = hs;
    }
    return status;
}

cordon_status goods_checks_open(goods_checks **out, const check_terms *t, cordon_error *err) {
    goods_checks *c = calloc(1, sizeof *c);
    if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory for the checks");
    c->terms = *t;
    pthread_mutex_init(&c->lock, NULL);
    cordon_status status = goods_open(&c->g, err);
    if (!status) status = read_parameters(&c->p, err);
    if (!status) status = read_units(&c->units, err);
    if (!status) status = code_years_read(&c->years, c->g, err);
    if (!status) {
        set_revision(c);
        set_year(c);
        status = set_counted(c, err);
    }
    if (!status) status = set_named(c, err);
    if (!status && t->regime) status = goods_controls_open(&c->controls, c->g, t->regime, t->store, err);
    if (status)
        goods_checks_close(c);
    else
        *out = c;
    return status;
}

void goods_checks_close(goods_checks *c) {
    if (!c) return;
    goods_controls_close(c->controls);
    code_years_free(&c->years);
    unit_names_free(&c->units);
    goods_close(c->g);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void goods_checks_about(buf *b, const goods_checks *c) {
    char day[DATE_TEXT];
    date_format(day, c->terms.as_at);
    if (c->terms.nomenclature) {
        buf_printf(b, "Codes are judged as codes of %s.", c->terms.nomenclature);
        return;
    }
    buf_printf(b, "Codes of six digits are judged by %s%s, those of eight by the Combined Nomenclature of %u%s.", c->hs,
               c->hs_beyond ? " (the nearest revision there is)" : "", c->year,
               c->beyond ? " (the nearest year that the tables reach)" : "");
}

/* ---- a row */

cordon_status goods_checker_open(goods_checker **out, goods_checks *c, cordon_error *err) {
    goods_checker *k = calloc(1, sizeof *k);
    if (!k) return cordon_fail(err, CORDON_ENOMEM, "no memory for a thread");
    k->c = c;
    cordon_status status = check_cache_open(&k->codes, c->terms.plain ? CHECK_CACHE_PLAIN : CHECK_CACHE_MAX, err);
    if (!status) status = check_cache_open(&k->texts, c->terms.plain ? CHECK_CACHE_PLAIN : CHECK_CACHE_MAX, err);
    if (status)
        goods_checker_close(k);
    else
        *out = k;
    return status;
}

void goods_checker_close(goods_checker *k) {
    if (!k) return;
    check_cache_close(&k->codes);
    check_cache_close(&k->texts);
    goods_search_close(k->search);
    free(k);
}

static cordon_status facts_of(const code_facts **out, arena *mem, goods_checker *k, const char *cell, cordon_error *err) {
    size_t len = strlen(cell);
    bool keep = len <= CHECK_QUOTE; /* what is longer comes once */
    code_facts *f = keep ? check_cache_find(&k->codes, cell, len) : NULL;
    *out = f;
    if (f) return CORDON_OK;
    arena *in = keep ? &k->codes.mem : mem;
    f = arena_alloc(in, sizeof *f);
    if (!f) return cordon_fail(err, CORDON_ENOMEM, "no memory for a code");
    pthread_mutex_lock(&k->c->lock);
    cordon_status status = code_facts_make(f, in, k->c, cell, err);
    pthread_mutex_unlock(&k->c->lock);
    if (!status && keep && !check_cache_add(&k->codes, cell, len, f)) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a code");
    *out = f;
    return status;
}

typedef struct rower {
    check_answer *a;
    arena *mem;
    goods_checker *k;
    const check_row *row;
    const code_facts *f;
    cordon_error *err;
} rower;

static cordon_status add(rower *r, check_kind kind, finding_verdict v, const char *found, const char *expected, const char *text, double score) {
    if (!found || !expected || !text) return cordon_fail(r->err, CORDON_ENOMEM, "no memory for a finding");
    if (r->a->n == CHECK_RESULTS_MAX) return cordon_fail(r->err, CORDON_EINTERNAL, "more than %d results for a row", CHECK_RESULTS_MAX);
    r->a->result[r->a->n++] = (check_result){kind, v, found, expected, text, v == FINDING_FOUND ? score : (double)NAN, 0};
    return CORDON_OK;
}

static bool has(const rower *r, check_kind kind) {
    for (unsigned i = 0; i < r->a->n; i++)
        if (r->a->result[i].kind == kind) return true;
    return false;
}

static cordon_status check_code(rower *r) {
    r->a->as_written = r->f->as_written;
    r->a->nomenclature = r->f->nomenclature;
    r->a->control = r->f->control;
    r->a->controls = r->f->controls;
    r->a->controls_asked = r->f->controls_asked;
    memcpy(r->a->checked, r->f->checked, sizeof r->a->checked);
    cordon_status status = CORDON_OK;
    for (unsigned i = 0; i < r->f->n && !status; i++) {
        const check_result *s = &r->f->result[i];
        status = add(r, s->kind, s->verdict, s->found, s->expected, s->text, s->score);
    }
    if (!status && !has(r, CHECK_CODE)) status = add(r, CHECK_CODE, FINDING_NOTHING_FOUND, "", "", "", NAN);
    if (!status && !has(r, CHECK_DATE))
        status = r->f->known ? add(r, CHECK_DATE, FINDING_NOTHING_FOUND, "", "", "", NAN)
                             : add(r, CHECK_DATE, FINDING_NOT_ASSESSED, "", "", "no code to judge", NAN);
    return status;
}

static cordon_status unit_not_assessed(rower *r, const char *why) {
    return add(r, CHECK_UNIT, FINDING_NOT_ASSESSED, "", "", why, NAN);
}

static cordon_status check_unit(rower *r) {
    const char *written = check_quote(r->mem, r->row->unit);
    const unit_name *declared = unit_names_find(&r->k->c->units, r->row->unit), *of = r->f->counted;
    if (!written) return cordon_fail(r->err, CORDON_ENOMEM, "no memory for a finding");
    if (!r->row->unit[strspn(r->row->unit, " \t\r\n")]) return unit_not_assessed(r, "the row has no unit");
    if (!declared) return unit_not_assessed(r, check_printf(r->mem, "unit \"%s\" is not known (data/goods/unit_names.csv)", written));
    if (!r->f->known) return unit_not_assessed(r, "no code to judge by");
    if (!of) return unit_not_assessed(r, check_printf(r->mem, "the nomenclature has no unit that is known for %s", r->f->checked));
    bool weighs = strcmp(of->dimension, "mass") == 0, weighed = strcmp(declared->dimension, "mass") == 0;
    if (strcmp(of->dimension, declared->dimension) == 0 || (weighs && r->k->c->p.counted_for_weighed < 1))
        return add(r, CHECK_UNIT, FINDING_NOTHING_FOUND, "", "", "", NAN);
    bool pieces = strcmp(of->dimension, "number") == 0;
    return add(r, CHECK_UNIT, FINDING_FOUND, written, r->f->unit,
               check_printf(r->mem, "the unit \"%s\" is one of %s, the nomenclature counts %s in \"%s\" (%s)%s", written, declared->dimension,
                            r->f->checked, r->f->unit, of->dimension,
                            weighed && pieces ? ": a weight in the place of a number of pieces makes quantities and prices meaningless" : ""),
               weighed && pieces ? r->k->c->p.unit_weighed : r->k->c->p.unit_other);
}

bool check_milli(int64_t *out, const char *text, bool *empty) {
    size_t len = strlen(text), from = strspn(text, " \t\r\n");
    while (len > from && strchr(" \t\r\n", text[len - 1])) len--;
    *empty = len == from;
    if (*empty) return false;
    decimal_result r = decimal_milli(out, text + from, len - from, (decimal_scale){1, 0});
    return (r == DECIMAL_EXACT || r == DECIMAL_ROUNDED) && *out >= 0;
}

static cordon_status check_number(rower *r, const char *name, const char *text) {
    int64_t milli;
    bool empty;
    const char *quote;
    if (check_milli(&milli, text, &empty) || empty) return CORDON_OK;
    if (!(quote = check_quote(r->mem, text))) return cordon_fail(r->err, CORDON_ENOMEM, "no memory for a finding");
    return add(r, CHECK_NUMBER, FINDING_FAILED, quote, "a number such as 1234.5",
               check_printf(r->mem, "%s \"%s\" is no number from 0 on that fits: expected digits, with a full stop before decimals", name, quote), NAN);
}

static cordon_status check_value(rower *r) {
    check_result s;
    cordon_status status = check_price_row(&s, r->mem, r->k->c, r->f, r->row, r->err);
    return status ? status : add(r, CHECK_PRICE, s.verdict, s.found, s.expected, s.text, s.score);
}

static cordon_status check_text(rower *r) {
    static const check_kind kind[] = {CHECK_TEXT, CHECK_NEIGHBOUR};
    const goods_checks *c = r->k->c;
    const text_facts *t = NULL;
    bool empty = !r->row->text[strspn(r->row->text, " \t\r\n")];
    cordon_status status = CORDON_OK;
    if (!empty && r->f->known) status = text_facts_of(&t, r->mem, r->k, r->f, r->row->text, r->err);
    for (int i = 0; i < 2 && !status; i++) {
        check_result s = {kind[i], FINDING_NOT_ASSESSED, "", "", empty ? "the row has no text" : "no code to judge by", NAN, 0};
        if (kind[i] == CHECK_NEIGHBOUR && !c->controls) continue;
        if (t) status = i ? check_neighbour_row(&s, r->mem, r->f, c, t, r->err) : check_text_row(&s, r->mem, c, r->f, t, r->err);
        if (!status) status = add(r, s.kind, s.verdict, s.found, s.expected, s.text, s.score);
        if (!status) r->a->result[r->a->n - 1].elsewhere = s.elsewhere;
    }
    return status;
}

cordon_status goods_check_row(check_answer *out, arena *mem, goods_checker *k, const check_row *row, cordon_error *err) {
    *out = (check_answer){.nomenclature = "", .as_written = ""};
    rower r = {.a = out, .mem = mem, .k = k, .row = row, .err = err};
    /* What is kept of a text points into what is kept of codes. */
    size_t before = k->codes.n;
    check_cache_tidy(&k->codes, k->c->terms.plain);
    check_cache_tidy(&k->texts, k->c->terms.plain || k->codes.n < before);
    cordon_status status = facts_of(&r.f, mem, k, row->code ? row->code : "", err);
    if (!status) status = check_code(&r);
    if (!status && row->text) status = check_text(&r);
    if (!status && row->unit) status = check_unit(&r);
    if (!status && k->c->terms.prices && row->value && row->quantity && row->unit && row->currency) status = check_value(&r);
    if (!status && row->quantity) status = check_number(&r, "quantity", row->quantity);
    if (!status && row->value) status = check_number(&r, "value", row->value);
    return status;
}
