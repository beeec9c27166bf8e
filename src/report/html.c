#include "report/html.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Characters that XML 1.0 allows. */
static bool allowed(utf8proc_int32_t c) {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return c != 0x7f && c < 0x110000 && (c & 0xfffe) != 0xfffe;
}

static void escape(buf *b, const char *s) {
    const unsigned char *p = (const unsigned char *)s;
    size_t len = strlen(s);
    while (len) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(p, (utf8proc_ssize_t)len, &c);
        if (n <= 0) {
            n = 1;
            c = -1;
        }
        switch (c) {
        case '&': buf_str(b, "&amp;"); break;
        case '<': buf_str(b, "&lt;"); break;
        case '>': buf_str(b, "&gt;"); break;
        case '"': buf_str(b, "&quot;"); break;
        case '\'': buf_str(b, "&#39;"); break;
        default:
            if (c >= 0 && allowed(c))
                buf_add(b, (const char *)p, (size_t)n);
            else
                buf_str(b, "\xef\xbf\xbd");
        }
        p += n;
        len -= (size_t)n;
    }
}

void html_text(html *h, const char *s) { escape(h->out, s); }

void html_printf(html *h, const char *fmt, ...) {
    char *text = NULL;
    va_list ap;
    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (n < 0) {
        h->out->failed = true;
        return;
    }
    escape(h->out, text);
    free(text);
}

static void start(html *h, const char *element, const char *const *attribute) {
    buf_printf(h->out, "<%s", element);
    for (; attribute[0]; attribute += 2) {
        if (!attribute[1]) continue;
        buf_printf(h->out, " %s=\"", attribute[0]);
        escape(h->out, attribute[1]);
        buf_char(h->out, '"');
    }
}

static void push(html *h, const char *element) {
    if (h->depth == HTML_DEPTH_MAX) {
        h->broken = true;
        return;
    }
    h->open[h->depth++] = element;
}

void html_open_all(html *h, const char *const *v) {
    start(h, v[0], v + 1);
    buf_char(h->out, '>');
    push(h, v[0]);
}

void html_close(html *h, const char *element) {
    if (!h->depth || strcmp(h->open[h->depth - 1], element) != 0) {
        h->broken = true;
        return;
    }
    h->depth--;
    buf_printf(h->out, "</%s>", element);
}

void html_void_all(html *h, const char *const *v) {
    start(h, v[0], v + 1);
    buf_str(h->out, "/>");
}

void html_leaf_all(html *h, const char *const *v) {
    start(h, v[0], v + 2);
    buf_char(h->out, '>');
    escape(h->out, v[1]);
    buf_printf(h->out, "</%s>", v[0]);
}

void html_line(html *h) { buf_char(h->out, '\n'); }

void html_style(html *h, const char *css) {
    buf_str(h->out, "<style>\n");
    buf_str(h->out, css);
    buf_str(h->out, "</style>\n");
}

bool html_whole(const html *h) { return !h->depth && !h->broken && !h->out->failed; }
