/* A certificate of any content: refused with words, or every check says something and names its evidence; the same again. */
#include "assess/euc.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static areas *known;
    arena mem;
    const euc *e;
    case_file c;
    cordon_error err = {0};
    if (size > 1 << 14 || (!known && areas_load(&known, NULL))) return 0;
    arena_init(&mem, 0);
    if (!case_read_euc(&e, &mem, "fuzz", (const char *)data, size, &err)) {
        const finding *f, *again;
        size_t n, m;
        static const char with[] = "{\"day\":\"2025-03-01\",\"destination\":\"DEU\",\"parties\":[{\"role\":\"end_user\",\"name\":\"A B\"}],\"items\":[{\"code\":\"848210\",\"quantity\":3,\"unit\":\"pcs\"}]}";
        euc_other other = {e, "itself"};
        euc_terms t = {.as_at = 20250301, .areas = known, .other = &other, .others = 1};
        if (case_read(&c, &mem, "case", with, sizeof with - 1, &err)) abort();
        if (euc_check(&f, &n, &mem, e, &c, &t, &err) || euc_check(&again, &m, &mem, e, &c, &t, &err) || !n || n != m) abort();
        for (size_t i = 0; i < n; i++)
            if (!f[i].evidence_n || !*f[i].text || strcmp(f[i].text, again[i].text) != 0) abort();
    } else if (!err.message[0])
        abort();
    arena_destroy(&mem);
    return 0;
}
