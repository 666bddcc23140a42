/* How the stretches of a text that may be names of places become places; for the three files about places and
 * the program that trains them.
 *
 *     tokens ─► toponyms.c: names that the gazetteer knows, and others ─► which of them are names of places
 *            ─► place_choice.c: which place each one means            ─► places.c: what for it is named */
#ifndef DM_PLACES_H
#define DM_PLACES_H

#include "coding/reading.h"
#include "lexicon/place_model.h"

typedef enum dm_toponym_kind {
    DM_TOPONYM_NAME,   /* in the gazetteer */
    DM_TOPONYM_STREET, /* Elm Street, Highway 30 */
    DM_TOPONYM_WAY,    /* Lombardy Drive: maybe */
    DM_TOPONYM_FORM,   /* Kishwaukee River */
    DM_TOPONYM_SITE,   /* Thomas Memorial Hospital */
    DM_TOPONYM_UNIT,   /* Jerome Township */
    DM_TOPONYM_ENTITY  /* of the recogniser */
} dm_toponym_kind;

/* Families of traits of the model "name". */
enum { DM_NAME_FAMILIES = 14 };

typedef struct dm_toponym {
    dm_span span;
    const dm_candidate *candidate; /* what the gazetteer has under the name */
    uint32_t n;
    dm_str key;
    uint32_t group;    /* number of the key */
    int32_t qualifier; /* the toponym after it that says where: "Paris, *Texas*"; DM_NONE */
    bool qualifies;    /* is one */
    bool unit; /* with the word for an administrative unit: "Jerome *Township*", "the *city* of Basra" */
    bool dateline;
    uint8_t kind;
    uint16_t trait[DM_NAME_FAMILIES]; /* of the model "name" */
    float score;
    uint32_t place; /* in the gazetteer; DM_GAZ_NONE: unknown */
} dm_toponym;

typedef DM_VEC(dm_toponym) dm_toponyms;

/* The last token of a name that hangs on something outside of it, and is no mark. */
uint32_t dm_head_of_place(const dm_reading *r, dm_span s);

/* Everything that may be a place's name, by its first token, a street or river before the town that it is
 * named after; stretches may overlap. Traits and scores are filled in. */
void dm_find_toponyms(dm_reading *r, dm_toponyms *out);
/* Of overlapping ones the first with a good score; the others leave the list. */
void dm_accept_toponyms(const dm_reading *r, dm_toponyms *all);

/* Adds what the document's title and publisher name, behind the names of the text: it only supports these. */
void dm_add_home(dm_reading *r, dm_toponyms *all);

/* One candidate with its traits: for training. */
typedef struct dm_option {
    uint32_t place;
    float trait[DM_CHOICE_TRAIT_COUNT];
} dm_option;

/* Called for every group of names before the choice of a round. */
typedef void dm_watch_choice(void *watcher, int round, const dm_toponyms *names, const uint32_t *members,
                             uint32_t n, const dm_option *options, uint32_t n_options);

/* Chooses the places. watch may be NULL. */
void dm_choose_places(dm_reading *r, dm_toponyms *names, dm_watch_choice *watch, void *watcher);

#endif
