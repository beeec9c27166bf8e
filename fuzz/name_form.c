/* Any bytes as a name of any kind: refused with words, or a form that keeps every promise of form.h.
 * The first byte chooses the kind.                                              */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "name/form.h"
#include "name/key.h"

static void check(const name_form *f) {
    if (!f->n || f->n > NAME_TOKENS_MAX) abort();
    size_t len = strlen(f->folded), before = 0;
    for (unsigned i = 0; i < f->n; i++) {
        const name_token *t = &f->token[i];
        if (t->at < before || t->len == 0 || t->at + t->len > len) abort();
        if (memcmp(f->folded + t->at, t->text, t->len) != 0 || t->cls >= NAME_CLASSES) abort();
        if (!t->n || t->n > NAME_READINGS_MAX) abort();
        before = t->at + t->len;
        for (unsigned k = 0; k < t->n; k++) {
            const name_reading *r = &t->reading[k];
            if (!r->len || r->len > NAME_LATIN_MAX || r->origin > READ_NICK || strlen(r->latin) != r->len) abort();
            for (unsigned c = 0; c < r->len; c++)
                if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789", r->latin[c])) abort();
            if (r->system && !*name_system_name(r->system)) abort();
            char key[NAME_KEY_MAX];
            if (name_key(key, r->latin, r->len) > NAME_KEY_MAX) abort();
        }
    }
    if (f->token[f->n - 1].joined) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > NAME_BYTES_MAX + 2) return 0;
    const name_tables *t;
    arena mem;
    name_form f;
    cordon_error err = {0};
    if (name_tables_open(&t, &err)) abort();
    arena_init(&mem, 0);
    if (!name_form_read(&f, &mem, t, (name_kind)(data[0] % 4), (const char *)data + 1, size - 1, &err)) check(&f);
    else if (!err.message[0]) abort();
    arena_destroy(&mem);
    return 0;
}
