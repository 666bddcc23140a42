/* A dictionary of actors or agents; every table that comes of it must be well formed. */
#include "base/utf8.h"
#include "fuzz.h"
#include "lexicon/petrarch.h"
#include "lexicon/tsv.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    unsigned char *p = fuzz_copy(data, size);
    dm_arena arena;
    dm_petrarch out;
    jmp_buf guard;
    dm_arena_init(&arena, 0);
    arena.guard = &guard;
    dm_petrarch_begin(&out);
    if (!setjmp(guard)) {
        FUZZ_CHECK(dm_petrarch_read(&out, (dm_str){(const char *)p, size}, "input", &arena, NULL) == DM_OK);
        const dm_buffer *tables[] = {&out.countries, &out.groups, &out.offices, &out.roles};
        const uint32_t rows[] = {out.n_countries, out.n_groups, out.n_offices, out.n_roles};
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
            dm_tsv t;
            FUZZ_CHECK(dm_tsv_parse(&t, (dm_str){tables[i]->p, tables[i]->n}, "table", &arena, NULL) ==
                       DM_OK);
            FUZZ_CHECK(t.n == rows[i]);
        }
        FUZZ_CHECK(dm_utf8_check(out.lost.p, out.lost.n) == out.lost.n);
    }
    dm_petrarch_clear(&out);
    dm_arena_clear(&arena);
    free(p);
    return 0;
}
