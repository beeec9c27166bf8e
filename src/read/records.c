#include "read/records.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

struct record_reader {
    stream *s;
    char quote;
    bool ended, started;
    uint64_t line; /* of the first byte kept */
    iconv_t conv;  /* (iconv_t)-1 when the bytes pass unchanged */
    size_t kept;   /* bytes of an unfinished record */
    size_t raw_len;
    size_t unit;   /* bytes skipped when iconv cannot take them */
    size_t record_max, block_bytes;
    char raw[64 * 1024]; /* bytes waiting for conversion */
    char keep[RECORDS_BLOCK];
};

static size_t count_lines(const char *p, size_t n) {
    size_t lines = 0;
    for (size_t i = 0; i < n; i++) lines += p[i] == '\n';
    return lines;
}

cordon_status records_open(record_reader **out, stream *s, const char *encoding, char quote,
                           cordon_error *err) {
    record_reader *r = malloc(sizeof *r);
    if (!r) return cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", stream_name(s));
    r->s = s;
    r->quote = quote;
    r->ended = r->started = false;
    r->line = 1;
    r->kept = r->raw_len = 0;
    r->unit = 1;
    r->record_max = RECORD_MAX;
    r->block_bytes = RECORDS_BLOCK;
    r->conv = (iconv_t)-1;
    if (encoding && *encoding) {
        r->conv = iconv_open("UTF-8", encoding);
        if (r->conv == (iconv_t)-1) {
            free(r);
            return cordon_fail(err, CORDON_EINVAL, "encoding \"%s\" is not known", encoding);
        }
    }
    *out = r;
    return CORDON_OK;
}

void records_bounds(record_reader *r, size_t record_max, size_t block_bytes) {
    assert(block_bytes >= record_max + RECORD_CHAR_MAX && block_bytes <= RECORDS_BLOCK);
    r->record_max = record_max;
    r->block_bytes = block_bytes;
}

void records_progress(const record_reader *r,
                      void (*tick)(void *arg, uint64_t done_bytes, uint64_t all_bytes), void *arg) {
    tick(arg, stream_raw_bytes(r->s), stream_raw_size(r->s));
}

void records_close(record_reader *r) {
    if (!r) return;
    if (r->conv != (iconv_t)-1) iconv_close(r->conv);
    free(r);
}

/* Moves bytes through iconv; a byte it cannot take becomes 0xff, which no
 * UTF-8 text has, so the row is refused where it stands.                     */
static cordon_status convert(record_reader *r, char *to, size_t len, size_t *got,
                             cordon_error *err) {
    *got = 0;
    while (*got == 0) {
        size_t n = 0;
        if (r->raw_len < sizeof r->raw) {
            cordon_status status =
                stream_read(r->s, r->raw + r->raw_len, sizeof r->raw - r->raw_len, &n, err);
            if (status) return status;
        }
        r->raw_len += n;
        if (!r->raw_len) return CORDON_OK;
        char *in = r->raw, *dst = to;
        size_t in_left = r->raw_len, dst_left = len;
        size_t rc = iconv(r->conv, &in, &in_left, &dst, &dst_left);
        int why = rc == (size_t)-1 ? errno : 0;
        if ((why == EILSEQ || (why == EINVAL && n == 0)) && dst_left) {
            *dst++ = (char)0xff;
            dst_left--;
            size_t skip = r->unit < in_left ? r->unit : in_left;
            in += skip, in_left -= skip;
        }
        memmove(r->raw, in, in_left);
        r->raw_len = in_left;
        *got = len - dst_left;
    }
    return CORDON_OK;
}

static cordon_status more(record_reader *r, char *to, size_t len, size_t *got, cordon_error *err) {
    cordon_status status;
    if (r->started)
        return r->conv == (iconv_t)-1 ? stream_read(r->s, to, len, got, err)
                                      : convert(r, to, len, got, err);
    r->started = true;
    size_t have = 0, n = 1; /* the first three bytes tell a byte order mark */
    while (have < 3 && n) {
        if ((status = stream_read(r->s, r->raw + have, 3 - have, &n, err))) return status;
        have += n;
    }
    r->raw_len = have;
    const unsigned char *b = (const unsigned char *)r->raw;
    if (have >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff))) {
        if (r->conv != (iconv_t)-1) iconv_close(r->conv);
        r->conv = iconv_open("UTF-8", b[0] == 0xff ? "UTF-16LE" : "UTF-16BE");
        if (r->conv == (iconv_t)-1) return cordon_fail(err, CORDON_EINTERNAL, "no UTF-16 in iconv");
        r->unit = 2;
        memmove(r->raw, r->raw + 2, r->raw_len -= 2);
    } else if (have == 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf) {
        r->raw_len = 0;
    }
    if (r->conv != (iconv_t)-1) return convert(r, to, len, got, err);
    *got = r->raw_len;
    memcpy(to, r->raw, r->raw_len);
    r->raw_len = 0;
    return *got ? CORDON_OK : stream_read(r->s, to, len, got, err);
}

/* End of the last whole record in p[0..n), or 0; *open is the offset of a
 * quote that is open at the end, n when none is.                             */
static size_t whole_records(const char *p, size_t n, char quote, size_t *open) {
    *open = n;
    if (!quote || !memchr(p, quote, n)) {
        const char *last = memrchr(p, '\n', n);
        return last ? (size_t)(last - p) + 1 : 0;
    }
    size_t end = 0;
    bool inside = false;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == quote) {
            inside = !inside;
            if (inside && (i == 0 || p[i - 1] != quote)) *open = i; /* "" goes on */
        } else if (p[i] == '\n' && !inside) {
            end = i + 1;
        }
    }
    if (!inside) *open = n;
    return end;
}

static cordon_status too_long(const record_reader *r, const char *p, size_t n, size_t open,
                              bool at_end, cordon_error *err) {
    if (open < n)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(r->s), r->line + count_lines(p, open),
                              0, "a quote opened here is never closed%s",
                              at_end ? "" : " within 1 MB");
    return cordon_fail_at(err, CORDON_ELIMIT, stream_name(r->s), r->line, 0,
                          "this line is longer than 1 MB");
}

cordon_status records_next(record_reader *r, record_block *block, cordon_error *err) {
    cordon_status status;
    block->len = 0;
    block->first_line = r->line;
    if (r->ended) return CORDON_OK;
    char *p = block->data;
    size_t n = r->kept, end = 0, open = 0;
    memcpy(p, r->keep, n);
    r->kept = 0;
    /* A converted character must fit, or its conversion would never go on. */
    while (n + RECORD_CHAR_MAX <= r->block_bytes) {
        size_t got = 0;
        if ((status = more(r, p + n, r->block_bytes - n, &got, err))) {
            r->ended = true;
            return status;
        }
        if (!got) {
            r->ended = true;
            break;
        }
        const char *nul = memchr(p + n, 0, got);
        if (nul) {
            r->ended = true;
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(r->s),
                                  r->line + count_lines(p, (size_t)(nul - p)), 0,
                                  "a NUL byte: this is a binary file, not a table of text");
        }
        n += got;
        /* Without a line end so far, look early: a 10 GB line must not be
         * read to its end before it is refused.                              */
        if (n > r->record_max && !end) {
            end = whole_records(p, n, r->quote, &open);
            if (!end) {
                r->ended = true;
                return too_long(r, p, n, open, false, err);
            }
        }
    }
    end = whole_records(p, n, r->quote, &open);
    if (r->ended && open < n) return too_long(r, p, n, open, true, err);
    if (r->ended) end = n;
    if (n - end > r->record_max) {
        r->ended = true;
        r->line += count_lines(p, end);
        return too_long(r, p + end, n - end, open < end ? n - end : open - end, false, err);
    }
    r->kept = n - end;
    memcpy(r->keep, p + end, r->kept);
    block->len = end;
    block->quotes = r->quote && memchr(p, r->quote, end) != NULL;
    r->line += count_lines(p, end);
    return CORDON_OK;
}

/* One quoted field starting behind its opening quote; returns where it ended
 * (at a delimiter, line end or the end) or NULL on text behind the quote.    */
static const char *quoted(record_split *s, const char *p, const char *end, char **to,
                          uint64_t *line) {
    for (; p < end; p++) {
        if (*p == s->quote) {
            if (p + 1 < end && p[1] == s->quote) {
                *(*to)++ = *p++;
                continue;
            }
            p++;
            if (p < end && *p == '\r' && (p + 1 == end || p[1] == '\n')) return p;
            return p == end || *p == s->delimiter || *p == '\n' ? p : NULL;
        }
        if (*p == '\n') ++*line;
        *(*to)++ = *p;
    }
    return p; /* the block ends: only at the end of the file, quote closed */
}

/* Where the record that starts at p ends; quote 0 when no quotes are in it. */
static const char *skip_record(const char *p, const char *end, char quote, uint64_t *line) {
    bool inside = false;
    for (; p < end; p++) {
        if (*p == quote) inside = !inside;
        if (*p == '\n') {
            ++*line;
            if (!inside) return p + 1;
        }
    }
    return end;
}

/* Behind the faulty record; what kind of fault it is. */
static split_result skip(const record_split *s, const record_block *block, size_t *at,
                         uint64_t *line, uint64_t first_line, split_result fault) {
    const char *start = block->data + *at;
    *line = first_line;
    char quote = 0;
    if (block->quotes) quote = s->quote;
    const char *p = skip_record(start, block->data + block->len, quote, line);
    *at = (size_t)(p - block->data);
    if (p - start > RECORD_MAX) return SPLIT_LONG;
    bool one_line = memchr(start, '\n', (size_t)(p - start - 1)) == NULL;
    return fault == SPLIT_QUOTE && !one_line ? SPLIT_LOST : fault;
}

split_result records_split(record_split *s, const record_block *block, size_t *at, uint64_t *line,
                           uint64_t *record_line) {
    const char *p = block->data + *at, *end = block->data + block->len;
    while (p < end && (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n'))) {
        if (*p == '\n') ++*line; /* blank lines */
        p++;
    }
    *at = (size_t)(p - block->data);
    if (p >= end) return SPLIT_END;
    *record_line = *line;
    const char *start = p;
    char *to = s->scratch;
    s->n = 0;
    for (;;) {
        if (s->n == RECORD_FIELDS_MAX) return skip(s, block, at, line, *record_line, SPLIT_MANY);
        field *f = &s->f[s->n];
        if (block->quotes && p < end && *p == s->quote) {
            char *from = to;
            p = quoted(s, p + 1, end, &to, line);
            if (!p) return skip(s, block, at, line, *record_line, SPLIT_QUOTE);
            *f = (field){from, (uint32_t)(to - from)};
            if (p < end && *p == '\r') p++;
        } else {
            const char *from = p;
            while (p < end && *p != s->delimiter && *p != '\n') p++;
            *f = (field){from, (uint32_t)(p - from)};
            if (block->quotes && memchr(from, s->quote, f->len))
                return skip(s, block, at, line, *record_line, SPLIT_QUOTE);
            if (f->len && (p == end || *p == '\n') && p[-1] == '\r') f->len--;
        }
        s->n++;
        if (p < end && *p == s->delimiter) {
            p++;
            continue;
        }
        if (p < end) { /* a line end */
            p++;
            ++*line;
        }
        *at = (size_t)(p - block->data);
        return p - start > RECORD_MAX ? SPLIT_LONG : SPLIT_OK;
    }
}

size_t records_utf8_bytes(const char *s, size_t len) {
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 0;
    while (i < len) {
        if (p[i] < 0x80) {
            i++;
            continue;
        }
        size_t n = p[i] >= 0xc2 && p[i] <= 0xdf ? 2 : (p[i] & 0xf0) == 0xe0 ? 3
                                                  : p[i] >= 0xf0 && p[i] <= 0xf4 ? 4 : 0;
        if (!n || n > len - i) return i;
        for (size_t k = 1; k < n; k++)
            if ((p[i + k] & 0xc0) != 0x80) return i;
        if ((p[i] == 0xe0 && p[i + 1] < 0xa0) || (p[i] == 0xed && p[i + 1] > 0x9f) ||
            (p[i] == 0xf0 && p[i + 1] < 0x90) || (p[i] == 0xf4 && p[i + 1] > 0x8f))
            return i;
        i += n;
    }
    return len;
}

bool records_utf8(const char *s, size_t len) { return records_utf8_bytes(s, len) == len; }
