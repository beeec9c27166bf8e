/* claims_judge.c - does what was got meet what was claimed? */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims_inner.h"

bool tolerance_parse(tolerance *out, const char *text) {
    static const struct {
        const char *word;
        tolerance_kind kind;
    } words[] = {{"exact", TOL_EXACT},     {"sign", TOL_SIGN}, {"day", TOL_DAY},
                 {"month", TOL_MONTH},     {"year", TOL_YEAR}, {"judge", TOL_JUDGE},
                 {"wording", TOL_WORDING}, {"none", TOL_NONE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0) {
            *out = (tolerance){words[i].kind, 0};
            return true;
        }
    bool rel = strncmp(text, "rel:", 4) == 0;
    if (!rel && strncmp(text, "abs:", 4) != 0) return false;
    size_t n = strspn(text + 4, "0123456789.");
    char number[16], *end;
    if (!n || n >= sizeof number) return false;
    memcpy(number, text + 4, n);
    number[n] = 0;
    double x = strtod(number, &end);
    if (*end || strcmp(text + 4 + n, rel ? "%" : "") != 0) return false;
    *out = (tolerance){rel ? TOL_REL : TOL_ABS, x};
    return true;
}

bool claims_number(double *out, const char *text, const char **end) {
    char digits[48];
    size_t n = 0;
    const char *p = text;
    if (*p == '+' || *p == '-') digits[n++] = *p++;
    if (!isdigit((unsigned char)*p)) return false;
    while (n < sizeof digits - 1) {
        bool thousands = *p == ',' && isdigit((unsigned char)p[1]) &&
                         isdigit((unsigned char)p[2]) && isdigit((unsigned char)p[3]) &&
                         !isdigit((unsigned char)p[4]);
        bool point = *p == '.' && isdigit((unsigned char)p[1]);
        if (thousands) {
            p++;
            continue;
        }
        if (!isdigit((unsigned char)*p) && !(point && !memchr(digits, '.', n))) break;
        digits[n++] = *p++;
    }
    digits[n] = 0;
    if (n == sizeof digits - 1) return false;
    *out = strtod(digits, NULL);
    *end = p;
    return true;
}

/* "AB 4.4" and "AB close to 2": a first word in capitals, a number at the end. */
static bool labelled(claim_item *out, claims *l, const char *text) {
    size_t word = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *last = strrchr(text, ' '), *end;
    if (word < 2 || text[word] != ' ' || !last) return false;
    if (!claims_number(&out->v, last + 1, &end) || *end) return false;
    char label[16];
    snprintf(label, sizeof label, "%.*s", (int)(word < 15 ? word : 15), text);
    out->label = claims_keep(l, label);
    out->number = true;
    return true;
}

static cordon_status read_item(claims *l, claim_item *out, const char *part, size_t n,
                               cordon_error *err) {
    const char *text = arena_strndup(&l->mem, part, n), *end;
    if (!text) return claims_no_memory(err);
    *out = (claim_item){.text = text, .label = ""};
    const char *p = text;
    if (*p == '<' || *p == '>') out->bound = *p++;
    if (claims_number(&out->v, p, &end) && !*end)
        out->number = true;
    else if (out->bound || !labelled(out, l, text))
        out->bound = 0, out->number = false;
    return out->label ? CORDON_OK : claims_no_memory(err);
}

cordon_status claims_items(claims *l, claim_item *out, size_t *n, const char *text,
                           cordon_error *err) {
    const char *part;
    size_t len;
    cordon_status status = CORDON_OK;
    *n = 0;
    while (!status && claims_part(&text, &part, &len)) {
        if (*n < CLAIM_ITEMS_MAX) status = read_item(l, &out[*n], part, len, err);
        ++*n;
    }
    return status;
}

/* ---- one against one ---- */

static bool same_prefix(const char *a, const char *b, size_t n) {
    return strlen(a) >= n && strlen(b) >= n && memcmp(a, b, n) == 0;
}

static const char *number_text(char out[48], double v, int decimals) {
    double half = 0.5;
    for (int i = 0; i < decimals; i++) half /= 10;
    snprintf(out, 48, "%.*f", decimals, fabs(v) < half * (1 - 1e-12) ? 0.0 : v);
    return out;
}

static bool compare_numbers(const claim_item *want, const claim_item *got, tolerance t,
                            int decimals, buf *why) {
    char g[48], off[48];
    double d = fabs(got->v - want->v), slack = 1e-9 * (1 + fabs(want->v));
    number_text(g, got->v, decimals);
    if (got->bound == '+') { /* a list that is not complete refutes only what is below it */
        bool good = got->v <= want->v + (t.kind == TOL_ABS ? t.x : 0) + slack;
        if (want->bound == '>') good = got->v > want->v;
        buf_printf(why, "%s %s %s", got->text, good ? "agrees with" : "does not agree with",
                   want->text);
        return good;
    }
    switch (t.kind) {
    case TOL_ABS:
        buf_printf(why, "%s is %s off %s, %s %g allowed", got->text, number_text(off, d, decimals),
                   want->text, d <= t.x + slack ? "within the" : "beyond the", t.x);
        return d <= t.x + slack;
    case TOL_REL: {
        double percent = want->v == 0 ? (d == 0 ? 0 : HUGE_VAL) : 100 * d / fabs(want->v);
        buf_printf(why, "%s is %.1f %% off %s, %s %g %% allowed", got->text, percent, want->text,
                   percent <= t.x + 1e-9 ? "within the" : "beyond the", t.x);
        return percent <= t.x + 1e-9;
    }
    case TOL_SIGN: {
        double bound = want->bound ? want->v : 0;
        bool up = want->bound ? want->bound == '>' : want->v > 0;
        bool good = up ? got->v > bound : got->v < bound;
        buf_printf(why, "%s is %s%s %g", got->text, good ? "" : "not ", up ? "above" : "below",
                   bound);
        return good;
    }
    case TOL_EXACT:
    case TOL_DAY:
    case TOL_MONTH:
    case TOL_YEAR:
    case TOL_JUDGE:
    case TOL_WORDING:
    case TOL_NONE: break;
    }
    if (d <= slack)
        buf_printf(why, "%s, as claimed", got->text);
    else
        buf_printf(why, "%s, not %s", got->text, want->text);
    return d <= slack;
}

static bool compare_texts(const char *want, const char *got, tolerance t, buf *why) {
    static const size_t digits[] = {[TOL_DAY] = 10, [TOL_MONTH] = 7, [TOL_YEAR] = 4};
    bool date = t.kind == TOL_DAY || t.kind == TOL_MONTH || t.kind == TOL_YEAR;
    bool good = date ? same_prefix(want, got, digits[t.kind]) : strcmp(want, got) == 0;
    static const char *const unit[] = {
        [TOL_DAY] = "day", [TOL_MONTH] = "month", [TOL_YEAR] = "year"};
    if (date)
        buf_printf(why, "%s %s the %s of %s", got, good ? "is in" : "is not in", unit[t.kind],
                   want);
    else
        buf_printf(why, "\"%s\" %s \"%s\"", got, good ? "is" : "is not", want);
    return good;
}

static bool compare_one(const claim_item *want, const claim_item *got, tolerance t, int decimals,
                        buf *why) {
    if (want->number && got->number && t.kind <= TOL_SIGN)
        return compare_numbers(want, got, t, decimals, why);
    return compare_texts(want->text, got->text, t, why);
}

/* A label is an area in any publisher's code: one of two letters meets one of three. */
static bool same_label(const areas *a, const char *x, const char *y) {
    if (strcmp(x, y) == 0) return true;
    const area *p = a ? areas_find(a, "code|iso2|name", x, strlen(x), 0) : NULL;
    return p && p == areas_find(a, "code|iso2|name", y, strlen(y), 0);
}

bool claims_compare(const areas *a, const claim_item *want, size_t wants, const claim_item *got,
                    size_t gots, tolerance t, int decimals, buf *why) {
    bool all = true;
    if (!wants || !gots) {
        buf_str(why, "there is nothing to compare");
        return false;
    }
    if (*want[0].label) {
        for (size_t i = 0; i < wants; i++) {
            size_t k = 0;
            if (i) buf_str(why, "; ");
            while (k < gots && !same_label(a, want[i].label, got[k].label)) k++;
            if (k == gots) buf_printf(why, "%s is not among those got", want[i].label);
            if (k == gots || !compare_one(&want[i], &got[k], t, decimals, why)) all = false;
        }
        return all;
    }
    if (wants != gots && wants != 1) {
        buf_printf(why, "%zu values are claimed, %zu were got", wants, gots);
        return false;
    }
    /* One claimed value is held against each that was got. */
    for (size_t i = 0; i < gots; i++) {
        if (i) buf_str(why, "; ");
        if (!compare_one(&want[wants == 1 ? 0 : i], &got[i], t, decimals, why)) all = false;
    }
    return all;
}
