/* identifier_check.c - check digits. Each rule's source stands in data/names/identifiers.csv. */
#include <stdlib.h>
#include <string.h>

#include "name/identifier.h"

static unsigned digit(char c) { return (unsigned)(c - '0'); }
static unsigned letter(char c) { return c <= '9' ? digit(c) : (unsigned)(c - 'A') + 10; }

static unsigned weighed(const char *v, const uint8_t *w, size_t n) {
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) sum += digit(v[i]) * w[i];
    return sum;
}

static bool inn(const char *v) {
    static const uint8_t w[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
    size_t n = strlen(v);
    if (n == 10) return weighed(v, w + 2, 9) % 11 % 10 == digit(v[9]);
    return weighed(v, w + 1, 10) % 11 % 10 == digit(v[10]) &&
           weighed(v, w, 11) % 11 % 10 == digit(v[11]);
}

/* The number without its last digit modulo 11 (13 digits) or 13 (15 digits). */
static bool ogrn(const char *v) {
    size_t n = strlen(v);
    char head[16] = {0};
    memcpy(head, v, n - 1);
    return strtoull(head, NULL, 10) % (n == 13 ? 11 : 13) % 10 == digit(v[n - 1]);
}

/* Weights 1, 2, ...; where the rest is 10, once more with weights two greater. */
static bool okpo(const char *v) {
    size_t n = strlen(v);
    unsigned a = 0, b = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        a += digit(v[i]) * (unsigned)(i % 10 + 1);
        b += digit(v[i]) * (unsigned)(i % 10 + 3);
    }
    return (a % 11 < 10 ? a % 11 : b % 11 % 10) == digit(v[n - 1]);
}

static bool bin12(const char *v) {
    static const uint8_t w[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
    unsigned r = weighed(v, w, 11) % 11;
    if (r == 10) r = weighed(v, w + 2, 11) % 11;
    return r == digit(v[11]);
}

/* GB 32100: 31 characters, powers of 3 modulo 31. */
static bool gb32100(const char *v) {
    static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    unsigned sum = 0, w = 1;
    const char *at = NULL;
    for (int i = 0; i < 18; i++, w = w * 3 % 31) {
        at = strchr(set, v[i]);
        if (!at) return false;
        if (i < 17) sum += (unsigned)(at - set) * w;
    }
    return (31 - sum % 31) % 31 == (unsigned)(at - set);
}

/* ISO 7064 MOD 97-10: letters are two digits. */
static unsigned mod97(unsigned r, const char *v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned x = letter(v[i]);
        r = (r * (x > 9 ? 100 : 10) + x) % 97;
    }
    return r;
}
static bool mod97_10(const char *v) { return mod97(0, v, strlen(v)) == 1; }
static bool iban(const char *v) { return mod97(mod97(0, v + 4, strlen(v) - 4), v, 4) == 1; }

static bool imo(const char *v) {
    static const uint8_t w[] = {7, 6, 5, 4, 3, 2};
    return weighed(v, w, 6) % 10 == digit(v[6]);
}

/* ISO 7064 MOD 11-2: the last may be X. */
static bool mod11_2(const char *v) {
    unsigned r = 0;
    size_t n = strlen(v);
    for (size_t i = 0; i + 1 < n; i++) {
        if (v[i] > '9') return false;
        r = (r + digit(v[i])) * 2 % 11;
    }
    unsigned want = (12 - r) % 11;
    return v[n - 1] == (want == 10 ? 'X' : (char)('0' + want));
}

/* One or two letters, six digits, one more that may be A for ten; a missing letter is a blank, 36.
 */
static bool mod11_letters(const char *v) {
    size_t n = strlen(v), letters = n - 7;
    unsigned sum = letters == 1 ? 36 * 9 : 0, w = letters == 1 ? 8 : 9;
    for (size_t i = 0; i + 1 < n; i++, w--) {
        if ((v[i] > '9') != (i < letters)) return false;
        sum += letter(v[i]) * w;
    }
    if (v[n - 1] > 'A') return false;
    return (sum + letter(v[n - 1])) % 11 == 0;
}

static bool vkn(const char *v) {
    unsigned sum = 0;
    for (unsigned i = 0; i < 9; i++) {
        unsigned t = (digit(v[i]) + 9 - i) % 10, p = (t << (9 - i)) % 9;
        sum += t && !p ? 9 : p;
    }
    return (10 - sum % 10) % 10 == digit(v[9]);
}

static const struct {
    const char *name;
    bool (*right)(const char *v);
} rules[] = {
    {"inn", inn},         {"ogrn", ogrn},
    {"okpo", okpo},       {"bin12", bin12},
    {"gb32100", gb32100}, {"mod97-10", mod97_10},
    {"iban", iban},       {"imo", imo},
    {"mod11-2", mod11_2}, {"mod11-letters", mod11_letters},
    {"vkn", vkn},
};

int identifier_check(const char *rule, const char *value) {
    if (!strcmp(rule, "wallet")) return identifier_wallet(value);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!strcmp(rule, rules[i].name)) return rules[i].right(value) ? 1 : -1;
    return 0;
}

static bool of_class(char type, char c) {
    bool d = c >= '0' && c <= '9', a = c >= 'A' && c <= 'Z';
    return type == 'N' ? d : type == 'A' ? a : d || a;
}

/* One shape, up to '|' or the end. Counts are greedy: shapes are written so that this is right. */
static bool one_shape(const char *shape, const char *v) {
    while (*shape && *shape != '|') {
        char type = *shape++, *end;
        unsigned long least = strtoul(shape, &end, 10), most = least, n = 0;
        if (*end == '-') most = strtoul(end + 1, &end, 10);
        shape = end;
        while (n < most && *v && of_class(type, *v)) v++, n++;
        if (n < least || !most) return false;
    }
    return !*v;
}

bool identifier_shape(const char *shape, const char *value) {
    if (!*shape) return true;
    for (const char *s = shape; s; s = strchr(s, '|') ? strchr(s, '|') + 1 : NULL)
        if (one_shape(s, value)) return true;
    return false;
}
