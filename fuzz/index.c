/* An index file whose bytes were changed: the first byte says whether the header's hash is made right
 * again, then each four bytes are a place and a value. Whatever it holds, opening and asking end in an answer or in
 * words, within the file.                                                 */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "screen/index_inner.h"

static const char *const names[] = {"AL SALAM TRADING CO LTD", "Muhammad Ali Hassan", "Mohammed Aly Hasan", "IVANOV, Sergey Petrovich",
    "\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2 \xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd", "\xe4\xb8\xad\xe5\x9b\xbd\xe7\x9f\xb3\xe6\xb2\xb9 \xe5\x85\xac\xe5\x8f\xb8",
    "OCEAN STAR 7", "J. R. SMITH", "Petrov Ivan", "Alsalam Trading", "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xb9\xd9\x84\xd9\x8a"};
enum { NAMES = sizeof names / sizeof *names, FILE_MAX = 1 << 17 };
static unsigned char good[FILE_MAX], bad[FILE_MAX];
static size_t size_good;
static scored_name question[NAMES];
static name_letters spelled[NAMES];
static arena mem;

static void fail(const char *what) {
    fprintf(stderr, "fuzz/index: %s\n", what);
    abort();
}

static void make(void) {
    const score_model *m;
    const name_tables *t;
    index_builder *b;
    char path[64];
    snprintf(path, sizeof path, "/tmp/cordon-fuzz-index-%ld", (long)getpid());
    if (score_model_open(&m, NULL) || name_tables_open(&t, NULL) || index_build_begin(&b, path, 1, NULL)) fail("no tables");
    arena_init(&mem, 0);
    for (uint32_t i = 0; i < NAMES; i++) {
        name_form f;
        index_name n = {.text = names[i], .len = (uint32_t)strlen(names[i]), .ref = i};
        if (index_build_add(b, &n, NULL) || name_form_read(&f, &mem, t, NAME_ANY, n.text, n.len, NULL) ||
            scored_name_make(&question[i], &mem, m, &f, NULL) || letters_read(&spelled[i], t, NAME_ANY, n.text, n.len, NULL))
            fail(names[i]);
    }
    if (index_build_finish(b, "fuzz", NULL)) fail("no index");
    index_build_drop(b);
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, good, sizeof good);
    if (n <= 0 || n == sizeof good) fail("no file");
    size_good = (size_t)n;
    close(fd);
    unlink(path);
}

static void ask(screen_index *x) {
    index_cursor *c = NULL;
    cordon_error err = {0};
    const index_hit *hit;
    size_t n;
    if (index_cursor_open(&c, x, &err)) return; /* names up to 2^31 are believed: no memory is an answer */
    for (int i = 0; i < NAMES; i++) {
        err.message[0] = 0;
        if (index_ask(c, &question[i], i % 2 ? 0.5F : 0.75F, &hit, &n, &err) && !err.message[0]) fail("no words");
        if (index_letters(c, &spelled[i], 0.3F, 5, &hit, &n, &err) && !err.message[0]) fail("no words");
    }
    if (index_scan(c, &question[0], 0.5F, &hit, &n, &err) && !err.message[0]) fail("no words");
    arena a;
    scored_name name;
    const char *text;
    arena_init(&a, 0);
    for (uint32_t i = 0; i < NAMES; i++)
        if (!index_name_at(x, i, &name, &a, &text, &err) && strlen(text) > NAME_BYTES_MAX * 16u) fail("a text");
    arena_destroy(&a);
    index_cursor_close(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size_good) make();
    if (size < 5 || size > 256) return 0;
    memcpy(bad, good, size_good);
    for (size_t i = 1; i + 4 <= size; i += 4) {
        size_t at = (size_t)(data[i] | data[i + 1] << 8 | data[i + 2] << 16) % size_good;
        bad[at] = data[i + 3];
    }
    if (data[0] & 1)
        crypto_generichash(bad + offsetof(index_header, hash), INDEX_HASH, bad, offsetof(index_header, hash), NULL, 0);
    size_t len = data[0] & 2 ? size_good * data[0] / 256 : size_good;
    int fd = memfd_create("index", MFD_CLOEXEC);
    if (fd < 0 || write(fd, bad, len) != (ssize_t)len) fail("no memory");
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    screen_index *x = NULL;
    cordon_error err = {0};
    if (!index_open(&x, path, data[0] & 4, &err)) ask(x);
    else if (!err.message[0]) fail("no words");
    index_close(x);
    close(fd);
    return 0;
}
