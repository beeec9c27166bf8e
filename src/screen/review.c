#include "screen/review.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/records.h"
#include "store/ledger.h"

static bool is_hex(const char *s, size_t len) {
    return strspn(s, "0123456789abcdef") >= len;
}

cordon_status hit_id_parse(hit_id *out, const char *text, cordon_error *err) {
    enum { Q = ASK_HASH - 1, F = ENTITY_HASH - 1 };
    size_t len = strlen(text);
    const char *list = text + Q + F + 2, *colon = len > Q + F + 2 ? strchr(list, ':') : NULL;
    bool good = colon && is_hex(text, Q) && text[Q] == '.' && is_hex(text + Q + 1, F) && text[Q + F + 1] == '.' &&
                colon > list && colon - list < HIT_LIST_MAX && colon[1] && strlen(colon + 1) < HIT_KEY_MAX &&
                records_utf8(text, len);
    if (!good)
        return cordon_fail(err, CORDON_EFORMAT,
                           "\"%.100s\" is no id of a hit: expected QUESTION.FACTS.LIST:KEY, with %d and %d hex digits, "
                           "as cordon screen prints it", text, Q, F);
    snprintf(out->question, sizeof out->question, "%.*s", Q, text);
    snprintf(out->facts, sizeof out->facts, "%.*s", F, text + Q + 1);
    snprintf(out->list, sizeof out->list, "%.*s", (int)(colon - list), list);
    snprintf(out->key, sizeof out->key, "%s", colon + 1);
    return CORDON_OK;
}

const char *hit_id_format(char text[HIT_ID_MAX], const hit_id *id) {
    snprintf(text, HIT_ID_MAX, "%s.%s.%s:%s", id->question, id->facts, id->list, id->key);
    return text;
}

const char *review_state_name(review_state s) {
    static const char *const names[] = {"none", "counts", "expired", "ended", "entry_changed", "question_changed"};
    return names[s];
}

static cordon_status text_check(const char *name, const char *text, cordon_error *err) {
    size_t len = text ? strlen(text) : 0;
    if (!len || strspn(text, " \t\n") == len) return cordon_fail(err, CORDON_EINVAL, "a review needs --%s", name);
    if (len > REVIEW_TEXT_MAX)
        return cordon_fail(err, CORDON_EINVAL, "--%s has %zu bytes, at most %d are kept", name, len, REVIEW_TEXT_MAX);
    return records_utf8(text, len) ? CORDON_OK : cordon_fail(err, CORDON_EINVAL, "--%s is not valid UTF-8", name);
}

static cordon_status check(const review *r, cordon_error *err) {
    cordon_status status = text_check("reason", r->reason, err);
    if (!status) status = text_check("by", r->by, err);
    if (status) return status;
    if (strcmp(r->verdict, "false-positive") != 0 && strcmp(r->verdict, "true-match") != 0)
        return cordon_fail(err, CORDON_EINVAL, "--verdict \"%.40s\": expected false-positive or true-match", r->verdict);
    char made[DATE_TEXT], until[DATE_TEXT];
    if (r->until < r->made)
        return cordon_fail(err, CORDON_EINVAL, "--until %s is before the day of the review, %s",
                           r->until ? date_format(until, r->until) : "(none)", date_format(made, r->made));
    return CORDON_OK;
}

static cordon_status step(sqlite3 *db, sqlite3_stmt *st, cordon_error *err) {
    cordon_status status = sqlite3_step(st) == SQLITE_DONE ? CORDON_OK : ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

cordon_status review_add(int64_t *id, store *s, const review *r, cordon_error *err) {
    sqlite3 *db = store_ledger(s);
    sqlite3_stmt *st;
    cordon_status status = check(r, err);
    if (!status)
        status = ledger_prepare(&st, db, err,
                                "INSERT INTO review (question, list, key, facts, verdict, reason, by_whom, made, until) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                "tttttttii", r->hit.question, r->hit.list, r->hit.key, r->hit.facts, r->verdict,
                                r->reason, r->by, (int64_t)r->made, (int64_t)r->until);
    if (!status) status = step(db, st, err);
    if (!status) *id = sqlite3_last_insert_rowid(db);
    return status;
}

cordon_status review_end(store *s, const hit_id *hit, date_day day, const char *reason, const char *by,
                         cordon_error *err) {
    sqlite3 *db = store_ledger(s);
    sqlite3_stmt *st;
    char text[HIT_ID_MAX];
    cordon_status status = text_check("reason", reason, err);
    if (!status) status = text_check("by", by, err);
    if (!status)
        status = ledger_prepare(&st, db, err,
                                "UPDATE review SET ended = ?, ended_reason = ?, ended_by = ? "
                                "WHERE question = ? AND list = ? AND key = ? AND ended = 0",
                                "ittttt", (int64_t)day, reason, by, hit->question, hit->list, hit->key);
    if (!status) status = step(db, st, err);
    if (!status && sqlite3_changes(db) == 0)
        status = cordon_fail(err, CORDON_ENOTFOUND, "there is no review of %s that has not ended", hit_id_format(text, hit));
    return status;
}

static void copy(char *to, size_t size, sqlite3_stmt *st, int col) {
    const char *text = (const char *)sqlite3_column_text(st, col);
    snprintf(to, size, "%s", text ? text : "");
}

static const char *text_of(sqlite3_stmt *st, int col) {
    const char *text = (const char *)sqlite3_column_text(st, col);
    return text ? text : "";
}

static void read_row(review *r, sqlite3_stmt *st, date_day day) {
    *r = (review){.id = sqlite3_column_int64(st, 0)};
    copy(r->hit.question, sizeof r->hit.question, st, 1);
    copy(r->hit.list, sizeof r->hit.list, st, 2);
    copy(r->hit.key, sizeof r->hit.key, st, 3);
    copy(r->hit.facts, sizeof r->hit.facts, st, 4);
    r->verdict = text_of(st, 5);
    r->reason = text_of(st, 6);
    r->by = text_of(st, 7);
    r->made = (date_day)sqlite3_column_int64(st, 8);
    r->until = (date_day)sqlite3_column_int64(st, 9);
    r->ended = (date_day)sqlite3_column_int64(st, 10);
    r->ended_reason = text_of(st, 11);
    r->ended_by = text_of(st, 12);
    r->state = r->ended ? REVIEW_ENDED : r->until < day ? REVIEW_EXPIRED : REVIEW_COUNTS;
}

cordon_status review_each(store *s, date_day day, int (*each)(void *arg, const review *r), void *arg,
                          cordon_error *err) {
    sqlite3 *db = store_ledger(s);
    sqlite3_stmt *st;
    int rc, stop = 0;
    cordon_status status = ledger_prepare(
        &st, db, err,
        "SELECT id, question, list, key, facts, verdict, reason, by_whom, made, until, ended, ended_reason, ended_by "
        "FROM review r WHERE id = (SELECT max(id) FROM review n WHERE n.question = r.question AND n.list = r.list "
        "AND n.key = r.key) ORDER BY id", "");
    if (status) return status;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW && !stop) {
        review r;
        read_row(&r, st, day);
        stop = each(arg, &r);
    }
    if (rc != SQLITE_DONE && !stop) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

/* ---- all of them in memory, sorted by list, key, question */

struct reviews {
    arena mem;
    review *row;
    size_t n, cap;
    bool failed;
    crypto_generichash_state hash;
    char fingerprint[33];
};

static int by_pair(const review *a, const review *b) {
    int c = strcmp(a->hit.list, b->hit.list);
    if (!c) c = strcmp(a->hit.key, b->hit.key);
    return c ? c : strcmp(a->hit.question, b->hit.question);
}

static int compare(const void *a, const void *b) { return by_pair(a, b); }

static const char *kept(reviews *r, const char *text) {
    crypto_generichash_update(&r->hash, (const unsigned char *)text, strlen(text) + 1);
    const char *copy_of = arena_strndup(&r->mem, text, strlen(text));
    if (!copy_of) r->failed = true;
    return copy_of;
}

static int keep(void *arg, const review *row) {
    reviews *r = arg;
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 64;
        review *more = reallocarray(r->row, cap, sizeof *more);
        if (!more) return r->failed = true, 1;
        r->row = more;
        r->cap = cap;
    }
    int64_t numbers[] = {row->id, row->ended, row->until, row->state};
    crypto_generichash_update(&r->hash, (const unsigned char *)numbers, sizeof numbers);
    review *to = &r->row[r->n];
    *to = *row;
    to->verdict = kept(r, row->verdict);
    to->reason = kept(r, row->reason);
    to->by = kept(r, row->by);
    to->ended_reason = kept(r, row->ended_reason);
    to->ended_by = kept(r, row->ended_by);
    r->n++;
    return r->failed;
}

cordon_status reviews_read(reviews **out, store *s, date_day day, cordon_error *err) {
    reviews *r = calloc(1, sizeof *r);
    unsigned char hash[16];
    if (!r) return cordon_fail(err, CORDON_ENOMEM, "no memory for the reviews");
    arena_init(&r->mem, 0);
    crypto_generichash_init(&r->hash, NULL, 0, sizeof hash);
    cordon_status status = review_each(s, day, keep, r, err);
    if (!status && r->failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the reviews");
    if (status) {
        reviews_free(r);
        return status;
    }
    if (r->n) qsort(r->row, r->n, sizeof *r->row, compare);
    crypto_generichash_final(&r->hash, hash, sizeof hash);
    sodium_bin2hex(r->fingerprint, sizeof r->fingerprint, hash, sizeof hash);
    *out = r;
    return CORDON_OK;
}

void reviews_free(reviews *r) {
    if (!r) return;
    arena_destroy(&r->mem);
    free(r->row);
    free(r);
}

void reviews_fingerprint(char hex[33], const reviews *r) { snprintf(hex, 33, "%s", r->fingerprint); }

/* The first row not before list and key. */
static size_t first_of(const reviews *r, const hit_id *hit) {
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = strcmp(r->row[mid].hit.list, hit->list);
        if (!c) c = strcmp(r->row[mid].hit.key, hit->key);
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const review *reviews_find(review_state *state, const reviews *r, const hit_id *hit) {
    const review *named = NULL;
    *state = REVIEW_NONE;
    for (size_t i = first_of(r, hit); i < r->n; i++) {
        const review *row = &r->row[i];
        if (strcmp(row->hit.list, hit->list) != 0 || strcmp(row->hit.key, hit->key) != 0) break;
        if (strcmp(row->hit.question, hit->question) == 0) {
            bool changed = row->state == REVIEW_COUNTS && strcmp(row->hit.facts, hit->facts) != 0;
            *state = changed ? REVIEW_CHANGED : row->state;
            return row;
        }
        if (strncmp(row->hit.question, hit->question, ASK_NAMED) == 0 && (!named || row->id > named->id)) named = row;
    }
    if (named) *state = named->state == REVIEW_COUNTS ? REVIEW_ASKED : named->state;
    return named;
}
