/* ccl_chart.c - destinations: the chart's rows, groups of countries, and what they say of an entry.
 *
 * The grid alone misleads: embargoed destinations have no marks at all, footnotes ask for licences
 * that no mark shows, and rules in prose stand beside the columns. So every answer that is no
 * licence carries the source's own caveat and the row's footnotes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "goods/ccl_inner.h"

enum { PLACES_MAX = 1000, MEMBERS_MAX = 20000 };
static const char chart_file[] = "the chart of destinations",
                  groups_file[] = "the groups of countries";

/* ---- names ---------------------------------------------------------------------- */

/* The area of a name as the publisher writes it: the common table of spellings, then that of odd
 * names. */
static const char *area_of(const control_list *l, const char *name) {
    const area *a = areas_find(l->areas, "name", name, strlen(name), 0);
    int from = table_col(&l->names, "name"), to = table_col(&l->names, "area");
    for (size_t i = 0; !a && i < l->names.rows; i++) {
        const char *code = table_cell(&l->names, i, to);
        if (strcmp(table_cell(&l->names, i, from), name) == 0)
            a = areas_find(l->areas, "code", code, strlen(code), 0);
    }
    return a ? a->code : NULL;
}

/* The row name that the publisher gives for another name; keys are in small letters. */
static const char *alias_of(const json_node *root, const char *text) {
    char low[128];
    size_t n = strlen(text);
    if (!root || n >= sizeof low) return NULL;
    for (size_t i = 0; i <= n; i++) low[i] = (char)tolower((unsigned char)text[i]);
    const json_node *v = json_get(json_get(root, "aliases"), low);
    return v && v->kind == JSON_STRING ? v->text : NULL;
}

const char *control_area(const control_list *l, const char *text) {
    const area *a = areas_find(l->areas, "code|iso2|name", text, strlen(text), 0);
    const char *found = a ? a->code : area_of(l, text), *row;
    if (!found && (row = alias_of(l->chart.root, text))) found = area_of(l, row);
    if (!found && (row = alias_of(l->groups.root, text))) found = area_of(l, row);
    return found;
}

/* ---- reading -------------------------------------------------------------------- */

static int by_iso3(const void *x, const void *y) {
    return strcmp(((const chart_row *)x)->iso3, ((const chart_row *)y)->iso3);
}

static const chart_row *row_of(const control_list *l, const char *iso3) {
    chart_row key = {.iso3 = iso3};
    return l->places ? bsearch(&key, l->place, l->places, sizeof key, by_iso3) : NULL;
}

static bool has_text(const json_node *array, const char *text) {
    for (const json_node *v = array ? array->first : NULL; v; v = v->next)
        if (v->kind == JSON_STRING && strcmp(v->text, text) == 0) return true;
    return false;
}

static cordon_status check_marks(const control_list *l, const chart_row *r, cordon_error *err) {
    const json_node *columns = json_get(l->chart.root, "columns"),
                    *notes = json_get(l->chart.root, "footnotes");
    for (const json_node *m = r->marks ? r->marks->first : NULL; m; m = m->next)
        if (m->kind != JSON_STRING || !has_text(columns, m->text))
            return control_fault(chart_file, m, err, "the mark is none of the chart's columns");
    for (const json_node *f = r->footnotes->first; f; f = f->next)
        if (f->kind != JSON_NUMBER || !json_get(notes, f->text))
            return control_fault(chart_file, f, err, "no such footnote");
    return CORDON_OK;
}

static cordon_status add_row(control_list *l, const json_node *from, bool embargoed,
                             cordon_error *err) {
    const json_node *marks = NULL, *footnotes, *pointer = NULL;
    const char *iso3 = area_of(l, from->key);
    if (!iso3)
        return control_fault(
            chart_file, from, err,
            "\"%.80s\" is no known area; data/goods/destination_names.csv may name it", from->key);
    cordon_status status =
        control_member(&footnotes, chart_file, from, "footnotes", JSON_ARRAY, err);
    if (!status && embargoed)
        status = control_member(&pointer, chart_file, from, "pointer", JSON_STRING, err);
    if (!status && !embargoed)
        status = control_member(&marks, chart_file, from, "marks", JSON_ARRAY, err);
    if (status) return status;
    chart_row *r = &l->place[l->places++];
    *r = (chart_row){.name = from->key,
                     .iso3 = iso3,
                     .pointer = pointer ? pointer->text : "",
                     .marks = marks,
                     .footnotes = footnotes};
    return check_marks(l, r, err);
}

static cordon_status read_rows(control_list *l, cordon_error *err) {
    static const char *const parts[] = {"countries", "embargoed"};
    const json_node *part[2], *unused;
    cordon_status status =
        control_member(&unused, chart_file, l->chart.root, "columns", JSON_ARRAY, err);
    if (!status)
        status = control_member(&unused, chart_file, l->chart.root, "footnotes", JSON_OBJECT, err);
    for (const json_node *f = status ? NULL : unused->first; f && !status; f = f->next)
        if (f->kind != JSON_STRING)
            status = control_fault(chart_file, f, err, "expected the text of a footnote");
    for (int i = 0; i < 2 && !status; i++)
        status = control_member(&part[i], chart_file, l->chart.root, parts[i], JSON_OBJECT, err);
    if (status) return status;
    if (part[0]->n + part[1]->n > PLACES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%s: more than %d destinations", chart_file,
                           PLACES_MAX);
    l->place = arena_alloc(&l->mem, (part[0]->n + part[1]->n + 1) * sizeof *l->place);
    if (!l->place) return control_no_memory(err);
    for (int i = 0; i < 2; i++)
        for (const json_node *c = part[i]->first; c && !status; c = c->next)
            status = add_row(l, c, i == 1, err);
    if (status) return status;
    qsort(l->place, l->places, sizeof *l->place, by_iso3);
    for (size_t i = 1; i < l->places; i++)
        if (strcmp(l->place[i].iso3, l->place[i - 1].iso3) == 0)
            return cordon_fail_at(err, CORDON_EFORMAT, chart_file, 0, 0,
                                  "\"%.60s\" and \"%.60s\" are one area", l->place[i - 1].name,
                                  l->place[i].name);
    return CORDON_OK;
}

static cordon_status read_groups(control_list *l, cordon_error *err) {
    const json_node *groups;
    size_t need = 0;
    cordon_status status =
        control_member(&groups, groups_file, l->groups.root, "groups", JSON_OBJECT, err);
    for (const json_node *g = status ? NULL : groups->first; g && !status; g = g->next) {
        if (g->kind != JSON_ARRAY)
            status = control_fault(groups_file, g, err, "expected an array of names");
        need += g->n;
    }
    if (status) return status;
    if (need > MEMBERS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%s: more than %d names", groups_file, MEMBERS_MAX);
    l->member = arena_alloc(&l->mem, (need + 1) * sizeof *l->member);
    if (!l->member) return control_no_memory(err);
    for (const json_node *g = groups->first; g; g = g->next)
        for (const json_node *m = g->first; m; m = m->next) {
            const char *iso3 = m->kind == JSON_STRING ? area_of(l, m->text) : NULL;
            if (!iso3)
                return control_fault(
                    groups_file, m, err,
                    "\"%.80s\" is no known area; data/goods/destination_names.csv may name it",
                    m->text ? m->text : "");
            l->member[l->members++] = (group_member){g->key, iso3};
        }
    return CORDON_OK;
}

cordon_status control_read_chart(control_list *l, cordon_error *err) {
    cordon_status status = read_rows(l, err);
    return status || !l->groups.root ? status : read_groups(l, err);
}

/* ---- asking --------------------------------------------------------------------- */

static const char *text_at(const json_node *of, const char *key) {
    const json_node *v = json_get(of, key);
    return v && v->kind == JSON_STRING ? v->text : "";
}

const char *control_chart_caveat(const control_list *l) {
    return text_at(json_get(l->chart.root, "procedure"), "noMarkCaveat");
}
const char *control_chart_absent(const control_list *l) {
    return text_at(l->chart.root, "territoryInheritanceNote");
}

/* The row that another's destination follows, and why. */
static const chart_row *inherited(const control_list *l, const char *iso3, const char **basis) {
    const json_node *map = json_get(l->chart.root, "territoryInheritance");
    for (const json_node *t = map && map->kind == JSON_OBJECT ? map->first : NULL; t; t = t->next) {
        const char *own = area_of(l, t->key), *row = area_of(l, text_at(t, "row"));
        if (!own || !row || strcmp(own, iso3) != 0) continue;
        *basis = text_at(t, "basis");
        return row_of(l, row);
    }
    return NULL;
}

static cordon_status list_marks(control_destination *d, arena *mem, const chart_row *r,
                                cordon_error *err) {
    size_t n = r->marks ? r->marks->n : 0;
    const char **v = arena_alloc(mem, (n + 1) * sizeof *v);
    if (!v) return control_no_memory(err);
    for (const json_node *m = r->marks ? r->marks->first : NULL; m; m = m->next)
        v[d->marks++] = m->text;
    d->mark = v;
    return CORDON_OK;
}

static cordon_status list_footnotes(control_destination *d, arena *mem, const control_list *l,
                                    const chart_row *r, cordon_error *err) {
    const char **v = arena_alloc(mem, (r->footnotes->n + 1) * sizeof *v);
    if (!v) return control_no_memory(err);
    for (const json_node *f = r->footnotes->first; f; f = f->next) {
        const char *words = text_at(json_get(l->chart.root, "footnotes"), f->text);
        size_t n = strlen(words) + strlen(f->text) + 3;
        char *text = arena_alloc(mem, n);
        if (!text) return control_no_memory(err);
        snprintf(text, n, "%s: %s", f->text, words);
        v[d->footnotes++] = text;
    }
    d->footnote = v;
    return CORDON_OK;
}

static cordon_status list_groups(control_destination *d, arena *mem, const control_list *l,
                                 const char *iso3, cordon_error *err) {
    const char **v = arena_alloc(mem, (l->members + 1) * sizeof *v);
    if (!v) return control_no_memory(err);
    for (size_t i = 0; i < l->members; i++)
        if (strcmp(l->member[i].iso3, iso3) == 0) v[d->groups++] = l->member[i].group;
    d->group = v;
    return CORDON_OK;
}

cordon_status control_destination_find(control_destination *out, arena *mem, const control_list *l,
                                       const char *iso3, cordon_error *err) {
    *out = (control_destination){.iso3 = iso3, .row = "", .basis = "", .pointer = ""};
    if (!l->chart.root)
        return cordon_fail(err, CORDON_ENOTFOUND, "%s has no chart of destinations",
                           control_list_title(l));
    const area *a = areas_find(l->areas, "code", iso3, strlen(iso3), 0);
    out->known = a && a->kind == AREA_COUNTRY;
    if (!out->known) return CORDON_OK;
    const chart_row *r = row_of(l, iso3), *other = inherited(l, iso3, &out->basis);
    /* A row of its own counts, and what is said of its standing beside another's stays. */
    if (!r) r = other;
    cordon_status status = list_groups(out, mem, l, iso3, err);
    /* One territory with another for these rules: its groups as well. */
    if (!status && !out->groups && other) status = list_groups(out, mem, l, other->iso3, err);
    if (status || !r) return status;
    out->row = r->name;
    out->pointer = r->pointer;
    if (!(status = list_marks(out, mem, r, err))) status = list_footnotes(out, mem, l, r, err);
    return status;
}

/* ---- an entry and a destination -------------------------------------------------- */

const char *chart_answer_name(chart_answer a) {
    static const char *const names[] = {"licence", "no_mark", "see_words", "unknown_country",
                                        "not_on_chart"};
    return (unsigned)a < sizeof names / sizeof *names ? names[a] : "?";
}

static void add_sentence(buf *b, const char *text) {
    if (!*text) return;
    if (b->len) buf_char(b, ' ');
    buf_str(b, text);
}

static void add_footnotes(buf *b, const control_destination *d) {
    for (size_t i = 0; i < d->footnotes; i++) {
        add_sentence(b, "Footnote");
        add_sentence(b, d->footnote[i]);
    }
}

static void add_groups(buf *b, const control_destination *d) {
    if (!d->groups) return;
    add_sentence(b, "(The destination is in country groups");
    for (size_t i = 0; i < d->groups; i++) buf_printf(b, "%s %s", i ? "," : "", d->group[i]);
    buf_str(b, ".)");
}

/* "NS Column 1" among marks such as "NS 1". */
static bool marked(const control_destination *d, const char *column) {
    for (size_t i = 0; i < d->marks; i++) {
        const char *mark = d->mark[i], *gap = strchr(mark, ' ');
        size_t n = gap ? (size_t)(gap - mark) : 0;
        if (gap && strncmp(mark, column, n) == 0 && strncmp(column + n, " Column ", 8) == 0 &&
            strcmp(column + n + 8, gap + 1) == 0)
            return true;
    }
    return false;
}

static bool on_chart(const control_list *l, const char *column) {
    const json_node *columns = json_get(l->chart.root, "columns");
    control_destination all = {.marks = 1};
    for (const json_node *c = columns->first; c; c = c->next) {
        const char *one = c->kind == JSON_STRING ? c->text : "";
        all.mark = &one;
        if (marked(&all, column)) return true;
    }
    return false;
}

static chart_answer answer_reason(buf *b, const control_list *l, const control_reason *r,
                                  const control_destination *d) {
    if (r) add_sentence(b, r->words);
    if (!d->known) {
        add_sentence(b, "The destination is no known country: nothing is said.");
        return CHART_UNKNOWN_COUNTRY;
    }
    if (!*d->row && (!r || *r->column)) {
        add_sentence(b, control_chart_absent(l));
        return CHART_NOT_ON_CHART;
    }
    bool column = r && *r->column;
    chart_answer answer = column && marked(d, r->column) ? CHART_LICENCE
                          : column                       ? CHART_NO_MARK
                                                         : CHART_SEE_WORDS;
    if (answer == CHART_LICENCE) return answer;
    if (*d->pointer) {
        add_sentence(b, d->pointer);
        answer = CHART_SEE_WORDS;
    } else if (column && !on_chart(l, r->column)) {
        add_sentence(b, "The chart has no such column.");
        answer = CHART_SEE_WORDS;
    } else if (answer == CHART_NO_MARK) {
        add_sentence(b, control_chart_caveat(l));
    }
    add_footnotes(b, d);
    if (answer == CHART_SEE_WORDS) add_groups(b, d);
    return answer;
}

static cordon_status put_line(chart_line *to, arena *mem, buf *b, const control_reason *r,
                              chart_answer answer, cordon_error *err) {
    char *words = b->failed ? NULL : arena_strndup(mem, buf_text(b), b->len);
    *to = (chart_line){.reason = r, .answer = answer, .words = words};
    b->len = 0;
    if (b->p) *b->p = 0;
    return words ? CORDON_OK : control_no_memory(err);
}

/* Lines for an entry that the chart itself names for all destinations: whole, or in part. */
static cordon_status whole_entry(chart_line *v, size_t *n, size_t max, arena *mem, buf *b,
                                 const control_list *l, const control_entry *e, cordon_error *err) {
    const json_node *all = json_get(l->chart.root, "allDestinationsEntries"),
                    *gov = json_get(all, "govOnly");
    const json_node *const lists[] = {json_get(all, "noLicenceExceptions"),
                                      json_get(gov, "entries")};
    cordon_status status = CORDON_OK;
    for (int i = 0; i < 2; i++)
        for (const json_node *x = lists[i] && lists[i]->kind == JSON_ARRAY ? lists[i]->first : NULL;
             x && !status; x = x->next) {
            if (x->kind != JSON_STRING || strncmp(x->text, e->number, CONTROL_NUMBER) != 0 ||
                *n == max)
                continue;
            add_sentence(b, x->text);
            buf_str(b, ":");
            add_sentence(b, text_at(all, "note"));
            add_sentence(b, i ? text_at(gov, "condition") : "No license exception is open to it.");
            status = put_line(&v[(*n)++], mem, b, NULL,
                              x->text[CONTROL_NUMBER] ? CHART_SEE_WORDS : CHART_LICENCE, err);
        }
    return status;
}

cordon_status control_chart(const chart_line **out, size_t *n, arena *mem, const control_list *l,
                            const control_entry *e, const char *iso3, cordon_error *err) {
    enum { WHOLE_MAX = 16 };
    control_destination d;
    buf b = {0};
    *out = NULL;
    *n = 0;
    cordon_status status = control_destination_find(&d, mem, l, iso3, err);
    if (status) return status;
    size_t max = e->reasons + 1 + WHOLE_MAX;
    chart_line *v = arena_alloc(mem, max * sizeof *v);
    if (!v) return control_no_memory(err);
    for (size_t i = 0; i < e->reasons && !status; i++) {
        chart_answer answer = answer_reason(&b, l, &e->reason[i], &d);
        status = put_line(&v[(*n)++], mem, &b, &e->reason[i], answer, err);
    }
    if (!e->reasons && !status) {
        add_sentence(
            &b, "The entry names no reason for control and no column of the chart: read its text.");
        chart_answer answer = answer_reason(&b, l, NULL, &d);
        status = put_line(&v[(*n)++], mem, &b, NULL, answer, err);
    }
    if (!status) status = whole_entry(v, n, max, mem, &b, l, e, err);
    buf_free(&b);
    if (!status) *out = v;
    return status;
}
