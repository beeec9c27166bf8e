/* pdf.c - the outer shape of a PDF (ISO 32000-1): trailers 7.5.5, strings 7.3.4, dates 7.9.4, object streams 7.5.7, information 14.3.3. */
#include "read/pdf.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"

typedef struct span { const unsigned char *p, *end; } span;

static const unsigned char *find(span s, const char *word) {
    size_t n = strlen(word);
    if (s.p >= s.end || (size_t)(s.end - s.p) < n) return NULL;
    return memmem(s.p, (size_t)(s.end - s.p), word, n);
}

static bool blank(unsigned char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == 0; }
static bool delimiter(unsigned char c) { return blank(c) || strchr("()<>[]{}/%", c) != NULL; }
static void skip(span *s) {
    while (s->p < s->end && blank(*s->p)) s->p++;
}

static bool number(span *s, long *out) {
    long v = 0;
    int n = 0;
    skip(s);
    for (; s->p < s->end && isdigit(*s->p) && n < 10; n++) v = v * 10 + (*s->p++ - '0');
    *out = v;
    return n > 0;
}

/* What stands behind the key of a dictionary's text; false without it. A longer key that begins so is another key. */
static bool value_of(span dict, const char *key, span *out) {
    for (span s = dict; (s.p = find(s, key)) != NULL;) {
        s.p += strlen(key);
        if (s.p == s.end || delimiter(*s.p)) {
            skip(&s);
            *out = s;
            return s.p < s.end;
        }
    }
    return false;
}

/* ---- texts */

static void utf8(buf *b, uint32_t c) {
    if (c < 0x80) buf_char(b, (char)c);
    else if (c < 0x800) buf_char(b, (char)(0xc0 | c >> 6)), buf_char(b, (char)(0x80 | (c & 0x3f)));
    else if (c < 0x10000) buf_char(b, (char)(0xe0 | c >> 12)), buf_char(b, (char)(0x80 | (c >> 6 & 0x3f))), buf_char(b, (char)(0x80 | (c & 0x3f)));
    else
        buf_char(b, (char)(0xf0 | c >> 18)), buf_char(b, (char)(0x80 | (c >> 12 & 0x3f))), buf_char(b, (char)(0x80 | (c >> 6 & 0x3f))),
            buf_char(b, (char)(0x80 | (c & 0x3f)));
}

static void literal(buf *b, span s) {
    int depth = 1;
    for (s.p++; s.p < s.end && b->len < 4 * PDF_TEXT_MAX; s.p++) {
        unsigned char c = *s.p;
        if (c == ')' && !--depth) return;
        if (c == '(') depth++;
        if (c != '\\') {
            buf_char(b, (char)c);
            continue;
        }
        if (++s.p == s.end) return;
        c = *s.p;
        const char *from = "nrtbf", *at = c ? strchr(from, c) : NULL;
        if (at) buf_char(b, "\n\r\t\b\f"[at - from]);
        else if (c >= '0' && c <= '7') {
            unsigned v = 0;
            for (int i = 0; i < 3 && s.p < s.end && *s.p >= '0' && *s.p <= '7'; i++) v = v * 8 + (unsigned)(*s.p++ - '0');
            s.p--;
            buf_char(b, (char)v);
        } else if (c != '\n' && c != '\r') buf_char(b, (char)c);
    }
}

static int hex_digit(unsigned char c) { return isdigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

static void hexadecimal(buf *b, span s) {
    int high = -1;
    for (s.p++; s.p < s.end && *s.p != '>' && b->len < 4 * PDF_TEXT_MAX; s.p++) {
        int v = hex_digit(*s.p);
        if (v < 0) continue;
        if (high >= 0) buf_char(b, (char)(high << 4 | v)), high = -1;
        else high = v;
    }
    if (high >= 0) buf_char(b, (char)(high << 4));
}

/* Bytes of a text string as UTF-8: UTF-16BE or UTF-8 with a mark, else as Latin-1. Controls become blanks. */
static const char *text_of(arena *mem, const unsigned char *p, size_t n, bool plain_utf8) {
    buf b = {0};
    if (n >= 2 && p[0] == 0xfe && p[1] == 0xff) {
        for (size_t i = 2; i + 1 < n; i += 2) {
            uint32_t c = (uint32_t)p[i] << 8 | p[i + 1];
            if (c >= 0xd800 && c < 0xdc00 && i + 3 < n && p[i + 2] >= 0xdc && p[i + 2] < 0xe0) {
                c = 0x10000 + ((c & 0x3ff) << 10) + (((uint32_t)p[i + 2] << 8 | p[i + 3]) & 0x3ff);
                i += 2;
            } else if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
            utf8(&b, c < 0x20 ? ' ' : c);
        }
    } else {
        bool marked = n >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf;
        for (size_t i = marked ? 3 : 0; i < n; i++) {
            unsigned char c = p[i];
            if (marked || plain_utf8) buf_char(&b, c < 0x20 ? ' ' : (char)c);
            else utf8(&b, c < 0x20 ? ' ' : c);
        }
    }
    size_t len = b.len < PDF_TEXT_MAX ? b.len : PDF_TEXT_MAX;
    while (len && len < b.len && ((unsigned char)b.p[len] & 0xc0) == 0x80) len--;
    const char *text = buf_text(&b);
    while (len && *text == ' ') text++, len--;
    while (len && text[len - 1] == ' ') len--;
    const char *copy = b.failed ? NULL : arena_strndup(mem, text, len);
    buf_free(&b);
    return copy;
}

static const char *string_value(arena *mem, span dict, const char *key) {
    span s;
    if (!value_of(dict, key, &s) || (*s.p != '(' && (*s.p != '<' || (s.p + 1 < s.end && s.p[1] == '<')))) return "";
    buf b = {0};
    if (*s.p == '(') literal(&b, s);
    else hexadecimal(&b, s);
    const char *text = b.failed ? NULL : text_of(mem, (const unsigned char *)buf_text(&b), b.len, false);
    buf_free(&b);
    return text;
}

/* "D:20240131..." and "2024-01-31T...". */
static date_day day_of(const char *s) {
    date_day d;
    char text[11];
    if (strncmp(s, "D:", 2) == 0) s += 2;
    if (date_parse(&d, s, strnlen(s, 10))) return d;
    if (strspn(s, "0123456789") < 8) return 0;
    snprintf(text, sizeof text, "%.4s-%.2s-%.2s", s, s + 4, s + 6);
    return date_parse(&d, text, 10) ? d : 0;
}

/* ---- objects */

typedef struct reader {
    arena *mem;
    span file;
    buf packed; /* what was unpacked of object streams and XMP packets */
    bool failed;
} reader;

static void unpack(reader *r, span s) {
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)s.p, .avail_in = (unsigned)(s.end - s.p)};
    unsigned char part[8192];
    int rc = Z_OK;
    if (inflateInit(&z) != Z_OK) {
        r->failed = true;
        return;
    }
    while (rc == Z_OK && r->packed.len < PDF_UNPACKED_MAX) {
        z.next_out = part;
        z.avail_out = sizeof part;
        rc = inflate(&z, Z_NO_FLUSH);
        if (rc == Z_OK || rc == Z_STREAM_END) buf_add(&r->packed, (const char *)part, sizeof part - z.avail_out);
        if (rc == Z_OK && z.avail_out == sizeof part) break;
    }
    inflateEnd(&z);
    buf_str(&r->packed, "\n");
}

/* The dictionary before a "stream": back to the last " obj". */
static span head_of(span file, const unsigned char *at) {
    const unsigned char *from = at, *least = at - file.p > 4096 ? at - 4096 : file.p;
    while (from > least && memcmp(from, " obj", 4) != 0) from--;
    return (span){from, at};
}

static void unpack_all(reader *r) {
    span s = r->file;
    for (int n = 0; n < PDF_STREAMS_MAX && (s.p = find(s, "stream")) != NULL; n++) {
        const unsigned char *at = s.p;
        s.p += 6;
        if (at - r->file.p >= 3 && memcmp(at - 3, "end", 3) == 0) continue;
        span head = head_of(r->file, at), body = s;
        const unsigned char *end = find(s, "endstream");
        if (end) body.end = end;
        while (body.p < body.end && (*body.p == '\r' || *body.p == '\n')) body.p++;
        if ((find(head, "/ObjStm") || find(head, "/Metadata")) && find(head, "/FlateDecode")) unpack(r, body);
        s.p = body.end;
    }
}

/* Of an object in the file as it was last written: "N G obj" at a word's beginning. */
static bool object(span file, long n, long g, span *out) {
    char head[48];
    bool found = false;
    snprintf(head, sizeof head, "%ld %ld obj", n, g);
    for (span s = file; (s.p = find(s, head)) != NULL; s.p += 1) {
        if (s.p > file.p && !delimiter(s.p[-1])) continue;
        *out = (span){s.p + strlen(head), s.end};
        found = true;
    }
    if (!found) return false;
    const unsigned char *end = find(*out, "endobj");
    if (end) out->end = end;
    return true;
}

/* The last /Info of the file's trailers points to the dictionary. In an object stream objects have no heads: there the dictionary
 * is the one that holds a creation day or a producer. */
static bool info_dict(reader *r, span *out) {
    span s = r->file, ref = {0};
    for (span v = s; value_of(v, "/Info", &v);) {
        ref = v;
        if (ref.p >= s.end) break;
    }
    long n, g;
    if (ref.p && number(&ref, &n) && number(&ref, &g) && object(r->file, n, g, out)) return true;
    span packed = {(const unsigned char *)buf_text(&r->packed), (const unsigned char *)buf_text(&r->packed) + r->packed.len};
    const unsigned char *at = find(packed, "/CreationDate");
    if (!at) at = find(packed, "/Producer");
    if (!at) return false;
    const unsigned char *from = at, *to = at;
    while (from > packed.p && !(from[0] == '<' && from + 1 < packed.end && from[1] == '<')) from--;
    while (to < packed.end - 1 && !(to[0] == '>' && to[1] == '>')) to++;
    *out = (span){from, to};
    return true;
}

/* The five entities of XML; what else begins with "&" stays. */
static const char *unescaped(arena *mem, const unsigned char *p, size_t n) {
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    buf b = {0};
    for (size_t i = 0, k; i < n; i++) {
        for (k = 0; k < 5; k++)
            if (n - i >= strlen(names[k]) && memcmp(p + i, names[k], strlen(names[k])) == 0) break;
        buf_char(&b, k < 5 ? "&<>\"'"[k] : (char)p[i]);
        if (k < 5) i += strlen(names[k]) - 1;
    }
    const char *text = b.failed ? NULL : text_of(mem, (const unsigned char *)buf_text(&b), b.len, true);
    buf_free(&b);
    return text;
}

/* The text of an XMP property, as an element or an attribute; of lists the first entry. */
static const char *xmp_value(arena *mem, span xmp, const char *name) {
    char open[64];
    snprintf(open, sizeof open, "%s", name);
    span s = xmp;
    while ((s.p = find(s, open)) != NULL) {
        s.p += strlen(open);
        if (s.p < s.end && (*s.p == '=' || *s.p == '>')) break;
    }
    if (!s.p || s.p >= s.end) return "";
    const unsigned char *from, *to;
    if (*s.p == '=') {
        from = s.p + 2;
        to = from;
        while (to < s.end && from <= s.end && *to != s.p[1] && *to != '<') to++;
    } else {
        from = s.p + 1;
        while (from < s.end && (blank(*from) || *from == '<')) {
            if (*from != '<') from++;
            else {
                if (from + 1 < s.end && from[1] == '/') return "";
                while (from < s.end && *from != '>') from++;
                from += from < s.end;
            }
        }
        to = from;
        while (to < s.end && *to != '<') to++;
    }
    if (from >= s.end || to <= from) return "";
    return unescaped(mem, from, (size_t)(to - from) < 4 * PDF_TEXT_MAX ? (size_t)(to - from) : 4 * PDF_TEXT_MAX);
}

static span xmp_packet(reader *r) {
    span at[2] = {r->file, {(const unsigned char *)buf_text(&r->packed), (const unsigned char *)buf_text(&r->packed) + r->packed.len}};
    for (int i = 0; i < 2; i++) {
        const unsigned char *from = NULL;
        for (span s = at[i]; (s.p = find(s, "<x:xmpmeta")) != NULL; s.p++) from = s.p; /* the last one counts */
        if (!from) continue;
        span s = {from, at[i].end};
        const unsigned char *end = find(s, "</x:xmpmeta>");
        if (end) s.end = end;
        return s;
    }
    return (span){NULL, NULL};
}

static void merge(const char **to, const char *other, bool *differs) {
    if (!**to) *to = other;
    else if (*other && strcmp(*to, other) != 0) *differs = true;
}

static void merge_day(date_day *to, date_day other, bool *differs) {
    if (!*to) *to = other;
    else if (other && *to != other) *differs = true;
}

static bool texts(reader *r, pdf_info *o) {
    span dict;
    const char *day[4] = {"", "", "", ""}, *also[4] = {"", "", "", ""};
    if (info_dict(r, &dict)) {
        o->title = string_value(r->mem, dict, "/Title");
        o->author = string_value(r->mem, dict, "/Author");
        o->creator = string_value(r->mem, dict, "/Creator");
        o->producer = string_value(r->mem, dict, "/Producer");
        day[0] = string_value(r->mem, dict, "/CreationDate");
        day[1] = string_value(r->mem, dict, "/ModDate");
    }
    span xmp = xmp_packet(r);
    if (xmp.p) {
        also[0] = xmp_value(r->mem, xmp, "dc:title");
        also[1] = xmp_value(r->mem, xmp, "dc:creator");
        also[2] = xmp_value(r->mem, xmp, "xmp:CreatorTool");
        also[3] = xmp_value(r->mem, xmp, "pdf:Producer");
        day[2] = xmp_value(r->mem, xmp, "xmp:CreateDate");
        day[3] = xmp_value(r->mem, xmp, "xmp:ModifyDate");
    }
    for (int i = 0; i < 4; i++)
        if (!day[i] || !also[i]) return false;
    if (!o->title || !o->author || !o->creator || !o->producer) return false;
    o->created = day_of(day[0]);
    o->changed = day_of(day[1]);
    merge(&o->title, also[0], &o->xmp_differs);
    merge(&o->author, also[1], &o->xmp_differs);
    merge(&o->creator, also[2], &o->xmp_differs);
    merge(&o->producer, also[3], &o->xmp_differs);
    merge_day(&o->created, day_of(day[2]), &o->xmp_differs);
    merge_day(&o->changed, day_of(day[3]), &o->xmp_differs);
    o->any = *o->title || *o->author || *o->creator || *o->producer || o->created || o->changed;
    return true;
}

cordon_status pdf_info_read(pdf_info *out, arena *mem, const char *name, const void *data, size_t len, cordon_error *err) {
    reader r = {.mem = mem, .file = {data, (const unsigned char *)data + len}};
    pdf_info o = {.title = "", .author = "", .creator = "", .producer = ""};
    span head = {data, (const unsigned char *)data + (len < 1024 ? len : 1024)}, v;
    if (len > PDF_BYTES_MAX) return cordon_fail_at(err, CORDON_ELIMIT, name, 0, 0, "%zu bytes, at most %d are read", len, PDF_BYTES_MAX);
    if (!len || !find(head, "%PDF-")) return cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "no \"%%PDF-\" in its first 1,024 bytes: this is no PDF");
    unsigned ends = 0;
    for (span s = r.file; (s.p = find(s, "%%EOF")) != NULL; s.p += 5) ends++;
    o.updates = ends ? ends - 1 : 0;
    o.signature = find(r.file, "/ByteRange") != NULL;
    o.encrypted = value_of(r.file, "/Encrypt", &v);
    bool fine = true;
    if (!o.encrypted) {
        unpack_all(&r);
        fine = !r.failed && !r.packed.failed && texts(&r, &o);
    }
    buf_free(&r.packed);
    if (!fine) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", name);
    *out = o;
    return CORDON_OK;
}
