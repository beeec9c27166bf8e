#include "lists/papers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lists/words.h"

typedef struct paper {
    const char *kind; /* ends in '*': begins so */
    const char *prop;
} paper;

/* The first that fits. What a property does not say by itself goes into the detail. */
static const paper papers[] = {
    {"Passport*", "passportNumber"},
    {"Diplomatic Passport*", "passportNumber"},
    {"Stateless Person Passport", "passportNumber"},
    {"Travel Document Number", "passportNumber"},
    {"Tax ID No.", "taxNumber"},
    {"US FEIN", "taxNumber"},
    {"R.F.C.", "taxNumber"},
    {"RFC", "taxNumber"},
    {"RIF #", "taxNumber"},
    {"R.I.F.*", "taxNumber"},
    {"RUC #*", "taxNumber"},
    {"RTN", "taxNumber"},
    {"NIT #*", "taxNumber"},
    {"N.I.E.*", "taxNumber"},
    {"C.U.I.T.", "taxNumber"},
    {"C.I.F.", "taxNumber"},
    {"Italian Fiscal Code", "taxNumber"},
    {"Fiscal Code", "taxNumber"},
    {"Numero Unico de Identificacao Tributaria*", "taxNumber"},
    {"V.A.T. Number*", "vatCode"},
    {"Unified Social Credit Code*", "uscCode"},
    {"United Social Credit Code Certificate (USCCC)", "uscCode"},
    {"United Social Credit Code*", "uscCode"},
    {"Legal Entity Number", "leiCode"},
    {"Legal Entity Identifier*", "leiCode"},
    {"SWIFT/BIC", "swiftBic"},
    {"BIK (RU)", "bikCode"},
    {"D-U-N-S Number", "dunsCode"},
    {"ISIN", "isinCode"},
    {"Equity Ticker", "ticker"},
    {"MMSI", "mmsi"},
    {"Vessel Registration Identification", "imoNumber"},
    {"Digital Currency Address*", "publicKey"},
    {"Registration ID", "registrationNumber"},
    {"Registration Number*", "registrationNumber"},
    {"Registration Certificate Number*", "registrationNumber"},
    {"Public Registration Number", "registrationNumber"},
    {"Business Registration *", "registrationNumber"},
    {"Business Number", "registrationNumber"},
    {"Company Number", "registrationNumber"},
    {"Company ID", "registrationNumber"},
    {"UK Company Number", "registrationNumber"},
    {"C.R. No.", "registrationNumber"},
    {"Commercial Registry Number", "registrationNumber"},
    {"Central Registration System Number", "registrationNumber"},
    {"Economic Register Number*", "registrationNumber"},
    {"Enterprise Number", "registrationNumber"},
    {"Certificate of Incorporation Number", "registrationNumber"},
    {"Chamber of Commerce Number", "registrationNumber"},
    {"Istanbul Chamber of Comm. No.", "registrationNumber"},
    {"Dubai Chamber of Commerce Membership No.", "registrationNumber"},
    {"Trade License No.", "registrationNumber"},
    {"Folio Mercantil No.", "registrationNumber"},
    {"Matricula Mercantil No*", "registrationNumber"},
    {"Registered Charity No.", "registrationNumber"},
    {"Branch Unit Number", "registrationNumber"},
    {"License", "registrationNumber"},
    {"Permit Number", "registrationNumber"},
    {"SRE Permit No.", "registrationNumber"},
    {"File Number", "registrationNumber"},
    {"Government Gazette Number", "registrationNumber"},
    {"Aircraft Tail Number", "registrationNumber"},
    {"Aircraft Construction Number*", "serialNumber"},
    {"Aircraft Manufacturer's Serial Number*", "serialNumber"},
    {"Aircraft Mode S Transponder Code", "icaoCode"},
    {"Aircraft Model", "model"},
    {"Aircraft Manufacture Date", "buildDate"},
    {"Vessel Year of Build", "buildDate"},
    {"Vessel Call Sign", "callSign"},
    {"Other Vessel Call Sign", "callSign"},
    {"Vessel Type", "type"},
    {"Other Vessel Type", "type"},
    {"Vessel Flag", "flag"},
    {"Other Vessel Flag", "flag"},
    {"Former Vessel Flag", "pastFlags"},
    {"Tonnage", "tonnage"},
    {"Vessel Tonnage", "tonnage"},
    {"Gross Registered Tonnage", "grossRegisteredTonnage"},
    {"Vessel Gross Registered Tonnage", "grossRegisteredTonnage"},
    {"SSN", "socialSecurityNumber"},
    {"National ID No.", "idNumber"},
    {"National Foreign ID Number", "idNumber"},
    {"Identification Number", "idNumber"},
    {"Cedula No.", "idNumber"},
    {"Cedula de *", "idNumber"},
    {"C.U.R.P.", "idNumber"},
    {"C.U.I.*", "idNumber"},
    {"D.N.I.", "idNumber"},
    {"I.F.E.", "idNumber"},
    {"Credencial electoral", "idNumber"},
    {"Electoral Registry No.", "idNumber"},
    {"Personal ID Card", "idNumber"},
    {"Citizen's Card Number", "idNumber"},
    {"Residency Number", "idNumber"},
    {"Turkish Identification Number", "idNumber"},
    {"Kenyan ID No.", "idNumber"},
    {"Numero de Identidad", "idNumber"},
    {"Refugee ID Card", "idNumber"},
    {"LE Number", "idNumber"},
    {"Driver's License No.", "idNumber"},
    {"Birth Certificate Number", "idNumber"},
    {"VisaNumberID", "idNumber"},
    {"Cartilla de Servicio Militar*", "idNumber"},
    {"Website", "website"},
    {"Email Address", "email"},
    {"Phone Number", "phone"},
    {"Telephone No.*", "phone"},
    {"Fax*", "phone"},
    {"Gender", "gender"},
    {"Organization Established Date", "incorporationDate"},
    {"Organization Type", "sector"},
    {"Target Type", "classification"},
    {"Nationality of Registration", "jurisdiction"},
    {"Citizenship*", "citizenship"},
    {"Nationality", "nationality"},
    {"Nationality Country", "nationality"},
    {"Location", "address"},
    {"Title", "position"},
    {"Place of Birth", "birthPlace"},
};

static bool fits(const char *pattern, const char *kind, size_t len) {
    size_t n = strlen(pattern);
    if (n && pattern[n - 1] == '*') return len >= n - 1 && strncasecmp(pattern, kind, n - 1) == 0;
    return len == n && strncasecmp(pattern, kind, n) == 0;
}

static const char *prop_of(const char *kind, size_t len) {
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (fits(papers[i].kind, kind, len)) return papers[i].prop;
    return NULL;
}

/* A kind that may go on does so through "(MSN)" and to "#", "No." or "Number" before the first
 * digit. */
static size_t goes_on(const char *phrase, size_t n) {
    if (phrase[n] == ' ' && phrase[n + 1] == '(') {
        const char *close = strchr(phrase + n, ')');
        if (close && close[1] == ' ') return (size_t)(close + 1 - phrase);
    }
    size_t digit = strcspn(phrase, "0123456789"), end = n;
    static const char *const marks[] = {"#", "No.", "Number"};
    for (size_t i = 0; i < 3; i++)
        for (const char *p = phrase + n; (p = strstr(p, marks[i])); p++) {
            size_t at = (size_t)(p - phrase) + strlen(marks[i]);
            if (at <= digit && at > end && phrase[at] == ' ') end = at;
        }
    return end > n || phrase[n - 1] != ' ' ? end : n - 1;
}

size_t list_paper_begins(const char *phrase) {
    size_t best = 0;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        size_t n = strlen(papers[i].kind);
        bool more = papers[i].kind[n - 1] == '*';
        n -= more;
        if (strncasecmp(papers[i].kind, phrase, n) != 0) continue;
        if (phrase[n - 1] != ' ' && phrase[n] != ' ' && phrase[n] != ':') continue;
        if (more) n = goes_on(phrase, n);
        if (n > best) best = n;
    }
    return best;
}

static bool one_of(const char *prop, const char *const names[]) {
    for (; *names; names++)
        if (strcmp(*names, prop) == 0) return true;
    return false;
}

static void add_gender(entity *e, const char *value) {
    bool female = strcasecmp(value, "female") == 0, male = strcasecmp(value, "male") == 0;
    entity_add(e, "gender", female ? "female" : male ? "male" : value, -1, NULL, NULL);
}

/* "Listing Date (EO 14024 Directive 2):" "24 Feb 2022": a listing of its own. */
static bool add_listing(entity *e, const char *kind, size_t len, const char *value) {
    char article[ENTITY_PAPER_BYTES];
    bool listed = len > 12 && strncasecmp(kind, "Listing Date", 12) == 0;
    bool directive = len > 15 && memmem(kind, len, "Directive Determination", 23) &&
                     strncasecmp(value, "Subject to ", 11) == 0;
    if (directive) {
        snprintf(article, sizeof article, "%.*s, %s", (int)(len - 24), kind, value + 11);
        entity_list(e, &(entity_listing){.article = article});
        return true;
    }
    date_day day = listed ? list_whole_day(value) : 0;
    if (!day) return false;
    const char *open = memchr(kind, '(', len),
               *close = open ? memchr(open, ')', (size_t)(kind + len - open)) : NULL;
    if (close) snprintf(article, sizeof article, "%.*s", (int)(close - open - 1), open + 1);
    entity_list(e, &(entity_listing){.article = close ? article : "", .from = day});
    return true;
}

/* "Government Gazette Number" of a firm is its code in the state's register of enterprises: each of
 * the 152 that OFAC gave on 28 March 2025 without another country has that code's check digit. */
static bool is_okpo(const char *kind, size_t len, const char *value, const char *detail) {
    size_t digits = strspn(value, "0123456789");
    return len == 25 && strncasecmp(kind, "Government Gazette Number", len) == 0 &&
           (digits == 8 || digits == 10) && !value[digits] &&
           (!*detail || strncmp(detail, "Russia", 6) == 0);
}

void list_add_paper(entity *e, const char *kind, const char *value, const char *detail) {
    static const char *const dates[] = {"incorporationDate", "buildDate", NULL};
    static const char *const plain[] = {"website",
                                        "email",
                                        "phone",
                                        "sector",
                                        "classification",
                                        "jurisdiction",
                                        "citizenship",
                                        "nationality",
                                        "position",
                                        "birthPlace",
                                        "address",
                                        "swiftBic",
                                        "leiCode",
                                        "mmsi",
                                        "ticker",
                                        "isinCode",
                                        "model",
                                        "type",
                                        "flag",
                                        "pastFlags",
                                        "callSign",
                                        "tonnage",
                                        "grossRegisteredTonnage",
                                        NULL};
    size_t len = strlen(kind);
    char more[ENTITY_PAPER_BYTES];
    while (len && strchr(" :-", kind[len - 1])) len--;
    if (add_listing(e, kind, len, value)) return;
    const char *prop = prop_of(kind, len);
    if (strncasecmp(value, "IMO ", 4) == 0) prop = "imoNumber"; /* under several kinds */
    if (is_okpo(kind, len, value, detail)) prop = "okpoCode";
    bool wallet = prop && strcmp(prop, "publicKey") == 0, coin = wallet && len > 27;
    snprintf(more, sizeof more, "%.200s%s%.*s", detail, *detail && len ? "; " : "",
             coin ? (int)(len - 27 < 200 ? len - 27 : 200) : (int)(len < 200 ? len : 200),
             coin ? kind + 27 : kind);
    if (!prop)
        entity_add(e, "notes", value, -1, NULL, more);
    else if (strcmp(prop, "gender") == 0)
        add_gender(e, value);
    else if (one_of(prop, dates))
        list_add_date(e, prop, value);
    else
        entity_add(e, prop, value, -1, NULL, one_of(prop, plain) ? detail : more);
}
