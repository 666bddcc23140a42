/* The files of a published pipeline package: a wheel (a zip file) or the folder that it unpacks to. */
#ifndef DM_PACKAGE_H
#define DM_PACKAGE_H

#include "base/error.h"
#include "base/str.h"

typedef struct dm_package_file {
    char *name; /* relative to the folder that holds config.cfg */
    char *bytes;
    size_t n;
} dm_package_file;

typedef struct dm_package {
    dm_package_file *files; /* sorted by name */
    size_t count, room;
    char path[96];
} dm_package;

/* Reads every file of the data folder. Sizes are bounded: 256 MiB a file, 512 MiB in all, 4096 files.
 * Fails with DM_EIO, DM_EFORMAT (no zip file, cut off, no config.cfg in it), DM_ELIMIT, DM_ENOMEM. */
dm_status dm_package_open(dm_package *out, const char *path, dm_err *err);
/* The same from the bytes of a wheel. */
dm_status dm_package_open_bytes(dm_package *out, const void *bytes, size_t n, const char *path, dm_err *err);
void dm_package_clear(dm_package *p);

/* Imports an open package: dm_model_import without the opening. */
dm_status dm_import_package(const dm_package *package, const char *model_path, dm_err *err);

/* The file, or NULL. */
const dm_package_file *dm_package_find(const dm_package *p, const char *name);

#endif
