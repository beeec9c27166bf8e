/* The tables that detectors ask: mirrors.csv (who reports whose trade),
 * explanations.csv (what else could explain a finding) and what indicators.csv
 * may say beyond its columns.                                                 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "regime/dyads.h"

static const column_rule mirrors_columns[] = {
    {"id", CELL_WORD, NEED_CELL},
    {"side", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},
    {"country", CELL_AREA, NEED_CELL},
    {"dataset", CELL_WORD, NEED_CELL},
    {"flow", CELL_WORD, NEED_CELL},
    {"basis", CELL_TEXT, NEED_COLUMN},
    {"freq", CELL_WORD, NEED_CELL},
    {"definition", CELL_TEXT, NEED_COLUMN},
    {"from", CELL_TEXT, NEED_CELL},
    {"to", CELL_TEXT, NEED_CELL},
    {"nes", CELL_AREA, NEED_COLUMN},
    {"valuation", CELL_TEXT, NEED_CELL},
    {"rate", CELL_TEXT, NEED_COLUMN},
    {"base", CELL_TEXT, NEED_COLUMN},
    {"period", CELL_TEXT, NEED_COLUMN},
    {"lag_months", CELL_NUMBER, NEED_COLUMN},
    {"source", CELL_TEXT, NEED_CELL},
    {"note", CELL_TEXT, NEED_COLUMN},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const column_rule explanations_columns[] = {
    {"rule", CELL_WORD, NEED_CELL},   {"text", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, {"basis", CELL_WORD, NEED_CELL},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const table_rule mirrors = {"mirrors.csv", false, mirrors_columns, {"id", "side", "title"}};
static const table_rule explanations = {
    "explanations.csv", false, explanations_columns, {"rule", "text"}};

static const column_words mirrors_words[] = {{"side", "sender|receiver"},
                                             {"flow", "X|M"},
                                             {"basis", "|origin|consignment"},
                                             {"freq", "A|M"},
                                             {"definition", "|origin|consignment|both"},
                                             {"valuation", "fob|cif|not stated"},
                                             {NULL, NULL}};
static const column_words explanations_words[] = {
    {"rule", "flows.growth|flows.share|flows.offset|flows.gap|flows.routes"},
    {"basis", "seen|recalled|public record"},
    {NULL, NULL}};
/* watch/indicator.c, which comes after this folder, has a reader for each kind. */
static const column_words indicators_words[] = {
    {"kind", "flow_share|flow_value|mirror_gap|routes|record|record_by|record_third|observation|"
             "observation_count|"
             "incidents|un_agreement|un_distance|not_loaded"},
    {"sign", "-1|0|1"},
    {"flow", "|X|M"},
    {NULL, NULL}};

const table *regime_further_table(const regime_tables *all, const char *file) {
    for (size_t i = TABLES_KNOWN; i < all->n; i++)
        if (strcmp(all->file[i], file) == 0 && all->state[i] == TABLE_READ) return &all->t[i];
    return NULL;
}

/* ---- mirrors ---- */

/* "2019..2021", years or months; what a row of the sender must have. */
static bool is_span(const char *s) {
    date_period p[2];
    const char *dots = strstr(s, "..");
    if (!dots) return date_period_parse(&p[0], s, strlen(s));
    return date_period_parse(&p[0], s, (size_t)(dots - s)) &&
           date_period_parse(&p[1], dots + 2, strlen(dots + 2)) && p[0] <= p[1];
}

static bool has_side(const table *t, const char *id, const char *side) {
    for (size_t i = 0; i < t->rows; i++)
        if (strcmp(table_cell(t, i, table_col(t, "id")), id) == 0 &&
            strcmp(table_cell(t, i, table_col(t, "side")), side) == 0)
            return true;
    return false;
}

static void check_mirrors(checker *c, const table *t) {
    static const char *const spans[] = {"base", "period", NULL};
    for (size_t row = 0; row < t->rows; row++) {
        const char *side = table_cell(t, row, table_col(t, "side"));
        const char *id = table_cell(t, row, table_col(t, "id"));
        bool sender = strcmp(side, "sender") == 0;
        if (strcmp(side, "receiver") == 0 && !has_side(t, id, "sender"))
            check_cell_fault(c, t, row, "id", "the id of a row of the side sender");
        for (int i = 0; spans[i]; i++) {
            const char *s = table_cell(t, row, table_col(t, spans[i]));
            if (*s ? !is_span(s) : sender)
                check_cell_fault(c, t, row, spans[i], "a period as 2019..2021 or 2019-01..2021-12");
        }
        const char *rate = table_cell(t, row, table_col(t, "rate"));
        const char *colon = strchr(rate, ':');
        if (*rate && (!colon || !colon[1] || strncmp(rate, "data/", 5) != 0))
            check_cell_fault(c, t, row, "rate", "data/FILE.csv:COLUMN");
    }
}

/* ---- indicators ---- */

static bool is_year(const char *s) {
    return strlen(s) == 4 && strspn(s, "0123456789") == 4 && atoi(s) >= 1900 && atoi(s) <= 2100;
}

static bool is_area(const checker *c, const char *s, size_t n) {
    return n && (!c->areas || areas_find(c->areas, "code", s, n, 0));
}

/* "AAA-BBB,AAA": two, or one whoever the other is. */
static bool is_kept(const checker *c, const char *s) {
    while (*s) {
        size_t n = strcspn(s, ","), a = strcspn(s, "-,");
        if (!is_area(c, s, a) || (a < n && !is_area(c, s + a + 1, n - a - 1))) return false;
        s += n;
        if (*s == ',' && !*++s) return false;
    }
    return true;
}

static bool is_dimension(const table *dimensions, const char *s) {
    if (strcmp(s, "political") == 0) return true; /* watched, and no row of the first page */
    for (size_t i = 0; i < dimensions->rows; i++)
        if (strcmp(table_cell(dimensions, i, table_col(dimensions, "dimension")), s) == 0)
            return *table_cell(dimensions, i, table_col(dimensions, "who")) != 'r';
    return false;
}

static void check_indicators(checker *c, const table *t, const table *dimensions) {
    static const char *const years[] = {"begins", "ends", NULL};
    for (size_t row = 0; row < t->rows; row++) {
        const char *kept = table_cell(t, row, table_col(t, "kept_for"));
        const char *begins = table_cell(t, row, table_col(t, "begins"));
        const char *ends = table_cell(t, row, table_col(t, "ends"));
        const char *of = table_cell(t, row, table_col(t, "dimension"));
        if (dimensions && *of && !is_dimension(dimensions, of))
            check_cell_fault(c, t, row, "dimension",
                             "a dimension of dyad_dimensions.csv, or political");
        for (int i = 0; years[i]; i++) {
            const char *s = table_cell(t, row, table_col(t, years[i]));
            if (*s && !is_year(s)) check_cell_fault(c, t, row, years[i], "a year, or nothing");
        }
        if (is_year(begins) && is_year(ends) && strcmp(begins, ends) > 0)
            check_cell_fault(c, t, row, "ends", "no year before begins");
        if (!is_kept(c, kept))
            check_cell_fault(c, t, row, "kept_for",
                             "area codes, A or A-B, with commas, or nothing");
    }
}

cordon_status regime_watched_check(checker *c, const regime_tables *all, cordon_error *err) {
    const table *m = regime_further_table(all, mirrors.file),
                *e = regime_further_table(all, explanations.file);
    const table *i = regime_further_table(all, "indicators.csv");
    cordon_status status = m ? check_table(c, m, &mirrors, err) : CORDON_OK;
    if (!status && e) status = check_table(c, e, &explanations, err);
    if (status) return status;
    if (m) check_choices(c, m, mirrors_words);
    if (m) check_mirrors(c, m);
    if (e) check_choices(c, e, explanations_words);
    if (i) check_choices(c, i, indicators_words);
    if (i) check_indicators(c, i, regime_further_table(all, "dyad_dimensions.csv"));
    return CORDON_OK;
}
