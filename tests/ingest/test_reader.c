#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/document.h"
#include "support/test.h"

enum { LIMIT = 1000 };

/* All items as text: for each `name` or `name:line`, then =bytes, or !reason. */
static char *items_of(const char *const *names, size_t n, dm_input_form form, size_t limit) {
    dm_reader *r;
    dm_item item = {0};
    dm_err err = {0};
    dm_buffer out = {0};
    assert_int_equal(dm_reader_new(&r, names, n, form, limit, &err), DM_OK);
    while (dm_reader_next(r, &item)) {
        const char *slash = strrchr(item.name, '/');
        dm_buffer_text(&out, slash ? slash + 1 : item.name);
        if (item.line) dm_buffer_printf(&out, ":%llu", (unsigned long long)item.line);
        if (item.status == DM_OK) {
            dm_buffer_char(&out, item.json ? '~' : '=');
            dm_buffer_add(&out, item.bytes.p, item.bytes.n);
        } else {
            assert_int_equal(item.err.code, item.status);
            assert_int_equal(item.err.at, item.line ? (int64_t)item.line : -1);
            dm_buffer_printf(&out, "!%s", item.err.what);
        }
        dm_buffer_char(&out, ';');
    }
    assert_false(dm_reader_next(r, &item));
    dm_reader_free(r);
    dm_buffer_clear(&item.bytes);
    dm_buffer_char(&out, 0);
    return out.p;
}

static void expect(const char *const *names, size_t n, dm_input_form form, const char *want) {
    char *have = items_of(names, n, form, LIMIT);
    assert_string_equal(have, want);
    free(have);
}

static void expect_one(const char *name, const char *bytes, size_t n, dm_input_form form, const char *want) {
    const char *path = test_path(name);
    test_write(path, bytes, n);
    expect(&path, 1, form, want);
}

#define EXPECT(name, bytes, form, want) expect_one(name, bytes, sizeof bytes - 1, form, want)

static void write_gzip(const char *path, const char *bytes, size_t n) {
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    archive_write_set_format_raw(a);
    archive_write_add_filter_gzip(a);
    archive_entry_set_filetype(entry, AE_IFREG);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(a, bytes, n), n);
    archive_entry_free(entry);
    assert_int_equal(archive_write_free(a), ARCHIVE_OK);
}

/* Puts the bytes of one file behind those of another. */
static void append(const char *path, const char *tail) {
    size_t n, m;
    char *one = test_read(path, &n), *two = test_read(tail, &m);
    one = realloc(one, n + m);
    memcpy(one + n, two, m);
    test_write(path, one, n + m);
    free(one);
    free(two);
}

static void cut(const char *path, size_t off) {
    size_t n;
    char *bytes = test_read(path, &n);
    test_write(path, bytes, n - off);
    free(bytes);
}

static void test_plain_text(void **state) {
    (void)state;
    EXPECT("a.txt", "one\r\ntwo\n\n three", DM_INPUT_AUTO, "a.txt=one\r\ntwo\n\n three;");
    EXPECT("a.txt", "", DM_INPUT_AUTO, "a.txt=;");
    EXPECT("a", "\xEF\xBB\xBFtext", DM_INPUT_AUTO, "a=text;");
    EXPECT("a", "\xEF\xBB\xBF", DM_INPUT_AUTO, "a=;");
    EXPECT("a", "\xEF\xBB", DM_INPUT_AUTO, "a=\xEF\xBB;");
    EXPECT("a", "x\xEF\xBB\xBF", DM_INPUT_AUTO, "a=x\xEF\xBB\xBF;");
    EXPECT("a", "\xEF\xBB\xBF\xEF\xBB\xBFx", DM_INPUT_AUTO, "a=\xEF\xBB\xBFx;");
    EXPECT("a", "{\"text\":1}\n", DM_INPUT_AUTO, "a={\"text\":1}\n;");
    EXPECT("a.jsonl", "one\ntwo", DM_INPUT_TEXT, "a.jsonl=one\ntwo;");
}

static void test_json_lines(void **state) {
    (void)state;
    EXPECT("a.jsonl", "{1}\n{2}\n", DM_INPUT_AUTO, "a.jsonl:1~{1};a.jsonl:2~{2};");
    EXPECT("a.jsonl", "{1}\n{2}", DM_INPUT_AUTO, "a.jsonl:1~{1};a.jsonl:2~{2};");
    EXPECT("a.ndjson", "\n \t\r\n{3}\r\n\n{5}", DM_INPUT_AUTO, "a.ndjson:3~{3}\r;a.ndjson:5~{5};");
    EXPECT("A.JSONL", "{1}", DM_INPUT_AUTO, "A.JSONL:1~{1};");
    EXPECT("a.txt", "{1}\n", DM_INPUT_JSONL, "a.txt:1~{1};");
    EXPECT("a.jsonl", "\xEF\xBB\xBF{1}\n\xEF\xBB\xBF{2}", DM_INPUT_AUTO,
           "a.jsonl:1~{1};a.jsonl:2~\xEF\xBB\xBF{2};");
    EXPECT("a.jsonl", "", DM_INPUT_AUTO, "");
    EXPECT("a.jsonl", "\n\n\n", DM_INPUT_AUTO, "");
    EXPECT("a.jsonl", "\xEF\xBB\xBF", DM_INPUT_AUTO, "");
    EXPECT("a.jsonl", "\v\n", DM_INPUT_AUTO, "a.jsonl:1~\v;"); /* no white space to JSON */
}

static void test_gzip(void **state) {
    (void)state;
    const char *path = test_path("a.txt.gz");
    write_gzip(path, "one\ntwo", 7);
    expect(&path, 1, DM_INPUT_AUTO, "a.txt.gz=one\ntwo;");
    path = test_path("a.jsonl.gz");
    write_gzip(path, "\xEF\xBB\xBF{1}\n{2}\n", 11);
    expect(&path, 1, DM_INPUT_AUTO, "a.jsonl.gz:1~{1};a.jsonl.gz:2~{2};");
    write_gzip(test_path("more.gz"), "{3}\n", 4);
    append(path, test_path("more.gz")); /* a second member behind the first */
    expect(&path, 1, DM_INPUT_AUTO, "a.jsonl.gz:1~{1};a.jsonl.gz:2~{2};a.jsonl.gz:3~{3};");
    path = test_path("empty.gz");
    write_gzip(path, "", 0);
    expect(&path, 1, DM_INPUT_AUTO, "empty.gz=;");
    EXPECT("nothing.gz", "", DM_INPUT_AUTO, "nothing.gz=;");
    EXPECT("plain.gz", "no gzip at all", DM_INPUT_AUTO,
           "plain.gz!it is named as gzip but is something else;");
    EXPECT("head.gz", "\x1f\x8b\x08", DM_INPUT_AUTO, "head.gz!it is named as gzip but is something else;");
}

/* Numbers that hardly pack, one a line. */
static void random_lines(dm_buffer *b, const char *head, uint32_t seed, int n) {
    for (int i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        dm_buffer_printf(b, "{%s%u}\n", head, seed);
    }
}

static void test_truncated_gzip(void **state) {
    (void)state;
    dm_buffer b = {0};
    random_lines(&b, "", 7, 50000);
    const char *path = test_path("cut.jsonl.gz");
    write_gzip(path, b.p, b.n);
    cut(path, 20);
    char *have = items_of(&path, 1, DM_INPUT_AUTO, LIMIT); /* whole lines come before the error */
    assert_has(have, "cut.jsonl.gz:9000~{");
    assert_has(have, "!cannot unpack all of it: truncated gzip input;");
    free(have);
    path = test_path("cut.txt.gz"); /* half a text is no document */
    write_gzip(path, b.p, 300000);
    cut(path, 20);
    have = items_of(&path, 1, DM_INPUT_AUTO, 1 << 20);
    assert_null(strchr(have, '='));
    assert_has(have, "!cannot unpack all of it: truncated gzip input;");
    free(have);
    write_gzip(path, b.p, 900);
    cut(path, 20);
    expect(&path, 1, DM_INPUT_AUTO, "cut.txt.gz!cannot unpack it: truncated gzip input;");
    dm_buffer_clear(&b);
}

static void test_the_limit(void **state) {
    (void)state;
    char text[LIMIT + 1], lines[3 * LIMIT];
    memset(text, 'x', sizeof text);
    const char *path = test_path("long");
    test_write(path, text, LIMIT);
    char *have = items_of(&path, 1, DM_INPUT_AUTO, LIMIT);
    assert_int_equal(strlen(have), strlen("long=;") + LIMIT);
    free(have);
    test_write(path, text, LIMIT + 1);
    expect(&path, 1, DM_INPUT_AUTO, "long!the document has 1001 bytes, more than 1000;");
    int n = sprintf(lines, "{1}\n%.*s\n{3}\n", LIMIT + 1, text);
    path = test_path("long.jsonl");
    test_write(path, lines, (size_t)n);
    expect(&path, 1, DM_INPUT_AUTO,
           "long.jsonl:1~{1};long.jsonl:2!the document has 1001 bytes, more than 1000;long.jsonl:3~{3};");
}

/* Lines of every length near the size of the pieces in which files are read. */
static void test_lines_across_pieces(void **state) {
    (void)state;
    enum { PIECE = 256 * 1024 };
    const char *path = test_path("pieces.jsonl");
    for (int around = -3; around <= 3; around++) {
        size_t first = (size_t)(PIECE + around), n = first + 6;
        char *bytes = malloc(n);
        memset(bytes, 'x', first);
        memcpy(bytes + first, "\n{2}\n\n", 6);
        test_write(path, bytes, n);
        char *have = items_of(&path, 1, DM_INPUT_AUTO, 2 * PIECE);
        assert_int_equal(strlen(have), first + strlen("pieces.jsonl:1~;pieces.jsonl:2~{2};"));
        assert_has(have, ";pieces.jsonl:2~{2};");
        free(have);
        free(bytes);
    }
}

static void test_several_inputs(void **state) {
    (void)state;
    static char names[4][100];
    const char *list[4];
    static const char *const base[] = {"1.txt", "missing", "folder", "2.jsonl"};
    for (int i = 0; i < 4; i++) {
        snprintf(names[i], sizeof names[i], "%s", test_path(base[i]));
        list[i] = names[i];
    }
    test_write(names[0], "first", 5);
    test_write(names[3], "{1}\n{2}", 7);
    mkdir(names[2], 0777);
    expect(list, 4, DM_INPUT_AUTO,
           "1.txt=first;missing!cannot open it: No such file or directory;folder!it is a folder, which this "
           "version does "
           "not read;2.jsonl:1~{1};2.jsonl:2~{2};");
    dm_reader *r;
    dm_item item = {0};
    uint64_t done, all;
    assert_int_equal(dm_reader_new(&r, list, 4, DM_INPUT_AUTO, LIMIT, NULL), DM_OK);
    dm_reader_progress(r, &done, &all);
    assert_int_equal(done, 0);
    struct stat st;
    assert_int_equal(stat(names[2], &st), 0);
    assert_int_equal(all, 12);
    while (dm_reader_next(r, &item)) assert_true(item.several);
    dm_reader_progress(r, &done, &all);
    assert_int_equal(done, 12);
    dm_reader_free(r);
    dm_buffer_clear(&item.bytes);
    rmdir(names[2]);
}

static void test_forms_that_are_not_read(void **state) {
    (void)state;
    static const char *const names[] = {
        "page.html", "PAGE.HTM",  "feed.xml", "x.zip",  "x.tar.gz",
        "x.tgz",     "x.warc.gz", "x.pdf",    "x.docx", "https://example.com/"};
    for (size_t i = 0; i < DM_COUNT(names); i++) {
        char *have = items_of(&names[i], 1, DM_INPUT_AUTO, LIMIT);
        assert_has(have, "!it looks like a");
        assert_has(have, ", which this version does not read;");
        free(have);
    }
    EXPECT("page.html", "<p>", DM_INPUT_TEXT, "page.html=<p>;");
}

/* ---- from a pipe ---- */

typedef struct writer {
    int fd;
    const char *bytes;
    size_t n, times;
    unsigned pause; /* microseconds between bytes */
} writer;

static void *write_to_pipe(void *argument) {
    writer *w = argument;
    for (size_t t = 0; t < w->times; t++)
        for (size_t i = 0; i < w->n;) {
            ssize_t wrote = write(w->fd, w->bytes + i, w->pause ? 1 : w->n - i);
            if (wrote <= 0) break;
            i += (size_t)wrote;
            if (w->pause) usleep(w->pause);
        }
    close(w->fd);
    return NULL;
}

/* A pipe into which a thread writes; as standard input, or as a name. */
static pthread_t open_pipe(writer *w, char *name, size_t size) {
    int ends[2];
    pthread_t thread;
    assert_int_equal(pipe(ends), 0);
    w->fd = ends[1];
    if (name) {
        snprintf(name, size, "/dev/fd/%d", ends[0]);
    } else {
        assert_int_equal(dup2(ends[0], 0), 0);
        close(ends[0]);
    }
    assert_int_equal(pthread_create(&thread, NULL, write_to_pipe, w), 0);
    return thread;
}

static void expect_input(const char *bytes, unsigned pause, const char *want) {
    writer w = {.bytes = bytes, .n = strlen(bytes), .times = 1, .pause = pause};
    pthread_t thread = open_pipe(&w, NULL, 0);
    expect(NULL, 0, DM_INPUT_AUTO, want);
    pthread_join(thread, NULL);
}

static void test_standard_input(void **state) {
    (void)state;
    expect_input("plain\ntext", 0, "-=plain\ntext;");
    expect_input("{1}\n{2}", 0, "-:1~{1};-:2~{2};");
    expect_input("\xEF\xBB\xBF{1}", 0, "-:1~{1};");
    expect_input(" {1}", 0, "-= {1};");
    expect_input("", 0, "-=;");
    expect_input("{", 0, "-:1~{;");
}

static void test_input_that_comes_byte_by_byte(void **state) {
    (void)state;
    expect_input("\xEF\xBB\xBF{1}\n\n{3}\n", 1000, "-:1~{1};-:3~{3};");
    expect_input("\xEF\xBB\xBFt", 1000, "-=t;");
}

/* A line far over the limit passes by without being held. */
static void test_an_endless_line(void **state) {
    (void)state;
    static char block[1 << 20];
    char name[32];
    memset(block, 'x', sizeof block);
    writer w = {.bytes = block, .n = sizeof block, .times = 200};
    for (int form = DM_INPUT_TEXT; form <= DM_INPUT_JSONL; form++) {
        pthread_t thread = open_pipe(&w, name, sizeof name);
        const char *list = name;
        dm_reader *r;
        dm_item item = {0};
        assert_int_equal(dm_reader_new(&r, &list, 1, (dm_input_form)form, 1 << 20, NULL), DM_OK);
        assert_true(dm_reader_next(r, &item));
        assert_int_equal(item.status, DM_ELIMIT);
        assert_has(item.err.what, "209715200 bytes");
        assert_true(item.bytes.room <= 4 << 20);
        assert_false(dm_reader_next(r, &item));
        dm_reader_free(r);
        dm_buffer_clear(&item.bytes);
        pthread_join(thread, NULL);
    }
}

/* Two readers that take turns do not see each other's bytes. */
static void test_two_readers_of_gzip(void **state) {
    (void)state;
    enum { LINES = 40000 };
    char names[2][100];
    dm_reader *r[2];
    dm_item item = {0};
    for (int k = 0; k < 2; k++) {
        dm_buffer b = {0};
        random_lines(&b, k ? "1:" : "0:", (uint32_t)k + 1, LINES);
        snprintf(names[k], sizeof names[k], "%s", test_path(k ? "two.jsonl.gz" : "one.jsonl.gz"));
        write_gzip(names[k], b.p, b.n);
        dm_buffer_clear(&b);
        const char *name = names[k];
        static const char *kept[2];
        kept[k] = name;
        assert_int_equal(dm_reader_new(&r[k], &kept[k], 1, DM_INPUT_AUTO, LIMIT, NULL), DM_OK);
    }
    uint32_t x[2] = {1, 2};
    for (int i = 0; i < LINES; i++)
        for (int k = 0; k < 2; k++) {
            char want[40];
            x[k] = x[k] * 1664525 + 1013904223;
            snprintf(want, sizeof want, "{%d:%u}", k, x[k]);
            assert_true(dm_reader_next(r[k], &item));
            assert_int_equal(item.status, DM_OK);
            assert_str(((dm_str){item.bytes.p, item.bytes.n}), want);
        }
    for (int k = 0; k < 2; k++) {
        assert_false(dm_reader_next(r[k], &item));
        dm_reader_free(r[k]);
    }
    dm_buffer_clear(&item.bytes);
}

static void test_a_reader_that_is_given_up(void **state) {
    (void)state;
    const char *path = test_path("given-up.jsonl");
    test_write(path, "{1}\n{2}\n", 8);
    dm_reader *r;
    dm_item item = {0};
    assert_int_equal(dm_reader_new(&r, &path, 1, DM_INPUT_AUTO, LIMIT, NULL), DM_OK);
    assert_true(dm_reader_next(r, &item));
    dm_reader_free(r);
    dm_reader_free(NULL);
    dm_buffer_clear(&item.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_json_lines),
        cmocka_unit_test(test_gzip),
        cmocka_unit_test(test_truncated_gzip),
        cmocka_unit_test(test_the_limit),
        cmocka_unit_test(test_lines_across_pieces),
        cmocka_unit_test(test_several_inputs),
        cmocka_unit_test(test_forms_that_are_not_read),
        cmocka_unit_test(test_standard_input),
        cmocka_unit_test(test_input_that_comes_byte_by_byte),
        cmocka_unit_test(test_an_endless_line),
        cmocka_unit_test(test_two_readers_of_gzip),
        cmocka_unit_test(test_a_reader_that_is_given_up),
    };
    return DM_RUN(tests);
}
