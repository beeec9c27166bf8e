/* Queries: a slow twin that keeps every row and decides cell by cell, over
 * random stores; what is refused and in which words; codes carried to another
 * revision.                                                                  */
#include "flows/query.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "flows/load.h"
#include "test.h"

/* ---- one store and its files ---- */

enum { ROWS_MAX = 6000, FILES_MAX = 8 };

typedef struct cell {
    int file, reporter, partner, code, flow; /* places in the tables below */
    date_period period;
    int64_t value_milli;
    bool imputed;
} cell;

static const char *const reporter_of[] = {"DEU", "FRA", "ITA"};
static const char *const partner_of[] = {"ARM", "GEO", "KAZ", "RUS"};
static const char *const code_of[] = {"8501",   "8502",   "8517",     "850110",   "850120",  "850211",
                                      "851712", "85011010", "85011091", "85012000", "85171200", "TOTAL"};
enum { REPORTERS = 3, PARTNERS = 4, CODES = 12 };
static const date_period period_of[] = {202011, 202012, 202101, 202102, 202105,
                                        202107, 202201, 202000, 202100, 202200};
enum { PERIODS = 10 };

static struct world {
    areas *areas;
    goods *goods;
    store *store;
    char folder[64], layout[128];
    cell row[ROWS_MAX];
    size_t rows;
    struct {
        int64_t id;
        date_day vintage;
    } file[FILES_MAX];
    int files;
} w;

static cordon_error err;

static unsigned below(unsigned n) { return (unsigned)(test_random() % n); }
static bool chance(unsigned percent) { return below(100) < percent; }

static bool write_file(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

static const char layout_text[] =
    "row,field,column,value,form,scale,when\n"
    ",dataset,,twin,,,\n,title,,rows of a test,,,\n,publisher,,nobody,,,\n"
    ",reporter,r,,comtrade,,\n,partner,p,,comtrade,,\n,flow,f,,X=X|M=M,,\n,period,t,,yyyymm|yyyy,,\n"
    ",basis,b,,*,,\n,nomenclature,n,,*,,\n,code,c,,,,\n,value,v,,,1,\n,currency,m,,*,,\n"
    ",estimate,e,,*,,\n,transport,mot,,*,,\n";
static const char header[] = "r,p,f,t,b,n,c,v,m,e,mot\n";

static bool tables(void) {
    return w.areas || (!areas_load(&w.areas, &err) && !goods_open(&w.goods, &err));
}

static bool world_open(void) {
    char path[96];
    if (!tables()) return false;
    snprintf(w.folder, sizeof w.folder, "/tmp/cordon-query-XXXXXX");
    if (!mkdtemp(w.folder)) return false;
    snprintf(w.layout, sizeof w.layout, "%s/twin.csv", w.folder);
    if (!write_file(w.layout, layout_text)) return false;
    snprintf(path, sizeof path, "%s/store", w.folder);
    w.rows = 0;
    w.files = 0;
    return !store_init(path, "", &err) && !store_open(&w.store, path, STORE_WRITE, 0, &err);
}

static void world_close(void) {
    char command[128];
    store_close(w.store);
    w.store = NULL;
    snprintf(command, sizeof command, "rm -rf '%s'", w.folder);
    if (system(command)) puts("# the test's folder stays behind");
}

static bool load_as(const char *text, date_day vintage, const char *as, int64_t *id) {
    char path[96];
    load_result r;
    load_options o = {.layout = as, .vintage = vintage};
    snprintf(path, sizeof path, "%s/rows.csv", w.folder);
    if (!write_file(path, text) || load_file(&r, w.store, w.areas, path, &o, &err)) {
        printf("# %s line %llu: %s\n", err.source, (unsigned long long)err.line, err.message);
        return false;
    }
    if (id) *id = r.source.id;
    if (r.source.refused) printf("# %lld rows refused\n", (long long)r.source.refused);
    return !r.source.refused;
}

static bool load_text(const char *rows, date_day vintage) {
    char text[4096];
    snprintf(text, sizeof text, "%s%s", header, rows);
    return load_as(text, vintage, w.layout, NULL);
}

/* A file that knows some reporters, partners, codes and periods, and most of
 * their cells.                                                               */
static bool random_file(date_day vintage) {
    buf text = {0};
    bool r[REPORTERS], p[PARTNERS], c[CODES], t[PERIODS];
    unsigned width = chance(30) ? 100 : 55;
    for (int i = 0; i < REPORTERS; i++) r[i] = chance(width);
    for (int i = 0; i < PARTNERS; i++) p[i] = chance(width);
    for (int i = 0; i < CODES; i++) c[i] = chance(width);
    for (int i = 0; i < PERIODS; i++) t[i] = chance(width);
    size_t first = w.rows;
    buf_str(&text, header);
    for (int i = 0; i < REPORTERS * PARTNERS * CODES * PERIODS * 2; i++) {
        int k = i, flow = k % 2, ri = (k /= 2) % REPORTERS, pi = (k /= REPORTERS) % PARTNERS,
            ci = (k /= PARTNERS) % CODES, ti = k / CODES;
        if (!r[ri] || !p[pi] || !c[ci] || !t[ti] || !chance(60) || w.rows == ROWS_MAX) continue;
        cell x = {w.files, ri, pi, ci, flow, period_of[ti], 1 + below(1000000), chance(10)};
        w.row[w.rows++] = x;
        if (x.period % 100)
            buf_printf(&text, "%s,%s,%c,%d,", reporter_of[ri], partner_of[pi], "XM"[flow], x.period);
        else
            buf_printf(&text, "%s,%s,%c,%d,", reporter_of[ri], partner_of[pi], "XM"[flow],
                       x.period / 100);
        buf_printf(&text, "unknown,HS,%s,%lld.%03d,EUR,%s,\n", code_of[ci],
                   (long long)(x.value_milli / 1000), (int)(x.value_milli % 1000),
                   x.imputed ? "imputed" : "reported");
    }
    if (w.rows == first) {
        buf_free(&text);
        return true;
    }
    bool ok = !text.failed && load_as(buf_text(&text), vintage, w.layout, &w.file[w.files].id);
    w.file[w.files].vintage = vintage;
    w.files++;
    buf_free(&text);
    return ok;
}

/* ---- the twin ---- */

typedef struct twin_row {
    int window;
    date_period period;
    char from[4], to[4], code[9], line[9], tier[4], estimate[10];
    int64_t value_milli, rows;
} twin_row;

static twin_row twin[ROWS_MAX], got[ROWS_MAX];
static size_t twins, gots;

static int level_of(const cell *x) {
    return x->code == CODES - 1 ? 0 : (int)strlen(code_of[x->code]);
}
static char freq_of(const cell *x) { return x->period % 100 ? 'M' : 'A'; }

static bool in_set(const area_set *s, const char *code) {
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->v[i]->code, code) == 0) return true;
    return false;
}

/* The window of a row's period, -1 when it is in none. */
static int window_of(const flow_query *q, date_period p) {
    if (!q->windows) return 0;
    for (size_t i = 0; i < q->windows; i++) {
        flow_window v = q->window[i];
        bool years = v.from % 100 == 0;
        date_period x = years ? p - p % 100 : p;
        if ((years || p % 100) && v.from <= x && x <= v.to) return (int)i;
    }
    return -1;
}

static const goods_line *line_of(const flow_query *q, const char *code) {
    const goods_line *best = NULL;
    for (size_t i = 0; q->group && i < q->group->n; i++) {
        const goods_line *l = &q->group->line[i];
        size_t n = strlen(l->code);
        if (!date_within(q->as_at, l->valid_from, l->valid_to)) continue;
        if (q->tier && strcmp(q->tier, l->tier) != 0) continue;
        if (strncmp(code, l->code, n) == 0 && (!best || n > strlen(best->code))) best = l;
    }
    return best;
}

static size_t digits_of(const flow_query *q) {
    size_t digits = 0;
    for (size_t i = 0; q->group && i < q->group->n; i++) {
        const goods_line *l = &q->group->line[i];
        if (date_within(q->as_at, l->valid_from, l->valid_to) &&
            (!q->tier || strcmp(q->tier, l->tier) == 0) && strlen(l->code) > digits)
            digits = strlen(l->code);
    }
    return digits;
}

/* Does a file that may be known cover the cell: its slice, code and partner? */
static bool covers(int file, const cell *x) {
    bool slice = false, code = false, partner = false;
    for (size_t i = 0; i < w.rows; i++) {
        const cell *y = &w.row[i];
        if (y->file != file) continue;
        code |= y->code == x->code;
        partner |= y->partner == x->partner;
        slice |= y->reporter == x->reporter && y->flow == x->flow && y->period == x->period &&
                 level_of(y) == level_of(x);
    }
    return slice && code && partner;
}

static bool wins(const cell *x, date_day known_by) {
    for (int f = 0; f < w.files; f++) {
        if (f == x->file || w.file[f].vintage > known_by) continue;
        bool newer = w.file[f].vintage > w.file[x->file].vintage ||
                     (w.file[f].vintage == w.file[x->file].vintage && w.file[f].id > w.file[x->file].id);
        if (newer && covers(f, x)) return false;
    }
    return true;
}

static bool has_partner(int file, const area_set *partners) {
    for (size_t i = 0; i < w.rows; i++)
        if (w.row[i].file == file && in_set(partners, partner_of[w.row[i].partner])) return true;
    return false;
}

static date_period period_key(const flow_query *q, date_period p) {
    int m = p % 100;
    if (q->by & BY_MONTH) return p;
    if (q->by & BY_QUARTER) return p - m + (m + 2) / 3;
    if (q->by & BY_HALF) return p - m + (m + 5) / 6;
    return q->by & BY_YEAR ? p - m : 0;
}

static int by_twin_key(const void *x, const void *y) {
    const twin_row *a = x, *b = y;
    int c = a->window - b->window;
    if (!c) c = a->period - b->period;
    if (!c) c = strcmp(a->from, b->from);
    if (!c) c = strcmp(a->to, b->to);
    if (!c) c = strcmp(a->code, b->code);
    if (!c) c = strcmp(a->line, b->line);
    if (!c) c = strcmp(a->tier, b->tier);
    return c ? c : strcmp(a->estimate, b->estimate);
}

/* Not found: no candidate, or a window without rows. Invalid: two levels below
 * the codes could answer.                                                     */
static cordon_status twin_run(const flow_query *q) {
    bool mirror = q->flow && q->flow[0] == 'M';
    const area_set *reporters = mirror ? q->to : q->from, *partners = mirror ? q->from : q->to;
    bool months = (q->by & (BY_MONTH | BY_QUARTER | BY_HALF)) || (q->windows && q->window[0].from % 100);
    bool group = q->group != NULL, seen[2][9] = {{false}}, filled[FLOW_WINDOWS_MAX] = {false};
    size_t digits = digits_of(q);
    twins = 0;
    if (group && !digits) return CORDON_ENOTFOUND;
    for (size_t i = 0; i < w.rows; i++) {
        const cell *x = &w.row[i];
        if (x->flow != mirror || w.file[x->file].vintage > q->known_by) continue;
        if (!in_set(reporters, reporter_of[x->reporter]) || !has_partner(x->file, partners)) continue;
        if (window_of(q, x->period) < 0) continue;
        /* All goods are the totals, unless a level's rows are to be added. */
        if (q->level >= 0 ? level_of(x) != q->level
            : group       ? level_of(x) < (int)digits
                          : level_of(x) > 0)
            continue;
        if (q->freq ? freq_of(x) != q->freq[0] : months && freq_of(x) == 'A') continue;
        seen[freq_of(x) == 'A'][level_of(x)] = true;
    }
    int annual = 0, level = -1, levels = 0;
    for (int l = 8; l >= 0; l--) annual |= seen[1][l];
    for (int l = 8; l >= 0; l--)
        if (seen[annual][l]) level = l, levels++;
    if (level < 0) return CORDON_ENOTFOUND;
    if (levels > 1 && level > (int)digits) return CORDON_EINVAL;
    for (size_t i = 0; i < w.rows; i++) {
        const cell *x = &w.row[i];
        const goods_line *line = group ? line_of(q, code_of[x->code]) : NULL;
        int window = window_of(q, x->period);
        if (x->flow != mirror || w.file[x->file].vintage > q->known_by || window < 0) continue;
        if (level_of(x) != level || freq_of(x) != "MA"[annual]) continue;
        if (!in_set(reporters, reporter_of[x->reporter])) continue;
        filled[window] |= has_partner(x->file, partners);
        if (!in_set(partners, partner_of[x->partner]) || (group && !line) || !wins(x, q->known_by))
            continue;
        twin_row k = {.window = window, .period = period_key(q, x->period)};
        const char *from = mirror ? partner_of[x->partner] : reporter_of[x->reporter];
        const char *to = mirror ? reporter_of[x->reporter] : partner_of[x->partner];
        snprintf(k.from, sizeof k.from, "%s", q->by & BY_FROM ? from : "");
        snprintf(k.to, sizeof k.to, "%s", q->by & BY_TO ? to : "");
        snprintf(k.code, sizeof k.code, "%s", q->by & BY_CODE ? code_of[x->code] : "");
        snprintf(k.line, sizeof k.line, "%s", q->by & BY_LINE && line ? line->code : "");
        snprintf(k.tier, sizeof k.tier, "%s", q->by & BY_TIER && line ? line->tier : "");
        snprintf(k.estimate, sizeof k.estimate, "%s", x->imputed ? "imputed" : "reported");
        size_t at = 0;
        while (at < twins && by_twin_key(&twin[at], &k) != 0) at++;
        if (at == twins) twin[twins++] = k;
        twin[at].value_milli += x->value_milli;
        twin[at].rows++;
    }
    for (size_t i = 0; i < q->windows; i++)
        if (!filled[i]) return CORDON_ENOTFOUND;
    qsort(twin, twins, sizeof *twin, by_twin_key);
    return CORDON_OK;
}

static int take(void *arg, const flow_row *r) {
    twin_row *k = &got[gots++];
    (void)arg;
    *k = (twin_row){.window = r->window, .period = r->period, .value_milli = r->value_milli,
                    .rows = r->rows};
    snprintf(k->from, sizeof k->from, "%s", r->from);
    snprintf(k->to, sizeof k->to, "%s", r->to);
    snprintf(k->code, sizeof k->code, "%s", r->code);
    snprintf(k->line, sizeof k->line, "%s", r->line);
    snprintf(k->tier, sizeof k->tier, "%s", r->tier);
    snprintf(k->estimate, sizeof k->estimate, "%s", r->estimate);
    return gots == ROWS_MAX;
}

static cordon_status ask(const flow_query *q) {
    flow_plan *p;
    gots = 0;
    cordon_status status = flow_plan_make(&p, w.store, w.goods, q, &err);
    if (status) return status;
    status = flow_plan_run(p, take, NULL, &err);
    flow_plan_free(p);
    return status;
}

static bool same_rows(void) {
    if (twins != gots) {
        printf("# %zu rows, the twin has %zu\n", gots, twins);
        return false;
    }
    for (size_t i = 0; i < twins; i++) {
        const twin_row *a = &got[i], *b = &twin[i];
        if (by_twin_key(a, b) == 0 && a->value_milli == b->value_milli && a->rows == b->rows) continue;
        printf("# row %zu: %d %d %s %s %s %s %s %s %lld (%lld rows), the twin has %d %d %s %s %s %s %s "
               "%s %lld (%lld)\n", i, a->window, a->period, a->from, a->to, a->code, a->line, a->tier,
               a->estimate, (long long)a->value_milli, (long long)a->rows, b->window, b->period, b->from,
               b->to, b->code, b->line, b->tier, b->estimate, (long long)b->value_milli,
               (long long)b->rows);
        return false;
    }
    return true;
}

/* ---- random questions ---- */

static const goods_line lines[] = {
    {.code = "85", .tier = "3"},
    {.code = "8501", .tier = "1", .valid_from = 20210101},
    {.code = "850110", .tier = "2", .valid_to = 20220630},
    {.code = "85011091", .tier = "1"},
    {.code = "851712", .tier = "2", .valid_from = 20220101, .valid_to = 20221231},
};
/* Lines of few digits only, so that every level may answer. */
static const goods_group groups[] = {
    {.id = "all", .title = "all", .nomenclature = "H6", .line = lines, .n = 5},
    {.id = "short", .title = "short", .nomenclature = "H6", .line = lines, .n = 2},
    {.id = "middle", .title = "middle", .nomenclature = "H6", .line = lines, .n = 3},
    {.id = "late", .title = "late", .nomenclature = "H6", .line = lines + 4, .n = 1},
};

static const area *area_named(const char *code) {
    if (!tables()) return NULL;
    return areas_find(w.areas, "code", code, strlen(code), 0);
}

static void random_set(area_set *s, const area **v, const char *const *codes, int n) {
    *s = (area_set){.v = v, .title = "a set"};
    while (!s->n)
        for (int i = 0; i < n; i++)
            if (chance(60)) v[s->n++] = area_named(codes[i]);
}

static void random_windows(flow_query *q) {
    static const flow_window months[] = {{202011, 202102}, {202105, 202107}, {202201, 202203}};
    static const flow_window years[] = {{202000, 202000}, {202100, 202100}, {202200, 202200}};
    const flow_window *v = chance(50) ? months : years;
    for (size_t i = 0; i < 3; i++)
        if (chance(50)) q->window[q->windows++] = v[i];
}

/* True when the question was answered alike. answered counts real answers. */
static bool random_question(int *answered, char *words, size_t size) {
    static const unsigned times[] = {0, BY_MONTH, BY_QUARTER, BY_HALF, BY_YEAR};
    static const int levels[] = {-1, -1, -1, 4, 6, 8};
    static const char *const freqs[] = {NULL, NULL, "M", "A"}, *const tiers[] = {NULL, NULL, "1", "2"};
    static const date_day days[] = {20220101, 20220315, 20220401, 20230101};
    const area *of_reporters[REPORTERS], *of_partners[PARTNERS];
    area_set reporters, partners;
    bool mirror = chance(40);
    random_set(&reporters, of_reporters, reporter_of, REPORTERS);
    random_set(&partners, of_partners, partner_of, PARTNERS);
    flow_query q = {.flow = mirror ? "M" : "X", .freq = freqs[below(4)], .level = levels[below(6)],
                    .from = mirror ? &partners : &reporters, .to = mirror ? &reporters : &partners,
                    .as_at = days[below(4)], .known_by = days[below(4)], .by = times[below(5)]};
    if (chance(60)) q.group = &groups[below(4)];
    if (q.group) q.tier = tiers[below(4)];
    for (unsigned k = BY_FROM; k <= BY_TIER; k *= 2)
        if (chance(30)) q.by |= k;
    random_windows(&q);
    snprintf(words, size, "flow %s freq %s level %d group %s tier %s by %u as at %d known by %d windows %zu",
             q.flow, q.freq ? q.freq : "-", q.level, q.group ? q.group->id : "-", q.tier ? q.tier : "-",
             q.by, q.as_at, q.known_by, q.windows);
    bool possible = !(q.freq && q.freq[0] == 'A' && ((q.by & (BY_MONTH | BY_QUARTER | BY_HALF)) ||
                                                     (q.windows && q.window[0].from % 100))) &&
                    !(q.level >= 0 && digits_of(&q) > (size_t)q.level);
    cordon_status status = ask(&q);
    if (!possible && !(q.group && !digits_of(&q))) return status == CORDON_EINVAL;
    cordon_status want = twin_run(&q);
    if (want) return status == want;
    if (status) {
        printf("# %s\n", err.message);
        return false;
    }
    *answered += gots > 0;
    return same_rows();
}

TEST(every_answer_is_that_of_the_naive_twin) {
    static const date_day vintages[] = {20220101, 20220301, 20220401};
    enum { STORES = 4, QUESTIONS = 25 };
    int answered = 0;
    char words[256] = "";
    for (int s = 0; s < STORES; s++) {
        bool ok = world_open();
        for (int f = 0; ok && f < 3 + s % 3; f++) ok = random_file(vintages[below(3)]);
        int asked = 0;
        while (ok && asked < QUESTIONS) ok = random_question(&answered, words, sizeof words), asked++;
        world_close();
        if (!ok) printf("# store %d, question %d: %s; %s\n", s, asked, words, err.message);
        CHECK(ok);
    }
    printf("# %d of %d questions had rows\n", answered, STORES * QUESTIONS);
    CHECK(answered > STORES * QUESTIONS / 4);
}

/* ---- single cases ---- */

static area_set one_area(const char *code) {
    static const area *kept[8];
    static size_t next;
    const area **v = &kept[next++ % 8];
    *v = area_named(code);
    area_set s = {.v = v, .n = 1};
    snprintf(s.title, sizeof s.title, "%s", code);
    return s;
}

static area_set from_deu, to_rus;

static flow_query base_query(void) {
    from_deu = one_area("DEU");
    to_rus = one_area("RUS");
    return (flow_query){.level = -1, .from = &from_deu, .to = &to_rus, .as_at = 20230101,
                        .known_by = 20230101, .by = BY_MONTH};
}

/* The sum of all rows, -1 when the query is refused. */
static int64_t sum_of(const flow_query *q) {
    int64_t sum = 0;
    if (ask(q)) return -1;
    for (size_t i = 0; i < gots; i++) sum += got[i].value_milli;
    return sum;
}

static bool refused(const flow_query *q, cordon_status want, const char *words) {
    cordon_status status = ask(q);
    if (status == want && strstr(err.message, words) && !strchr(err.message, '\n')) return true;
    printf("# status %d (want %d): %s (want \"%s\")\n", (int)status, (int)want,
           status ? err.message : "rows", words);
    return false;
}


TEST(what_cannot_be_added_is_refused) {
    const area *two[2];
    area_set mixed = {.v = two, .n = 2, .title = "two"}, nobody = {.title = "nobody"}, fra, kaz, arm, pol;
    flow_query q = base_query(), d;
    bool ok = world_open() && load_text("DEU,RUS,X,202101,destination,CN,850110,1,EUR,reported,\n"
                                        "DEU,RUS,X,202101,destination,CN,8501,2,EUR,reported,\n"
                                        "DEU,KAZ,X,202101,destination,CN,8501,3,EUR,reported,\n"
                                        "FRA,RUS,X,202101,destination,CN,8501,1,USD,reported,\n"
                                        "DEU,RUS,X,202102,consignment,CN,8501,4,EUR,reported,\n"
                                        "DEU,RUS,X,202103,consignment,H5,8501,1,EUR,reported,\n"
                                        "DEU,W00,X,202101,destination,CN,8501,50,EUR,reported,\n"
                                        "ITA,ARM,X,2020,destination,CN,8501,7,EUR,reported,\n",
                                        20220101);
    fra = one_area("FRA"), kaz = one_area("KAZ"), arm = one_area("ARM"), pol = one_area("POL");
    q.level = 4;
    ok = ok && refused(&q, CORDON_EINVAL, "several definitions of the partner could answer: "
                                          "consignment, destination; name one with --basis");
    q.basis = "consignment";
    ok = ok && refused(&q, CORDON_EINVAL, "several nomenclatures could answer: CN, H5; name one");
    /* Within one period only one of them is there. */
    q.windows = 1, q.window[0] = (flow_window){202102, 202102};
    ok = ok && sum_of(&q) == 4000;
    q.basis = "destination", q.windows = 0;
    ok = ok && sum_of(&q) == 2000;
    /* Aggregates stand alone. */
    two[0] = area_named("RUS"), two[1] = area_named("WORLD");
    d = q, d.to = &mixed;
    ok = ok && refused(&d, CORDON_EINVAL, "\"WORLD\" (World) is an aggregate");
    mixed.v = two + 1, mixed.n = 1;
    ok = ok && sum_of(&d) == 50000;
    d.to = &nobody;
    ok = ok && refused(&d, CORDON_EINVAL, "the set \"nobody\" has no member");
    d = q, d.from = &nobody;
    ok = ok && refused(&d, CORDON_EINVAL, "the set \"nobody\" has no member");
    /* Two currencies: in one reporter each, and both together. */
    two[0] = area_named("DEU"), two[1] = area_named("FRA");
    mixed = (area_set){.v = two, .n = 2, .title = "two"};
    d = q, d.from = &mixed;
    ok = ok && refused(&d, CORDON_EINVAL, "several currencies");
    d.from = &fra;
    ok = ok && sum_of(&d) == 1000;
    /* Two levels below the codes: of these rows or of those? */
    static const char *const chapter[] = {"85"};
    d = q, d.level = -1, d.codes = chapter, d.codes_n = 1;
    ok = ok && refused(&d, CORDON_EINVAL, "several levels could answer: 4, 6, which may hold different "
                                          "goods; name one with --level");
    /* Codes that the level cannot tell apart. */
    static const char *const codes[] = {"85", "850110"};
    d = q, d.codes = codes, d.codes_n = 2;
    ok = ok && refused(&d, CORDON_EINVAL, "codes of 6 digits cannot be told apart in rows of level 4");
    d.level = -1;
    ok = ok && sum_of(&d) == 1000;
    d.level = 6, d.codes_n = FLOW_CODES_MAX + 1;
    ok = ok && (d.codes_n = 2, sum_of(&d) == 1000);
    d.carried = true;
    ok = ok && refused(&d, CORDON_EINVAL, "only the codes of a group can be carried");
    /* Periods: annual rows have no months; nothing is no zero. */
    d = q, d.from = &arm;
    area_set ita = one_area("ITA");
    d.from = &ita, d.to = &arm;
    ok = ok && refused(&d, CORDON_ENOTFOUND, "in monthly rows");
    d.freq = "A";
    ok = ok && refused(&d, CORDON_EINVAL, "annual rows (freq A) have no months");
    d.by = BY_YEAR;
    ok = ok && sum_of(&d) == 7000;
    d.windows = 1, d.window[0] = (flow_window){201911, 202102};
    ok = ok && refused(&d, CORDON_EINVAL, "annual rows (freq A) have no months");
    d.window[0] = (flow_window){202100, 202100};
    ok = ok && refused(&d, CORDON_ENOTFOUND, "in 2021");
    d = q, d.windows = 2, d.by = 0;
    d.window[0] = (flow_window){202101, 202101}, d.window[1] = (flow_window){202104, 202104};
    ok = ok && refused(&d, CORDON_ENOTFOUND, "has nothing for 2021-04");
    d = q, d.from = &pol;
    ok = ok && refused(&d, CORDON_ENOTFOUND, "no loaded data answers: from \"POL\" to \"RUS\", flow X");
    d = q, d.known_by = 20211231;
    ok = ok && refused(&d, CORDON_ENOTFOUND, "known by 2021-12-31");
    d = q, d.to = &kaz, d.level = 8;
    ok = ok && refused(&d, CORDON_ENOTFOUND, "level 8");
    world_close();
    CHECK(ok);
}

TEST(of_two_datasets_one_must_be_named) {
    char other[128];
    buf text = {0};
    flow_query q = base_query();
    const char *name = strstr(layout_text, "twin");
    bool ok = world_open();
    snprintf(other, sizeof other, "%s/other.csv", w.folder);
    buf_add(&text, layout_text, (size_t)(name - layout_text));
    buf_printf(&text, "older%s", name + 4);
    ok = ok && write_file(other, buf_text(&text));
    buf_free(&text);
    ok = ok && load_text("DEU,RUS,X,202101,unknown,HS,8501,2,EUR,reported,\n", 20220101);
    buf_printf(&text, "%sDEU,RUS,X,202101,unknown,HS,8501,3,EUR,reported,\n"
                      "DEU,RUS,X,202001,unknown,HS,8501,30,EUR,reported,\n", header);
    ok = ok && load_as(buf_text(&text), 20220102, other, NULL);
    buf_free(&text);
    q.level = 4;
    ok = ok && refused(&q, CORDON_EINVAL, "several datasets could answer: older, twin; name one with "
                                          "--dataset");
    q.known_by = 20220101;
    ok = ok && sum_of(&q) == 2000;
    q.known_by = 20230101, q.dataset = "older";
    ok = ok && sum_of(&q) == 33000;
    /* Where only one has the periods there is nothing to choose. */
    q.dataset = NULL, q.windows = 1, q.window[0] = (flow_window){202001, 202001};
    ok = ok && sum_of(&q) == 30000;
    world_close();
    CHECK(ok);
}

static bool noted(const flow_query *q, const char *words) {
    flow_plan *p;
    bool found = false;
    if (flow_plan_make(&p, w.store, w.goods, q, &err)) {
        printf("# %s\n", err.message);
        return false;
    }
    for (size_t i = 0; flow_plan_note(p, i); i++) found |= strstr(flow_plan_note(p, i), words) != NULL;
    for (size_t i = 0; !found && flow_plan_note(p, i); i++) printf("# note: %s\n", flow_plan_note(p, i));
    flow_plan_free(p);
    if (!found) printf("# no note has \"%s\"\n", words);
    return found;
}

TEST(what_the_data_lack_is_noted) {
    const area *from[2], *to[2];
    flow_query q = base_query(), d;
    area_set deu = one_area("DEU");
    bool ok = world_open() && load_text("DEU,RUS,X,202101,unknown,HS,850110,1,EUR,reported,\n"
                                        "DEU,RUS,X,202102,unknown,HS,850110,2,EUR,reported,\n"
                                        "FRA,RUS,X,202101,unknown,HS,850110,3,EUR,reported,\n"
                                        "FRA,RUS,X,202202,unknown,HS,850110,4,EUR,reported,1\n",
                                        20220101);
    from[0] = area_named("DEU"), from[1] = area_named("FRA");
    to[0] = area_named("KAZ"), to[1] = area_named("RUS");
    area_set reporters = {.v = from, .n = 2, .title = "r"}, partners = {.v = to, .n = 2, .title = "p"};
    static const char *const codes[] = {"850110", "851712"};
    q.from = &reporters, q.to = &partners, q.codes = codes, q.codes_n = 2;
    ok = ok && noted(&q, "1 of 2 codes occur in dataset twin; without any row: 851712") &&
         noted(&q, "1 of 2 partners have no rows in dataset twin: KAZ") &&
         noted(&q, "of 3 months these reporters have rows for fewer: DEU 2, FRA 2");
    /* A file about another partner covers no month of this one. */
    ok = ok && load_text("DEU,GEO,X,202103,unknown,HS,850110,1,EUR,reported,\n", 20220102);
    flow_plan *plan;
    const int64_t *ids = NULL;
    ok = ok && noted(&q, "of 3 months these") && !flow_plan_make(&plan, w.store, w.goods, &q, &err);
    if (ok) {
        ok = flow_plan_sources(plan, &ids) == 1 && ids[0] == 1;
        flow_plan_free(plan);
    }
    from[0] = area_named("ITA"), from[1] = area_named("POL");
    q.from = &reporters;
    ok = ok && ask(&q) == CORDON_ENOTFOUND;
    /* Where years and months, or two levels, could answer, the choice is said. */
    d = q, d.from = &deu, d.by = BY_YEAR;
    ok = ok && load_text("DEU,RUS,X,2020,unknown,HS,850110,1,EUR,reported,\n"
                         "DEU,RUS,X,202005,unknown,HS,85011010,1,EUR,reported,\n", 20220103) &&
         noted(&d, "the publisher's annual rows answer; --freq M adds its months");
    d.by = BY_MONTH;
    ok = ok && noted(&d, "rows of level 6 are added; --level 8 asks for others");
    from[0] = area_named("FRA"), from[1] = area_named("ITA");
    ok = ok && noted(&q, "1 of 2 reporters have no rows in dataset twin: ITA");
    q.windows = 2, q.by = 0;
    q.window[0] = (flow_window){202101, 202103}, q.window[1] = (flow_window){202202, 202202};
    ok = ok && noted(&q, "2021-01..2021-03: rows for 1 of 3 months") &&
         noted(&q, "2021-01..2021-03 and 2022-02 are not of one length: 3 and 1 months");
    q.window[0] = (flow_window){202101, 202101};
    ok = ok && noted(&q, "2021-01 and 2022-02 are not the same months of the year");
    world_close();
    CHECK(ok);
}

TEST(a_group_that_is_not_in_force_is_no_question_about_all_goods) {
    flow_query q = base_query();
    bool ok = world_open() && load_text("DEU,RUS,X,202101,unknown,HS,851712,1,EUR,reported,\n"
                                        "DEU,RUS,X,202101,unknown,HS,850110,2,EUR,reported,\n",
                                        20220101);
    q.group = &groups[3];
    q.as_at = 20211231;
    ok = ok && refused(&q, CORDON_ENOTFOUND, "no line of the group \"late\" is in force on 2021-12-31");
    q.as_at = 20220101;
    ok = ok && sum_of(&q) == 1000;
    q.as_at = 20221231;
    ok = ok && sum_of(&q) == 1000;
    q.as_at = 20230101;
    ok = ok && ask(&q) == CORDON_ENOTFOUND;
    q.group = &groups[2], q.tier = "9", q.as_at = 20220101;
    ok = ok && refused(&q, CORDON_ENOTFOUND, "tier 9");
    /* Nothing of it occurs: no row, and no other row either. */
    static const goods_line absent = {.code = "9999", .tier = "o'clock"};
    const goods_group odd = {.id = "odd", .title = "odd", .nomenclature = "H6", .line = &absent, .n = 1};
    q.group = &odd, q.tier = NULL, q.level = 6, q.by = BY_TIER;
    ok = ok && sum_of(&q) == 0 && gots == 0;
    /* Quotes in a regime's words are words. */
    static const goods_line quoted = {.code = "8501", .tier = "o'clock"};
    const goods_group said = {.id = "said", .title = "said", .nomenclature = "H6", .line = &quoted, .n = 1};
    q.group = &said;
    ok = ok && sum_of(&q) == 2000 && gots == 1;
    world_close();
    CHECK(ok);
}

TEST(codes_are_carried_at_the_turn_of_the_revision) {
    static const goods_line drones[] = {{.code = "851713", .tier = "1"},
                                        {.code = "851714", .tier = "2"},
                                        {.code = "880730", .tier = "3"},
                                        {.code = "854151", .tier = "4"},
                                        {.code = "854231", .tier = "5"}};
    const goods_group g = {.id = "g", .title = "g", .nomenclature = "H6", .line = drones, .n = 5};
    goods_group cn = g;
    flow_query q = base_query();
    bool ok = world_open() && load_text("DEU,RUS,X,202112,destination,CN,85171200,1,EUR,reported,\n"
                                        "DEU,RUS,X,202112,destination,CN,88033000,2,EUR,reported,\n"
                                        "DEU,RUS,X,202112,destination,CN,85423190,4,EUR,reported,\n"
                                        "DEU,RUS,X,202112,destination,CN,85415000,8,EUR,reported,\n"
                                        "DEU,RUS,X,202201,destination,CN,85171300,16,EUR,reported,\n"
                                        "DEU,RUS,X,202201,destination,CN,85171400,32,EUR,reported,\n"
                                        "DEU,RUS,X,202201,destination,CN,88073000,64,EUR,reported,\n"
                                        "DEU,RUS,X,202201,destination,CN,85415100,128,EUR,reported,\n"
                                        "DEU,RUS,X,202201,destination,CN,85423190,256,EUR,reported,\n"
                                        /* In the wrong year's revision: no one's code. */
                                        "DEU,RUS,X,202201,destination,CN,88033000,512,EUR,reported,\n"
                                        "DEU,RUS,X,202112,destination,CN,88073000,1024,EUR,reported,\n",
                                        20220301);
    q.group = &g;
    ok = ok && sum_of(&q) == (4 + 1024 + 16 + 32 + 64 + 128 + 256) * 1000;
    q.carried = true;
    ok = ok && sum_of(&q) == (1 + 2 + 4 + 16 + 32 + 64 + 128 + 256) * 1000;
    ok = ok && gots == 2 && got[0].value_milli == 7000 && got[1].value_milli == 496000;
    /* Two lines that were one code: counted once, under the first. */
    q.by = BY_MONTH | BY_LINE | BY_CODE;
    ok = ok && sum_of(&q) == 503000 && gots == 8 && strcmp(got[0].code, "85171200") == 0 &&
         strcmp(got[0].line, "851713") == 0 && strcmp(got[2].code, "88033000") == 0 &&
         strcmp(got[2].line, "880730") == 0;
    ok = ok && noted(&q, "851714 in H5 (2021-12 to 2021-12): 851712, wider") &&
         noted(&q, "854151 in H5 (2021-12 to 2021-12): not comparable");
    /* A tier alone takes the shared code too. */
    q.tier = "2", q.by = BY_MONTH;
    ok = ok && sum_of(&q) == 33000;
    q.tier = NULL;
    cn.nomenclature = "CN";
    q.group = &cn;
    ok = ok && refused(&q, CORDON_EINVAL, "only codes of the Harmonized System can be carried");
    world_close();
    CHECK(ok);
}

TEST(windows_are_read_exactly) {
    flow_window v = {1, 2};
    CHECK(flow_window_parse(&v, "2022-03..2022-11") && v.from == 202203 && v.to == 202211);
    CHECK(flow_window_parse(&v, "2021") && v.from == 202100 && v.to == 202100);
    CHECK(flow_window_parse(&v, "2019..2021") && v.from == 201900 && v.to == 202100);
    CHECK(flow_window_parse(&v, "2022-05") && v.from == 202205 && v.to == 202205);
    static const char *const bad[] = {"",           "2022..",      "..2022",         "2022-13",
                                      "2022..2021", "2021..2022-03", "2022-03..2021", "2022-03...2022-04",
                                      "2022-03-01", " 2022",       "2022 ",          "2022-0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (flow_window_parse(&v, bad[i])) printf("# \"%s\"\n", bad[i]);
        CHECK(!flow_window_parse(&v, bad[i]));
    }
    CHECK(v.from == 202205 && v.to == 202205);
}
