/* Readers of lists: any bytes are entities, refused records or one error with words, and what is
 * given is sound (list, key, UTF-8 values) and the same a second time. The first byte chooses the
 * reader.  */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "lists/readers.h"

static const char *const names[] = {
    "eu-acts", "uk",     "opensanctions-csv", "meti", "dfat", "uk-conlist", "uksl", "eu-fsf",
    "ftm",     "senzing"};

typedef struct seen {
    buf out;
} seen;

static cordon_status one(void *arg, const entity *e, unsigned file, cordon_error *err) {
    seen *s = arg;
    arena mem;
    entity back;
    (void)file, (void)err;
    if (!*e->list || !*e->key || !*e->schema || !e->values) abort();
    size_t from = s->out.len;
    entity_json(&s->out, e);
    arena_init(&mem, 0);
    if (s->out.failed || entity_read(&back, &mem, s->out.p + from, s->out.len - from, NULL))
        abort();
    arena_destroy(&mem);
    buf_char(&s->out, '\n');
    return CORDON_OK;
}

static cordon_status covered(void *arg, const char *list, cordon_error *err) {
    (void)err;
    buf_printf(&((seen *)arg)->out, "covers %s\n", list);
    return CORDON_OK;
}

static void refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *field,
                    const char *value, const char *expected) {
    (void)file;
    buf_printf(&((seen *)arg)->out, "%llu:%u %s %s %s\n", (unsigned long long)line, column, field,
               value, expected);
}

static void noted(void *arg, unsigned file, const char *kind, const char *text) {
    (void)file;
    buf_printf(&((seen *)arg)->out, "%s %s\n", kind, text);
}

static cordon_status read_once(seen *s, const char *name, const char *text, size_t len) {
    cordon_error err = {0};
    list_read r = {.reader = list_reader_named(name)};
    r.sink =
        (list_sink){.entity = one, .covers = covered, .refused = refused, .note = noted, .arg = s};
    if (!r.reader) abort();
    (void)list_reader_of(text, len < LIST_HEAD_BYTES ? len : LIST_HEAD_BYTES);
    for (const char *p = text, *end = text + len; p <= end && r.files < 8;) {
        const char *stop = memchr(p, 0x1d, (size_t)(end - p));
        if (!stop) stop = end;
        r.path[r.files] = "fuzz";
        if (stream_open_memory(&r.file[r.files++], "fuzz", p, (size_t)(stop - p), &err)) abort();
        p = stop + 1;
    }
    cordon_status status = list_read_run(&r, &err);
    if (status && !err.message[0]) abort();
    for (unsigned i = 0; i < r.files; i++) stream_close(r.file[i]);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > 1 << 16) return 0;
    const char *name = names[data[0] % (sizeof names / sizeof *names)];
    seen a = {0}, b = {0};
    cordon_status first = read_once(&a, name, (const char *)data + 1, size - 1);
    cordon_status second = read_once(&b, name, (const char *)data + 1, size - 1);
    if (first != second || a.out.len != b.out.len ||
        (a.out.len && memcmp(a.out.p, b.out.p, a.out.len) != 0))
        abort();
    buf_free(&a.out);
    buf_free(&b.out);
    return 0;
}
