#include "report/record_keep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct keeping {
    report *r;
    kept_rows *to;
    bool failed;
} keeping;

static int keep(void *arg, const record_row *row) {
    keeping *k = arg;
    kept_rows *to = k->to;
    if (to->n == to->cap) {
        size_t cap = to->cap ? 2 * to->cap : 64;
        kept_row *v = realloc(to->v, cap * sizeof *v);
        if (!v) return k->failed = true;
        to->v = v;
        to->cap = cap;
    }
    kept_row *x = &to->v[to->n];
    *x = (kept_row){.source = row->source_id, .line = row->line, .first = row->first};
    for (int i = 0; i < RECORD_COLUMNS; i++) {
        x->cell[i] = arena_strndup(&k->r->mem, row->cell[i], strlen(row->cell[i]));
        if (!x->cell[i]) return k->failed = true;
    }
    /* A file says when it is of; a row may cite what came out after that. */
    to->n += !k->r->in->strict || record_published(x, row->first) <= k->r->in->known_by;
    return 0;
}

cordon_status record_keep(kept_rows *out, report *r, record_query q, cordon_error *err) {
    keeping k = {.r = r, .to = out};
    *out = (kept_rows){0};
    q.as_at = r->in->as_at;
    q.known_by = r->in->known_by;
    cordon_status status = record_list(r->in->store, &q, keep, &k, &out->sources, err);
    if (!status && k.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the events");
    if (status) kept_rows_free(out);
    return status;
}

void kept_rows_free(kept_rows *k) {
    free(k->v);
    *k = (kept_rows){0};
}

bool record_in_list(const char *list, const char *code) {
    size_t len = strlen(code);
    for (const char *p = list; *p; p += *p == ',') {
        size_t n = strcspn(p, ",");
        if (n == len && memcmp(p, code, n) == 0) return true;
        p += n;
    }
    return false;
}

bool record_has(const kept_row *x, const char *code) {
    return strcmp(x->cell[RECORD_ACTOR1], code) == 0 || strcmp(x->cell[RECORD_ACTOR2], code) == 0 ||
           record_in_list(x->cell[RECORD_OTHERS], code);
}

date_day record_last_day(const char *s) {
    date_day d = 0;
    date_period p = 0;
    if (date_parse(&d, s, strlen(s))) return d;
    return date_period_parse(&p, s, strlen(s)) ? date_period_last(p) : 0;
}

date_day record_published(const kept_row *x, date_day on) {
    date_day latest = on, d;
    for (const char *s = x->cell[RECORD_SOURCE]; *s; s++)
        if (strlen(s) >= 10 && date_parse(&d, s, 10) && d > latest) latest = d;
    return latest;
}

bool record_replied(const report *r, const kept_row *x) {
    date_day d = record_last_day(x->cell[RECORD_REPLY_DATE]);
    return *x->cell[RECORD_REPLY] && d && d <= r->in->as_at && d <= r->in->known_by;
}

static const char *in_page(report *r, const buf *b) {
    const char *s = b->failed ? NULL : arena_strndup(&r->mem, b->len ? b->p : "", b->len);
    r->no_memory |= !s;
    return s ? s : "";
}

const char *record_source_short(report *r, const kept_row *x) {
    buf b = {0};
    for (const char *s = x->cell[RECORD_SOURCE]; *s;) {
        size_t n = strcspn(s, " "), left = b.len;
        if (strncmp(s, "http", 4) == 0) {
            while (left && strchr(", ", b.p[left - 1])) left--;
            b.len = left;
            if (s[n - 1] == ';') buf_char(&b, ';');
        } else {
            if (b.len) buf_char(&b, ' ');
            buf_add(&b, s, n);
        }
        s += n;
        while (*s == ' ') s++;
    }
    while (b.len && strchr(",; ", b.p[b.len - 1])) b.len--;
    const char *out = in_page(r, &b);
    buf_free(&b);
    return out;
}

cordon_status record_found(report *r, const char *rule, const kept_row *x, const char *text,
                           cordon_error *err) {
    finding f = {.rule = rule,
                 .subject = x->cell[RECORD_ID],
                 .verdict = FINDING_FOUND,
                 FINDING_NO_SCORE,
                 .as_at = r->in->as_at,
                 .known_by = r->in->known_by,
                 .method = "a row of the record, as its source has it",
                 .text = text,
                 .next_question = "Does a source of another kind say the same?",
                 .evidence_n = 1};
    f.evidence[0] = (finding_evidence){
        .kind = "row", .source = x->source, .line = x->line, .quote = x->cell[RECORD_TITLE]};
    finding_json(r->findings, &f);
    buf_char(r->findings, '\n');
    return r->findings->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for an event")
                               : CORDON_OK;
}
