/* output_table.c - an aligned table, at most as wide as the terminal.
 *
 * Nothing is cut that could mislead: a number with its end missing is another
 * number. When the table is too wide, first the heads are broken over several
 * lines, then the columns marked wide are narrowed, then the other texts; if
 * the numbers alone do not fit, each row is printed as lines of "head  value".
 * When there is no terminal nothing is cut or broken.                        */
#include <stdlib.h>
#include <string.h>

#include "cli/output_in.h"
#include "cli/text.h"

enum {
    GAP = 2,       /* blanks between columns */
    WIDE_MIN = 12, /* columns that are narrowed keep as much */
    TEXT_MIN = 6,
    PAD_MAX = 200 /* a longer text without a terminal moves its row only */
};

typedef struct shown {
    size_t at, len, width;
} shown;

struct grid {
    const output_column *columns;
    size_t n, limit;
    size_t *width;   /* per column */
    buf title, text; /* text of heads and held rows */
    shown *head;
    shown *held; /* n per row */
    size_t rows, held_cap;
    buf line;
    bool placed;  /* widths are settled, the head is printed */
    bool stacked; /* a line per value */
    bool begun;   /* a stacked row was printed */
    bool failed;
};

static bool is_number(output_type t) { return t != OUT_TEXT && t != OUT_DATE && t != OUT_PERIOD; }

grid *grid_begin(const char *title, const output_column *columns, size_t n, size_t limit) {
    grid *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->columns = columns;
    g->n = n;
    g->limit = limit;
    g->width = calloc(n, sizeof *g->width);
    g->head = calloc(n, sizeof *g->head);
    if (!g->width || !g->head) {
        grid_free(g);
        return NULL;
    }
    if (title) text_clean(&g->title, title, strlen(title), false);
    for (size_t i = 0; i < n; i++) {
        shown *h = &g->head[i];
        h->at = g->text.len;
        text_clean(&g->text, columns[i].head, strlen(columns[i].head), false);
        h->len = g->text.len - h->at;
        h->width = text_width(buf_text(&g->text) + h->at, h->len);
    }
    return g;
}

void grid_free(grid *g) {
    if (!g) return;
    free(g->width);
    free(g->head);
    free(g->held);
    buf_free(&g->title);
    buf_free(&g->text);
    buf_free(&g->line);
    free(g);
}

static size_t total(const grid *g) {
    size_t sum = (g->n - 1) * GAP;
    for (size_t i = 0; i < g->n; i++) sum += g->width[i];
    return sum;
}

static size_t longest_word(const char *s, size_t len) {
    size_t longest = 0;
    for (size_t i = 0, end; i < len; i = end + 1) {
        for (end = i; end < len && s[end] != ' ';) end++;
        size_t w = text_width(s + i, end - i);
        if (w > longest) longest = w;
    }
    return longest;
}

/* Takes columns from the widest column of those that may give, one by one, so
 * that they end up even.                                                     */
static void narrow(grid *g, const size_t *least) {
    for (size_t over = total(g); over > g->limit; over--) {
        size_t widest = g->n;
        for (size_t i = 0; i < g->n; i++)
            if (g->width[i] > least[i] && (widest == g->n || g->width[i] > g->width[widest]))
                widest = i;
        if (widest == g->n) return;
        g->width[widest]--;
    }
}

/* The three steps of making room, each giving only as much as is needed. */
static void make_room(grid *g, const size_t *cells, size_t *least) {
    for (int step = 0; step < 3 && total(g) > g->limit; step++) {
        for (size_t i = 0; i < g->n; i++) {
            size_t word = longest_word(buf_text(&g->text) + g->head[i].at, g->head[i].len);
            size_t body = cells[i];
            bool text = g->columns[i].type == OUT_TEXT;
            if (step >= 1 && text && g->columns[i].wide && body > WIDE_MIN) body = WIDE_MIN;
            if (step >= 2 && text && body > TEXT_MIN) body = TEXT_MIN;
            if (step >= 2 && text && word > TEXT_MIN) word = TEXT_MIN;
            least[i] = word > body ? word : body;
        }
        narrow(g, least);
    }
    g->stacked = total(g) > g->limit;
}

static void place(grid *g) {
    size_t *cells = calloc(g->n * 2, sizeof *cells);
    if (!cells) {
        g->failed = true;
        return;
    }
    for (size_t r = 0; r < g->rows; r++)
        for (size_t i = 0; i < g->n; i++) {
            size_t w = g->held[r * g->n + i].width;
            if (!g->limit && w > PAD_MAX) w = PAD_MAX;
            if (w > cells[i]) cells[i] = w;
        }
    for (size_t i = 0; i < g->n; i++)
        g->width[i] = cells[i] > g->head[i].width ? cells[i] : g->head[i].width;
    if (g->limit) make_room(g, cells, cells + g->n);
    free(cells);
}

/* Adds a cell to the line: texts to the left, numbers to the right. A number
 * is never cut, it stands out.                                               */
static void put(grid *g, size_t i, const char *s, size_t len, size_t width) {
    size_t room = g->width[i];
    bool number = is_number(g->columns[i].type);
    if (i) text_pad(&g->line, GAP);
    if (number && width < room) text_pad(&g->line, room - width);
    if (g->columns[i].type == OUT_TEXT && g->limit && width > room) {
        size_t from = g->line.len;
        text_cut(&g->line, s, len, room);
        width = text_width(buf_text(&g->line) + from, g->line.len - from);
    } else {
        buf_add(&g->line, s, len);
    }
    if (!number && width < room) text_pad(&g->line, room - width);
}

/* The line leaves without the blanks at its end. */
static void line_done(grid *g, buf *out) {
    size_t len = g->line.len;
    while (len && g->line.p[len - 1] == ' ') len--;
    if (g->line.failed) out->failed = true;
    buf_add(out, buf_text(&g->line), len);
    buf_char(out, '\n');
    g->line.len = 0;
}

static size_t lines_of(const char *s) {
    size_t n = 1;
    for (; (s = strchr(s, '\n')); s++) n++;
    return n;
}

/* The k-th line of a wrapped head. */
static const char *line_of(const char *s, size_t k, size_t *len) {
    while (k--) s = strchr(s, '\n') + 1;
    *len = strcspn(s, "\n");
    return s;
}

/* Heads over several lines stand on the dashes, as in a printed table. */
static void put_heads(grid *g, buf *out, buf *wrapped) {
    size_t most = 1;
    for (size_t i = 0; i < g->n; i++) {
        text_wrap(&wrapped[i], buf_text(&g->text) + g->head[i].at, g->head[i].len, 0, 0,
                  g->width[i]);
        if (wrapped[i].failed) g->failed = true;
        size_t lines = lines_of(buf_text(&wrapped[i]));
        if (lines > most) most = lines;
    }
    for (size_t k = 0; k < most; k++) {
        for (size_t i = 0; i < g->n; i++) {
            const char *s = buf_text(&wrapped[i]);
            size_t lines = lines_of(s), len = 0;
            if (k + lines >= most) s = line_of(s, k + lines - most, &len);
            size_t width = text_width(s, len);
            put(g, i, s, len, width);
        }
        line_done(g, out);
    }
}

static void head(grid *g, buf *out) {
    if (g->title.failed) out->failed = true;
    if (g->title.len) {
        text_wrap(out, g->title.p, g->title.len, 0, 0, g->limit ? g->limit : SIZE_MAX);
        buf_str(out, "\n\n");
    }
    if (g->stacked) return;
    buf *wrapped = calloc(g->n, sizeof *wrapped);
    if (!wrapped) {
        g->failed = true;
        return;
    }
    put_heads(g, out, wrapped);
    for (size_t i = 0; i < g->n; i++) {
        if (i) text_pad(&g->line, GAP);
        for (size_t k = 0; k < g->width[i]; k++) buf_char(&g->line, '-');
        buf_free(&wrapped[i]);
    }
    free(wrapped);
    line_done(g, out);
}

/* The widest that a name may be, so that values keep most of the line. */
static size_t names_width(const grid *g) {
    size_t most = 0, cap = g->limit > 60 ? g->limit / 2 : g->limit / 3;
    for (size_t i = 0; i < g->n; i++)
        if (g->head[i].width > most) most = g->head[i].width;
    return most < cap ? most : cap;
}

/* A row as lines of "head  value", for when columns do not fit side by side. */
static void put_stacked(grid *g, buf *out, const shown *row) {
    const char *text = buf_text(&g->text);
    size_t names = names_width(g), used = names + GAP;
    size_t room = g->limit > used ? g->limit - used : 1;
    if (g->begun) buf_char(out, '\n');
    g->begun = true;
    for (size_t i = 0; i < g->n; i++) {
        text_cut(&g->line, text + g->head[i].at, g->head[i].len, names);
        size_t w = text_width(buf_text(&g->line), g->line.len);
        text_pad(&g->line, used - (w < used ? w : used));
        if (g->columns[i].type == OUT_TEXT)
            text_cut(&g->line, text + row[i].at, row[i].len, room);
        else
            buf_add(&g->line, text + row[i].at, row[i].len);
        line_done(g, out);
    }
}

static void put_row(grid *g, buf *out, const shown *row) {
    if (g->stacked) {
        put_stacked(g, out, row);
        return;
    }
    for (size_t i = 0; i < g->n; i++)
        put(g, i, buf_text(&g->text) + row[i].at, row[i].len, row[i].width);
    line_done(g, out);
}

/* Settles the widths and prints what is held; the text of heads stays. */
static void release(grid *g, buf *out) {
    place(g);
    if (!g->failed) head(g, out);
    for (size_t r = 0; r < g->rows && !g->failed; r++) put_row(g, out, g->held + r * g->n);
    g->placed = true;
    g->rows = 0;
}

static bool room_for_row(grid *g) {
    size_t need = (g->rows + 1) * g->n;
    if (need <= g->held_cap) return true;
    size_t cap = g->held_cap ? g->held_cap * 2 : g->n * 64;
    shown *held = reallocarray(g->held, cap, sizeof *held);
    if (!held) return false;
    g->held = held;
    g->held_cap = cap;
    return true;
}

void grid_row(grid *g, buf *out, const cell *row, const char *text) {
    size_t start = g->text.len;
    if (!room_for_row(g)) g->failed = true;
    if (g->failed || g->text.failed) {
        out->failed = true;
        return;
    }
    shown *s = g->held + g->rows * g->n;
    for (size_t i = 0; i < g->n; i++) {
        s[i].at = g->text.len;
        cell_show(&g->text, &g->columns[i], &row[i], text);
        s[i].len = g->text.len - s[i].at;
        s[i].width = g->text.failed ? 0 : text_width(buf_text(&g->text) + s[i].at, s[i].len);
    }
    if (g->placed) {
        put_row(g, out, s);
        g->text.len = start;
    } else if (++g->rows >= GRID_ROWS || g->text.len >= GRID_BYTES) {
        release(g, out);
        g->text.len = g->head[g->n - 1].at + g->head[g->n - 1].len;
    }
    if (g->failed || g->text.failed) out->failed = true;
}

void grid_end(grid *g, buf *out) {
    bool none = !g->placed && !g->rows;
    if (!g->placed) release(g, out);
    if (none) buf_str(out, "(no rows)\n");
    if (g->failed || g->text.failed) out->failed = true;
}
