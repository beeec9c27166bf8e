/* growth.c - a store, a load and a question through the library.
 *
 *     growth STORE FILE GROUP FROM TO BASE PERIOD
 *
 * Makes STORE when it is not there, loads FILE (again is no harm) and prints a
 * finding per destination as JSON. Built and run by make check.              */
#include <cordon/cordon.h>
#include <stdio.h>

static int print(void *arg, const char *finding_json) {
    (void)arg;
    return puts(finding_json) < 0;
}

static int failed(const cordon_error *err) {
    fprintf(stderr, "%s%s%s\n", err->source, *err->source ? ": " : "", err->message);
    return 3;
}

int main(int argc, char **argv) {
    cordon_error err = {0};
    cordon_store *s = NULL;
    cordon_load_result loaded;
    if (argc != 8) {
        fputs("usage: growth STORE FILE GROUP FROM TO BASE PERIOD\n", stderr);
        return 2;
    }
    cordon_status status = cordon_store_init(argv[1], "russia-2022", &err);
    if (status != CORDON_OK && status != CORDON_EEXISTS) return failed(&err);
    if (cordon_store_open(&s, argv[1], true, 10, &err)) return failed(&err);
    cordon_flow_question q = CORDON_FLOW_QUESTION_INIT;
    q.group = argv[3];
    q.from = argv[4];
    q.to = argv[5];
    q.base = argv[6];
    q.period = argv[7];
    q.by = "to";
    status = cordon_load_file(&loaded, s, argv[2], NULL, &err);
    if (!status) status = cordon_flows_growth(s, &q, print, NULL, &err);
    cordon_store_close(s);
    return status ? failed(&err) : 0;
}
