#include "regime/dyads.h"

#include <stdlib.h>
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
    {"none", CELL_TEXT, NEED_CELL},      {"gap", CELL_TEXT, NEED_COLUMN},
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
static const column_rule balances_columns[] = {
    {"file", CELL_TEXT, NEED_CELL},         {"actor", CELL_AREA, NEED_CELL},
    {"valid_from", CELL_DATE, NEED_COLUMN}, {"source", CELL_TEXT, NEED_CELL},
    {"basis", CELL_TEXT, NEED_CELL},        END,
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
        {"about", CELL_TEXT, NEED_COLUMN}, {"with", CELL_AREA, NEED_NONE},                         \
        {"source", CELL_TEXT, NEED_CELL}, {                                                        \
        "basis", CELL_TEXT, NEED_CELL                                                              \
    }
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
    {"made", CELL_DATE, NEED_CELL},
    {"record", CELL_TEXT, NEED_COLUMN},
    {"series", CELL_TEXT, NEED_COLUMN},
    {"series_back", CELL_TEXT, NEED_COLUMN},
    {"comparator", CELL_TEXT, NEED_COLUMN},
    {"threshold", CELL_NUMBER, NEED_COLUMN},
    {"broken_at", CELL_NUMBER, NEED_COLUMN},
    {"base", CELL_TEXT, NEED_COLUMN},
    {"months", CELL_NUMBER, NEED_COLUMN},
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

static const column_rule attributors_columns[] = {
    {"id", CELL_WORD, NEED_CELL},      {"column", CELL_WORD, NEED_COLUMN},
    {"has", CELL_TEXT, NEED_COLUMN},   {"title", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},  END,
};

static const column_rule sea_areas_columns[] = {
    {"place", CELL_TEXT, NEED_CELL},
    {"area", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};

/* Braces a text may hold: names everywhere, figures in sentences. */
static const char names[] = CHECK_NAMES;
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
    {{"attributors.csv", false, attributors_columns, {NULL}}, ""},
    {{"sea_areas.csv", false, sea_areas_columns, {"place"}}, ""},
    {{"dyad_dimensions.csv", false, dimensions_columns, {"dimension"}}, names},
    {{"dyad_sections.csv", false, sections_columns, {"section", "title"}}, names},
    {{"methods.csv", false, methods_columns, {"id"}}, ""},
    {{"dyad_sentences.csv", false, sentences_columns, {NULL}}, figures},
    {{"tripwires.csv", false, tripwires_columns, {"id"}}, names},
    {{"options.csv", false, options_columns, {"id", "as_of", "about"}}, names},
    {{"pledges.csv", false, pledges_columns, {"id", "as_of", "about"}}, names},
    {{"routes.csv", false, routes_columns, {"id"}}, ""},
    {{"published.csv", false, published_columns, {"id"}}, ""},
    {{"balances.csv", false, balances_columns, {"file"}}, ""},
    {{"replies.csv", false, replies_columns, {"area", "dimension", "date"}}, ""},
};

static bool filled(const char *list, const char *s, size_t len) {
    for (const char *p = list; (p = strchr(p, ' ')) && p[1]; p++)
        if (strncmp(p + 1, s, len) == 0 && p[1 + len] == ' ') return true;
    return false;
}

void check_braces(checker *c, const table *t, const char *list) {
    for (size_t row = 0; row < t->rows; row++)
        for (size_t col = 0; col < t->cols; col++)
            for (const char *s = table_cell(t, row, (int)col); (s = strchr(s, '{'));) {
                size_t len = strcspn(++s, "}");
                if (s[len] && filled(list, s, len)) continue;
                check_fault(c, t->path, t->line[row], (int)col,
                            "\"{%.24s\" is filled by nobody; expected one of%s", s,
                            *list ? list : " none");
            }
}

/* ---- dated rows: about an area, or about any pair with the target ---- */

void check_about(checker *c, const table *t) {
    int col = table_col(t, "about");
    for (size_t row = 0; row < t->rows && col >= 0; row++) {
        const char *s = table_cell(t, row, col);
        if (*s && strcmp(s, "*") != 0 && c->areas && !areas_find(c->areas, "code", s, strlen(s), 0))
            check_fault(c, t->path, t->line[row], col,
                        "about is \"%.40s\"; expected an area code of data/areas.csv, or * for any "
                        "pair with the target",
                        s);
    }
}

/* ---- pledges: a row is judged from a series, or says what its source says ---- */

static bool one_of(const char *const *list, const char *s) {
    for (; *list; list++)
        if (strcmp(*list, s) == 0) return true;
    return false;
}

static bool is_base(const char *s) {
    date_period p[2];
    const char *dots = strstr(s, "..");
    if (strcmp(s, "before") == 0) return true;
    if (!date_period_parse(&p[0], s, dots ? (size_t)(dots - s) : strlen(s))) return false;
    return !dots || (date_period_parse(&p[1], dots + 2, strlen(dots + 2)) && p[0] <= p[1]);
}

static bool has_question(const table *questions, const char *id) {
    for (size_t i = 0; questions && i < questions->rows; i++)
        if (strcmp(table_cell(questions, i, table_col(questions, "id")), id) == 0) return true;
    return false;
}

typedef struct pledge_row {
    checker *c;
    const table *t, *questions;
    size_t row;
} pledge_row;

static const char *pledge_cell(const pledge_row *x, const char *column) {
    return table_cell(x->t, x->row, table_col(x->t, column));
}

static void want(const pledge_row *x, const char *column, bool fits, const char *expected) {
    int col = table_col(x->t, column);
    if (!fits && col >= 0)
        check_fault(x->c, x->t->path, x->t->line[x->row], col, "%s is \"%.60s\"; expected %s",
                    column, pledge_cell(x, column), expected);
}

static void check_series(const pledge_row *x) {
    static const char *const sides[] = {"below", "above", NULL};
    static const char *const series[] = {"series", "series_back", NULL};
    long months = strtol(pledge_cell(x, "months"), NULL, 10);
    for (int i = 0; series[i]; i++)
        want(x, series[i], has_question(x->questions, pledge_cell(x, series[i])),
             "a question of dyad_questions.csv");
    want(x, "verdict", strcmp(pledge_cell(x, "verdict"), "computed") == 0,
         "computed, since the row names a series");
    want(x, "comparator", one_of(sides, pledge_cell(x, "comparator")), "below or above");
    want(x, "threshold", strtod(pledge_cell(x, "threshold"), NULL) > 0,
         "a percentage of the mean of the base, above 0");
    want(x, "base", is_base(pledge_cell(x, "base")),
         "before, or a period as 2023 or 2023-01..2023-06");
    want(x, "months", months >= 1 && months <= 60, "a number of months, 1 to 60");
}

static void check_pledges(checker *c, const table *t, const table *questions) {
    static const char *const verdicts[] = {"kept",           "broken",       "not kept so far",
                                           "not measurable", "not assessed", NULL};
    static const char *const bound[] = {"comparator", "threshold", "broken_at",
                                        "base",       "months",    NULL};
    for (size_t row = 0; row < t->rows; row++) {
        pledge_row x = {c, t, questions, row};
        if (*pledge_cell(&x, "series")) {
            check_series(&x);
            continue;
        }
        want(&x, "verdict", one_of(verdicts, pledge_cell(&x, "verdict")),
             "kept, broken, not kept so far, not measurable or not assessed");
        for (int i = 0; bound[i]; i++)
            want(&x, bound[i], !*pledge_cell(&x, bound[i]),
                 "nothing, since the row names no series");
    }
}

cordon_status regime_dyads_check(checker *c, const regime_tables *all, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !status; i++) {
        const table *t = regime_further_table(all, rules[i].rule.file);
        if (!t) continue;
        status = check_table(c, t, &rules[i].rule, err);
        check_braces(c, t, rules[i].braces);
        if (rules[i].rule.key[1] && strcmp(rules[i].rule.key[1], "as_of") == 0) check_about(c, t);
    }
    const table *pledges = regime_further_table(all, "pledges.csv");
    if (pledges && !status) check_pledges(c, pledges, regime_further_table(all, "dyad_questions.csv"));
    if (!status) status = regime_recommendations_check(c, all, err);
    if (!status) status = regime_watched_check(c, all, err);
    if (!status) status = regime_measures_check(c, all, err);
    return status ? status : regime_ownership_check(c, all, err);
}
