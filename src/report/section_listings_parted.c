/* Where the lists part: who lists whom the others do not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/section_listings.h"

enum { PARTIES_SHOWN = 15 };

typedef struct spread {
    uint32_t party;
    uint32_t by;                      /* bit of each authority */
    const listed_entry *first, *last; /* first to be listed, and last */
} spread;

static int by_party(const void *x, const void *y) {
    const listed_entry *a = *(const listed_entry *const *)x, *b = *(const listed_entry *const *)y;
    if (a->party != b->party) return a->party < b->party ? -1 : 1;
    return (a > b) - (a < b);
}

/* The parties of the pair's third country (of all third countries where neither is one), by number.
 */
static size_t spreads(const page_listings *p, spread *v, const listed_entry **order) {
    size_t n = 0, parties = 0;
    for (size_t i = 0; i < p->l.entries; i++)
        if (p->l.entry[i].third && (!p->own || listings_of_own(p, &p->l.entry[i])))
            order[n++] = &p->l.entry[i];
    qsort(order, n, sizeof(listed_entry *), by_party);
    for (size_t i = 0; i < n; i++) {
        const listed_entry *e = order[i];
        if (!parties || v[parties - 1].party != e->party)
            v[parties++] = (spread){.party = e->party};
        spread *s = &v[parties - 1];
        s->by |= 1u << e->authority;
        if (e->from && (!s->first || !s->first->from || e->from < s->first->from)) s->first = e;
        if (!s->first) s->first = e;
        if (listings_later(e, s->last)) s->last = e;
    }
    return parties;
}

static cordon_status matrix(page_listings *p, const spread *v, size_t n, cordon_error *err) {
    const char *head[LISTINGS_AUTHORITIES_MAX + 4] = {"listed by", "#parties", "#by it alone"};
    char name[LISTINGS_AUTHORITIES_MAX][80], caption[240], cell[24];
    exhibit_table x;
    cordon_status status = CORDON_OK;
    for (uint8_t a = 0; a < p->l.authorities; a++) {
        snprintf(name[a], sizeof name[a], "#not by %.60s", listings_authority(p, a));
        head[3 + a] = name[a];
    }
    snprintf(caption, sizeof caption, "Parties of %.100s that one lists and another does not",
             p->own ? p->own->name : "third countries");
    exhibit_table_open(&x, p->r, caption, head);
    for (uint8_t a = 0; a < p->l.authorities && !status; a++) {
        size_t listed = 0, alone = 0, without[LISTINGS_AUTHORITIES_MAX] = {0};
        const listed_entry *last = NULL;
        for (size_t i = 0; i < n; i++) {
            if (!(v[i].by >> a & 1)) continue;
            listed++, alone += v[i].by == 1u << a;
            for (uint8_t b = 0; b < p->l.authorities; b++) without[b] += !(v[i].by >> b & 1);
            if (listings_later(v[i].last, last)) last = v[i].last;
        }
        buf text = {0};
        buf_printf(&text, "Parties of %s listed by %s: %zu, by it alone %zu",
                   p->own ? p->own->name : "third countries", listings_authority(p, a), listed,
                   alone);
        exhibit_row(&x);
        exhibit_cell(&x, listings_authority(p, a));
        snprintf(cell, sizeof cell, "%zu", listed);
        exhibit_number(&x, cell);
        snprintf(cell, sizeof cell, "%zu", alone);
        exhibit_number(&x, cell);
        for (uint8_t b = 0; b < p->l.authorities; b++) {
            snprintf(cell, sizeof cell, "%zu", without[b]);
            exhibit_number(&x, b == a ? "" : cell);
            if (b != a) buf_printf(&text, ", not by %s %zu", listings_authority(p, b), without[b]);
        }
        exhibit_row_end(&x);
        buf_char(&text, '.');
        status = text.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
                             : listings_put(p, "report.listings.divergence", p->l.authority[a],
                                            buf_text(&text), listed, last, err);
        buf_free(&text);
    }
    exhibit_table_close(&x, "listings-divergence");
    return status;
}

static int newest_party(const void *x, const void *y) {
    const spread *a = x, *b = y;
    if (a->first->from != b->first->from) return a->first->from > b->first->from ? -1 : 1;
    return (a->party > b->party) - (a->party < b->party);
}

static void add_names(buf *out, const page_listings *p, uint32_t set) {
    bool any = false;
    for (uint8_t a = 0; a < p->l.authorities; a++)
        if (set >> a & 1) {
            buf_printf(out, "%s%s", any ? ", " : "", listings_authority(p, a));
            any = true;
        }
    if (!any) buf_str(out, "none");
}

static cordon_status party_row(page_listings *p, exhibit_table *x, const spread *s,
                               cordon_error *err) {
    buf by = {0}, not_by = {0}, text = {0};
    char since[DATE_TEXT];
    uint32_t all = (1u << p->l.authorities) - 1;
    add_names(&by, p, s->by);
    add_names(&not_by, p, all & ~s->by);
    date_format(since, s->first->from);
    exhibit_row(x);
    exhibit_labelled(x, "party", s->first->name);
    exhibit_labelled(x, "first listed", since);
    exhibit_labelled(x, "on", s->first->list);
    exhibit_labelled(x, "listed by", buf_text(&by));
    exhibit_labelled(x, "not by", buf_text(&not_by));
    exhibit_row_end(x);
    buf_printf(&text, "%s: listed first on %s, %s; listed by %s; not by %s.", s->first->name, since,
               s->first->list, buf_text(&by), buf_text(&not_by));
    bool failed = by.failed || not_by.failed || text.failed;
    cordon_status status = failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
                                  : listings_put(p, "report.listings.party", s->first->name,
                                                 buf_text(&text), 1, s->first, err);
    buf_free(&by);
    buf_free(&not_by);
    buf_free(&text);
    return status;
}

/* The latest whose day is known and who are not on everybody's list. */
static cordon_status latest(page_listings *p, spread *v, size_t n, cordon_error *err) {
    static const char *const head[] = {"party", "first listed", "on", "listed by", "not by", NULL};
    uint32_t all = (1u << p->l.authorities) - 1;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].first->from && v[i].by != all) v[kept++] = v[i];
    qsort(v, kept, sizeof *v, newest_party);
    exhibit_table x;
    cordon_status status = CORDON_OK;
    if (!kept) return CORDON_OK;
    exhibit_cards_open(&x, p->r, "The latest to be listed by some and not by others", head);
    for (size_t i = 0; i < kept && i < PARTIES_SHOWN && !status; i++)
        status = party_row(p, &x, &v[i], err);
    exhibit_table_close(&x, "listings-latest");
    return status;
}

cordon_status listings_divergence(page_listings *p, cordon_error *err) {
    spread *v = malloc((p->l.entries + 1) * sizeof *v);
    const listed_entry **order = malloc((p->l.entries + 1) * sizeof(listed_entry *));
    cordon_status status =
        v && order ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    size_t n = status ? 0 : spreads(p, v, order);
    if (n) status = matrix(p, v, n, err);
    if (n && !status) status = latest(p, v, n, err);
    free(v);
    free(order);
    return status;
}
