/* What the rows of headlines.csv must be like: each is one question a report
 * asks of the flows, so a set, a group or a period that nobody knows is a
 * fault here and not a blank in the report.                                   */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "name/fold.h"
#include "regime/dyads.h"
#include "regime/rules.h"

static const char *const sections[] = {"headline", "money",   "ribbons", "multiples",
                                       "halves",   "missing", NULL};
static const char *const figures[] = {"value",        "base",   "whole",       "change", "percent",
                                      "base_percent", "period", "base_period", "moved",  "from",
                                      "to",           "offset", NULL};

typedef struct headline {
    checker *c;
    const regime_tables *all;
    const table *t;
    const set_word *word;
    size_t words, row;
    buf folded;
} headline;

static const char *cell(const headline *x, const char *column) {
    return table_cell(x->t, x->row, table_col(x->t, column));
}

static bool is_section(const headline *x, const char *name) {
    return strcmp(cell(x, "section"), name) == 0;
}

static void fault(headline *x, const char *column, const char *want) {
    check_fault(x->c, x->t->path, x->t->line[x->row], table_col(x->t, column),
                "%s is \"%.80s\"; expected %s", column, cell(x, column), want);
}

static bool in_list(const char *const *list, const char *s, size_t len) {
    for (; *list; list++)
        if (strlen(*list) == len && memcmp(*list, s, len) == 0) return true;
    return false;
}

/* Calls fits for each part of "a,b,c"; false when one does not or is empty. */
static bool each_part(headline *x, const char *s,
                      bool (*fits)(headline *x, const char *s, size_t len)) {
    for (;; s++) {
        size_t n = strcspn(s, ",");
        if (!n || !fits(x, s, n)) return false;
        s += n;
        if (!*s) return true;
    }
}

static bool fold(headline *x, const char *s, size_t len) {
    x->folded.len = 0;
    return !name_fold(&x->folded, s, len) && x->folded.len;
}

/* A set, an alias, a role, an area or "all", as regime_areas takes them. */
static bool is_place(headline *x, const char *s, size_t len) {
    while (len && *s == ' ') s++, len--;
    if (len && *s == '-') s++, len--;
    if (!fold(x, s, len)) return false;
    const char *f = x->folded.p;
    return strcmp(f, "all") == 0 || regime_word(x->word, x->words, f) ||
           role_of(f, strlen(f)) >= 0 || !x->c->areas ||
           areas_find(x->c->areas, "code|name", s, len, 0);
}

static bool is_code(headline *x, const char *s, size_t len) {
    (void)x;
    return len >= 2 && len <= 8 && len % 2 == 0 && strspn(s, "0123456789") >= len;
}

static bool is_by(headline *x, const char *s, size_t len) {
    static const char *const keys[] = {"from", "to", NULL};
    (void)x;
    return in_list(keys, s, len);
}

/* A name with a comma in it is one place. */
static void check_places(headline *x, const char *column, bool needed) {
    const char *s = cell(x, column);
    if (!*s && !needed) return;
    if (*s && (is_place(x, s, strlen(s)) || each_part(x, s, is_place))) return;
    fault(x, column, "a set, a role or areas, parted by commas");
}

static bool group_has(const headline *x, const char *group, const char *tier) {
    const table *t = &x->all->t[TABLE_GOODS];
    int g = table_col(t, "group"), k = table_col(t, "tier");
    if (x->all->state[TABLE_GOODS] != TABLE_READ || g < 0) return true; /* a fault already */
    for (size_t i = 0; i < t->rows; i++)
        if (strcasecmp(table_cell(t, i, g), group) == 0 &&
            (!*tier || strcmp(table_cell(t, i, k), tier) == 0))
            return true;
    return false;
}

static void check_goods(headline *x) {
    const char *group = cell(x, "group"), *tier = cell(x, "tier"), *codes = cell(x, "exclude");
    if (*group && !group_has(x, group, ""))
        fault(x, "group", "a group of goods.csv");
    else if (*tier && (!*group || !group_has(x, group, tier)))
        fault(x, "tier", "a tier of the group");
    if (*codes && (*group || !each_part(x, codes, is_code)))
        fault(x, "exclude", "codes of 2, 4, 6 or 8 digits, and no group");
}

static bool parse_window(date_period w[2], const char *s) {
    const char *dots = strstr(s, "..");
    if (!date_period_parse(&w[0], s, dots ? (size_t)(dots - s) : strlen(s))) return false;
    w[1] = w[0];
    if (dots && !date_period_parse(&w[1], dots + 2, strlen(dots + 2))) return false;
    return (w[0] % 100 == 0) == (w[1] % 100 == 0) && w[0] <= w[1];
}

static void check_windows(headline *x) {
    static const char form[] = "YYYY, YYYY-MM, or two of them as A..B";
    const char *base = cell(x, "base"), *period = cell(x, "period");
    date_period b[2], p[2];
    bool two = is_section(x, "money") || is_section(x, "ribbons");
    bool needed = is_section(x, "headline") || two;
    if ((*period || needed) && !parse_window(p, period)) {
        fault(x, "period", form);
        return;
    }
    if (*base && !parse_window(b, base)) {
        fault(x, "base", form);
    } else if (*base && (!*period || (b[0] % 100 == 0) != (p[0] % 100 == 0))) {
        fault(x, "base", "years with years, months with months");
    } else if (*base && b[0] <= p[1] && p[0] <= b[1]) {
        fault(x, "base", "no period that meets the one asked about");
    }
    if (!*base && two) fault(x, "base", form);
    if (*cell(x, "share_of") && *base)
        fault(x, "share_of", "none: a question with a base is one of growth");
}

static void check_sentence(headline *x) {
    for (const char *s = cell(x, "sentence"); (s = strchr(s, '{'));) {
        size_t n = strcspn(++s, "}");
        if (s[n] && in_list(figures, s, n)) continue;
        fault(x, "sentence",
              "{value}, {base}, {whole}, {change}, {percent}, {base_percent}, {period}, "
              "{base_period}, {moved}, {from}, {to} or {offset}");
        return;
    }
}

static bool is_row(const headline *x, const char *id) {
    int col = table_col(x->t, "id");
    for (size_t i = 0; i < x->t->rows; i++)
        if (i != x->row && strcmp(table_cell(x->t, i, col), id) == 0) return true;
    return false;
}

static bool is_small(const char *s) { return strlen(s) <= 4 && s[strspn(s, "0123456789")] == 0; }

static void check_words(headline *x) {
    static const char *const flows[] = {"X", "M", "", NULL}, *const freqs[] = {"A", "M", "", NULL};
    const char *s = cell(x, "section");
    if (!in_list(sections, s, strlen(s)))
        fault(x, "section", "headline, money, ribbons, multiples, halves or missing");
    s = cell(x, "flow");
    if (!in_list(flows, s, strlen(s))) fault(x, "flow", "X, M or nothing");
    s = cell(x, "freq");
    if (!in_list(freqs, s, strlen(s))) fault(x, "freq", "A, M or nothing");
    s = cell(x, "by");
    if (*s && !each_part(x, s, is_by)) fault(x, "by", "from, to or both");
    if (!is_small(cell(x, "top"))) fault(x, "top", "a whole number below 10000");
    if (!is_small(cell(x, "lead"))) fault(x, "lead", "a whole number below 10000");
    if (*cell(x, "against") && !is_row(x, cell(x, "against")))
        fault(x, "against", "the id of another row");
    if (is_section(x, "ribbons") &&
        (!strstr(cell(x, "by"), "from") || !strstr(cell(x, "by"), "to")))
        fault(x, "by", "from and to: a ribbon goes from one to the other");
    if (is_section(x, "missing") && !*cell(x, "request"))
        fault(x, "request", "the file or request that would fill it");
    if ((is_section(x, "headline") || is_section(x, "ribbons")) && !*cell(x, "block"))
        fault(x, "block", "the title of the table or drawing the row stands in");
}

cordon_status regime_headlines_check(checker *c, const regime_tables *all, cordon_error *err) {
    headline x = {.c = c, .all = all, .t = &all->t[TABLE_HEADLINES]};
    set_word *words = NULL;
    arena mem;
    cordon_status status = regime_dyads_check(c, all, err);
    if (status || all->state[TABLE_HEADLINES] != TABLE_READ) return status;
    arena_init(&mem, 0);
    status = regime_words(&words, &x.words, &mem, all, err);
    x.word = words;
    for (; !status && x.row < x.t->rows; x.row++) {
        check_words(&x);
        check_places(&x, "from", true);
        check_places(&x, "to", true);
        check_places(&x, "share_of", false);
        check_goods(&x);
        check_windows(&x);
        check_sentence(&x);
    }
    if (!status && x.folded.failed)
        status =
            cordon_fail_at(err, CORDON_ENOMEM, x.t->path, 0, 0, "no memory to check the table");
    buf_free(&x.folded);
    arena_destroy(&mem);
    return status;
}
