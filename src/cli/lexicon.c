#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/cli.h"
#include "coding/check.h"
#include "lexicon/lexicon.h"
#include "lexicon/petrarch.h"

static const char help[] =
    "demarche lexicon compile FOLDER [-o FILE]\n"
    "demarche lexicon check [FILE|FOLDER]\n"
    "demarche lexicon show [FILE|FOLDER]\n"
    "demarche lexicon import FILE... -o FOLDER\n"
    "\n"
    "compile turns the tables of a folder (and of its folders lexicon and ontology) "
    "into one mapped file, in your data folder\n"
    "unless -o names another place. A faulty row is named with its file and line. "
    "check codes the examples\n"
    "of its rows and names those that do not come out. show says what a lexicon holds.\n"
    "\n"
    "Tables of your own need not be whole: code --lexicon FOLDER puts them on top of the lexicon. A wording, "
    "or\n"
    "a predicate under the same conditions, that your tables have counts in place of the lexicon's. import "
    "makes\n"
    "such tables of PETRARCH's dictionaries of actors and agents, and names what it could not carry over.\n";

static int compile(const char *folder, const char *output) {
    char path[4096];
    dm_err err = {0};
    if (output)
        snprintf(path, sizeof path, "%s", output);
    else if (!dm_cli_user_path(path, "lexicon.dml", &err)) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    if (dm_lexicon_compile(folder, path, &err) != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    fprintf(stderr, "lexicon written to %s\n", path);
    return DM_EXIT_WELL;
}

static int show(const char *given) {
    char path[4096];
    dm_err err = {0};
    dm_lexicon l;
    if (!dm_cli_find_lexicon(path, given)) return DM_EXIT_MISUSE;
    if (dm_lexicon_load(&l, path, &err) != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    printf("file\t%s\nsha256\t%.*s\nbytes\t%zu\nevent types\t%zu\nnames and "
           "nouns\t%zu\nframes\t%zu\noperators\t%zu\ncues\t%zu\nplaces\t%zu\n",
           path, (int)l.sha256.n, l.sha256.p, l.pack.file.n, l.n_types, l.n_senses, l.n_frames, l.n_operators,
           l.n_cues, l.n_places);
    dm_lexicon_close(&l);
    return fflush(stdout) == 0 ? DM_EXIT_WELL : DM_EXIT_MISUSE;
}

static void name_failure(const char *file, uint32_t line, dm_str example, dm_str wanted, dm_str got,
                         void *how) {
    (void)how;
    printf("%s:%u: %.*s\n    should be %.*s\n    is        %.*s\n", file, line, (int)example.n, example.p,
           (int)wanted.n, wanted.p, (int)got.n, got.p);
}

static int check(const char *given) {
    char path[4096], model_path[4096];
    dm_err err = {0};
    dm_lexicon lexicon;
    dm_model model;
    dm_pipeline *pipeline = NULL;
    dm_worker *worker = NULL;
    dm_check_result result;
    if (!dm_cli_find_lexicon(path, given) ||
        !dm_cli_find_data(model_path, NULL, "DEMARCHE_MODEL", "en_core_web_sm.dmm",
                          "make one: demarche model import PACKAGE"))
        return DM_EXIT_MISUSE;
    dm_status s = dm_model_load(&model, model_path, &err);
    if (s == DM_OK) {
        s = dm_lexicon_load(&lexicon, path, &err);
        if (s == DM_OK) s = dm_pipeline_new(&pipeline, &model, NULL, &err);
        if (s == DM_OK) s = dm_worker_new(&worker, pipeline, 0, &err);
        if (s == DM_OK) s = dm_lexicon_check(&lexicon, worker, name_failure, NULL, &result, &err);
    }
    if (s != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE; /* the process ends here: nothing is left to give back */
    }
    dm_worker_free(worker);
    dm_pipeline_free(pipeline);
    dm_lexicon_close(&lexicon);
    dm_model_close(&model);
    printf("%u examples, %u failed, %u by another row, %u rows without\n", result.examples, result.failed,
           result.others, result.without);
    if (fflush(stdout) != 0) return DM_EXIT_MISUSE;
    return result.failed ? DM_EXIT_SOME_FAILED : DM_EXIT_WELL;
}

static bool write_table(const char *folder, const char *name, const dm_buffer *b, uint32_t rows,
                        dm_err *err) {
    char path[4096];
    if (!rows) return true;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    printf("%s\t%u rows\n", path, rows);
    return dm_file_replace(path, b->p, b->n, err) == DM_OK;
}

static bool write_imported(const char *folder, const dm_petrarch *p, dm_err *err) {
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        dm_fail(err, DM_EIO, -1, folder, "name another one with -o", "cannot make the folder: %s",
                strerror(errno));
        return false;
    }
    return write_table(folder, "countries-petrarch.tsv", &p->countries, p->n_countries, err) &&
           write_table(folder, "groups-petrarch.tsv", &p->groups, p->n_groups, err) &&
           write_table(folder, "offices-petrarch.tsv", &p->offices, p->n_offices, err) &&
           write_table(folder, "roles-petrarch.tsv", &p->roles, p->n_roles, err);
}

/* Exit status: 1 if something could not be carried over, which is named on stderr. */
static int import(char **files, int n, const char *folder) {
    enum { LIMIT = 256 << 20 };
    dm_err err = {0};
    dm_arena arena;
    dm_petrarch tables;
    jmp_buf guard;
    dm_arena_init(&arena, 0);
    arena.guard = &guard;
    dm_petrarch_begin(&tables);
    volatile dm_status s = DM_OK;
    if (setjmp(guard)) {
        s = dm_fail_memory(&err);
    } else {
        for (int i = 0; i < n && s == DM_OK; i++) {
            char *bytes;
            size_t size;
            s = dm_file_read(&bytes, &size, files[i], LIMIT, &err);
            if (s != DM_OK) break;
            dm_str text = dm_arena_copy(&arena, (dm_str){bytes, size});
            free(bytes);
            s = dm_petrarch_read(&tables, text, files[i], &arena, &err);
        }
    }
    if (s == DM_OK && !write_imported(folder, &tables, &err)) s = err.code;
    fwrite(tables.lost.p ? tables.lost.p : "", 1, tables.lost.n, stderr);
    uint32_t lost = tables.n_lost;
    dm_petrarch_clear(&tables);
    dm_arena_clear(&arena);
    if (s != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    printf("%u not carried over\n", lost);
    if (fflush(stdout) != 0) return DM_EXIT_MISUSE;
    return lost ? DM_EXIT_SOME_FAILED : DM_EXIT_WELL;
}

int dm_verb_lexicon(int argc, char **argv) {
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'}, {"output", required_argument, NULL, 'o'}, {0}};
    const char *output = NULL;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "ho:", options, NULL)) != -1;) {
        if (c == 'h') {
            fputs(help, stdout);
            return DM_EXIT_WELL;
        }
        if (c != 'o')
            return dm_cli_misuse("lexicon", "there is no option \"%s\", or it lacks its value",
                                 argv[optind - 1]);
        output = optarg;
    }
    int n = argc - optind;
    const char *what = n > 0 ? argv[optind] : "";
    if (strcmp(what, "compile") == 0 && n == 2) return compile(argv[optind + 1], output);
    if (strcmp(what, "show") == 0 && n <= 2 && !output) return show(n == 2 ? argv[optind + 1] : NULL);
    if (strcmp(what, "check") == 0 && n <= 2 && !output) return check(n == 2 ? argv[optind + 1] : NULL);
    if (strcmp(what, "import") == 0 && n >= 2 && output) return import(argv + optind + 1, n - 1, output);
    return dm_cli_misuse("lexicon",
                         "it is used as compile FOLDER, check [FILE|FOLDER], show [FILE|FOLDER] or "
                         "import FILE... -o FOLDER");
}
