/* feed.h - the days of many pairs out of a store, for alerts and the back-test.
 *
 * pairs: the matrix of pairs; days of the matrix are covered, totals are those of a
 * file of totals where one is loaded. gdelt, icews, plover: coded events; a day's value is the
 * sum of the weights of the episodes that begin on it (event.h), the total that of
 * their absolute values over all pairs of states, and a day is covered when the source
 * gave anything on it: what a file tells of other days is left out.
 * A net sum hides what cancels out; watch series shows both sides.            */
#ifndef WATCH_FEED_H
#define WATCH_FEED_H

#include "store/store.h"
#include "watch/backtest.h"

typedef struct feed_pair {
    char a[BACKTEST_CODE_MAX + 1], b[BACKTEST_CODE_MAX + 1]; /* a < b by bytes */
} feed_pair;

typedef struct feed_ask {
    const char *name;      /* "pairs", "gdelt", "icews", "plover"; NULL = pairs where loaded, else gdelt */
    const feed_pair *pair; /* only these; NULL = all */
    size_t pairs;
    date_day as_at, known_by; /* 0 = all */
} feed_ask;

typedef struct feed_source {
    char name[16];   /* "" = nothing is loaded */
    int64_t *source; /* ids of the files that count; free with feed_source_free */
    size_t sources;
    date_day vintage; /* the newest */
} feed_source;

/* A feed of 0 pairs when nothing is loaded. CORDON_ELIMIT beyond BACKTEST_CELLS_MAX. */
cordon_status feed_of_store(backtest_feed *out, feed_source *from, store *s, const feed_ask *ask,
                            cordon_error *err);
bool feed_is_name(const char *name);
void feed_source_free(feed_source *f);

#endif
