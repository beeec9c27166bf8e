#include "flows/parse.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "regime/area_cache.h"

enum { NOMENCLATURE_MAX = 15 };

/* What a field is when no rule of the layout gives it. */
static const char *const fallback[FLOW_FIELDS] = {
    [FLOW_PARTNER2] = "",  [FLOW_BASIS] = "unknown",     [FLOW_NOMENCLATURE] = "HS",
    [FLOW_TRANSPORT] = "", [FLOW_PROCEDURE] = "",        [FLOW_VALUATION] = "unknown",
    [FLOW_UNIT] = "",      [FLOW_ESTIMATE] = "reported", [FLOW_FLAG] = ""};

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

static bool refuse(ingest_worker *w, const layout_rule *u, const char *reason) {
    bool column = u && u->index >= 0;
    return ingest_refuse_field(w, column ? u->index : -1, column ? u->column : "", reason);
}

static const parse *parse_of(const ingest_worker *w) { return w->in->context; }

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

static bool make_number(ingest_worker *w, made *m, const layout_rule *u, const field *f) {
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

static bool make_area(ingest_worker *w, made *m, const layout_rule *u, const field *f) {
    const area *a = area_cache_find(w->own, parse_of(w)->a, u->form, f->p, f->len);
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

static bool make_column(ingest_worker *w, made *m, const layout_rule *u) {
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

static bool make_row(ingest_worker *w, made *m, const layout_row *row) {
    const layout_rule *value = row->rule[FLOW_VALUE][0];
    m->skip = parse_of(w)->l->rows_n > 1 && !w->split.f[value->index].len;
    if (m->skip) return true;
    memset(m->has, 0, sizeof m->has);
    m->period = 0;
    if (!make_column(w, m, row->rule[FLOW_PERIOD][0])) return false;
    for (int f = 0; f < FLOW_FIELDS; f++) {
        if (f == FLOW_PERIOD || (parse_of(w)->slot[f] < 0 && !row->n[f])) continue;
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
static size_t make_record(ingest_worker *w, warehouse_chunk *c, size_t row) {
    made m[LAYOUT_ROWS_MAX];
    const layout *l = parse_of(w)->l;
    for (size_t i = 0; i < l->rows_n; i++)
        if (!make_row(w, &m[i], &l->row[i])) return row;
    for (size_t i = 0; i < l->rows_n; i++)
        if (!m[i].skip) store_row(parse_of(w), c, row++, &m[i], w->record_line);
    return row;
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
    p->slot[f] = (int)p->in.source.n;
    p->in.source.column[p->in.source.n].name = f == FLOW_FLOW ? "flow" : flow_field_name(f);
    p->in.source.column[p->in.source.n++].type = t;
}

cordon_status parse_init(parse *p, const layout *l, const areas *a, feed *f,
                         const char *const *header, size_t columns, const char *tmp_folder,
                         cordon_error *err) {
    *p = (parse){.l = l, .a = a};
    p->in = (ingest){.feed = f, .header = header, .columns = columns, .delimiter = l->delimiter,
                     .quote = l->quote, .rows_max = l->rows_n,
                     .own_bytes = sizeof(area_cache), .context = p, .record = make_record};
    cordon_status status = ingest_open(&p->in, tmp_folder, err);
    if (status) return status;
    p->in.source.column[0].name = "line";
    p->in.source.column[0].type = WAREHOUSE_INT64;
    p->in.source.n = 1;
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

void parse_free(parse *p) { ingest_close(&p->in); }

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
