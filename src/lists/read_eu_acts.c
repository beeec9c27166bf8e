/* read_eu_acts.c - annexes of EU acts as rows, consolidated or as amended.
 *
 * The layout is the one of OpenSanctions' journal tables: a row is one party in one annex of one
 * act, cells hold several values separated by "; ". An annex is a list: "eu-833-iv" of act
 * 32014R0833; the parts of an annex (XIX.A) are one list. The key is annex and printed number
 * ("IV:12"), because numbers begin anew in each annex; where the act prints none it is annex and
 * name, and of several parties with one name also the birth date, IMO or registration number.
 * data/lists/eu_acts.csv holds each act's short name, its annexes and the consolidated version of a
 * file of known length; of other files the vintage is not known here.
 * A consolidated file covers its act's lists; an amending act only adds to them.
 *
 * Printed oddities: images of names leave "Chinese:" and "Text of image" as aliases; "Russian: X"
 * inside a name is X in Russian; a name can be a heading, "X and the following subsidiaries:". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data_dir.h"
#include "lists/readers.h"
#include "lists/rows.h"
#include "lists/words.h"
#include "read/table.h"

typedef enum how { NAMES, TEXTS, DATES, NUMBERS, WHOLE } how;

static const struct column {
    const char *name;
    how how;
} columns[] = {
    {"alias", NAMES},
    {"weakAlias", NAMES},
    {"previousName", NAMES},
    {"country", TEXTS},
    {"nationality", TEXTS},
    {"jurisdiction", TEXTS},
    {"birthDate", DATES},
    {"birthPlace", TEXTS},
    {"position", TEXTS},
    {"passportNumber", NUMBERS},
    {"gender", TEXTS},
    {"appearance", TEXTS},
    {"ethnicity", TEXTS},
    {"fatherName", TEXTS},
    {"motherName", TEXTS},
    {"incorporationDate", DATES},
    {"legalForm", TEXTS},
    {"sector", TEXTS},
    {"registrationNumber", NUMBERS},
    {"taxNumber", NUMBERS},
    {"idNumber", NUMBERS},
    {"innCode", NUMBERS},
    {"ogrnCode", NUMBERS},
    {"kppCode", NUMBERS},
    {"okpoCode", NUMBERS},
    {"leiCode", NUMBERS},
    {"swiftBic", NUMBERS},
    {"ticker", TEXTS},
    {"imoNumber", NUMBERS},
    {"mmsi", NUMBERS},
    {"flag", TEXTS},
    {"address", TEXTS},
    {"phone", TEXTS},
    {"email", TEXTS},
    {"website", TEXTS},
    {"notes", TEXTS},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

enum {
    AMENDED,
    AMENDING,
    CELEX,
    RECORD,
    PROGRAMME,
    ANNEX,
    MEASURE,
    START,
    REASON,
    SCHEMA,
    NAME,
    FRAME
};
static const char *const frame[] = {"amendedCelex", "amendmentCelex", "celex",   "recordId",
                                    "programKey",   "annex",          "measure", "startDate",
                                    "reason",       "schema",         "name",    NULL};

typedef struct act_file {
    list_read *r;
    list_rows *w;
    table acts;
    int act[6]; /* columns of the table of acts */
    int at[FRAME], col[COLUMNS];
    list_held held;
    size_t rows, strays;
    unsigned file;
    bool whole; /* consolidated */
    buf word;
} act_file;

static const char *const act_columns[] = {"celex", "prefix", "annexes", "consolidated",
                                          "rows",  "bytes",  NULL};

/* ---- which list ---- */

static int act_row(const act_file *f, const char *celex) {
    for (size_t i = 0; i < f->acts.rows; i++)
        if (strcmp(table_cell(&f->acts, i, f->act[0]), celex) == 0) return (int)i;
    return -1;
}

/* "32014R0833": sector, year, kind, number. */
static bool good_celex(const char *s) {
    if (strlen(s) != 10 || *s != '3' || s[5] < 'A' || s[5] > 'Z') return false;
    for (int i = 1; i < 10; i++)
        if (i != 5 && (s[i] < '0' || s[i] > '9')) return false;
    return true;
}

/* The list's id. Acts that the table does not know bear their year, so that no two are one. */
static void list_id(const act_file *f, char *id, size_t size, const char *celex,
                    const char *annex) {
    int row = act_row(f, celex), n;
    if (row >= 0)
        n = snprintf(id, size, "%s", table_cell(&f->acts, (size_t)row, f->act[1]));
    else
        n = snprintf(id, size, "eu-%.4s-%s%d", celex + 1, celex[5] == 'D' ? "d" : "",
                     atoi(celex + 6));
    if (*annex && n > 0 && (size_t)n + 1 < size) id[n++] = '-';
    for (const char *p = annex; *p && *p != '.' && (size_t)n + 1 < size; p++)
        id[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    id[n] = '\0';
}

static bool good_annex(const char *s) {
    return strlen(s) <= 40 &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.") ==
               strlen(s);
}

/* ---- names ---- */

/* Labels that stand where a name's image was, and placeholders. */
static bool stray(const char *s) {
    static const char *const words[] = {"text of image", "na",     "n/a", "-",
                                        "\xe2\x80\x93",  "unknown"};
    size_t len = strlen(s);
    if (!len || s[len - 1] == ':') return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(s, words[i]) == 0) return true;
    return false;
}

/* "Russian: X" or "Russian spelling: X" -> the language, and where X begins. */
static const char *label_lang(const char *s, const char **text) {
    const char *colon = strchr(s, ':');
    *text = s;
    if (!colon) return "";
    size_t len = strcspn(s, " :");
    const char *lang = list_lang(s, len);
    if (!*lang || (s + len != colon && strncasecmp(s + len, " spelling:", 10) != 0)) return "";
    *text = colon + 1;
    return lang;
}

static void add_labelled(act_file *f, entity *e, const char *prop, const char *s) {
    const char *text, *lang = label_lang(s, &text);
    if (stray(s))
        f->strays++;
    else
        entity_add(e, prop, text, -1, lang, NULL);
}

/* Where "(Russian: X)" or " Russian: X" begins in a name; inside is X without the bracket. */
static const char *inner_label(const char *s, const char **inside, const char **lang) {
    for (const char *p = s; (p = strpbrk(p, " (")); p++) {
        const char *q = p + strspn(p, " (");
        *lang = label_lang(q, inside);
        if (**lang && p > s) return p;
    }
    return NULL;
}

/* What follows a party's name in a heading that is no part of it. */
static size_t heading_end(const char *s, size_t len) {
    static const char *const ends[] = {" and the following subsidiaries", " and subsidiaries"};
    while (len && (s[len - 1] == ':' || s[len - 1] == ' ')) len--;
    if (len > 4 && memcmp(s + len - 4, " \xe2\x80\x93", 4) == 0) len -= 4;
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(ends[i]);
        if (len > n && strncasecmp(s + len - n, ends[i], n) == 0) len -= n;
    }
    return len;
}

/* "X (formerly known as Y)", "X (Aliases: Y, Z)": what the bracket at the end says. */
static size_t bracket_names(act_file *f, entity *e, const char *s, size_t len) {
    static const char *const labels[][2] = {
        {"formerly known as ", "previousName"}, {"Aliases: ", "alias"}, {"a.k.a. ", "alias"}};
    const char *open = len && s[len - 1] == ')' ? memrchr(s, '(', len) : NULL;
    for (size_t i = 0; open && open > s && i < 3; i++) {
        size_t n = strlen(labels[i][0]);
        if (strncasecmp(open + 1, labels[i][0], n) != 0) continue;
        char inside[1024];
        size_t m = (size_t)(s + len - 1 - (open + 1 + n));
        if (m >= sizeof inside) return len;
        memcpy(inside, open + 1 + n, m);
        inside[m] = '\0';
        for (const char *at = inside; list_split(&f->word, &at, ',');)
            entity_add(e, labels[i][1], buf_text(&f->word), -1, NULL, NULL);
        return (size_t)(open - s);
    }
    return len;
}

static void add_name(act_file *f, entity *e, const char *s) {
    const char *inside = "", *lang = "", *inner = inner_label(s, &inside, &lang);
    size_t len = heading_end(s, inner ? (size_t)(inner - s) : strlen(s));
    if (len != strlen(s)) entity_add(e, "notes", s, -1, NULL, "name as printed");
    len = bracket_names(f, e, s, len);
    entity_add(e, "name", s, (long)len, NULL, NULL);
    size_t n = inner ? strlen(inside) : 0;
    if (n && inside[n - 1] == ')') n--;
    if (n) entity_add(e, "alias", inside, (long)n, lang, NULL);
}

/* ---- numbers ---- */

/* A number's note may say what kind it is. */
static const char *number_kind(const char *prop, const char *note) {
    static const char *const kinds[][2] = {{"INN", "innCode"},
                                           {"OGRN", "ogrnCode"},
                                           {"KPP", "kppCode"},
                                           {"OKPO", "okpoCode"},
                                           {"tax identification number", "taxNumber"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcasestr(note, kinds[i][0])) return kinds[i][1];
    return prop;
}

static void add_number(entity *e, const char *prop, const char *s) {
    const char *open = strrchr(s, '(');
    list_add_noted(e, open ? number_kind(prop, open) : prop, s);
}

static void add_cell(act_file *f, entity *e, const struct column *c, const char *cell) {
    buf value = {0};
    for (const char *at = cell; list_split(&value, &at, ';');) {
        const char *s = buf_text(&value);
        if (c->how == NAMES)
            add_labelled(f, e, c->name, s);
        else if (c->how == NUMBERS)
            add_number(e, c->name, s);
        else if (c->how == DATES)
            list_add_date(e, c->name, s);
        else
            entity_add(e, c->name, s + (strspn(s, " ,")), -1, NULL, NULL);
    }
    if (value.failed) e->failed = true;
    buf_free(&value);
}

/* ---- rows ---- */

/* What tells parties of one key apart. */
static const char *apart(const act_file *f) {
    static const char *const by[] = {"birthDate", "imoNumber", "registrationNumber"};
    for (int i = 0; i < 3; i++) {
        const char *s = list_cell(f->w, list_col(f->w, by[i]));
        if (*s) return s;
    }
    return "";
}

static cordon_status hold_row(act_file *f, cordon_error *err) {
    const char *celex = list_cell(f->w, f->at[f->whole ? CELEX : AMENDED]);
    const char *annex = list_cell(f->w, f->at[ANNEX]), *number = list_cell(f->w, f->at[RECORD]);
    const char *name = list_cell(f->w, f->at[NAME]), *schema = list_cell(f->w, f->at[SCHEMA]);
    char id[64];
    if (!good_celex(celex))
        return list_rows_refuse(f->w, f->at[f->whole ? CELEX : AMENDED],
                                "a CELEX number such as 32014R0833"),
               CORDON_OK;
    if (!good_annex(annex))
        return list_rows_refuse(f->w, f->at[ANNEX], "an annex such as XIX.A"), CORDON_OK;
    if (!*name) return list_rows_refuse(f->w, f->at[NAME], "a name"), CORDON_OK;
    if (!*schema)
        return list_rows_refuse(f->w, f->at[SCHEMA], "a schema such as Person"), CORDON_OK;
    list_id(f, id, sizeof id, celex, annex);
    f->word.len = 0;
    buf_printf(&f->word, "%s\x1f%s:%.300s", id, annex, *number ? number : name);
    if (f->word.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a key");
    return list_hold(&f->held, f->w, f->file, buf_text(&f->word), *number ? schema : apart(f), err);
}

static void add_row(act_file *f, entity *e, const list_held_row *row) {
    const char *note = f->whole ? row->cell[f->at[CELEX]] : row->cell[f->at[AMENDING]];
    add_name(f, e, row->cell[f->at[NAME]]);
    for (int c = 0; c < COLUMNS; c++)
        if (f->col[c] >= 0 && *row->cell[f->col[c]])
            add_cell(f, e, &columns[c], row->cell[f->col[c]]);
    const char *measure = row->cell[f->at[MEASURE]], *start = row->cell[f->at[START]];
    entity_add(e, "measure", measure, -1, NULL, NULL);
    entity_listing l = {row->cell[f->at[PROGRAMME]], row->cell[f->at[ANNEX]], note,
                        row->cell[f->at[REASON]],    list_whole_day(start),         0};
    if (*start && !l.from) entity_add(e, "listingDate", start, -1, NULL, NULL);
    entity_list(e, &l);
}

/* One party: rows [a, b). All rows of a key are told apart by sub when they differ in it. */
static cordon_status emit_rows(act_file *f, size_t a, size_t b, bool several, cordon_error *err) {
    const list_held_row *first = &f->held.row[a];
    const char *key = strchr(first->key, '\x1f');
    char id[64];
    entity e;
    snprintf(id, sizeof id, "%.*s", (int)(key - first->key), first->key);
    f->word.len = 0;
    buf_str(&f->word, key + 1);
    if (several && *first->sub) buf_char(&f->word, ':'), buf_str(&f->word, first->sub);
    list_entity(f->r, &e, id, buf_text(&f->word), first->cell[f->at[SCHEMA]]);
    e.line = first->line;
    for (size_t i = a; i < b; i++) add_row(f, &e, &f->held.row[i]);
    return list_emit(f->r, &e, f->file, err);
}

static cordon_status emit_all(act_file *f, cordon_error *err) {
    cordon_status status = CORDON_OK;
    list_held_sort(&f->held);
    for (size_t a = 0; a < f->held.rows && !status;) {
        size_t end = list_group(&f->held, a);
        bool several = strcmp(f->held.row[a].sub, f->held.row[end - 1].sub) != 0;
        while (a < end && !status) {
            size_t b = a + 1;
            while (b < end && strcmp(f->held.row[a].sub, f->held.row[b].sub) == 0) b++;
            status = emit_rows(f, a, b, several, err);
            a = b;
        }
    }
    return status;
}

/* ---- the file ---- */

/* The lists that the file is a whole edition of: those with rows, and those that had some. */
static cordon_status cover(act_file *f, cordon_error *err) {
    char id[64], annex[64];
    cordon_status status = CORDON_OK;
    if (!f->held.rows) return status;
    const char *celex = f->held.row[0].cell[f->at[CELEX]];
    int row = act_row(f, celex);
    const char *p = row < 0 ? "" : table_cell(&f->acts, (size_t)row, f->act[2]);
    for (size_t n; !status && *p; p += n) {
        n = strcspn(p, " ");
        snprintf(annex, sizeof annex, "%.*s", (int)n, p);
        n += p[n] == ' ';
        list_id(f, id, sizeof id, celex, annex);
        status = list_covers(f->r, id, err);
    }
    for (size_t i = 0; i < f->held.rows && !status; i++) {
        const char *key = f->held.row[i].key;
        size_t n = strcspn(key, "\x1f");
        if (i && strncmp(key, f->held.row[i - 1].key, n + 1) == 0) continue;
        snprintf(id, sizeof id, "%.*s", (int)n, key);
        status = list_covers(f->r, id, err);
    }
    return status;
}

/* The consolidated version, when the file is one of those that the table knows by length. */
static void find_vintage(act_file *f) {
    int row = f->held.rows && f->whole ? act_row(f, f->held.row[0].cell[f->at[CELEX]]) : -1;
    if (row < 0) return;
    char bytes[24];
    snprintf(bytes, sizeof bytes, "%llu",
             (unsigned long long)stream_out_bytes(f->r->file[f->file]));
    if (strcmp(bytes, table_cell(&f->acts, (size_t)row, f->act[5])) == 0)
        f->r->vintage = list_whole_day(table_cell(&f->acts, (size_t)row, f->act[3]));
}

static cordon_status bind(act_file *f, cordon_error *err) {
    const char *known[FRAME + COLUMNS + 1] = {0};
    size_t n = 0;
    for (int i = 0; i < FRAME; i++) f->at[i] = list_col(f->w, known[n++] = frame[i]);
    for (int i = 0; i < COLUMNS; i++) f->col[i] = list_col(f->w, known[n++] = columns[i].name);
    f->whole = f->at[CELEX] >= 0;
    for (int i = f->whole ? CELEX : AMENDED; i < FRAME; i++)
        if (f->at[i] < 0 && (i != CELEX || f->whole))
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(f->r->file[f->file]), 1, 0,
                                  "no column \"%s\" in the header", frame[i]);
    list_note_columns(f->w, known);
    return CORDON_OK;
}

static cordon_status read_file(act_file *f, cordon_error *err) {
    bool more = true;
    cordon_status status =
        list_rows_open(&f->w, f->r, f->file, &(list_form){',', '"', NULL, NULL, false}, err);
    if (!status) status = bind(f, err);
    while (!status && !(status = list_rows_next(f->w, &more, err)) && more)
        status = hold_row(f, err);
    if (!status) find_vintage(f);
    if (!status) status = emit_all(f, err);
    if (!status && f->whole) status = cover(f, err);
    if (!status && f->strays)
        list_note(f->r, f->file, "labels without a name",
                  "%zu aliases are left out: labels of images (\"Text of image\", \"...:\") or "
                  "placeholders",
                  f->strays);
    list_rows_close(f->w);
    f->w = NULL;
    return status;
}

static cordon_status read_acts(list_read *r, cordon_error *err) {
    char path[1200];
    act_file f = {.r = r};
    cordon_status status =
        table_read(&f.acts, data_path(path, sizeof path, "data/lists/eu_acts.csv"), err);
    if (status) return status;
    status = table_cols(&f.acts, act_columns, f.act, err);
    for (f.file = 0; f.file < r->files && !status; f.file++) {
        list_held_init(&f.held);
        f.strays = 0;
        status = read_file(&f, err);
        list_held_free(&f.held);
    }
    table_free(&f.acts);
    buf_free(&f.word);
    return status;
}

static bool is_acts(const char *head, size_t len) {
    const char *end = memchr(head, '\n', len);
    if (!end) return false;
    size_t n = (size_t)(end - head);
    return memmem(head, n, "elex,", 5) && memmem(head, n, "recordId,programKey,annex,", 26);
}

const list_reader list_reader_eu_acts = {
    .name = "eu-acts",
    .what = "annexes of EU acts as rows: consolidated or amending acts in the layout of the "
            "journal tables",
    .publisher = "Council of the European Union",
    .licence = "EU legal acts: reuse with source (Decision 2011/833/EU); the tables may have terms "
               "of their own",
    .is = is_acts,
    .read = read_acts,
};
