/* breaks_output.h - the options of a search for change points, and its answer in
 * print. Wherever the series comes from, a command reads it, then calls
 * breaks_show.                                                                */
#ifndef CLI_BREAKS_OUTPUT_H
#define CLI_BREAKS_OUTPUT_H

#include "cli/cmd.h"
#include "cli/output.h"
#include "watch/change.h"
#include "watch/change_series.h"

typedef struct breaks_options {
    const char *method, *cost, *penalty, *compat, *scale;
    int64_t segment_min, most, run, replicates, seed;
    bool hac, posterior;
    output_choice choice;
} breaks_options;

extern const breaks_options breaks_options_default;

#define BREAKS_OPTIONS(o)                                                                          \
    {"method",                                                                                     \
     0,                                                                                            \
     OPTION_TEXT,                                                                                  \
     "NAME",                                                                                       \
     "exact (default), pelt, binseg, amoc, bocpd or bai-perron",                                   \
     &(o)->method},                                                                                \
        {"cost",                                                                                   \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "NAME",                                                                                   \
         "what may change: mean (default), var, meanvar, or poisson for the rate of counts",       \
         &(o)->cost},                                                                              \
        {"penalty",                                                                                \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "mbic|ar1|NUMBER",                                                                        \
         "what a break must gain; ar1 raises it by the series' autocorrelation",                   \
         &(o)->penalty},                                                                           \
        {"compat",                                                                                 \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "NAME",                                                                                   \
         "r-changepoint or ocp: the arithmetic of these R packages, for comparison",               \
         &(o)->compat},                                                                            \
        {"hac",                                                                                    \
         0,                                                                                        \
         OPTION_FLAG,                                                                              \
         NULL,                                                                                     \
         "intervals allow for autocorrelation; implied by --penalty ar1",                          \
         &(o)->hac},                                                                               \
        {"scale",                                                                                  \
         0,                                                                                        \
         OPTION_TEXT,                                                                              \
         "sd|steps|none",                                                                          \
         "what values are divided by first; steps: the noise, without the shifts",                 \
         &(o)->scale},                                                                             \
        {"segment-min",                                                                            \
         0,                                                                                        \
         OPTION_COUNT,                                                                             \
         "N",                                                                                      \
         "least values between breaks; bai-perron: 15 % of them by default",                       \
         &(o)->segment_min},                                                                       \
        {"most", 0, OPTION_COUNT, "N", "binseg: breaks looked for, default 5; bai-perron: tried",  \
         &(o)->most},                                                                              \
        {"run-length",                                                                             \
         0,                                                                                        \
         OPTION_COUNT,                                                                             \
         "N",                                                                                      \
         "bocpd: values between breaks expected beforehand; default: 100",                         \
         &(o)->run},                                                                               \
        {"posterior", 0, OPTION_FLAG, NULL, "bocpd: a row for each value, with its run length",    \
         &(o)->posterior},                                                                         \
        {"replicates", 0, OPTION_COUNT, "N", "of the test of each break; default: 999, 0 = none",  \
         &(o)->replicates},                                                                        \
        {"seed", 0, OPTION_COUNT, "N", "of the test; default: 1", &(o)->seed},                     \
        OUTPUT_OPTIONS(&(o)->choice)

/* Searches the series and prints. The command's exit code. */
int breaks_show(const command *c, const change_series *s, const breaks_options *o);

/* A series of a store, and what is left of it without one of its sources. */
typedef struct breaks_without {
    const char *name;
    change_series s;
} breaks_without;

typedef struct breaks_series {
    const char *dyad, *indicator, *note;
    change_series s;
    breaks_without *without;
    size_t n;          /* of without */
    size_t origins;    /* sources there are; 1 = only one */
    const char *why;   /* why none was left out; NULL = each was, or the n greatest */
} breaks_series;

/* Searches each and prints all in one table: which pair and indicator, and in how many of
 * the searches without one source each break was found too. q: Benjamini-Hochberg over
 * the breaks of all series.                                                   */
int breaks_show_all(const command *c, const breaks_series *v, size_t n, const breaks_options *o);

#endif
