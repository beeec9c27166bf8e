/* cmd_assess_replay.c - cordon assess replay: which past decisions would be different today. */
#include <stdio.h>
#include <string.h>

#include "assess/replay.h"
#include "cli/assess_session.h"
#include "cli/output.h"

static assess_terms terms;
static output_choice choice;
static date_day since;
static bool own_day;

static const option options[] = {
    {"since", 0, OPTION_DATE, "DATE", "decisions sealed on that day or later (all)", &since},
    {"as-at", 0, OPTION_DATE, "DATE", "law and lists of that day (today)", &terms.as_at},
    {"own-day", 0, OPTION_FLAG, NULL, "law and lists of each decision's own day, as known today: what was not known then", &own_day},
    {"known-by", 0, OPTION_DATE, "DATE", "as known by a vintage not later than that (today)", &terms.known_by},
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "whose law (the store's)", &terms.regime},
    {"store", 0, OPTION_TEXT, "STORE", "whose log, lists and owners ($CORDON_STORE)", &terms.store},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"entry", "entry", OUT_INT, false},     {"case", "case", OUT_TEXT, true},   {"sealed_as_at", "as at", OUT_DATE, false},
    {"before", "before", OUT_TEXT, false},  {"now", "now", OUT_TEXT, false},    {"what", "what", OUT_TEXT, false},
    {"id", "rule or flag", OUT_TEXT, false}, {"was", "was", OUT_TEXT, false},   {"is", "is", OUT_TEXT, false},
    {"why", "why", OUT_TEXT, true},
};

typedef struct replaying {
    assess_session s;
    output *out;
    uint64_t looked_at, differ, rows_only;
    cordon_status status;
    cordon_error *err;
} replaying;

static date_day day_of(const json_node *root, const char *key) {
    const json_node *v = json_get(root, key);
    date_day d = 0;
    if (v && v->kind == JSON_STRING) date_parse(&d, v->text, strlen(v->text));
    return d;
}

static void print(replaying *r, const log_entry *e, const json_node *was, const replay *c) {
    const json_node *id = json_get(json_get(was, "case"), "id");
    for (size_t i = 0; i < c->changes || i == 0; i++) {
        const replay_change *x = i < c->changes ? &c->change[i] : NULL;
        output_int(r->out, e->n);
        output_text(r->out, id && id->kind == JSON_STRING ? id->text : e->hash);
        output_int(r->out, day_of(was, "as_at"));
        output_text(r->out, verdict_name(c->before));
        output_text(r->out, verdict_name(c->now));
        output_text(r->out, x ? replay_what_name(x->what) : NULL);
        output_text(r->out, x ? x->id : NULL);
        output_text(r->out, x && *x->before ? x->before : NULL);
        output_text(r->out, x && *x->now ? x->now : NULL);
        output_text(r->out, x && *x->why ? x->why : NULL);
    }
}

static cordon_status again(replaying *r, const log_entry *e, const json_node *was, arena *mem) {
    size_t len = 0;
    char name[40];
    case_file c;
    decision d;
    replay cmp;
    json_tree is;
    const char *json = sealed_case(&len, e);
    snprintf(name, sizeof name, "entry %lld", (long long)e->n);
    if (!json) return cordon_fail_at(r->err, CORDON_EFORMAT, name, 0, 0, "a decision without its case");
    r->s.before = e->n; /* what was shipped later was not known */
    date_day day = own_day ? day_of(was, "as_at") : terms.as_at ? terms.as_at : date_today();
    cordon_status status = case_read(&c, mem, name, json, len, r->err);
    if (!status) status = assess_decide(&d, &r->s, mem, &c, day, r->err);
    if (!status) status = json_tree_read_memory(&is, name, d.json, d.json_len, r->err);
    if (status) return status;
    status = replay_compare(&cmp, mem, was, is.root, r->err);
    if (!status && cmp.differs) print(r, e, was, &cmp);
    if (!status) r->differ += cmp.differs, r->rows_only += !cmp.differs && cmp.changes;
    json_tree_free(&is);
    return status;
}

static int each(void *arg, const log_entry *e) {
    replaying *r = arg;
    arena mem;
    json_tree was;
    if (strcmp(e->kind, "decision") != 0 || (since && date_of_number((int32_t)(e->at_us / 86400000000LL)) < since)) return 0;
    if ((r->status = sealed_json(&was, e, r->err))) return 1;
    arena_init(&mem, 0);
    r->looked_at++;
    r->status = again(r, e, was.root, &mem);
    arena_destroy(&mem);
    json_tree_free(&was);
    return r->status != CORDON_OK;
}

static int run(int argc, char **argv) {
    int n;
    bool done = false;
    cordon_error err = {0};
    terms = (assess_terms){.log = true};
    choice = (output_choice){0};
    since = 0, own_day = false;
    int rc = options_parse(&cmd_assess_replay, options, argc, argv, NULL, &n, &done);
    if (done) return rc;
    if (own_day && terms.as_at) return usage_error(&cmd_assess_replay, "--own-day or --as-at, not both");
    if ((rc = cmd_store(&cmd_assess_replay, &terms.store))) return rc;
    replaying r = {.err = &err};
    r.out = output_begin(&choice, "Decisions that would be different", columns, sizeof columns / sizeof *columns);
    if (!r.out) return output_refused(&choice);
    cordon_status status = assess_open(&r.s, &terms, &err);
    if (!status) status = log_each(r.s.log, 1, each, &r, &err);
    if (!status) status = r.status;
    assess_close(&r.s);
    if (status) {
        output_drop(r.out);
        return cmd_failed(&cmd_assess_replay, &err);
    }
    output_note(r.out, "%llu of %llu decisions would be different; of %llu more only the words of a row of law changed", (unsigned long long)r.differ, (unsigned long long)r.looked_at,
                (unsigned long long)r.rows_only);
    rc = output_end(r.out);
    return rc ? rc : r.differ ? EXIT_FOUND : EXIT_OK;
}

const command cmd_assess_replay = {
    .name = "assess replay",
    .summary = "which past decisions would be different under today's lists and law, and why",
    .synopsis = "[--since DATE] [--as-at DATE | --own-day] [--store STORE] [--json]",
    .about = "Every sealed case is decided again. Listed are the decisions whose verdict, provisions or red flags would be others, a row for each of these: new, gone, or other (it applied and is open now, or the "
             "reverse), with the list or table that it rests on. Nothing is sealed.\n\n--own-day asks on each decision's own day, with what is known today: what could not be known then, and what was changed "
             "backwards.",
    .args_max = 0,
    .examples = (const char *const[]){"cordon assess replay --since 2026-01-01 --store my.store", "Lists what has changed for the decisions of this year.", NULL},
    .exit_note = "some would be different",
    .run = run,
    .options = get_options,
};
