/* read_dfat.c - Australia's consolidated list: a workbook with a row for each name.
 *
 * Rows of one number ("12", "12a", "12b") are one party; they repeat what is not a name. Several
 * values stand in a cell as "a) X b) Y" or separated by ";", birth dates by ",". The UN's reference
 * begins the additional information. The latest control date is the vintage.              */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/readers.h"
#include "lists/rows.h"
#include "lists/words.h"
#include "read/records.h"
#include "read/xlsx.h"

static const char list_name[] = "au-dfat";

enum {
    REFERENCE,
    NAME,
    TYPE,
    NAME_TYPE,
    STRENGTH,
    BIRTH,
    PLACE,
    CITIZENSHIP,
    ADDRESS,
    INFORMATION,
    LISTING,
    IMO,
    COMMITTEES,
    CONTROL,
    INSTRUMENT,
    FREEZE,
    TRAVEL,
    ARMS,
    MARITIME,
    COLUMNS
};
static const char *const columns[COLUMNS] = {"Reference",
                                             "Name of Individual or Entity",
                                             "Type",
                                             "Name Type",
                                             "Alias Strength",
                                             "Date of Birth",
                                             "Place of Birth",
                                             "Citizenship",
                                             "Address",
                                             "Additional Information",
                                             "Listing Information",
                                             "IMO Number",
                                             "Committees",
                                             "Control Date",
                                             "Instrument of Designation",
                                             "Targeted Financial Sanction",
                                             "Travel Ban",
                                             "Arms Embargo",
                                             "Maritime Restriction"};

typedef struct sheet {
    list_read *r;
    unsigned file;
    bool headed;
    int col[COLUMNS];
    list_held held;
} sheet;

static cordon_status take_head(sheet *s, const xlsx_row *row, cordon_error *err) {
    bool used[XLSX_COLUMNS_MAX] = {0};
    for (int c = 0; c < COLUMNS; c++) {
        s->col[c] = -1;
        for (size_t i = 0; i < row->cells && s->col[c] < 0; i++)
            if (strcasecmp(row->cell[i], columns[c]) == 0) s->col[c] = (int)i, used[i] = true;
        if (c <= NAME_TYPE && s->col[c] < 0)
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(s->r->file[s->file]),
                                  row->number, 0, "no column \"%s\" in the sheet's first row",
                                  columns[c]);
    }
    for (size_t i = 0; i < row->cells; i++)
        if (*row->cell[i] && !used[i])
            list_note(s->r, s->file, "column not used", "%.200s", row->cell[i]);
    s->headed = true;
    return CORDON_OK;
}

static cordon_status take_row(void *arg, const xlsx_row *row, cordon_error *err) {
    sheet *s = arg;
    const char *cell[COLUMNS];
    char key[32], sub[40];
    if (!s->headed) return take_head(s, row, err);
    bool any = row->over != NULL;
    for (size_t i = 0; i < row->cells; i++) any |= *row->cell[i] != '\0';
    if (!any) return CORDON_OK;
    s->r->rows[s->file]++;
    for (int c = 0; c < COLUMNS; c++)
        cell[c] = s->col[c] >= 0 && (size_t)s->col[c] < row->cells ? row->cell[s->col[c]] : "";
    size_t n = strspn(cell[REFERENCE], "0123456789"), len = strlen(cell[REFERENCE]);
    const char *expected = row->over                  ? row->over
                           : !n || n > 20 || len > 30 ? "a number such as 12 or 12a"
                                                      : NULL;
    if (!expected && !*cell[NAME]) expected = "a name";
    if (expected) {
        list_refuse(s->r, s->file, row->number, 0,
                    row->over ? "row" : columns[*cell[NAME] || !n ? REFERENCE : NAME],
                    cell[REFERENCE], expected);
        return CORDON_OK;
    }
    snprintf(key, sizeof key, "%.*s", (int)n, cell[REFERENCE]);
    snprintf(sub, sizeof sub, "%02zu%s", len - n, cell[REFERENCE] + n); /* "z" before "aa" */
    return list_hold_cells(&s->held, cell, COLUMNS, row->number, s->file, key, sub, err);
}

/* ---- one party ---- */

static bool placeholder(const char *s) {
    return strcasecmp(s, "na") == 0 || strcasecmp(s, "n/a") == 0;
}

static void add_part(entity *e, const char *prop, const char *s, size_t len, bool date) {
    char text[64];
    len = list_trim(&s, len);
    if (len && len < sizeof text) {
        snprintf(text, sizeof text, "%.*s", (int)len, s);
        if (placeholder(text)) return;
        if (date) {
            list_add_date(e, prop, text);
            return;
        }
    }
    entity_add(e, prop, s, (long)len, NULL, NULL);
}

/* "a) X b) Y": the place of the letter that is due and its bracket, NULL = none. */
static const char *letter(const char *s, char due) {
    for (const char *p = s; (p = strchr(p, due)); p++)
        if (p[1] == ')' &&
            (p == s || isspace((unsigned char)p[-1]) || p[-1] == ';' || p[-1] == ','))
            return p;
    return NULL;
}

static void add_parts(entity *e, const char *prop, const char *s, const char *by) {
    s += strspn(s, " ");
    bool date = *by == ',';
    if (letter(s, 'a') == s) {
        for (char due = 'b'; s && due <= 'z'; due++) {
            const char *next = letter(s + 2, due), *end = next ? next : s + strlen(s);
            while (end > s + 2 && strchr(";, ", end[-1])) end--;
            add_part(e, prop, s + 2, (size_t)(end - s - 2), date);
            s = next;
        }
        return;
    }
    while (*s) {
        size_t n = strcspn(s, by);
        add_part(e, prop, s, n, date);
        s += n + (s[n] != '\0');
    }
}

/* The first whole day in a text such as "Listed by the committee on 9 May 2014 (amended ...)". */
static date_day day_in(const char *s) {
    for (; *s; s++) {
        if (!isdigit((unsigned char)*s)) continue;
        char text[32];
        size_t n = 0, words = 0;
        while (s[n] && n + 1 < sizeof text && !strchr("(,;\n", s[n])) {
            if (s[n] == ' ' && ++words == 3) break;
            n++;
        }
        snprintf(text, sizeof text, "%.*s", (int)n, s);
        date_day d = list_whole_day(text);
        if (d) return d;
        s += strspn(s, "0123456789") - 1;
    }
    return 0;
}

/* "TAi.002. Title: ...": the number the UN gave. */
static void add_un_number(entity *e, const char *s) {
    if (isupper((unsigned char)s[0]) && isupper((unsigned char)s[1]) &&
        (s[2] == 'i' || s[2] == 'e') && s[3] == '.' && strspn(s + 4, "0123456789") == 3)
        entity_add(e, "unscId", s, 7, NULL, NULL);
}

static void add_name(entity *e, const list_held_row *row) {
    const char *kind = row->cell[NAME_TYPE];
    bool primary = strcasecmp(kind, "Primary Name") == 0;
    list_add_name(e,
                  primary                                        ? "name"
                  : strcasecmp(row->cell[STRENGTH], "Weak") == 0 ? "weakAlias"
                                                                 : "alias",
                  row->cell[NAME], NULL,
                  strcasecmp(kind, "Original Script") == 0 ? "original script" : NULL);
}

static void add_facts(sheet *s, entity *e, const list_held_row *row) {
    bool person = strcmp(e->schema, "Person") == 0;
    add_parts(e, "birthDate", row->cell[BIRTH], ",");
    add_parts(e, "birthPlace", row->cell[PLACE], ";");
    add_parts(e, person ? "citizenship" : "country", row->cell[CITIZENSHIP], ";");
    add_parts(e, "address", row->cell[ADDRESS], ";");
    entity_add(e, "imoNumber", row->cell[IMO], -1, NULL, NULL);
    entity_add(e, "notes", row->cell[INFORMATION], -1, NULL, NULL);
    entity_add(e, "notes", row->cell[LISTING], -1, NULL, "listing information");
    add_un_number(e, row->cell[INFORMATION]);
    for (int c = FREEZE; c <= MARITIME; c++)
        if (strcmp(row->cell[c], "1") == 0 || strcasecmp(row->cell[c], "true") == 0)
            entity_add(e, "measure", columns[c], -1, NULL, NULL);
    list_add_date(e, "modifiedAt", row->cell[CONTROL]);
    date_day control = list_whole_day(row->cell[CONTROL]);
    if (control > s->r->vintage) s->r->vintage = control;
    entity_listing l = {.programme = row->cell[COMMITTEES],
                        .reference = row->cell[INSTRUMENT],
                        .from = day_in(row->cell[LISTING])};
    if (*l.programme || *l.reference || l.from) entity_list(e, &l);
}

static cordon_status emit_party(sheet *s, size_t a, size_t b, cordon_error *err) {
    const list_held_row *first = &s->held.row[a];
    const char *type = first->cell[TYPE];
    entity e;
    list_entity(s->r, &e, list_name, first->key,
                strcasecmp(type, "Individual") == 0 ? "Person"
                : strcasecmp(type, "Vessel") == 0   ? "Vessel"
                                                    : "LegalEntity");
    e.line = first->line;
    for (size_t i = a; i < b; i++) {
        add_name(&e, &s->held.row[i]);
        add_facts(s, &e, &s->held.row[i]);
    }
    return list_emit(s->r, &e, s->file, err);
}

static cordon_status read_dfat(list_read *r, cordon_error *err) {
    sheet s = {.r = r};
    cordon_status status = CORDON_OK;
    for (; s.file < r->files && !status; s.file++) {
        s.headed = false;
        list_held_init(&s.held);
        status = xlsx_read(r->file[s.file], take_row, &s, err);
        if (!status && !s.headed)
            status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(r->file[s.file]), 0, 0,
                                    "the sheet has no rows");
        list_held_sort(&s.held);
        for (size_t a = 0, b; a < s.held.rows && !status; a = b) {
            b = list_group(&s.held, a);
            status = emit_party(&s, a, b, err);
        }
        list_held_free(&s.held);
    }
    return status ? status : list_covers(r, list_name, err);
}

static bool is_dfat(const char *head, size_t len) {
    return len > 4 && memcmp(head, "PK\3\4", 4) == 0;
}

const list_reader list_reader_dfat = {
    .name = "dfat",
    .what = "Australia's consolidated list: the workbook (xlsx) with a row for each name",
    .publisher = "Australia, Department of Foreign Affairs and Trade",
    .licence = "CC BY 3.0 AU",
    .is = is_dfat,
    .read = read_dfat,
};
