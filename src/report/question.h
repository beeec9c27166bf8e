/* question.h - the questions of a regime's headlines.csv, and their answers.
 *
 * A report has no figure of its own: each row of the table asks one question of
 * the flows, and what cannot be answered says why. A question is
 *   growth    when it has a base: period against base,
 *   a share   when it has share_of: by year, of the whole,
 *   a level   otherwise: the sum of the period.
 * Not assessed is: data that is not loaded or was published later than allowed,
 * a list not in force on the day, a period that ends after that day, and a
 * period with months nobody has rows for, which would read as a fall.         */
#ifndef REPORT_QUESTION_H
#define REPORT_QUESTION_H

#include "flows/measure.h"
#include "regime/pair.h"

typedef enum question_kind { QUESTION_GROWTH, QUESTION_SHARE, QUESTION_LEVEL } question_kind;

/* One line of an answer. */
typedef struct answer {
    const char *from, *to; /* area codes, "" when not asked by them */
    date_period period;    /* of a share */
    int64_t base_milli, value_milli, base_rows, value_rows; /* base: the whole of a share */
    double percent;       /* growth or share; NAN when there is none */
    const char *estimate; /* "reported", "imputed", ...; "" = not said */
} answer;

typedef struct question {
    /* From the table; "" when empty. */
    const char *id, *section, *block, *title, *note, *sentence, *source, *request, *against,
        *unless; /* an indicator: once it has a series the request is met */
    const char *from_text, *to_text, *base_text, *period_text;
    int top, lead; /* 0 = all; 0 = none */
    bool by_to, by_from;
    bool monthly; /* asked by month and destination */
    question_kind kind;
    area_set from, to, share_of;
    const char **exclude; /* in mem */
    size_t exclude_n;
    char goods_text[200];
    flow_query query;
    measure_options options;
    /* The answer; of a monthly question m alone. */
    bool assessed;
    bool absent;   /* no loaded file has it */
    bool later;    /* asks about what came after the day the facts go to */
    char why[512]; /* when not assessed */
    measure m;
    bool measured; /* m holds something */
    answer *v;     /* in the order to be shown */
    size_t n, of;  /* shown, and how many there were before `top` */
} question;

typedef struct questions {
    arena mem;
    question *v; /* in the order of the table */
    size_t n;
} questions;

/* Reads a table of the regime; none gives no questions. Nothing is asked yet.
 * With a pair the texts name it, and what has no period is asked by year. p
 * must outlive the questions.                                                */
cordon_status questions_read(questions *out, const regime *r, const areas *a, const char *file,
                             const pair *p, date_day as_at, date_day known_by, cordon_error *err);
/* Asks. A failure is a failure of the store; what has no answer is no failure. */
cordon_status question_ask(question *q, store *s, goods *g, cordon_error *err);
void questions_free(questions *all);

/* The question by id, NULL when there is none. */
const question *questions_find(const questions *all, const char *id);
/* Appends the findings of the answer, one JSON object per line. */
cordon_status question_findings(buf *out, const question *q, cordon_error *err);
/* A finding about a sum that a section made of an answer; from NULL: all of them. */
typedef struct sum_found {
    const char *rule, *from, *to, *period, *text, *method, *estimate;
    int64_t value_milli, rows;
    double score, low, high;
    bool carried;
    const char *more; /* a JSON object whose members go to the parameters; NULL: none */
} sum_found;
cordon_status sum_finding(buf *out, const question *q, const sum_found *x, cordon_error *err);
/* One finding about something that was not assessed. */
cordon_status not_assessed_finding(buf *out, const char *rule, const char *subject,
                                   const char *text, const char *next, date_day as_at,
                                   date_day known_by, cordon_error *err);
/* The change of q in money as a share, in percent, of the opposite change of
 * `against`; NAN unless one rose and the other fell.                          */
double question_offset(const question *q, const question *against);

#endif
