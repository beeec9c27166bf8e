#include "flows/asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cordon_status context_open(cordon_store *c, const char *path, const char *name, store_mode mode,
                           double wait_seconds, cordon_error *err) {
    char own[1024] = "";
    *c = (cordon_store){0};
    cordon_status status = areas_load(&c->areas, err);
    if (!status) status = goods_open(&c->goods, err);
    if (!status) status = store_open(&c->store, path, mode, wait_seconds, err);
    if (!status && !name) {
        status = store_setting(own, sizeof own, c->store, "regime", err);
        name = own;
    }
    if (!status && *name) status = regime_load(&c->regime, name, c->areas, err);
    if (status) context_close(c);
    return status;
}

void context_close(cordon_store *c) {
    store_close(c->store);
    regime_free(c->regime);
    goods_close(c->goods);
    areas_free(c->areas);
    *c = (cordon_store){0};
}

static cordon_status by_words(flow_query *q, const char *text, cordon_error *err) {
    bool mirror = q->flow && q->flow[0] == 'M';
    const struct {
        const char *name;
        unsigned bit;
    } words[] = {{"month", BY_MONTH},
                 {"quarter", BY_QUARTER},
                 {"half", BY_HALF},
                 {"year", BY_YEAR},
                 {"from", BY_FROM},
                 {"to", BY_TO},
                 {"partner", mirror ? BY_FROM : BY_TO},
                 {"reporter", mirror ? BY_TO : BY_FROM},
                 {"code", BY_CODE},
                 {"line", BY_LINE},
                 {"tier", BY_TIER}};
    size_t all = sizeof words / sizeof words[0];
    q->by = 0;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, ","), i = 0;
        while (i < all && (strlen(words[i].name) != n || memcmp(words[i].name, p, n) != 0)) i++;
        if (i == all)
            return cordon_fail(err, CORDON_EINVAL,
                               "by \"%.*s\": expected month, quarter, half, year, from, to, partner, "
                               "reporter, code, line or tier", (int)n, p);
        q->by |= words[i].bit;
        p += n + (p[n] == ',');
    }
    unsigned times = q->by & (BY_MONTH | BY_QUARTER | BY_HALF | BY_YEAR);
    if (times & (times - 1))
        return cordon_fail(err, CORDON_EINVAL, "by \"%s\": one of month, quarter, half and year", text);
    return CORDON_OK;
}

static cordon_status code_list(char ***out, size_t *n, const char *word, const char *text,
                               cordon_error *err) {
    size_t all = 1;
    for (const char *p = text; *p; p++) all += *p == ',';
    if (all > FLOW_CODES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%s: more than %d codes", word, FLOW_CODES_MAX);
    char **v = *out = calloc(all + 1, sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, ",");
        char given[32], clean[9];
        snprintf(given, sizeof given, "%.*s", (int)(len < 31 ? len : 31), p);
        if (!goods_code_clean(clean, given))
            return cordon_fail(err, CORDON_EINVAL,
                               "%s \"%.*s\": expected a code of 2, 4, 6 or 8 digits", word,
                               (int)(len < 40 ? len : 40), p);
        if (!(v[*n] = strdup(clean)))
            return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
        ++*n;
        p += len + (p[len] == ',');
    }
    return CORDON_OK;
}

static cordon_status find_group(asked *out, const regime *r, const char *text, cordon_error *err) {
    char id[64];
    size_t n = strcspn(text, ":");
    if (!r) return cordon_fail(err, CORDON_EINVAL, "group \"%s\": the store has no regime; name one", text);
    snprintf(id, sizeof id, "%.*s", (int)(n < 63 ? n : 63), text);
    const goods_group *g = out->query.group = regime_group(r, id);
    if (!g) {
        buf known = {0};
        for (size_t i = 0; i < regime_group_count(r); i++)
            buf_printf(&known, "%s%s", i ? ", " : "", regime_group_at(r, i)->id);
        cordon_fail(err, CORDON_EINVAL, "group \"%s\": the regime %s has %s", id, regime_name(r),
                    buf_text(&known));
        buf_free(&known);
        return CORDON_EINVAL;
    }
    snprintf(out->goods_text, sizeof out->goods_text, "%s", g->title);
    if (!text[n]) return CORDON_OK;
    snprintf(out->tier, sizeof out->tier, "%s", text + n + 1);
    out->query.tier = out->tier;
    snprintf(out->goods_text, sizeof out->goods_text, "%s, tier %s", g->title, out->tier);
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->line[i].tier, out->tier) == 0) return CORDON_OK;
    return cordon_fail(err, CORDON_EINVAL, "group \"%s\": no line of the group has the tier \"%s\"", text,
                       out->tier);
}

static cordon_status find_goods(asked *out, const cordon_store *c, const cordon_flow_question *q,
                                cordon_error *err) {
    cordon_status status = CORDON_OK;
    if ((q->group != NULL) + (q->codes != NULL) + (q->exclude != NULL) > 1)
        return cordon_fail(err, CORDON_EINVAL, "one of group, codes and exclude");
    snprintf(out->goods_text, sizeof out->goods_text, "all goods");
    if (q->group) status = find_group(out, c->regime, q->group, err);
    if (q->codes) {
        status = code_list(&out->codes, &out->codes_n, "codes", q->codes, err);
        snprintf(out->goods_text, sizeof out->goods_text, "codes %.150s", q->codes);
    }
    if (q->exclude) {
        status = code_list(&out->exclude, &out->exclude_n, "exclude", q->exclude, err);
        snprintf(out->goods_text, sizeof out->goods_text, "all goods less %.150s", q->exclude);
    }
    out->query.codes = (const char *const *)out->codes;
    out->query.codes_n = out->codes_n;
    return status;
}

static cordon_status set_of(area_set *out, const cordon_store *c, const char *word, const char *text,
                            date_day on, cordon_error *err) {
    cordon_error why;
    if (!text || !*text)
        return cordon_fail(err, CORDON_EINVAL, "%s is needed: a set, a role or areas", word);
    cordon_status status = regime_areas(out, c->regime, c->areas, text, on, &why);
    if (status)
        cordon_fail(err, status == CORDON_ENOTFOUND ? CORDON_EINVAL : status, "%s: %.400s", word,
                    why.message);
    return status == CORDON_ENOTFOUND ? CORDON_EINVAL : status;
}

static cordon_status window_of(flow_window *out, const char *word, const char *text,
                               cordon_error *err) {
    if (flow_window_parse(out, text)) return CORDON_OK;
    return cordon_fail(err, CORDON_EINVAL, "%s \"%s\": expected YYYY, YYYY-MM or A..B of one kind", word,
                       text);
}

static cordon_status find_windows(flow_query *out, const cordon_flow_question *q, bool two_periods,
                                  cordon_error *err) {
    cordon_status status;
    if (!two_periods) {
        if (!q->period) return CORDON_OK;
        out->windows = 1;
        return window_of(&out->window[0], "period", q->period, err);
    }
    if (!q->base || !q->period)
        return cordon_fail(err, CORDON_EINVAL, "base and period are needed: A..B each");
    out->windows = 2;
    flow_window *a = &out->window[0], *b = &out->window[1];
    if ((status = window_of(a, "base", q->base, err)) ||
        (status = window_of(b, "period", q->period, err)))
        return status;
    if ((a->from % 100 == 0) != (b->from % 100 == 0))
        return cordon_fail(err, CORDON_EINVAL, "base and period: both years or both months");
    if (a->from <= b->to && b->from <= a->to)
        return cordon_fail(err, CORDON_EINVAL, "base %s and period %s overlap", q->base, q->period);
    if (out->by & (BY_MONTH | BY_QUARTER | BY_HALF | BY_YEAR))
        return cordon_fail(err, CORDON_EINVAL, "by: the periods of growth are base and period");
    return CORDON_OK;
}

static cordon_status one_letter(const char *word, const char *text, const char *letters,
                                cordon_error *err) {
    if (!text || (strlen(text) == 1 && strchr(letters, text[0]))) return CORDON_OK;
    return cordon_fail(err, CORDON_EINVAL, "%s \"%s\": expected %c or %c", word, text, letters[0],
                       letters[1]);
}

cordon_status asked_resolve(asked *out, const cordon_store *c, const cordon_flow_question *q,
                               bool two_periods, unsigned by_default, cordon_error *err) {
    *out = (asked){0};
    flow_query *w = &out->query;
    *w = (flow_query){.dataset = q->dataset, .nomenclature = q->nomenclature, .basis = q->basis,
                      .freq = q->freq, .flow = q->flow, .transport = q->transport,
                      .level = q->level, .from = &out->from, .to = &out->to, .carried = q->carry,
                      .as_at = q->as_at ? q->as_at : date_today(),
                      .known_by = q->known_by ? q->known_by : date_today(), .by = by_default};
    cordon_status status = one_letter("flow", q->flow, "XM", err);
    if (!status) status = one_letter("freq", q->freq, "MA", err);
    if (!status && q->by) status = by_words(w, q->by, err);
    if (!status) status = set_of(&out->from, c, "from", q->from, w->as_at, err);
    if (!status) status = set_of(&out->to, c, "to", q->to, w->as_at, err);
    if (!status && q->share_of)
        status = set_of(&out->share_of, c, "share-of", q->share_of, w->as_at, err);
    if (!status) status = find_goods(out, c, q, err);
    if (!status) status = find_windows(w, q, two_periods, err);
    out->measure = (measure_options){.exclude = (const char *const *)out->exclude,
                                     .exclude_n = out->exclude_n,
                                     .share_of = q->share_of ? &out->share_of : NULL};
    if (status) asked_free(out);
    return status;
}

static void free_list(char **v, size_t n) {
    for (size_t i = 0; i < n; i++) free(v[i]);
    free(v);
}

void asked_free(asked *q) {
    free_list(q->codes, q->codes_n);
    free_list(q->exclude, q->exclude_n);
    area_set_free(&q->from);
    area_set_free(&q->to);
    area_set_free(&q->share_of);
    *q = (asked){0};
}
