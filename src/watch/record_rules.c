#include "watch/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"

static const struct {
    const char *name, *words;
    bool needed;
} columns[RECORD_COLUMNS] = {
    [RECORD_ID] = {"id", NULL, true},
    [RECORD_DATE_START] = {"date_start", NULL, true},
    [RECORD_DATE_END] = {"date_end", NULL, false},
    [RECORD_PRECISION] = {"precision", "day|month|year", true},
    [RECORD_DIMENSION] = {"dimension",
                          "trade_finance|dual_use|hybrid|military|political|response", true},
    [RECORD_KIND] = {"kind", NULL, true},
    [RECORD_ACTOR1] = {"actor1", NULL, true},
    [RECORD_ACTOR2] = {"actor2", NULL, false},
    [RECORD_OTHERS] = {"others", NULL, false},
    [RECORD_PLACE] = {"place", NULL, false},
    [RECORD_TITLE] = {"title", NULL, true},
    [RECORD_SCALE] = {"scale", NULL, false},
    [RECORD_STATUS] = {"status",
                       "confirmed|in_force|announced|alleged|attributed|charged|convicted|denied|"
                       "suspended|ended",
                       true},
    [RECORD_ATTRIBUTED_BY] = {"attributed_by", NULL, false},
    [RECORD_REPLY] = {"reply", NULL, false},
    [RECORD_REPLY_BY] = {"reply_by", NULL, false},
    [RECORD_REPLY_DATE] = {"reply_date", NULL, false},
    [RECORD_SOURCE] = {"source", NULL, true},
    [RECORD_SOURCE_KIND] = {"source_kind", "official|media|thinktank|data", true},
    [RECORD_STATE_MEDIA] = {"state_media", "yes|no", true},
    [RECORD_BASIS] = {"basis", "seen|table|recalled", true},
    [RECORD_SEED_LINE] = {"seed_line", NULL, false},
    [RECORD_NOTE] = {"note", NULL, false},
};

const char *record_column_name(record_column c) { return columns[c].name; }
const char *record_words(record_column c) { return columns[c].words; }

struct record_rules {
    table kinds, actors;
    int kind, prefix, reply, code;
    const areas *a;
};

cordon_status record_rules_load(record_rules **out, const areas *a, cordon_error *err) {
    char path[1024];
    record_rules *r = calloc(1, sizeof *r);
    if (!r) return cordon_fail(err, CORDON_ENOMEM, "no memory for the rules of the record");
    r->a = a;
    cordon_status status =
        table_read(&r->kinds, data_path(path, sizeof path, "data/events/record_kinds.csv"), err);
    if (!status)
        status = table_read(&r->actors, data_path(path, sizeof path, "data/events/record_actors.csv"),
                            err);
    int col[3];
    if (!status)
        status = table_cols(&r->kinds, (const char *[]){"kind", "prefix", "reply", NULL}, col, err);
    if (!status) {
        r->kind = col[0], r->prefix = col[1], r->reply = col[2];
        status = table_cols(&r->actors, (const char *[]){"code", NULL}, &r->code, err);
    }
    if (status)
        record_rules_free(r);
    else
        *out = r;
    return status;
}

void record_rules_free(record_rules *r) {
    if (!r) return;
    table_free(&r->kinds);
    table_free(&r->actors);
    free(r);
}

const char *record_prefix(const record_rules *r, const char *kind) {
    for (size_t i = 0; i < r->kinds.rows; i++)
        if (strcmp(table_cell(&r->kinds, i, r->kind), kind) == 0)
            return table_cell(&r->kinds, i, r->prefix);
    return NULL;
}

typedef struct faults {
    const record_rules *r;
    const field *f;
    record_fault *out;
    size_t n, max;
} faults;

static void fault(faults *x, record_column c, const char *text) {
    if (x->n < x->max) {
        x->out[x->n].column = c;
        snprintf(x->out[x->n].text, sizeof x->out[x->n].text, "%s", text);
    }
    x->n++;
}

static bool in_words(const char *words, const field *f) {
    for (const char *w = words; w;) {
        size_t len = strcspn(w, "|");
        if (len == f->len && memcmp(w, f->p, len) == 0) return true;
        w = w[len] ? w + len + 1 : NULL;
    }
    return false;
}

/* A date of the length that the precision asks for, or of any length: its first
 * and last day.                                                              */
static bool days_of(const field *f, size_t len, date_day *first, date_day *last) {
    date_period p;
    if (len && f->len != len) return false;
    if (f->len == 10) {
        if (!date_parse(first, f->p, 10)) return false;
        *last = *first;
        return true;
    }
    if ((f->len != 7 || f->p[4] != '-') && f->len != 4) return false;
    if (!date_period_parse(&p, f->p, f->len)) return false;
    *first = date_period_first(p);
    *last = date_period_last(p);
    return true;
}

static void check_dates(faults *x, date_day *first, date_day *last) {
    static const struct {
        const char *word, *form;
        size_t len;
    } precisions[] = {{"day", "YYYY-MM-DD", 10}, {"month", "YYYY-MM", 7}, {"year", "YYYY", 4}};
    const field *f = x->f;
    char text[120];
    date_day ignored = 0;
    size_t k = 0;
    while (k < 3 && !watch_is(&f[RECORD_PRECISION], precisions[k].word)) k++;
    if (k == 3 || !f[RECORD_DATE_START].len) return; /* told as a fault of its own */
    snprintf(text, sizeof text, "expected a date %s that exists, as precision is %s",
             precisions[k].form, precisions[k].word);
    if (!days_of(&f[RECORD_DATE_START], precisions[k].len, first, last)) {
        fault(x, RECORD_DATE_START, text);
        return;
    }
    if (!f[RECORD_DATE_END].len) return;
    if (!days_of(&f[RECORD_DATE_END], precisions[k].len, &ignored, last))
        fault(x, RECORD_DATE_END, text);
    else if (*last < *first)
        fault(x, RECORD_DATE_END, "the end lies before the start");
}

static bool is_actor(const faults *x, const char *s, size_t len) {
    field f = {s, (uint32_t)len};
    for (size_t i = 0; i < x->r->actors.rows; i++)
        if (watch_is(&f, table_cell(&x->r->actors, i, x->r->code))) return true;
    for (size_t i = 0; i < len; i++)
        if (s[i] < 'A' || s[i] > 'Z') return false;
    return len == 3 && areas_find(x->r->a, "iso3|code", s, len, 0);
}

static void check_actor(faults *x, record_column c) {
    const field *f = &x->f[c];
    if (f->len && !is_actor(x, f->p, f->len))
        fault(x, c, "expected the three letters of a state (ISO 3166-1), or a code of record_actors.csv");
}

/* Codes with ',' between and no blanks, none of them twice. */
static void check_others(faults *x) {
    const field *f = &x->f[RECORD_OTHERS];
    for (size_t at = 0; at < f->len;) {
        const char *comma = memchr(f->p + at, ',', f->len - at);
        size_t len = comma ? (size_t)(comma - f->p) - at : f->len - at;
        if (!is_actor(x, f->p + at, len) || (comma && at + len + 1 == f->len)) {
            fault(x, RECORD_OTHERS, "expected codes of states with ',' between them");
            return;
        }
        at += len + 1;
    }
}

/* prefix-YYYY-NN, the prefix being the kind's and the year that of the start. */
static void check_id(faults *x, const char *prefix) {
    const field *id = &x->f[RECORD_ID], *day = &x->f[RECORD_DATE_START];
    char text[120], want[64];
    int n = snprintf(want, sizeof want, "%.20s-%.4s-", prefix, day->len >= 4 ? day->p : "YYYY");
    bool good = day->len >= 4 && id->len > (size_t)n && id->len < 32 &&
                memcmp(id->p, want, (size_t)n) == 0;
    for (size_t i = (size_t)n; good && i < id->len; i++) good = id->p[i] >= '0' && id->p[i] <= '9';
    if (good && id->len >= (size_t)n + 2) return;
    snprintf(text, sizeof text, "expected %s and a number of two digits or more", want);
    fault(x, RECORD_ID, text);
}

static void check_kind(faults *x) {
    const table *t = &x->r->kinds;
    size_t i = 0;
    while (i < t->rows && !watch_is(&x->f[RECORD_KIND], table_cell(t, i, x->r->kind))) i++;
    if (i == t->rows) {
        fault(x, RECORD_KIND, "expected a kind of record_kinds.csv");
        return;
    }
    if (x->f[RECORD_ID].len) check_id(x, table_cell(t, i, x->r->prefix));
    bool contested = strcmp(table_cell(t, i, x->r->reply), "yes") == 0 ||
                     in_words("alleged|attributed|charged", &x->f[RECORD_STATUS]);
    if (contested && !x->f[RECORD_REPLY].len)
        fault(x, RECORD_REPLY,
              "an allegation needs the answer of the accused side, or the words: no reply found");
}

static void check_reply(faults *x) {
    const field *f = x->f;
    date_day first, last;
    bool none = !f[RECORD_REPLY].len || watch_is(&f[RECORD_REPLY], "no reply found");
    if (!none && !f[RECORD_REPLY_BY].len)
        fault(x, RECORD_REPLY_BY, "a reply needs the one who gives it (a state, or: outlet)");
    if (f[RECORD_REPLY_BY].len && !watch_is(&f[RECORD_REPLY_BY], "outlet") &&
        !is_actor(x, f[RECORD_REPLY_BY].p, f[RECORD_REPLY_BY].len))
        fault(x, RECORD_REPLY_BY, "expected the code of a state, or: outlet");
    if (f[RECORD_REPLY_DATE].len && !days_of(&f[RECORD_REPLY_DATE], 0, &first, &last))
        fault(x, RECORD_REPLY_DATE, "expected YYYY-MM-DD, YYYY-MM or YYYY");
    else if (f[RECORD_REPLY_DATE].len && none)
        fault(x, RECORD_REPLY_DATE, "a date of a reply without a reply");
}

static void check_cells(faults *x) {
    char text[200];
    for (int c = 0; c < RECORD_COLUMNS; c++) {
        const field *f = &x->f[c];
        if (!f->len && columns[c].needed) fault(x, (record_column)c, "this cell must not be empty");
        if (f->len > RECORD_CELL_MAX) {
            snprintf(text, sizeof text, "more than %d bytes", RECORD_CELL_MAX);
            fault(x, (record_column)c, text);
        }
        if (f->len && columns[c].words && !in_words(columns[c].words, f)) {
            snprintf(text, sizeof text, "expected one of %.180s", columns[c].words);
            fault(x, (record_column)c, text);
        }
        for (uint32_t i = 0; i < f->len; i++)
            if ((unsigned char)f->p[i] < 0x20) {
                fault(x, (record_column)c, "a tab, a line end or another control character");
                break;
            }
    }
}

static int by_column(const void *a, const void *b) {
    const record_fault *x = a, *y = b;
    int c = (int)x->column - (int)y->column;
    return c ? c : strcmp(x->text, y->text);
}

size_t record_faults(const record_rules *r, const field f[RECORD_COLUMNS], record_fault *out,
                     size_t max, date_day *first, date_day *last) {
    faults x = {.r = r, .f = f, .out = out, .max = max};
    date_day from = 0, to = 0;
    check_cells(&x);
    check_dates(&x, &from, &to);
    if (f[RECORD_KIND].len) check_kind(&x);
    check_actor(&x, RECORD_ACTOR1);
    check_actor(&x, RECORD_ACTOR2);
    check_others(&x);
    check_reply(&x);
    qsort(out, x.n < max ? x.n : max, sizeof *out, by_column);
    if (!x.n) *first = from, *last = to;
    return x.n;
}
