/* What the fuzz targets share. */
#ifndef DM_FUZZ_H
#define DM_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "nlp/pipeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* The bytes with nothing before or behind that could be read by mistake; aligned to 64. Free it. */
unsigned char *fuzz_copy(const void *data, size_t size);
/* A path that the environment names, or that of a file which the tests make. */
void fuzz_path(char *out, size_t room, const char *variable, const char *name);
/* The bytes of such a file, aligned to 64; ends the program if it is not there. */
void fuzz_file(unsigned char **bytes, size_t *size, const char *variable, const char *name);
/* Changes a mapped container p, a copy of `good`, as an input tells, and makes its checksum right. These are
 * large, so an input is a list of changes: a section (2 bytes), a place (2 bytes, from the front, or with the
 * highest bit from the end), a length (1 byte), bytes. The places 0xFFF0 and on change the section's entry in
 * the file's table instead. The tokenizer's patterns are left as they are: an expression may be slow by
 * right. */
void fuzz_change(unsigned char *p, const unsigned char *good, size_t good_size, const uint8_t *data,
                 size_t size);

/* A pipeline with its worker. */
typedef struct fuzz_engine {
    dm_model model;
    dm_pipeline *pipeline;
    dm_worker *worker;
    dm_arena arena;
    dm_buffer out;
} fuzz_engine;

/* False if the model is refused. The bytes must stay. */
bool fuzz_engine_new(fuzz_engine *e, const unsigned char *bytes, size_t size);
void fuzz_engine_free(fuzz_engine *e);
/* Parses a text and writes it in both forms. The text must be UTF-8. */
void fuzz_engine_parse(fuzz_engine *e, dm_str text);

/* Reads all of the bytes. */
static inline void fuzz_touch(const void *p, size_t n) {
    const unsigned char *u = p;
    unsigned char sum = 0;
    for (size_t i = 0; i < n; i++) sum ^= u[i];
    __asm__ volatile("" ::"r"(sum));
}

/* Aborts: what must never be was. */
#define FUZZ_CHECK(condition)                                                                                \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #condition);                              \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

#endif
