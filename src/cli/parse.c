#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const char help[] =
    "demarche parse [OPTION…] [INPUT…]\n"
    "\n"
    "Tokens, sentences, tags, lemmas, dependency tree, named entities and noun chunks of each document.\n"
    "INPUT is a text file, JSON Lines with a field \"text\", either of them in gzip, or - for standard input "
    "(the default).\n"
    "\n"
    "  --format conllu|jsonl   the form of the output (conllu)\n"
    "  --input text|jsonl      the form of the inputs (by their names)\n"
    "  --max-document BYTES    longer documents are passed over (16777216)\n"
    "  --threads N             threads (all processors)\n"
    "  --model FILE            the model (see demarche model)\n"
    "\n"
    "Exit status: 0 well, 1 some documents failed and are named on stderr, 2 it could not start or finish.\n";

static bool take(int value, const char *argument, void *how) {
    (void)value;
    dm_parse_format *format = how;
    if (strcmp(argument, "conllu") == 0)
        *format = DM_PARSE_CONLLU;
    else if (strcmp(argument, "jsonl") == 0)
        *format = DM_PARSE_JSONL;
    else
        return dm_cli_misuse("parse", "--format is conllu or jsonl, not \"%s\"", argument), false;
    return true;
}

static dm_status work(dm_coder *coder, const dm_document *doc, const void *how, dm_result *out, dm_err *err) {
    return dm_parse(coder, doc, *(const dm_parse_format *)how, out, err);
}

int dm_verb_parse(int argc, char **argv) {
    static const struct option own[] = {{"format", required_argument, NULL, 100}, {0}};
    dm_parse_format format = DM_PARSE_CONLLU;
    dm_cli_options o;
    int status = dm_cli_parse_options(argc, argv, &o, own, take, &format, help);
    return status >= 0 ? status : dm_cli_each_document(&o, NULL, false, work, &format);
}
