/* Persons who are on the United Nations' list as they would be written elsewhere, and persons who
 * are not. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "read/table.h"
#include "screen/quality.h"

typedef struct asked {
    double odds[2];     /* of the likeliest party: by the name alone; with birth and nationality */
    bool listed, there; /* one of the list's persons; under this very name in a vintage at hand */
    const char *name;
} asked;

static cordon_status facts_of(pair_facts *out, arena *mem, const table *t, size_t row, bool all,
                              cordon_error *err) {
    entity e;
    entity_begin(&e, mem, "", "", "Person");
    entity_add(&e, "name", table_cell(t, row, table_col(t, "full_name")), -1, NULL, NULL);
    if (all) {
        entity_add(&e, "birthDate", table_cell(t, row, table_col(t, "date_of_birth")), -1, NULL,
                   NULL);
        entity_add(&e, "nationality", table_cell(t, row, table_col(t, "nationality")), -1, NULL,
                   NULL);
        entity_add(&e, "gender", table_cell(t, row, table_col(t, "gender")), -1, NULL, NULL);
    }
    return pair_facts_make(out, mem, &e, err);
}

static cordon_status ask_table(asked *asks, size_t at, const table *t, bool listed,
                               const quality_corpus *c, const score_model *m, cordon_error *err) {
    index_cursor *cursor;
    cordon_status s = index_cursor_open(&cursor, c->index, err);
    if (s) return s;
    for (size_t row = 0; !s && row < t->rows; row++) {
        asked *to = &asks[at + row];
        *to = (asked){.odds = {-99, -99},
                      .listed = listed,
                      .name = table_cell(t, row, table_col(t, "full_name"))};
        for (unsigned all = 0; !s && all < 2; all++) {
            arena mem;
            pair_facts q;
            quality_found found[QUALITY_FOUND];
            unsigned n = 0;
            arena_init(&mem, 0);
            s = facts_of(&q, &mem, t, row, all != 0, err);
            if (!s) s = quality_find(found, &n, cursor, c, m, &q, NULL, err);
            if (n) to->odds[all] = found[0].log_odds;
            arena_destroy(&mem);
        }
    }
    index_cursor_close(cursor);
    return s;
}

static cordon_status take(void *arg, const entity *e, cordon_error *err) {
    return quality_corpus_add(arg, e, err);
}

/* ---- which of the persons the vintages hold, told by their words and not by the score ---- */

enum { WORDS_MAX = 32 };

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The words of a name, in capitals, sorted. */
static char *sorted_words(arena *mem, const char *name) {
    char *copy = arena_strndup(mem, name, strlen(name)), *out = arena_alloc(mem, strlen(name) + 2);
    char *word[WORDS_MAX], *rest = NULL;
    size_t n = 0, len = 0;
    if (!copy || !out) return NULL;
    for (char *p = copy; *p; p++)
        *p = (char)(*p & 0x80 ? *p : isalnum((unsigned char)*p) ? toupper((unsigned char)*p) : ' ');
    for (char *w = strtok_r(copy, " ", &rest); w && n < WORDS_MAX; w = strtok_r(NULL, " ", &rest))
        word[n++] = w;
    if (n > 1) qsort(word, n, sizeof *word, by_text);
    for (size_t i = 0; i < n; i++) {
        out[len++] = ' ';
        memcpy(out + len, word[i], strlen(word[i]));
        len += strlen(word[i]);
    }
    out[len] = 0;
    return out;
}

static cordon_status look_up(asked *q, size_t n, const quality_corpus *c, cordon_error *err) {
    arena mem;
    size_t names = 0, at = 0;
    bool good = true;
    arena_init(&mem, 0);
    for (size_t i = 0; i < c->n; i++) names += c->at[i].facts.names;
    char **held = arena_alloc(&mem, (names + 1) * sizeof *held);
    for (size_t i = 0; held && i < c->n; i++)
        for (unsigned j = 0; j < c->at[i].facts.names; j++)
            good &= (held[at++] = sorted_words(&mem, c->at[i].facts.name[j].text)) != NULL;
    if (good && held) qsort(held, at, sizeof *held, by_text);
    for (size_t i = 0; good && held && i < n; i++) {
        const char *words = sorted_words(&mem, q[i].name ? q[i].name : "");
        if (!words)
            good = false;
        else
            q[i].there = bsearch(&words, held, at, sizeof *held, by_text) != NULL;
    }
    arena_destroy(&mem);
    return good && held ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for names");
}

static int falling(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void print(FILE *out, const asked *q, size_t n, unsigned all, double threshold) {
    double *strangers = calloc(n, sizeof *strangers);
    size_t s = 0, listed = 0, found = 0, alerts = 0, found_hits = 0, there = 0, found_there = 0;
    for (size_t i = 0; strangers && i < n; i++)
        if (!q[i].listed) strangers[s++] = q[i].odds[all];
    if (strangers && s > 1) {
        qsort(strangers, s, sizeof *strangers, falling);
        for (size_t i = 0; i < n; i++)
            if (q[i].listed) {
                bool hit = q[i].odds[all] > strangers[1];
                listed++, found += hit, found_hits += pair_probability(q[i].odds[all]) >= threshold;
                there += q[i].there, found_there += hit && q[i].there;
            } else {
                alerts += pair_probability(q[i].odds[all]) >= threshold;
            }
        fprintf(out, "| %s | %zu | %zu | %.4f | %.4f | %zu of %zu = %.4f | %zu | %.4f |\n",
                all ? "name, birth, nationality" : "name", listed, s,
                pair_probability(strangers[1]), (double)found / (double)listed, found_there, there,
                there ? (double)found_there / (double)there : 0, alerts,
                (double)found_hits / (double)listed);
    }
    free(strangers);
}

cordon_status quality_un(FILE *out, const score_model *m, const char *bench, cordon_error *err) {
    static const char *const files[] = {"yente_positives_un_untreated.csv.xz",
                                        "yente_negatives_small_global.csv.xz",
                                        "yente_negatives_small_us.csv.xz"};
    char path[1024];
    char older[1024];
    const char *list[] = {path, older}; /* the persons asked for were listed at different times */
    table t[3];
    size_t tables = 0, rows = 0;
    quality_corpus c = {0};
    pair_thresholds least;
    arena_init(&c.mem, 0);
    snprintf(path, sizeof path, "%s/%s", bench, files[0]);
    if (access(path, R_OK)) return CORDON_OK;
    snprintf(path, sizeof path, "%s/../un/un_consolidated_2026-08-01.xml.xz", bench);
    snprintf(older, sizeof older, "%s/../un/un_consolidated_2026-02-27.xml.xz", bench);
    cordon_status s = pair_thresholds_read(&least, m, err);
    if (!s) s = quality_lists(list, 2, take, &c, err);
    if (!s) s = quality_corpus_index(&c, err);
    for (; !s && tables < 3; tables++) {
        snprintf(path, sizeof path, "%s/%s", bench, files[tables]);
        if ((s = table_read(&t[tables], path, err))) break;
        rows += t[tables].rows;
    }
    asked *q = arena_alloc(&c.mem, (rows + 1) * sizeof *q);
    if (!s && !q) s = cordon_fail(err, CORDON_ENOMEM, "no memory");
    for (size_t i = 0, at = 0; !s && i < tables; at += t[i++].rows)
        s = ask_table(q, at, &t[i], i == 0, &c, m, err);
    if (!s) s = look_up(q, rows, &c, err);
    if (!s) {
        fprintf(out, "| asked by | listed | others | threshold for one alert | recall there | "
                     "of those in a vintage | alerts of a screening | recall there |\n"
                     "|---|--:|--:|--:|--:|--:|--:|--:|\n");
        print(out, q, rows, 0, least.at[NAME_PERSON]);
        print(out, q, rows, 1, least.at[NAME_PERSON]);
        fprintf(out, "\nIn neither vintage:");
        for (size_t i = 0, n = 0; i < rows; i++)
            if (q[i].listed && !q[i].there) fprintf(out, "%s %s", n++ ? ";" : "", q[i].name);
        fprintf(out, ".\n");
    }
    while (tables) table_free(&t[--tables]);
    quality_corpus_free(&c);
    return s;
}
