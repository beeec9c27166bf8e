/* Whether rows are the log that was sealed, and if not, where not.
 *
 * Each row is judged by itself first (its own hash, its signature), on all cores; then in order: does it stand on the one before?
 * A row that fails by itself is blamed alone: the rows beside it are held against the hashes that are stored. Where two rows are
 * sound and do not fit, the earlier one was replaced by somebody who has the key. The key comes from the entries; what stands
 * beside them (table log_key, header of a file) is asked only where the entry that brings it is damaged, which is a fault already. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/log_inner.h"

enum { BLOCK_ROWS = 1024, BLOCK_BYTES = 16 << 20, THREADS_MAX = 8, ROWS_A_TURN = 16, ZEROS_TORN = 32, PLACES_TRIED_MAX = 5000000 };

typedef struct judged {
    log_row r;
    unsigned char body[LOG_HASH], hash[LOG_HASH];
    bool hash_ok, signed_stored, signed_own; /* signature of the stored hash, of the hash of what is there */
} judged;

typedef struct hole {
    int64_t n, to;
} hole;

struct log_check {
    log_report *report;
    arena *mem, block_mem;
    log_claim claim;
    judged *block;
    size_t rows, bytes;
    log_fault *fault;
    size_t faults, cap;
    hole *hole;
    size_t holes, holes_cap;
    int64_t next, shift, tried; /* the entry expected; where the last misplaced one belonged; places tried so far */
    bool before_known, before_sound;
    unsigned char before[LOG_HASH];
    bool has_key;
    unsigned char key[LOG_PUBLIC];
    size_t claimed; /* keys of the claim passed */
    bool at_outside, outside_sound;
    bool damaged, strays; /* pages of the file are; rows without a number were seen */
    unsigned char outside[LOG_HASH];
};

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory to verify the log"); }

cordon_status log_check_begin(log_check **out, log_report *report, arena *mem, const log_claim *claim, cordon_error *err) {
    log_check *c = calloc(1, sizeof *c);
    judged *block = malloc(BLOCK_ROWS * sizeof *block);
    if (!c || !block || sodium_init() < 0) {
        free(block);
        free(c);
        return no_memory(err);
    }
    *report = (log_report){.unfinished = claim->unfinished};
    log_hex(report->head.hash, (unsigned char[LOG_HASH]){0});
    *c = (log_check){.report = report, .mem = mem, .claim = *claim, .block = block, .next = 1, .before_known = true, .before_sound = true};
    arena_init(&c->block_mem, 0);
    *out = c;
    return CORDON_OK;
}

void log_check_free(log_check *c) {
    if (!c) return;
    arena_destroy(&c->block_mem);
    free(c->block);
    free(c->fault);
    free(c->hole);
    free(c);
}

cordon_status log_check_fault(log_check *c, int64_t n, int64_t to, log_fault_kind kind, const char *what) {
    if (c->faults == LOG_FAULTS_MAX) {
        c->report->more++;
        return CORDON_OK;
    }
    if (c->faults == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 64;
        log_fault *more = realloc(c->fault, cap * sizeof *more);
        if (!more) return CORDON_ENOMEM;
        c->fault = more;
        c->cap = cap;
    }
    c->fault[c->faults++] = (log_fault){n, to, kind, what};
    return CORDON_OK;
}

/* -- each row by itself -- */
typedef struct work {
    log_check *c;
    atomic_size_t next;
} work;

static void judge(judged *j, const unsigned char key[LOG_PUBLIC]) {
    log_body_hash(j->body, &j->r);
    log_entry_hash(j->hash, j->r.n, j->r.before, j->body);
    j->hash_ok = !j->r.damaged && memcmp(j->hash, j->r.hash, LOG_HASH) == 0;
    j->signed_stored = key && log_signed(j->r.signature, j->r.hash, key);
    j->signed_own = j->hash_ok ? j->signed_stored : key && log_signed(j->r.signature, j->hash, key);
}

static void *judge_some(void *arg) {
    work *w = arg;
    log_check *c = w->c;
    for (size_t from; (from = atomic_fetch_add(&w->next, ROWS_A_TURN)) < c->rows;)
        for (size_t i = from; i < c->rows && i < from + ROWS_A_TURN; i++) judge(&c->block[i], c->has_key ? c->key : NULL);
    return NULL;
}

static void judge_block(log_check *c) {
    pthread_t id[THREADS_MAX];
    work w = {.c = c};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t started = 0, n = cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (size_t)cores;
    if (c->rows <= 2 * ROWS_A_TURN) n = 1;
    while (started + 1 < n && pthread_create(&id[started], NULL, judge_some, &w) == 0) started++;
    judge_some(&w);
    for (size_t i = 0; i < started; i++) pthread_join(id[i], NULL);
}

/* -- in order -- */
static bool zeros_in(const log_row *r) {
    size_t run = 0;
    for (size_t i = 0; i < r->len; i++) {
        run = r->bytes[i] ? 0 : run + 1;
        if (run == ZEROS_TORN) return true;
    }
    return false;
}

static bool fits(const judged *j, int64_t n) {
    unsigned char hash[LOG_HASH];
    log_entry_hash(hash, n, j->r.before, j->body);
    return memcmp(hash, j->r.hash, LOG_HASH) == 0;
}

/* The place for which the row was sealed; 0: for none that is tried. */
static int64_t place_of(log_check *c, const judged *j) {
    int64_t last = c->claim.end.n > c->next ? c->claim.end.n : c->next;
    if (c->claim.outside && c->claim.outside->n > last) last = c->claim.outside->n;
    int64_t near = 0, shifts[] = {c->shift, -c->shift, 1, -1};
    for (int i = 0; i < 4; i++)
        if (shifts[i] && !__builtin_add_overflow(j->r.n, shifts[i], &near) && near > 0 && fits(j, near)) return near;
    for (int64_t n = 1; n <= last && c->tried < PLACES_TRIED_MAX; n++, c->tried++)
        if (n != j->r.n && fits(j, n)) {
            if (__builtin_sub_overflow(n, j->r.n, &c->shift) || c->shift == INT64_MIN) c->shift = 0;
            return n;
        }
    return 0;
}

static const char *sealed_as(log_check *c, int64_t n) {
    char text[80];
    int len = snprintf(text, sizeof text, "it was sealed as entry %lld", (long long)n);
    return arena_strndup(c->mem, text, (size_t)len);
}

static const char nothing_fits[] = "neither its hash nor its signature is that of what stands there";
static const char end_gone[] = "the end kept beside the entries is gone";
static const char no_program[] = "it holds what no program wrote: a damaged disk, or power that failed on a disk that had said it was written";

/* What is wrong with the row by itself. */
static cordon_status blame(log_check *c, const judged *j, int64_t place) {
    const char *what = j->signed_stored  ? "what stands there is not what was signed"
                       : j->signed_own ? "its hash is not the one that was signed"
                                       : nothing_fits;
    log_fault_kind kind = LOG_CHANGED;
    if (j->hash_ok) {
        kind = LOG_SIGNATURE;
        what = c->has_key ? "it is not signed with the key of the log" : "no key of the log is known";
    } else if (place) {
        kind = LOG_OUT_OF_ORDER;
        what = sealed_as(c, place);
    } else if (j->r.damaged || zeros_in(&j->r)) {
        kind = LOG_TORN;
        what = no_program;
    }
    return what ? log_check_fault(c, j->r.n, j->r.n, kind, what) : CORDON_ENOMEM;
}

static cordon_status add_hole(log_check *c, size_t at, int64_t n, int64_t to) {
    if (c->holes == LOG_FAULTS_MAX) {
        c->report->more++;
        return CORDON_OK;
    }
    if (c->holes == c->holes_cap) {
        size_t cap = c->holes_cap ? 2 * c->holes_cap : 64;
        hole *more = realloc(c->hole, cap * sizeof *more);
        if (!more) return CORDON_ENOMEM;
        c->hole = more;
        c->holes_cap = cap;
    }
    memmove(c->hole + at + 1, c->hole + at, (c->holes - at) * sizeof *c->hole);
    c->hole[at] = (hole){n, to};
    c->holes++;
    return CORDON_OK;
}

/* Takes n out of the hole it is in; false when it is in none. */
static bool fill_hole(log_check *c, int64_t n, cordon_status *status) {
    size_t lo = 0, hi = c->holes;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->hole[mid].n <= n)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!lo || c->hole[lo - 1].to < n) return false;
    hole *h = &c->hole[lo - 1];
    int64_t to = h->to;
    if (h->n == n) {
        h->n++; /* an empty one stays where it is */
    } else {
        h->to = n - 1;
        if (n < to) *status = add_hole(c, lo, n + 1, to);
    }
    return true;
}

/* A row that stands behind later ones. */
static cordon_status late(log_check *c, const judged *j, int64_t place) {
    cordon_status status = CORDON_OK;
    bool missed = fill_hole(c, j->r.n, &status);
    if (status) return status;
    if (!j->hash_ok) return blame(c, j, place);
    return log_check_fault(c, j->r.n, j->r.n, LOG_OUT_OF_ORDER, missed ? "it stands behind later entries" : "it stands there a second time");
}

static cordon_status take(log_check *c, const judged *j) {
    const log_row *r = &j->r;
    cordon_status status = CORDON_OK;
    bool sound = j->hash_ok && j->signed_stored;
    c->report->entries++;
    int64_t place = j->hash_ok || r->damaged ? 0 : place_of(c, j);
    if (r->n < c->next) return late(c, j, place);
    /* One that belongs elsewhere tells nothing of what is missing before it. */
    if (place && r->n > c->next) return blame(c, j, place);
    if (r->n > c->next) {
        status = add_hole(c, c->holes, c->next, r->n - 1);
        c->before_known = false;
    }
    if (!status && !sound) status = blame(c, j, place);
    if (!status && sound && c->before_known && memcmp(r->before, c->before, LOG_HASH) != 0 && c->before_sound)
        status = r->n == 1 ? log_check_fault(c, 1, 1, LOG_CHANGED, "the first entry stands on another")
                           : log_check_fault(c, r->n - 1, r->n - 1, LOG_CHANGED, "it is signed, but the entry behind it stands on another: it was replaced with the log's key");
    if (c->claim.outside && c->claim.outside->n == r->n) {
        c->at_outside = true;
        c->outside_sound = sound;
        memcpy(c->outside, r->hash, LOG_HASH);
    }
    memcpy(c->before, r->hash, LOG_HASH);
    c->before_known = true;
    c->before_sound = sound;
    c->report->head.n = r->n;
    log_hex(c->report->head.hash, r->hash);
    c->next = r->n + 1;
    return status;
}

/* -- keys -- */
static cordon_status flush(log_check *c) {
    cordon_status status = CORDON_OK;
    judge_block(c);
    for (size_t i = 0; i < c->rows && !status; i++) status = take(c, &c->block[i]);
    c->rows = c->bytes = 0;
    arena_destroy(&c->block_mem);
    arena_init(&c->block_mem, 0);
    return status;
}

static const unsigned char *claimed_at(const log_check *c, int64_t n) {
    for (size_t i = 0; i < c->claim.keys; i++)
        if (c->claim.key[i].n == n) return c->claim.key[i].public;
    return NULL;
}

static void use_key(log_check *c, const unsigned char key[LOG_PUBLIC]) {
    memcpy(c->key, key, LOG_PUBLIC);
    c->has_key = true;
}

/* The one row of the block brings a key, or is said to. The first is signed with the key it brings, later ones with the one before. */
static cordon_status key_row(log_check *c) {
    judged *j = &c->block[0];
    unsigned char own[LOG_PUBLIC];
    const unsigned char *said = claimed_at(c, j->r.n);
    int64_t n = j->r.n;
    bool brings = log_key_of(own, &j->r), first = !c->has_key;
    judge(j, first ? (brings ? own : said) : c->key);
    bool own_holds = brings && (j->hash_ok || j->signed_own);
    if (first && !own_holds && said) judge(j, said);
    if (first && (own_holds || said || brings)) use_key(c, own_holds || !said ? own : said);
    bool sound = j->hash_ok && j->signed_stored;
    cordon_status status = take(c, j);
    if (!first && sound && brings) use_key(c, own);
    if (!first && !sound && (said || brings)) use_key(c, own_holds || !said ? own : said);
    if (brings) c->report->keys++;
    if (!status && sound && c->claim.end.n != LOG_END_TOLD && (!said || !brings || memcmp(said, own, LOG_PUBLIC) != 0))
        status = log_check_fault(c, n, n, LOG_CHANGED, brings ? "the key kept beside the entries is not the one it brings" : "a key is kept beside the entries that it does not bring");
    c->rows = c->bytes = 0;
    arena_destroy(&c->block_mem);
    arena_init(&c->block_mem, 0);
    return status;
}

static cordon_status keep(log_check *c, const log_row *r) {
    judged *j = &c->block[c->rows];
    *j = (judged){.r = *r};
    j->r.kind = arena_strndup(&c->block_mem, r->kind, r->kind_len);
    j->r.who = arena_strndup(&c->block_mem, r->who, r->who_len);
    j->r.about = arena_strndup(&c->block_mem, r->about, r->about_len);
    j->r.bytes = arena_strndup(&c->block_mem, r->bytes, r->len);
    if (!j->r.kind || !j->r.who || !j->r.about || !j->r.bytes) return CORDON_ENOMEM;
    c->rows++;
    c->bytes += r->len;
    return CORDON_OK;
}

/* Keys said to come with entries before n that did not come by: those entries are missing, which is told. */
static cordon_status pass_keys(log_check *c, int64_t n) {
    cordon_status status = CORDON_OK;
    for (; c->claimed < c->claim.keys && c->claim.key[c->claimed].n < n; c->claimed++) {
        if (!status && c->rows) status = flush(c);
        use_key(c, c->claim.key[c->claimed].public);
    }
    return status;
}

cordon_status log_check_row(log_check *c, const log_row *r, cordon_error *err) {
    if (r->damaged && r->n < 1) { /* of a page of zeros */
        bool told = c->strays;
        c->strays = true;
        return told || !log_check_fault(c, 0, 0, LOG_TORN, no_program) ? CORDON_OK : no_memory(err);
    }
    cordon_status status = r->n >= c->next ? pass_keys(c, r->n) : CORDON_OK;
    bool key = (r->kind_len == 3 && memcmp(r->kind, "key", 3) == 0) || claimed_at(c, r->n);
    if (!status && c->rows && (key || c->rows == BLOCK_ROWS || c->bytes + r->len > BLOCK_BYTES)) status = flush(c);
    if (!status) status = keep(c, r);
    if (!status && key && r->n >= c->next) {
        if (c->claimed < c->claim.keys && c->claim.key[c->claimed].n == r->n) c->claimed++;
        status = key_row(c);
    }
    return status ? no_memory(err) : CORDON_OK;
}

cordon_status log_check_unreadable(log_check *c, int64_t to, log_fault_kind kind, const char *what, cordon_error *err) {
    cordon_status status = c->rows ? flush(c) : CORDON_OK;
    if (!status && to >= c->next) {
        status = log_check_fault(c, c->next, to, kind, what);
        c->next = to + 1;
        c->before_known = false;
    }
    return status ? no_memory(err) : CORDON_OK;
}

cordon_status log_check_next(int64_t *out, log_check *c, cordon_error *err) {
    cordon_status status = c->rows ? flush(c) : CORDON_OK;
    if (!status) *out = c->next;
    return status ? no_memory(err) : CORDON_OK;
}

cordon_status log_check_damaged(log_check *c, const char *what, cordon_error *err) {
    c->damaged = true;
    return log_check_fault(c, 0, 0, LOG_TORN, what) ? no_memory(err) : CORDON_OK;
}

void log_check_unfinished(log_check *c) { c->claim.unfinished = true; }

/* -- the end -- */
static int by_entry(const void *a, const void *b) {
    const log_fault *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n ? -1 : 1) : x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->what, y->what);
}

static cordon_status check_claim(log_check *c) {
    int64_t last = c->next - 1, end = c->claim.end.n;
    char hash[LOG_HEX];
    log_hex(hash, c->before);
    for (size_t i = 0; i < c->claim.keys; i++)
        if (c->claim.key[i].n < 1 || (c->claim.key[i].n > last && c->claim.key[i].n > end))
            return log_check_fault(c, c->claim.key[i].n, c->claim.key[i].n, LOG_CHANGED, "a key is kept for an entry that was never there");
    if (end == LOG_END_TOLD) return CORDON_OK;
    if (end < 0) return last ? log_check_fault(c, last, last, LOG_CHANGED, end_gone) : CORDON_OK;
    if (end < last) return log_check_fault(c, end + 1, last, LOG_CHANGED, "entries behind the end that is kept beside them");
    if (end == last && last && c->before_known && c->before_sound && strcmp(hash, c->claim.end.hash) != 0)
        return log_check_fault(c, last, last, LOG_CHANGED, "the end kept beside the entries has another hash");
    return CORDON_OK;
}

static cordon_status check_outside(log_check *c) {
    const log_head *o = c->claim.outside;
    int64_t last = c->next - 1, end = c->claim.end.n > 0 ? c->claim.end.n : 0;
    char hash[LOG_HEX];
    log_hex(hash, c->outside);
    if (o && c->at_outside && c->outside_sound && strcmp(hash, o->hash) != 0)
        return log_check_fault(c, o->n, o->n, LOG_CHANGED, "another entry than the one the head kept outside names: the log was written anew from here or before");
    int64_t want = o && o->n > end ? o->n : end;
    if (want <= last && c->claim.unfinished && c->claim.in_file) return log_check_fault(c, last + 1, last + 1, LOG_TORN, "the file ends within a line");
    if (want <= last) return CORDON_OK;
    if (c->claim.unfinished)
        return log_check_fault(c, last + 1, want, LOG_TORN, c->claim.in_file ? "the file ends within a line" : "the end is gone, and a write that was not finished stands behind it: power that failed on a disk that had said it was written");
    return log_check_fault(c, last + 1, want, LOG_CUT_OFF, want > end ? "the log ends before the head kept outside" : "the log ends before the end kept beside it");
}

/* Where pages are damaged, what is gone and what is senseless is of that; an entry that was changed with sense is not. */
static void explain(log_check *c) {
    for (size_t i = 0; i < c->faults && c->damaged; i++) {
        log_fault *f = &c->fault[i];
        if (f->kind == LOG_MISSING || f->kind == LOG_CUT_OFF || f->what == nothing_fits || f->what == end_gone) f->kind = LOG_TORN;
    }
}

cordon_status log_check_end(log_check *c, cordon_error *err) {
    cordon_status status = c->rows ? flush(c) : CORDON_OK;
    if (!status) status = check_claim(c);
    if (!status) status = check_outside(c);
    for (size_t i = 0; i < c->holes && !status; i++)
        if (c->hole[i].n <= c->hole[i].to) status = log_check_fault(c, c->hole[i].n, c->hole[i].to, LOG_MISSING, "not there, though later ones are");
    explain(c);
    log_fault *kept = status ? NULL : arena_alloc(c->mem, (c->faults ? c->faults : 1) * sizeof *kept);
    if (!kept) return no_memory(err);
    if (c->faults) memcpy(kept, c->fault, c->faults * sizeof *kept);
    qsort(kept, c->faults, sizeof *kept, by_entry);
    bool torn = c->faults && !c->report->more;
    for (size_t i = 0; i < c->faults; i++) torn = torn && kept[i].kind == LOG_TORN;
    c->report->fault = kept;
    c->report->faults = c->faults;
    c->report->torn = torn;
    return CORDON_OK;
}
