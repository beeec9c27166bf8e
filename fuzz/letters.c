/* Any JSON as a sealed decision, in every letter and form: words or a refusal; HTML in which no byte of the decision opens a tag. */
#include "report/letters.h"

#include <stdlib.h>
#include <string.h>

#include "read/records.h"

/* Tags are the writer's own: each "<" begins one of a few names. */
static void check_html(const char *s) {
    static const char *const tags[] = {"!DOCTYPE html>", "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ul", "li", "b", "strong", "em", "div", "span", "table", "tr", "td", "th", "br"};
    while ((s = strchr(s, '<'))) {
        bool known = false;
        s += s[1] == '/' ? 2 : 1;
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
            size_t n = strlen(tags[i]);
            known |= strncmp(s, tags[i], n) == 0 && (!i || s[n] == '>' || s[n] == ' ' || s[n] == '/');
        }
        if (!known) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const sealed_change change = {3, 1700000000000000, "A <b> & \"c\"", "because", VERDICT_REVIEW};
    json_tree t;
    cordon_error err = {0};
    if (size > 1 << 16 || json_tree_read_memory(&t, "fuzz", data, size, &err)) return 0;
    for (int k = LETTER_ANSWER; k <= LETTER_LICENCE; k++)
        for (int form = LETTER_TEXT; form <= LETTER_HTML; form++) {
            buf b = {0};
            letter_terms terms = {.kind = (letter_kind)k, .form = (letter_form)form, .all = size & 1, .seal = size & 2 ? "entry 1" : NULL, .change = &change, .changes = size & 4 ? 1 : 0};
            cordon_status status = letter_write(&b, t.root, &terms, &err);
            if (status ? !err.message[0] || err.status == CORDON_EINTERNAL : b.failed || !b.len || !records_utf8(b.p, b.len)) abort();
            if (!status && form == LETTER_HTML) check_html(buf_text(&b));
            buf_free(&b);
        }
    json_tree_free(&t);
    return 0;
}
