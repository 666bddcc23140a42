/* What the programs that write traits for the scripts here share. */
#ifndef DM_TRAIN_FEATURES_H
#define DM_TRAIN_FEATURES_H

#include <stdio.h>

#include "coding/coding.h"

/* What codes the documents of standard input. */
typedef struct features {
    const dm_lexicon *lexicon;
    dm_worker *worker;
    dm_arena *arena; /* of one document */
    uint32_t doc;    /* number of the document, from 0 */
} features;

/* Does something with a document; what it allocates lives in the arena. */
typedef dm_status features_each(const features *f, const dm_document *doc, void *own, dm_err *err);

/* Calls `each` for all documents of standard input, JSON Lines as `demarche code` reads them. Returns the
 * program's exit status; the first fault is named and ends it. */
int features_run(const char *program, const char *model, const char *lexicon, features_each *each, void *own);

/* A file to write in a folder, and n items of `size` bytes to it. Faults are named and end the program. */
FILE *features_create(const char *folder, const char *name);
void features_put(FILE *file, const void *items, size_t size, size_t n);
void features_close(FILE *file);

#endif
