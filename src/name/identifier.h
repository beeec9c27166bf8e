/* identifier.h - numbers that name a party: normalised, checked, compared.
 *
 * The kinds stand in data/names/identifiers.csv: the properties of FollowTheMoney and the words
 * that mean them, the shape, the rule of the check digit, the country that issues them, and what
 * two equal values prove. A value is folded, a leading word ("IMO 9234567", "INN: ...") is taken
 * off, blanks and marks are dropped and letters are capitals; only wallets keep their case, which
 * is part of them. A generic kind (registration, tax, ...) becomes a special one when shape, check
 * digit and country say so: a registration number that is right as the register number of its
 * country is one.        */
#ifndef NAME_IDENTIFIER_H
#define NAME_IDENTIFIER_H

#include <cordon/error.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    IDENTIFIER_MAX = 96,       /* bytes of a normalised value; a longer one is no identifier */
    IDENTIFIER_TEXT_MAX = 512, /* bytes of a value as published */
    IDENTIFIER_KINDS_MAX = 64
};

typedef enum identifier_validity {
    IDENTIFIER_UNCHECKED, /* the shape is right and there is no rule, or none that is public */
    IDENTIFIER_VALID,     /* the check digit is right */
    IDENTIFIER_INVALID    /* wrong shape for its kind, or wrong check digit */
} identifier_validity;

/* What the same value of one kind proves. */
typedef enum identifier_scope {
    IDENTIFIER_WORLD,   /* given once in the world: decides */
    IDENTIFIER_COUNTRY, /* given once in the country that issued it: decides when that is the same
                         */
    IDENTIFIER_SUPPORT  /* given again, or shared: only speaks for it */
} identifier_scope;

typedef struct identifier_kind {
    const char *name, *title;
    char country[4]; /* ISO alpha-3 that issues it, "" = not one */
    identifier_scope scope;
    bool refutes;       /* a party has one: another valid one means another party */
    bool generic;       /* says what it is for, not who issued it */
    const char *source; /* of the rule */
} identifier_kind;

typedef struct identifier {
    uint8_t kind;     /* of identifier_kind_at */
    uint8_t validity; /* identifier_validity */
    char country[4];  /* ISO alpha-3 of the issuer, "" = not known */
    char value[IDENTIFIER_MAX + 1];
} identifier;

/* The tables, read once. Thread-safe; kept to the end of the process. */
typedef struct identifier_kinds identifier_kinds;
cordon_status identifier_kinds_open(const identifier_kinds **out, cordon_error *err);
unsigned identifier_kinds_count(const identifier_kinds *k);
const identifier_kind *identifier_kind_at(const identifier_kinds *k, unsigned i);
/* The kind a property ("innCode"), a name ("inn") or a word ("Tax ID No.") means, -1 when none. */
int identifier_kind_find(const identifier_kinds *k, const char *word, size_t len);

/* prop: a property, or the name of a kind. False when it is no identifier, or nothing of the value is left. country: ISO alpha-3
 * of the issuer, else of the party; NULL or "" when neither is known. O(len).      */
bool identifier_read(identifier *out, const identifier_kinds *k, const char *prop,
                     const char *value, size_t len, const char *country);
/* "TYPE:VALUE" as a user writes it. CORDON_EINVAL says which types there are. */
cordon_status identifier_parse(identifier *out, const identifier_kinds *k, const char *text,
                               const char *country, cordon_error *err);

typedef enum identifier_verdict {
    IDENTIFIER_APART,    /* nothing follows */
    IDENTIFIER_SUPPORTS, /* equal, of a kind (or between kinds) that does not decide */
    IDENTIFIER_DECIDES,  /* equal and given once: one party */
    IDENTIFIER_REFUTES   /* both valid, of a kind that a party has one of, and different */
} identifier_verdict;
/* Symmetric. An invalid value proves nothing. */
identifier_verdict identifier_compare(const identifier_kinds *k, const identifier *a,
                                      const identifier *b);
/* What equal values of this one alone would prove: IDENTIFIER_DECIDES or _SUPPORTS, and _APART for
 * an invalid one. With the kind, country (for IDENTIFIER_COUNTRY) and value this makes a key to
 * join on. */
identifier_verdict identifier_strength(const identifier_kinds *k, const identifier *a);
const char *identifier_validity_name(unsigned v); /* "unchecked", "valid", "invalid" */

/* Rules of check digits by name: "inn", "luhn", ... 0 = there is no such rule. Value as normalised.
 * 1 = right, -1 = wrong.                                                       */
int identifier_check(const char *rule, const char *value);
/* Whether the value is of the shape: letter N (digits), A (letters) or X (both) and how many, e.g.
 * "A6X2" or "N7-8"; several with '|'.                                           */
bool identifier_shape(const char *shape, const char *value);
/* An address of a public ledger: 1 = its checksum is right, -1 = wrong, 0 = a form without one, or
 * none that is known here.                                                           */
int identifier_wallet(const char *value);

#endif
