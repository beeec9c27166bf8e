/* A case as a stranger writes it from the minimal schema of the rules: other keys, other words, roles as keys; the sealed form is one. */
#include "assess/case_fields.h"

#include "test.h"

static cordon_error err;
static arena mem[2];
static case_file c[2];

static cordon_status take(int i, const char *text) {
    arena_destroy(&mem[i]);
    arena_init(&mem[i], 0);
    memset(&err, 0, sizeof err);
    memset(&c[i], 0, sizeof c[i]);
    return case_read(&c[i], &mem[i], "case", text, strlen(text), &err);
}

static void same(const char *a, const char *b) {
    cordon_status x = take(0, a);
    if (x) FAIL_("%s: %s", a, err.message);
    cordon_status y = take(1, b);
    if (y) FAIL_("%s: %s", b, err.message);
    if (strcmp(c[0].canonical, c[1].canonical) != 0) FAIL_("%s\nis not\n%s", c[0].canonical, c[1].canonical);
}

static void refused(const char *text, const char *words) {
    CHECK_INT(take(0, text), CORDON_EFORMAT);
    if (!strstr(err.message, words)) FAIL_("%s: \"%s\"", text, err.message);
}

TEST(the_minimal_schema_of_the_rules_is_read) {
    same("{\"parties\":[{\"role\":\"buyer\",\"name\":\"B\",\"alias\":\"b\",\"reg_no\":\"1\",\"country\":\"HK\",\"incorp_date\":\"2023-05-01\",\"nace\":\"46\",\"owners\":[{\"name\":\"P\",\"percent\":50}]}],"
         "\"items\":[{\"hs\":\"8542.31\",\"cn\":\"8542 31 90\",\"desc\":\"d\",\"qty\":1,\"part_no\":\"p\",\"serials\":[\"s\"]}],\"route\":[{\"mode\":\"air\",\"vessel_imo\":null}],"
         "\"contract\":{\"date\":\"2026-01-01\",\"clause_text\":\"t\"},\"euc\":{},\"history\":[],\"attestations\":[{\"question\":\"R33\",\"answer\":\"no\"}],"
         "\"payments\":[{\"debtor\":\"A\",\"ult_debtor\":\"B\",\"agents\":[\"C\"],\"bics\":[\"DEUTDEFF\"],\"creditor\":\"D\",\"ult_creditor\":\"E\",\"ccy\":\"USD\",\"amount\":1,\"date\":\"2026-01-02\"}]}",
         "{\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\",\"alias\":[\"b\"],\"registration\":[\"1\"],\"country\":\"HK\",\"founded\":\"2023-05-01\",\"activity\":\"46\",\"owners\":[{\"name\":\"P\",\"share\":50}]}],"
         "\"items\":[{\"code\":\"8542 31 90\",\"text\":\"d\",\"quantity\":1,\"part\":\"p\",\"serials\":[\"s\"]}],\"legs\":[{\"mode\":\"air\",\"vessel_imo\":null}],"
         "\"contract\":{\"signed_on\":\"2026-01-01\",\"clause\":\"t\"},\"euc\":{},\"orders\":[],\"answers\":[{\"question\":\"R33\",\"answer\":\"no\"}],"
         "\"payments\":[{\"debtor\":\"A\",\"ultimate_debtor\":\"B\",\"agent\":[\"C\",\"DEUTDEFF\"],\"creditor\":\"D\",\"ultimate_creditor\":\"E\",\"currency\":\"USD\",\"amount\":1,\"on\":\"2026-01-02\"}]}");
}

TEST(roles_as_keys_become_parties) {
    same("{\"exporter\":{\"name\":\"A\"},\"buyer\":\"B\",\"End-User\":{\"name\":\"C\"},\"consignee\":null,\"bank\":[\"D\",{\"name\":\"E\"}]}",
         "{\"parties\":[{\"name\":\"A\",\"role\":\"exporter\"},{\"role\":\"purchaser\",\"name\":\"B\"},{\"role\":\"end_user\",\"name\":\"C\"},{\"role\":\"consignee\",\"name\":null},"
         "{\"role\":\"bank\",\"name\":\"D\"},{\"role\":\"bank\",\"name\":\"E\"}]}");
    same("{\"buyer\":{\"name\":\"B\"},\"parties\":[{\"name\":\"A\"}],\"route\":{\"legs\":[{\"from\":\"DE\"}]}}",
         "{\"parties\":[{\"name\":\"A\"},{\"name\":\"B\",\"role\":\"purchaser\"}],\"legs\":[{\"from\":\"DE\"}]}");
    refused("{\"buyer\":{\"name\":\"B\",\"rol\":\"x\"}}", "/parties/0/rol: unknown key of a party; is \"role\" meant?");
    refused("{\"buyer\":{\"name\":\"B\",\"role\":\"carrier\"}}", "expected it once");
    refused("{\"buyer\":3}", "unknown key of a case");
    refused("{\"buyer\":\"B\",\"parties\":null}", "unknown key of a case");
}

TEST(keys_and_words_in_other_spelling) {
    same("{\"Destination\":\"KZ\",\"endUse\":\"x\",\"Side\":\"Exporter\",\"jurisdictions\":[\"EU\",\"US\"]}", "{\"destination\":\"KZ\",\"end_use\":\"x\",\"side\":\"exporter\",\"jurisdiction\":\"EU,US\"}");
    same("{\"contract\":{\"terms\":\"Letter of credit\"},\"legs\":[{\"mode\":\"truck\"}]}", "{\"contract\":{\"terms\":\"letter_of_credit\"},\"legs\":[{\"mode\":\"road\"}]}");
}

TEST(not_applicable_is_not_known_and_no_is_no) {
    CHECK_INT(take(0, "{\"id\":\"N/A\",\"day\":\"n/a\",\"contract\":{\"ip_licence\":\"n/a\",\"public\":\"no\"},\"items\":[{\"qty\":\"tbd\",\"control\":\"none\"}],\"parties\":[{\"country\":\"NA\"}]}"), 0);
    CHECK_INT(c[0].id.state, VALUE_UNKNOWN);
    CHECK_INT(c[0].day.state, VALUE_UNKNOWN);
    CHECK_INT(c[0].contract.ip_licence.state, VALUE_UNKNOWN);
    CHECK_INT(c[0].contract.public.v, TRI_NO);
    CHECK_INT(c[0].item[0].quantity.state, VALUE_UNKNOWN);
    CHECK_INT(c[0].item[0].control.state, VALUE_GIVEN);
    CHECK_INT(c[0].party[0].country.state, VALUE_GIVEN); /* Namibia */
}

TEST(what_is_said_twice_must_agree) {
    same("{\"items\":[{\"cn\":\"84821010\",\"hs\":\"8482.10\"}]}", "{\"items\":[{\"code\":\"84821010\"}]}");
    refused("{\"items\":[{\"hs\":\"8482\",\"cn\":\"854231\"}]}", "/items/0/cn: \"code\" is said in line 1 as \"hs\" too; expected it once");
    refused("{\"items\":[{\"qty\":1,\"quantity\":1}]}", "expected it once");
}

TEST(halves_are_no_percent) {
    refused("{\"parties\":[{\"owners\":[{\"share\":0.5},{\"share\":0.5}]}]}", "/parties/0/owners: shares of 1 in all; expected percent");
    CHECK_INT(take(0, "{\"parties\":[{\"owners\":[{\"share\":0.5},{\"share\":50}]}]}"), 0);
    CHECK_INT(take(0, "{\"parties\":[{\"owners\":[{\"low\":0.5,\"high\":0.5}]}]}"), 0);
}

TEST(a_table_takes_the_same_keys) {
    same("day,destination,parties/0/role,parties/0/legal_name,items/hs,items/qty\n2026-03-01,KZ,buyer,B,8482 10,4\n",
         "{\"day\":\"2026-03-01\",\"destination\":\"KZ\",\"parties\":[{\"role\":\"purchaser\",\"name\":\"B\"}],\"items\":[{\"code\":\"8482 10\",\"quantity\":4}]}");
    refused("items/hs,items/code\n8482,8482\n", "stands twice");
}


static cordon_status with_little_memory(void) {
    static const char json[] = "{\"buyer\":\"B\",\"consignee\":{\"name\":\"C\"},\"bank\":[\"D\",null],\"jurisdiction\":[\"EU\",\"US\"]}";
    arena m;
    case_file out;
    arena_init(&m, 0);
    cordon_status status = case_read(&out, &m, "case", json, strlen(json), &err);
    arena_destroy(&m);
    return status;
}

TEST(a_role_is_not_lost_without_memory) { CHECK_OOM(with_little_memory(), arena_fail_after, CORDON_ENOMEM); }
