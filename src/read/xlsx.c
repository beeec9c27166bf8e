#include "read/xlsx.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "read/xml.h"

enum { /* days from 1970-01-01 to day 0 of a sheet */
       STYLES_MAX = 65536,
       FORMATS_MAX = 1024,
       NAME_MAX_BYTES = 256,
       SHEET_EPOCH_1900 = -25569,
       SHEET_EPOCH_1904 = -24107
};

typedef struct workbook {
    stream *s;
    buf file; /* the zip */
    char sheet[NAME_MAX_BYTES], sheet_id[64], strings_part[NAME_MAX_BYTES],
        styles_part[NAME_MAX_BYTES];
    bool from_1904;
    arena mem;
    const char **string;
    size_t strings, strings_cap;
    bool *is_date; /* of a style */
    size_t styles;
    int date_format[FORMATS_MAX]; /* ids of own formats that are dates */
    size_t date_formats;
    const char *cell[XLSX_COLUMNS_MAX];
    buf text; /* of the row at hand: where dates and inline strings stand */
    uint64_t rows;
    cordon_status (*row)(void *arg, const xlsx_row *row, cordon_error *err);
    void *arg;
} workbook;

static cordon_status bad(const workbook *w, cordon_error *err, const char *what) {
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->s), 0, 0, "%s", what);
}

/* ---- the archive ---- */

static cordon_status read_file(workbook *w, cordon_error *err) {
    char part[65536];
    size_t got = 0;
    for (;;) {
        cordon_status status = stream_read(w->s, part, sizeof part, &got, err);
        if (status || !got) return status;
        if (w->file.len + got > XLSX_FILE_BYTES_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, stream_name(w->s), 0, 0,
                                  "a workbook of more than 64 MB");
        buf_add(&w->file, part, got);
        if (w->file.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a workbook");
    }
}

/* The bytes of the entry at hand. */
static cordon_status unpack(workbook *w, struct archive *a, const char *name, buf *out,
                            cordon_error *err) {
    char part[65536];
    for (;;) {
        la_ssize_t got = archive_read_data(a, part, sizeof part);
        if (got < 0)
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->s), 0, 0,
                                  "part %.80s is damaged: %.120s", name,
                                  archive_error_string(a) ? archive_error_string(a) : "");
        if (!got) break;
        if (out->len + (size_t)got > XLSX_PART_BYTES_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, stream_name(w->s), 0, 0,
                                  "part %.80s unpacks to more than 256 MB", name);
        buf_add(out, part, (size_t)got);
    }
    if (out->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for part %.80s", name);
    if (!out->len || (*out->p != '<' && (unsigned char)*out->p != 0xef))
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->s), 0, 0, "part %.80s is no XML",
                              name);
    return CORDON_OK;
}

/* Unpacks the part of that name; out stays empty when there is none. */
static cordon_status part(workbook *w, const char *name, buf *out, cordon_error *err) {
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    cordon_status status = CORDON_OK;
    int rc = ARCHIVE_FATAL, parts = 0;
    if (!a) return cordon_fail(err, CORDON_ENOMEM, "no memory for an archive");
    archive_read_support_format_zip(a);
    if (archive_read_open_memory(a, buf_text(&w->file), w->file.len) == ARCHIVE_OK)
        while ((rc = archive_read_next_header(a, &entry)) == ARCHIVE_OK || rc == ARCHIVE_WARN) {
            const char *path = archive_entry_pathname(entry);
            if (++parts > XLSX_PARTS_MAX) {
                status = cordon_fail_at(err, CORDON_ELIMIT, stream_name(w->s), 0, 0,
                                        "more than %d parts", XLSX_PARTS_MAX);
                break;
            }
            if (!path || strcmp(path, name) != 0) continue;
            status = unpack(w, a, name, out, err);
            break;
        }
    if (!status && rc != ARCHIVE_OK && rc != ARCHIVE_WARN && rc != ARCHIVE_EOF)
        status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->s), 0, 0, "no workbook: %.160s",
                                archive_error_string(a) ? archive_error_string(a) : "not a zip");
    archive_read_free(a);
    return status;
}

static cordon_status any_root(void *arg, xml_node *root, cordon_error *err) {
    (void)arg, (void)root, (void)err;
    return CORDON_OK;
}

/* Reads a part as records; `needed` says whether it must be there. */
static cordon_status read_part(workbook *w, const char *name, bool needed,
                               const char *const records[],
                               cordon_status (*record)(void *arg, xml_node *n, cordon_error *err),
                               cordon_error *err) {
    buf bytes = {0};
    stream *s = NULL;
    char label[NAME_MAX_BYTES + 200];
    cordon_status status = part(w, name, &bytes, err);
    snprintf(label, sizeof label, "%.150s!%.200s", stream_name(w->s), name);
    if (!status && !bytes.len && needed)
        status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->s), 0, 0,
                                "no part %.80s in the workbook", name);
    if (!status && bytes.len) {
        status = stream_open_memory(&s, label, bytes.p, bytes.len, err);
        if (!status)
            status = xml_read(
                s, &(xml_reading){.records = records, .root = any_root, .record = record, .arg = w},
                err);
        stream_close(s);
    }
    buf_free(&bytes);
    return status;
}

/* ---- the workbook's parts ---- */

static cordon_status take_sheet(void *arg, xml_node *n, cordon_error *err) {
    workbook *w = arg;
    (void)err;
    if (strcmp(n->name, "workbookPr") == 0) {
        const char *v = xml_attribute_of(n, "date1904");
        w->from_1904 = strcmp(v, "1") == 0 || strcmp(v, "true") == 0;
    } else if (!*w->sheet_id) {
        snprintf(w->sheet_id, sizeof w->sheet_id, "%.60s", xml_attribute_of(n, "id"));
    }
    return CORDON_OK;
}

/* The part a relation points to, from xl/. False when it leaves the workbook. */
static bool resolve(char out[NAME_MAX_BYTES], const char *target, const char *mode) {
    if (!*target || strlen(target) > 200 || strstr(target, "..") || strcmp(mode, "External") == 0)
        return false;
    snprintf(out, NAME_MAX_BYTES, "%s%s", *target == '/' ? "" : "xl/", target + (*target == '/'));
    return true;
}

static cordon_status take_relation(void *arg, xml_node *n, cordon_error *err) {
    workbook *w = arg;
    const char *type = xml_attribute_of(n, "Type"), *end = strrchr(type, '/');
    bool sheet = *w->sheet_id && strcmp(xml_attribute_of(n, "Id"), w->sheet_id) == 0;
    char *to = sheet                                       ? w->sheet
               : end && strcmp(end, "/sharedStrings") == 0 ? w->strings_part
               : end && strcmp(end, "/styles") == 0        ? w->styles_part
                                                           : NULL;
    if (to && !resolve(to, xml_attribute_of(n, "Target"), xml_attribute_of(n, "TargetMode")))
        return bad(w, err, "a relation that leads out of the workbook");
    return CORDON_OK;
}

/* Whether a format's code shows a day: y, or d with m, outside quotes and brackets. */
static bool shows_day(const char *code) {
    bool quoted = false, bracket = false, y = false, d = false;
    for (; *code; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (*code == '[')
            bracket = true;
        else if (*code == ']')
            bracket = false;
        else if (*code == '\\' && code[1])
            code++;
        else if (!quoted && !bracket)
            y |= *code == 'y' || *code == 'Y', d |= *code == 'd' || *code == 'D';
    }
    return y || d;
}

static bool is_date_format(const workbook *w, int id) {
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return true;
    for (size_t i = 0; i < w->date_formats; i++)
        if (w->date_format[i] == id) return true;
    return false;
}

static cordon_status take_style(void *arg, xml_node *n, cordon_error *err) {
    workbook *w = arg;
    if (strcmp(n->name, "numFmt") == 0) {
        if (w->date_formats < FORMATS_MAX && shows_day(xml_attribute_of(n, "formatCode")))
            w->date_format[w->date_formats++] = atoi(xml_attribute_of(n, "numFmtId"));
        return CORDON_OK;
    }
    if (n->over) return bad(w, err, "too many styles");
    if (w->is_date) return CORDON_OK;
    w->is_date = arena_alloc(&w->mem, STYLES_MAX * sizeof *w->is_date);
    if (!w->is_date) return cordon_fail(err, CORDON_ENOMEM, "no memory for styles");
    for (xml_node *xf = xml_child(n, "xf"); xf && w->styles < STYLES_MAX; xf = xml_next(xf))
        w->is_date[w->styles++] = is_date_format(w, atoi(xml_attribute_of(xf, "numFmtId")));
    return CORDON_OK;
}

/* The text of a string: t, or the t of its runs; phonetic runs are not part of it. */
static void string_text(buf *out, xml_node *si) {
    for (xml_node *c = si->first; c; c = c->next) {
        if (strcmp(c->name, "t") == 0)
            buf_str(out, c->text);
        else if (strcmp(c->name, "r") == 0)
            string_text(out, c);
    }
}

static cordon_status take_string(void *arg, xml_node *n, cordon_error *err) {
    workbook *w = arg;
    if (w->strings == XLSX_STRINGS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d strings", XLSX_STRINGS_MAX);
    if (w->strings == w->strings_cap) {
        size_t cap = w->strings_cap ? 2 * w->strings_cap : 4096;
        const char **more = realloc(w->string, cap * sizeof *more);
        if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for strings");
        w->string = more;
        w->strings_cap = cap;
    }
    w->text.len = 0;
    if (!n->over) string_text(&w->text, n);
    const char *s = w->text.len ? arena_strndup(&w->mem, w->text.p, w->text.len) : "";
    if (!s || w->text.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for strings");
    w->string[w->strings++] = s;
    return CORDON_OK;
}

/* ---- rows ---- */

/* "BC12" -> 54; -1 for no reference. */
static int column_of(const char *ref) {
    int c = 0;
    for (; *ref >= 'A' && *ref <= 'Z' && c < 100000; ref++) c = c * 26 + (*ref - 'A' + 1);
    return c - 1;
}

/* A count of days as ISO text in the row's text; false when it is no day. */
static bool day_text(const workbook *w, char out[DATE_TEXT], const char *number) {
    char *end;
    double days = strtod(number, &end);
    if (end == number || *end || !(days >= 1 && days < 2958466)) return false;
    int32_t n = (int32_t)days;
    if (!w->from_1904 && n < 60) n++; /* before the 29th of February that 1900 had not */
    date_day day = date_of_number(n + (w->from_1904 ? SHEET_EPOCH_1904 : SHEET_EPOCH_1900));
    return *date_format(out, day) != '\0';
}

/* A cell's text; made ones stand in `made`, which must not move. */
static const char *cell_text(const workbook *w, xml_node *c, buf *made) {
    const char *type = xml_attribute_of(c, "t"), *v = xml_text(c, "v");
    size_t from = made->len;
    if (strcmp(type, "s") == 0) {
        char *end;
        unsigned long i = strtoul(v, &end, 10);
        return *v && !*end && i < w->strings ? w->string[i] : NULL;
    }
    if (strcmp(type, "inlineStr") == 0) {
        xml_node *is = xml_child(c, "is");
        if (is) string_text(made, is);
        buf_char(made, '\0');
        return made->failed ? NULL : made->p + from;
    }
    unsigned long style = strtoul(xml_attribute_of(c, "s"), NULL, 10);
    char day[DATE_TEXT];
    bool number = !*type || strcmp(type, "n") == 0;
    if (!number || !*v || style >= w->styles || !w->is_date[style] || !day_text(w, day, v))
        return v;
    buf_add(made, day, strlen(day) + 1);
    return made->failed ? NULL : made->p + from;
}

/* So much room at most do a row's inline strings and dates need. */
static size_t made_bytes(xml_node *row) {
    size_t n = 0;
    for (xml_node *c = row->first; c; c = c->next) {
        n += DATE_TEXT + 1;
        if (strcmp(xml_attribute_of(c, "t"), "inlineStr") != 0) continue;
        for (xml_node *is = c->first; is; is = is->next)
            for (xml_node *t = is->first; t; t = t->next) {
                n += strlen(t->text);
                for (xml_node *run = t->first; run; run = run->next) n += strlen(run->text);
            }
    }
    return n;
}

static cordon_status take_row(void *arg, xml_node *n, cordon_error *err) {
    workbook *w = arg;
    xlsx_row row = {
        .number = strtoull(xml_attribute_of(n, "r"), NULL, 10), .cell = w->cell, .over = n->over};
    if (++w->rows > XLSX_ROWS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d rows in the sheet", XLSX_ROWS_MAX);
    if (!row.number) row.number = w->rows;
    buf made = {0};
    size_t room = made_bytes(n);
    for (size_t i = 0; i < room; i++) buf_char(&made, 0);
    made.len = 0; /* the room stays: pointers into it hold */
    int next = 0;
    for (xml_node *c = row.over ? NULL : xml_child(n, "c"); c && !row.over; c = xml_next(c)) {
        int at = column_of(xml_attribute_of(c, "r"));
        if (at < 0) at = next;
        if (at < next || at >= XLSX_COLUMNS_MAX) {
            row.over = at < next ? "cells out of order" : "more than 1024 columns";
            break;
        }
        for (; next < at; next++) w->cell[next] = "";
        if (!(w->cell[next++] = cell_text(w, c, &made)))
            row.over = "a cell whose string is not there";
    }
    row.cells = row.over ? 0 : (size_t)next;
    cordon_status status = w->row(w->arg, &row, err);
    buf_free(&made);
    return status;
}

cordon_status xlsx_read(stream *s,
                        cordon_status (*row)(void *arg, const xlsx_row *row, cordon_error *err),
                        void *arg, cordon_error *err) {
    workbook *w = calloc(1, sizeof *w);
    if (!w) return cordon_fail(err, CORDON_ENOMEM, "no memory for a workbook");
    w->s = s, w->row = row, w->arg = arg;
    snprintf(w->strings_part, sizeof w->strings_part, "xl/sharedStrings.xml");
    snprintf(w->styles_part, sizeof w->styles_part, "xl/styles.xml");
    arena_init(&w->mem, (size_t)1 << 30);
    cordon_status status = read_file(w, err);
    if (!status)
        status = read_part(w, "xl/workbook.xml", true,
                           (const char *const[]){"workbookPr", "sheet", NULL}, take_sheet, err);
    if (!status)
        status = read_part(w, "xl/_rels/workbook.xml.rels", true,
                           (const char *const[]){"Relationship", NULL}, take_relation, err);
    if (!status && !*w->sheet) status = bad(w, err, "a workbook without a sheet");
    if (!status)
        status = read_part(w, w->styles_part, false,
                           (const char *const[]){"numFmt", "cellXfs", NULL}, take_style, err);
    if (!status)
        status = read_part(w, w->strings_part, false, (const char *const[]){"si", NULL},
                           take_string, err);
    if (!status)
        status = read_part(w, w->sheet, true, (const char *const[]){"row", NULL}, take_row, err);
    arena_destroy(&w->mem);
    buf_free(&w->file);
    buf_free(&w->text);
    free(w->string);
    free(w);
    return status;
}
