#include "lists/identify.h"

#include "test.h"

static const list_facts_tables *tables(void) {
    const list_facts_tables *t = NULL;
    cordon_error err = {0};
    if (list_facts_tables_open(&t, &err))
        printf("# %s:%ju: %s\n", err.source, (uintmax_t)err.line, err.message);
    return t;
}

static int means(const char *text, const char *want) {
    list_countries c = {0};
    buf b = {0};
    bool any = list_country_add(&c, tables()->areas, text, strlen(text));
    for (unsigned i = 0; i < c.n; i++) buf_printf(&b, "%s%s", i ? " " : "", c.code[i]);
    int same = any == (*want != 0) && !strcmp(buf_text(&b), want);
    if (!same) printf("# \"%s\" means \"%s\", want \"%s\"\n", text, buf_text(&b), want);
    buf_free(&b);
    return same;
}

TEST(countries_in_the_words_of_lists) {
    CHECK(means("Russia", "RUS") && means("RU", "RUS") && means("Russian Federation", "RUS") &&
          means("RUS", "RUS"));
    CHECK(means("Hong Kong, China", "HKG") && means("China", "CHN") && means("Hong Kong", "HKG"));
    CHECK(means("Hong Kong (China)", "HKG"));
    CHECK(means("Burma", "MMR") && means("Russia / Russie", "RUS") && means("Palestinian", "PSE"));
    CHECK(means("Korea, North", "PRK") && means("Korea, South", "KOR"));
    CHECK(means("Iran; Iraq", "IRN IRQ") && means("Iraq/Iran", "IRN IRQ") &&
          means("Iran;;Iran", "IRN"));
    CHECK(means("The Netherlands", "NLD") && means("United Arab Emirates", "ARE") &&
          means("Turkey", "TUR"));
    CHECK(means("", "") && means("undetermined", "") && means(" , ;", ""));
}

static int stands_in(const char *address, const char *want) {
    list_countries c = {0};
    list_country_of_address(&c, tables()->areas, address, strlen(address));
    return !strcmp(c.n ? c.code[0] : "", want);
}

TEST(an_address_ends_in_its_country) {
    CHECK(stands_in("Unit 617, 6/F, 131-132 Connaught Road West, Solo Workshops, Hong Kong, China",
                    "HKG"));
    CHECK(stands_in("5 Lenina Street, Moscow, Russia", "RUS"));
    CHECK(stands_in("9 Garden Road, Shenzhen, People\xe2\x80\x99s Republic of China", "CHN"));
    CHECK(stands_in("No:9/1, Bursa, Republic of T\xc3\xbcrkiye; 1 A Street, B", "TUR"));
    CHECK(stands_in("Hanoi, Socialist Republic of Vietnam", "VNM") && stands_in("560066 Republic of India", "IND"));
    CHECK(stands_in("1 Quay, Singapore 089053", "SGP") && stands_in("Office 209 Russian Federation", "RUS"));
    CHECK(stands_in("Russian Federation, Ulyanovsk, st. Karbysheva, 14", "RUS") && stands_in("Kazan, Russia (HQ)", "RUS"));
    CHECK(stands_in("5 Lenina Street, Moscow", "") && stands_in("1 Shore Road, New Jersey", ""));
    CHECK(stands_in("", ""));
}

static const char *kind(const identifier *i) {
    return identifier_kind_at(tables()->kinds, i->kind)->name;
}

TEST(the_numbers_of_an_entity_have_kinds_and_countries) {
    arena mem;
    arena_init(&mem, 0);
    entity e;
    identifier *v;
    size_t n;
    entity_begin(&e, &mem, "x", "1", "Company");
    entity_add(&e, "registrationNumber", "1027700132195", -1, NULL, "Russia");
    entity_add(&e, "ogrnCode", "OGRN 1027700132195", -1, NULL, NULL);
    entity_add(&e, "taxNumber", "7707083893", -1, NULL, NULL);
    entity_add(&e, "imoNumber", "5123456", -1, NULL, NULL);
    entity_add(&e, "passportNumber", "AB 12345", -1, NULL, "Germany");
    entity_add(&e, "name", "Bank", -1, NULL, NULL);
    entity_add(&e, "address", "19 Vavilova, Moscow, Russia", -1, NULL, NULL);
    CHECK_INT(list_identifiers_of(&v, &n, &mem, tables()->kinds, tables()->areas, &e, NULL),
              CORDON_OK);
    CHECK_INT(n, 4);
    CHECK(!strcmp(kind(&v[0]), "inn") && v[0].validity == IDENTIFIER_VALID &&
          !strcmp(v[0].country, "RUS"));
    CHECK(!strcmp(kind(&v[1]), "ogrn") && !strcmp(v[1].value, "1027700132195"));
    CHECK(!strcmp(kind(&v[2]), "imo-company"));
    CHECK(!strcmp(kind(&v[3]), "passport") && !strcmp(v[3].country, "DEU") &&
          !strcmp(v[3].value, "AB12345"));
    entity_add(&e, "country", "Kazakhstan", -1, NULL, NULL); /* then the address is not asked */
    CHECK_INT(list_identifiers_of(&v, &n, &mem, tables()->kinds, tables()->areas, &e, NULL),
              CORDON_OK);
    CHECK(!strcmp(kind(&v[3]), "tax") && !strcmp(v[3].country, "KAZ"));
    arena_destroy(&mem);
}
