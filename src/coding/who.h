/* Who is spoken of; for the files about mentions and actors.
 *
 *     tokens ─► hits.c: wordings of the tables
 *            ─► names.c: names, also those that no table has, and what they name
 *            ─► mentions.c: noun phrases, pronouns and modifiers that stand for somebody, with what the words
 *               around them say (affiliation.c)
 *            ─► coreference.c: one actor for all mentions: names first (likeness.c), then nouns (nominals.c),
 *               then pronouns (pronouns.c), then groups of several (sets.c)
 *            ─► countries.c: countries and sectors that only the rest of the document tells
 *
 * Names come before nouns and nouns before pronouns, so that a family name at the beginning finds the full
 * name further down. Nothing looks at all pairs of mentions: names are found by their words, others by going
 * back a few sentences. */
#ifndef DM_WHO_H
#define DM_WHO_H

#include "coding/reading.h"

#define DM_KIND(name) (1u << DM_SENSE_##name)
enum {
    DM_ROLE_KINDS = DM_KIND(ROLE) | DM_KIND(ROLES),
    DM_STATE_KINDS = DM_KIND(COUNTRY) | DM_KIND(ADJECTIVE) | DM_KIND(CAPITAL) | DM_KIND(REGION) |
                     DM_KIND(REGION_ADJECTIVE),
    DM_NAMED_BODY_KINDS = DM_KIND(ORG) | DM_KIND(GROUP) | DM_KIND(METONYM),
    DM_BODY_KINDS = DM_NAMED_BODY_KINDS | DM_KIND(BODY),
    DM_PEOPLE_KINDS = DM_KIND(DEMONYM) | DM_KIND(DEMONYMS)
};

/* ---- names ---- */

typedef enum dm_name_kind {
    DM_NAMES_NOBODY,
    DM_NAMES_PERSON,
    DM_NAMES_ORGANIZATION,
    DM_NAMES_GROUP,
    DM_NAMES_PLACE
} dm_name_kind;

typedef struct dm_name {
    dm_span span;   /* without titles */
    uint32_t head;  /* the token of it that hangs on something outside */
    uint32_t title; /* where titles and offices right before it begin; span.begin if there are none */
    bool titled;    /* there is an office among them */
    uint8_t kind;   /* dm_name_kind */
    uint8_t gender;
    bool said;             /* its kind rests on a title, a known name or a word of it */
    const dm_sense *known; /* PERSON row of the whole name */
    const dm_sense *word;  /* of an organization: the word that tells what it is */
    bool is_short;         /* stands alone in parentheses behind what it is short for */
    int32_t office;        /* head of the role before it, with a phrase between, DM_NONE */
} dm_name;

/* How a token is written. */
enum { DM_CAPITAL = 1, DM_CAPITALS = 2 };

/* Actors by the words of their names. */
typedef struct dm_word_link {
    uint32_t actor;
    int32_t next;
} dm_word_link;
typedef struct dm_word_index {
    dm_str *word;
    int32_t *first; /* newest link */
    uint32_t size, used;
    DM_VEC(dm_word_link) links;
} dm_word_index;

struct dm_who {
    uint8_t *form;  /* by token */
    bool *headline; /* by sentence: nearly all words have capitals */
    bool *shut;     /* by token: dateline, or the caller's entity: no mention is found there */
    uint8_t *busy;  /* by token: its phrase is being read */
    uint32_t depth; /* phrases within phrases */
    DM_VEC(dm_name) names;
    int32_t *name_of; /* by token */
    int32_t
        *holder_of; /* by head of a role: the name behind that holds it, "Chairman of the X Samuel Kivuitu" */

    DM_VEC(uint32_t) short_hits; /* tokens: known names that stand alone in parentheses */

    dm_word_index persons, bodies;
    DM_VEC(uint32_t) states, sets; /* actors */
    int32_t *speaker_of; /* by quotation: the token of the one who says it, as far as the tree tells */
    dm_code3 scene;      /* the country that the document names most, also if others come near */
};

/* ---- hits.c ---- */

/* The sense of a hit that is of one of these kinds (bits); of several the one that holds at the document's
 * date. */
const dm_sense *dm_sense_of(const dm_reading *r, const dm_hit *h, unsigned kinds);
static inline const dm_hit *dm_hit_at(const dm_reading *r, uint32_t tok) {
    return r->hit_of[tok] == DM_NONE ? NULL : &r->hits.at[r->hit_of[tok]];
}
bool dm_in_term(const dm_reading *r, const dm_sense *s);
/* The country that a hit stands for: "London" in Kentucky is not Great Britain. */
dm_code3 dm_country_of_hit(const dm_reading *r, const dm_hit *h, const dm_sense *s);
/* The token of a span that hangs on something outside of it. */
uint32_t dm_head_of(const dm_reading *r, dm_span s);
bool dm_is_hyphen(const dm_reading *r, uint32_t tok);

/* ---- names.c ---- */

/* How tokens are written, and which sentences are headlines. */
void dm_read_forms(dm_reading *r);
void dm_find_names(dm_reading *r);
/* The text of a name, white space as one blank. */
dm_str dm_name_text(dm_reading *r, dm_span span);
static inline const dm_name *dm_name_at(const dm_reading *r, uint32_t tok) {
    return r->who->name_of[tok] == DM_NONE ? NULL : &r->who->names.at[r->who->name_of[tok]];
}

/* ---- affiliation.c: what the words around a head say ---- */

enum { DM_COUNTRIES = 4 };

typedef struct dm_around {
    const dm_sense *role; /* the one nearest to the head */
    dm_span role_span;
    const dm_sense *kind;           /* another role before the head: "rebel" leader */
    dm_code3 title;                 /* sector of a title: "Gen." */
    int32_t of;                     /* mention of the body, group or person that the phrase belongs to */
    dm_code3 country[DM_COUNTRIES]; /* more than one: "US and South Korean diplomats" */
    uint32_t n;
    bool former; /* "former", "late" */
    bool abroad; /* "foreign", "international": not of here */
    bool rebel;  /* "separatist", "insurgent" */
    bool faith;  /* "Catholic" */
    bool ngo;    /* "human rights", "aid" */
} dm_around;

/* Words from `begin` up to a head at `end`. */
void dm_look_before(dm_reading *r, uint32_t begin, uint32_t end, dm_around *a);
/* The possessor; phrases with of, in, from, at, for behind the head, which lengthen the span. */
void dm_look_at_possessor(dm_reading *r, uint32_t head, dm_around *a);
void dm_look_behind(dm_reading *r, uint32_t head, dm_around *a, dm_span *span);
void dm_take_affiliation(dm_reading *r, dm_mention *m, const dm_around *a);
/* Do two spans of a phrase, "Ana Novak, the country's deputy minister", speak of one? Each learns from the
 * other. */
void dm_share(dm_mention *x, dm_mention *y);
/* Has this sector something against states, or apart from them? Who acts for it is of it, whatever his
 * office. */
bool dm_is_apart(dm_code3 sector);

/* ---- mentions.c ---- */

/* The mention of a noun phrase, read now if it was not yet; asked: whatever it is. */
int32_t dm_read_head(dm_reading *r, uint32_t head, bool asked);
/* The mention of a hit that is a country, a body or a name, on its own. */
int32_t dm_mention_of_hit(dm_reading *r, const dm_hit *h, bool modifier);
int32_t dm_mention_of_name(dm_reading *r, int32_t name);
bool dm_is_plural(const dm_reading *r, uint32_t tok);

/* ---- coreference ---- */

/* likeness.c */
bool dm_same_person_name(dm_str a, dm_str b);
bool dm_same_family_name(dm_str a, dm_str b);
static inline bool dm_codes_agree(dm_code3 a, dm_code3 b) {
    return !a || !b || a == b;
}
bool dm_genders_agree(uint8_t a, uint8_t b);
void dm_index_name(dm_reading *r, uint32_t actor, dm_str name);
/* The actor that a name speaks of, DM_NONE. */
int32_t dm_actor_by_name(dm_reading *r, const dm_mention *m);

/* nominals.c, pronouns.c, sets.c */
int32_t dm_actor_by_noun(dm_reading *r, const dm_mention *m);
int32_t dm_actor_by_pronoun(dm_reading *r, uint32_t mention);
int32_t dm_actor_by_number(dm_reading *r, const dm_mention *m);
void dm_split_compounds(dm_reading *r);
int32_t dm_coordination_at(dm_reading *r, uint32_t first);

/* coreference.c */
void dm_join(dm_reading *r, uint32_t mention, int32_t actor);
int32_t dm_new_actor(dm_reading *r, const dm_mention *m);
bool dm_is_subject(const dm_reading *r, uint32_t tok);
/* Sentences from one token back to an earlier one. */
static inline uint32_t dm_sentences_back(const dm_reading *r, uint32_t from, uint32_t to) {
    return r->sentence_of[from] - r->sentence_of[to];
}

/* ---- countries.c ---- */

void dm_infer_countries(dm_reading *r);

#endif
