/* What the tables of a question print beyond its own findings, said as one: the
 * changes in money, their part of the opposite change, and the notes. So every
 * number of the page stands in a finding.                                     */
#include <math.h>
#include <string.h>

#include "report/inner.h"

static void one(buf *b, const report *r, const question *q, const answer *a) {
    char x[WORDS], y[WORDS], z[WORDS], m[WORDS];
    const char *to = *a->to ? report_area(r, a->to) : q->to.title,
               *from = *a->from ? report_area(r, a->from) : q->from.title;
    buf_printf(b, " %s to %s: %s", from, to,
               a->base_rows ? words_million(x, a->base_milli) : "no rows");
    buf_printf(b, ", then %s", a->value_rows ? words_million(y, a->value_milli) : "no rows");
    if (a->base_rows && a->value_rows)
        buf_printf(b, ", change %s mn (%s)", words_change(z, a->value_milli - a->base_milli),
                   words_money(m, a->value_milli - a->base_milli, q->m.currency));
    buf_char(b, ';');
}

/* The words of the table around a question without an answer. */
static cordon_status unanswered(report *r, const question *q, cordon_error *err) {
    buf b = {0};
    if (!*q->block && !*q->note) return CORDON_OK;
    buf_printf(&b, "%s%s%s. %s", q->block, *q->block ? ": " : "", q->title, q->note);
    cordon_status status =
        not_assessed_finding(r->findings, "report.asked", q->id, buf_text(&b),
                             "Which file would fill it?", r->in->as_at, r->in->known_by, err);
    r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}

cordon_status report_say(report *r, const question *q, cordon_error *err) {
    buf b = {0};
    char w[WORDS];
    double p = question_offset(q, questions_find(&r->q, q->against));
    if (!q->assessed) return unanswered(r, q, err);
    buf_printf(&b, "%s%s%s:", q->block, *q->block ? ": " : "", q->title);
    for (size_t i = 0; q->kind == QUESTION_GROWTH && i < q->n; i++) one(&b, r, q, &q->v[i]);
    if (q->n < q->of) buf_printf(&b, " the %zu largest of %zu;", q->n, q->of);
    if (!isnan(p)) buf_printf(&b, " %s of the opposite change;", words_rough(w, p));
    if (q->m.asked) buf_printf(&b, " %zu of %zu codes occur;", q->m.occur, q->m.asked);
    if (q->m.asked > q->m.occur) buf_printf(&b, " %zu do not;", q->m.asked - q->m.occur);
    for (size_t i = 0; i < q->m.notes; i++) buf_printf(&b, " %s;", q->m.note[i]);
    if (*q->note) buf_printf(&b, " %s", q->note);
    cordon_status status =
        report_found(r, "report.changes", q->id, "headlines.csv", buf_text(&b), err);
    r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}
