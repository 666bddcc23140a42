#include "fuzz.h"

#include <unistd.h>

#include "nlp/write.h"

unsigned char *fuzz_copy(const void *data, size_t size) {
    void *p = NULL;
    if (posix_memalign(&p, 64, size ? size : 1) != 0) abort();
    if (size) memcpy(p, data, size);
    return p;
}

void fuzz_model(unsigned char **bytes, size_t *size) {
    const char *path = getenv("FUZZ_MODEL");
    char beside[4096];
    dm_mapped file;
    dm_err err = {0};
    if (!path) {
        ssize_t n = readlink("/proc/self/exe", beside, sizeof beside - 32);
        beside[n > 0 ? n : 0] = 0;
        char *slash = strrchr(beside, '/');
        strcpy(slash ? slash + 1 : beside, "../tests/synthetic.dmm");
        path = beside;
    }
    if (dm_file_map(&file, path, &err) != DM_OK) {
        fprintf(stderr, "%s: %s; build it: ninja tests/synthetic.dmm\n", err.where, err.what);
        exit(1);
    }
    *bytes = fuzz_copy(file.p, file.n);
    *size = file.n;
    dm_file_unmap(&file);
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
