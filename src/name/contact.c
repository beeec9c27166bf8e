#include "name/contact.h"

#include <string.h>

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static char small(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

static void trim(const char **s, size_t *len) {
    while (*len && (unsigned char)**s <= ' ') (*s)++, (*len)--;
    while (*len && (unsigned char)(*s)[*len - 1] <= ' ') (*len)--;
}

static bool begins(const char *s, size_t len, const char *with) {
    size_t n = strlen(with);
    if (n > len) return false;
    for (size_t i = 0; i < n; i++)
        if (small(s[i]) != with[i]) return false;
    return true;
}

bool contact_phone(char out[CONTACT_MAX], const char *text, size_t len) {
    size_t n = 0, digits = 0;
    char v[PHONE_DIGITS_MAX + 3];
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '+' && !n) {
            v[n++] = '+';
        } else if (is_digit(c)) {
            bool trunk = c == '0' && n > 1 && v[0] == '+' && i && text[i - 1] == '(' &&
                         i + 1 < len && text[i + 1] == ')';
            if (trunk) continue;
            if (digits == PHONE_DIGITS_MAX) return false;
            v[n++] = c, digits++;
        } else if (digits >= PHONE_DIGITS_MIN &&
                   (small(c) == 'x' || small(c) == 'e' || c == ';' || c == ',')) {
            break; /* an extension or another number */
        }
    }
    v[n] = 0;
    const char *from = v;
    if (digits > 8 && v[0] == '0' && v[1] == '0') v[1] = '+', from++, n--, digits -= 2;
    if (digits < PHONE_DIGITS_MIN) return false;
    memcpy(out, from, n + 1);
    return true;
}

bool contact_phone_same(const char *a, const char *b) {
    if (!strcmp(a, b)) return true;
    bool world_a = *a == '+', world_b = *b == '+';
    if (world_a == world_b) return false;
    const char *local = world_a ? b : a, *world = (world_a ? a : b) + 1;
    while (*local == '0') local++;
    size_t n = strlen(local), m = strlen(world);
    return n >= 7 && n <= m && m - n <= 4 && !strcmp(world + m - n, local);
}

static bool host_char(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
           (unsigned char)c >= 0x80;
}

/* Copies a host in small letters; needs a point inside. */
static bool host(char *out, size_t room, const char *s, size_t len) {
    size_t n = 0;
    while (len && s[len - 1] == '.') len--;
    for (; n < len; n++) {
        char c = small(s[n]);
        if (n + 1 >= room || !host_char(c)) return false;
        out[n] = c;
    }
    out[n] = 0;
    const char *point = memchr(out, '.', n);
    return point && point != out && point[1];
}

bool contact_email(char out[CONTACT_MAX], const char *text, size_t len) {
    char v[CONTACT_MAX];
    trim(&text, &len);
    if (begins(text, len, "mailto:")) text += 7, len -= 7;
    const char *at = memchr(text, '@', len);
    size_t n = at ? (size_t)(at - text) : 0;
    if (!n || n + 2 > CONTACT_MAX || memchr(at + 1, '@', len - n - 1)) return false;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)text[i] <= ' ') return false;
        v[i] = small(text[i]);
    }
    v[n] = '@';
    if (!host(v + n + 1, CONTACT_MAX - n - 1, at + 1, len - n - 1)) return false;
    memcpy(out, v, strlen(v) + 1);
    return true;
}

bool contact_domain(char out[CONTACT_MAX], const char *text, size_t len) {
    char v[CONTACT_MAX];
    trim(&text, &len);
    if (contact_email(v, text, len)) {
        const char *at = strchr(v, '@') + 1;
        memmove(out, at, strlen(at) + 1);
        return true;
    }
    const char *scheme = len > 3 ? memmem(text, len, "://", 3) : NULL;
    if (scheme) len -= (size_t)(scheme + 3 - text), text = scheme + 3;
    size_t n = 0;
    while (n < len && !strchr("/?#: ", text[n])) n++;
    if (begins(text, n, "www.")) text += 4, n -= 4;
    if (!host(v, sizeof v, text, n)) return false;
    memcpy(out, v, strlen(v) + 1);
    return true;
}
