/* Whom a pronoun speaks of: of all that were named in the last sentences the one that agrees with it and
 * scores best. Subjects count more than objects, the near more than the far, who speaks in the clause around
 * more than others; "it" and "they" may also speak of things, which are nobody. */
#include "coding/who.h"

enum { REACH = 3, STEPS = 160, ENOUGH = 30 };

typedef struct choice {
    int32_t actor;
    uint32_t set; /* first conjunct of a coordination that is meant, UINT32_MAX */
    int score;
} choice;

/* ---- the pronoun ---- */

static bool is_reflexive(const dm_reading *r, const dm_mention *m) {
    dm_str low = dm_low(r, m->head);
    return dm_str_ends(low, DM_STR("self")) || dm_str_ends(low, DM_STR("selves"));
}

static bool is_possessive(const dm_reading *r, const dm_mention *m) {
    return r->tok[m->head].tag == DM_TAG_PRPS || r->tok[m->head].dep == DM_DEP_poss;
}

/* The verb of the clause that a token stands in. */
static uint32_t clause_verb(const dm_reading *r, uint32_t tok) {
    for (uint32_t steps = 0; steps < 12 && r->tok[tok].head != tok; steps++) {
        tok = r->tok[tok].head;
        if (dm_is_verb(r, tok) && r->tok[tok].dep != DM_DEP_aux && r->tok[tok].dep != DM_DEP_amod) break;
    }
    return tok;
}

/* "It is likely that", "it takes time to", "make it clear that" */
static bool is_empty_it(const dm_reading *r, const dm_mention *m) {
    const dm_token *t = &r->tok[m->head];
    uint32_t v = t->head;
    if (!dm_str_is(dm_low(r, m->head), "it") || !dm_is_verb(r, v)) return false;
    bool clause = dm_child(r, v, DM_DEP_ccomp) != DM_NONE || dm_child(r, v, DM_DEP_xcomp) != DM_NONE ||
                  dm_child(r, v, DM_DEP_csubj) != DM_NONE || dm_child(r, v, DM_DEP_advcl) != DM_NONE;
    int32_t what = dm_child(r, v, DM_DEP_acomp);
    if (what == DM_NONE) what = dm_child(r, v, DM_DEP_attr);
    if (what == DM_NONE) what = dm_child(r, v, DM_DEP_oprd);
    bool inner = what != DM_NONE && (dm_child(r, (uint32_t)what, DM_DEP_ccomp) != DM_NONE ||
                                     dm_child(r, (uint32_t)what, DM_DEP_xcomp) != DM_NONE ||
                                     dm_child(r, (uint32_t)what, DM_DEP_relcl) != DM_NONE ||
                                     dm_child(r, (uint32_t)what, DM_DEP_acl) != DM_NONE);
    if (what != DM_NONE && dm_in_class(r, (uint32_t)what, "feeling_adjective")) return false;
    bool copula = dm_str_is(r->tok[v].lemma, "be") || dm_in_class(r, v, "seeming_verb");
    if (t->dep == DM_DEP_nsubj && copula)
        return inner || (what != DM_NONE && clause) || (what == DM_NONE && clause);
    if (t->dep == DM_DEP_nsubjpass) return dm_child(r, v, DM_DEP_ccomp) != DM_NONE;
    if (t->dep == DM_DEP_dobj) return what != DM_NONE && (clause || inner);
    return t->dep == DM_DEP_nsubj && dm_str_is(r->tok[v].lemma, "take") && clause;
}

/* ---- candidates ---- */

static bool agrees(const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    if (m->gender == 'n') return a->kind != DM_ACTOR_PERSON && !a->plural && !o->plural;
    if (m->gender) return a->kind == DM_ACTOR_PERSON && !a->plural && dm_genders_agree(a->gender, m->gender);
    return a->plural || a->members.n || (a->kind == DM_ACTOR_GROUP && !a->named) ||
           (a->kind != DM_ACTOR_PERSON && a->kind != DM_ACTOR_STATE && o->form != DM_FORM_MODIFIER);
}

/* A pronoun cannot mean the other party of its own verb ("he met him"), nor the noun it belongs to. */
static bool is_excluded(const dm_reading *r, const dm_mention *o, const dm_mention *m) {
    if (is_possessive(r, m))
        return r->tok[m->head].head == o->head || dm_is_below(r, o->head, r->tok[m->head].head);
    uint32_t x = r->tok[o->head].head, y = r->tok[m->head].head;
    if (r->tok[o->head].dep == DM_DEP_poss || r->tok[o->head].dep == DM_DEP_compound) return false;
    if (r->tok[m->head].dep == DM_DEP_pobj) y = r->tok[y].head;
    if (r->tok[o->head].dep == DM_DEP_pobj && x != y) x = r->tok[x].head;
    return x == y && dm_is_verb(r, x) && !is_reflexive(r, m);
}

/* Is m in the clause that o says? "Siniora said he would stay" */
static bool is_said_by(const dm_reading *r, const dm_mention *o, const dm_mention *m) {
    uint32_t said = r->tok[o->head].head;
    if (r->tok[o->head].dep != DM_DEP_nsubj || !dm_is_verb(r, said)) return false;
    uint32_t v = clause_verb(r, m->head);
    return (r->tok[v].dep == DM_DEP_ccomp || r->tok[v].dep == DM_DEP_xcomp) && r->tok[v].head == said;
}

static int rank(const dm_reading *r, uint32_t tok) {
    switch (r->tok[tok].dep) {
    case DM_DEP_nsubj:
    case DM_DEP_nsubjpass: return r->tok[r->tok[tok].head].dep == DM_DEP_ROOT ? 32 : 25;
    case DM_DEP_conj: return rank(r, dm_first_conjunct(r, tok)) - 4;
    case DM_DEP_dobj: return 10;
    case DM_DEP_agent: return 8;
    case DM_DEP_poss: return 6;
    case DM_DEP_appos: return rank(r, r->tok[tok].head) - 2;
    case DM_DEP_ROOT: return 15;
    default: return 0;
    }
}

static int nearness(const dm_reading *r, uint32_t from, uint32_t to) {
    int words = (int)(from - to);
    return 100 - 28 * (int)dm_sentences_back(r, from, to) - (words > 50 ? 25 : words / 2);
}

static int score_of(const dm_reading *r, const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    int score = nearness(r, m->head, o->head) + rank(r, o->head);
    bool subject = dm_is_subject(r, m->head);
    if (subject && dm_is_subject(r, o->head)) score += 8;
    if (o->form == DM_FORM_MODIFIER) score -= m->gender == 'n' ? 35 : 20;
    if (o->form == DM_FORM_PRONOUN) score += 10;
    if (o->form == DM_FORM_NAME && a->kind == DM_ACTOR_PERSON) score += 10;
    if (o->indefinite && m->gender != 'n') score -= 4;
    score += a->mentions.n > 4 ? 8 : 2 * (int)a->mentions.n;
    int32_t oq = r->quote_of[o->head], mq = r->quote_of[m->head];
    if (oq != DM_NONE && mq == DM_NONE) score -= 30;
    if (mq != DM_NONE && r->who->speaker_of[mq] == (int32_t)o->head)
        score -= 80;
    else if (is_said_by(r, o, m))
        score += 20;
    if (is_possessive(r, m) && dm_is_subject(r, o->head) && clause_verb(r, m->head) == r->tok[o->head].head)
        score += 15;
    if (m->gender && a->kind == DM_ACTOR_PERSON && a->gender == m->gender) score += 6;
    if (!m->gender && !a->plural && !a->members.n) score -= 18; /* "the police … they" */
    if (!m->gender && o->form == DM_FORM_NOMINAL && a->plural) score += 4;
    if (!a->party) score -= 15;
    return score;
}

/* A thing that "it" or "they" may speak of. */
static bool is_thing(const dm_reading *r, uint32_t tok, const dm_mention *m) {
    const dm_token *t = &r->tok[tok];
    if (t->pos != DM_POS_NOUN || r->mention_of[tok] != DM_NONE || r->time_of[tok] != DM_NONE) return false;
    if (dm_is_plural(r, tok) == (m->gender == 'n')) return false;
    return t->dep == DM_DEP_nsubj || t->dep == DM_DEP_nsubjpass || t->dep == DM_DEP_dobj ||
           t->dep == DM_DEP_pobj || t->dep == DM_DEP_attr;
}

/* Is the pronoun one who says, wants or does something, as things do not? */
static bool is_agent(const dm_reading *r, const dm_mention *m) {
    uint32_t v = r->tok[m->head].head;
    if (r->tok[m->head].dep != DM_DEP_nsubj || !dm_is_verb(r, v)) return false;
    return dm_in_class(r, v, "telling_verb") || dm_in_class(r, v, "acting_verb");
}

static void consider(const dm_reading *r, choice *best, uint32_t tok, const dm_mention *m) {
    int32_t k = r->mention_of[tok];
    if (k == DM_NONE || r->mentions.at[k].actor == DM_NONE) return;
    const dm_mention *o = &r->mentions.at[k];
    const dm_actor *a = &r->actors.at[o->actor];
    /* "Mobutu and Kabila … they" */
    if (!m->gender && r->tok[tok].dep != DM_DEP_conj && dm_child(r, tok, DM_DEP_conj) != DM_NONE &&
        dm_child_word(r, tok, DM_DEP_cc, "and") != DM_NONE &&
        r->sentence_of[tok] + 1 >= r->sentence_of[m->head]) {
        int score = nearness(r, m->head, tok) + rank(r, tok) + 5;
        if (score > best->score && !is_excluded(r, o, m)) *best = (choice){o->actor, tok, score};
    }
    if (!agrees(a, o, m) || is_excluded(r, o, m)) return;
    int score = score_of(r, a, o, m);
    if (score > best->score) *best = (choice){o->actor, UINT32_MAX, score};
}

/* The subject of the clause: "himself". */
static int32_t own_subject(const dm_reading *r, const dm_mention *m) {
    uint32_t v = clause_verb(r, m->head);
    for (int steps = 0; steps < 4; steps++) {
        int32_t s = dm_child(r, v, DM_DEP_nsubj);
        if (s == DM_NONE) s = dm_child(r, v, DM_DEP_nsubjpass);
        int32_t k = s == DM_NONE ? DM_NONE : r->mention_of[s];
        if (k != DM_NONE && (uint32_t)s != m->head) return r->mentions.at[k].actor;
        if (s != DM_NONE || r->tok[v].head == v) break;
        v = clause_verb(r, v);
    }
    return DM_NONE;
}

/* "In his speech, Obama said": the subject that follows. */
static int32_t subject_ahead(const dm_reading *r, const dm_mention *m) {
    uint32_t root = m->head;
    while (r->tok[root].head != root) root = r->tok[root].head;
    int32_t s = dm_child(r, root, DM_DEP_nsubj);
    if (s == DM_NONE || (uint32_t)s <= m->head || r->mention_of[s] == DM_NONE) return DM_NONE;
    const dm_mention *o = &r->mentions.at[r->mention_of[s]];
    if (o->actor == DM_NONE || o->form == DM_FORM_PRONOUN || !agrees(&r->actors.at[o->actor], o, m))
        return DM_NONE;
    return o->actor;
}

/* "For his part, Bush said": the subject that follows owns what the phrase before it names. */
static int32_t owner_ahead(const dm_reading *r, const dm_mention *m) {
    uint32_t noun = r->tok[m->head].head, prep = r->tok[noun].head;
    if (r->tok[m->head].dep != DM_DEP_poss || r->tok[noun].dep != DM_DEP_pobj || prep + 1 != m->head)
        return DM_NONE;
    dm_span s = dm_trim(r, r->sentences.at[r->sentence_of[prep]].span);
    return s.begin == prep ? subject_ahead(r, m) : DM_NONE;
}

/* "Stein and her press secretary" */
static int32_t owner_beside(const dm_reading *r, const dm_mention *m) {
    uint32_t noun = r->tok[m->head].head;
    if (r->tok[m->head].dep != DM_DEP_poss || r->tok[noun].dep != DM_DEP_conj) return DM_NONE;
    int32_t k = r->mention_of[r->tok[noun].head];
    if (k == DM_NONE || r->mentions.at[k].actor == DM_NONE) return DM_NONE;
    const dm_mention *o = &r->mentions.at[k];
    return agrees(&r->actors.at[o->actor], o, m) ? o->actor : DM_NONE;
}

int32_t dm_actor_by_pronoun(dm_reading *r, uint32_t mention) {
    const dm_mention *m = &r->mentions.at[mention];
    int32_t owner = owner_beside(r, m);
    if (owner == DM_NONE) owner = owner_ahead(r, m);
    if (owner != DM_NONE) return owner;
    choice best = {DM_NONE, UINT32_MAX, ENOUGH};
    int thing = 0;
    if (is_empty_it(r, m)) return DM_NONE;
    if (is_reflexive(r, m)) return own_subject(r, m);
    bool things = !m->gender || m->gender == 'n';
    bool agent = things && is_agent(r, m);
    for (uint32_t tok = m->head, steps = 0; tok-- > 0 && steps < STEPS; steps++) {
        if (dm_sentences_back(r, m->head, tok) > REACH) break;
        consider(r, &best, tok, m);
        if (things && !agent && is_thing(r, tok, m)) {
            int score = nearness(r, m->head, tok) + rank(r, tok);
            if (score > thing) thing = score;
        }
    }
    if (thing > best.score) return DM_NONE;
    if (best.actor == DM_NONE) return subject_ahead(r, m);
    if (best.set != UINT32_MAX) {
        int32_t several = dm_coordination_at(r, best.set);
        if (several != DM_NONE) return several;
        const dm_mention *o = &r->mentions.at[r->mention_of[best.set]];
        return agrees(&r->actors.at[best.actor], o, m) ? best.actor : DM_NONE;
    }
    return best.actor;
}
