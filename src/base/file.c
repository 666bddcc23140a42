#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static dm_status fail(dm_err *err, const char *path, const char *doing) {
    const char *todo = errno == ENOENT   ? "check the name"
                       : errno == ENOSPC ? "free some space on that disk"
                       : errno == EACCES ? "check the permissions"
                                         : "";
    return dm_fail(err, DM_EIO, -1, path, todo, "cannot %s: %s", doing, strerror(errno));
}

static dm_status open_regular(int *fd, size_t *size, const char *path, dm_err *err) {
    struct stat st;
    int f = open(path, O_RDONLY | O_CLOEXEC);
    if (f < 0) return fail(err, path, "open it");
    if (fstat(f, &st) != 0) {
        dm_status s = fail(err, path, "read it");
        close(f);
        return s;
    }
    if (!S_ISREG(st.st_mode)) {
        close(f);
        return dm_fail(err, DM_EIO, -1, path, "give the name of a file",
                       S_ISDIR(st.st_mode) ? "it is a folder" : "it is not a regular file");
    }
    *fd = f;
    *size = (size_t)st.st_size;
    return DM_OK;
}

dm_status dm_file_map(dm_mapped *out, const char *path, dm_err *err) {
    int fd;
    size_t n;
    dm_status s = open_regular(&fd, &n, path, err);
    if (s != DM_OK) return s;
    if (n == 0) {
        close(fd);
        *out = (dm_mapped){(const unsigned char *)"", 0};
        return DM_OK;
    }
    void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
        s = fail(err, path, "map it");
        close(fd);
        return s;
    }
    close(fd);
    *out = (dm_mapped){p, n};
    return DM_OK;
}

void dm_file_unmap(dm_mapped *m) {
    if (m->n) munmap((void *)(uintptr_t)m->p, m->n);
    *m = (dm_mapped){0};
}

dm_status dm_file_read(char **out, size_t *n, const char *path, size_t limit, dm_err *err) {
    int fd;
    size_t size, got = 0;
    dm_status s = open_regular(&fd, &size, path, err);
    if (s != DM_OK) return s;
    if (size > limit) {
        close(fd);
        return dm_fail(err, DM_ELIMIT, -1, path, "", "it has %zu bytes, more than %zu", size, limit);
    }
    char *p = malloc(size + 1);
    if (!p) {
        close(fd);
        return dm_fail_memory(err);
    }
    while (got < size) {
        ssize_t r = read(fd, p + got, size - got);
        if (r < 0 && errno == EINTR) continue;
        if (r < 0) {
            s = fail(err, path, "read it");
            free(p);
            close(fd);
            return s;
        }
        if (r == 0) break;
        got += (size_t)r;
    }
    close(fd);
    p[got] = 0;
    *out = p;
    *n = got;
    return DM_OK;
}

dm_status dm_file_replace(const char *path, const void *bytes, size_t n, dm_err *err) {
    char temporary[4096];
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode))
        return dm_fail(err, DM_EIO, -1, path, "give the name of a file",
                       S_ISDIR(old.st_mode) ? "it is a folder" : "it is not a regular file");
    int length = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof temporary)
        return dm_fail(err, DM_EIO, -1, path, "", "its name is too long");
    int fd = mkstemp(temporary);
    if (fd < 0) return fail(err, path, "write beside it");
    size_t done = 0;
    mode_t mask = umask(0);
    umask(mask);
    bool good = fchmod(fd, 0666 & ~mask) == 0;
    while (good && done < n) {
        ssize_t w = write(fd, (const char *)bytes + done, n - done);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0)
            good = false;
        else
            done += (size_t)w;
    }
    good = good && fsync(fd) == 0;
    if (close(fd) != 0) good = false;
    good = good && rename(temporary, path) == 0;
    if (!good) {
        dm_status s = fail(err, path, "write it");
        unlink(temporary);
        return s;
    }
    return DM_OK;
}
