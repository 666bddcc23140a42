#include <getopt.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"

static const char help[] =
    "demarche read [OPTION…] [INPUT…]\n"
    "\n"
    "One article, or several, for a person: what happened, who says that it is so and who denies it, who is "
    "bound to what,\n"
    "each with the words of the text. INPUT as for demarche code.\n"
    "\n"
    "  --date YYYY-MM-DD       the date of documents that have none\n"
    "  --input text|jsonl      the form of the inputs (by their names)\n"
    "  --lexicon FILE|FOLDER   the lexicon, or tables of your own on top of it (see demarche lexicon)\n"
    "  --max-document BYTES    longer documents are passed over (16777216)\n"
    "  --model FILE            the model (see demarche model)\n"
    "  --threads N             threads (1)\n"
    "\n"
    "Exit status: 0 well, 1 some documents failed and are named on stderr, 2 it could not start or finish.\n";

typedef struct page {
    unsigned columns;
    int colour;
} page;

static dm_status work(dm_coder *coder, const dm_document *doc, const void *how, dm_result *out, dm_err *err) {
    const page *p = how;
    return dm_read(coder, doc, p->columns, p->colour, out, err);
}

int dm_verb_read(int argc, char **argv) {
    dm_cli_options o;
    page p = {80, isatty(STDOUT_FILENO)};
    struct winsize size;
    int status = dm_cli_parse_options(argc, argv, &o, NULL, NULL, NULL, help);
    if (status >= 0) return status;
    if (p.colour && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        p.columns = size.ws_col < 120 ? size.ws_col : 120;
    if (o.n_inputs <= 1) o.threads = 1;
    return dm_cli_each_document(&o, NULL, true, work, &p);
}
