/* cmd_balance_show.c - cordon balance show: what follows from a file, and what
 * that rests on.                                                              */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/cmd_balance.h"

static const char *context_arg, *salience_arg, *weights_arg, *ties_arg, *values_arg;
static int64_t draws, seed, months;
static bool json;

static const option options[] = {
    {"context", 0, OPTION_TEXT, "ID",
     "only this context, in detail (default: all, the first in "
     "detail)",
     &context_arg},
    {"salience", 0, OPTION_TEXT, "mode|mean|drawn",
     "the salience that B is computed with (default: mode)", &salience_arg},
    {"weights", 0, OPTION_TEXT, "flat|groups",
     "only this kind of equal and unknown weights (default: both)", &weights_arg},
    {"ties", 0, OPTION_TEXT, "random|file|reverse",
     "how equal weights are ordered where only the order counts (default: random)", &ties_arg},
    {"values", 0, OPTION_TEXT, "SERIES=VALUE,...",
     "values of series: factors that map them take the salience they give", &values_arg},
    {"draws", 0, OPTION_COUNT, "N", "draws, 1000 to 10000000 (default: 200000)", &draws},
    {"seed", 0, OPTION_COUNT, "N", "where the draws begin (default: 20240615)", &seed},
    {"stale", 0, OPTION_COUNT, "MONTHS", "evidence older than this is stale (default: 24)",
     &months},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object with all numbers", &json},
    {0},
};
static const option *get_options(void) { return options; }

int balance_refused(const command *c, const char *path, const balance_faults *faults,
                    const cordon_error *err) {
    cmd_failed(c, err);
    if (faults->count > 1)
        fprintf(stderr, "cordon %s: %zu faults in all; \"cordon balance check %s\" lists them\n",
                c->name, faults->count, path);
    return EXIT_FAILED;
}

/* The word's place in the list, -1 when it is not in it; 0 without a word. */
static int which(const char *word, const char *const list[]) {
    if (!word) return 0;
    for (int i = 0; list[i]; i++)
        if (strcmp(word, list[i]) == 0) return i;
    return -1;
}

/* ---- --values ----------------------------------------------------------------------- */

static int set_one(balance_view *v, const char *word) {
    cordon_error err = {0};
    char series[128], *end;
    const char *equals = strchr(word, '=');
    if (!equals || equals == word || (size_t)(equals - word) >= sizeof series)
        return usage_error(&cmd_balance_show, "--values \"%.60s\": expected SERIES=VALUE", word);
    snprintf(series, sizeof series, "%.*s", (int)(equals - word), word);
    double value = strtod(equals + 1, &end);
    if (end == equals + 1 || *end || !isfinite(value))
        return usage_error(&cmd_balance_show, "--values \"%.60s\": expected a number", word);
    size_t moved, mapped = 0;
    for (size_t i = 0; i < v->moves; i++)
        if (strcmp(v->move[i].series, series) == 0)
            return usage_error(&cmd_balance_show, "--values names %s twice", series);
    cordon_status status = balance_set_value(v->b, series, value, v->move + v->moves,
                                             MOVES_MAX - v->moves, &moved, &err);
    if (status) return cmd_failed(&cmd_balance_show, &err);
    if (moved == 0)
        return usage_error(&cmd_balance_show,
                           "--values: no factor of the file maps the series %s to a salience",
                           series);
    for (; mapped < moved; mapped++) /* the name lives as long as the file */
        v->move[v->moves + mapped].series =
            v->b->factor[v->move[v->moves + mapped].factor].indicator;
    v->moves += moved;
    return EXIT_OK;
}

static int set_values(balance_view *v) {
    char *copy = values_arg ? strdup(values_arg) : NULL, *rest = NULL;
    int rc = EXIT_OK;
    if (!values_arg) return EXIT_OK;
    if (!copy) {
        cordon_error err = {.status = CORDON_ENOMEM};
        return cmd_failed(&cmd_balance_show, &err);
    }
    for (char *w = strtok_r(copy, ",", &rest); w && rc == EXIT_OK; w = strtok_r(NULL, ",", &rest))
        rc = set_one(v, w);
    free(copy);
    return rc;
}

/* ---- the view ----------------------------------------------------------------------- */

static int set_words(balance_view *v, balance_draw_opts *o) {
    static const char *const salience[] = {"mode", "mean", "drawn", NULL};
    static const char *const weights[] = {"flat", "groups", NULL};
    static const char *const ties[] = {"random", "file", "reverse", NULL};
    int s = which(salience_arg, salience), w = which(weights_arg, weights),
        t = which(ties_arg, ties);
    if (s < 0)
        return usage_error(&cmd_balance_show, "--salience \"%.40s\": mode, mean or drawn",
                           salience_arg);
    if (w < 0)
        return usage_error(&cmd_balance_show, "--weights \"%.40s\": flat or groups", weights_arg);
    if (t < 0)
        return usage_error(&cmd_balance_show, "--ties \"%.40s\": random, file or reverse",
                           ties_arg);
    if (months > 1200)
        return usage_error(&cmd_balance_show, "--stale %lld: at most 1200 months",
                           (long long)months);
    v->salience = s == 1 ? BALANCE_MEAN : BALANCE_MODE;
    v->mean_of_draws = s == 2;
    v->flat = !weights_arg || w == 0;
    v->groups = !weights_arg || w == 1;
    v->months = (int)months;
    o->ties = (balance_ties)t;
    o->seed = (uint64_t)seed;
    o->draws = (uint64_t)draws;
    if (o->draws < BALANCE_DRAWS_MIN || o->draws > BALANCE_DRAWS_MAX)
        return usage_error(&cmd_balance_show, "--draws %lld: expected %d to %d", (long long)draws,
                           BALANCE_DRAWS_MIN, BALANCE_DRAWS_MAX);
    return EXIT_OK;
}

static int set_context(balance_view *v, balance_draw_opts *o) {
    const balance *b = v->b;
    v->only = -1;
    v->detail = 0;
    if (weights_arg && v->groups && !b->groups)
        return usage_error(&cmd_balance_show, "--weights groups: the file has no groups");
    if (!context_arg) return EXIT_OK;
    v->only = v->detail = balance_context_find(b, context_arg);
    if (v->only < 0) {
        char list[400];
        size_t len = 0;
        for (size_t c = 0; c < b->contexts && len < sizeof list; c++)
            len += (size_t)snprintf(list + len, sizeof list - len, " %s", b->context[c].id);
        return usage_error(&cmd_balance_show, "--context %.60s: the file has%s", context_arg, list);
    }
    for (size_t c = 0; c < b->contexts; c++) o->context[c] = (int)c == v->only;
    return EXIT_OK;
}

/* Origins whose loss leaves factors unsupported are drawn too. */
static void set_lost(balance_view *v, balance_draw_opts *o) {
    size_t n = 0;
    for (size_t i = 0; i < v->b->origins; i++) {
        balance_loss l;
        balance_without_origin(&l, v->b, i);
        if (!l.unsupported_count) continue;
        if (n < BALANCE_LOST_MAX)
            o->lost_origin[n++] = (int)i;
        else
            v->lost_left_out++;
    }
}

static int show(balance_view *v, const char *path) {
    cordon_error err = {0};
    balance_draw_opts o;
    static balance_faults faults;
    balance_draw_defaults(&o);
    int rc = set_words(v, &o);
    if (rc != EXIT_OK) return rc;
    if (balance_read(&v->b, path, &faults, &err))
        return balance_refused(&cmd_balance_show, path, &faults, &err);
    if ((rc = set_context(v, &o)) != EXIT_OK || (rc = set_values(v)) != EXIT_OK) return rc;
    set_lost(v, &o);
    if (balance_draw(&v->drawn, v->b, &o, &err)) return cmd_failed(&cmd_balance_show, &err);
    buf out = {0};
    if (json ? balance_write_json(&out, v) : balance_write_text(&out, v)) {
        fputs(buf_text(&out), stdout);
    } else {
        err.status = CORDON_ENOMEM;
        rc = cmd_failed(&cmd_balance_show, &err);
    }
    buf_free(&out);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1];
    int n;
    bool done = false;
    context_arg = salience_arg = weights_arg = ties_arg = values_arg = NULL;
    draws = BALANCE_DRAWS;
    seed = BALANCE_SEED;
    months = 24;
    json = false;
    int rc = options_parse(&cmd_balance_show, options, argc, argv, args, &n, &done);
    if (done) return rc;
    balance_view *v = calloc(1, sizeof *v);
    if (!v) {
        cordon_error err = {.status = CORDON_ENOMEM};
        return cmd_failed(&cmd_balance_show, &err);
    }
    rc = show(v, args[0]);
    balance_free(v->b);
    free(v);
    return rc;
}

static const char *const examples[] = {
    "cordon balance show interests.json",
    "all contexts, the first in detail",
    "cordon balance show interests.json --context war --ties file",
    "one context; equal weights ordered as in the file",
    "cordon balance show interests.json --json",
    "every number, for a program",
    NULL};

const command cmd_balance_show = {
    .name = "balance show",
    .summary = "weigh the interests of a file, and say what that rests on",
    .synopsis = "FILE [--context ID] [options]",
    .about =
        "A balance of interests is a JSON file (schema cordon.balance/1, explained in "
        "docs/BALANCE.md): factors that pull an actor closer to another or away from it, each with "
        "a salience in a range and with evidence, and the weights of the factors in several "
        "contexts. B = sum of sign x weight x salience, from -1 to 1.\n\n"
        "B is not printed alone. Beside it stand the two masses and their tension, the range that "
        "the file's own uncertainty leaves, equal weights, all weights there are, only the order "
        "of the weights, the weights that would turn the sign, what each item of evidence and "
        "each origin carries, the file's dissent, and competing hypotheses with a "
        "likelihood-ratio variant.\n\n"
        "Pitfalls. Weights without the range they are swung over mean nothing; splitting a factor "
        "gives it more weight (Weber, Eisenfuehr and von Winterfeldt 1988); one interest under two "
        "names counts twice; adding or dropping what is compared can turn the order of the rest "
        "(Belton and Gear 1983); a sum lets one side hide the other (OECD and JRC 2008; Greco and "
        "others 2019). Analysis of competing hypotheses: tested on analysts, its steps were not "
        "followed, its effect on confirmation bias was mixed and it may add inconsistency and "
        "error "
        "(Dhami, Belton and Mandel 2019; Chang and others 2018); counting contradictions alone "
        "throws support away. Shares of draws are no likelihoods of events: no word of ICD 203 "
        "belongs on them, and likelihood and confidence never go into one sentence.\n\n"
        "The same file, seed and number of draws give the same bytes on any number of threads.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
