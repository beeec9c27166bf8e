#include "name/key.h"

#include <stdbool.h>
#include <string.h>

/* Where a rule holds. */
enum { ANY, START, END, BEFORE_VOWEL };

typedef struct rule {
    const char *from, *to;
    int where;
} rule;

/* The first rule that fits is taken, so longer ones stand first. Upper case does not occur. */
static const rule both[] = {
    {"schtsch", "s", ANY}, {"shch", "s", ANY},   {"stsch", "s", ANY},       {"szcz", "s", ANY},
    {"sjtj", "s", ANY},    {"tsch", "c", ANY},   {"dsch", "j", ANY},        {"tsj", "c", ANY},
    {"dzh", "j", ANY},     {"sch", "s", ANY},    {"tch", "c", ANY},         {"tsh", "c", ANY},
    {"oua", "va", START},  {"oui", "vi", START}, {"oue", "ve", START},      {"sh", "s", ANY},
    {"sz", "s", ANY},      {"sj", "s", ANY},     {"cz", "c", ANY},          {"ch", "c", ANY},
    {"tj", "c", END},      {"dji", "ji", ANY},   {"dj", "j", START},        {"zh", "z", ANY},
    {"zj", "z", ANY},      {"kh", "h", ANY},     {"gh", "g", ANY},          {"ph", "f", ANY},
    {"th", "t", ANY},      {"dh", "d", ANY},     {"bh", "b", ANY},          {"rh", "r", ANY},
    {"ts", "z", ANY},      {"tz", "z", ANY},     {"dz", "z", ANY},          {"ck", "k", ANY},
    {"cq", "k", ANY},      {"ff", "v", END},     {"ce", "ce", ANY},         {"ci", "ci", ANY},
    {"cy", "ci", ANY},     {"c", "k", ANY},      {"qu", "k", BEFORE_VOWEL}, {"q", "k", ANY},
    {"x", "s", START},     {"x", "ks", ANY},     {"w", "v", ANY},
};
static const rule plain[] = {
    {"ie", "ie", START}, {"ye", "ie", START}, {"je", "ie", START}, {"ou", "u", ANY},
    {"oo", "u", ANY},    {"ue", "u", ANY},    {"ie", "e", ANY},    {"ye", "e", ANY},
    {"je", "e", ANY},    {"y", "i", ANY},     {"j", "i", ANY},
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

static const rule *fitting(const rule *r, size_t n, const char *s, size_t at, size_t len) {
    for (size_t i = 0; i < n; i++) {
        if (r[i].from[0] != s[at]) continue;
        size_t k = strlen(r[i].from);
        if (k > len - at || memcmp(r[i].from, s + at, k) != 0) continue;
        if (r[i].where == START && at) continue;
        if (r[i].where == END && at + k != len) continue;
        if (r[i].where == BEFORE_VOWEL && (at + k >= len || !vowel(s[at + k]))) continue;
        return r + i;
    }
    return NULL;
}

typedef struct writer {
    char *out;
    unsigned n;
} writer;

/* A letter that stands there already is not doubled; a digit is. */
static void put(writer *w, char c) {
    bool digit = c >= '0' && c <= '9';
    if (w->n == NAME_KEY_MAX || (w->n && w->out[w->n - 1] == c && !digit)) return;
    w->out[w->n++] = c;
}

static bool usable(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

unsigned name_key(char out[NAME_KEY_MAX], const char *latin, size_t len) {
    writer w = {out, 0};
    memset(out, 0, NAME_KEY_MAX);
    for (size_t i = 0; i < len;) {
        const rule *r = fitting(both, COUNT(both), latin, i, len);
        if (!r) r = fitting(plain, COUNT(plain), latin, i, len);
        if (r) {
            for (const char *p = r->to; *p; p++) put(&w, *p);
            i += strlen(r->from);
        } else if (usable(latin[i])) {
            put(&w, latin[i++]);
        } else {
            i++;
        }
    }
    /* "Abdallah", "Abdalla": an h that closes a word after a vowel is not heard. */
    if (w.n > 2 && out[w.n - 1] == 'h' && vowel(out[w.n - 2])) out[--w.n] = 0;
    return w.n;
}

/* What is left when vowels go, and glides behind the first letter: in a word of a script that
 * writes no vowels two consonants meet that stand apart in other writing, so rules come afterwards.
 */
static size_t consonants(char *out, const char *latin, size_t len) {
    size_t n = 0;
    if (len > 2 && latin[0] == 'o' && latin[1] == 'u' && vowel(latin[2])) out[n++] = 'w';
    for (size_t i = 0; i < len && n < (size_t)2 * NAME_KEY_MAX; i++) {
        char c = latin[i], next = (char)(i + 1 < len ? latin[i + 1] : 0);
        if (!usable(c) || vowel(c) || (i && (c == 'y' || c == 'w' || c == 'v'))) continue;
        out[n++] = (char)(c == 'c' && (next == 'e' || next == 'i' || next == 'y') ? 's' : c);
    }
    return n;
}

unsigned name_skeleton(char out[NAME_KEY_MAX], const char *latin, size_t len) {
    char left[2 * NAME_KEY_MAX + 1];
    size_t n = consonants(left, latin, len);
    writer w = {out, 0};
    memset(out, 0, NAME_KEY_MAX);
    for (size_t i = 0; i < n;) {
        const rule *r = fitting(both, COUNT(both), left, i, n);
        for (const char *p = r ? r->to : NULL; p && *p; p++) put(&w, *p);
        if (!r) put(&w, left[i]);
        i += r ? strlen(r->from) : 1;
    }
    if (w.n > 1 && out[w.n - 1] == 'h') out[--w.n] = 0;
    return w.n;
}
