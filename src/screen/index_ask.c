/* A question: which names can reach the threshold, and what they score.
 *
 * Promise 2 of score.h: a name whose cover is below theta, the least cover with score_bound(theta) >=
 * threshold, does not reach it. With w(i) the weight of token i, W their sum and u(i) its best similarity
 * in a name, the name needs sum w(i) u(i) >= theta W =: need.
 *
 *   1. Each token t is granted a base b(t) with sum w(t) b(t) < need. A name with u(t) <= b(t) for every t does not reach
 *      it, so only names with an entry of similarity above the base of some token are looked at. The heaviest
 *      tokens get 0 and the others all they can have (prefix filter; Chaudhuri, Ganti and Kaushik 2006);
 *      when that has many postings, bases are chosen such that few postings are left.
 *      Above the cap of generic words a name needs a token of w u >= the bits of a distinctive one: that is another
 *      choice of bases, whatever they sum up to. The cheaper one is taken.
 *   2. Those postings are added up name by name, above the bases. What cannot reach `need` with the bases
 *      is dropped (MaxScore; Turtle and Flood 1995).
 *   3. Tokens left out whose postings are few beside the candidates are added to those in the same way.
 *   4. Of the candidates left, records are read and both sides bounded by all they meet; the rest is scored exactly.
 *
 * Sums are floats, so `need` is lowered by more than their error.                */
#include <math.h>
#include <stdlib.h>

#include "screen/index_cursor.h"

enum {
    CHEAP = 300,       /* postings that are looked at without asking whether there are fewer elsewhere */
    POSTING_GAIN = 20, /* looking at a record costs as much as so many postings */
    DIRECT = 4,        /* so few candidates are scored at once */
    LEVELS = 20        /* bases are tried in steps of a twentieth */
};
static const float slack = 3e-5F;

typedef struct asked_token {
    float weight, best; /* best: greatest similarity with any entry; 1 while not looked up */
    float base;         /* granted: only entries above it are looked at */
    uint64_t above[LEVELS + 1]; /* postings of its entries with a similarity above so many twentieths */
    bool looked_up, added;
} asked_token;

/* An entry that some units of the query are near to; chained by `next` (1 more than the place). */
typedef struct near_link {
    float similarity;
    uint8_t first, count, n_count; /* of the unit of the query; tokens the entry covers in a name */
    uint32_t next;
} near_link;

typedef struct query {
    const scored_name *q;
    float threshold, need, rest; /* rest: greatest sum of what is not added up yet */
    float distinctive;           /* w u that some token must have; 0 = none */
    asked_token token[NAME_TOKENS_MAX];
    near_list list[UNITS_MAX];
    bool found[UNITS_MAX];
    uint8_t by_weight[NAME_TOKENS_MAX];
    /* entry -> links */
    uint32_t *map_entry, *map_link, map_mask;
    near_link *link;
    uint32_t links, links_cap;
    float bound_threshold, theta; /* of the question before */
    uint64_t filter[64];          /* bits of entries in the map */
} query;

struct query *index_query_new(void) {
    query *q = calloc(1, sizeof *q);
    if (q) q->bound_threshold = NAN;
    return q;
}

void index_query_free(struct query *q) {
    if (!q) return;
    free(q->map_entry), free(q->map_link), free(q->link);
    free(q);
}

/* The least float in [0, 1] whose bound reaches the threshold: floats >= 0 are ordered as their bits are. */
static float least_cover(const score_model *m, float threshold) {
    uint32_t low = 0, high = 0x3f800000;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        float cover;
        memcpy(&cover, &mid, 4);
        if (score_bound(m, cover) >= threshold) high = mid;
        else low = mid + 1;
    }
    float cover;
    memcpy(&cover, &low, 4);
    return cover;
}

/* ---- which tokens ---- */

static float level(int i) { return (float)i / LEVELS; }

static cordon_status look_up(index_cursor *c, unsigned t, cordon_error *err) {
    query *k = c->query;
    asked_token *a = &k->token[t];
    if (a->looked_up) return CORDON_OK;
    a->best = 0;
    for (unsigned i = 0; i < k->q->units; i++) {
        const unit *u = &k->q->unit[i];
        if (t < u->first || t >= (unsigned)u->first + u->count) continue;
        cordon_status status = k->found[i] ? CORDON_OK : index_near(&k->list[i], c, u, err);
        if (status) return status;
        k->found[i] = true;
        const near_entry *e = c->cache.pool + k->list[i].at;
        for (uint32_t j = 0; j < k->list[i].n; j++) {
            if (e[j].similarity > a->best) a->best = e[j].similarity;
            for (int l = 0; l <= LEVELS && e[j].similarity > level(l); l++) a->above[l] += e[j].names;
        }
    }
    a->looked_up = true;
    return CORDON_OK;
}

static float most(const query *k, unsigned t) { return k->token[t].weight * k->token[t].best; }

static float rest_of(const query *k, uint64_t taken) {
    float rest = 0;
    for (unsigned t = 0; t < k->q->tokens; t++)
        if (!(taken >> t & 1)) rest += most(k, t);
    return rest;
}

static void order_by_weight(query *k) {
    for (unsigned i = 0; i < k->q->tokens; i++) {
        unsigned at = i;
        while (at && k->token[k->by_weight[at - 1]].weight < k->token[i].weight) k->by_weight[at] = k->by_weight[at - 1], at--;
        k->by_weight[at] = (uint8_t)i;
    }
}

/* Tokens by weight, looked up one by one, until what is left out cannot do. */
static cordon_status take_heavy(uint64_t *postings, index_cursor *c, cordon_error *err) {
    query *k = c->query;
    uint64_t taken = 0;
    *postings = 0;
    for (unsigned i = 0; i < k->q->tokens && rest_of(k, taken) >= k->need; i++) {
        unsigned t = k->by_weight[i];
        cordon_status status = look_up(c, t, err);
        if (status) return status;
        taken |= (uint64_t)1 << t;
        *postings += k->token[t].above[0];
    }
    for (unsigned t = 0; t < k->q->tokens; t++) k->token[t].base = taken >> t & 1 ? 0 : k->token[t].best;
    return CORDON_OK;
}

/* The step that spares the most postings for what it grants; false when none is left. */
static bool best_step(unsigned *token, int *to, const query *k, const int *at, float left) {
    double best = 0;
    for (unsigned t = 0; t < k->q->tokens; t++) {
        const asked_token *a = &k->token[t];
        for (int i = at[t] + 1; a->looked_up && i <= LEVELS && a->weight * (level(i) - level(at[t])) < left; i++) {
            double spared = (double)(a->above[at[t]] - a->above[i]) / (double)(a->weight * (level(i) - level(at[t])));
            if (spared > best) best = spared, *token = t, *to = i;
        }
    }
    return best > 0;
}

/* Bases in steps, while their sum stays below need. Returns the postings above them. */
static uint64_t grant(query *k, int at[NAME_TOKENS_MAX]) {
    float left = k->need;
    uint64_t postings = 0;
    unsigned t = 0;
    int to = 0;
    for (unsigned i = 0; i < k->q->tokens; i++) {
        at[i] = 0;
        if (!k->token[i].looked_up) left -= k->token[i].weight;
    }
    while (best_step(&t, &to, k, at, left)) {
        left -= k->token[t].weight * (level(to) - level(at[t]));
        at[t] = to;
    }
    for (unsigned i = 0; i < k->q->tokens; i++) postings += k->token[i].above[at[i]];
    return left > 0 ? postings : UINT64_MAX;
}

/* The level up to which a token's match is not distinctive. */
static int generic_level(const query *k, unsigned t) {
    const asked_token *a = &k->token[t];
    int i = 0;
    while (i < LEVELS && a->weight * level(i + 1) < k->distinctive) i++;
    return i;
}

static cordon_status take_tokens(index_cursor *c, cordon_error *err) {
    query *k = c->query;
    uint64_t heavy, distinct = 0;
    int at[NAME_TOKENS_MAX] = {0};
    cordon_status status = take_heavy(&heavy, c, err);
    if (status || heavy <= CHEAP) return status;
    for (unsigned t = 0; t < k->q->tokens && !status; t++)
        if (k->token[t].weight > k->need / 64) status = look_up(c, t, err);
    if (status) return status;
    for (unsigned t = 0; t < k->q->tokens; t++) distinct += k->token[t].looked_up ? k->token[t].above[generic_level(k, t)] : 0;
    uint64_t granted = grant(k, at);
    bool by_words = k->distinctive > k->need / 64 && distinct < granted && distinct < heavy;
    if (!by_words && granted >= heavy) return CORDON_OK;
    for (unsigned t = 0; t < k->q->tokens; t++) {
        asked_token *a = &k->token[t];
        a->base = a->looked_up ? level(by_words ? generic_level(k, t) : at[t]) : 1;
        if (a->base > a->best) a->base = a->best;
    }
    return CORDON_OK;
}

/* ---- candidates ---- */

static candidate *candidate_of(index_cursor *c, uint32_t name, bool fresh) {
    uint32_t at = c->slot[name];
    if (at < c->cands && c->cand[at].name == name) return &c->cand[at];
    if (!fresh) return NULL;
    if (c->cands == c->cands_cap) {
        size_t cap = c->cands_cap ? c->cands_cap * 2 : 4096;
        candidate *cand = realloc(c->cand, cap * sizeof *cand);
        if (!cand) return NULL;
        c->cand = cand;
        c->cands_cap = cap;
    }
    c->slot[name] = (uint32_t)c->cands;
    c->cand[c->cands] = (candidate){.name = name, .token = NAME_TOKENS_MAX};
    return &c->cand[c->cands++];
}

static cordon_status add_entry(index_cursor *c, const near_entry *e, unsigned t, bool fresh, cordon_error *err) {
    index_names_of it;
    uint32_t name;
    const asked_token *a = &c->query->token[t];
    float gain = (e->similarity - (fresh ? a->base : 0)) * a->weight;
    if (gain <= 0) return CORDON_OK;
    c->work.postings += e->names;
    if (!index_postings(&it, c->x, e->entry)) return index_damaged(c->x, "postings", err);
    for (uint32_t left = it.left; left; left--) {
        if (!index_posting_next(&it, &name) || name >= c->x->h.names) return index_damaged(c->x, "postings", err);
        candidate *d = candidate_of(c, name, fresh);
        if (!d && !fresh) continue;
        if (!d) return cordon_fail(err, CORDON_ENOMEM, "no memory for candidates");
        if (d->token != t) d->token = (uint16_t)t, d->last = 0;
        if (gain > d->last) d->sum += gain - d->last, d->last = gain;
    }
    return CORDON_OK;
}

/* All names that have an entry near a unit of token t: fresh, above its base; else of the candidates, from 0 on. */
static cordon_status add_token(index_cursor *c, unsigned t, bool fresh, cordon_error *err) {
    query *k = c->query;
    for (unsigned i = 0; i < k->q->units; i++) {
        const unit *u = &k->q->unit[i];
        if (t < u->first || t >= (unsigned)u->first + u->count) continue;
        for (uint32_t j = 0; j < k->list[i].n; j++) {
            cordon_status status = add_entry(c, c->cache.pool + k->list[i].at + j, t, fresh, err);
            if (status) return status;
        }
    }
    if (!fresh) k->rest -= k->token[t].weight * k->token[t].base, k->token[t].base = 0;
    k->token[t].added = true;
    return CORDON_OK;
}

static void drop_hopeless(index_cursor *c) {
    size_t kept = 0;
    for (size_t i = 0; i < c->cands; i++) {
        if (c->cand[i].sum + c->query->rest < c->query->need) continue;
        c->slot[c->cand[i].name] = (uint32_t)kept;
        c->cand[kept++] = c->cand[i];
    }
    c->cands = kept;
}

static cordon_status add_cheap_rest(index_cursor *c, cordon_error *err) {
    query *k = c->query;
    for (unsigned i = 0; i < k->q->tokens && c->cands > DIRECT; i++) {
        unsigned t = k->by_weight[i];
        asked_token *a = &k->token[t];
        if (a->added || a->weight <= k->need / 64) continue;
        cordon_status status = look_up(c, t, err);
        if (status) return status;
        if (a->base > a->best) k->rest -= a->weight * (a->base - a->best), a->base = a->best;
        if (a->above[0] < c->cands * POSTING_GAIN) status = add_token(c, t, false, err);
        if (status) return status;
        drop_hopeless(c);
    }
    return CORDON_OK;
}

/* ---- covers of records ---- */

static uint32_t map_place(const query *k, uint32_t entry) {
    uint32_t at = (entry * 0x9e3779b1u) >> 7 & k->map_mask;
    while (k->map_entry[at] && k->map_entry[at] != entry + 1) at = (at + 1) & k->map_mask;
    return at;
}

static bool map_room(query *k, uint64_t links) {
    uint64_t size = 1024;
    while (size < links * 2) size *= 2;
    if (size > (uint64_t)k->map_mask + 1 || !k->map_entry) {
        free(k->map_entry), free(k->map_link);
        k->map_entry = malloc(size * 4), k->map_link = malloc(size * 4);
        k->map_mask = 0;
        if (!k->map_entry || !k->map_link) return false;
    }
    k->map_mask = (uint32_t)size - 1;
    memset(k->map_entry, 0, size * 4);
    if (links <= k->links_cap) return true;
    near_link *link = realloc(k->link, links * sizeof *link);
    if (!link) return false;
    k->link = link;
    k->links_cap = (uint32_t)links;
    return true;
}

/* Which entries the units of the query are near to. */
static cordon_status make_map(index_cursor *c, cordon_error *err) {
    query *k = c->query;
    uint64_t links = 0;
    for (unsigned i = 0; i < k->q->units; i++) links += k->found[i] ? k->list[i].n : 0;
    if (links > UINT32_MAX / 4 || !map_room(k, links)) return cordon_fail(err, CORDON_ENOMEM, "no memory for a question");
    k->links = 0;
    memset(k->filter, 0, sizeof k->filter);
    for (unsigned i = 0; i < k->q->units; i++) {
        const near_entry *e = c->cache.pool + k->list[i].at;
        for (uint32_t j = 0; k->found[i] && j < k->list[i].n; j++) {
            uint32_t at = map_place(k, e[j].entry);
            uint32_t next = k->map_entry[at] ? k->map_link[at] : 0;
            k->map_entry[at] = e[j].entry + 1;
            k->link[k->links++] = (near_link){e[j].similarity, k->q->unit[i].first, k->q->unit[i].count, e[j].count, next};
            k->map_link[at] = k->links;
            k->filter[e[j].entry >> 6 & 63] |= (uint64_t)1 << (e[j].entry & 63);
        }
    }
    return CORDON_OK;
}

/* Units of a name that are near to the query, and how near. */
typedef struct met_units {
    uint16_t n, unit[UNITS_MAX];
    float similarity[UNITS_MAX];
    uint8_t count[UNITS_MAX];
} met_units;

/* u of the query's tokens in a name, and which of its units they meet. */
static void meet_units(met_units *met, float u[NAME_TOKENS_MAX], const index_cursor *c, const index_record *r) {
    const query *k = c->query;
    met->n = 0;
    for (unsigned t = 0; t < k->q->tokens; t++) u[t] = 0;
    for (unsigned i = 0; i < r->units; i++) {
        uint32_t entry = index_entry_read(r->entry + (size_t)i * c->x->h.entry_bytes, c->x->h.entry_bytes);
        if (!(k->filter[entry >> 6 & 63] >> (entry & 63) & 1)) continue;
        uint32_t at = map_place(k, entry);
        if (!k->map_entry[at]) continue;
        float best = 0;
        uint8_t count = 0;
        for (uint32_t l = k->map_link[at]; l; l = k->link[l - 1].next) {
            const near_link *x = &k->link[l - 1];
            for (unsigned t = x->first; t < (unsigned)x->first + x->count; t++)
                if (x->similarity > u[t]) u[t] = x->similarity;
            if (x->similarity > best) best = x->similarity;
            count = x->n_count;
        }
        met->unit[met->n] = (uint16_t)i;
        met->similarity[met->n] = best;
        met->count[met->n++] = count;
    }
}

static score_side side_of(const float *weight, const float *u, unsigned tokens) {
    score_side s = {0, 0, 0, 0};
    for (unsigned t = 0; t < tokens; t++) {
        float met = weight[t] * u[t];
        s.all += weight[t];
        s.met += met;
        if (u[t] <= 0) s.unmet += weight[t];
        if (met > s.strongest) s.strongest = met;
    }
    return s;
}

/* Can the name reach the threshold, by what the tokens of both sides meet? */
static cordon_status can_reach(bool *out, const index_cursor *c, const index_record *r, cordon_error *err) {
    const query *k = c->query;
    met_units met;
    float u[NAME_TOKENS_MAX], v[NAME_TOKENS_MAX] = {0}, weight[NAME_TOKENS_MAX];
    uint8_t first[UNITS_MAX];
    meet_units(&met, u, c, r);
    score_side mine = side_of(k->q->weight, u, k->q->tokens);
    *out = mine.met >= k->need;
    if (!*out) return CORDON_OK;
    if (!index_record_tokens(weight, first, c->x, r)) return index_damaged(c->x, "a name", err);
    for (unsigned i = 0; i < met.n; i++)
        for (unsigned t = first[met.unit[i]], end = t + met.count[i]; t < end && t < r->tokens; t++)
            if (met.similarity[i] > v[t]) v[t] = met.similarity[i];
    score_side other = side_of(weight, v, r->tokens);
    *out = score_bound_sides(c->x->model, &mine, &other) >= k->threshold;
    return CORDON_OK;
}

enum { AHEAD_STARTS = 16, AHEAD_RECORDS = 8 }; /* candidates whose bytes are asked for before they are needed */

static void prefetch(const index_cursor *c, size_t i) {
    if (i + AHEAD_STARTS < c->cands) index_prefetch_start(c->x, c->cand[i + AHEAD_STARTS].name);
    if (i + AHEAD_RECORDS < c->cands) index_prefetch_record(c->x, c->cand[i + AHEAD_RECORDS].name);
}

static cordon_status score_rest(index_cursor *c, cordon_error *err) {
    query *k = c->query;
    cordon_status status = CORDON_OK;
    bool bounds = c->cands > DIRECT;
    for (unsigned t = 0; bounds && t < k->q->tokens && !status; t++) status = look_up(c, t, err);
    if (!status && bounds) status = make_map(c, err);
    c->work.records += c->cands;
    for (size_t i = 0; i < c->cands && !status; i++) {
        index_record r;
        float score;
        bool can = true;
        prefetch(c, i);
        if (!index_record_at(&r, c->x, c->cand[i].name)) return index_damaged(c->x, "a name", err);
        if (bounds) status = can_reach(&can, c, &r, err);
        if (status || !can) continue;
        status = index_score(&score, c, k->q, &r, err);
        if (!status && score >= k->threshold) status = index_hit_add(c, c->cand[i].name, score, err);
    }
    return status;
}

static cordon_status answer(index_cursor *c, cordon_error *err) {
    query *k = c->query;
    bool distinctive = k->distinctive <= 0;
    for (unsigned t = 0; t < k->q->tokens; t++) distinctive |= k->token[t].weight >= k->distinctive;
    if (!distinctive) return CORDON_OK;
    cordon_status status = take_tokens(c, err);
    if (status || rest_of(k, 0) < k->need) return status; /* not even all together */
    k->rest = 0;
    for (unsigned t = 0; t < k->q->tokens; t++) k->rest += k->token[t].weight * k->token[t].base;
    for (unsigned t = 0; t < k->q->tokens && !status; t++)
        if (k->token[t].base < k->token[t].best) status = add_token(c, t, true, err);
    drop_hopeless(c);
    if (!status) status = add_cheap_rest(c, err);
    return status ? status : score_rest(c, err);
}

cordon_status index_ask(index_cursor *c, const scored_name *q, float threshold, const index_hit **hits, size_t *n,
                        cordon_error *err) {
    query *k = c->query;
    float all = 0;
    if (threshold != k->bound_threshold) {
        k->theta = least_cover(c->x->model, threshold);
        k->bound_threshold = threshold;
    }
    k->q = q;
    k->threshold = threshold;
    memset(k->found, 0, sizeof k->found);
    for (unsigned t = 0; t < q->tokens; t++) {
        k->token[t] = (asked_token){.weight = q->weight[t], .best = 1};
        all += q->weight[t];
    }
    k->need = (k->theta - slack) * all;
    if (score_generic(c->x->model, &k->distinctive) >= threshold) k->distinctive = 0;
    if (!(k->need > 0) || q->tokens > NAME_TOKENS_MAX || q->units > UNITS_MAX) return index_scan(c, q, threshold, hits, n, err);
    c->hits = c->cands = 0;
    index_near_trim(&c->cache);
    order_by_weight(k);
    cordon_status status = answer(c, err);
    if (status) return status;
    index_hits_sort(c);
    *hits = c->hit;
    *n = c->hits;
    return CORDON_OK;
}
