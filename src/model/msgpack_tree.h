/* MessagePack values of a package file, read with msgpack-c behind a check of every declared count: the
 * library would believe a five-byte header that asks for gigabytes. */
#ifndef DM_MSGPACK_TREE_H
#define DM_MSGPACK_TREE_H

#include <msgpack.h>

#include "base/error.h"
#include "base/str.h"

typedef struct dm_tree {
    msgpack_zone zone;
    msgpack_object root;
} dm_tree;

/* One value that fills all bytes. Fails with DM_EFORMAT (where: the file), DM_ENOMEM. The bytes must stay. */
dm_status dm_tree_open(dm_tree *out, const char *bytes, size_t n, const char *where, dm_err *err);
void dm_tree_close(dm_tree *t);

/* The value of a key in a map; keys may be str or bin. NULL if it is no map or has no such key. */
const msgpack_object *dm_tree_get(const msgpack_object *map, const char *key);
/* str or bin; p is NULL for anything else. */
dm_str dm_tree_text(const msgpack_object *o);
bool dm_tree_is_uint(const msgpack_object *o, uint64_t *value);

/* An array of little-endian floats in the form of srsly's msgpack_numpy. dims beyond the last are 0. False if
 * o is none. */
bool dm_tree_floats(const msgpack_object *o, const char **data, size_t *bytes, uint32_t dims[4]);

#endif
