#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "coding/check.h"
#include "lexicon/lexicon.h"

static const char help[] =
    "demarche lexicon compile FOLDER [-o FILE]\n"
    "demarche lexicon check [FILE|FOLDER]\n"
    "demarche lexicon show [FILE|FOLDER]\n"
    "\n"
    "compile turns the tables of a folder (and of its folders lexicon and ontology) "
    "into one mapped file, in your data folder\n"
    "unless -o names another place. A faulty row is named with its file and line. "
    "check codes the examples\n"
    "of its rows and names those that do not come out. show says what a lexicon holds.\n"
    "\n"
    "Tables of your own need not be whole: code --lexicon FOLDER puts them on top of the lexicon. A wording, "
    "or\n"
    "a predicate under the same conditions, that your tables have counts in place of the lexicon's.\n";

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
    printf("%u examples, %u failed, %u rows without\n", result.examples, result.failed, result.without);
    if (fflush(stdout) != 0) return DM_EXIT_MISUSE;
    return result.failed ? DM_EXIT_SOME_FAILED : DM_EXIT_WELL;
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
    return dm_cli_misuse("lexicon",
                         "it is used as compile FOLDER, check [FILE|FOLDER] or show [FILE|FOLDER]");
}
