/* euc_goods.c - goods of the case against goods of the certificate, and how much of it earlier shipments have used. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/euc_inner.h"
#include "name/fold.h"

static bool given(const case_text *t) { return t->state == VALUE_GIVEN; }

/* Equal once blanks, dashes and dots are out; letters in any case. */
static bool same_code(const char *a, const char *b, bool prefix) {
    for (;; a++, b++) {
        while (*a == ' ' || *a == '-' || *a == '.') a++;
        while (*b == ' ' || *b == '-' || *b == '.') b++;
        if (!*a || !*b) return prefix || *a == *b;
        if (strncasecmp(a, b, 1) != 0) return false;
    }
}

static bool same_words(const char *a, const char *b) {
    buf x = {0}, y = {0};
    bool same = !name_fold(&x, a, strlen(a)) && !name_fold(&y, b, strlen(b)) && strcmp(buf_text(&x), buf_text(&y)) == 0;
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* By part number where both have one, else by text, else by tariff code (the shorter one counts, four digits at least). */
static bool covers(const euc_item *e, const case_item *i) {
    if (given(&e->part) && given(&i->part)) return same_code(e->part.v, i->part.v, false);
    if (given(&e->text) && given(&i->text) && same_words(e->text.v, i->text.v)) return true;
    return given(&e->code) && given(&i->code) && strlen(e->code.v) >= 4 && strlen(i->code.v) >= 4 && same_code(e->code.v, i->code.v, true);
}

static int covered_by(const euc *e, const case_item *i) {
    for (size_t k = 0; k < e->items; k++)
        if (covers(&e->item[k], i)) return (int)k;
    return -1;
}

static const char *item_name(const case_item *i) { return given(&i->text) ? i->text.v : given(&i->part) ? i->part.v : given(&i->code) ? i->code.v : "an item"; }

static void not_covered(euc_asked *q, const case_item *i) {
    bool told = given(&i->part) || given(&i->text) || given(&i->code);
    says_add(&q->says, told ? FINDING_FOUND : FINDING_NOT_ASSESSED, "euc.goods", told ? "Does a certificate cover it?" : "What is the item?",
             told ? "\"%s\" is not among the goods of the certificate." : "\"%s\" has no part number, text or code to compare.", item_name(i));
    says_value(&q->says, given(&i->text) ? i->text.pointer : i->code.pointer, item_name(i));
}

static bool use_is_of(const euc *e, const euc_item *item, const euc_use *u) {
    if (strcmp(u->number, given(&e->number) ? e->number.v : "") != 0) return false;
    if (u->item) return covered_by(e, u->item) == (int)(item - e->item);
    if (*u->part) return given(&item->part) && same_code(item->part.v, u->part, false);
    if (*u->code) return given(&item->code) && same_code(item->code.v, u->code, true);
    return e->items == 1;
}

typedef struct drawn { double before, now; unsigned uses, lines; bool unit_differs, unknown; const case_item *some; } drawn;

static drawn draw(const euc_asked *q, size_t k) {
    const euc_item *e = &q->e->item[k];
    drawn d = {0};
    for (size_t i = 0; i < q->c->items; i++) {
        const case_item *c = &q->c->item[i];
        if (covered_by(q->e, c) != (int)k) continue;
        d.lines++;
        d.some = c;
        d.unknown |= c->quantity.state != VALUE_GIVEN;
        d.unit_differs |= !given(&c->unit) || !given(&e->unit) || strcasecmp(c->unit.v, e->unit.v) != 0;
        d.now += c->quantity.v;
    }
    const char *last = NULL; /* the lines of one shipment stand together */
    for (size_t i = 0; i < q->t->uses; i++) {
        const euc_use *u = &q->t->earlier[i];
        if (!use_is_of(q->e, e, u)) continue;
        d.uses += !u->item || u->decision != last;
        last = u->decision;
        d.unknown |= u->unknown;
        d.unit_differs |= !given(&e->unit) || strcasecmp(u->unit, e->unit.v) != 0;
        d.before += u->quantity;
    }
    return d;
}

static const char *unit_of(const euc_item *e) { return given(&e->unit) ? e->unit.v : ""; }

/* Each decision that drew on it, as far as evidence has room. */
static void evidence(euc_asked *q, const euc_item *e, const drawn *d) {
    says_value(&q->says, e->quantity.pointer, "quantity of the certificate");
    if (d->some) says_value(&q->says, d->some->quantity.pointer, "quantity of this shipment");
    const char *last = NULL;
    for (size_t i = 0; i < q->t->uses; i++) {
        const euc_use *u = &q->t->earlier[i];
        if (!use_is_of(q->e, e, u)) continue;
        if (!u->item || u->decision != last) says_value(&q->says, "", u->decision);
        last = u->decision;
    }
}

static void drawn_down(euc_asked *q, size_t k) {
    const euc_item *e = &q->e->item[k];
    drawn d = draw(q, k);
    const char *name = given(&e->text) ? e->text.v : given(&e->part) ? e->part.v : "item";
    if (!d.lines) return;
    if (e->quantity.state != VALUE_GIVEN || d.unknown)
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.quantity", "How many are certified, and how many are shipped?", "\"%s\": a quantity is not known.", name);
    else if (d.unit_differs)
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.quantity", "In which unit do certificate and shipments count?", "\"%s\": certificate and shipments do not count in one unit.", name);
    else if (d.before + d.now > e->quantity.v * (1 + 1e-12))
        says_add(&q->says, FINDING_FOUND, "euc.quantity", "Is there another certificate for the rest?", "\"%s\": %.15g %s certified; %.15g shipped before (%u shipments) and %.15g now are %.15g: %.15g too many.", name,
                 e->quantity.v, unit_of(e), d.before, d.uses, d.now, d.before + d.now, d.before + d.now - e->quantity.v);
    else if (!q->t->uses_known)
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.quantity", "What was shipped under this certificate before?", "\"%s\": %.15g %s certified, %.15g now; what was shipped before is not known.", name, e->quantity.v, unit_of(e), d.now);
    else
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.quantity", NULL, "\"%s\": %.15g %s certified; %.15g shipped before (%u shipments) and %.15g now leave %.15g.", name, e->quantity.v, unit_of(e), d.before, d.uses,
                 d.now, e->quantity.v - d.before - d.now);
    evidence(q, e, &d);
    says_parameters(&q->says, "{\"certified\":%.15g,\"before\":%.15g,\"now\":%.15g}", e->quantity.v, d.before, d.now);
}

static void military(euc_asked *q) {
    for (size_t i = 0; i < q->c->items; i++) {
        const case_bool *b = &q->c->item[i].military_end_use;
        if (q->e->military.state != VALUE_GIVEN || b->state != VALUE_GIVEN || b->v == q->e->military.v) continue;
        says_add(&q->says, FINDING_FOUND, "euc.end_use", "Is the end use civil or military?", "The certificate declares a %s end use, the case a %s one for \"%s\".", q->e->military.v == TRI_YES ? "military" : "civil",
                 b->v == TRI_YES ? "military" : "civil", item_name(&q->c->item[i]));
        says_value(&q->says, q->e->military.pointer, q->e->military.v == TRI_YES ? "yes" : "no");
        says_value(&q->says, b->pointer, b->v == TRI_YES ? "yes" : "no");
        return;
    }
}

/* Who sells on is no end user, and must bind its customers. */
static void resold(euc_asked *q) {
    const euc *e = q->e;
    if (!given(&e->after_use) || (strcmp(e->after_use.v, "resold") != 0 && strcmp(e->after_use.v, "stock") != 0) || e->flow_down.v == TRI_YES) return;
    says_add(&q->says, e->flow_down.v == TRI_NO ? FINDING_FOUND : FINDING_NOT_ASSESSED, "euc.flow_down", "Who are its customers, and are they bound in the same way?",
             "The goods are %s, and the certificate does not bind the next customers.", strcmp(e->after_use.v, "stock") == 0 ? "kept in stock" : "resold");
    says_value(&q->says, e->after_use.pointer, e->after_use.v);
    says_value(&q->says, e->flow_down.pointer, e->flow_down.v == TRI_NO ? "no" : value_state_name(e->flow_down.state));
}

cordon_status euc_goods_check(euc_asked *q, cordon_error *err) {
    (void)err;
    q->says.method = "goods by part number, else text, else tariff code; quantities in one unit added over shipments";
    resold(q);
    if (!q->c || !q->c->items || !q->e->items) {
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.goods", "Which goods are shipped, and which are certified?", "Goods of the case and of the certificate cannot be compared: %s.", !q->c ? "there is no case" : !q->c->items ? "the case has none" : "the certificate has none");
        says_value(&q->says, "/items", q->c ? value_state_name(q->c->items_state) : "no case");
        return CORDON_OK;
    }
    size_t before = q->says.n;
    for (size_t i = 0; i < q->c->items; i++)
        if (covered_by(q->e, &q->c->item[i]) < 0) not_covered(q, &q->c->item[i]);
    if (q->says.n == before) {
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.goods", NULL, "The certificate covers all %zu items.", q->c->items);
        says_value(&q->says, "/items", "all covered");
    }
    for (size_t k = 0; k < q->e->items; k++) drawn_down(q, k);
    military(q);
    return CORDON_OK;
}
