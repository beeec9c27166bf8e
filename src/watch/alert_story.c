#include "watch/alert_story.h"

#include <math.h>
#include <stdlib.h>

#include "watch/alert_window.h"

/* The parts of one story or one source together. */
typedef struct group {
    int64_t id;
    double weight, absolute;
} group;

static int by_id(const void *a, const void *b) {
    const group *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    /* Equal ids are added in the order of their weights, so that the input's order is nothing. */
    return (x->weight > y->weight) - (x->weight < y->weight);
}

/* Adds up equal ids in place; how many are left. */
static size_t gather(group *g, size_t n) {
    size_t m = 0;
    qsort(g, n, sizeof *g, by_id);
    for (size_t i = 0; i < n; i++) {
        if (m && g[m - 1].id == g[i].id) {
            g[m - 1].weight += g[i].weight;
            g[m - 1].absolute += g[i].absolute;
        } else {
            g[m++] = g[i];
        }
    }
    return m;
}

static alert_without without(const group *g, double sum, const alert_basis *b) {
    double rest = alert_measured(sum - g->weight, b->total - g->absolute, b->covered, b->measure);
    double z = (rest - b->score.median) / b->score.spread;
    return (alert_without){g->id, g->weight, z, b->score.z - z};
}

/* Keeps the greatest changes in the alert's direction; later ids lose a tie. */
static void keep(alert_behind *out, alert_without w, int sign) {
    size_t at = out->tops;
    if (isnan(w.change)) return;
    while (at > 0 && sign * w.change > sign * out->story[at - 1].change) at--;
    if (at == ALERT_TOP) return;
    size_t last = out->tops < ALERT_TOP ? out->tops++ : ALERT_TOP - 1;
    for (size_t i = last; i > at; i--) out->story[i] = out->story[i - 1];
    out->story[at] = w;
}

static void weakest(alert_behind *out, const group *g, size_t n, double sum, const alert_basis *b) {
    int sign = b->score.z < 0 ? -1 : 1;
    double least = INFINITY;
    out->sources = n;
    out->source = (alert_without){.z = NAN, .change = NAN};
    for (size_t i = 0; i < n; i++) {
        alert_without w = without(&g[i], sum, b);
        double left = isnan(w.z) ? -HUGE_VAL : sign * w.z; /* nothing is left to score */
        if (i && left >= least) continue;
        least = left;
        out->source = w;
    }
    out->holds = n > 1 && least > b->level;
}

cordon_status alert_behind_make(alert_behind *out, const alert_part *v, size_t n,
                                const alert_basis *basis, cordon_error *err) {
    if (n > ALERT_PARTS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%zu parts of one point: at most %d", n,
                           ALERT_PARTS_MAX);
    group *g = malloc((n + 1) * sizeof *g);
    if (!g) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu parts", n);
    *out = (alert_behind){.state_share = NAN};
    double sum = 0, all = 0, state = 0;
    for (size_t i = 0; i < n; i++) {
        g[i] = (group){v[i].story, v[i].weight, fabs(v[i].weight)};
        all += g[i].absolute;
        if (v[i].state_media) state += g[i].absolute;
    }
    if (all > 0) out->state_share = state / all;
    out->stories = gather(g, n);
    for (size_t i = 0; i < out->stories; i++) sum += g[i].weight;
    for (size_t i = 0; i < out->stories; i++)
        keep(out, without(&g[i], sum, basis), basis->score.z < 0 ? -1 : 1);
    for (size_t i = 0; i < n; i++) g[i] = (group){v[i].source, v[i].weight, fabs(v[i].weight)};
    weakest(out, g, gather(g, n), sum, basis);
    free(g);
    return CORDON_OK;
}

cordon_status alert_exposure_change(double *out, const alert_point *v, size_t n, size_t window,
                                    cordon_error *err) {
    arena mem;
    alert_window w;
    arena_init(&mem, 0);
    if (window < 1 || window > ALERT_WINDOW_MAX || !alert_window_init(&w, &mem, window)) {
        arena_destroy(&mem);
        return window < 1 || window > ALERT_WINDOW_MAX
                   ? cordon_fail(err, CORDON_EINVAL, "window %zu: expected 1 to %d points", window,
                                 ALERT_WINDOW_MAX)
                   : cordon_fail(err, CORDON_ENOMEM, "no memory for a window");
    }
    for (size_t i = 0; i < n; i++) {
        double usual = alert_window_median(&w);
        out[i] = usual > 0 ? v[i].exposure / usual : (double)NAN;
        alert_window_push(&w, v[i].exposure);
    }
    arena_destroy(&mem);
    return CORDON_OK;
}
