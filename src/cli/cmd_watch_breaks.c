#include "cli/breaks_output.h"

static breaks_options in;
static const char *column, *date;
static bool strict;

static const option *options(void) {
    static const option t[] = {
        {"column", 0, OPTION_TEXT, "NAME",
         "the values; default: the only column, or the second of two", &column},
        {"date", 0, OPTION_TEXT, "NAME",
         "the dates; default: the other of two columns, or one called so", &date},
        {"strict", 0, OPTION_FLAG, NULL, "refuse the file at the first cell that is no number",
         &strict},
        BREAKS_OPTIONS(&in),
        {0},
    };
    return t;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    cordon_error err = {0};
    change_series s;
    in = breaks_options_default;
    column = date = NULL;
    strict = false;
    int rc = options_parse(&cmd_watch_breaks, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    cordon_status status = change_series_read(&s, args[0], column, date, strict, &err);
    if (status == CORDON_EINVAL) return usage_error(&cmd_watch_breaks, "%s", err.message);
    if (status) return cmd_failed(&cmd_watch_breaks, &err);
    rc = breaks_show(&cmd_watch_breaks, &s, &in);
    change_series_free(&s);
    return rc;
}

static const char *const examples[] = {
    "cordon watch breaks data/ref/nile_annual_flow_1871_1970.csv",
    "when the level of a series changed, by how much, and how sure that is",
    "cordon watch breaks data/ref/nile_annual_flow_1871_1970.csv --penalty ar1",
    "the same, with autocorrelation in the penalty and in the intervals", NULL};

const command cmd_watch_breaks = {
    .name = "watch breaks",
    .summary = "find when a series changed its level",
    .synopsis = "FILE.csv|- [--column NAME] [--method NAME] [--cost NAME] [--penalty P] ...",
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
        "Intervals of dates: Bai (1997) for the mean, else where the likelihood is near its "
        "greatest. Sizes are given the date. --json prints an object for the series and one for "
        "each break; index counts the values before it.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
