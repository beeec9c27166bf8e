/* goods_check_rows.c - what goods check says of a record, as text, as columns and as findings. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "cli/goods_check_cli.h"
#include "cli/text.h"

enum { QUOTE_BYTES = 200, HANG = 4 };

const char *const check_whole[] = {"record", "line", NULL}, *const check_real[] = {"score", NULL};

finding_verdict check_verdict(const checked_row *r) {
    bool seen[4] = {false};
    if (!r->answer) return FINDING_FAILED;
    for (unsigned i = 0; i < r->answer->n; i++) seen[r->answer->result[i].verdict] = true;
    return seen[FINDING_FAILED] ? FINDING_FAILED : seen[FINDING_FOUND] ? FINDING_FOUND : seen[FINDING_NOT_ASSESSED] ? FINDING_NOT_ASSESSED : FINDING_NOTHING_FOUND;
}

static bool is_said(const check_result *s) { return s->verdict == FINDING_FOUND || s->verdict == FINDING_FAILED; }

static unsigned said(const checked_row *r) {
    unsigned n = 0;
    for (unsigned i = 0; r->answer && i < r->answer->n; i++) n += is_said(&r->answer->result[i]);
    return n;
}

/* "goods.unit: the row has no unit; ...": what could not be judged, with the reasons. */
static void not_assessed(buf *b, const checked_row *r) {
    for (unsigned i = 0; r->answer && i < r->answer->n; i++) {
        const check_result *s = &r->answer->result[i];
        if (s->verdict == FINDING_NOT_ASSESSED) buf_printf(b, "%s%s: %s", b->len ? "; " : "", check_rule(s->kind), s->text);
    }
}

/* The row's own words, each cell cut. */
static void evidence(buf *b, const checked_row *r) {
    const struct {
        const char *name, *text;
    } cell[] = {{"code", r->row.code}, {"text", r->row.text}, {"quantity", r->row.quantity}, {"unit", r->row.unit}, {"value", r->row.value}, {"currency", r->row.currency}};
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) {
        if (!cell[i].text || !*cell[i].text) continue;
        buf_printf(b, "%s%s=", b->len ? "; " : "", cell[i].name);
        size_t len = strlen(cell[i].text), keep = len < QUOTE_BYTES ? len : QUOTE_BYTES;
        while (keep < len && keep && ((unsigned char)cell[i].text[keep] & 0xc0) == 0x80) keep--;
        buf_add(b, cell[i].text, keep);
        if (keep < len) buf_str(b, "...");
    }
}

/* "chpl 4.B since 2024-02-23; ...": the lists that name the code. A list of many lines below the code is one of it. */
static void lists(buf *b, const checked_row *r) {
    const check_answer *a = r->answer;
    for (size_t i = 0; a && i < a->controls; i++) {
        const check_control *c = &a->control[i];
        char day[DATE_TEXT];
        if (i && strcmp(c->list, a->control[i - 1].list) == 0) continue;
        buf_printf(b, "%s%s", b->len ? "; " : "", c->list);
        if (*c->tier) buf_printf(b, " %s", c->tier);
        if (c->since && c->since_is != SINCE_UNKNOWN) buf_printf(b, " %s %s", c->since_is == SINCE_DAY ? "since" : "by", date_format(day, c->since));
        if (c->partial) buf_str(b, " in part");
    }
    if (a && a->controls_asked && !a->controls) buf_str(b, "no list");
}

/* ---- columns */

void check_head(buf *b) {
    buf_str(b, "record,line,ref,code,checked,nomenclature,rule,verdict,found,expected,text,score,lists,evidence,not_assessed,as_at\n");
}

static void cell(buf *b, const char *text, check_form form) {
    csv_cell(b, text, strlen(text), CSV_ONE_LINE | (form == FORM_PARQUET ? CSV_EXACT : 0));
    buf_char(b, ',');
}

/* s NULL: nothing was found, or the record has a fault. */
static void csv_row(buf *b, const checked_row *r, const check_result *s, check_form form) {
    char day[DATE_TEXT];
    buf open = {0}, quote = {0}, named = {0};
    const check_answer *a = r->answer;
    finding_verdict v = s ? s->verdict : check_verdict(r);
    buf_printf(b, "%" PRIu64 ",", r->record->number);
    if (r->record->line) buf_printf(b, "%" PRIu64, r->record->line);
    buf_char(b, ',');
    evidence(&quote, r);
    not_assessed(&open, r);
    buf code = {0};
    if (r->row.code) text_clean(&code, r->row.code, strnlen(r->row.code, QUOTE_BYTES), true);
    const char *const first[] = {r->ref, buf_text(&code), a ? a->checked : "", a ? a->nomenclature : "", s ? check_rule(s->kind) : a ? "" : "goods.record",
                                 finding_verdict_name(v), s ? s->found : "", s ? s->expected : "",
                                 s ? s->text : a ? a->as_written : r->record->fault};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) cell(b, first[i], form);
    if (s && !isnan(s->score)) buf_printf(b, "%.4g", s->score);
    buf_char(b, ',');
    lists(&named, r);
    cell(b, buf_text(&named), form);
    cell(b, buf_text(&quote), form);
    cell(b, buf_text(&open), form);
    buf_printf(b, "%s\n", date_format(day, r->as_at));
    b->failed |= open.failed || quote.failed || code.failed || named.failed;
    buf_free(&named);
    buf_free(&code);
    buf_free(&open);
    buf_free(&quote);
}

/* ---- findings */

static void parameters(buf *b, const checked_row *r, const check_result *s) {
    buf_char(b, '{');
    json_str(b, "nomenclature", r->answer ? r->answer->nomenclature : "");
    json_str(b, "checked", r->answer ? r->answer->checked : "");
    json_str(b, "found", s ? s->found : "");
    json_str(b, "expected", s ? s->expected : "");
    buf_char(b, '}');
}

static void json_row(buf *b, const checked_row *r, const check_result *s) {
    buf open = {0}, quote = {0}, terms = {0}, named = {0};
    evidence(&quote, r);
    not_assessed(&open, r);
    parameters(&terms, r, s);
    finding f = {.rule = s ? check_rule(s->kind) : r->answer ? "goods.check" : "goods.record",
                 .subject = r->row.code ? r->row.code : "",
                 .verdict = s ? s->verdict : check_verdict(r),
                 .score = s ? s->score : (double)NAN, .low = (double)NAN, .high = (double)NAN, .q_value = (double)NAN,
                 .as_at = r->as_at,
                 .method = s ? check_method(s->kind) : "all checks that the columns allow",
                 .parameters = buf_text(&terms),
                 .text = s ? s->text : r->answer ? (open.len ? buf_text(&open) : "nothing was found") : r->record->fault,
                 .evidence = {{.kind = "row", .line = (int64_t)r->record->line, .quote = buf_text(&quote)}},
                 .evidence_n = 1};
    char subject[QUOTE_BYTES + 1];
    size_t len = strlen(f.subject);
    memcpy(subject, f.subject, len < QUOTE_BYTES ? len : QUOTE_BYTES);
    subject[len < QUOTE_BYTES ? len : QUOTE_BYTES] = 0;
    f.subject = subject;
    buf_char(b, '{');
    json_int(b, "record", (int64_t)r->record->number);
    json_key(b, "line");
    if (r->record->line)
        buf_printf(b, "%" PRIu64, r->record->line);
    else
        buf_str(b, "null");
    json_str(b, "ref", *r->ref ? r->ref : NULL);
    lists(&named, r);
    json_str(b, "lists", named.len ? buf_text(&named) : NULL);
    json_str(b, "not_assessed", open.len ? buf_text(&open) : NULL);
    json_key(b, "finding");
    finding_json(b, &f);
    buf_str(b, "}\n");
    b->failed |= open.failed || quote.failed || terms.failed || named.failed;
    buf_free(&named);
    buf_free(&open);
    buf_free(&quote);
    buf_free(&terms);
}

/* ---- text */

static void wrapped(buf *b, const char *head, const char *text, size_t indent, size_t width) {
    buf clean = {0};
    text_clean(&clean, text, strlen(text), false);
    buf_str(b, head);
    text_wrap(b, buf_text(&clean), clean.len, strlen(head), indent, width);
    buf_char(b, '\n');
    b->failed |= clean.failed;
    buf_free(&clean);
}

static void text_row(buf *b, const checked_row *r) {
    buf head = {0}, quote = {0};
    if (check_verdict(r) == FINDING_NOTHING_FOUND || (check_verdict(r) == FINDING_NOT_ASSESSED)) return;
    evidence(&quote, r);
    if (r->record->line)
        buf_printf(&head, "line %" PRIu64 "  ", r->record->line);
    else
        buf_printf(&head, "record %" PRIu64 "  ", r->record->number);
    wrapped(b, buf_text(&head), quote.len ? buf_text(&quote) : "", HANG, r->width);
    if (!r->answer) wrapped(b, "  failed  ", r->record->fault, HANG, r->width);
    for (unsigned i = 0; r->answer && i < r->answer->n; i++) {
        const check_result *s = &r->answer->result[i];
        if (!is_said(s)) continue;
        head.len = 0;
        buf_printf(&head, "  %s  %s: ", finding_verdict_name(s->verdict), check_rule(s->kind));
        wrapped(b, buf_text(&head), s->text, HANG, r->width);
    }
    head.len = 0;
    lists(&head, r);
    if (head.len) wrapped(b, "  lists  ", buf_text(&head), HANG, r->width);
    if (r->answer && *r->answer->as_written) wrapped(b, "  judged  ", r->answer->as_written, HANG, r->width);
    b->failed |= head.failed || quote.failed;
    buf_free(&head);
    buf_free(&quote);
}

void check_print(buf *b, const checked_row *r, check_form form) {
    if (form == FORM_TEXT) {
        text_row(b, r);
        return;
    }
    for (unsigned i = 0; r->answer && i < r->answer->n; i++) {
        const check_result *s = &r->answer->result[i];
        if (!is_said(s)) continue;
        if (form == FORM_NDJSON)
            json_row(b, r, s);
        else
            csv_row(b, r, s, form);
    }
    if (said(r)) return;
    if (form == FORM_NDJSON)
        json_row(b, r, NULL);
    else
        csv_row(b, r, NULL, form);
}

/* ---- the whole file */

static uint64_t asked(const check_counts *k, int kind) {
    uint64_t n = 0;
    for (int v = 0; v < 4; v++) n += k->by[kind][v];
    return n;
}

void check_summary_text(buf *b, const batch_counts *c, const check_counts *k, const char *about, size_t width) {
    buf_printf(b, "%" PRIu64 " rows: %" PRIu64 " with findings, %" PRIu64 " without, %" PRIu64 " not assessed in part, %" PRIu64 " failed\n",
               c->records, c->found, c->nothing, c->not_assessed, c->failed);
    buf_str(b, "  rule                  found         none not assessed       failed\n");
    for (int i = 0; i < CHECK_KINDS; i++) {
        const uint64_t *v = k->by[i];
        if (!asked(k, i) && i == CHECK_NUMBER) continue;
        buf_printf(b, "  %-16s ", check_rule((check_kind)i));
        if (asked(k, i))
            buf_printf(b, "%10" PRIu64 "   %10" PRIu64 "   %10" PRIu64 "   %10" PRIu64 "\n", v[FINDING_FOUND], v[FINDING_NOTHING_FOUND], v[FINDING_NOT_ASSESSED], v[FINDING_FAILED]);
        else
            buf_printf(b, "not asked: %s\n", i == CHECK_PRICE ? "needs --store, value, quantity, unit, currency"
                                                               : "there is no column for it");
    }
    text_wrap(b, about, strlen(about), 0, 0, width);
    buf_char(b, '\n');
}

void check_summary_json(buf *b, const batch_counts *c, const check_counts *k, const char *about) {
    buf_str(b, "{\"summary\":{");
    json_int(b, "rows", (int64_t)c->records);
    json_int(b, "found", (int64_t)c->found);
    json_int(b, "nothing_found", (int64_t)c->nothing);
    json_int(b, "not_assessed", (int64_t)c->not_assessed);
    json_int(b, "failed", (int64_t)c->failed);
    json_int(b, "findings", (int64_t)c->hits);
    json_key(b, "rules");
    buf_char(b, '{');
    for (int i = 0; i < CHECK_KINDS; i++) {
        json_key(b, check_rule((check_kind)i));
        if (!asked(k, i)) {
            buf_str(b, "null");
            continue;
        }
        buf_char(b, '{');
        for (int v = 0; v < 4; v++) json_int(b, finding_verdict_name((finding_verdict)v), (int64_t)k->by[i][v]);
        buf_char(b, '}');
    }
    buf_char(b, '}');
    json_str(b, "about", about);
    buf_str(b, "}}\n");
}
