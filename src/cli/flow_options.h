/* flow_options.h - the options that every question to the flows shares. */
#ifndef CLI_FLOW_OPTIONS_H
#define CLI_FLOW_OPTIONS_H

#include "cli/cmd.h"
#include "flows/measure.h"

/* What was typed. */
typedef struct flow_options {
    const char *store, *regime, *dataset, *from, *to, *flow, *basis, *nomenclature, *group, *codes,
        *exclude, *by, *transport, *share_of, *freq;
    int64_t level, wait_s;
    bool level_given, carried;
    int32_t as_at, known_by;
} flow_options;

#define FLOW_OPTIONS(o)                                                                            \
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "sets and goods groups; default: the store's",           \
     &(o)->regime},                                                                                \
        {"dataset", 0, OPTION_TEXT, "NAME", "which dataset answers; needed where several could",   \
         &(o)->dataset},                                                                           \
        {"from", 0, OPTION_TEXT, "SET", "where the goods come from: a set, a role (hubs), areas",  \
         &(o)->from},                                                                              \
        {"to", 0, OPTION_TEXT, "SET", "where they go", &(o)->to},                                  \
        {"flow", 0, OPTION_TEXT, "X|M", "whose report: X the sender's exports (default), M the "   \
         "receiver's imports", &(o)->flow},                                                        \
        {"basis", 0, OPTION_TEXT, "NAME", "of imports: origin or consignment", &(o)->basis},       \
        {"group", 0, OPTION_TEXT, "GROUP[:TIER]", "goods of a group of the regime", &(o)->group},  \
        {"codes", 0, OPTION_TEXT, "CODE,...", "goods by code; all codes below each count",         \
         &(o)->codes},                                                                             \
        {"exclude", 0, OPTION_TEXT, "CODE,...", "all goods less these codes", &(o)->exclude},      \
        {"carry", 0, OPTION_FLAG, NULL, "carry the group's codes to the revision of each period; " \
         "without it codes count as written", &(o)->carried},                                      \
        {"nomenclature", 0, OPTION_TEXT, "NAME", "HS, H0 to H6, CN", &(o)->nomenclature},          \
        {"level", 0, OPTION_COUNT, "DIGITS", "the level whose rows are added (0 = totals)",        \
         &(o)->level},                                                                             \
        {"freq", 0, OPTION_TEXT, "M|A", "monthly or annual rows", &(o)->freq},                     \
        {"transport", 0, OPTION_TEXT, "CODE", "one mode of transport instead of all together",     \
         &(o)->transport},                                                                         \
        {"as-at", 0, OPTION_DATE, "DATE", "sets and groups as valid on this day; default: today",  \
         &(o)->as_at},                                                                             \
        {"known-by", 0, OPTION_DATE, "DATE", "sources of a later vintage do not count; default: "  \
         "today", &(o)->known_by},                                                                 \
    {                                                                                              \
        "wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &(o)->wait_s        \
    }

/* Everything opened for one question. */
typedef struct flow_session {
    areas *areas;
    regime *regime;
    goods *goods;
    store *store;
    area_set from, to, share_of;
    char **codes, **exclude;
    size_t codes_n, exclude_n;
    char tier[16], goods_text[200];
    flow_query query;
    measure_options measure;
} flow_session;

void flow_options_reset(flow_options *o);
/* Opens the store, the regime and the tables and resolves the words. EXIT_OK,
 * or the exit code after a line on stderr. Close in any case.                */
int flow_session_open(flow_session *f, const command *c, flow_options *o, unsigned by_default);
void flow_session_close(flow_session *f);
/* The name for an area code, the code itself when it is unknown or "". */
const char *flow_area_name(const flow_session *f, const char *code);

#endif
