#include "cli/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/text.h"
#include "store/batch.h"

int cmd_failed(const command *c, const cordon_error *err) {
    buf line = {0}, clean = {0};
    if (err->source[0]) buf_str(&line, err->source);
    if (err->line)
        buf_printf(&line, "%sline %llu", line.len ? " " : "", (unsigned long long)err->line);
    if (err->column) buf_printf(&line, "%scolumn %u", line.len ? " " : "", err->column);
    if (line.len) buf_str(&line, ": ");
    buf_str(&line, err->message[0] ? err->message : cordon_status_name(err->status));
    text_clean(&clean, buf_text(&line), line.len, false);
    /* Without memory for the line, the message as it came must do. */
    fprintf(stderr, "cordon %s: %s\n", c->name,
            line.failed || clean.failed ? err->message : buf_text(&clean));
    buf_free(&line);
    buf_free(&clean);
    return EXIT_FAILED;
}

int cmd_store(const command *c, const char **store) {
    if (!*store) *store = getenv("CORDON_STORE");
    if (*store && **store) return EXIT_OK;
    return usage_error(c, "which store? Name its folder, or set CORDON_STORE");
}

int cmd_shard(const command *c, unsigned *i, unsigned *n, const char *text) {
    char rest;
    *i = *n = 1;
    if (!text || (sscanf(text, "%9u/%9u%c", i, n, &rest) == 2 && *i >= 1 && *i <= *n && *n <= BATCH_SHARDS_MAX)) return EXIT_OK;
    return usage_error(c, "--shard \"%s\": expected I/N with 1 <= I <= N <= %d", text, BATCH_SHARDS_MAX);
}
