/* The verbs of the command and what they share.
 *
 * A verb takes its own arguments (argv[0] is its name) and returns the exit status: 0 well, 1 some documents
 * failed and are named on stderr, 2 misuse or it could not start or finish. Only verbs print. */
#ifndef DM_CLI_H
#define DM_CLI_H

#include <stdbool.h>

#include "demarche.h"
#include "ingest/document.h"

enum { DM_EXIT_WELL = 0, DM_EXIT_SOME_FAILED = 1, DM_EXIT_MISUSE = 2 };

typedef struct dm_verb {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} dm_verb;

int dm_verb_code(int argc, char **argv);
int dm_verb_read(int argc, char **argv);
int dm_verb_parse(int argc, char **argv);
int dm_verb_model(int argc, char **argv);
int dm_verb_lexicon(int argc, char **argv);
int dm_verb_explain(int argc, char **argv);

/* "demarche: where:at: what; todo" on stderr. */
void dm_cli_report(const dm_err *err);
/* A misuse: says it, names the help, returns DM_EXIT_MISUSE. */
int dm_cli_misuse(const char *verb, const char *what, ...) __attribute__((format(printf, 2, 3)));

/* Where a model or lexicon is: the option, else the environment, else beside the program in its build folder,
 * else in the user's data folder, else in the installation. False: nowhere; says so. out has room for 4096
 * bytes. */
bool dm_cli_find_data(char *out, const char *option, const char *variable, const char *name,
                      const char *remedy);
/* The same for the lexicon. Where the option or DEMARCHE_LEXICON names a folder, its tables come on top of
 * the lexicon that is there without it; the whole is kept in $XDG_CACHE_HOME/demarche. False: says why. */
bool dm_cli_find_lexicon(char *out, const char *option);
/* $XDG_DATA_HOME/demarche/name, its folder made. */
bool dm_cli_user_path(char *out, const char *name, dm_err *err);

/* Options that all verbs over documents have. */
typedef struct dm_cli_options {
    const char *const *inputs;
    size_t n_inputs;
    dm_input_form form;
    size_t max_document;
    unsigned threads;
    const char *model, *lexicon;
    const char *date;
    bool quiet;
} dm_cli_options;

/* Writes the output of one document; called by several threads with their own coders. */
typedef dm_status dm_cli_work(dm_coder *coder, const dm_document *doc, const void *how, dm_result *out,
                              dm_err *err);

/* Reads all inputs, lets `work` loose on each document and writes the results in order. Returns the exit
 * status. */
int dm_cli_each_document(const dm_cli_options *o, const dm_options *coding, bool lexicon, dm_cli_work *work,
                         const void *how);

/* Reads the common options into o; others are offered to `other` with their value (NULL if the option takes
 * none). The long options are given as for getopt_long; `other` returns false for an unknown value and has
 * said so. Returns -1 to go on, else the exit status (0 after --help). */
struct option;
int dm_cli_parse_options(int argc, char **argv, dm_cli_options *o, const struct option *own,
                         bool (*other)(int value, const char *argument, void *how), void *how,
                         const char *help);

#endif
