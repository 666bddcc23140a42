#include "fuzz.h"

#include <unistd.h>
#include <xxhash.h>

#include "nlp/write.h"

unsigned char *fuzz_copy(const void *data, size_t size) {
    void *p = NULL;
    if (posix_memalign(&p, 64, size ? size : 1) != 0) abort();
    if (size) memcpy(p, data, size);
    return p;
}

void fuzz_path(char *out, size_t room, const char *variable, const char *name) {
    const char *given = getenv(variable);
    if (given) {
        snprintf(out, room, "%s", given);
        return;
    }
    char beside[4096];
    ssize_t n = readlink("/proc/self/exe", beside, sizeof beside - 1);
    beside[n > 0 ? n : 0] = 0;
    char *slash = strrchr(beside, '/');
    if (slash) *slash = 0;
    snprintf(out, room, "%s/../tests/%s", beside, name);
}

void fuzz_file(unsigned char **bytes, size_t *size, const char *variable, const char *name) {
    char path[4200];
    dm_mapped file;
    dm_err err = {0};
    fuzz_path(path, sizeof path, variable, name);
    if (dm_file_map(&file, path, &err) != DM_OK) {
        fprintf(stderr, "%s: %s; build it: ninja tests/%s\n", err.where, err.what, name);
        exit(1);
    }
    *bytes = fuzz_copy(file.p, file.n);
    *size = file.n;
    dm_file_unmap(&file);
}

void fuzz_change(unsigned char *p, const unsigned char *good, size_t good_size, const uint8_t *data,
                 size_t size) {
    uint32_t count;
    memcpy(&count, good + 12, sizeof count);
    dm_section *sections = (dm_section *)(void *)(p + 64);
    const dm_section *was = (const dm_section *)(const void *)(good + 64);
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
    uint64_t sum = XXH3_64bits(p + 64, good_size - 64);
    memcpy(p + 24, &sum, sizeof sum);
}

bool fuzz_engine_new(fuzz_engine *e, const unsigned char *bytes, size_t size) {
    *e = (fuzz_engine){0};
    dm_arena_init(&e->arena, 1 << 20);
    if (dm_model_load_bytes(&e->model, bytes, size, "model", NULL) == DM_OK &&
        dm_pipeline_new(&e->pipeline, &e->model, NULL, NULL) == DM_OK &&
        dm_worker_new(&e->worker, e->pipeline, 1, NULL) == DM_OK)
        return true;
    fuzz_engine_free(e);
    return false;
}

void fuzz_engine_free(fuzz_engine *e) {
    dm_worker_free(e->worker);
    dm_pipeline_free(e->pipeline);
    dm_arena_clear(&e->arena);
    dm_buffer_clear(&e->out);
}

void fuzz_engine_parse(fuzz_engine *e, dm_str text) {
    dm_parse_tree tree;
    jmp_buf guard;
    dm_arena_reset(&e->arena);
    e->out.n = 0;
    e->arena.guard = &guard;
    if (setjmp(guard)) return;
    if (dm_parse_text(e->worker, text, DM_DO_ALL, &e->arena, &tree, NULL) != DM_OK) return;
    uint32_t at = 0;
    for (uint32_t i = 0; i < tree.n; i++) { /* tokens cover the text but for single spaces */
        const dm_token *t = &tree.token[i];
        FUZZ_CHECK(t->begin == at && t->end > t->begin && t->head < tree.n);
        FUZZ_CHECK(t->left <= i && t->right >= i && t->right < tree.n);
        FUZZ_CHECK(!t->space_after || text.p[t->end] == ' ');
        at = t->end + t->space_after;
    }
    FUZZ_CHECK(at == text.n);
    dm_write_parse_jsonl(&e->out, DM_STR("id"), &tree, &e->arena);
    dm_write_parse_conllu(&e->out, DM_STR("id"), &tree, &e->arena);
}
