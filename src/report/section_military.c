/* Joint exercises and patrols by year, the newest events, deliveries of arms. */
#include <stdio.h>

#include "report/events.h"

cordon_status section_military(report *r, cordon_error *err) {
    const char *a = r->pair->a->code, *b = r->pair->b->code;
    char title[200], arms[200];
    size_t events = 0, deliveries = 0;
    snprintf(title, sizeof title, "Exercises, patrols and meetings of ministers of %.60s and %.60s",
             r->pair->a->name, r->pair->b->name);
    snprintf(arms, sizeof arms, "Arms between %.60s and %.60s on record, with the status of each",
             r->pair->a->name, r->pair->b->name);
    cordon_status status =
        events_counts(r, "military", "exercises", "exercises and patrols", err);
    if (!status)
        status = events_rows(r,
                             &(events_ask){.name = "military-events",
                                           .title = title,
                                           .kinds = "exercise,patrol,ministers_meeting",
                                           .actor1 = a,
                                           .actor2 = b,
                                           .most = 8},
                             &events, err);
    if (!status)
        status = events_rows(r,
                             &(events_ask){.name = "arms",
                                           .title = arms,
                                           .kinds = "arms_transfer",
                                           .actor1 = a,
                                           .actor2 = b,
                                           .most = 6},
                             &deliveries, err);
    return status ? status : report_waiting(r, "military", err);
}
