/* A file of the record: checked whole, a row is either sound or has a fault that names
 * its column, and a sound row has a first day not behind its last.               */
#include <stdlib.h>
#include <string.h>

#include "watch/record.h"

static areas *known;
static record_rules *rules;

/* The same bytes as JSON Lines: words with a place, or rows that know theirs. */
static void lines(const uint8_t *data, size_t size) {
    record_lines *x = NULL;
    cordon_error err = {0};
    size_t n = 0;
    if (record_lines_read_memory(&x, "fuzz", (const char *)data, size, &err)) {
        if (!err.message[0] || x) abort();
        return;
    }
    const record_new *row = record_lines_rows(x, &n);
    for (size_t i = 0; i < n; i++) {
        if (!row[i].line || (i && row[i].line <= row[i - 1].line)) abort();
        for (int c = 0; c < RECORD_COLUMNS; c++)
            if (!row[i].cell[c] || (*row[i].cell[c] && !row[i].column[c])) abort();
    }
    record_lines_free(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static record_split split;
    record_block block = {.data = (char *)(uintptr_t)data, .len = size, .first_line = 1};
    size_t at = 0;
    uint64_t line = 1, record_line;
    if (size > 1 << 16) return 0;
    if (!known && (areas_load(&known, NULL) || record_rules_load(&rules, known, NULL))) abort();
    split.delimiter = '\t';
    for (split_result sr; (sr = records_split(&split, &block, &at, &line, &record_line)) != SPLIT_END;) {
        record_fault out[8];
        date_day first = 0, last = 0;
        if (sr != SPLIT_OK || split.n != RECORD_COLUMNS) continue;
        size_t n = record_faults(rules, split.f, out, 8, &first, &last);
        if (!n && (!date_valid(first) || !date_valid(last) || first > last)) abort();
        for (size_t i = 0; i < n && i < 8; i++)
            if (out[i].column >= RECORD_COLUMNS || !*out[i].text) abort();
    }
    lines(data, size);
    return 0;
}
