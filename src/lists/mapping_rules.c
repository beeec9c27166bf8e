/* The rules of a mapping, read and checked: what is wrong is told with its place in the table. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/mapping.h"

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static cordon_status wrong(const mapping *m, uint32_t line, unsigned column, cordon_error *err,
                           const char *what, const char *value) {
    return cordon_fail_at(err, CORDON_EFORMAT, m->t.path, line, column, "%.60s \"%.60s\"", what,
                          value);
}

static cordon_status set_option(mapping *m, const mapping_rule *r, cordon_error *err) {
    const char *v = r->value;
    if (is(r->columns, "delimiter") && (is(v, "tab") || strlen(v) == 1))
        m->form.delimiter = (char)(is(v, "tab") ? '\t' : *v);
    else if (is(r->columns, "quote") && (is(v, "none") || strlen(v) == 1))
        m->form.quote = (char)(is(v, "none") ? '\0' : *v);
    else if (is(r->columns, "encoding"))
        m->form.encoding = v;
    else if (is(r->columns, "head"))
        m->form.head_has = v;
    else if (is(r->columns, "short"))
        m->form.short_rows = true;
    else if (is(r->columns, "tabs"))
        m->tabs = true;
    else
        return wrong(
            m, r->line, 2, err,
            "option with value: expected delimiter, quote, encoding, head, short or tabs, not",
            r->columns);
    return CORDON_OK;
}

/* "split ;" takes one character, or "tab". */
static bool good_form(const char *form) {
    static const char *const words[] = {"numbered", "date",  "numbers", "noted", "before",
                                        "comma",    "unref", "papers",  "linked"};
    while (*form) {
        size_t n = strcspn(form, " ");
        bool known = false;
        if (n == 5 && strncmp(form, "split", 5) == 0 && form[5] == ' ' && form[6]) {
            form += 6;
            n = strncmp(form, "tab", 3) == 0 ? 3 : 1;
            known = !form[n] || form[n] == ' ';
        }
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            known |= strlen(words[i]) == n && strncmp(form, words[i], n) == 0;
        if (!known) return false;
        form += n + (form[n] == ' ');
    }
    return true;
}

/* One condition: its column, operator and value, cut out of s. */
static bool take_condition(mapping_rule *r, char *s) {
    if (r->conds == MAPPING_WHENS_MAX || !*s) return false;
    char *op = strpbrk(s, "=~!");
    int i = r->conds++;
    r->cond[i].name = s;
    r->cond[i].op = '+';
    r->cond[i].value = "";
    if (!op) return true;
    if (op[0] == '!' && (op[1] == '=' || op[1] == '~')) {
        r->cond[i].op = op[1] == '=' ? '#' : '/';
        r->cond[i].value = op + 2;
    } else if (op[0] == '!') {
        r->cond[i].op = '-';
        if (op[1]) return false;
    } else {
        r->cond[i].op = *op;
        r->cond[i].value = op + 1;
    }
    *op = '\0';
    return true;
}

static cordon_status take_when(mapping *m, mapping_rule *r, cordon_error *err) {
    char *s = arena_strndup(&m->t.mem, r->when, strlen(r->when)), *save = NULL;
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for a mapping");
    for (char *p = strtok_r(s, "&", &save); p; p = strtok_r(NULL, "&", &save))
        if (!take_condition(r, p))
            return wrong(m, r->line, 5, err,
                         "when: expected COLUMN=a|b, !=, ~, !~, COLUMN or COLUMN!, not", r->when);
    return CORDON_OK;
}

/* How many columns a rule joins. */
static int parts_of(const char *columns) {
    int n = 1;
    for (; *columns; columns++) n += *columns == '+';
    return n;
}

static cordon_status check_rules(mapping *m, cordon_error *err) {
    static const char *const columns[] = {"to",   "column", "value",  "form",
                                          "when", "lang",   "detail", NULL};
    int c[7];
    bool key = false, list = false, schema = false;
    cordon_status status = table_cols(&m->t, columns, c, err);
    if (!status && m->t.rows > MAPPING_RULES_MAX)
        status = cordon_fail_at(err, CORDON_ELIMIT, m->t.path, 0, 0, "more than %d rules",
                                MAPPING_RULES_MAX);
    for (size_t i = 0; i < m->t.rows && !status; i++) {
        const table *t = &m->t;
        mapping_rule *r = &m->rule[m->rules++];
        *r = (mapping_rule){.to = table_cell(t, i, c[0]),
                            .columns = table_cell(t, i, c[1]),
                            .value = table_cell(t, i, c[2]),
                            .form = table_cell(t, i, c[3]),
                            .when = table_cell(t, i, c[4]),
                            .lang = table_cell(t, i, c[5]),
                            .detail = table_cell(t, i, c[6]),
                            .lang_col = -1,
                            .detail_col = -1,
                            .line = t->line[i]};
        key |= is(r->to, "key"), list |= is(r->to, "list"), schema |= is(r->to, "schema");
        if (!*r->to)
            status = wrong(m, r->line, 1, err, "to: expected a property or a word of mappings, not",
                           r->to);
        else if (is(r->to, "option"))
            status = set_option(m, r, err);
        else if (is(r->to, "map") && !strchr(r->value, '='))
            status = wrong(m, r->line, 3, err, "map: expected X=Y, not", r->value);
        else if (parts_of(r->columns) > MAPPING_PARTS_MAX)
            status = wrong(m, r->line, 2, err, "column: more than 12 are joined in", r->columns);
        else if (!good_form(r->form))
            status = wrong(m, r->line, 4, err, "form: not known:", r->form);
        else if (*r->when)
            status = take_when(m, r, err);
    }
    if (!status && (!key || !list || !schema))
        status = cordon_fail_at(err, CORDON_EFORMAT, m->t.path, 0, 0, "no rule for %s",
                                !key    ? "key"
                                : !list ? "list"
                                        : "schema");
    return status;
}

cordon_status mapping_read(mapping *m, const char *path, cordon_error *err) {
    memset(m, 0, sizeof *m);
    m->form = (list_form){',', '"', NULL, NULL, false};
    cordon_status status = table_read(&m->t, path, err);
    if (status) return status;
    if ((status = check_rules(m, err))) table_free(&m->t);
    return status;
}

void mapping_free(mapping *m) { table_free(&m->t); }
