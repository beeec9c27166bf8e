/* euc_fields.c - what a template asks of a certificate (data/assess/euc_fields.csv). Needs: required, yes (an undertaking), asked (advisable),
 * either:GROUP (one of the group's rows has to hold), refused (the value makes it void), years_max (from signature to this day). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/euc_inner.h"
#include "base/json.h"

typedef struct field_row { const char *field, *need, *value, *means, *source, *basis; } field_row;
enum { COL_TEMPLATE, COL_FIELD, COL_NEED, COL_VALUE, COL_MEANS, COL_SOURCE, COL_BASIS, COLS };
static const char *const columns[] = {"template", "field", "need", "value", "means", "source", "basis", NULL};

static cordon_status fields_table(const table **t, int cols[COLS], cordon_error *err) {
    cordon_status status = assess_table(t, ASSESS_EUC_FIELDS, err);
    return status ? status : table_cols(*t, columns, cols, err);
}

static field_row row_at(const table *t, const int cols[COLS], size_t i) {
    return (field_row){table_cell(t, i, cols[COL_FIELD]), table_cell(t, i, cols[COL_NEED]), table_cell(t, i, cols[COL_VALUE]), table_cell(t, i, cols[COL_MEANS]),
                       table_cell(t, i, cols[COL_SOURCE]), table_cell(t, i, cols[COL_BASIS])};
}

cordon_status euc_templates(buf *out, cordon_error *err) {
    const table *t;
    int cols[COLS];
    cordon_status status = fields_table(&t, cols, err);
    const char *last = "";
    for (size_t i = 0; !status && i < t->rows; i++) {
        const char *name = table_cell(t, i, cols[COL_TEMPLATE]);
        if (strcmp(last, name) != 0) buf_printf(out, "%s%s", *last ? ", " : "", name);
        last = name;
    }
    return status;
}

cordon_status euc_template_known(const char **out, const char *template, cordon_error *err) {
    const table *t;
    int cols[COLS];
    cordon_status status = fields_table(&t, cols, err);
    for (size_t i = 0; !status && i < t->rows; i++)
        if (strcasecmp(table_cell(t, i, cols[COL_TEMPLATE]), template) == 0) {
            *out = table_cell(t, i, cols[COL_TEMPLATE]);
            return CORDON_OK;
        }
    buf b = {0};
    if (!status) status = euc_templates(&b, err);
    if (!status) status = cordon_fail(err, CORDON_EINVAL, "there is no template \"%.60s\"; there are %s", template, buf_text(&b));
    buf_free(&b);
    return status;
}

euc_value euc_value_of(const case_shape *s, const void *thing, const char *key, char room[64]) {
    const case_field *f = case_field_find(s, key);
    euc_value v = {.text = "", .pointer = "", .holds = TRI_UNKNOWN};
    if (!f) return v;
    const char *at = (const char *)thing + f->at;
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_WORD: {
        case_text t;
        memcpy(&t, at, sizeof t);
        v.state = t.state, v.text = t.v ? t.v : "", v.pointer = t.pointer;
        break;
    }
    case FIELD_DAY: {
        case_day d;
        memcpy(&d, at, sizeof d);
        v.state = d.state, v.pointer = d.pointer, v.text = date_format(room, d.v);
        break;
    }
    case FIELD_NUMBER: {
        case_number n;
        memcpy(&n, at, sizeof n);
        v.state = n.state, v.pointer = n.pointer;
        snprintf(room, 64, "%.15g", n.v);
        v.text = room;
        break;
    }
    case FIELD_BOOL: {
        case_bool b;
        memcpy(&b, at, sizeof b);
        v.state = b.state, v.pointer = b.pointer, v.holds = b.v, v.text = b.v == TRI_YES ? "yes" : b.v == TRI_NO ? "no" : "";
        break;
    }
    case FIELD_LIST: memcpy(&v.state, (const char *)thing + f->at_state, sizeof v.state); break;
    case FIELD_TEXTS:
    case FIELD_OBJECT: break;
    }
    if (!v.pointer) v.pointer = "";
    return v;
}

static const case_shape *item_shape(void) { return case_field_find(&case_shape_euc, "items")->shape; }

static const char *source_of(const field_row *r) { return strcmp(r->basis, "recalled") ? "" : " (from memory, to be verified)"; }

static void parameters(euc_asked *q, const field_row *r) {
    says_parameters(&q->says, "{\"template\":\"%s\",\"field\":\"%s\",\"need\":\"%.30s\",\"basis\":\"%s\"}", q->template, r->field, r->need, r->basis);
}

/* Says that a value is missing or unknown; true when it did. */
static bool lacks(euc_asked *q, const field_row *r, euc_value v, const char *pointer, bool advisable) {
    if (v.state == VALUE_GIVEN) return false;
    buf ask = {0};
    buf_printf(&ask, "What does the certificate say of: %s?", r->means);
    if (v.state == VALUE_UNKNOWN)
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.complete", buf_text(&ask), "%s (%s): unknown whether the certificate has it.", r->means, r->field);
    else
        says_add(&q->says, FINDING_FOUND, advisable ? "euc.advisable" : "euc.missing", buf_text(&ask), "%s (%s) is %s: template %s %s%s.", r->means, r->field,
                 v.state == VALUE_EMPTY ? "empty" : "missing", q->template, advisable ? "advises it" : "needs it", source_of(r));
    q->says.failed |= ask.failed;
    buf_free(&ask);
    says_value(&q->says, *v.pointer ? v.pointer : pointer, value_state_name(v.state));
    parameters(q, r);
    return true;
}

/* "items/unit" is asked of every item, in one finding for the first that lacks it. */
static bool item_lacks(euc_asked *q, const field_row *r, bool advisable) {
    char room[64];
    const char *key = strchr(r->field, '/') + 1;
    for (size_t i = 0; i < q->e->items; i++) {
        char pointer[80];
        euc_value v = euc_value_of(item_shape(), &q->e->item[i], key, room);
        snprintf(pointer, sizeof pointer, "/euc/items/%zu/%s", i, key);
        if (lacks(q, r, v, pointer, advisable)) return true;
    }
    return false;
}

static bool field_lacks(euc_asked *q, const field_row *r, bool advisable) {
    char room[64], pointer[80];
    if (strchr(r->field, '/')) return item_lacks(q, r, advisable);
    snprintf(pointer, sizeof pointer, "/euc/%s", r->field);
    return lacks(q, r, euc_value_of(&case_shape_euc, q->e, r->field, room), pointer, advisable);
}

/* An undertaking that the certificate refuses. */
static bool refuses(euc_asked *q, const field_row *r, bool advisable) {
    char room[64];
    euc_value v = euc_value_of(&case_shape_euc, q->e, r->field, room);
    if (v.state != VALUE_GIVEN || v.holds != TRI_NO) return false;
    says_add(&q->says, FINDING_FOUND, advisable ? "euc.advisable" : "euc.undertaking", "Will the end user undertake it?", "The certificate says no to: %s (%s)%s.", r->means, r->field,
             source_of(r));
    says_value(&q->says, v.pointer, v.text);
    parameters(q, r);
    return true;
}

static void is_refused(euc_asked *q, const field_row *r) {
    char room[64];
    euc_value v = euc_value_of(&case_shape_euc, q->e, r->field, room);
    if (v.state != VALUE_GIVEN || strcmp(v.text, r->value) != 0) return;
    says_add(&q->says, FINDING_FOUND, "euc.form", "Can the end user send it with a valid signature?", "%s makes the certificate void: %s is \"%s\" (%s).", r->means, r->field, v.text, r->source);
    says_value(&q->says, v.pointer, v.text);
    parameters(q, r);
}

static void years(euc_asked *q, const field_row *r) {
    int most = atoi(r->value);
    const case_day *from = &q->e->signed_on, *to = &q->e->valid_until;
    if (from->state != VALUE_GIVEN || to->state != VALUE_GIVEN || to->v <= from->v + most * 10000) return;
    says_add(&q->says, FINDING_FOUND, "euc.years", "Is there a certificate with a shorter validity?", "It is valid for more than %d years from its signature: %s (%s).", most, r->means, r->source);
    says_value(&q->says, from->pointer, says_copy(&q->says, date_format((char[DATE_TEXT]){0}, from->v)));
    says_value(&q->says, to->pointer, says_copy(&q->says, date_format((char[DATE_TEXT]){0}, to->v)));
    parameters(q, r);
}

/* One row of a group holds; unknown when none does and one is unknown. */
static void either(euc_asked *q, const table *t, const int cols[COLS], size_t first) {
    field_row head = row_at(t, cols, first);
    tri holds = TRI_NO;
    char room[64];
    for (size_t i = first; i < t->rows && holds != TRI_YES; i++) {
        field_row r = row_at(t, cols, i);
        if (strcmp(table_cell(t, i, cols[COL_TEMPLATE]), q->template) != 0 || strcmp(r.need, head.need) != 0) continue;
        euc_value v = euc_value_of(&case_shape_euc, q->e, r.field, room);
        if (v.state == VALUE_GIVEN && strcmp(v.text, r.value) == 0) holds = TRI_YES;
        else if (v.state != VALUE_GIVEN) holds = TRI_UNKNOWN;
    }
    if (holds == TRI_YES) return;
    const char *group = strchr(head.need, ':') + 1;
    says_add(&q->says, holds == TRI_NO ? FINDING_FOUND : FINDING_NOT_ASSESSED, "euc.form", "Which of them does the certificate have?", "It needs one of: %s; %s (%s).", group,
             holds == TRI_NO ? "it has none" : "which it has is not known", head.source);
    says_value(&q->says, "/euc", group);
    parameters(q, &head);
}

static bool first_of_group(const table *t, const int cols[COLS], size_t row, const char *template) {
    for (size_t i = 0; i < row; i++)
        if (strcmp(table_cell(t, i, cols[COL_TEMPLATE]), template) == 0 && strcmp(table_cell(t, i, cols[COL_NEED]), table_cell(t, row, cols[COL_NEED])) == 0) return false;
    return true;
}

cordon_status euc_fields_check(euc_asked *q, cordon_error *err) {
    const table *t;
    int cols[COLS];
    size_t asked = 0, before = q->says.n;
    q->says.method = "fields that the template asks for (data/assess/euc_fields.csv)";
    cordon_status status = fields_table(&t, cols, err);
    for (size_t i = 0; !status && i < t->rows; i++) {
        field_row r = row_at(t, cols, i);
        if (strcmp(table_cell(t, i, cols[COL_TEMPLATE]), q->template) != 0) continue;
        asked++;
        if (strcmp(r.need, "required") == 0) field_lacks(q, &r, false);
        else if (strcmp(r.need, "asked") == 0) (void)(field_lacks(q, &r, true) || refuses(q, &r, true));
        else if (strcmp(r.need, "yes") == 0) (void)(field_lacks(q, &r, false) || refuses(q, &r, false));
        else if (strcmp(r.need, "refused") == 0) is_refused(q, &r);
        else if (strcmp(r.need, "years_max") == 0) years(q, &r);
        else if (strncmp(r.need, "either:", 7) == 0) {
            if (first_of_group(t, cols, i, q->template)) either(q, t, cols, i);
        } else
            status = cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "need \"%s\" is none of required, yes, asked, either:GROUP, refused, years_max", r.need);
    }
    if (!status && q->says.n == before) {
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.complete", NULL, "All %zu things that template %s asks for are there.", asked, q->template);
        says_value(&q->says, "/euc", q->name);
    }
    return status;
}

static void write_field(buf *out, const char *key, const char *means, const char *need, const case_shape *s, int deep, bool first) {
    const case_field *f = case_field_find(s, key);
    const char *pad = deep ? "      " : "  ";
    buf_printf(out, "%s\n%s", first ? "" : ",", pad);
    buf words = {0};
    buf_printf(&words, "//%s", key);
    json_text(out, buf_text(&words), words.len);
    buf_str(out, ": ");
    words.len = 0;
    buf_printf(&words, "%s; %s%s%s", means, need, f && f->kind == FIELD_WORD ? "; one of: " : "", f && f->kind == FIELD_WORD ? f->words : "");
    if (f && f->kind == FIELD_BOOL) buf_str(&words, "; true or false");
    if (f && f->kind == FIELD_DAY) buf_str(&words, "; YYYY-MM-DD");
    json_text(out, buf_text(&words), words.len);
    buf_printf(out, ",\n%s\"%s\": null", pad, key);
    out->failed |= words.failed;
    buf_free(&words);
}

static bool written(const table *t, const int cols[COLS], size_t row, const char *template) {
    for (size_t i = 0; i < row; i++)
        if (strcmp(table_cell(t, i, cols[COL_TEMPLATE]), template) == 0 && strcmp(table_cell(t, i, cols[COL_FIELD]), table_cell(t, row, cols[COL_FIELD])) == 0) return true;
    return false;
}

static const char *need_words(const char *need) {
    return strcmp(need, "required") == 0 ? "needed" : strcmp(need, "yes") == 0 ? "needed: yes" : strncmp(need, "either:", 7) == 0 ? need + 7 : "advisable";
}

cordon_status euc_template(buf *out, const char *template, cordon_error *err) {
    const table *t;
    int cols[COLS];
    const char *name;
    bool first = true, first_item = true;
    cordon_status status = euc_template_known(&name, template, err);
    if (!status) status = fields_table(&t, cols, err);
    if (status) return status;
    buf_printf(out, "{\n  \"//\": \"template %s; null is not known, \\\"\\\" is left empty in the certificate\"", name);
    first = false;
    for (int items = 0; items < 2; items++) {
        for (size_t i = 0; i < t->rows; i++) {
            field_row r = row_at(t, cols, i);
            const char *slash = strchr(r.field, '/');
            if (strcmp(table_cell(t, i, cols[COL_TEMPLATE]), name) != 0 || written(t, cols, i, name) || (slash != NULL) != (items == 1) || strcmp(r.field, "items") == 0) continue;
            if (slash) write_field(out, slash + 1, r.means, need_words(r.need), item_shape(), 1, first_item), first_item = false;
            else write_field(out, r.field, r.means, need_words(r.need), &case_shape_euc, 0, first);
        }
        if (!items) buf_str(out, ",\n  \"items\": [\n    {");
    }
    buf_str(out, "\n    }\n  ]\n}\n");
    return out->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a template") : CORDON_OK;
}
