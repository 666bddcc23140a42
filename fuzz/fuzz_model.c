/* A .dmm file whose checksum is made right, so that what is inside is looked at. If it loads, a short text is
 * parsed. An input is a list of changes to the synthetic model: fuzz_change. */
#include "fuzz.h"

static unsigned char *model;
static size_t model_size;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    fuzz_file(&model, &model_size, "FUZZ_MODEL", "synthetic.dmm");
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    unsigned char *p = fuzz_copy(model, model_size);
    fuzz_change(p, model, model_size, data, size);
    fuzz_engine e;
    if (fuzz_engine_new(&e, p, model_size)) {
        fuzz_engine_parse(&e, DM_STR("The prime minister (Kim) didn't say 10km, in spite of  “it”:)\n\n "
                                     "don’t... ((x)) İ axes men"));
        fuzz_engine_free(&e);
    }
    free(p);
    return 0;
}
