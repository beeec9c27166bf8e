/* Ribbons from those who send to where the goods go (a Sankey), their widths in
 * money. A destination that lost is soft with an outline, one that gained full:
 * this reads in grey too. Each place has a slot as high as its money, or as its
 * label where that is higher, so labels never meet.                           */
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/svg.h"

enum { LEFT = 108, RIGHT = 208, NODE = 4, TOP = 30, MONEY = 190, LINE = 13, GAP = 5, ROOM = 15 };

typedef struct place {
    double y, size; /* of its bar, units of the drawing */
    double used;    /* by ribbons drawn so far */
    double label;   /* the base line of its first line */
    bool two;       /* lines of label */
} place;

typedef struct drawing {
    const chart_ribbons *c;
    double unit; /* of the drawing for one of money */
    place from[CHART_NODES_MAX], to[CHART_NODES_MAX];
} drawing;

static double sum(const chart_ribbons *c, size_t i, bool to) {
    double s = 0;
    for (size_t k = 0; k < (to ? c->froms : c->tos); k++) s += to ? c->flow[k][i] : c->flow[i][k];
    return s;
}

/* The slots of one side from the top; its end. */
static double stack(place *p, const chart_node *v, size_t n, const drawing *d, bool to) {
    double y = TOP;
    for (size_t i = 0; i < n; i++) {
        p[i].size = sum(d->c, i, to) * d->unit;
        p[i].two = svg_letters(v[i].label) + 1 + svg_letters(v[i].value) > ROOM;
        double need = p[i].two ? 2 * LINE : LINE, slot = p[i].size > need ? p[i].size : need;
        p[i].y = y + (slot - p[i].size) / 2;
        p[i].label = y + (slot - need) / 2 + LINE - 3;
        y += slot + GAP;
    }
    return y;
}

static void ribbon(html *h, const char *kind, double a, double b, double size) {
    char x1[32], x2[32], xm[32], a0[32], b0[32], a1[32], b1[32];
    buf path = {0};
    svg_num(x1, LEFT + NODE);
    svg_num(x2, RIGHT);
    svg_num(xm, (LEFT + NODE + RIGHT) / 2.0);
    svg_num(a0, a);
    svg_num(b0, b);
    svg_num(a1, a + size);
    svg_num(b1, b + size);
    buf_printf(&path, "M%s %sC%s %s %s %s %s %s", x1, a0, xm, a0, xm, b0, x2, b0);
    buf_printf(&path, "L%s %sC%s %s %s %s %s %sZ", x2, b1, xm, b1, xm, a1, x1, a1);
    html_void(h, "path", "class", kind, "d", buf_text(&path));
    h->out->failed |= path.failed;
    buf_free(&path);
}

/* What lost first, so that the thin dark ones lie above it. */
static void ribbons(html *h, drawing *d) {
    const chart_ribbons *c = d->c;
    double a[CHART_NODES_MAX][CHART_NODES_MAX], b[CHART_NODES_MAX][CHART_NODES_MAX];
    for (size_t i = 0; i < c->froms; i++)
        for (size_t k = 0; k < c->tos; k++) {
            a[i][k] = d->from[i].y + d->from[i].used;
            b[i][k] = d->to[k].y + d->to[k].used;
            d->from[i].used += c->flow[i][k] * d->unit;
            d->to[k].used += c->flow[i][k] * d->unit;
        }
    for (int more = 0; more < 2; more++)
        for (size_t i = 0; i < c->froms; i++)
            for (size_t k = 0; k < c->tos; k++)
                if (c->flow[i][k] > 0 && c->to[k].more == (more == 1))
                    ribbon(h, more ? "more" : "less", a[i][k], b[i][k], c->flow[i][k] * d->unit);
}

static void labels(html *h, const place *p, const chart_node *v, size_t n, double x, bool to) {
    for (size_t i = 0; i < n; i++) {
        char name[96], text[128];
        svg_rect(h, "node", to ? RIGHT : LEFT, p[i].y, NODE, p[i].size < 0.5 ? 0.5 : p[i].size);
        svg_short(name, sizeof name, v[i].label, p[i].two ? ROOM + 1 : ROOM);
        snprintf(text, sizeof text, "%s%s%s", name, p[i].two ? "" : " ",
                 p[i].two ? "" : v[i].value);
        svg_text(h, "label", to ? "start" : "end", x, p[i].label, text);
        if (p[i].two) svg_text(h, "label", to ? "start" : "end", x, p[i].label + LINE, v[i].value);
    }
}

void chart_from_to(html *h, const chart_ribbons *c) {
    drawing d = {.c = c, .unit = c->whole > 0 ? MONEY / c->whole : 0};
    double left = stack(d.from, c->from, c->froms, &d, false),
           right = stack(d.to, c->to, c->tos, &d, true);
    svg_open(h, c->id, c->title, c->desc, (int)((left > right ? left : right) + 1));
    svg_text(h, "label strong", "start", 0, 14, c->head);
    if (!c->froms || !c->tos) svg_text(h, "small", "start", 0, TOP, "no rows");
    ribbons(h, &d);
    labels(h, d.from, c->from, c->froms, LEFT - 5, false);
    labels(h, d.to, c->to, c->tos, RIGHT + NODE + 5, true);
    html_close(h, "svg");
    html_line(h);
}
