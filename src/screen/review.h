/* review.h - what people decided about a hit, kept with reason and expiry.
 *
 * A hit's id is QUESTION.FACTS.LIST:KEY, where QUESTION and FACTS are the hashes of the facts of both sides
 * (screen_ask_hash, screen_entity_hash of the listed version). So a review says what was seen: it counts
 * for the same question and entry while neither side's facts have changed, and until its last day.
 * Nothing is hidden by it: a hit that was reviewed is shown, with the review and whether it still counts. */
#ifndef SCREEN_REVIEW_H
#define SCREEN_REVIEW_H

#include "screen/ask.h"
#include "store/store.h"

enum { REVIEW_TEXT_MAX = 4000, HIT_LIST_MAX = 64, HIT_KEY_MAX = 512, HIT_ID_MAX = 640 };

typedef struct hit_id {
    char question[ASK_HASH], facts[ENTITY_HASH], list[HIT_LIST_MAX], key[HIT_KEY_MAX];
} hit_id;
/* CORDON_EFORMAT unless text is such an id. */
cordon_status hit_id_parse(hit_id *out, const char *text, cordon_error *err);
const char *hit_id_format(char text[HIT_ID_MAX], const hit_id *id);

typedef enum review_state {
    REVIEW_NONE,    /* nobody looked at this pair */
    REVIEW_COUNTS,
    REVIEW_EXPIRED, /* its last day is over */
    REVIEW_ENDED,   /* somebody took it back */
    REVIEW_CHANGED, /* the entry's facts are others now */
    REVIEW_ASKED    /* the same names were asked with other facts beside them */
} review_state;
const char *review_state_name(review_state s); /* "counts", "expired", ... */

typedef struct review {
    int64_t id;
    hit_id hit;
    const char *verdict; /* "false-positive" or "true-match" */
    const char *reason, *by, *ended_reason, *ended_by;
    date_day made, until, ended;
    review_state state;  /* on the day asked about */
} review;

/* Adds one; hit, verdict, reason, by and until must be set, made is the day. Acknowledged when it
 * is on the disk. CORDON_EINVAL says what is missing or wrong.                 */
cordon_status review_add(int64_t *id, store *s, const review *r, cordon_error *err);
/* Takes back every review of the pair that has not ended; ENOTFOUND when there is none. */
cordon_status review_end(store *s, const hit_id *hit, date_day day, const char *reason, const char *by,
                         cordon_error *err);
/* The newest review of each pair, by id; texts live for the call. Stops at the first non-zero. State
 * REVIEW_CHANGED is not told here: the caller knows the entry's facts of today.  */
cordon_status review_each(store *s, date_day day, int (*each)(void *arg, const review *r), void *arg,
                          cordon_error *err);

/* All reviews in memory, for many questions. Thread-safe once read. */
typedef struct reviews reviews;
cordon_status reviews_read(reviews **out, store *s, date_day day, cordon_error *err);
void reviews_free(reviews *r);
/* The review of the hit, NULL when there is none; *state says whether it counts. */
const review *reviews_find(review_state *state, const reviews *r, const hit_id *hit);
/* Changes with every review that is added or ends. 32 hex digits and NUL. */
void reviews_fingerprint(char hex[33], const reviews *r);

#endif
