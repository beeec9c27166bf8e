/* cmd_goods.c - what a tariff code is, and where it stands in a regime's lists.
 *
 * A list names its codes in one nomenclature, the question comes in another.
 * Where both follow the same HS revision, digits are compared: a line stands
 * for every code below it. Otherwise the code is first carried to the line's
 * revision, and the answer says how well that went; a code that cannot be
 * carried is reported as such, never as standing on no list.                  */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data_dir.h"
#include "base/json.h"
#include "cli/cmd.h"
#include "cli/text.h"
#include "goods/goods.h"
#include "regime/regime.h"

enum { REVISIONS = 16, LINES_SHOWN = 8, CHILDREN_SHOWN = 40, WIDTH_MIN = 60, WIDTH_MAX = 110 };

static int32_t as_at;
static const char *regime_arg, *nomenclature_arg;
static bool json;

static const option options[] = {
    {"as-at", 0, OPTION_DATE, "DATE", "the day whose lists count (default: today)", &as_at},
    {"regime", 0, OPTION_TEXT, "NAME", "a regime or its folder (default: the only one there is)",
     &regime_arg},
    {"nomenclature", 'n', OPTION_TEXT, "NAME", "what the code is a code of, such as H5 or CN2022",
     &nomenclature_arg},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object", &json},
    {0},
};
static const option *get_options(void) { return options; }

typedef enum match_kind { MATCH_NONE, MATCH_CODE, MATCH_ABOVE, MATCH_BELOW } match_kind;

/* A line of the regime that concerns the code. */
typedef struct hit {
    const goods_group *group;
    const goods_line *line;
    match_kind match;
    const goods_link *via; /* NULL when the digits were compared as they stand */
    bool in_force;
} hit;

typedef struct answer {
    char code[9], regime_path[256];
    date_day as_at;
    const char *nomenclature, *revision; /* the HS revision that one follows */
    goods *goods;
    areas *areas;
    regime *regime;
    const goods_node *path[GOODS_PATH_MAX], *node; /* node is the last of the path */
    size_t depth;
    goods_links carried[REVISIONS]; /* to every HS revision; six digits or more */
    bool lost[REVISIONS];           /* not comparable with lists of that revision */
    hit *hit;                       /* group by group, in the order of the regime */
    size_t hits, hits_cap;
} answer;

static void answer_free(answer *a) {
    for (size_t i = 0; i < REVISIONS; i++) goods_links_free(&a->carried[i]);
    free(a->hit);
    regime_free(a->regime);
    areas_free(a->areas);
    goods_close(a->goods);
}

/* ---- what is asked ---------------------------------------------------------- */

/* The only folder of regimes/; usage error when there are several or none. */
static int only_regime(char *name, size_t size) {
    char path[512];
    DIR *d = opendir(data_path(path, sizeof path, "regimes"));
    size_t n = 0;
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.') continue;
        n++;
        snprintf(name, size, "%s", e->d_name);
    }
    if (d) closedir(d);
    return n == 1 ? EXIT_OK
                  : usage_error(&cmd_goods, "which regime? Name one with --regime (%zu are in %s)",
                                n, path);
}

/* Eight digits are the Combined Nomenclature's, in the newest table that was
 * valid by the day; fewer digits are the Harmonized System's.                 */
static const char *default_nomenclature(const answer *a) {
    const char *found = NULL;
    size_t hs = goods_revision_count(a->goods), n = goods_nomenclature_count(a->goods);
    bool eight = strlen(a->code) == 8;
    for (size_t i = eight ? hs : 0; i < (eight ? n : hs); i++) {
        goods_revision r = goods_nomenclature_at(a->goods, i);
        if (!found || r.valid_from <= a->as_at) found = r.name;
    }
    return found;
}

static cordon_status set_nomenclature(answer *a, cordon_error *err) {
    a->nomenclature = default_nomenclature(a);
    if (nomenclature_arg) {
        a->nomenclature = nomenclature_arg;
        /* As the tables write it, so that answers do not depend on the case. */
        for (size_t i = 0; i < goods_nomenclature_count(a->goods); i++) {
            const char *name = goods_nomenclature_at(a->goods, i).name;
            if (strcasecmp(name, nomenclature_arg) == 0) a->nomenclature = name;
        }
    }
    cordon_status status = goods_path(a->path, &a->depth, a->goods, a->nomenclature, a->code, err);
    if (status) return status;
    a->revision = goods_hs_revision(a->goods, a->nomenclature, a->as_at / 100);
    a->node = a->depth ? a->path[a->depth - 1] : NULL;
    if (a->node && strcmp(a->node->code, a->code) != 0) a->node = NULL;
    return CORDON_OK;
}

/* Nomenclatures that have the code, separated by blanks. */
static cordon_status list_existing(buf *b, const answer *a, cordon_error *err) {
    for (size_t i = 0; i < goods_nomenclature_count(a->goods); i++) {
        const goods_node *n = NULL;
        const char *name = goods_nomenclature_at(a->goods, i).name;
        cordon_status status = goods_find(&n, a->goods, name, a->code, err);
        if (status) return status;
        if (n) buf_printf(b, "%s%s", b->len ? " " : "", name);
    }
    return CORDON_OK;
}

static void add_cut(buf *b, const char *text, size_t width) {
    buf clean = {0};
    text_clean(&clean, text, strlen(text), false);
    text_cut(b, buf_text(&clean), clean.len, width);
    buf_free(&clean);
}

/* One line: the codes above it that exist, and where the code does exist. */
static int not_found(const answer *a) {
    cordon_error err = {0};
    buf b = {0}, elsewhere = {0};
    buf_printf(&b, "%s has no code %s", a->nomenclature, a->code);
    for (size_t i = a->depth; i-- > 0 && a->path[i]->level;) {
        buf_printf(&b, "%s %s \"", i + 1 < a->depth ? "," : "; above it there is",
                   a->path[i]->code);
        add_cut(&b, a->path[i]->text, 50);
        buf_char(&b, '"');
    }
    if (!list_existing(&elsewhere, a, &err) && elsewhere.len)
        buf_printf(&b, "; it is a code of %s (--nomenclature)", buf_text(&elsewhere));
    fprintf(stderr, "cordon goods: %s\n", buf_text(&b));
    buf_free(&b);
    buf_free(&elsewhere);
    return EXIT_FAILED;
}

/* ---- carrying and matching -------------------------------------------------- */

static size_t revision_index(const answer *a, const char *name) {
    size_t n = goods_revision_count(a->goods);
    for (size_t i = 0; name && i < n; i++)
        if (strcmp(goods_revision_at(a->goods, i).name, name) == 0) return i;
    return n;
}

static cordon_status carry_all(answer *a, cordon_error *err) {
    char six[7];
    const char *code = six;
    cordon_status status = CORDON_OK;
    snprintf(six, sizeof six, "%.6s", a->code);
    if (strlen(six) != 6 || !a->revision) return CORDON_OK;
    for (size_t i = 0; !status && i < goods_revision_count(a->goods) && i < REVISIONS; i++)
        status = goods_carry(&a->carried[i], a->goods, a->revision,
                             goods_revision_at(a->goods, i).name, &code, 1, err);
    return status;
}

static match_kind compare(const char *code, const char *line) {
    size_t c = strlen(code), l = strlen(line);
    if (strncmp(code, line, c < l ? c : l) != 0) return MATCH_NONE;
    return c == l ? MATCH_CODE : c > l ? MATCH_ABOVE : MATCH_BELOW;
}

static cordon_status add_hit(answer *a, hit h, cordon_error *err) {
    if (a->hits == a->hits_cap) {
        size_t more = a->hits_cap ? a->hits_cap * 2 : 64;
        hit *v = realloc(a->hit, more * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the lines of the regime");
        a->hit = v;
        a->hits_cap = more;
    }
    a->hit[a->hits++] = h;
    return CORDON_OK;
}

static cordon_status match_line(answer *a, const goods_group *g, const goods_line *l,
                                cordon_error *err) {
    hit h = {.group = g, .line = l};
    h.in_force = date_within(a->as_at, l->valid_from, l->valid_to);
    date_day on = l->valid_from ? l->valid_from : a->as_at;
    size_t to = revision_index(a, goods_hs_revision(a->goods, g->nomenclature, on / 100));
    const goods_links *links = to < REVISIONS ? &a->carried[to] : NULL;
    if (!links || !links->n || to == revision_index(a, a->revision)) {
        h.match = compare(a->code, l->code);
        return h.match ? add_hit(a, h, err) : CORDON_OK;
    }
    for (size_t i = 0; i < links->n; i++) {
        h.via = &links->v[i];
        if (!*h.via->to) {
            a->lost[to] = true;
            continue;
        }
        if (!(h.match = compare(h.via->to, l->code))) continue;
        /* Eight digits have no counterpart of their own: only six are carried. */
        cordon_status status = add_hit(a, h, err);
        if (status) return status;
    }
    return CORDON_OK;
}

static cordon_status match_all(answer *a, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < regime_group_count(a->regime); i++) {
        const goods_group *g = regime_group_at(a->regime, i);
        for (size_t k = 0; !status && k < g->n; k++) status = match_line(a, g, &g->line[k], err);
    }
    return status;
}

/* What must not be read out of an answer: NULL when a list has the code. A lens
 * is somebody's selection and controls nothing.                               */
static const char *notice(const answer *a) {
    bool any = false;
    for (size_t i = 0; i < a->hits; i++) {
        if (!a->hit[i].in_force) continue;
        if (strcmp(a->hit[i].group->kind, "list") == 0) return NULL;
        any = true;
    }
    return any ? "on no list, only on selections" : "on no group";
}

/* ---- since when it is what it is -------------------------------------------- */

typedef struct since {
    date_day unchanged, digits; /* the same goods; the same digits, goods changed or not */
} since;

static bool same_digits(const goods_links *l, const char *code) {
    for (size_t i = 0; i < l->n; i++)
        if (strncmp(l->v[i].to, code, 6) == 0) return true;
    return false;
}

static since since_when(const answer *a) {
    since s = {0};
    size_t own = revision_index(a, a->revision);
    if (own >= REVISIONS || !a->carried[own].n) return s;
    bool same = true;
    for (size_t i = own + 1; i-- > 0;) {
        const goods_links *l = &a->carried[i];
        if (!same_digits(l, a->code)) break;
        same = same && l->n == 1 && l->v[0].quality == GOODS_AS_WRITTEN;
        s.digits = goods_revision_at(a->goods, i).valid_from;
        if (same) s.unchanged = s.digits;
    }
    return s;
}

/* ---- as words --------------------------------------------------------------- */

typedef struct page {
    buf b;
    size_t width;
} page;

/* head, then the words with a hanging indent. */
static void para(page *p, size_t indent, const char *head, const char *words) {
    buf clean = {0};
    text_clean(&clean, words, strlen(words), false);
    size_t column = text_width(head, strlen(head));
    buf_str(&p->b, head);
    if (column < indent) text_pad(&p->b, indent - column);
    text_wrap(&p->b, buf_text(&clean), clean.len, column < indent ? indent : column, indent,
              p->width);
    buf_char(&p->b, '\n');
    p->b.failed = p->b.failed || clean.failed;
    buf_free(&clean);
}

static cordon_status show_code(page *p, const answer *a, cordon_error *err) {
    char head[40];
    buf exists = {0}, line = {0};
    for (size_t i = 0; i < a->depth; i++) {
        if (!a->path[i]->level) continue;
        snprintf(head, sizeof head, "%-9s", a->path[i]->code);
        para(p, 10, head, a->path[i]->text);
    }
    cordon_status status = list_existing(&exists, a, err);
    buf_printf(&line, "a code of %s; these have the digits: %s", a->nomenclature,
               buf_text(&exists));
    buf_char(&p->b, '\n');
    para(p, 10, "", buf_text(&line));
    buf_free(&exists);
    buf_free(&line);
    return status;
}

static cordon_status show_children(page *p, const answer *a, cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0, seen = 0;
    char head[16];
    cordon_status status = goods_nodes(&v, &n, a->goods, a->nomenclature, err);
    for (size_t i = 0; !status && i < n; i++) {
        if (strcmp(v[i].parent, a->code) != 0) continue;
        if (seen++ == 0) buf_str(&p->b, "\nBelow it\n");
        if (seen > CHILDREN_SHOWN) continue;
        snprintf(head, sizeof head, "%-9s", v[i].code);
        para(p, 10, head, v[i].text);
    }
    if (seen > CHILDREN_SHOWN) buf_printf(&p->b, "          and %zu more\n", seen - CHILDREN_SHOWN);
    return status;
}

static void show_revisions(page *p, const answer *a) {
    char day[DATE_TEXT], head[40];
    since s = since_when(a);
    size_t own = revision_index(a, a->revision);
    if (own >= REVISIONS || !a->carried[own].n) return;
    buf_str(&p->b, "\nIn the revisions of the Harmonized System\n");
    for (size_t i = goods_revision_count(a->goods); i-- > 0;) {
        const goods_links *l = &a->carried[i];
        buf line = {0};
        goods_quality worst = GOODS_AS_WRITTEN;
        const char *note = "";
        for (size_t k = 0; k < l->n; k++) {
            buf_str(&line, l->v[k].to);
            if (l->v[k].quality == GOODS_WEIGHTS) buf_printf(&line, " (%.3f)", l->v[k].weight);
            buf_char(&line, ' ');
            if (l->v[k].quality >= worst) worst = l->v[k].quality, note = l->v[k].note;
        }
        if (i == own)
            buf_str(&line, " asked for");
        else
            buf_printf(&line, " %s%s%s", goods_quality_name(worst), *note ? ": " : "", note);
        goods_revision r = goods_revision_at(a->goods, i);
        snprintf(head, sizeof head, "%-4s %s", r.name, date_format(day, r.valid_from));
        const char *words = buf_text(&line);
        para(p, 17, head, words + strspn(words, " "));
        p->b.failed = p->b.failed || line.failed;
        buf_free(&line);
    }
    if (s.unchanged) {
        buf_printf(&p->b, "The same goods under these digits since %s",
                   date_format(day, s.unchanged));
        if (s.digits != s.unchanged)
            buf_printf(&p->b, "; the digits since %s, with changes", date_format(day, s.digits));
        buf_str(&p->b, ".\n");
    }
}

static void match_words(buf *b, const hit *h) {
    static const char *const direct[] = {"", "the code itself", "covers it", "a part of it"};
    static const char *const carried[] = {"", "its counterpart", "covers its counterpart",
                                          "a part of its counterpart"};
    if (!h->via)
        buf_str(b, direct[h->match]);
    else
        buf_printf(b, "%s %s (%s)", carried[h->match], h->via->to,
                   goods_quality_name(h->via->quality));
}

static void show_line(page *p, const hit *h) {
    char day[DATE_TEXT];
    buf line = {0};
    buf_printf(&line, "%s, ", h->line->code);
    match_words(&line, h);
    if (*h->line->tier) buf_printf(&line, "; tier %s", h->line->tier);
    if (h->line->valid_from) buf_printf(&line, "; from %s", date_format(day, h->line->valid_from));
    if (h->line->valid_to) buf_printf(&line, " until %s", date_format(day, h->line->valid_to));
    if (!h->line->valid_from && !h->line->valid_to) buf_str(&line, "; undated");
    buf_printf(&line, "; %s [%s]", h->line->source, h->line->basis);
    para(p, 4, "", buf_text(&line));
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

/* All lines of one group side by side; a heading may have hundreds of them. */
static void show_group(page *p, const answer *a, size_t first, bool in_force) {
    const goods_group *g = a->hit[first].group;
    size_t n = 0;
    buf head = {0};
    buf_printf(&head, "%s (%s, %s): %s", g->id, g->kind, g->nomenclature, g->title);
    para(p, 2, "", buf_text(&head));
    for (size_t i = first; i < a->hits && a->hit[i].group == g; i++) {
        if (a->hit[i].in_force != in_force) continue;
        if (n++ < LINES_SHOWN) show_line(p, &a->hit[i]);
    }
    if (n > LINES_SHOWN)
        buf_printf(&p->b, "    and %zu more of its codes (--json has all)\n", n - LINES_SHOWN);
    if (*g->note) para(p, 10, "    note: ", g->note);
    p->b.failed = p->b.failed || head.failed;
    buf_free(&head);
}

static void show_groups(page *p, const answer *a, bool in_force) {
    const goods_group *last = NULL;
    size_t first = 0;
    for (size_t i = 0; i < a->hits; i++) {
        if (i && a->hit[i].group != a->hit[i - 1].group) first = i;
        if (a->hit[i].in_force != in_force || a->hit[i].group == last) continue;
        last = a->hit[i].group;
        show_group(p, a, first, in_force);
    }
}

static void show_lists(page *p, const answer *a) {
    char day[DATE_TEXT];
    const char *name = regime_name(a->regime);
    buf line = {0};
    buf_printf(&p->b, "\nIn regime %s on %s\n", name, date_format(day, a->as_at));
    show_groups(p, a, true);
    if (notice(a)) {
        buf_printf(&line, "%s of regime %s: this is not clearance", notice(a), name);
        para(p, 2, "  ", buf_text(&line));
    }
    for (size_t i = 0; i < REVISIONS; i++)
        if (a->lost[i])
            buf_printf(&p->b, "  groups in %s could not be looked up: the code is not comparable\n",
                       goods_revision_at(a->goods, i).name);
    for (size_t i = 0; i < a->hits; i++) {
        if (a->hit[i].in_force) continue;
        buf_str(&p->b, "\nOn another day\n");
        show_groups(p, a, false);
        break;
    }
    p->b.failed = p->b.failed || line.failed;
    buf_free(&line);
}

static cordon_status print_words(const answer *a, cordon_error *err) {
    page p = {.width = text_terminal(1)};
    if (p.width == 0 || p.width > WIDTH_MAX) p.width = WIDTH_MAX;
    if (p.width < WIDTH_MIN) p.width = WIDTH_MIN;
    cordon_status status = show_code(&p, a, err);
    if (!status) status = show_children(&p, a, err);
    if (!status) {
        show_revisions(&p, a);
        show_lists(&p, a);
        if (p.b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the answer");
    }
    if (!status) fputs(buf_text(&p.b), stdout);
    buf_free(&p.b);
    return status;
}

/* ---- as JSON ---------------------------------------------------------------- */

static void json_open(buf *b, const char *key, char bracket) {
    json_key(b, key);
    buf_char(b, bracket);
}

static void json_node(buf *b, const goods_node *n) {
    json_open(b, NULL, '{');
    json_str(b, "code", n->code);
    json_str(b, "text", n->text);
    buf_char(b, '}');
}

static cordon_status json_code(buf *b, const answer *a, cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0;
    json_str(b, "code", a->code);
    json_str(b, "nomenclature", a->nomenclature);
    json_str(b, "hs_revision", a->revision);
    json_date(b, "as_at", a->as_at);
    json_str(b, "text", a->node->text);
    json_int(b, "level", a->node->level);
    json_open(b, "path", '[');
    for (size_t i = 0; i < a->depth; i++)
        if (a->path[i]->level) json_node(b, a->path[i]);
    buf_char(b, ']');
    json_open(b, "children", '[');
    cordon_status status = goods_nodes(&v, &n, a->goods, a->nomenclature, err);
    for (size_t i = 0; !status && i < n; i++)
        if (strcmp(v[i].parent, a->code) == 0) json_node(b, &v[i]);
    buf_char(b, ']');
    json_open(b, "exists_in", '[');
    for (size_t i = 0; !status && i < goods_nomenclature_count(a->goods); i++) {
        const goods_node *node = NULL;
        const char *name = goods_nomenclature_at(a->goods, i).name;
        status = goods_find(&node, a->goods, name, a->code, err);
        if (node) json_str(b, NULL, name);
    }
    buf_char(b, ']');
    return status;
}

static void json_link(buf *b, const goods_link *l) {
    json_open(b, NULL, '{');
    json_str(b, "code", *l->to ? l->to : NULL);
    json_str(b, "quality", goods_quality_name(l->quality));
    json_number(b, "weight", l->weight);
    json_str(b, "note", l->note);
    buf_char(b, '}');
}

static void json_revisions(buf *b, const answer *a) {
    since s = since_when(a);
    json_date(b, "unchanged_since", s.unchanged);
    json_date(b, "digits_since", s.digits);
    json_open(b, "revisions", '[');
    for (size_t i = goods_revision_count(a->goods); i-- > 0;) {
        goods_revision r = goods_revision_at(a->goods, i);
        if (i >= REVISIONS || !a->carried[i].n) continue;
        json_open(b, NULL, '{');
        json_str(b, "revision", r.name);
        json_date(b, "valid_from", r.valid_from);
        json_date(b, "valid_to", r.valid_to);
        json_open(b, "codes", '[');
        for (size_t k = 0; k < a->carried[i].n; k++) json_link(b, &a->carried[i].v[k]);
        buf_str(b, "]}");
    }
    buf_char(b, ']');
}

static void json_hit(buf *b, const hit *h) {
    static const char *const match[] = {"none", "code", "above", "below"};
    json_open(b, NULL, '{');
    json_str(b, "group", h->group->id);
    json_str(b, "title", h->group->title);
    json_str(b, "kind", h->group->kind);
    json_str(b, "nomenclature", h->group->nomenclature);
    json_str(b, "line", h->line->code);
    json_str(b, "match", match[h->match]);
    json_str(b, "through", h->via ? h->via->to : NULL);
    json_str(b, "quality", goods_quality_name(h->via ? h->via->quality : GOODS_AS_WRITTEN));
    json_str(b, "tier", *h->line->tier ? h->line->tier : NULL);
    json_date(b, "valid_from", h->line->valid_from);
    json_date(b, "valid_to", h->line->valid_to);
    json_str(b, "source", h->line->source);
    json_str(b, "basis", h->line->basis);
    json_str(b, "note", *h->group->note ? h->group->note : NULL);
    buf_char(b, '}');
}

static void json_lists(buf *b, const answer *a) {
    static const char *const key[] = {"other_dates", "groups"};
    buf words = {0};
    json_str(b, "regime", regime_name(a->regime));
    for (int in_force = 1; in_force >= 0; in_force--) {
        json_open(b, key[in_force], '[');
        for (size_t i = 0; i < a->hits; i++)
            if (a->hit[i].in_force == in_force) json_hit(b, &a->hit[i]);
        buf_char(b, ']');
    }
    json_open(b, "not_comparable_with", '[');
    for (size_t i = 0; i < REVISIONS; i++)
        if (a->lost[i]) json_str(b, NULL, goods_revision_at(a->goods, i).name);
    buf_char(b, ']');
    buf_printf(&words, "%s of regime %s: this is not clearance", notice(a) ? notice(a) : "",
               regime_name(a->regime));
    json_str(b, "notice", notice(a) ? buf_text(&words) : NULL);
    b->failed = b->failed || words.failed;
    buf_free(&words);
}

static cordon_status print_json(const answer *a, cordon_error *err) {
    buf b = {0};
    buf_char(&b, '{');
    cordon_status status = json_code(&b, a, err);
    if (!status) {
        json_revisions(&b, a);
        json_lists(&b, a);
        buf_str(&b, "}\n");
        if (b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the answer");
    }
    if (!status) fputs(buf_text(&b), stdout);
    buf_free(&b);
    return status;
}

/* ---- the command ------------------------------------------------------------ */

static int work(answer *a) {
    cordon_error err = {0};
    if (goods_open(&a->goods, &err) || set_nomenclature(a, &err))
        return cmd_failed(&cmd_goods, &err);
    if (!a->node) return not_found(a);
    if (areas_load(&a->areas, &err) || regime_load(&a->regime, a->regime_path, a->areas, &err) ||
        carry_all(a, &err) || match_all(a, &err))
        return cmd_failed(&cmd_goods, &err);
    if (json ? print_json(a, &err) : print_words(a, &err)) return cmd_failed(&cmd_goods, &err);
    return EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[3];
    int n = 0;
    bool done = false;
    as_at = 0;
    regime_arg = nomenclature_arg = NULL;
    json = false;
    int rc = options_parse(&cmd_goods, options, argc, argv, args, &n, &done);
    if (done) return rc;
    /* "NNNN NN NN" may come as three words. */
    char typed[64] = "";
    for (int i = 0; i < n; i++) {
        size_t at = strlen(typed);
        snprintf(typed + at, sizeof typed - at, "%s%s", i ? " " : "", args[i]);
    }
    answer a = {.as_at = as_at ? as_at : date_today()};
    if (!goods_code_clean(a.code, typed))
        return usage_error(&cmd_goods, "\"%s\" is no code of 2, 4, 6 or 8 digits", typed);
    if (regime_arg)
        snprintf(a.regime_path, sizeof a.regime_path, "%s", regime_arg);
    else if ((rc = only_regime(a.regime_path, sizeof a.regime_path)))
        return rc;
    rc = work(&a);
    answer_free(&a);
    return rc;
}

static const char *const examples[] = {"cordon goods 85 --as-at 2024-03-01",
                                       "a chapter, and which of its codes stood on a list then",
                                       "cordon goods 90 --nomenclature H5 --json",
                                       "the same of an older revision, for other programs", NULL};

const command cmd_goods = {
    .name = "goods",
    .summary = "what a tariff code is, and on which lists it stands",
    .synopsis = "CODE [--as-at DATE] [--regime NAME] [--nomenclature NAME]",
    .about =
        "Shows where a code of 2, 4, 6 or 8 digits stands in its nomenclature, since when it means "
        "what it means, and every line of the regime's groups that concerns it: the code itself, a "
        "line above that covers it, or codes below it. Digits may be parted by full stops or "
        "blanks.\n\n"
        "Without --nomenclature, 8 digits are a code of the Combined Nomenclature and fewer digits "
        "one of the Harmonized System, both as of the day. Lists of another revision are reached "
        "through the correlation tables: \"1:1\", \"wider\" (the other code covers more), "
        "\"narrower\" (less), \"weights\" (estimated shares) or \"not comparable\".\n\n"
        "A code on no list is not cleared: lists by description, the end user and the end use "
        "count as well.",
    .args_min = 1,
    .args_max = 3,
    .examples = examples,
    .run = run,
    .options = get_options,
};
