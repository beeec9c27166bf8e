#include "screen/index_build.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* Of a record: 4 + 512 units of 4 + 64 tokens of 2 + 5 + 2 + 4,096 bytes of text. */
_Static_assert((INDEX_NAME_BLOCK - 1) * (4 + UNITS_MAX * 4 + NAME_TOKENS_MAX * 8 + 6 + NAME_BYTES_MAX) < 65536,
               "places within a block of names have 2 bytes");

bool bytes_room(bytes *b, size_t more) {
    if (b->cap - b->len >= more) return true;
    size_t cap = b->cap ? b->cap + b->cap / 2 : 4096;
    if (cap < b->len + more) cap = b->len + more;
    unsigned char *p = realloc(b->p, cap);
    if (!p) return false;
    b->p = p;
    b->cap = cap;
    return true;
}

/* ---- threads ---- */

typedef struct jobs {
    void (*job)(void *, size_t, unsigned);
    void *arg;
    size_t n;
    atomic_size_t next;
    atomic_uint thread;
} jobs;

static void *run_jobs(void *arg) {
    jobs *j = arg;
    unsigned thread = atomic_fetch_add(&j->thread, 1);
    for (size_t i; (i = atomic_fetch_add(&j->next, 1)) < j->n;) j->job(j->arg, i, thread);
    return NULL;
}

void build_jobs(unsigned threads, size_t n, void (*job)(void *, size_t, unsigned), void *arg) {
    pthread_t id[BUILD_THREADS_MAX];
    jobs j = {.job = job, .arg = arg, .n = n};
    unsigned started = 0;
    /* A thread that cannot be started is not needed. */
    while (started + 1 < threads && started + 1 < n && pthread_create(&id[started], NULL, run_jobs, &j) == 0) started++;
    run_jobs(&j);
    for (unsigned i = 0; i < started; i++) pthread_join(id[i], NULL);
}

/* ---- names come in ---- */

cordon_status index_build_begin(index_builder **out, const char *path, unsigned threads, cordon_error *err) {
    index_builder *b = calloc(1, sizeof *b);
    if (!b || !(b->path = strdup(path))) {
        index_build_drop(b);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for an index");
    }
    long cores = threads ? (long)threads : sysconf(_SC_NPROCESSORS_ONLN);
    b->threads = cores < 1 ? 1 : cores > BUILD_THREADS_MAX ? BUILD_THREADS_MAX : (unsigned)cores;
    arena_init(&b->texts, 0);
    cordon_status status = score_model_open(&b->model, err);
    if (!status) status = name_tables_open(&b->tables, err);
    if (status) {
        index_build_drop(b);
        return status;
    }
    *out = b;
    return CORDON_OK;
}

cordon_status index_build_add(index_builder *b, const index_name *n, cordon_error *err) {
    if (n->len > NAME_BYTES_MAX) {
        b->skipped++;
        return CORDON_OK;
    }
    if (b->inputs == b->inputs_cap) {
        size_t cap = b->inputs_cap ? b->inputs_cap * 2 : 1024;
        build_input *input = realloc(b->input, cap * sizeof *input);
        if (!input) return cordon_fail(err, CORDON_ENOMEM, "no memory for names");
        b->input = input;
        b->inputs_cap = cap;
    }
    if (b->inputs >= INDEX_ONE_NAME - 1) return cordon_fail(err, CORDON_ELIMIT, "more than 2^31 - 1 names in one index");
    char *text = arena_strndup(&b->texts, n->text, n->len);
    if (!text) return cordon_fail(err, CORDON_ENOMEM, "no memory for names");
    b->input[b->inputs++] = (build_input){text, n->ref, (uint16_t)n->len, n->kind};
    return CORDON_OK;
}

void index_build_drop(index_builder *b) {
    if (!b) return;
    for (size_t i = 0; i < b->blocks; i++) {
        free(b->block[i].raw.p), free(b->block[i].records.p), free(b->block[i].letters.p);
        free(b->block[i].record_bytes);
    }
    for (unsigned i = 0; b->worker && i < b->threads; i++) {
        dictionary_free(&b->worker[i].units);
        free(b->worker[i].weights.slot);
    }
    for (unsigned i = 0; i < INDEX_PARTS; i++) free(b->part[i].p);
    arena_destroy(&b->texts);
    free(b->block), free(b->worker), free(b->input), free(b->path);
    free(b);
}

/* ---- reading ---- */

static bool keep(build_worker *w, build_block *k, uint32_t input, const scored_name *n) {
    raw_name r = {.input = input, .tokens = n->tokens, .units = n->units, .weight_all = n->weight_all, .kind = n->kind | (n->truncated ? INDEX_TRUNCATED : 0)};
    size_t size = raw_name_bytes(&r);
    if (!bytes_room(&k->raw, size)) return false;
    unsigned char *p = k->raw.p + k->raw.len;
    memset(p, 0, size);
    memcpy(p, &r, sizeof r);
    memcpy(raw_weights(p), n->weight, n->tokens * sizeof(float));
    memcpy(raw_classes(p), n->cls, n->tokens);
    for (unsigned t = 0; t < n->tokens; t++)
        if (!float_set_put(&w->weights, n->weight[t])) return false;
    uint32_t *id = raw_entries(p);
    uint16_t *begins = raw_begins(p);
    for (unsigned u = 0; u < n->units; u++) {
        if (!dictionary_put(&w->units, &n->unit[u], &id[u])) return false;
        begins[n->unit[u].first]++;
    }
    k->raw.len += size;
    k->names++;
    return true;
}

static bool keep_letters(build_block *k, const build_input *in, const name_form *f) {
    letters_spelled s;
    name_letters l;
    if (!letters_spell_plain(&s, in->text, in->len)) letters_spell_form(&s, f);
    letters_of_spelled(&l, &s);
    if (!bytes_room(&k->letters, 1 + 2u * l.n)) return false;
    k->letters.p[k->letters.len] = (unsigned char)l.n;
    memcpy(k->letters.p + k->letters.len + 1, l.gram, 2u * l.n);
    k->letters.len += 1 + 2u * l.n;
    return true;
}

/* One name. What cannot be a name is no error; no memory is. */
static cordon_status read_name(build_worker *w, build_block *k, size_t i, arena *mem) {
    const build_input *in = &w->b->input[i];
    name_form form;
    scored_name n = {0};
    cordon_status status = name_form_read(&form, mem, w->b->tables, (name_kind)in->kind, in->text, in->len, &w->err);
    if (!status) status = scored_name_make(&n, mem, w->b->model, &form, &w->err);
    if (status == CORDON_EFORMAT || status == CORDON_ELIMIT || status == CORDON_EINVAL) return CORDON_OK;
    if (!status && (!keep(w, k, (uint32_t)i, &n) || !keep_letters(k, in, &form))) status = cordon_fail(&w->err, CORDON_ENOMEM, "no memory for names");
    return status;
}

static void read_block(void *arg, size_t number, unsigned thread) {
    index_builder *b = arg;
    build_worker *w = &b->worker[thread];
    build_block *k = &b->block[number];
    size_t end = (number + 1) * BUILD_BLOCK;
    arena mem;
    arena_init(&mem, 0);
    k->worker = thread;
    for (size_t i = number * BUILD_BLOCK; i < end && i < b->inputs && !w->status; i++) {
        w->status = read_name(w, k, i, &mem);
        if (mem.used_bytes < 32768) continue;
        arena_destroy(&mem);
        arena_init(&mem, 0);
    }
    arena_destroy(&mem);
}

static cordon_status read_all(index_builder *b, cordon_error *err) {
    b->blocks = (b->inputs + BUILD_BLOCK - 1) / BUILD_BLOCK;
    b->block = calloc(b->blocks + 1, sizeof *b->block);
    b->worker = calloc(b->threads, sizeof *b->worker);
    if (!b->block || !b->worker) {
        b->blocks = 0;
        return cordon_fail(err, CORDON_ENOMEM, "no memory for an index");
    }
    for (unsigned i = 0; i < b->threads; i++) b->worker[i].b = b, b->worker[i].number = i;
    build_jobs(b->threads, b->blocks, read_block, b);
    for (unsigned i = 0; i < b->threads; i++) {
        if (!b->worker[i].status) continue;
        if (err) *err = b->worker[i].err;
        return b->worker[i].status;
    }
    for (size_t i = 0; i < b->blocks; i++) {
        b->block[i].first = (uint32_t)b->h.names;
        b->h.names += b->block[i].names;
    }
    b->h.skipped = b->skipped + (b->inputs - b->h.names);
    return CORDON_OK;
}

cordon_status index_build_finish(index_builder *b, const char *made_of, cordon_error *err) {
    size_t len = strlen(made_of);
    if (len > INDEX_MADE_OF_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than %d bytes of what the index is made of", INDEX_MADE_OF_MAX);
    if (!bytes_room(&b->part[PART_MADE_OF], len + 1)) return cordon_fail(err, CORDON_ENOMEM, "no memory for an index");
    memcpy(b->part[PART_MADE_OF].p, made_of, len);
    b->part[PART_MADE_OF].len = len;
    index_rules(b->h.reach, b->h.meet, b->h.arch);
    cordon_status status = read_all(b, err);
    if (!status) status = build_merge(b, err);
    if (!status) status = build_records(b, err);
    if (!status) status = build_postings(b, err);
    if (!status) status = build_segments(b, err);
    if (!status) status = build_letters(b, err);
    return status ? status : build_write(b, err);
}
