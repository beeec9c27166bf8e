/* check_code.c - what the digits of a cell are on a day.
 *
 * A cell is read as digits in groups. Five and seven digits that are a code with a zero before them have lost it in a
 * spreadsheet. Nine and ten digits are a national subdivision: its first eight are judged, or where these are of no year of
 * the Combined Nomenclature, its first six. What is a code on another day only is one of another revision or year, with
 * what became of it.                                                             */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "goods/check_inner.h"

enum { TARGETS_SHOWN = 4 };

const char *check_printf(arena *mem, const char *fmt, ...) {
    buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(&b, fmt, ap);
    va_end(ap);
    const char *text = b.failed ? NULL : arena_strndup(mem, buf_text(&b), b.len);
    buf_free(&b);
    return text;
}

const char *check_quote(arena *mem, const char *text) {
    char out[CHECK_QUOTE + 8];
    size_t n = 0, left = strnlen(text, CHECK_QUOTE * 2);
    for (const unsigned char *p = (const unsigned char *)text; left && n < CHECK_QUOTE - 4;) {
        size_t len = json_sequence(p, left);
        bool control = len == 1 && (*p < 32 || *p == 127);
        if (!len || control) {
            out[n++] = control ? ' ' : '?';
            len = 1;
        } else {
            memcpy(out + n, p, len);
            n += len;
        }
        p += len;
        left -= len;
    }
    if (left) memcpy(out + n, "...", 3), n += 3;
    return arena_strndup(mem, out, n);
}

/* ---- reading the cell */

/* Digits in groups parted by single full stops, blanks or hyphens; false for anything else. */
static bool digits_of(char out[CHECK_DIGITS_MAX + 2], size_t *n, const char *text) {
    bool gap = true;
    *n = 0;
    while (isspace((unsigned char)*text)) text++;
    for (; *text; text++) {
        if (isdigit((unsigned char)*text)) {
            if (*n > CHECK_DIGITS_MAX) return true; /* too many is told from no digits */
            out[(*n)++] = *text;
            gap = false;
        } else if (!gap && strchr(". -", *text)) {
            gap = true;
        } else {
            break;
        }
    }
    while (isspace((unsigned char)*text)) text++;
    out[*n] = 0;
    return !*text && *n;
}

typedef struct maker {
    code_facts *f;
    arena *mem;
    goods_checks *c;
    cordon_error *err;
    char digits[CHECK_DIGITS_MAX + 2];
    size_t n;
    const char *cell;
} maker;

static cordon_status no_memory(const maker *m) { return cordon_fail(m->err, CORDON_ENOMEM, "no memory for a code"); }

static cordon_status say(maker *m, check_kind kind, finding_verdict v, const char *found, const char *expected, const char *text) {
    if (!found || !expected || !text) return no_memory(m);
    m->f->result[m->f->n++] = (check_result){kind, v, found, expected, text, v == FINDING_FOUND ? 1 : NAN, 0};
    return CORDON_OK;
}

static bool is_line(const maker *m, const char *code) { return code_in_year(&m->c->years, code_years_of(&m->c->years, code), m->c->year); }

static cordon_status in_hs(bool *yes, maker *m, const char *nomenclature, const char *code) {
    const goods_node *node = NULL;
    char six[7];
    snprintf(six, sizeof six, "%.6s", code);
    cordon_status status = goods_find(&node, m->c->g, nomenclature, six, m->err);
    *yes = node != NULL;
    return status;
}

static cordon_status is_own(bool *yes, maker *m, const char *code) {
    const goods_node *node = NULL;
    cordon_status status = goods_find(&node, m->c->g, m->c->terms.nomenclature, code, m->err);
    *yes = node != NULL;
    return status;
}

/* ---- a code of another day */

/* The revision nearest to the one in force that has the six digits, the older of two; NULL = none. */
static cordon_status revision_near(const char **out, maker *m, const char *code) {
    goods *g = m->c->g;
    size_t n = goods_revision_count(g), own = 0;
    cordon_status status = CORDON_OK;
    *out = NULL;
    while (own < n && strcmp(goods_revision_at(g, own).name, m->c->hs) != 0) own++;
    for (size_t d = 1; d <= n && !*out && !status; d++) {
        size_t at[2] = {own - d, own + d};
        for (int i = 0; i < 2 && !*out && !status; i++) {
            bool yes = false;
            if (at[i] >= n) continue;
            const char *name = goods_revision_at(g, at[i]).name;
            status = in_hs(&yes, m, name, code);
            if (yes) *out = name;
        }
    }
    return status;
}

static void list_add(buf *b, const char *code, size_t i) {
    if (i < TARGETS_SHOWN) buf_printf(b, "%s%s", i ? " " : "", code);
}

static void list_end(buf *b, size_t n) {
    if (n > TARGETS_SHOWN) buf_printf(b, " and %zu more", n - TARGETS_SHOWN);
}

static cordon_status other_revision(maker *m, const char *revision) {
    char six[7], from[DATE_TEXT], to[DATE_TEXT];
    const char *code = six;
    goods_links l = {0};
    buf b = {0};
    goods_quality worst = GOODS_AS_WRITTEN;
    snprintf(six, sizeof six, "%.6s", m->digits);
    cordon_status status = goods_carry(&l, m->c->g, revision, m->c->hs, &code, 1, m->err);
    if (status) return status;
    for (size_t i = 0; i < l.n; i++) {
        list_add(&b, l.v[i].to, i);
        if (l.v[i].quality > worst) worst = l.v[i].quality;
    }
    list_end(&b, l.n);
    bool none = !b.len || worst == GOODS_NOT_COMPARABLE;
    goods_revision r = {0};
    for (size_t i = 0; i < goods_revision_count(m->c->g); i++)
        if (strcmp(goods_revision_at(m->c->g, i).name, revision) == 0) r = goods_revision_at(m->c->g, i);
    const char *became = none ? "no single code stands for it there (not comparable)"
                              : check_printf(m->mem, "there it is %s (%s)", buf_text(&b), goods_quality_name(worst));
    const char *expected = none ? check_printf(m->mem, "a code of %s", m->c->hs) : arena_strndup(m->mem, buf_text(&b), b.len);
    bool failed = b.failed || !became;
    buf_free(&b);
    goods_links_free(&l);
    if (failed) return no_memory(m);
    return say(m, CHECK_DATE, FINDING_FOUND, check_printf(m->mem, "a code of %s", revision), expected,
               check_printf(m->mem, "%s is a code of %s (%s to %s), not of %s, the revision of the day; %s", six, revision,
                            date_format(from, r.valid_from), date_format(to, r.valid_to), m->c->hs, became));
}

/* "2004 to 2023", or the year itself. */
static const char *years_text(arena *mem, const code_years *y, uint64_t years, unsigned near) {
    unsigned a = near, b = near;
    while (code_in_year(y, years, a - 1)) a--;
    while (code_in_year(y, years, b + 1)) b++;
    return a == b ? check_printf(mem, "of %u", a) : check_printf(mem, "from %u to %u", a, b);
}

static void judged(maker *m, const char *digits, size_t n, const char *nomenclature) {
    snprintf(m->f->checked, sizeof m->f->checked, "%.*s", (int)n, digits);
    m->f->nomenclature = nomenclature;
    m->f->known = true;
}

static cordon_status other_year(maker *m, const char *code, uint64_t years) {
    bool hs = false;
    cordon_status status = in_hs(&hs, m, m->c->hs, code);
    if (status) return status;
    if (hs) judged(m, code, 6, m->c->hs);
    const code_years *y = &m->c->years;
    unsigned near = code_year_near(y, years, m->c->year);
    char to[TARGETS_SHOWN][9];
    size_t n;
    buf b = {0};
    code_years_carry(to, TARGETS_SHOWN, &n, y, code, near, m->c->year);
    for (size_t i = 0; i < n && i < TARGETS_SHOWN; i++) list_add(&b, to[i], i);
    list_end(&b, n);
    const char *targets = arena_strndup(m->mem, buf_text(&b), b.len), *when = years_text(m->mem, y, years, near);
    bool failed = b.failed || !targets || !when;
    buf_free(&b);
    if (failed) return no_memory(m);
    return say(m, CHECK_DATE, FINDING_FOUND, check_printf(m->mem, "a code %s", when), targets,
               check_printf(m->mem, "%s is a code of the Combined Nomenclature %s, not of %u; its goods are then under %s", code,
                            when, m->c->year, targets));
}

/* ---- a code of no day */

/* The lines below six digits in the year: the first of them and how many more. */
static const char *lines_below(size_t *n, maker *m, const char *six) {
    const code_years *y = &m->c->years;
    buf b = {0};
    *n = 0;
    for (size_t i = 0; i < y->n; i++)
        if (strncmp(y->code[i], six, strlen(six)) == 0 && code_in_year(y, y->years[i], m->c->year)) list_add(&b, y->code[i], (*n)++);
    list_end(&b, *n);
    const char *text = b.failed ? NULL : arena_strndup(m->mem, buf_text(&b), b.len);
    buf_free(&b);
    return text;
}

/* Eight digits of no year: their first six may be a code. */
static cordon_status not_a_line(maker *m, const char *code) {
    bool hs = false;
    const char *revision = NULL;
    cordon_status status = in_hs(&hs, m, m->c->hs, code);
    if (status) return status;
    if (hs) {
        size_t n;
        char six[7];
        snprintf(six, sizeof six, "%.6s", code);
        const char *lines = lines_below(&n, m, six);
        bool heading = strcmp(code + 6, "00") == 0;
        judged(m, code, 6, m->c->hs);
        if (!lines) return no_memory(m);
        return say(m, CHECK_CODE, FINDING_FOUND, heading ? "only a heading" : "no such line", n ? lines : six,
                   check_printf(m->mem, "%s %s of %s; %s is a code of %s, with %s%s", code,
                                heading ? "is only a heading, no line," : "is no line", m->c->cn, six, m->c->hs,
                                n ? "the lines " : "no line in that year", n ? lines : ""));
    }
    status = revision_near(&revision, m, code);
    if (status || revision) return status ? status : other_revision(m, revision);
    return say(m, CHECK_CODE, FINDING_FOUND, "no code of any year", "a code of the nomenclature",
               check_printf(m->mem, "%s is in no year a line of the Combined Nomenclature, and its first six digits are in no revision", code));
}

static cordon_status six_digits(maker *m) {
    bool yes = false;
    const char *revision = NULL;
    cordon_status status = in_hs(&yes, m, m->c->hs, m->digits);
    if (status) return status;
    if (yes) {
        judged(m, m->digits, 6, m->c->hs);
        return CORDON_OK;
    }
    status = revision_near(&revision, m, m->digits);
    if (status || revision) return status ? status : other_revision(m, revision);
    return say(m, CHECK_CODE, FINDING_FOUND, "no code of any revision", "a code of the nomenclature",
               check_printf(m->mem, "%s is in no revision of the Harmonized System", m->digits));
}

static cordon_status eight_digits(maker *m) {
    char code[9];
    snprintf(code, sizeof code, "%.8s", m->digits);
    uint64_t years = code_years_of(&m->c->years, code);
    if (code_in_year(&m->c->years, years, m->c->year)) {
        judged(m, code, 8, m->c->cn);
        return CORDON_OK;
    }
    return years ? other_year(m, code, years) : not_a_line(m, code);
}

static cordon_status subdivision(maker *m) {
    char code[9];
    bool hs = false;
    snprintf(code, sizeof code, "%.8s", m->digits);
    bool line = is_line(m, code);
    cordon_status status = line ? CORDON_OK : in_hs(&hs, m, m->c->hs, code);
    if (status) return status;
    if (line || hs) {
        m->f->as_written = check_printf(m->mem, "the first %d of %zu digits; the others are a national subdivision, not checked",
                                        line ? 8 : 6, m->n);
        if (!m->f->as_written) return no_memory(m);
        judged(m, m->digits, line ? 8 : 6, line ? m->c->cn : m->c->hs);
        return CORDON_OK;
    }
    return eight_digits(m);
}

/* ---- lengths that no code has */

static cordon_status exists(bool *yes, maker *m, const char *code) {
    size_t n = strlen(code);
    *yes = false;
    if (m->c->terms.nomenclature) return is_own(yes, m, code);
    if (n == 8) *yes = is_line(m, code);
    return *yes || n == 8 ? CORDON_OK : in_hs(yes, m, m->c->hs, code);
}

static cordon_status odd(maker *m) {
    char zero[CHECK_DIGITS_MAX + 3], code[9];
    bool yes = false;
    snprintf(zero, sizeof zero, "0%s", m->digits);
    snprintf(code, sizeof code, "%.8s", zero);
    cordon_status status = m->n == 5 || m->n == 7 ? exists(&yes, m, code) : CORDON_OK;
    if (status) return status;
    if (!yes)
        return say(m, CHECK_CODE, FINDING_FOUND, check_printf(m->mem, "%zu digits", m->n), "6, 8 or 10 digits",
                   check_printf(m->mem, "%s has %zu digits, codes have 6, 8 or 10", m->digits, m->n));
    judged(m, code, strlen(code), m->c->terms.nomenclature ? m->c->terms.nomenclature : strlen(code) == 8 ? m->c->cn : m->c->hs);
    m->f->as_written = "with the zero that was lost before it";
    return say(m, CHECK_CODE, FINDING_FOUND, check_printf(m->mem, "%zu digits", m->n), arena_strndup(m->mem, code, strlen(code)),
               check_printf(m->mem, "%s lost a zero at its beginning (as spreadsheets do): %s is the code", m->digits, code));
}

static cordon_status heading(maker *m) {
    const goods_node *node = NULL;
    cordon_status status = goods_find(&node, m->c->g, m->c->terms.nomenclature ? m->c->terms.nomenclature : m->c->hs, m->digits, m->err);
    if (status) return status;
    if (!node)
        return say(m, CHECK_CODE, FINDING_FOUND, check_printf(m->mem, "%zu digits", m->n), "6, 8 or 10 digits",
                   check_printf(m->mem, "%s is neither a heading nor a chapter of %s", m->digits, m->c->hs));
    return say(m, CHECK_CODE, FINDING_FOUND, m->n == 2 ? "only a chapter" : "only a heading", "6, 8 or 10 digits",
               check_printf(m->mem, "%s is only a %s (%s): goods are classified with six digits at least", m->digits,
                            m->n == 2 ? "chapter" : "heading", check_quote(m->mem, node->text)));
}

/* All codes are of one nomenclature that the user named. */
static cordon_status of_named(maker *m) {
    bool yes = false;
    char code[9];
    const char *name = m->c->terms.nomenclature;
    snprintf(code, sizeof code, "%.8s", m->digits);
    size_t n = strlen(code);
    cordon_status status = CORDON_OK;
    for (; n >= 6 && !yes && !status; n -= 2) {
        code[n] = 0;
        status = is_own(&yes, m, code);
        if (yes) break;
    }
    if (status) return status;
    if (!yes)
        return say(m, CHECK_CODE, FINDING_FOUND, check_printf(m->mem, "no code of %s", name), check_printf(m->mem, "a code of %s", name),
                   check_printf(m->mem, "neither %s nor what stands before it is a code of %s", m->digits, name));
    judged(m, code, n, name);
    if (n == m->n) return CORDON_OK;
    m->f->as_written = check_printf(m->mem, "the first %zu of %zu digits; the others are a subdivision, not checked", n, m->n);
    return m->f->as_written ? CORDON_OK : no_memory(m);
}

static cordon_status read_cell(maker *m) {
    bool digits = digits_of(m->digits, &m->n, m->cell);
    const char *quote = check_quote(m->mem, m->cell);
    if (!quote) return no_memory(m);
    if (!m->cell[strspn(m->cell, " \t\r\n")])
        return say(m, CHECK_CODE, FINDING_NOT_ASSESSED, "no code", "6, 8 or 10 digits", "the row has no code");
    if (!digits)
        return say(m, CHECK_CODE, FINDING_FOUND, quote, "6, 8 or 10 digits", check_printf(m->mem, "\"%s\" is no code: digits are expected, in groups parted by a full stop, a blank or a hyphen", quote));
    if (m->n > CHECK_DIGITS_MAX)
        return say(m, CHECK_CODE, FINDING_FOUND, quote, "6, 8 or 10 digits", check_printf(m->mem, "\"%s\" has more than %d digits", quote, CHECK_DIGITS_MAX));
    if (m->n < 6 && m->n % 2 == 0) return heading(m);
    if (m->n < 6 || m->n == 7) return odd(m);
    if (m->c->terms.nomenclature) return of_named(m);
    return m->n == 6 ? six_digits(m) : m->n == 8 ? eight_digits(m) : subdivision(m);
}

/* The unit of the code in the nearest table of lines that has units, where none means that mass is enough; else of its six
 * digits in the revision of the day.                                             */
static cordon_status find_unit(maker *m) {
    const goods_node *node = NULL;
    code_facts *f = m->f;
    if (!f->known) return CORDON_OK;
    const char *of = m->c->terms.nomenclature ? m->c->terms.nomenclature : strlen(f->checked) == 8 ? m->c->counted : m->c->hs;
    cordon_status status = goods_find(&node, m->c->g, of, f->checked, m->err);
    if (!status && node && strlen(f->checked) == 8 && strcmp(of, m->c->counted) == 0) f->unit = *node->unit ? node->unit : "kg";
    if (status || *f->unit) return status;
    char six[7];
    snprintf(six, sizeof six, "%.6s", f->checked);
    status = goods_find(&node, m->c->g, m->c->hs, six, m->err);
    if (!status && node) f->unit = node->unit;
    return status;
}

static cordon_status find_controls(maker *m) {
    code_facts *f = m->f;
    if (!f->known || !m->c->controls) return CORDON_OK;
    f->controls_asked = true;
    cordon_status status = check_controls(&f->control, &f->controls, m->mem, m->c, f->nomenclature, f->checked, m->err);
    if (status || f->controls) return status;
    heading_facts *h = arena_alloc(m->mem, sizeof *h);
    if (!h) return no_memory(m);
    status = heading_facts_make(h, m->mem, m->c, f->checked, m->err);
    f->heading = h->listed ? h : NULL;
    return status;
}

cordon_status code_facts_make(code_facts *out, arena *mem, goods_checks *c, const char *cell, cordon_error *err) {
    *out = (code_facts){.nomenclature = "", .as_written = "", .unit = ""};
    maker m = {.f = out, .mem = mem, .c = c, .err = err, .cell = cell};
    cordon_status status = read_cell(&m);
    if (!status) status = find_unit(&m);
    if (!status) status = find_controls(&m);
    if (!status && out->known && c->terms.prices) status = check_prices(&out->price, &out->prices, mem, c, out->checked, err);
    if (!status && *out->unit) out->counted = unit_names_find(&c->units, out->unit);
    return status;
}
