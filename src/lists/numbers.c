/* Numbers that stand with their kinds in one cell, and names that were joined of parts. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lists/words.h"

/* Longer labels first, so that "INN/TIN" is not "INN" and a rest. */
static const struct label {
    const char *text, *prop;
} labels[] = {
    {"Unified Social Credit Code", "uscCode"},
    {"Uniform Social Credit Code", "uscCode"},
    {"Tax Identification Number", "taxNumber"},
    {"Company Registration Number", "registrationNumber"},
    {"Registration Number", "registrationNumber"},
    {"Registration No", "registrationNumber"},
    {"Legal Entity Identifier", "leiCode"},
    {"SWIFT/BIC", "swiftBic"},
    {"Tax ID", "taxNumber"},
    {"INN/TIN", "innCode"},
    {"TIN/INN", "innCode"},
    {"OGRN/PSRN", "ogrnCode"},
    {"PSRN", "ogrnCode"},
    {"OGRN", "ogrnCode"},
    {"OKPO", "okpoCode"},
    {"SWIFT", "swiftBic"},
    {"USCC", "uscCode"},
    {"MMSI", "mmsi"},
    {"INN", "innCode"},
    {"KPP", "kppCode"},
    {"IMO", "imoNumber"},
    {"TIN", "taxNumber"},
    {"LEI", "leiCode"},
    {"BIC", "swiftBic"},
};

static bool word_char(char c) { return isalnum((unsigned char)c) || (c & 0x80); }

/* The label at p, when a word begins there and the label ends it. */
static const struct label *label_at(const char *text, const char *p) {
    if (p > text && word_char(p[-1]) && !isdigit((unsigned char)p[-1])) return NULL;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t n = strlen(labels[i].text);
        if (strncasecmp(p, labels[i].text, n) == 0 &&
            (!isalpha((unsigned char)p[n]) && !(p[n] & 0x80)))
            return &labels[i];
    }
    return NULL;
}

/* Behind a label: ":", "No.", "#" and blanks, then the number; 0 = there is none. */
static size_t number_at(const char **p) {
    const char *s = *p + strspn(*p, " :.#-()=");
    if (strncasecmp(s, "number", 6) == 0) s += 6 + strspn(s + 6, " :.#");
    if (strncasecmp(s, "no", 2) == 0 && !isalnum((unsigned char)s[2]))
        s += 2 + strspn(s + 2, " :.#");
    size_t n = 0, digits = 0;
    while (isalnum((unsigned char)s[n]) || (s[n] == '-' && isalnum((unsigned char)s[n + 1]))) {
        if (label_at(s, s + n)) break; /* "INN 123OGRN 456" */
        digits += isdigit((unsigned char)s[n]) != 0;
        n++;
    }
    *p = s;
    return digits >= 4 || (digits && n >= 8) || n == 8 || n == 11 ? n : 0;
}

/* "7704734000 (Tax ID/INN)": the length of the number at p, when a label stands in brackets behind
 * it; of several labels the last. *end: behind the bracket. 0 = it is not so.       */
static size_t number_before_label(const char *text, const char *p, const struct label **out,
                                  const char **end) {
    size_t n = 0, digits = 0;
    if (p > text && word_char(p[-1])) return 0;
    for (; isalnum((unsigned char)p[n]); n++) digits += isdigit((unsigned char)p[n]) != 0;
    const char *open = p + n + strspn(p + n, " ");
    const char *close = *open == '(' ? strchr(open, ')') : NULL;
    if (digits < 6 || !close || close - open > 40) return 0;
    *out = NULL;
    for (const char *s = open + 1; s < close; s++) {
        const struct label *l = label_at(text, s);
        if (l) *out = l;
    }
    *end = close + 1;
    return *out ? n : 0;
}

static bool filler(char c) { return strchr(" ;,.:/()&\n\r\t'", c) != NULL; }

void list_add_numbers(entity *e, const char *prop, const char *text, const char *detail) {
    const char *p = text + (*text == '\'');
    bool found = false, rest = false;
    const char *whole = p;
    while (*p) {
        const struct label *l = label_at(text, p);
        const char *at = l ? p + strlen(l->text) : p;
        size_t n = l ? number_at(&at) : 0, before = 0;
        if (!l && (before = number_before_label(text, p, &l, &at))) {
            entity_add(e, l->prop, p, (long)before, NULL, detail);
            found = true;
            p = at;
            continue;
        }
        if (n) {
            entity_add(e, l->prop, at, (long)n, NULL, detail);
            found = true;
            p = at + n;
            continue;
        }
        rest |= !filler(*p);
        p++;
    }
    if (!found || rest) entity_add(e, prop, whole, -1, NULL, detail);
}

void list_add_name(entity *e, const char *prop, const char *text, const char *lang,
                   const char *detail) {
    buf one = {0};
    for (const char *p = text; *p; p++)
        if (*p != ' ' || (one.len && one.p[one.len - 1] != ' ')) buf_char(&one, *p);
    if (one.failed)
        e->failed = true;
    else
        entity_add(e, prop, buf_text(&one), -1, lang, detail);
    buf_free(&one);
}
