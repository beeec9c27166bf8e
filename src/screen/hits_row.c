#include "screen/hits_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "finding/finding.h"
#include "screen/explain.h"

static const char *const keys[ROW_COLUMNS] = {
    "verdict", "score",   "list",   "key",         "name",    "matched", "name_score", "by",
    "schema",  "programme", "article", "reference", "from",    "to",      "vintage",    "file",
    "sha256",  "source_line", "also_on", "review",  "reason",  "flags",   "hit"};
const char *row_column_key(row_column c) { return keys[c]; }

void answer_flags(buf *b, const screen_answer *a) {
    static const struct {
        unsigned flag;
        const char *word;
    } words[] = {{NAME_TRUNCATED, "truncated"}, {NAME_MIXED, "mixed_scripts"}, {NAME_CONFUSABLE, "look_alikes"},
                 {NAME_INVISIBLE, "invisible"}, {NAME_MARKS, "too_many_marks"}};
    const char *blank = "";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (a->name_flags & words[i].flag) {
            buf_printf(b, "%s%s", blank, words[i].word);
            blank = " ";
        }
}

static void note(buf *b, size_t n, const char *one, const char *many) {
    if (!n) return;
    if (b->len) buf_str(b, "; ");
    buf_printf(b, "%zu %s", n, n == 1 ? one : many);
}

void answer_notes(buf *b, const screen_answer *a) {
    note(b, a->left_out, "further hit behind --limit", "further hits behind --limit");
    note(b, a->weak, "entry is alike by a weak alias or a short name only, or of another kind: give a country, date, address or number",
         "entries are alike by a weak alias or a short name only, or of another kind: give a country, date, address or number");
    note(b, a->former, "entry has left its list: --history shows it", "entries have left their list: --history shows them");
    note(b, a->facts.left_out, "fact asked with could not be read", "facts asked with could not be read");
    note(b, a->uncompared, "entry with a name alike was not compared", "entries with a name alike were not compared");
}

/* ---- rows */

static const char *kept(arena *mem, buf *b, bool *failed) {
    const char *text = arena_strndup(mem, buf_text(b), b->len);
    if (!text || b->failed) *failed = true;
    buf_free(b);
    return text ? text : "";
}

static const char *number4(arena *mem, double v, bool *failed) {
    buf b = {0};
    buf_printf(&b, "%.4f", v + 0.0);
    return kept(mem, &b, failed);
}

static const char *day(arena *mem, date_day d, bool *failed) {
    char text[DATE_TEXT];
    buf b = {0};
    buf_str(&b, date_format(text, d));
    return kept(mem, &b, failed);
}

static void by_words(buf *b, unsigned by) {
    static const char *const words[] = {"name", "number", "address", "contact", "same_name"};
    const char *plus = "";
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (by & (1U << i)) {
            buf_printf(b, "%s%s", plus, words[i]);
            plus = "+";
        }
}

static const char *first_name(const entity *e) {
    static const char *const props[] = {"name", "alias", "weakAlias", "previousName"};
    for (size_t i = 0; i < sizeof props / sizeof *props; i++) {
        const char *name = entity_first(e, props[i]);
        if (name) return name;
    }
    return "";
}

static const char *matched_name(const screen_hit *h) {
    const pair_facts *l = &h->entry->facts;
    return l->names && h->pair.parts.pairs ? l->name[h->pair.l_name].text : "";
}

/* The last day the list prints, or of what has left without one the first vintage without it. */
static date_day end_of(const screen_hit *h) {
    if (h->listing && h->listing->to) return h->listing->to;
    return h->entry->former ? h->entry->v.gone : 0;
}

static void hit_cells(hit_row *r, arena *mem, const screen_engine *e, const screen_hit *h, bool *failed) {
    const list_version *v = &h->entry->v;
    const coverage_list *l = coverage_find(screen_engine_coverage(e), v->e.list);
    char id[HIT_ID_MAX];
    buf b = {0};
    r->cell[ROW_SCORE] = number4(mem, h->pair.probability, failed);
    r->cell[ROW_LIST] = v->e.list;
    r->cell[ROW_KEY] = v->e.key;
    r->cell[ROW_NAME] = first_name(&v->e);
    r->cell[ROW_MATCHED] = matched_name(h);
    r->cell[ROW_NAME_SCORE] = number4(mem, (double)h->pair.parts.score, failed);
    by_words(&b, h->by);
    r->cell[ROW_BY] = kept(mem, &b, failed);
    r->cell[ROW_SCHEMA] = v->e.schema;
    if (h->listing) {
        r->cell[ROW_PROGRAMME] = h->listing->programme;
        r->cell[ROW_ARTICLE] = h->listing->article;
        r->cell[ROW_REFERENCE] = h->listing->reference;
        r->cell[ROW_FROM] = day(mem, h->listing->from, failed);
    }
    r->cell[ROW_TO] = day(mem, end_of(h), failed);
    r->cell[ROW_VINTAGE] = day(mem, l ? l->vintage : 0, failed);
    r->cell[ROW_FILE] = v->file;
    r->cell[ROW_SHA256] = v->sha256;
    buf_printf(&b, "%llu", (unsigned long long)v->line);
    r->cell[ROW_LINE] = kept(mem, &b, failed);
    for (size_t i = 0; i < h->also; i++) buf_printf(&b, "%s%s", i ? " | " : "", h->also_on[i]);
    r->cell[ROW_ALSO_ON] = kept(mem, &b, failed);
    if (h->review) {
        buf_printf(&b, "%s, %s", h->review->verdict, review_state_name(h->review_state));
        r->cell[ROW_REVIEW] = kept(mem, &b, failed);
    }
    buf_str(&b, hit_id_format(id, &h->id));
    r->cell[ROW_HIT] = kept(mem, &b, failed);
}

cordon_status hit_row_make(hit_row *out, arena *mem, const screen_engine *e, const screen_answer *a, const screen_hit *hit,
                           cordon_error *err) {
    bool failed = false;
    buf b = {0};
    for (size_t i = 0; i < ROW_COLUMNS; i++) out->cell[i] = "";
    out->cell[ROW_VERDICT] = finding_verdict_name(hit ? FINDING_FOUND : a->verdict);
    if (hit) hit_cells(out, mem, e, hit, &failed);
    buf_str(&b, a->reason);
    answer_notes(&b, a);
    out->cell[ROW_REASON] = kept(mem, &b, &failed);
    answer_flags(&b, a);
    out->cell[ROW_FLAGS] = kept(mem, &b, &failed);
    return failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a row") : CORDON_OK;
}

/* ---- findings */

static void names_json(buf *b, const entity *e) {
    json_key(b, "names");
    buf_char(b, '[');
    for (uint32_t i = 0, n = 0; i < e->values && n < 20; i++)
        if (lists_is_name(e->value[i].prop)) {
            json_str(b, NULL, e->value[i].value);
            n++;
        }
    buf_char(b, ']');
}

static void listing_json(buf *b, const screen_hit *h) {
    const entity_listing *l = h->listing;
    json_key(b, "listing");
    buf_char(b, '{');
    json_str(b, "programme", l && *l->programme ? l->programme : NULL);
    json_str(b, "article", l && *l->article ? l->article : NULL);
    json_str(b, "reference", l && *l->reference ? l->reference : NULL);
    json_date(b, "from", l ? l->from : 0);
    json_date(b, "to", end_of(h));
    json_key(b, "former");
    buf_str(b, h->entry->former ? "true" : "false");
    buf_char(b, '}');
}

static void review_json(buf *b, const screen_hit *h) {
    const review *r = h->review;
    json_key(b, "review");
    if (!r) {
        buf_str(b, "null");
        return;
    }
    buf_char(b, '{');
    json_int(b, "review", r->id);
    json_str(b, "verdict", r->verdict);
    json_str(b, "state", review_state_name(h->review_state));
    json_str(b, "reason", r->reason);
    json_str(b, "by", r->by);
    json_date(b, "made", r->made);
    json_date(b, "until", r->until);
    buf_char(b, '}');
}

static void also_json(buf *b, const screen_hit *h) {
    json_key(b, "also_on");
    buf_char(b, '[');
    for (size_t i = 0; i < h->also; i++) json_str(b, NULL, h->also_on[i]);
    buf_char(b, ']');
}

static void hit_json(buf *b, const screen_engine *e, const hit_row *row, const screen_hit *h) {
    const list_version *v = &h->entry->v;
    const coverage_list *l = coverage_find(screen_engine_coverage(e), v->e.list);
    json_str(b, "hit", row->cell[ROW_HIT]);
    json_str(b, "list", v->e.list);
    json_str(b, "list_title", l ? l->title : NULL);
    json_str(b, "list_kind", l ? l->kind : NULL);
    json_str(b, "key", v->e.key);
    json_str(b, "schema", v->e.schema);
    names_json(b, &v->e);
    json_str(b, "matched", row->cell[ROW_MATCHED]);
    json_key(b, "name_score");
    buf_str(b, row->cell[ROW_NAME_SCORE]);
    json_str(b, "by", row->cell[ROW_BY]);
    listing_json(b, h);
    json_date(b, "vintage", l ? l->vintage : 0);
    json_date(b, "words_since", v->first);
    json_str(b, "file", v->file);
    json_str(b, "sha256", v->sha256);
    also_json(b, h);
    review_json(b, h);
}

/* What had to be reached: of a hit by its kind; of no hit only when one number was for all. */
static void threshold_json(buf *b, const screen_engine *e, const screen_hit *h) {
    double said = screen_engine_terms(e)->threshold;
    json_key(b, "threshold");
    if (h || said > 0)
        buf_printf(b, "%.4f", h ? screen_engine_threshold(e, h->pair.kind) : said);
    else
        buf_str(b, "null");
}

static void question_json(buf *b, const screen_engine *e, const screen_ask *ask, const screen_answer *a, const screen_hit *h) {
    buf flags = {0};
    json_key(b, "asked");
    entity_json(b, &ask->facts);
    json_str(b, "question", a->question);
    threshold_json(b, e, h);
    answer_flags(&flags, a);
    json_str(b, "flags", flags.len ? buf_text(&flags) : NULL);
    buf_free(&flags);
}

static void hit_text(buf *b, const char *subject, const hit_row *row, const screen_hit *h) {
    const char *const *c = row->cell;
    buf_printf(b, "\"%s\" %s as \"%s\" on %s (%s)", subject, h->entry->former ? "was listed" : "is listed", c[ROW_NAME], c[ROW_LIST], c[ROW_KEY]);
    if (*c[ROW_FROM]) buf_printf(b, " since %s", c[ROW_FROM]);
    if (*c[ROW_TO]) buf_printf(b, " to %s", c[ROW_TO]);
    buf_printf(b, ": probability %s by %s, list of %s", c[ROW_SCORE], c[ROW_BY], c[ROW_VINTAGE]);
    if (h->review) buf_printf(b, "; reviewed: %s", c[ROW_REVIEW]);
}

static void next_question(buf *b, const score_model *m, const screen_answer *a, const screen_hit *h) {
    explain_if ifs[EXPLAIN_IFS];
    if (!h) {
        if (a->weak) buf_str(b, "country, date of birth, address or number of the party");
        return;
    }
    explain_what_if(ifs, m, a, h);
    const explain_if *best = explain_cheapest(ifs, h);
    if (best) buf_printf(b, "%s of the party%s%s", best->fact, *best->entry_says ? "; the entry says " : "", best->entry_says);
}

static const char *subject_of(const screen_ask *ask) {
    const char *name = first_name(&ask->facts);
    return *name || !ask->facts.values ? name : ask->facts.value[0].value;
}

static void answer_text(buf *b, const screen_answer *a) {
    if (a->reason)
        buf_str(b, a->reason);
    else
        buf_str(b, "no entry of the lists searched is alike enough");
    buf notes = {0};
    answer_notes(&notes, a);
    if (notes.len) buf_printf(b, "; %s", buf_text(&notes));
    buf_free(&notes);
}

cordon_status hit_finding(buf *out, const screen_engine *e, const screen_ask *ask, const screen_answer *a,
                          const screen_hit *hit, bool explain, cordon_error *err) {
    hit_row row;
    arena mem;
    buf parameters = {0}, text = {0}, next = {0};
    const screen_terms *t = screen_engine_terms(e);
    arena_init(&mem, 0);
    cordon_status status = hit_row_make(&row, &mem, e, a, hit, err);
    finding f = {.rule = "screen", .subject = subject_of(ask), .verdict = hit ? FINDING_FOUND : a->verdict,
                 .score = hit && !status ? strtod(row.cell[ROW_SCORE], NULL) : (double)NAN, FINDING_NO_INTERVAL, .as_at = t->as_at, .known_by = t->known_by,
                 .method = "names by name_score, all facts by pair_compare (docs/SCREEN.md)"};
    buf_char(&parameters, '{');
    question_json(&parameters, e, ask, a, hit);
    if (hit && !status) {
        hit_json(&parameters, e, &row, hit);
        hit_text(&text, f.subject, &row, hit);
        f.evidence[0] = (finding_evidence){.kind = "row", .source = hit->entry->v.source, .line = (int64_t)hit->entry->v.line,
                                           .quote = *row.cell[ROW_MATCHED] ? row.cell[ROW_MATCHED] : row.cell[ROW_NAME]};
        f.evidence_n = 1;
        if (explain) {
            json_key(&parameters, "explanation");
            status = explain_json(&parameters, screen_engine_model(e), a, hit, err);
        }
    } else {
        answer_text(&text, a);
    }
    buf_char(&parameters, '}');
    next_question(&next, screen_engine_model(e), a, hit);
    f.parameters = buf_text(&parameters);
    f.text = buf_text(&text);
    f.next_question = next.len ? buf_text(&next) : NULL;
    if (!status && (parameters.failed || text.failed || next.failed))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for a finding");
    if (!status) finding_json(out, &f);
    buf_free(&parameters);
    buf_free(&text);
    buf_free(&next);
    arena_destroy(&mem);
    return status;
}
