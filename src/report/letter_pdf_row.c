#include <stdlib.h>
#include <string.h>

#include "report/letter_pdf_inner.h"

enum { LEADING = PT(1.6), WIDTH_ROWS = 200, SHORT_COLUMN = PT(62), LONG_WORD = PT(90) };

typedef struct set_line {
    PangoLayoutLine *line;
    int up, down; /* of letters and of their ink, from the baseline */
} set_line;
typedef pdf_set set_cell;

PangoLayout *pdf_layout(pdf_setter *p, pdf_style style, const char *text, size_t len, int width) {
    PangoLayout *l = pango_layout_new(p->context);
    PangoAttrList *attrs = pango_attr_list_new();
    pango_attr_list_insert(attrs, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(l, attrs);
    pango_attr_list_unref(attrs);
    pango_layout_set_font_description(l, p->font[style]);
    pango_layout_set_auto_dir(l, FALSE); /* a letter in English that holds other scripts */
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(l, width);
    pango_layout_set_text(l, text, (int)len);
    return l;
}

/* Bytes of the next layout: all, or up to the last blank of a chunk, else up to a whole character. */
static size_t chunk(const char *s, size_t len) {
    if (len <= CHUNK_MAX) return len;
    size_t n = CHUNK_MAX;
    while (n && s[n] != ' ') n--;
    if (n) return n;
    n = CHUNK_MAX;
    while (n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
    return n;
}

static void add_lines(set_cell *c, PangoLayout *l) {
    PangoLayoutIter *i = pango_layout_get_iter(l);
    do {
        PangoRectangle ink, logical;
        set_line line = {.line = pango_layout_iter_get_line_readonly(i)};
        pango_layout_line_get_extents(line.line, &ink, &logical);
        line.up = MAX(-logical.y, -ink.y);
        line.down = MAX(logical.y + logical.height, ink.y + ink.height);
        g_array_append_val(c->lines, line);
    } while (pango_layout_iter_next_line(i));
    pango_layout_iter_free(i);
}

static void set_text(pdf_setter *p, set_cell *c, const pdf_cell *of) {
    buf clean = {0};
    letter_pdf_clean(&clean, of->text);
    const char *s = buf_text(&clean);
    size_t len = clean.len, n;
    c->layouts = g_ptr_array_new_with_free_func(g_object_unref);
    c->lines = g_array_new(FALSE, FALSE, sizeof(set_line));
    do {
        n = chunk(s, len);
        PangoLayout *l = pdf_layout(p, of->style, s, n, of->width);
        g_ptr_array_add(c->layouts, l);
        add_lines(c, l);
        if (n < len && s[n] == ' ') n++;
        s += n, len -= n;
    } while (len);
    if (clean.failed) p->failed = true;
    buf_free(&clean);
}

static void count_missing(pdf_setter *p, PangoLayoutLine *line) {
    for (GSList *r = line->runs; r; r = r->next) {
        const PangoGlyphString *g = ((PangoGlyphItem *)r->data)->glyphs;
        for (int i = 0; i < g->num_glyphs; i++) {
            if (!(g->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)) continue;
            unsigned code = g->glyphs[i].glyph & ~PANGO_GLYPH_UNKNOWN_FLAG, k = 0;
            p->said->missing++;
            while (k < p->said->codes && p->said->code[k] != code) k++;
            if (k == p->said->codes && k < LETTER_MISSING_MAX) p->said->code[p->said->codes++] = code;
        }
    }
}

/* One cluster of letters, with the text that it is. */
static void show_cluster(pdf_setter *p, const char *text, const PangoGlyphItem *run, const PangoGlyphItemIter *at, int x, int y) {
    cairo_glyph_t glyph[32];
    cairo_text_cluster_t cluster = {.num_bytes = at->end_index - at->start_index};
    for (int i = at->end_glyph + 1; i <= at->start_glyph; i++) {
        const PangoGlyphInfo *g = &run->glyphs->glyphs[i];
        if (g->glyph != PANGO_GLYPH_EMPTY && cluster.num_glyphs < (int)(sizeof glyph / sizeof *glyph))
            glyph[cluster.num_glyphs++] = (cairo_glyph_t){g->glyph, pango_units_to_double(x + g->geometry.x_offset), pango_units_to_double(y + g->geometry.y_offset)};
        x += g->geometry.width;
    }
    if (cluster.num_glyphs) cairo_show_text_glyphs(p->cr, text + at->start_index, cluster.num_bytes, glyph, cluster.num_glyphs, &cluster, 1, 0);
}

/* Letters written from the right go into the file from the left, as readers of PDF expect them: cairo alone would write them in the order of the text, step
 * by step to the left, and pdftotext takes some of those steps for blanks. */
static void show_from_right(pdf_setter *p, const char *text, PangoGlyphItem *run, int x, int y) {
    PangoGlyphItemIter i;
    cairo_set_scaled_font(p->cr, pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font)));
    for (gboolean more = pango_glyph_item_iter_init_end(&i, run, text); more; more = pango_glyph_item_iter_prev_cluster(&i)) {
        show_cluster(p, text, run, &i, x, y);
        for (int g = i.end_glyph + 1; g <= i.start_glyph; g++) x += run->glyphs->glyphs[g].geometry.width;
    }
}

static bool is_whole(const PangoGlyphItem *run) {
    for (int i = 0; i < run->glyphs->num_glyphs; i++)
        if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) return false;
    return true;
}

void pdf_draw_line(pdf_setter *p, PangoLayoutLine *line, int x, int y) {
    const char *text = pango_layout_get_text(line->layout);
    count_missing(p, line);
    for (GSList *r = line->runs; r; r = r->next) {
        PangoGlyphItem *run = r->data;
        cairo_move_to(p->cr, pango_units_to_double(x), pango_units_to_double(y));
        if (run->item->analysis.level % 2 && is_whole(run))
            show_from_right(p, text, run, x, y);
        else
            pango_cairo_show_glyph_item(p->cr, text, run);
        x += pango_glyph_string_get_width(run->glyphs);
    }
}

static void rule(pdf_setter *p, int x, int y, int width, double thick, double gray) {
    cairo_set_source_rgb(p->cr, gray, gray, gray);
    cairo_set_line_width(p->cr, thick);
    cairo_move_to(p->cr, pango_units_to_double(x), pango_units_to_double(y));
    cairo_line_to(p->cr, pango_units_to_double(x + width), pango_units_to_double(y));
    cairo_stroke(p->cr);
}

static void draw_strip(pdf_setter *p, const pdf_row *r, const set_cell *cells, size_t i, int y, int up, int height) {
    if (r->rule && !i) rule(p, PAGE_LEFT, y - r->above / 2, TEXT_WIDTH, 0.4, 0.75);
    for (size_t c = 0; c < r->cells; c++) {
        if (i >= cells[c].lines->len) continue;
        pdf_gray(p, r->cell[c].style);
        pdf_draw_line(p, g_array_index(cells[c].lines, set_line, i).line, PAGE_LEFT + r->cell[c].x, y + up);
    }
    if (r->write_on) rule(p, PAGE_LEFT + r->write_on, y + height, PT(230), 0.6, 0.2);
}

/* How far strip i reaches up and down from the baseline that its cells share. */
static void extent(int *up, int *down, const set_cell *cells, size_t n, size_t i) {
    *up = *down = 0;
    for (size_t c = 0; c < n; c++) {
        if (i >= cells[c].lines->len) continue;
        const set_line *l = &g_array_index(cells[c].lines, set_line, i);
        *up = MAX(*up, l->up), *down = MAX(*down, l->down);
    }
}

/* The repeated head of a table stands above the strip, on its own. */
static void draw_head(pdf_setter *p, const pdf_row *of, int y);

static void put_strip(pdf_setter *p, const pdf_row *r, const set_cell *cells, size_t i, size_t strips) {
    int up, down;
    extent(&up, &down, cells, r->cells, i);
    if (p->cr) {
        letter_place at = p->place[p->at++];
        bool turned = at.page != p->page;
        pdf_turn_to(p, at.page);
        if (turned && r->head) draw_head(p, r, PAGE_TOP + at.y - r->head_height);
        draw_strip(p, r, cells, i, PAGE_TOP + at.y, up, up + down);
        return;
    }
    if (p->n == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 256;
        letter_strip *more = realloc(p->strip, cap * sizeof *more);
        if (!more) {
            p->failed = true;
            return;
        }
        p->strip = more, p->cap = cap;
    }
    bool with_next = i + 1 < strips ? i == 0 || i + 2 == strips : r->keep;
    p->strip[p->n++] = (letter_strip){.height = up + down + LEADING, .above = i ? 0 : r->above, .head = r->head_height, .with_next = with_next};
}

static void drop(set_cell *c) {
    if (c->lines) g_array_unref(c->lines);
    if (c->layouts) g_ptr_array_unref(c->layouts);
    *c = (set_cell){0};
}

static void free_cells(set_cell *cells, size_t n) {
    for (size_t c = 0; c < n; c++) drop(&cells[c]);
}

void pdf_forget(pdf_setter *p) {
    for (size_t c = 0; c < LETTER_COLUMNS_MAX; c++) drop(&p->last[c]), p->last_cell[c] = (pdf_cell){0};
}

/* A cell that says what the one above it says is not set again: orders repeat codes, units and origins. */
static void set_again(pdf_setter *p, set_cell *cell, const pdf_row *r, size_t c) {
    const pdf_cell *of = &r->cell[c], *was = &p->last_cell[c];
    if (!was->text || was->style != of->style || was->width != of->width || strcmp(was->text, of->text) != 0) {
        drop(&p->last[c]);
        set_text(p, &p->last[c], of);
        p->last_cell[c] = *of;
    }
    *cell = (set_cell){g_ptr_array_ref(p->last[c].layouts), g_array_ref(p->last[c].lines)};
}

static size_t set_cells(pdf_setter *p, set_cell *cells, const pdf_row *r) {
    size_t strips = 0;
    for (size_t c = 0; c < r->cells; c++) {
        if (r->head)
            set_again(p, &cells[c], r, c);
        else
            set_text(p, &cells[c], &r->cell[c]);
        strips = MAX(strips, cells[c].lines->len);
    }
    return strips;
}

static int height_of(const set_cell *cells, size_t n, size_t strips) {
    int height = 0;
    for (size_t i = 0; i < strips; i++) {
        int up, down;
        extent(&up, &down, cells, n, i);
        height += up + down + LEADING;
    }
    return height;
}

static void draw_head(pdf_setter *p, const pdf_row *of, int y) {
    const pdf_row *r = of->head;
    set_cell cells[LETTER_COLUMNS_MAX];
    size_t strips = set_cells(p, cells, r);
    for (size_t i = 0; i < strips; i++) {
        int up, down;
        extent(&up, &down, cells, r->cells, i);
        draw_strip(p, r, cells, i, y, up, up + down);
        y += up + down + LEADING;
    }
    free_cells(cells, r->cells);
}

int pdf_set_row(pdf_setter *p, const pdf_row *r) {
    set_cell cells[LETTER_COLUMNS_MAX];
    size_t strips = set_cells(p, cells, r);
    int height = height_of(cells, r->cells, strips);
    for (size_t i = 0; i < strips && !p->failed; i++) put_strip(p, r, cells, i, strips);
    free_cells(cells, r->cells);
    return height;
}

/* ---- columns */

/* Width of a text in one line, and of its longest word. */
static void widths(pdf_setter *p, int *one, int *word, pdf_style style, const char *text) {
    buf clean = {0};
    letter_pdf_clean(&clean, text);
    PangoLayout *l = pdf_layout(p, style, buf_text(&clean), chunk(buf_text(&clean), clean.len), -1);
    int w = 0;
    pango_layout_get_size(l, &w, NULL);
    *one = MAX(*one, w);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD);
    pango_layout_set_width(l, 0);
    pango_layout_get_size(l, &w, NULL);
    *word = MAX(*word, w);
    g_object_unref(l);
    buf_free(&clean);
}

pdf_style pdf_cell_style(const char *text) { return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64 ? PDF_HASH : PDF_TABLE; }

/* Of the first rows, and of the longest cell of all. */
static void column_widths(pdf_setter *p, int *one, int *word, const letter_table *t, size_t c) {
    const char *longest = "";
    for (size_t r = 0; r < t->rows; r++) {
        const char *cell = t->cell[r * t->columns + c];
        if (r < WIDTH_ROWS)
            widths(p, one, word, pdf_cell_style(cell), cell);
        else if (strlen(cell) > strlen(longest))
            longest = cell;
    }
    widths(p, one, word, pdf_cell_style(longest), longest);
}

/* Every column in one line where that fits; else short ones do, and the others share what is left by how much they lack, with room for their longest words. */
void pdf_columns(pdf_setter *p, int width[LETTER_COLUMNS_MAX], const letter_table *t, int gap) {
    int one[LETTER_COLUMNS_MAX] = {0}, word[LETTER_COLUMNS_MAX] = {0};
    long whole = 0, all = 0, least = 0, room = TEXT_WIDTH + gap;
    for (size_t c = 0; c < t->columns; c++) {
        if (!t->used[c]) continue;
        widths(p, &one[c], &word[c], PDF_TABLE_HEAD, t->head[c]);
        int head = word[c];
        column_widths(p, &one[c], &word[c], t, c);
        one[c] = MIN(one[c], TEXT_WIDTH) + PT(0.5);
        word[c] = one[c] <= SHORT_COLUMN ? one[c] : MIN(MAX(head, MIN(word[c], LONG_WORD)) + PT(0.5), one[c]);
        whole += one[c], all += MIN(one[c], TEXT_WIDTH / 2), least += MIN(word[c], TEXT_WIDTH / 2), room -= gap;
    }
    for (size_t c = 0; c < t->columns; c++) {
        if (!t->used[c]) continue;
        int want = MIN(one[c], TEXT_WIDTH / 2), need = MIN(word[c], TEXT_WIDTH / 2);
        if (whole <= room)
            width[c] = one[c];
        else if (all <= room)
            width[c] = want + (one[c] > want ? (int)(room - all) : 0);
        else if (least <= room)
            width[c] = need + (int)((room - least) * (want - need) / (all - least));
        else
            width[c] = (int)(room * need / least);
    }
}
