/* A table of the lexicon: the first byte says which, the rest is added to the rows that it has in the small
 * tables of the tests, or takes their place. What compiles must load. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "demarche.h"
#include "fuzz.h"
#include "lexicon/lexicon.h"

static const char *const names[] = {"bodies",  "classes",   "countries",     "cues",     "designators",
                                    "frames",  "gazetteer", "groups",        "metonyms", "name_words",
                                    "offices", "operators", "organizations", "places",   "regions",
                                    "roles",   "times"};
enum { TABLES = sizeof names / sizeof *names };

static char folder[64];
static dm_mapped table[TABLES];

static void write_table(const char *name, const void *bytes, size_t n, const void *more, size_t m) {
    char path[256];
    snprintf(path, sizeof path, "%s/lexicon/%s.tsv", folder, name);
    FILE *f = fopen(path, "wb");
    FUZZ_CHECK(f && fwrite(bytes, 1, n, f) == n && fwrite(more, 1, m, f) == m && fclose(f) == 0);
}

static void copy_folder(const char *from, const char *to) {
    DIR *dir = opendir(from);
    FUZZ_CHECK(dir && mkdir(to, 0700) == 0);
    for (struct dirent *d; (d = readdir(dir));) {
        char source[8600], target[600];
        dm_mapped file;
        if (d->d_name[0] == '.') continue;
        snprintf(source, sizeof source, "%s/%s", from, d->d_name);
        snprintf(target, sizeof target, "%s/%s", to, d->d_name);
        FUZZ_CHECK(dm_file_map(&file, source, NULL) == DM_OK &&
                   dm_file_replace(target, file.p, file.n, NULL) == DM_OK);
        dm_file_unmap(&file);
    }
    closedir(dir);
}

static void clear(void) {
    char path[128];
    static const char *const inside[] = {"lexicon", "ontology", ""};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, inside[i]);
        DIR *dir = opendir(path);
        for (struct dirent *d; dir && (d = readdir(dir));) {
            char file[512];
            snprintf(file, sizeof file, "%s/%s", path, d->d_name);
            unlink(file);
        }
        if (dir) closedir(dir);
        rmdir(path);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    char tables[4200], from[4300], to[100];
    (void)argc, (void)argv;
    fuzz_path(tables, sizeof tables, "FUZZ_TABLES", "tables");
    snprintf(folder, sizeof folder, "%s/fuzz-tables-%d", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
             (int)getpid());
    FUZZ_CHECK(mkdir(folder, 0700) == 0);
    atexit(clear);
    static const char *const inside[] = {"lexicon", "ontology"};
    for (int i = 0; i < 2; i++) {
        snprintf(from, sizeof from, "%s/%s", tables, inside[i]);
        snprintf(to, sizeof to, "%s/%s", folder, inside[i]);
        copy_folder(from, to);
    }
    for (int i = 0; i < TABLES; i++) {
        snprintf(from, sizeof from, "%s/lexicon/%s.tsv", tables, names[i]);
        FUZZ_CHECK(dm_file_map(&table[i], from, NULL) == DM_OK);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[128];
    dm_err err = {0};
    dm_lexicon l;
    if (size < 1) return 0;
    int which = data[0] % TABLES;
    bool add = data[0] < 128;
    snprintf(path, sizeof path, "%s/out.dml", folder);
    write_table(names[which], table[which].p, add ? table[which].n : 0, data + 1, size - 1);
    dm_status s = dm_lexicon_compile(folder, path, &err);
    if (s == DM_OK) {
        s = dm_lexicon_load(&l, path, &err);
        if (s != DM_OK) fprintf(stderr, "%s: %s\n", err.where, err.what);
        FUZZ_CHECK(s == DM_OK);
        dm_lexicon_close(&l);
    } else {
        FUZZ_CHECK(*err.what && *err.where);
    }
    write_table(names[which], table[which].p, table[which].n, "", 0);
    return 0;
}
