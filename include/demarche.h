/* demarche: reads the news as a desk officer does.
 *
 *   dm_engine   model and lexicon, mapped read-only; immutable, shared by all threads
 *   dm_coder    the memory of one worker; one per thread; codes one document at a time
 *   dm_result   what a coder wrote about a document: borrowed, valid until its coder's next call
 *
 * Texts are UTF-8. Spans in the written record count Unicode code points; this API counts bytes.
 * No function prints, exits, reads the environment or keeps state of its own between calls. Every function
 * that can fail returns a dm_status and fills the dm_err that it is given (which may be NULL).
 *
 *     dm_err err;
 *     dm_engine *engine;
 *     dm_coder *coder;
 *     if (dm_engine_new(&engine, "en.dmm", "en.dml", &err) != DM_OK) ...
 *     if (dm_coder_new(&coder, engine, NULL, &err) != DM_OK) ...
 *     dm_document doc = {.id = "a1", .text = text, .text_size = strlen(text), .date = "2024-10-21"};
 *     dm_result out;
 *     if (dm_code(coder, &doc, &out, &err) == DM_OK) fwrite(out.data, 1, out.size, stdout);
 *     dm_coder_free(coder);
 *     dm_engine_free(engine);
 */
#ifndef DEMARCHE_H
#define DEMARCHE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DM_VERSION_MAJOR 0
#define DM_VERSION_MINOR 1
#define DM_VERSION_PATCH 0
#define DM_VERSION       "0.1.0"

#if defined(__GNUC__)
#define DM_API __attribute__((visibility("default")))
#else
#define DM_API
#endif

/* The version of the library that is loaded, as "0.1.0". */
DM_API const char *dm_version(void);

/* Why something failed. A status tells causes apart; it is never mixed with results. */
typedef enum dm_status {
    DM_OK = 0,
    DM_ENOMEM,  /* no memory */
    DM_EIO,     /* reading or writing failed: no such file, disk full, ... */
    DM_EINPUT,  /* the document is not what it should be: broken UTF-8, bad JSON, illegal date, ... */
    DM_ELIMIT,  /* the document is over a limit */
    DM_EFORMAT, /* a model, lexicon or package is not of the form that this version reads, or is damaged */
    DM_EUNSUP,  /* a model package has a part that the engine would not run exactly */
    DM_EUSAGE   /* the caller asked for something that does not exist */
} dm_status;

/* What failed, where, and what to do about it; all strings are closed by NUL and cut to fit. */
typedef struct dm_err {
    dm_status code;
    int64_t at;     /* byte or line within `where`; -1 if none */
    char where[96]; /* file, table or document */
    char what[160]; /* one plain sentence */
    char todo[128]; /* the likely remedy, or "" */
} dm_err;

typedef struct dm_engine dm_engine;
typedef struct dm_coder dm_coder;

/* Maps a model (made by `demarche model import`) and a lexicon (made by `demarche lexicon compile`), checks
 * every size and index in them and makes them ready. The lexicon may be NULL: then the engine can parse but
 * not code. *out is untouched unless DM_OK is returned; free it with dm_engine_free, after all of its coders.
 * Fails with DM_EIO, DM_EFORMAT, DM_ENOMEM. */
DM_API dm_status dm_engine_new(dm_engine **out, const char *model_path, const char *lexicon_path,
                               dm_err *err);
DM_API void dm_engine_free(dm_engine *engine);

/* What dm_code writes besides the record's fixed fields. */
enum {
    DM_WITH_TEXT = 1 << 0,        /* the field `text` */
    DM_LAYER_PREDICATES = 1 << 1, /* the field `predicates`: every predicate with its factuality */
};

typedef struct dm_options {
    uint32_t layers;     /* of the flags above */
    uint32_t cache_rows; /* word types kept per network; 0: 6144 (47 MB for both networks) */
} dm_options;

/* A worker's memory. options may be NULL. The engine must outlive the coder. Fails with DM_ENOMEM. */
DM_API dm_status dm_coder_new(dm_coder **out, const dm_engine *engine, const dm_options *options,
                              dm_err *err);
DM_API void dm_coder_free(dm_coder *coder);

/* A span of the document that the caller knows to be an actor; several may share an id, they may overlap. */
typedef struct dm_entity {
    size_t begin, end;   /* bytes into the text, half-open, on character boundaries */
    const char *id;      /* not "author" */
    const char *name;    /* may be NULL, like the rest */
    const char *country; /* ISO 3166 alpha-3 or PLOVER's codes */
    const char *sector;  /* PLOVER sector */
} dm_entity;

/* A document. All pointers are borrowed for the length of the call; all but id and text may be NULL. */
typedef struct dm_document {
    const char *id;
    const char *text; /* UTF-8, need not be closed by NUL, may contain NUL */
    size_t text_size; /* bytes, at most 1 GiB */
    const char *date; /* YYYY-MM-DD */
    const char *url, *publisher, *title;
    const dm_entity *entities;
    size_t entity_count;
} dm_document;

/* Bytes written by a coder; valid until the coder's next call or its end. Not closed by NUL. */
typedef struct dm_result {
    const char *data;
    size_t size;
} dm_result;

/* Writes the record of a document: one JSON object and a line feed, as docs/record.md defines it.
 * out is untouched unless DM_OK is returned; after a failure the coder can be used again.
 * Fails with DM_EINPUT, DM_ELIMIT, DM_ENOMEM, and DM_EUSAGE if the engine has no lexicon. */
DM_API dm_status dm_code(dm_coder *coder, const dm_document *doc, dm_result *out, dm_err *err);

/* The same reading laid out for a person. `columns`: the width of the page (0: 80); `colour`: with ANSI
 * colours. */
DM_API dm_status dm_read(dm_coder *coder, const dm_document *doc, unsigned columns, int colour,
                         dm_result *out, dm_err *err);

/* Why a document was coded so: the tree, the rows of the tables that were tried and what became of them, for
 * the sentence of one event (its id in the record, as "e3") or, if event is NULL, for all sentences. Fails as
 * dm_code does, and with DM_EUSAGE if there is no such event. */
DM_API dm_status dm_explain(dm_coder *coder, const dm_document *doc, const char *event, dm_result *out,
                            dm_err *err);

typedef enum dm_parse_format { DM_PARSE_JSONL = 0, DM_PARSE_CONLLU = 1 } dm_parse_format;

/* Writes tokens, sentences, tags, lemmas, the dependency tree, entities and noun chunks as docs/parse.md
 * defines. */
DM_API dm_status dm_parse(dm_coder *coder, const dm_document *doc, dm_parse_format format, dm_result *out,
                          dm_err *err);

/* Reads a published spaCy v3 English pipeline (a wheel, or the folder it unpacks to) and writes the mapped
 * model file. Whatever the engine would not run exactly is refused with its component and the reason. Fails
 * with DM_EIO, DM_EFORMAT, DM_EUNSUP, DM_ENOMEM. */
DM_API dm_status dm_model_import(const char *package_path, const char *model_path, dm_err *err);

/* Compiles the tables of a folder to one mapped lexicon file. Fails with DM_EIO, DM_EFORMAT, DM_ENOMEM. */
DM_API dm_status dm_lexicon_compile(const char *folder, const char *lexicon_path, dm_err *err);

/* Puts the tables of a folder on top of those that a lexicon was compiled from, and writes both as a lexicon
 * of its own. A wording, or a predicate under the same conditions, that the folder has stands in place of the
 * lexicon's. Fails with DM_EIO, DM_EFORMAT, DM_ENOMEM. */
DM_API dm_status dm_lexicon_extend(const char *lexicon_path, const char *folder, const char *out_path,
                                   dm_err *err);
/* A name for what dm_lexicon_extend would write: it depends on both contents alone. */
DM_API dm_status dm_lexicon_extended_sha256(const char *lexicon_path, const char *folder, char out[65],
                                            dm_err *err);

#ifdef __cplusplus
}
#endif
#endif
