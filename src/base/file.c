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

/* A new file in the folder of `path`: without a name where the system can, so that nothing stays behind if
 * the process is killed; else under `temporary`. */
static int open_beside(const char *path, char *temporary, size_t room) {
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int n = slash ? snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path)
                  : snprintf(folder, sizeof folder, ".");
    if (n < 0 || (size_t)n >= sizeof folder || strlen(path) + 8 > room) {
        errno = ENAMETOOLONG;
        return -1;
    }
    *temporary = 0;
    int fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
    snprintf(temporary, room, "%s.XXXXXX", path);
    fd = mkostemp(temporary, O_CLOEXEC);
    mode_t mask = umask(0);
    umask(mask);
    if (fd >= 0) fchmod(fd, 0666 & ~mask);
    return fd;
}

/* Gives a file without a name one that is not taken. */
static bool name_it(int fd, const char *path, char *temporary, size_t room) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(temporary, room, "%s.%03u", path, i);
        if (linkat(AT_FDCWD, link, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0) return true;
        if (errno != EEXIST) break;
    }
    *temporary = 0;
    return false;
}

dm_status dm_file_replace(const char *path, const void *bytes, size_t n, dm_err *err) {
    char temporary[4096];
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode))
        return dm_fail(err, DM_EIO, -1, path, "give the name of a file",
                       S_ISDIR(old.st_mode) ? "it is a folder" : "it is not a regular file");
    int fd = open_beside(path, temporary, sizeof temporary);
    if (fd < 0) return fail(err, path, "write beside it");
    size_t done = 0;
    bool good = true;
    while (good && done < n) {
        ssize_t w = write(fd, (const char *)bytes + done, n - done);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0)
            good = false;
        else
            done += (size_t)w;
    }
    good = good && fsync(fd) == 0;
    if (good && !*temporary) good = name_it(fd, path, temporary, sizeof temporary);
    good = good && rename(temporary, path) == 0;
    dm_status s = good ? DM_OK : fail(err, path, "write it");
    close(fd); /* all of it is on the disk by now */
    if (!good && *temporary) unlink(temporary);
    return s;
}
