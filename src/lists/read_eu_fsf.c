/* read_eu_fsf.c - the EU's consolidated list of financial sanctions: XML 1.1, CSV 1.0 and CSV 1.1.
 *
 * The key is the EU's reference (EU.27.28), in XML without one the logical id. Every listed name
 * comes in the languages of the regulation; the first is the name, the others are aliases, and
 * those that the publisher calls not strong are weak. The CSV forms are read through
 * data/lists/mappings/eu-fsf-1.0.csv and eu-fsf-1.1.csv; a file's beginning tells which form it
 * has. CSV 1.1 and XML were written after their header and schema; no whole file was at hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "lists/fields.h"
#include "lists/mapping.h"
#include "lists/readers.h"
#include "lists/words.h"
#include "read/xml.h"

static const char list_name[] = "eu-fsf";
enum { FSF_BYTES_MAX = 256 << 20 };

typedef struct fsf {
    list_read *r;
    unsigned file;
    list_left left;
} fsf;

static const char *at(const xml_node *n, const char *name) {
    return n ? xml_attribute_of(n, name) : "";
}

static bool is_true(const char *s) { return strcmp(s, "true") == 0 || strcmp(s, "1") == 0; }

static const char *lang_of(const xml_node *n, const char *attribute) {
    const char *code = at(n, attribute);
    return list_lang(code, strlen(code));
}

static void add_remarks(entity *e, xml_node *n, const char *about) {
    for (xml_node *m = xml_child(n, "remark"); m; m = xml_next(m))
        entity_add(e, "notes", m->text, -1, NULL, about);
    for (xml_node *m = xml_child(n, "additionalInformation"); m; m = xml_next(m))
        entity_add(e, "notes", at(m, "value"), -1, NULL, at(m, "key"));
}

static void add_names(entity *e, xml_node *n) {
    for (xml_node *m = xml_child(n, "nameAlias"); m; m = xml_next(m)) {
        const char *whole = at(m, "wholeName"), *strong = at(m, "strong");
        char joined[2048];
        snprintf(joined, sizeof joined, "%.600s %.600s %.600s", at(m, "firstName"),
                 at(m, "middleName"), at(m, "lastName"));
        bool weak = *strong && !is_true(strong);
        const char *name = *whole ? whole : joined, *first = entity_first(e, "name");
        list_add_name(e,
                      weak                                 ? "weakAlias"
                      : !first || strcmp(first, name) == 0 ? "name"
                                                           : "alias",
                      name, lang_of(m, "nameLanguage"), NULL);
        static const char *const parts[][2] = {
            {"firstName", "firstName"}, {"middleName", "middleName"}, {"lastName", "lastName"},
            {"gender", "gender"},       {"title", "title"},           {"function", "position"}};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (strcmp(at(m, parts[i][0]), "?") != 0)
                entity_add(e, parts[i][1], at(m, parts[i][0]), -1, NULL, NULL);
        add_remarks(e, m, "of a name");
    }
}

static void add_births(entity *e, xml_node *n) {
    for (xml_node *m = xml_child(n, "birthdate"); m; m = xml_next(m)) {
        const char *day = at(m, "birthdate"), *year = at(m, "year"), *from = at(m, "yearRangeFrom");
        const char *circa = is_true(at(m, "circa")) ? "circa" : NULL,
                   *calendar = at(m, "calendarType");
        bool other = *calendar && strcmp(calendar, "GREGORIAN") != 0;
        char text[64];
        if (*day) {
            entity_add(e, "birthDate", day, -1, NULL, other ? calendar : circa);
        } else if (*year && strcmp(year, "0") != 0) {
            const char *mo = at(m, "monthOfYear"), *d = at(m, "dayOfMonth");
            int len = snprintf(text, sizeof text, "%.8s", year);
            if (*mo)
                len += snprintf(text + len, sizeof text - (size_t)len, "-%02d", atoi(mo) % 100);
            if (*mo && *d) snprintf(text + len, sizeof text - (size_t)len, "-%02d", atoi(d) % 100);
            char iso[DATE_TEXT];
            entity_add(e, "birthDate", list_date(iso, text) ? iso : text, -1, NULL,
                       other ? calendar : circa);
        } else if (*from) {
            snprintf(text, sizeof text, "%.12s to %.12s", from, at(m, "yearRangeTo"));
            entity_add(e, "birthDate", text, -1, NULL, "range");
        }
        buf place = {0};
        const char *const part[] = {at(m, "zipCode"), at(m, "city"), at(m, "place"),
                                    at(m, "region")};
        entity_add(e, "birthPlace", list_join(&place, ", ", part, 4), -1, NULL, NULL);
        buf_free(&place);
        if (strcmp(at(m, "countryIso2Code"), "00") != 0)
            entity_add(e, "birthCountry", at(m, "countryDescription"), -1, NULL,
                       at(m, "countryIso2Code"));
        add_remarks(e, m, "of a birth date");
    }
}

static void add_addresses(entity *e, xml_node *n) {
    for (xml_node *m = xml_child(n, "address"); m; m = xml_next(m)) {
        bool known = strcmp(at(m, "countryIso2Code"), "00") != 0;
        const char *country = known ? at(m, "countryDescription") : "";
        const char *const part[] = {at(m, "street"), at(m, "poBox"), at(m, "zipCode"),
                                    at(m, "city"),   at(m, "place"), at(m, "region"),
                                    country};
        buf text = {0};
        entity_add(e, "address", list_join(&text, ", ", part, 7), -1, NULL,
                   at(m, "countryIso2Code"));
        buf_free(&text);
        entity_add(e, "country", country, -1, NULL, at(m, "countryIso2Code"));
        for (xml_node *c = xml_child(m, "contactInfo"); c; c = xml_next(c)) {
            const char *key = at(c, "key");
            const char *prop = strcmp(key, "EMAIL") == 0                              ? "email"
                               : strcmp(key, "WEB") == 0                              ? "website"
                               : strcmp(key, "PHONE") == 0 || strcmp(key, "FAX") == 0 ? "phone"
                                                                                      : "notes";
            entity_add(e, prop, at(c, "value"), -1, NULL, key);
        }
        add_remarks(e, m, "of an address");
    }
}

static void add_identifications(entity *e, xml_node *n) {
    static const char *const kinds[][2] = {{"passport", "passportNumber"},
                                           {"regnumber", "registrationNumber"},
                                           {"fiscalcode", "taxNumber"},
                                           {"swiftbic", "swiftBic"},
                                           {"imo", "imoNumber"}};
    for (xml_node *m = xml_child(n, "identification"); m; m = xml_next(m)) {
        const char *type = at(m, "identificationTypeCode"), *prop = "idNumber",
                   *country = at(m, "countryIso2Code");
        const char *number = *at(m, "latinNumber") ? at(m, "latinNumber") : at(m, "number");
        char detail[256];
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (strcmp(type, kinds[i][0]) == 0) prop = kinds[i][1];
        snprintf(
            detail, sizeof detail, "%.40s%s%.100s%s%s", strcmp(country, "00") == 0 ? "" : country,
            *country && strcmp(country, "00") != 0 && strcmp(prop, "idNumber") == 0 ? "; " : "",
            strcmp(prop, "idNumber") == 0 ? at(m, "identificationTypeDescription") : "",
            is_true(at(m, "knownFalse")) ? "; known to be false" : "",
            is_true(at(m, "knownExpired")) ? "; expired" : "");
        entity_add(e, prop, number, -1, NULL, detail);
        entity_add(e, "notes", at(m, "nameOnDocument"), -1, NULL, "name on a document");
        add_remarks(e, m, "of a document");
    }
}

static void add_listing(entity *e, xml_node *n) {
    xml_node *act = xml_child(n, "regulation");
    date_day from = list_whole_day(at(n, "designationDate")),
             to = list_whole_day(at(n, "delistingDate"));
    if (!from) from = list_whole_day(at(act, "publicationDate"));
    entity_list(e, &(entity_listing){at(act, "programme"), "", at(act, "numberTitle"),
                                     at(n, "designationDetails"), from, to});
    if (act) xml_use_all(act);
}

static cordon_status take_entity(void *arg, xml_node *n, cordon_error *err) {
    fsf *f = arg;
    const char *key = *at(n, "euReferenceNumber") ? at(n, "euReferenceNumber") : at(n, "logicalId");
    xml_node *subject = xml_child(n, "subjectType");
    entity e;
    if (n->over) {
        list_refuse(f->r, f->file, n->line, n->column, "sanctionEntity", key, n->over);
        return CORDON_OK;
    }
    list_entity(f->r, &e, list_name, key,
                strcmp(at(subject, "classificationCode"), "P") == 0 ? "Person" : "LegalEntity");
    e.line = n->line;
    add_names(&e, n);
    add_births(&e, n);
    add_addresses(&e, n);
    add_identifications(&e, n);
    for (xml_node *c = xml_child(n, "citizenship"); c; c = xml_next(c)) {
        if (strcmp(at(c, "countryIso2Code"), "00") != 0)
            entity_add(&e, "citizenship", at(c, "countryDescription"), -1, NULL,
                       at(c, "countryIso2Code"));
        add_remarks(&e, c, "of a citizenship");
    }
    entity_add(&e, "unscId", at(n, "unitedNationId"), -1, NULL, NULL);
    add_remarks(&e, n, NULL);
    add_listing(&e, n);
    list_left_xml(&f->left, n);
    return list_emit(f->r, &e, f->file, err);
}

static cordon_status take_root(void *arg, xml_node *root, cordon_error *err) {
    fsf *f = arg;
    if (strcmp(root->name, "export") != 0)
        return cordon_fail_at(err, CORDON_EFORMAT, stream_name(f->r->file[f->file]), root->line,
                              root->column, "the root is %.60s, not export", root->name);
    f->r->vintage = list_whole_day(xml_attribute_of(root, "generationDate"));
    return CORDON_OK;
}

/* ---- which form ---- */

static cordon_status read_all(buf *out, stream *s, cordon_error *err) {
    char part[65536];
    size_t got = 0;
    for (;;) {
        cordon_status status = stream_read(s, part, sizeof part, &got, err);
        if (status || !got) return status;
        if (out->len + got > FSF_BYTES_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, stream_name(s), 0, 0, "more than 256 MB");
        buf_add(out, part, got);
        if (out->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", stream_name(s));
    }
}

static bool begins_xml(const char *s, size_t len) {
    if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) s += 3, len -= 3;
    while (len && strchr(" \r\n\t", *s)) s++, len--;
    return len && *s == '<';
}

static cordon_status read_csv(list_read *r, const buf *bytes, cordon_error *err) {
    char path[1200];
    bool old =
        memmem(bytes->p, bytes->len < 4096 ? bytes->len : 4096, "Naal_wholename", 14) != NULL;
    mapping *m = malloc(sizeof *m);
    if (!m) return cordon_fail(err, CORDON_ENOMEM, "no memory for a mapping");
    cordon_status status = mapping_read(m,
                                        data_path(path, sizeof path,
                                                  old ? "data/lists/mappings/eu-fsf-1.0.csv"
                                                      : "data/lists/mappings/eu-fsf-1.1.csv"),
                                        err);
    if (!status) {
        status = mapping_run(m, r, err);
        mapping_free(m);
    }
    free(m);
    return status;
}

/* The bytes in memory take the place of the stream while they are read. */
static cordon_status read_form(list_read *r, unsigned file, const buf *bytes, cordon_error *err) {
    static const char *const records[] = {"sanctionEntity", NULL};
    stream *whole = r->file[file], *s = NULL;
    cordon_status status =
        stream_open_memory(&s, stream_name(whole), buf_text(bytes), bytes->len, err);
    if (status) return status;
    r->file[file] = s;
    if (begins_xml(buf_text(bytes), bytes->len)) {
        fsf *f = calloc(1, sizeof *f);
        if (f) {
            f->r = r, f->file = file;
            status = xml_read(
                s,
                &(xml_reading){
                    .records = records, .root = take_root, .record = take_entity, .arg = f},
                err);
            list_left_note(&f->left, r, file);
            if (!status) status = list_covers(r, list_name, err);
        } else {
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for a list");
        }
        free(f);
    } else {
        list_read one = *r; /* the mapping reads all files it is given: this one */
        one.file[0] = s, one.path[0] = r->path[file], one.files = 1;
        status = read_csv(&one, bytes, err);
        r->records = one.records, r->refused = one.refused, r->vintage = one.vintage,
        r->first = one.first;
        r->mem = one.mem;
        r->rows[file] = one.rows[0];
    }
    r->file[file] = whole;
    stream_close(s);
    return status;
}

static cordon_status read_fsf(list_read *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (unsigned file = 0; file < r->files && !status; file++) {
        buf bytes = {0};
        status = read_all(&bytes, r->file[file], err);
        if (!status && !bytes.len)
            status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(r->file[file]), 0, 0,
                                    "the file is empty");
        if (!status) status = read_form(r, file, &bytes, err);
        buf_free(&bytes);
    }
    return status;
}

static bool is_fsf(const char *head, size_t len) {
    return memmem(head, len, "Entity_LogicalId;", 17) ||
           memmem(head, len, "Entity_logical_id;", 18) ||
           (begins_xml(head, len) && memmem(head, len, "fpi/fsd/export", 14));
}

const list_reader list_reader_eu_fsf = {
    .name = "eu-fsf",
    .what = "the EU's consolidated list of financial sanctions: XML 1.1, CSV 1.0, CSV 1.1",
    .publisher = "European Commission",
    .licence = "EU reuse with source (Decision 2011/833/EU)",
    .is = is_fsf,
    .read = read_fsf,
};
