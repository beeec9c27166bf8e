/* cmd_euc.c - cordon euc check, cordon euc template. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/euc.h"
#include "assess/tables.h"
#include "cli/assess_session.h"
#include "cli/findings.h"
#include "read/pdf.h"

static const char *case_arg, *template_arg, *earlier_arg, *visits_arg, *pdf_arg, *authority_arg, *store_arg;
static option_many other_arg;
static int32_t as_at_arg;
static bool json_arg;

static const option check_options[] = {
    {"case", 0, OPTION_TEXT, "CASE", "the case it belongs to: its parties, items, papers and payments are compared", &case_arg},
    {"template", 't', OPTION_TEXT, "NAME", "what it has to hold (default: that of its authority where there is one, else generic)", &template_arg},
    {"as-at", 0, OPTION_DATE, "DATE", "the day on which it has to be valid (default: that of the case, else today)", &as_at_arg},
    {"earlier", 0, OPTION_TEXT, "FILE", "CSV of what was shipped under it before: number, part, code, unit, quantity, decision", &earlier_arg},
    {"other", 0, OPTION_MANY, "FILE", "a certificate of another transaction, to find copied words and one signatory for several firms", &other_arg},
    {"checks", 0, OPTION_TEXT, "FILE", "CSV of checks after shipment: number, serial, on, inspector, outcome, evidence", &visits_arg},
    {"pdf", 0, OPTION_TEXT, "FILE", "the certificate as a PDF, for what the file says of itself", &pdf_arg},
    {"store", 0, OPTION_TEXT, "STORE", "whose log has the shipments under it and the certificates of others, beside those of the files ($CORDON_STORE)", &store_arg},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per finding", &json_arg},
    {0},
};
static const option *get_check_options(void) { return check_options; }

enum { EUC_BYTES_MAX = 4 << 20 };

static cordon_status read_euc(const euc **out, arena *mem, const char *path, cordon_error *err) {
    const char *text;
    size_t len;
    cordon_status status = assess_file_read(&text, &len, mem, path, EUC_BYTES_MAX, err);
    return status ? status : case_read_euc(out, mem, path, text, len, err);
}

static cordon_status read_others(euc_terms *t, arena *mem, cordon_error *err) {
    euc_other *o = arena_alloc(mem, (other_arg.n + 1) * sizeof *o);
    cordon_status status = o ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for certificates");
    for (unsigned i = 0; i < other_arg.n && !status; i++) {
        o[i].where = other_arg.value[i];
        status = read_euc(&o[i].e, mem, other_arg.value[i], err);
    }
    t->other = o;
    t->others = other_arg.n;
    return status;
}

static void *joined(arena *mem, const void *a, size_t n, const void *b, size_t m, size_t size) {
    char *v = arena_alloc(mem, (n + m + 1) * size);
    if (v && n) memcpy(v, a, n * size);
    if (v && m) memcpy(v + n * size, b, m * size);
    return v;
}

/* Behind what the files gave. */
static cordon_status read_store(euc_terms *t, assess_session *s, const euc *e, const case_file *c, arena *mem, cordon_error *err) {
    shipped past = {0};
    cordon_status status = assess_open_log(s, store_arg, err);
    if (!status) status = assess_shipped(&past, s, mem, e, c, err);
    if (status) return status;
    euc_use *u = joined(mem, t->earlier, t->uses, past.use, past.uses, sizeof *u);
    euc_other *o = joined(mem, t->other, t->others, past.other, past.others, sizeof *o);
    if (!u || !o) return cordon_fail(err, CORDON_ENOMEM, "no memory for earlier shipments");
    t->earlier = u, t->uses += past.uses, t->uses_known |= past.known;
    t->other = o, t->others += past.others, t->others_skipped = past.skipped;
    return CORDON_OK;
}

static cordon_status read_pdf(euc_terms *t, pdf_info *info, arena *mem, cordon_error *err) {
    const char *data;
    size_t len;
    cordon_status status = assess_file_read(&data, &len, mem, pdf_arg, PDF_BYTES_MAX, err);
    if (!status) status = pdf_info_read(info, mem, pdf_arg, data, len, err);
    t->pdf = info;
    return status;
}

static cordon_status read_all(euc_terms *t, assess_session *s, pdf_info *info, case_file *c, const euc **e, const char *path, arena *mem, cordon_error *err) {
    cordon_status status = case_arg ? case_read_file(c, mem, case_arg, err) : CORDON_OK;
    if (!status && path) status = read_euc(e, mem, path, err);
    if (!path) *e = c->euc;
    if (!status && !*e) status = cordon_fail(err, CORDON_EINVAL, "%s holds no certificate: name its file, or put it under \"euc\"", case_arg);
    if (!status && earlier_arg) status = euc_uses_read(&t->earlier, &t->uses, mem, earlier_arg, err);
    t->uses_known = earlier_arg != NULL;
    if (!status && visits_arg) status = euc_visits_read(&t->visit, &t->visits, mem, visits_arg, err);
    if (!status) status = read_others(t, mem, err);
    if (!status && store_arg) status = read_store(t, s, *e, case_arg ? c : NULL, mem, err);
    if (!status && pdf_arg) status = read_pdf(t, info, mem, err);
    return status;
}

static int check(const char *path) {
    const char *from_environment = getenv("CORDON_STORE");
    if (!store_arg && from_environment && *from_environment) store_arg = from_environment;
    if (!path && !case_arg) return usage_error(&cmd_euc_check, "name a certificate, or a case that holds one with --case");
    arena mem;
    case_file c = {0};
    pdf_info info;
    assess_session s = {0};
    const euc *e = NULL;
    const finding *f = NULL;
    size_t n = 0;
    areas *a = NULL;
    euc_terms t = {.template = template_arg};
    cordon_error err = {0};
    arena_init(&mem, 0);
    cordon_status status = areas_load(&a, &err);
    if (!status) status = read_all(&t, &s, &info, &c, &e, path, &mem, &err);
    t.areas = a;
    t.as_at = as_at_arg ? as_at_arg : case_arg && c.day.state == VALUE_GIVEN ? c.day.v : date_today();
    if (!status) status = euc_check(&f, &n, &mem, e, case_arg ? &c : NULL, &t, &err);
    int rc = status == CORDON_EINVAL ? usage_error(&cmd_euc_check, "%s", err.message) : status ? cmd_failed(&cmd_euc_check, &err) : findings_print(f, n, json_arg);
    areas_free(a);
    assess_close(&s);
    arena_destroy(&mem);
    return rc;
}

static int run_check(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    case_arg = template_arg = earlier_arg = visits_arg = pdf_arg = store_arg = NULL;
    other_arg = (option_many){0};
    as_at_arg = 0;
    json_arg = false;
    int rc = options_parse(&cmd_euc_check, check_options, argc, argv, args, &n, &done);
    return done ? rc : check(args[0]);
}

static const char *const check_examples[] = {
    "cordon euc check euc.json --case case.json", "what is missing, what contradicts the other papers, what is drawn past its quantity",
    "cordon euc check euc.json --case case.json --store my.store", "also over the shipments sealed in its log and against the certificates there",
    "cordon euc check euc.json --earlier uses.csv --other euc-other.json", "also over earlier shipments and against another certificate, for a program", NULL};

const command cmd_euc_check = {
    .name = "euc check",
    .summary = "check an end-user certificate by itself and against the other papers",
    .synopsis = "[FILE] [--case CASE] [--template NAME] [--as-at DATE]",
    .about = "Reads a certificate as JSON (\"cordon euc template\" prints one to fill in), or the one that the case holds, and checks: has it all that the template asks for; is its signature of a valid form; does the end "
             "user itself sign; is it valid on the day and signed before contract and shipment; do order, invoice, bill of lading and payment name the same parties; does it cover "
             "the goods; is it drawn past its quantity by this shipment and those before; are its words copied from an unrelated end user's, does one person sign for several firms; does "
             "the file agree with it; have the goods arrived, and what did checks on site find.\n\n"
             "Every check says what it found, that it found nothing, or what it needs. A finding makes a person look; it proves nothing. Templates stand in data/assess/euc_fields.csv, each "
             "row with its source; those from memory say so.\n\nNeeds no store; with --store, or CORDON_STORE set, the log of one says what was shipped under the number before (decisions that ended as no bar found or review; not of this case itself) and which certificates others gave.",
    .args_min = 0,
    .args_max = 1,
    .examples = check_examples,
    .exit_note = "something was found",
    .run = run_check,
    .options = get_check_options,
};

static const option template_options[] = {
    {"authority", 'a', OPTION_TEXT, "NAME", "whose form (default: generic)", &authority_arg},
    {0},
};
static const option *get_template_options(void) { return template_options; }

static int run_template(int argc, char **argv) {
    int n;
    bool done = false;
    authority_arg = NULL;
    int rc = options_parse(&cmd_euc_template, template_options, argc, argv, NULL, &n, &done);
    if (done) return rc;
    cordon_error err = {0};
    buf b = {0};
    cordon_status status = euc_template(&b, authority_arg ? authority_arg : "generic", &err);
    if (!status) fputs(buf_text(&b), stdout);
    buf_free(&b);
    return status == CORDON_EINVAL ? usage_error(&cmd_euc_template, "%s", err.message) : status ? cmd_failed(&cmd_euc_template, &err) : EXIT_OK;
}

static const char *const template_examples[] = {"cordon euc template --authority BAFA > euc.json", "a certificate to fill in, with a comment before each field", NULL};

const command cmd_euc_template = {
    .name = "euc template",
    .summary = "print an end-user certificate to fill in",
    .synopsis = "[--authority NAME]",
    .about = "Prints the fields that a form has, as JSON: what to write stands before each field under a key that begins with \"//\" and is read over. null means not known, \"\" means that the "
             "certificate leaves it empty, a field taken out that the form does not have it.",
    .args_min = 0,
    .args_max = 0,
    .examples = template_examples,
    .run = run_template,
    .options = get_template_options,
};
