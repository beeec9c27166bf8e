#include "own/load.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/ledger.h"

typedef struct own_loading {
    store *s;
    sqlite3 *db;
    const load_options *o;
    own_loaded *out;
    list_read read;
    own_sink sink;
    sqlite3_stmt *party, *holding, *ends, *refuse;
} own_loading;

static cordon_status step(const own_loading *l, sqlite3_stmt *st, cordon_error *err) {
    int rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? CORDON_OK : ledger_fail(l->db, err);
}

static void text(sqlite3_stmt *st, int at, const char *s) { sqlite3_bind_text(st, at, s, -1, SQLITE_TRANSIENT); }

static cordon_status on_party(void *arg, const char *key, const char *name, const char *same, unsigned marks, cordon_error *err) {
    own_loading *l = arg;
    text(l->party, 2, key);
    text(l->party, 3, name);
    text(l->party, 4, same);
    sqlite3_bind_int(l->party, 5, (int)marks);
    return step(l, l->party, err);
}

static cordon_status on_holding(void *arg, const char *owner, const char *owned, const own_edge *e, const char *record, cordon_error *err) {
    own_loading *l = arg;
    const int64_t numbers[] = {e->kind, e->low_e5, e->high_e5, e->from, e->to};
    sqlite3_bind_int64(l->holding, 2, e->line);
    text(l->holding, 3, owner);
    text(l->holding, 4, owned);
    for (int i = 0; i < 5; i++) sqlite3_bind_int64(l->holding, 5 + i, numbers[i]);
    text(l->holding, 10, record);
    l->out->holdings++;
    return step(l, l->holding, err);
}

static cordon_status on_ends(void *arg, const char *record, date_day day, cordon_error *err) {
    own_loading *l = arg;
    sqlite3_bind_int(l->ends, 2, date_of_number(date_number(day) - 1));
    text(l->ends, 3, record);
    return step(l, l->ends, err);
}

static void on_refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *name, const char *value, const char *expected) {
    own_loading *l = arg;
    char words[400];
    (void)file;
    snprintf(words, sizeof words, "line %llu: %.80s \"%.100s\": expected %.180s", (unsigned long long)line, name, value, expected);
    if (l->o->note) l->o->note(l->o->arg, words);
    sqlite3_bind_int64(l->refuse, 2, (int64_t)line);
    sqlite3_bind_int(l->refuse, 3, (int)column);
    text(l->refuse, 4, name);
    text(l->refuse, 5, value);
    text(l->refuse, 6, expected);
    (void)step(l, l->refuse, NULL); /* the count is kept elsewhere */
}

static void on_note(void *arg, unsigned file, const char *kind, const char *words) {
    own_loading *l = arg;
    (void)file, (void)kind;
    if (l->o->note) l->o->note(l->o->arg, words);
}

static cordon_status head_of(char head[LIST_HEAD_BYTES], size_t *n, const char *path, cordon_error *err) {
    stream *s = NULL;
    size_t got = 1;
    *n = 0;
    cordon_status status = stream_open(&s, path, err);
    while (!status && got && *n < LIST_HEAD_BYTES && !stream_read(s, head + *n, LIST_HEAD_BYTES - *n, &got, NULL)) *n += got;
    stream_close(s);
    return status;
}

cordon_status own_reader_detect(const list_reader **out, const char *path, cordon_error *err) {
    char head[LIST_HEAD_BYTES];
    size_t n = 0;
    struct stat st;
    *out = NULL;
    if (strcmp(path, "-") == 0 || stat(path, &st) != 0 || !S_ISREG(st.st_mode)) return CORDON_OK;
    cordon_status status = head_of(head, &n, path, err);
    if (!status) *out = own_reader_of(head, n);
    return status;
}

/* xml, json, lines (of JSON) or csv, by how the file begins. */
static cordon_status form_of(char form[8], const char *path, cordon_error *err) {
    char head[LIST_HEAD_BYTES];
    size_t n;
    cordon_status status = head_of(head, &n, path, err);
    if (status) return status;
    size_t i = n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (i < n && isspace((unsigned char)head[i])) i++;
    const char *word = "csv";
    if (i < n && head[i] == '<') word = "xml";
    if (i < n && head[i] == '[') word = "json";
    if (i < n && head[i] == '{') word = memmem(head + i, n - i, "}\n{", 3) || memmem(head + i, n - i, "}\r\n{", 4) ? "lines" : "json";
    snprintf(form, 8, "%s", word);
    return CORDON_OK;
}

/* Digits and dashes of a date, which begin with a year. */
static size_t date_in(const char *s) {
    size_t n = strspn(s, "0123456789"), all = strspn(s, "0123456789-_");
    bool year = n >= 4 && (memcmp(s, "19", 2) == 0 || memcmp(s, "20", 2) == 0);
    return year ? all : 0;
}

/* "owners-2024-05.csv.gz" of the reader bods: "bods:owners"; other digits stay. */
static void dataset_of(char *out, size_t size, const char *reader, const char *path) {
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t n = (size_t)snprintf(out, size, "%s:", reader);
    for (bool inside = false; *name && *name != '.' && n + 1 < size;) {
        size_t date = inside ? 0 : date_in(name);
        inside = isdigit((unsigned char)*name);
        name += date;
        if (!date) out[n++] = *name++;
    }
    while (n && strchr("-_ ", out[n - 1])) n--;
    out[n] = 0;
}

static cordon_status statements(own_loading *l, cordon_error *err) {
    int64_t id = l->out->source.id;
    cordon_status status = ledger_prepare(&l->party, l->db, err,
                                          "INSERT INTO party (source, key, name, same, marks) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                                          "name = CASE name WHEN '' THEN excluded.name ELSE name END, same = CASE same WHEN '' THEN excluded.same ELSE same END, "
                                          "marks = marks | excluded.marks", "i", id);
    if (!status) status = ledger_prepare(&l->holding, l->db, err, "INSERT INTO holding (source, line, owner, owned, kind, low_e5, high_e5, from_day, to_day, record) "
                                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "i", id);
    if (!status) status = ledger_prepare(&l->ends, l->db, err, "UPDATE holding SET to_day = max(?2, from_day) WHERE source = ?1 AND record = ?3 AND record != '' AND "
                                         "(to_day = 0 OR to_day > ?2)", "i", id);
    if (!status) status = ledger_prepare(&l->refuse, l->db, err, "INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?)", "i", id);
    return status;
}

static cordon_status keep_loaded(own_loading *l, cordon_error *err) {
    const source *src = &l->out->source;
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(&st, l->db, err, "INSERT INTO loaded VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "ititiitti", src->id, src->sha256, src->bytes,
                                          src->file_name, src->rows, src->refused, l->read.reader->name, src->dataset, (int64_t)src->vintage);
    if (!status) status = step(l, st, err);
    sqlite3_finalize(st);
    return status;
}

static cordon_status read_all(own_loading *l, cordon_error *err) {
    char rest[4096];
    unsigned char sum[STREAM_SHA256];
    size_t got = 1;
    source *src = &l->out->source;
    cordon_status status = list_read_run(&l->read, err);
    while (!status && got) status = stream_read(l->read.file[0], rest, sizeof rest, &got, err);
    if (status) return status;
    l->out->records = l->read.records;
    l->out->refused = l->read.refused;
    if (l->read.refused && l->o->strict)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->read.file[0]), l->read.first.line, l->read.first.column, "%s (--strict refuses the file)", l->read.first.text);
    stream_sha256(l->read.file[0], sum);
    stream_hex(src->sha256, sum);
    src->bytes = (int64_t)stream_raw_bytes(l->read.file[0]);
    src->rows = (int64_t)l->read.records;
    src->refused = (int64_t)l->read.refused;
    return keep_loaded(l, err);
}

static bool follows(const own_loading *l, const source *src) {
    sqlite3_stmt *st;
    if (ledger_prepare(&st, l->db, NULL, "SELECT 1 FROM loaded WHERE dataset = ? AND source <> ?", "ti", src->dataset, src->id)) return false;
    bool yes = sqlite3_step(st) == SQLITE_ROW;
    sqlite3_finalize(st);
    return yes;
}

static cordon_status take(own_loading *l, cordon_error *err) {
    source *src = &l->out->source;
    cordon_status status = store_source_begin(l->s, src, err);
    if (status) return status;
    status = ledger_exec(l->db, "BEGIN IMMEDIATE", err);
    if (!status) status = statements(l, err);
    if (!status) status = read_all(l, err);
    sqlite3_finalize(l->party);
    sqlite3_finalize(l->holding);
    sqlite3_finalize(l->ends);
    sqlite3_finalize(l->refuse);
    if (!status) status = ledger_exec(l->db, "COMMIT", err);
    if (status) {
        ledger_exec(l->db, "ROLLBACK", NULL);
        store_source_drop(l->s, src->id, NULL);
        return status;
    }
    if (l->o->note && follows(l, src)) l->o->note(l->o->arg, "it follows an earlier file of the same dataset: of them the newest vintage counts");
    /* What is acknowledged must be on the disk, also when the power goes. */
    sqlite3_wal_checkpoint_v2(l->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return store_source_done(l->s, src, err);
}

static cordon_status seen(own_loaded *out, store *s, const char *path, cordon_error *err) {
    char sha256[65];
    cordon_status status = stream_hash_file(sha256, path, err);
    if (status) return status;
    status = store_source_by_hash(&out->source, s, sha256, err);
    out->already = !status;
    return status == CORDON_ENOTFOUND ? CORDON_OK : status;
}

cordon_status own_load(own_loaded *out, store *s, const list_reader *reader, const char *map, const char *path, const load_options *o, cordon_error *err) {
    own_loading l = {.s = s, .o = o, .out = out, .sink = {on_party, on_holding, on_ends, NULL, map}};
    struct stat st = {0};
    *out = (own_loaded){0};
    l.sink.arg = &l;
    l.read = (list_read){.reader = reader, .files = 1, .path = {path}, .own = &l.sink,
                         .sink = {.refused = on_refused, .note = on_note, .arg = &l}};
    if (strcmp(path, "-") == 0) return cordon_fail(err, CORDON_EINVAL, "who owns whom is read from files, not from standard input");
    cordon_status status = seen(out, s, path, err);
    if (status || out->already) return status;
    status = store_own(&l.db, s, err);
    if (!status) status = form_of(l.read.form, path, err);
    if (!status) status = stream_open(&l.read.file[0], path, err);
    if (!status && stat(path, &st) == 0) status = store_need_space(s, 64000000 + 12 * (uint64_t)st.st_size, err);
    if (!status) {
        source *src = &out->source;
        *src = (source){0};
        snprintf(src->layout, sizeof src->layout, "%s", reader->name);
        dataset_of(src->dataset, sizeof src->dataset, reader->name, path);
        snprintf(src->publisher, sizeof src->publisher, "%s", reader->publisher);
        snprintf(src->licence, sizeof src->licence, "%s", reader->licence);
        snprintf(src->title, sizeof src->title, "%s", reader->what);
        status = loading_describe(src, path, (uint64_t)st.st_size, o, err);
        if (!status) status = take(&l, err);
    }
    stream_close(l.read.file[0]);
    return status;
}
