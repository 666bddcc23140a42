#include "support/test.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "nlp/pipeline.h"

int test_skip_all(const char *reason) {
    printf("1..0 # SKIP %s\n", reason);
    return 0;
}

static const char *join(const char *variable, const char *name) {
    static char paths[2][4096];
    static unsigned turn;
    const char *folder = getenv(variable);
    char *out = paths[turn++ % 2];
    if (!folder) {
        fprintf(stderr, "%s is not set: run the tests with meson test\n", variable);
        exit(1);
    }
    snprintf(out, sizeof paths[0], "%s/%s", folder, name);
    return out;
}

const char *test_data(const char *name) {
    return join("TEST_DATA", name);
}

const char *test_source(const char *name) {
    return join("TEST_SOURCE", name);
}

static char own_folder[64];

static void remove_folder(void) {
    DIR *dir = opendir(own_folder);
    struct dirent *d;
    while (dir && (d = readdir(dir))) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", own_folder, d->d_name);
        if (d->d_name[0] != '.' && unlink(path) != 0) rmdir(path);
    }
    if (dir) closedir(dir);
    rmdir(own_folder);
}

const char *test_path(const char *name) {
    static char paths[4][4096];
    static unsigned turn;
    if (!*own_folder) {
        snprintf(own_folder, sizeof own_folder, "/tmp/demarche-test-XXXXXX");
        if (!mkdtemp(own_folder)) abort();
        atexit(remove_folder);
    }
    char *out = paths[turn++ % 4];
    snprintf(out, sizeof paths[0], "%s/%s", own_folder, name);
    return out;
}

unsigned test_count_files(const char *start) {
    unsigned n = 0;
    test_path("");
    DIR *dir = opendir(own_folder);
    struct dirent *d;
    while (dir && (d = readdir(dir))) n += strncmp(d->d_name, start, strlen(start)) == 0;
    if (dir) closedir(dir);
    return n;
}

void test_write(const char *path, const void *bytes, size_t n) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

char *test_read(const char *path, size_t *n) {
    dm_buffer b = {0};
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot open %s", path);
    for (size_t got = 1; got;) {
        char *to = dm_buffer_reserve(&b, 65536);
        assert_non_null(to);
        got = fread(to, 1, 65536, f);
        b.n += got;
    }
    fclose(f);
    dm_buffer_char(&b, 0);
    assert_false(b.failed);
    if (n) *n = b.n - 1;
    return b.p;
}

void test_arena(dm_arena *arena) {
    dm_arena_init(arena, 1 << 20); /* no guard: a failed request aborts */
}

void test_assert_str(dm_str have, const char *want, const char *file, int line) {
    if (have.n == strlen(want) && memcmp(have.p, want, have.n) == 0) return;
    print_error("have: %.*s\nwant: %s\n", (int)have.n, have.p, want);
    _fail(file, line);
}

void test_assert_has(const char *text, const char *part, const char *file, int line) {
    if (strstr(text, part)) return;
    print_error("\"%s\" does not contain \"%s\"\n", text, part);
    _fail(file, line);
}

/* ---- mapped containers ---- */

static unsigned char *aligned(size_t n) {
    unsigned char *p = aligned_alloc(64, (n + 63) / 64 * 64 + 64);
    assert_non_null(p);
    return p;
}

void test_pack_load(test_pack *out, const char *path) {
    char *bytes = test_read(path, &out->n);
    out->p = aligned(out->n);
    memcpy(out->p, bytes, out->n);
    free(bytes);
}

void test_pack_copy(test_pack *out, const test_pack *from) {
    out->n = from->n;
    out->p = aligned(out->n);
    memcpy(out->p, from->p, out->n);
}

void test_pack_free(test_pack *p) {
    free(p->p);
    *p = (test_pack){0};
}

void test_pack_seal(test_pack *p) {
    uint64_t sum = XXH3_64bits(p->p + 64, p->n - 64);
    memcpy(p->p + 24, &sum, sizeof sum);
}

dm_section *test_pack_section(test_pack *p, uint32_t number) {
    uint32_t count;
    memcpy(&count, p->p + 12, sizeof count);
    return number < count ? (dm_section *)(void *)(p->p + 64) + number : NULL;
}

void *test_pack_find(test_pack *p, const char *name, size_t *size) {
    dm_section *s;
    for (uint32_t i = 0; (s = test_pack_section(p, i)); i++)
        if (strcmp(s->name, name) == 0) {
            if (size) *size = s->size;
            return p->p + s->offset;
        }
    fail_msg("there is no section %s", name);
    return NULL;
}

void test_pack_replace(test_pack *p, const char *name, const void *bytes, size_t n) {
    test_pack_find(p, name, NULL);
    size_t at = (p->n + 63) / 64 * 64;
    uint64_t size = at + (n + 63) / 64 * 64;
    unsigned char *grown = aligned(size);
    memset(grown, 0, size);
    memcpy(grown, p->p, p->n);
    memcpy(grown + at, bytes, n);
    memcpy(grown + 16, &size, sizeof size);
    free(p->p);
    *p = (test_pack){grown, size};
    dm_section *s;
    for (uint32_t i = 0; (s = test_pack_section(p, i)); i++)
        if (strcmp(s->name, name) == 0) s->offset = at, s->size = n;
    test_pack_seal(p);
}

void test_pack_replace_strings(test_pack *p, const char *name, const char *const *strings, uint32_t n) {
    dm_buffer b = {0};
    uint32_t at = 0;
    dm_buffer_add(&b, &n, sizeof n);
    for (uint32_t i = 0; i <= n; i++) {
        dm_buffer_add(&b, &at, sizeof at);
        if (i < n) at += (uint32_t)strlen(strings[i]);
    }
    for (uint32_t i = 0; i < n; i++) dm_buffer_text(&b, strings[i]);
    test_pack_replace(p, name, b.p, b.n);
    dm_buffer_clear(&b);
}

/* ---- an engine ---- */

void test_engine_new(test_engine *e, const char *model, void (*edit)(test_pack *)) {
    dm_err err = {0};
    *e = (test_engine){0};
    test_pack_load(&e->bytes, test_data(model));
    if (edit) {
        edit(&e->bytes);
        test_pack_seal(&e->bytes);
    }
    if (dm_model_load_bytes(&e->model, e->bytes.p, e->bytes.n, model, &err) != DM_OK ||
        dm_pipeline_new(&e->pipeline, &e->model, NULL, &err) != DM_OK ||
        dm_worker_new(&e->worker, e->pipeline, 0, &err) != DM_OK)
        fail_msg("%s: %s", err.where, err.what);
    test_arena(&e->arena);
}

void test_engine_free(test_engine *e) {
    dm_arena_clear(&e->arena);
    dm_worker_free(e->worker);
    dm_pipeline_free(e->pipeline);
    test_pack_free(&e->bytes);
}
