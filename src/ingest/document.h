/* From bytes to documents.
 *
 *     files, standard input ─► dm_reader ─► dm_item (the bytes of one document)
 *                           ─► dm_loaded (id, text, date, …)
 *
 * The reader is used by one thread at a time; items are loaded by the threads that took them. */
#ifndef DM_INGEST_DOCUMENT_H
#define DM_INGEST_DOCUMENT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef enum dm_input_form { DM_INPUT_AUTO, DM_INPUT_TEXT, DM_INPUT_JSONL } dm_input_form;

/* The bytes of one document, or why they could not be had. */
typedef struct dm_item {
    dm_buffer bytes;
    bool json;
    const char *name; /* of the input, as given */
    bool several;     /* there are several inputs: ids of lines carry the name */
    uint64_t line;    /* of a JSON line; 0: the document is the whole input */
    dm_status status; /* DM_OK, or *err says why there is no document */
    dm_err err;
} dm_item;

typedef struct dm_reader dm_reader;

/* names: files, "-" for standard input; none means standard input. They must stay. limit: bytes of the
 * longest document. Fails with DM_ENOMEM. */
dm_status dm_reader_new(dm_reader **out, const char *const *names, size_t n, dm_input_form form, size_t limit,
                        dm_err *err);
void dm_reader_free(dm_reader *r);

/* The next document into *item, whose buffer is used again. False at the end of all inputs. */
bool dm_reader_next(dm_reader *r, dm_item *item);

/* Bytes read and bytes there are to read, as far as files tell; for a progress bar. */
void dm_reader_progress(const dm_reader *r, uint64_t *done, uint64_t *all);

/* A document in the arena and in jansson's memory: clear after use. */
typedef struct dm_loaded {
    dm_document doc;
    void *json;
} dm_loaded;

/* Checks the text and, of a JSON line, its fields. The item must stay. Fails with DM_EINPUT, DM_ENOMEM. */
dm_status dm_document_load(dm_loaded *out, const dm_item *item, dm_arena *arena, dm_err *err);
void dm_document_clear(dm_loaded *doc);

#endif
