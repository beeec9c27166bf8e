/* load_annex.c - the table of an annex: a column of codes, and texts. */
#include <string.h>

#include "goods/load_inner.h"
#include "store/ledger.h"

enum { CODE, TEXT };
static const char *const roles[] = {"code", "text", NULL};

static cordon_status annex_row(goods_loader *l, const char *const *cell, uint64_t line,
                               cordon_error *err) {
    goods_cell_codes codes;
    cordon_status status = CORDON_OK;
    goods_code_fault fault = goods_cell_read(&codes, cell[CODE]);
    if (fault == GOODS_CODE_NONE) {
        l->out->empty++;
        return CORDON_OK;
    }
    if (fault) return goods_load_refuse(l, line, CODE, cell[CODE], codes.why, err);
    for (unsigned i = 0; !status && i < codes.n; i++) {
        l->out->lines++;
        l->out->partial += codes.partial[i];
        status = ledger_run(l->db, l->add, err, "iiitit", l->id, l->seq++, (int64_t)line,
                            codes.code[i], (int64_t)codes.partial[i], cell[TEXT]);
    }
    return status;
}

static cordon_status annex_begin(goods_loader *l, cordon_error *err) {
    const goods_load_options *o = l->o;
    const source *src = &l->out->source;
    cordon_status status = ledger_once(
        l->db, err,
        "INSERT INTO annex (measure, nomenclature, valid_from, valid_to, known_from, source, file, "
        "refused) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        "ttiiiit", o->measure, o->nomenclature ? o->nomenclature : "CN", (int64_t)o->valid_from,
        (int64_t)o->valid_to, (int64_t)src->vintage, src->id, src->file_name);
    if (status) return status;
    l->id = sqlite3_last_insert_rowid(l->db);
    return ledger_prepare(&l->add, l->db, err, "INSERT INTO annex_line VALUES (?, ?, ?, ?, ?, ?)",
                          "");
}

static cordon_status annex_known(bool *out, goods_loader *l, int64_t id, cordon_error *err) {
    return ledger_has(out, l->db, err,
                      "SELECT 1 FROM annex AS o, annex AS n WHERE n.id = ? AND o.id <> n.id AND "
                      "o.source = ? AND o.measure = n.measure AND o.nomenclature = n.nomenclature "
                      "AND o.valid_from = n.valid_from AND o.valid_to = n.valid_to",
                      "ii", l->id, id);
}

static cordon_status annex_done(goods_loader *l, int64_t id, cordon_error *err) {
    return ledger_once(l->db, err, "UPDATE annex SET source = ?, refused = ? WHERE id = ?", "iii",
                       id, (int64_t)l->out->refused, l->id);
}

cordon_status goods_load_annex(goods_load_result *out, store *s, const char *path,
                               const goods_load_options *o, cordon_error *err) {
    const goods_load_use use = {o->measure, "table of an annex", annex_begin, annex_known,
                                annex_done};
    goods_loader l = {.s = s,
                      .o = o,
                      .out = out,
                      .path = path,
                      .table = "annex",
                      .role = roles,
                      .row = annex_row};
    return goods_load_run(&l, &use, err);
}
