#include <cordon/store.h>
#include <stdio.h>

#include "cli/cmd.h"

static const char *regime_arg;

static const option options[] = {
    {"regime", 0, OPTION_TEXT, "NAME", "the regime that the store's commands take when none is named",
     &regime_arg},
    {0},
};
static const option *get_options(void) { return options; }

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    regime_arg = NULL;
    int rc = options_parse(&cmd_init, options, argc, argv, args, &n, &done);
    if (done) return rc;
    cordon_error err = {0};
    if (cordon_store_init(args[0], regime_arg, &err)) return cmd_failed(&cmd_init, &err);
    fprintf(stderr, "made the store %s; fill it with: cordon load %s FILE...\n", args[0], args[0]);
    return EXIT_OK;
}

static const char *const examples[] = {"cordon init my.store --regime my-regime",
                                       "makes a folder that will hold the data", NULL};

const command cmd_init = {
    .name = "init",
    .summary = "make a new store",
    .synopsis = "STORE [--regime NAME|DIR]",
    .about = "A store is a folder. It holds what is loaded: rows in a warehouse, and for every file "
             "its publisher, vintage, hash and the rows that were refused.\n\nAn existing store is "
             "never changed by this command.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
