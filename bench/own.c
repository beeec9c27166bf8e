/* Who is owned, of NODES (1,000,000) parties and EDGES (3,000,000) holdings: owners drawn among all parties, a tenth of the holdings among near
 * neighbours (so that there are cycles), one party in fifty listed, half of the parties persons.
 *
 *     own [NODES [EDGES]]      prints seconds for making the graph and for own_cascade with one thread and with all, under three rules
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "own/own.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double worked(void) { /* by the process's processor, all threads */
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(cordon_status status) {
    if (status) exit(3);
}

static own_graph *draw(uint32_t nodes, uint64_t edges, uint8_t *listed) {
    random_state r;
    own_graph *g;
    char key[32];
    uint32_t node;
    random_seed(&r, 1);
    must(own_graph_new(&g, NULL));
    for (uint32_t i = 0; i < nodes; i++) {
        snprintf(key, sizeof key, "party:%u", i);
        must(own_node(&node, g, key, NULL, NULL));
        listed[i] = random_below(&r, 50) == 0;
        if (random_below(&r, 2)) own_node_mark(g, i, OWN_END);
    }
    for (uint64_t k = 0; k < edges; k++) {
        uint32_t owned = (uint32_t)random_below(&r, nodes), owner = (uint32_t)random_below(&r, nodes);
        if (!random_below(&r, 10)) owner = (owned + 1 + (uint32_t)random_below(&r, 20)) % nodes;
        int32_t low = (int32_t)random_below(&r, 7) * 1000000, high = random_below(&r, 4) ? low : low + 1500000;
        must(own_add(g, &(own_edge){.owner = owner, .owned = owned, .low_e5 = low, .high_e5 = high, .from = 20200101, .source = 1, .line = (uint32_t)k}, NULL));
    }
    return g;
}

int main(int argc, char **argv) {
    static const own_rule rules[] = {{.id = "at least 50 %, together", .percent = 50, .at_least = true, .aggregate = true},
                                     {.id = "more than 50 %, alone", .percent = 50, .control = true, .votes = true},
                                     {.id = "at least 25 %, together", .percent = 25, .at_least = true, .aggregate = true}};
    uint32_t nodes = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000;
    uint64_t edges = argc > 2 ? strtoull(argv[2], NULL, 10) : 3000000;
    uint8_t *listed = calloc(nodes ? nodes : 1, 1);
    if (!nodes || !listed) return 2;
    double t = now();
    own_graph *g = draw(nodes, edges, listed);
    double drawn = now();
    must(own_graph_finish(g, NULL));
    printf("%u parties, %llu holdings: made in %.2f s, sorted in %.2f s\n", nodes, (unsigned long long)edges, drawn - t, now() - drawn);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        own_result *res[2];
        double seconds[2], work = 0;
        size_t count[4] = {0}, differ = 0;
        for (unsigned k = 0; k < 2; k++) {
            t = now();
            if (!k) work = worked();
            must(own_cascade(&res[k], g, &rules[i], listed, 20240101, k ? 0 : 1, NULL));
            seconds[k] = now() - t;
            if (!k) work = worked() - work;
        }
        for (uint32_t n = 0; n < nodes; n++) {
            count[own_result_of(res[0], n)]++;
            differ += own_result_of(res[0], n) != own_result_of(res[1], n);
        }
        printf("%s: %.2f s in one thread (%.2f s of processor), %.2f s in all; owned %zu, possibly %zu, not %zu, not assessed %zu%s\n", rules[i].id, seconds[0], work, seconds[1],
               count[OWN_OWNED], count[OWN_POSSIBLY], count[OWN_NOT], count[OWN_NOT_ASSESSED], differ ? "; THREADS DIFFER" : "");
        own_result_free(res[0]);
        own_result_free(res[1]);
        if (differ) return 1;
    }
    own_graph_free(g);
    free(listed);
    return 0;
}
