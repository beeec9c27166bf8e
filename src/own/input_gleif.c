/* input_gleif.c - relationship records of the Global LEI system (RR-CDF 2.1), as XML, JSON or CSV.
 *
 * The start node is the child, the end node the parent. Accounting consolidation is a sign of control and no share; where the record quantifies it as a
 * percentage, that is one. A branch is its head office's wholly. Funds and their managers, sub-funds and feeders are links without a stake. */
#include <stdio.h>
#include <string.h>

#include "lists/rows.h"
#include "own/input.h"
#include "read/json_stream.h"
#include "read/xml.h"

bool own_is_gleif(const char *head, size_t len) {
    return memmem(head, len, "RelationshipRecord", 18) || (memmem(head, len, "StartNode", 9) && memmem(head, len, "RelationshipType", 16));
}

typedef struct record {
    const char *child, *parent, *type, *status, *amount, *units;
    const char *from, *to;
    uint64_t line;
    unsigned column;
} record;

static bool is_lei(const char *s) { return strlen(s) == 20 && s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == 0; }

static cordon_status give(list_read *r, const record *x, const own_edge *e, cordon_error *err) {
    const own_sink *s = r->own;
    char child[32], parent[32];
    snprintf(child, sizeof child, "lei:%s", x->child);
    snprintf(parent, sizeof parent, "lei:%s", x->parent);
    cordon_status status = s->party(s->arg, child, "", "", 0, err);
    if (!status) status = s->party(s->arg, parent, "", "", 0, err);
    return status ? status : s->holding(s->arg, parent, child, e, "", err);
}

static cordon_status take(list_read *r, const record *x, cordon_error *err) {
    own_edge e = {.line = (uint32_t)x->line, .kind = OWN_LINKED};
    bool consolidated = strstr(x->type, "CONSOLIDATED_BY") != NULL, branch = strcmp(x->type, "IS_INTERNATIONAL_BRANCH_OF") == 0;
    if (!is_lei(x->child) || !is_lei(x->parent)) {
        bool child = !is_lei(x->child);
        list_refuse(r, 0, x->line, x->column, child ? "StartNode" : "EndNode", child ? x->child : x->parent, "an LEI of 20 letters and digits");
        return CORDON_OK;
    }
    if (!*x->type) {
        list_refuse(r, 0, x->line, x->column, "RelationshipType", "", "a type of relationship");
        return CORDON_OK;
    }
    if (!own_input_day(&e.from, x->from) || !own_input_day(&e.to, x->to)) {
        bool from = !own_input_day(&e.from, x->from);
        list_refuse(r, 0, x->line, x->column, from ? "StartDate" : "EndDate", from ? x->from : x->to, "a date as 2020-01-31");
        return CORDON_OK;
    }
    r->records++;
    if ((strcmp(x->status, "ACTIVE") != 0 && *x->status && !e.to) || (e.from && e.to && e.to < e.from)) return CORDON_OK; /* ended, nobody says when */
    if (branch) {
        e.kind = OWN_SHARES;
        e.low_e5 = e.high_e5 = OWN_ALL_E5;
        return give(r, x, &e, err);
    }
    if (consolidated) e.kind = OWN_CONTROL;
    cordon_status status = give(r, x, &e, err);
    if (!status && consolidated && strcmp(x->units, "PERCENTAGE") == 0 && own_percent(&e.low_e5, &e.high_e5, x->amount, strlen(x->amount))) {
        e.kind = OWN_SHARES;
        status = give(r, x, &e, err);
    }
    return status;
}

/* ---- XML ---- */

static cordon_status xml_root(void *arg, xml_node *root, cordon_error *err) {
    (void)arg;
    if (strcmp(root->name, "RelationshipData") == 0) return CORDON_OK;
    return cordon_fail(err, CORDON_EFORMAT, "the file begins with <%.40s>; expected <RelationshipData>", root->name);
}

static cordon_status xml_record(void *arg, xml_node *n, cordon_error *err) {
    list_read *r = arg;
    xml_node *x = xml_child(n, "Relationship"), *q = xml_child(xml_child(x, "RelationshipQuantifiers"), "RelationshipQuantifier");
    if (!q) q = xml_child(xml_child(x, "Quantifiers"), "Quantifier");
    record rec = {.child = xml_text(xml_child(x, "StartNode"), "NodeID"), .parent = xml_text(xml_child(x, "EndNode"), "NodeID"),
                  .type = xml_text(x, "RelationshipType"), .status = xml_text(x, "RelationshipStatus"), .amount = xml_text(q, "QuantifierAmount"),
                  .units = xml_text(q, "QuantifierUnits"), .from = "", .to = "", .line = n->line, .column = n->column};
    for (xml_node *p = xml_child(xml_child(x, "RelationshipPeriods"), "RelationshipPeriod"); p; p = xml_next(p))
        if (strcmp(xml_text(p, "PeriodType"), "RELATIONSHIP_PERIOD") == 0) {
            rec.from = xml_text(p, "StartDate");
            rec.to = xml_text(p, "EndDate");
        }
    if (n->over) {
        list_refuse(r, 0, n->line, n->column, "RelationshipRecord", "", n->over);
        return CORDON_OK;
    }
    return take(r, &rec, err);
}

static cordon_status read_xml(list_read *r, cordon_error *err) {
    static const char *const records[] = {"RelationshipRecord", NULL};
    xml_reading x = {.records = records, .root = xml_root, .record = xml_record, .arg = r};
    return xml_read(r->file[0], &x, err);
}

/* ---- JSON ---- */

/* A text, also in the form {"$": "text"}. */
static const char *text_of(const json_node *n, const char *key) {
    const json_node *v = n ? json_get(n, key) : NULL;
    if (v && v->kind == JSON_OBJECT) v = json_get(v, "$");
    return v && (v->kind == JSON_STRING || v->kind == JSON_NUMBER) ? v->text : "";
}

/* The values of an array, of {"NAME": [...]} or a single one. */
static const json_node *first_of(const json_node *n, const char *key, const char *inner) {
    const json_node *v = n ? json_get(n, key) : NULL;
    if (v && v->kind == JSON_OBJECT) v = json_get(v, inner);
    return v && v->kind == JSON_ARRAY ? v->first : v;
}

static cordon_status json_record(list_read *r, const json_node *n, uint64_t line, unsigned column, cordon_error *err) {
    const json_node *x = json_get(n, "Relationship"), *q = first_of(x, "Quantifiers", "Quantifier");
    if (!q) q = first_of(x, "RelationshipQuantifiers", "RelationshipQuantifier");
    record rec = {.child = x ? text_of(json_get(x, "StartNode"), "NodeID") : "", .parent = x ? text_of(json_get(x, "EndNode"), "NodeID") : "",
                  .type = text_of(x, "RelationshipType"), .status = text_of(x, "RelationshipStatus"), .amount = text_of(q, "QuantifierAmount"),
                  .units = text_of(q, "QuantifierUnits"), .from = "", .to = "", .line = line, .column = column};
    for (const json_node *p = first_of(x, "RelationshipPeriods", "RelationshipPeriod"); p; p = p->next)
        if (strcmp(text_of(p, "PeriodType"), "RELATIONSHIP_PERIOD") == 0) {
            rec.from = text_of(p, "StartDate");
            rec.to = text_of(p, "EndDate");
        }
    return take(r, &rec, err);
}

static cordon_status read_json(list_read *r, json_form form, cordon_error *err) {
    json_stream *s;
    bool more = true;
    cordon_status status = json_stream_open(&s, r->file[0], form, err);
    if (status) return status;
    while (!status) {
        json_item item;
        if ((status = json_stream_next(s, &item, &more, err)) || !more) break;
        if (!item.value)
            list_refuse(r, 0, item.line, item.column, "record", "", item.refused.message);
        else if (item.value->kind == JSON_OBJECT && json_get(item.value, "Relationship"))
            status = json_record(r, item.value, item.line, item.column, err);
        else if (item.element)
            list_refuse(r, 0, item.line, item.column, "record", json_kind_name(item.value->kind), "an object with Relationship");
    }
    json_stream_close(s);
    return status;
}

/* ---- CSV ---- */

static cordon_status csv_row(list_read *r, list_rows *w, cordon_error *err) {
    char name[64];
#define CELL(of) list_cell(w, list_col(w, "Relationship." of))
    record rec = {.child = CELL("StartNode.NodeID"), .parent = CELL("EndNode.NodeID"), .type = CELL("RelationshipType"), .status = CELL("RelationshipStatus"),
                  .amount = CELL("Quantifiers.1.QuantifierAmount"), .units = CELL("Quantifiers.1.QuantifierUnits"), .from = "", .to = "", .line = list_rows_line(w)};
    for (int i = 1; i <= 5; i++) {
        snprintf(name, sizeof name, "Relationship.Period.%d.periodType", i);
        if (strcmp(list_cell(w, list_col(w, name)), "RELATIONSHIP_PERIOD") != 0) continue;
        snprintf(name, sizeof name, "Relationship.Period.%d.startDate", i);
        rec.from = list_cell(w, list_col(w, name));
        snprintf(name, sizeof name, "Relationship.Period.%d.endDate", i);
        rec.to = list_cell(w, list_col(w, name));
    }
    return take(r, &rec, err);
}

static cordon_status read_csv(list_read *r, cordon_error *err) {
    static const char *const needed[] = {"Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType", NULL};
    list_rows *w;
    int col[3];
    bool more = true;
    cordon_status status = list_rows_open(&w, r, 0, &(list_form){.delimiter = ',', .quote = '"'}, err);
    if (status) return status;
    status = list_cols(w, needed, col, err);
    while (!status && !(status = list_rows_next(w, &more, err)) && more) status = csv_row(r, w, err);
    list_rows_close(w);
    return status;
}

cordon_status own_read_gleif(list_read *r, cordon_error *err) {
    char form[sizeof r->form];
    snprintf(form, sizeof form, "%s", r->form);
    r->form[0] = 0;
    if (strcmp(form, "xml") == 0) return read_xml(r, err);
    if (strcmp(form, "json") == 0 || strcmp(form, "lines") == 0) return read_json(r, *form == 'l' ? JSON_LINES : JSON_DOCUMENT, err);
    return read_csv(r, err);
}
