/* What the tests share: cmocka, files in a folder of their own, models that are changed in memory. */
#ifndef DM_TEST_H
#define DM_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/str.h"
#include "model/model.h"

#define DM_COUNT(array) (sizeof(array) / sizeof *(array))

/* A dm_str in a static table. */
#define DM_TEXT(literal)                                                                                     \
    { (literal), sizeof(literal) - 1 }

/* For main, where nothing of the program can be run here: says so and returns its exit status. cmocka's own
 * skip() counts as a failure with the protocol of these tests. */
int test_skip_all(const char *reason);

/* Runs the tests of the program as one group. */
#define DM_RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

/* A path to a file that the build made (TEST_DATA) or that the sources hold (TEST_SOURCE). Valid until the
 * second next call. */
const char *test_data(const char *name);
const char *test_source(const char *name);
/* A path in a fresh folder of this program, which goes when the program ends. */
const char *test_path(const char *name);
void test_write(const char *path, const void *bytes, size_t n);
/* A whole file, closed by NUL; free it. */
char *test_read(const char *path, size_t *n);
/* Files whose names begin with `start` in the folder of test_path. */
unsigned test_count_files(const char *start);

/* An arena whose failed requests abort. */
void test_arena(dm_arena *arena);

#define assert_str(have, want) test_assert_str(have, want, __FILE__, __LINE__)
void test_assert_str(dm_str have, const char *want, const char *file, int line);
#define assert_has(text, part) test_assert_has(text, part, __FILE__, __LINE__)
void test_assert_has(const char *text, const char *part, const char *file, int line);

/* A mapped container in memory that a test may change: bytes aligned to 64. */
typedef struct test_pack {
    unsigned char *p;
    size_t n;
} test_pack;

void test_pack_load(test_pack *out, const char *path);
void test_pack_copy(test_pack *out, const test_pack *from);
void test_pack_free(test_pack *p);
/* Makes the checksum right again. */
void test_pack_seal(test_pack *p);
/* Sections in their order; NULL beyond the last one. */
dm_section *test_pack_section(test_pack *p, uint32_t number);
/* The bytes of a section by name; fails the test if there is none. */
void *test_pack_find(test_pack *p, const char *name, size_t *size);
/* Puts other bytes in the place of a section's. */
void test_pack_replace(test_pack *p, const char *name, const void *bytes, size_t n);
/* The same with a list of strings. */
void test_pack_replace_strings(test_pack *p, const char *name, const char *const *strings, uint32_t n);

/* The synthetic model, made ready; changed by `edit` before (may be NULL). */
typedef struct test_engine {
    test_pack bytes;
    dm_model model;
    struct dm_pipeline *pipeline;
    struct dm_worker *worker;
    dm_arena arena;
} test_engine;

void test_engine_new(test_engine *e, const char *model, void (*edit)(test_pack *));
void test_engine_free(test_engine *e);

#endif
