/* alerts_words.c - alerts as findings. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "flows/money.h"
#include "watch/alert_counts.h"
#include "watch/alerts.h"

static finding blank(date_day as_at, date_day known_by) {
    return (finding){FINDING_NO_SCORE, .as_at = as_at, .known_by = known_by};
}

static cordon_status hold(finding *out, arena *scratch, buf *subject, buf *text, buf *parameters,
                          cordon_error *err) {
    out->subject = money_hold(scratch, subject);
    out->text = money_hold(scratch, text);
    out->parameters = money_hold(scratch, parameters);
    if (!out->text || !out->parameters || !out->subject)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a finding");
    return CORDON_OK;
}

static const char *day_text(char out[DATE_TEXT], int32_t number) {
    return date_format(out, date_of_number(number));
}

static finding_evidence feed_evidence(const watch_alerts *x, const char *parameters) {
    return (finding_evidence){.kind = "query", .measure = "watch.feed", .parameters = parameters,
                              .sources = x->from.source, .sources_n = x->from.sources,
                              .rows = (int64_t)x->points};
}

static void add_setting(buf *b, const watch_alerts *x) {
    json_str(b, "feed", x->from.name);
    json_str(b, "setting", x->ask.setting->name);
    json_number(b, "level", x->ask.level);
    json_date(b, "vintage", x->from.vintage);
    json_int(b, "pairs", (int64_t)x->pairs);
    json_int(b, "points", (int64_t)x->points);
}

/* ---- an alert of a pair ---- */

static void say_behind(buf *b, const pair_alert *a) {
    const alert_behind *s = &a->behind;
    if (!a->stories) {
        buf_str(b, " The feed has no stories: what drives it cannot be told, nor whether it holds "
                   "without one source.");
        return;
    }
    buf_printf(b, " %zu stor%s of %zu source%s", s->stories, s->stories == 1 ? "y" : "ies", s->sources,
               s->sources == 1 ? "" : "s");
    if (s->state_share >= 0) buf_printf(b, ", %.0f %% of the weight by state media", 100 * s->state_share);
    if (s->sources == 1)
        buf_str(b, "; only one source.");
    else if (s->sources)
        buf_printf(b, "; without %s it %s (z %.1f).", *a->weakest ? a->weakest : "those without an address",
                   s->holds ? "holds" : "does not hold", s->source.z);
    else
        buf_str(b, ".");
}

static void alert_parameters(buf *b, const watch_alerts *x, const pair_alert *a) {
    char day[DATE_TEXT];
    buf_char(b, '{');
    add_setting(b, x);
    json_str(b, "from", day_text(day, a->episode.first));
    json_str(b, "to", day_text(day, a->episode.last));
    json_str(b, "peak", day_text(day, a->episode.peak_day));
    json_str(b, "direction", a->episode.z > 0 ? "rise" : "fall");
    json_int(b, "points_beyond", (int64_t)a->episode.points);
    json_number(b, "value", a->value);
    json_number(b, "median", a->peak.median);
    json_number(b, "spread", a->peak.spread);
    json_number(b, "p", a->peak.p);
    json_int(b, "window", (int64_t)x->ask.setting->alert.window);
    json_number(b, "exposure_change", a->exposure_change);
    json_number(b, "expected_a_year", a->expect.per_year);
    json_number(b, "expected_low", a->expect.low);
    json_number(b, "expected_high", a->expect.high);
    json_int(b, "seed", (int64_t)x->ask.seed);
    if (a->stories) {
        json_int(b, "stories", (int64_t)a->behind.stories);
        json_int(b, "sources", (int64_t)a->behind.sources);
        json_number(b, "state_media_share", a->behind.state_share);
        json_str(b, "weakest_source", a->weakest);
        json_number(b, "z_without_it", a->behind.source.z);
        json_key(b, "holds");
        buf_str(b, a->behind.holds ? "true" : "false");
        json_key(b, "top");
        buf_char(b, '[');
        for (size_t i = 0; i < a->behind.tops; i++) {
            buf_str(b, i ? ",{" : "{");
            json_str(b, "url", a->top[i].url);
            json_str(b, "source", a->top[i].host);
            json_number(b, "weight", a->behind.story[i].weight);
            json_number(b, "change", a->behind.story[i].change);
            buf_char(b, '}');
        }
        buf_char(b, ']');
    }
    buf_char(b, '}');
}

cordon_status pair_alert_finding(finding *out, arena *scratch, const watch_alerts *x, size_t i,
                                 cordon_error *err) {
    const pair_alert *a = &x->v[i];
    char from[DATE_TEXT], to[DATE_TEXT];
    buf subject = {0}, text = {0}, parameters = {0};
    buf_printf(&subject, "%s-%s", a->a, a->b);
    buf_printf(&text, "%s-%s, %s to %s: a %s to %.4g, median %.4g of the %zu points before, z %.1f.", a->a, a->b,
               day_text(from, a->episode.first), day_text(to, a->episode.last),
               a->episode.z > 0 ? "rise" : "fall", a->value, a->peak.median,
               x->ask.setting->alert.window, a->episode.z);
    say_behind(&text, a);
    if (isfinite(a->expect.per_year))
        buf_printf(&text, " By itself the series raises %.1f alerts a year.", a->expect.per_year);
    alert_parameters(&parameters, x, a);
    *out = blank(x->ask.feed.as_at, x->ask.feed.known_by);
    out->rule = "watch.alert";
    out->verdict = FINDING_FOUND;
    out->score = a->episode.z;
    out->q_value = a->q;
    out->method = "robust z: distance from the median of the points before in units of their spread; "
                  "Benjamini-Hochberg over all points of all pairs";
    out->next_question = a->stories ? "Do the stories named tell of one event that happened?"
                                    : "Which events of these days do other sources report?";
    cordon_status status = hold(out, scratch, &subject, &text, &parameters, err);
    out->evidence[0] = feed_evidence(x, out->parameters);
    out->evidence_n = 1;
    for (size_t k = 0; k < a->behind.tops && a->stories; k++)
        out->evidence[out->evidence_n++] = (finding_evidence){
            .kind = "row", .source = a->top[k].source, .line = a->top[k].line, .quote = a->top[k].url};
    return status;
}

/* ---- the feed ---- */

cordon_status health_finding(finding *out, arena *scratch, const watch_alerts *x, size_t i,
                             cordon_error *err) {
    const alert_health_run *h = &x->health[i];
    char from[DATE_TEXT], to[DATE_TEXT];
    buf subject = {0}, text = {0}, parameters = {0};
    buf_printf(&subject, "feed %s", x->from.name);
    buf_printf(&text, "%s in the feed %s at points that end from %s to %s (%zu): alerts of pairs there are mute.",
               alert_health_text(h->state), x->from.name, day_text(from, h->first), day_text(to, h->last),
               h->points);
    buf_char(&parameters, '{');
    add_setting(&parameters, x);
    json_str(&parameters, "from", from);
    json_str(&parameters, "to", to);
    json_int(&parameters, "run", (int64_t)h->points);
    json_str(&parameters, "state", alert_health_text(h->state));
    buf_char(&parameters, '}');
    *out = blank(x->ask.feed.as_at, x->ask.feed.known_by);
    out->rule = "watch.alert.feed";
    out->verdict = FINDING_FOUND;
    out->score = (double)h->points;
    out->method = "days without any row; volume outside 5 to 95 % of the points before";
    out->next_question = "Is another copy of the feed complete on these days?";
    cordon_status status = hold(out, scratch, &subject, &text, &parameters, err);
    out->evidence[0] = feed_evidence(x, out->parameters);
    out->evidence_n = 1;
    return status;
}

cordon_status no_alert_finding(finding *out, arena *scratch, const watch_alerts *x, cordon_error *err) {
    buf subject = {0}, text = {0}, parameters = {0};
    bool assessed = x->points > 0;
    buf_printf(&subject, "%zu pairs", x->pairs);
    if (!*x->from.name)
        buf_str(&text, "not assessed: neither a matrix of pairs nor coded events are loaded.");
    else if (!assessed)
        buf_printf(&text, "not assessed: the feed %s has no point with enough points before it since the first day "
                          "asked for.",
                   x->from.name);
    else
        buf_printf(&text, "no alert of %zu pairs at %zu points; %zu muted by the health of the feed.", x->pairs,
                   x->points, x->muted);
    buf_char(&parameters, '{');
    add_setting(&parameters, x);
    json_int(&parameters, "muted", (int64_t)x->muted);
    buf_char(&parameters, '}');
    *out = blank(x->ask.feed.as_at, x->ask.feed.known_by);
    out->rule = "watch.alert";
    out->verdict = assessed ? FINDING_NOTHING_FOUND : FINDING_NOT_ASSESSED;
    out->method = "robust z: distance from the median of the points before in units of their spread";
    out->next_question = assessed ? "Would a lower level show anything?" : "Which feed could be loaded?";
    cordon_status status = hold(out, scratch, &subject, &text, &parameters, err);
    out->evidence[0] = feed_evidence(x, out->parameters);
    out->evidence_n = 1;
    return status;
}

/* ---- counts ---- */

cordon_status count_alert_finding(finding *out, arena *scratch, const count_alerts *x, size_t i,
                                  cordon_error *err) {
    const count_alert *a = &x->v[i];
    buf subject = {0}, text = {0}, parameters = {0};
    buf_printf(&subject, "%s %s %d", a->state, a->dataset, a->year);
    buf_printf(&text, "%s, %s %d: %lld incidents, %.1f a year in the %d before, z %.1f", a->state, a->dataset,
               a->year, (long long)a->count, a->mean, COUNT_WINDOW, a->z);
    if (a->share >= 0 && a->z < 0) buf_printf(&text, "; %.0f %% of the expected are known", 100 * a->share);
    if (a->muted) buf_printf(&text, "; no alert: %s", a->why);
    buf_char(&text, '.');
    buf_char(&parameters, '{');
    json_str(&parameters, "dataset", a->dataset);
    json_int(&parameters, "year", a->year);
    json_int(&parameters, "count", a->count);
    json_number(&parameters, "mean", a->mean);
    json_number(&parameters, "p", a->p);
    json_number(&parameters, "level", x->ask.level);
    json_date(&parameters, "vintage", a->vintage);
    json_int(&parameters, "editions", (int64_t)a->editions);
    json_number(&parameters, "known_share", a->share);
    json_number(&parameters, "known_share_low", a->share_low);
    json_number(&parameters, "known_share_high", a->share_high);
    json_int(&parameters, "seed", (int64_t)x->ask.seed);
    json_str(&parameters, "incomplete", a->why);
    buf_char(&parameters, '}');
    *out = blank(x->ask.as_at, x->ask.known_by == DATE_MAX ? 0 : x->ask.known_by);
    out->rule = "watch.alert.incidents";
    out->verdict = a->muted ? FINDING_NOT_ASSESSED : FINDING_FOUND;
    out->score = a->z;
    out->low = a->low;
    out->high = a->high;
    out->q_value = a->q;
    out->method = "the year against the five before: conditional binomial, exact; late reports by the "
                  "chain ladder over the last two editions";
    out->next_question = a->muted ? "What does the next edition count for this year?"
                                  : "Did the compiler change what is counted?";
    cordon_status status = hold(out, scratch, &subject, &text, &parameters, err);
    out->evidence[0] = (finding_evidence){.kind = "query", .measure = "watch.incidents",
                                          .parameters = out->parameters, .sources = &a->source,
                                          .sources_n = 1, .rows = a->count};
    out->evidence_n = 1;
    return status;
}
