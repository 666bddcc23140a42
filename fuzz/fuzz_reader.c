/* A file: the first byte says whether it is named as gzip and how it is read; the rest is what is in it. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "ingest/document.h"

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { LIMIT = 200 };
    if (size < 1) return 0;
    char target[64], name[64];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    FUZZ_CHECK(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
    snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    snprintf(name, sizeof name, "/tmp/demarche-fuzz-%d%s", getpid(), data[0] & 1 ? ".gz" : ".txt");
    unlink(name);
    FUZZ_CHECK(symlink(target, name) == 0);
    const char *names[] = {name, "/nonexistent", name};
    dm_reader *r;
    dm_item item = {0};
    FUZZ_CHECK(dm_reader_new(&r, names, data[0] & 2 ? 3 : 1, (dm_input_form)(data[0] / 4 % 3), LIMIT, NULL) ==
               DM_OK);
    uint64_t done, all, line = 0;
    while (dm_reader_next(r, &item)) {
        FUZZ_CHECK(item.status != DM_OK || item.bytes.n <= LIMIT);
        FUZZ_CHECK((item.status == DM_OK) == (item.err.code == DM_OK));
        FUZZ_CHECK(!item.line || item.line > line || names[0] != item.name || data[0] & 2);
        line = item.line;
        fuzz_touch(item.bytes.p, item.bytes.n);
        dm_reader_progress(r, &done, &all);
    }
    dm_reader_free(r);
    dm_buffer_clear(&item.bytes);
    unlink(name);
    close(fd);
    return 0;
}
