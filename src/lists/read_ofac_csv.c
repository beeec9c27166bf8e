/* OFAC's SDN list in its delimited form: SDN.CSV, ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV.
 *
 * None has a header; "-0- " is nothing, and the last line is the byte 0x1A. A table is told by its
 * first record: 12 fields, 5, 6 or 2. SDN.CSV must be among the files: names and addresses of a
 * number that it has not are counted, not invented. Remarks are cut at 1000 characters there; the
 * rest stands in SDN_COMMENTS.CSV, and is used when both are of one day.            */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/ofac_csv.h"
#include "lists/ofac_remarks.h"
#include "lists/readers.h"
#include "lists/words.h"
#include "read/records.h"

typedef enum table_kind { SDN, ALT, ADD, COMMENTS, TABLES } table_kind;
enum { FIELDS_MAX = 12 };
static const size_t fields_of[TABLES] = {12, 5, 6, 2};
static const char *const names_of[TABLES] = {"SDN.CSV", "ALT.CSV", "ADD.CSV", "SDN_COMMENTS.CSV"};

typedef struct held_row {
    uint64_t number, order;
    table_kind kind;
    const char *cell[FIELDS_MAX];
    bool used;
} held_row;

typedef struct csv {
    list_read *r;
    record_block block;
    record_split split;
    arena mem; /* of the rows that wait for SDN.CSV */
    held_row *row;
    size_t rows, cap;
    int file[TABLES]; /* -1 = not given */
    const char *cell[FIELDS_MAX];
    char text[RECORD_MAX + FIELDS_MAX + 1];
    uint64_t lost[TABLES], spare_comments;
    bool comments_fit;
} csv;

/* ---- which table ------------------------------------------------------------------ */

/* Kind of the record, by its fields; TABLES = none. */
static table_kind kind_of_fields(const field *f, size_t n) {
    for (size_t i = 0; n && i < f[0].len; i++)
        if (!isdigit((unsigned char)f[0].p[i])) return TABLES;
    if (!n || !f[0].len || f[0].len > 9) return TABLES;
    for (int k = 0; k < TABLES; k++)
        if (fields_of[k] == n) return (table_kind)k;
    return TABLES;
}

/* "36,"NAME",-0- ,": fields of the first line, quotes minded. */
static bool is_ofac_csv(const char *head, size_t len) {
    size_t fields = 1, nulls = 0, digits = 0, second = 0;
    bool quoted = false, semicolon = false, ended = false;
    while (digits < len && isdigit((unsigned char)head[digits])) digits++;
    if (!digits || digits > 9 || digits >= len || head[digits] != ',') return false;
    second = digits + 1;
    for (size_t i = digits; i < len && !ended; i++) {
        char c = head[i];
        if (c == '"') quoted = !quoted;
        semicolon = semicolon || (c == ';' && quoted);
        if (quoted) continue;
        if (c == ',') fields++, nulls += len - i > 4 && memcmp(head + i + 1, "-0- ", 4) == 0;
        ended = c == '\n';
    }
    if (!ended && fields != 2) return false; /* remarks may be longer than what is at hand */
    if (fields == 2) return second < len && head[second] == '"' && semicolon;
    return (fields == 12 || fields == 5 || fields == 6) && nulls;
}

/* ---- rows -------------------------------------------------------------------------- */

/* The cells as texts of their own, "-0-" as "". */
static void cells(csv *c) {
    char *to = c->text;
    for (size_t i = 0; i < c->split.n; i++) {
        const char *p = c->split.f[i].p;
        size_t n = list_trim(&p, c->split.f[i].len);
        if (n == 3 && memcmp(p, "-0-", 3) == 0) n = 0;
        memcpy(to, p, n);
        to[n] = 0;
        c->cell[i] = to;
        to += n + 1;
    }
}

static bool is_end(const record_split *s) {
    return s->n == 1 && s->f[0].len == 1 && *s->f[0].p == 0x1a;
}

static void refuse_row(csv *c, unsigned file, uint64_t line, table_kind kind) {
    char text[100] = "", expected[100];
    if (c->split.n)
        snprintf(text, sizeof text, "%.*s", (int)(c->split.f[0].len < 90 ? c->split.f[0].len : 90),
                 c->split.f[0].p);
    snprintf(expected, sizeof expected, "a number and %zu fields more, as %s has",
             fields_of[kind] - 1, names_of[kind]);
    list_refuse(c->r, file, line, 0, "row", text, expected);
}

static bool hold(csv *c, table_kind kind, uint64_t number) {
    if (c->rows == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 4096;
        held_row *v = realloc(c->row, cap * sizeof *v);
        if (!v) return false;
        c->row = v;
        c->cap = cap;
    }
    held_row *h = &c->row[c->rows];
    *h = (held_row){.number = number, .order = c->rows, .kind = kind};
    c->rows++;
    for (size_t i = 1; i < fields_of[kind]; i++)
        if (!(h->cell[i] = arena_strndup(&c->mem, c->cell[i], strlen(c->cell[i])))) return false;
    return true;
}

static int by_number(const void *a, const void *b) {
    const held_row *x = a, *y = b;
    if (x->number != y->number) return x->number < y->number ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

/* The rows that wait for that number. */
static held_row *rows_of(const csv *c, uint64_t number, size_t *n) {
    size_t lo = 0, hi = c->rows;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->row[mid].number < number)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (*n = 0; lo + *n < c->rows && c->row[lo + *n].number == number; ++*n) {
    }
    return c->row + lo;
}

/* ---- an entity ---------------------------------------------------------------------- */

static void add_programmes(entity *e, const char *text) {
    char one[256];
    for (const char *p = text; *p;) {
        const char *end = strstr(p, "] [");
        size_t n = end ? (size_t)(end - p) : strlen(p);
        const char *s = p;
        while (n && strchr("[] ", *s)) s++, n--;
        while (n && strchr("[] ", s[n - 1])) n--;
        snprintf(one, sizeof one, "%.*s", (int)(n < 255 ? n : 255), s);
        if (n) entity_list(e, &(entity_listing){.programme = one});
        p = end ? end + 3 : p + strlen(p);
    }
}

void ofac_csv_entity(entity *e, const char *const cell[12], bool cut) {
    static const char *const vessel[] = {"callSign", "type", "tonnage", "grossRegisteredTonnage",
                                         "flag"};
    bool person = strcmp(e->schema, "Person") == 0;
    ofac_add_name(e, "name", cell[1], true);
    entity_add(e, person ? "position" : "classification", cell[4], -1, NULL, NULL);
    for (int i = 0; i < 5; i++) entity_add(e, vessel[i], cell[5 + i], -1, NULL, NULL);
    if (*cell[10])
        entity_relate(e, &(entity_link){"Ownership", "vessel owner", "", cell[10], (double)NAN});
    add_programmes(e, cell[3]);
    ofac_add_remarks(e, cell[11], cut);
}

const char *ofac_csv_schema(const char *type) {
    return strcmp(type, "individual") == 0 ? "Person"
           : strcmp(type, "vessel") == 0   ? "Vessel"
           : strcmp(type, "aircraft") == 0 ? "Airplane"
           : !*type                        ? "LegalEntity"
                                           : NULL;
}

static void add_alias(entity *e, const held_row *h) {
    const char *kind = h->cell[2], *remarks = h->cell[4];
    bool weak = strcasestr(remarks, "weak") != NULL, former = strcmp(kind, "fka") == 0;
    ofac_add_name(e, weak ? "weakAlias" : former ? "previousName" : "alias", h->cell[3], false);
}

static void add_address(entity *e, const held_row *h) {
    char text[2000];
    size_t n = 0;
    bool more = *h->cell[2] || *h->cell[3];
    for (int i = 2; i <= 4; i++)
        if (*h->cell[i] && n < sizeof text)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? ", " : "", h->cell[i]);
    if (more) entity_add(e, "address", text, -1, NULL, h->cell[5]);
    entity_add(e, "country", h->cell[4], -1, NULL, NULL);
}

static cordon_status one(csv *c, unsigned file, uint64_t line, cordon_error *err) {
    entity e;
    size_t n = 0;
    held_row *h = rows_of(c, strtoull(c->cell[0], NULL, 10), &n);
    const char *schema = ofac_csv_schema(c->cell[2]), *remarks = c->cell[11];
    size_t len = strlen(remarks);
    bool cut = len >= OFAC_REMARKS_CUT && remarks[len - 1] != '.';
    buf whole = {0};
    if (!schema || !*c->cell[1]) {
        list_refuse(c->r, file, line, schema ? 2 : 3, schema ? "name" : "type",
                    c->cell[schema ? 1 : 2],
                    schema ? "a name" : "individual, vessel, aircraft or nothing");
        return CORDON_OK;
    }
    list_entity(c->r, &e, "ofac-sdn", c->cell[0], schema);
    e.line = line;
    buf_str(&whole, remarks);
    for (size_t i = 0; i < n; i++) {
        h[i].used = true;
        if (h[i].kind == COMMENTS && cut && c->comments_fit)
            buf_str(&whole, h[i].cell[1]), cut = false;
        else if (h[i].kind == COMMENTS)
            c->spare_comments++;
    }
    const char *cell[12];
    memcpy(cell, c->cell, sizeof cell);
    cell[11] = buf_text(&whole);
    ofac_csv_entity(&e, cell, cut);
    for (size_t i = 0; i < n; i++) {
        if (h[i].kind == ALT) add_alias(&e, &h[i]);
        if (h[i].kind == ADD) add_address(&e, &h[i]);
    }
    cordon_status status = whole.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for remarks")
                                        : list_emit(c->r, &e, file, err);
    buf_free(&whole);
    return status;
}

/* ---- files --------------------------------------------------------------------------- */

static cordon_status take_block(csv *c, unsigned file, table_kind kind, cordon_error *err) {
    size_t at = 0;
    uint64_t line = c->block.first_line, mine = line;
    cordon_status status = CORDON_OK;
    for (split_result sr;
         !status && (sr = records_split(&c->split, &c->block, &at, &line, &mine)) != SPLIT_END;) {
        if (sr == SPLIT_LOST || sr == SPLIT_LONG)
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(c->r->file[file]), mine, 0,
                                  "a quote that is not closed, or a record of more than %d bytes",
                                  RECORD_MAX);
        if (sr == SPLIT_OK && is_end(&c->split)) continue;
        if (sr != SPLIT_OK || kind_of_fields(c->split.f, c->split.n) != kind) {
            refuse_row(c, file, mine, kind);
            continue;
        }
        cells(c);
        c->r->rows[file]++;
        if (kind == SDN)
            status = one(c, file, mine, err);
        else if (!hold(c, kind, strtoull(c->cell[0], NULL, 10)))
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", names_of[kind]);
    }
    return status;
}

/* Reads the first block and tells the table by its first record. */
static cordon_status begin(csv *c, unsigned file, record_reader **reader, table_kind *kind,
                           cordon_error *err) {
    size_t at = 0;
    uint64_t line = 1, mine = 1;
    cordon_status status = records_open(reader, c->r->file[file], NULL, '"', err);
    if (!status) status = records_next(*reader, &c->block, err);
    if (status) return status;
    split_result sr =
        c->block.len ? records_split(&c->split, &c->block, &at, &line, &mine) : SPLIT_END;
    *kind = sr == SPLIT_OK ? kind_of_fields(c->split.f, c->split.n) : TABLES;
    if (*kind == TABLES)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(c->r->file[file]), 1, 0,
                              "the first record is of none of SDN.CSV, ALT.CSV, ADD.CSV and "
                              "SDN_COMMENTS.CSV (a number and 11, 4, 5 or 1 fields more)");
    if (c->file[*kind] >= 0)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(c->r->file[file]), 0, 0,
                              "a second %s in one edition", names_of[*kind]);
    c->file[*kind] = (int)file;
    return CORDON_OK;
}

static cordon_status rest(csv *c, unsigned file, record_reader *reader, table_kind kind,
                          cordon_error *err) {
    cordon_status status = CORDON_OK;
    while (!status && c->block.len && !(status = take_block(c, file, kind, err)))
        status = records_next(reader, &c->block, err);
    return status;
}

static const char *digits_of(const char *path) {
    const char *name = path ? strrchr(path, '/') : NULL;
    name = name ? name + 1 : path ? path : "";
    return name + strcspn(name, "0123456789");
}

/* Whether the names of two files have the same date, or none. */
static bool same_day(const char *a, const char *b) {
    a = digits_of(a), b = digits_of(b);
    size_t n = strspn(a, "0123456789-_");
    return n == strspn(b, "0123456789-_") && strncmp(a, b, n) == 0;
}

static void notes(csv *c) {
    for (size_t i = 0; i < c->rows; i++) c->lost[c->row[i].kind] += !c->row[i].used;
    for (int k = ALT; k < TABLES; k++)
        if (c->lost[k])
            list_note(c->r, (unsigned)c->file[k], "numbers",
                      "%llu rows of %s have a number that SDN.CSV has not",
                      (unsigned long long)c->lost[k], names_of[k]);
    if (c->spare_comments)
        list_note(c->r, (unsigned)c->file[COMMENTS], "remarks",
                  "%llu rows of SDN_COMMENTS.CSV are not used: %s",
                  (unsigned long long)c->spare_comments,
                  c->comments_fit ? "the remarks of their numbers are not cut"
                                  : "the names of the files say that they are of different days");
}

static void form(csv *c) {
    snprintf(c->r->form, sizeof c->r->form, "ofac-sdn%s%s%s", c->file[ALT] >= 0 ? "+alt" : "",
             c->file[ADD] >= 0 ? "+add" : "", c->file[COMMENTS] >= 0 ? "+comments" : "");
    c->r->dated_by = (unsigned)c->file[SDN] + 1;
}

static cordon_status read_tables(csv *c, cordon_error *err) {
    record_reader *sdn = NULL;
    record_block first = {0};
    cordon_status status = CORDON_OK;
    for (unsigned i = 0; !status && i < c->r->files; i++) {
        record_reader *reader = NULL;
        table_kind kind = TABLES;
        status = begin(c, i, &reader, &kind, err);
        if (!status && kind == SDN) { /* comes last: the others wait for it */
            sdn = reader;
            first = c->block;
            if (!(c->block.data = malloc(RECORDS_BLOCK)))
                status = cordon_fail(err, CORDON_ENOMEM, "no memory to load");
            continue;
        }
        if (!status) status = rest(c, i, reader, kind, err);
        records_close(reader);
    }
    if (!status && c->file[SDN] < 0)
        status = cordon_fail_at(
            err, CORDON_EFORMAT, stream_name(c->r->file[0]), 0, 0,
            "SDN.CSV is not among the files: names and addresses belong to its rows");
    if (!status) {
        if (c->rows) qsort(c->row, c->rows, sizeof *c->row, by_number);
        c->comments_fit = c->file[COMMENTS] >= 0 &&
                          same_day(c->r->path[c->file[SDN]], c->r->path[c->file[COMMENTS]]);
        form(c);
        free(c->block.data);
        c->block = first;
        first.data = NULL;
        status = rest(c, (unsigned)c->file[SDN], sdn, SDN, err);
    }
    records_close(sdn);
    free(first.data);
    return status;
}

static cordon_status read_ofac_csv(list_read *r, cordon_error *err) {
    csv *c = calloc(1, sizeof *c);
    cordon_status status = CORDON_OK;
    if (c) {
        c->r = r;
        c->split.delimiter = ',';
        c->split.quote = '"';
        arena_init(&c->mem, 0);
        for (int k = 0; k < TABLES; k++) c->file[k] = -1;
        c->block.data = malloc(RECORDS_BLOCK);
    }
    if (!c || !c->block.data) status = cordon_fail(err, CORDON_ENOMEM, "no memory to load");
    if (!status) status = read_tables(c, err);
    if (!status) status = list_covers(r, "ofac-sdn", err);
    if (!status) notes(c);
    if (c) {
        arena_destroy(&c->mem);
        free(c->row);
        free(c->block.data);
    }
    free(c);
    return status;
}

const list_reader list_reader_ofac_csv = {
    .name = "ofac-sdn",
    .what = "OFAC's SDN.CSV, with ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV beside it",
    .publisher = "US Treasury, OFAC",
    .licence = "US Government work, public domain",
    .is = is_ofac_csv,
    .together = true,
    .read = read_ofac_csv,
};
