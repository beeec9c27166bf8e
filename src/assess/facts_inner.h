/* facts_inner.h - what the parts of facts*.c share. */
#ifndef ASSESS_FACTS_INNER_H
#define ASSESS_FACTS_INNER_H

#include <pthread.h>

#include "assess/facts.h"
#include "lists/catalogue.h"
#include "own/load.h"
#include "own/rules.h"
#include "own/who.h"
#include "screen/coverage.h"

/* ---- the world ---- */

/* Handles that one thread at a time uses; taken by facts_begin, given back by facts_end. */
typedef struct goods_tools { goods *g; goods_controls *c; struct goods_tools *next; } goods_tools;
typedef struct asker_tools { screen_asker *a; store *s; lists *l; struct asker_tools *next; } asker_tools;
/* FNV-1a. */
static inline uint32_t text_hash(const char *s) {
    uint32_t h = 2166136261U;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 16777619U;
    return h;
}
/* A growing table of texts. */
typedef struct memo { const char *key; void *kept; uint32_t hash; } memo;
typedef struct memos { memo *slot; size_t slots, used; } memos;
/* Where what is kept under a key stands until the next call; made when new, its key copied into mem. NULL without memory. */
void **memos_at(memos *m, arena *mem, const char *key);
void *memos_find(const memos *m, const char *key); /* NULL = nothing is kept */
enum { WORLD_WAIT_SECONDS = 20 /* for a store that another process writes */, WORLD_KEPT_MAX = 200000 /* answers kept in a table; behind it each is made anew */ };

typedef struct day_set { const char *text; area_set set; struct day_set *next; } day_set;

/* What hangs on the day asked about; made on first use, and given back: of many days the one not used for longest gives way. */
enum { WORLD_DAYS_MAX = 512 };
typedef struct world_day {
    date_day day;
    day_set *sets;
    const own_rule *rule;
    size_t rules;
    flag_settings settings;
    arena mem;
    unsigned users;
    uint64_t used;
    struct world_day *next;
} world_day;

/* What lists and owners say, the same on every day of a span (facts_lists.c). */
typedef struct world_lists {
    date_day day;          /* it was asked for */
    date_span same;
    screen_engine *engine; /* NULL without a store or without lists */
    asker_tools *free_asker;
    own_graph *owners;     /* NULL without a store */
    uint32_t *by_name;     /* nodes by name, case ignored */
    memos screened;        /* questions already answered: subject_hits */
    memos of_patterns;     /* lists_asked, by what a fact asks for */
    memos contacts, risks; /* facts_contact.c: what listed parties share, by contacts as JSON; entries that are an address, by lists and names */
    arena mem;
    unsigned users;
    uint64_t used;         /* when last, by count */
    struct world_lists *next;
} world_lists;

struct fact_world {
    world_terms terms;
    char store[1024], regime_name[512];
    areas *areas;
    regime *regime;
    catalogue lists;
    bool has_lists;
    pthread_mutex_t lock;
    world_day *days;
    own_lists *said; /* what lists say of owners; read with the first state */
    world_lists *lists_of;
    uint64_t uses;
    goods_tools *free_goods;
    char *versions, versions_hash[65];
    struct flag_world *flags; /* facts_flags.c: what red flags ask of lists, texts and flows, kept for further cases */
};
cordon_status flag_world_make(struct flag_world **out, cordon_error *err);
void flag_world_free(struct flag_world *w);
cordon_status world_day_get(world_day **out, fact_world *w, date_day day, cordon_error *err);
void world_day_give(fact_world *w, world_day *d);
void world_day_free(world_day *d);
cordon_status world_goods_take(goods_tools **out, fact_world *w, cordon_error *err);
/* Given back when done with: until then it stays. */
cordon_status world_lists_get(world_lists **out, fact_world *w, date_day day, cordon_error *err);
void world_lists_give(fact_world *w, world_lists *l);
void world_lists_free(world_lists *l);
cordon_status world_asker_take(asker_tools **out, fact_world *w, world_lists *l, cordon_error *err);
void world_goods_give(fact_world *w, goods_tools *t);
void world_asker_give(fact_world *w, world_lists *l, asker_tools *t);
void world_goods_free(goods_tools *t);
void world_asker_free(asker_tools *t);
/* The set on the day; lives as long as the day is held. */
cordon_status world_set(const area_set **out, fact_world *w, world_day *d, const char *text, cordon_error *err);
/* What is loaded of the lists that a fact asks for ("a/b,c-*": of a and b one suffices). */
typedef struct lists_asked {
    const char *missing;           /* the first alternatives of which none is loaded; NULL = all are there */
    const fact_evidence *searched; /* of each list its vintage */
    size_t n;
} lists_asked;
/* Kept with the state; pattern is any text of that form. */
cordon_status world_patterns(const lists_asked **out, fact_world *w, world_lists *l, const char *pattern, cordon_error *err);
/* Whether one of these patterns, by '/' or ',', is the list. */
bool world_on_lists(const char *patterns, const char *list);
/* The answer to a question of screening that another case had: NULL = none had. world_screened_keep copies. */
const struct subject_hits *world_screened(fact_world *w, world_lists *l, const char *key);
void world_screened_keep(fact_world *w, world_lists *l, const char *key, const struct subject_hits *h);
cordon_status world_versions(fact_world *w, const screen_engine *e, cordon_error *err);

/* ---- one case ---- */

/* An answer that was given: the row and value it was asked with. */
typedef struct kept_answer {
    const fact_name *row; /* NULL = a free place */
    const char *value;
    const fact *answer;
    uint32_t thing, hash;
} kept_answer;

struct facts {
    fact_world *w;
    world_day *d;
    world_lists *l;
    const case_file *c;
    date_day day;
    arena mem;
    goods_tools *goods;
    asker_tools *asker;
    kept_answer *answer;
    size_t answers, answer_slots;
    memos kept;           /* what lies behind answers: screenings, controls of codes */
    struct own_case *own; /* facts_own.c: the graph of the case */
};
void **facts_kept(facts *f, const char *key); /* memos_at of the case */

typedef struct asked {
    facts *f;
    const fact_name *row;
    const char *value; /* never NULL; lives as long as the facts */
    size_t thing;
    fact *out;         /* holds unknown, the rest "" to begin with */
    cordon_error *err;
} asked;
typedef cordon_status fact_function(asked *q);
fact_function *fact_function_of(const fact_name *name);

cordon_status fact_no_memory(const asked *q);
/* A text in the facts' memory; NULL without. */
const char *fact_text(const asked *q, const char *fmt, ...) CORDON_PRINTF(2, 3);
cordon_status fact_say(asked *q, tri holds, const fact_evidence *e, const char *fmt, ...) CORDON_PRINTF(4, 5);
/* One more piece of evidence. */
cordon_status fact_add(asked *q, const fact_evidence *e);
cordon_status fact_add_all(asked *q, const fact_evidence *e, size_t n);
/* Kleene's or of what was said so far and more: yes wins, then unknown; evidence adds up. *begun tells the first. */
cordon_status fact_or(asked *q, const fact *more, bool *begun);

/* facts_values.c */
cordon_status fact_of_text(asked *q, const case_text *t);
cordon_status fact_of_day(asked *q, const case_day *d);
cordon_status fact_of_number(asked *q, const case_number *n);
cordon_status fact_of_bool(asked *q, const case_bool *b);
cordon_status fact_of_state(asked *q, value_state s, const char *pointer);
cordon_status fact_of_country(asked *q, const case_text *t);
/* "<=365" split; op one of "<", "<=", "=", "!=", ">=", ">" ("=" when there is none). */
const char *fact_operator(char op[3], const char *text);
bool fact_compare(const char *op, double x, double y);
bool fact_word_fits(const char *patterns, const char *word);

/* facts_screen.c: who is asked about, in the case's words. */
typedef struct fact_subject {
    const char *kind;   /* person, organisation, vessel, any */
    const case_text *name, *country, *address, *phone, *email, *website, *bic, *imo;
    const case_texts *alias, *registration;
    const case_day *founded;
    const char *pointer;
} fact_subject;
typedef struct subject_hit {
    const char *list, *key, *name, *file, *sha256;
    int64_t line;
    date_day since;
    double probability;
    bool certain;
} subject_hit;
typedef struct subject_hits { subject_hit *v; size_t n, left_out, weak; const char *not_assessed; /* why, or NULL */ } subject_hits;
cordon_status fact_screen(const subject_hits **out, facts *f, const fact_subject *s, cordon_error *err);
void fact_party_subject(fact_subject *s, const case_party *p);
/* numbers: room for the id, where it is TYPE:VALUE; outlives s. */
void fact_owner_subject(fact_subject *s, const case_owner *o, case_texts *numbers);
/* The lists fact of a subject; nothing to look for is unknown. */
cordon_status fact_of_lists(asked *q, const fact_subject *s);
/* A BIC or a name, as a bank. */
void fact_bank_subject(fact_subject *s, const case_text *bank, case_text *name, case_text *bic);

/* facts_case.c */
extern fact_function fact_case_use_in, fact_case_jurisdiction, fact_case_attested, fact_case_claims, fact_case_attested_days, fact_case_reexport_clause, fact_case_ip_clause, fact_case_orders,
    fact_case_first_order, fact_item_first_order, fact_party_owner_country, fact_leg_through, fact_payment_bank_country, fact_payment_payer_known, fact_order_party_known;
extern fact_function fact_party_listed, fact_party_named, fact_owner_listed, fact_leg_vessel, fact_leg_port, fact_leg_carrier, fact_payment_agent, fact_payment_party, fact_payment_asset;
extern fact_function fact_party_bank; /* facts_bank.c */
extern fact_function fact_item_on, fact_item_dual_use;
extern fact_function fact_party_owned;
extern fact_function fact_party_contact, fact_party_risk_address, fact_owner_moved; /* facts_contact.c */
extern fact_function fact_item_misclassified, fact_item_overpriced, fact_item_underpriced; /* facts_texts.c */
void facts_own_free(struct own_case *o);

#endif
