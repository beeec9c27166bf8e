/* An exported log, read as strictly as it is written: a line counts only when writing what was read of it gives the same
 * bytes. So there is no second way to say the same, and no bit of the file that does not matter. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "store/log_inner.h"

enum { CHUNK = 1 << 16, LINE_MAX_BYTES = 6 * LOG_BYTES_MAX + 8192 };
static const char not_as_written[] = "its line is not as the log writes it";

typedef struct lines {
    FILE *f;
    const char *name;
    buf line; /* without its line feed */
    uint64_t number;
    size_t at, len;
    bool ended, complete; /* nothing more; the line had its line feed */
    char chunk[CHUNK];
} lines;

static cordon_status next_line(lines *l, cordon_error *err) {
    l->line.len = 0;
    l->complete = false;
    l->number++;
    while (!l->complete) {
        if (l->at == l->len) {
            l->at = 0;
            l->len = fread(l->chunk, 1, CHUNK, l->f);
            if (ferror(l->f)) return cordon_fail_at(err, CORDON_EIO, l->name, l->number, 0, "cannot be read: %s", strerror(errno));
            if (!l->len) break;
        }
        const char *from = l->chunk + l->at, *end = memchr(from, '\n', l->len - l->at);
        size_t n = end ? (size_t)(end - from) : l->len - l->at;
        buf_add(&l->line, from, n);
        l->at += n + (end != NULL);
        l->complete = end != NULL;
        if (l->line.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for line %llu of %.100s", (unsigned long long)l->number, l->name);
        if (l->line.len > LINE_MAX_BYTES) return cordon_fail_at(err, CORDON_ELIMIT, l->name, l->number, 0, "a line of more than %d bytes", (int)LINE_MAX_BYTES);
    }
    l->ended = !l->complete && !l->line.len;
    return CORDON_OK;
}

/* -- parts of a line; each moves p or fails for good -- */
typedef struct scan {
    const char *p, *end;
    bool failed;
} scan;

static void literal(scan *s, const char *text) {
    size_t len = strlen(text);
    if (s->failed || (size_t)(s->end - s->p) < len || memcmp(s->p, text, len) != 0)
        s->failed = true;
    else
        s->p += len;
}

static int64_t integer(scan *s) {
    char text[24];
    size_t n = 0;
    while (!s->failed && s->p + n < s->end && n < sizeof text - 1 && (s->p[n] == '-' || (s->p[n] >= '0' && s->p[n] <= '9'))) text[n] = s->p[n], n++;
    text[n] = 0;
    errno = 0;
    char *stop;
    long long v = strtoll(text, &stop, 10);
    if (!n || *stop || errno) s->failed = true;
    if (!s->failed) s->p += n;
    return s->failed ? 0 : v;
}

static void hex(scan *s, unsigned char *out, size_t len) {
    literal(s, "\"");
    if (s->failed || (size_t)(s->end - s->p) < 2 * len || !log_unhex(out, len, s->p, 2 * len))
        s->failed = true;
    else
        s->p += 2 * len;
    literal(s, "\"");
}

/* The one character behind a backslash; -1: none that is written. */
static int escaped(scan *s) {
    unsigned char v = 0;
    char c = s->p < s->end ? *s->p++ : 0;
    switch (c) {
    case '"':
    case '\\': return c;
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'u':
        if (s->end - s->p < 4 || memcmp(s->p, "00", 2) != 0 || !log_unhex(&v, 1, s->p + 2, 2) || !v) return -1;
        s->p += 4;
        return v;
    default: return -1;
    }
}

/* Decoded into out at its end: where it begins is returned. */
static size_t string(scan *s, buf *out, size_t *len) {
    size_t from = out->len;
    literal(s, "\"");
    while (!s->failed) {
        const char *p = s->p;
        while (p < s->end && *p != '"' && *p != '\\' && *p) p++;
        buf_add(out, s->p, (size_t)(p - s->p));
        s->p = p;
        if (p == s->end || !*p) {
            s->failed = true;
        } else if (*s->p++ == '"') {
            break;
        } else {
            int c = escaped(s);
            if (c < 0)
                s->failed = true;
            else
                buf_char(out, (char)c);
        }
    }
    *len = out->len - from;
    buf_char(out, 0);
    return from;
}

/* False: not as log_line writes it. The row points into text. */
static bool parse_row(log_row *r, buf *text, buf *again, const buf *line) {
    scan s = {.p = buf_text(line), .end = buf_text(line) + line->len};
    *r = (log_row){0};
    text->len = again->len = 0;
    literal(&s, "{\"n\":"), r->n = integer(&s);
    literal(&s, ",\"at_us\":"), r->at_us = integer(&s);
    literal(&s, ",\"kind\":");
    size_t kind = string(&s, text, &r->kind_len);
    literal(&s, ",\"who\":");
    size_t who = string(&s, text, &r->who_len);
    literal(&s, ",\"about\":");
    size_t about = string(&s, text, &r->about_len);
    literal(&s, ",\"before\":"), hex(&s, r->before, LOG_HASH);
    literal(&s, ",\"hash\":"), hex(&s, r->hash, LOG_HASH);
    literal(&s, ",\"signature\":"), hex(&s, r->signature, LOG_SIGNATURE_BYTES);
    literal(&s, ",\"bytes\":");
    size_t bytes = string(&s, text, &r->len);
    literal(&s, "}");
    if (s.failed || s.p != s.end || text->failed) return false;
    r->kind = text->p + kind;
    r->who = text->p + who;
    r->about = text->p + about;
    r->bytes = text->p + bytes;
    log_line(again, r);
    return !again->failed && again->len == line->len + 1 && memcmp(again->p, line->p, line->len) == 0;
}

static bool parse_header(log_claim *out, log_known_key *key, buf *again, const buf *line) {
    scan s = {.p = buf_text(line), .end = buf_text(line) + line->len};
    unsigned char head[LOG_HASH];
    size_t keys = 0;
    literal(&s, "{\"log\":\"cordon\",\"version\":1,\"entries\":"), out->end.n = integer(&s);
    literal(&s, ",\"head\":"), hex(&s, head, LOG_HASH);
    literal(&s, ",\"keys\":[");
    while (!s.failed && s.p < s.end && *s.p == '{' && keys < LOG_KEYS_MAX) {
        literal(&s, "{\"n\":"), key[keys].n = integer(&s);
        literal(&s, ",\"public\":"), hex(&s, key[keys].public, LOG_PUBLIC);
        literal(&s, "}");
        if (keys && key[keys].n <= key[keys - 1].n) s.failed = true;
        keys++;
        if (s.p < s.end && *s.p == ',') s.p++;
    }
    literal(&s, "]}");
    if (s.failed || s.p != s.end || out->end.n < 0) return false;
    log_hex(out->end.hash, head);
    out->key = key;
    out->keys = keys;
    again->len = 0;
    log_header(again, &out->end, key, keys);
    return !again->failed && again->len == line->len + 1 && memcmp(again->p, line->p, line->len) == 0;
}

/* A line that is no entry stands where the next one should. */
static cordon_status bad_line(log_check *c, cordon_error *err) {
    int64_t next = 0;
    cordon_status status = log_check_next(&next, c, err);
    return status ? status : log_check_unreadable(c, next, LOG_CHANGED, not_as_written, err);
}

static cordon_status all_lines(lines *l, log_check *c, buf *text, buf *again, size_t *entries, cordon_error *err) {
    log_row r;
    cordon_status status;
    while (!(status = next_line(l, err)) && !l->ended) {
        if (!l->complete) {
            log_check_unfinished(c);
            break;
        }
        if (parse_row(&r, text, again, &l->line))
            ++*entries, status = log_check_row(c, &r, err);
        else
            status = text->failed || again->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to read the log") : bad_line(c, err);
        if (status) break;
    }
    return status;
}

static cordon_status verify_lines(log_report *out, arena *mem, lines *l, const log_head *head, cordon_error *err) {
    buf text = {0}, again = {0};
    log_check *c = NULL;
    size_t entries = 0;
    log_claim claim = {.outside = head, .in_file = true};
    log_known_key *key = arena_alloc(mem, LOG_KEYS_MAX * sizeof *key);
    cordon_status status = key ? next_line(l, err) : cordon_fail(err, CORDON_ENOMEM, "no memory to read the log");
    bool headed = !status && l->complete && parse_header(&claim, key, &again, &l->line);
    if (!headed) claim.end = (log_head){.n = LOG_END_TOLD}, claim.keys = 0;
    if (!status) status = log_check_begin(&c, out, mem, &claim, err);
    if (!status && !headed && log_check_fault(c, 0, 0, LOG_CHANGED, "the first line is not as the log writes it")) status = cordon_fail(err, CORDON_ENOMEM, "no memory to read the log");
    if (!status) status = all_lines(l, c, &text, &again, &entries, err);
    if (!status && !headed && !entries) status = cordon_fail_at(err, CORDON_EFORMAT, l->name, 1, 1, "is no exported log: its first line should begin {\"log\":\"cordon\",\"version\":1,");
    if (!status) status = log_check_end(c, err);
    log_check_free(c);
    buf_free(&text);
    buf_free(&again);
    return status;
}

cordon_status log_verify_stream(log_report *out, arena *mem, FILE *f, const char *name, const log_head *head, cordon_error *err) {
    log_report report = {0};
    lines *l = malloc(sizeof *l);
    if (!l) return cordon_fail(err, CORDON_ENOMEM, "no memory to read the log");
    *l = (lines){.f = f, .name = name};
    cordon_status status = verify_lines(&report, mem, l, head, err);
    buf_free(&l->line);
    free(l);
    if (!status) *out = report;
    return status;
}

cordon_status log_verify_file(log_report *out, arena *mem, const char *path, const log_head *head, cordon_error *err) {
    bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "rbe");
    if (!f) return cordon_fail_at(err, CORDON_EIO, path, 0, 0, "cannot be read: %s", strerror(errno));
    cordon_status status = log_verify_stream(out, mem, f, standard ? "standard input" : path, head, err);
    if (!standard) fclose(f);
    return status;
}
