/* Any bytes as a list in XML: entities within their bounds or a refusal with words. The first byte
 * chooses the reader.                                                          */
#include "lists_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"un", "ofac-xml", "canada"};
    if (size) fuzz_reader(names[data[0] % (sizeof names / sizeof *names)], data + 1, size - 1);
    return 0;
}
