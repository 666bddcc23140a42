/* A wheel, imported. An input that is no zip file is a list of changes to the files of the synthetic package
 * instead: a file (1 byte), a place (2 bytes), a length (1 byte), bytes; so that the import behind the
 * unpacking is reached. */
#include <unistd.h>

#include "fuzz.h"
#include "model/package.h"

static dm_package base;
static char path[64];

static void remove_output(void) {
    unlink(path);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    dm_err err = {0};
    char folder[4200];
    (void)argc, (void)argv;
    fuzz_path(folder, sizeof folder, "FUZZ_PACKAGE", "synthetic");
    if (dm_package_open(&base, folder, &err) != DM_OK) {
        fprintf(stderr, "%s: %s; build it: ninja tests/synthetic.whl\n", err.where, err.what);
        exit(1);
    }
    snprintf(path, sizeof path, "/tmp/demarche-fuzz-%d.dmm", getpid());
    atexit(remove_output);
    return 0;
}

static void import(const dm_package *p) {
    dm_err err = {0};
    dm_model model;
    if (dm_import_package(p, path, &err) == DM_OK) {
        FUZZ_CHECK(dm_model_load(&model, path, &err) == DM_OK); /* what was written can be read */
        dm_model_close(&model);
        remove_output();
    } else {
        FUZZ_CHECK(*err.what && access(path, F_OK) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size >= 2 && memcmp(data, "PK", 2) == 0) {
        dm_package p;
        unsigned char *bytes = fuzz_copy(data, size);
        if (dm_package_open_bytes(&p, bytes, size, "fuzz.whl", NULL) == DM_OK) {
            import(&p);
            dm_package_clear(&p);
        }
        free(bytes);
        return 0;
    }
    dm_package p = base;
    p.files = malloc(base.count * sizeof *p.files);
    memcpy(p.files, base.files, base.count * sizeof *p.files);
    while (size >= 4) {
        size_t number = data[0] % base.count, place = (size_t)(data[1] | data[2] << 8), n = data[3];
        data += 4, size -= 4;
        if (n > size) n = size;
        dm_package_file *f = &p.files[number];
        if (f->bytes == base.files[number].bytes) f->bytes = (char *)fuzz_copy(f->bytes, f->n);
        if (n == 0) {
            f->n = place < f->n ? place : f->n; /* cut off */
        } else if (f->n) {
            place %= f->n;
            memcpy(f->bytes + place, data, n < f->n - place ? n : f->n - place);
        }
        data += n, size -= n;
    }
    import(&p);
    for (size_t i = 0; i < base.count; i++)
        if (p.files[i].bytes != base.files[i].bytes) free(p.files[i].bytes);
    free(p.files);
    return 0;
}
