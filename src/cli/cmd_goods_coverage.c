/* cmd_goods_coverage.c - cordon goods coverage: which provisions have codes here, and which have
 * not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/goods_controls.h"
#include "cli/output.h"

static output_choice choice;
static goods_law_request in;

static const option options[] = {GOODS_LAW_OPTIONS(&in), OUTPUT_OPTIONS(&choice), {0}};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"id", "provision", OUT_TEXT, false},
    {"annex", "annex", OUT_TEXT, false},
    {"article", "article", OUT_TEXT, false},
    {"effect", "effect", OUT_TEXT, false},
    {"title", "title", OUT_TEXT, true},
    {"valid_from", "since", OUT_DATE, false},
    {"state", "codes here", OUT_TEXT, true},
    {"codes", "codes", OUT_INT, false},
    {"act", "act", OUT_TEXT, true},
    {"destination", "destination", OUT_TEXT, false},
    {"whom", "whom", OUT_TEXT, true},
    {"valid_to", "until", OUT_DATE, false},
    {"date_basis", "of the date", OUT_TEXT, false},
    {"basis", "basis", OUT_TEXT, false},
    {"table", "table", OUT_TEXT, true},
    {"table_from", "table from", OUT_DATE, false},
    {"table_to", "table to", OUT_DATE, false},
    {"known_from", "known from", OUT_DATE, false},
    {"refused", "rows refused", OUT_INT, false},
    {"source", "source", OUT_TEXT, true},
    {"note", "note", OUT_TEXT, true},
};
enum { SHORT_COLUMNS = 8, ALL_COLUMNS = sizeof columns / sizeof *columns };

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static void text_or_missing(output *o, const char *s) { output_text(o, *s ? s : NULL); }

static void day_or_missing(output *o, date_day d) {
    if (d)
        output_int(o, d);
    else
        output_missing(o);
}

static void print_rest(output *o, const goods_measure *m) {
    text_or_missing(o, m->act);
    text_or_missing(o, m->destination);
    text_or_missing(o, m->whom);
    day_or_missing(o, m->valid_to);
    text_or_missing(o, m->date_basis);
    text_or_missing(o, m->basis);
    text_or_missing(o, m->table);
    day_or_missing(o, m->table_from);
    day_or_missing(o, m->table_to);
    day_or_missing(o, m->known_from);
    output_int(o, (int64_t)m->refused);
    text_or_missing(o, m->source);
    text_or_missing(o, m->note);
}

static void print_measure(output *o, const goods_measure *m) {
    buf state = {0};
    goods_measure_state(&state, m);
    output_text(o, m->id);
    text_or_missing(o, m->annex);
    text_or_missing(o, m->article);
    output_text(o, m->effect);
    output_text(o, m->title);
    day_or_missing(o, m->valid_from);
    output_text(o, buf_text(&state));
    if (m->loaded)
        output_int(o, (int64_t)m->lines);
    else
        output_missing(o);
    if (for_files()) print_rest(o, m);
    buf_free(&state);
}

/* What the days of the dated groups are worth. */
static void note_editions(output *o, const goods_edition *e, size_t n) {
    char day[DATE_TEXT];
    for (size_t i = 0; i < n; i++) {
        date_format(day, e[i].date);
        if (!e[i].by)
            output_note(o, "%s: %d codes on %s, those added on that day known one by one.",
                        e[i].group, e[i].codes, day);
        else if (e[i].before >= 0)
            output_note(o,
                        "%s: %d codes by %s, %d of them before; which ones, and when, is not in "
                        "the data.",
                        e[i].group, e[i].codes, day, e[i].before);
        else
            output_note(o, "%s: %d codes by %s; since when is not in the data.", e[i].group,
                        e[i].codes, day);
    }
}

static int work(goods_law *w) {
    cordon_error err = {0};
    char day[DATE_TEXT];
    const goods_measure *m = NULL;
    const goods_edition *e = NULL;
    size_t n = 0, editions = 0, in_force, without;
    output *o = output_begin(&choice, "Provisions that work on goods", columns,
                             for_files() ? ALL_COLUMNS : SHORT_COLUMNS);
    if (!o) return output_refused(&choice);
    if (goods_controls_coverage(&m, &n, &w->mem, w->controls, in.as_at, in.known_by, &err) ||
        regime_editions(&e, &editions, &w->mem, w->regime, &err)) {
        output_drop(o);
        return cmd_failed(&cmd_goods_coverage, &err);
    }
    for (size_t i = 0; i < n; i++) print_measure(o, &m[i]);
    goods_controls_count(&in_force, &without, m, n);
    output_note(o,
                "%zu provisions are or may be in force on %s; %zu of them have no codes here: no "
                "code is held against those, and none is \"not controlled\" for want of a table. "
                "cordon goods load-list brings one in.",
                in_force, date_format(day, in.as_at), without);
    note_editions(o, e, editions);
    return output_end(o);
}

static int run(int argc, char **argv) {
    int n;
    bool done = false;
    goods_law w;
    choice = (output_choice){0};
    in = (goods_law_request){0};
    int rc = options_parse(&cmd_goods_coverage, options, argc, argv, NULL, &n, &done);
    if (done) return rc;
    if (!in.as_at) in.as_at = date_today();
    rc = goods_law_open(&w, &cmd_goods_coverage, &in);
    if (!rc) rc = work(&w);
    goods_law_close(&w);
    return rc;
}

static const char *const examples[] = {
    "cordon goods coverage --as-at 2024-03-01", "which annexes have codes here, and which have not",
    "cordon goods coverage --json", "all that is known of each provision, for other programs",
    NULL};

const command cmd_goods_coverage = {
    .name = "goods coverage",
    .summary = "list the provisions that work on goods, and which have codes here",
    .synopsis = "[--as-at DATE] [--known-by DATE] [--regime NAME] [--store STORE]",
    .about =
        "One row for each provision of the regime (measures.csv): the annex, the article that "
        "works on it, since when, and whether its codes are here: in a group of the regime, in a "
        "table that was loaded (cordon goods load-list), or nowhere. Where the sources read give "
        "no article or no day, the cell is empty; an effect \"unknown\" means that nothing but "
        "the name of the annex is known.\n\n"
        "A provision without codes is never silent: every answer of cordon goods names it as not "
        "assessed.",
    .args_min = 0,
    .args_max = 0,
    .examples = examples,
    .run = run,
    .options = get_options,
};
