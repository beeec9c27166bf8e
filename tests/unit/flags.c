/* Each flag fires, does not fire, and is not assessed where what it needs is absent; thresholds at their bounds. */
#include "assess/flags_inner.h"

#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "test.h"

static areas *known;
static regime *law;

static bool ready(void) {
    cordon_error err = {0};
    if (law) return true;
    bool fine = !areas_load(&known, &err) && !regime_load(&law, "russia-2022", known, &err);
    if (!fine) printf("# %s\n", err.message);
    return fine;
}

/* "party.listed" answers with yes, no or unknown for every thing; other names are not known. "!name" fails. */
typedef struct told { const char *name; tri holds; date_day day; } told;
static cordon_status tell(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    const told *t = arg;
    static fact_evidence e[1];
    (void)value, (void)scope, (void)thing;
    if (strcmp(t->name, name) != 0) return cordon_fail(err, CORDON_EINVAL, "no fact %s", name);
    e[0] = (fact_evidence){.kind = "list", .record = "r", .day = t->day};
    *out = (fact){.holds = t->holds, .value = "", .why = "because", .evidence = e, .evidences = t->holds == TRI_YES};
    return CORDON_OK;
}

static const flag_result *ask(arena *mem, const char *id, const char *json, told t, date_day as_at) {
    static const flag_result none = {.verdict = FINDING_FAILED, .text = "failed", .missing = "", .question = ""};
    const flag_result *v;
    size_t n;
    case_file *c = arena_alloc(mem, sizeof *c);
    cordon_error err = {0};
    flag_terms terms = {.c = c, .r = law, .a = known, .as_at = as_at ? as_at : 20250601, .ask = t.name ? tell : NULL, .arg = &t};
    if (case_read(c, mem, "case", json, strlen(json), &err) || flags_ask(&v, &n, mem, &terms, &err)) {
        printf("# %s: %s\n", id, err.message);
        return &none;
    }
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].row->id, id) == 0) return &v[i];
    return &none;
}

enum { F = FINDING_FOUND, N = FINDING_NOTHING_FOUND, U = FINDING_NOT_ASSESSED };
#define BUYER(x) "\"parties\":[{\"id\":\"b\",\"role\":\"purchaser\",\"name\":\"Buyer\"" x "}]"
#define CHIP "\"items\":[{\"code\":\"8542.31\"}]"
#define ORDERS(x) "\"orders\":[" x "]"
#define O(day, dest, code, q) "{\"on\":\"" day "\",\"destination\":\"" dest "\",\"code\":\"" code "\",\"quantity\":" q ",\"value\":" q ",\"unit\":\"pcs\",\"party\":\"b\"}"

static const struct { const char *id; int want; const char *json; told t; date_day on; } cases[] = {
    {"R01", F, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2022-02-25\"") "," CHIP "}", {0}, 0},
    {"R01", N, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2022-02-24\"") "," CHIP "}", {0}, 0},
    {"R01", N, "{" BUYER(",\"country\":\"DEU\",\"founded\":\"2023-02-24\"") "," CHIP "}", {0}, 0},
    {"R01", N, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2023-02-24\"") ",\"items\":[{\"code\":\"010121\"}]}", {0}, 0},
    {"R01", U, "{" BUYER(",\"country\":\"HKG\"") "," CHIP "}", {0}, 0},
    {"R01", U, "{" BUYER(",\"founded\":\"2023-02-24\"") "," CHIP "}", {0}, 0},
    {"R01", U, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2023-02-24\"") ",\"items\":[{}]}", {0}, 0},
    {"R01", U, "{" CHIP "}", {0}, 0},
    {"R02", F, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2023-01-01\"") "," CHIP ",\"orders\":[]}", {0}, 0},
    {"R02", F, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2023-01-01\"") "," CHIP "," ORDERS(O("2024-01-01", "HKG", "854231", "1")) "}", {0}, 0},
    {"R02", N, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2023-01-01\"") ",\"items\":[{\"code\":\"848210\"}],\"orders\":[]}", {0}, 0},
    {"R02", U, "{" BUYER(",\"country\":\"HKG\",\"founded\":\"2023-01-01\"") "," CHIP "}", {0}, 0},
    {"R03", F, "{" BUYER("") "," ORDERS(O("2020-01-01", "KAZ", "010121", "1") "," O("2022-02-25", "KAZ", "854231", "1")) "}", {0}, 0},
    {"R03", N, "{" BUYER("") "," ORDERS(O("2020-01-01", "KAZ", "854231", "1") "," O("2022-02-25", "KAZ", "854231", "1")) "}", {0}, 0},
    {"R03", N, "{" BUYER("") "," ORDERS(O("2022-02-24", "KAZ", "010121", "1") "," O("2022-02-25", "KAZ", "854231", "1")) "}", {0}, 0},
    {"R03", U, "{" BUYER("") "}", {0}, 0},
    /* one order of 100 a year before; eleven of 20 within the year: p = C(...) is far below 0.01 */
    {"R04", F, "{" BUYER("") "," ORDERS(O("2021-02-24", "KAZ", "848210", "100") "," O("2025-01-01", "KAZ", "848210", "20") "," O("2025-01-02", "KAZ", "848210", "20") "," O("2025-01-03", "KAZ", "848210", "20") "," O("2025-01-04", "KAZ", "848210", "20") "," O("2025-01-05", "KAZ", "848210", "20") "," O("2025-01-06", "KAZ", "848210", "20") "," O("2025-01-07", "KAZ", "848210", "20") "," O("2025-01-08", "KAZ", "848210", "20") "," O("2025-01-09", "KAZ", "848210", "20") "," O("2025-01-10", "KAZ", "848210", "20") "," O("2025-01-11", "KAZ", "848210", "20")) "}", {0}, 0},
    {"R04", N, "{" BUYER("") "," ORDERS(O("2021-02-24", "KAZ", "848210", "100") "," O("2025-01-01", "KAZ", "848210", "300")) "}", {0}, 0},
    {"R04", F, "{" BUYER("") "," ORDERS(O("2021-02-24", "KAZ", "848210", "100") "," O("2025-01-01", "KAZ", "848210", "20") "," O("2025-01-02", "KAZ", "848210", "20") "," O("2025-01-03", "KAZ", "848210", "20") "," O("2025-01-04", "KAZ", "848210", "20") "," O("2025-01-05", "KAZ", "848210", "20") "," O("2025-01-06", "KAZ", "848210", "20") "," O("2025-01-07", "KAZ", "848210", "20") "," O("2025-01-08", "KAZ", "848210", "20") "," O("2025-01-09", "KAZ", "848210", "20") "," O("2025-01-10", "KAZ", "848210", "20")) "}", {0}, 0}, /* twice as much; 10 of 11 orders: p = 12 / 2048 */
    {"R04", N, "{" BUYER("") "," ORDERS(O("2021-02-24", "KAZ", "848210", "100") "," O("2025-01-01", "KAZ", "848210", "19.9") "," O("2025-01-02", "KAZ", "848210", "19.9") "," O("2025-01-03", "KAZ", "848210", "19.9") "," O("2025-01-04", "KAZ", "848210", "19.9") "," O("2025-01-05", "KAZ", "848210", "19.9") "," O("2025-01-06", "KAZ", "848210", "19.9") "," O("2025-01-07", "KAZ", "848210", "19.9") "," O("2025-01-08", "KAZ", "848210", "19.9") "," O("2025-01-09", "KAZ", "848210", "19.9") "," O("2025-01-10", "KAZ", "848210", "19.9")) "}", {0}, 0}, /* 199 */
    {"R04", N, "{" BUYER("") "," ORDERS(O("2021-02-24", "KAZ", "848210", "100") "," O("2025-01-01", "KAZ", "848210", "30") "," O("2025-01-02", "KAZ", "848210", "30") "," O("2025-01-03", "KAZ", "848210", "30") "," O("2025-01-04", "KAZ", "848210", "30") "," O("2025-01-05", "KAZ", "848210", "30") "," O("2025-01-06", "KAZ", "848210", "30") "," O("2025-01-07", "KAZ", "848210", "30") "," O("2025-01-08", "KAZ", "848210", "30") "," O("2025-01-09", "KAZ", "848210", "30")) "}", {0}, 0}, /* 9 of 10 orders: p = 11 / 1024 */
    {"R05", F, "{" ORDERS(O("2021-01-01", "RUS", "848210", "51") "," O("2021-01-01", "DEU", "848210", "949") "," O("2023-01-01", "KGZ", "848210", "201") "," O("2023-01-01", "DEU", "848210", "799")) "}", {0}, 0},
    {"R11", F, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"L\",\"share\":49.9}]},{\"role\":\"other\",\"name\":\"L\",\"owners\":[]}]}", {"party.listed", TRI_YES, 0}, 0},
    {"R13", N, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"A\",\"owners\":[{\"name\":\"B\",\"share\":100}]},{\"role\":\"other\",\"name\":\"B\",\"owners\":[{\"name\":\"C\",\"share\":100}]},{\"role\":\"other\",\"name\":\"C\",\"owners\":[{\"name\":\"P\",\"person\":true,\"share\":100}]}]}", {0}, 0},
    {"R42", N, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":110,\"currency\":\"EUR\"}]}", {0}, 0},
    {"R42", F, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":110.05,\"currency\":\"EUR\"}]}", {0}, 0},
    {"R42", F, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":89.95,\"currency\":\"EUR\"}]}", {0}, 0},
    {"R43", N, "{\"documents\":[{\"kind\":\"invoice\",\"value\":9999,\"on\":\"2025-01-01\"},{\"kind\":\"invoice\",\"value\":7999,\"on\":\"2025-01-15\"},{\"kind\":\"invoice\",\"value\":9000,\"on\":\"2025-01-31\"}]}", {0}, 0},
    {"R04", U, "{}", {0}, 0},
    {"R05", F, "{" ORDERS(O("2021-01-01", "RUS", "848210", "6") "," O("2021-01-01", "DEU", "848210", "94") "," O("2023-01-01", "KGZ", "848210", "21") "," O("2023-01-01", "DEU", "848210", "79")) "}", {0}, 0},
    {"R05", N, "{" ORDERS(O("2021-01-01", "RUS", "848210", "5") "," O("2021-01-01", "DEU", "848210", "95") "," O("2023-01-01", "KGZ", "848210", "21") "," O("2023-01-01", "DEU", "848210", "79")) "}", {0}, 0},
    {"R05", N, "{" ORDERS(O("2021-01-01", "RUS", "848210", "6") "," O("2021-01-01", "DEU", "848210", "94") "," O("2023-01-01", "KGZ", "848210", "20") "," O("2023-01-01", "DEU", "848210", "80")) "}", {0}, 0},
    {"R05", U, "{}", {0}, 0},
    {"R06", F, "{\"changes\":[{\"of\":\"destination\",\"before\":\"Russia\",\"after\":\"KAZ\"}]}", {0}, 0},
    {"R06", N, "{\"changes\":[{\"of\":\"destination\",\"before\":\"Russia\",\"after\":\"DEU\"}]}", {0}, 0},
    {"R06", N, "{\"changes\":[]}", {0}, 0},
    {"R06", U, "{}", {0}, 0},
    {"R06", U, "{\"changes\":[{\"of\":\"destination\",\"after\":\"KAZ\"}]}", {0}, 0},
    {"R07", F, "{" BUYER("") "}", {"party.alike", TRI_YES, 0}, 0},
    {"R07", N, "{" BUYER("") "}", {"party.alike", TRI_NO, 0}, 0},
    {"R07", U, "{" BUYER("") "}", {0}, 0},
    {"R08", F, "{" BUYER("") "}", {"party.contact_listed", TRI_YES, 0}, 0},
    {"R08", N, "{" BUYER("") "}", {"party.contact_listed", TRI_NO, 0}, 0},
    {"R08", U, "{" BUYER("") "}", {0}, 0},
    {"R09", F, "{" BUYER("") "," CHIP "}", {"party.contact_listed", TRI_YES, 0}, 0},
    {"R09", N, "{" BUYER("") ",\"items\":[{\"code\":\"010121\"}]}", {"party.contact_listed", TRI_YES, 0}, 0},
    {"R09", U, "{" BUYER("") "," CHIP "}", {0}, 0},
    {"R10", F, "{" BUYER("") "}", {"party.listed", TRI_YES, 0}, 0},
    {"R10", F, "{" BUYER("") "}", {"party.owned", TRI_YES, 0}, 0},
    {"R10", U, "{" BUYER("") "}", {"party.listed", TRI_NO, 0}, 0}, /* whether it is owned is not known */
    {"R10", N, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\"}],\"answers\":[{\"question\":\"R10\",\"answer\":\"no\"}]}", {"party.listed", TRI_NO, 0}, 0},
    {"R11", F, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"L\",\"share\":25}]},{\"role\":\"other\",\"name\":\"L\",\"owners\":[]}]}", {"party.listed", TRI_YES, 0}, 0},
    {"R11", N, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"L\",\"share\":24.9}]},{\"role\":\"other\",\"name\":\"L\",\"owners\":[]}]}", {"party.listed", TRI_YES, 0}, 0},
    {"R11", N, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"L\",\"share\":50}]},{\"role\":\"other\",\"name\":\"L\",\"owners\":[]}]}", {"party.listed", TRI_YES, 0}, 0},
    {"R11", F, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"L\",\"kind\":\"control\"}]},{\"role\":\"other\",\"name\":\"L\",\"owners\":[]}]}", {"party.listed", TRI_YES, 0}, 0},
    /* Owners that are no parties are asked about by their own names. */
    {"R11", F, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"P\",\"share\":60},{\"name\":\"L\",\"share\":40}]}]}", {"owner.listed", TRI_YES, 0}, 0},
    {"R11", N, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"P\",\"share\":60},{\"name\":\"L\",\"share\":40}]}]}", {"owner.listed", TRI_NO, 0}, 0},
    {"R11", U, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"owners\":[{\"name\":\"P\",\"share\":60},{\"name\":\"L\",\"share\":40}]}]}", {"owner.listed", TRI_UNKNOWN, 0}, 0},
    {"R11", U, "{" BUYER("") "}", {"party.listed", TRI_YES, 0}, 0},
    {"R12", F, "{" BUYER(",\"owners\":[{\"name\":\"L\",\"from\":\"2024-06-29\"}]") "}", {"owner.moved", TRI_YES, 20240101}, 0},
    {"R12", N, "{" BUYER(",\"owners\":[{\"name\":\"L\",\"from\":\"2024-06-30\"}]") "}", {"owner.moved", TRI_NO, 0}, 0},
    {"R12", U, "{" BUYER(",\"owners\":[{\"name\":\"L\"}]") "}", {"owner.moved", TRI_UNKNOWN, 0}, 0},
    {"R13", F, "{" BUYER(",\"owners\":[{\"name\":\"P\",\"person\":true,\"share\":74.9}]") "}", {0}, 0},
    {"R13", N, "{" BUYER(",\"owners\":[{\"name\":\"P\",\"person\":true,\"share\":75}]") "}", {0}, 0},
    {"R13", U, "{" BUYER(",\"owners\":[{\"name\":\"Company\",\"share\":100}]") "}", {0}, 0},
    {"R13", F, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"A\",\"owners_complete\":true,\"owners\":[{\"name\":\"B\",\"share\":100}]},{\"role\":\"other\",\"name\":\"B\",\"owners\":[{\"name\":\"C\",\"share\":100}]},{\"role\":\"other\",\"name\":\"C\",\"owners\":[{\"name\":\"D\",\"share\":100}]},{\"role\":\"other\",\"name\":\"D\",\"owners\":[{\"name\":\"P\",\"person\":true,\"share\":100}]}]}", {0}, 0},
    {"R13", F, "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"A\",\"owners\":[{\"name\":\"B\",\"share\":100}]},{\"role\":\"other\",\"name\":\"B\",\"owners\":[{\"name\":\"A\",\"share\":100}]}]}", {0}, 0}, /* a circle ends */
    {"R14", F, "{\"destination\":\"KAZ\"," BUYER(",\"country\":\"KAZ\",\"bank_country\":\"ARE\"") "}", {0}, 0},
    {"R14", N, "{\"destination\":\"KAZ\"," BUYER(",\"country\":\"KAZ\",\"bank_country\":\"Kazakhstan\"") "}", {0}, 0},
    {"R14", U, "{\"destination\":\"KAZ\"," BUYER(",\"country\":\"KAZ\"") "}", {0}, 0},
    {"R15", F, "{\"euc\":{\"end_user\":\"U\"},\"payments\":[{\"debtor\":\"Somebody Else\"}]}", {0}, 0},
    {"R15", N, "{\"euc\":{\"end_user\":\"User Works\"},\"payments\":[{\"debtor\":\"USER WORKS Ltd\"}]}", {0}, 0},
    {"R15", U, "{\"payments\":[{\"debtor\":\"Somebody Else\"}]}", {0}, 0},
    {"R16", F, "{\"day\":\"2025-05-15\",\"changes\":[{\"of\":\"payer\",\"before\":\"RUS\",\"after\":\"ARE\",\"on\":\"2025-05-01\"}]}", {0}, 0},
    {"R16", N, "{\"day\":\"2025-05-15\",\"changes\":[{\"of\":\"payer\",\"before\":\"RUS\",\"after\":\"ARE\",\"on\":\"2025-04-30\"}]}", {0}, 0},
    {"R16", U, "{\"day\":\"2025-05-15\",\"changes\":[{\"of\":\"payer\",\"before\":\"RUS\",\"after\":\"ARE\"}]}", {0}, 0},
    {"R17", F, "{\"payments\":[{\"debtor\":\"D\",\"creditor\":\"A\",\"amount\":50000,\"on\":\"2025-01-01\"},{\"debtor\":\"D\",\"creditor\":\"B\",\"amount\":9,\"on\":\"2025-03-01\"},{\"debtor\":\"D\",\"creditor\":\"C\",\"amount\":9,\"on\":\"2025-04-01\"}]}", {0}, 0},
    {"R17", N, "{\"payments\":[{\"debtor\":\"D\",\"creditor\":\"A\",\"amount\":50000,\"on\":\"2025-01-01\"},{\"debtor\":\"D\",\"creditor\":\"B\",\"amount\":9,\"on\":\"2025-03-01\"},{\"debtor\":\"D\",\"creditor\":\"C\",\"amount\":9,\"on\":\"2025-04-02\"}]}", {0}, 0},
    {"R17", N, "{\"payments\":[{\"debtor\":\"D\",\"creditor\":\"A\",\"amount\":50001,\"on\":\"2025-01-01\"},{\"debtor\":\"D\",\"creditor\":\"B\",\"amount\":9,\"on\":\"2025-03-01\"},{\"debtor\":\"D\",\"creditor\":\"C\",\"amount\":9,\"on\":\"2025-04-01\"}]}", {0}, 0},
    {"R17", U, "{\"payments\":[{\"debtor\":\"D\"}]}", {0}, 0},
    {"R18", F, "{" CHIP "}", {"item.overpriced", TRI_YES, 0}, 0},
    {"R18", N, "{" CHIP "}", {"item.overpriced", TRI_NO, 0}, 0},
    {"R18", U, "{" CHIP "}", {0}, 0},
    {"R19", F, "{\"documents\":[{\"kind\":\"letter_of_credit\",\"consignee\":\"First Bank of Somewhere\",\"end_user\":\"\"}]}", {0}, 0},
    {"R19", N, "{\"documents\":[{\"kind\":\"letter_of_credit\",\"consignee\":\"First Bank of Somewhere\",\"end_user\":\"Works\"}]}", {0}, 0},
    {"R19", U, "{\"documents\":[{\"kind\":\"letter_of_credit\"}]}", {0}, 0},
    {"R20", F, "{\"parties\":[{\"role\":\"consignee\",\"name\":\"C\",\"activity\":\"K64.19\"}]}", {0}, 0},
    {"R20", N, "{\"parties\":[{\"role\":\"consignee\",\"name\":\"C\",\"activity\":\"28.30\"}]}", {0}, 0},
    {"R20", U, "{\"parties\":[{\"role\":\"consignee\",\"name\":\"C\"}]}", {0}, 0},
    {"R21", F, "{\"parties\":[{\"role\":\"end_user\",\"name\":\"C\",\"activity\":\"52.29\"}]}", {0}, 0},
    {"R21", F, "{\"parties\":[{\"role\":\"end_user\",\"name\":\"Cargo Ltd\",\"activity\":\"28\"},{\"role\":\"forwarder\",\"name\":\"CARGO\"}]}", {0}, 0},
    {"R21", N, "{\"parties\":[{\"role\":\"end_user\",\"name\":\"C\",\"activity\":\"51.10\"}]}", {0}, 0},
    {"R21", U, "{\"parties\":[{\"role\":\"end_user\",\"name\":\"C\"}]}", {0}, 0},
    {"R22", F, "{\"legs\":[{\"from\":\"DEU\",\"to\":\"TUR\"},{\"from\":\"ARE\",\"to\":\"KAZ\"}]}", {0}, 0},
    {"R22", F, "{\"legs\":[{\"from\":\"DEU\",\"to\":\"TUR\"},{\"from\":\"Turkey\",\"to\":\"Germany\"}]}", {0}, 0},
    {"R22", U, "{\"legs\":[{\"from\":\"DEU\",\"to\":\"TUR\"},{\"from\":\"TUR\",\"to\":\"KAZ\"}]}", {0}, 0},
    {"R22", N, "{\"legs\":[{\"from\":\"DEU\",\"to\":\"KAZ\"}],\"answers\":[{\"question\":\"R22\",\"answer\":\"no\"}]}", {0}, 0},
    {"R23", F, "{\"destination\":\"AUT\",\"legs\":[{\"from\":\"DEU\",\"to\":\"ARM\"}]}", {0}, 0},
    {"R23", F, "{\"destination\":\"KAZ\",\"legs\":[]}", {0}, 0},
    {"R23", N, "{\"destination\":\"AUT\",\"legs\":[{\"from\":\"DEU\",\"to\":\"AUT\"}]}", {0}, 0},
    {"R23", U, "{\"destination\":\"AUT\"}", {0}, 0},
    {"R24", U, "{" CHIP "}", {0}, 0},
    {"R26", F, "{" BUYER(",\"founded\":\"2024-06-02\",\"employees\":9") "}", {0}, 0},
    {"R26", N, "{" BUYER(",\"founded\":\"2024-06-01\",\"employees\":2") "}", {0}, 0},
    {"R26", F, "{" BUYER(",\"founded\":\"2014-06-01\",\"employees\":1") "}", {0}, 0},
    {"R26", U, "{" BUYER(",\"founded\":\"2014-06-01\"") "}", {0}, 0},
    {"R27", F, "{" BUYER(",\"website\":\"\"") "}", {0}, 0},
    {"R27", F, "{" BUYER(",\"email\":\"a@gmail.com\"") "}", {0}, 0},
    {"R27", N, "{" BUYER(",\"website\":\"x.example\"") "}", {0}, 0},
    {"R27", U, "{" BUYER("") "}", {0}, 0},
    {"R28", F, "{" BUYER(",\"email\":\"a@QQ.com\"") "}", {0}, 0},
    {"R28", N, "{" BUYER(",\"email\":\"a@x.example\"") "}", {0}, 0},
    {"R28", U, "{" BUYER("") "}", {0}, 0},
    {"R29", F, "{" BUYER(",\"country\":\"HKG\",\"phone\":\"+86 755 1234567\"") "}", {0}, 0},
    {"R29", N, "{" BUYER(",\"country\":\"HKG\",\"phone\":\"+852 1234 5678\"") "}", {0}, 0},
    {"R29", U, "{" BUYER(",\"country\":\"HKG\",\"phone\":\"1234 5678\"") "}", {0}, 0},
    {"R30", F, "{" BUYER(",\"country\":\"KAZ\",\"ip_country\":\"RUS\"") "}", {0}, 0},
    {"R30", N, "{" BUYER(",\"country\":\"KAZ\",\"ip_country\":\"Kazakhstan\"") "}", {0}, 0},
    {"R30", N, "{" BUYER(",\"country\":\"KAZ\",\"ip\":\"\"") "}", {0}, 0},
    {"R30", U, "{" BUYER(",\"country\":\"KAZ\",\"ip\":\"192.0.2.1\"") "}", {0}, 0},
    {"R31", F, "{\"parties\":[{\"address\":\"1 A\"},{\"address\":\"1 a\"},{\"address\":\"1 A\"}]}", {0}, 0},
    {"R31", U, "{\"parties\":[{\"address\":\"1 A\"},{\"address\":\"1 a\"}]}", {0}, 0},
    {"R31", N, "{\"parties\":[{\"address\":\"1 A\"}],\"answers\":[{\"question\":\"R31\",\"answer\":\"no\"}]}", {0}, 0},
    {"R37", F, "{\"items\":[{\"value\":10001}],\"payments\":[{\"method\":\"cash\"}]}", {0}, 0},
    {"R37", N, "{\"items\":[{\"value\":10000}],\"payments\":[{\"method\":\"cash\"}]}", {0}, 0},
    {"R37", U, "{\"items\":[{\"value\":10001}]}", {0}, 0},
    {"R41", F, "{" CHIP "}", {"item.misclassified", TRI_YES, 0}, 0},
    {"R41", N, "{" CHIP "}", {"item.misclassified", TRI_NO, 0}, 0},
    {"R41", U, "{" CHIP "}", {0}, 0},
    {"R42", F, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":111,\"currency\":\"EUR\"}]}", {0}, 0},
    {"R42", F, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":89,\"currency\":\"EUR\"}]}", {0}, 0},
    {"R42", N, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":90,\"currency\":\"EUR\"}]}", {0}, 0},
    {"R42", F, "{" CHIP "}", {"item.underpriced", TRI_YES, 0}, 0},
    {"R42", U, "{\"items\":[],\"documents\":[{\"kind\":\"invoice\",\"value\":100,\"currency\":\"EUR\"}],\"payments\":[{\"amount\":90,\"currency\":\"USD\"}]}", {0}, 0},
    {"R43", F, "{\"documents\":[{\"kind\":\"invoice\",\"value\":9999,\"on\":\"2025-01-01\"},{\"kind\":\"invoice\",\"value\":8000,\"on\":\"2025-01-15\"},{\"kind\":\"invoice\",\"value\":9000,\"on\":\"2025-01-31\"}]}", {0}, 0},
    {"R43", N, "{\"documents\":[{\"kind\":\"invoice\",\"value\":9999,\"on\":\"2025-01-01\"},{\"kind\":\"invoice\",\"value\":8000,\"on\":\"2025-01-15\"},{\"kind\":\"invoice\",\"value\":9000,\"on\":\"2025-02-01\"}]}", {0}, 0},
    {"R43", N, "{\"documents\":[{\"kind\":\"invoice\",\"value\":10000,\"on\":\"2025-01-01\"},{\"kind\":\"invoice\",\"value\":8000,\"on\":\"2025-01-15\"},{\"kind\":\"invoice\",\"value\":9000,\"on\":\"2025-01-31\"}]}", {0}, 0},
    {"R43", U, "{\"documents\":[{\"kind\":\"invoice\"}]}", {0}, 0},
    {"R44", U, "{\"items\":[{\"code\":\"848210\",\"quantity\":1000,\"unit\":\"pcs\"}]}", {0}, 0},
    {"R45", F, "{\"items\":[{\"licence\":\"L1\"}],\"documents\":[]}", {0}, 0},
    {"R45", F, "{\"items\":[{\"licence\":\"L1\"}],\"documents\":[{\"kind\":\"licence\",\"number\":\"l1\",\"valid_until\":\"2025-05-31\"}]}", {0}, 0},
    {"R45", U, "{\"items\":[{\"licence\":\"L1\"}],\"documents\":[{\"kind\":\"licence\",\"number\":\"l1\",\"valid_until\":\"2025-06-01\"}]}", {0}, 0},
    {"R45", N, "{\"items\":[{}],\"documents\":[]}", {0}, 0},
    {"R48", F, "{" BUYER(",\"country\":\"KAZ\",\"owners\":[{\"name\":\"P\",\"country\":\"Russia\"}]") "}", {0}, 0},
    {"R48", N, "{" BUYER(",\"country\":\"KAZ\",\"owners\":[{\"name\":\"P\",\"country\":\"KAZ\"}]") "}", {0}, 0},
    {"R48", U, "{" BUYER(",\"country\":\"KAZ\"") "}", {0}, 0},
    {"R49", F, "{" BUYER(",\"country\":\"KAZ\",\"owners\":[{\"name\":\"P\",\"country\":\"RUS\"}]") "," ORDERS(O("2021-01-01", "RUS", "848210", "1")) "}", {0}, 0},
    {"R49", N, "{" BUYER(",\"country\":\"KAZ\",\"owners\":[{\"name\":\"P\",\"country\":\"RUS\"}]") "," ORDERS(O("2021-01-01", "DEU", "848210", "1")) "}", {0}, 0},
    {"R49", U, "{" BUYER(",\"country\":\"KAZ\",\"owners\":[{\"name\":\"P\",\"country\":\"RUS\"}]") "}", {0}, 0},
    {"R50", F, "{" ORDERS(O("2022-01-01", "RUS", "848210", "1") "," O("2022-07-03", "KGZ", "848210", "1")) "}", {0}, 0},
    {"R50", N, "{" ORDERS(O("2022-01-01", "RUS", "848210", "1") "," O("2022-07-04", "KGZ", "848210", "1")) "}", {0}, 0},
    {"R50", N, "{" ORDERS(O("2022-01-01", "RUS", "848210", "1") "," O("2021-12-01", "KGZ", "848210", "1") "," O("2022-02-01", "KGZ", "848210", "1")) "}", {0}, 0},
    {"R50", U, "{}", {0}, 0},
    {"R52", U, "{" CHIP ",\"changes\":[{\"of\":\"destination\"}]}", {0}, 0},
    {"R52", F, "{" CHIP ",\"changes\":[{\"of\":\"destination\",\"after\":\"KAZ\"}]}", {"item.on", TRI_YES, 0}, 0},
    {"R52", N, "{" CHIP ",\"changes\":[{\"of\":\"destination\",\"after\":\"KAZ\"}]}", {"item.on", TRI_NO, 0}, 0},
    {"R52", N, "{" CHIP ",\"changes\":[]}", {0}, 0},
    {"R53", F, "{\"destination\":\"ARM\",\"contract\":{\"terms\":\"open_account\"}}", {0}, 0},
    {"R53", N, "{\"destination\":\"AUT\",\"contract\":{\"terms\":\"open_account\"}}", {0}, 0},
    {"R53", N, "{\"destination\":\"ARM\",\"contract\":{\"terms\":\"advance\"}}", {0}, 0},
    {"R53", U, "{\"destination\":\"ARM\"}", {0}, 0},
    {"R54", F, "{\"legs\":[{\"mode\":\"sea\",\"vessel_imo\":\"9074729\"}]}", {"leg.vessel_listed", TRI_YES, 0}, 0},
    {"R54", N, "{\"legs\":[{\"mode\":\"road\"}]}", {"leg.vessel_listed", TRI_YES, 0}, 0},
    {"R54", U, "{\"legs\":[{\"mode\":\"sea\"}]}", {0}, 0},
    {"R55", U, "{" BUYER("") "}", {0}, 0},
    {"R56", F, "{" BUYER("") "}", {"party.address_listed", TRI_YES, 0}, 0},
    {"R56", N, "{" BUYER("") "}", {"party.address_listed", TRI_NO, 0}, 0},
    {"R56", U, "{" BUYER("") "}", {0}, 0},
    {"R57", F, "{\"payments\":[{\"debtor_agent\":\"X\"}]}", {"payment.bank_listed", TRI_YES, 0}, 0},
    {"R57", N, "{\"payments\":[{\"debtor_agent\":\"X\"}]}", {"payment.bank_listed", TRI_NO, 0}, 0},
    {"R57", U, "{\"payments\":[{\"debtor_agent\":\"X\"}]}", {0}, 0},
    {"R58", F, "{\"destination\":\"KAZ\",\"payments\":[{\"debtor\":\"A\",\"ultimate_debtor\":\"Bee\",\"country\":\"ARE\",\"currency\":\"EUR\"}]}", {0}, 0},
    {"R58", F, "{\"destination\":\"KAZ\",\"payments\":[{\"debtor\":\"Agent\",\"ultimate_debtor\":\"Bee\",\"country\":\"KAZ\",\"currency\":\"CNY\"}]}", {0}, 0},
    {"R58", N, "{\"destination\":\"KAZ\",\"payments\":[{\"debtor\":\"Bee Ltd\",\"ultimate_debtor\":\"Bee\",\"country\":\"ARE\",\"currency\":\"EUR\"}]}", {0}, 0},
    {"R58", U, "{\"destination\":\"KAZ\",\"payments\":[{\"debtor\":\"Bee Ltd\"}]}", {0}, 0},
    {"R59", F, "{\"payments\":[{\"asset\":\"A7A5\"}]}", {0}, 0},
    {"R59", F, "{\"payments\":[{\"method\":\"crypto\"}]}", {0}, 0},
    {"R59", N, "{\"payments\":[{\"method\":\"transfer\"}]}", {0}, 0},
    {"R59", U, "{\"payments\":[{\"amount\":1}]}", {0}, 0},
    {"R60", F, "{\"destination\":\"KAZ\"," CHIP ",\"contract\":{\"no_reexport_clause\":false}}", {"case.reexport_clause", TRI_NO, 0}, 0},
    {"R60", F, "{\"destination\":\"KAZ\"," CHIP ",\"contract\":{\"clause\":\"Goods.\"},\"euc\":{\"number\":\"1\"}}", {"case.reexport_clause", TRI_NO, 0}, 0},
    {"R60", F, "{\"destination\":\"KAZ\"," CHIP ",\"contract\":{\"no_reexport_clause\":true,\"clause\":\"Goods.\"},\"euc\":{\"number\":\"1\"}}", {"case.reexport_clause", TRI_NO, 0}, 0},
    {"R60", U, "{\"destination\":\"KAZ\"," CHIP ",\"contract\":{\"no_reexport_clause\":false,\"clause\":\"Goods.\"},\"euc\":{\"number\":\"1\"},\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"yes\"}]}", {"case.reexport_clause", TRI_UNKNOWN, 0}, 0}, /* it says two things */
    {"R60", N, "{\"destination\":\"DEU\"," CHIP ",\"contract\":{\"no_reexport_clause\":false}}", {0}, 0},
    {"R60", N, "{\"destination\":\"KAZ\"," CHIP ",\"contract\":{\"no_reexport_clause\":true},\"euc\":{\"number\":\"1\"},\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"yes\"}]}", {"case.reexport_clause", TRI_YES, 0}, 0},
    {"R60", U, "{\"destination\":\"KAZ\"," CHIP ",\"contract\":{\"no_reexport_clause\":true}}", {"case.reexport_clause", TRI_YES, 0}, 0},
    {"R62", F, "{\"destination\":\"KAZ\"," CHIP ",\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"yes\",\"on\":\"2024-05-31\"}]}", {0}, 0},
    {"R62", N, "{\"destination\":\"KAZ\"," CHIP ",\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"yes\",\"on\":\"2024-06-01\"}]}", {0}, 0}, /* 365 days before 1 June 2025 */
    {"R62", N, "{\"destination\":\"DEU\"," CHIP ",\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"yes\",\"on\":\"2020-01-01\"}]}", {0}, 0},
    {"R62", U, "{\"destination\":\"KAZ\"," CHIP ",\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"yes\"}]}", {0}, 0},
    {"R62", N, "{\"destination\":\"KAZ\"," CHIP ",\"answers\":[{\"question\":\"risk_assessment\",\"answer\":\"no\",\"on\":\"2020-01-01\"}]}", {0}, 0},
};

TEST(each_flag_fires_is_quiet_and_asks) {
    CHECK(ready());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena mem;
        arena_init(&mem, 0);
        const flag_result *r = ask(&mem, cases[i].id, cases[i].json, cases[i].t, cases[i].on);
        if ((int)r->verdict != cases[i].want) {
            printf("# %s %s: %s (%s, missing %s)\n", cases[i].id, cases[i].json, finding_verdict_name(r->verdict), r->text, r->missing);
            test_failed = 1;
        } else if (cases[i].want == F && (!r->evidences || !*r->text || !*r->question)) FAIL_("%s: no evidence", cases[i].id);
        else if (cases[i].want == U && (!*r->missing || !*r->question)) FAIL_("%s: nothing to ask", cases[i].id);
        arena_destroy(&mem);
    }
}

/* Every computed or partly computed flag has its three kinds of case above (or is named here); every asked one obeys an answer. */
TEST(no_flag_is_left_out) {
    const flag_row *row = NULL;
    size_t n = 0;
    CHECK(ready());
    CHECK_INT(flag_rows(&row, &n, NULL), 0);
    CHECK_INT((int)n, 62);
    for (size_t i = 0; i < n; i++) {
        unsigned seen = 0;
        char id[24], yes[120], no[120];
        snprintf(id, sizeof id, "R%02zu", i + 1);
        CHECK(strcmp(row[i].id, id) == 0);
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
            if (strcmp(cases[k].id, id) == 0) seen |= 1u << cases[k].want;
        unsigned want = strcmp(id, "R44") == 0 ? 1u << U : 1u << F | 1u << N | 1u << U;
        if (row[i].how != FLAG_ASKED && (seen & want) != want) FAIL_("%s has not all kinds of cases: %x", id, seen);
        arena mem;
        arena_init(&mem, 0);
        snprintf(yes, sizeof yes, "{\"answers\":[{\"question\":\"%s\",\"answer\":\"yes\",\"by\":\"A\"}]}", id);
        snprintf(no, sizeof no, "{\"answers\":[{\"question\":\"%s\",\"answer\":\"no\"}]}", id);
        CHECK_INT(ask(&mem, id, yes, (told){0}, 0)->verdict, F);
        if (row[i].how == FLAG_ASKED) {
            CHECK_INT(ask(&mem, id, no, (told){0}, 0)->verdict, N);
            CHECK_INT(ask(&mem, id, "{\"id\":\"x\"}", (told){0}, 0)->verdict, U);
        }
        arena_destroy(&mem);
    }
}

/* The 99th percentile of n orders is the ceil(0.99 n)-th: of 1 .. 20 the greatest, of 1 .. 200 the 198th. */
TEST(large_quantities) {
    static const struct { int orders, quantity, want; } some[] = {{19, 1000, U}, {20, 20, N}, {20, 21, F}, {200, 198, N}, {200, 199, F}};
    CHECK(ready());
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        arena mem;
        buf b = {0};
        arena_init(&mem, 0);
        buf_printf(&b, "{\"items\":[{\"code\":\"848210\",\"quantity\":%d,\"unit\":\"pcs\"}],\"orders\":[", some[i].quantity);
        for (int k = 0; k < some[i].orders; k++) buf_printf(&b, "%s{\"code\":\"84821010\",\"unit\":\"PCS\",\"quantity\":%d}", k ? "," : "", k + 1);
        buf_str(&b, "]}");
        if ((int)ask(&mem, "R44", b.p, (told){0}, 0)->verdict != some[i].want) FAIL_("%d of %d", some[i].quantity, some[i].orders);
        buf_free(&b);
        arena_destroy(&mem);
    }
}

/* Against counting anew for every item, on goods, units and quantities drawn from few, so that many are alike. */
TEST(large_quantities_as_if_counted_for_each_item) {
    enum { ITEMS = 60, ORDERS_OF = 900, SEED = 11 };
    static const char *const code[] = {"848210", "84821010", "8482 20", "8482", "854231"}, *const digits[] = {"848210", "848210", "848220", NULL, "854231"}, *const in_unit[] = {"pcs", "PCS", "kg", NULL};
    struct { unsigned code, unit; int quantity; } o[ORDERS_OF];
    random_state r;
    double least, share;
    size_t fired = 0, quiet = 0;
    random_seed(&r, SEED);
    CHECK(ready());
    arena kept;
    flag_settings settings;
    arena_init(&kept, 0);
    CHECK_INT(flag_settings_read(&settings, &kept, law, 20250601, NULL), 0);
    least = atof(flag_settings_find(&settings, "quantity_orders"));
    share = atof(flag_settings_find(&settings, "quantity_share"));
    arena_destroy(&kept);
    buf orders = {0};
    for (unsigned k = 0; k < ORDERS_OF; k++) {
        o[k].code = (unsigned)random_below(&r, 5), o[k].unit = (unsigned)random_below(&r, 4), o[k].quantity = (int)random_below(&r, 50);
        buf_printf(&orders, "%s{\"code\":\"%s\",\"quantity\":%d", k ? "," : "", code[o[k].code], o[k].quantity);
        if (in_unit[o[k].unit]) buf_printf(&orders, ",\"unit\":\"%s\"", in_unit[o[k].unit]);
        buf_str(&orders, "}");
    }
    for (unsigned i = 0; i < ITEMS; i++) {
        unsigned c = i % 5, u = i / 5 % 3, n = 0, below = 0;
        int quantity = 44 + (int)random_below(&r, 8);
        buf b = {0};
        arena mem;
        arena_init(&mem, 0);
        buf_printf(&b, "{\"items\":[{\"code\":\"%s\",\"quantity\":%d,\"unit\":\"%s\"}],\"orders\":[%s]}", code[c], quantity, in_unit[u], buf_text(&orders));
        for (unsigned k = 0; k < ORDERS_OF; k++) {
            bool alike = digits[c] && digits[o[k].code] && strcmp(digits[c], digits[o[k].code]) == 0 && in_unit[o[k].unit] && strcasecmp(in_unit[u], in_unit[o[k].unit]) == 0;
            n += alike, below += alike && o[k].quantity < quantity;
        }
        int want = n < least ? U : (double)below >= share * n ? F : N; /* the bound is the smallest quantity that a share of them does not exceed */
        int got = (int)ask(&mem, "R44", b.p, (told){0}, 0)->verdict;
        if (got != want) FAIL_("seed %d, item %u: %d of %u below %d: %d, expected %d", SEED, i, (int)below, n, quantity, got, want);
        fired += got == F, quiet += got == N;
        buf_free(&b);
        arena_destroy(&mem);
    }
    CHECK(fired > 3 && quiet > 3);
    buf_free(&orders);
}

TEST(questions_are_ordered_and_unverified_rows_do_not_score) {
    arena mem;
    const flag_result *v = NULL, **q = NULL;
    size_t n = 0, m = 0;
    case_file c;
    cordon_error err = {0};
    CHECK(ready());
    arena_init(&mem, 0);
    CHECK_INT(case_read(&c, &mem, "case", "{\"destination\":\"ARM\",\"contract\":{\"terms\":\"open_account\"}}", strlen("{\"destination\":\"ARM\",\"contract\":{\"terms\":\"open_account\"}}"), &err), 0);
    flag_terms t = {.c = &c, .r = law, .a = known, .as_at = 20250601};
    CHECK_INT(flags_ask(&v, &n, &mem, &t, &err), 0);
    CHECK_INT(flags_questions(&q, &m, &mem, v, n, &err), 0);
    CHECK(m > 40);
    for (size_t i = 1; i < m; i++) CHECK(q[i - 1]->row->weight > q[i]->row->weight || (q[i - 1]->row->weight == q[i]->row->weight && strcmp(q[i - 1]->row->id, q[i]->row->id) < 0));
    double want = 0;
    bool recalled = false;
    for (size_t i = 0; i < n; i++) {
        if (v[i].verdict != FINDING_FOUND) continue;
        recalled |= !v[i].row->verified;
        if (strcmp(v[i].row->basis, "seen") == 0) want += v[i].row->weight;
    }
    CHECK(recalled); /* R53 */
    CHECK_NEAR(flags_score(v, n), want, 0);
    arena_destroy(&mem);
}

/* A fact that fails for another reason than its name fails the whole. */
static cordon_status broken(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    (void)out, (void)arg, (void)name, (void)value, (void)scope, (void)thing;
    return cordon_fail(err, CORDON_EIO, "disk");
}
TEST(a_failing_store_is_no_answer) {
    arena mem;
    const flag_result *v = NULL;
    size_t n = 0;
    case_file c;
    cordon_error err = {0};
    CHECK(ready());
    arena_init(&mem, 0);
    CHECK_INT(case_read(&c, &mem, "case", "{" BUYER("") "}", strlen("{" BUYER("") "}"), &err), 0);
    flag_terms t = {.c = &c, .r = law, .a = known, .as_at = 20250601, .ask = broken};
    CHECK_INT(flags_ask(&v, &n, &mem, &t, &err), CORDON_EIO);
    CHECK(strcmp(err.message, "disk") == 0);
    arena_destroy(&mem);
}

TEST(a_row_that_nothing_can_judge_is_refused_with_its_line) {
    static const struct { const char *row, *want; } bad[] = {{"R01,t,computed,1,q", NULL}, {"ZZ,t,asked,0,q", NULL},
        {"ZZ,t,computed,1,q", "row of ZZ: no function computes it"}, {"ZZ,t,partly,1,q", "no function"}, {"R01,t,guessed,1,q", "expected how computed"}, {"R01,t,asked,nan,q", "a number as weight"},
        {"R01,t,asked,inf,q", "a number as weight"}, {"R01,t,asked,1x,q", "a number as weight"}, {"R01,t,asked,,q", "a number as weight"}, {"R01,t,asked,1,", "a question"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[200];
        table t;
        flag_row *v = NULL;
        size_t n = 0;
        cordon_error err = {0};
        snprintf(text, sizeof text, "id,text,how,weight,question\n%s\n", bad[i].row);
        CHECK_INT(table_read_memory(&t, "flags.csv", text, strlen(text), &err), 0);
        CHECK_INT(flag_rows_read(&v, &n, &t, &err), bad[i].want ? CORDON_EFORMAT : CORDON_OK);
        if (bad[i].want && !strstr(err.message, bad[i].want)) printf("# %s: %s\n", bad[i].row, err.message);
        CHECK(bad[i].want ? strstr(err.message, bad[i].want) && err.line == 2 : n == 1 && v != NULL);
        free(v);
        table_free(&t);
    }
}

/* Twenty thousand orders, as many as a case may hold, half of them to the target: seconds when each is compared with each. */
TEST(many_orders_take_no_time) {
    enum { ORDERS = 20000 };
    static char text[ORDERS * 120 + 200];
    size_t at = (size_t)sprintf(text, "{" BUYER(",\"country\":\"HKG\"") ",\"orders\":[");
    for (int i = 0; i < ORDERS; i++)
        at += (size_t)sprintf(text + at, "%s{\"on\":\"20%02d-01-0%d\",\"destination\":\"%s\",\"code\":\"%06d\",\"quantity\":1,\"value\":1}", i ? "," : "", i % 25, 1 + i % 9, i % 2 ? "RUS" : "KAZ", i % 3 ? 848210 : 100000 + i);
    strcpy(text + at, "]}");
    arena mem;
    const flag_result *v;
    size_t n;
    case_file c;
    cordon_error err = {0};
    CHECK(ready());
    arena_init(&mem, 0);
    CHECK_INT(case_read(&c, &mem, "case", text, strlen(text), &err), 0);
    clock_t begun = clock();
    CHECK_INT(flags_ask(&v, &n, &mem, &(flag_terms){.c = &c, .r = law, .a = known, .as_at = 20250601}, &err), 0);
    double s = (double)(clock() - begun) / CLOCKS_PER_SEC;
    if (s > 10) printf("# %.1f s\n", s);
    CHECK(s < 10);
    arena_destroy(&mem);
}
