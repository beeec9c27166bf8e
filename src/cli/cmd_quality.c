#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "screen/quality.h"
#include "screen/score_model.h"

static const char *bench_folder, *frequency_to, *dump_to, *sections;
static bool train, search;

static const option *options(void) {
    static const option t[] = {
        {"bench", 0, OPTION_TEXT, "DIR", "the folder of the labelled sets", &bench_folder},
        {"frequency", 0, OPTION_TEXT, "FILE", "write the table of how often words occur in the names of the list files given", &frequency_to},
        {"train", 0, OPTION_FLAG, NULL, "fit the coefficients of pairs and write them to the table of parameters", &train},
        {"search", 0, OPTION_FLAG, NULL, "with --train: also the numbers of the score", &search},
        {"sections", 0, OPTION_TEXT, "LETTERS", "s: scripts, u: United Nations, l: leave one list out", &sections},
        {"dump", 0, OPTION_TEXT, "FILE", "write every case with its features", &dump_to},
        {0},
    };
    return t;
}

static cordon_status work(const char *const *files, int n, cordon_error *err) {
    const score_model *m;
    quality_cases cases;
    if (train || search) return quality_train(bench_folder, search, stderr, err);
    if (frequency_to) return quality_frequency(frequency_to, files, (unsigned)n, err);
    cordon_status s = score_model_open(&m, err);
    if (s) return s;
    FILE *dump = dump_to ? fopen(dump_to, "w") : NULL;
    s = quality_cases_make(&cases, m, bench_folder, false, dump, err);
    if (dump) fclose(dump);
    quality_cases_free(&cases);
    if (!s && sections && strchr(sections, 's')) s = quality_scripts(stdout, m, bench_folder, err);
    if (!s && sections && strchr(sections, 'u')) s = quality_un(stdout, m, bench_folder, err);
    if (!s && sections && strchr(sections, 'l')) s = quality_leave_one_out(stdout, m, bench_folder, err);
    return s;
}

static int run(int argc, char **argv) {
    const char *files[256];
    cordon_error err = {0};
    int n = 0;
    bool done = false;
    train = search = false;
    bench_folder = frequency_to = dump_to = sections = NULL;
    int rc = options_parse(&cmd_quality, options(), argc, argv, files, &n, &done);
    if (done) return rc;
    return work(files, n, &err) ? cmd_failed(&cmd_quality, &err) : EXIT_OK;
}

static const char *const examples[] = {"cordon quality --bench bench --dump cases.tsv", "every labelled pair with its features", NULL};

const command cmd_quality = {
    .name = "quality",
    .summary = "measure how well names are matched",
    .synopsis = "[--bench DIR] [--train] [--frequency FILE LIST...]",
    .about =
        "Compares the pairs of the labelled sets in DIR as a screening would, and prints how often the answer is "
        "right. --frequency and --train make the tables behind the score from list files and from those of the "
        "sets that may be learned from.",
    .args_min = 0,
    .args_max = 256,
    .examples = examples,
    .run = run,
    .options = options,
};
