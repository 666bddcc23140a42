/* Any text: the whole coder with the synthetic model and the small lexicon, all three forms of its answer. */
#include "base/utf8.h"
#include "demarche.h"
#include "fuzz.h"

static dm_engine *engine;
static dm_coder *coder;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    static char model[4200], lexicon[4200];
    (void)argc, (void)argv;
    fuzz_path(model, sizeof model, "FUZZ_MODEL", "synthetic.dmm");
    fuzz_path(lexicon, sizeof lexicon, "FUZZ_LEXICON", "small.dml");
    dm_options options = {.layers = DM_WITH_TEXT | DM_LAYER_PREDICATES};
    FUZZ_CHECK(dm_engine_new(&engine, model, lexicon, NULL) == DM_OK);
    FUZZ_CHECK(dm_coder_new(&coder, engine, &options, NULL) == DM_OK);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = (char *)fuzz_copy(data, size);
    dm_document doc = {.id = "d", .text = text, .text_size = size, .date = "2012-05-05"};
    dm_result out;
    dm_status s = dm_code(coder, &doc, &out, NULL);
    FUZZ_CHECK((s == DM_OK) == (dm_utf8_check(text, size) == size));
    if (s == DM_OK) {
        FUZZ_CHECK(dm_utf8_check(out.data, out.size) == out.size && out.data[out.size - 1] == '\n');
        FUZZ_CHECK(dm_read(coder, &doc, 72, 1, &out, NULL) == DM_OK);
        FUZZ_CHECK(dm_explain(coder, &doc, NULL, &out, NULL) == DM_OK);
    }
    free(text);
    return 0;
}
