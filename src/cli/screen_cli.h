/* screen_cli.h - what the two halves of cordon screen share: one question, and a file of them. */
#ifndef CLI_SCREEN_CLI_H
#define CLI_SCREEN_CLI_H

#include "cli/cmd.h"
#include "cli/output.h"
#include "screen/hits_row.h"

typedef struct screen_request {
    const char *store, *name;
    option_many alias, id, address, list;
    const char *country, *birth, *gender, *kind, *threshold;
    date_day as_at, known_by;
    int64_t limit, wait_s, threads;
    bool explain, history, resume;
    const char *batch, *map, *to, *shard;
    output_choice output;
} screen_request;

/* Terms out of the request; EXIT_USAGE with a line on stderr. */
int screen_request_terms(screen_terms *out, const screen_request *r);
int screen_batch(const screen_request *in);

#endif
