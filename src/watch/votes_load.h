/* votes_load.h - roll calls and published ideal points in a store.
 *
 * Tables roll_call, roll_call_issue, roll_call_same, vote (a row for each vote
 * given; no row where there is none) and ideal_point; they only grow. Of two
 * sources that speak of one roll call the later vintage wins, so that a question
 * with an earlier known_by gives the answer of that day.                        */
#ifndef WATCH_VOTES_LOAD_H
#define WATCH_VOTES_LOAD_H

#include "watch/load.h"
#include "watch/votes.h"

/* Rows of the table of readers: tab-separated files of unvotes, its list of equal
 * texts, and published ideal points.                                            */
extern const watch_reader votes_reader, votes_reader_same, votes_reader_points;

enum { VOTES_SOURCES_MAX = 64 };

typedef struct votes_sources {
    int64_t id[VOTES_SOURCES_MAX];
    size_t n;
    date_day vintage; /* the latest of them */
} votes_sources;

/* Everything known by that day. CORDON_ENOTFOUND, with what to load, when there are
 * no votes or no roll calls. About a second and 10 MB for a million votes.         */
cordon_status votes_from_store(votes *out, votes_sources *from, store *s, date_day known_by,
                               cordon_error *err);

/* Published points of two countries, for the sessions in which a variant has both. */
typedef struct votes_pair_point {
    char variant[40];
    int session;
    double a[4], b[4]; /* mean, q5, q50, q95; NAN = not given */
    int64_t source;
    date_day vintage;
} votes_pair_point;

/* Ordered by variant, then session; *out is the caller's to free. CORDON_ENOTFOUND
 * when no file of ideal points is loaded; *n 0 when it has nothing of the two.    */
cordon_status votes_published(votes_pair_point **out, size_t *n, store *s, const char *a,
                              const char *b, date_day known_by, cordon_error *err);

#endif
