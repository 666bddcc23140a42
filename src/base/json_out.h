/* Writing JSON: compact, UTF-8, strings as Python's json.dumps(ensure_ascii=False) writes them. */
#ifndef DM_JSON_OUT_H
#define DM_JSON_OUT_H

#include "base/buffer.h"

/* A string with its quotes. The text must be well-formed UTF-8. */
void dm_json_string(dm_buffer *b, dm_str s);
/* The same, or null if p is NULL. */
void dm_json_maybe(dm_buffer *b, dm_str s);

#endif
