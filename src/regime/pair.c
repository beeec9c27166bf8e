#include "regime/pair.h"

#include <stdio.h>
#include <string.h>

static const area *find(const areas *all, const char *s, size_t len) {
    return areas_find(all, "code|iso2|name", s, len, 0);
}

/* Names may hold the sign between the two, so every place of it is tried. */
cordon_status pair_parse(pair *out, const areas *all, const char *text, date_day on,
                         cordon_error *err) {
    for (const char *dash = strchr(text, '-'); dash; dash = strchr(dash + 1, '-')) {
        const area *a = find(all, text, (size_t)(dash - text)),
                   *b = find(all, dash + 1, strlen(dash + 1));
        if (!a || !b) continue;
        if (a == b) break;
        *out = (pair){.areas = all, .on = on, .a = a, .b = b};
        return CORDON_OK;
    }
    return cordon_fail(err, CORDON_EINVAL,
                       "\"%.80s\" is no pair; expected two different areas by code or name, A-B",
                       text);
}

cordon_status pair_reader(pair *p, const regime *r, const char *text, cordon_error *err) {
    area_set set = {0};
    /* The set's members are added up; the aggregate has rows of its own. */
    if (!text || strcmp(text, regime_value(r, "eu_set")) == 0)
        text = regime_value(r, "eu_aggregate");
    if (!*text) return CORDON_OK;
    const area *one = find(p->areas, text, strlen(text));
    if (one) text = one->code;
    cordon_status status = regime_areas(&set, r, p->areas, text, p->on, err);
    if (status) return status;
    snprintf(p->reader, sizeof p->reader, "%s", text);
    snprintf(p->reader_title, sizeof p->reader_title, "%s",
             set.n == 1 ? set.v[0]->name : set.title);
    /* What follows a comma in a name explains it; a sentence has no room. */
    p->reader_title[strcspn(p->reader_title, ",")] = 0;
    area_set_free(&set);
    return CORDON_OK;
}

/* The number of an area in the statistics of the United Nations. */
static void add_number(buf *b, const pair *p, const area *a) {
    char text[8];
    /* Where an area has two, the greater one is in use. */
    for (int i = 999; i > 0; i--) {
        int n = snprintf(text, sizeof text, "%d", i);
        if (areas_find(p->areas, "comtrade", text, (size_t)n, p->on) != a) continue;
        buf_str(b, text);
        return;
    }
    buf_str(b, a->code);
}

static bool add(buf *b, const pair *p, const char *key, size_t n, bool codes) {
    const area *who = n && key[0] == 'a' ? p->a : n && key[0] == 'b' ? p->b : NULL;
    if (who && n == 2 && key[1] == '#')
        add_number(b, p, who);
    else if (who && n == 1)
        buf_str(b, codes ? who->code : who->name);
    else if (n == 1 && key[0] == 'r')
        buf_str(b, codes ? p->reader : p->reader_title);
    else
        return false;
    return true;
}

const char *pair_fill(arena *mem, const pair *p, const char *s, bool codes) {
    buf b = {0};
    if (!strchr(s, '{')) return s;
    while (*s) {
        size_t n = strcspn(s, "{");
        buf_add(&b, s, n);
        s += n;
        if (!*s) break;
        size_t len = strcspn(s + 1, "}");
        if (s[1 + len] && add(&b, p, s + 1, len, codes)) {
            s += len + 2;
            continue;
        }
        buf_char(&b, *s++);
    }
    const char *out = b.failed ? NULL : arena_strndup(mem, buf_text(&b), b.len);
    buf_free(&b);
    return out;
}
