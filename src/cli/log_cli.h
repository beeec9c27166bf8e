/* log_cli.h - what the commands of the log share. */
#ifndef CLI_LOG_CLI_H
#define CLI_LOG_CLI_H

#include "store/log.h"

/* Opens the store's log for reading or appending; on failure nothing is open and the exit code says why. */
typedef struct log_shop {
    store *s;
    decision_log *l;
    cordon_error err;
} log_shop;
cordon_status log_shop_open(log_shop *out, const char *path, double wait_seconds);
void log_shop_close(log_shop *s);

#endif
