/* clause.c - a clause against the duty to have it; words for a clause. */
#include "assess/clause.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "assess/says.h"
#include "assess/tables.h"

enum { QUOTE_MAX = 240 };

static const char *day(says *s, date_day d) {
    char room[DATE_TEXT];
    return says_copy(s, date_format(room, d));
}

/* Which contracts a duty is for, in words. */
static const char *span(says *s, const clause_duty *d) {
    buf b = {0};
    if (d->signed_from) buf_printf(&b, "signed from %s", day(s, d->signed_from));
    if (d->signed_before) buf_printf(&b, "%ssigned before %s", b.len ? " and " : "", day(s, d->signed_before));
    if (!b.len) buf_str(&b, "of any day");
    const char *copy = says_copy(s, buf_text(&b));
    buf_free(&b);
    return copy;
}

static void say_duty(says *s, const clause_duty *d, tri due, const clause_terms *t) {
    const char *recalled = strcmp(d->basis, "recalled") ? "" : " (from memory, to be verified)";
    says_add(s, due == TRI_UNKNOWN ? FINDING_NOT_ASSESSED : FINDING_NOTHING_FOUND, "clause.duty", due == TRI_UNKNOWN ? "On which day was the contract signed?" : NULL,
             "%s (%s, article %s)%s: contracts %s need a clause from %s%s%s%s. %s on %s.", d->rule, d->act, d->article, recalled, span(s, d), d->from ? day(s, d->from) : "the beginning", d->to ? " until " : "",
             d->to ? day(s, d->to) : "", d->general ? "; a general sanctions clause with remedies suffices" : "",
             due == TRI_YES ? "It is needed for this contract" : due == TRI_NO ? "It is not needed for this contract" : "Whether this contract needs it is not known", day(s, t->as_at));
    says_value(s, "", d->title);
    says_parameters(s, "{\"rule\":\"%s\",\"goods\":\"%s\",\"not_to\":\"%s\",\"basis\":\"%s\"}", d->rule, d->goods, d->not_to, d->basis);
}

static void say_element(says *s, const clause_element *e, tri due, bool general_suffices) {
    char where[32];
    if (e->there) {
        snprintf(where, sizeof where, "line %u", e->line);
        says_add(s, FINDING_NOTHING_FOUND, "clause.element", NULL, "%s is there: %s.", e->name, e->means);
        size_t len = strlen(e->quote) < QUOTE_MAX ? strlen(e->quote) : QUOTE_MAX;
        while (len && len < strlen(e->quote) && ((unsigned char)e->quote[len] & 0xc0) == 0x80) len--;
        char quote[QUOTE_MAX + 1];
        memcpy(quote, e->quote, len);
        quote[len] = 0;
        says_value(s, where, quote);
        return;
    }
    bool found = due == TRI_YES && !general_suffices;
    says_add(s, found ? FINDING_FOUND : due == TRI_UNKNOWN ? FINDING_NOT_ASSESSED : FINDING_NOTHING_FOUND, "clause.element", found || due == TRI_UNKNOWN ? "Can the contract be amended?" : NULL,
             "%s is not there: %s%s%s.", e->name, e->means, strcmp(e->basis, "recalled") ? "" : " (from memory, to be verified)",
             found || due == TRI_UNKNOWN ? "" : general_suffices ? "; a general sanctions clause suffices and is there" : "; it is not needed on that day");
    says_value(s, "", e->source);
}

/* Contracts of every day need one: those signed from a day by one row, those before it by another. */
static bool always_due(const clause_duty *d, size_t n, const clause_terms *t) {
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(d[i].kind, t->kind) == 0 && strcmp(d[k].kind, t->kind) == 0 && d[i].signed_from && d[i].signed_from <= d[k].signed_before && !d[i].signed_before && !d[k].signed_from &&
                date_within(t->as_at, d[i].from, d[i].to) && date_within(t->as_at, d[k].from, d[k].to))
                return true;
    return false;
}

cordon_status clause_check(const finding **out, size_t *n, arena *mem, const char *text, size_t len, const clause_terms *t, cordon_error *err) {
    const clause_element *e, *g;
    const clause_duty *d;
    size_t elements, generals, duties;
    says s = {.mem = mem, .subject = t->kind, .as_at = t->as_at, .method = "words of two sentences that follow each other, by data/assess/clause_elements.csv"};
    tri due = TRI_NO;
    bool suffices = false, general = true, any = false;
    cordon_status status = clause_read(&e, &elements, mem, text, len, t->kind, t->r, err);
    if (!status) status = clause_read(&g, &generals, mem, text, len, "general", t->r, err);
    if (!status) status = clause_duties(&d, &duties, mem, t->r, err);
    if (status) return status;
    for (size_t i = 0; i < generals; i++) general &= g[i].there;
    for (size_t i = 0; i < duties; i++) {
        if (strcmp(d[i].kind, t->kind) != 0) continue;
        tri one = clause_due(&d[i], t->signed_on, t->as_at);
        any = true;
        say_duty(&s, &d[i], one, t);
        if (one > due || (one == due && one == TRI_YES && !d[i].general)) due = one, suffices = d[i].general && general;
    }
    if (due == TRI_UNKNOWN && !general && always_due(d, duties, t)) due = TRI_YES;
    if (!any) {
        says_add(&s, FINDING_NOT_ASSESSED, "clause.duty", "Which law asks for the clause?", "The regime has no law that asks for a clause of this kind: whether one is needed cannot be told.");
        says_value(&s, "", regime_name(t->r));
        due = TRI_UNKNOWN;
    }
    for (size_t i = 0; i < elements; i++) say_element(&s, &e[i], due, suffices);
    if (s.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for findings");
    *out = s.v;
    *n = s.n;
    return CORDON_OK;
}

/* ---- words for a clause */

typedef struct texts { const table *t; int kind, language, element, text; } texts;

static const char *word_of(const texts *x, const char *language, const char *key) {
    for (size_t i = 0; i < x->t->rows; i++)
        if (strcmp(table_cell(x->t, i, x->kind), "word") == 0 && strcmp(table_cell(x->t, i, x->language), language) == 0 && strcmp(table_cell(x->t, i, x->element), key) == 0) return table_cell(x->t, i, x->text);
    return "";
}

static const char *slot(const texts *x, const clause_form *f, const clause_duty *d, const regime *r, const char *language, const char *name, size_t len) {
    const char *key[] = {"target", "act", "article", "seller", "buyer", "penalty"}, *code = regime_value(r, "target");
    size_t k = 0;
    while (k < 6 && (strlen(key[k]) != len || memcmp(key[k], name, len) != 0)) k++;
    switch (k) {
    case 0: return *word_of(x, language, code) ? word_of(x, language, code) : code;
    case 1: return d ? d->act : "...";
    case 2: return d ? d->article : "...";
    case 3: return f->seller ? f->seller : word_of(x, language, key[k]);
    case 4: return f->buyer ? f->buyer : word_of(x, language, key[k]);
    case 5: return f->penalty ? f->penalty : word_of(x, language, key[k]);
    default: return "";
    }
}

static void fill(buf *out, const texts *x, const clause_form *f, const clause_duty *d, const regime *r, const char *language, const char *text) {
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "{");
        buf_add(out, p, n);
        p += n;
        if (!*p) break;
        size_t len = strcspn(p + 1, "}");
        buf_str(out, slot(x, f, d, r, language, p + 1, len));
        p += len + 1 + (p[len + 1] == '}');
    }
}

cordon_status clause_make(buf *out, const clause_duty **duty, arena *mem, const clause_form *f, const regime *r, cordon_error *err) {
    texts x;
    const clause_duty *d, *now = NULL, *some = NULL;
    size_t n, written = 0;
    const char *kind = f->kind ? f->kind : "reexport", *language = f->language ? f->language : "en";
    cordon_status status = assess_table(&x.t, ASSESS_CLAUSE_TEXTS, err);
    if (!status) status = clause_duties(&d, &n, mem, r, err);
    if (status) return status;
    x.kind = table_col(x.t, "kind"), x.language = table_col(x.t, "language"), x.element = table_col(x.t, "element"), x.text = table_col(x.t, "text");
    for (size_t i = 0; i < n; i++) {
        if (strcmp(d[i].kind, kind) != 0) continue;
        if (!some) some = &d[i];
        if (!now && clause_due(&d[i], f->as_at, f->as_at) == TRI_YES) now = &d[i];
    }
    for (size_t i = 0; i < x.t->rows && strcmp(kind, "word") != 0; i++) {
        if (strcmp(table_cell(x.t, i, x.kind), kind) != 0 || strcmp(table_cell(x.t, i, x.language), language) != 0) continue;
        fill(out, &x, f, now ? now : some, r, language, table_cell(x.t, i, x.text));
        buf_str(out, "\n\n");
        written++;
    }
    if (!written) return cordon_fail(err, CORDON_EINVAL, "there are no words for kind \"%.40s\" in language \"%.20s\" (data/assess/clause_texts.csv)", kind, language);
    *duty = now;
    return out->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a clause") : CORDON_OK;
}
