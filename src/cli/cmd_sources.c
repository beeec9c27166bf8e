#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "store/ledger.h"
#include "store/store.h"

static output_choice choice;
static bool notes, refused;
static int64_t wait_s;

static const option options[] = {
    {"notes", 0, OPTION_FLAG, NULL, "what the checks found, note by note", &notes},
    {"refused", 0, OPTION_FLAG, NULL, "the refused rows with line, column, value and reason",
     &refused},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column source_columns[] = {
    {"id", "id", OUT_INT, false},
    {"dataset", "dataset", OUT_TEXT, false},
    {"vintage", "vintage", OUT_DATE, false},
    {"rows", "rows", OUT_INT, false},
    {"refused", "refused", OUT_INT, false},
    {"sha256", "SHA-256", OUT_TEXT, false},
    {"publisher", "publisher", OUT_TEXT, true},
    {"file", "file", OUT_TEXT, true},
    {"rounded", "rounded", OUT_INT, false},
    {"layout", "layout", OUT_TEXT, true},
    {"title", "title", OUT_TEXT, true},
    {"vintage_basis", "vintage from", OUT_TEXT, true},
    {"retrieved", "retrieved", OUT_DATE, false},
    {"licence", "licence", OUT_TEXT, true},
    {"bytes", "bytes", OUT_INT, false},
};
/* A table has no room for more, nor for 64 digits of a hash; the others have. */
enum { SHORT_COLUMNS = 8, ALL_COLUMNS = 15 };

typedef struct lister {
    output *o;
    bool all;
} lister;

static int add(void *arg, const source *s) {
    lister *l = arg;
    output_int(l->o, s->id);
    output_text(l->o, s->dataset);
    output_int(l->o, s->vintage);
    output_int(l->o, s->rows);
    output_int(l->o, s->refused);
    char hash[sizeof s->sha256];
    snprintf(hash, sizeof hash, "%.*s", l->all ? 64 : 8, s->sha256);
    output_text(l->o, hash);
    output_text(l->o, s->publisher);
    output_text(l->o, s->file_name);
    if (!l->all) return 0;
    output_int(l->o, s->rounded);
    output_text(l->o, s->layout);
    output_text(l->o, s->title);
    output_text(l->o, s->vintage_basis);
    output_int(l->o, s->retrieved);
    output_text(l->o, s->licence);
    output_int(l->o, s->bytes);
    return 0;
}

static int list_sources(store *s) {
    cordon_error err = {0};
    lister l = {.all = choice.json || choice.csv || choice.xlsx};
    l.o = output_begin(&choice, "Sources", source_columns, l.all ? ALL_COLUMNS : SHORT_COLUMNS);
    if (!l.o) return output_refused(&choice);
    cordon_status status = store_sources(s, add, &l, &err);
    int rc = output_end(l.o);
    return status ? cmd_failed(&cmd_sources, &err) : rc;
}

typedef struct row_query {
    /* The same columns from the warehouse, and from the files of lists, owners and goods; NULL: of those none. */
    const char *title, *flows, *lists, *own, *goods;
    const output_column *columns;
    size_t n;
} row_query;

static cordon_status warehouse_rows_of(output *o, store *s, const row_query *q, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r;
    bool more = false;
    cordon_status status = store_warehouse(&w, s, err);
    if (status || (status = warehouse_query(&r, w, q->flows, NULL, 0, err))) return status;
    while (!(status = warehouse_next(r, &more, err)) && more)
        for (size_t i = 0; i < q->n; i++) {
            if (q->columns[i].type == OUT_TEXT)
                output_text(o, warehouse_text(r, i));
            else
                output_int(o, warehouse_int(r, i));
        }
    warehouse_rows_close(r);
    return status;
}

typedef cordon_status opener(sqlite3 **out, store *s, cordon_error *err);

static cordon_status ledger_rows_of(output *o, store *s, opener *open, const char *sql, const row_query *q, cordon_error *err) {
    sqlite3 *db;
    sqlite3_stmt *st;
    int rc;
    if (!sql) return CORDON_OK;
    cordon_status status = open(&db, s, err);
    if (status || !db) return status;
    if ((status = ledger_prepare(&st, db, err, sql, ""))) return status;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        for (int i = 0; i < (int)q->n; i++) {
            if (q->columns[i].type == OUT_TEXT)
                output_text(o, (const char *)sqlite3_column_text(st, i));
            else
                output_int(o, sqlite3_column_int64(st, i));
        }
    if (rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

static int list_rows(store *s, const row_query *q) {
    cordon_error err = {0};
    output *o = output_begin(&choice, q->title, q->columns, q->n);
    if (!o) return output_refused(&choice);
    cordon_status status = warehouse_rows_of(o, s, q, &err);
    if (!status) status = ledger_rows_of(o, s, store_lists, q->lists, q, &err);
    if (!status) status = ledger_rows_of(o, s, store_own, q->own, q, &err);
    if (!status) status = ledger_rows_of(o, s, store_goods, q->goods, q, &err);
    int rc = output_end(o);
    return status ? cmd_failed(&cmd_sources, &err) : rc;
}

static const output_column note_columns[] = {{"source_id", "source", OUT_INT, false},
                                             {"kind", "kind", OUT_TEXT, false},
                                             {"text", "note", OUT_TEXT, true}};
static const output_column refused_columns[] = {{"source_id", "source", OUT_INT, false},
                                                {"line", "line", OUT_INT, false},
                                                {"column_number", "column", OUT_INT, false},
                                                {"column_name", "name", OUT_TEXT, false},
                                                {"value", "value", OUT_TEXT, true},
                                                {"reason", "reason", OUT_TEXT, true}};

static const row_query note_query = {
    "Notes", "SELECT source_id, kind, text FROM source_note ORDER BY source_id, seq",
    "SELECT source, kind, text FROM note ORDER BY source, seq", NULL, NULL, note_columns, 3};
#define REFUSED_ROWS                                                                               \
    "SELECT source, line, column_number, column_name, value, reason FROM refused "                 \
    "ORDER BY source, line, column_number, value, reason"
static const row_query refused_query = {
    "Refused rows",
    "SELECT source_id, line, column_number, column_name, value, reason FROM refused "
    "ORDER BY source_id, line, column_number, value, reason",
    REFUSED_ROWS, REFUSED_ROWS, REFUSED_ROWS, refused_columns, 6};

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    choice = (output_choice){0};
    notes = refused = false;
    wait_s = 0;
    int rc = options_parse(&cmd_sources, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_sources, &args[0]))) return rc;
    if (notes && refused) return usage_error(&cmd_sources, "either --notes or --refused");
    cordon_error err = {0};
    store *s = NULL;
    if (store_open(&s, args[0], STORE_READ, (double)wait_s, &err))
        return cmd_failed(&cmd_sources, &err);
    if (notes)
        rc = list_rows(s, &note_query);
    else if (refused)
        rc = list_rows(s, &refused_query);
    else
        rc = list_sources(s);
    store_close(s);
    return rc;
}

static const char *const examples[] = {"cordon sources my.store", "lists what was loaded",
                                       "cordon sources my.store --refused --csv",
                                       "every refused row, for a spreadsheet", NULL};

const command cmd_sources = {
    .name = "sources",
    .summary = "list what is in a store",
    .synopsis = "[STORE] [--notes|--refused]",
    .about = "One row per file: dataset, vintage (the date the facts are of), rows kept, rows refused, the "
             "first digits of the file's SHA-256, publisher and file name. --json, --csv and --xlsx hold "
             "all columns and the whole hash. Behind refused rows and notes of statistics and events "
             "stand those of lists of parties, then refused rows of owners and of tables of goods.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
