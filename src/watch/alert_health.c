#include "watch/alert_health.h"

#include <math.h>

#include "watch/alert_window.h"

static const double low_share = 0.05, high_share = 0.95;

const char *alert_health_text(alert_health h) {
    static const char *const text[] = {"well", "missing days", "low volume", "high volume"};
    return text[h];
}

static alert_health state_of(const alert_window *w, double volume) {
    if (isnan(volume)) return ALERT_FEED_MISSING;
    if (w->n < 2 || w->n < w->size / 2) return ALERT_HEALTHY;
    if (volume < alert_window_quantile(w, low_share)) return ALERT_FEED_LOW;
    return volume > alert_window_quantile(w, high_share) ? ALERT_FEED_HIGH : ALERT_HEALTHY;
}

cordon_status alert_health_make(alert_health *out, const alert_point *v, size_t n, size_t window,
                                cordon_error *err) {
    arena mem;
    alert_window w;
    if (window < 1 || window > ALERT_WINDOW_MAX)
        return cordon_fail(err, CORDON_EINVAL, "window %zu: expected 1 to %d points", window,
                           ALERT_WINDOW_MAX);
    arena_init(&mem, 0);
    bool ok = alert_window_init(&w, &mem, window);
    for (size_t i = 0; i < n && ok; i++) {
        out[i] = state_of(&w, v[i].exposure);
        alert_window_push(&w, v[i].exposure);
    }
    arena_destroy(&mem);
    return ok ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a window");
}

size_t alert_health_runs(alert_health_run *out, const alert_health *h, const alert_point *v,
                         size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (h[i] == ALERT_HEALTHY) continue;
        if (!i || h[i - 1] != h[i])
            out[count++] = (alert_health_run){.first = v[i].day, .state = h[i]};
        out[count - 1].last = v[i].day;
        out[count - 1].points++;
    }
    return count;
}

void alert_mute(uint8_t *muted, const alert_health *h, const bool *incomplete, const alert_score *s,
                size_t n) {
    for (size_t i = 0; i < n; i++)
        muted[i] = h[i] != ALERT_HEALTHY || (incomplete && incomplete[i] && s[i].z < 0);
}
