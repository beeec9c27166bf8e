#include "cli/flow_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void flow_options_reset(flow_options *o) { *o = (flow_options){.level = -1}; }

static int by_words(unsigned *by, const command *c, const char *text) {
    static const struct {
        const char *name;
        unsigned bit;
    } words[] = {{"month", BY_MONTH}, {"quarter", BY_QUARTER}, {"half", BY_HALF}, {"year", BY_YEAR},
                 {"from", BY_FROM},   {"to", BY_TO},           {"code", BY_CODE}, {"line", BY_LINE},
                 {"tier", BY_TIER},   {"partner", 0},          {"reporter", 0}};
    *by = 0;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, ","), i = 0, all = sizeof words / sizeof words[0];
        while (i < all && (strlen(words[i].name) != n || memcmp(words[i].name, p, n) != 0)) i++;
        if (i == all)
            return usage_error(c, "--by \"%.*s\": expected month, quarter, half, year, from, to, "
                                  "partner, reporter, code, line or tier", (int)n, p);
        *by |= words[i].bit;
        if (!words[i].bit) *by |= words[i].name[0] == 'p' ? 1u << 30 : 1u << 29;
        p += n + (p[n] == ',');
    }
    return EXIT_OK;
}

static int code_list(char ***out, size_t *n, const command *c, const char *name, const char *text) {
    size_t all = 1;
    for (const char *p = text; *p; p++) all += *p == ',';
    char **v = calloc(all + 1, sizeof *v);
    if (!v) return EXIT_FAILED;
    *out = v;
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, ",");
        char word[32], clean[9];
        snprintf(word, sizeof word, "%.*s", (int)(len < 31 ? len : 31), p);
        if (!goods_code_clean(clean, word))
            return usage_error(c, "--%s \"%.*s\": expected a code of 2, 4, 6 or 8 digits", name,
                               (int)len, p);
        if (!(v[*n] = strdup(clean))) return EXIT_FAILED;
        ++*n;
        p += len + (p[len] == ',');
    }
    return EXIT_OK;
}

static int find_group(flow_session *f, const command *c, const char *text) {
    char id[64];
    size_t n = strcspn(text, ":");
    snprintf(id, sizeof id, "%.*s", (int)(n < 63 ? n : 63), text);
    f->query.group = f->regime ? regime_group(f->regime, id) : NULL;
    if (!f->query.group) {
        if (!f->regime) return usage_error(c, "--group needs --regime: the store has none");
        buf known = {0};
        for (size_t i = 0; i < regime_group_count(f->regime); i++)
            buf_printf(&known, "%s%s", i ? ", " : "", regime_group_at(f->regime, i)->id);
        int rc = usage_error(c, "--group \"%s\": the regime %s has %s", id, regime_name(f->regime),
                             buf_text(&known));
        buf_free(&known);
        return rc;
    }
    snprintf(f->goods_text, sizeof f->goods_text, "%s", f->query.group->title);
    if (!text[n]) return EXIT_OK;
    snprintf(f->tier, sizeof f->tier, "%s", text + n + 1);
    f->query.tier = f->tier;
    snprintf(f->goods_text, sizeof f->goods_text, "%s, tier %s", f->query.group->title, f->tier);
    for (size_t i = 0; i < f->query.group->n; i++)
        if (strcmp(f->query.group->line[i].tier, f->tier) == 0) return EXIT_OK;
    return usage_error(c, "--group \"%s\": no line of the group has the tier \"%s\"", text, f->tier);
}

static int open_all(flow_session *f, const command *c, flow_options *o) {
    cordon_error err = {0};
    char name[512] = "";
    int rc = cmd_store(c, &o->store);
    if (rc) return rc;
    if (areas_load(&f->areas, &err) || goods_open(&f->goods, &err) ||
        store_open(&f->store, o->store, STORE_READ, (double)o->wait_s, &err))
        return cmd_failed(c, &err);
    if (o->regime)
        snprintf(name, sizeof name, "%s", o->regime);
    else if (store_setting(name, sizeof name, f->store, "regime", &err))
        return cmd_failed(c, &err);
    if (*name && regime_load(&f->regime, name, f->areas, &err)) return cmd_failed(c, &err);
    return EXIT_OK;
}

/* A set as on the last day the question is about, or the day that was asked. */
static int set_of(area_set *out, const flow_session *f, const command *c, const char *name,
                  const char *text, date_day on) {
    cordon_error err = {0};
    if (!text) return usage_error(c, "--%s is needed: a set, a role or areas", name);
    if (regime_areas(out, f->regime, f->areas, text, on, &err))
        return usage_error(c, "--%s: %s", name, err.message);
    return EXIT_OK;
}

int flow_session_open(flow_session *f, const command *c, flow_options *o, unsigned by_default) {
    *f = (flow_session){0};
    flow_query *q = &f->query;
    int rc = EXIT_OK;
    if (o->flow && strcmp(o->flow, "X") != 0 && strcmp(o->flow, "M") != 0)
        return usage_error(c, "--flow \"%s\": expected X or M", o->flow);
    if (o->freq && strcmp(o->freq, "A") != 0 && strcmp(o->freq, "M") != 0)
        return usage_error(c, "--freq \"%s\": expected M or A", o->freq);
    if ((o->group != NULL) + (o->codes != NULL) + (o->exclude != NULL) > 1)
        return usage_error(c, "one of --group, --codes and --exclude");
    if ((rc = open_all(f, c, o))) return rc;
    *q = (flow_query){.dataset = o->dataset, .nomenclature = o->nomenclature, .basis = o->basis,
                      .freq = o->freq, .flow = o->flow, .transport = o->transport,
                      .level = (int)o->level, .from = &f->from, .to = &f->to, .carried = o->carried,
                      .as_at = o->as_at ? o->as_at : date_today(),
                      .known_by = o->known_by ? o->known_by : date_today(), .by = by_default};
    if (o->by && (rc = by_words(&q->by, c, o->by))) return rc;
    bool mirror = o->flow && o->flow[0] == 'M';
    if (q->by & 1u << 30) q->by |= mirror ? BY_FROM : BY_TO;
    if (q->by & 1u << 29) q->by |= mirror ? BY_TO : BY_FROM;
    q->by &= (1u << 29) - 1;
    snprintf(f->goods_text, sizeof f->goods_text, "all goods");
    if ((rc = set_of(&f->from, f, c, "from", o->from, q->as_at)) ||
        (rc = set_of(&f->to, f, c, "to", o->to, q->as_at)))
        return rc;
    if (o->share_of && (rc = set_of(&f->share_of, f, c, "share-of", o->share_of, q->as_at))) return rc;
    if (o->group && (rc = find_group(f, c, o->group))) return rc;
    if (o->codes) {
        if ((rc = code_list(&f->codes, &f->codes_n, c, "codes", o->codes))) return rc;
        snprintf(f->goods_text, sizeof f->goods_text, "codes %.150s", o->codes);
    }
    if (o->exclude) {
        if ((rc = code_list(&f->exclude, &f->exclude_n, c, "exclude", o->exclude))) return rc;
        snprintf(f->goods_text, sizeof f->goods_text, "all goods less %.150s", o->exclude);
    }
    q->codes = (const char *const *)f->codes;
    q->codes_n = f->codes_n;
    f->measure = (measure_options){.exclude = (const char *const *)f->exclude,
                                   .exclude_n = f->exclude_n,
                                   .share_of = o->share_of ? &f->share_of : NULL};
    return EXIT_OK;
}

static void free_list(char **v, size_t n) {
    for (size_t i = 0; i < n; i++) free(v[i]);
    free(v);
}

void flow_session_close(flow_session *f) {
    free_list(f->codes, f->codes_n);
    free_list(f->exclude, f->exclude_n);
    area_set_free(&f->from);
    area_set_free(&f->to);
    area_set_free(&f->share_of);
    store_close(f->store);
    goods_close(f->goods);
    regime_free(f->regime);
    areas_free(f->areas);
    *f = (flow_session){0};
}

const char *flow_area_name(const flow_session *f, const char *code) {
    const area *a = *code ? areas_find(f->areas, "code", code, strlen(code), 0) : NULL;
    return a ? a->name : code;
}
