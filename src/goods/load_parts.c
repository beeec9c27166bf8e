/* load_parts.c - a catalogue of parts: what a maker or an exporter says of each. */
#include <ctype.h>
#include <string.h>

#include "goods/load_inner.h"
#include "goods/parts.h"
#include "store/ledger.h"

enum { PART, MANUFACTURER, HS, ECCN, TEXT, ECCN_MAX = 24 };
static const char *const roles[] = {"part", "manufacturer", "hs", "eccn", "text", NULL};

bool part_key(char *out, size_t size, const char *part) {
    size_t n = 0;
    for (; *part; part++) {
        unsigned char c = (unsigned char)*part;
        if (c < 0x80 && !isalnum(c) && c != '+' && c != '#') continue;
        if (n + 1 >= size) return false;
        out[n++] = (char)(c < 0x80 ? toupper(c) : c);
    }
    out[n] = 0;
    return n > 0;
}

/* One code, or nothing; false when it is neither. */
static bool one_code(char out[9], const char *cell, const char **why) {
    goods_cell_codes codes;
    goods_code_fault fault = goods_cell_read(&codes, cell);
    out[0] = 0;
    *why = codes.n > 1 ? "one code" : codes.why;
    if (fault == GOODS_CODE_OK && codes.n == 1) memcpy(out, codes.code[0], 9);
    return fault == GOODS_CODE_NONE || (fault == GOODS_CODE_OK && codes.n == 1);
}

static cordon_status part_row(goods_loader *l, const char *const *cell, uint64_t line,
                              cordon_error *err) {
    char key[PART_TEXT_MAX], hs[9];
    const char *why;
    if (!*cell[PART]) {
        l->out->empty++;
        return CORDON_OK;
    }
    if (strlen(cell[PART]) >= PART_TEXT_MAX || !part_key(key, sizeof key, cell[PART]))
        return goods_load_refuse(l, line, PART, cell[PART],
                                 "a part number: letters and digits, at most 127 bytes", err);
    if (!one_code(hs, cell[HS], &why)) return goods_load_refuse(l, line, HS, cell[HS], why, err);
    if (strlen(cell[ECCN]) > ECCN_MAX)
        return goods_load_refuse(l, line, ECCN, cell[ECCN], "a control number, at most 24 bytes",
                                 err);
    l->out->lines++;
    return ledger_run(l->db, l->add, err, "iiitttttt", l->id, l->seq++, (int64_t)line, key,
                      cell[PART], cell[MANUFACTURER], hs, cell[ECCN], cell[TEXT]);
}

static cordon_status parts_begin(goods_loader *l, cordon_error *err) {
    const goods_load_options *o = l->o;
    const source *src = &l->out->source;
    cordon_status status = ledger_once(
        l->db, err,
        "INSERT INTO catalogue (name, nomenclature, known_from, source, file) VALUES (?, ?, ?, ?, "
        "?)",
        "ttiit", o->catalogue ? o->catalogue : src->file_name,
        o->nomenclature ? o->nomenclature : "HS", (int64_t)src->vintage, src->id, src->file_name);
    if (status) return status;
    l->id = sqlite3_last_insert_rowid(l->db);
    return ledger_prepare(&l->add, l->db, err,
                          "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "");
}

static cordon_status parts_known(bool *out, goods_loader *l, int64_t id, cordon_error *err) {
    return ledger_has(out, l->db, err,
                      "SELECT 1 FROM catalogue AS o, catalogue AS n WHERE n.id = ? AND o.id <> "
                      "n.id AND o.source = ? AND o.name = n.name AND o.nomenclature = "
                      "n.nomenclature",
                      "ii", l->id, id);
}

static cordon_status parts_done(goods_loader *l, int64_t id, cordon_error *err) {
    return ledger_once(l->db, err, "UPDATE catalogue SET source = ? WHERE id = ?", "ii", id, l->id);
}

cordon_status goods_load_parts(goods_load_result *out, store *s, const char *path,
                               const goods_load_options *o, cordon_error *err) {
    const goods_load_use use = {"parts", "catalogue of parts", parts_begin, parts_known,
                                parts_done};
    goods_loader l = {
        .s = s, .o = o, .out = out, .path = path, .table = "parts", .role = roles, .row = part_row};
    return goods_load_run(&l, &use, err);
}
