/* section_listings.c - who of third countries stands on the coalition's lists, since when, and on
 * whose not.
 *
 * All of it is counted from the loaded lists (screen/listings.h); each row of a table is a finding
 * that names the latest entry behind it. An entry that has left its list by the day is not counted,
 * so of earlier months only those are seen who are still there.                             */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/section_listings.h"

enum { COUNTRIES_SHOWN = 15, MONTHS_SHOWN = 24, COUNTRIES_MAX = 300, CODE = 12 };

static const char method[] = "entries in force on the day whose known countries are neither target "
                             "nor coalition; parties joined by reference, "
                             "by numbers that are given once, and by name with a second field";

/* A finding about some entries; e, when there is one, is quoted. */
cordon_status listings_put(page_listings *p, const char *rule, const char *subject,
                           const char *text, size_t rows, const listed_entry *e,
                           cordon_error *err) {
    buf quote = {0}, parameters = {0};
    report *r = p->r;
    buf_printf(&parameters, "{\"regime\":\"%s\",\"lists\":%zu}", regime_name(r->in->regime),
               p->l.lists);
    finding f = {.rule = rule,
                 .subject = subject,
                 .verdict = FINDING_FOUND,
                 FINDING_NO_SCORE,
                 .as_at = r->in->as_at,
                 .known_by = r->in->known_by,
                 .evidence_n = 1,
                 .method = method,
                 .parameters = buf_text(&parameters),
                 .text = text};
    f.evidence[0] = (finding_evidence){.kind = "query",
                                       .measure = "listings",
                                       .parameters = f.parameters,
                                       .sources = e ? &e->source : NULL,
                                       .sources_n = e != NULL,
                                       .rows = (int64_t)rows};
    if (e) {
        buf_printf(&quote, "%s %s: %s", e->list, e->key, e->name);
        f.evidence[f.evidence_n++] = (finding_evidence){.kind = "row",
                                                        .source = e->source,
                                                        .line = (int64_t)e->line,
                                                        .quote = buf_text(&quote)};
    }
    finding_json(r->findings, &f);
    buf_char(r->findings, '\n');
    bool failed = quote.failed || parameters.failed || r->findings->failed;
    buf_free(&quote);
    buf_free(&parameters);
    return failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report") : CORDON_OK;
}

/* Counts a party once between two calls of fresh. */
static void fresh(page_listings *p) { p->mark++; }
static bool first_time(page_listings *p, uint32_t party) {
    if (p->seen[party] == p->mark) return false;
    p->seen[party] = p->mark;
    return true;
}

bool listings_later(const listed_entry *e, const listed_entry *than) {
    return !than || e->from > than->from;
}
const char *listings_authority(const page_listings *p, uint8_t a) {
    return report_area(p->r, p->l.authority[a]);
}
bool listings_of_own(const page_listings *p, const listed_entry *e) {
    return p->own && listed_in(e, p->own->code);
}
static const char *day(char out[DATE_TEXT], date_day d) {
    return d ? date_format(out, d) : "not said";
}

/* ---- by list ---- */

static cordon_status list_row(page_listings *p, exhibit_table *x, const listed_list *s,
                              cordon_error *err) {
    const listed_entry *last = NULL;
    date_day first = 0;
    size_t own = 0;
    char a[DATE_TEXT], b[DATE_TEXT], v[DATE_TEXT], text[700], n[4][24];
    for (size_t i = 0; i < p->l.entries; i++) {
        const listed_entry *e = &p->l.entry[i];
        if (!e->third || strcmp(e->list, s->list) != 0) continue;
        own += listings_of_own(p, e);
        if (e->from && (!first || e->from < first)) first = e->from;
        if (listings_later(e, last)) last = e;
    }
    snprintf(n[0], sizeof n[0], "%zu", s->entries);
    snprintf(n[1], sizeof n[1], "%zu", s->third);
    snprintf(n[2], sizeof n[2], "%zu", own);
    snprintf(n[3], sizeof n[3], "%zu", s->undated);
    day(a, first), day(b, last ? last->from : 0), day(v, s->vintage);
    exhibit_row(x);
    exhibit_labelled(x, "list", s->title);
    exhibit_labelled(x, "of", listings_authority(p, s->authority));
    exhibit_number(x, n[0]);
    exhibit_number(x, n[1]);
    if (p->own) exhibit_number(x, n[2]);
    exhibit_number(x, n[3]);
    exhibit_labelled(x, "first", first ? a : "not said");
    exhibit_labelled(x, "latest", last && last->from ? b : "not said");
    exhibit_labelled(x, "vintage", v);
    exhibit_row_end(x);
    snprintf(text, sizeof text,
             "%.160s of %.80s: %s entries of the regime, %s of third countries%s%.80s%s%s, %s "
             "without a day; first %s, latest %s; vintage %s.",
             s->title, listings_authority(p, s->authority), n[0], n[1], p->own ? ", of " : "",
             p->own ? p->own->name : "", p->own ? " " : "", p->own ? n[2] : "", n[3],
             first ? a : "not said", last && last->from ? b : "not said", v);
    return listings_put(p, "report.listings.list", s->list, text, s->third, last, err);
}

static cordon_status by_list(page_listings *p, cordon_error *err) {
    char own[100];
    snprintf(own, sizeof own, "#of %.80s", p->own ? p->own->name : "");
    const char *with[] = {"list",           "of",    "#entries", "#third countries", own,
                          "#without a day", "first", "latest",   "vintage",          NULL};
    const char *without[] = {
        "list",   "of",      "#entries", "#third countries", "#without a day", "first",
        "latest", "vintage", NULL};
    exhibit_table x;
    cordon_status status = CORDON_OK;
    exhibit_cards_open(&x, p->r,
                       "Entries of the regime's lists, and of them the parties of third countries",
                       p->own ? with : without);
    for (size_t i = 0; i < p->l.lists && !status; i++) status = list_row(p, &x, &p->l.list[i], err);
    exhibit_table_close(&x, "listings-by-list");
    return status;
}

/* The regime's lists that no loaded file fills: silence there means nothing. */
static cordon_status absent(page_listings *p, cordon_error *err) {
    const table *t = regime_table(p->r->in->regime, "listings.csv");
    html *h = &p->r->h;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < t->rows && !status; i++) {
        const char *id = table_cell(t, i, table_col(t, "list")),
                   *title = table_cell(t, i, table_col(t, "title"));
        const char *from = table_cell(t, i, table_col(t, "source"));
        bool there = false;
        for (size_t k = 0; k < p->l.lists && !there; k++)
            there = lists_match(id, p->l.list[k].list);
        if (there) continue;
        char why[300], fill[300];
        snprintf(why, sizeof why, "no entry of %.60s is loaded or known by the day (%.160s)", id,
                 title);
        snprintf(fill, sizeof fill, "the list itself: %.240s", from);
        html_open(h, "p");
        report_not_assessed(p->r, why, fill);
        html_close(h, "p");
        html_line(h);
        status = not_assessed_finding(p->r->findings, "report.listings.list", id, why, fill,
                                      p->r->in->as_at, p->r->in->known_by, err);
    }
    return status;
}

/* ---- by country ---- */

typedef struct place {
    const char *code;
    size_t parties, by[LISTINGS_AUTHORITIES_MAX];
    const listed_entry *last;
} place;

static int by_parties(const void *x, const void *y) {
    const place *a = x, *b = y;
    return a->parties != b->parties ? a->parties > b->parties ? -1 : 1 : strcmp(a->code, b->code);
}

static size_t countries_of(const page_listings *p, place *v) {
    size_t n = 0;
    for (size_t i = 0; i < p->l.entries; i++)
        for (uint8_t k = 0; p->l.entry[i].third && k < p->l.entry[i].countries; k++) {
            size_t at = 0;
            while (at < n && strcmp(v[at].code, p->l.entry[i].country[k]) != 0) at++;
            if (at == n && n < COUNTRIES_MAX) v[n++] = (place){.code = p->l.entry[i].country[k]};
        }
    return n;
}

static void count_place(page_listings *p, place *c) {
    for (uint8_t a = 0; a <= p->l.authorities; a++) { /* the last round: of all */
        fresh(p);
        for (size_t i = 0; i < p->l.entries; i++) {
            const listed_entry *e = &p->l.entry[i];
            bool here =
                e->third && listed_in(e, c->code) && (a == p->l.authorities || e->authority == a);
            if (!here || !first_time(p, e->party)) continue;
            if (a < p->l.authorities)
                c->by[a]++;
            else
                c->parties++;
        }
    }
    for (size_t i = 0; i < p->l.entries; i++) {
        const listed_entry *e = &p->l.entry[i];
        if (e->third && listed_in(e, c->code) && listings_later(e, c->last)) c->last = e;
    }
}

static cordon_status place_row(page_listings *p, exhibit_table *x, const place *c,
                               cordon_error *err) {
    buf text = {0};
    char n[24];
    buf_printf(&text, "%s: %zu parties on the lists", report_area(p->r, c->code), c->parties);
    exhibit_row(x);
    exhibit_labelled(x, "country", report_area(p->r, c->code));
    snprintf(n, sizeof n, "%zu", c->parties);
    exhibit_number(x, n);
    for (uint8_t a = 0; a < p->l.authorities; a++) {
        snprintf(n, sizeof n, "%zu", c->by[a]);
        exhibit_number(x, n);
        buf_printf(&text, "%s %s %zu", a ? "," : "; of", listings_authority(p, a), c->by[a]);
    }
    exhibit_row_end(x);
    buf_char(&text, '.');
    cordon_status status = text.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
                                       : listings_put(p, "report.listings.country", c->code,
                                                      buf_text(&text), c->parties, c->last, err);
    buf_free(&text);
    return status;
}

static cordon_status by_country(page_listings *p, cordon_error *err) {
    place *v = calloc(COUNTRIES_MAX, sizeof *v);
    const char *head[LISTINGS_AUTHORITIES_MAX + 3] = {"country", "#parties"};
    char name[LISTINGS_AUTHORITIES_MAX][80], caption[200];
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    size_t n = countries_of(p, v);
    for (size_t i = 0; i < n; i++) count_place(p, &v[i]);
    qsort(v, n, sizeof *v, by_parties);
    for (uint8_t a = 0; a < p->l.authorities; a++) {
        snprintf(name[a], sizeof name[a], "#%.70s", listings_authority(p, a));
        head[2 + a] = name[a];
    }
    exhibit_table x;
    cordon_status status = CORDON_OK;
    snprintf(caption, sizeof caption,
             "Parties of third countries by country, and by whose lists they stand on; a party of "
             "two countries counts in both");
    exhibit_table_open(&x, p->r, caption, head);
    for (size_t i = 0; i < n && i < COUNTRIES_SHOWN && !status; i++)
        status = place_row(p, &x, &v[i], err);
    exhibit_table_close(&x, "listings-by-country");
    free(v);
    return status;
}

/* ---- by month ---- */

static void add_counts(buf *out, const page_listings *p, date_period month, bool country) {
    struct {
        const char *what;
        size_t n;
    } v[COUNTRIES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < p->l.entries; i++) {
        const listed_entry *e = &p->l.entry[i];
        if (!e->third || e->from / 100 != month) continue;
        for (int k = 0; k < (country ? e->countries : 1); k++) {
            const char *what = country ? e->country[k] : e->list;
            size_t at = 0;
            while (at < n && strcmp(v[at].what, what) != 0) at++;
            if (at == n && n < COUNTRIES_MAX) v[n].what = what, v[n++].n = 0;
            if (at < COUNTRIES_MAX) v[at].n++;
        }
    }
    for (size_t shown = 0; shown < n && shown < 6; shown++) { /* the largest first, then by code */
        size_t best = n;
        for (size_t i = 0; i < n; i++)
            if (v[i].n && (best == n || v[i].n > v[best].n ||
                           (v[i].n == v[best].n && strcmp(v[i].what, v[best].what) < 0)))
                best = i;
        if (best == n) break;
        buf_printf(out, "%s%s %zu", shown ? ", " : "",
                   country ? report_area(p->r, v[best].what) : v[best].what, v[best].n);
        v[best].n = 0;
    }
}

static cordon_status month_row(page_listings *p, exhibit_table *x, date_period month,
                               cordon_error *err) {
    const listed_entry *last = NULL;
    size_t n = 0, own = 0;
    char name[DATE_TEXT], count[24], mine[24];
    buf on = {0}, countries = {0}, text = {0};
    for (size_t i = 0; i < p->l.entries; i++) {
        const listed_entry *e = &p->l.entry[i];
        if (!e->third || e->from / 100 != month) continue;
        n++, own += listings_of_own(p, e);
        if (listings_later(e, last)) last = e;
    }
    add_counts(&on, p, month, false);
    add_counts(&countries, p, month, true);
    date_period_format(name, month);
    snprintf(count, sizeof count, "%zu", n);
    snprintf(mine, sizeof mine, "%zu", own);
    exhibit_row(x);
    exhibit_cell(x, name);
    exhibit_number(x, count);
    if (p->own) exhibit_number(x, mine);
    exhibit_cell(x, buf_text(&on));
    exhibit_cell(x, buf_text(&countries));
    exhibit_row_end(x);
    buf_printf(&text,
               "%s: %zu entries of third countries were listed, %zu of them of %s; by list %s; by "
               "country %s.",
               name, n, own, p->own ? p->own->name : "the pair", buf_text(&on),
               buf_text(&countries));
    bool failed = on.failed || countries.failed || text.failed;
    cordon_status status =
        failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
               : listings_put(p, "report.listings.month", name, buf_text(&text), n, last, err);
    buf_free(&on);
    buf_free(&countries);
    buf_free(&text);
    return status;
}

static int newest_first(const void *x, const void *y) {
    date_period a = *(const date_period *)x, b = *(const date_period *)y;
    return (a < b) - (a > b);
}

static cordon_status by_month(page_listings *p, cordon_error *err) {
    date_period *v = malloc((p->l.entries + 1) * sizeof *v);
    size_t n = 0, months = 0;
    char own[100];
    snprintf(own, sizeof own, "#of %.80s", p->own ? p->own->name : "");
    const char *with[] = {"month", "#listed", own, "by list", "by country", NULL};
    const char *without[] = {"month", "#listed", "by list", "by country", NULL};
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    for (size_t i = 0; i < p->l.entries; i++)
        if (p->l.entry[i].third && p->l.entry[i].from >= report_start(p->r))
            v[n++] = p->l.entry[i].from / 100;
    qsort(v, n, sizeof *v, newest_first);
    for (size_t i = 0; i < n; i++)
        if (!months || v[i] != v[months - 1]) v[months++] = v[i];
    exhibit_table x;
    cordon_status status = CORDON_OK;
    if (months) {
        exhibit_table_open(&x, p->r,
                           "Entries of third countries by the month of their listing, the latest "
                           "months that have any",
                           p->own ? with : without);
        for (size_t i = 0; i < months && i < MONTHS_SHOWN && !status; i++)
            status = month_row(p, &x, v[i], err);
        exhibit_table_close(&x, "listings-by-month");
    }
    free(v);
    return status;
}

/* ---- all of it ---- */

static cordon_status third_of(const area **out, const report *r, cordon_error *err) {
    area_set near = {0};
    cordon_status status =
        regime_areas(&near, r->in->regime, r->in->areas, "targets,coalition", r->in->as_at, err);
    const area *const of[] = {r->pair->a, r->pair->b};
    *out = NULL;
    for (int i = 0; i < 2 && !status && !*out; i++) {
        bool in = of[i]->kind != AREA_COUNTRY;
        for (size_t k = 0; k < near.n; k++) in |= near.v[k] == of[i];
        if (!in) *out = of[i];
    }
    area_set_free(&near);
    return status;
}

static cordon_status print(page_listings *p, cordon_error *err) {
    html *h = &p->r->h;
    html_open(h, "p");
    html_text(h, "Ships and aircraft are left out, entries that left their list too, and parties "
                 "of no known country. That a party is missing "
                 "from a list says nothing for it.");
    html_close(h, "p");
    html_line(h);
    cordon_status status = by_list(p, err);
    if (!status) status = absent(p, err);
    if (!status) status = by_country(p, err);
    if (!status) status = by_month(p, err);
    if (!status) status = listings_divergence(p, err);
    return status;
}

cordon_status listings_open(page_listings *out, report *r, cordon_error *err) {
    listings_ask q = {r->in->store, r->in->regime, r->in->areas, r->in->as_at, r->in->known_by};
    *out = (page_listings){.r = r};
    cordon_status status = third_of(&out->own, r, err);
    if (!status) status = listings_make(&out->l, &q, err);
    if (status) return status;
    out->seen = calloc(out->l.parties + 1, sizeof *out->seen);
    return out->seen ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
}

void listings_close(page_listings *p) {
    free(p->seen);
    listings_free(&p->l);
}

cordon_status report_listings(page_listings *p, cordon_error *err) {
    html_leaf(&p->r->h, "h3", "Third-country parties on the lists, and where the lists part", "id",
              "listings");
    return print(p, err);
}
