#include "model/package.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"

enum { FILES_LIMIT = 4096, DEPTH_LIMIT = 8 };
static const size_t file_limit = (size_t)256 << 20, total_limit = (size_t)512 << 20;
static const char remedy[] = "give the wheel of a spaCy v3 English pipeline, or the folder it unpacks to";

void dm_package_clear(dm_package *p) {
    for (size_t i = 0; i < p->count; i++) {
        free(p->files[i].name);
        free(p->files[i].bytes);
    }
    free(p->files);
    *p = (dm_package){0};
}

/* Takes over bytes. */
static dm_status add(dm_package *p, const char *name, char *bytes, size_t n, dm_err *err) {
    if (p->count == p->room) {
        size_t room = p->room ? p->room * 2 : 64;
        dm_package_file *grown = realloc(p->files, room * sizeof *grown);
        if (!grown) {
            free(bytes);
            return dm_fail_memory(err);
        }
        p->files = grown;
        p->room = room;
    }
    char *copy = strdup(name);
    if (!copy) {
        free(bytes);
        return dm_fail_memory(err);
    }
    p->files[p->count++] = (dm_package_file){copy, bytes, n};
    return DM_OK;
}

static dm_status read_entry(struct archive *a, char **out, size_t *size, size_t left, const char *path,
                            dm_err *err) {
    size_t room = 1 << 16, n = 0;
    char *bytes = malloc(room);
    if (!bytes) return dm_fail_memory(err);
    for (;;) {
        if (n == room) {
            char *grown = realloc(bytes, room * 2);
            if (!grown) {
                free(bytes);
                return dm_fail_memory(err);
            }
            bytes = grown;
            room *= 2;
        }
        la_ssize_t got = archive_read_data(a, bytes + n, room - n);
        if (got < 0) {
            free(bytes);
            return dm_fail(err, DM_EFORMAT, -1, path, "download it again", "it cannot be unpacked: %s",
                           archive_error_string(a) ? archive_error_string(a) : "damaged");
        }
        if (got == 0) break;
        n += (size_t)got;
        if (n > file_limit || n > left) {
            free(bytes);
            return dm_fail(err, DM_ELIMIT, -1, path, remedy, "it unpacks to more than a model can have");
        }
    }
    *out = bytes;
    *size = n;
    return DM_OK;
}

static dm_status read_zip(dm_package *p, const void *bytes, size_t n, const char *path, dm_err *err) {
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    size_t total = 0;
    int r;
    if (!a) return dm_fail_memory(err);
    archive_read_support_format_zip(a);
    if (archive_read_open_memory(a, bytes, n) != ARCHIVE_OK) {
        dm_status s = dm_fail(err, DM_EFORMAT, -1, path, remedy, "it is not a wheel (a zip file)");
        archive_read_free(a);
        return s;
    }
    dm_status s = DM_OK;
    while (s == DM_OK && (r = archive_read_next_header(a, &entry)) != ARCHIVE_EOF) {
        if (r != ARCHIVE_OK && r != ARCHIVE_WARN) {
            s = dm_fail(err, DM_EFORMAT, -1, path, "download it again, or give another package",
                        "it is no whole wheel: %s",
                        archive_error_string(a) ? archive_error_string(a) : "damaged");
            break;
        }
        const char *name = archive_entry_pathname(entry);
        if (!name || archive_entry_filetype(entry) != AE_IFREG) continue;
        char *data = NULL;
        size_t size = 0;
        if (p->count >= FILES_LIMIT) s = dm_fail(err, DM_ELIMIT, -1, path, remedy, "it holds too many files");
        if (s == DM_OK) s = read_entry(a, &data, &size, total_limit - total, path, err);
        if (s != DM_OK) break;
        total += size;
        s = add(p, name, data, size, err);
    }
    archive_read_free(a);
    return s;
}

static dm_status read_folder(dm_package *p, const char *root, const char *inside, int depth, size_t *total,
                             dm_err *err) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", root, inside) >= (int)sizeof path || depth > DEPTH_LIMIT)
        return dm_fail(err, DM_ELIMIT, -1, root, remedy, "its folders are too deep");
    DIR *dir = opendir(path);
    if (!dir)
        return dm_fail(err, DM_EIO, -1, path, "check the name and the permissions", "cannot open it: %s",
                       strerror(errno));
    dm_status s = DM_OK;
    struct dirent *d;
    while (s == DM_OK && (d = readdir(dir))) {
        char name[4096], full[8192];
        struct stat st;
        if (d->d_name[0] == '.') continue;
        if (snprintf(name, sizeof name, "%s%s%s", inside, *inside ? "/" : "", d->d_name) >= (int)sizeof name)
            continue;
        snprintf(full, sizeof full, "%s/%s", root, name);
        if (stat(full, &st) != 0) continue;
        if (S_ISDIR(st.st_mode)) {
            s = read_folder(p, root, name, depth + 1, total, err);
        } else if (S_ISREG(st.st_mode)) {
            char *bytes;
            size_t n;
            if (p->count >= FILES_LIMIT || *total > total_limit)
                s = dm_fail(err, DM_ELIMIT, -1, root, remedy, "it holds too much");
            else
                s = dm_file_read(&bytes, &n, full, file_limit, err);
            if (s != DM_OK) break;
            *total += n;
            s = add(p, name, bytes, n, err);
        }
    }
    closedir(dir);
    return s;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const dm_package_file *)a)->name, ((const dm_package_file *)b)->name);
}

/* Keeps the folder that holds config.cfg, with the names relative to it. */
static dm_status keep_data_folder(dm_package *p, dm_err *err) {
    const char *found = NULL;
    size_t shortest = SIZE_MAX;
    for (size_t i = 0; i < p->count; i++) {
        const char *slash = strrchr(p->files[i].name, '/'), *base = slash ? slash + 1 : p->files[i].name;
        size_t length = (size_t)(base - p->files[i].name);
        if (strcmp(base, "config.cfg") == 0 && length < shortest) {
            found = p->files[i].name;
            shortest = length;
        }
    }
    if (!found)
        return dm_fail(err, DM_EFORMAT, -1, p->path, remedy,
                       "there is no config.cfg in it: not a spaCy pipeline");
    char *prefix = strndup(found, shortest);
    if (!prefix) return dm_fail_memory(err);
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        dm_package_file f = p->files[i];
        if (strncmp(f.name, prefix, shortest) == 0) {
            memmove(f.name, f.name + shortest, strlen(f.name + shortest) + 1);
            p->files[kept++] = f;
        } else {
            free(f.name);
            free(f.bytes);
        }
    }
    free(prefix);
    p->count = kept;
    qsort(p->files, p->count, sizeof *p->files, by_name);
    return DM_OK;
}

dm_status dm_package_open_bytes(dm_package *out, const void *bytes, size_t n, const char *path, dm_err *err) {
    dm_package p = {0};
    snprintf(p.path, sizeof p.path, "%s", path);
    dm_status s = read_zip(&p, bytes, n, path, err);
    if (s == DM_OK) s = keep_data_folder(&p, err);
    if (s != DM_OK) {
        dm_package_clear(&p);
        return s;
    }
    *out = p;
    return DM_OK;
}

dm_status dm_package_open(dm_package *out, const char *path, dm_err *err) {
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        dm_package p = {0};
        size_t total = 0;
        snprintf(p.path, sizeof p.path, "%s", path);
        dm_status s = read_folder(&p, path, "", 0, &total, err);
        if (s == DM_OK) s = keep_data_folder(&p, err);
        if (s != DM_OK) {
            dm_package_clear(&p);
            return s;
        }
        *out = p;
        return DM_OK;
    }
    dm_mapped file;
    dm_status s = dm_file_map(&file, path, err);
    if (s != DM_OK) return s;
    s = dm_package_open_bytes(out, file.p, file.n, path, err);
    dm_file_unmap(&file);
    return s;
}

const dm_package_file *dm_package_find(const dm_package *p, const char *name) {
    dm_package_file key = {.name = (char *)(uintptr_t)name};
    return p->count ? bsearch(&key, p->files, p->count, sizeof *p->files, by_name) : NULL;
}
