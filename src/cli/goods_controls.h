/* goods_controls.h - the law that answers of cordon goods rest on: opened in one way, and in words.
 */
#ifndef CLI_GOODS_CONTROLS_H
#define CLI_GOODS_CONTROLS_H

#include "cli/goods_cli.h"
#include "goods/controls.h"

typedef struct goods_law_request {
    date_day as_at, known_by;   /* known_by 0 = today */
    const char *regime, *store; /* NULL: the only one; $CORDON_STORE or none */
} goods_law_request;

#define GOODS_LAW_OPTIONS(q)                                                                       \
    {"as-at", 0, OPTION_DATE, "DATE", "the day whose law counts (default: today)", &(q)->as_at},   \
        {"known-by",    0, OPTION_DATE, "DATE", "only tables known by that day (default: today)",  \
         &(q)->known_by},                                                                          \
        {"regime",                                                                                 \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "NAME",                                                                                   \
         "a regime or its folder (default: the only one there is)",                                \
         &(q)->regime},                                                                            \
    {                                                                                              \
        "store", 0, OPTION_TEXT, "STORE", "a store with loaded tables (default: $CORDON_STORE)",   \
            &(q)->store                                                                            \
    }

typedef struct goods_law {
    arena mem;
    areas *areas;
    regime *regime;
    goods *goods;
    goods_controls *controls;
} goods_law;

/* EXIT_OK, or what the command shall return. Close it in any case. */
int goods_law_open(goods_law *w, const command *c, const goods_law_request *q);
void goods_law_close(goods_law *w);
/* The store asked for, else $CORDON_STORE, else NULL. */
const char *goods_store(const char *asked);

/* "loaded: annex.csv from 2024-06-25", "not loaded: not assessed", ... */
void goods_measure_state(buf *b, const goods_measure *m);
/* "ban, article ... of ACT, annex ...: TITLE", as far as it is known. */
void goods_measure_words(buf *b, const goods_measure *m);

/* The section of an answer for a code. */
void goods_controls_page(page *p, const control_answer *a, const goods_measure *m, size_t measures,
                         date_day as_at);
void goods_controls_json(buf *b, const control_answer *a, const goods_measure *m, size_t measures);

#endif
