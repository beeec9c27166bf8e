/* votes_question.h - what the questions to roll calls share: whose votes, which sessions. */
#ifndef CLI_VOTES_QUESTION_H
#define CLI_VOTES_QUESTION_H

#include "cli/cmd.h"
#include "regime/pair.h"
#include "watch/votes_load.h"

typedef struct votes_question {
    /* Typed. */
    const char *store, *dyad, *sessions;
    date_day known_by;
    int64_t wait_s;
    /* Opened. */
    int from, to; /* sessions, 0 = open */
    areas *areas;
    store *s;
} votes_question;

#define VOTES_QUESTION_OPTIONS(q)                                                                  \
    {"sessions", 0, OPTION_TEXT, "A..B", "sessions of the Assembly (the 74th began in 2019); "     \
     "default: all", &(q)->sessions},                                                              \
        {"known-by", 0, OPTION_DATE, "DATE", "sources of a later vintage do not count; default: "  \
         "today", &(q)->known_by},                                                                 \
    {                                                                                              \
        "wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &(q)->wait_s        \
    }

void votes_question_reset(votes_question *q);
/* Sessions, areas and store; EXIT_OK or the exit code after a line on stderr. Close
 * in any case.                                                                   */
int votes_question_open(votes_question *q, const command *c);
void votes_question_close(votes_question *q);
/* "A-B" as a pair; EXIT_USAGE after a line. */
int votes_question_pair(pair *out, const votes_question *q, const command *c, const char *text);
/* Where a state's votes stand, -1 after a line that says it never voted. */
long votes_question_country(const votes *v, const area *who, const command *c);

#endif
