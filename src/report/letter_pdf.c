#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/letter_pdf_inner.h"

const char cordon_letter_pdf_version[] = CORDON_VERSION;

static const struct { double size; bool bold, mono; double gray; } style_of[PDF_STYLES] = {
    [PDF_TITLE] = {15, true, false, 0},      [PDF_HEAD] = {10.5, true, false, 0},  [PDF_LEAD] = {11.5, true, false, 0},      [PDF_BODY] = {9, false, false, 0},       [PDF_SOFT] = {8, false, false, 0.33},
    [PDF_SMALL] = {8, false, false, 0.2}, [PDF_TABLE] = {8, false, false, 0}, [PDF_TABLE_HEAD] = {7.5, true, false, 0.25}, [PDF_RUNNING] = {7.5, false, false, 0.33}, [PDF_HASH] = {6.5, false, true, 0.33},
};

void pdf_gray(pdf_setter *p, pdf_style style) { cairo_set_source_rgb(p->cr, style_of[style].gray, style_of[style].gray, style_of[style].gray); }

/* ---- pages */

/* One line at a place; right: x is where it ends. */
static void line_at(pdf_setter *p, pdf_style style, const char *text, int x, int y, int width, bool right) {
    buf clean = {0};
    letter_pdf_clean(&clean, text);
    PangoLayout *l = pdf_layout(p, style, buf_text(&clean), clean.len, width);
    pango_layout_set_height(l, -1); /* one line, */
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    int w = 0;
    pango_layout_get_size(l, &w, NULL);
    pdf_gray(p, style);
    pdf_draw_line(p, pango_layout_get_line_readonly(l, 0), right ? x - w : x, y);
    g_object_unref(l);
    buf_free(&clean);
}

static void running(pdf_setter *p) {
    char text[64];
    buf head = {0};
    if (*p->d->case_id) buf_printf(&head, "%s, ", p->d->case_id);
    buf_printf(&head, "as at %s", p->d->as_at);
    line_at(p, PDF_RUNNING, buf_text(&head), PAGE_LEFT, PT(44), TEXT_WIDTH - PT(275), false);
    line_at(p, PDF_HASH, p->t->hash, PAGE_LEFT + TEXT_WIDTH, PT(44), PT(270), true);
    cairo_set_source_rgb(p->cr, 0.6, 0.6, 0.6);
    cairo_set_line_width(p->cr, 0.5);
    cairo_move_to(p->cr, pango_units_to_double(PAGE_LEFT), 50);
    cairo_line_to(p->cr, pango_units_to_double(PAGE_LEFT + TEXT_WIDTH), 50);
    cairo_stroke(p->cr);
    snprintf(text, sizeof text, "%d of %d", p->page + 1, p->pages);
    line_at(p, PDF_RUNNING, text, PAGE_LEFT + TEXT_WIDTH, PAGE_HEIGHT - PT(36), PT(120), true);
    buf_free(&head);
}

void pdf_turn_to(pdf_setter *p, int page) {
    for (; p->page < page; running(p)) {
        if (p->page >= 0) cairo_show_page(p->cr);
        p->page++;
    }
}

/* ---- blocks */

static pdf_row one_cell(pdf_style style, int x, const char *text, double above) {
    return (pdf_row){.cell = {{x, TEXT_WIDTH - x, style, text}}, .cells = 1, .above = PT(above)};
}

static void set_item(pdf_setter *p, const letter_block *b, bool deeper_follows) {
    char mark[16] = "\xe2\x80\xa2";
    int at = b->depth ? PT(24) : PT(3), width = PT(b->depth ? 11 : 21);
    pdf_style style = b->depth ? PDF_SMALL : PDF_BODY;
    if (b->number) snprintf(mark, sizeof mark, "%d.", b->number), width = PT(b->number < 1000 ? 21 : 42), at = b->depth ? at : 0;
    int text = b->number && b->number > 999 ? PT(46) : b->depth ? PT(35) : PT(24);
    pdf_row r = {.cell = {{at, width, style, b->number ? mark : b->depth ? "\xe2\x80\x93" : mark}, {text, TEXT_WIDTH - text, style, b->text}}, .cells = 2};
    r.above = PT(b->depth ? 1 : 4), r.keep = deeper_follows;
    pdf_set_row(p, &r);
}

static void set_pair(pdf_setter *p, const letter_block *b) {
    pdf_row r = {.cell = {{0, PT(106), PDF_SOFT, b->key}, {PT(112), TEXT_WIDTH - PT(112), PDF_BODY, b->text}}, .cells = 2, .above = PT(2)};
    pdf_set_row(p, &r);
}

static void set_table(pdf_setter *p, const letter_table *t) {
    int width[LETTER_COLUMNS_MAX] = {0}, gap = PT(9), x = 0;
    pdf_columns(p, width, t, gap);
    pdf_row head = {.above = PT(3), .keep = true}, r = {.above = PT(4), .rule = true, .head = &head};
    for (size_t c = 0; c < t->columns; c++) {
        if (!t->used[c]) continue;
        head.cell[head.cells++] = (pdf_cell){x, width[c], PDF_TABLE_HEAD, t->head[c]};
        x += width[c] + gap;
    }
    if (!head.cells) return;
    r.cells = head.cells;
    r.head_height = pdf_set_row(p, &head) + PT(4);
    for (size_t i = 0; i < t->rows && !p->failed; i++) {
        size_t k = 0;
        for (size_t c = 0; c < t->columns; c++)
            if (t->used[c]) {
                const char *text = t->cell[i * t->columns + c];
                r.cell[k] = (pdf_cell){head.cell[k].x, head.cell[k].width, pdf_cell_style(text), text};
                k++;
            }
        pdf_set_row(p, &r);
    }
}

static void set_block(pdf_setter *p, const letter_block *b, const letter_block *before, const letter_block *next) {
    pdf_row r = {0};
    switch (b->what) {
    case LETTER_TITLE: r = one_cell(PDF_TITLE, 0, b->text, 0), r.keep = true; break;
    case LETTER_HEAD: r = one_cell(PDF_HEAD, 0, b->text, 12), r.keep = true; break;
    case LETTER_LEAD: r = one_cell(PDF_LEAD, 0, b->text, 14), r.keep = true; break;
    case LETTER_NOTE: r = one_cell(PDF_SOFT, 0, b->text, 3); break;
    case LETTER_ITEM: set_item(p, b, next && next->what == LETTER_ITEM && next->depth > b->depth); return;
    case LETTER_PAIR: set_pair(p, b); return;
    case LETTER_TABLE: set_table(p, b->table); return;
    case LETTER_GAP: return;
    case LETTER_SIGN:
        r = one_cell(PDF_BODY, 0, b->key, 22);
        r.cell[0].width = PT(140), r.write_on = PT(146), r.keep = next && next->what == LETTER_SIGN;
        break;
    case LETTER_PARA:
    default: r = one_cell(PDF_BODY, 0, b->text, 5); break;
    }
    if (before && before->what == LETTER_GAP) r.above += PT(9);
    pdf_set_row(p, &r);
}

static void set_all(pdf_setter *p) {
    const letter_block *b = p->d->block;
    size_t n = p->d->n;
    for (size_t i = 0; i < n && !p->failed; i++) set_block(p, &b[i], i ? &b[i - 1] : NULL, i + 1 < n ? &b[i + 1] : NULL);
}

/* ---- the file */

/* Pango lists families that fontconfig only knows by name, so a font is opened. */
static bool has_font(pdf_setter *p) {
    PangoFont *f = pango_font_map_load_font(p->map, p->context, p->font[PDF_BODY]);
    bool has = f != NULL;
    if (f) g_object_unref(f);
    return has;
}

static bool fonts(pdf_setter *p) {
    p->map = pango_cairo_font_map_new();
    p->context = pango_font_map_create_context(p->map);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(p->context, o);
    cairo_font_options_destroy(o);
    pango_context_set_round_glyph_positions(p->context, FALSE);
    pango_context_set_language(p->context, pango_language_from_string("en"));
    pango_context_set_base_dir(p->context, PANGO_DIRECTION_LTR);
    for (int i = 0; i < PDF_STYLES; i++) {
        p->font[i] = pango_font_description_from_string(style_of[i].mono ? "DejaVu Sans Mono,Monospace" : "DejaVu Sans,Noto Sans,Sans");
        pango_font_description_set_absolute_size(p->font[i], style_of[i].size * PANGO_SCALE);
        if (style_of[i].bold) pango_font_description_set_weight(p->font[i], PANGO_WEIGHT_BOLD);
    }
    return has_font(p);
}

static void leave(pdf_setter *p) {
    pdf_forget(p);
    for (int i = 0; i < PDF_STYLES; i++)
        if (p->font[i]) pango_font_description_free(p->font[i]);
    if (p->context) g_object_unref(p->context);
    if (p->map) g_object_unref(p->map);
    free(p->strip);
    free(p->place);
}

static cairo_status_t to_buf(void *arg, const unsigned char *data, unsigned len) {
    buf *b = arg;
    buf_add(b, (const char *)data, len);
    return b->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void say(cairo_surface_t *s, cairo_pdf_metadata_t what, const char *text) {
    buf clean = {0};
    letter_pdf_clean(&clean, text);
    if (clean.len) cairo_pdf_surface_set_metadata(s, what, buf_text(&clean));
    buf_free(&clean);
}

static void metadata(const pdf_setter *p, cairo_surface_t *s) {
    buf title = {0};
    buf_str(&title, p->d->title);
    if (*p->d->case_id) buf_printf(&title, " (%s)", p->d->case_id);
    say(s, CAIRO_PDF_METADATA_TITLE, buf_text(&title));
    say(s, CAIRO_PDF_METADATA_SUBJECT, p->t->subject);
    say(s, CAIRO_PDF_METADATA_AUTHOR, p->t->who);
    say(s, CAIRO_PDF_METADATA_CREATOR, "cordon " CORDON_VERSION);
    say(s, CAIRO_PDF_METADATA_CREATE_DATE, p->t->created);
    buf_free(&title);
}

static cordon_status draw(pdf_setter *p, buf *out, cordon_error *err) {
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(to_buf, out, pango_units_to_double(PAGE_WIDTH), pango_units_to_double(PAGE_HEIGHT));
    cairo_pdf_surface_restrict_to_version(s, CAIRO_PDF_VERSION_1_5);
    metadata(p, s);
    p->cr = cairo_create(s);
    p->page = -1;
    set_all(p);
    pdf_turn_to(p, p->pages - 1);
    cairo_status_t rc = cairo_status(p->cr);
    cairo_destroy(p->cr);
    cairo_surface_finish(s);
    if (!rc) rc = cairo_surface_status(s);
    cairo_surface_destroy(s);
    if (out->failed || p->failed || rc == CAIRO_STATUS_NO_MEMORY) return cordon_fail(err, CORDON_ENOMEM, "no memory for a letter");
    return rc ? cordon_fail(err, CORDON_EINTERNAL, "a PDF: %s", cairo_status_to_string(rc)) : CORDON_OK;
}

cordon_status cordon_letter_pdf(buf *out, letter_pdf_said *said, const letter_doc *d, const letter_pdf_terms *t, cordon_error *err) {
    pdf_setter p = {.d = d, .t = t, .said = said};
    cordon_status status = CORDON_OK;
    *said = (letter_pdf_said){0};
    if (!fonts(&p)) {
        leave(&p);
        return cordon_fail(err, CORDON_EIO, "a PDF needs a font and fontconfig knows none: install one (Debian: fonts-dejavu-core), or write text or HTML");
    }
    set_all(&p);
    p.place = malloc((p.n + 1) * sizeof *p.place);
    if (!p.place || p.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for a letter");
    if (!status) said->pages = p.pages = letter_pages(p.place, p.strip, p.n, PAGE_ROOM);
    if (!status && p.pages > LETTER_PAGES_MAX) status = cordon_fail(err, CORDON_ELIMIT, "the letter has %d pages, a PDF at most %d: write text or HTML", p.pages, LETTER_PAGES_MAX);
    if (!status) status = draw(&p, out, err);
    leave(&p);
    return status;
}
