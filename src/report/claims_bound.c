/* claims_bound.c - the rows that a claim's evidence names, printed with the result:
 * those of evidence.csv, and "record:ID" those of the record in the store. They
 * are what a reader looks up; a verdict never turns on a row being loaded.     */
#include <stdio.h>
#include <string.h>

#include "report/claims_inner.h"

size_t claims_record_prefix(const char *part, size_t n) {
    static const char prefix[] = "record:";
    size_t k = sizeof prefix - 1;
    return n > k && memcmp(part, prefix, k) == 0 ? k : 0;
}

typedef struct binding {
    claims *l;
    claim_result *r;
    buf steps;
    finding_evidence *evidence; /* a copy with room, once a row is added */
} binding;

static void say_proof(binding *x, const claim_proof *p) {
    char day[DATE_TEXT];
    if (p->date > x->r->known_by) return;
    buf_printf(&x->steps, "data/claims/evidence.csv, line %u: %s, %s", p->line, p->id, p->kind);
    if (p->date) buf_printf(&x->steps, " of %s", date_format(day, p->date));
    buf_printf(&x->steps, ": %s (%s)\n", *p->says ? p->says : p->value, p->source);
}

static cordon_status add_row(binding *x, const finding_evidence *e, cordon_error *err) {
    claim_result *r = x->r;
    for (size_t i = 0; i < r->evidence_n; i++)
        if (r->evidence[i].source == e->source && r->evidence[i].line == e->line) return CORDON_OK;
    if (r->evidence_n >= CLAIM_EVIDENCE_MAX) return CORDON_OK;
    if (!x->evidence) {
        x->evidence = arena_alloc(&x->l->mem, CLAIM_EVIDENCE_MAX * sizeof *x->evidence);
        if (!x->evidence) return claims_no_memory(err);
        if (r->evidence_n) memcpy(x->evidence, r->evidence, r->evidence_n * sizeof *x->evidence);
        r->evidence = x->evidence;
    }
    x->evidence[r->evidence_n++] = *e;
    return CORDON_OK;
}

static cordon_status bind_event(binding *x, const char *id, size_t n, cordon_error *err) {
    const stored_table *t = NULL;
    outcome o = {.known_by = x->r->known_by};
    cordon_status status = claims_stored(&t, x->l, STORED_RECORD, &o, err);
    if (status) return status;
    if (!t) {
        buf_printf(&x->steps, "record:%.*s: %s: ", (int)n, id, o.why);
        claims_files_of(x->l, "record", &x->steps);
        buf_char(&x->steps, '\n');
        return CORDON_OK;
    }
    int ids = table_col(&t->t, "id"), days = table_col(&t->t, "date_start");
    size_t row = 0;
    while (row < t->t.rows && (strlen(table_cell(&t->t, row, ids)) != n ||
                               memcmp(table_cell(&t->t, row, ids), id, n) != 0))
        row++;
    if (row == t->t.rows) {
        buf_printf(&x->steps, "record:%.*s: the record has no such row\n", (int)n, id);
        return CORDON_OK;
    }
    if (claims_day_of(table_cell(&t->t, row, days)) > x->r->as_at) return CORDON_OK;
    const char *quote = claims_stored_quote(x->l, STORED_RECORD, t, row);
    if (!quote) return claims_no_memory(err);
    buf_printf(&x->steps, "record: source %lld, line %u: %s\n", (long long)t->source[row],
               t->t.line[row], quote);
    return add_row(
        x,
        &(finding_evidence){
            .kind = "row", .source = t->source[row], .line = t->t.line[row], .quote = quote},
        err);
}

cordon_status claims_bind(claims *l, claim_result *r, cordon_error *err) {
    binding x = {.l = l, .r = r};
    const char *at = r->claim->evidence, *part;
    size_t n, k;
    cordon_status status = CORDON_OK;
    if (!*at || r->verdict == CLAIM_NO_DATA) return CORDON_OK;
    buf_str(&x.steps, r->steps);
    while (claims_part(&at, &part, &n) && !status) {
        const claim_proof *p = claims_proof(l, part, n);
        if ((k = claims_record_prefix(part, n)))
            status = bind_event(&x, part + k, n - k, err);
        else if (p)
            say_proof(&x, p);
    }
    if (!status && x.steps.failed) status = claims_no_memory(err);
    if (!status && !(r->steps = claims_keep(l, buf_text(&x.steps)))) status = claims_no_memory(err);
    buf_free(&x.steps);
    return status;
}
