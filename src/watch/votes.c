/* votes.c - files of all kinds joined into one table of cells. */
#include "watch/votes.h"

#include <stdlib.h>
#include <string.h>

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the votes");
}

/* One statement about a roll call; the later file wins. */
typedef struct said {
    int64_t rcid;
    size_t file;
    const votes_row *row;
} said;

static int by_rcid(const void *a, const void *b) {
    const said *x = a, *y = b;
    if (x->rcid != y->rcid) return x->rcid < y->rcid ? -1 : 1;
    if (x->file != y->file) return x->file < y->file ? -1 : 1;
    return x->row->line < y->row->line ? -1 : x->row->line > y->row->line;
}

typedef struct said_list {
    said *v;
    size_t n;
} said_list;

static cordon_status collect(said_list *out, const votes_file *const files[], size_t n,
                             votes_kind kind, cordon_error *err) {
    size_t rows = 0;
    *out = (said_list){0};
    for (size_t i = 0; i < n; i++)
        if (files[i]->kind == kind) rows += files[i]->rows;
    out->v = calloc(rows + 1, sizeof *out->v);
    if (!out->v) return no_memory(err);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; files[i]->kind == kind && k < files[i]->rows; k++)
            out->v[out->n++] = (said){files[i]->row[k].rcid, i, &files[i]->row[k]};
    qsort(out->v, out->n, sizeof *out->v, by_rcid);
    return CORDON_OK;
}

/* Keeps the last of each number. */
static void keep_last(said_list *l) {
    size_t kept = 0;
    for (size_t i = 0; i < l->n; i++)
        if (i + 1 == l->n || l->v[i + 1].rcid != l->v[i].rcid) l->v[kept++] = l->v[i];
    l->n = kept;
}

static const said *find(const said_list *l, int64_t rcid) {
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->v[mid].rcid < rcid)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l->n && l->v[low].rcid == rcid ? &l->v[low] : NULL;
}

/* ---- sorted lists of codes ---- */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t distinct(const char **v, size_t n) {
    size_t kept = 0;
    if (n) qsort(v, n, sizeof *v, by_text);
    for (size_t i = 0; i < n; i++)
        if (!kept || strcmp(v[kept - 1], v[i]) != 0) v[kept++] = v[i];
    return kept;
}

static long index_of(const char *const *v, size_t n, const char *code) {
    const char *const *at = n ? bsearch(&code, v, n, sizeof *v, by_text) : NULL;
    return at ? (long)(at - v) : -1;
}
long votes_country(const votes *v, const char *code) {
    return index_of(v->country, v->countries, code);
}
long votes_issue(const votes *v, const char *code) { return index_of(v->issue, v->issues, code); }

static cordon_status copy_codes(votes *out, const char ***to, size_t *to_n, const char **v, size_t n,
                                cordon_error *err) {
    *to_n = distinct(v, n);
    *to = arena_alloc(&out->mem, (*to_n + 1) * sizeof **to);
    if (!*to) return no_memory(err);
    for (size_t i = 0; i < *to_n; i++) {
        const char *code = v[i] ? v[i] : "";
        if (!((*to)[i] = arena_strndup(&out->mem, code, strlen(code)))) return no_memory(err);
    }
    return CORDON_OK;
}

static cordon_status list_countries(votes *out, const votes_file *const files[], size_t n,
                                    cordon_error *err) {
    size_t all = 0, k = 0;
    for (size_t i = 0; i < n; i++) all += files[i]->countries;
    const char **v = calloc(all + 1, sizeof *v);
    if (!v) return no_memory(err);
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < files[i]->countries; c++) v[k++] = files[i]->country[c];
    cordon_status status = copy_codes(out, &out->country, &out->countries, v, k, err);
    free(v);
    return status;
}

static cordon_status list_issues(votes *out, const said_list *issues, cordon_error *err) {
    const char **v = calloc(issues->n + 1, sizeof *v);
    if (!v) return no_memory(err);
    for (size_t i = 0; i < issues->n; i++) v[i] = issues->v[i].row->issue.code.p;
    cordon_status status = copy_codes(out, &out->issue, &out->issues, v, issues->n, err);
    free(v);
    if (!status && out->issues > VOTES_ISSUES_MAX)
        status = cordon_fail(err, CORDON_ELIMIT, "the roll calls have %zu issues, at most %d count",
                             out->issues, VOTES_ISSUES_MAX);
    return status;
}

/* ---- roll calls ---- */

/* The smallest of those a text repeats, and on from there: the number falls each time. */
static int64_t first_text(const said_list *same, int64_t rcid) {
    for (const said *s; (s = find(same, rcid));) {
        int64_t least = s->row->earlier;
        for (; s < same->v + same->n && s->rcid == rcid; s++)
            if (s->row->earlier < least) least = s->row->earlier;
        rcid = least;
    }
    return rcid;
}

static cordon_status fill_roll(votes *out, votes_roll *r, const votes_row *row,
                               const said_list *issues, const said_list *same, cordon_error *err) {
    *r = (votes_roll){.rcid = row->rcid,
                      .same = first_text(same, row->rcid),
                      .session = row->roll.session,
                      .day = row->roll.day,
                      .important = row->roll.important,
                      .amend = row->roll.amend,
                      .para = row->roll.para};
    r->unres = arena_strndup(&out->mem, row->roll.unres.p, row->roll.unres.len);
    r->title = arena_strndup(&out->mem, row->roll.title.p, row->roll.title.len);
    if (!r->unres || !r->title) return no_memory(err);
    for (const said *s = find(issues, r->rcid); s && s < issues->v + issues->n && s->rcid == r->rcid;
         s++) {
        long at = votes_issue(out, s->row->issue.code.p);
        if (at >= 0) r->issues |= 1u << at;
    }
    return CORDON_OK;
}

static cordon_status fill_rolls(votes *out, const votes_file *const files[], const said_list *cells,
                                const said_list list[], cordon_error *err) {
    size_t bytes;
    if (__builtin_mul_overflow(cells->n + 1, out->countries + 1, &bytes)) return no_memory(err);
    out->roll = arena_alloc(&out->mem, (cells->n + 1) * sizeof *out->roll);
    out->cell = arena_alloc(&out->mem, bytes);
    if (!out->roll || !out->cell) return no_memory(err);
    for (size_t i = 0; i < cells->n; i++) {
        const said *about = find(&list[VOTES_ROLLS], cells->v[i].rcid);
        const votes_file *f = files[cells->v[i].file];
        if (!about) {
            out->without_roll++;
            continue;
        }
        cordon_status status = fill_roll(out, &out->roll[out->rolls], about->row,
                                         &list[VOTES_ISSUES], &list[VOTES_SAME], err);
        if (status) return status;
        uint8_t *to = out->cell + out->rolls++ * out->countries;
        for (size_t c = 0; c < f->countries; c++) {
            char letter = cells->v[i].row->cells.p[c];
            if (letter == '.') continue;
            to[votes_country(out, f->country[c])] = (uint8_t)(letter - '0');
            out->given++;
        }
    }
    return CORDON_OK;
}

cordon_status votes_join(votes *out, const votes_file *const files[], size_t n, cordon_error *err) {
    said_list list[VOTES_KINDS] = {0};
    *out = (votes){0};
    arena_init(&out->mem, (size_t)1 << 30);
    cordon_status status = list_countries(out, files, n, err);
    for (int k = 0; k < VOTES_KINDS && !status; k++)
        status = collect(&list[k], files, n, (votes_kind)k, err);
    if (!status) status = list_issues(out, &list[VOTES_ISSUES], err);
    if (!status) {
        keep_last(&list[VOTES_MATRIX]);
        keep_last(&list[VOTES_ROLLS]);
        status = fill_rolls(out, files, &list[VOTES_MATRIX], list, err);
    }
    if (!status && !out->rolls)
        status = cordon_fail(err, CORDON_ENOTFOUND, "no roll call has both votes and a session");
    for (int k = 0; k < VOTES_KINDS; k++) free(list[k].v);
    if (status) votes_free(out);
    return status;
}

void votes_free(votes *v) {
    arena_destroy(&v->mem);
    *v = (votes){0};
}

bool votes_unanimous(const votes *v, size_t roll) {
    vote first = VOTE_NONE;
    for (size_t c = 0; c < v->countries; c++) {
        vote x = votes_cell(v, roll, c);
        if (x == VOTE_NONE) continue;
        if (first != VOTE_NONE && x != first) return false;
        first = x;
    }
    return true;
}
