#include <stdio.h>
#include <string.h>

#include "cli/flow_options.h"
#include "cli/output.h"

static flow_options in;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"base", 0, OPTION_PERIOD, "A..B", "the months or years compared with (needed)", &in.q.base},
        {"period", 0, OPTION_PERIOD, "A..B", "the months or years asked about (needed)", &in.q.period},
        {"by", 0, OPTION_TEXT, "KEYS", "from, to, partner, reporter, code, line, tier; default: all in one",
         &in.q.by},
        FLOW_OPTIONS(&in),
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

/* A table says dataset and currency in words below it. */
static const output_column table_columns[] = {
    {"from", "from", OUT_TEXT, true},
    {"to", "to", OUT_TEXT, true},
    {"goods", "goods", OUT_TEXT, true},
    {"base", "base, mn", OUT_MILLION, false},
    {"value", "value, mn", OUT_MILLION, false},
    {"change", "change, mn", OUT_MILLION, false},
    {"growth_percent", "growth, %", OUT_PERCENT, false},
};
static const output_column file_columns[] = {
    {"from", "from", OUT_TEXT, true},
    {"to", "to", OUT_TEXT, true},
    {"goods", "goods", OUT_TEXT, true},
    {"dataset", "dataset", OUT_TEXT, false},
    {"currency", "currency", OUT_TEXT, false},
    {"base", "base, mn", OUT_MILLION, false},
    {"value", "value, mn", OUT_MILLION, false},
    {"change", "change, mn", OUT_MILLION, false},
    {"growth_percent", "growth, %", OUT_PERCENT, false},
};

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static void print_row(output *o, const cordon_store *s, const asked *w, const measure *m,
                      const growth_row *r) {
    const char *goods_text = *r->key.code   ? r->key.code
                             : *r->key.line ? r->key.line
                             : *r->key.tier ? r->key.tier
                                            : w->goods_text;
    output_text(o, *r->key.from ? flow_area_name(s, r->key.from) : w->from.title);
    output_text(o, *r->key.to ? flow_area_name(s, r->key.to) : w->to.title);
    output_text(o, goods_text);
    if (for_files()) {
        output_text(o, m->dataset);
        output_text(o, m->currency);
    }
    if (!r->base_rows && !r->value_rows) { /* nothing is not zero */
        for (int i = 0; i < 4; i++) output_missing(o);
        return;
    }
    output_int(o, r->base_milli);
    output_int(o, r->value_milli);
    output_int(o, r->value_milli - r->base_milli);
    output_real(o, r->percent);
}

static cordon_status print_all(output *o, const cordon_store *s, const asked *w, const measure *m,
                               const growth *g, cordon_error *err) {
    arena scratch;
    cordon_status status = CORDON_OK;
    char day[DATE_TEXT], known[DATE_TEXT];
    arena_init(&scratch, 0);
    for (size_t i = 0; i < g->n && !status; i++) {
        finding found;
        buf json = {0};
        print_row(o, s, w, m, &g->v[i]);
        status = growth_finding(&found, &scratch, &g->v[i], m, &w->query, w->goods_text, err);
        if (status) break;
        finding_json(&json, &found);
        output_row_json(o, buf_text(&json));
        buf_free(&json);
    }
    arena_destroy(&scratch);
    output_note(o, "%s in million %s; %s against %s; dataset %s (%s, level %d), codes %s, as at %s, "
                   "known by %s.",
                w->query.flow && w->query.flow[0] == 'M' ? "Imports" : "Exports", m->currency, in.q.period, in.q.base,
                m->dataset, m->nomenclature, m->level,
                w->query.carried ? "carried to each period's revision" : "as written",
                date_format(day, w->query.as_at), date_format(known, w->query.known_by));
    for (size_t i = 0; i < m->notes; i++) output_note(o, "%s", m->note[i]);
    return status;
}

static int work(const cordon_store *s, const asked *w) {
    cordon_error err = {0};
    measure m;
    growth g = {0};
    output *o = for_files() ? output_begin(&choice, "Growth", file_columns,
                                          sizeof file_columns / sizeof *file_columns)
                           : output_begin(&choice, "Growth", table_columns,
                                          sizeof table_columns / sizeof *table_columns);
    if (!o) return output_refused(&choice);
    cordon_status status = measure_make(&m, s->store, s->goods, &w->query, &w->measure, &err);
    if (!status) {
        status = growth_make(&g, &m, &err);
        if (!status) status = print_all(o, s, w, &m, &g, &err);
        measure_free(&m);
    }
    growth_free(&g);
    if (status) {
        output_drop(o);
        return flow_failed(&cmd_flows_growth, &err);
    }
    return output_end(o);
}

static int run(int argc, char **argv) {
    return flow_command_run(&(flow_command){.c = &cmd_flows_growth,
                                            .in = &in,
                                            .choice = &choice,
                                            .two_periods = true,
                                            .work = work},
                            argc, argv);
}

static const char *const examples[] = {
    "cordon flows growth --dataset D --from EU --to hubs --base 2020 --period 2021",
    "how exports to the hubs changed, in the store that CORDON_STORE names", NULL};

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
