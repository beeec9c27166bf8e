/* The note: the first page as plain text to paste, with footnotes and dates. It
 * is filled while the page is written, so both say the same.                  */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/inner.h"

enum { COLUMNS = 78 };

/* Adds a paragraph, broken at blanks; later lines stand under the first letter. */
static void wrap(buf *out, const char *s, size_t indent) {
    size_t at = 0;
    while (*s) {
        size_t n = strcspn(s, " ");
        if (at && at + 1 + n > COLUMNS) {
            buf_char(out, '\n');
            for (size_t i = 0; i < indent; i++) buf_char(out, ' ');
            at = indent;
        } else if (at) {
            buf_char(out, ' ');
            at++;
        }
        buf_add(out, s, n);
        at += n;
        s += n + (s[n] == ' ');
    }
    buf_char(out, '\n');
}

static size_t footnote(report *r, int64_t id) {
    for (size_t i = 0; i < r->notes; i++)
        if (r->note[i] == id) return i + 1;
    if (r->notes == REPORT_NOTES_MAX) return 0;
    r->note[r->notes++] = id;
    return r->notes;
}

void report_note(report *r, const question *q, const char *fmt, ...) {
    buf b = {0};
    char *text = NULL;
    va_list ap;
    if (!r->in->note) return;
    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    if (n < 0) {
        r->no_memory = true;
        return;
    }
    buf_str(&b, text);
    for (size_t i = 0; q && q->measured && q->assessed && i < q->m.sources; i++)
        buf_printf(&b, " [%zu]", footnote(r, q->m.source[i]));
    wrap(r->in->note, buf_text(&b), strspn(buf_text(&b), "-123456789. "));
    r->no_memory |= b.failed;
    buf_free(&b);
    free(text);
}

void report_note_head(report *r) {
    char as_at[DATE_TEXT], known[DATE_TEXT];
    if (!r->in->note) return;
    report_note(r, NULL, "%s and %s: note on the situation", r->pair->a->name, r->pair->b->name);
    report_note(r, NULL, "Facts to %s, published to %s%s. Reader: %s.",
                date_format(as_at, r->in->as_at), date_format(known, r->in->known_by),
                r->in->strict ? "" : " (hindsight: files may be later than their facts)",
                *r->pair->reader_title ? r->pair->reader_title : "not named");
    buf_char(r->in->note, '\n');
}

void report_note_title(report *r, const char *title) {
    if (!r->in->note) return;
    buf_printf(r->in->note, "\n%s\n", title);
}

void report_note_end(report *r) {
    char day[DATE_TEXT];
    if (!r->in->note) return;
    report_note_title(r, "Sources");
    for (size_t i = 0; i < r->notes; i++) {
        const source *s = report_source(r, r->note[i]);
        buf b = {0};
        if (!s) continue;
        buf_printf(&b, "[%zu] %s: %s. Vintage %s; SHA-256 %.16s...", i + 1, s->publisher, s->title,
                   date_format(day, s->vintage), s->sha256);
        wrap(r->in->note, buf_text(&b), 4);
        r->no_memory |= b.failed;
        buf_free(&b);
    }
    report_note(r, NULL, "Made by cordon %s from the store alone.", r->in->version);
    r->no_memory |= r->in->note->failed;
}
