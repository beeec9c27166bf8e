#include "report/letter_write.h"

#include <stdio.h>
#include <string.h>

#include "report/html.h"

/* ---- text */

/* One column a code point: enough for where a line breaks in a file. */
static int columns(const char *s, size_t len) {
    int n = 0;
    for (size_t i = 0; i < len; i++) n += ((unsigned char)s[i] & 0xc0) != 0x80;
    return n;
}

/* Words with line breaks before the width; later lines begin with indent blanks. */
static void wrap(buf *out, int width, const char *text, int column, int indent) {
    bool first = true;
    for (const char *s = text + strspn(text, " \n\t\r"); *s; s += strspn(s, " \n\t\r")) {
        size_t len = strcspn(s, " \n\t\r");
        int n = columns(s, len);
        if (!first && column + 1 + n > width) {
            buf_printf(out, "\n%*s", indent, "");
            column = indent;
        } else if (!first) {
            buf_char(out, ' ');
            column++;
        }
        buf_add(out, s, len);
        column += n;
        s += len;
        first = false;
    }
    buf_char(out, '\n');
}

static const char *mark_of(char mark[16], int number) {
    if (number)
        snprintf(mark, 16, "%d.", number);
    else
        snprintf(mark, 16, "-");
    return mark;
}

static void text_item(buf *out, int page, int number, int depth, const char *text) {
    char mark[16];
    int indent = depth ? 5 : 2, width = number ? 3 : 2;
    buf_printf(out, "%*s%-*s", indent, "", width, mark_of(mark, number));
    if (number && strlen(mark) >= (size_t)width) buf_char(out, ' '), width = (int)strlen(mark) + 1;
    wrap(out, page, text, indent + width, indent + width);
}

/* A row is an item: its cells, with commas between. */
static void text_rows(buf *out, int width, const letter_table *t) {
    buf line = {0};
    for (size_t r = 0; r < t->rows; r++) {
        line.len = 0;
        for (size_t c = 0; c < t->columns; c++) {
            const char *cell = t->cell[r * t->columns + c];
            if (*cell) buf_printf(&line, "%s%s", line.len ? ", " : "", cell);
        }
        if (line.len) text_item(out, width, 0, 0, buf_text(&line));
    }
    if (line.failed) out->failed = true;
    buf_free(&line);
}

static void text_pair(buf *out, int width, const char *key, const char *value) {
    buf line = {0};
    buf_printf(&line, "%s: %s", key, value);
    if (line.failed) out->failed = true;
    text_item(out, width, 0, 0, buf_text(&line));
    buf_free(&line);
}

void letter_text(buf *out, const letter_doc *d, int width) {
    for (size_t i = 0; i < d->n; i++) {
        const letter_block *b = &d->block[i];
        switch (b->what) {
        case LETTER_GAP: buf_char(out, '\n'); break;
        case LETTER_HEAD: buf_char(out, '\n'); wrap(out, width, b->text, 0, 0); break;
        case LETTER_ITEM: text_item(out, width, b->number, b->depth, b->text); break;
        case LETTER_PAIR: text_pair(out, width, b->key, b->text); break;
        case LETTER_SIGN: text_pair(out, width, b->key, "________________________________"); break;
        case LETTER_TABLE: text_rows(out, width, b->table); break;
        case LETTER_TITLE:
        case LETTER_LEAD:
        case LETTER_PARA:
        case LETTER_NOTE:
        default: wrap(out, width, b->text, 0, 0); break;
        }
    }
}

/* ---- HTML */

static void html_table(html *h, const letter_table *t) {
    html_open(h, "table");
    html_open(h, "tr");
    for (size_t c = 0; c < t->columns; c++)
        if (t->used[c]) html_leaf(h, "th", t->head[c]);
    html_close(h, "tr");
    html_line(h);
    for (size_t r = 0; r < t->rows; r++) {
        html_open(h, "tr");
        for (size_t c = 0; c < t->columns; c++)
            if (t->used[c]) html_leaf(h, "td", t->cell[r * t->columns + c]);
        html_close(h, "tr");
        html_line(h);
    }
    html_close(h, "table");
}

static void html_item(html *h, const letter_block *b) {
    char mark[16];
    html_open(h, "li", "class", b->depth ? "in" : NULL);
    if (b->number) html_printf(h, "%s ", mark_of(mark, b->number));
    if (*b->key) html_printf(h, "%s: ", b->key);
    html_text(h, b->text);
    html_close(h, "li");
}

static void html_sign(html *h, const char *key) {
    html_open(h, "p", "class", "sign");
    html_text(h, key);
    html_leaf(h, "span", "");
    html_close(h, "p");
}

static void html_block(html *h, const letter_block *b) {
    switch (b->what) {
    case LETTER_TITLE: html_leaf(h, "h1", b->text); break;
    case LETTER_HEAD: html_leaf(h, "h2", b->text); break;
    case LETTER_LEAD: html_leaf(h, "p", b->text, "class", "lead"); break;
    case LETTER_NOTE: html_leaf(h, "p", b->text, "class", "note"); break;
    case LETTER_ITEM:
    case LETTER_PAIR: html_item(h, b); break;
    case LETTER_TABLE: html_table(h, b->table); break;
    case LETTER_SIGN: html_sign(h, b->key); break;
    case LETTER_GAP: html_void(h, "hr"); break;
    case LETTER_PARA:
    default: html_leaf(h, "p", b->text); break;
    }
    html_line(h);
}

static const char style[] = "body{font:11pt/1.45 serif;max-width:46em;margin:2em auto;padding:0 1em}h1{font-size:1.5em}h2{font-size:1.1em;margin-top:1.6em}"
                            "ul{padding-left:1.4em}.in{margin-left:1.4em}.lead{font-weight:bold}.note{font-size:.85em}hr{border:0;height:.6em}"
                            "table{border-collapse:collapse;font-size:.9em}th,td{text-align:left;vertical-align:top;padding:.2em .9em .2em 0;border-bottom:1px solid #bbb;overflow-wrap:anywhere}"
                            ".sign span{display:inline-block;width:20em;border-bottom:1px solid;margin-left:1em}@media print{body{margin:0}}";

bool letter_html(buf *out, const letter_doc *d) {
    html h = {.out = out};
    bool list = false;
    buf_str(out, "<!DOCTYPE html>\n");
    html_open(&h, "html", "lang", "en");
    html_open(&h, "head");
    html_void(&h, "meta", "charset", "utf-8");
    html_leaf(&h, "title", d->title);
    html_style(&h, style);
    html_close(&h, "head");
    html_open(&h, "body");
    html_line(&h);
    for (size_t i = 0; i <= d->n; i++) {
        bool item = i < d->n && (d->block[i].what == LETTER_ITEM || d->block[i].what == LETTER_PAIR);
        if (item && !list) html_open(&h, "ul"), html_line(&h);
        if (!item && list) html_close(&h, "ul"), html_line(&h);
        list = item;
        if (i < d->n) html_block(&h, &d->block[i]);
    }
    html_close(&h, "body");
    html_close(&h, "html");
    html_line(&h);
    return html_whole(&h);
}
