/* Writes the traits that the choice of an event's type sees, for train/events.py. The lexicon must have no
 * net "event-type": the rules' own types are wanted.
 *
 *     demarche-events-features MODEL LEXICON FOLDER < documents.jsonl
 *
 * Numbers are little-endian. In FOLDER:
 *
 *     items.bin   for each event, and for what stands between the first two of the caller's entities:
 *                 document, type (dm_event_type, 0: none), sides (1: the entity "actor" acts, 2: is acted on;
 *                 4, 8: the entity "recipient"), line of the row, number of keys
 *     keys.bin    the keys of all, one after another */
#include <stdio.h>
#include <stdlib.h>

#include "coding/coding.h"
#include "coding/events.h"
#include "coding/traits.h"
#include "ingest/document.h"

static void put(FILE *f, const void *v, size_t n) {
    if (fwrite(v, 4, n, f) != n) {
        perror("demarche-events-features");
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

static int32_t has(const dm_reading *r, const dm_actors *list, const char *id) {
    for (uint32_t i = 0; i < list->n; i++)
        if (dm_str_is(r->actors.at[list->at[i]].id, id)) return 1;
    return 0;
}

static void write_event(dm_reading *r, const dm_event *e, int32_t doc, FILE *items, FILE *keys) {
    dm_traits t;
    dm_event_traits(r, e, &t);
    int32_t sides = has(r, &e->actor, "actor") | has(r, &e->recipient, "actor") << 1 |
                    has(r, &e->actor, "recipient") << 2 | has(r, &e->recipient, "recipient") << 3;
    int32_t row[5] = {doc, (int32_t)e->type, sides, (int32_t)e->rule.origin.line, (int32_t)t.n};
    put(items, row, 5);
    put(keys, t.key, t.n);
}

/* Between the first mentions of the first two of the caller's entities. */
static void write_between(dm_reading *r, int32_t doc, FILE *items, FILE *keys) {
    uint32_t tok[2], n = 0;
    int32_t first = DM_NONE;
    for (uint32_t t = 0; t < r->n && n < 2; t++) {
        int32_t m = r->mention_of[t];
        if (m == DM_NONE || !r->mentions.at[m].caller || r->mentions.at[m].actor == first) continue;
        first = r->mentions.at[m].actor;
        tok[n++] = t;
    }
    if (n < 2 || r->sentence_of[tok[0]] != r->sentence_of[tok[1]]) return;
    dm_event e = dm_event_between(r, tok[0], tok[1]);
    write_event(r, &e, doc, items, keys);
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
        fprintf(stderr, "usage: demarche-events-features MODEL LEXICON FOLDER < documents.jsonl\n");
        return 2;
    }
    if (dm_model_load(&model, argv[1], &err) != DM_OK ||
        dm_pipeline_new(&pipeline, &model, NULL, &err) != DM_OK ||
        dm_lexicon_load(&lexicon, argv[2], &err) != DM_OK ||
        dm_worker_new(&worker, pipeline, 0, &err) != DM_OK ||
        dm_reader_new(&reader, (const char *const[]){"-"}, 1, DM_INPUT_JSONL, (size_t)1 << 24, &err) !=
            DM_OK) {
        fprintf(stderr, "demarche-events-features: %s: %s\n", err.where, err.what);
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
            fprintf(stderr, "demarche-events-features: %s: %s\n", err.where, err.what);
            return 1;
        }
        for (uint32_t i = 0; i < r.events.n; i++) write_event(&r, &r.events.at[i], doc, items, keys);
        write_between(&r, doc, items, keys);
        dm_document_clear(&loaded);
    }
    if (fclose(items) || fclose(keys)) return 1;
    return 0;
}
