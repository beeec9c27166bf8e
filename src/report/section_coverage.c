/* Where silence means nothing: what each dataset covers, which rows were
 * refused, and what is not loaded at all that a reader would miss.            */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/inner.h"

/* One line: a dataset's slices that share flow, partner, rhythm and level. */
typedef struct cover {
    char dataset[64], flow[4], basis[24], freq[4], nomenclature[16], estimate[16], reporter[24];
    int level;
    int64_t rows, periods, span; /* reporter-periods with rows, and from each one's first to last */
    date_period first, last, reporter_first, reporter_last;
    size_t reporters;
    buf names;
} cover;

static const char *flow_words(const char *f) {
    if (strcmp(f, "X") == 0) return "exports";
    if (strcmp(f, "M") == 0) return "imports";
    if (strcmp(f, "RX") == 0) return "re-exports";
    if (strcmp(f, "RM") == 0) return "re-imports";
    return f;
}

static int64_t span_of(date_period a, date_period b) {
    if (a % 100 == 0) return b / 100 - a / 100 + 1;
    return (b / 100 - a / 100) * 12 + b % 100 - a % 100 + 1;
}

static void end_reporter(cover *c) {
    if (c->reporters) c->span += span_of(c->reporter_first, c->reporter_last);
}

static void add_period(report *r, cover *c, const char *reporter, date_period p, int64_t rows,
                       const char *estimate) {
    if (!c->reporters || strcmp(c->reporter, reporter) != 0) {
        end_reporter(c);
        snprintf(c->reporter, sizeof c->reporter, "%s", reporter);
        buf_printf(&c->names, "%s%s", c->reporters ? ", " : "", report_area(r, reporter));
        c->reporters++;
        c->reporter_first = p;
    }
    c->reporter_last = p;
    if (!c->first || p < c->first) c->first = p;
    if (p > c->last) c->last = p;
    c->periods++;
    c->rows += rows;
    if (!*c->estimate)
        snprintf(c->estimate, sizeof c->estimate, "%s", estimate);
    else if (strcmp(c->estimate, estimate) != 0)
        snprintf(c->estimate, sizeof c->estimate, "mixed");
}

static void cell(report *r, const char *s) { html_leaf(&r->h, "td", s); }

static void number(report *r, int64_t v) {
    char t[WORDS];
    html_leaf(&r->h, "td", words_count(t, v), "class", "n");
}

/* The sources whose file holds the dataset, as far as they count. */
static size_t sources_of(const report *r, const char *dataset, int64_t *out) {
    size_t n = 0, len = strlen(dataset);
    for (size_t i = 0; i < r->srcs; i++) {
        const char *at = strstr(r->src[i].dataset, dataset);
        if (at && !strchr("-_", at[len] ? at[len] : ' ') && r->src[i].vintage <= r->in->known_by)
            out[n++] = r->src[i].id;
    }
    return n;
}

static cordon_status cover_finding(report *r, const cover *c, const int64_t *ids, size_t n,
                                   cordon_error *err) {
    buf b = {0}, text = {0}, subject = {0};
    char t[DATE_TEXT];
    int64_t gaps = c->span - c->periods;
    buf_printf(&subject, "%s %s, %s, %s", c->dataset, flow_words(c->flow), c->basis,
               c->freq[0] == 'A' ? "by year" : "by month");
    buf_char(&b, '{');
    json_str(&b, "dataset", c->dataset);
    json_str(&b, "flow", c->flow);
    json_str(&b, "basis", c->basis);
    json_str(&b, "freq", c->freq);
    json_str(&b, "nomenclature", c->nomenclature);
    json_int(&b, "level", c->level);
    json_str(&b, "first", date_period_format(t, c->first));
    json_str(&b, "last", date_period_format(t, c->last));
    json_int(&b, "reporters", (int64_t)c->reporters);
    json_int(&b, "rows", c->rows);
    json_int(&b, "gaps", gaps);
    json_int(&b, "periods", c->span);
    json_str(&b, "values", c->estimate);
    buf_char(&b, '}');
    buf_printf(&text, "%s: %lld rows of %zu %s; %lld of %lld periods have none. Reporters: %s.",
               buf_text(&subject), (long long)c->rows, c->reporters,
               c->reporters == 1 ? "reporter" : "reporters", (long long)gaps, (long long)c->span,
               buf_text(&c->names));
    cordon_status status = report_counted(
        r,
        &(counted){.rule = "report.coverage",
                   .subject = buf_text(&subject),
                   .measure = "sum(row_count)",
                   .parameters = buf_text(&b),
                   .text = buf_text(&text),
                   .method = "gaps: periods without any row between a reporter's first and last",
                   .source = ids,
                   .sources = n,
                   .rows = c->rows},
        err);
    r->h.out->failed |= b.failed || text.failed || subject.failed;
    buf_free(&b);
    buf_free(&text);
    buf_free(&subject);
    return status;
}

static cordon_status say_cover(report *r, const cover *c, cordon_error *err) {
    int64_t *ids = malloc((r->srcs + 1) * sizeof *ids);
    if (!ids) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    cordon_status status = cover_finding(r, c, ids, sources_of(r, c->dataset, ids), err);
    free(ids);
    return status;
}

static cordon_status write_cover(report *r, cover *c, cordon_error *err) {
    html *h = &r->h;
    char a[WORDS], b[WORDS];
    if (!c->reporters) return CORDON_OK;
    end_reporter(c);
    int64_t gaps = c->span - c->periods;
    html_open(h, "tr");
    html_leaf(h, "th", c->dataset, "scope", "row");
    html_open(h, "td");
    html_text(h, flow_words(c->flow));
    if (strcmp(c->basis, "unknown") != 0 && *c->basis) html_printf(h, ", by %s", c->basis);
    html_close(h, "td");
    html_open(h, "td");
    if (c->level)
        html_printf(h, "%s, %d digits", c->nomenclature, c->level);
    else
        html_text(h, "all goods");
    html_close(h, "td");
    html_open(h, "td");
    if (c->reporters <= 4) {
        html_text(h, buf_text(&c->names));
    } else {
        html_open(h, "details");
        html_open(h, "summary");
        html_printf(h, "%zu", c->reporters);
        html_close(h, "summary");
        html_text(h, buf_text(&c->names));
        html_close(h, "details");
    }
    html_close(h, "td");
    html_open(h, "td");
    html_printf(h, "%s to %s, %s", words_month(a, c->first), words_month(b, c->last),
                c->freq[0] == 'A' ? "by year" : "by month");
    html_close(h, "td");
    number(r, c->rows);
    html_open(h, "td");
    if (gaps)
        html_printf(h, "%s of %s", words_count(a, gaps), words_count(b, c->span));
    else
        html_text(h, "none");
    html_close(h, "td");
    cell(r, strcmp(c->estimate, "mixed") == 0 ? "partly estimated" : c->estimate);
    html_close(h, "tr");
    html_line(h);
    return say_cover(r, c, err);
}

static bool same_cover(const cover *c, const cover *d) {
    return strcmp(c->dataset, d->dataset) == 0 && strcmp(c->flow, d->flow) == 0 &&
           strcmp(c->basis, d->basis) == 0 && strcmp(c->freq, d->freq) == 0 &&
           strcmp(c->nomenclature, d->nomenclature) == 0 && c->level == d->level;
}

static void copy(char *out, size_t size, warehouse_rows *rows, size_t col) {
    snprintf(out, size, "%s", warehouse_text(rows, col));
}

static void coverage_heads(report *r) {
    html *h = &r->h;
    report_table(r, "What the loaded files cover");
    report_plain_caption(r, "What the loaded files cover. Gaps: periods without any row between a "
                            "reporter's first and last, all reporters together");
    html_open(h, "thead");
    html_open(h, "tr");
    report_head(r, "dataset", false);
    report_head(r, "flow, partner", false);
    report_head(r, "goods", false);
    report_head(r, "reporters", false);
    report_head(r, "periods", false);
    report_head(r, "rows", true);
    report_head(r, "gaps", false);
    report_head(r, "values are", false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    html_line(h);
}

static cordon_status coverage(report *r, warehouse *w, cordon_error *err) {
    static const char sql[] =
        "SELECT dataset, flow, basis, freq, nomenclature, level, reporter, period, "
        "CAST(sum(row_count) AS BIGINT), CASE WHEN min(estimate) = max(estimate) THEN "
        "min(estimate) "
        "ELSE 'mixed' END FROM coverage WHERE vintage <= $1 "
        "GROUP BY dataset, flow, basis, freq, nomenclature, level, reporter, period "
        "ORDER BY dataset, flow, basis, freq, nomenclature, level, reporter, period";
    warehouse_rows *rows = NULL;
    bool more;
    cover c = {0};
    warehouse_param known = {NULL, r->in->known_by};
    cordon_status status = warehouse_query(&rows, w, sql, &known, 1, err);
    if (status) return status;
    coverage_heads(r);
    while (!status && !(status = warehouse_next(rows, &more, err)) && more) {
        if (date_period_last((date_period)warehouse_int(rows, 7)) > r->in->as_at) continue;
        cover d = {.level = (int)warehouse_int(rows, 5)};
        char reporter[24], estimate[16];
        copy(d.dataset, sizeof d.dataset, rows, 0);
        copy(d.flow, sizeof d.flow, rows, 1);
        copy(d.basis, sizeof d.basis, rows, 2);
        copy(d.freq, sizeof d.freq, rows, 3);
        copy(d.nomenclature, sizeof d.nomenclature, rows, 4);
        copy(reporter, sizeof reporter, rows, 6);
        copy(estimate, sizeof estimate, rows, 9);
        if (!same_cover(&c, &d)) {
            status = write_cover(r, &c, err);
            r->h.out->failed |= c.names.failed;
            buf_free(&c.names);
            c = d;
        }
        add_period(r, &c, reporter, (date_period)warehouse_int(rows, 7), warehouse_int(rows, 8),
                   estimate);
    }
    if (!status) status = write_cover(r, &c, err);
    buf_free(&c.names);
    warehouse_rows_close(rows);
    if (status) return status;
    html_close(&r->h, "tbody");
    report_table_end(r);
    return CORDON_OK;
}

/* Refused rows by reason, then the notes of the checks: a refused slice is a
 * note, which says how many rows it had. Gaps and vintages stand elsewhere.   */
static cordon_status say_refused(report *r, int64_t id, int64_t n, const char *reason,
                                 cordon_error *err) {
    buf text = {0}, b = {0};
    char subject[32];
    snprintf(subject, sizeof subject, "source %lld", (long long)id);
    if (n) buf_printf(&text, "%lld %s refused: ", (long long)n, n == 1 ? "row" : "rows");
    buf_str(&text, reason);
    buf_char(&b, '{');
    json_str(&b, "kind", n ? "rows" : "note");
    json_int(&b, "refused", n);
    buf_char(&b, '}');
    cordon_status status = report_counted(r,
                                          &(counted){.rule = "report.refused",
                                                     .subject = subject,
                                                     .measure = "count(refused)",
                                                     .parameters = buf_text(&b),
                                                     .text = buf_text(&text),
                                                     .method = "as it was said at the load",
                                                     .source = &id,
                                                     .sources = 1,
                                                     .rows = n},
                                          err);
    r->h.out->failed |= text.failed || b.failed;
    buf_free(&text);
    buf_free(&b);
    return status;
}

static cordon_status refused(report *r, warehouse *w, cordon_error *err) {
    static const char sql[] =
        "SELECT 0 AS k, source_id, 0 AS seq, reason, count(*) AS n FROM refused r WHERE NOT EXISTS "
        "(SELECT 1 FROM source_note s WHERE s.source_id = r.source_id AND s.text = r.reason) "
        "GROUP BY source_id, reason UNION ALL SELECT 1, source_id, seq, text, 0 FROM source_note "
        "WHERE kind NOT IN ('gap', 'vintage') ORDER BY source_id, k, seq, n DESC, reason";
    html *h = &r->h;
    warehouse_rows *rows = NULL;
    bool more;
    size_t n = 0;
    cordon_status status = warehouse_query(&rows, w, sql, NULL, 0, err);
    if (status) return status;
    html_leaf(h, "h3", "Refused rows and slices");
    while (!status && !(status = warehouse_next(rows, &more, err)) && more) {
        int64_t id = warehouse_int(rows, 1), count = warehouse_int(rows, 4);
        char t[WORDS];
        const source *s = report_source(r, id);
        if (r->pair && s && s->vintage > r->in->as_at) continue; /* may speak of what came later */
        if (!n++) html_open(h, "ul");
        html_open(h, "li");
        report_refs(r, &id, 1);
        if (count)
            html_printf(h, ", %s %s refused", words_count(t, count), count == 1 ? "row" : "rows");
        html_printf(h, ": %s", warehouse_text(rows, 3));
        html_close(h, "li");
        html_line(h);
        status = say_refused(r, id, count, warehouse_text(rows, 3), err);
    }
    warehouse_rows_close(rows);
    if (status) return status;
    if (n)
        html_close(h, "ul");
    else
        html_leaf(h, "p",
                  r->pair ? "None in the files published by the day the facts go to."
                          : "No row was refused.");
    return CORDON_OK;
}

static void missing(report *r) {
    html *h = &r->h;
    char why[WHY];
    size_t i = 0, n = 0, answered = 0;
    html_leaf(h, "h3", "Not loaded, and missed");
    for (question *q; (q = report_next(r, "missing", &i));) {
        answered += q->assessed;
        if (q->assessed) continue;
        if (!n++) {
            report_table(r, "Not loaded, and missed");
            report_plain_caption(r, "What cannot be answered, and the file that would answer it");
            html_open(h, "thead");
            html_open(h, "tr");
            report_head(r, "question", false);
            report_head(r, "why not", false);
            report_head(r, "what would fill it", false);
            html_close(h, "tr");
            html_close(h, "thead");
            html_open(h, "tbody");
        }
        html_open(h, "tr", "id", q->id);
        html_leaf(h, "th", q->title, "scope", "row");
        html_open(h, "td");
        report_not_assessed(r, report_why(r, q, why), "");
        if (*q->note) html_printf(h, " %s", q->note);
        html_close(h, "td");
        cell(r, q->request);
        html_close(h, "tr");
        html_line(h);
    }
    if (n) {
        html_close(h, "tbody");
        report_table_end(r);
    }
    if (answered)
        html_leaf(h, "p", "What the regime lists as missing and the store now has is not shown.");
    if (!n && !answered) report_no_question(r, "missing");
}

cordon_status section_coverage(report *r, cordon_error *err) {
    warehouse *w;
    html_leaf(
        &r->h, "p",
        "A month, a country or a code without rows here is not known to be zero: it is not in the "
        "files.");
    cordon_status status = store_warehouse(&w, r->in->store, err);
    if (!status) missing(r);
    if (!status) html_leaf(&r->h, "h3", "Covered");
    if (!status) status = coverage(r, w, err);
    if (!status) status = refused(r, w, err);
    return status;
}
