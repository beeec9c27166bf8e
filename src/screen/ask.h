/* ask.h - a question of screening: who is asked about, and under which terms.
 *
 * What is known of the party asked about stands in an entity of no list, under the same
 * properties that lists use, so that the two sides are compared fact by fact. Its canonical JSON is
 * what the question is known by: the same facts in any order are the same question.           */
#ifndef SCREEN_ASK_H
#define SCREEN_ASK_H

#include "lists/entity.h"
#include "name/form.h"

enum {
    ASK_VALUES_MAX = 64,      /* facts of one question */
    ASK_ADDRESS_BYTES_MAX = 2048,
    ASK_ID_BYTES_MAX = 256,
    ASK_LISTS_MAX = 64,       /* --list */
    ENTITY_HASH = 17,         /* 16 hex digits and NUL */
    ASK_HASH = 33,
    ASK_NAMED = 16            /* the first digits, which hang on the names alone */
};

typedef struct screen_ask {
    entity facts; /* list and key "" */
    name_kind kind;
} screen_ask;

/* The terms that are the same for every question of a run. */
typedef struct screen_terms {
    date_day as_at, known_by; /* both set */
    const char *list[ASK_LISTS_MAX]; /* fnmatch patterns of list ids; none = every list */
    unsigned lists;
    double threshold;         /* least probability of a hit, in (0, 1]; 0: the parameters', by kind */
    size_t limit;             /* hits shown, at least 1; what was left out is counted and said */
    size_t near;              /* entries shown that are alike in letters alone; 0 = none are looked for */
    bool history;             /* also listings that had ended by as_at, or names no longer borne */
} screen_terms;

/* Empties *a; mem outlives it. */
void screen_ask_begin(screen_ask *a, arena *mem);
/* Adds one fact. `name` is that of its field: name, alias, country, birth, gender, address, phone, email, website, kind or
 * id.TYPE; a blank value adds nothing. CORDON_EINVAL: no such field; CORDON_EFORMAT: the value is not
 * what the field takes, and the message says what it takes; CORDON_ELIMIT: too long, or too many.  */
cordon_status screen_ask_add(screen_ask *a, const char *name, const char *value, size_t len,
                             cordon_error *err);
bool screen_ask_field(const char *name); /* one of the above */
/* CORDON_EINVAL, with the kinds there are, unless the TYPE of a field id.TYPE is one of
 * data/names/identifiers.csv; other fields pass.                             */
cordon_status screen_ask_type(const char *name, cordon_error *err);
/* CORDON_EINVAL unless there is a name, an identifier, or an address: something to look for. */
cordon_status screen_ask_check(const screen_ask *a, cordon_error *err);
/* What the question is known by: a hash of its names (without one, of its numbers), then one of all its
 * facts; BLAKE2b of canonical JSON.                                            */
cordon_status screen_ask_hash(char hex[ASK_HASH], const screen_ask *a, cordon_error *err);
/* The hash of any entity's facts, in the same way. */
cordon_status screen_entity_hash(char hex[ENTITY_HASH], const entity *e, cordon_error *err);

#endif
