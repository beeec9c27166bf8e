#include "base/once.h"

#include <stdlib.h>

void *once_kept(once *o, size_t size, cordon_status (*read)(void *fresh, cordon_error *err),
                cordon_status *status, cordon_error *err) {
    pthread_mutex_lock(&o->lock);
    *status = CORDON_OK;
    if (!o->kept) {
        void *fresh = calloc(1, size);
        *status = fresh ? read(fresh, err) : cordon_fail(err, CORDON_ENOMEM, "no memory");
        if (*status)
            free(fresh);
        else
            o->kept = fresh;
    }
    void *kept = o->kept;
    pthread_mutex_unlock(&o->lock);
    return kept;
}
