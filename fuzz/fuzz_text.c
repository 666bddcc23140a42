/* Any bytes: the UTF-8 check; if they are text, tokenizer and parse on the synthetic model. */
#include "base/utf8.h"
#include "fuzz.h"

static fuzz_engine engine;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    static unsigned char *bytes;
    size_t size;
    (void)argc, (void)argv;
    fuzz_file(&bytes, &size, "FUZZ_MODEL", "synthetic.dmm");
    FUZZ_CHECK(fuzz_engine_new(&engine, bytes, size));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = (char *)fuzz_copy(data, size);
    if (dm_utf8_check(text, size) == size) {
        char *lower = malloc(3 * size + 2);
        FUZZ_CHECK(dm_utf8_count(text, size) <= size);
        size_t n = dm_utf8_lower(text, size, lower);
        FUZZ_CHECK(n <= 3 * size && dm_utf8_check(lower, n) == n);
        free(lower);
        fuzz_engine_parse(&engine, (dm_str){text, size});
        FUZZ_CHECK(dm_utf8_check(engine.out.p, engine.out.n) == engine.out.n);
    }
    free(text);
    return 0;
}
