/* search_control.c - paragraphs of control lists that speak of the same as the question.
 *
 * A paragraph is short and leans on what stands above it ("five or more axes ..." below "machine
 * tools
 * ..."), so words count in full in its own text and by half in the texts above. Words are weighed
 * by their rarity among the paragraphs; numbers with units that agree or cannot be the same count
 * with two rare words. One paragraph, the best, stands for an entry. This finds what to read next:
 * it is no verdict, and there is nothing to fit it on, so its scores order and are no
 * probabilities.          */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "goods/search_inner.h"
#include "store/ledger.h"

enum { CONTROLS_READ = 60, TERMS_ASKED = 40, DEPTH_MAX = 16 };
static const double above_share = 0.5, number_share = 8, bm25_share = 0.3, note_share = 0.5;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a search of control lists");
}

/* ---- building ----------------------------------------------------------------------- */

static void text_above(buf *b, const control_paragraph *v, uint32_t i) {
    for (int depth = 0; v[i].parent != UINT32_MAX && depth < DEPTH_MAX; depth++) {
        i = v[i].parent;
        buf_printf(b, "%s. ", v[i].text);
    }
}

static cordon_status add_stems(buf *b, const char *text, cordon_error *err) {
    const goods_word *word = NULL;
    uint16_t n = 0;
    arena mem;
    arena_init(&mem, 0);
    cordon_status status = goods_stems(&word, &n, &mem, LANG_EN, text, strlen(text), err);
    b->len = 0;
    for (uint16_t i = 0; !status && i < n; i++) buf_printf(b, "%s ", word[i].stem);
    arena_destroy(&mem);
    if (!status && b->failed) status = no_memory(err);
    return status;
}

static cordon_status insert(sqlite3_stmt *row, sqlite3_stmt *words, const char *list,
                            const control_paragraph *p, const char *above, const buf stems[2],
                            cordon_error *err) {
    sqlite3 *db = sqlite3_db_handle(row);
    const char *const text[] = {list, p->number, p->item, p->text, above};
    for (int i = 0; i < 5; i++) sqlite3_bind_text(row, i + 1, text[i], -1, SQLITE_STATIC);
    sqlite3_bind_int(row, 6, p->note);
    int rc = sqlite3_step(row);
    sqlite3_reset(row);
    if (rc != SQLITE_DONE) return ledger_fail(db, err);
    sqlite3_bind_int64(words, 1, sqlite3_last_insert_rowid(db));
    for (int i = 0; i < 2; i++)
        sqlite3_bind_text64(words, i + 2, buf_text(&stems[i]), stems[i].len, SQLITE_STATIC,
                            SQLITE_UTF8);
    rc = sqlite3_step(words);
    sqlite3_reset(words);
    return rc == SQLITE_DONE ? CORDON_OK : ledger_fail(db, err);
}

static cordon_status add_list(sqlite3_stmt *row, sqlite3_stmt *words, const char *which,
                              cordon_error *err) {
    control_list *l = NULL;
    size_t n = 0;
    buf above = {0}, stems[2] = {{0}};
    cordon_status status = control_list_open(&l, which, err);
    const control_paragraph *v = status ? NULL : control_list_paragraphs(l, &n);
    for (uint32_t i = 0; !status && i < n; i++) {
        if (!*v[i].text) continue;
        above.len = 0;
        text_above(&above, v, i);
        status = add_stems(&stems[0], v[i].text, err);
        if (!status) status = add_stems(&stems[1], buf_text(&above), err);
        if (!status && above.failed) status = no_memory(err);
        if (!status)
            status = insert(row, words, which, &v[i], above.len ? above.p : "", stems, err);
    }
    buf_free(&above);
    buf_free(&stems[0]);
    buf_free(&stems[1]);
    control_list_close(l);
    return status;
}

cordon_status search_add_controls(sqlite3 *db, cordon_error *err) {
    static const char *const lists[] = {"us", "list2"};
    sqlite3_stmt *row = NULL, *words = NULL;
    cordon_status status =
        ledger_prepare(&row, db, err,
                       "INSERT INTO paragraph (list, number, item, text, above, note) "
                       "VALUES (?, ?, ?, ?, ?, ?)",
                       "");
    if (!status)
        status = ledger_prepare(&words, db, err,
                                "INSERT INTO control (rowid, said, above) VALUES (?, ?, ?)", "");
    for (size_t i = 0; !status && i < sizeof lists / sizeof *lists; i++)
        status = add_list(row, words, lists[i], err);
    sqlite3_finalize(row);
    sqlite3_finalize(words);
    return status;
}

/* ---- asking ------------------------------------------------------------------------- */

/* A reading of a written word, with its rarity among the paragraphs. */
typedef struct reading {
    const char *stem;
    double rarity, weight;
    uint16_t at;
    bool excluded;
} reading;

typedef struct asked {
    goods_search *s;
    arena *mem;
    const question *q;
    reading *v;
    size_t n;
    double rarity[GOODS_WORDS_MAX + 1]; /* of each written word: its likeliest reading's */
    double mass;
} asked;

static int rarest_first(const void *x, const void *y) {
    const reading *p = x, *q = y;
    double a = p->weight * p->rarity, b = q->weight * q->rarity;
    if (a != b) return a > b ? -1 : 1;
    return strcmp(p->stem, q->stem);
}

/* Words that no paragraph has count too, or a text of one known word would meet in full. */
static cordon_status readings(asked *a, cordon_error *err) {
    const goods_description *d = a->q->d;
    sqlite3_stmt *st = a->s->paragraph_df;
    double best[GOODS_WORDS_MAX + 1] = {0};
    a->v = arena_alloc(a->mem, ((size_t)d->words + 1) * sizeof *a->v);
    if (!a->v) return no_memory(err);
    for (uint16_t i = 0; i < d->words; i++) {
        const goods_word *w = &d->word[i];
        if (w->excluded || w->at >= GOODS_WORDS_MAX) continue;
        sqlite3_bind_text(st, 1, w->stem, -1, SQLITE_STATIC);
        int rc = sqlite3_step(st);
        double df = rc == SQLITE_ROW ? sqlite3_column_double(st, 0) : 0;
        sqlite3_reset(st);
        if (rc != SQLITE_ROW && rc != SQLITE_DONE) return ledger_fail(a->s->db, err);
        reading r = {.stem = w->stem, .weight = (double)w->weight, .at = w->at};
        r.rarity = fmax(log((a->s->paragraphs + 1) / (df + 0.5)), 0.05);
        if (r.weight > best[w->at]) {
            best[w->at] = r.weight;
            a->rarity[w->at] = df > 0 ? r.rarity : 4;
        }
        if (df > 0) a->v[a->n++] = r;
    }
    for (size_t i = 0; i < GOODS_WORDS_MAX; i++) a->mass += a->rarity[i];
    qsort(a->v, a->n, sizeof *a->v, rarest_first);
    return CORDON_OK;
}

static bool has(const goods_description *d, const char *stem) {
    for (uint16_t i = 0; i < d->words; i++)
        if (!d->word[i].excluded && strcmp(d->word[i].stem, stem) == 0) return true;
    return false;
}

/* Sums what a text says of the question, for words that `met` does not hold by more already. */
static cordon_status read_words(double met[GOODS_WORDS_MAX], const asked *a, const char *text,
                                double part, goods_description *d, cordon_error *err) {
    cordon_status status = goods_describe(d, a->mem, NULL, LANG_EN, text, strlen(text), err);
    for (size_t i = 0; !status && i < a->n; i++) {
        const reading *r = &a->v[i];
        double worth = part * r->weight;
        if (worth > met[r->at] && has(d, r->stem)) met[r->at] = worth;
    }
    return status;
}

static double numbers(const asked *a, const goods_description *d) {
    const goods_description *q = a->q->d;
    double sum = 0;
    for (uint16_t i = 0; i < q->quantities; i++) {
        bool met = false, same = false, bound = false;
        for (uint16_t k = 0; k < d->quantities; k++) {
            const goods_quantity *x = &q->quantity[i], *y = &d->quantity[k];
            if (!*x->unit || strcmp(x->unit, y->unit) != 0 || x->excluded || y->excluded) continue;
            met = true;
            same = same || search_overlap(x, y);
            bound = bound || x->low == y->low || x->high == y->high;
        }
        sum += same ? (bound ? 1.5 : 1) : met ? -1 : 0; /* "five" is nearest to "five or more" */
    }
    return sum;
}

typedef struct found {
    control_candidate c;
    int64_t place;
} found;

static cordon_status judge(found *f, const asked *a, double bm25, const char *above, bool note,
                           cordon_error *err) {
    double met[GOODS_WORDS_MAX] = {0}, sum = 0;
    goods_description own, upper;
    cordon_status status = read_words(met, a, f->c.text, 1, &own, err);
    if (!status) status = read_words(met, a, above, above_share, &upper, err);
    if (status) return status;
    const char **words = arena_alloc(a->mem, (GOODS_WORDS_MAX + 1) * sizeof *words);
    if (!words) return no_memory(err);
    for (uint16_t i = 0; i < a->q->d->words_written && i < GOODS_WORDS_MAX; i++) {
        if (met[i] > 0) words[f->c.matches++] = a->q->d->written[i];
        sum += met[i] * a->rarity[i];
    }
    f->c.matched = words;
    sum += number_share * numbers(a, &own);
    f->c.score = (sum / a->mass + bm25_share * bm25) * (note ? note_share : 1);
    return CORDON_OK;
}

static int best_first(const void *x, const void *y) {
    const found *p = x, *q = y;
    if (p->c.score != q->c.score) return p->c.score > q->c.score ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

static void match_text(buf *b, const asked *a) {
    for (size_t i = 0, n = 0; i < a->n && n < TERMS_ASKED; i++) {
        if (i && strcmp(a->v[i].stem, a->v[i - 1].stem) == 0) continue;
        buf_printf(b, "%s\"%s\"", n++ ? " OR " : "", a->v[i].stem);
    }
}

static const char *column(arena *mem, sqlite3_stmt *st, int i) {
    const char *s = (const char *)sqlite3_column_text(st, i);
    return arena_strndup(mem, s ? s : "", s ? strlen(s) : 0);
}

static cordon_status read_found(found *v, size_t *n, const asked *a, cordon_error *err) {
    buf b = {0};
    sqlite3_stmt *st = a->s->controls;
    double top = 0;
    int rc = SQLITE_DONE;
    match_text(&b, a);
    cordon_status status = b.failed ? no_memory(err) : CORDON_OK;
    sqlite3_bind_text64(st, 1, buf_text(&b), b.len, SQLITE_STATIC, SQLITE_UTF8);
    sqlite3_bind_int(st, 2, CONTROLS_READ);
    while (!status && *n < CONTROLS_READ && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        found *f = &v[(*n)++];
        *f = (found){.place = sqlite3_column_int64(st, 0)};
        f->c.list = column(a->mem, st, 2);
        f->c.number = column(a->mem, st, 3);
        f->c.item = column(a->mem, st, 4);
        f->c.text = column(a->mem, st, 5);
        const char *above = column(a->mem, st, 6);
        if (!f->c.list || !f->c.number || !f->c.item || !f->c.text || !above)
            status = no_memory(err);
        top = fmax(top, -sqlite3_column_double(st, 1));
        if (!status)
            status = judge(f, a, top > 0 ? -sqlite3_column_double(st, 1) / top : 0, above,
                           sqlite3_column_int(st, 7), err);
    }
    sqlite3_reset(st);
    buf_free(&b);
    if (!status && rc != SQLITE_DONE && rc != SQLITE_ROW) status = ledger_fail(a->s->db, err);
    return status;
}

cordon_status search_controls(const control_candidate **out, size_t *n, arena *mem, goods_search *s,
                              const question *q, size_t most, cordon_error *err) {
    asked a = {.s = s, .mem = mem, .q = q};
    size_t seen = 0, kept = 0;
    *out = NULL;
    *n = 0;
    if (!s->paragraphs) return CORDON_OK;
    cordon_status status = readings(&a, err);
    if (status || !a.n) return status;
    found *v = arena_alloc(mem, CONTROLS_READ * sizeof *v);
    control_candidate *c = arena_alloc(mem, (most + 1) * sizeof *c);
    if (!v || !c) return no_memory(err);
    if ((status = read_found(v, &seen, &a, err))) return status;
    qsort(v, seen, sizeof *v, best_first);
    for (size_t i = 0; i < seen && kept < most; i++) {
        bool again = !(v[i].c.score > 0);
        for (size_t k = 0; k < kept && !again; k++)
            again = strcmp(c[k].list, v[i].c.list) == 0 && strcmp(c[k].number, v[i].c.number) == 0;
        if (!again) c[kept++] = v[i].c;
    }
    *out = c;
    *n = kept;
    return CORDON_OK;
}
