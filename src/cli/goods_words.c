/* goods_words.c - the answer of cordon goods CODE in words, for a terminal. */
#include <stdio.h>
#include <string.h>

#include "cli/goods_controls.h"
#include "cli/text.h"

enum { LINES_SHOWN = 8, CHILDREN_SHOWN = 40, WIDTH_MIN = 60, WIDTH_MAX = 110 };

page page_begin(void) {
    page p = {.width = text_terminal(1)};
    if (p.width == 0 || p.width > WIDTH_MAX) p.width = WIDTH_MAX;
    if (p.width < WIDTH_MIN) p.width = WIDTH_MIN;
    return p;
}

void para(page *p, size_t indent, const char *head, const char *words) {
    buf clean = {0};
    text_clean(&clean, words, strlen(words), false);
    size_t column = text_width(head, strlen(head));
    buf_str(&p->b, head);
    if (column < indent) text_pad(&p->b, indent - column);
    text_wrap(&p->b, buf_text(&clean), clean.len, column < indent ? indent : column, indent,
              p->width);
    buf_char(&p->b, '\n');
    p->b.failed = p->b.failed || clean.failed;
    buf_free(&clean);
}

static cordon_status show_code(page *p, const answer *a, cordon_error *err) {
    char head[40];
    buf exists = {0}, line = {0};
    for (size_t i = 0; i < a->depth; i++) {
        if (!a->path[i]->level) continue;
        snprintf(head, sizeof head, "%-9s", a->path[i]->code);
        para(p, 10, head, a->path[i]->text);
    }
    cordon_status status = answer_exists(&exists, a, err);
    buf_printf(&line, "a code of %s; these have the digits: %s", a->nomenclature,
               buf_text(&exists));
    buf_char(&p->b, '\n');
    para(p, 10, "", buf_text(&line));
    buf_free(&exists);
    buf_free(&line);
    return status;
}

static cordon_status show_children(page *p, const answer *a, cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0, seen = 0;
    char head[16];
    cordon_status status = goods_nodes(&v, &n, a->goods, a->nomenclature, err);
    for (size_t i = 0; !status && i < n; i++) {
        if (strcmp(v[i].parent, a->code) != 0) continue;
        if (seen++ == 0) buf_str(&p->b, "\nBelow it\n");
        if (seen > CHILDREN_SHOWN) continue;
        snprintf(head, sizeof head, "%-9s", v[i].code);
        para(p, 10, head, v[i].text);
    }
    if (seen > CHILDREN_SHOWN) buf_printf(&p->b, "          and %zu more\n", seen - CHILDREN_SHOWN);
    return status;
}

static void show_revisions(page *p, const answer *a) {
    char day[DATE_TEXT], head[40];
    since s = answer_since(a);
    size_t own = answer_revision(a, a->revision);
    if (own >= REVISIONS || !a->carried[own].n) return;
    buf_str(&p->b, "\nIn the revisions of the Harmonized System\n");
    for (size_t i = goods_revision_count(a->goods); i-- > 0;) {
        const goods_links *l = &a->carried[i];
        buf line = {0};
        goods_quality worst = GOODS_AS_WRITTEN;
        const char *note = "";
        for (size_t k = 0; k < l->n; k++) {
            buf_str(&line, l->v[k].to);
            if (l->v[k].quality == GOODS_WEIGHTS) buf_printf(&line, " (%.3f)", l->v[k].weight);
            buf_char(&line, ' ');
            if (l->v[k].quality >= worst) worst = l->v[k].quality, note = l->v[k].note;
        }
        if (i == own)
            buf_str(&line, " asked for");
        else
            buf_printf(&line, " %s%s%s", goods_quality_name(worst), *note ? ": " : "", note);
        goods_revision r = goods_revision_at(a->goods, i);
        snprintf(head, sizeof head, "%-4s %s", r.name, date_format(day, r.valid_from));
        const char *words = buf_text(&line);
        para(p, 17, head, words + strspn(words, " "));
        p->b.failed = p->b.failed || line.failed;
        buf_free(&line);
    }
    if (s.unchanged) {
        buf_printf(&p->b, "The same goods under these digits since %s",
                   date_format(day, s.unchanged));
        if (s.digits != s.unchanged)
            buf_printf(&p->b, "; the digits since %s, with changes", date_format(day, s.digits));
        buf_str(&p->b, ".\n");
    }
}

static void match_words(buf *b, const hit *h) {
    static const char *const direct[] = {"", "the code itself", "covers it", "a part of it"};
    static const char *const carried[] = {"", "its counterpart", "covers its counterpart",
                                          "a part of its counterpart"};
    if (!h->via)
        buf_str(b, direct[h->match]);
    else
        buf_printf(b, "%s %s (%s)", carried[h->match], h->via->to,
                   goods_quality_name(h->via->quality));
}

static void show_line(page *p, const hit *h) {
    char day[DATE_TEXT];
    buf line = {0};
    buf_printf(&line, "%s, ", h->line->code);
    match_words(&line, h);
    if (*h->line->tier) buf_printf(&line, "; tier %s", h->line->tier);
    if (h->line->valid_from)
        buf_printf(&line, "; %s %s", h->by ? "listed by" : "from",
                   date_format(day, h->line->valid_from));
    if (h->line->valid_to) buf_printf(&line, " until %s", date_format(day, h->line->valid_to));
    if (!h->line->valid_from && !h->line->valid_to) buf_str(&line, "; undated");
    buf_printf(&line, "; %s [%s]", h->line->source, h->line->basis);
    para(p, 4, "", buf_text(&line));
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

/* All lines of one group side by side; a heading may have hundreds of them. */
static void show_group(page *p, const answer *a, size_t first, bool in_force) {
    const goods_group *g = a->hit[first].group;
    size_t n = 0;
    buf head = {0};
    buf_printf(&head, "%s (%s, %s): %s", g->id, g->kind, g->nomenclature, g->title);
    para(p, 2, "", buf_text(&head));
    for (size_t i = first; i < a->hits && a->hit[i].group == g; i++) {
        if (a->hit[i].in_force != in_force) continue;
        if (n++ < LINES_SHOWN) show_line(p, &a->hit[i]);
    }
    if (n > LINES_SHOWN)
        buf_printf(&p->b, "    and %zu more of its codes (--json has all)\n", n - LINES_SHOWN);
    if (*g->note) para(p, 10, "    note: ", g->note);
    p->b.failed = p->b.failed || head.failed;
    buf_free(&head);
}

static void show_groups(page *p, const answer *a, bool in_force) {
    const goods_group *last = NULL;
    size_t first = 0;
    for (size_t i = 0; i < a->hits; i++) {
        if (i && a->hit[i].group != a->hit[i - 1].group) first = i;
        if (a->hit[i].in_force != in_force || a->hit[i].group == last) continue;
        last = a->hit[i].group;
        show_group(p, a, first, in_force);
    }
}

static void show_lists(page *p, const answer *a) {
    char day[DATE_TEXT];
    const char *name = regime_name(a->regime);
    buf line = {0};
    buf_printf(&p->b, "\nIn regime %s on %s\n", name, date_format(day, a->as_at));
    show_groups(p, a, true);
    if (answer_notice(a)) {
        buf_printf(&line, "%s of regime %s: this is not clearance", answer_notice(a), name);
        para(p, 2, "  ", buf_text(&line));
    }
    for (size_t i = 0; i < REVISIONS; i++)
        if (a->lost[i])
            buf_printf(&p->b, "  groups in %s could not be looked up: the code is not comparable\n",
                       goods_revision_at(a->goods, i).name);
    for (size_t i = 0; i < a->hits; i++) {
        if (a->hit[i].in_force) continue;
        buf_str(&p->b, "\nOn another day\n");
        show_groups(p, a, false);
        break;
    }
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

cordon_status answer_print(const answer *a, cordon_error *err) {
    page p = page_begin();
    cordon_status status = show_code(&p, a, err);
    if (!status) status = show_children(&p, a, err);
    if (!status) {
        show_revisions(&p, a);
        show_lists(&p, a);
        goods_controls_page(&p, &a->controls, a->measure, a->measures, a->as_at);
        if (p.b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the answer");
    }
    if (!status) fputs(buf_text(&p.b), stdout);
    buf_free(&p.b);
    return status;
}
