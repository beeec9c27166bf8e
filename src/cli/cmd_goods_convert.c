/* cmd_goods_convert.c - what codes are called in another revision of their nomenclature, or in
 * another one.
 *
 * Every correlate is told, with its relation; a table for people stops after some lines and says
 * how many there are, --json and --csv have all. A code that is none is told on standard error and
 * passed over. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/goods_cli.h"
#include "cli/output.h"
#include "cli/text.h"
#include "goods/convert.h"

enum { CORRELATES_SHOWN = 12 };

static struct {
    const char *from, *to;
    output_choice output;
} in;

static const option options[] = {
    {"from", 0, OPTION_TEXT, "NAME", "the codes' nomenclature: H0 to H6, HS2022, CN2023, ...",
     &in.from},
    {"to", 0, OPTION_TEXT, "NAME", "the nomenclature to convert to", &in.to},
    OUTPUT_OPTIONS(&in.output),
    {0},
};
static const option *get_options(void) { return options; }

static const output_column columns[] = {
    {"code", "code", OUT_TEXT, false},
    {"from", "from", OUT_TEXT, false},
    {"to", "to", OUT_TEXT, false},
    {"relation", "relation", OUT_TEXT, false},
    {"verdict", "verdict", OUT_TEXT, false},
    {"correlate", "correlate", OUT_TEXT, false},
    {"correlate_relation", "its relation", OUT_TEXT, false},
    {"sources", "codes that share it", OUT_INT, false},
    {"weight", "weight", OUT_REAL, false},
    {"text", "text", OUT_TEXT, true},
    {"why", "why", OUT_TEXT, true},
};

/* The work at hand. */
typedef struct job {
    goods *g;
    char from[16], to[16]; /* as the tables name them */
    output *out;           /* --csv and --xlsx */
    buf json;
    page page;
    size_t verdicts[VERDICT_NOT_COMPARABLE + 1], codes, missing;
} job;

/* "" for a year of the CN that has no table of texts. */
static const char *text_of(goods *g, const char *nomenclature, const char *code) {
    cordon_error err;
    const goods_node *n = NULL;
    return goods_find(&n, g, nomenclature, code, &err) || !n ? "" : n->text;
}

/* ---- the three forms of an answer ------------------------------------------------- */

static void add_json(job *j, const goods_conversion *r) {
    buf *b = &j->json;
    buf_char(b, '{');
    json_str(b, "code", r->from);
    json_str(b, "from", j->from);
    json_str(b, "to", j->to);
    json_str(b, "text", text_of(j->g, j->from, r->from));
    json_str(b, "relation", goods_relation_name(r->relation));
    json_str(b, "verdict", goods_verdict_name(r->verdict));
    json_key(b, "comparable");
    buf_str(b, r->comparable ? "true" : "false");
    json_str(b, "why", r->why);
    json_key(b, "way");
    buf_char(b, '[');
    for (size_t i = 0; i < r->steps; i++) {
        const goods_step *s = &r->way[i];
        json_key(b, NULL);
        buf_char(b, '{');
        json_str(b, "from", s->from);
        json_str(b, "to", s->to);
        json_str(b, "relation", goods_relation_name(s->relation));
        json_int(b, "codes", (int64_t)s->codes);
        json_key(b, "weights");
        buf_str(b, s->weights ? "true}" : "false}");
    }
    buf_char(b, ']');
    json_key(b, "correlates");
    buf_char(b, '[');
    for (size_t i = 0; i < r->n; i++) {
        json_key(b, NULL);
        buf_char(b, '{');
        json_str(b, "code", r->v[i].code);
        json_str(b, "relation", goods_relation_name(r->v[i].relation));
        json_int(b, "sources", (int64_t)r->v[i].sources);
        json_number(b, "weight", r->v[i].weight);
        json_str(b, "text", text_of(j->g, j->to, r->v[i].code));
        buf_char(b, '}');
    }
    buf_str(b, "]}\n");
}

static void add_row(job *j, const goods_conversion *r, const goods_correlate *c) {
    const char *text = c ? text_of(j->g, j->to, c->code) : "";
    output_text(j->out, r->from);
    output_text(j->out, j->from);
    output_text(j->out, j->to);
    output_text(j->out, goods_relation_name(r->relation));
    output_text(j->out, goods_verdict_name(r->verdict));
    output_text(j->out, c ? c->code : NULL);
    output_text(j->out, c ? goods_relation_name(c->relation) : NULL);
    if (c)
        output_int(j->out, (int64_t)c->sources);
    else
        output_missing(j->out);
    output_real(j->out, c ? c->weight : (double)NAN);
    output_text(j->out, *text ? text : NULL);
    output_text(j->out, r->why);
}

static void show_way(page *p, const goods_conversion *r) {
    buf line = {0};
    for (size_t i = 0; i < r->steps; i++) {
        const goods_step *s = &r->way[i];
        if (i == 0) buf_str(&line, s->from);
        buf_printf(&line, " -> %s (%s, %zu code%s%s)", s->to, goods_relation_name(s->relation),
                   s->codes, s->codes == 1 ? "" : "s", s->weights ? "" : ", no weights");
    }
    if (r->steps) para(p, 7, "  way: ", buf_text(&line));
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static void show_correlate(job *j, const goods_correlate *c) {
    char head[48], weight[24] = "-";
    if (!isnan(c->weight)) snprintf(weight, sizeof weight, "%.6f", c->weight);
    snprintf(head, sizeof head, "  %-9s %s  %-9s", c->code, goods_relation_name(c->relation),
             weight);
    para(&j->page, strlen(head) + 1, head, text_of(j->g, j->to, c->code));
}

/* The correlate of the same digits comes first, where there is one; then the others in order. */
static void show(job *j, const goods_conversion *r) {
    page *p = &j->page;
    size_t own = 0;
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->v[i].code, r->from) == 0) own = i;
    if (j->codes > 1) buf_char(&p->b, '\n');
    buf_printf(&p->b, "%s of %s in %s: %s, %s", r->from, j->from, j->to,
               goods_relation_name(r->relation), goods_verdict_name(r->verdict));
    if (r->n) buf_printf(&p->b, ", %zu correlate%s", r->n, r->n == 1 ? "" : "s");
    buf_char(&p->b, '\n');
    para(p, 2, "  ", text_of(j->g, j->from, r->from));
    para(p, 2, "  ", r->why);
    show_way(p, r);
    if (r->n) buf_str(&p->b, "\n  code      relation, weight\n");
    for (size_t i = 0; i < r->n && i < CORRELATES_SHOWN; i++)
        show_correlate(j, &r->v[i == 0 ? own : i <= own ? i - 1 : i]);
    if (r->n > CORRELATES_SHOWN)
        buf_printf(&p->b, "  and %zu more of its %zu correlates (--json and --csv have all)\n",
                   r->n - CORRELATES_SHOWN, r->n);
}

/* ---- the work --------------------------------------------------------------------- */

/* The line of a code that is none, and where it is one. */
static void missing(job *j, const char *code) {
    cordon_error err;
    buf elsewhere = {0};
    answer a = {.goods = j->g};
    snprintf(a.code, sizeof a.code, "%s", code);
    bool known = !answer_exists(&elsewhere, &a, &err) && elsewhere.len;
    fprintf(stderr, "cordon goods convert: %s has no code %s%s%s\n", j->from, code,
            known ? "; it is a code of " : "", known ? buf_text(&elsewhere) : "");
    buf_free(&elsewhere);
    j->missing++;
}

static cordon_status convert_one(job *j, const char *code, cordon_error *err) {
    arena mem;
    goods_conversion r;
    bool there = false;
    arena_init(&mem, 0);
    cordon_status status = goods_convert(&r, &mem, j->g, j->from, j->to, code, err);
    if (status == CORDON_ENOTFOUND) {
        missing(j, code);
        status = CORDON_OK;
    } else if (!status) {
        there = true;
        j->codes++;
        j->verdicts[r.verdict]++;
    }
    if (there && in.output.json)
        add_json(j, &r);
    else if (there && j->out)
        for (size_t i = 0; i < (r.n ? r.n : 1); i++) add_row(j, &r, r.n ? &r.v[i] : NULL);
    else if (there)
        show(j, &r);
    arena_destroy(&mem);
    return status;
}

/* Below the answers for several codes. */
static void show_sum(job *j) {
    buf_printf(&j->page.b, "\n%zu codes:", j->codes);
    for (size_t i = 0, any = 0; i <= VERDICT_NOT_COMPARABLE; i++)
        if (j->verdicts[i])
            buf_printf(&j->page.b, "%s %zu %s", any++ ? "," : "", j->verdicts[i],
                       goods_verdict_name((goods_verdict)i));
    if (j->missing) buf_printf(&j->page.b, "; %zu are no codes of %s", j->missing, j->from);
    buf_char(&j->page.b, '\n');
}

static int finish(job *j) {
    if (j->codes > 1) show_sum(j);
    if (j->page.b.failed || j->json.failed) {
        fprintf(stderr, "cordon goods convert: no memory for the answer\n");
        return EXIT_FAILED;
    }
    int rc = j->missing ? EXIT_FAILED : EXIT_OK;
    if (in.output.json) {
        fputs(buf_text(&j->json), stdout);
    } else if (j->out) {
        int printed = output_end(j->out);
        j->out = NULL;
        if (printed) rc = printed;
    } else {
        fputs(buf_text(&j->page.b), stdout);
    }
    return rc;
}

static int work(job *j, char (*codes)[9], size_t n) {
    cordon_error err = {0};
    cordon_status status = goods_open(&j->g, &err);
    if (!status) status = goods_nomenclature_name(j->from, j->g, in.from, &err);
    if (!status) status = goods_nomenclature_name(j->to, j->g, in.to, &err);
    for (size_t i = 0; !status && i < n; i++) status = convert_one(j, codes[i], &err);
    if (status == CORDON_EINVAL) return usage_error(&cmd_goods_convert, "%s", err.message);
    return status ? cmd_failed(&cmd_goods_convert, &err) : finish(j);
}

/* A table for people is written by show(). */
static int begin(job *j) {
    j->page = page_begin();
    if (!in.output.json && !in.output.csv && !in.output.xlsx && !in.output.bom) return EXIT_OK;
    j->out =
        output_begin(&in.output, "Conversion of codes", columns, sizeof columns / sizeof *columns);
    if (!j->out) return output_refused(&in.output);
    if (in.output.json) j->out = (output_drop(j->out), NULL);
    return EXIT_OK;
}

static int convert(const char *const *args, size_t n) {
    char(*codes)[9] = malloc((n + 1) * sizeof *codes);
    job j = {0};
    int rc = EXIT_OK;
    if (!codes) {
        fprintf(stderr, "cordon goods convert: no memory for the codes\n");
        return EXIT_FAILED;
    }
    for (size_t i = 0; !rc && i < n; i++)
        if (!goods_code_clean(codes[i], args[i]))
            rc = usage_error(&cmd_goods_convert, "\"%.40s\" is no code of 6 or 8 digits", args[i]);
    if (!rc) rc = begin(&j);
    if (!rc) rc = work(&j, codes, n);
    output_drop(j.out);
    buf_free(&j.json);
    buf_free(&j.page.b);
    goods_close(j.g);
    free(codes);
    return rc;
}

static int run(int argc, char **argv) {
    int n = 0;
    bool done = false;
    memset(&in, 0, sizeof in);
    const char **args = malloc(((size_t)argc + 1) * sizeof *args);
    if (!args) {
        fprintf(stderr, "cordon goods convert: no memory for the arguments\n");
        return EXIT_FAILED;
    }
    int rc = options_parse(&cmd_goods_convert, options, argc, argv, args, &n, &done);
    if (!done)
        rc = !in.from || !in.to ? usage_error(&cmd_goods_convert, "from what to what? Name both "
                                                                  "with --from and --to")
                                : convert(args, (size_t)n);
    free(args);
    return rc;
}

static const char *const examples[] = {
    "cordon goods convert CODE --from HS2022 --to HS2017",
    "what a code was five years before, and what else that one holds",
    "cordon goods convert CODE --from HS2022 --to HS2012 --csv",
    "every correlate over two revisions, for other programs",
    "cordon goods convert CODE --from HS2022 --to CN2023",
    "the lines of eight digits of a year of the Combined Nomenclature",
    NULL};

const command cmd_goods_convert = {
    .name = "goods convert",
    .summary = "what codes are in another nomenclature, with relation and weights",
    .synopsis = "CODE... --from NAME --to NAME [--json|--csv]",
    .about =
        "Lists every correlate of a code: each code of the other nomenclature that holds some of "
        "its goods, with the relation counted on the published rows. \"1:1\" is the same goods; "
        "\"1:n\", split, parts that together are the code; \"n:1\", merged, a wider code with "
        "other goods in it; \"n:n\" neither. Nothing is converted silently: n:n without weights "
        "is \"not comparable\", with all that it could be.\n\n"
        "The weight of a correlate is the share of the code's value that belongs to it: from "
        "tables of estimates between HS2002, HS2007, HS2012 and HS2017, and 1 where a code has one "
        "correlate. Without a table for a step there is none, shown as \"-\".\n\n"
        "Names are H0 to H6, HS and a year, or CN and a year from 1988 to 2025. Revisions further "
        "apart are reached through those between them (the way). Six digits become the lines of "
        "eight digits below them, eight the six they begin with, in the revision of the CN's year.",
    .args_min = 1,
    .args_max = ARGS_ANY,
    .examples = examples,
    .run = run,
    .options = get_options,
};
