/* clause_read.c - a contract as sentences, and the patterns of elements in them. */
#include <ctype.h>
#include <string.h>

#include "assess/clause.h"
#include "assess/tables.h"
#include "base/data_dir.h"
#include "base/once.h"
#include "name/fold.h"

#define LANGUAGE "language" /* rows whose patterns hold in any text of a language that the other rows know */

typedef struct sentence { const char *raw, *folded; size_t len; unsigned line; bool begins; /* a paragraph */ } sentence;
typedef struct contract { sentence *v; size_t n; } contract;

/* ---- sentences */

/* "No.", "Art.", "z.B.", "3.": a full stop that ends no sentence. */
static bool abbreviation(const char *text, const char *stop) {
    const char *p = stop;
    while (p > text && (isalnum((unsigned char)p[-1]) || (unsigned char)p[-1] >= 0x80)) p--;
    size_t n = (size_t)(stop - p);
    if (!n) return true;
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)p[i])) return n <= 3 && isupper((unsigned char)p[0]) && n > 1 ? true : n == 1;
    return true;
}

/* A line that is blank, or begins with "(1)", "1." or "a)", begins a paragraph. */
static bool paragraph_at(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) p++;
    if (p == end || *p == '\n') return true;
    if (*p == '(') p++;
    const char *from = p;
    while (p < end && isalnum((unsigned char)*p) && p - from < 4) p++;
    return p > from && p < end && (*p == ')' || (*p == '.' && isdigit((unsigned char)*from)));
}

static const char *sentence_end(const char *text, const char *p, const char *end, bool *paragraph) {
    *paragraph = false;
    for (; p < end; p++) {
        if (*p == '\n' && paragraph_at(p + 1, end)) {
            *paragraph = true;
            return p;
        }
        bool stop = *p == ';' || (*p == '.' && !abbreviation(text, p));
        if (stop && (p + 1 == end || isspace((unsigned char)p[1]))) {
            const char *q = p + 1;
            while (q < end && (*q == ' ' || *q == '\t' || *q == '\r')) q++;
            if (q < end && *q == '\n' && paragraph_at(q + 1, end)) *paragraph = true;
            return p + 1;
        }
    }
    return end;
}

/* Hyphens of all lengths become "-". */
static void plain_hyphens(buf *b) {
    size_t to = 0;
    for (size_t i = 0; i < b->len; i++) {
        const unsigned char *p = (const unsigned char *)b->p + i;
        if (b->len - i > 2 && p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0x95) b->p[to++] = '-', i += 2;
        else b->p[to++] = (char)*p;
    }
    b->len = to;
    if (b->p) b->p[to] = 0;
}

static const char *folded(arena *mem, const char *s, size_t len, cordon_status *status, cordon_error *err) {
    buf b = {0};
    if (len > NAME_FOLD_BYTES_MAX) len = NAME_FOLD_BYTES_MAX; /* a sentence of a megabyte is none */
    *status = name_fold(&b, s, len);
    if (*status) cordon_fail(err, *status, "the text is not in UTF-8");
    plain_hyphens(&b);
    const char *copy = *status ? NULL : arena_strndup(mem, buf_text(&b), b.len);
    if (!*status && (!copy || b.failed)) *status = cordon_fail(err, CORDON_ENOMEM, "no memory for a contract");
    buf_free(&b);
    return copy;
}

static cordon_status cut(contract *out, arena *mem, const char *text, size_t len, cordon_error *err) {
    const char *end = text + len, *counted = text;
    unsigned line = 1;
    size_t room = 64;
    bool paragraph = true, next;
    cordon_status status = CORDON_OK;
    *out = (contract){.v = arena_alloc(mem, room * sizeof *out->v)};
    if (!out->v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a contract");
    for (const char *p = text; p < end && !status;) {
        while (p < end && isspace((unsigned char)*p)) p++;
        if (p == end) break;
        const char *to = sentence_end(text, p, end, &next);
        if (to == p) to++;
        for (; counted < p; counted++) line += *counted == '\n';
        if (out->n == room) {
            sentence *v = room < CLAUSE_SENTENCES_MAX ? arena_alloc(mem, 2 * room * sizeof *v) : NULL;
            if (!v) return cordon_fail(err, room < CLAUSE_SENTENCES_MAX ? CORDON_ENOMEM : CORDON_ELIMIT, "more than %zu sentences", room);
            memcpy(v, out->v, room * sizeof *v);
            out->v = v;
            room *= 2;
        }
        sentence *s = &out->v[out->n++];
        *s = (sentence){.raw = p, .len = (size_t)(to - p), .line = line, .begins = paragraph};
        s->folded = folded(mem, p, s->len, &status, err);
        paragraph = next;
        p = to;
    }
    return status;
}

/* ---- patterns */

static bool letter(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; }

/* A phrase at the bounds of words; "*" at the end of a word: any ending. phrase is folded. */
static bool phrase_at(const char *s, const char *phrase, size_t n) {
    size_t i = 0;
    for (; i < n; i++) {
        if (phrase[i] == '*') {
            while (letter(*s)) s++;
            continue;
        }
        if (*s++ != phrase[i]) return false;
    }
    return phrase[n - 1] == '*' || !letter(phrase[n - 1]) || !letter(*s);
}

static bool has_phrase(const char *s, const char *phrase, size_t n) {
    for (const char *p = s; n && *p; p++)
        if (*p == *phrase && (p == s || !letter(*phrase) || !letter(p[-1])) && phrase_at(p, phrase, n)) return true;
    return false;
}

typedef struct targets { const char *v[64]; size_t n; } targets;

static bool has_one(const char *s, const char *alternatives, size_t len, const targets *t) {
    for (const char *p = alternatives, *end = p + len; p < end;) {
        const char *to = memchr(p, '|', (size_t)(end - p));
        if (!to) to = end;
        const char *from = p, *last = to;
        while (from < last && *from == ' ') from++;
        while (last > from && last[-1] == ' ') last--;
        if (last - from == 8 && memcmp(from, "{target}", 8) == 0) {
            for (size_t i = 0; i < t->n; i++)
                if (has_phrase(s, t->v[i], strlen(t->v[i]))) return true;
        } else if (has_phrase(s, from, (size_t)(last - from))) return true;
        p = to + 1;
    }
    return false;
}

static bool pattern_holds(const char *s, const char *pattern, const targets *t) {
    for (const char *p = pattern; *p;) {
        size_t n = strcspn(p, "&");
        const char *group = p + strspn(p, " ");
        bool none = *group == '!';
        if (none) group++;
        if (has_one(s, group, (size_t)(p + n - group), t) == none) return false;
        p += n + (p[n] == '&');
    }
    return true;
}

static cordon_status add_target(targets *t, arena *mem, const char *name, size_t len, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (t->n == sizeof t->v / sizeof *t->v || len < 4) return CORDON_OK;
    const char *f = folded(mem, name, len, &status, err);
    if (!status) t->v[t->n++] = f;
    return status;
}

static cordon_status read_codes(void *t, cordon_error *err) {
    char path[1024];
    return table_read(t, data_path(path, sizeof path, "data/area_codes.csv"), err);
}

/* The target's names: of the elements' table, and of the area's publishers. */
static cordon_status targets_of(targets *t, arena *mem, const table *e, const regime *r, cordon_error *err) {
    static once kept = ONCE;
    const char *code = regime_value(r, "target");
    cordon_status status = CORDON_OK;
    *t = (targets){0};
    for (size_t i = 0; i < e->rows && !status; i++) {
        if (strcmp(table_cell(e, i, table_col(e, "kind")), "target") != 0 || strcmp(table_cell(e, i, table_col(e, "element")), code) != 0) continue;
        for (const char *p = table_cell(e, i, table_col(e, "pattern")); *p && !status;) {
            size_t n = strcspn(p, "|");
            status = add_target(t, mem, p, n, err);
            p += n + (p[n] == '|');
        }
    }
    if (status || !*code) return status;
    const table *codes = once_kept(&kept, sizeof *codes, read_codes, &status, err);
    if (!codes) return status;
    int scheme = table_col(codes, "scheme"), of = table_col(codes, "area"), name = table_col(codes, "code");
    for (size_t i = 0; i < codes->rows && !status; i++)
        if (strcmp(table_cell(codes, i, of), code) == 0 && strcmp(table_cell(codes, i, scheme), "name") == 0) status = add_target(t, mem, table_cell(codes, i, name), strlen(table_cell(codes, i, name)), err);
    return status;
}

/* ---- elements */

/* A sentence and the one behind it in its paragraph. */
static const char *window(const contract *c, size_t i, buf *b) {
    if (i + 1 == c->n || c->v[i + 1].begins) return c->v[i].folded;
    b->len = 0;
    buf_printf(b, "%s %s", c->v[i].folded, c->v[i + 1].folded);
    return buf_text(b);
}

static clause_element *element(clause_element *v, size_t *n, const char *name) {
    for (size_t i = 0; i < *n; i++)
        if (strcmp(v[i].name, name) == 0) return &v[i];
    v[*n] = (clause_element){.name = name, .quote = ""};
    return &v[(*n)++];
}

static cordon_status look(clause_element *e, arena *mem, const contract *c, const char *pattern, const targets *t, cordon_error *err) {
    buf b = {0};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < c->n && !e->there && !status; i++) {
        if (!pattern_holds(window(c, i, &b), pattern, t)) continue;
        bool second = !pattern_holds(c->v[i].folded, pattern, t) && i + 1 < c->n && pattern_holds(c->v[i + 1].folded, pattern, t);
        const sentence *s = &c->v[i + second];
        e->there = true;
        e->line = s->line;
        e->quote = arena_strndup(mem, s->raw, s->len);
        if (!e->quote) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a contract");
    }
    if (b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a contract");
    buf_free(&b);
    return status;
}

typedef struct reading { arena *mem; const table *t; contract c; targets names; } reading;

static cordon_status open_text(reading *r, arena *mem, const char *text, size_t len, const regime *law, cordon_error *err) {
    if (len > CLAUSE_BYTES_MAX) return cordon_fail(err, CORDON_ELIMIT, "%zu bytes, at most %d are read", len, CLAUSE_BYTES_MAX);
    r->mem = mem;
    cordon_status status = assess_table(&r->t, ASSESS_CLAUSE_ELEMENTS, err);
    if (!status) status = targets_of(&r->names, mem, r->t, law, err);
    return status ? status : cut(&r->c, mem, text, len, err);
}

static cordon_status elements_of(const clause_element **out, size_t *n, const reading *r, const char *kind, cordon_error *err) {
    const table *t = r->t;
    cordon_status status = CORDON_OK;
    clause_element *v = arena_alloc(r->mem, (t->rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a contract");
    size_t found = 0;
    for (size_t i = 0; !status && i < t->rows; i++) {
        if (strcmp(table_cell(t, i, table_col(t, "kind")), kind) != 0) continue;
        clause_element *e = element(v, &found, table_cell(t, i, table_col(t, "element")));
        const char *cell = table_cell(t, i, table_col(t, "pattern"));
        if (!e->means) e->means = table_cell(t, i, table_col(t, "means")), e->source = table_cell(t, i, table_col(t, "source")), e->basis = table_cell(t, i, table_col(t, "basis"));
        const char *pattern = folded(r->mem, cell, strlen(cell), &status, err);
        if (!status) status = look(e, r->mem, &r->c, pattern, &r->names, err);
    }
    if (!status && !found) status = cordon_fail(err, CORDON_EINVAL, "there is no kind \"%.40s\" of clause in data/assess/clause_elements.csv", kind);
    if (status) return status;
    *out = v;
    *n = found;
    return CORDON_OK;
}

cordon_status clause_read(const clause_element **out, size_t *n, arena *mem, const char *text, size_t len, const char *kind, const regime *r, cordon_error *err) {
    reading x;
    if (strcmp(kind, "target") == 0) return cordon_fail(err, CORDON_EINVAL, "\"target\" names the target, it is no kind of clause");
    if (strcmp(kind, LANGUAGE) == 0) return cordon_fail(err, CORDON_EINVAL, "\"" LANGUAGE "\" tells languages apart, it is no kind of clause");
    cordon_status status = open_text(&x, mem, text, len, r, err);
    return status ? status : elements_of(out, n, &x, kind, err);
}

cordon_status clause_holds(clause_reading *out, arena *mem, const char *text, size_t len, const char *kind, const regime *r, cordon_error *err) {
    reading x;
    const clause_element *e, *languages;
    size_t n = 0, known = 0;
    *out = (clause_reading){.quote = ""};
    cordon_status status = open_text(&x, mem, text, len, r, err);
    if (!status) status = elements_of(&e, &n, &x, kind, err);
    if (!status) status = elements_of(&languages, &known, &x, LANGUAGE, err);
    for (size_t i = 0; !status && i < known; i++) out->understood |= languages[i].there;
    for (size_t i = 0; !status && i < n; i++) {
        if (!e[i].there) continue;
        bool first = strncmp(e[i].name, "1 ", 2) == 0 && !strchr(e[i].name, ':');
        if (first) out->prohibition = out->understood = true, out->line = e[i].line, out->quote = e[i].quote;
        out->remedy |= strncmp(e[i].name, "4 ", 2) == 0 || strstr(e[i].name, "remedies") != NULL;
    }
    return status;
}
