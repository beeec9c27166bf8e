#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/law_inner.h"
#include "base/decimal.h"
#include "regime/measures.h"

/* While the tables are read. Everything was checked before: what is not found here is out of memory. */
typedef struct reader {
    law *l;
    const table *law, *when;
    const regime_measure *measure;
    size_t measures;
    bool failed;
} reader;

static void *get(reader *r, size_t count, size_t size) {
    void *p = arena_alloc(&r->l->mem, (count + 1) * size);
    r->failed |= !p;
    return p;
}

static const char *text_of(reader *r, const char *s, size_t n) {
    const char *p = arena_strndup(&r->l->mem, s, n);
    r->failed |= !p;
    return p ? p : "";
}

static bool same_test(const law_test *a, const law_test *b) {
    return a->kind == b->kind && a->day == b->day && a->milli == b->milli && strcmp(a->fact, b->fact) == 0 && strcmp(a->value, b->value) == 0;
}

/* The place of a test among those of the law; each stands there once. */
static uint32_t put_test(reader *r, const law_test *t) {
    size_t i = 0;
    while (i < r->l->tests && !same_test(&r->l->test[i], t)) i++;
    if (i == r->l->tests) r->l->test[r->l->tests++] = *t;
    return (uint32_t)i;
}

static law_test test_of(reader *r, const fact_name *f, const law_op *op, const char *s, size_t n) {
    law_test t = {.fact = f->name, .value = "", .text = text_of(r, s, n), .scope = f->scope, .kind = op->kind};
    if (op->kind == TEST_HOLDS) {
        t.value = t.text;
    } else if (op->kind == TEST_BEFORE) {
        date_parse(&t.day, s, n);
        if (op->next) t.day = date_of_number(date_number(t.day) + 1);
    } else {
        decimal_milli(&t.milli, s, n, (decimal_scale){.mantissa = 1});
    }
    return t;
}

static size_t parts_of(const char *s, char by) {
    const char *part;
    size_t n, count = 0;
    while (law_part(&s, by, &part, &n)) count++;
    return count ? count : 1;
}

static void fill_row(reader *r, law_row *row, const fact_name *f, const law_op *op, const char *value, char by) {
    size_t k = 0, n = 0, count = by ? parts_of(value, by) : 1;
    uint32_t *test = get(r, count, sizeof *test);
    const char *part = value, *s = value;
    if (!test) return;
    *row = (law_row){.test = test, .tests = (uint32_t)count, .op = op->name, .scope = f->scope, .negated = op->negated};
    while (by && law_part(&s, by, &part, &n)) {
        law_test t = test_of(r, f, op, part, n);
        test[k++] = put_test(r, &t);
    }
    if (k) return;
    law_test t = test_of(r, f, op, value, strlen(value));
    test[0] = put_test(r, &t);
}

static bool is_recalled(const char *basis) { return strcmp(basis, "recalled") == 0; }

static void read_row(reader *r, law_row *out, size_t row) {
    const fact_name *f = fact_name_find(law_cell(r->when, row, "fact"));
    const law_op *op = f ? law_op_find(law_cell(r->when, row, "op"), f->takes) : NULL;
    if (!op) {
        r->failed = true;
        return;
    }
    fill_row(r, out, f, op, law_cell(r->when, row, "value"), op->kind == TEST_HOLDS ? '|' : 0);
    out->recalled = is_recalled(law_cell(r->when, row, "basis"));
}

/* The rows of the clause that begins at table row `at`, by scope, in the order of the table. */
static void read_clause(reader *r, law_clause *out, size_t at) {
    const table *t = r->when;
    const char *rule = law_cell(t, at, "rule"), *name = law_cell(t, at, "clause");
    size_t n = 0;
    for (size_t i = at; i < t->rows; i++) n += !strcasecmp(law_cell(t, i, "rule"), rule) && !strcasecmp(law_cell(t, i, "clause"), name);
    law_row *all = get(r, n, sizeof *all), *sorted = get(r, n, sizeof *sorted);
    if (r->failed) return;
    *out = (law_clause){.name = name, .row = sorted, .from = check_date(t, at, table_col(t, "valid_from")), .to = check_date(t, at, table_col(t, "valid_to"))};
    n = 0;
    for (size_t i = at; i < t->rows && !r->failed; i++)
        if (!strcasecmp(law_cell(t, i, "rule"), rule) && !strcasecmp(law_cell(t, i, "clause"), name)) read_row(r, &all[n++], i);
    uint32_t k = 0;
    for (int s = 0; s < FACT_SCOPES; s++) {
        out->first[s] = k;
        for (size_t i = 0; i < n; i++)
            if ((int)all[i].scope == s) sorted[k++] = all[i], out->recalled |= all[i].recalled;
    }
    out->first[FACT_SCOPES] = k;
}

static bool begins_clause(const table *t, size_t row) {
    for (size_t i = 0; i < row; i++)
        if (!strcasecmp(law_cell(t, i, "rule"), law_cell(t, row, "rule")) && !strcasecmp(law_cell(t, i, "clause"), law_cell(t, row, "clause"))) return false;
    return true;
}

static void read_clauses(reader *r, law_entry *e) {
    const table *t = r->when;
    law_clause *v = get(r, t->rows, sizeof *v);
    if (!v) return;
    for (size_t i = 0; i < t->rows && !r->failed; i++)
        if (!strcasecmp(law_cell(t, i, "rule"), e->rule.id) && begins_clause(t, i)) read_clause(r, &v[e->clauses++], i);
    e->clause = v;
}

static void read_binds(reader *r, law_entry *e) {
    const fact_name *f = fact_name_find("case.jurisdiction");
    law_row *row = *e->rule.binds && f ? get(r, 1, sizeof *row) : NULL;
    if (row) fill_row(r, row, f, law_op_find("is", f->takes), e->rule.binds, ',');
    e->binds = row;
}

static law_kind kind_of(const char *s) {
    int k = LAW_PROHIBITION;
    while (k < LAW_EXCEPTION && strcmp(law_kind_name((law_kind)k), s) != 0) k++;
    return (law_kind)k;
}

static const regime_measure *measure_of(const reader *r, const char *id) {
    for (size_t i = 0; i < r->measures; i++)
        if (*id && strcasecmp(r->measure[i].id, id) == 0) return &r->measure[i];
    return NULL;
}

static const char *either(const char *s, const char *lent) { return *s || !lent ? s : lent; }

static law_rule rule_of(const reader *r, size_t row) {
    const table *t = r->law;
    const regime_measure *m = measure_of(r, law_cell(t, row, "measure"));
    law_rule v = {.id = law_cell(t, row, "id"), .title = law_cell(t, row, "title"), .says = law_cell(t, row, "says"), .measure = law_cell(t, row, "measure"),
                  .binds = law_cell(t, row, "binds"), .exceptions = law_cell(t, row, "exceptions"), .basis = law_cell(t, row, "basis"),
                  .date_basis = law_cell(t, row, "date_basis"), .note = law_cell(t, row, "note"), .kind = kind_of(law_cell(t, row, "kind")),
                  .valid_from = check_date(t, row, table_col(t, "valid_from")), .valid_to = check_date(t, row, table_col(t, "valid_to"))};
    v.act = either(law_cell(t, row, "act"), m ? m->act : NULL);
    v.article = either(law_cell(t, row, "article"), m ? m->article : NULL);
    v.source = either(law_cell(t, row, "source"), m ? m->source : NULL);
    if (m && !v.valid_from && !v.valid_to) v.valid_from = m->valid_from, v.valid_to = m->valid_to, v.date_basis = m->date_basis;
    v.verified = !is_recalled(v.basis) && v.valid_from;
    return v;
}

static void link_exceptions(reader *r, law_entry *e) {
    const char *s = e->rule.exceptions, *part;
    size_t n;
    uint32_t *v = get(r, r->l->entries, sizeof *v);
    if (!v) return;
    while (law_part(&s, ',', &part, &n))
        for (size_t i = 0; i < r->l->entries; i++)
            if (strlen(r->l->entry[i].rule.id) == n && strncasecmp(r->l->entry[i].rule.id, part, n) == 0) v[e->exceptions++] = (uint32_t)i;
    e->exception = v;
}

/* bit 1: a test where yes speaks for the rule, bit 2: where it speaks against. */
static void note_row(uint8_t *side, const law_row *row, bool against) {
    for (uint32_t i = 0; row && i < row->tests; i++) side[row->test[i]] |= row->negated != against ? 2 : 1;
}

static void note_entry(uint8_t *side, const law_entry *e, bool against) {
    note_row(side, e->binds, against);
    for (uint32_t c = 0; c < e->clauses; c++)
        for (uint32_t i = 0; i < e->clause[c].first[FACT_SCOPES]; i++) note_row(side, &e->clause[c].row[i], against);
}

static void note_sides(reader *r, law_entry *e) {
    uint8_t *side = get(r, r->l->tests, 1);
    if (!side) return;
    note_entry(side, e, false);
    for (uint32_t i = 0; i < e->exceptions; i++) note_entry(side, &r->l->entry[e->exception[i]], true);
    for (size_t i = 0; i < r->l->tests; i++) side[i] = side[i] == 3;
    e->both = side;
}

static void write_row(reader *r, law_rule *rule) {
    buf b = {0};
    buf_char(&b, '{'); /* members behind it begin without a comma */
    law_rule_json(&b, rule);
    rule->json = b.failed ? NULL : arena_strndup(&r->l->mem, b.p + 1, b.len - 1);
    r->failed |= !rule->json;
    buf_free(&b);
}

/* No more tests than values in all cells. */
static size_t tests_max(const reader *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->when->rows; i++) n += parts_of(law_cell(r->when, i, "value"), '|');
    for (size_t i = 0; i < r->law->rows; i++) n += parts_of(law_cell(r->law, i, "binds"), ',');
    return n;
}

static void read_law(reader *r) {
    law *l = r->l;
    l->entry = get(r, r->law->rows, sizeof *l->entry);
    l->test = get(r, tests_max(r), sizeof *l->test);
    for (size_t i = 0; i < r->law->rows && !r->failed; i++) {
        law_entry *e = &l->entry[l->entries++];
        e->rule = rule_of(r, i);
        read_binds(r, e);
        read_clauses(r, e);
    }
    for (size_t i = 0; i < l->entries && !r->failed; i++) write_row(r, &l->entry[i].rule);
    for (size_t i = 0; i < l->entries && !r->failed; i++) link_exceptions(r, &l->entry[i]);
    for (size_t i = 0; i < l->entries && !r->failed; i++) note_sides(r, &l->entry[i]);
}

cordon_status law_load(law **out, const regime *r, const areas *a, cordon_error *err) {
    checker c = {.areas = a};
    cordon_status status = law_check(&c, r, err);
    if (status) return status;
    if (c.faults) {
        if (err) *err = c.first;
        return c.first.status;
    }
    law *l = calloc(1, sizeof *l);
    if (!l) return cordon_fail(err, CORDON_ENOMEM, "no memory for the law");
    arena_init(&l->mem, 0);
    reader rd = {.l = l, .law = regime_table(r, LAW_TABLE), .when = regime_table(r, LAW_WHEN_TABLE)};
    if (rd.law) status = regime_measures(&rd.measure, &rd.measures, &l->mem, r, err);
    if (rd.law && !status) read_law(&rd);
    if (!status && rd.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the law");
    if (status)
        law_free(l);
    else
        *out = l;
    return status;
}

void law_free(law *l) {
    if (!l) return;
    arena_destroy(&l->mem);
    free(l);
}

size_t law_rules(const law *l) { return l->entries; }
const law_rule *law_rule_at(const law *l, size_t i) { return i < l->entries ? &l->entry[i].rule : NULL; }
