/* Flags of any rows, parameters and case, parted by zero bytes (what is empty is the shipped one or a small sound one): refused with words, or every row has
 * a result with a verdict, its evidence or its question, twice the same. */
#include "assess/flags_inner.h"

#include "assess/tables.h"
#include "fuzz_regime.h"

static const char sound_case[] = "{\"day\":\"2025-03-01\",\"parties\":[{\"role\":\"purchaser\",\"name\":\"A B\",\"country\":\"HMD\",\"founded\":\"2023-01-01\"}],\"items\":[{\"code\":\"848210\"}]}";

static cordon_status made(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    static const fact_evidence e[1] = {{.kind = "list", .record = "r", .day = 20240101}};
    (void)arg, (void)value;
    size_t h = strlen(name) + (size_t)scope + thing;
    if (h % 7 == 0) return cordon_fail(err, CORDON_ENOTFOUND, "no fact %s", name);
    *out = (fact){.holds = (tri)(h % 3), .value = "", .why = "", .evidence = e, .evidences = h % 3 == TRI_YES};
    return CORDON_OK;
}

static void ask(const flag_row *row, size_t rows, const flag_terms *t) {
    arena mem;
    const flag_result *v, *again;
    const flag_result **q;
    size_t n, m, questions;
    cordon_error err = {0};
    arena_init(&mem, 0);
    cordon_status status = flags_ask_rows(&v, &n, &mem, row, rows, t, &err);
    if (status ? !err.message[0] : flags_ask_rows(&again, &m, &mem, row, rows, t, &err) || n != rows || m != n || flags_questions(&q, &questions, &mem, v, n, &err)) abort();
    for (size_t i = 0; !status && i < n; i++) {
        if (v[i].verdict != again[i].verdict || strcmp(v[i].text, again[i].text) != 0 || !*v[i].text) abort();
        if (v[i].verdict == FINDING_FOUND ? !v[i].evidences : v[i].verdict == FINDING_NOT_ASSESSED && !*v[i].question) abort();
    }
    arena_destroy(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static regime *shipped;
    const char *part[3] = {"", "", ""};
    size_t len[3] = {0}, at = 0, rows = 0;
    const flag_row *row = NULL;
    flag_row *own = NULL;
    cordon_error err = {0};
    if (size > 1 << 14 || (!shipped && regime_load(&shipped, "russia-2022", fuzz_areas(), &err))) return 0;
    for (int i = 0; i < 3 && fuzz_part(&part[i], &len[i], data, size, &at); i++) continue;
    arena mem;
    case_file c;
    regime *r = NULL;
    table t = {0};
    regime_tables *tables = len[1] ? fuzz_tables() : NULL;
    arena_init(&mem, 0);
    cordon_status status = case_read(&c, &mem, "case", len[2] ? part[2] : sound_case, len[2] ? len[2] : sizeof sound_case - 1, &err);
    if (!status && tables) {
        fuzz_add(tables, "flag_parameters.csv", part[1], len[1]);
        status = regime_of_tables(&r, tables, fuzz_areas(), &err);
        free(tables);
        tables = NULL;
    }
    if (!status) status = len[0] ? table_read_memory(&t, "flags.csv", part[0], len[0], &err) : flag_rows(&row, &rows, &err);
    if (!status && len[0] && !(status = flag_rows_read(&own, &rows, &t, &err))) row = own;
    if (status && !err.message[0]) abort();
    if (!status) ask(row, rows, &(flag_terms){.c = &c, .r = r ? r : shipped, .a = fuzz_areas(), .as_at = 20250601, .ask = size & 1 ? made : NULL});
    if (tables) regime_tables_free(tables);
    free(tables);
    free(own);
    table_free(&t);
    regime_free(r);
    arena_destroy(&mem);
    return 0;
}
