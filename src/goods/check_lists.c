/* check_lists.c - the lists that name a code, as far as a row repeats them. */
#include <string.h>

#include "goods/check_inner.h"

/* An answer names a list once for every provision that works on it. */
static bool named(const check_control *v, size_t n, const control_hit *h) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].list, h->list) == 0 && strcmp(v[i].line, h->code) == 0) return true;
    return false;
}

cordon_status check_controls(const check_control **out, size_t *n, arena *mem, goods_checks *c, const char *nomenclature, const char *code,
                             cordon_error *err) {
    arena work; /* what the answer carries along is much more than a row needs */
    control_answer a;
    *n = 0;
    *out = NULL;
    arena_init(&work, 0);
    bool line = strlen(code) == 8 && !c->terms.nomenclature;
    cordon_status status = goods_controls_ask(&a, &work, c->controls, line ? "CN" : nomenclature, code, c->terms.as_at, 0, err);
    check_control *v = status || !a.hits ? NULL : arena_alloc(mem, a.hits * sizeof *v);
    if (!status && a.hits && !v) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the lists of a code");
    for (size_t i = 0; !status && v && i < a.hits; i++) {
        const control_hit *h = &a.hit[i];
        if (named(v, *n, h)) continue;
        v[*n] = (check_control){arena_strndup(mem, h->list, strlen(h->list)), arena_strndup(mem, h->tier, strlen(h->tier)),
                                arena_strndup(mem, h->code, strlen(h->code)), h->since, h->since_is,
                                h->partial || h->match == CONTROL_PART};
        if (!v[*n].list || !v[*n].tier || !v[*n].line) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the lists of a code");
        ++*n;
    }
    arena_destroy(&work);
    *out = v;
    return status;
}
