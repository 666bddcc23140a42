/* Whole files: mapped, read, replaced. */
#ifndef DM_FILE_H
#define DM_FILE_H

#include "base/error.h"
#include "base/str.h"

/* A file mapped read-only. p is never NULL after a success, also for an empty file. */
typedef struct dm_mapped {
    const unsigned char *p;
    size_t n;
} dm_mapped;

/* Fails with DM_EIO. err->where is the path. */
dm_status dm_file_map(dm_mapped *out, const char *path, dm_err *err);
void dm_file_unmap(dm_mapped *m);

/* Reads a regular file of at most limit bytes into malloc'ed memory. Fails with DM_EIO, DM_ELIMIT, DM_ENOMEM.
 */
dm_status dm_file_read(char **out, size_t *n, const char *path, size_t limit, dm_err *err);

/* Writes a file whole or not at all: a temporary name beside it, flushed, then renamed. Only a regular file
 * gives way to it. Fails with DM_EIO. */
dm_status dm_file_replace(const char *path, const void *bytes, size_t n, dm_err *err);

#endif
