/* What changed by the record of events and the regime's key dates. */
#include <stdio.h>
#include <string.h>

#include "report/changes.h"
#include "report/pledges.h"
#include "report/record_keep.h"

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

static bool names_both(const report *r, const kept_row *x) {
    return record_has(x, r->pair->a->code) && record_has(x, r->pair->b->code);
}

/* The kinds of the record that are told here; a countermeasure needs one of the
 * two as its author, everything else has to name both.                        */
static const struct told {
    const char *kind, *label;
    change_kind is;
} told[] = {{"countermeasure", "countermeasure", CHANGE_COUNTER},
            {"listing_round", "listing", CHANGE_LISTING},
            {"third_state_measure", "third state", CHANGE_COUNTER},
            {"pledge", "pledge", CHANGE_PLEDGE},
            {"red_line_statement", "red line", CHANGE_PLEDGE},
            {"denial", "denial", CHANGE_PLEDGE}};

static const struct told *told_of(const report *r, const kept_row *x) {
    const char *actor = x->cell[RECORD_ACTOR1];
    bool own = strcmp(actor, r->pair->a->code) == 0 || strcmp(actor, r->pair->b->code) == 0;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(told[i].kind, x->cell[RECORD_KIND]) == 0)
            return (i == 0 ? own : names_both(r, x)) ? &told[i] : NULL;
    return NULL;
}

static bool told_as_pledge(const report *r, const char *id) {
    for (size_t i = 0; i < r->pledges; i++)
        if (record_in_list(r->pledge[i].record, id)) return true;
    return false;
}

static bool told_as_law(const report *r, const char *id) {
    const table *t = regime_table(r->in->regime, "dates.csv");
    for (size_t i = 0; t && i < t->rows; i++)
        if (record_in_list(cell(t, i, "record"), id)) return report_is_target(r);
    return false;
}

/* Counts of entries still listed in a later table are hindsight. */
static const char *scale_of(const report *r, const kept_row *x) {
    bool later = strcmp(x->cell[RECORD_BASIS], "table") == 0 && r->in->strict;
    return later ? "" : x->cell[RECORD_SCALE];
}

static const char *reply_of(report *r, const kept_row *x) {
    if (!record_replied(r, x)) return "";
    return changes_text(r, "reply, %s: %s", x->cell[RECORD_REPLY_DATE], x->cell[RECORD_REPLY]);
}

static void record_change(report *r, const kept_row *x) {
    const struct told *kind = told_of(r, x);
    const char *id = x->cell[RECORD_ID], *scale = scale_of(r, x);
    date_day on = record_last_day(x->cell[RECORD_DATE_START]);
    if (!kind || told_as_pledge(r, id) || told_as_law(r, id)) return;
    bool hindsight = record_published(x, on) > r->in->as_at;
    bool state = strcmp(x->cell[RECORD_STATE_MEDIA], "yes") == 0;
    const char *from = hindsight ? "published after the day the facts go to"
                                 : record_source_short(r, x);
    changes_put(
        r, &(change){
               .kind = kind->is,
               .label = kind->label,
               .on = on,
               .day = x->cell[RECORD_DATE_START],
               .id = id,
               .what = changes_text(r, "%s%s%s", x->cell[RECORD_TITLE], *scale ? ": " : "", scale),
               .reply = reply_of(r, x),
               .source = changes_text(r, "%s%s", from, state ? " (state-controlled media)" : ""),
               .row = x});
}

/* ---- key dates ---- */

/* What the rows of the record that stand for a key date and name both say. */
static const char *listed(report *r, const kept_rows *record, const char *ids, bool reply) {
    const char *all = "";
    for (size_t i = 0; i < record->n && *ids; i++) {
        const kept_row *x = &record->v[i];
        if (!record_in_list(ids, x->cell[RECORD_ID]) || !names_both(r, x)) continue;
        const char *s = reply ? reply_of(r, x) : scale_of(r, x);
        if (!*s) continue;
        all =
            reply ? (*all ? all : s) : changes_text(r, "%s; %s%s", all, *all ? "" : "listed: ", s);
    }
    return all;
}

/* What a title says after a colon may be about one area: others read what stands
 * before it.                                                                  */
static const char *law_text(report *r, const table *t, size_t row, const kept_rows *record) {
    const char *title = cell(t, row, "title"), *about = cell(t, row, "about");
    size_t n = strlen(title);
    if (*about && !record_in_list(about, r->pair->a->code) && !record_in_list(about, r->pair->b->code))
        n = strcspn(title, ":");
    return changes_text(r, "%.*s%s", (int)n, title,
                        listed(r, record, cell(t, row, "record"), false));
}

static void law(report *r, const kept_rows *record) {
    const table *t = regime_table(r->in->regime, "dates.csv");
    for (size_t i = 0; t && i < t->rows && report_is_target(r); i++)
        changes_put(r, &(change){.kind = CHANGE_LAW,
                                 .label = "key date",
                                 .on = record_last_day(cell(t, i, "date")),
                                 .id = cell(t, i, "id"),
                                 .what = law_text(r, t, i, record),
                                 .reply = listed(r, record, cell(t, i, "record"), true),
                                 .source = cell(t, i, "source"),
                                 .table = "dates.csv"});
}

/* "countermeasure,listing_round,...": what is asked of the record. */
static const char *kinds(report *r) {
    const char *s = told[0].kind;
    for (size_t i = 1; i < sizeof told / sizeof *told; i++)
        s = changes_text(r, "%s,%s", s, told[i].kind);
    return s;
}

cordon_status changes_of_record(report *r, cordon_error *err) {
    changes *all = r->changes;
    cordon_status status = record_keep(&all->record, r, (record_query){.kind = kinds(r)}, err);
    if (status) return status;
    law(r, &all->record);
    for (size_t i = 0; i < all->record.n; i++) record_change(r, &all->record.v[i]);
    return CORDON_OK;
}
