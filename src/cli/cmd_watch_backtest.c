#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "watch/backtest.h"
#include "watch/feed.h"

static const char *totals_named, *setting_named, *level_typed, *by_named;
static bool compare, halves, mute;
static int64_t seed, wait_s;
static date_day as_at, known_by;
static const char *feed_named;
static output_choice choice;

static const option *get_options(void) {
    static const option t[] = {
        {"totals", 0, OPTION_TEXT, "FILE",
         "date and sum_abs_w of all pairs; default: of the pairs in the feed", &totals_named},
        {"setting", 0, OPTION_TEXT, "NAME", "how alerts are made; default: week52", &setting_named},
        {"compare", 0, OPTION_FLAG, NULL, "every setting, at the levels 2.5, 3, 4 and 5", &compare},
        {"halves", 0, OPTION_FLAG, NULL, "also for every other pair, and for the rest", &halves},
        {"mute", 0, OPTION_FLAG, NULL,
         "no alert where the feed was not well: missing days, unusual volume", &mute},
        {"seed", 0, OPTION_COUNT, "N", "of the expected episodes; default: 20220224", &seed},
        {"by", 0, OPTION_TEXT, "event", "one row an event instead of one a level", &by_named},
        {"level", 0, OPTION_TEXT, "Z",
         "with --by event: the level of an alert; default: the setting's", &level_typed},
        {"feed", 0, OPTION_TEXT, "NAME",
         "of a store: pairs (default where loaded), gdelt, icews or plover", &feed_named},
        {"as-at", 0, OPTION_DATE, "DATE", "of a store: nothing that happened later", &as_at},
        {"known-by", 0, OPTION_DATE, "DATE", "of a store: nothing published later", &known_by},
        {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static const output_column rate_columns[] = {
    {"setting", "setting", OUT_TEXT, false},
    {"pairs", "pairs", OUT_TEXT, false},
    {"level", "level", OUT_REAL, false},
    {"hits", "hits", OUT_INT, false},
    {"scorable", "of", OUT_INT, false},
    {"episodes", "episodes", OUT_INT, false},
    {"episodes_per_pair_year", "a pair-year", OUT_PERCENT, false},
    {"episodes_per_scored_year", "a scored year", OUT_PERCENT, false},
    {"random_window_percent", "random, %", OUT_PERCENT, false},
    {"median_delay_days", "delay, days", OUT_REAL, false},
};
enum { RATE_COLUMNS = sizeof rate_columns / sizeof *rate_columns };

static const output_column event_columns[] = {
    {"a", "a", OUT_TEXT, false},          {"b", "b", OUT_TEXT, false},
    {"date", "date", OUT_DATE, false},    {"direction", "+/-", OUT_TEXT, false},
    {"event", "event", OUT_TEXT, true},   {"result", "result", OUT_TEXT, false},
    {"z", "z", OUT_PERCENT, false},       {"delay_days", "delay, days", OUT_INT, false},
    {"reason", "reason", OUT_TEXT, true},
};
enum { EVENT_COLUMNS = sizeof event_columns / sizeof *event_columns };

/* ---- rows ---- */

static void print_rate(output *o, const backtest *b, const backtest_rate *r, backtest_half half) {
    static const char *const name[] = {"all", "first half", "second half"};
    output_text(o, b->setting.name);
    output_text(o, name[half]);
    output_real(o, r->level);
    output_int(o, (int64_t)r->hits);
    output_int(o, (int64_t)r->scorable);
    output_int(o, (int64_t)r->episodes);
    output_real(o, r->per_year);
    output_real(o, r->per_scored_year);
    output_real(o, 100 * r->random_share);
    output_real(o, r->delay_days);
}

static cordon_status print_levels(output *o, const backtest *b, const double *level, size_t n,
                                  cordon_error *err) {
    for (int half = BACKTEST_ALL; half <= (halves ? BACKTEST_SECOND : BACKTEST_ALL); half++)
        for (size_t i = 0; i < n; i++) {
            backtest_rate r;
            cordon_status status = backtest_rate_at(&r, b, level[i], (backtest_half)half, err);
            if (status) return status;
            print_rate(o, b, &r, (backtest_half)half);
        }
    return CORDON_OK;
}

static void print_events(output *o, const backtest *b, double level) {
    for (size_t i = 0; i < b->events->n; i++) {
        const backtest_event *e = &b->events->v[i];
        backtest_outcome r = backtest_event_at(b, i, level);
        output_text(o, e->a);
        output_text(o, e->b);
        output_int(o, e->day);
        output_text(o, e->sign > 0 ? "+" : "-");
        output_text(o, e->text);
        output_text(o, r.hit ? "hit" : r.scorable ? "miss" : "not scorable");
        output_real(o, r.z);
        if (r.hit)
            output_int(o, r.delay_days);
        else
            output_missing(o);
        output_text(o, r.reason);
    }
}

static void print_notes(output *o, const backtest_feed *f, const backtest_events *e) {
    char from[DATE_TEXT], to[DATE_TEXT];
    size_t uncovered = 0;
    for (size_t i = 0; i < f->days; i++) uncovered += !f->covered[i];
    output_note(o,
                "A hit: an alert in the event's direction within %d days. Random: the share of all "
                "windows of that length, in either direction, that hold one. Episodes: alerts at "
                "most 14 days apart are one.",
                BACKTEST_DAYS);
    output_note(o, "%zu events; feed of %zu pairs from %s to %s, %zu days without any row.", e->n,
                f->pairs, date_format(from, date_of_number(f->first)),
                date_format(to, date_of_number(f->first + (int32_t)f->days - 1)), uncovered);
    if (f->own_totals)
        output_note(o, "Shares are of the pairs in the feed: no totals of all pairs were given.");
    if (f->refused)
        output_note(o, "%zu rows refused, the first: line %llu: %s.", f->refused,
                    (unsigned long long)f->reason.line, f->reason.message);
    output_note(o, "Events chosen by someone who knows the past test that nothing got worse; they "
                   "do not show that a surprise would be seen.");
}

/* ---- the command ---- */

/* The levels in order, the setting's own among them. */
static size_t with_own(double *out, const double *level, size_t n, double own) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (own < level[i] && (!count || own > out[count - 1])) out[count++] = own;
        out[count++] = level[i];
    }
    return count;
}

static cordon_status note_expected(output *o, const backtest *b, cordon_error *err) {
    double x, level = b->setting.alert.level;
    cordon_status status = backtest_expected(&x, b, level, (uint64_t)seed, err);
    if (!status && isfinite(x))
        output_note(o,
                    "%s at %g: %.2f episodes a scored year expected of the pairs' own values in "
                    "another order (blocks of four weeks, 100 draws, seed %lld).",
                    b->setting.name, level, x, (long long)seed);
    return status;
}

static cordon_status one_setting(output *o, const backtest_feed *f, const backtest_events *e,
                                 const backtest_setting *s, double level, cordon_error *err) {
    static const double curve[] = {2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6}, four[] = {2.5, 3, 4, 5};
    double level_of[10];
    backtest b;
    cordon_status status = backtest_make(&b, f, e, s, mute, err);
    if (status) return status;
    if (by_named)
        print_events(o, &b, level);
    else
        status = print_levels(o, &b, level_of,
                              compare ? with_own(level_of, four, 4, s->alert.level)
                                      : with_own(level_of, curve, 9, s->alert.level),
                              err);
    if (!status && !by_named) status = note_expected(o, &b, err);
    backtest_free(&b);
    return status;
}

static int work(const backtest_feed *f, const backtest_events *e, const backtest_setting *s,
                double level) {
    cordon_error err = {0};
    cordon_status status = CORDON_OK;
    size_t n = 1;
    output *o = output_begin(&choice, "Back-test", by_named ? event_columns : rate_columns,
                             by_named ? EVENT_COLUMNS : RATE_COLUMNS);
    if (!o) return output_refused(&choice);
    if (compare) s = backtest_settings(&n);
    for (size_t i = 0; i < n && !status; i++) status = one_setting(o, f, e, &s[i], level, &err);
    if (status) {
        output_drop(o);
        return cmd_failed(&cmd_watch_backtest, &err);
    }
    print_notes(o, f, e);
    return output_end(o);
}

/* The days of the events' pairs, out of a store. */
static cordon_status feed_from(backtest_feed *out, const char *path, const backtest_events *e,
                               cordon_error *err) {
    store *s = NULL;
    feed_source from = {0};
    feed_pair *p = calloc(e->n + 1, sizeof *p);
    feed_ask ask = {.name = feed_named, .pair = p, .pairs = e->n, .as_at = as_at, .known_by = known_by};
    if (!p) return cordon_fail(err, CORDON_ENOMEM, "no memory for the pairs");
    for (size_t i = 0; i < e->n; i++) {
        snprintf(p[i].a, sizeof p[i].a, "%s", e->v[i].a);
        snprintf(p[i].b, sizeof p[i].b, "%s", e->v[i].b);
    }
    cordon_status status = store_open(&s, path, STORE_READ, (double)wait_s, err);
    if (!status) status = feed_of_store(out, &from, s, &ask, err);
    if (!status && !out->days) {
        status = cordon_fail_at(err, CORDON_ENOTFOUND, path, 0, 0,
                                "no feed for the back-test: load a matrix of pairs or files of events");
        backtest_feed_free(out);
    }
    feed_source_free(&from);
    store_close(s);
    free(p);
    return status;
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int read_and_work(const char *const *args, const backtest_setting *s, double level) {
    cordon_error err = {0};
    backtest_feed f;
    backtest_events e;
    if (backtest_events_read(&e, args[1], &err)) return cmd_failed(&cmd_watch_backtest, &err);
    int rc;
    if (is_folder(args[0]) ? feed_from(&f, args[0], &e, &err)
                           : backtest_feed_read(&f, args[0], totals_named, &err)) {
        rc = cmd_failed(&cmd_watch_backtest, &err);
    } else {
        rc = work(&f, &e, s, level);
        backtest_feed_free(&f);
    }
    backtest_events_free(&e);
    return rc;
}

/* The names, for the message; a static text is enough for one process. */
static int unknown_setting(void) {
    buf names = {0};
    size_t n;
    const backtest_setting *s = backtest_settings(&n);
    for (size_t i = 0; i < n; i++) buf_printf(&names, "%s%s", i ? ", " : "", s[i].name);
    int rc = usage_error(&cmd_watch_backtest, "there is no setting \"%s\": %s", setting_named,
                         buf_text(&names));
    buf_free(&names);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[2] = {NULL};
    int n;
    bool done = false;
    double level;
    totals_named = setting_named = level_typed = by_named = NULL;
    compare = halves = mute = false;
    seed = 20220224;
    wait_s = 0;
    as_at = known_by = date_today();
    feed_named = NULL;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_backtest, get_options(), argc, argv, args, &n, &done);
    if (done) return rc;
    const backtest_setting *s = backtest_setting_find(setting_named ? setting_named : "week52");
    if (!s) return unknown_setting();
    if (by_named && strcmp(by_named, "event") != 0)
        return usage_error(&cmd_watch_backtest, "by \"%s\": expected event", by_named);
    if (by_named && compare)
        return usage_error(&cmd_watch_backtest, "--by event is for one setting, not --compare");
    if (feed_named && !feed_is_name(feed_named))
        return usage_error(&cmd_watch_backtest, "feed \"%s\": pairs, gdelt, icews or plover", feed_named);
    if (totals_named && is_folder(args[0]))
        return usage_error(&cmd_watch_backtest, "--totals goes with a file; a store has its own");
    level = s->alert.level;
    if (level_typed) {
        char *end;
        level = strtod(level_typed, &end);
        if (end == level_typed || *end || !(level > 0 && level <= 100))
            return usage_error(&cmd_watch_backtest, "level \"%s\": expected a number up to 100",
                               level_typed);
    }
    return read_and_work(args, s, level);
}

static const char *const examples[] = {
    "cordon watch backtest feed.csv events.tsv --totals totals.csv",
    "hits and false alarms at the levels 2 to 6",
    "cordon watch backtest feed.csv events.tsv --by event --level 4",
    "which of the events would have been seen, and how soon",
    "cordon watch backtest feed.csv events.tsv --compare --halves",
    "every setting, on all pairs and on each half of them",
    NULL};

const command cmd_watch_backtest = {
    .name = "watch backtest",
    .summary = "would the alerts have seen what is known to have happened",
    .synopsis = "FEED.csv|STORE EVENTS.tsv [--totals FILE] [--setting NAME] [--compare] [--by event]",
    .about =
        "FEED.csv has the columns date, a, b and w: one signed weight a day and pair, only pairs "
        "with a weight; a day without any row is no day of zeros but a day not covered. "
        "EVENTS.tsv has the columns a, b, date, sign (+ or -) and event. Files may be gz, xz or "
        "zst. Of a STORE the matrix of pairs is taken, or the weights of the episodes of coded events.\n\n"
        "A value is 10,000 times the pair's sum of weights as a share of the absolute weights of "
        "all pairs, by week (less than four covered days: missing) or over the last seven days. "
        "Its score is the distance from the median of the values before it in units of their "
        "spread.\n\n"
        "  week52  weekly, 52 weeks, median absolute deviation\n"
        "  sum52   the same of the sum per day instead of the share\n"
        "  log52   the same of its logarithm: it hides the spikes: half the hits\n"
        "  week26  weekly, 26 weeks\n"
        "  day364  seven days rolling, 364 days\n"
        "  day182  seven days rolling, 182 days\n"
        "  week78  weekly, 78 weeks (26 at least), distance that holds 68 %\n\n"
        "With --mute a week with missing days, or with a volume outside 5 to 95 per cent of the "
        "weeks before it, raises no alert of a pair. Great events make the volume unusual too, so "
        "this costs hits.\n\n"
        "Caution: the events that ship were chosen with hindsight, from general knowledge, and are "
        "few. They show whether a change makes alerts worse, not that the next surprise will be "
        "seen. week78 and its level of 2.9 were chosen on every other pair; --halves shows the "
        "rest, "
        "where its gain is smaller.",
    .args_min = 2,
    .args_max = 2,
    .examples = examples,
    .run = run,
    .options = get_options,
};
