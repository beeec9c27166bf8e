/* claims.c - the ledger: the three tables read and checked, and each claim's
 * verdict.
 *
 * The order of deciding, from the strongest:
 *   1. a source that the claim cites speaks of something else: misquotes_source;
 *   2. the table's judgement, where the tolerance says that a person judges;
 *   3. the measure, else the value that the evidence gives, against the claim;
 *   4. no_data, with the file or request that would settle it.
 * What cannot be computed from this store is no_data whoever judged it before. */
#include "report/claims.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "report/claims_inner.h"

static const char *const verdict_names[CLAIM_VERDICTS] = {
    "reproduced", "consistent_other_source", "differs", "misquotes_source",    "no_data",
    "came_true",  "did_not_come_true",       "open",    "denied_by_other_side"};
const char *claim_verdict_name(claim_verdict v) { return verdict_names[v]; }

bool claim_verdict_of(claim_verdict *out, const char *name) {
    for (int i = 0; i < CLAIM_VERDICTS; i++)
        if (strcmp(verdict_names[i], name) == 0) {
            *out = (claim_verdict)i;
            return true;
        }
    return false;
}

const char *claim_kind_name(size_t i) {
    static const char *const names[] = {"figure",     "rank",   "trend",       "dated_fact",
                                        "prediction", "pledge", "attribution", "legal"};
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

static bool known_kind(const char *s) {
    const char *k;
    for (size_t i = 0; (k = claim_kind_name(i)); i++)
        if (strcmp(k, s) == 0) return true;
    return false;
}

/* ---- reading ---- */

static cordon_status fault(const table *t, uint32_t line, int col, const char *name,
                           const char *value, const char *want, cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, t->path, line, (uint32_t)col + 1,
                          "%s is \"%.100s\"; expected %s", name, value, want);
}

static bool good_id(const char *s) {
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    return n && n < 40 && !s[n];
}

static bool one_of(const char *s, const char *words) {
    size_t len = strlen(s);
    for (const char *p = words; *p;) {
        size_t n = strcspn(p, " ");
        if (n == len && memcmp(p, s, n) == 0) return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

const claim_proof *claims_proof(const claims *l, const char *id, size_t n) {
    for (size_t i = 0; i < l->proofs; i++)
        if (strlen(l->proof[i].id) == n && memcmp(l->proof[i].id, id, n) == 0) return &l->proof[i];
    return NULL;
}

enum { E_ID, E_VALUE, E_UNIT, E_CLAIMED, E_KIND, E_SAME, E_DATE, E_SAYS, E_SOURCE, E_COLUMNS };
static const char *const proof_columns[] = {"id",         "value", "unit", "claimed", "kind",
                                            "same_thing", "date",  "says", "source",  NULL};

static cordon_status read_proofs(claims *l, cordon_error *err) {
    const table *t = &l->proof_table;
    int col[E_COLUMNS];
    cordon_status status = table_cols(t, proof_columns, col, err);
    if (status) return status;
    if (t->rows > CLAIMS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, 0, 0, "more than %d rows", CLAIMS_MAX);
    if (!(l->proof = calloc(t->rows + 1, sizeof *l->proof))) return claims_no_memory(err);
    for (size_t i = 0; i < t->rows; i++) {
        const char *c[E_COLUMNS];
        uint32_t line = t->line[i];
        date_day date = 0;
        for (int k = 0; k < E_COLUMNS; k++) c[k] = table_cell(t, i, col[k]);
        if (!good_id(c[E_ID]) || claims_proof(l, c[E_ID], strlen(c[E_ID])))
            return fault(t, line, col[E_ID], "id", c[E_ID], "a new id of letters, digits, - and _",
                         err);
        if (!one_of(c[E_KIND], "cited primary other reply"))
            return fault(t, line, col[E_KIND], "kind", c[E_KIND], "cited, primary, other or reply",
                         err);
        if (!one_of(c[E_SAME], "yes no"))
            return fault(t, line, col[E_SAME], "same_thing", c[E_SAME], "yes or no", err);
        if (*c[E_DATE] && !date_parse(&date, c[E_DATE], strlen(c[E_DATE])))
            return fault(t, line, col[E_DATE], "date", c[E_DATE], "YYYY-MM-DD or nothing", err);
        if (!*c[E_SOURCE])
            return fault(t, line, col[E_SOURCE], "source", "", "who said it, and when", err);
        l->proof[l->proofs++] =
            (claim_proof){c[E_ID],   c[E_VALUE],  c[E_UNIT],           c[E_CLAIMED], c[E_KIND],
                          c[E_SAYS], c[E_SOURCE], c[E_SAME][0] == 'y', date,         line};
    }
    return CORDON_OK;
}

enum {
    C_ID,
    C_KIND,
    C_STATEMENT,
    C_VALUE,
    C_UNIT,
    C_PERIOD,
    C_ACTOR,
    C_STATED,
    C_PRIMARY,
    C_SAYS,
    C_CORRECTION,
    C_FILE,
    C_QUERY,
    C_TOLERANCE,
    C_BASIS,
    C_NOTE,
    C_MEASURE,
    C_DATASET,
    C_KNOWN,
    C_JUDGED,
    C_EVIDENCE,
    C_NEEDS,
    C_COLUMNS
};
static const char *const claim_columns[] = {"id",
                                            "kind",
                                            "statement",
                                            "value",
                                            "unit",
                                            "period",
                                            "partner_or_actor",
                                            "stated_source",
                                            "primary_source",
                                            "primary_says",
                                            "correction",
                                            "test_file",
                                            "test_query",
                                            "tolerance",
                                            "basis",
                                            "note",
                                            "measure",
                                            "dataset",
                                            "known_by",
                                            "judged_verdict",
                                            "evidence",
                                            "needs",
                                            NULL};

typedef struct claim_reader {
    claims *l;
    const table *t;
    int col[C_COLUMNS];
    const char *c[C_COLUMNS];
    uint32_t line;
    bool dataset_missing;
    const char *missing;
} claim_reader;

static cordon_status bad(const claim_reader *r, int c, const char *want, cordon_error *err) {
    return fault(r->t, r->line, r->col[c], claim_columns[c], r->c[c], want, err);
}

static void needs_dataset(void *arg, const char *dataset) {
    claim_reader *r = arg;
    if (claims_names(r->c[C_DATASET], dataset)) return;
    r->dataset_missing = true;
    r->missing = dataset;
}

/* A judgement of a kind that something must carry is carried by evidence. */
static cordon_status check_judgement(const claim_reader *r, bool reply, bool other,
                                     cordon_error *err) {
    tolerance t;
    claim_verdict v;
    tolerance_parse(&t, r->c[C_TOLERANCE]);
    if (!*r->c[C_JUDGED]) return CORDON_OK;
    if (!claim_verdict_of(&v, r->c[C_JUDGED]))
        return bad(r, C_JUDGED, "one of the nine verdicts", err);
    if (!tolerance_soft(t.kind))
        return bad(r, C_JUDGED, "nothing, because the tolerance lets the program decide", err);
    if (v == CLAIM_NO_DATA) return bad(r, C_JUDGED, "nothing: no_data is what is left", err);
    if (v == CLAIM_REPRODUCED && !*r->c[C_MEASURE])
        return bad(r, C_JUDGED, "another verdict: what no measure computes is not reproduced", err);
    if (v == CLAIM_DENIED && !reply) return bad(r, C_EVIDENCE, "the reply that denies it", err);
    if ((v == CLAIM_MISQUOTES || v == CLAIM_CAME_TRUE || v == CLAIM_DID_NOT) && !other)
        return bad(r, C_EVIDENCE, "the row that decides the judgement", err);
    return CORDON_OK;
}

static cordon_status check_claim(claim_reader *r, cordon_error *err) {
    const char *at = r->c[C_EVIDENCE], *part;
    size_t n;
    tolerance t;
    date_day day;
    bool reply = false, other = false;
    if (!good_id(r->c[C_ID]) || claims_find(r->l, r->c[C_ID]))
        return bad(r, C_ID, "a new id of letters, digits, - and _", err);
    if (!known_kind(r->c[C_KIND]))
        return bad(r, C_KIND,
                   "figure, rank, trend, dated_fact, prediction, pledge, attribution or legal",
                   err);
    if (!*r->c[C_STATEMENT]) return bad(r, C_STATEMENT, "a sentence", err);
    if (!tolerance_parse(&t, r->c[C_TOLERANCE]))
        return bad(r, C_TOLERANCE,
                   "exact, abs:X, rel:X%, sign, day, month, year, judge, wording or none", err);
    if (*r->c[C_KNOWN] && !date_parse(&day, r->c[C_KNOWN], strlen(r->c[C_KNOWN])))
        return bad(r, C_KNOWN, "YYYY-MM-DD or nothing", err);
    while (claims_part(&at, &part, &n)) {
        const claim_proof *p = claims_proof(r->l, part, n);
        if (claims_record_prefix(part, n)) continue;
        if (!p)
            return bad(r, C_EVIDENCE, "ids of evidence.csv, or record:ID, with ; between", err);
        if (strcmp(p->kind, "reply") == 0)
            reply = true;
        else
            other = true;
    }
    if (*r->c[C_MEASURE]) {
        measure_def *d = measure_find(r->l, r->c[C_MEASURE]);
        if (!d) return bad(r, C_MEASURE, "a measure of measures.csv", err);
        measure_datasets(r->l, d, needs_dataset, r);
        if (r->dataset_missing) {
            char want[120];
            snprintf(want, sizeof want, "%.60s among them, which the measure asks", r->missing);
            return bad(r, C_DATASET, want, err);
        }
    }
    return check_judgement(r, reply, other, err);
}

static cordon_status read_claims(claims *l, cordon_error *err) {
    claim_reader r = {.l = l, .t = &l->claim_table};
    cordon_status status = table_cols(r.t, claim_columns, r.col, err);
    if (status) return status;
    if (r.t->rows > CLAIMS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, r.t->path, 0, 0, "more than %d claims",
                              CLAIMS_MAX);
    if (!(l->v = calloc(r.t->rows + 1, sizeof *l->v))) return claims_no_memory(err);
    for (size_t i = 0; i < r.t->rows; i++) {
        r.line = r.t->line[i];
        for (int k = 0; k < C_COLUMNS; k++) r.c[k] = table_cell(r.t, i, r.col[k]);
        if ((status = check_claim(&r, err))) return status;
        claim x = {r.c[C_ID],
                   r.c[C_KIND],
                   r.c[C_STATEMENT],
                   r.c[C_VALUE],
                   r.c[C_UNIT],
                   r.c[C_PERIOD],
                   r.c[C_ACTOR],
                   r.c[C_STATED],
                   r.c[C_PRIMARY],
                   r.c[C_SAYS],
                   r.c[C_CORRECTION],
                   r.c[C_FILE],
                   r.c[C_QUERY],
                   r.c[C_TOLERANCE],
                   r.c[C_BASIS],
                   r.c[C_NOTE],
                   r.c[C_MEASURE],
                   r.c[C_DATASET],
                   r.c[C_JUDGED],
                   r.c[C_EVIDENCE],
                   r.c[C_NEEDS],
                   0,
                   0,
                   r.line};
        date_parse(&x.known_by, r.c[C_KNOWN], strlen(r.c[C_KNOWN]));
        if (strncmp(x.period, "deadline ", 9) == 0 &&
            !date_parse(&x.deadline, x.period + 9, strlen(x.period + 9)))
            return bad(&r, C_PERIOD, "deadline YYYY-MM-DD", err);
        l->v[l->n++] = x;
    }
    return CORDON_OK;
}

cordon_status claims_take(claims **out, table *claim_t, table *measure_t, table *proof_t,
                          const cordon_store *c, date_day as_at, date_day known_by,
                          cordon_error *err) {
    claims *l = calloc(1, sizeof *l);
    cordon_status status = l ? CORDON_OK : claims_no_memory(err);
    if (l) {
        *l = (claims){.c = c,
                      .as_at = as_at,
                      .known_by = known_by,
                      .claim_table = *claim_t,
                      .measure_table = *measure_t,
                      .proof_table = *proof_t,
                      .loaded = -1};
        *claim_t = *measure_t = *proof_t = (table){0};
        arena_init(&l->mem, 64 << 20);
    } else {
        table_free(claim_t);
        table_free(measure_t);
        table_free(proof_t);
    }
    if (!l) return status;
    status = read_proofs(l, err);
    if (!status) status = measures_read(l, err);
    if (!status) status = read_claims(l, err);
    if (status)
        claims_close(l);
    else
        *out = l;
    return status;
}

static cordon_status read_beside(table *t, bool *has, const char *name, cordon_error *err) {
    char path[1024];
    cordon_error e = {0};
    cordon_status status = table_read(t, data_path(path, sizeof path, name), &e);
    *has = !status;
    if (!status || status == CORDON_ENOTFOUND) return CORDON_OK;
    if (err) *err = e;
    return status;
}

cordon_status claims_open(claims **out, const cordon_store *c, date_day as_at, date_day known_by,
                          cordon_error *err) {
    static const char *const names[] = {"data/claims/claims.csv", "data/claims/measures.csv",
                                        "data/claims/evidence.csv"};
    table t[3] = {0};
    char path[1024];
    claims *l = NULL;
    cordon_status status = CORDON_OK;
    for (int i = 0; i < 3 && !status; i++)
        status = table_read(&t[i], data_path(path, sizeof path, names[i]), err);
    if (status) {
        for (int i = 0; i < 3; i++) table_free(&t[i]);
        return status;
    }
    status = claims_take(&l, &t[0], &t[1], &t[2], c, as_at, known_by, err);
    if (status || !l) return status;
    status = read_beside(&l->fx, &l->has_fx, "data/ref/fx_ecb_annual_average.csv", err);
    if (!status) status = read_beside(&l->sources, &l->has_sources, "data/sources.csv", err);
    if (status)
        claims_close(l);
    else
        *out = l;
    return status;
}

void claims_close(claims *l) {
    if (!l) return;
    for (size_t i = 0; i < l->measures; i++) buf_free(&l->measure[i].got.steps);
    for (size_t i = 0; i < l->cached; i++)
        if (l->cache[i].there) table_free(&l->cache[i].t);
    for (int i = 0; i < STORED_KINDS; i++) table_free(&l->stored[i].t);
    table_free(&l->claim_table);
    table_free(&l->measure_table);
    table_free(&l->proof_table);
    table_free(&l->fx);
    table_free(&l->sources);
    arena_destroy(&l->mem);
    free(l->v);
    free(l->measure);
    free(l->proof);
    free(l);
}

size_t claims_count(const claims *l) { return l->n; }
const claim *claims_at(const claims *l, size_t i) { return &l->v[i]; }

const claim *claims_find(const claims *l, const char *id) {
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].id, id) == 0) return &l->v[i];
    return NULL;
}

void claims_files_of(claims *l, const char *dataset, buf *out) {
    int file = l->has_sources ? table_col(&l->sources, "file") : -1;
    int name = l->has_sources ? table_col(&l->sources, "dataset") : -1;
    bool any = false;
    for (size_t i = 0; file >= 0 && name >= 0 && i < l->sources.rows; i++) {
        if (strcmp(table_cell(&l->sources, i, name), dataset) != 0) continue;
        buf_printf(out, "%sdata/%s", any ? " or " : "load ", table_cell(&l->sources, i, file));
        any = true;
    }
    if (!any) buf_printf(out, "load a file of dataset %s", dataset);
}

date_day claims_vintage_of(claims *l, const char *path) {
    int file = l->has_sources ? table_col(&l->sources, "file") : -1;
    int day = l->has_sources ? table_col(&l->sources, "vintage") : -1;
    date_day d = 0;
    if (strncmp(path, "data/", 5) != 0 || file < 0 || day < 0) return 0;
    if (strncmp(path, "data/events/", 12) == 0) return 0; /* what somebody published, no statistics */
    for (size_t i = 0; i < l->sources.rows; i++)
        if (strcmp(table_cell(&l->sources, i, file), path + 5) == 0)
            date_parse(&d, table_cell(&l->sources, i, day),
                       strlen(table_cell(&l->sources, i, day)));
    return d;
}

/* ---- deciding ---- */

typedef struct decision {
    claims *l;
    const claim *c;
    claim_result *r;
    date_day known_by;
    buf why, got;
    tolerance t;
    const claim_proof *cited, *value, *decides, *reply;
    const claim_proof *late; /* a decisive row that is not known yet */
    const outcome *o;        /* of the measure; NULL without one */
} decision;

static bool is_forecast(const claim *c) {
    return strcmp(c->kind, "prediction") == 0 || strcmp(c->kind, "pledge") == 0;
}

static void find_proofs(decision *d) {
    const char *at = d->c->evidence, *part;
    size_t n;
    while (claims_part(&at, &part, &n)) {
        const claim_proof *p = claims_proof(d->l, part, n);
        if (!p) continue;
        bool later = p->date > d->known_by || (is_forecast(d->c) && p->date > d->l->as_at);
        if (later) {
            d->late = p;
            continue;
        }
        if (strcmp(p->kind, "reply") == 0) {
            d->reply = p;
            continue;
        }
        if (!d->decides) d->decides = p;
        if (strcmp(p->kind, "cited") == 0) d->cited = p;
        if (*p->value && !d->value) d->value = p;
    }
}

static void settle(decision *d, claim_verdict v, bool judged) {
    d->r->verdict = v;
    d->r->judged = judged;
}

static void say_proof(decision *d, const claim_proof *p) {
    buf_printf(&d->why, "%s (%s)", *p->says ? p->says : p->value, p->source);
}

/* "see C25" stands for what is said there. */
static void add_sentence(decision *d, const char *s) {
    static const char see[] = "see ";
    size_t n = sizeof see - 1;
    const claim *other = strlen(s) > n && memcmp(s, see, n) == 0 ? claims_find(d->l, s + n) : NULL;
    if (other) s = other->correction;
    if (!*s || strcmp(s, "none") == 0) return;
    if (d->why.len) buf_str(&d->why, d->why.p[d->why.len - 1] == '.' ? " " : ". ");
    buf_str(&d->why, s);
}

/* Nothing to decide with: what would settle it. */
static void no_data(decision *d, const char *reason) {
    bool forecast = is_forecast(d->c);
    settle(d, CLAIM_NO_DATA, false);
    if (forecast && ((d->o && d->o->early) || d->late)) settle(d, CLAIM_OPEN, false);
    add_sentence(d, reason);
    if (d->late && !d->o) {
        char day[DATE_TEXT];
        buf_printf(&d->why, "%swhat decides it is of %s", d->why.len ? "; " : "",
                   date_format(day, d->late->date));
    }
    if (*d->c->needs) {
        add_sentence(d, "It would be settled by: ");
        buf_str(&d->why, d->c->needs);
    } else if (!d->why.len) {
        buf_str(&d->why, "nothing here can test it");
    }
}

static void lacks_dataset(decision *d) {
    const char *at = d->c->dataset, *part;
    size_t n;
    no_data(d, d->o->why);
    if (d->r->verdict != CLAIM_NO_DATA || d->o->early) return;
    bool first = true;
    while (claims_part(&at, &part, &n)) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(n < 63 ? n : 63), part);
        buf_str(&d->why, first ? ": " : "; ");
        claims_files_of(d->l, name, &d->why);
        first = false;
    }
}

/* What the table judged, as far as it was known. */
static void keep_judgement(decision *d) {
    claim_verdict v = CLAIM_NO_DATA;
    claim_verdict_of(&v, d->c->judged);
    bool carried = v == CLAIM_MISQUOTES || v == CLAIM_CAME_TRUE || v == CLAIM_DID_NOT;
    if ((carried && !d->decides) || (v == CLAIM_DENIED && !d->reply)) {
        no_data(d, "");
        return;
    }
    settle(d, v, true);
    if (d->reply && v == CLAIM_DENIED) {
        buf_str(&d->why, "reply: ");
        say_proof(d, d->reply);
    } else if (d->decides) {
        say_proof(d, d->decides);
    } else {
        add_sentence(d, d->c->primary_says);
    }
    if (d->o && d->got.len) {
        const char *what = measure_find(d->l, d->c->measure)->cell[M_NOTE];
        buf_printf(&d->why, "%scomputed: %s %s%s%s%s", d->why.len ? "; " : "", buf_text(&d->got),
                   d->r->got_unit, *what ? " (" : "", what, *what ? ")" : "");
    }
    add_sentence(d, d->c->correction);
    if (v == CLAIM_OPEN && *d->c->needs) {
        add_sentence(d, "It would be settled by: ");
        buf_str(&d->why, d->c->needs);
    }
}

static void decide(decision *d, bool good, bool statistics, bool cited) {
    if (is_forecast(d->c)) {
        bool over = d->c->deadline && d->c->deadline < d->l->as_at;
        settle(d, good ? CLAIM_CAME_TRUE : over ? CLAIM_DID_NOT : CLAIM_OPEN, false);
    } else if (good) {
        settle(d, statistics ? CLAIM_REPRODUCED : CLAIM_CONSISTENT, false);
    } else {
        settle(d, cited ? CLAIM_MISQUOTES : CLAIM_DIFFERS, false);
    }
    if (d->o && d->o->imputed) add_sentence(d, "Values are imputed from the partners' reports");
    if (!good || d->r->verdict == CLAIM_CONSISTENT) add_sentence(d, d->c->correction);
}

/* The claim's own items, or the words the evidence says it claims; a claim
 * without a value that has a sign is about whether it happened at all.       */
static cordon_status wanted(decision *d, claim_item *want, size_t *n, cordon_error *err) {
    const char *text = d->c->value;
    if (strcmp(text, "none") == 0)
        text = d->value && *d->value->claimed ? d->value->claimed
               : d->t.kind == TOL_SIGN        ? ">0"
                                              : "";
    return claims_items(d->l, want, n, text, err);
}

static cordon_status from_measure(decision *d, cordon_error *err) {
    claim_item want[CLAIM_ITEMS_MAX];
    size_t n;
    measure_def *m = measure_find(d->l, d->c->measure);
    cordon_status status = wanted(d, want, &n, err);
    if (status) return status;
    if (n > CLAIM_ITEMS_MAX) {
        no_data(d, "more than 16 values are claimed");
        return CORDON_OK;
    }
    bool good = claims_compare(d->l->c ? d->l->c->areas : NULL, want, n, d->o->item, d->o->n, d->t,
                               m->decimals, &d->why);
    decide(d, good, d->o->statistics, d->cited != NULL);
    return CORDON_OK;
}

static cordon_status from_evidence(decision *d, cordon_error *err) {
    claim_item want[CLAIM_ITEMS_MAX], got[CLAIM_ITEMS_MAX];
    size_t wants, gots;
    cordon_status status = wanted(d, want, &wants, err);
    if (!status) status = claims_items(d->l, got, &gots, d->value->value, err);
    if (status) return status;
    if (wants > CLAIM_ITEMS_MAX || gots > CLAIM_ITEMS_MAX) {
        no_data(d, "more than 16 values are claimed");
        return CORDON_OK;
    }
    if (!wants && d->reply) { /* an accusation that nothing here can measure, and its denial */
        settle(d, CLAIM_DENIED, true);
        buf_str(&d->why, "reply: ");
        say_proof(d, d->reply);
        return CORDON_OK;
    }
    bool good =
        claims_compare(d->l->c ? d->l->c->areas : NULL, want, wants, got, gots, d->t, 2, &d->why);
    buf_str(&d->why, ": ");
    say_proof(d, d->value);
    decide(d, good, false, d->cited != NULL);
    return CORDON_OK;
}

static int count_source(void *arg, const source *s) {
    (void)s;
    ++*(int64_t *)arg;
    return 0;
}

/* Beside an empty store no statistics are at hand, whatever ships with the program. */
static cordon_status empty_store(bool *out, claims *l, cordon_error *err) {
    if (l->loaded < 0 && l->c) {
        l->loaded = 0;
        cordon_status status = store_sources(l->c->store, count_source, &l->loaded, err);
        if (status) return status;
    }
    *out = l->loaded <= 0;
    return CORDON_OK;
}

static cordon_status measured(decision *d, cordon_error *err) {
    measure_def *m = measure_find(d->l, d->c->measure);
    bool empty = false;
    cordon_status status = measure_value(d->l, m, d->known_by, err);
    if (!status && m->got.statistics && !m->got.absent) status = empty_store(&empty, d->l, err);
    if (status) return status;
    if (empty) outcome_absent(&m->got, "nothing is loaded in the store");
    d->o = &m->got;
    d->r->evidence = m->got.evidence;
    d->r->evidence_n = m->got.absent ? 0 : m->got.evidence_n;
    d->r->steps = m->got.absent ? "" : claims_keep(d->l, buf_text(&m->got.steps));
    d->r->got_unit = m->got.absent ? "" : m->cell[M_UNIT];
    if (m->got.absent) return CORDON_OK;
    for (size_t i = 0; i < m->got.n; i++)
        buf_printf(&d->got, "%s%s", i ? "; " : "", m->got.item[i].text);
    if (m->got.n == 1 && m->got.item[0].number) d->r->number = m->got.item[0].v;
    return d->r->steps ? CORDON_OK : claims_no_memory(err);
}

static cordon_status use_proof(decision *d, const claim_proof *p, cordon_error *err) {
    buf b = {0};
    if (!p || d->r->evidence_n) return CORDON_OK;
    finding_evidence *e = arena_alloc(&d->l->mem, sizeof *e);
    buf_printf(&b, "data/claims/evidence.csv %s: %s (%s)", p->id, *p->says ? p->says : p->value,
               p->source);
    const char *quote = b.failed ? NULL : claims_keep(d->l, buf_text(&b));
    buf_free(&b);
    if (!e || !quote) return claims_no_memory(err);
    *e = (finding_evidence){.kind = "row", .line = p->line, .quote = quote};
    d->r->evidence = e;
    d->r->evidence_n = 1;
    return CORDON_OK;
}

/* With nothing else, the row of the table itself is what the result rests on. */
static cordon_status use_claim(decision *d, cordon_error *err) {
    buf b = {0};
    if (d->r->evidence_n || d->r->verdict == CLAIM_NO_DATA) return CORDON_OK;
    finding_evidence *e = arena_alloc(&d->l->mem, sizeof *e);
    buf_printf(&b, "data/claims/claims.csv %s: %s (%s)", d->c->id, d->c->primary_says,
               d->c->primary_source);
    const char *quote = b.failed ? NULL : claims_keep(d->l, buf_text(&b));
    buf_free(&b);
    if (!e || !quote) return claims_no_memory(err);
    *e = (finding_evidence){.kind = "row", .line = d->c->line, .quote = quote};
    d->r->evidence = e;
    d->r->evidence_n = 1;
    return CORDON_OK;
}

static cordon_status weigh(decision *d, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (*d->c->measure) status = measured(d, err);
    if (status) return status;
    if (!*d->c->measure && d->value) {
        claim_item x[CLAIM_ITEMS_MAX];
        size_t n;
        if ((status = claims_items(d->l, x, &n, d->value->value, err))) return status;
        if (n == 1 && x[0].number) d->r->number = x[0].v;
        buf_str(&d->got, d->value->value);
        d->r->got_unit = d->value->unit;
    }
    if (d->o && d->o->absent) {
        lacks_dataset(d);
    } else if (d->cited && !d->cited->same_thing) {
        settle(d, CLAIM_MISQUOTES, true);
        say_proof(d, d->cited);
        add_sentence(d, d->c->correction);
    } else if (*d->c->judged) {
        keep_judgement(d);
    } else if (tolerance_soft(d->t.kind)) {
        no_data(d, "");
    } else if (d->o) {
        status = from_measure(d, err);
    } else if (d->value) {
        status = from_evidence(d, err);
    } else {
        no_data(d, "");
    }
    if (status) return status;
    bool denied = d->r->verdict == CLAIM_DENIED;
    if (!status) status = use_proof(d, denied ? d->reply : d->decides, err);
    return status ? status : use_claim(d, err);
}

cordon_status claims_check(claim_result *out, claims *l, size_t i, cordon_error *err) {
    claim_result r = {.claim = &l->v[i],
                      .number = (double)NAN,
                      .got_unit = "",
                      .steps = "",
                      .as_at = l->as_at,
                      .known_by = l->known_by};
    decision d = {.l = l, .c = r.claim, .r = &r, .known_by = l->known_by};
    if (r.claim->known_by && r.claim->known_by < d.known_by) d.known_by = r.claim->known_by;
    r.known_by = d.known_by;
    tolerance_parse(&d.t, r.claim->tolerance);
    find_proofs(&d);
    cordon_status status = weigh(&d, err);
    if (!status) {
        r.got = claims_keep(l, buf_text(&d.got));
        r.why = claims_keep(l, buf_text(&d.why));
        if (!r.got || !r.why || d.got.failed || d.why.failed) status = claims_no_memory(err);
    }
    buf_free(&d.got);
    buf_free(&d.why);
    if (!status) status = claims_bind(l, &r, err);
    if (!status) *out = r;
    return status;
}
