/* correlate.c - which code of one HS revision stands for a code of another.
 *
 * Every few years the Harmonized System is revised. The UN Statistics Division
 * publishes for each pair of neighbouring revisions a full correlation (every
 * pair of codes that share goods) and a conversion (one old code for each new
 * code). The conversion is a list of guesses: where a new code gathers goods
 * from a hundred old ones it names one of them, in another heading. A watch
 * list carried back through it counts goods that were never on it. So the full
 * correlation decides here, and the conversion may only confirm.
 *
 * Words. c is the code asked for, T(c) the codes of the target revision that
 * share goods with it, B(t) the codes of c's revision that share goods with t.
 * A target t is *wholly c's* when B(t) = {c}. c is *kept* when the same six
 * digits stand in T(c) and the conversion sends the newer one to the older one.
 *
 *  T(c) empty                                   not comparable
 *  T(c) = {t}, B(t) = {c}                       as written, or 1:1 (new digits)
 *  T(c) = {t}, B(t) more: all of c is in t, and t holds other goods too;
 *     it stands for c only if c is what became of t:
 *       t = c, or t in c's heading              wider
 *       every code whose T is {t} is in c's heading: the rest of t moved
 *       there as a whole                        wider
 *       else c is a piece cut out of a code that lives on elsewhere
 *                                               not comparable
 *  T(c) more:
 *       every t wholly c's: their sum is c      narrower
 *       all in c's heading, and weights exist   weights
 *       c kept, or the conversion's code is wholly c's (backward; forward:
 *       some t is): these stand for c, and what c shares with codes that hold
 *       other goods is left out                 narrower
 *       else                                    not comparable
 *
 * With a single target the correlation leaves no choice, so the conversion is
 * not asked: it lacks the code in four such cases and contradicts in one.
 *
 * What follows, and is tested over every code of every pair: a link into another
 * heading exists only where all of c lies in t or all of t lies in c. Nothing
 * is ever reached through n:n across headings.
 *
 * "wider" and "narrower" are each other's mirror image. The latest revision has
 * a few new codes that gather a little from hundreds of headings (waste, display
 * modules, parts): they turn 1:1 into "wider" for codes that did not change in
 * the least otherwise, and are why 1,133 kept codes are wider from H6 to H5. A
 * kept gatherer itself is "narrower": its old namesake lacks what it gathered.
 *
 * Weights (hs_weights_A_to_B) say how the value of a code of A divides over
 * codes of B. To estimate c out of data in the target revision, the share of
 * each *target* that is c's is needed: the table from the target to c's
 * revision. The estimate is the sum of weight times value of the targets.
 *
 * Chains over several revisions keep the worst quality and its note, multiply
 * weights, and are not comparable as soon as one code on the way is. Where two
 * ways lead to one code, weights add up if both come out of a weight table in
 * the last step; otherwise the greater counts, the code being taken once.
 *
 * Measured: six-digit codes that the correlation knows, by class:
 *
 *              as written   1:1  wider  narrower  weights  not comparable
 *   H6 -> H5         4070    27   1386        55        -              75
 *   H5 -> H4         4740     4    577        16       42               9
 *   H4 -> H3         4746    39    325        53       25              17
 *   H3 -> H2         4450    21    288       162       99              32
 *   H2 -> H1         4714    30    314       101        -              65
 *   H1 -> H0         4539    31    341       141        -              61
 *   H0 -> H1         4539    31    187       224        -              39
 *   H1 -> H2         4714    30    148       185        -              36
 *   H2 -> H3         4450    21    424       184       86              59
 *   H3 -> H4         4746    39    102       113       49               2
 *   H4 -> H5         4740     4     43       275      140               4
 *   H5 -> H6         4070    27     53      1223        -              14
 *
 * The column "relationship" of the published table is not used: in 425 rows of
 * the older pairs it contradicts the rows themselves.                        */
#include <math.h>
#include <stdlib.h>

#include "goods/correlate_inner.h"

enum { LINKS_MAX = 10000 }; /* codes that one code is carried to */

/* Smaller weights are rounding of the optimiser that made the table. */
static const double SHARE_MIN = 1e-6;

/* Why a link is what it is. No codes: a note holds for every code of its class. */
static const char note_same[] = "";
static const char note_digits[] = "the same goods under another code";
static const char note_wider[] = "the target also holds goods of other codes";
static const char note_moved[] = "the code moved here from another heading; the target also holds "
                                 "goods of other codes";
static const char note_union[] = "these codes together are one code of the neighbouring revision";
static const char note_weights[] = "estimated with the weights of the two revisions' trade";
static const char note_kept[] = "without the goods it shares with other codes of its own revision";
static const char note_piece[] = "a part of a code that lives on in another heading";
static const char note_spread[] = "its goods are spread over codes that hold other goods too";
static const char note_absent[] = "the correlation table has no such code in this revision";

static uint32_t heading(uint32_t code) { return code / 100; }

static uint32_t converted(const view *w, uint32_t newer) {
    span s = correlation_span(w->converted, newer);
    return s.n ? s.v[0].b : CODE_NONE;
}

/* Does the target hold goods of this code only? */
static bool wholly(const view *w, uint32_t target) { return correlation_span(w->back, target).n == 1; }

static double share_of(const view *w, uint32_t target, uint32_t code) {
    if (wholly(w, target)) return 1;
    double weight = correlation_share(w->share, w->share_n, target, code);
    return weight >= SHARE_MIN ? weight : 0;
}

static cordon_status add_link(step_links *l, uint32_t to, goods_quality q, double weight,
                              const char *note, cordon_error *err) {
    if (l->n >= LINKS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "a code is carried to more than %d codes",
                           LINKS_MAX);
    if (l->n == l->cap) {
        size_t more = l->cap ? l->cap * 2 : 16;
        step_link *v = realloc(l->v, more * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
        l->v = v;
        l->cap = more;
    }
    l->v[l->n++] = (step_link){to, q, weight, note};
    return CORDON_OK;
}

static cordon_status no_link(step_links *l, const char *note, cordon_error *err) {
    return add_link(l, CODE_NONE, GOODS_NOT_COMPARABLE, 0, note, err);
}

/* Are all codes that lie wholly in the target of one heading? Then the rest of
 * the target moved there as a whole.                                          */
static bool moved_to(const view *w, uint32_t target, uint32_t in_heading) {
    span sources = correlation_span(w->back, target);
    for (size_t i = 0; i < sources.n; i++) {
        uint32_t x = sources.v[i].b;
        if (correlation_span(w->there, x).n == 1 && heading(x) != in_heading) return false;
    }
    return true;
}

static cordon_status one_target(step_links *out, const view *w, uint32_t code, uint32_t target,
                                cordon_error *err) {
    if (wholly(w, target))
        return target == code ? add_link(out, target, GOODS_AS_WRITTEN, 1, note_same, err)
                              : add_link(out, target, GOODS_ONE_TO_ONE, 1, note_digits, err);
    if (heading(target) == heading(code))
        return add_link(out, target, GOODS_WIDER, 1, note_wider, err);
    if (moved_to(w, target, heading(code)))
        return add_link(out, target, GOODS_WIDER, 1, note_moved, err);
    return no_link(out, note_piece, err);
}

/* The targets that are wholly the code's, and the code itself where it is kept. */
static cordon_status heirs(step_links *out, const view *w, uint32_t code, span targets,
                           cordon_error *err) {
    bool kept = false, main = !w->to_older, any = false;
    for (size_t i = 0; i < targets.n; i++) {
        uint32_t t = targets.v[i].b;
        if (t == code && converted(w, code) == code) kept = true;
        if (!wholly(w, t)) continue;
        any = true;
        if (w->to_older && converted(w, code) == t) main = true;
    }
    if (!kept && !(any && main)) return no_link(out, note_spread, err);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < targets.n; i++) {
        uint32_t t = targets.v[i].b;
        if (wholly(w, t) || (kept && t == code))
            status = add_link(out, t, GOODS_NARROWER, 1, note_kept, err);
    }
    return status;
}

static cordon_status many_targets(step_links *out, const view *w, uint32_t code, span targets,
                                  cordon_error *err) {
    bool all_wholly = true, one_heading = true;
    double sum = 0;
    for (size_t i = 0; i < targets.n; i++) {
        uint32_t t = targets.v[i].b;
        all_wholly = all_wholly && wholly(w, t);
        one_heading = one_heading && heading(t) == heading(code);
        sum += share_of(w, t, code);
    }
    bool weighted = !all_wholly && one_heading && w->share && sum > 0;
    if (!all_wholly && !weighted) return heirs(out, w, code, targets, err);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < targets.n; i++) {
        uint32_t t = targets.v[i].b;
        double weight = weighted ? share_of(w, t, code) : 1;
        if (weight <= 0) continue;
        status = weighted ? add_link(out, t, GOODS_WEIGHTS, weight, note_weights, err)
                          : add_link(out, t, GOODS_NARROWER, 1, note_union, err);
    }
    return status;
}

cordon_status correlation_step(step_links *out, const correlation *c, size_t from, size_t to,
                               uint32_t code, cordon_error *err) {
    view w = correlation_view(c, from, to);
    span targets = correlation_span(w.there, code);
    if (!targets.n) return no_link(out, note_absent, err);
    if (targets.n == 1) return one_target(out, &w, code, targets.v[0].b, err);
    return many_targets(out, &w, code, targets, err);
}

/* Joins what one code on the way leads to (one) with what the others did. */
static cordon_status join(step_links *next, const step_link *before, const step_links *one,
                          cordon_error *err) {
    for (size_t i = 0; i < one->n; i++) {
        step_link x = one->v[i];
        bool add = x.quality == GOODS_WEIGHTS;
        x.weight *= before->weight;
        if (x.quality <= before->quality) x.quality = before->quality, x.note = before->note;
        step_link *same = NULL;
        for (size_t k = 0; k < next->n && !same; k++)
            if (next->v[k].to == x.to) same = &next->v[k];
        if (!same) {
            cordon_status status = add_link(next, x.to, x.quality, x.weight, x.note, err);
            if (status) return status;
            continue;
        }
        if (add)
            same->weight = fmin(1, same->weight + x.weight);
        else
            same->weight = fmax(same->weight, x.weight);
        if (x.quality > same->quality) same->quality = x.quality, same->note = x.note;
    }
    return CORDON_OK;
}

static int by_target(const void *x, const void *y) {
    const step_link *p = x, *q = y;
    return (p->to > q->to) - (p->to < q->to);
}

/* All of `now` one revision on, into next. */
static cordon_status advance(step_links *next, const step_links *now, const correlation *c,
                             size_t from, size_t to, cordon_error *err) {
    step_links one = {0};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < now->n; i++) {
        one.n = 0;
        status = correlation_step(&one, c, from, to, now->v[i].to, err);
        if (!status && one.n && one.v[0].quality == GOODS_NOT_COMPARABLE) {
            next->n = 0;
            status = no_link(next, one.v[0].note, err);
            break;
        }
        if (!status) status = join(next, &now->v[i], &one, err);
    }
    free(one.v);
    if (!status && next->v) qsort(next->v, next->n, sizeof *next->v, by_target);
    return status;
}

cordon_status correlation_carry(step_links *out, const correlation *c, size_t from, size_t to,
                                uint32_t code, cordon_error *err) {
    step_links now = {0}, next = {0};
    cordon_status status = add_link(&now, code, GOODS_AS_WRITTEN, 1, note_same, err);
    while (!status && from != to && now.n && now.v[0].quality != GOODS_NOT_COMPARABLE) {
        size_t step = from < to ? from + 1 : from - 1;
        next.n = 0;
        if ((status = advance(&next, &now, c, from, step, err))) break;
        step_links swap = now;
        now = next;
        next = swap;
        from = step;
    }
    for (size_t i = 0; !status && i < now.n; i++)
        status = add_link(out, now.v[i].to, now.v[i].quality, now.v[i].weight, now.v[i].note, err);
    free(now.v);
    free(next.v);
    return status;
}
