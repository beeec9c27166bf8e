/* cmd_screen_batch.c - cordon screen --batch: records in, rows out. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/json.h"
#include "base/progress.h"
#include "cli/screen_cli.h"
#include "store/batch.h"

typedef struct batch_cli {
    const screen_request *in;
    screen_terms terms;
    screen_engine *engine;
    batch_map map;
    batch_format format;
    progress bar;
} batch_cli;

typedef struct worker {
    batch_cli *cli;
    screen_asker *asker;
} worker;

/* ---- one record */

static void csv_text(buf *b, const batch_cli *cli, const char *text) {
    csv_cell(b, text, strlen(text), CSV_ONE_LINE | (cli->format == BATCH_PARQUET ? CSV_EXACT : 0));
    buf_char(b, ',');
}

static void csv_head(buf *b) {
    buf_str(b, "record,line,ref,asked");
    for (int i = 0; i < ROW_COLUMNS; i++) buf_printf(b, ",%s", row_column_key((row_column)i));
    buf_str(b, ",as_at,known_by\n");
}

typedef struct asked {
    const batch_record *record;
    const char *ref, *name;
    screen_ask ask;
    screen_answer answer;
    arena mem;
} asked;

static void csv_row(buf *b, const batch_cli *cli, const asked *q, const hit_row *row) {
    char day[DATE_TEXT];
    buf_printf(b, "%" PRIu64 ",", q->record->number);
    if (q->record->line) buf_printf(b, "%" PRIu64, q->record->line);
    buf_char(b, ',');
    csv_text(b, cli, q->ref);
    csv_text(b, cli, q->name);
    for (int i = 0; i < ROW_COLUMNS; i++) csv_text(b, cli, row->cell[i]);
    buf_printf(b, "%s,", date_format(day, cli->terms.as_at));
    buf_printf(b, "%s\n", date_format(day, cli->terms.known_by));
}

static cordon_status json_row(buf *b, const batch_cli *cli, const asked *q, const screen_hit *h, cordon_error *err) {
    buf_char(b, '{');
    json_int(b, "record", (int64_t)q->record->number);
    json_key(b, "line");
    if (q->record->line)
        buf_printf(b, "%" PRIu64, q->record->line);
    else
        buf_str(b, "null");
    json_str(b, "ref", *q->ref ? q->ref : NULL);
    json_key(b, "finding");
    cordon_status status = hit_finding(b, cli->engine, &q->ask, &q->answer, h, cli->in->explain, err);
    buf_str(b, "}\n");
    return status;
}

static cordon_status one_row(buf *b, const batch_cli *cli, asked *q, const screen_hit *h, cordon_error *err) {
    hit_row row;
    if (cli->format == BATCH_NDJSON) return json_row(b, cli, q, h, err);
    cordon_status status = hit_row_make(&row, &q->mem, cli->engine, &q->answer, h, err);
    if (!status) csv_row(b, cli, q, &row);
    return status;
}

static void fail(asked *q, const char *why) {
    q->answer = (screen_answer){.verdict = FINDING_FAILED, .reason = arena_strndup(&q->mem, why, strlen(why))};
    if (!q->answer.reason) q->answer.reason = "no memory for the reason";
}

/* The facts of a record; what is wrong with one of them is the record's failure. */
static void facts(asked *q, const batch_map *map) {
    const batch_record *r = q->record;
    cordon_error err = {0};
    if (r->fault) fail(q, r->fault);
    for (unsigned i = 0; i < r->values; i++) {
        const char *field = map->at[r->value[i].field].field;
        if (strcmp(field, "ref") == 0) q->ref = r->value[i].text;
        if (strcmp(field, "name") == 0 && !*q->name) q->name = r->value[i].text;
        if (strcmp(field, "ref") == 0 || q->answer.reason) continue;
        if (screen_ask_add(&q->ask, field, r->value[i].text, r->value[i].len, &err)) fail(q, err.message);
    }
}

static void count(batch_counts *c, const screen_answer *a) {
    switch (a->verdict) {
    case FINDING_FOUND: c->found++; break;
    case FINDING_NOTHING_FOUND: c->nothing++; break;
    case FINDING_NOT_ASSESSED: c->not_assessed++; break;
    case FINDING_FAILED: c->failed++; break;
    }
    c->hits += a->hits;
}

static cordon_status ask(void *self, const batch_map *map, const batch_record *r, buf *rows, batch_counts *c, cordon_error *err) {
    worker *w = self;
    asked q = {.record = r, .ref = "", .name = ""};
    arena_init(&q.mem, 0);
    screen_ask_begin(&q.ask, &q.mem);
    facts(&q, map);
    cordon_status status = q.answer.reason ? CORDON_OK : screen_ask_lists(&q.answer, w->asker, &q.ask, &q.mem, err);
    if (!status && !q.answer.hits) status = one_row(rows, w->cli, &q, NULL, err);
    for (size_t i = 0; i < q.answer.hits && !status; i++) status = one_row(rows, w->cli, &q, &q.answer.hit[i], err);
    if (!status) count(c, &q.answer);
    arena_destroy(&q.mem);
    return status;
}

static cordon_status worker_new(void **out, void *arg, cordon_error *err) {
    worker *w = calloc(1, sizeof *w);
    if (!w) return cordon_fail(err, CORDON_ENOMEM, "no memory for a thread");
    w->cli = arg;
    cordon_status status = screen_asker_open(&w->asker, w->cli->engine, err);
    if (status)
        free(w);
    else
        *out = w;
    return status;
}

static void worker_free(void *self) {
    worker *w = self;
    screen_asker_close(w->asker);
    free(w);
}

/* ---- the run */

static void tick(void *arg, const batch_counts *c, uint64_t bytes, uint64_t all) {
    batch_cli *cli = arg;
    if (all)
        progress_update(&cli->bar, bytes, all, "B");
    else
        progress_update(&cli->bar, c->records, 0, "records");
}

/* All that makes rows different; begins with the days, which a run taken up keeps. */
static void arguments_text(buf *b, const batch_cli *cli, unsigned i, unsigned n) {
    const screen_terms *t = &cli->terms;
    buf_printf(b, "as-at=%d known-by=%d threshold=%.17g limit=%zu history=%d explain=%d format=%d shard=%u/%u", t->as_at,
               t->known_by, t->threshold, t->limit, t->history, cli->in->explain, (int)cli->format, i, n);
    for (unsigned k = 0; k < t->lists; k++) buf_printf(b, " list=%s", t->list[k]);
    for (unsigned k = 0; k < cli->map.n; k++) buf_printf(b, " %s=%s", cli->map.at[k].field, cli->map.at[k].column);
    for (char *p = b->p; p && *p; p++)
        if (*p == '\n') *p = ' ';
}

static cordon_status days_of_resumed(batch_cli *cli, const char *to, cordon_error *err) {
    buf b = {0};
    int as_at, known_by;
    cordon_status status = batch_resume_arguments(&b, to, err);
    if (!status && sscanf(buf_text(&b), "as-at=%d known-by=%d ", &as_at, &known_by) == 2) {
        if (!cli->in->as_at) cli->terms.as_at = as_at;
        if (!cli->in->known_by) cli->terms.known_by = known_by;
    }
    buf_free(&b);
    return status;
}

static bool known(const char *key) { return strcmp(key, "ref") == 0 || screen_ask_field(key); }

static const char *const plain[] = {"ref",     "name",  "alias", "country", "birth", "gender",
                                    "address", "phone", "email", "website", "kind",  NULL};
static const batch_fields fields = {
    plain, known, "ref, name, alias, country, birth, gender, address, phone, email, website, kind or id.TYPE",
    "name, country, birth, address, ..."};
static const char *const whole[] = {"record", "line", "source_line", NULL}, *const real[] = {"score", "name_score", NULL};

static int map_of(batch_cli *cli) {
    cordon_error err = {0};
    if (!cli->in->map) {
        batch_map_plain(&cli->map, &fields);
        return EXIT_OK;
    }
    if (batch_map_parse(&cli->map, cli->in->map, &fields, &err)) return usage_error(&cmd_screen, "--%s", err.message);
    for (unsigned i = 0; i < cli->map.n; i++)
        if (screen_ask_type(cli->map.at[i].field, &err)) return usage_error(&cmd_screen, "--map: %s", err.message);
    return EXIT_OK;
}

/* Beside the rows: what they rest on. */
static cordon_status coverage_file(const batch_cli *cli, const char *to, cordon_error *err) {
    char path[1200];
    buf b = {0};
    if (strcmp(to, "-") == 0) return CORDON_OK;
    snprintf(path, sizeof path, "%.1100s.coverage.json", to);
    coverage_json(&b, screen_engine_coverage(cli->engine));
    buf_char(&b, '\n');
    FILE *f = b.failed ? NULL : fopen(path, "we");
    bool done = f && fwrite(b.p, 1, b.len, f) == b.len;
    if (f && fclose(f) != 0) done = false;
    buf_free(&b);
    return done ? CORDON_OK : cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
}

static void summary(const batch_cli *cli, const batch_counts *c) {
    buf b = {0};
    fprintf(stderr, "%" PRIu64 " records asked: %" PRIu64 " found (%" PRIu64 " hits), %" PRIu64 " nothing found, %" PRIu64
            " not assessed, %" PRIu64 " failed\n", c->records, c->found, c->hits, c->nothing, c->not_assessed, c->failed);
    coverage_text(&b, screen_engine_coverage(cli->engine));
    fprintf(stderr, "%s\n", buf_text(&b));
    buf_free(&b);
}

static cordon_status run_it(batch_cli *cli, batch_run *run, batch_counts *c, cordon_error *err) {
    char fingerprint[33];
    buf head = {0}, arguments = {0};
    if (!screen_engine_coverage(cli->engine)->lists)
        return cordon_fail_at(err, CORDON_ENOTFOUND, cli->in->store, 0, 0, "no list is loaded: nothing can be assessed");
    screen_engine_fingerprint(fingerprint, cli->engine);
    if (cli->format != BATCH_NDJSON) csv_head(&head);
    arguments_text(&arguments, cli, run->shard, run->shards);
    run->head = buf_text(&head);
    run->arguments = buf_text(&arguments);
    run->index = fingerprint;
    cordon_status status = head.failed || arguments.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a batch") : CORDON_OK;
    if (!status) status = coverage_file(cli, run->output, err);
    progress_start(&cli->bar, cli->in->batch);
    if (!status) status = batch_process(c, run, err);
    progress_end(&cli->bar);
    run->head = run->arguments = run->index = NULL;
    buf_free(&head);
    buf_free(&arguments);
    return status;
}

static int exit_code(const batch_counts *c) {
    if (c->found || c->failed) return EXIT_FOUND;
    return c->not_assessed ? EXIT_FAILED : EXIT_OK;
}

int screen_batch(const screen_request *in) {
    batch_cli cli = {.in = in};
    batch_counts counts = {0};
    cordon_error err = {0};
    const char *to = in->to ? in->to : "-";
    batch_run run = {.input = in->batch, .output = to, .map = &cli.map, .map_plain = !in->map, .resume = in->resume,
                     .threads = in->threads > BATCH_THREADS_MAX ? BATCH_THREADS_MAX : (unsigned)in->threads, .arg = &cli,
                     .worker_new = worker_new, .worker_free = worker_free, .ask = ask, .tick = tick,
                     .sync = BATCH_SYNC, .whole = whole, .real = real};
    int rc = screen_request_terms(&cli.terms, in);
    if (!rc) rc = cmd_shard(&cmd_screen, &run.shard, &run.shards, in->shard);
    if (!rc) rc = map_of(&cli);
    if (rc) return rc;
    cli.format = in->to ? batch_format_of(in->to) : in->output.json ? BATCH_NDJSON : BATCH_CSV;
    cordon_status status = in->resume ? days_of_resumed(&cli, to, &err) : CORDON_OK;
    if (!status) status = screen_engine_open(&cli.engine, in->store, &cli.terms, (double)in->wait_s, &err);
    const coverage *c = status ? NULL : screen_engine_coverage(cli.engine);
    if (c && c->unknowns) {
        rc = usage_error(&cmd_screen, "--list \"%s\" fits no list: cordon lists says which are loaded", c->unknown[0]);
    } else if (!status) {
        status = run_it(&cli, &run, &counts, &err);
        if (!status) summary(&cli, &counts);
    }
    if (status) rc = cmd_failed(&cmd_screen, &err);
    screen_engine_close(cli.engine);
    return rc ? rc : exit_code(&counts);
}
