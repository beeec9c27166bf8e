/* One clear line for every way to write a command wrongly; --help from the
 * same table. The code under test is the program's, so it is included.       */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli/cmd.c"
#include "cli/options.c"
#include "cli/text.c"

static struct {
    bool json, quiet;
    const char *out, *period;
    int64_t limit;
    int32_t known_by;
} in;

static const option table[] = {
    {"json", 'j', OPTION_FLAG, NULL, "print one JSON object per line", &in.json},
    {"quiet", 'q', OPTION_FLAG, NULL, "say nothing", &in.quiet},
    {"out", 'o', OPTION_TEXT, "FILE", "write there", &in.out},
    {"limit", 0, OPTION_COUNT, "N",
     "print at most N rows, which is a sentence long enough to be wrapped at the right margin",
     &in.limit},
    {"known-by", 0, OPTION_DATE, "DATE", "use what was published by then", &in.known_by},
    {"a-name-that-is-too-long-for-its-column", 0, OPTION_PERIOD, "PERIOD", "these", &in.period},
    {0}};

static const option *options(void) { return table; }

static const char *const examples[] = {"cordon try it", "Tries it.", NULL};
static const command try_it = {
    .name = "try it",
    .summary = "try the parser",
    .synopsis = "[STORE] --out FILE [--limit N] [--known-by DATE] [--json] [--quiet] WHAT",
    .about = "A paragraph that is long enough to be wrapped, because it has more than eighty "
             "letters.\n\n  a table   stays\n  as it     stands",
    .args_min = 1,
    .args_max = 2,
    .examples = examples,
    .exit_note = "something was found",
    .options = options,
};
static const command harder = {.name = "try it harder", .summary = "try the parser again"};
static const command other = {.name = "try iteration", .summary = "another one"};
const command *const commands[] = {&try_it, &harder, &other, NULL};

static const char *args[16];
static int argn, rc;
static bool done;
static char said[4096], printed[8192];

static int catch_fd(int fd, int *kept) {
    char name[] = "/tmp/cordon-test-XXXXXX";
    int to = mkstemp(name);
    unlink(name);
    *kept = dup(fd);
    dup2(to, fd);
    return to;
}

static void release_fd(int fd, int kept, int from, char *text, size_t size) {
    ssize_t n = pread(from, text, size - 1, 0);
    text[n > 0 ? n : 0] = 0;
    dup2(kept, fd);
    close(kept);
    close(from);
}

/* Parses a line of words parted by blanks. */
static void parse_as(const command *c, const char *line) {
    static char words[256];
    char *argv[32];
    int argc = 0, out, err;
    in = (typeof(in)){0};
    snprintf(words, sizeof words, "it %s", line);
    for (char *w = strtok(words, " "); w && argc < 31; w = strtok(NULL, " ")) argv[argc++] = w;
    argv[argc] = NULL;
    fflush(stdout);
    int to = catch_fd(1, &out), to_err = catch_fd(2, &err);
    rc = options_parse(c, table, argc, argv, args, &argn, &done);
    fflush(stdout);
    release_fd(1, out, to, printed, sizeof printed);
    release_fd(2, err, to_err, said, sizeof said);
}

static void parse_line(const char *line) { parse_as(&try_it, line); }

#define CHECK_TEXT(got, want)                                                                      \
    do {                                                                                           \
        if (strcmp(got, want) != 0) FAIL_("%s is\n%s\nwant\n%s", #got, got, want);                 \
    } while (0)

TEST(options_and_arguments_mix) {
    parse_line("a -j --out=x --limit 12 b --known-by 2022-02-24");
    CHECK_INT(rc, 0);
    CHECK(!done && argn == 2 && in.json && !in.quiet);
    CHECK_TEXT(args[0], "a");
    CHECK_TEXT(args[1], "b");
    CHECK_TEXT(in.out, "x");
    CHECK_INT(in.limit, 12);
    CHECK_INT(in.known_by, 20220224);
}

TEST(letters) {
    parse_line("a -jqox");
    CHECK(rc == 0 && in.json && in.quiet);
    CHECK_TEXT(in.out, "x");
    parse_line("a -o x");
    CHECK_TEXT(in.out, "x");
    parse_line("a -jx");
    CHECK_INT(rc, EXIT_USAGE);
    CHECK(strstr(said, "unknown option -x"));
}

TEST(dashes) {
    parse_line("- -- --json");
    CHECK(rc == 0 && argn == 2 && !in.json);
    CHECK_TEXT(args[0], "-");
    CHECK_TEXT(args[1], "--json");
    parse_line("a --out --json"); /* a value may look like an option */
    CHECK(rc == 0 && !in.json);
    CHECK_TEXT(in.out, "--json");
}

TEST(the_last_of_two_counts) {
    parse_line("a --limit 1 --limit=2");
    CHECK_INT(rc, 0);
    CHECK_INT(in.limit, 2);
}

TEST(periods) {
    static const char *const good[] = {"2022", "2022-03", "2021..2022", "2021-12..2022-01",
                                       "2022..2022-03"};
    static const char *const bad[] = {"22",         "2022-13",          "2022-00",
                                      "2022..",     "..2022",           "2022..2021",
                                      "2022-03-01", "2021..2022..2023", "x"};
    char line[128];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(line, sizeof line, "a --%s=%s", table[5].name, good[i]);
        parse_line(line);
        CHECK_INT(rc, 0);
        CHECK_TEXT(in.period, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(line, sizeof line, "a --%s=%s", table[5].name, bad[i]);
        parse_line(line);
        if (rc != EXIT_USAGE || in.period) FAIL_("%s is taken for a period", bad[i]);
    }
}

TEST(one_line_for_each_fault) {
    static const char *const cases[][2] = {
        {"a --nothing", "unknown option --nothing"},
        {"a -z", "unknown option -z"},
        {"a --out", "--out needs a value: FILE"},
        {"a -o", "--out needs a value: FILE"},
        {"a --json=yes", "--json takes no value, got \"yes\""},
        {"a --out=", "--out \"\": expected a value that is not empty"},
        {"a --limit -1", "--limit \"-1\": expected a whole number, 0 or more"},
        {"a --limit 1.5", "--limit \"1.5\": expected a whole number, 0 or more"},
        {"a --limit=", "--limit \"\": expected a whole number, 0 or more"},
        {"a --limit 9223372036854775808",
         "--limit \"9223372036854775808\": expected a whole number, 0 or more"},
        {"a --known-by 2022-02-30", "--known-by \"2022-02-30\": expected a day as YYYY-MM-DD"},
        {"a --known-by=today", "--known-by \"today\": expected a day as YYYY-MM-DD"},
        {"a b c", "\"c\" is one argument too many"},
        {"a --out \x1b[2J --nothing=\x1b", "unknown option --nothing"},
        {"a b \x1b[2J", "\"\xef\xbf\xbd[2J\" is one argument too many"},
    };
    char want[256];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parse_line(cases[i][0]);
        CHECK_INT(rc, EXIT_USAGE);
        CHECK(done);
        CHECK_TEXT(printed, "");
        snprintf(want, sizeof want, "cordon try it: %s (see cordon try it --help)\n", cases[i][1]);
        CHECK_TEXT(said, want);
    }
}

TEST(missing_arguments_show_the_synopsis) {
    parse_line("--json");
    CHECK_INT(rc, EXIT_USAGE);
    CHECK(strstr(said, try_it.synopsis));
}

TEST(any_number_of_arguments) {
    command many = try_it;
    many.args_max = ARGS_ANY;
    parse_as(&many, "a b c d e f g");
    CHECK_INT(rc, 0);
    CHECK_INT(argn, 7);
    CHECK_TEXT(args[6], "g");
}

TEST(largest_count) {
    parse_line("a --limit 9223372036854775807");
    CHECK_INT(rc, 0);
    CHECK(in.limit == INT64_MAX);
}

TEST(help) {
    static const char want[] =
        "Usage: cordon try it [STORE] --out FILE [--limit N] [--known-by DATE] [--json]\n"
        "                     [--quiet] WHAT\n"
        "\n"
        "Try the parser.\n"
        "\n"
        "A paragraph that is long enough to be wrapped, because it has more than eighty\n"
        "letters.\n"
        "\n"
        "  a table   stays\n"
        "  as it     stands\n"
        "\n"
        "Commands:\n"
        "  try it harder    try the parser again\n"
        "\n"
        "Options:\n"
        "  -j, --json              print one JSON object per line\n"
        "  -q, --quiet             say nothing\n"
        "  -o, --out FILE          write there\n"
        "      --limit N           print at most N rows, which is a sentence long enough\n"
        "                          to be wrapped at the right margin\n"
        "      --known-by DATE     use what was published by then\n"
        "      --a-name-that-is-too-long-for-its-column PERIOD\n"
        "                          these\n"
        "  -h, --help              print this and exit\n"
        "\n"
        "Examples:\n"
        "  cordon try it\n"
        "      Tries it.\n"
        "\n"
        "Exit codes:\n"
        "  0  done\n"
        "  1  something was found\n"
        "  2  wrong usage\n"
        "  3  failed\n";
    static const char *const asks[] = {"--help", "a b -h", "--json --help c d e"};
    for (size_t i = 0; i < 3; i++) {
        parse_line(asks[i]);
        CHECK_INT(rc, 0);
        CHECK(done);
        CHECK_TEXT(printed, want);
        CHECK_TEXT(said, "");
    }
}

/* What cmd_failed() prints for an error. */
static const char *failure(const cordon_error *err) {
    int kept, to = catch_fd(2, &kept);
    rc = cmd_failed(&try_it, err);
    release_fd(2, kept, to, said, sizeof said);
    return said;
}

TEST(a_failure_names_the_place_as_far_as_known) {
    cordon_error e = {0};
    cordon_fail_at(&e, CORDON_EFORMAT, "eu.csv", 812, 3, "birth date \"%s\"", "1961-13-02\x1b");
    CHECK_TEXT(failure(&e), "cordon try it: eu.csv line 812 column 3: "
                            "birth date \"1961-13-02\xef\xbf\xbd\"\n");
    CHECK_INT(rc, EXIT_FAILED);
    cordon_fail_at(&e, CORDON_EIO, "eu.csv", 0, 0, "no such file");
    CHECK_TEXT(failure(&e), "cordon try it: eu.csv: no such file\n");
    cordon_fail_at(&e, CORDON_EFORMAT, NULL, 7, 0, "bad");
    CHECK_TEXT(failure(&e), "cordon try it: line 7: bad\n");
    e = (cordon_error){.status = CORDON_ENOMEM};
    CHECK_TEXT(failure(&e), "cordon try it: enomem\n");
}

TEST(which_store) {
    const char *store = "given";
    setenv("CORDON_STORE", "from-environment", 1);
    CHECK_INT(cmd_store(&try_it, &store), 0);
    CHECK_TEXT(store, "given");
    store = NULL;
    CHECK_INT(cmd_store(&try_it, &store), 0);
    CHECK_TEXT(store, "from-environment");
    unsetenv("CORDON_STORE");
    store = NULL;
    int kept, to = catch_fd(2, &kept);
    rc = cmd_store(&try_it, &store);
    release_fd(2, kept, to, said, sizeof said);
    CHECK_INT(rc, EXIT_USAGE);
    CHECK(strstr(said, "CORDON_STORE"));
}
