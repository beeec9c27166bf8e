/* Law against a naive twin: random tables of rules with clauses, days, values by bars, operators turned round and exceptions, random facts, and every
 * completion of what is unknown gone through tuple by tuple. Applies = under all of them, unknown = under some. */
#include <stdio.h>
#include <unistd.h>

#include "base/random.h"
#include "law_world.h"
#include "test.h"

enum { RULES = 4, EXCEPTIONS = 2, CLAUSES = 2, ROWS = 3, WORDS = 2, THINGS = 3, UNKNOWN_MAX = 9, TABLES = 120, WORLDS = 40 };
static const char *const names[] = {"case.claims", "item.control", "party.role", "leg.mode", "case.signed_on"};
static const fact_scope scope_of[] = {SCOPE_CASE, SCOPE_ITEM, SCOPE_PARTY, SCOPE_LEG, SCOPE_CASE};
static const char *const words[WORDS] = {"p", "q"};
enum { NAMES = 5, DAY = 4 };

typedef struct twin_row { int name; unsigned values; bool negated; } twin_row; /* values: bits of words; of the day 1 = before the bound */
typedef struct twin_clause { twin_row row[ROWS]; int rows; int from, to; } twin_clause; /* days 1..3 of the tables' month, 0 = open */
typedef struct twin_rule { twin_clause clause[CLAUSES]; int clauses; unsigned exceptions; int from, to; bool binds; } twin_rule;
typedef struct twin_law { twin_rule rule[RULES + EXCEPTIONS]; } twin_law;
/* value[name][word][thing]; exists[scope]: the further thing of a list that may go on */
typedef struct twin_world { tri value[NAMES][WORDS][THINGS + 1]; size_t n[FACT_SCOPES]; tri further[FACT_SCOPES]; tri bound; } twin_world;

static cordon_error err;
static char folder[200];
__attribute__((destructor)) static void remove_folder(void) {
    char command[260];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (*folder && system(command) != 0) printf("# %s stays\n", folder);
}

static int below(random_state *r, int n) { return (int)random_below(r, (uint64_t)n); }

static void random_clause(twin_clause *c, random_state *r) {
    *c = (twin_clause){.rows = 1 + below(r, ROWS)};
    if (below(r, 3) == 0) c->from = 1 + below(r, 3);
    if (below(r, 3) == 0) c->to = 3;
    for (int i = 0; i < c->rows; i++) {
        bool again;
        do {
            c->row[i] = (twin_row){below(r, NAMES), 1U + (unsigned)below(r, 3), below(r, 3) == 0};
            if (c->row[i].name == DAY) c->row[i].values = 1;
            again = false; /* no two rows of one fact: the check would refuse some of them */
            for (int k = 0; k < i; k++) again |= c->row[k].name == c->row[i].name;
        } while (again);
    }
}

static void random_law(twin_law *l, random_state *r) {
    for (int i = 0; i < RULES + EXCEPTIONS; i++) {
        twin_rule *u = &l->rule[i];
        *u = (twin_rule){.clauses = 1 + below(r, CLAUSES), .binds = below(r, 3) == 0};
        for (int c = 0; c < u->clauses; c++) random_clause(&u->clause[c], r);
        if (i < RULES) u->exceptions = (unsigned)below(r, 4);
    }
    for (int x = 0; x < EXCEPTIONS; x++) l->rule[x].exceptions |= 1U << x; /* each is named */
}

static void write_row(FILE *f, int rule, int clause, const twin_clause *c, const twin_row *row) {
    static const char *const ops[2][2] = {{"is", "not"}, {"before", "from"}};
    char from[12] = "", to[12] = "";
    const char *value = row->name == DAY ? "2020-06-15" : row->values == 3 ? "p|q" : words[row->values - 1];
    if (c->from) snprintf(from, sizeof from, "2021-01-%02d", c->from);
    if (c->to) snprintf(to, sizeof to, "2021-01-%02d", c->to);
    fprintf(f, "R%d,c%d,%s,%s,%s,%s,%s,,\n", rule, clause, names[row->name], ops[row->name == DAY][row->negated], value, from, to);
}

static bool write_law(const twin_law *l) {
    char path[300];
    snprintf(path, sizeof path, "%s/law.csv", folder);
    FILE *f = fopen(path, "w");
    if (!f) return false;
    fputs("id,act,article,title,says,kind,binds,measure,valid_from,valid_to,date_basis,exceptions,basis,source,note\n", f);
    for (int i = 0; i < RULES + EXCEPTIONS; i++) {
        unsigned x = l->rule[i].exceptions;
        fprintf(f, "R%d,a,,t,s,%s,%s,,2020-01-01,,seen,\"%s%s%s\",seen,x,\n", i, i < RULES ? "prohibition" : "exception", l->rule[i].binds ? "EU" : "", x & 1 ? "R4" : "",
                x == 3 ? "," : "", x & 2 ? "R5" : "");
    }
    if (fclose(f)) return false;
    snprintf(path, sizeof path, "%s/law_when.csv", folder);
    if (!(f = fopen(path, "w"))) return false;
    fputs("rule,clause,fact,op,value,valid_from,valid_to,basis,note\n", f);
    for (int i = 0; i < RULES + EXCEPTIONS; i++)
        for (int c = 0; c < l->rule[i].clauses; c++)
            for (int k = 0; k < l->rule[i].clause[c].rows; k++) write_row(f, i, c, &l->rule[i].clause[c], &l->rule[i].clause[c].row[k]);
    return fclose(f) == 0;
}

/* ---- the twin: all facts known ---- */

static bool row_holds(const twin_world *w, const twin_row *row, size_t thing) {
    bool any = false;
    for (int k = 0; k < WORDS; k++) any |= (row->values >> k & 1) && w->value[row->name][k][thing] == TRI_YES;
    return any != row->negated;
}

static size_t count(const twin_world *w, int scope) { return scope == SCOPE_CASE ? 1 : w->n[scope] + (w->further[scope] == TRI_YES); }

/* Some tuple with the things given (-1 = any) for which all rows hold; of it, whether no exception does. */
static bool tuple_holds(const twin_law *l, const twin_world *w, const twin_rule *u, const twin_clause *c, const long *given, int day);

static bool excepted(const twin_law *l, const twin_world *w, const twin_rule *u, const long *t, int day) {
    static const twin_rule none;
    for (int x = 0; x < EXCEPTIONS; x++) {
        const twin_rule *e = &l->rule[RULES + x];
        if (!(u->exceptions >> x & 1) || (e->binds && w->bound != TRI_YES)) continue;
        for (int c = 0; c < e->clauses; c++)
            if ((!e->clause[c].from || day >= e->clause[c].from) && (!e->clause[c].to || day <= e->clause[c].to) && tuple_holds(l, w, &none, &e->clause[c], t, day)) return true;
    }
    return false;
}

static bool tuple_holds(const twin_law *l, const twin_world *w, const twin_rule *u, const twin_clause *c, const long *given, int day) {
    bool asks[FACT_SCOPES] = {0};
    for (int i = 0; i < c->rows; i++) asks[scope_of[c->row[i].name]] = true;
    long t[FACT_SCOPES];
    size_t n[FACT_SCOPES];
    for (int s = 0; s < FACT_SCOPES; s++) n[s] = !asks[s] || given[s] >= 0 ? 1 : count(w, s);
    for (size_t i = 0; i < n[SCOPE_ITEM]; i++)
        for (size_t p = 0; p < n[SCOPE_PARTY]; p++)
            for (size_t g = 0; g < n[SCOPE_LEG]; g++) {
                const size_t at[FACT_SCOPES] = {[SCOPE_ITEM] = i, [SCOPE_PARTY] = p, [SCOPE_LEG] = g};
                bool all = true;
                for (int s = 0; s < FACT_SCOPES; s++) t[s] = !asks[s] ? -1 : given[s] >= 0 ? given[s] : (long)at[s];
                for (int k = 0; k < c->rows; k++) {
                    long thing = t[scope_of[c->row[k].name]];
                    all &= row_holds(w, &c->row[k], scope_of[c->row[k].name] == SCOPE_CASE ? 0 : (size_t)thing);
                }
                if (all && !excepted(l, w, u, t, day)) return true;
            }
    return false;
}

static bool rule_holds(const twin_law *l, const twin_world *w, const twin_rule *u, int day) {
    static const long any[FACT_SCOPES] = {-1, -1, -1, -1, -1, -1};
    if (u->binds && w->bound != TRI_YES) return false;
    for (int c = 0; c < u->clauses; c++)
        if ((!u->clause[c].from || day >= u->clause[c].from) && (!u->clause[c].to || day <= u->clause[c].to) && tuple_holds(l, w, u, &u->clause[c], any, day)) return true;
    return false;
}

/* ---- worlds ---- */

/* What is unknown, as places to fill. */
static int unknowns(twin_world *w, tri **at, int max) {
    int n = 0;
#define PUT(x) if ((x) == TRI_UNKNOWN) { if (n < max) at[n] = &(x); n++; }
    PUT(w->bound)
    for (int s = 0; s < FACT_SCOPES; s++) PUT(w->further[s])
    for (int k = 0; k < NAMES; k++)
        for (int v = 0; v < (k == DAY ? 1 : WORDS); v++)
            for (size_t i = 0; i < (scope_of[k] == SCOPE_CASE ? 1 : w->n[scope_of[k]] + (w->further[scope_of[k]] != TRI_NO)); i++) PUT(w->value[k][v][i])
#undef PUT
    return n;
}

static void random_world(twin_world *w, random_state *r) {
    tri *at[64];
    do {
        int often = 2 + below(r, 5);
        memset(w, 0, sizeof *w);
        w->n[SCOPE_ITEM] = (size_t)below(r, 3), w->n[SCOPE_PARTY] = (size_t)below(r, 3), w->n[SCOPE_LEG] = (size_t)below(r, 2);
        w->bound = below(r, 4) == 0 ? (tri)below(r, 3) : TRI_YES;
        for (int s = SCOPE_ITEM; s <= SCOPE_LEG; s++) w->further[s] = below(r, 9) == 0 ? TRI_UNKNOWN : TRI_NO;
        for (int k = 0; k < NAMES; k++)
            for (int v = 0; v < WORDS; v++)
                for (size_t i = 0; i <= THINGS; i++) w->value[k][v][i] = below(r, often) == 0 ? TRI_UNKNOWN : below(r, 2) ? TRI_YES : TRI_NO;
        for (int k = 0; k < NAMES; k++)
            for (int v = 0; v < WORDS && scope_of[k] != SCOPE_CASE; v++)
                if (w->further[scope_of[k]] == TRI_UNKNOWN) w->value[k][v][w->n[scope_of[k]]] = TRI_UNKNOWN;
    } while (unknowns(w, at, 64) > UNKNOWN_MAX);
}

/* Per rule: 1 = a completion where it does not apply, 2 = one where it does. */
static void all_completions(unsigned seen[RULES], const twin_law *l, twin_world w, int day) {
    tri *at[UNKNOWN_MAX];
    int n = unknowns(&w, at, UNKNOWN_MAX);
    for (unsigned bits = 0; bits < 1U << n; bits++) {
        for (int i = 0; i < n; i++) *at[i] = bits >> i & 1 ? TRI_YES : TRI_NO;
        for (int u = 0; u < RULES; u++) seen[u] |= rule_holds(l, &w, &l->rule[u], day) ? 2 : 1;
    }
}

static void put(law_world *to, const char *name, const char *value, long thing, tri holds) {
    world_fact *f = &to->fact[to->facts++];
    *f = (world_fact){.thing = thing, .holds = holds};
    snprintf(f->name, sizeof f->name, "%s", name);
    snprintf(f->value, sizeof f->value, "%s", value);
}

static void as_law_world(law_world *to, const twin_world *w) {
    *to = (law_world){.n = {[SCOPE_CASE] = 1}, .all = {TRI_YES, TRI_YES, TRI_YES, TRI_YES, TRI_YES, TRI_YES}, .otherwise = TRI_NO};
    for (int s = SCOPE_ITEM; s <= SCOPE_LEG; s++) to->n[s] = w->n[s], to->all[s] = w->further[s] == TRI_UNKNOWN ? TRI_UNKNOWN : TRI_YES;
    put(to, "case.jurisdiction", "EU", -1, w->bound);
    for (int k = 0; k < NAMES; k++)
        for (int v = 0; v < WORDS; v++)
            for (size_t i = 0; i < (scope_of[k] == SCOPE_CASE ? 1 : w->n[scope_of[k]]); i++) {
                tri x = w->value[k][v][i];
                if (k != DAY) put(to, names[k], words[v], (long)i, x);
                else if (v == 0 && x != TRI_UNKNOWN) put(to, names[k], x == TRI_YES ? "2020-06-14" : "2020-06-15", 0, TRI_YES);
            }
}

static bool make_regime(const areas *a) {
    static const char *const files[][2] = {{"regime.csv", "key,value,source\nname,t,x\njurisdictions,EU,x\n"},
                                           {"groups.csv", "group,title,kind,nomenclature,source\ng,G,list,H6,x\n"},
                                           {"goods.csv", "group,code,tier,valid_from,valid_to,source\ng,854231,1,,,x\n"},
                                           {"countries.csv", "area,role,valid_from,valid_to,source\n%s,target,,,x\n"}};
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/cordon-twin-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(folder)) return false;
    for (size_t i = 0; i < 4; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", folder, files[i][0]);
        FILE *f = fopen(path, "w");
        if (!f) return false;
        const char *mark = strstr(files[i][1], "%s");
        if (mark) fprintf(f, "%.*s%s%s", (int)(mark - files[i][1]), files[i][1], areas_at(a, 0)->code, mark + 2);
        else fputs(files[i][1], f);
        if (fclose(f)) return false;
    }
    return true;
}

typedef struct tally { int answers, yes, unknown, loose, wrong; } tally;

static bool compare_world(tally *t, const law *l, const twin_law *twin, const twin_world *w, int day) {
    static law_world asked;
    const law_outcome *v;
    size_t n;
    unsigned seen[RULES] = {0};
    bool open = false, same = true;
    arena mem;
    arena_init(&mem, 0);
    as_law_world(&asked, w);
    law_source s = world_source(&asked, 20210100 + day);
    all_completions(seen, twin, *w, day);
    for (int k = 0; k < FACT_SCOPES; k++) open |= w->further[k] == TRI_UNKNOWN;
    if (law_ask_source(&v, &n, &mem, l, &s, true, &err) || n != RULES) same = false, printf("# %s\n", err.message);
    for (size_t i = 0; same && i < n; i++) {
        tri want = seen[i] == 3 ? TRI_UNKNOWN : seen[i] == 2 ? TRI_YES : TRI_NO;
        bool loose = open && v[i].applies == TRI_UNKNOWN && want != TRI_UNKNOWN; /* whether there is a further thing stands in it both ways */
        t->answers++, t->yes += want == TRI_YES, t->unknown += want == TRI_UNKNOWN, t->loose += loose;
        if (v[i].applies == TRI_UNKNOWN && !*v[i].missing) {
            printf("# rule %zu of day %d: nothing would settle it\n", i, day);
            same = false;
        }
        if (v[i].applies != want && !loose) {
            printf("# rule %zu of day %d: got %d, want %d\n", i, day, v[i].applies, want);
            same = false;
        }
    }
    arena_destroy(&mem);
    return same;
}

TEST(law_agrees_with_every_completion) {
    random_state r;
    areas *a = NULL;
    tally t = {0};
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    bool ok = !areas_load(&a, &err) && make_regime(a);
    for (int k = 0; k < TABLES && ok && t.wrong < 3; k++) {
        twin_law twin;
        regime *g = NULL;
        law *l = NULL;
        random_law(&twin, &r);
        ok = write_law(&twin) && !regime_load(&g, folder, a, &err) && !law_load(&l, g, a, &err);
        for (int i = 0; i < WORLDS && ok && t.wrong < 3; i++) {
            twin_world w;
            random_world(&w, &r);
            if (!compare_world(&t, l, &twin, &w, 1 + i % 3)) t.wrong++, printf("# table %d, world %d\n", k, i);
        }
        law_free(l);
        regime_free(g);
    }
    areas_free(a);
    if (!ok) printf("# %s:%d %s\n", err.source, (int)err.line, err.message);
    CHECK(ok);
    CHECK_INT(t.wrong, 0);
    printf("# %d answers, %d yes, %d unknown, %d left unknown for a list that may go on\n", t.answers, t.yes, t.unknown, t.loose);
    CHECK(t.yes * 20 > t.answers && t.unknown * 20 > t.answers && t.loose * 100 < t.answers);
}
