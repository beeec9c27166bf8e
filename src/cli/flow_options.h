/* flow_options.h - the options that every question to the flows shares. */
#ifndef CLI_FLOW_OPTIONS_H
#define CLI_FLOW_OPTIONS_H

#include "cli/cmd.h"
#include "cli/output.h"
#include "flows/asked.h"

/* What was typed. */
typedef struct flow_options {
    const char *store, *regime;
    int64_t level, wait_s;
    cordon_flow_question q;
} flow_options;

#define FLOW_OPTIONS(o)                                                                            \
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "sets and goods groups; default: the store's",           \
     &(o)->regime},                                                                                \
        {"dataset", 0, OPTION_TEXT, "NAME", "which dataset answers; needed where several could",   \
         &(o)->q.dataset},                                                                         \
        {"from", 0, OPTION_TEXT, "SET", "where the goods come from: a set, a role (hubs), areas",  \
         &(o)->q.from},                                                                            \
        {"to", 0, OPTION_TEXT, "SET", "where they go", &(o)->q.to},                                \
        {"flow", 0, OPTION_TEXT, "X|M", "whose report: X the sender's exports (default), M the "   \
         "receiver's imports", &(o)->q.flow},                                                      \
        {"basis", 0, OPTION_TEXT, "NAME", "of imports: origin or consignment", &(o)->q.basis},     \
        {"group", 0, OPTION_TEXT, "GROUP[:TIER]", "goods of a group of the regime", &(o)->q.group}, \
        {"codes", 0, OPTION_TEXT, "CODE,...", "goods by code; all codes below each count",         \
         &(o)->q.codes},                                                                           \
        {"exclude", 0, OPTION_TEXT, "CODE,...", "all goods less these codes", &(o)->q.exclude},    \
        {"carry", 0, OPTION_FLAG, NULL, "carry the group's codes to the revision of each period; " \
         "without it codes count as written", &(o)->q.carry},                                      \
        {"nomenclature", 0, OPTION_TEXT, "NAME", "HS, H0 to H6, CN", &(o)->q.nomenclature},        \
        {"level", 0, OPTION_COUNT, "DIGITS", "the level whose rows are added (0 = totals)",        \
         &(o)->level},                                                                             \
        {"freq", 0, OPTION_TEXT, "M|A", "monthly or annual rows", &(o)->q.freq},                   \
        {"transport", 0, OPTION_TEXT, "CODE", "one mode of transport instead of all together",     \
         &(o)->q.transport},                                                                       \
        {"as-at", 0, OPTION_DATE, "DATE", "sets and groups as valid on this day; default: today",  \
         &(o)->q.as_at},                                                                           \
        {"known-by", 0, OPTION_DATE, "DATE", "sources of a later vintage do not count; default: "  \
         "today", &(o)->q.known_by},                                                               \
    {                                                                                              \
        "wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &(o)->wait_s        \
    }

void flow_options_reset(flow_options *o);
/* Opens the store and resolves the question. EXIT_OK, or the exit code after a
 * line on stderr: EXIT_USAGE for words that mean nothing. Close both in any case. */
int flow_options_open(cordon_store *s, asked *w, const command *c, flow_options *o, bool two_periods,
                      unsigned by_default);
/* A command on the flows from its arguments to its exit code: what was typed goes
 * to in and choice, which are emptied before.                                  */
typedef struct flow_command {
    const command *c;
    flow_options *in;
    output_choice *choice;
    bool two_periods;
    unsigned by_default;
    int (*check)(void); /* of what was typed, before the store is opened; NULL: nothing */
    int (*work)(const cordon_store *s, const asked *w);
} flow_command;
int flow_command_run(const flow_command *f, int argc, char **argv);
/* A failed question: usage where the words are at fault, else failed. */
int flow_failed(const command *c, const cordon_error *err);
/* The name for an area code, the code itself when it is unknown or "". */
const char *flow_area_name(const cordon_store *s, const char *code);

#endif
