#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "own/inner.h"

/* ---- what is above ---- */

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the owners above a party"); }

/* All nodes above in the order found, the node itself first; place[node] is 1 more than where it stands, 0 = not above. Both are malloc'd. */
static cordon_status climb(uint32_t **found, uint32_t *n, uint32_t **place, const own_graph *g, uint32_t node, date_day day, cordon_error *err) {
    size_t cap = 64, all = 0, of;
    uint32_t *v = malloc(cap * sizeof *v), *at = calloc((size_t)own_nodes(g) + 1, sizeof *at);
    bool ok = v && at;
    if (ok) {
        v[all++] = node;
        at[node] = 1;
    }
    for (size_t i = 0; ok && i < all; i++) {
        const own_edge *e = own_edges_of(&of, g, v[i]);
        for (size_t k = 0; k < of && ok; k++) {
            if (at[e[k].owner] || !date_within(day, e[k].from, e[k].to)) continue;
            if (all == cap) {
                uint32_t *more = realloc(v, (cap *= 2) * sizeof *v);
                if (!(ok = more != NULL)) break;
                v = more;
            }
            v[all++] = e[k].owner;
            at[e[k].owner] = (uint32_t)all;
        }
    }
    if (!ok) {
        free(v);
        free(at);
        return no_memory(err);
    }
    *found = v;
    *n = (uint32_t)all;
    *place = at;
    return CORDON_OK;
}

cordon_status own_above(uint32_t **out, size_t *n, arena *mem, const own_graph *g, uint32_t node, date_day as_at, cordon_error *err) {
    uint32_t *v, *place, all;
    cordon_status status = climb(&v, &all, &place, g, node, as_at, err);
    if (status) return status;
    if ((*out = arena_alloc(mem, all * sizeof **out))) memcpy(*out, v, all * sizeof **out);
    *n = all;
    free(v);
    free(place);
    return *out ? CORDON_OK : no_memory(err);
}

/* ---- the proof ---- */

typedef struct asking {
    own_answer *a;
    arena *mem;
    const own_graph *g;
    const own_rule *r;
    own_view v;
    own_found f;
    own_pass p; /* the one that decided: at low, or at high */
    own_step *step;
    uint8_t *seen;
} asking;

static int by_share(const void *x, const void *y) {
    const own_hold *a = *(const own_hold *const *)x, *b = *(const own_hold *const *)y;
    if (a->low_e5 != b->low_e5) return a->low_e5 > b->low_e5 ? -1 : 1;
    if (a->high_e5 != b->high_e5) return a->high_e5 > b->high_e5 ? -1 : 1;
    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

/* The holdings that make a node count: of the kind that suffices the largest ones that add up, all of owners that counted before; else one of
 * control. They are put in front of `to`; returns how many. */
static size_t rests_on(const asking *q, uint32_t node, const own_hold **to) {
    const own_pass *p = &q->p;
    const own_view *v = &q->v;
    uint32_t round = p->round[node];
    for (int kind = OWN_SHARES; kind <= OWN_VOTES; kind++) {
        int64_t have = p->at_high ? OWN_ALL_E5 - v->all[node].low[kind] : 0;
        size_t n = 0, used = 0;
        if (have < 0) have = 0;
        for (uint32_t i = 0; i < v->in_n[node]; i++) {
            const own_hold *h = &v->in[v->in_at[node] + i];
            if (h->kind == kind && p->round[h->owner] && p->round[h->owner] < round) to[n++] = h;
        }
        if (n > 1) qsort(to, n, sizeof *to, by_share);
        bool enough = false;
        while (used < n && !enough) {
            have += to[used++]->low_e5;
            enough = p->at_least ? have >= p->threshold_e5 : have > p->threshold_e5;
        }
        if (n && (enough || v->mark[node] & OWN_COMPLETE)) return used;
    }
    for (uint32_t i = 0; p->control && i < v->in_n[node]; i++) {
        const own_hold *h = &v->in[v->in_at[node] + i];
        if (h->kind != OWN_CONTROL || !p->round[h->owner] || p->round[h->owner] >= round) continue;
        to[0] = h;
        return 1;
    }
    return 0;
}

static void put_step(asking *q, const own_hold *h) {
    own_answer *a = q->a;
    a->undated |= h->undated;
    a->differ |= h->differ;
    if (a->steps == OWN_PATH_MAX) {
        a->left_out++;
        return;
    }
    q->step[a->steps++] = (own_step){h->edge, h->low_e5, h->high_e5, q->p.at_high && h->low_e5 < h->high_e5, h->differ};
}

typedef struct frame {
    uint32_t node;
    const own_hold **on; /* what it rests on */
    size_t n, next;
} frame;

/* Each owner's own proof before it: depth first, without recursion, each node once. */
static cordon_status prove(asking *q, uint32_t node, cordon_error *err) {
    size_t depth = 0;
    if (q->seen[node]) return CORDON_OK;
    frame *stack = malloc(((size_t)q->v.n + 1) * sizeof *stack);
    if (!stack) return no_memory(err);
    cordon_status status = CORDON_OK;
    for (uint32_t next = node; !status;) {
        if (!q->seen[next]) {
            frame *f = &stack[depth];
            q->seen[next] = 1;
            *f = (frame){.node = next, .on = arena_alloc(q->mem, (q->v.in_n[next] + 1U) * sizeof *f->on)};
            if (!f->on) {
                status = no_memory(err);
                break;
            }
            f->n = q->p.round[next] > 1 ? rests_on(q, next, f->on) : 0;
            depth++;
        }
        frame *top = &stack[depth - 1];
        while (top->next < top->n && q->seen[top->on[top->next]->owner]) top->next++;
        if (top->next < top->n) {
            next = top->on[top->next++]->owner;
            continue;
        }
        for (size_t i = 0; i < top->n; i++) put_step(q, top->on[i]);
        if (!--depth) break;
        next = stack[depth - 1].node;
    }
    free(stack);
    return status;
}

/* ---- which pass decides ---- */

static void seed_all(asking *q) {
    for (uint32_t i = 0; i < q->v.n; i++)
        if (q->v.listed[i] == OWN_LISTED || (q->p.at_high && q->v.listed[i])) pass_seed(&q->p, i);
}

/* Without aggregation: the listed owner that holds most of the node, counted by itself on what nobody knows. */
static void seed_best(asking *q) {
    own_pass *p = &q->p;
    uint32_t best = UINT32_MAX;
    pass_run(p, true);
    pass_fix(p);
    int64_t most = p->round[0] ? pass_value(p, 0, NULL) : -1;
    for (uint32_t i = 0; i < q->v.n; i++) {
        if (q->v.listed[i] != OWN_LISTED && !(p->at_high && q->v.listed[i])) continue;
        pass_seed(p, i);
        pass_run(p, false);
        if (p->round[0] && pass_value(p, 0, NULL) > most) {
            most = pass_value(p, 0, NULL);
            best = i;
        }
        pass_undo(p);
    }
    if (best != UINT32_MAX) pass_seed(p, best);
}

static cordon_status decide(asking *q, cordon_error *err) {
    cordon_status status = pass_make(&q->p, &q->v, q->r, q->a->verdict != OWN_OWNED, err);
    if (status) return status;
    if (q->r->aggregate)
        seed_all(q);
    else
        seed_best(q);
    pass_run(&q->p, q->r->aggregate);
    pass_value(&q->p, 0, &q->a->counted);
    if (q->p.round[0] > 1) q->a->by_control = !pass_by_share(&q->p, 0);
    return CORDON_OK;
}

/* ---- words ---- */

static void share(buf *b, int64_t e5) {
    char text[OWN_PERCENT_TEXT];
    buf_printf(b, "%s %%", own_percent_format(text, e5));
}

static void asked_for(buf *b, const own_pass *p) {
    buf_str(b, p->at_least ? "at least " : "more than ");
    share(b, p->threshold_e5);
    buf_str(b, " is asked");
}

static void words_of_verdict(buf *b, const asking *q) {
    const own_answer *a = q->a;
    const char *what = a->counted == OWN_VOTES ? "votes" : "shares", *who = q->r->aggregate ? "parties that count hold" : "one party that counts holds";
    if (a->itself) {
        buf_str(b, a->verdict == OWN_OWNED ? "it is a listed party itself" : "it may be a listed party itself");
    } else if (a->verdict == OWN_NOT_ASSESSED) {
        buf_str(b, "nothing is recorded of its owners on that day");
    } else if (a->by_control) {
        buf_printf(b, "a party that %s controls it, which suffices", a->verdict == OWN_OWNED ? "counts" : "may count");
    } else if (a->verdict == OWN_OWNED) {
        buf_printf(b, "%s ", who);
        share(b, q->f.low_e5[0]);
        buf_printf(b, " of its %s or more; ", what);
        asked_for(b, &q->p);
    } else {
        buf_printf(b, "%s ", who);
        share(b, q->f.low_e5[0]);
        buf_str(b, " to ");
        share(b, q->f.high_e5[0]);
        buf_printf(b, " of its %s; ", what);
        asked_for(b, &q->p);
    }
}

static void words(buf *b, const asking *q) {
    const own_answer *a = q->a;
    words_of_verdict(b, q);
    if (a->unknown > 0 && !a->itself && a->verdict != OWN_NOT_ASSESSED) {
        buf_str(b, "; of ");
        share(b, (int64_t)(a->unknown * 1e5 + 0.5));
        buf_str(b, " the owner is not known");
    }
    if (a->controls) buf_printf(b, "; %zu record%s of control by a party that counts, which does not suffice here", a->controls, a->controls > 1 ? "s" : "");
    if (a->links) buf_printf(b, "; %zu link%s to a party that counts, without a stake", a->links, a->links > 1 ? "s" : "");
    if (a->differ) buf_str(b, "; sources contradict each other, their whole span counts");
    if (a->undated) buf_str(b, "; rests on a record without dates");
    if (a->selves) buf_printf(b, "; %zu record%s of a party owning itself not counted", a->selves, a->selves > 1 ? "s" : "");
    if (a->left_out) buf_printf(b, "; %zu more holdings of the proof are not shown", a->left_out);
}

/* What is said beside the verdict: who controls or is linked, what is not known, what has no date. */
static void notice(asking *q) {
    own_answer *a = q->a;
    const own_view *v = &q->v;
    for (uint32_t i = 0; i < v->in_n[0]; i++) {
        const own_hold *h = &v->in[v->in_at[0] + i];
        bool counts = v->listed[h->owner] || q->f.owned[h->owner];
        a->controls += counts && h->kind == OWN_CONTROL && !q->r->control;
        a->links += counts && h->kind == OWN_LINKED;
    }
    a->selves = v->selves;
    a->above = v->n;
    if (a->verdict == OWN_OWNED) return; /* its proof alone says what it rests on */
    for (uint32_t i = 0; i < v->n; i++)
        for (uint32_t k = 0; k < v->in_n[i]; k++) {
            a->undated |= v->in[v->in_at[i] + k].undated;
            a->differ |= v->in[v->in_at[i] + k].differ;
        }
}

static void unknown(asking *q) {
    const own_view *v = &q->v;
    int kind = (v->kinds[0] & 3U) == 2 ? OWN_VOTES : (int)q->a->counted;
    int64_t rest = v->mark[0] & OWN_COMPLETE || (v->mark[0] & OWN_END && !(v->kinds[0] & 3U)) ? 0 : OWN_ALL_E5 - v->all[0].low[kind];
    q->a->unknown = rest > 0 ? (double)rest / 1e5 : 0;
}

static cordon_status answer(asking *q, cordon_error *err) {
    own_answer *a = q->a;
    buf why = {0};
    a->verdict = found_verdict(&q->f, &q->v, q->r, 0);
    a->itself = q->v.listed[0] == OWN_LISTED || (q->v.listed[0] && a->verdict == OWN_POSSIBLY);
    a->low = (double)q->f.low_e5[0] / 1e5;
    a->high = (double)q->f.high_e5[0] / 1e5;
    cordon_status status = decide(q, err);
    if (!status) unknown(q);
    if (!status && !a->itself && (a->verdict == OWN_OWNED || a->verdict == OWN_POSSIBLY)) status = prove(q, 0, err);
    a->proof = q->step;
    if (status) return status;
    notice(q);
    words(&why, q);
    a->why = why.failed ? NULL : arena_strndup(q->mem, buf_text(&why), why.len);
    buf_free(&why);
    return a->why ? CORDON_OK : no_memory(err);
}

cordon_status own_ask(own_answer *out, arena *mem, const own_graph *g, const own_rule *r, const uint8_t *listed, uint32_t node, date_day as_at, cordon_error *err) {
    own_answer a = {.verdict = OWN_NOT_ASSESSED};
    asking q = {.a = &a, .mem = mem, .g = g, .r = r};
    uint32_t *above = NULL, *place = NULL, n = 0;
    cordon_status status = climb(&above, &n, &place, g, node, as_at, err);
    for (uint32_t i = 0; i < n; i++) place[above[i]] = i;
    if (!status) status = view_make(&q.v, g, r, listed, above, n, place, as_at, 1, err);
    if (!status) status = found_make(&q.f, n, err);
    if (!status) status = view_solve(&q.f, &q.v, r, 1, err);
    if (!status && (!(q.step = arena_alloc(mem, OWN_PATH_MAX * sizeof *q.step)) || !(q.seen = arena_alloc(mem, (size_t)n + 1)))) status = no_memory(err);
    if (!status) status = answer(&q, err);
    pass_free(&q.p);
    found_free(&q.f);
    view_free(&q.v);
    free(above);
    free(place);
    if (!status) *out = a;
    return status;
}
