#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/flow_options.h"
#include "cli/output.h"

static flow_options in;
static output_choice choice;
static bool show_sql;

static const option *options(void) {
    static const option t[] = {
        FLOW_OPTIONS(&in),
        {"by", 0, OPTION_TEXT, "KEYS", "month, quarter, half, year, from, to, partner, reporter, code, "
         "line, tier; default: month", &in.q.by},
        {"period", 0, OPTION_PERIOD, "A..B", "months or years; default: all", &in.q.period},
        {"share-of", 0, OPTION_TEXT, "SET", "also the share of what goes to (or comes from) this set",
         &in.q.share_of},
        {"sql", 0, OPTION_FLAG, NULL, "print the statement instead of running it", &show_sql},
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

enum { COLUMNS_MAX = 16 };
static output_column columns[COLUMNS_MAX];

typedef struct printer {
    const cordon_store *s;
    const asked *w;
    const char *dataset, *currency;
    output *o;
    unsigned by;
    bool share;
} printer;

static void add_column(size_t *n, const char *key, const char *head, output_type type) {
    columns[(*n)++] = (output_column){key, head, type, type == OUT_TEXT};
}

static size_t set_columns(const printer *p) {
    size_t n = 0;
    bool machine = choice.json || choice.csv || choice.xlsx;
    if (machine) add_column(&n, "dataset", "dataset", OUT_TEXT);
    if (p->by & BY_MONTH) add_column(&n, "period", "month", OUT_PERIOD);
    if (p->by & (BY_QUARTER | BY_HALF)) add_column(&n, "period", "period", OUT_TEXT);
    if (p->by & BY_YEAR) add_column(&n, "period", "year", OUT_PERIOD);
    if (p->by & BY_FROM) add_column(&n, "from", "from", OUT_TEXT);
    if (p->by & BY_TO) add_column(&n, "to", "to", OUT_TEXT);
    if (p->by & BY_CODE) add_column(&n, "code", "code", OUT_TEXT);
    if (p->by & BY_LINE) add_column(&n, "line", "line", OUT_TEXT);
    if (p->by & BY_TIER) add_column(&n, "tier", "tier", OUT_TEXT);
    add_column(&n, "value", "value, mn", machine ? OUT_MILLI : OUT_MILLION);
    add_column(&n, "currency", "currency", OUT_TEXT);
    add_column(&n, "mass_kg", "kg", OUT_MILLI);
    add_column(&n, "rows", "rows", OUT_INT);
    add_column(&n, "estimate", "kind", OUT_TEXT);
    if (p->share) {
        add_column(&n, "whole", "of, mn", machine ? OUT_MILLI : OUT_MILLION);
        add_column(&n, "share_percent", "share, %", OUT_PERCENT);
    }
    return n;
}

static void print_area(const printer *p, const char *code) {
    bool machine = choice.json || choice.csv || choice.xlsx;
    output_text(p->o, machine ? code : flow_area_name(p->s, code));
}

static int print_row(void *arg, const flow_row *r) {
    const printer *p = arg;
    char text[24];
    if (choice.json || choice.csv || choice.xlsx) output_text(p->o, p->dataset);
    if (p->by & (BY_MONTH | BY_YEAR)) output_int(p->o, r->period);
    if (p->by & (BY_QUARTER | BY_HALF)) {
        snprintf(text, sizeof text, "%d-%c%d", r->period / 100, p->by & BY_HALF ? 'H' : 'Q',
                 r->period % 100);
        output_text(p->o, text);
    }
    if (p->by & BY_FROM) print_area(p, r->from);
    if (p->by & BY_TO) print_area(p, r->to);
    if (p->by & BY_CODE) output_text(p->o, r->code);
    if (p->by & BY_LINE) output_text(p->o, r->line);
    if (p->by & BY_TIER) output_text(p->o, r->tier);
    output_int(p->o, r->value_milli);
    output_text(p->o, p->currency);
    if (r->mass_g)
        output_int(p->o, r->mass_g);
    else
        output_missing(p->o);
    output_int(p->o, r->rows);
    output_text(p->o, r->estimate);
    return 0;
}

static void print_share(const printer *p, const measure_row *r) {
    output_int(p->o, r->whole_milli);
    output_real(p->o, r->whole_milli ? 100.0 * (double)r->key.value_milli / (double)r->whole_milli : (double)NAN);
}

static void describe(const printer *p, const char *basis, int level, const char *nomenclature) {
    char day[DATE_TEXT], known[DATE_TEXT];
    const asked *w = p->w;
    output_note(p->o, "%s > %s, %s, dataset %s (%s, level %d, partner by %s), as at %s, known by %s.",
                w->from.title, w->to.title, w->goods_text, p->dataset, nomenclature, level, basis,
                date_format(day, w->query.as_at), date_format(known, w->query.known_by));
}

static int begin(printer *p) {
    size_t n = set_columns(p);
    p->o = output_begin(&choice, "Flows", columns, n);
    return p->o ? EXIT_OK : output_refused(&choice);
}

/* Without a share or an exclusion rows are printed as they come. */
static int stream(const cordon_store *s, printer *p) {
    cordon_error err = {0};
    flow_plan *plan;
    if (flow_plan_make(&plan, s->store, s->goods, &p->w->query, &err))
        return flow_failed(&cmd_flows_series, &err);
    if (show_sql) {
        puts(flow_plan_sql(plan));
        flow_plan_free(plan);
        return EXIT_OK;
    }
    p->dataset = flow_plan_dataset(plan);
    p->currency = flow_plan_currency(plan);
    int rc = begin(p);
    if (!rc) {
        if (flow_plan_run(plan, print_row, p, &err)) {
            output_drop(p->o);
            rc = cmd_failed(&cmd_flows_series, &err);
        } else {
            describe(p, flow_plan_basis(plan), flow_plan_level(plan), flow_plan_nomenclature(plan));
            for (size_t i = 0; flow_plan_note(plan, i); i++)
                output_note(p->o, "%s", flow_plan_note(plan, i));
            rc = output_end(p->o);
        }
    }
    flow_plan_free(plan);
    return rc;
}

static int measured(const cordon_store *s, printer *p) {
    cordon_error err = {0};
    measure m;
    if (measure_make(&m, s->store, s->goods, &p->w->query, &p->w->measure, &err))
        return flow_failed(&cmd_flows_series, &err);
    p->dataset = m.dataset;
    p->currency = m.currency;
    int rc = begin(p);
    if (!rc) {
        for (size_t i = 0; i < m.n; i++) {
            print_row(p, &m.v[i].key);
            if (p->share) print_share(p, &m.v[i]);
        }
        describe(p, m.basis, m.level, m.nomenclature);
        for (size_t i = 0; i < m.notes; i++) output_note(p->o, "%s", m.note[i]);
        rc = output_end(p->o);
    }
    measure_free(&m);
    p->dataset = p->currency = NULL; /* they went with m */
    return rc;
}

static int work(const cordon_store *s, const asked *w) {
    printer p = {.s = s, .w = w, .by = w->query.by, .share = in.q.share_of != NULL};
    bool several = p.share || w->exclude_n;
    if (show_sql && several)
        return usage_error(&cmd_flows_series, "--sql shows one statement: --share-of and --exclude "
                                              "take several");
    return several ? measured(s, &p) : stream(s, &p);
}

static int run(int argc, char **argv) {
    show_sql = false;
    return flow_command_run(&(flow_command){.c = &cmd_flows_series,
                                            .in = &in,
                                            .choice = &choice,
                                            .by_default = BY_MONTH,
                                            .work = work},
                            argc, argv);
}

static const char *const examples[] = {
    "cordon flows series my.store --group GROUP --from EU --to hubs --by month,to",
    "what the EU sent to the hubs of a group of goods, month by month",
    "cordon flows series --flow M --from A --to B --by year --share-of WORLD",
    "the share of A's goods in B's imports", NULL};

const command cmd_flows_series = {
    .name = "flows series",
    .summary = "list what went from where to where, by period and goods",
    .synopsis = "[STORE] --from SET --to SET [--group GROUP|--codes CODES] [--by KEYS] ...",
    .about =
        "Adds the publisher's values over one dataset, one level of one nomenclature and one set of "
        "areas of one kind. Where several datasets could answer, one must be named; every row names "
        "its dataset with --json and --csv.\n\nGoods go from --from to --to. --flow X asks the sender's "
        "report, --flow M the receiver's. Sets are those of the regime, its roles (targets, coalition, "
        "hubs), areas by code or name, and lists of these: \"hubs,-AREA\".\n\nA missing value is not "
        "zero: periods without rows are not listed.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
