/* MessagePack behind the check of its counts. */
#include "fuzz.h"
#include "model/msgpack_tree.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

static void walk(const msgpack_object *o, int depth) {
    const char *data;
    size_t bytes;
    uint32_t dims[4];
    uint64_t number;
    FUZZ_CHECK(depth <= 25);
    dm_tree_is_uint(o, &number);
    dm_str text = dm_tree_text(o);
    fuzz_touch(text.p, text.n);
    if (dm_tree_floats(o, &data, &bytes, dims)) fuzz_touch(data, bytes);
    if (o->type == MSGPACK_OBJECT_ARRAY)
        for (uint32_t i = 0; i < o->via.array.size; i++) walk(&o->via.array.ptr[i], depth + 1);
    if (o->type == MSGPACK_OBJECT_MAP)
        for (uint32_t i = 0; i < o->via.map.size; i++) {
            walk(&o->via.map.ptr[i].key, depth + 1);
            walk(&o->via.map.ptr[i].val, depth + 1);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = (char *)fuzz_copy(data, size);
    dm_tree t;
    if (dm_tree_open(&t, bytes, size, "fuzz", NULL) == DM_OK) {
        walk(&t.root, 0);
        dm_tree_get(&t.root, "nodes");
        dm_tree_close(&t);
    }
    free(bytes);
    return 0;
}
