/* The concordance of the Combined Nomenclature: any table is read or refused, and what was read
 * answers for every code of it in every year. */
#include <stdlib.h>
#include <string.h>

#include "goods/years.h"

static void ask(const years *y, const table *t, size_t row) {
    for (int k = 2; k < 4; k++) {
        uint32_t code;
        code_list l = {0};
        if (!year_code(&code, table_cell(t, row, table_col(t, k == 2 ? "code_from" : "code_to"))))
            abort();
        int year = atoi(table_cell(t, row, table_col(t, "from_year"))) + (k == 3);
        if (year < years_first(y) || year > years_last(y)) abort();
        /* A row's own codes are codes of its years, and it leads from one to the other. */
        if (years_say(y, code, year) == YEARS_SILENT) abort();
        if (!years_step(&l, y, year, k == 2 ? year + 1 : year - 1, code, NULL) && !l.n) abort();
        if (!years_below(&l, y, code / 100, NULL)) code_list_settle(&l);
        for (size_t i = 1; i < l.n; i++)
            if (l.v[i - 1] >= l.v[i]) abort();
        for (int other = years_first(y); other <= years_last(y) && other < years_first(y) + 50;
             other++)
            (void)years_say(y, code, other);
        free(l.v);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    table t;
    years *y = NULL;
    cordon_error err;
    if (size > 1 << 16 || table_read_memory(&t, "years.csv", data, size, &err)) return 0;
    if (!years_read(&y, &t, &err))
        for (size_t i = 0; i < t.rows && i < 64; i++) ask(y, &t, i);
    years_free(y);
    table_free(&t);
    return 0;
}
