#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/text.h"
#include "watch/record.h"

static bool as_json;
static const char *cell[RECORD_COLUMNS];
static int64_t wait_s;

#define CELL(name, c, arg, help) {name, 0, OPTION_TEXT, arg, help, &cell[c]}
static const option options[] = {
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per fault, or for the row added", &as_json},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    CELL("id", RECORD_ID, "ID", "add: of the row; without it the kind's next number of the year"),
    CELL("date-start", RECORD_DATE_START, "DATE", "add: YYYY-MM-DD, YYYY-MM or YYYY"),
    CELL("date-end", RECORD_DATE_END, "DATE", "add: the last day, of the same precision"),
    CELL("precision", RECORD_PRECISION, "WORD", "add: day, month or year; without it that of the date"),
    CELL("dimension", RECORD_DIMENSION, "WORD",
         "add: trade_finance, dual_use, hybrid, military, political or response"),
    CELL("kind", RECORD_KIND, "KIND", "add: a kind of data/events/record_kinds.csv"),
    CELL("actor1", RECORD_ACTOR1, "CODE", "add: who acts, or stands accused"),
    CELL("actor2", RECORD_ACTOR2, "CODE", "add: towards or with whom"),
    CELL("others", RECORD_OTHERS, "CODES", "add: further states, with ',' between"),
    CELL("place", RECORD_PLACE, "TEXT", "add: where"),
    CELL("title", RECORD_TITLE, "TEXT", "add: what happened, in own words"),
    CELL("scale", RECORD_SCALE, "TEXT", "add: numbers as the source gives them"),
    CELL("status", RECORD_STATUS, "WORD",
         "add: confirmed, in_force, announced, alleged, attributed, charged, convicted, denied, "
         "suspended or ended"),
    CELL("attributed-by", RECORD_ATTRIBUTED_BY, "TEXT", "add: who alleges or lists"),
    CELL("reply", RECORD_REPLY, "TEXT", "add: the accused side's answer, or: no reply found"),
    CELL("reply-by", RECORD_REPLY_BY, "CODE", "add: who answered; outlet = only a media outlet"),
    CELL("reply-date", RECORD_REPLY_DATE, "DATE", "add: when"),
    CELL("source", RECORD_SOURCE, "TEXT", "add: publisher, date and address"),
    CELL("source-kind", RECORD_SOURCE_KIND, "WORD", "add: official, media, thinktank or data"),
    CELL("state-media", RECORD_STATE_MEDIA, "WORD", "add: yes where the only source is state-controlled"),
    CELL("basis", RECORD_BASIS, "WORD", "add: seen (read in a text), table or recalled"),
    CELL("note", RECORD_NOTE, "TEXT", "add: what a reader must know"),
    {0},
};
static const option *get_options(void) { return options; }

static void print_fault(void *arg, const cordon_error *fault) {
    buf b = {0}, line = {0};
    (void)arg;
    if (as_json) {
        buf_char(&b, '{');
        json_str(&b, "file", fault->source);
        json_int(&b, "line", (int64_t)fault->line);
        json_int(&b, "column", fault->column);
        json_str(&b, "fault", fault->message);
        buf_char(&b, '}');
    } else {
        buf_printf(&line, "%s:%llu:%u: %s", fault->source, (unsigned long long)fault->line,
                   fault->column, fault->message);
        text_clean(&b, buf_text(&line), line.len, false);
    }
    puts(buf_text(&b));
    buf_free(&b);
    buf_free(&line);
}

static void print_clean(const char *path, size_t rows) {
    buf b = {0};
    if (as_json) {
        buf_char(&b, '{');
        json_str(&b, "file", path);
        json_int(&b, "rows", (int64_t)rows);
        json_int(&b, "faults", 0);
        buf_char(&b, '}');
    } else {
        text_clean(&b, path, strlen(path), false);
        buf_printf(&b, ": %zu rows, no fault", rows);
    }
    puts(buf_text(&b));
    buf_free(&b);
}

static int check(const char *path, const areas *a, cordon_error *err) {
    struct stat st;
    size_t faults = 0, rows = 0;
    store *s = NULL;
    cordon_status status;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        status = store_open(&s, path, STORE_READ, (double)wait_s, err);
        if (!status) status = record_check_store(&faults, &rows, s, a, print_fault, NULL, err);
        store_close(s);
    } else {
        status = record_check_file(&faults, &rows, path, a, print_fault, NULL, err);
    }
    if (status) return cmd_failed(&cmd_watch_record, err);
    if (!faults) print_clean(path, rows);
    if (faults) fprintf(stderr, "%zu %s\n", faults, faults == 1 ? "fault" : "faults");
    return faults ? EXIT_FOUND : EXIT_OK;
}

static void print_added(const char *path, const char *id) {
    buf b = {0};
    if (as_json) {
        buf_char(&b, '{');
        json_str(&b, "file", path);
        json_str(&b, "id", id);
        buf_char(&b, '}');
    } else {
        text_clean(&b, path, strlen(path), false);
        buf_printf(&b, ": %s added", id);
    }
    puts(buf_text(&b));
    buf_free(&b);
}

static int add(const char *path, const areas *a, cordon_error *err) {
    char id[64];
    for (int c = 0; c < RECORD_COLUMNS; c++)
        if (!cell[c]) cell[c] = "";
    cordon_status status = record_add(id, path, cell, a, err);
    if (status == CORDON_EINVAL) { /* a rule broken: told as check tells it */
        print_fault(NULL, err);
        return EXIT_FOUND;
    }
    if (status) return cmd_failed(&cmd_watch_record, err);
    print_added(path, id);
    return EXIT_OK;
}

/* Rows as JSON Lines on standard input: all of them, or none and every fault. */
static int add_lines(const char *path, const areas *a, cordon_error *err) {
    record_lines *x = NULL;
    size_t faults = 0, n = 0;
    cordon_status status = record_lines_read(&x, "-", err);
    record_new *row = status ? NULL : record_lines_rows(x, &n);
    if (!status) status = record_add_rows(&faults, row, n, path, a, print_fault, NULL, err);
    for (size_t i = 0; i < n && !status && !faults; i++) print_added(path, row[i].id);
    record_lines_free(x);
    if (status) return cmd_failed(&cmd_watch_record, err);
    if (faults) fprintf(stderr, "%zu %s; nothing added\n", faults, faults == 1 ? "fault" : "faults");
    return faults ? EXIT_FOUND : EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    as_json = false;
    wait_s = 0;
    memset(cell, 0, sizeof cell);
    int rc = options_parse(&cmd_watch_record, options, argc, argv, args, &n, &done);
    if (done) return rc;
    bool adds = strcmp(args[0], "add") == 0;
    if (!adds && strcmp(args[0], "check") != 0)
        return usage_error(&cmd_watch_record, "\"%s\" is neither check nor add", args[0]);
    bool cells = false;
    for (int c = 0; c < RECORD_COLUMNS; c++) cells |= cell[c] != NULL;
    if (cells && !adds) return usage_error(&cmd_watch_record, "cells are given to add, not to check");
    if (adds && !cells && isatty(STDIN_FILENO))
        return usage_error(&cmd_watch_record, "add takes cells, or one JSON object a line on standard input");
    cordon_error err = {0};
    areas *a = NULL;
    if (areas_load(&a, &err)) return cmd_failed(&cmd_watch_record, &err);
    rc = adds ? (cells ? add : add_lines)(args[1], a, &err) : check(args[1], a, &err);
    areas_free(a);
    return rc;
}

static const char *const examples[] = {
    "cordon watch record check data/events/record.tsv", "holds the record that ships to its rules",
    "cordon watch record add mine.tsv --kind patrol --actor1 RUS",
    "says what this row still lacks, and writes it once nothing is missing",
    "cordon watch record add mine.tsv <rows.jsonl", "adds all rows of the file, or says what each lacks", NULL};

const command cmd_watch_record = {
    .name = "watch record",
    .summary = "check the record of dated events, or add rows to it",
    .synopsis = "check|add FILE|STORE [cells] [--json]",
    .about =
        "The record is a table of 23 columns with tabs between them: dated events of states, each "
        "with status, who alleges it, the reply of the accused side, source, kind of source and "
        "whether that source is state media. check prints every fault of a file, or of what a store "
        "has loaded, as FILE:LINE:COLUMN: what is there and what was expected.\n\n"
        "add appends one row to a file (a new one gets its header), or, without cells, every row of "
        "standard input: one JSON object a line, its keys named as the columns (\"date_start\"), its "
        "values texts. A line with a fault keeps all of them out. A row that check would not pass "
        "is not written, and the file stays as it was. Load the file to bring it into a store: of "
        "files of one name the newest counts, rows of other files are added to it.\n\n"
        "The rules: an id is the kind's prefix, the year of the start and a number, and stands once; "
        "dates are as long as the precision says; actors are ISO 3166-1 codes of three letters or "
        "stand in data/events/record_actors.csv; an allegation has the accused side's reply, or "
        "says: no reply found; a source is always named.",
    .args_min = 2,
    .args_max = 2,
    .examples = examples,
    .exit_note = "the record has faults, or the row to be added has one",
    .run = run,
    .options = get_options,
};
