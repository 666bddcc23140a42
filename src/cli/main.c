#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const dm_verb verbs[] = {
    {"read", "one article, for a person: events, claims and who holds them, commitments", dm_verb_read},
    {"code", "documents in, records out as JSON Lines", dm_verb_code},
    {"explain", "why a sentence, or an event of a record, was coded so", dm_verb_explain},
    {"parse", "tokens, tags, lemmas, dependency tree and entities, as CoNLL-U or JSON Lines", dm_verb_parse},
    {"model", "import a published pipeline, or look at a model", dm_verb_model},
    {"lexicon", "compile or check the tables that the coder knows words from", dm_verb_lexicon},
};

static int usage(FILE *to, int status) {
    fputs("demarche reads the news as a desk officer does: who did what to whom, who says so, who denies "
          "it.\n\n"
          "demarche VERB [OPTION…] [INPUT…]\n\n",
          to);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(to, "  %-8s %s\n", verbs[i].name, verbs[i].summary);
    fputs("\ndemarche VERB --help tells more; demarche --version.\n", to);
    return fflush(to) == 0 ? status : DM_EXIT_MISUSE;
}

int main(int argc, char **argv) {
    if (argc < 2) return usage(stderr, DM_EXIT_MISUSE);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        return usage(stdout, DM_EXIT_WELL);
    if (strcmp(argv[1], "--version") == 0) {
        printf("demarche %s\n", dm_version());
        return fflush(stdout) == 0 ? DM_EXIT_WELL : DM_EXIT_MISUSE;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(argv[1], verbs[i].name) == 0) return verbs[i].run(argc - 1, argv + 1);
    fprintf(stderr, "demarche: there is no verb \"%s\"\n\n", argv[1]);
    return usage(stderr, DM_EXIT_MISUSE);
}
