/* assess_session.h - what the commands of cordon assess open: the world, the law, the log of a store. */
#ifndef CLI_ASSESS_SESSION_H
#define CLI_ASSESS_SESSION_H

#include "assess/shipments.h"
#include "cli/cmd.h"
#include "report/letters.h"

typedef struct assess_terms {
    const char *store, *regime;
    date_day as_at, known_by;
    bool log; /* open the log too */
} assess_terms;

typedef struct assess_session {
    assess_terms terms;
    fact_world *world;
    law *law;
    store *store;
    decision_log *log;
    shipments *past;  /* of the log, as far as it was followed */
    char versions[LOG_HEX]; /* what decisions of this session rest on, once the log has it */
    bool sealing;     /* decisions go into the log */
    int64_t before;   /* only entries before that one are past; 0 = all there are */
    date_day known_by;
} assess_session;

cordon_status assess_open(assess_session *s, const assess_terms *t, cordon_error *err);
/* Only the log, of a store open for reading: the log has its own lock. */
cordon_status assess_open_log(assess_session *s, const char *store, cordon_error *err);
void assess_close(assess_session *s);
/* What the log says of a certificate, read on from where it was read to. */
cordon_status assess_shipped(shipped *out, assess_session *s, arena *mem, const struct euc *e, const case_file *c, cordon_error *err);
/* Decides a case, with what the log says of its certificate where the log is open; as_at 0: that of the terms, else the case's day. */
cordon_status assess_decide(decision *out, assess_session *s, arena *mem, const case_file *c, date_day as_at, cordon_error *err);
/* "entry 12 of the log, 5f0c91..., 2026-03-02 14:05:01 UTC, by NAME" */
void assess_seal_line(buf *out, const log_entry *e);
/* Who acts: given, else $USER. */
const char *assess_who(const char *given);
/* Text made harmless, to standard output. */
void assess_print(const buf *b);
/* EXIT_OK: no bar found; EXIT_FOUND: anything else. */
int assess_exit(verdict v);

#endif
