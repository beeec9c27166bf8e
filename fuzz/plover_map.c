/* Any bytes as a table CAMEO -> PLOVER: refused with a place, or weights within the scale. No store. */
#include <stdlib.h>
#include <string.h>

#include "watch/plover_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static goldstein *g;
    plover_map *m = NULL;
    cordon_error err = {0};
    int64_t milli;
    if (!g && goldstein_load(&g, NULL)) abort();
    if (size > 1 << 15) return 0;
    if (plover_map_read_memory(&m, "fuzz", (const char *)data, size, g, GOLDSTEIN_ICEWS, &err)) {
        if (!err.message[0] || m || strchr(err.message, '\n')) abort();
        return 0;
    }
    static const char *const events[] = {"CONSULT", "AID", "A", ""};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (plover_map_milli(&milli, m, events[i], i ? "" : "visit") && (milli < -10000 || milli > 10000)) abort();
    if (!plover_map_codes(m)) abort();
    plover_map_free(m);
    return 0;
}
