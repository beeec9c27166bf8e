#include "assess/says.h"

#include <string.h>

const char *says_copy(says *s, const char *text) {
    const char *copy = arena_strndup(s->mem, text, strlen(text));
    s->failed |= !copy;
    return copy ? copy : "";
}

static const char *printed(says *s, const char *fmt, va_list ap) {
    buf b = {0};
    buf_vprintf(&b, fmt, ap);
    s->failed |= b.failed;
    const char *copy = says_copy(s, buf_text(&b));
    buf_free(&b);
    return copy;
}

static finding *room(says *s) {
    if (s->n < s->room) return &s->v[s->n++];
    size_t more = s->room ? s->room * 2 : 32;
    finding *v = arena_alloc(s->mem, more * sizeof *v);
    if (!v) {
        s->failed = true;
        return NULL;
    }
    if (s->n) memcpy(v, s->v, s->n * sizeof *v);
    s->v = v;
    s->room = more;
    return &s->v[s->n++];
}

void says_add(says *s, finding_verdict verdict, const char *rule, const char *question, const char *fmt, ...) {
    va_list ap;
    finding *f = room(s);
    if (!f) return;
    va_start(ap, fmt);
    *f = (finding){.rule = rule, .subject = s->subject, .verdict = verdict, FINDING_NO_SCORE, .as_at = s->as_at, .method = s->method, .text = printed(s, fmt, ap),
                   .next_question = question && *question ? says_copy(s, question) : NULL};
    va_end(ap);
}

void says_value(says *s, const char *pointer, const char *quote) {
    if (!s->n || s->v[s->n - 1].evidence_n == FINDING_EVIDENCE_MAX) return;
    finding *f = &s->v[s->n - 1];
    f->evidence[f->evidence_n++] = (finding_evidence){.kind = "case", .pointer = says_copy(s, pointer), .quote = says_copy(s, quote)};
}

void says_parameters(says *s, const char *fmt, ...) {
    va_list ap;
    if (!s->n) return;
    va_start(ap, fmt);
    s->v[s->n - 1].parameters = printed(s, fmt, ap);
    va_end(ap);
}
