/* A contract of any words: read or refused; what is there has a line and stands in the text. */
#include "assess/clause.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static areas *known;
    static regime *law;
    static const char *const kinds[] = {"reexport", "ip", "general"};
    arena mem;
    cordon_error err = {0};
    if (size > 1 << 13) return 0;
    if (!law && (areas_load(&known, NULL) || regime_load(&law, "russia-2022", known, NULL))) abort();
    arena_init(&mem, 0);
    for (int k = 0; k < 3; k++) {
        const clause_element *e;
        size_t n;
        if (clause_read(&e, &n, &mem, (const char *)data, size, kinds[k], law, &err)) {
            if (!err.message[0]) abort();
            break;
        }
        for (size_t i = 0; i < n; i++)
            if (e[i].there && (!e[i].line || !*e[i].quote)) abort();
    }
    clause_reading r;
    for (int k = 0; k < 2; k++)
        if (!clause_holds(&r, &mem, (const char *)data, size, kinds[k], law, &err) && r.prohibition != (r.line && *r.quote)) abort();
    arena_destroy(&mem);
    return 0;
}
