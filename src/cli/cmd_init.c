#include <cordon/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/data_dir.h"
#include "cli/cmd.h"

static const char *regime_arg;

static const option options[] = {
    {"regime", 0, OPTION_TEXT, "NAME", "the regime that the store's commands take when none is named",
     &regime_arg},
    {0},
};
static const option *get_options(void) { return options; }

/* The store outlives the folder this was typed in, so a folder's name is made
 * whole; a regime that ships keeps its name. The caller frees it.            */
static char *lasting(const char *name) {
    char word[300], path[1024];
    struct stat st;
    snprintf(word, sizeof word, "regimes/%.256s", name);
    bool ships = !strchr(name, '/') && stat(data_path(path, sizeof path, word), &st) == 0;
    char *whole = ships ? NULL : realpath(name, NULL);
    return whole ? whole : strdup(name);
}

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    regime_arg = NULL;
    int rc = options_parse(&cmd_init, options, argc, argv, args, &n, &done);
    if (done) return rc;
    cordon_error err = {0};
    char *regime = regime_arg ? lasting(regime_arg) : NULL;
    cordon_status status = cordon_store_init(args[0], regime, &err);
    free(regime);
    if (status) return cmd_failed(&cmd_init, &err);
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
