/* Why a document was coded as it was: for a person who wants to mend a table.
 *
 *     sentence:  tree, then for every predicate with rows: the rows that were tried, the one that counts
 *                and why the others lost; the operators above it; the parties
 *     event:     the same for its sentence, and what was made of it */
#ifndef DM_EXPLAIN_H
#define DM_EXPLAIN_H

#include "base/buffer.h"
#include "coding/reading.h"

/* event: its id; NULL for all sentences. False if there is no such event. */
bool dm_write_explanation(dm_buffer *b, dm_reading *r, const char *event);

#endif
