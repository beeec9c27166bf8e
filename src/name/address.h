/* address.h - where a party says it is: tokens with a class and a weight, compared and joined on.
 *
 *   text -> folded, accents off -> runs of letters and of digits -> forms of
 * data/names/address_forms.csv
 *        ("Rd", "улица", "6/F", "室") -> class of each: word, street, building, unit, floor, house
 *        number, postcode, box, direction, area, place -> weight
 *
 * Two addresses are alike by the weight of tokens that agree; tokens of one class on both sides
 * that do not agree count against it in full, tokens that one side leaves out count little. Nothing
 * is guessed: which country a town is in is not known here.                        */
#ifndef NAME_ADDRESS_H
#define NAME_ADDRESS_H

#include <cordon/error.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    ADDRESS_TEXT_MAX = 4096, /* bytes; a longer one is CORDON_ELIMIT */
    ADDRESS_TOKENS_MAX = 64, /* tokens behind are left out and `cut` is set */
    ADDRESS_TOKEN_BYTES = 24,
    ADDRESS_KEYS_MAX = 32
};

typedef enum address_class {
    ADDRESS_WORD,  /* names of streets, buildings, towns */
    ADDRESS_HOUSE, /* number of a house; both ends of a range */
    ADDRESS_POSTCODE,
    ADDRESS_BOX,  /* number of a post box */
    ADDRESS_UNIT, /* number of a room, flat or office */
    ADDRESS_FLOOR,
    ADDRESS_BLOCK,    /* number or letter of a building, block, tower */
    ADDRESS_STREET,   /* kind of street */
    ADDRESS_BUILDING, /* kind of building */
    ADDRESS_DIRECTION,
    ADDRESS_AREA,  /* kind of quarter or zone */
    ADDRESS_ADMIN, /* city, province, region: the word */
    ADDRESS_PLACE, /* a town or district that many share */
    ADDRESS_CLASSES
} address_class;

typedef struct address_token {
    uint8_t cls; /* address_class */
    uint8_t len;
    char text[ADDRESS_TOKEN_BYTES]; /* NUL-ended; longer words are cut */
} address_token;

typedef struct address {
    uint8_t n;
    bool cut;
    address_token token[ADDRESS_TOKENS_MAX]; /* in the order of the text, none twice */
} address;

/* The table of forms, read once. Thread-safe; kept to the end of the process. */
typedef struct address_forms address_forms;
cordon_status address_forms_open(const address_forms **out, cordon_error *err);

/* CORDON_EFORMAT when text is no UTF-8, CORDON_ELIMIT when it is too long. A text without a letter
 * or digit gives no tokens. O(len).                                               */
cordon_status address_read(address *out, const address_forms *f, const char *text, size_t len,
                           cordon_error *err);

/* Which tokens agreed, for an explanation. */
typedef struct address_match {
    double similarity; /* in [0, 1] */
    uint8_t pairs;
    struct {
        uint8_t a, b; /* tokens of the two */
        float share;  /* 1 = equal, less = a word with a slip */
    } pair[ADDRESS_TOKENS_MAX];
    bool house_differs; /* both give a number of a house and share none */
    bool building;      /* a number and a word agree: the same building is meant */
} address_match;
/* Symmetric; 1 for equal addresses that hold more than a town. O(n x m) of tokens. */
void address_compare(address_match *out, const address *a, const address *b);

/* Keys so that two addresses of one building written with the same number and one same word of four
 * or more letters share a key (postcodes and boxes count as numbers). Without a number: pairs of
 * neighbouring words. Returns how many were written, at most ADDRESS_KEYS_MAX, sorted, none twice.
 */
unsigned address_keys(uint64_t out[ADDRESS_KEYS_MAX], const address *a);
const char *address_class_name(unsigned cls);

#endif
