#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/flow_options.h"
#include "cli/output.h"
#include "flows/money.h"

static flow_options in;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"of", 0, OPTION_TEXT, "SET",
         "the whole: what goes to this set, with --flow M what comes from "
         "it (needed)",
         &in.q.share_of},
        {"by", 0, OPTION_TEXT, "KEYS",
         "month, quarter, half, year, from, to, partner, reporter; "
         "default: year",
         &in.q.by},
        {"period", 0, OPTION_PERIOD, "A..B", "months or years; default: all", &in.q.period},
        FLOW_OPTIONS(&in),
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

/* A table says dataset and currency in words below it. */
static const output_column columns[] = {
    {"period", "period", OUT_TEXT, false},
    {"from", "from", OUT_TEXT, true},
    {"to", "to", OUT_TEXT, true},
    {"share_percent", "share, %", OUT_PERCENT, false},
    {"value", "part, mn", OUT_MILLION, false},
    {"whole", "whole, mn", OUT_MILLION, false},
    {"kind", "kind", OUT_TEXT, false},
    {"dataset", "dataset", OUT_TEXT, false},
    {"currency", "currency", OUT_TEXT, false},
};
enum { FILE_COLUMNS = sizeof columns / sizeof *columns, TABLE_COLUMNS = FILE_COLUMNS - 2 };

static const char *period_text(char out[24], unsigned by, date_period p) {
    if (by & (BY_QUARTER | BY_HALF))
        snprintf(out, 24, "%d-%c%d", p / 100, by & BY_HALF ? 'H' : 'Q', p % 100);
    else
        date_period_format(out, p);
    return out;
}

static void print_row(output *o, const cordon_store *s, const asked *w, const measure *m,
                      const measure_row *r) {
    char period[24];
    output_text(o, period_text(period, w->query.by, r->key.period));
    output_text(o, *r->key.from ? flow_area_name(s, r->key.from) : w->from.title);
    output_text(o, *r->key.to ? flow_area_name(s, r->key.to) : w->to.title);
    output_real(o, r->whole_milli ? 100.0 * (double)r->key.value_milli / (double)r->whole_milli
                                  : (double)NAN);
    output_int(o, r->key.value_milli);
    output_int(o, r->whole_milli);
    output_text(o, r->key.estimate);
    if (!for_files()) return;
    output_text(o, m->dataset);
    output_text(o, m->currency);
}

static cordon_status print_all(output *o, const cordon_store *s, const asked *w,
                               const measure *m, cordon_error *err) {
    char day[DATE_TEXT], known[DATE_TEXT];
    cordon_status status = CORDON_OK;
    buf also = {0};
    size_t imputed = 0;
    for (size_t i = 0; i < m->n && !status; i++) {
        arena scratch;
        finding found;
        buf json = {0};
        arena_init(&scratch, 0);
        print_row(o, s, w, m, &m->v[i]);
        status = share_finding(&found, &scratch, &m->v[i], m, w, err);
        if (!status) {
            finding_json(&json, &found);
            output_row_json(o, buf_text(&json));
        }
        imputed += *m->v[i].key.estimate && strcmp(m->v[i].key.estimate, "reported") != 0;
        buf_free(&json);
        arena_destroy(&scratch);
    }
    bool imports = w->query.flow && w->query.flow[0] == 'M';
    output_note(o,
                "Share of %s in what %s \"%s\", million %s; %s, dataset %s (%s, level %d, partner "
                "by %s), as at %s, known by %s.",
                imports ? w->from.title : w->to.title, imports ? "comes from" : "goes to",
                w->share_of.title, m->currency, w->goods_text, m->dataset, m->nomenclature,
                m->level, m->basis, date_format(day, w->query.as_at),
                date_format(known, w->query.known_by));
    if (imputed)
        output_note(o, "%zu of %zu values were not reported by the reporter itself (kind).",
                    imputed, m->n);
    money_explanations(&also, s->regime, "flows.share");
    if (also.len) output_note(o, "%s", buf_text(&also));
    buf_free(&also);
    for (size_t i = 0; i < m->notes; i++) output_note(o, "%s", m->note[i]);
    return status;
}

static int work(const cordon_store *s, const asked *w) {
    cordon_error err = {0};
    measure m;
    output *o = output_begin(&choice, "Shares", columns, for_files() ? FILE_COLUMNS : TABLE_COLUMNS);
    if (!o) return output_refused(&choice);
    cordon_status status = measure_make(&m, s->store, s->goods, &w->query, &w->measure, &err);
    if (!status) {
        status = print_all(o, s, w, &m, &err);
        measure_free(&m);
    }
    if (status) {
        output_drop(o);
        return flow_failed(&cmd_flows_share, &err);
    }
    return output_end(o);
}

static int check(void) {
    if (in.q.share_of) return EXIT_OK;
    return usage_error(&cmd_flows_share, "--of is needed: the set whose goods are the whole");
}

static int run(int argc, char **argv) {
    return flow_command_run(&(flow_command){.c = &cmd_flows_share,
                                            .in = &in,
                                            .choice = &choice,
                                            .by_default = BY_YEAR,
                                            .check = check,
                                            .work = work},
                            argc, argv);
}

static const char *const examples[] = {
    "cordon flows share --flow M --from A --to B --of WORLD --dataset imf-imts",
    "A's share of what comes to B from the whole world, year by year", NULL};

const command cmd_flows_share = {
    .name = "flows share",
    .summary = "a partner's share of the whole that is named",
    .synopsis = "[STORE] --from SET --to SET --of SET [--flow M] [--by KEYS] ...",
    .about =
        "What goes from --from to --to as a share of what goes to --of (exports), or with --flow M "
        "of "
        "what comes from --of (imports), in the same periods, goods and dataset. The whole is the "
        "publisher's own row where --of names an aggregate, else the sum of its members.\n\nValues "
        "that the reporter did not state itself are marked: \"imputed\" are made from what "
        "partners "
        "report, so they are no second witness beside the partners. --json prints findings.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
