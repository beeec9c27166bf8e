/* claims_formula.c - a formula over measures: sums, products, brackets. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims_inner.h"

typedef struct parser {
    const char *text, *p;
    formula_value value;
    void *arg;
    buf *filled;
    int depth;
    const char *why; /* set by the first fault */
} parser;

static double sum(parser *f);

static double fault(parser *f, const char *why) {
    if (!f->why) f->why = why;
    return NAN;
}

static void blanks(parser *f) {
    while (*f->p == ' ') f->p++;
}

static void put(parser *f, const char *s) {
    if (f->filled) buf_str(f->filled, s);
}

static double name(parser *f) {
    char word[64];
    size_t n = strspn(f->p, "abcdefghijklmnopqrstuvwxyz0123456789_");
    double v = NAN;
    if (n >= sizeof word) return fault(f, "a name of at most 63 letters");
    memcpy(word, f->p, n);
    word[n] = 0;
    if (!f->value(f->arg, word, &v, f->filled)) return fault(f, "a measure that has a number");
    f->p += n;
    return v;
}

static double number(parser *f) {
    size_t n = strspn(f->p, "0123456789.");
    char word[32];
    char *end;
    if (n >= sizeof word) return fault(f, "a number of at most 31 digits");
    memcpy(word, f->p, n);
    word[n] = 0;
    double v = strtod(word, &end);
    if (*end) return fault(f, "a number");
    put(f, word);
    f->p += n;
    return v;
}

static double factor(parser *f) {
    blanks(f);
    if (f->why) return NAN;
    if (++f->depth > FORMULA_DEPTH_MAX) return fault(f, "at most 32 brackets in one another");
    double v;
    if (*f->p == '-') {
        f->p++;
        put(f, "-");
        v = -factor(f);
    } else if (*f->p == '(') {
        f->p++;
        put(f, "(");
        v = sum(f);
        blanks(f);
        if (*f->p != ')') return fault(f, "a closing bracket");
        f->p++;
        put(f, ")");
    } else if (isdigit((unsigned char)*f->p)) {
        v = number(f);
    } else if (islower((unsigned char)*f->p)) {
        v = name(f);
    } else {
        return fault(f, "a measure, a number or a bracket");
    }
    f->depth--;
    return v;
}

static double product(parser *f) {
    double v = factor(f);
    for (;;) {
        blanks(f);
        char op = *f->p;
        if (f->why || (op != '*' && op != '/')) return v;
        f->p++;
        put(f, op == '*' ? " * " : " / ");
        double w = factor(f);
        v = op == '*' ? v * w : v / w;
    }
}

static double sum(parser *f) {
    double v = product(f);
    for (;;) {
        blanks(f);
        char op = *f->p;
        if (f->why || (op != '+' && op != '-')) return v;
        f->p++;
        put(f, op == '+' ? " + " : " - ");
        double w = product(f);
        v = op == '+' ? v + w : v - w;
    }
}

bool formula_run(double *out, buf *filled, const char *text, formula_value value, void *arg,
                 size_t *at, const char **why) {
    parser f = {.text = text, .p = text, .value = value, .arg = arg, .filled = filled};
    double v = strlen(text) > FORMULA_MAX ? fault(&f, "at most 1,000 characters") : sum(&f);
    blanks(&f);
    if (!f.why && *f.p) fault(&f, "an operator or the end");
    *at = (size_t)(f.p - text);
    *why = f.why;
    if (f.why) return false;
    *out = v;
    return true;
}
