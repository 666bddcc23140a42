/* A .dmm file whose checksum and size are made right, so that what is inside is looked at. If it loads, a
 * short text is parsed.
 *
 * The synthetic model has 4 MB, mostly weights; so an input is a list of changes to it: a section (2 bytes),
 * a place (2 bytes, from the front, or with the highest bit from the end), a length (1 byte), bytes. The
 * places 0xFFF0 and on change the section's entry in the file's table instead. The tokenizer's patterns are
 * left as they are: an expression may be slow by right. */
#include <xxhash.h>

#include "fuzz.h"

static unsigned char *model;
static size_t model_size;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    fuzz_model(&model, &model_size);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    unsigned char *p = fuzz_copy(model, model_size);
    uint32_t count;
    memcpy(&count, p + 12, sizeof count);
    dm_section *sections = (dm_section *)(void *)(p + 64);
    const dm_section *was = (const dm_section *)(const void *)(model + 64);
    while (size >= 5) {
        uint32_t number = (uint32_t)(data[0] | data[1] << 8) % count,
                 place = (uint32_t)(data[2] | data[3] << 8);
        size_t n = data[4];
        data += 5, size -= 5;
        if (n > size) n = size;
        unsigned char *to;
        size_t room;
        if (place >= 0xFFF0) {
            to = (unsigned char *)&sections[number] + 4 * (place - 0xFFF0);
            room = 64 - 4 * (place - 0xFFF0);
        } else if (strcmp(was[number].name, "regex") == 0) {
            to = p, room = 0;
        } else {
            uint64_t at = place & 0x7FFF, whole = was[number].size;
            at = at >= whole ? whole : place & 0x8000 ? whole - at : at;
            to = p + was[number].offset + at;
            room = whole - at;
        }
        if (room) memcpy(to, data, n < room ? n : room);
        data += n, size -= n;
    }
    uint64_t sum = XXH3_64bits(p + 64, model_size - 64);
    memcpy(p + 24, &sum, sizeof sum);
    fuzz_engine e;
    if (fuzz_engine_new(&e, p, model_size)) {
        fuzz_engine_parse(&e, DM_STR("The prime minister (Kim) didn't say 10km, in spite of  “it”:)\n\n "
                                     "don’t... ((x)) İ axes men"));
        fuzz_engine_free(&e);
    }
    free(p);
    return 0;
}
