/* The coder: a parsed document in, everything that demarche knows of it out. See reading.h for the stages. */
#ifndef DM_CODING_H
#define DM_CODING_H

#include "coding/reading.h"

/* Reads a document: runs all stages. doc and lex must stay while the reading is used; the arena owns
 * everything in it and must have its guard set. Fails with DM_EINPUT (illegal date or entity), DM_ENOMEM. */
dm_status dm_code_document(dm_reading *out, const dm_document *doc, const dm_lexicon *lex, dm_worker *worker,
                           dm_arena *arena, dm_err *err);

#endif
