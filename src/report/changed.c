/* What changed since a day, as rows: the weightiest on the first page, all of
 * them below.                                                                 */
#include <stdio.h>
#include <string.h>

#include "report/changes.h"
#include "report/exhibit.h"

static const char *cut(char out[160], const char *s, size_t max) {
    size_t n = strlen(s);
    if (n <= max) max = n;
    while (n > max && max && s[max] != ' ') max--;
    snprintf(out, 160, "%.*s%s", (int)max, s, max < n ? " ..." : "");
    return out;
}

static void link_of(char out[96], const change *x) {
    if (*x->link)
        snprintf(out, 96, "%.90s", x->link);
    else
        snprintf(out, 96, "#change-%.80s", x->id);
}

static void short_row(report *r, const change *x) {
    html *h = &r->h;
    char to[96], s[160];
    link_of(to, x);
    html_open(h, "tr");
    html_leaf(h, "th", x->day, "scope", "row", "class", "w");
    html_leaf(h, "td", x->label, "data-l", "kind");
    html_open(h, "td", "data-l", "what");
    html_leaf(h, "a", x->what, "href", to);
    html_close(h, "td");
    html_leaf(h, "td", cut(s, x->source, 60), "data-l", "source");
    html_close(h, "tr");
    html_line(h);
    report_note(r, NULL, "- %s, %s: %s.", x->day, x->label, x->what);
}

/* What stands above the table, also for --json. */
static cordon_status head(report *r, const char *title, cordon_error *err) {
    char to[DATE_TEXT];
    const changes *c = r->changes;
    buf b = {0};
    buf_printf(&b, "%s, to %s: %zu on record, %zu shown", title,
               date_format(to, r->in->as_at < r->in->known_by ? r->in->as_at : r->in->known_by),
               c->n, c->shown);
    if (c->n > c->shown) buf_printf(&b, ", %zu more under Responses", c->n - c->shown);
    cordon_status status =
        report_found(r, "report.changed", "changed since", "dates.csv", buf_text(&b), err);
    r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}

static void more(report *r) {
    html *h = &r->h;
    const changes *c = r->changes;
    if (c->n == c->shown) return;
    html_open(h, "p", "class", "note");
    html_printf(h, "%zu more under ", c->n - c->shown);
    html_leaf(h, "a", "Responses", "href", "#changes");
    html_text(h, ".");
    html_close(h, "p");
    html_line(h);
    report_note(r, NULL, "- %zu more on the page, under Responses.", c->n - c->shown);
}

/* Without a record most of what could have changed was not looked for. */
static cordon_status unknown(report *r, cordon_error *err) {
    static const char fill[] = "cordon load STORE data/events/record.tsv";
    char why[160], day[DATE_TEXT];
    if (r->changes->record.sources) return CORDON_OK;
    snprintf(why, sizeof why,
             "listings, countermeasures and statements: no record known by %s is loaded",
             date_format(day, r->in->known_by));
    html_open(&r->h, "p", "class", "note");
    report_not_assessed(r, why, fill);
    html_close(&r->h, "p");
    html_line(&r->h);
    report_note(r, NULL, "- Not assessed: %s.", why);
    return not_assessed_finding(r->findings, "report.changed", "listings and statements", why, fill,
                                r->in->as_at, r->in->known_by, err);
}

static void nothing(report *r) {
    if (!r->changes->record.sources) return;
    html_open(&r->h, "p");
    html_text(&r->h, "Nothing on record in these sources, which is no sign that nothing happened.");
    html_close(&r->h, "p");
    html_line(&r->h);
    report_note(r, NULL, "- Nothing on record in these sources, which is no sign of calm.");
}

cordon_status report_changed(report *r, cordon_error *err) {
    static const char *const heads[] = {"date", "kind", "what", "source", NULL};
    html *h = &r->h;
    char title[60], day[DATE_TEXT];
    const changes *c = r->changes;
    snprintf(title, sizeof title, "Changed since %s", date_format(day, r->in->since));
    html_leaf(h, "h2", title, "id", "changed");
    report_note_title(r, title);
    cordon_status status = head(r, title, err);
    if (!c->n) {
        nothing(r);
        return status ? status : unknown(r, err);
    }
    html_open(h, "div", "class", "box cards", "tabindex", "0", "role", "region", "aria-label",
              title);
    html_open(h, "table");
    report_plain_caption(
        r, "What came after that day, by weight; the newest of each kind is always here");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; heads[i]; i++) report_head(r, heads[i], false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    html_line(h);
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].shown) short_row(r, &c->v[i]);
    html_close(h, "tbody");
    report_table_end(r);
    more(r);
    return status ? status : unknown(r, err);
}

static cordon_status row(exhibit_table *t, const change *x, cordon_error *err) {
    char id[96];
    buf text = {0};
    snprintf(id, sizeof id, "change-%.80s", x->id);
    exhibit_row_named(t, id);
    exhibit_labelled(t, "date", x->day);
    exhibit_labelled(t, "kind", x->label);
    exhibit_labelled(t, "what", x->what);
    exhibit_labelled(t, "the other side's reply", *x->reply ? x->reply : "none on record");
    exhibit_labelled(t, "source", x->source);
    exhibit_row_end(t);
    buf_printf(&text, "%s, %s: %s%s%s; source: %s", x->day, x->label, x->what,
               *x->reply ? "; " : "", x->reply, x->source);
    cordon_status status =
        x->row ? record_found(t->r, "report.change", x->row, buf_text(&text), err)
               : report_found(t->r, "report.change", x->id, x->table, buf_text(&text), err);
    t->r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

cordon_status changes_all(report *r, cordon_error *err) {
    static const char *const heads[] = {"date",   "kind", "what", "the other side's reply",
                                        "source", NULL};
    exhibit_table t;
    char title[60], day[DATE_TEXT];
    cordon_status status = CORDON_OK;
    const changes *c = r->changes;
    snprintf(title, sizeof title, "All that changed since %s", date_format(day, r->in->since));
    html_leaf(&r->h, "h3", title, "id", "changes");
    if (!c->n) {
        html_leaf(&r->h, "p",
                  c->record.sources ? "Nothing on record in these sources."
                                    : "Not assessed: no record of such events is loaded.");
        return CORDON_OK;
    }
    exhibit_cards_open(&t, r, "By weight, the newest first", heads);
    for (size_t i = 0; i < c->n && !status; i++) status = row(&t, &c->v[i], err);
    exhibit_table_close(&t, "changes");
    return status;
}
