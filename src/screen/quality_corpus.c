/* Many parties with all their facts, as their lists give them. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lists/identify.h"
#include "lists/words.h"
#include "read/table.h"
#include "screen/quality.h"

typedef enum how { WHOLE, SPLIT, QUOTED, NUMBERS, PAPERS } how;

typedef struct columns {
    const char *prop, *column;
    how how; /* SPLIT: at " | " or ';'. QUOTED: at ';', with quotes. NUMBERS: so, with labels.
                PAPERS: "label: value", at " | " */
    const char *separator;
} columns;

typedef struct corpus_table {
    const char *files;  /* pattern under the folder of lists */
    const char *list;   /* "=ID" for all rows, else the column */
    const char *key[3]; /* columns, joined by '/' */
    const char *kind;   /* column, NULL = not said */
    columns of[32];
} corpus_table;

static const char bank_files[] = "merged/bank_merged_*.csv.xz";

static const corpus_table tables[] = {
    {bank_files,
     "Source",
     {"Reference Number"},
     "Subject Type",
     {{"name", "All Names", SPLIT, " | "},
      {"address", "Addresses", SPLIT, " | "},
      {"", "ID Documents", PAPERS, " | "}}},
    {"eu/consolidated/*.csv*",
     "=EU_OJ",
     {"celex", "annex", "recordId"},
     "schema",
     {{"name", "name", WHOLE, NULL},
      {"alias", "alias", SPLIT, ";"},
      {"weakAlias", "weakAlias", SPLIT, ";"},
      {"previousName", "previousName", SPLIT, ";"},
      {"birthDate", "birthDate", SPLIT, ";"},
      {"nationality", "nationality", SPLIT, ";"},
      {"country", "country", SPLIT, ";"},
      {"jurisdiction", "jurisdiction", SPLIT, ";"},
      {"flag", "flag", SPLIT, ";"},
      {"gender", "gender", WHOLE, NULL},
      {"incorporationDate", "incorporationDate", SPLIT, ";"},
      {"address", "address", QUOTED, NULL},
      {"passportNumber", "passportNumber", NUMBERS, NULL},
      {"registrationNumber", "registrationNumber", NUMBERS, NULL},
      {"taxNumber", "taxNumber", NUMBERS, NULL},
      {"idNumber", "idNumber", NUMBERS, NULL},
      {"innCode", "innCode", NUMBERS, NULL},
      {"ogrnCode", "ogrnCode", NUMBERS, NULL},
      {"okpoCode", "okpoCode", NUMBERS, NULL},
      {"leiCode", "leiCode", NUMBERS, NULL},
      {"swiftBic", "swiftBic", NUMBERS, NULL},
      {"imoNumber", "imoNumber", NUMBERS, NULL},
      {"mmsi", "mmsi", NUMBERS, NULL}}},
};

/* What the papers of the merged table are, where their label is no kind of identifier itself. */
static const char *const papers[][2] = {{"Gender", "gender"},
                                        {"DOB", "birthDate"},
                                        {"Organization Established Date", "incorporationDate"},
                                        {"Vessel Year of Build", "buildDate"},
                                        {"Unified Social Credit Code (USCC)", "uscCode"},
                                        {"National passport", "passportNumber"},
                                        {"National Fiscal Code", "taxNumber"},
                                        {"Tax identification number", "taxNumber"},
                                        {"National identification card", "idNumber"},
                                        {"National Identification Number", "idNumber"},
                                        {"Other identification number", "identification"}};

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

static void add_paper(entity *e, const char *text, size_t len) {
    const list_facts_tables *t;
    cordon_error err;
    const char *end = memmem(text, len, ": ", 2);
    if (!end || list_facts_tables_open(&t, &err)) return;
    char label[64];
    snprintf(label, sizeof label, "%.*s", (int)(end - text), text);
    int kind = identifier_kind_find(t->kinds, label, strlen(label));
    const char *prop = kind >= 0 ? identifier_kind_at(t->kinds, (unsigned)kind)->name : NULL;
    for (size_t i = 0; !prop && i < sizeof papers / sizeof *papers; i++)
        if (!strcmp(papers[i][0], label)) prop = papers[i][1];
    if (prop) entity_add(e, prop, end + 2, text + len - end - 2, NULL, NULL);
}

static void add_split(entity *e, const columns *c, const char *text) {
    for (const char *end; *text; text = *end ? end + strlen(c->separator) : end) {
        end = c->separator ? strstr(text, c->separator) : NULL;
        if (!end) end = text + strlen(text);
        if (c->how == PAPERS)
            add_paper(e, text, (size_t)(end - text));
        else
            entity_add(e, c->prop, text, end - text, NULL, NULL);
    }
}

static void add_quoted(entity *e, const columns *c, const char *text) {
    buf b = {0};
    while (list_split(&b, &text, ';'))
        if (c->how == NUMBERS)
            list_add_numbers(e, c->prop, buf_text(&b), NULL);
        else
            entity_add(e, c->prop, buf_text(&b), -1, NULL, NULL);
    if (b.failed) e->failed = true;
    buf_free(&b);
}

static void add_values(entity *e, const table *t, size_t row, const columns *c) {
    for (; c->prop; c++)
        if (c->how == QUOTED || c->how == NUMBERS)
            add_quoted(e, c, value(t, row, c->column));
        else
            add_split(e, c, value(t, row, c->column));
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
                               cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (size_t row = 0; !s && row < t->rows; row++) {
        char key[256];
        arena mem;
        entity e;
        const char *list = *ct->list == '=' ? ct->list + 1 : list_name(value(t, row, ct->list));
        arena_init(&mem, 0);
        key_of(key, sizeof key, t, row, ct);
        entity_begin(&e, &mem, list, key, schema_of(value(t, row, ct->kind)));
        add_values(&e, t, row, ct->of);
        if (entity_first(&e, "name")) s = quality_corpus_add(c, &e, err);
        arena_destroy(&mem);
    }
    return s;
}

static cordon_status read_files(quality_corpus *c, const corpus_table *ct, const char *lists,
                                cordon_error *err) {
    char pattern[1024];
    glob_t found;
    cordon_status s = CORDON_OK;
    snprintf(pattern, sizeof pattern, "%s/%s", lists, ct->files);
    if (glob(pattern, 0, NULL, &found)) return CORDON_OK;
    for (size_t i = 0; !s && i < found.gl_pathc; i++) {
        table t;
        if ((s = table_read(&t, found.gl_pathv[i], err))) break;
        s = read_rows(c, ct, &t, err);
        table_free(&t);
    }
    globfree(&found);
    return s;
}

/* ---- lists that are read as they are published ---- */

typedef struct published {
    quality_corpus *c;
    const char *list;
    const table *bank; /* NULL, or where addresses of the same key stand */
} published;

static cordon_status take(void *arg, const entity *e, cordon_error *err) {
    static const columns addresses = {"address", "Addresses", SPLIT, " | "};
    const published *p = arg;
    entity own = *e;
    own.list = p->list;
    for (size_t row = 0; p->bank && row < p->bank->rows; row++)
        if (!strcmp(value(p->bank, row, "ID"), e->key))
            add_split(&own, &addresses, value(p->bank, row, addresses.column));
    return entity_first(&own, "name") ? quality_corpus_add(p->c, &own, err) : CORDON_OK;
}

static cordon_status read_published(published *p, const char *lists, const char *files,
                                    cordon_error *err) {
    char pattern[1024];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/%s", lists, files);
    if (glob(pattern, 0, NULL, &found)) return CORDON_OK;
    cordon_status s =
        quality_lists((const char *const *)found.gl_pathv, (unsigned)found.gl_pathc, take, p, err);
    globfree(&found);
    return s;
}

static cordon_status read_uk(quality_corpus *c, const char *lists, cordon_error *err) {
    published p = {c, "UK", NULL};
    char pattern[1024];
    glob_t found;
    table t;
    cordon_status s = CORDON_OK;
    snprintf(pattern, sizeof pattern, "%s/%s", lists, bank_files);
    if (!glob(pattern, 0, NULL, &found)) {
        s = table_read(&t, found.gl_pathv[0], err);
        if (!s) p.bank = &t;
        globfree(&found);
    }
    if (!s) s = read_published(&p, lists, "uk/subject*_*.csv.xz", err);
    if (p.bank) table_free(&t);
    return s;
}

cordon_status quality_corpus_read(quality_corpus *out, const char *lists, cordon_error *err) {
    cordon_status s = CORDON_OK;
    *out = (quality_corpus){0};
    arena_init(&out->mem, 0);
    for (size_t i = 0; !s && i < sizeof tables / sizeof *tables; i++)
        s = read_files(out, &tables[i], lists, err);
    if (!s) s = read_uk(out, lists, err);
    if (!s)
        s = read_published(&(published){out, "UA_WS", NULL}, lists,
                           "merged/ua_war_sanctions_*.csv.xz", err);
    if (!s) s = quality_corpus_index(out, err);
    if (s) quality_corpus_free(out);
    return s;
}

void quality_corpus_free(quality_corpus *c) {
    index_close(c->index);
    arena_destroy(&c->mem);
    free(c->at);
    free(c->by_key);
    *c = (quality_corpus){0};
}
