/* fuzz_regime.h - a small sound regime to which a fuzzer adds tables from its bytes. */
#ifndef FUZZ_REGIME_H
#define FUZZ_REGIME_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regime/rules.h"

static areas *fuzz_areas(void) {
    static areas *known;
    if (!known && areas_load(&known, NULL)) abort();
    return known;
}

static void fuzz_table(regime_tables *t, int which, const char *text, size_t len) {
    cordon_error err = {0};
    t->state[which] = table_read_memory(&t->t[which], t->file[which], text, len, &err) ? TABLE_FAULTY : TABLE_READ;
    if (t->state[which] == TABLE_FAULTY && !err.message[0]) abort();
}

/* A further table; false when its bytes are no table. */
static bool fuzz_add(regime_tables *t, const char *file, const char *text, size_t len) {
    snprintf(t->file[t->n], TABLE_FILE_MAX, "%s", file);
    fuzz_table(t, (int)t->n, text, len);
    return t->state[t->n++] == TABLE_READ;
}

/* One target, one hub, a group of one code; free with regime_tables_free or give it to regime_of_tables, then free(). */
static regime_tables *fuzz_tables(void) {
    static const char *const sound[TABLES_KNOWN] = {
        [TABLE_REGIME] = "key,value,source\nname,x,s\n",
        [TABLE_COUNTRIES] = "area,role,valid_from,valid_to,source\nATA,target,,,s\nHMD,hub,,,s\nBVT,coalition,,,s\n",
        [TABLE_SETS] = "set,area,valid_from,valid_to,source\nnear,ATA,,,s\n",
        [TABLE_GROUPS] = "group,title,kind,nomenclature,note,source\ng,G,k,H6,,s\n",
        [TABLE_GOODS] = "group,code,tier,valid_from,valid_to,source\ng,8482,1,,,s\n",
    };
    regime_tables *t = malloc(sizeof *t);
    if (!t) abort();
    regime_tables_init(t, "fuzz");
    for (int i = 0; i < TABLES_KNOWN; i++)
        if (sound[i]) fuzz_table(t, i, sound[i], strlen(sound[i]));
    return t;
}

/* The next part of the data, up to a zero byte; false behind the last. Begin with *at = 0. */
static bool fuzz_part(const char **part, size_t *len, const uint8_t *data, size_t size, size_t *at) {
    if (*at > size || !size) return false;
    const uint8_t *end = memchr(data + *at, 0, size - *at);
    *part = (const char *)data + *at;
    *len = end ? (size_t)(end - data) - *at : size - *at;
    *at += *len + 1;
    return true;
}

#endif
