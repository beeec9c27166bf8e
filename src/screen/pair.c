#include "screen/pair.h"

#include <math.h>
#include <string.h>

#include "screen/area_within.h"
#include "screen/score_model.h"

static const float agrees = 0.85F; /* names with this score are taken for the same */

static const pair_feature_text feature[PAIR_FEATURES] = {
    [PAIR_BASE] = {"base", "before anything is compared", 0, false},
    [PAIR_SCORE] = {"score", "the names are alike", 1, false},
    [PAIR_SCORE_HIGH] = {"score_high", "the names are much alike", 1, false},
    [PAIR_SCORE_SAME] = {"score_same", "the names are the same but for trifles", 1, false},
    [PAIR_BITS] = {"bits", "the words that agree are rare", 1, false},
    [PAIR_Q_REST] = {"q_rest", "words of the name asked for are not in the other", -1, false},
    [PAIR_L_REST] = {"l_rest", "words of the listed name are not in the one asked for", -1, false},
    [PAIR_SUPPORT] = {"support", "further names agree", 1, false},
    [PAIR_ALONE] = {"alone", "other names agree with none", -1, false},
    [PAIR_WEAK_ONLY] = {"weak_only", "only a weak alias agrees", -1, true},
    [PAIR_SHORT] = {"short", "the name is short or frequent", -1, false},
    [PAIR_NUMBERS] = {"numbers", "numbers in the names differ", -1, false},
    [PAIR_ORGANISATION] = {"organisation", "an organisation", 0, false},
    [PAIR_VESSEL] = {"vessel", "a vessel", 0, false},
    [PAIR_ORGANISATION_HIGH] = {"organisation_high", "an organisation with a name much alike", 0,
                                false},
    [PAIR_VESSEL_HIGH] = {"vessel_high", "a vessel with a name much alike", 0, false},
    [PAIR_ORGANISATION_SAME] = {"organisation_same", "an organisation with the same name", 0,
                                false},
    [PAIR_VESSEL_SAME] = {"vessel_same", "a vessel with the same name", 0, false},
    [PAIR_VESSEL_SCORE] = {"vessel_score", "a vessel with a name alike", 0, false},
    [PAIR_ORGANISATION_REST] = {"organisation_rest",
                                "an organisation, and words of a name are not in the other", 0,
                                false},
    [PAIR_BIRTH_SAME] = {"birth_same", "dates of birth agree", 1, true},
    [PAIR_BIRTH_APART] = {"birth_apart", "dates of birth contradict each other", -1, true},
    [PAIR_COUNTRY_SAME] = {"country_same", "a country is the same", 1, true},
    [PAIR_COUNTRY_APART] = {"country_apart", "no country is the same, nor within the other", -1,
                            true},
    [PAIR_GENDER_APART] = {"gender_apart", "genders differ", -1, true},
    [PAIR_ADDRESS_SAME] = {"address_same", "addresses agree", 1, false},
    [PAIR_ADDRESS_APART] = {"address_apart", "addresses have nothing in common", -1, false},
    [PAIR_ID_SUPPORT] = {"id_support", "a number agrees that others may share", 1, true},
    [PAIR_ID_DECIDES] = {"id_decides", "a valid number that is given once is the same", 1, true},
    [PAIR_ID_REFUTES] = {"id_refutes", "valid numbers of one kind differ", -1, true},
    [PAIR_GENERIC] = {"generic", "the name is but words of trade", -1, false},
};

const pair_feature_text *pair_feature_at(pair_feature f) { return &feature[f]; }

/* ---- names ---- */

const char *const pair_threshold_name[PAIR_KINDS] = {
    [NAME_ANY] = "threshold.any",
    [NAME_PERSON] = "threshold.person",
    [NAME_ORGANISATION] = "threshold.organisation",
    [NAME_VESSEL] = "threshold.vessel",
};

cordon_status pair_thresholds_read(pair_thresholds *out, const score_model *m, cordon_error *err) {
    for (int k = 0; k < PAIR_KINDS; k++) {
        out->at[k] = score_parameter(m, pair_threshold_name[k]);
        if (!(out->at[k] > 0 && out->at[k] <= 1)) /* NAN too */
            return cordon_fail_at(err, CORDON_EFORMAT, "data/screen/parameters.csv", 0, 0,
                                  "%s, expected a number above 0 and at most 1",
                                  pair_threshold_name[k]);
    }
    return CORDON_OK;
}

static name_kind kind_of(const pair_facts *q, const pair_facts *l) {
    return q->kind != NAME_ANY ? q->kind : l->kind;
}

typedef struct agreement {
    uint16_t q, l, weak_q; /* names of each side that agree with one of the other; of q by more than
                              weak ones */
} agreement;

/* The score for which pairs of parties are judged: many generic words together ("academy of
 * national defence science") do tell a party, though a search is not begun for them.    */
static float told(const score_parts *p, const score_numbers *k) {
    return p->bits >= k->generic_enough ? p->uncapped : p->score;
}

/* Words of trade are the name of nobody: what they have in common says nothing. */
static bool tells_nobody(const pair_name *q, const pair_name *l) {
    return q->generic || l->generic;
}

static agreement compare_names(pair_result *r, const score_model *m, const pair_facts *q,
                               const pair_facts *l) {
    bool l_agrees[PAIR_NAMES_MAX] = {false};
    agreement a = {0};
    float best = -1;
    for (uint16_t i = 0; i < q->names; i++) {
        bool found = false, strong = false;
        for (uint16_t j = 0; j < l->names; j++) {
            score_parts p;
            name_score_parts(&p, m, &q->name[i].scored, &l->name[j].scored);
            float score =
                tells_nobody(&q->name[i], &l->name[j]) ? 0 : told(&p, score_model_numbers(m));
            bool weak = l->name[j].cls == PAIR_WEAK || q->name[i].cls == PAIR_WEAK;
            if (score >= agrees) {
                found = true, strong |= !weak;
                if (!l_agrees[j]) l_agrees[j] = true, a.l++;
            }
            /* Of equals the name with more in it, then one that is not weak. */
            if (score > best || (score == best &&
                                 (p.bits > r->parts.bits || (p.bits == r->parts.bits && !weak &&
                                                             l->name[r->l_name].cls == PAIR_WEAK))))
                best = score, r->parts = p, r->q_name = i, r->l_name = j;
        }
        a.q += found, a.weak_q += strong;
    }
    return a;
}

static float above(float x, float from, float times) { return x > from ? (x - from) * times : 0; }

static void name_features(pair_result *r, const score_model *m, const pair_facts *q,
                          const pair_facts *l) {
    float *v = r->value;
    agreement a = compare_names(r, m, q, l);
    const score_parts *p = &r->parts;
    float full = score_model_numbers(m)->short_bits;
    unsigned fewer = q->names < l->names ? q->names : l->names, both = a.q < a.l ? a.q : a.l;
    r->agreeing = a.q;
    v[PAIR_ORGANISATION] = (float)(r->kind == NAME_ORGANISATION);
    v[PAIR_VESSEL] = (float)(r->kind == NAME_VESSEL);
    v[PAIR_GENERIC] =
        (float)(q->names && l->names && tells_nobody(&q->name[r->q_name], &l->name[r->l_name]));
    bool generic = v[PAIR_GENERIC] > 0; /* then nothing of the names agrees */
    v[PAIR_Q_REST] = generic ? 1 : 1 - p->q_cover;
    v[PAIR_L_REST] = generic ? 1 : 1 - p->n_cover;
    v[PAIR_ORGANISATION_REST] = v[PAIR_ORGANISATION] * (v[PAIR_Q_REST] + v[PAIR_L_REST]);
    if (generic) return;
    float score = told(p, score_model_numbers(m));
    v[PAIR_SCORE] = score;
    v[PAIR_SCORE_HIGH] = above(score, 0.8F, 5);
    v[PAIR_SCORE_SAME] = above(score, 0.95F, 20);
    v[PAIR_BITS] = fminf(p->distinct / 20, 1);
    v[PAIR_SUPPORT] = both > 1 ? log2f((float)both) : 0;
    if (fewer > 1) v[PAIR_ALONE] = 1 - (float)(q->names < l->names ? a.q : a.l) / (float)fewer;
    v[PAIR_WEAK_ONLY] = (float)(a.q > 0 && a.weak_q == 0);
    v[PAIR_SHORT] = p->bits < full ? 1 - p->bits / full : 0;
    v[PAIR_NUMBERS] = p->numbers;
    v[PAIR_ORGANISATION_HIGH] = v[PAIR_ORGANISATION] * v[PAIR_SCORE_HIGH];
    v[PAIR_VESSEL_HIGH] = v[PAIR_VESSEL] * v[PAIR_SCORE_HIGH];
    v[PAIR_ORGANISATION_SAME] = v[PAIR_ORGANISATION] * v[PAIR_SCORE_SAME];
    v[PAIR_VESSEL_SAME] = v[PAIR_VESSEL] * v[PAIR_SCORE_SAME];
    v[PAIR_VESSEL_SCORE] = v[PAIR_VESSEL] * v[PAIR_SCORE];
}

/* ---- other facts: of several the two that agree best ---- */

static void birth_features(pair_result *r, const pair_facts *q, const pair_facts *l) {
    double best = -2;
    for (int i = 0; i < q->births; i++)
        for (int j = 0; j < l->births; j++) {
            double a = partial_date_agreement(&q->birth[i], &l->birth[j]);
            if (a > best) best = a, r->birth[0] = (int16_t)i, r->birth[1] = (int16_t)j;
        }
    if (best < -1) return;
    r->birth_agreement = (float)best;
    r->value[best > 0 ? PAIR_BIRTH_SAME : PAIR_BIRTH_APART] = (float)fabs(best);
}

static void country_features(pair_result *r, const pair_facts *q, const pair_facts *l) {
    const area_within *within;
    bool same = false, one_in_other = false;
    cordon_error err;
    if (!q->countries || !l->countries || area_within_open(&within, &err)) return;
    for (int i = 0; i < q->countries; i++)
        for (int j = 0; j < l->countries; j++) {
            same |= strcmp(q->country[i], l->country[j]) == 0;
            one_in_other |= area_within_either(within, q->country[i], l->country[j]);
        }
    if (same || !one_in_other) r->value[same ? PAIR_COUNTRY_SAME : PAIR_COUNTRY_APART] = 1;
}

static void address_features(pair_result *r, const pair_facts *q, const pair_facts *l) {
    float best = -1;
    for (int i = 0; i < q->addresses; i++)
        for (int j = 0; j < l->addresses; j++) {
            address_match match;
            address_compare(&match, &q->address[i], &l->address[j]);
            if ((float)match.similarity > best)
                best = (float)match.similarity, r->address[0] = (int16_t)i,
                r->address[1] = (int16_t)j;
        }
    if (best < 0) return;
    r->address_similarity = best;
    r->value[PAIR_ADDRESS_SAME] = above(best, 0.5F, 2);
    if (best < 0.3F) r->value[PAIR_ADDRESS_APART] = (0.3F - best) / 0.3F;
}

/* One equal number outweighs others that differ: a party may have an old one beside it. */
static void identifier_features(pair_result *r, const pair_facts *q, const pair_facts *l) {
    static const int rank[] = {[IDENTIFIER_APART] = 0,
                               [IDENTIFIER_REFUTES] = 1,
                               [IDENTIFIER_SUPPORTS] = 2,
                               [IDENTIFIER_DECIDES] = 3};
    const identifier_kinds *kinds;
    cordon_error err;
    if (!q->identifiers || !l->identifiers || identifier_kinds_open(&kinds, &err)) return;
    for (int i = 0; i < q->identifiers; i++)
        for (int j = 0; j < l->identifiers; j++) {
            identifier_verdict v = identifier_compare(kinds, &q->identifier[i], &l->identifier[j]);
            if (rank[v] > rank[r->verdict])
                r->verdict = v, r->identifier[0] = (int16_t)i, r->identifier[1] = (int16_t)j;
        }
    r->value[PAIR_ID_SUPPORT] = (float)(r->verdict == IDENTIFIER_SUPPORTS);
    r->value[PAIR_ID_DECIDES] = (float)(r->verdict == IDENTIFIER_DECIDES);
    r->value[PAIR_ID_REFUTES] = (float)(r->verdict == IDENTIFIER_REFUTES);
}

double pair_probability(double log_odds) { return 1 / (1 + exp(-log_odds)); }

double pair_log_odds(const score_model *m, const float value[PAIR_FEATURES],
                     double part[PAIR_FEATURES]) {
    const double *weight = score_model_pair(m);
    double sum = 0;
    for (int i = 0; i < PAIR_FEATURES; i++) sum += part[i] = weight[i] * (double)value[i];
    return sum;
}

void pair_compare(pair_result *out, const score_model *m, const pair_facts *q,
                  const pair_facts *l) {
    *out = (pair_result){
        .kind = kind_of(q, l), .birth = {-1, -1}, .address = {-1, -1}, .identifier = {-1, -1}};
    out->value[PAIR_BASE] = 1;
    name_features(out, m, q, l);
    birth_features(out, q, l);
    country_features(out, q, l);
    out->value[PAIR_GENDER_APART] = (float)(q->gender && l->gender && q->gender != l->gender);
    address_features(out, q, l);
    identifier_features(out, q, l);
    out->log_odds = pair_log_odds(m, out->value, out->part);
    out->probability = pair_probability(out->log_odds);
}
