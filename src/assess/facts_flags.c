/* facts_flags.c - parameters of flags, and what is kept for them from case to case. */
#include "assess/facts_flags.h"

#include <stdlib.h>
#include <string.h>

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for what flags ask"); }

cordon_status flag_world_make(struct flag_world **out, cordon_error *err) {
    struct flag_world *w = calloc(1, sizeof *w);
    if (!w) return no_memory(err);
    pthread_mutex_init(&w->lock, NULL);
    arena_init(&w->mem, 0);
    *out = w;
    return CORDON_OK;
}

void flag_world_free(struct flag_world *w) {
    if (!w) return;
    flag_checks_free(w);
    free(w->texts.slot);
    arena_destroy(&w->mem);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

cordon_status fact_parameter(const char **out, const asked *q, const char *name) {
    *out = flag_settings_find(&q->f->d->settings, name);
    return *out ? CORDON_OK : cordon_fail(q->err, CORDON_ENOTFOUND, "%s: the regime's flag_parameters.csv has no parameter \"%s\" of that day", q->row->name, name);
}

cordon_status fact_parameter_number(double *out, const asked *q, const char *name) {
    const char *s;
    char *end;
    cordon_status status = fact_parameter(&s, q, name);
    if (status) return status;
    *out = strtod(s, &end);
    return *s && !*end ? CORDON_OK : cordon_fail(q->err, CORDON_EFORMAT, "flag_parameters.csv: %s \"%.40s\" is no number", name, s);
}
