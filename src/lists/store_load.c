#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/data_dir.h"
#include "lists/store_inner.h"
#include "store/ledger.h"

static int by_hash(const void *a, const void *b) { return strcmp(a, b); }

/* "table:us-1286" for the mapping of that name or file, and the hash of its bytes: another table of
 * the same name makes another edition of the same files.                          */
static cordon_status about_mapping(list_edition *e, const char *mapping, cordon_error *err) {
    char name[100], path[1200];
    const char *slash = strrchr(mapping, '/'), *base = slash ? slash + 1 : mapping, *at = mapping;
    if (!strchr(mapping, '.')) {
        snprintf(name, sizeof name, "data/lists/mappings/%.60s.csv", mapping);
        at = data_path(path, sizeof path, name);
    }
    snprintf(e->mapped_form, sizeof e->mapped_form, "%.30s:%.*s", e->read.reader->name,
             (int)(strcspn(base, ".") < 60 ? strcspn(base, ".") : 60), base);
    return stream_hash_file(e->mapping_sha256, at, err);
}

/* What an edition is made of: the reader, its table, and the bytes in any order. */
static void edition_hash(char out[65], const list_reader *r, const char *mapping,
                         char (*sha256)[65], unsigned n) {
    crypto_generichash_state st;
    unsigned char hash[32];
    char sorted[LIST_FILES_MAX][65];
    memcpy(sorted, sha256, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_hash);
    crypto_generichash_init(&st, NULL, 0, sizeof hash);
    crypto_generichash_update(&st, (const unsigned char *)r->name, strlen(r->name) + 1);
    if (*mapping)
        crypto_generichash_update(&st, (const unsigned char *)mapping, strlen(mapping) + 1);
    crypto_generichash_update(&st, (const unsigned char *)sorted, n * sizeof *sorted);
    crypto_generichash_final(&st, hash, sizeof hash);
    stream_hex(out, hash);
}

static cordon_status find_edition(bool *found, sqlite3 *db, const char *hash, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status =
        ledger_prepare(&st, db, err, "SELECT 1 FROM edition WHERE hash = ?", "t", hash);
    if (status) return status;
    int rc = sqlite3_step(st);
    *found = rc == SQLITE_ROW;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

/* ---- files -------------------------------------------------------------------------- */

static cordon_status open_files(list_edition *e, const char *const *paths, cordon_error *err) {
    for (unsigned i = 0; i < e->read.files; i++) {
        cordon_status status = stream_open(&e->read.file[i], paths[i], err);
        if (status) return status;
        e->read.path[i] = paths[i];
    }
    return CORDON_OK;
}

/* A reader may stop at the end of what it needs; the hash is of the whole file. */
static cordon_status read_to_the_end(stream *s, char hex[65], cordon_error *err) {
    char rest[4096];
    unsigned char sha[STREAM_SHA256];
    size_t got = 1;
    while (got) {
        cordon_status status = stream_read(s, rest, sizeof rest, &got, err);
        if (status) return status;
    }
    stream_sha256(s, sha);
    stream_hex(hex, sha);
    return CORDON_OK;
}

/* 2024-05-03, 2024_05_03 or 20240503 in the name of a file; 0 when there is none. */
static date_day day_in_name(const char *path) {
    const char *name = strrchr(path, '/');
    for (const char *p = name ? name + 1 : path; *p; p++) {
        char t[11];
        date_day d = 0;
        if (p > path && p[-1] >= '0' && p[-1] <= '9') continue;
        snprintf(t, sizeof t, "%s", p);
        if (strlen(t) == 10 && t[4] == '_' && t[7] == '_') t[4] = t[7] = '-';
        if (strlen(t) == 10 && date_parse(&d, t, 10)) return d;
        if (strspn(t, "0123456789") != 8) continue;
        char iso[32];
        snprintf(iso, sizeof iso, "%.4s-%.2s-%.2s", t, t + 4, t + 6);
        if (date_parse(&d, iso, 10)) return d;
    }
    return 0;
}

static bool assumed(const source *src) { return strncmp(src->vintage_basis, "assumed", 7) == 0; }

static void say(source *src, date_day day, const char *basis) {
    src->vintage = day;
    snprintf(src->vintage_basis, sizeof src->vintage_basis, "%s", basis);
}

static cordon_status describe_one(list_edition *e, source *src, unsigned i, cordon_error *err) {
    const list_reader *r = e->read.reader;
    const char *path = e->read.path[i];
    cordon_status status =
        loading_describe(src, path, stream_raw_bytes(e->read.file[i]), e->o, err);
    if (status) return status;
    snprintf(src->layout, sizeof src->layout, "%s", r->name);
    if (!*src->publisher) snprintf(src->publisher, sizeof src->publisher, "%s", r->publisher);
    if (!*src->licence) snprintf(src->licence, sizeof src->licence, "%s", r->licence);
    if (!*src->title) snprintf(src->title, sizeof src->title, "%.200s", r->what);
    if (assumed(src) && e->read.vintage) say(src, e->read.vintage, "the file says so");
    date_day named = day_in_name(path);
    if (assumed(src) && named) say(src, named, "the file's name");
    return CORDON_OK;
}

/* Which lists the edition is of, for the column dataset: the only one, or how many. */
static void name_dataset(const list_edition *e, source *src) {
    if (e->n == 1)
        snprintf(src->dataset, sizeof src->dataset, "%s", e->series[0].list);
    else
        snprintf(src->dataset, sizeof src->dataset, "%zu lists", e->n);
}

static cordon_status describe(list_edition *e, lists_loaded *out, cordon_error *err) {
    bool all_assumed = true;
    for (unsigned i = 0; i < e->read.files; i++) {
        source *src = &out->file[i];
        cordon_status status = describe_one(e, src, i, err);
        if (status) return status;
        name_dataset(e, src);
        src->refused = (int64_t)e->refused[i];
        src->rows = (int64_t)(e->read.rows[i] ? e->read.rows[i] : e->emitted[i]);
        all_assumed = all_assumed && assumed(src);
    }
    for (unsigned i = 0; i < e->read.files; i++) {
        const source *src = &out->file[i];
        if (e->read.dated_by && e->read.dated_by != i + 1) continue;
        if ((all_assumed || e->read.dated_by || !assumed(src)) && src->vintage > e->vintage)
            e->vintage = src->vintage;
    }
    for (unsigned i = 0; i < e->read.files; i++)
        if (!all_assumed && assumed(&out->file[i]))
            say(&out->file[i], e->vintage, "a file of the same edition");
    out->vintage = e->vintage;
    if (strcmp(out->file[0].vintage_basis, "assumed: the day of loading") == 0 && e->o->note)
        e->o->note(e->o->arg, "no date is known: the day of loading is taken as the vintage");
    return CORDON_OK;
}

/* ---- the edition ---------------------------------------------------------------------- */

/* Files of bytes that are loaded keep their source; the others get one. */
static cordon_status begin_sources(list_edition *e, lists_loaded *out, bool *mine,
                                   cordon_error *err) {
    for (unsigned i = 0; i < e->read.files; i++) {
        source known = {0}, *src = &out->file[i];
        cordon_status status = store_source_by_hash(&known, e->s, src->sha256, err);
        if (!status) {
            *src = known;
        } else if (status == CORDON_ENOTFOUND) {
            status = store_source_begin(e->s, src, err);
            mine[i] = !status;
        }
        if (status) return status;
        e->source[i] = src->id;
    }
    return CORDON_OK;
}

static cordon_status one(list_edition *e, cordon_error *err, const char *sql, int64_t a,
                         int64_t b) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(&st, e->db, err, sql, "");
    if (!status) status = ledger_run(e->db, st, err, "ii", a, b);
    sqlite3_finalize(st);
    return status;
}

/* The rows of file i get the id of its source; those of a source that was there already are there.
 */
static cordon_status adopt(list_edition *e, unsigned i, bool mine, cordon_error *err) {
    static const char *const sql[2][2] = {{"DELETE FROM refused WHERE ?1 AND source = ?2",
                                           "DELETE FROM note WHERE ?1 AND source = ?2"},
                                          {"UPDATE refused SET source = ?1 WHERE source = ?2",
                                           "UPDATE note SET source = ?1 WHERE source = ?2"}};
    cordon_status status = one(e, err, sql[mine][0], e->source[i], -(int64_t)i - 1);
    return status ? status : one(e, err, sql[mine][1], e->source[i], -(int64_t)i - 1);
}

static cordon_status keep_sources(list_edition *e, lists_loaded *out, const bool *mine,
                                  cordon_error *err) {
    sqlite3_stmt *st = NULL, *member = NULL;
    cordon_status status =
        ledger_prepare(&st, e->db, err,
                       "INSERT INTO loaded (source, sha256, bytes, file, row_count, "
                       "refused_count) VALUES (?, ?, ?, ?, ?, ?)",
                       "");
    if (!status)
        status =
            ledger_prepare(&member, e->db, err, "INSERT INTO edition_source VALUES (?, ?, ?)", "");
    for (unsigned i = 0; !status && i < e->read.files; i++) {
        source *src = &out->file[i];
        if (mine[i]) src->refused = (int64_t)e->refused[i];
        if (mine[i])
            status = ledger_run(e->db, st, err, "ititii", src->id, src->sha256, src->bytes,
                                        src->file_name, src->rows, src->refused);
        if (!status)
            status = ledger_run(e->db, member, err, "iii", e->id, (int64_t)i, src->id);
        if (!status) status = adopt(e, i, mine[i], err);
    }
    sqlite3_finalize(st);
    sqlite3_finalize(member);
    return status;
}

static cordon_status keep_edition(list_edition *e, const char *hash, cordon_error *err) {
    cordon_status status =
        ledger_once(e->db, err, "INSERT INTO edition (hash, reader, form) VALUES (?, ?, ?)", "ttt",
                    hash, e->read.reader->name, e->form);
    if (!status) e->id = sqlite3_last_insert_rowid(e->db);
    return status;
}

/* The fingerprint of all that was loaded, one edition after another. */
static cordon_status fingerprint(list_edition *e, const char *hash, cordon_error *err) {
    sqlite3_stmt *st;
    unsigned char sum[32];
    char hex[65], text[300];
    cordon_status status =
        ledger_prepare(&st, e->db, err, "SELECT value FROM setting WHERE key = 'fingerprint'", "");
    if (status) return status;
    const char *before =
        sqlite3_step(st) == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : "";
    int n = snprintf(text, sizeof text, "%.64s %.64s %d", before, hash, (int)e->vintage);
    sqlite3_finalize(st);
    crypto_generichash(sum, sizeof sum, (const unsigned char *)text, (unsigned long long)n, NULL,
                       0);
    stream_hex(hex, sum);
    status = ledger_once(e->db, err,
                         "INSERT OR REPLACE INTO setting (key, value) VALUES ('fingerprint', ?)",
                         "t", hex);
    return status;
}

/* Bodies that no version has: of an edition that took another's day. */
static cordon_status tidy(list_edition *e, cordon_error *err) {
    if (!e->replaced) return CORDON_OK;
    return ledger_exec(e->db,
                       "DELETE FROM body WHERE id NOT IN (SELECT body FROM version UNION ALL "
                       "SELECT body FROM patch)",
                       err);
}

static cordon_status judge_twice(const list_edition *e, cordon_error *err) {
    uint64_t bad = e->read.refused + e->twice, all = e->read.records;
    if (bad && e->o->strict)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(e->read.file[0]), e->read.first.line,
                              e->read.first.column,
                              "%s (%llu bad records; --strict refuses the file)",
                              e->read.first.line ? e->read.first.text : "a key stands twice",
                              (unsigned long long)bad);
    if (!e->twice || bad * 100 <= all * LIST_BAD_PERCENT_MAX) return CORDON_OK;
    return cordon_fail_at(
        err, CORDON_EFORMAT, stream_name(e->read.file[0]), 0, 0,
        "%llu of %llu records are bad, %llu of them keys that stand twice with other "
        "words: more than %d %%, the file is refused",
        (unsigned long long)bad, (unsigned long long)all, (unsigned long long)e->twice,
        LIST_BAD_PERCENT_MAX);
}

static cordon_status merge_all(list_edition *e, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < e->n; i++) {
        const list_series *s = &e->series[i];
        if (s->days && s->day[s->days - 1] > e->vintage) e->vintage = s->day[s->days - 1];
        status = list_merge(e, &e->series[i], err);
        if (!status && e->status) {
            status = e->status;
            if (err) *err = e->err;
        }
    }
    return status ? status : judge_twice(e, err);
}

static cordon_status commit(list_edition *e, lists_loaded *out, const bool *mine,
                            cordon_error *err) {
    cordon_status status = ledger_exec(e->db, "COMMIT", err);
    if (status) return status;
    /* What is acknowledged must be on the disk, also when the power goes. */
    sqlite3_wal_checkpoint_v2(e->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    for (unsigned i = 0; !status && i < e->read.files; i++)
        if (mine[i]) status = store_source_done(e->s, &out->file[i], err);
    return status;
}

/* Everything is read: into the tables with it. */
static cordon_status keep(list_edition *e, lists_loaded *out, const char *hash, cordon_error *err) {
    bool mine[LIST_FILES_MAX] = {false};
    cordon_status status = describe(e, out, err);
    if (!status) status = begin_sources(e, out, mine, err);
    if (!status) status = keep_edition(e, hash, err);
    if (!status) status = merge_all(e, err);
    if (!status) status = keep_sources(e, out, mine, err);
    if (!status) status = tidy(e, err);
    if (!status) status = fingerprint(e, hash, err);
    if (!status) {
        out->vintage = e->vintage;
        return commit(e, out, mine, err);
    }
    ledger_exec(e->db, "ROLLBACK", NULL);
    for (unsigned i = 0; i < e->read.files; i++)
        if (mine[i]) store_source_drop(e->s, out->file[i].id, NULL);
    return status;
}

static cordon_status read_and_keep(list_edition *e, lists_loaded *out, cordon_error *err) {
    char sha256[LIST_FILES_MAX][65], hash[65];
    bool found = false;
    cordon_status status = ledger_exec(e->db, "BEGIN IMMEDIATE", err);
    if (status) return status;
    if (!(status = list_stage_open(e, err))) status = list_read_run(&e->read, err);
    if (!status && e->status) {
        status = e->status;
        if (err) *err = e->err;
    }
    for (unsigned i = 0; !status && i < e->read.files; i++) {
        status = read_to_the_end(e->read.file[i], sha256[i], err);
        memcpy(out->file[i].sha256, sha256[i], 65);
    }
    if (!status) {
        edition_hash(hash, e->read.reader, e->mapping_sha256, sha256, e->read.files);
        status = find_edition(&found, e->db, hash, err);
    }
    e->form = *e->read.form     ? e->read.form
              : *e->mapped_form ? e->mapped_form
                                : e->read.reader->name;
    if (status || found) {
        ledger_exec(e->db, "ROLLBACK", NULL);
        out->already = found && !status;
        return status;
    }
    return keep(e, out, hash, err);
}

/* Whether these very files are an edition already; what cannot be read twice is not asked. */
static cordon_status seen(lists_loaded *out, list_edition *e, const char *const *paths,
                          cordon_error *err) {
    char sha256[LIST_FILES_MAX][65], hash[65];
    for (unsigned i = 0; i < e->read.files; i++) {
        struct stat st;
        bool maybe = false;
        if (strcmp(paths[i], "-") == 0 || stat(paths[i], &st) != 0 || !S_ISREG(st.st_mode))
            return CORDON_OK;
        cordon_status status = store_has_bytes(&maybe, e->s, st.st_size, err);
        if (status || !maybe || (status = stream_hash_file(sha256[i], paths[i], err)))
            return status;
    }
    edition_hash(hash, e->read.reader, e->mapping_sha256, sha256, e->read.files);
    cordon_status status = find_edition(&out->already, e->db, hash, err);
    for (unsigned i = 0; !status && out->already && i < e->read.files; i++)
        status = store_source_by_hash(&out->file[i], e->s, sha256[i], err);
    return status;
}

cordon_status lists_load(lists_loaded *out, store *s, const list_reader *reader,
                         const char *mapping, const char *const *paths, unsigned n,
                         const load_options *o, cordon_error *err) {
    list_edition *e = calloc(1, sizeof *e);
    *out = (lists_loaded){0};
    if (!e) return cordon_fail(err, CORDON_ENOMEM, "no memory to load");
    assert(n && n <= LIST_FILES_MAX);
    e->s = s;
    e->o = o;
    e->read.reader = reader;
    e->read.mapping = mapping;
    e->read.files = n;
    cordon_status status = store_lists(&e->db, s, err);
    if (!status && mapping) status = about_mapping(e, mapping, err);
    if (!status) status = seen(out, e, paths, err);
    if (!status && !out->already) {
        status = open_files(e, paths, err);
        uint64_t bytes = 64000000;
        for (unsigned i = 0; !status && i < n; i++) bytes += 12 * stream_raw_size(e->read.file[i]);
        if (!status) status = store_need_space(s, bytes, err);
        if (!status) status = read_and_keep(e, out, err);
    }
    out->records = e->read.records;
    out->refused = e->read.refused + e->twice;
    out->lists = e->n;
    for (unsigned i = 0; i < n; i++) stream_close(e->read.file[i]);
    list_stage_close(e);
    free(e);
    return status;
}
