/* goods_part.c - cordon goods PART: what the catalogues of the store say of a part number. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cli/goods_controls.h"
#include "cli/text.h"
#include "goods/parts.h"

enum { WAIT_SECONDS = 10, PARTS_SHOWN = 20 };

/* Part numbers have a digit; a description seldom begins with one that a catalogue has. */
static bool may_be_part(const char *typed) {
    return strlen(typed) < PART_TEXT_MAX && typed[strcspn(typed, "0123456789")];
}

static void add(buf *b, const char *before, const char *s) {
    if (!*s) return;
    buf_str(b, before);
    text_clean(b, s, strlen(s), false);
}

static void print_words(const part_hit *h) {
    char day[DATE_TEXT];
    buf b = {0};
    text_clean(&b, h->part, strlen(h->part), false);
    add(&b, ", ", h->manufacturer);
    add(&b, ": ", h->text);
    add(&b, "\n          code ", h->hs);
    add(&b, *h->hs ? ", control number " : "\n          control number ", h->eccn);
    if (h->match == PART_SUFFIX)
        buf_printf(&b, "\n          found with or without the suffix \"%s\" (%s)", h->suffix,
                   h->meaning);
    if (h->match == PART_NORMALISED) buf_str(&b, "\n          found without blanks and marks");
    add(&b, "\n          from ", h->file);
    printf("%s line %llu, known from %s\n", buf_text(&b), (unsigned long long)h->line,
           date_format(day, h->known_from));
    buf_free(&b);
}

static void print_json(const goods_request *q, const part_hit *h, size_t n) {
    static const char *const match[] = {"exact", "normalised", "suffix"};
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "asked", q->typed);
    json_key(&b, "parts");
    buf_char(&b, '[');
    for (size_t i = 0; i < n; i++) {
        json_key(&b, NULL);
        buf_char(&b, '{');
        json_str(&b, "part", h[i].part);
        json_str(&b, "manufacturer", *h[i].manufacturer ? h[i].manufacturer : NULL);
        json_str(&b, "code", *h[i].hs ? h[i].hs : NULL);
        json_str(&b, "control_number", *h[i].eccn ? h[i].eccn : NULL);
        json_str(&b, "text", *h[i].text ? h[i].text : NULL);
        json_str(&b, "match", match[h[i].match]);
        json_str(&b, "suffix", *h[i].suffix ? h[i].suffix : NULL);
        json_str(&b, "suffix_means", *h[i].meaning ? h[i].meaning : NULL);
        json_str(&b, "catalogue", h[i].catalogue);
        json_str(&b, "file", h[i].file);
        json_int(&b, "source", h[i].source);
        json_int(&b, "line", (int64_t)h[i].line);
        json_date(&b, "known_from", h[i].known_from);
        buf_char(&b, '}');
    }
    buf_str(&b, "]}\n");
    fputs(buf_text(&b), stdout);
    buf_free(&b);
}

/* The one code that all of them have; "" when they differ or have none. */
static void common_code(char code[9], const part_hit *h, size_t n) {
    code[0] = 0;
    for (size_t i = 0; i < n; i++) {
        if (i && strcmp(h[i].hs, h[0].hs) != 0) {
            code[0] = 0;
            return;
        }
        snprintf(code, 9, "%.8s", h[i].hs);
    }
}

int goods_part(const goods_request *q, bool *found, char code[9]) {
    cordon_error err = {0};
    store *s = NULL;
    arena mem;
    const part_hit *h = NULL;
    size_t n = 0;
    int rc = EXIT_OK;
    code[0] = 0;
    if (!may_be_part(q->typed)) return EXIT_OK;
    arena_init(&mem, 0);
    if (store_open(&s, q->store, STORE_READ, WAIT_SECONDS, &err) ||
        parts_find(&h, &n, &mem, s, q->typed, q->known_by, &err))
        rc = cmd_failed(&cmd_goods, &err);
    *found = !rc && n;
    if (*found) common_code(code, h, n);
    if (*found && q->json) print_json(q, h, n);
    for (size_t i = 0; *found && !q->json && i < n && i < PARTS_SHOWN; i++) print_words(&h[i]);
    if (*found && !q->json && n > PARTS_SHOWN)
        printf("and %zu more (--json has all)\n", n - PARTS_SHOWN);
    if (*found && !q->json && *code) printf("\n");
    store_close(s);
    arena_destroy(&mem);
    return rc;
}
