/* claims_write.c - a result as a finding and as JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/claims_inner.h"

static const char *hold(arena *a, buf *b) {
    const char *s = b->failed ? NULL : arena_strndup(a, buf_text(b), b->len);
    buf_free(b);
    return s;
}

/* found: it was decided; nothing_found: what was claimed is not there; else not assessed. */
static finding_verdict shape_of(claim_verdict v) {
    if (v == CLAIM_NO_DATA || v == CLAIM_OPEN) return FINDING_NOT_ASSESSED;
    return FINDING_FOUND;
}

cordon_status claim_finding(finding *out, arena *scratch, const claim_result *r,
                            cordon_error *err) {
    const claim *c = r->claim;
    buf parameters = {0}, text = {0};
    buf_char(&parameters, '{');
    json_str(&parameters, "claim", c->id);
    json_str(&parameters, "expected", c->value);
    json_str(&parameters, "unit", c->unit);
    json_str(&parameters, "got", *r->got ? r->got : NULL);
    json_str(&parameters, "tolerance", c->tolerance);
    json_str(&parameters, "claim_verdict", claim_verdict_name(r->verdict));
    json_str(&parameters, "judged", r->judged ? "yes" : "no");
    json_str(&parameters, "measure", *c->measure ? c->measure : NULL);
    buf_char(&parameters, '}');
    buf_printf(&text, "%s: %s. Verdict %s%s: %s%s", c->id, c->statement,
               claim_verdict_name(r->verdict), r->judged ? " (judged)" : "", r->why,
               *r->why && r->why[strlen(r->why) - 1] == '.' ? "" : ".");
    *out = (finding){.rule = "claims.check",
                     .subject = c->id,
                     .verdict = shape_of(r->verdict),
                     .score = r->number,
                     FINDING_NO_INTERVAL,
                     .as_at = r->as_at,
                     .known_by = r->known_by,
                     .method = r->judged ? "the judgement kept in data/claims, with its evidence"
                                         : "got against expected, with the tolerance of the row",
                     .parameters = hold(scratch, &parameters),
                     .text = hold(scratch, &text),
                     .next_question = *c->needs ? c->needs : NULL};
    for (size_t i = 0; i < r->evidence_n && i < FINDING_EVIDENCE_MAX; i++)
        out->evidence[out->evidence_n++] = r->evidence[i];
    return out->parameters && out->text ? CORDON_OK : claims_no_memory(err);
}

static void evidence_json(buf *b, const finding_evidence *e) {
    bool row = strcmp(e->kind, "row") == 0;
    json_key(b, NULL);
    buf_char(b, '{');
    json_str(b, "kind", e->kind);
    if (row) {
        if (e->source) json_int(b, "source", e->source);
        json_int(b, "line", e->line);
        json_str(b, "quote", e->quote);
    } else {
        json_str(b, "measure", e->measure);
        json_key(b, "parameters");
        buf_str(b, e->parameters);
        json_key(b, "sources");
        buf_char(b, '[');
        for (size_t i = 0; i < e->sources_n; i++) json_int(b, NULL, e->sources[i]);
        buf_char(b, ']');
        json_int(b, "rows", e->rows);
        json_milli(b, "sum", e->sum_milli);
    }
    buf_char(b, '}');
}

static void steps_json(buf *b, const char *steps) {
    json_key(b, "steps");
    buf_char(b, '[');
    while (*steps) {
        size_t n = strcspn(steps, "\n");
        json_key(b, NULL);
        json_text(b, steps, n);
        steps += n + (steps[n] == '\n');
    }
    buf_char(b, ']');
}

cordon_status claim_json(buf *out, const claim_result *r, bool explain, cordon_error *err) {
    const claim *c = r->claim;
    finding f;
    arena scratch;
    char id[33];
    arena_init(&scratch, 0);
    cordon_status status = claim_finding(&f, &scratch, r, err);
    if (!status) finding_id(id, &f);
    arena_destroy(&scratch);
    if (status) return status;
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "id", c->id);
    json_str(&b, "kind", c->kind);
    json_str(&b, "figure", c->statement);
    json_str(&b, "period", c->period);
    json_str(&b, "expected", c->value);
    json_str(&b, "unit", c->unit);
    json_str(&b, "got", *r->got ? r->got : NULL);
    json_number(&b, "got_number", r->number);
    json_str(&b, "got_unit", *r->got_unit ? r->got_unit : NULL);
    json_str(&b, "tolerance", c->tolerance);
    json_str(&b, "verdict", claim_verdict_name(r->verdict));
    json_key(&b, "judged");
    buf_str(&b, r->judged ? "true" : "false");
    json_str(&b, "why", r->why);
    json_str(&b, "actor", c->actor);
    json_str(&b, "source", c->stated_source);
    json_key(&b, "primary");
    buf_char(&b, '{');
    json_str(&b, "source", c->primary_source);
    json_str(&b, "says", c->primary_says);
    json_str(&b, "basis", c->basis);
    buf_char(&b, '}');
    json_str(&b, "correction", strcmp(c->correction, "none") == 0 ? NULL : c->correction);
    json_str(&b, "note", *c->note ? c->note : NULL);
    json_str(&b, "measure", *c->measure ? c->measure : NULL);
    json_str(&b, "needs", *c->needs ? c->needs : NULL);
    json_key(&b, "evidence");
    buf_char(&b, '[');
    for (size_t i = 0; i < r->evidence_n; i++) evidence_json(&b, &r->evidence[i]);
    buf_char(&b, ']');
    if (explain) steps_json(&b, r->steps);
    json_date(&b, "as_at", r->as_at);
    json_date(&b, "known_by", r->known_by);
    json_str(&b, "finding", id);
    buf_char(&b, '}');
    if (b.failed) status = claims_no_memory(err);
    if (!status) buf_add(out, b.p, b.len);
    buf_free(&b);
    return status;
}
