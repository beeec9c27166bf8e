#include "report/exhibit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A spreadsheet must not take a text for a formula; a number stays one. */
static void csv_cell(exhibit_table *t, const char *s) {
    char *end;
    strtod(s, &end);
    bool number = *s && !*end, quoted = strpbrk(s, ",\"\n\r") != NULL;
    if (t->col++) buf_char(&t->csv, ',');
    if (quoted) buf_char(&t->csv, '"');
    if (!number && *s && strchr("=+-@\t", *s)) buf_char(&t->csv, '\'');
    for (; *s; s++) {
        if (*s == '"') buf_char(&t->csv, '"');
        buf_char(&t->csv, *s);
    }
    if (quoted) buf_char(&t->csv, '"');
}

static void heads(exhibit_table *t, const char *caption, const char *const *head) {
    report *r = t->r;
    report_plain_caption(r, caption);
    html_open(&r->h, "thead");
    html_open(&r->h, "tr");
    for (; *head; head++) {
        bool number = **head == '#';
        report_head(r, *head + number, number);
        csv_cell(t, *head + number);
    }
    html_close(&r->h, "tr");
    html_close(&r->h, "thead");
    html_open(&r->h, "tbody");
    html_line(&r->h);
    buf_str(&t->csv, "\r\n");
}

void exhibit_table_open(exhibit_table *t, report *r, const char *caption, const char *const *head) {
    *t = (exhibit_table){.r = r};
    report_table(r, caption);
    heads(t, caption, head);
}

void exhibit_cards_open(exhibit_table *t, report *r, const char *caption, const char *const *head) {
    exhibit_cards_named(t, r, "", caption, head);
}

void exhibit_cards_named(exhibit_table *t, report *r, const char *name, const char *caption,
                         const char *const *head) {
    char class[80];
    *t = (exhibit_table){.r = r};
    snprintf(class, sizeof class, "box cards%s%.60s", *name ? " " : "", name);
    html_open(&r->h, "div", "class", class, "tabindex", "0", "role", "region", "aria-label",
              caption);
    html_open(&r->h, "table");
    heads(t, caption, head);
}

void exhibit_labelled(exhibit_table *t, const char *label, const char *text) {
    if (!t->col) {
        exhibit_cell(t, text);
        return;
    }
    exhibit_shortened(t, label, text, text);
}

void exhibit_shortened(exhibit_table *t, const char *label, const char *shown, const char *whole) {
    html_leaf(&t->r->h, "td", shown, "data-l", label);
    csv_cell(t, whole);
}

void exhibit_lines(exhibit_table *t, const char *label, const char *const *line, size_t n) {
    static const char absent[] = "not assessed";
    html *h = &t->r->h;
    buf all = {0};
    html_open(h, "td", "data-l", label);
    for (size_t i = 0; i < n; i++) {
        size_t mark = strncmp(line[i], absent, sizeof absent - 1) == 0 ? sizeof absent - 1 : 0;
        html_open(h, "p");
        if (mark) html_leaf(h, "strong", absent, "class", "na");
        html_text(h, line[i] + mark);
        html_close(h, "p");
        buf_printf(&all, "%s%s", i ? " " : "", line[i]);
    }
    html_close(h, "td");
    csv_cell(t, buf_text(&all));
    t->csv.failed |= all.failed;
    buf_free(&all);
}

void exhibit_row(exhibit_table *t) {
    t->col = 0;
    html_open(&t->r->h, "tr");
}

void exhibit_row_named(exhibit_table *t, const char *id) {
    t->col = 0;
    html_open(&t->r->h, "tr", "id", id);
}

void exhibit_cell(exhibit_table *t, const char *text) {
    if (t->col)
        html_leaf(&t->r->h, "td", text);
    else
        html_leaf(&t->r->h, "th", text, "scope", "row");
    csv_cell(t, text);
}

void exhibit_number(exhibit_table *t, const char *text) {
    html_leaf(&t->r->h, "td", text, "class", "n");
    csv_cell(t, text);
}

void exhibit_row_end(exhibit_table *t) {
    html_close(&t->r->h, "tr");
    html_line(&t->r->h);
    buf_str(&t->csv, "\r\n");
}

void exhibit_table_close(exhibit_table *t, const char *name) {
    html *h = &t->r->h;
    buf to = {0};
    char file[80];
    html_close(h, "tbody");
    report_table_end(t->r);
    buf_str(&to, "data:text/csv;charset=utf-8,");
    for (const unsigned char *s = (const unsigned char *)buf_text(&t->csv); *s; s++) {
        if ((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') ||
            strchr("-._~", *s))
            buf_char(&to, (char)*s);
        else
            buf_printf(&to, "%%%02X", *s);
    }
    snprintf(file, sizeof file, "%.70s.csv", name);
    html_open(h, "p", "class", "note");
    html_leaf(h, "a", "These rows as CSV", "href", buf_text(&to), "download", file);
    html_close(h, "p");
    html_line(h);
    h->out->failed |= to.failed || t->csv.failed;
    buf_free(&to);
    buf_free(&t->csv);
}

void exhibit_sources(report *r, const int64_t *ids, size_t n) {
    html *h = &r->h;
    char day[DATE_TEXT];
    html_open(h, "p", "class", "note");
    html_text(h, n == 1 ? "Source: " : "Sources: ");
    for (size_t i = 0; i < n; i++) {
        const source *s = report_source(r, ids[i]);
        const char *by = s && *s->publisher ? s->publisher : s ? s->dataset : "";
        if (i) html_text(h, "; ");
        if (s && s->vintage > r->in->as_at)
            html_printf(h, "%s, published later than the day the facts go to (", by);
        else if (s)
            html_printf(h, "%s, vintage %s (", by, date_format(day, s->vintage));
        report_refs(r, &ids[i], 1);
        if (s) html_text(h, ")");
    }
    html_text(h, ".");
    html_close(h, "p");
    html_line(h);
}

void exhibit_else(report *r, const char *note) {
    if (!*note) return;
    html_open(&r->h, "p");
    html_printf(&r->h, "What else could explain it: %s", note);
    html_close(&r->h, "p");
    html_line(&r->h);
}
