#include "cli/pdf_module.h"

#include <dlfcn.h>
#include <string.h>

#include "base/data_dir.h"

static cordon_status no_module(cordon_error *err, const char *why) {
    return cordon_fail(err, CORDON_EIO, "PDF needs the module libcordon-pdf.so: %.300s; write text or HTML instead", why);
}

cordon_status pdf_module(letter_pdf_writer **out, cordon_error *err) {
    char path[1200];
    if (!program_beside(path, sizeof path, "lib/libcordon-pdf.so") && !program_beside(path, sizeof path, "../lib/cordon/libcordon-pdf.so"))
        return no_module(err, "it stands neither in lib beside the program nor in ../lib/cordon");
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        const char *why = dlerror();
        return no_module(err, why ? why : "it cannot be opened");
    }
    const char *version = dlsym(module, "cordon_letter_pdf_version");
    void *found = dlsym(module, "cordon_letter_pdf");
    if (!version || !found || strcmp(version, CORDON_VERSION) != 0) {
        dlclose(module);
        return no_module(err, "the one that is there is of another version");
    }
    memcpy(out, &found, sizeof found);
    return CORDON_OK;
}
