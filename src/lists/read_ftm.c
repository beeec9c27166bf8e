/* read_ftm.c - FollowTheMoney entities, one JSON object a line.
 *
 * Properties stay as they are. What FollowTheMoney keeps as entities between entities becomes part
 * of both ends: Ownership, Directorship, Family and the like are links, a Sanction is a listing, a
 * Passport an identifier; also where such an entity stands nested in a property. Edges may come
 * before or after their ends, so the lines of a file are held and sorted by id; a file above
 * LIST_HELD_BYTES is refused. An entity of several data sets is one of each of their lists. Written
 * after the published model and invented files; no export was at hand.               */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/datasets.h"
#include "lists/fields.h"
#include "lists/ftm.h"
#include "lists/readers.h"
#include "lists/rows.h"
#include "lists/words.h"
#include "read/json_tree.h"
#include "read/records.h"

static const struct edge {
    const char *schema, *from,
        *to; /* properties that hold the ends; each is told of the other by its word */
} edges[] = {
    {"Ownership", "owner", "asset"},
    {"Directorship", "director", "organization"},
    {"Membership", "member", "organization"},
    {"Employment", "employee", "employer"},
    {"Representation", "agent", "client"},
    {"Family", "person", "relative"},
    {"Associate", "person", "associate"},
    {"UnknownLink", "subject", "object"},
    {"Succession", "predecessor", "successor"},
    {"Occupancy", "holder", "post"},
    {"Debt", "debtor", "creditor"},
    {"ProjectParticipant", "participant", "project"},
};

typedef struct ftm {
    list_read *r;
    unsigned file;
    datasets *d;
    lists_met met;
    list_held held;
    list_left left;
    uint64_t line;
    buf text;
} ftm;

static const struct edge *edge_of(const char *schema) {
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (strcmp(edges[i].schema, schema) == 0) return &edges[i];
    return NULL;
}

/* What belongs to a party but is an entity of its own: the property that names the party. */
static const char *owner_property(const char *schema) {
    if (strcmp(schema, "Sanction") == 0) return "entity";
    return strcmp(schema, "Passport") == 0 || strcmp(schema, "Identification") == 0 ? "holder"
                                                                                    : NULL;
}

/* ---- holding lines ---- */

static cordon_status hold(ftm *f, const char *id, const char *sub, const char *a, const char *b,
                          const char *c, const char *d, cordon_error *err) {
    return list_hold_cells(&f->held, (const char *const[]){a, b, c, d}, 4, f->line, f->file, id,
                           sub, err);
}

/* Both ends of an edge are told of the other. */
static cordon_status hold_edge(ftm *f, const struct edge *k, const json_node *properties,
                               cordon_error *err) {
    const json_node *from = json_get(properties, k->from), *to = json_get(properties, k->to);
    const char *role = ftm_first(properties, "role"), *percent = ftm_first(properties, "percentage");
    if (!*role) role = ftm_first(properties, "relationship");
    cordon_status status = CORDON_OK;
    for (const json_node *a = from ? from->first : NULL; a && !status; a = a->next)
        for (const json_node *b = to ? to->first : NULL; b && !status; b = b->next) {
            if (a->kind != JSON_STRING || b->kind != JSON_STRING) continue;
            status =
                hold(f, a->text, "edge", k->schema, *role ? role : k->to, b->text, percent, err);
            if (!status)
                status = hold(f, b->text, "edge", k->schema, *role ? role : k->from, a->text,
                              percent, err);
        }
    return status;
}

static cordon_status hold_line(ftm *f, const char *line, size_t len, cordon_error *err) {
    json_tree t;
    cordon_error why = {0};
    cordon_status status = json_tree_read_memory(&t, "line", line, len, &why);
    if (status == CORDON_ENOMEM) return cordon_fail(err, status, "%s", why.message);
    if (status) {
        list_refuse(f->r, f->file, f->line, why.column, "line", "", why.message);
        return CORDON_OK;
    }
    const char *id = ftm_text(t.root, "id"), *schema = ftm_text(t.root, "schema");
    const json_node *properties = ftm_properties(t.root);
    if (!*id || !*schema || !properties) {
        list_refuse(f->r, f->file, f->line, 0, *id ? id : "id", schema,
                    "an object with id, schema and properties");
    } else if (edge_of(schema)) {
        status = hold_edge(f, edge_of(schema), properties, err);
    } else {
        const char *owner = owner_property(schema);
        const json_node *of = owner ? json_get(properties, owner) : NULL;
        f->text.len = 0;
        buf_add(&f->text, line, len);
        const char *copy = buf_text(&f->text); /* ends in NUL */
        if (f->text.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a line");
        for (const json_node *o = of ? of->first : NULL; o && !status; o = o->next)
            if (o->kind == JSON_STRING) status = hold(f, o->text, "part", copy, "", "", "", err);
        if (!owner && !status) status = hold(f, id, "", copy, "", "", "", err); /* sorts first */
    }
    json_tree_free(&t);
    return status;
}

static cordon_status hold_file(ftm *f, cordon_error *err) {
    record_reader *records = NULL;
    record_block block = {.data = malloc(RECORDS_BLOCK)};
    record_split *split = malloc(sizeof *split);
    cordon_status status = CORDON_OK;
    if (!block.data || !split) status = cordon_fail(err, CORDON_ENOMEM, "no memory to read lines");
    if (!status) status = records_open(&records, f->r->file[f->file], NULL, 0, err);
    if (split) split->delimiter = 1, split->quote = 0;
    while (!status && !(status = records_next(records, &block, err)) && block.len) {
        size_t at = 0;
        uint64_t line = block.first_line;
        split_result how;
        while (!status && (how = records_split(split, &block, &at, &line, &f->line)) != SPLIT_END) {
            f->r->rows[f->file]++;
            if (how == SPLIT_OK)
                status = hold_line(f, split->f[0].p, split->f[0].len, err);
            else
                list_refuse(f->r, f->file, f->line, 0, "line", "",
                            "one JSON object of at most 1 MB");
        }
    }
    records_close(records);
    free(block.data);
    free(split);
    return status;
}

/* ---- entities ---- */

static void add_sanction(entity *e, const json_node *p) {
    const char *programme = ftm_first(p, "programId"), *from = ftm_first(p, "startDate"),
               *reference = ftm_first(p, "authorityId");
    if (!*programme) programme = ftm_first(p, "program");
    if (!*from) from = ftm_first(p, "listingDate");
    if (!*reference) reference = ftm_first(p, "recordId");
    entity_listing l = {programme,
                        ftm_first(p, "provisions"),
                        reference,
                        ftm_first(p, "reason"),
                        list_whole_day(from),
                        list_whole_day(ftm_first(p, "endDate"))};
    entity_list(e, &l);
    entity_add(e, "unscId", ftm_first(p, "unscId"), -1, NULL, NULL);
    entity_add(e, "authority", ftm_first(p, "authority"), -1, NULL, NULL);
}

static void add_paper(entity *e, const char *schema, const json_node *p) {
    const char *prop = strcmp(schema, "Passport") == 0 ? "passportNumber" : "idNumber";
    const char *kind = ftm_first(p, "type"), *country = ftm_first(p, "country");
    entity_add(e, prop, ftm_first(p, "number"), -1, NULL, *country ? country : kind);
}

/* An entity that stands nested in a property, or was held beside it. */
static void add_part(ftm *f, entity *e, const json_node *n) {
    const char *schema = ftm_text(n, "schema");
    const json_node *p = json_get(n, "properties");
    if (strcmp(schema, "Sanction") == 0)
        add_sanction(e, p);
    else if (strcmp(schema, "Passport") == 0 || strcmp(schema, "Identification") == 0)
        add_paper(e, schema, p);
    else if (strcmp(schema, "Address") == 0)
        entity_add(e, "address", ftm_first(p, "full"), -1, NULL, ftm_first(p, "country"));
    else
        list_left_add(&f->left, schema, ftm_text(n, "id"), f->line);
}

static void add_property(ftm *f, entity *e, const json_node *p) {
    for (const json_node *v = p->kind == JSON_ARRAY ? p->first : NULL; v; v = v->next) {
        if (v->kind == JSON_STRING)
            entity_add(e, p->key, v->text, -1, NULL, NULL);
        else if (v->kind == JSON_OBJECT)
            add_part(f, e, v);
        else
            list_left_add(&f->left, p->key, v->text ? v->text : "", f->line);
    }
    if (p->kind != JSON_ARRAY) list_left_add(&f->left, p->key, p->text ? p->text : "", f->line);
}

static void add_frame(ftm *f, entity *e, const json_node *n) {
    static const char *const known[] = {"id",          "schema",   "properties", "datasets",
                                        "caption",     "target",   "first_seen", "last_seen",
                                        "last_change", "referents"};
    const json_node *referents = json_get(n, "referents");
    for (const json_node *v = referents && referents->kind == JSON_ARRAY ? referents->first : NULL;
         v; v = v->next)
        if (v->kind == JSON_STRING) entity_add(e, "referents", v->text, -1, NULL, NULL);
    list_add_date(e, "createdAt", ftm_text(n, "first_seen"));
    list_add_date(e, "modifiedAt", ftm_text(n, "last_change"));
    if (!entity_first(e, "name")) entity_add(e, "name", ftm_text(n, "caption"), -1, NULL, NULL);
    date_day seen = list_whole_day(ftm_text(n, "last_seen"));
    if (seen > f->r->vintage) f->r->vintage = seen;
    for (const json_node *c = n->first; c; c = c->next) {
        bool is = false;
        for (size_t i = 0; i < sizeof known / sizeof *known && !is; i++)
            is = strcmp(known[i], c->key) == 0;
        if (!is) list_left_add(&f->left, c->key, c->text ? c->text : "", f->line);
    }
}

static void add_others(ftm *f, entity *e, size_t a, size_t b) {
    for (size_t i = a; i < b; i++) {
        const list_held_row *row = &f->held.row[i];
        if (strcmp(row->sub, "edge") == 0) {
            char *end;
            double percent = strtod(row->cell[3], &end);
            entity_relate(e, &(entity_link){row->cell[0], row->cell[1], row->cell[2], "",
                                            end == row->cell[3] ? (double)NAN : percent});
        } else if (strcmp(row->sub, "part") == 0) {
            json_tree t;
            if (json_tree_read_memory(&t, "line", row->cell[0], strlen(row->cell[0]), NULL))
                continue;
            add_part(f, e, t.root);
            json_tree_free(&t);
        }
    }
}

/* The entity of rows [a, b) in the list of one of its data sets. */
static cordon_status emit_in(ftm *f, const char *dataset, const json_node *n, size_t a, size_t b,
                             cordon_error *err) {
    char list[LIST_ID_MAX];
    entity e;
    datasets_list(f->d, list, "os-", dataset, strlen(dataset));
    list_entity(f->r, &e, list, ftm_text(n, "id"), ftm_text(n, "schema"));
    e.line = f->line;
    for (const json_node *p = json_get(n, "properties")->first; p; p = p->next)
        add_property(f, &e, p);
    add_frame(f, &e, n);
    add_others(f, &e, a + 1, b);
    cordon_status status = lists_meet(&f->met, list, err);
    return status ? status : list_emit(f->r, &e, f->file, err);
}

static cordon_status emit(ftm *f, size_t a, size_t b, cordon_error *err) {
    const list_held_row *first = &f->held.row[a];
    json_tree t;
    f->line = first->line;
    if (*first->sub) { /* edges to what is not in the file */
        list_note(f->r, f->file, "end of a link that is not in the file", "%.200s", first->key);
        return CORDON_OK;
    }
    cordon_status status =
        json_tree_read_memory(&t, "line", first->cell[0], strlen(first->cell[0]), err);
    if (status) return status;
    const json_node *sets = json_get(t.root, "datasets");
    bool any = false;
    for (const json_node *s = sets && sets->kind == JSON_ARRAY ? sets->first : NULL; s && !status;
         s = s->next) {
        if (s->kind != JSON_STRING || !*s->text) continue;
        any = true;
        status = emit_in(f, s->text, t.root, a, b, err);
    }
    if (!any && !status) status = emit_in(f, "ftm", t.root, a, b, err);
    json_tree_free(&t);
    return status;
}

static cordon_status read_ftm(list_read *r, cordon_error *err) {
    ftm *f = calloc(1, sizeof *f);
    if (!f) return cordon_fail(err, CORDON_ENOMEM, "no memory for a reader");
    f->r = r;
    cordon_status status = datasets_open(&f->d, err);
    list_held_init(&f->held);
    for (; f->file < r->files && !status; f->file++) {
        status = hold_file(f, err);
        list_held_sort(&f->held);
        for (size_t a = 0, b; a < f->held.rows && !status; a = b) {
            b = list_group(&f->held, a);
            status = emit(f, a, b, err);
        }
        list_left_note(&f->left, r, f->file);
        list_held_free(&f->held);
        list_held_init(&f->held);
    }
    if (!status) status = lists_cover(&f->met, r, err);
    list_held_free(&f->held);
    lists_met_free(&f->met);
    datasets_close(f->d);
    buf_free(&f->text);
    free(f);
    return status;
}

const list_reader list_reader_ftm = {
    .name = "ftm",
    .what = "FollowTheMoney entities, one JSON object a line; untested on a real export",
    .publisher = "",
    .licence = "",
    .is = ftm_begins,
    .read = read_ftm,
};
