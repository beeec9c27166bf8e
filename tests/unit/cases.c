/* Cases in text: facts -> verdict, provisions, flags, questions, each citing the line of the rules it is written from (tests/data/cases/README.md).
 * CORDON_LAW_REGIME=DIR asks under other tables: tools/mutate_law does, and counts what is noticed. CASES_PRINT=1 prints every decision. */
#include <dirent.h>

#include "assess/decide.h"
#include "base/data_dir.h"
#include "base/json.h"
#include "folder.h"
#include "lists/load.h"
#include "screen/compile.h"
#include "test.h"

/* strdup of a name is kept to the end. */
enum { CASES_MAX = 1200, LINES_MAX = 160, FILES_MAX = 32 };
typedef struct line { char *path, *value; } line;
typedef struct stanza {
    const char *name, *base, *about, *file;
    bool is_case;
    int cites, at;
    line fact[LINES_MAX], want[16];
    euc_use use[4];
    size_t facts, wants, uses;
} stanza;

static stanza all[CASES_MAX];
static size_t n_all;
static char *texts[FILES_MAX];
static size_t n_texts;

static char *word(char **s) { /* the next word; *s at what follows it */
    char *w = *s + strspn(*s, " ");
    *s = w + strcspn(w, " ");
    if (**s) *(*s)++ = 0;
    *s += strspn(*s, " ");
    return w;
}

static stanza *stanza_of(const char *name) {
    for (size_t i = 0; i < n_all; i++)
        if (strcmp(all[i].name, name) == 0) return &all[i];
    return NULL;
}

/* "+ CERTIFICATE CODE QUANTITY UNIT": an earlier shipment under it. */
static bool read_use(stanza *z, char *s) {
    if (z->uses >= sizeof z->use / sizeof *z->use) return false;
    word(&s);
    euc_use *u = &z->use[z->uses++];
    *u = (euc_use){.number = word(&s), .code = word(&s), .part = "", .decision = "an earlier decision"};
    u->quantity = strtod(word(&s), NULL);
    u->unit = word(&s);
    return u->quantity > 0 && *u->unit && !*s;
}

/* False: a line that is none of the language. */
static bool read_line(char *s, char *file, int at) {
    if (!*s || *s == '#') return true;
    bool is_case = strncmp(s, "case ", 5) == 0;
    if (is_case || strncmp(s, "base ", 5) == 0) {
        word(&s);
        stanza *z = n_all < CASES_MAX ? &all[n_all] : NULL;
        if (!z) return false;
        *z = (stanza){.name = word(&s), .file = file, .is_case = is_case, .at = at, .about = ""};
        if (stanza_of(z->name)) return false;
        if (*s == '<') word(&s), z->base = word(&s);
        n_all++;
        return !*s;
    }
    stanza *z = n_all ? &all[n_all - 1] : NULL;
    if (!z) return false;
    if (*s == ':') return z->about = s + 1, true;
    if (*s == '@') return z->cites++, true;
    if (*s == '+') return read_use(z, s);
    bool want = *s == '>';
    if (want) word(&s);
    if (want ? z->wants >= 16 : z->facts >= LINES_MAX) return false;
    line *l = want ? &z->want[z->wants++] : &z->fact[z->facts++];
    l->path = word(&s);
    l->value = s;
    return *s != 0;
}

static bool read_file(const char *path, char *name) {
    FILE *f = fopen(path, "r");
    char *text = f && n_texts < FILES_MAX ? calloc(1, 1 << 18) : NULL;
    size_t n = text ? fread(text, 1, (1 << 18) - 1, f) : 0;
    if (f) fclose(f);
    if (!n) return free(text), false;
    texts[n_texts++] = text;
    int at = 1;
    for (char *s = text, *end; *s; s = end, at++) {
        end = s + strcspn(s, "\n");
        if (*end) *end++ = 0;
        if (!read_line(s, name, at)) return printf("# %s:%d: no line of a case\n", path, at), false;
    }
    return true;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool read_suite(void) {
    char where[1024], path[1400], *names[FILES_MAX];
    size_t n = 0;
    if (n_all) return true;
    DIR *d = opendir(data_path(where, sizeof where, "tests/data/cases"));
    for (struct dirent *e; d && (e = readdir(d)) && n < FILES_MAX;)
        if (strlen(e->d_name) > 4 && strcmp(e->d_name + strlen(e->d_name) - 4, ".txt") == 0) names[n++] = strdup(e->d_name);
    if (d) closedir(d);
    qsort(names, n, sizeof *names, by_name);
    bool good = n > 0;
    for (size_t i = 0; i < n && good; i++) {
        snprintf(path, sizeof path, "%s/%s", where, names[i]);
        good = read_file(path, names[i]);
    }
    return good;
}

/* ---- facts as JSON */

/* The facts of a stanza over those of its bases; what is taken away is gone. */
static size_t gather(line *out, const stanza *z, int depth) {
    const stanza *base = z->base && depth < 8 ? stanza_of(z->base) : NULL;
    size_t n = base ? gather(out, base, depth + 1) : 0;
    for (size_t i = 0; i < z->facts; i++) {
        size_t k = 0;
        while (k < n && strcmp(out[k].path, z->fact[i].path) != 0) k++;
        if (k < n || n < LINES_MAX) out[k] = z->fact[i];
        n += k == n && n < LINES_MAX;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (strcmp(out[i].value, "-") != 0) out[kept++] = out[i];
    return kept;
}

static void scalar(buf *b, const char *v) {
    char *end;
    strtod(v, &end);
    bool raw = strchr("[{\"", *v) || !*end || strcmp(v, "null") == 0 || strcmp(v, "true") == 0 || strcmp(v, "false") == 0;
    if (raw)
        buf_str(b, v);
    else
        json_text(b, v, strlen(v));
}

/* The values below a prefix: an object, or where the keys are numbers an array. Keys in the order in which they come first. */
static void value_below(buf *b, const line *l, size_t n, const char *prefix) {
    size_t len = strlen(prefix), parts = 0;
    bool first = true, array = false;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(l[i].path, prefix, len) != 0) continue;
        if (!l[i].path[len]) { scalar(b, l[i].value); return; }
        if (len && l[i].path[len - 1] != '.') continue;
        size_t key = strcspn(l[i].path + len, ".");
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++) seen = strncmp(l[k].path, l[i].path, len + key) == 0 && strchr(".", l[k].path[len + key]);
        if (seen) continue;
        if (first) array = l[i].path[len] >= '0' && l[i].path[len] <= '9', buf_char(b, array ? '[' : '{');
        if (!first) buf_char(b, ',');
        first = false, parts++;
        char below[160];
        bool leaf = !l[i].path[len + key];
        snprintf(below, sizeof below, "%.*s%s", (int)(len + key), l[i].path, leaf ? "" : ".");
        if (!array) json_text(b, l[i].path + len, key), buf_char(b, ':');
        value_below(b, l, n, below);
    }
    if (parts) buf_char(b, array ? ']' : '}');
}

/* ---- the world */

static char store_dir[320];
static law *world_law;
static fact_world *world;

static const char *regime_asked(void) { return getenv("CORDON_LAW_REGIME") ? getenv("CORDON_LAW_REGIME") : "russia-2022"; }

static cordon_status load_one(store *s, const char *name, cordon_error *err) {
    char path[1024];
    const char *file = data_path(path, sizeof path, name);
    static lists_loaded done;
    load_options o = {.vintage = 20261201};
    return lists_load(&done, s, list_reader_named("entities"), NULL, &file, 1, &o, err);
}

static cordon_status make_world(cordon_error *err) {
    store *s = NULL;
    compile_report r;
    snprintf(store_dir, sizeof store_dir, "%s", in("store"));
    cordon_status status = store_init(store_dir, "russia-2022", err);
    if (!status) status = store_open(&s, store_dir, STORE_WRITE, 0, err);
    if (!status) status = load_one(s, "tests/data/cases/lists/annexes.jsonl", err);
    if (!status) status = load_one(s, "tests/data/cases/lists/freezes.jsonl", err);
    if (!status) status = load_one(s, "tests/data/cases/lists/others.jsonl", err);
    if (!status) status = screen_compile(&r, s, 1, err);
    store_close(s);
    world_terms t = {.store = store_dir, .regime = regime_asked(), .as_at = 20261130, .known_by = 20261231, .threads = 1};
    if (!status) status = fact_world_open(&world, &t, err);
    return status ? status : law_load(&world_law, fact_world_regime(world), fact_world_areas(world), err);
}

/* ---- what was expected */

static bool provision(const decision *d, const char *id, tri want) {
    for (size_t i = 0; i < d->outcomes; i++)
        if (strcmp(d->outcome[i].rule->id, id) == 0 && (want == TRI_NO || d->outcome[i].applies == want)) return true;
    return false;
}
/* "R08", or "R08 words of the sentence". */
static bool flagged(const decision *d, const char *id, finding_verdict of) {
    const char *said = strchr(id, ' ');
    size_t n = said ? (size_t)(said - id) : strlen(id);
    for (size_t i = 0; i < d->flags; i++)
        if (strncmp(d->flag[i].row->id, id, n) == 0 && !d->flag[i].row->id[n] && d->flag[i].verdict == of) return !said || strstr(d->flag[i].text, said + 1);
    return false;
}
static bool papered(const decision *d, const char *rule) {
    for (size_t i = 0; i < d->papers; i++)
        if (strcmp(d->paper[i].rule, rule) == 0 && d->paper[i].verdict == FINDING_FOUND) return true;
    return false;
}
static bool asked(const decision *d, const char *what, size_t within) {
    for (size_t i = 0; i < d->questions && i < within; i++)
        if (strcmp(d->question[i].fact, what) == 0 || strstr(d->question[i].decides, what)) return true;
    return false;
}

static bool fulfilled(const decision *d, const line *w) {
    if (strcmp(w->path, "verdict") == 0) return strcmp(verdict_name(d->verdict), w->value) == 0;
    if (strcmp(w->path, "applies") == 0) return provision(d, w->value, TRI_YES);
    if (strcmp(w->path, "open") == 0) return provision(d, w->value, TRI_UNKNOWN);
    if (strcmp(w->path, "silent") == 0) return !provision(d, w->value, TRI_NO);
    if (strcmp(w->path, "flag") == 0) return flagged(d, w->value, FINDING_FOUND);
    if (strcmp(w->path, "noflag") == 0) return !flagged(d, w->value, FINDING_FOUND);
    if (strcmp(w->path, "quiet") == 0) return flagged(d, w->value, FINDING_NOTHING_FOUND);
    if (strcmp(w->path, "unflagged") == 0) return flagged(d, w->value, FINDING_NOT_ASSESSED);
    if (strcmp(w->path, "paper") == 0) return papered(d, w->value);
    if (strcmp(w->path, "nopaper") == 0) return !papered(d, w->value);
    if (strcmp(w->path, "asks") == 0) return asked(d, w->value, 1);
    return strcmp(w->path, "could") == 0 && asked(d, w->value, SIZE_MAX);
}

/* "ID" may apply and what it rests on was seen; "ID?": it is recalled. */
static bool open_as(const decision *d, const char *id) {
    size_t len = strcspn(id, "?");
    for (size_t i = 0; i < d->outcomes; i++)
        if (strlen(d->outcome[i].rule->id) == len && strncmp(d->outcome[i].rule->id, id, len) == 0)
            return d->outcome[i].applies == TRI_UNKNOWN && d->outcome[i].verified == !id[len];
    return false;
}

static bool among(const char *words, const char *word) {
    size_t len = strlen(word);
    for (const char *s = words; (s = strstr(s, word)); s += len)
        if ((s == words || s[-1] == ' ') && strchr(" ", s[len])) return true;
    return false;
}

/* "DAY ID[:KIND][?] -ID ~ID ...": on that day these apply and no others; kind: if no prohibition; ?: recalled; -: cannot apply; ~: may apply;
 * *: of this one the rules say nothing; ~ID?: may apply, and is recalled. */
static bool fulfilled_on(const decision *d, const char *want) {
    const char *words = want + strcspn(want, " ");
    size_t wanted = 0, n = 0;
    bool good = true;
    for (size_t i = 0; i < d->outcomes; i++) {
        const law_outcome *o = &d->outcome[i];
        char said[96];
        if (o->applies != TRI_YES) continue;
        snprintf(said, sizeof said, "*%s", o->rule->id);
        if (among(words, said)) continue;
        n++;
        snprintf(said, sizeof said, "%s%s%s%s", o->rule->id, o->rule->kind == LAW_PROHIBITION ? "" : ":", o->rule->kind == LAW_PROHIBITION ? "" : law_kind_name(o->rule->kind),
                 o->verified ? "" : "?");
        good &= among(words, said);
    }
    for (const char *s = words; *(s += strspn(s, " ")); s += strcspn(s, " ")) {
        char id[64];
        snprintf(id, sizeof id, "%.*s", (int)strcspn(s + 1, " "), s + 1);
        if (*s == '-')
            good &= !provision(d, id, TRI_NO);
        else if (*s == '~')
            good &= open_as(d, id);
        else
            wanted += *s != '*';
    }
    return good && wanted == n;
}

static void tell(const stanza *z, const decision *d, const char *json) {
    printf("#   %s\n#   decided %s:", json, verdict_name(d->verdict));
    for (size_t i = 0; i < d->outcomes; i++)
        printf(" %s=%s(%s%s)", d->outcome[i].rule->id, d->outcome[i].applies == TRI_YES ? "yes" : "unknown", d->outcome[i].missing, d->outcome[i].not_assessed);
    for (size_t i = 0; i < d->flags; i++)
        if (d->flag[i].verdict == FINDING_FOUND) printf(" %s(%s)", d->flag[i].row->id, d->flag[i].text);
    printf("; asks %s; %s:%d\n", d->questions ? d->question[0].fact : "nothing", z->file, z->at);
}

static cordon_status on_day(bool *ok, const stanza *z, const case_file *c, arena *mem, const char *want, cordon_error *err) {
    date_day day;
    decision d;
    char text[16];
    snprintf(text, sizeof text, "%.*s", (int)strcspn(want, " "), want);
    cordon_status status = date_parse(&day, text, strlen(text)) ? CORDON_OK : cordon_fail(err, CORDON_EFORMAT, "\"%.40s\" is no day", text);
    if (!status) status = decide(&d, mem, world, world_law, c, &(decide_terms){.as_at = day, .known_by = 20261231}, err);
    *ok = !status && fulfilled_on(&d, want);
    if (!status && !*ok) tell(z, &d, text);
    return status;
}

static bool run_one(const stanza *z) {
    line l[LINES_MAX];
    buf json = {0};
    arena mem;
    cordon_error err = {0};
    case_file c;
    decision d;
    arena_init(&mem, 0);
    value_below(&json, l, gather(l, z, 0), "");
    cordon_status status = case_read(&c, &mem, z->name, buf_text(&json), json.len, &err);
    decide_terms t = {.known_by = 20261231, .earlier = z->use, .uses = z->uses, .uses_known = z->uses > 0};
    if (!status) status = decide(&d, &mem, world, world_law, &c, &t, &err);
    bool good = !status;
    for (size_t i = 0; i < z->wants && !status; i++) {
        bool ok = false;
        if (strcmp(z->want[i].path, "on") == 0)
            status = on_day(&ok, z, &c, &mem, z->want[i].value, &err);
        else
            ok = fulfilled(&d, &z->want[i]);
        if (!ok) printf("# %s: wanted %s %s\n", z->name, z->want[i].path, z->want[i].value);
        good &= ok;
    }
    if (status) printf("# %s: line %d: %s\n#   %s\n", z->name, (int)err.line, err.message, buf_text(&json));
    if (!status && (!good || getenv("CASES_PRINT"))) tell(z, &d, getenv("CASES_PRINT") ? d.json : buf_text(&json));
    buf_free(&json);
    arena_destroy(&mem);
    return good;
}

TEST(the_suite_is_written_down_well) {
    size_t cases = 0;
    CHECK(read_suite());
    for (size_t i = 0; i < n_all; i++) {
        const stanza *z = &all[i];
        if (z->base && !stanza_of(z->base)) FAIL_("%s:%d: no base %s", z->file, z->at, z->base);
        if (!z->is_case) continue;
        cases++;
        if (!z->cites || !z->wants) FAIL_("%s:%d: %s cites or expects nothing", z->file, z->at, z->name);
        line l[LINES_MAX];
        size_t n = gather(l, z, 0), day = 0;
        for (size_t k = 0; k < n; k++) day += strcmp(l[k].path, "day") == 0;
        CHECK_INT(day, 1);
    }
    printf("# %zu cases\n", cases);
    CHECK(cases >= 400);
}

TEST(every_case_reads) {
    CHECK(read_suite());
    for (size_t i = 0; i < n_all; i++) {
        line l[LINES_MAX];
        buf json = {0};
        arena mem;
        case_file c;
        cordon_error err = {0};
        if (!all[i].is_case) continue;
        arena_init(&mem, 0);
        value_below(&json, l, gather(l, &all[i], 0), "");
        cordon_status status = case_read(&c, &mem, all[i].name, buf_text(&json), json.len, &err);
        if (status) printf("# %s: %s\n# %s\n", all[i].name, err.message, buf_text(&json));
        bool given = !status && c.day.state == VALUE_GIVEN;
        buf_free(&json);
        arena_destroy(&mem);
        CHECK_INT(status, 0);
        CHECK(given);
    }
}

TEST(every_case_is_decided_as_written) {
    cordon_error err = {0};
    size_t bad = 0, cases = 0;
    CHECK(read_suite());
    cordon_status status = make_world(&err);
    if (status) printf("# %s\n", err.message);
    CHECK_INT(status, 0);
    bool one_is_enough = getenv("CORDON_LAW_REGIME") != NULL;
    for (size_t i = 0; i < n_all && !(bad && one_is_enough); i++)
        if (all[i].is_case) cases++, bad += !run_one(&all[i]);
    printf("# %zu of %zu cases\n", cases - bad, cases);
    law_free(world_law);
    fact_world_close(world);
    CHECK_INT(bad, 0);
}
