/* Any bytes as a file of who owns whom: holdings within their bounds or a refusal with words. The first byte chooses the form where the beginning does
 * not; seeds: tests/data/own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own/input.h"

static cordon_status on_party(void *arg, const char *key, const char *name, const char *same, unsigned marks, cordon_error *err) {
    (void)arg, (void)err;
    if (!*key || !name || !same || marks > 3) abort();
    return CORDON_OK;
}

static cordon_status on_holding(void *arg, const char *owner, const char *owned, const own_edge *e, const char *record, cordon_error *err) {
    (void)arg, (void)err;
    if (!*owner || !*owned || !record || e->low_e5 < 0 || e->low_e5 > e->high_e5 || e->high_e5 > OWN_ALL_E5 || e->kind > OWN_LINKED) abort();
    if ((e->kind > OWN_VOTES && e->high_e5) || (e->from && e->to && e->to < e->from)) abort();
    return CORDON_OK;
}

static cordon_status on_ends(void *arg, const char *record, date_day day, cordon_error *err) {
    (void)arg, (void)err;
    if (!*record || !date_valid(day)) abort();
    return CORDON_OK;
}

static void on_refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *field, const char *value, const char *expected) {
    (void)arg, (void)file, (void)line, (void)column, (void)value;
    if (!*field || !*expected) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const forms[] = {"csv", "json", "lines", "xml"};
    own_sink sink = {on_party, on_holding, on_ends, NULL, NULL};
    cordon_error err = {0};
    const list_reader *reader = own_reader_of((const char *)data, size < LIST_HEAD_BYTES ? size : LIST_HEAD_BYTES);
    if (!reader) reader = own_reader_at(size % 4);
    for (int i = 0; i < 4; i++) {
        list_read r = {.reader = reader, .files = 1, .path = {"fuzz"}, .own = &sink, .sink = {.refused = on_refused}};
        snprintf(r.form, sizeof r.form, "%s", forms[i]);
        if (stream_open_memory(&r.file[0], "fuzz", data, size, &err)) abort();
        if (list_read_run(&r, &err) && (!err.message[0] || err.status == CORDON_EINTERNAL)) abort();
        stream_close(r.file[0]);
    }
    return 0;
}
