/* series.c - a series through the library, added up by the caller.
 *
 *     series STORE DATASET FLOW FROM TO YEARS
 *
 * Prints a line per year: period, value in thousandths, currency; then their
 * sum. The store is one that cordon load has filled. Run by make check.       */
#include <cordon/cordon.h>
#include <inttypes.h>
#include <stdio.h>

static int add(void *arg, const cordon_flow_row *row) {
    int64_t *sum = arg;
    *sum += row->value_milli;
    return printf("%d %" PRId64 " %s\n", (int)row->period / 100, row->value_milli, row->currency) < 0;
}

static int failed(const cordon_error *err) {
    fprintf(stderr, "%s%s%s\n", err->source, *err->source ? ": " : "", err->message);
    return 3;
}

int main(int argc, char **argv) {
    cordon_error err = {0};
    cordon_store *s = NULL;
    int64_t sum = 0;
    if (argc != 7) {
        fputs("usage: series STORE DATASET FLOW FROM TO YEARS\n", stderr);
        return 2;
    }
    if (cordon_store_open(&s, argv[1], false, 10, &err)) return failed(&err);
    cordon_flow_question q = CORDON_FLOW_QUESTION_INIT;
    q.dataset = argv[2];
    q.flow = argv[3];
    q.from = argv[4];
    q.to = argv[5];
    q.period = argv[6];
    q.freq = "A";
    q.by = "year";
    cordon_status status = cordon_flows_series(s, &q, add, &sum, &err);
    cordon_store_close(s);
    if (status) return failed(&err);
    printf("sum %" PRId64 "\n", sum);
    return 0;
}
