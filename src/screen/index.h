/* index.h - the screening index: every name of every list, found without looking at most of them.
 *
 * One immutable file, memory-mapped, checksummed, little-endian, versioned. A query returns exactly
 * the names that scoring every name would return at or above the threshold, in the same order, with
 * the same bits: the index only skips what score_bound proves cannot reach it.               */
#ifndef SCREEN_INDEX_H
#define SCREEN_INDEX_H

#include "screen/letters.h"
#include "screen/score.h"

typedef struct screen_index screen_index;

/* One name on its way into an index. `ref` is the caller's (an entity version and a name of it) and
 * comes back with every hit; names with the same text and kind may share what is stored of them. */
typedef struct index_name {
    const char *text;
    uint32_t len;
    uint8_t kind; /* name_kind */
    uint64_t ref;
} index_name;

typedef struct index_builder index_builder;
/* threads 0 = as many as there are cores. */
cordon_status index_build_begin(index_builder **out, const char *path, unsigned threads, cordon_error *err);
/* A name that has no letter, is no UTF-8 or is too long is counted, not stored. */
cordon_status index_build_add(index_builder *b, const index_name *n, cordon_error *err);
/* Writes path.new, syncs and renames it over path. `made_of` (at most 64 KB) is kept in the file: what it was
 * compiled of (hashes of vintages and tables), so that a stale index is known.  */
cordon_status index_build_finish(index_builder *b, const char *made_of, cordon_error *err);
void index_build_drop(index_builder *b);

/* Refuses, in words, a file that is no index, of another version or architecture, cut short or damaged
 * (checksums of the header always, of all with verify).                        */
cordon_status index_open(screen_index **out, const char *path, bool verify, cordon_error *err);
void index_close(screen_index *x);
const char *index_made_of(const screen_index *x);
uint64_t index_names(const screen_index *x), index_skipped(const screen_index *x);

typedef struct index_hit {
    float score;
    uint32_t name;  /* number in the index, by order of adding */
    uint64_t ref;
} index_hit;

/* Working space of one thread; reused from query to query. */
typedef struct index_cursor index_cursor;
cordon_status index_cursor_open(index_cursor **out, const screen_index *x, cordon_error *err);
void index_cursor_close(index_cursor *c);
/* All hits with score >= threshold, by (score falling, name rising); they live until the next call. */
cordon_status index_ask(index_cursor *c, const scored_name *q, float threshold, const index_hit **hits,
                        size_t *n, cordon_error *err);
/* The judge: scores every name. */
cordon_status index_scan(index_cursor *c, const scored_name *q, float threshold, const index_hit **hits,
                         size_t *n, cordon_error *err);
/* The best `max` names with letters_similarity >= least > 0, which is the score of a hit, by (score falling, name
 * rising); with max SIZE_MAX all of them. The other spells every name: the judge of the first.    */
cordon_status index_letters(index_cursor *c, const name_letters *q, float least, size_t max, const index_hit **hits, size_t *n,
                            cordon_error *err);
cordon_status index_letters_scan(index_cursor *c, const name_letters *q, float least, size_t max, const index_hit **hits, size_t *n,
                                 cordon_error *err);

/* By words (score >= threshold) and by letters (the letters_most best of those >= letters_least), joined. */
typedef struct search_terms {
    float threshold, letters_least;
    size_t letters_most;
} search_terms;
enum { SEARCH_WORDS = 1, SEARCH_LETTERS = 2 }; /* by what a name was found */
typedef struct search_hit {
    float rank, score, letters; /* score_rank.h; name_score, also below the threshold; letters_similarity */
    uint32_t name;
    uint64_t ref;
    uint8_t by;
} search_hit;
/* All of both ways by (rank falling, name rising); they live until the next call. q and l are of one text. */
cordon_status index_search(index_cursor *c, const scored_name *q, const name_letters *l, const search_terms *t,
                           const search_hit **hits, size_t *n, cordon_error *err);
/* What the questions of a cursor took so far. */
typedef struct index_work {
    uint64_t postings, records, scored; /* looked at; read; scored exactly */
} index_work;
index_work index_cursor_work(const index_cursor *c);
/* The name as stored, made again for an explanation; lives in mem. */
cordon_status index_name_at(const screen_index *x, uint32_t name, scored_name *out, arena *mem,
                            const char **text, cordon_error *err);

#endif
