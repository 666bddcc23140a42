/* One line of JSON Lines, as a document. */
#include "base/utf8.h"
#include "fuzz.h"
#include "ingest/document.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = (char *)fuzz_copy(data, size);
    dm_item item = {
        .bytes = {bytes, size, size, false}, .json = true, .name = "fuzz", .line = 3, .several = size & 1};
    dm_arena arena;
    jmp_buf guard;
    dm_loaded loaded = {0};
    dm_err err = {0};
    dm_arena_init(&arena, 0);
    arena.guard = &guard;
    if (setjmp(guard) == 0) {
        if (dm_document_load(&loaded, &item, &arena, &err) == DM_OK) {
            const dm_document *d = &loaded.doc;
            FUZZ_CHECK(d->id && d->text && dm_utf8_check(d->text, d->text_size) == d->text_size);
            for (size_t i = 0; i < d->entity_count; i++) {
                const dm_entity *e = &d->entities[i];
                FUZZ_CHECK(e->id && e->begin < e->end && e->end <= d->text_size &&
                           dm_utf8_is_start(d->text[e->begin]));
                FUZZ_CHECK(e->end == d->text_size || dm_utf8_is_start(d->text[e->end]));
            }
        } else {
            FUZZ_CHECK(*err.what && err.at == 3);
        }
    }
    dm_document_clear(&loaded);
    dm_arena_clear(&arena);
    free(bytes);
    return 0;
}
