/* cmd_goods.c - cordon goods CODE, "TEXT" or CONTROL-NUMBER: tells them apart and answers for a
 * code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/goods_controls.h"

static goods_request in;

static const option options[] = {
    {"as-at", 0, OPTION_DATE, "DATE", "the day whose lists count (default: today)", &in.as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "only loaded tables known by that day (default: today)",
     &in.known_by},
    {"store", 0, OPTION_TEXT, "STORE",
     "a store with tables and catalogues of goods load-list (default: $CORDON_STORE)", &in.store},
    {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder (default: the only one there is)",
     &in.regime},
    {"nomenclature", 'n', OPTION_TEXT, "NAME", "what the code is a code of, such as H5 or CN2022",
     &in.nomenclature},
    {"digits", 0, OPTION_COUNT, "N", "of a text: candidates of 6 digits (default) or 8",
     &in.digits},
    {"top", 0, OPTION_COUNT, "N", "of a text: so many candidates, 1 to 50 (default: 5)", &in.top},
    {"lang", 0, OPTION_TEXT, "LANG", "of a text: en, de, fr or nl (default: the likeliest)",
     &in.lang},
    {"to", 0, OPTION_TEXT, "COUNTRY", "of a control number: what the chart says of this destination", &in.to},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object", &in.json},
    {0},
};
static const option *get_options(void) { return options; }

static void answer_free(answer *a) {
    for (size_t i = 0; i < REVISIONS; i++) goods_links_free(&a->carried[i]);
    free(a->hit);
    goods_controls_close(a->law);
    arena_destroy(&a->mem);
    regime_free(a->regime);
    areas_free(a->areas);
    goods_close(a->goods);
}

static int work(answer *a, const goods_request *q) {
    cordon_error err = {0};
    if (goods_open(&a->goods, &err) || answer_nomenclature(a, q->nomenclature, &err))
        return cmd_failed(&cmd_goods, &err);
    if (!a->node) return answer_not_found(a);
    if (areas_load(&a->areas, &err) || regime_load(&a->regime, a->regime_path, a->areas, &err) ||
        answer_carry(a, &err) || answer_match(a, &err) || answer_controls(a, q, &err))
        return cmd_failed(&cmd_goods, &err);
    if (q->json ? answer_json(a, &err) : answer_print(a, &err)) return cmd_failed(&cmd_goods, &err);
    return EXIT_OK;
}

static int answer_code(const goods_request *q, const char *code) {
    int rc;
    answer a = {.as_at = q->as_at};
    snprintf(a.code, sizeof a.code, "%s", code);
    arena_init(&a.mem, 0);
    if (q->regime)
        snprintf(a.regime_path, sizeof a.regime_path, "%s", q->regime);
    else if ((rc = answer_regime(&cmd_goods, a.regime_path, sizeof a.regime_path)))
        return rc;
    rc = work(&a, q);
    answer_free(&a);
    return rc;
}

/* "NNNN NN NN" may come as three words, and a description as any number of them. */
static int answer_typed(const goods_request *q) {
    char code[9];
    bool found = false;
    if (goods_code_clean(code, q->typed)) return answer_code(q, code);
    if (goods_is_control_number(q->typed)) return goods_entry(q);
    int rc = q->store ? goods_part(q, &found, code) : EXIT_OK;
    if (rc || found) return rc || !*code ? rc : answer_code(q, code);
    if (goods_is_text(q->typed)) return goods_text(q);
    return usage_error(&cmd_goods, "\"%s\" is no code of 2, 4, 6 or 8 digits", q->typed);
}

static int run(int argc, char **argv) {
    int n = 0;
    bool done = false;
    buf typed = {0};
    in = (goods_request){0};
    const char **args = malloc(((size_t)argc + 1) * sizeof *args);
    int rc = args ? options_parse(&cmd_goods, options, argc, argv, args, &n, &done) : EXIT_FAILED;
    if (args && !done) {
        for (int i = 0; i < n; i++) buf_printf(&typed, "%s%s", i ? " " : "", args[i]);
        in.typed = buf_text(&typed);
        if (!in.as_at) in.as_at = date_today();
        in.store = goods_store(in.store);
        if (typed.failed) args = (free(args), NULL);
    }
    if (!args) {
        fprintf(stderr, "cordon goods: no memory for the arguments\n");
        rc = EXIT_FAILED;
    } else if (!done) {
        rc = answer_typed(&in);
    }
    free(args);
    buf_free(&typed);
    return rc;
}

static const char *const examples[] = {"cordon goods 85 --as-at 2024-03-01",
                                       "a chapter, and which of its codes stood on a list then",
                                       "cordon goods 90 --nomenclature H5 --json",
                                       "the same of an older revision, for other programs",
                                       "cordon goods 3A001.b --to TR",
                                       "an item of the control lists, and what the chart says of a destination", NULL};

const command cmd_goods = {
    .name = "goods",
    .summary = "what a tariff code or a description is, and on which lists it stands",
    .synopsis = "CODE|CONTROL-NUMBER|TEXT [--as-at DATE] [--regime NAME] [--nomenclature NAME] [--to COUNTRY]",
    .about =
        "Shows where a code of 2, 4, 6 or 8 digits stands in its nomenclature, since when it means "
        "what it means, and every line of the regime's groups that concerns it: the code itself, a "
        "line above that covers it, or codes below it. Digits may be parted by full stops or "
        "blanks.\n\n"
        "Without --nomenclature, 8 digits are a code of the Combined Nomenclature and fewer digits "
        "one of the Harmonized System, both as of the day. Lists of another revision are reached "
        "through the correlation tables: \"1:1\", \"wider\" (the other code covers more), "
        "\"narrower\" (less), \"weights\" (estimated shares) or \"not comparable\".\n\n"
        "A control number, perhaps with an item (3A001.b.2), shows the entry in each control list "
        "that is loaded: reasons for control, exceptions, the paragraphs and the entries that name "
        "each other; with --to, what the country chart says. A cell without a mark is not \"no "
        "licence\": the caveat, the footnotes and the rules in prose are part of the answer.\n\n"
        "Under \"Controls\" stands what the law says of the code on the day: the lists, the "
        "article "
        "that works on each, since when or by when, and the provisions that are not assessed "
        "because "
        "their codes are not here. With a store, tables of cordon goods load-list count too, and a "
        "part number of a catalogue there is shown with its code.\n\n"
        "The first word may also be one of the commands below (\"--\" before it makes it a word "
        "of the text).\n\n"
        "A code on no list is not cleared: lists by description, the end user and the end use "
        "count as well.",
    .args_min = 1,
    .args_max = ARGS_ANY,
    .examples = examples,
    .run = run,
    .options = get_options,
};
