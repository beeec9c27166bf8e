/* hits.h - one question, asked of the lists of a store.
 *
 *   names of the question ──index──▶ versions with a name alike      ┐
 *   numbers, telephones, addresses ──facts──▶ versions with the same ┴▶ the entry in force on the day ──▶
 *   pair_compare of all facts ──▶ a probability ──▶ hits by probability
 *
 * What is searched is one engine, opened once; each thread asks with an asker of its own. An answer depends on the
 * store, the terms and the question alone: not on what was asked before, nor on threads.        */
#ifndef SCREEN_HITS_H
#define SCREEN_HITS_H

#include "finding/finding.h"
#include "lists/lists.h"
#include "screen/ask.h"
#include "screen/compile.h"
#include "screen/pair.h"
#include "screen/review.h"

enum {
    HITS_CANDIDATES_MAX = 2000, /* entries compared for one question, most alike first; more are counted and said */
    HITS_LETTERS_MIN = 5,       /* a name with fewer needs a second field that agrees */
    HITS_COMPILE_WAIT = 20,     /* seconds at least that a stale index waits for the store's lock */
    HITS_NUMBER_MIN = 6,        /* an equal number with as many characters is a hit of its own */
    HITS_LIMIT = 20,            /* shown unless asked otherwise */
    HITS_NEARS = 3              /* entries alike in letters alone that are shown beside one answer */
};
/* Names alike to this degree lead to an entry (name_score); the rest is judged by probability. */
#define HITS_NAME_FLOOR 0.70F
#define HITS_SAME_FLOOR 0.3    /* what the same words have at least, however frequent; with less none are compared */
#define HITS_ADDRESS_SAME 0.90 /* an address alike to this degree is a hit of its own */

/* An entry on a list as it stands on the day asked about. */
typedef struct screen_entry {
    list_version v;
    pair_facts facts;
    bool former;     /* was listed, and is no more on the day */
    uint64_t asked;  /* number of the question that looked at it last */
} screen_entry;

enum { HIT_NAME = 1, HIT_NUMBER = 2, HIT_ADDRESS = 4, HIT_CONTACT = 8, HIT_SAME_NAME = 16 }; /* by what it is one */

typedef struct screen_hit {
    const screen_entry *entry; /* until the asker's next question */
    pair_result pair;
    unsigned by;
    const entity_listing *listing; /* in force on the day, else the last; NULL = the list prints none */
    const char **also_on;   /* "LIST:KEY": entries of the other lists asked that are linked to it, sorted; in mem */
    size_t also;
    hit_id id;
    const review *review;
    review_state review_state;
} screen_hit;

/* An entry that was not compared, as no name reaches HITS_NAME_FLOOR, with a name alike in letters (hits_near.h). */
typedef struct screen_near {
    const screen_entry *entry; /* until the asker's next question */
    const char *name;          /* as listed */
    float letters, score;      /* letters_similarity; the best name_score of the entry's names */
    double probability;        /* by all facts */
} screen_near;

typedef struct screen_answer {
    finding_verdict verdict;
    const char *reason;     /* not_assessed, failed: why */
    char question[ASK_HASH];
    pair_facts facts;       /* of the question */
    unsigned name_flags;    /* NAME_TRUNCATED, ... of its names */
    screen_hit *hit;        /* by probability falling, then list and key */
    size_t hits, left_out;  /* shown; those behind the limit */
    size_t weak;            /* alike by a weak alias or a short name only without a second field, or a ship and the other none: no hits */
    size_t former;          /* hits but for having left the list; shown with terms.history */
    screen_near *near;      /* by letters falling; terms.near at most */
    size_t nears;
    size_t uncompared;      /* entries behind HITS_CANDIDATES_MAX */
} screen_answer;

typedef struct screen_engine screen_engine;
/* Opens the store at path for reading. Lists that were loaded since the index was made: it is compiled first, when
 * the store can be written; else CORDON_ENOTFOUND says so.                      */
cordon_status screen_engine_open(screen_engine **out, const char *path, const screen_terms *terms, double wait_seconds,
                                 cordon_error *err);
void screen_engine_close(screen_engine *e);
const screen_terms *screen_engine_terms(const screen_engine *e);
const struct coverage *screen_engine_coverage(const screen_engine *e);
const score_model *screen_engine_model(const screen_engine *e);
/* The least probability of a hit between parties of a kind: the terms' own, else that of the parameters. */
double screen_engine_threshold(const screen_engine *e, name_kind kind);
/* Changes with all that an answer depends on but terms and question: 32 hex digits and NUL. */
void screen_engine_fingerprint(char hex[33], const screen_engine *e);

typedef struct screen_asker screen_asker;
cordon_status screen_asker_open(screen_asker **out, screen_engine *e, cordon_error *err);
void screen_asker_close(screen_asker *a);
/* What is wrong with the question is an answer with verdict failed; an error is of the store or machine.
 * The answer lives in mem, its entries until the asker's next question.         */
cordon_status screen_ask_lists(screen_answer *out, screen_asker *a, const screen_ask *ask, arena *mem, cordon_error *err);

/* A telephone, e-mail address, website or address of the facts that an entry in force on the day has as well. */
typedef struct screen_shared {
    const char *prop, *asked, *listed;            /* "phone", "email", "website", "address"; both values as written */
    const char *list, *key, *name, *file, *sha256;
    int64_t line;
    date_day since;                               /* of the listing; 0 = not said */
} screen_shared;
/* Telephones, e-mail addresses and websites' domains by equality in one spelling (name/contact.h), addresses from
 * HITS_ADDRESS_SAME on where house number and a word agree. Each pair of a value and an entry once, by list, key and the
 * order of values; all of it in mem. Names and numbers in `facts` play no part. *uncompared: entries behind
 * HITS_CANDIDATES_MAX. O(entries that share a key).                             */
cordon_status screen_ask_shared(const screen_shared **out, size_t *n, size_t *uncompared, screen_asker *a, const entity *facts,
                                arena *mem, cordon_error *err);

#endif
