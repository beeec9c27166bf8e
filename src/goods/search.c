/* search.c - the open index, and its answers as words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "goods/search_inner.h"
#include "store/ledger.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a search of goods");
}

/* ---- opening ------------------------------------------------------------------------ */

/* A part, copied out of the database: aligned, and there as long as the handle. */
static cordon_status read_part(void **out, size_t *n, sqlite3 *db, const char *name,
                               cordon_error *err) {
    sqlite3_stmt *st = NULL;
    cordon_status status =
        ledger_prepare(&st, db, err, "SELECT body FROM part WHERE name = ?", "t", name);
    if (status) return status;
    if (sqlite3_step(st) != SQLITE_ROW) {
        status =
            cordon_fail(err, CORDON_ECORRUPT, "the index of goods texts has no part \"%s\"", name);
    } else {
        const void *body = sqlite3_column_blob(st, 0);
        *n = (size_t)sqlite3_column_bytes(st, 0);
        *out = malloc(*n + 1);
        if (!*out || !body)
            status = no_memory(err);
        else
            memcpy(*out, body, *n);
    }
    sqlite3_finalize(st);
    return status;
}

static cordon_status prepare(goods_search *s, cordon_error *err) {
    const struct {
        sqlite3_stmt **st;
        const char *sql;
    } all[] = {
        {&s->postings, "SELECT rowid, bm25(words) FROM words WHERE words MATCH ?"},
        {&s->controls,
         "SELECT control.rowid, bm25(control, 1.0, 0.4) AS score, paragraph.list, number, item, text, "
         "paragraph.above, note FROM control JOIN paragraph ON place = control.rowid "
         "WHERE control MATCH ? ORDER BY score, control.rowid LIMIT ?"},
        {&s->paragraph_df, "SELECT doc FROM control_words WHERE term = ?"},
        {&s->text, "SELECT text FROM text WHERE code = ? AND language = ?"},
    };
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < sizeof all / sizeof *all; i++)
        status = ledger_prepare(all[i].st, s->db, err, all[i].sql, "");
    sqlite3_stmt *st = NULL;
    if (!status) status = ledger_prepare(&st, s->db, err, "SELECT count(*) FROM paragraph", "");
    if (st && sqlite3_step(st) == SQLITE_ROW) s->paragraphs = sqlite3_column_double(st, 0);
    sqlite3_finalize(st);
    return status;
}

static cordon_status make_room(goods_search *s, cordon_error *err) {
    size_t stems = s->image.head->stems, codes = s->image.head->codes;
    s->list = calloc(stems + 1, sizeof *s->list);
    s->first_variant = malloc((stems + 1) * sizeof *s->first_variant);
    s->sum = calloc(codes, sizeof *s->sum);
    s->one = calloc(codes, sizeof *s->one);
    s->touched = calloc(codes, sizeof *s->touched);
    s->marked = calloc(codes, sizeof *s->marked);
    if (!s->list || !s->first_variant || !s->sum || !s->one || !s->touched || !s->marked)
        return no_memory(err);
    memset(s->first_variant, 0xff, (stems + 1) * sizeof *s->first_variant);
    return CORDON_OK;
}

cordon_status search_open_bytes(goods_search **out, unsigned char *bytes, size_t n,
                                cordon_error *err) {
    goods_search *s = calloc(1, sizeof *s);
    size_t image = 0, lexicon = 0;
    if (!s) {
        sqlite3_free(bytes);
        return no_memory(err);
    }
    arena_init(&s->mem, 0);
    if (sqlite3_open(":memory:", &s->db) != SQLITE_OK) {
        sqlite3_free(bytes);
        cordon_status status = ledger_fail(s->db, err);
        goods_search_close(s);
        return status;
    }
    /* From here the bytes are the database's, whatever happens. */
    int rc = sqlite3_deserialize(s->db, "main", bytes, (sqlite3_int64)n, (sqlite3_int64)n,
                                 SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
    cordon_status status = rc == SQLITE_OK ? CORDON_OK : ledger_fail(s->db, err);
    if (!status) status = read_part(&s->image_bytes, &image, s->db, "codes", err);
    if (!status) status = read_part(&s->lexicon_bytes, &lexicon, s->db, "lexicon", err);
    if (!status) status = search_image_open(&s->image, s->image_bytes, image, err);
    if (!status) status = goods_lexicon_open(&s->lexicon, s->lexicon_bytes, lexicon, err);
    if (!status) status = search_model_read(&s->model, err);
    if (!status) status = prepare(s, err);
    if (!status) status = make_room(s, err);
    if (status)
        goods_search_close(s);
    else
        *out = s;
    return status;
}

cordon_status goods_search_open(goods_search **out, cordon_error *err) {
    unsigned char *bytes = NULL;
    size_t n = 0;
    cordon_status status = search_file(&bytes, &n, err);
    return status ? status : search_open_bytes(out, bytes, n, err);
}

void goods_search_close(goods_search *s) {
    if (!s) return;
    sqlite3_finalize(s->postings);
    sqlite3_finalize(s->text);
    sqlite3_finalize(s->paragraph_df);
    sqlite3_finalize(s->controls);
    goods_lexicon_close(s->lexicon);
    sqlite3_close(s->db);
    arena_destroy(&s->mem);
    free(s->image_bytes);
    free(s->lexicon_bytes);
    free(s->list);
    free(s->first_variant);
    free(s->sum);
    free(s->one);
    free(s->touched);
    free(s->marked);
    free(s);
}

/* ---- asking ------------------------------------------------------------------------- */

cordon_status search_run(search_candidate *v, size_t *n, goods_search *s, const question *q,
                         cordon_error *err) {
    cordon_status status = search_candidates(v, n, s, q, err);
    for (size_t i = 0; !status && i < *n; i++) search_features(&v[i], s, q, v[0].bm25);
    if (!status && *n) search_rank(v, *n, &s->model);
    return status;
}

typedef struct asking {
    goods_search *s;
    arena *mem;
    const question *q;
    goods_found *out;
    goods_candidate *code;
    unsigned most;
} asking;

/* The text in the language when there is one, else in the language all codes have. */
static cordon_status text_of(const char **out, const asking *a, const char *code,
                             goods_language lang, cordon_error *err) {
    const goods_language tried[] = {lang, LANG_EN};
    *out = NULL;
    for (int i = 0; !*out && i < 2; i++) {
        sqlite3_bind_text(a->s->text, 1, code, -1, SQLITE_STATIC);
        sqlite3_bind_int(a->s->text, 2, tried[i]);
        int rc = sqlite3_step(a->s->text);
        const char *text =
            rc == SQLITE_ROW ? (const char *)sqlite3_column_text(a->s->text, 0) : NULL;
        if (text) *out = arena_strndup(a->mem, text, strlen(text));
        sqlite3_reset(a->s->text);
        if (rc != SQLITE_ROW && rc != SQLITE_DONE) return ledger_fail(a->s->db, err);
        if (text && !*out) return no_memory(err);
    }
    return CORDON_OK;
}

static cordon_status add_code(asking *a, const char *code, const search_candidate *c, double share,
                              cordon_error *err) {
    goods_candidate g = {.score = c->score, .confidence = c->confidence * share};
    strncpy(g.code, code, sizeof g.code - 1);
    g.nomenclature = a->s->image.head->nomenclature[strlen(g.code) == 8];
    goods_language lang = (goods_language)a->q->d->language;
    cordon_status status = text_of(&g.text, a, g.code, lang, err);
    if (status || !g.text) return status; /* a line of an older year only: no answer */
    status = search_matched(&g.matched, &g.matches, a->mem, a->s, a->q, c->place, err);
    if (!status) a->code[a->out->codes++] = g;
    return status;
}

/* ---- lines of eight digits ---------------------------------------------------------- */

/* How much a line's texts say more for it than those of its neighbours below the same six digits: a
 * scale for likeness in [0, 1], chosen so that a text met in full is nearly sure of itself. */
static const double line_scale = 12;

typedef struct line_score {
    uint32_t line, candidate;
    double score, share;
} line_score;

static int by_line_share(const void *x, const void *y) {
    const line_score *p = x, *q = y;
    if (p->share != q->share) return p->share > q->share ? -1 : 1;
    return (p->line > q->line) - (p->line < q->line);
}

static size_t lines_of(line_score *v, const goods_search *s, const question *q,
                       const search_candidate *c, uint32_t number) {
    const image_code *code = &s->image.code[c->place];
    size_t n = 0;
    double top = 0, sum = 0;
    for (uint32_t i = code->doc; i < code->doc + code->docs; i++) {
        const image_doc *d = &s->image.doc[i];
        size_t k = 0;
        if (d->line == NO_PLACE) continue;
        while (k < n && v[k].line != d->line) k++;
        if (k == n && n == SEARCH_LINES_MAX) continue;
        if (k == n) v[n++] = (line_score){.line = d->line, .candidate = number};
        v[k].score = fmax(v[k].score, search_likeness(s, q, i));
    }
    for (size_t k = 0; k < n; k++) top = fmax(top, v[k].score);
    for (size_t k = 0; k < n; k++) sum += v[k].share = exp(line_scale * (v[k].score - top));
    for (size_t k = 0; k < n; k++) v[k].share *= c->confidence / sum;
    return n;
}

static cordon_status add_lines(asking *a, const search_candidate *v, size_t n, cordon_error *err) {
    size_t found = 0;
    if (n > GOODS_CANDIDATES_MAX) n = GOODS_CANDIDATES_MAX;
    line_score *l = arena_alloc(a->mem, (n + 1) * SEARCH_LINES_MAX * sizeof *l);
    if (!l) return no_memory(err);
    for (size_t i = 0; i < n; i++) found += lines_of(l + found, a->s, a->q, &v[i], (uint32_t)i);
    qsort(l, found, sizeof *l, by_line_share);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < found && a->out->codes < a->most; i++) {
        const search_candidate *c = &v[l[i].candidate];
        char code[9] = "";
        memcpy(code, a->s->image.line[l[i].line], 8);
        status = add_code(a, code, c, c->confidence > 0 ? l[i].share / c->confidence : 0, err);
    }
    return status;
}

/* ---- the answer --------------------------------------------------------------------- */

static cordon_status say_why(asking *a, double confidence, cordon_error *err) {
    buf b = {0};
    a->out->cannot_tell = !a->out->codes || confidence < a->s->model.floor;
    if (!a->out->codes)
        buf_str(&b, "no word of the text is in any text of a code");
    else
        buf_printf(&b, "the likeliest code has a confidence of %.2f, %s the floor of %.2f",
                   confidence, a->out->cannot_tell ? "below" : "not below", a->s->model.floor);
    a->out->why = b.failed ? NULL : arena_strndup(a->mem, buf_text(&b), b.len);
    buf_free(&b);
    return a->out->why ? CORDON_OK : no_memory(err);
}

static cordon_status answer(asking *a, unsigned digits, cordon_error *err) {
    search_candidate v[CANDIDATES];
    size_t n = 0;
    cordon_status status = search_run(v, &n, a->s, a->q, err);
    if (!status && digits == 8) status = add_lines(a, v, n, err);
    for (size_t i = 0; !status && digits == 6 && i < n && a->out->codes < a->most; i++)
        status = add_code(a, a->s->image.code[v[i].place].code, &v[i], 1, err);
    return status ? status : say_why(a, n ? v[0].confidence : 0, err);
}

cordon_status goods_search_ask(goods_found *out, arena *mem, goods_search *s, goods_language lang,
                               const char *text, size_t len, unsigned digits, unsigned most,
                               cordon_error *err) {
    question q;
    goods_found found = {0};
    if ((digits != 6 && digits != 8) || !most || most > GOODS_CANDIDATES_MAX)
        return cordon_fail(err, CORDON_EINVAL,
                           "%u digits, %u candidates: 6 or 8 digits and 1 to %d were expected",
                           digits, most, GOODS_CANDIDATES_MAX);
    cordon_status status = search_question(&q, mem, s, lang, text, len, err);
    if (status) return status;
    asking a = {.s = s, .mem = mem, .q = &q, .out = &found, .most = most};
    a.code = arena_alloc(mem, ((size_t)most + 1) * sizeof *a.code);
    status = a.code ? answer(&a, digits, err) : no_memory(err);
    if (!status)
        status =
            search_controls(&found.control, &found.controls, mem, s, &q, CONTROL_CANDIDATES, err);
    search_question_end(s, &q);
    if (status) return status;
    found.code = a.code;
    found.description = q.d;
    *out = found;
    return CORDON_OK;
}

cordon_status goods_search_fits(unsigned *rank, double *confidence, arena *mem, goods_search *s,
                                const char *code, const char *text, size_t len, unsigned within,
                                cordon_error *err) {
    question q;
    search_candidate v[CANDIDATES];
    size_t n = 0, digits = strnlen(code, 6);
    cordon_status status = search_question(&q, mem, s, LANG_ANY, text, len, err);
    if (status) return status;
    status = search_run(v, &n, s, &q, err);
    search_question_end(s, &q);
    if (status) return status;
    *rank = 0;
    *confidence = 0;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(s->image.code[v[i].place].code, code, digits) != 0) continue;
        if (i < within && !*rank) *rank = (unsigned)i + 1;
        *confidence += v[i].confidence;
    }
    return CORDON_OK;
}
