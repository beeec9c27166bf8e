/* goods_ask.c - what a question about a code means: regime, nomenclature, and what there is
 * instead. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/goods_cli.h"
#include "cli/text.h"

/* Usage error when there are several or none. */
int answer_regime(const command *c, char *name, size_t size) {
    cordon_error err = {0};
    return regime_only(name, size, &err) ? usage_error(c, "%s", err.message) : EXIT_OK;
}

/* Eight digits are the Combined Nomenclature's, in the newest table that was
 * valid by the day; fewer digits are the Harmonized System's.                 */
static const char *default_nomenclature(const answer *a) {
    const char *found = NULL;
    size_t hs = goods_revision_count(a->goods), n = goods_nomenclature_count(a->goods);
    bool eight = strlen(a->code) == 8;
    for (size_t i = eight ? hs : 0; i < (eight ? n : hs); i++) {
        goods_revision r = goods_nomenclature_at(a->goods, i);
        if (!found || r.valid_from <= a->as_at) found = r.name;
    }
    return found;
}

cordon_status answer_nomenclature(answer *a, const char *asked, cordon_error *err) {
    a->nomenclature = default_nomenclature(a);
    if (asked) {
        a->nomenclature = asked;
        /* As the tables write it, so that answers do not depend on the case. */
        for (size_t i = 0; i < goods_nomenclature_count(a->goods); i++) {
            const char *name = goods_nomenclature_at(a->goods, i).name;
            if (strcasecmp(name, asked) == 0) a->nomenclature = name;
        }
    }
    cordon_status status = goods_path(a->path, &a->depth, a->goods, a->nomenclature, a->code, err);
    if (status) return status;
    a->revision = goods_hs_revision(a->goods, a->nomenclature, a->as_at / 100);
    a->node = a->depth ? a->path[a->depth - 1] : NULL;
    if (a->node && strcmp(a->node->code, a->code) != 0) a->node = NULL;
    return CORDON_OK;
}

/* Nomenclatures that have the code, separated by blanks. */
cordon_status answer_exists(buf *b, const answer *a, cordon_error *err) {
    for (size_t i = 0; i < goods_nomenclature_count(a->goods); i++) {
        const goods_node *n = NULL;
        const char *name = goods_nomenclature_at(a->goods, i).name;
        cordon_status status = goods_find(&n, a->goods, name, a->code, err);
        if (status) return status;
        if (n) buf_printf(b, "%s%s", b->len ? " " : "", name);
    }
    return CORDON_OK;
}

static void add_cut(buf *b, const char *text, size_t width) {
    buf clean = {0};
    text_clean(&clean, text, strlen(text), false);
    text_cut(b, buf_text(&clean), clean.len, width);
    buf_free(&clean);
}

/* One line: the codes above it that exist, and where the code does exist. */
int answer_not_found(const answer *a) {
    cordon_error err = {0};
    buf b = {0}, elsewhere = {0};
    buf_printf(&b, "%s has no code %s", a->nomenclature, a->code);
    for (size_t i = a->depth; i-- > 0 && a->path[i]->level;) {
        buf_printf(&b, "%s %s \"", i + 1 < a->depth ? "," : "; above it there is",
                   a->path[i]->code);
        add_cut(&b, a->path[i]->text, 50);
        buf_char(&b, '"');
    }
    if (!answer_exists(&elsewhere, a, &err) && elsewhere.len)
        buf_printf(&b, "; it is a code of %s (--nomenclature)", buf_text(&elsewhere));
    fprintf(stderr, "cordon goods: %s\n", buf_text(&b));
    buf_free(&b);
    buf_free(&elsewhere);
    return EXIT_FAILED;
}
