/* Any bytes as an identifier, an address, a date and contacts: what is read stays within its
 * bounds, normal forms read again are themselves, and comparisons are symmetric. The first byte
 * chooses property and country. */
#include <stdlib.h>
#include <string.h>

#include "name/address.h"
#include "name/contact.h"
#include "name/identifier.h"
#include "name/partial_date.h"

static void check_identifier(const identifier_kinds *k, unsigned how, const char *s, size_t n) {
    static const char *const props[] = {"registrationNumber", "innCode",   "publicKey", "iban",
                                        "idNumber",           "imoNumber", "swiftBic"};
    static const char *const countries[] = {"", "RUS", "CHN", "HKG", "KAZ"};
    identifier a, b;
    if (!identifier_read(&a, k, props[how % 7], s, n, countries[how / 7 % 5])) return;
    if (!a.value[0] || strlen(a.value) > IDENTIFIER_MAX || a.kind >= identifier_kinds_count(k))
        abort();
    if (!identifier_read(&b, k, "registrationNumber", a.value, strlen(a.value), "")) return;
    if (identifier_compare(k, &a, &b) != identifier_compare(k, &b, &a)) abort();
    if (a.validity == IDENTIFIER_VALID && identifier_compare(k, &a, &a) < IDENTIFIER_SUPPORTS)
        abort();
}

static void check_address(const address_forms *f, const char *s, size_t n) {
    address a, b;
    address_match m, back;
    uint64_t keys[ADDRESS_KEYS_MAX];
    if (address_read(&a, f, s, n / 2, NULL) || address_read(&b, f, s + n / 2, n - n / 2, NULL))
        return;
    address_compare(&m, &a, &b);
    address_compare(&back, &b, &a);
    if (!(m.similarity >= 0 && m.similarity <= 1)) abort();
    if (m.pairs > a.n || m.pairs > b.n || m.house_differs != back.house_differs) abort();
    if (address_keys(keys, &a) > ADDRESS_KEYS_MAX) abort();
}

static void check_rest(const date_words *w, const char *s, size_t n) {
    partial_date d;
    char out[CONTACT_MAX], again[CONTACT_MAX];
    if (partial_date_read(&d, w, s, n, n % 2 ? DATE_DAY_FIRST : DATE_MONTH_FIRST) &&
        (!date_valid(d.from) || !date_valid(d.to) || d.from > d.to))
        abort();
    if (contact_phone(out, s, n) &&
        (!contact_phone(again, out, strlen(out)) || strlen(out) >= CONTACT_MAX))
        abort();
    if (contact_email(out, s, n) &&
        (!contact_email(again, out, strlen(out)) || strcmp(again, out) != 0))
        abort();
    if (contact_domain(out, s, n) && strlen(out) >= CONTACT_MAX) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const identifier_kinds *k;
    const address_forms *f;
    const date_words *w;
    if (size < 1 || size > 1 << 13) return 0;
    if (identifier_kinds_open(&k, NULL) || address_forms_open(&f, NULL) ||
        date_words_open(&w, NULL))
        abort();
    char *s = malloc(size);
    if (!s) return 0;
    memcpy(s, data + 1, size - 1);
    s[size - 1] = 0;
    check_identifier(k, data[0], s, size - 1);
    check_address(f, s, size - 1);
    check_rest(w, s, size - 1);
    free(s);
    return 0;
}
