/* pair.h - whether two descriptions are of one party: a calibrated probability, and why.
 *
 * Each description is an entity (lists/entity.h): one who is asked about, one who stands on a list.
 * What can be compared is reduced to the features below; their weighted sum is the log-odds:
 *
 *     p = 1 / (1 + exp(-sum of coefficient x value))
 *
 * A feature whose facts are missing on a side has the value 0 and so says nothing. Coefficients
 * stand in data/screen/parameters.csv as pair.NAME, fitted by `cordon quality --train`
 * (docs/QUALITY.md says on what). Equal identifiers that are given once in the world and pass their
 * check decide; two different valid ones of a kind that a party has one of refute.           */
#ifndef SCREEN_PAIR_H
#define SCREEN_PAIR_H

#include "lists/entity.h"
#include "name/address.h"
#include "name/identifier.h"
#include "name/partial_date.h"
#include "screen/score.h"

enum {
    PAIR_NAMES_MAX =
        1024, /* names of one party that are compared; those behind are counted in `left_out` */
    PAIR_DATES_MAX = 32,
    PAIR_ADDRESSES_MAX = 64,
    PAIR_IDENTIFIERS_MAX = 256
};

typedef enum pair_name_class { PAIR_PRIMARY, PAIR_ALIAS, PAIR_FORMER, PAIR_WEAK } pair_name_class;

typedef struct pair_name {
    const char *text;
    uint8_t cls;  /* pair_name_class */
    bool generic; /* but words that are in every other firm's name */
    scored_name scored;
} pair_name;

typedef struct pair_facts {
    name_kind kind;
    pair_name *name;
    const partial_date *birth;  /* of birth, founding or building */
    const char *const *country; /* area codes; of nationality, seat, address, flag */
    const address *address;
    const identifier *identifier;
    uint16_t names, births, countries, addresses, identifiers;
    uint32_t left_out; /* values past the bounds above, or that could not be read */
    char gender;       /* 'm', 'f', 0 = not known */
} pair_facts;

/* What a property or schema of FollowTheMoney means here. */
name_kind
pair_kind_of_schema(const char *schema); /* NAME_ANY: LegalEntity and all that is neither */
int pair_name_kind(const char *prop);    /* pair_name_class, -1 = no name */

/* The facts of an entity; everything lives in mem and, for texts, in e. */
cordon_status pair_facts_make(pair_facts *out, arena *mem, const entity *e, cordon_error *err);

typedef enum pair_feature {
    PAIR_BASE,         /* always 1 */
    PAIR_SCORE,        /* best score of two names */
    PAIR_SCORE_HIGH,   /* its part above 0.8, times 5 */
    PAIR_SCORE_SAME,   /* its part above 0.95, times 20 */
    PAIR_BITS,         /* distinctive bits that agree in it, / 20, at most 1 */
    PAIR_Q_REST,       /* share of the name asked for that is not explained */
    PAIR_L_REST,       /* of the name on the list */
    PAIR_SUPPORT,      /* log2(1 + further names that agree) */
    PAIR_ALONE,        /* share of the names of the side with fewer that agree with none */
    PAIR_WEAK_ONLY,    /* the best name is a weak alias and no other agrees */
    PAIR_SHORT,        /* fewer than short_bits bits agree: 1 - bits / short_bits */
    PAIR_NUMBERS,      /* numbers in the names contradict each other */
    PAIR_ORGANISATION, /* 1 when neither is a person or vessel */
    PAIR_VESSEL,
    PAIR_ORGANISATION_HIGH, /* the same times PAIR_SCORE_HIGH */
    PAIR_VESSEL_HIGH,
    PAIR_ORGANISATION_SAME, /* times PAIR_SCORE_SAME */
    PAIR_VESSEL_SAME,
    PAIR_VESSEL_SCORE,      /* times PAIR_SCORE */
    PAIR_ORGANISATION_REST, /* times the sum of PAIR_Q_REST and PAIR_L_REST */
    PAIR_BIRTH_SAME,  /* agreement of dates above 0 */
    PAIR_BIRTH_APART, /* below 0, its size */
    PAIR_COUNTRY_SAME,
    PAIR_COUNTRY_APART,
    PAIR_GENDER_APART,
    PAIR_ADDRESS_SAME,  /* similarity of the nearest two addresses above 0.5, times 2 */
    PAIR_ADDRESS_APART, /* below 0.3, times 3.3 */
    PAIR_ID_SUPPORT,    /* an identifier that does not decide is equal */
    PAIR_ID_DECIDES,
    PAIR_ID_REFUTES,
    PAIR_GENERIC, /* one of the best two names is generic; it counts as one of which nothing agrees */
    PAIR_FEATURES
} pair_feature;

typedef struct pair_feature_text {
    const char *name;  /* "birth_apart": the coefficient is pair.birth_apart */
    const char *means; /* in words */
    int sign;          /* 1: never speaks against, -1: never for, 0: either */
    bool by_hand;      /* not fitted: too few cases to learn from */
} pair_feature_text;
const pair_feature_text *pair_feature_at(pair_feature f);

typedef struct pair_result {
    name_kind kind; /* what the two are taken for: the asked side's kind, else the other's */
    float value[PAIR_FEATURES];
    double part[PAIR_FEATURES]; /* coefficient x value, in log-odds */
    double log_odds, probability;
    score_parts parts;       /* of the best two names */
    uint16_t q_name, l_name; /* which they are */
    uint16_t agreeing;       /* names of the asked side with a name on the other that agrees */
    int16_t birth[2], address[2], identifier[2]; /* which were compared; -1 = none */
    float birth_agreement, address_similarity;
    identifier_verdict verdict;
} pair_result;

/* O(names of q x names of l); pure. */
void pair_compare(pair_result *out, const score_model *m, const pair_facts *q, const pair_facts *l);
/* The log-odds of features; for what-if: change value[] and ask again. */
double pair_log_odds(const score_model *m, const float value[PAIR_FEATURES],
                     double part[PAIR_FEATURES]);
double pair_probability(double log_odds);

/* The probability from which two are taken for one party, by name_kind: parameters threshold.KIND,
 * fitted by `cordon quality --train` to make F1 the greatest on what may be learned from. */
enum { PAIR_KINDS = 4 };
typedef struct pair_thresholds {
    double at[PAIR_KINDS];
} pair_thresholds;
extern const char *const pair_threshold_name[PAIR_KINDS]; /* "threshold.any", ... */
/* CORDON_EFORMAT: one is missing, or not above 0 and at most 1. */
cordon_status pair_thresholds_read(pair_thresholds *out, const score_model *m, cordon_error *err);

#endif
