#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/output.h"
#include "lists/diff.h"
#include "lists/identify.h"

static output_choice choice;
static const char *patterns;
static date_day from, to;
static int64_t wait_s;

static const option options[] = {
    {"list", 0, OPTION_TEXT, "ID|PATTERN",
     "the lists (eu-833-*, or several by comma); default: all", &patterns},
    {"from", 0, OPTION_DATE, "DATE", "the first day (needed)", &from},
    {"to", 0, OPTION_DATE, "DATE", "the last day; default: today", &to},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"change", "", OUT_TEXT, false},
    {"list", "list", OUT_TEXT, false},
    {"date", "date", OUT_DATE, false},
    {"key", "key", OUT_TEXT, false},
    {"name", "name", OUT_TEXT, true},
    {"country", "country", OUT_TEXT, true},
    {"what", "what changed", OUT_TEXT, true},
    {"basis", "basis", OUT_TEXT, false},
    {"schema", "schema", OUT_TEXT, false},
    {"form", "form", OUT_TEXT, false},
    {"version_before", "version before", OUT_INT, false},
    {"version", "version", OUT_INT, false},
    {"source", "source", OUT_INT, false},
    {"line", "line", OUT_INT, false},
};
enum { SHORT_COLUMNS = 7, ALL_COLUMNS = sizeof columns / sizeof *columns };

static bool for_files(void) { return choice.json || choice.csv || choice.xlsx; }

static const char *const words[] = {"came", "went", "changed"};

typedef struct printer {
    output *o;
    const list_facts_tables *facts;
    size_t n[3];
} printer;

/* Codes of all its countries, by semicolon. */
static void countries(buf *b, const printer *p, const entity *e) {
    list_countries c = {0};
    list_countries_of(&c, p->facts->areas, e);
    for (uint8_t i = 0; i < c.n; i++) buf_printf(b, "%s%s", i ? ";" : "", c.code[i]);
}

static const char *name_of(const entity *e) {
    const char *name = entity_first(e, "name");
    if (!name) name = entity_first(e, "alias");
    return name ? name : "";
}

static void id_cell(output *o, const list_version *v) {
    if (v)
        output_int(o, v->id);
    else
        output_missing(o);
}

static void row_json(const printer *p, const list_change *c, const list_version *v) {
    buf b = {0}, country = {0};
    countries(&country, p, &v->e);
    buf_char(&b, '{');
    json_str(&b, "change", words[c->kind]);
    json_str(&b, "list", c->list);
    json_str(&b, "form", c->form);
    json_str(&b, "key", v->e.key);
    json_date(&b, "date", c->day);
    json_str(&b, "basis", c->by_vintage ? "editions" : "printed date");
    json_str(&b, "schema", v->e.schema);
    json_str(&b, "name", name_of(&v->e));
    json_str(&b, "country", buf_text(&country));
    if (c->before) json_int(&b, "version_before", c->before->id);
    if (c->after) json_int(&b, "version", c->after->id);
    json_int(&b, "source", v->source);
    json_int(&b, "line", (int64_t)v->line);
    if (c->kind == LIST_CHANGED) {
        json_key(&b, "changed");
        list_change_json(&b, &c->before->e, &c->after->e);
    }
    buf_char(&b, '}');
    output_row_json(p->o, buf_text(&b));
    buf_free(&b);
    buf_free(&country);
}

static cordon_status on_change(void *arg, const list_change *c, cordon_error *err) {
    printer *p = arg;
    const list_version *v = c->after ? c->after : c->before;
    buf country = {0}, what = {0};
    (void)err;
    p->n[c->kind]++;
    countries(&country, p, &v->e);
    if (c->kind == LIST_CHANGED) list_change_words(&what, &c->before->e, &c->after->e);
    output_text(p->o, words[c->kind]);
    output_text(p->o, c->list);
    output_int(p->o, c->day);
    output_text(p->o, v->e.key);
    output_text(p->o, name_of(&v->e));
    output_text(p->o, buf_text(&country));
    output_text(p->o, buf_text(&what));
    if (for_files()) {
        output_text(p->o, c->by_vintage ? "editions" : "printed date");
        output_text(p->o, v->e.schema);
        output_text(p->o, c->form);
        id_cell(p->o, c->before);
        id_cell(p->o, c->after);
        output_int(p->o, v->source);
        output_int(p->o, (int64_t)v->line);
    }
    if (choice.json) row_json(p, c, v);
    buf_free(&country);
    buf_free(&what);
    return CORDON_OK;
}

static void on_note(void *arg, const char *list, const char *text) {
    printer *p = arg;
    output_note(p->o, "%s: %s.", list, text);
}

static int work(lists *l) {
    cordon_error err = {0};
    char a[DATE_TEXT], b[DATE_TEXT];
    printer p = {
        .o = output_begin(&choice, "Changes", columns, for_files() ? ALL_COLUMNS : SHORT_COLUMNS)};
    if (!p.o) return output_refused(&choice);
    if (list_facts_tables_open(&p.facts, &err)) {
        output_drop(p.o);
        return cmd_failed(&cmd_diff, &err);
    }
    list_diff_sink sink = {on_change, on_note, &p};
    if (lists_diff(l, patterns, from, to, &sink, &err)) {
        output_drop(p.o);
        return cmd_failed(&cmd_diff, &err);
    }
    output_note(p.o, "%s to %s: %zu came, %zu went, %zu changed.", date_format(a, from),
                date_format(b, to), p.n[LIST_CAME], p.n[LIST_WENT], p.n[LIST_CHANGED]);
    return output_end(p.o);
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    choice = (output_choice){0};
    patterns = NULL;
    from = 0;
    to = date_today();
    wait_s = 0;
    int rc = options_parse(&cmd_diff, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if (!from) return usage_error(&cmd_diff, "--from is needed: the first day");
    if (from > to) return usage_error(&cmd_diff, "--from is after --to");
    if ((rc = cmd_store(&cmd_diff, &args[0]))) return rc;
    cordon_error err = {0};
    store *s = NULL;
    lists *l = NULL;
    if (store_open(&s, args[0], STORE_READ, (double)wait_s, &err) || lists_open(&l, s, &err))
        rc = cmd_failed(&cmd_diff, &err);
    else
        rc = work(l);
    lists_close(l);
    store_close(s);
    return rc;
}

static const char *const examples[] = {
    "cordon diff my.store --list eu-833-iv --from 2024-06-01 --to 2025-03-01",
    "who came, went and changed",
    "cordon diff my.store --list 'eu-833-*' --from 2024-01-01 --csv",
    "for a spreadsheet", NULL};

const command cmd_diff = {
    .name = "diff",
    .summary = "tell who came onto a list, who went and what changed between two days",
    .synopsis = "[STORE] [--list ID|PATTERN] --from DATE [--to DATE]",
    .about = "Where the store has editions of both days, they are compared: entities that came, "
             "went, or are "
             "described in other words, with the properties that differ (--json has both sides). "
             "Where it "
             "has no edition as old as --from, those of the nearest edition whose printed date of "
             "listing "
             "lies in the window came; who left cannot be seen in it, and a note says so. Both "
             "days belong to the "
             "window.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
