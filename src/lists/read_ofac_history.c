/* Versions of rows of SDN.CSV with the days they were first and last seen: many daily editions in
 * one file.
 *
 *   first_seen,last_seen,end,ent_num,name,sdn_type,program,title,call_sign,vess_type,tonnage,grt,
 *   vess_flag,vess_owner,remarks
 *
 * A second table of the command, date,entries,..., names the days on which an edition was seen;
 * without it only the days that stand in the rows are known. A row is there on the days from
 * first_seen to last_seen.                                                          */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/ofac_csv.h"
#include "lists/ofac_remarks.h"
#include "lists/readers.h"
#include "lists/rows.h"

static const char *const row_columns[] = {"ent_num",    "name",      "sdn_type",   "program",
                                          "title",      "call_sign", "vess_type",  "tonnage",
                                          "grt",        "vess_flag", "vess_owner", "remarks",
                                          "first_seen", "last_seen", "end",        NULL};
static const char *const day_columns[] = {"date", "entries", "added", "removed", "changed", NULL};
enum { FIELDS = 12, FIRST = 12, LAST, END, DAYS_MAX = 20000 };

typedef struct history {
    list_read *r;
    date_day *day;
    size_t days, cap;
    bool named; /* by a table of days */
    bool rows;
} history;

static bool is_history(const char *head, size_t len) {
    static const char rows[] = "first_seen,last_seen,end,ent_num,",
                      days[] = "date,entries,added,removed,changed";
    return (len >= sizeof rows && memcmp(head, rows, sizeof rows - 1) == 0) ||
           (len >= sizeof days && memcmp(head, days, sizeof days - 1) == 0);
}

static int by_day(const void *a, const void *b) {
    date_day x = *(const date_day *)a, y = *(const date_day *)b;
    return x < y ? -1 : x > y;
}

/* Keeps a day; the array is thinned out when it is full. */
static cordon_status keep_day(history *h, date_day day, cordon_error *err) {
    if (h->days && h->day[h->days - 1] == day) return CORDON_OK;
    if (h->days == h->cap) {
        size_t n = 0;
        if (h->days) qsort(h->day, h->days, sizeof *h->day, by_day);
        for (size_t i = 0; i < h->days; i++)
            if (!n || h->day[n - 1] != h->day[i]) h->day[n++] = h->day[i];
        h->days = n;
        if (n > DAYS_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than %d days", DAYS_MAX);
        if (2 * n >= h->cap) {
            size_t cap = h->cap ? 2 * h->cap : 1024;
            date_day *v = realloc(h->day, cap * sizeof *v);
            if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the days");
            h->day = v;
            h->cap = cap;
        }
    }
    h->day[h->days++] = day;
    return CORDON_OK;
}

static date_day day_of(list_rows *w, int col) {
    const char *s = list_cell(w, col);
    date_day d = 0;
    if (!date_parse(&d, s, strlen(s))) list_rows_refuse(w, col, "a day such as 2024-05-03");
    return d;
}

static cordon_status read_days(history *h, list_rows *w, unsigned file, cordon_error *err) {
    int col[5];
    bool more = true;
    cordon_status status = list_cols(w, day_columns, col, err);
    h->days = 0;
    h->named = true;
    while (!status && !(status = list_rows_next(w, &more, err)) && more) {
        date_day d = day_of(w, col[0]);
        if (!d) continue;
        h->r->rows[file]++;
        status = keep_day(h, d, err);
    }
    return status;
}

static cordon_status one(history *h, list_rows *w, unsigned file, const int *col,
                         cordon_error *err) {
    const char *cell[FIELDS];
    entity e;
    for (int i = 0; i < FIELDS; i++) cell[i] = list_cell(w, col[i]);
    const char *schema = ofac_csv_schema(cell[2]);
    date_day first = day_of(w, col[FIRST]), last = first ? day_of(w, col[LAST]) : 0;
    if (!last) return CORDON_OK;
    if (last < first || !schema || !*cell[0] || !*cell[1]) {
        list_rows_refuse(w,
                         !schema     ? col[2]
                         : !*cell[0] ? col[0]
                         : !*cell[1] ? col[1]
                                     : col[LAST],
                         !schema     ? "individual, vessel, aircraft or nothing"
                         : !*cell[0] ? "a number"
                         : !*cell[1] ? "a name"
                                     : "a day not before first_seen");
        return CORDON_OK;
    }
    cordon_status status = h->named ? CORDON_OK : keep_day(h, first, err);
    if (!status && !h->named) status = keep_day(h, last, err);
    if (status) return status;
    list_entity(h->r, &e, "ofac-sdn", cell[0], schema);
    e.line = list_rows_line(w);
    size_t len = strlen(cell[11]);
    ofac_csv_entity(&e, cell, len >= OFAC_REMARKS_CUT && cell[11][len - 1] != '.');
    h->r->seen = first;
    h->r->gone = date_of_number(date_number(last) + 1);
    h->r->rows[file]++;
    return list_emit(h->r, &e, file, err);
}

static cordon_status read_rows(history *h, list_rows *w, unsigned file, cordon_error *err) {
    int col[FIELDS + 3];
    bool more = true;
    cordon_status status = list_cols(w, row_columns, col, err);
    h->rows = true;
    h->r->dated_by = file + 1;
    while (!status && !(status = list_rows_next(w, &more, err)) && more)
        status = one(h, w, file, col, err);
    return status;
}

/* The table of days is read before the rows, whichever comes first. */
static cordon_status read_files(history *h, cordon_error *err) {
    static const list_form form = {',', '"', NULL, NULL, false};
    cordon_status status = CORDON_OK;
    list_rows *open[LIST_FILES_MAX] = {NULL};
    for (unsigned i = 0; !status && i < h->r->files; i++) {
        status = list_rows_open(&open[i], h->r, i, &form, err);
        if (!status && list_col(open[i], "first_seen") < 0) status = read_days(h, open[i], i, err);
    }
    for (unsigned i = 0; !status && i < h->r->files; i++)
        if (list_col(open[i], "first_seen") >= 0) status = read_rows(h, open[i], i, err);
    for (unsigned i = 0; i < h->r->files; i++) list_rows_close(open[i]);
    return status;
}

static cordon_status tell_days(history *h, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (h->days) qsort(h->day, h->days, sizeof *h->day, by_day);
    for (size_t i = 0; !status && i < h->days; i++)
        if (!i || h->day[i] != h->day[i - 1]) status = list_day(h->r, "ofac-sdn", h->day[i], err);
    if (h->days) h->r->vintage = h->day[h->days - 1];
    if (!status && !h->named)
        list_note(h->r, 0, "days", "no table of days: editions without a change are not known");
    return status;
}

static cordon_status read_history(list_read *r, cordon_error *err) {
    history h = {.r = r};
    cordon_status status = read_files(&h, err);
    if (!status && !h.rows)
        status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(r->file[0]), 0, 0,
                                "a table of days without the versions of the rows");
    if (!status) status = tell_days(&h, err);
    if (!status) status = list_covers(r, "ofac-sdn", err);
    snprintf(r->form, sizeof r->form, "ofac-sdn");
    free(h.day);
    return status;
}

const list_reader list_reader_ofac_history = {
    .name = "ofac-history",
    .what = "versions of rows of SDN.CSV with first and last day, and the days of the editions",
    .publisher = "US Treasury, OFAC",
    .licence = "US Government work, public domain",
    .is = is_history,
    .together = true,
    .read = read_history,
};
