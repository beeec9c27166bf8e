/* lists.h - what a store holds of lists: who stood on which, when, in which words.
 *
 *   list     an id of data/lists/lists.csv (or one's own): ofac-sdn, eu-833-iv, ...
 *   form     the publisher's file it was read from (the reader, and which of its files): forms of
 * one list say different things of one party, so each has its own history; they share keys vintage
 * the day of an edition. A complete edition makes those leave who are not in it version  what one
 * edition after another said of one key, unchanged: [first, gone) in vintages
 *
 * Kept in lists.sqlite beside the ledger; the engine of the warehouse is never opened. History
 * does not hang on the order in which editions were loaded.                   */
#ifndef LISTS_LISTS_H
#define LISTS_LISTS_H

#include "lists/entity.h"
#include "store/store.h"

typedef struct lists lists;

/* Opens for reading; a store that has no lists gives a handle without any. s outlives it. One
 * thread uses a handle at a time.                                             */
cordon_status lists_open(lists **out, store *s, cordon_error *err);
void lists_close(lists *l);

enum { LISTS_FINGERPRINT = 65 };
/* 64 hex digits and NUL that change with every load that changed something; O(1). */
cordon_status lists_fingerprint(char out[LISTS_FINGERPRINT], lists *l, cordon_error *err);

typedef struct lists_filter {
    const char *lists; /* ids and patterns ("eu-833-*"), by comma; NULL = all */
    const char *key;   /* NULL = all */
    const char *form;  /* NULL = of each list the form of the newest vintage known */
    bool all_forms;    /* every form, each with its newest vintage */
    bool history;      /* every version ever known, not only those in force */
    date_day known_by; /* editions of later vintages do not count; 0 = all count */
    date_day
        as_at; /* valid on that day: a printed listing date or a vintage says so; 0 = in the
                * newest vintage known. The words are the newest known of that stay on the list. */
    bool stays; /* every stay on a list, of any day, with its newest words; as_at is not looked at */
} lists_filter;

typedef struct list_version {
    int64_t id;     /* for ever the same in this store */
    int64_t source; /* where these words stand: */
    uint64_t line;
    const char *file, *sha256, *form;
    date_day first;            /* the first vintage that has them */
    date_day gone;             /* the first vintage that has not; 0 = in the newest */
    const unsigned char *hash; /* 32 bytes, BLAKE2b of the canonical JSON */
    const char *json;          /* entity_json of e */
    size_t json_len;
    entity e; /* all of this lives until the next call */
} list_version;

/* By (list, form, key, first); ties there are none. */
typedef struct lists_cursor lists_cursor;
cordon_status lists_ask(lists_cursor **out, lists *l, const lists_filter *f, cordon_error *err);
/* *v NULL at the end. */
cordon_status lists_next(lists_cursor *c, const list_version **v, cordon_error *err);
void lists_done(lists_cursor *c); /* NULL is nothing */
/* Of a cursor over stays: the days that the one last given takes in, and, once it came to its end, the days on which anything turns, rising: between
 * two of them every stay, and every listing of its entry, is in force or not as on the first. For comparing only: none need be
 * a day of the calendar. The array lives as long as c. */
date_span lists_stay(const lists_cursor *c);
const date_day *lists_turns(size_t *n, lists_cursor *c);
/* One version by its id; CORDON_ENOTFOUND. It lives in mem. */
cordon_status lists_version(list_version *out, arena *mem, lists *l, int64_t id, cordon_error *err);

/* One list in one form, as known by a day. */
typedef struct list_state {
    char list[64], form[96];
    date_day vintage, before; /* the newest, and the one before it; 0 = none */
    bool complete;            /* the newest was a whole edition */
    bool used;                /* the form that counts for this list */
    int64_t vintages, entities, names;
    int64_t added, removed, changed; /* since `before`; 0 where there is none */
} list_state;

/* All, by (list, form); *out is malloc'd. */
cordon_status lists_states(list_state **out, size_t *n, lists *l, date_day known_by,
                           cordon_error *err);

/* The days of all editions of a list in a form, rising; *out is malloc'd. */
cordon_status lists_vintages(date_day **out, size_t *n, lists *l, const char *list,
                             const char *form, cordon_error *err);

/* Whether an id is one of these ids and patterns, by comma. */
bool lists_match(const char *patterns, const char *id);
/* Whether a property holds a name: name, alias, weakAlias, previousName, abbreviation. */
bool lists_is_name(const char *prop);

#endif
