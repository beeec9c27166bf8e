/* effects.h - what the store says of the time before and after a measure.
 *
 * A recommendation names what its effect would be seen in, by comma:
 *   series:ID      a row of effects.csv. By month: the mean of the months after
 *                  that of the day against the twelve before it; by year: the last
 *                  year after it against at most six before it
 *   indicator:ID   of indicators.csv, by year
 *   headline:ID    a growth of headlines.csv whose periods lie on the two sides
 *   listings:LIST  parties of third countries on loaded lists, by then and now
 *   record:KIND    dated events naming the third country, in windows of one length
 * with @DAY where it is not the day the instrument is in force since. The month
 * of the day belongs to neither side, a year to the side on which most of its days
 * lie. Whether a series moved is asked of watch/shift.h: beyond what one more value
 * of the time before would give in 95 of 100 cases, else nothing can be told. A
 * move after a day is not its effect, which every line says, with how many other
 * key dates fell into the same time.                                     */
#ifndef REPORT_EFFECTS_H
#define REPORT_EFFECTS_H

#include "report/section_listings.h"

enum { EFFECTS_MAX = 6, EFFECT_MONTHS = 12, EFFECT_YEARS = 6 };

typedef struct effect_request {
    const char *text, *item;
} effect_request;

typedef struct effects {
    report *r;
    const page_listings *listings;
    questions series; /* effects.csv; a row is asked once, when it is first named */
    bool *asked;
    effect_request *request; /* those printed, each with its first item */
    size_t requests;
} effects;

typedef struct effect {
    effects *e;
    const char *item;  /* whose */
    const area *third; /* of the pair */
    bool back;         /* the third country is the second of the two */
    char kind[16], id[64];
    date_day day;
    /* The answer: one of both, in the memory of the page. */
    const char *text, *why;
    const char *request;  /* what would let it be assessed; "" */
    const char *asked_at; /* the item that printed it before, NULL: none did */
} effect;

/* The answers of one row, in its order. */
typedef struct effect_lines {
    effect v[EFFECTS_MAX];
    size_t n, assessed;
} effect_lines;

cordon_status effects_open(effects *out, report *r, const page_listings *l, cordon_error *err);
void effects_close(effects *e);
/* names: the cell; since: its day where it names none. Each answer is a finding. */
cordon_status effects_say(effect_lines *out, effects *e, const char *item, const area *third,
                          const char *names, date_day since, cordon_error *err);

/* ---- for the kinds ---- */

/* What was found, as a text and a finding. */
typedef struct effect_found {
    const char *measure, *method, *text;
    double before, after, low, high; /* low, high: of the change; NAN = none known */
    const char *word;
    const int64_t *source;
    size_t sources;
    int64_t rows;
} effect_found;
cordon_status effect_put(effect *x, const effect_found *f, cordon_error *err);
void effect_unknown(effect *x, const char *why, const char *request);
/* "up beyond its scatter", or that nothing can be told. */
const char *effect_word(const shift *s);
/* ". 9 other key dates then; not shown to be caused by it." */
void effect_tail(buf *b, const effect *x, date_day from, date_day to);
date_period effect_month(date_period p, int n); /* n months after p */
/* The last year most of whose days lie before the day. */
int effect_last_before(date_day day);

typedef cordon_status effect_kind(effect *x, cordon_error *err);
effect_kind effect_series, effect_indicator, effect_headline, effect_listings, effect_record;

#endif
