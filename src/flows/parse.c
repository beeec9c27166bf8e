#include "flows/parse.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

enum { CACHE_SLOTS = 4096, CACHE_TRIES = 8, CACHE_TEXT = 56, WEIRD_AFTER = 100000 };
enum { NOMENCLATURE_MAX = 15 };

/* What a field is when no rule of the layout gives it. */
static const char *const fallback[FLOW_FIELDS] = {
    [FLOW_PARTNER2] = "",  [FLOW_BASIS] = "unknown",     [FLOW_NOMENCLATURE] = "HS",
    [FLOW_TRANSPORT] = "", [FLOW_PROCEDURE] = "",        [FLOW_VALUATION] = "unknown",
    [FLOW_UNIT] = "",      [FLOW_ESTIMATE] = "reported", [FLOW_FLAG] = ""};

/* A text seen before and the area it means, so that folding and the table of
 * spellings are asked once per distinct text and thread.                     */
typedef struct cached {
    const layout_rule *rule;
    const area *area;
    uint8_t len;
    char text[CACHE_TEXT];
} cached;

typedef struct text {
    const char *p;
    size_t len;
} text;

/* One flow row being made. */
typedef struct made {
    text t[FLOW_FIELDS];
    int64_t number[FLOW_FIELDS];
    bool has[FLOW_FIELDS]; /* of the numbers */
    date_period period;
    int level;
    bool skip; /* the value's cell is empty: not reported */
} made;

typedef struct worker {
    parse *p;
    record_block *block;
    size_t at;
    uint64_t line, record_line;
    bool lost; /* a refused cell has a line break in it */
    record_split split;
    cached cache[CACHE_SLOTS];
    uint64_t records, rounded;
} worker;

static void *worker_new(void *context) {
    worker *w = malloc(sizeof *w);
    if (!w) return NULL;
    parse *p = context;
    w->p = p;
    w->block = NULL;
    w->lost = false;
    w->records = w->rounded = 0;
    w->split.delimiter = p->l->delimiter;
    w->split.quote = p->l->quote;
    memset(w->cache, 0, sizeof w->cache);
    return w;
}

static void worker_free(void *local) {
    worker *w = local;
    feed_give(w->p->feed, w->block);
    atomic_fetch_add(&w->p->records, w->records);
    atomic_fetch_add(&w->p->rounded, w->rounded);
    free(w);
}

static void put_text(FILE *f, const char *s) {
    uint16_t n = (uint16_t)strlen(s);
    fwrite(&n, sizeof n, 1, f);
    fwrite(s, 1, n, f);
}

void parse_refuse(parse *p, const refused_row *r) {
    atomic_fetch_add(&p->refused, 1);
    pthread_mutex_lock(&p->mutex);
    if (!p->first.line || r->line < p->first.line) p->first = *r;
    fwrite(&r->line, sizeof r->line, 1, p->spool);
    fwrite(&r->column, sizeof r->column, 1, p->spool);
    put_text(p->spool, r->column_name);
    put_text(p->spool, r->value);
    put_text(p->spool, r->reason);
    if (ferror(p->spool)) p->spool_failed = true;
    pthread_mutex_unlock(&p->mutex);
}

/* Cuts at a whole UTF-8 character; what is not UTF-8 is shown as "?". */
static void copy_text(char *to, size_t size, const char *s, size_t len) {
    size_t n = len < size - 1 ? len : size - 1;
    while (n && n < len && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
    memcpy(to, s, n);
    to[n] = 0;
    if (!records_utf8(to, n))
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)to[i] >= 0x80) to[i] = '?';
}

static bool refuse(worker *w, const layout_rule *u, const char *reason) {
    refused_row r = {.line = w->record_line};
    if (u && u->index >= 0) {
        const field *f = &w->split.f[u->index];
        r.column = (uint32_t)u->index + 1;
        copy_text(r.column_name, sizeof r.column_name, u->column, strlen(u->column));
        copy_text(r.value, sizeof r.value, f->p, f->len);
        w->lost |= memchr(f->p, '\n', f->len) != NULL;
    }
    snprintf(r.reason, sizeof r.reason, "%s", reason);
    parse_refuse(w->p, &r);
    return false;
}

static const area *area_of(worker *w, const layout_rule *u, const field *f) {
    if (f->len > CACHE_TEXT) return areas_find(w->p->a, u->form, f->p, f->len, 0);
    uint32_t h = 2166136261u ^ u->line;
    for (uint32_t i = 0; i < f->len; i++) h = (h ^ (unsigned char)f->p[i]) * 16777619u;
    /* Two texts that share a slot must not push each other out row by row. */
    cached *c = NULL;
    for (uint32_t i = 0; i < CACHE_TRIES; i++) {
        c = &w->cache[(h + i) % CACHE_SLOTS];
        if (!c->rule) break;
        if (c->rule == u && c->len == f->len && memcmp(c->text, f->p, f->len) == 0) return c->area;
    }
    c->area = areas_find(w->p->a, u->form, f->p, f->len, 0);
    c->rule = u;
    c->len = (uint8_t)f->len;
    memcpy(c->text, f->p, f->len);
    return c->area;
}

static const char *code_fault(const char *s, size_t len, int *level) {
    if (len == 5 && memcmp(s, "TOTAL", 5) == 0) {
        *level = 0;
        return NULL;
    }
    size_t digits = 0;
    for (size_t i = 0; i < len; i++) {
        bool digit = s[i] >= '0' && s[i] <= '9';
        digits += digit;
        if (!digit && (i < 2 || s[i] < 'A' || s[i] > 'Z'))
            return "a code of digits (capital letters only behind the chapter)";
    }
    if (len % 2 && digits == len) return "2, 4, 6 or 8 digits: has a leading zero been lost?";
    if (len != 2 && len != 4 && len != 6 && len != 8) return "a code of 2, 4, 6 or 8 characters";
    if (s[0] == '0' && s[1] == '0') return "a chapter from 01 to 99";
    if (s[0] == '7' && s[1] == '7') return "a chapter in use (77 is reserved)";
    *level = (int)len;
    return NULL;
}

static bool make_number(worker *w, made *m, const layout_rule *u, const field *f) {
    if (!f->len) {
        m->has[u->field] = false;
        return true;
    }
    int64_t v;
    decimal_result r = decimal_milli(&v, f->p, f->len, u->scale);
    if (r == DECIMAL_BAD) return refuse(w, u, "expected a decimal number");
    if (r == DECIMAL_TOO_LARGE) return refuse(w, u, "the number is too large");
    if (v < 0) return refuse(w, u, "expected a number that is not negative");
    w->rounded += r == DECIMAL_ROUNDED;
    m->number[u->field] = v;
    m->has[u->field] = true;
    return true;
}

static bool make_area(worker *w, made *m, const layout_rule *u, const field *f) {
    const area *a = area_of(w, u, f);
    if (!a) {
        char reason[128];
        snprintf(reason, sizeof reason, "unknown area (schemes %.80s)", u->form);
        return refuse(w, u, reason);
    }
    /* The world as second partner is no breakdown. */
    bool none = u->field == FLOW_PARTNER2 && a->kind == AREA_AGGREGATE;
    m->t[u->field] = none ? (text){"", 0} : (text){a->code, strlen(a->code)};
    return true;
}

static bool make_column(worker *w, made *m, const layout_rule *u) {
    const field *f = &w->split.f[u->index];
    const char *why;
    switch ((int)u->field) {
    case FLOW_VALUE:
    case FLOW_QTY:
    case FLOW_MASS: return make_number(w, m, u, f);
    case FLOW_REPORTER:
    case FLOW_PARTNER:
    case FLOW_PARTNER2: return make_area(w, m, u, f);
    case FLOW_PERIOD:
        if (layout_period(u, f->p, f->len, &m->period, &why)) return true;
        char reason[128];
        snprintf(reason, sizeof reason, "expected a period: %.100s", why);
        return refuse(w, u, reason);
    default: break;
    }
    size_t len = f->len;
    const char *s = layout_map(u, f->p, f->len, &len);
    if (!s) {
        char words[256];
        snprintf(words, sizeof words, "expected one of %.200s", u->form);
        return refuse(w, u, words);
    }
    bool closed = layout_words(u->field) && (!*u->form || u->map_passes);
    if (closed && !layout_word(u->field, s, len)) {
        char words[128];
        snprintf(words, sizeof words, "expected one of %.100s", layout_words(u->field));
        return refuse(w, u, words);
    }
    if (u->field == FLOW_NOMENCLATURE && (!len || len > NOMENCLATURE_MAX))
        return refuse(w, u, "expected the name of a nomenclature, at most 15 bytes");
    if (u->field == FLOW_CODE) {
        const char *fault = code_fault(s, len, &m->level);
        if (fault) {
            char words[128];
            snprintf(words, sizeof words, "expected %s", fault);
            return refuse(w, u, words);
        }
    }
    m->t[u->field] = (text){s, len};
    return true;
}

static const layout_rule *rule_for(const layout_row *row, flow_field f, date_period p) {
    for (size_t i = 0; i < row->n[f]; i++)
        if (layout_when(row->rule[f][i], p)) return row->rule[f][i];
    return NULL;
}

static bool make_row(worker *w, made *m, const layout_row *row) {
    const layout_rule *value = row->rule[FLOW_VALUE][0];
    m->skip = w->p->l->rows_n > 1 && !w->split.f[value->index].len;
    if (m->skip) return true;
    memset(m->has, 0, sizeof m->has);
    m->period = 0;
    if (!make_column(w, m, row->rule[FLOW_PERIOD][0])) return false;
    for (int f = 0; f < FLOW_FIELDS; f++) {
        if (f == FLOW_PERIOD || (w->p->slot[f] < 0 && !row->n[f])) continue;
        const layout_rule *u = rule_for(row, (flow_field)f, m->period);
        if (!u) {
            const char *none = fallback[f] ? fallback[f] : "";
            if (row->n[f] && !fallback[f])
                return refuse(w, row->rule[FLOW_PERIOD][0], "no rule of the layout is for this period");
            m->t[f] = (text){none, strlen(none)};
        } else if (u->index >= 0) {
            if (!make_column(w, m, u)) return false;
        } else {
            m->t[f] = (text){u->value, strlen(u->value)};
            if (f == FLOW_CODE && code_fault(u->value, m->t[f].len, &m->level))
                return refuse(w, u, "the layout's constant code is none");
        }
    }
    if (!m->has[FLOW_VALUE]) return refuse(w, value, "expected a value, the cell is empty");
    const char *freq = m->period % 100 ? "M" : "A";
    if (row->n[FLOW_FREQ] && m->t[FLOW_FREQ].p[0] != *freq)
        return refuse(w, row->rule[FLOW_PERIOD][0],
                      *freq == 'M' ? "a month, where the frequency says year"
                                   : "a year, where the frequency says month");
    m->t[FLOW_FREQ] = (text){freq, 1};
    return true;
}

static void store_row(const parse *p, warehouse_chunk *c, size_t row, const made *m,
                      uint64_t line) {
    ((int64_t *)warehouse_chunk_data(c, 0))[row] = (int64_t)line;
    for (int f = 0; f < FLOW_FIELDS; f++) {
        if (p->slot[f] < 0) continue;
        size_t col = (size_t)p->slot[f];
        switch (f) {
        case FLOW_PERIOD: ((int32_t *)warehouse_chunk_data(c, col))[row] = m->period; break;
        case FLOW_LEVEL: ((int16_t *)warehouse_chunk_data(c, col))[row] = (int16_t)m->level; break;
        case FLOW_VALUE:
        case FLOW_QTY:
        case FLOW_MASS:
            ((int64_t *)warehouse_chunk_data(c, col))[row] = m->has[f] ? m->number[f] : 0;
            if (!m->has[f]) warehouse_chunk_null(c, col, row);
            break;
        default: warehouse_chunk_text(c, col, row, m->t[f].p, m->t[f].len);
        }
    }
}

/* The record's flow rows, all or none of them: none is stored before all are
 * made, because a null once set in a chunk cannot be taken back.             */
static size_t make_record(worker *w, warehouse_chunk *c, size_t row) {
    made m[LAYOUT_ROWS_MAX];
    const layout *l = w->p->l;
    if (w->split.n != w->p->columns) {
        char words[96];
        snprintf(words, sizeof words, "%zu fields where the header has %zu", w->split.n,
                 w->p->columns);
        refuse(w, NULL, words);
        return row;
    }
    for (size_t i = 0; i < l->rows_n; i++)
        if (!make_row(w, &m[i], &l->row[i])) return row;
    for (size_t i = 0; i < l->rows_n; i++)
        if (!m[i].skip) store_row(w->p, c, row++, &m[i], w->record_line);
    return row;
}

static bool record_utf8(worker *w, size_t from) {
    const char *s = w->block->data + from;
    size_t len = w->at - from;
    if (records_utf8(s, len)) return true;
    refused_row r = {.line = w->record_line};
    for (size_t i = 0; i < w->split.n; i++)
        if (!records_utf8(w->split.f[i].p, w->split.f[i].len)) {
            r.column = (uint32_t)i + 1;
            if (i < w->p->columns)
                copy_text(r.column_name, sizeof r.column_name, w->p->header[i],
                          strlen(w->p->header[i]));
            copy_text(r.value, sizeof r.value, w->split.f[i].p, w->split.f[i].len);
            break;
        }
    snprintf(r.reason, sizeof r.reason, "not valid UTF-8 (another encoding? see --encoding)");
    parse_refuse(w->p, &r);
    return false;
}

static cordon_status next(void *context, void *local, warehouse_chunk *c, size_t *rows,
                          cordon_error *err) {
    worker *w = local;
    parse *p = context;
    size_t row = 0;
    while (row + p->l->rows_n <= WAREHOUSE_CHUNK_ROWS) {
        if (!w->block) {
            unsigned long bad = atomic_load(&p->refused);
            if (bad > WEIRD_AFTER && bad > atomic_load(&p->rows))
                return cordon_fail(err, CORDON_EFORMAT, "most rows are bad");
            cordon_status status = feed_take(&w->block, p->feed, err);
            if (status) return status;
            if (!w->block) break;
            w->at = 0;
            w->line = w->block->first_line;
        }
        size_t from = w->at;
        split_result sr = records_split(&w->split, w->block, &w->at, &w->line, &w->record_line);
        if (sr == SPLIT_END) {
            feed_give(p->feed, w->block);
            w->block = NULL;
            continue;
        }
        w->records++;
        if (sr == SPLIT_LONG)
            return cordon_fail_at(err, CORDON_ELIMIT, "", w->record_line, 0,
                                  "this line is longer than 1 MB");
        if (sr == SPLIT_LOST)
            return cordon_fail_at(err, CORDON_EFORMAT, "", w->record_line, 0,
                                  "a quote that does not enclose a field, and the next one is lines "
                                  "below: what stands between cannot be told apart");
        if (sr == SPLIT_QUOTE)
            refuse(w, NULL, "a quote inside a field, or text behind a closing quote");
        else if (sr == SPLIT_MANY)
            refuse(w, NULL, "more than 1,024 fields");
        else if (record_utf8(w, from))
            row = make_record(w, c, row);
        /* The quotes happen to stand where fields begin and end, but the record
         * has another number of them, or a line break in a code: lines are lost. */
        if (w->lost || (sr == SPLIT_OK && w->split.n != p->columns && w->line - w->record_line > 1))
            return cordon_fail_at(err, CORDON_EFORMAT, "", w->record_line, 0,
                                  "quotes make one record of %llu lines, and it is a bad one: is a "
                                  "quote missing?",
                                  (unsigned long long)(w->line - w->record_line));
    }
    atomic_fetch_add(&p->rows, row);
    *rows = row;
    return CORDON_OK;
}

/* One constant for every row of every record, or NULL. */
static const char *constant(const layout *l, flow_field f) {
    const char *same = NULL;
    for (size_t i = 0; i < l->rows_n; i++) {
        const layout_row *w = &l->row[i];
        const char *v;
        if (!w->n[f])
            v = fallback[f];
        else if (w->rule[f][0]->index < 0 && !w->rule[f][0]->when_op && !*w->rule[f][0]->column)
            v = w->rule[f][0]->value;
        else
            return NULL;
        if (!v || (same && strcmp(same, v) != 0)) return NULL;
        same = v;
    }
    return same;
}

/* -1 months differ by row, else 1 months, 0 years; -2 when a column tells. */
static int one_freq(const layout *l) {
    int all = -3;
    for (size_t i = 0; i < l->rows_n; i++) {
        if (l->row[i].n[FLOW_FREQ]) return -2;
        int m = layout_period_months(l->row[i].rule[FLOW_PERIOD][0]);
        if (m < 0 || (all != -3 && all != m)) return -1;
        all = m;
    }
    return all;
}

static bool used(const layout *l, flow_field f) {
    for (size_t i = 0; i < l->rows_n; i++)
        if (l->row[i].n[f]) return true;
    return false;
}

static int constant_level(const layout *l) {
    const char *code = constant(l, FLOW_CODE);
    int level;
    return code && !code_fault(code, strlen(code), &level) ? level : -1;
}

static void add_slot(parse *p, flow_field f, warehouse_type t) {
    p->slot[f] = (int)p->source.n;
    p->source.column[p->source.n].name = f == FLOW_FLOW ? "flow" : flow_field_name(f);
    p->source.column[p->source.n++].type = t;
}

cordon_status parse_init(parse *p, const layout *l, const areas *a, feed *f,
                         const char *const *header, size_t columns, const char *tmp_folder,
                         cordon_error *err) {
    *p = (parse){.l = l, .a = a, .feed = f, .header = header, .columns = columns};
    char path[1200];
    snprintf(path, sizeof path, "%s/refused-XXXXXX", tmp_folder);
    int fd = mkstemp(path);
    if (fd >= 0) unlink(path);
    p->spool = fd >= 0 ? fdopen(fd, "w+b") : NULL;
    if (!p->spool) {
        int why = errno;
        if (fd >= 0) close(fd);
        return cordon_fail_at(err, why == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0,
                              "cannot be made: %s", strerror(why));
    }
    pthread_mutex_init(&p->mutex, NULL);
    p->source.context = p;
    p->source.local_new = worker_new;
    p->source.local_free = worker_free;
    p->source.next = next;
    p->source.column[0].name = "line";
    p->source.column[0].type = WAREHOUSE_INT64;
    p->source.n = 1;
    for (int i = 0; i < FLOW_FIELDS; i++) {
        flow_field k = (flow_field)i;
        p->slot[i] = -1;
        if (k == FLOW_LEVEL) {
            if (constant_level(l) < 0) add_slot(p, k, WAREHOUSE_INT16);
        } else if (k == FLOW_FREQ) {
            if (one_freq(l) < 0) add_slot(p, k, WAREHOUSE_TEXT);
        } else if (k == FLOW_PERIOD) {
            add_slot(p, k, WAREHOUSE_INT32);
        } else if (k == FLOW_VALUE || k == FLOW_QTY || k == FLOW_MASS) {
            if (used(l, k)) add_slot(p, k, WAREHOUSE_INT64);
        } else if (!constant(l, k)) {
            add_slot(p, k, WAREHOUSE_TEXT);
        }
    }
    return CORDON_OK;
}

void parse_free(parse *p) {
    if (!p->spool) return;
    fclose(p->spool);
    p->spool = NULL;
    pthread_mutex_destroy(&p->mutex);
}

void parse_select(const parse *p, buf *sql, int64_t source_id) {
    buf_printf(sql, "SELECT CAST(%lld AS INTEGER), line, ", (long long)source_id);
    warehouse_literal(sql, p->l->dataset);
    for (int i = 0; i < FLOW_FIELDS; i++) {
        flow_field f = (flow_field)i;
        const char *name = flow_field_name(f);
        buf_str(sql, ", ");
        if (p->slot[i] >= 0)
            buf_printf(sql, "%s", name);
        else if (f == FLOW_LEVEL)
            buf_printf(sql, "%d", constant_level(p->l));
        else if (f == FLOW_FREQ)
            warehouse_literal(sql, one_freq(p->l) ? "M" : "A");
        else if (f == FLOW_QTY || f == FLOW_MASS)
            buf_str(sql, "NULL");
        else {
            const char *words = constant(p->l, f);
            assert(words); /* what is not constant has a slot */
            warehouse_literal(sql, words);
        }
    }
    buf_str(sql, " FROM cordon_rows()");
}

static bool get_text(FILE *f, char *to, size_t size) {
    uint16_t n;
    if (fread(&n, sizeof n, 1, f) != 1 || n >= size || fread(to, 1, n, f) != n) return false;
    to[n] = 0;
    return true;
}

static bool spool_next(parse *p, refused_row *r) {
    return fread(&r->line, sizeof r->line, 1, p->spool) == 1 &&
           fread(&r->column, sizeof r->column, 1, p->spool) == 1 &&
           get_text(p->spool, r->column_name, sizeof r->column_name) &&
           get_text(p->spool, r->value, sizeof r->value) &&
           get_text(p->spool, r->reason, sizeof r->reason);
}

static cordon_status spool_chunk(void *context, void *local, warehouse_chunk *c, size_t *rows,
                                 cordon_error *err) {
    parse *p = context;
    refused_row r;
    size_t n = 0;
    (void)local;
    pthread_mutex_lock(&p->mutex);
    while (n < WAREHOUSE_CHUNK_ROWS && spool_next(p, &r)) {
        ((int64_t *)warehouse_chunk_data(c, 0))[n] = (int64_t)r.line;
        ((int32_t *)warehouse_chunk_data(c, 1))[n] = (int32_t)r.column;
        warehouse_chunk_text(c, 2, n, r.column_name, strlen(r.column_name));
        warehouse_chunk_text(c, 3, n, r.value, strlen(r.value));
        warehouse_chunk_text(c, 4, n, r.reason, strlen(r.reason));
        n++;
    }
    bool failed = ferror(p->spool) != 0;
    pthread_mutex_unlock(&p->mutex);
    *rows = n;
    return failed ? cordon_fail(err, CORDON_EIO, "the refused rows cannot be read back") : CORDON_OK;
}

static void *no_local(void *context) { return context; }
static void no_local_free(void *local) { (void)local; }

void parse_spool_source(parse *p, warehouse_source *out) {
    rewind(p->spool);
    *out = (warehouse_source){.n = 5,
                              .column = {{"line", WAREHOUSE_INT64},
                                         {"column_number", WAREHOUSE_INT32},
                                         {"column_name", WAREHOUSE_TEXT},
                                         {"value", WAREHOUSE_TEXT},
                                         {"reason", WAREHOUSE_TEXT}},
                              .context = p,
                              .local_new = no_local,
                              .local_free = no_local_free,
                              .next = spool_chunk};
}
