#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "regime/pair.h"
#include "watch/alert_counts.h"
#include "watch/alerts.h"

enum { PAIRS_MAX = 400 };

static const char *in_store, *dyads, *setting_named, *level_typed, *feed_named;
static date_day since, as_at, known_by;
static int64_t seed, draws, wait_s;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"since", 0, OPTION_DATE, "DATE", "alerts that end on this day or later; default: a year before the "
         "last day of the feed", &since},
        {"dyad", 0, OPTION_TEXT, "A-B,...", "only these pairs, and incidents ascribed to their states", &dyads},
        {"setting", 0, OPTION_TEXT, "NAME", "as in cordon watch backtest; default: week52", &setting_named},
        {"level", 0, OPTION_TEXT, "Z", "|z| of an alert; default: the setting's", &level_typed},
        {"feed", 0, OPTION_TEXT, "NAME", "pairs (default where loaded), gdelt, icews or plover", &feed_named},
        {"as-at", 0, OPTION_DATE, "DATE", "nothing that happened later (default: today)", &as_at},
        {"known-by", 0, OPTION_DATE, "DATE", "nothing published later (default: today)", &known_by},
        {"draws", 0, OPTION_COUNT, "N", "behind the alerts to be expected; default: 200, 0 = none", &draws},
        {"seed", 0, OPTION_COUNT, "N", "default: 20220224", &seed},
        {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static const output_column columns[] = {
    {"class", "class", OUT_TEXT, false},
    {"subject", "subject", OUT_TEXT, false},
    {"from", "from", OUT_DATE, false},
    {"to", "to", OUT_DATE, false},
    {"direction", "direction", OUT_TEXT, false},
    {"z", "z", OUT_PERCENT, false},
    {"value", "value", OUT_REAL, false},
    {"usual", "usual", OUT_REAL, false},
    {"sources", "sources", OUT_INT, false},
    {"holds", "without one", OUT_TEXT, false},
    {"expected_a_year", "expected a year", OUT_PERCENT, false},
    {"driven_by", "driven by", OUT_TEXT, true},
    {"q", "q", OUT_REAL, false},
    {"state_media_share", "state media", OUT_REAL, false},
    {"exposure_change", "exposure", OUT_REAL, false},
    {"known_share", "known share", OUT_REAL, false},
    {"note", "note", OUT_TEXT, true},
};
enum { FILE_COLUMNS = sizeof columns / sizeof *columns, TABLE_COLUMNS = 12 };

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static double three(double v) {
    char text[40];
    if (for_files()) return v;
    snprintf(text, sizeof text, "%.3g", v);
    return strtod(text, NULL);
}

/* ---- rows ---- */

static void print_alert(output *o, const watch_alerts *x, const pair_alert *a) {
    char text[64];
    output_text(o, "pair");
    snprintf(text, sizeof text, "%s-%s", a->a, a->b);
    output_text(o, text);
    output_int(o, date_of_number(a->episode.first));
    output_int(o, date_of_number(a->episode.last));
    output_text(o, a->episode.z > 0 ? "rise" : "fall");
    output_real(o, a->episode.z);
    output_real(o, three(a->value));
    output_real(o, three(a->peak.median));
    output_int(o, (int64_t)a->behind.sources);
    output_text(o, !a->stories              ? "cannot be told"
                   : a->behind.sources == 1 ? "only one source"
                   : a->behind.holds        ? "holds"
                                            : "does not hold");
    output_real(o, a->expect.per_year);
    output_text(o, a->behind.tops ? (*a->top[0].url ? a->top[0].url : a->top[0].host) : NULL);
    if (!for_files()) return;
    output_real(o, a->q);
    output_real(o, a->behind.state_share);
    output_real(o, a->exposure_change);
    output_missing(o);
    output_text(o, x->from.name);
}

static void print_health(output *o, const watch_alerts *x, const alert_health_run *h) {
    output_text(o, "feed");
    output_text(o, x->from.name);
    output_int(o, date_of_number(h->first));
    output_int(o, date_of_number(h->last));
    output_text(o, alert_health_text(h->state));
    for (size_t i = 5; i < (for_files() ? FILE_COLUMNS - 1 : TABLE_COLUMNS); i++) output_missing(o);
    if (for_files()) output_text(o, "alerts of pairs are mute here");
}

static void print_count(output *o, const count_alert *a) {
    char text[96];
    output_text(o, a->muted ? "incomplete" : "incidents");
    snprintf(text, sizeof text, "%.20s %.60s", a->state, a->dataset);
    output_text(o, text);
    output_int(o, a->year * 10000 + 101);
    output_int(o, a->year * 10000 + 1231);
    output_text(o, a->z > 0 ? "rise" : "fall");
    output_real(o, a->z);
    output_real(o, (double)a->count);
    output_real(o, three(a->mean));
    output_int(o, 1);
    output_text(o, "only one source");
    output_missing(o);
    output_text(o, a->why);
    if (!for_files()) return;
    output_real(o, a->q);
    output_missing(o);
    output_missing(o);
    output_real(o, a->share);
    output_text(o, a->why);
}

/* ---- findings ---- */

typedef struct all {
    watch_alerts x;
    count_alerts c;
} all;

typedef cordon_status (*finding_of)(finding *out, arena *scratch, const all *a, size_t i, cordon_error *err);

static cordon_status of_alert(finding *f, arena *s, const all *a, size_t i, cordon_error *err) {
    return pair_alert_finding(f, s, &a->x, i, err);
}
static cordon_status of_health(finding *f, arena *s, const all *a, size_t i, cordon_error *err) {
    return health_finding(f, s, &a->x, i, err);
}
static cordon_status of_count(finding *f, arena *s, const all *a, size_t i, cordon_error *err) {
    return count_alert_finding(f, s, &a->c, i, err);
}
static cordon_status of_none(finding *f, arena *s, const all *a, size_t i, cordon_error *err) {
    (void)i;
    return no_alert_finding(f, s, &a->x, err);
}

static cordon_status add_json(output *o, finding_of make, const all *a, size_t i, cordon_error *err) {
    arena scratch;
    finding f;
    buf json = {0};
    arena_init(&scratch, 0);
    cordon_status status = make(&f, &scratch, a, i, err);
    if (!status) {
        finding_json(&json, &f);
        output_row_json(o, buf_text(&json));
    }
    buf_free(&json);
    arena_destroy(&scratch);
    return status;
}

static void print_notes(output *o, const all *a) {
    const watch_alerts *x = &a->x;
    char from[DATE_TEXT], to[DATE_TEXT], vintage[DATE_TEXT], first[DATE_TEXT];
    if (!*x->from.name)
        output_note(o, "Pairs are not assessed: neither a matrix of pairs nor coded events are loaded.");
    else
        output_note(o, "Feed %s: %zu pairs from %s to %s, vintage %s; %zu points scored since %s (%s, level %g).",
                    x->from.name, x->pairs, x->first ? date_format(from, x->first) : "-",
                    x->last ? date_format(to, x->last) : "-", date_format(vintage, x->from.vintage),
                    x->points, x->ask.since ? date_format(first, x->ask.since) : "the first",
                    x->ask.setting->text, x->ask.level);
    if (x->pairs && !x->points)
        output_note(o, "Not assessed: no point has enough points before it.");
    if (x->muted)
        output_note(o, "%zu more alerts of pairs are mute: the feed was not well on their days.", x->muted);
    if (x->n)
        output_note(o, "Expected a year: alerts the series raises with its own values in another order (%llu draws, "
                       "seed %llu). Without one: whether it stays beyond the level without the source it "
                       "leans on most. A z is no probability; q takes the values for normal and is too low.",
                    (unsigned long long)x->ask.draws, (unsigned long long)x->ask.seed);
    if (!a->c.datasets) output_note(o, "Incidents are not assessed: no table of incidents is loaded.");
    if (a->c.datasets)
        output_note(o, "Incidents: %zu tests of a year against the %d before it. \"incomplete\" is no alert: late "
                       "reports may explain the fall.",
                    a->c.tests, COUNT_WINDOW);
    output_note(o, "An alert says what moved, not why.");
}

static cordon_status print_all(output *o, const all *a, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < a->x.healths && !status; i++) {
        print_health(o, &a->x, &a->x.health[i]);
        if (choice.json) status = add_json(o, of_health, a, i, err);
    }
    for (size_t i = 0; i < a->x.n && !status; i++) {
        print_alert(o, &a->x, &a->x.v[i]);
        if (choice.json) status = add_json(o, of_alert, a, i, err);
    }
    for (size_t i = 0; i < a->c.n && !status; i++) {
        print_count(o, &a->c.v[i]);
        if (choice.json) status = add_json(o, of_count, a, i, err);
    }
    if (!status && choice.json && !a->x.n) {
        for (size_t i = 0; i < FILE_COLUMNS; i++) output_missing(o);
        status = add_json(o, of_none, a, 0, err);
    }
    print_notes(o, a);
    return status;
}

/* ---- the command ---- */

typedef struct question {
    feed_pair pair[PAIRS_MAX];
    const char *state[2 * PAIRS_MAX];
    size_t pairs;
} question;

static cordon_status take_dyads(question *q, const areas *a, cordon_error *err) {
    char *list = strdup(dyads), *at = list;
    cordon_status status = list ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the pairs");
    while (at && !status) {
        pair p;
        char *comma = strchr(at, ',');
        if (comma) *comma = 0;
        if (q->pairs == PAIRS_MAX)
            status = cordon_fail(err, CORDON_EINVAL, "more than %d pairs", PAIRS_MAX);
        else if (!(status = pair_parse(&p, a, at, as_at, err))) {
            bool swap = strcmp(p.a->code, p.b->code) > 0;
            q->state[2 * q->pairs] = p.a->code;
            q->state[2 * q->pairs + 1] = p.b->code;
            feed_pair *f = &q->pair[q->pairs++];
            snprintf(f->a, sizeof f->a, "%s", (swap ? p.b : p.a)->code);
            snprintf(f->b, sizeof f->b, "%s", (swap ? p.a : p.b)->code);
        }
        at = comma ? comma + 1 : NULL;
    }
    free(list);
    return status;
}

static int show(const all *a) {
    cordon_error err = {0};
    output *o = output_begin(&choice, "Alerts", columns, for_files() ? FILE_COLUMNS : TABLE_COLUMNS);
    if (!o) return output_refused(&choice);
    cordon_status status = print_all(o, a, &err);
    if (!status) return output_end(o);
    output_drop(o);
    return cmd_failed(&cmd_watch_alerts, &err);
}

static int work(store *s, const areas *all_areas, const backtest_setting *how, double level) {
    cordon_error err = {0};
    all a = {0};
    question *q = calloc(1, sizeof *q);
    if (!q) return cmd_failed(&cmd_watch_alerts, &err);
    if (dyads && take_dyads(q, all_areas, &err)) {
        free(q);
        return usage_error(&cmd_watch_alerts, "--dyad %s", err.message);
    }
    alerts_ask ask = {.feed = {.name = feed_named, .pair = dyads ? q->pair : NULL, .pairs = q->pairs,
                               .as_at = as_at, .known_by = known_by},
                      .setting = how, .level = level, .since = since, .seed = (uint64_t)seed,
                      .draws = (size_t)draws, .last_year = !since};
    count_ask counts = {.a = all_areas, .state = dyads ? q->state : NULL, .states = 2 * q->pairs, .since = since, .as_at = as_at,
                        .known_by = known_by, .level = level, .seed = (uint64_t)seed};
    cordon_status status = watch_alerts_make(&a.x, s, &ask, &err);
    if (!status && !since) counts.since = a.x.ask.since ? a.x.ask.since : as_at - 10000;
    if (!status) status = count_alerts_make(&a.c, s, &counts, &err);
    int rc = status ? cmd_failed(&cmd_watch_alerts, &err) : show(&a);
    count_alerts_free(&a.c);
    watch_alerts_free(&a.x);
    free(q);
    return rc;
}

static int take_level(double *level, const backtest_setting *how) {
    char *end;
    *level = how->alert.level;
    if (!level_typed) return EXIT_OK;
    *level = strtod(level_typed, &end);
    if (end != level_typed && !*end && *level > 0 && *level <= 100) return EXIT_OK;
    return usage_error(&cmd_watch_alerts, "level \"%s\": expected a number up to 100", level_typed);
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    double level;
    in_store = dyads = setting_named = level_typed = feed_named = NULL;
    since = 0;
    as_at = known_by = date_today();
    seed = 20220224;
    draws = 200;
    wait_s = 0;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_alerts, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) in_store = args[0];
    const backtest_setting *how = backtest_setting_find(setting_named ? setting_named : "week52");
    if (!how)
        return usage_error(&cmd_watch_alerts, "there is no setting \"%s\": see cordon watch backtest --help",
                           setting_named);
    if (feed_named && !feed_is_name(feed_named))
        return usage_error(&cmd_watch_alerts, "feed \"%s\": pairs, gdelt, icews or plover", feed_named);
    if (draws > ALERT_DRAWS_MAX)
        return usage_error(&cmd_watch_alerts, "--draws is at most %d", ALERT_DRAWS_MAX);
    if ((rc = take_level(&level, how))) return rc;
    if ((rc = cmd_store(&cmd_watch_alerts, &in_store))) return rc;
    cordon_error err = {0};
    areas *a = NULL;
    store *s = NULL;
    if (areas_load(&a, &err) || store_open(&s, in_store, STORE_READ, (double)wait_s, &err))
        rc = cmd_failed(&cmd_watch_alerts, &err);
    else
        rc = work(s, a, how, level);
    store_close(s);
    areas_free(a);
    return rc;
}

static const char *const examples[] = {
    "cordon watch alerts --dyad A-B", "what moved between two states in the last year of the feed",
    "cordon watch alerts --since 2022-01-01 --setting week78 --json",
    "of all pairs, as findings with the stories behind them", NULL};

const command cmd_watch_alerts = {
    .name = "watch alerts",
    .summary = "what moved out of the range that its own past makes usual",
    .synopsis = "[STORE] [--since DATE] [--dyad A-B,...] [--level Z] [--setting NAME]",
    .about =
        "Three classes of rows. pair: the weight between two states in a week (or seven days) against the "
        "median and spread of the points before, with the stories that drive it, whether it holds "
        "without the source it leans on most, and how many alerts the series raises by itself. feed: "
        "days on which the feed itself was not well; alerts of pairs there are mute. incidents: a year "
        "against the five before it, by exact tails.\n\n"
        "Incidents become known late. A fall in a year of which less than 60 % of the expected reports "
        "are known, that was not over, or for which no second edition can tell, is listed as "
        "incomplete and is no alert.\n\n"
        "The feed is the matrix of pairs where one is loaded (it has no stories), else coded events: "
        "the weights of the episodes of a day. An episode's weight is shared among its reports. State "
        "media are the hosts of data/events/state_media.csv: a short list, so the share is at least.\n\n"
        "Tested with cordon watch backtest, which has the settings and what each of them costs.",
    .options = options,
    .examples = examples,
    .args_max = 1,
    .run = run,
};
