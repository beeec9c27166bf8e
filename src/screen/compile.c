#include "screen/compile_inner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "read/stream.h"
#include "screen/pair.h"

enum { PATH_BYTES = 1200, FORMAT = 1 };

/* ---- what the files are made of */

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static int is_table(const struct dirent *d) { return d->d_name[0] != '.'; }

/* Names and bytes of the tables in a folder of data/. */
static cordon_status hash_folder(crypto_generichash_state *h, const char *folder, cordon_error *err) {
    char path[PATH_BYTES], file[PATH_BYTES * 2], hex[65];
    struct dirent **entry = NULL;
    cordon_status status = CORDON_OK;
    int n = scandir(data_path(path, sizeof path, folder), &entry, is_table, by_name);
    if (n < 0) return cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
    for (int i = 0; i < n; i++) {
        struct stat st;
        snprintf(file, sizeof file, "%s/%s", path, entry[i]->d_name);
        if (!status && stat(file, &st) == 0 && S_ISREG(st.st_mode)) {
            status = stream_hash_file(hex, file, err);
            crypto_generichash_update(h, (const unsigned char *)entry[i]->d_name, strlen(entry[i]->d_name) + 1);
            if (!status) crypto_generichash_update(h, (const unsigned char *)hex, sizeof hex);
        }
        free(entry[i]);
    }
    free(entry);
    return status;
}

static cordon_status made_of(char out[33], lists *l, cordon_error *err) {
    char fingerprint[LISTS_FINGERPRINT], text[128];
    unsigned char hash[16];
    crypto_generichash_state h;
    cordon_status status = lists_fingerprint(fingerprint, l, err);
    if (status) return status;
    snprintf(text, sizeof text, "%d %s %s", FORMAT, CORDON_VERSION, fingerprint);
    crypto_generichash_init(&h, NULL, 0, sizeof hash);
    crypto_generichash_update(&h, (const unsigned char *)text, strlen(text));
    status = hash_folder(&h, "data/names", err);
    if (!status) status = hash_folder(&h, "data/screen", err);
    crypto_generichash_final(&h, hash, sizeof hash);
    sodium_bin2hex(out, 33, hash, sizeof hash);
    return status;
}

/* ---- the folder */

static const char *inside(char path[PATH_BYTES], const store *s, const char *name, const char *ending) {
    snprintf(path, PATH_BYTES, "%s/index%s%s%s", store_path(s), *name ? "/" : "", name, ending);
    return path;
}

static cordon_status io(const char *path, cordon_error *err) {
    return cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0, "%s", strerror(errno));
}

/* The live name, "" when there is none. */
static void current(char out[33], const store *s) {
    char path[PATH_BYTES];
    out[0] = 0;
    int fd = open(inside(path, s, "CURRENT", ""), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t n = read(fd, out, 32);
    close(fd);
    out[n == 32 ? 32 : 0] = 0;
    if (strspn(out, "0123456789abcdef") != 32) out[0] = 0;
}

static cordon_status set_current(const store *s, const char *name, cordon_error *err) {
    char path[PATH_BYTES], aside[PATH_BYTES], folder[PATH_BYTES];
    inside(path, s, "CURRENT", "");
    int fd = open(inside(aside, s, "CURRENT", ".new"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return io(aside, err);
    bool done = write(fd, name, 32) == 32 && write(fd, "\n", 1) == 1 && fsync(fd) == 0;
    done = close(fd) == 0 && done && rename(aside, path) == 0;
    if (!done) return io(path, err);
    fd = open(inside(folder, s, "", ""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return io(folder, err);
    done = fsync(fd) == 0 || errno == EINVAL;
    close(fd);
    return done ? CORDON_OK : io(folder, err);
}

static bool is_live(const char *file, const char *live) {
    static const char *const endings[] = {".names", ".facts", ".links"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strncmp(file, live, 32) == 0 && strcmp(file + 32, endings[i]) == 0) return true;
    return strcmp(file, "CURRENT") == 0;
}

/* Older files, and what a kill left. */
static void sweep(const store *s, const char *live) {
    char folder[PATH_BYTES], file[PATH_BYTES * 2];
    DIR *d = opendir(inside(folder, s, "", ""));
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.' || is_live(e->d_name, live)) continue;
        snprintf(file, sizeof file, "%s/%s", folder, e->d_name);
        unlink(file);
    }
    if (d) closedir(d);
}

/* ---- compiling */

typedef struct compiling {
    index_builder *names;
    fact_pair *pair;
    size_t n, cap;
    compile_report *report;
} compiling;

static cordon_status add_names(compiling *c, const list_version *v, cordon_error *err) {
    name_kind kind = pair_kind_of_schema(v->e.schema);
    for (uint32_t i = 0; i < v->e.values; i++) {
        const entity_value *value = &v->e.value[i];
        size_t len = strlen(value->value);
        if (!lists_is_name(value->prop)) continue;
        index_name n = {.text = value->value, .len = (uint32_t)len, .kind = (uint8_t)kind, .ref = (uint64_t)v->id};
        cordon_status status = index_build_add(c->names, &n, err);
        if (status) return status;
        c->report->names++;
    }
    return CORDON_OK;
}

static cordon_status add_facts(compiling *c, const list_version *v, cordon_error *err) {
    arena mem;
    fact_keys keys;
    arena_init(&mem, 0);
    cordon_status status = fact_keys_of(&keys, &mem, &v->e, err);
    if (!status && c->n + keys.n > c->cap) {
        size_t cap = (c->n + keys.n) * 2 + 1024;
        fact_pair *more = reallocarray(c->pair, cap, sizeof *more);
        if (more) c->pair = more, c->cap = cap;
        if (!more) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the facts of the lists");
    }
    for (size_t i = 0; i < keys.n && !status; i++) c->pair[c->n++] = (fact_pair){keys.key[i], v->id};
    arena_destroy(&mem);
    return status;
}

static cordon_status add_all(compiling *c, lists *l, cordon_error *err) {
    lists_filter everything = {.all_forms = true, .history = true};
    lists_cursor *cursor = NULL;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&cursor, l, &everything, err);
    while (!status && !(status = lists_next(cursor, &v, err)) && v) {
        status = add_names(c, v, err);
        if (!status) status = add_facts(c, v, err);
        c->report->versions++;
    }
    lists_done(cursor);
    return status;
}

static cordon_status build(compile_report *out, const store *s, lists *l, const char *name, unsigned threads,
                           cordon_error *err) {
    char path[PATH_BYTES];
    compiling c = {.report = out};
    cordon_status status = index_build_begin(&c.names, inside(path, s, name, ".names"), threads, err);
    if (status) return status;
    status = add_all(&c, l, err);
    if (!status) status = index_build_finish(c.names, name, err);
    index_build_drop(c.names);
    if (!status) status = facts_write(c.pair, c.n, inside(path, s, name, ".facts"), err);
    out->facts = c.n;
    free(c.pair);
    if (!status) status = compile_links(&out->links, l, inside(path, s, name, ".links"), err);
    return status;
}

static bool is_there(const store *s, const char *name) {
    char path[PATH_BYTES], live[33];
    current(live, s);
    return strcmp(live, name) == 0 && access(inside(path, s, name, ".names"), R_OK) == 0 &&
           access(inside(path, s, name, ".facts"), R_OK) == 0 && access(inside(path, s, name, ".links"), R_OK) == 0;
}

cordon_status screen_compile(compile_report *out, store *s, unsigned threads, cordon_error *err) {
    char folder[PATH_BYTES], name[33];
    lists *l = NULL;
    *out = (compile_report){0};
    cordon_status status = lists_open(&l, s, err);
    if (!status) status = made_of(name, l, err);
    if (!status && is_there(s, name)) {
        out->was_there = true;
        lists_close(l);
        return CORDON_OK;
    }
    if (!status && mkdir(inside(folder, s, "", ""), 0777) != 0 && errno != EEXIST) status = io(folder, err);
    if (!status) status = build(out, s, l, name, threads, err);
    if (!status) status = set_current(s, name, err);
    if (!status) sweep(s, name);
    lists_close(l);
    return status;
}

/* ---- opening */

cordon_status compiled_open(compiled *out, store *s, cordon_error *err) {
    char path[PATH_BYTES];
    lists *l = NULL;
    *out = (compiled){0};
    cordon_status status = lists_open(&l, s, err);
    if (!status) status = made_of(out->made_of, l, err);
    lists_close(l);
    if (!status && !is_there(s, out->made_of))
        status = cordon_fail_at(err, CORDON_ENOTFOUND, store_path(s), 0, 0,
                                "its screening index was not made of the lists and tables of now");
    if (!status) status = index_open(&out->names, inside(path, s, out->made_of, ".names"), false, err);
    if (!status && strcmp(index_made_of(out->names), out->made_of) != 0)
        status = cordon_fail_at(err, CORDON_ECORRUPT, path, 0, 0, "is not the index that its name says");
    if (!status) status = facts_open(&out->facts, inside(path, s, out->made_of, ".facts"), false, err);
    if (!status) status = facts_open(&out->links, inside(path, s, out->made_of, ".links"), false, err);
    if (status) compiled_close(out);
    return status;
}

void compiled_close(compiled *c) {
    index_close(c->names);
    facts_close(c->facts);
    c->names = NULL;
    facts_close(c->links);
    c->facts = c->links = NULL;
}
