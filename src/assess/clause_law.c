/* clause_law.c - which contracts need a clause, from the rows of the law: a rule asks for one where a clause of it has the fact "clause not there". */
#include <string.h>

#include "assess/clause.h"
#include "regime/measures.h"

static const struct { const char *fact, *kind; } kinds[] = {{"case.reexport_clause", "reexport"}, {"case.ip_clause", "ip"}};

typedef struct law_tables {
    const table *law, *when;
    int id, act, article, title, measure, from, to, basis;           /* of law */
    int rule, clause, fact, op, value, row_from, row_to;             /* of when */
    const regime_measure *m;
    size_t measures;
} law_tables;

static cordon_status open_tables(law_tables *l, arena *mem, const regime *r, cordon_error *err) {
    static const char *const law_names[] = {"id", "act", "article", "title", "measure", "valid_from", "valid_to", "basis", NULL};
    static const char *const when_names[] = {"rule", "clause", "fact", "op", "value", "valid_from", "valid_to", NULL};
    int a[8], b[7];
    l->law = regime_table(r, "law.csv");
    l->when = regime_table(r, "law_when.csv");
    if (!l->law || !l->when) return CORDON_OK;
    cordon_status status = table_cols(l->law, law_names, a, err);
    if (!status) status = table_cols(l->when, when_names, b, err);
    if (!status) status = regime_measures(&l->m, &l->measures, mem, r, err);
    if (status) return status;
    l->id = a[0], l->act = a[1], l->article = a[2], l->title = a[3], l->measure = a[4], l->from = a[5], l->to = a[6], l->basis = a[7];
    l->rule = b[0], l->clause = b[1], l->fact = b[2], l->op = b[3], l->value = b[4], l->row_from = b[5], l->row_to = b[6];
    return CORDON_OK;
}

static date_day cell_day(const table *t, size_t row, int col) {
    date_day d = 0;
    const char *s = table_cell(t, row, col);
    return date_parse(&d, s, strlen(s)) ? d : 0;
}

static const char *kind_of(const law_tables *l, size_t row) {
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strcmp(table_cell(l->when, row, l->fact), kinds[k].fact) == 0 && strcmp(table_cell(l->when, row, l->op), "not") == 0) return kinds[k].kind;
    return NULL;
}

static const char *first_of(const char *a, const char *b) { return *a ? a : b; }

/* What the rule says of itself, or through its measure. */
static bool rule_of(clause_duty *d, const law_tables *l, const char *id) {
    for (size_t i = 0; i < l->law->rows; i++) {
        if (strcmp(table_cell(l->law, i, l->id), id) != 0) continue;
        const regime_measure none = {.act = "", .article = ""}, *m = &none;
        for (size_t k = 0; k < l->measures; k++)
            if (strcmp(l->m[k].id, table_cell(l->law, i, l->measure)) == 0) m = &l->m[k];
        d->rule = table_cell(l->law, i, l->id);
        d->title = table_cell(l->law, i, l->title);
        d->basis = table_cell(l->law, i, l->basis);
        d->act = first_of(table_cell(l->law, i, l->act), m->act);
        d->article = first_of(table_cell(l->law, i, l->article), m->article);
        d->from = cell_day(l->law, i, l->from);
        d->to = cell_day(l->law, i, l->to);
        if (!d->from) d->from = m->valid_from;
        if (!d->to) d->to = m->valid_to;
        return true;
    }
    return false;
}

static void condition(clause_duty *d, const law_tables *l, size_t row) {
    const char *fact = table_cell(l->when, row, l->fact), *op = table_cell(l->when, row, l->op), *value = table_cell(l->when, row, l->value);
    date_day day = 0, from = cell_day(l->when, row, l->row_from), to = cell_day(l->when, row, l->row_to);
    (void)date_parse(&day, value, strlen(value));
    if (strcmp(fact, "case.signed_on") == 0 && strcmp(op, "from") == 0) d->signed_from = day;
    if (strcmp(fact, "case.signed_on") == 0 && strcmp(op, "before") == 0) d->signed_before = day;
    if (strcmp(fact, "item.on") == 0) d->goods = value;
    if (strcmp(fact, "case.destination") == 0 && strcmp(op, "not") == 0) d->not_to = value;
    if (strcmp(fact, "case.attested") == 0 && strcmp(op, "not") == 0 && strcmp(value, "general-sanctions-clause") == 0) d->general = true;
    if (from > d->from) d->from = from;
    if (to && (!d->to || to < d->to)) d->to = to;
}

/* A rule on contracts with public authorities names the clause that is not there, and asks for none. */
static bool is_of_public(const law_tables *l, size_t row) {
    bool found = false;
    for (size_t k = 0; k < l->when->rows && !found; k++)
        found = strcmp(table_cell(l->when, k, l->rule), table_cell(l->when, row, l->rule)) == 0 && strcmp(table_cell(l->when, k, l->clause), table_cell(l->when, row, l->clause)) == 0 &&
                strcmp(table_cell(l->when, k, l->fact), "case.public") == 0 && strcmp(table_cell(l->when, k, l->op), "is") == 0;
    return found;
}

cordon_status clause_duties(const clause_duty **out, size_t *n, arena *mem, const regime *r, cordon_error *err) {
    law_tables l = {0};
    *out = NULL;
    *n = 0;
    cordon_status status = open_tables(&l, mem, r, err);
    if (status || !l.when) return status;
    clause_duty *v = arena_alloc(mem, (l.when->rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for duties");
    for (size_t i = 0; i < l.when->rows; i++) {
        const char *kind = kind_of(&l, i);
        clause_duty d = {.kind = kind, .goods = "", .not_to = ""};
        if (!kind || is_of_public(&l, i) || !rule_of(&d, &l, table_cell(l.when, i, l.rule))) continue;
        for (size_t k = 0; k < l.when->rows; k++)
            if (strcmp(table_cell(l.when, k, l.rule), d.rule) == 0 && strcmp(table_cell(l.when, k, l.clause), table_cell(l.when, i, l.clause)) == 0) condition(&d, &l, k);
        v[(*n)++] = d;
    }
    *out = v;
    return CORDON_OK;
}

tri clause_due(const clause_duty *d, date_day signed_on, date_day as_at) {
    if (!date_within(as_at, d->from, d->to)) return TRI_NO;
    if (!d->signed_from && !d->signed_before) return TRI_YES;
    if (!signed_on) return TRI_UNKNOWN;
    return (!d->signed_from || signed_on >= d->signed_from) && (!d->signed_before || signed_on < d->signed_before) ? TRI_YES : TRI_NO;
}
