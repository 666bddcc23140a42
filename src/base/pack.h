/* The mapped container that models (.dmm) and lexicons (.dml) are kept in.
 *
 *     header    64 bytes: magic, format version, number of sections, size of the file, checksum (XXH3) of
 *               all that follows
 *     sections  64 bytes each: name, dimensions, place, size
 *     data      each section on a 64-byte boundary
 *
 * All numbers are little-endian. Opening checks magic, version, size, checksum and the place of every
 * section; what is inside a section is checked by the functions below before a pointer into it is handed out.
 */
#ifndef DM_PACK_H
#define DM_PACK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"

enum { DM_PACK_NAME = 32, DM_PACK_DIMS = 4 };

typedef struct dm_section {
    char name[DM_PACK_NAME]; /* closed by NUL */
    uint32_t dims[DM_PACK_DIMS];
    uint64_t offset, size;
} dm_section;

typedef struct dm_pack {
    dm_mapped file;
    const dm_section *sections;
    uint32_t count;
    char path[96]; /* for messages */
} dm_pack;

/* magic has 8 characters. `remedy` tells the user how to make the file anew. Fails with DM_EIO, DM_EFORMAT.
 */
dm_status dm_pack_open(dm_pack *out, const char *path, const char *magic, uint32_t version,
                       const char *remedy, dm_err *err);
/* The same on bytes in memory, which must stay. They must be aligned to 64. */
dm_status dm_pack_open_bytes(dm_pack *out, dm_mapped bytes, const char *path, const char *magic,
                             uint32_t version, const char *remedy, dm_err *err);
void dm_pack_close(dm_pack *pack);

/* A section's bytes; DM_EFORMAT if there is none of that name. */
dm_status dm_pack_find(const dm_pack *pack, const char *name, const dm_section **section, const void **data,
                       dm_err *err);
/* An array of `size`-byte items; *n is their number; DM_EFORMAT if the bytes are no multiple. */
dm_status dm_pack_array(const dm_pack *pack, const char *name, size_t size, const void **data, size_t *n,
                        dm_err *err);
/* A tensor with just these dimensions (0 closes the list). */
dm_status dm_pack_tensor(const dm_pack *pack, const char *name, const uint32_t dims[DM_PACK_DIMS],
                         const float **data, dm_err *err);

/* A list of strings, each well-formed UTF-8: count, count + 1 offsets, bytes. */
typedef struct dm_strings {
    uint32_t n;
    const uint32_t *offset;
    const char *bytes;
} dm_strings;

dm_status dm_pack_strings(const dm_pack *pack, const char *name, dm_strings *out, dm_err *err);

static inline dm_str dm_strings_at(const dm_strings *s, uint32_t i) {
    return (dm_str){s->bytes + s->offset[i], s->offset[i + 1] - s->offset[i]};
}

/* A set of distinct strings with their numbers: open addressing, number + 1 in the slots, beside a list of
 * strings. Sections `NAME` (strings) and `NAME#` (slots). */
typedef struct dm_index {
    dm_strings keys;
    const uint32_t *slot;
    uint32_t mask;
} dm_index;

dm_status dm_pack_index(const dm_pack *pack, const char *name, dm_index *out, dm_err *err);
/* The number of a string, or -1. */
int32_t dm_index_find(const dm_index *index, dm_str key);
/* The same for a key whose dm_hash_str is known; its lower half is enough. */
int32_t dm_index_find_hash(const dm_index *index, dm_str key, uint32_t hash);

/* Making one. */
typedef struct dm_packer {
    dm_buffer data;
    dm_section *sections;
    uint32_t count, room;
    bool failed;
} dm_packer;

void dm_packer_add(dm_packer *w, const char *name, const void *data, size_t size, const uint32_t *dims);
void dm_packer_strings(dm_packer *w, const char *name, const dm_str *strings, size_t n);
/* The strings must be distinct. */
void dm_packer_index(dm_packer *w, const char *name, const dm_str *strings, size_t n);
/* The file in memory that is aligned to 64 and to be freed; clears the packer. Fails with DM_ENOMEM. */
dm_status dm_packer_finish(dm_packer *w, dm_mapped *out, const char *magic, uint32_t version, dm_err *err);
/* Writes the file and clears the packer. Fails with DM_EIO, DM_ENOMEM. */
dm_status dm_packer_write(dm_packer *w, const char *path, const char *magic, uint32_t version, dm_err *err);
void dm_packer_clear(dm_packer *w);

#endif
