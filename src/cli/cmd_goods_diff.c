/* cmd_goods_diff.c - cordon goods diff: what changed on the lists of goods between two days. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "cli/goods_controls.h"
#include "cli/output.h"

static output_choice choice;
static goods_law_request in;
static date_day from, to;
static const char *list_arg;

static const option options[] = {
    {"from", 0, OPTION_DATE, "DATE", "the first day (needed)", &from},
    {"to", 0, OPTION_DATE, "DATE", "the last day (default: today)", &to},
    {"list", 0, OPTION_TEXT, "ID", "only that group or provision", &list_arg},
    {"known-by", 0, OPTION_DATE, "DATE", "only tables known by that day (default: today)",
     &in.known_by},
    {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder (default: the only one there is)",
     &in.regime},
    {"store", 0, OPTION_TEXT, "STORE", "a store with loaded tables (default: $CORDON_STORE)",
     &in.store},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"change", "change", OUT_TEXT, false}, {"on", "on", OUT_DATE, false},
    {"list", "list", OUT_TEXT, false},     {"code", "code", OUT_TEXT, false},
    {"tier", "tier", OUT_TEXT, false},     {"text", "text", OUT_TEXT, true},
    {"part", "part", OUT_TEXT, false},     {"source", "source", OUT_TEXT, true},
};
enum { SHORT_COLUMNS = 6, ALL_COLUMNS = sizeof columns / sizeof *columns };

static const char *const words[] = {"added", "listed by", "removed"};

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }
static bool asked(const char *list) { return !list_arg || strcasecmp(list_arg, list) == 0; }

static void print_change(output *o, const control_change *k) {
    output_text(o, words[k->kind]);
    output_int(o, k->on);
    output_text(o, k->list);
    output_text(o, k->code);
    output_text(o, *k->tier ? k->tier : NULL);
    output_text(o, k->text);
    if (!for_files()) return;
    output_text(o, k->partial ? "ex" : NULL);
    output_text(o, k->source);
}

static void note_batch(output *o, const control_batch *b) {
    char day[DATE_TEXT];
    date_format(day, b->on);
    if (b->kind == CONTROL_ADDED)
        output_note(o, "%s: %zu added on %s.", b->list, b->n, day);
    else if (b->kind == CONTROL_REMOVED)
        output_note(o, "%s: %zu removed, %s is the first day without.", b->list, b->n, day);
    else if (b->earlier >= 0)
        output_note(o, "%s: %zu listed by %s, %d of them earlier, not dated one by one.", b->list,
                    b->n, day, b->earlier);
    else
        output_note(o, "%s: %zu listed by %s; when each began is not in the data.", b->list, b->n,
                    day);
}

static int work(goods_law *w) {
    cordon_error err = {0};
    control_diff d = {0};
    const goods_measure *m = NULL;
    size_t n = 0, in_force, without, shown = 0;
    output *o = output_begin(&choice, "Changes on the lists of goods", columns,
                             for_files() ? ALL_COLUMNS : SHORT_COLUMNS);
    if (!o) return output_refused(&choice);
    if (goods_controls_diff(&d, &w->mem, w->controls, from, to, in.known_by, &err) ||
        goods_controls_coverage(&m, &n, &w->mem, w->controls, to, in.known_by, &err)) {
        output_drop(o);
        return cmd_failed(&cmd_goods_diff, &err);
    }
    for (size_t i = 0; i < d.changes; i++)
        if (asked(d.change[i].list)) print_change(o, &d.change[i]), shown++;
    for (size_t i = 0; i < d.batches; i++)
        if (asked(d.batch[i].list)) note_batch(o, &d.batch[i]);
    if (!shown) output_note(o, "Nothing changed on the lists that are here.");
    goods_controls_count(&in_force, &without, m, n);
    output_note(o, "%zu of %zu provisions have no codes here: their changes cannot be seen.",
                without, in_force);
    return output_end(o);
}

static int run(int argc, char **argv) {
    int n;
    bool done = false;
    goods_law w;
    choice = (output_choice){0};
    in = (goods_law_request){0};
    from = to = 0;
    list_arg = NULL;
    int rc = options_parse(&cmd_goods_diff, options, argc, argv, NULL, &n, &done);
    if (done) return rc;
    if (!from) return usage_error(&cmd_goods_diff, "from which day? Say with --from");
    if (!to) to = date_today();
    if (to < from) return usage_error(&cmd_goods_diff, "--to is before --from");
    rc = goods_law_open(&w, &cmd_goods_diff, &in);
    if (!rc) rc = work(&w);
    goods_law_close(&w);
    return rc;
}

static const char *const examples[] = {"cordon goods diff --from 2023-09-01 --to 2024-03-01",
                                       "what came onto a list, and what stood there before",
                                       "cordon goods diff --from 2023-01-01 --list chpl --csv",
                                       "one list until today, for a spreadsheet", NULL};

const command cmd_goods_diff = {
    .name = "goods diff",
    .summary = "list what changed on the lists of goods between two days",
    .synopsis = "--from DATE [--to DATE] [--list ID] [--known-by DATE] [--store STORE]",
    .about =
        "One row for each code that came onto a list or left it after the first day and until the "
        "last: on the regime's lists, and in the tables that were loaded. \"added\" and "
        "\"removed\" are dated. \"listed by\" is not: the code stood there by that day, and may "
        "have come earlier on a day that the data do not have; below the table stands how many of "
        "them did, where that is known.",
    .args_min = 0,
    .args_max = 0,
    .examples = examples,
    .run = run,
    .options = get_options,
};
