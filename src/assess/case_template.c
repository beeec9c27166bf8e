/* case_template.c - a case to fill in, as it ships. */
#include <stdio.h>
#include <string.h>

#include "assess/case_fields.h"
#include "base/data_dir.h"

cordon_status case_template(buf *out, const char *side, cordon_error *err) {
    char path[512], name[64], chunk[8192];
    const char *sides = case_field_find(&case_shape_case, "side")->words;
    if (!case_field_word(sides, side)) return cordon_fail(err, CORDON_EINVAL, "no template \"%.40s\"; expected one of: %s", side, sides);
    snprintf(name, sizeof name, "data/assess/templates/%s.json", side);
    data_path(path, sizeof path, name);
    FILE *in = fopen(path, "rb");
    if (!in) return cordon_fail(err, CORDON_EIO, "%s cannot be read", path);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, in)) > 0;) buf_add(out, chunk, n);
    bool bad = ferror(in);
    fclose(in);
    if (bad) return cordon_fail(err, CORDON_EIO, "%s cannot be read", path);
    return out->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path) : CORDON_OK;
}
