/* due.h - what must be done by when, for the cases in the log: rows of data/assess/due.csv.
 *
 *   from          where the day stands in the case: a path ("euc.valid_until") or "answers:QUESTION.on", the newest yes
 *   plus_days     days after it; parameter: a key of data/assess/parameters.csv instead
 *   at            a day of the law: due then, or on `from` where that is earlier
 *   when, before  only where the day there is before that one
 *   unless        not where that is yes (true, or a question answered yes)
 *
 * Of one case (by its id, else its hash) the newest decision counts. What was blocked ships nothing and has no dates, unless a person decided otherwise. */
#ifndef ASSESS_DUE_H
#define ASSESS_DUE_H

#include "assess/sealed.h"

typedef struct due_row {
    const char *id, *title, *from, *parameter, *when, *unless, *source, *basis;
    int plus_days;
    date_day at, before;
} due_row;
typedef struct due {
    const due_row *row;
    date_day on;
    const char *case_id, *hash;
    int64_t entry, at_us;
} due;

/* Every date of the log with from <= day <= to (0 = open), by day, row and entry; in mem. */
cordon_status due_ask(const due **out, size_t *n, arena *mem, decision_log *l, date_day from, date_day to, cordon_error *err);
/* iCalendar (RFC 5545), whole days, the same bytes for the same log. */
void due_calendar(buf *out, const due *d, size_t n);

#endif
