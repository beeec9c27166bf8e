/* A question of screening as it comes from outside: the map of a batch, records of a table or of lines of JSON,
 * facts under the fields of the map. The first byte chooses the format; what stands before the first NUL is the
 * map, the rest is the file. A record is sound or has a fault, and a sound question has facts within
 * their bounds and one hash.                                                     */
#include <stdlib.h>
#include <string.h>

#include "read/records.h"
#include "screen/ask.h"
#include "store/batch_inner.h"
#include "screen/review.h"

static bool known(const char *key) { return strcmp(key, "ref") == 0 || screen_ask_field(key); }
static const char *const plain[] = {"ref", "name", "country", NULL};
static const batch_fields fields = {plain, known, "ref, name, ...", "name, country, ..."};

static void question(const batch_map *m, const batch_record *r) {
    arena mem;
    screen_ask a;
    cordon_error err = {0};
    cordon_status status = CORDON_OK;
    arena_init(&mem, 0);
    screen_ask_begin(&a, &mem);
    for (unsigned i = 0; i < r->values && !status; i++) {
        if (r->value[i].field >= m->n || strlen(r->value[i].text) != r->value[i].len) abort();
        const char *name = m->at[r->value[i].field].field;
        if (strcmp(name, "ref") != 0) status = screen_ask_add(&a, name, r->value[i].text, r->value[i].len, &err);
    }
    if (status && !err.message[0]) abort();
    if (!status && !screen_ask_check(&a, &err)) {
        char one[ASK_HASH], two[ASK_HASH];
        if (!a.facts.values || a.facts.values > ASK_VALUES_MAX) abort();
        if (screen_ask_hash(one, &a, NULL) || screen_ask_hash(two, &a, NULL) || strcmp(one, two) != 0) abort();
    }
    arena_destroy(&mem);
}

static void file(const batch_map *m, bool json, const char *p, size_t len) {
    batch_run run = {.input = json ? "fuzz.ndjson" : "fuzz.csv", .map = m};
    batch_reader *r = NULL;
    stream *s = NULL;
    cordon_error err = {0};
    if (stream_open_memory(&s, "fuzz", p, len, NULL)) abort();
    if (batch_reader_open_stream(&r, &run, s, &err)) {
        if (!err.message[0]) abort();
        return;
    }
    uint64_t number = 0;
    for (bool more = true; more;) {
        arena mem;
        batch_record out;
        arena_init(&mem, 0);
        if (batch_reader_next(r, &out, &mem, &more, &err)) {
            if (!err.message[0]) abort();
            more = false;
        } else if (more) {
            if (out.number != ++number || !out.line) abort();
            if (!out.fault) question(m, &out);
        }
        arena_destroy(&mem);
    }
    batch_reader_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char text[1 << 16];
    batch_map m;
    hit_id hit;
    if (size < 2 || size > sizeof text - 1) return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    size_t map = strlen(text);
    char again[HIT_ID_MAX];
    if (!hit_id_parse(&hit, text, NULL) && strcmp(hit_id_format(again, &hit), text) != 0) abort();
    if (batch_map_parse(&m, text, &fields, NULL))
        batch_map_parse(&m, "name=n,alias=a,country=c,birth=b,id.inn=i,ref=r,kind=k", &fields, NULL);
    if (map + 2 < size) file(&m, data[0] & 1, text + map + 1, size - map - 2);
    return 0;
}
