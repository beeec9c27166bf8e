#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "watch/series.h"

static const char *in_store, *in_pair, *indicator, *freq_word, *in_regime;
static date_day as_at, known_by, from, to;
static bool directed;
static int64_t wait_s;
static output_choice choice;

static const option options[] = {
    {"dyad", 0, OPTION_TEXT, "A-B", "the two states, by code or name (needed)", &in_pair},
    {"indicator", 0, OPTION_TEXT, "NAME",
     "a row of indicators.csv, gdelt, icews, plover, pairs, a kind of the record, incidents:DATASET, or a "
     "published series (needed)",
     &indicator},
    {"freq", 0, OPTION_TEXT, "WORD", "day, week, month (default) or year; rows of indicators.csv are by year", &freq_word},
    {"directed", 0, OPTION_FLAG, NULL, "events only from A towards B", &directed},
    {"from", 0, OPTION_DATE, "DATE", "first day", &from},
    {"to", 0, OPTION_DATE, "DATE", "last day", &to},
    {"as-at", 0, OPTION_DATE, "DATE", "nothing that happened later (default: today)", &as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "nothing published later (default: today)", &known_by},
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "its indicators.csv; default: the store's", &in_regime},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"first", "from", OUT_DATE, false},
    {"last", "to", OUT_DATE, false},
    {"value", "value", OUT_REAL, false},
    {"unit", "unit", OUT_TEXT, false},
    {"plus", "N+", OUT_INT, false},
    {"minus", "N-", OUT_INT, false},
    {"exposure", "all pairs", OUT_REAL, false},
    {"days_covered", "days with data", OUT_INT, false},
    {"days", "days", OUT_INT, false},
    {"vintage", "vintage", OUT_DATE, false},
    {"none", "N0", OUT_INT, false},
    {"plus_weight", "G+", OUT_MILLI, false},
    {"minus_weight", "G-", OUT_MILLI, false},
    {"low", "low", OUT_REAL, false},
    {"high", "high", OUT_REAL, false},
    {"indicator", "indicator", OUT_TEXT, false},
    {"detail", "detail", OUT_TEXT, true},
};
/* A table shows what has room; the other forms have all. */
enum { TABLE_COLUMNS = 10, ALL_COLUMNS = sizeof columns / sizeof *columns };

typedef struct printer {
    output *o;
    bool all;
} printer;

static void count_or_missing(output *o, bool given, int64_t v) {
    if (given)
        output_int(o, v);
    else
        output_missing(o);
}

static void print(const printer *p, const series_point *r) {
    output *o = p->o;
    output_int(o, r->first);
    output_int(o, r->last);
    output_real(o, r->value);
    output_text(o, r->unit);
    count_or_missing(o, r->signs, r->plus);
    count_or_missing(o, r->signs, r->minus);
    output_real(o, r->exposure);
    count_or_missing(o, r->covered >= 0, r->covered);
    count_or_missing(o, r->covered >= 0, r->days);
    count_or_missing(o, r->vintage != 0, r->vintage);
    if (!p->all) return;
    count_or_missing(o, r->signs, r->none);
    count_or_missing(o, r->signs, r->plus_milli);
    count_or_missing(o, r->signs, r->minus_milli);
    output_real(o, r->low);
    output_real(o, r->high);
    output_text(o, indicator);
    output_text(o, r->detail);
}

/* EVENT_MONTHLY + 2 for a word that is none. */
enum { NO_FREQ = EVENT_YEARLY + 1 };
static int freq_of(const char *word) {
    static const char *const words[] = {"day", "week", "month", "year"};
    for (int i = 0; i < NO_FREQ; i++)
        if (strcmp(word, words[i]) == 0) return i;
    return NO_FREQ;
}

static void note_nothing(output *o) {
    char known[DATE_TEXT];
    output_note(o, "not assessed: nothing loaded by %s answers \"%s\" for this pair",
                date_format(known, known_by), indicator);
}

static int show(const watch_series *x) {
    printer p = {.all = choice.json || choice.csv || choice.xlsx};
    p.o = output_begin(&choice, "Series", columns, p.all ? ALL_COLUMNS : TABLE_COLUMNS);
    if (!p.o) return output_refused(&choice);
    for (size_t i = 0; i < x->n; i++) print(&p, &x->v[i]);
    if (*x->note) output_note(p.o, "%s", x->note);
    if (!x->n) note_nothing(p.o);
    return output_end(p.o);
}

static int work(const cordon_store *c) {
    cordon_error err = {0};
    pair of;
    watch_series x;
    series_ask ask = {.c = c, .pair = &of, .indicator = indicator, .directed = directed, .from = from,
                      .to = to, .as_at = as_at, .known_by = known_by};
    ask.freq = freq_word ? (event_freq)freq_of(freq_word) : EVENT_MONTHLY;
    if (pair_parse(&of, c->areas, in_pair, as_at, &err))
        return usage_error(&cmd_watch_series, "--dyad %s", err.message);
    if (freq_word && ask.freq != EVENT_YEARLY && series_is_yearly(c, indicator))
        return usage_error(&cmd_watch_series, "\"%s\" is by year: --freq %s does not go with it", indicator,
                           freq_word);
    cordon_status status = watch_series_make(&x, &ask, &err);
    if (status == CORDON_EINVAL) return usage_error(&cmd_watch_series, "--indicator %s", err.message);
    if (status) return cmd_failed(&cmd_watch_series, &err);
    int rc = show(&x);
    watch_series_free(&x);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    in_store = in_pair = indicator = freq_word = in_regime = NULL;
    as_at = known_by = date_today();
    from = to = 0;
    directed = false;
    wait_s = 0;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_series, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) in_store = args[0];
    if (!in_pair || !indicator) return usage_error(&cmd_watch_series, "--dyad and --indicator are needed");
    if (freq_word && freq_of(freq_word) == NO_FREQ)
        return usage_error(&cmd_watch_series, "--freq is day, week, month or year, not \"%s\"", freq_word);
    if ((rc = cmd_store(&cmd_watch_series, &in_store))) return rc;
    cordon_error err = {0};
    cordon_store c;
    if (context_open(&c, in_store, in_regime, STORE_READ, (double)wait_s, &err))
        rc = cmd_failed(&cmd_watch_series, &err);
    else
        rc = work(&c);
    context_close(&c);
    return rc;
}

static const char *const examples[] = {
    "cordon watch series --dyad A-B --indicator exercise --freq year",
    "joint exercises of the record by year",
    "cordon watch series --dyad A-B --indicator gdelt --freq week --csv",
    "friendly and hostile episodes by week, with those of all pairs", NULL};

const command cmd_watch_series = {
    .name = "watch series",
    .summary = "the series of an indicator of two states, with what it rests on",
    .synopsis = "[STORE] --dyad A-B --indicator NAME [options]",
    .about =
        "Prints every period with its vintage and, where the source can tell, the days with data and "
        "the same count over all pairs. A period without data has no value; it is not zero.\n\n"
        "Indicators:\n\n"
        "  share-imports, ... a row of the regime's indicators.csv, by year\n"
        "  gdelt, icews,      episodes of coded events: friendly (N+) and hostile (N-)\n"
        "  plover             kept apart, weights (G+, G-) by the source's own scale;\n"
        "                     behind a colon what is the value: plus, minus, none,\n"
        "                     plus-weight, minus-weight, exposure (of all pairs), and\n"
        "                     rate, plus-rate, minus-rate per 1,000 of all pairs\n"
        "  pairs              the daily matrix of pairs, per day with data; pairs:share\n"
        "                     as 10,000 times the share of all pairs, pairs:log as the\n"
        "                     signed logarithm of that\n"
        "  exercise, ...      a kind of the record (data/events/record_kinds.csv)\n"
        "  incidents:DATASET  incidents by year said to be begun by A, by B, by both,\n"
        "                     in every vintage; incidents:DATASET:AAA or AAA+BBB one\n"
        "  any other name     a series of published values, whatever the pair\n\n"
        "An episode is one kind of act between the same two actors on a day and the next; repeated "
        "reports of it count once.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
