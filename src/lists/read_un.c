/* The consolidated list of the UN Security Council in XML (sc-sanctions.xsd): individuals and
 * entities. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/fields.h"
#include "lists/readers.h"

typedef struct un {
    list_read *r;
    unsigned file;
    list_left left;
    buf text, detail;
    bool root;
} un;

static bool is_un(const char *head, size_t len) {
    return memmem(head, len, "<CONSOLIDATED_LIST", 18) != NULL;
}

static cordon_status on_root(void *arg, xml_node *root, cordon_error *err) {
    un *u = arg;
    if (strcmp(root->name, "CONSOLIDATED_LIST") != 0)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(u->r->file[u->file]), root->line,
                              root->column, "the root is <%.60s>; expected <CONSOLIDATED_LIST>",
                              root->name);
    u->r->vintage = list_day_of(xml_attribute_of(root, "dateGenerated"));
    return CORDON_OK;
}

/* ---- fields ------------------------------------------------------------------- */

/* "COMPAGNIE A (CA) ; COMPANY B (CB)": the parts are names too. */
static void add_name_parts(entity *e, const char *name) {
    const char *end = strstr(name, " ; ");
    if (!end) end = strstr(name, " / ");
    if (!end) return;
    entity_add(e, "alias", name, end - name, NULL, "part of the name");
    entity_add(e, "alias", end + 3, -1, NULL, "part of the name");
}

static void add_name(un *u, entity *e, xml_node *n) {
    const char *part[] = {xml_text(n, "FIRST_NAME"), xml_text(n, "SECOND_NAME"),
                          xml_text(n, "THIRD_NAME"), xml_text(n, "FOURTH_NAME")};
    entity_add(e, "name", list_join(&u->text, " ", part, 4), -1, NULL, NULL);
    entity_add(e, "name", xml_text(n, "NAME_ORIGINAL_SCRIPT"), -1, NULL, "original script");
    if (strcmp(e->schema, "Person") != 0) return add_name_parts(e, buf_text(&u->text));
    entity_add(e, "firstName", part[0], -1, NULL, NULL);
    entity_add(e, "secondName", part[1], -1, NULL, NULL);
    entity_add(e, "middleName", part[2], -1, NULL, NULL);
    entity_add(e, "lastName", part[3], -1, NULL, NULL);
}

/* VALUE elements below an element, which may come more than once. */
static void add_values(entity *e, xml_node *n, const char *name, const char *prop) {
    for (xml_node *c = xml_child(n, name); c; c = xml_next(c))
        for (xml_node *v = xml_child(c, "VALUE"); v; v = xml_next(v))
            entity_add(e, prop, v->text, -1, NULL, NULL);
}

/* Street, town, province, postal code, country: one value; "" when it is only the country. */
static const char *place(un *u, xml_node *n) {
    const char *part[] = {xml_text(n, "STREET"), xml_text(n, "CITY"), xml_text(n, "STATE_PROVINCE"),
                          xml_text(n, "ZIP_CODE"), xml_text(n, "COUNTRY")};
    bool more = *part[0] || *part[1] || *part[2] || *part[3];
    return more ? list_join(&u->text, ", ", part, 5) : "";
}

static void add_address(un *u, entity *e, xml_node *n) {
    const char *note = xml_text(n, "NOTE"), *country = xml_text(n, "COUNTRY");
    const char *whole = place(u, n);
    entity_add(e, "address", whole, -1, NULL, note);
    entity_add(e, "city", xml_text(n, "CITY"), -1, NULL, NULL);
    entity_add(e, "country", country, -1, NULL, *whole ? NULL : note);
    if (!*whole && !*country) entity_add(e, "notes", note, -1, NULL, "address");
}

static void add_birth_place(un *u, entity *e, xml_node *n) {
    const char *note = xml_text(n, "NOTE"), *country = xml_text(n, "COUNTRY");
    const char *whole = place(u, n);
    entity_add(e, "birthPlace", whole, -1, NULL, note);
    entity_add(e, "birthCountry", country, -1, NULL, *whole ? NULL : note);
    if (!*whole && !*country) entity_add(e, "notes", note, -1, NULL, "place of birth");
}

static void add_birth(un *u, entity *e, xml_node *n) {
    const char *kind = xml_text(n, "TYPE_OF_DATE"), *note = xml_text(n, "NOTE");
    const char *from = xml_text(n, "FROM_YEAR"), *to = xml_text(n, "TO_YEAR");
    const char *date = xml_text(n, "DATE"), *year = xml_text(n, "YEAR");
    char word[64];
    bool exact = !*kind || strcasecmp(kind, "EXACT") == 0;
    snprintf(word, sizeof word, "%s", exact ? "" : "approximately");
    if (*from || *to) snprintf(word, sizeof word, "between %.12s and %.12s", from, to);
    const char *part[] = {word, note};
    const char *detail = list_join(&u->detail, "; ", part, 2), *value = *date ? date : year;
    entity_add(e, "birthDate", value, -1, NULL, detail);
    entity_add(e, "birthDate", from, -1, NULL, detail);
    entity_add(e, "birthDate", to, -1, NULL, detail);
    if (!*value && !*from && !*to) entity_add(e, "notes", note, -1, NULL, "date of birth");
}

static const char *alias_kind(un *u, const char *quality, uint64_t line) {
    static const char *const kinds[][2] = {{"Good", "alias"},
                                           {"a.k.a.", "alias"},
                                           {"", "alias"},
                                           {"Low", "weakAlias"},
                                           {"f.k.a.", "previousName"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(kinds[i][0], quality) == 0) return kinds[i][1];
    list_left_add(&u->left, "QUALITY of an alias (read as alias)", quality, line);
    return "alias";
}

static void add_alias(un *u, entity *e, xml_node *n) {
    const char *name = xml_text(n, "ALIAS_NAME"), *note = xml_text(n, "NOTE");
    const char *place_of[] = {xml_text(n, "CITY_OF_BIRTH"), xml_text(n, "COUNTRY_OF_BIRTH")};
    const char *day = xml_text(n, "DATE_OF_BIRTH");
    entity_add(e, alias_kind(u, xml_text(n, "QUALITY"), n->line), name, -1, NULL, note);
    if (!*name) entity_add(e, "notes", note, -1, NULL, "alias");
    /* What this name's papers say of its birth. */
    entity_add(e, "birthDate", day, -1, NULL, name);
    if (*place_of[0])
        entity_add(e, "birthPlace", list_join(&u->text, ", ", place_of, 2), -1, NULL, name);
    entity_add(e, "birthCountry", place_of[1], -1, NULL, *place_of[0] ? NULL : name);
}

static void add_document(un *u, entity *e, xml_node *n) {
    const char *kind = xml_text(n, "TYPE_OF_DOCUMENT"), *more = xml_text(n, "TYPE_OF_DOCUMENT2");
    const char *number = xml_text(n, "NUMBER"), *country = xml_text(n, "ISSUING_COUNTRY");
    const char *country2 = xml_text(n, "COUNTRY_OF_ISSUE"), *city = xml_text(n, "CITY_OF_ISSUE");
    const char *issued = xml_text(n, "DATE_OF_ISSUE"), *expires = xml_text(n, "DATE_OF_EXPIRY");
    char on[64], until[64];
    snprintf(on, sizeof on, *issued ? "issued %.40s" : "%.40s", issued);
    snprintf(until, sizeof until, *expires ? "expires %.40s" : "%.40s", expires);
    const char *part[] = {*country ? country : country2,
                          more,
                          on,
                          until,
                          city,
                          *country && strcmp(country, country2) != 0 ? country2 : "",
                          xml_text(n, "NOTE")};
    const char *detail = list_join(&u->detail, "; ", part, 7);
    bool passport = strcasestr(kind, "passport") || strcasestr(kind, "passeport") ||
                    strcasestr(kind, "pasaporte") || (!*kind && strcasestr(more, "passport"));
    entity_add(e, passport ? "passportNumber" : "idNumber", number, -1, NULL, detail);
    if (!*number) entity_add(e, "notes", detail, -1, NULL, *kind ? kind : "document");
}

/* "Gender: Male" in the comments of older entries. */
static void add_gender(entity *e, const char *said, const char *comments) {
    const char *at = strcasestr(comments, "gender:");
    if (at && !*said)
        for (at += 7; *at == ' ';) at++;
    else
        at = said;
    if (strncasecmp(at, "female", 6) == 0)
        entity_add(e, "gender", "female", -1, NULL, NULL);
    else if (strncasecmp(at, "male", 4) == 0)
        entity_add(e, "gender", "male", -1, NULL, NULL);
    else
        entity_add(e, "gender", said, -1, NULL, NULL);
}

static void each_of(un *u, entity *e, xml_node *n, const char *individual, const char *entity_,
                    void (*add)(un *u, entity *e, xml_node *n)) {
    for (xml_node *c = xml_child(n, individual); c; c = xml_next(c)) add(u, e, c);
    for (xml_node *c = xml_child(n, entity_); c; c = xml_next(c)) add(u, e, c);
}

static void add_listing(un *u, entity *e, xml_node *n) {
    const char *listed = xml_text(n, "LISTED_ON");
    entity_listing l = {.programme = xml_text(n, "UN_LIST_TYPE"),
                        .reference = xml_text(n, "REFERENCE_NUMBER"),
                        .from = list_day_of(listed)};
    if (*listed && !l.from) list_left_add(&u->left, "LISTED_ON (no date)", listed, n->line);
    entity_list(e, &l);
    entity_add(e, "recordId", xml_text(n, "DATAID"), -1, NULL, NULL);
    add_values(e, n, "LAST_DAY_UPDATED", "modifiedAt");
}

/* The number of an entry at p, such as "QDe.118": its length, 0 = none. */
static size_t reference_at(const char *p) {
    if (p[0] < 'A' || p[0] > 'Z' || p[1] < 'A' || p[1] > 'Z' || (p[2] != 'i' && p[2] != 'e') ||
        p[3] != '.')
        return 0;
    size_t digits = strspn(p + 4, "0123456789");
    return digits == 3 ? 7 : 0;
}

/* Entries that a text names by their number: "Brother of Atiqullah Wali Mohammad (TAi.070)". */
static void add_links(entity *e, const char *text, const char *role) {
    char key[8];
    for (const char *p = text; *p; p++) {
        size_t n = reference_at(p);
        if (!n || (p > text && p[-1] != '(' && p[-1] != ' ')) continue;
        snprintf(key, sizeof key, "%.*s", (int)n, p);
        if (strcmp(key, e->key) != 0)
            entity_relate(e, &(entity_link){"UnknownLink", role, key, "", (double)NAN});
        p += n - 1;
    }
}

/* ---- records ------------------------------------------------------------------ */

static cordon_status on_record(void *arg, xml_node *n, cordon_error *err) {
    un *u = arg;
    entity e;
    if (n->over) return list_refuse_over(u->r, u->file, n), CORDON_OK;
    bool person = strcmp(n->name, "INDIVIDUAL") == 0;
    const char *reference = xml_text(n, "REFERENCE_NUMBER");
    list_entity(u->r, &e, "un-sc", *reference ? reference : xml_text(n, "DATAID"),
                person ? "Person" : "LegalEntity");
    e.line = n->line;
    add_name(u, &e, n);
    each_of(u, &e, n, "INDIVIDUAL_ALIAS", "ENTITY_ALIAS", add_alias);
    each_of(u, &e, n, "INDIVIDUAL_DATE_OF_BIRTH", "ENTITY_DATE_OF_BIRTH", add_birth);
    each_of(u, &e, n, "INDIVIDUAL_PLACE_OF_BIRTH", "ENTITY_PLACE_OF_BIRTH", add_birth_place);
    each_of(u, &e, n, "INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS", add_address);
    each_of(u, &e, n, "INDIVIDUAL_DOCUMENT", "ENTITY_DOCUMENT", add_document);
    add_values(&e, n, "NATIONALITY", "nationality");
    add_values(&e, n, "DESIGNATION", "position");
    add_values(&e, n, "TITLE", "title");
    const char *comments = xml_text(n, "COMMENTS1"), *gender = xml_text(n, "GENDER");
    entity_add(&e, "notes", comments, -1, NULL, NULL);
    add_links(&e, comments, "named in the comments");
    for (xml_node *v = xml_child(xml_child(n, "DESIGNATION"), "VALUE"); v; v = xml_next(v))
        add_links(&e, v->text, "named in the designation");
    if (person) add_gender(&e, gender, comments);
    entity_add(&e, "sourceUrl", xml_text(n, "INTERPOL_LINK"), -1, NULL, NULL);
    add_listing(u, &e, n);
    /* Constants, and fields for sorting: they say nothing of the party. */
    xml_use_all(xml_child(n, "LIST_TYPE"));
    for (const char *const *p = (const char *const[]){"VERSIONNUM", "HAS_INTERPOL_LINK", "SORT_KEY",
                                                      "SORT_KEY_LAST_MOD", NULL};
         *p; p++)
        xml_text(n, *p);
    list_left_xml(&u->left, n);
    if (u->text.failed || u->detail.failed)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    return list_emit(u->r, &e, u->file, err);
}

static void on_stray(void *arg, const char *name, uint64_t line) {
    list_left_add(&((un *)arg)->left, name, "", line);
}

static cordon_status read_un(list_read *r, cordon_error *err) {
    static const char *const records[] = {"INDIVIDUAL", "ENTITY", NULL};
    un *u = calloc(1, sizeof *u);
    if (!u) return cordon_fail(err, CORDON_ENOMEM, "no memory to read a list");
    u->r = r;
    cordon_status status = CORDON_OK;
    for (u->file = 0; !status && u->file < r->files; u->file++) {
        xml_reading x = {records, on_root, on_record, on_stray, u};
        status = xml_read(r->file[u->file], &x, err);
        list_left_note(&u->left, r, u->file);
    }
    if (!status) status = list_covers(r, "un-sc", err);
    buf_free(&u->text);
    buf_free(&u->detail);
    free(u);
    return status;
}

const list_reader list_reader_un = {
    .name = "un",
    .what = "the consolidated list of the UN Security Council (XML)",
    .publisher = "UN Security Council",
    .licence = "UN terms: may be copied with the source named",
    .is = is_un,
    .together = false,
    .read = read_un,
};
