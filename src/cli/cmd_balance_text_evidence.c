/* cmd_balance_text_evidence.c - what the evidence carries, and the competing
 * hypotheses, for a reader.                                                    */
#include <math.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/cmd_balance.h"
#include "cli/text.h"

/* ---- evidence ----------------------------------------------------------------------- */

typedef bool factor_fn(const balance *b, const balance_factor *f);
static bool one_origin(const balance *b, const balance_factor *f) {
    (void)b;
    return balance_one_origin(f);
}
static bool no_counter(const balance *b, const balance_factor *f) {
    (void)b;
    return balance_no_counter(f);
}
static bool unsupported(const balance *b, const balance_factor *f) {
    (void)b;
    return balance_unsupported(f);
}

static void write_list(buf *o, const balance *b, const char *head, factor_fn *in) {
    buf line = {0};
    size_t n = 0;
    for (size_t i = 0; i < b->factors; i++) {
        if (b->factor[i].direction == BALANCE_STRUCTURAL || !in(b, &b->factor[i])) continue;
        n++;
        buf_printf(&line, " %s", b->factor[i].id);
    }
    balance_para(o, head, n ? "%zu:%s" : "none", n, buf_text(&line));
    o->failed |= line.failed;
    buf_free(&line);
}

static void write_origins(buf *o, const balance_view *v) {
    const balance *b = v->b;
    bool told[BALANCE_ORIGINS_MAX] = {false};
    if (!b->origins) {
        balance_para(o, "  ", "The file names no origins: nothing can be left out by origin.");
        return;
    }
    balance_para(o, "  ",
                 "Without an origin, change of B in %s: factors it alone supports at 0.5; and "
                 "salience in proportion to what support is left:",
                 b->context[v->detail].id);
    for (int k = 0; k < BALANCE_MOST_SHOWN; k++) {
        balance_loss l, most = {0};
        int best = -1;
        double size = 0;
        for (size_t i = 0; i < b->origins; i++) {
            balance_without_origin(&l, b, i);
            double s = fmax(fabs(l.unknown[v->detail]), fabs(l.ratio[v->detail]));
            if (told[i] || !l.items || s <= size) continue;
            best = (int)i, size = s, most = l;
        }
        if (best < 0) break;
        told[best] = true;
        buf_str(o, "    ");
        balance_cell(o, b->origin[best].id, 22);
        buf_printf(o, "  %+.3f  %+.3f  %zu %s, leaves %zu unsupported\n",
                   balance_tidy(most.unknown[v->detail], 0.001),
                   balance_tidy(most.ratio[v->detail], 0.001), most.items,
                   most.items == 1 ? "item" : "items", most.unsupported_count);
    }
}

/* Two factors of one side that rest on one passage may be one interest under
 * two names: what B becomes when the second of such a pair is left out.       */
static void write_merged(buf *o, const balance_view *v, const balance_shared *s, size_t n) {
    const balance *b = v->b;
    balance_model m;
    balance_value x;
    double size = -1, best = 0;
    int kept = -1, dropped = -1;
    balance_model_of(&m, b, (size_t)v->detail, -1);
    balance_evaluate(&x, &m, BALANCE_MODE);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 1; k < s[i].factors; k++) {
            int second = s[i].factor[k], first = balance_same_side(&m, &s[i], k);
            double without = balance_without(&m, (size_t)second);
            if (first < 0 || fabs(without - x.balance) <= size) continue;
            size = fabs(without - x.balance), best = without;
            kept = first, dropped = second;
        }
    if (kept >= 0)
        balance_para(o, "  read as one interest         ",
                     "B %+.3f instead of %+.3f if %s is %s under another name (the pair on one "
                     "passage and one side that moves most)",
                     balance_tidy(best, 0.001), balance_tidy(x.balance, 0.001),
                     b->factor[dropped].id, b->factor[kept].id);
}

static void write_worst_item(buf *o, const balance_view *v) {
    const balance *b = v->b;
    double size = 0;
    size_t factor = 0, item = 0;
    balance_loss l, most = {0};
    for (size_t f = 0; f < b->factors; f++)
        for (size_t i = 0; i < b->factor[f].evidence_count; i++) {
            balance_without_item(&l, b, f, i);
            double s = fmax(fabs(l.unknown[v->detail]), fabs(l.ratio[v->detail]));
            if (s <= size) continue;
            size = s, factor = f, item = i, most = l;
        }
    if (size <= 0) return;
    balance_para(o, "  single item that moves most  ", "%s of %s: %+.3f, in proportion %+.3f",
                 b->factor[factor].evidence[item].id, b->factor[factor].id, most.unknown[v->detail],
                 most.ratio[v->detail]);
}

static void write_shared(buf *o, const balance_view *v) {
    const balance *b = v->b;
    arena mem;
    balance_shared *s;
    size_t n = 0, most = 0;
    arena_init(&mem, 0);
    if (balance_shared_evidence(&s, &n, b, &mem, NULL)) o->failed = true;
    for (size_t i = 1; i < n; i++)
        if (s[i].factors > s[most].factors) most = i;
    if (n)
        balance_para(o, "  used under several factors   ",
                     "%zu passages; most often %s, under %zu (balance check lists them)", n,
                     s[most].item->locator, s[most].factors);
    else
        balance_para(o, "  used under several factors   ", "none");
    write_merged(o, v, s, n);
    arena_destroy(&mem);
}

void balance_write_evidence(buf *o, const balance_view *v) {
    const balance *b = v->b;
    size_t stale = 0, undated = 0, all = 0;
    buf_str(o, "\nEvidence\n");
    for (size_t f = 0; f < b->factors; f++)
        for (size_t i = 0; i < b->factor[f].evidence_count; i++) {
            const balance_evidence *e = &b->factor[f].evidence[i];
            all++;
            stale += balance_stale(b, e, v->months);
            undated += !e->dated;
        }
    balance_para(o, "  items                        ",
                 "%zu; %zu older than %d months at %d-%02d-%02d, %zu without a date", all, stale,
                 v->months, b->as_of / 10000, b->as_of / 100 % 100, b->as_of % 100, undated);
    write_list(o, b, "  from one origin only         ", one_origin);
    write_list(o, b, "  from states only             ", balance_state_only);
    write_list(o, b, "  nothing speaks against       ", no_counter);
    write_list(o, b, "  nothing supports (s unknown) ", unsupported);
    write_shared(o, v);
    write_worst_item(o, v);
    write_origins(o, v);
    if (v->lost_left_out)
        balance_para(o, "  ", "%zu more origins leave factors without support; not drawn",
                     v->lost_left_out);
}

/* ---- hypotheses --------------------------------------------------------------------- */

static void names(buf *line, const ach *a, const ach_score *s) {
    for (size_t h = 0; h < a->hypotheses; h++)
        if (s->first[s->order[h]]) buf_printf(line, " %s", a->id[s->order[h]]);
}

static void write_carriers(buf *o, const ach *a, const ach_score *all) {
    size_t n = 0;
    for (size_t i = 0; i < a->items; i++) {
        ach_score s;
        buf line = {0};
        bool same = true;
        ach_evaluate(&s, a, (int)i, -1);
        for (size_t h = 0; h < a->hypotheses; h++) same = same && s.first[h] == all->first[h];
        if (!same) {
            n++;
            names(&line, a, &s);
            balance_para(o, "    ", "without %s (%s) the first is%s", a->item[i].id,
                         a->item[i].text, buf_text(&line));
        }
        o->failed |= line.failed;
        buf_free(&line);
    }
    balance_para(o, "  ",
                 n ? "So single items carry the order." : "No single item changes which is first.");
}

void balance_write_ach(buf *o, const ach *a) {
    ach_score s;
    buf line = {0};
    ach_evaluate(&s, a, -1, -1);
    buf_str(o, "\nHypotheses (least contradicted first)\n"
               "        against  for   neutral  by likelihood ratio\n");
    for (size_t k = 0; k < a->hypotheses; k++) {
        int h = s.order[k];
        buf_str(o, "  ");
        balance_cell(o, a->id[h], 5);
        buf_printf(o, " %7.2f  %4.2f  %7d  %4.2f  ", s.inconsistency[h], s.support[h], s.neutral[h],
                   s.posterior[h]);
        size_t column = 38;
        buf clean = {0};
        text_clean(&clean, a->text[h], strlen(a->text[h]), false);
        text_wrap(o, buf_text(&clean), clean.len, column, column, BALANCE_WIDTH);
        buf_char(o, '\n');
        o->failed |= clean.failed;
        buf_free(&clean);
    }
    balance_para(o, "  ",
                 "against: weights of contradicting items; by likelihood ratio: equal priors, "
                 "exactly one true, likelihoods %.2f consistent, %.2f neutral, %.2f and %.2f "
                 "inconsistent to the power of the grade (%s).",
                 a->likelihood[ACH_C], a->likelihood[ACH_N], a->likelihood[ACH_I],
                 a->likelihood[ACH_II], a->likelihood_given ? "from the file" : "a convention");
    for (size_t i = 0; i < a->hypotheses; i++)
        for (size_t k = i + 1; k < a->hypotheses; k++)
            if (a->compatible[i][k])
                buf_printf(&line, "%s %s with %s", line.len ? "," : "", a->id[i], a->id[k]);
    if (line.len)
        balance_para(o, "  ", "Can hold together:%s. Neither column is a ranking of one of %zu.",
                     buf_text(&line), a->hypotheses);
    buf_free(&line);
    write_carriers(o, a, &s);
    for (size_t i = 0; i < a->items; i++)
        if (ach_diagnosticity(a, i) <= 0) buf_printf(&line, " %s", a->item[i].id);
    balance_para(o, "  items that tell nothing apart: ", "%s", line.len ? line.p + 1 : "none");
    buf_free(&line);
}
