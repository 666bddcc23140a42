/* Writes the traits that the correction of the factuality sees, for train/factuality.py.
 *
 *     demarche-factuality-features MODEL LEXICON FOLDER < documents.jsonl
 *
 * Numbers are little-endian. In FOLDER:
 *
 *     items.bin   for each predicate: document, begin, end (code points), value of the rules for the author
 *                 and for the innermost source (dm_fact), number of keys
 *     keys.bin    the keys of all predicates, one after another */
#include "features.h"

#include "base/utf8.h"
#include "coding/traits.h"

typedef struct output {
    FILE *items, *keys;
} output;

static dm_status write_predicates(const features *f, const dm_document *doc, void *own, dm_err *err) {
    static dm_reading r;
    const output *out = own;
    dm_status s = dm_code_document(&r, doc, f->lexicon, f->worker, f->arena, err);
    for (uint32_t i = 0; s == DM_OK && i < r.n; i++) {
        dm_traits t;
        if (!r.author_value[i]) continue;
        dm_factuality_traits(&r, i, &t);
        const uint32_t row[6] = {f->doc,
                                 (uint32_t)dm_utf8_count(doc->text, r.tok[i].begin),
                                 (uint32_t)dm_utf8_count(doc->text, r.tok[i].end),
                                 r.author_value[i],
                                 r.worth[i].value[r.worth[i].n - 1],
                                 t.n};
        features_put(out->items, row, sizeof *row, 6);
        features_put(out->keys, t.key, sizeof *t.key, t.n);
    }
    return s;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fputs("usage: demarche-factuality-features MODEL LEXICON FOLDER < documents.jsonl\n", stderr);
        return 2;
    }
    output out = {features_create(argv[3], "items.bin"), features_create(argv[3], "keys.bin")};
    int status = features_run("demarche-factuality-features", argv[1], argv[2], write_predicates, &out);
    features_close(out.items);
    features_close(out.keys);
    return status;
}
