/* OFAC's lists in XML: the SDN list, the consolidated non-SDN lists (root <sdnList>), and the
 * advanced form of both (root <Sanctions>, read_ofac_advanced.c).
 *
 * An <sdnEntry> does not say on which of the lists it stands. A file is the consolidated one when
 * its first entry has a programme that only non-SDN lists have, or its name says so; there the
 * programmes tell the list apart, in the order of the table below.                             */
#include "lists/read_ofac.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/citations.h"
#include "lists/papers.h"
#include "lists/readers.h"
#include "lists/words.h"

static bool is_ofac(const char *head, size_t len) {
    return memmem(head, len, "<sdnList", 8) ||
           (memmem(head, len, "<Sanctions", 10) &&
            (memmem(head, len, "ADVANCED_XML", 12) || memmem(head, len, "sanctions/1.0", 13)));
}

/* ---- which list --------------------------------------------------------------- */

typedef struct programme_list {
    const char *programme, *list;
    bool only; /* no entry of the SDN list has it alone: it tells the file */
} programme_list;

static const programme_list programmes[] = {
    {"NS-PLC", "ofac-plc", true},          {"561-Related", "ofac-cap", true},
    {"CMIC-EO13959", "ofac-cmic", true},   {"FSE-IR", "ofac-fse", true},
    {"FSE-SY", "ofac-fse", true},          {"UKRAINE-EO13662", "ofac-ssi", false},
    {"RUSSIA-EO14024", "ofac-mbs", false}, {"CAATSA - RUSSIA", "ofac-mbs", false},
    {"BURMA-EO14014", "ofac-mbs", false},  {"ILLICIT-DRUGS-EO14059", "ofac-mbs", false},
    {"HKAA", "ofac-mbs", false},           {"VENEZUELA-EO13850", "ofac-mbs", false},
};

static const programme_list *programme_of(xml_node *entry) {
    for (size_t i = 0; i < sizeof programmes / sizeof *programmes; i++)
        for (xml_node *p = xml_child(xml_child(entry, "programList"), "program"); p;
             p = xml_next(p))
            if (strcmp(p->text, programmes[i].programme) == 0) return &programmes[i];
    return NULL;
}

static void choose_file(ofac *o, xml_node *entry) {
    const programme_list *p = programme_of(entry);
    const char *path = o->r->path[o->file] ? o->r->path[o->file] : "", *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    o->chosen = true;
    o->consolidated = (p && p->only) || strcasestr(name, "cons") || strcasestr(name, "non-sdn") ||
                      strcasestr(name, "nonsdn");
}

static const char *list_of(ofac *o, xml_node *entry) {
    if (!o->chosen) choose_file(o, entry);
    if (!o->consolidated) return "ofac-sdn";
    const programme_list *p = programme_of(entry);
    return p ? p->list : "ofac-cons";
}

void ofac_saw(ofac *o, const char *list) {
    size_t i = 0;
    while (i < o->lists && strcmp(o->list[i], list) != 0) i++;
    if (i == o->lists && i < OFAC_LISTS_MAX) o->list[o->lists++] = list;
}

/* ---- texts --------------------------------------------------------------------- */

const char *ofac_schema(list_left *left, const char *type, uint64_t line) {
    static const char *const kinds[][2] = {{"Individual", "Person"},
                                           {"Entity", "LegalEntity"},
                                           {"Vessel", "Vessel"},
                                           {"Aircraft", "Airplane"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(kinds[i][0], type) == 0) return kinds[i][1];
    list_left_add(left, "type (read as LegalEntity)", type, line);
    return "LegalEntity";
}

/* "... (Linked To: A; B); Additional ...": each "(Linked To: X)" is a relation. */
void ofac_remarks(entity *e, const char *remarks) {
    static const char words[] = "(Linked To: ";
    char name[512];
    entity_add(e, "notes", remarks, -1, NULL, NULL);
    for (const char *p = remarks; (p = strcasestr(p, words));) {
        p += sizeof words - 1;
        const char *end = p;
        for (int depth = 1; *end && (depth += (*end == '(') - (*end == ')')) > 0;) end++;
        if ((size_t)(end - p) >= sizeof name) continue;
        snprintf(name, sizeof name, "%.*s", (int)(end - p), p);
        entity_relate(e, &(entity_link){"UnknownLink", "Linked To", "", name, (double)NAN});
    }
}

static const char *join_names(ofac *o, xml_node *n) {
    const char *part[] = {xml_text(n, "firstName"), xml_text(n, "lastName")};
    return list_join(&o->text, " ", part, 2);
}

static void add_aka(ofac *o, entity *e, xml_node *n) {
    const char *type = xml_text(n, "type"), *category = xml_text(n, "category");
    bool former = strcasecmp(type, "f.k.a.") == 0, weak = strcasecmp(category, "weak") == 0;
    bool other = !former && strcasecmp(type, "a.k.a.") != 0 && *type;
    xml_child(n, "uid");
    entity_add(e,
               weak     ? "weakAlias"
               : former ? "previousName"
                        : "alias",
               join_names(o, n), -1, NULL,
               weak && former ? "former"
               : other        ? type
                              : NULL);
}

static void add_address(ofac *o, entity *e, xml_node *n) {
    const char *part[] = {xml_text(n, "address1"),        xml_text(n, "address2"),
                          xml_text(n, "address3"),        xml_text(n, "city"),
                          xml_text(n, "stateOrProvince"), xml_text(n, "postalCode"),
                          xml_text(n, "country")};
    bool more = false;
    for (int i = 0; i < 6; i++) more |= *part[i] != 0;
    if (more) entity_add(e, "address", list_join(&o->text, ", ", part, 7), -1, NULL, NULL);
    entity_add(e, "city", part[3], -1, NULL, NULL);
    entity_add(e, "country", part[6], -1, NULL, NULL);
    xml_child(n, "uid");
}

static void add_id(ofac *o, entity *e, xml_node *n) {
    const char *issued = xml_text(n, "issueDate"), *expires = xml_text(n, "expirationDate");
    char on[64], until[64];
    snprintf(on, sizeof on, *issued ? "issued %.40s" : "%.40s", issued);
    snprintf(until, sizeof until, *expires ? "expires %.40s" : "%.40s", expires);
    const char *part[] = {xml_text(n, "idCountry"), on, until};
    list_add_paper(e, xml_text(n, "idType"), xml_text(n, "idNumber"),
                   list_join(&o->detail, "; ", part, 3));
    xml_child(n, "uid");
}

static void add_birth(ofac *o, entity *e, xml_node *n) {
    (void)o;
    list_add_birth(e, xml_text(n, "dateOfBirth"));
    xml_child(n, "uid"), xml_child(n, "mainEntry");
}

static void add_birth_place(ofac *o, entity *e, xml_node *n) {
    (void)o;
    entity_add(e, "birthPlace", xml_text(n, "placeOfBirth"), -1, NULL, NULL);
    xml_child(n, "uid"), xml_child(n, "mainEntry");
}

static void add_nationality(ofac *o, entity *e, xml_node *n) {
    (void)o;
    entity_add(e, "nationality", xml_text(n, "country"), -1, NULL, NULL);
    xml_child(n, "uid"), xml_child(n, "mainEntry");
}

static void add_citizenship(ofac *o, entity *e, xml_node *n) {
    (void)o;
    entity_add(e, "citizenship", xml_text(n, "country"), -1, NULL, NULL);
    xml_child(n, "uid"), xml_child(n, "mainEntry");
}

static void add_vessel(ofac *o, entity *e, xml_node *n) {
    const char *owner = xml_text(n, "vesselOwner");
    (void)o;
    entity_add(e, "callSign", xml_text(n, "callSign"), -1, NULL, NULL);
    entity_add(e, "type", xml_text(n, "vesselType"), -1, NULL, NULL);
    entity_add(e, "flag", xml_text(n, "vesselFlag"), -1, NULL, NULL);
    entity_add(e, "tonnage", xml_text(n, "tonnage"), -1, NULL, NULL);
    entity_add(e, "grossRegisteredTonnage", xml_text(n, "grossRegisteredTonnage"), -1, NULL, NULL);
    if (*owner)
        entity_relate(e, &(entity_link){"Ownership", "vessel owner", "", owner, (double)NAN});
}

static void each_of(ofac *o, entity *e, xml_node *entry, const char *list, const char *item,
                    void (*add)(ofac *o, entity *e, xml_node *n)) {
    xml_node *l = item ? xml_child(entry, list) : NULL;
    for (xml_node *n = item ? xml_child(l, item) : xml_child(entry, list); n; n = xml_next(n))
        add(o, e, n);
}

/* ---- an entry ------------------------------------------------------------------ */

/* The programmes, with what directives and dates the numbers of the entry gave. */
static void add_programmes(entity *e, xml_node *entry) {
    for (xml_node *p = xml_child(xml_child(entry, "programList"), "program"); p; p = xml_next(p))
        entity_list(e, &(entity_listing){.programme = p->text});
}

static cordon_status entry(ofac *o, xml_node *n, cordon_error *err) {
    entity e;
    const char *list = list_of(o, n), *uid = xml_text(n, "uid"), *last = xml_text(n, "lastName");
    o->entries++;
    if (!*uid || !*last) {
        list_refuse(o->r, o->file, n->line, n->column, *uid ? "lastName" : "uid", "",
                    *uid ? "a name" : "a number");
        return CORDON_OK;
    }
    list_entity(o->r, &e, list, uid, ofac_schema(&o->left, xml_text(n, "sdnType"), n->line));
    e.line = n->line;
    ofac_saw(o, list);
    entity_add(&e, "name", join_names(o, n), -1, NULL, NULL);
    if (strcmp(e.schema, "Person") == 0) {
        entity_add(&e, "firstName", xml_text(n, "firstName"), -1, NULL, NULL);
        entity_add(&e, "lastName", last, -1, NULL, NULL);
    }
    entity_add(&e, strcmp(e.schema, "Person") == 0 ? "position" : "classification",
               xml_text(n, "title"), -1, NULL, NULL);
    each_of(o, &e, n, "akaList", "aka", add_aka);
    each_of(o, &e, n, "addressList", "address", add_address);
    each_of(o, &e, n, "idList", "id", add_id);
    each_of(o, &e, n, "dateOfBirthList", "dateOfBirthItem", add_birth);
    each_of(o, &e, n, "placeOfBirthList", "placeOfBirthItem", add_birth_place);
    each_of(o, &e, n, "nationalityList", "nationality", add_nationality);
    each_of(o, &e, n, "citizenshipList", "citizenship", add_citizenship);
    each_of(o, &e, n, "vesselInfo", NULL, add_vessel);
    ofac_remarks(&e, xml_text(n, "remarks"));
    add_programmes(&e, n);
    list_left_xml(&o->left, n);
    if (o->text.failed || o->detail.failed)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    return list_emit(o->r, &e, o->file, err);
}

static void publication(ofac *o, xml_node *n) {
    const char *day = xml_text(n, "Publish_Date"), *after;
    o->r->vintage = list_us_day(day, day + strlen(day), &after);
    o->said = strtoull(xml_text(n, "Record_Count"), NULL, 10);
    list_left_xml(&o->left, n);
}

/* ---- the file ------------------------------------------------------------------ */

static cordon_status on_root(void *arg, xml_node *root, cordon_error *err) {
    ofac *o = arg;
    o->advanced = strcmp(root->name, "Sanctions") == 0;
    if (o->advanced || strcmp(root->name, "sdnList") == 0) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(o->r->file[o->file]), root->line,
                          root->column, "the root is <%.60s>; expected <sdnList> or <Sanctions>",
                          root->name);
}

static cordon_status on_record(void *arg, xml_node *n, cordon_error *err) {
    ofac *o = arg;
    if (n->over) return list_refuse_over(o->r, o->file, n), CORDON_OK;
    if (o->advanced) return ofac_advanced_record(o, n, err);
    if (strcmp(n->name, "sdnEntry") == 0) return entry(o, n, err);
    publication(o, n);
    return CORDON_OK;
}

static void on_stray(void *arg, const char *name, uint64_t line) {
    list_left_add(&((ofac *)arg)->left, name, "", line);
}

static cordon_status read_file(ofac *o, cordon_error *err) {
    static const char *const records[] = {"sdnEntry",
                                          "publshInformation",
                                          "publishInformation", /* "publsh": as OFAC writes it */
                                          "DateOfIssue",
                                          "ReferenceValueSets",
                                          "Location",
                                          "IDRegDocument",
                                          "DistinctParty",
                                          "ProfileRelationship",
                                          "SanctionsEntry",
                                          "SanctionsEntryLink",
                                          NULL};
    xml_reading x = {records, on_root, on_record, on_stray, o};
    o->chosen = o->consolidated = false;
    o->entries = o->said = 0;
    cordon_status status = xml_read(o->r->file[o->file], &x, err);
    if (!status && o->advanced) status = ofac_advanced_finish(o, err);
    ofac_advanced_free(o);
    for (size_t i = 0; o->consolidated && i < sizeof programmes / sizeof *programmes; i++)
        ofac_saw(o, programmes[i].list); /* one that is empty by now is there, too */
    list_left_note(&o->left, o->r, o->file);
    if (!status && o->said && o->said != o->entries)
        list_note(o->r, o->file, "count", "the file says %llu entries and has %llu",
                  (unsigned long long)o->said, (unsigned long long)o->entries);
    return status;
}

static cordon_status read_ofac(list_read *r, cordon_error *err) {
    ofac *o = calloc(1, sizeof *o);
    if (!o) return cordon_fail(err, CORDON_ENOMEM, "no memory to read a list");
    o->r = r;
    cordon_status status = CORDON_OK;
    for (o->file = 0; !status && o->file < r->files; o->file++) status = read_file(o, err);
    for (size_t i = 0; !status && i < o->lists; i++) status = list_covers(r, o->list[i], err);
    buf_free(&o->text);
    buf_free(&o->detail);
    free(o);
    return status;
}

const list_reader list_reader_ofac_xml = {
    .name = "ofac-xml",
    .what = "OFAC's SDN or consolidated list in XML, also in its advanced form",
    .publisher = "US Treasury, OFAC",
    .licence = "US Government work, public domain",
    .is = is_ofac,
    .together = false,
    .read = read_ofac,
};
