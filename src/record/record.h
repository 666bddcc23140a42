/* A reading as a record: the JSON of docs/record.md, or a page for a person. */
#ifndef DM_RECORD_H
#define DM_RECORD_H

#include "base/buffer.h"
#include "coding/reading.h"

/* One JSON object and a line feed. layers: DM_WITH_TEXT, DM_LAYER_PREDICATES. model: SHA-256 as hexadecimal.
 */
void dm_write_record(dm_buffer *b, const dm_reading *r, dm_str model, uint32_t layers);

/* Events, claims with their positions, commitments, with the quoted words; `columns` wide. */
void dm_write_report(dm_buffer *b, const dm_reading *r, unsigned columns, bool colour);

#endif
