/* letter_doc.h - a letter as a list of blocks, before it is text, HTML or PDF: what is said stands in letters.c, how it looks in its three writers. */
#ifndef REPORT_LETTER_DOC_H
#define REPORT_LETTER_DOC_H

#include "base/arena.h"
#include "base/buf.h"

typedef enum letter_what {
    LETTER_TITLE,
    LETTER_HEAD,
    LETTER_LEAD, /* the one line that says it all */
    LETTER_PARA,
    LETTER_NOTE,
    LETTER_ITEM, /* number 0 = a dash; depth 0 or 1 */
    LETTER_PAIR, /* key: text */
    LETTER_TABLE,
    LETTER_SIGN, /* key and a line to write on */
    LETTER_GAP
} letter_what;

enum { LETTER_COLUMNS_MAX = 12 };
typedef struct letter_table {
    size_t columns, rows, cap;
    const char *head[LETTER_COLUMNS_MAX];
    const char **cell;             /* rows x columns; "" where there is nothing */
    bool used[LETTER_COLUMNS_MAX]; /* some cell has text: the others are not shown */
} letter_table;

typedef struct letter_block {
    letter_what what;
    int number, depth;
    const char *key, *text;
    letter_table *table;
} letter_block;

typedef struct letter_doc {
    arena mem;
    const char *title, *case_id, *as_at;
    letter_block *block;
    size_t n, cap;
    bool failed; /* no memory for a block: nothing is written */
} letter_doc;

void letter_doc_init(letter_doc *d);
void letter_doc_free(letter_doc *d);
/* Text is copied. A head without text is a gap, a pair without text nothing. */
void letter_add(letter_doc *d, letter_what what, const char *text);
void letter_item(letter_doc *d, int number, int depth, const char *text);
void letter_pair(letter_doc *d, const char *key, const char *text);
/* NULL: no memory; rows of it are then nothing. A cell is text that lives as long as the letter (letter_keep). */
letter_table *letter_table_add(letter_doc *d, const char *const *head, size_t columns);
void letter_row_add(letter_doc *d, letter_table *t, const char *const *cell);
const char *letter_keep(letter_doc *d, const char *text);

#endif
