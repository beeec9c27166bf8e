#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/output.h"
#include "report/claims.h"

static const char *store_name, *regime_dir, *ids, *kind, *verdict;
static int32_t as_at, known_by;
static int64_t wait_s;
static bool explain;
static output_choice choice;

static const option *options(void) {
    static const option t[] = {
        {"id", 0, OPTION_TEXT, "ID,...", "only these claims", &ids},
        {"kind", 0, OPTION_TEXT, "KIND",
         "only figure, rank, trend, dated_fact, prediction, pledge, "
         "attribution or legal",
         &kind},
        {"verdict", 0, OPTION_TEXT, "VERDICT", "only what got this verdict", &verdict},
        {"explain", 0, OPTION_FLAG, NULL, "print the arithmetic with sources, rows and numbers",
         &explain},
        {"regime", 0, OPTION_TEXT, "NAME|DIR", "sets and goods groups; default: the store's",
         &regime_dir},
        {"as-at", 0, OPTION_DATE, "DATE", "facts up to this day; default: today", &as_at},
        {"known-by", 0, OPTION_DATE, "DATE",
         "what was published later does not count; default: "
         "today",
         &known_by},
        OUTPUT_OPTIONS(&choice),
        {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
        {0},
    };
    return t;
}

static const output_column table_columns[] = {
    {"id", "id", OUT_TEXT, false},
    {"verdict", "verdict", OUT_TEXT, false},
    {"expected", "expected", OUT_TEXT, true},
    {"got", "got", OUT_TEXT, true},
    {"unit", "unit", OUT_TEXT, true},
    {"figure", "figure", OUT_TEXT, true},
};
static const output_column file_columns[] = {
    {"id", "id", OUT_TEXT, false},
    {"kind", "kind", OUT_TEXT, false},
    {"figure", "figure", OUT_TEXT, true},
    {"period", "period", OUT_TEXT, false},
    {"expected", "expected", OUT_TEXT, false},
    {"unit", "unit", OUT_TEXT, false},
    {"got", "got", OUT_TEXT, false},
    {"got_number", "got, number", OUT_REAL, false},
    {"got_unit", "got, unit", OUT_TEXT, false},
    {"tolerance", "tolerance", OUT_TEXT, false},
    {"verdict", "verdict", OUT_TEXT, false},
    {"judged", "judged", OUT_TEXT, false},
    {"why", "why", OUT_TEXT, true},
    {"source", "source", OUT_TEXT, false},
    {"primary_source", "primary source", OUT_TEXT, true},
    {"primary_says", "it says", OUT_TEXT, true},
    {"measure", "measure", OUT_TEXT, false},
    {"needs", "needs", OUT_TEXT, true},
};
enum {
    TABLE_COLUMNS = sizeof table_columns / sizeof *table_columns,
    FILE_COLUMNS = sizeof file_columns / sizeof *file_columns
};

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static bool wanted(const char *list, const char *id) {
    size_t len = strlen(id);
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, ",");
        if (n == len && memcmp(p, id, n) == 0) return true;
        p += n + (p[n] == ',');
    }
    return false;
}

/* Each id asked for must be there: a mistyped one is not an empty answer. */
static int check_words(const claims *l) {
    claim_verdict v;
    const char *name;
    bool known = !kind;
    for (size_t i = 0; kind && (name = claim_kind_name(i)); i++) known |= strcmp(name, kind) == 0;
    if (!known)
        return usage_error(&cmd_claims,
                           "--kind \"%s\": expected figure, rank, trend, dated_fact, "
                           "prediction, pledge, attribution or legal",
                           kind);
    if (verdict && !claim_verdict_of(&v, verdict))
        return usage_error(&cmd_claims,
                           "--verdict \"%s\": expected reproduced, "
                           "consistent_other_source, differs, misquotes_source, "
                           "no_data, came_true, did_not_come_true, open or "
                           "denied_by_other_side",
                           verdict);
    for (const char *p = ids; p && *p;) {
        char id[64];
        size_t n = strcspn(p, ",");
        snprintf(id, sizeof id, "%.*s", (int)(n < 63 ? n : 63), p);
        if (!claims_find(l, id))
            return usage_error(&cmd_claims, "--id \"%s\": there is no such claim", id);
        p += n + (p[n] == ',');
    }
    return EXIT_OK;
}

static void print_table(output *o, const claim_result *r) {
    char words[64];
    snprintf(words, sizeof words, "%s%s", claim_verdict_name(r->verdict),
             r->judged ? " (judged)" : "");
    output_text(o, r->claim->id);
    output_text(o, words);
    output_text(o, r->claim->value);
    output_text(o, *r->got ? r->got : NULL);
    output_text(o, *r->got_unit ? r->got_unit : r->claim->unit);
    output_text(o, r->claim->statement);
}

static cordon_status print_file(output *o, const claim_result *r, cordon_error *err) {
    const claim *c = r->claim;
    static const char number[] = ""; /* the place of got_number */
    const char *cells[FILE_COLUMNS] = {c->id,
                                       c->kind,
                                       c->statement,
                                       c->period,
                                       c->value,
                                       c->unit,
                                       *r->got ? r->got : NULL,
                                       number,
                                       *r->got_unit ? r->got_unit : NULL,
                                       c->tolerance,
                                       claim_verdict_name(r->verdict),
                                       r->judged ? "yes" : "no",
                                       r->why,
                                       c->stated_source,
                                       c->primary_source,
                                       c->primary_says,
                                       *c->measure ? c->measure : NULL,
                                       *c->needs ? c->needs : NULL};
    buf json = {0};
    for (size_t i = 0; i < FILE_COLUMNS; i++)
        if (cells[i] == number)
            output_real(o, r->number);
        else
            output_text(o, cells[i]);
    cordon_status status = choice.json ? claim_json(&json, r, explain, err) : CORDON_OK;
    if (!status && choice.json) output_row_json(o, buf_text(&json));
    buf_free(&json);
    return status;
}

/* A claim with its arithmetic, as text. */
static void print_steps(const claim_result *r) {
    const claim *c = r->claim;
    buf b = {0};
    buf_printf(&b, "%s  %s%s\n", c->id, claim_verdict_name(r->verdict),
               r->judged ? " (judged)" : "");
    buf_printf(&b, "  claimed   %s %s, %s: %s\n", c->value, c->unit, c->period, c->statement);
    if (*r->got)
        buf_printf(&b, "  got       %s %s (tolerance %s)\n", r->got, r->got_unit, c->tolerance);
    buf_printf(&b, "  why       %s\n", r->why);
    buf_printf(&b, "  source    %s\n  primary   %s: %s\n", c->stated_source, c->primary_source,
               c->primary_says);
    for (const char *s = r->steps; *s;) {
        size_t n = strcspn(s, "\n");
        buf_printf(&b, "  step      %.*s\n", (int)n, s);
        s += n + (s[n] == '\n');
    }
    for (size_t i = 0; !*r->steps && i < r->evidence_n; i++)
        if (r->evidence[i].quote)
            buf_printf(&b, "  evidence  line %lld of %s\n", (long long)r->evidence[i].line,
                       r->evidence[i].quote);
    buf_char(&b, '\n');
    fputs(buf_text(&b), stdout);
    buf_free(&b);
}

typedef struct tally {
    size_t computed[CLAIM_VERDICTS], judged[CLAIM_VERDICTS], shown;
} tally;

static void print_tally(output *o, const tally *t) {
    buf b = {0};
    for (int v = 0; v < CLAIM_VERDICTS; v++)
        if (t->computed[v] + t->judged[v]) {
            buf_printf(&b, "%s%s %zu", b.len ? ", " : "", claim_verdict_name((claim_verdict)v),
                       t->computed[v] + t->judged[v]);
            if (t->judged[v]) buf_printf(&b, " (%zu judged)", t->judged[v]);
        }
    const char *colon = b.len ? ": " : "";
    if (o)
        output_note(o, "%zu claims%s%s.", t->shown, colon, buf_text(&b));
    else
        printf("%zu claims%s%s.\n", t->shown, colon, buf_text(&b));
    buf_free(&b);
}

static cordon_status print_all(output *o, claims *l, cordon_error *err) {
    cordon_status status = CORDON_OK;
    claim_verdict only = CLAIM_OPEN;
    tally t = {0};
    if (verdict) claim_verdict_of(&only, verdict);
    for (size_t i = 0; i < claims_count(l) && !status; i++) {
        const claim *c = claims_at(l, i);
        claim_result r;
        if ((ids && !wanted(ids, c->id)) || (kind && strcmp(kind, c->kind) != 0)) continue;
        if ((status = claims_check(&r, l, i, err))) break;
        if (verdict && r.verdict != only) continue;
        t.shown++;
        ++*(r.judged ? &t.judged[r.verdict] : &t.computed[r.verdict]);
        if (!o)
            print_steps(&r);
        else if (for_files())
            status = print_file(o, &r, err);
        else
            print_table(o, &r);
    }
    if (!status) print_tally(o, &t);
    return status;
}

static int work(const cordon_store *s) {
    cordon_error err = {0};
    claims *l;
    cordon_status status =
        claims_open(&l, s, as_at ? as_at : date_today(), known_by ? known_by : date_today(), &err);
    if (status) return cmd_failed(&cmd_claims, &err);
    int rc = check_words(l);
    output *o = NULL;
    bool text = explain && !for_files();
    if (!rc && !text) {
        o = for_files() ? output_begin(&choice, "Claims", file_columns, FILE_COLUMNS)
                        : output_begin(&choice, "Claims", table_columns, TABLE_COLUMNS);
        if (!o) rc = output_refused(&choice);
    }
    if (!rc) {
        status = print_all(o, l, &err);
        if (status) output_drop(o);
        rc = status ? cmd_failed(&cmd_claims, &err) : o ? output_end(o) : EXIT_OK;
    }
    claims_close(l);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    cordon_store s;
    cordon_error err = {0};
    store_name = regime_dir = ids = kind = verdict = NULL;
    as_at = known_by = 0;
    wait_s = 0;
    explain = false;
    choice = (output_choice){0};
    int rc = options_parse(&cmd_claims, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) store_name = args[0];
    if (explain && (choice.csv || choice.xlsx))
        return usage_error(&cmd_claims, "--explain goes with text and --json");
    if ((rc = cmd_store(&cmd_claims, &store_name))) return rc;
    if (context_open(&s, store_name, regime_dir, STORE_READ, (double)wait_s, &err))
        return cmd_failed(&cmd_claims, &err);
    rc = work(&s);
    context_close(&s);
    return rc;
}

static const char *const examples[] = {"cordon claims my.store",
                                       "every published figure: expected, got, verdict",
                                       "cordon claims my.store --id C25 --explain",
                                       "the arithmetic of one, with sources and rows", NULL};

const command cmd_claims = {
    .name = "claims",
    .summary = "recompute published figures",
    .synopsis = "[STORE] [--id ID,...] [--kind KIND] [--verdict VERDICT] [--explain]",
    .about =
        "Figures that reports and studies published, recomputed from the store: what was claimed, "
        "what the data give, and one of nine verdicts: reproduced, consistent_other_source, "
        "differs, misquotes_source, no_data, came_true, did_not_come_true, open, "
        "denied_by_other_side.\n\n"
        "A verdict on data is computed with the tolerance of the claim. Where a person has to "
        "judge, the judgement of the table stands and is marked (judged). What the store has no "
        "data for is no_data, with the file or request that would settle it; it never reads as "
        "false.\n\n"
        "The claims, the measures and the evidence are tables in data/claims.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = options,
};
