#include "assess/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/strings.h"
#include "own/own.h"

static const char *const names[VERDICTS] = {"no_bar_found", "review", "hold", "block"};

const char *verdict_name(verdict v) { return names[v]; }

bool verdict_parse(verdict *out, const char *name) {
    for (int i = 0; i < VERDICTS; i++)
        if (strcmp(names[i], name) == 0) return *out = (verdict)i, true;
    return false;
}

/* ---- what one ground leads to */

static verdict applied(const law_outcome *o) {
    law_kind k = o->rule->kind;
    if (k == LAW_INFORMATION || k == LAW_EXCEPTION) return VERDICT_NO_BAR;
    if (!o->verified || k == LAW_EXPOSURE) return VERDICT_REVIEW;
    return k == LAW_PROHIBITION ? VERDICT_BLOCK : VERDICT_HOLD;
}

static bool open_question(const law_outcome *o) { return o->applies == TRI_UNKNOWN; }

verdict decide_outcome(const law_outcome *o) {
    if (o->applies == TRI_NO) return VERDICT_NO_BAR;
    verdict v = applied(o);
    return open_question(o) && v > VERDICT_REVIEW ? VERDICT_REVIEW : v;
}

static bool counts(const flag_result *f) { return f->verdict == FINDING_FOUND && f->row->verified; }

static double weight_of_flags(const flag_result *f, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += counts(&f[i]) ? f[i].row->weight : 0;
    return sum;
}

/* Weights are written with few decimals: a sum that misses the threshold by rounding alone reaches it. */
static bool flags_reach(double weight) { return weight >= decide_parameter("flags_review_at", 1) - 1e-9; }

/* ---- questions */

typedef struct asking {
    arena *mem;
    const law_outcome *outcome;
    size_t outcomes;
    verdict settled; /* with everything unknown taken as no */
    question *q;
    size_t n, most;
} asking;

/* How many facts an outcome waits for: rows of one fact for several things are alternatives, or settled by one answer. */
static size_t unknown_facts(const law_outcome *o) {
    size_t n = 0;
    for (size_t i = 0; i < o->grounds; i++) {
        bool before = o->ground[i].holds != TRI_UNKNOWN;
        for (size_t k = 0; k < i && !before; k++) before = o->ground[k].holds == TRI_UNKNOWN && strcmp(o->ground[k].fact, o->ground[i].fact) == 0;
        n += !before;
    }
    return n ? n : 1;
}

static const char *text_or(const char *s) { return s ? s : ""; }

/* "parties/1"; "" = the case. NULL: no memory. */
static const char *thing_of(arena *mem, const law_ground *g) {
    if (g->scope == SCOPE_CASE) return "";
    char s[64];
    int n = g->thing == (size_t)LAW_NO_THING ? snprintf(s, sizeof s, "%s", fact_scope_plural(g->scope)) : snprintf(s, sizeof s, "%s/%zu", fact_scope_plural(g->scope), g->thing);
    return arena_strndup(mem, s, (size_t)n);
}

static question *asked_already(asking *a, const char *what, const char *value, const char *pointer) {
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->q[i].fact, what) == 0 && strcmp(a->q[i].value, value) == 0 && strcmp(a->q[i].pointer, pointer) == 0) return &a->q[i];
    return NULL;
}

/* "a, b", each once. */
static const char *joined(arena *mem, const char *list, const char *id) {
    size_t n = strlen(list), m = strlen(id);
    for (const char *at = list; (at = strstr(at, id)) != NULL; at += m)
        if ((at == list || at[-1] == ' ') && (at[m] == ',' || !at[m])) return list;
    char *s = arena_alloc(mem, n + m + 3);
    if (s) snprintf(s, n + m + 3, "%s%s%s", list, n ? ", " : "", id);
    return s;
}

/* One more outcome that waits for the fact: the question is worth the most that any gives. */
static void weigh_question(asking *a, question *q, const law_outcome *o, verdict becomes, double share) {
    double gain = becomes > a->settled ? (double)(becomes - a->settled) * share : 0;
    if (gain > q->worth) q->worth = gain;
    if (becomes > q->could_become) q->could_become = becomes;
    q->decides = o ? joined(a->mem, q->decides, o->rule->id) : q->decides;
}

static question *ask_of(asking *a, const char *what, const char *value, const char *pointer) {
    const fact_name *f = fact_name_find(what);
    if (f && (f->takes == TAKES_LISTS || f->takes == TAKES_OWNER)) value = ""; /* who it is, and whose, settles every list and rule */
    question *q = asked_already(a, what, value, pointer);
    if (q || a->n >= a->most) return q;
    const question_row *row = assess_question(what, value);
    q = &a->q[a->n++];
    *q = (question){.text = row ? row->text : assess_string("question.generic"), .fact = what, .value = value, .pointer = pointer, .decides = "",
                    .could_become = a->settled, .cost = row ? row->cost : 2};
    return q;
}

/* What is not assessed for want of a list or table is settled by loading it, not by asking: of owners where they are all known, and
 * only who of them is listed is not. */
static bool wants_a_table(const law_ground *g) {
    const fact_name *f = g->not_assessed ? fact_name_find(g->fact) : NULL;
    bool owners_known = f && f->takes == TAKES_OWNER && strcmp(text_or(g->answer), own_verdict_name(OWN_NOT)) == 0;
    return f && (f->takes == TAKES_LISTS || f->takes == TAKES_GOODS || owners_known);
}

/* One for each table of goods, and one for all lists: whoever is looked up in them, they are loaded once. */
static question *ask_to_load(asking *a, const law_ground *g) {
    const fact_name *f = fact_name_find(g->fact);
    const char *load = assess_string(f->takes == TAKES_GOODS ? "question.load" : "question.load_lists"), *of = f->takes == TAKES_GOODS ? text_or(g->value) : "";
    for (size_t i = 0; i < a->n; i++)
        if (a->q[i].text == load && strcmp(a->q[i].value, of) == 0) return &a->q[i];
    question *q = ask_of(a, text_or(g->fact), of, "");
    if (q) q->text = load, q->value = of, q->cost = 3;
    return q;
}

static void ask_of_outcome(asking *a, const law_outcome *o) {
    double share = 1.0 / (double)unknown_facts(o);
    verdict becomes = applied(o);
    bool any = false;
    for (size_t i = 0; i < o->grounds; i++) {
        const law_ground *g = &o->ground[i];
        if (g->holds != TRI_UNKNOWN) continue;
        const char *thing = thing_of(a->mem, g);
        question *q = !thing ? NULL : wants_a_table(g) ? ask_to_load(a, g) : ask_of(a, text_or(g->fact), text_or(g->value), thing);
        if (q) weigh_question(a, q, o, becomes, share);
        any = true;
    }
    if (any || !*text_or(o->missing)) return;
    question *q = ask_of(a, o->missing, "", text_or(o->thing));
    if (q) weigh_question(a, q, o, becomes, share);
}

static void ask_of_flag(asking *a, const flag_result *f, double weight) {
    if (f->verdict != FINDING_NOT_ASSESSED || !*text_or(f->question)) return;
    question *q = ask_of(a, f->row->id, "", "");
    if (!q) return;
    bool seen = f->row->verified, reaches = seen && flags_reach(weight + f->row->weight);
    double share = reaches ? 1 : seen ? 0.5 * f->row->weight : 0;
    *q = (question){.text = f->question, .fact = f->row->id, .value = "", .pointer = text_or(f->missing), .decides = f->row->id, .could_become = a->settled,
                    .cost = f->row->how == FLAG_COMPUTED ? 1 : 2};
    /* A flag only makes a person look: worth less than a provision that could become the same. */
    if (VERDICT_REVIEW > a->settled) q->worth = share * 0.5, q->could_become = reaches ? VERDICT_REVIEW : a->settled;
}

static int by_worth(const void *x, const void *y) {
    const question *a = x, *b = y;
    if (a->worth < b->worth || a->worth > b->worth) return a->worth < b->worth ? 1 : -1;
    if (a->cost != b->cost) return a->cost - b->cost;
    int d = strcmp(a->fact, b->fact);
    if (!d) d = strcmp(a->pointer, b->pointer);
    return d ? d : strcmp(a->value, b->value);
}

static cordon_status questions(decision *d, asking *a, cordon_error *err) {
    size_t most = d->flags;
    for (size_t i = 0; i < d->outcomes; i++) most += d->outcome[i].grounds + 1;
    a->most = most < DECIDE_QUESTIONS_MAX ? most : DECIDE_QUESTIONS_MAX;
    if (!(a->q = arena_alloc(a->mem, (a->most + 1) * sizeof *a->q))) return cordon_fail(err, CORDON_ENOMEM, "no memory for questions");
    for (size_t i = 0; i < d->outcomes; i++) {
        const law_outcome *o = &d->outcome[i];
        if (!open_question(o)) continue;
        ask_of_outcome(a, o);
    }
    for (size_t i = 0; i < d->flags; i++) ask_of_flag(a, &d->flag[i], d->flag_weight);
    for (size_t i = 0; i < a->n; i++)
        if (!a->q[i].decides) return cordon_fail(err, CORDON_ENOMEM, "no memory for questions");
    qsort(a->q, a->n, sizeof *a->q, by_worth);
    d->question = a->q;
    d->questions = a->n;
    return CORDON_OK;
}

/* ---- what was not checked */

static const char *line_of(arena *mem, const char *id, const char *thing, const char *what) {
    static const char said[] = "not assessed: "; /* by its place in the list */
    if (strncmp(what, said, sizeof said - 1) == 0) what += sizeof said - 1;
    size_t n = strlen(id) + strlen(thing) + strlen(what) + 8;
    char *s = arena_alloc(mem, n);
    if (s) snprintf(s, n, "%s%s%s%s: %s", id, *thing ? " (" : "", thing, *thing ? ")" : "", what);
    return s;
}

/* "R03 (/orders): What it looks for: why it cannot", where that is more than the place. */
static const char *flag_line(arena *mem, const flag_result *f) {
    const char *why = text_or(f->text);
    size_t n = strlen(f->row->text) + strlen(why) + 4;
    char *what = arena_alloc(mem, n);
    if (what) snprintf(what, n, "%s%s%s", f->row->text, *why ? ": " : "", why);
    return what ? line_of(mem, f->row->id, text_or(f->missing), what) : NULL;
}

static cordon_status not_checked(decision *d, arena *mem, cordon_error *err) {
    d->not_checked = arena_alloc(mem, (d->outcomes + d->flags + 1) * sizeof *d->not_checked);
    if (!d->not_checked) return cordon_fail(err, CORDON_ENOMEM, "no memory for a decision");
    for (size_t i = 0; i < d->outcomes; i++) {
        const law_outcome *o = &d->outcome[i];
        if (open_question(o) && *text_or(o->not_assessed)) d->not_checked[d->not_checkeds++] = line_of(mem, o->rule->id, text_or(o->thing), o->not_assessed);
    }
    for (size_t i = 0; i < d->flags; i++) {
        const flag_result *f = &d->flag[i];
        if (f->verdict != FINDING_NOT_ASSESSED && f->verdict != FINDING_FAILED) continue;
        d->not_checked[d->not_checkeds++] = flag_line(mem, f);
    }
    for (size_t i = 0; i < d->not_checkeds; i++)
        if (!d->not_checked[i]) return cordon_fail(err, CORDON_ENOMEM, "no memory for a decision");
    return CORDON_OK;
}

/* ---- the whole */

cordon_status decide_weigh(decision *out, arena *mem, const law_outcome *o, size_t n, const flag_result *f, size_t flags, cordon_error *err) {
    cordon_status status = assess_strings_open(err);
    if (status) return status;
    *out = (decision){.outcome = o, .outcomes = n, .flag = f, .flags = flags, .flag_weight = weight_of_flags(f, flags)};
    verdict settled = flags_reach(out->flag_weight) ? VERDICT_REVIEW : VERDICT_NO_BAR;
    out->verdict = settled;
    for (size_t i = 0; i < n; i++) {
        verdict v = decide_outcome(&o[i]);
        if (v > out->verdict) out->verdict = v;
        if (v > settled && !open_question(&o[i])) settled = v;
    }
    asking a = {.mem = mem, .outcome = o, .outcomes = n, .settled = settled};
    status = questions(out, &a, err);
    return status ? status : not_checked(out, mem, err);
}

cordon_status decide_papers(decision *d, arena *mem, const finding *p, size_t n, cordon_error *err) {
    const char **v = arena_alloc(mem, (d->not_checkeds + n + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a decision");
    if (d->not_checkeds) memcpy(v, d->not_checked, d->not_checkeds * sizeof *v);
    d->not_checked = v;
    for (size_t i = 0; i < n; i++) {
        if (p[i].verdict == FINDING_FOUND && d->verdict < VERDICT_REVIEW) d->verdict = VERDICT_REVIEW;
        if (p[i].verdict != FINDING_NOT_ASSESSED && p[i].verdict != FINDING_FAILED) continue;
        if (!(v[d->not_checkeds++] = line_of(mem, p[i].rule, "", text_or(p[i].text)))) return cordon_fail(err, CORDON_ENOMEM, "no memory for a decision");
    }
    d->paper = p;
    d->papers = n;
    return CORDON_OK;
}
