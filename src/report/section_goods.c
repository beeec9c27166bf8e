/* The goods that matter between the two of a pair: by year where a file has them,
 * else the request that would fill it.                                        */
#include <string.h>

#include "report/exhibit.h"

cordon_status section_goods(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    const char *said = "";
    if (!r->pair) return CORDON_OK;
    if (report_lead(r, "goods")) status = report_years(r, "goods", "goods-by-year", err);
    for (size_t i = 0; i < r->of_pair.n && !status; i++) {
        const question *q = &r->of_pair.v[i];
        if (strcmp(q->section, "goods") != 0 || q->assessed) continue;
        report_unanswered_as(r, q, NULL); /* its place is on the first page */
        if (*q->note && strcmp(q->note, said) != 0) html_leaf(&r->h, "p", q->note, "class", "note");
        said = q->note;
        html_line(&r->h);
    }
    if (!report_is_target(r))
        html_leaf(&r->h, "p",
                  "No measure of this regime is against either of the two: what it asks about the "
                  "goods under its own lists stands on the page without a pair.");
    html_line(&r->h);
    return status;
}
