/* What the coder knows of one document while it reads it.
 *
 *     document ─► view (text for the nlp layer) ─► tree ─► syntax
 *     syntax ─┬─► times, places, wordings of the tables
 *             ├─► mentions ─► actors
 *             ├─► predicates and their arguments
 *             ├─► cues ─► attributions
 *             └─► frames, operators ─► events
 *     attributions + events ─► factuality ─► claims, commitments ─► record
 *
 * Each stage is one function dm_code_* over the reading: it uses what earlier stages filled in and fills its
 * own part. Everything lives in the reading's arena. Spans are token numbers, half-open; the writer turns
 * them into code points. */
#ifndef DM_READING_H
#define DM_READING_H

#include "base/arena.h"
#include "demarche.h"
#include "lexicon/lexicon.h"
#include "nlp/pipeline.h"

enum { DM_NONE = -1 };

typedef struct dm_span {
    uint32_t begin, end;
} dm_span;

/* ---- who ---- */

typedef enum dm_actor_kind {
    DM_ACTOR_STATE,
    DM_ACTOR_ORGANIZATION,
    DM_ACTOR_PERSON,
    DM_ACTOR_GROUP
} dm_actor_kind;
typedef enum dm_mention_form {
    DM_FORM_NAME,
    DM_FORM_NOMINAL,
    DM_FORM_PRONOUN,
    DM_FORM_MODIFIER
} dm_mention_form;

/* The senses of a wording and its length in tokens, 0 if there is none. */
typedef struct dm_senses {
    const dm_sense *at[16];
    uint32_t n, length;
} dm_senses;

/* A wording of the tables in the text. */
typedef struct dm_hit {
    dm_span span;
    uint32_t head;
    bool turned; /* against somebody, or by him: "anti-Syrian", "US-led" */
    dm_senses senses;
} dm_hit;

/* A noun phrase, pronoun or modifier that stands for somebody. */
typedef struct dm_mention {
    dm_span span;
    uint32_t head;
    int32_t actor; /* DM_NONE until coreference */
    uint8_t form, kind;
    uint8_t person; /* of a pronoun: 1, 2, 3 */
    uint8_t gender; /* 0 unknown, 'm', 'f', 'n' */
    bool plural, definite;
    bool indefinite; /* "a", "some", "two": somebody new */
    bool party;      /* recognized as somebody who can act */
    bool relevant;   /* not sports, entertainment and the like */
    bool caller;     /* given by the caller */
    bool former;     /* held the office */
    bool ngo;        /* "human rights" group, "aid" agency */
    bool abroad;     /* "foreign", "international": not of the country that the text is about */
    dm_code3 country, sector, other[2];
    dm_code3 title;               /* sector that a title like "Gen." tells, if nothing else does */
    dm_code3 more[3];             /* further countries: "US and South Korean diplomats" */
    dm_str name;                  /* a person's name, an organization's, a country's; p NULL if none */
    dm_str office;                /* as the text or a table has it; p NULL if none */
    const dm_sense *role, *sense; /* rows it rests on, or NULL */
    int32_t of;                   /* mention that it acts for or belongs to, DM_NONE if none */
    int32_t same;                 /* mention that is the same by grammar: an apposition's, DM_NONE if none */
    size_t from_byte, to_byte;    /* of a caller's entity, which need not end with tokens */
    const char *id;               /* of a caller's entity */
} dm_mention;

typedef struct dm_actor {
    dm_str id, name, office;
    dm_str short_name; /* introduced by the text; p NULL */
    dm_code3 country, sector, other[2];
    uint8_t kind, gender;
    bool plural, party, relevant;
    bool caller;   /* given by the caller */
    bool named;    /* some mention is a name */
    bool former;   /* held the office */
    bool inferred; /* the country: the text does not tell it */
    const dm_sense *role, *sense;
    DM_VEC(uint32_t) mentions; /* in text order */
    DM_VEC(uint32_t) members;  /* actors that it stands for together: "the two countries" */
    int32_t of;
} dm_actor;

/* ---- when, where ---- */

typedef enum dm_time_type { DM_TIME_DATE, DM_TIME_TIME, DM_TIME_DURATION, DM_TIME_SET } dm_time_type;

typedef struct dm_time {
    dm_span span;
    uint8_t type;
    dm_str value;
} dm_time;

typedef enum dm_place_use { DM_USE_LOCATION, DM_USE_GOVERNMENT, DM_USE_MODIFIER, DM_USE_PEOPLE } dm_place_use;

typedef struct dm_place {
    dm_span span;
    dm_str name, feature;
    dm_code3 country;
    float lat, lon;
    uint32_t geonames_id;
    bool located;       /* lat and lon are known */
    bool dateline;      /* names where the report comes from */
    uint8_t use;        /* dm_place_use */
    uint8_t kind, role; /* dm_place_feature, dm_name_role; DM_PLACE_KINDS: not in the gazetteer */
} dm_place;

/* ---- predicates ---- */

/* What stands in a grammatical place of a predicate. */
typedef struct dm_argument {
    uint8_t slot; /* dm_slot */
    bool clause;  /* tok is the head of a clause */
    dm_str prep;  /* DM_SLOT_PREP */
    uint32_t tok;
} dm_argument;

/* A verb, noun or adjective with its arguments, voice and polarity undone. */
typedef struct dm_predicate {
    uint32_t tok;
    char pos; /* 'v', 'n', 'a' */
    bool passive, negated, infinitive, participle;
    int32_t modal;    /* token of may, will, …; DM_NONE */
    int32_t negation; /* token of not, never, no; DM_NONE */
    bool past, perfect, progressive, imperative;
    dm_argument *arg;
    uint32_t n;
} dm_predicate;

/* ---- who says so ---- */

/* What a predicate is worth for one source. */
typedef struct dm_belief {
    int32_t attribution; /* DM_NONE: the author */
    uint8_t value;       /* dm_fact */
} dm_belief;

enum { DM_HOLDERS = 6 };

/* What a predicate is worth for the author and for the sources between him and it, the outermost first. */
typedef struct dm_worth {
    uint8_t value[DM_HOLDERS]; /* dm_fact; the author's is the first */
    uint8_t n;
    bool open;    /* in a condition, purpose or question: nobody says it */
    int32_t link; /* the innermost of r->links, DM_NONE: no source */
    int32_t cue;  /* number of the cue row that decides it, DM_NONE */
    uint32_t by;  /* token of that cue */
} dm_worth;

/* A source among those of a predicate, and the one outside of it. */
typedef struct dm_link {
    int32_t attribution; /* DM_NONE: a cue that made none */
    int32_t up;
} dm_link;

typedef enum dm_attribution_kind { DM_DIRECT, DM_INDIRECT, DM_MIXED } dm_attribution_kind;

typedef enum dm_decider { DM_BY_RULE, DM_BY_TAGGER, DM_BY_BOTH } dm_decider;

typedef struct dm_content {
    dm_span span;
    bool quoted;
} dm_content;

typedef struct dm_attribution {
    dm_str id;
    dm_span source; /* empty if none is named */
    int32_t source_mention, source_actor;
    dm_span cue;
    uint32_t cue_tok;
    const dm_cue_row *row; /* NULL: no table knows the cue */
    uint8_t by;            /* dm_decider */
    bool negated;          /* the cue is */
    bool unable;           /* "could not", "was not able to" */
    dm_content *content;
    uint32_t n_content;
    uint32_t content_tok; /* head of the clause or noun that is the content; UINT32_MAX if none */
    int32_t addressee;    /* actor */
    int32_t parent;       /* attribution */
    uint8_t kind;
    dm_str date;
} dm_attribution;

/* ---- what happened ---- */

enum { DM_EVENT_CONTEXTS = 4 };
enum { DM_AUX_HISTORICAL = 1, DM_AUX_FUTURE = 2, DM_AUX_HYPOTHETICAL = 4, DM_AUX_NEGATION = 8 };

typedef struct dm_actors {
    uint32_t *at, n;
} dm_actors;

typedef struct dm_event {
    dm_str id;
    uint32_t type;  /* dm_event_type */
    uint32_t about; /* the type of what is agreed, demanded, threatened, DM_EV_NONE */
    dm_text mode;
    dm_text cameo;
    dm_actors actor, recipient;
    uint32_t tok; /* trigger */
    dm_span trigger, span;
    uint32_t aux;              /* DM_AUX_* */
    uint8_t author;            /* dm_fact */
    DM_VEC(dm_belief) beliefs; /* of the sources */
    int32_t place, time;       /* indices */
    dm_predicate_row rule;
    const char *construction;
    int32_t act;               /* of an operator, DM_NONE */
    bool implied;              /* the actor: the text does not tell him */
    bool mutual;               /* its frame's act has several doers */
    bool became;               /* not what its frame says: the future of it, or its refusal */
    DM_VEC(uint32_t) mentions; /* the other triggers in the document */
    uint32_t ruled;            /* the type that the rules gave if a net chose another, else DM_EV_NONE */
    uint8_t context[DM_EVENT_CONTEXTS]; /* rows of the lexicon's contexts + 1, 0 after the last */
} dm_event;
typedef DM_VEC(dm_event) dm_events;

/* ---- claims and commitments ---- */

typedef struct dm_position {
    int32_t holder;      /* actor; DM_NONE: the author */
    uint8_t stance;      /* dm_stance */
    uint8_t value;       /* dm_fact */
    int32_t attribution; /* DM_NONE if none */
    bool presupposed;
    dm_str date;
} dm_position;

typedef struct dm_claim {
    dm_str id;
    int32_t event; /* index, DM_NONE */
    uint32_t type; /* dm_event_type, 0 if it is none */
    dm_str predicate;
    uint32_t tok;
    dm_span span;
    DM_VEC(dm_span) mentions;
    DM_VEC(dm_position) positions;
    const char *status;
} dm_claim;

typedef enum dm_commitment_kind { DM_OBLIGATION, DM_PROMISE, DM_THREAT } dm_commitment_kind;

typedef struct dm_commitment {
    dm_str id;
    uint8_t kind;
    dm_actors committer, beneficiary;
    dm_span instrument, condition, action; /* empty if none */
    dm_span modality;
    dm_str date;
    const char *state; /* NULL if unknown */
    dm_str pending;    /* what is missing; p NULL if nothing */
    dm_span pending_span;
    int32_t pending_by; /* actor */
} dm_commitment;

/* ---- the whole ---- */

/* A stretch between quotation marks, marks included. */
typedef struct dm_quote {
    dm_span span;
    bool inner;      /* between single marks or inside another one */
    int32_t speaker; /* attribution that it belongs to */
} dm_quote;

typedef struct dm_sentence {
    dm_span span;
    uint32_t paragraph;
} dm_sentence;

typedef struct dm_reading {
    const dm_document *doc;
    const dm_lexicon *lex;
    dm_arena *arena;
    uint32_t day;       /* YYYYMMDD of the document, 0 if unknown */
    dm_str date;        /* the same as text; p NULL */
    dm_parse_tree tree; /* tokens begin and end in the document's own bytes */
    uint32_t n;         /* tokens */
    dm_token *tok;

    /* syntax */
    int32_t *child, *sibling; /* children of a token in text order: first, next */
    uint32_t *sentence_of;
    DM_VEC(dm_sentence) sentences;
    DM_VEC(dm_quote) quotes;
    int32_t *quote_of;    /* innermost quote of a token */
    uint32_t *lemma_hash; /* lower half of dm_hash_str of a token's lemma */
    int32_t *lemma;       /* number of a token's lemma in the lexicon, -1 if it has no row and no class */
    char *low;            /* lower-cased tokens, one blank where white space was */
    uint32_t *low_at;     /* (2 n) begin and end of a token in it */

    /* who, when, where */
    DM_VEC(dm_hit) hits;
    int32_t *hit_of; /* by token */
    DM_VEC(dm_mention) mentions;
    int32_t *mention_of; /* by head token */
    struct dm_who *who;  /* src/coding/who.h */
    DM_VEC(dm_actor) actors;
    uint32_t actor_numbers; /* given out for ids */
    DM_VEC(dm_time) times;
    int32_t *time_of; /* by token */
    DM_VEC(dm_place) places;
    int32_t *place_of; /* by token */
    dm_code3 home;     /* the country that the document is mostly about, 0 if none */

    /* what */
    dm_predicate **predicate;   /* by token, made when asked for */
    const dm_frame_row **frame; /* by token, found when asked for */
    uint8_t *frame_known;
    int32_t
        *entity_of; /* mention of the caller's entity that a noun phrase stands for; NULL: there are none */
    uint8_t *entity_steps;  /* how far it is from there to the entity, 1: it is its head */
    int32_t *said_in;       /* innermost attribution around a token */
    struct dm_coded *coded; /* by token: src/coding/events.h */
    int party_depth;
    DM_VEC(dm_attribution) attributions;
    int32_t *cue_of, *content_of; /* attribution whose cue a token is, or whose content it heads */
    uint8_t *author_value;        /* dm_fact by token, of predicates */
    uint8_t *corrected;           /* the same as a net corrects it; NULL: not asked for, or no net */
    dm_worth *worth;              /* by token */
    DM_VEC(dm_link) links;
    dm_events events;
    DM_VEC(dm_claim) claims;
    DM_VEC(dm_commitment) commitments;
} dm_reading;

/* ---- stages ---- */

/* Parses the document and fills the syntax. Fails with DM_EINPUT, DM_ENOMEM. */
dm_status dm_code_syntax(dm_reading *r, dm_worker *worker, dm_err *err);
void dm_code_times(dm_reading *r);
/* Names of places, and where they lie. */
void dm_find_places(dm_reading *r);
void dm_code_hits(dm_reading *r);
void dm_code_mentions(dm_reading *r);
void dm_code_coreference(dm_reading *r);
/* What for the text names the places. */
void dm_code_places(dm_reading *r);
void dm_code_attributions(dm_reading *r);
/* Sources and first persons inside quotations, after the attributions. */
void dm_code_speakers(dm_reading *r);
void dm_code_factuality(dm_reading *r);
/* For the layer of predicates; asks for the factuality and the parse's vectors. */
void dm_code_correction(dm_reading *r);
void dm_code_events(dm_reading *r);
void dm_code_claims(dm_reading *r);
void dm_code_commitments(dm_reading *r);

/* ---- syntax ---- */

/* The text of tokens, as it stands in the document. */
dm_str dm_text_of(const dm_reading *r, dm_span span);
/* The same lower-cased, white space as one blank. */
dm_str dm_low_of(const dm_reading *r, uint32_t begin, uint32_t end);
static inline dm_str dm_low(const dm_reading *r, uint32_t tok) {
    return dm_low_of(r, tok, tok + 1);
}

/* The first child with this label, or DM_NONE. */
int32_t dm_child(const dm_reading *r, uint32_t tok, uint16_t dep);
/* The first child with this label and lower-cased text. */
int32_t dm_child_word(const dm_reading *r, uint32_t tok, uint16_t dep, const char *word);
/* Is it an infinitive with "to"? */
bool dm_has_to(const dm_reading *r, uint32_t verb);
/* The noun that the relative clause around a token hangs on, DM_NONE. */
int32_t dm_relative_head(const dm_reading *r, uint32_t tok);
bool dm_is_below(const dm_reading *r, uint32_t tok, uint32_t ancestor);
/* Subtree, without the punctuation at its ends. */
dm_span dm_subtree(const dm_reading *r, uint32_t tok);
/* Drops punctuation and white space at both ends. */
dm_span dm_trim(const dm_reading *r, dm_span span);
/* The next conjunct of a coordination whose first member is `first`; DM_NONE after the last. Begin with `at`
 * = first. */
int32_t dm_next_conjunct(const dm_reading *r, uint32_t first, uint32_t at);
/* The first member of the coordination that a token belongs to. */
uint32_t dm_first_conjunct(const dm_reading *r, uint32_t tok);
bool dm_is_verb(const dm_reading *r, uint32_t tok);
bool dm_is_noun(const dm_reading *r, uint32_t tok);
/* Does a token's lemma belong to a class: by its number, by its name? */
bool dm_has_class(const dm_reading *r, uint32_t tok, uint32_t class);
bool dm_in_class(const dm_reading *r, uint32_t tok, const char *name);

/* The predicate at a token; NULL if it is neither verb, noun nor adjective. */
const dm_predicate *dm_predicate_at(dm_reading *r, uint32_t tok);
/* The subject that the sentence shows, whatever the voice; DM_NONE if none can be found. */
int32_t dm_surface_subject(dm_reading *r, uint32_t verb);
/* Arguments in a slot, conjuncts included: tokens into out, at most room; returns their number. */
uint32_t dm_arguments(dm_reading *r, const dm_predicate *p, dm_slot slot, dm_str prep, uint32_t *out,
                      uint32_t room);
/* What "dozens of", "a group of" is said of. */
uint32_t dm_through_quantity(const dm_reading *r, uint32_t tok);
/* The verb that only helps to say a noun's act ("held talks", "came under attack"), DM_NONE. */
int32_t dm_light_verb_of(dm_reading *r, uint32_t noun);
/* How exact the conditions of a row are that hold: more for a word than for a class or a kind; 0 if not all
 * do.
 */
uint32_t dm_when(dm_reading *r, const dm_predicate *p, const dm_predicate_row *row);
/* The number of the first that does not, -1 if all do. */
int dm_when_fails(dm_reading *r, const dm_predicate *p, const dm_predicate_row *row);
/* The bit of DM_TAKES_* for a content behind a preposition, 0 if no cue takes one there. */
uint32_t dm_takes_after(dm_str prep);
/* The best row for a cue whose content is attached in one of these ways (bits of DM_TAKES_*; prep: the
 * preposition between them, or empty); NULL. */
const dm_cue_row *dm_find_cue(dm_reading *r, uint32_t cue, uint32_t takes, dm_str prep);
/* Does a condition of the row name this preposition ("charged *with*")? */
bool dm_cue_names_preposition(const dm_reading *r, const dm_cue_row *row, dm_str prep);
/* What a predicate is worth for its sources, the outermost first; returns their number. */
uint32_t dm_beliefs_at(const dm_reading *r, uint32_t tok, dm_belief out[DM_HOLDERS]);
/* The event type that a frame gives a token; DM_EV_NONE. */
uint32_t dm_frame_type(dm_reading *r, uint32_t tok);

/* The date or time at which the text puts what a predicate says; DM_NONE. */
int32_t dm_time_of(dm_reading *r, uint32_t tok);

/* ---- places ---- */

/* The place that a token names, if its country is known; DM_NONE. */
int32_t dm_located_at(const dm_reading *r, uint32_t tok);
/* Takes out the senses that are other places than the one that is meant at a token. */
void dm_drop_other_places(const dm_reading *r, uint32_t tok, dm_senses *senses);
/* Where an event happens: index into places, DM_NONE if the text does not say. */
int32_t dm_event_place(dm_reading *r, uint32_t tok, dm_span span);

/* The mention with this head, made if the token is a noun phrase's head that was not recognized as somebody.
 */
int32_t dm_mention_at(dm_reading *r, uint32_t tok);
/* The actor of a noun phrase, made if needed; DM_NONE for what cannot be one. */
int32_t dm_actor_at(dm_reading *r, uint32_t tok);

/* The longest wording of the tables from a token on, with every sense that fits as it is written there;
 * length 0: none. */
void dm_find_senses(const dm_reading *r, uint32_t tok, dm_senses *out);

#endif
