/* One actor for all mentions of somebody in a document: names by their last word, bodies and offices by their
 * head noun, pronouns by what was last spoken of and fits. In text order; a mention that fits nobody is a new
 * actor. */
#include <stdio.h>

#include "base/utf8.h"
#include "coding/reading.h"

enum { PRONOUN_REACH = 3, NOMINAL_REACH = 40 }; /* sentences back */

static dm_str last_word(dm_str name) {
    size_t begin = name.n;
    while (begin > 0 && name.p[begin - 1] != ' ') begin--;
    return dm_str_sub(name, begin, name.n);
}

static dm_str first_word(dm_str name) {
    size_t end = 0;
    while (end < name.n && name.p[end] != ' ') end++;
    return dm_str_sub(name, 0, end);
}

static bool one_word(dm_str name) {
    return memchr(name.p, ' ', name.n) == NULL;
}

/* "Austin" is "Lloyd Austin"; "Kim" is "Kim Hong-kyun" (family name first); "Lloyd Austin" is not "Kevin
 * Austin". */
static bool same_person_name(dm_str a, dm_str b) {
    if (dm_str_eq(a, b)) return true;
    if (one_word(a) && one_word(b)) return false;
    if (one_word(a) || one_word(b)) {
        dm_str one = one_word(a) ? a : b, full = one_word(a) ? b : a;
        return dm_str_eq(one, last_word(full)) || (dm_str_eq(one, first_word(full)) && one.n > 2);
    }
    if (!dm_str_eq(last_word(a), last_word(b))) return false;
    dm_str x = first_word(a), y = first_word(b);
    return dm_str_eq(x, y) || (x.p[0] == y.p[0] && (x.n <= 2 || y.n <= 2));
}

static bool codes_agree(dm_code3 a, dm_code3 b) {
    return !a || !b || a == b;
}

/* Is the name of an organization written out in the initials of another? */
static bool is_acronym(dm_str initials, dm_str full) {
    size_t k = 0;
    if (initials.n < 2 || initials.n > 8) return false;
    for (size_t i = 0; i < full.n; i++) {
        bool begins = i == 0 || full.p[i - 1] == ' ' || full.p[i - 1] == '-';
        if (!begins || full.p[i] < 'A' || full.p[i] > 'Z') continue;
        if (k == initials.n || initials.p[k++] != full.p[i]) return false;
    }
    return k == initials.n && k > 1;
}

/* "minister" for both "the minister" and "Foreign Minister Kim": the last word of the office. */
static bool same_office(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    dm_str head = dm_low(r, m->head);
    if (a->role && m->role && a->role == m->role) return true;
    if (!a->office.p) return false;
    dm_str last = last_word(a->office);
    if (last.n != head.n) return false;
    for (size_t i = 0; i < last.n; i++)
        if ((last.p[i] | 32) != (head.p[i] | 32)) return false;
    return true;
}

/* Nothing but the head noun, and a determiner. */
static bool is_bare(const dm_reading *r, const dm_mention *m) {
    return m->of == DM_NONE && r->hit_of[m->head] != DM_NONE &&
           r->hits.at[r->hit_of[m->head]].span.begin == m->head &&
           (m->span.begin == m->head ||
            (m->span.begin + 1 == m->head && r->tok[m->span.begin].pos == DM_POS_DET));
}

static bool fits_nominal(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    if (!codes_agree(a->country, m->country) || a->plural != m->plural) return false;
    if (m->of != DM_NONE && a->of != DM_NONE && r->mentions.at[m->of].actor != a->of &&
        r->mentions.at[m->of].actor != DM_NONE)
        return false;
    const dm_mention *last = &r->mentions.at[a->mentions.at[a->mentions.n - 1]];
    if (r->sentence_of[m->head] - r->sentence_of[last->head] > NOMINAL_REACH) return false;
    if (m->kind == DM_ACTOR_PERSON || (m->kind == DM_ACTOR_GROUP && m->role))
        return a->kind == m->kind && same_office(r, a, m);
    for (uint32_t i = 0; i < a->mentions.n; i++) {
        const dm_mention *other = &r->mentions.at[a->mentions.at[i]];
        if (other->form == DM_FORM_PRONOUN) continue;
        if (other->sense && other->sense == m->sense) return true;
        if (!dm_str_eq(dm_low(r, other->head), dm_low(r, m->head))) continue;
        /* "the ministry" after "the Foreign Ministry"; but "the Defense Ministry" is another one */
        if (!other->sense || !m->sense || is_bare(r, m) || is_bare(r, other)) return true;
    }
    return false;
}

static bool fits_name(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    if (!a->name.p || !m->name.p) return false;
    if (a->kind != m->kind) { /* the recogniser takes a family name alone for a firm or a town */
        const dm_mention *first = &r->mentions.at[a->mentions.at[0]];
        bool unsure = !m->sense && !first->sense &&
                      (a->kind == DM_ACTOR_PERSON || m->kind == DM_ACTOR_PERSON) && a->named;
        return unsure && same_person_name(a->name, m->name) && codes_agree(a->country, m->country);
    }
    if (m->kind == DM_ACTOR_STATE) return m->country && a->country == m->country;
    if (!codes_agree(a->country, m->country)) return false;
    if (m->kind == DM_ACTOR_PERSON) return same_person_name(a->name, m->name);
    return dm_str_eq(a->name, m->name) || is_acronym(m->name, a->name) || is_acronym(a->name, m->name);
}

/* A pronoun cannot mean the other party of its own verb ("he met him"). */
static bool share_verb(const dm_reading *r, uint32_t a, uint32_t b) {
    uint32_t x = r->tok[a].head, y = r->tok[b].head;
    return x == y && r->tok[a].dep != DM_DEP_poss && r->tok[b].dep != DM_DEP_poss;
}

static bool fits_pronoun(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    const dm_mention *last = &r->mentions.at[a->mentions.at[a->mentions.n - 1]];
    if (r->sentence_of[m->head] - r->sentence_of[last->head] > PRONOUN_REACH ||
        share_verb(r, last->head, m->head))
        return false;
    if (m->gender == 'n') return a->kind != DM_ACTOR_PERSON && !a->plural;
    if (m->gender == 'm' || m->gender == 'f')
        return a->kind == DM_ACTOR_PERSON && (!a->gender || a->gender == m->gender);
    return a->plural || a->kind == DM_ACTOR_GROUP;
}

/* What a pronoun most likely means: subjects before others, names before nouns, near before far. */
static int pronoun_score(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    const dm_mention *last = &r->mentions.at[a->mentions.at[a->mentions.n - 1]];
    int distance = (int)(r->sentence_of[m->head] - r->sentence_of[last->head]), score = 100 - 30 * distance;
    uint16_t dep = r->tok[last->head].dep;
    if (dep == DM_DEP_nsubj || dep == DM_DEP_nsubjpass) score += 25;
    if (last->form == DM_FORM_MODIFIER) score -= 40;
    if (last->form == DM_FORM_PRONOUN) score += 10;
    if (last->form == DM_FORM_NAME && a->kind == DM_ACTOR_PERSON) score += 10;
    if (r->quote_of[last->head] != DM_NONE && r->quote_of[m->head] == DM_NONE) score -= 30;
    int words = (int)(m->head - last->head);
    return score - (words > 40 ? 20 : words / 2);
}

static void learn(dm_actor *a, const dm_mention *m) {
    if (!a->country) a->country = m->country;
    if (!a->sector) a->sector = m->sector;
    for (int i = 0; i < 2; i++)
        if (!a->other[i]) a->other[i] = m->other[i];
    if (!a->gender) a->gender = m->gender;
    if (!a->office.p) a->office = m->office;
    if (!a->role) a->role = m->role;
    if (!a->sense) a->sense = m->sense;
    a->party = a->party || m->party;
    a->relevant = a->relevant && m->relevant;
    if (m->name.p && !a->named) a->name = m->name;
    a->named = a->named || m->name.p;
    if (m->name.p && (!a->name.p || (a->kind == DM_ACTOR_PERSON && m->name.n > a->name.n))) a->name = m->name;
}

static int32_t new_actor(dm_reading *r, const dm_mention *m) {
    dm_actor a = {.kind = m->kind, .plural = m->plural, .relevant = true, .of = DM_NONE};
    a.name = m->name.p || m->form == DM_FORM_PRONOUN ? m->name : dm_text_of(r, m->span);
    if (m->id) a.id = dm_str_of(m->id);
    dm_vec_push(r->arena, &r->actors, a);
    return (int32_t)r->actors.n - 1;
}

static void join(dm_reading *r, uint32_t mention, int32_t actor) {
    dm_mention *m = &r->mentions.at[mention];
    dm_actor *a = &r->actors.at[actor];
    m->actor = actor;
    learn(a, m);
    if (m->of != DM_NONE && a->of == DM_NONE && r->mentions.at[m->of].actor != actor)
        a->of = r->mentions.at[m->of].actor;
    uint32_t at = a->mentions.n; /* keep them in text order */
    dm_vec_push(r->arena, &a->mentions, mention);
    while (at > 0 && r->mentions.at[a->mentions.at[at - 1]].head > m->head) {
        a->mentions.at[at] = a->mentions.at[at - 1];
        at--;
    }
    a->mentions.at[at] = mention;
}

/* "Ambassador Zinovyev" after "the Russian ambassador": an office that was spoken of gets its holder's name.
 */
static bool is_holder(const dm_reading *r, const dm_actor *a, const dm_mention *m) {
    enum { REACH = 4 };
    if (m->kind != DM_ACTOR_PERSON || !m->role || a->kind != DM_ACTOR_PERSON || a->role != m->role ||
        a->named)
        return false;
    const dm_mention *last = &r->mentions.at[a->mentions.at[a->mentions.n - 1]];
    return codes_agree(a->country, m->country) && last->definite &&
           r->sentence_of[m->head] - r->sentence_of[last->head] <= REACH;
}

static int32_t find_actor(dm_reading *r, const dm_mention *m) {
    int32_t best = DM_NONE;
    int best_score = 0;
    if (m->caller) {
        for (uint32_t i = 0; i < r->actors.n; i++)
            if (r->actors.at[i].id.p && dm_str_is(r->actors.at[i].id, m->id)) return (int32_t)i;
        return DM_NONE;
    }
    /* an apposition is the same actor as what it explains */
    if (r->tok[m->head].dep == DM_DEP_appos) {
        int32_t to = r->mention_of[r->tok[m->head].head];
        if (to != DM_NONE && r->mentions.at[to].actor != DM_NONE && r->mentions.at[to].kind == m->kind)
            return r->mentions.at[to].actor;
    }
    for (uint32_t i = r->actors.n; i-- > 0;) {
        const dm_actor *a = &r->actors.at[i];
        if (a->id.p) continue; /* the caller's take no other mentions by likeness */
        switch (m->form) {
        case DM_FORM_PRONOUN:
            if (m->person == 3 && fits_pronoun(r, a, m)) {
                int score = pronoun_score(r, a, m);
                if (best == DM_NONE || score > best_score) {
                    best = (int32_t)i;
                    best_score = score;
                }
            }
            break;
        case DM_FORM_NOMINAL:
            if ((m->definite || m->kind == DM_ACTOR_ORGANIZATION) && fits_nominal(r, a, m)) return (int32_t)i;
            break;
        default:
            if (fits_name(r, a, m)) return (int32_t)i;
            if (best == DM_NONE && is_holder(r, a, m)) best = (int32_t)i;
        }
    }
    return best;
}

static int32_t resolve(dm_reading *r, uint32_t mention) {
    dm_mention *m = &r->mentions.at[mention];
    if (m->of != DM_NONE && r->mentions.at[m->of].actor == DM_NONE && (uint32_t)m->of != mention)
        resolve(r, (uint32_t)m->of);
    if (m->actor != DM_NONE) return m->actor;
    /* what belongs to a pronoun has its country */
    if (m->of != DM_NONE && r->mentions.at[m->of].actor != DM_NONE) {
        const dm_actor *of = &r->actors.at[r->mentions.at[m->of].actor];
        if (!m->country) m->country = of->country;
    }
    int32_t actor = find_actor(r, m);
    if (actor == DM_NONE) {
        if (m->form == DM_FORM_PRONOUN) return DM_NONE;
        actor = new_actor(r, m);
    }
    join(r, mention, actor);
    return actor;
}

static void name_ids(dm_reading *r) {
    for (uint32_t i = 0; i < r->actors.n; i++) {
        if (r->actors.at[i].id.p) continue;
        char text[16];
        bool taken;
        do { /* keep clear of the caller's ids */
            snprintf(text, sizeof text, "a%u", ++r->actor_numbers);
            taken = false;
            for (size_t e = 0; e < r->doc->entity_count; e++)
                taken = taken || strcmp(r->doc->entities[e].id, text) == 0;
        } while (taken);
        r->actors.at[i].id = dm_arena_copy(r->arena, dm_str_of(text));
    }
}

/* Two words for one field of government: "foreign minister" and "foreign ministry". */
static bool same_field(const dm_reading *r, const dm_mention *a, const dm_mention *b) {
    if (!a->sense && !a->role) return false;
    dm_str x = dm_lexicon_text(r->lex, a->role ? a->role->name : a->sense->name),
           y = dm_lexicon_text(r->lex, b->role ? b->role->name : b->sense->name);
    static const char *const fields[] = {"foreign",    "defen",       "interior", "finance",
                                         "justice",    "trade",       "prime",    "embassy",
                                         "ambassador", "unification", "security"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        dm_str f = dm_str_of(fields[i]);
        bool in_x = false, in_y = false;
        for (size_t k = 0; k + f.n <= x.n; k++) in_x = in_x || memcmp(x.p + k, f.p, f.n) == 0;
        for (size_t k = 0; k + f.n <= y.n; k++) in_y = in_y || memcmp(y.p + k, f.p, f.n) == 0;
        if (in_x && in_y) return true;
        if ((in_x || in_y) && (f.p[0] == 'e' || f.p[0] == 'a')) { /* an embassy is its ambassador's */
            dm_str other = dm_str_of(f.p[0] == 'e' ? "ambassador" : "embassy");
            dm_str rest = in_x ? y : x;
            for (size_t k = 0; k + other.n <= rest.n; k++)
                if (memcmp(rest.p + k, other.p, other.n) == 0) return true;
        }
    }
    return false;
}

/* An office or body of some state whose country the text does not name beside it: that of the same field
 * nearby, else the state spoken of last. */
static dm_code3 country_nearby(const dm_reading *r, const dm_mention *m) {
    enum { REACH = 3 };
    dm_code3 last = 0;
    for (uint32_t tok = m->head; tok-- > 0;) {
        int32_t k = r->mention_of[tok];
        if (r->sentence_of[m->head] - r->sentence_of[tok] > 4 * REACH) break;
        if (k == DM_NONE) continue;
        const dm_mention *o = &r->mentions.at[k];
        if (!o->country || dm_is_beyond_states(o->country)) continue;
        if ((o->role || (o->sense && o->sense->kind == DM_SENSE_BODY)) && same_field(r, m, o))
            return o->country;
        bool near = r->sentence_of[m->head] - r->sentence_of[tok] <= REACH;
        if (!last && near && o->kind == DM_ACTOR_STATE) last = o->country;
    }
    return last;
}

/* The country that the document is mostly about: where its first sentences are, and what is named most. */
static dm_code3 home_country(const dm_reading *r) {
    enum { COUNTRIES = 64, LEAD = 2, LEAD_WEIGHT = 3 };
    struct {
        dm_code3 code;
        uint32_t weight;
    } seen[COUNTRIES];
    uint32_t n = 0, best = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        const dm_mention *m = r->mention_of[i] == DM_NONE ? NULL : &r->mentions.at[r->mention_of[i]];
        if (!m || !m->country || dm_is_beyond_states(m->country) || m->form == DM_FORM_PRONOUN) continue;
        uint32_t k = 0;
        while (k < n && seen[k].code != m->country) k++;
        if (k == COUNTRIES) continue;
        if (k == n) {
            seen[n].code = m->country;
            seen[n++].weight = 0;
        }
        seen[k].weight += r->sentence_of[i] < LEAD ? LEAD_WEIGHT : 1;
    }
    for (uint32_t k = 1; k < n; k++)
        if (seen[k].weight > seen[best].weight) best = k;
    return n ? seen[best].code : 0;
}

/* Somebody who must be of some country: an office, a body, people by what they do, a person with a name. */
static bool has_home(const dm_mention *m) {
    return m->role || (m->sense && m->sense->kind == DM_SENSE_BODY) ||
           (m->kind == DM_ACTOR_PERSON && m->form == DM_FORM_NAME);
}

static bool is_of_a_state(const dm_mention *m) {
    return m->role ? (m->role->flags & (DM_SENSE_FOR_STATE | DM_SENSE_FOR_BODY)) != 0
                   : m->sense && m->sense->kind == DM_SENSE_BODY;
}

/* Who has no country of his own gets that of his field nearby, of the state spoken of last, or the
 * document's. */
static void infer_countries(dm_reading *r) {
    dm_code3 home = r->home = home_country(r);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < r->n; i++) {
            if (r->mention_of[i] == DM_NONE) continue;
            dm_mention *m = &r->mentions.at[r->mention_of[i]];
            if (m->actor == DM_NONE || !has_home(m)) continue;
            dm_actor *a = &r->actors.at[m->actor];
            if (!a->country && !a->id.p)
                a->country = round == 0 && is_of_a_state(m) ? country_nearby(r, m) : round == 1 ? home : 0;
            if (!m->country) m->country = a->country;
        }
}

void dm_code_coreference(dm_reading *r) {
    uint32_t n = r->mentions.n, *order = dm_arena_array(r->arena, n + 1u, sizeof *order), k = 0;
    for (uint32_t i = 0; i < r->n; i++)
        if (r->mention_of[i] != DM_NONE) order[k++] = (uint32_t)r->mention_of[i];
    for (uint32_t i = 0; i < k; i++) resolve(r, order[i]);
    infer_countries(r);
    name_ids(r);
}

int32_t dm_actor_at(dm_reading *r, uint32_t tok) {
    int32_t m = dm_mention_at(r, tok);
    if (m == DM_NONE) return DM_NONE;
    int32_t actor = resolve(r, (uint32_t)m);
    if (actor != DM_NONE && !r->actors.at[actor].id.p) name_ids(r);
    return actor;
}

/* "I" and "we" are the speaker; so are "you" nobody. */
void dm_code_speakers(dm_reading *r) {
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        dm_mention *m = &r->mentions.at[i];
        int32_t q = r->quote_of[m->head];
        if (m->form != DM_FORM_PRONOUN || m->person != 1 || m->actor != DM_NONE || q == DM_NONE ||
            r->quotes.at[q].speaker == DM_NONE)
            continue;
        int32_t speaker = r->attributions.at[r->quotes.at[q].speaker].source_actor;
        if (speaker == DM_NONE) continue;
        /* "we" is whom he speaks for */
        if (m->plural && r->actors.at[speaker].kind == DM_ACTOR_PERSON && r->actors.at[speaker].of != DM_NONE)
            speaker = r->actors.at[speaker].of;
        join(r, i, speaker);
    }
}
