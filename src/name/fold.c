#include "name/fold.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Compatibility mapping turns most spaces into U+0020; the ones it keeps
 * (line ends, tabs, U+1680, U+2028) are blanks too.                          */
static bool blank(utf8proc_int32_t c) {
    if ((c >= '\t' && c <= '\r') || c == ' ' || c == 0x85) return true;
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP;
}

static void add_collapsed(buf *out, const utf8proc_uint8_t *s, utf8proc_ssize_t len) {
    size_t start = out->len;
    bool gap = false;
    for (utf8proc_ssize_t i = 0; i < len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(s + i, len - i, &c);
        if (n <= 0) break; /* cannot happen: the text was just encoded */
        if (blank(c)) {
            gap = out->len > start;
        } else {
            if (gap) buf_char(out, ' ');
            gap = false;
            buf_add(out, (const char *)s + i, (size_t)n);
        }
        i += n;
    }
}

cordon_status name_fold(buf *out, const char *s, size_t len) {
    const utf8proc_option_t how =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    if (len > NAME_FOLD_BYTES_MAX) return CORDON_ELIMIT;
    if (out->failed) return CORDON_ENOMEM;
    size_t start = out->len;
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &folded, how);
    if (n < 0) return n == UTF8PROC_ERROR_NOMEM ? CORDON_ENOMEM : CORDON_EFORMAT;
    add_collapsed(out, folded, n);
    free(folded);
    if (!out->failed) return CORDON_OK;
    out->len = start;
    if (out->p) out->p[start] = 0;
    return CORDON_ENOMEM;
}
