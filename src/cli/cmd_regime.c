#include <stdio.h>
#include <string.h>

#include "assess/law.h"
#include "base/json.h"
#include "cli/cmd.h"
#include "cli/text.h"
#include "regime/regime.h"

static bool as_json;

static const option options[] = {
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per fault", &as_json},
    {0},
};
static const option *get_options(void) { return options; }

/* FILE:LINE: what, as compilers print it, so that editors find the place. */
static void write_text(buf *b, const cordon_error *fault) {
    buf line = {0};
    buf_str(&line, fault->source);
    if (fault->line) buf_printf(&line, ":%llu", (unsigned long long)fault->line);
    buf_printf(&line, ": %s", fault->message);
    text_clean(b, buf_text(&line), line.len, false);
    b->failed |= line.failed;
    buf_free(&line);
}

static void write_json(buf *b, const cordon_error *fault) {
    buf_char(b, '{');
    json_str(b, "file", fault->source);
    json_int(b, "line", (int64_t)fault->line);
    json_int(b, "column", fault->column);
    json_str(b, "fault", fault->message);
    buf_char(b, '}');
}

static void print_fault(void *arg, const cordon_error *fault) {
    bool *failed = arg;
    buf b = {0};
    if (as_json)
        write_json(&b, fault);
    else
        write_text(&b, fault);
    puts(b.failed ? fault->message : buf_text(&b));
    *failed |= b.failed;
    buf_free(&b);
}

static void print_clean(const regime *r) {
    size_t tables = regime_table_count(r);
    int64_t rows = 0;
    buf b = {0};
    for (size_t i = 0; i < tables; i++) rows += (int64_t)regime_table_at(r, i)->rows;
    if (as_json) {
        buf_char(&b, '{');
        json_str(&b, "regime", regime_name(r));
        json_int(&b, "tables", (int64_t)tables);
        json_int(&b, "rows", rows);
        json_int(&b, "faults", 0);
        buf_char(&b, '}');
    } else {
        text_clean(&b, regime_name(r), strlen(regime_name(r)), false);
        buf_printf(&b, ": %zu tables, %lld rows, no fault", tables, (long long)rows);
    }
    puts(buf_text(&b));
    buf_free(&b);
}

/* The tables of law name facts, lists and sets, so the rest is read first. */
static cordon_status check_law(size_t *faults, regime **r, const char *name, const areas *a, bool *failed, cordon_error *err) {
    checker c = {.areas = a, .on_fault = print_fault, .arg = failed};
    cordon_status status = regime_load(r, name, a, err);
    if (!status) status = law_check(&c, *r, err);
    if (!status) law_check_clauses(&c, *r);
    if (!status) *faults = c.faults;
    return status;
}

static int check(const char *name, cordon_error *err) {
    areas *a = NULL;
    regime *r = NULL;
    size_t faults = 0;
    bool failed = false;
    cordon_status status = areas_load(&a, err);
    if (!status) status = regime_check(&faults, name, a, print_fault, &failed, err);
    if (!status && !faults) status = check_law(&faults, &r, name, a, &failed, err);
    if (!status && failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory to print");
    if (!status && !faults) print_clean(r);
    if (!status && faults) fprintf(stderr, "%zu %s\n", faults, faults == 1 ? "fault" : "faults");
    regime_free(r);
    areas_free(a);
    return status ? EXIT_FAILED : faults ? EXIT_FOUND : EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[1];
    int n;
    bool done = false;
    as_json = false;
    int rc = options_parse(&cmd_regime_check, options, argc, argv, args, &n, &done);
    if (done) return rc;
    cordon_error err = {0};
    rc = check(args[0], &err);
    return rc == EXIT_FAILED ? cmd_failed(&cmd_regime_check, &err) : rc;
}

static const char *const examples[] = {
    "cordon regime check my-regime", "lists the faults of the tables in the folder my-regime",
    "cordon regime check my-regime --json", "the same, for a program to read", NULL};

const command cmd_regime_check = {
    .name = "regime check",
    .summary = "find every fault in the tables of a regime",
    .synopsis = "NAME|DIR [--json]",
    .about =
        "A regime is a folder of CSV tables: targets, coalition, hubs, sets of countries, groups "
        "of goods and dates, every row dated and sourced. This command holds them to the same "
        "rules that a load does, but prints every fault, as FILE:LINE: what is there and what "
        "was expected, and not the first one only. The tables of law (law.csv, law_when.csv) name "
        "facts, lists and sets, so they are held against the others once those have no fault.\n\nA clean regime gives one line with the "
        "number of tables and rows.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .exit_note = "the tables have faults",
    .run = run,
    .options = get_options,
};
