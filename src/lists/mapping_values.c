/* What a rule of a mapping makes of a row's cells. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lists/mapping_inner.h"
#include "lists/papers.h"
#include "lists/words.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static const char *text_of(const char *const *cell, int col) { return col < 0 ? "" : cell[col]; }

static bool among(const char *cell, const char *values) {
    size_t len = strlen(cell);
    for (const char *p = values;; p++) {
        size_t n = strcspn(p, "|");
        if (n == len && strncasecmp(p, cell, n) == 0) return true;
        p += n;
        if (!*p) return false;
    }
}

bool mapping_holds(const mapping_rule *r, const char *const *cell) {
    for (int i = 0; i < r->conds; i++) {
        const char *s = text_of(cell, r->cond[i].col), *v = r->cond[i].value;
        const char op = r->cond[i].op;
        bool is_so = op == '=' || op == '#'   ? among(s, v)
                     : op == '~' || op == '/' ? strcasestr(s, v) != NULL
                                              : *s != '\0';
        if (is_so == (op == '#' || op == '/' || op == '-')) return false;
    }
    return true;
}

static bool has_form(const mapping_rule *r, const char *word) {
    const char *p = strstr(r->form, word);
    size_t n = strlen(word);
    return p && (p == r->form || p[-1] == ' ') && (!p[n] || p[n] == ' ');
}

static char split_char(const mapping_rule *r) {
    const char *p = strstr(r->form, "split ");
    if (!p) return '\0';
    if (strncmp(p + 6, "tab", 3) == 0) return '\t';
    return p[6];
}

/* What a publisher writes for nothing. */
bool mapping_nothing(const char *s) {
    static const char *const words[] = {"-", "n/a", "na", "not available", "unknown"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(s, words[i]) == 0) return true;
    return false;
}

/* The rule's text for a row: its columns joined, or its constant. */
const char *mapping_text(const mapping_running *x, const mapping_rule *r, const char *const *cell,
                         buf *out) {
    out->len = 0;
    buf_str(out, "");
    if (is(r->columns, "@preface")) return x->preface;
    if (!r->parts && !*r->columns) return r->value;
    for (int i = 0; i < r->parts; i++) {
        const char *s = text_of(cell, r->part[i]);
        if (!*s || mapping_nothing(s)) continue;
        if (out->len) buf_str(out, has_form(r, "comma") ? ", " : " ");
        buf_str(out, s);
    }
    return buf_text(out);
}

/* "UN Ref QDe.004.", "UN REF:QE.A.146.14": the number behind the words. */
static void add_un_number(entity *e, const char *prop, const char *s) {
    const char *p = strcasestr(s, "UN Ref");
    if (!p) return;
    p += 6;
    p += strspn(p, " .:");
    size_t n = 0;
    while (isalnum((unsigned char)p[n]) || (p[n] == '.' && isalnum((unsigned char)p[n + 1]))) n++;
    if (n >= 5 && n <= 16 && memchr(p, '.', n)) entity_add(e, prop, p, (long)n, NULL, NULL);
}

/* "Passport: X", "Tax ID No.: Y", "Website: Z": the words before the colon are the kind. */
static void add_paper(entity *e, const char *prop, const char *s) {
    const char *colon = strchr(s, ':');
    char kind[120];
    if (!colon || colon - s >= (long)sizeof kind) {
        entity_add(e, prop, s, -1, NULL, NULL);
        return;
    }
    snprintf(kind, sizeof kind, "%.*s", (int)(colon - s), s);
    list_add_paper(e, kind, colon + strspn(colon, ": "), "");
}

/* All of "(Linked To: X)" in a text. */
static void relate_linked(entity *e, const mapping_rule *r, const char *s, const char *role) {
    static const char mark[] = "(Linked To: ";
    char name[512];
    while ((s = strstr(s, mark))) {
        s += sizeof mark - 1;
        const char *end = s;
        for (int depth = 1; *end; end++)
            if (!(depth += (*end == '(') - (*end == ')'))) break;
        snprintf(name, sizeof name, "%.*s", (int)(end - s < 500 ? end - s : 500), s);
        entity_relate(e, &(entity_link){r->value, role, "", name, (double)NAN});
        s = end;
    }
}

static void add_one(entity *e, const mapping_rule *r, const char *s, const char *lang,
                    const char *detail) {
    const char *prop = r->to;
    if (mapping_nothing(s)) return;
    if (is(prop, "link")) {
        if (has_form(r, "linked"))
            relate_linked(e, r, s, detail);
        else
            entity_relate(e, &(entity_link){r->value, detail, "", s, (double)NAN});
        return;
    }
    if (is(prop, "name/alias")) {
        const char *first = entity_first(e, "name");
        prop = !first || is(first, s) ? "name" : "alias";
    }
    if (has_form(r, "date"))
        list_add_date(e, prop, s);
    else if (has_form(r, "numbers"))
        list_add_numbers(e, prop, s, detail);
    else if (has_form(r, "noted"))
        list_add_noted(e, prop, s);
    else if (has_form(r, "papers"))
        add_paper(e, prop, s);
    else if (has_form(r, "unref"))
        add_un_number(e, prop, s);
    else if (has_form(r, "before") && strstr(s, " ("))
        entity_add(e, prop, s, strstr(s, " (") - s, lang, strstr(s, " (") + 1);
    else if (is(prop, "name") || is(prop, "alias") || is(prop, "weakAlias"))
        list_add_name(e, prop, s, lang, detail);
    else
        entity_add(e, prop, s, -1, lang, detail);
}

/* "1) a 2) b", "(1) a (2) b", "(a) x (b) y": the next item, from its mark. */
static const char *next_mark(const char *s, int due) {
    char mark[16], lettered[4] = {(char)('a' + due - 1), ')', 0};
    snprintf(mark, sizeof mark, "%d)", due);
    for (const char *p = s; *p; p++) {
        bool start =
            p == s || isspace((unsigned char)p[-1]) || p[-1] == '(' || p[-1] == ',' || p[-1] == ';';
        if (start &&
            (strncmp(p, mark, strlen(mark)) == 0 || (due <= 26 && strncmp(p, lettered, 2) == 0)))
            return p;
    }
    return NULL;
}

static void add_numbered(mapping_running *x, entity *e, const mapping_rule *r, const char *s,
                         const char *lang, const char *detail) {
    const char *p = next_mark(s, 1);
    if (!p || p > s + 1) {
        add_one(e, r, s, lang, detail);
        return;
    }
    for (int due = 2; p; due++) {
        p = strchr(p, ')') + 1;
        const char *next = next_mark(p, due), *end = next ? next : p + strlen(p);
        while (end > p && strchr(" (,;.", end[-1]) && next) end--;
        x->value.len = 0;
        buf_add(&x->value, p, (size_t)(end - p));
        const char *t = buf_text(&x->value);
        t += strspn(t, " ");
        add_one(e, r, t, lang, detail);
        p = next;
    }
}

void mapping_add_text(mapping_running *x, entity *e, const mapping_rule *r, const char *s,
                      const char *const *cell) {
    char code[8];
    const char *lang = *r->lang == '@' ? text_of(cell, r->lang_col) : r->lang;
    const char *detail = *r->detail == '@' ? text_of(cell, r->detail_col) : r->detail;
    snprintf(code, sizeof code, "%s", *r->lang == '@' ? list_lang(lang, strlen(lang)) : lang);
    char by = split_char(r);
    if (has_form(r, "numbered")) {
        add_numbered(x, e, r, s, code, detail);
    } else if (by) {
        buf one = {0};
        for (const char *at = s; list_split(&one, &at, by);) {
            const char *p = buf_text(&one);
            size_t len = list_trim(&p, one.len);
            one.p[p - one.p + (long)len] = '\0';
            add_one(e, r, p, code, detail);
        }
        buf_free(&one);
    } else {
        add_one(e, r, s, code, detail);
    }
}
