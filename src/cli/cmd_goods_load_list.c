/* cmd_goods_load_list.c - cordon goods load-list: a table of goods that a user has, into the store.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/goods_cli.h"
#include "cli/text.h"
#include "goods/loaded.h"
#include "regime/measures.h"

enum { REFUSED_SHOWN = 20 };

static const char *as, *measure, *store_arg, *regime_arg;
static goods_load_options in;
static bool json;
static int64_t wait_s;

static const option options[] = {
    {"as", 0, OPTION_TEXT, "annex|parts", "what the table is (default: annex when --measure is given)", &as},
    {"measure", 0, OPTION_TEXT, "ID", "annex: the provision it belongs to (cordon goods coverage)",
     &measure},
    {"valid-from", 0, OPTION_DATE, "DATE", "annex: its first day (needed)", &in.valid_from},
    {"valid-to", 0, OPTION_DATE, "DATE", "annex: its last day (default: still valid)",
     &in.valid_to},
    {"catalogue", 0, OPTION_TEXT, "NAME",
     "parts: a later table of that name takes its place (default: the file's name)", &in.catalogue},
    {"map", 0, OPTION_TEXT, "ROLE=COLUMN,...",
     "which column is what: code, text; part, manufacturer, hs, eccn, text", &in.map},
    {"nomenclature", 'n', OPTION_TEXT, "NAME",
     "of the codes (default: CN of the first day for an annex, HS for parts)", &in.nomenclature},
    {"vintage", 0, OPTION_DATE, "DATE", "known from that day on (default: today, assumed)",
     &in.vintage},
    {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder (default: the only one there is)",
     &regime_arg},
    {"strict", 0, OPTION_FLAG, NULL, "the first bad row refuses the file", &in.strict},
    {"store", 0, OPTION_TEXT, "STORE", "the store (default: $CORDON_STORE)", &store_arg},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object", &json},
    {0},
};
static const option *get_options(void) { return options; }

static void on_refused(void *arg, const char *file, uint64_t line, unsigned column,
                       const char *name, const char *value, const char *reason) {
    size_t *n = arg;
    buf v = {0};
    if (++*n > REFUSED_SHOWN) return;
    text_clean(&v, value, strlen(value), false);
    if (column)
        fprintf(stderr, "%s line %llu column %u (%s): \"%s\"; expected %s\n", file,
                (unsigned long long)line, column, name, buf_text(&v), reason);
    else
        fprintf(stderr, "%s line %llu: %s\n", file, (unsigned long long)line, reason);
    buf_free(&v);
}

/* ---- the measure ---- */

static int judge_measure(const regime_measure *m, size_t n, const regime *r) {
    size_t i = 0;
    while (i < n && strcasecmp(m[i].id, measure) != 0) i++;
    if (i == n)
        return usage_error(&cmd_goods_load_list,
                           "regime %s has no measure \"%.60s\" (cordon goods coverage lists them)",
                           regime_name(r), measure);
    if (*m[i].codes_of)
        return usage_error(&cmd_goods_load_list,
                           "%s works on the goods of %s: load the table as that", m[i].id,
                           m[i].codes_of);
    if (*m[i].group)
        return usage_error(&cmd_goods_load_list,
                           "the codes of %s are the regime's group %s; no table is loaded for it",
                           m[i].id, m[i].group);
    in.measure = m[i].id;
    return EXIT_OK;
}

static int load(store *s, const char *path);

/* The measure's id lives as long as the regime does. */
static int with_measure(store *s, const char *path) {
    cordon_error err = {0};
    char name[256];
    areas *a = NULL;
    regime *r = NULL;
    arena mem;
    const regime_measure *m = NULL;
    size_t n = 0;
    int rc;
    if (regime_arg)
        snprintf(name, sizeof name, "%s", regime_arg);
    else if ((rc = answer_regime(&cmd_goods_load_list, name, sizeof name)))
        return rc;
    arena_init(&mem, 0);
    if (areas_load(&a, &err) || regime_load(&r, name, a, &err) ||
        regime_measures(&m, &n, &mem, r, &err))
        rc = cmd_failed(&cmd_goods_load_list, &err);
    else if (!(rc = judge_measure(m, n, r)))
        rc = load(s, path);
    arena_destroy(&mem);
    regime_free(r);
    areas_free(a);
    return rc;
}

/* ---- what was loaded ---- */

static void say_json(const goods_load_result *r, const char *path) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "file", path);
    json_str(&b, "as", as);
    json_str(&b, "status", r->already ? "already_loaded" : "loaded");
    json_str(&b, "measure", in.measure);
    json_date(&b, "valid_from", in.valid_from);
    json_date(&b, "valid_to", in.valid_to);
    json_int(&b, "source_id", r->source.id);
    json_date(&b, "known_from", r->source.vintage);
    json_str(&b, "vintage_basis", r->source.vintage_basis);
    json_int(&b, "rows", (int64_t)r->rows);
    json_int(&b, "lines", (int64_t)r->lines);
    json_int(&b, "partial", (int64_t)r->partial);
    json_int(&b, "without_code", (int64_t)r->empty);
    json_int(&b, "refused", (int64_t)r->refused);
    json_str(&b, "sha256", r->source.sha256);
    buf_str(&b, "}\n");
    fputs(buf_text(&b), stdout);
    buf_free(&b);
}

static void say_words(const goods_load_result *r) {
    char day[DATE_TEXT];
    const char *what = in.measure ? "code" : "part";
    if (r->already) {
        fprintf(stderr, "%s: already loaded as source %lld for this use; nothing changed\n",
                r->source.file_name, (long long)r->source.id);
        return;
    }
    printf("%s: source %lld, %llu %ss", r->source.file_name, (long long)r->source.id,
           (unsigned long long)r->lines, what);
    if (in.measure) printf(" of %s, valid from %s", in.measure, date_format(day, in.valid_from));
    if (in.valid_to) printf(" to %s", date_format(day, in.valid_to));
    printf(", known from %s (%s)", date_format(day, r->source.vintage), r->source.vintage_basis);
    if (r->partial) printf(", %llu marked \"ex\"", (unsigned long long)r->partial);
    if (r->empty)
        printf(", %llu row%s without a %s", (unsigned long long)r->empty, r->empty > 1 ? "s" : "",
               what);
    if (r->refused) printf(", %llu REFUSED", (unsigned long long)r->refused);
    printf("\n");
}

static int load(store *s, const char *path) {
    goods_load_result r;
    cordon_error err = {0};
    size_t refused = 0;
    in.refused = on_refused;
    in.arg = &refused;
    cordon_status status = in.measure ? goods_load_annex(&r, s, path, &in, &err)
                                      : goods_load_parts(&r, s, path, &in, &err);
    if (refused > REFUSED_SHOWN)
        fprintf(stderr, "and %zu more refused rows\n", refused - REFUSED_SHOWN);
    if (status) return cmd_failed(&cmd_goods_load_list, &err);
    if (json)
        say_json(&r, path);
    else
        say_words(&r);
    return r.refused && !r.already ? EXIT_FOUND : EXIT_OK;
}

static int judge_options(bool annex) {
    const command *c = &cmd_goods_load_list;
    if (annex && !measure) return usage_error(c, "which provision? Name it with --measure");
    if (annex && !in.valid_from) return usage_error(c, "from which day on? Say with --valid-from");
    if (in.valid_to && in.valid_to < in.valid_from)
        return usage_error(c, "--valid-to is before --valid-from");
    if (!annex && (measure || in.valid_from || in.valid_to))
        return usage_error(c, "--measure and --valid-from are of an annex, not of parts");
    if (annex && in.catalogue) return usage_error(c, "--catalogue is of parts, not of an annex");
    return EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[1];
    int n;
    bool done = false;
    in = (goods_load_options){0};
    as = measure = store_arg = regime_arg = NULL;
    json = false;
    wait_s = 0;
    int rc = options_parse(&cmd_goods_load_list, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!as && measure) as = "annex";
    bool annex = as && strcmp(as, "annex") == 0;
    if (!annex && (!as || strcmp(as, "parts") != 0))
        return usage_error(&cmd_goods_load_list, "what is the table? --as annex or --as parts");
    if ((rc = judge_options(annex)) || (rc = cmd_store(&cmd_goods_load_list, &store_arg)))
        return rc;
    cordon_error err = {0};
    store *s = NULL;
    if (store_open(&s, store_arg, STORE_WRITE, (double)wait_s, &err))
        return cmd_failed(&cmd_goods_load_list, &err);
    rc = annex ? with_measure(s, args[0]) : load(s, args[0]);
    store_close(s);
    return rc;
}

static const char *const examples[] = {
    "cordon goods load-list a.csv --measure EU-833-XXIII --valid-from 2024-06-25",
    "the codes of an annex, from the table of the official text",
    "cordon goods load-list p.csv --as parts --map \"part=Part number,hs=HS code\"",
    "an exporter's own catalogue, to ask it by part number", NULL};

const command cmd_goods_load_list = {
    .name = "goods load-list",
    .summary = "bring in the table of an annex, or a catalogue of parts",
    .synopsis = "FILE --measure ID --valid-from DATE | FILE --as parts",
    .about =
        "Reads a table (comma, semicolon, tab or bar between cells, or .xlsx; a header first) into "
        "the store. An annex has a column of codes and one of texts: codes of 2, 4, 6 or 8 digits "
        "as the official text writes them, blanks inside, \"ex\" before one of which only a part "
        "is meant, several in a cell by comma. It then counts wherever the provision is asked "
        "about, from its first day on; a later table of the same provision takes over from its own "
        "first day.\n\n"
        "A code that lost its leading zero, one of ten digits and a range are refused with file, "
        "line and column, never mended; the other rows are kept, and answers from the table say "
        "how many are missing. A row without a code belongs to the one above.\n\n"
        "A catalogue has part numbers, and if it likes makers, tariff codes, control numbers and "
        "texts. cordon goods PART finds a part as written, then without blanks, dashes, points and "
        "slashes, then with or without a suffix of packing (data/goods/part_suffixes.csv), and "
        "says which.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .exit_note = "rows were refused",
    .run = run,
    .options = get_options,
};
