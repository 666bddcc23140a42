#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static const char help[] =
    "demarche explain [OPTION…] SENTENCE\n"
    "demarche explain [OPTION…] FILE#eN\n"
    "\n"
    "Why it was coded so: the dependency tree, the rows of the tables that were tried for each predicate "
    "with the\n"
    "condition that failed, the operators, the actors. FILE is a text, or JSON Lines with a field \"text\": "
    "documents,\n"
    "or records written by demarche code --with-text; eN is the event's id in the record.\n"
    "\n"
    "  --date YYYY-MM-DD       the date of a document that has none\n"
    "  --id ID                 the document of FILE with this id (the first)\n"
    "  --lexicon FILE|FOLDER   the lexicon, or tables of your own on top of it (see demarche lexicon)\n"
    "  --model FILE            the model (see demarche model)\n"
    "\n"
    "Exit status: 0 well, 1 there is no such document or event, 2 it could not start or finish.\n";

typedef struct wanted {
    const char *date, *id, *lexicon, *model;
    char file[4096]; /* "": the argument is a sentence */
    const char *what, *event;
} wanted;

/* FILE#eN, if the argument is that and the file is there. */
static void split(wanted *w, const char *argument) {
    const char *mark = strrchr(argument, '#');
    w->what = argument;
    if (!mark || mark[1] != 'e' || !mark[2] || strspn(mark + 2, "0123456789") != strlen(mark + 2)) return;
    snprintf(w->file, sizeof w->file, "%.*s", (int)(mark - argument), argument);
    if (access(w->file, R_OK) != 0)
        w->file[0] = 0;
    else
        w->event = mark + 1;
}

static int explain(dm_coder *coder, const dm_document *doc, const char *event) {
    dm_err err = {0};
    dm_result out;
    if (dm_explain(coder, doc, event, &out, &err) != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_SOME_FAILED;
    }
    fwrite(out.data, 1, out.size, stdout);
    return fflush(stdout) == 0 ? DM_EXIT_WELL : DM_EXIT_MISUSE;
}

static int explain_file(dm_coder *coder, const wanted *w) {
    const char *names[] = {w->file};
    dm_reader *reader;
    dm_item item = {0};
    dm_arena arena;
    jmp_buf guard;
    dm_err err = {0};
    volatile int status = -1; /* lives across the guard's jump */
    if (dm_reader_new(&reader, names, 1, DM_INPUT_AUTO, 16 << 20, &err) != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    dm_arena_init(&arena, 1 << 20);
    arena.guard = &guard;
    while (status < 0 && dm_reader_next(reader, &item)) {
        dm_loaded doc = {0};
        dm_arena_reset(&arena);
        if (setjmp(guard)) {
            dm_fail_memory(&err);
            dm_cli_report(&err);
            status = DM_EXIT_MISUSE;
            break;
        }
        err = item.err;
        if (item.status != DM_OK || dm_document_load(&doc, &item, &arena, &err) != DM_OK) {
            dm_cli_report(&err);
            if (!w->id) status = DM_EXIT_SOME_FAILED;
        } else if (!w->id || strcmp(doc.doc.id, w->id) == 0) {
            if (!doc.doc.date) doc.doc.date = w->date;
            status = explain(coder, &doc.doc, w->event);
        }
        dm_document_clear(&doc);
    }
    dm_arena_clear(&arena);
    dm_reader_free(reader);
    if (status < 0) fprintf(stderr, "demarche: %s has no such document\n", w->file);
    return status < 0 ? DM_EXIT_SOME_FAILED : status;
}

static int run(const wanted *w) {
    char model[4096], lexicon[4096];
    dm_err err = {0};
    dm_engine *engine;
    dm_coder *coder;
    if (!dm_cli_find_data(model, w->model, "DEMARCHE_MODEL", "en_core_web_sm.dmm",
                          "make one: demarche model import PACKAGE") ||
        !dm_cli_find_lexicon(lexicon, w->lexicon))
        return DM_EXIT_MISUSE;
    dm_status s = dm_engine_new(&engine, model, lexicon, &err);
    if (s == DM_OK && (s = dm_coder_new(&coder, engine, NULL, &err)) != DM_OK) dm_engine_free(engine);
    if (s != DM_OK) {
        dm_cli_report(&err);
        return DM_EXIT_MISUSE;
    }
    dm_document doc = {.id = "sentence", .text = w->what, .text_size = strlen(w->what), .date = w->date};
    int status = *w->file ? explain_file(coder, w) : explain(coder, &doc, NULL);
    dm_coder_free(coder);
    dm_engine_free(engine);
    return status;
}

int dm_verb_explain(int argc, char **argv) {
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},        {"date", required_argument, NULL, 'd'},
        {"id", required_argument, NULL, 'i'},    {"lexicon", required_argument, NULL, 'l'},
        {"model", required_argument, NULL, 'm'}, {0}};
    wanted w = {0};
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        switch (c) {
        case 'h': fputs(help, stdout); return fflush(stdout) == 0 ? DM_EXIT_WELL : DM_EXIT_MISUSE;
        case 'd': w.date = optarg; break;
        case 'i': w.id = optarg; break;
        case 'l': w.lexicon = optarg; break;
        case 'm': w.model = optarg; break;
        default:
            return dm_cli_misuse("explain", "there is no option \"%s\", or it lacks its value",
                                 argv[optind - 1]);
        }
    }
    if (argc - optind != 1) return dm_cli_misuse("explain", "give one sentence, or FILE#eN");
    split(&w, argv[optind]);
    return run(&w);
}
