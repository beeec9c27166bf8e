#include "read/feed.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct feed {
    record_reader *reader;
    feed_tick *tick;
    void *tick_arg;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool ended, stop;          /* guarded by mutex, as all below */
    cordon_error error;
    record_block block[FEED_BLOCKS];
    record_block *ready[FEED_BLOCKS], *spare[FEED_BLOCKS];
    size_t ready_at, ready_n, spare_n;
};

static record_block *wait_spare(feed *f) {
    pthread_mutex_lock(&f->mutex);
    while (!f->spare_n && !f->stop) pthread_cond_wait(&f->changed, &f->mutex);
    record_block *b = f->stop ? NULL : f->spare[--f->spare_n];
    pthread_mutex_unlock(&f->mutex);
    return b;
}

static void push(feed *f, record_block *b) {
    f->ready[(f->ready_at + f->ready_n++) % FEED_BLOCKS] = b;
}

static void *run(void *arg) {
    feed *f = arg;
    for (record_block *b; (b = wait_spare(f));) {
        cordon_error e = {0};
        cordon_status status = records_next(f->reader, b, &e);
        if (f->tick) records_progress(f->reader, f->tick, f->tick_arg);
        pthread_mutex_lock(&f->mutex);
        bool last = status || !b->len;
        if (status) {
            f->error = e;
            f->error.status = status;
        }
        if (last) {
            f->ended = true;
            f->spare[f->spare_n++] = b;
        } else {
            push(f, b);
        }
        pthread_cond_broadcast(&f->changed);
        pthread_mutex_unlock(&f->mutex);
        if (last) break;
    }
    return NULL;
}

cordon_status feed_start(feed **out, record_reader *r, const record_block *first, size_t at,
                         uint64_t line, feed_tick *tick, void *arg, cordon_error *err) {
    feed *f = calloc(1, sizeof *f);
    if (!f) return cordon_fail(err, CORDON_ENOMEM, "no memory for a reading thread");
    f->reader = r;
    f->tick = tick;
    f->tick_arg = arg;
    pthread_mutex_init(&f->mutex, NULL);
    pthread_cond_init(&f->changed, NULL);
    for (size_t i = 0; i < FEED_BLOCKS; i++) {
        f->block[i].data = malloc(RECORDS_BLOCK);
        if (!f->block[i].data) goto memory;
        f->spare[f->spare_n++] = &f->block[i];
    }
    if (first && at < first->len) {
        record_block *b = f->spare[--f->spare_n];
        b->len = first->len - at;
        b->first_line = line;
        b->quotes = first->quotes;
        memcpy(b->data, first->data + at, b->len);
        push(f, b);
    }
    if (pthread_create(&f->thread, NULL, run, f) != 0) goto memory;
    f->has_thread = true;
    *out = f;
    return CORDON_OK;
memory:
    feed_stop(f);
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a reading thread");
}

cordon_status feed_take(record_block **out, feed *f, cordon_error *err) {
    cordon_status status = CORDON_OK;
    *out = NULL;
    pthread_mutex_lock(&f->mutex);
    while (!f->ready_n && !f->ended) pthread_cond_wait(&f->changed, &f->mutex);
    if (f->ready_n) {
        *out = f->ready[f->ready_at];
        f->ready_at = (f->ready_at + 1) % FEED_BLOCKS;
        f->ready_n--;
    } else if ((status = f->error.status) && err) {
        *err = f->error;
    }
    pthread_mutex_unlock(&f->mutex);
    return status;
}

void feed_give(feed *f, record_block *b) {
    if (!b) return;
    pthread_mutex_lock(&f->mutex);
    f->spare[f->spare_n++] = b;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->mutex);
}

void feed_stop(feed *f) {
    if (!f) return;
    pthread_mutex_lock(&f->mutex);
    f->stop = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->mutex);
    if (f->has_thread) pthread_join(f->thread, NULL);
    for (size_t i = 0; i < FEED_BLOCKS; i++) free(f->block[i].data);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->mutex);
    free(f);
}
