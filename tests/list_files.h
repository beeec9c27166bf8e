/* list_files.h - excerpts beside what they become, and whole published files. */
#ifndef TESTS_LIST_FILES_H
#define TESTS_LIST_FILES_H

#include "list_sink.h"

static const char needs[] = "needs the large data set";

static inline const char *tree(char path[512], const char *name) {
    const char *root = getenv("CORDON_DATA");
    snprintf(path, 512, "%s%s%s", root ? root : "", root ? "/" : "", name);
    return path;
}

/* tests/data/lists/NAME with that end becomes NAME.expected, line for line. */
static inline bool golden(const char *reader, const char *name, const char *end, date_day vintage) {
    char in[512], want[512], local[200];
    got g = {.reader = reader};
    buf expected = {0};
    snprintf(local, sizeof local, "tests/data/lists/%s%s", name, end);
    cordon_status status = got_files(&g, (const char *[]){tree(in, local), NULL});
    snprintf(local, sizeof local, "tests/data/lists/%s.expected", name);
    FILE *f = fopen(tree(want, local), "rb");
    for (int c; f && (c = getc(f)) != EOF;) buf_char(&expected, (char)c);
    if (f) fclose(f);
    bool same = !status && strcmp(buf_text(&g.out), buf_text(&expected)) == 0 && g.vintage == vintage;
    if (!same)
        printf("# %s, vintage %d, got:\n%s# want:\n%s", g.err.message, g.vintage, buf_text(&g.out),
               buf_text(&expected));
    if (g.notes.len) printf("# %s", buf_text(&g.notes));
    same = same && !g.notes.len && !g.bad;
    buf_free(&expected);
    got_free(&g);
    return same;
}

/* A published file, as it ships or in the large data set. */
static inline bool published(char path[512], const char *name) {
    char local[300];
    snprintf(local, sizeof local, "data/lists/%s", name);
    FILE *f = fopen(tree(path, local), "rb");
    if (f) fclose(f);
    return f || got_shared(path, name);
}

/* A whole published file: how many entities of a list, none refused, nothing left unread. */
static inline bool whole(const char *reader, const char *file, const char *list, unsigned n, date_day vintage,
                  got *g) {
    char path[512];
    if (!published(path, file)) return false;
    *g = (got){.reader = reader};
    cordon_status status = got_files(g, (const char *[]){path, NULL});
    bool good = !status && !g->bad && got_count(g, list) == n && g->vintage == vintage && !g->notes.len;
    if (!good)
        printf("# %s: %s; %s %u, want %u; vintage %d; %u refused\n# %s\n", file, g->err.message, list,
               got_count(g, list), n, g->vintage, (unsigned)g->bad, buf_text(&g->notes));
    return good;
}

#endif
