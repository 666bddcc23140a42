#include "features.h"

#include <stdlib.h>

#include "ingest/document.h"

FILE *features_create(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file) return file;
    perror(path);
    exit(1);
}

void features_put(FILE *file, const void *items, size_t size, size_t n) {
    if (fwrite(items, size, n, file) == n) return;
    perror("writing traits");
    exit(1);
}

void features_close(FILE *file) {
    if (fclose(file) == 0) return;
    perror("writing traits");
    exit(1);
}

static dm_status read_all(features *f, dm_reader *reader, features_each *each, void *own, dm_err *err) {
    dm_item item = {0};
    jmp_buf guard;
    f->arena->guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    for (; dm_reader_next(reader, &item); f->doc++) {
        dm_loaded loaded;
        dm_arena_reset(f->arena);
        dm_status s = item.status == DM_OK ? dm_document_load(&loaded, &item, f->arena, err) : item.status;
        if (s == DM_OK) s = each(f, &loaded.doc, own, err);
        if (s != DM_OK) return s;
        dm_document_clear(&loaded);
    }
    return DM_OK;
}

int features_run(const char *program, const char *model_path, const char *lexicon_path, features_each *each,
                 void *own) {
    static const char *const input[] = {"-"};
    dm_err err = {0};
    dm_model model;
    dm_lexicon lexicon;
    dm_pipeline *pipeline;
    dm_worker *worker;
    dm_reader *reader;
    dm_arena arena;
    dm_arena_init(&arena, (size_t)16 << 20);
    dm_status s = dm_model_load(&model, model_path, &err);
    if (s == DM_OK) s = dm_pipeline_new(&pipeline, &model, NULL, &err);
    if (s == DM_OK) s = dm_lexicon_load(&lexicon, lexicon_path, &err);
    if (s == DM_OK) s = dm_worker_new(&worker, pipeline, 0, &err);
    if (s == DM_OK) s = dm_reader_new(&reader, input, 1, DM_INPUT_JSONL, (size_t)64 << 20, &err);
    if (s == DM_OK) s = read_all(&(features){&lexicon, worker, &arena, 0}, reader, each, own, &err);
    if (s != DM_OK) fprintf(stderr, "%s: %s: %s\n", program, err.where, err.what);
    return s == DM_OK ? 0 : 1; /* the process ends here: nothing is given back */
}
