/* What the coder knows of words: the tables of data/lexicon and data/ontology, compiled to one mapped file.
 *
 * Rows are fixed-size records; their texts are numbers of one list of strings. Everything was checked when
 * the file was loaded. Shared by all threads. data/lexicon/README.md tells what each column means. */
#ifndef DM_LEXICON_H
#define DM_LEXICON_H

#include "base/pack.h"
#include "lexicon/codes.h"
#include "lexicon/gazetteer.h"
#include "lexicon/perceptron.h"

typedef uint32_t dm_text; /* number of a string; 0 is the empty one */

/* Where a row stands: for explanations. */
typedef struct dm_origin {
    dm_text file;
    uint32_t line;
} dm_origin;

/* ---- names and nouns for who and where ---- */

typedef enum dm_sense_kind {
    DM_SENSE_COUNTRY,   /* South Korea */
    DM_SENSE_ADJECTIVE, /* South Korean, as an adjective */
    DM_SENSE_DEMONYM,   /* a South Korean */
    DM_SENSE_DEMONYMS,  /* South Koreans */
    DM_SENSE_CAPITAL,   /* Seoul */
    DM_SENSE_METONYM,   /* the Blue House */
    DM_SENSE_ORG,       /* NATO */
    DM_SENSE_GROUP,     /* Hezbollah */
    DM_SENSE_BODY,      /* foreign ministry */
    DM_SENSE_ROLE,      /* ambassador */
    DM_SENSE_ROLES,     /* ambassadors, police */
    DM_SENSE_PERSON,    /* Lloyd Austin */
    DM_SENSE_REGION,    /* the Caucasus */
    DM_SENSE_REGION_ADJECTIVE,
    DM_SENSE_FIRST_NAME, /* Lloyd */
    DM_SENSE_TITLE,      /* Mr., Col. */
    DM_SENSE_NAME_WORD,  /* of an organization: Gazette, Inc. */
    DM_SENSE_KINDS
} dm_sense_kind;

enum {
    DM_SENSE_CAPITALIZED = 1, /* a name: begins with a capital in running text */
    DM_SENSE_EXACT = 2,       /* short abbreviations: only as written in the table */
    DM_SENSE_IRRELEVANT = 4,  /* sports, entertainment */
    DM_SENSE_GROUP_OF = 8,    /* a role that several hold together */
    DM_SENSE_FOR_STATE = 16,  /* a role that acts for a state */
    DM_SENSE_FOR_BODY = 32,   /* a role that acts for what it belongs to */
    DM_SENSE_MALE = 64,       /* FIRST_NAME, TITLE */
    DM_SENSE_FEMALE = 128
};

typedef struct dm_sense {
    uint32_t kind, flags;
    dm_code3 country, sector, other[2];
    dm_text name;    /* the row's main name */
    dm_text written; /* as this wording stands in the table */
    dm_text office; /* PERSON: president; METONYM: the institution; ORG: its members, blank-separated codes */
    dm_text organization; /* PERSON: what he heads, if no state */
    uint32_t from, to; /* PERSON, GROUP: days as YYYYMMDD between which the row holds; 0 and 99999999: open */
    int32_t place;     /* COUNTRY, REGION: row of `places`, else -1 */
    dm_origin origin;
} dm_sense;

typedef struct dm_place_row {
    dm_text name, feature;
    dm_code3 country;
    uint32_t geonames_id;
    float lat, lon;
} dm_place_row;

/* ---- words of time expressions ---- */

typedef enum dm_time_class {
    DM_TW_MONTH,     /* n: 1 to 12 */
    DM_TW_WEEKDAY,   /* n: 1 Monday to 7 Sunday */
    DM_TW_SEASON,    /* value: SP SU FA WI; n: 1 to 4 */
    DM_TW_PART,      /* of a day; value: MO MI AF EV NI DT */
    DM_TW_CLOCK,     /* noon; n: minutes from midnight */
    DM_TW_UNIT,      /* n: dm_time_unit; value: what a duration writes for one */
    DM_TW_UNITS,     /* the plural of one */
    DM_TW_NUMBER,    /* n */
    DM_TW_SCALE,     /* hundred; n */
    DM_TW_VAGUE,     /* several; n: 0 if nobody knows */
    DM_TW_ORDINAL,   /* n */
    DM_TW_TENS,      /* the nineties; n: 90 */
    DM_TW_DAY,       /* today; n: days from now; value: part of the day */
    DM_TW_RELATIVE,  /* last; n: dm_time_relation */
    DM_TW_PHASE,     /* early: of what follows */
    DM_TW_EDGE,      /* end: "the end of" what follows */
    DM_TW_APPROX,    /* about, at least: before an amount or a date */
    DM_TW_DIRECTION, /* ago; n: dm_time_direction */
    DM_TW_EACH,      /* every */
    DM_TW_FILLER,    /* between number and unit: trading, more */
    DM_TW_FISCAL,    /* before year and quarter */
    DM_TW_REFERENCE, /* value: PRESENT_REF PAST_REF FUTURE_REF */
    DM_TW_SET,       /* daily; value */
    DM_TW_DURATION,  /* weeklong; value */
    DM_TW_HOLIDAY,   /* rule */
    DM_TW_MERIDIEM,  /* a.m.; n: 0, 12 */
    DM_TW_ZONE,      /* GMT */
    DM_TW_NAME,      /* no time at all: Black September */
    DM_TW_CLASSES
} dm_time_class;

typedef enum dm_time_unit {
    DM_UNIT_SECOND,
    DM_UNIT_MINUTE,
    DM_UNIT_HOUR,
    DM_UNIT_DAY,
    DM_UNIT_WEEKEND,
    DM_UNIT_WEEK,
    DM_UNIT_FORTNIGHT,
    DM_UNIT_MONTH,
    DM_UNIT_QUARTER,
    DM_UNIT_HALF,
    DM_UNIT_YEAR,
    DM_UNIT_DECADE,
    DM_UNIT_CENTURY,
    DM_UNIT_PERIOD, /* what a report of earnings speaks of */
    DM_UNITS
} dm_time_unit;

typedef enum dm_time_relation {
    DM_REL_NONE,
    DM_REL_LAST,      /* before now */
    DM_REL_PAST,      /* before now, or the time up to now */
    DM_REL_THIS,      /* with now in it */
    DM_REL_NEXT,      /* after now, with "the": after the time spoken of */
    DM_REL_COMING,    /* after now */
    DM_REL_LATEST,    /* what the story is about */
    DM_REL_SAME,      /* the time spoken of */
    DM_REL_FOLLOWING, /* after it */
    DM_REL_PREVIOUS,  /* before it */
    DM_REL_RECENT,
    DM_REL_YEAR_AGO, /* the same part of the year before */
    DM_RELATIONS
} dm_time_relation;

typedef enum dm_time_direction {
    DM_DIR_NONE,
    DM_DIR_AGO,     /* before now */
    DM_DIR_EARLIER, /* before the time spoken of */
    DM_DIR_LATER,   /* after it */
    DM_DIR_HENCE,   /* after now */
    DM_DIRECTIONS
} dm_time_direction;

enum {
    DM_TW_CAPITAL = 1, /* only with a capital */
    DM_TW_WEAK = 2,    /* only beside other parts of a date */
    DM_TW_NOUN = 4,    /* only as this part of speech */
    DM_TW_ADJECTIVE = 8,
    DM_TW_ADVERB = 16,
    DM_TW_FUTURE = 32, /* only in a clause about the future */
    DM_TW_OPEN = 64,   /* not where an "of" or a clause follows: "as soon as" */
    DM_TW_PLURAL = 128 /* of several days: Mondays */
};

/* A holiday: MM-DD, the nth weekday of a month (-1: the last), days from Easter, or one day of history. */
typedef struct dm_holiday_rule {
    int16_t year, month, day, weekday, nth, offset;
    uint16_t easter, known;
} dm_holiday_rule;

typedef struct dm_time_row {
    uint32_t class, flags;
    int32_t n;
    dm_text value;
    dm_holiday_rule rule;
    dm_origin origin;
    dm_text example, codes;
} dm_time_row;

/* ---- events ---- */

typedef struct dm_type_row {
    dm_text name;
    uint32_t quad, flags;
    int32_t tenths; /* of the score */
} dm_type_row;

enum { DM_TYPE_RECIPROCAL = 1, DM_TYPE_NEEDS_RECIPIENT = 2, DM_TYPE_ANNOUNCES = 4 };

typedef struct dm_mode_row {
    uint32_t type; /* dm_event_type */
    dm_text name;
    int32_t tenths;
    uint32_t has_score;
} dm_mode_row;

/* ---- predicates and their arguments ---- */

/* Grammatical places as the tables name them. */
typedef enum dm_slot {
    DM_SLOT_NONE,
    DM_SLOT_SUBJ,  /* who does it, whatever the voice; of a noun: by-phrase, possessor, nationality */
    DM_SLOT_OBJ,   /* whom it is done to */
    DM_SLOT_IOBJ,  /* gave *him* */
    DM_SLOT_COMP,  /* clause with its own subject */
    DM_SLOT_XCOMP, /* infinitive or -ing without one */
    DM_SLOT_PRT,   /* carry *out* */
    DM_SLOT_ATTR,  /* is *president*, is *ready* */
    DM_SLOT_MOD,   /* adjective or noun before a noun, adverb at a verb */
    DM_SLOT_POSS,  /* possessor of a noun */
    DM_SLOT_OF,    /* of-phrase of a noun */
    DM_SLOT_PREP,  /* p.WORD: another preposition */
    DM_SLOT_PART,  /* of a verb: participle or infinitive of its object ("passed a law *banning*") */
    DM_SLOT_GOAL,  /* of a noun: who receives, faces, suffers it ("*Chad* came under attack") */
    DM_SLOT_HEAD,  /* the predicate itself */
    DM_SLOTS
} dm_slot;

/* What may stand in a slot. */
typedef enum dm_filler {
    DM_FILL_LEMMA,  /* this word */
    DM_FILL_CLASS,  /* a word of this class (classes.tsv) */
    DM_FILL_PARTY,  /* @party: who can act */
    DM_FILL_STATE,  /* @state: a country, government or body of one */
    DM_FILL_PERSON, /* @person */
    DM_FILL_NAME,   /* @name: a name of any kind */
    DM_FILL_PLACE,  /* @place */
    DM_FILL_MONEY,  /* @money */
    DM_FILL_SECTOR, /* @MIL, @UNO: somebody of this sector, or of this code beyond states */
    DM_FILL_EVENT   /* @event or @TYPE: something that a frame makes an event of; id: the type, 0: any */
} dm_filler;

typedef struct dm_value {
    uint32_t kind; /* dm_filler */
    uint32_t
        id; /* DM_FILL_LEMMA: dm_text; DM_FILL_CLASS: number; DM_FILL_SECTOR: code; DM_FILL_EVENT: type */
} dm_value;

typedef struct dm_condition_row {
    uint32_t slot;
    dm_text prep;      /* DM_SLOT_PREP: the preposition */
    uint32_t absent;   /* nothing, or none of the values, may stand there */
    uint32_t first, n; /* values; none: anything */
} dm_condition_row;

/* Where a party is found: a slot, or a slot of what stands in a slot. */
typedef struct dm_path {
    uint32_t slot, inner;
    dm_text prep, inner_prep;
} dm_path;

/* What all rows about predicates share. */
typedef struct dm_predicate_row {
    dm_text lemma;
    uint32_t pos; /* 'v', 'n', 'a' (adjective), 'r' (adverb) */
    uint32_t when, n_when;
    dm_text conditions; /* as they stand in the table */
    dm_origin origin;
    dm_text example, codes;
} dm_predicate_row;

typedef struct dm_frame_row {
    dm_predicate_row is;
    uint32_t event; /* dm_event_type; DM_EV_NONE: codes nothing, and stops weaker rows */
    dm_text mode, cameo;
    uint32_t actor, n_actor, recipient, n_recipient; /* paths */
    uint32_t flags;
} dm_frame_row;

enum {
    DM_FRAME_RECIPROCAL = 1, /* all parties are actors */
    DM_FRAME_ANONYMOUS = 2   /* an event also without any party that the text names */
};

/* What becomes of the event below. */
typedef enum dm_fate {
    DM_FATE_DROP,
    DM_FATE_KEEP,
    DM_FATE_FUTURE,
    DM_FATE_HYPOTHETICAL,
    DM_FATE_NEGATION
} dm_fate;

/* What the type of an event becomes under a family of operators: data/ontology/outcomes.tsv. */
typedef enum dm_outcome {
    DM_OUTCOME_NONE,
    DM_OUTCOME_AGREED,     /* agrees, offers, promises, is ready to */
    DM_OUTCOME_ANNOUNCED,  /* says that he will */
    DM_OUTCOME_REFUSED,    /* refuses to, will not */
    DM_OUTCOME_REQUESTED,  /* demands, urges to */
    DM_OUTCOME_THREATENED, /* threatens to */
    DM_OUTCOME_STOPPED,    /* stops, cancels, suspends */
    DM_OUTCOME_PREVENTED,  /* bans, blocks, prevents somebody else's */
    DM_OUTCOME_ALLOWED,    /* lets somebody else */
    DM_OUTCOME_SAME,       /* begins, continues, decides to: the act's own */
    DM_OUTCOMES
} dm_outcome;

/* An event of `type` (and of `mode`, if the row names one) becomes this; type DM_EV_NONE: an act that is no
 * event. */
typedef struct dm_outcome_row {
    uint32_t outcome, type;
    dm_text mode;
    uint32_t event; /* DM_EV_NONE: nothing */
    dm_text event_mode;
} dm_outcome_row;

/* A word speaks for a context of PLOVER's. */
typedef struct dm_context_word {
    uint32_t lemma; /* number in `lemmas` */
    uint32_t context, weight;
} dm_context_word;

typedef struct dm_operator_row {
    dm_predicate_row is;
    uint32_t slot; /* where the act stands: DM_SLOT_XCOMP, _COMP, _OBJ, _OF, _PREP */
    dm_text prep;
    uint32_t inner, n_inner; /* values: the types it is for; none: any act, also one that is no event */
    uint32_t event;
    uint32_t outcome; /* dm_outcome: the event follows from the act's, not from `event` */
    dm_text mode, cameo;
    uint32_t actor, n_actor, recipient, n_recipient;
    uint32_t fate;
} dm_operator_row;

/* FactBank's values, ordered from false to true. */
typedef enum dm_fact {
    DM_FACT_NONE,
    DM_FACT_CT_MINUS,
    DM_FACT_PR_MINUS,
    DM_FACT_PS_MINUS,
    DM_FACT_CTU,
    DM_FACT_UU,
    DM_FACT_PS_PLUS,
    DM_FACT_PR_PLUS,
    DM_FACT_CT_PLUS
} dm_fact;

typedef enum dm_stance {
    DM_STANCE_NONE,
    DM_STANCE_ASSERTS,
    DM_STANCE_ALLEGES,
    DM_STANCE_CONFIRMS,
    DM_STANCE_DENIES,
    DM_STANCE_DOUBTS,
    DM_STANCE_CANNOT_CONFIRM,
    DM_STANCE_SPECULATES
} dm_stance;

/* How a cue's content is attached: bits. */
enum {
    DM_TAKES_THAT = 1,      /* clause, with or without that */
    DM_TAKES_TO = 2,        /* infinitive */
    DM_TAKES_ING = 4,       /* -ing form */
    DM_TAKES_NP = 8,        /* object: denied *the charge* */
    DM_TAKES_QUOTE = 16,    /* quoted words */
    DM_TAKES_OF = 32,       /* of-phrase: accusations *of fraud* */
    DM_TAKES_ABOUT = 64,    /* about, on, over, regarding */
    DM_TAKES_AS = 128,      /* dismissed it *as a lie* */
    DM_TAKES_FOR = 256,     /* call *for calm* */
    DM_TAKES_WHETHER = 512, /* asked *whether* */
    DM_TAKES_CLAUSE = 1024, /* adverbs and phrases: the clause they stand in */
    DM_TAKES_PREP = 2048    /* the phrase that `when` names with p.WORD: prevent *from* */
};

typedef enum dm_cue_kind {
    DM_CUE_SAY,
    DM_CUE_THINK,
    DM_CUE_KNOW,
    DM_CUE_WANT, /* intentions, hopes, fears, demands */
    DM_CUE_ASK,
    DM_CUE_SHOW,        /* evidence: the report shows that */
    DM_CUE_IMPLICATIVE, /* no attribution: manage to, fail to */
    DM_CUE_ASPECT,      /* no attribution: begin, continue, stop */
    DM_CUE_MODAL        /* no attribution: likely, able, possible */
} dm_cue_kind;

typedef struct dm_cue_row {
    dm_predicate_row is;
    uint32_t takes, kind, stance;
    uint32_t source, author;         /* dm_fact of the content for the source and for the author */
    uint32_t source_neg, author_neg; /* the same if the cue is negated */
    uint32_t addressee;              /* dm_slot of the one it is said to: OBJ, PREP (to), NONE */
} dm_cue_row;

/* What a word beside a name tells of it (designators.tsv); shifted by DM_DESIGNATES_BEFORE: before the name.
 */
enum {
    DM_DESIGNATES_STREET = 1,
    DM_DESIGNATES_WAY = 2,
    DM_DESIGNATES_FORM = 4,
    DM_DESIGNATES_SITE = 8,
    DM_DESIGNATES_UNIT = 16,
    DM_DESIGNATES_BODY = 32,
    DM_DESIGNATES_TITLE = 64,
    DM_DESIGNATES_BEFORE = 8
};

enum { DM_CLASSES = 256, DM_CONTEXTS = 64 };

/* The classes that a lemma belongs to. */
typedef struct dm_class_set {
    uint64_t bits[DM_CLASSES / 64];
} dm_class_set;

typedef struct dm_range32 {
    uint32_t first, n;
} dm_range32;

enum { DM_MOST_NETS = 8 };

typedef struct dm_lexicon {
    dm_pack pack;
    dm_str sha256;
    dm_strings strings;

    dm_index phrases; /* lower-cased wordings, and their beginnings up to a blank */
    const dm_range32 *phrase_senses;
    const dm_sense *senses;
    const dm_place_row *places;
    size_t n_phrase_senses, n_senses, n_places;
    dm_gazetteer gazetteer;
    dm_index designators;
    const uint32_t *designator_kinds; /* DM_DESIGNATES_* */
    const float *place_weights;       /* place_model.h */

    dm_index time_words; /* lower-cased wordings, and their beginnings */
    const dm_range32 *time_ranges;
    const dm_time_row *time_rows;
    size_t n_time_rows;

    const dm_type_row *types; /* types[t - 1] is dm_event_type t */
    const dm_mode_row *modes;
    size_t n_types, n_modes;

    dm_index lemmas; /* with a row in one of the tables of predicates, or in a class */
    const dm_range32 *lemma_frames, *lemma_operators, *lemma_cues, *lemma_contexts;
    const dm_class_set *lemma_classes;
    dm_index class_names;
    const dm_frame_row *frames;
    const dm_operator_row *operators;
    const dm_cue_row *cues;
    size_t n_frames, n_operators, n_cues, n_lemma_ranges;
    const dm_outcome_row *outcomes;
    size_t n_outcomes;
    dm_strings context_names;
    const dm_context_word *context_words;
    size_t n_context_words;
    const dm_condition_row *conditions;
    const dm_value *values;
    const dm_path *paths;
    size_t n_conditions, n_values, n_paths;

    dm_perceptron nets[DM_MOST_NETS];
    uint32_t n_nets;
} dm_lexicon;

/* Fails with DM_EIO, DM_EFORMAT. */
dm_status dm_lexicon_load(dm_lexicon *out, const char *path, dm_err *err);
/* The same of bytes in memory, aligned to 64, which must stay: nothing to close. */
dm_status dm_lexicon_load_bytes(dm_lexicon *out, dm_mapped bytes, const char *path, dm_err *err);
void dm_lexicon_close(dm_lexicon *lexicon);

static inline dm_str dm_lexicon_text(const dm_lexicon *l, dm_text t) {
    return dm_strings_at(&l->strings, t);
}

/* The senses of a lower-cased wording. False if the tables know neither it nor anything longer that begins
 * with it. */
bool dm_lexicon_find(const dm_lexicon *l, dm_str wording, const dm_sense **senses, uint32_t *n);

/* The number of a lemma for the arrays lemma_*, or -1. */
static inline int32_t dm_lexicon_lemma(const dm_lexicon *l, dm_str lemma) {
    return dm_index_find(&l->lemmas, lemma);
}

/* The kinds of a lower-cased word as a designator, 0 if it is none. */
static inline uint32_t dm_lexicon_designator(const dm_lexicon *l, dm_str low) {
    int32_t at = dm_index_find(&l->designators, low);
    return at < 0 ? 0 : l->designator_kinds[at];
}

static inline bool dm_class_set_has(const dm_class_set *s, uint32_t class) {
    return s->bits[class >> 6] >> (class & 63) & 1;
}

/* What an event of this type and mode becomes; NULL if the table does not tell. */
const dm_outcome_row *dm_lexicon_outcome(const dm_lexicon *l, dm_outcome outcome, uint32_t type,
                                         dm_text mode);

/* A learned net by its name; NULL if the lexicon was compiled without. */
const dm_perceptron *dm_lexicon_net(const dm_lexicon *l, const char *name);

/* Names of values, as the record writes them. */
const char *dm_fact_name(dm_fact f);
const char *dm_stance_name(dm_stance s);

#endif
