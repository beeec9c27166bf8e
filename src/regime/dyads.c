#include "regime/dyads.h"

#include <string.h>

#define END                                                                                        \
    { NULL, CELL_TEXT, NEED_NONE }

static const column_rule questions_columns[] = {
    {"id", CELL_WORD, NEED_CELL},     {"section", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},  {"dataset", CELL_TEXT, NEED_CELL},
    {"from", CELL_TEXT, NEED_CELL},   {"to", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, END,
};
static const column_rule dimensions_columns[] = {
    {"dimension", CELL_WORD, NEED_CELL}, {"title", CELL_TEXT, NEED_CELL},
    {"who", CELL_TEXT, NEED_COLUMN},     {"indicator", CELL_TEXT, NEED_CELL},
    {"none", CELL_TEXT, NEED_CELL},      {"gap", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},    END,
};
static const column_rule sections_columns[] = {
    {"section", CELL_WORD, NEED_CELL}, {"title", CELL_TEXT, NEED_CELL},
    {"why", CELL_TEXT, NEED_CELL},     {"filled_by", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},  END,
};
static const column_rule methods_columns[] = {
    {"id", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},
    {"text", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};
static const column_rule sentences_columns[] = {
    {"slot", CELL_WORD, NEED_CELL},   {"question", CELL_TEXT, NEED_COLUMN},
    {"when", CELL_TEXT, NEED_COLUMN}, {"only", CELL_TEXT, NEED_COLUMN},
    {"link", CELL_WORD, NEED_CELL},   {"text", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, END,
};
static const column_rule tripwires_columns[] = {
    {"id", CELL_WORD, NEED_CELL},     {"kind", CELL_WORD, NEED_CELL},
    {"about", CELL_WORD, NEED_CELL},  {"value", CELL_TEXT, NEED_COLUMN},
    {"title", CELL_TEXT, NEED_CELL},  {"then", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, END,
};
static const column_rule replies_columns[] = {
    {"area", CELL_AREA, NEED_CELL},   {"dimension", CELL_WORD, NEED_CELL},
    {"date", CELL_DATE, NEED_CELL},   {"text", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, END,
};

static const column_rule published_columns[] = {
    {"id", CELL_WORD, NEED_CELL},        {"flow", CELL_TEXT, NEED_CELL},
    {"from", CELL_AREA, NEED_CELL},      {"to", CELL_AREA, NEED_CELL},
    {"period", CELL_TEXT, NEED_CELL},    {"value", CELL_NUMBER, NEED_CELL},
    {"unit", CELL_TEXT, NEED_CELL},      {"publisher", CELL_TEXT, NEED_CELL},
    {"through", CELL_TEXT, NEED_COLUMN}, {"published", CELL_DATE, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},    END,
};

#define DATED                                                                                      \
    {"id", CELL_WORD, NEED_CELL}, {"as_of", CELL_DATE, NEED_CELL},                                 \
        {"about", CELL_TEXT, NEED_COLUMN}, {"source", CELL_TEXT, NEED_CELL}, {                     \
        "basis", CELL_TEXT, NEED_CELL                                                              \
    }
static const column_rule recommendations_columns[] = {
    DATED,
    {"recommendation", CELL_TEXT, NEED_CELL},
    {"instrument", CELL_TEXT, NEED_CELL},
    {"in_force_since", CELL_DATE, NEED_COLUMN},
    {"verified", CELL_TEXT, NEED_CELL},
    {"effect", CELL_TEXT, NEED_CELL},
    {"cannot_be_tested_because", CELL_TEXT, NEED_CELL},
    END,
};
static const column_rule options_columns[] = {
    DATED,
    {"option", CELL_TEXT, NEED_CELL},
    {"legal_basis", CELL_TEXT, NEED_CELL},
    {"who_decides", CELL_TEXT, NEED_CELL},
    {"effect_so_far", CELL_TEXT, NEED_CELL},
    {"reply_so_far", CELL_TEXT, NEED_CELL},
    {"side_effect", CELL_TEXT, NEED_CELL},
    {"missing_fact", CELL_TEXT, NEED_CELL},
    END,
};
static const column_rule pledges_columns[] = {
    DATED,
    {"what", CELL_TEXT, NEED_CELL},
    {"who_and_when", CELL_TEXT, NEED_CELL},
    {"test", CELL_TEXT, NEED_CELL},
    {"before", CELL_TEXT, NEED_CELL},
    {"since", CELL_TEXT, NEED_CELL},
    {"verdict", CELL_TEXT, NEED_CELL},
    END,
};

static const column_rule routes_columns[] = {
    {"id", CELL_WORD, NEED_CELL},     {"dataset", CELL_WORD, NEED_CELL},
    {"flow", CELL_WORD, NEED_CELL},   {"freq", CELL_WORD, NEED_CELL},
    {"from", CELL_TEXT, NEED_CELL},   {"to", CELL_TEXT, NEED_CELL},
    {"period", CELL_TEXT, NEED_CELL}, {"title", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, END,
};

static const column_rule indicators_columns[] = {
    {"id", CELL_WORD, NEED_CELL},        {"dimension", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},     {"kind", CELL_WORD, NEED_CELL},
    {"what", CELL_TEXT, NEED_COLUMN},    {"flow", CELL_TEXT, NEED_COLUMN},
    {"from", CELL_TEXT, NEED_COLUMN},    {"to", CELL_TEXT, NEED_COLUMN},
    {"share_of", CELL_TEXT, NEED_COLUMN}, {"unit", CELL_TEXT, NEED_CELL},
    {"sign", CELL_NUMBER, NEED_CELL},    {"kept_for", CELL_TEXT, NEED_COLUMN},
    {"begins", CELL_TEXT, NEED_COLUMN},  {"ends", CELL_TEXT, NEED_COLUMN},
    {"bias", CELL_TEXT, NEED_CELL},
    {"request", CELL_TEXT, NEED_CELL},   {"source", CELL_TEXT, NEED_CELL},
    END,
};

/* Braces a text may hold: names everywhere, figures in sentences. */
static const char names[] = " a b r a# b# ";
static const char figures[] =
    " a b r a# b# value base whole change percent base_percent period base_period moved from to "
    "offset baseline need word rank of source as_at dates date_title date ";

typedef struct dyad_rule {
    table_rule rule;
    const char *braces;
} dyad_rule;

static const dyad_rule rules[] = {
    {{"dyad_questions.csv", false, questions_columns, {"id"}}, names},
    {{"indicators.csv", false, indicators_columns, {"id"}}, names},
    {{"dyad_dimensions.csv", false, dimensions_columns, {"dimension"}}, names},
    {{"dyad_sections.csv", false, sections_columns, {"section", "title"}}, names},
    {{"methods.csv", false, methods_columns, {"id"}}, ""},
    {{"dyad_sentences.csv", false, sentences_columns, {NULL}}, figures},
    {{"tripwires.csv", false, tripwires_columns, {"id"}}, names},
    {{"recommendations.csv", false, recommendations_columns, {"id", "as_of"}}, ""},
    {{"options.csv", false, options_columns, {"id", "as_of"}}, ""},
    {{"pledges.csv", false, pledges_columns, {"id", "as_of"}}, ""},
    {{"routes.csv", false, routes_columns, {"id"}}, ""},
    {{"published.csv", false, published_columns, {"id"}}, ""},
    {{"replies.csv", false, replies_columns, {"area", "dimension", "date"}}, ""},
};

static const table *find(const regime_tables *all, const char *file) {
    for (size_t i = TABLES_KNOWN; i < all->n; i++)
        if (strcmp(all->file[i], file) == 0 && all->state[i] == TABLE_READ) return &all->t[i];
    return NULL;
}

static bool known(const char *list, const char *s, size_t len) {
    for (const char *p = list; (p = strchr(p, ' ')) && p[1]; p++)
        if (strncmp(p + 1, s, len) == 0 && p[1 + len] == ' ') return true;
    return false;
}

static void check_braces(checker *c, const table *t, const char *list) {
    for (size_t row = 0; row < t->rows; row++)
        for (size_t col = 0; col < t->cols; col++)
            for (const char *s = table_cell(t, row, (int)col); (s = strchr(s, '{'));) {
                size_t len = strcspn(++s, "}");
                if (s[len] && known(list, s, len)) continue;
                check_fault(c, t->path, t->line[row], (int)col,
                            "\"{%.24s\" is filled by nobody; expected one of%s", s,
                            *list ? list : " none");
            }
}

cordon_status regime_dyads_check(checker *c, const regime_tables *all, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !status; i++) {
        const table *t = find(all, rules[i].rule.file);
        if (!t) continue;
        status = check_table(c, t, &rules[i].rule, err);
        check_braces(c, t, rules[i].braces);
    }
    return status;
}
