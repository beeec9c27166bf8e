#include <stdlib.h>
#include <string.h>

#include "lists/reader.h"
#include "screen/quality.h"

typedef struct taker {
    quality_entity *each;
    void *arg;
} taker;

static cordon_status take(void *arg, const entity *e, unsigned file, cordon_error *err) {
    const taker *t = arg;
    (void)file;
    return t->each(t->arg, e, err);
}

static cordon_status reader_of(const list_reader **out, const char *path, cordon_error *err) {
    char head[LIST_HEAD_BYTES];
    size_t len = 0, got = 1;
    stream *s = NULL;
    cordon_status status = stream_open(&s, path, err);
    while (!status && got && len < sizeof head)
        if (!(status = stream_read(s, head + len, sizeof head - len, &got, err))) len += got;
    stream_close(s);
    if (status) return status;
    *out = list_reader_of(head, len);
    return *out ? CORDON_OK
                : cordon_fail_at(err, CORDON_EFORMAT, path, 0, 0, "is no list that is known");
}

static cordon_status read_together(list_read *r, cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (unsigned i = 0; !s && i < r->files; i++) s = stream_open(&r->file[i], r->path[i], err);
    if (!s) s = list_read_run(r, err);
    for (unsigned i = 0; i < r->files; i++) stream_close(r->file[i]), r->file[i] = NULL;
    return s;
}

cordon_status quality_lists(const char *const *path, unsigned paths, quality_entity *each,
                            void *arg, cordon_error *err) {
    taker t = {each, arg};
    list_read *r = calloc(1, sizeof *r);
    cordon_status s = r ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory to read lists");
    for (unsigned i = 0; !s && i < paths;) {
        const list_reader *reader, *next = NULL;
        if ((s = reader_of(&reader, path[i], err))) break;
        *r = (list_read){.reader = reader, .sink = {.entity = take, .arg = &t}};
        do r->path[r->files++] = path[i++];
        while (i < paths && reader->together && r->files < LIST_FILES_MAX &&
               !(s = reader_of(&next, path[i], err)) && next == reader);
        if (!s) s = read_together(r, err);
    }
    free(r);
    return s;
}
