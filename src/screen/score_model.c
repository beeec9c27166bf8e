#include "screen/score_model.h"

#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "name/key.h"
#include "read/table.h"

enum { KINDS = 3 }; /* person, organisation, vessel */

typedef struct counted {
    char key[NAME_KEY_MAX];
    uint32_t count[KINDS];
    bool used;
} counted;

typedef struct key_table {
    counted *slot;
    size_t slots; /* a power of two, at least twice the keys */
} key_table;

typedef struct named_value {
    char name[32];
    double value;
} named_value;

struct score_model {
    score_numbers n;
    named_value value[PARAMETERS_MAX];
    size_t values;
    key_table plain, skeleton;
    uint32_t names[KINDS];
    double pair[PAIR_FEATURES];
};

#define NUMBER(x)                                                                                  \
    { #x, offsetof(score_numbers, x) }
static const struct {
    const char *name;
    size_t at;
} numbers[] = {
    NUMBER(offset_person),  NUMBER(offset_organisation),
    NUMBER(offset_vessel),  NUMBER(bits_least),
    NUMBER(bits_most),      NUMBER(syllable),
    NUMBER(patronymic),     NUMBER(legal),
    NUMBER(title),          NUMBER(particle),
    NUMBER(stop),           NUMBER(initial),
    NUMBER(number),         NUMBER(digit),
    NUMBER(generic),        NUMBER(bits_full),
    NUMBER(distinct_least), NUMBER(generic_cap),
    NUMBER(order),          NUMBER(numbers),
    NUMBER(roman),          NUMBER(meaning),
    NUMBER(nick),           NUMBER(joined),
    NUMBER(letter),         NUMBER(abjad_1),
    NUMBER(abjad_2),        NUMBER(abjad_3),
    NUMBER(abjad),          NUMBER(conflict),
    NUMBER(conflict_bits),  NUMBER(patronymics),
    NUMBER(short_bits),     NUMBER(generic_enough),
    NUMBER(digits),         NUMBER(foreign),
    NUMBER(rank_bits),      NUMBER(rank_unlike),
    NUMBER(rank_spelled),   NUMBER(rank_asked_bits),
    NUMBER(rank_asked),     NUMBER(rank_listed),
    NUMBER(rank_order),     NUMBER(rank_letters),
};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

const score_numbers *score_model_numbers(const score_model *m) { return &m->n; }

const double *score_model_pair(const score_model *m) { return m->pair; }

double score_parameter(const score_model *m, const char *name) {
    for (size_t i = 0; i < m->values; i++)
        if (!strcmp(m->value[i].name, name)) return m->value[i].value;
    return NAN;
}

bool score_model_set(score_model *m, const char *name, double value) {
    bool known = false;
    for (size_t i = 0; i < m->values; i++)
        if (!strcmp(m->value[i].name, name)) m->value[i].value = value, known = true;
    for (size_t i = 0; i < NUMBERS; i++)
        if (!strcmp(numbers[i].name, name)) {
            float v = (float)value;
            memcpy((char *)&m->n + numbers[i].at, &v, sizeof v);
            known = true;
        }
    for (int i = 0; i < PAIR_FEATURES && !strncmp(name, "pair.", 5); i++)
        if (!strcmp(pair_feature_at((pair_feature)i)->name, name + 5))
            m->pair[i] = value, known = true;
    return known;
}

static cordon_status parameters_read(score_model *m, const char *path, cordon_error *err) {
    table t;
    int col[2];
    cordon_status s = table_read(&t, path, err);
    if (s) return s;
    s = table_cols(&t, (const char *const[]){"name", "value", NULL}, col, err);
    if (!s && t.rows > PARAMETERS_MAX)
        s = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "%zu parameters, at most %d", t.rows,
                           PARAMETERS_MAX);
    for (size_t r = 0; !s && r < t.rows; r++) {
        const char *name = table_cell(&t, r, col[0]), *text = table_cell(&t, r, col[1]);
        char *end;
        double v = strtod(text, &end);
        if (!*text || *end || !isfinite(v))
            s = cordon_fail_at(err, CORDON_EFORMAT, path, t.line[r], 2,
                               "value \"%s\" of %s, expected a number", text, name);
        else if (!*name || strlen(name) >= sizeof m->value->name ||
                 !isnan(score_parameter(m, name)))
            s = cordon_fail_at(err, CORDON_EFORMAT, path, t.line[r], 1,
                               "name \"%s\", expected one that is new and below %zu bytes", name,
                               sizeof m->value->name);
        else {
            memcpy(m->value[m->values].name, name, strlen(name) + 1);
            m->value[m->values++].value = v;
            score_model_set(m, name, v);
        }
    }
    for (size_t i = 0; !s && i < NUMBERS; i++)
        if (isnan(score_parameter(m, numbers[i].name)))
            s = cordon_fail_at(err, CORDON_EFORMAT, path, 0, 0, "parameter %s is missing",
                               numbers[i].name);
    table_free(&t);
    return s;
}

static counted *slot_of(const key_table *t, const char key[NAME_KEY_MAX]) {
    uint64_t h = 14695981039346656037U;
    for (unsigned i = 0; i < NAME_KEY_MAX && key[i]; i++)
        h = (h ^ (unsigned char)key[i]) * 1099511628211U;
    h ^= h >> 29;
    for (size_t i = (size_t)h & (t->slots - 1);; i = (i + 1) & (t->slots - 1))
        if (!t->slot[i].used || !memcmp(t->slot[i].key, key, NAME_KEY_MAX)) return &t->slot[i];
}

static cordon_status key_table_begin(key_table *t, size_t keys, cordon_error *err) {
    t->slots = 16;
    while (t->slots < keys * 2) t->slots *= 2;
    t->slot = calloc(t->slots, sizeof *t->slot);
    return t->slot ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for %zu keys", keys);
}

/* A skeleton is as frequent as the most frequent word that has it. */
static void count_key(key_table *t, const char *key, const uint32_t count[KINDS]) {
    counted *c = slot_of(t, key);
    memcpy(c->key, key, NAME_KEY_MAX);
    c->used = true;
    for (int k = 0; k < KINDS; k++)
        if (count[k] > c->count[k]) c->count[k] = count[k];
}

static cordon_status frequency_row(score_model *m, const table *t, size_t r, const int col[],
                                   cordon_error *err) {
    char key[NAME_KEY_MAX] = {0}, skeleton[NAME_KEY_MAX];
    const char *text = table_cell(t, r, col[0]);
    uint32_t count[KINDS];
    for (int k = 0; k < KINDS; k++) {
        const char *cell = table_cell(t, r, col[1 + k]);
        char *end;
        unsigned long v = strtoul(cell, &end, 10);
        if (*cell < '0' || *cell > '9' || *end || v > UINT32_MAX)
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[r], (uint32_t)k + 2,
                                  "count \"%s\", expected a whole number", cell);
        count[k] = (uint32_t)v;
    }
    size_t len = strlen(text);
    if (!strcmp(text, "*")) {
        memcpy(m->names, count, sizeof count);
        return CORDON_OK;
    }
    if (!len || len > NAME_KEY_MAX)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[r], 1,
                              "key \"%s\", expected 1 to %d bytes", text, NAME_KEY_MAX);
    for (size_t i = 0; i < len; i++) key[i] = text[i];
    count_key(&m->plain, key, count);
    if (name_skeleton(skeleton, text, len)) count_key(&m->skeleton, skeleton, count);
    return CORDON_OK;
}

static cordon_status frequency_read(score_model *m, const char *path, cordon_error *err) {
    table t;
    int col[1 + KINDS];
    cordon_status s = table_read(&t, path, err);
    if (s) return s;
    s = table_cols(&t, (const char *const[]){"key", "person", "organisation", "vessel", NULL}, col,
                   err);
    if (!s) s = key_table_begin(&m->plain, t.rows, err);
    if (!s) s = key_table_begin(&m->skeleton, t.rows, err);
    for (size_t r = 0; !s && r < t.rows; r++) s = frequency_row(m, &t, r, col, err);
    table_free(&t);
    return s;
}

/* In 1/16 of a bit, so that no library's last digit of a logarithm moves a score. */
static float bits_of(uint32_t count, uint32_t names) {
    return (float)floor(16 * log2(((double)names + 1) / ((double)count + 0.5))) / 16;
}

float score_model_bits(const score_model *m, const char *key, unsigned len, bool skeleton,
                       unsigned kind) {
    char full[NAME_KEY_MAX] = {0};
    static const uint32_t none[KINDS];
    memcpy(full, key, len);
    const counted *c = slot_of(skeleton ? &m->skeleton : &m->plain, full);
    const uint32_t *count = c->used ? c->count : none;
    const float offset[KINDS] = {m->n.offset_person, m->n.offset_organisation, m->n.offset_vessel};
    float bits = m->n.bits_most;
    for (unsigned k = 0; k < KINDS; k++) {
        float b = bits_of(count[k], m->names[k]) - offset[k];
        /* "Trading" is no surname, though no person of the lists bears it. */
        if (kind != NAME_ANY && kind != k + NAME_PERSON) b = (b < 0 ? 0 : b) + m->n.foreign;
        if (b < bits) bits = b;
    }
    return bits < m->n.bits_least ? m->n.bits_least : bits;
}

void score_model_free(score_model *m) {
    if (!m) return;
    free(m->plain.slot);
    free(m->skeleton.slot);
    free(m);
}

cordon_status score_model_read(score_model **out, const char *parameters, const char *frequency,
                               cordon_error *err) {
    score_model *m = calloc(1, sizeof *m);
    if (!m) return cordon_fail(err, CORDON_ENOMEM, "no memory for the tables of the score");
    cordon_status s = parameters_read(m, parameters, err);
    if (!s) s = frequency_read(m, frequency, err);
    if (s)
        score_model_free(m);
    else
        *out = m;
    return s;
}

cordon_status score_model_for_training(score_model **out, cordon_error *err) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static score_model *kept; /* read once, to the end of the program */
    cordon_status s = CORDON_OK;
    pthread_mutex_lock(&lock);
    if (!kept) {
        char parameters[1024], frequency[1024];
        s = score_model_read(
            &kept, data_path(parameters, sizeof parameters, "data/screen/parameters.csv"),
            data_path(frequency, sizeof frequency, "data/screen/frequency.csv.xz"), err);
    }
    if (!s) *out = kept;
    pthread_mutex_unlock(&lock);
    return s;
}

cordon_status score_model_open(const score_model **out, cordon_error *err) {
    score_model *m;
    cordon_status s = score_model_for_training(&m, err);
    if (!s) *out = m;
    return s;
}
