/* section_goods_table.c - the goods code by code: tier, since when, on which list, by which
 * article; and in words which provisions have no codes here, so that silence is never "not
 * controlled".
 *
 * The rows are the codes of the regime's default_goods on the day. What is said of each comes from
 * goods/controls.h, the same that `cordon goods CODE` says.                                     */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "goods/controls.h"
#include "report/exhibit.h"

enum { SHOWN = 150 };

typedef struct sheet {
    report *r;
    goods_controls *c;
    const goods_group *g;
    const goods_measure *m; /* of the day */
    const goods_edition *e;
    size_t measures, editions;
    size_t in_force, without; /* provisions, and those of them without codes */
    size_t codes, dated;      /* on the day; of them those whose first day is known */
    exhibit_table x;
} sheet;

static bool no_effect(const goods_measure *m) { return strcmp(m->effect, "none") == 0; }
static bool name_only(const goods_measure *m) { return strcmp(m->effect, "unknown") == 0; }
static bool of_group(const sheet *s, const goods_measure *m) {
    return s->g && strcasecmp(m->group, s->g->id) == 0;
}

static bool own_hit(const sheet *s, const control_hit *h) {
    return strcasecmp(h->list, s->g->id) == 0;
}

/* ---- a provision in words ---- */

static void destination(buf *b, const sheet *s, const goods_measure *m) {
    if (!*m->destination) return;
    buf_str(b, " to ");
    report_names(b, s->r, m->destination);
}

/* "ban to NAME, since 2022-02-25". */
static void effect(buf *b, const sheet *s, const goods_measure *m) {
    char day[DATE_TEXT];
    buf_str(b, m->effect);
    destination(b, s, m);
    if (m->valid_from)
        buf_printf(b, ", since %s%s", date_format(day, m->valid_from),
                   strcmp(m->date_basis, "recalled") == 0 ? ", day recalled" : "");
    else
        buf_str(b, ", since when is not in the data");
}

/* The provisions from first on that are told alike but for the annex, of the same act. */
static bool alike(const goods_measure *a, const goods_measure *b) {
    return *a->annex && *b->annex && strcmp(a->act, b->act) == 0 &&
           strcmp(a->article, b->article) == 0 && strcmp(a->effect, b->effect) == 0 &&
           strcmp(a->destination, b->destination) == 0 && a->valid_from == b->valid_from &&
           strcmp(a->date_basis, b->date_basis) == 0 && !a->loaded && !b->loaded;
}

/* "Annex N (article M: ban to NAME, since 2022-02-25)"; of several "Annexes N; O (...)". */
static void provisions(buf *b, const sheet *s, const goods_measure *const *m, size_t n) {
    if (*m[0]->annex) {
        buf_str(b, n > 1 ? "Annexes " : "Annex ");
        for (size_t i = 0; i < n; i++) buf_printf(b, "%s%s", i ? "; " : "", m[i]->annex);
    } else if (*m[0]->article) {
        buf_printf(b, "article %s", m[0]->article);
    } else {
        buf_str(b, m[0]->title);
    }
    if (name_only(m[0])) return;
    buf_str(b, " (");
    if (*m[0]->annex && *m[0]->article) buf_printf(b, "article %s: ", m[0]->article);
    effect(b, s, m[0]);
    buf_char(b, ')');
}

/* ---- a row ---- */

static void since(buf *b, date_day day, control_since is) {
    char t[DATE_TEXT];
    if (is == SINCE_UNKNOWN)
        buf_str(b, "not in the data");
    else
        buf_printf(b, "%s%s", is == SINCE_BY ? "listed by " : "", date_format(t, day));
}

static bool together(const control_hit *a, const control_hit *b) {
    const char *x = a->measure ? a->measure->id : "", *y = b->measure ? b->measure->id : "";
    return strcmp(a->list, b->list) == 0 && strcmp(x, y) == 0;
}

static bool is_first(const control_answer *a, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (together(&a->hit[i], &a->hit[at])) return false;
    return true;
}

/* Which lines of the list: the code, one above it, or how many below it. */
static void lines(buf *b, const control_answer *a, size_t first) {
    const control_hit *f = &a->hit[first];
    size_t n = 0;
    for (size_t i = first; i < a->hits; i++) n += together(&a->hit[i], f);
    if (n > 1)
        buf_printf(b, "%zu lines", n);
    else
        buf_printf(b, "%s%s", f->partial ? "ex " : "", f->code);
    buf_str(b, f->match == CONTROL_CODE     ? ", the code"
               : f->match == CONTROL_COVERS ? ", above it"
                                            : ", part of it");
}

static void other_list(buf *b, const sheet *s, const control_answer *a, size_t first) {
    const control_hit *h = &a->hit[first];
    const goods_measure *m = h->measure;
    if (b->len) buf_str(b, "; ");
    buf_printf(b, "%s (", m ? m->id : h->list);
    lines(b, a, first);
    buf_str(b, h->undated ? "; on that day not known, " : "; ");
    since(b, h->since, h->since_is);
    buf_str(b, "): ");
    if (!m) {
        buf_str(b, "article not in the data");
        return;
    }
    if (*m->article) buf_printf(b, "article %s, ", m->article);
    buf_str(b, name_only(m) ? "effect not known" : m->effect);
    if (!name_only(m)) destination(b, s, m);
}

static void others(buf *b, const sheet *s, const control_answer *a) {
    for (size_t i = 0; i < a->hits; i++)
        if (!own_hit(s, &a->hit[i]) && is_first(a, i)) other_list(b, s, a, i);
    if (b->len) return;
    buf_str(b, "no other");
    if (s->without) buf_printf(b, "; %zu provisions not loaded", s->without);
}

static const control_hit *own(const sheet *s, const control_answer *a) {
    for (size_t i = 0; i < a->hits; i++)
        if (own_hit(s, &a->hit[i]) && a->hit[i].match == CONTROL_CODE) return &a->hit[i];
    return NULL;
}

/* The text as far as whole words fit. */
static void shorten(char out[SHOWN + 4], const char *text) {
    size_t n = strlen(text);
    snprintf(out, SHOWN + 4, "%.*s", (int)(n < SHOWN ? n : SHOWN), text);
    if (n <= SHOWN) return;
    for (n = SHOWN; n && out[n] != ' ';) n--;
    while (n && strchr(" ,;(", out[n - 1])) n--;
    snprintf(out + n, SHOWN + 4 - n, "...");
}

static cordon_status write_row(sheet *s, const control_hit *h, const char *day, const char *rest,
                               cordon_error *err) {
    char id[32], text[SHOWN + 4];
    buf said = {0};
    exhibit_table *x = &s->x;
    snprintf(id, sizeof id, "goods-%.8s", h->code);
    shorten(text, h->text);
    exhibit_row_named(x, id);
    exhibit_cell(x, h->code);
    exhibit_shortened(x, "text", text, h->text);
    exhibit_labelled(x, "tier", h->tier);
    exhibit_labelled(x, "since", day);
    exhibit_labelled(x, "other lists", rest);
    exhibit_row_end(x);
    buf_printf(&said, "%s, %s: on %s", h->code, h->text, h->title);
    if (*h->tier) buf_printf(&said, ", tier %s", h->tier);
    buf_printf(&said, "; since: %s. Other lists: %s.", day, rest);
    cordon_status status =
        report_found(s->r, "report.goods_line", h->code, "goods.csv", buf_text(&said), err);
    s->r->h.out->failed |= said.failed;
    buf_free(&said);
    return status;
}

static cordon_status row(sheet *s, const goods_line *l, cordon_error *err) {
    const report_input *in = s->r->in;
    control_answer a;
    buf day = {0}, rest = {0};
    cordon_status status = goods_controls_ask(&a, &s->r->mem, s->c, s->g->nomenclature, l->code,
                                              in->as_at, in->known_by, err);
    const control_hit *h = status ? NULL : own(s, &a);
    if (h) {
        since(&day, h->since, h->since_is);
        others(&rest, s, &a);
        status = write_row(s, h, buf_text(&day), buf_text(&rest), err);
    }
    s->r->h.out->failed |= day.failed || rest.failed;
    buf_free(&day);
    buf_free(&rest);
    return status;
}

static cordon_status rows(sheet *s, cordon_error *err) {
    static const char *const head[] = {
        "code", "text", "tier", "on the list since", "other lists, and by which article", NULL};
    html *h = &s->r->h;
    char caption[200];
    cordon_status status = CORDON_OK;
    html_open(h, "details", "class", "codes", "open", s->r->pair ? NULL : "open");
    html_open(h, "summary");
    html_printf(h, "The %zu codes of the list, one by one", s->codes);
    html_close(h, "summary");
    snprintf(caption, sizeof caption, "%.120s: code, tier, since when, other lists", s->g->title);
    exhibit_table_open(&s->x, s->r, caption, head);
    for (size_t i = 0; i < s->g->n && !status; i++) {
        const goods_line *l = &s->g->line[i];
        if (date_within(s->r->in->as_at, l->valid_from, l->valid_to)) status = row(s, l, err);
    }
    exhibit_table_close(&s->x, "goods-by-code");
    html_close(h, "details");
    html_line(h);
    return status;
}

/* ---- above the rows ---- */

static void edition(buf *b, const goods_edition *e) {
    char day[DATE_TEXT];
    date_format(day, e->date);
    if (!e->by)
        buf_printf(b, " %d codes on %s, those added that day known one by one.", e->codes, day);
    else if (e->before >= 0)
        buf_printf(b,
                   " %d codes by %s, %d of them earlier: which ones, and since when, is not in "
                   "the data.",
                   e->codes, day, e->before);
    else
        buf_printf(b, " %d codes by %s; since when is not in the data.", e->codes, day);
}

/* What the data date of the list up to the day; before its first dated edition, that one. */
static void editions(buf *b, const sheet *s) {
    size_t n = 0;
    for (size_t i = 0; i < s->editions; i++) {
        const goods_edition *e = &s->e[i];
        if (strcasecmp(e->group, s->g->id) != 0) continue;
        /* The page of a pair tells nothing of what came after the day. */
        if ((n || s->r->pair) && e->date > s->r->in->as_at) continue;
        edition(b, e);
        n++;
    }
    if (!n) buf_str(b, " no edition of it up to the day is dated in the data.");
}

static bool controls_nothing(const sheet *s) {
    for (size_t i = 0; i < s->measures; i++)
        if (of_group(s, &s->m[i]) && no_effect(&s->m[i])) return true;
    return false;
}

/* The other lists of the regime that rows may name. */
static void other_groups(buf *b, const sheet *s) {
    for (size_t i = 0; i < regime_group_count(s->r->in->regime); i++) {
        const goods_group *g = regime_group_at(s->r->in->regime, i);
        if (g == s->g || strcmp(g->kind, "list") != 0) continue;
        buf_printf(b, " %s is: %s", g->id, g->title);
        if (*g->note) buf_printf(b, "; %s", g->note);
        buf_char(b, '.');
    }
}

/* A paragraph or an item that is a finding as well. */
static cordon_status say(sheet *s, const char *element, const buf *b, const char *subject,
                         const char *file, cordon_error *err) {
    html *h = &s->r->h;
    html_leaf(h, element, buf_text(b));
    html_line(h);
    h->out->failed |= b->failed;
    return report_found(s->r, "report.goods_list", subject, file, buf_text(b), err);
}

static cordon_status introduce(sheet *s, cordon_error *err) {
    buf b = {0};
    char day[DATE_TEXT];
    date_format(day, s->r->in->as_at);
    buf_printf(&b, "%s:", s->g->title);
    editions(&b, s);
    if (controls_nothing(s)) buf_str(&b, " By itself it controls nothing.");
    cordon_status status = say(s, "p", &b, "editions", "goods_editions.csv", err);
    b.len = 0;
    if (s->codes)
        buf_printf(
            &b,
            "On %s it has %zu codes (%s); for %zu of them the first day is in the data. "
            "\"Listed by\" a day: on the list on that day; when it began is not in the data.",
            day, s->codes, s->g->nomenclature, s->dated);
    else
        buf_printf(&b,
                   "On %s: not assessed. The data do not say which codes were on the list on that "
                   "day, so no code is shown; that is not \"none was listed\".",
                   day);
    if (s->codes) other_groups(&b, s);
    if (!status) status = say(s, "p", &b, "codes on the day", "goods.csv", err);
    buf_free(&b);
    return status;
}

/* ---- which provisions have codes here ---- */

typedef enum kept { HAS_CODES, HAS_NONE, HAS_NAME_ONLY } kept;

static bool counts(const goods_measure *m, kept k) {
    if (!m->in_force || no_effect(m)) return false;
    return (m->loaded ? HAS_CODES : name_only(m) ? HAS_NAME_ONLY : HAS_NONE) == k;
}

static bool act_begins(const sheet *s, size_t at, kept k) {
    for (size_t i = 0; i < at; i++)
        if (counts(&s->m[i], k) && strcmp(s->m[i].act, s->m[at].act) == 0) return false;
    return true;
}

static void table_words(buf *b, const sheet *s, const goods_measure *m) {
    char day[DATE_TEXT];
    if (*m->title) buf_printf(b, ", %s", m->title);
    if (of_group(s, m))
        buf_str(b, ": the codes of the list");
    else if (*m->group)
        buf_printf(b, ": the codes of %s", m->group);
    else
        buf_printf(b, ": %s, valid from %s", m->table, date_format(day, m->table_from));
    if (m->refused) buf_printf(b, ", %zu rows refused", m->refused);
}

/* The provisions of one act that are kept so, after its name. */
static void of_act(buf *b, const sheet *s, size_t first, kept k) {
    enum { ALIKE = 64 };
    const goods_measure *m[ALIKE];
    size_t n = 0, told = 0;
    buf_printf(b, "%s: ", s->m[first].act);
    for (size_t i = first; i <= s->measures; i++) {
        const goods_measure *x = i < s->measures ? &s->m[i] : NULL;
        if (x && (!counts(x, k) || strcmp(x->act, s->m[first].act) != 0)) continue;
        if (n && (!x || n == ALIKE || !alike(m[0], x))) {
            if (told++) buf_str(b, "; ");
            provisions(b, s, m, n);
            if (k == HAS_CODES) table_words(b, s, m[0]);
            n = 0;
        }
        if (x) m[n++] = x;
    }
    buf_char(b, '.');
}

static size_t kept_so(buf *b, const sheet *s, kept k, const char *title) {
    size_t n = 0, acts = 0;
    for (size_t i = 0; i < s->measures; i++) n += counts(&s->m[i], k);
    if (!n) return 0;
    buf_printf(b, "%s (%zu). ", title, n);
    for (size_t i = 0; i < s->measures; i++) {
        if (!counts(&s->m[i], k) || !act_begins(s, i, k)) continue;
        if (acts++) buf_char(b, ' ');
        of_act(b, s, i, k);
    }
    return n;
}

static cordon_status coverage(sheet *s, cordon_error *err) {
    static const char *const title[] = {
        "Codes are here", "No codes are here: not assessed",
        "Only the name is known; whether it names goods by code is not in the data"};
    html *h = &s->r->h;
    buf b = {0};
    char day[DATE_TEXT];
    buf_printf(&b,
               "Of %zu provisions on goods that are or may be in force on %s, %zu have no codes "
               "here: no code on this page is held against them, and silence is not \"not "
               "controlled\".",
               s->in_force, date_format(day, s->r->in->as_at), s->without);
    cordon_status status = say(s, "p", &b, "provisions on goods", "measures.csv", err);
    html_open(h, "ul", "class", "note");
    for (int k = HAS_CODES; k <= HAS_NAME_ONLY && !status; k++) {
        b.len = 0;
        if (kept_so(&b, s, (kept)k, title[k]))
            status = say(s, "li", &b, title[k], "measures.csv", err);
    }
    html_close(h, "ul");
    html_line(h);
    buf_free(&b);
    return status;
}

/* ---- making it ---- */

static void count(sheet *s) {
    for (size_t i = 0; i < s->g->n; i++) {
        const goods_line *l = &s->g->line[i];
        if (!date_within(s->r->in->as_at, l->valid_from, l->valid_to)) continue;
        bool by = !l->valid_from;
        for (size_t k = 0; k < s->editions && !by; k++)
            by = s->e[k].by && s->e[k].date == l->valid_from &&
                 strcasecmp(s->e[k].group, s->g->id) == 0;
        s->codes++;
        s->dated += !by;
    }
}

static cordon_status read_law(sheet *s, cordon_error *err) {
    const report_input *in = s->r->in;
    cordon_status status =
        goods_controls_open(&s->c, in->goods, in->regime, store_path(in->store), err);
    if (!status)
        status = goods_controls_coverage(&s->m, &s->measures, &s->r->mem, s->c, in->as_at,
                                         in->known_by, err);
    if (!status) status = regime_editions(&s->e, &s->editions, &s->r->mem, in->regime, err);
    if (status) return status;
    goods_controls_count(&s->in_force, &s->without, s->m, s->measures);
    if (s->g) count(s);
    return status;
}

cordon_status section_goods_table(report *r, cordon_error *err) {
    sheet s = {.r = r,
               .g = regime_group(r->in->regime, regime_value(r->in->regime, "default_goods"))};
    if (r->pair && !report_is_target(r)) return CORDON_OK;
    cordon_status status = read_law(&s, err);
    if (!status && (s.g || s.measures)) {
        html_leaf(&r->h, "h3", "The goods, code by code", "id", "goods-table");
        if (s.g) status = introduce(&s, err);
        if (!status && s.measures) status = coverage(&s, err);
        if (!status && s.codes) status = rows(&s, err);
    }
    goods_controls_close(s.c);
    return status;
}
