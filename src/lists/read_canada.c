/* The consolidated Canadian autonomous sanctions in XML:
 * <data-set><record>..</record>..</data-set>.
 *
 * "Country" is the regulation under which a party is listed, not the party's country. Schedule and
 * item number it there. Aliases of many scripts stand in one text: ";", " / ", one " or " and ","
 * part them, where a comma does so only between whole names ("M Invest, OOO" is one); "Russian:"
 * before one says its language. Names in two languages are parted at "/".             */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/fields.h"
#include "lists/readers.h"
#include "lists/words.h"

typedef struct canada {
    list_read *r;
    unsigned file;
    list_left left;
    buf text, key, article;
} canada;

static bool is_canada(const char *head, size_t len) {
    return memmem(head, len, "<data-set", 9) && memmem(head, len, "<DateOfListing>", 15);
}

static cordon_status on_root(void *arg, xml_node *root, cordon_error *err) {
    canada *c = arg;
    if (strcmp(root->name, "data-set") == 0) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(c->r->file[c->file]), root->line,
                          root->column, "the root is <%.60s>; expected <data-set>", root->name);
}

/* ---- aliases ------------------------------------------------------------------ */

static bool two_words(const char *s, size_t len) {
    len = list_trim(&s, len);
    return memchr(s, ' ', len) != NULL;
}

/* A legal form alone, which belongs to the name before the comma. */
static bool legal_form(const char *s, size_t len) {
    static const char *const forms[] = {"LLC",
                                        "L.L.C.",
                                        "Ltd",
                                        "Ltd.",
                                        "Limited",
                                        "Inc",
                                        "Inc.",
                                        "Corp.",
                                        "Co.",
                                        "Co. Ltd.",
                                        "JSC",
                                        "CJSC",
                                        "OJSC",
                                        "PJSC",
                                        "FSUE",
                                        "GmbH",
                                        "S.A.",
                                        "SA",
                                        "SARL",
                                        "OOO",
                                        "OAO",
                                        "ZAO",
                                        "AO",
                                        "PAO",
                                        "\xd0\x9e\xd0\x9e\xd0\x9e",
                                        "\xd0\x9e\xd0\x90\xd0\x9e",
                                        "\xd0\x97\xd0\x90\xd0\x9e",
                                        "\xd0\x9f\xd0\x90\xd0\x9e",
                                        "\xd0\x90\xd0\x9e",
                                        "\xd0\xa4\xd0\x93\xd0\xa3\xd0\x9f",
                                        "\xd0\x93\xd0\xa3\xd0\x9f"};
    len = list_trim(&s, len);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strlen(forms[i]) == len && strncasecmp(forms[i], s, len) == 0) return true;
    return false;
}

/* One name: quotes and brackets that stand alone at its ends, and a label before it, are taken off.
 */
static void add_alias(entity *e, const char *s, size_t len) {
    len = list_trim(&s, len);
    while (len >= 3 && memcmp(s, "\xe2\x80\xaf", 3) == 0)
        s += 3, len -= 3; /* narrow no-break space */
    const char *colon = memchr(s, ':', len), *lang = colon ? list_lang(s, (size_t)(colon - s)) : "";
    if (colon - s == 11 && strncmp(s, "Belarussian", 11) == 0) lang = "bel";
    if (*lang) {
        len -= (size_t)(colon + 1 - s);
        s = colon + 1;
        len = list_trim(&s, len);
    }
    if (len && *s == '(' && !memchr(s, ')', len)) s++, len--;
    if (len && s[len - 1] == ')' && !memchr(s, '(', len)) len--;
    while (len && (*s == ',' || *s == ' ')) s++, len--;
    while (len && (s[len - 1] == ',' || s[len - 1] == ' ')) len--;
    entity_add(e, legal_form(s, len) ? "legalForm" : "alias", s, (long)len, lang, NULL);
}

/* A name begins here: no small letter, Latin or Cyrillic. */
static bool name_begins(const char *s, size_t len) {
    len = list_trim(&s, len);
    const unsigned char *p = (const unsigned char *)s;
    if (!len || (*p >= 'a' && *p <= 'z')) return false;
    if (len < 2 || (*p != 0xd0 && *p != 0xd1)) return true;
    unsigned c = (*p & 0x1fu) << 6 | (p[1] & 0x3fu);
    return c < 0x430 || c > 0x45f;
}

/* Whether the comma at s[at] parts two names. */
static bool parts_names(const char *s, size_t len, size_t at, bool person) {
    const char *next = s + at + 1, *end = memchr(next, ',', len - at - 1);
    size_t n = end ? (size_t)(end - next) : len - at - 1;
    if (person) return two_words(s, at) && two_words(next, len - at - 1);
    return name_begins(next, n) && !legal_form(next, n);
}

/* Where to part s, NULL = nowhere; *after is the beginning of the second part. */
static const char *part_at(const char *s, size_t len, bool person, const char **after) {
    static const char *const marks[] = {";", " / ", "/ ", " or "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        const char *at = memmem(s, len, marks[i], n);
        if (!at || at == s || at + n == s + len) continue;
        if (marks[i][1] == 'o' && memmem(at + n, len - (size_t)(at + n - s), " or ", 4)) continue;
        return *after = at + n, at;
    }
    for (const char *at = s; (at = memchr(at, ',', len - (size_t)(at - s))); at++)
        if (parts_names(s, len, (size_t)(at - s), person)) return *after = at + 1, at;
    return NULL;
}

static void add_aliases(entity *e, const char *s, size_t len, bool person) {
    /* The first part has no mark of the kind it was cut at, perhaps one of another. */
    for (const char *at, *after; (at = part_at(s, len, person, &after));) {
        if (*at == ',')
            add_alias(e, s, (size_t)(at - s));
        else
            add_aliases(e, s, (size_t)(at - s), person);
        len -= (size_t)(after - s);
        s = after;
    }
    add_alias(e, s, len);
}

/* "Guard Corps of X/Corps des Gardiens de X": each is a name too. */
static void add_languages(entity *e, const char *name) {
    const char *slash = strchr(name, '/');
    size_t words = 0, more = 0;
    if (!slash || strchr(slash + 1, '/')) return;
    for (const char *p = name; p < slash; p++) words += *p == ' ';
    for (const char *p = slash; *p; p++) more += *p == ' ';
    if (words < 2 || more < 2) return;
    entity_add(e, "alias", name, slash - name, NULL, "part of the name");
    entity_add(e, "alias", slash + 1, -1, NULL, "part of the name");
}

/* ---- a record ----------------------------------------------------------------- */

/* "1963 or 1964", "1963-1964", "1955-11", "Sep-90": each date by itself. */
static void add_dates(entity *e, const char *prop, const char *text) {
    char one[40];
    const char * or = strcasestr(text, " or ");
    size_t len = strlen(text);
    bool years = len == 9 && text[4] == '-' && strspn(text, "0123456789-") == 9;
    if (or ? (size_t)(or -text) < sizeof one : years) {
        snprintf(one, sizeof one, "%.*s", or ? (int)(or -text) : 4, text);
        const char *second = or ? or +4 : text + 5;
        char iso[DATE_TEXT];
        if (list_date(iso, one)) entity_add(e, prop, iso, -1, NULL, text);
        if (list_date(iso, second)) entity_add(e, prop, iso, -1, NULL, text);
        return;
    }
    list_add_date(e, prop, text);
}

static void add_names(canada *c, entity *e, xml_node *n, bool person) {
    const char *given = xml_text(n, "GivenName"), *last = xml_text(n, "LastName");
    const char *part[] = {given, last};
    entity_add(e, "name", xml_text(n, "EntityOrShip"), -1, NULL, NULL);
    add_languages(e, xml_text(n, "EntityOrShip"));
    entity_add(e, "name", list_join(&c->text, " ", part, 2), -1, NULL, NULL);
    entity_add(e, "firstName", given, -1, NULL, NULL);
    entity_add(e, "lastName", last, -1, NULL, NULL);
    const char *aliases = xml_text(n, "Aliases");
    if (*aliases) add_aliases(e, aliases, strlen(aliases), person);
}

static void add_listing(canada *c, entity *e, xml_node *n, const char *regulation) {
    const char *schedule = xml_text(n, "Schedule"), *item = xml_text(n, "Item");
    const char *listed = xml_text(n, "DateOfListing");
    c->article.len = 0;
    buf_str(&c->article, "");
    if (*schedule) buf_printf(&c->article, "Schedule %s%s", schedule, *item ? ", " : "");
    if (*item) buf_printf(&c->article, "item %s", item);
    date_day from = list_day_of(listed);
    if (*listed && !from) list_left_add(&c->left, "DateOfListing (no date)", listed, n->line);
    entity_list(e, &(entity_listing){
                       .programme = regulation, .article = buf_text(&c->article), .from = from});
}

static cordon_status on_record(void *arg, xml_node *n, cordon_error *err) {
    canada *c = arg;
    entity e;
    if (n->over) return list_refuse_over(c->r, c->file, n), CORDON_OK;
    const char *regulation = xml_text(n, "Country"), *imo = xml_text(n, "ShipIMONumber");
    bool ship = *imo, person = !ship && !*xml_text(n, "EntityOrShip");
    const char *part[] = {regulation, xml_text(n, "Schedule"), xml_text(n, "Item")};
    if (!*regulation || !*part[2]) {
        list_refuse(c->r, c->file, n->line, n->column, *regulation ? "Item" : "Country", "",
                    "the regulation and the item's number");
        return CORDON_OK;
    }
    list_entity(c->r, &e, "ca-sema", list_join(&c->key, " | ", part, 3),
                ship     ? "Vessel"
                : person ? "Person"
                         : "LegalEntity");
    e.line = n->line;
    add_names(c, &e, n, person);
    entity_add(&e, "imoNumber", imo, -1, NULL, NULL);
    entity_add(&e, ship ? "type" : "title", xml_text(n, "TitleOrShip"), -1, NULL, NULL);
    const char *date = xml_text(n, "DateOfBirthOrShipBuildDate");
    if (*date) add_dates(&e, ship ? "buildDate" : person ? "birthDate" : "incorporationDate", date);
    add_listing(c, &e, n, regulation);
    list_left_xml(&c->left, n);
    if (c->text.failed || c->key.failed || c->article.failed)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    return list_emit(c->r, &e, c->file, err);
}

static void on_stray(void *arg, const char *name, uint64_t line) {
    list_left_add(&((canada *)arg)->left, name, "", line);
}

static cordon_status read_canada(list_read *r, cordon_error *err) {
    static const char *const records[] = {"record", NULL};
    canada *c = calloc(1, sizeof *c);
    if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory to read a list");
    c->r = r;
    cordon_status status = CORDON_OK;
    for (c->file = 0; !status && c->file < r->files; c->file++) {
        xml_reading x = {records, on_root, on_record, on_stray, c};
        status = xml_read(r->file[c->file], &x, err);
        list_left_note(&c->left, r, c->file);
    }
    if (!status) status = list_covers(r, "ca-sema", err);
    buf_free(&c->text);
    buf_free(&c->key);
    buf_free(&c->article);
    free(c);
    return status;
}

const list_reader list_reader_canada = {
    .name = "canada",
    .what = "Consolidated Canadian Autonomous Sanctions List (XML)",
    .publisher = "Global Affairs Canada",
    .licence = "Open Government Licence - Canada",
    .is = is_canada,
    .together = false,
    .read = read_canada,
};
