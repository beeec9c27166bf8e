#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/flow_options.h"
#include "cli/output.h"
#include "flows/gap.h"
#include "flows/money.h"

static const char *store_named, *regime_named, *cif_fob;
static gap_options in;
static int64_t wait_s;
static bool explain;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"mirror", 0, OPTION_TEXT, "ID,...", "pairs of mirrors.csv; default: all, and all together",
         &in.mirrors},
        {"base", 0, OPTION_PERIOD, "A..B",
         "the years or months compared with; default: the table's", &in.base},
        {"period", 0, OPTION_PERIOD, "A..B",
         "the years or months asked about; default: the table's", &in.period},
        {"cif-fob", 0, OPTION_TEXT, "PERCENT",
         "how much above exports arrivals may be valued; default: 10", &cif_fob},
        {"without-nes", 0, OPTION_FLAG, NULL,
         "leave out what the receiver does not put under a country", &in.without_nes},
        {"explain", 0, OPTION_FLAG, NULL, "the arithmetic, year by year", &explain},
        {"regime", 0, OPTION_TEXT, "NAME|DIR",
         "the regime that has the pairs; default: the store's", &regime_named},
        {"as-at", 0, OPTION_DATE, "DATE", "sets as valid on this day; default: today", &in.as_at},
        {"known-by", 0, OPTION_DATE, "DATE",
         "sources of a later vintage do not count; default: today", &in.known_by},
        {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static output_column columns[] = {
    {"to", "to", OUT_TEXT, true},
    {"partner_by", "partner by", OUT_TEXT, true},
    {"extra_sent", "extra sent, mn", OUT_MILLION, false},
    {"extra_recorded", "recorded, mn", OUT_MILLION, false},
    {"lost_percent", "lost, %", OUT_PERCENT, false},
    {"lost_percent_high", "to, %", OUT_PERCENT, false},
    {"last_recorded_percent", "", OUT_PERCENT, false},
    {"mirror", "mirror", OUT_TEXT, false},
    {"period", "period", OUT_TEXT, false},
    {"base", "base", OUT_TEXT, false},
    {"currency", "currency", OUT_TEXT, false},
};
enum { FILE_COLUMNS = sizeof columns / sizeof *columns, TABLE_COLUMNS = FILE_COLUMNS - 4 };

static const output_column explained[] = {
    {"to", "to", OUT_TEXT, true},
    {"partner_by", "partner by", OUT_TEXT, true},
    {"period", "period", OUT_TEXT, false},
    {"sent", "sent, mn", OUT_MILLION, false},
    {"recorded", "recorded, mn", OUT_MILLION, false},
    {"recorded_percent", "recorded, %", OUT_PERCENT, false},
    {"lost_percent", "lost, %", OUT_PERCENT, false},
};
enum { EXPLAINED_COLUMNS = sizeof explained / sizeof *explained };

static const char *to_name(const cordon_store *s, const gap_line *l) {
    return l->together ? "together" : flow_area_name(s, l->country);
}
static const char *by_name(const gap_line *l) {
    return strcmp(l->definition, "both") == 0 ? "not stated" : l->definition;
}
static int64_t recorded(const gap_line *l, const gap_period *p) {
    return p->arrived_milli + (l->nes_counted ? p->nes_milli : 0);
}
static double percent(int64_t part, int64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : (double)NAN;
}

static void window_of(char out[32], const gap_line *l, bool base) {
    char a[DATE_TEXT] = "", b[DATE_TEXT] = "";
    for (size_t i = 0; i < l->n; i++) {
        if (l->v[i].base != base) continue;
        if (!*a) date_period_format(a, l->v[i].period);
        date_period_format(b, l->v[i].period);
    }
    snprintf(out, 32, "%s%s%s", a, strcmp(a, b) ? ".." : "", strcmp(a, b) ? b : "");
}

static void print_line(output *o, const cordon_store *s, const gap_line *l) {
    char t[32];
    output_text(o, to_name(s, l));
    output_text(o, by_name(l));
    if (l->reason) {
        for (int i = 0; i < 5; i++) output_missing(o);
    } else {
        const gap_period *last = &l->v[l->n - 1];
        output_int(o, llround(l->sent_extra * 1000));
        output_int(o, llround(l->arrived_extra * 1000));
        output_real(o, l->lost);
        output_real(o, l->lost_high);
        output_real(o, percent(recorded(l, last), last->sent_milli));
    }
    if (!for_files()) return;
    output_text(o, l->id);
    window_of(t, l, false);
    output_text(o, t);
    window_of(t, l, true);
    output_text(o, t);
    output_text(o, l->currency);
}

static void explain_row(output *o, const cordon_store *s, const gap_line *l, const char *period,
                        int64_t sent, int64_t got, double lost) {
    output_text(o, to_name(s, l));
    output_text(o, by_name(l));
    output_text(o, period);
    output_int(o, sent);
    output_int(o, got);
    output_real(o, percent(got, sent));
    output_real(o, lost);
}

/* Each year, the mean of the base, and the period less as many means. */
static void explain_line(output *o, const cordon_store *s, const gap_line *l) {
    char t[32], text[64];
    int64_t sent = 0, got = 0, n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const gap_period *p = &l->v[i];
        explain_row(o, s, l, date_period_format(t, p->period), p->sent_milli, recorded(l, p), NAN);
        if (!p->base) continue;
        sent += p->sent_milli, got += recorded(l, p), n++;
    }
    if (l->reason) return;
    window_of(t, l, true);
    snprintf(text, sizeof text, "mean %s", t);
    explain_row(o, s, l, text, llround((double)sent / (double)n), llround((double)got / (double)n),
                NAN);
    window_of(t, l, false);
    snprintf(text, sizeof text, "%s over it", t);
    explain_row(o, s, l, text, llround(l->sent_extra * 1000), llround(l->arrived_extra * 1000),
                l->lost);
}

static void set_row(output *o, const finding *f) {
    buf json = {0};
    finding_json(&json, f);
    output_row_json(o, buf_text(&json));
    buf_free(&json);
}

static cordon_status print_findings(output *o, const cordon_store *s, const gap *g,
                                    cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < g->n && !status; i++) {
        arena scratch;
        finding f;
        arena_init(&scratch, 0);
        if (explain && !choice.json) {
            explain_line(o, s, &g->v[i]);
        } else {
            print_line(o, s, &g->v[i]);
            status = gap_finding(&f, &scratch, g, i, s, err);
            if (!status) set_row(o, &f);
        }
        arena_destroy(&scratch);
    }
    return status;
}

static cordon_status print_money(output *o, const money *m, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < m->n && !status; i++) {
        arena scratch;
        finding f;
        buf text = {0};
        arena_init(&scratch, 0);
        if (choice.json) {
            for (int k = 0; k < FILE_COLUMNS; k++) output_missing(o);
            if (!(status = money_finding(&f, &scratch, m, i, err))) set_row(o, &f);
        } else {
            money_text(&text, &m->v[i]);
            output_note(o, "In money: %s", buf_text(&text));
        }
        buf_free(&text);
        arena_destroy(&scratch);
    }
    return status;
}

static void print_notes(output *o, const cordon_store *s, const gap *g) {
    char day[DATE_TEXT], known[DATE_TEXT];
    buf text = {0};
    output_note(o,
                "Million %s above the mean of the base, as published: arrivals are not corrected "
                "for freight and "
                "insurance; the higher per cent is with arrivals divided by 1 + %.0f %%. As at %s, "
                "known by %s.",
                g->n && g->v[g->n - 1].currency ? g->v[g->n - 1].currency : "",
                100 * g->options.cif_fob, date_format(day, g->options.as_at),
                date_format(known, g->options.known_by));
    for (size_t i = 0; i < g->n; i++) {
        const gap_line *l = &g->v[i];
        if (l->reason)
            output_note(o, "%s (partner by %s): not assessed, %s.", to_name(s, l), by_name(l),
                        l->reason);
        if (!l->reason && isfinite(l->lost_other) && fabs(l->lost_other - l->lost) >= 0.05)
            output_note(o, "%s by %s %s what the receiver does not put under a country: %.1f %%.",
                        to_name(s, l), by_name(l), l->nes_counted ? "without" : "with",
                        l->lost_other);
        if (!l->lags) continue;
        text.len = 0;
        for (size_t k = 0; k < l->lags; k++) buf_printf(&text, "%s%.1f", k ? ", " : "", l->lag[k]);
        output_note(o, "%s by %s with arrivals 0 to %zu months later: %s %%.", to_name(s, l),
                    by_name(l), l->lags - 1, buf_text(&text));
    }
    output_note(o, "A delay between the two sides is tried where both have months; elsewhere "
                   "values are annual.");
    text.len = 0;
    money_explanations(&text, s->regime, "flows.gap");
    if (text.len) output_note(o, "%s", buf_text(&text));
    buf_free(&text);
}

static int work(const cordon_store *s, output *o, const gap *g) {
    cordon_error err = {0};
    money m = {0};
    cordon_status status = print_findings(o, s, g, &err);
    if (!status)
        status = money_make(&m, s, g->country, g->countries, g->options.as_at, g->options.known_by,
                            &err);
    if (!status) {
        status = print_money(o, &m, &err);
        if (!status) print_notes(o, s, g);
        money_free(&m);
    }
    if (status) {
        output_drop(o);
        return cmd_failed(&cmd_flows_gap, &err);
    }
    return output_end(o);
}

static int ask(const cordon_store *s) {
    static char last[24];
    cordon_error err = {0};
    gap g;
    if (gap_make(&g, s, &in, &err)) return flow_failed(&cmd_flows_gap, &err);
    /* The last year's column is named after it. */
    char t[DATE_TEXT];
    snprintf(last, sizeof last, "%s, %%", date_period_format(t, g.period.to));
    columns[6].head = last;
    bool years = explain && !choice.json;
    output *o = output_begin(&choice, "Mirror gap", years ? explained : columns,
                             years         ? EXPLAINED_COLUMNS
                             : for_files() ? FILE_COLUMNS
                                           : TABLE_COLUMNS);
    int rc = o ? work(s, o, &g) : output_refused(&choice);
    gap_free(&g);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    in = (gap_options){.cif_fob = 0.1};
    store_named = regime_named = cif_fob = NULL;
    wait_s = 0;
    explain = false;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_flows_gap, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) store_named = args[0];
    if ((rc = cmd_store(&cmd_flows_gap, &store_named))) return rc;
    if (cif_fob) {
        char *end;
        in.cif_fob = strtod(cif_fob, &end) / 100;
        if (end == cif_fob || *end || !(in.cif_fob >= 0 && in.cif_fob <= 1))
            return usage_error(&cmd_flows_gap, "cif-fob \"%s\": expected a per cent from 0 to 100",
                               cif_fob);
    }
    cordon_store s;
    cordon_error err = {0};
    if (context_open(&s, store_named, regime_named, STORE_READ, (double)wait_s, &err))
        return cmd_failed(&cmd_flows_gap, &err);
    rc = ask(&s);
    context_close(&s);
    return rc;
}

static const char *const examples[] = {
    "cordon flows gap my.store",
    "what was sent and never recorded as arriving, by pair and together",
    "cordon flows gap my.store --explain", "the same with every year of both sides", NULL};

const command cmd_flows_gap = {
    .name = "flows gap",
    .summary = "what was sent and never recorded as arriving",
    .synopsis = "[STORE] [--mirror ID,...] [--base A..B --period C..D] [--explain] ...",
    .about = "Both sides report the same trade. The regime's table mirrors.csv says which dataset "
             "speaks for "
             "the sender and which for each receiver. Lost is one less the receiver's extra "
             "imports as a share "
             "of the sender's extra exports, extra being the period above the mean of the base.\n\n"
             "The answer depends on what the receiver calls the partner: the country of origin or "
             "the one "
             "that consigned the goods. Where both are known both are shown. Imports are often "
             "valued with "
             "freight and insurance, exports without; nothing is corrected, but the second per "
             "cent says what "
             "a correction by --cif-fob would give. A gap is no proof of anything: what else could "
             "explain it "
             "is printed below.\n\n"
             "--json prints findings; each has the values of every year.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
