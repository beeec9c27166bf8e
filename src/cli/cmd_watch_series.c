#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "regime/pair.h"
#include "watch/event.h"
#include "watch/incident.h"
#include "watch/observation.h"
#include "watch/pair_day.h"
#include "watch/record.h"

enum { WEEK_DAYS_MIN = 4 };

static const char *in_store, *in_pair, *indicator, *freq_word;
static date_day as_at, known_by, from, to;
static bool directed;
static int64_t wait_s;
static output_choice choice;

static const option options[] = {
    {"dyad", 0, OPTION_TEXT, "A-B", "the two states, by code or name (needed)", &in_pair},
    {"indicator", 0, OPTION_TEXT, "NAME",
     "gdelt, icews, pairs, a kind of the record, incidents:DATASET, or a published series (needed)",
     &indicator},
    {"freq", 0, OPTION_TEXT, "WORD", "day, week, month (default) or year", &freq_word},
    {"directed", 0, OPTION_FLAG, NULL, "events only from A towards B", &directed},
    {"from", 0, OPTION_DATE, "DATE", "first day", &from},
    {"to", 0, OPTION_DATE, "DATE", "last day", &to},
    {"as-at", 0, OPTION_DATE, "DATE", "nothing that happened later (default: today)", &as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "nothing published later (default: today)", &known_by},
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

typedef struct row {
    date_day first, last, vintage;
    double value, low, high, exposure; /* NAN = missing */
    const char *unit, *detail;
    int64_t plus, minus, none, plus_milli, minus_milli, covered, days; /* covered < 0: not asked */
    bool signs; /* plus, minus and none are counts */
} row;

typedef struct printer {
    output *o;
    bool all;
    size_t rows;
} printer;

static void real_or_missing(output *o, double v) { output_real(o, v); }

static void count_or_missing(output *o, bool given, int64_t v) {
    if (given)
        output_int(o, v);
    else
        output_missing(o);
}

static void print(printer *p, const row *r) {
    output *o = p->o;
    p->rows++;
    output_int(o, r->first);
    output_int(o, r->last);
    real_or_missing(o, r->value);
    output_text(o, r->unit);
    count_or_missing(o, r->signs, r->plus);
    count_or_missing(o, r->signs, r->minus);
    real_or_missing(o, r->exposure);
    count_or_missing(o, r->covered >= 0, r->covered);
    count_or_missing(o, r->covered >= 0, r->days);
    output_int(o, r->vintage);
    if (!p->all) return;
    count_or_missing(o, r->signs, r->none);
    count_or_missing(o, r->signs, r->plus_milli);
    count_or_missing(o, r->signs, r->minus_milli);
    real_or_missing(o, r->low);
    real_or_missing(o, r->high);
    output_text(o, indicator);
    output_text(o, r->detail);
}

static event_freq freq(void) {
    static const char *const words[] = {"day", "week", "month", "year"};
    for (int i = 0; i < 4; i++)
        if (strcmp(freq_word, words[i]) == 0) return (event_freq)i;
    return EVENT_MONTHLY;
}

/* ---- coded events: episodes, and all those between any two states ---- */

static cordon_status print_events(printer *p, store *s, const pair *of, cordon_error *err) {
    event_query q = {.dataset = indicator, .actor1 = of->a->code, .actor2 = of->b->code,
                     .directed = directed, .from = from, .to = to, .as_at = as_at,
                     .known_by = known_by, .freq = freq()};
    event_series x;
    cordon_status status = event_series_make(&x, s, &q, err);
    if (status) return status;
    for (size_t i = 0; i < x.n; i++) {
        const event_point *e = &x.v[i];
        bool any = e->days_covered > 0;
        row r = {.first = e->first, .last = e->last, .vintage = x.vintage, .low = NAN, .high = NAN,
                 .value = any ? (double)(e->plus + e->minus + e->none) : (double)NAN,
                 .exposure = any ? (double)e->exposure : (double)NAN, .unit = "episodes", .detail = NULL,
                 .plus = e->plus, .minus = e->minus, .none = e->none, .plus_milli = e->plus_milli,
                 .minus_milli = e->minus_milli, .covered = e->days_covered, .days = e->days,
                 .signs = any};
        print(p, &r);
    }
    if (x.n)
        output_note(p->o, "%lld rows of the pair, of which %lld repeat another; %lld sources. Counts of "
                    "press reports: compare them with all pairs, not with each other.",
                    (long long)x.rows, (long long)x.repeated, (long long)x.sources);
    event_series_free(&x);
    return CORDON_OK;
}

/* ---- matrices of pairs ---- */

static cordon_status print_pairs(printer *p, store *s, const pair *of, cordon_error *err) {
    pair_days x;
    cordon_status status = pair_days_make(&x, s, of->a->code, of->b->code, known_by, err);
    size_t missing = 0;
    for (size_t i = 0; i < x.n && !status;) {
        date_day d = date_of_number(x.first + (int32_t)i);
        row r = {.first = event_period_first(freq(), d), .vintage = x.vintage, .low = NAN, .high = NAN,
                 .unit = "weight a day", .detail = NULL};
        double value = 0, total = 0;
        r.last = event_period_last(freq(), r.first);
        r.days = date_number(r.last) - date_number(r.first) + 1;
        for (; i < x.n && date_of_number(x.first + (int32_t)i) <= r.last; i++) {
            value += x.value[i];
            total += x.total[i];
            r.covered += x.covered[i];
            missing += !x.covered[i];
        }
        bool enough = r.covered && (freq() != EVENT_WEEKLY || r.covered >= WEEK_DAYS_MIN);
        r.value = enough ? value / (double)r.covered : (double)NAN;
        r.exposure = enough ? total / (double)r.covered : (double)NAN;
        if ((!from || r.last >= from) && (!to || r.first <= to) && r.last <= as_at) print(p, &r);
    }
    if (!status && x.n)
        output_note(p->o, "%zu of %zu days are missing: values are per day with data, and a week with "
                    "fewer than %d of them has none.",
                    missing, x.n, WEEK_DAYS_MIN);
    pair_days_free(&x);
    return status;
}

/* ---- the record ---- */

typedef struct counting {
    printer *p;
    row r; /* the period that is being counted */
} counting;

static int count_record(void *arg, const record_row *e) {
    counting *k = arg;
    date_day first = event_period_first(freq(), e->first);
    while (k->r.first && k->r.first < first) {
        print(k->p, &k->r);
        k->r.first = date_of_number(date_number(k->r.last) + 1);
        k->r.last = event_period_last(freq(), k->r.first);
        k->r.value = 0;
    }
    k->r.first = first;
    k->r.last = event_period_last(freq(), first);
    k->r.value++;
    return 0;
}

static cordon_status print_record(printer *p, store *s, const pair *of, cordon_error *err) {
    record_query q = {.actor1 = of->a->code, .actor2 = of->b->code, .kind = indicator, .from = from,
                      .to = to, .as_at = as_at, .known_by = known_by};
    counting k = {.p = p, .r = {.low = NAN, .high = NAN, .exposure = NAN, .unit = "events",
                                .covered = -1, .vintage = 0, .detail = "an at-least list"}};
    int64_t sources;
    cordon_status status = record_list(s, &q, count_record, &k, &sources, err);
    if (status || !k.r.first) return status;
    print(p, &k.r);
    output_note(p->o, "Counts of a list that is at least, from its first to its last event; the rows with "
                      "their sources stand in the record.");
    return CORDON_OK;
}

/* ---- incidents by who is said to have begun them ---- */

typedef struct printing {
    printer *p;
    const char *unit;
} printing;

static int print_count(void *arg, const incident_count *c) {
    printing *k = arg;
    row r = {.first = c->year * 10000 + 101, .last = c->year * 10000 + 1231, .vintage = c->vintage,
             .value = (double)c->incidents, .low = NAN, .high = NAN, .exposure = NAN,
             .unit = k->unit, .detail = NULL, .covered = -1};
    if ((!from || r.last >= from) && (!to || r.first <= to) && r.first <= as_at) print(k->p, &r);
    return 0;
}

static cordon_status print_incidents(printer *p, store *s, const pair *of, const char *dataset,
                                     cordon_error *err) {
    const char *const who[][2] = {{of->a->code, NULL}, {of->b->code, NULL}, {of->a->code, of->b->code}};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < 3 && !status; i++) {
        char unit[48];
        printing k = {p, unit};
        incident_query q = {.dataset = dataset, .initiator = who[i][0], .with = who[i][1],
                            .known_by = known_by, .all_vintages = true};
        snprintf(unit, sizeof unit, "incidents by %.10s%s%.10s", who[i][0], who[i][1] ? " and " : "",
                 who[i][1] ? who[i][1] : "");
        status = incident_counts(s, &q, print_count, &k, err);
    }
    if (!status && p->rows)
        output_note(p->o, "Each vintage stands for itself: the last years of an older one are always "
                          "short. That two states act together cannot be seen in such a table.");
    return status;
}

/* ---- published values ---- */

static int print_value(void *arg, const observation *o) {
    printer *p = arg;
    char unit[220];
    snprintf(unit, sizeof unit, "%s%.190s", o->at_least ? "at least: " : "", o->unit);
    row r = {.first = o->first, .last = o->last, .vintage = o->vintage,
             .value = (double)o->value_milli / 1000, .exposure = NAN, .unit = unit,
             .low = o->has_low ? (double)o->low_milli / 1000 : (double)NAN,
             .high = o->has_high ? (double)o->high_milli / 1000 : (double)NAN, .detail = o->source,
             .covered = -1};
    print(p, &r);
    return 0;
}

static cordon_status print_all(printer *p, store *s, const areas *a, cordon_error *err) {
    pair of;
    record_rules *rules = NULL;
    int64_t sources;
    cordon_status status = pair_parse(&of, a, in_pair, as_at, err);
    if (status) return status;
    if (strcmp(indicator, "gdelt") == 0 || strcmp(indicator, "icews") == 0)
        return print_events(p, s, &of, err);
    if (strcmp(indicator, "pairs") == 0) return print_pairs(p, s, &of, err);
    if (strncmp(indicator, "incidents:", 10) == 0)
        return print_incidents(p, s, &of, indicator + 10, err);
    if ((status = record_rules_load(&rules, a, err))) return status;
    bool kind = record_prefix(rules, indicator) != NULL;
    record_rules_free(rules);
    if (kind) return print_record(p, s, &of, err);
    observation_query q = {.series = indicator, .from = from, .to = to, .as_at = as_at,
                           .known_by = known_by};
    return observation_list(s, &q, print_value, p, &sources, err);
}

static int work(store *s, const areas *a) {
    cordon_error err = {0};
    printer p = {.all = choice.json || choice.csv || choice.xlsx};
    p.o = output_begin(&choice, "Series", columns, p.all ? ALL_COLUMNS : TABLE_COLUMNS);
    if (!p.o) return output_refused(&choice);
    cordon_status status = print_all(&p, s, a, &err);
    if (!status && p.rows) return output_end(p.o);
    if (!status)
        output_note(p.o, "not assessed: nothing loaded by %04d-%02d-%02d answers \"%s\" for this pair",
                    (int)(known_by / 10000), (int)(known_by / 100 % 100), (int)(known_by % 100), indicator);
    if (!status) return output_end(p.o);
    output_drop(p.o);
    if (status == CORDON_EINVAL) return usage_error(&cmd_watch_series, "--dyad %s", err.message);
    return cmd_failed(&cmd_watch_series, &err);
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    in_store = in_pair = indicator = NULL;
    freq_word = "month";
    as_at = known_by = date_today();
    from = to = 0;
    directed = false;
    wait_s = 0;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_series, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) in_store = args[0];
    if (!in_pair || !indicator) return usage_error(&cmd_watch_series, "--dyad and --indicator are needed");
    if (freq() == EVENT_MONTHLY && strcmp(freq_word, "month") != 0)
        return usage_error(&cmd_watch_series, "--freq is day, week, month or year, not \"%s\"", freq_word);
    if ((rc = cmd_store(&cmd_watch_series, &in_store))) return rc;
    cordon_error err = {0};
    areas *a = NULL;
    store *s = NULL;
    if (areas_load(&a, &err) || store_open(&s, in_store, STORE_READ, (double)wait_s, &err))
        rc = cmd_failed(&cmd_watch_series, &err);
    else
        rc = work(s, a);
    store_close(s);
    areas_free(a);
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
        "  gdelt, icews       episodes of coded events: friendly (N+) and hostile (N-)\n"
        "                     kept apart, weights (G+, G-) by the source's own scale\n"
        "  pairs              the daily matrix of pairs, per day with data\n"
        "  exercise, ...      a kind of the record (data/events/record_kinds.csv)\n"
        "  incidents:DATASET  incidents by year said to be begun by A, by B, by both,\n"
        "                     in every vintage\n"
        "  any other name     a series of published values, whatever the pair\n\n"
        "An episode is one kind of act between the same two actors on a day and the next; repeated "
        "reports of it count once.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
