#include "name/address.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/random.h"
#include "name/contact.h"
#include "test.h"

static const address_forms *forms(void) {
    const address_forms *f = NULL;
    cordon_error err = {0};
    if (address_forms_open(&f, &err))
        printf("# %s:%ju: %s\n", err.source, (uintmax_t)err.line, err.message);
    return f;
}

static address read_one(const char *text) {
    address a = {0};
    cordon_error err = {0};
    if (address_read(&a, forms(), text, strlen(text), &err)) printf("# %s\n", err.message);
    return a;
}

static int reads_as(const char *text, const char *want) {
    address a = read_one(text);
    buf b = {0};
    for (unsigned i = 0; i < a.n; i++)
        buf_printf(&b, "%s%s:%s", i ? " " : "", address_class_name(a.token[i].cls),
                   a.token[i].text);
    int same = !strcmp(buf_text(&b), want);
    if (!same) printf("# \"%s\"\n#  is  %s\n# want %s\n", text, buf_text(&b), want);
    buf_free(&b);
    return same;
}

static double alike(const char *x, const char *y) {
    address a = read_one(x), b = read_one(y);
    address_match m, back;
    address_compare(&m, &a, &b);
    address_compare(&back, &b, &a);
    if (fabs(m.similarity - back.similarity) > 1e-6)
        printf("# \"%s\" and \"%s\" are not symmetric\n", x, y);
    return m.similarity;
}

static int share_a_key(const char *x, const char *y) {
    address a = read_one(x), b = read_one(y);
    uint64_t p[ADDRESS_KEYS_MAX], q[ADDRESS_KEYS_MAX];
    unsigned n = address_keys(p, &a), m = address_keys(q, &b);
    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < m; k++)
            if (p[i] == q[k]) return 1;
    return 0;
}

TEST(parts_of_an_address_have_their_classes) {
    /* OFAC SDN list, entries 46739 and 39282, and the merged list's 46352. */
    CHECK(reads_as("Unit 617, 6/F, 131-132 Connaught Road West, Solo Workshops, Hong Kong, China",
                   "unit:617 floor:6 house:131 house:132 word:connaught street:rd direction:w "
                   "word:solo word:workshops "
                   "place:hong kong place:chn"));
    CHECK(reads_as("21F, CMA Building, 64 Connaught Road Central, Hong Kong",
                   "floor:21 word:cma building:bldg house:64 word:connaught street:rd "
                   "area:ctr place:hong kong"));
    CHECK(reads_as(
        "12th Floor San Toi Building 137-139, Connaught Road",
        "floor:12 word:san word:toi building:bldg block:137 block:139 word:connaught street:rd"));
    CHECK(
        reads_as("1st Floor, Flat A, Block B2, P.O. Box 00123", "floor:1 unit:a building:blk block:b2 box:123"));
    CHECK(reads_as("Rm 903B 9/F., G/F Shop 5", "unit:903b floor:9 floor:gf unit:5"));
    CHECK(reads_as("d. 5, str. 2, ul. Lenina, 123056 Moscow",
                   "house:5 street:st house:2 street:ul word:lenina "
                   "postcode:123056 place:moscow"));
    CHECK(reads_as(
        "\xd1\x83\xd0\xbb. \xd0\x9b\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xbd\xd0\xb0, \xd0\xb4. 5, "
        "\xd0\xbe\xd1\x84\xd0\xb8\xd1\x81 12",
        "street:ul word:\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xbd\xd0\xb0 house:5 unit:12"));
    CHECK(reads_as("\xe5\xb9\xb2\xe8\xaf\xba\xe9\x81\x93\xe8\xa5\xbf"
                   "131\xe5\x8f\xb7"
                   "6\xe6\xa5\xbc"
                   "617\xe5\xae\xa4",
                   "word:\xe5\xb9\xb2 word:\xe8\xaf\xba street:rd word:\xe8\xa5\xbf house:131 "
                   "floor:6 unit:617"));
    CHECK(reads_as("", ""));
    CHECK(reads_as(" , ;--", ""));
    CHECK(reads_as("Stra\xc3\x9f"
                   "e 5, M\xc3\xbcnchen",
                   "street:st house:5 word:munchen"));
}

TEST(the_same_place_is_alike_and_a_town_is_not_enough) {
    static const char tordan[] =
        "Unit 617, 6/F, 131-132 Connaught Road West, Solo Workshops, Hong Kong, China";
    CHECK_NEAR(alike(tordan, tordan), 1, 1e-9);
    CHECK(alike(tordan, "Rm 617 6th floor, Solo Workshops, 131-132 Connaught Rd. W., HONG KONG") >
          0.9);
    CHECK(alike(tordan, "131 Connaught Road West, Hong Kong") > 0.75);
    CHECK(alike(tordan, "Unit 512, 5/F, 131-132 Connaught Road West, Solo Workshops, Hong Kong") >
          0.75);
    CHECK(alike(tordan, "Unit 617, 6/F, 131-132 Conaught Road West, Hong Kong") >
          0.75); /* a slip */
    CHECK(alike(tordan, "64 Connaught Road Central, Hong Kong") < 0.5);
    CHECK(alike(tordan, "Unit 617, 6/F, 20 Nathan Road, Kowloon, Hong Kong") < 0.4);
    CHECK(alike("Hong Kong", "Hong Kong") < 0.3);
    CHECK(alike("Moscow, Russia", "Minsk, Belarus") < 0.1);
    CHECK_NEAR(alike("", tordan), 0, 1e-9);
    CHECK_NEAR(alike("", ""), 0, 1e-9);
    address a = read_one(tordan), b = read_one("64 Connaught Road Central, Hong Kong");
    address_match m;
    address_compare(&m, &a, &b);
    CHECK(m.house_differs && !m.building);
    address_compare(&m, &a, &a);
    CHECK(m.building && !m.house_differs && m.pairs == a.n);
}

TEST(one_building_meets_under_a_key) {
    CHECK(
        share_a_key("Unit 617, 6/F, 131-132 Connaught Road West", "132 Connaught Rd W, Hong Kong"));
    CHECK(share_a_key("ul. Lenina 5, 123056", "5 Lenina Street"));
    CHECK(!share_a_key("131 Connaught Road West", "64 Connaught Road Central"));
    CHECK(!share_a_key("Hong Kong", "Hong Kong"));
    CHECK(share_a_key("Jebel Ali Business Centre", "Jebel Ali Business Center, Dubai"));
}

TEST(any_bytes_give_bounded_tokens) {
    static const char *const bits[] = {
        "131-132", "Unit",         " ", ",", "6/F", "Rd", "P.O.",
        "Box",     "\xe6\xa5\xbc", "a", "9", "-",   "/",  "\xd0\xb4."};
    random_state r;
    printf("# seed 617\n");
    random_seed(&r, 617);
    for (int i = 0; i < 5000; i++) {
        buf t = {0};
        for (uint64_t k = random_below(&r, 200); k; k--)
            if (i % 2)
                buf_str(&t, bits[random_below(&r, sizeof bits / sizeof *bits)]);
            else
                buf_char(&t, (char)(1 + random_below(&r, 255)));
        address a, b;
        address_match m;
        uint64_t keys[ADDRESS_KEYS_MAX];
        cordon_status s = address_read(&a, forms(), buf_text(&t), t.len, NULL);
        CHECK(s == CORDON_OK || s == CORDON_EFORMAT);
        if (!s) {
            b = read_one("131 Connaught Road West, Hong Kong");
            address_compare(&m, &a, &b);
            CHECK(m.similarity >= 0 && m.similarity <= 1);
            address_compare(&m, &a, &a);
            CHECK(m.pairs == a.n && m.similarity <= 1);
            CHECK(address_keys(keys, &a) <= ADDRESS_KEYS_MAX);
        }
        buf_free(&t);
    }
    static char longer[ADDRESS_TEXT_MAX + 1];
    address a;
    cordon_error err = {0};
    memset(longer, 'a', sizeof longer);
    CHECK_INT(address_read(&a, forms(), longer, sizeof longer, &err), CORDON_ELIMIT);
    CHECK(strstr(err.message, "4096"));
    for (size_t i = 0, w = 0; i + 4 < sizeof longer; i += 4, w++) {
        char word[] = {(char)('a' + w % 26), 'q', (char)('a' + w / 26 % 26), ' '};
        memcpy(longer + i, word, 4);
    }
    CHECK_INT(address_read(&a, forms(), longer, 1000, NULL), CORDON_OK);
    CHECK(a.cut && a.n == ADDRESS_TOKENS_MAX);
}

static int phone(const char *text, const char *want) {
    char out[CONTACT_MAX] = "";
    return contact_phone(out, text, strlen(text)) == (*want != 0) && !strcmp(out, want);
}
static int mail(const char *text, const char *want) {
    char out[CONTACT_MAX] = "";
    return contact_email(out, text, strlen(text)) == (*want != 0) && !strcmp(out, want);
}
static int domain(const char *text, const char *want) {
    char out[CONTACT_MAX] = "";
    return contact_domain(out, text, strlen(text)) == (*want != 0) && !strcmp(out, want);
}

TEST(contacts_have_one_spelling) {
    CHECK(phone("+86 (755) 8299-1234 ext. 5", "+8675582991234"));
    CHECK(phone("0086 755 82991234", "+8675582991234"));
    CHECK(phone("+44 (0) 20 7946 0958", "+442079460958"));
    CHECK(phone("8 (495) 123-45-67; 8 (495) 765-43-21", "84951234567"));
    CHECK(phone("12345", "") && phone("none", "") && phone("123456789012345678901", ""));
    CHECK(contact_phone_same("+442079460958", "02079460958"));
    CHECK(!contact_phone_same("+442079460958", "+442079460959"));
    CHECK(!contact_phone_same("+442079460958", "460958"));
    CHECK(mail(" mailto:Info@Example.COM ", "info@example.com"));
    CHECK(mail("no at sign", "") && mail("a@@b.c", "") && mail("a@b", "") && mail("@b.c", ""));
    CHECK(domain("https://www.Example.com/a?b", "example.com"));
    CHECK(domain("Info@Example.COM", "example.com") && domain("example.com:8080", "example.com"));
    CHECK(domain("nowhere", "") && domain("http://", "") && domain("", ""));
}
