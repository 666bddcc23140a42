#include "base/file.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/test.h"

static void test_map_and_read(void **state) {
    (void)state;
    dm_mapped m;
    dm_err err = {0};
    char *bytes;
    size_t n;
    const char *path = test_path("plain");
    test_write(path, "four\0", 5);
    assert_int_equal(dm_file_map(&m, path, &err), DM_OK);
    assert_int_equal(m.n, 5);
    assert_memory_equal(m.p, "four\0", 5);
    dm_file_unmap(&m);
    assert_int_equal(dm_file_read(&bytes, &n, path, 5, &err), DM_OK);
    assert_int_equal(n, 5);
    assert_memory_equal(bytes, "four\0", 6);
    free(bytes);
}

static void test_empty_file(void **state) {
    (void)state;
    dm_mapped m;
    dm_err err = {0};
    char *bytes;
    size_t n = 1;
    test_write(test_path("empty"), "", 0);
    assert_int_equal(dm_file_map(&m, test_path("empty"), &err), DM_OK);
    assert_int_equal(m.n, 0);
    assert_non_null(m.p);
    dm_file_unmap(&m);
    assert_int_equal(dm_file_read(&bytes, &n, test_path("empty"), 10, &err), DM_OK);
    assert_int_equal(n, 0);
    free(bytes);
}

static void test_what_cannot_be_read(void **state) {
    (void)state;
    dm_mapped m;
    dm_err err = {0};
    char *bytes;
    size_t n;
    assert_int_equal(dm_file_map(&m, test_path("nothing"), &err), DM_EIO);
    assert_has(err.what, "No such file");
    assert_has(err.todo, "check the name");
    assert_has(err.where, "nothing");
    assert_int_equal(dm_file_map(&m, "/tmp", &err), DM_EIO);
    assert_has(err.what, "folder");
    assert_int_equal(dm_file_map(&m, "/dev/null", &err), DM_EIO);
    assert_has(err.what, "not a regular file");
    test_write(test_path("six"), "123456", 6);
    assert_int_equal(dm_file_read(&bytes, &n, test_path("six"), 5, &err), DM_ELIMIT);
    assert_has(err.what, "6 bytes, more than 5");
    assert_int_equal(dm_file_read(&bytes, &n, "/", 5, NULL), DM_EIO);
}

static void test_replace(void **state) {
    (void)state;
    dm_err err = {0};
    struct stat st;
    size_t n;
    assert_int_equal(dm_file_replace(test_path("new"), "one", 3, &err), DM_OK);
    assert_int_equal(dm_file_replace(test_path("new"), "two two", 7, &err), DM_OK);
    char *bytes = test_read(test_path("new"), &n);
    assert_string_equal(bytes, "two two");
    free(bytes);
    assert_int_equal(dm_file_replace(test_path("new"), "", 0, &err), DM_OK);
    assert_int_equal(stat(test_path("new"), &st), 0);
    assert_int_equal(st.st_size, 0);
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(st.st_mode & 0777, 0666 & ~mask);
    assert_int_equal(test_count_files("new"), 1); /* nothing is left beside it */
}

static void test_replace_where_it_cannot(void **state) {
    (void)state;
    dm_err err = {0};
    char path[5000];
    assert_int_equal(dm_file_replace(test_path("no/such/folder"), "x", 1, &err), DM_EIO);
    assert_has(err.todo, "check the name");
    assert_int_equal(mkdir(test_path("folder"), 0777), 0);
    assert_int_equal(dm_file_replace(test_path("folder"), "x", 1, &err), DM_EIO);
    assert_int_equal(test_count_files("folder"), 1);
    memset(path, 'x', sizeof path - 1);
    path[0] = '/';
    path[sizeof path - 1] = 0;
    assert_int_equal(dm_file_replace(path, "x", 1, &err), DM_EIO);
}

/* A device, a pipe or a socket must never give way to a file. */
static void test_replace_only_files(void **state) {
    (void)state;
    dm_err err = {0};
    struct stat st;
    assert_int_equal(mkfifo(test_path("pipe"), 0666), 0);
    assert_int_equal(dm_file_replace(test_path("pipe"), "x", 1, &err), DM_EIO);
    assert_has(err.what, "not a regular file");
    assert_int_equal(stat(test_path("pipe"), &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_int_equal(test_count_files("pipe"), 1);
}

/* A disk that becomes full half way: the old file stays, nothing else does. */
static void test_replace_on_a_full_disk(void **state) {
    (void)state;
    enum { N = 300000 };
    dm_err err = {0};
    struct rlimit old, small;
    char *bytes = calloc(1, N), *back;
    assert_int_equal(dm_file_replace(test_path("full"), "old", 3, &err), DM_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){100000, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    dm_status s = dm_file_replace(test_path("full"), bytes, N, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    free(bytes);
    assert_int_equal(s, DM_EIO);
    assert_has(err.what, "cannot write it");
    back = test_read(test_path("full"), NULL);
    assert_string_equal(back, "old");
    free(back);
    assert_int_equal(test_count_files("full"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map_and_read),
        cmocka_unit_test(test_empty_file),
        cmocka_unit_test(test_what_cannot_be_read),
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_replace_where_it_cannot),
        cmocka_unit_test(test_replace_only_files),
        cmocka_unit_test(test_replace_on_a_full_disk),
    };
    return DM_RUN(tests);
}
