/* lint.h - the wording rules of a regime, held against text.
 *
 * A report accuses, so what it may say and how is law of the house: it stands
 * in the regime's wording.csv, a row a rule, and every sentence is held to it
 * before it leaves the house. Nothing here knows a word of its own.
 *
 * A row of kind
 *   sentence   is broken by a sentence its pattern is found in, unless one of
 *              its "unless" patterns is there, or one of its "needs"
 *   paragraph  the same, but what it needs may stand anywhere in the paragraph
 *   page       the same, but what it needs may stand anywhere on the page
 *   list       gives words a name that patterns use as @id; rows of one id add up
 *   column     names the columns of tables that hold text for readers
 *
 * A pattern is words after one another, case not counting:
 *   word  stem*      the word; any word that begins so
 *   a/b              one or the other, at this place
 *   ..  ...          up to four words between; any number of words
 *   @id  @country    one of a list; a country by its name in data/areas.csv
 *   <number> <date>  a number; a year, a day or a month written in digits
 *   <fine:3:1>       a number of more than 3 digits that count or 1 decimal
 *   <name>           a name: words in capitals (the first word of a sentence is none)
 *   ^                the sentence begins here
 *   a | b            either whole pattern
 * and in "unless" alone: <quoted>, what was found stands in quotation marks.
 * , ; : ( ) % and a dash are words too; "X's" is the two words X and 's; other
 * marks are nothing. A list has words, stems, a/b, <number> and <date> only.
 *
 * Read of HTML: the text of paragraphs, items, headings, captions, footers and
 * quotations; not of tables, code, scripts, styles and drawings. Of any other
 * file: paragraphs parted by blank lines, items, headings; not code or tables in
 * Markdown. Bytes that are no UTF-8 part words. This is a check of words, not
 * of sense: wording.csv says what each row cannot see.                       */
#ifndef REPORT_LINT_H
#define REPORT_LINT_H

#include "read/table.h"
#include "regime/area.h"

enum {
    LINT_BYTES_MAX = 16 << 20,   /* a text */
    LINT_WORDS_MAX = 4096,       /* a sentence */
    LINT_ROWS_MAX = 1000,        /* wording.csv */
    LINT_PATTERN_MAX = 16 << 10, /* bytes of a pattern */
    LINT_PLACES_MAX = 64,        /* words of one alternative of it; of a list: 8 */
    LINT_DEPTH_MAX = 256         /* elements open at once */
};

typedef struct wording wording;

/* From a wording.csv that was read; the table and the areas must outlive it.
 * areas may be NULL: then @country is nobody. Fails with file, line and column
 * of a pattern that cannot be read.                                          */
cordon_status wording_make(wording **out, const table *t, const areas *a, cordon_error *err);
void wording_free(wording *w);

/* A sentence that breaks a rule. Texts are valid during the call. */
typedef struct lint_fault {
    const char *rule, *id; /* of the row: "13", "cleared" */
    const char *place;     /* the name the text was given */
    uint32_t line;         /* where the sentence begins, from 1 */
    const char *sentence;  /* blanks made one */
    const char *words;     /* those found */
    const char *message, *instead;
} lint_fault;

/* Where faults go, and what was read. */
typedef struct lint {
    const wording *wording;
    void (*on_fault)(void *arg, const lint_fault *f); /* NULL: only counted */
    void *arg;
    size_t sentences, faults; /* added to */
} lint;

typedef enum lint_form { LINT_PLAIN, LINT_HTML } lint_form;
lint_form lint_form_of(const char *name, const char *text, size_t len);

/* A text under a name. Fails with CORDON_ELIMIT and the line beyond a bound. */
cordon_status lint_text(lint *l, const char *name, const char *text, size_t len, lint_form form,
                        cordon_error *err);
/* The cells of the columns for readers. A row is a paragraph: what it needs may
 * stand in any cell, which reads "column: text". What must stand on the page is
 * not asked of a table.                                                      */
cordon_status lint_table(lint *l, const table *t, cordon_error *err);
/* A file by its name: .csv (also .gz, .xz, .zst) a table, else a text; "-" is
 * standard input.                                                            */
cordon_status lint_file(lint *l, const char *path, cordon_error *err);

/* The next sentence of a text from *at on: bytes from..to without blanks at its
 * ends, *at moved behind it. False when there is none. For tests.            */
bool lint_sentence(const char *s, size_t len, size_t *at, size_t *from, size_t *to);

#endif
