/* The first screen: what the page is about, up to which day, and its leading
 * sentences. A sentence is a template of headlines.csv, with {value}, {base},
 * ... for the figures of its question; it is left out when the figure is.     */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/inner.h"

enum { LEADS = 9 };

static void term(html *h, const char *name) { html_leaf(h, "dt", name); }

static size_t count_sources(const report *r, bool later) {
    size_t n = 0;
    for (size_t i = 0; i < r->srcs; i++) {
        if (r->src[i].vintage > r->in->known_by) continue;
        n += !later || r->src[i].vintage > r->in->as_at;
    }
    return n;
}

static void strip(report *r) {
    html *h = &r->h;
    char as_at[DATE_TEXT], known[DATE_TEXT];
    date_format(as_at, r->in->as_at);
    date_format(known, r->in->known_by);
    html_open(h, "dl", "class", "strip");
    html_open(h, "div");
    term(h, "Facts to (as at)");
    html_leaf(h, "dd", as_at);
    html_close(h, "div");
    html_open(h, "div");
    term(h, "Published to (known by)");
    html_leaf(h, "dd", known);
    html_close(h, "div");
    html_open(h, "div");
    term(h, "Sources");
    html_open(h, "dd");
    html_printf(h, "%zu ", count_sources(r, false));
    html_leaf(h, "a", "listed below", "href", "#sources");
    html_close(h, "dd");
    html_close(h, "div");
    html_open(h, "div");
    term(h, "Regime");
    html_leaf(h, "dd", regime_name(r->in->regime));
    html_close(h, "div");
    html_close(h, "dl");
    html_line(h);
    report_strip_note(r);
}

/* Said as a finding; what fails here fails the page when it is finished. */
static void say(report *r, const char *rule, const char *subject, const buf *text) {
    cordon_error e;
    r->h.out->failed |=
        text->failed || report_found(r, rule, subject, "headlines.csv", buf_text(text), &e);
}

static void say_files(report *r, size_t later) {
    int64_t all = (int64_t)r->srcs, count = (int64_t)count_sources(r, false);
    cordon_error e;
    buf text = {0}, b = {0};
    buf_printf(
        &text,
        "%lld loaded files listed below, %lld count: %lld left out, %zu published after the facts.",
        (long long)all, (long long)count, (long long)(all - count), later);
    buf_char(&b, '{');
    json_int(&b, "files", all);
    json_int(&b, "count", count);
    json_int(&b, "left_out", all - count);
    json_int(&b, "published_after", (int64_t)later);
    buf_char(&b, '}');
    r->h.out->failed |= b.failed || text.failed ||
                        report_counted(r,
                                       &(counted){.rule = "report.files",
                                                  .subject = "loaded files",
                                                  .measure = "count(file loaded)",
                                                  .parameters = buf_text(&b),
                                                  .text = buf_text(&text),
                                                  .method = "vintage against the two days asked",
                                                  .rows = all,
                                                  .nothing = all == 0},
                                       &e);
    buf_free(&text);
    buf_free(&b);
}

void report_strip_note(report *r) {
    html *h = &r->h;
    char as_at[DATE_TEXT], known[DATE_TEXT];
    date_format(as_at, r->in->as_at);
    date_format(known, r->in->known_by);
    size_t later = count_sources(r, true), out = r->srcs - count_sources(r, false);
    html_open(h, "p", "class", "note");
    if (r->in->strict)
        html_printf(h, "Strict: only files published by %s count.", known);
    else if (later)
        html_printf(h, "Hindsight: %zu of the files were published after %s. ", later, as_at);
    else
        html_text(h, "Hindsight: files count that were published after the facts they hold. ");
    if (!r->in->strict) {
        html_leaf(h, "code", "--known-by DATE");
        html_text(h, " leaves out what was published after that day.");
    }
    if (out) html_printf(h, " %zu loaded files are later than that and left out.", out);
    html_close(h, "p");
    html_line(h);
    say_files(r, later);
}

static bool put(buf *b, const report *r, const question *q, const char *key, size_t n) {
    const answer *a = q->n ? &q->v[0] : NULL, *last = q->n ? &q->v[q->n - 1] : NULL;
    bool share = q->kind == QUESTION_SHARE;
    char t[WORDS], period[WORDS];
    const flow_query *f = &q->query;
    if (!a) return false;
    if (share) {
        words_month(period, last->period);
    } else {
        period[0] = 0;
        if (f->windows) words_window(period, f->window[f->windows - 1]);
    }
#define IS(word) (n == strlen(word) && memcmp(key, word, n) == 0)
    if (IS("value"))
        buf_str(b, words_money(t, share ? last->value_milli : a->value_milli, q->m.currency));
    else if (IS("whole"))
        buf_str(b, words_money(t, last->base_milli, q->m.currency));
    else if (IS("base"))
        buf_str(b, words_money(t, a->base_milli, q->m.currency));
    else if (IS("change"))
        buf_str(b, words_money(t, a->value_milli - a->base_milli, q->m.currency));
    else if (IS("moved"))
        buf_str(b, words_moved(a->base_milli, a->value_milli));
    else if (IS("period"))
        buf_str(b, period);
    else if (IS("base_period"))
        buf_str(b, share ? words_month(t, a->period) : words_window(t, f->window[0]));
    else if (IS("from"))
        buf_str(b, *a->from ? report_area(r, a->from) : q->from.title);
    else if (IS("to"))
        buf_str(b, *a->to ? report_area(r, a->to) : q->to.title);
    else if (IS("base_percent"))
        buf_str(b, words_rough(t, a->percent));
    else if (IS("percent")) {
        double p = share ? last->percent : a->percent;
        if (isnan(p)) return false;
        buf_printf(b, "%s%s", share ? "" : p < 0 ? "-" : "+", words_rough(t, p));
    } else if (IS("offset")) {
        double p = question_offset(q, questions_find(&r->q, q->against));
        if (isnan(p)) return false;
        buf_str(b, words_rough(t, p));
    } else
        return false;
#undef IS
    return true;
}

bool report_fill(buf *b, const report *r, const question *q, const char *sentence) {
    for (const char *s = sentence; *s;) {
        size_t n = strcspn(s, "{");
        buf_add(b, s, n);
        s += n;
        if (!*s) break;
        size_t len = strcspn(s + 1, "}");
        if (!s[1 + len] || !put(b, r, q, s + 1, len)) return false;
        s += len + 2;
    }
    return true;
}

static void lead(report *r, const question *q) {
    html *h = &r->h;
    buf text = {0};
    char to[96];
    const char *estimate = q->n ? q->v[q->n - 1].estimate : "";
    bool missing = strcmp(q->section, "missing") == 0;
    if (missing ? q->assessed : !q->assessed) return;
    if (report_fill(&text, r, q, q->sentence) && !text.failed) {
        html_open(h, "li");
        html_text(h, buf_text(&text));
        if (*estimate && strcmp(estimate, "reported") != 0)
            html_printf(h, " The last value is %s.", estimate);
        html_text(h, " ");
        snprintf(to, sizeof to, "#%.80s", q->id);
        html_leaf(h, "a", missing ? "What would fill it" : "Figures", "href", to);
        if (q->measured && !missing) {
            html_printf(h, " (%s, ", q->m.dataset);
            report_refs(r, q->m.source, q->m.sources);
            html_text(h, ")");
        }
        html_text(h, ".");
        html_close(h, "li");
        html_line(h);
        say(r, "report.sentence", q->id, &text);
    }
    h->out->failed |= text.failed;
    buf_free(&text);
}

void report_top(report *r) {
    html *h = &r->h;
    size_t from;
    strip(r);
    from = h->out->len;
    html_open(h, "ol", "class", "leads");
    html_line(h);
    size_t empty = h->out->len;
    for (int n = 1; n <= LEADS; n++)
        for (size_t i = 0; i < r->q.n; i++)
            if (r->q.v[i].lead == n) lead(r, &r->q.v[i]);
    bool none = h->out->len == empty;
    html_close(h, "ol");
    html_line(h);
    if (!none || h->out->failed) return;
    h->out->len = from; /* a list without items is not one */
    html_open(h, "p");
    report_not_assessed(r, "no leading figure can be made from what is loaded",
                        "a row with lead in the regime's headlines.csv whose dataset is loaded");
    html_close(h, "p");
    html_line(h);
}
