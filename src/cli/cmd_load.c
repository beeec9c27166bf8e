#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/progress.h"
#include "cli/cmd.h"
#include "cli/load_lists.h"
#include "flows/load.h"
#include "own/load.h"
#include "watch/event.h"
#include "watch/incident.h"
#include "watch/plover_map.h"

enum { NOTES_SHOWN = 5 };

static const char *as, *publisher, *licence, *encoding, *map;
static int32_t vintage;
static bool strict, json, lists_came;
static int64_t wait_s;

static const option options[] = {
    {"as", 0, OPTION_TEXT, "NAME|FILE", "the layout or reader of the files: one that ships, or a mapping file (.csv)",
     &as},
    {"map", 0, OPTION_TEXT, "MAP", "with --as ownership-csv: which column holds what, owner=Parent,owned=Name,share=Stake", &map},
    {"vintage", 0, OPTION_DATE, "DATE", "the date the facts are of", &vintage},
    {"publisher", 0, OPTION_TEXT, "NAME", "who published the files", &publisher},
    {"licence", 0, OPTION_TEXT, "TEXT", "under which terms", &licence},
    {"encoding", 0, OPTION_TEXT, "NAME", "of the text, when it is not UTF-8 (windows-1251, ...)",
     &encoding},
    {"strict", 0, OPTION_FLAG, NULL, "refuse a file on its first bad row", &strict},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per file", &json},
    {0},
};
static const option *get_options(void) { return options; }

typedef struct notes {
    size_t n;     /* seen so far */
    progress bar; /* drawn by the reading thread until the checks begin */
} notes;

static void on_progress(void *arg, uint64_t done_bytes, uint64_t all_bytes) {
    notes *s = arg;
    progress_update(&s->bar, done_bytes, all_bytes, "B");
}

static void on_note(void *arg, const char *text) {
    notes *s = arg;
    progress_end(&s->bar);
    if (s->n++ < NOTES_SHOWN) fprintf(stderr, "  note: %s\n", text);
}

static void print_words(const char *path, const load_result *r) {
    const source *s = &r->source;
    char day[DATE_TEXT];
    if (r->already) {
        fprintf(stderr, "%s: already loaded as source %lld (same SHA-256); nothing changed\n", path,
                (long long)s->id);
        return;
    }
    fprintf(stderr, "%s: source %lld, dataset %s, vintage %s, %lld rows", path, (long long)s->id,
            s->dataset, date_format(day, s->vintage), (long long)s->rows);
    if (s->refused) fprintf(stderr, ", %lld REFUSED", (long long)s->refused);
    if (s->rounded) fprintf(stderr, ", %lld rounded to a thousandth", (long long)s->rounded);
    fprintf(stderr, " (%.1f s, checks %.1f s)\n", (double)r->seconds_all_ns / 1e9,
            (double)r->seconds_checks_ns / 1e9);
}

/* A reader of events by name or by the file's first line; else a layout. */
static cordon_status load_one(load_result *r, store *s, const areas *a, const char *path,
                              const load_options *o, cordon_error *err) {
    const watch_reader *reader = as ? watch_reader_named(as) : NULL;
    if (as && strstr(as, ".csv") && incident_is_mapping(as)) reader = &incident_reader;
    else if (as && !reader && plover_is_map(as)) reader = &event_reader_plover;
    cordon_status status = as ? CORDON_OK : watch_detect(&reader, path, err);
    if (status) return status;
    return reader ? watch_load_file(r, s, a, path, reader, o, err) : load_file(r, s, a, path, o, err);
}

static load_options options_of(notes *state) {
    return (load_options){.layout = as, .publisher = publisher, .licence = licence,
                          .encoding = encoding, .vintage = vintage, .strict = strict,
                          .note = on_note, .progress = on_progress, .arg = state};
}

static void notes_more(const notes *state, const store *s) {
    if (state->n > NOTES_SHOWN)
        fprintf(stderr, "  and %zu more notes: cordon sources %s --notes\n", state->n - NOTES_SHOWN,
                store_path(s));
}

static int load_rows(store *s, const areas *a, const char *file) {
    notes state = {0};
    load_options o = options_of(&state);
    load_result r;
    cordon_error err = {0};
    progress_start(&state.bar, file);
    cordon_status status = load_one(&r, s, a, file, &o, &err);
    progress_end(&state.bar);
    if (status) return cmd_failed(&cmd_load, &err);
    notes_more(&state, s);
    print_words(file, &r);
    if (json) load_json(file, &r.source, r.already);
    return !r.already && r.source.refused ? EXIT_FOUND : EXIT_OK;
}

static int no_memory(void) {
    cordon_error err = {0};
    cordon_fail(&err, CORDON_ENOMEM, "no memory to load");
    return cmd_failed(&cmd_load, &err);
}

static int load_edition(store *s, const list_reader *reader, const char *mapping,
                        const char *const *paths, unsigned n) {
    notes state = {0};
    load_options o = options_of(&state);
    lists_loaded *r = calloc(1, sizeof *r);
    cordon_error err = {0};
    if (!r) return no_memory();
    progress_start(&state.bar, paths[0]);
    cordon_status status = lists_load(r, s, reader, mapping, paths, n, &o, &err);
    progress_end(&state.bar);
    int rc = EXIT_OK;
    if (status) {
        rc = cmd_failed(&cmd_load, &err);
    } else {
        notes_more(&state, s);
        load_lists_words(r, reader, n);
        for (unsigned i = 0; json && i < n; i++) load_json(paths[i], &r->file[i], r->already);
        if (!r->already && r->refused) rc = EXIT_FOUND;
        lists_came |= !r->already;
    }
    free(r);
    return rc;
}

static int load_owners(store *s, const list_reader *reader, const char *file) {
    notes state = {0};
    load_options o = options_of(&state);
    own_loaded r;
    cordon_error err = {0};
    progress_start(&state.bar, file);
    cordon_status status = own_load(&r, s, reader, map, file, &o, &err);
    progress_end(&state.bar);
    if (status) return cmd_failed(&cmd_load, &err);
    notes_more(&state, s);
    print_words(file, &(load_result){.source = r.source, .already = r.already});
    if (!r.already) fprintf(stderr, "  %llu holdings\n", (unsigned long long)r.holdings);
    if (json) load_json(file, &r.source, r.already);
    return !r.already && r.refused ? EXIT_FOUND : EXIT_OK;
}

/* A reader of who owns whom, by --as or, where no list's reader knows the file, by its beginning. */
static const list_reader *owners_reader(const char *file) {
    const list_reader *r = as ? own_reader_named(as) : NULL;
    if (!as && own_reader_detect(&r, file, NULL)) r = NULL;
    return r;
}

/* Lists by their readers, files of one edition together; all else file by file. The files behind
 * one that failed are still loaded.                                           */
static int load_all(store *s, const areas *a, const char **files, int n) {
    bool *done = calloc((size_t)n, sizeof *done);
    int rc = EXIT_OK;
    if (!done) return no_memory();
    for (int i = 0; i < n; i++) {
        unsigned which[LIST_FILES_MAX];
        const char *paths[LIST_FILES_MAX] = {NULL}, *mapping = NULL;
        const list_reader *reader = NULL;
        if (done[i]) continue;
        unsigned took =
            load_lists_group(which, &reader, &mapping, as, files, n, i, done);
        for (unsigned k = 0; k < took; k++) {
            done[which[k]] = true;
            paths[k] = files[which[k]];
        }
        const list_reader *owners = took ? NULL : owners_reader(files[i]);
        int one = took     ? load_edition(s, reader, mapping, paths, took)
                  : owners ? load_owners(s, owners, files[i])
                           : load_rows(s, a, files[i]);
        if (one == EXIT_FAILED || rc == EXIT_OK) rc = one;
    }
    free(done);
    return rc;
}

static int run(int argc, char **argv) {
    const char **args = calloc((size_t)argc + 1, sizeof *args), *path = NULL;
    int n, rc;
    bool done = false;
    as = publisher = licence = encoding = map = NULL;
    vintage = 0;
    strict = json = lists_came = false;
    wait_s = 0;
    if (!args) return no_memory();
    rc = options_parse(&cmd_load, options, argc, argv, args, &n, &done);
    if (done) goto out;
    int first = n > 1 || !getenv("CORDON_STORE") ? 1 : 0;
    if (first && n) path = args[0];
    if ((rc = cmd_store(&cmd_load, &path))) goto out;
    if (n - first < 1) {
        rc = usage_error(&cmd_load, "expected a store and at least one file");
        goto out;
    }
    cordon_error err = {0};
    areas *a = NULL;
    store *s = NULL;
    if (areas_load(&a, &err) || store_open(&s, path, STORE_WRITE, (double)wait_s, &err))
        rc = cmd_failed(&cmd_load, &err);
    else
        rc = load_all(s, a, args + first, n - first);
    if (s && lists_came) load_lists_index(s);
    store_close(s);
    areas_free(a);
out:
    free(args);
    return rc;
}

static const char *const examples[] = {
    "cordon load my.store data/flows/*.csv.gz", "loads files whose headers are known",
    "cordon load my.store table.csv --as mapping.csv --vintage 2024-05-01",
    "loads any table through a mapping file",
    "zcat dump.csv.gz | cordon load my.store - --as comext", "loads standard input", NULL};

const command cmd_load = {
    .name = "load",
    .summary = "load trade statistics, events and lists of parties into a store",
    .synopsis = "STORE FILE... [--as NAME|FILE] [--vintage DATE] [--strict] ...",
    .about =
        "Each file is loaded whole or not at all; gz, xz and zst are unpacked and their checksums "
        "verified. Bad rows are refused and kept with line, column, value and reason (cordon sources "
        "--refused); a file with more than 5 % of them is refused. The same bytes again change "
        "nothing. A newer vintage is kept beside the older one.\n\n"
        "Without --as the header decides. A mapping file is a table with the columns row, field, "
        "column, value, form, scale, when; docs/LAYOUTS.md explains them.\n\n"
        "Events are read by readers, told by the first line or by --as NAME:\n\n"
        "  record        the own record of dated events (data/events/record.tsv)\n"
        "  gdelt2        GDELT 2.0 event export, 61 columns without a header\n"
        "  icews         ICEWS event data, 20 columns\n"
        "  plover        events coded by PLOVER, a JSON list of at most 4 MB; their\n"
        "                weights need its table CAMEO to PLOVER: --as CAMEO2PLOVER.txt\n"
        "  incidents     a table of incidents through a mapping of data/incidents, or\n"
        "                one's own: --as MAPPING.csv (columns field, column, value, form)\n"
        "  observations  series, period, value, unit, publisher, source\n"
        "  dyads         pairs of states by day: date, a, b, w\n"
        "  dyad-totals   their sums: date, sum_abs_w, nonzero_dyads\n\n"
        "Lists of parties are read by the readers of their publishers, told by the file's beginning or by "
        "--as NAME (cordon lists --readers names them all); files of one edition, such as names, "
        "addresses and remarks, come in one command.\n\n"
        "Who owns whom (cordon own) is read by --as ownership-csv, bods, gleif-rr or ftm-ownership, or told by the file's beginning:\n\n"
        "  ownership-csv a table: owner, owned, low, high (or share), kind, from, to;\n"
        "                --map names other columns\n"
        "  bods          statements of the Beneficial Ownership Data Standard, 0.2 to 0.4\n"
        "  gleif-rr      GLEIF level 2 relationship records: XML, JSON or CSV\n"
        "  ftm-ownership Ownership entities of FollowTheMoney and the parties at their\n"
        "                ends, one JSON object a line; only with --as: else such a file\n"
        "                is a list of parties\n\n"
        "Of trade, checked before anything is kept: duplicate keys, a reporter's year on another scale than its "
        "other years, impossible codes and periods, months without rows.",
    .args_min = 1,
    .args_max = ARGS_ANY,
    .examples = examples,
    .exit_note = "loaded, but rows were refused",
    .run = run,
    .options = get_options,
};
