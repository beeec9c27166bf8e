#include "regime/regime.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/data_dir.h"
#include "name/fold.h"
#include "regime/rules.h"

enum { ELEMENTS_MAX = 256 }; /* words of one "a,b,-c" */

/* An area in a set or a role for a time. */
typedef struct member {
    const char *of; /* the folded set id, or the role's name */
    const area *area;
    date_day from, to;
} member;

struct regime {
    arena mem;
    char name[128];
    regime_tables tables;
    member *in_set, *in_role;
    size_t in_sets, in_roles;
    set_word *word;
    size_t words;
    goods_group *group;
    goods_line *line; /* of all groups, group after group */
    size_t groups;
    regime_date *date;
    size_t dates;
};

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A bare name is a regime that ships before it is a folder that happens to
 * stand where the program was started.                                       */
static cordon_status find_folder(char *path, size_t size, const char *name, cordon_error *err) {
    char shipped[300];
    if (!*name || strlen(name) >= size)
        return cordon_fail(err, CORDON_EINVAL, "\"%.80s\" is no name of a regime", name);
    bool dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    if (!strchr(name, '/') && strlen(name) < 256 && !dots) {
        snprintf(shipped, sizeof shipped, "regimes/%s", name);
        if (is_folder(data_path(path, size, shipped))) return CORDON_OK;
    }
    snprintf(path, size, "%s", name);
    if (is_folder(path)) return CORDON_OK;
    return cordon_fail(err, CORDON_ENOTFOUND,
                       "no regime \"%.200s\": neither a regime that ships nor a folder", name);
}

static cordon_status no_memory(cordon_error *err, const regime *r) {
    return cordon_fail_at(err, CORDON_ENOMEM, r->tables.folder, 0, 0, "no memory for the regime");
}

/* The members that sets.csv or countries.csv lists, keyed by set or role. */
static cordon_status add_members(regime *r, int which, const char *column, member **out, size_t *n,
                                 const areas *a, cordon_error *err) {
    const table *t = &r->tables.t[which];
    const char *const key[TABLE_KEY_MAX] = {column};
    period_row *p;
    cordon_status status = check_rows(&p, n, &r->mem, t, key, err);
    if (status || !*n) return status;
    *out = arena_alloc(&r->mem, *n * sizeof **out);
    if (!*out) return no_memory(err, r);
    for (size_t i = 0; i < *n; i++) {
        const char *code = table_cell(t, p[i].row, table_col(t, "area"));
        (*out)[i] =
            (member){p[i].key, areas_find(a, "code", code, strlen(code), 0), p[i].from, p[i].to};
        if (!(*out)[i].area) return no_memory(err, r); /* it was checked to be known */
    }
    return CORDON_OK;
}

static int by_code(const void *x, const void *y) {
    const goods_line *a = x, *b = y;
    int k = strcmp(a->code, b->code);
    return k ? k : a->valid_from < b->valid_from ? -1 : a->valid_from > b->valid_from;
}

/* The lines of a group, moved to *at, which is left behind them. */
static void add_lines(regime *r, goods_group *g, goods_line **at, const period_row *p, size_t n,
                      const char *key) {
    const table *t = &r->tables.t[TABLE_GOODS];
    goods_line *first = *at;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(p[i].key, key) != 0) continue;
        *(*at)++ = (goods_line){.code = table_cell(t, p[i].row, table_col(t, "code")),
                                .tier = table_cell(t, p[i].row, table_col(t, "tier")),
                                .source = table_cell(t, p[i].row, table_col(t, "source")),
                                .basis = table_cell(t, p[i].row, table_col(t, "basis")),
                                .valid_from = p[i].from,
                                .valid_to = p[i].to};
    }
    g->line = first;
    g->n = (size_t)(*at - first);
    if (g->n) qsort(first, g->n, sizeof *first, by_code);
}

static cordon_status add_groups(regime *r, cordon_error *err) {
    const table *t = &r->tables.t[TABLE_GROUPS];
    const char *const key[TABLE_KEY_MAX] = {"group"};
    period_row *p, *q;
    size_t n, m;
    cordon_status status = check_rows(&p, &n, &r->mem, t, key, err);
    if (!status) status = check_rows(&q, &m, &r->mem, &r->tables.t[TABLE_GOODS], key, err);
    if (status) return status;
    r->group = arena_alloc(&r->mem, n * sizeof *r->group);
    r->line = arena_alloc(&r->mem, m * sizeof *r->line);
    if (!r->group || !r->line) return no_memory(err, r);
    goods_line *at = r->line;
    for (size_t i = 0; i < n; i++) {
        goods_group *g = &r->group[r->groups++];
        g->id = table_cell(t, p[i].row, table_col(t, "group"));
        g->title = table_cell(t, p[i].row, table_col(t, "title"));
        g->kind = table_cell(t, p[i].row, table_col(t, "kind"));
        g->nomenclature = table_cell(t, p[i].row, table_col(t, "nomenclature"));
        g->note = table_cell(t, p[i].row, table_col(t, "note"));
        g->source = table_cell(t, p[i].row, table_col(t, "source"));
        add_lines(r, g, &at, q, m, p[i].key);
    }
    return CORDON_OK;
}

static int by_day(const void *x, const void *y) {
    const regime_date *a = x, *b = y;
    return a->on != b->on ? (a->on < b->on ? -1 : 1) : strcmp(a->id, b->id);
}

static cordon_status add_dates(regime *r, cordon_error *err) {
    const table *t = &r->tables.t[TABLE_DATES];
    r->date = arena_alloc(&r->mem, t->rows * sizeof *r->date);
    if (!r->date) return no_memory(err, r);
    for (size_t i = 0; i < t->rows; i++)
        r->date[r->dates++] =
            (regime_date){.id = table_cell(t, i, table_col(t, "id")),
                          .title = table_cell(t, i, table_col(t, "title")),
                          .source = table_cell(t, i, table_col(t, "source")),
                          .on = check_date(t, i, table_col(t, "date")),
                          .mark = strcmp(table_cell(t, i, table_col(t, "mark")), "yes") == 0};
    if (r->dates) qsort(r->date, r->dates, sizeof *r->date, by_day);
    return CORDON_OK;
}

/* The regime's own name, else its folder's. */
static void set_name(regime *r) {
    char folder[sizeof r->tables.folder];
    snprintf(folder, sizeof folder, "%s", r->tables.folder);
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') folder[--n] = 0;
    const char *slash = strrchr(folder, '/'), *name = regime_value(r, "name");
    if (!*name) name = slash && slash[1] ? slash + 1 : folder;
    snprintf(r->name, sizeof r->name, "%.*s", (int)sizeof r->name - 1, name);
}

/* c: the faults of reading. */
static cordon_status fill(regime *r, checker *c, const areas *a, cordon_error *err) {
    cordon_status status = regime_tables_check(c, &r->tables, err);
    if (status) return status;
    if (c->faults) {
        if (err) *err = c->first;
        return c->first.status;
    }
    set_name(r);
    status = add_members(r, TABLE_SETS, "set", &r->in_set, &r->in_sets, a, err);
    if (!status)
        status = add_members(r, TABLE_COUNTRIES, "role", &r->in_role, &r->in_roles, a, err);
    if (!status) status = regime_words(&r->word, &r->words, &r->mem, &r->tables, err);
    if (!status) status = add_groups(r, err);
    return status ? status : add_dates(r, err);
}

/* Takes the tables over, also on failure. */
static cordon_status of_tables(regime **out, regime_tables *t, checker *c, const areas *a,
                               cordon_error *err) {
    regime *r = calloc(1, sizeof *r);
    if (!r) {
        regime_tables_free(t);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the regime");
    }
    arena_init(&r->mem, 0);
    r->tables = *t;
    cordon_status status = fill(r, c, a, err);
    if (status)
        regime_free(r);
    else
        *out = r;
    return status;
}

cordon_status regime_of_tables(regime **out, regime_tables *t, const areas *a, cordon_error *err) {
    checker c = {.areas = a};
    return of_tables(out, t, &c, a, err);
}

cordon_status regime_load(regime **out, const char *name, const areas *a, cordon_error *err) {
    char folder[sizeof((regime_tables *)0)->folder];
    cordon_status status = find_folder(folder, sizeof folder, name, err);
    if (status) return status;
    regime_tables *t = malloc(sizeof *t);
    if (!t) return cordon_fail(err, CORDON_ENOMEM, "no memory for the regime");
    checker c = {.areas = a};
    regime_tables_init(t, folder);
    status = regime_tables_read(t, &c, err);
    if (status) regime_tables_free(t);
    if (!status) status = of_tables(out, t, &c, a, err);
    free(t);
    return status;
}

void regime_free(regime *r) {
    if (!r) return;
    regime_tables_free(&r->tables);
    arena_destroy(&r->mem);
    free(r);
}

cordon_status regime_check(size_t *faults, const char *name, const areas *a,
                           void (*on_fault)(void *arg, const cordon_error *fault), void *arg,
                           cordon_error *err) {
    char folder[sizeof((regime_tables *)0)->folder];
    checker c = {.areas = a, .on_fault = on_fault, .arg = arg};
    cordon_status status = find_folder(folder, sizeof folder, name, err);
    if (status) return status;
    regime_tables *t = malloc(sizeof *t);
    if (!t) return cordon_fail(err, CORDON_ENOMEM, "no memory for the regime");
    regime_tables_init(t, folder);
    status = regime_tables_read(t, &c, err);
    if (!status) status = regime_tables_check(&c, t, err);
    regime_tables_free(t);
    free(t);
    if (!status) *faults = c.faults;
    return status;
}

const char *regime_name(const regime *r) { return r->name; }

const char *regime_value(const regime *r, const char *key) {
    const table *t = &r->tables.t[TABLE_REGIME];
    for (size_t i = 0; i < t->rows; i++)
        if (strcmp(table_cell(t, i, table_col(t, "key")), key) == 0)
            return table_cell(t, i, table_col(t, "value"));
    return "";
}

/* What was asked for, element by element. */
typedef struct request {
    const regime *r; /* may be NULL */
    const areas *a;
    date_day on;
    bool *in, *not_in; /* per area, by its place among the areas */
    const char *with[ELEMENTS_MAX], *without[ELEMENTS_MAX]; /* titles */
    size_t withs, withouts;
    buf word; /* folded */
} request;

static void put(const request *q, bool *to, const area *x) { to[x - areas_at(q->a, 0)] = true; }

static void put_members(const request *q, bool *to, const member *m, size_t n, const char *of) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(m[i].of, of) == 0 && (!q->on || date_within(q->on, m[i].from, m[i].to)))
            put(q, to, m[i].area);
}

static void put_countries(const request *q, bool *to) {
    for (size_t i = 0; i < areas_count(q->a); i++) {
        const area *x = areas_at(q->a, i);
        if (x->kind == AREA_COUNTRY && (!q->on || date_within(q->on, x->valid_from, x->valid_to)))
            put(q, to, x);
    }
}

static const char *set_title(const regime *r, const set_word *w) {
    const table *t = &r->tables.t[TABLE_SET_TITLES];
    int set = table_col(t, "set"), title = table_col(t, "title");
    for (size_t i = 0; i < t->rows; i++)
        if (strcasecmp(table_cell(t, i, set), w->label) == 0) return table_cell(t, i, title);
    return w->label;
}

/* The title of what the word names, NULL when it names nothing; its areas are
 * marked in to. Sets come first, so that a regime may give a word its meaning. */
static const char *resolve(request *q, bool *to, const char *s, size_t len) {
    const char *word = buf_text(&q->word);
    if (strcmp(word, "all") == 0) {
        put_countries(q, to);
        return "all countries";
    }
    const set_word *w = q->r ? regime_word(q->r->word, q->r->words, word) : NULL;
    if (w) {
        put_members(q, to, q->r->in_set, q->r->in_sets, w->set);
        return set_title(q->r, w);
    }
    int role = q->r ? role_of(word, strlen(word)) : -1;
    if (role >= 0) {
        put_members(q, to, q->r->in_role, q->r->in_roles, role_name(role));
        return role_plural(role);
    }
    const area *x = areas_find(q->a, "code|name", s, len, q->on);
    if (x) put(q, to, x);
    return x ? x->name : NULL;
}

static cordon_status unknown(const request *q, const char *s, size_t len, cordon_error *err) {
    buf known = {0};
    if (q->r) buf_str(&known, "a set");
    for (size_t i = 0, n = 0; q->r && i < q->r->words; i++)
        if (!q->r->word[i].alias)
            buf_printf(&known, "%s%s", n++ ? ", " : " (", q->r->word[i].label);
    if (q->r && q->r->in_sets) buf_str(&known, ")");
    if (q->r) buf_str(&known, ", a role (targets, coalition, hubs, partners), ");
    buf_str(&known, "the code or name of an area, or all");
    cordon_status status = cordon_fail(err, CORDON_ENOTFOUND, "\"%.*s\" is not known; expected %s",
                                       (int)(len < 80 ? len : 80), s, buf_text(&known));
    buf_free(&known);
    return status;
}

/* One word, or "-WORD". */
static cordon_status add_element(request *q, const char *s, size_t len, cordon_error *err) {
    while (len && strchr(" \t\r\n", *s)) s++, len--;
    bool minus = len && *s == '-';
    if (minus) s++, len--;
    q->word.len = 0;
    cordon_status status = name_fold(&q->word, s, len);
    if (status == CORDON_EFORMAT)
        return cordon_fail(err, CORDON_EINVAL, "the areas asked for are not valid UTF-8");
    if (status) return cordon_fail(err, status, "the areas asked for are too long");
    if (!q->word.len) return cordon_fail(err, CORDON_EINVAL, "an empty word among the areas");
    if (q->withs + q->withouts == ELEMENTS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d words of areas", ELEMENTS_MAX);
    const char *title = resolve(q, minus ? q->not_in : q->in, s, len);
    if (!title) return unknown(q, s, len, err);
    if (minus)
        q->without[q->withouts++] = title;
    else
        q->with[q->withs++] = title;
    return CORDON_OK;
}

/* Names of areas may hold commas, so the whole text is tried first. */
static cordon_status add_elements(request *q, const char *text, cordon_error *err) {
    cordon_status status = add_element(q, text, strlen(text), err);
    if (status != CORDON_ENOTFOUND || !strchr(text, ',')) return status;
    for (const char *s = text;; s++) {
        size_t n = strcspn(s, ",");
        status = add_element(q, s, n, err);
        s += n;
        if (status || !*s) return status;
    }
}

static void add_titles(buf *b, const char *const *title, size_t n) {
    for (size_t i = 0; i < n; i++)
        buf_printf(b, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " and ", title[i]);
}

/* Cut at a whole character when it is long. */
static void write_title(area_set *out, buf *b, const request *q) {
    add_titles(b, q->with, q->withs);
    if (q->withouts) buf_str(b, " without ");
    add_titles(b, q->without, q->withouts);
    const char *s = buf_text(b);
    size_t n = b->len, room = sizeof out->title - 1;
    if (n > room) {
        n = room - 3;
        while (n && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
    }
    snprintf(out->title, sizeof out->title, "%.*s%s", (int)n, s, n < b->len ? "..." : "");
}

static cordon_status write_set(area_set *out, const request *q, cordon_error *err) {
    buf title = {0};
    area_set set = {0};
    size_t n = areas_count(q->a);
    for (size_t i = 0; i < n; i++) set.n += q->in[i] && !q->not_in[i];
    set.v = malloc((set.n + 1) * sizeof(const area *));
    write_title(&set, &title, q);
    bool failed = !set.v || title.failed;
    buf_free(&title);
    if (failed) {
        free(set.v);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the areas");
    }
    for (size_t i = 0, k = 0; i < n; i++)
        if (q->in[i] && !q->not_in[i]) set.v[k++] = areas_at(q->a, i);
    *out = set;
    return CORDON_OK;
}

cordon_status regime_areas(area_set *out, const regime *r, const areas *a, const char *text,
                           date_day on, cordon_error *err) {
    size_t n = areas_count(a);
    cordon_status status;
    request *q = calloc(1, sizeof *q);
    bool *marks = calloc(2 * n + 1, sizeof *marks);
    if (!q || !marks) {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the areas");
        goto out;
    }
    *q = (request){.r = r, .a = a, .on = on, .in = marks, .not_in = marks + n};
    if ((status = add_elements(q, text, err))) goto out;
    if (!q->withs) {
        status = cordon_fail(err, CORDON_EINVAL, "\"%.80s\" takes areas away from none", text);
        goto out;
    }
    status = write_set(out, q, err);
out:
    if (q) buf_free(&q->word);
    free(q);
    free(marks);
    return status;
}

void area_set_free(area_set *s) {
    free(s->v);
    *s = (area_set){0};
}

size_t regime_group_count(const regime *r) { return r->groups; }

const goods_group *regime_group_at(const regime *r, size_t index) {
    return index < r->groups ? &r->group[index] : NULL;
}

const goods_group *regime_group(const regime *r, const char *id) {
    for (size_t i = 0; i < r->groups; i++)
        if (strcasecmp(r->group[i].id, id) == 0) return &r->group[i];
    return NULL;
}

size_t regime_date_count(const regime *r) { return r->dates; }

const regime_date *regime_date_at(const regime *r, size_t index) {
    return index < r->dates ? &r->date[index] : NULL;
}

const table *regime_table(const regime *r, const char *file) {
    for (size_t i = 0; i < r->tables.n; i++)
        if (r->tables.state[i] == TABLE_READ && strcmp(r->tables.file[i], file) == 0)
            return &r->tables.t[i];
    return NULL;
}

const table *regime_table_at(const regime *r, size_t index) {
    for (size_t i = 0; i < r->tables.n; i++)
        if (r->tables.state[i] == TABLE_READ && index-- == 0) return &r->tables.t[i];
    return NULL;
}

size_t regime_table_count(const regime *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->tables.n; i++) n += r->tables.state[i] == TABLE_READ;
    return n;
}
