/* cmd_due.c - cordon due: dates that the cases in the log bring with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/due.h"
#include "cli/assess_session.h"
#include "cli/output.h"

static output_choice choice;
static const char *store_arg, *within_arg;
static date_day from_arg;
static bool ical;

static const option options[] = {
    {"within", 0, OPTION_TEXT, "DAYS", "due in that many days from today: 30d, 6w (30d); all = every date", &within_arg},
    {"from", 0, OPTION_DATE, "DATE", "count from that day (today)", &from_arg},
    {"ical", 0, OPTION_FLAG, NULL, "print an iCalendar file (RFC 5545)", &ical},
    {"store", 0, OPTION_TEXT, "STORE", "whose log ($CORDON_STORE)", &store_arg},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"on", "due", OUT_DATE, false},     {"what", "what", OUT_TEXT, true},   {"case", "case", OUT_TEXT, false}, {"entry", "entry", OUT_INT, false},
    {"id", "row", OUT_TEXT, false},     {"source", "source", OUT_TEXT, true},
};

/* -1: every date; -2: no number of days. */
static int32_t days_of(const char *s) {
    char *end;
    if (!s) return 30;
    if (strcmp(s, "all") == 0) return -1;
    long n = strtol(s, &end, 10);
    if (end == s || n < 0 || n > 36500) return -2;
    if (strcmp(end, "w") == 0) return (int32_t)(n * 7);
    return !*end || strcmp(end, "d") == 0 ? (int32_t)n : -2;
}

static int print(const due *d, size_t n) {
    if (ical) {
        buf b = {0};
        due_calendar(&b, d, n);
        fwrite(buf_text(&b), 1, b.len, stdout);
        buf_free(&b);
        return EXIT_OK;
    }
    output *o = output_begin(&choice, "Due", columns, sizeof columns / sizeof *columns);
    if (!o) return output_refused(&choice);
    for (size_t i = 0; i < n; i++) {
        output_int(o, d[i].on);
        output_text(o, d[i].row->title);
        output_text(o, d[i].case_id);
        output_int(o, d[i].entry);
        output_text(o, d[i].row->id);
        output_text(o, d[i].row->source);
    }
    return output_end(o);
}

static int run(int argc, char **argv) {
    int n;
    bool done = false;
    const due *d = NULL;
    size_t dues = 0;
    cordon_error err = {0};
    assess_session s = {0};
    arena mem;
    choice = (output_choice){0};
    store_arg = within_arg = NULL;
    from_arg = 0, ical = false;
    int rc = options_parse(&cmd_due, options, argc, argv, NULL, &n, &done);
    if (done) return rc;
    int32_t days = days_of(within_arg);
    if (days == -2) return usage_error(&cmd_due, "--within \"%s\": expected days or weeks, 30d or 6w, or all", within_arg);
    if (ical && (choice.json || choice.csv || choice.xlsx)) return usage_error(&cmd_due, "--ical, --json, --csv or --xlsx: one of them");
    if ((rc = cmd_store(&cmd_due, &store_arg))) return rc;
    date_day from = from_arg ? from_arg : date_today();
    arena_init(&mem, 0);
    cordon_status status = assess_open_log(&s, store_arg, &err);
    if (!status) status = due_ask(&d, &dues, &mem, s.log, days < 0 ? 0 : from, days < 0 ? 0 : date_of_number(date_number(from) + days), &err);
    rc = status ? cmd_failed(&cmd_due, &err) : print(d, dues);
    arena_destroy(&mem);
    assess_close(&s);
    return rc;
}

const command cmd_due = {
    .name = "due",
    .summary = "what the cases in the log ask for, and by when",
    .synopsis = "[--within DAYS] [--from DATE] [--ical] [--store STORE]",
    .about = "Notifications within 30 days of the first use of an exception, the review of the risk assessment, the end of certificates and contracts, days by which a clause must be there: rows of data/assess/due.csv, "
             "applied to the newest decision of each case. What was blocked has no dates unless a person decided otherwise.",
    .args_max = 0,
    .examples = (const char *const[]){"cordon due --within 30d --store my.store", "Lists what is due in the next thirty days.", "cordon due --within all --ical --store my.store", "Prints every date as a calendar.", NULL},
    .run = run,
    .options = get_options,
};
