/* Who takes a position, which one, and on what: docs/claims.md.
 *
 * Every attribution whose cue commits its source is looked at, and every mark by which the author keeps his
 * distance. Of nested ones the deepest counts. What the source makes of the proposition is the cue's stance
 * under the clause's own words: "said it had not" denies, "said it might" speculates. */
#include "coding/claims.h"

#include <stdlib.h>

#include "coding/events.h"
#include "coding/tagger.h"

static const dm_str no_word = {"", 0};
enum { HEADS = 8 };

bool dm_is_of_future(const dm_reading *r, uint32_t modal) {
    return dm_in_class(r, modal, "future_modal") || dm_str_is(dm_low(r, modal), "would");
}

/* Does a noun stand for what somebody claims: "report", "allegation"? */
static bool is_claim_noun(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].pos == DM_POS_NOUN && dm_in_class(r, tok, "claim_noun");
}

uint32_t dm_first_event(const dm_reading *r, uint32_t tok) {
    uint32_t low = 0, high = r->events.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->events.at[middle].tok < tok)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- cues that claims need beside those of the attributions ---- */

/* Cues whose stance is more than a plain report, and the author's own marks, count here even if no source of
 * words stands beside them. */
static bool is_telling(const dm_cue_row *row) {
    switch (row->stance) {
    case DM_STANCE_ALLEGES:
    case DM_STANCE_CONFIRMS:
    case DM_STANCE_DENIES:
    case DM_STANCE_CANNOT_CONFIRM:
    case DM_STANCE_DOUBTS: return true;
    case DM_STANCE_SPECULATES: return row->kind == DM_CUE_THINK;
    default: return false;
    }
}

/* ---- what is said ---- */

/* What the stage knows throughout. */
typedef struct finder {
    dm_fact_words words;
    bool political;
} finder;

/* A clause or noun at which somebody's cue stands, and what the words between make of it. */
typedef struct matter {
    uint32_t tok;
    uint8_t value; /* dm_fact: of the words at the head and of the modals above it */
    bool future;   /* "will" */
    bool points;
    int32_t owner;
} matter;

/* The token that a copula's or verb's complement hangs on with its modal meaning: "is unlikely to", "appeared
 * to". */
static bool modal_step(dm_reading *r, matter *m) {
    for (int32_t c = r->child[m->tok]; c != DM_NONE; c = r->sibling[c]) {
        uint32_t from = m->tok;
        if (r->tok[c].dep != DM_DEP_xcomp && r->tok[c].dep != DM_DEP_ccomp) {
            int32_t inner = r->tok[c].dep == DM_DEP_acomp ? dm_child(r, (uint32_t)c, DM_DEP_xcomp) : DM_NONE;
            if (inner == DM_NONE && r->tok[c].dep == DM_DEP_acomp)
                inner = dm_child(r, (uint32_t)c, DM_DEP_ccomp);
            if (inner == DM_NONE) continue;
            from = (uint32_t)c;
            c = inner;
        }
        const dm_cue_row *row = dm_find_cue(r, from, DM_TAKES_TO | DM_TAKES_THAT, no_word);
        if (!row || row->kind != DM_CUE_MODAL || r->worth[c].cue == DM_NONE || !row->author) {
            if (from != m->tok) return false;
            continue;
        }
        /* what is planned or can be done is put forward as it stands */
        bool plain = dm_str_is(r->tok[from].lemma, "be") || dm_in_class(r, from, "due") ||
                     dm_in_class(r, from, "ability");
        if (!plain) m->value = dm_fact_embedded(m->value, (uint8_t)row->author, (uint8_t)row->author_neg);
        m->tok = (uint32_t)c;
        return true;
    }
    return false;
}

static matter matter_at(dm_reading *r, const dm_fact_words *words, uint32_t tok) {
    matter m = {.tok = tok, .value = dm_clause_value(r, words, tok), .owner = DM_NONE};
    const dm_predicate *p = dm_is_verb(r, tok) ? dm_predicate_at(r, tok) : NULL;
    dm_str modal = p && p->modal != DM_NONE ? dm_low(r, (uint32_t)p->modal) : no_word;
    if (p && p->modal != DM_NONE && dm_is_of_future(r, (uint32_t)p->modal)) {
        m.future = true; /* what lies ahead is put forward as surely as what is past */
        if (m.value != DM_FACT_UU || dm_str_is(modal, "would"))
            m.value = p->negated ? DM_FACT_CT_MINUS : DM_FACT_CT_PLUS;
    }
    if (p && dm_str_is(modal, "can")) m.value = p->negated ? DM_FACT_CT_MINUS : DM_FACT_CT_PLUS;
    while (modal_step(r, &m)) m.value = dm_fact_combined(m.value, dm_clause_value(r, words, m.tok));
    return m;
}

/* Whose a claim is: "allegations by the consul", "Chad's report". */
static int32_t owner_of(dm_reading *r, uint32_t noun) {
    static const dm_slot slots[] = {DM_SLOT_POSS, DM_SLOT_SUBJ, DM_SLOT_PREP};
    const dm_predicate *p = dm_predicate_at(r, noun);
    uint32_t tok[4];
    for (size_t i = 0; p && i < 3; i++)
        if (dm_arguments(r, p, slots[i], i == 2 ? DM_STR("from") : no_word, tok, 4))
            return dm_actor_at(r, tok[0]);
    return DM_NONE;
}

/* From "reports that P" to P; a claim's noun without words of its own points back. */
static void through_nouns(dm_reading *r, const dm_fact_words *words, matter *m) {
    for (int depth = 0; depth < 4 && is_claim_noun(r, m->tok); depth++) {
        int32_t a = r->cue_of[m->tok];
        uint32_t next = a == DM_NONE ? UINT32_MAX : r->attributions.at[a].content_tok;
        if (next == UINT32_MAX || next == m->tok) {
            dm_proposal p;
            if (!dm_propose_at(r, m->tok, &p) || p.content_tok == m->tok) break;
            next = p.content_tok;
        }
        *m = matter_at(r, words, next);
    }
    m->points = is_claim_noun(r, m->tok) || dm_in_class(r, m->tok, "anaphoric_content");
    if (m->points && dm_is_noun(r, m->tok)) m->owner = owner_of(r, m->tok);
}

/* What a cue says of somebody in an of-phrase or for-phrase: accuse X *of graft*. */
static int32_t charge_of(dm_reading *r, const dm_attribution *a) {
    static const char *const preps[] = {"of", "for", "with"};
    const dm_predicate *p = dm_predicate_at(r, a->cue_tok);
    uint32_t tok[4];
    if (!p || p->pos != 'v' || a->row->stance != DM_STANCE_ALLEGES || a->row->takes & DM_TAKES_THAT)
        return DM_NONE;
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        if (dm_arguments(r, p, DM_SLOT_PREP, dm_str_of(preps[i]), tok, 4)) return (int32_t)tok[0];
    return DM_NONE;
}

/* What is denied may be the object though the words quoted stand elsewhere: "dismissed *reports* as a lie".
 */
static int32_t denied_object(dm_reading *r, const dm_attribution *a) {
    const dm_predicate *p = dm_predicate_at(r, a->cue_tok);
    uint32_t tok[4];
    if (!p || p->pos != 'v' || a->row->stance != DM_STANCE_DENIES) return DM_NONE;
    if (!dm_arguments(r, p, DM_SLOT_OBJ, no_word, tok, 4)) return DM_NONE;
    return is_claim_noun(r, tok[0]) ? (int32_t)tok[0] : DM_NONE;
}

static bool in_content(const dm_attribution *a, uint32_t tok) {
    for (uint32_t i = 0; i < a->n_content; i++)
        if (tok >= a->content[i].span.begin && tok < a->content[i].span.end) return true;
    return false;
}

/* A clause that can stand alone. */
static bool is_clause(const dm_reading *r, uint32_t tok) {
    return dm_is_verb(r, tok) &&
           (dm_child(r, tok, DM_DEP_nsubj) != DM_NONE || dm_child(r, tok, DM_DEP_nsubjpass) != DM_NONE ||
            dm_child(r, tok, DM_DEP_expl) != DM_NONE);
}

/* A coordinated clause, one that shares the subject but not the polarity ("is lawful and is not directed
 * against us"), or a reason. */
static bool is_further_clause(dm_reading *r, uint32_t head, uint32_t tok) {
    if (r->tok[tok].dep == DM_DEP_advcl) {
        int32_t mark = dm_child(r, tok, DM_DEP_mark);
        return mark != DM_NONE && dm_in_class(r, (uint32_t)mark, "reason_mark") && is_clause(r, tok);
    }
    if (r->tok[tok].dep != DM_DEP_conj) return false;
    if (is_clause(r, tok)) return true;
    const dm_predicate *p = dm_is_verb(r, head) ? dm_predicate_at(r, head) : NULL,
                       *q = dm_is_verb(r, tok) ? dm_predicate_at(r, tok) : NULL;
    return p && q && p->negated != q->negated;
}

static bool add_head(uint32_t *out, uint32_t *n, uint32_t tok) {
    for (uint32_t i = 0; i < *n; i++)
        if (out[i] == tok) return false;
    if (*n < HEADS) out[(*n)++] = tok;
    return true;
}

/* The clauses of a content: its head, those of the further sentences of a quotation, and clauses that are
 * coordinated with one of them. */
static uint32_t heads_of(dm_reading *r, const dm_attribution *a, uint32_t out[HEADS]) {
    uint32_t n = 0;
    int32_t special = charge_of(r, a);
    if (special == DM_NONE) special = denied_object(r, a);
    if (special != DM_NONE || a->content_tok != UINT32_MAX)
        add_head(out, &n, special != DM_NONE ? (uint32_t)special : a->content_tok);
    if (special != DM_NONE) return n;
    for (uint32_t i = 0; i < a->n_content; i++)
        for (uint32_t t = a->content[i].span.begin; t < a->content[i].span.end; t++)
            if (r->tok[t].head == t && t != a->cue_tok && is_clause(r, t) &&
                (r->quote_of[a->cue_tok] == DM_NONE || r->sentence_of[t] == r->sentence_of[a->cue_tok]))
                add_head(out, &n, t); /* a cue within a quotation does not bring all of it */
    for (uint32_t i = 0; i < n && i < HEADS; i++)
        for (int32_t c = r->child[out[i]]; c != DM_NONE; c = r->sibling[c])
            if (is_further_clause(r, out[i], (uint32_t)c) && in_content(a, (uint32_t)c))
                add_head(out, &n, (uint32_t)c);
    return n;
}

static int32_t subject_actor(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t at[4];
    if (!p || !dm_arguments(r, p, DM_SLOT_SUBJ, no_word, at, 4)) return DM_NONE;
    int32_t m = r->mention_of[at[0]];
    return m == DM_NONE ? DM_NONE : r->mentions.at[m].actor;
}

/* What a clause says of somebody's claim: that it is false or true ("the report is a lie", "he is right"); of
 * a charge, that the speaker is innocent. */
static dm_stance verdict_of(dm_reading *r, uint32_t tok, uint8_t value, int32_t holder) {
    static const uint16_t complements[] = {DM_DEP_acomp, DM_DEP_attr, DM_DEP_oprd};
    uint32_t at[4];
    const dm_predicate *p = dm_is_verb(r, tok) ? dm_predicate_at(r, tok) : NULL;
    int sign = dm_fact_number(value);
    if (!p || !sign || !dm_arguments(r, p, DM_SLOT_SUBJ, no_word, at, 4)) return DM_STANCE_NONE;
    dm_str subject = dm_low(r, at[0]);
    bool claim = is_claim_noun(r, at[0]) || dm_in_class(r, at[0], "document_noun") ||
                 dm_str_is(subject, "it") || dm_str_is(subject, "that") || dm_str_is(subject, "this") ||
                 dm_str_is(subject, "these") || dm_str_is(subject, "they");
    bool self = holder != DM_NONE && subject_actor(r, tok) == holder;
    for (size_t i = 0; i < 3; i++) {
        int32_t c = dm_child(r, tok, complements[i]);
        if (c == DM_NONE) continue;
        if (self && dm_in_class(r, (uint32_t)c, "innocence"))
            return sign > 0 ? DM_STANCE_DENIES : DM_STANCE_CONFIRMS;
        if (self && dm_in_class(r, (uint32_t)c, "guilt"))
            return sign > 0 ? DM_STANCE_CONFIRMS : DM_STANCE_DENIES;
        if (claim && dm_in_class(r, (uint32_t)c, "falsity"))
            return sign > 0 ? DM_STANCE_DENIES : DM_STANCE_CONFIRMS;
        if (!self && dm_in_class(r, (uint32_t)c, "truth"))
            return sign > 0 ? DM_STANCE_CONFIRMS : DM_STANCE_DENIES;
    }
    return DM_STANCE_NONE;
}

/* ---- who ---- */

/* The nearest source outwards; DM_NONE: the author, who also speaks in what is told by the way ("whom some
 * accuse of") of a content that is not quoted. */
static int32_t source_above(const dm_reading *r, const dm_attribution *a) {
    for (uint32_t t = a->cue_tok; r->tok[t].head != t; t = r->tok[t].head)
        if (r->tok[t].dep == DM_DEP_relcl && r->quote_of[t] == DM_NONE) return DM_NONE;
    if (a->row->takes & DM_TAKES_CLAUSE && r->quote_of[a->cue_tok] == DM_NONE) return DM_NONE; /* "alleged" */
    for (int32_t p = a->parent; p != DM_NONE; p = r->attributions.at[p].parent)
        if (r->attributions.at[p].source_actor != DM_NONE) return r->attributions.at[p].source_actor;
    return DM_NONE;
}

static bool is_passive(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_is_verb(r, tok) ? dm_predicate_at(r, tok) : NULL;
    return p && (p->passive || (r->tok[tok].tag == DM_TAG_VBN && dm_child(r, tok, DM_DEP_aux) == DM_NONE &&
                                r->tok[tok].dep != DM_DEP_conj));
}

/* Is the one who is named as the source of a passive cue its agent ("accused by"), not the one it is said of?
 */
static bool has_source(dm_reading *r, const dm_attribution *a) {
    if (a->source.begin >= a->source.end) return false;
    if (!is_passive(r, a->cue_tok)) return true;
    int32_t agent = dm_child(r, a->cue_tok, DM_DEP_agent);
    return agent != DM_NONE && r->tok[agent].left <= a->source.begin &&
           a->source.begin <= r->tok[agent].right;
}

/* Does a cue without a source speak for the one in whose words it stands, in the end for the author:
 * "allegedly", "is believed to", "is said to", "there is no confirmation"? */
static bool speaks_for_teller(dm_reading *r, const dm_attribution *a) {
    if (a->row->takes & DM_TAKES_CLAUSE) return true;
    if (!is_passive(r, a->cue_tok)) return dm_is_noun(r, a->cue_tok) && a->negated;
    switch (a->row->stance) {
    case DM_STANCE_CONFIRMS:
    case DM_STANCE_DENIES: return false;
    case DM_STANCE_ASSERTS: return dm_in_class(r, a->cue_tok, "hearsay_verb");
    default: return true;
    }
}

/* Does an attribution say no more than that somebody says something? Then the deeper one counts. */
static bool is_relay(const dm_reading *r, const dm_attribution *a, uint32_t head) {
    int32_t deeper = r->cue_of[head], beside = dm_child(r, head, DM_DEP_acomp);
    if (deeper == DM_NONE && beside != DM_NONE) deeper = r->cue_of[beside]; /* "is confident that" */
    if (deeper == DM_NONE || dm_is_noun(r, head)) return false;
    const dm_attribution *b = &r->attributions.at[deeper];
    return b != a && b->row && b->row->stance != DM_STANCE_NONE;
}

/* ---- which stance ---- */

static dm_stance under_negation(dm_stance s, bool unable) {
    if (s == DM_STANCE_CONFIRMS || (unable && s == DM_STANCE_ASSERTS)) return DM_STANCE_CANNOT_CONFIRM;
    return s == DM_STANCE_SPECULATES ? DM_STANCE_DOUBTS : DM_STANCE_NONE;
}

/* "does not know whether" */
static bool is_left_open(const dm_reading *r, const dm_attribution *a, uint32_t tok) {
    if (!a->negated && !a->unable) return false;
    return dm_child_word(r, tok, DM_DEP_mark, "whether") != DM_NONE ||
           dm_child_word(r, tok, DM_DEP_mark, "if") != DM_NONE;
}

static dm_stance stance_on(dm_reading *r, const dm_attribution *a, const matter *m) {
    dm_stance s = (dm_stance)a->row->stance;
    if (is_left_open(r, a, m->tok)) return DM_STANCE_CANNOT_CONFIRM;
    if (s == DM_STANCE_NONE || s == DM_STANCE_CANNOT_CONFIRM) return s;
    if (a->unable || a->negated) return under_negation(s, a->unable);
    int sign = dm_fact_number(m->value), size = sign < 0 ? -sign : sign;
    if (!sign) return m->points || s == DM_STANCE_DENIES ? s : DM_STANCE_NONE;
    if (sign < 0 && s == DM_STANCE_DENIES) return DM_STANCE_ASSERTS;
    if (size < 3) {
        if (s == DM_STANCE_DENIES) return DM_STANCE_DOUBTS;
        return sign > 0 ? DM_STANCE_SPECULATES : DM_STANCE_DOUBTS;
    }
    if (sign > 0) /* who warns that something would happen thinks it possible */
        return m->future && dm_in_class(r, a->cue_tok, "threat_verb") ? DM_STANCE_SPECULATES : s;
    return s == DM_STANCE_SPECULATES ? DM_STANCE_DOUBTS : DM_STANCE_DENIES;
}

static bool is_adverse(uint32_t type) {
    return type == DM_EV_ACCUSE || type == DM_EV_COERCE || type == DM_EV_ASSAULT || type == DM_EV_THREATEN ||
           type == DM_EV_MOBILIZE || type == DM_EV_SANCTION;
}

/* Somebody whom one can be at odds with: known, and not on the holder's own side. */
static bool is_adversary(const dm_reading *r, uint32_t actor, int32_t holder) {
    const dm_actor *a = &r->actors.at[actor], *h = &r->actors.at[holder];
    if (a->sector == dm_code_of(DM_STR("UAF")) || a->sector == dm_code_of(DM_STR("UNK"))) return false;
    if (actor == (uint32_t)holder || a->of == holder || h->of == (int32_t)actor) return false;
    if (!a->country || a->country != h->country) return a->country || a->sector;
    bool rules = a->sector == dm_code_of(DM_STR("GOV")) || a->sector == dm_code_of(DM_STR("MIL"));
    return !(rules && (a->sector == h->sector || !h->sector));
}

/* A word of wrongdoing in the clause itself, not in what is told by the way. */
static bool names_wrong(const dm_reading *r, uint32_t tok, int depth) {
    if (dm_in_class(r, tok, "wrongdoing")) return true;
    for (int32_t c = depth ? r->child[tok] : DM_NONE; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        if (dep == DM_DEP_relcl || dep == DM_DEP_advcl || dep == DM_DEP_nsubjpass) continue;
        if (names_wrong(r, (uint32_t)c, depth - 1)) return true;
    }
    return false;
}

/* Does the proposition charge somebody of another side than the holder's with wrongdoing? */
static bool is_charge(dm_reading *r, int32_t holder, uint32_t tok, dm_span span) {
    if (holder == DM_NONE || r->actors.at[holder].sector == dm_code_of(DM_STR("JRN"))) return false;
    int32_t subject = subject_actor(r, tok);
    if (subject != DM_NONE && !is_adversary(r, (uint32_t)subject, holder)) return false;
    for (uint32_t i = dm_first_event(r, span.begin); i < r->events.n && r->events.at[i].tok < span.end; i++) {
        const dm_event *e = &r->events.at[i];
        bool main = e->tok == tok || r->tok[e->tok].head == tok;
        if (main && is_adverse(e->type) && e->actor.n && is_adversary(r, e->actor.at[0], holder)) return true;
    }
    return names_wrong(r, tok, 2);
}

/* ---- what is no claim ---- */

/* "it would", said by the one who will: a commitment. */
static bool is_own_act(dm_reading *r, int32_t holder, const matter *m) {
    const dm_predicate *p = dm_predicate_at(r, m->tok);
    bool plans = p && !p->perfect && !p->past && dm_in_class(r, m->tok, "planning_verb");
    if (!m->future && !plans) return false;
    int32_t subject = subject_actor(r, m->tok);
    if (subject == DM_NONE || holder == DM_NONE) return false;
    const dm_actor *s = &r->actors.at[subject], *h = &r->actors.at[holder];
    if (subject == holder) return true;
    return s->country && s->country == h->country && s->kind != DM_ACTOR_PERSON &&
           (s->kind == DM_ACTOR_STATE || s->sector == h->sector);
}

/* What ought to be, what somebody wants, how it looks to him: no content that could be checked. */
static bool is_mere_view(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p || p->pos != 'v') return false;
    if (p->imperative) return true;
    if (p->modal != DM_NONE && dm_in_class(r, (uint32_t)p->modal, "obligation_modal")) return true;
    if (dm_in_class(r, tok, "wishing_verb")) return true;
    int32_t subject = dm_child(r, tok, DM_DEP_nsubj);
    bool points = subject != DM_NONE && (dm_str_is(dm_low(r, (uint32_t)subject), "it") ||
                                         dm_str_is(dm_low(r, (uint32_t)subject), "this") ||
                                         dm_str_is(dm_low(r, (uint32_t)subject), "that"));
    if (points && dm_str_is(r->tok[tok].lemma, "be") && dm_child(r, tok, DM_DEP_attr) != DM_NONE)
        return true; /* "it is a matter for the courts" */
    static const uint16_t complements[] = {DM_DEP_acomp, DM_DEP_attr};
    for (size_t i = 0; i < 2; i++) {
        int32_t c = dm_child(r, tok, complements[i]);
        if (c != DM_NONE && dm_in_class(r, (uint32_t)c, "judgement")) return true;
    }
    return false;
}

static bool has_party(const dm_reading *r, dm_span span) {
    for (uint32_t i = span.begin; i < span.end; i++) {
        int32_t m = r->mention_of[i];
        if (m == DM_NONE || r->mentions.at[m].actor == DM_NONE) continue;
        const dm_actor *a = &r->actors.at[r->mentions.at[m].actor];
        if ((a->country || a->sector) && a->relevant) return true;
    }
    return false;
}

/* Can it be true or false? */
static bool is_proposition(dm_reading *r, const dm_attribution *a, uint32_t tok) {
    dm_stance s = (dm_stance)a->row->stance;
    if (dm_is_noun(r, tok)) {
        if (s == DM_STANCE_DENIES && dm_in_class(r, tok, "request") && !is_claim_noun(r, tok))
            return false; /* turning down an offer is an act */
        if (s == DM_STANCE_ASSERTS && !(a->row->takes & (DM_TAKES_NP | DM_TAKES_OF | DM_TAKES_ABOUT)))
            return false;
        if (dm_frame_type(r, tok) != DM_EV_NONE || is_claim_noun(r, tok)) return true;
        return s == DM_STANCE_CONFIRMS || s == DM_STANCE_DENIES || s == DM_STANCE_ALLEGES;
    }
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p || p->pos != 'v') return false;
    return !p->imperative && (!p->infinitive || a->row->takes & DM_TAKES_TO || r->worth[tok].cue != DM_NONE);
}

/* Is the text one of politics: acts that PLOVER knows, or those who make them, in most of its sentences? */
static bool is_political_text(const dm_reading *r) {
    static const char *const public[] = {"GOV", "MIL", "LEG", "JUD", "COP",
                                         "REB", "PTY", "OPP", "SPY", "PRM"};
    uint32_t n = 0;
    if (r->events.n > 1 && r->events.n * 8 >= r->sentences.n) return true;
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        int32_t a = r->mentions.at[i].actor;
        for (size_t k = 0; a != DM_NONE && k < sizeof public / sizeof *public; k++)
            n += r->actors.at[a].sector == dm_code_of(dm_str_of(public[k]));
    }
    return n >= 2 * r->sentences.n + r->sentences.n / 4;
}

static bool speaks_of_act(dm_reading *r, dm_span span) {
    for (uint32_t t = span.begin; t < span.end; t++)
        if (dm_frame_type(r, t) != DM_EV_NONE) return true;
    return false;
}

/* Figures of a poll, and whoever speaks for himself: what they say counts only if it is about an act. */
static bool is_private(const dm_reading *r, const dm_attribution *a, int32_t holder) {
    static const char *const sectors[] = {"CVL", "BUS", "EDU", "AGR", "MED"};
    if (a->source_mention != DM_NONE && dm_in_class(r, r->mentions.at[a->source_mention].head, "survey_noun"))
        return true;
    if (holder == DM_NONE) return false;
    const dm_actor *h = &r->actors.at[holder];
    for (size_t i = 0; i < sizeof sectors / sizeof *sectors; i++)
        if (h->sector == dm_code_of(dm_str_of(sectors[i]))) return true;
    return !h->country && !h->sector;
}

/* Politics: an act that PLOVER knows, a charge or its denial; of other words those of public figures in a
 * text of politics. */
static bool matters(dm_reading *r, const dm_attribution *a, const dm_stand *s, bool political) {
    if (speaks_of_act(r, s->span)) return true;
    if (s->holder != DM_NONE && !r->actors.at[s->holder].relevant) return false;
    bool plain = s->stance == DM_STANCE_ASSERTS || s->stance == DM_STANCE_SPECULATES;
    if (!plain) return has_party(r, s->span) || political;
    return political && !is_private(r, a, s->holder) && has_party(r, s->span);
}

/* ---- positions ---- */

static dm_span span_of(const dm_reading *r, const dm_attribution *a, uint32_t tok) {
    for (uint32_t i = 0; i < a->n_content; i++) {
        dm_span s = a->content[i].span;
        if (tok >= s.begin && tok < s.end && r->sentence_of[s.begin] == r->sentence_of[s.end - 1]) return s;
    }
    return dm_subtree(r, tok);
}

static void add_stand(dm_reading *r, dm_stands *out, const dm_attribution *a, dm_stand s) {
    dm_vec_push(r->arena, &out->list, s);
    /* "neither the US nor NATO": one position each */
    if (s.holder == DM_NONE || a->source_mention == DM_NONE || s.holder != a->source_actor) return;
    uint32_t first = r->mentions.at[a->source_mention].head;
    for (int32_t c = dm_next_conjunct(r, first, first); c != DM_NONE;
         c = dm_next_conjunct(r, first, (uint32_t)c)) {
        s.holder = dm_actor_at(r, (uint32_t)c);
        if (s.holder != DM_NONE) dm_vec_push(r->arena, &out->list, s);
    }
}

/* Who commits himself by a cue: its source; of a report or letter whoever it is by. A verb may share the
 * subject of the one before. */
static int32_t holder_of(dm_reading *r, const dm_attribution *a, bool sourced) {
    if (!sourced) {
        int32_t subject =
            r->tok[a->cue_tok].dep == DM_DEP_conj && dm_is_verb(r, a->cue_tok) && !is_passive(r, a->cue_tok)
                ? subject_actor(r, a->cue_tok)
                : DM_NONE;
        return subject == DM_NONE ? source_above(r, a) : subject;
    }
    if (a->source_mention == DM_NONE) return a->source_actor;
    uint32_t head = r->mentions.at[a->source_mention].head;
    bool paper = is_claim_noun(r, head) || dm_in_class(r, head, "document_noun");
    int32_t owner = paper ? owner_of(r, head) : DM_NONE;
    return owner != DM_NONE && (r->actors.at[owner].country || r->actors.at[owner].named) ? owner
                                                                                          : a->source_actor;
}

static bool take_position(dm_reading *r, const finder *f, uint32_t number, uint32_t head, int32_t quoted,
                          dm_stands *out) {
    const dm_attribution *a = &r->attributions.at[number];
    bool sourced = quoted != DM_NONE || has_source(r, a);
    if (is_relay(r, a, head)) return false;
    if (!sourced && !speaks_for_teller(r, a)) return false;
    dm_stand s = {.holder = quoted != DM_NONE ? quoted : holder_of(r, a, sourced),
                  .attribution = (int32_t)number,
                  .at = a->cue_tok};
    if (s.holder == DM_NONE && (sourced || !speaks_for_teller(r, a))) return false;
    matter m = matter_at(r, &f->words, head);
    through_nouns(r, &f->words, &m);
    dm_stance verdict = a->row->stance == DM_STANCE_ASSERTS && !a->negated
                            ? verdict_of(r, m.tok, m.value, s.holder)
                            : DM_STANCE_NONE;
    if (verdict != DM_STANCE_NONE) m.points = true;
    if (!m.points && (!is_proposition(r, a, m.tok) || is_mere_view(r, m.tok))) return false;
    if (a->row->kind == DM_CUE_SAY && is_own_act(r, s.holder, &m)) return false;
    s.tok = m.tok;
    s.span = head == a->content_tok ? span_of(r, a, m.tok) : dm_subtree(r, m.tok);
    s.points = m.points;
    s.owner = m.owner;
    dm_stance stance = verdict != DM_STANCE_NONE ? verdict : stance_on(r, a, &m);
    if (stance == DM_STANCE_NONE) return false;
    if (!sourced && speaks_for_teller(r, a)) {
        dm_span whole = dm_subtree(r, a->cue_tok); /* "a hundred *soldiers* are believed to have died" */
        if (!(a->row->takes & DM_TAKES_CLAUSE) && is_passive(r, a->cue_tok)) s.span = whole;
        if (stance == DM_STANCE_ASSERTS) stance = DM_STANCE_ALLEGES; /* "is said to" */
    }
    if (stance == DM_STANCE_ASSERTS && is_charge(r, s.holder, s.tok, s.span)) stance = DM_STANCE_ALLEGES;
    s.stance = (uint8_t)stance;
    if (!s.points && !matters(r, a, &s, f->political)) return false;
    add_stand(r, out, a, s);
    return true;
}

static int by_text(const void *a, const void *b) {
    const dm_stand *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* "quoted the king as saying that": the king says it, whoever quotes him. Returns him; DM_NONE. */
static int32_t quoted_person(dm_reading *r, const dm_attribution *a, uint32_t *head) {
    uint32_t whom[4];
    const dm_predicate *p =
        dm_in_class(r, a->cue_tok, "quoting_verb") ? dm_predicate_at(r, a->cue_tok) : NULL;
    int32_t as = p && p->pos == 'v' ? dm_child_word(r, a->cue_tok, DM_DEP_prep, "as") : DM_NONE;
    int32_t saying = as == DM_NONE ? DM_NONE : dm_child(r, (uint32_t)as, DM_DEP_pcomp);
    if (saying == DM_NONE || !dm_arguments(r, p, DM_SLOT_OBJ, no_word, whom, 4)) return DM_NONE;
    int32_t clause = dm_child(r, (uint32_t)saying, DM_DEP_ccomp);
    *head = clause == DM_NONE ? a->content_tok : (uint32_t)clause;
    if (*head == UINT32_MAX || *head == (uint32_t)saying || !dm_is_verb(r, *head)) return DM_NONE;
    return dm_actor_at(r, whom[0]);
}

static bool take_positions(dm_reading *r, const finder *f, uint32_t number, dm_stands *out) {
    uint32_t heads[HEADS], n = heads_of(r, &r->attributions.at[number], heads);
    int32_t quoted = quoted_person(r, &r->attributions.at[number], &heads[0]);
    bool any = false;
    if (quoted != DM_NONE) n = 1;
    for (uint32_t k = 0; k < n; k++) any = take_position(r, f, number, heads[k], quoted, out) || any;
    return any;
}

/* Cues that the attributions left out become attributions if they carry a position. */
static void try_telling_cues(dm_reading *r, const finder *f, dm_stands *out) {
    for (uint32_t i = 0; i < r->n; i++) {
        dm_proposal p;
        if (r->cue_of[i] != DM_NONE || r->lemma[i] < 0 || !r->lex->lemma_cues[r->lemma[i]].n) continue;
        if (!dm_propose_at(r, i, &p) || !is_telling(p.row) || p.content_tok == i) continue;
        int32_t parent = r->said_in[i];
        uint32_t number = dm_add_attribution(r, &p);
        r->attributions.at[number].parent = parent;
        if (!take_positions(r, f, number, out)) dm_drop_attribution(r);
    }
}

void dm_find_positions(dm_reading *r, dm_stands *out) {
    finder f = {.political = is_political_text(r)};
    uint32_t found = r->attributions.n;
    dm_fact_words_init(&f.words, r->lex);
    try_telling_cues(r, &f, out);
    for (uint32_t i = 0; i < found; i++) {
        const dm_attribution *a = &r->attributions.at[i];
        bool open = a->negated || a->unable;
        if (a->row && a->row->kind != DM_CUE_ASK && (a->row->stance != DM_STANCE_NONE || open))
            take_positions(r, &f, i, out);
    }
    for (uint32_t i = 0; i < out->list.n; i++) out->list.at[i].order = i;
    if (out->list.n) qsort(out->list.at, out->list.n, sizeof *out->list.at, by_text);
}
