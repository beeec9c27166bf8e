#include "report/letter_gaps.h"

#include <stdlib.h>
#include <string.h>

#include "assess/fact_names.h"
#include "assess/strings.h"

/* ", " and the word, once. */
static void add_once(buf *b, const char *word) {
    size_t len = strlen(word);
    for (const char *at = b->len ? b->p : NULL; at && (at = strstr(at, word)) != NULL; at += len)
        if ((at == b->p || at[-1] == ' ') && (at[len] == ',' || !at[len])) return;
    if (len) buf_printf(b, "%s%s", b->len ? ", " : "", word);
}

/* "a/b,c" as written in a row of law: each word of it. */
static void add_lists(buf *b, const char *patterns) {
    char one[128];
    for (const char *s = patterns; *s; s += strspn(s, ",")) {
        size_t n = strcspn(s, ",");
        if (n < sizeof one) {
            memcpy(one, s, n);
            one[n] = 0;
            add_once(b, one);
        }
        s += n;
    }
}

static void note(letter_doc *p, const char *key, const buf *what) {
    buf line = {0};
    if (!what->len) return;
    buf_printf(&line, "%s %s. %s", assess_string("gaps.not_loaded"), what->p, assess_string(key));
    p->failed |= line.failed;
    letter_add(p, LETTER_NOTE, buf_text(&line));
    buf_free(&line);
}

void letter_gaps(letter_doc *p, const json_node *decision) {
    buf lists = {0}, tables = {0};
    const json_node *o = json_get(decision, "provisions");
    for (o = o && o->kind == JSON_ARRAY ? o->first : NULL; o; o = o->next) {
        const json_node *g = json_get(o, "grounds");
        for (g = g && g->kind == JSON_ARRAY ? g->first : NULL; g; g = g->next) {
            const json_node *missed = json_get(g, "not_assessed");
            const fact_name *f = fact_name_find(json_text_of(g, "fact"));
            if (!f || !missed || missed->kind != JSON_TRUE) continue;
            if (f->takes == TAKES_LISTS) add_lists(&lists, json_text_of(g, "value"));
            if (f->takes == TAKES_GOODS) add_once(&tables, json_text_of(g, "value"));
        }
    }
    p->failed |= lists.failed || tables.failed;
    note(p, "gaps.lists", &lists);
    note(p, "gaps.tables", &tables);
    buf_free(&lists);
    buf_free(&tables);
}

const char *letter_called(const json_node *decision, const char *pointer) {
    static const struct { const char *list, *key; } of[] = {{"parties/", "name"}, {"items/", "text"}};
    pointer += *pointer == '/';
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        size_t len = strlen(of[i].list);
        char list[16] = "";
        if (strncmp(pointer, of[i].list, len) != 0) continue;
        memcpy(list, of[i].list, len - 1);
        unsigned long k = strtoul(pointer + len, NULL, 10);
        const json_node *a = json_get(json_get(decision, "case"), list);
        const json_node *n = a && a->kind == JSON_ARRAY ? a->first : NULL;
        while (n && n->index != k) n = n->next;
        return n ? json_text_of(n, of[i].key) : "";
    }
    return "";
}
