/* record_add.c - holding a file of the record to its rules, and adding to it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "read/table.h"
#include "watch/record.h"

enum { FAULTS_A_ROW = 2 * RECORD_COLUMNS };

typedef struct checker {
    const record_rules *rules;
    record_each_fault *each;
    void *arg;
    size_t faults;
} checker;

static void tell(checker *k, const char *path, uint64_t line, record_column c, const char *value,
                 const char *text) {
    cordon_error e = {0};
    cordon_fail_at(&e, CORDON_EFORMAT, path, line, (uint32_t)c + 1, "%s \"%.80s\": %s",
                   record_column_name(c), value, text);
    k->faults++;
    k->each(k->arg, &e);
}

static void check_row(checker *k, const char *path, uint64_t line,
                      const char *const cell[RECORD_COLUMNS]) {
    field f[RECORD_COLUMNS];
    record_fault out[FAULTS_A_ROW];
    date_day first, last;
    for (int c = 0; c < RECORD_COLUMNS; c++) f[c] = (field){cell[c], (uint32_t)strlen(cell[c])};
    size_t n = record_faults(k->rules, f, out, FAULTS_A_ROW, &first, &last);
    for (size_t i = 0; i < n && i < FAULTS_A_ROW; i++)
        tell(k, path, line, out[i].column, cell[out[i].column], out[i].text);
}

typedef struct known_id {
    const char *id;
    uint32_t line;
} known_id;

static int by_id(const void *a, const void *b) {
    const known_id *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

static cordon_status check_ids(checker *k, const table *t, cordon_error *err) {
    known_id *ids = malloc((t->rows + 1) * sizeof *ids);
    char text[80];
    if (!ids) return cordon_fail(err, CORDON_ENOMEM, "no memory to compare ids");
    for (size_t i = 0; i < t->rows; i++) ids[i] = (known_id){table_cell(t, i, 0), t->line[i]};
    qsort(ids, t->rows, sizeof *ids, by_id);
    for (size_t i = 1, first = 0; i < t->rows; i++) {
        if (strcmp(ids[i].id, ids[first].id) != 0 || !*ids[i].id) {
            first = i;
            continue;
        }
        snprintf(text, sizeof text, "the id of line %u again", ids[first].line);
        tell(k, t->path, ids[i].line, RECORD_ID, ids[i].id, text);
    }
    free(ids);
    return CORDON_OK;
}

static cordon_status is_record_table(const table *t, cordon_error *err) {
    for (int c = 0; c < RECORD_COLUMNS; c++)
        if ((size_t)c >= t->cols || strcmp(t->head[c], record_column_name((record_column)c)) != 0)
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, 1, (uint32_t)c + 1,
                                  "the record has 23 columns separated by tabs; expected \"%s\" here",
                                  record_column_name((record_column)c));
    if (t->cols > RECORD_COLUMNS)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, 1, RECORD_COLUMNS + 1,
                              "more than the 23 columns of the record");
    if (t->rows > RECORD_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, 0, 0, "more than %d rows", RECORD_ROWS_MAX);
    return CORDON_OK;
}

cordon_status record_check_file(size_t *faults, size_t *rows, const char *path, const areas *a,
                                record_each_fault *each, void *arg, cordon_error *err) {
    record_rules *rules = NULL;
    table t;
    cordon_status status = table_read(&t, path, err);
    if (status) return status;
    if (!(status = is_record_table(&t, err)) && !(status = record_rules_load(&rules, a, err))) {
        checker k = {rules, each, arg, 0};
        for (size_t i = 0; i < t.rows; i++) check_row(&k, t.path, t.line[i], t.cell + i * t.cols);
        status = check_ids(&k, &t, err);
        *faults = k.faults;
        *rows = t.rows;
    }
    record_rules_free(rules);
    table_free(&t);
    return status;
}

typedef struct stored {
    checker k;
    size_t rows;
} stored;

static int check_stored(void *arg, const record_row *r) {
    stored *x = arg;
    char name[40];
    snprintf(name, sizeof name, "source %lld", (long long)r->source_id);
    x->rows++;
    check_row(&x->k, name, (uint64_t)r->line, r->cell);
    return 0;
}

cordon_status record_check_store(size_t *faults, size_t *rows, store *s, const areas *a,
                                 record_each_fault *each, void *arg, cordon_error *err) {
    record_rules *rules = NULL;
    int64_t sources = 0;
    cordon_status status = record_rules_load(&rules, a, err);
    if (status) return status;
    stored x = {.k = {rules, each, arg, 0}};
    status = record_list(s, &(record_query){0}, check_stored, &x, &sources, err);
    record_rules_free(rules);
    if (!status && !sources)
        status = cordon_fail_at(err, CORDON_ENOTFOUND, store_path(s), 0, 0,
                                "no record is loaded (cordon load STORE data/events/record.tsv)");
    *faults = x.k.faults;
    *rows = x.rows;
    return status;
}

/* ---- adding ---- */

/* The next free number behind prefix-YEAR-. */
static void next_id(char id[64], const table *t, const record_new *row, size_t new_rows,
                    const char *prefix, const char *day) {
    char begin[40];
    int n = snprintf(begin, sizeof begin, "%.20s-%.4s-", prefix, day);
    long most = 0;
    for (size_t i = 0; i < t->rows + new_rows; i++) {
        const char *have = i < t->rows ? table_cell(t, i, RECORD_ID) : row[i - t->rows].id;
        if (strncmp(have, begin, (size_t)n) != 0) continue;
        long number = strtol(have + n, NULL, 10);
        if (number > most) most = number;
    }
    snprintf(id, 64, "%s%02ld", begin, most + 1);
}

static cordon_status write_new(const char *path, const buf *text, cordon_error *err) {
    char beside[1100];
    struct stat st;
    snprintf(beside, sizeof beside, "%s.XXXXXX", path);
    int fd = mkstemp(beside);
    if (fd < 0) return cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
    mode_t mode = stat(path, &st) == 0 ? st.st_mode & 0777 : 0644;
    bool ok = fchmod(fd, mode) == 0;
    for (size_t at = 0; ok && at < text->len;) {
        ssize_t n = write(fd, text->p + at, text->len - at);
        ok = n > 0;
        at += ok ? (size_t)n : 0;
    }
    ok = ok && fsync(fd) == 0;
    int why = errno;
    close(fd);
    if (ok && rename(beside, path) == 0) return CORDON_OK;
    if (ok) why = errno;
    unlink(beside);
    return cordon_fail_at(err, why == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0,
                          "cannot be written: %s", strerror(why));
}

static void put_row(buf *b, const char *const cell[]) {
    for (int c = 0; c < RECORD_COLUMNS; c++) buf_printf(b, "%s%s", c ? "\t" : "", cell[c]);
    buf_char(b, '\n');
}

static cordon_status put_all(buf *b, const table *t, const record_new *row, size_t n, cordon_error *err) {
    const char *head[RECORD_COLUMNS];
    for (int c = 0; c < RECORD_COLUMNS; c++) head[c] = record_column_name((record_column)c);
    put_row(b, head);
    for (size_t i = 0; i < t->rows; i++) put_row(b, t->cell + i * t->cols);
    for (size_t i = 0; i < n; i++) put_row(b, row[i].cell);
    return b->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the file") : CORDON_OK;
}

/* What a shorter date says already. */
static const char *precision_of(const char *date) {
    size_t len = strlen(date);
    return len == 10 ? "day" : len == 7 ? "month" : "year";
}

/* Faults of a new row are told at its own place, or where it would stand in the file. */
typedef struct placed {
    record_each_fault *each;
    void *arg;
    const record_new *row;
} placed;

static void tell_placed(void *arg, const cordon_error *fault) {
    const placed *p = arg;
    cordon_error e = *fault;
    uint32_t c = fault->column;
    if (p->row->from) {
        snprintf(e.source, sizeof e.source, "%s", p->row->from);
        e.line = p->row->line;
        e.column = c >= 1 && c <= RECORD_COLUMNS && p->row->column[c - 1] ? p->row->column[c - 1] : 1;
    }
    p->each(p->arg, &e);
}

static bool has_id(const table *t, const record_new *row, size_t n, const char *id) {
    for (size_t i = 0; i < t->rows; i++)
        if (strcmp(table_cell(t, i, RECORD_ID), id) == 0) return true;
    for (size_t i = 0; i < n; i++)
        if (strcmp(row[i].id, id) == 0) return true;
    return false;
}

static void name_row(record_new *row, size_t before, const table *t, const record_rules *rules) {
    record_new *r = &row[before];
    snprintf(r->id, sizeof r->id, "%.60s", r->cell[RECORD_ID]);
    const char *prefix = record_prefix(rules, r->cell[RECORD_KIND]);
    if (!*r->id && prefix && strlen(r->cell[RECORD_DATE_START]) >= 4)
        next_id(r->id, t, row, before, prefix, r->cell[RECORD_DATE_START]);
    r->cell[RECORD_ID] = r->id;
    if (!*r->cell[RECORD_PRECISION])
        r->cell[RECORD_PRECISION] = precision_of(r->cell[RECORD_DATE_START]);
}

static cordon_status add_all(record_new *row, size_t n, const char *path, const table *t,
                             const record_rules *rules, checker *k, placed *p, cordon_error *err) {
    buf text = {0};
    for (size_t i = 0; i < n; i++) {
        uint64_t line = (uint64_t)t->rows + 2 + i;
        size_t before = k->faults;
        p->row = &row[i];
        name_row(row, i, t, rules);
        check_row(k, path, line, row[i].cell);
        if (k->faults == before && has_id(t, row, i, row[i].id))
            tell(k, path, line, RECORD_ID, row[i].id, "another row has this id");
    }
    if (k->faults) return CORDON_OK;
    cordon_status status = put_all(&text, t, row, n, err);
    if (!status) status = write_new(path, &text, err);
    buf_free(&text);
    return status;
}

cordon_status record_add_rows(size_t *faults, record_new *row, size_t n, const char *path,
                              const areas *a, record_each_fault *each, void *arg, cordon_error *err) {
    record_rules *rules = NULL;
    table t = {0};
    bool made = access(path, F_OK) != 0;
    cordon_status status = record_rules_load(&rules, a, err);
    if (!status && !made && !(status = table_read(&t, path, err))) status = is_record_table(&t, err);
    if (!status && t.rows + n > RECORD_ROWS_MAX)
        status = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "more than %d rows", RECORD_ROWS_MAX);
    placed p = {each, arg, row};
    checker k = {rules, tell_placed, &p, 0};
    if (!status) status = add_all(row, n, path, &t, rules, &k, &p, err);
    *faults = k.faults;
    record_rules_free(rules);
    if (t.head) table_free(&t);
    return status;
}

typedef struct first_fault {
    cordon_error e;
    bool any;
} first_fault;

static void keep_first(void *arg, const cordon_error *fault) {
    first_fault *f = arg;
    if (!f->any) f->e = *fault;
    f->any = true;
}

cordon_status record_add(char id[64], const char *path, const char *const cell[RECORD_COLUMNS],
                         const areas *a, cordon_error *err) {
    record_new row = {0};
    first_fault first = {0};
    size_t faults = 0;
    memcpy(row.cell, cell, sizeof row.cell);
    cordon_status status = record_add_rows(&faults, &row, 1, path, a, keep_first, &first, err);
    memcpy(id, row.id, sizeof row.id);
    if (status || !faults) return status;
    *err = first.e;
    return CORDON_EINVAL;
}
