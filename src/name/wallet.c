/* wallet.c - the checksums of addresses on public ledgers.
 *
 * Base58Check: the last 4 bytes are those of SHA-256 of SHA-256 of the rest. Bech32 and Bech32m: a
 * BCH code over 5-bit groups (BIP 173, BIP 350). "0x" and 40 hexadecimal digits: where the letters
 * are of both cases, a letter is a capital when the 4 bits of Keccak-256 of the small letters at
 * its place are 8 or more (EIP-55); in one case there is no checksum.                    */
#include <sodium.h>
#include <string.h>

#include "name/identifier.h"

enum { BASE58_MIN = 26, BASE58_MAX = 60, BASE58_BYTES = 48 };

static int base58(const char *s, size_t n) {
    static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    uint8_t b[BASE58_BYTES] = {0}, once[crypto_hash_sha256_BYTES], twice[crypto_hash_sha256_BYTES];
    size_t used = 0, zeros = 0;
    if (n < BASE58_MIN || n > BASE58_MAX) return 0;
    while (s[zeros] == '1') zeros++;
    for (size_t i = 0; i < n; i++) {
        const char *at = strchr(digits, s[i]);
        if (!at) return 0;
        unsigned carry = (unsigned)(at - digits);
        for (size_t k = 0; k < used || carry; k++) {
            if (k == BASE58_BYTES) return 0;
            if (k == used) used++;
            carry += 58u * b[BASE58_BYTES - 1 - k];
            b[BASE58_BYTES - 1 - k] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    size_t len = used + zeros;
    if (len < 5 || len > BASE58_BYTES) return 0;
    const uint8_t *p = b + BASE58_BYTES - len;
    crypto_hash_sha256(once, p, len - 4);
    crypto_hash_sha256(twice, once, sizeof once);
    return memcmp(twice, p + len - 4, 4) ? -1 : 1;
}

static uint32_t bch(uint32_t c, uint32_t v) {
    static const uint32_t g[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    uint32_t top = c >> 25;
    c = (c & 0x1ffffff) << 5 ^ v;
    for (int i = 0; i < 5; i++)
        if (top >> i & 1) c ^= g[i];
    return c;
}

/* s in small letters. 0 when it is not of the form. */
static int bech32(const char *s, size_t n) {
    static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const char *one = strrchr(s, '1');
    if (!one || one == s || n > 90 || (size_t)(s + n - one) < 7 || n < 14) return 0;
    uint32_t c = 1;
    for (const char *p = s; p < one; p++) {
        if (*p < 'a' || *p > 'z') return 0;
        c = bch(c, (uint32_t)*p >> 5);
    }
    c = bch(c, 0);
    for (const char *p = s; p < one; p++) c = bch(c, (uint32_t)*p & 31);
    for (const char *p = one + 1; *p; p++) {
        const char *at = strchr(digits, *p);
        if (!at) return 0;
        c = bch(c, (uint32_t)(at - digits));
    }
    return c == 1 || c == 0x2bc830a3 ? 1 : -1;
}

static uint64_t turn(uint64_t v, unsigned by) { return by ? v << by | v >> (64 - by) : v; }

/* Keccak-f[1600] (Bertoni and others, "The Keccak reference", 2011). */
static void keccak_f(uint64_t a[25]) {
    static const uint8_t rho[] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                  27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
    static const uint8_t pi[] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                 15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
    unsigned lfsr = 1;
    for (int round = 0; round < 24; round++) {
        uint64_t c[5], t;
        for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int i = 0; i < 25; i++) a[i] ^= c[(i + 4) % 5] ^ turn(c[(i + 1) % 5], 1);
        t = a[1];
        for (int i = 0; i < 24; i++) {
            uint64_t next = a[pi[i]];
            a[pi[i]] = turn(t, rho[i]);
            t = next;
        }
        for (int y = 0; y < 25; y += 5) {
            memcpy(c, a + y, sizeof c);
            for (int x = 0; x < 5; x++) a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        for (int j = 0; j < 7; j++) { /* bits 2^j - 1 of the round's constant */
            if (lfsr & 1) a[0] ^= (uint64_t)1 << ((1u << j) - 1);
            lfsr = lfsr & 0x80 ? lfsr << 1 ^ 0x171 : lfsr << 1;
        }
    }
}

/* Of at most 135 bytes. */
static void keccak_256(uint8_t out[32], const char *s, size_t n) {
    uint8_t block[200] = {0};
    uint64_t a[25] = {0};
    memcpy(block, s, n);
    block[n] = 1;
    block[135] |= 0x80;
    for (int i = 0; i < 200; i++) a[i / 8] |= (uint64_t)block[i] << i % 8 * 8;
    keccak_f(a);
    for (int i = 0; i < 32; i++) out[i] = (uint8_t)(a[i / 8] >> i % 8 * 8);
}

static int hexadecimal(const char *s) {
    char small[41] = {0};
    uint8_t h[32];
    bool upper = false, lower = false, right = true;
    for (int i = 0; i < 40; i++) {
        char c = s[i];
        upper |= c >= 'A' && c <= 'F';
        lower |= c >= 'a' && c <= 'f';
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return 0;
        small[i] = (char)(c >= 'A' && c <= 'F' ? c + 32 : c);
    }
    if (!upper || !lower) return 0;
    keccak_256(h, small, 40);
    for (int i = 0; i < 40; i++) {
        bool high = (i % 2 ? h[i / 2] & 15 : h[i / 2] >> 4) >= 8;
        if (small[i] >= 'a' && (s[i] < 'a') != high) right = false;
    }
    return right ? 1 : -1;
}

int identifier_wallet(const char *value) {
    size_t n = strlen(value);
    if (n == 42 && value[0] == '0' && (value[1] == 'x' || value[1] == 'X'))
        return hexadecimal(value + 2);
    char small[IDENTIFIER_MAX + 1];
    bool upper = false, lower = false;
    if (n > IDENTIFIER_MAX) return 0;
    for (size_t i = 0; i <= n; i++) {
        char c = value[i];
        upper |= c >= 'A' && c <= 'Z';
        lower |= c >= 'a' && c <= 'z';
        small[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    int b = upper && lower ? 0 : bech32(small, n);
    return b ? b : base58(value, n);
}
