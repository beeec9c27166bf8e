/* breaks_inner.h - what prints breaks, of a file and of a store. */
#ifndef CLI_BREAKS_INNER_H
#define CLI_BREAKS_INNER_H

#include "cli/breaks_output.h"

typedef struct show {
    const change_series *s;
    const change_result *r;
    output *o;
    bool file, json;
    const breaks_series *of;    /* NULL: the series is a file's */
    const change_result *again; /* of->n, without each source */
} show;

/* The columns of a table, and of a file; how many. */
const output_column *breaks_columns(size_t *n, bool file);
double breaks_four_digits(double v);
/* A row for each break, with --json the series before them. */
void breaks_print(const show *w);
void breaks_note_search(const show *w);
void breaks_note_reading(const show *w);
/* The words of the options as a search takes them; EXIT_OK or a usage error. */
int breaks_take_options(change_options *out, const command *c, const breaks_options *o);

#endif
