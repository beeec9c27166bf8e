#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "store/log_inner.h"

static void hex(buf *out, const char *key, const unsigned char *v, size_t len) {
    char text[2 * LOG_SIGNATURE_BYTES + 1];
    json_str(out, key, sodium_bin2hex(text, sizeof text, v, len));
}

void log_line(buf *out, const log_row *r) {
    buf_char(out, '{');
    json_int(out, "n", r->n);
    json_int(out, "at_us", r->at_us);
    json_key(out, "kind"), json_text(out, r->kind, r->kind_len);
    json_key(out, "who"), json_text(out, r->who, r->who_len);
    json_key(out, "about"), json_text(out, r->about, r->about_len);
    hex(out, "before", r->before, LOG_HASH);
    hex(out, "hash", r->hash, LOG_HASH);
    hex(out, "signature", r->signature, LOG_SIGNATURE_BYTES);
    json_key(out, "bytes"), json_text(out, r->bytes, r->len);
    buf_str(out, "}\n");
}

void log_header(buf *out, const log_head *end, const log_known_key *key, size_t keys) {
    buf_char(out, '{');
    json_str(out, "log", "cordon");
    json_int(out, "version", 1);
    json_int(out, "entries", end->n);
    json_str(out, "head", end->hash);
    json_key(out, "keys");
    buf_char(out, '[');
    for (size_t i = 0; i < keys; i++) {
        buf_str(out, i ? ",{" : "{");
        json_int(out, "n", key[i].n);
        hex(out, "public", key[i].public, LOG_PUBLIC);
        buf_char(out, '}');
    }
    buf_str(out, "]}\n");
}

static cordon_status put(FILE *f, buf *b, const char *path, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (b->failed)
        status = cordon_fail(err, CORDON_ENOMEM, "no memory to export the log");
    else if (fwrite(b->p, 1, b->len, f) != b->len)
        status = cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0, "cannot be written: %s", strerror(errno));
    b->len = 0;
    return status;
}

static cordon_status rows(FILE *f, buf *b, decision_log *l, const char *path, cordon_error *err) {
    sqlite3_stmt *s;
    log_row r;
    int rc = SQLITE_DONE;
    cordon_status status = ledger_prepare(&s, l->db, err, "SELECT " LOG_COLUMNS " FROM entry ORDER BY n", "");
    if (status) return status;
    while (!status && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        log_row_of(&r, s);
        log_line(b, &r);
        status = put(f, b, path, err);
    }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(l->db, err);
    sqlite3_finalize(s);
    return status;
}

static cordon_status write_all(FILE *f, decision_log *l, const char *path, cordon_error *err) {
    arena mem;
    buf b = {0};
    log_head end = {0};
    log_known_key *key = NULL;
    size_t keys = 0;
    arena_init(&mem, 0);
    cordon_status status = log_head_of(&end, l, err);
    if (!status && l->db) status = log_keys_of(&key, &keys, &mem, l->db, err);
    if (!status) log_header(&b, &end, key, keys);
    if (!status) status = put(f, &b, path, err);
    if (!status && l->db) status = rows(f, &b, l, path, err);
    buf_free(&b);
    arena_destroy(&mem);
    return status;
}

cordon_status log_export(decision_log *l, const char *path, cordon_error *err) {
    buf part = {0};
    if (l->queued) return cordon_fail(err, CORDON_EINVAL, "entries are waiting: commit them before the log is exported");
    buf_printf(&part, "%s.part", path);
    FILE *f = part.failed ? NULL : fopen(part.p, "wbe");
    cordon_status status = f ? CORDON_OK : cordon_fail_at(err, CORDON_EIO, path, 0, 0, "cannot be written: %s", strerror(errno));
    /* One moment, while others append. */
    if (!status && l->db) status = ledger_exec(l->db, "BEGIN", err);
    if (!status) status = write_all(f, l, path, err);
    if (f && l->db) sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
    bool ok = !status && fflush(f) == 0 && (fsync(fileno(f)) == 0 || errno == EINVAL);
    int why = errno;
    if (f) ok = fclose(f) == 0 && ok;
    if (ok) ok = rename(part.p, path) == 0, why = errno;
    if (!status && !ok) status = cordon_fail_at(err, why == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0, "cannot be written: %s", strerror(why));
    if (status && f) unlink(part.p);
    buf_free(&part);
    return status;
}
