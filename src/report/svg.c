#include "report/svg.h"

#include <stdio.h>
#include <string.h>

const char *svg_num(char out[32], double v) {
    snprintf(out, 32, "%.1f", v);
    return strcmp(out, "-0.0") == 0 ? "0.0" : out;
}

void svg_open(html *h, const char *id, const char *title, const char *desc, int height) {
    char box[40], t[80], d[80], both[164];
    snprintf(box, sizeof box, "0 0 %d %d", SVG_WIDTH, height);
    snprintf(t, sizeof t, "%.60s-t", id);
    snprintf(d, sizeof d, "%.60s-d", id);
    snprintf(both, sizeof both, "%s %s", t, d);
    html_open(h, "svg", "viewBox", box, "role", "img", "aria-labelledby", both);
    html_leaf(h, "title", title, "id", t);
    html_leaf(h, "desc", desc, "id", d);
    html_line(h);
}

void svg_line(html *h, const char *kind, double x1, double y1, double x2, double y2) {
    char a[32], b[32], c[32], d[32];
    html_void(h, "line", "class", kind, "x1", svg_num(a, x1), "y1", svg_num(b, y1), "x2",
              svg_num(c, x2), "y2", svg_num(d, y2));
}

void svg_rect(html *h, const char *kind, double x, double y, double w, double t) {
    char a[32], b[32], c[32], d[32];
    html_void(h, "rect", "class", kind, "x", svg_num(a, x), "y", svg_num(b, y), "width",
              svg_num(c, w), "height", svg_num(d, t));
}

void svg_text(html *h, const char *kind, const char *anchor, double x, double y, const char *s) {
    char a[32], b[32];
    html_leaf(h, "text", s, "class", kind, "x", svg_num(a, x), "y", svg_num(b, y), "text-anchor",
              anchor);
}

void svg_dot(html *h, const char *kind, double x, double y, const char *r) {
    char a[32], b[32];
    html_void(h, "circle", "class", kind, "cx", svg_num(a, x), "cy", svg_num(b, y), "r", r);
}

static bool begins(char c) { return ((unsigned char)c & 0xc0) != 0x80; }

size_t svg_letters(const char *s) {
    size_t n = 0;
    for (; *s; s++) n += begins(*s);
    return n;
}

const char *svg_short(char *out, size_t size, const char *s, size_t letters) {
    bool cut = svg_letters(s) > letters;
    size_t keep = cut && letters > 3 ? letters - 3 : letters, n = 0, seen = 0;
    while (s[n] && (!begins(s[n]) || seen < keep)) seen += begins(s[n++]);
    while (n + 4 > size) {
        cut = true;
        do n--;
        while (n && !begins(s[n]));
    }
    snprintf(out, size, "%.*s%s", (int)n, s, cut ? "..." : "");
    return out;
}

void svg_hatch(html *h, double x, double y, double w, double t) {
    double at = -t;
    while (at < w) {
        double x1 = at < 0 ? 0 : at, x2 = at + t > w ? w : at + t;
        if (x2 > x1) svg_line(h, "hatch", x + x1, y + t - (x1 - at), x + x2, y + t - (x2 - at));
        at += 5;
    }
    svg_rect(h, "outlined", x, y, w, t);
}

void svg_spread(double *v, const double *room, size_t n, double low, double high) {
    double at = low;
    for (size_t i = 0; i < n; i++) {
        if (v[i] < at) v[i] = at;
        at = v[i] + room[i];
    }
    at = high;
    for (size_t i = n; i-- > 0;) {
        if (v[i] + room[i] > at) v[i] = at - room[i];
        at = v[i];
    }
}
