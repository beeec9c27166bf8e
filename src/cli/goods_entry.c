/* goods_entry.c - cordon goods 3A001: an entry of the control lists by its number.
 *
 * Every list is asked and labelled; one without the entry says so, and that its silence is no
 * clearance. */
#include "cli/goods_entry.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const lists[] = {"us", "list2"};
enum { LISTS = sizeof lists / sizeof *lists };

/* A digit, a letter, three digits; what may follow begins with a full stop. */
bool goods_is_control_number(const char *typed) {
    static const char shape[] = "9A999";
    for (size_t i = 0; shape[i]; i++) {
        unsigned char c = (unsigned char)typed[i];
        if (shape[i] == 'A' ? !isalpha(c) : !isdigit(c)) return false;
    }
    return !typed[5] || typed[5] == '.';
}

size_t entry_run(const entry_view *v) {
    size_t n, count = 0;
    const control_paragraph *g = control_list_paragraphs(v->list, &n);
    uint32_t end = v->entry->paragraph + v->entry->paragraphs;
    while (v->first + count + 1 < end && g[v->first + count + 1].depth > g[v->first].depth) count++;
    return count;
}

size_t entry_references(const entry_view *v, bool in) {
    size_t n;
    if (in)
        (void)control_entry_named_by(v->list, v->entry, &n);
    else
        (void)control_entry_names(v->list, v->entry, &n);
    return n;
}

const control_reference *entry_reference(const entry_view *v, bool in, size_t i) {
    size_t n;
    if (!in) return control_entry_names(v->list, v->entry, &n) + i;
    const uint32_t *place = control_entry_named_by(v->list, v->entry, &n);
    return control_list_references(v->list, &n) + place[i];
}

const char *entry_other_day(const entry_view *v, date_day as_at) {
    char day[DATE_TEXT];
    const char *dated = control_list_dated(v->list);
    int order = strncmp(date_format(day, as_at), dated, strlen(dated));
    if (order == 0) return "";
    return order < 0 ? "earlier states are not loaded" : "later states are not loaded";
}

/* "3A001.b.2" as number and item "b.2."; false when it is neither. */
static bool cut_typed(entry_view *v, const char *typed) {
    char number[CONTROL_NUMBER + 1];
    size_t n = strlen(typed + CONTROL_NUMBER);
    snprintf(number, sizeof number, "%.5s", typed);
    if (!control_number_clean(v->number, number) || n + 2 > sizeof v->item) return false;
    const char *item = typed + CONTROL_NUMBER + (n > 0);
    for (n = 0; item[n]; n++) {
        if (!isalnum((unsigned char)item[n]) && item[n] != '.') return false;
        v->item[n] = (char)tolower((unsigned char)item[n]);
    }
    if (n && v->item[n - 1] != '.') v->item[n++] = '.';
    v->item[n] = 0;
    return true;
}

/* The item asked for, or the nearest above it. */
static void find_item(entry_view *v) {
    size_t n, best = 0;
    const control_paragraph *g = control_list_paragraphs(v->list, &n);
    v->first = v->entry->paragraph;
    for (uint32_t i = v->first; *v->item && i < v->entry->paragraph + v->entry->paragraphs; i++) {
        size_t length = strlen(g[i].item);
        if (g[i].note || length <= best || strncmp(g[i].item, v->item, length) != 0) continue;
        v->first = i;
        best = length;
    }
    v->item_missing = best != strlen(v->item);
}

static void count_named(entry_view *v) {
    size_t n;
    const control_reference *r = control_list_references(v->list, &n);
    for (size_t i = 0; i < n; i++) v->named += strcmp(r[i].number, v->number) == 0;
}

/* Asks one list; a list without a chart has no lines. */
static cordon_status ask(entry_view *v, arena *mem, cordon_error *err) {
    v->entry = control_list_find(v->list, v->number);
    if (!v->entry) {
        count_named(v);
        return CORDON_OK;
    }
    find_item(v);
    if (!v->to) return CORDON_OK;
    cordon_status status = control_destination_find(&v->destination, mem, v->list, v->to, err);
    if (!status) status = control_chart(&v->line, &v->lines, mem, v->list, v->entry, v->to, err);
    return status == CORDON_ENOTFOUND ? CORDON_OK : status;
}

static int print(const goods_request *q, const entry_view *v) {
    page p = page_begin();
    if (q->json)
        entry_json(&p.b, q, v, LISTS);
    else
        entry_words(&p, q, v, LISTS);
    cordon_error err;
    int rc = EXIT_OK;
    if (p.b.failed) {
        (void)cordon_fail(&err, CORDON_ENOMEM, "no memory for the answer");
        rc = cmd_failed(&cmd_goods, &err);
    } else {
        fputs(buf_text(&p.b), stdout);
    }
    buf_free(&p.b);
    return rc;
}

/* Every list opened and asked; the first has the names of destinations. */
static int ask_all(const goods_request *q, entry_view *v, arena *mem) {
    cordon_error err = {0};
    bool found = false;
    for (int i = 0; i < LISTS; i++) {
        v[i].which = lists[i];
        memcpy(v[i].number, v[0].number, sizeof v[0].number);
        memcpy(v[i].item, v[0].item, sizeof v[0].item);
        if (control_list_open(&v[i].list, lists[i], &err)) return cmd_failed(&cmd_goods, &err);
        if (q->to && !i && !(v[0].to = control_area(v[0].list, q->to)))
            return usage_error(&cmd_goods, "--to %.60s: no country of that code or name", q->to);
        v[i].to = v[0].to;
        if (ask(&v[i], mem, &err)) return cmd_failed(&cmd_goods, &err);
        found |= v[i].entry != NULL;
    }
    if (found) return print(q, v);
    buf words = {0};
    for (int i = 0; i < LISTS; i++)
        if (v[i].named)
            buf_printf(&words, "; the text of %s names it %zu times, so that copy is not complete",
                       v[i].which, v[i].named);
    (void)cordon_fail(
        &err, CORDON_ENOTFOUND,
        "no control list that is loaded has an entry %s%s; that is not \"not controlled\"",
        v->number, buf_text(&words));
    buf_free(&words);
    return cmd_failed(&cmd_goods, &err);
}

int goods_entry(const goods_request *q) {
    entry_view v[LISTS] = {0};
    arena mem;
    if (!cut_typed(&v[0], q->typed))
        return usage_error(&cmd_goods, "\"%.60s\" is no control number such as 3A001 or 3A001.b.2",
                           q->typed);
    arena_init(&mem, 0);
    int rc = ask_all(q, v, &mem);
    for (int i = 0; i < LISTS; i++) control_list_close(v[i].list);
    arena_destroy(&mem);
    return rc;
}
