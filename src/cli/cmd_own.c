#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/text.h"
#include "own/load.h"
#include "own/rules.h"
#include "own/who.h"

static const char *jurisdiction, *regime_given;
static int32_t as_at, known_by;
static option_many owner;
static bool json;

static const option options[] = {
    {"as-at", 0, OPTION_DATE, "DATE", "holdings, listings and rules of that day (today)", &as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "as known by a vintage not later than that (today)", &known_by},
    {"jurisdiction", 0, OPTION_TEXT, "WORD", "whose rules: EU, US, UK, ..., all (all)", &jurisdiction},
    {"owner", 0, OPTION_MANY, "NAME", "a party that counts as listed under every rule; may be given again", &owner},
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "whose ownership_rules.csv (the store's)", &regime_given},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object per rule", &json},
    {0},
};
static const option *get_options(void) { return options; }

typedef struct owning {
    const char *path;
    arena mem;
    store *s;
    areas *areas;
    regime *regime;
    const own_rule *rule;
    size_t rules;
    own_graph *g;
    lists *lists;
    screen_engine *engine;
    screen_asker *asker;
    screen_terms terms;
    uint32_t node, *above;
    size_t n;
    own_hits hits;
    uint8_t *listed;
    list_state *state;
    size_t states;
    bool assessed, found;
} owning;

/* ---- who is asked about ---- */

static bool named(const own_graph *g, uint32_t node, const char *text) {
    return strcasecmp(own_node_key(g, node), text) == 0 || strcasecmp(own_node_name(g, node), text) == 0;
}

static int ambiguous(const own_graph *g, const uint32_t *node, size_t n, const char *text) {
    usage_error(&cmd_own, "\"%s\" may be several parties; ask for one by its key:", text);
    for (size_t i = 0; i < n && i < 20; i++) fprintf(stderr, "  %s  %s\n", own_node_key(g, node[i]), own_node_name(g, node[i]));
    if (n > 20) fprintf(stderr, "  and %zu more\n", n - 20);
    return EXIT_USAGE;
}

/* On the lists: the entry of the key, else those that screening finds by the name. */
static int among_lists(uint32_t *out, owning *o, const char *text, cordon_error *err) {
    own_graph *asked = NULL;
    own_hits h = {0};
    uint32_t node = 0, *many = NULL;
    cordon_status status = own_graph_new(&asked, err);
    if (!status) status = own_node(&node, asked, text, "", err);
    if (!status) status = own_hits_of(&h, &o->mem, asked, &node, 1, o->lists, o->asker, o->terms.as_at, o->terms.known_by, err);
    if (!status && h.n && !(many = malloc(h.n * sizeof *many))) status = cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
    for (size_t i = 0; i < h.n && !status; i++) {
        char key[1200];
        snprintf(key, sizeof key, "%s:%.1000s", h.v[i].list, h.v[i].key);
        status = own_node(&many[i], o->g, key, h.v[i].name, err);
    }
    int rc = status ? EXIT_FAILED : EXIT_OK;
    if (!rc && h.n > 1) rc = ambiguous(o->g, many, h.n, text);
    if (!rc && !h.n) {
        cordon_fail(err, CORDON_ENOTFOUND, "\"%.200s\" is neither a party of the store's owners nor on its lists: nothing is known of its owners, which is no clearance", text);
        rc = EXIT_FAILED;
    }
    if (!rc) *out = many[0];
    free(many);
    free(h.v);
    own_graph_free(asked);
    return rc;
}

static int resolve(uint32_t *out, owning *o, const char *text, cordon_error *err) {
    size_t n = 0;
    if (own_node_find(out, o->g, text)) return EXIT_OK;
    uint32_t *many = malloc(((size_t)own_nodes(o->g) + 1) * sizeof *many);
    if (!many) {
        cordon_fail(err, CORDON_ENOMEM, "no memory for names");
        return EXIT_FAILED;
    }
    for (uint32_t i = 0; i < own_nodes(o->g); i++)
        if (named(o->g, i, text)) many[n++] = i;
    int rc = n > 1 ? ambiguous(o->g, many, n, text) : n ? EXIT_OK : among_lists(out, o, text, err);
    if (n == 1) *out = many[0];
    free(many);
    return rc;
}

/* ---- the answer ---- */

static void holder(buf *b, const owning *o, uint32_t node) {
    const char *key = own_node_key(o->g, node), *name = own_node_name(o->g, node);
    buf_str(b, name);
    if (strcmp(key, name) != 0) buf_printf(b, " (%s)", key);
}

static void shares(buf *b, const own_step *s) {
    char low[OWN_PERCENT_TEXT], high[OWN_PERCENT_TEXT];
    if (s->edge->kind > OWN_VOTES) {
        buf_str(b, s->edge->kind == OWN_CONTROL ? "controls" : "is linked to");
        return;
    }
    buf_printf(b, "holds %s", own_percent_format(low, s->low_e5));
    if (s->low_e5 != s->high_e5) buf_printf(b, " to %s", own_percent_format(high, s->high_e5));
    buf_printf(b, " %% of the %s of", own_kind_name((own_kind)s->edge->kind));
}

static void step_text(buf *b, const owning *o, const own_step *s) {
    char from[DATE_TEXT], to[DATE_TEXT];
    const own_source *file = own_source_of(o->g, s->edge);
    buf_str(b, "    ");
    holder(b, o, s->edge->owner);
    buf_char(b, ' ');
    shares(b, s);
    buf_char(b, ' ');
    holder(b, o, s->edge->owned);
    if (s->edge->from) buf_printf(b, ", since %s", date_format(from, s->edge->from));
    if (s->edge->to) buf_printf(b, ", until %s", date_format(to, s->edge->to));
    if (!s->edge->from) buf_str(b, ", undated");
    if (file) buf_printf(b, " [%s line %u]", file->file, s->edge->line);
    buf_char(b, '\n');
}

static void rule_text(buf *b, const own_rule *r, const char *verdict) {
    buf_printf(b, "%s, %s%s%s: %s\n  %s; %s %.10g %%, holdings of several %s, control alone %s; %s%s%s%s\n", r->jurisdiction, r->act, *r->article ? " article " : "", r->article,
               verdict, r->title, r->at_least ? "at least" : "more than", r->percent, r->aggregate ? "add up" : "do not add up", r->control ? "suffices" : "does not suffice",
               strcmp(r->basis, "seen") == 0 ? "seen" : "UNVERIFIED (recalled)", *r->recalled ? ", recalled: " : "", r->recalled,
               r->verify ? "; whether it is in force that day is to be VERIFIED" : "");
}

static void hits_text(buf *b, const owning *o, const own_rule *r) {
    for (size_t i = 0; i < o->hits.n; i++) {
        const own_hit *h = &o->hits.v[i];
        if (!lists_match(r->lists, h->list)) continue;
        buf_str(b, "  listed: ");
        holder(b, o, h->node);
        buf_printf(b, " as %s:%s %s", h->list, h->key, h->name);
        buf_printf(b, h->certain ? "\n" : ", by its name alone (probability %.2f): counts as possibly listed\n", h->probability);
    }
}

static void answer_json(buf *b, const owning *o, const own_rule *r, const own_answer *a, const char *verdict, const char *why) {
    buf_char(b, '{');
    json_str(b, "rule", r->id);
    json_str(b, "jurisdiction", r->jurisdiction);
    json_str(b, "act", r->act);
    json_str(b, "article", r->article);
    json_str(b, "basis", r->basis);
    json_str(b, "recalled", r->recalled);
    json_str(b, "entity", own_node_key(o->g, o->node));
    json_str(b, "name", own_node_name(o->g, o->node));
    json_date(b, "as_at", o->terms.as_at);
    json_date(b, "known_by", o->terms.known_by);
    json_str(b, "verdict", verdict);
    json_number(b, "low_percent", a->low);
    json_number(b, "high_percent", a->high);
    json_number(b, "unknown_percent", a->unknown);
    json_str(b, "why", why);
    json_key(b, "proof");
    buf_char(b, '[');
    for (size_t i = 0; i < a->steps; i++) {
        const own_step *s = &a->proof[i];
        const own_source *file = own_source_of(o->g, s->edge);
        buf_str(b, i ? ",{" : "{");
        json_str(b, "owner", own_node_key(o->g, s->edge->owner));
        json_str(b, "owned", own_node_key(o->g, s->edge->owned));
        json_str(b, "kind", own_kind_name((own_kind)s->edge->kind));
        json_number(b, "low_percent", s->low_e5 / 1e5);
        json_number(b, "high_percent", s->high_e5 / 1e5);
        json_date(b, "from", s->edge->from);
        json_date(b, "to", s->edge->to);
        json_str(b, "file", file ? file->file : NULL);
        json_str(b, "sha256", file ? file->sha256 : NULL);
        json_int(b, "line", s->edge->line);
        buf_char(b, '}');
    }
    buf_str(b, "]");
    json_key(b, "listed");
    buf_char(b, '[');
    for (size_t i = 0, k = 0; i < o->hits.n; i++) {
        const own_hit *h = &o->hits.v[i];
        if (!lists_match(r->lists, h->list)) continue;
        buf_str(b, k++ ? ",{" : "{");
        json_str(b, "party", own_node_key(o->g, h->node));
        json_str(b, "list", h->list);
        json_str(b, "key", h->key);
        json_number(b, "probability", h->probability);
        json_str(b, "certain", h->certain ? "yes" : "no");
        buf_char(b, '}');
    }
    buf_str(b, "]}\n");
}

static bool any_list(const owning *o, const own_rule *r) {
    for (size_t i = 0; i < o->states; i++)
        if (lists_match(r->lists, o->state[i].list)) return true;
    return false;
}

static cordon_status one_rule(owning *o, const own_rule *r, cordon_error *err) {
    own_answer a = {.verdict = OWN_NOT_ASSESSED};
    buf b = {0};
    const char *why = NULL, *verdict = NULL;
    cordon_status status = CORDON_OK;
    own_hits_mark(o->listed, o->g, &o->hits, r);
    for (unsigned i = 0; i < owner.n && !status; i++) {
        uint32_t node;
        if (own_node_find(&node, o->g, owner.value[i])) o->listed[node] = OWN_LISTED;
        for (size_t k = 0; k < o->n; k++)
            if (named(o->g, o->above[k], owner.value[i])) o->listed[o->above[k]] = OWN_LISTED;
    }
    if (r->suspended) verdict = "suspended", why = "the rule does not apply in these days";
    else if (!*r->lists && !owner.n) why = "whose owners count is told by no list: name them with --owner";
    else if (*r->lists && !owner.n && !any_list(o, r)) why = "none of the lists it speaks of is loaded";
    else status = own_ask(&a, &o->mem, o->g, r, o->listed, o->node, o->terms.as_at, err);
    if (status) return status;
    if (!verdict) verdict = own_verdict_name(a.verdict);
    if (!why) why = a.why;
    o->assessed |= a.verdict != OWN_NOT_ASSESSED;
    o->found |= a.verdict == OWN_OWNED || a.verdict == OWN_POSSIBLY;
    if (json) {
        answer_json(&b, o, r, &a, verdict, why);
        fputs(buf_text(&b), stdout);
    } else {
        buf clean = {0};
        rule_text(&b, r, verdict);
        buf_printf(&b, "  %s\n", why);
        for (size_t i = 0; i < a.steps; i++) step_text(&b, o, &a.proof[i]);
        hits_text(&b, o, r);
        text_clean(&clean, buf_text(&b), b.len, true);
        fputs(buf_text(&clean), stdout);
        b.failed |= clean.failed;
        buf_free(&clean);
    }
    bool failed = b.failed;
    buf_free(&b);
    return failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to print") : CORDON_OK;
}

static cordon_status answers(owning *o, cordon_error *err) {
    char day[DATE_TEXT], by[DATE_TEXT];
    cordon_status status = own_graph_finish(o->g, err);
    if (!status) status = own_above(&o->above, &o->n, &o->mem, o->g, o->node, o->terms.as_at, err);
    if (!status) status = own_hits_of(&o->hits, &o->mem, o->g, o->above, o->n, o->lists, o->asker, o->terms.as_at, o->terms.known_by, err);
    if (!status && !(o->listed = malloc((size_t)own_nodes(o->g) + 1))) status = cordon_fail(err, CORDON_ENOMEM, "no memory for who is listed");
    if (!status) status = lists_states(&o->state, &o->states, o->lists, o->terms.known_by, err);
    if (!status && !json) {
        buf b = {0}, clean = {0};
        holder(&b, o, o->node);
        buf_printf(&b, " as at %s, known by %s; %zu parties above it looked at\n\n", date_format(day, o->terms.as_at), date_format(by, o->terms.known_by), o->n - 1);
        text_clean(&clean, buf_text(&b), b.len, true);
        fputs(buf_text(&clean), stdout);
        buf_free(&b);
        buf_free(&clean);
    }
    for (size_t i = 0; i < o->rules && !status; i++) status = one_rule(o, &o->rule[i], err);
    if (!status && o->hits.not_asked) fprintf(stderr, "cordon own: %zu parties above it could not be looked for on the lists\n", o->hits.not_asked);
    if (!status && !o->rules) fprintf(stderr, "cordon own: no rule was in force on that day\n");
    if (!status && !json) printf("\nWhat is not recorded is not known: no hit is not clearance.\n");
    return status;
}

/* ---- opening ---- */

static cordon_status open_all(owning *o, cordon_error *err) {
    char name[512] = "";
    own_lists *said = NULL;
    o->terms = (screen_terms){.as_at = as_at ? as_at : date_today(), .known_by = known_by ? known_by : date_today(), .limit = HITS_LIMIT};
    cordon_status status = store_open(&o->s, o->path, STORE_READ, 0, err);
    const char *which = regime_given ? regime_given : name;
    if (!status && !regime_given) status = store_setting(name, sizeof name, o->s, "regime", err);
    if (!regime_given && (status == CORDON_ENOTFOUND || (!status && !*name))) status = regime_only(name, sizeof name, err); /* a store without one of its own */
    if (!status) status = areas_load(&o->areas, err);
    if (!status) status = regime_load(&o->regime, which, o->areas, err);
    if (!status) status = own_rules(&o->rule, &o->rules, &o->mem, o->regime, jurisdiction, o->terms.as_at, err);
    if (!status) status = lists_open(&o->lists, o->s, err);
    if (!status) status = own_lists_read(&said, o->s, o->terms.known_by, err);
    if (!status) status = own_stored(&o->g, o->s, said, o->terms.as_at, o->terms.known_by, err);
    own_lists_free(said);
    if (status) return status;
    list_state *any = NULL;
    size_t n = 0;
    status = lists_states(&any, &n, o->lists, o->terms.known_by, err);
    free(any);
    if (status || !n) return status; /* nothing to look for names in */
    status = screen_engine_open(&o->engine, o->path, &o->terms, 0, err);
    return status ? status : screen_asker_open(&o->asker, o->engine, err);
}

static int ask(const char *path, const char *whom) {
    owning o = {.path = path};
    cordon_error err = {0};
    arena_init(&o.mem, 0);
    cordon_status status = open_all(&o, &err);
    int rc = status ? (status == CORDON_ENOTFOUND && o.regime && !o.rule ? usage_error(&cmd_own, "%s", err.message) : EXIT_FAILED) : EXIT_OK;
    if (!rc) rc = resolve(&o.node, &o, whom, &err);
    if (!rc && answers(&o, &err)) rc = EXIT_FAILED;
    if (rc == EXIT_FAILED) cmd_failed(&cmd_own, &err);
    if (!rc) rc = o.found ? EXIT_FOUND : o.assessed ? EXIT_OK : EXIT_FAILED;
    screen_asker_close(o.asker);
    screen_engine_close(o.engine);
    own_graph_free(o.g);
    if (o.lists) lists_close(o.lists);
    regime_free(o.regime);
    areas_free(o.areas);
    store_close(o.s);
    free(o.hits.v);
    free(o.listed);
    free(o.state);
    arena_destroy(&o.mem);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[2], *path = NULL;
    int n;
    bool done = false;
    jurisdiction = regime_given = NULL;
    as_at = known_by = 0;
    owner.n = 0;
    json = false;
    int rc = options_parse(&cmd_own, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (n == 2) path = args[0];
    if ((rc = cmd_store(&cmd_own, &path))) return rc;
    return ask(path, args[n - 1]);
}

static const char *const examples[] = {
    "cordon own my.store \"Beta Handel GmbH\" --as-at 2025-06-01", "says of every rule of that day whether it is owned by listed parties, and proves it",
    "cordon own my.store \"Beta Handel GmbH\" --jurisdiction EU --json", "the same under the rules of one jurisdiction, for a program to read", NULL};

const command cmd_own = {
    .name = "own",
    .summary = "say whether a party is owned by listed ones, and prove it",
    .synopsis = "[STORE] ENTITY [--as-at DATE] [--jurisdiction WORD] [--owner NAME] [--json]",
    .about =
        "ENTITY is a name, a key of a file (lei:..., SCHEME:NUMBER), or LIST:KEY. Holdings come from files that cordon load took with --as ownership-csv, bods, "
        "gleif-rr or ftm-ownership, and from what lists say of the owners of their entries. Ownership cascades: who is owned counts in full as an owner of the next. Threshold, at "
        "least or more than, adding up and control are rows of the regime's ownership_rules.csv, by jurisdiction, article and day; what nobody read in a source is "
        "marked as recalled.\n\n"
        "An answer is owned, possibly owned (what is not known of the owners could make it so), not owned, or not assessed, each with the interval of what listed "
        "parties hold and the holdings that prove it. Owners known by name alone are screened: an equal name makes them possibly listed, an equal number or a "
        "LIST:KEY certainly. docs/ASSESS.md explains the rules.",
    .args_min = 1,
    .args_max = 2,
    .examples = examples,
    .exit_note = "owned or possibly owned under a rule",
    .run = run,
    .options = get_options,
};
