/* goods_text.c - cordon goods "TEXT": from a description to candidate codes, the lists each stands
 * on, and entries of control lists that speak of the same.
 *
 * A likeness of words is no classification: the answer says how sure it is, which words decided,
 * and says "cannot tell" below a stated confidence. Entries of control lists are what to read next,
 * never the ground of a verdict. What was typed is shown with control characters replaced. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "cli/goods_cli.h"
#include "cli/text.h"
#include "goods/search.h"

enum { TOP = 5, WORDS_SHOWN = 8 };

/* Words have letters of some script; digits and marks alone are a mistyped code. */
bool goods_is_text(const char *typed) {
    for (; *typed; typed++)
        if (isalpha((unsigned char)*typed) || (unsigned char)*typed >= 0x80) return true;
    return false;
}

typedef struct told {
    const goods_request *q;
    char regime_path[256];
    arena mem;
    goods_search *search;
    goods_found found;
    answer a; /* of the candidate at hand; goods, areas and regime are those of all */
    page page;
} told;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the answer");
}

/* ---- the lists of one candidate ------------------------------------------------------------ */

static void forget(answer *a) {
    for (size_t i = 0; i < REVISIONS; i++) goods_links_free(&a->carried[i]);
    memset(a->carried, 0, sizeof a->carried);
    memset(a->lost, 0, sizeof a->lost);
    a->hits = 0;
}

static cordon_status look_up(told *t, const goods_candidate *c, cordon_error *err) {
    forget(&t->a);
    snprintf(t->a.code, sizeof t->a.code, "%s", c->code);
    cordon_status status = answer_nomenclature(&t->a, c->nomenclature, err);
    if (!status) status = answer_carry(&t->a, err);
    return status ? status : answer_match(&t->a, err);
}

/* The first line of each group; a line for the code itself before others. */
static const hit *of_group(const answer *a, size_t first) {
    const hit *best = NULL;
    for (size_t i = first; i < a->hits && a->hit[i].group == a->hit[first].group; i++) {
        const hit *h = &a->hit[i];
        if (h->in_force && (!best || (h->match == MATCH_CODE && best->match != MATCH_CODE)))
            best = h;
    }
    return best;
}

static bool begins_group(const answer *a, size_t i) {
    return !i || a->hit[i].group != a->hit[i - 1].group;
}

static const char *const match_names[] = {"none", "code", "above", "below"};
static const char *const match_said[] = {"", "the code itself", "a line above it", "a part of it"};

/* ---- words --------------------------------------------------------------------------------- */

static void say_words(told *t, const char *const *word, uint16_t n) {
    buf b = {0};
    for (uint16_t i = 0; i < n && i < WORDS_SHOWN; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", word[i]);
    if (n > WORDS_SHOWN) buf_printf(&b, " and %d more", n - WORDS_SHOWN);
    para(&t->page, 20, "          by words: ", n ? buf_text(&b) : "none");
    t->page.b.failed = t->page.b.failed || b.failed;
    buf_free(&b);
}

static void say_lists(told *t) {
    const answer *a = &t->a;
    size_t said = 0;
    for (size_t i = 0; i < a->hits; i++) {
        const hit *h = begins_group(a, i) ? of_group(a, i) : NULL;
        buf b = {0};
        if (!h) continue;
        buf_printf(&b, "%s (%s), %s: %s", h->group->id, h->group->kind, h->line->code,
                   match_said[h->match]);
        if (h->via) buf_printf(&b, " by its counterpart (%s)", goods_quality_name(h->via->quality));
        if (*h->line->tier) buf_printf(&b, "; tier %s", h->line->tier);
        para(&t->page, 20, said++ ? "" : "          stands on: ", buf_text(&b));
        t->page.b.failed = t->page.b.failed || b.failed;
        buf_free(&b);
    }
    if (answer_notice(a))
        para(&t->page, 20, said ? "" : "          stands on: ",
             said ? "(selections are no lists: this is not clearance)"
                  : "no group; this is not clearance");
}

static cordon_status say_codes(told *t, cordon_error *err) {
    char head[40];
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < t->found.codes; i++) {
        const goods_candidate *c = &t->found.code[i];
        snprintf(head, sizeof head, "%-9s %4.2f  ", c->code, c->confidence);
        para(&t->page, 16, head, c->text);
        say_words(t, c->matched, c->matches);
        if (!(status = look_up(t, c, err))) say_lists(t);
    }
    return status;
}

/* Labels of the lists are said once each, before their first entry. */
static cordon_status say_entries(told *t, cordon_error *err) {
    const char *last = "";
    control_list *l = NULL;
    cordon_status status = CORDON_OK;
    for (int pass = 0; !status && pass < 2; pass++) {
        const char *list = pass ? "list2" : "us";
        for (size_t i = 0; !status && i < t->found.controls; i++) {
            const control_candidate *c = &t->found.control[i];
            buf b = {0};
            if (strcmp(c->list, list) != 0) continue;
            if (strcmp(last, list) != 0 && !(status = control_list_open(&l, list, err))) {
                last = list;
                buf_printf(&b, "%s (%s)", control_list_title(l), control_list_label(l));
                buf_str(&t->page.b, "\nEntries that speak of it, no verdict\n");
                para(&t->page, 2, "  ", buf_text(&b));
                control_list_close(l);
                b.len = 0;
            }
            buf_printf(&b, "%s%s%s", c->number, *c->item ? "." : "", c->item);
            text_pad(&b, b.len < 16 ? 16 - b.len : 1);
            para(&t->page, 18, buf_text(&b), c->text);
            say_words(t, c->matched, c->matches);
            buf_free(&b);
        }
    }
    return status;
}

static cordon_status say(told *t, cordon_error *err) {
    char day[DATE_TEXT];
    buf line = {0};
    t->page = page_begin();
    if (t->found.cannot_tell) {
        buf_printf(&line, "cannot tell: %s", t->found.why);
        para(&t->page, 0, "", buf_text(&line));
        buf_char(&t->page.b, '\n');
    }
    if (t->found.codes)
        buf_printf(&t->page.b, "Code    Confidence, text (groups of regime %s on %s)\n",
                   regime_name(t->a.regime), date_format(day, t->a.as_at));
    cordon_status status = say_codes(t, err);
    if (!status) status = say_entries(t, err);
    t->page.b.failed = t->page.b.failed || line.failed;
    buf_free(&line);
    return status;
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void open_key(buf *b, const char *key, char c) {
    json_key(b, key);
    buf_char(b, c);
}

static void json_words(buf *b, const char *const *word, uint16_t n) {
    open_key(b, "words", '[');
    for (uint16_t i = 0; i < n; i++) json_str(b, NULL, word[i]);
    buf_char(b, ']');
}

static void json_groups(told *t) {
    buf *b = &t->page.b;
    open_key(b, "groups", '[');
    for (size_t i = 0; i < t->a.hits; i++) {
        const hit *h = begins_group(&t->a, i) ? of_group(&t->a, i) : NULL;
        if (!h) continue;
        open_key(b, NULL, '{');
        json_str(b, "group", h->group->id);
        json_str(b, "kind", h->group->kind);
        json_str(b, "line", h->line->code);
        json_str(b, "match", match_names[h->match]);
        json_str(b, "tier", *h->line->tier ? h->line->tier : NULL);
        json_str(b, "quality", goods_quality_name(h->via ? h->via->quality : GOODS_AS_WRITTEN));
        json_date(b, "valid_from", h->line->valid_from);
        json_date(b, "valid_to", h->line->valid_to);
        json_str(b, "source", h->line->source);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static cordon_status json_codes(told *t, cordon_error *err) {
    buf *b = &t->page.b;
    cordon_status status = CORDON_OK;
    open_key(b, "candidates", '[');
    for (size_t i = 0; !status && i < t->found.codes; i++) {
        const goods_candidate *c = &t->found.code[i];
        if ((status = look_up(t, c, err))) break;
        open_key(b, NULL, '{');
        json_str(b, "code", c->code);
        json_str(b, "nomenclature", c->nomenclature);
        json_str(b, "text", c->text);
        json_number(b, "confidence", c->confidence);
        json_number(b, "score", c->score);
        json_words(b, c->matched, c->matches);
        json_groups(t);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    return status;
}

static cordon_status json_entries(told *t, cordon_error *err) {
    buf *b = &t->page.b;
    control_list *l = NULL;
    cordon_status status = CORDON_OK;
    open_key(b, "entries", '[');
    for (size_t i = 0; !status && i < t->found.controls; i++) {
        const control_candidate *c = &t->found.control[i];
        open_key(b, NULL, '{');
        json_str(b, "list", c->list);
        json_str(b, "number", c->number);
        json_str(b, "item", c->item);
        json_str(b, "text", c->text);
        json_number(b, "score", c->score);
        json_words(b, c->matched, c->matches);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    open_key(b, "entry_lists", '{');
    for (int i = 0; !status && i < 2; i++) {
        if ((status = control_list_open(&l, i ? "list2" : "us", err))) break;
        json_str(b, i ? "list2" : "us", control_list_label(l));
        control_list_close(l);
    }
    buf_char(b, '}');
    return status;
}

static cordon_status say_json(told *t, cordon_error *err) {
    buf *b = &t->page.b;
    buf_char(b, '{');
    json_str(b, "text", t->q->typed);
    json_str(b, "language", goods_language_name(t->found.description->language));
    json_int(b, "words_left_out", t->found.description->left_out);
    json_key(b, "cannot_tell");
    buf_str(b, t->found.cannot_tell ? "true" : "false");
    json_str(b, "why", t->found.why);
    json_date(b, "as_at", t->a.as_at);
    json_str(b, "regime", regime_name(t->a.regime));
    cordon_status status = json_codes(t, err);
    if (!status) status = json_entries(t, err);
    buf_str(b, "}\n");
    return status;
}

/* ---- the command --------------------------------------------------------------------------- */

static int language(goods_language *out, const char *name) {
    *out = LANG_ANY;
    for (int l = 0; name && l < LANGS; l++)
        if (strcasecmp(name, goods_language_name((goods_language)l)) == 0)
            return *out = (goods_language)l, EXIT_OK;
    if (!name) return EXIT_OK;
    return usage_error(&cmd_goods, "--lang \"%.20s\": en, de, fr, nl or any was expected", name);
}

static cordon_status work(told *t, goods_language lang, cordon_error *err) {
    const goods_request *q = t->q;
    cordon_status status = goods_search_open(&t->search, err);
    if (!status)
        status = goods_search_ask(&t->found, &t->mem, t->search, lang, q->typed, strlen(q->typed),
                                  (unsigned)q->digits, (unsigned)q->top, err);
    if (!status) status = goods_open(&t->a.goods, err);
    if (!status) status = areas_load(&t->a.areas, err);
    if (!status) status = regime_load(&t->a.regime, t->regime_path, t->a.areas, err);
    if (!status) status = q->json ? say_json(t, err) : say(t, err);
    if (!status && t->page.b.failed) status = no_memory(err);
    return status;
}

int goods_text(const goods_request *asked) {
    goods_request q = *asked;
    goods_language lang;
    cordon_error err = {0};
    int rc = language(&lang, q.lang);
    if (rc) return rc;
    if (!q.digits) q.digits = 6;
    if (!q.top) q.top = TOP;
    if (q.digits != 6 && q.digits != 8)
        return usage_error(&cmd_goods, "--digits %lld: 6 or 8 was expected", (long long)q.digits);
    if (q.top > GOODS_CANDIDATES_MAX)
        return usage_error(&cmd_goods, "--top %lld: 1 to %d was expected", (long long)q.top,
                           GOODS_CANDIDATES_MAX);
    told t = {.q = &q, .a = {.as_at = q.as_at}};
    if (q.regime)
        snprintf(t.regime_path, sizeof t.regime_path, "%s", q.regime);
    else if ((rc = answer_regime(&cmd_goods, t.regime_path, sizeof t.regime_path)))
        return rc;
    arena_init(&t.mem, 0);
    if (work(&t, lang, &err))
        rc = cmd_failed(&cmd_goods, &err);
    else
        fputs(buf_text(&t.page.b), stdout);
    forget(&t.a);
    free(t.a.hit);
    regime_free(t.a.regime);
    areas_free(t.a.areas);
    goods_close(t.a.goods);
    goods_search_close(t.search);
    arena_destroy(&t.mem);
    buf_free(&t.page.b);
    return rc;
}
