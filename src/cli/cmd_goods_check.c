/* cmd_goods_check.c - cordon goods check: an invoice's lines in, what does not fit out. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "base/progress.h"
#include "cli/goods_check_cli.h"
#include "cli/goods_cli.h"
#include "cli/text.h"
#include "flows/prices.h"
#include "read/table.h"

static const char *map_arg, *nomenclature_arg, *to_arg, *shard_arg, *regime_arg, *store_arg;
static int32_t as_at_arg;
static int64_t threads_arg;
static bool csv_arg, json_arg;

static const option options[] = {
    {"map", 'm', OPTION_TEXT, "MAP", "which column holds what: code=HS,text=Description,quantity=Qty (default: columns of these names)", &map_arg},
    {"as-at", 0, OPTION_DATE, "DATE", "the day whose codes count (default: today)", &as_at_arg},
    {"nomenclature", 'n', OPTION_TEXT, "NAME", "all codes are of this one, such as H5 or CN2022 (default: by their digits)", &nomenclature_arg},
    {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder, for its lists (default: the only one there is)", &regime_arg},
    {"store", 0, OPTION_TEXT, "STORE", "a store, for the unit values of its flows and the lists that were loaded into it", &store_arg},
    {"output", 'o', OPTION_TEXT, "FILE", "write all rows to this file: .csv, .ndjson or .parquet", &to_arg},
    {"csv", 0, OPTION_FLAG, NULL, "print all rows as comma-separated values", &csv_arg},
    {"json", 0, OPTION_FLAG, NULL, "print all rows as JSON, one object a line, and the summary as the last one", &json_arg},
    {"shard", 0, OPTION_TEXT, "I/N", "check only every Nth row, from the Ith on", &shard_arg},
    {"threads", 0, OPTION_COUNT, "N", "how many (default: as many as there are cores)", &threads_arg},
    {0},
};
static const option *get_options(void) { return options; }

enum { WIDTH_MIN = 60, WIDTH_MAX = 110 };

typedef struct check_cli {
    goods_checks *checks;
    check_terms terms;
    areas *areas;
    regime *regime;
    char regime_path[256];
    arena mem; /* prices */
    batch_map map;
    check_form form;
    progress bar;
    size_t width;
    pthread_mutex_t lock;
    check_counts counts; /* under the lock, of threads that have ended */
} check_cli;

typedef struct worker {
    check_cli *cli;
    goods_checker *checker;
    check_counts counts;
} worker;

/* ---- the map */

enum { FIELD_REF, FIELD_CODE, FIELD_TEXT, FIELD_QUANTITY, FIELD_UNIT, FIELD_VALUE, FIELD_CURRENCY, FIELDS };
static const char *const plain[FIELDS + 1] = {"ref", "code", "text", "quantity", "unit", "value", "currency", NULL};

static int field_of(const char *name) {
    int i = 0;
    while (i < FIELDS && strcmp(plain[i], name) != 0) i++;
    return i;
}

static bool known(const char *name) { return field_of(name) < FIELDS; }

static const batch_fields fields = {plain, known, "ref, code, text, quantity, unit, value or currency", "code, text, unit, ..."};

static const char **cell_of(checked_row *q, int field) {
    switch (field) {
    case FIELD_REF: return &q->ref;
    case FIELD_CODE: return &q->row.code;
    case FIELD_TEXT: return &q->row.text;
    case FIELD_QUANTITY: return &q->row.quantity;
    case FIELD_UNIT: return &q->row.unit;
    case FIELD_VALUE: return &q->row.value;
    default: return &q->row.currency;
    }
}

/* A field may be mapped twice: the first cell that is not empty counts. */
static void cells(checked_row *q, const batch_map *map) {
    const batch_record *r = q->record;
    for (unsigned f = 0; f < map->n; f++)
        if (r->columns >> f & 1 && !*cell_of(q, field_of(map->at[f].field))) *cell_of(q, field_of(map->at[f].field)) = "";
    for (unsigned i = 0; i < r->values; i++) {
        const char **to = cell_of(q, field_of(map->at[r->value[i].field].field));
        if (!*to || !**to) *to = r->value[i].text;
    }
    if (!q->ref) q->ref = "";
}

/* ---- one record */

static void count(worker *w, batch_counts *c, const checked_row *q) {
    switch (check_verdict(q)) {
    case FINDING_FOUND: c->found++; break;
    case FINDING_NOTHING_FOUND: c->nothing++; break;
    case FINDING_NOT_ASSESSED: c->not_assessed++; break;
    case FINDING_FAILED: c->failed++; break;
    }
    for (unsigned i = 0; q->answer && i < q->answer->n; i++) {
        const check_result *s = &q->answer->result[i];
        w->counts.by[s->kind][s->verdict]++;
        c->hits += s->verdict == FINDING_FOUND;
    }
}

static cordon_status ask(void *self, const batch_map *map, const batch_record *r, buf *rows, batch_counts *c, cordon_error *err) {
    worker *w = self;
    checked_row q = {.record = r, .as_at = w->cli->terms.as_at, .width = w->cli->width};
    check_answer said;
    arena mem;
    arena_init(&mem, 0);
    cells(&q, map);
    cordon_status status = r->fault ? CORDON_OK : goods_check_row(&said, &mem, w->checker, &q.row, err);
    if (!r->fault) q.answer = &said;
    if (!status) check_print(rows, &q, w->cli->form);
    if (!status) count(w, c, &q);
    arena_destroy(&mem);
    return status;
}

static cordon_status worker_new(void **out, void *arg, cordon_error *err) {
    worker *w = calloc(1, sizeof *w);
    if (!w) return cordon_fail(err, CORDON_ENOMEM, "no memory for a thread");
    w->cli = arg;
    cordon_status status = goods_checker_open(&w->checker, w->cli->checks, err);
    if (status)
        free(w);
    else
        *out = w;
    return status;
}

static void worker_free(void *self) {
    worker *w = self;
    pthread_mutex_lock(&w->cli->lock);
    for (int k = 0; k < CHECK_KINDS; k++)
        for (int v = 0; v < 4; v++) w->cli->counts.by[k][v] += w->counts.by[k][v];
    pthread_mutex_unlock(&w->cli->lock);
    goods_checker_close(w->checker);
    free(w);
}

/* ---- the run */

static void tick(void *arg, const batch_counts *c, uint64_t bytes, uint64_t all) {
    check_cli *cli = arg;
    if (all)
        progress_update(&cli->bar, bytes, all, "B");
    else
        progress_update(&cli->bar, c->records, 0, "rows");
}

static int form_of(check_form *out) {
    if (csv_arg && json_arg) return usage_error(&cmd_goods_check, "--csv and --json are two forms: choose one");
    *out = csv_arg ? FORM_CSV : json_arg ? FORM_NDJSON : FORM_TEXT;
    if (!to_arg) return EXIT_OK;
    if (csv_arg) return usage_error(&cmd_goods_check, "-o takes the form from the file's name, and --csv is for standard output");
    switch (batch_format_of(to_arg)) {
    case BATCH_CSV: *out = FORM_CSV; break;
    case BATCH_NDJSON: *out = FORM_NDJSON; break;
    case BATCH_PARQUET: *out = FORM_PARQUET; break;
    }
    return EXIT_OK;
}

static int map_of(check_cli *cli) {
    cordon_error err = {0};
    if (!map_arg) {
        batch_map_plain(&cli->map, &fields);
        return EXIT_OK;
    }
    if (batch_map_parse(&cli->map, map_arg, &fields, &err)) return usage_error(&cmd_goods_check, "--%s", err.message);
    return EXIT_OK;
}

/* To standard output, or where that holds the rows, to standard error. */
static int summary(check_cli *cli, const batch_counts *c) {
    buf b = {0}, about = {0};
    goods_checks_about(&about, cli->checks);
    if (json_arg)
        check_summary_json(&b, c, &cli->counts, buf_text(&about));
    else
        check_summary_text(&b, c, &cli->counts, buf_text(&about), cli->width);
    bool failed = b.failed || about.failed;
    if (!failed) fputs(buf_text(&b), cli->form == FORM_CSV && !to_arg ? stderr : stdout);
    buf_free(&b);
    buf_free(&about);
    return failed ? EXIT_FAILED : EXIT_OK;
}

static cordon_status run_it(check_cli *cli, batch_run *run, batch_counts *c, cordon_error *err) {
    buf head = {0};
    if (cli->form == FORM_CSV || cli->form == FORM_PARQUET) check_head(&head);
    run->head = buf_text(&head);
    progress_start(&cli->bar, run->input);
    cordon_status status = head.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a batch") : batch_process(c, run, err);
    progress_end(&cli->bar);
    run->head = NULL;
    buf_free(&head);
    return status;
}

static size_t line_width(void) {
    size_t width = text_terminal(STDOUT_FILENO);
    return !width ? 100 : width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

static int name_regime(check_cli *cli) {
    snprintf(cli->regime_path, sizeof cli->regime_path, "%s", regime_arg ? regime_arg : "");
    return regime_arg ? EXIT_OK : answer_regime(&cmd_goods_check, cli->regime_path, sizeof cli->regime_path);
}

static cordon_status read_prices(check_cli *cli, cordon_error *err) {
    store *s = NULL;
    cordon_status status = store_open(&s, store_arg, STORE_READ, 10, err);
    if (!status) status = flow_prices_for_checks(&cli->terms, &cli->mem, s, err);
    store_close(s);
    return status;
}

static cordon_status open_all(check_cli *cli, cordon_error *err) {
    cordon_status status = areas_load(&cli->areas, err);
    if (!status) status = regime_load(&cli->regime, cli->regime_path, cli->areas, err);
    cli->terms.regime = cli->regime;
    cli->terms.store = store_arg;
    if (!status && store_arg) status = read_prices(cli, err);
    return status ? status : goods_checks_open(&cli->checks, &cli->terms, err);
}

static void close_all(check_cli *cli) {
    arena_destroy(&cli->mem);
    goods_checks_close(cli->checks);
    regime_free(cli->regime);
    areas_free(cli->areas);
}

static int check(const char *input) {
    check_cli cli = {.lock = PTHREAD_MUTEX_INITIALIZER, .width = line_width()};
    batch_counts counts = {0};
    cordon_error err = {0};
    batch_run run = {.input = input, .output = to_arg ? to_arg : "-", .map = &cli.map, .map_plain = !map_arg,
                     .threads = threads_arg > BATCH_THREADS_MAX ? BATCH_THREADS_MAX : (unsigned)threads_arg,
                     .arguments = "", .index = "", .whole = check_whole, .real = check_real, .arg = &cli,
                     .worker_new = worker_new, .worker_free = worker_free, .ask = ask, .tick = tick};
    cli.terms = (check_terms){.as_at = as_at_arg ? as_at_arg : date_today(), .nomenclature = nomenclature_arg};
    int rc = form_of(&cli.form);
    if (!rc) rc = cmd_shard(&cmd_goods_check, &run.shard, &run.shards, shard_arg);
    if (!rc) rc = map_of(&cli);
    if (!rc) rc = name_regime(&cli);
    if (rc) return rc;
    arena_init(&cli.mem, 0);
    cordon_status status = open_all(&cli, &err);
    if (!status) status = run_it(&cli, &run, &counts, &err);
    if (status)
        rc = cmd_failed(&cmd_goods_check, &err);
    else
        rc = summary(&cli, &counts);
    close_all(&cli);
    return rc ? rc : counts.hits ? EXIT_FOUND : counts.failed ? EXIT_FAILED : EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    map_arg = nomenclature_arg = to_arg = shard_arg = regime_arg = store_arg = NULL;
    as_at_arg = 0;
    threads_arg = 0;
    csv_arg = json_arg = false;
    int rc = options_parse(&cmd_goods_check, options, argc, argv, args, &n, &done);
    return done ? rc : check(args[0]);
}

static const char *const examples[] = {
    "cordon goods check invoice.csv --map code=HS,text=Description,unit=Unit", "what does not fit, line by line",
    "cordon goods check invoice.csv --map code=HS -o checked.parquet", "all lines, with the codes of that day", NULL};

const command cmd_goods_check = {
    .name = "goods check",
    .summary = "find lines of an invoice whose code, text or unit do not fit",
    .synopsis = "FILE [--map MAP] [--as-at DATE] [-o FILE]",
    .about = "Reads a table (CSV, NDJSON or Parquet, of any length; \"-\" is standard input), one declared line a row, and checks each: is the code a "
             "code, of the day and of the revision in force; has it lost a zero in a spreadsheet; does the text fit it, or fit a listed code beside it better; is its unit of the kind in "
             "which the nomenclature counts the goods; are the numbers numbers; with --store, is the unit value within what its flows show. Nine and ten digits are national subdivisions: their "
             "first eight or six are judged.\n\n"
             "What cannot be judged is not assessed, with the reason; it is never \"nothing found\". A row that cannot be read is "
             "counted as failed, and the others are checked. A finding says that a line is worth a look, not that somebody meant it.\n\n"
             "As text only rows with findings or failures are printed, then a summary. The other forms have every row.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .exit_note = "a row has a finding. Without one, 3 says that a row failed",
    .run = run,
    .options = get_options,
};
