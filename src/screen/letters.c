#include "screen/letters.h"

#include <string.h>

static uint8_t code_of(unsigned char c) {
    if (c >= 'a' && c <= 'z') return (uint8_t)(c - 'a' + 1);
    if (c >= 'A' && c <= 'Z') return (uint8_t)(c - 'A' + 1);
    if (c >= '0' && c <= '9') return (uint8_t)(c - '0' + 27);
    return LETTERS_MARK;
}

/* One place is kept for the mark at the end; marks do not follow each other. */
static void put(letters_spelled *s, uint8_t code) {
    if (s->n == LETTERS_SPELLED - 1 || (code == LETTERS_MARK && s->code[s->n - 1] == LETTERS_MARK)) return;
    s->code[s->n++] = code;
}

static void begin(letters_spelled *s) {
    s->n = 1;
    s->code[0] = LETTERS_MARK;
}

static void end(letters_spelled *s) {
    if (s->code[s->n - 1] != LETTERS_MARK) s->code[s->n++] = LETTERS_MARK;
}

bool letters_spell_plain(letters_spelled *out, const char *text, size_t len) {
    begin(out);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] > 127) return false;
        if (text[i] != '\'') put(out, code_of((unsigned char)text[i]));
    }
    end(out);
    return true;
}

void letters_spell_form(letters_spelled *out, const name_form *f) {
    begin(out);
    for (unsigned t = 0; t < f->n; t++) {
        const name_reading *r = f->token[t].reading;
        for (unsigned i = 0; i < r->len; i++) put(out, code_of((unsigned char)r->latin[i]));
        if (!f->token[t].joined) put(out, LETTERS_MARK);
    }
    end(out);
}

/* Sorted as they come: names have some twenty. */
static void add(name_letters *out, uint16_t gram) {
    unsigned at = out->n;
    while (at && out->gram[at - 1] > gram) at--;
    if (at && out->gram[at - 1] == gram) return;
    memmove(&out->gram[at + 1], &out->gram[at], (out->n - at) * sizeof *out->gram);
    out->gram[at] = gram;
    out->n++;
}

void letters_of_spelled(name_letters *out, const letters_spelled *s) {
    out->n = 0;
    for (unsigned i = 0; i + 2 < s->n; i++)
        if (s->code[i + 1] != LETTERS_MARK) add(out, letters_gram(&s->code[i]));
}

cordon_status letters_read(name_letters *out, const name_tables *t, name_kind kind, const char *text, size_t len, cordon_error *err) {
    letters_spelled s;
    cordon_status status = CORDON_OK;
    if (!letters_spell_plain(&s, text, len)) {
        name_form f;
        arena mem;
        arena_init(&mem, 0);
        status = name_form_read(&f, &mem, t, kind, text, len, err);
        if (!status) letters_spell_form(&s, &f);
        arena_destroy(&mem);
    }
    if (!status) letters_of_spelled(out, &s);
    return status;
}

float letters_similarity(const name_letters *a, const name_letters *b) {
    unsigned k = 0;
    for (unsigned i = 0, j = 0; i < a->n && j < b->n;) {
        if (a->gram[i] == b->gram[j]) k++, i++, j++;
        else if (a->gram[i] < b->gram[j]) i++;
        else j++;
    }
    return letters_share(k, a->n, b->n);
}
