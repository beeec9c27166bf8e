#include "cli/text.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

static const char replacement[] = "\xef\xbf\xbd", ellipsis[] = "\xe2\x80\xa6";

/* The character at s and how many bytes it has; a byte that begins none counts
 * as one replacement character.                                              */
static size_t next_char(utf8proc_int32_t *c, const char *s, size_t len) {
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, c);
    if (n > 0) return (size_t)n;
    *c = 0xfffd;
    return 1;
}

static size_t columns_of(utf8proc_int32_t c) {
    int w = utf8proc_charwidth(c);
    return w > 0 ? (size_t)w : 0;
}

static bool is_control(utf8proc_int32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

/* Line and paragraph separators, and the marks that turn the writing direction
 * of all that follows until another mark ends it.                            */
static bool is_layout(utf8proc_int32_t c) {
    return (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void text_clean(buf *b, const char *s, size_t len, bool lines) {
    for (size_t i = 0, n; i < len; i += n) {
        utf8proc_int32_t c;
        n = next_char(&c, s + i, len - i);
        bool kept = lines ? !is_control(c) || c == '\n' || c == '\r' || c == '\t'
                          : !is_control(c) && !is_layout(c);
        if (kept && c != 0xfffd)
            buf_add(b, s + i, n);
        else
            buf_str(b, replacement);
    }
}

size_t text_width(const char *s, size_t len) {
    size_t w = 0;
    for (size_t i = 0; i < len;) {
        utf8proc_int32_t c;
        i += next_char(&c, s + i, len - i);
        w += columns_of(c);
    }
    return w;
}

void text_cut(buf *b, const char *s, size_t len, size_t width) {
    size_t fits = 0, w = 0; /* bytes that leave a column for the ellipsis */
    for (size_t i = 0; i < len;) {
        utf8proc_int32_t c;
        i += next_char(&c, s + i, len - i);
        w += columns_of(c);
        if (w + 1 <= width) fits = i;
        if (w > width) {
            buf_add(b, s, fits);
            if (width) buf_str(b, ellipsis);
            return;
        }
    }
    buf_add(b, s, len);
}

size_t text_wrap(buf *b, const char *s, size_t len, size_t column, size_t indent, size_t width) {
    bool fresh = true; /* nothing written since the last break */
    for (size_t i = 0; i < len;) {
        size_t end = i;
        while (end < len && s[end] != ' ' && s[end] != '\n') end++;
        if (end > i) {
            size_t w = text_width(s + i, end - i);
            if (!fresh && column + 1 + w > width) {
                buf_char(b, '\n');
                text_pad(b, indent);
                column = indent;
            } else if (!fresh) {
                buf_char(b, ' ');
                column++;
            }
            buf_add(b, s + i, end - i);
            column += w;
            fresh = false;
        }
        i = end + 1;
    }
    return column;
}

void text_pad(buf *b, size_t blanks) {
    static const char some[] = "                                ";
    for (; blanks > sizeof some - 1; blanks -= sizeof some - 1) buf_add(b, some, sizeof some - 1);
    buf_add(b, some, blanks);
}

size_t text_terminal(int fd) {
    struct winsize size;
    if (!isatty(fd)) return 0;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || !size.ws_col) return 80;
    return size.ws_col;
}
