/* Writes what the models of places see, for train/places.py.
 *
 *     places-traits MODEL LEXICON < documents.jsonl
 *
 * A line for every stretch of text that may be a name, in the order of the text, with the numbers of its
 * traits:
 *
 *     N document begin end first-token end-token known trait…
 *
 * (begin, end in code points; known: in the gazetteer). Then, for the names that the model takes, a line for
 * every candidate and round, with the traits that are not 0:
 *
 *     C document round group begin-of-first-mention end mentions place lat lon trait:value… */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "coding/places.h"
#include "coding/coding.h"
#include "ingest/document.h"

typedef struct dump {
    dm_reading *r;
    const char *id;
    uint32_t *point; /* by byte of the text: code points before it */
    unsigned group;
} dump;

static void watch(void *watcher, int round, const dm_toponyms *names, const uint32_t *members, uint32_t n,
                  const dm_option *options, uint32_t n_options) {
    dump *d = watcher;
    const dm_gazetteer *g = &d->r->lex->gazetteer;
    dm_span first = names->at[members[0]].span;
    d->group++;
    for (uint32_t i = 0; i < n_options; i++) {
        const dm_gaz_place *p = &g->places[options[i].place];
        printf("C\t%s\t%d\t%u\t%u\t%u\t%u\t%u\t%.4f\t%.4f", d->id, round, d->group,
               d->point[d->r->tok[first.begin].begin], d->point[d->r->tok[first.end - 1].end], n,
               options[i].place, (double)p->lat, (double)p->lon);
        for (int k = 0; k < DM_CHOICE_TRAIT_COUNT; k++)
            if (options[i].trait[k] != 0) printf("\t%d:%.5g", k, (double)options[i].trait[k]);
        putchar('\n');
    }
}

static void write_names(const dump *d, const dm_toponyms *names) {
    for (uint32_t i = 0; i < names->n; i++) {
        const dm_toponym *t = &names->at[i];
        printf("N\t%s\t%u\t%u\t%u\t%u", d->id, d->point[d->r->tok[t->span.begin].begin],
               d->point[d->r->tok[t->span.end - 1].end], t->span.begin, t->span.end);
        printf("\t%d", t->n > 0);
        for (int k = 0; k < DM_NAME_FAMILIES; k++) printf("\t%u", t->trait[k]);
        putchar('\n');
    }
}

static dm_status read_document(const dm_document *doc, const dm_lexicon *lex, dm_worker *worker,
                               dm_arena *arena, dm_err *err) {
    dm_reading r = {.doc = doc, .lex = lex, .arena = arena};
    dm_toponyms names = {0};
    dump d = {.r = &r, .id = doc->id};
    dm_status s = dm_code_syntax(&r, worker, err);
    if (s != DM_OK) return s;
    d.point = dm_arena_array(arena, doc->text_size + 1, sizeof *d.point);
    for (size_t i = 0, n = 0; i <= doc->text_size; i++) {
        d.point[i] = (uint32_t)n;
        n += i < doc->text_size && (i + 1 == doc->text_size || dm_utf8_is_start(doc->text[i + 1]));
    }
    dm_find_toponyms(&r, &names);
    write_names(&d, &names);
    dm_accept_toponyms(&r, &names);
    dm_choose_places(&r, &names, watch, &d);
    return DM_OK;
}

int main(int argc, char **argv) {
    dm_err err = {0};
    dm_model model;
    dm_lexicon lexicon;
    dm_pipeline *pipeline;
    dm_worker *worker;
    dm_reader *reader;
    dm_arena arena;
    jmp_buf guard;
    dm_item item = {0};
    static const char *const input[] = {"-"};
    if (argc != 3) {
        fputs("places-traits MODEL LEXICON < documents.jsonl\n", stderr);
        return 2;
    }
    dm_status s = dm_model_load(&model, argv[1], &err);
    if (s == DM_OK) s = dm_lexicon_load(&lexicon, argv[2], &err);
    if (s == DM_OK) s = dm_pipeline_new(&pipeline, &model, NULL, &err);
    if (s == DM_OK) s = dm_worker_new(&worker, pipeline, 0, &err);
    if (s == DM_OK) s = dm_reader_new(&reader, input, 1, DM_INPUT_JSONL, 64 << 20, &err);
    dm_arena_init(&arena, 0);
    arena.guard = &guard;
    if (setjmp(guard)) s = dm_fail_memory(&err);
    while (s == DM_OK && dm_reader_next(reader, &item)) {
        dm_loaded loaded;
        dm_arena_reset(&arena);
        s = item.status == DM_OK ? dm_document_load(&loaded, &item, &arena, &err) : item.status;
        if (s == DM_OK) s = read_document(&loaded.doc, &lexicon, worker, &arena, &err);
        if (s == DM_OK) dm_document_clear(&loaded);
    }
    if (s != DM_OK) fprintf(stderr, "places-traits: %s %s\n", err.where, err.what);
    return s == DM_OK ? 0 : 2;
}
