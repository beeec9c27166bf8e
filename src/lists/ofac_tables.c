#include "lists/ofac_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 120 };

/* ---- what is kept by key --------------------------------------------------------- */

static ofac_kept **place(ofac_tables *t, const char *key) {
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
    for (const char *p = key; *p; p++) h = (h ^ (unsigned char)*p) * 0x100000001b3u;
    size_t i = (size_t)(h ^ h >> 32) & (t->slots - 1);
    while (t->slot[i] && strcmp(t->slot[i]->key, key) != 0) i = (i + 1) & (t->slots - 1);
    return &t->slot[i];
}

static bool more_slots(ofac_tables *t) {
    if (2 * t->n < t->slots) return true;
    ofac_tables new = *t;
    new.slots = t->slots ? 2 * t->slots : 4096;
    new.slot = calloc(new.slots, sizeof(ofac_kept *));
    if (!new.slot) return false;
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i]) *place(&new, t->slot[i]->key) = t->slot[i];
    free(t->slot);
    *t = new;
    return true;
}

const char *ofac_copy(ofac_tables *t, const char *s) {
    return arena_strndup(&t->mem, s, strlen(s));
}

ofac_kept *ofac_keep(ofac_tables *t, const char *kind, const char *id, const char *text,
                     const char *more, const char *third, const char *fourth) {
    char key[KEY_BYTES];
    if (snprintf(key, sizeof key, "%s:%s", kind, id) >= (int)sizeof key || !more_slots(t))
        return NULL;
    ofac_kept *k = arena_alloc(&t->mem, sizeof *k);
    if (!k) return NULL;
    *k = (ofac_kept){.key = ofac_copy(t, key),
                     .text = ofac_copy(t, text),
                     .more = ofac_copy(t, more),
                     .third = ofac_copy(t, third),
                     .fourth = ofac_copy(t, fourth)};
    if (!k->key || !k->text || !k->more || !k->third || !k->fourth) return NULL;
    ofac_kept **at = place(t, key);
    if (!*at) {
        *at = k->last = k;
        t->n++;
    } else {
        (*at)->last->next = k;
        (*at)->last = k;
    }
    return k;
}

const ofac_kept *ofac_find(const ofac_tables *t, const char *kind, const char *id) {
    char key[KEY_BYTES];
    if (!t->slots || snprintf(key, sizeof key, "%s:%s", kind, id) >= (int)sizeof key) return NULL;
    ofac_tables *mutable = (ofac_tables *)(uintptr_t)t; /* place() only looks */
    return *place(mutable, key);
}

const char *ofac_value(const ofac_tables *t, const char *kind, const char *id) {
    const ofac_kept *k = *id ? ofac_find(t, kind, id) : NULL;
    return k ? k->text : "";
}

/* ---- dates ---------------------------------------------------------------------- */

date_day ofac_point(xml_node *n) {
    long y = strtol(xml_text(n, "Year"), NULL, 10), m = strtol(xml_text(n, "Month"), NULL, 10),
         d = strtol(xml_text(n, "Day"), NULL, 10);
    if (y < 1000 || y > 9999 || m < 1 || m > 12 || d < 1 || d > 31) return 0;
    date_day day = (date_day)(y * 10000 + m * 100 + d);
    return date_valid(day) ? day : 0;
}

ofac_period ofac_period_of(xml_node *n) {
    xml_node *start = xml_child(n, "Start"), *end = xml_child(n, "End");
    ofac_period p = {ofac_point(xml_child(start, "From")), ofac_point(xml_child(end, "To")), false};
    if (!p.from) p.from = ofac_point(xml_child(start, "To"));
    if (!p.to) p.to = ofac_point(xml_child(end, "From"));
    p.about = strcmp(xml_attribute_of(start, "Approximate"), "true") == 0;
    xml_use_all(start);
    xml_use_all(end);
    if (!p.to) p.to = p.from;
    if (!p.from) p.from = p.to;
    return p;
}

void ofac_add_period(entity *e, const char *prop, ofac_period p, const char *detail) {
    char a[DATE_TEXT], b[DATE_TEXT], words[200];
    if (!p.from) return;
    date_format(a, p.from);
    date_format(b, p.to);
    bool year = p.from / 10000 == p.to / 10000 && p.from % 10000 == 101 && p.to % 10000 == 1231;
    bool month = p.from / 100 == p.to / 100 && p.from % 100 == 1 &&
                 p.to % 100 == date_days_in_month(p.to / 10000, p.to / 100 % 100);
    bool range = !year && !month && p.from != p.to;
    a[year ? 4 : month ? 7 : 10] = '\0';
    if (range)
        snprintf(words, sizeof words, "between %s and %s%s%.120s", a, b, *detail ? "; " : "",
                 detail);
    else
        snprintf(words, sizeof words, "%s%s%.120s", p.about ? "circa" : "",
                 p.about && *detail ? "; " : "", detail);
    entity_add(e, prop, a, -1, NULL, words);
    if (range) entity_add(e, prop, b, -1, NULL, words);
}
