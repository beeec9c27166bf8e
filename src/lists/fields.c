#include "lists/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/words.h"

void list_left_add(list_left *l, const char *path, const char *value, uint64_t line) {
    size_t i = 0;
    while (i < l->n && strcmp(l->seen[i].path, path) != 0) i++;
    if (i == LIST_LEFT_MAX || strlen(path) >= LIST_PATH_BYTES) {
        l->more++;
        return;
    }
    if (i == l->n) {
        l->n++;
        l->seen[i].n = 0;
        l->seen[i].line = line;
        snprintf(l->seen[i].path, sizeof l->seen[i].path, "%s", path);
        size_t len = strlen(value), most = sizeof l->seen[i].sample - 1;
        if (len > most) len = most;
        while (len && len == most && ((unsigned char)value[len] & 0xc0) == 0x80) len--;
        memcpy(l->seen[i].sample, value, len);
        l->seen[i].sample[len] = '\0';
    }
    l->seen[i].n++;
}

static void left_node(void *arg, const char *path, const xml_node *at) {
    list_left_add(arg, path, at->text, at->line);
}

void list_left_xml(list_left *l, const xml_node *record) { xml_unused(record, left_node, l); }

void list_left_note(list_left *l, list_read *r, unsigned file) {
    for (size_t i = 0; i < l->n; i++)
        list_note(r, file, "not read", "%s: %llu times, first in line %llu: \"%s\"",
                  l->seen[i].path, (unsigned long long)l->seen[i].n,
                  (unsigned long long)l->seen[i].line, l->seen[i].sample);
    if (l->more)
        list_note(r, file, "not read", "%llu values of more than %d other fields",
                  (unsigned long long)l->more, LIST_LEFT_MAX);
    l->n = 0;
    l->more = 0;
}

const char *list_join(buf *b, const char *between, const char *const part[], size_t n) {
    b->len = 0;
    if (b->p) *b->p = '\0';
    for (size_t i = 0; i < n; i++) {
        if (!part[i] || !*part[i]) continue;
        if (b->len) buf_str(b, between);
        buf_str(b, part[i]);
    }
    return buf_text(b);
}

date_day list_day_of(const char *s) {
    date_day d = 0;
    size_t len = strlen(s);
    bool day = len == 10 || (len > 10 && strchr("T Z+-", s[10])); /* a time, or a time zone */
    return day && date_parse(&d, s, 10) ? d : 0;
}

/* From p to end as a date; false when it is none. */
static bool add_end(entity *e, const char *p, const char *end, const char *detail) {
    char text[32], iso[DATE_TEXT];
    while (end > p && end[-1] == ' ') end--;
    if ((size_t)(end - p) >= sizeof text) return false;
    memcpy(text, p, (size_t)(end - p));
    text[end - p] = '\0';
    if (!list_date(iso, text)) return false;
    entity_add(e, "birthDate", iso, -1, NULL, detail);
    return true;
}

void list_add_birth(entity *e, const char *text) {
    static const char *const words[] = {"circa ", "approximately ", "approx. ", "c. ", "between "};
    const char *p = text, *detail = NULL, *end = text + strlen(text), *and;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(p, words[i], strlen(words[i])) == 0) p += strlen(words[i]), detail = text;
    and = strstr(p, " to ");
    if (!and&&detail) and = strstr(p, " and ");
    if (and) {
        const char *second = and+(and[1] == 't' ? 4 : 5);
        if (strncasecmp(second, "circa ", 6) == 0) second += 6;
        if (add_end(e, p, and, text) && add_end(e, second, end, text)) return;
    } else if (add_end(e, p, end, detail)) {
        return;
    }
    entity_add(e, "birthDate", text, -1, NULL, NULL);
}

void list_refuse_over(list_read *r, unsigned file, const xml_node *record) {
    char expected[120];
    snprintf(expected, sizeof expected, "fewer %s", record->over);
    list_refuse(r, file, record->line, record->column, record->name,
                record->first ? record->first->text : record->text, expected);
}

/* ---- keys out of names -------------------------------------------------------- */

struct list_key {
    const char *text; /* "list\tkey" */
    unsigned n;
};

static struct list_key *slot_of(struct list_key *slot, size_t slots, const char *text) {
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
    for (const char *p = text; *p; p++) h = (h ^ (unsigned char)*p) * 0x100000001b3u;
    size_t i = (size_t)(h ^ h >> 32) & (slots - 1);
    while (slot[i].text && strcmp(slot[i].text, text) != 0) i = (i + 1) & (slots - 1);
    return &slot[i];
}

static bool more_keys(list_keys *k) {
    if (2 * k->n < k->slots) return true;
    size_t slots = k->slots ? 2 * k->slots : 1024;
    struct list_key *new = calloc(slots, sizeof *new);
    if (!new) return false;
    for (size_t i = 0; i < k->slots; i++)
        if (k->slot[i].text) *slot_of(new, slots, k->slot[i].text) = k->slot[i];
    free(k->slot);
    k->slot = new;
    k->slots = slots;
    return true;
}

const char *list_key_of(list_keys *k, buf *b, const char *list, const char *name,
                        const char *country) {
    b->len = 0;
    buf_printf(b, "%s\t%s", list, name);
    if (*country) buf_printf(b, " [%s]", country);
    if (b->failed || !more_keys(k)) return NULL;
    struct list_key *at = slot_of(k->slot, k->slots, b->p);
    if (!at->text) {
        at->text = arena_strndup(&k->mem, b->p, b->len);
        if (!at->text) return NULL;
        k->n++;
    }
    if (++at->n > 1) buf_printf(b, " #%u", at->n);
    return b->failed ? NULL : b->p + strlen(list) + 1;
}

void list_keys_free(list_keys *k) {
    arena_destroy(&k->mem);
    free(k->slot);
    *k = (list_keys){0};
}
