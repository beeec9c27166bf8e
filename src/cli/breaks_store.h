/* breaks_store.h - the series of a store that breaks are looked for in. */
#ifndef CLI_BREAKS_STORE_H
#define CLI_BREAKS_STORE_H

#include "cli/breaks_output.h"
#include "watch/series.h"

enum { BREAKS_SERIES_MAX = 400, BREAKS_WITHOUT_MAX = 12 };

typedef struct breaks_question {
    const cordon_store *c;
    const char *dyads, *indicators; /* lists with ',' */
    bool against;                   /* also the pairs that the regime compares with */
    bool has_freq, directed;
    event_freq freq;
    date_day from, to, as_at, known_by;
} breaks_question;

/* Every pair times every indicator; one without a value is in the list too, with a note. Each
 * is asked for again without each of its sources, at most BREAKS_WITHOUT_MAX of them.
 * CORDON_EINVAL for a name; CORDON_ELIMIT beyond BREAKS_SERIES_MAX series.    */
cordon_status breaks_of_store(breaks_series **out, size_t *n, const breaks_question *q, cordon_error *err);
void breaks_of_store_free(breaks_series *v, size_t n);

#endif
