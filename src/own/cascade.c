#include <stdlib.h>
#include <unistd.h>

#include "own/inner.h"
#include "screen/index_build.h"

struct own_result {
    uint32_t n;
    own_found found;
    uint8_t *verdict;
};

static unsigned cores(unsigned threads) {
    long n = threads ? (long)threads : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > BUILD_THREADS_MAX ? BUILD_THREADS_MAX : (unsigned)n;
}

cordon_status own_cascade(own_result **out, const own_graph *g, const own_rule *r, const uint8_t *listed, date_day as_at, unsigned threads, cordon_error *err) {
    own_view v = {0};
    own_result *res = calloc(1, sizeof *res);
    uint32_t n = own_nodes(g);
    if (!res || !(res->verdict = malloc((size_t)n + 1))) {
        free(res);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for who is owned");
    }
    res->n = n;
    threads = cores(threads);
    cordon_status status = found_make(&res->found, n, err);
    if (!status) status = view_make(&v, g, r, listed, NULL, n, NULL, as_at, threads, err);
    if (!status) status = view_solve(&res->found, &v, r, threads, err);
    for (uint32_t i = 0; i < n && !status; i++) res->verdict[i] = (uint8_t)found_verdict(&res->found, &v, r, i);
    view_free(&v);
    if (status)
        own_result_free(res);
    else
        *out = res;
    return status;
}

void own_result_free(own_result *r) {
    if (!r) return;
    found_free(&r->found);
    free(r->verdict);
    free(r);
}

own_verdict own_result_of(const own_result *r, uint32_t node) { return (own_verdict)r->verdict[node]; }
int64_t own_result_low_e5(const own_result *r, uint32_t node) { return r->found.low_e5[node]; }
int64_t own_result_high_e5(const own_result *r, uint32_t node) { return r->found.high_e5[node]; }
