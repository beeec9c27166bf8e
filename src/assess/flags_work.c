/* flags_work.c - parameters, sets, goods and facts for the functions of flags. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/flags_inner.h"
#include "assess/same.h"

static void *memory(flag_work *w, size_t size) {
    void *p = arena_alloc(w->mem, size);
    if (!p && !w->status) w->status = cordon_fail(w->err, CORDON_ENOMEM, "no memory for flags");
    return p;
}

static void evidence(flag_work *w, fact_evidence e) {
    if (!w->evidence) w->evidence = memory(w, FLAG_EVIDENCE_MAX * sizeof *w->evidence);
    if (w->evidence && w->evidences < FLAG_EVIDENCE_MAX) w->evidence[w->evidences++] = e;
}

/* A copy: the facts' own memory may go before the answer. Pointers are of the case, or texts like the rest. */
static void evidence_of_fact(flag_work *w, const fact_evidence *from) {
    fact_evidence e = *from;
    const char **text[] = {&e.pointer, &e.record, &e.file, &e.sha256, &e.text};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        if (*text[i]) *text[i] = arena_strndup(w->mem, *text[i], strlen(*text[i]));
    evidence(w, e);
}

void flag_hit(flag_work *w, const char *pointer, const char *quote, const char *fmt, ...) {
    evidence(w, (fact_evidence){.kind = "case", .pointer = pointer, .text = quote});
    if (w->found) return;
    buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    w->text = b.failed ? NULL : arena_strndup(w->mem, buf_text(&b), b.len);
    buf_free(&b);
    w->found = true;
    if (!w->text) w->text = "", w->status = cordon_fail(w->err, CORDON_ENOMEM, "no memory for flags");
}

void flag_lack(flag_work *w, const char *pointer) {
    if (!w->lacks) w->missing = pointer ? pointer : "";
    w->lacks = true;
}

void flag_lack_why(flag_work *w, const char *pointer, const char *why) {
    if (!w->why && why && *why) w->why = arena_strndup(w->mem, why, strlen(why)); /* the facts' own memory may go first */
    flag_lack(w, pointer);
}

const char *flag_text(flag_work *w, const char *parameter) {
    const char *s = flag_settings_find(w->t->settings, parameter);
    if (s) return s;
    if (!w->status) w->status = cordon_fail(w->err, CORDON_ENOTFOUND, "flag %s: the regime's flag_parameters.csv has no parameter \"%s\" of that day", w->row->id, parameter);
    return "";
}

double flag_number(flag_work *w, const char *parameter) {
    char *end;
    const char *s = flag_text(w, parameter);
    double v = strtod(s, &end);
    if ((!*s || *end) && !w->status) w->status = cordon_fail(w->err, CORDON_EFORMAT, "flag_parameters.csv: %s \"%s\" is no number", parameter, s);
    return v;
}

date_day flag_day(flag_work *w, const char *parameter) {
    date_day d = 0;
    const char *s = flag_text(w, parameter);
    if (!date_parse(&d, s, strlen(s)) && !w->status) w->status = cordon_fail(w->err, CORDON_EFORMAT, "flag_parameters.csv: %s \"%s\" is no day", parameter, s);
    return d;
}

static tri is_in(const area_set *s, const area *a) {
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i] == a) return TRI_YES;
    return TRI_NO;
}

tri flag_in_text(flag_work *w, const char *country, const char *parameter) {
    const flag_terms *t = w->t;
    area_set own = {0};
    const area_set *s = &own;
    const area *a = case_area(t->a, country, t->as_at);
    if (!a || w->status) return TRI_UNKNOWN;
    const char *text = flag_text(w, parameter);
    if (!w->status) w->status = t->areas ? t->areas(&s, t->arg, text, w->err) : regime_areas(&own, t->r, t->a, text, t->as_at, w->err);
    tri in = w->status ? TRI_NO : is_in(s, a);
    area_set_free(&own);
    return in;
}

tri flag_in(flag_work *w, const case_text *country, const char *parameter) { return given(country) ? flag_in_text(w, country->v, parameter) : TRI_UNKNOWN; }

bool flag_word_in(const char *word, const char *list) {
    size_t n = strlen(word);
    for (const char *p = list; *p; p += strcspn(p, " "), p += *p == ' ')
        if (strcspn(p, " ") == n && strncasecmp(p, word, n) == 0) return true;
    return false;
}

static size_t digits_of(char out[16], const char *code) {
    size_t n = 0;
    for (; *code && n < 15; code++)
        if (*code >= '0' && *code <= '9') out[n++] = *code;
    out[n] = 0;
    return n;
}

/* By digits: a line covers the codes below it; a code of fewer digits than a line cannot be told. */
tri flag_goods(flag_work *w, const case_text *code, const char *parameter, const char *tiers) {
    const goods_group *g = regime_group(w->t->r, flag_text(w, parameter));
    char digits[16];
    tri in = TRI_NO;
    if (!g || !given(code)) return TRI_UNKNOWN;
    size_t n = digits_of(digits, code->v);
    for (size_t i = 0; i < g->n; i++) {
        size_t len = strlen(g->line[i].code), shorter = n < len ? n : len;
        if (strncmp(g->line[i].code, digits, shorter) != 0 || (g->line[i].valid_to && w->t->as_at > g->line[i].valid_to)) continue;
        if (*tiers && !flag_word_in(g->line[i].tier, tiers)) continue;
        if (n >= len) return TRI_YES; /* a line begun later still says what the goods are */
        in = TRI_UNKNOWN;
    }
    return n < 4 ? TRI_UNKNOWN : in;
}

bool flag_any_goods(flag_work *w, const char *parameter, const char *tiers) {
    const char *open = NULL;
    if (!w->c->items) {
        if (w->c->items_state != VALUE_EMPTY) flag_lack(w, "/items");
        return false;
    }
    for (size_t i = 0; i < w->c->items; i++) {
        tri in = flag_goods(w, &w->c->item[i].code, parameter, tiers);
        if (in == TRI_YES) return true;
        if (in == TRI_UNKNOWN && !open) open = w->c->item[i].code.pointer;
    }
    if (open) flag_lack(w, open);
    return false;
}

bool flag_ask(flag_work *w, fact *out, const char *name, const char *parameter, fact_scope scope, size_t thing) {
    cordon_error err = {0};
    *out = (fact){.holds = TRI_UNKNOWN, .value = "", .why = ""};
    if (!w->t->ask || w->status) return false;
    const char *value = parameter ? flag_text(w, parameter) : NULL;
    if (w->status) return false;
    cordon_status status = w->t->ask(out, w->t->arg, name, value, scope, thing, &err);
    if (status == CORDON_EINVAL || status == CORDON_ENOTFOUND) return false;
    if (status) {
        w->status = status;
        if (w->err) *w->err = err;
        return false;
    }
    return !out->not_assessed;
}

static const char *place(const flag_work *w, const char *scope, size_t thing) {
    buf b = {0};
    buf_printf(&b, "/%s/%zu", scope, thing);
    const char *copy = arena_strndup(w->mem, buf_text(&b), b.len);
    buf_free(&b);
    return copy ? copy : "";
}

void flag_fact_hit(flag_work *w, const fact *f, const char *pointer, const char *quote) {
    flag_hit(w, pointer, quote, "%s", f->why && *f->why ? f->why : w->row->text);
    for (size_t k = 0; k < f->evidences; k++) evidence_of_fact(w, &f->evidence[k]);
}

void flag_fact_of(flag_work *w, const char *name, const char *parameter, fact_scope scope, size_t things) {
    static const char *const plural[] = {"", "items", "parties", "legs", "payments", "orders"};
    for (size_t i = 0; i < things && !w->status; i++) {
        fact f;
        const char *where = place(w, plural[scope], i);
        bool told = flag_ask(w, &f, name, parameter, scope, i);
        if (told && f.holds == TRI_YES) flag_fact_hit(w, &f, where, f.value ? f.value : "");
        else if (!told || f.holds == TRI_UNKNOWN) flag_lack_why(w, where, f.why);
    }
}

tri flag_same_name(flag_work *w, const char *a, const char *b) {
    tri same = TRI_UNKNOWN;
    if (!w->status) w->status = same_name(&same, a, b, w->err);
    return same;
}

bool flag_plays(const case_party *p, const char *roles) { return given(&p->role) && flag_word_in(p->role.v, roles); }
bool flag_counterparty(const case_party *p) { return !flag_plays(p, "exporter seller producer consignor insurer carrier"); }
