/* The memo against a plain list, to its bounds. */
#include "store/memo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static size_t dropped;
static void drop(void *value) {
    (void)value;
    dropped++;
}

TEST(what_was_put_is_found_to_the_bound) {
    static int value[MEMO_MAX + 1];
    memo *m = memo_new();
    char key[32];
    dropped = 0;
    for (int i = 0; i <= MEMO_MAX; i++) {
        int n = snprintf(key, sizeof key, "statement %d", i);
        CHECK(!memo_get(m, key, (size_t)n));
        CHECK(memo_put(m, key, (size_t)n, &value[i]) == (i < MEMO_MAX));
        CHECK(!memo_put(m, key, (size_t)n, &value[0])); /* once, or full */
    }
    for (int i = 0; i <= MEMO_MAX; i++) {
        int n = snprintf(key, sizeof key, "statement %d", i);
        CHECK(memo_get(m, key, (size_t)n) == (i < MEMO_MAX ? &value[i] : NULL));
    }
    memo_free(m, drop);
    CHECK(dropped == MEMO_MAX);
    memo_free(NULL, drop);
}

TEST(keys_are_bytes_and_their_sum_is_bounded) {
    int a, b;
    memo *m = memo_new();
    size_t half = MEMO_BYTES_MAX / 2;
    char *large = calloc(1, half);
    CHECK(large != NULL);
    CHECK(memo_put(m, "x\0y", 3, &a) && memo_put(m, "x\0z", 3, &b));
    CHECK(memo_get(m, "x\0y", 3) == &a && memo_get(m, "x\0z", 3) == &b && !memo_get(m, "x", 1));
    CHECK(memo_put(m, large, half, &a) && !memo_put(m, large, half - 5, &b));
    CHECK(memo_put(m, large, half - 6, &b));
    CHECK(!memo_put(m, "q", 1, &a));
    free(large);
    memo_free(m, drop);
}
