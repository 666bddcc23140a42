/* Whom a noun speaks of: "the minister", "the ministry", "the rebels", "the newspaper". The nearest one
 * before it that is called so; else one of whom a general word can be said: "the lawmaker" of a senator, "the
 * group" of an organization, "the 34-year-old" of any person. */
#include "coding/who.h"

enum { REACH = 40, LOOSE_REACH = 8, STEPS = 2000 }; /* sentences back; tokens */

static dm_str role_name(const dm_reading *r, const dm_sense *role) {
    return role ? dm_lexicon_text(r->lex, role->name) : (dm_str){NULL, 0};
}

/* "minister" is said of a "foreign minister", "president" not of a "vice president". */
static bool says_role(dm_str general, dm_str special) {
    static const char *const others[] = {"vice", "deputy", "assistant", "former", "under"};
    if (!general.p || !special.p) return false;
    if (dm_str_eq(general, special)) return true;
    if (special.n <= general.n + 1 || !dm_str_ends(special, general) ||
        special.p[special.n - general.n - 1] != ' ')
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (dm_str_starts(special, dm_str_of(others[i]))) return false;
    return true;
}

/* The same in capitals: an office as the text has it. */
static bool ends_like(dm_str office, dm_str word) {
    if (!office.p || office.n < word.n) return false;
    if (office.n > word.n && office.p[office.n - word.n - 1] != ' ') return false;
    for (size_t i = 0; i < word.n; i++)
        if ((office.p[office.n - word.n + i] | 32) != (word.p[i] | 32)) return false;
    return true;
}

/* "premier" and "prime minister" */
static bool same_class(const dm_reading *r, dm_str a, dm_str b) {
    if (!a.p || !b.p) return false;
    int32_t word[2];
    dm_str names[2] = {a, b};
    for (int k = 0; k < 2; k++) {
        char key[48];
        if (names[k].n >= sizeof key) return false;
        for (size_t i = 0; i < names[k].n; i++) key[i] = names[k].p[i] == ' ' ? '_' : names[k].p[i];
        word[k] = dm_lexicon_lemma(r->lex, (dm_str){key, names[k].n});
        if (word[k] < 0) return false;
    }
    int32_t class = dm_index_find(&r->lex->class_names, DM_STR("head_of_government"));
    return class >= 0 && dm_class_set_has(&r->lex->lemma_classes[word[0]], (uint32_t) class) &&
           dm_class_set_has(&r->lex->lemma_classes[word[1]], (uint32_t) class);
}

static bool same_office(const dm_reading *r, const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    dm_str role = role_name(r, m->role);
    if (!role.p) return false;
    if (says_role(role, role_name(r, a->role)) || says_role(role, role_name(r, o->role))) return true;
    if (same_class(r, role, role_name(r, a->role)) || (a->office.p && same_class(r, role, a->office)))
        return true;
    if (says_role(role_name(r, a->role), role) && a->named)
        return true; /* "the foreign minister" of a minister */
    if (a->office.p && ends_like(a->office, role)) {
        dm_str rest = dm_str_sub(a->office, 0, a->office.n - role.n);
        return rest.n == 0 ||
               !(dm_str_starts(rest, DM_STR("Vice")) || dm_str_starts(rest, DM_STR("vice")) ||
                 dm_str_starts(rest, DM_STR("Deputy")) || dm_str_starts(rest, DM_STR("deputy")));
    }
    return false;
}

/* Nothing before the head noun but a determiner. */
static bool is_bare(const dm_reading *r, const dm_mention *m) {
    uint32_t begin = m->span.begin;
    while (begin < m->head && r->tok[begin].pos == DM_POS_DET) begin++;
    return begin == m->head && m->of == DM_NONE;
}

/* Words before the head that tell more than its country: none, or the same in both. */
static bool qualifiers_agree(const dm_reading *r, const dm_mention *o, const dm_mention *m) {
    if (is_bare(r, m) || (m->definite && is_bare(r, o))) return true;
    const dm_mention *both[2] = {o, m};
    dm_str word[2] = {{NULL, 0}, {NULL, 0}};
    for (int k = 0; k < 2; k++)
        for (uint32_t i = both[k]->span.begin; i < both[k]->head; i++) {
            const dm_hit *h = dm_hit_at(r, i);
            bool state = h && dm_sense_of(r, h, DM_STATE_KINDS);
            bool counts = (r->tok[i].pos == DM_POS_ADJ || r->tok[i].pos == DM_POS_NOUN ||
                           r->tok[i].pos == DM_POS_PROPN || r->tok[i].pos == DM_POS_VERB) &&
                          !state;
            if (counts) word[k] = dm_low(r, i);
        }
    return dm_str_eq(word[0], word[1]) || (m->definite && !word[1].p);
}

/* Do both belong to the same, as far as the text tells? */
static bool owners_agree(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    if (m->of == DM_NONE || a->of == DM_NONE)
        return m->of == DM_NONE || m->definite || r->mentions.at[m->of].kind == DM_ACTOR_STATE;
    int32_t of = r->mentions.at[m->of].actor;
    if (of == DM_NONE || of == a->of) return true;
    const dm_actor *x = &r->actors.at[of], *y = &r->actors.at[a->of];
    return (x->kind == DM_ACTOR_STATE || y->kind == DM_ACTOR_STATE) && x->country && x->country == y->country;
}

static bool same_head(const dm_reading *r, const dm_mention *a, const dm_mention *b) {
    return dm_str_eq(r->tok[a->head].lemma, r->tok[b->head].lemma) ||
           dm_str_eq(dm_low(r, a->head), dm_low(r, b->head));
}

typedef enum fit { NO, LOOSE, EXACT } fit;

static fit fit_person(const dm_reading *r, const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    if (a->kind != DM_ACTOR_PERSON || a->plural || !dm_genders_agree(a->gender, m->gender)) return NO;
    if (same_office(r, a, o, m)) return EXACT;
    if (o->form == DM_FORM_NOMINAL && same_head(r, o, m)) return EXACT;
    if (!m->definite) return NO;
    if (!m->role || dm_in_class(r, m->head, "any_person")) return a->named ? LOOSE : NO;
    if (dm_in_class(r, m->head, "leader_noun"))
        return a->named && a->role && a->role->flags & (DM_SENSE_FOR_STATE | DM_SENSE_FOR_BODY) ? LOOSE : NO;
    if (m->role->flags & DM_SENSE_FOR_BODY && !m->role->sector)
        return a->named && dm_in_class(r, m->head, "official_noun") && a->sector == DM_GOV && m->of == DM_NONE
                   ? LOOSE
                   : NO;
    return a->named && m->sector && m->sector == a->sector && !(m->role->flags & DM_SENSE_FOR_BODY) &&
                   (m->sector != DM_GOV || dm_in_class(r, m->head, "official_noun"))
               ? LOOSE
               : NO;
}

/* The number before a plural: "four soldiers"; {NULL, 0} if there is none. */
static dm_str number_before(const dm_reading *r, const dm_mention *m) {
    int32_t n = m->form == DM_FORM_PRONOUN ? DM_NONE : dm_child(r, m->head, DM_DEP_nummod);
    return n == DM_NONE || (uint32_t)n > m->head ? (dm_str){NULL, 0} : dm_low(r, (uint32_t)n);
}

static bool sectors_agree(const dm_actor *a, const dm_mention *m) {
    return a->sector == m->sector || !a->sector || !m->sector;
}

static fit fit_group(const dm_reading *r, const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    if (!a->plural || a->members.n) return NO;
    dm_str own = number_before(r, m), other = number_before(r, o);
    if (own.p && other.p) {
        if (!dm_str_eq(own, other)) return NO;
        /* "Four Marines … the four soldiers" */
        return m->definite && m->role && sectors_agree(a, m) ? EXACT : NO;
    }
    /* "eight Marines are to be tried … Marines went on a spree" are all and some */
    if (other.p && !m->definite) return NO;
    if (o->form != DM_FORM_PRONOUN && same_head(r, o, m)) return qualifiers_agree(r, o, m) ? EXACT : NO;
    if (!m->definite || !m->sector || m->sector != a->sector || !m->role || !is_bare(r, m)) return NO;
    /* "the Islamists" are not the "Islamic officials" */
    if (a->role && a->role->flags & (DM_SENSE_FOR_STATE | DM_SENSE_FOR_BODY)) return NO;
    return a->kind == DM_ACTOR_GROUP && m->sector != DM_CODE('C', 'V', 'L') ? LOOSE : NO;
}

static fit fit_body(const dm_reading *r, const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    if (a->kind == DM_ACTOR_PERSON || a->kind == DM_ACTOR_STATE || a->members.n) return NO;
    bool generic = m->sense && m->sense->kind == DM_SENSE_BODY;
    if (generic && o->sense == m->sense) return EXACT;
    if (o->form != DM_FORM_PRONOUN && same_head(r, o, m)) {
        /* "the ministry" after "the Foreign Ministry"; but "the Defense Ministry" is another one */
        if (!o->sense || !m->sense || is_bare(r, m) || is_bare(r, o)) return EXACT;
    }
    if (!m->definite || a->plural || !a->named) return NO;
    dm_code3 sector = m->sector;
    if (dm_in_class(r, m->head, "any_group"))
        return a->sector != DM_GOV && a->sector != DM_CODE('M', 'I', 'L') ? LOOSE : NO;
    return sector && sector == a->sector && sector != DM_GOV && sector != DM_CODE('M', 'I', 'L') &&
                   is_bare(r, m)
               ? LOOSE
               : NO;
}

static fit fit_of(const dm_reading *r, const dm_actor *a, const dm_mention *o, const dm_mention *m) {
    if (a->caller || !dm_codes_agree(a->country, m->country) || !owners_agree(r, a, m)) return NO;
    if (m->kind == DM_ACTOR_PERSON) return fit_person(r, a, o, m);
    if (m->kind == DM_ACTOR_STATE) return NO;
    if (m->kind == DM_ACTOR_GROUP && m->plural) return fit_group(r, a, o, m);
    return m->plural ? (a->plural ? fit_body(r, a, o, m) : NO) : fit_body(r, a, o, m);
}

/* "the country": the state that acts nearby, a subject or owner before others. */
static int32_t state_nearby(const dm_reading *r, const dm_mention *m) {
    int32_t best = DM_NONE;
    int best_score = 0;
    for (uint32_t tok = m->head, steps = 0; tok-- > 0 && steps < STEPS; steps++) {
        int32_t k = r->mention_of[tok];
        uint32_t back = dm_sentences_back(r, m->head, tok);
        if (back > LOOSE_REACH) break;
        if (k == DM_NONE || r->mentions.at[k].actor == DM_NONE || r->mentions.at[k].form == DM_FORM_PRONOUN)
            continue;
        const dm_mention *o = &r->mentions.at[k];
        const dm_actor *a = &r->actors.at[o->actor];
        if (a->kind != DM_ACTOR_STATE || !a->country || a->caller || dm_is_beyond_states(a->country))
            continue;
        int score = 40 - 8 * (int)back + (a->mentions.n > 4 ? 8 : 2 * (int)a->mentions.n);
        if (dm_is_subject(r, tok)) score += 10;
        if (o->form == DM_FORM_MODIFIER && !dm_is_subject(r, r->tok[tok].head)) score -= 4;
        if (score > best_score) {
            best_score = score;
            best = o->actor;
        }
    }
    return best;
}

/* ---- who is named only later ---- */

/* "The Turkish president … Mr Erdogan": who holds an office of a state is one man, named later on. */
static int32_t holder_ahead(const dm_reading *r, const dm_mention *m) {
    enum { MOST = 200 };
    if (!m->definite || !m->role || !m->country || !(m->role->flags & DM_SENSE_FOR_STATE)) return DM_NONE;
    dm_str role = role_name(r, m->role);
    for (uint32_t i = 0; i < r->actors.n && i < MOST; i++) {
        const dm_actor *a = &r->actors.at[i];
        if (a->kind != DM_ACTOR_PERSON || !a->named || a->caller || a->former || !a->mentions.n) continue;
        if (a->country != m->country || !dm_genders_agree(a->gender, m->gender)) continue;
        if (r->mentions.at[a->mentions.at[0]].head < m->head) continue;
        if ((a->role && dm_str_eq(role, role_name(r, a->role))) ||
            (!a->role && a->office.p && dm_str_eq(role, a->office)))
            return (int32_t)i;
    }
    return DM_NONE;
}

/* "A Chinese journalist said … 'I am glad,' Gao Qinrong said": whom a story begins with is named in one of
 * the next sentences, as the first one there. */
static int32_t named_ahead(const dm_reading *r, const dm_mention *m) {
    enum { LEAD = 2, AHEAD = 3 };
    uint32_t sentence = r->sentence_of[m->head];
    if (sentence >= LEAD || !m->role || !dm_is_subject(r, m->head)) return DM_NONE;
    uint32_t last = sentence + AHEAD < r->sentences.n ? sentence + AHEAD : r->sentences.n - 1;
    for (uint32_t tok = r->sentences.at[sentence].span.begin; tok < r->sentences.at[last].span.end; tok++) {
        int32_t k = r->mention_of[tok];
        if (k == DM_NONE || tok == m->head) continue;
        const dm_mention *o = &r->mentions.at[k];
        if (o->kind != DM_ACTOR_PERSON || o->plural || o->form == DM_FORM_PRONOUN ||
            o->form == DM_FORM_MODIFIER)
            continue;
        if (tok < m->head && r->sentence_of[tok] == sentence) continue;
        if (!o->name.p || o->actor == DM_NONE) {
            if (o->indefinite && dm_is_subject(r, tok)) return DM_NONE; /* another one is introduced */
            continue;
        }
        const dm_actor *a = &r->actors.at[o->actor];
        bool first = a->mentions.n && (uint32_t)k == a->mentions.at[0] && !a->caller;
        bool role = !a->role || a->role == m->role || says_role(role_name(r, m->role), role_name(r, a->role));
        bool fits = first && role && r->sentence_of[tok] > sentence && dm_is_subject(r, tok) &&
                    dm_genders_agree(a->gender, m->gender) && dm_codes_agree(a->country, m->country) &&
                    sectors_agree(a, m);
        return fits ? o->actor : DM_NONE;
    }
    return DM_NONE;
}

int32_t dm_actor_by_noun(dm_reading *r, const dm_mention *m) {
    dm_mention copy = *m;
    int32_t several = dm_actor_by_number(r, &copy);
    if (several != DM_NONE) return several;
    m = &copy;
    if (m->kind == DM_ACTOR_STATE)
        return m->definite && !m->plural && is_bare(r, m) ? state_nearby(r, m) : DM_NONE;
    if (m->indefinite && m->kind == DM_ACTOR_PERSON && !m->plural) return named_ahead(r, m);
    if (m->indefinite || (!m->party && !m->definite)) return DM_NONE;
    /* "minister" alone is somebody; "officials", "police" go on */
    if (m->kind == DM_ACTOR_PERSON && !m->definite) return DM_NONE;
    int32_t loose = DM_NONE;
    for (uint32_t tok = m->head, steps = 0; tok-- > 0 && steps < STEPS; steps++) {
        int32_t k = r->mention_of[tok];
        uint32_t back = dm_sentences_back(r, m->head, tok);
        if (back > REACH) break;
        if (k == DM_NONE || r->mentions.at[k].actor == DM_NONE || (uint32_t)k == (uint32_t)m->of) continue;
        const dm_mention *o = &r->mentions.at[k];
        fit f = fit_of(r, &r->actors.at[o->actor], o, m);
        if (f == EXACT) return o->actor;
        if (f == LOOSE && loose == DM_NONE && back <= LOOSE_REACH) loose = o->actor;
        if (loose != DM_NONE && back > LOOSE_REACH) break;
    }
    return loose != DM_NONE || m->kind != DM_ACTOR_PERSON ? loose : holder_ahead(r, m);
}
