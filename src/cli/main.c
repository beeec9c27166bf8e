#include "cli/main.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "store/warehouse.h"

/* To add a command: write cmd_NAME.c, declare it in cmd.h, add its line here. */
const command *const commands[] = {
    &cmd_init,
    &cmd_load,
    &cmd_sources,
    &cmd_lists, &cmd_diff,
    &cmd_flows_series,
    &cmd_flows_growth,
    &cmd_flows_share,
    &cmd_flows_gap,
    &cmd_flows_routes,
    &cmd_watch_dims,
    &cmd_watch_breaks,
    &cmd_watch_agree,
    &cmd_watch_ideal,
    &cmd_watch_record,
    &cmd_watch_series, &cmd_watch_alerts,
    &cmd_watch_backtest,
    &cmd_screen,
    &cmd_review,
    &cmd_own,
    &cmd_assess, &cmd_assess_explain, &cmd_assess_letter, &cmd_assess_override, &cmd_assess_replay, &cmd_assess_facts,
    &cmd_due,
    &cmd_goods,
    &cmd_goods_convert,
    &cmd_goods_group,
    &cmd_goods_check,
    &cmd_goods_coverage,
    &cmd_goods_diff,
    &cmd_goods_load_list,
    &cmd_name,
    &cmd_claims,
    &cmd_quality,
    &cmd_report,
    &cmd_regime_check,
    &cmd_balance_check,
    &cmd_balance_show,
    &cmd_balance_compare,
    &cmd_euc_check,
    &cmd_euc_template,
    &cmd_clause_check,
    &cmd_clause_make,
    &cmd_log_verify, &cmd_log_head, &cmd_log_list, &cmd_log_show, &cmd_log_export, &cmd_log_add,
    &cmd_help,
    NULL,
};

const char main_summary[] = "watch how a coalition's export controls hold";
const char main_about[] =
    "Cordon loads public trade statistics and other records into a store, each with its source, "
    "and answers from them: what a coalition sends where, which flows changed, what is diverted "
    "through third countries.\n\n"
    "Results go to standard output, words about the work to standard error. Commands that list "
    "rows print a table, or with --json, --csv and --xlsx the same values for other programs.";

const command *command_find(const char *name) {
    for (const command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0) return *c;
    return NULL;
}

bool main_is_group(const char *word) {
    for (const command *const *c = commands; *c; c++)
        if (command_below(*c, word)) return true;
    return false;
}

bool main_help(buf *b, const char *group) {
    if (group)
        buf_printf(b, "Usage: cordon %s COMMAND [options] [arguments]\n\nCommands:\n", group);
    else
        buf_printf(b, "Usage: cordon COMMAND [options] [arguments]\n\ncordon - %s\n\nCommands:\n",
                   main_summary);
    for (const command *const *c = commands; *c; c++) {
        if (group && !command_below(*c, group)) continue;
        command_row(b, *c);
    }
    buf_str(b, "\n\"cordon COMMAND --help\" explains a command.\n");
    return !b->failed;
}

static int print_help(FILE *to, const char *group, int rc) {
    buf b = {0};
    if (main_help(&b, group))
        fputs(buf_text(&b), to);
    else
        rc = EXIT_FAILED;
    buf_free(&b);
    return rc;
}

static bool is_help(const char *s) { return strcmp(s, "--help") == 0 || strcmp(s, "-h") == 0; }

/* The words after "flows" name the command; alone it lists what it has. A word that is itself a
 * command ("goods") takes what names no command below it as its own arguments.               */
static int run_group(int argc, char **argv) {
    char name[64];
    const command *own = command_find(argv[1]);
    if (argc > 2) snprintf(name, sizeof name, "%s %s", argv[1], argv[2]);
    const command *c = argc > 2 ? command_find(name) : NULL;
    if (c) return c->run(argc - 2, argv + 2);
    if (own) return own->run(argc - 1, argv + 1);
    if (argc < 3) return print_help(stderr, argv[1], EXIT_USAGE);
    if (is_help(argv[2])) return print_help(stdout, argv[1], EXIT_OK);
    return usage_error(NULL, "there is no command \"%s\"", name);
}

static int dispatch(int argc, char **argv) {
    if (argc < 2) return print_help(stderr, NULL, EXIT_USAGE);
    if (is_help(argv[1])) return print_help(stdout, NULL, EXIT_OK);
    if (strcmp(argv[1], "--version") == 0) {
        printf("cordon %s (engine: DuckDB %s)\n", CORDON_VERSION, warehouse_engine_version());
        return EXIT_OK;
    }
    if (main_is_group(argv[1])) return run_group(argc, argv);
    const command *c = command_find(argv[1]);
    if (c) return c->run(argc - 1, argv + 1);
    return usage_error(NULL, "there is no command \"%s\"", argv[1]);
}

/* A process may be started with a standard stream closed. The next file it opens, the store for
 * one, would get that number and whatever is printed. Read-only, so that output lost is told. */
static bool streams_open(void) {
    int fd;
    do fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd < 0) return false;
    close(fd);
    return true;
}

int main(int argc, char **argv) {
    if (!streams_open()) return EXIT_FAILED;
    /* A reader of our output that closes early (head) is no failure of ours, and neither is one
     * of a pipe inside the program: writes answer EPIPE, and output_stdout() ends us quietly. */
    signal(SIGPIPE, SIG_IGN);
    return output_stdout(dispatch(argc, argv));
}
