/* A .dml file whose checksum is made right, so that what is inside is looked at. If it loads, a short text is
 * coded with it. An input is a list of changes to the small lexicon of the tests: fuzz_change. */
#include "coding/coding.h"
#include "fuzz.h"
#include "record/record.h"

static unsigned char *lexicon, *model;
static size_t lexicon_size, model_size;
static fuzz_engine engine;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    fuzz_file(&model, &model_size, "FUZZ_MODEL", "synthetic.dmm");
    fuzz_file(&lexicon, &lexicon_size, "FUZZ_LEXICON", "small.dml");
    FUZZ_CHECK(fuzz_engine_new(&engine, model, model_size));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char text[] =
        "On Monday, two weeks ago, Norway's ambassador Mr. Lund said that Norway condemned "
        "Kenya for the attack in Springfield. The Red Hand refused to meet the police.";
    unsigned char *p = fuzz_copy(lexicon, lexicon_size);
    dm_lexicon l;
    dm_reading reading;
    jmp_buf guard;
    dm_document doc = {.id = "d", .text = text, .text_size = sizeof text - 1, .date = "2012-05-05"};
    fuzz_change(p, lexicon, lexicon_size, data, size);
    if (dm_lexicon_load_bytes(&l, (dm_mapped){p, lexicon_size}, "small.dml", NULL) == DM_OK) {
        dm_arena_reset(&engine.arena);
        engine.out.n = 0;
        engine.arena.guard = &guard;
        if (setjmp(guard) == 0 &&
            dm_code_document(&reading, &doc, &l, engine.worker, &engine.arena, NULL) == DM_OK)
            dm_write_record(&engine.out, &reading, engine.model.sha256, 0);
    }
    free(p);
    return 0;
}
