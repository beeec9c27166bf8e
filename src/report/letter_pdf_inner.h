/* letter_pdf_inner.h - rows of cells: what a block of a letter becomes (letter_pdf.c), and how a row is set (letter_pdf_row.c). */
#ifndef REPORT_LETTER_PDF_INNER_H
#define REPORT_LETTER_PDF_INNER_H

#include <pango/pangocairo.h>

#include "report/letter_pages.h"
#include "report/letter_pdf.h"

#define PT(x) ((int)((x) * PANGO_SCALE)) /* all lengths are in units of Pango: 1/1024 point */
enum {
    PAGE_WIDTH = PT(595.276),
    PAGE_HEIGHT = PT(841.89), /* A4 */
    PAGE_LEFT = PT(56.7),
    PAGE_TOP = PT(72),
    PAGE_ROOM = PAGE_HEIGHT - PT(72) - PT(62),
    TEXT_WIDTH = PAGE_WIDTH - 2 * PT(56.7),
    CHUNK_MAX = 8192 /* bytes of one layout: longer texts are set in several, line after line */
};

typedef enum pdf_style { PDF_TITLE, PDF_HEAD, PDF_LEAD, PDF_BODY, PDF_SOFT, PDF_SMALL, PDF_TABLE, PDF_TABLE_HEAD, PDF_RUNNING, PDF_HASH, PDF_STYLES } pdf_style;

typedef struct pdf_cell {
    int x, width;
    pdf_style style;
    const char *text;
} pdf_cell;

typedef struct pdf_row {
    pdf_cell cell[LETTER_COLUMNS_MAX];
    size_t cells;
    int above;
    bool keep;                  /* with the next row */
    bool rule;                  /* a thin line above */
    int write_on;               /* a line to write on begins there; 0 = none */
    const struct pdf_row *head; /* repeated above a strip that begins a page */
    int head_height;
} pdf_row;

/* A text in lines: layouts own them. */
typedef struct pdf_set {
    GPtrArray *layouts;
    GArray *lines;
} pdf_set;

typedef struct pdf_setter {
    const letter_doc *d;
    const letter_pdf_terms *t;
    letter_pdf_said *said;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *font[PDF_STYLES];
    cairo_t *cr; /* NULL: strips are only measured */
    letter_strip *strip;
    letter_place *place;
    size_t n, cap, at;
    int page, pages;
    bool failed;
    pdf_cell last_cell[LETTER_COLUMNS_MAX]; /* of the row of a table before; its text is the letter's */
    pdf_set last[LETTER_COLUMNS_MAX];
} pdf_setter;

PangoLayout *pdf_layout(pdf_setter *p, pdf_style style, const char *text, size_t len, int width);
pdf_style pdf_cell_style(const char *text); /* a hash stands in small letters, so that it keeps to one line */
void pdf_gray(pdf_setter *p, pdf_style style);
/* Measures a row, or draws it at the places of its strips. Returns its height without what is above it. */
int pdf_set_row(pdf_setter *p, const pdf_row *r);
void pdf_forget(pdf_setter *p); /* the row before */
/* Letters of a line without a glyph are counted, the line is drawn where its baseline begins. */
void pdf_draw_line(pdf_setter *p, PangoLayoutLine *line, int x, int y);
/* Ends the page at hand when it is another, and begins that. */
void pdf_turn_to(pdf_setter *p, int page);
/* Shares the width of a page among the columns of a table that have text. */
void pdf_columns(pdf_setter *p, int width[LETTER_COLUMNS_MAX], const letter_table *t, int gap);

#endif
