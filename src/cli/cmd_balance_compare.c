/* cmd_balance_compare.c - cordon balance compare: two editions of one file,
 * what moved the judgement and what its authors say about it.                  */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/cmd_balance.h"

static const char *context_arg;
static bool json;

static const option options[] = {
    {"context", 0, OPTION_TEXT, "ID", "only this context (default: all that both editions have)",
     &context_arg},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object", &json},
    {0},
};
static const option *get_options(void) { return options; }

typedef struct pair {
    balance *from, *to;
    balance_difference d;
} pair;

static bool shows(const pair *p, size_t i) {
    return !context_arg || strcmp(p->from->context[p->d.context[i].from].id, context_arg) == 0;
}

static double rounded(double v) {
    double r = round(v * 1e6) / 1e6;
    return r == 0 ? 0 : r;
}

/* ---- what changed ------------------------------------------------------------------- */

static bool same_range(balance_range x, balance_range y) {
    return x.lo == y.lo && x.mode == y.mode && x.hi == y.hi;
}

static bool same_item(const pair *p, const balance_evidence *x, const balance_evidence *y) {
    const char *ox = x->origin < 0 ? "" : p->from->origin[x->origin].id;
    const char *oy = y->origin < 0 ? "" : p->to->origin[y->origin].id;
    return x->stance == y->stance && strcmp(x->grade, y->grade) == 0 && strcmp(ox, oy) == 0 &&
           strcmp(x->ref, y->ref) == 0 && strcmp(x->locator, y->locator) == 0 &&
           strcmp(x->date, y->date) == 0;
}

static const balance_evidence *item_of(const balance_factor *f, const char *id) {
    for (size_t i = 0; i < f->evidence_count; i++)
        if (strcmp(f->evidence[i].id, id) == 0) return &f->evidence[i];
    return NULL;
}

typedef struct evidence_change {
    size_t added, removed, changed;
} evidence_change;

static evidence_change evidence_of(const pair *p, const balance_factor *x,
                                   const balance_factor *y) {
    evidence_change e = {0};
    for (size_t i = 0; i < x->evidence_count; i++) {
        const balance_evidence *other = item_of(y, x->evidence[i].id);
        if (!other)
            e.removed++;
        else
            e.changed += !same_item(p, &x->evidence[i], other);
    }
    for (size_t i = 0; i < y->evidence_count; i++) e.added += !item_of(x, y->evidence[i].id);
    return e;
}

static bool in_changelog(const balance *b, const balance_change *c) {
    for (size_t i = 0; i < b->changes; i++) {
        const balance_change *o = &b->change[i];
        if (strcmp(o->date, c->date) == 0 && strcmp(o->what, c->what) == 0 &&
            strcmp(o->why, c->why) == 0)
            return true;
    }
    return false;
}

/* A factor of both editions and what of it differs. */
typedef struct moved {
    const balance_factor *x, *y;
    bool direction, salience, group;
    evidence_change e;
} moved;

static bool moved_of(moved *m, const pair *p, size_t i) {
    int k = balance_factor_find(p->to, p->from->factor[i].id);
    if (k < 0) return false;
    const balance_factor *x = &p->from->factor[i], *y = &p->to->factor[k];
    *m = (moved){.x = x, .y = y, .e = evidence_of(p, x, y)};
    m->direction = x->direction != y->direction;
    m->salience = !same_range(x->salience, y->salience);
    m->group = strcmp(x->group < 0 ? "" : p->from->group[x->group],
                      y->group < 0 ? "" : p->to->group[y->group]) != 0;
    return m->direction || m->salience || m->group || m->e.added || m->e.removed || m->e.changed;
}

/* The weights of a factor by context, where they differ by half a thousandth. */
static size_t weight_changes(buf *o, const pair *p, const char *id, bool as_json) {
    size_t n = 0;
    int i = balance_factor_find(p->from, id), k = balance_factor_find(p->to, id);
    for (size_t c = 0; c < p->d.contexts; c++) {
        const balance_context_change *x = &p->d.context[c];
        balance_model m;
        double before[BALANCE_FACTORS_MAX], after[BALANCE_FACTORS_MAX];
        balance_model_of(&m, p->from, (size_t)x->from, -1);
        balance_weights(before, &m);
        balance_model_of(&m, p->to, (size_t)x->to, -1);
        balance_weights(after, &m);
        if (!shows(p, c) || fabs(before[i] - after[k]) < 0.0005) continue;
        if (as_json) {
            json_key(o, p->from->context[x->from].id);
            buf_char(o, '[');
            json_number(o, NULL, rounded(before[i]));
            json_number(o, NULL, rounded(after[k]));
            buf_char(o, ']');
        } else {
            buf_printf(o, "%s %s %.3f to %.3f", n ? "," : "", p->from->context[x->from].id,
                       before[i], after[k]);
        }
        n++;
    }
    return n;
}

/* ---- words -------------------------------------------------------------------------- */

static void write_table(buf *o, const pair *p) {
    buf_str(o, "\nB at the mode, and what its change comes from\n");
    buf_printf(o, "%-29s  %6s  %6s  %6s  %7s  %8s  %7s\n", "", "before", "after", "change",
               "factors", "salience", "weights");
    for (size_t i = 0; i < p->d.contexts; i++) {
        const balance_context_change *x = &p->d.context[i];
        if (!shows(p, i)) continue;
        buf_printf(o, "%-29.29s  %+.3f  %+.3f  %+.3f  %+7.3f  %+8.3f  %+7.3f\n",
                   p->from->context[x->from].id, x->balance_from, x->balance_to,
                   x->balance_to - x->balance_from, rounded(x->by_factors), rounded(x->by_salience),
                   rounded(x->by_weights));
    }
    balance_para(o, "  ",
                 "The three add up to the change: each is its mean effect over all orders in which "
                 "the changes can be made (Shapley). factors: those that came, went or changed "
                 "their side or group. Evidence moves B only through the salience that its reader "
                 "sets.");
}

static void write_factor(buf *o, const pair *p, const moved *m) {
    buf line = {0};
    if (m->direction)
        buf_printf(&line, "%s to %s; ", balance_direction_name(m->x->direction),
                   balance_direction_name(m->y->direction));
    if (m->group)
        buf_printf(&line, "group %s to %s; ", m->x->group < 0 ? "-" : p->from->group[m->x->group],
                   m->y->group < 0 ? "-" : p->to->group[m->y->group]);
    if (m->salience)
        buf_printf(&line, "salience %g/%g/%g to %g/%g/%g; ", m->x->salience.lo, m->x->salience.mode,
                   m->x->salience.hi, m->y->salience.lo, m->y->salience.mode, m->y->salience.hi);
    if (m->e.added || m->e.removed || m->e.changed)
        buf_printf(&line, "evidence: %zu new, %zu gone, %zu changed; ", m->e.added, m->e.removed,
                   m->e.changed);
    if (line.len > 2) line.p[line.len - 2] = 0;
    char head[80];
    snprintf(head, sizeof head, "  %.64s  ", m->x->id);
    balance_para(o, head, "%s", buf_text(&line));
    o->failed |= line.failed;
    buf_free(&line);
}

static void write_weights(buf *o, const pair *p) {
    size_t n = 0;
    for (size_t i = 0; i < p->from->factors; i++) {
        const char *id = p->from->factor[i].id;
        buf line = {0};
        char head[80];
        if (balance_factor_find(p->to, id) >= 0 && weight_changes(&line, p, id, false)) {
            if (n++ == 0) buf_str(o, "\nWeights\n");
            snprintf(head, sizeof head, "  %.64s ", id);
            balance_para(o, head, "%s", line.p + 1);
        }
        o->failed |= line.failed;
        buf_free(&line);
    }
}

static void write_came_and_went(buf *o, const pair *p) {
    for (size_t i = 0; i < p->to->factors; i++)
        if (p->d.added[i])
            balance_para(o, "  new   ", "%s: %s", p->to->factor[i].id, p->to->factor[i].label);
    for (size_t i = 0; i < p->from->factors; i++)
        if (p->d.removed[i])
            balance_para(o, "  gone  ", "%s: %s", p->from->factor[i].id, p->from->factor[i].label);
    for (size_t c = 0; c < p->to->contexts; c++)
        if (balance_context_find(p->from, p->to->context[c].id) < 0)
            balance_para(o, "  new context   ", "%s", p->to->context[c].id);
    for (size_t c = 0; c < p->from->contexts; c++)
        if (balance_context_find(p->to, p->from->context[c].id) < 0)
            balance_para(o, "  gone context  ", "%s", p->from->context[c].id);
}

static void write_why(buf *o, const pair *p) {
    size_t n = 0;
    buf_str(o, "\nWhy, from the changelog\n");
    for (size_t i = 0; i < p->to->changes; i++) {
        const balance_change *c = &p->to->change[i];
        char head[24];
        if (in_changelog(p->from, c)) continue;
        n++;
        snprintf(head, sizeof head, "  %.10s  ", c->date);
        balance_para(o, head, "%s; %s%s%s%s", c->what, c->why, *c->who ? " (" : "", c->who,
                     *c->who ? ")" : "");
    }
    if (!n) balance_para(o, "  ", "nothing: the newer edition has no entry that the older has not");
}

static bool write_text(buf *o, const pair *p) {
    char day[2][DATE_TEXT];
    moved m;
    balance_para(o, "", "%s, for %s", p->to->title, p->to->perspective);
    balance_para(o, "  before  ", "%s, as of %s", p->from->path,
                 date_format(day[0], p->from->as_of));
    balance_para(o, "  after   ", "%s, as of %s", p->to->path, date_format(day[1], p->to->as_of));
    if (p->from->as_of > p->to->as_of)
        balance_para(o, "  note    ", "the first file is the later edition by its date");
    if (strcmp(p->from->question, p->to->question) != 0)
        balance_para(o, "  note    ", "the editions ask different questions");
    if (strcmp(p->from->sha256, p->to->sha256) == 0)
        balance_para(o, "  note    ", "the two files are the same, byte for byte");
    write_table(o, p);
    buf_str(o, "\nFactors and contexts\n");
    size_t begin = o->len;
    write_came_and_went(o, p);
    for (size_t i = 0; i < p->from->factors; i++)
        if (moved_of(&m, p, i)) write_factor(o, p, &m);
    if (o->len == begin) buf_str(o, "  none changed\n");
    write_weights(o, p);
    write_why(o, p);
    return !o->failed;
}

/* ---- JSON --------------------------------------------------------------------------- */

static void write_json_side(buf *o, const char *key, const balance *b) {
    json_key(o, key);
    buf_char(o, '{');
    json_str(o, "file", b->path);
    json_str(o, "sha256", b->sha256);
    json_date(o, "as_of", b->as_of);
    buf_char(o, '}');
}

static void write_json_contexts(buf *o, const pair *p) {
    json_key(o, "contexts");
    buf_char(o, '{');
    for (size_t i = 0; i < p->d.contexts; i++) {
        const balance_context_change *x = &p->d.context[i];
        if (!shows(p, i)) continue;
        json_key(o, p->from->context[x->from].id);
        buf_char(o, '{');
        json_number(o, "before", rounded(x->balance_from));
        json_number(o, "after", rounded(x->balance_to));
        json_number(o, "by_factors", rounded(x->by_factors));
        json_number(o, "by_salience", rounded(x->by_salience));
        json_number(o, "by_weights", rounded(x->by_weights));
        buf_char(o, '}');
    }
    buf_char(o, '}');
}

static void write_json_range(buf *o, const char *key, balance_range r) {
    json_key(o, key);
    buf_char(o, '[');
    json_number(o, NULL, r.lo);
    json_number(o, NULL, r.mode);
    json_number(o, NULL, r.hi);
    buf_char(o, ']');
}

static void write_json_factors(buf *o, const pair *p) {
    json_key(o, "factors");
    buf_char(o, '{');
    for (size_t i = 0; i < p->from->factors; i++) {
        moved m = {0};
        buf weights = {0};
        const char *id = p->from->factor[i].id;
        if (balance_factor_find(p->to, id) < 0) continue;
        bool any = moved_of(&m, p, i);
        buf_char(&weights, '{');
        any = weight_changes(&weights, p, id, true) || any;
        if (any && m.x && m.y) {
            json_key(o, id);
            buf_char(o, '{');
            json_str(o, "direction_before", balance_direction_name(m.x->direction));
            json_str(o, "direction_after", balance_direction_name(m.y->direction));
            write_json_range(o, "salience_before", m.x->salience);
            write_json_range(o, "salience_after", m.y->salience);
            json_int(o, "evidence_new", (int64_t)m.e.added);
            json_int(o, "evidence_gone", (int64_t)m.e.removed);
            json_int(o, "evidence_changed", (int64_t)m.e.changed);
            json_key(o, "weights");
            buf_str(o, buf_text(&weights));
            buf_str(o, "}}");
        }
        o->failed |= weights.failed;
        buf_free(&weights);
    }
    buf_char(o, '}');
    json_key(o, "new");
    buf_char(o, '[');
    for (size_t i = 0; i < p->to->factors; i++)
        if (p->d.added[i]) json_str(o, NULL, p->to->factor[i].id);
    buf_char(o, ']');
    json_key(o, "gone");
    buf_char(o, '[');
    for (size_t i = 0; i < p->from->factors; i++)
        if (p->d.removed[i]) json_str(o, NULL, p->from->factor[i].id);
    buf_char(o, ']');
}

static bool write_json(buf *o, const pair *p) {
    buf_char(o, '{');
    json_str(o, "schema", "cordon.balance.difference/1");
    json_str(o, "perspective", p->to->perspective);
    write_json_side(o, "before", p->from);
    write_json_side(o, "after", p->to);
    write_json_contexts(o, p);
    write_json_factors(o, p);
    json_key(o, "why");
    buf_char(o, '[');
    for (size_t i = 0; i < p->to->changes; i++) {
        const balance_change *c = &p->to->change[i];
        if (in_changelog(p->from, c)) continue;
        json_key(o, NULL);
        buf_char(o, '{');
        json_str(o, "date", c->date);
        json_str(o, "who", c->who);
        json_str(o, "what", c->what);
        json_str(o, "why", c->why);
        buf_char(o, '}');
    }
    buf_str(o, "]}\n");
    return !o->failed;
}

/* ---- the command -------------------------------------------------------------------- */

static int compare(pair *p, const char *const path[2]) {
    static balance_faults faults;
    cordon_error err = {0};
    balance **side[2] = {&p->from, &p->to};
    for (int i = 0; i < 2; i++)
        if (balance_read(side[i], path[i], &faults, &err))
            return balance_refused(&cmd_balance_compare, path[i], &faults, &err);
    if (balance_compare(&p->d, p->from, p->to, &err)) return cmd_failed(&cmd_balance_compare, &err);
    bool any = false;
    for (size_t i = 0; i < p->d.contexts; i++) any = any || shows(p, i);
    if (context_arg && !any)
        return usage_error(&cmd_balance_compare, "--context %.60s: not in both files", context_arg);
    buf out = {0};
    int rc = EXIT_OK;
    if (json ? write_json(&out, p) : write_text(&out, p)) {
        fputs(buf_text(&out), stdout);
    } else {
        err.status = CORDON_ENOMEM;
        rc = cmd_failed(&cmd_balance_compare, &err);
    }
    buf_free(&out);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    json = false;
    context_arg = NULL;
    int rc = options_parse(&cmd_balance_compare, options, argc, argv, args, &n, &done);
    if (done) return rc;
    pair *p = calloc(1, sizeof *p);
    if (!p) {
        cordon_error err = {.status = CORDON_ENOMEM};
        return cmd_failed(&cmd_balance_compare, &err);
    }
    rc = compare(p, args);
    balance_free(p->from);
    balance_free(p->to);
    free(p);
    return rc;
}

static const char *const examples[] = {
    "cordon balance compare interests-old.json interests.json",
    "what moved the judgement between two editions, and why",
    "cordon balance compare interests-old.json interests.json --context war --json",
    "one context, for a program", NULL};

const command cmd_balance_compare = {
    .name = "balance compare",
    .summary = "two editions of a balance: what moved it and why",
    .synopsis = "OLDER NEWER [--context ID] [--json]",
    .about =
        "Sets two editions of one file side by side: B in every context that both have, how much "
        "of its change comes from factors that came, went or changed sides, from salience and from "
        "weights, every factor whose salience, side, group, weight or evidence changed, and the "
        "entries of the newer changelog that the older has not.\n\n"
        "Both files must speak for the same actor. A file - is standard input, so that an older "
        "edition can come from a version control system.",
    .args_min = 2,
    .args_max = 2,
    .examples = examples,
    .run = run,
    .options = get_options,
};
