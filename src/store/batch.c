#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/batch_inner.h"

enum { BLOCK_BYTES = 1 << 20 }; /* a block is full when its texts are that long */

typedef enum block_state { BLOCK_FREE, BLOCK_FILLED, BLOCK_DONE } block_state;

typedef struct block {
    batch_hash input; /* of the records up to the block's end, all shards */
    uint64_t read;    /* how many these are */
    arena mem;
    batch_record record[BATCH_BLOCK];
    buf rows;
    batch_counts counts;
    cordon_error err;
    block_state state;
    unsigned n;
    cordon_status status;
} block;

typedef struct batch {
    batch_output out;
    const batch_run *run;
    batch_reader *reader;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    block *ring;
    size_t ring_n;
    uint64_t filled, taken; /* blocks */
    _Atomic uint64_t bytes, all_bytes;
    cordon_error read_err;
    cordon_status read_status;
    bool ended, stop;
} batch;

/* ---- reading */

static bool is_ours(const batch_run *run, uint64_t number) {
    return run->shards <= 1 || (number - 1) % run->shards + 1 == run->shard;
}

static cordon_status fill(batch *b, block *k, batch_hash *input, bool *more) {
    cordon_status status = CORDON_OK;
    arena_init(&k->mem, 0);
    k->n = 0;
    for (*more = true; k->n < BATCH_BLOCK && k->mem.used_bytes < BLOCK_BYTES && !status;) {
        batch_record *r = &k->record[k->n];
        status = batch_reader_next(b->reader, r, &k->mem, more, &b->read_err);
        if (status || !*more) break;
        if (b->run->sync) batch_hash_record(input, r);
        k->read = r->number;
        if (is_ours(b->run, r->number)) k->n++;
    }
    k->input = *input;
    uint64_t all = 0;
    atomic_store(&b->bytes, batch_reader_bytes(b->reader, &all));
    atomic_store(&b->all_bytes, all);
    return status;
}

static void *reading(void *arg) {
    batch *b = arg;
    batch_hash input = b->out.input;
    uint64_t read = b->out.records;
    for (bool more = true; more;) {
        pthread_mutex_lock(&b->mutex);
        block *k = &b->ring[b->filled % b->ring_n];
        while (k->state != BLOCK_FREE && !b->stop) pthread_cond_wait(&b->changed, &b->mutex);
        more = !b->stop;
        pthread_mutex_unlock(&b->mutex);
        if (!more) break;
        k->read = read;
        cordon_status status = fill(b, k, &input, &more);
        read = k->read;
        pthread_mutex_lock(&b->mutex);
        k->state = BLOCK_FILLED;
        b->filled++;
        b->read_status = status;
        if (status) more = false;
        pthread_cond_broadcast(&b->changed);
        pthread_mutex_unlock(&b->mutex);
    }
    pthread_mutex_lock(&b->mutex);
    b->ended = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->mutex);
    return NULL;
}

/* Reads past what a run taken up stands for, and holds it to be the same. */
static cordon_status pass(batch *b, cordon_error *err) {
    char hex[BATCH_HASH];
    bool more = true;
    cordon_status status = CORDON_OK;
    if (!b->out.want[0]) return CORDON_OK;
    for (uint64_t i = 0; i < b->out.records && !status && more; i++) {
        arena mem;
        batch_record r;
        arena_init(&mem, 0);
        status = batch_reader_next(b->reader, &r, &mem, &more, err);
        if (!status && more) batch_hash_record(&b->out.input, &r);
        arena_destroy(&mem);
    }
    batch_hash_now(&b->out.input, hex);
    if (status || (more && strcmp(hex, b->out.want) == 0)) return status;
    return cordon_fail_at(err, CORDON_EEXISTS, b->run->input, 0, 0,
                          "its first %" PRIu64 " records are not those that %s was made of: start anew without --resume",
                          b->out.records, b->out.resume);
}

/* ---- asking */

static cordon_status ask_block(const batch *b, block *k, void *worker, cordon_error *err) {
    cordon_status status = CORDON_OK;
    k->rows.len = 0;
    k->counts = (batch_counts){0};
    for (unsigned i = 0; i < k->n && !status; i++) {
        status = b->run->ask(worker, b->run->map, &k->record[i], &k->rows, &k->counts, err);
        k->counts.records++;
    }
    if (!status && k->rows.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the rows of a block");
    return status;
}

static void *working(void *arg) {
    batch *b = arg;
    void *worker = NULL;
    cordon_error begin_err = {0};
    cordon_status begin = b->run->worker_new(&worker, b->run->arg, &begin_err);
    pthread_mutex_lock(&b->mutex);
    for (;;) {
        while (b->taken == b->filled && !b->ended && !b->stop) pthread_cond_wait(&b->changed, &b->mutex);
        if (b->stop || b->taken == b->filled) break;
        block *k = &b->ring[b->taken++ % b->ring_n];
        pthread_mutex_unlock(&b->mutex);
        k->err = begin_err;
        k->status = begin ? begin : ask_block(b, k, worker, &k->err);
        pthread_mutex_lock(&b->mutex);
        k->state = BLOCK_DONE;
        pthread_cond_broadcast(&b->changed);
    }
    pthread_mutex_unlock(&b->mutex);
    if (!begin) b->run->worker_free(worker);
    return NULL;
}

/* ---- writing */

static void count(batch_counts *to, const batch_counts *c) {
    to->records += c->records;
    to->found += c->found;
    to->nothing += c->nothing;
    to->not_assessed += c->not_assessed;
    to->failed += c->failed;
    to->hits += c->hits;
}

static cordon_status write_block(batch *b, const block *k, cordon_error *err) {
    if (k->status) {
        if (err) *err = k->err;
        return k->status;
    }
    cordon_status status = batch_output_add(&b->out, buf_text(&k->rows), k->rows.len, err);
    if (status) return status;
    b->out.records = k->read;
    b->out.input = k->input;
    count(&b->out.counts, &k->counts);
    if (b->run->tick) b->run->tick(b->run->arg, &b->out.counts, atomic_load(&b->bytes), atomic_load(&b->all_bytes));
    return b->run->sync && b->out.records - b->out.synced >= b->run->sync ? batch_output_sync(&b->out, err) : CORDON_OK;
}

static cordon_status writing(batch *b, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (uint64_t seq = 0; !status; seq++) {
        block *k = &b->ring[seq % b->ring_n];
        pthread_mutex_lock(&b->mutex);
        while (!(seq < b->filled && k->state == BLOCK_DONE) && !(b->ended && seq == b->filled))
            pthread_cond_wait(&b->changed, &b->mutex);
        bool end = k->state != BLOCK_DONE;
        pthread_mutex_unlock(&b->mutex);
        if (end) break;
        status = write_block(b, k, err);
        arena_destroy(&k->mem);
        pthread_mutex_lock(&b->mutex);
        k->state = BLOCK_FREE;
        b->stop |= status != CORDON_OK;
        pthread_cond_broadcast(&b->changed);
        pthread_mutex_unlock(&b->mutex);
    }
    return status;
}

static void stop(batch *b) {
    pthread_mutex_lock(&b->mutex);
    b->stop = b->ended = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->mutex);
}

static cordon_status threads_run(batch *b, unsigned n, cordon_error *err) {
    pthread_t reader, worker[BATCH_THREADS_MAX];
    unsigned started = 0;
    if (pthread_create(&reader, NULL, reading, b) != 0) return cordon_fail(err, CORDON_ELIMIT, "no thread could be started");
    while (started < n && pthread_create(&worker[started], NULL, working, b) == 0) started++;
    cordon_status status = started ? writing(b, err) : cordon_fail(err, CORDON_ELIMIT, "no thread could be started");
    stop(b);
    for (unsigned i = 0; i < started; i++) pthread_join(worker[i], NULL);
    pthread_join(reader, NULL);
    if (status || !b->read_status) return status;
    /* The rows of what could be read are there, and are vouched for. */
    status = batch_output_sync(&b->out, err);
    if (!status && err) *err = b->read_err;
    return status ? status : b->read_status;
}

static unsigned threads_of(const batch_run *run) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = run->threads ? run->threads : cores > 0 ? (unsigned)cores : 1;
    return n < BATCH_THREADS_MAX ? n : BATCH_THREADS_MAX;
}

cordon_status batch_process(batch_counts *out, const batch_run *run, cordon_error *err) {
    batch b = {.run = run, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    unsigned n = threads_of(run);
    b.ring_n = (size_t)n * 4;
    b.ring = calloc(b.ring_n, sizeof *b.ring);
    if (!b.ring) return cordon_fail(err, CORDON_ENOMEM, "no memory for a batch");
    cordon_status status = batch_reader_open(&b.reader, run, err);
    if (!status) {
        status = batch_output_open(&b.out, run, err);
        if (!status) status = pass(&b, err);
        if (!status) status = threads_run(&b, n, err);
        if (!status) status = batch_output_end(&b.out, err);
        batch_output_close(&b.out);
    }
    batch_reader_close(b.reader);
    for (size_t i = 0; i < b.ring_n; i++) {
        arena_destroy(&b.ring[i].mem);
        buf_free(&b.ring[i].rows);
    }
    free(b.ring);
    pthread_cond_destroy(&b.changed);
    pthread_mutex_destroy(&b.mutex);
    if (!status) *out = b.out.counts;
    return status;
}
