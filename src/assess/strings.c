#include "assess/strings.h"

#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/once.h"
#include "read/table.h"

typedef struct shipped {
    table strings, questions, parameters;
    int key, text, name, value;
    question_row *row;
} shipped;
static once kept = ONCE;
static shipped *tables;

static cordon_status read_one(table *t, const char *name, const char *const columns[], int col[], cordon_error *err) {
    char path[1024];
    cordon_status status = table_read(t, data_path(path, sizeof path, name), err);
    return status ? status : table_cols(t, columns, col, err);
}

static cordon_status read_questions(shipped *s, cordon_error *err) {
    static const char *const columns[] = {"fact", "value", "cost", "en", NULL};
    int col[4];
    cordon_status status = read_one(&s->questions, "data/assess/questions.csv", columns, col, err);
    if (status) return status;
    const table *t = &s->questions;
    if (!(s->row = arena_alloc(&s->questions.mem, (t->rows + 1) * sizeof *s->row))) return cordon_fail(err, CORDON_ENOMEM, "no memory for questions");
    for (size_t i = 0; i < t->rows; i++) {
        const char *cost = table_cell(t, i, col[2]);
        if (strlen(cost) != 1 || *cost < '1' || *cost > '3')
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "cost \"%.40s\": expected 1, 2 or 3", cost);
        s->row[i] = (question_row){table_cell(t, i, col[0]), table_cell(t, i, col[1]), table_cell(t, i, col[3]), *cost - '0'};
    }
    return CORDON_OK;
}

static cordon_status read_all(void *fresh, cordon_error *err) {
    static const char *const strings[] = {"key", "en", NULL}, *const parameters[] = {"key", "value", NULL};
    shipped *s = fresh;
    int col[2] = {-1, -1};
    cordon_status status = read_one(&s->strings, "data/assess/strings.csv", strings, col, err);
    s->key = col[0], s->text = col[1];
    if (!status) status = read_questions(s, err);
    if (!status) status = read_one(&s->parameters, "data/assess/parameters.csv", parameters, col, err);
    s->name = col[0], s->value = col[1];
    if (status) table_free(&s->strings), table_free(&s->questions), table_free(&s->parameters);
    return status;
}

cordon_status assess_strings_open(cordon_error *err) {
    cordon_status status;
    shipped *s = once_kept(&kept, sizeof *s, read_all, &status, err);
    if (s) __atomic_store_n(&tables, s, __ATOMIC_RELEASE);
    return status;
}

static const shipped *now(void) { return __atomic_load_n(&tables, __ATOMIC_ACQUIRE); }

const char *assess_string(const char *key) {
    const shipped *s = now();
    for (size_t i = 0; s && i < s->strings.rows; i++)
        if (strcmp(table_cell(&s->strings, i, s->key), key) == 0) return table_cell(&s->strings, i, s->text);
    return key;
}

const question_row *assess_question(const char *fact, const char *value) {
    const shipped *s = now();
    const question_row *best = NULL;
    for (size_t i = 0; s && i < s->questions.rows; i++) {
        const question_row *q = &s->row[i];
        if (strcmp(q->fact, fact) != 0) continue;
        if (strcmp(q->value, value ? value : "") == 0) return q;
        if (!*q->value) best = q;
    }
    return best;
}

double decide_parameter(const char *key, double other) {
    const shipped *s = now();
    for (size_t i = 0; s && i < s->parameters.rows; i++)
        if (strcmp(table_cell(&s->parameters, i, s->name), key) == 0) return strtod(table_cell(&s->parameters, i, s->value), NULL);
    return other;
}
