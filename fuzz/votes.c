/* Any bytes as a file of roll calls: it is refused with words, or its rows keep every promise. */
#include <stdlib.h>
#include <string.h>

#include "watch/votes.h"

static areas *a;

static void check_row(const votes_file *f, const votes_row *r) {
    if (f->kind != VOTES_POINTS && (r->rcid < 1 || r->rcid > INT32_MAX)) abort();
    if (f->kind == VOTES_MATRIX)
        for (size_t i = 0; i < f->countries; i++)
            if (!strchr(".123", r->cells.p[i]) || !r->cells.p[i]) abort();
    if (f->kind == VOTES_ROLLS &&
        (!date_valid(r->roll.day) || r->roll.session < 1 || r->roll.session > VOTES_SESSION_MAX))
        abort();
    if (f->kind == VOTES_SAME && r->earlier >= r->rcid) abort();
    if (f->kind == VOTES_POINTS && (!r->point.given[0] || !r->point.country)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char rolls[] = "rcid\tsession\timportantvote\tdate\tunres\tamend\tpara\tshort\n"
                                "1\t1\t0\t1946-01-01\tR\t1\t0\tA\n2\t1\t0\t1946-01-01\tR\t1\t0\tB\n";
    votes_file f, r;
    votes v;
    cordon_error err = {0};
    if (!a && areas_load(&a, NULL)) abort();
    if (size > 1 << 16) return 0;
    if (votes_file_read_memory(&f, "fuzz", data, size, a, &err)) {
        if (!err.message[0] || err.status == CORDON_EINTERNAL) abort();
        return 0;
    }
    for (size_t i = 0; i < f.rows; i++) check_row(&f, &f.row[i]);
    for (size_t i = 0; i < f.refused_n; i++)
        if (!f.refused[i].reason[0] || !f.refused[i].line) abort();
    if (votes_file_read_memory(&r, "rolls", rolls, sizeof rolls - 1, a, &err)) abort();
    const votes_file *all[] = {&r, &f};
    if (!votes_join(&v, all, 2, &err)) {
        for (size_t i = 0; i < v.rolls; i++)
            for (size_t c = 0; c < v.countries; c++)
                if (votes_cell(&v, i, c) > VOTE_NO) abort();
        votes_free(&v);
    } else if (err.status != CORDON_ENOTFOUND && err.status != CORDON_ELIMIT) {
        abort();
    }
    votes_file_free(&r);
    votes_file_free(&f);
    return 0;
}
