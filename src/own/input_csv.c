/* input_csv.c - a table of holdings.
 *
 *   owner, owned      keys or names; a text without "TYPE:" before it is both
 *   low, high         percent; high "" = low; both "" = not known, 0 to 100. Or `share`, both in one
 *   kind              shares (also ""), votes, control, linked
 *   from, to          first and last day
 *   owner_name, owned_name, owner_kind, owned_kind    person and state: nobody owns it
 *
 * With --map the columns may have any names. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lists/rows.h"
#include "own/input.h"

enum { OWNER, OWNED, LOW, HIGH, SHARE, KIND, FROM, TO, OWNER_NAME, OWNED_NAME, OWNER_KIND, OWNED_KIND, FIELDS };
static const char *const fields[] = {"owner", "owned", "low", "high", "share", "kind", "from", "to", "owner_name", "owned_name", "owner_kind", "owned_kind", NULL};

/* head is bytes, not a text: nothing ends it but len. */
bool own_is_csv(const char *head, size_t len) {
    bool owner = false, owned = false;
    size_t at = len >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (size_t end = at; end <= len; end++) {
        if (end < len && !strchr(",;\t\r\n", head[end])) continue; /* a NUL byte ends a cell too */
        size_t n = end - at, quoted = n > 1 && head[at] == '"' && head[end - 1] == '"';
        owner |= n - 2 * quoted == 5 && strncasecmp(head + at + quoted, "owner", 5) == 0;
        owned |= n - 2 * quoted == 5 && strncasecmp(head + at + quoted, "owned", 5) == 0;
        if (end == len || head[end] == '\n') break;
        at = end + 1;
    }
    return owner && owned;
}

/* The column of each field: of its own name, or as FIELD=COLUMN,... says. */
static cordon_status columns(int col[FIELDS], const list_rows *w, const char *map, cordon_error *err) {
    for (int i = 0; i < FIELDS; i++) col[i] = map ? -1 : list_col(w, fields[i]);
    for (const char *p = map; p && *p;) {
        char name[256];
        const char *is = strchr(p, '='), *end = p + strcspn(p, ",");
        int field = 0;
        while (field < FIELDS && is && (strlen(fields[field]) != (size_t)(is - p) || strncmp(fields[field], p, (size_t)(is - p)) != 0)) field++;
        if (!is || is > end || field == FIELDS)
            return cordon_fail(err, CORDON_EINVAL, "--map at \"%.40s\": expected FIELD=COLUMN with a field of owner, owned, low, high, share, kind, from, to, owner_name, "
                               "owned_name, owner_kind, owned_kind", p);
        snprintf(name, sizeof name, "%.*s", (int)(end - is - 1), is + 1);
        if ((col[field] = list_col(w, name)) < 0) return cordon_fail(err, CORDON_EINVAL, "--map: the file has no column \"%.80s\"", name);
        p = *end ? end + 1 : end;
    }
    if (col[OWNER] < 0 || col[OWNED] < 0) return cordon_fail(err, CORDON_EFORMAT, "the columns owner and owned are needed, or --map owner=COLUMN,owned=COLUMN");
    return CORDON_OK;
}

static bool kind_of(uint8_t *kind, const char *s) {
    for (int k = OWN_SHARES; k <= OWN_LINKED; k++)
        if (strcasecmp(s, own_kind_name((own_kind)k)) == 0 || (!*s && k == OWN_SHARES)) {
            *kind = (uint8_t)k;
            return true;
        }
    return false;
}

static bool percent_in(list_rows *w, int col, int32_t *low, int32_t *high) {
    char text[64];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", list_cell(w, col));
    if (n >= sizeof text) n = sizeof text - 1;
    if (n && text[n - 1] == '%') n--;
    while (n && text[n - 1] == ' ') n--;
    if (own_percent(low, high, text, n)) return true;
    list_rows_refuse(w, col, "a percentage from 0 to 100");
    return false;
}

static bool shares(own_edge *e, list_rows *w, const int col[FIELDS]) {
    int low = col[LOW], high = col[HIGH];
    int32_t other;
    if (*list_cell(w, col[SHARE])) low = high = col[SHARE];
    bool has_low = *list_cell(w, low) != 0, has_high = *list_cell(w, high) != 0;
    if (e->kind > OWN_VOTES) {
        if (has_low || has_high) list_rows_refuse(w, has_low ? low : high, "nothing: control and links have no share");
        return !has_low && !has_high;
    }
    e->low_e5 = 0;
    e->high_e5 = OWN_ALL_E5;
    if (has_low && !percent_in(w, low, &e->low_e5, &other)) return false;
    if (has_low) e->high_e5 = has_high ? OWN_ALL_E5 : other;
    if (has_high && !percent_in(w, high, &other, &e->high_e5)) return false;
    if (e->low_e5 <= e->high_e5) return true;
    list_rows_refuse(w, high, "a share not below the low one");
    return false;
}

static bool day_in(list_rows *w, int col, date_day *day) {
    const char *s = list_cell(w, col);
    if (!*s || date_parse(day, s, strlen(s))) return true;
    list_rows_refuse(w, col, "a day, YYYY-MM-DD");
    return false;
}

static unsigned marks_of(const char *kind) { return strcasecmp(kind, "person") == 0 || strcasecmp(kind, "state") == 0 ? OWN_END : 0; }

static bool party_in(list_rows *w, int col) {
    size_t n = strlen(list_cell(w, col));
    if (n && n <= OWN_KEY_BYTES_MAX) return true;
    list_rows_refuse(w, col, "a key or a name of a party");
    return false;
}

static cordon_status party(const own_sink *s, const char *key, const char *name, const char *kind, cordon_error *err) {
    if (!*name) name = key;
    return s->party(s->arg, key, name, "", marks_of(kind), err);
}

static cordon_status row(list_read *r, list_rows *w, const int col[FIELDS], cordon_error *err) {
    const own_sink *s = r->own;
    own_edge e = {.line = (uint32_t)list_rows_line(w)};
    if (!party_in(w, col[OWNER]) || !party_in(w, col[OWNED])) return CORDON_OK;
    if (!kind_of(&e.kind, list_cell(w, col[KIND]))) {
        list_rows_refuse(w, col[KIND], "shares, votes, control or linked");
        return CORDON_OK;
    }
    if (!shares(&e, w, col) || !day_in(w, col[FROM], &e.from) || !day_in(w, col[TO], &e.to)) return CORDON_OK;
    if (e.from && e.to && e.to < e.from) {
        list_rows_refuse(w, col[TO], "a day not before the first one");
        return CORDON_OK;
    }
    r->records++;
    cordon_status status = party(s, list_cell(w, col[OWNER]), list_cell(w, col[OWNER_NAME]), list_cell(w, col[OWNER_KIND]), err);
    if (!status) status = party(s, list_cell(w, col[OWNED]), list_cell(w, col[OWNED_NAME]), list_cell(w, col[OWNED_KIND]), err);
    return status ? status : s->holding(s->arg, list_cell(w, col[OWNER]), list_cell(w, col[OWNED]), &e, "", err);
}

cordon_status own_read_csv(list_read *r, cordon_error *err) {
    const own_sink *s = r->own;
    list_rows *w;
    int col[FIELDS];
    bool more = true;
    cordon_status status = list_rows_open(&w, r, 0, &(list_form){.delimiter = ',', .quote = '"'}, err);
    if (status) return status;
    status = columns(col, w, s->map, err);
    if (!status && !s->map) list_note_columns(w, fields);
    while (!status && !(status = list_rows_next(w, &more, err)) && more) status = row(r, w, col, err);
    list_rows_close(w);
    return status;
}
