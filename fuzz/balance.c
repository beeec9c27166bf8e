/* Any bytes as a balance of interests. What is refused says where; what is taken can be evaluated,
 * drawn and compared with itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/ach.h"
#include "watch/balance.h"

static void check_faults(const balance_faults *l, const cordon_error *err) {
    if (err->status == CORDON_ENOMEM) return;
    if (err->status != CORDON_EFORMAT && err->status != CORDON_ELIMIT) abort();
    if (!l->count || !err->message[0]) abort();
    size_t shown = l->count < BALANCE_FAULTS_SHOWN ? l->count : BALANCE_FAULTS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        if (!l->fault[i].text[0] || !l->fault[i].line || !l->fault[i].column) abort();
}

static void check_values(const balance *b) {
    for (size_t c = 0; c < b->contexts; c++)
        for (int d = -1; d < (int)b->dissents; d++) {
            balance_model m;
            balance_value v;
            balance_variance x;
            balance_bar bar[BALANCE_FACTORS_MAX];
            balance_model_of(&m, b, c, d);
            balance_evaluate(&v, &m, BALANCE_MEAN);
            if (!(fabs(v.balance) <= 1 + 1e-9)) abort();
            balance_variance_of(&x, &m);
            balance_tornado(bar, &m, BALANCE_MODE);
        }
    for (size_t i = 0; i < b->origins && i < 8; i++) {
        balance_loss l;
        balance_without_origin(&l, b, i);
    }
    if (b->ach) {
        ach_score s;
        ach_evaluate(&s, b->ach, -1, -1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static balance_faults faults;
    static balance_draws drawn;
    static balance_difference d;
    balance_draw_opts o;
    balance *b;
    cordon_error err = {0};
    if (size > 1 << 16) return 0;
    if (balance_read_memory(&b, "fuzz", data, size, &faults, &err)) {
        if (b) abort();
        check_faults(&faults, &err);
        return 0;
    }
    check_values(b);
    balance_draw_defaults(&o);
    o.draws = BALANCE_DRAWS_MIN;
    o.threads = 1;
    if (balance_draw(&drawn, b, &o, &err)) abort();
    if (!(drawn.context[0].b.p05 <= drawn.context[0].b.p95)) abort();
    if (balance_compare(&d, b, b, &err)) abort();
    balance_free(b);
    return 0;
}
