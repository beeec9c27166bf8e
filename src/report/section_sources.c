/* Every file the page could rest on. */
#include <stdio.h>

#include "report/inner.h"

static void cell(report *r, const char *text) { html_leaf(&r->h, "td", text); }

static void count(report *r, int64_t n) {
    char t[WORDS];
    html_leaf(&r->h, "td", words_count(t, n), "class", "n");
}

static void row(report *r, const source *s) {
    html *h = &r->h;
    char id[40], text[24], day[DATE_TEXT];
    snprintf(id, sizeof id, "source-%lld", (long long)s->id);
    snprintf(text, sizeof text, "%lld", (long long)s->id);
    html_open(h, "tr", "id", id);
    html_leaf(h, "th", text, "scope", "row");
    html_open(h, "td");
    html_text(h, s->publisher);
    if (*s->title) html_printf(h, ": %s", s->title);
    html_close(h, "td");
    cell(r, s->dataset);
    html_open(h, "td");
    html_printf(h, "%s", date_format(day, s->vintage));
    if (*s->vintage_basis) html_printf(h, " (%s)", s->vintage_basis);
    if (s->vintage > r->in->known_by)
        html_text(h, "; later than known by: left out");
    else if (r->pair && s->vintage > r->in->as_at)
        html_text(h, "; hindsight: after the day the facts go to");
    html_close(h, "td");
    count(r, s->rows);
    count(r, s->refused);
    count(r, s->rounded);
    html_leaf(h, "td", s->file_name, "class", "long");
    html_leaf(h, "td", s->sha256, "class", "hash");
    cell(r, s->licence);
    html_close(h, "tr");
    html_line(h);
}

cordon_status section_sources(report *r, cordon_error *err) {
    html *h = &r->h;
    (void)err;
    if (!r->srcs) {
        html_open(h, "p");
        report_not_assessed(r, "the store holds no file", "cordon load STORE FILE...");
        html_close(h, "p");
        return CORDON_OK;
    }
    report_table(r, "Files loaded");
    report_plain_caption(
        r, "Every file in the store: rows kept, rows refused, values rounded to a thousandth");
    html_open(h, "thead");
    html_open(h, "tr");
    report_head(r, "id", false);
    report_head(r, "publisher and title", false);
    report_head(r, "dataset", false);
    report_head(r, "vintage", false);
    report_head(r, "rows", true);
    report_head(r, "refused", true);
    report_head(r, "rounded", true);
    report_head(r, "file", false);
    report_head(r, "SHA-256", false);
    report_head(r, "licence", false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    html_line(h);
    for (size_t i = 0; i < r->srcs; i++) row(r, &r->src[i]);
    html_close(h, "tbody");
    report_table_end(r);
    return CORDON_OK;
}
