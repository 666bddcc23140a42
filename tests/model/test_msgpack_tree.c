#include "model/msgpack_tree.h"

#include "support/test.h"

static dm_status open_tree(dm_tree *t, const void *bytes, size_t n) {
    /* on the heap without anything behind */
    char *copy = malloc(n ? n : 1);
    dm_err err = {0};
    memcpy(copy, bytes, n);
    dm_status s = dm_tree_open(t, copy, n, "some/file", &err);
    if (s == DM_OK) dm_tree_close(t);
    if (s != DM_OK) assert_string_equal(err.where, "some/file");
    free(copy);
    return s;
}

#define REFUSED(bytes) assert_int_equal(open_tree(&t, bytes, sizeof bytes - 1), DM_EFORMAT)
#define TAKEN(bytes)   assert_int_equal(open_tree(&t, bytes, sizeof bytes - 1), DM_OK)

static void test_values_of_every_kind(void **state) {
    (void)state;
    dm_tree t;
    TAKEN("\xc0"); /* nil, booleans */
    TAKEN("\xc2");
    TAKEN("\xc3");
    TAKEN("\x07"); /* small numbers */
    TAKEN("\xe0");
    TAKEN("\xcc\xff");
    TAKEN("\xcd\xff\xff");
    TAKEN("\xce\xff\xff\xff\xff");
    TAKEN("\xcf\xff\xff\xff\xff\xff\xff\xff\xff");
    TAKEN("\xd0\x80");
    TAKEN("\xd1\x80\x00");
    TAKEN("\xd2\x80\x00\x00\x00");
    TAKEN("\xd3\x80\x00\x00\x00\x00\x00\x00\x00");
    TAKEN("\xca\x3f\x80\x00\x00");
    TAKEN("\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00");
    TAKEN("\xa3"
          "abc"); /* str, bin */
    TAKEN("\xd9\x01x");
    TAKEN("\xda\x00\x01x");
    TAKEN("\xdb\x00\x00\x00\x01x");
    TAKEN("\xc4\x01x");
    TAKEN("\xc5\x00\x01x");
    TAKEN("\xc6\x00\x00\x00\x01x");
    TAKEN("\x90"); /* arrays, maps */
    TAKEN("\x92\x01\x02");
    TAKEN("\xdc\x00\x01\x05");
    TAKEN("\xdd\x00\x00\x00\x01\x05");
    TAKEN("\x80");
    TAKEN("\x81\x01\x90");
    TAKEN("\xde\x00\x01\x01\x02");
    TAKEN("\xdf\x00\x00\x00\x01\x01\x02");
}

static void test_cut_off_or_left_over(void **state) {
    (void)state;
    static const char whole[] = "\x84\xa1"
                                "a\xc5\x00\x02xy\xa1"
                                "b\x93\x01\xcd\x01\x02\xc0\xcf\x00\x00\x00\x00\x00\x00\x00\x01\xd9\x01z\xa1"
                                "c\xcb\x00\x00\x00\x00\x00\x00\x00\x00";
    dm_tree t;
    TAKEN(whole);
    for (size_t n = 0; n < sizeof whole - 1; n++) assert_int_equal(open_tree(&t, whole, n), DM_EFORMAT);
    assert_int_equal(open_tree(&t, whole, sizeof whole), DM_EFORMAT); /* the closing NUL is one value more */
    REFUSED("\xc0\xc0");
    REFUSED("");
}

static void test_declared_counts_that_are_not_there(void **state) {
    (void)state;
    dm_tree t;
    REFUSED("\xdd\xff\xff\xff\xff"); /* 4 G values: 100 GB for a library that believes it */
    REFUSED("\xdf\xff\xff\xff\xff");
    REFUSED("\xdd\x7f\xff\xff\xff\xc0\xc0");
    REFUSED("\xdb\xff\xff\xff\xff");
    REFUSED("\xc6\xff\xff\xff\xff"
            "abc");
    REFUSED("\xdc\xff\xff");
    REFUSED("\xde\x00\x02\xc0\xc0\xc0");
    REFUSED("\x92\xc0");
}

static void test_more_values_than_any_package_has(void **state) {
    (void)state;
    dm_tree t;
    size_t n = (size_t)32 << 20; /* each byte would become an object of 24 bytes */
    unsigned char *bytes = malloc(n + 5);
    memset(bytes, 0xC0, n + 5);
    memcpy(bytes, "\xdd\x02\x00\x00\x00", 5);
    assert_int_equal(open_tree(&t, bytes, n + 5), DM_EFORMAT);
    free(bytes);
}

static void test_types_that_spacy_does_not_write(void **state) {
    (void)state;
    dm_tree t;
    REFUSED("\xc1");
    REFUSED("\xc7\x01\x05x");
    REFUSED("\xc8\x00\x01\x05x");
    REFUSED("\xc9\x00\x00\x00\x01\x05x");
    REFUSED("\xd4\x05x");
    REFUSED("\xd5\x05xx");
    REFUSED("\xd6\x05xxxx");
    REFUSED("\xd7\x05xxxxxxxx");
    REFUSED("\xd8\x05xxxxxxxxxxxxxxxx");
    REFUSED("\x91\xc7\x00\x05");
}

static void test_depth(void **state) {
    (void)state;
    dm_tree t;
    char bytes[100000];
    memset(bytes, 0x91, sizeof bytes);
    bytes[24] = (char)0xC0;
    assert_int_equal(open_tree(&t, bytes, 25), DM_OK);
    bytes[24] = (char)0x91;
    bytes[25] = (char)0xC0;
    assert_int_equal(open_tree(&t, bytes, 26), DM_EFORMAT);
    bytes[25] = (char)0x91;
    bytes[sizeof bytes - 1] = (char)0xC0;
    assert_int_equal(open_tree(&t, bytes, sizeof bytes), DM_EFORMAT);
}

static void test_getting_at_values(void **state) {
    (void)state;
    /* {"a": 5, b"b": "text", 3: nil, "c": -1} */
    static const char bytes[] = "\x84\xa1"
                                "a\x05\xc4\x01"
                                "b\xa4text\x03\xc0\xa1"
                                "c\xff";
    dm_tree t;
    uint64_t v = 0;
    assert_int_equal(dm_tree_open(&t, bytes, sizeof bytes - 1, "f", NULL), DM_OK);
    assert_true(dm_tree_is_uint(dm_tree_get(&t.root, "a"), &v));
    assert_int_equal(v, 5);
    assert_str(dm_tree_text(dm_tree_get(&t.root, "b")), "text");
    assert_null(dm_tree_get(&t.root, "d"));
    assert_null(dm_tree_get(&t.root, ""));
    assert_null(dm_tree_get(dm_tree_get(&t.root, "a"), "x"));
    assert_null(dm_tree_get(NULL, "x"));
    assert_false(dm_tree_is_uint(dm_tree_get(&t.root, "b"), &v));
    assert_false(dm_tree_is_uint(dm_tree_get(&t.root, "c"), &v));
    assert_false(dm_tree_is_uint(NULL, &v));
    assert_null(dm_tree_text(dm_tree_get(&t.root, "a")).p);
    assert_null(dm_tree_text(NULL).p);
    dm_tree_close(&t);
}

/* {"nd": true, "type": TYPE, "shape": SHAPE, "data": eight bytes} */
static bool is_floats(const char *nd, const char *type, const char *shape, size_t shape_n, uint32_t dims[4]) {
    dm_buffer b = {0};
    dm_tree t;
    const char *data;
    size_t bytes;
    dm_buffer_text(&b, "\x84\xc4\x02nd");
    dm_buffer_text(&b, nd);
    dm_buffer_text(&b, "\xc4\x04type");
    dm_buffer_printf(&b, "%c%s", (int)(0xA0 | strlen(type)), type);
    dm_buffer_text(&b, "\xc4\x05shape");
    dm_buffer_add(&b, shape, shape_n);
    dm_buffer_text(&b, "\xa4"
                       "data\xc4\x08");
    dm_buffer_add(&b, "\0\0\x80\x3f\0\0\0\x40", 8);
    assert_int_equal(dm_tree_open(&t, b.p, b.n, "f", NULL), DM_OK);
    bool good = dm_tree_floats(&t.root, &data, &bytes, dims);
    if (good) assert_int_equal(bytes, 8);
    dm_tree_close(&t);
    dm_buffer_clear(&b);
    return good;
}

#define SHAPE(bytes) bytes, sizeof bytes - 1

static void test_arrays_of_floats(void **state) {
    (void)state;
    uint32_t dims[4];
    assert_true(is_floats("\xc3", "<f4", SHAPE("\x91\x02"), dims));
    assert_int_equal(dims[0], 2);
    assert_int_equal(dims[1], 0);
    assert_true(is_floats("\xc3", "<f4", SHAPE("\x94\x01\x02\x01\x01"), dims));
    assert_int_equal(dims[1], 2);
    assert_int_equal(dims[3], 1);
    assert_false(is_floats("\xc2", "<f4", SHAPE("\x91\x02"), dims)); /* a scalar */
    assert_false(is_floats("\xc3", "<f8", SHAPE("\x91\x02"), dims));
    assert_false(is_floats("\xc3", ">f4", SHAPE("\x91\x02"), dims));
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x91\x01"), dims)); /* fewer bytes, more bytes */
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x91\x03"), dims));
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x90"), dims));
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x95\x01\x02\x01\x01\x01"), dims));
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x92\x02\x00"), dims));
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x92\x02\xff"), dims)); /* -1 */
    assert_false(is_floats("\xc3", "<f4", SHAPE("\x91\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), dims));
    assert_false(is_floats(
        "\xc3", "<f4",
        SHAPE("\x94\xce\x40\x00\x00\x00\xce\x40\x00\x00\x00\xce\x40\x00\x00\x00\xce\x40\x00\x00\x00"),
        dims)); /* 2^120 floats */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_of_every_kind),
        cmocka_unit_test(test_cut_off_or_left_over),
        cmocka_unit_test(test_declared_counts_that_are_not_there),
        cmocka_unit_test(test_more_values_than_any_package_has),
        cmocka_unit_test(test_types_that_spacy_does_not_write),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_getting_at_values),
        cmocka_unit_test(test_arrays_of_floats),
    };
    return DM_RUN(tests);
}
