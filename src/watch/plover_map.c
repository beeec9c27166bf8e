#include "watch/plover_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "read/stream.h"

enum { MAP_BYTES_MAX = 1 << 20 };

typedef struct map_row {
    char event[PLOVER_WORD_MAX + 1], mode[PLOVER_WORD_MAX + 1];
    int64_t milli;
    bool known; /* the scale has the code */
} map_row;

struct plover_map {
    size_t n;
    map_row row[PLOVER_MAP_ROWS_MAX];
};

static const char *skip(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) p++;
    return p;
}

/* Up to one of the ends, without the blanks around; false when too long. */
static bool word(char out[PLOVER_WORD_MAX + 1], const char **p, const char *end, const char *ends) {
    const char *from = skip(*p, end), *to = from;
    while (to < end && !strchr(ends, *to)) to++;
    *p = to;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r')) to--;
    if (to - from > PLOVER_WORD_MAX) return false;
    memcpy(out, from, (size_t)(to - from));
    out[to - from] = 0;
    return true;
}

static bool capitals(const char *s) {
    return *s && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(s);
}

/* 1: a row; 0: blank, or a line of words about the table; -1: none of the table's. */
static int line_row(map_row *r, char code[PLOVER_WORD_MAX + 1], const char *p, const char *end,
                    const char **fault) {
    *fault = p = skip(p, end);
    if (p == end || *p == '#') return 0;
    if (strchr("~-=*", *p)) { /* a rule between parts */
        while (p < end && *p == **fault) p++;
        return skip(p, end) == end ? 0 : -1;
    }
    if (!word(code, &p, end, ":#") || p == end || *p != ':') return -1;
    size_t len = strlen(code);
    if (len < 2 || len > GOLDSTEIN_CODE_MAX || strspn(code, "0123456789") != len) return -1;
    *fault = skip(++p, end);
    if (!word(r->event, &p, end, ",#") || !capitals(r->event)) return -1;
    r->mode[0] = 0;
    if (p < end && *p == ',') {
        *fault = skip(++p, end);
        if (!word(r->mode, &p, end, ",#")) return -1;
    }
    return 1;
}

static cordon_status add_line(plover_map *m, const char *path, uint64_t line, const char *p,
                              const char *end, const goldstein *g, goldstein_scale s,
                              cordon_error *err) {
    map_row r = {0};
    char code[PLOVER_WORD_MAX + 1] = "";
    const char *fault;
    int what = line_row(&r, code, p, end, &fault);
    if (what < 0)
        return cordon_fail_at(err, CORDON_EFORMAT, path, line, (uint32_t)(fault - p) + 1,
                              "\"%.*s\": expected CODE: EVENT, mode, context", (int)(end - fault > 40 ? 40 : end - fault),
                              fault);
    if (!what) return CORDON_OK;
    if (m->n == PLOVER_MAP_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, path, line, 0, "more than %d codes", PLOVER_MAP_ROWS_MAX);
    r.known = goldstein_milli(&r.milli, g, s, code, strlen(code));
    m->row[m->n++] = r;
    return CORDON_OK;
}

static cordon_status read_text(buf *b, const char *path, cordon_error *err) {
    stream *in = NULL;
    char chunk[8192];
    size_t got = 0;
    cordon_status status = stream_open(&in, path, err);
    while (!status && !(status = stream_read(in, chunk, sizeof chunk, &got, err)) && got) {
        buf_add(b, chunk, got);
        if (b->failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
        else if (b->len > MAP_BYTES_MAX)
            status = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "longer than %d bytes", MAP_BYTES_MAX);
    }
    stream_close(in);
    return status;
}

bool plover_is_map(const char *path) {
    buf b = {0};
    int what = 0;
    if (strcmp(path, "-") != 0 && read_text(&b, path, NULL) == CORDON_OK)
        for (const char *p = b.p, *all = b.p + b.len; b.len && p < all && !what;) {
            map_row r;
            char code[PLOVER_WORD_MAX + 1];
            const char *fault, *nl = memchr(p, '\n', (size_t)(all - p)), *end = nl ? nl : all;
            what = line_row(&r, code, p, end, &fault);
            p = end + 1;
        }
    buf_free(&b);
    return what == 1;
}

cordon_status plover_map_read_memory(plover_map **out, const char *name, const char *text, size_t len,
                                     const goldstein *g, goldstein_scale s, cordon_error *err) {
    plover_map *m = calloc(1, sizeof *m);
    cordon_status status = m ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a table");
    uint64_t line = 1;
    for (size_t at = 0; at < len && !status; line++) {
        const char *p = text + at, *nl = memchr(p, '\n', len - at), *end = nl ? nl : text + len;
        status = memchr(p, 0, (size_t)(end - p))
                     ? cordon_fail_at(err, CORDON_EFORMAT, name, line, 0, "a NUL byte: no text")
                     : add_line(m, name, line, p, end, g, s, err);
        at += (size_t)(end - p) + 1;
    }
    if (!status && !m->n) status = cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "no line CODE: EVENT");
    if (status)
        plover_map_free(m);
    else
        *out = m;
    return status;
}

cordon_status plover_map_read(plover_map **out, const char *path, const goldstein *g,
                              goldstein_scale s, cordon_error *err) {
    buf b = {0};
    cordon_status status = read_text(&b, path, err);
    if (!status) status = plover_map_read_memory(out, path, buf_text(&b), b.len, g, s, err);
    buf_free(&b);
    return status;
}

void plover_map_free(plover_map *m) { free(m); }

size_t plover_map_codes(const plover_map *m) { return m->n; }

static bool mean(int64_t *out, const plover_map *m, const char *event, const char *mode) {
    int64_t sum = 0, n = 0;
    for (size_t i = 0; i < m->n; i++) {
        const map_row *r = &m->row[i];
        if (!r->known || strcmp(r->event, event) != 0 || (mode && strcmp(r->mode, mode) != 0)) continue;
        sum += r->milli;
        n++;
    }
    if (!n) return false;
    *out = (2 * sum + (sum < 0 ? -n : n)) / (2 * n);
    return true;
}

bool plover_map_milli(int64_t *out, const plover_map *m, const char *event, const char *mode) {
    return (*mode && mean(out, m, event, mode)) || mean(out, m, event, NULL);
}
