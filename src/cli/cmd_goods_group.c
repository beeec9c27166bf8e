/* cmd_goods_group.c - a goods group of a regime written out in another nomenclature.
 *
 * A group's line may be a heading: it stands for every code below it. What the table of the group
 * dates later than the day asked is not written, and the sources of those lines are told, because
 * they say when the table knows less than it shows (a line "from" a day may be older). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/goods_cli.h"
#include "cli/output.h"
#include "goods/write_out.h"

enum { LOST_SHOWN = 40, YEAR_MIN = 1980 };

static struct {
    const char *in, *regime;
    int32_t as_at;
    output_choice output;
} in;

static const option options[] = {
    {"in", 0, OPTION_TEXT, "NAME", "the nomenclature to write it in: HS2017, H5, CN2023, ...",
     &in.in},
    {"as-at", 0, OPTION_DATE, "DATE", "the day whose lines count (default: today)", &in.as_at},
    {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder (default: the only one there is)",
     &in.regime},
    OUTPUT_OPTIONS(&in.output),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"code", "code", OUT_TEXT, false},
    {"nomenclature", "of", OUT_TEXT, false},
    {"tier", "tier", OUT_TEXT, false},
    {"valid_from", "from", OUT_DATE, false},
    {"valid_to", "until", OUT_DATE, false},
    {"to", "written as", OUT_TEXT, false},
    {"quality", "quality", OUT_TEXT, false},
    {"relation", "relation", OUT_TEXT, false},
    {"verdict", "conversion", OUT_TEXT, false},
    {"correlates", "correlates", OUT_INT, false},
    {"others", "others in it", OUT_INT, false},
    {"text", "text", OUT_TEXT, true},
    {"why", "why", OUT_TEXT, true},
};

/* A code of the group with the line it comes from. */
typedef struct member {
    const char *code;
    const goods_line *line;
    char home[16]; /* the nomenclature it is a code of */
} member;

typedef struct job {
    goods *g;
    areas *areas;
    regime *regime;
    const goods_group *group;
    const char *tier; /* NULL: all */
    char to[16];
    date_day as_at;
    arena mem;
    member *v;
    size_t n, cap;
    size_t quality[GOODS_NOT_COMPARABLE + 1], lines;
    output *out;
    buf lost;
    size_t lost_n;
} job;

/* ---- the codes of the group --------------------------------------------------------- */

static cordon_status add_member(job *j, const char *code, const goods_line *line, const char *home,
                                cordon_error *err) {
    for (size_t i = 0; i < j->n; i++)
        if (strcmp(j->v[i].code, code) == 0) return CORDON_OK; /* a heading and a code below it */
    if (j->n == j->cap) {
        size_t more = j->cap ? j->cap * 2 : 128;
        member *v = realloc(j->v, more * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the group");
        j->v = v;
        j->cap = more;
    }
    member *m = &j->v[j->n++];
    *m = (member){.code = code, .line = line};
    snprintf(m->home, sizeof m->home, "%s", home);
    return CORDON_OK;
}

/* A group "in CN" names codes of the year its lines began; some are older. The nearest year before
 * that has the code, else the nearest that is a year of the CN; for a heading, one with a table of
 * codes. */
static void home_year(char home[16], job *j, const goods_line *l) {
    cordon_error err;
    char name[16];
    bool eight = strlen(l->code) == 8, any = false;
    int year = (l->valid_from ? l->valid_from : j->as_at) / 10000;
    snprintf(home, 16, "CN%d", year);
    for (int y = year; y >= YEAR_MIN; y--) {
        bool there = false;
        const goods_node *node = NULL;
        snprintf(name, sizeof name, "CN%d", y);
        if (eight ? goods_has(&there, j->g, name, l->code, &err)
                  : goods_find(&node, j->g, name, l->code, &err))
            continue; /* no such year, or none with a table */
        if (!any || there || node) snprintf(home, 16, "%s", name);
        any = true;
        if (there || node) return;
    }
}

static void home_of(char home[16], job *j, const goods_line *l) {
    const char *name = j->group->nomenclature;
    date_day on = l->valid_from ? l->valid_from : j->as_at;
    if (strcmp(name, "CN") == 0) {
        home_year(home, j, l);
        return;
    }
    const char *revision = goods_hs_revision(j->g, name, on / 100);
    snprintf(home, 16, "%s", strcmp(name, "HS") == 0 && revision ? revision : name);
}

/* The line's code, or every code below it. */
static cordon_status add_line(job *j, const goods_line *l, cordon_error *err) {
    char home[16];
    const goods_node *v = NULL;
    size_t n = 0, before = j->n;
    home_of(home, j, l);
    bool cn = strncmp(home, "CN", 2) == 0;
    if (strlen(l->code) == (cn ? 8 : 6)) return add_member(j, l->code, l, home, err);
    cordon_status status = goods_nodes(&v, &n, j->g, home, err);
    for (size_t i = 0; !status && i < n; i++)
        if (v[i].level == (cn ? 8 : 6) && goods_below(&v[i], l->code))
            status = add_member(j, v[i].code, l, home, err);
    if (!status && j->n == before) status = add_member(j, l->code, l, home, err);
    return status;
}

static bool of_tier(const job *j, const goods_line *l) {
    return !j->tier || strcmp(l->tier, j->tier) == 0;
}

static cordon_status collect(job *j, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < j->group->n; i++) {
        const goods_line *l = &j->group->line[i];
        if (of_tier(j, l) && date_within(j->as_at, l->valid_from, l->valid_to))
            status = add_line(j, l, err);
    }
    return status;
}

/* ---- writing it out ----------------------------------------------------------------- */

static void add_row(job *j, const member *m, const goods_written *w) {
    cordon_error err;
    const goods_node *node = NULL;
    if (!*w->to || goods_find(&node, j->g, j->to, w->to, &err)) node = NULL;
    output_text(j->out, m->code);
    output_text(j->out, m->home);
    output_text(j->out, *m->line->tier ? m->line->tier : NULL);
    for (int k = 0; k < 2; k++) {
        date_day day = k ? m->line->valid_to : m->line->valid_from;
        if (day)
            output_int(j->out, day);
        else
            output_missing(j->out);
    }
    output_text(j->out, *w->to ? w->to : NULL);
    output_text(j->out, goods_quality_name(w->quality));
    output_text(j->out, goods_relation_name(w->relation));
    output_text(j->out, goods_verdict_name(w->verdict));
    output_int(j->out, (int64_t)w->correlates);
    if (*w->to)
        output_int(j->out, (int64_t)w->others);
    else
        output_missing(j->out);
    output_text(j->out, node ? node->text : NULL);
    output_text(j->out, w->why);
}

static void count_row(job *j, const goods_written *w, bool first) {
    if (first) j->quality[w->quality]++;
    if (*w->to) {
        j->lines++;
        return;
    }
    if (j->lost_n++ < LOST_SHOWN) buf_printf(&j->lost, "%s%s", j->lost.len ? ", " : "", w->code);
}

/* Members of one home are written together, so that what they gain is counted over all of them. */
static cordon_status write_home(job *j, size_t from, size_t to, cordon_error *err) {
    goods_written *v = NULL;
    size_t lines = 0, at = from;
    const char **codes = malloc((to - from + 1) * sizeof *codes);
    if (!codes) return cordon_fail(err, CORDON_ENOMEM, "no memory for the group");
    for (size_t i = from; i < to; i++) codes[i - from] = j->v[i].code;
    cordon_status status =
        goods_write_out(&v, &lines, &j->mem, j->g, j->v[from].home, j->to, codes, to - from, err);
    for (size_t i = 0; !status && i < lines; i++) {
        bool first = i == 0 || v[i].code != v[i - 1].code;
        while (j->v[at].code != v[i].code) at++;
        add_row(j, &j->v[at], &v[i]);
        count_row(j, &v[i], first);
    }
    free(codes);
    return status;
}

static int by_home(const void *x, const void *y) {
    const member *p = x, *q = y;
    int c = strcmp(p->home, q->home);
    return c ? c : strcmp(p->code, q->code);
}

static cordon_status write_all(job *j, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (j->n) qsort(j->v, j->n, sizeof *j->v, by_home);
    for (size_t i = 0, to; !status && i < j->n; i = to) {
        for (to = i + 1; to < j->n && strcmp(j->v[to].home, j->v[i].home) == 0;) to++;
        status = write_home(j, i, to, err);
    }
    return status;
}

/* ---- notes -------------------------------------------------------------------------- */

static void note_sum(job *j) {
    char day[DATE_TEXT];
    buf b = {0};
    for (size_t i = 0; i <= GOODS_NOT_COMPARABLE; i++)
        if (j->quality[i])
            buf_printf(&b, "%s%zu %s", b.len ? ", " : "", j->quality[i],
                       goods_quality_name((goods_quality)i));
    output_note(j->out, "%s%s%s on %s: %zu codes, written as %zu codes of %s%s%s", j->group->id,
                j->tier ? ":" : "", j->tier ? j->tier : "", date_format(day, j->as_at), j->n,
                j->lines, j->to, b.len ? "; of them " : "", buf_text(&b));
    buf_free(&b);
    if (j->lost_n)
        output_note(j->out, "lost, nothing in %s stands for them: %s%s", j->to, buf_text(&j->lost),
                    j->lost_n > LOST_SHOWN ? ", ..." : "");
    if (j->quality[GOODS_NARROWER])
        output_note(j->out,
                    "narrower: without the goods a code shares with others, or in parts; "
                    "where the conversion says \"not comparable\", the shares are not known");
}

/* The lines that are not of the day, by the words of their source. */
static void note_other_days(job *j) {
    char from[DATE_TEXT];
    const goods_group *g = j->group;
    for (size_t i = 0; i < g->n; i++) {
        const goods_line *l = &g->line[i];
        size_t same = 0;
        bool seen = false;
        if (!of_tier(j, l) || date_within(j->as_at, l->valid_from, l->valid_to)) continue;
        for (size_t k = 0; k < g->n; k++) {
            const goods_line *m = &g->line[k];
            if (!of_tier(j, m) || m->valid_from != l->valid_from || m->valid_to != l->valid_to ||
                strcmp(m->source, l->source) != 0)
                continue;
            if (k < i) seen = true;
            same++;
        }
        if (!seen)
            output_note(j->out, "not of this day by the table: %zu codes from %s (%s)", same,
                        l->valid_from ? date_format(from, l->valid_from) : "an unknown day",
                        l->source);
    }
}

static void note_all(job *j) {
    note_sum(j);
    note_other_days(j);
    if (*j->group->note) output_note(j->out, "%s: %s", j->group->title, j->group->note);
    if (strcmp(j->group->kind, "list") != 0)
        output_note(j->out, "%s is a %s, a selection of codes: it controls nothing", j->group->id,
                    j->group->kind);
}

/* ---- the command -------------------------------------------------------------------- */

static cordon_status find_group(job *j, char *name, cordon_error *err) {
    buf b = {0};
    char *tier = strchr(name, ':');
    if (tier) *tier++ = 0;
    j->tier = tier;
    if ((j->group = regime_group(j->regime, name))) {
        for (size_t i = 0; i < j->group->n; i++)
            if (of_tier(j, &j->group->line[i])) return CORDON_OK;
        return cordon_fail(err, CORDON_ENOTFOUND, "no line of group %s has the tier \"%.20s\"",
                           j->group->id, tier ? tier : "");
    }
    for (size_t i = 0; i < regime_group_count(j->regime); i++)
        buf_printf(&b, "%s%s", i ? ", " : "", regime_group_at(j->regime, i)->id);
    cordon_status status =
        cordon_fail(err, CORDON_ENOTFOUND, "regime %s has no group \"%.40s\"; it has %.300s",
                    regime_name(j->regime), name, buf_text(&b));
    buf_free(&b);
    return status;
}

static int work(job *j, char *name, const char *regime_path) {
    cordon_error err = {0};
    cordon_status status = goods_open(&j->g, &err);
    if (!status) status = areas_load(&j->areas, &err);
    if (!status) status = regime_load(&j->regime, regime_path, j->areas, &err);
    if (!status) status = find_group(j, name, &err);
    if (!status) status = goods_nomenclature_name(j->to, j->g, in.in, &err);
    if (!status) status = collect(j, &err);
    if (!status) status = write_all(j, &err);
    if (status) return cmd_failed(&cmd_goods_group, &err);
    note_all(j);
    int rc = output_end(j->out);
    j->out = NULL;
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1];
    char name[128], path[256];
    int n = 0;
    bool done = false;
    memset(&in, 0, sizeof in);
    int rc = options_parse(&cmd_goods_group, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!in.in) return usage_error(&cmd_goods_group, "written in what? Name it with --in");
    snprintf(name, sizeof name, "%s", args[0]);
    snprintf(path, sizeof path, "%s", in.regime ? in.regime : "");
    if (!in.regime && (rc = answer_regime(&cmd_goods_group, path, sizeof path))) return rc;
    job j = {.as_at = in.as_at ? in.as_at : date_today()};
    arena_init(&j.mem, 0);
    j.out = output_begin(&in.output, "Goods group", columns, sizeof columns / sizeof *columns);
    rc = j.out ? work(&j, name, path) : output_refused(&in.output);
    output_drop(j.out);
    free(j.v);
    buf_free(&j.lost);
    arena_destroy(&j.mem);
    regime_free(j.regime);
    areas_free(j.areas);
    goods_close(j.g);
    return rc;
}

static const char *const examples[] = {
    "cordon goods group chpl --as-at 2024-03-01 --in CN2023 --csv",
    "every line of eight digits of the list, for a customs system",
    "cordon goods group chpl:4.B --as-at 2024-03-01 --in HS2017",
    "one tier in the revision before, with what is gained and lost", NULL};

const command cmd_goods_group = {
    .name = "goods group",
    .summary = "a goods group of the regime, written out in another nomenclature",
    .synopsis = "NAME|NAME:TIER --in NAME [--as-at DATE] [--regime NAME] [--json|--csv]",
    .about =
        "Writes every code of the group that the table dates to the day as codes of another "
        "nomenclature, one line each. \"quality\" says how well that code stands for the one on "
        "the list, by the rule that also carries series of trade; \"relation\", \"conversion\" "
        "and \"correlates\" say what cordon goods convert says of it; \"others in it\" counts "
        "codes that share the line and are not on the list. A code for which nothing stands is "
        "a row without \"written as\".\n\n"
        "Below the table stand the codes that are lost, and what the table dates to another day "
        "with the words of its source: a line dated from a day may have been listed earlier.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
