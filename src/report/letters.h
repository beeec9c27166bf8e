/* letters.h - a sealed decision in words: the answer on a terminal, the memo for the file, the questions to the customer, the annex of a licence
 * application; as text, as HTML or (letter_pdf.h) as PDF. Everything is taken from the sealed JSON (assess/decide_json.c) and the words from data/assess/strings.csv, so a
 * letter of an old decision says what was decided then. */
#ifndef REPORT_LETTERS_H
#define REPORT_LETTERS_H

#include "assess/sealed.h"
#include "report/letter_doc.h"

typedef enum letter_kind { LETTER_ANSWER, LETTER_MEMO, LETTER_QUESTIONS, LETTER_LICENCE } letter_kind;
typedef enum letter_form { LETTER_TEXT, LETTER_HTML, LETTER_PDF } letter_form;
bool letter_kind_parse(letter_kind *out, const char *word); /* "memo", "questions", "licence" */

typedef struct letter_terms {
    letter_kind kind;
    letter_form form;
    bool all;                  /* answer: every question and everything not checked; letters always have all */
    const char *seal;          /* one line: entry, hash, when, who; NULL = not sealed */
    const sealed_change *change; size_t changes;
    const json_node *versions; /* what it rests on, where that is not in the decision itself (sealed_versions) */
} letter_terms;
enum { LETTER_WIDTH = 80, LETTER_SHOWN = 5 };
/* root: the root of its JSON. Free with letter_doc_free; after a failure there is nothing to free. */
cordon_status letter_make(letter_doc *out, const json_node *root, const letter_terms *t, cordon_error *err);
/* The same, written as text or HTML. */
cordon_status letter_write(buf *out, const json_node *root, const letter_terms *t, cordon_error *err);

#endif
