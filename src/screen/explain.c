#include "screen/explain.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

/* ---- what if */

typedef struct what_if {
    const char *fact, *props[4];
    pair_feature same, other; /* PAIR_BASE: that cannot be */
    float value;              /* of `same` */
} what_if;

static const what_if rules[EXPLAIN_IFS] = {
    {"country", {"country", "nationality", "jurisdiction", NULL}, PAIR_COUNTRY_SAME, PAIR_COUNTRY_APART, 1},
    {"birth", {"birthDate", "incorporationDate", NULL}, PAIR_BIRTH_SAME, PAIR_BIRTH_APART, 1},
    {"gender", {"gender", NULL}, PAIR_BASE, PAIR_GENDER_APART, 0},
    {"address", {"address", NULL}, PAIR_ADDRESS_SAME, PAIR_ADDRESS_APART, 1},
    {"identifier", {NULL}, PAIR_ID_DECIDES, PAIR_ID_REFUTES, 1},
};

static const char *says(const what_if *r, const entity *e) {
    for (size_t i = 0; r->props[i]; i++) {
        const char *value = entity_first(e, r->props[i]);
        if (value) return value;
    }
    return "";
}

static double were(const score_model *m, const pair_result *p, pair_feature on, pair_feature off, float value) {
    float v[PAIR_FEATURES];
    double part[PAIR_FEATURES];
    memcpy(v, p->value, sizeof v);
    if (on == PAIR_BASE || v[on] >= value) return NAN;
    if (off != PAIR_BASE) v[off] = 0;
    v[on] = value;
    return pair_probability(pair_log_odds(m, v, part));
}

static bool has(const pair_facts *f, size_t rule) {
    const bool facts[EXPLAIN_IFS] = {f->countries > 0, f->births > 0, f->gender != 0, f->addresses > 0, f->identifiers > 0};
    return facts[rule];
}

void explain_what_if(explain_if out[EXPLAIN_IFS], const score_model *m, const screen_answer *a, const screen_hit *h) {
    for (size_t i = 0; i < EXPLAIN_IFS; i++) {
        const what_if *r = &rules[i];
        const pair_facts *l = &h->entry->facts;
        out[i] = (explain_if){.fact = r->fact, .entry_says = says(r, &h->entry->v.e), .same = NAN, .other = NAN};
        out[i].compared = has(&a->facts, i) && has(l, i);
        if (!has(l, i)) continue; /* nothing that is asked could change it */
        out[i].same = were(m, &h->pair, r->same, r->other, r->value);
        out[i].other = were(m, &h->pair, r->other, r->same, 1);
    }
}

const explain_if *explain_cheapest(const explain_if ifs[EXPLAIN_IFS], const screen_hit *h) {
    const explain_if *best = NULL;
    double most = 0;
    for (size_t i = 0; i < EXPLAIN_IFS; i++) {
        double up = isnan(ifs[i].same) ? 0 : fabs(ifs[i].same - h->pair.probability);
        double down = isnan(ifs[i].other) ? 0 : fabs(ifs[i].other - h->pair.probability);
        if (!ifs[i].compared && up + down > most) most = up + down, best = &ifs[i];
    }
    return best;
}

/* ---- tokens */

typedef struct sides {
    arena mem;
    name_form q, l;
    bool there;
} sides;

static cordon_status read_form(name_form *out, arena *mem, const pair_facts *f, uint16_t at, cordon_error *err) {
    const name_tables *t;
    cordon_status status = name_tables_open(&t, err);
    return status ? status : name_form_read(out, mem, t, f->kind, f->name[at].text, strlen(f->name[at].text), err);
}

static cordon_status sides_read(sides *s, const screen_answer *a, const screen_hit *h, cordon_error *err) {
    *s = (sides){0};
    arena_init(&s->mem, 0);
    if (!a->facts.names || !h->entry->facts.names || !h->pair.parts.pairs) return CORDON_OK;
    cordon_status status = read_form(&s->q, &s->mem, &a->facts, h->pair.q_name, err);
    if (!status) status = read_form(&s->l, &s->mem, &h->entry->facts, h->pair.l_name, err);
    s->there = !status;
    return status;
}

/* The text of the tokens that a unit covers. */
static void unit_text(buf *b, const name_form *f, const unit *u) {
    for (unsigned i = u->first; i < (unsigned)u->first + u->count && i < f->n; i++) {
        if (i > u->first && !f->token[i - 1].joined) buf_char(b, ' ');
        buf_str(b, f->token[i].text);
    }
}

typedef struct token_pair {
    buf asked, listed;
    const char *asked_key, *listed_key;
    double similarity, share;
} token_pair;

static token_pair token_at(const sides *s, const screen_answer *a, const screen_hit *h, unsigned i) {
    const score_pair *p = &h->pair.parts.pair[i];
    const scored_name *q = &a->facts.name[h->pair.q_name].scored, *l = &h->entry->facts.name[h->pair.l_name].scored;
    token_pair t = {.asked_key = q->unit[p->q_unit].key, .listed_key = l->unit[p->n_unit].key,
                    .similarity = (double)p->similarity};
    unit_text(&t.asked, &s->q, &q->unit[p->q_unit]);
    unit_text(&t.listed, &s->l, &l->unit[p->n_unit]);
    t.share = (double)p->gain / 2; /* of both names together */
    return t;
}

static void token_free(token_pair *t) {
    buf_free(&t->asked);
    buf_free(&t->listed);
}

/* ---- written out. Four decimals: the same on every machine, and no more is meant. */

static void number4(buf *b, const char *key, double v) {
    json_key(b, key);
    if (isnan(v))
        buf_str(b, "null");
    else
        buf_printf(b, "%.4f", v + 0.0);
}

static void tokens_json(buf *b, const sides *s, const screen_answer *a, const screen_hit *h) {
    json_key(b, "tokens");
    buf_char(b, '[');
    for (unsigned i = 0; s->there && i < h->pair.parts.pairs; i++) {
        token_pair t = token_at(s, a, h, i);
        json_key(b, NULL);
        buf_char(b, '{');
        json_str(b, "asked", buf_text(&t.asked));
        json_str(b, "listed", buf_text(&t.listed));
        json_str(b, "asked_key", t.asked_key);
        json_str(b, "listed_key", t.listed_key);
        number4(b, "similarity", t.similarity);
        number4(b, "share", t.share);
        buf_char(b, '}');
        token_free(&t);
    }
    buf_char(b, ']');
}

static void features_json(buf *b, const screen_hit *h) {
    json_key(b, "features");
    buf_char(b, '[');
    for (unsigned i = 0; i < PAIR_FEATURES; i++) {
        const pair_feature_text *f = pair_feature_at((pair_feature)i);
        if (h->pair.value[i] == 0) continue;
        json_key(b, NULL);
        buf_char(b, '{');
        json_str(b, "feature", f->name);
        json_str(b, "means", f->means);
        number4(b, "value", (double)h->pair.value[i]);
        number4(b, "log_odds", h->pair.part[i]);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void ifs_json(buf *b, const explain_if *x) {
    json_key(b, "what_if");
    buf_char(b, '[');
    for (unsigned i = 0; i < EXPLAIN_IFS; i++) {
        if (isnan(x[i].same) && isnan(x[i].other)) continue;
        json_key(b, NULL);
        buf_char(b, '{');
        json_str(b, "fact", x[i].fact);
        json_key(b, "compared");
        buf_str(b, x[i].compared ? "true" : "false");
        json_str(b, "entry_says", *x[i].entry_says ? x[i].entry_says : NULL);
        number4(b, "same", x[i].same);
        number4(b, "other", x[i].other);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

cordon_status explain_json(buf *out, const score_model *m, const screen_answer *a, const screen_hit *h, cordon_error *err) {
    explain_if ifs[EXPLAIN_IFS];
    sides s;
    cordon_status status = sides_read(&s, a, h, err);
    if (!status) {
        explain_what_if(ifs, m, a, h);
        buf_char(out, '{');
        tokens_json(out, &s, a, h);
        features_json(out, h);
        ifs_json(out, ifs);
        buf_char(out, '}');
    }
    arena_destroy(&s.mem);
    return status;
}

static void tokens_text(buf *b, const sides *s, const screen_answer *a, const screen_hit *h) {
    const score_parts *p = &h->pair.parts;
    if (!s->there) return;
    buf_printf(b, "  names alike %.4f: %.0f %% of the name asked for, %.0f %% of the listed one\n", (double)p->score,
               100 * (double)p->q_cover, 100 * (double)p->n_cover);
    for (unsigned i = 0; i < p->pairs; i++) {
        token_pair t = token_at(s, a, h, i);
        buf_printf(b, "    %s = %s", buf_text(&t.asked), buf_text(&t.listed));
        if (strcmp(buf_text(&t.asked), t.asked_key) != 0 || strcmp(buf_text(&t.listed), t.listed_key) != 0)
            buf_printf(b, " (read %s, %s)", t.asked_key, t.listed_key);
        buf_printf(b, ": alike %.2f, %.0f %% of the names\n", t.similarity, 100 * t.share);
        token_free(&t);
    }
}

static void ifs_text(buf *b, const explain_if *x) {
    for (unsigned i = 0; i < EXPLAIN_IFS; i++) {
        if (isnan(x[i].same) && isnan(x[i].other)) continue;
        buf_printf(b, "  %s %s", x[i].compared ? "were the" : "with the", x[i].fact);
        if (!isnan(x[i].same)) buf_printf(b, " the same: %.4f", x[i].same);
        if (!isnan(x[i].other)) buf_printf(b, "%s another: %.4f", isnan(x[i].same) ? "" : ",", x[i].other);
        if (*x[i].entry_says) buf_printf(b, " (the entry says %s)", x[i].entry_says);
        buf_char(b, '\n');
    }
}

cordon_status explain_text(buf *out, const screen_engine *e, const screen_answer *a, const screen_hit *h, cordon_error *err) {
    explain_if ifs[EXPLAIN_IFS];
    sides s;
    cordon_status status = sides_read(&s, a, h, err);
    if (!status) {
        tokens_text(out, &s, a, h);
        for (unsigned i = 0; i < PAIR_FEATURES; i++)
            if (h->pair.part[i] != 0)
                buf_printf(out, "  %+8.4f  %s\n", h->pair.part[i] + 0.0, pair_feature_at((pair_feature)i)->means);
        buf_printf(out, "  %+8.4f  together: probability %.4f; a hit by name from %.4f on\n", h->pair.log_odds + 0.0,
                   h->pair.probability, screen_engine_threshold(e, h->pair.kind));
        explain_what_if(ifs, screen_engine_model(e), a, h);
        ifs_text(out, ifs);
    }
    arena_destroy(&s.mem);
    return status;
}
