/* OFAC's advanced XML (sdn_advanced.xsd): what one party is stands in five places of the file.
 *
 *   ReferenceValueSets  names of all types, by element and ID
 *   Locations           addresses                             IDRegDocuments     papers, by
 * identity DistinctParties     profiles: identities with names, features with details, dates,
 * locations ProfileRelationships who belongs to whom, by profile      SanctionsEntries   lists, by
 * profile
 *
 * The entries come last, so all parties are kept in memory (at most OFAC_BYTES) and given out at
 * the end: one entity for each list that a profile stands on. Tested on the schema's own sample, an
 * invented file: not on a published one.                                                */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/ofac_tables.h"
#include "lists/papers.h"
#include "lists/read_ofac.h"

/* ---- references, locations, papers ----------------------------------------------- */

static cordon_status no_memory(const ofac *o, cordon_error *err) {
    return cordon_fail(err, CORDON_ELIMIT, "%s: no memory, or more than %d MB of parties",
                       stream_name(o->r->file[o->file]), OFAC_BYTES >> 20);
}

/* <AliasTypeValues><AliasType ID="1">a.k.a.</AliasType>.. for all sets; areas have a Description.
 */
static bool references(ofac *o, xml_node *n) {
    for (xml_node *set = n->first; set; set = set->next)
        for (xml_node *v = set->first; v; v = v->next) {
            const char *text = *v->text ? v->text : xml_attribute_of(v, "Description");
            if (!ofac_keep(o->tables, v->name, xml_attribute_of(v, "ID"), text,
                           xml_attribute_of(v, "Description"), "", ""))
                return false;
        }
    xml_use_all(n);
    return true;
}

/* Where a part of an address stands among the others. */
static int rank_of(const char *type) {
    if (strcasestr(type, "city")) return 1;
    if (strcasestr(type, "state") || strcasestr(type, "province")) return 2;
    if (strcasestr(type, "postal")) return 3;
    return strcasestr(type, "region") ? 4 : 0;
}

static const char *country_of_location(const ofac_tables *t, xml_node *n) {
    xml_node *country = xml_child(n, "LocationCountry"), *area = xml_child(n, "LocationAreaCode");
    const char *name = ofac_value(t, "Country", xml_attribute_of(country, "CountryID"));
    const ofac_kept *code =
        !*name ? ofac_find(t, "AreaCode", xml_attribute_of(area, "AreaCodeID")) : NULL;
    return code ? (*code->more ? code->more : code->text) : name;
}

static bool location(ofac *o, xml_node *n) {
    const char *part[6][4] = {{0}}, *all[21];
    size_t count[5] = {0}, k = 0;
    for (xml_node *p = xml_child(n, "LocationPart"); p; p = xml_next(p)) {
        int rank =
            rank_of(ofac_value(o->tables, "LocPartType", xml_attribute_of(p, "LocPartTypeID")));
        for (xml_node *v = xml_child(p, "LocationPartValue"); v; v = xml_next(v)) {
            const char *text = xml_text(v, "Value");
            if (count[rank] < 4)
                part[rank][count[rank]++] = text;
            else
                list_left_add(&o->left, "a fifth part of an address", text, v->line);
        }
    }
    for (int i = 0; i < 5; i++)
        for (size_t j = 0; j < count[i]; j++) all[k++] = part[i][j];
    const char *country = country_of_location(o->tables, n);
    bool only = k == 0;
    all[k++] = country;
    return ofac_keep(o->tables, "Location", xml_attribute_of(n, "ID"),
                     only ? "" : list_join(&o->text, ", ", all, k), country,
                     count[1] ? part[1][0] : "", xml_text(n, "Comment"));
}

static bool paper(ofac *o, xml_node *n) {
    const char *issuer =
        ofac_value(o->tables, "Country", xml_attribute_of(n, "IssuedBy-CountryID"));
    char dates[2][40] = {"", ""};
    size_t k = 0;
    for (xml_node *d = xml_child(n, "DocumentDate"); d; d = xml_next(d)) {
        char day[DATE_TEXT];
        ofac_period p = ofac_period_of(xml_child(d, "DatePeriod"));
        const char *kind =
            ofac_value(o->tables, "IDRegDocDateType", xml_attribute_of(d, "IDRegDocDateTypeID"));
        if (p.from && k < 2)
            snprintf(dates[k++], sizeof dates[0], "%s %s",
                     strcasestr(kind, "expir") ? "expires" : "issued", date_format(day, p.from));
    }
    const char *validity = ofac_value(o->tables, "Validity", xml_attribute_of(n, "ValidityID"));
    const char *detail[] = {issuer,
                            dates[0],
                            dates[1],
                            xml_text(n, "IssuingAuthority"),
                            strcasecmp(validity, "Valid") == 0 ? "" : validity,
                            xml_text(n, "Comment")};
    return ofac_keep(o->tables, "Papers", xml_attribute_of(n, "IdentityID"),
                     xml_text(n, "IDRegistrationNo"),
                     ofac_value(o->tables, "IDRegDocType", xml_attribute_of(n, "IDRegDocTypeID")),
                     list_join(&o->detail, "; ", detail, 6), "");
}

/* ---- parties --------------------------------------------------------------------- */

/* The type of a part of a name, by the group it belongs to. */
static const char *part_type(const ofac_tables *t, xml_node *identity, const char *group) {
    for (xml_node *m = xml_child(xml_child(identity, "NamePartGroups"), "MasterNamePartGroup"); m;
         m = xml_next(m))
        for (xml_node *g = xml_child(m, "NamePartGroup"); g; g = xml_next(g))
            if (strcmp(xml_attribute_of(g, "ID"), group) == 0)
                return ofac_value(t, "NamePartType", xml_attribute_of(g, "NamePartTypeID"));
    return "";
}

/* Given names first, whatever the order in the file; the script of the last part. */
static const char *documented_name(ofac *o, xml_node *identity, xml_node *name,
                                   const char **script) {
    o->text.len = 0;
    buf_str(&o->text, "");
    for (int last = 0; last < 2; last++)
        for (xml_node *p = xml_child(name, "DocumentedNamePart"); p; p = xml_next(p)) {
            xml_node *v = xml_child(p, "NamePartValue");
            const char *type =
                part_type(o->tables, identity, xml_attribute_of(v, "NamePartGroupID"));
            if (!v || (strcasestr(type, "last") != NULL) != (last == 1)) continue;
            if (o->text.len) buf_char(&o->text, ' ');
            buf_str(&o->text, v->text);
            *script = ofac_value(o->tables, "Script", xml_attribute_of(v, "ScriptID"));
        }
    return buf_text(&o->text);
}

static bool yes(const xml_node *n, const char *attribute) {
    return strcmp(xml_attribute_of(n, attribute), "true") == 0;
}

static void add_alias(ofac *o, entity *e, xml_node *identity, xml_node *a) {
    const char *type = ofac_value(o->tables, "AliasType", xml_attribute_of(a, "AliasTypeID"));
    const char *prop = yes(a, "LowQuality")                 ? "weakAlias"
                       : yes(a, "Primary")                  ? "name"
                       : strncasecmp(type, "f.k.a", 5) == 0 ? "previousName"
                                                            : "alias";
    for (xml_node *n = xml_child(a, "DocumentedName"); n; n = xml_next(n)) {
        const char *script = "", *name = documented_name(o, identity, n, &script);
        const char *part[] = {strcasecmp(script, "Latin") == 0 ? "" : script,
                              xml_text(a, "Comment"), xml_text(n, "Comment")};
        entity_add(e, prop, name, -1, NULL, list_join(&o->detail, "; ", part, 3));
    }
}

static void add_location(ofac *o, entity *e, const char *kind, const char *id,
                         const char *comment) {
    const ofac_kept *l = ofac_find(o->tables, "Location", id);
    if (!l) return;
    const char *part[] = {comment, l->fourth};
    const char *detail = list_join(&o->detail, "; ", part, 2);
    bool birth = strcasestr(kind, "birth"), national = strcasestr(kind, "nationality"),
         citizen = strcasestr(kind, "citizenship"), flag = strcasestr(kind, "flag");
    if (national || citizen || flag) {
        const char *prop = national ? "nationality" : citizen ? "citizenship" : "flag";
        entity_add(e, prop, l->more, -1, NULL, detail);
        return;
    }
    entity_add(e, birth ? "birthPlace" : "address", l->text, -1, NULL, detail);
    if (!birth) entity_add(e, "city", l->third, -1, NULL, NULL);
    entity_add(e, birth ? "birthCountry" : "country", l->more, -1, NULL, *l->text ? NULL : detail);
}

static void add_detail(ofac *o, entity *e, const char *kind, xml_node *d, const char *comment) {
    const char *text = *d->text ? d->text
                                : ofac_value(o->tables, "DetailReference",
                                             xml_attribute_of(d, "DetailReferenceID"));
    if (strcasestr(kind, "vessel owner"))
        entity_relate(e, &(entity_link){"Ownership", "vessel owner", "", text, (double)NAN});
    else if (strcasecmp(kind, "Date of Birth") == 0 || strcasecmp(kind, "Birthdate") == 0)
        list_add_birth(e, text);
    else
        list_add_paper(e, kind, text, comment);
}

static void add_feature(ofac *o, entity *e, xml_node *f) {
    const char *kind = ofac_value(o->tables, "FeatureType", xml_attribute_of(f, "FeatureTypeID"));
    bool birth = strcasecmp(kind, "Date of Birth") == 0 || strcasecmp(kind, "Birthdate") == 0;
    for (xml_node *v = xml_child(f, "FeatureVersion"); v; v = xml_next(v)) {
        const char *comment = xml_text(v, "Comment");
        bool any = false;
        for (xml_node *d = xml_child(v, "VersionDetail"); d; d = xml_next(d), any = true)
            add_detail(o, e, kind, d, comment);
        for (xml_node *l = xml_child(v, "VersionLocation"); l; l = xml_next(l), any = true)
            add_location(o, e, kind, xml_attribute_of(l, "LocationID"), comment);
        for (xml_node *d = xml_child(v, "DatePeriod"); d; d = xml_next(d), any = true) {
            char day[DATE_TEXT];
            ofac_period p = ofac_period_of(d);
            if (birth)
                ofac_add_period(e, "birthDate", p, comment);
            else if (p.from)
                list_add_paper(e, kind, date_format(day, p.from), comment);
        }
        if (!any) entity_add(e, "notes", comment, -1, NULL, kind);
    }
}

static bool add_profile(ofac *o, xml_node *party, xml_node *n) {
    ofac_tables *t = o->tables;
    ofac_profile *p = arena_alloc(&t->mem, sizeof *p);
    if (!p || !(p->id = ofac_copy(t, xml_attribute_of(n, "ID")))) return false;
    if (t->last)
        t->last->next = p;
    else
        t->first = p;
    t->last = p;
    const char *type = ofac_value(t, "PartySubType", xml_attribute_of(n, "PartySubTypeID"));
    if (!*type || strcasecmp(type, "Unknown") ==
                      0) /* OFAC's own: the type above it says entity or individual */
        type = "Entity";
    entity_begin(&p->e, &t->mem, "", xml_attribute_of(party, "FixedRef"),
                 ofac_schema(&o->left, type, n->line));
    p->e.line = party->line;
    for (xml_node *i = xml_child(n, "Identity"); i; i = xml_next(i)) {
        if (p->identities < OFAC_IDENTITIES_MAX &&
            !(p->identity[p->identities++] = ofac_copy(t, xml_attribute_of(i, "ID"))))
            return false;
        for (xml_node *a = xml_child(i, "Alias"); a; a = xml_next(a)) add_alias(o, &p->e, i, a);
    }
    for (xml_node *f = xml_child(n, "Feature"); f; f = xml_next(f)) add_feature(o, &p->e, f);
    for (xml_node *c = xml_child(party, "Comment"); c; c = xml_next(c))
        ofac_remarks(&p->e, c->text);
    for (xml_node *c = xml_child(n, "Comment"); c; c = xml_next(c)) ofac_remarks(&p->e, c->text);
    const char *name = entity_first(&p->e, "name");
    return !p->e.failed && ofac_keep(t, "Profile", p->id, p->e.key, name ? name : "", "", "");
}

static bool party(ofac *o, xml_node *n) {
    for (xml_node *p = xml_child(n, "Profile"); p; p = xml_next(p))
        if (!add_profile(o, n, p)) return false;
    return true;
}

static bool relation(ofac *o, xml_node *n) {
    return ofac_keep(o->tables, "Relation", xml_attribute_of(n, "From-ProfileID"),
                     ofac_value(o->tables, "RelationType", xml_attribute_of(n, "RelationTypeID")),
                     xml_attribute_of(n, "To-ProfileID"), yes(n, "Former") ? "former" : "",
                     xml_text(n, "Comment"));
}

/* ---- entries --------------------------------------------------------------------- */

static const char *list_of_name(ofac *o, const char *name, uint64_t line) {
    static const char *const known[][2] = {{"Sectoral", "ofac-ssi"},
                                           {"Palestinian", "ofac-plc"},
                                           {"Menu", "ofac-mbs"},
                                           {"Military-Industrial", "ofac-cmic"},
                                           {"CMIC", "ofac-cmic"},
                                           {"Correspondent", "ofac-cap"},
                                           {"CAPTA", "ofac-cap"},
                                           {"Evaders", "ofac-fse"},
                                           {"Consolidated", "ofac-cons"},
                                           {"Non-SDN", "ofac-cons"},
                                           {"SDN", "ofac-sdn"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasestr(name, known[i][0])) return known[i][1];
    list_left_add(&o->left, "List (read as ofac-cons)", name, line);
    return "ofac-cons";
}

/* A programme's listing; text: list, more: programme, third: legal basis, fourth: measures. */
static bool sanctions_entry(ofac *o, xml_node *n) {
    const char *list =
        list_of_name(o, ofac_value(o->tables, "List", xml_attribute_of(n, "ListID")), n->line);
    const char *basis = "", *profile_id = xml_attribute_of(n, "ProfileID");
    date_day from = 0, to = 0;
    bool any = false;
    for (xml_node *v = xml_child(n, "EntryEvent"); v; v = xml_next(v)) {
        const char *kind =
            ofac_value(o->tables, "EntryEventType", xml_attribute_of(v, "EntryEventTypeID"));
        date_day day = ofac_point(xml_child(v, "Date"));
        if (strcasestr(kind, "delist") || strcasestr(kind, "remov"))
            to = day;
        else if (day && (!from || day < from))
            from = day;
        if (!*basis)
            basis = ofac_value(o->tables, "LegalBasis", xml_attribute_of(v, "LegalBasisID"));
    }
    o->detail.len = 0;
    buf_str(&o->detail, "");
    for (xml_node *m = xml_child(n, "SanctionsMeasure"); m; m = xml_next(m)) {
        const char *kind =
            ofac_value(o->tables, "SanctionsType", xml_attribute_of(m, "SanctionsTypeID"));
        xml_use_all(xml_child(m, "DatePeriod"));
        if (strcasecmp(kind, "Program") != 0)
            buf_printf(&o->detail, "%s%s", o->detail.len ? ", " : "", kind);
    }
    for (xml_node *m = xml_child(n, "SanctionsMeasure"); m; m = xml_next(m)) {
        const char *kind =
            ofac_value(o->tables, "SanctionsType", xml_attribute_of(m, "SanctionsTypeID"));
        if (strcasecmp(kind, "Program") != 0) continue;
        ofac_kept *k = ofac_keep(o->tables, "Entry", profile_id, list, xml_text(m, "Comment"),
                                 basis, buf_text(&o->detail));
        if (!k) return false;
        k->from = from, k->to = to, any = true;
    }
    ofac_kept *k =
        any ? NULL
            : ofac_keep(o->tables, "Entry", profile_id, list, "", basis, buf_text(&o->detail));
    if (k) k->from = from, k->to = to;
    return any || k;
}

static void issue(ofac *o, xml_node *n) { o->r->vintage = ofac_point(n); }

cordon_status ofac_advanced_record(ofac *o, xml_node *n, cordon_error *err) {
    static const struct {
        const char *name;
        bool (*take)(ofac *o, xml_node *n);
    } takes[] = {{"ReferenceValueSets", references}, {"Location", location},
                 {"IDRegDocument", paper},           {"DistinctParty", party},
                 {"ProfileRelationship", relation},  {"SanctionsEntry", sanctions_entry}};
    if (!o->tables) {
        o->tables = calloc(1, sizeof *o->tables);
        if (!o->tables) return no_memory(o, err);
        arena_init(&o->tables->mem, OFAC_BYTES);
    }
    if (strcmp(n->name, "DateOfIssue") == 0) issue(o, n);
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++)
        if (strcmp(takes[i].name, n->name) == 0 && !takes[i].take(o, n)) return no_memory(o, err);
    list_left_xml(&o->left, n);
    return o->text.failed || o->detail.failed ? no_memory(o, err) : CORDON_OK;
}

/* ---- giving out ------------------------------------------------------------------- */

static const char *relation_kind(const char *role) {
    static const char *const kinds[][2] = {{"own", "Ownership"},         {"family", "Family"},
                                           {"spouse", "Family"},         {"leader", "Directorship"},
                                           {"official", "Directorship"}, {"associate", "Associate"},
                                           {"behalf", "Representation"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcasestr(role, kinds[i][0])) return kinds[i][1];
    return "UnknownLink";
}

static void add_papers_and_relations(ofac *o, ofac_profile *p) {
    for (uint32_t i = 0; i < p->identities; i++)
        for (const ofac_kept *k = ofac_find(o->tables, "Papers", p->identity[i]); k; k = k->next)
            list_add_paper(&p->e, k->more, k->text, k->third);
    for (const ofac_kept *k = ofac_find(o->tables, "Relation", p->id); k; k = k->next) {
        const ofac_kept *to = ofac_find(o->tables, "Profile", k->more);
        const char *part[] = {k->text, k->third, k->fourth};
        entity_relate(&p->e,
                      &(entity_link){relation_kind(k->text), list_join(&o->text, "; ", part, 3),
                                     to ? to->text : "", to ? to->more : "", (double)NAN});
    }
}

/* The constant of that list's id. */
static const char *constant(const char *list) {
    static const char *const ids[] = {"ofac-sdn",  "ofac-ssi", "ofac-plc", "ofac-mbs",
                                      "ofac-cmic", "ofac-cap", "ofac-fse", "ofac-cons"};
    size_t i = 0;
    while (i + 1 < sizeof ids / sizeof *ids && strcmp(ids[i], list) != 0) i++;
    return ids[i];
}

/* The entity once for each list it stands on, with that list's entries. */
static cordon_status give(ofac *o, ofac_profile *p, cordon_error *err) {
    const ofac_kept *entries = ofac_find(o->tables, "Entry", p->id);
    cordon_status status = CORDON_OK;
    add_papers_and_relations(o, p);
    if (!entries) {
        const char *name = entity_first(&p->e, "name");
        list_refuse(o->r, o->file, p->e.line, 0, "DistinctParty", name ? name : p->e.key,
                    "a SanctionsEntry for its profile");
        return CORDON_OK;
    }
    uint32_t own = p->e.listings; /* of its features */
    for (const ofac_kept *k = entries; !status && k; k = k->next) {
        bool before = false;
        for (const ofac_kept *q = entries; q != k; q = q->next)
            before |= strcmp(q->text, k->text) == 0;
        if (before) continue;
        p->e.list = constant(k->text);
        p->e.listings = own;
        for (const ofac_kept *q = k; q; q = q->next)
            if (strcmp(q->text, k->text) == 0)
                entity_list(&p->e, &(entity_listing){.programme = q->more,
                                                     .article = q->third,
                                                     .reason = q->fourth,
                                                     .from = q->from,
                                                     .to = q->to});
        ofac_saw(o, p->e.list);
        status = list_emit(o->r, &p->e, o->file, err);
    }
    return status;
}

cordon_status ofac_advanced_finish(ofac *o, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (ofac_profile *p = o->tables ? o->tables->first : NULL; !status && p; p = p->next)
        status = give(o, p, err);
    return status;
}

void ofac_advanced_free(ofac *o) {
    if (!o->tables) return;
    arena_destroy(&o->tables->mem);
    free(o->tables->slot);
    free(o->tables);
    o->tables = NULL;
}
