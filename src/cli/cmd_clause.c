/* cmd_clause.c - cordon clause check, cordon clause make. */
#include <stdio.h>
#include <string.h>

#include "assess/clause.h"
#include "assess/tables.h"
#include "cli/cmd.h"
#include "cli/findings.h"
#include "cli/goods_cli.h"

static const char *kind_arg, *regime_arg, *language_arg, *seller_arg, *buyer_arg, *penalty_arg;
static int32_t as_at_arg, signed_arg;
static bool json_arg;

#define REGIME_OPTION {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder (default: the only one there is)", &regime_arg}
#define KIND_OPTION {"kind", 'k', OPTION_TEXT, "KIND", "reexport or ip (default: reexport)", &kind_arg}

static const option check_options[] = {
    KIND_OPTION,
    {"as-at", 0, OPTION_DATE, "DATE", "the day whose law counts (default: today)", &as_at_arg},
    {"signed", 0, OPTION_DATE, "DATE", "the day the contract was signed", &signed_arg},
    REGIME_OPTION,
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per finding", &json_arg},
    {0},
};
static const option *get_check_options(void) { return check_options; }

static const option make_options[] = {
    KIND_OPTION,
    {"as-at", 0, OPTION_DATE, "DATE", "the day of signature, whose law counts (default: today)", &as_at_arg},
    {"language", 'l', OPTION_TEXT, "LANG", "en or de (default: en)", &language_arg},
    {"seller", 0, OPTION_TEXT, "NAME", "what the contract calls the seller", &seller_arg},
    {"buyer", 0, OPTION_TEXT, "NAME", "what the contract calls the buyer", &buyer_arg},
    {"penalty", 0, OPTION_TEXT, "NUMBER", "per cent (default: 50)", &penalty_arg},
    REGIME_OPTION,
    {0},
};
static const option *get_make_options(void) { return make_options; }

static void clear(void) {
    kind_arg = regime_arg = language_arg = seller_arg = buyer_arg = penalty_arg = NULL;
    as_at_arg = signed_arg = 0;
    json_arg = false;
}

typedef struct opened { areas *a; regime *r; arena mem; } opened;

/* EXIT_OK, or what to return; done frees in either case. */
static int open_regime(opened *o, const command *c) {
    char name[256];
    cordon_error err = {0};
    *o = (opened){0};
    arena_init(&o->mem, 0);
    snprintf(name, sizeof name, "%s", regime_arg ? regime_arg : "");
    int rc = regime_arg ? EXIT_OK : answer_regime(c, name, sizeof name);
    if (rc) return rc;
    if (areas_load(&o->a, &err) || regime_load(&o->r, name, o->a, &err)) return cmd_failed(c, &err);
    return EXIT_OK;
}

static void close_regime(opened *o) {
    regime_free(o->r);
    areas_free(o->a);
    arena_destroy(&o->mem);
}

static int run_check(int argc, char **argv) {
    const char *args[1] = {NULL}, *text;
    int n;
    bool done = false;
    clear();
    int rc = options_parse(&cmd_clause_check, check_options, argc, argv, args, &n, &done);
    if (done) return rc;
    opened o;
    size_t len, count;
    const finding *f;
    cordon_error err = {0};
    rc = open_regime(&o, &cmd_clause_check);
    if (!rc) {
        clause_terms t = {.r = o.r, .kind = kind_arg ? kind_arg : "reexport", .as_at = as_at_arg ? as_at_arg : date_today(), .signed_on = signed_arg};
        cordon_status status = assess_text_read(&text, &len, &o.mem, args[0], CLAUSE_BYTES_MAX, &err);
        if (!status) status = clause_check(&f, &count, &o.mem, text, len, &t, &err);
        rc = status == CORDON_EINVAL ? usage_error(&cmd_clause_check, "%s", err.message) : status ? cmd_failed(&cmd_clause_check, &err) : findings_print(f, count, json_arg);
    }
    close_regime(&o);
    return rc;
}

static int run_make(int argc, char **argv) {
    int n;
    bool done = false;
    clear();
    int rc = options_parse(&cmd_clause_make, make_options, argc, argv, NULL, &n, &done);
    if (done) return rc;
    if (penalty_arg && strspn(penalty_arg, "0123456789.") != strlen(penalty_arg)) return usage_error(&cmd_clause_make, "--penalty \"%s\" is no number", penalty_arg);
    opened o;
    buf b = {0};
    const clause_duty *d = NULL;
    cordon_error err = {0};
    rc = open_regime(&o, &cmd_clause_make);
    if (!rc) {
        clause_form f = {kind_arg, language_arg, seller_arg, buyer_arg, penalty_arg, as_at_arg ? as_at_arg : date_today()};
        cordon_status status = clause_make(&b, &d, &o.mem, &f, o.r, &err);
        rc = status == CORDON_EINVAL ? usage_error(&cmd_clause_make, "%s", err.message) : status ? cmd_failed(&cmd_clause_make, &err) : EXIT_OK;
        if (!rc) fputs(buf_text(&b), stdout);
        char day[DATE_TEXT];
        if (!rc && d) fprintf(stderr, "cordon: %s, %s, article %s: needed in contracts signed on %s for goods of %s%s\n", d->rule, d->act, d->article, date_format(day, f.as_at), d->goods, strcmp(d->basis, "recalled") ? "" : " (from memory, to be verified)");
        if (!rc && !d) fprintf(stderr, "cordon: no law of the regime asks for it in contracts signed on %s\n", date_format(day, f.as_at));
    }
    buf_free(&b);
    close_regime(&o);
    return rc;
}

static const char *const check_examples[] = {"cordon clause check contract.txt --signed 2024-05-02 --as-at 2025-01-15", "which elements of the clause against re-export a contract has, and whether it needs it",
                                             "cordon clause check contract.txt --kind ip --json", "the same of the clause on rights and secrets, for a program", NULL};
const command cmd_clause_check = {
    .name = "clause check",
    .summary = "find what a contract's clause against re-export lacks",
    .synopsis = "FILE [--kind reexport|ip] [--signed DATE] [--as-at DATE]",
    .about = "Reads a contract as plain text (UTF-8; English and German words are known) and looks for the elements of the clause: the prohibition, direct and indirect, also of use; third parties; monitoring; "
             "breach with termination and penalty; information at once and within two weeks; which goods. From the law of the regime it says which contracts need the clause, and from "
             "when. An element that is missing is a finding where the contract needs the clause on the day; where the day of signature is not known and decides, it is not assessed.\n\n"
             "Words are found, not judged: whether the clause holds in law is for counsel. Patterns stand in data/assess/clause_elements.csv.\n\nNeeds no store.",
    .args_min = 1,
    .args_max = 1,
    .examples = check_examples,
    .exit_note = "an element is missing that the contract needs",
    .run = run_check,
    .options = get_check_options,
};

static const char *const make_examples[] = {"cordon clause make --as-at 2025-01-15 --buyer Importer > clause.txt", "the clause against re-export, with the buyer called Importer", NULL};
const command cmd_clause_make = {
    .name = "clause make",
    .summary = "print the words of a clause against re-export",
    .synopsis = "[--kind reexport|ip] [--language en|de] [--as-at DATE]",
    .about = "Prints a clause with all elements that \"clause check\" looks for, as a draft for counsel. To standard error: which law asks for it in contracts signed on the day. Words stand in data/assess/clause_texts.csv with "
             "their sources.",
    .args_min = 0,
    .args_max = 0,
    .examples = make_examples,
    .run = run_make,
    .options = get_make_options,
};
