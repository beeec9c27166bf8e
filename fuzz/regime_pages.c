/* Any bytes as the tables of a regime beyond the known ones, through the rules that a load runs: recommendations, options, pledges, indicators, measures,
 * rules of ownership and of pages. The first byte says which table the first part is; a zero byte goes on to the next. What has no fault makes a regime. */
#include "fuzz_regime.h"

static const char *const files[] = {"recommendations.csv", "options.csv", "pledges.csv", "dyad_questions.csv", "indicators.csv", "tripwires.csv", "measures.csv", "ownership_rules.csv",
                                    "goods_editions.csv", "replies.csv", "routes.csv", "published.csv", "balances.csv", "methods.csv", "attributors.csv", "sea_areas.csv",
                                    "dyad_dimensions.csv", "dyad_sections.csv", "dyad_sentences.csv", "mirrors.csv", "explanations.csv", "flag_parameters.csv"};
enum { FILES = sizeof files / sizeof *files };

/* Every fault has a file and words. */
static void on_fault(void *arg, const cordon_error *fault) {
    size_t *n = arg;
    if (fault->status != CORDON_EFORMAT || !fault->message[0] || !fault->source[0]) abort();
    ++*n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t seen = 0, at = 1, len;
    const char *part;
    cordon_error err = {0};
    if (size < 1 || size > 1 << 15) return 0;
    regime_tables *t = fuzz_tables();
    checker c = {.areas = fuzz_areas(), .on_fault = on_fault, .arg = &seen};
    bool whole = true;
    for (int i = 0; i < FILES && fuzz_part(&part, &len, data, size, &at); i++) whole &= fuzz_add(t, files[(data[0] + i) % FILES], part, len);
    if (regime_tables_check(&c, t, &err) || seen != c.faults) abort();
    regime *r = NULL;
    cordon_status status = regime_of_tables(&r, t, fuzz_areas(), &err);
    if ((status == CORDON_OK) != (seen == 0) && whole) abort();
    if (status && !err.message[0]) abort();
    regime_free(r);
    free(t);
    return 0;
}
