/* read_uk.c - the UK Sanctions List as five tables that are joined on its Unique ID.
 *
 * subjects, names, identifiers, countries and birth dates, each with its own header, come in one
 * command in any order; one that lacks is an error, because what it holds would seem to have left
 * the list. The tables repeat rows (22,787 of identifiers are 2,373 different ones): an entity
 * takes each once. The regime is the letters of the Unique ID (RUS0123).             */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lists/readers.h"
#include "lists/rows.h"
#include "lists/words.h"

static const char list_name[] = "uk-sl";

enum { SUBJECTS, NAMES, IDENTIFIERS, COUNTRIES, DOBS, TABLES };
enum { COLUMNS_MAX = 11 };

static const struct kind {
    const char *what;
    const char *column[COLUMNS_MAX + 1]; /* the Unique ID first, then what tells the tables apart */
} kinds[TABLES] = {
    {"subjects",
     {"unique_id", "subject_type", "un_reference_number", "ofsi_group_id", "date_designated",
      "last_updated"}},
    {"names",
     {"unique_id", "name_type", "alias_strength", "full_name", "name_6", "name_1", "name_2",
      "name_3", "name_4", "name_5", "name_id"}},
    {"identifiers",
     {"unique_id", "identifier_type", "raw_value", "additional_info", "ofsi_group_id", "id"}},
    {"countries",
     {"unique_id", "country_type", "raw_value", "iso", "resolution_method", "iso_available", "id"}},
    {"birth dates", {"unique_id", "precision", "year", "month", "day", "parse_issues", "dob_id"}},
};

typedef struct tables {
    list_read *r;
    int col[TABLES][COLUMNS_MAX];
    int kind[LIST_FILES_MAX];
    bool there[TABLES];
    list_held held;
} tables;

static cordon_status find_kind(tables *t, const list_rows *w, unsigned file, cordon_error *err) {
    for (int k = 0; k < TABLES; k++) {
        if (list_col(w, kinds[k].column[1]) < 0) continue;
        if (t->there[k])
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(t->r->file[file]), 1, 0,
                                  "a second table of %s", kinds[k].what);
        t->there[k] = true;
        t->kind[file] = k;
        list_note_columns(w, kinds[k].column);
        return list_cols(w, kinds[k].column, t->col[k], err);
    }
    return cordon_fail_at(
        err, CORDON_EFORMAT, stream_name(t->r->file[file]), 1, 0,
        "none of the tables subjects, names, identifiers, countries or birth dates");
}

static cordon_status hold_file(tables *t, unsigned file, cordon_error *err) {
    list_rows *w = NULL;
    bool more = true;
    char sub[2] = "";
    cordon_status status =
        list_rows_open(&w, t->r, file, &(list_form){',', '"', NULL, NULL, false}, err);
    if (!status) status = find_kind(t, w, file, err);
    while (!status && !(status = list_rows_next(w, &more, err)) && more) {
        t->r->rows[file]++;
        const char *id = list_cell(w, t->col[t->kind[file]][0]);
        sub[0] = (char)('0' + t->kind[file]);
        if (*id)
            status = list_hold(&t->held, w, file, id, sub, err);
        else
            list_rows_refuse(w, t->col[t->kind[file]][0], "a Unique ID such as RUS0123");
    }
    list_rows_close(w);
    return status;
}

/* ---- one subject ---- */

static const char *cell(const tables *t, const list_held_row *row, int column) {
    return row->cell[t->col[t->kind[row->file]][column]];
}

static void add_subject(tables *t, entity *e, const list_held_row *row) {
    char regime[16] = "";
    for (size_t i = 0; i + 1 < sizeof regime && isalpha((unsigned char)row->key[i]); i++)
        regime[i] = row->key[i], regime[i + 1] = '\0';
    const char *since = cell(t, row, 4), *changed = cell(t, row, 5);
    entity_list(e, &(entity_listing){.programme = regime, .from = list_whole_day(since)});
    entity_add(e, "unscId", cell(t, row, 2), -1, NULL, NULL);
    entity_add(e, "authorityId", cell(t, row, 3), -1, NULL, "OFSI Group ID");
    list_add_date(e, "modifiedAt", changed);
    date_day day = list_whole_day(changed);
    if (day > t->r->vintage) t->r->vintage = day;
}

static void add_names(tables *t, entity *e, const list_held_row *row) {
    const char *kind = cell(t, row, 1), *strength = cell(t, row, 2);
    bool primary = strcmp(kind, "primary") == 0;
    const char *prop = primary ? "name" : strstr(strength, "low") ? "weakAlias" : "alias";
    list_add_name(e, prop, cell(t, row, 3), NULL,
                  strcmp(kind, "primary_variation") == 0 ? "primary name variation" : NULL);
    if (!primary || strcmp(e->schema, "Person") != 0) return;
    static const char *const parts[] = {"lastName",   "firstName",  "middleName",
                                        "middleName", "middleName", "middleName"};
    for (int i = 0; i < 6; i++) entity_add(e, parts[i], cell(t, row, 4 + i), -1, NULL, NULL);
}

static void add_identifier(tables *t, entity *e, const list_held_row *row) {
    static const char *const props[][2] = {{"passport", "passportNumber"},
                                           {"national", "idNumber"},
                                           {"business_registration_numbers", "registrationNumber"},
                                           {"imo", "imoNumber"}};
    const char *kind = cell(t, row, 1), *value = cell(t, row, 2);
    for (size_t i = 0; i < 4; i++)
        if (strcmp(props[i][0], kind) == 0) {
            if (i == 2)
                list_add_numbers(e, props[i][1], value, cell(t, row, 3));
            else
                entity_add(e, props[i][1], value + (*value == '\''), -1, NULL, cell(t, row, 3));
            return;
        }
    entity_add(e, "idNumber", value, -1, NULL, kind);
}

static void add_country(tables *t, entity *e, const list_held_row *row) {
    const char *kind = cell(t, row, 1);
    entity_add(e,
               strcmp(kind, "birth") == 0         ? "birthCountry"
               : strcmp(kind, "nationality") == 0 ? "nationality"
                                                  : "country",
               cell(t, row, 2), -1, NULL, cell(t, row, 3));
}

static void add_birth(tables *t, entity *e, const list_held_row *row) {
    const char *y = cell(t, row, 2), *m = cell(t, row, 3), *d = cell(t, row, 4);
    char text[40];
    snprintf(text, sizeof text, "%.8s%s%.8s%s%.8s", y, *m ? "-" : "", m, *m && *d ? "-" : "",
             *m ? d : "");
    list_add_date(e, "birthDate", text);
}

static void (*const adders[TABLES])(tables *, entity *, const list_held_row *) = {
    add_subject, add_names, add_identifier, add_country, add_birth};

static cordon_status emit_subject(tables *t, size_t a, size_t b, cordon_error *err) {
    static const char *const schemas[][2] = {
        {"individual", "Person"}, {"ship", "Vessel"}, {"entity", "LegalEntity"}};
    const list_held_row *first = &t->held.row[a];
    if (*first->sub != '0') { /* rows of other tables without a subject */
        list_refuse(t->r, first->file, first->line, 0, "unique_id", first->key,
                    "a row in the table of subjects");
        return CORDON_OK;
    }
    const char *schema = "LegalEntity";
    for (size_t i = 0; i < 3; i++)
        if (strcmp(schemas[i][0], cell(t, first, 1)) == 0) schema = schemas[i][1];
    entity e;
    list_entity(t->r, &e, list_name, first->key, schema);
    e.line = first->line;
    for (size_t i = a; i < b; i++) adders[t->kind[t->held.row[i].file]](t, &e, &t->held.row[i]);
    return list_emit(t->r, &e, first->file, err);
}

static cordon_status read_uk(list_read *r, cordon_error *err) {
    tables t = {.r = r};
    cordon_status status = CORDON_OK;
    list_held_init(&t.held);
    for (unsigned file = 0; file < r->files && !status; file++) status = hold_file(&t, file, err);
    for (int k = 0; k < TABLES && !status; k++)
        if (!t.there[k])
            status = cordon_fail_at(
                err, CORDON_EFORMAT, stream_name(r->file[0]), 0, 0,
                "the table of %s lacks: give the five tables of the list in one command",
                kinds[k].what);
    list_held_sort(&t.held);
    for (size_t a = 0, b; a < t.held.rows && !status; a = b) {
        b = list_group(&t.held, a);
        status = emit_subject(&t, a, b, err);
    }
    if (!status) status = list_covers(r, list_name, err);
    list_held_free(&t.held);
    return status;
}

static bool is_uk(const char *head, size_t len) {
    static const char *const begins[] = {"unique_id,subject_type,", "name_id,unique_id,",
                                         "dob_id,unique_id,", "id,unique_id,ofsi_group_id,",
                                         "id,unique_id,raw_value,country_type,"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (len >= strlen(begins[i]) && memcmp(head, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

const list_reader list_reader_uk = {
    .name = "uk",
    .what = "the UK Sanctions List as five tables: subjects, names, identifiers, countries and "
            "birth dates",
    .publisher = "UK Foreign, Commonwealth and Development Office",
    .licence = "Open Government Licence v3.0",
    .is = is_uk,
    .together = true,
    .read = read_uk,
};
