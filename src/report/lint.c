#include "report/lint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "read/stream.h"
#include "report/lint_inner.h"

typedef enum rule_kind { RULE_SENTENCE, RULE_PARAGRAPH, RULE_PAGE, RULE_KINDS } rule_kind;
static const char *const kinds[] = {"sentence", "paragraph", "page", "list", "column"};
enum { KIND_LIST = RULE_KINDS, KIND_COLUMN, KINDS };

typedef struct rule {
    const char *rule, *id, *message, *instead;
    rule_kind kind;
    pattern found, unless, needs;
} rule;

struct wording {
    arena mem;
    word_lists lists;
    rule *rule;
    size_t rules;
    const char **column;
    size_t columns;
};

/* ---- the table ---- */

enum { ID, RULE, KIND, PATTERN, UNLESS, NEEDS, MESSAGE, INSTEAD, COLUMNS };
static const char *const heads[] = {"id",    "rule",    "kind",    "pattern", "unless",
                                    "needs", "message", "instead", NULL};

typedef struct maker {
    wording *w;
    const table *t;
    size_t row;
    int col[COLUMNS];
    cordon_error *err;
} maker;

static const char *cell(const maker *m, int column) {
    return table_cell(m->t, m->row, m->col[column]);
}

static cordon_status no_memory(const maker *m) {
    return cordon_fail_at(m->err, CORDON_ENOMEM, m->t->path, 0, 0,
                          "no memory for the wording rules");
}

static cordon_status wrong(const maker *m, int column, const char *what) {
    return cordon_fail_at(m->err, CORDON_EFORMAT, m->t->path, m->t->line[m->row],
                          (uint32_t)m->col[column] + 1, "%s is \"%.80s\": %s", heads[column],
                          cell(m, column), what);
}

static cordon_status read_pattern(const maker *m, pattern *p, int column, bool in_list) {
    const char *fault = pattern_read(p, &m->w->lists, cell(m, column), in_list);
    if (!fault) return CORDON_OK;
    return strncmp(fault, "no memory", 9) == 0 ? no_memory(m) : wrong(m, column, fault);
}

static int kind_of(const maker *m) {
    for (int k = 0; k < KINDS; k++)
        if (strcmp(cell(m, KIND), kinds[k]) == 0) return k;
    return -1;
}

/* The list of the row's id, made when it is the first of that name. */
static cordon_status list_of(const maker *m, size_t *list) {
    word_lists *l = &m->w->lists;
    const char *id = cell(m, ID);
    int found = word_list_find(l, id, strlen(id));
    if (found >= 0) {
        *list = (size_t)found;
        return CORDON_OK;
    }
    if (l->n == LIST_COUNT_MAX) return wrong(m, ID, "more than 64 lists");
    l->v[l->n] = (word_list){.id = id};
    *list = l->n++;
    return CORDON_OK;
}

static cordon_status read_list_row(const maker *m) {
    pattern p = {0};
    size_t list = 0;
    cordon_status status = list_of(m, &list);
    if (!status) status = read_pattern(m, &p, PATTERN, true);
    if (!status && !p.n) status = wrong(m, PATTERN, "a list needs words");
    if (!status && !word_list_add(&m->w->lists, list, &p)) status = no_memory(m);
    return status;
}

static cordon_status read_columns(const maker *m) {
    for (const char *s = cell(m, PATTERN); *s;) {
        size_t n = strcspn(s, "|");
        const char *name = arena_strndup(&m->w->mem, s, n);
        if (!name) return no_memory(m);
        if (m->w->columns == LINT_ROWS_MAX) return wrong(m, PATTERN, "more than 1,000 columns");
        m->w->column[m->w->columns++] = name;
        s += n + (s[n] == '|');
    }
    return CORDON_OK;
}

static cordon_status read_rule(const maker *m, int kind) {
    rule *r = &m->w->rule[m->w->rules];
    *r = (rule){.rule = cell(m, RULE),
                .id = cell(m, ID),
                .message = cell(m, MESSAGE),
                .instead = cell(m, INSTEAD),
                .kind = (rule_kind)kind};
    cordon_status status = read_pattern(m, &r->found, PATTERN, false);
    if (!status) status = read_pattern(m, &r->unless, UNLESS, false);
    if (!status) status = read_pattern(m, &r->needs, NEEDS, false);
    if (status) return status;
    if (!r->found.n || r->found.quoted) return wrong(m, PATTERN, "a rule needs words to look for");
    if (r->needs.quoted) return wrong(m, NEEDS, "<quoted> stands in \"unless\" only");
    if (!*r->rule) return wrong(m, RULE, "a rule needs its number");
    if (!*r->message || !*r->instead)
        return wrong(m, *r->message ? INSTEAD : MESSAGE,
                     "a rule says what is wrong and what to write instead");
    if (kind != RULE_SENTENCE && !r->needs.n)
        return wrong(m, NEEDS, "a rule of this kind needs something");
    m->w->rules++;
    return CORDON_OK;
}

/* @country: the names of the countries that data/areas.csv knows. */
static cordon_status add_countries(const maker *m, const areas *a) {
    word_lists *l = &m->w->lists;
    size_t list = l->n++;
    l->v[list] = (word_list){.id = "country"};
    for (size_t i = 0; a && i < areas_count(a); i++) {
        pattern p = {0};
        const area *x = areas_at(a, i);
        char name[160];
        if (x->kind != AREA_COUNTRY || snprintf(name, sizeof name, "%s", x->name) >= 160) continue;
        name[strcspn(name, "(,|/*<@^")] = 0;
        const char *fault = pattern_read(&p, l, name, true);
        if (fault && strncmp(fault, "no memory", 9) != 0) continue; /* no words to write it with */
        if (fault || !word_list_add(l, list, &p)) return no_memory(m);
    }
    return CORDON_OK;
}

/* Lists first: a rule may stand above the list it names. */
static cordon_status read_rows(maker *m) {
    cordon_status status = CORDON_OK;
    for (int lists = 1; lists >= 0; lists--)
        for (m->row = 0; m->row < m->t->rows && !status; m->row++) {
            int kind = kind_of(m);
            if (kind < 0)
                status = wrong(m, KIND, "expected sentence, paragraph, page, list or column");
            else if (lists && kind == KIND_LIST)
                status = read_list_row(m);
            else if (lists && kind == KIND_COLUMN)
                status = read_columns(m);
            else if (!lists && kind < RULE_KINDS)
                status = read_rule(m, kind);
        }
    return status;
}

cordon_status wording_make(wording **out, const table *t, const areas *a, cordon_error *err) {
    maker m = {.t = t, .err = err};
    cordon_status status = table_cols(t, heads, m.col, err);
    if (status) return status;
    if (t->rows > LINT_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, t->line[LINT_ROWS_MAX], 0,
                              "more than %d wording rules", LINT_ROWS_MAX);
    m.w = calloc(1, sizeof *m.w);
    if (!m.w) return no_memory(&m);
    arena_init(&m.w->mem, 0);
    m.w->lists.mem = &m.w->mem;
    m.w->rule = arena_alloc(&m.w->mem, (t->rows + 1) * sizeof *m.w->rule);
    m.w->column = arena_alloc(&m.w->mem, LINT_ROWS_MAX * sizeof *m.w->column);
    status = m.w->rule && m.w->column ? add_countries(&m, a) : no_memory(&m);
    if (!status) status = read_rows(&m);
    if (status)
        wording_free(m.w);
    else
        *out = m.w;
    return status;
}

void wording_free(wording *w) {
    if (!w) return;
    arena_destroy(&w->mem);
    free(w);
}

/* ---- a text ---- */

typedef struct reading {
    lint *l;
    const char *name, *text; /* text NULL: cells of a table, all of one line */
    size_t len;
    uint32_t line, cell_line; /* line: of the byte seen up to */
    size_t seen;
    lint_words words;
    lint_quotes quotes;
    matcher m;
    bool *met; /* by rule: what it needs stands in the paragraph, or on the page */
    buf sentence, part;
    bool counting; /* the first pass, for rules of the page */
} reading;

static uint32_t line_at(reading *r, const lint_block *b, size_t byte) {
    if (!r->text) return r->cell_line;
    for (size_t to = lint_offset(b, byte); r->seen < to && r->seen < r->len; r->seen++)
        r->line += r->text[r->seen] == '\n';
    return r->line;
}

/* The same, counted from the first byte: for a message. */
static uint32_t line_of(const reading *r, size_t offset) {
    uint32_t line = 1;
    if (!r->text) return r->cell_line;
    for (size_t i = 0; i < offset && i < r->len; i++) line += r->text[i] == '\n';
    return line;
}

/* Blanks made one. */
static const char *squeeze(buf *out, const char *s, size_t len) {
    out->len = 0;
    for (size_t i = 0; i < len; i++) {
        bool blank = !s[i] || s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r');
        if (!blank)
            buf_char(out, s[i]);
        else if (out->len && out->p[out->len - 1] != ' ')
            buf_char(out, ' ');
    }
    return buf_text(out);
}

static bool all_quoted(const lint_words *w, size_t from, size_t to) {
    while (from < to && w->v[from].quoted) from++;
    return from == to;
}

static bool stands(matcher *m, const pattern *p) {
    size_t from = 0, to;
    return p->n && pattern_find(m, p, &from, &to);
}

/* Whether the sentence breaks the rule: words from..to. */
static bool breaks(reading *r, const rule *x, size_t i, size_t *from, size_t *to) {
    *from = 0;
    while (pattern_find(&r->m, &x->found, from, to)) {
        if (x->unless.quoted && all_quoted(&r->words, *from, *to)) {
            ++*from;
            continue;
        }
        if (stands(&r->m, &x->unless)) return false;
        return x->kind == RULE_SENTENCE ? !stands(&r->m, &x->needs) : !r->met[i];
    }
    return false;
}

static cordon_status take(reading *r, const lint_block *b, size_t from, size_t to,
                          cordon_error *err) {
    lint_split(&r->words, b->text.p, from, to);
    if (r->words.too_many)
        return cordon_fail_at(err, CORDON_ELIMIT, r->name, line_of(r, lint_offset(b, from)), 0,
                              "a sentence of more than %d words", LINT_WORDS_MAX);
    if (!r->words.no_memory && matcher_take(&r->m, &r->words)) {
        lint_quotes_mark(&r->quotes, &r->words);
        return CORDON_OK;
    }
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a sentence");
}

static cordon_status judge(reading *r, const lint_block *b, size_t from, size_t to, uint32_t line,
                           cordon_error *err) {
    const char *s = b->text.p;
    for (size_t i = 0; i < r->l->wording->rules; i++) {
        const rule *x = &r->l->wording->rule[i];
        size_t first, end;
        if (!r->text && x->kind == RULE_PAGE) continue;
        if (!breaks(r, x, i, &first, &end)) continue;
        const lint_word *w = r->words.v;
        size_t at = first < r->words.n ? w[first].at : from,
               stop = end > first ? w[end - 1].end : at;
        r->l->faults++;
        if (!r->l->on_fault) continue;
        lint_fault f = {.rule = x->rule,
                        .id = x->id,
                        .place = r->name,
                        .line = line,
                        .sentence = squeeze(&r->sentence, s + from, to - from),
                        .words = squeeze(&r->part, s + at, stop - at),
                        .message = x->message,
                        .instead = x->instead};
        if (r->sentence.failed || r->part.failed)
            return cordon_fail(err, CORDON_ENOMEM, "no memory for a sentence");
        r->l->on_fault(r->l->arg, &f);
    }
    return CORDON_OK;
}

/* What rules of the kind need and this sentence has. */
static void note_needs(reading *r, rule_kind kind) {
    for (size_t i = 0; i < r->l->wording->rules; i++) {
        const rule *x = &r->l->wording->rule[i];
        if (x->kind == kind && !r->met[i]) r->met[i] = stands(&r->m, &x->needs);
    }
}

/* One pass over the sentences of a block: to see what is there, or to judge. */
static cordon_status sentences(reading *r, const lint_block *b, bool judging, cordon_error *err) {
    size_t at = 0, from, to;
    cordon_status status = CORDON_OK;
    while (!status && lint_sentence(b->text.p, b->text.len, &at, &from, &to)) {
        status = take(r, b, from, to, err);
        if (status) break;
        if (judging) {
            r->l->sentences++;
            status = judge(r, b, from, to, line_at(r, b, from), err);
        } else {
            note_needs(r, r->counting ? RULE_PAGE : RULE_PARAGRAPH);
        }
    }
    return status;
}

static cordon_status on_block(void *arg, const lint_block *b, cordon_error *err) {
    reading *r = arg;
    lint_quotes_find(&r->quotes, b->text.p, b->text.len);
    if (r->quotes.no_memory) return cordon_fail(err, CORDON_ENOMEM, "no memory for a paragraph");
    if (r->counting) return sentences(r, b, false, err);
    for (size_t i = 0; i < r->l->wording->rules; i++)
        if (r->l->wording->rule[i].kind == RULE_PARAGRAPH) r->met[i] = false;
    cordon_status status = sentences(r, b, false, err);
    return status ? status : sentences(r, b, true, err);
}

static cordon_status begin(reading *r, lint *l, const char *name, cordon_error *err) {
    *r = (reading){.l = l, .name = name, .line = 1};
    r->met = calloc(l->wording->rules + 1, sizeof *r->met);
    if (r->met && matcher_make(&r->m, &l->wording->lists)) return CORDON_OK;
    free(r->met);
    cordon_fail(err, CORDON_ENOMEM, "no memory to check %.200s", name);
    return CORDON_ENOMEM;
}

static void end(reading *r) {
    lint_words_free(&r->words);
    free(r->quotes.v);
    matcher_free(&r->m);
    free(r->met);
    buf_free(&r->sentence);
    buf_free(&r->part);
}

static cordon_status pass(reading *r, lint_form form, bool counting, cordon_error *err) {
    size_t where = 0;
    cordon_error inner = {0};
    r->counting = counting;
    cordon_status status = lint_blocks(r->text, r->len, form, on_block, r, &where, &inner);
    if (status && !inner.line) inner.line = line_of(r, where);
    if (status && !inner.source[0]) snprintf(inner.source, sizeof inner.source, "%s", r->name);
    if (status && err) *err = inner;
    return status;
}

cordon_status lint_text(lint *l, const char *name, const char *text, size_t len, lint_form form,
                        cordon_error *err) {
    reading r;
    bool page = false;
    if (len > LINT_BYTES_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, name, 0, 0, "more than %d MB",
                              LINT_BYTES_MAX >> 20);
    cordon_status status = begin(&r, l, name, err);
    if (status) return status;
    r.text = text;
    r.len = len;
    for (size_t i = 0; i < l->wording->rules; i++) page |= l->wording->rule[i].kind == RULE_PAGE;
    if (page) status = pass(&r, form, true, err);
    if (!status) status = pass(&r, form, false, err);
    end(&r);
    return status;
}

/* ---- tables and files ---- */

static bool is_read(const wording *w, const char *column) {
    for (size_t i = 0; i < w->columns; i++)
        if (strcmp(w->column[i], column) == 0) return true;
    return false;
}

/* A cell as a block of its own; named, it begins with its column's name. */
static cordon_status on_cell(reading *r, const table *t, size_t row, size_t c, bool judging,
                             cordon_error *err) {
    lint_block b = {.text = {.p = NULL}};
    if (!judging) {
        buf_str(&b.text, t->head[c]);
        buf_str(&b.text, ": ");
    }
    buf_str(&b.text, table_cell(t, row, (int)c));
    cordon_status status = CORDON_OK;
    if (!b.text.failed) lint_quotes_find(&r->quotes, b.text.p, b.text.len);
    if (b.text.failed || r->quotes.no_memory)
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for a cell");
    if (!status) status = sentences(r, &b, judging, err);
    buf_free(&b.text);
    return status;
}

/* What a paragraph needs may stand in any cell of the row. */
static cordon_status on_row(reading *r, const table *t, size_t row, cordon_error *err) {
    cordon_status status = CORDON_OK;
    r->cell_line = t->line[row];
    memset(r->met, 0, r->l->wording->rules * sizeof *r->met);
    for (int judging = 0; judging <= 1; judging++)
        for (size_t c = 0; c < t->cols && !status; c++)
            if (*table_cell(t, row, (int)c) && (!judging || is_read(r->l->wording, t->head[c])))
                status = on_cell(r, t, row, c, judging, err);
    return status;
}

static bool has_texts(const wording *w, const table *t) {
    for (size_t c = 0; c < t->cols; c++)
        if (is_read(w, t->head[c])) return true;
    return false;
}

cordon_status lint_table(lint *l, const table *t, cordon_error *err) {
    reading r;
    if (!has_texts(l->wording, t)) return CORDON_OK;
    cordon_status status = begin(&r, l, t->path, err);
    if (status) return status;
    for (size_t row = 0; row < t->rows && !status; row++) status = on_row(&r, t, row, err);
    end(&r);
    return status;
}

static bool is_table_name(const char *path) {
    static const char *const ends[] = {".csv", ".csv.gz", ".csv.xz", ".csv.zst", ".tsv", ".tsv.xz"};
    size_t len = strlen(path);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (len > n && strcasecmp(path + len - n, ends[i]) == 0) return true;
    }
    return false;
}

static cordon_status read_whole(buf *out, const char *path, cordon_error *err) {
    char piece[16 << 10];
    stream *s;
    size_t got = 1;
    cordon_status status = stream_open(&s, path, err);
    if (status) return status;
    while (!status && got && out->len <= LINT_BYTES_MAX) {
        status = stream_read(s, piece, sizeof piece, &got, err);
        if (!status) buf_add(out, piece, got);
        if (out->failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %.200s", path);
    }
    stream_close(s);
    return status;
}

cordon_status lint_file(lint *l, const char *path, cordon_error *err) {
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    if (is_table_name(path)) {
        table t;
        cordon_status status = table_read(&t, path, err);
        if (status) return status;
        status = lint_table(l, &t, err);
        table_free(&t);
        return status;
    }
    buf text = {0};
    cordon_status status = read_whole(&text, path, err);
    if (!status)
        status = lint_text(l, name, buf_text(&text), text.len,
                           lint_form_of(path, buf_text(&text), text.len), err);
    buf_free(&text);
    return status;
}
