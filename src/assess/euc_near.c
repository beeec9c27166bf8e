#include "assess/euc_near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assess/same.h"
#include "assess/tables.h"
#include "name/fold.h"

enum { WORDS_MAX = 20000 };

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the words of certificates"); }

/* ---- words ---- */

static uint64_t mix(uint64_t h, const char *s, size_t n) { /* FNV-1a, closed by a byte that no word has */
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
    return (h ^ 0xff) * 0x100000001b3u;
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static size_t each_once(uint64_t *v, size_t n) {
    size_t m = 0;
    if (n) qsort(v, n, sizeof *v, by_value);
    for (size_t i = 0; i < n; i++)
        if (!i || v[i] != v[m - 1]) v[m++] = v[i];
    return m;
}

static void add_text(buf *b, const case_text *t) {
    if (t->state != VALUE_GIVEN) return;
    if (name_fold(b, t->v, strlen(t->v))) b->failed = true;
    buf_char(b, ' ');
}

static bool runs_in(euc_runs *out, arena *mem, const char *text) {
    static const char between[] = " .,;:()\"'";
    uint64_t word[3] = {0};
    size_t n = 0, most = strlen(text) / 2 + 1;
    if (most > WORDS_MAX) most = WORDS_MAX;
    uint64_t *v = arena_alloc(mem, most * sizeof *v);
    if (!v) return false;
    *out = (euc_runs){.v = v};
    for (const char *p = text; out->words < WORDS_MAX && *(p += strspn(p, between)); out->words++) {
        size_t len = strcspn(p, between);
        word[0] = word[1], word[1] = word[2], word[2] = mix(0xcbf29ce484222325u, p, len);
        p += len;
        if (out->words >= 2) v[n++] = mix(mix(word[0], (const char *)&word[1], sizeof *word), (const char *)&word[2], sizeof *word);
    }
    out->n = each_once(v, n);
    return true;
}

cordon_status euc_runs_of(euc_runs *out, arena *mem, const euc *e, cordon_error *err) {
    buf b = {0};
    add_text(&b, &e->end_use);
    add_text(&b, &e->place_of_use);
    add_text(&b, &e->role);
    for (size_t i = 0; i < e->items; i++) add_text(&b, &e->item[i].text);
    bool fine = !b.failed && runs_in(out, mem, buf_text(&b));
    buf_free(&b);
    return fine ? CORDON_OK : no_memory(err);
}

double euc_runs_alike(const euc_runs *a, const euc_runs *b) {
    size_t i = 0, j = 0, both = 0;
    while (i < a->n && j < b->n) {
        if (a->v[i] == b->v[j]) both++, i++, j++;
        else if (a->v[i] < b->v[j]) i++;
        else j++;
    }
    size_t all = a->n + b->n - both;
    return all ? (double)both / (double)all : 0;
}

/* ---- keys, and the certificates that have them ---- */

typedef struct posting { uint32_t paper, next; } posting;           /* next: 1 more than a place, 0 = the end */
typedef struct key_slot { uint64_t key; uint32_t first, n; } key_slot; /* n 0: free */

struct euc_near {
    key_slot *slot;
    size_t slots, used; /* slots: a power of two, more than half of them free */
    posting *post;
    size_t posts, room;
    uint32_t papers;
    uint32_t *seen, round; /* by paper: the last search that met it */
};

cordon_status euc_near_new(euc_near **out, cordon_error *err) {
    euc_near *x = calloc(1, sizeof *x);
    if (!x) return no_memory(err);
    *out = x;
    return CORDON_OK;
}

void euc_near_free(euc_near *x) {
    if (!x) return;
    free(x->slot);
    free(x->post);
    free(x->seen);
    free(x);
}

static key_slot *place(key_slot *slot, size_t slots, uint64_t key) {
    size_t at = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & (slots - 1);
    while (slot[at].n && slot[at].key != key) at = (at + 1) & (slots - 1);
    return &slot[at];
}

static bool room_for_key(euc_near *x) {
    if (x->used * 2 < x->slots) return true;
    size_t slots = x->slots ? x->slots * 2 : 1024;
    key_slot *more = calloc(slots, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < x->slots; i++)
        if (x->slot[i].n) *place(more, slots, x->slot[i].key) = x->slot[i];
    free(x->slot);
    x->slot = more;
    x->slots = slots;
    return true;
}

static bool post(euc_near *x, uint64_t key) {
    if (!room_for_key(x)) return false;
    if (x->posts == x->room) {
        size_t room = x->room ? x->room * 2 : 1024;
        posting *more = room < UINT32_MAX ? realloc(x->post, room * sizeof *more) : NULL;
        if (!more) return false;
        x->post = more;
        x->room = room;
    }
    key_slot *s = place(x->slot, x->slots, key);
    if (!s->n) s->key = key, s->first = 0, x->used++;
    x->post[x->posts] = (posting){x->papers, s->first};
    s->first = (uint32_t)++x->posts;
    s->n++;
    return true;
}

enum { KEYS_MAX = SAME_KEYS_MAX + 1 };
static uint64_t kind_of(char kind, uint64_t key) { return mix(key ^ 0xcbf29ce484222325u, &kind, 1); }

/* Keys of a name: one per reading of its first word. */
static cordon_status name_keys(uint64_t v[KEYS_MAX], size_t *n, char kind, const case_text *t, cordon_error *err) {
    *n = 0;
    if (t->state != VALUE_GIVEN) return CORDON_OK;
    cordon_status status = same_name_keys(v, n, t->v, err);
    for (size_t i = 0; i < *n; i++) v[i] = kind_of(kind, v[i]);
    return status;
}

static cordon_status post_name(euc_near *x, char kind, const case_text *t, cordon_error *err) {
    uint64_t key[KEYS_MAX];
    size_t n;
    cordon_status status = name_keys(key, &n, kind, t, err);
    for (size_t i = 0; i < n && !status; i++) status = post(x, key[i]) ? CORDON_OK : no_memory(err);
    return status;
}

static uint64_t id_key(const case_text *id) { return kind_of('i', mix(0, id->v, strlen(id->v))); }

cordon_status euc_near_add(euc_near *x, const euc *e, cordon_error *err) {
    arena mem;
    euc_runs runs = {0};
    arena_init(&mem, 0);
    cordon_status status = euc_runs_of(&runs, &mem, e, err);
    uint32_t *seen = status ? NULL : realloc(x->seen, (x->papers + 1) * sizeof *seen);
    if (!status && !seen) status = no_memory(err);
    if (seen) x->seen = seen, x->seen[x->papers] = 0;
    if (!status) status = post_name(x, 'e', &e->end_user, err);
    if (!status) status = post_name(x, 's', &e->signatory, err);
    if (!status && e->end_user_id.state == VALUE_GIVEN && !post(x, id_key(&e->end_user_id))) status = no_memory(err);
    for (size_t i = 0; i < runs.n && !status; i++) status = post(x, kind_of('r', runs.v[i])) ? CORDON_OK : no_memory(err);
    arena_destroy(&mem);
    if (!status) x->papers++;
    return status;
}

/* ---- finding ---- */

typedef struct found { uint32_t *v; size_t n; } found;

static void take(euc_near *x, found *f, uint64_t key) {
    if (!x->slots) return;
    const key_slot *s = place(x->slot, x->slots, key);
    for (uint32_t at = s->n ? s->first : 0; at; at = x->post[at - 1].next) {
        uint32_t p = x->post[at - 1].paper;
        if (p >= x->papers || x->seen[p] == x->round) continue;
        x->seen[p] = x->round;
        f->v[f->n++] = p;
    }
}

static cordon_status take_name(euc_near *x, found *f, char kind, const case_text *t, cordon_error *err) {
    uint64_t key[KEYS_MAX];
    size_t n;
    cordon_status status = name_keys(key, &n, kind, t, err);
    for (size_t i = 0; i < n && !status; i++) take(x, f, key[i]);
    return status;
}

typedef struct rare { uint64_t key; uint32_t n; } rare;

static int rarest(const void *a, const void *b) {
    const rare *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n ? -1 : 1) : (x->key > y->key) - (x->key < y->key);
}

static cordon_status take_words(euc_near *x, found *f, arena *mem, const euc *e, cordon_error *err) {
    double share = 0;
    euc_runs runs = {0};
    cordon_status status = assess_parameter(&share, ASSESS_EUC_PARAMETERS, "near_duplicate_share", err);
    if (!status) status = euc_runs_of(&runs, mem, e, err);
    if (status || !runs.n || !x->slots) return status;
    rare *r = arena_alloc(mem, runs.n * sizeof *r);
    if (!r) return no_memory(err);
    for (size_t i = 0; i < runs.n; i++) {
        uint64_t key = kind_of('r', runs.v[i]);
        r[i] = (rare){key, place(x->slot, x->slots, key)->n};
    }
    qsort(r, runs.n, sizeof *r, rarest);
    double least = ceil(share * (double)runs.n - 1e-9);
    size_t need = least < 1 ? 1 : least > (double)runs.n ? runs.n : (size_t)least;
    for (size_t i = 0; i + need <= runs.n; i++) take(x, f, r[i].key);
    return CORDON_OK;
}

static int by_paper(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

cordon_status euc_near_find(const uint32_t **out, size_t *n, euc_near *x, arena *mem, const euc *e, const case_file *c, cordon_error *err) {
    found f = {.v = arena_alloc(mem, (x->papers + 1) * sizeof *f.v)};
    if (!f.v) return no_memory(err);
    if (!++x->round) { /* after 2^32 searches the marks begin anew */
        if (x->papers) memset(x->seen, 0, x->papers * sizeof *x->seen);
        x->round = 1;
    }
    cordon_status status = take_words(x, &f, mem, e, err);
    if (!status) status = take_name(x, &f, 's', &e->signatory, err);
    if (!status) status = take_name(x, &f, 'e', &e->end_user, err);
    if (!status && e->end_user_id.state == VALUE_GIVEN) take(x, &f, id_key(&e->end_user_id));
    for (size_t i = 0; c && i < c->parties; i++)
        for (size_t k = 0; k < c->party[i].owners && !status; k++) status = take_name(x, &f, 'e', &c->party[i].owner[k].name, err);
    if (f.n) qsort(f.v, f.n, sizeof *f.v, by_paper);
    *out = f.v;
    *n = status ? 0 : f.n;
    return status;
}
