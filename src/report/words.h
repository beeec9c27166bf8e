/* words.h - figures as a reader meets them: grouped digits, millions with one
 * decimal, periods in words. Rounding is half away from zero, in integers.    */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "base/buf.h"
#include "base/date.h"
#include "flows/query.h"

enum { WORDS = 48 };

const char *words_count(char out[WORDS], int64_t n);       /* 1,234,567 */
const char *words_million(char out[WORDS], int64_t milli); /* 25,781.7 */
const char *words_change(char out[WORDS], int64_t milli);  /* +4,213.8 */
/* As in a sentence: "25.8 bn EUR", "149 mn EUR", "1.5 mn EUR". */
const char *words_money(char out[WORDS], int64_t milli, const char *currency);
const char *words_growth(char out[WORDS], double percent); /* +94.59 %; "" for NAN */
const char *words_share(char out[WORDS], double percent);  /* 45.2 %; "" for NAN */
const char *words_rough(char out[WORDS], double percent);  /* 72 %: two digits, no sign */
const char *words_month(char out[WORDS], date_period p);   /* Mar 2022; 2022 */
const char *words_window(char out[WORDS], flow_window w);  /* Mar to Nov 2021; 2021 to 2023 */
const char *words_moved(int64_t base, int64_t value); /* fell, rose, did not change: "stayed" */

#endif
