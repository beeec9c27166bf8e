#include <string.h>

#include "base/json.h"
#include "store/log_inner.h"

static const char body_tag[] = "cordon log body 1", entry_tag[] = "cordon log entry 1", sign_tag[] = "cordon log sign 1";

static void number(crypto_generichash_state *h, uint64_t v) {
    unsigned char le[8];
    for (int i = 0; i < 8; i++) le[i] = (unsigned char)(v >> (8 * i));
    crypto_generichash_update(h, le, sizeof le);
}

static void text(crypto_generichash_state *h, const char *s, size_t len) {
    number(h, len);
    crypto_generichash_update(h, (const unsigned char *)s, len);
}

static void begin(crypto_generichash_state *h, const char *tag) {
    crypto_generichash_init(h, NULL, 0, LOG_HASH);
    crypto_generichash_update(h, (const unsigned char *)tag, strlen(tag));
}

void log_body_hash(unsigned char out[LOG_HASH], const log_row *r) {
    crypto_generichash_state h;
    begin(&h, body_tag);
    number(&h, (uint64_t)r->at_us);
    text(&h, r->kind, r->kind_len);
    text(&h, r->who, r->who_len);
    text(&h, r->about, r->about_len);
    text(&h, r->bytes, r->len);
    crypto_generichash_final(&h, out, LOG_HASH);
}

void log_entry_hash(unsigned char out[LOG_HASH], int64_t n, const unsigned char before[LOG_HASH],
                    const unsigned char body[LOG_HASH]) {
    crypto_generichash_state h;
    begin(&h, entry_tag);
    number(&h, (uint64_t)n);
    crypto_generichash_update(&h, before, LOG_HASH);
    crypto_generichash_update(&h, body, LOG_HASH);
    crypto_generichash_final(&h, out, LOG_HASH);
}

enum { SIGNED_BYTES = sizeof sign_tag - 1 + LOG_HASH };

static void signed_text(unsigned char out[SIGNED_BYTES], const unsigned char hash[LOG_HASH]) {
    memcpy(out, sign_tag, sizeof sign_tag - 1);
    memcpy(out + sizeof sign_tag - 1, hash, LOG_HASH);
}

void log_sign(unsigned char out[LOG_SIGNATURE_BYTES], const unsigned char hash[LOG_HASH],
              const unsigned char secret[crypto_sign_SECRETKEYBYTES]) {
    unsigned char m[SIGNED_BYTES];
    signed_text(m, hash);
    crypto_sign_detached(out, NULL, m, sizeof m, secret);
}

bool log_signed(const unsigned char signature[LOG_SIGNATURE_BYTES], const unsigned char hash[LOG_HASH],
                const unsigned char public[LOG_PUBLIC]) {
    unsigned char m[SIGNED_BYTES];
    signed_text(m, hash);
    return crypto_sign_verify_detached(signature, m, sizeof m, public) == 0;
}

void log_hex(char out[LOG_HEX], const unsigned char v[LOG_HASH]) { sodium_bin2hex(out, LOG_HEX, v, LOG_HASH); }

bool log_unhex(unsigned char *out, size_t len, const char *s, size_t text_len) {
    static const char digits[] = "0123456789abcdef";
    if (text_len != 2 * len) return false;
    for (size_t i = 0; i < text_len; i++) {
        const char *at = s[i] ? strchr(digits, s[i]) : NULL;
        if (!at) return false;
        unsigned char v = (unsigned char)(at - digits);
        out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] | v : v << 4);
    }
    return true;
}

static const char key_start[] = "{\"algorithm\":\"ed25519\",\"public\":\"";

void log_key_bytes(buf *out, const unsigned char public[LOG_PUBLIC], const char *reason) {
    char hex[LOG_HEX];
    log_hex(hex, public);
    buf_printf(out, "%s%s\"", key_start, hex);
    json_str(out, "reason", reason);
    buf_char(out, '}');
}

bool log_key_of(unsigned char public[LOG_PUBLIC], const log_row *r) {
    size_t start = sizeof key_start - 1, hex = LOG_HEX - 1;
    return r->kind_len == 3 && memcmp(r->kind, "key", 3) == 0 && r->len > start + hex && memcmp(r->bytes, key_start, start) == 0 &&
           log_unhex(public, LOG_PUBLIC, r->bytes + start, hex);
}

const char *log_fault_name(log_fault_kind k) {
    static const char *const names[] = {"changed", "missing", "out of order", "signature", "cut off", "torn"};
    return names[k];
}

const char *log_head_format(char out[LOG_HEAD_TEXT], const log_head *h) {
    snprintf(out, LOG_HEAD_TEXT, "cordon-log %lld %s", (long long)h->n, h->hash);
    return out;
}

bool log_head_parse(log_head *out, const char *s) {
    static const char word[] = "cordon-log ";
    unsigned char hash[LOG_HASH];
    int64_t n = 0;
    s += strspn(s, " \t\r\n");
    if (strncmp(s, word, sizeof word - 1) != 0) return false;
    s += sizeof word - 1;
    size_t digits = strspn(s, "0123456789");
    if (!digits || digits > 18 || s[digits] != ' ') return false;
    for (size_t i = 0; i < digits; i++) n = n * 10 + (s[i] - '0');
    s += digits + 1;
    size_t len = strcspn(s, " \t\r\n");
    if (!log_unhex(hash, LOG_HASH, s, len) || s[len + strspn(s + len, " \t\r\n")]) return false;
    if (!n && !sodium_is_zero(hash, LOG_HASH)) return false;
    out->n = n;
    log_hex(out->hash, hash);
    return true;
}
