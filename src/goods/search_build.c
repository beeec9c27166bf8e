/* search_build.c - the database of texts, made in memory and handed over as bytes. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "goods/search_inner.h"
#include "store/ledger.h"

/* Stems come ready made: the tokenizer only cuts at blanks (stems hold letters and digits). */
static const char schema[] = "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; BEGIN;"
                             "CREATE TABLE part (name TEXT PRIMARY KEY, body BLOB NOT NULL);"
                             "CREATE TABLE text (code TEXT, language INTEGER, text TEXT NOT NULL, "
                             "PRIMARY KEY (code, language)) WITHOUT ROWID;"
                             "CREATE TABLE paragraph (place INTEGER PRIMARY KEY, list TEXT, number "
                             "TEXT, item TEXT, text TEXT, "
                             "above TEXT, note INTEGER);"
                             "CREATE VIRTUAL TABLE words USING fts5 (said, content = '', tokenize "
                             "= 'unicode61 remove_diacritics 0');"
                             "CREATE VIRTUAL TABLE control USING fts5 (said, above, content = '', "
                             "tokenize = 'unicode61 remove_diacritics 0');"
                             "CREATE VIRTUAL TABLE control_words USING fts5vocab (control, row);";

static cordon_status add_part(sqlite3 *db, const char *name, const void *bytes, size_t n,
                              cordon_error *err) {
    sqlite3_stmt *s = NULL;
    cordon_status status = ledger_prepare(&s, db, err, "INSERT INTO part VALUES (?, ?)", "t", name);
    if (status) return status;
    sqlite3_bind_blob64(s, 2, bytes, n, SQLITE_STATIC);
    if (sqlite3_step(s) != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(s);
    return status;
}

static void said(buf *b, const search_image *x, uint32_t place) {
    const image_code *c = &x->code[place];
    for (uint32_t i = c->doc; i < c->doc + c->docs; i++)
        for (uint32_t t = x->doc[i].term; t < x->doc[i].term + x->doc[i].terms; t++) {
            buf_str(b, x->name + x->name_at[x->term[t]]);
            buf_char(b, ' ');
        }
}

/* One row a code: its texts in all languages, and its heading's. */
static cordon_status add_words(sqlite3 *db, const search_parts *p, cordon_error *err) {
    search_image x;
    sqlite3_stmt *s = NULL;
    buf b = {0};
    cordon_status status = search_image_open(&x, p->image, p->image_size, err);
    if (!status)
        status = ledger_prepare(&s, db, err, "INSERT INTO words (rowid, said) VALUES (?, ?)", "");
    for (uint32_t i = 0; !status && i < x.head->codes; i++) {
        b.len = 0;
        said(&b, &x, i);
        if (x.code[i].heading != NO_PLACE) said(&b, &x, x.code[i].heading);
        sqlite3_bind_int64(s, 1, (sqlite3_int64)i + 1);
        sqlite3_bind_text64(s, 2, buf_text(&b), b.len, SQLITE_STATIC, SQLITE_UTF8);
        if (b.failed)
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for the index of goods texts");
        else if (sqlite3_step(s) != SQLITE_DONE)
            status = ledger_fail(db, err);
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    buf_free(&b);
    return status;
}

static cordon_status fill(sqlite3 *db, const search_build_options *o, cordon_error *err) {
    search_parts p = {0};
    cordon_status status = ledger_exec(db, schema, err);
    if (!status) status = search_collect(&p, db, o, err);
    if (!status) status = add_words(db, &p, err);
    if (!status) status = add_part(db, "codes", p.image, p.image_size, err);
    if (!status) status = add_part(db, "lexicon", p.lexicon, p.lexicon_size, err);
    search_parts_free(&p);
    if (!status && o->controls) status = search_add_controls(db, err);
    if (!status)
        status = ledger_exec(db,
                             "INSERT INTO words (words) VALUES ('optimize'); INSERT INTO control "
                             "(control) VALUES ('optimize'); COMMIT",
                             err);
    return status;
}

cordon_status search_build(unsigned char **bytes, size_t *n, const search_build_options *o,
                           cordon_error *err) {
    static const search_build_options all = {.controls = true};
    sqlite3 *db = NULL;
    sqlite3_int64 size = 0;
    cordon_status status = sqlite3_open(":memory:", &db) == SQLITE_OK ? fill(db, o ? o : &all, err)
                                                                      : ledger_fail(db, err);
    if (!status) {
        *bytes = sqlite3_serialize(db, "main", &size, 0);
        *n = (size_t)size;
        if (!*bytes)
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for the index of goods texts");
    }
    sqlite3_close(db);
    return status;
}
