#include "report/letters.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/fact_names.h"
#include "assess/strings.h"
#include "report/letter_gaps.h"
#include "report/letter_write.h"

typedef struct letter {
    letter_doc *p;
    const json_node *d;
    const letter_terms *t;
    buf line;
} letter;

bool letter_kind_parse(letter_kind *out, const char *word) {
    static const char *const words[] = {[LETTER_MEMO] = "memo", [LETTER_QUESTIONS] = "questions", [LETTER_LICENCE] = "licence"};
    for (int i = LETTER_MEMO; i <= LETTER_LICENCE; i++)
        if (strcmp(words[i], word) == 0) return *out = (letter_kind)i, true;
    return false;
}

static const char *text_of(const json_node *n, const char *key) {
    const json_node *v = json_get(n, key);
    return v && (v->kind == JSON_STRING || v->kind == JSON_NUMBER) ? v->text : "";
}
static bool is_true(const json_node *n, const char *key) {
    const json_node *v = json_get(n, key);
    return v && v->kind == JSON_TRUE;
}
static const json_node *first(const json_node *n, const char *key) {
    const json_node *v = json_get(n, key);
    return v && (v->kind == JSON_ARRAY || v->kind == JSON_OBJECT) ? v->first : NULL;
}
static size_t count(const json_node *n, const char *key) {
    const json_node *v = json_get(n, key);
    return v && v->kind == JSON_ARRAY ? v->n : 0;
}
static const char *word(const char *kind, const char *name) {
    char key[80];
    snprintf(key, sizeof key, "%s.%s", kind, name);
    const char *text = assess_string(key);
    return text == key ? name : text; /* the table has no such word: then as it stands in the decision */
}

static buf *fresh(letter *l) {
    l->line.len = 0;
    if (l->line.p) *l->line.p = 0;
    return &l->line;
}
static void item(letter *l, int number, int depth) { letter_item(l->p, number, depth, buf_text(&l->line)); }

/* ", key value" for each text that is there. */
static void add(buf *b, const char *between, const char *text) {
    if (!*text) return;
    if (b->len) buf_str(b, between);
    buf_str(b, text);
}

/* ---- what a decision rests on */

static const char *meaning(const char *name) {
    const fact_name *f = fact_name_find(name);
    return f ? f->meaning : name;
}

static void evidence(letter *l, const json_node *e) {
    buf *b = fresh(l);
    add(b, " ", text_of(e, "text"));
    add(b, ", ", text_of(e, "record"));
    add(b, ", ", text_of(e, "pointer"));
    add(b, ", ", text_of(e, "file"));
    if (*text_of(e, "line")) buf_printf(b, " line %s", text_of(e, "line"));
    add(b, ", ", text_of(e, "day"));
    if (b->len) item(l, 0, 1);
}

/* The same answer to the same row of law, of another thing. */
static bool same_answer(const json_node *a, const json_node *b) {
    static const char *const keys[] = {"exception", "fact", "op", "value", "holds", "answer", "why"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(text_of(a, keys[i]), text_of(b, keys[i])) != 0) return false;
    return true;
}

static bool said_before(const json_node *all, const json_node *g) {
    while (all != g && !same_answer(all, g)) all = all->next;
    return all != g;
}

/* Its evidence too, but of what is not known: there it is the place in the case, which the thing names. */
static void ground(letter *l, const json_node *g) {
    buf *b = fresh(l);
    const char *op = text_of(g, "op"), *value = text_of(g, "value");
    bool unknown = strcmp(text_of(g, "holds"), "unknown") == 0, any = false;
    if (*text_of(g, "exception")) buf_printf(b, "exception %s: ", text_of(g, "exception"));
    for (const json_node *o = g; o; o = o->next)
        if (*text_of(o, "thing") && same_answer(o, g)) buf_printf(b, "%s%s", any ? ", " : "", text_of(o, "thing")), any = true;
    if (any) buf_str(b, ": ");
    buf_str(b, meaning(text_of(g, "fact")));
    if (*value) buf_printf(b, " [%s%s%s]", strcmp(op, "is") == 0 ? "" : op, strcmp(op, "is") == 0 ? "" : " ", value);
    buf_printf(b, ": %s", text_of(g, "holds"));
    if (*text_of(g, "answer")) buf_printf(b, " (%s)", text_of(g, "answer"));
    if (*text_of(g, "why")) buf_printf(b, "; %s", text_of(g, "why"));
    if (is_true(g, "recalled")) buf_printf(b, "; %s", assess_string("basis.recalled"));
    item(l, 0, 1);
    for (const json_node *o = g; o && !unknown; o = o->next)
        for (const json_node *e = same_answer(o, g) ? first(o, "evidence") : NULL; e; e = e->next) evidence(l, e);
}

static const char *without_prefix(const char *s) { return strncmp(s, "not assessed: ", 14) == 0 ? s + 14 : s; }

static void provision(letter *l, int number, const json_node *o) {
    buf *b = fresh(l);
    bool open = strcmp(text_of(o, "applies"), "unknown") == 0;
    buf_printf(b, "%s: %s.", text_of(o, "rule"), *text_of(o, "says") ? text_of(o, "says") : text_of(o, "title"));
    if (*text_of(o, "act")) buf_printf(b, " %s", text_of(o, "act"));
    if (*text_of(o, "article")) buf_printf(b, ", article %s", text_of(o, "article"));
    if (*text_of(o, "valid_from")) buf_printf(b, ", version of %s", text_of(o, "valid_from"));
    buf_printf(b, "; %s", open ? assess_string(*text_of(o, "not_assessed") ? "state.not_assessed" : "state.unknown") : word("kind", text_of(o, "kind")));
    if (open && *text_of(o, "not_assessed"))
        buf_printf(b, " (%s)", without_prefix(text_of(o, "not_assessed")));
    else if (open && *text_of(o, "missing"))
        buf_printf(b, " (%s)", text_of(o, "missing"));
    if (!is_true(o, "rests_on_verified")) buf_printf(b, "; %s", assess_string("basis.recalled"));
    if (*text_of(o, "thing")) buf_printf(b, "; %s", text_of(o, "thing"));
    item(l, number, 0);
    if (!open || l->t->kind != LETTER_ANSWER)
        for (const json_node *g = first(o, "grounds"); g; g = g->next)
            if (!said_before(first(o, "grounds"), g)) ground(l, g);
}

static void left_off(letter *l, size_t n, const char *what) {
    if (!n) return;
    buf_printf(fresh(l), "and %zu more %s (--all)", n, what);
    item(l, 0, 0);
}

/* Those that lead to the worst first; open ones apart. */
static bool only_to_know(const json_node *o) { return strcmp(text_of(o, "kind"), "information") == 0; }

static void provisions(letter *l, const char *head, bool open) {
    static const char *const order[] = {"block", "hold", "review", "no_bar_found"};
    int n = 0, most = open && l->t->kind == LETTER_ANSWER && !l->t->all ? LETTER_SHOWN : INT_MAX;
    size_t left = 0;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (const json_node *o = first(l->d, "provisions"); o; o = o->next) {
            if ((strcmp(text_of(o, "applies"), "unknown") == 0) != open || strcmp(text_of(o, "leads_to"), order[k]) != 0 || only_to_know(o)) continue;
            if (n >= most) { left++; continue; }
            if (!n) letter_add(l->p, LETTER_HEAD, assess_string(head));
            provision(l, ++n, o);
        }
    left_off(l, left, "provisions");
}

/* What the law says besides, without consequence for the verdict. */
static void to_know(letter *l) {
    int n = 0;
    for (const json_node *o = first(l->d, "provisions"); o; o = o->next) {
        if (!only_to_know(o)) continue;
        if (!n++) letter_add(l->p, LETTER_HEAD, assess_string("head.know"));
        buf *b = fresh(l);
        buf_printf(b, "%s: %s", text_of(o, "rule"), *text_of(o, "says") ? text_of(o, "says") : text_of(o, "title"));
        item(l, 0, 0);
    }
}

static void flags(letter *l) {
    int n = 0;
    for (const json_node *f = first(l->d, "flags"); f; f = f->next) {
        if (!n) letter_add(l->p, LETTER_HEAD, assess_string("head.flags"));
        buf *b = fresh(l);
        buf_printf(b, "%s, %s%s%s", text_of(f, "flag"), text_of(f, "title"), *text_of(f, "text") ? ": " : "", text_of(f, "text"));
        if (!is_true(f, "verified")) buf_printf(b, " (%s)", assess_string("flag.unverified"));
        item(l, ++n, 0);
        for (const json_node *e = first(f, "evidence"); e; e = e->next) evidence(l, e);
    }
}

static void papers(letter *l) {
    int n = 0;
    for (const json_node *f = first(l->d, "certificate"); f; f = f->next) {
        if (!n) letter_add(l->p, LETTER_HEAD, assess_string("head.papers"));
        buf_printf(fresh(l), "%s: %s", text_of(f, "rule"), text_of(f, "text"));
        item(l, ++n, 0);
    }
}

static bool changes_something(const json_node *q) {
    const json_node *w = json_get(q, "worth");
    return w && w->kind == JSON_NUMBER && w->number > 0;
}

static void questions(letter *l) {
    size_t n = 0, left = 0;
    for (const json_node *q = first(l->d, "questions"); q; q = q->next) {
        if (!changes_something(q)) continue;
        if (l->t->kind == LETTER_ANSWER && !l->t->all && n >= LETTER_SHOWN) { left++; continue; }
        if (!n) letter_add(l->p, LETTER_HEAD, assess_string("head.ask"));
        buf *b = fresh(l);
        buf_str(b, text_of(q, "text"));
        if (*text_of(q, "pointer") || *text_of(q, "value")) buf_printf(b, " [%s%s%s]", text_of(q, "pointer"), *text_of(q, "pointer") && *text_of(q, "value") ? ": " : "", text_of(q, "value"));
        const char *called = letter_called(l->d, text_of(q, "pointer"));
        if (*called) buf_printf(b, " (%.60s)", called);
        buf_printf(b, " For %s; could become %s.", text_of(q, "decides"), word("verdict", text_of(q, "could_become")));
        item(l, (int)++n, 0);
    }
    left_off(l, left, "questions");
}

static void not_checked(letter *l) {
    size_t n = 0, all = count(l->d, "not_checked"), most = l->t->kind == LETTER_ANSWER && !l->t->all ? LETTER_SHOWN : all;
    if (!all) return;
    letter_add(l->p, LETTER_HEAD, assess_string("head.not_checked"));
    for (const json_node *s = first(l->d, "not_checked"); s && n < most; s = s->next, n++) letter_item(l->p, 0, 0, s->text);
    left_off(l, all - n, "points");
}

/* "a, b" of a value of any shape, in one line. */
static void flat(buf *b, const json_node *n) {
    if (n->key && n->kind != JSON_OBJECT && n->kind != JSON_ARRAY) buf_printf(b, "%s ", n->key);
    if (n->kind == JSON_STRING || n->kind == JSON_NUMBER) buf_str(b, n->text);
    if (n->kind == JSON_TRUE || n->kind == JSON_FALSE) buf_str(b, n->kind == JSON_TRUE ? "yes" : "no");
    if (n->kind == JSON_NULL) buf_char(b, '-');
    for (const json_node *c = n->kind == JSON_OBJECT || n->kind == JSON_ARRAY ? n->first : NULL; c; c = c->next) {
        flat(b, c);
        if (c->next) buf_str(b, ", ");
    }
}

static bool holds_things(const json_node *n) {
    for (const json_node *c = n->kind == JSON_ARRAY || n->kind == JSON_OBJECT ? n->first : NULL; c; c = c->next)
        if (c->kind == JSON_OBJECT || c->kind == JSON_ARRAY) return true;
    return false;
}

enum { TABLE_LEAST = 5 };

/* Many names with a text each: a table. */
static bool named(letter *l, const char *name, const json_node *n) {
    if (n->kind != JSON_OBJECT || n->n < TABLE_LEAST) return false;
    for (const json_node *c = n->first; c; c = c->next)
        if (c->kind != JSON_STRING) return false;
    buf_printf(fresh(l), "%s:", name);
    item(l, 0, 0);
    const char *const head[] = {assess_string("column.name"), assess_string("column.hash")};
    letter_table *t = letter_table_add(l->p, head, 2);
    for (const json_node *c = n->first; c; c = c->next) {
        const char *const cell[] = {letter_keep(l->p, c->key), letter_keep(l->p, c->text)};
        letter_row_add(l->p, t, cell);
    }
    return true;
}

/* A line for each thing that holds nothing but values: "lists: list eu-x, vintage 2026-08-01". */
static void version(letter *l, const char *name, const json_node *n) {
    if (holds_things(n)) {
        for (const json_node *c = n->first; c; c = c->next) version(l, c->key ? c->key : name, c);
        return;
    }
    if (named(l, name, n)) return;
    buf *b = fresh(l);
    if (n->kind == JSON_ARRAY || n->kind == JSON_OBJECT) buf_printf(b, "%s: ", name);
    size_t before = b->len;
    flat(b, n);
    if (b->len > before) item(l, 0, 0);
}

static void rests_on(letter *l) {
    letter_add(l->p, LETTER_HEAD, assess_string("head.rests_on"));
    const json_node *own = json_get(l->d, "versions"), *versions = own && own->kind == JSON_OBJECT ? own : l->t->versions;
    for (const json_node *v = versions ? versions->first : NULL; v; v = v->next) version(l, v->key, v);
    letter_pair(l->p, "case", text_of(l->d, "case_hash"));
    letter_pair(l->p, "program", text_of(l->d, "program"));
}

/* ---- the case */

/* A column: its head in strings.csv, and the values that stand in its cells. */
typedef struct column {
    const char *head, *between, *keys[4];
    bool words; /* the value is a word of the schema: "end_user" */
} column;
static const column party[] = {{"column.role", "", {"role"}, true}, {"column.name", "", {"name"}, false}, {"column.country", "", {"country"}, false}, {"column.address", "", {"address"}, false}, {"column.founded", "", {"founded"}, false}};
static const column wares[] = {{"column.id", "", {"id"}, false},
                               {"column.code", "", {"code"}, false},
                               {"column.goods", "", {"text"}, false},
                               {"column.part", "", {"part"}, false},
                               {"column.quantity", " ", {"quantity", "unit"}, false},
                               {"column.value", " ", {"value", "currency"}, false},
                               {"column.origin", "", {"origin"}, false},
                               {"column.control", ", ", {"control", "eccn", "annex"}, false}};

static void row(letter *l, letter_table *t, const json_node *n, const column *of, size_t columns) {
    const char *cell[LETTER_COLUMNS_MAX];
    for (size_t c = 0; c < columns; c++) {
        buf *b = fresh(l);
        if (of[c].words) buf_words(b, text_of(n, of[c].keys[0]));
        for (size_t k = 0; !of[c].words && k < 4 && of[c].keys[k]; k++) add(b, of[c].between, text_of(n, of[c].keys[k]));
        cell[c] = letter_keep(l->p, buf_text(b));
    }
    letter_row_add(l->p, t, cell);
}

static void case_table(letter *l, const char *head, const char *key, const column *of, size_t columns) {
    const json_node *c = json_get(l->d, "case");
    const char *heads[LETTER_COLUMNS_MAX];
    if (!count(c, key)) return;
    letter_add(l->p, LETTER_HEAD, assess_string(head));
    for (size_t i = 0; i < columns; i++) heads[i] = assess_string(of[i].head);
    letter_table *t = letter_table_add(l->p, heads, columns);
    for (const json_node *n = first(c, key); n; n = n->next) row(l, t, n, of, columns);
}

static void the_case(letter *l) {
    const json_node *c = json_get(l->d, "case");
    letter_add(l->p, LETTER_HEAD, assess_string("head.case"));
    static const char *const keys[] = {"id", "side", "jurisdiction", "day", "destination", "end_use", NULL};
    for (size_t i = 0; keys[i]; i++) {
        buf_words(fresh(l), keys[i]);
        letter_pair(l->p, buf_text(&l->line), text_of(c, keys[i]));
    }
    letter_pair(l->p, "contract", text_of(json_get(c, "contract"), "number"));
    letter_pair(l->p, "end-user certificate", text_of(json_get(c, "euc"), "number"));
    case_table(l, "head.parties", "parties", party, sizeof party / sizeof *party);
    case_table(l, "head.items", "items", wares, sizeof wares / sizeof *wares);
}

static void verdict_lines(letter *l) {
    buf *b = fresh(l);
    const char *v = text_of(l->d, "verdict"), *id = text_of(json_get(l->d, "case"), "id");
    buf_printf(b, "%s: case %s as at %s", word("verdict", v), *id ? id : "without number", text_of(l->d, "as_at"));
    letter_add(l->p, LETTER_LEAD, buf_text(b));
    letter_add(l->p, LETTER_PARA, word("means", v));
    if (l->t->seal) letter_add(l->p, LETTER_NOTE, l->t->seal);
    if (l->t->changes) letter_add(l->p, LETTER_HEAD, assess_string("head.override"));
    for (size_t i = 0; i < l->t->changes; i++) {
        const sealed_change *c = &l->t->change[i];
        buf_printf(fresh(l), "entry %lld: %s by %s: %s", (long long)c->n, word("verdict", verdict_name(c->verdict)), c->who, c->reason);
        item(l, 0, 0);
    }
}

/* ---- letters */

static void answer(letter *l) {
    verdict_lines(l);
    letter_gaps(l->p, l->d);
    provisions(l, "head.why", false);
    papers(l);
    flags(l);
    provisions(l, "head.open", true);
    questions(l);
    to_know(l);
    not_checked(l);
    if (l->t->kind == LETTER_MEMO || l->t->all) rests_on(l);
}

static void memo(letter *l) {
    letter_add(l->p, LETTER_TITLE, assess_string("letter.memo.title"));
    letter_add(l->p, LETTER_PARA, assess_string("letter.memo.about"));
    the_case(l);
    letter_add(l->p, LETTER_GAP, "");
    answer(l);
    letter_add(l->p, LETTER_GAP, "");
    letter_add(l->p, LETTER_SIGN, assess_string("letter.signed"));
    letter_add(l->p, LETTER_SIGN, assess_string("letter.date"));
}

/* What only the customer knows; what is asked inside the house (flags) never leaves it. */
static void to_customer(letter *l) {
    int n = 0;
    letter_add(l->p, LETTER_TITLE, assess_string("letter.questions.title"));
    letter_add(l->p, LETTER_PARA, assess_string("letter.questions.about"));
    letter_add(l->p, LETTER_GAP, "");
    for (const json_node *q = first(l->d, "questions"); q; q = q->next) {
        if (strcmp(text_of(q, "cost"), "2") != 0 || !strchr(text_of(q, "fact"), '.')) continue;
        const char *about = text_of(q, "pointer");
        size_t k = strncmp(about, "parties/", 8) == 0 ? (size_t)strtoul(about + 8, NULL, 10) : SIZE_MAX;
        const json_node *p = first(json_get(l->d, "case"), "parties");
        while (p && k != SIZE_MAX && p->index != k) p = p->next;
        if (p && k != SIZE_MAX && strcmp(text_of(p, "role"), text_of(json_get(l->d, "case"), "side")) == 0) continue; /* ourselves */
        buf *b = fresh(l);
        if (p && k != SIZE_MAX && *text_of(p, "name")) buf_printf(b, "%s: ", text_of(p, "name"));
        buf_str(b, text_of(q, "text"));
        item(l, ++n, 0);
    }
    if (!n) letter_add(l->p, LETTER_PARA, "-");
    letter_add(l->p, LETTER_GAP, "");
    letter_add(l->p, LETTER_PARA, assess_string("letter.questions.end"));
}

static void licence(letter *l) {
    letter_add(l->p, LETTER_TITLE, assess_string("letter.licence.title"));
    letter_add(l->p, LETTER_PARA, assess_string("letter.licence.about"));
    the_case(l);
    provisions(l, "head.why", false);
    provisions(l, "head.open", true);
    letter_add(l->p, LETTER_GAP, "");
    letter_add(l->p, LETTER_SIGN, assess_string("letter.signed"));
    letter_add(l->p, LETTER_SIGN, assess_string("letter.date"));
}

cordon_status letter_make(letter_doc *out, const json_node *root, const letter_terms *t, cordon_error *err) {
    static void (*const write[])(letter *) = {[LETTER_ANSWER] = answer, [LETTER_MEMO] = memo, [LETTER_QUESTIONS] = to_customer, [LETTER_LICENCE] = licence};
    static const char *const title[] = {"verdict", "letter.memo.title", "letter.questions.title", "letter.licence.title"};
    cordon_status status = assess_strings_open(err);
    if (status) return status;
    if (!root || root->kind != JSON_OBJECT || strcmp(text_of(root, "format"), "cordon.decision-1") != 0)
        return cordon_fail(err, CORDON_EFORMAT, "no decision: expected the format cordon.decision-1");
    letter_doc_init(out);
    letter l = {.p = out, .d = root, .t = t};
    out->title = letter_keep(out, assess_string(title[t->kind]));
    out->case_id = letter_keep(out, text_of(json_get(root, "case"), "id"));
    out->as_at = letter_keep(out, text_of(root, "as_at"));
    write[t->kind](&l);
    bool failed = out->failed || l.line.failed;
    buf_free(&l.line);
    if (!failed) return CORDON_OK;
    letter_doc_free(out);
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a letter");
}

cordon_status letter_write(buf *out, const json_node *root, const letter_terms *t, cordon_error *err) {
    letter_doc d;
    bool whole = true;
    cordon_status status = letter_make(&d, root, t, err);
    if (status) return status;
    if (t->form == LETTER_HTML)
        whole = letter_html(out, &d);
    else
        letter_text(out, &d, LETTER_WIDTH);
    letter_doc_free(&d);
    return whole && !out->failed ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a letter");
}
