/* alerts.h - what moved, of many pairs in a store: alerts with what stands behind them.
 *
 * The feed (feed.h) makes points, a setting of the back-test scores them (alert.h), the
 * health of the feed mutes what it may have made (alert_health.h), and every alert says
 * which stories drive it, whether it holds without the source it leans on most, what
 * share is state media's, and how many alerts the series would raise by itself.
 * An episode's weight is shared out evenly among its reports, so a source that leaves
 * takes its share with it: that is more than would be lost if others reported the same,
 * and "holds" errs on the cautious side. q is held over all points of all pairs that
 * were looked at since the first day asked for.                              */
#ifndef WATCH_ALERTS_H
#define WATCH_ALERTS_H

#include "finding/finding.h"
#include "watch/alert_expect.h"
#include "watch/alert_health.h"
#include "watch/alert_story.h"
#include "watch/feed.h"

typedef struct alerts_ask {
    feed_ask feed;
    const backtest_setting *setting;
    double level;      /* of |z|; 0 = the setting's */
    date_day since;    /* alerts that end on this day or later; 0 = all */
    bool last_year;    /* since a year before the last day of the feed instead; sets since */
    uint64_t seed;
    size_t draws;      /* behind the expected alerts; 0 = none */
} alerts_ask;

/* A story: the report that stands for it. */
typedef struct alert_report {
    const char *url;  /* "" = the source gives none */
    const char *host; /* "" = none */
    int64_t source, line;
} alert_report;

typedef struct pair_alert {
    const char *a, *b;
    alert_episode episode;
    alert_score peak;
    double value, q, exposure_change;
    alert_expect expect;        /* NAN without draws */
    bool stories;               /* behind is told: the feed has reports */
    alert_behind behind;
    alert_report top[ALERT_TOP]; /* of behind.story */
    const char *weakest;        /* host of behind.source */
} pair_alert;

typedef struct watch_alerts {
    arena mem;
    feed_source from;
    alerts_ask ask;
    date_day first, last; /* days of the feed */
    size_t pairs, points; /* pairs; points scored since the first day asked for */
    alert_health_run *health; /* since that day */
    size_t healths;
    pair_alert *v;  /* by the day of the peak, then by pair */
    size_t n, room, muted; /* muted: episodes that the health of the feed silences */
} watch_alerts;

/* No feed loaded: pairs 0 and from.name "". CORDON_EINVAL for a level out of range. */
cordon_status watch_alerts_make(watch_alerts *out, store *s, const alerts_ask *ask, cordon_error *err);
void watch_alerts_free(watch_alerts *x);

/* Fills behind, top and weakest of an alert of coded events; alert_reports.c. */
cordon_status alert_reports_of(watch_alerts *x, pair_alert *to, store *s, const alert_basis *basis,
                               int32_t first, int32_t last, cordon_error *err);

/* alerts_words.c: one finding for an alert, for a run of the feed's health, and for all
 * when there is none. Texts in scratch.                                       */
cordon_status pair_alert_finding(finding *out, arena *scratch, const watch_alerts *x, size_t i,
                                 cordon_error *err);
cordon_status health_finding(finding *out, arena *scratch, const watch_alerts *x, size_t i,
                             cordon_error *err);
cordon_status no_alert_finding(finding *out, arena *scratch, const watch_alerts *x, cordon_error *err);

#endif
