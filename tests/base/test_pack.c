#include "base/pack.h"

#include "base/hash.h"
#include "support/test.h"

static const char magic[] = "testpack", remedy[] = "make it again";
enum { VERSION = 7 };

/* A small container: an array, a tensor, strings, an index. */
static void make(test_pack *out) {
    static const uint32_t numbers[] = {3, 1, 4, 1, 5};
    static const float tensor[] = {1, 2, 3, 4, 5, 6};
    static const dm_str words[] = {{"", 0}, DM_TEXT("one"), DM_TEXT("two"), DM_TEXT("drei"), DM_TEXT("vier")};
    dm_packer w = {0};
    dm_err err = {0};
    dm_packer_add(&w, "numbers", numbers, sizeof numbers, NULL);
    dm_packer_add(&w, "tensor", tensor, sizeof tensor, (uint32_t[4]){2, 3});
    dm_packer_strings(&w, "words", words, DM_COUNT(words));
    dm_packer_index(&w, "index", words, DM_COUNT(words));
    dm_packer_index(&w, "none", NULL, 0);
    dm_packer_add(&w, "empty", NULL, 0, NULL);
    assert_int_equal(dm_packer_write(&w, test_path("made"), magic, VERSION, &err), DM_OK);
    test_pack_load(out, test_path("made"));
}

static dm_status open_pack(dm_pack *out, const test_pack *p, dm_err *err) {
    return dm_pack_open_bytes(out, (dm_mapped){p->p, p->n}, "some.pack", magic, VERSION, remedy, err);
}

static void test_what_was_written_is_read(void **state) {
    (void)state;
    test_pack p;
    dm_pack pack;
    dm_err err = {0};
    const void *data;
    const float *tensor;
    size_t n;
    dm_strings words;
    dm_index index;
    make(&p);
    assert_int_equal(dm_pack_open(&pack, test_path("made"), magic, VERSION, remedy, &err), DM_OK);
    assert_int_equal(dm_pack_array(&pack, "numbers", 4, &data, &n, &err), DM_OK);
    assert_int_equal(n, 5);
    assert_int_equal(((const uint32_t *)data)[4], 5);
    assert_int_equal((uintptr_t)data % 64, 0);
    assert_int_equal(dm_pack_tensor(&pack, "tensor", (uint32_t[4]){2, 3}, &tensor, &err), DM_OK);
    assert_true(tensor[5] == 6.0f);
    assert_int_equal(dm_pack_strings(&pack, "words", &words, &err), DM_OK);
    assert_int_equal(words.n, 5);
    assert_str(dm_strings_at(&words, 0), "");
    assert_str(dm_strings_at(&words, 3), "drei");
    assert_int_equal(dm_pack_index(&pack, "index", &index, &err), DM_OK);
    assert_int_equal(dm_index_find(&index, DM_STR("vier")), 4);
    assert_int_equal(dm_index_find(&index, DM_STR("")), 0);
    assert_int_equal(dm_index_find(&index, DM_STR("vie")), -1);
    assert_int_equal(dm_pack_index(&pack, "none", &index, &err), DM_OK);
    assert_int_equal(dm_index_find(&index, DM_STR("x")), -1);
    assert_int_equal(dm_pack_array(&pack, "empty", 4, &data, &n, &err), DM_OK);
    assert_int_equal(n, 0);
    dm_pack_close(&pack);
    test_pack_free(&p);
}

static void test_what_is_missing_or_of_another_form(void **state) {
    (void)state;
    test_pack p;
    dm_pack pack;
    dm_err err = {0};
    const void *data;
    const float *tensor;
    size_t n;
    make(&p);
    assert_int_equal(open_pack(&pack, &p, &err), DM_OK);
    assert_int_equal(dm_pack_find(&pack, "number", NULL, &data, &err), DM_EFORMAT);
    assert_has(err.what, "section number is missing");
    assert_has(err.where, "some.pack");
    assert_int_equal(dm_pack_array(&pack, "numbers", 8, &data, &n, &err), DM_EFORMAT);
    assert_int_equal(dm_pack_tensor(&pack, "tensor", (uint32_t[4]){3, 2}, &tensor, &err), DM_EFORMAT);
    assert_int_equal(dm_pack_tensor(&pack, "tensor", (uint32_t[4]){2, 3, 1}, &tensor, &err), DM_EFORMAT);
    assert_int_equal(dm_pack_tensor(&pack, "numbers", (uint32_t[4]){5}, &tensor, &err), DM_EFORMAT);
    test_pack_free(&p);
}

static void test_damaged_headers(void **state) {
    (void)state;
    static const struct {
        size_t at;
        const char *what;
    } rows[] = {{0, "not a file of this kind"},
                {8, "this program reads 7"},
                {12, "more sections"},
                {16, "cut off"},
                {24, "checksum"},
                {100, "checksum"}};
    test_pack p, bad;
    dm_pack pack;
    make(&p);
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        dm_err err = {0};
        test_pack_copy(&bad, &p);
        bad.p[rows[i].at + (rows[i].at == 12 ? 3 : 0)] ^= 0x41;
        assert_int_equal(open_pack(&pack, &bad, &err), DM_EFORMAT);
        assert_has(err.what, rows[i].what);
        assert_string_equal(err.todo, remedy);
        test_pack_free(&bad);
    }
    test_pack_free(&p);
}

static void test_cut_at_every_length(void **state) {
    (void)state;
    test_pack p;
    dm_pack pack;
    dm_err err;
    make(&p);
    for (size_t n = 0; n < p.n; n++) {
        unsigned char *bytes = aligned_alloc(64, n / 64 * 64 + 64);
        memcpy(bytes, p.p, n);
        assert_int_equal(open_pack(&pack, &(test_pack){bytes, n}, &err), DM_EFORMAT);
        free(bytes);
    }
    test_write(test_path("cut"), p.p, p.n - 1);
    assert_int_equal(dm_pack_open(&pack, test_path("cut"), magic, VERSION, remedy, &err), DM_EFORMAT);
    test_write(test_path("cut"), "", 0);
    assert_int_equal(dm_pack_open(&pack, test_path("cut"), magic, VERSION, remedy, &err), DM_EFORMAT);
    test_pack_free(&p);
}

/* Changes section `name` by `change` and says what opening and reading everything gives. */
static dm_status changed(const test_pack *good, const char *name,
                         void (*change)(dm_section *, unsigned char *)) {
    test_pack p;
    dm_pack pack;
    dm_err err = {0};
    dm_strings words;
    dm_index index;
    test_pack_copy(&p, good);
    bool found = false;
    dm_section *s;
    for (uint32_t i = 0; (s = test_pack_section(&p, i)); i++)
        if (strcmp(s->name, name) == 0) {
            change(s, p.p);
            found = true;
        }
    assert_true(found);
    test_pack_seal(&p);
    dm_status status = open_pack(&pack, &p, &err);
    if (status == DM_OK) status = dm_pack_strings(&pack, "words", &words, &err);
    if (status == DM_OK) status = dm_pack_index(&pack, "index", &index, &err);
    if (status == DM_OK) dm_index_find(&index, DM_STR("drei"));
    test_pack_free(&p);
    return status;
}

static void no_change(dm_section *s, unsigned char *p) {
    (void)s, (void)p;
}
static void outside(dm_section *s, unsigned char *p) {
    (void)p;
    s->offset += 1 << 20;
}
static void far_outside(dm_section *s, unsigned char *p) {
    (void)p;
    s->offset = UINT64_MAX - 63;
    s->size = 64;
}
static void unaligned(dm_section *s, unsigned char *p) {
    (void)p;
    s->offset += 4;
}
static void too_long(dm_section *s, unsigned char *p) {
    (void)p;
    s->size = 1 << 20;
}
static void unnamed(dm_section *s, unsigned char *p) {
    (void)p;
    memset(s->name, 'x', sizeof s->name);
}
static uint32_t *words_of(dm_section *s, unsigned char *p) {
    return (uint32_t *)(void *)(p + s->offset);
}
static void many_strings(dm_section *s, unsigned char *p) {
    words_of(s, p)[0] = UINT32_MAX;
}
static void one_string_more(dm_section *s, unsigned char *p) {
    words_of(s, p)[0]++;
}
static void falling_offsets(dm_section *s, unsigned char *p) {
    words_of(s, p)[2] = 9; /* beyond the next one, within the bytes */
}
static void late_first_offset(dm_section *s, unsigned char *p) {
    words_of(s, p)[1] = 1;
}
static void short_last_offset(dm_section *s, unsigned char *p) {
    words_of(s, p)[6]--;
}
static void broken_letters(dm_section *s, unsigned char *p) {
    p[s->offset + s->size - 2] = 0xC3;
}
static void too_short(dm_section *s, unsigned char *p) {
    (void)p;
    s->size = 7;
}
static void slot_outside(dm_section *s, unsigned char *p) {
    words_of(s, p)[3] = 6;
}
static void no_empty_slot(dm_section *s, unsigned char *p) {
    for (size_t i = 0; i < s->size / 4; i++) words_of(s, p)[i] = 1;
}
static void odd_slots(dm_section *s, unsigned char *p) {
    (void)p;
    s->size -= 4;
}
static void few_slots(dm_section *s, unsigned char *p) {
    (void)p;
    s->size = 16;
}
static void no_slots(dm_section *s, unsigned char *p) {
    (void)p;
    s->size = 0;
}

static void test_damage_under_a_right_checksum(void **state) {
    (void)state;
    static const struct {
        const char *name;
        void (*change)(dm_section *, unsigned char *);
    } rows[] = {{"words", outside},           {"words", far_outside},       {"words", unaligned},
                {"words", too_long},          {"empty", unnamed},           {"words", unnamed},
                {"words", many_strings},      {"words", one_string_more},   {"words", falling_offsets},
                {"words", late_first_offset}, {"words", short_last_offset}, {"words", broken_letters},
                {"words", too_short},         {"index", falling_offsets},   {"index#", slot_outside},
                {"index#", no_empty_slot},    {"index#", odd_slots},        {"index#", few_slots},
                {"index#", no_slots},         {"index#", unaligned},        {"index#", unnamed}};
    test_pack p;
    make(&p);
    assert_int_equal(changed(&p, "words", no_change), DM_OK);
    for (size_t i = 0; i < DM_COUNT(rows); i++)
        if (changed(&p, rows[i].name, rows[i].change) != DM_EFORMAT) fail_msg("row %zu was accepted", i);
    test_pack_free(&p);
}

/* A character that begins in one string and ends in the next. */
static void test_strings_cut_inside_a_character(void **state) {
    (void)state;
    static const dm_str words[] = {DM_TEXT("a\xC3"), DM_TEXT("\xA9z")};
    dm_packer w = {0};
    dm_err err = {0};
    dm_pack pack;
    dm_strings out;
    dm_packer_strings(&w, "words", words, 2);
    assert_int_equal(dm_packer_write(&w, test_path("split"), magic, VERSION, &err), DM_OK);
    assert_int_equal(dm_pack_open(&pack, test_path("split"), magic, VERSION, remedy, &err), DM_OK);
    assert_int_equal(dm_pack_strings(&pack, "words", &out, &err), DM_EFORMAT);
    assert_has(err.what, "UTF-8");
    dm_pack_close(&pack);
}

static void test_an_index_of_many_words(void **state) {
    (void)state;
    enum { N = 5000 };
    static char text[N][16];
    static dm_str words[N];
    for (int i = 0; i < N; i++) {
        snprintf(text[i], sizeof text[i], "w%d", i * 7);
        words[i] = dm_str_of(text[i]);
    }
    dm_packer w = {0};
    dm_err err = {0};
    dm_pack pack;
    dm_index index;
    dm_packer_index(&w, "many", words, N);
    assert_int_equal(dm_packer_write(&w, test_path("many"), magic, VERSION, &err), DM_OK);
    assert_int_equal(dm_pack_open(&pack, test_path("many"), magic, VERSION, remedy, &err), DM_OK);
    assert_int_equal(dm_pack_index(&pack, "many", &index, &err), DM_OK);
    for (int i = 0; i < N; i++) assert_int_equal(dm_index_find(&index, words[i]), i);
    assert_int_equal(dm_index_find(&index, DM_STR("w1")), -1);
    dm_pack_close(&pack);
}

static void test_writing_where_it_cannot(void **state) {
    (void)state;
    dm_packer w = {0};
    dm_err err = {0};
    dm_packer_add(&w, "x", "y", 1, NULL);
    assert_int_equal(dm_packer_write(&w, test_path("no/folder"), magic, VERSION, &err), DM_EIO);
    assert_int_equal(w.count, 0);
    dm_packer_clear(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_what_is_missing_or_of_another_form),
        cmocka_unit_test(test_damaged_headers),
        cmocka_unit_test(test_cut_at_every_length),
        cmocka_unit_test(test_damage_under_a_right_checksum),
        cmocka_unit_test(test_strings_cut_inside_a_character),
        cmocka_unit_test(test_an_index_of_many_words),
        cmocka_unit_test(test_writing_where_it_cannot),
    };
    return DM_RUN(tests);
}
