#include "lists/ofac_remarks.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lists/fields.h"
#include "lists/papers.h"
#include "lists/words.h"

enum { PART_BYTES = 4096 };

void ofac_add_name(entity *e, const char *prop, const char *name, bool parts) {
    char natural[2 * PART_BYTES + 2], last[PART_BYTES];
    const char *comma = strcmp(e->schema, "Person") == 0 ? strstr(name, ", ") : NULL;
    if (!comma || comma == name || strlen(name) >= PART_BYTES) {
        entity_add(e, prop, name, -1, NULL, NULL);
        if (parts && strcmp(e->schema, "Person") == 0)
            entity_add(e, "lastName", name, -1, NULL, NULL);
        return;
    }
    snprintf(last, sizeof last, "%.*s", (int)(comma - name), name);
    /* "DELOS REYES, Feliciano Semborio, Jr.": the addition stays at the end. */
    const char *more = strstr(comma + 2, ", ");
    int first = (int)(more ? more - comma - 2 : (long)strlen(comma + 2));
    snprintf(natural, sizeof natural, "%.*s %s%s", first, comma + 2, last, more ? more : "");
    entity_add(e, prop, natural, -1, NULL, name);
    if (!parts) return;
    entity_add(e, "lastName", last, -1, NULL, NULL);
    entity_add(e, "firstName", comma + 2, first, NULL, NULL);
}

/* ---- one statement --------------------------------------------------------------- */

/* Behind `word` at the beginning of s, NULL when it does not begin so. */
static const char *after(const char *s, const char *word) {
    size_t n = strlen(word);
    return strncmp(s, word, n) == 0 ? s + n : NULL;
}

/* a.k.a. 'BNC': quoted names are those that OFAC calls weak. */
static bool add_weak(entity *e, const char *s) {
    static const char *const kinds[] = {"a.k.a. ", "f.k.a. ", "n.k.a. "};
    char name[PART_BYTES];
    for (size_t i = 0; i < 3; i++) {
        const char *p = after(s, kinds[i]);
        size_t n = p ? strlen(p) : 0;
        if (!p) continue;
        bool quoted = n > 2 && *p == '\'' && p[n - 1] == '\'';
        snprintf(name, sizeof name, "%.*s", (int)(quoted ? n - 2 : n), quoted ? p + 1 : p);
        entity_add(e, "weakAlias", name, -1, NULL, i == 1 ? "former" : i == 2 ? "now" : NULL);
        return true;
    }
    return false;
}

static bool add_fact(entity *e, const char *s) {
    const char *p;
    if ((p = after(s, "DOB ")))
        list_add_birth(e, p);
    else if ((p = after(s, "POB ")))
        entity_add(e, "birthPlace", p, -1, NULL, NULL);
    else if ((p = after(s, "nationality ")))
        entity_add(e, "nationality", p, -1, NULL, NULL);
    else if ((p = after(s, "citizen ")))
        entity_add(e, "citizenship", p, -1, NULL, NULL);
    else if ((p = after(s, "Linked To: ")))
        entity_relate(e, &(entity_link){"UnknownLink", "Linked To", "", p, (double)NAN});
    else if ((p = after(s, "Aircraft Operator ")))
        entity_relate(e, &(entity_link){"UnknownLink", "Aircraft Operator", "", p, (double)NAN});
    else
        return add_weak(e, s);
    return true;
}

/* The last " (" whose ")" ends the text or stands before dates; end is where dates or nothing
 * follow. */
static const char *country_at(const char *s, const char *end) {
    if (end == s || end[-1] != ')') return NULL;
    int depth = 0;
    for (const char *p = end; p-- > s;) {
        depth += (*p == ')') - (*p == '(');
        if (!depth) return p > s && p[-1] == ' ' ? p : NULL;
    }
    return NULL;
}

/* "1084010 (Egypt) issued 23 Jun 1999 expires 05 Feb 2004": the number; detail "Egypt; issued ..;
 * expires ..". */
static void number_of(char value[PART_BYTES], char detail[512], const char *s) {
    const char *issued = strstr(s, " issued "), *expires = strstr(s, " expires ");
    const char *end = issued ? issued : expires ? expires : s + strlen(s);
    if (expires && expires < end) end = expires;
    const char *open = country_at(s, end), *stop = open ? open : end;
    size_t n = 0;
    while (stop > s && stop[-1] == ' ') stop--;
    snprintf(value, PART_BYTES, "%.*s", (int)(stop - s), s);
    detail[0] = 0;
    if (open)
        n = (size_t)snprintf(detail, 512, "%.*s",
                             (int)(end - open - 2 < 200 ? end - open - 2 : 200), open + 1);
    if (issued) {
        const char *until = expires && expires > issued ? expires : issued + strlen(issued);
        n += (size_t)snprintf(detail + n, 512 - n, "%s%.*s", n ? "; " : "",
                              (int)(until - issued - 1 < 60 ? until - issued - 1 : 60), issued + 1);
    }
    if (expires) snprintf(detail + n, 512 - n, "%s%.60s", n ? "; " : "", expires + 1);
}

/* The end of a number's kind that list_add_paper knows; 0 = s begins with none. */
static size_t kind_of(const char *s) {
    size_t n = list_paper_begins(s);
    if (after(s, "Digital Currency Address - ")) n = 27 + strcspn(s + 27, " ");
    if (!n && after(s, "Telephone ")) n = 9;
    return n && s[n] == ' ' ? n : 0;
}

/* "Secondary sanctions risk: ...", "Executive Order 13662 Directive Determination - Subject to ..".
 */
static bool add_said(entity *e, const char *s) {
    char kind[128];
    const char *colon = strstr(s, ": "), *dash = strstr(s, " - ");
    const char *end = colon && (!dash || colon < dash) ? colon : dash;
    if (!end || end - s > 100 || !isupper((unsigned char)*s)) return false;
    if (after(s, "Listing Date") || after(s, "Effective Date")) end = strrchr(s, ':');
    if (!end || end - s > 100) return false;
    snprintf(kind, sizeof kind, "%.*s", (int)(end - s), s);
    list_add_paper(e, kind, end + strspn(end, " :-"), "");
    return true;
}

static bool has(const entity *e, const char *prop, const char *value) {
    for (uint32_t i = 0; i < e->values; i++)
        if (strcmp(e->value[i].prop, prop) == 0 && strcmp(e->value[i].value, value) == 0)
            return true;
    return false;
}

static void add_part(entity *e, const char *s) {
    char value[PART_BYTES], detail[512], kind[256];
    if (after(s, "alt. ")) s += 5;
    if (!*s || add_fact(e, s)) return;
    size_t n = kind_of(s);
    if (n && n < sizeof kind) {
        snprintf(kind, sizeof kind, "%.*s", (int)n, s);
        number_of(value, detail, s + n + strspn(s + n, " :"));
        list_add_paper(e, strcmp(kind, "Telephone") == 0 ? "Phone Number" : kind, value, detail);
    } else if (!has(e, "position", s) && !add_said(e, s)) { /* titles are repeated */
        entity_add(e, "notes", s, -1, NULL, NULL);
    }
}

void ofac_add_remarks(entity *e, const char *remarks, bool cut) {
    char part[PART_BYTES];
    for (const char *p = remarks, *stop; *p; p = *stop ? stop + 1 : stop) {
        stop = p + strcspn(p, ";");
        const char *s = p;
        size_t n = list_trim(&s, (size_t)(stop - p));
        bool last = !*stop;
        if (last && !cut && n && s[n - 1] == '.') n--;
        if (!n) continue;
        if (n >= sizeof part || (last && cut)) {
            entity_add(e, "notes", s, (long)n, NULL,
                       last && cut ? "cut off by the publisher" : NULL);
            continue;
        }
        snprintf(part, sizeof part, "%.*s", (int)n, s);
        add_part(e, part);
    }
}
