/* search_inner.h - the index of texts as it lies on the disk, and what the files search*.c share.
 *
 *   file     SQLite database ++ trailer (24 bytes: "CORDONGS", length of the database, its
 * BLAKE2b-64) database words    FTS5, contentless, rowid = place of the code + 1, every stem of
 * every text of the code control  FTS5, contentless, rowid = place of the paragraph + 1 part name,
 * body: "codes" (the image below), "lexicon" (words.h) text     code, language, text: what answers
 * show paragraph place, list, number, item, text
 *
 * The file is read whole, its hash checked, and given to SQLite as memory: it is never opened for
 * writing, so any number of processes may use it while another swaps a new one in by rename.
 *
 * The image holds the texts themselves as numbers of stems, for the second, exact ranking
 * (search_rank.c). */
#ifndef GOODS_SEARCH_INNER_H
#define GOODS_SEARCH_INNER_H

#include <sqlite3.h>

#include "goods/corpus.h"
#include "goods/search.h"

enum {
    SEARCH_FORMAT = 3,
    SEARCH_CODES_MAX = 1 << 15,
    SEARCH_DOCS_MAX = 1 << 20,
    SEARCH_STEMS_MAX = 1 << 20,
    SEARCH_TERMS_MAX = 1 << 26,
    SEARCH_FILE_MAX = 1 << 28
};

typedef enum text_kind { TEXT_HS, TEXT_HS_OLD, TEXT_CN, TEXT_ABOVE } text_kind;

/* Place 0 to codes - 1: six digits of the newest revision; then headings (four digits) and chapters
 * (two): they are no answers, their words are what the codes below them inherit. */
typedef struct image_code {
    char code[8];
    uint32_t heading, chapter; /* places; UINT32_MAX: none */
    uint32_t doc, docs;        /* of image_doc, sorted by language, kind, code */
} image_code;

typedef struct image_doc {
    uint32_t term,
        terms; /* of term[]: sorted; the first `terms` are said, then `excluded` are ruled out */
    uint32_t quantity;
    uint16_t excluded, quantities;
    uint32_t line; /* of line[]: the eight digits it is a text of; UINT32_MAX */
    uint8_t language, kind;
    uint16_t spare;
    float mass, norm; /* sum of the rarity of the terms said; root of the sum of its squares */
} image_doc;

typedef struct image_quantity {
    double low, high;
    uint8_t low_open, high_open, spare[6];
    char unit[16];
} image_quantity;

typedef struct image_head {
    uint32_t format, codes, places, docs, lines, stems, slots,
        spare; /* slots: power of two > stems */
    uint64_t terms, quantities, name_bytes;
    char nomenclature[2][16]; /* of the codes of six and of eight digits */
} image_head;

/* The parts of the image, in this order behind the head, each at a multiple of eight bytes. */
typedef struct search_image {
    const image_head *head;
    const image_code *code; /* places */
    const image_doc *doc;   /* docs */
    const image_quantity *quantity;
    const char (*line)[8];   /* lines: eight digits, sorted */
    const uint32_t *term;    /* terms: numbers of stems */
    const float *rarity;     /* stems: ln((codes + 1) / (codes with it + 0.5)), never below 0.05 */
    const uint32_t *name_at; /* stems: offset of the name, NUL-terminated */
    const uint32_t *slot;    /* slots: number of the stem + 1, 0 = free; linear probing */
    const uint32_t *df;      /* stems: codes with it */
    const char *name;
} search_image;

enum { NO_STEM = UINT32_MAX, NO_PLACE = UINT32_MAX };
size_t search_image_size(const image_head *h);
/* Checks sizes and every range against the bytes; they must outlive the image and be aligned to 8.
 */
cordon_status search_image_open(search_image *out, const void *bytes, size_t n, cordon_error *err);
/* Where the parts lie in the bytes, unchecked: for the builder. */
void search_image_map(search_image *out, const void *bytes);
uint32_t search_stem_hash(const char *s);
uint32_t search_stem(const search_image *x, const char *name); /* NO_STEM */

/* Texts to leave out of an index, for measuring: return false to leave one out. */
typedef bool search_keep(void *self, const corpus_row *row, goods_language lang);
typedef struct search_build_options {
    search_keep *keep; /* NULL: all */
    void *self;
    bool controls; /* read the control lists too */
} search_build_options;
/* The database as bytes (sqlite3_free). */
cordon_status search_build(unsigned char **bytes, size_t *n, const search_build_options *o,
                           cordon_error *err);
/* The image and the lexicon, collected from the corpus. */
typedef struct search_parts {
    void *image, *lexicon;
    size_t image_size, lexicon_size;
} search_parts;
cordon_status search_collect(search_parts *out, sqlite3 *db, const search_build_options *o,
                             cordon_error *err);
void search_parts_free(search_parts *p);

/* An index of bytes, without a file; the handle owns them. */
cordon_status search_open_bytes(goods_search **out, unsigned char *bytes, size_t n,
                                cordon_error *err);
/* The verified database of the cache file, built and written when needed. */
cordon_status search_file(unsigned char **bytes, size_t *n, cordon_error *err);

/* ---- asking ------------------------------------------------------------------- */

/* What a candidate shows; search_features.c fills it, the model weighs it. */
enum search_feature {
    F_COSINE,        /* likeness of the best text */
    F_COSINE_MEAN,   /* mean of the best of each language and kind */
    F_COSINE_HS,     /* the best of the Harmonized System's: every code has one */
    F_COVERED,       /* share of the question's rarity in one text, best */
    F_COVERED_ALL,   /* in all texts of the code together */
    F_PRECISION,     /* share of the best text's rarity that the question has */
    F_HEADING,       /* share of the question in the heading's words */
    F_CHAPTER,       /* and the chapter's */
    F_RULED_OUT,     /* share of the question that the best text rules out */
    F_SAID,          /* share that the question rules out and the best text says */
    F_EXCLUDED_BOTH, /* ruled out by both */
    F_AGREE,         /* numbers with units that overlap */
    F_CONTRADICT,    /* that do not */
    F_BM25,          /* FTS5's BM25 over the best one's */
    SEARCH_FEATURES
};
typedef struct search_model {
    double weight[SEARCH_FEATURES];
    double none;  /* score of "none of these" */
    double floor; /* confidence below which the answer is "cannot tell" */
} search_model;
const char *search_feature_name(enum search_feature f);
cordon_status search_model_read(search_model *out, cordon_error *err);

enum { CONTROL_CANDIDATES = 5 };
enum { CANDIDATES = 120, SEARCH_LINES_MAX = 96 /* under one code; the tables have 63 */ };
typedef struct search_candidate {
    uint32_t place;
    uint32_t doc; /* the text that is most like the question */
    double bm25, score, confidence;
    float feature[SEARCH_FEATURES];
} search_candidate;

/* One written word of the question with the stems it may stand for. */
typedef struct question_word {
    uint32_t first, variants; /* of question.variant */
    float rarity;
    uint16_t at;
    bool excluded;
} question_word;
typedef struct question_variant {
    uint32_t stem, next; /* next variant with the same stem, NO_PLACE at the end */
    uint16_t word;       /* of question.word */
    float weight;
} question_variant;
typedef struct question {
    const goods_description *d;
    question_word *word;
    question_variant *variant;
    uint32_t words, variants;
    float mass, norm; /* of the words that are not excluded */
} question;

typedef struct posting {
    uint32_t place;
    float bm25;
} posting;
typedef struct posting_list {
    posting *v;
    uint32_t n;
    bool read;
} posting_list;

struct goods_search {
    sqlite3 *db;
    unsigned char *bytes; /* the database */
    void *image_bytes, *lexicon_bytes;
    search_image image;
    goods_lexicon *lexicon;
    search_model model;
    sqlite3_stmt *postings, *text, *controls, *paragraph_df;
    double paragraphs;
    arena mem;                  /* posting lists */
    posting_list *list;         /* stems */
    uint32_t *first_variant;    /* stems: of the question at hand; NO_PLACE */
    float *sum, *one;           /* codes: BM25 so far, that of the word at hand */
    uint32_t *touched, *marked; /* codes: with a sum, with a score of the word at hand */
};

cordon_status search_question(question *out, arena *mem, goods_search *s, goods_language lang,
                              const char *text, size_t len, cordon_error *err);
void search_question_end(goods_search *s, const question *q); /* frees the stems for the next */
/* At most CANDIDATES, best first by BM25 then place. */
cordon_status search_candidates(search_candidate *v, size_t *n, goods_search *s, const question *q,
                                cordon_error *err);
void search_features(search_candidate *c, const goods_search *s, const question *q,
                     double best_bm25);
/* Scores and confidences (with what is left for "none of these"); sorts, best first. */
void search_rank(search_candidate *v, size_t n, const search_model *m);
/* Candidates with their features, ranked. v: CANDIDATES. */
cordon_status search_run(search_candidate *v, size_t *n, goods_search *s, const question *q,
                         cordon_error *err);
/* Written words that some text of the code has, those that weigh most first. */
cordon_status search_matched(const char *const **out, uint16_t *n, arena *mem,
                             const goods_search *s, const question *q, uint32_t place,
                             cordon_error *err);
/* Likeness of one text, 0 to 1. */
double search_likeness(const goods_search *s, const question *q, uint32_t doc);

/* search_control.c: the paragraphs of the control lists into the database, and the best entries. */
cordon_status search_add_controls(sqlite3 *db, cordon_error *err);
cordon_status search_controls(const control_candidate **out, size_t *n, arena *mem, goods_search *s,
                              const question *q, size_t most, cordon_error *err);
/* Could the two be the same number? Bounds that are not meant do not touch. */
bool search_overlap(const goods_quantity *a, const goods_quantity *b);

#endif
