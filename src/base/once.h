/* once.h - what is read on first use, by whichever thread asks first, and kept to the end of the program. */
#ifndef BASE_ONCE_H
#define BASE_ONCE_H

#include <cordon/error.h>
#include <pthread.h>
#include <stddef.h>

/* A static variable, begun with ONCE. */
typedef struct once {
    pthread_mutex_t lock;
    void *kept;
} once;
#define ONCE {PTHREAD_MUTEX_INITIALIZER, NULL}

/* What is kept; when nothing is yet, `size` zeroed bytes that `read` fills. NULL when there is no
 * memory or read fails (it frees what it took beyond those bytes); the next call tries again. */
void *once_kept(once *o, size_t size, cordon_status (*read)(void *fresh, cordon_error *err),
                cordon_status *status, cordon_error *err);

#endif
