/* A mapped container of small sections; its checksum and size are made right if the first byte is odd. */
#include <xxhash.h>

#include "base/pack.h"
#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char magic[] = "fuzzpack";
    if (size < 1) return 0;
    bool mend = data[0] & 1;
    unsigned char *p = fuzz_copy(data + 1, size - 1);
    uint64_t n = size - 1;
    if (mend && n >= 64) {
        uint64_t sum = XXH3_64bits(p + 64, n - 64);
        uint32_t version = 1;
        memcpy(p, magic, 8);
        memcpy(p + 8, &version, sizeof version);
        memcpy(p + 16, &n, sizeof n);
        memcpy(p + 24, &sum, sizeof sum);
    }
    dm_pack pack;
    if (dm_pack_open_bytes(&pack, (dm_mapped){p, n}, "pack", magic, 1, "", NULL) == DM_OK) {
        for (uint32_t i = 0; i < pack.count; i++) {
            const void *at;
            size_t items;
            const float *tensor;
            dm_strings strings;
            dm_index index;
            const char *name = pack.sections[i].name;
            if (dm_pack_array(&pack, name, 1, &at, &items, NULL) == DM_OK) fuzz_touch(at, items);
            const dm_section *first; /* of several with one name */
            if (dm_pack_find(&pack, name, &first, &at, NULL) == DM_OK &&
                dm_pack_tensor(&pack, name, first->dims, &tensor, NULL) == DM_OK)
                fuzz_touch(tensor, first->size);
            if (dm_pack_strings(&pack, name, &strings, NULL) == DM_OK)
                for (uint32_t k = 0; k < strings.n; k++)
                    fuzz_touch(dm_strings_at(&strings, k).p, dm_strings_at(&strings, k).n);
            if (dm_pack_index(&pack, name, &index, NULL) == DM_OK) {
                FUZZ_CHECK(dm_index_find(&index, DM_STR("no such key")) < (int64_t)index.keys.n);
                for (uint32_t k = 0; k < index.keys.n; k++)
                    dm_index_find(&index, dm_strings_at(&index.keys, k));
            }
        }
    }
    free(p);
    return 0;
}
