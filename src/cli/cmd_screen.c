#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/json.h"
#include "cli/screen_cli.h"
#include "cli/text.h"
#include "screen/explain.h"

static screen_request in;

static const option options[] = {
    {"alias", 0, OPTION_MANY, "NAME", "another name of the party; may be given again", &in.alias},
    {"country", 0, OPTION_TEXT, "XX", "country of the party: a code or a name", &in.country},
    {"birth", 0, OPTION_TEXT, "DATE", "born or founded: YYYY, YYYY-MM or YYYY-MM-DD", &in.birth},
    {"gender", 0, OPTION_TEXT, "WORD", "male, female or other", &in.gender},
    {"kind", 0, OPTION_TEXT, "WORD", "person, organisation or vessel; without it, any", &in.kind},
    {"id", 0, OPTION_MANY, "TYPE:VALUE", "a number: inn:7707083893, imo:9123456, passport:..., phone:..., email:..., "
     "website:...; may be given again", &in.id},
    {"address", 0, OPTION_MANY, "TEXT", "an address; may be given again", &in.address},
    {"as-at", 0, OPTION_DATE, "DATE", "listings in force on that day (today)", &in.as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "as known by a vintage not later than that (today)", &in.known_by},
    {"list", 0, OPTION_MANY, "PATTERN", "only lists of that id, '*' for any letters; may be given again", &in.list},
    {"history", 0, OPTION_FLAG, NULL, "also who was listed and is no more", &in.history},
    {"threshold", 0, OPTION_TEXT, "P", "least probability of a hit, above 0 and at most 1 (by kind of party, data/screen/parameters.csv)", &in.threshold},
    {"limit", 0, OPTION_COUNT, "N", "most hits of one party (20)", &in.limit},
    {"explain", 0, OPTION_FLAG, NULL, "say what made each score, and what would change it", &in.explain},
    {"batch", 0, OPTION_TEXT, "FILE", "ask for every record of a file: CSV, NDJSON or Parquet by its ending; - = CSV from "
     "standard input", &in.batch},
    {"map", 0, OPTION_TEXT, "MAP", "batch: which column holds what, name=Name,country=Ctry,id.inn=INN,ref=No", &in.map},
    {"output", 'o', OPTION_TEXT, "FILE", "batch: where to, CSV, NDJSON or Parquet by its ending; without it CSV to "
     "standard output", &in.to},
    {"shard", 0, OPTION_TEXT, "I/N", "batch: only every Nth record, from the Ith on", &in.shard},
    {"resume", 0, OPTION_FLAG, NULL, "batch: go on where a run that was cut off has got to", &in.resume},
    {"threads", 0, OPTION_COUNT, "N", "batch: threads that ask; the rows are the same (all cores)", &in.threads},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &in.wait_s},
    OUTPUT_OPTIONS(&in.output),
    {0},
};
static const option *get_options(void) { return options; }

/* What a table shows; the other formats have every column. */
/* The reason stands once, below, not in every row. */
static const row_column shown[] = {ROW_VERDICT, ROW_SCORE, ROW_LIST, ROW_KEY,    ROW_NAME,
                                   ROW_MATCHED, ROW_BY,    ROW_FROM, ROW_VINTAGE, ROW_REVIEW};
enum { SHOWN = sizeof shown / sizeof *shown };

typedef struct screening {
    screen_engine *engine;
    screen_asker *asker;
    screen_ask ask;
    screen_answer answer;
    arena mem;
    output *out;
    output_column column[ROW_COLUMNS];
    row_column which[ROW_COLUMNS];
    size_t columns;
} screening;

int screen_request_terms(screen_terms *t, const screen_request *r) {
    *t = (screen_terms){.as_at = r->as_at ? r->as_at : date_today(), .known_by = r->known_by ? r->known_by : date_today(),
                        .limit = r->limit ? (size_t)r->limit : HITS_LIMIT, .history = r->history,
                        .lists = r->list.n};
    for (unsigned i = 0; i < r->list.n; i++) {
        if (strchr(r->list.value[i], ',')) return usage_error(&cmd_screen, "--list \"%s\": one id or pattern each", r->list.value[i]);
        t->list[i] = r->list.value[i];
    }
    if (r->threshold) {
        char *end;
        t->threshold = strtod(r->threshold, &end);
        if (*end || end == r->threshold || !(t->threshold > 0 && t->threshold <= 1))
            return usage_error(&cmd_screen, "--threshold \"%s\": expected a number above 0 and at most 1", r->threshold);
    }
    return EXIT_OK;
}

/* ---- the question */

static int fact(screening *s, const char *field, const char *value) {
    cordon_error err = {0};
    if (!value || !screen_ask_add(&s->ask, field, value, strlen(value), &err)) return EXIT_OK;
    return usage_error(&cmd_screen, "%s", err.message);
}

static int identifier_fact(screening *s, const char *text) {
    static const char *const contacts[] = {"phone", "email", "website", NULL};
    char field[64];
    cordon_error err = {0};
    const char *colon = strchr(text, ':');
    if (!colon || colon == text || colon - text > 40)
        return usage_error(&cmd_screen, "--id \"%s\": expected TYPE:VALUE", text);
    for (size_t i = 0; contacts[i]; i++)
        if (strlen(contacts[i]) == (size_t)(colon - text) && memcmp(text, contacts[i], strlen(contacts[i])) == 0)
            return fact(s, contacts[i], colon + 1);
    snprintf(field, sizeof field, "id.%.*s", (int)(colon - text), text);
    if (!screen_ask_field(field)) return usage_error(&cmd_screen, "--id \"%s\": expected TYPE:VALUE", text);
    if (screen_ask_type(field, &err)) return usage_error(&cmd_screen, "--id: %s", err.message);
    return fact(s, field, colon + 1);
}

static int question(screening *s) {
    int rc = fact(s, "kind", in.kind);
    if (!rc) rc = fact(s, "name", in.name);
    if (!rc) rc = fact(s, "country", in.country);
    if (!rc) rc = fact(s, "birth", in.birth);
    if (!rc) rc = fact(s, "gender", in.gender);
    for (unsigned i = 0; i < in.alias.n && !rc; i++) rc = fact(s, "alias", in.alias.value[i]);
    for (unsigned i = 0; i < in.address.n && !rc; i++) rc = fact(s, "address", in.address.value[i]);
    for (unsigned i = 0; i < in.id.n && !rc; i++) rc = identifier_fact(s, in.id.value[i]);
    cordon_error err = {0};
    if (!rc && screen_ask_check(&s->ask, &err)) rc = usage_error(&cmd_screen, "%s", err.message);
    return rc;
}

/* ---- the answer */

static bool is_number(row_column c) { return c == ROW_SCORE || c == ROW_NAME_SCORE; }

static void columns(screening *s) {
    bool as_table = !in.output.json && !in.output.csv && !in.output.xlsx;
    s->columns = as_table ? SHOWN : ROW_COLUMNS;
    for (size_t i = 0; i < s->columns; i++) {
        row_column c = s->which[i] = as_table ? shown[i] : (row_column)i;
        bool wide = c == ROW_NAME || c == ROW_MATCHED || c == ROW_REVIEW;
        s->column[i] = (output_column){row_column_key(c), row_column_key(c), is_number(c) ? OUT_REAL : OUT_TEXT, wide};
    }
}

static cordon_status row(screening *s, const screen_hit *h, cordon_error *err) {
    hit_row r;
    buf json = {0};
    cordon_status status = hit_row_make(&r, &s->mem, s->engine, &s->answer, h, err);
    if (!status && in.output.json) status = hit_finding(&json, s->engine, &s->ask, &s->answer, h, in.explain, err);
    for (size_t i = 0; i < s->columns && !status; i++) {
        const char *text = r.cell[s->which[i]];
        if (!*text)
            output_missing(s->out);
        else if (is_number(s->which[i]))
            output_real(s->out, strtod(text, NULL));
        else
            output_text(s->out, text);
    }
    if (!status && in.output.json) output_row_json(s->out, buf_text(&json));
    buf_free(&json);
    return status;
}

static cordon_status explained(screening *s, const screen_hit *h, cordon_error *err) {
    buf b = {0};
    char id[HIT_ID_MAX];
    output_note(s->out, "%s (%s) %s", h->id.list, h->id.key, hit_id_format(id, &h->id));
    if (h->review)
        output_note(s->out, "  reviewed by %s: %s, %s: %s", h->review->by, h->review->verdict,
                    review_state_name(h->review_state), h->review->reason);
    cordon_status status = explain_text(&b, s->engine, &s->answer, h, err);
    for (char *line = b.p, *end; !status && line && (end = strchr(line, '\n')); line = end + 1) {
        *end = 0;
        output_note(s->out, "%s", line);
    }
    buf_free(&b);
    return status;
}

/* Why there is no answer, or what was left out of one. */
static cordon_status reason_note(screening *s, cordon_error *err) {
    hit_row r;
    cordon_status status = hit_row_make(&r, &s->mem, s->engine, &s->answer, NULL, err);
    if (!status && *r.cell[ROW_REASON]) output_note(s->out, "%s", r.cell[ROW_REASON]);
    return status;
}

/* Not compared, and no alert. */
static void near_notes(screening *s) {
    for (size_t i = 0; i < s->answer.nears; i++) {
        const screen_near *n = &s->answer.near[i];
        output_note(s->out, "similar in letters: \"%s\" (%s:%s): letters %.2f, name score %.2f, probability %.3f: no hit", n->name,
                    n->entry->v.e.list, n->entry->v.e.key, (double)n->letters, (double)n->score, n->probability);
    }
}

static cordon_status coverage_note(screening *s) {
    const coverage *c = screen_engine_coverage(s->engine);
    buf b = {0};
    if (in.output.json) {
        buf_str(&b, "{\"coverage\":");
        coverage_json(&b, c);
        buf_char(&b, '}');
        for (size_t i = 0; i < s->columns; i++) output_missing(s->out);
        output_row_json(s->out, buf_text(&b));
    } else {
        coverage_text(&b, c);
        output_note(s->out, "%s", buf_text(&b));
    }
    buf_free(&b);
    return CORDON_OK;
}

static cordon_status answer(screening *s, cordon_error *err) {
    cordon_status status = screen_ask_lists(&s->answer, s->asker, &s->ask, &s->mem, err);
    const screen_answer *a = &s->answer;
    if (!status && !a->hits) status = row(s, NULL, err);
    for (size_t i = 0; i < a->hits && !status; i++) status = row(s, &a->hit[i], err);
    bool words = in.explain && !in.output.json && !in.output.csv && !in.output.xlsx;
    if (!status && s->columns == SHOWN) status = reason_note(s, err);
    if (!status) near_notes(s);
    for (size_t i = 0; i < a->hits && words && !status; i++) status = explained(s, &a->hit[i], err);
    return status ? status : coverage_note(s);
}

static int exit_code(finding_verdict v) {
    if (v == FINDING_FOUND) return EXIT_FOUND;
    return v == FINDING_NOTHING_FOUND ? EXIT_OK : EXIT_FAILED;
}

/* A pattern that fits no list at all is a slip: searching nothing would look like an answer. */
static int check_patterns(const screening *s) {
    const coverage *c = screen_engine_coverage(s->engine);
    if (!c->unknowns) return EXIT_OK;
    return usage_error(&cmd_screen, "--list \"%s\" fits no list: cordon lists says which are loaded", c->unknown[0]);
}

static int screen_one(const screen_terms *terms) {
    screening s = {0};
    cordon_error err = {0};
    arena_init(&s.mem, 0);
    screen_ask_begin(&s.ask, &s.mem);
    columns(&s);
    int rc = question(&s);
    cordon_status status = CORDON_OK;
    if (!rc && !(s.out = output_begin(&in.output, "Screening", s.column, s.columns))) rc = output_refused(&in.output);
    if (!rc) status = screen_engine_open(&s.engine, in.store, terms, (double)in.wait_s, &err);
    if (!rc && !status) rc = check_patterns(&s);
    if (!rc && !status) status = screen_asker_open(&s.asker, s.engine, &err);
    if (!rc && !status) status = answer(&s, &err);
    if (!rc && status) rc = cmd_failed(&cmd_screen, &err);
    if (!rc) {
        rc = output_end(s.out);
        if (!rc && s.answer.reason) fprintf(stderr, "cordon screen: %s\n", s.answer.reason);
        if (!rc) rc = exit_code(s.answer.verdict);
    } else {
        output_drop(s.out);
    }
    screen_asker_close(s.asker);
    screen_engine_close(s.engine);
    arena_destroy(&s.mem);
    return rc;
}

/* ---- arguments */

static bool is_store(const char *path) {
    char file[1200];
    snprintf(file, sizeof file, "%.1100s/ledger.sqlite", path);
    return access(file, F_OK) == 0;
}

static int arguments(const char *const *args, int n) {
    const char *set = getenv("CORDON_STORE");
    if (n == 2) {
        in.store = args[0];
        in.name = args[1];
    } else if (n == 1 && (is_store(args[0]) || !set || !*set)) {
        in.store = args[0];
    } else if (n == 1) {
        in.name = args[0];
    }
    if (in.batch && (in.name || in.country || in.birth || in.gender || in.alias.n || in.id.n || in.address.n || in.kind))
        return usage_error(&cmd_screen, "--batch takes its questions from the file, not from the command line");
    if (in.batch && in.output.xlsx) return usage_error(&cmd_screen, "--batch writes CSV, NDJSON or Parquet");
    if (!in.batch && (in.map || in.to || in.shard || in.resume || in.threads))
        return usage_error(&cmd_screen, "--map, --output, --shard, --resume and --threads go with --batch");
    return cmd_store(&cmd_screen, &in.store);
}

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    screen_terms terms;
    in = (screen_request){0};
    int rc = options_parse(&cmd_screen, options, argc, argv, args, &n, &done);
    if (done) return rc;
    rc = arguments(args, n);
    if (rc) return rc;
    if (in.batch) return screen_batch(&in);
    rc = screen_request_terms(&terms, &in);
    terms.near = in.output.json || in.output.csv || in.output.xlsx ? 0 : HITS_NEARS;
    return rc ? rc : screen_one(&terms);
}

static const char *const examples[] = {
    "cordon screen my.store \"Tordan Industry\" --country HK --explain",
    "Looks for the name in every list of the store and says what made each score.",
    "cordon screen my.store --batch customers.csv --map name=Name -o hits.csv",
    "Asks for every customer of a file.", NULL};

const command cmd_screen = {
    .name = "screen",
    .summary = "look for a party in every list of a store",
    .synopsis = "[STORE] [NAME] [--id TYPE:VALUE] [--address TEXT] [facts] | [STORE] --batch FILE --map MAP -o FILE",
    .about =
        "Compares names in every script, with all facts given beside them, and prints the entries that are more "
        "likely than not the same party, each with its probability, list, listing and source. Nothing found is said "
        "of the lists that were searched; each answer ends with them and their vintages, and with those that are not "
        "loaded.\n\n"
        "A weak alias or a short name alone is no hit: a country, date, address or number must agree as well; nor is a ship that has the name of a person or firm. Entries "
        "with the same number are found whatever their name, and so are those at the same address. A hit that was "
        "reviewed (cordon review) is shown with its review.\n\n"
        "With --batch every record of the file has a row at least, also one that could not be asked; the verdict "
        "is found, nothing_found, not_assessed or failed. Rows stand in the order of the input for any number of "
        "threads, and all shards together are the whole. The file is FILE.part until it is complete; a run that was "
        "cut off is taken up with --resume.\n\n"
        "A question that could not be assessed (no list loaded, a list asked for not loaded) exits with 3, as one that "
        "failed: it is not the same as nothing found.",
    .args_max = 2,
    .examples = examples,
    .exit_note = "something was found; with --batch also: a record could not be asked",
    .run = run,
    .options = get_options,
};
