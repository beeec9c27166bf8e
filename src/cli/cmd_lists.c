#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/output.h"
#include "lists/catalogue.h"
#include "lists/lists.h"
#include "lists/reader.h"

static output_choice choice;
static const char *patterns;
static date_day as_at, known_by;
static bool readers, export;
static int64_t wait_s;

static const option options[] = {
    {"list", 0, OPTION_TEXT, "ID|PATTERN", "only these lists (eu-833-*, or several by comma)",
     &patterns},
    {"as-at", 0, OPTION_DATE, "DATE",
     "count who was listed on that day; default: in the newest edition", &as_at},
    {"known-by", 0, OPTION_DATE, "DATE",
     "editions of a later vintage do not count; default: all count", &known_by},
    {"export", 0, OPTION_FLAG, NULL, "print the entities themselves, one JSON object a line",
     &export},
    {"readers", 0, OPTION_FLAG, NULL,
     "the readers that cordon load has for lists (no store needed)", &readers},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"list", "list", OUT_TEXT, false},
    {"publisher", "publisher", OUT_TEXT, true},
    {"vintage", "vintage", OUT_DATE, false},
    {"entities", "entities", OUT_INT, false},
    {"names", "names", OUT_INT, false},
    {"added", "added", OUT_INT, false},
    {"removed", "removed", OUT_INT, false},
    {"changed", "changed", OUT_INT, false},
    {"form", "form", OUT_TEXT, true},
    {"before", "vintage before", OUT_DATE, false},
    {"vintages", "vintages", OUT_INT, false},
    {"whole_edition", "whole edition", OUT_TEXT, false},
    {"in_use", "in use", OUT_TEXT, false},
    {"title", "title", OUT_TEXT, true},
    {"authority", "authority", OUT_TEXT, false},
    {"kind", "kind", OUT_TEXT, false},
    {"means", "means", OUT_TEXT, true},
    {"loaded", "loaded", OUT_TEXT, false},
    {"load_as", "load as", OUT_TEXT, true},
};
/* A terminal has no room for more. */
enum { SHORT_COLUMNS = 9, ALL_COLUMNS = sizeof columns / sizeof *columns };

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static const char *yes(bool b) { return b ? "yes" : "no"; }

static void about_cells(output *o, const list_about *a, bool loaded) {
    output_text(o, a ? a->title : NULL);
    output_text(o, a ? a->authority : NULL);
    output_text(o, a ? a->kind : NULL);
    output_text(o, a ? a->means : NULL);
    output_text(o, yes(loaded));
    output_text(o, a ? a->readers : NULL);
}

static void loaded_row(output *o, const list_state *s, const list_about *a) {
    output_text(o, s->list);
    output_text(o, a ? a->publisher : NULL);
    output_int(o, s->vintage);
    output_int(o, s->entities);
    output_int(o, s->names);
    if (s->before) {
        output_int(o, s->added);
        output_int(o, s->removed);
        output_int(o, s->changed);
    } else {
        output_missing(o), output_missing(o), output_missing(o);
    }
    output_text(o, s->form);
    if (!for_files()) return;
    if (s->before)
        output_int(o, s->before);
    else
        output_missing(o);
    output_int(o, s->vintages);
    output_text(o, yes(s->complete));
    output_text(o, yes(s->used));
    about_cells(o, a, true);
}

static void absent_row(output *o, const list_about *a) {
    output_text(o, a->list);
    output_text(o, a->publisher);
    for (int i = 2; i < 13; i++) output_missing(o);
    about_cells(o, a, false);
}

static bool is_loaded(const list_about *a, const list_state *v, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (lists_match(a->list, v[i].list)) return true;
    return false;
}

static bool is_absent(const list_about *a, const list_state *v, size_t n) {
    return !is_loaded(a, v, n) && (!patterns || lists_match(patterns, a->list));
}

/* The lists that are not there: one line for those that the same readers would load. */
static void note_absent(output *o, const catalogue *c, const list_state *v, size_t n) {
    for (size_t i = 0; i < c->rows; i++) {
        const char *by = c->row[i].readers;
        buf b = {0};
        bool told = !is_absent(&c->row[i], v, n);
        for (size_t k = 0; k < c->rows; k++) {
            if (strcmp(c->row[k].readers, by) != 0 || !is_absent(&c->row[k], v, n)) continue;
            if (k < i) told = true;
            if (b.len) buf_str(&b, ", ");
            buf_str(&b, c->row[k].list);
        }
        if (!told)
            output_note(o, "Not loaded: %s (cordon load STORE FILE... --as %.*s)", buf_text(&b),
                        (int)strcspn(by, " "), by);
        buf_free(&b);
    }
}

static void note_older(output *o, const list_state *v, size_t n) {
    buf b = {0};
    for (size_t i = 0; i < n; i++)
        if (!v[i].used && (!patterns || lists_match(patterns, v[i].list)))
            buf_printf(&b, "%s%s (%s)", b.len ? ", " : "", v[i].list, v[i].form);
    if (b.len)
        output_note(o, "Older than another form of the same list, so for its history only: %s",
                    buf_text(&b));
    buf_free(&b);
}

/* Counts of those valid on a day replace those of the newest edition. */
static cordon_status count_valid(list_state *s, lists *l, cordon_error *err) {
    lists_filter f = {.lists = s->list, .form = s->form, .as_at = as_at, .known_by = known_by};
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    s->entities = s->names = 0;
    cordon_status status = lists_ask(&c, l, &f, err);
    while (!status && !(status = lists_next(c, &v, err)) && v) {
        s->entities++;
        for (uint32_t i = 0; i < v->e.values; i++) s->names += lists_is_name(v->e.value[i].prop);
    }
    lists_done(c);
    return status;
}

static cordon_status print_states(output *o, lists *l, const catalogue *c, cordon_error *err) {
    list_state *v = NULL;
    size_t n = 0;
    cordon_status status = lists_states(&v, &n, l, known_by, err);
    for (size_t i = 0; !status && i < n; i++) {
        if (patterns && !lists_match(patterns, v[i].list)) continue;
        if (as_at) status = count_valid(&v[i], l, err);
        if (!status) loaded_row(o, &v[i], catalogue_find(c, v[i].list));
    }
    for (size_t i = 0; !status && for_files() && i < c->rows; i++)
        if (is_absent(&c->row[i], v, n)) absent_row(o, &c->row[i]);
    if (!status && !for_files()) {
        note_absent(o, c, v, n);
        note_older(o, v, n);
    }
    free(v);
    return status;
}

static int show(lists *l) {
    cordon_error err = {0};
    catalogue c;
    if (catalogue_read(&c, &err)) return cmd_failed(&cmd_lists, &err);
    output *o = output_begin(&choice, "Lists", columns, for_files() ? ALL_COLUMNS : SHORT_COLUMNS);
    if (!o) {
        catalogue_free(&c);
        return output_refused(&choice);
    }
    cordon_status status = print_states(o, l, &c, &err);
    int rc = EXIT_OK;
    if (status) {
        output_drop(o);
        rc = cmd_failed(&cmd_lists, &err);
    } else {
        rc = output_end(o);
    }
    catalogue_free(&c);
    return rc;
}

static int print_entities(lists *l) {
    cordon_error err = {0};
    lists_filter f = {.lists = patterns, .as_at = as_at, .known_by = known_by};
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&c, l, &f, &err);
    while (!status && !(status = lists_next(c, &v, &err)) && v) {
        fwrite(v->json, 1, v->json_len, stdout);
        putchar('\n');
    }
    lists_done(c);
    return status ? cmd_failed(&cmd_lists, &err) : EXIT_OK;
}

static const output_column reader_columns[] = {{"reader", "reader", OUT_TEXT, false},
                                               {"publisher", "publisher", OUT_TEXT, true},
                                               {"what", "what it reads", OUT_TEXT, true}};

static int print_readers(void) {
    output *o = output_begin(&choice, "Readers", reader_columns, 3);
    if (!o) return output_refused(&choice);
    for (size_t i = 0; list_reader_at(i); i++) {
        output_text(o, list_reader_at(i)->name);
        output_text(o, list_reader_at(i)->publisher);
        output_text(o, list_reader_at(i)->what);
    }
    return output_end(o);
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    choice = (output_choice){0};
    patterns = NULL;
    as_at = known_by = 0;
    readers = export = false;
    wait_s = 0;
    int rc = options_parse(&cmd_lists, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (readers) return print_readers();
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_lists, &args[0]))) return rc;
    cordon_error err = {0};
    store *s = NULL;
    lists *l = NULL;
    if (store_open(&s, args[0], STORE_READ, (double)wait_s, &err) || lists_open(&l, s, &err))
        rc = cmd_failed(&cmd_lists, &err);
    else
        rc = export ? print_entities(l) : show(l);
    lists_close(l);
    store_close(s);
    return rc;
}

static const char *const examples[] = {"cordon lists my.store",
                                       "what is loaded, and what is not",
                                       "cordon lists my.store --known-by 2024-05-03 --json",
                                       "as it was known on that day",
                                       "cordon lists my.store --list un-sc --export",
                                       "every entity of a list",
                                       NULL};

const command cmd_lists = {
    .name = "lists",
    .summary = "list which lists of parties are in a store, and which are not",
    .synopsis = "[STORE] [--list PATTERN] [--as-at DATE] [--known-by DATE] [--export]",
    .about =
        "One row for each list in each form: the day of its newest edition, its entities and "
        "names, and "
        "how many were added, removed and changed since the edition before. A form is the file of "
        "the "
        "publisher that it was read from; each has a history of its own, and of a list the form "
        "with the newest edition is in use. Lists that Cordon knows and the store has not are "
        "named "
        "below the table with the reader that would load them; --json, --csv and --xlsx have them "
        "as "
        "rows, and what each list means for a user.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
