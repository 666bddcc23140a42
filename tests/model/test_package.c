#include "model/package.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/test.h"

/* A zip file in memory. */
typedef struct zip {
    char *bytes;
    size_t room, n;
    struct archive *a;
} zip;

static void zip_open(zip *z, size_t room) {
    *z = (zip){.bytes = malloc(room), .room = room, .a = archive_write_new()};
    archive_write_set_format_zip(z->a);
    assert_int_equal(archive_write_open_memory(z->a, z->bytes, room, &z->n), ARCHIVE_OK);
}

/* An entry of `times` times the same bytes. */
static void zip_entry(zip *z, const char *name, int type, const void *bytes, size_t n, size_t times) {
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_filetype(e, (unsigned)type);
    archive_entry_set_perm(e, 0644);
    if (type == AE_IFLNK) archive_entry_set_symlink(e, "/etc/passwd");
    if (type == AE_IFREG) archive_entry_set_size(e, (la_int64_t)(n * times));
    assert_true(archive_write_header(z->a, e) >= ARCHIVE_WARN);
    for (size_t i = 0; i < times && type == AE_IFREG; i++)
        assert_int_equal(archive_write_data(z->a, bytes, n), n);
    archive_entry_free(e);
}

static void zip_text(zip *z, const char *name, const char *text) {
    zip_entry(z, name, AE_IFREG, text, strlen(text), 1);
}

/* Closes the file and opens it as a package. */
static dm_status zip_read(zip *z, dm_package *p, dm_err *err) {
    assert_int_equal(archive_write_free(z->a), ARCHIVE_OK);
    char *copy = malloc(z->n + 1);
    memcpy(copy, z->bytes, z->n);
    copy = realloc(copy, z->n);
    free(z->bytes);
    dm_status s = dm_package_open_bytes(p, copy, z->n, "x.whl", err);
    free(copy);
    return s;
}

static void test_a_wheel(void **state) {
    (void)state;
    zip z;
    dm_package p;
    dm_err err = {0};
    zip_open(&z, 100000);
    zip_text(&z, "x/__init__.py", "code");
    zip_text(&z, "x/x-1.0/vocab/strings.json", "[]");
    zip_text(&z, "x/x-1.0/config.cfg", "[nlp]\n");
    zip_text(&z, "x/x-1.0/a", "");
    zip_text(&z, "x/x-1.0/inner/config.cfg", "another one, deeper");
    zip_text(&z, "x-1.0.dist-info/METADATA", "Name: x\n");
    assert_int_equal(zip_read(&z, &p, &err), DM_OK);
    assert_int_equal(p.count, 4);
    for (size_t i = 1; i < p.count; i++) assert_true(strcmp(p.files[i - 1].name, p.files[i].name) < 0);
    const dm_package_file *f = dm_package_find(&p, "config.cfg");
    assert_non_null(f);
    assert_str(((dm_str){f->bytes, f->n}), "[nlp]\n");
    assert_non_null(dm_package_find(&p, "vocab/strings.json"));
    assert_int_equal(dm_package_find(&p, "a")->n, 0);
    assert_null(dm_package_find(&p, "__init__.py"));
    assert_null(dm_package_find(&p, "vocab"));
    dm_package_clear(&p);
}

static void test_names_that_lead_elsewhere(void **state) {
    (void)state;
    zip z;
    dm_package p;
    dm_err err = {0};
    zip_open(&z, 100000);
    zip_text(&z, "../../../../tmp/demarche-must-not-be-written", "x");
    zip_text(&z, "/tmp/demarche-must-not-be-written", "x");
    zip_text(&z, "d/config.cfg", "c");
    zip_text(&z, "d/../../tmp/demarche-must-not-be-written", "x");
    zip_entry(&z, "d/link", AE_IFLNK, NULL, 0, 0);
    zip_entry(&z, "d/folder", AE_IFDIR, NULL, 0, 0);
    assert_int_equal(zip_read(&z, &p, &err), DM_OK);
    assert_null(dm_package_find(&p, "link"));
    assert_int_equal(dm_package_find(&p, "config.cfg")->n, 1);
    assert_int_not_equal(access("/tmp/demarche-must-not-be-written", F_OK), 0);
    dm_package_clear(&p);
}

static void test_no_pipeline(void **state) {
    (void)state;
    zip z;
    dm_package p;
    dm_err err = {0};
    zip_open(&z, 100000);
    zip_text(&z, "x/config.cfg.txt", "x");
    zip_text(&z, "x/config.cfgx", "x");
    assert_int_equal(zip_read(&z, &p, &err), DM_EFORMAT);
    assert_has(err.what, "no config.cfg");
    zip_open(&z, 1000);
    assert_int_equal(zip_read(&z, &p, &err), DM_EFORMAT);
    assert_int_equal(dm_package_open_bytes(&p, "", 0, "x", &err), DM_EFORMAT);
    assert_int_equal(dm_package_open_bytes(&p, "no zip file", 11, "x", &err), DM_EFORMAT);
    assert_int_equal(dm_package_open_bytes(&p, "PK\3\4", 4, "x", &err), DM_EFORMAT);
    assert_string_equal(err.where, "x");
    assert_true(*err.todo);
}

/* Cut anywhere: refused, or all files that are given are whole. */
static void test_truncated_wheels(void **state) {
    (void)state;
    size_t n;
    char *bytes = test_read(test_data("synthetic.whl"), &n);
    dm_package whole;
    assert_int_equal(dm_package_open_bytes(&whole, bytes, n, "x", NULL), DM_OK);
    unsigned refused = 0, tried = 0;
    for (size_t cut = 1; cut < n; cut += cut < 300 ? 23 : n / 20, tried++) {
        dm_package p;
        dm_err err = {0};
        dm_status s = dm_package_open_bytes(&p, bytes, n - cut, "x", &err);
        refused += s != DM_OK;
        if (s != DM_OK) {
            assert_int_equal(s, DM_EFORMAT);
            continue;
        }
        for (size_t i = 0; i < p.count; i++) {
            const dm_package_file *f = dm_package_find(&whole, p.files[i].name);
            assert_int_equal(f->n, p.files[i].n);
            assert_memory_equal(f->bytes, p.files[i].bytes, f->n);
        }
        dm_package_clear(&p);
    }
    assert_true(refused > tried / 2);
    dm_package_clear(&whole);
    free(bytes);
}

static void test_damaged_wheels(void **state) {
    (void)state;
    size_t n;
    char *bytes = test_read(test_data("synthetic.whl"), &n);
    uint32_t x = 1;
    for (int i = 0; i < 40; i++) {
        dm_package p;
        dm_err err = {0};
        x = x * 1664525 + 1013904223;
        size_t at = i < 15 ? x % n : n - 1 - x % 3000; /* anywhere; in the directory at the end */
        char was = bytes[at];
        bytes[at] ^= (char)(1 + x / 65536 % 255);
        if (dm_package_open_bytes(&p, bytes, n, "x", &err) == DM_OK) dm_package_clear(&p);
        bytes[at] = was;
    }
    free(bytes);
}

static void test_a_bomb(void **state) {
    (void)state;
    static char block[1 << 20];
    zip z;
    dm_package p;
    dm_err err = {0};
    zip_open(&z, 4 << 20);
    zip_text(&z, "d/config.cfg", "c");
    zip_entry(&z, "d/bomb", AE_IFREG, block, sizeof block, 300);
    assert_int_equal(zip_read(&z, &p, &err), DM_ELIMIT);
    assert_has(err.what, "unpacks to more");
}

static void test_too_many_files(void **state) {
    (void)state;
    zip z;
    dm_package p;
    dm_err err = {0};
    zip_open(&z, 4 << 20);
    zip_text(&z, "d/config.cfg", "c");
    for (int i = 0; i < 4100; i++) {
        char name[32];
        snprintf(name, sizeof name, "d/%d", i);
        zip_text(&z, name, "");
    }
    assert_int_equal(zip_read(&z, &p, &err), DM_ELIMIT);
    assert_has(err.what, "too many files");
}

static void make_folder(const char *inside) {
    assert_int_equal(mkdir(test_path(inside), 0777), 0);
}

static void test_a_folder(void **state) {
    (void)state;
    dm_package p;
    dm_err err = {0};
    make_folder("f");
    make_folder("f/data");
    make_folder("f/data/vocab");
    test_write(test_path("f/readme"), "r", 1);
    test_write(test_path("f/data/config.cfg"), "cfg", 3);
    test_write(test_path("f/data/.hidden"), "h", 1);
    test_write(test_path("f/data/vocab/strings.json"), "[]", 2);
    assert_int_equal(mkfifo(test_path("f/data/pipe"), 0666), 0);
    assert_int_equal(dm_package_open(&p, test_path("f"), &err), DM_OK);
    assert_int_equal(p.count, 2);
    assert_non_null(dm_package_find(&p, "vocab/strings.json"));
    dm_package_clear(&p);
    /* a folder that contains itself */
    assert_int_equal(symlink("..", test_path("f/data/self")), 0);
    assert_int_equal(dm_package_open(&p, test_path("f"), &err), DM_ELIMIT);
    static const char *const all[] = {"f/data/self",
                                      "f/data/pipe",
                                      "f/data/vocab/strings.json",
                                      "f/data/.hidden",
                                      "f/data/config.cfg",
                                      "f/readme",
                                      "f/data/vocab",
                                      "f/data"};
    for (size_t i = 0; i < DM_COUNT(all); i++) assert_int_equal(remove(test_path(all[i])), 0);
    assert_int_equal(dm_package_open(&p, test_path("f"), &err), DM_EFORMAT);
    assert_int_equal(dm_package_open(&p, test_path("missing"), &err), DM_EIO);
    assert_int_equal(dm_package_open(&p, "/dev/null", &err), DM_EIO);
    test_write(test_path("empty.whl"), "", 0);
    assert_int_equal(dm_package_open(&p, test_path("empty.whl"), &err), DM_EFORMAT);
}

static void test_wheel_and_folder_are_the_same(void **state) {
    (void)state;
    dm_package a, b;
    assert_int_equal(dm_package_open(&a, test_data("synthetic.whl"), NULL), DM_OK);
    assert_int_equal(dm_package_open(&b, test_data("synthetic"), NULL), DM_OK);
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_string_equal(a.files[i].name, b.files[i].name);
        assert_int_equal(a.files[i].n, b.files[i].n);
        assert_memory_equal(a.files[i].bytes, b.files[i].bytes, a.files[i].n);
    }
    dm_package_clear(&a);
    dm_package_clear(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_wheel),
        cmocka_unit_test(test_names_that_lead_elsewhere),
        cmocka_unit_test(test_no_pipeline),
        cmocka_unit_test(test_truncated_wheels),
        cmocka_unit_test(test_damaged_wheels),
        cmocka_unit_test(test_a_bomb),
        cmocka_unit_test(test_too_many_files),
        cmocka_unit_test(test_a_folder),
        cmocka_unit_test(test_wheel_and_folder_are_the_same),
    };
    return DM_RUN(tests);
}
