/* Certificates: complete by each template, the same parties and goods as the other papers, signed by the end user in time, drawn down over shipments,
 * copied words. Each check is met, broken and without its fact. */
#include "assess/euc.h"

#include <stdlib.h>

#include "assess/case_fields.h"
#include "assess/same.h"
#include "base/random.h"
#include "read/pdf.h"
#include "test.h"

#define SOUND \
    "\"number\":\"E-1\",\"signed_on\":\"2025-01-10\",\"valid_until\":\"2027-01-10\",\"place\":\"Almaty\",\"authority\":\"BAFA\",\"exporter\":\"Muster GmbH\",\"applicant\":\"Muster GmbH\"," \
    "\"purchaser\":\"Steppe Trading LLP\",\"consignee\":\"Tractor Works JSC\",\"end_user\":\"Tractor Works JSC\",\"end_user_id\":\"bin:1\",\"address\":\"2 Road\",\"country\":\"KAZ\"," \
    "\"website\":\"works.example\",\"role\":\"manufacturer\",\"signatory\":\"C. Beispiel\",\"signatory_position\":\"Director\",\"signatory_firm\":\"Tractor Works\",\"signature_form\":\"hand\"," \
    "\"stamp\":true,\"letterhead\":false,\"end_use\":\"bearings for the hubs of tractors that we assemble ourselves in our own works at Kostanay\",\"place_of_use\":\"Kostanay hall four\"," \
    "\"after_use\":\"installed\",\"military\":false,\"no_reexport\":true,\"no_target_use\":true,\"reports_diversion\":true,\"on_site\":true,\"flow_down\":true,\"keeps_records\":true," \
    "\"contract\":\"C-1\",\"items\":[{\"text\":\"Bearing 6204\",\"part\":\"6204-2RS\",\"position\":\"none\",\"code\":\"848210\",\"quantity\":100,\"unit\":\"pcs\",\"value\":500}]"

#define CASE                                                                                                                                                                  \
    "{\"day\":\"2025-03-01\",\"destination\":\"Kazakhstan\",\"parties\":[{\"role\":\"exporter\",\"name\":\"Muster GmbH\"},{\"role\":\"purchaser\",\"name\":\"STEPPE TRADING L.L.P.\"}," \
    "{\"role\":\"end_user\",\"name\":\"Tractor Works\"}],\"contract\":{\"signed_on\":\"2025-02-01\"},"                                                                           \
    "\"items\":[{\"text\":\"bearing  6204\",\"part\":\"6204 2rs\",\"quantity\":60,\"unit\":\"pcs\",\"value\":300,\"currency\":\"EUR\"}],"

static areas *known; /* read once */

typedef struct bench {
    arena mem;
    const finding *f;
    size_t n;
    cordon_error err;
} bench;

static void begin(bench *b) {
    *b = (bench){0};
    arena_init(&b->mem, 0);
}
static void end(bench *b) {
    arena_destroy(&b->mem);
}

/* Runs the checks; NULL case_json = no case. False with a line when it fails. */
static bool ask(bench *b, const char *euc_json, const char *case_json, euc_terms t) {
    const euc *e;
    case_file c;
    if (!known && areas_load(&known, &b->err)) return false;
    t.areas = known;
    if (!t.as_at) t.as_at = 20250301;
    bool failed = case_read_euc(&e, &b->mem, "euc", euc_json, strlen(euc_json), &b->err) || (case_json && case_read(&c, &b->mem, "case", case_json, strlen(case_json), &b->err)) ||
                  euc_check(&b->f, &b->n, &b->mem, e, case_json ? &c : NULL, &t, &b->err);
    if (failed) printf("# %s\n", b->err.message);
    return !failed;
}

static int count(const bench *b, const char *rule, finding_verdict v) {
    int n = 0;
    for (size_t i = 0; i < b->n; i++) n += b->f[i].verdict == v && strcmp(b->f[i].rule, rule) == 0;
    return n;
}
static const char *text_of(const bench *b, const char *rule) {
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->f[i].rule, rule) == 0) return b->f[i].text;
    return "";
}

/* The sound certificate with one key given another value (raw JSON), or taken out (NULL). */
static const char *with(bench *b, const char *key, const char *value) {
    buf s = {0};
    char name[64];
    snprintf(name, sizeof name, "\"%s\":", key);
    const char *at = strstr(SOUND, name), *v = at ? at + strlen(name) : SOUND + strlen(SOUND);
    if (!at) at = v;
    bool quoted = *v == '"';
    const char *to = *v == '[' ? v + strlen(v) : quoted ? strchr(v + 1, '"') + 1 : v + strcspn(v, ",");
    if (value) buf_str(&s, "{"), buf_add(&s, SOUND, (size_t)(at - SOUND)), buf_printf(&s, "%s%s%s", *at ? "" : ",", name, value), buf_str(&s, to);
    else buf_str(&s, "{"), buf_add(&s, SOUND, (size_t)(at - SOUND)), buf_str(&s, *to == ',' ? to + 1 : to);
    while (s.p[s.len - 1] == ',') s.p[--s.len] = 0;
    buf_str(&s, "}");
    const char *copy = arena_strndup(&b->mem, s.p, s.len);
    buf_free(&s);
    return copy;
}

TEST(a_sound_certificate_has_no_finding) {
    static const char *const templates[] = {"generic", "BAFA", "bis", NULL};
    for (int i = 0; i < 4; i++) {
        bench b;
        begin(&b);
        CHECK(ask(&b, "{" SOUND "}", CASE "\"payments\":[{\"debtor\":\"Steppe Trading\",\"amount\":300,\"currency\":\"EUR\"}]}", (euc_terms){.template = templates[i], .uses_known = true}));
        for (size_t k = 0; k < b.n; k++)
            if (b.f[k].verdict == FINDING_FOUND) printf("# %s: %s\n", b.f[k].rule, b.f[k].text), test_failed = 1;
        CHECK_INT(count(&b, "euc.complete", FINDING_NOTHING_FOUND), 1);
        CHECK_INT(count(&b, "euc.signer", FINDING_NOTHING_FOUND), 1);
        CHECK_INT(count(&b, "euc.party", FINDING_NOTHING_FOUND), 1);
        CHECK_INT(count(&b, "euc.payer", FINDING_NOTHING_FOUND), 1);
        CHECK_INT(count(&b, "euc.goods", FINDING_NOTHING_FOUND), 1);
        CHECK_INT(count(&b, "euc.quantity", FINDING_NOTHING_FOUND), 1);
        for (size_t k = 0; k < b.n; k++) CHECK(b.f[k].evidence_n > 0 && *b.f[k].text && *b.f[k].method);
        end(&b);
    }
}

/* Taking any one field away is found by exactly the templates whose rows need it. */
TEST(what_a_template_needs_is_missed) {
    static const struct { const char *field; bool generic, bafa, bis; } cases[] = {
        {"number", true, true, false},  {"place", true, true, false},      {"end_user", true, true, true},        {"signatory_position", true, true, true}, {"place_of_use", true, true, false},
        {"after_use", true, true, true}, {"role", false, true, false},     {"applicant", false, false, true},     {"no_reexport", true, true, true},         {"items", true, true, true},
        {"on_site", false, false, false}, {"website", false, false, false},
    };
    static const char *const templates[] = {"generic", "BAFA", "BIS"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int t = 0; t < 3; t++) {
            bench b;
            begin(&b);
            bool want = t == 0 ? cases[i].generic : t == 1 ? cases[i].bafa : cases[i].bis;
            CHECK(ask(&b, with(&b, cases[i].field, NULL), NULL, (euc_terms){.template = templates[t]}));
            if ((count(&b, "euc.missing", FINDING_FOUND) == 1) != want) FAIL_("%s without %s: %d missing", templates[t], cases[i].field, count(&b, "euc.missing", FINDING_FOUND));
            end(&b);
            begin(&b); /* not known is not missing */
            CHECK(ask(&b, with(&b, cases[i].field, "null"), NULL, (euc_terms){.template = templates[t]}));
            CHECK_INT(count(&b, "euc.missing", FINDING_FOUND), 0);
            if (want) CHECK_INT(count(&b, "euc.complete", FINDING_NOT_ASSESSED), 1);
            end(&b);
        }
}

TEST(forms_of_signature) {
    static const struct { const char *form, *stamp, *letterhead, *template; int found, open; } cases[] = {
        {"\"hand\"", "true", "false", "BAFA", 0, 0},     {"\"hand\"", "false", "true", "BAFA", 0, 0},    {"\"hand\"", "false", "false", "BAFA", 1, 0},
        {"\"hand\"", "false", "null", "BAFA", 0, 1},     {"\"electronic_advanced\"", "false", "false", "BAFA", 0, 0}, {"\"electronic_simple\"", "true", "false", "BAFA", 1, 0},
        {"\"scanned\"", "true", "true", "BAFA", 1, 0},   {"\"scanned\"", "true", "true", "generic", 1, 0}, {"\"scanned\"", "true", "true", "BIS", 0, 0},
        {"\"none\"", "true", "true", "BIS", 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        begin(&b);
        char text[8000];
        snprintf(text, sizeof text, "%s", with(&b, "signature_form", cases[i].form));
        char *p = strstr(text, "\"stamp\":true,\"letterhead\":false");
        char rest[6000];
        snprintf(rest, sizeof rest, "%s", p + strlen("\"stamp\":true,\"letterhead\":false"));
        snprintf(p, sizeof text - (size_t)(p - text), "\"stamp\":%s,\"letterhead\":%s%s", cases[i].stamp, cases[i].letterhead, rest);
        CHECK(ask(&b, text, NULL, (euc_terms){.template = cases[i].template}));
        if (count(&b, "euc.form", FINDING_FOUND) != cases[i].found || count(&b, "euc.form", FINDING_NOT_ASSESSED) != cases[i].open) FAIL_("case %zu: %d found", i, count(&b, "euc.form", FINDING_FOUND));
        end(&b);
    }
}

TEST(days_at_their_bounds) {
    static const struct { const char *key, *value; date_day on; const char *rule; finding_verdict v; } cases[] = {
        {"signed_on", "\"2025-03-01\"", 20250301, "euc.validity", FINDING_NOTHING_FOUND}, {"signed_on", "\"2025-03-02\"", 20250301, "euc.validity", FINDING_FOUND},
        {"valid_until", "\"2025-03-01\"", 20250301, "euc.validity", FINDING_NOTHING_FOUND}, {"valid_until", "\"2025-02-28\"", 20250301, "euc.validity", FINDING_FOUND},
        {"valid_until", "null", 20250301, "euc.validity", FINDING_NOT_ASSESSED},          {"valid_until", "\"2025-01-09\"", 20250109, "euc.validity", FINDING_FOUND},
        {"signed_on", "\"2025-02-01\"", 20250301, "euc.signed_late", FINDING_NOTHING_FOUND}, {"signed_on", "\"2025-02-02\"", 20250301, "euc.signed_late", FINDING_FOUND},
        {"signed_on", "\"2025-03-02\"", 20250401, "euc.signed_late", FINDING_FOUND},      {"valid_until", "\"2029-01-10\"", 20250301, "euc.validity", FINDING_NOTHING_FOUND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        begin(&b);
        CHECK(ask(&b, with(&b, cases[i].key, cases[i].value), CASE "\"legs\":[]}", (euc_terms){.as_at = cases[i].on}));
        if (count(&b, cases[i].rule, cases[i].v) != 1) FAIL_("case %zu: %s", i, text_of(&b, cases[i].rule));
        end(&b);
    }
    /* Four years are allowed by the template that bounds them, a day more is not. */
    for (int more = 0; more < 2; more++) {
        bench b;
        begin(&b);
        CHECK(ask(&b, with(&b, "valid_until", more ? "\"2029-01-11\"" : "\"2029-01-10\""), NULL, (euc_terms){.template = "BIS"}));
        CHECK_INT(count(&b, "euc.years", FINDING_FOUND), more);
        end(&b);
    }
}

TEST(who_signs) {
    static const struct { const char *firm; finding_verdict v; } cases[] = {
        {"\"TRACTOR WORKS, JSC\"", FINDING_NOTHING_FOUND}, {"\"Tractor Works Holding JSC\"", FINDING_FOUND}, {"\"Steppe Trading LLP\"", FINDING_FOUND}, {"null", FINDING_NOT_ASSESSED}, {"\"--\"", FINDING_NOT_ASSESSED}};
    for (size_t i = 0; i < 5; i++) {
        bench b;
        begin(&b);
        CHECK(ask(&b, with(&b, "signatory_firm", cases[i].firm), CASE "\"legs\":[]}", (euc_terms){0}));
        if (count(&b, "euc.signer", cases[i].v) != 1) FAIL_("%s: %s", cases[i].firm, text_of(&b, "euc.signer"));
        if (i == 2) CHECK(strstr(text_of(&b, "euc.signer"), "(purchaser)") != NULL);
        end(&b);
    }
    tri same;
    CHECK_INT(same_name(&same, "ООО Ромашка", "Romashka LLC", NULL), 0);
    CHECK_INT(same, TRI_YES);
    CHECK_INT(same_name(&same, "Ltd", "GmbH", NULL), 0);
    CHECK_INT(same, TRI_NO);
}

TEST(papers_that_disagree) {
    static const struct { const char *more, *rule; finding_verdict v; int n; } cases[] = {
        {"\"documents\":[{\"kind\":\"bill_of_lading\",\"consignee\":\"Cargo SIA\"}]}", "euc.party", FINDING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"invoice\",\"buyer\":\"Steppe Trading\",\"consignee\":\"Tractor Works\",\"seller\":\"Other GmbH\"}]}", "euc.party", FINDING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"invoice\",\"destination\":\"KGZ\"}]}", "euc.destination", FINDING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"invoice\",\"value\":330,\"currency\":\"EUR\",\"quantity\":60}]}", "euc.amount", FINDING_NOTHING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"invoice\",\"value\":331,\"currency\":\"EUR\"}]}", "euc.amount", FINDING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"invoice\",\"value\":272,\"currency\":\"EUR\"}]}", "euc.amount", FINDING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"invoice\",\"value\":400,\"currency\":\"USD\"}]}", "euc.amount", FINDING_NOT_ASSESSED, 1},
        {"\"documents\":[{\"kind\":\"packing_list\",\"quantity\":61}]}", "euc.amount", FINDING_FOUND, 1},
        {"\"documents\":[{\"kind\":\"licence\",\"quantity\":1000}]}", "euc.amount", FINDING_NOT_ASSESSED, 1},
        {"\"payments\":[{\"debtor\":\"Far Away FZE\",\"amount\":300,\"currency\":\"EUR\"}]}", "euc.payer", FINDING_FOUND, 1},
        {"\"payments\":[{\"debtor\":\"Steppe Trading\",\"ultimate_debtor\":\"Far Away FZE\"}]}", "euc.payer", FINDING_FOUND, 1},
        {"\"payments\":[{\"amount\":331,\"currency\":\"EUR\"}]}", "euc.amount", FINDING_FOUND, 1},
        {"\"payments\":[{\"amount\":330,\"currency\":\"EUR\"}]}", "euc.amount", FINDING_NOTHING_FOUND, 1},
        {"\"payments\":[]}", "euc.payer", FINDING_NOT_ASSESSED, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        char text[4000];
        begin(&b);
        snprintf(text, sizeof text, "%s%s", CASE, cases[i].more);
        CHECK(ask(&b, "{" SOUND "}", text, (euc_terms){0}));
        if (count(&b, cases[i].rule, cases[i].v) != cases[i].n) FAIL_("case %zu: %s", i, text_of(&b, cases[i].rule));
        end(&b);
    }
}

TEST(drawn_down_over_shipments) {
    const euc_use none[] = {{"E-2", "", "", "pcs", 1000, "d0", NULL, false}, {"E-1", "9999", "", "pcs", 1000, "d0", NULL, false}};
    const euc_use fits[] = {{"E-1", "6204-2RS", "", "pcs", 25, "d1", NULL, false}, {"E-1", "", "8482", "PCS", 15, "d2", NULL, false}};
    const euc_use over[] = {{"E-1", "6204-2RS", "", "pcs", 25, "d1", NULL, false}, {"E-1", "", "", "pcs", 16, "d2", NULL, false}};
    const euc_use unit[] = {{"E-1", "", "", "kg", 1, "d1", NULL, false}};
    const struct { const euc_use *u; size_t n; finding_verdict v; } cases[] = {
        {none, 2, FINDING_NOTHING_FOUND}, {fits, 2, FINDING_NOTHING_FOUND}, {over, 2, FINDING_FOUND}, {unit, 1, FINDING_NOT_ASSESSED}};
    for (size_t i = 0; i < 4; i++) {
        bench b;
        begin(&b);
        CHECK(ask(&b, "{" SOUND "}", CASE "\"legs\":[]}", (euc_terms){.earlier = cases[i].u, .uses = cases[i].n, .uses_known = true}));
        if (count(&b, "euc.quantity", cases[i].v) != 1) FAIL_("case %zu: %s", i, text_of(&b, "euc.quantity"));
        if (i == 2) CHECK(strstr(text_of(&b, "euc.quantity"), "100 pcs certified; 41 shipped before (2 shipments) and 60 now are 101: 1 too many") != NULL);
        end(&b);
    }
    bench b;
    begin(&b);
    CHECK(ask(&b, "{" SOUND "}", CASE "\"legs\":[]}", (euc_terms){0}));
    CHECK_INT(count(&b, "euc.quantity", FINDING_NOT_ASSESSED), 1);
    end(&b);
}

/* What is drawn, against a plain sum. */
TEST(drawn_down_against_a_plain_sum) {
    random_state r;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    for (int k = 0; k < 60; k++) {
        euc_use u[8];
        size_t n = random_below(&r, 9);
        double sum = 60;
        for (size_t i = 0; i < n; i++) {
            bool mine = random_below(&r, 2);
            u[i] = (euc_use){mine ? "E-1" : "E-9", random_below(&r, 2) ? "6204-2RS" : "", "", "pcs", (double)random_below(&r, 16), "d", NULL, false};
            if (mine) sum += u[i].quantity;
        }
        bench b;
        begin(&b);
        CHECK(ask(&b, "{" SOUND "}", CASE "\"legs\":[]}", (euc_terms){.earlier = u, .uses = n, .uses_known = true}));
        CHECK_INT(count(&b, "euc.quantity", FINDING_FOUND), sum > 100);
        end(&b);
    }
}

TEST(goods_that_are_not_certified) {
    static const struct { const char *item; finding_verdict v; } cases[] = {
        {"{\"part\":\"6205\",\"text\":\"Bearing 6204\"}", FINDING_FOUND}, {"{\"text\":\"bearing 6204\"}", FINDING_NOTHING_FOUND}, {"{\"code\":\"8482.10\",\"text\":\"other words\"}", FINDING_NOTHING_FOUND},
        {"{\"code\":\"84829900\",\"text\":\"other\"}", FINDING_FOUND},    {"{\"code\":\"84821010\"}", FINDING_NOTHING_FOUND},    {"{\"quantity\":3}", FINDING_NOT_ASSESSED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        char text[2000];
        begin(&b);
        snprintf(text, sizeof text, "{\"items\":[%s]}", cases[i].item);
        CHECK(ask(&b, "{" SOUND "}", text, (euc_terms){0}));
        if (count(&b, "euc.goods", cases[i].v) != 1) FAIL_("%s: %s", cases[i].item, text_of(&b, "euc.goods"));
        end(&b);
    }
}

TEST(copied_words_and_one_signatory) {
    static const char *const copy = "{\"end_user\":\"Night Optics FZE\",\"signatory\":\"C. BEISPIEL\",\"end_use\":\"Bearings for the hubs of tractors, that we assemble ourselves in our own works at Kostanay\","
                                    "\"place_of_use\":\"Kostanay hall four\",\"role\":\"manufacturer\",\"items\":[{\"text\":\"Bearing 6204\"}]}";
    static const char *const other = "{\"end_user\":\"Night Optics FZE\",\"signatory\":\"D. Anders\",\"end_use\":\"spare parts for the pumps of a water works that belongs to the town and is run by us\"}";
    static const char *const own = "{\"end_user\":\"TRACTOR WORKS\",\"signatory\":\"C. Beispiel\",\"end_use\":\"bearings for the hubs of tractors that we assemble ourselves in our own works at Kostanay\"}";
    static const char *const texts[] = {copy, other, own};
    for (int i = 0; i < 3; i++) {
        bench b;
        const euc *o;
        begin(&b);
        CHECK_INT(case_read_euc(&o, &b.mem, "other", texts[i], strlen(texts[i]), &b.err), 0);
        euc_other others[] = {{o, "other.json"}};
        CHECK(ask(&b, "{" SOUND "}", NULL, (euc_terms){.other = others, .others = 1}));
        CHECK_INT(count(&b, "euc.copied", FINDING_FOUND), i == 0);
        CHECK_INT(count(&b, "euc.signatory", FINDING_FOUND), i == 0);
        end(&b);
    }
}

TEST(arrival_and_visits) {
    const euc_visit moved = {"E-1", "S1", "inspector", "moved", "photo.jpg", 20250601}, verified = {"E-1", "S1", "inspector", "verified", "photo.jpg", 20250601}, later = {"E-1", "S1", "i", "moved", "p", 20270101};
    const struct { const char *more; date_day on; const euc_visit *v; int arrival, arrival_open, visit, fine; } cases[] = {
        {"\"legs\":[]}", 20250601, NULL, 0, 1, 0, 0}, {"\"legs\":[]}", 20250602, NULL, 1, 0, 0, 0}, {"\"documents\":[{\"kind\":\"delivery\"}]}", 20260601, NULL, 0, 0, 0, 0},
        {"\"legs\":[]}", 20250601, &moved, 0, 1, 1, 0}, {"\"legs\":[]}", 20250601, &verified, 0, 1, 0, 1}, {"\"legs\":[]}", 20250601, &later, 0, 1, 0, 0}};
    for (size_t i = 0; i < 6; i++) {
        bench b;
        char text[2000];
        begin(&b);
        snprintf(text, sizeof text, "%s%s", CASE, cases[i].more);
        CHECK(ask(&b, "{" SOUND "}", text, (euc_terms){.as_at = cases[i].on, .visit = cases[i].v, .visits = cases[i].v != NULL}));
        if (count(&b, "euc.arrival", FINDING_FOUND) != cases[i].arrival || count(&b, "euc.arrival", FINDING_NOT_ASSESSED) != cases[i].arrival_open) FAIL_("case %zu: %s", i, text_of(&b, "euc.arrival"));
        CHECK_INT(count(&b, "euc.visit", FINDING_FOUND), cases[i].visit);
        CHECK_INT(count(&b, "euc.visit", FINDING_NOTHING_FOUND), cases[i].fine);
        end(&b);
    }
}

TEST(templates_can_be_read_again) {
    static const char *const names[] = {"generic", "BAFA", "BIS"};
    for (int i = 0; i < 3; i++) {
        buf b = {0};
        const euc *e;
        bench x;
        begin(&x);
        CHECK_INT(euc_template(&b, names[i], &x.err), 0);
        CHECK_INT(case_read_euc(&e, &x.mem, "template", b.p, b.len, &x.err), 0);
        CHECK_INT(e->end_user.state, VALUE_UNKNOWN);
        CHECK_INT((int)e->items, 1);
        buf_free(&b);
        end(&x);
    }
    cordon_error err = {0};
    buf b = {0};
    CHECK_INT(euc_template(&b, "nobody", &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "generic, BAFA, BIS") != NULL);
    buf_free(&b);
}

TEST(the_file_against_the_certificate) {
    static const struct { pdf_info p; const char *form; int found; finding_verdict v; } cases[] = {
        {{.title = "", .author = "C. Beispiel", .creator = "", .producer = "p", .created = 20250110, .any = true}, "\"hand\"", 0, FINDING_NOTHING_FOUND},
        {{.title = "", .author = "", .creator = "", .producer = "p", .changed = 20250111, .any = true}, "\"hand\"", 1, FINDING_FOUND},
        {{.title = "", .author = "", .creator = "", .producer = "p", .changed = 20250110, .any = true}, "\"hand\"", 0, FINDING_NOTHING_FOUND},
        {{.title = "", .author = "Muster GmbH", .creator = "", .producer = "p", .any = true}, "\"hand\"", 1, FINDING_FOUND},
        {{.title = "", .author = "", .creator = "", .producer = "p", .any = true}, "\"electronic_advanced\"", 1, FINDING_FOUND},
        {{.title = "", .author = "", .creator = "", .producer = "p", .any = true, .signature = true}, "\"electronic_advanced\"", 0, FINDING_NOTHING_FOUND},
        {{.title = "", .author = "", .creator = "", .producer = "", .encrypted = true}, "\"hand\"", 0, FINDING_NOT_ASSESSED},
        {{.title = "", .author = "", .creator = "", .producer = ""}, "\"hand\"", 0, FINDING_NOT_ASSESSED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        begin(&b);
        CHECK(ask(&b, with(&b, "signature_form", cases[i].form), NULL, (euc_terms){.pdf = &cases[i].p}));
        if (count(&b, "euc.file", cases[i].v) != 1 || count(&b, "euc.file", FINDING_FOUND) != cases[i].found) FAIL_("case %zu: %s", i, text_of(&b, "euc.file"));
        end(&b);
    }
}
