/* output.h - one way for every listing command to print its rows.
 *
 * A command declares columns once and adds rows; the reader's choice makes an
 * aligned table (terminal, at most its width), --json (one object per line),
 * --csv (RFC 4180, --bom for spreadsheets; cells that a spreadsheet would run
 * as a formula get a leading apostrophe) or --xlsx FILE. All four hold the
 * same values; JSON numbers are numbers, a missing value is null / empty.      */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <cordon/error.h>

#include "cli/options.h"

typedef enum output_type {
    OUT_TEXT,
    OUT_INT,     /* 1,234 in tables, 1234 elsewhere */
    OUT_MILLI,   /* int64 thousandths, printed exactly */
    OUT_MILLION, /* int64 thousandths shown in millions with one decimal in tables; exact units
                    elsewhere */
    OUT_PERCENT, /* double, two decimals in tables; shortest round-trip elsewhere */
    OUT_REAL,    /* double */
    OUT_DATE,    /* int32 yyyymmdd */
    OUT_PERIOD   /* int32 yyyymm */
} output_type;

typedef struct output_column {
    const char *key;  /* snake_case, for JSON and CSV */
    const char *head; /* for tables; may name the unit: "2022, EUR mn" */
    output_type type;
    bool wide; /* text that gives way first when the terminal is narrow */
} output_column;

/* The reader's choice; put OUTPUT_OPTIONS(&choice) into the option table. */
typedef struct output_choice {
    bool json, csv, bom;
    const char *xlsx;
} output_choice;
#define OUTPUT_OPTIONS(c)                                                                          \
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per line", &(c)->json},                  \
        {"csv", 0, OPTION_FLAG, NULL, "print comma-separated values", &(c)->csv},                  \
        {"bom",                                                                                    \
         0,                                                                                        \
         OPTION_FLAG,                                                                              \
         NULL,                                                                                     \
         "with --csv: start with a byte order mark, for spreadsheets",                             \
         &(c)->bom},                                                                               \
    {                                                                                              \
        "xlsx", 0, OPTION_TEXT, "FILE", "write an Excel workbook", &(c)->xlsx                      \
    }

typedef struct output output;

/* NULL, with a line on stderr, for two formats at once, a workbook that cannot
 * be written and no memory; `return output_refused(&choice)` then tells usage
 * from failure. title is the sheet's and the table's; columns must outlive the
 * output. Begin before the work, so that a mistyped path is known at once.   */
output *output_begin(const output_choice *choice, const char *title, const output_column *columns,
                     size_t n);
int output_refused(const output_choice *choice);
/* One cell after another, row by row; text is copied. A NULL text is missing. */
void output_text(output *o, const char *s);
void output_int(output *o, int64_t v); /* OUT_INT, OUT_MILLI, OUT_MILLION, OUT_DATE, OUT_PERIOD */
void output_real(output *o, double v); /* OUT_PERCENT, OUT_REAL; not finite is missing */
void output_missing(output *o);
/* Lines under a table (terminal: after a blank line; --json: objects
 * {"note":"..."} are NOT printed, notes go to stderr there; xlsx: rows below). */
void output_note(output *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A ready-made JSON object replaces the cells of the current row in --json
 * (findings have their own shape); call after the row's last cell.            */
void output_row_json(output *o, const char *json);
/* Prints what is buffered and frees. EXIT_OK, or EXIT_FAILED with a line on
 * stderr (a full disk). A closed pipe ends the process as SIGPIPE would.     */
int output_end(output *o);
/* Frees without printing more: the command failed midway. NULL is a no-op. A
 * workbook begun is removed, an older one of that name stays as it was.      */
void output_drop(output *o);
/* Flushes stdout: rc, or EXIT_FAILED with a line when it could not be written.
 * main does this after every command, so that printf needs no checks.        */
int output_stdout(int rc);

#endif
