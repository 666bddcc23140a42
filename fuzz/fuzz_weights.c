/* A file of weights of learned nets; what is taken is loaded again and scores. */
#include "fuzz.h"
#include "lexicon/perceptron.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    unsigned char *p = fuzz_copy(data, size);
    dm_packer packer = {0};
    dm_mapped file;
    dm_pack pack;
    if (dm_perceptron_pack(&packer, (dm_str){(const char *)p, size}, "weights", NULL) != DM_OK) {
        dm_packer_clear(&packer);
    } else if (dm_packer_finish(&packer, &file, "fuzzpack", 1, NULL) == DM_OK) {
        FUZZ_CHECK(dm_pack_open_bytes(&pack, file, "pack", "fuzzpack", 1, "", NULL) == DM_OK);
        for (uint32_t i = 0; i < pack.count; i++) {
            dm_perceptron net;
            const uint32_t keys[] = {0, 7, UINT32_MAX};
            const float input[DM_INPUT_WIDTH] = {1}, *vectors[DM_MOST_VECTORS] = {input, NULL, input, NULL};
            float score[DM_MOST_OUTPUTS];
            FUZZ_CHECK(dm_perceptron_load(&net, &pack, &pack.sections[i], NULL) == DM_OK);
            dm_perceptron_score(&net, keys, 3, vectors, score);
        }
        free((void *)(uintptr_t)file.p);
    }
    free(p);
    return 0;
}
