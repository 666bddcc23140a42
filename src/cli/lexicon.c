#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "lexicon/lexicon.h"

static const char help[] = "demarche lexicon compile FOLDER [-o FILE]\n"
                           "demarche lexicon show [FILE]\n"
                           "\n"
                           "compile turns the tables of a folder (and of its folders lexicon and ontology) "
                           "into one mapped file, in your data folder\n"
                           "unless -o names another place. A faulty row is named with its file and line. "
                           "show says what a lexicon holds.\n";

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
    if (!dm_cli_find_data(path, given, "DEMARCHE_LEXICON", "lexicon.dml",
                          "make one: demarche lexicon compile FOLDER"))
        return DM_EXIT_MISUSE;
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
    return dm_cli_misuse("lexicon", "it is used as compile FOLDER or show [FILE]");
}
