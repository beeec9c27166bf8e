/* Any bytes as a list in JSON: entities within their bounds or a refusal with words. The reader is the one whose
 * file begins so, else the size chooses it; seeds: tests/data/lists.             */
#include "lists_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"csl", "bis-entity", NULL};
    fuzz_readers(names, data, size);
    return 0;
}
