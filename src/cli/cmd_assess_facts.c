/* cmd_assess_facts.c - cordon assess facts: the words that rows of law and red flags are written in. */
#include <string.h>

#include "assess/fact_names.h"
#include "cli/cmd.h"
#include "cli/output.h"

static output_choice choice;
static const option options[] = {OUTPUT_OPTIONS(&choice), {0}};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"fact", "fact", OUT_TEXT, false},
    {"of", "of", OUT_TEXT, false},
    {"takes", "takes", OUT_TEXT, false},
    {"meaning", "meaning", OUT_TEXT, true},
};

static bool is_scope(const char *word) {
    for (size_t i = 0; i < fact_name_count(); i++)
        if (strcmp(fact_scope_name(fact_name_at(i)->scope), word) == 0) return true;
    return false;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_assess_facts, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (n && !is_scope(args[0])) return usage_error(&cmd_assess_facts, "no fact is asked of \"%.40s\"; expected case, item, party, leg, payment, order or owner", args[0]);
    output *o = output_begin(&choice, "Facts", columns, sizeof columns / sizeof *columns);
    if (!o) return output_refused(&choice);
    for (size_t i = 0; i < fact_name_count(); i++) {
        const fact_name *f = fact_name_at(i);
        if (n && strcmp(fact_scope_name(f->scope), args[0]) != 0) continue;
        output_text(o, f->name);
        output_text(o, fact_scope_name(f->scope));
        output_text(o, fact_takes_name(f->takes));
        output_text(o, f->meaning);
    }
    return output_end(o);
}

const command cmd_assess_facts = {
    .name = "assess facts",
    .summary = "the facts that rows of law and red flags ask of a case",
    .synopsis = "[case|item|party|leg|payment|order|owner] [--json]",
    .about =
        "Lists every fact with the kind of thing it is asked of, what is asked with it, and what a yes means: the words of law_when.csv, of flags.csv and of the questions.\n\n"
        "What a fact takes: areas: a set, a role of the regime, or areas by comma. lists: names of lists, or their beginning and *; by comma all of them must be loaded for a no, by / one. "
        "ownership rule: an id of ownership_rules.csv. goods: a measure, a group, or GROUP:TIER. word: words by comma. question: the id of a question. day and number: in a row of law a day "
        "(before, until, from, after) or a number (less, at_most, at_least, more).\n\n"
        "Needs no store.",
    .args_max = 1,
    .examples = (const char *const[]){"cordon assess facts party", "Lists what can be asked of a party.", "cordon assess facts --json", "Lists every fact, for a program.", NULL},
    .run = run,
    .options = get_options,
};
