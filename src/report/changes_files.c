/* Files of a later vintage that answer a question of the page or change the
 * verdict of a claim; those that the pair is asked of come first.             */
#include <stdio.h>
#include <string.h>

#include "report/changes.h"
#include "report/claim_rows.h"
#include "report/claims.h"

enum { CLAIMS_NAMED = 2 };

static bool is_new(const report *r, const source *s) {
    return s->vintage > r->in->since && s->vintage <= r->in->as_at && s->vintage <= r->in->known_by;
}

static bool asks(const questions *all, int64_t id) {
    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; all->v[i].measured && k < all->v[i].m.sources; k++)
            if (all->v[i].m.source[k] == id) return true;
    return false;
}

/* A dataset of several files: its claims are said of the first. */
static bool first_of(const report *r, const source *s) {
    for (const source *x = r->src; x < s; x++)
        if (is_new(r, x) && strcmp(x->dataset, s->dataset) == 0) return false;
    return true;
}

/* "; claim C24 from no data to reproduced and 2 more", of the claims that name its dataset. */
static cordon_status verdicts(buf *b, size_t *changed, claims *before, claims *now,
                              const char *dataset, cordon_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < claims_count(now); i++) {
        claim_result x, y;
        if (strcmp(claims_at(now, i)->dataset, dataset) != 0) continue;
        cordon_status status = claims_check(&x, before, i, err);
        if (!status) status = claims_check(&y, now, i, err);
        if (status) return status;
        if (x.verdict == y.verdict || n++ >= CLAIMS_NAMED) continue;
        buf_printf(b, "; claim %s from ", claims_at(now, i)->id);
        buf_words(b, claim_verdict_name(x.verdict));
        buf_str(b, " to ");
        buf_words(b, claim_verdict_name(y.verdict));
    }
    *changed = n;
    if (n > CLAIMS_NAMED) buf_printf(b, " and %zu more", n - CLAIMS_NAMED);
    return CORDON_OK;
}

static cordon_status put(report *r, const source *s, claims *before, claims *now,
                         cordon_error *err) {
    buf b = {0};
    size_t changed = 0;
    cordon_status status = CORDON_OK;
    buf_printf(&b, "%s (dataset %s)", s->title, s->dataset);
    if (before && now && first_of(r, s))
        status = verdicts(&b, &changed, before, now, s->dataset, err);
    bool own = asks(&r->of_pair, s->id), page = own || asks(&r->q, s->id);
    if (!status && (page || changed))
        changes_put(r, &(change){.kind = CHANGE_FILE,
                                 .label = "new file",
                                 .minor = !own,
                                 .on = s->vintage,
                                 .id = changes_text(r, "file-%lld", (long long)s->id),
                                 .what = changes_text(r, "%s", buf_text(&b)),
                                 .source = changes_text(r, "%s, vintage %s", s->publisher,
                                                        s->vintage_basis),
                                 .table = "sources",
                                 .link = changes_text(r, "#source-%lld", (long long)s->id)});
    r->no_memory |= b.failed;
    buf_free(&b);
    return status;
}

cordon_status changes_of_files(report *r, cordon_error *err) {
    const report_input *in = r->in;
    cordon_store c = {in->areas, in->regime, in->goods, in->store};
    claims *before = NULL, *now = NULL;
    cordon_status status = CORDON_OK;
    size_t n = 0;
    for (size_t i = 0; i < r->srcs; i++) n += is_new(r, &r->src[i]);
    if (n && !claims_too_early(r)) {
        status = claims_open(&before, &c, in->as_at, in->since, err);
        if (!status) status = claims_open(&now, &c, in->as_at, in->known_by, err);
    }
    for (size_t i = 0; i < r->srcs && !status; i++)
        if (is_new(r, &r->src[i])) status = put(r, &r->src[i], before, now, err);
    if (before) claims_close(before);
    if (now) claims_close(now);
    return status;
}
