/* What changed by the record of events and the regime's key dates. */
#include <stdio.h>
#include <string.h>

#include "base/data_dir.h"
#include "report/changes.h"
#include "report/pledges.h"

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

static bool in_list(const char *list, const char *code) {
    size_t len = strlen(code);
    for (const char *p = list; *p; p += *p == ',') {
        size_t n = strcspn(p, ",");
        if (n == len && memcmp(p, code, n) == 0) return true;
        p += n;
    }
    return false;
}

static bool names(const table *t, size_t row, const char *code) {
    return strcmp(cell(t, row, "actor1"), code) == 0 || strcmp(cell(t, row, "actor2"), code) == 0 ||
           in_list(cell(t, row, "others"), code);
}

static bool names_both(const report *r, const table *t, size_t row) {
    return names(t, row, r->pair->a->code) && names(t, row, r->pair->b->code);
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

static const struct told *told_of(const report *r, const table *t, size_t row) {
    const char *actor = cell(t, row, "actor1");
    bool own = strcmp(actor, r->pair->a->code) == 0 || strcmp(actor, r->pair->b->code) == 0;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(told[i].kind, cell(t, row, "kind")) == 0)
            return (i == 0 ? own : names_both(r, t, row)) ? &told[i] : NULL;
    return NULL;
}

/* A day, or the last day of a month or year. */
static date_day last_day(const char *s) {
    date_day d = 0;
    date_period p = 0;
    if (date_parse(&d, s, strlen(s))) return d;
    return date_period_parse(&p, s, strlen(s)) ? date_period_last(p) : 0;
}

/* Pieces of the source, "Agency 2023-12-18, https://...; Law": without addresses. */
static const char *short_source(report *r, const char *s) {
    buf b = {0};
    while (*s) {
        size_t n = strcspn(s, " ");
        size_t left = b.len;
        if (strncmp(s, "http", 4) == 0) {
            while (left && strchr(", ", b.p[left - 1])) left--;
            b.len = left;
            if (s[n - 1] == ';') buf_char(&b, ';');
        } else {
            if (b.len) buf_char(&b, ' ');
            buf_add(&b, s, n);
        }
        s += n;
        while (*s == ' ') s++;
    }
    while (b.len && strchr(",; ", b.p[b.len - 1])) b.len--;
    const char *out = changes_text(r, "%.*s", (int)b.len, buf_text(&b));
    r->no_memory |= b.failed;
    buf_free(&b);
    return out;
}

/* The latest day that the source itself names: a register of a later day, a report. */
static date_day published(const table *t, size_t row, date_day on) {
    date_day latest = on, d;
    for (const char *s = cell(t, row, "source"); *s; s++)
        if (strlen(s) >= 10 && date_parse(&d, s, 10) && d > latest) latest = d;
    return latest;
}

static bool told_as_pledge(const report *r, const char *id) {
    for (size_t i = 0; i < r->pledges; i++)
        if (in_list(r->pledge[i].record, id)) return true;
    return false;
}

static bool told_as_law(const report *r, const char *id) {
    const table *t = regime_table(r->in->regime, "dates.csv");
    for (size_t i = 0; t && i < t->rows; i++)
        if (in_list(cell(t, i, "record"), id)) return report_is_target(r);
    return false;
}

/* Counts of entries still listed in a later table are hindsight. */
static const char *scale_of(const report *r, const table *t, size_t row) {
    bool later = strcmp(cell(t, row, "basis"), "table") == 0 && r->in->strict;
    return later ? "" : cell(t, row, "scale");
}

static const char *reply_of(report *r, const table *t, size_t row) {
    const char *on = cell(t, row, "reply_date"), *text = cell(t, row, "reply");
    date_day d = last_day(on);
    if (!d || d > r->in->as_at || d > r->in->known_by || !*text) return "";
    return changes_text(r, "reply, %s: %s", on, text);
}

static void record_row(report *r, const table *t, size_t row) {
    const struct told *kind = told_of(r, t, row);
    const char *id = cell(t, row, "id"), *scale = scale_of(r, t, row);
    date_day on = last_day(cell(t, row, "date_start"));
    if (!kind || told_as_pledge(r, id) || told_as_law(r, id)) return;
    date_day seen = published(t, row, on);
    if (r->in->strict && seen > r->in->known_by) return;
    bool hindsight = seen > r->in->as_at;
    bool state = strcmp(cell(t, row, "state_media"), "yes") == 0;
    const char *from = hindsight ? "published after the day the facts go to"
                                 : short_source(r, cell(t, row, "source"));
    changes_put(
        r, &(change){
               .kind = kind->is,
               .label = kind->label,
               .on = on,
               .day = changes_text(r, "%s", cell(t, row, "date_start")),
               .id = changes_text(r, "%s", id),
               .what = changes_text(r, "%s%s%s", cell(t, row, "title"), *scale ? ": " : "", scale),
               .reply = reply_of(r, t, row),
               .source = changes_text(r, "%s%s", from, state ? " (state-controlled media)" : ""),
               .table = "record.tsv"});
}

/* ---- key dates ---- */

/* What the rows of the record that stand for a key date and name both say. */
static const char *listed(report *r, const table *record, const char *ids, bool reply) {
    const char *all = "";
    for (size_t i = 0; i < record->rows && *ids; i++) {
        if (!in_list(ids, cell(record, i, "id")) || !names_both(r, record, i)) continue;
        const char *s = reply ? reply_of(r, record, i) : scale_of(r, record, i);
        if (!*s) continue;
        all =
            reply ? (*all ? all : s) : changes_text(r, "%s; %s%s", all, *all ? "" : "listed: ", s);
    }
    return all;
}

/* What a title says after a colon may be about one area: others read what stands
 * before it.                                                                  */
static const char *law_text(report *r, const table *t, size_t row, const table *record) {
    const char *title = cell(t, row, "title"), *about = cell(t, row, "about");
    size_t n = strlen(title);
    if (*about && !in_list(about, r->pair->a->code) && !in_list(about, r->pair->b->code))
        n = strcspn(title, ":");
    return changes_text(r, "%.*s%s", (int)n, title,
                        listed(r, record, cell(t, row, "record"), false));
}

static void law(report *r, const table *record) {
    const table *t = regime_table(r->in->regime, "dates.csv");
    for (size_t i = 0; t && i < t->rows && report_is_target(r); i++)
        changes_put(r, &(change){.kind = CHANGE_LAW,
                                 .label = "key date",
                                 .on = last_day(cell(t, i, "date")),
                                 .id = cell(t, i, "id"),
                                 .what = law_text(r, t, i, record),
                                 .reply = listed(r, record, cell(t, i, "record"), true),
                                 .source = cell(t, i, "source"),
                                 .table = "dates.csv"});
}

cordon_status changes_of_record(report *r, cordon_error *err) {
    static const char *const need[] = {"id",     "date_start", "kind",   "actor1",      "actor2",
                                       "others", "title",      "source", "state_media", NULL};
    char path[1024];
    int col[sizeof need / sizeof *need];
    table t;
    data_path(path, sizeof path, "data/events/record.tsv");
    cordon_status status = table_read(&t, path, err);
    if (status) return status;
    status = table_cols(&t, need, col, err);
    if (!status) law(r, &t);
    for (size_t i = 0; i < t.rows && !status; i++) record_row(r, &t, i);
    table_free(&t);
    return status;
}
