/* flags.c - the table of flags, and each asked of a case. */
#include "assess/flags_inner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/tables.h"
#include "base/once.h"

typedef struct rows { flag_row *v; size_t n; } rows;

static flag_how how_of(const char *s, bool *known) {
    static const char *const names[] = {"computed", "partly", "asked"};
    for (int i = 0; i < 3; i++)
        if (strcmp(names[i], s) == 0) return (flag_how)i;
    *known = false;
    return FLAG_ASKED;
}

static flag_function *function_of(const char *id) {
    const flag_entry *const all[] = {flags_of_parties, flags_of_goods, flags_of_money, flags_of_history};
    for (size_t i = 0; i < sizeof all / sizeof(void *); i++)
        for (const flag_entry *e = all[i]; e->id; e++)
            if (strcmp(e->id, id) == 0) return e->run;
    return NULL;
}

cordon_status flag_rows_read(flag_row **out, size_t *n, const table *t, cordon_error *err) {
    cordon_status status = CORDON_OK;
    flag_row *v = calloc(t->rows + 1, sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
    for (size_t i = 0; i < t->rows && !status; i++) {
        bool known = true;
        char *end;
        const char *weight = table_cell(t, i, table_col(t, "weight"));
        v[i] = (flag_row){.id = table_cell(t, i, table_col(t, "id")), .text = table_cell(t, i, table_col(t, "text")), .source = table_cell(t, i, table_col(t, "source")),
                          .basis = table_cell(t, i, table_col(t, "basis")), .fields = table_cell(t, i, table_col(t, "fields")), .facts = table_cell(t, i, table_col(t, "facts")),
                          .question = table_cell(t, i, table_col(t, "question")), .parameters = table_cell(t, i, table_col(t, "parameters")), .how = how_of(table_cell(t, i, table_col(t, "how")), &known),
                          .weight = strtod(weight, &end)};
        v[i].verified = strcmp(v[i].basis, "seen") == 0;
        if (!known || !*weight || *end || !isfinite(v[i].weight) || !*v[i].question) status = cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "row of %s: expected how computed, partly or asked, a number as weight, and a question", v[i].id);
        else if (v[i].how != FLAG_ASKED && !function_of(v[i].id)) status = cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "row of %s: no function computes it; expected how asked", v[i].id);
    }
    if (status) free(v);
    else *out = v, *n = t->rows;
    return status;
}

static cordon_status read_rows(void *fresh, cordon_error *err) {
    const table *t;
    rows *r = fresh;
    cordon_status status = assess_table(&t, ASSESS_FLAGS, err);
    return status ? status : flag_rows_read(&r->v, &r->n, t, err);
}

cordon_status flag_rows(const flag_row **out, size_t *n, cordon_error *err) {
    static once kept = ONCE;
    cordon_status status = CORDON_OK;
    const rows *r = once_kept(&kept, sizeof *r, read_rows, &status, err);
    if (r) *out = r->v, *n = r->n;
    return status;
}

/* Yes of an answer is found whatever was computed; no settles what could not be. */
static void take_answer(flag_work *w) {
    const case_answer *a = case_answer_find(w->c, w->row->id);
    if (!a || !given(&a->answer)) {
        if (w->row->how != FLAG_COMPUTED && !w->settled) flag_lack(w, "/answers");
        return;
    }
    const char *by = given(&a->by) ? a->by.v : "somebody who is not named";
    if (strcasecmp(a->answer.v, "yes") == 0) flag_hit(w, a->answer.pointer, "yes", "%s says so.", by);
    else if (strcasecmp(a->answer.v, "no") == 0) w->lacks = false;
    else flag_lack(w, a->answer.pointer);
}

static cordon_status one(flag_result *out, const flag_row *row, arena *mem, const flag_terms *t, cordon_error *err) {
    flag_work w = {.t = t, .c = t->c, .row = row, .mem = mem, .err = err, .text = "", .missing = ""};
    flag_function *run = function_of(row->id);
    if (run) run(&w);
    if (!w.status) take_answer(&w);
    *out = (flag_result){.row = row, .verdict = w.found ? FINDING_FOUND : w.lacks ? FINDING_NOT_ASSESSED : FINDING_NOTHING_FOUND, .text = w.found ? w.text : w.lacks ? (w.why ? w.why : "") : "Nothing found.",
                         .missing = w.lacks && !w.found ? w.missing : "", .question = w.lacks || w.found ? row->question : "", .evidence = w.evidence, .evidences = w.evidences};
    return w.status;
}

cordon_status flags_ask_rows(const flag_result **out, size_t *n, arena *mem, const flag_row *row, size_t rows_n, const flag_terms *t, cordon_error *err) {
    cordon_status status = CORDON_OK;
    flag_result *v = arena_alloc(mem, (rows_n + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for flags");
    flag_settings settings = {.n = 0};
    flag_terms terms = *t;
    if (!terms.settings) status = flag_settings_read(&settings, mem, t->r, t->as_at, err), terms.settings = &settings;
    for (size_t i = 0; i < rows_n && !status; i++) status = one(&v[i], &row[i], mem, &terms, err);
    if (status) return status;
    *out = v;
    *n = rows_n;
    return CORDON_OK;
}

cordon_status flags_ask(const flag_result **out, size_t *n, arena *mem, const flag_terms *t, cordon_error *err) {
    const flag_row *row = NULL;
    size_t rows_n = 0;
    cordon_status status = flag_rows(&row, &rows_n, err);
    return status ? status : flags_ask_rows(out, n, mem, row, rows_n, t, err);
}

static int heavier(const void *a, const void *b) {
    const flag_result *x = *(const flag_result *const *)a, *y = *(const flag_result *const *)b;
    if (x->row->weight != y->row->weight) return x->row->weight < y->row->weight ? 1 : -1;
    return strcmp(x->row->id, y->row->id);
}

cordon_status flags_questions(const flag_result ***out, size_t *n, arena *mem, const flag_result *v, size_t results, cordon_error *err) {
    const flag_result **q = arena_alloc(mem, (results + 1) * sizeof(void *));
    if (!q) return cordon_fail(err, CORDON_ENOMEM, "no memory for questions");
    *n = 0;
    for (size_t i = 0; i < results; i++)
        if (v[i].verdict == FINDING_NOT_ASSESSED) q[(*n)++] = &v[i];
    qsort(q, *n, sizeof(void *), heavier);
    *out = q;
    return CORDON_OK;
}

double flags_score(const flag_result *v, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].verdict == FINDING_FOUND && v[i].row->verified) sum += v[i].row->weight;
    return sum;
}
