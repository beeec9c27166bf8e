/* svg.h - the strokes all charts are made of. Numbers have one decimal. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "report/html.h"

enum { SVG_WIDTH = 320 }; /* units of every drawing */

const char *svg_num(char out[32], double v);
/* With a title and a description; closed by html_close(h, "svg"). */
void svg_open(html *h, const char *id, const char *title, const char *desc, int height);
void svg_line(html *h, const char *kind, double x1, double y1, double x2, double y2);
void svg_rect(html *h, const char *kind, double x, double y, double w, double t);
void svg_text(html *h, const char *kind, const char *anchor, double x, double y, const char *s);
void svg_dot(html *h, const char *kind, double x, double y, const char *r);

/* Letters of a text, not bytes; and the text cut to so many, "..." among them. */
size_t svg_letters(const char *s);
const char *svg_short(char *out, size_t size, const char *s, size_t letters);

/* A box of slanted lines. */
void svg_hatch(html *h, double x, double y, double w, double t);

/* Moves places that are too near apart, downwards first, within [low, high]; v
 * is sorted ascending, room[i] is what place i needs below itself.            */
void svg_spread(double *v, const double *room, size_t n, double low, double high);

#endif
