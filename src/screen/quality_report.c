/* docs/QUALITY.md, written from what was measured. */
#include <string.h>
#include <unistd.h>

#include "screen/quality.h"
#include "screen/score_model.h"

static const char head[] =
    "# How good the matching is\n\n"
    "Written by `cordon quality --bench DIR -o docs/QUALITY.md`; do not edit. DIR holds labelled "
    "sets of other projects and\n"
    "pairs made from published lists, which do not ship with Cordon.\n\n"
    "## What was learned from what\n"
    "- How often words occur (data/screen/frequency.csv.xz): `cordon quality --frequency` over the "
    "lists that ship.\n"
    "- Numbers of the name score and coefficients of pairs (data/screen/parameters.csv): `cordon "
    "quality --train --search` on the\n"
    "  rows marked *learned from*: pairs of lists that ship, and nomenklatura's name cases (MIT), "
    "whose first party's id hashes below 6 of 10.\n"
    "  The rest of these are *held out*. A row of parameters says whether it was searched, fitted "
    "or set by hand.\n"
    "- Rows of which one side comes from the transcriptions of EU acts or of the Ukrainian list "
    "(CC BY-NC), and the judgements of\n"
    "  analysts (CC BY-NC), are measured and never learned from. So are the sets that stand for "
    "users' questions (United Nations, strangers of that test).\n"
    "- `strangers`: each first side with a second side of another row, the first that comes and "
    "the most alike of 48.\n\n"
    "Words of names and transliterations (data/names) are tables by hand and of CLDR and Unihan; "
    "see NOTICE.\n\n";

static const char pairs[] =
    "## Labelled pairs\n"
    "Precision, recall and F1 where the probability reaches the threshold of "
    "the pair's kind (below); the best F1 that one threshold for all\n"
    "would give, and that threshold. Calibration error: "
    "mean distance of the probability from the share that is so, over ten "
    "bins. A set of pairs that are all the same has only recall. "
    "`By chance`: the error that as many\n"
    "cases would show on average if every probability were right. The sets "
    "differ in how their pairs were picked, so one\n"
    "probability cannot fit each of them; that of all sets together is what "
    "was fitted.\n\n";
static const char scripts[] =
    "\n## One name in two scripts\n"
    "Share of parties whose native names reach one of their Latin names, at the threshold that "
    "lets 1 in 1,000 of 20,000 pairs of strangers pass\n"
    "(the best peer measured: Cyrillic .61, Greek .09, Arabic .05, Hangul .26, Han .10).\n\n";
static const char un[] =
    "\n## Persons of the United Nations' list, and persons who are on none\n"
    "The list of 2026-02-27 and 2026-08-01 is asked for persons as another project wrote them, and "
    "for invented persons (others; the\n"
    "goal of one alert is set for 1,400, these are more). The threshold is the one that only one "
    "invented person passes. Some persons had left\n"
    "the list before both vintages and cannot be found: whether a vintage holds a person is told "
    "by "
    "the words of the name, all equal in any\n"
    "order, without the score.\n\n";
static const char one_out[] =
    "\n## An entry of one list, sought on the others\n"
    "All lists but the entry's own are asked at once; the answer is right when an entry of the "
    "same "
    "party, which the numbers that both\n"
    "lists give (IMO, INN, OGRN, passport, ...) prove it to be, comes first, or among the first "
    "ten. It is asked three ways:\n"
    "- *name alone*: the one name of the set. Half of these parties bear no similar name on any "
    "other list (`not alike`: the set's own\n"
    "  similarity of the most similar name is below 0.6; nearly all are vessels that were "
    "renamed), "
    "so no matching of names can find them.\n"
    "- *all but numbers*: every name of the entry, with its addresses, dates and countries.\n"
    "- *everything*: with its numbers too, as `cordon screen --id` and a batch with numbers ask. "
    "The set was chosen by equal numbers, so this\n"
    "  row tells that they are read alike from every list and found, not that names are matched "
    "well.\n\n";
static const char whole[] =
    "\n## The same cross-list pairs, with all facts of both entries\n"
    "The set `crosslist` gives names and some addresses. Here both entries are looked up by list "
    "and id, and compared by all that their lists\n"
    "say. The set takes for the same what has an equal number and for others what has different "
    "ones, so the rows *numbers too* tell that numbers\n"
    "are read and weighed, not that names are matched well. Two vessels of one name on lists "
    "without numbers cannot be told apart.\n\n";

/* Who waits at a terminal sees what is being measured. */
static void tell(const char *what) {
    if (isatty(STDERR_FILENO)) fprintf(stderr, "%s ...\n", what);
}

static cordon_status among_many(FILE *out, const score_model *m, const char *bench,
                                cordon_error *err) {
    quality_corpus c;
    char lists[1024];
    snprintf(lists, sizeof lists, "%s/..", bench);
    tell("reading the lists");
    cordon_status s = quality_corpus_read(&c, lists, err);
    if (s) return s;
    tell("entries of one list, sought on the others");
    fputs(whole, out);
    s = quality_whole_pairs(out, m, &c, bench, err);
    if (!s) fputs(one_out, out), s = quality_leave_one_out(out, m, &c, bench, err);
    quality_corpus_free(&c);
    return s;
}

cordon_status quality_report(FILE *out, const char *bench, bool corpus, FILE *dump,
                             cordon_error *err) {
    const score_model *m;
    quality_cases c;
    pair_thresholds at;
    cordon_status s = score_model_open(&m, err);
    if (s) return s;
    fputs(head, out);
    tell("labelled pairs");
    fputs(pairs, out);
    if ((s = pair_thresholds_read(&at, m, err))) return s;
    if ((s = quality_cases_make(&c, m, bench, false, dump, err))) return s;
    s = quality_pairs_table(out, &c, &at, err);
    quality_cases_free(&c);
    tell("names in two scripts");
    if (!s) fputs(scripts, out), s = quality_scripts(out, m, bench, err);
    tell("persons of the United Nations' list");
    if (!s) fputs(un, out), s = quality_un(out, m, bench, err);
    return s || !corpus ? s : among_many(out, m, bench, err);
}
