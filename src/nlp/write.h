/* A parse as text: the forms that docs/parse.md defines. */
#ifndef DM_NLP_WRITE_H
#define DM_NLP_WRITE_H

#include "base/buffer.h"
#include "nlp/pipeline.h"

/* One JSON object and a line feed. */
void dm_write_parse_jsonl(dm_buffer *b, dm_str id, const dm_parse_tree *tree, dm_arena *arena);
/* CoNLL-U sentences. */
void dm_write_parse_conllu(dm_buffer *b, dm_str id, const dm_parse_tree *tree, dm_arena *arena);

#endif
