#include "report/balance_side.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "base/json.h"

static const char table_name[] = "balances.csv";

/* ---- the file that speaks for an actor ---- */

/* A path of the table: from the regime's folder, else from where data/ stands. */
static void path_of(char *path, size_t size, const table *t, const char *file) {
    const char *slash = strrchr(t->path, '/');
    snprintf(path, size, "%.*s%s", slash ? (int)(slash - t->path + 1) : 0, t->path, file);
    if (*file == '/') snprintf(path, size, "%s", file);
    if (access(path, R_OK) != 0 && *file != '/') data_path(path, size, file);
}

static bool about(const balance *b, const balance_side *s) {
    const char *with = strcmp(b->dyad[0], s->actor->code) == 0 ? b->dyad[1] : b->dyad[0];
    return strcmp(b->perspective, s->actor->code) == 0 && strcmp(with, s->other->code) == 0;
}

/* Why a file that is about the two does not count on the day, "" when it does.
 * What came after the day is not told, so the file's own day is not.          */
static void not_yet(char why[400], const report *r, const balance *b, date_day from) {
    char limit[DATE_TEXT];
    date_day on = from > b->as_of ? from : b->as_of;
    *why = 0;
    if (on > r->in->as_at)
        snprintf(why, 400, "the file that speaks for it is a reading made after %s, the day the "
                 "facts go to",
                 date_format(limit, r->in->as_at));
    else if (on > r->in->known_by)
        snprintf(why, 400, "the file that speaks for it was not published by %s",
                 date_format(limit, r->in->known_by));
}

/* One row: takes its file when it is about the two, stands on the day and is
 * newer than the one held.                                                    */
static cordon_status take(report *r, balance_side *s, const table *t, size_t row, date_day *newest,
                          cordon_error *err) {
    char path[1024], why[400];
    balance *b;
    cordon_error fault = {0};
    const char *file = table_cell(t, row, table_col(t, "file")),
               *from = table_cell(t, row, table_col(t, "valid_from"));
    date_day day = 0;
    date_parse(&day, from, strlen(from)); /* empty: the file's own day */
    path_of(path, sizeof path, t, file);
    cordon_status status = balance_read(&b, path, NULL, &fault);
    if (status == CORDON_ENOMEM) return cordon_fail(err, status, "no memory for %.200s", file);
    if (status) {
        if (!s->b) snprintf(s->why, sizeof s->why, "%.120s cannot be read: %.240s", file, fault.message);
        if (!s->b) snprintf(s->file, sizeof s->file, "%s", file);
        return CORDON_OK;
    }
    if (!about(b, s)) {
        if (!s->b && !*s->file)
            snprintf(s->why, sizeof s->why, "the file that speaks for %.60s is about %.60s and %.60s",
                     s->actor->name, report_area(r, b->dyad[0]), report_area(r, b->dyad[1]));
        balance_free(b);
        return CORDON_OK;
    }
    not_yet(why, r, b, day);
    if (day < b->as_of) day = b->as_of;
    if (*why || (s->b && day <= *newest)) {
        if (!s->b) snprintf(s->why, sizeof s->why, "%s", why);
        if (!s->b) snprintf(s->file, sizeof s->file, "%s", file);
        balance_free(b);
        return CORDON_OK;
    }
    balance_free(s->b);
    s->b = b;
    *newest = day;
    snprintf(s->file, sizeof s->file, "%s", file);
    return CORDON_OK;
}

/* ---- what follows from it ---- */

static void count_series(balance_side *s) {
    for (size_t i = 0; i < s->b->factors; i++) {
        s->named += s->b->factor[i].indicator != NULL;
        s->mapped += s->b->factor[i].indicator && s->b->factor[i].knot;
    }
}

/* The last values of the pair's indicators move the factors that map them. */
static cordon_status move_by_data(report *r, balance_side *s, cordon_error *err) {
    const indicators *all = &r->dims.of;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < all->n && s->mapped && !status; i++) {
        const watch_indicator *x = &all->v[i];
        size_t taken = 0;
        if (!x->last) continue;
        status = balance_set_value(s->b, x->id, x->v[x->last - all->ask.first], s->move + s->moves,
                                   BALANCE_FACTORS_MAX - s->moves, &taken, err);
        for (size_t k = 0; k < taken && !status; k++) {
            s->move[s->moves].series = x->id;
            s->by[s->moves++] = (struct balance_moved_by){x->title, x->unit, x->last};
        }
    }
    return status;
}

static cordon_status evaluate(balance_side *s, cordon_error *err) {
    balance_draw_opts o;
    for (size_t c = 0; c < s->b->contexts; c++) {
        balance_model_of(&s->model[c], s->b, c, -1);
        balance_evaluate(&s->v[c], &s->model[c], BALANCE_MODE);
    }
    balance_draw_defaults(&o);
    o.draws = SIDE_DRAWS;
    return balance_draw(&s->drawn, s->b, &o, err);
}

static cordon_status ask_side(report *r, balance_side *s, cordon_error *err) {
    const table *t = regime_table(r->in->regime, table_name);
    cordon_status status = CORDON_OK;
    date_day newest = 0;
    for (size_t i = 0; t && i < t->rows && !status; i++)
        if (strcmp(table_cell(t, i, table_col(t, "actor")), s->actor->code) == 0)
            status = take(r, s, t, i, &newest, err);
    if (status) return status;
    if (!s->b && !*s->why) snprintf(s->why, sizeof s->why, "no file speaks for %.200s", s->actor->name);
    if (!s->b) return CORDON_OK;
    count_series(s);
    status = move_by_data(r, s, err);
    return status ? status : evaluate(s, err);
}

cordon_status report_ask_balance(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    r->balance = calloc(2, sizeof *r->balance);
    if (!r->balance) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    for (int i = 0; i < 2 && !status; i++) {
        balance_side *s = &r->balance[i];
        s->actor = i ? r->pair->b : r->pair->a;
        s->other = i ? r->pair->a : r->pair->b;
        s->prefix = i ? "balance-b" : "balance-a";
        status = ask_side(r, s, err);
    }
    return status;
}

void report_free_balance(report *r) {
    for (int i = 0; r->balance && i < 2; i++) balance_free(r->balance[i].b);
    free(r->balance);
    r->balance = NULL;
}

/* ---- words and findings ---- */

const char *balance_id_of(report *r, const balance_side *s, const char *name) {
    char id[120];
    snprintf(id, sizeof id, "%s-%.80s", s->prefix, name);
    const char *kept = arena_strndup(&r->mem, id, strlen(id));
    r->no_memory |= !kept;
    return kept ? kept : "";
}

const char *balance_words(char out[80], const char *id) {
    snprintf(out, 80, "%s", id);
    for (char *c = out; *c; c++)
        if (*c == '_') *c = ' ';
    return out;
}

/* With its sign, but a zero without one. */
static const char *with_sign(char out[SIDE_NUMBER], double v, int decimals) {
    bool zero = fabs(v) * pow(10, decimals) < 0.5;
    if (isfinite(v))
        snprintf(out, SIDE_NUMBER, zero ? "%.*f" : "%+.*f", decimals, zero ? 0 : v);
    else
        snprintf(out, SIDE_NUMBER, "none");
    return out;
}

const char *balance_signed(char out[SIDE_NUMBER], double v) { return with_sign(out, v, 2); }
const char *balance_figure(char out[SIDE_NUMBER], double v) { return with_sign(out, v, 3); }

const char *balance_percent(char out[SIDE_NUMBER], double share) {
    if (isfinite(share))
        snprintf(out, SIDE_NUMBER, "%.1f %%", share * 100);
    else
        snprintf(out, SIDE_NUMBER, "none");
    return out;
}

const char *balance_towards(double b) {
    return b > 0 ? "towards closeness" : b < 0 ? "towards distance" : "neither way";
}

void balance_parameters(buf *out, const balance_side *s) {
    buf_char(out, '{');
    json_str(out, "actor", s->actor->code);
    json_str(out, "file", s->file);
    json_str(out, "sha256", s->b->sha256);
}

cordon_status balance_found(report *r, const balance_side *s, const char *subject,
                            const char *text, const char *parameters, cordon_error *err) {
    char method[200];
    snprintf(method, sizeof method,
             "balance of interests, %d draws, seed %llu: weights Dirichlet, salience triangular",
             SIDE_DRAWS, (unsigned long long)s->drawn.opts.seed);
    return report_counted(r,
                          &(counted){.rule = "report.balance",
                                     .subject = subject,
                                     .measure = s->file,
                                     .parameters = parameters ? parameters : "{}",
                                     .text = text,
                                     .method = method,
                                     .rows = (int64_t)s->b->factors},
                          err);
}
