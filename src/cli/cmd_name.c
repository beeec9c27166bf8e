/* cmd_name.c - what a name becomes before it is compared: tokens, classes and readings. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "name/form.h"
#include "name/script.h"

static const char *kind_arg;
static bool json;

static const option options[] = {
    {"kind", 'k', OPTION_TEXT, "KIND", "person, organisation, vessel or any (default: any)",
     &kind_arg},
    {"json", 0, OPTION_FLAG, NULL, "print one JSON object", &json},
    {0},
};
static const option *get_options(void) { return options; }

static const char *const kinds[] = {"any", "person", "organisation", "vessel"};
static const char *const classes[NAME_CLASSES] = {
    "word", "number", "initial", "legal form", "title", "particle", "stop word"};
static const char *const origins[] = {"plain", "romanised", "consonants", "meaning", "other form"};
static const struct {
    unsigned flag;
    const char *word, *text;
} flags[] = {
    {NAME_TRUNCATED, "truncated", "words behind the 64th were left out"},
    {NAME_MIXED, "mixed", "a word is in letters of several scripts"},
    {NAME_CONFUSABLE, "confusable", "letters that look like those of another script were undone"},
    {NAME_INVISIBLE, "invisible", "zero-width or direction marks were taken out"},
    {NAME_MARKS, "marks", "a letter had more marks than any language writes"},
};

static int kind_of(const char *s) {
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!s || !strcmp(s, kinds[i])) return (int)i;
    return -1;
}

static void token_json(buf *b, const name_token *t) {
    buf_str(b, b->p[b->len - 1] == '[' ? "{" : ",{");
    json_str(b, "text", t->text);
    json_str(b, "class", classes[t->cls]);
    json_str(b, "script", name_script_name(t->script));
    json_key(b, "joined");
    buf_str(b, t->joined ? "true" : "false");
    json_key(b, "readings");
    buf_char(b, '[');
    for (unsigned i = 0; i < t->n; i++) {
        buf_str(b, i ? ",{" : "{");
        json_str(b, "latin", t->reading[i].latin);
        json_str(b, "origin", origins[t->reading[i].origin]);
        json_str(b, "system", t->reading[i].system ? name_system_name(t->reading[i].system) : NULL);
        buf_char(b, '}');
    }
    buf_str(b, "]}");
}

static void print_json(const name_form *f) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "folded", f->folded);
    json_str(&b, "kind", kinds[f->kind]);
    json_key(&b, "flags");
    buf_char(&b, '[');
    for (unsigned i = 0, n = 0; i < sizeof flags / sizeof *flags; i++)
        if (f->flags & flags[i].flag) buf_printf(&b, "%s\"%s\"", n++ ? "," : "", flags[i].word);
    buf_char(&b, ']');
    json_key(&b, "tokens");
    buf_char(&b, '[');
    for (unsigned i = 0; i < f->n; i++) token_json(&b, &f->token[i]);
    buf_str(&b, "]}\n");
    fputs(buf_text(&b), stdout);
    buf_free(&b);
}

static void print_text(const name_form *f) {
    printf("%s\n", f->folded);
    for (unsigned i = 0; i < f->n; i++) {
        const name_token *t = &f->token[i];
        printf("  %s%s  %s, %s\n", t->text, t->joined ? " +" : "", classes[t->cls],
               name_script_name(t->script));
        for (unsigned j = 0; j < t->n; j++) {
            const name_reading *r = &t->reading[j];
            printf("      %-32s %s", r->latin, origins[r->origin]);
            printf("%s%s\n", r->system ? ", " : "", name_system_name(r->system));
        }
    }
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++)
        if (f->flags & flags[i].flag) printf("note: %s\n", flags[i].text);
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    kind_arg = NULL;
    json = false;
    int rc = options_parse(&cmd_name, options, argc, argv, args, &n, &done);
    if (done) return rc;
    int kind = kind_of(kind_arg);
    if (kind < 0)
        return usage_error(&cmd_name, "--kind \"%s\" is none of any, person, organisation, vessel",
                           kind_arg);
    cordon_error err = {0};
    const name_tables *t;
    name_form f;
    arena mem;
    arena_init(&mem, 0);
    if (name_tables_open(&t, &err) ||
        name_form_read(&f, &mem, t, (name_kind)kind, args[0], strlen(args[0]), &err))
        rc = cmd_failed(&cmd_name, &err);
    else if (json)
        print_json(&f);
    else
        print_text(&f);
    arena_destroy(&mem);
    return rc;
}

static const char *const examples[] = {
    "cordon name 'ООО \"Ромашка\"'", "the legal form and the word, each with its readings",
    "cordon name --kind person \"Vasil'yev, A.B.\" --json", "the same for a program", NULL};

const command cmd_name = {
    .name = "name",
    .summary = "show how a name is read before it is compared",
    .synopsis = "TEXT [--kind KIND] [--json]",
    .about =
        "A name is folded (case, width, marks), cut into words, and every word gets a class and each "
        "way it may be read in Latin letters: as written, romanised by one system or several, as "
        "consonants only where the script leaves vowels out, translated, or as another form of the "
        "given name. A \"+\" behind a word says that nothing parts it from the next.\n\n"
        "Needs no store. The tables behind it stand in data/names and data/lists/names.",
    .args_min = 1,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};
