#include "report/letter_write.h"

#include <stdio.h>
#include <string.h>

/* One column a code point: enough for where a line breaks in a file. */
static int columns(const char *s, size_t len) {
    int n = 0;
    for (size_t i = 0; i < len; i++) n += ((unsigned char)s[i] & 0xc0) != 0x80;
    return n;
}

/* Words with line breaks before the width; later lines begin with indent blanks. */
static void wrap(letter_page *p, const char *text, int column, int indent) {
    bool first = true;
    for (const char *s = text + strspn(text, " \n\t\r"); *s; s += strspn(s, " \n\t\r")) {
        size_t len = strcspn(s, " \n\t\r");
        int n = columns(s, len);
        if (!first && column + 1 + n > p->width) {
            buf_printf(p->out, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            buf_char(p->out, ' ');
            column++;
        }
        buf_add(p->out, s, len);
        column += n;
        s += len;
        first = false;
    }
    buf_char(p->out, '\n');
}

static void list(letter_page *p, bool open) {
    if (p->html && open != p->list) {
        if (open)
            html_open(&p->h, "ul");
        else
            html_close(&p->h, "ul");
        html_line(&p->h);
    }
    p->list = open;
}

void letter_begin(letter_page *p, buf *out, bool as_html, int width, const char *title) {
    *p = (letter_page){.out = out, .h = {.out = out}, .html = as_html, .width = width};
    if (!as_html) return;
    buf_str(out, "<!DOCTYPE html>\n");
    html_open(&p->h, "html", "lang", "en");
    html_open(&p->h, "head");
    html_void(&p->h, "meta", "charset", "utf-8");
    html_leaf(&p->h, "title", title);
    html_style(&p->h, "body{font:11pt/1.45 serif;max-width:46em;margin:2em auto;padding:0 1em}h1{font-size:1.5em}h2{font-size:1.1em;margin-top:1.6em}"
                      "ul{padding-left:1.4em}.in{margin-left:1.4em}@media print{body{margin:0}}");
    html_close(&p->h, "head");
    html_open(&p->h, "body");
    html_line(&p->h);
}

void letter_end(letter_page *p) {
    list(p, false);
    if (!p->html) return;
    html_close(&p->h, "body");
    html_close(&p->h, "html");
    html_line(&p->h);
}

void letter_title(letter_page *p, const char *text) {
    list(p, false);
    if (p->html)
        html_leaf(&p->h, "h1", text), html_line(&p->h);
    else
        wrap(p, text, 0, 0);
}

void letter_head(letter_page *p, const char *text) {
    list(p, false);
    if (p->html) {
        html_leaf(&p->h, "h2", text);
        html_line(&p->h);
        return;
    }
    buf_char(p->out, '\n');
    wrap(p, text, 0, 0);
}

void letter_para(letter_page *p, const char *text) {
    list(p, false);
    if (p->html)
        html_leaf(&p->h, "p", text), html_line(&p->h);
    else
        wrap(p, text, 0, 0);
}

void letter_item(letter_page *p, int number, int depth, const char *text) {
    char mark[16];
    list(p, true);
    if (number)
        snprintf(mark, sizeof mark, "%d.", number);
    else
        snprintf(mark, sizeof mark, "-");
    if (p->html) {
        html_open(&p->h, "li", "class", depth ? "in" : NULL);
        if (number) html_printf(&p->h, "%s ", mark);
        html_text(&p->h, text);
        html_close(&p->h, "li");
        html_line(&p->h);
        return;
    }
    int indent = depth ? 5 : 2, width = number ? 3 : 2;
    buf_printf(p->out, "%*s%-*s", indent, "", width, mark);
    if (number && strlen(mark) >= (size_t)width) buf_char(p->out, ' '), width = (int)strlen(mark) + 1;
    wrap(p, text, indent + width, indent + width);
}

void letter_pair(letter_page *p, const char *key, const char *value) {
    buf b = {0};
    if (!value || !*value) return;
    buf_printf(&b, "%s: %s", key, value);
    if (b.failed) p->out->failed = true;
    letter_item(p, 0, 0, buf_text(&b));
    buf_free(&b);
}
