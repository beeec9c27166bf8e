/* The dimensions of the pair: asked once for the page, said as findings. */
#include <string.h>

#include "report/inner.h"

enum { DRAWS = 2000 };

const watch_dimension *report_dimension(const report *r, const char *id) {
    for (size_t i = 0; i < r->dims.n; i++)
        if (strcmp(r->dims.v[i].id, id) == 0) return &r->dims.v[i];
    return NULL;
}

bool report_has(const report *r, const char *id) {
    const watch_indicator *x = indicators_find(&r->dims.of, id);
    const question *q = questions_find(&r->of_pair, id);
    return (x && x->last) || (q && q->assessed) || (r->media && strcmp(id, "pairs") == 0);
}

typedef cordon_status (*finding_of)(finding *out, arena *scratch, const dimensions *d, size_t i,
                                    cordon_error *err);

static cordon_status say(report *r, finding_of make, size_t n, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < n && !status; i++) {
        arena scratch;
        finding f;
        arena_init(&scratch, 0);
        status = make(&f, &scratch, &r->dims, i, err);
        if (!status) {
            finding_json(r->findings, &f);
            buf_char(r->findings, '\n');
        }
        arena_destroy(&scratch);
    }
    return status;
}

cordon_status report_ask_dimensions(report *r, cordon_error *err) {
    const report_input *in = r->in;
    cordon_store c = {in->areas, in->regime, in->goods, in->store};
    indicator_ask ask = {.c = &c, .pair = r->pair, .as_at = in->as_at, .known_by = in->known_by};
    dimensions_options o = {.against = in->against, .seed = 1, .draws = DRAWS};
    if (!in->regime || !regime_table(in->regime, "indicators.csv")) return CORDON_OK;
    cordon_status status = dimensions_make(&r->dims, &ask, &o, err);
    if (!status) status = say(r, dimension_finding, r->dims.n, err);
    if (!status) status = say(r, indicator_finding, r->dims.of.n, err);
    return status;
}
