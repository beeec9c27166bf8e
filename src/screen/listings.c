#include "screen/listings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/identify.h"
#include "screen/link.h"

enum { NAME_SHOWN_MAX = 200 };

typedef struct raw {
    listed_entry e;
    uint32_t links_entry; /* of the linker */
    bool vessel, says;
    uint8_t side; /* of its own countries */
} raw;

/* An edition had the key: the first of a version. */
typedef struct seen {
    const char *list, *key, *as;
    date_day first;
} seen;

typedef struct work {
    listings *l;
    const listings_ask *q;
    const table *rules;
    int col_list, col_programme, col_copy, col_keys;
    list_state *state;
    size_t states;
    lists *lists;
    linker *linker;
    const list_facts_tables *tables;
    raw *v;
    size_t n, cap;
    seen *seen; /* by (list, key, first) */
    size_t seens, seens_cap;
    uint32_t *party;
} work;

static bool grow(void *array, size_t *cap, size_t n, size_t size) {
    void **a = array;
    if (n < *cap) return true;
    size_t more = *cap ? *cap * 2 : 1024;
    void *p = realloc(*a, more * size);
    if (!p) return false;
    *a = p, *cap = more;
    return true;
}

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for listings");
}

/* ---- which entries are of the regime ---- */

static bool has_one(const char *text, const char *alternatives) {
    while (*alternatives) {
        size_t n = strcspn(alternatives, "|");
        if (n && memmem(text, strlen(text), alternatives, n)) return true;
        alternatives += n + (alternatives[n] == '|');
    }
    return false;
}

/* The newest edition of a list, 0 when none is loaded. */
static date_day vintage_of(const work *w, const char *list) {
    date_day newest = 0;
    for (size_t k = 0; k < w->states; k++)
        if (lists_match(list, w->state[k].list) && w->state[k].vintage > newest)
            newest = w->state[k].vintage;
    return newest;
}

/* Another publisher's copy of a list counts beside it under its id where their keys are the same
 * (then the newer of the two says who is on it, the other adds what it knows), else only where the
 * list itself is not loaded. */
typedef struct counted_list {
    const char *as; /* the id it counts under */
    size_t row;
    bool says; /* who is on it */
} counted_list;

static bool rule_of(const work *w, const char *list, counted_list *out) {
    for (size_t i = 0; i < w->rules->rows; i++) {
        const char *own = table_cell(w->rules, i, w->col_list),
                   *copy = table_cell(w->rules, i, w->col_copy);
        bool is_copy = *copy && !strcmp(copy, list),
             joined = !strcmp(table_cell(w->rules, i, w->col_keys), "same");
        if (!is_copy && !lists_match(own, list)) continue;
        date_day mine = *copy ? vintage_of(w, own) : 0, theirs = *copy ? vintage_of(w, copy) : 0;
        if (is_copy && mine && !joined) continue;
        *out = (counted_list){is_copy ? own : list, i,
                              is_copy ? theirs > mine : theirs <= mine || !joined};
        return true;
    }
    return false;
}

/* Whether the entry is of the regime; *from becomes the earliest day printed with what makes it so.
 */
static bool is_of_regime(const work *w, const entity *e, const counted_list *c, date_day *from) {
    const char *programme = table_cell(w->rules, c->row, w->col_programme);
    bool all = !*programme, of = all && !e->listings;
    for (uint32_t i = 0; i < e->listings; i++) {
        const entity_listing *x = &e->listing[i];
        if (!all && !has_one(x->programme, programme)) continue;
        of = true;
        if (x->from && (!*from || x->from < *from)) *from = x->from;
    }
    return of || all;
}

/* ---- reading ---- */

static const char *shown_name(work *w, const entity *e) {
    const char *name = entity_first(e, "name");
    size_t n = name ? strlen(name) : 0;
    if (n > NAME_SHOWN_MAX)
        for (n = NAME_SHOWN_MAX; n && ((unsigned char)name[n] & 0xc0) == 0x80;) n--;
    return arena_strndup(&w->l->mem, name ? name : e->key, name ? n : strlen(e->key));
}

static uint8_t authority_of(work *w, const char *list) {
    const list_about *a = catalogue_find(&w->l->about, list);
    const char *code = a ? a->authority : "";
    for (uint8_t i = 0; i < w->l->authorities; i++)
        if (!strcmp(w->l->authority[i], code)) return i;
    if (w->l->authorities == LISTINGS_AUTHORITIES_MAX) return LISTINGS_AUTHORITIES_MAX - 1;
    w->l->authority[w->l->authorities] = code;
    return w->l->authorities++;
}

static cordon_status take(work *w, const list_version *v, const counted_list *rule,
                          cordon_error *err) {
    date_day from = 0;
    list_countries c;
    if (!is_of_regime(w, &v->e, rule, &from)) return CORDON_OK;
    if (!grow(&w->v, &w->cap, w->n, sizeof *w->v)) return no_memory(err);
    raw *r = &w->v[w->n];
    arena *mem = &w->l->mem;
    *r = (raw){.e = {.list = arena_strndup(mem, rule->as, strlen(rule->as)),
                     .key = arena_strndup(mem, v->e.key, strlen(v->e.key)),
                     .name = shown_name(w, &v->e),
                     .from = from,
                     .printed = from != 0,
                     .source = v->source,
                     .line = v->line},
               .links_entry = linker_entries(w->linker),
               .says = rule->says,
               .vessel = !strcmp(v->e.schema, "Vessel") || !strcmp(v->e.schema, "Airplane")};
    if (!r->e.list || !r->e.key || !r->e.name) return no_memory(err);
    list_countries_of(&c, w->tables->areas, &v->e);
    for (uint8_t i = 0; i < c.n && i < LISTINGS_COUNTRIES_MAX; i++)
        r->e.country[r->e.countries++] = c.code[i];
    w->n++;
    return linker_add(w->linker, (uint64_t)v->id, &v->e, err);
}

static cordon_status each_version(work *w, bool history,
                                  cordon_status (*each)(work *w, const list_version *v,
                                                        const counted_list *rule,
                                                        cordon_error *err),
                                  cordon_error *err) {
    lists_filter f = {.all_forms = true,
                      .history = history,
                      .known_by = w->q->known_by,
                      .as_at = history ? 0 : w->q->as_at};
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&c, w->lists, &f, err);
    while (!status && !(status = lists_next(c, &v, err)) && v) {
        counted_list rule;
        if (rule_of(w, v->e.list, &rule)) status = each(w, v, &rule, err);
    }
    lists_done(c);
    return status;
}

static cordon_status take_seen(work *w, const list_version *v, const counted_list *rule,
                               cordon_error *err) {
    if (!grow(&w->seen, &w->seens_cap, w->seens, sizeof *w->seen)) return no_memory(err);
    w->seen[w->seens].list = arena_strndup(&w->l->mem, v->e.list, strlen(v->e.list));
    w->seen[w->seens].key = arena_strndup(&w->l->mem, v->e.key, strlen(v->e.key));
    w->seen[w->seens].as = rule->as == v->e.list ? w->seen[w->seens].list : rule->as;
    w->seen[w->seens].first = v->first;
    if (!w->seen[w->seens].list || !w->seen[w->seens].key) return no_memory(err);
    w->seens++;
    return CORDON_OK;
}

static cordon_status fetch(void *arg, uint64_t ref, entity *out, arena *mem, cordon_error *err) {
    work *w = arg;
    list_version v;
    cordon_status status = lists_version(&v, mem, w->lists, (int64_t)ref, err);
    if (!status) *out = v.e;
    return status;
}

/* ---- joining ---- */

static int by_key(const void *x, const void *y) {
    const raw *a = x, *b = y;
    int c = strcmp(a->e.list, b->e.list);
    if (!c) c = strcmp(a->e.key, b->e.key);
    return c ? c : (a->links_entry > b->links_entry) - (a->links_entry < b->links_entry);
}

static uint32_t root(uint32_t *party, uint32_t i) {
    while (party[i] != i) i = party[i] = party[party[i]];
    return i;
}

static void add_country(listed_entry *e, const char *code) {
    uint8_t at = 0;
    while (at < e->countries && strcmp(e->country[at], code) < 0) at++;
    if ((at < e->countries && !strcmp(e->country[at], code)) ||
        e->countries == LISTINGS_COUNTRIES_MAX)
        return;
    memmove(e->country + at + 1, e->country + at, (size_t)(e->countries - at) * sizeof *e->country);
    e->country[at] = code;
    e->countries++;
}

/* Forms of one list that say the same key are one entry; what they link is one party. */
static void join_forms(work *w) {
    size_t kept = 0;
    if (w->n) qsort(w->v, w->n, sizeof *w->v, by_key);
    for (size_t i = 0; i < w->n; i++) {
        raw *last = kept ? &w->v[kept - 1] : NULL, *r = &w->v[i];
        if (!last || strcmp(last->e.list, r->e.list) != 0 || strcmp(last->e.key, r->e.key) != 0) {
            w->v[kept++] = *r;
            continue;
        }
        if (r->says && !last->says) {
            last->e.source = r->e.source, last->e.line = r->e.line;
            last->says = true;
        }
        for (uint8_t k = 0; k < r->e.countries; k++) add_country(&last->e, r->e.country[k]);
        if (r->e.from && (!last->e.from || r->e.from < last->e.from))
            last->e.from = r->e.from, last->e.printed = true;
        uint32_t a = root(w->party, last->links_entry), b = root(w->party, r->links_entry);
        if (a != b) w->party[a > b ? a : b] = a < b ? a : b;
    }
    w->n = 0;
    for (size_t i = 0; i < kept; i++)
        if (w->v[i].says) w->v[w->n++] = w->v[i];
}

static cordon_status link_all(work *w, cordon_error *err) {
    const party_link *v = NULL;
    size_t n = 0;
    cordon_status status = linker_find(w->linker, fetch, w, &v, &n, err);
    if (status) return status;
    w->party = malloc((linker_entries(w->linker) + 1) * sizeof *w->party);
    if (!w->party) return no_memory(err);
    linker_parties(w->party, w->linker, v, n);
    w->l->links = n;
    w->l->parties = linker_entries(w->linker);
    return CORDON_OK;
}

static int by_seen(const void *x, const void *y) {
    const seen *a = x, *b = y;
    int c = strcmp(a->list, b->list);
    if (!c) c = strcmp(a->key, b->key);
    return c ? c : (a->first > b->first) - (a->first < b->first);
}

static int by_counted(const void *x, const void *y) {
    const seen *a = x, *b = y;
    int c = strcmp(a->as, b->as);
    if (!c) c = strcmp(a->key, b->key);
    return c ? c : (a->first > b->first) - (a->first < b->first);
}

/* Keeps of each key the first edition that has it; the first edition of a list says only that it
 * was there. */
static void first_editions(work *w) {
    size_t kept = 0;
    if (w->seens) qsort(w->seen, w->seens, sizeof *w->seen, by_seen);
    for (size_t i = 0, end; i < w->seens; i = end) {
        date_day oldest = w->seen[i].first;
        for (end = i; end < w->seens && !strcmp(w->seen[end].list, w->seen[i].list); end++)
            if (w->seen[end].first < oldest) oldest = w->seen[end].first;
        for (size_t k = i; k < end; k++) {
            bool first = k == i || strcmp(w->seen[k].key, w->seen[k - 1].key) != 0;
            if (first && w->seen[k].first > oldest) w->seen[kept++] = w->seen[k];
        }
    }
    w->seens = kept;
    if (kept) qsort(w->seen, kept, sizeof *w->seen, by_counted);
}

static void date_by_editions(work *w) {
    first_editions(w);
    for (size_t i = 0; i < w->n; i++) {
        listed_entry *e = &w->v[i].e;
        seen key = {.as = e->list, .key = e->key, .first = 0};
        size_t low = 0, high = w->seens;
        while (low < high) { /* the first not before the key */
            size_t at = (low + high) / 2;
            if (by_counted(&w->seen[at], &key) < 0)
                low = at + 1;
            else
                high = at;
        }
        bool found = low < w->seens && !strcmp(w->seen[low].as, e->list) &&
                     !strcmp(w->seen[low].key, e->key);
        if (!e->from && found) e->from = w->seen[low].first;
    }
}

cordon_status listings_near(area_set *out, const regime *r, const areas *a, date_day on,
                            cordon_error *err) {
    char text[200];
    const char *besides = regime_value(r, "not_third");
    snprintf(text, sizeof text, "targets,coalition%s%.150s", *besides ? "," : "", besides);
    return regime_areas(out, r, a, text, on, err);
}

static bool in_set(const area_set *s, const char *code) {
    for (size_t i = 0; i < s->n; i++)
        if (!strcmp(s->v[i]->code, code)) return true;
    return false;
}

enum {
    SIDE_KNOWN = 1,
    SIDE_NEAR = 2
}; /* a country is known; one is a target or of the coalition */

static cordon_status tell_third(work *w, cordon_error *err) {
    area_set near = {0};
    uint8_t *own = calloc(w->l->parties + 1, 1);
    cordon_status status = own ? CORDON_OK : no_memory(err);
    if (!status) status = listings_near(&near, w->q->regime, w->q->areas, w->q->as_at, err);
    for (size_t i = 0; i < w->n && !status; i++) {
        listed_entry *e = &w->v[i].e;
        e->party = root(w->party, w->v[i].links_entry);
        w->v[i].side = 0;
        for (uint8_t k = 0; k < e->countries; k++) {
            w->v[i].side |= in_set(&near, e->country[k]) ? SIDE_KNOWN | SIDE_NEAR : SIDE_KNOWN;
        }
        own[e->party] |= w->v[i].side;
    }
    for (size_t i = 0; i < w->n && !status; i++) {
        uint8_t side = w->v[i].side ? w->v[i].side : own[w->v[i].e.party];
        w->v[i].e.third = !w->v[i].vessel && side == SIDE_KNOWN;
    }
    area_set_free(&near);
    free(own);
    return status;
}

/* ---- what is given back ---- */

/* Of the list, or of its copy where that says who is on it. */
static date_day counted_vintage(const work *w, const char *list) {
    date_day newest = vintage_of(w, list);
    for (size_t i = 0; i < w->rules->rows; i++) {
        const char *copy = table_cell(w->rules, i, w->col_copy);
        if (strcmp(table_cell(w->rules, i, w->col_list), list) != 0 || !*copy) continue;
        bool joined = !strcmp(table_cell(w->rules, i, w->col_keys), "same");
        date_day theirs = vintage_of(w, copy);
        if (!newest || (joined && theirs > newest)) newest = theirs;
    }
    return newest;
}

static cordon_status fill_lists(work *w, cordon_error *err) {
    listings *l = w->l;
    cordon_status status = CORDON_OK;
    l->entry = arena_alloc(&l->mem, (w->n + 1) * sizeof *l->entry);
    l->list = arena_alloc(&l->mem, (w->n + 1) * sizeof *l->list);
    if (!l->entry || !l->list) status = no_memory(err);
    for (size_t i = 0; i < w->n && !status; i++) {
        listed_entry *e = &w->v[i].e;
        if (w->v[i].vessel) continue;
        if (!l->lists || strcmp(l->list[l->lists - 1].list, e->list) != 0) {
            const list_about *a = catalogue_find(&l->about, e->list);
            listed_list *x = &l->list[l->lists++];
            *x = (listed_list){.list = e->list,
                               .title = a ? a->title : e->list,
                               .authority = authority_of(w, e->list),
                               .source = e->source};
            x->vintage = counted_vintage(w, e->list);
        }
        listed_list *x = &l->list[l->lists - 1];
        e->authority = x->authority;
        x->entries++;
        x->third += e->third;
        x->unknown += !e->countries;
        x->undated += e->third && !e->from;
        l->entry[l->entries++] = *e;
    }
    return status;
}

static cordon_status make(work *w, cordon_error *err) {
    cordon_status status = list_facts_tables_open(&w->tables, err);
    if (!status) status = catalogue_read(&w->l->about, err);
    if (!status) status = linker_open(&w->linker, err);
    if (!status) status = lists_open(&w->lists, w->q->store, err);
    if (!status) status = lists_states(&w->state, &w->states, w->lists, w->q->known_by, err);
    if (!status) status = each_version(w, false, take, err);
    if (!status && w->n) status = each_version(w, true, take_seen, err);
    if (!status) status = link_all(w, err);
    if (status) return status;
    join_forms(w);
    date_by_editions(w);
    status = tell_third(w, err);
    return status ? status : fill_lists(w, err);
}

cordon_status listings_make(listings *out, const listings_ask *q, cordon_error *err) {
    *out = (listings){0};
    arena_init(&out->mem, 0);
    work w = {.l = out, .q = q, .rules = regime_table(q->regime, "listings.csv")};
    if (!w.rules) return CORDON_OK;
    w.col_list = table_col(w.rules, "list"), w.col_programme = table_col(w.rules, "programme");
    w.col_copy = table_col(w.rules, "copy");
    w.col_keys = table_col(w.rules, "keys");
    cordon_status status = make(&w, err);
    linker_close(w.linker);
    lists_close(w.lists);
    free(w.v);
    free(w.seen);
    free(w.state);
    free(w.party);
    if (status) listings_free(out);
    return status;
}

void listings_free(listings *l) {
    catalogue_free(&l->about);
    arena_destroy(&l->mem);
    *l = (listings){0};
    arena_init(&l->mem, 0);
}

bool listed_in(const listed_entry *e, const char *country) {
    for (uint8_t i = 0; i < e->countries; i++)
        if (!strcmp(e->country[i], country)) return true;
    return false;
}
