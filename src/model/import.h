/* What the parts of the import share: a package comes in, sections of a .dmm file go out.
 *
 *     import.c (what pipeline it is, the order of the parts)
 *       ─► import_tokenizer.c ─► import_networks.c ─► import_words.c (attribute ruler, lemmas)
 *
 * Every part checks what it takes; what the engine would not run exactly is refused with the component and
 * the reason: DM_EUNSUP, and DM_EFORMAT for what is damaged. */
#ifndef DM_IMPORT_H
#define DM_IMPORT_H

#include "base/pack.h"
#include "model/model.h"
#include "model/msgpack_tree.h"
#include "model/package.h"

typedef struct dm_import {
    const dm_package *package;
    dm_packer out;
    dm_arena arena;
    dm_err *err;
} dm_import;

extern const char dm_import_remedy[];

/* A refusal: the component and the reason. */
#define refuse(in, where, ...) dm_fail((in)->err, DM_EUNSUP, -1, (where), dm_import_remedy, __VA_ARGS__)
#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

/* A file that the package must have. */
dm_status dm_import_file(dm_import *in, const char *name, const dm_package_file **out);

/* Patterns, exceptions, norms. */
dm_status dm_import_tokenizer(dm_import *in);
/* tok2vec, tagger, parser, ner. */
dm_status dm_import_networks(dm_import *in);
/* The attribute ruler's patterns, and the lemmatizer's tables. */
dm_status dm_import_rules(dm_import *in, const msgpack_object *root);
dm_status dm_import_lemmas(dm_import *in, const msgpack_object *root);

#endif
