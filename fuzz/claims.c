/* Any bytes as the tables of published figures: claims, measures, evidence, parted by zero bytes;
 * what is not given stands there sound. The first byte says which table comes first. There is no
 * store, so measures on the flows are absent, the others are computed.                          */
#include <stdlib.h>
#include <string.h>

#include "report/claims_inner.h"

static const char *const name[3] = {"claims.csv", "measures.csv", "evidence.csv"};
static const char claims_text[] =
    "id,kind,statement,value,unit,period,partner_or_actor,stated_source,primary_source,primary_"
    "says,"
    "correction,test_file,test_query,tolerance,basis,note,measure,dataset,known_by,judged_verdict,"
    "evidence,needs\n"
    "A1,figure,S,240,USD bn,2023,x,1,P,says,none,none,none,abs:0.5,seen,,two,,,,e1,\n"
    "A2,prediction,S,>0,acts,deadline 2024-01-01,x,1,P,says,none,none,none,sign,seen,,,,,,e1; record:x-1,n\n"
    "A3,trend,S,2,ratio,2024,x,1,P,says,none,none,none,exact,seen,,rat,,,,record:x-1,n\n";
static const char measures_text[] =
    "measure,kind,unit,decimals,dataset,flow,basis,freq,from,to,group,codes,exclude,base,period,by,"
    "share_of,of,pick,rank_by,floor,top,table,where,column,after,dated,as_at,note\n"
    "one,row,USD bn,1,,,,,,,,,,,,,,,,,,,data/published_figures.csv,id = P12,value,,,,\n"
    "two,formula,USD bn,1,,,,,,,,,,,,,,one + one * 2,,,,,,,,,,,\n"
    "rec,record_at_least,acts,0,record,,,,,,,,,,,,,,,,,,,kind = exercise,,,,,\n"
    "row,row_count,acts,0,,,,,,,,,,,,,,,,,,,data/published_figures.csv,unit = bn,,,,,\n"
    "rat,count_ratio,ratio,2,,,,,,,,,,,,,,row; row,,,,,,,,,,,\n"
    "idl,ideal_distance,d,2,unga-ideal,,,,AB,CD,,,,,2021,,,,all,,,,,,,,,,\n";
static const char evidence_text[] = "id,value,unit,claimed,kind,same_thing,date,says,source,basis\n"
                                    "e1,39,USD bn,,cited,yes,2024-01-01,words,S,seen\n";
static const char *const sound[3] = {claims_text, measures_text, evidence_text};

static void check_fault(const cordon_error *err) {
    if (err->status == CORDON_ENOMEM || err->status == CORDON_ELIMIT) return;
    if (err->status != CORDON_EFORMAT || !err->message[0] || !err->source[0]) abort();
}

/* Whatever the tables say, a result has a verdict, texts and sound JSON. */
static void check_all(claims *l) {
    for (size_t i = 0; i < claims_count(l); i++) {
        claim_result r;
        cordon_error err = {0};
        buf json = {0};
        if (claims_check(&r, l, i, &err)) {
            if (err.status == CORDON_EINTERNAL || !err.message[0]) abort();
            continue;
        }
        if (r.verdict >= CLAIM_VERDICTS || !r.got || !r.why) abort();
        if (r.verdict == CLAIM_REPRODUCED) abort(); /* there is no data */
        if (claim_json(&json, &r, true, &err) && err.status != CORDON_ENOMEM) abort();
        buf_free(&json);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    table t[3] = {0};
    size_t at = 1;
    cordon_error err = {0};
    cordon_status status = CORDON_OK;
    claims *l;
    if (size < 1 || size > 1 << 16) return 0;
    for (int i = 0; i < 3 && !status; i++) {
        int which = (data[0] + i) % 3;
        const char *text = sound[which];
        size_t len = strlen(text);
        if (at <= size) {
            const uint8_t *end = memchr(data + at, 0, size - at);
            text = (const char *)data + at;
            len = end ? (size_t)(end - data) - at : size - at;
            at += len + 1;
        }
        status = table_read_memory(&t[which], name[which], text, len, &err);
    }
    if (status) {
        check_fault(&err);
        for (int i = 0; i < 3; i++) table_free(&t[i]);
        return 0;
    }
    if (claims_take(&l, &t[0], &t[1], &t[2], NULL, 20240615, 20240615, &err)) {
        check_fault(&err);
        return 0;
    }
    check_all(l);
    claims_close(l);
    return 0;
}
