#include "report/claim_rows.h"

#include <string.h>

#include "report/claims.h"

_Static_assert(CLAIM_WORDS == (int)CLAIM_VERDICTS, "one count for each verdict");

static bool shown(claim_verdict v) {
    return v == CLAIM_DIFFERS || v == CLAIM_MISQUOTES || v == CLAIM_DENIED;
}

static const char *keep(claim_rows *c, const char *s, bool *failed) {
    const char *k = arena_strndup(&c->mem, s, strlen(s));
    *failed |= !k;
    return k ? k : "";
}

static cordon_status add(claim_rows *c, const claim_result *x, cordon_error *err) {
    bool failed = false;
    c->count[x->verdict]++;
    c->all++;
    if (!shown(x->verdict)) return CORDON_OK;
    c->v[c->n++] = (claim_row){.id = keep(c, x->claim->id, &failed),
                               .statement = keep(c, x->claim->statement, &failed),
                               .value = keep(c, x->claim->value, &failed),
                               .unit = keep(c, x->claim->unit, &failed),
                               .got = keep(c, x->got, &failed),
                               .got_unit = keep(c, x->got_unit, &failed),
                               .says = keep(c, x->claim->primary_says, &failed),
                               .verdict = claim_verdict_name(x->verdict),
                               .judged = x->judged};
    return failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the claims") : CORDON_OK;
}

static cordon_status say(buf *out, const claim_result *x, cordon_error *err) {
    finding f;
    arena mem;
    arena_init(&mem, 0);
    cordon_status status = claim_finding(&f, &mem, x, err);
    if (!status) {
        finding_json(out, &f);
        buf_char(out, '\n');
    }
    arena_destroy(&mem);
    return status;
}

cordon_status claim_rows_make(claim_rows *out, buf *findings, const report_input *in,
                              cordon_error *err) {
    cordon_store c = {in->areas, in->regime, in->goods, in->store};
    claims *l;
    *out = (claim_rows){.n = 0};
    arena_init(&out->mem, 0);
    cordon_status status = claims_open(&l, &c, in->as_at, in->known_by, err);
    if (status) return status;
    for (size_t i = 0; i < CLAIM_WORDS; i++) out->verdict[i] = claim_verdict_name((claim_verdict)i);
    out->v = arena_alloc(&out->mem, (claims_count(l) + 1) * sizeof *out->v);
    if (!out->v) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the claims");
    for (size_t i = 0; i < claims_count(l) && !status; i++) {
        claim_result x;
        status = claims_check(&x, l, i, err);
        if (!status) status = add(out, &x, err);
        if (!status && shown(x.verdict)) status = say(findings, &x, err);
    }
    claims_close(l);
    return status;
}

void claim_rows_free(claim_rows *c) { arena_destroy(&c->mem); }
