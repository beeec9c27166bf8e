#include "watch/incident.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/decimal.h"
#include "read/table.h"
#include "regime/area_cache.h"

static const char counts_sql[] =
#include "watch/sql/incident_counts.sql.h"
    ;
static const char schemes[] = "name|events|iso3";

typedef enum map_field {
    MAP_ID,
    MAP_TITLE,
    MAP_DATE,
    MAP_INITIATOR,
    MAP_RECEIVER,
    MAP_ATTRIBUTOR,
    MAP_KIND,
    MAP_VALUE,
    MAP_COLUMNS, /* up to here a column of the file */
    MAP_DATASET = MAP_COLUMNS,
    MAP_PUBLISHER,
    MAP_TITLE_OF_SOURCE,
    MAP_FIRST,
    MAP_FIELDS
} map_field;
static const char *const field_names[MAP_FIELDS] = {
    "id",   "title", "date",    "initiator", "receiver",        "attributor", "kind",
    "value", "dataset", "publisher", "title_of_source", "first"};
enum { PAIRS_MAX = 512, NAMES_MAX = 64, HEADER_SEARCH = 50, MAPPINGS_MAX = 256 };

typedef struct mapping {
    table t; /* owns the texts */
    const char *column[MAP_FIELDS], *value[MAP_FIELDS], *form[MAP_FIELDS]; /* "" when not given */
    int index[MAP_COLUMNS];
} mapping;

static const char *const mapping_columns[] = {"field", "column", "value", "form", NULL};

static int field_of(const char *name) {
    for (int i = 0; i < MAP_FIELDS; i++)
        if (strcmp(field_names[i], name) == 0) return i;
    return -1;
}

static bool good_form(int f, const char *form) {
    if (!*form) return f != MAP_DATE;
    if (f == MAP_DATE)
        return strcmp(form, "yyyy-mm-dd") == 0 || strcmp(form, "m/d/yyyy") == 0 ||
               strcmp(form, "yyyymmdd") == 0 || strcmp(form, "yyyy") == 0;
    if (f != MAP_INITIATOR && f != MAP_RECEIVER) return false;
    return strcmp(form, "list") == 0 || (strncmp(form, "split ", 6) == 0 && strlen(form) == 7);
}

static cordon_status check_mapping(mapping *m, cordon_error *err) {
    static const map_field needed[] = {MAP_ID, MAP_DATE, MAP_INITIATOR};
    int col[4];
    cordon_status status = table_cols(&m->t, mapping_columns, col, err);
    for (int i = 0; i < MAP_FIELDS; i++) m->column[i] = m->value[i] = m->form[i] = "";
    for (size_t r = 0; r < m->t.rows && !status; r++) {
        const char *name = table_cell(&m->t, r, col[0]), *form = table_cell(&m->t, r, col[3]);
        int f = field_of(name);
        if (f < 0)
            return cordon_fail_at(err, CORDON_EFORMAT, m->t.path, m->t.line[r], 1,
                                  "field \"%.40s\": expected id, title, date, initiator, receiver, "
                                  "attributor, kind, value, dataset, publisher, title_of_source or first",
                                  name);
        if (f < MAP_COLUMNS && !good_form(f, form))
            return cordon_fail_at(err, CORDON_EFORMAT, m->t.path, m->t.line[r], 4,
                                  "form \"%.40s\": expected yyyy-mm-dd, yyyymmdd, m/d/yyyy or yyyy of a "
                                  "date; list or \"split\" and a character of states",
                                  form);
        m->column[f] = table_cell(&m->t, r, col[1]);
        m->value[f] = table_cell(&m->t, r, col[2]);
        m->form[f] = form;
    }
    for (size_t i = 0; i < 3 && !status; i++)
        if (!*m->column[needed[i]])
            status = cordon_fail_at(err, CORDON_EFORMAT, m->t.path, 0, 0, "no column for %s",
                                    field_names[needed[i]]);
    if (!status && !*m->value[MAP_DATASET])
        status = cordon_fail_at(err, CORDON_EFORMAT, m->t.path, 0, 0, "no value for dataset");
    return status;
}

static cordon_status read_mapping(mapping *m, const char *path, cordon_error *err) {
    *m = (mapping){0};
    cordon_status status = table_read(&m->t, path, err);
    if (status) return status;
    if ((status = check_mapping(m, err))) table_free(&m->t);
    return status;
}

/* Finds the columns in a record that may be the header. */
static bool bind(mapping *m, const record_split *s) {
    for (int f = 0; f < MAP_COLUMNS; f++) {
        m->index[f] = -1;
        for (size_t i = 0; i < s->n && *m->column[f]; i++)
            if (watch_is(&s->f[i], m->column[f])) m->index[f] = (int)i;
        if (*m->column[f] && m->index[f] < 0) return false;
    }
    return true;
}

static bool begins(const mapping *m, const record_split *s) {
    const char *first = m->value[MAP_FIRST];
    size_t len = strlen(first);
    return len && s->n && s->f[0].len >= len && memcmp(s->f[0].p, first, len) == 0;
}

/* How well a mapping fits: the number of its columns, 0 = not at all. */
static int fits(mapping *m, const record_split *first) {
    int n = 0;
    if (begins(m, first)) return MAP_COLUMNS + 1;
    if (!bind(m, first)) return 0;
    for (int f = 0; f < MAP_COLUMNS; f++) n += m->index[f] >= 0;
    return n;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The mapping that ships whose columns the header has; of several, the one that
 * uses the most, then the first by name.                                       */
static bool find_shipped(mapping *out, const record_split *first) {
    char folder[1024], path[1300], *name[MAPPINGS_MAX];
    size_t n = 0;
    int best = 0;
    DIR *d = opendir(data_path(folder, sizeof folder, "data/incidents"));
    for (struct dirent *e; d && n < MAPPINGS_MAX && (e = readdir(d));)
        if (strstr(e->d_name, ".csv") && (name[n] = strdup(e->d_name))) n++;
    if (d) closedir(d);
    qsort(name, n, sizeof *name, by_name);
    for (size_t i = 0; i < n; i++) {
        mapping m;
        snprintf(path, sizeof path, "%s/%s", folder, name[i]);
        free(name[i]);
        if (read_mapping(&m, path, NULL)) continue;
        int fit = fits(&m, first);
        if (fit > best) {
            if (best) table_free(&out->t);
            *out = m;
            best = fit;
        } else {
            table_free(&m.t);
        }
    }
    return best > 0;
}

static bool is_incidents(const record_split *first) {
    mapping m;
    if (!find_shipped(&m, first)) return false;
    table_free(&m.t);
    return true;
}

bool incident_is_mapping(const char *path) {
    table t;
    int col[4];
    if (table_read(&t, path, NULL)) return false;
    bool is = table_col(&t, "row") < 0 && !table_cols(&t, mapping_columns, col, NULL);
    table_free(&t);
    return is;
}

/* ---- rows ---- */

typedef struct making {
    const mapping *m;
    const areas *a;
} making;

static bool read_date(const mapping *m, const field *f, date_day *day, int *year) {
    const char *form = m->form[MAP_DATE];
    char text[16] = "", copy[16] = "";
    int mo = 0, d = 0, y = 0;
    *day = 0, *year = 0;
    if (!f->len) return true; /* not known: kept, and in no year */
    if (f->len >= sizeof copy) return false;
    memcpy(copy, f->p, f->len);
    for (const char *p = copy; *p; p++)
        if ((*p < '0' || *p > '9') && *p != '-' && *p != '/') return false;
    if (strcmp(form, "yyyy") == 0) {
        if (f->len != 4 || strspn(copy, "0123456789") != 4) return false;
        *year = atoi(copy);
        return *year >= 1900 && *year <= 2100;
    }
    if (strcmp(form, "m/d/yyyy") == 0) {
        int used = 0;
        if (sscanf(copy, "%2d/%2d/%4d%n", &mo, &d, &y, &used) != 3 || copy[used]) return false;
    } else if (strcmp(form, "yyyymmdd") == 0) {
        if (f->len != 8 || sscanf(copy, "%4d%2d%2d", &y, &mo, &d) != 3) return false;
    } else if (f->len != 10 || sscanf(copy, "%4d-%2d-%2d", &y, &mo, &d) != 3) {
        return false;
    }
    snprintf(text, sizeof text, "%04d-%02d-%02d", y, mo, d);
    *year = y;
    return y >= 1900 && y <= 2100 && date_parse(day, text, 10);
}

/* The names in a cell: "['A', 'B']", also lists in lists; "A+B"; or one. */
static size_t names_in(field out[NAMES_MAX], const char *form, const field *f) {
    size_t n = 0;
    const char *p = f->p, *end = f->p + f->len;
    if (strcmp(form, "list") == 0) {
        while (p < end && n < NAMES_MAX) {
            const char quote = *p++;
            if (quote != '\'' && quote != '"') continue;
            const char *close = memchr(p, quote, (size_t)(end - p));
            if (!close) break;
            if (close > p) out[n++] = (field){p, (uint32_t)(close - p)};
            p = close + 1;
        }
        if (n || (f->len && f->p[0] == '[')) return n;
        p = f->p; /* a plain name in a column of lists */
    }
    char split = '\0';
    if (strncmp(form, "split ", 6) == 0) split = form[6];
    while (p < end && n < NAMES_MAX) {
        const char *stop = split ? memchr(p, split, (size_t)(end - p)) : NULL;
        const char *to = stop ? stop : end;
        while (p < to && *p == ' ') p++;
        const char *last = to;
        while (last > p && last[-1] == ' ') last--;
        if (last > p) out[n++] = (field){p, (uint32_t)(last - p)};
        p = to + (stop != NULL);
    }
    return n;
}

/* States by their code, other texts as they are, none of them twice. */
static size_t states_in(ingest_worker *w, field out[NAMES_MAX], map_field which) {
    const making *k = w->in->context;
    field name[NAMES_MAX];
    size_t n = 0, all = 0;
    if (k->m->index[which] >= 0) all = names_in(name, k->m->form[which], &w->split.f[k->m->index[which]]);
    for (size_t i = 0; i < all; i++) {
        const area *a = area_cache_find(w->own, k->a, schemes, name[i].p, name[i].len);
        field f = a && a->kind == AREA_COUNTRY ? (field){a->code, (uint32_t)strlen(a->code)} : name[i];
        bool known = false;
        for (size_t j = 0; j < n && !known; j++)
            known = out[j].len == f.len && memcmp(out[j].p, f.p, f.len) == 0;
        if (!known) out[n++] = f;
    }
    if (!n) out[n++] = (field){"", 0};
    return n;
}

static field cell(const ingest_worker *w, const mapping *m, map_field f) {
    return m->index[f] < 0 ? (field){"", 0} : w->split.f[m->index[f]];
}

static void put(warehouse_chunk *c, size_t col, size_t row, field f) {
    warehouse_chunk_text(c, col, row, f.p, f.len);
}

static size_t one_incident(ingest_worker *w, warehouse_chunk *c, size_t row) {
    const mapping *m = ((const making *)w->in->context)->m;
    field from[NAMES_MAX], to[NAMES_MAX], id = cell(w, m, MAP_ID), v = cell(w, m, MAP_VALUE);
    date_day day = 0;
    int year = 0;
    int64_t milli = 0;
    bool value = v.len > 0;
    if (!id.len || id.len > 400) {
        ingest_refuse_field(w, m->index[MAP_ID], m->column[MAP_ID], "expected an id of 1 to 400 bytes");
        return row;
    }
    if (!read_date(m, &w->split.f[m->index[MAP_DATE]], &day, &year)) {
        char reason[80];
        snprintf(reason, sizeof reason, "expected a date as %s that exists", m->form[MAP_DATE]);
        ingest_refuse_field(w, m->index[MAP_DATE], m->column[MAP_DATE], reason);
        return row;
    }
    if (value && decimal_milli(&milli, v.p, v.len, (decimal_scale){1, 0}) > DECIMAL_ROUNDED) {
        ingest_refuse_field(w, m->index[MAP_VALUE], m->column[MAP_VALUE], "expected a decimal number");
        return row;
    }
    size_t a = states_in(w, from, MAP_INITIATOR), b = states_in(w, to, MAP_RECEIVER);
    if (a * b > PAIRS_MAX) {
        ingest_refuse_field(w, m->index[MAP_INITIATOR], m->column[MAP_INITIATOR],
                            "more than 512 pairs of initiator and receiver");
        return row;
    }
    for (size_t i = 0; i < a; i++)
        for (size_t j = 0; j < b; j++, row++) {
            ((int64_t *)warehouse_chunk_data(c, 0))[row] = (int64_t)w->record_line;
            put(c, 1, row, id);
            ((int32_t *)warehouse_chunk_data(c, 2))[row] = day;
            ((int32_t *)warehouse_chunk_data(c, 3))[row] = year;
            put(c, 4, row, from[i]);
            put(c, 5, row, cell(w, m, MAP_INITIATOR));
            put(c, 6, row, to[j]);
            put(c, 7, row, cell(w, m, MAP_ATTRIBUTOR));
            put(c, 8, row, cell(w, m, MAP_KIND));
            put(c, 9, row, cell(w, m, MAP_TITLE));
            /* The value is the record's: it stands on the first of its rows only. */
            ((int64_t *)warehouse_chunk_data(c, 10))[row] = milli;
            if (!value || i || j) warehouse_chunk_null(c, 10, row);
        }
    return row;
}

/* The header may stand below some lines of text. */
static cordon_status find_header(watch_load *w, mapping *m, cordon_error *err) {
    loading *l = &w->l;
    for (int i = 0; i < HEADER_SEARCH; i++) {
        if (bind(m, l->split)) {
            l->columns = l->split->n;
            return CORDON_OK;
        }
        if (!loading_header_next(l)) break;
    }
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(l->stream), 1, 0,
                          "no line among the first %d has the columns of %.200s", HEADER_SEARCH,
                          m->t.path);
}

static cordon_status load_incidents(watch_load *w, cordon_error *err) {
    mapping *m = w->own;
    making k = {m, w->a};
    cordon_status status = find_header(w, m, err);
    if (status) return status;
    ingest in = {.columns = w->l.columns, .context = &k, .record = one_incident,
                 .rows_max = PAIRS_MAX, .own_bytes = sizeof(area_cache)};
    in.source = (warehouse_source){.n = 11,
                                   .column = {{"line", WAREHOUSE_INT64},
                                              {"incident_id", WAREHOUSE_TEXT},
                                              {"day", WAREHOUSE_INT32},
                                              {"year", WAREHOUSE_INT32},
                                              {"initiator", WAREHOUSE_TEXT},
                                              {"initiator_text", WAREHOUSE_TEXT},
                                              {"receiver", WAREHOUSE_TEXT},
                                              {"attributor", WAREHOUSE_TEXT},
                                              {"kind", WAREHOUSE_TEXT},
                                              {"title", WAREHOUSE_TEXT},
                                              {"value_milli", WAREHOUSE_INT64}}};
    return watch_rows(w, &in, "incident", err);
}

static void copy(char *to, size_t size, const char *from) {
    if (*from) snprintf(to, size, "%s", from);
}

static cordon_status prepare(watch_load *w, cordon_error *err) {
    source *src = &w->l.out->source;
    mapping *m = calloc(1, sizeof *m);
    if (!m) return cordon_fail(err, CORDON_ENOMEM, "no memory for a mapping");
    cordon_status status = CORDON_OK;
    if (w->l.o->layout && incident_is_mapping(w->l.o->layout))
        status = read_mapping(m, w->l.o->layout, err);
    else if (!find_shipped(m, w->l.split))
        status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->l.stream), 1, 0,
                                "no mapping of data/incidents has columns like these; give one with "
                                "--as MAPPING.csv");
    if (status) {
        free(m);
        return status;
    }
    w->own = m;
    copy(src->dataset, sizeof src->dataset, m->value[MAP_DATASET]);
    copy(src->publisher, sizeof src->publisher, m->value[MAP_PUBLISHER]);
    copy(src->title, sizeof src->title, m->value[MAP_TITLE_OF_SOURCE]);
    copy(w->edition, sizeof w->edition, m->value[MAP_DATASET]);
    return CORDON_OK;
}

static void release(watch_load *w) {
    mapping *m = w->own;
    if (m) table_free(&m->t);
    free(m);
}

const watch_reader incident_reader = {
    .name = "incidents",
    .what = "a table of incidents through a mapping of data/incidents or one's own",
    .dataset = "incidents",
    .publisher = "",
    .delimiter = ',',
    .quote = '"',
    .is = is_incidents,
    .any_header = true,
    .prepare = prepare,
    .release = release,
    .load = load_incidents,
};

/* ---- asking ---- */

static const char *or_any(const char *s) { return s ? s : ""; }

cordon_status incident_counts(store *s, const incident_query *q,
                              int (*each)(void *arg, const incident_count *c), void *arg,
                              cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    bool has = false, more = false, stop = false;
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = watch_has_table(&has, w, "incident", err);
    if (status || !has) return status;
    warehouse_param p[] = {{q->dataset, 0},
                           {NULL, q->known_by ? q->known_by : DATE_MAX},
                           {NULL, q->all_vintages},
                           {or_any(q->initiator), 0},
                           {or_any(q->receiver), 0},
                           {or_any(q->attributor), 0},
                           {or_any(q->with), 0},
                           {NULL, q->from},
                           {NULL, q->to ? q->to : 9999}};
    status = warehouse_query(&r, w, counts_sql, p, 9, err);
    while (!status && !stop && !(status = warehouse_next(r, &more, err)) && more) {
        incident_count c = {warehouse_int(r, 0), (date_day)warehouse_int(r, 1),
                            (int)warehouse_int(r, 2), warehouse_int(r, 3), warehouse_int(r, 4)};
        stop = each(arg, &c) != 0;
    }
    warehouse_rows_close(r);
    return status;
}
