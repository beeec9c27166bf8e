#include "base/csv.h"

#include <string.h>

#include "base/json.h"

/* The signs that make a spreadsheet take a text for a formula, with those that
 * it drops before looking, and their full-width forms.                       */
static bool is_formula(const char *s, size_t len) {
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                       "\xef\xbc\xa0"};
    if (!len) return false;
    if (*s && strchr("=+-@\t\r\n", *s)) return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (len >= 3 && memcmp(s, wide[i], 3) == 0) return true;
    return false;
}

static bool is_control(const unsigned char *p, size_t n) {
    return (n == 1 && (*p < 0x20 || *p == 0x7f)) || (n == 2 && p[0] == 0xc2 && p[1] < 0xa0);
}

static void clean(buf *b, const char *s, size_t len, bool one_line) {
    const unsigned char *p = (const unsigned char *)s;
    for (size_t i = 0, n; i < len; i += n ? n : 1) {
        n = json_sequence(p + i, len - i);
        bool layout = n == 1 && (p[i] == '\n' || p[i] == '\r' || p[i] == '\t');
        if (layout && one_line)
            buf_char(b, ' ');
        else if (n && (layout || !is_control(p + i, n)))
            buf_add(b, s + i, n);
        else
            buf_str(b, "\xef\xbf\xbd");
    }
}

void csv_cell(buf *b, const char *s, size_t len, unsigned flags) {
    buf text = {0};
    if (!(flags & CSV_EXACT) && is_formula(s, len)) buf_char(&text, '\'');
    clean(&text, s, len, flags & CSV_ONE_LINE);
    if (text.failed) b->failed = true;
    const char *p = buf_text(&text);
    if (p[strcspn(p, ",\"\r\n")] || *p == ' ' || (text.len && p[text.len - 1] == ' ')) {
        buf_char(b, '"');
        for (; *p; p++) {
            if (*p == '"') buf_char(b, '"');
            buf_char(b, *p);
        }
        buf_char(b, '"');
    } else {
        buf_str(b, p);
    }
    buf_free(&text);
}
