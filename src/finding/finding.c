#include "finding/finding.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"

const char *finding_verdict_name(finding_verdict v) {
    static const char *const names[] = {"found", "nothing_found", "not_assessed", "failed"};
    return names[v];
}

static void evidence_json(buf *b, const finding_evidence *e) {
    buf_char(b, '{');
    json_str(b, "kind", e->kind);
    if (strcmp(e->kind, "row") == 0) {
        json_int(b, "source", e->source);
        json_int(b, "line", e->line);
        json_str(b, "quote", e->quote);
    } else if (strcmp(e->kind, "case") == 0) {
        json_str(b, "pointer", e->pointer);
        json_str(b, "quote", e->quote);
    } else {
        json_str(b, "measure", e->measure);
        json_key(b, "parameters");
        buf_str(b, e->parameters ? e->parameters : "{}");
        json_key(b, "sources");
        buf_char(b, '[');
        for (size_t i = 0; i < e->sources_n; i++) json_int(b, NULL, e->sources[i]);
        buf_char(b, ']');
        json_int(b, "rows", e->rows);
        json_milli(b, "sum", e->sum_milli);
    }
    buf_char(b, '}');
}

static void body(buf *b, const finding *f) {
    json_str(b, "rule", f->rule);
    json_str(b, "subject", f->subject);
    json_str(b, "verdict", finding_verdict_name(f->verdict));
    json_number(b, "score", f->score);
    json_key(b, "interval");
    if (f->low == f->low && f->high == f->high) {
        buf_char(b, '[');
        json_number(b, NULL, f->low);
        json_number(b, NULL, f->high);
        buf_char(b, ']');
    } else {
        buf_str(b, "null");
    }
    json_number(b, "q_value", f->q_value);
    json_date(b, "as_at", f->as_at);
    json_date(b, "known_by", f->known_by);
    json_key(b, "evidence");
    buf_char(b, '[');
    for (size_t i = 0; i < f->evidence_n; i++) {
        if (i) buf_char(b, ',');
        evidence_json(b, &f->evidence[i]);
    }
    buf_char(b, ']');
    json_str(b, "method", f->method);
    json_key(b, "parameters");
    buf_str(b, f->parameters ? f->parameters : "{}");
}

void finding_id(char id[33], const finding *f) {
    unsigned char hash[16];
    buf b = {0};
    buf_char(&b, '{');
    body(&b, f);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)buf_text(&b), b.len, NULL, 0);
    sodium_bin2hex(id, 33, hash, sizeof hash);
    buf_free(&b);
}

void finding_json(buf *out, const finding *f) {
    char id[33];
    finding_id(id, f);
    buf_char(out, '{');
    json_str(out, "id", id);
    body(out, f);
    json_str(out, "text", f->text);
    json_str(out, "next_question", f->next_question);
    buf_char(out, '}');
}
