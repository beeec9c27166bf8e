#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/votes_question.h"
#include "watch/agree.h"

enum { PAIRS_MAX = 32 };

static votes_question q;
static const char *against, *issue;
static int64_t seed, replicates;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"dyad", 0, OPTION_TEXT, "A-B", "the two states, by code or name (needed)", &q.dyad},
        {"against", 0, OPTION_TEXT, "A-B,...", "further pairs to set beside it", &against},
        {"issue", 0, OPTION_TEXT, "CODE",
         "only roll calls of an issue: me, nu, di, hr, co or ec in the votes that ship", &issue},
        {"seed", 0, OPTION_COUNT, "N", "of the intervals; default: 1", &seed},
        {"replicates", 0, OPTION_COUNT, "N", "of the intervals; default: 1000; 0 for none", &replicates},
        VOTES_QUESTION_OPTIONS(&q),
        OUTPUT_OPTIONS(&choice),
        {0},
    };
    return t;
}

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static const output_column columns[] = {
    {"dyad", "dyad", OUT_TEXT, false},
    {"session", "session", OUT_INT, false},
    {"year", "year", OUT_TEXT, false},
    {"n", "roll calls", OUT_INT, false},
    {"agree", "agree", OUT_REAL, false},
    {"agree_low", "", OUT_REAL, false},
    {"agree_high", "", OUT_REAL, false},
    {"s", "S", OUT_REAL, false},
    {"s_low", "", OUT_REAL, false},
    {"s_high", "", OUT_REAL, false},
    {"s_squared", "S squared", OUT_REAL, false},
    {"s_squared_low", "", OUT_REAL, false},
    {"s_squared_high", "", OUT_REAL, false},
    {"kappa", "kappa", OUT_REAL, false},
    {"kappa_low", "", OUT_REAL, false},
    {"kappa_high", "", OUT_REAL, false},
    {"pi", "pi", OUT_REAL, false},
    {"pi_low", "", OUT_REAL, false},
    {"pi_high", "", OUT_REAL, false},
    {"vintage", "", OUT_DATE, false},
};
static const output_column shown[] = {
    {"dyad", "dyad", OUT_TEXT, false},         {"session", "session", OUT_TEXT, false},
    {"year", "year", OUT_TEXT, false},         {"n", "roll calls", OUT_INT, false},
    {"agree", "agree [90 %]", OUT_TEXT, false}, {"s", "S", OUT_TEXT, false},
    {"kappa", "kappa [90 %]", OUT_TEXT, false}, {"pi", "pi", OUT_TEXT, false},
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A session begins in September of the year that the rows name. */
static void when(output *out, const agree_row *r, bool text) {
    char s[16] = "all", y[16];
    if (r->session) snprintf(s, sizeof s, "%d", r->session);
    snprintf(y, sizeof y, "%d", r->session + 1945);
    if (text)
        output_text(out, s);
    else if (r->session)
        output_int(out, r->session);
    else
        output_missing(out);
    output_text(out, r->session ? y : NULL);
}

static void measure(output *out, const agree_row *r, agree_measure m, bool interval) {
    char text[64];
    if (r->value[m] != r->value[m]) {
        output_missing(out);
        return;
    }
    if (interval && r->low[m] == r->low[m])
        snprintf(text, sizeof text, "%.3f [%.2f, %.2f]", r->value[m], r->low[m], r->high[m]);
    else
        snprintf(text, sizeof text, "%.3f", r->value[m]);
    output_text(out, text);
}

static void print_row(output *out, const char *dyad, const agree_row *r, date_day vintage) {
    output_text(out, dyad);
    when(out, r, !for_files());
    output_int(out, r->n);
    if (!for_files()) {
        measure(out, r, AGREE_LIJPHART, true);
        measure(out, r, AGREE_S, false);
        measure(out, r, AGREE_KAPPA, true);
        measure(out, r, AGREE_PI, false);
        return;
    }
    for (int m = 0; m < AGREE_MEASURES; m++) {
        output_real(out, r->value[m]);
        output_real(out, r->low[m]);
        output_real(out, r->high[m]);
    }
    output_int(out, vintage);
}

static int print_pair(output *out, const votes *v, const pair *p, date_day vintage) {
    agree_options o = {.from = q.from, .to = q.to, .issue = -1, .seed = (uint64_t)seed,
                       .replicates = (size_t)replicates};
    agree g;
    char dyad[80];
    cordon_error err = {0};
    long a = votes_question_country(v, p->a, &cmd_watch_agree);
    long b = a < 0 ? -1 : votes_question_country(v, p->b, &cmd_watch_agree);
    if (b < 0) return EXIT_USAGE;
    if (issue) o.issue = votes_issue(v, issue);
    if (agree_make(&g, v, (size_t)a, (size_t)b, &o, &err)) return cmd_failed(&cmd_watch_agree, &err);
    snprintf(dyad, sizeof dyad, "%s-%s", p->a->code, p->b->code);
    for (size_t i = 0; i < g.n; i++) print_row(out, dyad, &g.v[i], vintage);
    agree_free(&g);
    return EXIT_OK;
}

/* The pair and those it is compared with. */
static int pairs(pair *p, size_t *n) {
    char text[200];
    int rc = votes_question_pair(&p[(*n)++], &q, &cmd_watch_agree, q.dyad);
    for (const char *s = against; s && *s && !rc;) {
        size_t len = strcspn(s, ",");
        if (*n == PAIRS_MAX) return usage_error(&cmd_watch_agree, "at most %d pairs", PAIRS_MAX);
        snprintf(text, sizeof text, "%.*s", (int)len, s);
        rc = votes_question_pair(&p[(*n)++], &q, &cmd_watch_agree, text);
        s += len + (s[len] == ',');
    }
    return rc;
}

static int known_issue(const votes *v) {
    buf list = {0};
    if (!issue || votes_issue(v, issue) >= 0) return EXIT_OK;
    for (size_t i = 0; i < v->issues; i++) buf_printf(&list, " %s", v->issue[i]);
    int rc = usage_error(&cmd_watch_agree, "--issue is \"%s\"; the store has%s", issue,
                         v->issues ? buf_text(&list) : " no issues loaded");
    buf_free(&list);
    return rc;
}

static void print_notes(output *out, const votes_sources *from) {
    char day[DATE_TEXT];
    output_note(out, "Votes of vintage %s, %zu sources; unanimous roll calls left out; intervals: %lld "
                     "draws of the roll calls, 90 %%, seed %lld.",
                date_format(day, from->vintage), from->n, (long long)replicates, (long long)seed);
    output_note(out, "Agreement depends on what is put to a vote, and S is inflated by chance where "
                     "both vote with the majority: kappa and pi take that out.");
}

static int work(void) {
    pair p[PAIRS_MAX];
    size_t n = 0;
    votes v;
    votes_sources from;
    cordon_error err = {0};
    int rc = pairs(p, &n);
    if (rc) return rc;
    if (votes_from_store(&v, &from, q.s, q.known_by, &err)) return cmd_failed(&cmd_watch_agree, &err);
    rc = known_issue(&v);
    output *out = rc ? NULL
                     : output_begin(&choice, "Agreement", for_files() ? columns : shown,
                                    for_files() ? COUNT(columns) : COUNT(shown));
    if (!rc && !out) rc = output_refused(&choice);
    for (size_t i = 0; i < n && !rc; i++) rc = print_pair(out, &v, &p[i], from.vintage);
    if (!rc) {
        print_notes(out, &from);
        rc = output_end(out);
    } else {
        output_drop(out);
    }
    votes_free(&v);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    votes_question_reset(&q);
    against = issue = NULL;
    seed = 1;
    replicates = 1000;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_watch_agree, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) q.store = args[0];
    if (!q.dyad) return usage_error(&cmd_watch_agree, "--dyad is needed: A-B");
    if (replicates > AGREE_REPLICATES_MAX)
        return usage_error(&cmd_watch_agree, "--replicates is at most %d", AGREE_REPLICATES_MAX);
    rc = votes_question_open(&q, &cmd_watch_agree);
    if (!rc) rc = work();
    votes_question_close(&q);
    return rc;
}

static const char *const examples[] = {
    "cordon watch agree my.store --dyad A-B --sessions 60..74",
    "session by session, and all of them together",
    "cordon watch agree my.store --dyad A-B --issue hr --csv", "on human rights only", NULL};

const command cmd_watch_agree = {
    .name = "watch agree",
    .synopsis = "[STORE] --dyad A-B [options]",
    .args_max = 1,
    .summary = "how alike two states vote in the General Assembly",
    .about =
        "Over roll calls in which both voted and opinions differed: Lijphart's index of agreement, S "
        "with absolute and squared distance, Cohen's kappa and Scott's pi, each with the interval that "
        "drawing the roll calls anew gives, and with their number.\n\n"
        "Agreement depends on the agenda: what is put to a vote changes, so a rise may be other "
        "questions and not closer states. S is inflated by chance, because most states vote with the "
        "majority most of the time (Haege 2011); kappa and pi compare with what chance would give. One "
        "session's figures rest on 60 to 150 roll calls. A state that is absent says nothing here.",
    .options = options,
    .examples = examples,
    .run = run,
};
