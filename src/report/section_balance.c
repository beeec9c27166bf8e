/* The balance of interests of the two, side by side: each actor by the file that
 * speaks for it, exhibit by exhibit, so that the two can be read against each
 * other. Nothing of it is one number, and nothing stands on the first page.   */
#include <stdio.h>
#include <string.h>

#include "report/balance_side.h"
#include "report/exhibit.h"

static const char file[] = "balances.csv";

static cordon_status not_assessed(report *r, const balance_side *s, cordon_error *err) {
    html *h = &r->h;
    char title[200], fill[300];
    snprintf(title, sizeof title, "Balance of interests of %.60s towards %.60s", s->actor->name,
             s->other->name);
    snprintf(fill, sizeof fill,
             "a file of the schema cordon.balance (docs/BALANCE.md) with perspective %.8s and dyad "
             "%.8s, %.8s, as a row of the regime's %s",
             s->actor->code, s->actor->code, s->other->code, file);
    html_open(h, "p");
    html_printf(h, "%s: ", title);
    report_not_assessed(r, s->why, fill);
    html_close(h, "p");
    html_line(h);
    return not_assessed_finding(r->findings, "report.balance", title, s->why, fill, r->in->as_at,
                                r->in->known_by, err);
}

/* ---- what it is a reading of ---- */

static cordon_status source_of(report *r, const balance_side *s, cordon_error *err) {
    html *h = &r->h;
    char day[2][DATE_TEXT];
    const balance *b = s->b;
    buf text = {0};
    date_format(day[0], b->as_of);
    buf_printf(&text, "Source: %s, %s, reading of %s", b->title, s->file, day[0]);
    if (b->horizon) buf_printf(&text, ", about the time to %s", date_format(day[1], b->horizon));
    if (b->horizon && b->horizon < r->in->as_at)
        buf_str(&text, ", which was over on the day the facts go to: it has not been read again");
    buf_printf(&text, ". SHA-256 %s.", b->sha256);
    if (*b->status) buf_printf(&text, " %s.", b->status);
    html_open(h, "p", "class", "note long", "id", balance_id_of(r, s, "source"));
    html_text(h, buf_text(&text));
    html_close(h, "p");
    html_line(h);
    h->out->failed |= text.failed;
    cordon_status status =
        balance_found(r, s, balance_id_of(r, s, "source"), buf_text(&text), NULL, err);
    buf_free(&text);
    return status;
}

static cordon_status pitfalls(report *r, const balance_side *s, cordon_error *err) {
    const balance_context *c = &s->b->context[0];
    buf text = {0};
    char name[80];
    buf_printf(&text,
               "%s, to read with care: B is salience times weight, summed with a sign, and forecasts "
               "nothing. The weights are from: %s. The concentration of %g (context %s%s) is a "
               "choice and makes the width of the ranges; they hold nothing of what the file leaves "
               "out. %d draws, seed %llu: shares of draws are no likelihoods of events.",
               s->actor->name, *c->elicited_from ? c->elicited_from : "nobody named",
               c->concentration, balance_words(name, c->id),
               c->concentration_given ? "" : ", not given by the file", SIDE_DRAWS,
               (unsigned long long)s->drawn.opts.seed);
    html_leaf(&r->h, "p", buf_text(&text), "class", "note");
    html_line(&r->h);
    r->h.out->failed |= text.failed;
    cordon_status status =
        balance_found(r, s, balance_id_of(r, s, "pitfalls"), buf_text(&text), NULL, err);
    buf_free(&text);
    return status;
}

/* ---- the section ---- */

typedef struct section_row {
    const char *id, *title;
    balance_part *side[2], *below[2]; /* beside each other; under both */
} section_row;

static const section_row rows[] = {
    {"balance-ranges",
     "Which way the interests pull, by context",
     {balance_ranges},
     {balance_ranges_rows, balance_context_rows}},
    {"balance-pulls", "The strongest factors each way", {balance_pulls}, {NULL}},
    {"balance-flips", "What would change the judgement", {balance_flips}, {balance_flip_rows}},
    {"balance-rests", "What the reading rests on", {balance_rests}, {NULL}},
    {"balance-rivals", "Competing hypotheses", {balance_rivals}, {NULL}},
    {"balance-source", "Whose reading it is", {source_of, pitfalls}, {NULL}},
};

static cordon_status parts(report *r, balance_part *const part[2], const balance_side *s,
                           cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (int i = 0; i < 2 && part[i] && !status; i++) status = part[i](r, s, err);
    return status;
}

static cordon_status one_row(report *r, const section_row *row, cordon_error *err) {
    html *h = &r->h;
    cordon_status status = CORDON_OK;
    html_leaf(h, "h3", row->title, "id", row->id);
    html_open(h, "div", "class", "pairs");
    html_line(h);
    for (int i = 0; i < 2 && !status; i++) {
        if (!r->balance[i].b) continue;
        html_open(h, "div");
        status = parts(r, row->side, &r->balance[i], err);
        html_close(h, "div");
        html_line(h);
    }
    html_close(h, "div");
    html_line(h);
    for (int i = 0; i < 2 && !status; i++)
        if (r->balance[i].b) status = parts(r, row->below, &r->balance[i], err);
    return status;
}

static bool has_rivals(const report *r) {
    for (int i = 0; i < 2; i++)
        if (r->balance[i].b && r->balance[i].b->ach) return true;
    return false;
}

cordon_status section_balance(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (int i = 0; i < 2 && !status; i++)
        if (!r->balance[i].b) status = not_assessed(r, &r->balance[i], err);
    if (!r->balance[0].b && !r->balance[1].b) return status;
    html_leaf(&r->h, "p",
              "B adds up what pulls an actor towards the other and away from it: salience times "
              "weight, above zero towards closeness. It follows from what a reader put into a file, "
              "is no forecast, and is read as a range by context, each actor on its own.");
    html_line(&r->h);
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !status; i++) {
        if (rows[i].side[0] == balance_rivals && !has_rivals(r)) continue;
        status = one_row(r, &rows[i], err);
    }
    return status;
}

/* The note names the section and repeats no number of it. */
void report_balance_note(report *r) {
    bool any = r->balance[0].b || r->balance[1].b;
    report_note(r, NULL,
                any ? "Balance of interests: by context, in the section of that name of the page."
                    : "Balance of interests: not assessed; the page names the file to write.");
}
