/* The labelled sets: which columns hold what, and how a row becomes two entities. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "read/table.h"
#include "screen/quality.h"

typedef struct side {
    const char *id, *list, *names, *native, *birth, *country, *address; /* columns, NULL = none */
} side;

typedef struct pair_set {
    const char *name, *file;
    const char *label, *same; /* column, and what it says of one party; label NULL = all are */
    const char *kind;         /* column, or "=word" for all */
    const char *difficulty, *script;
    side a, b;
    const char *separator; /* between several names; NULL = one */
    bool apart;            /* never learned from */
    double weight;
} pair_set;

static const pair_set sets[] = {
    {"crosslist",
     "crosslist_id_pairs.csv.xz",
     "label",
     "1",
     "kind",
     "difficulty",
     "scripts_a",
     {"id_a", "list_a", "names_a", NULL, NULL, NULL, "address_a"},
     {"id_b", "list_b", "names_b", NULL, NULL, NULL, "address_b"},
     " | ",
     false,
     1.5},
    {"analysts",
     "analyst_judgements_2021.csv.xz",
     "label",
     "1",
     "kind",
     "difficulty",
     NULL,
     {"id_a", "list_a", "names_a", NULL, "dob_a", NULL, NULL},
     {"id_b", "list_b", "names_b", NULL, "dob_b", NULL, NULL},
     " | ",
     true,
     1},
    {"un_reference",
     "un_reference_pairs.csv.xz",
     NULL,
     "",
     "kind",
     "difficulty",
     NULL,
     {"id_a", "list_a", "names_a", "native_a", "dob_a", "nationality_a", NULL},
     {"id_b", "list_b", "names_b", NULL, "dob_b", NULL, NULL},
     " | ",
     false,
     1},
    {"nk_names",
     "nk_name_bench_cases.csv",
     "is_match",
     "true",
     "schema",
     "quality",
     "case_group",
     {"name1", NULL, "name1", NULL, NULL, NULL, NULL},
     {"name2", NULL, "name2", NULL, NULL, NULL, NULL},
     NULL,
     false,
     2},
    {"scripts",
     "cross_script_names.csv.xz",
     NULL,
     "",
     "kind",
     NULL,
     "script",
     {"id", "list", "native_names", NULL, NULL, NULL, NULL},
     {"id", "list", "latin_names", NULL, NULL, NULL, NULL},
     " | ",
     false,
     0.15},
    {"wikidata_names",
     "name_pairs_wikidata_test.tsv.xz",
     "score",
     "1",
     "=person",
     NULL,
     NULL,
     {"name1", NULL, "name1", NULL, NULL, NULL, NULL},
     {"name2", NULL, "name2", NULL, NULL, NULL, NULL},
     NULL,
     true,
     1},
    {"dutch_companies",
     "emm_namepairs_202.csv.gz",
     "correct",
     "True",
     "=organisation",
     NULL,
     NULL,
     {"gt_uid", NULL, "gt_name", NULL, NULL, NULL, NULL},
     {"uid", NULL, "name", NULL, NULL, NULL, NULL},
     NULL,
     true,
     1},
};

/* Lists whose compilation is licensed for use that earns nothing: measured, never learned from. */
static const char *const not_learned[] = {"EU_OJ", "UA_WS"};

static const char *cell(const table *t, size_t row, const char *column) {
    return column ? table_cell(t, row, table_col(t, column)) : "";
}

static void add_split(entity *e, const char *prop, const char *text, const char *by) {
    size_t skip = by ? strlen(by) : 0;
    for (const char *end; *text; text = *end ? end + skip : end) {
        end = by ? strstr(text, by) : NULL;
        if (!end) end = text + strlen(text);
        entity_add(e, prop, text, end - text, NULL, NULL);
    }
}

static const char *schema_of(const char *kind) {
    if (!strcmp(kind, "person") || !strcmp(kind, "Person")) return "Person";
    if (!strcmp(kind, "vessel") || !strcmp(kind, "Vessel")) return "Vessel";
    if (!strcmp(kind, "") || !strcmp(kind, "LegalEntity")) return "LegalEntity";
    return "Organization";
}

static const char *kind_name(const char *schema) {
    return *schema == 'P'   ? "person"
           : *schema == 'V' ? "vessel"
           : *schema == 'O' ? "organisation"
                            : "";
}

static void fill(entity *e, arena *mem, const pair_set *set, const side *s, const table *t,
                 size_t row, const char *schema) {
    entity_begin(e, mem, cell(t, row, s->list), cell(t, row, s->id), schema);
    add_split(e, "name", cell(t, row, s->names), set->separator);
    add_split(e, "alias", cell(t, row, s->native), set->separator);
    add_split(e, "birthDate", cell(t, row, s->birth), "; ");
    add_split(e, "nationality", cell(t, row, s->country), "; ");
    add_split(e, "address", cell(t, row, s->address), " | ");
}

static quality_split split_of(const pair_set *set, const entity *a, const entity *b) {
    uint32_t h = 2166136261U;
    if (set->apart) return QUALITY_APART;
    for (size_t i = 0; i < sizeof not_learned / sizeof *not_learned; i++)
        if (!strcmp(a->list, not_learned[i]) || !strcmp(b->list, not_learned[i]))
            return QUALITY_APART;
    for (const char *p = a->key; *p; p++) h = (h ^ (unsigned char)*p) * 16777619U;
    return (h ^ h >> 15) % 10 < 6 ? QUALITY_TRAIN : QUALITY_HELD;
}

static cordon_status read_set(const pair_set *set, const char *bench, bool train,
                              quality_pair *each, void *arg, cordon_error *err) {
    char path[1024];
    table t;
    snprintf(path, sizeof path, "%s/%s", bench, set->file);
    if (access(path, R_OK) || (train && set->apart)) return CORDON_OK;
    cordon_status s = table_read(&t, path, err);
    if (s) return s;
    for (size_t row = 0; !s && row < t.rows; row++) {
        arena mem;
        entity a, b;
        quality_case c = {.set = set->name, .same = true};
        const char *schema =
            schema_of(*set->kind == '=' ? set->kind + 1 : cell(&t, row, set->kind));
        arena_init(&mem, 0);
        fill(&a, &mem, set, &set->a, &t, row, schema);
        fill(&b, &mem, set, &set->b, &t, row, schema);
        c.split = split_of(set, &a, &b);
        if (set->label) c.same = !strcmp(cell(&t, row, set->label), set->same);
        snprintf(c.kind, sizeof c.kind, "%s", kind_name(schema));
        snprintf(c.difficulty, sizeof c.difficulty, "%s", cell(&t, row, set->difficulty));
        snprintf(c.script, sizeof c.script, "%s", cell(&t, row, set->script));
        c.weight = set->weight;
        if (!train || c.split == QUALITY_TRAIN) s = each(arg, &c, &a, &b, err);
        arena_destroy(&mem);
    }
    table_free(&t);
    return s;
}

cordon_status quality_pairs(const char *bench, bool train, quality_pair *each, void *arg,
                            cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (size_t i = 0; !s && i < sizeof sets / sizeof *sets; i++)
        s = read_set(&sets[i], bench, train, each, arg, err);
    return s;
}

cordon_status quality_pairs_of(const char *bench, const char *set, quality_pair *each, void *arg,
                               cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (size_t i = 0; !s && i < sizeof sets / sizeof *sets; i++)
        if (!strcmp(sets[i].name, set)) s = read_set(&sets[i], bench, false, each, arg, err);
    return s;
}

/* The second side of rows before. Every first side also meets strangers among them: one as it
 * comes, and the one whose names are the most alike, as a search through a list would bring it up.
 * Most parties of a list have nothing to do with a question, and the fit must know it.     */
enum { STRANGERS = 48, NAMES_LOOKED_AT = 2 };
typedef struct stranger {
    arena mem;
    pair_facts facts;
    const char *set;
    char kind[16], key[128], other[128];
} stranger;

typedef struct measuring {
    quality_cases *out;
    const score_model *m;
    FILE *dump;
    stranger ring[STRANGERS];
    unsigned next;
} measuring;

static cordon_status keep(quality_cases *q, const quality_case *c, cordon_error *err) {
    if (q->n == q->room) {
        size_t room = q->room ? q->room * 2 : 4096;
        quality_case *at = realloc(q->at, room * sizeof *at);
        if (!at) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu cases", room);
        q->at = at, q->room = room;
    }
    q->at[q->n++] = *c;
    return CORDON_OK;
}

static void print_case(FILE *f, const quality_case *c, const pair_facts *a, const pair_facts *b,
                       const pair_result *r) {
    fprintf(f, "%s\t%s\t%s\t%s\t%d\t%d\t%.4f\t%.4f", c->set, c->kind, c->difficulty, c->script,
            (int)c->split, c->same, (double)r->parts.score, r->probability);
    for (int i = 0; i < PAIR_FEATURES; i++) fprintf(f, "\t%.4g", (double)c->value[i]);
    fprintf(f, "\t%s\t%s\n", a->names ? a->name[r->q_name].text : "",
            b->names ? b->name[r->l_name].text : "");
}

static cordon_status compare(measuring *k, quality_case *c, const pair_facts *q,
                             const pair_facts *l, cordon_error *err) {
    pair_result r;
    pair_compare(&r, k->m, q, l);
    memcpy(c->value, r.value, sizeof c->value);
    c->log_odds = r.log_odds;
    c->taken_for = r.kind;
    if (k->dump) print_case(k->dump, c, q, l, &r);
    return keep(k->out, c, err);
}

/* One party stands on several lists under one name. */
static bool share_name(const pair_facts *a, const pair_facts *b) {
    for (unsigned i = 0; i < a->names; i++)
        for (unsigned j = 0; j < b->names; j++)
            if (!strcasecmp(a->name[i].text, b->name[j].text)) return true;
    return false;
}

static bool is_stranger(const stranger *x, const quality_case *of, const entity *a,
                        const pair_facts *q) {
    return x->set && !strcmp(x->set, of->set) && !strcmp(x->kind, of->kind) &&
           strcmp(x->key, a->key) != 0 && strcmp(x->other, a->key) != 0 &&
           !share_name(q, &x->facts);
}

static float nearness(const score_model *m, const pair_facts *q, const pair_facts *l) {
    float best = 0;
    for (unsigned i = 0; i < q->names && i < NAMES_LOOKED_AT; i++)
        for (unsigned j = 0; j < l->names && j < NAMES_LOOKED_AT; j++)
            best = fmaxf(best, name_score(m, &q->name[i].scored, &l->name[j].scored));
    return best;
}

static cordon_status meet_strangers(measuring *k, const quality_case *of, const entity *a,
                                    const pair_facts *q, cordon_error *err) {
    cordon_status s = CORDON_OK;
    const stranger *met[2] = {NULL, NULL}; /* the first, the most alike */
    float most = -1;
    for (unsigned i = 0; i < STRANGERS; i++) {
        const stranger *x = &k->ring[(k->next + i) % STRANGERS];
        if (!is_stranger(x, of, a, q)) continue;
        float near = nearness(k->m, q, &x->facts);
        if (!met[0]) met[0] = x;
        if (near > most) most = near, met[1] = x;
    }
    for (int i = 0; !s && i < 2 && met[i]; i++) {
        quality_case c = *of;
        c.set = "strangers", c.same = false;
        c.weight *= 0.5;
        *c.difficulty = *c.script = 0;
        s = compare(k, &c, q, &met[i]->facts, err);
    }
    return s;
}

/* Takes over mem, where l lives. */
static void remember(measuring *k, const quality_case *c, const entity *a, const entity *b,
                     arena *mem, const pair_facts *l) {
    stranger *x = &k->ring[k->next++ % STRANGERS];
    arena_destroy(&x->mem);
    *x = (stranger){.mem = *mem, .facts = *l, .set = c->set};
    snprintf(x->kind, sizeof x->kind, "%s", c->kind);
    snprintf(x->key, sizeof x->key, "%s", b->key);
    snprintf(x->other, sizeof x->other, "%s", a->key);
}

static cordon_status measure(void *arg, quality_case *c, const entity *a, const entity *b,
                             cordon_error *err) {
    measuring *k = arg;
    pair_facts q, l;
    arena mem, other;
    arena_init(&mem, 0), arena_init(&other, 0);
    cordon_status s = pair_facts_make(&q, &mem, a, err);
    if (!s) s = pair_facts_make(&l, &other, b, err);
    for (unsigned i = 0; !s && i < l.names; i++) /* of b's memory, which goes first */
        if (!(l.name[i].text = arena_strndup(&other, l.name[i].text, strlen(l.name[i].text))))
            s = cordon_fail(err, CORDON_ENOMEM, "no memory for a case");
    if (!s) s = compare(k, c, &q, &l, err);
    if (!s && c->split != QUALITY_APART) s = meet_strangers(k, c, a, &q, err);
    if (!s)
        remember(k, c, a, b, &other, &l);
    else
        arena_destroy(&other);
    arena_destroy(&mem);
    return s;
}

cordon_status quality_cases_make(quality_cases *out, const score_model *m, const char *bench,
                                 bool train, FILE *dump, cordon_error *err) {
    measuring *k = calloc(1, sizeof *k);
    if (!k) return cordon_fail(err, CORDON_ENOMEM, "no memory for the cases");
    k->out = out, k->m = m, k->dump = dump;
    *out = (quality_cases){0};
    cordon_status s = quality_pairs(bench, train, measure, k, err);
    for (unsigned i = 0; i < STRANGERS; i++) arena_destroy(&k->ring[i].mem);
    free(k);
    if (s) quality_cases_free(out);
    return s;
}

void quality_cases_free(quality_cases *c) {
    free(c->at);
    *c = (quality_cases){0};
}
