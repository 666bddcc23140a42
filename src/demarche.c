/* The public API over the rooms of the house. */
#include "demarche.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/utf8.h"
#include "coding/coding.h"
#include "coding/explain.h"
#include "nlp/pipeline.h"
#include "nlp/write.h"
#include "record/record.h"

enum { ARENA_KEPT = 16 << 20, OUT_KEPT = 4 << 20, TEXT_LIMIT = 1 << 30 };

struct dm_engine {
    dm_model model;
    dm_pipeline *pipeline;
    dm_lexicon lexicon;
    bool has_lexicon;
};

struct dm_coder {
    const dm_engine *engine;
    dm_worker *worker;
    dm_arena arena;
    dm_buffer out;
    uint32_t layers;
};

const char *dm_version(void) {
    return DM_VERSION;
}

dm_status dm_engine_new(dm_engine **out, const char *model_path, const char *lexicon_path, dm_err *err) {
    dm_engine *e = calloc(1, sizeof *e);
    if (!e) return dm_fail_memory(err);
    dm_status s = dm_model_load(&e->model, model_path, err);
    if (s != DM_OK) {
        free(e);
        return s;
    }
    s = dm_pipeline_new(&e->pipeline, &e->model, NULL, err);
    if (s == DM_OK && lexicon_path) {
        s = dm_lexicon_load(&e->lexicon, lexicon_path, err);
        e->has_lexicon = s == DM_OK;
    }
    if (s == DM_OK)
        *out = e;
    else
        dm_engine_free(e);
    return s;
}

void dm_engine_free(dm_engine *engine) {
    if (!engine) return;
    dm_pipeline_free(engine->pipeline);
    if (engine->has_lexicon) dm_lexicon_close(&engine->lexicon);
    dm_model_close(&engine->model);
    free(engine);
}

dm_status dm_coder_new(dm_coder **out, const dm_engine *engine, const dm_options *options, dm_err *err) {
    dm_coder *c = calloc(1, sizeof *c);
    if (!c) return dm_fail_memory(err);
    c->engine = engine;
    c->layers = options ? options->layers : 0;
    dm_arena_init(&c->arena, ARENA_KEPT);
    dm_status s = dm_worker_new(&c->worker, engine->pipeline, options ? options->cache_rows : 0, err);
    if (s == DM_OK)
        *out = c;
    else
        dm_coder_free(c);
    return s;
}

void dm_coder_free(dm_coder *coder) {
    if (!coder) return;
    dm_worker_free(coder->worker);
    dm_arena_clear(&coder->arena);
    dm_buffer_clear(&coder->out);
    free(coder);
}

/* Makes the coder ready for a document; the caller sets the arena's guard. */
static void begin(dm_coder *coder) {
    dm_arena_reset(&coder->arena);
    if (coder->out.room > OUT_KEPT) dm_buffer_clear(&coder->out);
    coder->out.n = 0;
    coder->out.failed = false;
}

static dm_status finish(dm_coder *coder, dm_result *out, dm_err *err) {
    if (coder->out.failed) return dm_fail_memory(err);
    *out = (dm_result){coder->out.p ? coder->out.p : "", coder->out.n};
    return DM_OK;
}

static dm_status check_text(const dm_document *doc, dm_err *err) {
    if (doc->text_size > TEXT_LIMIT)
        return dm_fail(err, DM_ELIMIT, -1, doc->id, "split it", "the text has more than 1 GiB");
    size_t wrong = dm_utf8_check(doc->text, doc->text_size);
    if (wrong < doc->text_size)
        return dm_fail(err, DM_EINPUT, (int64_t)wrong, doc->id, "convert it to UTF-8",
                       "the text is not UTF-8 (byte %zu)", wrong);
    return DM_OK;
}

dm_status dm_parse(dm_coder *coder, const dm_document *doc, dm_parse_format format, dm_result *out,
                   dm_err *err) {
    jmp_buf guard;
    dm_parse_tree tree;
    dm_status s = check_text(doc, err);
    if (s != DM_OK) return s;
    begin(coder);
    coder->arena.guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    s = dm_parse_text(coder->worker, (dm_str){doc->text, doc->text_size}, DM_DO_ALL, &coder->arena, &tree,
                      err);
    if (s != DM_OK) return s;
    (format == DM_PARSE_CONLLU ? dm_write_parse_conllu
                               : dm_write_parse_jsonl)(&coder->out, dm_str_of(doc->id), &tree, &coder->arena);
    return finish(coder, out, err);
}

static dm_status read_document(dm_coder *coder, const dm_document *doc, dm_reading *reading, dm_err *err) {
    if (!coder->engine->has_lexicon)
        return dm_fail(err, DM_EUSAGE, -1, doc->id, "make the engine with a lexicon",
                       "there is no lexicon to code with");
    dm_status s = check_text(doc, err);
    return s == DM_OK
               ? dm_code_document(reading, doc, &coder->engine->lexicon, coder->worker, &coder->arena, err)
               : s;
}

dm_status dm_code(dm_coder *coder, const dm_document *doc, dm_result *out, dm_err *err) {
    jmp_buf guard;
    dm_reading reading;
    begin(coder);
    coder->arena.guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    dm_status s = read_document(coder, doc, &reading, err);
    if (s != DM_OK) return s;
    if (coder->layers & DM_LAYER_PREDICATES && reading.n) dm_code_correction(&reading);
    dm_write_record(&coder->out, &reading, coder->engine->model.sha256, coder->layers);
    return finish(coder, out, err);
}

dm_status dm_read(dm_coder *coder, const dm_document *doc, unsigned columns, int colour, dm_result *out,
                  dm_err *err) {
    jmp_buf guard;
    dm_reading reading;
    begin(coder);
    coder->arena.guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    dm_status s = read_document(coder, doc, &reading, err);
    if (s != DM_OK) return s;
    dm_write_report(&coder->out, &reading, columns, colour != 0);
    return finish(coder, out, err);
}

dm_status dm_explain(dm_coder *coder, const dm_document *doc, const char *event, dm_result *out,
                     dm_err *err) {
    jmp_buf guard;
    dm_reading reading;
    begin(coder);
    coder->arena.guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    dm_status s = read_document(coder, doc, &reading, err);
    if (s != DM_OK) return s;
    if (!dm_write_explanation(&coder->out, &reading, event))
        return dm_fail(err, DM_EUSAGE, -1, doc->id, "give the id that the record has, as e1",
                       "there is no event \"%.20s\"", event);
    return finish(coder, out, err);
}
