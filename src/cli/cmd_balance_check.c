/* cmd_balance_check.c - cordon balance check: what is wrong with a file, and
 * what is weak in it.                                                         */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/cmd_balance.h"
#include "cli/text.h"

static int64_t months;
static bool as_json;

static const option options[] = {
    {"stale", 0, OPTION_COUNT, "MONTHS",
     "evidence older than this at the file's as_of is stale (default: 24)", &months},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per line", &as_json},
    {0},
};
static const option *get_options(void) { return options; }

typedef struct checked {
    const char *path;
    size_t count;
    bool failed;
} checked;

/* "PATH: rule: subject: text", or as JSON. */
static void weak(checked *c, const char *rule, const char *subject, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
static void weak(checked *c, const char *rule, const char *subject, const char *fmt, ...) {
    char text[600];
    buf line = {0}, clean = {0};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (as_json) {
        buf_char(&line, '{');
        json_str(&line, "file", c->path);
        json_str(&line, "rule", rule);
        json_str(&line, "subject", subject);
        json_str(&line, "text", text);
        buf_char(&line, '}');
        puts(buf_text(&line));
    } else {
        buf_printf(&line, "%s: %s: %s: %s", c->path, rule, subject, text);
        text_clean(&clean, buf_text(&line), line.len, false);
        puts(buf_text(&clean));
    }
    c->count++;
    c->failed |= line.failed || clean.failed;
    buf_free(&line);
    buf_free(&clean);
}

static void print_fault(checked *c, const balance_fault *f) {
    buf line = {0}, clean = {0};
    if (as_json) {
        buf_char(&line, '{');
        json_str(&line, "file", c->path);
        json_str(&line, "rule", "fault");
        json_int(&line, "line", f->line);
        json_int(&line, "column", f->column);
        json_str(&line, "pointer", f->pointer);
        json_str(&line, "text", f->text);
        buf_char(&line, '}');
        puts(buf_text(&line));
    } else {
        balance_fault_line(&line, c->path, f);
        text_clean(&clean, buf_text(&line), line.len, false);
        puts(buf_text(&clean));
    }
    c->failed |= line.failed || clean.failed;
    buf_free(&line);
    buf_free(&clean);
}

/* ---- what is weak ------------------------------------------------------------------- */

/* Swing points are measured against the largest swing, which is 100. */
static void check_swing(checked *c, const balance *b, const balance_context *x) {
    for (size_t g = 0; g < (b->groups ? b->groups : 1); g++) {
        double most = 0;
        bool any = false;
        for (size_t i = 0; i < b->factors; i++) {
            if (b->factor[i].direction == BALANCE_STRUCTURAL) continue;
            if (b->groups && b->factor[i].group != (int)g) continue;
            any = true;
            most = fmax(most, x->points[i]);
        }
        if (any && fabs(most - 100) > 1e-9)
            weak(c, "swing_without_anchor", x->id,
                 "the largest points%s%s are %g; a swing is measured against one of 100",
                 b->groups ? " of group " : "", b->groups ? b->group[g] : "", most);
    }
}

static void check_contexts(checked *c, const balance *b) {
    double sum = 0;
    size_t with_prob = 0;
    for (size_t i = 0; i < b->contexts; i++) {
        const balance_context *x = &b->context[i];
        if (x->method == BALANCE_POINTS)
            weak(c, "weights_without_ranges", x->id,
                 "method points asks for no range from worst to best; use swing");
        if (x->method == BALANCE_SWING) check_swing(c, b, x);
        if (!*x->elicited_from)
            weak(c, "weights_from_nobody", x->id, "elicited_from does not say whose they are");
        if (!x->has_prob) continue;
        with_prob++;
        sum += x->prob.mode;
    }
    if (with_prob > 1 && fabs(sum - 1) > 0.01)
        weak(c, "probabilities", "contexts", "their modes sum to %g; they are scaled to 1", sum);
}

static void check_item(checked *c, const balance *b, const balance_factor *f,
                       const balance_evidence *e) {
    if (balance_stale(b, e, (int)months))
        weak(c, "stale_evidence", e->id, "of %s, dated %s, older than %d months at as_of", f->id,
             e->date, (int)months);
    if (e->unjudged)
        weak(c, "unjudged_grade", e->id, "of %s, %s: counted as the middle grade", f->id, e->grade);
}

static void check_factors(checked *c, const balance *b) {
    size_t undated = 0, no_origin = 0;
    for (size_t i = 0; i < b->factors; i++) {
        const balance_factor *f = &b->factor[i];
        for (size_t k = 0; k < f->evidence_count; k++) {
            check_item(c, b, f, &f->evidence[k]);
            undated += !f->evidence[k].dated;
            no_origin += f->evidence[k].origin < 0;
        }
        if (f->direction == BALANCE_STRUCTURAL) continue;
        if (balance_unsupported(f))
            weak(c, "no_evidence", f->id, "nothing supports it; its salience is unknown, 0 to 1");
        else if (balance_state_only(b, f))
            weak(c, "state_only", f->id, "all its evidence comes from states or their media");
    }
    if (undated) weak(c, "undated_evidence", "file", "%zu items have no date", undated);
    if (no_origin) weak(c, "no_origin", "file", "%zu items name no origin", no_origin);
}

static void check_shared(checked *c, const balance *b) {
    arena mem;
    balance_shared *s;
    size_t n = 0;
    arena_init(&mem, 0);
    if (balance_shared_evidence(&s, &n, b, &mem, NULL)) c->failed = true;
    for (size_t i = 0; i < n; i++) {
        buf line = {0};
        int origin = s[i].item->origin;
        for (size_t k = 0; k < s[i].factors; k++)
            buf_printf(&line, " %s", b->factor[s[i].factor[k]].id);
        weak(c, "evidence_used_twice", s[i].item->locator, "%s stands under %zu factors:%s",
             origin < 0 ? "one passage" : b->origin[origin].id, s[i].factors, buf_text(&line));
        c->failed |= line.failed;
        buf_free(&line);
    }
    arena_destroy(&mem);
}

static void print_sound(const balance *b) {
    buf line = {0};
    size_t items = 0;
    for (size_t i = 0; i < b->factors; i++) items += b->factor[i].evidence_count;
    if (as_json) {
        buf_char(&line, '{');
        json_str(&line, "file", b->path);
        json_int(&line, "factors", (int64_t)b->factors);
        json_int(&line, "contexts", (int64_t)b->contexts);
        json_int(&line, "evidence", (int64_t)items);
        json_int(&line, "faults", 0);
        buf_char(&line, '}');
    } else {
        buf_printf(&line, "%s: %zu factors, %zu contexts, %zu items of evidence, nothing wrong",
                   b->path, b->factors, b->contexts, items);
    }
    puts(buf_text(&line));
    buf_free(&line);
}

/* ---- the command -------------------------------------------------------------------- */

static int print_faults(checked *c, const balance_faults *l) {
    size_t shown = l->count < BALANCE_FAULTS_SHOWN ? l->count : BALANCE_FAULTS_SHOWN;
    for (size_t i = 0; i < shown; i++) print_fault(c, &l->fault[i]);
    if (shown < l->count)
        fprintf(stderr, "%zu faults, the first %zu shown\n", l->count, shown);
    else
        fprintf(stderr, "%zu %s\n", l->count, l->count == 1 ? "fault" : "faults");
    return EXIT_FOUND;
}

static int check(const char *path) {
    static balance_faults faults;
    cordon_error err = {0};
    balance *b = NULL;
    checked c = {.path = path};
    faults.count = 0;
    cordon_status status = balance_read(&b, path, &faults, &err);
    if (status && !faults.count) return cmd_failed(&cmd_balance_check, &err);
    if (status) return print_faults(&c, &faults);
    check_contexts(&c, b);
    check_factors(&c, b);
    check_shared(&c, b);
    if (!c.count) print_sound(b);
    if (c.count)
        fprintf(stderr, "no fault; %zu %s\n", c.count, c.count == 1 ? "weak point" : "weak points");
    balance_free(b);
    if (!c.failed) return c.count ? EXIT_FOUND : EXIT_OK;
    err.status = CORDON_ENOMEM;
    return cmd_failed(&cmd_balance_check, &err);
}

static int run(int argc, char **argv) {
    const char *args[1];
    int n;
    bool done = false;
    as_json = false;
    months = 24;
    int rc = options_parse(&cmd_balance_check, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (months > 1200)
        return usage_error(&cmd_balance_check, "--stale %lld: at most 1200 months",
                           (long long)months);
    return check(args[0]);
}

static const char *const examples[] = {
    "cordon balance check interests.json", "lists what is wrong or weak in the file",
    "cordon balance check interests.json --stale 12 --json",
    "evidence of more than a year counts as stale; for a program", NULL};

const command cmd_balance_check = {
    .name = "balance check",
    .summary = "find what is wrong or weak in a balance of interests",
    .synopsis = "FILE [--stale MONTHS] [--json]",
    .about =
        "Holds a balance of interests to its schema (cordon.balance/1, "
        "data/schema/cordon.balance-1.json). Faults come as FILE:LINE:COLUMN: POINTER: what stands "
        "there and what was expected; the first 50 are listed, all are counted.\n\n"
        "A file without faults may still be weak: weights without ranges, swings without their "
        "anchor of 100, factors that nothing supports, stale or undated evidence, one passage "
        "under several factors, evidence from states only, grades that judge nothing. Each is one "
        "line with its rule.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .exit_note = "the file has faults or weak points",
    .run = run,
    .options = get_options,
};
