#include "name/address.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/data_dir.h"
#include "base/once.h"
#include "name/fold.h"
#include "read/table.h"

enum { FORMS_MAX = 4096, FORM_WORDS_MAX = 4, RUNS_MAX = 160, RUN_BYTES = 48 };

/* What a word of the table does; the rest of the classes are made of what stands beside it. */
typedef enum form_role {
    ROLE_STREET,
    ROLE_BUILDING,
    ROLE_UNIT,
    ROLE_FLOOR,
    ROLE_GROUND,
    ROLE_NUMBER,
    ROLE_DIRECTION,
    ROLE_AREA,
    ROLE_ADMIN,
    ROLE_PLACE,
    ROLE_BOX,
    ROLE_CARE,
    ROLES,
    ROLE_NONE = ROLES
} form_role;
static const char *const role_names[ROLES] = {"street", "building", "unit",      "floor",
                                              "ground", "number",   "direction", "area",
                                              "admin",  "place",    "box",       "care"};

typedef struct form_row {
    const char *variant, *form;
    size_t len;
    uint8_t role, words;
} form_row;

struct address_forms {
    table t;
    form_row row[FORMS_MAX]; /* sorted by variant */
    size_t n;
};

static int by_variant(const void *x, const void *y) {
    return strcmp(((const form_row *)x)->variant, ((const form_row *)y)->variant);
}

static uint8_t words_of(const char *s) {
    uint8_t n = 1;
    for (; *s; s++) n = (uint8_t)(n + (*s == ' '));
    return n;
}

static cordon_status read_forms(void *fresh, cordon_error *err) {
    address_forms *f = fresh;
    static const char *const names[] = {"variant", "form", "class", NULL};
    char path[512];
    int col[3];
    cordon_status status =
        table_read(&f->t, data_path(path, sizeof path, "data/names/address_forms.csv"), err);
    if (status) return status;
    status = table_cols(&f->t, names, col, err);
    if (!status && f->t.rows > FORMS_MAX)
        status = cordon_fail_at(err, CORDON_ELIMIT, f->t.path, f->t.line[FORMS_MAX], 0,
                                "more than %d forms", FORMS_MAX);
    for (size_t i = 0; !status && i < f->t.rows; i++) {
        form_row *r = &f->row[f->n++];
        const char *cls = table_cell(&f->t, i, col[2]);
        *r = (form_row){.variant = table_cell(&f->t, i, col[0]),
                        .form = table_cell(&f->t, i, col[1])};
        r->len = strlen(r->variant), r->words = words_of(r->variant);
        while (r->role < ROLES && strcmp(cls, role_names[r->role]) != 0) r->role++;
        if (r->role == ROLES || !r->len || !*r->form || r->words > FORM_WORDS_MAX)
            status = cordon_fail_at(
                err, CORDON_EFORMAT, f->t.path, f->t.line[i], 0,
                "variant \"%.40s\" of class \"%.40s\": expected 1 to %d words and a class "
                "such as street, unit or place",
                r->variant, cls, FORM_WORDS_MAX);
    }
    qsort(f->row, f->n, sizeof *f->row, by_variant);
    if (status) table_free(&f->t);
    return status;
}

cordon_status address_forms_open(const address_forms **out, cordon_error *err) {
    static once forever = ONCE;
    cordon_status status;
    const address_forms *f = once_kept(&forever, sizeof *f, read_forms, &status, err);
    if (f) *out = f;
    return status;
}

/* A run of letters or of digits of one script kind. */
typedef struct run {
    char text[RUN_BYTES];
    uint8_t len;
    bool digits, tied; /* tied: nothing stood between it and the run before */
    char before;       /* the mark before it, ' ' when only blanks */
    uint8_t role;
    const char *form;
} run;

typedef enum letter_kind { LETTER_NOT, LETTER_DIGIT, LETTER_ALPHABET, LETTER_SINGLE } letter_kind;

/* Han characters and kana are runs of one; what follows a number ("6" "樓") is then found in the
 * table. */
static letter_kind kind_of(utf8proc_int32_t c) {
    if (c >= '0' && c <= '9') return LETTER_DIGIT;
    if ((c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
        (c >= 0x20000 && c <= 0x3ffff))
        return LETTER_SINGLE;
    utf8proc_category_t k = utf8proc_category(c);
    bool letter = (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) ||
                  k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC ||
                  k == UTF8PROC_CATEGORY_ND;
    return letter ? LETTER_ALPHABET : LETTER_NOT;
}

static void add_run(run *v, unsigned *n, const char *s, size_t len, letter_kind k, char before) {
    if (*n == RUNS_MAX) return;
    run *r = &v[(*n)++];
    if (len >= RUN_BYTES) len = RUN_BYTES - 1;
    while (len && ((unsigned char)s[len] & 0xc0) == 0x80) len--;
    *r = (run){.len = (uint8_t)len,
               .digits = k == LETTER_DIGIT,
               .tied = !before,
               .before = (char)(before ? before : ' '),
               .role = ROLE_NONE};
    memcpy(r->text, s, len);
}

static unsigned cut_runs(run *v, const char *s, size_t len, bool *cut) {
    unsigned n = 0;
    char before = ' ';
    for (size_t i = 0, from = 0; i < len;) {
        utf8proc_int32_t c;
        size_t step = (size_t)utf8proc_iterate((const utf8proc_uint8_t *)s + i,
                                               (utf8proc_ssize_t)(len - i), &c);
        letter_kind k = kind_of(c);
        from = i, i += step;
        if (k == LETTER_NOT) {
            bool apostrophe = c == '\'' || c == 0x2019;
            if (!apostrophe && (before == ' ' || !before || c != ' '))
                before = (char)(c < 0x80 ? c : ' ');
            continue;
        }
        while (i < len && k != LETTER_SINGLE) {
            utf8proc_int32_t next;
            utf8proc_ssize_t more = utf8proc_iterate((const utf8proc_uint8_t *)s + i,
                                                     (utf8proc_ssize_t)(len - i), &next);
            if (kind_of(next) != k) break;
            i += (size_t)more;
        }
        *cut |= n == RUNS_MAX;
        add_run(v, &n, s + from, i - from, k, before);
        before = 0;
    }
    return n;
}

static const form_row *find(const address_forms *f, const char *s) {
    form_row key = {.variant = s};
    return bsearch(&key, f->row, f->n, sizeof *f->row, by_variant);
}

/* The longest variant that begins at run i; returns how many runs it takes. Runs of Han are joined
 * without a blank, as the table writes them.                                    */
static unsigned match_form(const address_forms *f, const run *v, unsigned i, unsigned n,
                           const form_row **found) {
    char text[RUN_BYTES * FORM_WORDS_MAX + FORM_WORDS_MAX];
    size_t len = 0;
    unsigned taken = 0;
    for (unsigned k = 0; k < FORM_WORDS_MAX && i + k < n; k++) {
        const run *r = &v[i + k];
        if (r->digits || r->role != ROLE_NONE) break;
        if (k && !(r->tied && (unsigned char)r->text[0] >= 0xe3)) text[len++] = ' ';
        memcpy(text + len, r->text, r->len);
        len += r->len;
        text[len] = 0;
        const form_row *row = find(f, text);
        if (row) *found = row, taken = k + 1;
    }
    return taken;
}

/* "c", "d", "k" and their like mean a form only before a number, directions and floors apart. */
static bool means_form(const run *v, unsigned i, unsigned n, unsigned taken, const form_row *row) {
    if (taken > 1 || v[i].len > 1 || row->role == ROLE_DIRECTION) return true;
    if (row->role == ROLE_FLOOR || row->role == ROLE_GROUND) return i && v[i - 1].digits;
    return i + 1 < n && v[i + 1].digits && !v[i + 1].tied;
}

/* Runs of one form become one; returns the new number of runs. */
static unsigned name_forms(const address_forms *f, run *v, unsigned n) {
    unsigned to = 0;
    for (unsigned i = 0; i < n;) {
        const form_row *row = NULL;
        unsigned taken = match_form(f, v, i, n, &row);
        run r = v[i];
        if (taken && means_form(v, i, n, taken, row)) {
            r.role = row->role, r.form = row->form;
            i += taken;
        } else {
            i++;
        }
        v[to++] = r;
    }
    return to;
}

static void add_token(address *a, unsigned cls, const char *s, size_t len) {
    address_token t = {.cls = (uint8_t)cls};
    if (cls != ADDRESS_WORD)
        while (len > 1 && *s == '0') s++, len--;
    if (len >= ADDRESS_TOKEN_BYTES) len = ADDRESS_TOKEN_BYTES - 1;
    while (len && ((unsigned char)s[len] & 0xc0) == 0x80) len--;
    memcpy(t.text, s, len);
    t.len = (uint8_t)len;
    for (unsigned i = 0; i < a->n; i++)
        if (a->token[i].cls == t.cls && !strcmp(a->token[i].text, t.text)) return;
    if (a->n == ADDRESS_TOKENS_MAX)
        a->cut = true;
    else if (len)
        a->token[a->n++] = t;
}

static bool ordinal(const run *r) {
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    for (int i = 0; i < 4; i++)
        if (!strcmp(r->text, ends[i])) return true;
    return false;
}

/* A number with the letter tied to it: "12a", "903b"; *taken counts the runs. */
static size_t number_text(char out[RUN_BYTES * 2], const run *v, unsigned i, unsigned n,
                          unsigned *taken) {
    size_t len = v[i].len;
    memcpy(out, v[i].text, len);
    *taken = 1;
    const run *tail = i + 1 < n && v[i + 1].tied && !v[i + 1].digits ? &v[i + 1] : NULL;
    if (tail && ordinal(tail)) {
        *taken = 2;
    } else if (tail && tail->len == 1 && tail->role != ROLE_FLOOR) {
        out[len++] = tail->text[0];
        *taken = 2;
    }
    out[len] = 0;
    return len;
}

static unsigned class_after(uint8_t role) {
    return role == ROLE_UNIT       ? ADDRESS_UNIT
           : role == ROLE_FLOOR    ? ADDRESS_FLOOR
           : role == ROLE_BOX      ? ADDRESS_BOX
           : role == ROLE_BUILDING ? ADDRESS_BLOCK
                                   : ADDRESS_HOUSE;
}

/* What number i (of `taken` runs) is the number of: the form before it, a floor or a room behind
 * it, else a house, or a postcode when it is long.                                 */
static unsigned number_class(const run *v, unsigned i, unsigned taken, unsigned n) {
    const run *next = i + taken < n ? &v[i + taken] : NULL, *prev = i ? &v[i - 1] : NULL;
    if (next && next->role == ROLE_FLOOR && next->before != ',') return ADDRESS_FLOOR;
    if (next && next->tied && next->role == ROLE_UNIT) return ADDRESS_UNIT;
    if (next && next->tied && next->role == ROLE_BUILDING) return ADDRESS_BLOCK;
    if (next && next->tied && next->role == ROLE_NUMBER) return ADDRESS_HOUSE;
    if (prev && v[i].before != ',' &&
        (prev->role == ROLE_UNIT || prev->role == ROLE_FLOOR || prev->role == ROLE_BUILDING ||
         prev->role == ROLE_BOX))
        return class_after(prev->role);
    return v[i].len >= 5 ? ADDRESS_POSTCODE : ADDRESS_HOUSE;
}

static unsigned take_number(address *a, const run *v, unsigned i, unsigned n) {
    char text[RUN_BYTES * 2];
    unsigned taken, cls;
    size_t len = number_text(text, v, i, n, &taken);
    cls = number_class(v, i, taken, n);
    add_token(a, cls, text, len);
    /* 131-132, 5/7, 12 & 14: what follows is a number of the same thing. */
    while (i + taken < n && v[i + taken].digits && strchr("-/&", v[i + taken].before)) {
        unsigned more;
        bool floor_next = number_class(v, i + taken, 1, n) == ADDRESS_FLOOR && cls != ADDRESS_FLOOR;
        if (floor_next) break;
        len = number_text(text, v, i + taken, n, &more);
        add_token(a, cls, text, len);
        taken += more;
    }
    return taken;
}

/* "Block B", "Flat A", "Room B12": a letter, or letters tied to a number, after the form. */
static unsigned take_lettered(address *a, const run *v, unsigned i, unsigned n) {
    uint8_t role = v[i].role;
    if (role != ROLE_UNIT && role != ROLE_BUILDING && role != ROLE_FLOOR) return 0;
    if (i + 1 >= n || v[i + 1].digits || v[i + 1].role != ROLE_NONE || v[i + 1].before == ',')
        return 0;
    const run *l = &v[i + 1];
    bool tied = i + 2 < n && v[i + 2].digits && (v[i + 2].tied || v[i + 2].before == '-');
    if (l->len > (tied ? 2 : 1)) return 0;
    char text[RUN_BYTES * 2];
    memcpy(text, l->text, l->len);
    if (tied) memcpy(text + l->len, v[i + 2].text, v[i + 2].len);
    add_token(a, class_after(role), text, (size_t)l->len + (tied ? v[i + 2].len : 0));
    return tied ? 2 : 1;
}

static void take_form(address *a, const run *r) {
    static const uint8_t cls[ROLES] = {
        [ROLE_STREET] = ADDRESS_STREET,       [ROLE_BUILDING] = ADDRESS_BUILDING,
        [ROLE_DIRECTION] = ADDRESS_DIRECTION, [ROLE_AREA] = ADDRESS_AREA,
        [ROLE_ADMIN] = ADDRESS_ADMIN,         [ROLE_PLACE] = ADDRESS_PLACE};
    if (r->role == ROLE_GROUND)
        add_token(a, ADDRESS_FLOOR, r->form, strlen(r->form));
    else if (cls[r->role] || r->role == ROLE_STREET)
        add_token(a, cls[r->role], r->form, strlen(r->form));
}

static void take_runs(address *a, const run *v, unsigned n) {
    for (unsigned i = 0; i < n;) {
        if (v[i].digits) {
            i += take_number(a, v, i, n);
        } else if (v[i].role != ROLE_NONE) {
            take_form(a, &v[i]);
            i += 1 + take_lettered(a, v, i, n);
        } else {
            add_token(a, ADDRESS_WORD, v[i].text, v[i].len);
            i++;
        }
    }
}

/* Marks off, and stays folded. */
static cordon_status plain(buf *out, const char *text, size_t len) {
    buf folded = {0};
    cordon_status status = name_fold(&folded, text, len);
    utf8proc_uint8_t *bare = NULL;
    utf8proc_ssize_t n = 0;
    if (!status)
        n = utf8proc_map((const utf8proc_uint8_t *)buf_text(&folded), (utf8proc_ssize_t)folded.len,
                         &bare, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK);
    if (n < 0) status = n == UTF8PROC_ERROR_NOMEM ? CORDON_ENOMEM : CORDON_EFORMAT;
    if (!status) buf_add(out, (const char *)bare, (size_t)n);
    free(bare);
    buf_free(&folded);
    return out->failed ? CORDON_ENOMEM : status;
}

cordon_status address_read(address *out, const address_forms *f, const char *text, size_t len,
                           cordon_error *err) {
    run v[RUNS_MAX];
    buf b = {0};
    address a = {0};
    if (len > ADDRESS_TEXT_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "an address of %zu bytes; at most %d are read", len,
                           ADDRESS_TEXT_MAX);
    cordon_status status = plain(&b, text, len);
    if (status) {
        buf_free(&b);
        return cordon_fail(err, status, "address \"%.60s\": %s", text,
                           status == CORDON_ENOMEM ? "no memory" : "not a text of UTF-8");
    }
    unsigned n = cut_runs(v, buf_text(&b), b.len, &a.cut);
    take_runs(&a, v, name_forms(f, v, n));
    buf_free(&b);
    *out = a;
    return CORDON_OK;
}

const char *address_class_name(unsigned cls) {
    static const char *const names[ADDRESS_CLASSES] = {
        "word",   "house",    "postcode",  "box",  "unit",  "floor", "block",
        "street", "building", "direction", "area", "admin", "place"};
    return cls < ADDRESS_CLASSES ? names[cls] : "unknown";
}
