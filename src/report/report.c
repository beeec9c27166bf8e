#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "report/balance_side.h"

/* The page, section by section. The first page of a pair stands before them, in
 * the page's head.                                                            */
static const report_section sections[] = {
    {"trade", "Trade and money", false, {section_pair, section_headline}},
    {"goods",
     "Dual-use goods",
     false,
     {section_goods, section_ribbons, section_slopes, section_headline_goods, section_money,
      section_multiples, section_halves, section_goods_table}},
    {"hybrid", "Hybrid", true, {section_hybrid}},
    {"military", "Military", true, {section_military}},
    {"balance", "Balance of interests", true, {section_balance}},
    {"alignment", "Nature of the alignment", true, {section_alignment}},
    {"responses", "Responses", true, {section_responses, section_timeline}},
    {"claims", "What was published, checked", true, {section_claims}},
    {"coverage", "Where silence means nothing", false, {section_coverage}},
    {"sources", "Sources", false, {section_sources}},
    {"methods", "Methods in plain words", false, {section_methods}},
};
enum { SECTIONS = sizeof sections / sizeof *sections };

static bool has_section(const report *r, const report_section *s) { return r->pair || !s->of_pair; }

const char *report_area(const report *r, const char *code) {
    const area *a = *code ? areas_find(r->in->areas, "code", code, strlen(code), 0) : NULL;
    int to = table_col(&r->actors, "what");
    for (size_t i = 0; !a && i < r->actors.rows; i++)
        if (strcmp(table_cell(&r->actors, i, table_col(&r->actors, "code")), code) == 0)
            return table_cell(&r->actors, i, to);
    return a ? a->name : code;
}

/* What the regime asks about its target is not about two others. */
static bool of_others(const report *r, const char *section) {
    return r->pair && !report_is_target(r) && strcmp(section, "missing") != 0;
}

question *report_next(report *r, const char *section, size_t *i) {
    if (of_others(r, section)) return NULL;
    while (*i < r->q.n) {
        question *q = &r->q.v[(*i)++];
        if (r->pair && q->later) continue;
        if (strcmp(q->section, section) == 0) return q;
    }
    return NULL;
}

void report_refs(report *r, const int64_t *ids, size_t n) {
    html *h = &r->h;
    html_text(h, n == 1 ? "source " : "sources ");
    for (size_t i = 0; i < n; i++) {
        char to[32], text[24];
        snprintf(to, sizeof to, "#source-%lld", (long long)ids[i]);
        snprintf(text, sizeof text, "%lld", (long long)ids[i]);
        if (i) html_text(h, ", ");
        html_leaf(h, "a", text, "href", to);
    }
}

const source *report_source(const report *r, int64_t id) {
    for (size_t i = 0; i < r->srcs; i++)
        if (r->src[i].id == id) return &r->src[i];
    return NULL;
}

void report_table(report *r, const char *name) {
    html_open(&r->h, "div", "class", "box", "tabindex", "0", "role", "region", "aria-label", name);
    html_open(&r->h, "table");
}

void report_caption(report *r, const question *q, const char *what) {
    html *h = &r->h;
    html_open(h, "caption");
    html_open(h, "span");
    html_printf(h, "%s; million %s. Dataset %s, ", what, q->m.currency, q->m.dataset);
    report_refs(r, q->m.source, q->m.sources);
    html_text(h, ".");
    html_close(h, "span");
    html_close(h, "caption");
    html_line(h);
}

void report_plain_caption(report *r, const char *text) {
    html_open(&r->h, "caption");
    html_leaf(&r->h, "span", text);
    html_close(&r->h, "caption");
    html_line(&r->h);
}

void report_table_end(report *r) {
    html_close(&r->h, "table");
    html_close(&r->h, "div");
    html_line(&r->h);
}

void report_head(report *r, const char *text, bool number) {
    html_leaf(&r->h, "th", text, "scope", "col", "class", number ? "n" : NULL);
}

void report_not_assessed(report *r, const char *why, const char *filled_by) {
    html *h = &r->h;
    html_leaf(h, "strong", "not assessed", "class", "na");
    html_printf(h, ": %s.", why);
    if (*filled_by) html_printf(h, " It would be filled by: %s.", filled_by);
}

const char report_no_file[] = "no loaded file has it";

const char *report_why(const report *r, const question *q, char out[WHY]) {
    char day[DATE_TEXT];
    if (!q->absent)
        snprintf(out, WHY, "%s", q->why);
    else if (r->in->strict)
        snprintf(out, WHY, "no loaded file published by %s has it",
                 date_format(day, r->in->known_by));
    else
        snprintf(out, WHY, "%s", report_no_file);
    return out;
}

void report_unanswered(report *r, const question *q) { report_unanswered_as(r, q, q->id); }

void report_unanswered_as(report *r, const question *q, const char *id) {
    html *h = &r->h;
    char what[200] = "", w[2][WORDS] = {"", ""}, why[WHY];
    for (size_t i = 0; i < q->query.windows && i < 2; i++) words_window(w[i], q->query.window[i]);
    if (q->query.dataset)
        snprintf(what, sizeof what, "dataset %.80s%s%s%s%s", q->query.dataset, *w[0] ? ", " : "",
                 w[0], *w[1] ? " and " : "", w[1]);
    html_open(h, "p", "id", id);
    html_printf(h, "%s: ", q->title);
    report_not_assessed(r, report_why(r, q, why), *q->request ? q->request : what);
    html_close(h, "p");
    html_line(h);
}

void report_too_early(report *r, const question *q) {
    char day[DATE_TEXT];
    html_open(&r->h, "p", "id", q->id);
    html_printf(&r->h, "%s: ", q->title);
    report_not_assessed(r, "no month of the dataset is over on the day the facts go to", "");
    html_printf(&r->h, " That day is %s.", date_format(day, r->in->as_at));
    html_close(&r->h, "p");
    html_line(&r->h);
}

void report_no_question(report *r, const char *section) {
    html *h = &r->h;
    char day[DATE_TEXT];
    if (of_others(r, section)) return;
    html_open(h, "p");
    for (size_t i = 0; r->pair && i < r->q.n; i++)
        if (r->q.v[i].later && strcmp(r->q.v[i].section, section) == 0) {
            html_printf(h, "What the regime asks here is about what came after %s: left out.",
                        date_format(day, r->in->as_at));
            html_close(h, "p");
            html_line(h);
            return;
        }
    report_not_assessed(r, "the regime asks nothing here", "");
    html_printf(h, " It would be filled by rows of section %s in its headlines.csv.", section);
    html_close(h, "p");
    html_line(h);
}

static const char *basis_words(const char *basis) {
    if (strcmp(basis, "origin") == 0) return "partner by origin of the goods";
    if (strcmp(basis, "consignment") == 0) return "partner by consignment";
    if (strcmp(basis, "destination") == 0) return "partner by destination";
    return "partner as the publisher defines it";
}

void report_names(buf *out, const report *r, const char *s) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    while (*s) {
        size_t n = strspn(s, letters);
        char word[4] = "";
        if (n == 3) memcpy(word, s, 3);
        if (!n) n = strcspn(s, letters);
        const char *name = report_area(r, word);
        if (*word && strcmp(name, word) != 0)
            buf_str(out, name);
        else
            buf_add(out, s, n);
        s += n;
    }
}

/* A note of the flows with the names of its areas for their codes. */
static void note_text(report *r, const char *s) {
    buf b = {0};
    report_names(&b, r, s);
    html_text(&r->h, buf_text(&b));
    r->h.out->failed |= b.failed;
    buf_free(&b);
}

void report_basis(report *r, const question *q) {
    html *h = &r->h;
    bool imports = q->query.flow && q->query.flow[0] == 'M';
    html_printf(h, "Dataset %s (%s, level %d; %s, %s)%s; ", q->m.dataset, q->m.nomenclature,
                q->m.level, imports ? "imports, the receiver's side" : "exports, the sender's side",
                basis_words(q->m.basis),
                !q->m.asked        ? ""
                : q->query.carried ? "; codes carried to each period's revision"
                                   : "; codes as written");
    report_refs(r, q->m.source, q->m.sources);
    html_text(h, ".");
    for (size_t i = 0; i < q->m.notes; i++) {
        size_t len = strlen(q->m.note[i]);
        html_text(h, " Note: ");
        note_text(r, q->m.note[i]);
        if (!len || q->m.note[i][len - 1] != '.') html_text(h, ".");
    }
}

/* ---- making it ---- */

static int add_source(void *arg, const source *s) {
    report *r = arg;
    if ((r->srcs & (r->srcs - 1)) == 0) { /* full at 0, 1, 2, 4, ... */
        source *v = realloc(r->src, (r->srcs ? r->srcs * 2 : 1) * sizeof *v);
        r->no_memory = !v;
        if (!v) return 1;
        r->src = v;
    }
    r->src[r->srcs++] = *s;
    return 0;
}

static cordon_status read_sources(report *r, cordon_error *err) {
    cordon_status status = store_sources(r->in->store, add_source, r, err);
    if (!status && r->no_memory)
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    return status;
}

static cordon_status ask_all(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < r->q.n && !status; i++) {
        question *q = &r->q.v[i];
        status = question_ask(q, r->in->store, r->in->goods, err);
        if (!status && !(r->pair && q->later)) status = question_findings(r->findings, q, err);
    }
    for (size_t i = 0; i < r->q.n && !status; i++)
        if (!(r->pair && r->q.v[i].later)) status = report_say(r, &r->q.v[i], err);
    return status;
}

static cordon_status body(report *r, cordon_error *err) {
    html *h = &r->h;
    cordon_status status = CORDON_OK;
    html_open(h, "main");
    html_line(h);
    for (size_t i = 0; i < SECTIONS && !status; i++) {
        if (!has_section(r, &sections[i])) continue;
        html_open(h, "section", "id", sections[i].id);
        html_leaf(h, "h2", sections[i].title);
        html_line(h);
        for (report_part *const *part = sections[i].part; *part && !status; part++)
            status = (*part)(r, err);
        if (status) return status;
        html_close(h, "section");
        html_line(h);
    }
    html_close(h, "main");
    html_line(h);
    return status;
}

static void contents(report *r) {
    html *h = &r->h;
    html_open(h, "nav", "aria-label", "Sections");
    html_open(h, "ul");
    for (size_t i = 0; i < SECTIONS; i++) {
        char to[40];
        if (!has_section(r, &sections[i])) continue;
        snprintf(to, sizeof to, "#%s", sections[i].id);
        html_open(h, "li");
        html_leaf(h, "a", sections[i].title, "href", to);
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_close(h, "nav");
    html_line(h);
}

static const char *title_of(report *r) {
    const char *title = regime_value(r->in->regime, "title");
    if (r->pair) {
        const char *s = pair_fill(&r->mem, r->pair, "{a} and {b}: situation report", false);
        r->no_memory |= !s;
        return s ? s : "";
    }
    return *title ? title : regime_name(r->in->regime);
}

static cordon_status page(report *r, cordon_error *err) {
    html *h = &r->h;
    const char *title = title_of(r);
    cordon_status status = CORDON_OK;
    buf_str(h->out, "<!DOCTYPE html>\n");
    html_open(h, "html", "lang", "en");
    html_open(h, "head");
    html_void(h, "meta", "charset", "utf-8");
    html_void(h, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html_void(h, "meta", "name", "generator", "content", "cordon");
    html_void(h, "meta", "name", "color-scheme", "content", "light dark");
    html_leaf(h, "title", title);
    html_line(h);
    html_style(h, report_css);
    html_close(h, "head");
    html_line(h);
    html_open(h, "body");
    html_line(h);
    html_open(h, "header");
    html_leaf(h, "h1", title);
    html_line(h);
    if (r->pair)
        status = report_first(r, err);
    else
        report_top(r);
    if (status) return status;
    contents(r);
    html_close(h, "header");
    html_line(h);
    status = body(r, err);
    if (status) return status;
    html_open(h, "footer");
    html_printf(h, "Made by cordon %s from the store alone: no figure was typed in.",
                r->in->version);
    html_close(h, "footer");
    html_close(h, "body");
    html_close(h, "html");
    html_line(h);
    if (h->out->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    return html_whole(h)
               ? CORDON_OK
               : cordon_fail(err, CORDON_EINTERNAL, "the page is not closed as it was opened");
}

cordon_status report_make(buf *out, buf *findings, const report_input *in, cordon_error *err) {
    report r = {.in = in, .h = {.out = out}, .findings = findings};
    pair p;
    cordon_status status = CORDON_OK;
    if (in->dyad) {
        status = pair_parse(&p, in->areas, in->dyad, in->as_at, err);
        if (!status) status = pair_reader(&p, in->regime, in->reader, err);
        r.pair = &p;
    }
    if (!status)
        status = questions_read(&r.q, in->regime, in->areas, "headlines.csv", NULL, in->as_at,
                                in->known_by, err);
    if (status) return status;
    arena_init(&r.mem, 0);
    char path[1024];
    if (r.pair)
        status = table_read(&r.actors,
                            data_path(path, sizeof path, "data/events/record_actors.csv"), err);
    if (!status) status = read_sources(&r, err);
    if (!status) status = ask_all(&r, err);
    if (!status && r.pair) status = report_ask_pair(&r, err);
    if (!status && r.pair) status = report_ask_dimensions(&r, err);
    if (!status && r.pair) status = report_ask_balance(&r, err);
    if (!status) status = page(&r, err);
    if (!status && r.no_memory)
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    report_free_pair(&r);
    report_free_balance(&r);
    dimensions_free(&r.dims);
    table_free(&r.actors);
    questions_free(&r.q);
    arena_destroy(&r.mem);
    free(r.src);
    return status;
}
