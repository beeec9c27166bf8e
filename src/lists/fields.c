#include "lists/fields.h"

#include <stdio.h>
#include <string.h>

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
        list_note(r, file, "not read", "%s: %llu times, first in line %llu: \"%s\"", l->seen[i].path,
                  (unsigned long long)l->seen[i].n, (unsigned long long)l->seen[i].line,
                  l->seen[i].sample);
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

void list_refuse_over(list_read *r, unsigned file, const xml_node *record) {
    char expected[120];
    snprintf(expected, sizeof expected, "fewer %s", record->over);
    list_refuse(r, file, record->line, record->column, record->name,
                record->first ? record->first->text : record->text, expected);
}
