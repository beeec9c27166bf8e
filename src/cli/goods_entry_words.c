/* goods_entry_words.c - an entry of the control lists in words, for a terminal.
 *
 * The chart's answer is printed with what the source says an empty cell does not mean. The tree of
 * paragraphs and the references are cut, with the count of what is left. */
#include <stdio.h>
#include <string.h>

#include "cli/goods_entry.h"
#include "cli/text.h"

enum { PARAGRAPHS_SHOWN = 40, REFERENCES_SHOWN = 12, TEXT_SHOWN = 400 };

static void note(page *p, const char *head, const char *words) {
    if (*words) para(p, strspn(head, " ") + 2, head, words);
}

static void show_dates(page *p, const goods_request *q, const entry_view *v) {
    char day[DATE_TEXT];
    buf line = {0};
    const char *other = entry_other_day(v, q->as_at);
    buf_printf(&line, "text of %s", control_list_dated(v->list));
    if (*other) buf_printf(&line, "; asked as at %s: %s", date_format(day, q->as_at), other);
    para(p, 4, "  ", buf_text(&line));
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static void show_kinds(page *p, const entry_view *v) {
    buf line = {0};
    for (size_t i = 0; i < v->entry->kinds; i++) {
        const char *title = control_reason_title(v->list, v->entry->kind[i]);
        buf_printf(&line, "%s%s", i ? ", " : "", v->entry->kind[i]);
        if (*title) buf_printf(&line, " (%s)", title);
    }
    if (v->entry->kinds) para(p, 4, "  reasons for control: ", buf_text(&line));
    buf_free(&line);
}

/* Without a destination: where each reason applies. */
static void show_rows(page *p, const control_entry *e) {
    for (size_t i = 0; i < e->reasons; i++) {
        const control_reason *r = &e->reason[i];
        buf line = {0};
        buf_printf(&line, "%s%s%s", *r->applies ? r->applies : r->reason, *r->column ? ": " : "",
                   r->column);
        if (*r->words) buf_printf(&line, ": %s", r->words);
        para(p, 6, "    - ", buf_text(&line));
        p->b.failed = p->b.failed || line.failed;
        buf_free(&line);
    }
}

static void show_destination(page *p, const entry_view *v) {
    const control_destination *d = &v->destination;
    buf line = {0};
    buf_printf(&line, "to %s", v->to);
    if (*d->row) buf_printf(&line, ", row \"%s\"", d->row);
    if (!d->known) buf_str(&line, ", which is no known country");
    for (size_t i = 0; i < d->groups; i++)
        buf_printf(&line, "%s%s", i ? ", " : "; country groups ", d->group[i]);
    para(p, 4, "  ", buf_text(&line));
    note(p, "    basis: ", d->basis);
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static const char *answer_words(chart_answer a) {
    static const char *const words[] = {"LICENCE REQUIRED unless an exception applies",
                                        "no mark (this is not \"no licence\": see below)",
                                        "see the words", "unknown country", "not on the chart"};
    return words[a];
}

/* What is said once below the lines is left out of each. */
static void show_line(page *p, const chart_line *c) {
    const control_reason *r = c->reason;
    buf line = {0};
    if (r)
        buf_printf(&line, "%s%s%s: ", *r->applies ? r->applies : r->reason, *r->column ? "; " : "",
                   r->column);
    buf_str(&line, answer_words(c->answer));
    if (r && *r->words) buf_printf(&line, ": %s", r->words);
    if (!r) buf_printf(&line, ": %s", c->words);
    para(p, 6, "    - ", buf_text(&line));
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static void show_chart(page *p, const entry_view *v) {
    const control_destination *d = &v->destination;
    bool empty = false;
    show_destination(p, v);
    for (size_t i = 0; i < v->lines; i++) {
        show_line(p, &v->line[i]);
        empty |= v->line[i].answer == CHART_NO_MARK;
    }
    note(p, "    ", d->pointer);
    if (d->known && !*d->row) note(p, "    ", control_chart_absent(v->list));
    if (empty) note(p, "    no mark: ", control_chart_caveat(v->list));
    for (size_t i = 0; i < d->footnotes; i++) note(p, "    footnote ", d->footnote[i]);
}

static void show_exceptions(page *p, const control_entry *e) {
    if (e->exceptions) buf_str(&p->b, "  license exceptions, as the entry lists them\n");
    for (size_t i = 0; i < e->exceptions; i++) {
        char head[32];
        snprintf(head, sizeof head, "    %.16s: ", e->exception[i].name);
        para(p, 6, head, e->exception[i].words);
    }
}

static void show_paragraph(page *p, const control_paragraph *g) {
    char head[160];
    buf text = {0}, clean = {0};
    text_clean(&clean, g->text, strlen(g->text), false);
    text_cut(&text, buf_text(&clean), clean.len, TEXT_SHOWN);
    if (g->orphan) buf_str(&text, " [set here: the source lacks the paragraph above it]");
    size_t indent = 2 + 2 * (size_t)(g->depth < 8 ? g->depth : 8);
    snprintf(head, sizeof head, "%*s%.100s%s", (int)indent, "", g->label, *g->label ? " " : "- ");
    para(p, indent + 2, head, buf_text(&text));
    p->b.failed = p->b.failed || text.failed || clean.failed;
    buf_free(&clean);
    buf_free(&text);
}

static void show_tree(page *p, const entry_view *v) {
    size_t n, shown = 0, below = entry_run(v);
    const control_paragraph *g = control_list_paragraphs(v->list, &n) + v->first;
    if (v->entry->heading_only) {
        note(p, "  ",
             "only the heading is loaded: the source has no item paragraphs of this entry, so "
             "nothing says what of it is controlled");
        return;
    }
    for (size_t i = 1; i <= below; i++)
        if (shown < PARAGRAPHS_SHOWN) show_paragraph(p, &g[i]), shown++;
    if (below > shown)
        buf_printf(&p->b, "  and %zu more paragraphs (--json has all)\n", below - shown);
}

/* The entry at the other end of the i-th reference. */
static const char *named(const entry_view *v, bool in, size_t i) {
    size_t n;
    const control_reference *r = entry_reference(v, in, i);
    return in ? control_list_paragraphs(v->list, &n)[r->from].number : r->number;
}

static bool named_before(const entry_view *v, bool in, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (strcmp(named(v, in, k), named(v, in, i)) == 0) return true;
    return false;
}

/* Each entry once, with the item of its first mention. */
static void show_reference_run(page *p, const char *head, const entry_view *v, bool in) {
    size_t count, total = entry_references(v, in), shown = 0;
    const control_paragraph *g = control_list_paragraphs(v->list, &count);
    buf line = {0};
    for (size_t i = 0; i < total; i++) {
        const control_reference *r = entry_reference(v, in, i);
        const char *item = in ? g[r->from].item : r->item;
        if (named_before(v, in, i) || shown++ >= REFERENCES_SHOWN) continue;
        buf_printf(&line, "%s%s%s%s", line.len ? ", " : "", named(v, in, i), *item ? "." : "",
                   item);
        if (r->to == UINT32_MAX) buf_str(&line, " (not in this copy)");
    }
    if (shown > REFERENCES_SHOWN)
        buf_printf(&line, " and %zu more (--json has all)", shown - REFERENCES_SHOWN);
    if (total) para(p, 4, head, buf_text(&line));
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static void show_absent(page *p, const entry_view *v) {
    buf line = {0};
    buf_printf(&line, "no entry %s in this list", v->number);
    if (v->named)
        buf_printf(&line,
                   ", though its own text names that number %zu times: the copy is not complete",
                   v->named);
    buf_str(&line, "; that is not \"not controlled\"");
    para(p, 4, "  ", buf_text(&line));
    buf_free(&line);
}

static void show_view(page *p, const goods_request *q, const entry_view *v) {
    size_t n;
    char head[16];
    const control_paragraph *g = control_list_paragraphs(v->list, &n) + v->first;
    para(p, 2, "", control_list_title(v->list));
    note(p, "  ", control_list_label(v->list));
    show_dates(p, q, v);
    if (!v->entry) {
        show_absent(p, v);
        return;
    }
    snprintf(head, sizeof head, "\n  %s  ", v->number);
    para(p, 9, head, v->entry->heading);
    if (v->item_missing)
        note(p, "  ", "the item asked for is not in this list; the nearest above it stands here");
    show_kinds(p, v);
    if (v->to && v->lines)
        show_chart(p, v);
    else
        show_rows(p, v->entry);
    if (v->to && !v->lines)
        note(
            p, "    ",
            "this list has no chart of destinations: it says nothing of where a licence is needed");
    show_exceptions(p, v->entry);
    note(p, "  related controls: ", v->entry->related);
    if (v->first != v->entry->paragraph) show_paragraph(p, g);
    show_tree(p, v);
    show_reference_run(p, "  names: ", v, false);
    show_reference_run(p, "  named by: ", v, true);
}

void entry_words(page *p, const goods_request *q, const entry_view *v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i) buf_char(&p->b, '\n');
        show_view(p, q, &v[i]);
    }
    buf_char(&p->b, '\n');
    para(p, 0, "",
         "Whether an item is the one described is a matter of fact; an entry found by its number "
         "decides nothing.");
}
