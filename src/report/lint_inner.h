/* lint_inner.h - text to blocks, blocks to sentences, sentences to words, and
 * patterns over words.                                                       */
#ifndef REPORT_LINT_INNER_H
#define REPORT_LINT_INNER_H

#include "base/buf.h"
#include "report/lint.h"

/* A paragraph, an item, a heading: what sentences do not reach across. */
typedef struct lint_block {
    buf text;
    buf at; /* of each byte of text its offset in the file, as uint32_t */
} lint_block;

/* Calls each for every block that is not blank. Returns what it returned when
 * that was not 0, else fails for want of memory or beyond LINT_DEPTH_MAX; *where
 * is then an offset.                                                         */
typedef cordon_status lint_each(void *arg, const lint_block *b, cordon_error *err);
cordon_status lint_blocks(const char *text, size_t len, lint_form form, lint_each *each, void *arg,
                          size_t *where, cordon_error *err);
uint32_t lint_offset(const lint_block *b, size_t byte);

typedef struct lint_word {
    uint32_t text, len;        /* folded, in lint_words.folded */
    uint32_t at, end;          /* bytes of what was read */
    uint32_t name_end;         /* a name begins here: the word after it; else 0 */
    uint32_t digits, decimals; /* of a number: those that count; after the point */
    bool number, date, capital, quoted;
} lint_word;

typedef struct lint_words {
    lint_word *v;
    size_t n, cap;
    buf folded;
    bool too_many, no_memory;
} lint_words;

/* The words of s[from..to), their places counted from s. */
void lint_split(lint_words *w, const char *s, size_t from, size_t to);
void lint_words_free(lint_words *w);
/* Marks the words that stand in quotation marks; s is the whole block. */
typedef struct lint_quotes {
    uint32_t (*v)[2];
    size_t n, cap;
    bool no_memory;
} lint_quotes;
void lint_quotes_find(lint_quotes *q, const char *s, size_t len);
void lint_quotes_mark(const lint_quotes *q, lint_words *w);

/* ---- patterns ---- */

enum { LIST_WORDS_MAX = 8, LIST_COUNT_MAX = 64 };

typedef enum choice_kind {
    CHOICE_WORD,
    CHOICE_STEM,
    CHOICE_LIST,
    CHOICE_NUMBER,
    CHOICE_DATE,
    CHOICE_FINE,
    CHOICE_NAME,
    CHOICE_START
} choice_kind;

typedef struct choice {
    choice_kind kind;
    uint32_t len, a, b; /* a: the list; a, b: digits and decimals of <fine> */
    const char *text;
} choice;

/* A place in a pattern: one of the choices, or a gap of up to gap words. */
typedef struct place {
    const choice *v;
    size_t n, gap;
} place;

typedef struct sequence {
    const place *v;
    size_t n;
} sequence;

typedef struct pattern {
    const sequence *v;
    size_t n;
    bool quoted; /* <quoted> was among them */
} pattern;

/* The lists, in the order of their names' first rows. */
typedef struct word_list {
    const char *id;
    sequence *v;
    size_t n, cap;
} word_list;

typedef struct word_lists {
    arena *mem;
    word_list v[LIST_COUNT_MAX];
    size_t n;
} word_lists;

enum { GAP_ANY = LINT_WORDS_MAX + 1, GAP_FEW = 4 };

/* NULL when it was read, else what is wrong with it. in_list: lists take fewer. */
const char *pattern_read(pattern *out, word_lists *lists, const char *text, bool in_list);
/* Puts the sequences of a list's row behind those there; false without memory. */
bool word_list_add(word_lists *lists, size_t list, const pattern *p);
int word_list_find(const word_lists *lists, const char *id, size_t len);

/* Patterns over the words of one sentence. */
typedef struct matcher {
    const word_lists *lists;
    const lint_words *words;
    unsigned char *mask; /* list after list, a byte a word: bit k = k + 1 words of it fit */
    bool ready[LIST_COUNT_MAX];
    size_t mask_cap;
    uint64_t *set[2];
} matcher;

bool matcher_make(matcher *m, const word_lists *lists); /* false without memory */
void matcher_free(matcher *m);
bool matcher_take(matcher *m, const lint_words *w); /* of the next sentence */
/* The first place where it fits, from *from on: words *from..*to. */
bool pattern_find(matcher *m, const pattern *p, size_t *from, size_t *to);

#endif
