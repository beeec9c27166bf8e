#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "assess/law_inner.h"
#include "base/json.h"

static const law_op ops[] = {
    {"is", TEST_HOLDS, false, false},     {"not", TEST_HOLDS, true, false},   {"before", TEST_BEFORE, false, false},
    {"until", TEST_BEFORE, false, true},  {"from", TEST_BEFORE, true, false}, {"after", TEST_BEFORE, true, true},
    {"less", TEST_LESS, false, false},    {"at_most", TEST_AT_MOST, false, false},
    {"at_least", TEST_LESS, true, false}, {"more", TEST_AT_MOST, true, false},
};

static bool fits(const law_op *op, fact_takes takes) {
    if (takes == TAKES_DAY) return op->kind == TEST_BEFORE;
    if (takes == TAKES_NUMBER) return op->kind == TEST_LESS || op->kind == TEST_AT_MOST;
    return op->kind == TEST_HOLDS;
}

const law_op *law_op_find(const char *name, fact_takes takes) {
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (strcmp(ops[i].name, name) == 0 && fits(&ops[i], takes)) return &ops[i];
    return NULL;
}

const char *law_ops_of(fact_takes takes) {
    if (takes == TAKES_DAY) return "before, until, from or after, as the fact is a day";
    if (takes == TAKES_NUMBER) return "less, at_most, at_least or more, as the fact is a number";
    return "is or not";
}

static const char *const kinds[] = {"prohibition", "licence", "obligation", "exposure", "information", "exception"};
const char *law_kind_name(law_kind k) { return kinds[k]; }

void law_rule_json(buf *b, const law_rule *r) {
    size_t from = b->len;
    unsigned char hash[32];
    char hex[65];
    json_str(b, "rule", r->id);
    json_str(b, "act", r->act);
    json_str(b, "article", r->article);
    json_str(b, "title", r->title);
    json_str(b, "kind", law_kind_name(r->kind));
    json_str(b, "binds", r->binds);
    json_date(b, "valid_from", r->valid_from);
    json_date(b, "valid_to", r->valid_to);
    json_str(b, "says", r->says);
    json_key(b, "verified"), buf_str(b, r->verified ? "true" : "false");
    json_str(b, "source", r->source);
    json_str(b, "note", r->note);
    if (b->failed) return;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)b->p + from, b->len - from, NULL, 0);
    json_str(b, "row", sodium_bin2hex(hex, sizeof hex, hash, sizeof hash));
}

const char *law_cell(const table *t, size_t row, const char *column) { return table_cell(t, row, table_col(t, column)); }

size_t law_row_of(const table *t, const char *column, const char *word) {
    size_t row = 0;
    while (row < t->rows && strcasecmp(law_cell(t, row, column), word) != 0) row++;
    return row;
}

bool law_part(const char **s, char by, const char **part, size_t *len) {
    const char *p = *s;
    if (!p || !*p) return false;
    const char *end = strchr(p, by);
    size_t n = end ? (size_t)(end - p) : strlen(p);
    *s = end ? end + 1 : p + n;
    while (n && *p == ' ') p++, n--;
    while (n && p[n - 1] == ' ') n--;
    *part = p;
    *len = n;
    return true;
}
