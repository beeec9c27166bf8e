/* decide_json.c - a decision as one line of JSON: what is sealed and, years later, printed again. Keys stand in the order of this file. */
#include <sodium.h>
#include <string.h>

#include "assess/decide.h"
#include "base/json.h"

static const char *tri_name(tri t) { return t == TRI_YES ? "yes" : t == TRI_NO ? "no" : "unknown"; }
static void bool_value(buf *b, const char *key, bool v) { json_key(b, key), buf_str(b, v ? "true" : "false"); }

static void text_if(buf *b, const char *key, const char *s) {
    if (s && *s) json_str(b, key, s);
}

static void evidence(buf *b, const fact_evidence *e, size_t n) {
    json_key(b, "evidence"), buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        json_key(b, NULL), buf_char(b, '{');
        text_if(b, "kind", e[i].kind);
        text_if(b, "pointer", e[i].pointer);
        text_if(b, "record", e[i].record);
        text_if(b, "file", e[i].file);
        text_if(b, "sha256", e[i].sha256);
        if (e[i].line) json_int(b, "line", e[i].line);
        if (e[i].day) json_date(b, "day", e[i].day);
        text_if(b, "text", e[i].text);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void ground(buf *b, const law_ground *g) {
    json_key(b, NULL), buf_char(b, '{');
    text_if(b, "exception", g->exception);
    json_str(b, "fact", g->fact);
    json_str(b, "op", g->op);
    text_if(b, "value", g->value);
    if (g->scope != SCOPE_CASE && g->thing != (size_t)LAW_NO_THING) {
        json_key(b, "thing");
        buf_printf(b, "\"%s/%zu\"", fact_scope_plural(g->scope), g->thing);
    }
    json_str(b, "holds", tri_name(g->holds));
    text_if(b, "answer", g->answer);
    text_if(b, "why", g->why);
    if (g->recalled) bool_value(b, "recalled", true);
    if (g->not_assessed) bool_value(b, "not_assessed", true);
    evidence(b, g->evidence, g->evidences);
    buf_char(b, '}');
}

static void outcome(buf *b, const law_outcome *o) {
    json_key(b, NULL), buf_char(b, '{');
    o->rule->json ? buf_str(b, o->rule->json) : law_rule_json(b, o->rule);
    json_str(b, "applies", tri_name(o->applies));
    bool_value(b, "rests_on_verified", o->verified);
    json_str(b, "leads_to", verdict_name(decide_outcome(o)));
    text_if(b, "thing", o->thing);
    if (o->further) json_int(b, "further", (int64_t)o->further);
    json_key(b, "grounds"), buf_char(b, '[');
    for (size_t i = 0; i < o->grounds; i++) ground(b, &o->ground[i]);
    buf_char(b, ']');
    text_if(b, "missing", o->missing);
    text_if(b, "not_assessed", o->not_assessed);
    buf_char(b, '}');
}

static void flag(buf *b, const flag_result *f) {
    json_key(b, NULL), buf_char(b, '{');
    json_str(b, "flag", f->row->id);
    json_str(b, "title", f->row->text);
    json_str(b, "verdict", finding_verdict_name(f->verdict));
    json_number(b, "weight", f->row->weight);
    bool_value(b, "verified", f->row->verified);
    json_str(b, "source", f->row->source);
    text_if(b, "text", f->text);
    text_if(b, "missing", f->missing);
    evidence(b, f->evidence, f->evidences);
    buf_char(b, '}');
}

static void ask(buf *b, const question *q) {
    json_key(b, NULL), buf_char(b, '{');
    json_str(b, "text", q->text);
    json_str(b, "fact", q->fact);
    text_if(b, "value", q->value);
    text_if(b, "pointer", q->pointer);
    json_str(b, "decides", q->decides);
    json_str(b, "could_become", verdict_name(q->could_become));
    json_number(b, "worth", q->worth);
    json_int(b, "cost", q->cost);
    buf_char(b, '}');
}

static void write_all(buf *b, const decision *d, const case_file *c, const char *versions) {
    buf_str(b, "{\"format\":\"cordon.decision-1\"");
    json_str(b, "verdict", verdict_name(d->verdict));
    json_date(b, "as_at", d->as_at);
    json_date(b, "known_by", d->known_by);
    json_str(b, "program", CORDON_VERSION);
    json_str(b, "case_hash", c->hash);
    json_key(b, "case"), c->canonical_len ? buf_add(b, c->canonical, c->canonical_len) : buf_str(b, "{}");
    json_key(b, "versions"), buf_str(b, versions && *versions ? versions : "{}");
    json_key(b, "provisions"), buf_char(b, '[');
    for (size_t i = 0; i < d->outcomes; i++) outcome(b, &d->outcome[i]);
    buf_char(b, ']');
    json_key(b, "flags"), buf_char(b, '[');
    for (size_t i = 0; i < d->flags; i++)
        if (d->flag[i].verdict == FINDING_FOUND) flag(b, &d->flag[i]);
    buf_char(b, ']');
    json_key(b, "certificate"), buf_char(b, '[');
    for (size_t i = 0; i < d->papers; i++)
        if (d->paper[i].verdict == FINDING_FOUND) json_key(b, NULL), finding_json(b, &d->paper[i]);
    buf_char(b, ']');
    json_number(b, "flag_weight", d->flag_weight);
    json_key(b, "questions"), buf_char(b, '[');
    for (size_t i = 0; i < d->questions; i++) ask(b, &d->question[i]);
    buf_char(b, ']');
    json_key(b, "not_checked"), buf_char(b, '[');
    for (size_t i = 0; i < d->not_checkeds; i++) json_str(b, NULL, d->not_checked[i]);
    buf_str(b, "]}");
}

cordon_status decide_seal(decision *d, arena *mem, const case_file *c, const char *versions, cordon_error *err) {
    buf b = {0};
    write_all(&b, d, c, versions);
    cordon_status status = b.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a decision") : CORDON_OK;
    if (!status && !(d->json = arena_strndup(mem, b.p, b.len))) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a decision");
    if (!status) d->json_len = b.len;
    buf_free(&b);
    return status;
}
