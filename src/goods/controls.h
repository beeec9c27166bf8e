/* controls.h - which lists and measures name a code on a day, and which could but are not loaded.
 *
 * Lines come from the regime's groups (kind list) and from tables a user loaded into a store (goods
 * load-list). A measure (regimes/NAME/measures.csv) is a provision that works on goods: act, annex, article, effect, since
 * when, seen or recalled. A measure without a table of codes is *not assessed*: silence is never "not controlled". */
#ifndef GOODS_CONTROLS_H
#define GOODS_CONTROLS_H

#include "base/arena.h"
#include "goods/goods.h"
#include "regime/regime.h"

typedef struct goods_measure {
    const char *id;      /* "EU-833-VII" */
    const char *act, *annex, *article, *title, *effect; /* effect: ban, licence, obligation, none */
    const char *group;   /* group of the regime that holds its codes, "" = none */
    const char *basis, *source, *note;
    date_day valid_from, valid_to; /* of the provision; 0 = not known */
    bool loaded;         /* codes of it are there for the day asked */
} goods_measure;

typedef enum control_since { SINCE_DAY, /* the day the line began */
                             SINCE_BY,  /* listed by that day, begun earlier, day not in the data */
                             SINCE_UNKNOWN } control_since;

typedef struct control_hit {
    const char *list, *title, *tier, *code, *text, *source, *basis; /* code: the line, 2 to 8 digits */
    const goods_measure *measure; /* NULL: the list by itself controls nothing */
    date_day since, until;
    control_since since_is;
    goods_quality quality;        /* how the code asked for came to the line's nomenclature */
} control_hit;

typedef struct control_answer {
    const control_hit *hit;
    size_t hits;
    const goods_measure *const *not_assessed; /* in force or of unknown date, without codes */
    size_t open;
    bool lost; /* a list could not be compared: the code does not carry to its revision */
} control_answer;

typedef struct goods_controls goods_controls;
/* store: NULL or a folder; what was loaded there with goods load-list counts too. r and g must outlive it. */
cordon_status goods_controls_open(goods_controls **out, goods *g, const regime *r, const char *store, cordon_error *err);
void goods_controls_close(goods_controls *c);
/* Exact codes, lines above the code and, for a code of fewer digits, lines below it. known_by 0 = today. Lives in mem. */
cordon_status goods_controls_ask(control_answer *out, arena *mem, goods_controls *c, const char *nomenclature,
                                 const char *code, date_day as_at, date_day known_by, cordon_error *err);
/* All measures, in the order of the table, with `loaded` for the day: the coverage map. */
cordon_status goods_controls_coverage(const goods_measure **out, size_t *n, arena *mem, goods_controls *c, date_day as_at,
                                      date_day known_by, cordon_error *err);

#endif
