/* Writes what the models of places see, for train/places.py.
 *
 *     demarche-places-features MODEL LEXICON < documents.jsonl
 *
 * A line for every stretch of text that may be a name, in the order of the text, with the numbers of its
 * traits:
 *
 *     N document begin end first-token end-token known trait…
 *
 * (begin, end in code points; known: in the gazetteer). Then, for the names that the model takes, a line for
 * every candidate and round, with the traits that are not 0:
 *
 *     C document round group begin-of-first-mention end mentions place lat lon trait:value… */
#include "features.h"

#include "base/utf8.h"
#include "coding/places.h"

typedef struct dump {
    dm_reading *r;
    const char *id;
    uint32_t *point; /* by byte of the text: code points before it */
    unsigned group;
} dump;

static void watch(void *watcher, int round, const dm_toponyms *names, const uint32_t *members, uint32_t n,
                  const dm_option *options, uint32_t n_options) {
    dump *d = watcher;
    const dm_gazetteer *g = &d->r->lex->gazetteer;
    dm_span first = names->at[members[0]].span;
    d->group++;
    for (uint32_t i = 0; i < n_options; i++) {
        const dm_gaz_place *p = &g->places[options[i].place];
        printf("C\t%s\t%d\t%u\t%u\t%u\t%u\t%u\t%.4f\t%.4f", d->id, round, d->group,
               d->point[d->r->tok[first.begin].begin], d->point[d->r->tok[first.end - 1].end], n,
               options[i].place, (double)p->lat, (double)p->lon);
        for (int k = 0; k < DM_CHOICE_TRAIT_COUNT; k++)
            if (options[i].trait[k] != 0) printf("\t%d:%.5g", k, (double)options[i].trait[k]);
        putchar('\n');
    }
}

static void write_names(const dump *d, const dm_toponyms *names) {
    for (uint32_t i = 0; i < names->n; i++) {
        const dm_toponym *t = &names->at[i];
        printf("N\t%s\t%u\t%u\t%u\t%u", d->id, d->point[d->r->tok[t->span.begin].begin],
               d->point[d->r->tok[t->span.end - 1].end], t->span.begin, t->span.end);
        printf("\t%d", t->n > 0);
        for (int k = 0; k < DM_NAME_FAMILIES; k++) printf("\t%u", t->trait[k]);
        putchar('\n');
    }
}

static dm_status read_document(const features *f, const dm_document *doc, void *own, dm_err *err) {
    dm_reading r = {.doc = doc, .lex = f->lexicon, .arena = f->arena};
    dm_toponyms names = {0};
    dump d = {.r = &r, .id = doc->id};
    (void)own;
    dm_status s = dm_code_syntax(&r, f->worker, err);
    if (s != DM_OK) return s;
    d.point = dm_arena_array(f->arena, doc->text_size + 1, sizeof *d.point);
    for (size_t i = 0, n = 0; i <= doc->text_size; i++) {
        d.point[i] = (uint32_t)n;
        n += i < doc->text_size && (i + 1 == doc->text_size || dm_utf8_is_start(doc->text[i + 1]));
    }
    dm_find_toponyms(&r, &names);
    write_names(&d, &names);
    dm_accept_toponyms(&r, &names);
    dm_choose_places(&r, &names, watch, &d);
    return DM_OK;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: demarche-places-features MODEL LEXICON < documents.jsonl\n", stderr);
        return 2;
    }
    return features_run("demarche-places-features", argv[1], argv[2], read_document, NULL);
}
