/* report.h - the situation report, rebuilt from a store.
 *
 * One page that explains itself: what was asked, what the loaded files answer,
 * from which source, and what cannot be said. It is a table of sections
 * (report.c); to add one is to add a row there and a renderer. What is asked
 * stands in the regime's headlines.csv, so the same page serves any regime.
 *
 * The page has no script, no font and no picture from elsewhere; the same
 * store, regime and dates give the same bytes.                               */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "goods/goods.h"
#include "regime/regime.h"
#include "store/store.h"

typedef struct report_input {
    store *store;
    regime *regime;
    areas *areas;
    goods *goods;
    date_day as_at;      /* the facts go to this day, and law and lists are those of it */
    date_day known_by;   /* sources of a later vintage do not count */
    const char *version; /* of the program, for the page to name */
    bool strict;         /* known_by was asked for, so that nothing is hindsight */
    const char *dyad;    /* "A-B": the page of a pair; NULL: of the regime as a whole */
    const char *reader;  /* whose view, as regime_areas takes it; NULL: the regime's own side */
    buf *note;           /* with dyad: the first page as plain text is added to it; NULL: not */
    date_day since;      /* with dyad: the page says what changed after this day */
    const char *against; /* pairs to compare with, "A-B,C-D"; NULL: all partners */
} report_input;

/* Appends the page to out and the same findings, one JSON object per line, to
 * findings.                                                                  */
cordon_status report_make(buf *out, buf *findings, const report_input *in, cordon_error *err);

#endif
