/* Facts of cases: what is known is yes or no, what is not is never a no, and each answer names where it comes from.
 * Lists and owners are invented (tests/data/assess, tests/data/own); law tables are those that ship. */
#include "assess/facts.h"

#include <pthread.h>
#include <stdlib.h>

#include "folder.h"
#include "goods/loaded.h"
#include "lists/load.h"
#include "lists/reader.h"
#include "own/load.h"
#include "read/stream.h"
#include "store/store.h"
#include "test.h"

static cordon_error err;
static arena mem;
static case_file c;
static fact_world *with_store, *without;
static facts *f;
static fact got;

static cordon_status load_list(store *s, const char *file, date_day vintage) {
    static lists_loaded out;
    load_options o = {.vintage = vintage};
    return lists_load(&out, s, list_reader_named("entities"), NULL, &file, 1, &o, &err);
}

static cordon_status load_owners(store *s, const char *file, date_day vintage) {
    own_loaded out;
    const list_reader *reader = NULL;
    load_options o = {.vintage = vintage};
    cordon_status status = own_reader_detect(&reader, file, &err);
    return status ? status : own_load(&out, s, reader, NULL, file, &o, &err);
}

static void close_all(void) {
    facts_end(f);
    fact_world_close(with_store);
    fact_world_close(without);
    arena_destroy(&mem);
}

static bool worlds(void) {
    static char path[300];
    store *s = NULL;
    if (with_store) return true;
    snprintf(path, sizeof path, "%s", in("store"));
    bool ok = !store_init(path, "russia-2022", &err) && !store_open(&s, path, STORE_WRITE, 0, &err) && !load_list(s, "tests/data/assess/lists.jsonl", 20250401) &&
              !load_list(s, "tests/data/own/lists.jsonl", 20250401) && !load_owners(s, "tests/data/own/owners.csv", 20250401);
    store_close(s);
    ok = ok && !fact_world_open(&with_store, &(world_terms){.store = path, .as_at = 20250601, .known_by = 20260101}, &err) &&
         !fact_world_open(&without, &(world_terms){.regime = "russia-2022", .as_at = 20250601, .known_by = 20260101}, &err);
    if (ok) atexit(close_all);
    if (!ok) printf("# %s: %s\n", err.source, err.message);
    return ok;
}

static bool begin_in(fact_world *w, const char *json, date_day day) {
    facts_end(f);
    f = NULL;
    arena_destroy(&mem);
    arena_init(&mem, 0);
    bool ok = !case_read(&c, &mem, "case", json, strlen(json), &err) && !facts_begin(&f, w, &c, day, &err);
    if (!ok) printf("# %s\n", err.message);
    return ok;
}
static bool begin(const char *json, date_day day) { return worlds() && begin_in(with_store, json, day); }

/* What a fact holds; -1 = refused. */
static int ask(const char *name, const char *value, size_t thing) {
    const fact_name *r = fact_name_find(name);
    got = (fact){0};
    if (!r || facts_ask(&got, f, name, value, r->scope, thing, &err)) return -1;
    if (!got.evidences || !*got.why) return -2; /* every answer says why and from where */
    return (int)got.holds;
}
#define YES(name, value, thing) CHECK_FACT(name, value, thing, TRI_YES)
#define NO(name, value, thing) CHECK_FACT(name, value, thing, TRI_NO)
#define UNKNOWN(name, value, thing) CHECK_FACT(name, value, thing, TRI_UNKNOWN)
#define CHECK_FACT(name, value, thing, want)                                                          \
    do {                                                                                              \
        const char *v_ = (value);                                                                     \
        int h_ = ask(name, v_, thing);                                                                \
        if (h_ != (int)(want)) FAIL_("%s %s is %d: %s", name, v_ ? v_ : "", h_, h_ < 0 ? err.message : got.why); \
    } while (0)

TEST(sets_and_roles_of_the_day) {
    CHECK(begin("{\"destination\":\"Russia\",\"parties\":[{\"role\":\"end_user\",\"country\":\"KG\"},{\"country\":\"Nowhereland\"},{\"country\":null},{}]}", 20240701));
    YES("case.destination", "targets", 0);
    CHECK(strcmp(got.value, "RUS") == 0);
    CHECK(strcmp(got.evidence[0].pointer, "/destination") == 0);
    NO("case.destination", "partners", 0);
    NO("party.country", "targets", 0);
    YES("party.country", "hubs", 0);
    UNKNOWN("party.country", "targets", 1);
    UNKNOWN("party.country", "targets", 2);
    UNKNOWN("party.country", "targets", 3);
    CHECK(strcmp(got.evidence[0].pointer, "/parties/3/country") == 0);
    YES("case.use_in", "targets", 0);
    YES("case.use_in", "KGZ", 0);
    NO("case.use_in", "coalition", 0);
    CHECK_INT(ask("case.destination", "no such set", 0), -1);
    CHECK_INT(ask("case.destination", "", 0), -1);
}

TEST(a_set_is_that_of_the_day) {
    CHECK(begin("{\"destination\":\"Russia\"}", 20220101));
    NO("case.destination", "target", 0);
    CHECK(begin("{\"destination\":\"Russia\"}", 20220301));
    YES("case.destination", "target", 0);
}

TEST(use_is_unknown_where_a_user_is_unknown) {
    CHECK(begin("{\"destination\":\"Germany\",\"parties\":[{\"role\":\"end_user\"}]}", 20240701));
    UNKNOWN("case.use_in", "targets", 0);
    CHECK(begin("{\"destination\":\"Germany\",\"euc\":{\"country\":\"Belarus\"}}", 20240701));
    YES("case.use_in", "targets", 0);
    CHECK(begin("{\"destination\":\"Germany\",\"euc\":{\"country\":\"\"}}", 20240701));
    UNKNOWN("case.use_in", "targets", 0);
}

TEST(days_and_numbers_are_compared) {
    CHECK(begin("{\"contract\":{\"signed_on\":\"2023-12-18\",\"value\":1000,\"public\":\"no\",\"terms\":\"advance\"}}", 20240701));
    YES("case.signed_on", "<2023-12-19", 0);
    NO("case.signed_on", ">=2023-12-19", 0);
    YES("case.signed_on", "=2023-12-18", 0);
    NO("case.signed_on", "!=2023-12-18", 0);
    YES("case.signed_on", NULL, 0);
    CHECK(strcmp(got.value, "2023-12-18") == 0);
    UNKNOWN("case.ends_on", ">2023-12-19", 0);
    YES("case.contract_value", ">=1000", 0);
    NO("case.contract_value", ">1000", 0);
    NO("case.public", NULL, 0);
    UNKNOWN("case.ip_licence", NULL, 0);
    YES("case.terms", "cash,adv*", 0);
    NO("case.terms", "cash", 0);
    YES("case.contract", NULL, 0);
    UNKNOWN("case.euc", NULL, 0);
    CHECK_INT(ask("case.signed_on", "<yesterday", 0), -1);
    CHECK_INT(ask("case.contract_value", ">x", 0), -1);
}

/* What is stated and what the words say: where the two differ, both are named and nothing is known. */
TEST(words_of_a_contract_are_read) {
#define BARS "The Buyer shall not re-export the goods to Russia."
#define FULL BARS " A breach is a material breach and entitles to termination."
#define NONE "The price of the goods is payable by the buyer in advance."
#define RIGHTS "The Buyer shall not use the trade secrets for Russia, and must ensure this. A breach entitles to terminate."
    static const struct { const char *stated, *words; tri reexport; const char *why; } cases[] = {
        {"", FULL, TRI_YES, "hold the prohibition and a remedy"},
        {"", BARS, TRI_UNKNOWN, "no remedy"},
        {"", NONE, TRI_NO, "no such prohibition"},
        {"", "L'acheteur ne revend pas les marchandises.", TRI_UNKNOWN, "in no language"},
        {"\"no_reexport_clause\":true,", FULL, TRI_YES, "no_reexport_clause is yes; the contract's words hold"},
        {"\"no_reexport_clause\":true,", NONE, TRI_UNKNOWN, "no_reexport_clause is yes, but the words"},
        {"\"no_reexport_clause\":true,", BARS, TRI_UNKNOWN, "is yes, but"},
        {"\"no_reexport_clause\":false,", FULL, TRI_UNKNOWN, "is no, but"},
        {"\"no_reexport_clause\":false,", BARS, TRI_UNKNOWN, "is no, but"},
        {"\"no_reexport_clause\":false,", NONE, TRI_NO, "is no; the words"},
        {"\"no_reexport_clause\":true,", "L'acheteur ne revend pas les marchandises.", TRI_YES, "is yes; the contract's words are in no language"},
        {"\"no_reexport_clause\":null,", FULL, TRI_YES, "hold the prohibition"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[600];
        snprintf(json, sizeof json, "{\"contract\":{%s\"clause\":\"1. Price\\nNet.\\n\\n%s\"}}", cases[i].stated, cases[i].words);
        CHECK(begin(json, 20240701));
        CHECK_FACT("case.reexport_clause", NULL, 0, cases[i].reexport);
        if (!strstr(got.why, cases[i].why)) FAIL_("case %zu: %s", i, got.why);
        CHECK(strcmp(got.evidence[0].pointer, "/contract/clause") == 0);
        bool bars = strstr(cases[i].words, BARS) != NULL;
        CHECK_INT(got.evidence[0].line, bars ? 4 : 0);
        CHECK(!bars || strcmp(got.evidence[0].text, BARS) == 0);
        CHECK_INT(got.evidences, *cases[i].stated && !strstr(cases[i].stated, "null") ? 2 : 1);
    }
    CHECK(begin("{\"contract\":{\"clause\":\"" RIGHTS "\"}}", 20240701));
    YES("case.ip_clause", NULL, 0);
    CHECK(begin("{\"contract\":{\"clause\":\"" FULL "\"}}", 20240701));
    UNKNOWN("case.ip_clause", NULL, 0); /* the field may hold the clause against re-export alone */
    CHECK(begin("{\"contract\":{\"ip_clause\":false,\"clause\":\"" FULL "\"}}", 20240701));
    NO("case.ip_clause", NULL, 0);
    CHECK(begin("{\"contract\":{\"no_reexport_clause\":false},\"euc\":\"\"}", 20240701));
    NO("case.reexport_clause", NULL, 0);
    CHECK(strcmp(got.evidence[0].pointer, "/contract/no_reexport_clause") == 0);
    NO("case.euc", NULL, 0);
    NO("case.euc_military", NULL, 0);
}

TEST(attestations_count_while_they_are_young) {
    CHECK(begin("{\"answers\":[{\"question\":\"risk\",\"answer\":\"yes\",\"on\":\"2024-01-01\",\"by\":\"X\"},{\"question\":\"other\",\"answer\":\"we think so\"},{\"question\":\"n\",\"answer\":\"no\"}]}", 20241231));
    YES("case.attested", "risk", 0);
    YES("case.attested_days", "risk<=365", 0);
    NO("case.attested_days", "risk<=364", 0);
    UNKNOWN("case.attested", "other", 0);
    UNKNOWN("case.attested_days", "other<=365", 0);
    NO("case.attested", "n", 0);
    NO("case.attested_days", "n<=365", 0);
    UNKNOWN("case.attested", "never asked", 0);
    CHECK(strcmp(got.evidence[0].pointer, "/answers") == 0);
    CHECK_INT(ask("case.attested_days", "risk", 0), -1);
}

TEST(a_party_of_an_annex_that_no_freeze_list_has) {
    static const char json[] = "{\"parties\":[{\"name\":\"Lampion Vymysel Electronics Ltd\",\"country\":\"Hong Kong\",\"person\":false},{\"name\":\"Lampion Vymysel Electronics Ltd\"},"
                               "{\"name\":\"Quite Another Brewery GmbH\",\"country\":\"Germany\"},{\"name\":\"LVE\",\"registration\":[\"registration:7654321\"]},{\"role\":\"agent\"}]}";
    CHECK(begin(json, 20250601));
    YES("party.listed", "eu-833-iv", 0);
    CHECK(strcmp(got.value, "eu-833-iv:IV:901") == 0);
    CHECK(got.evidences == 2 && got.evidence[1].line == 1 && strlen(got.evidence[1].sha256) == 64 && got.evidence[1].day == 20240624);
    NO("party.listed", "eu-269-*", 0);
    UNKNOWN("party.listed", "eu-833-iv", 1); /* the name alone, no second field */
    YES("party.alike", "eu-833-iv", 1);
    NO("party.listed", "eu-833-iv", 2);
    CHECK(got.evidences == 2 && got.evidence[1].day == 20250401);
    UNKNOWN("party.listed", "eu-833-iv", 4); /* nothing to look for */
    CHECK(!got.not_assessed);
    CHECK(ask("party.listed", "eu-833-iv", 3) != TRI_NO);
}

TEST(a_listing_holds_from_its_day) {
    static const char json[] = "{\"parties\":[{\"name\":\"Steppe Bearing Vymysel LLP\",\"country\":\"Kyrgyzstan\"}]}";
    CHECK(begin(json, 20250223));
    NO("party.listed", "eu-833-iv", 0);
    CHECK(begin(json, 20250224));
    YES("party.listed", "eu-833-iv", 0);
}

TEST(a_list_that_is_not_loaded_is_not_assessed) {
    CHECK(begin("{\"parties\":[{\"name\":\"Quite Another Brewery GmbH\",\"country\":\"Germany\"},{\"name\":\"Lampion Vymysel Electronics Ltd\",\"country\":\"HK\"}]}", 20250601));
    UNKNOWN("party.listed", "eu-833-iv,un-sc", 0);
    CHECK(got.not_assessed && strstr(got.why, "un-sc"));
    YES("party.listed", "eu-833-iv,un-sc", 1);
    NO("party.listed", "un-sc/eu-833-iv", 0);  /* one of them suffices */
    NO("party.listed", "csl-ofac-sdn", 0); /* a copy of a list that is there */
    CHECK(begin_in(without, "{\"parties\":[{\"name\":\"Quite Another Brewery GmbH\"}]}", 20250601));
    UNKNOWN("party.listed", "eu-833-iv", 0);
    CHECK(got.not_assessed);
}

TEST(banks_vessels_and_ports) {
    CHECK(begin("{\"parties\":[{\"name\":\"A\",\"bank_bic\":\"VYMYKZKAXXX\",\"bank_country\":\"KZ\"}],\"legs\":[{\"mode\":\"sea\",\"vessel\":\"Morning Star\",\"vessel_imo\":\"9074729\",\"from\":\"Turkey\",\"to\":\"Russia\","
                "\"port\":\"Port of Vymyselsk\"},{\"mode\":\"road\",\"from\":\"Germany\",\"to\":\"Poland\"},{\"mode\":\"sea\"}],"
                "\"payments\":[{\"debtor\":\"A\",\"debtor_agent\":\"VYMYKZKA\",\"creditor\":\"Quite Another Brewery GmbH\",\"creditor_agent\":\"DEUTDEFFXXX\"},{\"debtor\":\"Stranger Ltd\"}]}",
                20250601));
    YES("party.bank_listed", "eu-833-xlv", 0);
    YES("leg.vessel_listed", "eu-833-xlii", 0);
    NO("leg.vessel_listed", "eu-833-xlii", 1);
    UNKNOWN("leg.vessel_listed", "eu-833-xlii", 2);
    CHECK(ask("leg.port_listed", "eu-833-xlvii", 0) == TRI_YES);
    YES("leg.through", "targets", 0);
    NO("leg.through", "targets", 1);
    UNKNOWN("leg.through", "targets", 2);
    YES("leg.from", "hubs", 0);
    YES("payment.bank_listed", "eu-833-xlv", 0);
    CHECK(strcmp(got.value, "eu-833-xlv:XLV:901") == 0);
    UNKNOWN("payment.bank_listed", "eu-833-xlv", 1);
    YES("payment.bank_country", "KAZ", 0);
    NO("payment.bank_country", "targets", 0);
    YES("payment.payer_known", NULL, 0);
    NO("payment.payer_known", NULL, 1);
}

TEST(goods_by_code_by_tier_and_as_stated) {
    CHECK(begin("{\"items\":[{\"code\":\"8542 31\",\"control\":\"none\"},{\"code\":\"2203 00\"},{},{\"code\":\"8482\"},{\"code\":\"2203 00\",\"annex\":\"EU-833-VII\",\"annex_by\":\"the producer\"},"
                "{\"code\":\"2203 00\",\"annex\":\"none\"},{\"code\":\"8482 10 10 00\",\"control\":\"3A001\"}]}",
                20240701));
    YES("item.on", "chpl", 0);
    YES("item.on", "chpl:1", 0);
    NO("item.on", "chpl:2", 0);
    NO("item.on", "chpl", 1);
    UNKNOWN("item.on", "chpl", 2);
    UNKNOWN("item.on", "chpl", 3); /* only a part of the heading is meant */
    YES("item.on", "chpl", 6);
    UNKNOWN("item.on", "EU-833-VII", 1);
    CHECK(got.not_assessed);
    YES("item.on", "EU-833-VII", 4);
    CHECK(strstr(got.why, "the producer"));
    NO("item.on", "EU-833-VII", 5);
    CHECK_INT(ask("item.on", "no such annex", 0), -1);
    CHECK(begin("{\"items\":[{\"code\":\"2203 00\",\"annex\":\"EU-833-12gb\",\"annex_by\":\"the producer\"},{\"code\":\"2203 00\",\"annex\":\"EU-833-XXL, chpl:2\",\"annex_by\":\"B\"},{\"code\":\"2203 00\",\"annex\":\"none\"}]}",
                20250601));
    YES("item.on", "EU-833-12gb", 0); /* a provision, and with it all that works on the same goods */
    CHECK(got.evidences == 2 && strcmp(got.evidence[1].kind, "goods") == 0 && strcmp(got.evidence[1].record, "EU-833-12gb") == 0 && got.evidence[1].day == 20241226);
    YES("item.on", "chpl", 0);
    NO("item.on", "EU-833-12gb", 2);
    UNKNOWN("item.on", "EU-833-12gb", 1); /* a word that the regime does not know may be a slip of this one */
    CHECK(strstr(got.why, "\"EU-833-XXL\", which the regime does not know, by B"));
    YES("item.on", "chpl:2", 1);
    CHECK(begin("{\"items\":[{\"code\":\"8542 31\",\"control\":\"none\"},{\"code\":\"2203 00\"},{\"code\":\"2203 00\"},{},{},{},{\"code\":\"8482 10 10 00\",\"control\":\"3A001\"}]}", 20240701));
    NO("item.dual_use", NULL, 0);
    UNKNOWN("item.dual_use", NULL, 1);
    YES("item.dual_use", NULL, 6);
    YES("item.control", "3A*", 6);
}

TEST(owned_by_what_the_case_says) {
    static const char json[] =
        "{\"parties\":[{\"id\":\"half\",\"name\":\"Omega Rohr GmbH\",\"owners\":[{\"name\":\"Vymyslov Bank Invented\",\"country\":\"Russia\",\"share\":50},{\"name\":\"E. Muster\",\"person\":\"yes\",\"share\":50}]},"
        "{\"id\":\"below\",\"name\":\"Tau Rohr GmbH\",\"owners\":[{\"id\":\"half\",\"share\":50},{\"name\":\"E. Muster\",\"person\":\"yes\",\"share\":50}]},"
        "{\"name\":\"Rho Rohr GmbH\",\"owners\":[{\"name\":\"E. Muster\",\"person\":\"yes\",\"share\":100}],\"owners_complete\":true},"
        "{\"name\":\"Sigma Rohr GmbH\",\"owners\":[{\"name\":\"Vymyslov Bank Invented\",\"country\":\"Russia\",\"low\":30,\"high\":60}]},"
        "{\"name\":\"Phi Rohr GmbH\"}]}";
    CHECK(begin(json, 20250601));
    YES("party.owned", "EU-FREEZE", 0);
    CHECK(got.evidences >= 2 && strcmp(got.evidence[1].kind, "ownership") == 0 && strstr(got.evidence[1].text, "50 %"));
    YES("party.owned", "EU-FREEZE", 1); /* half of a half: it cascades */
    NO("party.owned", "EU-FREEZE", 2);
    UNKNOWN("party.owned", "EU-FREEZE", 3);
    UNKNOWN("party.owned", "EU-FREEZE", 4);
    YES("party.owned", "EU", 0);
    NO("party.owned", "EU-FREEZE-2014", 0); /* not in force any more */
    NO("party.owned", "UK", 2);
    CHECK_INT(ask("party.owned", "no such rule", 0), -1);
    CHECK(begin(json, 20240601)); /* more than 50 was asked */
    NO("party.owned", "EU-FREEZE-2014", 0);
}

TEST(owned_by_what_the_store_knows) {
    CHECK(begin("{\"parties\":[{\"name\":\"Beta Handel GmbH\",\"country\":\"Germany\"},{\"name\":\"Newco\",\"owners\":[{\"name\":\"Alpha Werke GmbH\",\"share\":51}]},"
                "{\"name\":\"Epsilon Shipping\"}]}",
                20250601));
    YES("party.owned", "EU-FREEZE", 0);
    YES("party.owned", "EU-FREEZE", 1);
    YES("party.owned", "UK-7", 2); /* by control */
    NO("party.owned", "US-50", 2);
}

TEST(history_of_orders) {
    CHECK(begin("{\"items\":[{\"code\":\"8482 10\"}],\"orders\":[{\"on\":\"2023-05-01\",\"code\":\"8482 10 10\",\"destination\":\"KZ\",\"party\":\"B\"},{\"on\":\"2020-05-01\",\"code\":\"2203 00\"}],"
                "\"parties\":[{\"id\":\"B\"}]}",
                20240701));
    YES("case.orders", "=2", 0);
    YES("case.first_order_on", "<2022-02-24", 0);
    YES("item.first_order_on", ">2022-02-24", 0);
    YES("order.destination", "hubs", 0);
    YES("order.party_known", NULL, 0);
    UNKNOWN("order.party_known", NULL, 1);
    CHECK(begin("{\"orders\":[]}", 20240701));
    YES("case.orders", "=0", 0);
    NO("case.first_order_on", NULL, 0);
    CHECK(begin("{}", 20240701));
    UNKNOWN("case.orders", "=0", 0);
}

TEST(every_fact_can_be_asked_and_is_unknown_of_an_empty_case) {
    static const char *const value[] = {[TAKES_NOTHING] = "", [TAKES_DAY] = "<2024-01-01", [TAKES_NUMBER] = ">1", [TAKES_WORD] = "x", [TAKES_AREAS] = "targets",
                                        [TAKES_LISTS] = "eu-833-iv", [TAKES_OWNER] = "EU-FREEZE", [TAKES_GOODS] = "chpl", [TAKES_QUESTION] = "q<=1"};
    CHECK(begin("{\"parties\":[{\"owners\":[{}]}],\"items\":[{}],\"legs\":[{}],\"payments\":[{}],\"orders\":[{}]}", 20250601));
    CHECK(fact_name_count() > 65);
    for (size_t i = 0; i < fact_name_count(); i++) {
        const fact_name *r = fact_name_at(i);
        int h = ask(r->name, value[r->takes], 0);
        if (strcmp(r->name, "case.orders") == 0) continue; /* one order is there */
        if (h != (strcmp(r->name, "case.claims") == 0 ? TRI_NO : TRI_UNKNOWN)) FAIL_("%s is %d: %s", r->name, h, h < 0 ? err.message : got.why);
    }
    CHECK_INT(facts_ask(&got, f, "no.such", "", SCOPE_CASE, 0, &err), CORDON_EINVAL);
    CHECK_INT(facts_ask(&got, f, "item.code", "", SCOPE_PARTY, 0, &err), CORDON_EINVAL);
    CHECK_INT(facts_ask(&got, f, "item.code", "", SCOPE_ITEM, 1, &err), CORDON_EINVAL);
}

TEST(a_name_begins_with_its_scope_and_stands_once) {
    for (size_t i = 0; i < fact_name_count(); i++) {
        const fact_name *r = fact_name_at(i);
        size_t n = strlen(fact_scope_name(r->scope));
        if (strncmp(r->name, fact_scope_name(r->scope), n) != 0 || r->name[n] != '.') FAIL_("%s is asked of a thing of kind %s", r->name, fact_scope_name(r->scope));
        if (fact_name_find(r->name) != r) FAIL_("%s stands twice, or is not found", r->name);
    }
    CHECK(fact_name_at(fact_name_count()) == NULL);
    CHECK(fact_name_find("") == NULL && fact_name_find("party") == NULL && fact_name_find("party.listed ") == NULL);
}

TEST(whose_law_binds_and_what_is_claimed) {
    CHECK(begin("{\"jurisdiction\":\" eu , US\",\"answers\":[{\"question\":\"a\",\"answer\":\"yes\",\"by\":\"A\"},{\"question\":\"b\",\"answer\":\"no\"},{\"question\":\"c\",\"answer\":\"perhaps\"}]}", 20240701));
    YES("case.jurisdiction", "EU", 0);
    YES("case.jurisdiction", "us", 0);
    NO("case.jurisdiction", "U", 0);
    NO("case.jurisdiction", "EU, US", 0);
    YES("case.jurisdiction", "", 0);
    CHECK(strcmp(got.evidence[0].pointer, "/jurisdiction") == 0);
    YES("case.claims", "a", 0);
    NO("case.claims", "b", 0);
    UNKNOWN("case.claims", "c", 0);
    NO("case.claims", "d", 0);
    UNKNOWN("case.attested", "d", 0);
    CHECK_INT(ask("case.claims", "", 0), -1);
    CHECK(begin("{}", 20240701));
    UNKNOWN("case.jurisdiction", "EU", 0);
    NO("case.claims", "a", 0);
}

/* Many questions: the table of answers grows, and each keeps its own. */
TEST(answers_are_kept_by_fact_value_and_thing) {
    enum { MANY = 1500 };
    buf b = {0};
    char value[40];
    buf_str(&b, "{\"orders\":[");
    for (int i = 0; i < MANY; i++) buf_printf(&b, "%s{\"value\":%d,\"code\":\"%d\"}", i ? "," : "", i, i);
    buf_str(&b, "]}");
    CHECK(begin(buf_text(&b), 20240701));
    buf_free(&b);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < MANY; i++) {
            snprintf(value, sizeof value, ">%d", (int)(i % 3 ? i : i - 1));
            if (ask("order.value", value, i) != (i % 3 ? TRI_NO : TRI_YES)) FAIL_("order %zu %s is %d", i, value, (int)got.holds);
            snprintf(value, sizeof value, "%zu", i);
            if (ask("order.code", value, i) != TRI_YES || strcmp(got.value, value) != 0) FAIL_("code of %zu is %s", i, got.value);
        }
}

TEST(the_same_question_has_the_same_answer) {
    CHECK(begin("{\"destination\":\"Russia\"}", 20240701));
    YES("case.destination", "targets", 0);
    const fact_evidence *e = got.evidence;
    YES("case.destination", "targets", 0);
    CHECK(got.evidence == e);
}

TEST(versions_name_what_an_answer_rests_on) {
    CHECK(worlds());
    const char *v = fact_world_versions(with_store);
    CHECK(strstr(v, "\"regime\":{\"name\":\"russia-2022\"") && strstr(v, "\"countries.csv\":\"") && strstr(v, "\"lists_fingerprint\":\"") && strstr(v, "eu-833-iv"));
    CHECK(strstr(fact_world_versions(without), "\"goods\":{}") && !strstr(fact_world_versions(without), "\"owners\""));
}

static bool has_version(const char *versions, const char *before, const char *path) {
    char hex[65], want[400];
    if (stream_hash_file(hex, path, &err)) return false;
    snprintf(want, sizeof want, "%s%s\"", before, hex);
    if (!strstr(versions, want)) printf("# lacks %s\n", want);
    return strstr(versions, want) != NULL;
}

/* Every file by its SHA-256 as sha256sum prints it: what was loaded, and what ships. */
TEST(versions_are_hashes_of_files) {
    static const char *const shipped[] = {"data/areas.csv", "data/assess/flags.csv", "data/assess/clause_elements.csv", "data/lists/lists.csv", "data/ref/unsd_hs_conversion_h0_h6.csv.gz"};
    goods_load_result loaded;
    goods_load_options o = {.measure = "EU-833-XI", .valid_from = 20230101, .vintage = 20250101};
    store *s = NULL;
    fact_world *w = NULL;
    char before[200];
    CHECK(worlds());
    FILE *annex = fopen(in("annex.csv"), "w");
    CHECK(annex && fputs("CN code,Name of the good\n8803 30,parts\n", annex) >= 0 && !fclose(annex));
    char store_path[300], annex_path[300], owners[300];
    snprintf(store_path, sizeof store_path, "%s", in("annexes"));
    snprintf(annex_path, sizeof annex_path, "%s", in("annex.csv"));
    snprintf(owners, sizeof owners, "tests/data/own/owners.csv");
    CHECK(!store_init(store_path, "russia-2022", &err) && !store_open(&s, store_path, STORE_WRITE, 0, &err));
    cordon_status status = goods_load_annex(&loaded, s, annex_path, &o, &err);
    if (!status) status = load_owners(s, owners, 20250401);
    store_close(s);
    CHECK_INT(status, 0);
    status = fact_world_open(&w, &(world_terms){.store = store_path, .as_at = 20250601, .known_by = 20260101}, &err);
    CHECK_INT(status, 0);
    const char *v = fact_world_versions(w);
    bool ok = has_version(v, "\"EU-833-XI\":{\"file\":\"annex.csv\",\"sha256\":\"", annex_path);
    ok &= has_version(v, "\"owners\":[{\"file\":\"owners.csv\",\"vintage\":\"2025-04-01\",\"sha256\":\"", owners);
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        snprintf(before, sizeof before, "\"%s\":\"", shipped[i]);
        ok &= has_version(v, before, shipped[i]);
    }
    ok &= has_version(v, "\"law.csv\":\"", "regimes/russia-2022/law.csv") && has_version(v, "\"flag_parameters.csv\":\"", "regimes/russia-2022/flag_parameters.csv");
    fact_world_close(w);
    CHECK(ok);
    /* What was not known by then is not named. */
    CHECK_INT(fact_world_open(&w, &(world_terms){.store = store_path, .as_at = 20250601, .known_by = 20241231}, &err), 0);
    bool none = strstr(fact_world_versions(w), "\"owners\":[]") && strstr(fact_world_versions(w), "\"goods\":{}");
    fact_world_close(w);
    CHECK(none);
}

/* A party that stands in the case and in payments is asked about with all that is known of it. */
TEST(who_pays_is_asked_about_as_the_party_it_is) {
    CHECK(begin("{\"parties\":[{\"name\":\"Lampion Vymysel Electronics Ltd\",\"country\":\"HK\"}],\"payments\":[{\"debtor\":\"lampion vymysel electronics ltd\",\"creditor\":\"Quite Another Brewery GmbH\"},"
                "{\"debtor\":\"Quite Another Brewery GmbH\",\"creditor\":\"Quite Another Brewery GmbH\"},{\"debtor\":\"Quite Another Brewery GmbH\"}]}",
                20250601));
    YES("payment.party_listed", "eu-833-iv", 0);
    NO("payment.party_listed", "eu-833-iv", 1);
    UNKNOWN("payment.party_listed", "eu-833-iv", 2); /* who is paid is not known */
}

TEST(the_manual_names_every_fact) {
    static char page[1 << 20];
    FILE *in_page = fopen("docs/ASSESS.md", "rb");
    CHECK(in_page);
    page[fread(page, 1, sizeof page - 1, in_page)] = 0;
    fclose(in_page);
    for (size_t i = 0; i < fact_name_count(); i++) {
        char line[400];
        const fact_name *r = fact_name_at(i);
        snprintf(line, sizeof line, "| `%s` | %s | %s | %s |", r->name, fact_scope_name(r->scope), fact_takes_name(r->takes), r->meaning);
        if (!strstr(page, line)) FAIL_("docs/ASSESS.md lacks: %s", line);
    }
}

enum { CASES = 24 };
static const char *const crowd[] = {"Lampion Vymysel Electronics Ltd", "Steppe Bearing Vymysel LLP", "Quite Another Brewery GmbH", "Vymyslov Bank Invented"};
typedef struct work { fact_world *w; int holds[CASES * 3]; } work;

/* Cases of several days, each asked by whoever comes; a case is read in a memory of its own. */
static void *ask_all(void *arg) {
    work *k = arg;
    for (int i = 0; i < CASES; i++) {
        char json[300];
        arena own;
        case_file one;
        facts *of = NULL;
        fact x = {0};
        arena_init(&own, 0);
        snprintf(json, sizeof json, "{\"parties\":[{\"name\":\"%s\",\"country\":\"%s\",\"owners\":[{\"name\":\"%s\",\"country\":\"Russia\",\"share\":%d}]}],\"items\":[{\"code\":\"8542 3%d\"}]}", crowd[i % 4],
                 i % 4 ? "KG" : "HK", crowd[3 - i % 2], 40 + i, i % 3);
        bool ok = !case_read(&one, &own, "case", json, strlen(json), NULL) && !facts_begin(&of, k->w, &one, 20250223 + i % 3, NULL);
        k->holds[i * 3] = ok && !facts_ask(&x, of, "party.listed", "eu-833-iv", SCOPE_PARTY, 0, NULL) ? (int)x.holds : -1;
        k->holds[i * 3 + 1] = ok && !facts_ask(&x, of, "party.owned", "EU-FREEZE", SCOPE_PARTY, 0, NULL) ? (int)x.holds : -1;
        k->holds[i * 3 + 2] = ok && !facts_ask(&x, of, "item.on", "chpl", SCOPE_ITEM, 0, NULL) ? (int)x.holds : -1;
        facts_end(of);
        arena_destroy(&own);
    }
    return NULL;
}

TEST(any_number_of_threads_has_the_same_answers) {
    static work k[4];
    pthread_t t[4];
    int yes = 0, no = 0;
    CHECK(worlds());
    k[0].w = with_store;
    ask_all(&k[0]);
    for (int i = 0; i < CASES * 3; i++) yes += k[0].holds[i] == TRI_YES, no += k[0].holds[i] == TRI_NO;
    CHECK(yes > 10 && no > 10);
    fact_world *fresh = NULL;
    CHECK_INT(fact_world_open(&fresh, &(world_terms){.store = in("store"), .as_at = 20250601, .known_by = 20260101}, &err), 0);
    for (int i = 1; i < 4; i++) k[i].w = fresh, pthread_create(&t[i], NULL, ask_all, &k[i]);
    for (int i = 1; i < 4; i++) pthread_join(t[i], NULL);
    fact_world_close(fresh);
    for (int i = 1; i < 4; i++) CHECK(memcmp(k[i].holds, k[0].holds, sizeof k[0].holds) == 0);
}
