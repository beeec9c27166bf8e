/* ideal_data.c - from roll calls to what the model sees (ideal.h). */
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"
#include "watch/ideal.h"

/* Votes on parts of a text are kept up to this year, as in the published estimates. */
enum { PARTS_UNTIL = 1989 };

typedef struct kept_roll {
    int64_t same, rcid;
    size_t index; /* in votes.roll */
} kept_roll;

typedef struct making {
    const votes *v;
    ideal_data *out;
    table left_out, anchors;
    size_t sessions, cells; /* sessions: one more than the greatest; cells: sessions * countries */
    uint8_t *drop;          /* [session][country]: left out */
    uint32_t *count;        /* [session][country]: observations */
    int32_t *place;         /* [session][country]: index, -1 none */
    double *start;          /* [country], 0 = no anchor */
    kept_roll *kept;        /* equal texts side by side */
    size_t kept_n;
} making;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the data of ideal points");
}

static cordon_status read_tables(making *m, cordon_error *err) {
    static const char *const left[] = {"area", "session", NULL};
    static const char *const anchor[] = {"area", "start", NULL};
    char path[1024];
    int col[2];
    cordon_status status =
        table_read(&m->left_out, data_path(path, sizeof path, "data/events/unga/left_out.csv"), err);
    if (!status) status = table_cols(&m->left_out, left, col, err);
    if (!status)
        status = table_read(&m->anchors, data_path(path, sizeof path, "data/events/unga/anchors.csv"),
                            err);
    return status ? status : table_cols(&m->anchors, anchor, col, err);
}

static cordon_status make_arrays(making *m, cordon_error *err) {
    for (size_t i = 0; i < m->v->rolls; i++)
        if ((size_t)m->v->roll[i].session >= m->sessions)
            m->sessions = (size_t)m->v->roll[i].session + 1;
    m->cells = m->sessions * m->v->countries;
    m->drop = calloc(m->cells + 1, 1);
    m->count = calloc(m->cells + 1, sizeof *m->count);
    m->place = malloc((m->cells + 1) * sizeof *m->place);
    m->start = calloc(m->v->countries + 1, sizeof *m->start);
    m->kept = malloc((m->v->rolls + 1) * sizeof *m->kept);
    return m->drop && m->count && m->place && m->start && m->kept ? CORDON_OK : no_memory(err);
}

/* A row names an area, a session, or both. */
static void mark_left_out(making *m) {
    const table *t = &m->left_out;
    int area_col = table_col(t, "area"), session_col = table_col(t, "session");
    for (size_t i = 0; i < t->rows; i++) {
        const char *code = table_cell(t, i, area_col), *session = table_cell(t, i, session_col);
        long country = votes_country(m->v, code), number = strtol(session, NULL, 10);
        if (*code && country < 0) continue;
        for (size_t s = 0; s < m->sessions; s++)
            for (size_t c = 0; c < m->v->countries; c++)
                if ((!*code || (long)c == country) && (!*session || (long)s == number))
                    m->drop[s * m->v->countries + c] = 1;
    }
}

static void set_anchors(making *m) {
    const table *t = &m->anchors;
    int area_col = table_col(t, "area"), start_col = table_col(t, "start");
    for (size_t i = 0; i < t->rows; i++) {
        long country = votes_country(m->v, table_cell(t, i, area_col));
        if (country >= 0) m->start[country] = strtod(table_cell(t, i, start_col), NULL);
    }
}

static bool roll_counts(const votes_roll *r, const ideal_select *s) {
    if ((s->from && r->session < s->from) || (s->to && r->session > s->to)) return false;
    return r->day / 10000 <= PARTS_UNTIL || (r->amend != 1 && r->para != 1);
}

static int by_text(const void *a, const void *b) {
    const kept_roll *x = a, *y = b;
    if (x->same != y->same) return x->same < y->same ? -1 : 1;
    return x->rcid < y->rcid ? -1 : x->rcid > y->rcid;
}

/* The vote that counts of a kept roll call; VOTE_NONE where it is left out. */
static vote cell_of(const making *m, const kept_roll *k, size_t country) {
    size_t session = (size_t)m->v->roll[k->index].session;
    return m->drop[session * m->v->countries + country] ? VOTE_NONE
                                                        : votes_cell(m->v, k->index, country);
}

/* Votes yes, abstain, no of the texts kept[from..to). */
static void tally(uint32_t n[3], const making *m, size_t from, size_t to) {
    n[0] = n[1] = n[2] = 0;
    for (size_t i = from; i < to; i++)
        for (size_t c = 0; c < m->v->countries; c++) {
            vote x = cell_of(m, &m->kept[i], c);
            if (x != VOTE_NONE) n[x - 1]++;
        }
}

static size_t text_end(const making *m, size_t from) {
    size_t to = from + 1;
    while (to < m->kept_n && m->kept[to].same == m->kept[from].same) to++;
    return to;
}

/* Keeps roll calls on which opinions differ and counts who voted in them. */
static void keep_rolls(making *m, const ideal_select *s) {
    size_t n = 0;
    for (size_t i = 0; i < m->v->rolls; i++)
        if (roll_counts(&m->v->roll[i], s))
            m->kept[m->kept_n++] = (kept_roll){m->v->roll[i].same, m->v->roll[i].rcid, i};
    qsort(m->kept, m->kept_n, sizeof *m->kept, by_text);
    for (size_t from = 0, to; from < m->kept_n; from = to) {
        uint32_t by[3];
        to = text_end(m, from);
        tally(by, m, from, to);
        if (!!by[0] + !!by[1] + !!by[2] < 2) continue;
        m->out->rolls++;
        m->out->observations += (size_t)by[0] + by[1] + by[2];
        for (size_t i = from; i < to; i++) {
            const votes_roll *r = &m->v->roll[m->kept[i].index];
            for (size_t c = 0; c < m->v->countries; c++)
                m->count[(size_t)r->session * m->v->countries + c] +=
                    cell_of(m, &m->kept[i], c) != VOTE_NONE;
            m->kept[n++] = m->kept[i];
        }
    }
    m->kept_n = n;
}

static cordon_status add_places(making *m, cordon_error *err) {
    ideal_data *d = m->out;
    size_t n = 0;
    for (size_t i = 0; i < m->cells; i++) m->place[i] = m->count[i] ? (int32_t)n++ : -1;
    d->place = arena_alloc(&d->mem, (n + 1) * sizeof *d->place);
    if (!d->place) return no_memory(err);
    for (size_t i = 0; i < m->cells; i++) {
        if (m->place[i] < 0) continue;
        size_t country = i % m->v->countries;
        d->place[d->places++] = (ideal_place){.country = (uint16_t)country,
                                              .session = (uint16_t)(i / m->v->countries),
                                              .votes = m->count[i],
                                              .prior = -1,
                                              .weight = 1,
                                              .start = m->start[country]};
    }
    return CORDON_OK;
}

static void lean(ideal_place *p, int32_t on, uint32_t votes_there) {
    p->prior = on;
    p->weight = ((double)p->votes + votes_there) / p->votes;
}

/* Each place leans on the country's session before it, the first on the second. */
static void set_priors(making *m) {
    ideal_data *d = m->out;
    for (size_t c = 0; c < m->v->countries; c++) {
        int32_t before = -1, first = -1;
        for (size_t s = 0; s < m->sessions; s++) {
            int32_t at = m->place[s * m->v->countries + c];
            if (at < 0) continue;
            if (before >= 0) lean(&d->place[at], before, d->place[before].votes);
            if (before >= 0 && before == first) lean(&d->place[first], at, d->place[at].votes);
            if (first < 0) first = at;
            before = at;
        }
    }
}

/* Whether the anchors of one side said no rather than those of the other: 1, -1, or 0. */
static double side(const making *m, size_t from, size_t to) {
    double sum[2] = {0, 0}, n[2] = {0, 0};
    for (size_t i = from; i < to; i++)
        for (size_t c = 0; c < m->v->countries; c++) {
            vote x = m->start[c] != 0 ? cell_of(m, &m->kept[i], c) : VOTE_NONE;
            if (x == VOTE_NONE) continue;
            sum[m->start[c] > 0] += (double)x;
            n[m->start[c] > 0]++;
        }
    if (n[0] <= 0 || n[1] <= 0) return 0;
    double high = sum[1] / n[1], low = sum[0] / n[0];
    return high > low ? 1 : high < low ? -1 : 0;
}

static void add_roll(making *m, size_t from, size_t to, uint32_t *next) {
    ideal_data *d = m->out;
    ideal_roll *r = &d->roll[d->rolls++];
    uint32_t at[3];
    *r = (ideal_roll){.rcid = m->kept[from].same, .first = *next, .start = side(m, from, to)};
    tally(r->n, m, from, to);
    at[0] = *next;
    at[1] = at[0] + r->n[0];
    at[2] = at[1] + r->n[1];
    *next = at[2] + r->n[2];
    for (size_t i = from; i < to; i++) {
        size_t session = (size_t)m->v->roll[m->kept[i].index].session;
        for (size_t c = 0; c < m->v->countries; c++) {
            vote x = cell_of(m, &m->kept[i], c);
            if (x != VOTE_NONE)
                d->at[at[x - 1]++] = (uint32_t)m->place[session * m->v->countries + c];
        }
    }
}

static cordon_status add_rolls(making *m, cordon_error *err) {
    ideal_data *d = m->out;
    uint32_t next = 0;
    d->roll = arena_alloc(&d->mem, (d->rolls + 1) * sizeof *d->roll);
    d->at = arena_alloc(&d->mem, (d->observations + 1) * sizeof *d->at);
    if (!d->roll || !d->at) return no_memory(err);
    d->rolls = 0;
    for (size_t from = 0, to; from < m->kept_n; from = to) {
        to = text_end(m, from);
        add_roll(m, from, to, &next);
    }
    return CORDON_OK;
}

static cordon_status make(making *m, const ideal_select *s, cordon_error *err) {
    cordon_status status = read_tables(m, err);
    if (!status) status = make_arrays(m, err);
    if (status) return status;
    mark_left_out(m);
    set_anchors(m);
    keep_rolls(m, s);
    if (!m->out->observations)
        return cordon_fail(err, CORDON_ENOTFOUND,
                           "no roll call of these sessions has votes that differ");
    if ((status = add_places(m, err))) return status;
    set_priors(m);
    return add_rolls(m, err);
}

cordon_status ideal_data_make(ideal_data *out, const votes *v, const ideal_select *s,
                              cordon_error *err) {
    making m = {.v = v, .out = out};
    *out = (ideal_data){0};
    arena_init(&out->mem, 0);
    cordon_status status = make(&m, s, err);
    table_free(&m.left_out);
    table_free(&m.anchors);
    free(m.drop);
    free(m.count);
    free(m.place);
    free(m.start);
    free(m.kept);
    if (status) ideal_data_free(out);
    return status;
}

void ideal_data_free(ideal_data *d) {
    arena_destroy(&d->mem);
    *d = (ideal_data){0};
}

long ideal_place_of(const ideal_data *d, size_t country, int session) {
    size_t low = 0, high = d->places;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const ideal_place *p = &d->place[mid];
        if (p->session < session || (p->session == session && p->country < country))
            low = mid + 1;
        else
            high = mid;
    }
    return low < d->places && d->place[low].session == session && d->place[low].country == country
               ? (long)low
               : -1;
}
