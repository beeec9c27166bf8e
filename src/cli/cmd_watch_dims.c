#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/flow_options.h"
#include "cli/output.h"
#include "watch/dimensions.h"

static const char *in_store, *in_regime, *in_pair;
static dimensions_options o;
static date_day as_at, known_by;
static int64_t wait_s, seed, draws;
static bool composite;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"dyad", 0, OPTION_TEXT, "A-B", "the two states, by code or name (needed)", &in_pair},
        {"against", 0, OPTION_TEXT, "A-B,...",
         "pairs whose same indicators are compared; default: those of the regime", &o.against},
        {"as-at", 0, OPTION_DATE, "DATE", "years that were over on this day; default: today", &as_at},
        {"known-by", 0, OPTION_DATE, "DATE", "sources of a later vintage do not count; default: today",
         &known_by},
        {"composite", 0, OPTION_FLAG, NULL,
         "also one number for all dimensions, as the range over every way to make it", &composite},
        {"seed", 0, OPTION_COUNT, "N", "of the draws behind the intervals; default: 1", &seed},
        {"draws", 0, OPTION_COUNT, "N", "default: 2000", &draws},
        {"regime", 0, OPTION_TEXT, "NAME|DIR", "indicators and dates; default: the store's",
         &in_regime},
        {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

/* Eighty columns: a dimension in capitals, its indicators by id below it. */
static const output_column table_columns[] = {
    {"dimension", "dimension", OUT_TEXT, false}, {"latest", "latest", OUT_TEXT, false},
    {"direction", "direction", OUT_TEXT, false}, {"change", "change (from)", OUT_TEXT, false},
    {"coverage", "in use", OUT_TEXT, false},
};
static const output_column file_columns[] = {
    {"dimension", "dimension", OUT_TEXT, true},
    {"indicator", "indicator", OUT_TEXT, true},
    {"year", "year", OUT_TEXT, false},
    {"value", "value", OUT_TEXT, false},
    {"direction", "direction", OUT_TEXT, false},
    {"change", "change", OUT_PERCENT, false},
    {"need", "seen from", OUT_PERCENT, false},
    {"low", "low", OUT_PERCENT, false},
    {"high", "high", OUT_PERCENT, false},
    {"coverage", "in use", OUT_TEXT, false},
    {"q_value", "q", OUT_REAL, false},
    {"vintage", "vintage", OUT_DATE, false},
    {"bias", "known bias", OUT_TEXT, true},
};
enum {
    FILE_COLUMNS = sizeof file_columns / sizeof *file_columns,
    TABLE_COLUMNS = sizeof table_columns / sizeof *table_columns
};

/* "+23.9 (4.13)": the change and from where on it would be seen. */
static void change(output *out, const shift *s) {
    char text[48];
    if (!isfinite(s->change) || !isfinite(s->need)) {
        output_text(out, NULL);
        return;
    }
    snprintf(text, sizeof text, "%+.3g (%.3g)", s->change, s->need);
    output_text(out, text);
}

static void row(output *out, const char *name, const char *value, int in, const char *word,
                const shift *s, const char *use) {
    char latest[64];
    snprintf(latest, sizeof latest, "%.50s, %d", value, in);
    output_text(out, name);
    output_text(out, *value ? latest : NULL);
    output_text(out, word);
    change(out, s);
    output_text(out, use);
}

static void year(output *out, int y) {
    char text[8];
    snprintf(text, sizeof text, "%d", y);
    output_text(out, y ? text : NULL);
}

static void dimension_row(output *out, const watch_dimension *x) {
    static const shift none = {.change = NAN, .need = NAN};
    char name[40], value[32] = "", use[32];
    size_t n = 0;
    for (; x->id[n] && n + 1 < sizeof name; n++) name[n] = (char)toupper((unsigned char)x->id[n]);
    name[n] = 0;
    if (x->index.used) snprintf(value, sizeof value, "z %.2f", x->index.value);
    snprintf(use, sizeof use, "%zu of %zu", x->index.used, x->members);
    row(out, name, value, x->year, shift_word_text(x->word),
        x->index.used ? &x->index.shift : &none, x->before ? "year before" : use);
}

static void print_dimension(output *out, const dimensions *d, const watch_dimension *x) {
    char text[48];
    const dims_index *v = &x->index;
    if (!for_files()) {
        dimension_row(out, x);
        return;
    }
    output_text(out, x->id);
    output_text(out, NULL);
    year(out, x->year);
    snprintf(text, sizeof text, "z %.2f", v->value);
    output_text(out, v->used ? text : NULL);
    output_text(out, shift_word_text(x->word));
    output_real(out, v->used ? v->shift.change : (double)NAN);
    output_real(out, v->used ? v->shift.need : (double)NAN);
    output_real(out, v->used ? v->low : (double)NAN);
    output_real(out, v->used ? v->high : (double)NAN);
    snprintf(text, sizeof text, "%zu of %zu", v->used, x->members);
    output_text(out, text);
    output_missing(out);
    output_missing(out);
    output_text(out, dimension_why(d, x));
}

static const char *use_of(const dimensions *d, size_t i) {
    const watch_indicator *x = &d->of.v[i];
    if (!x->sign) return "shown only";
    if (d->moved[i].before) return "year before";
    for (size_t k = 0; k < d->n; k++)
        for (size_t j = 0; j < d->v[k].members; j++)
            if (d->v[k].member[j] == i)
                return dims_use_text(d->v[k].year ? d->v[k].index.use[j] : DIMS_NO_SERIES);
    return "";
}

static void print_indicator(output *out, const dimensions *d, size_t i) {
    const watch_indicator *x = &d->of.v[i];
    const shift *s = &d->moved[i].shift;
    char text[48] = "";
    if (!for_files()) {
        if (x->last) indicator_text(text, x, x->v[x->last - d->of.ask.first]);
        row(out, x->id, text, x->last, s->word == SHIFT_UNKNOWN ? NULL : shift_word_text(s->word), s,
            use_of(d, i));
        return;
    }
    output_text(out, x->dimension);
    output_text(out, x->id);
    year(out, x->last);
    output_text(out, x->last ? indicator_text(text, x, x->v[x->last - d->of.ask.first]) : NULL);
    output_text(out, shift_word_text(s->word));
    output_real(out, s->change);
    output_real(out, s->need);
    output_real(out, s->low);
    output_real(out, s->high);
    output_text(out, use_of(d, i));
    output_real(out, d->moved[i].q);
    output_int(out, x->vintage);
    output_text(out, x->bias);
}

typedef cordon_status (*finding_of)(finding *out, arena *scratch, const dimensions *d, size_t i,
                                    cordon_error *err);

static cordon_status add_json(output *out, finding_of make, const dimensions *d, size_t i,
                              cordon_error *err) {
    arena scratch;
    finding f;
    buf json = {0};
    arena_init(&scratch, 0);
    cordon_status status = make(&f, &scratch, d, i, err);
    if (!status) {
        finding_json(&json, &f);
        output_row_json(out, buf_text(&json));
    }
    buf_free(&json);
    arena_destroy(&scratch);
    return status;
}

static void print_notes(output *out, const dimensions *d) {
    const indicator_ask *a = &d->of.ask;
    char day[DATE_TEXT], known[DATE_TEXT];
    output_note(out, "%s and %s as at %s, known by %s; window %d to %d; seed %llu.", a->pair->a->name,
                a->pair->b->name, date_format(day, a->as_at), date_format(known, a->known_by), d->from,
                d->to, (unsigned long long)d->seed);
    output_note(out, "A dimension is the mean of robust z of what is in use (90 %% interval); an "
                     "indicator is in its own unit (95 %%). Up and down only beyond what one more "
                     "year of the window would give in 95 of 100 cases. Nothing is imputed.");
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].compared)
            output_note(out, "%s rose more than in %zu of %zu pairs compared, by the same indicators.",
                        d->v[i].id, d->v[i].below, d->v[i].compared);
    for (size_t i = 0; i < d->of.n; i++)
        if (!d->of.v[i].last)
            output_note(out, "Not loaded: %s (%s). %s", d->of.v[i].title, d->of.v[i].why,
                        d->of.v[i].request);
    const dims_composite *c = &d->composite;
    if (c->variants)
        output_note(out,
                    "All %zu dimensions together, on a scale of 0 to 1: change between %+.2f and "
                    "%+.2f over %zu ways to make it; %.0f %% of them rise, %.0f %% fall. One number "
                    "for all hides what they disagree on.",
                    c->dimensions, c->least, c->greatest, c->variants,
                    100.0 * (double)c->up / (double)c->variants,
                    100.0 * (double)c->down / (double)c->variants);
}

static cordon_status print_all(output *out, const dimensions *d, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < d->n && !status; i++) {
        print_dimension(out, d, &d->v[i]);
        status = add_json(out, dimension_finding, d, i, err);
        for (size_t k = 0; k < d->of.n && !status; k++) {
            if (strcmp(d->of.v[k].dimension, d->v[i].id) != 0) continue;
            print_indicator(out, d, k);
            status = add_json(out, indicator_finding, d, k, err);
        }
    }
    print_notes(out, d);
    return status;
}

static int work(const cordon_store *s, areas *all) {
    cordon_error err = {0};
    dimensions d;
    pair p;
    if (pair_parse(&p, all, in_pair, as_at, &err))
        return usage_error(&cmd_watch_dims, "--dyad %s", err.message);
    output *out = for_files() ? output_begin(&choice, "Dimensions", file_columns, FILE_COLUMNS)
                              : output_begin(&choice, "Dimensions", table_columns, TABLE_COLUMNS);
    if (!out) return output_refused(&choice);
    indicator_ask ask = {.c = s, .pair = &p, .as_at = as_at, .known_by = known_by};
    o.composite = composite;
    o.seed = (uint64_t)seed;
    o.draws = (size_t)draws;
    cordon_status status = dimensions_make(&d, &ask, &o, &err);
    if (!status) {
        status = print_all(out, &d, &err);
        dimensions_free(&d);
    }
    if (!status) return output_end(out);
    output_drop(out);
    return flow_failed(&cmd_watch_dims, &err);
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    cordon_store s = {0};
    cordon_error err = {0};
    in_store = in_regime = in_pair = NULL;
    o = (dimensions_options){0};
    as_at = known_by = date_today();
    wait_s = 0;
    seed = 1;
    draws = 2000;
    composite = false;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_dims, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) in_store = args[0];
    if (!in_pair) return usage_error(&cmd_watch_dims, "--dyad is needed: A-B");
    if (draws > 1000000) return usage_error(&cmd_watch_dims, "--draws is at most 1000000");
    rc = cmd_store(&cmd_watch_dims, &in_store);
    if (rc) return rc;
    if (context_open(&s, in_store, in_regime, STORE_READ, (double)wait_s, &err)) {
        context_close(&s);
        return cmd_failed(&cmd_watch_dims, &err);
    }
    rc = work(&s, s.areas);
    context_close(&s);
    return rc;
}

static const char *const examples[] = {
    "cordon watch dims --dyad A-B", "every dimension with its indicators",
    "cordon watch dims --dyad A-B --as-at 2022-02-23 --json",
    "as it stood on that day, as findings", NULL};

const command cmd_watch_dims = {
    .name = "watch dims",
    .synopsis = "[STORE] --dyad A-B [options]",
    .args_max = 1,
    .summary = "which way each dimension of a pair goes, and on what that rests",
    .about = "For trade and money, dual-use goods, hybrid, military and political ties of two "
             "states: the indicators of the regime's indicators.csv, each in its last whole year "
             "against its own window, and the mean of those in use. What is not loaded, or whose list "
             "was never kept for this pair, is not assessed: an absent count is no zero.\n\n"
             "There is no one number for all dimensions unless --composite asks for it; then it is "
             "the range over four ways to put values on one scale, three ways to put dimensions "
             "together and every weight of the set, with the share of them that rise.\n\n"
             "Weighting, compensation and scale are choices and not findings: OECD and JRC, Handbook "
             "on Constructing Composite Indicators, 2008; Greco and others 2019.",
    .options = options,
    .examples = examples,
    .run = run,
};
