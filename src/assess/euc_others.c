/* euc_others.c - a certificate against those of other transactions, against the file it came in, and against what was seen afterwards.
 *
 * Likeness of words is the Jaccard index of their runs of three folded words (Broder 1997), exact. Names of the parties are left out: what
 * remains is what an end user should have written itself. */
#include <stdlib.h>
#include <string.h>

#include "assess/euc_inner.h"
#include "assess/euc_near.h"
#include "assess/same.h"
#include "read/pdf.h"

/* One end user, by number or name; or one is an owner of the other in the case. */
static cordon_status related(bool *out, const euc_asked *q, const euc *o, cordon_error *err) {
    const euc *e = q->e;
    tri same = TRI_NO;
    *out = e->end_user_id.state == VALUE_GIVEN && o->end_user_id.state == VALUE_GIVEN && strcmp(e->end_user_id.v, o->end_user_id.v) == 0;
    cordon_status status = CORDON_OK;
    if (!*out && e->end_user.state == VALUE_GIVEN && o->end_user.state == VALUE_GIVEN) status = same_name(&same, e->end_user.v, o->end_user.v, err);
    *out |= same == TRI_YES;
    for (size_t i = 0; q->c && o->end_user.state == VALUE_GIVEN && i < q->c->parties && !status && !*out; i++)
        for (size_t k = 0; k < q->c->party[i].owners && !status && !*out; k++) {
            const case_text *owner = &q->c->party[i].owner[k].name;
            if (owner->state != VALUE_GIVEN) continue;
            status = same_name(&same, owner->v, o->end_user.v, err);
            *out = same == TRI_YES;
        }
    return status;
}

static cordon_status same_signatory(euc_asked *q, const euc_other *o, bool *said, cordon_error *err) {
    const case_text *a = &q->e->signatory, *b = &o->e->signatory;
    tri same = TRI_NO;
    cordon_status status = CORDON_OK;
    if (a->state == VALUE_GIVEN && b->state == VALUE_GIVEN) status = same_name(&same, a->v, b->v, err);
    if (status || same != TRI_YES) return status;
    *said = true;
    says_add(&q->says, FINDING_FOUND, "euc.signatory", "For which of the two firms does this person sign?", "\"%s\" also signs for \"%s\" in %s.", a->v, o->e->end_user.state == VALUE_GIVEN ? o->e->end_user.v : "another firm", o->where);
    says_value(&q->says, a->pointer, a->v);
    says_value(&q->says, o->where, b->v);
    return CORDON_OK;
}

static void copied(euc_asked *q, const euc_other *o, double share) {
    says_add(&q->says, FINDING_FOUND, "euc.copied", "Who wrote the certificate?", "%.0f %% of its runs of three words also stand in that of \"%s\" in %s.", 100 * share, o->e->end_user.state == VALUE_GIVEN ? o->e->end_user.v : "another firm", o->where);
    says_value(&q->says, q->e->end_use.pointer, q->e->end_use.state == VALUE_GIVEN ? q->e->end_use.v : "");
    says_value(&q->says, o->where, o->e->end_use.state == VALUE_GIVEN ? o->e->end_use.v : "");
    says_parameters(&q->says, "{\"share\":%.6f}", share);
}

static cordon_status with_others(euc_asked *q, arena *mem, double share_min, double words_min, cordon_error *err) {
    euc_runs mine, theirs;
    bool signatory = false, copy = false, short_text;
    size_t unrelated = q->t->others_skipped;
    cordon_status status = euc_runs_of(&mine, mem, q->e, err);
    short_text = !status && (double)mine.words < words_min;
    for (size_t i = 0; i < q->t->others && !status; i++) {
        const euc_other *o = &q->t->other[i];
        bool is_related;
        status = related(&is_related, q, o->e, err);
        if (status || is_related) continue;
        unrelated++;
        status = same_signatory(q, o, &signatory, err);
        if (!status) status = euc_runs_of(&theirs, mem, o->e, err);
        if (status || short_text || (double)theirs.words < words_min) continue;
        double share = euc_runs_alike(&mine, &theirs);
        if (share < share_min) continue;
        copied(q, o, share);
        copy = true;
    }
    if (status) return status;
    if (!signatory) {
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.signatory", NULL, "Who signs does not sign for another firm in %zu certificates of unrelated end users.", unrelated);
        says_value(&q->says, q->e->signatory.pointer, q->e->signatory.v);
    }
    if (!copy) {
        says_add(&q->says, short_text ? FINDING_NOT_ASSESSED : FINDING_NOTHING_FOUND, "euc.copied", short_text ? "What will the goods be used for, in the end user's own words?" : NULL,
                 short_text ? "Its words are too few (%zu) to be compared with %zu other certificates." : "Its words (%zu) are not those of another certificate of %zu unrelated end users.", mine.words, unrelated);
        says_value(&q->says, q->e->end_use.pointer, q->e->end_use.v);
    }
    return CORDON_OK;
}

cordon_status euc_others_check(euc_asked *q, cordon_error *err) {
    arena mem;
    double share = 0, words = 0;
    q->says.method = "names of who signs; Jaccard index of runs of three words (Broder 1997)";
    if (!q->t->others && !q->t->others_skipped) {
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.copied", "Which certificates of other end users are there?", "There is no other certificate to compare with.");
        says_value(&q->says, "", "no other certificates");
        return CORDON_OK;
    }
    cordon_status status = assess_parameter(&share, ASSESS_EUC_PARAMETERS, "near_duplicate_share", err);
    if (!status) status = assess_parameter(&words, ASSESS_EUC_PARAMETERS, "near_duplicate_words_min", err);
    arena_init(&mem, 0);
    if (!status) status = with_others(q, &mem, share, words, err);
    arena_destroy(&mem);
    return status;
}

/* ---- the file */

static const char *pdf_day(euc_asked *q, date_day d) {
    char room[DATE_TEXT];
    return says_copy(&q->says, date_format(room, d));
}

static void pdf_found(euc_asked *q, const char *question, const char *pointer, const char *quote, const char *text) {
    says_add(&q->says, FINDING_FOUND, "euc.file", question, "%s", text);
    says_value(&q->says, pointer, quote);
}

/* The author is who exports, buys or ships, and not who signs. */
static cordon_status author(euc_asked *q, const pdf_info *p, cordon_error *err) {
    const case_text *own[] = {&q->e->end_user, &q->e->signatory, &q->e->signatory_firm}, *strange[] = {&q->e->exporter, &q->e->applicant, &q->e->purchaser, &q->e->intermediate};
    tri same = TRI_NO;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < 3 && !status && same != TRI_YES && *p->author; i++)
        if (own[i]->state == VALUE_GIVEN) status = same_name(&same, own[i]->v, p->author, err);
    if (status || same == TRI_YES) return status;
    for (size_t i = 0; i < 4 && !status && *p->author; i++) {
        if (strange[i]->state != VALUE_GIVEN) continue;
        status = same_name(&same, strange[i]->v, p->author, err);
        if (status || same != TRI_YES) continue;
        pdf_found(q, "Who wrote the certificate?", strange[i]->pointer, p->author, "The file's author is not the end user but another party of the transaction.");
        return CORDON_OK;
    }
    return status;
}

cordon_status euc_pdf_check(euc_asked *q, cordon_error *err) {
    const pdf_info *p = q->t->pdf;
    const case_day *on = &q->e->signed_on;
    q->says.method = "information dictionary and XMP packet of the file";
    if (!p || p->encrypted || !p->any) {
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.file", "Can the end user send the certificate as a file, as it made it?", "%s", !p ? "No file of the certificate was given." : p->encrypted ? "The file is encrypted." : "The file says nothing of how it was made.");
        says_value(&q->says, q->e->pdf.pointer, q->e->pdf.state == VALUE_GIVEN ? q->e->pdf.v : value_state_name(q->e->pdf.state));
        return CORDON_OK;
    }
    size_t before = q->says.n;
    if (on->state == VALUE_GIVEN && p->changed > on->v) pdf_found(q, "What was changed after the signature?", on->pointer, pdf_day(q, p->changed), "The file was changed after the day of signature.");
    if (on->state == VALUE_GIVEN && p->created && p->created < on->v && !p->signature && q->e->signature_form.state == VALUE_GIVEN && strcmp(q->e->signature_form.v, "hand") == 0)
        pdf_found(q, "How was the signature put on the paper?", on->pointer, pdf_day(q, p->created), "The file is older than the signature by hand that it should show.");
    if (q->e->signature_form.state == VALUE_GIVEN && strncmp(q->e->signature_form.v, "electronic", 10) == 0 && !p->signature)
        pdf_found(q, "Can the end user send the file with its electronic signature?", q->e->signature_form.pointer, q->e->signature_form.v, "The signature is said to be electronic, and the file has none.");
    if (p->signature && p->updates > 1) pdf_found(q, "What was added behind the signature?", q->e->pdf.pointer, "saved again", "The file has a signature and was saved again more than once.");
    if (p->xmp_differs) pdf_found(q, "With which program was the file made?", q->e->pdf.pointer, p->producer, "The file says two different things of how it was made.");
    cordon_status status = author(q, p, err);
    if (!status && q->says.n == before) {
        says_add(&q->says, FINDING_NOTHING_FOUND, "euc.file", NULL, "What the file says of itself (author \"%s\", program \"%s\", made %s) agrees with the certificate.", p->author, *p->creator ? p->creator : p->producer, p->created ? pdf_day(q, p->created) : "on no known day");
        says_value(&q->says, q->e->pdf.pointer, p->producer);
    }
    return status;
}

/* ---- after the shipment */

static void arrival(euc_asked *q, double most) {
    const case_file *c = q->c;
    if (!c || c->day.state != VALUE_GIVEN || c->day.v >= q->t->as_at) return;
    for (size_t i = 0; i < c->documents; i++)
        if (c->document[i].kind.state == VALUE_GIVEN && strcmp(c->document[i].kind.v, "delivery") == 0) {
            says_add(&q->says, FINDING_NOTHING_FOUND, "euc.arrival", NULL, "There is a paper about the delivery.");
            says_value(&q->says, c->document[i].kind.pointer, c->document[i].kind.v);
            return;
        }
    int days = date_number(q->t->as_at) - date_number(c->day.v);
    if (days > most)
        says_add(&q->says, FINDING_FOUND, "euc.arrival", "Can the consignee prove that the goods have arrived?", "%d days after the shipment there is no proof of arrival; %.0f days are allowed for.", days, most);
    else
        says_add(&q->says, FINDING_NOT_ASSESSED, "euc.arrival", "Have the goods arrived?", "There is no proof of arrival yet, %d days after the shipment; it is asked for after %.0f.", days, most);
    says_value(&q->says, c->day.pointer, pdf_day(q, c->day.v));
}

static void visits(euc_asked *q) {
    unsigned seen = 0, wrong = 0;
    for (size_t i = 0; i < q->t->visits; i++) {
        const euc_visit *v = &q->t->visit[i];
        if (q->e->number.state != VALUE_GIVEN || strcmp(v->number, q->e->number.v) != 0 || v->on > q->t->as_at) continue;
        seen++;
        if (strcmp(v->outcome, "verified") == 0) continue;
        buf what = {0};
        buf_words(&what, v->outcome);
        wrong++;
        says_add(&q->says, FINDING_FOUND, "euc.visit", "Where are the goods now?", "A check on %s found: %s (serial \"%s\", %s).", pdf_day(q, v->on), buf_text(&what), v->serial, v->inspector);
        says_value(&q->says, "", v->evidence);
        q->says.failed |= what.failed;
        buf_free(&what);
    }
    if (!seen || wrong) return;
    says_add(&q->says, FINDING_NOTHING_FOUND, "euc.visit", NULL, "%u checks after shipment verified the goods.", seen);
    says_value(&q->says, q->e->number.pointer, q->e->number.v);
}

cordon_status euc_after_check(euc_asked *q, cordon_error *err) {
    double days = 0;
    q->says.method = "proof of arrival, checks on site";
    cordon_status status = assess_parameter(&days, ASSESS_EUC_PARAMETERS, "arrival_proof_days", err);
    if (status) return status;
    arrival(q, days);
    visits(q);
    return CORDON_OK;
}
