/* goods_cli.h - what the files of cordon goods share: the question, the answer, and who takes over
 * when what was typed is no code.                                                                */
#ifndef CLI_GOODS_CLI_H
#define CLI_GOODS_CLI_H

#include "cli/cmd.h"
#include "goods/controls.h"
#include "goods/goods.h"
#include "regime/regime.h"

enum { REVISIONS = 16 };

/* What was typed after "cordon goods", with the options. */
typedef struct goods_request {
    const char *typed;                 /* the arguments, joined by blanks */
    date_day as_at, known_by;          /* as_at is never 0; known_by 0 = today */
    const char *regime, *nomenclature; /* NULL: not said */
    int64_t digits, top;               /* of a description: 0 = not said */
    const char *lang;                  /* "en", ...; NULL: not said */
    const char *to;                    /* destination of a control number, NULL: not said */
    const char *store;                 /* NULL: none */
    bool json;
} goods_request;

/* goods_entry.c: "3A001", an entry of a control list. */
bool goods_is_control_number(const char *typed);
int goods_entry(const goods_request *q);
/* goods_text.c: a description in words. */
bool goods_is_text(const char *typed);
/* goods_part.c: a part of a catalogue in the store. *code "" unless its code is known; *found false
 * when no catalogue has it. */
int goods_part(const goods_request *q, bool *found, char code[9]);
int goods_text(const goods_request *q);

typedef enum match_kind { MATCH_NONE, MATCH_CODE, MATCH_ABOVE, MATCH_BELOW } match_kind;

/* A line of the regime that concerns the code. */
typedef struct hit {
    const goods_group *group;
    const goods_line *line;
    match_kind match;
    const goods_link *via; /* NULL when the digits were compared as they stand */
    bool in_force;
    bool by; /* it stood there by its first day; since when is not in the data */
} hit;

typedef struct answer {
    char code[9], regime_path[256];
    date_day as_at;
    const char *nomenclature, *revision; /* the HS revision that one follows */
    goods *goods;
    areas *areas;
    regime *regime;
    const goods_node *path[GOODS_PATH_MAX], *node; /* node is the last of the path */
    size_t depth;
    goods_links carried[REVISIONS]; /* to every HS revision; six digits or more */
    bool lost[REVISIONS];           /* not comparable with lists of that revision */
    hit *hit;                       /* group by group, in the order of the regime */
    size_t hits, hits_cap;
    const goods_edition *edition; /* of groups whose codes are dated */
    size_t editions;
    goods_controls *law;
    control_answer controls;
    const goods_measure *measure; /* the coverage map of the day */
    size_t measures;
    arena mem;
} answer;

/* goods_ask.c: the only folder of regimes/; a usage error of c when there are several or none. */
int answer_regime(const command *c, char *name, size_t size);
/* Sets nomenclature, revision and path; asked may be NULL. */
cordon_status answer_nomenclature(answer *a, const char *asked, cordon_error *err);
/* Nomenclatures that have the code, separated by blanks. */
cordon_status answer_exists(buf *b, const answer *a, cordon_error *err);
int answer_not_found(const answer *a);

/* goods_match.c */
size_t answer_revision(const answer *a,
                       const char *name); /* its place; the number of revisions when unknown */
cordon_status answer_carry(answer *a, cordon_error *err);
cordon_status answer_match(answer *a, cordon_error *err);
/* What works on the code by law; q names the store. */
cordon_status answer_controls(answer *a, const goods_request *q, cordon_error *err);
/* What must not be read out of an answer: NULL when a list has the code. */
const char *answer_notice(const answer *a);

typedef struct since {
    date_day unchanged, digits; /* the same goods; the same digits, goods changed or not */
} since;
since answer_since(const answer *a);

/* goods_words.c: words for a terminal, not wider than it is. */
typedef struct page {
    buf b;
    size_t width;
} page;
page page_begin(void);
/* head, then the words with a hanging indent. */
void para(page *p, size_t indent, const char *head, const char *words);

cordon_status answer_print(const answer *a, cordon_error *err); /* goods_words.c */
cordon_status answer_json(const answer *a, cordon_error *err);  /* goods_json.c */

#endif
