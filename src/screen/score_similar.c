/* How alike two keys are: an optimal string alignment whose edits are typed.
 *
 * Two tables are filled side by side: the plain distance, which decides whether there is any
 * similarity at all (promise 1 of score.h), and the cost, in hundredths of an edit, which says how
 * much. Letters that romanisations and ears mix up cost a fraction; the first letter costs more.
 * Common beginnings and ends are cut off first, so most pairs never come to the tables.    */
#include <string.h>

#include "screen/score.h"

enum {
    EDIT = 100, /* one letter for an unrelated one */
    EDIT_LEAST = 15,
    SWAP = 60, /* neighbours exchanged */
    DROP = 90,
    DROP_VOWEL = 50,
    DROP_GLIDE = 20,
    DROP_H = 35,
    FIRST_PERCENT = 135, /* of an edit at the front */
    FAR = 1 << 20
};

static const float steep = 1.3F;       /* similarity lost per edit, over the length */
static const float abjad_steep = 1.5F; /* a consonant of a skeleton says more */
static const float least = 0.5F;       /* below it, words are not alike */

unsigned unit_reach(unsigned shorter_len) {
    return shorter_len < 3 ? 0 : shorter_len < 6 ? 1 : UNIT_REACH_MAX;
}

bool unit_spaces_meet(unsigned a, unsigned b) {
    static const bool meet[UNIT_SPACES][UNIT_SPACES] = {
        [UNIT_PLAIN][UNIT_PLAIN] = true,     [UNIT_ABJAD][UNIT_ABJAD] = true,
        [UNIT_ABJAD][UNIT_SKELETON] = true,  [UNIT_SKELETON][UNIT_ABJAD] = true,
        [UNIT_INITIAL][UNIT_INITIAL] = true, [UNIT_INITIAL][UNIT_LETTER] = true,
        [UNIT_LETTER][UNIT_INITIAL] = true,
    };
    return a < UNIT_SPACES && b < UNIT_SPACES && meet[a][b];
}

/* Letters that stand for one another: romanisations, voicing, what is heard. Both orders. */
typedef struct near_letters {
    char a, b;
    int cost;
} near_letters;
static const near_letters near_by[] = {
    {'a', 'e', 30}, {'a', 'o', 45}, {'a', 'u', 50}, {'a', 'i', 60}, {'e', 'i', 25}, {'e', 'o', 50},
    {'e', 'u', 55}, {'i', 'o', 60}, {'i', 'u', 50}, {'o', 'u', 20}, {'b', 'p', 40}, {'b', 'v', 40},
    {'c', 'h', 45}, {'c', 'j', 40}, {'c', 'k', 35}, {'c', 's', 30}, {'c', 'z', 35}, {'d', 't', 35},
    {'f', 'p', 60}, {'f', 'v', 25}, {'g', 'h', 40}, {'g', 'j', 40}, {'g', 'k', 35}, {'h', 'k', 45},
    {'i', 'j', 15}, {'j', 'z', 35}, {'l', 'r', 50}, {'m', 'n', 60}, {'s', 'z', 25}, {'u', 'v', 30},
    {'d', 'z', 60},
};

typedef struct costs {
    uint8_t edit[256][256]; /* a letter for another */
    uint8_t drop[256];
    bool digit[256], vowel[256];
} costs;
static costs table;

__attribute__((constructor)) static void costs_make(void) {
    memset(table.edit, EDIT, sizeof table.edit);
    memset(table.drop, DROP, sizeof table.drop);
    for (size_t i = 0; i < sizeof near_by / sizeof *near_by; i++) {
        unsigned char a = (unsigned char)near_by[i].a, b = (unsigned char)near_by[i].b;
        table.edit[a][b] = table.edit[b][a] = (uint8_t)near_by[i].cost;
    }
    for (int c = '0'; c <= '9'; c++) table.digit[c] = true;
    for (const char *v = "aeiou"; *v; v++)
        table.drop[(unsigned char)*v] = DROP_VOWEL, table.vowel[(unsigned char)*v] = true;
    table.drop['h'] = DROP_H;
}

/* A key under comparison; at = where the part that differs begins. */
typedef struct part {
    const unsigned char *s;
    int len, at, n;
} part;

static int at_front(int cost, bool front) { return front ? cost * FIRST_PERCENT / 100 : cost; }

static int drop_cost(const part *p, int i) {
    unsigned char c = p->s[i];
    bool glide = c == 'i' &&
                 ((i && table.vowel[p->s[i - 1]]) || (i + 1 < p->len && table.vowel[p->s[i + 1]]));
    return at_front(glide ? DROP_GLIDE : table.drop[c], i == 0);
}

static int least_of(int a, int b) { return a < b ? a : b; }

typedef struct aligned {
    int distance, cost;
} aligned;

static void take(aligned *to, const aligned *from, int cost) {
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): align fills what it reads
    to->distance = least_of(to->distance, from->distance + 1);
    to->cost = least_of(to->cost, from->cost + (cost < EDIT_LEAST ? EDIT_LEAST : cost));
}

/* Cell (i, j) of the alignment: the first i letters of a against the first j of b. */
static aligned cell(const part *a, const part *b, int i, int j, const aligned *row,
                    const aligned *up, const aligned *two_up) {
    aligned c = {FAR, FAR};
    const unsigned char *s = a->s + a->at, *t = b->s + b->at;
    if (i) take(&c, &up[j], drop_cost(a, a->at + i - 1));
    if (j) take(&c, &row[j - 1], drop_cost(b, b->at + j - 1));
    if (i && j) {
        unsigned char x = s[i - 1], y = t[j - 1];
        if (x == y) {
            c.distance = least_of(c.distance, up[j - 1].distance);
            c.cost = least_of(c.cost, up[j - 1].cost);
        } else {
            take(&c, &up[j - 1], at_front(table.edit[x][y], a->at + i == 1 && b->at + j == 1));
            if (i > 1 && j > 1 && x == t[j - 2] && s[i - 2] == y)
                take(&c, &two_up[j - 2], at_front(SWAP, a->at + i == 2 && b->at + j == 2));
        }
    }
    return c;
}

/* Cost of the parts that differ, -1 when they are more than reach edits apart. Only
 * cells within reach of the diagonal can be on such a path; the lengths are within reach. */
static int align(const part *a, const part *b, int reach) {
    aligned rows[3][UNIT_KEY_MAX + 1], end = {FAR, FAR};
    for (int i = 0; i <= a->n; i++) {
        aligned *row = rows[i % 3], *up = rows[(i + 2) % 3], *two_up = rows[(i + 1) % 3];
        int from = i > reach ? i - reach : 0, to = i + reach < b->n ? i + reach : b->n,
            nearest = FAR;
        if (from) row[from - 1] = (aligned){FAR, FAR};
        for (int j = from; j <= to; j++) {
            end = row[j] = i + j ? cell(a, b, i, j, row, up, two_up) : (aligned){0, 0};
            nearest = least_of(nearest, end.distance);
        }
        if (to < b->n) row[to + 1] = (aligned){FAR, FAR};
        if (nearest > reach) return -1;
    }
    return end.distance > reach ? -1 : end.cost;
}

static bool has_digit(const part *p) {
    for (int i = 0; i < p->n; i++)
        if (table.digit[p->s[p->at + i]]) return true;
    return false;
}

/* What both begin and end with is left out: it costs nothing on a shortest path. */
static int cost_of(part *a, part *b, int reach) {
    int shorter = least_of(a->len, b->len), front = 0, back = 0;
    while (front < shorter && a->s[front] == b->s[front]) front++;
    while (back < shorter - front && a->s[a->len - 1 - back] == b->s[b->len - 1 - back]) back++;
    a->at = b->at = front;
    a->n = a->len - front - back, b->n = b->len - front - back;
    if (has_digit(a) || has_digit(b)) return -1; /* 617 is not 618 */
    return align(a, b, reach);
}

static float same_key(const unit *a, const unit *b) {
    if (a->spelling == b->spelling || a->space != UNIT_PLAIN) return 1;
    return a->len < 5 ? 0.94F : 0.97F; /* one sound, written in two ways */
}

float unit_similarity(const unit *a, const unit *b) {
    if (!unit_spaces_meet(a->space, b->space)) return 0;
    float most = a->most < b->most ? a->most : b->most;
    if (a->len == b->len && memcmp(a->key, b->key, a->len) == 0) return most * same_key(a, b);
    if (a->count > 1 && b->count > 1) return 0; /* their words are compared one by one */
    int reach = (int)unit_reach(a->len < b->len ? a->len : b->len), apart = a->len - b->len;
    if (!reach || apart > reach || -apart > reach) return 0;
    part p = {(const unsigned char *)a->key, a->len, 0, 0},
         q = {(const unsigned char *)b->key, b->len, 0, 0};
    int cost = cost_of(&p, &q, reach);
    if (cost < 0) return 0;
    float mean = (float)(a->len + b->len) / 2;
    float s = 1 - (a->space == UNIT_PLAIN ? steep : abjad_steep) * (float)cost / EDIT / mean;
    return s < least ? 0 : most * s;
}
