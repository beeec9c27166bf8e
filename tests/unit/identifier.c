#include "name/identifier.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/random.h"
#include "test.h"

static const identifier_kinds *kinds(void) {
    const identifier_kinds *k = NULL;
    cordon_error err = {0};
    if (identifier_kinds_open(&k, &err)) printf("# %s: %s\n", err.source, err.message);
    return k;
}

static identifier id(const char *text, const char *country) {
    identifier out = {.kind = 255};
    cordon_error err = {0};
    if (identifier_parse(&out, kinds(), text, country, &err)) printf("# %s\n", err.message);
    return out;
}

static const char *kind_name(const identifier *i) {
    return i->kind == 255 ? "?" : identifier_kind_at(kinds(), i->kind)->name;
}

typedef struct example {
    const char *text, *country, *kind, *value;
    int validity;
} example;

static unsigned wrong_of(const example *e, size_t n) {
    unsigned wrong = 0;
    for (size_t i = 0; i < n; i++) {
        identifier x = id(e[i].text, e[i].country);
        if (!strcmp(kind_name(&x), e[i].kind) && !strcmp(x.value, e[i].value) &&
            x.validity == e[i].validity)
            continue;
        printf("# \"%s\" is %s %s %s\n", e[i].text, kind_name(&x), x.value,
               identifier_validity_name(x.validity));
        wrong++;
    }
    return wrong;
}

enum { U = IDENTIFIER_UNCHECKED, V = IDENTIFIER_VALID, I = IDENTIFIER_INVALID };

TEST(published_numbers_are_valid_and_one_digit_more_is_not) {
    static const example e[] = {
        /* OFAC SDN list of 3 May 2024: "Tax ID No. 773432805690 (Russia)" (ent 44225). */
        {"inn:773432805690", "", "inn", "773432805690", V},
        {"inn:773432805691", "", "inn", "773432805691", I},
        /* Bank of Russia register: Sberbank, INN 7707083893, OGRN 1027700132195, OKPO 00032537. */
        {"inn:7707083893", "", "inn", "7707083893", V},
        {"inn:7707083894", "", "inn", "7707083894", I},
        {"ogrn:1027700132195", "", "ogrn", "1027700132195", V},
        {"ogrn:1027700132196", "", "ogrn", "1027700132196", I},
        {"okpo:00032537", "", "okpo", "00032537", V},
        {"okpo:00032538", "", "okpo", "00032538", I},
        /* python-stdnum, stdnum.ru.ogrn: 304500116000157 (of an entrepreneur, 15 digits). */
        {"ogrn:304500116000157", "", "ogrn", "304500116000157", V},
        {"ogrn:304500116000158", "", "ogrn", "304500116000158", I},
        {"kpp:773601001", "", "kpp", "773601001", U},
        {"kpp:77360100", "", "kpp", "77360100", I},
        /* GB 32100-2015, the example of the standard. */
        {"uscc:91350100M000100Y43", "", "uscc", "91350100M000100Y43", V},
        {"uscc:91350100M000100Y44", "", "uscc", "91350100M000100Y44", I},
        {"uscc:91350100I000100Y43", "", "uscc", "91350100I000100Y43", I}, /* I is not in the set */
        /* GB 11643-1999, the example of the standard. */
        {"resident-id:11010519491231002X", "", "resident-id", "11010519491231002X", V},
        {"resident-id:110105194912310021", "", "resident-id", "110105194912310021", I},
        /* GLEIF: Bloomberg Finance L.P. */
        {"lei:5493001KJTIIGC8Y1R12", "", "lei", "5493001KJTIIGC8Y1R12", V},
        {"lei:5493001KJTIIGC8Y1R13", "", "lei", "5493001KJTIIGC8Y1R13", I},
        /* IMO: 9074729 = 9x7+0x6+7x5+4x4+7x3+2x2 = 139. */
        {"imo:9074729", "", "imo", "9074729", V},
        {"imo:9074728", "", "imo", "9074728", I},
        /* ISO 13616 register: the examples of Great Britain, Germany and Saudi Arabia. */
        {"iban:GB29 NWBK 6016 1331 9268 19", "", "iban", "GB29NWBK60161331926819", V},
        {"iban:DE89370400440532013000", "", "iban", "DE89370400440532013000", V},
        {"iban:SA03 8000 0000 6080 1016 7519", "", "iban", "SA0380000000608010167519", V},
        {"iban:GB28NWBK60161331926819", "", "iban", "GB28NWBK60161331926819", I},
        /* Wikipedia, Hong Kong identity card: G123456(A); samples A123456(3), CA182361(1). */
        {"hkid:G123456(A)", "", "hkid", "G123456A", V},
        {"hkid:A123456(3)", "", "hkid", "A1234563", V},
        {"hkid:CA182361(1)", "", "hkid", "CA1823611", V},
        {"hkid:A123456(4)", "", "hkid", "A1234564", I},
        /* python-stdnum, stdnum.tr.vkn. */
        {"vkn:4540536920", "", "vkn", "4540536920", V},
        {"vkn:4540536921", "", "vkn", "4540536921", I},
        {"bic:deut de ff xxx", "", "bic", "DEUTDEFF", U},
        {"bic:DEUTDEFF500", "", "bic", "DEUTDEFF500", U},
        {"bic:DEUT1EFF", "", "bic", "DEUT1EFF", I},
        {"mmsi:273 123 456", "", "mmsi", "273123456", U},
        {"hk-number:2687207", "", "hk-number", "2687207", U},
    };
    CHECK_INT(wrong_of(e, sizeof e / sizeof *e), 0);
}

TEST(addresses_of_ledgers_carry_their_checksums) {
    static const example e[] = {
        /* The first block of Bitcoin. */
        {"wallet:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "", "wallet",
         "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", V},
        {"wallet:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "", "wallet",
         "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", I},
        /* BIP 173 and BIP 350, test vectors. */
        {"wallet:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "", "wallet",
         "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", V},
        {"wallet:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "", "wallet",
         "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", V},
        {"wallet:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "", "wallet",
         "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", I},
        /* EIP-55, the examples of the proposal. */
        {"wallet:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "", "wallet",
         "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", V},
        {"wallet:0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "", "wallet",
         "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", V},
        {"wallet:0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "", "wallet",
         "0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb", V},
        {"wallet:0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "", "wallet",
         "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", V},
        {"wallet:0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "", "wallet",
         "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", I},
        {"wallet:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "", "wallet",
         "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", U},
        {"wallet:XBT 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "", "wallet",
         "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", V},
    };
    CHECK_INT(wrong_of(e, sizeof e / sizeof *e), 0);
}

TEST(words_and_marks_around_a_number_do_not_count) {
    static const example e[] = {
        {"imo:IMO 9074729", "", "imo", "9074729", V},
        {"imo:IMO No. 907 4729", "", "imo", "9074729", V},
        {"IMO:imo9074729", "", "imo", "9074729", V},
        {"inn:INN: 7707083893", "", "inn", "7707083893", V},
        {"\xd0\x98\xd0\x9d\xd0\x9d:\xd0\x98\xd0\x9d\xd0\x9d 77 07 08 38 93", "", "inn",
         "7707083893", V},
        {"passport:\xe2\x84\x96 AB-123/45", "", "passport", "AB12345", U},
        {"passport:\xef\xbc\xa1\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94", "", "passport",
         "A1234", U},
        {"passport:\xd9\xa1\xd9\xa2\xd9\xa3\xdb\xb4\xdb\xb5", "", "passport", "12345", U},
        {"passport:ID5551234", "", "passport", "ID5551234", U},
    };
    CHECK_INT(wrong_of(e, sizeof e / sizeof *e), 0);
}

TEST(a_generic_number_shows_its_kind_by_country_and_check_digit) {
    static const example e[] = {
        {"registration:1027700132195", "RUS", "ogrn", "1027700132195", V},
        {"registration:1027700132196", "RUS", "registration", "1027700132196", U},
        {"registration:1027700132195", "DEU", "registration", "1027700132195", U},
        {"registration:1027700132195", "", "ogrn", "1027700132195", V},
        {"registration:1027700132196", "", "registration", "1027700132196", U},
        {"tax:7707083893", "RUS", "inn", "7707083893", V},
        {"registration:91350100M000100Y43", "", "uscc", "91350100M000100Y43", V},
        {"registration:91350100M000100Y43", "HKG", "registration", "91350100M000100Y43", U},
        {"registration:5493001KJTIIGC8Y1R12", "USA", "lei", "5493001KJTIIGC8Y1R12", V},
        {"registration:2687207", "HKG", "hk-number", "2687207", U},
        {"tax:4540536920", "TUR", "vkn", "4540536920", V},
    };
    CHECK_INT(wrong_of(e, sizeof e / sizeof *e), 0);
    identifier a;
    CHECK(identifier_read(&a, kinds(), "registrationNumber", "1027700132195", 13, "RUS"));
    CHECK(!strcmp(kind_name(&a), "ogrn") && !strcmp(a.country, "RUS"));
    CHECK(!identifier_read(&a, kinds(), "birthDate", "1971", 4, ""));
    CHECK(!identifier_read(&a, kinds(), "innCode", " -- ", 4, ""));
}

static int verdict(const char *x, const char *cx, const char *y, const char *cy) {
    identifier a = id(x, cx), b = id(y, cy);
    int one = identifier_compare(kinds(), &a, &b);
    return one == (int)identifier_compare(kinds(), &b, &a) ? one : -1;
}

TEST(equal_numbers_decide_support_or_say_nothing) {
    CHECK_INT(verdict("inn:7707083893", "", "tax:77 07 083893", "RUS"), IDENTIFIER_DECIDES);
    CHECK_INT(verdict("inn:7707083893", "", "inn:773432805690", ""), IDENTIFIER_REFUTES);
    /* A wrong check digit proves nothing, not even that the parties differ. */
    CHECK_INT(verdict("inn:7707083894", "", "inn:7707083894", ""), IDENTIFIER_APART);
    CHECK_INT(verdict("inn:7707083894", "", "inn:773432805690", ""), IDENTIFIER_APART);
    CHECK_INT(verdict("passport:AB12345", "DEU", "passport:AB 12345", "DEU"), IDENTIFIER_DECIDES);
    CHECK_INT(verdict("passport:AB12345", "DEU", "passport:AB12345", "FRA"), IDENTIFIER_APART);
    CHECK_INT(verdict("passport:AB12345", "", "passport:AB12345", "FRA"), IDENTIFIER_SUPPORTS);
    CHECK_INT(verdict("passport:AB12345", "DEU", "passport:AB12346", "DEU"), IDENTIFIER_APART);
    CHECK_INT(verdict("registration:1027700132195", "DEU", "ogrn:1027700132195", ""), IDENTIFIER_APART);
    CHECK_INT(verdict("registration:2687207", "", "hk-number:2687207", ""), IDENTIFIER_SUPPORTS);
    CHECK_INT(verdict("imo:9074729", "", "imo:IMO 9074729", ""), IDENTIFIER_DECIDES);
    CHECK_INT(verdict("mmsi:273123456", "", "mmsi:273123456", ""), IDENTIFIER_SUPPORTS);
    CHECK_INT(verdict("bic:DEUTDEFF", "", "bic:DEUTDEFFXXX", ""), IDENTIFIER_DECIDES);
    CHECK_INT(verdict("bic:DEUTDEFF", "", "bic:DEUTDEFF500", ""), IDENTIFIER_APART);
}

TEST(one_changed_digit_never_passes_the_stronger_rules) {
    static const struct {
        const char *rule, *value;
    } of[] = {{"gb32100", "91350100M000100Y43"},  {"mod97-10", "5493001KJTIIGC8Y1R12"},
              {"iban", "DE89370400440532013000"}, {"mod11-2", "11010519491231002X"},
              {"mod11-letters", "A1234563"},      {"imo", "9074729"}};
    for (size_t r = 0; r < sizeof of / sizeof *of; r++) {
        char v[IDENTIFIER_MAX + 1];
        for (size_t i = 0; of[r].value[i]; i++)
            for (char c = '0'; c <= '9'; c++) {
                snprintf(v, sizeof v, "%s", of[r].value);
                if (!isdigit((unsigned char)v[i]) || v[i] == c) continue;
                v[i] = c;
                /* Weights that share a factor with 10 let some changes through: 4 of IMO's weights
                 * do. */
                if (!strcmp(of[r].rule, "imo") && i < 6 && (7 - i) % 2 == 0) continue;
                if (!strcmp(of[r].rule, "imo") && i == 2) continue;
                if (identifier_check(of[r].rule, v) != -1) FAIL_("%s passes %s", v, of[r].rule);
            }
    }
}

TEST(any_bytes_are_read_or_refused_within_bounds) {
    random_state s;
    random_seed(&s, 20261125);
    printf("# seed 20261125\n");
    for (int i = 0; i < 20000; i++) {
        char text[80];
        size_t n = random_below(&s, sizeof text);
        for (size_t k = 0; k < n; k++) text[k] = (char)random_below(&s, i % 2 ? 256 : 128);
        identifier a, b;
        if (!identifier_read(&a, kinds(), i % 3 ? "registrationNumber" : "publicKey", text, n,
                             "HKG"))
            continue;
        CHECK(strlen(a.value) && strlen(a.value) <= IDENTIFIER_MAX &&
              a.kind < identifier_kinds_count(kinds()));
        /* Normal stays normal. */
        if (i % 3 == 0) continue;
        CHECK(identifier_read(&b, kinds(), "idNumber", a.value, strlen(a.value), ""));
    }
    char longer[IDENTIFIER_TEXT_MAX + 2];
    identifier a;
    memset(longer, '1', sizeof longer);
    CHECK(!identifier_read(&a, kinds(), "idNumber", longer, sizeof longer, ""));
    CHECK(!identifier_read(&a, kinds(), "idNumber", longer, IDENTIFIER_MAX + 1, ""));
    CHECK(identifier_read(&a, kinds(), "idNumber", longer, IDENTIFIER_MAX, ""));
}

TEST(an_unknown_type_is_named_with_those_there_are) {
    identifier a;
    cordon_error err = {0};
    CHECK_INT(identifier_parse(&a, kinds(), "wrong:1", "", &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "wrong:1") && strstr(err.message, "inn, ogrn"));
    CHECK_INT(identifier_parse(&a, kinds(), "inn", "", &err), CORDON_EINVAL);
    CHECK_INT(identifier_parse(&a, kinds(), "inn: ", "", &err), CORDON_EINVAL);
}
