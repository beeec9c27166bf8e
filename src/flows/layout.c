#include "flows/layout.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/data_dir.h"

static const char *const names[FLOW_FIELDS] = {
    "reporter", "partner",   "partner2",  "flow",  "basis",    "freq",      "period",
    "nomenclature", "level", "code",      "transport", "procedure", "value", "currency",
    "valuation", "qty",      "unit",      "mass",  "estimate", "flag"};

const char *flow_field_name(flow_field f) { return names[f]; }

typedef enum column { C_ROW, C_FIELD, C_COLUMN, C_VALUE, C_FORM, C_SCALE, C_WHEN, C_COUNT } column;
static const char *const columns[] = {"row",  "field", "column", "value",
                                      "form", "scale", "when",   NULL};

typedef struct reader {
    layout *l;
    const areas *a;
    int col[C_COUNT];
    size_t row; /* of the table */
} reader;

static const char *cell(const reader *r, column c) {
    return table_cell(&r->l->source, r->row, r->col[c]);
}

static cordon_status wrong(const reader *r, column c, cordon_error *err, const char *expected) {
    return cordon_fail_at(err, CORDON_EFORMAT, r->l->source.path, r->l->source.line[r->row],
                          (uint32_t)r->col[c] + 1, "%s \"%s\": expected %s", columns[c], cell(r, c),
                          expected);
}

static bool is_area(flow_field f) {
    return f == FLOW_REPORTER || f == FLOW_PARTNER || f == FLOW_PARTNER2;
}
static bool is_number(flow_field f) {
    return f == FLOW_VALUE || f == FLOW_QTY || f == FLOW_MASS;
}

static cordon_status parse_map(reader *r, layout_rule *u, cordon_error *err) {
    size_t n = 1;
    for (const char *p = u->form; *p; p++) n += *p == '|';
    layout_pair *v = arena_alloc(&r->l->mem, n * sizeof *v);
    char *text = arena_strndup(&r->l->mem, u->form, strlen(u->form));
    if (!v || !text) return cordon_fail(err, CORDON_ENOMEM, "no memory for a layout");
    for (char *save = NULL, *p = strtok_r(text, "|", &save); p; p = strtok_r(NULL, "|", &save)) {
        char *eq = strchr(p, '=');
        if (strcmp(p, "*") == 0) {
            u->map_passes = true;
            continue;
        }
        if (!eq) return wrong(r, C_FORM, err, "FROM=TO pairs joined by |, or *");
        *eq = 0;
        v[u->map_n++] = (layout_pair){p, eq + 1};
    }
    u->map = v;
    return CORDON_OK;
}

static cordon_status parse_schemes(reader *r, const layout_rule *u, cordon_error *err) {
    if (!*u->form) return wrong(r, C_FORM, err, "the scheme of the area's codes, such as iso2|name");
    for (const char *p = u->form; *p;) {
        size_t n = strcspn(p, "|");
        if (!areas_has_scheme(r->a, p, n))
            return wrong(r, C_FORM, err, "schemes that data/area_codes.csv has, joined by |");
        p += n + (p[n] == '|');
    }
    return CORDON_OK;
}

static cordon_status parse_when(reader *r, layout_rule *u, cordon_error *err) {
    static const struct {
        const char *text;
        char op;
    } ops[] = {{"<=", 'l'}, {">=", 'g'}, {"<", '<'}, {">", '>'}, {"=", '='}};
    const char *p = cell(r, C_WHEN);
    if (!*p) return CORDON_OK;
    if (strncmp(p, "period", 6) != 0 || *u->column)
        return wrong(r, C_WHEN, err, "period>=YYYY (or <, <=, >, =), with a constant value");
    p += 6;
    for (size_t i = 0; i < sizeof ops / sizeof ops[0] && !u->when_op; i++) {
        size_t n = strlen(ops[i].text);
        if (strncmp(p, ops[i].text, n) != 0) continue;
        u->when_op = ops[i].op;
        p += n;
    }
    if (!u->when_op || !date_period_parse(&u->when_period, p, strlen(p)))
        return wrong(r, C_WHEN, err, "period>=YYYY or YYYYMM (or <, <=, >, =)");
    return CORDON_OK;
}

/* Each pattern has a year of four digits, and a month of two or none. */
static cordon_status parse_period(reader *r, const layout_rule *u, cordon_error *err) {
    const char *expected = "a column and patterns such as yyyymm|yyyy";
    if (!*u->column || !*u->form) return wrong(r, C_FORM, err, expected);
    for (const char *p = u->form; *p;) {
        size_t n = strcspn(p, "|"), years = 0, months = 0;
        for (size_t i = 0; i < n; i++) {
            years += p[i] == 'y';
            months += p[i] == 'm';
        }
        if (years != 4 || (months && months != 2)) return wrong(r, C_FORM, err, expected);
        p += n + (p[n] == '|');
    }
    return CORDON_OK;
}

/* Fields that take nothing but these words. */
static const char *const words[FLOW_FIELDS] = {
    [FLOW_FLOW] = "X|M|RX|RM",
    [FLOW_BASIS] = "origin|consignment|destination|unknown",
    [FLOW_FREQ] = "A|M",
    [FLOW_VALUATION] = "cif|fob|unknown",
    [FLOW_ESTIMATE] = "reported|mirrored|estimated|imputed"};

const char *layout_words(flow_field f) { return words[f]; }

bool layout_word(flow_field f, const char *s, size_t len) {
    for (const char *p = words[f]; p && *p;) {
        size_t n = strcspn(p, "|");
        if (n == len && memcmp(p, s, n) == 0) return true;
        p += n + (p[n] == '|');
    }
    return !words[f];
}

static cordon_status parse_rule(reader *r, layout_rule *u, cordon_error *err) {
    cordon_status status = CORDON_OK;
    bool constant = !*u->column;
    if (constant && !*u->value && u->field != FLOW_FLAG && u->field != FLOW_UNIT)
        return wrong(r, C_VALUE, err, "a column or a constant value");
    if (!constant && *u->value) return wrong(r, C_VALUE, err, "either a column or a value, not both");
    if (u->field == FLOW_LEVEL)
        return wrong(r, C_FIELD, err, "no rule: the level follows from the code's digits");
    if ((status = parse_when(r, u, err))) return status;
    u->scale = (decimal_scale){1, 0};
    const char *scale = cell(r, C_SCALE);
    if (*scale && (!is_number(u->field) || !decimal_scale_parse(&u->scale, scale, strlen(scale))))
        return wrong(r, C_SCALE, err, "a positive number, for value, qty or mass");
    if (is_number(u->field))
        return constant ? wrong(r, C_COLUMN, err, "the column that holds the number") : CORDON_OK;
    if (u->field == FLOW_PERIOD) return parse_period(r, u, err);
    if (is_area(u->field)) {
        if (!constant) return parse_schemes(r, u, err);
        const area *known = areas_find(r->a, "code", u->value, strlen(u->value), 0);
        return known ? CORDON_OK : wrong(r, C_VALUE, err, "an area of data/areas.csv");
    }
    if (constant)
        return layout_word(u->field, u->value, strlen(u->value))
                   ? CORDON_OK
                   : wrong(r, C_VALUE, err, words[u->field]);
    if (*u->form && (status = parse_map(r, u, err))) return status;
    for (size_t i = 0; i < u->map_n; i++)
        if (!layout_word(u->field, u->map[i].to, strlen(u->map[i].to)))
            return wrong(r, C_FORM, err, words[u->field]);
    return CORDON_OK;
}

static bool text_meta(layout *l, const char *name, const char *value) {
    const struct {
        const char *name, **to;
    } texts[] = {{"title", &l->title},
                 {"publisher", &l->publisher},
                 {"dataset", &l->dataset},
                 {"encoding", &l->encoding}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].to = value;
            return true;
        }
    return false;
}

/* Rules about the file itself. *known false: the row is about a field. */
static cordon_status parse_meta(reader *r, bool *known, cordon_error *err) {
    const char *name = cell(r, C_FIELD), *value = cell(r, C_VALUE);
    char *to = strcmp(name, "delimiter") == 0 ? &r->l->delimiter
               : strcmp(name, "quote") == 0   ? &r->l->quote
                                              : NULL;
    *known = to || text_meta(r->l, name, value);
    if (!to) return CORDON_OK;
    if (to == &r->l->delimiter && strcmp(value, "tab") == 0)
        *to = '\t';
    else if (to == &r->l->quote && strcmp(value, "none") == 0)
        *to = 0;
    else if (strlen(value) == 1 && (unsigned char)*value < 0x80 && !strchr("\r\n", *value))
        *to = *value;
    else
        return wrong(r, C_VALUE, err,
                     to == &r->l->quote ? "one character, or none" : "one character, or tab");
    if (r->l->delimiter == r->l->quote)
        return wrong(r, C_VALUE, err, "another character for the delimiter than for quotes");
    return CORDON_OK;
}

static int field_named(const char *name) {
    for (int f = 0; f < FLOW_FIELDS; f++)
        if (strcmp(names[f], name) == 0) return f;
    return -1;
}

static layout_row *row_labelled(layout *l, const char *label) {
    for (size_t i = 0; i < l->rows_n; i++)
        if (strcmp(l->row[i].label, label) == 0) return &l->row[i];
    if (l->rows_n == LAYOUT_ROWS_MAX) return NULL;
    l->row[l->rows_n].label = label;
    return &l->row[l->rows_n++];
}

static cordon_status read_rules(reader *r, cordon_error *err) {
    layout *l = r->l;
    for (r->row = 0; r->row < l->source.rows; r->row++) {
        const char *label = cell(r, C_ROW);
        bool meta;
        cordon_status status = parse_meta(r, &meta, err);
        if (status) return status;
        if (meta) continue;
        int f = field_named(cell(r, C_FIELD));
        if (f < 0) return wrong(r, C_FIELD, err, "a field of a flow row, or title, publisher, dataset");
        layout_rule *u = &l->rules[l->rules_n++];
        *u = (layout_rule){.line = l->source.line[r->row],
                           .field = (flow_field)f,
                           .label = label,
                           .column = cell(r, C_COLUMN),
                           .value = cell(r, C_VALUE),
                           .form = cell(r, C_FORM),
                           .index = -1};
        if ((status = parse_rule(r, u, err))) return status;
        if (*label && !row_labelled(l, label)) return wrong(r, C_ROW, err, "at most 16 rows");
    }
    return CORDON_OK;
}

/* Gives every flow row its own rules and the common ones behind them. */
static cordon_status spread_rules(reader *r, cordon_error *err) {
    layout *l = r->l;
    if (!l->rows_n) row_labelled(l, "");
    for (int own = 1; own >= 0; own--) {
        size_t next = 0;
        for (r->row = 0; r->row < l->source.rows; r->row++) {
            if (field_named(cell(r, C_FIELD)) < 0) continue;
            const layout_rule *u = &l->rules[next++];
            const char *label = cell(r, C_ROW);
            if ((*label != 0) != (own && l->row[0].label[0])) continue;
            for (size_t i = 0; i < l->rows_n; i++) {
                layout_row *w = &l->row[i];
                if (*label && strcmp(w->label, label) != 0) continue;
                size_t n = w->n[u->field];
                const layout_rule *before = n ? w->rule[u->field][n - 1] : NULL;
                if (before && !before->when_op && strcmp(before->label, u->label) == 0)
                    return wrong(r, C_FIELD, err, "one rule: an earlier one holds always");
                if (n == LAYOUT_RULES_MAX) return wrong(r, C_FIELD, err, "at most 8 rules");
                w->rule[u->field][w->n[u->field]++] = u;
            }
        }
        if (!l->row[0].label[0]) break;
    }
    static const flow_field needed[] = {FLOW_REPORTER, FLOW_PARTNER, FLOW_FLOW,    FLOW_PERIOD,
                                        FLOW_CODE,     FLOW_VALUE,   FLOW_CURRENCY};
    for (size_t i = 0; i < l->rows_n; i++)
        for (size_t k = 0; k < sizeof needed / sizeof needed[0]; k++)
            if (!l->row[i].n[needed[k]])
                return cordon_fail_at(err, CORDON_EFORMAT, l->source.path, 0, 0,
                                      "no rule for the field \"%s\"%s%s", names[needed[k]],
                                      *l->row[i].label ? " of row " : "", l->row[i].label);
    if (!*l->dataset || strchr(l->dataset, '\''))
        return cordon_fail_at(err, CORDON_EFORMAT, l->source.path, 0, 0,
                              "no rule for the dataset's name");
    return CORDON_OK;
}

static cordon_status parse(layout *l, const areas *a, cordon_error *err) {
    reader r = {.l = l, .a = a};
    cordon_status status = table_cols(&l->source, columns, r.col, err);
    if (status) goto out;
    const char *base = strrchr(l->source.path, '/');
    snprintf(l->name, sizeof l->name, "%.60s", base ? base + 1 : l->source.path);
    char *dot = strrchr(l->name, '.');
    if (dot) *dot = 0;
    l->title = l->publisher = l->dataset = l->encoding = "";
    l->delimiter = ',';
    l->quote = '"';
    l->rules = arena_alloc(&l->mem, (l->source.rows + 1) * sizeof *l->rules);
    l->row = arena_alloc(&l->mem, LAYOUT_ROWS_MAX * sizeof *l->row);
    if (!l->rules || !l->row) {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for a layout");
        goto out;
    }
    if (!(status = read_rules(&r, err))) status = spread_rules(&r, err);
out:
    if (status) layout_free(l);
    return status;
}

cordon_status layout_read(layout *out, const char *path, const areas *a, cordon_error *err) {
    *out = (layout){0};
    cordon_status status = table_read(&out->source, path, err);
    return status ? status : parse(out, a, err);
}

cordon_status layout_read_memory(layout *out, const char *name, const void *data, size_t len,
                                 const areas *a, cordon_error *err) {
    *out = (layout){0};
    cordon_status status = table_read_memory(&out->source, name, data, len, err);
    return status ? status : parse(out, a, err);
}

void layout_free(layout *l) {
    table_free(&l->source);
    arena_destroy(&l->mem);
    *l = (layout){0};
}

static int only_csv(const struct dirent *e) {
    size_t n = strlen(e->d_name);
    return n > 4 && strcmp(e->d_name + n - 4, ".csv") == 0;
}

/* Names of the shipped layouts, sorted; "comext, comtrade-29, ...". */
static void list_names(buf *out) {
    char folder[1024];
    struct dirent **e = NULL;
    int n = scandir(data_path(folder, sizeof folder, "data/layouts"), &e, only_csv, alphasort);
    for (int i = 0; i < n; i++) {
        buf_printf(out, "%s%.*s", i ? ", " : "", (int)strlen(e[i]->d_name) - 4, e[i]->d_name);
        free(e[i]);
    }
    free(e);
}

cordon_status layout_named(layout *out, const char *name, const areas *a, cordon_error *err) {
    size_t n = strlen(name);
    if (n > 4 && strcmp(name + n - 4, ".csv") == 0) return layout_read(out, name, a, err);
    char file[300], path[1024];
    snprintf(file, sizeof file, "data/layouts/%s.csv", name);
    cordon_status status = layout_read(out, data_path(path, sizeof path, file), a, err);
    if (status == CORDON_ENOTFOUND) {
        buf known = {0};
        list_names(&known);
        cordon_fail(err, CORDON_ENOTFOUND, "no layout \"%s\"; known: %s", name, buf_text(&known));
        buf_free(&known);
    }
    return status;
}

static bool split_header(record_split *s, const char *header, size_t len, char delimiter,
                         char quote) {
    record_block b = {.data = (char *)(uintptr_t)header, .len = len, .first_line = 1,
                      .quotes = quote && memchr(header, quote, len)};
    size_t at = 0;
    uint64_t line = 1, first = 1;
    s->delimiter = delimiter;
    s->quote = quote;
    return records_split(s, &b, &at, &line, &first) == SPLIT_OK;
}

/* How many different columns the layout uses, 0 when the header lacks one. */
static size_t matches(const layout *l, const record_split *h) {
    bool used[RECORD_FIELDS_MAX] = {false};
    size_t n = 0;
    for (size_t i = 0; i < l->rules_n; i++) {
        const char *c = l->rules[i].column;
        if (!*c) continue;
        size_t k = 0;
        while (k < h->n && (strlen(c) != h->f[k].len || memcmp(c, h->f[k].p, h->f[k].len) != 0)) k++;
        if (k == h->n) return 0;
        n += !used[k];
        used[k] = true;
    }
    return n;
}

static cordon_status unknown_header(const char *file, const char *header, size_t len,
                                    cordon_error *err) {
    buf known = {0};
    const char *end = memchr(header, '\n', len);
    size_t n = end ? (size_t)(end - header) : len;
    if (n && header[n - 1] == '\r') n--;
    list_names(&known);
    cordon_fail_at(err, CORDON_EFORMAT, file, 1, 0,
                   "no layout has this header: \"%.*s%s\"; name one with --as (%s), or a mapping file",
                   (int)(n > 120 ? 120 : n), header, n > 120 ? "..." : "", buf_text(&known));
    buf_free(&known);
    return CORDON_EFORMAT;
}

cordon_status layout_detect(layout *out, const char *file, const char *header, size_t len,
                            const areas *a, cordon_error *err) {
    char folder[1024], path[1400];
    struct dirent **e = NULL;
    record_split *s = malloc(sizeof *s);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory to read a header");
    int n = scandir(data_path(folder, sizeof folder, "data/layouts"), &e, only_csv, alphasort);
    cordon_status status = n < 0 ? cordon_fail_at(err, CORDON_EIO, folder, 0, 0,
                                                  "cannot list the layouts that ship")
                                 : CORDON_OK;
    size_t best = 0;
    bool tie = false;
    layout winner = {0};
    for (int i = 0; i < n && !status; i++) {
        layout l;
        snprintf(path, sizeof path, "%s/%s", folder, e[i]->d_name);
        if ((status = layout_read(&l, path, a, err))) break;
        size_t m = split_header(s, header, len, l.delimiter, l.quote) ? matches(&l, s) : 0;
        tie = m && m == best ? true : m > best ? false : tie;
        if (m > best) {
            layout_free(&winner);
            winner = l;
            best = m;
        } else {
            layout_free(&l);
        }
    }
    if (!status && tie)
        status = cordon_fail_at(err, CORDON_EFORMAT, file, 1, 0,
                                "several layouts fit this header; name one with --as");
    if (!status && !best) status = unknown_header(file, header, len, err);
    for (int i = 0; i < n; i++) free(e[i]);
    free(e);
    free(s);
    if (status)
        layout_free(&winner);
    else
        *out = winner;
    return status;
}

cordon_status layout_bind(layout *l, const char *file, const record_split *h, cordon_error *err) {
    for (size_t i = 0; i < l->rules_n; i++) {
        layout_rule *u = &l->rules[i];
        if (!*u->column) continue;
        u->index = -1;
        size_t len = strlen(u->column);
        for (size_t k = 0; k < h->n; k++) {
            if (len != h->f[k].len || memcmp(u->column, h->f[k].p, len) != 0) continue;
            if (u->index >= 0)
                return cordon_fail_at(err, CORDON_EFORMAT, file, 1, (uint32_t)k + 1,
                                      "the column \"%s\" stands twice in the header", u->column);
            u->index = (int)k;
        }
        if (u->index >= 0) continue;
        buf found = {0};
        for (size_t k = 0; k < h->n && k < 40; k++)
            buf_printf(&found, "%s%.*s", k ? "," : "", (int)(h->f[k].len > 40 ? 40 : h->f[k].len),
                       h->f[k].p);
        cordon_fail_at(err, CORDON_EFORMAT, file, 1, 0,
                       "layout %s needs the column \"%s\"; the header is \"%.160s\"", l->name,
                       u->column, buf_text(&found));
        buf_free(&found);
        return CORDON_EFORMAT;
    }
    return CORDON_OK;
}

bool layout_when(const layout_rule *r, date_period p) {
    date_period w = r->when_period;
    if (w % 100 == 0) p = p / 100 * 100;
    switch (r->when_op) {
    case '<': return p < w;
    case 'l': return p <= w;
    case '>': return p > w;
    case 'g': return p >= w;
    case '=': return p == w;
    default: return true;
    }
}

const char *layout_map(const layout_rule *r, const char *s, size_t len, size_t *out_len) {
    for (size_t i = 0; i < r->map_n; i++)
        if (strlen(r->map[i].from) == len && memcmp(r->map[i].from, s, len) == 0) {
            *out_len = strlen(r->map[i].to);
            return r->map[i].to;
        }
    *out_len = len;
    return r->map_passes || !*r->form ? s : NULL;
}

/* 1 = fits, 0 = another form, -1 = fits but is no month. */
static int fits(const char *form, size_t form_len, const char *s, size_t len, date_period *out) {
    int year = 0, month = 0, months = 0;
    if (form_len != len) return 0;
    for (size_t i = 0; i < len; i++) {
        bool digit = s[i] >= '0' && s[i] <= '9';
        if (form[i] == 'y' && digit)
            year = year * 10 + (s[i] - '0');
        else if (form[i] == 'm' && digit)
            month = month * 10 + (s[i] - '0'), months++;
        else if (form[i] == 'y' || form[i] == 'm' || (form[i] != '?' && form[i] != s[i]))
            return 0;
    }
    if (months && (month < 1 || month > 12)) return -1;
    if (year < 1000 || year > 9999) return 0;
    *out = year * 100 + month;
    return 1;
}

bool layout_period(const layout_rule *r, const char *s, size_t len, date_period *out,
                   const char **why) {
    for (const char *p = r->form; *p;) {
        size_t n = strcspn(p, "|");
        int f = fits(p, n, s, len, out);
        if (f == 1) return true;
        if (f < 0) {
            *why = "a month from 01 to 12";
            return false;
        }
        p += n + (p[n] == '|');
    }
    *why = r->form;
    return false;
}

int layout_period_months(const layout_rule *r) {
    bool with = false, without = false;
    for (const char *p = r->form; *p;) {
        size_t n = strcspn(p, "|");
        if (memchr(p, 'm', n))
            with = true;
        else
            without = true;
        p += n + (p[n] == '|');
    }
    return with && without ? -1 : with;
}
