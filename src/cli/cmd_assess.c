/* cmd_assess.c - cordon assess: one case in words, or many in a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/assess_doubts.h"
#include "cli/assess_session.h"
#include "cli/output.h"
#include "read/stream.h"

static assess_terms terms;
static output_choice choice;
static const char *template_of, *who_given;
static bool no_seal, all, batch, schema, form_columns;

static const option options[] = {
    {"as-at", 0, OPTION_DATE, "DATE", "law and lists of that day (the case's own day, else today)", &terms.as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "as known by a vintage not later than that (today)", &terms.known_by},
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "whose law (the store's)", &terms.regime},
    {"store", 0, OPTION_TEXT, "STORE", "lists, owners and the log ($CORDON_STORE); without one the law alone", &terms.store},
    {"no-seal", 0, OPTION_FLAG, NULL, "decide, and write nothing into the log", &no_seal},
    {"who", 0, OPTION_TEXT, "NAME", "who asks, for the log ($USER)", &who_given},
    {"all", 0, OPTION_FLAG, NULL, "every question and everything that was not checked", &all},
    {"batch", 0, OPTION_FLAG, NULL, "every line of the files is a case (NDJSON); a bad one is counted and passed", &batch},
    {"template", 0, OPTION_TEXT, "SIDE", "print a commented case to fill in: exporter, forwarder, bank or investor", &template_of},
    {"schema", 0, OPTION_FLAG, NULL, "print the JSON Schema of a case", &schema},
    {"columns", 0, OPTION_FLAG, NULL, "print the columns that a case as CSV may have", &form_columns},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"case", "case", OUT_TEXT, true},       {"as_at", "as at", OUT_DATE, false},   {"verdict", "verdict", OUT_TEXT, false},
    {"because", "because", OUT_TEXT, true}, {"ask", "ask next", OUT_TEXT, true},   {"entry", "entry", OUT_INT, false},
    {"seal", "seal", OUT_TEXT, false},      {"error", "error", OUT_TEXT, true},
};

enum { COMMIT_EVERY = 500 };
typedef struct waiting { /* decided, printed once its entry is on the disk */
    char *name, *because, *ask, *json, *error;
    date_day as_at;
    verdict v;
    int64_t n;
    char hash[LOG_HEX];
} waiting;

typedef struct run_state {
    assess_session s;
    output *out;
    waiting row[COMMIT_EVERY];
    size_t rows;
    uint64_t cases, bad, found;
    cordon_error *err;
} run_state;

static const char *name_of(const case_file *c) { return c->id.state == VALUE_GIVEN ? c->id.v : c->hash; }

static cordon_status seal(run_state *r, log_entry *e, const decision *d) {
    if (no_seal) return CORDON_OK;
    cordon_status status = sealed_versions_append(r->s.versions, r->s.log, r->s.world, assess_who(who_given), r->err);
    return status ? status : sealed_append(e, r->s.log, d, assess_who(who_given), r->err);
}

/* ---- one case, in words */

static cordon_status say(run_state *r, const decision *d, const log_entry *e) {
    json_tree t = {0}, versions = {0};
    buf b = {0}, line = {0};
    if (!no_seal) assess_seal_line(&line, e);
    letter_terms lt = {.kind = LETTER_ANSWER, .all = all, .seal = no_seal ? NULL : buf_text(&line)};
    cordon_status status = json_tree_read_memory(&t, "decision", d->json, d->json_len, r->err);
    if (!status && !no_seal) status = sealed_versions(&versions, r->s.log, t.root, r->err);
    lt.versions = versions.root;
    if (!status) status = letter_write(&b, t.root, &lt, r->err);
    if (!status) assess_print(&b);
    buf_free(&b);
    buf_free(&line);
    json_tree_free(&versions);
    json_tree_free(&t);
    return status;
}

static int one(run_state *r, const char *path) {
    arena mem;
    case_file c;
    decision d;
    log_entry e = {0};
    arena_init(&mem, 0);
    cordon_status status = case_read_file(&c, &mem, path, r->err);
    if (!status) assess_doubts(&c, fact_world_areas(r->s.world), path);
    if (!status) status = assess_decide(&d, &r->s, &mem, &c, 0, r->err);
    if (!status) status = seal(r, &e, &d);
    if (!status && !no_seal) status = log_commit(r->s.log, r->err);
    if (!status) status = say(r, &d, &e);
    int rc = status ? EXIT_FAILED : assess_exit(d.verdict);
    arena_destroy(&mem);
    return rc;
}

/* ---- many */

static char *because_of(const decision *d) {
    buf b = {0};
    for (size_t i = 0; i < d->outcomes; i++) {
        const law_outcome *o = &d->outcome[i];
        if (decide_outcome(o) == VERDICT_NO_BAR) continue;
        buf_printf(&b, "%s%s%s", b.len ? ", " : "", o->rule->id, o->applies == TRI_UNKNOWN ? "?" : "");
    }
    for (size_t i = 0; i < d->flags; i++)
        if (d->flag[i].verdict == FINDING_FOUND) buf_printf(&b, "%s%s", b.len ? ", " : "", d->flag[i].row->id);
    return b.p;
}

static bool keep(waiting *w, const char *name, const decision *d) {
    w->name = strdup(name);
    w->because = because_of(d);
    w->ask = d->questions && d->question[0].worth > 0 ? strdup(d->question[0].text) : NULL;
    w->json = choice.json ? strdup(d->json) : NULL;
    return w->name && (w->json || !choice.json);
}

static void drop(waiting *w) {
    free(w->name), free(w->because), free(w->ask), free(w->json), free(w->error);
    *w = (waiting){0};
}

static void print_row(output *o, const waiting *w) {
    output_text(o, w->name);
    w->error ? output_missing(o) : output_int(o, w->as_at);
    output_text(o, w->error ? "failed" : verdict_name(w->v));
    w->because && *w->because ? output_text(o, w->because) : output_missing(o);
    w->ask ? output_text(o, w->ask) : output_missing(o);
    w->n ? output_int(o, w->n) : output_missing(o);
    w->n ? output_text(o, w->hash) : output_missing(o);
    w->error ? output_text(o, w->error) : output_missing(o);
    if (!w->json) return;
    buf b = {0};
    buf_printf(&b, "{\"entry\":%lld,\"hash\":", (long long)w->n);
    w->n ? buf_printf(&b, "\"%s\"", w->hash) : buf_str(&b, "null");
    buf_printf(&b, ",\"decision\":%s}", w->json);
    output_row_json(o, buf_text(&b));
    buf_free(&b);
}

static cordon_status flush(run_state *r) {
    cordon_status status = no_seal || !r->rows ? CORDON_OK : log_commit(r->s.log, r->err);
    for (size_t i = 0; i < r->rows; i++) {
        if (!status) print_row(r->out, &r->row[i]);
        drop(&r->row[i]);
    }
    r->rows = 0;
    return status;
}

static cordon_status bad_case(run_state *r, const char *path, const cordon_error *fault) {
    char text[900];
    snprintf(text, sizeof text, "%s line %llu: %s", *fault->source ? fault->source : path, (unsigned long long)fault->line, fault->message);
    waiting *w = &r->row[r->rows++];
    *w = (waiting){.name = strdup(path), .error = strdup(text)};
    r->bad++;
    return w->name && w->error ? CORDON_OK : cordon_fail(r->err, CORDON_ENOMEM, "no memory for the answers");
}

static bool is_fault_of_case(cordon_status s) { return s == CORDON_EFORMAT || s == CORDON_ELIMIT; }

/* line 0: the whole file is one case. */
static cordon_status many_one(run_state *r, const char *path, const char *json, size_t len, uint32_t line) {
    arena mem;
    case_file c;
    decision d;
    log_entry e = {0};
    cordon_error fault = {0};
    arena_init(&mem, 0);
    cordon_status status = line ? case_read_at(&c, &mem, path, json, len, line, &fault) : case_read_file(&c, &mem, path, &fault);
    if (!status) {
        status = assess_decide(&d, &r->s, &mem, &c, 0, r->err);
        if (!status) status = seal(r, &e, &d);
        if (!status) {
            waiting *w = &r->row[r->rows++];
            *w = (waiting){.as_at = d.as_at, .v = d.verdict, .n = e.n};
            memcpy(w->hash, e.hash, sizeof w->hash);
            if (!keep(w, name_of(&c), &d)) status = cordon_fail(r->err, CORDON_ENOMEM, "no memory for the answers");
            r->found += d.verdict != VERDICT_NO_BAR;
        }
    } else {
        status = is_fault_of_case(status) ? bad_case(r, path, &fault) : (*r->err = fault, status);
    }
    r->cases++;
    arena_destroy(&mem);
    if (!status && r->rows == COMMIT_EVERY) status = flush(r);
    return status;
}

static cordon_status lines(run_state *r, const char *path) {
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    uint32_t at = 0;
    cordon_status status = f ? CORDON_OK : cordon_fail_at(r->err, CORDON_EIO, path, 0, 0, "cannot be read");
    for (ssize_t n; !status && (n = getline(&text, &room, f)) >= 0;) {
        at++;
        if (n > CASE_BYTES_MAX)
            status = cordon_fail_at(r->err, CORDON_ELIMIT, path, at, 0, "a case of %zd bytes; at most %d", n, CASE_BYTES_MAX);
        else if (strspn(text, " \t\r\n") < (size_t)n)
            status = many_one(r, path, text, (size_t)n, at);
    }
    if (f && ferror(f) && !status) status = cordon_fail_at(r->err, CORDON_EIO, path, at, 0, "cannot be read");
    if (f && f != stdin) fclose(f);
    free(text);
    return status;
}

static int many(run_state *r, const char *const *paths, int n) {
    r->out = output_begin(&choice, "Cases", columns, sizeof columns / sizeof *columns);
    if (!r->out) return output_refused(&choice);
    cordon_status status = CORDON_OK;
    for (int i = 0; i < n && !status; i++) status = batch ? lines(r, paths[i]) : many_one(r, paths[i], NULL, 0, 0);
    cordon_status last = flush(r); /* what was decided before a failure is sealed and told */
    if (!status) status = last;
    if (r->bad) output_note(r->out, "%llu of %llu cases could not be read", (unsigned long long)r->bad, (unsigned long long)r->cases);
    int rc = output_end(r->out);
    if (status || rc) return EXIT_FAILED;
    return r->bad || r->found ? EXIT_FOUND : EXIT_OK;
}

/* ---- arguments */

static int print_form(void) {
    buf b = {0};
    cordon_error err = {0};
    schema ? case_schema(&b) : case_columns(&b);
    if (!b.failed) fputs(buf_text(&b), stdout);
    else (void)cordon_fail(&err, CORDON_ENOMEM, "no memory for the form of a case");
    buf_free(&b);
    return err.status ? cmd_failed(&cmd_assess, &err) : EXIT_OK;
}

static int print_template(void) {
    buf b = {0};
    cordon_error err = {0};
    cordon_status status = case_template(&b, template_of, &err);
    if (!status) fputs(buf_text(&b), stdout);
    buf_free(&b);
    return status == CORDON_EINVAL ? usage_error(&cmd_assess, "%s", err.message) : status ? cmd_failed(&cmd_assess, &err) : EXIT_OK;
}

/* A case can be held against the law alone; what was not looked at is said. */
static void without_store(void) {
    if (!terms.store) terms.store = getenv("CORDON_STORE");
    if (terms.store && *terms.store) return;
    terms.store = NULL;
    no_seal = true;
    fputs("cordon assess: note: no store (--store, or CORDON_STORE): no list and no owner is looked up, and nothing is sealed\n", stderr);
}

static int run(int argc, char **argv) {
    int n;
    bool done = false;
    static run_state r;
    cordon_error err = {0};
    const char **args = calloc((size_t)argc + 1, sizeof *args);
    terms = (assess_terms){0};
    choice = (output_choice){0};
    template_of = who_given = NULL;
    no_seal = all = batch = schema = form_columns = false;
    if (!args) return EXIT_FAILED;
    int rc = options_parse(&cmd_assess, options, argc, argv, args, &n, &done);
    if (!done && template_of) rc = print_template(), done = true;
    if (!done && (schema || form_columns)) rc = print_form(), done = true;
    if (!done && !n) rc = usage_error(&cmd_assess, "which case? Name its file, or print one to fill in with --template SIDE"), done = true;
    if (!done) without_store();
    if (!done) {
        bool words = n == 1 && !batch && !choice.json && !choice.csv && !choice.xlsx;
        terms.log = terms.store != NULL; /* what was shipped before stands there */
        r = (run_state){.err = &err};
        cordon_status status = assess_open(&r.s, &terms, &err);
        r.s.sealing = !no_seal;
        rc = status ? EXIT_FAILED : words ? one(&r, args[0]) : many(&r, args, n);
        if (rc == EXIT_FAILED && err.status) rc = cmd_failed(&cmd_assess, &err);
        assess_close(&r.s);
    }
    free(args);
    return rc;
}

static const char *const examples[] = {
    "cordon assess --template exporter", "Prints a case to fill in.",
    "cordon assess case.json --store my.store --who \"A. Officer\"", "Decides it and seals the decision.",
    "cordon assess --batch cases.ndjson --store my.store --csv", "Decides every line of a file.", NULL};

const command cmd_assess = {
    .name = "assess",
    .summary = "may this shipment leave: block, hold, review or no bar found",
    .synopsis = "CASE... [--store STORE] [--as-at DATE] [--regime NAME|DIR] [--no-seal] [--json] | --template SIDE | --schema | --columns",
    .about =
        "A case is who, what, by which way, under which papers and paid by whom, as JSON (data/schema/case.schema.json) or CSV (one line per item). It is held against "
        "the law of its day (the regime's law.csv), the lists of the store, the owners of its parties and the red flags.\n\n"
        "block: a prohibition applies and its row is verified. hold: a licence is needed or an obligation is unmet. review: a person must look, because a "
        "ground is not verified, a fact that decides is unknown, a provision that could bear cannot be assessed, or red flags add up. no bar found: none of these; the "
        "answer lists what was not checked. Flags never block; unknown is never clear.\n\n"
        "Every reason comes with its rule, article, version and evidence; what to ask next is ordered by how much an answer could change. Decisions are sealed in the log of the store "
        "(cordon log): an answer is printed once it is on the disk.\n\n"
        "Several cases, or --batch, give a table with a row for each; a case that cannot be read is a row too.",
    .args_max = ARGS_ANY,
    .examples = examples,
    .exit_note = "a bar, or something for a person to look at, was found; of many: or a case could not be read",
    .run = run,
    .options = get_options,
};
