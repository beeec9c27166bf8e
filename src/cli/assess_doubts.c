#include "cli/assess_doubts.h"

#include <stdio.h>
#include <string.h>

#include "cli/text.h"

typedef struct doubts {
    const case_file *c;
    const areas *a;
    const char *path;
    size_t n;
} doubts;

static void doubt(doubts *d, const case_text *t, const char *what) {
    buf value = {0};
    if (d->n++ >= DOUBTS_SHOWN) return;
    text_clean(&value, t->v, strlen(t->v), false);
    fprintf(stderr, "cordon assess: %s: %s: \"%.100s\" %s: taken as not known\n", d->path, t->pointer, buf_text(&value), what);
    buf_free(&value);
}

static void country(doubts *d, const case_text *t) {
    if (t->state != VALUE_GIVEN) return;
    const area *a = areas_find(d->a, "code|iso3|iso2|name", t->v, strlen(t->v), 0);
    if (!a || a->kind != AREA_COUNTRY) doubt(d, t, "is no country that is known");
}

static void code(doubts *d, const case_text *t) {
    size_t digits = 0;
    if (t->state != VALUE_GIVEN) return;
    for (const char *s = t->v; *s; s++) {
        if (strchr(" .", *s)) continue;
        if (*s < '0' || *s > '9') digits = 100;
        digits++;
    }
    if (digits < 4 || digits > 10) doubt(d, t, "is no tariff code; expected 4 to 10 digits");
}

size_t assess_doubts(const case_file *c, const areas *a, const char *path) {
    doubts d = {.c = c, .a = a, .path = path};
    country(&d, &c->destination);
    for (size_t i = 0; i < c->parties; i++) {
        country(&d, &c->party[i].country);
        country(&d, &c->party[i].bank_country);
        for (size_t k = 0; k < c->party[i].owners; k++) country(&d, &c->party[i].owner[k].country);
    }
    for (size_t i = 0; i < c->items; i++) code(&d, &c->item[i].code), country(&d, &c->item[i].origin);
    for (size_t i = 0; i < c->legs; i++) country(&d, &c->leg[i].from), country(&d, &c->leg[i].to);
    for (size_t i = 0; i < c->payments; i++) country(&d, &c->payment[i].debtor_country), country(&d, &c->payment[i].country);
    for (size_t i = 0; i < c->orders; i++) country(&d, &c->order[i].destination), code(&d, &c->order[i].code);
    if (d.n > DOUBTS_SHOWN) fprintf(stderr, "cordon assess: %s: and %zu more that say nothing to the tables\n", path, d.n - DOUBTS_SHOWN);
    return d.n;
}
