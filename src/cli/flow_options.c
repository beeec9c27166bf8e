#include "cli/flow_options.h"

#include <string.h>

void flow_options_reset(flow_options *o) {
    *o = (flow_options){.level = -1, .q = CORDON_FLOW_QUESTION_INIT};
}

int flow_failed(const command *c, const cordon_error *err) {
    if (err->status == CORDON_EINVAL) return usage_error(c, "%s", err->message);
    return cmd_failed(c, err);
}

int flow_options_open(cordon_store *s, asked *w, const command *c, flow_options *o, bool two_periods,
                      unsigned by_default) {
    cordon_error err = {0};
    *s = (cordon_store){0};
    *w = (asked){0};
    int rc = cmd_store(c, &o->store);
    if (rc) return rc;
    o->q.level = (int)o->level;
    if (by_default == BY_MONTH && o->q.freq && strcmp(o->q.freq, "A") == 0) by_default = BY_YEAR;
    if (context_open(s, o->store, o->regime, STORE_READ, (double)o->wait_s, &err))
        return cmd_failed(c, &err);
    if (asked_resolve(w, s, &o->q, two_periods, by_default, &err)) return flow_failed(c, &err);
    return EXIT_OK;
}

int flow_command_run(const flow_command *f, int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    flow_options_reset(f->in);
    *f->choice = (output_choice){0};
    int rc = options_parse(f->c, f->c->options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) f->in->store = args[0];
    if (f->check && (rc = f->check())) return rc;
    cordon_store s;
    asked w;
    rc = flow_options_open(&s, &w, f->c, f->in, f->two_periods, f->by_default);
    if (!rc) rc = f->work(&s, &w);
    asked_free(&w);
    context_close(&s);
    return rc;
}

const char *flow_area_name(const cordon_store *s, const char *code) {
    const area *a = *code ? areas_find(s->areas, "code", code, strlen(code), 0) : NULL;
    return a ? a->name : code;
}
