#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cmd.h"
#include "screen/quality.h"

static const char *bench_folder, *frequency_to, *dump_to, *to_file;
static bool train, search, brief;

static const option *options(void) {
    static const option t[] = {
        {"bench", 0, OPTION_TEXT, "DIR", "the folder of the labelled sets", &bench_folder},
        {"output", 'o', OPTION_TEXT, "FILE", "where the report goes; default: standard output",
         &to_file},
        {"brief", 0, OPTION_FLAG, NULL,
         "without the questions among many parties, which take minutes", &brief},
        {"dump", 0, OPTION_TEXT, "FILE",
         "also write every labelled pair with its features, tab-separated", &dump_to},
        {"frequency", 0, OPTION_TEXT, "FILE",
         "instead: count how often words occur in the names of the list files given, into this "
         "table",
         &frequency_to},
        {"train", 0, OPTION_FLAG, NULL,
         "instead: fit the coefficients of pairs, into data/screen/parameters.csv", &train},
        {"search", 0, OPTION_FLAG, NULL, "with --train: also the numbers of the name score",
         &search},
        {0},
    };
    return t;
}

static FILE *open_file(const char *path, cordon_error *err) {
    FILE *f = fopen(path, "w");
    if (!f) cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
    return f;
}

static cordon_status report(cordon_error *err) {
    FILE *out = stdout, *dump = NULL;
    cordon_status s = CORDON_OK;
    if (to_file && !(out = open_file(to_file, err))) return err->status;
    if (dump_to && !(dump = open_file(dump_to, err))) s = err->status;
    if (!s) s = quality_report(out, bench_folder, !brief, dump, err);
    if (dump && fclose(dump) && !s)
        s = cordon_fail_at(err, CORDON_EIO, dump_to, 0, 0, "%s", strerror(errno));
    if (to_file && fclose(out) && !s)
        s = cordon_fail_at(err, CORDON_EIO, to_file, 0, 0, "%s", strerror(errno));
    return s;
}

static int run(int argc, char **argv) {
    const char *files[256];
    cordon_error err = {0};
    struct stat st;
    int n = 0;
    bool done = false;
    train = search = brief = false;
    bench_folder = frequency_to = dump_to = to_file = NULL;
    int rc = options_parse(&cmd_quality, options(), argc, argv, files, &n, &done);
    if (done) return rc;
    if (frequency_to)
        return quality_frequency(frequency_to, files, (unsigned)n, &err)
                   ? cmd_failed(&cmd_quality, &err)
                   : EXIT_OK;
    if (!bench_folder)
        return usage_error(&cmd_quality, "--bench names the folder of the labelled sets");
    if (stat(bench_folder, &st) || !S_ISDIR(st.st_mode)) {
        cordon_fail_at(&err, CORDON_EIO, bench_folder, 0, 0, "is no folder");
        return cmd_failed(&cmd_quality, &err);
    }
    cordon_status s = train ? quality_train(bench_folder, search, stderr, &err) : report(&err);
    return s ? cmd_failed(&cmd_quality, &err) : EXIT_OK;
}

static const char *const examples[] = {"cordon quality --bench bench -o QUALITY.md",
                                       "measure, and write the report",
                                       "cordon quality --frequency frequency.csv.xz un.xml.xz",
                                       "count words anew after lists have changed", NULL};

const command cmd_quality = {
    .name = "quality",
    .summary = "measure how well names and parties are matched",
    .synopsis = "--bench DIR [-o FILE] [--brief] | --bench DIR --train [--search] | --frequency "
                "FILE LIST...",
    .about =
        "Compares the pairs of the labelled sets in DIR as a screening would and says how often "
        "the answer is right, by set, kind, "
        "difficulty and script; then how often a name in one script finds the same in another, and "
        "how often a "
        "party is found among many. A set that is not in DIR is passed over.\n\n"
        "--frequency and --train make the tables behind the score; for those who work on Cordon.",
    .args_min = 0,
    .args_max = 256,
    .examples = examples,
    .run = run,
    .options = options,
};
