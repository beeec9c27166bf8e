#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/flow_options.h"
#include "cli/output.h"
#include "flows/money.h"
#include "flows/routes.h"

static flow_options in;
static output_choice choice;
static const char *period, *base, *by, *q_max, *floor_percent;
static int64_t top, hold;

static const option *options(void) {
    static const option t[] = {
        {"period", 0, OPTION_TEXT, "P,...",
         "the years (2022,2023) or months (2022-03..2022-11) asked about "
         "(needed)",
         &period},
        {"base", 0, OPTION_PERIOD, "A..B", "the past they are compared with; default: all before",
         &base},
        {"by", 0, OPTION_TEXT, "KEYS", "partner, from, to, code, line, tier; default: partner",
         &by},
        {"hold", 0, OPTION_COUNT, "MONTHS", "months: judge so many of the last; default: 6", &hold},
        {"q", 0, OPTION_TEXT, "RATE",
         "false discoveries allowed among what is found; default: 0.05", &q_max},
        {"floor", 0, OPTION_TEXT, "PERCENT",
         "the excess must be so much of the sender's rise; default: 0.1", &floor_percent},
        {"top", 0, OPTION_COUNT, "N", "list so many, and all that are found; 0 = all; default: 12",
         &top},
        FLOW_OPTIONS(&in),
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static const output_column table_columns[] = {
    {"rank", "#", OUT_INT, false},
    {"route", "partner", OUT_TEXT, true},
    {"value", "value, mn", OUT_MILLION, false},
    {"usual", "usual, mn", OUT_MILLION, false},
    {"excess", "excess, mn", OUT_MILLION, false},
    {"score", "score", OUT_PERCENT, false},
    {"q_value", "q", OUT_TEXT, false},
    {"holds", "holds", OUT_TEXT, false},
    {"found", "stands out", OUT_TEXT, false},
};
static const output_column file_columns[] = {
    {"rank", "rank", OUT_INT, false},
    {"from", "from", OUT_TEXT, true},
    {"to", "to", OUT_TEXT, true},
    {"goods", "goods", OUT_TEXT, true},
    {"value", "value", OUT_MILLION, false},
    {"usual", "usual", OUT_MILLION, false},
    {"excess", "excess", OUT_MILLION, false},
    {"share_of_rise_percent", "share of rise, %", OUT_PERCENT, false},
    {"others_percent", "others, %", OUT_PERCENT, false},
    {"score", "score", OUT_REAL, false},
    {"q_value", "q", OUT_REAL, false},
    {"holds", "holds", OUT_INT, false},
    {"must_hold", "must hold", OUT_INT, false},
    {"earlier_as_high", "earlier as high", OUT_INT, false},
    {"found", "stands out", OUT_TEXT, false},
    {"dataset", "dataset", OUT_TEXT, false},
    {"currency", "currency", OUT_TEXT, false},
};

static const char *partner_of(const cordon_store *s, const asked *w, const route *x,
                              char out[200]) {
    bool mirror = w->query.flow && w->query.flow[0] == 'M';
    const char *goods_code = *x->key.code ? x->key.code : *x->key.line ? x->key.line : x->key.tier;
    const char *name = flow_area_name(s, mirror ? x->key.from : x->key.to);
    const char *side = mirror ? x->key.to : x->key.from;
    snprintf(out, 200, "%s%s%s%s%s%s", *side ? flow_area_name(s, side) : "", *side ? " > " : "",
             name, *goods_code ? " " : "", goods_code, "");
    return out;
}

static int64_t milli(double units) { return isfinite(units) ? llround(units * 1000) : 0; }

static void print_file(output *o, const routes *r, const route *x, const asked *w, size_t rank) {
    output_int(o, (int64_t)rank);
    output_text(o, *x->key.from ? x->key.from : w->from.title);
    output_text(o, *x->key.to ? x->key.to : w->to.title);
    output_text(o, *x->key.code   ? x->key.code
                   : *x->key.line ? x->key.line
                   : *x->key.tier ? x->key.tier
                                  : w->goods_text);
    output_int(o, milli(x->value));
    output_int(o, milli(x->usual));
    output_int(o, milli(x->excess));
    output_real(o, x->rise_percent);
    output_real(o, 100 * (x->v[x->n - 1].others - 1));
    output_real(o, x->score);
    output_real(o, x->q);
    output_int(o, (int64_t)x->held);
    output_int(o, (int64_t)x->need);
    output_int(o, (int64_t)x->earlier_high);
    output_text(o, x->found ? "yes" : "no");
    output_text(o, r->m.dataset);
    output_text(o, r->m.currency);
}

static void print_table(output *o, const cordon_store *s, const route *x, const asked *w,
                        size_t rank) {
    char text[200];
    output_int(o, (int64_t)rank);
    output_text(o, partner_of(s, w, x, text));
    output_int(o, milli(x->value));
    output_int(o, milli(x->usual));
    output_int(o, milli(x->excess));
    output_real(o, x->score);
    snprintf(text, sizeof text, "%.2g", x->q);
    output_text(o, text);
    snprintf(text, sizeof text, "%zu of %zu", x->held, x->n);
    output_text(o, text);
    output_text(o, x->found ? "yes" : "-");
}

static void set_row(output *o, const finding *f) {
    buf json = {0};
    finding_json(&json, f);
    output_row_json(o, buf_text(&json));
    buf_free(&json);
}

static void note_text(output *o, const cordon_store *s, const routes *r, size_t i,
                      const asked *w) {
    buf text = {0};
    routes_text(&text, r, i, s, w);
    output_note(o, "%zu. %s", i + 1, buf_text(&text));
    buf_free(&text);
}

static cordon_status print_rows(output *o, const cordon_store *s, const routes *r,
                                const asked *w, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < r->n && !status && r->v[i].assessed; i++) {
        arena scratch;
        finding f;
        if (top && i >= (size_t)top && !r->v[i].found) break;
        arena_init(&scratch, 0);
        if (for_files())
            print_file(o, r, &r->v[i], w, i + 1);
        else
            print_table(o, s, &r->v[i], w, i + 1);
        status = routes_finding(&f, &scratch, r, i, s, w, err);
        if (!status) set_row(o, &f);
        if (!status && r->v[i].found && !for_files()) note_text(o, s, r, i, w);
        arena_destroy(&scratch);
    }
    return status;
}

/* What the partners found have gained, beside what the regime says was lost. */
static cordon_status print_money(output *o, const cordon_store *s, const routes *r,
                                 const asked *w, cordon_error *err) {
    bool mirror = w->query.flow && w->query.flow[0] == 'M';
    const char **code = calloc(r->found + 1, sizeof *code);
    size_t n = 0;
    money m = {0};
    if (!code) return cordon_fail(err, CORDON_ENOMEM, "no memory for a finding");
    for (size_t i = 0; i < r->n && n < r->found; i++)
        if (r->v[i].found) code[n++] = mirror ? r->v[i].key.from : r->v[i].key.to;
    cordon_status status = money_make(&m, s, code, n, w->query.as_at, w->query.known_by, err);
    for (size_t i = 0; i < m.n && !status; i++) {
        arena scratch;
        finding f;
        arena_init(&scratch, 0);
        status = money_finding(&f, &scratch, &m, i, err);
        if (!status && choice.json) {
            for (size_t k = 0; k < sizeof file_columns / sizeof *file_columns; k++)
                output_missing(o);
            set_row(o, &f);
        } else if (!status) {
            output_note(o, "In money: %s", f.text);
        }
        arena_destroy(&scratch);
    }
    if (n || m.n) money_free(&m);
    free(code);
    return status;
}

static void print_notes(output *o, const cordon_store *s, const routes *r, const asked *w) {
    char day[DATE_TEXT], known[DATE_TEXT], a[DATE_TEXT], b[DATE_TEXT];
    buf text = {0};
    size_t few = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (r->v[i].assessed) continue;
        bool mirror = w->query.flow && w->query.flow[0] == 'M';
        if (few++ < 12)
            buf_printf(&text, "%s%s", few > 1 ? ", " : "",
                       mirror ? r->v[i].key.from : r->v[i].key.to);
    }
    output_note(o,
                "Sums over the periods judged, million %s; %s, dataset %s (%s, level %d), past "
                "%s..%s, as at %s, "
                "known by %s.",
                r->m.currency, w->goods_text, r->m.dataset, r->m.nomenclature, r->m.level,
                date_period_format(a, r->base_from), date_period_format(b, r->base_to),
                date_format(day, w->query.as_at), date_format(known, w->query.known_by));
    output_note(
        o,
        "Score: scatters above usual in the weakest period that must hold, the median partner "
        "taken off%s; "
        "it stands out when q <= %.2g and the excess is %.2g %% of the sender's rise or more.",
        r->others_off ? " (not here: fewer than 20 partners)" : "", r->options.q_max,
        100 * r->options.floor_share);
    if (few)
        output_note(
            o,
            "%zu of %zu are not assessed, their past is too short or a period has no value: %s%s.",
            few, r->n, buf_text(&text), few > 12 ? ", ..." : "");
    if (r->dropped)
        output_note(o, "%zu rows of areas that are no countries are left out.", r->dropped);
    if (r->earlier_n) {
        text.len = 0;
        for (size_t i = 0; i < r->earlier_n; i++) {
            const routes_earlier *e = &r->earlier[i];
            buf_printf(&text, "%s%s..%s %zu", i ? ", " : "", date_period_format(a, e->from),
                       date_period_format(b, e->to), e->found);
        }
        output_note(o, "Asked of earlier periods of %zu to %zu partners the same rule finds: %s.",
                    r->earlier[r->earlier_n - 1].tested, r->earlier[0].tested, buf_text(&text));
    }
    text.len = 0;
    if (r->found) money_explanations(&text, s->regime, "flows.routes");
    if (text.len) output_note(o, "%s", buf_text(&text));
    buf_free(&text);
    for (size_t i = 0; i < r->m.notes; i++) output_note(o, "%s", r->m.note[i]);
}

static int work(const cordon_store *s, const asked *w, output *o, const routes_options *ro) {
    cordon_error err = {0};
    routes r;
    cordon_status status = routes_make(&r, s, w, ro, &err);
    if (!status) {
        status = print_rows(o, s, &r, w, &err);
        if (!status) status = print_money(o, s, &r, w, &err);
        if (!status) print_notes(o, s, &r, w);
        routes_free(&r);
    }
    if (status) {
        output_drop(o);
        return flow_failed(&cmd_flows_routes, &err);
    }
    return output_end(o);
}

static bool number(double *out, const char *text, double most) {
    char *end;
    if (!text) return true;
    *out = strtod(text, &end);
    return end != text && !*end && *out >= 0 && *out <= most;
}

static int read_options(routes_options *ro) {
    double q = 0.05, percent = 0.1;
    const command *c = &cmd_flows_routes;
    if (!period)
        return usage_error(c, "--period is needed: years (2022,2023) or months (2022-03..2022-11)");
    if (!routes_periods(ro, period))
        return usage_error(
            c, "period \"%s\": expected years or months, at most 64, in order and of one kind",
            period);
    if (!number(&q, q_max, 1))
        return usage_error(c, "q \"%s\": expected a rate from 0 to 1", q_max);
    if (!number(&percent, floor_percent, 100))
        return usage_error(c, "floor \"%s\": expected a per cent from 0 to 100", floor_percent);
    if (base && (!flow_window_parse(&ro->base, base) ||
                 (ro->base.from % 100 == 0) != (ro->asked[0] % 100 == 0)))
        return usage_error(c, "base and period: both years or both months");
    ro->q_max = q;
    ro->floor_share = percent / 100;
    ro->hold = (size_t)hold;
    return EXIT_OK;
}

static int run(int argc, char **argv) {
    static char keys[200];
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    routes_options ro = {.asked_n = 0};
    flow_options_reset(&in);
    choice = (output_choice){0};
    period = base = by = q_max = floor_percent = NULL;
    top = 12;
    hold = 0;
    int rc = options_parse(&cmd_flows_routes, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) in.store = args[0];
    if ((rc = read_options(&ro))) return rc;
    bool months = ro.asked[0] % 100 != 0;
    snprintf(keys, sizeof keys, "%.150s,%s", by ? by : "partner", months ? "month" : "year");
    in.q.by = keys;
    in.q.freq = months ? "M" : "A";
    cordon_store s;
    asked w;
    rc = flow_options_open(&s, &w, &cmd_flows_routes, &in, false, 0);
    bool mirror = !rc && w.query.flow && w.query.flow[0] == 'M';
    if (!rc && !(w.query.by & (mirror ? BY_FROM : BY_TO)))
        rc = usage_error(&cmd_flows_routes, "by \"%s\": the partner must be among the keys", by);
    if (!rc) {
        output *o = for_files() ? output_begin(&choice, "Routes", file_columns,
                                               sizeof file_columns / sizeof *file_columns)
                                : output_begin(&choice, "Routes", table_columns,
                                               sizeof table_columns / sizeof *table_columns);
        rc = o ? work(&s, &w, o, &ro) : output_refused(&choice);
    }
    asked_free(&w);
    context_close(&s);
    return rc;
}

static const char *const examples[] = {
    "cordon flows routes --from EU --to hubs --group GROUP --period 2022-10,2022-11",
    "the last two months against the same months of earlier years", NULL};

const command cmd_flows_routes = {
    .name = "flows routes",
    .summary = "partners that stand out from their own past",
    .synopsis = "[STORE] --from SET --to SET --period P,... [--group GROUP] ...",
    .about = "Ranks the partners of a sender by how far they are above what their own past makes "
             "usual, and "
             "above what the sender's median partner did, in every period asked about. A partner "
             "stands out "
             "when chance would rarely do that to any of those tested (q) and when the excess is a "
             "stated part "
             "of the sender's whole rise, so that a tiny base does not count.\n\nUsual is the "
             "higher of a robust "
             "trend carried on and of the recent level; by month of the same months of earlier "
             "years and of the "
             "last twelve. The same rule is asked of earlier periods, and how often it finds "
             "something there is "
             "printed below: that is how often it errs.\n\nWhat stands out is a question and not "
             "an answer: what "
             "else could explain it is printed with it. --json prints findings with every period.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
