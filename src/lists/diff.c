#include "lists/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

typedef struct window {
    lists *l;
    const list_state *s;
    date_day from, to, a, b; /* a, b: the vintages compared; a 0 = none */
    const list_diff_sink *sink;
} window;

/* The earliest day that is printed; 0 when a listing has none. */
static date_day printed(const entity *e) {
    date_day day = 0;
    for (uint32_t i = 0; i < e->listings; i++)
        if (e->listing[i].from && (!day || e->listing[i].from < day)) day = e->listing[i].from;
    return day;
}

/* The vintages with which that stay on the list began and ended; out[1] 0 = it goes on. */
static cordon_status stay_of(date_day out[2], const window *w, const list_version *v,
                             cordon_error *err) {
    lists_filter f = {.lists = w->s->list, .form = w->s->form, .key = v->e.key, .history = true};
    lists_cursor *c = NULL;
    const list_version *x = NULL;
    date_day first = v->first;
    out[0] = out[1] = 0;
    cordon_status status = lists_ask(&c, w->l, &f, err);
    while (!status && !(status = lists_next(c, &x, err)) && x) {
        bool goes_on = out[0] && out[1] == x->first;
        if (!goes_on && x->first > first) break; /* another stay, later */
        if (!goes_on) out[0] = x->first;
        out[1] = x->gone;
    }
    lists_done(c);
    return status;
}

static cordon_status tell(const window *w, list_change_kind kind, const list_version *before,
                          const list_version *after, cordon_error *err) {
    list_change c = {.kind = kind,
                     .list = w->s->list,
                     .form = w->s->form,
                     .before = before,
                     .after = after,
                     .by_vintage = true};
    cordon_status status = CORDON_OK;
    date_day stay[2] = {0};
    if (kind == LIST_CHANGED) {
        c.day = after->first;
    } else if (kind == LIST_WENT) {
        status = stay_of(stay, w, before, err);
        c.day = stay[1];
    } else {
        c.day = printed(&after->e);
        if (c.day < w->from || c.day > w->to) {
            status = stay_of(stay, w, after, err);
            c.day = stay[0];
        }
    }
    return status ? status : w->sink->change(w->sink->arg, &c, err);
}

static cordon_status open_at(lists_cursor **out, const window *w, date_day day, cordon_error *err) {
    lists_filter f = {.lists = w->s->list, .form = w->s->form, .known_by = day};
    return lists_ask(out, w->l, &f, err);
}

/* Two states side by side, both by key. */
static cordon_status compare(const window *w, cordon_error *err) {
    lists_cursor *old = NULL, *new = NULL;
    const list_version *x = NULL, *y = NULL;
    cordon_status status = open_at(&old, w, w->a, err);
    if (!status) status = open_at(&new, w, w->b, err);
    if (!status) status = lists_next(old, &x, err);
    if (!status) status = lists_next(new, &y, err);
    while (!status && (x || y)) {
        int c = !x ? 1 : !y ? -1 : strcmp(x->e.key, y->e.key);
        if (c < 0)
            status = tell(w, LIST_WENT, x, NULL, err);
        else if (c > 0)
            status = tell(w, LIST_CAME, NULL, y, err);
        else if (x->id != y->id && memcmp(x->hash, y->hash, 32) != 0)
            status = tell(w, LIST_CHANGED, x, y, err);
        if (!status && c <= 0) status = lists_next(old, &x, err);
        if (!status && c >= 0) status = lists_next(new, &y, err);
    }
    lists_done(old);
    lists_done(new);
    return status;
}

/* One edition only: the printed dates say who came. */
static cordon_status by_printed(const window *w, cordon_error *err) {
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_status status = open_at(&c, w, w->b, err);
    while (!status && !(status = lists_next(c, &v, err)) && v) {
        date_day day = printed(&v->e);
        if (day < w->from || day > w->to || !day) continue;
        list_change x = {
            .kind = LIST_CAME, .list = w->s->list, .form = w->s->form, .after = v, .day = day};
        status = w->sink->change(w->sink->arg, &x, err);
    }
    lists_done(c);
    return status;
}

static cordon_status one_list(window *w, cordon_error *err) {
    date_day *day = NULL;
    size_t n = 0;
    char text[300], a[DATE_TEXT], b[DATE_TEXT];
    cordon_status status = lists_vintages(&day, &n, w->l, w->s->list, w->s->form, err);
    if (status) return status;
    w->a = w->b = 0;
    for (size_t i = 0; i < n; i++) {
        if (day[i] <= w->from) w->a = day[i];
        if (day[i] <= w->to || !w->b) w->b = day[i];
    }
    free(day);
    date_format(a, w->a), date_format(b, w->b);
    if (w->a && w->a != w->b)
        snprintf(text, sizeof text, "the editions of %s and %s are compared", a, b);
    else if (w->a)
        snprintf(text, sizeof text,
                 "one edition, of %s, is the newest on both days: nothing can differ", a);
    else
        snprintf(text, sizeof text,
                 "no edition is as old as the first day: who came is told by the dates printed in "
                 "the edition "
                 "of %s; who left before it is not in it, and changes cannot be told",
                 b);
    w->sink->note(w->sink->arg, w->s->list, text);
    if (!w->a) return by_printed(w, err);
    return w->a == w->b ? CORDON_OK : compare(w, err);
}

/* Of several forms of a list the one that can compare editions, else the one in use. */
static cordon_status rank(int *out, const window *w, const list_state *s, cordon_error *err) {
    date_day *day = NULL;
    size_t n = 0;
    bool old = false, new = false;
    cordon_status status = lists_vintages(&day, &n, w->l, s->list, s->form, err);
    for (size_t i = 0; i < n; i++) {
        old = old || day[i] <= w->from;
        new = new || (day[i] > w->from && day[i] <= w->to);
    }
    free(day);
    *out = (old && new ? 4 : 0) + (old ? 2 : 0) + s->used;
    return status;
}

cordon_status lists_diff(lists *l, const char *patterns, date_day from, date_day to,
                         const list_diff_sink *sink, cordon_error *err) {
    list_state *v = NULL;
    size_t n = 0, done = 0;
    window w = {.l = l, .from = from, .to = to, .sink = sink};
    cordon_status status = lists_states(&v, &n, l, 0, err);
    for (size_t i = 0, j; !status && i < n; i = j) {
        int best = -1;
        for (j = i; !status && j < n && strcmp(v[j].list, v[i].list) == 0; j++) {
            int r = 0;
            if (!(status = rank(&r, &w, &v[j], err)) && r > best) best = r, w.s = &v[j];
        }
        if (status || (patterns && !lists_match(patterns, v[i].list))) continue;
        status = one_list(&w, err);
        done++;
    }
    if (!status && !done)
        status =
            cordon_fail(err, CORDON_ENOTFOUND, "no list %s is loaded", patterns ? patterns : "");
    free(v);
    return status;
}

/* ---- what changed -------------------------------------------------------------------- */

/* One thing that is said: a property and a text of it. */
typedef struct said {
    const char *what, *text;
} said;
typedef struct says {
    said *v;
    size_t n;
    arena mem;
} says;

static int by_said(const void *a, const void *b) {
    const said *x = a, *y = b;
    int c = strcmp(x->what, y->what);
    return c ? c : strcmp(x->text, y->text);
}

static void add(says *s, const char *what, buf *text) {
    char *copy = text->failed ? NULL : arena_strndup(&s->mem, buf_text(text), text->len);
    if (copy) s->v[s->n++] = (said){what, copy};
    buf_free(text);
}

static void add_listings(says *s, const entity *e) {
    for (uint32_t i = 0; i < e->listings; i++) {
        const entity_listing *l = &e->listing[i];
        char from[DATE_TEXT], to[DATE_TEXT];
        buf b = {0};
        buf_printf(&b, "%s|%s|%s|%s|%s|%s", l->programme, l->article, l->reference,
                   date_format(from, l->from), date_format(to, l->to), l->reason);
        add(s, "listings", &b);
    }
}

static void add_links(says *s, const entity *e) {
    for (uint32_t i = 0; i < e->links; i++) {
        const entity_link *l = &e->link[i];
        buf b = {0};
        buf_printf(&b, "%s|%s|%s|%s", l->kind, l->role, l->to_key, l->to_name);
        if (l->percent >= 0) buf_printf(&b, "|%.10g %%", l->percent);
        add(s, "links", &b);
    }
}

/* All that e says, sorted. */
static bool all_of(says *s, const entity *e) {
    *s = (says){.v = calloc((size_t)e->values + e->listings + e->links + 2, sizeof *s->v)};
    arena_init(&s->mem, 0);
    if (!s->v) return false;
    for (uint32_t i = 0; i < e->values; i++) {
        const entity_value *v = &e->value[i];
        buf b = {0};
        buf_str(&b, v->value);
        if (*v->detail) buf_printf(&b, " (%s)", v->detail);
        if (*v->lang) buf_printf(&b, " [%s]", v->lang);
        add(s, v->prop, &b);
    }
    buf schema = {0};
    buf_str(&schema, e->schema);
    add(s, "schema", &schema);
    add_listings(s, e);
    add_links(s, e);
    qsort(s->v, s->n, sizeof *s->v, by_said);
    return true;
}

static void none(says *s) {
    arena_destroy(&s->mem);
    free(s->v);
}

/* Leaves in each what the other has not. */
static void only(says *a, says *b) {
    size_t i = 0, j = 0, n = 0, m = 0;
    while (i < a->n || j < b->n) {
        int c = i == a->n ? 1 : j == b->n ? -1 : by_said(&a->v[i], &b->v[j]);
        if (c == 0) {
            i++, j++;
        } else if (c < 0) {
            a->v[n++] = a->v[i++];
        } else {
            b->v[m++] = b->v[j++];
        }
    }
    a->n = n;
    b->n = m;
}

static void texts(buf *out, const char *key, const says *s, const char *what) {
    bool any = false;
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(s->v[i].what, what) != 0) continue;
        if (!any) json_key(out, key), buf_char(out, '[');
        any = true;
        json_str(out, NULL, s->v[i].text);
    }
    if (any) buf_char(out, ']');
}

static void write_all(buf *out, const says *gone, const says *come, bool words) {
    size_t i = 0, j = 0, told = 0;
    while (i < gone->n || j < come->n) {
        bool first = j >= come->n || (i < gone->n && strcmp(gone->v[i].what, come->v[j].what) < 0);
        const char *what = first ? gone->v[i].what : come->v[j].what;
        if (words) {
            if (told++) buf_str(out, ", ");
            buf_str(out, what);
        } else {
            json_key(out, what);
            buf_char(out, '{');
            texts(out, "removed", gone, what);
            texts(out, "added", come, what);
            buf_char(out, '}');
        }
        while (i < gone->n && strcmp(gone->v[i].what, what) == 0) i++;
        while (j < come->n && strcmp(come->v[j].what, what) == 0) j++;
    }
}

static void change(buf *out, const entity *before, const entity *after, bool words) {
    says gone = {0}, come = {0};
    bool fine = all_of(&gone, before);
    fine = all_of(&come, after) && fine;
    if (fine) {
        only(&gone, &come);
        write_all(out, &gone, &come, words);
    } else {
        out->failed = true;
    }
    none(&gone);
    none(&come);
}

void list_change_json(buf *out, const entity *before, const entity *after) {
    buf_char(out, '{');
    change(out, before, after, false);
    buf_char(out, '}');
}

void list_change_words(buf *out, const entity *before, const entity *after) {
    change(out, before, after, true);
}
