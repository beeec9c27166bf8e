#include <string.h>

#include "cli/breaks_store.h"

static breaks_options in;
static const char *column, *date, *dyads, *named, *freq, *in_regime;
static date_day from, to, as_at, known_by;
static bool strict, against, directed;
static int64_t wait_s;

static const option *options(void) {
    static const option t[] = {
        {"column", 0, OPTION_TEXT, "NAME",
         "the values; default: the only column, or the second of two", &column},
        {"date", 0, OPTION_TEXT, "NAME",
         "the dates; default: the other of two columns, or one called so", &date},
        {"strict", 0, OPTION_FLAG, NULL, "refuse the file at the first cell that is no number",
         &strict},
        {"dyad", 0, OPTION_TEXT, "A-B,...", "of a store: the pairs of states, by code or name", &dyads},
        {"indicator", 0, OPTION_TEXT, "NAME,...", "of a store: what cordon watch series takes", &named},
        {"against", 0, OPTION_FLAG, NULL, "also the pairs that the regime compares with", &against},
        {"freq", 0, OPTION_TEXT, "WORD", "day, week, month (default) or year", &freq},
        {"directed", 0, OPTION_FLAG, NULL, "events only from A towards B", &directed},
        {"from", 0, OPTION_DATE, "DATE", "first day", &from},
        {"to", 0, OPTION_DATE, "DATE", "last day", &to},
        {"as-at", 0, OPTION_DATE, "DATE", "nothing that happened later (default: today)", &as_at},
        {"known-by", 0, OPTION_DATE, "DATE", "nothing published later (default: today)", &known_by},
        {"regime", 0, OPTION_TEXT, "NAME|DIR", "default: the store's", &in_regime},
        {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
        BREAKS_OPTIONS(&in),
        {0},
    };
    return t;
}

static int of_file(const char *path) {
    cordon_error err = {0};
    change_series s;
    cordon_status status = change_series_read(&s, path, column, date, strict, &err);
    if (status == CORDON_EINVAL) return usage_error(&cmd_watch_breaks, "%s", err.message);
    if (status) return cmd_failed(&cmd_watch_breaks, &err);
    int rc = breaks_show(&cmd_watch_breaks, &s, &in);
    change_series_free(&s);
    return rc;
}

static int of_series(const breaks_question *q) {
    cordon_error err = {0};
    breaks_series *v;
    size_t n;
    cordon_status status = breaks_of_store(&v, &n, q, &err);
    if (status == CORDON_EINVAL) return usage_error(&cmd_watch_breaks, "%s", err.message);
    if (status) return cmd_failed(&cmd_watch_breaks, &err);
    int rc = breaks_show_all(&cmd_watch_breaks, v, n, &in);
    breaks_of_store_free(v, n);
    return rc;
}

static int of_store(const char *path) {
    static const char *const words[] = {"day", "week", "month", "year"};
    cordon_error err = {0};
    cordon_store c;
    int f = 0, rc = cmd_store(&cmd_watch_breaks, &path);
    if (rc) return rc;
    if (!dyads || !named)
        return usage_error(&cmd_watch_breaks, "of a store both --dyad and --indicator are needed");
    if (column || date || strict)
        return usage_error(&cmd_watch_breaks, "--column, --date and --strict go with a FILE");
    while (freq && f < 4 && strcmp(freq, words[f]) != 0) f++;
    if (f == 4)
        return usage_error(&cmd_watch_breaks, "--freq is day, week, month or year, not \"%s\"", freq);
    if (context_open(&c, path, in_regime, STORE_READ, (double)wait_s, &err)) {
        rc = cmd_failed(&cmd_watch_breaks, &err);
    } else {
        breaks_question q = {.c = &c, .dyads = dyads, .indicators = named, .against = against,
                             .has_freq = freq != NULL, .directed = directed, .freq = (event_freq)f,
                             .from = from, .to = to, .as_at = as_at, .known_by = known_by};
        rc = of_series(&q);
    }
    context_close(&c);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    in = breaks_options_default;
    column = date = dyads = named = freq = in_regime = NULL;
    strict = against = directed = false;
    from = to = 0;
    as_at = known_by = date_today();
    wait_s = 0;
    int rc = options_parse(&cmd_watch_breaks, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (dyads || named) return of_store(n ? args[0] : NULL);
    if (!n)
        return usage_error(&cmd_watch_breaks, "something is missing: a FILE, or a STORE with --dyad and --indicator");
    return of_file(args[0]);
}

static const char *const examples[] = {
    "cordon watch breaks data/ref/nile_annual_flow_1871_1970.csv",
    "when the level of a series changed, by how much, and how sure that is",
    "cordon watch breaks data/ref/nile_annual_flow_1871_1970.csv --penalty ar1",
    "the same, with autocorrelation in the penalty and in the intervals",
    "cordon watch breaks --dyad A-B --indicator exercise --freq year",
    "breaks of a series of a store, also without each of its sources", NULL};

const command cmd_watch_breaks = {
    .name = "watch breaks",
    .summary = "find when a series changed its level",
    .synopsis = "FILE.csv|- | [STORE] --dyad A-B,... --indicator NAME,... [--method NAME] [--penalty P] ...",
    .about =
        "Reads dates and values and finds the breaks that make the sum of the segments' costs and "
        "a penalty for each break least: exactly (up to 5,000 values), or as PELT, binary "
        "segmentation and at-most-one-change do; bocpd is Bayesian and online; bai-perron lets "
        "the BIC choose the number. For each break: the interval of its date, the size in the "
        "series' own unit, a test, and below the table what could have been found at all.\n\n"
        "Caution: on 30 real series that people marked (TCPDBench, van den Burg and Williams "
        "2020), 8 of 13 methods as they come, without tuning, do worse than \"nothing changed\" "
        "on F1 or cover. Mean cover and F1: nothing 0.583 and 0.669; pelt 0.689 and 0.710; "
        "binseg 0.706 and 0.744; amoc 0.702 and 0.704; bocpd 0.636 and 0.690. A break found here "
        "is a question, no answer.\n\n"
        "Where values hang on the ones before, plain searches see breaks in what is only "
        "persistence: --penalty ar1 raises the penalty to 3 ln n (1 + a) / (1 - a) with an "
        "autocorrelation a that shifts do not inflate. Values are divided by their standard "
        "deviation "
        "first, which holds the shifts too, so that large ones hide small ones; --scale steps "
        "takes "
        "the noise alone. With the ln L of the modified BIC pelt is "
        "not exact: exact may find a better segmentation of the same cost.\n\n"
        "Of a store: every pair times every indicator (see cordon watch series), searched again without "
        "each of its sources (the 12 with most reports: hosts of events, sources the record names, "
        "publishers of values). A break is found again when one lies within its interval, or at most two "
        "values away. q is held over all breaks of all series asked for.\n\n"
        "Intervals of dates: Bai (1997) for the mean, else where the likelihood is near its "
        "greatest. Sizes are given the date. --json prints an object for the series and one for "
        "each break; index counts the values before it.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
