/* controls.h - which lists and measures name a code on a day, and which could but are not loaded.
 *
 * Lines come from the regime's groups (kind list) and from tables a user loaded into a store (goods
 * load-list, goods/loaded.h). A measure (regimes/NAME/measures.csv, regime/measures.h) is a
 * provision that works on goods. A measure without a table of codes is *not assessed*: silence is
 * never "not controlled".
 *
 * A handle is used by one thread at a time. What answers point to lives in mem, or as long as the
 * handle and the regime. */
#ifndef GOODS_CONTROLS_H
#define GOODS_CONTROLS_H

#include "base/arena.h"
#include "goods/goods.h"
#include "regime/measures.h"
#include "regime/regime.h"

typedef struct goods_measure {
    const char *id;                    /* "EU-833-VII" */
    const char *act, *annex, *article; /* "" = none, or not known */
    const char *title, *effect;        /* effect: ban, licence, obligation, none, unknown */
    const char *destination, *whom;    /* area codes by comma; words; "" = any, or not known */
    const char *group;                 /* group of the regime that holds its codes, "" = none */
    const char *codes_of;              /* the measure whose table it works on, "" = its own */
    const char *basis, *date_basis, *source, *note;
    date_day valid_from, valid_to; /* of the provision; 0 = not known, open */
    bool in_force;                 /* on the day asked, as far as its dates are known */
    bool loaded;                   /* codes of it are there for the day asked */
    const char *table;     /* where they are from: the group, or the file's name; "" = nowhere */
    const char *sha256;    /* of that file; "" of a group */
    size_t lines, refused; /* of that table: codes; rows that were refused when it was loaded */
    date_day table_from, table_to, known_from; /* of a loaded table; 0 of a group */
} goods_measure;

typedef enum control_since {
    SINCE_DAY, /* the day the line began */
    SINCE_BY,  /* listed by that day, begun earlier, day not in the data */
    SINCE_UNKNOWN
} control_since;

typedef enum control_match {
    CONTROL_CODE,   /* the line is the code */
    CONTROL_COVERS, /* a line above it: the code is a part of it */
    CONTROL_PART,   /* a line below it: only a part of the code */
    CONTROL_STATED
} control_match; /* goods_controls_stated */

typedef struct control_hit {
    const char *list, *title, *tier, *code, *text, *source,
        *basis;                   /* code: the line, 2 to 8 digits */
    const goods_measure *measure; /* NULL: no provision is known; effect none: controls nothing */
    date_day since, until;        /* 0 = not known, open */
    control_since since_is;
    bool undated; /* the day asked is before `since` and the line may have stood there */
    bool partial; /* "ex": a text and not the code decides what of it is meant */
    control_match match;
    const char *via;       /* the counterpart that was compared, "" = the code itself */
    goods_quality quality; /* how the code asked for came to the line's nomenclature */
} control_hit;

typedef struct control_answer {
    const control_hit *hit; /* list by list as in the regime, then loaded tables; by code */
    size_t hits;
    const goods_measure *const *not_assessed; /* in force or of unknown date, without codes */
    size_t open;
    bool lost; /* a list could not be compared: the code does not carry to its revision */
} control_answer;

typedef struct goods_controls goods_controls;
/* store: NULL or a folder; what was loaded there with goods load-list counts too. r and g must
 * outlive it. */
cordon_status goods_controls_open(goods_controls **out, goods *g, const regime *r,
                                  const char *store, cordon_error *err);
void goods_controls_close(goods_controls *c);
/* Exact codes, lines above the code and, for a code of fewer digits, lines below it. known_by 0 =
 * today. nomenclature as in goods_find. O(revisions x lists x log lines). Lives in mem. */
cordon_status goods_controls_ask(control_answer *out, arena *mem, goods_controls *c,
                                 const char *nomenclature, const char *code, date_day as_at,
                                 date_day known_by, cordon_error *err);
/* What works on goods of that annex (a measure's id) when somebody says that they stand in it: hits
 * without a code. CORDON_ENOTFOUND: no such measure. */
cordon_status goods_controls_stated(control_answer *out, arena *mem, goods_controls *c,
                                    const char *measure, date_day as_at, cordon_error *err);
/* All measures, in the order of the table, with `loaded` for the day: the coverage map. */
cordon_status goods_controls_coverage(const goods_measure **out, size_t *n, arena *mem,
                                      goods_controls *c, date_day as_at, date_day known_by,
                                      cordon_error *err);
/* The two counts of a coverage line: provisions that are or may be in force (effect none left out),
 * and those of them without codes. */
void goods_controls_count(size_t *in_force, size_t *without, const goods_measure *m, size_t n);

typedef enum control_change_kind {
    CONTROL_ADDED,    /* began on the day */
    CONTROL_ADDED_BY, /* stood there by the day; some began earlier */
    CONTROL_REMOVED   /* ended: the day is the first without it */
} control_change_kind;

typedef struct control_change {
    control_change_kind kind;
    const char *list, *title, *tier, *code, *text, *source;
    bool partial;
    date_day on;
} control_change;

/* The changes of one list on one day. */
typedef struct control_batch {
    control_change_kind kind;
    const char *list, *title;
    date_day on;
    size_t n;
    int earlier; /* of CONTROL_ADDED_BY: so many of them stood there before; -1 = not known */
} control_batch;

typedef struct control_diff {
    const control_change *change; /* by list, day, kind, code */
    size_t changes;
    const control_batch *batch; /* the same, counted */
    size_t batches;
} control_diff;

/* What changed after `from` and until `to`, both of them days. CORDON_EINVAL when to < from. */
cordon_status goods_controls_diff(control_diff *out, arena *mem, goods_controls *c, date_day from,
                                  date_day to, date_day known_by, cordon_error *err);

#endif
