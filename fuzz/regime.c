/* Any bytes as the tables of a regime, through the rules that a load runs. The
 * first byte says which table they are; a zero byte goes on to the next. What
 * is not given stands there sound, so that the rules across tables are met.   */
#include <stdlib.h>
#include <string.h>

#include "regime/rules.h"

static const char *const sound[TABLES_KNOWN] = {
    [TABLE_REGIME] = "key,value,source\nname,x,s\ndefault_goods,g,s\nthird_countries,near,s\n",
    [TABLE_COUNTRIES] = "area,role,valid_from,valid_to,source\nATA,target,,,s\n",
    [TABLE_SETS] = "set,area,valid_from,valid_to,source\nnear,ATA,,,s\nfar,HMD,2020-01-01,,s\n",
    [TABLE_SET_TITLES] = "set,title,note,aliases\nnear,Near,,close|by\nfar,Far,,away\n",
    [TABLE_DATES] = "id,date,title,mark,source\nd,2020-01-01,D,yes,s\n",
    [TABLE_GROUPS] = "group,title,kind,nomenclature,note,source\ng,G,k,H6,,s\n",
    [TABLE_GOODS] = "group,code,tier,valid_from,valid_to,source\ng,8501,,,,s\n",
    [TABLE_PARAMETERS] = "parameter,value,unit,source\np,1.5,x,s\n",
};

/* Every fault has a file, words, and a line that the table has. */
static void on_fault(void *arg, const cordon_error *fault) {
    size_t *n = arg;
    if (fault->status != CORDON_EFORMAT || !fault->message[0] || !fault->source[0]) abort();
    ++*n;
}

static void read_table(regime_tables *t, int which, const char *text, size_t len, checker *c) {
    cordon_error err = {0};
    cordon_status status = table_read_memory(&t->t[which], t->file[which], text, len, &err);
    t->state[which] = status ? TABLE_FAULTY : TABLE_READ;
    if (status) check_fault(c, t->file[which], (uint32_t)err.line, -1, "%s", err.message);
}

static void check_words(const regime_tables *t) {
    arena mem;
    set_word *v;
    size_t n;
    arena_init(&mem, 0);
    if (!regime_words(&v, &n, &mem, t, NULL))
        for (size_t i = 0; i < n; i++) {
            const set_word *w = regime_word(v, n, v[i].word);
            if (!w || strcmp(w->word, v[i].word) || (i && strcmp(v[i - 1].word, w->word) > 0))
                abort();
        }
    arena_destroy(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static areas *known;
    size_t seen = 0, at = 1;
    if (size < 1 || size > 1 << 16) return 0;
    if (!known && areas_load(&known, NULL)) abort();
    checker c = {.areas = known, .on_fault = on_fault, .arg = &seen};
    regime_tables *t = malloc(sizeof *t);
    if (!t) return 0;
    regime_tables_init(t, "fuzz");
    for (int i = 0; i < TABLES_KNOWN; i++) {
        int which = (data[0] + i) % TABLES_KNOWN;
        if (at > size && !sound[which]) continue; /* a table that may be missing is */
        if (at > size) {
            read_table(t, which, sound[which], strlen(sound[which]), &c);
            continue;
        }
        const uint8_t *end = memchr(data + at, 0, size - at);
        size_t len = end ? (size_t)(end - data) - at : size - at;
        read_table(t, which, (const char *)data + at, len, &c);
        at += len + 1;
    }
    if (regime_tables_check(&c, t, NULL) || seen != c.faults) abort();
    check_words(t);
    regime_tables_free(t);
    free(t);
    return 0;
}
