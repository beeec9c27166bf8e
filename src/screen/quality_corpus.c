/* Many parties, and finding one among them by looking at all. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/table.h"
#include "screen/quality.h"

typedef struct columns {
    const char *prop, *column, *separator; /* separator NULL = one value */
} columns;

typedef struct corpus_table {
    const char *files;  /* pattern under the folder of lists */
    const char *list;   /* "=ID" for all rows, else the column */
    const char *key[3]; /* columns, joined by '/' */
    const char *kind;   /* column, NULL = not said */
    columns of[8];
    bool rows_of_one; /* rows with the same key follow each other and are one party */
} corpus_table;

static const corpus_table tables[] = {
    {"merged/bank_merged_*.csv.xz",
     "Source",
     {"Reference Number"},
     "Subject Type",
     {{"name", "All Names", " | "}, {"address", "Addresses", " | "}},
     false},
    {"uk/subject_names_*.csv.xz", "=UK", {"unique_id"}, NULL, {{"name", "full_name", NULL}}, true},
    {"merged/ua_war_sanctions_*.csv.xz",
     "=UA_WS",
     {"id"},
     "schema",
     {{"name", "name", NULL},
      {"alias", "aliases", ";"},
      {"birthDate", "birth_date", ";"},
      {"country", "countries", ";"}},
     false},
    {"eu/consolidated/*.csv*",
     "=EU_OJ",
     {"celex", "annex", "recordId"},
     "schema",
     {{"name", "name", NULL},
      {"alias", "alias", ";"},
      {"weakAlias", "weakAlias", ";"},
      {"previousName", "previousName", ";"},
      {"birthDate", "birthDate", ";"},
      {"nationality", "nationality", ";"},
      {"country", "country", ";"}},
     false},
};

/* What the merged table calls its sources, and the sets. */
static const char *list_name(const char *source) {
    return !strcmp(source, "EU") ? "EU_FSF" : source;
}

static const char *schema_of(const char *kind) {
    static const char *const of[][2] = {{"Individual", "Person"},   {"INDIVIDUAL", "Person"},
                                        {"Entity", "Organization"}, {"ENTITY", "Organization"},
                                        {"Aircraft", "Airplane"},   {"", "LegalEntity"}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (!strcmp(kind, of[i][0])) return of[i][1];
    return kind;
}

static const char *value(const table *t, size_t row, const char *column) {
    return column ? table_cell(t, row, table_col(t, column)) : "";
}

static void add_values(entity *e, const table *t, size_t row, const columns *c) {
    for (; c->prop; c++)
        for (const char *text = value(t, row, c->column), *end; *text;
             text = *end ? end + strlen(c->separator) : end) {
            end = c->separator ? strstr(text, c->separator) : NULL;
            if (!end) end = text + strlen(text);
            entity_add(e, c->prop, text, end - text, NULL, NULL);
        }
}

cordon_status quality_corpus_add(quality_corpus *c, const entity *e, cordon_error *err) {
    if (c->n == c->room) {
        size_t room = c->room ? c->room * 2 : 4096;
        quality_party *at = realloc(c->at, room * sizeof *at);
        if (!at) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu parties", room);
        c->at = at, c->room = room;
    }
    quality_party *p = &c->at[c->n];
    p->list = arena_strndup(&c->mem, e->list, strlen(e->list));
    p->key = arena_strndup(&c->mem, e->key, strlen(e->key));
    cordon_status s = pair_facts_make(&p->facts, &c->mem, e, err);
    for (unsigned i = 0; !s && i < p->facts.names; i++) {
        pair_name *n = &p->facts.name[i];
        n->text = arena_strndup(&c->mem, n->text, strlen(n->text));
        if (!n->text) s = cordon_fail(err, CORDON_ENOMEM, "no memory for a party");
    }
    if (!s && p->list && p->key) c->n++;
    return s;
}

static void key_of(char *out, size_t size, const table *t, size_t row, const corpus_table *ct) {
    size_t len = 0;
    *out = 0;
    for (unsigned i = 0; i < 3 && ct->key[i] && len < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s", i ? "/" : "",
                                value(t, row, ct->key[i]));
}

static cordon_status read_rows(quality_corpus *c, const corpus_table *ct, const table *t,
                               const char *only, cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (size_t row = 0; !s && row < t->rows;) {
        char key[256], next[256];
        arena mem;
        entity e;
        const char *list = *ct->list == '=' ? ct->list + 1 : list_name(value(t, row, ct->list));
        arena_init(&mem, 0);
        key_of(key, sizeof key, t, row, ct);
        entity_begin(&e, &mem, list, key, schema_of(value(t, row, ct->kind)));
        do {
            add_values(&e, t, row++, ct->of);
            if (row < t->rows) key_of(next, sizeof next, t, row, ct);
        } while (ct->rows_of_one && row < t->rows && !strcmp(key, next));
        if ((!only || !strcmp(only, list)) && entity_first(&e, "name"))
            s = quality_corpus_add(c, &e, err);
        arena_destroy(&mem);
    }
    return s;
}

static cordon_status read_files(quality_corpus *c, const corpus_table *ct, const char *lists,
                                const char *only, cordon_error *err) {
    char pattern[1024];
    glob_t found;
    cordon_status s = CORDON_OK;
    snprintf(pattern, sizeof pattern, "%s/%s", lists, ct->files);
    if (glob(pattern, 0, NULL, &found)) return CORDON_OK;
    for (size_t i = 0; !s && i < found.gl_pathc; i++) {
        table t;
        if ((s = table_read(&t, found.gl_pathv[i], err))) break;
        s = read_rows(c, ct, &t, only, err);
        table_free(&t);
    }
    globfree(&found);
    return s;
}

cordon_status quality_corpus_read(quality_corpus *out, const char *lists, const char *only,
                                  cordon_error *err) {
    cordon_status s = CORDON_OK;
    *out = (quality_corpus){0};
    arena_init(&out->mem, 0);
    for (size_t i = 0; !s && i < sizeof tables / sizeof *tables; i++)
        s = read_files(out, &tables[i], lists, only, err);
    if (s) quality_corpus_free(out);
    return s;
}

void quality_corpus_free(quality_corpus *c) {
    arena_destroy(&c->mem);
    free(c->at);
    *c = (quality_corpus){0};
}

static bool better(const quality_found *a, const quality_found *b) {
    return a->log_odds != b->log_odds ? a->log_odds > b->log_odds : a->party < b->party;
}

static unsigned insert(quality_found *list, unsigned n, unsigned most, const quality_found *x) {
    if (n == most && !better(x, &list[n - 1])) return n;
    unsigned at = n < most ? n++ : n - 1;
    while (at && better(x, &list[at - 1])) list[at] = list[at - 1], at--;
    list[at] = *x;
    return n;
}

/* The best score of a name of q with one of p. */
static float best_score(const score_model *m, const pair_facts *q, const pair_facts *p) {
    float best = 0;
    for (unsigned i = 0; i < q->names; i++)
        for (unsigned j = 0; j < p->names; j++) {
            float s = name_score(m, &q->name[i].scored, &p->name[j].scored);
            if (s > best) best = s;
        }
    return best;
}

unsigned quality_find(quality_found found[QUALITY_FOUND], const quality_corpus *c,
                      const score_model *m, const pair_facts *q, const char *but) {
    enum { NEAR = 60 }; /* by their names; of these all else is compared */
    quality_found near[NEAR];
    unsigned n = 0, out = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (but && !strcmp(c->at[i].list, but)) continue;
        float s = best_score(m, q, &c->at[i].facts);
        quality_found x = {(double)s, s, (uint32_t)i};
        if (s > 0.3F) n = insert(near, n, NEAR, &x);
    }
    for (unsigned i = 0; i < n; i++) {
        pair_result r;
        pair_compare(&r, m, q, &c->at[near[i].party].facts);
        near[i].log_odds = r.log_odds;
        out = insert(found, out, QUALITY_FOUND, &near[i]);
    }
    return out;
}
