/* link_names.c - links by name: entries meet when all words of a name that is no weak alias are the same in any order,
 * and stay linked when their pair is nearly certain and a field beside the name speaks for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/key.h"
#include "screen/link_inner.h"

enum { WORDS_MAX = 24, KEY_BYTES = NAME_KEY_MAX + 1 };

static int by_text(const void *x, const void *y) { return strcmp(x, y); }

/* A phrase ("number 7") is what it means, a word what is written. */
static const name_reading *reading_of(const name_token *t) {
    for (unsigned i = 0; strchr(t->text, ' ') && i < t->n; i++)
        if (t->reading[i].origin == READ_MEANING) return &t->reading[i];
    return &t->reading[0];
}

/* The words of a form as keys, sorted, joined by blanks; 0 = none that names. */
static size_t block_of(char *out, size_t room, const name_form *f) {
    char word[WORDS_MAX][KEY_BYTES];
    unsigned n = 0;
    size_t len = 0, letters = 0;
    for (unsigned i = 0; i < f->n && n < WORDS_MAX; i++) {
        const name_token *t = &f->token[i];
        if (t->cls != NAME_WORD && t->cls != NAME_NUMBER && t->cls != NAME_INITIAL) continue;
        const name_reading *r = reading_of(t);
        unsigned k = name_key(word[n], r->latin, r->len);
        word[n][k < NAME_KEY_MAX ? k : NAME_KEY_MAX] = 0;
        letters += k;
        n += k > 0;
    }
    if (!n || letters < 4 || (n < 2 && f->kind == NAME_PERSON)) return 0;
    qsort(word, n, sizeof *word, by_text);
    for (unsigned i = 0; i < n; i++) {
        size_t k = strlen(word[i]);
        if (len + k + 1 >= room) break;
        if (i) out[len++] = ' ';
        memcpy(out + len, word[i], k);
        len += k;
    }
    out[len] = 0;
    return len;
}

cordon_status link_names_add(linker *l, uint32_t entry, const entity *e, cordon_error *err) {
    cordon_status status = CORDON_OK;
    arena mem;
    arena_init(&mem, 0);
    for (uint32_t i = 0; i < e->values && !status; i++) {
        int cls = pair_name_kind(e->value[i].prop);
        name_form f;
        cordon_error why;
        char text[WORDS_MAX * KEY_BYTES];
        if (cls < 0 || cls == PAIR_WEAK) continue;
        cordon_status s = name_form_read(&f, &mem, l->names, l->entry[entry].kind, e->value[i].value,
                                         strlen(e->value[i].value), &why);
        if (s == CORDON_ENOMEM) status = cordon_fail(err, s, "%s", why.message);
        size_t len = s ? 0 : block_of(text, sizeof text, &f);
        if (len) status = link_mark_add(l, entry, LINK_NAME, text, len, err);
    }
    arena_destroy(&mem);
    return status;
}

/* What speaks against it, whatever the probability. */
static bool apart(const pair_result *r) {
    return r->value[PAIR_BIRTH_APART] > 0 || r->value[PAIR_COUNTRY_APART] > 0 || r->value[PAIR_GENDER_APART] > 0 ||
           r->value[PAIR_ID_REFUTES] > 0 || r->value[PAIR_NUMBERS] > 0;
}

/* The field beside the name. Many persons of one country bear one name: there the country is not enough. */
static const char *support(const pair_result *r, name_kind kind) {
    if (r->value[PAIR_BIRTH_SAME] > 0.5f) return "birth";
    if (r->value[PAIR_ADDRESS_SAME] > 0.2f) return "address";
    if (r->value[PAIR_ID_DECIDES] > 0 || r->value[PAIR_ID_SUPPORT] > 0) return "number";
    if (r->value[PAIR_COUNTRY_SAME] > 0 && kind != NAME_PERSON) return "country";
    return NULL;
}

/* Judged both ways round, since a name asked for and a name on a list are not the same question; the less sure counts. */
static const char *judged(linker *l, party_link *v, const pair_facts *a, const pair_facts *b) {
    pair_result there, back;
    pair_compare(&there, l->model, a, b);
    pair_compare(&back, l->model, b, a);
    l->counts.compared++;
    double p = there.probability < back.probability ? there.probability : back.probability;
    const char *by = p >= LINK_PROBABILITY && !apart(&there) ? support(&there, a->kind) : NULL;
    if (!by) return NULL;
    v->probability = (float)p;
    char text[600];
    int n = snprintf(text, sizeof text, "name \"%.240s\" as \"%.240s\"; %s", a->name[there.q_name].text,
                     b->name[there.l_name].text, by);
    return arena_strndup(&l->mem, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

static cordon_status facts_of(linker *l, pair_facts *out, uint32_t entry, arena *mem, cordon_error *err) {
    entity *e = arena_alloc(mem, sizeof *e);
    if (!e) return cordon_fail(err, CORDON_ENOMEM, "no memory to link lists");
    cordon_status status = l->fetch(l->arg, l->entry[entry].ref, e, mem, err);
    return status ? status : pair_facts_make(out, mem, e, err);
}

/* The candidates of one entry a: v[0 .. n). */
static cordon_status judge_one(linker *l, party_link *v, size_t n, cordon_error *err) {
    arena mem;
    pair_facts a, b;
    arena_init(&mem, 0);
    cordon_status status = facts_of(l, &a, v->a, &mem, err);
    for (size_t i = 0; i < n && !status; i++) {
        if (v[i].reason != LINK_NAME) continue;
        arena other;
        arena_init(&other, 0);
        status = facts_of(l, &b, v[i].b, &other, err);
        if (!status) {
            const char *evidence = a.names && b.names ? judged(l, &v[i], &a, &b) : NULL;
            v[i].evidence = evidence;
        }
        arena_destroy(&other);
    }
    arena_destroy(&mem);
    return status;
}

cordon_status link_names_judge(linker *l, cordon_error *err) {
    cordon_status status = CORDON_OK;
    size_t kept = 0;
    for (size_t i = 0, end; i < l->founds && !status; i = end) {
        bool names = false;
        for (end = i; end < l->founds && l->found[end].a == l->found[i].a; end++) {
            if (l->found[end].reason != LINK_NAME) continue;
            names = true;
            if (!l->fetch) l->found[end].evidence = NULL;
        }
        if (names && l->fetch) status = judge_one(l, &l->found[i], end - i, err);
    }
    for (size_t i = 0; i < l->founds; i++)
        if (l->found[i].evidence) l->found[kept++] = l->found[i];
    l->founds = kept;
    return status;
}
