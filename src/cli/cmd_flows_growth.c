#include <stdio.h>
#include <string.h>

#include "cli/flow_options.h"
#include "cli/output.h"

static flow_options in;
static output_choice choice;
static const char *base, *period;

static const option *options(void) {
    static const option t[] = {
        {"base", 0, OPTION_PERIOD, "A..B", "the months or years compared with (needed)", &base},
        {"period", 0, OPTION_PERIOD, "A..B", "the months or years asked about (needed)", &period},
        {"by", 0, OPTION_TEXT, "KEYS", "from, to, partner, reporter, code, line, tier; default: all in one",
         &in.by},
        FLOW_OPTIONS(&in),
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static const output_column columns[] = {
    {"from", "from", OUT_TEXT, true},
    {"to", "to", OUT_TEXT, true},
    {"goods", "goods", OUT_TEXT, true},
    {"base", "base, mn", OUT_MILLION, false},
    {"value", "value, mn", OUT_MILLION, false},
    {"change", "change, mn", OUT_MILLION, false},
    {"growth_percent", "growth, %", OUT_PERCENT, false},
};

static void print_row(output *o, const flow_session *f, const growth_row *r) {
    const char *goods_text = *r->key.code   ? r->key.code
                             : *r->key.line ? r->key.line
                             : *r->key.tier ? r->key.tier
                                            : f->goods_text;
    output_text(o, *r->key.from ? flow_area_name(f, r->key.from) : f->from.title);
    output_text(o, *r->key.to ? flow_area_name(f, r->key.to) : f->to.title);
    output_text(o, goods_text);
    output_int(o, r->base_milli);
    output_int(o, r->value_milli);
    output_int(o, r->value_milli - r->base_milli);
    output_real(o, r->percent);
}

static cordon_status print_all(output *o, const flow_session *f, const measure *m, const growth *g,
                               cordon_error *err) {
    arena scratch;
    cordon_status status = CORDON_OK;
    char day[DATE_TEXT], known[DATE_TEXT];
    arena_init(&scratch, 0);
    for (size_t i = 0; i < g->n && !status; i++) {
        finding found;
        buf json = {0};
        print_row(o, f, &g->v[i]);
        status = growth_finding(&found, &scratch, &g->v[i], m, &f->query, f->goods_text, err);
        if (status) break;
        finding_json(&json, &found);
        output_row_json(o, buf_text(&json));
        buf_free(&json);
    }
    arena_destroy(&scratch);
    output_note(o, "%s in million %s; %s against %s; dataset %s (%s, level %d), codes %s, as at %s, "
                   "known by %s.",
                f->query.flow && f->query.flow[0] == 'M' ? "Imports" : "Exports", m->currency, period, base,
                m->dataset, m->nomenclature, m->level,
                f->query.carried ? "carried to each period's revision" : "as written",
                date_format(day, f->query.as_at), date_format(known, f->query.known_by));
    for (size_t i = 0; i < m->notes; i++) output_note(o, "%s", m->note[i]);
    return status;
}

static int work(flow_session *f, output *o) {
    cordon_error err = {0};
    measure m;
    growth g = {0};
    cordon_status status = measure_make(&m, f->store, f->goods, &f->query, &f->measure, &err);
    if (!status) {
        status = growth_make(&g, &m, &err);
        if (!status) status = print_all(o, f, &m, &g, &err);
        measure_free(&m);
    }
    growth_free(&g);
    if (status) {
        output_drop(o);
        return cmd_failed(&cmd_flows_growth, &err);
    }
    return output_end(o);
}

static int windows(flow_query *q) {
    if (!base || !period) return usage_error(&cmd_flows_growth, "--base and --period are needed");
    q->windows = 2;
    if (!flow_window_parse(&q->window[0], base) || !flow_window_parse(&q->window[1], period))
        return usage_error(&cmd_flows_growth, "--base and --period: expected YYYY, YYYY-MM or A..B");
    const flow_window *a = &q->window[0], *b = &q->window[1];
    if ((a->from % 100 == 0) != (b->from % 100 == 0))
        return usage_error(&cmd_flows_growth, "--base and --period: both years or both months");
    if (a->from <= b->to && b->from <= a->to)
        return usage_error(&cmd_flows_growth, "--base %s and --period %s overlap", base, period);
    return EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    flow_options_reset(&in);
    choice = (output_choice){0};
    base = period = NULL;
    int rc = options_parse(&cmd_flows_growth, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) in.store = args[0];
    flow_session f;
    rc = flow_session_open(&f, &cmd_flows_growth, &in, 0);
    if (!rc) rc = windows(&f.query);
    if (!rc && f.query.by & (BY_MONTH | BY_QUARTER | BY_HALF | BY_YEAR))
        rc = usage_error(&cmd_flows_growth, "--by: the periods are --base and --period");
    if (!rc) {
        output *o = output_begin(&choice, "Growth", columns, sizeof columns / sizeof columns[0]);
        rc = o ? work(&f, o) : output_refused(&choice);
    }
    flow_session_close(&f);
    return rc;
}

static const char *const examples[] = {
    "cordon flows growth my.store --from EU --to hubs --base 2021 --period 2022",
    "how exports to the hubs changed from one year to the next", NULL};

const command cmd_flows_growth = {
    .name = "flows growth",
    .summary = "compare two periods",
    .synopsis = "[STORE] --from SET --to SET --base A..B --period A..B [--by KEYS] ...",
    .about =
        "The value of one period against a stated baseline: like months with like months, or years "
        "with years. Growth is 100 * (value - base) / base of the publisher's values as written; "
        "where the base is zero there is no figure. --json prints findings: each names its sources, "
        "parameters, rows and sums.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
