/* The first page of a pair: what it is about, five sentences, a direction for
 * each dimension, what would change the judgement, what cannot be seen.       */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/changes.h"
#include "report/exhibit.h"
#include "report/pledges.h"

enum { BLIND_MAX = 5, BLIND_NOTED = 2 };

/* ---- strip ---- */

static void entry(html *h, const char *name, const char *text) {
    html_open(h, "div");
    html_leaf(h, "dt", name);
    html_leaf(h, "dd", *text ? text : "not named");
    html_close(h, "div");
}

/* The key series whose last value is the oldest: what the page is as fresh as. */
static const trend *oldest(const report *r) {
    const table *t = regime_table(r->in->regime, "dyad_dimensions.csv");
    const trend *old = NULL;
    for (size_t i = 0; t && i < t->rows; i++) {
        const trend *x = report_lead(r, table_cell(t, i, table_col(t, "dimension")));
        if (x && (!old || trend_last(x)->year < trend_last(old)->year)) old = x;
    }
    return old;
}

static void strip(report *r) {
    html *h = &r->h;
    char day[DATE_TEXT], w[WORDS], both[200], old[120] = "none loaded";
    const trend *t = oldest(r);
    snprintf(both, sizeof both, "%.90s and %.90s", r->pair->a->name, r->pair->b->name);
    if (t)
        snprintf(old, sizeof old, "%.60s, %s", t->q->m.dataset,
                 words_month(w, trend_last(t)->year));
    html_open(h, "dl", "class", "strip");
    entry(h, "Pair", both);
    entry(h, "Facts to (as at)", date_format(day, r->in->as_at));
    entry(h, "Published to (known by)", date_format(day, r->in->known_by));
    entry(h, "Reader", r->pair->reader_title);
    entry(h, "Oldest key series", old);
    html_close(h, "dl");
    html_line(h);
    report_strip_note(r);
}

/* ---- sentences ---- */

typedef struct dates {
    size_t n;
    const regime_date *last;
} dates;

static dates dates_to(const report *r) {
    dates d = {0, NULL};
    for (size_t i = 0; i < regime_date_count(r->in->regime); i++) {
        const regime_date *x = regime_date_at(r->in->regime, i);
        if (x->on > r->in->as_at) break;
        d.last = x;
        d.n++;
    }
    return d;
}

static bool add_trend(buf *b, const report *r, const trend *t, const char *key) {
    char x[TREND_TEXT];
    const trend_point *last = trend_last(t);
    const source *s = t->q->m.sources ? report_source(r, t->q->m.source[0]) : NULL;
    if (strcmp(key, "value") == 0)
        buf_str(b, trend_rough(x, t, last->value));
    else if (strcmp(key, "period") == 0)
        buf_str(b, words_month(x, last->year));
    else if (strcmp(key, "baseline") == 0 && t->base_n)
        buf_str(b, trend_rough(x, t, t->mean));
    else if (strcmp(key, "base_period") == 0 && t->base_n)
        buf_str(b, trend_base_years(x, t));
    else if (strcmp(key, "change") == 0 && t->base_n)
        buf_str(b, trend_change(x, t, t->change));
    else if (strcmp(key, "need") == 0 && t->word != SHIFT_UNKNOWN)
        buf_str(b, trend_scatter(x, t, t->need));
    else if (strcmp(key, "word") == 0 && t->word != SHIFT_UNKNOWN)
        buf_str(b, shift_word_text(t->word));
    else if (strcmp(key, "rank") == 0 && t->of)
        buf_printf(b, "%zu", t->rank);
    else if (strcmp(key, "of") == 0 && t->of)
        buf_printf(b, "%zu", t->of);
    else if (strcmp(key, "source") == 0 && s)
        buf_printf(b, "%s%s", s->publisher,
                   strcmp(last->estimate, "imputed") == 0 ? ", imputed" : "");
    else
        return false;
    return true;
}

static bool add_general(buf *b, const report *r, const char *key) {
    char day[DATE_TEXT];
    dates d = dates_to(r);
    if (strcmp(key, "as_at") == 0)
        buf_str(b, date_format(day, r->in->as_at));
    else if (strcmp(key, "dates") == 0 && d.n)
        buf_printf(b, "%zu", d.n);
    else if (strcmp(key, "date_title") == 0 && d.n)
        buf_str(b, d.last->title);
    else if (strcmp(key, "date") == 0 && d.n)
        buf_str(b, date_format(day, d.last->on));
    else
        return false;
    return true;
}

static bool fill_pair(buf *b, const report *r, const trend *t, const char *s) {
    while (*s) {
        char key[24] = "";
        size_t n = strcspn(s, "{");
        buf_add(b, s, n);
        s += n;
        if (!*s) break;
        size_t len = strcspn(s + 1, "}");
        if (!s[1 + len] || len >= sizeof key) return false;
        memcpy(key, s + 1, len);
        if (!(t && add_trend(b, r, t, key)) && !add_general(b, r, key)) return false;
        s += len + 2;
    }
    return true;
}

bool report_is_target(const report *r) {
    const char *target = regime_value(r->in->regime, "target");
    return strcmp(target, r->pair->a->code) == 0 || strcmp(target, r->pair->b->code) == 0;
}

/* A row of dyad_sentences.csv that can be said: its text is then in b. */
static bool can_say(buf *b, report *r, const table *t, size_t row) {
    const char *id = table_cell(t, row, table_col(t, "question"));
    const char *when = table_cell(t, row, table_col(t, "when"));
    const char *text = report_cell(r, t, row, "text");
    const question *mine = questions_find(&r->of_pair, id), *q = questions_find(&r->q, id);
    bool assessed = mine ? mine->assessed : q && q->assessed;
    if (strcmp(table_cell(t, row, table_col(t, "only")), "target") == 0 && !report_is_target(r))
        return false;
    if (strcmp(when, "not_assessed") == 0) return !assessed && fill_pair(b, r, NULL, text);
    if (*id && !assessed) return false;
    if (!*id) return fill_pair(b, r, NULL, text);
    return mine ? fill_pair(b, r, report_trend(r, id), text) : report_fill(b, r, q, text);
}

static void refs_of(report *r, const char *id) {
    const question *q = questions_find(&r->of_pair, id);
    if (!q) q = questions_find(&r->q, id);
    if (!q || !q->measured || !q->assessed) return;
    html_text(&r->h, " (");
    report_refs(r, q->m.source, q->m.sources);
    html_text(&r->h, ")");
}

static cordon_status sentence(report *r, const table *t, size_t row, const char *text,
                              size_t *number, cordon_error *err) {
    html *h = &r->h;
    char to[80];
    const char *slot = table_cell(t, row, table_col(t, "slot"));
    snprintf(to, sizeof to, "#%.70s", table_cell(t, row, table_col(t, "link")));
    const char *id = table_cell(t, row, table_col(t, "question"));
    const question *q = questions_find(&r->of_pair, id);
    report_note(r, q ? q : questions_find(&r->q, id), "%zu. %s", ++*number, text);
    html_open(h, "li");
    html_open(h, "strong");
    html_printf(h, "%c%s. ", slot[0] - ('a' - 'A') * (slot[0] >= 'a' && slot[0] <= 'z'), slot + 1);
    html_close(h, "strong");
    html_leaf(h, "span", text, "class", "said");
    html_text(h, " ");
    html_leaf(h, "a", "Basis", "href", to);
    refs_of(r, table_cell(t, row, table_col(t, "question")));
    html_close(h, "li");
    html_line(h);
    return report_found(r, "report.sentence", slot, "dyad_sentences.csv", text, err);
}

static cordon_status sentences(report *r, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "dyad_sentences.csv");
    const char *said = "";
    size_t number = 0;
    cordon_status status = CORDON_OK;
    html_open(&r->h, "ol", "class", "leads");
    html_line(&r->h);
    for (size_t i = 0; t && i < t->rows && !status; i++) {
        const char *slot = table_cell(t, i, table_col(t, "slot"));
        buf b = {0};
        if (strcmp(slot, said) != 0 && can_say(&b, r, t, i)) {
            status = sentence(r, t, i, buf_text(&b), &number, err);
            said = slot;
        }
        r->h.out->failed |= b.failed;
        buf_free(&b);
    }
    if (!*said) {
        html_open(&r->h, "li");
        report_not_assessed(r, "nothing can be said from what is loaded",
                            "cordon load STORE FILE...");
        html_close(&r->h, "li");
    }
    html_close(&r->h, "ol");
    html_line(&r->h);
    return status;
}

/* ---- what cannot be seen ---- */

static bool is_missed(const report *r, const question *q) {
    return !q->assessed && *q->request && !report_has(r, q->unless);
}

static bool is_blind(const report *r, const question *q) {
    return is_missed(r, q) && strcmp(q->section, "lists") != 0;
}

/* Where no file has it the request says that too. */
static void blind_item(report *r, const question *q) {
    html *h = &r->h;
    char why[WHY];
    html_open(h, "li", "id", q->id);
    html_printf(h, "%s: ", q->title);
    if (strcmp(report_why(r, q, why), report_no_file) != 0) {
        report_not_assessed(r, why, q->request);
    } else {
        html_leaf(h, "strong", "not assessed", "class", "na");
        html_printf(h, ". To load: %s.", q->request);
    }
    html_close(h, "li");
    html_line(h);
}

static void blind(report *r) {
    html *h = &r->h;
    size_t n = 0;
    html_leaf(h, "h2", "What we cannot see", "id", "blind");
    html_open(h, "ul");
    for (size_t i = 0; i < r->of_pair.n; i++) {
        const question *q = &r->of_pair.v[i];
        if (!is_blind(r, q) || n++ >= BLIND_MAX) continue;
        if (n == 1) report_note_title(r, "What we cannot see");
        if (n <= BLIND_NOTED)
            report_note(r, NULL, "- %s: not assessed. To load: %s.", q->title, q->request);
        blind_item(r, q);
    }
    if (n > BLIND_MAX) html_leaf(h, "li", "More of it stands in the sections below.");
    if (n > BLIND_NOTED) report_note(r, NULL, "- %zu more on the page.", n - BLIND_NOTED);
    if (!n) {
        html_open(h, "li");
        report_not_assessed(r, "the regime names nothing that a reader would miss",
                            "dyad_questions.csv with requests");
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_line(h);
}

static cordon_status blind_findings(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < r->of_pair.n && !status; i++) {
        const question *q = &r->of_pair.v[i];
        char why[WHY];
        if (!is_missed(r, q)) continue;
        status = not_assessed_finding(r->findings, "report.dyad", q->title, report_why(r, q, why),
                                      q->request, r->in->as_at, r->in->known_by, err);
    }
    return status;
}

cordon_status report_first(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    strip(r);
    report_note_head(r);
    status = sentences(r, err);
    if (!status) status = report_directions(r, err);
    if (!status) status = report_changed(r, err);
    if (status) return status;
    report_pledges(r);
    report_options(r);
    if ((status = report_tripwires(r, err))) return status;
    blind(r);
    report_balance_note(r);
    report_note_end(r);
    return blind_findings(r, err);
}
