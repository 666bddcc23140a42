/* The smallest program around libdemarche: the record of one text file.
 *
 *     cc embed.c $(pkg-config --cflags --libs demarche) -o embed
 *     ./embed en_core_web_sm.dmm lexicon.dml article.txt 2025-03-11 */
#include <demarche.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    size_t room = 1 << 20;
    char *text = malloc(room);
    *size = text ? fread(text, 1, room, file) : 0;
    fclose(file);
    return text;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: %s MODEL LEXICON TEXT YYYY-MM-DD\n", argv[0]);
        return 2;
    }
    dm_err err = {0};
    dm_engine *engine = NULL; /* one for the program: all threads share it */
    dm_coder *coder = NULL;   /* one for each thread */
    dm_document document = {.id = argv[3], .date = argv[4]};
    char *text = read_file(argv[3], &document.text_size);
    document.text = text;
    int status = 1;
    if (!text) {
        perror(argv[3]);
    } else if (dm_engine_new(&engine, argv[1], argv[2], &err) == DM_OK &&
               dm_coder_new(&coder, engine, NULL, &err) == DM_OK) {
        dm_result record; /* the coder's, until its next call */
        if (dm_code(coder, &document, &record, &err) == DM_OK)
            status = fwrite(record.data, 1, record.size, stdout) != record.size;
    }
    if (err.code != DM_OK) fprintf(stderr, "%s: %s; %s\n", err.where, err.what, err.todo);
    dm_coder_free(coder);
    dm_engine_free(engine);
    free(text);
    return status;
}
