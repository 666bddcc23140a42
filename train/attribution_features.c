/* Writes the traits that the attribution tagger sees, for train/attribution.py.
 *
 *     demarche-attribution-features MODEL LEXICON FOLDER [CUES] < documents.jsonl
 *
 * Without CUES: traits of every token that may be a cue. With CUES, a file of pairs of 32-bit numbers
 * (document, token): traits of the limbs of these cues and of up to 12 sentences before and after each (kind
 * 100, level: 128 + step). Numbers are little-endian. In FOLDER:
 *
 *     tokens.bin    for each token: document, begin, end (code points), is it a word, head, verb (1) and
 *                   quoted (2)
 *     vectors.bin   for each token: 96 floats
 *     items.bin     for each example: document, token, limb's head, begin, end, kind, level, number of keys,
 *                   four tokens with vectors
 *     keys.bin      the keys of all examples, one after another */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "coding/coding.h"
#include "coding/tagger.h"
#include "ingest/document.h"

typedef struct output {
    FILE *tokens, *vectors, *items, *keys;
} output;

static void put(FILE *f, const uint32_t *v, size_t n) {
    if (fwrite(v, sizeof *v, n, f) != n) {
        perror("demarche-attribution-features");
        exit(1);
    }
}

static void write_tokens(const output *out, const dm_reading *r, uint32_t doc, const dm_trait_table *t) {
    uint32_t points = 0;
    size_t at = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t row[6] = {doc,
                           0,
                           0,
                           t->word[i],
                           r->tok[i].head,
                           dm_is_verb(r, i) | (uint32_t)(r->quote_of[i] != DM_NONE) << 1};
        const size_t edge[2] = {r->tok[i].begin, r->tok[i].end};
        for (int k = 0; k < 2; k++) {
            while (at < edge[k]) {
                at += dm_utf8_length((unsigned char)r->doc->text[at]);
                points++;
            }
            row[1 + k] = points;
        }
        put(out->tokens, row, 6);
    }
    if (fwrite(r->tree.vectors, sizeof(float) * 96, r->n, out->vectors) != r->n) exit(1);
}

static void write_item(const output *out, uint32_t doc, uint32_t cue, const dm_limb *u, const dm_traits *t) {
    uint32_t row[12] = {doc,
                        cue,
                        u->head,
                        u->span.begin,
                        u->span.end,
                        u->kind,
                        u->level,
                        t->n,
                        (uint32_t)t->vector[0],
                        (uint32_t)t->vector[1],
                        (uint32_t)t->vector[2],
                        (uint32_t)t->vector[3]};
    put(out->items, row, 12);
    put(out->keys, t->key, t->n);
}

static void write_cue(const output *out, uint32_t doc, dm_reading *r, const dm_trait_table *t, uint32_t cue) {
    dm_limb limbs[DM_LIMBS];
    dm_traits traits;
    uint32_t n = dm_list_limbs(r, cue, limbs);
    for (uint32_t u = 0; u < n; u++) {
        dm_part_traits(r, t, cue, limbs, n, u, &traits);
        write_item(out, doc, cue, &limbs[u], &traits);
    }
    for (int32_t step = -12; step <= 12; step++) {
        int64_t at = (int64_t)r->sentence_of[cue] + step;
        if (step == 0 || at < 0 || at >= r->sentences.n) continue;
        dm_run_traits(r, t, cue, step, &traits);
        write_item(out, doc, cue, &(dm_limb){0, r->sentences.at[at].span, 100, (uint8_t)(128 + step)},
                   &traits);
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
    dm_err err;
    dm_model model;
    dm_pipeline *pipeline;
    dm_lexicon lexicon;
    dm_worker *worker;
    dm_reader *reader;
    if (argc != 4 && argc != 5) {
        fprintf(stderr,
                "usage: demarche-attribution-features MODEL LEXICON FOLDER [CUES] < documents.jsonl\n");
        return 2;
    }
    if (dm_model_load(&model, argv[1], &err) != DM_OK ||
        dm_pipeline_new(&pipeline, &model, NULL, &err) != DM_OK ||
        dm_lexicon_load(&lexicon, argv[2], &err) != DM_OK ||
        dm_worker_new(&worker, pipeline, 0, &err) != DM_OK ||
        dm_reader_new(&reader, (const char *const[]){"-"}, 1, DM_INPUT_JSONL, (size_t)1 << 24, &err) !=
            DM_OK) {
        fprintf(stderr, "demarche-attribution-features: %s: %s\n", err.where, err.what);
        return 1;
    }
    output out = {create(argv[3], "tokens.bin"), create(argv[3], "vectors.bin"), create(argv[3], "items.bin"),
                  create(argv[3], "keys.bin")};
    FILE *cues = argc == 5 ? fopen(argv[4], "rb") : NULL;
    uint32_t next[2] = {UINT32_MAX, 0};
    if (cues && fread(next, sizeof next, 1, cues) != 1) next[0] = UINT32_MAX;
    dm_arena arena;
    jmp_buf guard;
    dm_arena_init(&arena, (size_t)16 << 20);
    arena.guard = &guard;
    if (setjmp(guard)) return 1;
    dm_item item = {0};
    for (uint32_t doc = 0; dm_reader_next(reader, &item); doc++) {
        static dm_reading r;
        dm_loaded loaded;
        dm_trait_table table;
        dm_arena_reset(&arena);
        if (dm_document_load(&loaded, &item, &arena, &err) != DM_OK) {
            fprintf(stderr, "demarche-attribution-features: %s: %s\n", err.where, err.what);
            return 1;
        }
        if (dm_code_document(&r, &loaded.doc, &lexicon, worker, &arena, &err) != DM_OK) return 1;
        dm_proposals rules;
        dm_propose_by_rules(&r, &rules);
        dm_trait_table_init(&r, &rules, NULL, &table);
        write_tokens(&out, &r, doc, &table);
        for (uint32_t i = 0; i < r.n && !cues; i++) {
            dm_traits traits;
            if (!dm_may_be_cue(&r, &table, i)) continue;
            dm_cue_traits(&r, &table, i, &traits);
            write_item(&out, doc, i, &(dm_limb){i, {i, i + 1}, 0, 0}, &traits);
        }
        DM_VEC(uint32_t) own = {0};
        while (cues && next[0] == doc) {
            dm_vec_push(&arena, &own, next[1]);
            table.cue[next[1]] = 1;
            if (fread(next, sizeof next, 1, cues) != 1) next[0] = UINT32_MAX;
        }
        for (uint32_t i = 0; i < own.n; i++) write_cue(&out, doc, &r, &table, own.at[i]);
        dm_document_clear(&loaded);
    }
    return 0;
}
