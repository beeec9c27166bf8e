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

static void day_free(flag_day *d) {
    free(d->contacts.slot);
    arena_destroy(&d->mem);
    free(d);
}

void flag_world_free(struct flag_world *w) {
    if (!w) return;
    for (flag_day *d = w->days, *next; d; d = next) next = d->next, day_free(d);
    flag_checks_free(w);
    free(w->texts.slot);
    arena_destroy(&w->mem);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

cordon_status flag_day_get(flag_day **out, fact_world *w, date_day day, cordon_error *err) {
    struct flag_world *f = w->flags;
    pthread_mutex_lock(&f->lock);
    flag_day *d = f->days;
    while (d && d->day != day) d = d->next;
    if (!d && (d = calloc(1, sizeof *d)) != NULL) {
        d->day = day;
        arena_init(&d->mem, 0);
        d->next = f->days, f->days = d;
    }
    pthread_mutex_unlock(&f->lock);
    *out = d;
    return d ? CORDON_OK : no_memory(err);
}

cordon_status fact_parameter(const char **out, const asked *q, const char *name) {
    *out = flag_parameter(q->f->w->regime, name, q->f->day);
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
