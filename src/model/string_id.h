/* spaCy's 64-bit string ids: 0 for the empty string, the number of a symbol, else MurmurHash64A with seed 1.
 */
#ifndef DM_STRING_ID_H
#define DM_STRING_ID_H

#include "base/str.h"

uint64_t dm_string_id(dm_str s);

#endif
