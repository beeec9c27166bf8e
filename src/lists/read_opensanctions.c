/* read_opensanctions.c - OpenSanctions' targets.simple.csv: a row is a party, cells hold several
 * values.
 *
 * A row of several data sets is a party of each of their lists. Identifiers come without their
 * kind: those that begin with IMO are IMO numbers, nine digits of a vessel its MMSI, others numbers
 * of registration or, of a person, of a paper. first_seen and last_change are the collector's days,
 * so they are no dates of listing; the latest last_seen is the vintage.                    */
#include <stdio.h>
#include <string.h>

#include "lists/datasets.h"
#include "lists/readers.h"
#include "lists/rows.h"
#include "lists/words.h"

enum {
    ID,
    SCHEMA,
    NAME,
    ALIASES,
    BIRTH,
    COUNTRIES,
    ADDRESSES,
    IDENTIFIERS,
    SANCTIONS,
    PHONES,
    EMAILS,
    DATASET,
    FIRST,
    LAST,
    CHANGE,
    NEEDED,
    PROGRAMS = NEEDED,
    COLUMNS
};
static const char *const columns[] = {
    "id",         "schema",      "name",        "aliases",     "birth_date", "countries",
    "addresses",  "identifiers", "sanctions",   "phones",      "emails",     "dataset",
    "first_seen", "last_seen",   "last_change", "program_ids", NULL};

typedef struct simple {
    list_read *r;
    list_rows *w;
    datasets *d;
    lists_met met;
    int col[COLUMNS];
    unsigned file;
    buf value;
} simple;

static const char *identifier_prop(const entity *e, const char *s) {
    size_t digits = strspn(s, "0123456789");
    if (strncmp(s, "IMO", 3) == 0) return "imoNumber";
    if (strcmp(e->schema, "Vessel") == 0)
        return digits == 9 && !s[9] ? "mmsi" : "registrationNumber";
    return strcmp(e->schema, "Person") == 0 ? "idNumber" : "registrationNumber";
}

static void add_values(simple *f, entity *e, int column, const char *prop) {
    const char *at = list_cell(f->w, f->col[column]);
    while (list_split(&f->value, &at, ';')) {
        const char *s = buf_text(&f->value);
        if (column == BIRTH)
            list_add_date(e, prop, s);
        else
            entity_add(e, column == IDENTIFIERS ? identifier_prop(e, s) : prop, s, -1, NULL, NULL);
    }
}

/* The reasons of a party stand with its first programme. */
static void add_listings(simple *f, entity *e) {
    const char *at = list_cell(f->w, f->col[SANCTIONS]);
    buf reason = {0}, programme = {0};
    while (list_split(&f->value, &at, ';')) {
        if (reason.len && f->value.len) buf_str(&reason, "; ");
        buf_add(&reason, buf_text(&f->value), f->value.len);
    }
    at = list_cell(f->w, f->col[PROGRAMS]);
    bool more = list_split(&programme, &at, ';'), first = true;
    while (more || (first && reason.len)) {
        entity_list(e, &(entity_listing){.programme = more ? buf_text(&programme) : "",
                                         .reason = first ? buf_text(&reason) : ""});
        first = false;
        if (more) more = list_split(&programme, &at, ';');
    }
    if (reason.failed || programme.failed) e->failed = true;
    buf_free(&reason);
    buf_free(&programme);
}

static void add_row(simple *f, entity *e) {
    static const struct {
        int column;
        const char *prop;
    } plain[] = {{ALIASES, "alias"},     {BIRTH, "birthDate"}, {COUNTRIES, "country"},
                 {ADDRESSES, "address"}, {IDENTIFIERS, ""},    {PHONES, "phone"},
                 {EMAILS, "email"}};
    e->line = list_rows_line(f->w);
    entity_add(e, "name", list_cell(f->w, f->col[NAME]), -1, NULL, NULL);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        add_values(f, e, plain[i].column, plain[i].prop);
    list_add_date(e, "createdAt", list_cell(f->w, f->col[FIRST]));
    list_add_date(e, "modifiedAt", list_cell(f->w, f->col[CHANGE]));
    add_listings(f, e);
    date_day seen = list_whole_day(list_cell(f->w, f->col[LAST]));
    if (seen > f->r->vintage) f->r->vintage = seen;
}

static cordon_status one_row(simple *f, cordon_error *err) {
    const char *id = list_cell(f->w, f->col[ID]), *schema = list_cell(f->w, f->col[SCHEMA]);
    const char *at = list_cell(f->w, f->col[DATASET]);
    cordon_status status = CORDON_OK;
    char list[LIST_ID_MAX];
    buf dataset = {0};
    if (!*id)
        list_rows_refuse(f->w, f->col[ID], "an id");
    else if (!*schema)
        list_rows_refuse(f->w, f->col[SCHEMA], "a schema such as Person");
    else if (!*at)
        list_rows_refuse(f->w, f->col[DATASET], "the name of a data set");
    if (!*id || !*schema) at = "";
    while (!status && list_split(&dataset, &at, ';')) {
        entity e;
        datasets_list(f->d, list, "os-", buf_text(&dataset), dataset.len);
        list_entity(f->r, &e, list, id, schema);
        add_row(f, &e);
        status = lists_meet(&f->met, list, err);
        if (!status) status = list_emit(f->r, &e, f->file, err);
    }
    buf_free(&dataset);
    return status;
}

static cordon_status read_file(simple *f, cordon_error *err) {
    bool more = true;
    const char *need[NEEDED + 1] = {0};
    for (int c = 0; c < NEEDED; c++) need[c] = columns[c];
    cordon_status status =
        list_rows_open(&f->w, f->r, f->file, &(list_form){',', '"', NULL, NULL, false}, err);
    if (!status) status = list_cols(f->w, need, f->col, err);
    if (!status) {
        f->col[PROGRAMS] = list_col(f->w, columns[PROGRAMS]); /* older files have none */
        list_note_columns(f->w, columns);
    }
    while (!status && !(status = list_rows_next(f->w, &more, err)) && more) {
        f->r->rows[f->file]++;
        status = one_row(f, err);
    }
    list_rows_close(f->w);
    f->w = NULL;
    return status;
}

static cordon_status read_simple(list_read *r, cordon_error *err) {
    simple f = {.r = r};
    cordon_status status = datasets_open(&f.d, err);
    for (; f.file < r->files && !status; f.file++) status = read_file(&f, err);
    if (!status) status = lists_cover(&f.met, r, err);
    lists_met_free(&f.met);
    datasets_close(f.d);
    buf_free(&f.value);
    return status;
}

static bool is_simple(const char *head, size_t len) {
    static const char *const begins[] = {"id,schema,name,aliases,birth_date,",
                                         "\"id\",\"schema\",\"name\",\"aliases\","};
    for (int i = 0; i < 2; i++)
        if (len >= strlen(begins[i]) && memcmp(head, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

const list_reader list_reader_opensanctions = {
    .name = "opensanctions-csv",
    .what = "OpenSanctions' targets.simple.csv, of one data set or several",
    .publisher = "OpenSanctions",
    .licence = "CC BY-NC 4.0, or OpenSanctions' licence",
    .is = is_simple,
    .read = read_simple,
};
