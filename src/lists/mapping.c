#include "lists/mapping.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/papers.h"
#include "lists/words.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- a file's columns ---- */

typedef struct running {
    mapping *m;
    list_read *r;
    list_rows *w;
    list_held held;
    lists_met met;
    unsigned file;
    buf cell, value, key;
    const char *preface;
} running;

static cordon_status no_column(const running *x, const mapping_rule *r, const char *name,
                               cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(x->r->file[x->file]), 1, 0,
                          "no column \"%.80s\" in the header (rule %u of %.120s)", name, r->line,
                          x->m->t.path);
}

/* A list of columns that may lack: the first of "A|B" that is there. */
static int find_column(const running *x, const char *name, size_t len) {
    char one[128];
    while (len) {
        size_t n = 0;
        while (n < len && name[n] != '|') n++;
        snprintf(one, sizeof one, "%.*s", (int)n, name);
        int c = list_col(x->w, one);
        if (c >= 0) return c;
        n += n < len;
        name += n, len -= n;
    }
    return -1;
}

static cordon_status bind_rule(running *x, mapping_rule *r, const char *known[], size_t *n,
                               cordon_error *err) {
    if (is(r->to, "option") || is(r->to, "map")) return CORDON_OK;
    r->parts = 0;
    for (const char *p = r->columns;
         *p && r->parts < MAPPING_PARTS_MAX && !is(r->columns, "@preface");) {
        size_t len = strcspn(p, "+");
        int c = find_column(x, p, len);
        if (c < 0 && (is(r->to, "key") || is(r->to, "list"))) return no_column(x, r, p, err);
        if (c >= 0) known[(*n)++] = list_column_name(x->w, (size_t)c);
        r->part[r->parts++] = c;
        p += len + (p[len] == '+');
    }
    r->lang_col = *r->lang == '@' ? find_column(x, r->lang + 1, strlen(r->lang + 1)) : -1;
    r->detail_col = *r->detail == '@' ? find_column(x, r->detail + 1, strlen(r->detail + 1)) : -1;
    for (int i = 0; i < r->conds; i++)
        if ((r->cond[i].col = find_column(x, r->cond[i].name, strlen(r->cond[i].name))) >= 0)
            known[(*n)++] = list_column_name(x->w, (size_t)r->cond[i].col);
    if (r->lang_col >= 0) known[(*n)++] = list_column_name(x->w, (size_t)r->lang_col);
    if (r->detail_col >= 0) known[(*n)++] = list_column_name(x->w, (size_t)r->detail_col);
    return CORDON_OK;
}

static cordon_status bind(running *x, cordon_error *err) {
    const char **names = malloc(
        (MAPPING_RULES_MAX * (MAPPING_PARTS_MAX + MAPPING_WHENS_MAX + 2) + 1) * sizeof *names);
    size_t n = 0;
    cordon_status status =
        names ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a header");
    for (size_t i = 0; i < x->m->rules && !status; i++)
        status = bind_rule(x, &x->m->rule[i], names, &n, err);
    if (!status) {
        names[n] = NULL;
        list_note_columns(x->w, names);
    }
    free(names);
    return status;
}

/* ---- a row's values ---- */

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

static bool holds(const mapping_rule *r, const char *const *cell) {
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
static bool nothing(const char *s) {
    static const char *const words[] = {"-", "n/a", "na", "not available", "unknown"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(s, words[i]) == 0) return true;
    return false;
}

/* The rule's text for a row: its columns joined, or its constant. */
static const char *rule_text(const running *x, const mapping_rule *r, const char *const *cell,
                             buf *out) {
    out->len = 0;
    buf_str(out, "");
    if (is(r->columns, "@preface")) return x->preface;
    if (!r->parts && !*r->columns) return r->value;
    for (int i = 0; i < r->parts; i++) {
        const char *s = text_of(cell, r->part[i]);
        if (!*s || nothing(s)) continue;
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
    if (nothing(s)) return;
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

static void add_numbered(running *x, entity *e, const mapping_rule *r, const char *s,
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

static void add_text(running *x, entity *e, const mapping_rule *r, const char *s,
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

/* ---- a row's place ---- */

static const char *mapped(const mapping *m, const char *what, const char *s) {
    const char *all = NULL;
    for (size_t i = 0; i < m->rules; i++) {
        const mapping_rule *r = &m->rule[i];
        if (!is(r->to, "map") || !is(r->columns, what)) continue;
        const char *eq = strchr(r->value, '=');
        if ((size_t)(eq - r->value) == strlen(s) && strncasecmp(r->value, s, strlen(s)) == 0)
            return eq + 1;
        if (eq == r->value + 1 && *r->value == '*') all = eq + 1;
    }
    return all ? all : s;
}

/* The first rule of that kind that holds and has a text. */
static const char *place(running *x, const char *what, const char *const *cell, buf *out) {
    for (size_t i = 0; i < x->m->rules; i++) {
        const mapping_rule *r = &x->m->rule[i];
        if (!is(r->to, what) || !holds(r, cell)) continue;
        const char *s = rule_text(x, r, cell, out);
        if (*s) return mapped(x->m, what, s);
    }
    return is(what, "schema") ? mapped(x->m, what, "") : "";
}

static cordon_status hold_row(running *x, const char *const *cell, cordon_error *err) {
    char list[LIST_ID_MAX];
    snprintf(list, sizeof list, "%s", place(x, "list", cell, &x->cell));
    bool named = *list != '\0';
    const char *key = place(x, "key", cell, &x->value);
    if (!named || !*key) {
        list_rows_refuse(x->w, -1, named ? "a key" : "the name of a list");
        return CORDON_OK;
    }
    x->key.len = 0;
    buf_printf(&x->key, "%s\x1f%s", list, key);
    if (x->key.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a key");
    return list_hold(&x->held, x->w, x->file, buf_text(&x->key), "", err);
}

/* ---- entities ---- */

static void add_listing(running *x, entity *e, const char *const *cell) {
    static const char *const fields[] = {"programme", "article", "reference",
                                         "reason",    "from",    "to"};
    buf text[4] = {{0}};
    entity_listing l = {"", "", "", "", 0, 0};
    const char **to[] = {&l.programme, &l.article, &l.reference, &l.reason};
    bool any = false;
    for (int i = 0; i < 6; i++) {
        buf *b = i < 4 ? &text[i] : &x->value;
        const char *s = place(x, fields[i], cell, b);
        if (!*s || nothing(s)) continue;
        any = true;
        if (i < 4)
            *to[i] = s;
        else
            *(i == 4 ? &l.from : &l.to) = list_whole_day(s);
        if (i == 4 && !l.from) entity_add(e, "listingDate", s, -1, NULL, NULL);
    }
    if (any) entity_list(e, &l);
    for (int i = 0; i < 4; i++) e->failed |= text[i].failed, buf_free(&text[i]);
}

static void note_vintage(running *x, const char *s) {
    for (; *s; s++) {
        if (!isdigit((unsigned char)*s)) continue;
        char text[32];
        snprintf(text, sizeof text, "%.*s", (int)strcspn(s, " ,;"), s);
        date_day day = list_whole_day(text);
        if (day > x->r->vintage) x->r->vintage = day;
        s += strcspn(s, " ,;");
        if (!*s) return;
    }
}

static bool of_place(const char *to) {
    static const char *const words[] = {"option", "list",      "key",     "schema",
                                        "map",    "programme", "article", "reference",
                                        "reason", "from",      "to",      "ignore"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is(words[i], to)) return true;
    return false;
}

static void add_row(running *x, entity *e, const char *const *cell) {
    for (size_t i = 0; i < x->m->rules; i++) {
        const mapping_rule *r = &x->m->rule[i];
        if (of_place(r->to) || !holds(r, cell)) continue;
        const char *s = rule_text(x, r, cell, &x->cell);
        if (!*s) continue;
        if (is(r->to, "vintage"))
            note_vintage(x, s);
        else
            add_text(x, e, r, s, cell);
    }
    add_listing(x, e, cell);
}

static cordon_status emit(running *x, size_t a, size_t b, cordon_error *err) {
    const list_held_row *first = &x->held.row[a];
    const char *key = strchr(first->key, '\x1f') + 1;
    char list[LIST_ID_MAX];
    entity e;
    snprintf(list, sizeof list, "%.*s", (int)(key - first->key - 1), first->key);
    list_entity(x->r, &e, list, key,
                place(x, "schema", (const char *const *)first->cell, &x->cell));
    e.line = first->line;
    if (!*e.schema) e.schema = "LegalEntity";
    for (size_t i = a; i < b; i++) add_row(x, &e, (const char *const *)x->held.row[i].cell);
    if (x->cell.failed || x->value.failed) e.failed = true;
    cordon_status status = lists_meet(&x->met, list, err);
    return status ? status : list_emit(x->r, &e, x->file, err);
}

/* ---- files ---- */

/* A tab for a comma and "\n" for a line end, as some exports have it. */
static void undo_tabs(char *s) {
    char *to = s;
    for (; *s; s++) {
        if (*s == '\\' && s[1] == 'n')
            *to++ = '\n', s++;
        else
            *to++ = (char)(*s == '\t' ? ',' : *s);
    }
    *to = '\0';
}

static void undo_all(running *x) {
    for (size_t i = 0; i < x->held.rows; i++)
        for (size_t c = 0; c < list_columns(x->w); c++)
            if (*x->held.row[i].cell[c]) {
                char *s;
                memcpy(&s, &x->held.row[i].cell[c],
                       sizeof s); /* in the arena of the rows, and ours */
                undo_tabs(s);
            }
}

static cordon_status run_file(running *x, cordon_error *err) {
    bool more = true;
    cordon_status status = list_rows_open(&x->w, x->r, x->file, &x->m->form, err);
    if (!status) {
        x->preface = list_preface(x->w);
        status = bind(x, err);
    }
    while (!status && !(status = list_rows_next(x->w, &more, err)) && more) {
        x->r->rows[x->file]++;
        status = hold_row(x, list_row_cells(x->w), err);
    }
    if (!status && x->m->tabs) undo_all(x);
    list_held_sort(&x->held);
    for (size_t a = 0, b; a < x->held.rows && !status; a = b) {
        b = list_group(&x->held, a);
        status = emit(x, a, b, err);
    }
    list_rows_close(x->w);
    x->w = NULL;
    return status;
}

cordon_status mapping_run(mapping *m, list_read *r, cordon_error *err) {
    running x = {.m = m, .r = r};
    cordon_status status = CORDON_OK;
    for (; x.file < r->files && !status; x.file++) {
        list_held_init(&x.held);
        status = run_file(&x, err);
        list_held_free(&x.held);
    }
    if (!status) status = lists_cover(&x.met, r, err);
    lists_met_free(&x.met);
    buf_free(&x.cell);
    buf_free(&x.value);
    buf_free(&x.key);
    return status;
}
