/* facts_texts.c - whether an item's text fits its code, and its unit value what others pay: by the checks of goods/check.h.
 *
 * One set of checks serves every day: texts are compared for the newest revision of six digits, whose cases they are; lists that name
 * a neighbour are asked on the day of the case. Unit values are those of all flows of the store with a quantity. A text is judged once
 * for all cases; each thread has a checker of its own. */
#include "assess/facts_flags.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "flows/prices.h"

enum { WAIT_SECONDS = 20 };

/* ---- opened once --------------------------------------------------------------------- */

void flag_checks_free(struct flag_world *w) {
    for (checker_tools *t = w->free_checker, *next; t; t = next) next = t->next, goods_checker_close(t->k), free(t);
    goods_checks_close(w->checks);
}

/* Under the lock. A store without a warehouse has no flows, and its engine is not started. */
static cordon_status open_prices(check_terms *t, fact_world *w, cordon_error *err) {
    struct flag_world *f = w->flags;
    char path[1100];
    store *s = NULL;
    snprintf(path, sizeof path, "%s/warehouse.duckdb", w->store);
    f->no_prices = "no store is there to take unit values from";
    if (!*w->store) return CORDON_OK;
    f->no_prices = "the store has no flows with quantities: unit values come from statistics of trade (cordon load)";
    if (access(path, R_OK) != 0) return CORDON_OK;
    cordon_status status = store_open(&s, w->store, STORE_READ, WAIT_SECONDS, err);
    if (!status) status = flow_prices_for_checks(t, &f->mem, s, err);
    store_close(s);
    if (t->prices) f->no_prices = NULL;
    return status;
}

static goods_revision newest(const facts *f) {
    goods_revision r = {.name = ""};
    for (size_t i = 0; i < goods_revision_count(f->goods->g); i++) {
        goods_revision one = goods_revision_at(f->goods->g, i);
        if (!i || one.valid_from > r.valid_from) r = one;
    }
    return r;
}

static cordon_status open_checks(facts *f, cordon_error *err) {
    fact_world *w = f->w;
    date_day from = newest(f).valid_from;
    check_terms t = {.as_at = w->terms.as_at > from ? w->terms.as_at : from, .regime = w->regime, .store = *w->store ? w->store : NULL, .usd_per_eur = NAN};
    cordon_status status = open_prices(&t, w, err);
    return status ? status : goods_checks_open(&w->flags->checks, &t, err);
}

static cordon_status take(checker_tools **out, facts *f, cordon_error *err) {
    struct flag_world *w = f->w->flags;
    pthread_mutex_lock(&w->lock);
    cordon_status status = w->checks ? CORDON_OK : open_checks(f, err);
    checker_tools *t = w->free_checker;
    if (t) w->free_checker = t->next;
    pthread_mutex_unlock(&w->lock);
    *out = t;
    if (status || t) return status;
    t = calloc(1, sizeof *t);
    status = t ? goods_checker_open(&t->k, w->checks, err) : cordon_fail(err, CORDON_ENOMEM, "no memory for checks of goods");
    if (status) free(t);
    else *out = t;
    return status;
}

static void give(fact_world *w, checker_tools *t) {
    if (!t) return;
    pthread_mutex_lock(&w->flags->lock);
    t->next = w->flags->free_checker;
    w->flags->free_checker = t;
    pthread_mutex_unlock(&w->flags->lock);
}

/* The first six digits of a code; false with fewer. */
static bool six_of(char six[7], const case_text *code) {
    size_t n = 0;
    for (const char *s = code->v; *s && n < 6; s++)
        if (*s >= '0' && *s <= '9') six[n++] = *s;
    six[n] = 0;
    return code->state == VALUE_GIVEN && n == 6;
}

static cordon_status not_told(asked *q, const char *pointer, const char *why) {
    return why ? fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = pointer}, "%s", why) : fact_no_memory(q);
}

/* Why a code is not judged by the newest revision; NULL: it is. */
static const char *not_judged(asked *q, char six[7], const case_item *x) {
    if (!six_of(six, &x->code)) return "no tariff code of six digits is given";
    goods_revision r = newest(q->f);
    return q->f->day < r.valid_from ? fact_text(q, "texts and unit values are compared for codes of %s only, which began later", r.name) : NULL;
}

/* ---- text against code --------------------------------------------------------------- */

typedef struct text_kept { finding_verdict text, neighbour; const char *says, *near; char six[7]; } text_kept; /* near: of a listed neighbour, six: which */

static const check_result *result_of(const check_answer *a, check_kind k) {
    for (unsigned i = 0; i < a->n; i++)
        if (a->result[i].kind == k) return &a->result[i];
    return NULL;
}

/* A code that is none comes as `code` found: then nothing else is judged. That a text is likely for nothing is no sign that it does not fit: one other
 * code must be likely, or one other chapter that is far likelier than the code's own. */
static cordon_status judge_text(text_kept *out, asked *q, const char *six, const char *text) {
    double code_least = 0, chapter_least = 0;
    static const check_result none = {.verdict = FINDING_NOT_ASSESSED, .text = "the code is none of the nomenclature", .found = "", .expected = ""};
    checker_tools *t;
    check_answer a;
    cordon_status status = fact_parameter_number(&code_least, q, "misfit_code");
    if (!status) status = fact_parameter_number(&chapter_least, q, "misfit_chapter");
    if (!status) status = take(&t, q->f, q->err);
    if (status) return status;
    status = goods_check_row(&a, &q->f->mem, t->k, &(check_row){.code = six, .text = text}, q->err);
    if (!status) {
        const check_result *code = result_of(&a, CHECK_CODE), *fit = result_of(&a, CHECK_TEXT), *near = result_of(&a, CHECK_NEIGHBOUR);
        bool bad = code && code->verdict == FINDING_FOUND;
        if (!fit || bad) fit = bad ? code : &none;
        *out = (text_kept){.text = bad ? FINDING_NOT_ASSESSED : fit->verdict, .neighbour = near && !bad ? near->verdict : FINDING_NOT_ASSESSED, .near = "", .says = fact_text(q, "%s", fit->text)};
        if (out->text == FINDING_FOUND && fit->score < code_least && fit->elsewhere < chapter_least)
            out->text = FINDING_NOT_ASSESSED, out->says = fact_text(q, "%s is not among the likely codes for the text, and no other is likely enough either", six);
        if (out->neighbour == FINDING_FOUND) out->near = fact_text(q, "%s", near->text), snprintf(out->six, sizeof out->six, "%.6s", near->expected);
        if (!out->says || !out->near) status = fact_no_memory(q);
    }
    give(q->f->w, t);
    return status;
}

static cordon_status text_of(text_kept *out, asked *q, const char *six, const char *text) {
    struct flag_world *w = q->f->w->flags;
    const char *key = fact_text(q, "%s %s", six, text);
    if (!key) return fact_no_memory(q);
    pthread_mutex_lock(&w->lock);
    const text_kept *kept = memos_find(&w->texts, key);
    if (kept) *out = *kept;
    pthread_mutex_unlock(&w->lock);
    if (kept) return CORDON_OK;
    cordon_status status = judge_text(out, q, six, text);
    if (status) return status;
    pthread_mutex_lock(&w->lock);
    void **slot = w->texts.used < WORLD_KEPT_MAX ? memos_at(&w->texts, &w->mem, key) : NULL;
    text_kept *copy = slot && !*slot ? arena_alloc(&w->mem, sizeof *copy) : NULL;
    if (copy) {
        *copy = *out;
        copy->says = arena_strndup(&w->mem, out->says, strlen(out->says));
        copy->near = arena_strndup(&w->mem, out->near, strlen(out->near));
        if (copy->says && copy->near) *slot = copy;
    }
    pthread_mutex_unlock(&w->lock);
    return CORDON_OK;
}

/* Nothing but words that say nothing; digits and marks do not count. */
static bool vague(const char *text, const char *words) {
    bool any = false;
    for (const char *s = text; *s;) {
        char word[32];
        size_t n = 0;
        while (*s && !((*s | 32) >= 'a' && (*s | 32) <= 'z') && !(*s & 0x80)) s++;
        while (((*s | 32) >= 'a' && (*s | 32) <= 'z') || (*s & 0x80)) {
            if (n == sizeof word - 1) return false;
            word[n++] = *s++;
        }
        word[n] = 0;
        if (n && !flag_word_in(word, words)) return false;
        any |= n > 0;
    }
    return any;
}

/* Whether a list names six digits on the day of the case. */
static cordon_status named(bool *yes, asked *q, const char *six) {
    control_answer a;
    cordon_status status = goods_controls_ask(&a, &q->f->mem, q->f->goods->c, "HS", six, q->f->day, q->f->w->terms.known_by, q->err);
    *yes = !status && a.hits > 0;
    return status;
}

static cordon_status say_text(asked *q, const case_item *x, const char *says) {
    cordon_status status = fact_say(q, TRI_YES, &(fact_evidence){.kind = "case", .pointer = x->text.pointer, .text = x->text.v}, "%s", says);
    if (!status) status = fact_add(q, &(fact_evidence){.kind = "case", .pointer = x->code.pointer, .text = x->code.v});
    return status ? status : fact_add(q, &(fact_evidence){.kind = "goods", .record = x->code.v, .file = "data/goods/check_parameters.csv", .text = "search over the texts of all nomenclatures", .day = q->f->day});
}

cordon_status fact_item_misclassified(asked *q) {
    const case_item *x = &q->f->c->item[q->thing];
    text_kept t;
    const char *words;
    char six[7];
    cordon_status status = fact_parameter(&words, q, "vague_words");
    if (status) return status;
    if (x->text.state != VALUE_GIVEN) return not_told(q, x->text.pointer, "no description is given");
    if (vague(x->text.v, words)) return say_text(q, x, fact_text(q, "\"%.100s\" describes no goods", x->text.v));
    const char *why = not_judged(q, six, x);
    if (why) return not_told(q, x->code.pointer, why);
    status = text_of(&t, q, six, x->text.v);
    if (status) return status;
    if (t.text == FINDING_FOUND) return say_text(q, x, t.says);
    bool on = false;
    if (t.neighbour == FINDING_FOUND) status = named(&on, q, t.six);
    if (status) return status;
    if (on) return say_text(q, x, t.near);
    if (t.text != FINDING_NOTHING_FOUND) return not_told(q, x->text.pointer, t.says);
    return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = x->text.pointer, .text = x->text.v}, "%s is among the likely codes for the text", six);
}

/* ---- unit values ----------------------------------------------------------------------- */

static const char *number(asked *q, double v) { return fact_text(q, "%.3f", v); }

/* The unit of the item, else its mass: whichever the flows count in. */
static cordon_status price_of(check_result *out, asked *q, const case_item *x, const char *six) {
    checker_tools *t;
    check_answer a;
    const char *value = number(q, x->value.v), *quantity[2] = {x->quantity.state == VALUE_GIVEN ? number(q, x->quantity.v) : NULL, x->mass_kg.state == VALUE_GIVEN ? number(q, x->mass_kg.v) : NULL};
    const char *units[2] = {x->unit.state == VALUE_GIVEN ? x->unit.v : NULL, "kg"};
    *out = (check_result){.verdict = FINDING_NOT_ASSESSED, .text = "neither a quantity with its unit nor a mass is given"};
    cordon_status status = take(&t, q->f, q->err);
    for (int i = 0; i < 2 && !status && out->verdict == FINDING_NOT_ASSESSED; i++) {
        if (!quantity[i] || !units[i]) continue;
        status = goods_check_row(&a, &q->f->mem, t->k, &(check_row){.code = six, .quantity = quantity[i], .unit = units[i], .value = value, .currency = x->currency.v}, q->err);
        const check_result *r = status ? NULL : result_of(&a, CHECK_PRICE);
        if (r) *out = *r;
        if (r && !(out->text = fact_text(q, "%s", r->text))) status = fact_no_memory(q); /* a code's own part goes with the checker */
    }
    give(q->f->w, t);
    return status;
}

/* "L to H ...": whether what was found is above H. */
static bool above(const check_result *r) {
    const char *to = strstr(r->expected, " to ");
    return to && strtod(r->found, NULL) >= strtod(to + 4, NULL);
}

static cordon_status priced(asked *q, bool high) {
    const case_item *x = &q->f->c->item[q->thing];
    struct flag_world *w = q->f->w->flags;
    checker_tools *t;
    check_result r;
    char six[7];
    const char *why = not_judged(q, six, x);
    if (why) return not_told(q, x->code.pointer, why);
    if (x->value.state != VALUE_GIVEN || x->currency.state != VALUE_GIVEN) return not_told(q, x->value.state != VALUE_GIVEN ? x->value.pointer : x->currency.pointer, "no value with its currency is given");
    cordon_status status = take(&t, q->f, q->err);
    if (status) return status;
    give(q->f->w, t);
    if (w->no_prices) {
        q->out->not_assessed = true;
        return not_told(q, x->value.pointer, w->no_prices);
    }
    status = price_of(&r, q, x, six);
    if (status) return status;
    if (r.verdict == FINDING_NOT_ASSESSED) return not_told(q, x->quantity.pointer, r.text);
    bool yes = r.verdict == FINDING_FOUND && above(&r) == high;
    fact_evidence at = {.kind = "case", .pointer = x->value.pointer, .text = fact_text(q, "%.15g %s", x->value.v, x->currency.v)};
    status = fact_say(q, yes ? TRI_YES : TRI_NO, &at, "%s", yes ? r.text : "its unit value is not outside what the flows of the store show on that side");
    return status ? status : fact_add(q, &(fact_evidence){.kind = "goods", .record = fact_text(q, "unit values of %s", six), .file = "data/goods/check_parameters.csv", .text = check_method(CHECK_PRICE)});
}

cordon_status fact_item_overpriced(asked *q) { return priced(q, true); }
cordon_status fact_item_underpriced(asked *q) { return priced(q, false); }
