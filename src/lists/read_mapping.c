/* read_mapping.c - tables read through a mapping: one's own, and those that ship for known layouts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "lists/mapping.h"
#include "lists/readers.h"

static cordon_status through(list_read *r, const char *path, cordon_error *err) {
    mapping *m = malloc(sizeof *m);
    if (!m) return cordon_fail(err, CORDON_ENOMEM, "no memory for a mapping");
    cordon_status status = mapping_read(m, path, err);
    if (!status) {
        status = mapping_run(m, r, err);
        mapping_free(m);
    }
    free(m);
    return status;
}

/* Through the mapping of that name that ships. */
static cordon_status shipped(list_read *r, const char *name, cordon_error *err) {
    char file[80], path[1200];
    snprintf(file, sizeof file, "data/lists/mappings/%.40s.csv", name);
    return through(r, data_path(path, sizeof path, file), err);
}

/* ---- one's own ---- */

static cordon_status read_table(list_read *r, cordon_error *err) {
    if (!r->mapping)
        return cordon_fail(err, CORDON_EINVAL,
                           "a table needs a mapping: --as FILE.csv, such as those of "
                           "data/lists/mappings");
    return strchr(r->mapping, '.') ? through(r, r->mapping, err) : shipped(r, r->mapping, err);
}

static bool maps(const char *path) {
    static const char *const columns[] = {"to",   "column", "value",  "form",
                                          "when", "lang",   "detail", NULL};
    int col[7];
    table t;
    if (table_read(&t, path, NULL)) return false;
    bool is = !table_cols(&t, columns, col, NULL);
    table_free(&t);
    return is;
}

const list_reader list_reader_mapping = {
    .name = "table",
    .what = "any delimited table through a mapping of its columns: --as FILE.csv",
    .publisher = "",
    .licence = "",
    .maps = maps,
    .read = read_table,
};

/* ---- known layouts ---- */

static bool has_line(const char *head, size_t len, const char *text) {
    return memmem(head, len, text, strlen(text)) != NULL;
}

static cordon_status read_conlist(list_read *r, cordon_error *err) {
    return shipped(r, "uk-conlist", err);
}
static bool is_conlist(const char *head, size_t len) {
    return has_line(head, len, "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,") &&
           has_line(head, len, ",Group ID");
}

const list_reader list_reader_conlist = {
    .name = "uk-conlist",
    .what = "OFSI's consolidated list of targets (ConList.csv), as published to January 2026",
    .publisher = "UK HM Treasury, Office of Financial Sanctions Implementation",
    .licence = "Open Government Licence v3.0",
    .is = is_conlist,
    .read = read_conlist,
};

static cordon_status read_uksl(list_read *r, cordon_error *err) { return shipped(r, "uksl", err); }
static bool is_uksl(const char *head, size_t len) {
    return has_line(head, len, "Unique ID") && has_line(head, len, "OFSI Group ID") &&
           has_line(head, len, "Name 6");
}

const list_reader list_reader_uksl = {
    .name = "uksl",
    .what = "the UK Sanctions List in one table (UK-Sanctions-List.csv); untested on a real file",
    .publisher = "UK Foreign, Commonwealth and Development Office",
    .licence = "Open Government Licence v3.0",
    .is = is_uksl,
    .read = read_uksl,
};
