#include "report/gap_bars.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "flows/gap.h"

/* Each once. */
static void add_source(gap_bar *b, int64_t id) {
    size_t i = 0;
    while (i < b->sources && b->source[i] != id) i++;
    if (i == b->sources && i < 8) b->source[b->sources++] = id;
}

static void take(gap_bar *b, const gap_line *l, const areas *all) {
    const area *a = areas_find(all, "code", l->country, strlen(l->country), 0);
    snprintf(b->label, sizeof b->label, "%.80s%s%.40s",
             l->together ? "Together"
             : a         ? a->name
                         : l->country,
             strcmp(l->definition, "both") == 0 ? "" : ", by ",
             strcmp(l->definition, "both") == 0 ? "" : l->definition);
    snprintf(b->currency, sizeof b->currency, "%s", l->currency ? l->currency : "");
    snprintf(b->reason, sizeof b->reason, "%s", l->reason ? l->reason : "");
    b->sent = l->sent_extra / 1e9;
    b->arrived = l->arrived_extra / 1e9;
    b->lost = l->lost;
    b->lost_high = l->lost_high;
    for (size_t i = 0; i < l->evidence_n; i++)
        for (size_t k = 0; k < l->evidence[i].sources_n; k++)
            add_source(b, l->evidence[i].sources[k]);
}

static cordon_status findings_of(buf *out, const gap *g, const cordon_store *c, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < g->n && !status; i++) {
        finding f;
        arena mem;
        arena_init(&mem, 0);
        status = gap_finding(&f, &mem, g, i, c, err);
        if (!status) {
            finding_json(out, &f);
            buf_char(out, '\n');
        }
        arena_destroy(&mem);
    }
    return status;
}

cordon_status gap_bars_make(gap_bars *out, buf *findings, const report_input *in,
                            cordon_error *err) {
    cordon_store c = {in->areas, in->regime, in->goods, in->store};
    gap_options o = {.cif_fob = 0.1, .as_at = in->as_at, .known_by = in->known_by};
    gap g;
    *out = (gap_bars){.n = 0};
    if (!regime_table(in->regime, "mirrors.csv")) return CORDON_OK;
    cordon_status status = gap_make(&g, &c, &o, err);
    if (status) return status;
    out->base = g.base;
    out->period = g.period;
    for (size_t i = 0; i < g.n && out->n < GAP_BARS_MAX; i++)
        take(&out->v[out->n++], &g.v[i], in->areas);
    if (date_period_last(g.period.to) <= in->as_at) status = findings_of(findings, &g, &c, err);
    gap_free(&g);
    return status;
}
