/* names.h - names made of real ones, and questions about them: the same for a seed.
 *
 * A made name is a real one, two of one kind crossed (the beginning of one, the end of another), or one
 * with tokens taken from others of its kind; one in six has a misspelt token besides. A question is a
 * name of the list as somebody else would write it.                      */
#ifndef TESTS_NAMES_H
#define TESTS_NAMES_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "name/form.h"

enum { NAMES_TOKENS = 12, NAMES_TEXT = 400 };

typedef struct names_list {
    char **text;
    uint8_t *kind;
    size_t n, cap;
    size_t *of[4]; /* numbers of each kind */
    size_t n_of[4];
} names_list;

typedef enum names_how {
    HOW_EXACT, HOW_EDIT_1, HOW_EDIT_2, HOW_EDIT_3, HOW_SWAPPED, HOW_DROPPED, HOW_MERGED, HOW_RESPELLED, HOW_INITIALS,
    HOW_UNRELATED, HOWS
} names_how;
static const char *const names_how_name[HOWS] = {"exact", "1 edit", "2 edits", "3 edits", "swapped", "dropped",
                                                 "merged", "respelled", "initials", "unrelated"};

static inline void names_add(names_list *l, const char *text, uint8_t kind) {
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 1024;
        l->text = realloc(l->text, l->cap * sizeof *l->text);
        l->kind = realloc(l->kind, l->cap);
        for (int k = 0; k < 4; k++) l->of[k] = realloc(l->of[k], l->cap * sizeof *l->of[k]);
    }
    l->of[kind][l->n_of[kind]++] = l->n;
    l->text[l->n] = strdup(text);
    l->kind[l->n++] = kind;
}

static inline void names_free(names_list *l) {
    for (size_t i = 0; i < l->n; i++) free(l->text[i]);
    for (int k = 0; k < 4; k++) free(l->of[k]);
    free(l->text), free(l->kind);
    *l = (names_list){0};
}

/* Lines of kind, tab, name. False when the file is not there. */
static inline bool names_read(names_list *l, const char *path) {
    FILE *f = fopen(path, "r");
    char line[4096];
    if (!f) return false;
    while (fgets(line, sizeof line, f)) {
        char *tab = strchr(line, '\t'), *end = strchr(line, '\n');
        if (!tab || !end || end - tab > NAMES_TEXT - 80 || end - tab < 3) continue;
        *tab = *end = 0;
        int kind = strcmp(line, "person") == 0 ? NAME_PERSON : strcmp(line, "vessel") == 0 ? NAME_VESSEL :
                   strcmp(line, "organisation") == 0 ? NAME_ORGANISATION : strcmp(line, "any") == 0 ? NAME_ANY : -1;
        if (kind >= 0) names_add(l, tab + 1, (uint8_t)kind);
    }
    fclose(f);
    return l->n > 0;
}

typedef struct names_cut {
    char text[NAMES_TEXT];
    char *token[NAMES_TOKENS];
    int n;
} names_cut;

static inline void names_split(names_cut *c, const char *text) {
    snprintf(c->text, sizeof c->text, "%s", text);
    c->n = 0;
    for (char *save = NULL, *t = strtok_r(c->text, " ", &save); t && c->n < NAMES_TOKENS; t = strtok_r(NULL, " ", &save))
        c->token[c->n++] = t;
}

static inline void names_join(char out[NAMES_TEXT], const names_cut *c) {
    size_t at = 0;
    out[0] = 0;
    for (int i = 0; i < c->n && at < NAMES_TEXT - 40; i++)
        at += (size_t)snprintf(out + at, NAMES_TEXT - at, "%s%.60s", i ? " " : "", c->token[i]);
}

/* One edit at a letter a-z: another letter, one more, one less, or two swapped. */
static inline void names_edit(char *text, random_state *r) {
    size_t len = strlen(text), at = 0;
    for (int tries = 0; tries < 20; tries++) {
        at = random_below(r, len ? len : 1);
        if (isalpha((unsigned char)text[at])) break;
    }
    if (at >= len || !isalpha((unsigned char)text[at])) return;
    char letter = (char)('A' + random_below(r, 26));
    switch (random_below(r, 4)) {
    case 0: text[at] = letter; break;
    case 1:
        if (len + 2 < NAMES_TEXT) memmove(text + at + 1, text + at, len - at + 1), text[at] = letter;
        break;
    case 2: memmove(text + at, text + at + 1, len - at); break;
    default:
        if (isalpha((unsigned char)text[at + 1])) letter = text[at], text[at] = text[at + 1], text[at + 1] = letter;
        else text[at] = letter;
    }
}

static inline void names_make(char out[NAMES_TEXT], uint8_t *kind, const names_list *l, random_state *r) {
    size_t i = random_below(r, l->n);
    names_cut a, b, other[NAMES_TOKENS];
    uint8_t k = *kind = l->kind[i];
    names_split(&a, l->text[i]);
    names_split(&b, l->text[l->of[k][random_below(r, l->n_of[k])]]);
    if (random_below(r, 4) == 0 && a.n > 1 && b.n > 1) { /* crossed */
        int from = 1 + (int)random_below(r, (uint64_t)a.n - 1), at = 1 + (int)random_below(r, (uint64_t)b.n - 1);
        for (a.n = from; at < b.n && a.n < NAMES_TOKENS; at++) a.token[a.n++] = b.token[at];
    } else {
        for (int t = 0; t < a.n; t++) { /* half of the tokens are those of others in the same place */
            if (random_below(r, 2)) continue;
            names_split(&other[t], l->text[l->of[k][random_below(r, l->n_of[k])]]);
            if (t < other[t].n) a.token[t] = other[t].token[t];
        }
    }
    names_join(out, &a);
    if (random_below(r, 6) == 0) names_edit(out, r);
}

static inline void names_respell(char *text) {
    static const char *const rule[][2] = {{"PH", "F"}, {"OU", "U"}, {"KH", "H"}, {"CK", "K"}, {"TCH", "CH"}, {"YE", "E"}, {"IY", "I"},
        {"EE", "I"}, {"OO", "U"}, {"MOHAMMED", "MUHAMAD"}, {"AHMED", "AHMAD"}, {"Y", "I"}, {"C", "K"}, {"V", "W"}, {"J", "DJ"}};
    int done = 0;
    for (size_t i = 0; i < sizeof rule / sizeof *rule && done < 3; i++) {
        size_t n = strlen(rule[i][0]), m = strlen(rule[i][1]);
        char *at = strcasestr(text, rule[i][0]);
        if (!at || strlen(text) + m - n + 1 >= NAMES_TEXT) continue;
        memmove(at + m, at + n, strlen(at + n) + 1);
        memcpy(at, rule[i][1], m);
        done++;
    }
}

static inline int names_longest(const names_cut *c) {
    int longest = 0;
    for (int i = 1; i < c->n; i++)
        if (strlen(c->token[i]) > strlen(c->token[longest])) longest = i;
    return longest;
}

/* A name asked for in one of the ways; false when it cannot be: too few tokens, or too few letters for
 * so many edits (one in six at most). What is dropped or cut to its initial is never the longest token. */
static inline bool names_ask(char out[NAMES_TEXT], const char *text, names_how how, random_state *r) {
    names_cut c;
    names_split(&c, text);
    int pick = (names_longest(&c) + 1 + (int)random_below(r, c.n > 1 ? (uint64_t)c.n - 1 : 1)) % (c.n ? c.n : 1);
    if (how >= HOW_EDIT_1 && how <= HOW_EDIT_3 && strlen(text) < 6 * (size_t)(how - HOW_EXACT)) return false;
    if (how == HOW_SWAPPED && c.n > 1) {
        int i = (int)random_below(r, (uint64_t)c.n - 1);
        char *t = c.token[i];
        c.token[i] = c.token[i + 1], c.token[i + 1] = t;
    } else if (how == HOW_DROPPED && c.n > 2) {
        memmove(&c.token[pick], &c.token[pick + 1], (size_t)(c.n - pick - 1) * sizeof *c.token);
        c.n--;
    } else if (how == HOW_INITIALS && c.n > 2) {
        c.token[pick][1] = 0;
    } else if (how == HOW_SWAPPED || how == HOW_DROPPED || how == HOW_INITIALS || (how == HOW_MERGED && c.n < 2)) {
        return false;
    }
    names_join(out, &c);
    if (how == HOW_MERGED) {
        char *blank = strchr(out, ' ');
        memmove(blank, blank + 1, strlen(blank));
    }
    for (int e = 0; how >= HOW_EDIT_1 && how <= HOW_EDIT_3 && e <= (int)how - HOW_EDIT_1; e++) names_edit(out, r);
    if (how == HOW_RESPELLED) names_respell(out);
    return true;
}

/* A name nobody has: halves of tokens of several names put together. */
static inline void names_unrelated(char out[NAMES_TEXT], const names_list *l, random_state *r) {
    size_t at = 0;
    out[0] = 0;
    for (int t = 0; t < 3; t++) {
        names_cut a, b;
        do names_split(&a, l->text[random_below(r, l->n)]);
        while (a.n < 2 || strlen(a.token[0]) < 4);
        do names_split(&b, l->text[random_below(r, l->n)]);
        while (b.n < 2 || strlen(b.token[1]) < 4);
        int half = (int)strlen(a.token[0]) / 2;
        at += (size_t)snprintf(out + at, NAMES_TEXT - at, "%s%.*s%.30s", t ? " " : "", half, a.token[0], b.token[1] + strlen(b.token[1]) / 2);
    }
}

#endif
