/* What others published against the data: counts by verdict, and the claims
 * that differ, that misquote their source, or that the other side denies.     */
#include <stdio.h>
#include <string.h>

#include "report/claim_rows.h"
#include "report/exhibit.h"

/* The ledger is about what was published by a day that the regime names; a page of
 * an earlier day has nothing of it.                                          */
bool claims_too_early(const report *r) {
    const char *s = regime_value(r->in->regime, "claims_from");
    date_day d = 0;
    return !date_parse(&d, s, strlen(s)) || d > r->in->as_at || !report_is_target(r);
}

static void words(char out[64], const char *verdict) {
    snprintf(out, 64, "%.60s", verdict);
    for (char *s = out; *s; s++)
        if (*s == '_') *s = ' ';
}

static cordon_status counts(report *r, const claim_rows *c, cordon_error *err) {
    buf b = {0};
    char w[64];
    buf_printf(&b, "%zu published figures and statements, by verdict: ", c->all);
    for (size_t i = 0; i < CLAIM_WORDS; i++) {
        words(w, c->verdict[i]);
        buf_printf(&b, "%s%s %zu", i ? ", " : "", w, c->count[i]);
    }
    buf_str(&b, ". What has no data is not false.");
    html_leaf(&r->h, "p", buf_text(&b));
    html_line(&r->h);
    cordon_status status =
        report_found(r, "report.claims", "claims", "claims.csv", buf_text(&b), err);
    r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}

static void value(exhibit_table *t, const char *label, const char *v, const char *unit) {
    char text[400];
    snprintf(text, sizeof text, "%.200s%s%.100s", *v ? v : "none", *v && *unit ? " " : "",
             *v ? unit : "");
    exhibit_labelled(t, label, text);
}

static void rows(report *r, const claim_rows *c) {
    static const char *const head[] = {
        "id", "claim", "claimed", "these data", "primary source", "verdict", NULL};
    exhibit_table t;
    char w[64], verdict[80];
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The claims that differ, misquote their source or are denied");
    exhibit_cards_open(&t, r, "Claims in our own words; the primary source in a paraphrase", head);
    for (size_t i = 0; i < c->n; i++) {
        const claim_row *x = &c->v[i];
        exhibit_row(&t);
        exhibit_labelled(&t, "id", x->id);
        exhibit_labelled(&t, "claim", x->statement);
        value(&t, "claimed", x->value, x->unit);
        value(&t, "these data", x->got, x->got_unit);
        exhibit_labelled(&t, "primary source", x->says);
        words(w, x->verdict);
        snprintf(verdict, sizeof verdict, "%s%s", w, x->judged ? ", judged" : "");
        exhibit_labelled(&t, "verdict", verdict);
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, "claims");
    html_close(&r->h, "details");
    html_line(&r->h);
}

static cordon_status say_rows(report *r, const claim_rows *c, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < c->n && !status; i++) {
        const claim_row *x = &c->v[i];
        buf b = {0};
        buf_printf(&b, "%s: %s; claimed %s %s; these data %s %s; primary source: %s", x->id,
                   x->statement, x->value, x->unit, x->got, x->got_unit, x->says);
        status = report_found(r, "report.claim", x->id, "claims.csv", buf_text(&b), err);
        r->h.out->failed |= b.failed;
        buf_free(&b);
    }
    return status;
}

cordon_status section_claims(report *r, cordon_error *err) {
    claim_rows c;
    char day[DATE_TEXT];
    if (claims_too_early(r)) {
        html_open(&r->h, "p");
        html_printf(&r->h, "The ledger of claims has nothing about these two by %s.",
                    date_format(day, r->in->as_at));
        html_close(&r->h, "p");
        return CORDON_OK;
    }
    cordon_status status = claim_rows_make(&c, r->findings, r->in, err);
    if (!status) status = counts(r, &c, err);
    if (!status) rows(r, &c);
    if (!status) status = say_rows(r, &c, err);
    claim_rows_free(&c);
    return status;
}
