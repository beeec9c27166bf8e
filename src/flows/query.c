#include "flows/query.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static const char slices_sql[] =
#include "flows/sql/slices.sql.h"
    ;
static const char newer_sql[] =
#include "flows/sql/newer.sql.h"
    ;
static const char total_or_parts_sql[] =
#include "flows/sql/total_or_parts.sql.h"
    ;

enum { PICKS_LISTED_MAX = 256, NOTES_MAX = 64 };

/* A code of the data that is part of the answer, in some periods. */
typedef struct pick {
    const char *code, *line, *tier;
    date_period from, to;
} pick;

struct flow_plan {
    store *s;
    warehouse *w;
    const flow_query *q;
    arena mem;
    char dataset[64], nomenclature[16], basis[24], freq[4], currency[16], estimate[16], flow[4];
    int level;
    int64_t *source;
    size_t sources;
    pick *pick;
    size_t picks, picks_cap;
    size_t asked, occur;
    bool conflict, estimates_differ;
    bool one_slice, all_reporters; /* the sources hold no other: no need to ask each row */
    enum { WHOLE, TOTALS, PARTS, TOTALS_OR_PARTS } rows; /* which rows of a cell are added */
    const char *note[NOTES_MAX + 1];
    size_t notes;
    buf sql;
};

const char *flow_plan_dataset(const flow_plan *p) { return p->dataset; }
const char *flow_plan_currency(const flow_plan *p) { return p->currency; }
const char *flow_plan_basis(const flow_plan *p) { return p->basis; }
const char *flow_plan_freq(const flow_plan *p) { return p->freq; }
const char *flow_plan_nomenclature(const flow_plan *p) { return p->nomenclature; }
const char *flow_plan_sql(const flow_plan *p) { return buf_text(&p->sql); }
int flow_plan_level(const flow_plan *p) { return p->level; }
const char *flow_plan_note(const flow_plan *p, size_t i) { return i < p->notes ? p->note[i] : NULL; }

size_t flow_plan_sources(const flow_plan *p, const int64_t **ids) {
    if (ids) *ids = p->source;
    return p->sources;
}

void flow_plan_codes(const flow_plan *p, size_t *asked, size_t *occur) {
    *asked = p->asked;
    *occur = p->occur;
}

static void note(flow_plan *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void note(flow_plan *p, const char *fmt, ...) {
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (p->notes == NOTES_MAX) return;
    const char *copy = arena_strndup(&p->mem, text, strlen(text));
    if (copy) p->note[p->notes++] = copy;
}

bool flow_window_parse(flow_window *out, const char *text) {
    const char *dots = strstr(text, "..");
    flow_window w;
    size_t n = dots ? (size_t)(dots - text) : strlen(text);
    if (!date_period_parse(&w.from, text, n)) return false;
    w.to = w.from;
    if (dots && !date_period_parse(&w.to, dots + 2, strlen(dots + 2))) return false;
    if ((w.from % 100 == 0) != (w.to % 100 == 0) || w.to < w.from) return false;
    *out = w;
    return true;
}

static void literals(buf *b, const area_set *s) {
    buf_char(b, '(');
    for (size_t i = 0; i < s->n; i++) {
        if (i) buf_str(b, ", ");
        warehouse_literal(b, s->v[i]->code);
    }
    buf_char(b, ')');
}

static const area_set *reporters(const flow_plan *p) {
    return p->flow[0] == 'M' ? p->q->to : p->q->from;
}
static const area_set *partners(const flow_plan *p) {
    return p->flow[0] == 'M' ? p->q->from : p->q->to;
}

/* An aggregate stands alone: added to anything else it would count twice. */
static cordon_status no_mixture(const area_set *s, cordon_error *err) {
    if (!s->n) return cordon_fail(err, CORDON_EINVAL, "the set \"%s\" has no member then", s->title);
    for (size_t i = 0; i < s->n && s->n > 1; i++)
        if (s->v[i]->kind == AREA_AGGREGATE)
            return cordon_fail(err, CORDON_EINVAL,
                               "\"%s\" (%s) is an aggregate: it cannot be added to other areas",
                               s->v[i]->code, s->v[i]->name);
    return CORDON_OK;
}

/* A window as the periods that rows of that freq have: a year of monthly data
 * is its months.                                                             */
static flow_window window_in(const flow_query *q, size_t i, char freq) {
    flow_window w = q->window[i];
    if (freq == 'M' && w.from % 100 == 0) w = (flow_window){w.from + 1, w.to + 12};
    return w;
}

static int window_length(flow_window w) {
    int years = w.to / 100 - w.from / 100;
    return w.from % 100 ? years * 12 + w.to % 100 - w.from % 100 + 1 : years + 1;
}

static const char *window_text(char out[32], flow_window w) {
    char a[DATE_TEXT], b[DATE_TEXT];
    snprintf(out, 32, "%s%s%s", date_period_format(a, w.from), w.from == w.to ? "" : "..",
             w.from == w.to ? "" : date_period_format(b, w.to));
    return out;
}

static void write_windows(const flow_query *q, buf *b, const char *column, char freq) {
    if (!q->windows) return;
    buf_str(b, " AND (");
    for (size_t i = 0; i < q->windows; i++) {
        flow_window w = window_in(q, i, freq);
        buf_printf(b, "%s%s BETWEEN %d AND %d", i ? " OR " : "", column, w.from, w.to);
    }
    buf_char(b, ')');
}

static void window_where(const flow_plan *p, buf *b, const char *column) {
    write_windows(p->q, b, column, p->freq[0]);
}

static void window_expression(const flow_plan *p, buf *b, const char *column) {
    const flow_query *q = p->q;
    if (q->windows < 2) {
        buf_str(b, "0");
        return;
    }
    buf_str(b, "CASE");
    for (size_t i = 0; i < q->windows; i++) {
        flow_window w = window_in(q, i, p->freq[0]);
        buf_printf(b, " WHEN %s BETWEEN %d AND %d THEN %zu", column, w.from, w.to, i);
    }
    buf_str(b, " END");
}

/* ---- which dataset, level and so on answer ---- */

typedef struct candidate {
    char dataset[64], nomenclature[16], basis[24], freq[4], currency[16], estimate[16];
    int level;
    bool estimates_differ;
} candidate;

static bool asks_codes(const flow_query *q) { return q->group || q->codes_n; }

static bool line_counts(const flow_query *q, const goods_line *l) {
    return date_within(q->as_at, l->valid_from, l->valid_to) &&
           (!q->tier || strcmp(q->tier, l->tier) == 0);
}

static size_t longest_code(const flow_query *q) {
    size_t n = 0;
    for (size_t i = 0; q->group && i < q->group->n; i++)
        if (line_counts(q, &q->group->line[i]) && strlen(q->group->line[i].code) > n)
            n = strlen(q->group->line[i].code);
    for (size_t i = 0; i < q->codes_n; i++)
        if (strlen(q->codes[i]) > n) n = strlen(q->codes[i]);
    return n;
}

static bool wants_months(const flow_query *q) {
    if (q->by & (BY_MONTH | BY_QUARTER | BY_HALF)) return true;
    for (size_t i = 0; i < q->windows; i++)
        if (q->window[i].from % 100) return true;
    return false;
}

/* What cannot be asked, whatever is loaded. A group none of whose lines is in
 * force is refused: without codes the statement would add all goods.         */
static cordon_status possible(const flow_query *q, cordon_error *err) {
    char day[DATE_TEXT];
    size_t n = q->codes_n, digits = longest_code(q);
    for (size_t i = 0; q->group && i < q->group->n; i++) n += line_counts(q, &q->group->line[i]);
    if (q->group && !digits)
        return cordon_fail(err, CORDON_ENOTFOUND, "no line of the group \"%s\"%s%s is in force on %s",
                           q->group->id, q->tier ? ", tier " : "", q->tier ? q->tier : "",
                           date_format(day, q->as_at));
    if (n > FLOW_CODES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%zu codes: at most %d in one question", n,
                           FLOW_CODES_MAX);
    if (q->level >= 0 && digits > (size_t)q->level)
        return cordon_fail(err, CORDON_EINVAL,
                           "codes of %zu digits cannot be told apart in rows of level %d", digits,
                           q->level);
    if (q->carried && !q->group)
        return cordon_fail(err, CORDON_EINVAL, "only the codes of a group can be carried");
    if (q->carried && q->group->nomenclature[0] != 'H')
        return cordon_fail(err, CORDON_EINVAL,
                           "the group \"%s\" is in %s: only codes of the Harmonized System can be "
                           "carried", q->group->id, q->group->nomenclature);
    if (q->freq && q->freq[0] == 'A' && wants_months(q))
        return cordon_fail(err, CORDON_EINVAL, "annual rows (freq A) have no months");
    return CORDON_OK;
}

static bool fits(const flow_query *q, const candidate *c, size_t digits) {
    if (q->dataset && strcmp(q->dataset, c->dataset) != 0) return false;
    if (q->nomenclature && strcmp(q->nomenclature, c->nomenclature) != 0) return false;
    if (q->basis && strcmp(q->basis, c->basis) != 0) return false;
    if (q->freq && strcmp(q->freq, c->freq) != 0) return false;
    if (wants_months(q) && strcmp(c->freq, "M") != 0) return false;
    if (q->level >= 0) return c->level == q->level;
    return digits ? c->level >= (int)digits : c->level == 0;
}

static void join(buf *b, const char *s) { buf_printf(b, "%s%s", b->len ? ", " : "", s); }

/* The one value all candidates share in a field, else an error that lists the
 * values and the option that picks one.                                      */
static cordon_status only(const candidate *v, size_t n, size_t offset, const char *what,
                          const char *opt, cordon_error *err) {
    buf seen = {0};
    size_t kinds = 0;
    for (size_t i = 0; i < n; i++) {
        const char *s = (const char *)&v[i] + offset;
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) again = strcmp(s, (const char *)&v[k] + offset) == 0;
        if (again) continue;
        join(&seen, s);
        kinds++;
    }
    if (kinds > 1)
        cordon_fail(err, CORDON_EINVAL, "several %s could answer: %s; name one with %s", what,
                    buf_text(&seen), opt);
    buf_free(&seen);
    return kinds > 1 ? CORDON_EINVAL : CORDON_OK;
}

static size_t keep_equal(candidate *v, size_t n, size_t offset, const char *value) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp((const char *)&v[i] + offset, value) == 0) v[k++] = v[i];
    return k;
}

static cordon_status choose(flow_plan *p, candidate *v, size_t n, int digits, cordon_error *err) {
    cordon_status status;
    if ((status = only(v, n, offsetof(candidate, dataset), "datasets", "--dataset", err)) ||
        (status = only(v, n, offsetof(candidate, basis), "definitions of the partner", "--basis", err)))
        return status;
    /* Months were asked for above; where years will do, the publisher's own
     * annual rows come first when every period asked for is a year.           */
    bool annual = false, monthly = false;
    for (size_t i = 0; i < n; i++) *(strcmp(v[i].freq, "A") == 0 ? &annual : &monthly) = true;
    if (annual && monthly) note(p, "the publisher's annual rows answer; --freq M adds its months");
    n = keep_equal(v, n, offsetof(candidate, freq), annual ? "A" : "M");
    assert(v && n > 0);
    int level = v[0].level;
    for (size_t i = 1; i < n; i++)
        if (v[i].level < level) level = v[i].level;
    /* The levels may come of files that hold different goods. */
    int other = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].level > level && (!other || v[i].level < other)) other = v[i].level;
    if (other && level > digits)
        return cordon_fail(err, CORDON_EINVAL,
                           "several levels could answer: %d, %d, which may hold different goods; name "
                           "one with --level", level, other);
    if (other) note(p, "rows of level %d are added; --level %d asks for others", level, other);
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].level == level) v[k++] = v[i];
    if ((status = only(v, k, offsetof(candidate, nomenclature), "nomenclatures", "--nomenclature",
                       err)) ||
        (status = only(v, k, offsetof(candidate, currency), "currencies", "--dataset", err)))
        return status;
    if (strcmp(v[0].currency, "mixed") == 0)
        return cordon_fail(err, CORDON_EINVAL,
                           "dataset %s has these values in several currencies: ask for fewer reporters "
                           "or periods", v[0].dataset);
    snprintf(p->dataset, sizeof p->dataset, "%s", v[0].dataset);
    snprintf(p->nomenclature, sizeof p->nomenclature, "%s", v[0].nomenclature);
    snprintf(p->basis, sizeof p->basis, "%s", v[0].basis);
    snprintf(p->freq, sizeof p->freq, "%s", v[0].freq);
    snprintf(p->currency, sizeof p->currency, "%s", v[0].currency);
    snprintf(p->estimate, sizeof p->estimate, "%s", v[0].estimate);
    p->level = level;
    for (size_t i = 0; i < k; i++) p->estimates_differ |= v[i].estimates_differ;
    if (p->estimates_differ) p->estimate[0] = 0;
    return CORDON_OK;
}

static void nothing(const flow_plan *p, buf *what) {
    const flow_query *q = p->q;
    buf_printf(what, "no loaded data answers: from \"%s\" to \"%s\", flow %s", q->from->title,
               q->to->title, p->flow);
    if (q->dataset) buf_printf(what, ", dataset %s", q->dataset);
    if (q->basis) buf_printf(what, ", basis %s", q->basis);
    if (q->freq) buf_printf(what, ", freq %s", q->freq);
    if (q->level >= 0) buf_printf(what, ", level %d", q->level);
    size_t digits = longest_code(q);
    if (digits) buf_printf(what, ", codes of %zu digits", digits);
    char day[DATE_TEXT], text[32];
    for (size_t i = 0; i < q->windows; i++)
        buf_printf(what, "%s%s", i ? " or " : ", in ", window_text(text, q->window[i]));
    if (wants_months(q)) buf_str(what, ", in monthly rows");
    buf_printf(what, ", known by %s (see cordon sources)", date_format(day, q->known_by));
}

/* A source that has none of the partners does not answer and covers nothing. */
static void with_partners(const flow_plan *p, buf *b) {
    buf_str(b, " AND EXISTS (SELECT 1 FROM scope_partner sp WHERE sp.source_id = coverage.source_id "
               "AND sp.partner IN ");
    literals(b, partners(p));
    buf_char(b, ')');
}

static cordon_status resolve(flow_plan *p, cordon_error *err) {
    buf sql = {0};
    buf_str(&sql, slices_sql);
    buf_printf(&sql, " AND reporter IN ");
    literals(&sql, reporters(p));
    with_partners(p, &sql);
    if (p->q->windows) {
        buf_str(&sql, " AND ((freq = 'M'");
        write_windows(p->q, &sql, "period", 'M');
        buf_str(&sql, ") OR (freq = 'A'");
        write_windows(p->q, &sql, "period", 'A');
        buf_str(&sql, "))");
    }
    buf_str(&sql, " GROUP BY dataset, nomenclature, basis, freq, level ORDER BY dataset, "
                  "nomenclature, basis, freq, level");
    warehouse_param params[] = {{NULL, p->q->known_by}, {p->flow, 0}};
    warehouse_rows *r = NULL;
    candidate *v = NULL;
    size_t n = 0, cap = 0, digits = longest_code(p->q);
    bool more;
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_query(&r, p->w, buf_text(&sql), params, 2, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        candidate c = {.level = (int)warehouse_int(r, 4)};
        snprintf(c.dataset, sizeof c.dataset, "%s", warehouse_text(r, 0));
        snprintf(c.nomenclature, sizeof c.nomenclature, "%s", warehouse_text(r, 1));
        snprintf(c.basis, sizeof c.basis, "%s", warehouse_text(r, 2));
        snprintf(c.freq, sizeof c.freq, "%s", warehouse_text(r, 3));
        snprintf(c.currency, sizeof c.currency, "%s", warehouse_text(r, 5));
        snprintf(c.estimate, sizeof c.estimate, "%s", warehouse_text(r, 7));
        if (strcmp(warehouse_text(r, 5), warehouse_text(r, 6)) != 0)
            snprintf(c.currency, sizeof c.currency, "mixed");
        c.estimates_differ =
            strcmp(warehouse_text(r, 7), warehouse_text(r, 8)) != 0 || strcmp(c.estimate, "mixed") == 0;
        if (!fits(p->q, &c, digits)) continue;
        if (n == cap) {
            candidate *more_v = realloc(v, (cap = cap ? cap * 2 : 32) * sizeof *v);
            if (!more_v) {
                status = cordon_fail(err, CORDON_ENOMEM, "no memory for a query");
                break;
            }
            v = more_v;
        }
        v[n++] = c;
    }
    warehouse_rows_close(r);
    buf_free(&sql);
    if (!status && !n) {
        buf what = {0};
        nothing(p, &what);
        status = cordon_fail(err, CORDON_ENOTFOUND, "%s", buf_text(&what));
        buf_free(&what);
    }
    if (!status) status = choose(p, v, n, (int)digits, err);
    free(v);
    return status;
}

/* ---- sources, and whether any slice has two ---- */

static void kind_where(const flow_plan *p, buf *b, const char *t) {
    buf_printf(b, "%sdataset = ", t);
    warehouse_literal(b, p->dataset);
    buf_printf(b, " AND %sflow = ", t);
    warehouse_literal(b, p->flow);
    buf_printf(b, " AND %sbasis = ", t);
    warehouse_literal(b, p->basis);
    buf_printf(b, " AND %sfreq = ", t);
    warehouse_literal(b, p->freq);
    buf_printf(b, " AND %snomenclature = ", t);
    warehouse_literal(b, p->nomenclature);
    buf_printf(b, " AND %slevel = %d", t, p->level);
}

static void slice_where(const flow_plan *p, buf *b, const char *t) {
    kind_where(p, b, t);
    buf_printf(b, " AND %sreporter IN ", t);
    literals(b, reporters(p));
}

static void ids(const flow_plan *p, buf *b) {
    buf_char(b, '(');
    for (size_t i = 0; i < p->sources; i++)
        buf_printf(b, "%s%lld", i ? ", " : "", (long long)p->source[i]);
    buf_char(b, ')');
}

static cordon_status find_sources(flow_plan *p, cordon_error *err) {
    buf sql = {0};
    int64_t twice = 0;
    warehouse_rows *r = NULL;
    bool more;
    warehouse_param known = {NULL, p->q->known_by};
    buf_str(&sql, "SELECT DISTINCT source_id FROM coverage WHERE vintage <= $1 AND ");
    slice_where(p, &sql, "");
    window_where(p, &sql, "period");
    with_partners(p, &sql);
    buf_str(&sql, " ORDER BY source_id");
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_query(&r, p->w, buf_text(&sql), &known, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        int64_t *v = realloc(p->source, (p->sources + 1) * sizeof *v);
        if (!v) {
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for a query");
            break;
        }
        p->source = v;
        p->source[p->sources++] = warehouse_int(r, 0);
    }
    warehouse_rows_close(r);
    buf_free(&sql);
    if (status) return status;
    if (!p->sources)
        return cordon_fail(err, CORDON_ENOTFOUND, "dataset %s has nothing for these periods",
                           p->dataset);
    buf_str(&sql, "SELECT count(*) FROM (SELECT reporter, period FROM coverage WHERE vintage <= $1 AND ");
    slice_where(p, &sql, "");
    buf_str(&sql, " GROUP BY reporter, period HAVING count(*) > 1) twice");
    status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                        : warehouse_one_int(&twice, p->w, buf_text(&sql), &known, 1, err);
    p->conflict = twice > 0;
    buf_free(&sql);
    return status;
}

/* Coverage has a row for every slice of a source, so it tells what every row of
 * the sources has in common: that need not be asked of each of millions.     */
static cordon_status find_common(flow_plan *p, cordon_error *err) {
    buf sql = {0};
    warehouse_rows *r = NULL;
    bool more = false;
    buf_str(&sql, "SELECT count(*) FILTER (WHERE NOT (");
    kind_where(p, &sql, "");
    buf_str(&sql, ")), count(*) FILTER (WHERE reporter NOT IN ");
    literals(&sql, reporters(p));
    buf_str(&sql, ") FROM coverage WHERE source_id IN ");
    ids(p, &sql);
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_query(&r, p->w, buf_text(&sql), NULL, 0, err);
    if (!status && !(status = warehouse_next(r, &more, err)) && more) {
        p->one_slice = !warehouse_int(r, 0);
        p->all_reporters = !warehouse_int(r, 1);
    }
    warehouse_rows_close(r);
    buf_free(&sql);
    return status;
}

/* ---- what of the question the sources do not have ---- */

enum { NAMES_MAX = 12 };

/* Members of a set that a query (sorted by code) does not give. */
static cordon_status note_absent(flow_plan *p, const area_set *set, const char *what, buf *sql,
                                 cordon_error *err) {
    warehouse_rows *r = NULL;
    buf names = {0};
    size_t at = 0, absent = 0;
    bool more = false;
    cordon_status status = sql->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                       : warehouse_query(&r, p->w, buf_text(sql), NULL, 0, err);
    while (!status && at < set->n && !(status = warehouse_next(r, &more, err))) {
        const char *there = more ? warehouse_text(r, 0) : NULL;
        for (; at < set->n && (!there || strcmp(set->v[at]->code, there) != 0); at++)
            if (absent++ < NAMES_MAX) join(&names, set->v[at]->code);
        at++;
    }
    if (absent)
        note(p, "%zu of %zu %s have no rows in dataset %s: %s%s", absent, set->n, what, p->dataset,
             buf_text(&names), absent > NAMES_MAX ? ", ..." : "");
    warehouse_rows_close(r);
    buf_free(&names);
    return status;
}

/* A period nobody has rows for would read as a fall to nothing: refused when it
 * is a whole window, said when it is a part of one.                          */
static cordon_status check_windows(flow_plan *p, cordon_error *err) {
    const flow_query *q = p->q;
    cordon_status status = CORDON_OK;
    const char *unit = p->freq[0] == 'M' ? "months" : "years";
    char text[32], other[32];
    for (size_t i = 0; i < q->windows && !status; i++) {
        buf sql = {0};
        int64_t there = 0;
        flow_window w = window_in(q, i, p->freq[0]);
        buf_str(&sql, "SELECT count(DISTINCT period) FROM coverage WHERE source_id IN ");
        ids(p, &sql);
        buf_str(&sql, " AND ");
        slice_where(p, &sql, "");
        buf_printf(&sql, " AND period BETWEEN %d AND %d", w.from, w.to);
        status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                            : warehouse_one_int(&there, p->w, buf_text(&sql), NULL, 0, err);
        buf_free(&sql);
        if (!status && !there)
            status = cordon_fail(err, CORDON_ENOTFOUND, "dataset %s has nothing for %s", p->dataset,
                                 window_text(text, q->window[i]));
        if (!status && there < window_length(w))
            note(p, "%s: rows for %lld of %d %s", window_text(text, q->window[i]), (long long)there,
                 window_length(w), unit);
    }
    if (status || q->windows != 2) return status;
    flow_window a = q->window[0], b = q->window[1];
    if (window_length(a) != window_length(b))
        note(p, "%s and %s are not of one length: %d and %d %s", window_text(text, a),
             window_text(other, b), window_length(a), window_length(b), a.from % 100 ? "months" : "years");
    else if (a.from % 100 != b.from % 100 && window_length(a) % 12)
        note(p, "%s and %s are not the same months of the year", window_text(text, a),
             window_text(other, b));
    return status;
}

/* Reporters that have rows for fewer of the periods than there are. */
static cordon_status note_uneven(flow_plan *p, cordon_error *err) {
    buf sql = {0}, names = {0};
    warehouse_rows *r = NULL;
    bool more;
    size_t n = 0;
    int64_t most = 0;
    buf_str(&sql, "WITH c AS (SELECT DISTINCT reporter, period FROM coverage WHERE source_id IN ");
    ids(p, &sql);
    buf_str(&sql, " AND ");
    slice_where(p, &sql, "");
    window_where(p, &sql, "period");
    buf_str(&sql, "), a AS (SELECT count(DISTINCT period) AS periods FROM c) SELECT c.reporter, "
                  "count(*), max(a.periods) FROM c, a GROUP BY c.reporter HAVING count(*) < "
                  "max(a.periods) ORDER BY c.reporter");
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_query(&r, p->w, buf_text(&sql), NULL, 0, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        most = warehouse_int(r, 2);
        if (n++ >= NAMES_MAX) continue;
        join(&names, warehouse_text(r, 0));
        buf_printf(&names, " %lld", (long long)warehouse_int(r, 1));
    }
    if (n)
        note(p, "of %lld %s these reporters have rows for fewer: %s%s", (long long)most,
             p->freq[0] == 'M' ? "months" : "years", buf_text(&names), n > NAMES_MAX ? ", ..." : "");
    warehouse_rows_close(r);
    buf_free(&sql);
    buf_free(&names);
    return status;
}

static cordon_status note_coverage(flow_plan *p, cordon_error *err) {
    buf sql = {0};
    cordon_status status = check_windows(p, err);
    if (status) return status;
    buf_str(&sql, "SELECT DISTINCT reporter FROM coverage WHERE source_id IN ");
    ids(p, &sql);
    buf_str(&sql, " AND ");
    slice_where(p, &sql, "");
    window_where(p, &sql, "period");
    buf_str(&sql, " ORDER BY reporter");
    status = note_absent(p, reporters(p), "reporters", &sql, err);
    sql.len = 0;
    buf_str(&sql, "SELECT DISTINCT partner FROM scope_partner WHERE source_id IN ");
    ids(p, &sql);
    buf_str(&sql, " AND partner IN ");
    literals(&sql, partners(p));
    buf_str(&sql, " ORDER BY partner");
    if (!status) status = note_absent(p, partners(p), "partners", &sql, err);
    if (!status) status = note_uneven(p, err);
    buf_free(&sql);
    return status;
}

/* ---- codes ---- */

/* A prefix of codes that counts in some periods, under a line of the group. */
typedef struct want {
    const char *prefix, *line, *tier;
    date_period from, to;
    bool met;
} want;

typedef struct wants {
    want *v;
    size_t n, cap;
} wants;

static cordon_status add_want(wants *w, want x, cordon_error *err) {
    if (w->n == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 256;
        want *v = realloc(w->v, cap * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
        w->v = v;
        w->cap = cap;
    }
    w->v[w->n++] = x;
    return CORDON_OK;
}

static cordon_status as_written(flow_plan *p, wants *w, date_period from, date_period to,
                                cordon_error *err) {
    const flow_query *q = p->q;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; q->group && i < q->group->n && !status; i++)
        if (line_counts(q, &q->group->line[i]))
            status = add_want(w, (want){q->group->line[i].code, q->group->line[i].code,
                                        q->group->line[i].tier, from, to, false}, err);
    for (size_t i = 0; i < q->codes_n && !status; i++)
        status = add_want(w, (want){q->codes[i], q->codes[i], "", from, to, false}, err);
    return status;
}

static const char *keep(flow_plan *p, const char *s) { return arena_strndup(&p->mem, s, strlen(s)); }

/* The group's codes in another revision of the Harmonized System. */
static cordon_status carry(flow_plan *p, goods *g, wants *w, const char *revision, date_period from,
                           date_period to, cordon_error *err) {
    const flow_query *q = p->q;
    const char **codes = calloc(q->group->n + 1, sizeof *codes);
    size_t n = 0;
    goods_links links = {0};
    cordon_status status = CORDON_OK;
    if (!codes) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
    for (size_t i = 0; i < q->group->n; i++)
        if (line_counts(q, &q->group->line[i])) codes[n++] = q->group->line[i].code;
    status = goods_carry(&links, g, q->group->nomenclature, revision, codes, n, err);
    for (size_t i = 0; i < links.n && !status; i++) {
        const goods_link *l = &links.v[i];
        char a[DATE_TEXT], b[DATE_TEXT];
        if (strcmp(l->from, l->to) != 0)
            note(p, "%s in %s (%s to %s): %s%s%s", l->from, revision, date_period_format(a, from),
                 date_period_format(b, to), l->quality == GOODS_NOT_COMPARABLE ? "" : l->to,
                 l->quality == GOODS_NOT_COMPARABLE ? "" : ", ", goods_quality_name(l->quality));
        if (l->quality == GOODS_NOT_COMPARABLE || l->quality == GOODS_WEIGHTS) continue;
        const char *tier = "", *line = "";
        for (size_t k = 0; k < q->group->n; k++)
            if (strcmp(q->group->line[k].code, l->from) == 0 && line_counts(q, &q->group->line[k])) {
                line = q->group->line[k].code;
                tier = q->group->line[k].tier;
            }
        const char *to_code = keep(p, l->to);
        status = to_code ? add_want(w, (want){to_code, line, tier, from, to, false}, err)
                         : cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
    }
    goods_links_free(&links);
    free(codes);
    return status;
}

/* Splits the periods where the nomenclature changes its revision. */
static cordon_status carried(flow_plan *p, goods *g, wants *w, date_period first, date_period last,
                             cordon_error *err) {
    cordon_status status = CORDON_OK;
    date_period from = first;
    const char *revision = goods_hs_revision(g, p->nomenclature, first);
    for (date_period at = first; at <= last && !status;) {
        date_period next = date_period_next(at);
        const char *r = next <= last ? goods_hs_revision(g, p->nomenclature, next) : NULL;
        if (next > last || !r || !revision || strcmp(r, revision) != 0) {
            if (!revision)
                return cordon_fail(err, CORDON_EINVAL,
                                   "the HS revision of nomenclature %s in %d is not known: codes "
                                   "cannot be carried", p->nomenclature, at);
            status = strcmp(revision, p->q->group->nomenclature) == 0
                         ? as_written(p, w, from, at, err)
                         : carry(p, g, w, revision, from, at, err);
            from = next;
            revision = r;
        }
        at = next;
    }
    return status;
}

static int by_prefix(const void *x, const void *y) {
    const want *a = x, *b = y;
    int c = strcmp(a->prefix, b->prefix);
    if (!c) c = (a->from > b->from) - (a->from < b->from);
    return c ? c : strcmp(a->line, b->line);
}

static cordon_status add_pick(flow_plan *p, pick x, cordon_error *err) {
    if (p->picks == p->picks_cap) {
        size_t cap = p->picks_cap ? p->picks_cap * 2 : 256;
        pick *v = realloc(p->pick, cap * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
        p->pick = v;
        p->picks_cap = cap;
    }
    p->pick[p->picks++] = x;
    return CORDON_OK;
}

/* A code of the data under the longest prefix wanted in each period: it is
 * counted once however many lines it could fall under.                       */
static cordon_status pick_code(flow_plan *p, wants *w, const char *code, cordon_error *err) {
    const char *own = NULL;
    size_t first_pick = p->picks;
    cordon_status status = CORDON_OK;
    for (size_t len = strlen(code); len >= 2 && !status; len -= 1) {
        char prefix[16];
        snprintf(prefix, sizeof prefix, "%.*s", (int)len, code);
        size_t lo = 0, hi = w->n;
        while (lo < hi) {
            size_t mid = (lo + hi) / 2;
            if (strcmp(w->v[mid].prefix, prefix) < 0)
                lo = mid + 1;
            else
                hi = mid;
        }
        for (; lo < w->n && strcmp(w->v[lo].prefix, prefix) == 0 && !status; lo++) {
            want *x = &w->v[lo];
            bool taken = false;
            for (size_t k = first_pick; k < p->picks && !taken; k++)
                taken = p->pick[k].from <= x->to && x->from <= p->pick[k].to;
            x->met = true;
            if (taken) continue;
            if (!own && !(own = keep(p, code)))
                return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
            status = add_pick(p, (pick){own, x->line, x->tier, x->from, x->to}, err);
        }
    }
    return status;
}

static cordon_status pick_all(flow_plan *p, wants *w, cordon_error *err) {
    buf sql = {0};
    warehouse_rows *r = NULL;
    bool more;
    if (w->n) qsort(w->v, w->n, sizeof *w->v, by_prefix);
    buf_str(&sql, "SELECT DISTINCT code FROM scope_code WHERE source_id IN ");
    ids(p, &sql);
    buf_str(&sql, " AND nomenclature = ");
    warehouse_literal(&sql, p->nomenclature);
    buf_printf(&sql, " AND level = %d ORDER BY code", p->level);
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_query(&r, p->w, buf_text(&sql), NULL, 0, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more)
        status = pick_code(p, w, warehouse_text(r, 0), err);
    warehouse_rows_close(r);
    buf_free(&sql);
    return status;
}

/* A line occurs when any of its wants, in any period, met a code. */
static void count_lines(flow_plan *p, const wants *w) {
    const flow_query *q = p->q;
    buf missing = {0};
    size_t listed = 0, lines = q->group ? q->group->n : q->codes_n;
    for (size_t i = 0; i < lines; i++) {
        if (q->group && !line_counts(q, &q->group->line[i])) continue;
        const char *code = q->group ? q->group->line[i].code : q->codes[i];
        bool met = false;
        for (size_t k = 0; k < w->n && !met; k++)
            met = w->v[k].met && strcmp(w->v[k].line, code) == 0;
        p->asked++;
        p->occur += met;
        if (!met && listed++ < 12) join(&missing, code);
    }
    if (p->occur < p->asked)
        note(p, "%zu of %zu codes occur in dataset %s; without any row: %s%s", p->occur, p->asked,
             p->dataset, buf_text(&missing), listed > 12 ? ", ..." : "");
    buf_free(&missing);
}

static cordon_status find_codes(flow_plan *p, goods *g, cordon_error *err) {
    const flow_query *q = p->q;
    wants w = {0};
    int64_t first = 0, last = 0;
    buf sql = {0};
    cordon_status status = CORDON_OK;
    if (!asks_codes(q)) return CORDON_OK;
    if (q->carried) {
        for (int i = 0; i < 2 && !status; i++) {
            sql.len = 0;
            buf_printf(&sql, "SELECT %s(period) FROM coverage WHERE ", i ? "max" : "min");
            slice_where(p, &sql, "");
            window_where(p, &sql, "period");
            status = warehouse_one_int(i ? &last : &first, p->w, buf_text(&sql), NULL, 0, err);
        }
        if (!status)
            status = carried(p, g, &w, (date_period)first, (date_period)last, err);
    } else {
        status = as_written(p, &w, 0, 999999, err);
    }
    if (!status) status = pick_all(p, &w, err);
    if (!status) count_lines(p, &w);
    buf_free(&sql);
    free(w.v);
    return status;
}

/* ---- the statement ---- */

static void period_expression(const flow_query *q, buf *b) {
    if (q->by & BY_MONTH) {
        buf_str(b, "f.period");
    } else if (q->by & (BY_QUARTER | BY_HALF)) {
        bool half = (q->by & BY_HALF) != 0;
        buf_str(b, "f.period - f.period % 100 + CASE WHEN f.period % 100 = 0 THEN 0");
        for (int i = 1; i < (half ? 2 : 4); i++)
            buf_printf(b, " WHEN f.period %% 100 <= %d THEN %d", i * (half ? 6 : 3), i);
        buf_printf(b, " ELSE %d END", half ? 2 : 4);
    } else if (q->by & BY_YEAR) {
        buf_str(b, "f.period - f.period % 100");
    } else {
        buf_str(b, "0");
    }
}

enum { KEY_WINDOW, KEY_PERIOD, KEY_FROM, KEY_TO, KEY_CODE, KEY_LINE, KEY_TIER, KEY_ESTIMATE, KEYS };

static void write_keys(const flow_plan *p, buf *b) {
    const flow_query *q = p->q;
    bool mirror = p->flow[0] == 'M';
    window_expression(p, b, "f.period");
    buf_str(b, " AS k0, ");
    period_expression(q, b);
    buf_str(b, " AS k1, ");
    buf_str(b, q->by & BY_FROM ? mirror ? "f.partner" : "f.reporter" : "''");
    buf_str(b, " AS k2, ");
    buf_str(b, q->by & BY_TO ? mirror ? "f.reporter" : "f.partner" : "''");
    buf_str(b, " AS k3, ");
    buf_str(b, q->by & BY_CODE ? "f.code" : "''");
    buf_str(b, " AS k4, ");
    buf_str(b, q->by & BY_LINE && asks_codes(q) ? "k.line" : "''");
    buf_str(b, " AS k5, ");
    buf_str(b, q->by & BY_TIER && asks_codes(q) ? "k.tier" : "''");
    buf_str(b, " AS k6, ");
    buf_str(b, p->estimates_differ ? "f.estimate" : "''");
    buf_str(b, " AS k7");
}

static void write_picks(const flow_plan *p, buf *b) {
    buf_str(b, "WITH picked(code, line, tier, p_from, p_to) AS (VALUES ");
    for (size_t i = 0; i < p->picks; i++) {
        const pick *k = &p->pick[i];
        buf_str(b, i ? ", (" : "(");
        warehouse_literal(b, k->code);
        buf_str(b, ", ");
        warehouse_literal(b, k->line);
        buf_str(b, ", ");
        warehouse_literal(b, k->tier);
        buf_printf(b, ", %d, %d)", k->from, k->to);
    }
    /* Nothing wanted occurs: a row that meets none. */
    if (!p->picks) buf_str(b, "('', '', '', 1, 0)");
    buf_str(b, ")\n");
}

/* The join with picked says it all; a short list said again lets the engine
 * leave out the blocks of rows that hold none of these codes.                */
static void write_codes(const flow_plan *p, buf *b) {
    if (!p->picks || p->picks > PICKS_LISTED_MAX) return;
    buf_str(b, " AND f.code IN (");
    for (size_t i = 0; i < p->picks; i++) {
        if (i) buf_str(b, ", ");
        warehouse_literal(b, p->pick[i].code);
    }
    buf_char(b, ')');
}

/* A cell (reporter, partner, code, period) may hold a total, parts of it by mode
 * of transport, procedure or second partner, or both: it is counted once.    */
static void write_breakdown(const flow_plan *p, buf *b) {
    if (p->q->transport) {
        buf_str(b, " AND f.transport = ");
        warehouse_literal(b, p->q->transport);
        buf_str(b, " AND f.procedure = '' AND f.partner2 = ''");
    } else if (p->rows == TOTALS) {
        buf_str(b, " AND f.transport = '' AND f.procedure = '' AND f.partner2 = ''");
    } else if (p->rows == TOTALS_OR_PARTS) {
        buf_char(b, '\n');
        buf_str(b, total_or_parts_sql);
    }
}

static void write_where(const flow_plan *p, buf *b) {
    buf_str(b, "\nWHERE f.source_id IN ");
    ids(p, b);
    if (!p->one_slice) {
        buf_str(b, " AND ");
        kind_where(p, b, "f.");
    }
    if (!p->all_reporters) {
        buf_str(b, " AND f.reporter IN ");
        literals(b, reporters(p));
    }
    buf_str(b, " AND f.partner IN ");
    literals(b, partners(p));
    write_codes(p, b);
    window_where(p, b, "f.period");
    write_breakdown(p, b);
    if (p->conflict) {
        const char *hole = strstr(newer_sql, "{known_by}");
        buf_add(b, newer_sql, (size_t)(hole - newer_sql));
        buf_printf(b, "%d%s", p->q->known_by, hole + strlen("{known_by}"));
    }
}

static void write_sql(flow_plan *p) {
    buf *b = &p->sql;
    if (asks_codes(p->q)) write_picks(p, b);
    buf_str(b, "SELECT ");
    write_keys(p, b);
    buf_str(b, ",\n       CAST(sum(f.value_milli) AS BIGINT),\n       CAST(CASE WHEN count(f.mass_g) = count(*) "
               "THEN sum(f.mass_g) ELSE 0 END AS BIGINT), count(*)\nFROM flow f");
    if (asks_codes(p->q))
        buf_str(b, "\nJOIN picked k ON k.code = f.code AND f.period >= k.p_from AND f.period <= k.p_to");
    write_where(p, b);
    buf_str(b, "\nGROUP BY k0, k1, k2, k3, k4, k5, k6, k7\nORDER BY k0, k1, k2, k3, k4, k5, k6, k7");
}

/* How many rows there are of each kind of breakdown: bit 0 by mode of transport,
 * 1 by procedure, 2 by second partner; kind 0 are totals.                    */
static cordon_status count_kinds(flow_plan *p, int64_t kinds[8], cordon_error *err) {
    buf sql = {0};
    warehouse_rows *r = NULL;
    bool more;
    buf_str(&sql, "SELECT CASE WHEN f.transport = '' THEN 0 ELSE 1 END + CASE WHEN f.procedure = '' THEN 0 "
                  "ELSE 2 END + CASE WHEN f.partner2 = '' THEN 0 ELSE 4 END AS kind, count(*) FROM flow f "
                  "WHERE f.source_id IN ");
    ids(p, &sql);
    buf_str(&sql, " AND ");
    slice_where(p, &sql, "f.");
    buf_str(&sql, " AND f.partner IN ");
    literals(&sql, partners(p));
    window_where(p, &sql, "f.period");
    buf_str(&sql, " GROUP BY kind ORDER BY kind");
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_query(&r, p->w, buf_text(&sql), NULL, 0, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more)
        kinds[warehouse_int(r, 0) & 7] = warehouse_int(r, 1);
    warehouse_rows_close(r);
    buf_free(&sql);
    return status;
}

static cordon_status find_breakdown(flow_plan *p, cordon_error *err) {
    static const char *const words[8] = {"",
                                         "modes of transport",
                                         "procedures",
                                         "modes and procedures",
                                         "second partners",
                                         "modes and second partners",
                                         "procedures and second partners",
                                         "modes, procedures and second partners"};
    int64_t kinds[8] = {0}, parts = 0, all = 0;
    int one = 0, n = 0;
    buf sql = {0};
    if (p->q->transport) return CORDON_OK;
    /* Coverage tells without a look at the rows whether there are any parts. */
    buf_str(&sql, "SELECT CAST(coalesce(sum(row_count - total_count), 0) AS BIGINT) FROM coverage WHERE ");
    slice_where(p, &sql, "");
    window_where(p, &sql, "period");
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a query")
                                      : warehouse_one_int(&parts, p->w, buf_text(&sql), NULL, 0, err);
    buf_free(&sql);
    if (status || !parts || (status = count_kinds(p, kinds, err))) return status;
    for (int i = 1; i < 8; i++)
        if (kinds[i]) one = i, n++, all += kinds[i];
    if (!n) return CORDON_OK;
    if (kinds[0] && n > 1) {
        p->rows = TOTALS;
        note(p, "%lld rows of several breakdowns are left out; --transport asks for one mode",
             (long long)all);
    } else if (kinds[0]) {
        p->rows = TOTALS_OR_PARTS;
        note(p, "where no total is reported, its %s are added", words[one]);
    } else if (n == 1) {
        p->rows = PARTS;
        note(p, "no totals are reported: %s are added", words[one]);
    } else {
        return cordon_fail(err, CORDON_EINVAL, "dataset %s has no totals and several breakdowns of them; "
                                               "name one with --transport", p->dataset);
    }
    return CORDON_OK;
}

cordon_status flow_plan_make(flow_plan **out, store *s, goods *g, const flow_query *q,
                             cordon_error *err) {
    flow_plan *p = calloc(1, sizeof *p);
    if (!p) return cordon_fail(err, CORDON_ENOMEM, "no memory for a query");
    arena_init(&p->mem, 0);
    p->s = s;
    p->q = q;
    snprintf(p->flow, sizeof p->flow, "%s", q->flow ? q->flow : "X");
    cordon_status status = store_warehouse(&p->w, s, err);
    if (!status) status = no_mixture(q->from, err);
    if (!status) status = no_mixture(q->to, err);
    if (!status) status = possible(q, err);
    if (!status) status = resolve(p, err);
    if (!status) status = find_sources(p, err);
    if (!status) status = find_common(p, err);
    if (!status) status = note_coverage(p, err);
    if (!status) status = find_codes(p, g, err);
    if (!status) status = find_breakdown(p, err);
    if (!status) write_sql(p);
    if (!status && p->sql.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a query");
    if (status) {
        flow_plan_free(p);
        return status;
    }
    *out = p;
    return CORDON_OK;
}

cordon_status flow_plan_run(flow_plan *p, int (*each)(void *arg, const flow_row *r), void *arg,
                            cordon_error *err) {
    warehouse_rows *r;
    bool more;
    cordon_status status = warehouse_query(&r, p->w, buf_text(&p->sql), NULL, 0, err);
    if (status) return status;
    while (!(status = warehouse_next(r, &more, err)) && more) {
        flow_row row = {.window = (int)warehouse_int(r, KEY_WINDOW),
                        .period = (date_period)warehouse_int(r, KEY_PERIOD),
                        .from = warehouse_text(r, KEY_FROM),
                        .to = warehouse_text(r, KEY_TO),
                        .code = warehouse_text(r, KEY_CODE),
                        .line = warehouse_text(r, KEY_LINE),
                        .tier = warehouse_text(r, KEY_TIER),
                        .estimate = p->estimates_differ ? warehouse_text(r, KEY_ESTIMATE) : p->estimate,
                        .value_milli = warehouse_int(r, KEYS),
                        .mass_g = warehouse_int(r, KEYS + 1),
                        .rows = warehouse_int(r, KEYS + 2)};
        if (each(arg, &row)) break;
    }
    warehouse_rows_close(r);
    return status;
}

void flow_plan_free(flow_plan *p) {
    if (!p) return;
    arena_destroy(&p->mem);
    free(p->source);
    free(p->pick);
    buf_free(&p->sql);
    free(p);
}
