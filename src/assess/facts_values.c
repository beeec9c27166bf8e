/* facts_values.c - a value of the case against what is asked of it. */
#include "assess/facts_inner.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fact_evidence of_case(const char *pointer, const char *text) { return (fact_evidence){.kind = "case", .pointer = pointer, .text = text}; }

cordon_status fact_of_state(asked *q, value_state s, const char *pointer) {
    fact_evidence at = of_case(pointer, NULL);
    tri holds = s == VALUE_GIVEN ? TRI_YES : s == VALUE_EMPTY ? TRI_NO : TRI_UNKNOWN;
    return fact_say(q, holds, &at, s == VALUE_EMPTY ? "%s is empty: stated to be none" : s == VALUE_GIVEN ? "%s is given" : "%s is not known", pointer);
}

/* A value that is not given is never a no. */
static cordon_status not_given(asked *q, value_state s, const char *pointer) {
    fact_evidence at = of_case(pointer, NULL);
    return fact_say(q, TRI_UNKNOWN, &at, "%s is %s", pointer, value_state_name(s));
}

const char *fact_operator(char op[3], const char *text) {
    static const char *const ops[] = {"<=", ">=", "!=", "<", ">", "="};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        size_t n = strlen(ops[i]);
        if (strncmp(text, ops[i], n) != 0) continue;
        memcpy(op, ops[i], n + 1);
        return text + n;
    }
    memcpy(op, "=", 2);
    return text;
}

bool fact_compare(const char *op, double x, double y) {
    switch (op[0]) {
    case '<': return op[1] ? x <= y : x < y;
    case '>': return op[1] ? x >= y : x > y;
    case '!': return x < y || x > y;
    default: return x <= y && x >= y;
    }
}

bool fact_word_fits(const char *patterns, const char *word) {
    char one[256];
    for (const char *s = patterns; *s;) {
        size_t n = strcspn(s, ",");
        if (n < sizeof one) {
            snprintf(one, sizeof one, "%.*s", (int)n, s);
            if (fnmatch(one, word, FNM_CASEFOLD) == 0) return true;
        }
        s += n + (s[n] == ',');
    }
    return false;
}

cordon_status fact_of_text(asked *q, const case_text *t) {
    if (t->state != VALUE_GIVEN) return not_given(q, t->state, t->pointer);
    fact_evidence at = of_case(t->pointer, t->v);
    q->out->value = t->v;
    bool fits = !*q->value || fact_word_fits(q->value, t->v);
    return fact_say(q, fits ? TRI_YES : TRI_NO, &at, "%s is \"%.100s\"", t->pointer, t->v);
}

cordon_status fact_of_day(asked *q, const case_day *d) {
    char op[3], text[DATE_TEXT];
    date_day bound = 0;
    const char *day = fact_operator(op, q->value);
    if (*q->value && !date_parse(&bound, day, strlen(day)))
        return cordon_fail(q->err, CORDON_EINVAL, "%s \"%.40s\"; expected a comparison with a day, as <2024-06-25", q->row->name, q->value);
    if (d->state != VALUE_GIVEN) return not_given(q, d->state, d->pointer);
    q->out->value = fact_text(q, "%s", date_format(text, d->v));
    if (!q->out->value) return fact_no_memory(q);
    fact_evidence at = of_case(d->pointer, q->out->value);
    at.day = d->v;
    return fact_say(q, !*q->value || fact_compare(op, d->v, bound) ? TRI_YES : TRI_NO, &at, "%s is %s", d->pointer, q->out->value);
}

cordon_status fact_of_number(asked *q, const case_number *n) {
    char op[3], *end;
    const char *number = fact_operator(op, q->value);
    double bound = strtod(number, &end);
    if (*q->value && (end == number || *end))
        return cordon_fail(q->err, CORDON_EINVAL, "%s \"%.40s\"; expected a comparison with a number, as >=1000", q->row->name, q->value);
    if (n->state != VALUE_GIVEN) return not_given(q, n->state, n->pointer);
    q->out->value = fact_text(q, "%.15g", n->v);
    if (!q->out->value) return fact_no_memory(q);
    fact_evidence at = of_case(n->pointer, q->out->value);
    return fact_say(q, !*q->value || fact_compare(op, n->v, bound) ? TRI_YES : TRI_NO, &at, "%s is %s", n->pointer, q->out->value);
}

cordon_status fact_of_bool(asked *q, const case_bool *b) {
    if (b->state != VALUE_GIVEN) return not_given(q, b->state, b->pointer);
    fact_evidence at = of_case(b->pointer, b->v == TRI_YES ? "yes" : "no");
    q->out->value = at.text;
    return fact_say(q, b->v, &at, "%s is %s", b->pointer, at.text);
}

static bool in_set(const area_set *s, const area *a) {
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i] == a) return true;
    return false;
}

cordon_status fact_of_country(asked *q, const case_text *t) {
    const area_set *set;
    if (!*q->value) return cordon_fail(q->err, CORDON_EINVAL, "%s needs a set of areas", q->row->name);
    cordon_status status = world_set(&set, q->f->w, q->f->d, q->value, q->err);
    if (status) return status;
    if (t->state != VALUE_GIVEN) return not_given(q, t->state, t->pointer);
    fact_evidence at = of_case(t->pointer, t->v);
    q->out->value = t->v;
    const area *a = areas_find(q->f->w->areas, "code|iso3|iso2|name", t->v, strlen(t->v), q->f->day);
    if (!a || a->kind != AREA_COUNTRY) return fact_say(q, TRI_UNKNOWN, &at, "\"%.100s\" at %s is no country that is known", t->v, t->pointer);
    q->out->value = a->code;
    bool in = in_set(set, a);
    status = fact_say(q, in ? TRI_YES : TRI_NO, &at, "%s (%s) is %sin \"%.100s\" on the day", a->name, t->pointer, in ? "" : "not ", set->title);
    if (status) return status;
    return fact_add(q, &(fact_evidence){.kind = "set", .record = fact_text(q, "%s", q->value), .text = set->title, .day = q->f->day});
}
