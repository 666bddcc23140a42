/* Predicates and their arguments, with the constructions undone: passive, control and raising, coordination,
 * relative clauses, participles, light verbs. What frames, operators and cues ask for is a grammatical place
 * in the plain active clause; where the sentence really has it is found here, once for all of them. */
#include "coding/reading.h"

enum { ROOM = 24 };

typedef struct list {
    dm_argument at[ROOM];
    uint32_t n;
} list;

static void push(list *l, dm_slot slot, uint32_t tok, bool clause, dm_str prep) {
    if (l->n < ROOM)
        l->at[l->n++] = (dm_argument){.slot = (uint8_t)slot, .tok = tok, .clause = clause, .prep = prep};
}

static const dm_str no_word = {"", 0};

static bool is_relative(const dm_reading *r, uint32_t tok) {
    uint16_t tag = r->tok[tok].tag;
    return tag == DM_TAG_WDT || tag == DM_TAG_WP || (tag == DM_TAG_WPS);
}

/* What a relative pronoun stands for: the noun its clause hangs on. */
static uint32_t antecedent(const dm_reading *r, uint32_t tok) {
    int32_t noun = is_relative(r, tok) ? dm_relative_head(r, tok) : DM_NONE;
    return noun == DM_NONE ? tok : (uint32_t)noun;
}

static bool has_auxpass(const dm_reading *r, uint32_t v) {
    return dm_child(r, v, DM_DEP_auxpass) != DM_NONE;
}

static bool is_passive(const dm_reading *r, uint32_t v) {
    const dm_token *t = &r->tok[v];
    if (has_auxpass(r, v) || dm_child(r, v, DM_DEP_nsubjpass) != DM_NONE) return true;
    if (t->tag != DM_TAG_VBN) return false;
    if (dm_child(r, v, DM_DEP_aux) != DM_NONE) return false;
    if (t->dep == DM_DEP_acl || t->dep == DM_DEP_advcl || t->dep == DM_DEP_amod || t->dep == DM_DEP_xcomp ||
        t->dep == DM_DEP_oprd)
        return true;
    if (t->dep == DM_DEP_conj && dm_child(r, v, DM_DEP_nsubj) == DM_NONE)
        return t->head != v && dm_is_verb(r, t->head) && is_passive(r, t->head);
    return dm_child(r, v, DM_DEP_agent) != DM_NONE;
}

/* "a reporter jailed for eight years said": read as if the reporter jailed somebody. */
static bool is_garden_path(const dm_reading *r, uint32_t v) {
    uint16_t tag = r->tok[v].tag;
    if ((tag != DM_TAG_VBD && tag != DM_TAG_VBN) || !dm_in_class(r, v, "needs_object")) return false;
    for (int32_t c = r->child[v]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        if (dep == DM_DEP_aux || dep == DM_DEP_dobj || dep == DM_DEP_ccomp || dep == DM_DEP_xcomp ||
            dep == DM_DEP_prt || dep == DM_DEP_conj || dep == DM_DEP_oprd)
            return false;
    }
    return r->tok[v].dep != DM_DEP_relcl && r->tok[v].dep != DM_DEP_conj;
}

static int32_t own_subject(const dm_reading *r, uint32_t v) {
    static const uint16_t kinds[] = {DM_DEP_nsubj, DM_DEP_nsubjpass, DM_DEP_csubj};
    for (size_t i = 0; i < 3; i++) {
        int32_t s = dm_child(r, v, kinds[i]);
        if (s != DM_NONE) return (int32_t)antecedent(r, (uint32_t)s);
    }
    /* "Armenia suspended aid" can be read as if Armenia were a measure */
    int32_t s = r->tok[v].dep == DM_DEP_ROOT ? dm_child(r, v, DM_DEP_npadvmod) : DM_NONE;
    return s != DM_NONE && (uint32_t)s < v && r->tok[s].pos == DM_POS_PROPN && r->time_of[s] == DM_NONE
               ? s
               : DM_NONE;
}

/* The noun behind a preposition at a token. */
static int32_t object_of_word(const dm_reading *r, uint32_t tok, dm_str prep) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c])
        if (r->tok[c].dep == DM_DEP_prep && dm_str_eq(dm_low(r, (uint32_t)c), prep))
            return dm_child(r, (uint32_t)c, DM_DEP_pobj);
    return DM_NONE;
}

static int32_t object_of(const dm_reading *r, uint32_t tok, const char *prep) {
    return object_of_word(r, tok, dm_str_of(prep));
}

/* "urged Moscow to stop", "called on Moscow to stop": who is to act is the object; "called Moscow to
 * protest": the subject. */
static int32_t object_in_control(const dm_reading *r, uint32_t verb) {
    static const char *const preps[] = {"on", "upon", "to"};
    int32_t object = dm_in_class(r, verb, "object_control") ? dm_child(r, verb, DM_DEP_dobj) : DM_NONE;
    if (object == DM_NONE && dm_in_class(r, verb, "asking_verb"))
        for (size_t i = 0; i < 3 && object == DM_NONE; i++) object = object_of(r, verb, preps[i]);
    return object == DM_NONE ? DM_NONE : (int32_t)antecedent(r, (uint32_t)object);
}

static int32_t subject_up(dm_reading *r, uint32_t v, int depth);

/* Whose plan, decision or bid: the possessor, the by-phrase, the subject of the verb that the noun is an
 * argument of ("in a bid to end the war, Kenya met", "made a decision to withdraw"), the of-phrase. */
static int32_t subject_of_noun(dm_reading *r, uint32_t noun, int depth) {
    int32_t found = dm_child(r, noun, DM_DEP_poss);
    if (found == DM_NONE) found = object_of(r, noun, "by");
    if (found != DM_NONE) return found;
    uint32_t at = noun, governor = r->tok[noun].head;
    if (r->tok[noun].dep == DM_DEP_pobj && r->tok[governor].dep == DM_DEP_prep) {
        at = governor;
        governor = r->tok[at].head;
    }
    bool argument = r->tok[at].dep == DM_DEP_dobj || (at != noun && dm_str_is(dm_low(r, at), "in"));
    if (argument && governor != at && dm_is_verb(r, governor)) return subject_up(r, governor, depth - 1);
    return object_of(r, noun, "of");
}

/* The subject of what governs a verb that has none, up the tree. */
static int32_t subject_up(dm_reading *r, uint32_t v, int depth) {
    const dm_token *t = &r->tok[v];
    if (depth == 0) return DM_NONE;
    int32_t s = own_subject(r, v);
    if (s != DM_NONE) return s;
    uint32_t h = t->head;
    if (h == v) return DM_NONE;
    switch (t->dep) {
    case DM_DEP_conj: return subject_up(r, h, depth - 1);
    case DM_DEP_relcl: {
        /* "the treaty they signed" has a subject of its own; "the troops sent there" has not */
        return (int32_t)h;
    }
    case DM_DEP_appos: /* "the premier, meeting with" can be read so */
        if (t->tag == DM_TAG_VBG || t->tag == DM_TAG_VBN) return (int32_t)h;
        break;
    case DM_DEP_amod: return (int32_t)h; /* "the visiting minister", "the arrested leader" */
    case DM_DEP_acl:
        /* "passed a resolution condemning", "a plan to attack": whose it is */
        if (t->tag == DM_TAG_VBG && dm_in_class(r, h, "instrument")) break;
        if (t->tag == DM_TAG_VBG || t->tag == DM_TAG_VBN) return (int32_t)h;
        break;
    case DM_DEP_xcomp: {
        int32_t object = dm_is_verb(r, h) ? object_in_control(r, h) : DM_NONE;
        return object != DM_NONE ? object : subject_up(r, h, depth - 1);
    }
    case DM_DEP_acomp:
    case DM_DEP_ccomp:
    case DM_DEP_advcl:
    case DM_DEP_aux:
    case DM_DEP_dep:
    case DM_DEP_parataxis:
    case DM_DEP_oprd:
        return t->dep == DM_DEP_ccomp && t->tag != DM_TAG_VBG && t->tag != DM_TAG_VB
                   ? DM_NONE
                   : subject_up(r, h, depth - 1);
    case DM_DEP_pcomp: {
        uint32_t governor = r->tok[h].head;
        if (dm_is_verb(r, governor)) {
            int32_t object = dm_child(r, governor, DM_DEP_dobj);
            dm_str prep = dm_low(r, h);
            /* "accused X of bombing", "prevented X from leaving": the object; "by bombing": the subject */
            if (object != DM_NONE && (dm_str_is(prep, "of") || dm_str_is(prep, "from") ||
                                      dm_str_is(prep, "for") || dm_str_is(prep, "into")))
                return (int32_t)antecedent(r, (uint32_t)object);
            return subject_up(r, governor, depth - 1);
        }
        h = governor;
        break;
    }
    default: break;
    }
    return dm_is_noun(r, h) ? subject_of_noun(r, h, depth) : DM_NONE;
}

int32_t dm_surface_subject(dm_reading *r, uint32_t verb) {
    return subject_up(r, verb, 8);
}

static void add_prepositions(dm_reading *r, uint32_t tok, list *out, bool noun) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        if (dep != DM_DEP_prep && dep != DM_DEP_dative) continue;
        if (r->tok[c].pos != DM_POS_ADP && r->tok[c].pos != DM_POS_SCONJ && r->tok[c].tag != DM_TAG_TO &&
            r->tok[c].tag != DM_TAG_VBG && r->tok[c].tag != DM_TAG_IN)
            continue;
        dm_str word = dm_low(r, (uint32_t)c);
        bool of = noun && dm_str_is(word, "of");
        for (int32_t o = r->child[c]; o != DM_NONE; o = r->sibling[o]) {
            uint16_t kind = r->tok[o].dep;
            if (kind == DM_DEP_pobj)
                push(out, of ? DM_SLOT_OF : DM_SLOT_PREP, antecedent(r, (uint32_t)o), false, word);
            else if (kind == DM_DEP_pcomp)
                push(out, of ? DM_SLOT_OF : DM_SLOT_PREP, (uint32_t)o, true, word);
            else if (kind == DM_DEP_prep) { /* "because of", "out of" */
                int32_t inner = dm_child(r, (uint32_t)o, DM_DEP_pobj);
                if (inner == DM_NONE) continue;
                push(out, DM_SLOT_PREP, (uint32_t)inner, false, word);
                push(out, DM_SLOT_PREP, (uint32_t)inner, false, dm_low(r, (uint32_t)o));
            }
        }
        if (dm_child(r, (uint32_t)c, DM_DEP_pobj) == DM_NONE && !noun) /* "pulled out of" */
            push(out, DM_SLOT_PRT, (uint32_t)c, false, no_word);
    }
}

/* "what he called a provocation": the provocation. */
static int32_t named_by(const dm_reading *r, uint32_t clause) {
    int32_t what = dm_child(r, clause, DM_DEP_dobj), as;
    if (what == DM_NONE || r->tok[what].tag != DM_TAG_WP || !dm_in_class(r, clause, "naming_verb"))
        return DM_NONE;
    int32_t name = dm_child(r, clause, DM_DEP_oprd);
    if (name == DM_NONE) name = dm_child(r, clause, DM_DEP_attr);
    if (name == DM_NONE && (as = dm_child_word(r, clause, DM_DEP_prep, "as")) != DM_NONE)
        name = dm_child(r, (uint32_t)as, DM_DEP_pobj);
    return name != DM_NONE && dm_is_noun(r, (uint32_t)name) ? name : DM_NONE;
}

static void add_verb_arguments(dm_reading *r, dm_predicate *p, list *out) {
    uint32_t v = p->tok;
    int32_t surface = dm_surface_subject(r, v), dobj = DM_NONE, agent;
    for (int32_t c = r->child[v]; c != DM_NONE; c = r->sibling[c]) {
        uint32_t tok = (uint32_t)c;
        switch (r->tok[c].dep) {
        case DM_DEP_dobj: dobj = (int32_t)antecedent(r, tok); break;
        case DM_DEP_dative:
            if (dm_is_noun(r, tok) || r->tok[c].pos == DM_POS_PRON)
                push(out, DM_SLOT_IOBJ, tok, false, no_word);
            break;
        case DM_DEP_ccomp: {
            /* "urged Moscow to stop": the subject of the infinitive is whom it is said to */
            int32_t inner = dm_child(r, tok, DM_DEP_nsubj), named = named_by(r, tok);
            if (named != DM_NONE) {
                dobj = named;
                break;
            }
            if (inner == DM_NONE) inner = dm_child(r, tok, DM_DEP_nsubjpass);
            bool infinitive = dm_has_to(r, tok);
            push(out, infinitive ? DM_SLOT_XCOMP : DM_SLOT_COMP, tok, true, no_word);
            /* "accept refugees fleeing the war": not that they flee */
            bool small = r->tok[c].tag == DM_TAG_VBG && dm_child(r, tok, DM_DEP_aux) == DM_NONE;
            if ((infinitive || small) && inner != DM_NONE && dobj == DM_NONE) dobj = inner;
            break;
        }
        case DM_DEP_xcomp: push(out, DM_SLOT_XCOMP, tok, true, no_word); break;
        case DM_DEP_attr:
        case DM_DEP_acomp:
        case DM_DEP_oprd: push(out, DM_SLOT_ATTR, tok, false, no_word); break;
        case DM_DEP_prt: push(out, DM_SLOT_PRT, tok, false, no_word); break;
        case DM_DEP_advmod:
            push(out, dm_in_class(r, tok, "particle") ? DM_SLOT_PRT : DM_SLOT_MOD, tok, false, no_word);
            break;
        case DM_DEP_advcl:
            if (!dm_has_to(r, tok)) break;
            if (dm_child_word(r, tok, DM_DEP_mark, "for") != DM_NONE)
                push(out, DM_SLOT_COMP, tok, true, no_word); /* "called for Moscow to stop" */
            else if (dm_child(r, tok, DM_DEP_mark) == DM_NONE)
                push(out, DM_SLOT_XCOMP, tok, true, no_word);
            break;
        default: break;
        }
    }
    if (p->passive) {
        if (surface != DM_NONE) {
            bool given = dobj != DM_NONE; /* "he was given a prize" */
            push(out, given ? DM_SLOT_IOBJ : DM_SLOT_OBJ, (uint32_t)surface, false, no_word);
        }
        if ((agent = dm_child(r, v, DM_DEP_agent)) != DM_NONE) {
            int32_t by = dm_child(r, (uint32_t)agent, DM_DEP_pobj);
            if (by != DM_NONE) push(out, DM_SLOT_SUBJ, antecedent(r, (uint32_t)by), false, no_word);
        }
    } else if (surface != DM_NONE) {
        push(out, DM_SLOT_SUBJ, (uint32_t)surface, false, no_word);
    }
    for (int32_t c = dobj == DM_NONE ? DM_NONE : r->child[dobj]; c != DM_NONE; c = r->sibling[c])
        if ((r->tok[c].dep == DM_DEP_acl || r->tok[c].dep == DM_DEP_relcl) &&
            (r->tok[c].tag == DM_TAG_VBG || dm_has_to(r, (uint32_t)c)))
            push(out, DM_SLOT_PART, (uint32_t)c, true, no_word);
    if (dobj != DM_NONE) {
        push(out, DM_SLOT_OBJ, (uint32_t)dobj, false, no_word);
    } else if (!p->passive && r->tok[v].dep == DM_DEP_relcl && surface != DM_NONE &&
               (uint32_t)surface != r->tok[v].head && own_subject(r, v) != DM_NONE &&
               dm_child(r, v, DM_DEP_ccomp) == DM_NONE && dm_child(r, v, DM_DEP_xcomp) == DM_NONE) {
        push(out, DM_SLOT_OBJ, r->tok[v].head, false, no_word); /* "the treaty they signed" */
    } else if (r->tok[v].dep == DM_DEP_conj && p->passive == is_passive(r, r->tok[v].head) &&
               dm_is_verb(r, r->tok[v].head)) {
        /* "attacked and destroyed the village" is read the other way round: the object hangs on the last verb
         */
    }
    if (!p->passive && dobj == DM_NONE) {
        int32_t next = dm_child(r, v, DM_DEP_conj);
        if (next != DM_NONE && dm_is_verb(r, (uint32_t)next) && next == (int32_t)v + 2 &&
            own_subject(r, (uint32_t)next) == DM_NONE) {
            int32_t shared = dm_child(r, (uint32_t)next, DM_DEP_dobj);
            if (shared != DM_NONE) push(out, DM_SLOT_OBJ, (uint32_t)shared, false, no_word);
        }
    }
    add_prepositions(r, v, out, false);
}

static bool has_slot(const list *l, dm_slot slot) {
    for (uint32_t i = 0; i < l->n; i++)
        if (l->at[i].slot == slot) return true;
    return false;
}

static void add_by(list *out) {
    for (uint32_t i = 0, n = out->n; i < n; i++)
        if (out->at[i].slot == DM_SLOT_PREP && dm_str_is(out->at[i].prep, "by"))
            push(out, DM_SLOT_SUBJ, out->at[i].tok, out->at[i].clause, no_word);
}

/* A noun that a verb only helps to say: the verb's subject does it, or it is done to him; the verb's phrases
 * are the noun's. */
static void take_from_verb(dm_reading *r, uint32_t verb, uint32_t noun, list *out, dm_slot role) {
    const dm_predicate *v = dm_predicate_at(r, verb);
    bool known = has_slot(out, role);
    for (uint32_t i = 0; v && i < v->n; i++) {
        const dm_argument *a = &v->arg[i];
        if (a->tok == noun || dm_is_below(r, noun, a->tok)) continue;
        if (a->slot == DM_SLOT_SUBJ && !known)
            push(out, role, a->tok, false, no_word);
        else if (a->slot == DM_SLOT_PREP)
            push(out, DM_SLOT_PREP, a->tok, a->clause, a->prep);
        else if (a->slot == DM_SLOT_IOBJ)
            push(out, DM_SLOT_PREP, a->tok, false, DM_STR("to"));
    }
}

/* Where a noun stands, seen through coordination and "a series of". */
static uint32_t standing(const dm_reading *r, uint32_t n) {
    for (int steps = 0; steps < 4; steps++) {
        uint32_t h = r->tok[n].head;
        if (r->tok[n].dep == DM_DEP_conj && dm_is_noun(r, h))
            n = h;
        else if (r->tok[n].dep == DM_DEP_pobj && dm_str_is(dm_low(r, h), "of") &&
                 dm_in_class(r, r->tok[h].head, "quantity"))
            n = r->tok[h].head;
        else
            break;
    }
    return n;
}

/* "held talks", "came under attack", "took part in exercises", "received aid" */
static void add_from_governor(dm_reading *r, uint32_t noun, list *out) {
    uint32_t n = standing(r, noun), h = r->tok[n].head;
    uint16_t dep = r->tok[n].dep;
    if (h == n) return;
    if (dep == DM_DEP_dobj || (dep == DM_DEP_nsubjpass && is_passive(r, h)) || dep == DM_DEP_attr) {
        if (dep != DM_DEP_attr && dm_in_class(r, h, "light_verb"))
            take_from_verb(r, h, n, out, DM_SLOT_SUBJ);
        else if (dm_in_class(r, h, "receiving_verb"))
            take_from_verb(r, h, n, out, DM_SLOT_GOAL);
    } else if (dep == DM_DEP_pobj) {
        uint32_t v = r->tok[h].head;
        dm_str prep = dm_low(r, h);
        if (v != h && dm_is_noun(r, v) && r->tok[v].dep == DM_DEP_dobj)
            v = r->tok[v].head; /* "took part in" */
        if (v == h || !dm_is_verb(r, v)) return;
        bool in = dm_str_is(prep, "in") || dm_str_is(prep, "into") || dm_str_is(prep, "at") ||
                  dm_str_is(prep, "with");
        if (dm_str_is(prep, "under") && dm_in_class(r, v, "undergoing_verb"))
            take_from_verb(r, v, n, out, DM_SLOT_GOAL);
        else if (in && dm_in_class(r, v, "joining_verb"))
            take_from_verb(r, v, n, out, DM_SLOT_SUBJ);
    }
}

/* "Saudi-led", "UN-brokered": who leads, brokers. */
static void add_leader(const dm_reading *r, uint32_t participle, list *out) {
    if (participle >= 2 && r->tok[participle - 1].tag == DM_TAG_HYPH &&
        dm_in_class(r, participle, "leading_participle"))
        push(out, DM_SLOT_PREP, participle - 2, false, DM_STR("by"));
}

static void add_noun_arguments(dm_reading *r, dm_predicate *p, list *out) {
    uint32_t n = p->tok;
    for (int32_t c = r->child[n]; c != DM_NONE; c = r->sibling[c]) {
        uint32_t tok = (uint32_t)c;
        switch (r->tok[c].dep) {
        case DM_DEP_poss: push(out, DM_SLOT_POSS, tok, false, no_word); break;
        case DM_DEP_amod:
        case DM_DEP_compound:
        case DM_DEP_nmod:
            push(out, DM_SLOT_MOD, tok, false, no_word);
            add_leader(r, tok, out);
            break;
        case DM_DEP_acl:
        case DM_DEP_ccomp:
            if (dm_has_to(r, tok))
                push(out, DM_SLOT_XCOMP, tok, true, no_word);
            else if (dm_child(r, tok, DM_DEP_mark) != DM_NONE || r->tok[c].dep == DM_DEP_ccomp)
                push(out, DM_SLOT_COMP, tok, true, no_word);
            break;
        case DM_DEP_relcl:
            /* "the claim that he lied", "a mission to save them" are often read as relative clauses */
            if (dm_child_word(r, tok, DM_DEP_mark, "that") != DM_NONE)
                push(out, DM_SLOT_COMP, tok, true, no_word);
            else if (dm_has_to(r, tok))
                push(out, DM_SLOT_XCOMP, tok, true, no_word);
            break;
        default: break;
        }
    }
    add_prepositions(r, n, out, true);
    add_by(out);
    add_from_governor(r, n, out);
    /* "sanctions imposed by", "the talks that Chad held with" */
    for (int32_t c = r->child[n]; c != DM_NONE; c = r->sibling[c])
        if ((r->tok[c].dep == DM_DEP_acl || r->tok[c].dep == DM_DEP_relcl) && dm_is_verb(r, (uint32_t)c) &&
            dm_in_class(r, (uint32_t)c, "light_verb"))
            take_from_verb(r, (uint32_t)c, n, out, DM_SLOT_SUBJ);
}

static void add_adjective_arguments(dm_reading *r, dm_predicate *p, list *out) {
    uint32_t a = p->tok, v = r->tok[a].head;
    if (r->tok[a].dep == DM_DEP_acomp || r->tok[a].dep == DM_DEP_attr || r->tok[a].dep == DM_DEP_oprd ||
        r->tok[a].dep == DM_DEP_conj) {
        int32_t s = dm_surface_subject(r, v);
        if (s != DM_NONE) push(out, DM_SLOT_SUBJ, (uint32_t)s, false, no_word);
    } else if (r->tok[a].dep == DM_DEP_amod) {
        push(out, DM_SLOT_SUBJ, v, false, no_word);
    }
    for (int32_t c = r->child[a]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep == DM_DEP_xcomp) push(out, DM_SLOT_XCOMP, (uint32_t)c, true, no_word);
        if (r->tok[c].dep == DM_DEP_ccomp) push(out, DM_SLOT_COMP, (uint32_t)c, true, no_word);
        if (r->tok[c].dep == DM_DEP_advmod) push(out, DM_SLOT_MOD, (uint32_t)c, false, no_word);
    }
    /* "it is likely that", "it is legal to": the clause hangs on the copula */
    bool predicative = v != a && dm_is_verb(r, v) && r->tok[a].dep == DM_DEP_acomp;
    int32_t comp = predicative ? dm_child(r, v, DM_DEP_ccomp) : DM_NONE,
            xcomp = predicative ? dm_child(r, v, DM_DEP_xcomp) : DM_NONE;
    if (comp != DM_NONE) push(out, DM_SLOT_COMP, (uint32_t)comp, true, no_word);
    if (xcomp != DM_NONE) push(out, DM_SLOT_XCOMP, (uint32_t)xcomp, true, no_word);
    add_prepositions(r, a, out, false);
}

/* Negation, modality, tense, from the auxiliaries; of a coordinated verb also from the first one's. */
static void read_auxiliaries(dm_reading *r, dm_predicate *p) {
    uint32_t v = p->tok;
    uint16_t tag = r->tok[v].tag;
    p->past = tag == DM_TAG_VBD;
    p->participle = tag == DM_TAG_VBG || tag == DM_TAG_VBN;
    for (uint32_t at = v, steps = 0; steps < 3; steps++) {
        bool own = at == v, any = false;
        for (int32_t c = r->child[at]; c != DM_NONE; c = r->sibling[c]) {
            uint16_t dep = r->tok[c].dep;
            if (dep == DM_DEP_neg && own) p->negation = c;
            if (dep != DM_DEP_aux && dep != DM_DEP_auxpass) continue;
            any = true;
            dm_str lemma = r->tok[c].lemma;
            if (r->tok[c].tag == DM_TAG_MD && p->modal == DM_NONE)
                p->modal = c;
            else if (r->tok[c].tag == DM_TAG_TO || dm_str_is(dm_low(r, (uint32_t)c), "to"))
                p->infinitive = true;
            else if (dm_str_is(lemma, "have"))
                p->perfect = true;
            if (dep == DM_DEP_aux && dm_str_is(lemma, "be")) p->progressive = true;
            if (r->tok[c].tag == DM_TAG_VBD) p->past = true;
            int32_t n = dm_child(r, (uint32_t)c, DM_DEP_neg);
            if (n != DM_NONE && own) p->negation = n;
        }
        if (any || r->tok[at].dep != DM_DEP_conj || own_subject(r, at) != DM_NONE || r->tok[at].head == at)
            break;
        at = r->tok[at].head; /* "may attack or withdraw" */
    }
    for (int32_t c = r->child[v]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advmod && r->tok[c].dep != DM_DEP_preconj && r->tok[c].dep != DM_DEP_cc)
            continue;
        bool no_longer = dm_str_is(dm_low(r, (uint32_t)c), "longer") && r->tok[c].left < (uint32_t)c;
        if (no_longer || dm_in_class(r, (uint32_t)c, "negative_adverb")) p->negation = c;
    }
    p->negated = p->negation != DM_NONE;
    p->imperative = tag == DM_TAG_VB && !p->infinitive && p->modal == DM_NONE &&
                    own_subject(r, v) == DM_NONE && r->tok[v].dep == DM_DEP_ROOT;
}

/* "no troops", "none of them", "neither side": the negation of a clause can stand in its subject or object.
 */
static void negate_by_arguments(dm_reading *r, dm_predicate *p) {
    for (uint32_t i = 0; i < p->n && !p->negated; i++) {
        if (p->arg[i].slot != DM_SLOT_SUBJ && p->arg[i].slot != DM_SLOT_OBJ && p->arg[i].slot != DM_SLOT_ATTR)
            continue;
        uint32_t a = p->arg[i].tok;
        if (dm_in_class(r, a, "negative_pronoun")) p->negation = (int32_t)a;
        for (int32_t c = r->child[a]; c != DM_NONE; c = r->sibling[c])
            if ((r->tok[c].dep == DM_DEP_det || r->tok[c].dep == DM_DEP_preconj ||
                 r->tok[c].dep == DM_DEP_neg) &&
                dm_in_class(r, (uint32_t)c, "negative_determiner"))
                p->negation = c;
        p->negated = p->negation != DM_NONE;
    }
}

const dm_predicate *dm_predicate_at(dm_reading *r, uint32_t tok) {
    if (r->predicate[tok]) return r->predicate[tok];
    const dm_token *t = &r->tok[tok];
    char pos = t->pos == DM_POS_VERB || t->pos == DM_POS_AUX     ? 'v'
               : t->pos == DM_POS_NOUN || t->pos == DM_POS_PROPN ? 'n'
               : t->pos == DM_POS_ADJ                            ? 'a'
               : t->pos == DM_POS_ADV                            ? 'r'
                                                                 : 0;
    if (!pos) return NULL;
    dm_predicate *p = dm_arena_zero(r->arena, 1, sizeof *p);
    list found = {.n = 0};
    r->predicate[tok] = p; /* before the arguments: predicates may ask for each other */
    p->tok = tok;
    p->pos = pos;
    p->modal = p->negation = DM_NONE;
    if (pos == 'v') {
        p->passive = is_passive(r, tok) || is_garden_path(r, tok);
        read_auxiliaries(r, p);
        add_verb_arguments(r, p, &found);
    } else if (pos == 'n') {
        add_noun_arguments(r, p, &found);
    } else if (pos == 'a') {
        add_adjective_arguments(r, p, &found);
    }
    p->arg = dm_arena_array(r->arena, found.n + 1u, sizeof *p->arg);
    memcpy(p->arg, found.at, found.n * sizeof *p->arg);
    p->n = found.n;
    if (pos == 'v') negate_by_arguments(r, p);
    if (pos == 'n') { /* "no confirmation" */
        for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c])
            if ((r->tok[c].dep == DM_DEP_det || r->tok[c].dep == DM_DEP_neg) &&
                dm_in_class(r, (uint32_t)c, "negative_determiner"))
                p->negation = c;
        p->negated = p->negation != DM_NONE;
    }
    return p;
}

/* ---- asking ---- */

static uint32_t add_conjuncts(dm_reading *r, uint32_t tok, uint32_t *out, uint32_t n, uint32_t room) {
    for (int32_t c = (int32_t)tok; c != DM_NONE && n < room; c = dm_next_conjunct(r, tok, (uint32_t)c)) {
        bool there = false;
        for (uint32_t i = 0; i < n; i++) there = there || out[i] == (uint32_t)c;
        if (there) break;
        out[n++] = (uint32_t)c;
    }
    return n;
}

static uint32_t lower_phrase(dm_reading *r, uint32_t tok, dm_str prep, int depth);

uint32_t dm_arguments(dm_reading *r, const dm_predicate *p, dm_slot slot, dm_str prep, uint32_t *out,
                      uint32_t room) {
    uint32_t n = 0;
    if (slot == DM_SLOT_HEAD && room) {
        out[0] = p->tok;
        return 1;
    }
    for (uint32_t i = 0; i < p->n; i++)
        if (p->arg[i].slot == slot && (slot != DM_SLOT_PREP || dm_str_eq(p->arg[i].prep, prep)))
            n = add_conjuncts(r, p->arg[i].tok, out, n, room);
    bool by = slot == DM_SLOT_SUBJ; /* "the arrest of a reporter by Chad" */
    if (!n && p->pos == 'n' && (slot == DM_SLOT_PREP || by) && room) {
        uint32_t low = lower_phrase(r, p->tok, by ? DM_STR("by") : prep, 2);
        if (low != UINT32_MAX) return add_conjuncts(r, low, out, n, room);
    }
    if (n || p->pos != 'v' || (slot != DM_SLOT_PREP && slot != DM_SLOT_OF)) return n;
    /* the phrase may hang on the object, or on another phrase: "imposed sanctions on", "withdrew from a
     * treaty with" */
    for (uint32_t i = 0; i < p->n; i++) {
        bool phrase = p->arg[i].slot == DM_SLOT_PREP && slot == DM_SLOT_PREP && !p->arg[i].clause && !n;
        if (p->arg[i].slot != DM_SLOT_OBJ && p->arg[i].slot != DM_SLOT_ATTR && !phrase) continue;
        const dm_predicate *object = dm_predicate_at(r, p->arg[i].tok);
        for (uint32_t k = 0; object && object->pos == 'n' && k < object->n; k++)
            if (object->arg[k].slot == slot && (slot != DM_SLOT_PREP || dm_str_eq(object->arg[k].prep, prep)))
                n = add_conjuncts(r, object->arg[k].tok, out, n, room);
        if (!n && !phrase && slot == DM_SLOT_PREP && object && object->pos == 'n' && room &&
            (dm_str_is(prep, "to") || dm_str_is(prep, "on") || dm_str_is(prep, "against"))) {
            uint32_t low = lower_phrase(r, p->arg[i].tok, prep, 2);
            if (low != UINT32_MAX) n = add_conjuncts(r, low, out, n, room);
        }
    }
    return n;
}

/* The phrase can be attached too low: "sanctions over the coup on Chad", "aid totalling five million to
 * Chad". */
static uint32_t lower_phrase(dm_reading *r, uint32_t tok, dm_str prep, int depth) {
    for (int32_t c = r->child[tok]; c != DM_NONE && depth > 0; c = r->sibling[c]) {
        bool participle = r->tok[c].dep == DM_DEP_acl && r->tok[c].tag == DM_TAG_VBG;
        if (r->tok[c].dep != DM_DEP_prep && !participle) continue;
        int32_t object = participle ? c : dm_child(r, (uint32_t)c, DM_DEP_pobj);
        if (object == DM_NONE) continue;
        int32_t deeper = object_of_word(r, (uint32_t)object, prep);
        if (deeper != DM_NONE) return (uint32_t)deeper;
        uint32_t found = lower_phrase(r, (uint32_t)object, prep, depth - 1);
        if (found != UINT32_MAX) return found;
    }
    return UINT32_MAX;
}

static bool has_sector(const dm_reading *r, const dm_mention *m, dm_code3 sector) {
    if (m->country == sector || m->sector == sector || m->other[0] == sector || m->other[1] == sector)
        return true;
    return m->actor != DM_NONE &&
           (r->actors.at[m->actor].sector == sector || r->actors.at[m->actor].other[0] == sector);
}

static bool value_fits(dm_reading *r, uint32_t tok, const dm_value *v) {
    int32_t m;
    switch (v->kind) {
    case DM_FILL_LEMMA: {
        dm_str word = dm_lexicon_text(r->lex, v->id);
        return dm_str_eq(r->tok[tok].lemma, word) || dm_str_eq(dm_low(r, tok), word);
    }
    case DM_FILL_CLASS: return dm_has_class(r, tok, v->id);
    case DM_FILL_PARTY:
        m = r->mention_of[tok];
        if (r->entity_of && r->entity_steps[tok] == 1) return true;
        return m != DM_NONE && (r->mentions.at[m].party || r->mentions.at[m].form == DM_FORM_PRONOUN);
    case DM_FILL_STATE:
        m = r->mention_of[tok];
        return m != DM_NONE &&
               (r->mentions.at[m].kind == DM_ACTOR_STATE ||
                (r->mentions.at[m].kind == DM_ACTOR_ORGANIZATION && r->mentions.at[m].country));
    case DM_FILL_PERSON:
        m = r->mention_of[tok];
        return (m != DM_NONE && (r->mentions.at[m].kind == DM_ACTOR_PERSON ||
                                 (r->mentions.at[m].kind == DM_ACTOR_GROUP && r->mentions.at[m].role))) ||
               r->tok[tok].ent == DM_ENT_PERSON || dm_in_class(r, tok, "person");
    case DM_FILL_NAME: return r->tok[tok].pos == DM_POS_PROPN;
    case DM_FILL_PLACE:
        return r->tok[tok].ent == DM_ENT_GPE || r->tok[tok].ent == DM_ENT_LOC ||
               r->tok[tok].ent == DM_ENT_FAC || dm_in_class(r, tok, "place");
    case DM_FILL_SECTOR:
        m = r->mention_of[tok];
        return m != DM_NONE && has_sector(r, &r->mentions.at[m], v->id);
    case DM_FILL_MONEY: return r->tok[tok].ent == DM_ENT_MONEY || dm_in_class(r, tok, "money");
    default: {
        uint32_t type = dm_frame_type(r, tok);
        return type != DM_EV_NONE && (!v->id || v->id == type);
    }
    }
}

/* "dozens of", "a group of": the of-phrase counts. */
uint32_t dm_through_quantity(const dm_reading *r, uint32_t tok) {
    for (int depth = 0; depth < 3 && dm_in_class(r, tok, "quantity"); depth++) {
        int32_t object = object_of(r, tok, "of");
        if (object == DM_NONE) break;
        tok = (uint32_t)object;
    }
    return tok;
}

int32_t dm_light_verb_of(dm_reading *r, uint32_t noun) {
    uint32_t n = standing(r, noun), h = r->tok[n].head;
    uint16_t dep = r->tok[n].dep;
    if (h == n) return DM_NONE;
    bool object = dep == DM_DEP_dobj || dep == DM_DEP_nsubjpass;
    if (object && dm_is_verb(r, h) &&
        (dm_in_class(r, h, "light_verb") || dm_in_class(r, h, "receiving_verb")))
        return (int32_t)h;
    uint32_t v = r->tok[h].head;
    if (dep == DM_DEP_pobj && v != h) {
        if (dm_is_noun(r, v) && r->tok[v].dep == DM_DEP_dobj) v = r->tok[v].head;
        if (dm_is_verb(r, v) && (dm_in_class(r, v, "joining_verb") || dm_in_class(r, v, "undergoing_verb")))
            return (int32_t)v;
    }
    return DM_NONE;
}

/* How much a condition says that a word, a class, a kind of filler, or anything at all fulfils it. */
enum { ANYTHING = 2, NOTHING = 1, OF_KIND = 3, OF_CLASS = 5, THE_WORD = 8 };

/* By which of a condition's values does a token fulfil it? 0: by none. */
static uint32_t fit_of(dm_reading *r, uint32_t tok, const dm_condition_row *c) {
    uint32_t meant = dm_through_quantity(r, tok), best = 0;
    for (uint32_t v = 0; v < c->n; v++) {
        const dm_value *value = &r->lex->values[c->first + v];
        uint32_t fit = value->kind == DM_FILL_LEMMA   ? THE_WORD
                       : value->kind == DM_FILL_CLASS ? OF_CLASS
                                                      : OF_KIND;
        if (fit > best && (value_fits(r, tok, value) || (meant != tok && value_fits(r, meant, value))))
            best = fit;
    }
    return best;
}

/* The number of the first condition that does not hold, -1 if all do; `score`: how exact they are. */
static int judge(dm_reading *r, const dm_predicate *p, const dm_predicate_row *row, uint32_t *score) {
    *score = 1;
    for (uint32_t i = 0; i < row->n_when; i++) {
        const dm_condition_row *c = &r->lex->conditions[row->when + i];
        uint32_t tok[16], n = dm_arguments(r, p, (dm_slot)c->slot, dm_lexicon_text(r->lex, c->prep), tok, 16);
        uint32_t fit = n > 0 && !c->n ? ANYTHING : 0;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t one = fit_of(r, tok[k], c);
            if (one > fit) fit = one;
        }
        if ((fit > 0) == (c->absent != 0)) return (int)i;
        *score += c->absent ? NOTHING : fit;
    }
    return -1;
}

int dm_when_fails(dm_reading *r, const dm_predicate *p, const dm_predicate_row *row) {
    uint32_t score;
    return judge(r, p, row, &score);
}

uint32_t dm_when(dm_reading *r, const dm_predicate *p, const dm_predicate_row *row) {
    uint32_t score;
    return judge(r, p, row, &score) < 0 ? score : 0;
}
