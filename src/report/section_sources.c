/* Every file the page could rest on. */
#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
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

static cordon_status say(report *r, const source *s, cordon_error *err) {
    buf b = {0}, text = {0};
    char subject[32];
    snprintf(subject, sizeof subject, "source %lld", (long long)s->id);
    buf_printf(&text, "Source %lld, %s, dataset %s: %lld rows kept, %lld refused.",
               (long long)s->id, s->publisher, s->dataset, (long long)s->rows,
               (long long)s->refused);
    buf_char(&b, '{');
    json_str(&b, "title", s->title);
    json_str(&b, "dataset", s->dataset);
    json_date(&b, "vintage", s->vintage);
    json_str(&b, "vintage_basis", s->vintage_basis);
    json_int(&b, "rows", s->rows);
    json_int(&b, "refused", s->refused);
    json_int(&b, "rounded", s->rounded);
    json_str(&b, "file", s->file_name);
    json_str(&b, "sha256", s->sha256);
    json_str(&b, "licence", s->licence);
    buf_char(&b, '}');
    cordon_status status = report_counted(r,
                                          &(counted){.rule = "report.source",
                                                     .subject = subject,
                                                     .measure = "file loaded",
                                                     .parameters = buf_text(&b),
                                                     .text = buf_text(&text),
                                                     .method = "as the ledger of the store has it",
                                                     .source = &s->id,
                                                     .sources = 1,
                                                     .rows = s->rows},
                                          err);
    r->h.out->failed |= b.failed || text.failed;
    buf_free(&b);
    buf_free(&text);
    return status;
}

cordon_status section_sources(report *r, cordon_error *err) {
    html *h = &r->h;
    cordon_status status = CORDON_OK;
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
    for (size_t i = 0; i < r->srcs && !status; i++) {
        row(r, &r->src[i]);
        status = say(r, &r->src[i], err);
    }
    if (status) return status;
    html_close(h, "tbody");
    report_table_end(r);
    return CORDON_OK;
}
