/* Writes the traits that the correction of the factuality sees, for train/factuality.py.
 *
 *     demarche-factuality-features MODEL LEXICON FOLDER < documents.jsonl
 *
 * Numbers are little-endian. In FOLDER:
 *
 *     items.bin   for each predicate: document, begin, end (code points), value of the rules for the author
 *                 and for the innermost source (dm_fact), number of keys
 *     keys.bin    the keys of all predicates, one after another */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "coding/coding.h"
#include "coding/traits.h"
#include "ingest/document.h"

static void put(FILE *f, const void *v, size_t n) {
    if (fwrite(v, 4, n, f) != n) {
        perror("demarche-factuality-features");
        exit(1);
    }
}

static FILE *create(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

int main(int argc, char **argv) {
    static dm_reading r;
    dm_err err;
    dm_model model;
    dm_pipeline *pipeline;
    dm_lexicon lexicon;
    dm_worker *worker;
    dm_reader *reader;
    if (argc != 4) {
        fprintf(stderr, "usage: demarche-factuality-features MODEL LEXICON FOLDER < documents.jsonl\n");
        return 2;
    }
    if (dm_model_load(&model, argv[1], &err) != DM_OK ||
        dm_pipeline_new(&pipeline, &model, NULL, &err) != DM_OK ||
        dm_lexicon_load(&lexicon, argv[2], &err) != DM_OK ||
        dm_worker_new(&worker, pipeline, 0, &err) != DM_OK ||
        dm_reader_new(&reader, (const char *const[]){"-"}, 1, DM_INPUT_JSONL, (size_t)1 << 24, &err) !=
            DM_OK) {
        fprintf(stderr, "demarche-factuality-features: %s: %s\n", err.where, err.what);
        return 1;
    }
    FILE *items = create(argv[3], "items.bin"), *keys = create(argv[3], "keys.bin");
    dm_arena arena;
    jmp_buf guard;
    dm_item item = {0};
    dm_arena_init(&arena, (size_t)16 << 20);
    arena.guard = &guard;
    if (setjmp(guard)) return 1;
    for (int32_t doc = 0; dm_reader_next(reader, &item); doc++) {
        dm_loaded loaded;
        dm_arena_reset(&arena);
        if (dm_document_load(&loaded, &item, &arena, &err) != DM_OK ||
            dm_code_document(&r, &loaded.doc, &lexicon, worker, &arena, &err) != DM_OK) {
            fprintf(stderr, "demarche-factuality-features: %s: %s\n", err.where, err.what);
            return 1;
        }
        uint32_t *lemma = dm_arena_array(&arena, r.n + 1u, sizeof *lemma);
        for (uint32_t i = 0; i < r.n; i++) lemma[i] = (uint32_t)dm_hash_str(r.tok[i].lemma);
        for (uint32_t i = 0; i < r.n; i++) {
            dm_traits t;
            if (!r.author_value[i]) continue;
            dm_factuality_traits(&r, lemma, i, &t);
            int32_t row[6] = {doc,
                              (int32_t)dm_utf8_count(loaded.doc.text, r.tok[i].begin),
                              (int32_t)dm_utf8_count(loaded.doc.text, r.tok[i].end),
                              r.author_value[i],
                              r.worth[i].value[r.worth[i].n - 1],
                              (int32_t)t.n};
            put(items, row, 6);
            put(keys, t.key, t.n);
        }
        dm_document_clear(&loaded);
    }
    if (fclose(items) || fclose(keys)) return 1;
    return 0;
}
