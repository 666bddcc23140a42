#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "demarche code [OPTION…] [INPUT…]\n"
    "\n"
    "Reads documents and writes one record a line: actors, events, attributions, claims with everyone's "
    "positions,\n"
    "commitments, times, places. INPUT is a text file, JSON Lines with a field \"text\" (and, if wanted, "
    "\"id\", \"date\", \"url\",\n"
    "\"publisher\", \"title\", \"entities\"), either of them in gzip, or - for standard input (the "
    "default).\n"
    "\n"
    "  --date YYYY-MM-DD       the date of documents that have none\n"
    "  --format jsonl          the form of the output (the only one)\n"
    "  --input text|jsonl      the form of the inputs (by their names)\n"
    "  --layers L,…            more in the record: predicates\n"
    "  --lexicon FILE|FOLDER   the lexicon, or tables of your own on top of it (see demarche lexicon)\n"
    "  --max-document BYTES    longer documents are passed over (16777216)\n"
    "  --model FILE            the model (see demarche model)\n"
    "  --threads N             threads (all processors)\n"
    "  --with-text             with the document's text\n"
    "\n"
    "Exit status: 0 well, 1 some documents failed and are named on stderr, 2 it could not start or finish.\n";

enum { OPT_FORMAT = 100, OPT_LAYERS, OPT_TEXT };

static bool take_layers(const char *list, uint32_t *layers) {
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, ",");
        if (n == 10 && strncmp(p, "predicates", n) == 0)
            *layers |= DM_LAYER_PREDICATES;
        else if (n)
            return dm_cli_misuse("code", "there is no layer \"%.*s\"", (int)n, p), false;
        p += n + (p[n] == ',');
    }
    return true;
}

static bool take(int value, const char *argument, void *how) {
    dm_options *o = how;
    if (value == OPT_TEXT)
        o->layers |= DM_WITH_TEXT;
    else if (value == OPT_LAYERS)
        return take_layers(argument, &o->layers);
    else if (strcmp(argument, "jsonl") != 0)
        return dm_cli_misuse("code", "--format is jsonl, not \"%s\"", argument), false;
    return true;
}

static dm_status work(dm_coder *coder, const dm_document *doc, const void *how, dm_result *out, dm_err *err) {
    (void)how;
    return dm_code(coder, doc, out, err);
}

int dm_verb_code(int argc, char **argv) {
    static const struct option own[] = {{"format", required_argument, NULL, OPT_FORMAT},
                                        {"layers", required_argument, NULL, OPT_LAYERS},
                                        {"with-text", no_argument, NULL, OPT_TEXT},
                                        {0}};
    dm_options coding = {0};
    dm_cli_options o;
    int status = dm_cli_parse_options(argc, argv, &o, own, take, &coding, help);
    return status >= 0 ? status : dm_cli_each_document(&o, &coding, true, work, NULL);
}
