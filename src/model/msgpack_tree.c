#include "model/msgpack_tree.h"

#include <limits.h>

/* Each value becomes an object of 24 bytes; the largest file of a package has some 200,000. */
enum { DEPTH = 24, VALUES = 4 << 20 };

static uint64_t big_endian(const unsigned char *p, size_t n) {
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | p[i];
    return v;
}

/* Walks over one value with a stack of how many values each open container still wants. */
static bool sound(const unsigned char *p, size_t n) {
    uint64_t wanted[DEPTH + 1] = {1};
    size_t depth = 0, at = 0, seen = 0;
    while (depth > 0 || wanted[0] > 0) {
        while (wanted[depth] == 0) {
            if (depth == 0) return at == n;
            depth--;
        }
        if (depth == 0 && wanted[0] == 0) break;
        wanted[depth]--;
        if (at >= n || ++seen > VALUES) return false;
        unsigned char c = p[at++];
        size_t width = 0;    /* bytes of the length that follows */
        uint64_t skip = 0;   /* bytes of content */
        uint64_t values = 0; /* values of a container */
        bool container = false;
        if (c < 0x80 || c >= 0xE0 || c == 0xC0 || c == 0xC2 || c == 0xC3)
            skip = 0;
        else if (c < 0x90)
            container = true, values = 2u * (c & 15u);
        else if (c < 0xA0)
            container = true, values = c & 15u;
        else if (c < 0xC0)
            skip = c & 31u;
        else if (c >= 0xC4 && c <= 0xC6)
            width = (size_t)1 << (c - 0xC4);
        else if (c == 0xCA)
            skip = 4;
        else if (c == 0xCB)
            skip = 8;
        else if (c >= 0xCC && c <= 0xCF)
            skip = (uint64_t)1 << (c - 0xCC);
        else if (c >= 0xD0 && c <= 0xD3)
            skip = (uint64_t)1 << (c - 0xD0);
        else if (c >= 0xD9 && c <= 0xDB)
            width = (size_t)1 << (c - 0xD9);
        else if (c >= 0xDC)
            container = true, width = c & 1 ? 4 : 2;
        else
            return false; /* extension types, 0xC1 */
        if (width) {
            if (n - at < width) return false;
            uint64_t v = big_endian(p + at, width);
            at += width;
            if (container)
                values = c >= 0xDE ? 2 * v : v;
            else
                skip = v;
        }
        if (skip > n - at || values > n - at) return false;
        at += skip;
        if (container && values) {
            if (depth == DEPTH) return false;
            wanted[++depth] = values;
        }
    }
    return at == n;
}

dm_status dm_tree_open(dm_tree *out, const char *bytes, size_t n, const char *where, dm_err *err) {
    static const char remedy[] = "download the package again, or give another";
    size_t at = 0;
    if (!sound((const unsigned char *)bytes, n))
        return dm_fail(err, DM_EFORMAT, -1, where, remedy, "it is not MessagePack as spaCy writes it");
    if (!msgpack_zone_init(&out->zone, 64 * 1024)) return dm_fail_memory(err);
    if (msgpack_unpack(bytes, n, &at, &out->zone, &out->root) != MSGPACK_UNPACK_SUCCESS) {
        msgpack_zone_destroy(&out->zone);
        return dm_fail(err, DM_EFORMAT, -1, where, remedy, "it cannot be read as MessagePack");
    }
    return DM_OK;
}

void dm_tree_close(dm_tree *t) {
    msgpack_zone_destroy(&t->zone);
}

dm_str dm_tree_text(const msgpack_object *o) {
    if (o && o->type == MSGPACK_OBJECT_STR) return (dm_str){o->via.str.ptr, o->via.str.size};
    if (o && o->type == MSGPACK_OBJECT_BIN) return (dm_str){o->via.bin.ptr, o->via.bin.size};
    return (dm_str){NULL, 0};
}

const msgpack_object *dm_tree_get(const msgpack_object *map, const char *key) {
    if (!map || map->type != MSGPACK_OBJECT_MAP) return NULL;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        dm_str k = dm_tree_text(&map->via.map.ptr[i].key);
        if (k.p && dm_str_is(k, key)) return &map->via.map.ptr[i].val;
    }
    return NULL;
}

bool dm_tree_is_uint(const msgpack_object *o, uint64_t *value) {
    if (!o || o->type != MSGPACK_OBJECT_POSITIVE_INTEGER) return false;
    *value = o->via.u64;
    return true;
}

bool dm_tree_floats(const msgpack_object *o, const char **data, size_t *bytes, uint32_t dims[4]) {
    const msgpack_object *nd = dm_tree_get(o, "nd"), *shape = dm_tree_get(o, "shape");
    dm_str type = dm_tree_text(dm_tree_get(o, "type")), body = dm_tree_text(dm_tree_get(o, "data"));
    if (!nd || nd->type != MSGPACK_OBJECT_BOOLEAN || !nd->via.boolean || !type.p || !dm_str_is(type, "<f4") ||
        !body.p || !shape || shape->type != MSGPACK_OBJECT_ARRAY || shape->via.array.size < 1 ||
        shape->via.array.size > 4)
        return false;
    uint64_t count = 1;
    for (uint32_t i = 0; i < 4; i++) dims[i] = 0;
    for (uint32_t i = 0; i < shape->via.array.size; i++) {
        uint64_t d;
        if (!dm_tree_is_uint(&shape->via.array.ptr[i], &d) || d == 0 || d > INT_MAX) return false;
        dims[i] = (uint32_t)d;
        if (count > SIZE_MAX / sizeof(float) / d) return false;
        count *= d;
    }
    if (body.n != count * sizeof(float)) return false;
    *data = body.p;
    *bytes = body.n;
    return true;
}
