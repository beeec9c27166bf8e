/* goods.c - opening, dates of the revisions, codes as people write them, and
 * carrying lists of codes.                                                    */
#include "goods/goods.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "goods/inner.h"

static const char revisions_file[] = "data/revisions.csv";
static const char correlation_file[] = "data/ref/unsd_hs_correlation_h0_h6.csv.gz";
static const char conversion_file[] = "data/ref/unsd_hs_conversion_h0_h6.csv.gz";
static const char concordance_file[] = "data/ref/cn_concordances_1988_2025.csv.gz";

static const char *date_cell(const goods *g, size_t row, int which) {
    return table_cell(&g->dates, row, g->col[which]);
}

static date_day day_of(const char *text) {
    date_day d = 0;
    date_parse(&d, text, strlen(text));
    return d;
}

/* Every row has two dates in order, a name that fits and a known HS revision. */
static cordon_status check_row(const goods *g, size_t row, cordon_error *err) {
    const table *t = &g->dates;
    const char *name = date_cell(g, row, REV_NOMENCLATURE);
    for (int c = REV_FROM; c <= REV_TO; c++)
        if (!day_of(date_cell(g, row, c)))
            return cordon_fail_at(
                err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)g->col[c] + 1,
                "\"%.40s\" is not a date such as 2022-01-01", date_cell(g, row, c));
    if (day_of(date_cell(g, row, REV_FROM)) > day_of(date_cell(g, row, REV_TO)))
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row],
                              (uint32_t)g->col[REV_TO] + 1,
                              "valid_to \"%.40s\" is before valid_from", date_cell(g, row, REV_TO));
    if (!*name || strlen(name) >= NOMENCLATURE_NAME)
        return cordon_fail_at(
            err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)g->col[REV_NOMENCLATURE] + 1,
            "nomenclature \"%.40s\" has no name of 1 to %d letters", name, NOMENCLATURE_NAME - 1);
    if (revisions_index(&g->hs, date_cell(g, row, REV_HS)) == g->hs.n)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row],
                              (uint32_t)g->col[REV_HS] + 1, "hs_revision \"%.40s\" has no own row",
                              date_cell(g, row, REV_HS));
    return CORDON_OK;
}

/* An HS revision is a nomenclature that is its own revision. */
static cordon_status read_dates(goods *g, cordon_error *err) {
    static const char *const names[] = {"nomenclature", "valid_from", "valid_to",
                                        "hs_revision",  "source",     NULL};
    char path[1024];
    date_day last = 0;
    cordon_status status = table_read(&g->dates, data_path(path, sizeof path, revisions_file), err);
    if (status || (status = table_cols(&g->dates, names, g->col, err))) return status;
    for (size_t i = 0; i < g->dates.rows; i++) {
        const char *name = date_cell(g, i, REV_NOMENCLATURE);
        if (strcmp(name, date_cell(g, i, REV_HS)) != 0) continue;
        date_day from = day_of(date_cell(g, i, REV_FROM));
        if (from <= last || g->hs.n == REVISIONS_MAX)
            return cordon_fail_at(err, CORDON_EFORMAT, g->dates.path, g->dates.line[i], 1,
                                  "HS revision \"%.40s\": at most %d, oldest first", name,
                                  REVISIONS_MAX);
        last = from;
        g->hs.name[g->hs.n++] = name;
    }
    for (size_t i = 0; !status && i < g->dates.rows; i++) status = check_row(g, i, err);
    return status;
}

cordon_status goods_open(goods **out, cordon_error *err) {
    goods *g = calloc(1, sizeof *g);
    if (!g) return cordon_fail(err, CORDON_ENOMEM, "no memory for the nomenclatures");
    arena_init(&g->mem, 0);
    cordon_status status = read_dates(g, err);
    if (status)
        goods_close(g);
    else
        *out = g;
    return status;
}

void goods_close(goods *g) {
    if (!g) return;
    correlation_free(g->correlation);
    years_free(g->years);
    table_free(&g->dates);
    arena_destroy(&g->mem);
    free(g);
}

bool goods_code_clean(char out[9], const char *text) {
    char code[9];
    size_t n = 0;
    bool gap = true; /* a separator has to stand between digits, one at a time */
    while (isspace((unsigned char)*text)) text++;
    for (; *text; text++) {
        if (isdigit((unsigned char)*text)) {
            if (n == 8) return false;
            code[n++] = *text;
            gap = false;
        } else if (!gap && n % 2 == 0 && (*text == '.' || *text == ' ')) {
            gap = true;
        } else {
            break;
        }
    }
    if (gap && n && text[-1] == '.') return false;
    while (isspace((unsigned char)*text)) text++;
    if (*text || n < 2 || n % 2) return false;
    memcpy(out, code, n);
    memset(out + n, 0, 9 - n);
    return true;
}

const char *goods_hs_revision(goods *g, const char *nomenclature, date_period period) {
    date_day first = date_period_first(period);
    size_t own = revisions_index(&g->hs, nomenclature);
    if (own < g->hs.n) return g->hs.name[own];
    const char *in_period = NULL, *any = NULL;
    size_t rows = 0;
    for (size_t i = 0; i < g->dates.rows; i++) {
        if (strcasecmp(date_cell(g, i, REV_NOMENCLATURE), nomenclature) != 0) continue;
        any = g->hs.name[revisions_index(&g->hs, date_cell(g, i, REV_HS))];
        rows++;
        if (date_within(first, day_of(date_cell(g, i, REV_FROM)), day_of(date_cell(g, i, REV_TO))))
            in_period = any;
    }
    return rows == 1 ? any : in_period;
}

size_t goods_revision_count(const goods *g) { return g->hs.n; }

static goods_revision with_dates(const goods *g, const char *name) {
    goods_revision r = {.name = name};
    for (size_t i = 0; i < g->dates.rows; i++) {
        if (strcmp(date_cell(g, i, REV_NOMENCLATURE), name) != 0) continue;
        r.valid_from = day_of(date_cell(g, i, REV_FROM));
        r.valid_to = day_of(date_cell(g, i, REV_TO));
    }
    return r;
}

goods_revision goods_revision_at(const goods *g, size_t index) {
    return with_dates(g, g->hs.name[index]);
}

size_t goods_nomenclature_count(const goods *g) {
    size_t n = g->hs.n;
    for (size_t i = 0; tree_layout_name(i); i++) n++;
    return n;
}

goods_revision goods_nomenclature_at(const goods *g, size_t index) {
    return with_dates(g, index < g->hs.n ? g->hs.name[index] : tree_layout_name(index - g->hs.n));
}

const char *goods_quality_name(goods_quality q) {
    static const char *const names[] = {
        [GOODS_AS_WRITTEN] = "as written", [GOODS_ONE_TO_ONE] = "1:1",
        [GOODS_WIDER] = "wider",           [GOODS_NARROWER] = "narrower",
        [GOODS_WEIGHTS] = "weights",       [GOODS_NOT_COMPARABLE] = "not comparable"};
    return (size_t)q < sizeof names / sizeof *names ? names[q] : "unknown";
}

cordon_status goods_load_correlation(goods *g, cordon_error *err) {
    char path[1024];
    table rows = {0}, conversion = {0};
    if (g->correlation) return CORDON_OK;
    cordon_status status = table_read(&rows, data_path(path, sizeof path, correlation_file), err);
    if (!status)
        status = table_read(&conversion, data_path(path, sizeof path, conversion_file), err);
    if (!status) status = correlation_read(&g->correlation, &rows, &conversion, &g->hs, err);
    table_free(&rows);
    table_free(&conversion);
    return status;
}

cordon_status goods_load_years(goods *g, cordon_error *err) {
    char path[1024];
    table rows = {0};
    if (g->years) return CORDON_OK;
    cordon_status status = table_read(&rows, data_path(path, sizeof path, concordance_file), err);
    if (!status) status = years_read(&g->years, &rows, err);
    table_free(&rows);
    return status;
}

cordon_status goods_load_weights(goods *g, size_t from, size_t to, cordon_error *err) {
    char name[96], path[1024];
    table rows;
    snprintf(name, sizeof name, "data/ref/hs_weights_%s_to_%s.csv.gz", g->hs.name[from],
             g->hs.name[to]);
    if (correlation_has_weights(g->correlation, from, to)) return CORDON_OK;
    if (access(data_path(path, sizeof path, name), F_OK)) return CORDON_OK;
    cordon_status status = table_read(&rows, path, err);
    if (status) return status;
    status = correlation_weights(g->correlation, from, to, &rows, err);
    table_free(&rows);
    return status;
}

static cordon_status prepare(goods *g, size_t from, size_t to, cordon_error *err) {
    cordon_status status = goods_load_correlation(g, err);
    while (!status && from != to) {
        size_t next = from < to ? from + 1 : from - 1;
        /* The rule needs the shares of the target's codes. */
        status = goods_load_weights(g, next, from, err);
        from = next;
    }
    return status;
}

static cordon_status append(goods_links *l, size_t *cap, const char *code, const step_links *steps,
                            cordon_error *err) {
    if (l->n + steps->n > *cap) {
        size_t more = (l->n + steps->n) * 2;
        goods_link *v = realloc(l->v, more * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
        l->v = v;
        *cap = more;
    }
    for (size_t i = 0; i < steps->n; i++) {
        const step_link *s = &steps->v[i];
        goods_link *link = &l->v[l->n++];
        *link = (goods_link){.quality = s->quality, .weight = s->weight, .note = s->note};
        snprintf(link->from, sizeof link->from, "%s", code);
        code_text(link->to, s->to);
    }
    return CORDON_OK;
}

static cordon_status revision_of(size_t *out, const goods *g, const char *name, cordon_error *err) {
    *out = revisions_index(&g->hs, name);
    if (*out < g->hs.n) return CORDON_OK;
    return cordon_fail(err, CORDON_ENOTFOUND, "no HS revision \"%.20s\"; there are %s to %s", name,
                       g->hs.n ? g->hs.name[0] : "", g->hs.n ? g->hs.name[g->hs.n - 1] : "");
}

cordon_status goods_carry(goods_links *out, goods *g, const char *from, const char *to,
                          const char *const codes[], size_t n, cordon_error *err) {
    size_t a, b, cap = 0;
    goods_links links = {0};
    step_links steps = {0};
    cordon_status status = revision_of(&a, g, from, err);
    if (!status) status = revision_of(&b, g, to, err);
    if (!status && a != b) status = prepare(g, a, b, err);
    for (size_t i = 0; !status && i < n; i++) {
        uint32_t code;
        if (!code_number(&code, codes[i])) {
            status = cordon_fail(err, CORDON_EINVAL, "code \"%.20s\" is not six digits", codes[i]);
            break;
        }
        steps.n = 0;
        status = correlation_carry(&steps, g->correlation, a, b, code, err);
        if (!status) status = append(&links, &cap, codes[i], &steps, err);
    }
    free(steps.v);
    if (status)
        goods_links_free(&links);
    else
        *out = links;
    return status;
}

void goods_links_free(goods_links *l) {
    free(l->v);
    *l = (goods_links){0};
}
