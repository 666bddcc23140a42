#include "base/pack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/hash.h"
#include "base/utf8.h"

typedef struct header {
    char magic[8];
    uint32_t version, count;
    uint64_t size, checksum;
    char rest[32];
} header;

_Static_assert(sizeof(header) == 64, "the header has 64 bytes");
_Static_assert(sizeof(dm_section) == 64, "a section's entry has 64 bytes");

static const char remedy_damaged[] = "make the file anew: demarche model import, or demarche lexicon compile";

static dm_status damaged(const dm_pack *pack, const char *name, const char *why, dm_err *err) {
    return dm_fail(err, DM_EFORMAT, -1, pack->path, remedy_damaged, "section %s %s", name, why);
}

dm_status dm_pack_open_bytes(dm_pack *out, dm_mapped bytes, const char *path, const char *magic,
                             uint32_t version, const char *remedy, dm_err *err) {
    header h;
    if (bytes.n < sizeof h)
        return dm_fail(err, DM_EFORMAT, -1, path, remedy, "it is too short to be of this kind");
    memcpy(&h, bytes.p, sizeof h);
    if (memcmp(h.magic, magic, sizeof h.magic) != 0)
        return dm_fail(err, DM_EFORMAT, 0, path, remedy, "it is not a file of this kind (%.8s)", magic);
    if (h.version != version)
        return dm_fail(err, DM_EFORMAT, 8, path, remedy,
                       "it has format %" PRIu32 ", this program reads %" PRIu32, h.version, version);
    if (h.size != bytes.n)
        return dm_fail(err, DM_EFORMAT, 16, path, remedy,
                       "it should have %" PRIu64 " bytes and has %zu: cut off?", h.size, bytes.n);
    if (h.count > (bytes.n - sizeof h) / sizeof(dm_section))
        return dm_fail(err, DM_EFORMAT, 12, path, remedy, "it names more sections than it can hold");
    if (XXH3_64bits(bytes.p + sizeof h, bytes.n - sizeof h) != h.checksum)
        return dm_fail(err, DM_EFORMAT, 24, path, remedy, "its checksum is wrong: the file is damaged");
    dm_pack pack = {
        .file = bytes, .sections = (const dm_section *)(const void *)(bytes.p + sizeof h), .count = h.count};
    snprintf(pack.path, sizeof pack.path, "%s", path);
    for (uint32_t i = 0; i < pack.count; i++) {
        const dm_section *s = &pack.sections[i];
        if (!memchr(s->name, 0, sizeof s->name) || s->offset % 64 || s->offset > bytes.n ||
            s->size > bytes.n - s->offset)
            return dm_fail(err, DM_EFORMAT, (int64_t)(sizeof h + i * sizeof *s), path, remedy,
                           "section %" PRIu32 " lies outside of the file", i);
    }
    *out = pack;
    return DM_OK;
}

dm_status dm_pack_open(dm_pack *out, const char *path, const char *magic, uint32_t version,
                       const char *remedy, dm_err *err) {
    dm_mapped file;
    dm_status s = dm_file_map(&file, path, err);
    if (s != DM_OK) return s;
    s = dm_pack_open_bytes(out, file, path, magic, version, remedy, err);
    if (s != DM_OK) dm_file_unmap(&file);
    return s;
}

void dm_pack_close(dm_pack *pack) {
    dm_file_unmap(&pack->file);
    *pack = (dm_pack){0};
}

dm_status dm_pack_find(const dm_pack *pack, const char *name, const dm_section **section, const void **data,
                       dm_err *err) {
    for (uint32_t i = 0; i < pack->count; i++) {
        if (strcmp(pack->sections[i].name, name) != 0) continue;
        if (section) *section = &pack->sections[i];
        *data = pack->file.p + pack->sections[i].offset;
        return DM_OK;
    }
    return damaged(pack, name, "is missing", err);
}

dm_status dm_pack_array(const dm_pack *pack, const char *name, size_t size, const void **data, size_t *n,
                        dm_err *err) {
    const dm_section *section;
    dm_status s = dm_pack_find(pack, name, &section, data, err);
    if (s != DM_OK) return s;
    if (section->size % size) return damaged(pack, name, "is cut", err);
    *n = section->size / size;
    return DM_OK;
}

dm_status dm_pack_tensor(const dm_pack *pack, const char *name, const uint32_t dims[DM_PACK_DIMS],
                         const float **data, dm_err *err) {
    const dm_section *section;
    const void *bytes;
    dm_status s = dm_pack_find(pack, name, &section, &bytes, err);
    if (s != DM_OK) return s;
    uint64_t count = 1;
    for (int i = 0; i < DM_PACK_DIMS; i++) {
        if (section->dims[i] != dims[i])
            return damaged(pack, name, "has other dimensions than it must have", err);
        if (dims[i] && count <= section->size) count *= dims[i]; /* never beyond 64 bits */
    }
    if (section->size % sizeof(float) || section->size / sizeof(float) != count)
        return damaged(pack, name, "has not the size of its dimensions", err);
    *data = bytes;
    return DM_OK;
}

dm_status dm_pack_strings(const dm_pack *pack, const char *name, dm_strings *out, dm_err *err) {
    const dm_section *section;
    const void *data;
    dm_status s = dm_pack_find(pack, name, &section, &data, err);
    if (s != DM_OK) return s;
    if (section->size < 8) return damaged(pack, name, "is too short", err);
    const uint32_t *head = data;
    uint64_t n = head[0];
    if (n > (section->size - 8) / 4) return damaged(pack, name, "names more strings than it can hold", err);
    const uint32_t *offset = head + 1;
    uint64_t bytes = section->size - 4 * (n + 2);
    if (offset[0] != 0 || offset[n] != bytes) return damaged(pack, name, "has wrong offsets", err);
    for (uint64_t i = 0; i < n; i++)
        if (offset[i] > offset[i + 1]) return damaged(pack, name, "has wrong offsets", err);
    const char *text = (const char *)(offset + n + 1);
    bool good = dm_utf8_check(text, bytes) == bytes;
    for (uint64_t i = 0; i < n && good; i++) good = offset[i] == bytes || dm_utf8_is_start(text[offset[i]]);
    if (!good) return damaged(pack, name, "holds text that is not UTF-8", err);
    *out = (dm_strings){(uint32_t)n, offset, text};
    return DM_OK;
}

dm_status dm_pack_index(const dm_pack *pack, const char *name, dm_index *out, dm_err *err) {
    char slots[DM_PACK_NAME];
    const void *data;
    size_t n = 0;
    dm_index index;
    snprintf(slots, sizeof slots, "%.30s#", name);
    dm_status s = dm_pack_strings(pack, name, &index.keys, err);
    if (s == DM_OK) s = dm_pack_array(pack, slots, sizeof(uint32_t), &data, &n, err);
    if (s != DM_OK) return s;
    if (n == 0 || (n & (n - 1)) || n > UINT32_MAX / 2 || index.keys.n >= n)
        return damaged(pack, slots, "has a wrong size", err);
    index.slot = data;
    index.mask = (uint32_t)n - 1;
    uint32_t empty = 0;
    for (size_t i = 0; i < n; i++) {
        if (index.slot[i] > index.keys.n) return damaged(pack, slots, "points outside of its strings", err);
        empty += index.slot[i] == 0;
    }
    if (!empty) return damaged(pack, slots, "has no empty place", err);
    *out = index;
    return DM_OK;
}

int32_t dm_index_find_hash(const dm_index *index, dm_str key, uint32_t hash) {
    for (uint32_t at = hash & index->mask; index->slot[at]; at = (at + 1) & index->mask)
        if (dm_str_eq(dm_strings_at(&index->keys, index->slot[at] - 1), key))
            return (int32_t)index->slot[at] - 1;
    return -1;
}

int32_t dm_index_find(const dm_index *index, dm_str key) {
    return dm_index_find_hash(index, key, (uint32_t)dm_hash_str(key));
}

void dm_packer_add(dm_packer *w, const char *name, const void *data, size_t size, const uint32_t *dims) {
    static const char zeros[64];
    if (w->count == w->room) {
        uint32_t room = w->room ? w->room * 2 : 64;
        dm_section *grown = realloc(w->sections, room * sizeof *grown);
        if (!grown) {
            w->failed = true;
            return;
        }
        w->sections = grown;
        w->room = room;
    }
    dm_section *s = &w->sections[w->count++];
    *s = (dm_section){.offset = w->data.n, .size = size};
    snprintf(s->name, sizeof s->name, "%s", name);
    for (int i = 0; dims && i < DM_PACK_DIMS && dims[i]; i++) s->dims[i] = dims[i];
    dm_buffer_add(&w->data, data, size);
    dm_buffer_add(&w->data, zeros, (64 - w->data.n % 64) % 64);
}

void dm_packer_strings(dm_packer *w, const char *name, const dm_str *strings, size_t n) {
    dm_buffer b = {0};
    uint32_t at = (uint32_t)n;
    dm_buffer_add(&b, &at, 4);
    at = 0;
    for (size_t i = 0; i <= n; i++) {
        dm_buffer_add(&b, &at, 4);
        if (i < n) at += (uint32_t)strings[i].n;
    }
    for (size_t i = 0; i < n; i++) dm_buffer_str(&b, strings[i]);
    if (b.failed || b.n > UINT32_MAX)
        w->failed = true;
    else
        dm_packer_add(w, name, b.p, b.n, NULL);
    dm_buffer_clear(&b);
}

void dm_packer_index(dm_packer *w, const char *name, const dm_str *strings, size_t n) {
    char slots[DM_PACK_NAME];
    uint32_t size = 16;
    while (size < 2 * n) size *= 2;
    uint32_t *slot = calloc(size, sizeof *slot);
    if (!slot) {
        w->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t at = (uint32_t)dm_hash_str(strings[i]) & (size - 1);
        while (slot[at]) at = (at + 1) & (size - 1);
        slot[at] = (uint32_t)i + 1;
    }
    dm_packer_strings(w, name, strings, n);
    snprintf(slots, sizeof slots, "%.30s#", name);
    dm_packer_add(w, slots, slot, size * sizeof *slot, NULL);
    free(slot);
}

dm_status dm_packer_finish(dm_packer *w, dm_mapped *out, const char *magic, uint32_t version, dm_err *err) {
    header h = {.version = version, .count = w->count};
    size_t table = w->count * sizeof *w->sections, begin = sizeof h + table;
    memcpy(h.magic, magic, sizeof h.magic);
    h.size = begin + w->data.n;
    unsigned char *file = w->failed || w->data.failed ? NULL : aligned_alloc(64, (h.size + 63) / 64 * 64);
    if (file) {
        for (uint32_t i = 0; i < w->count; i++) w->sections[i].offset += begin;
        if (table) memcpy(file + sizeof h, w->sections, table);
        if (w->data.n) memcpy(file + begin, w->data.p, w->data.n);
        h.checksum = XXH3_64bits(file + sizeof h, h.size - sizeof h);
        memcpy(file, &h, sizeof h);
        *out = (dm_mapped){file, h.size};
    }
    dm_packer_clear(w);
    return file ? DM_OK : dm_fail_memory(err);
}

dm_status dm_packer_write(dm_packer *w, const char *path, const char *magic, uint32_t version, dm_err *err) {
    dm_mapped file;
    dm_status s = dm_packer_finish(w, &file, magic, version, err);
    if (s != DM_OK) return s;
    s = dm_file_replace(path, file.p, file.n, err);
    free((void *)(uintptr_t)file.p);
    return s;
}

void dm_packer_clear(dm_packer *w) {
    dm_buffer_clear(&w->data);
    free(w->sections);
    *w = (dm_packer){0};
}
