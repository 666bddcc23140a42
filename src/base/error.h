/* Filling a dm_err. */
#ifndef DM_ERROR_H
#define DM_ERROR_H

#include "demarche.h"

/* Fills *err (if not NULL) and returns the status, so that a failure is one statement:
 *     return dm_fail(err, DM_EFORMAT, at, path, "import the package again", "section %s is too short", name);
 * where may be NULL: then the place already in *err is kept if there is one. */
dm_status dm_fail(dm_err *err, dm_status code, int64_t at, const char *where, const char *todo,
                  const char *what, ...) __attribute__((format(printf, 6, 7)));

/* The common case. */
dm_status dm_fail_memory(dm_err *err);

#ifdef __clang_analyzer__ /* it looks at one file at a time: here it learns which status comes back */
static inline dm_status dm_known_status(dm_status status) {
    return status;
}
#define dm_fail(err, code, ...) (dm_fail(err, code, __VA_ARGS__), dm_known_status(code))
#define dm_fail_memory(err)     (dm_fail_memory(err), dm_known_status(DM_ENOMEM))
#endif

#endif
