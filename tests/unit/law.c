/* The law of a regime against truth tables (tests/data/law/truth.txt: facts, and on which days which rules apply), what an answer says beside, and
 * faulty tables. CORDON_LAW_REGIME asks another regime, as tools/mutate_law.mjs does. */
#include "assess/law.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/data_dir.h"
#include "law_world.h"
#include "test.h"

static cordon_error err;
static char folder[200];

__attribute__((destructor)) static void remove_folder(void) {
    char command[260];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (*folder && system(command) != 0) printf("# %s stays\n", folder);
}

typedef struct opened {
    areas *a;
    regime *r;
    law *l;
    arena mem;
} opened;

static bool open_law(opened *o, const char *name) {
    *o = (opened){0};
    arena_init(&o->mem, 0);
    bool ok = !areas_load(&o->a, &err) && !regime_load(&o->r, name, o->a, &err) && !law_load(&o->l, o->r, o->a, &err);
    if (!ok) printf("# %s:%d: %s\n", err.source, (int)err.line, err.message);
    return ok;
}

static void close_law(opened *o) {
    law_free(o->l);
    regime_free(o->r);
    areas_free(o->a);
    arena_destroy(&o->mem);
}

static const char *the_regime(void) {
    const char *s = getenv("CORDON_LAW_REGIME");
    return s && *s ? s : "russia-2022";
}

/* ---- the truth tables ---- */

static void begin_world(law_world *w) {
    *w = (law_world){.n = {[SCOPE_CASE] = 1, [SCOPE_ITEM] = 1, [SCOPE_PARTY] = 1}, .otherwise = TRI_NO};
    for (int s = 0; s < FACT_SCOPES; s++) w->all[s] = TRI_YES;
}

static void set_count(law_world *w, const char *line) {
    char word[40];
    for (int used, n; sscanf(line, " %39s %d%n", word, &n, &used) == 2; line += used)
        for (int s = 0; s < FACT_SCOPES; s++)
            if (strcmp(word, fact_scope_plural((fact_scope)s)) == 0) {
                w->n[s] = n < 0 ? 0 : (size_t)n;
                w->all[s] = n < 0 ? TRI_UNKNOWN : TRI_YES;
            }
}

/* "FACT VALUE @THING": value and thing may be missing. */
static bool add_fact(law_world *w, const char *how, const char *rest) {
    world_fact *f = &w->fact[w->facts++];
    char text[200];
    *f = (world_fact){.thing = -1, .holds = strcmp(how, "no") == 0 ? TRI_NO : strcmp(how, "yes") == 0 || strcmp(how, "is") == 0 ? TRI_YES : TRI_UNKNOWN};
    f->not_assessed = strcmp(how, "na") == 0;
    snprintf(text, sizeof text, "%s", rest);
    char *at = strrchr(text, '@');
    if (at) f->thing = atol(at + 1), *at = 0;
    sscanf(text, " %119s %119s", f->name, f->value);
    return fact_name_find(f->name) != NULL && w->facts < WORLD_LINES;
}

static void write_ids(buf *b, const law_outcome *v, size_t n, tri applies, int assessed) {
    for (size_t i = 0; i < n; i++) {
        if (v[i].applies != applies || (assessed >= 0 && (*v[i].not_assessed == 0) != assessed)) continue;
        buf_printf(b, "%s%s", b->len && b->p[b->len - 1] != ' ' ? " " : "", v[i].rule->id);
        if (v[i].rule->kind != LAW_PROHIBITION) buf_printf(b, ":%s", law_kind_name(v[i].rule->kind));
        if (applies == TRI_YES && !v[i].verified) buf_char(b, '?');
    }
}

/* "EU-2 EU-3k?; US-EL; EU-3c": what applies (? unverified), may, was not assessed. */
static bool check_day(const opened *o, law_world *w, const char *name, const char *line) {
    char day[20], want[1000] = "";
    const law_outcome *v;
    size_t n;
    date_day on;
    buf got = {0};
    arena mem;
    arena_init(&mem, 0);
    sscanf(line, " %10s: %999[^\n]", day, want);
    bool ok = date_parse(&on, day, 10);
    law_source s = world_source(w, on);
    ok = ok && !law_ask_source(&v, &n, &mem, o->l, &s, false, &err);
    if (ok) {
        write_ids(&got, v, n, TRI_YES, -1);
        buf_str(&got, "; ");
        write_ids(&got, v, n, TRI_UNKNOWN, 1);
        buf_str(&got, "; ");
        write_ids(&got, v, n, TRI_UNKNOWN, 0);
        while (got.len && strchr("; ", got.p[got.len - 1])) got.p[--got.len] = 0;
    }
    ok = ok && strcmp(buf_text(&got), want) == 0;
    if (!ok) printf("# %s, on %s: got \"%s\", want \"%s\" %s\n", name, day, buf_text(&got), want, err.message);
    buf_free(&got);
    arena_destroy(&mem);
    return ok;
}

static int check_truth(const opened *o, FILE *f, int *days) {
    static law_world w;
    char line[1200], name[200] = "", how[20];
    int bad = 0, used;
    begin_world(&w);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "## %199[^\n]", name) == 1) {
            begin_world(&w);
        } else if (*line != '#' && sscanf(line, "%19s%n", how, &used) == 1) {
            bool ok = true;
            if (strcmp(how, "on") == 0) ok = check_day(o, &w, name, line + used), ++*days;
            else if (strcmp(how, "things") == 0) set_count(&w, line + used);
            else if (strcmp(how, "otherwise") == 0) w.otherwise = strstr(line, "yes") ? TRI_YES : strstr(line, "unknown") ? TRI_UNKNOWN : TRI_NO;
            else ok = add_fact(&w, how, line + used);
            if (!ok && strcmp(how, "on") != 0) printf("# not understood: %s", line);
            bad += !ok;
        }
    }
    return bad;
}

TEST(truth_tables) {
    char path[1024];
    opened o;
    int days = 0, bad = 0;
    bool ok = open_law(&o, the_regime());
    FILE *f = ok ? fopen(data_path(path, sizeof path, "tests/data/law/truth.txt"), "r") : NULL;
    if (f) bad = check_truth(&o, f, &days), fclose(f);
    close_law(&o);
    CHECK(ok && f);
    CHECK_INT(bad, 0);
    CHECK(days >= 100);
    printf("# %d days\n", days);
}

/* ---- what an answer says ---- */

static const law_outcome *find(const law_outcome *v, size_t n, const char *id) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].rule->id, id) == 0) return &v[i];
    return NULL;
}

static bool has_ground(const law_outcome *o, const char *name, const char *value, tri holds) {
    for (size_t i = 0; o && i < o->grounds; i++)
        if (!strcmp(o->ground[i].fact, name) && !strcmp(o->ground[i].value, value) && o->ground[i].holds == holds) return true;
    return false;
}

static const law_outcome *ask(opened *o, law_world *w, const char *lines, date_day day, const char *id) {
    static char copy[1000];
    const law_outcome *v;
    size_t n;
    snprintf(copy, sizeof copy, "%s", lines);
    for (char *save, *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        char how[20];
        int used;
        if (sscanf(line, "%19s%n", how, &used) != 1 || !add_fact(w, how, line + used)) return NULL;
    }
    law_source s = world_source(w, day);
    return law_ask_source(&v, &n, &o->mem, o->l, &s, true, &err) ? NULL : find(v, n, id);
}

static law_world *fresh(void) {
    static law_world w;
    begin_world(&w);
    return &w;
}

TEST(an_answer_names_the_things_and_the_rows_that_decide) {
    opened o;
    law_world *w = fresh();
    bool ok = open_law(&o, "russia-2022");
    w->n[SCOPE_ITEM] = 14, w->n[SCOPE_PARTY] = 3;
    const law_outcome *v = ok ? ask(&o, w, "yes case.jurisdiction EU\nyes item.on EU-833-VII\nno item.on EU-833-VII @1\nyes party.listed eu-833-iv @2", 20250701, "EU-2b") : NULL;
    CHECK(v && v->applies == TRI_YES && v->verified);
    CHECK(!strcmp(v->thing, "items/0, items/2, items/3, items/4, items/5, items/6, items/7, items/8, items/9, items/10 x parties/2"));
    CHECK_INT(v->further, 3);
    CHECK(has_ground(v, "item.on", "EU-833-VII", TRI_YES) && has_ground(v, "party.listed", "eu-833-iv", TRI_YES));
    CHECK(!strcmp(v->rule->article, "2(7), 2a(7), 2b(1)"));
    /* No: the rows that say so. */
    v = ask(&o, w, "no party.listed eu-833-iv", 20250701, "EU-2b");
    CHECK(v && v->applies == TRI_NO && has_ground(v, "party.listed", "eu-833-iv", TRI_NO));
    /* Act, article and first day stand in measures.csv. */
    v = ask(&o, w, "yes case.destination RUS", 20250701, "EU-2a");
    CHECK(v && v->applies == TRI_YES && !strcmp(v->rule->article, "2a") && v->rule->valid_from == 20220225);
    close_law(&o);
}

TEST(the_missing_fact_is_the_one_that_settles_it) {
    opened o;
    law_world *w = fresh();
    bool ok = open_law(&o, "russia-2022");
    w->n[SCOPE_PARTY] = 2;
    const law_outcome *v =
        ok ? ask(&o, w, "yes case.jurisdiction EU\nyes item.on EU-821-I\nunknown party.listed eu-833-iv @1\nunknown item.military", 20250701, "EU-2b") : NULL;
    CHECK(v && v->applies == TRI_UNKNOWN && !*v->not_assessed);
    CHECK(!strcmp(v->missing, "party.listed eu-833-iv of parties/1") && v->settles && v->settles->thing == 1);
    /* The annex is not loaded: said apart, and what else is unknown can still be asked. */
    v = ask(&o, w, "na item.on EU-821-I\nna item.on EU-833-VII", 20250701, "EU-2b");
    CHECK(v && v->applies == TRI_UNKNOWN && !strcmp(v->not_assessed, "not loaded") && !strcmp(v->missing, "party.listed eu-833-iv of parties/1"));
    v = ask(&o, w, "yes party.listed eu-833-iv @1", 20250701, "EU-2b");
    CHECK(v && v->applies == TRI_UNKNOWN && *v->not_assessed && !*v->missing && !v->settles);
    /* Nobody says who is paid through whom. */
    w->n[SCOPE_PAYMENT] = 0, w->all[SCOPE_PAYMENT] = TRI_UNKNOWN;
    v = ask(&o, w, "no party.listed eu-833-xliv", 20250701, "EU-5ac");
    CHECK(v && v->applies == TRI_UNKNOWN && !strcmp(v->missing, "payments of the case"));
    w->all[SCOPE_PAYMENT] = TRI_YES;
    v = ask(&o, w, "no party.listed eu-833-xliv", 20250701, "EU-5ac");
    CHECK(v && v->applies == TRI_NO);
    close_law(&o);
}

TEST(a_contract_of_unknown_date_needs_the_clause_once_both_kinds_do) {
    static const char lines[] = "yes case.jurisdiction EU\nyes item.on EU-833-12g-XL\nno case.attested general-sanctions-clause";
    opened o;
    bool ok = open_law(&o, "russia-2022");
    const law_outcome *early = ok ? ask(&o, fresh(), lines, 20241219, "EU-12g") : NULL;
    CHECK(early && early->applies == TRI_UNKNOWN && !strcmp(early->missing, "case.signed_on 2023-12-19"));
    const law_outcome *late = ask(&o, fresh(), lines, 20241220, "EU-12g");
    CHECK(late && late->applies == TRI_YES);
    close_law(&o);
}

TEST(every_rule_is_worded_and_every_recalled_one_is_unverified) {
    opened o;
    bool ok = open_law(&o, "russia-2022");
    size_t n = ok ? law_rules(o.l) : 0, recalled = 0;
    for (size_t i = 0; i < n; i++) {
        const law_rule *r = law_rule_at(o.l, i);
        ok &= *r->act && *r->title && *r->says && *r->source;
        bool is = strcmp(r->basis, "recalled") == 0;
        recalled += is;
        ok &= !(is && r->verified);
    }
    close_law(&o);
    CHECK(ok);
    CHECK(n >= 40 && recalled >= 5);
}

/* ---- tables with faults ---- */

static bool write_file(const char *name, const char *text) {
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    bool ok = f && fputs(text, f) >= 0;
    return (!f || fclose(f) == 0) && ok;
}

static bool make_regime(const char *law_rows, const char *when_rows) {
    static char text[4000];
    if (!*folder) {
        const char *tmp = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/cordon-law-XXXXXX", tmp ? tmp : "/tmp");
        if (!mkdtemp(folder)) return false;
    }
    bool ok = write_file("regime.csv", "key,value,source\nname,t,x\njurisdictions,\"EU,US\",x\n") &&
              write_file("countries.csv", "area,role,valid_from,valid_to,source\n") &&
              write_file("groups.csv", "group,title,kind,nomenclature,source\ng,G,list,H6,x\n") &&
              write_file("goods.csv", "group,code,tier,valid_from,valid_to,source\ng,854231,1,,,x\n");
    /* An area of the shipped table, whichever comes first. */
    areas *a;
    if (areas_load(&a, &err)) return false;
    snprintf(text, sizeof text, "area,role,valid_from,valid_to,source\n%s,target,,,x\n", areas_at(a, 0)->code);
    areas_free(a);
    ok = ok && write_file("countries.csv", text);
    snprintf(text, sizeof text, "id,act,article,title,says,kind,binds,measure,valid_from,valid_to,date_basis,exceptions,basis,source,note\n%s", law_rows);
    ok = ok && write_file("law.csv", text);
    snprintf(text, sizeof text, "rule,clause,fact,op,value,valid_from,valid_to,basis,note\n%s", when_rows);
    return ok && write_file("law_when.csv", text);
}

/* The first fault of loading has the words, or it loads where there are none. */
static bool says(const char *law_rows, const char *when_rows, const char *want) {
    opened o = {0};
    cordon_error fault = {0};
    arena_init(&o.mem, 0);
    bool ok = make_regime(law_rows, when_rows) && !areas_load(&o.a, &err) && !regime_load(&o.r, folder, o.a, &err);
    cordon_status status = ok ? law_load(&o.l, o.r, o.a, &fault) : CORDON_EIO;
    ok = ok && (want ? status && strstr(fault.message, want) && fault.line > 1 : !status);
    if (!ok) printf("# %s | %s | wanted \"%s\", got \"%s\" %s\n", law_rows, when_rows, want ? want : "no fault", fault.message, err.message);
    close_law(&o);
    return ok;
}

#define RULE "R,act,1,title,says,prohibition,EU,,2020-01-01,,seen,,seen,src,\n"
#define CLAUSE "R,c,item.control,is,x,,,,\n"
TEST(sound_tables_load) {
    CHECK(says(RULE, CLAUSE, NULL));
    CHECK(says(RULE, "R,c,item.control,is,x|y,,,,\nR,c,case.signed_on,from,2020-01-01,,,,\nR,c,case.signed_on,until,2020-01-01,,,,\n", NULL));
    CHECK(says("R,act,1,title,says,prohibition,EU,,2020-01-01,2020-12-31,seen,,seen,src,\nR,act,1,title,says,licence,,,2021-01-01,,seen,,seen,src,\n", CLAUSE, NULL));
}

TEST(faults_are_named) {
    CHECK(says(RULE RULE, CLAUSE, "stands already on line"));
    CHECK(says("R,act,1,title,says,ban,EU,,2020-01-01,,seen,,seen,src,\n", CLAUSE, "kind is \"ban\""));
    CHECK(says("R,act,1,title,says,licence,FR,,2020-01-01,,seen,,seen,src,\n", CLAUSE, "jurisdictions of regime.csv"));
    CHECK(says("R,act,1,title,says,licence,,M,2020-01-01,,seen,,seen,src,\n", CLAUSE, "an id of measures.csv"));
    CHECK(says("R,,1,title,says,licence,,,2020-01-01,,seen,,seen,src,\n", CLAUSE, "no measure lends it"));
    CHECK(says("R,act,1,title,says,licence,,,2020-01-01,,,,seen,src,\n", CLAUSE, "date_basis is"));
    CHECK(says("R,act,1,title,says,licence,,,2020-01-01,2019-01-01,seen,,seen,src,\n", CLAUSE, "before"));
    CHECK(says("R,act,1,title,says,licence,,,2020-01-01,,seen,X,seen,src,\n", CLAUSE, "ids of rows of kind exception"));
    CHECK(says(RULE "X,act,1,title,says,exception,,,2020-01-01,,seen,,seen,src,\n", CLAUSE "X,c,item.control,is,y,,,,\n", "an exception that a rule names"));
    CHECK(says(RULE "S,act,1,title,says,licence,,,2020-01-01,,seen,,seen,src,\n", CLAUSE, "never applies"));
    CHECK(says(RULE, CLAUSE "S,c,item.control,is,x,,,,\n", "an id of law.csv"));
    CHECK(says(RULE, "R,c,item.colour,is,x,,,,\n", "a fact that a case can be asked"));
    CHECK(says(RULE, "R,c,item.control,before,x,,,,\n", "is or not"));
    CHECK(says(RULE, "R,c,case.signed_on,is,2020-01-01,,,,\n", "before, until, from or after"));
    CHECK(says(RULE, "R,c,case.signed_on,from,2020-02-30,,,,\n", "a day, YYYY-MM-DD"));
    CHECK(says(RULE, "R,c,payment.amount,less,many,,,,\n", "a number"));
    CHECK(says(RULE, "R,c,party.listed,is,no-such-list,,,,\n", "lists of data/lists/lists.csv"));
    CHECK(says(RULE, "R,c,party.country,is,nowhere-land,,,,\n", "a set, role or areas"));
    CHECK(says(RULE, "R,c,item.on,is,g:9,,,,\n", "an id of measures.csv, or a group"));
    CHECK(says(RULE, "R,c,item.military,is,yes,,,,\n", "takes no value"));
    CHECK(says(RULE, "R,c,item.control,is,x|,,,,\n", "after the last bar"));
    CHECK(says(RULE, "R,c,item.control,is,,,,,\n", "a word"));
    CHECK(says(RULE, "R,c,case.jurisdiction,is,FR,,,,\n", "jurisdictions of regime.csv"));
    CHECK(says(RULE, CLAUSE CLAUSE, "another row than one"));
    CHECK(says(RULE, CLAUSE "R,c,item.control,not,x,,,,\n", "can hold together"));
    CHECK(says(RULE, "R,c,case.signed_on,from,2020-01-02,,,,\nR,c,case.signed_on,before,2020-01-02,,,,\n", "can hold together"));
    CHECK(says(RULE, CLAUSE "R,c,item.control,is,y,2021-01-01,,,\n", "the days of the clause's first row"));
    CHECK(says(RULE, CLAUSE "R,d,item.control,is,y,,2019-12-31,,\n", "days on which the rule is in force"));
    CHECK(says(RULE, "R,c,item.control,is,x,,,maybe,\n", "basis is \"maybe\""));
}

TEST(no_memory_is_an_error_and_no_answer) {
    opened o;
    law *l = NULL;
    bool ok = open_law(&o, "russia-2022");
    CHECK(ok);
    CHECK_OOM((law_free(l), l = NULL, law_load(&l, o.r, o.a, &err)), arena_fail_after, CORDON_ENOMEM);
    law_free(l);
    close_law(&o);
}
