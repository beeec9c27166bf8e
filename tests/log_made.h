/* log_made.h - a small exported log made in memory, the same every time, for the reader's tests and fuzzer. */
#ifndef TESTS_LOG_MADE_H
#define TESTS_LOG_MADE_H

#include <string.h>

#include "store/log_inner.h"

/* n entries: a key, decisions, and another key amid them. */
static inline bool log_made(buf *out, log_head *head, int64_t n) {
    unsigned char seed[crypto_sign_SEEDBYTES], before[LOG_HASH] = {0}, body[LOG_HASH];
    log_known_key key[2];
    log_pair pair, next;
    buf lines = {0};
    if (sodium_init() < 0) return false;
    memset(seed, 7, sizeof seed);
    crypto_sign_seed_keypair(pair.public, pair.secret, seed);
    memset(seed, 8, sizeof seed);
    crypto_sign_seed_keypair(next.public, next.secret, seed);
    for (int64_t i = 1; i <= n; i++) {
        buf b = {0};
        bool brings = i == 1 || i == n / 2;
        if (brings) {
            key[i > 1].n = i;
            memcpy(key[i > 1].public, i == 1 ? pair.public : next.public, LOG_PUBLIC);
            log_key_bytes(&b, key[i > 1].public, i == 1 ? "the log begins" : "as it was time");
        } else {
            buf_printf(&b, "{\"case\":%lld,\"why\":\"\xc3\xa9 \\\"quoted\\\"\n\ttab \x01 \x7f\"}", (long long)i);
        }
        log_row r = {.n = i, .at_us = 1700000000000000 + i, .kind = brings ? "key" : "decision", .who = i % 2 ? "a.clerk" : "", .about = i % 3 ? "" : "x/1", .bytes = b.p, .len = b.len};
        r.kind_len = strlen(r.kind), r.who_len = strlen(r.who), r.about_len = strlen(r.about);
        memcpy(r.before, before, LOG_HASH);
        log_body_hash(body, &r);
        log_entry_hash(r.hash, i, before, body);
        log_sign(r.signature, r.hash, i > n / 2 ? next.secret : pair.secret);
        memcpy(before, r.hash, LOG_HASH);
        log_line(&lines, &r);
        buf_free(&b);
    }
    head->n = n;
    log_hex(head->hash, before);
    log_header(out, head, key, n > 1 ? 2 : 1);
    buf_add(out, buf_text(&lines), lines.len);
    bool ok = !lines.failed && !out->failed;
    buf_free(&lines);
    return ok;
}

#endif
