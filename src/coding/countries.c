/* Countries that only the rest of the document tells. "The minister" is of the state whose ministry was
 * named, "the military" of the state whose marines were, "police" of the place where the story is, and
 * everybody else at home where the document is at home, if it is at home anywhere. Such countries are marked
 * as inferred. */
#include "coding/who.h"

enum { COUNTRIES = 64, LEAD = 3, LEAD_WEIGHT = 3, NEAR = 3, FAR = 12 };

typedef struct count {
    dm_code3 code;
    uint32_t weight;
} count;

static void add_weight(count *seen, uint32_t *n, dm_code3 code, uint32_t weight) {
    uint32_t k = 0;
    if (!code || dm_is_beyond_states(code)) return;
    while (k < *n && seen[k].code != code) k++;
    if (k == COUNTRIES) return;
    if (k == *n) seen[(*n)++] = (count){code, 0};
    seen[k].weight += weight;
}

/* Where the document is at home: what it names most, the first sentences counting more. */
static void find_home(dm_reading *r) {
    count seen[COUNTRIES];
    uint32_t n = 0, best = 0, second = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t weight = r->sentence_of[i] < LEAD ? LEAD_WEIGHT : 1;
        const dm_mention *m = r->mention_of[i] == DM_NONE ? NULL : &r->mentions.at[r->mention_of[i]];
        int32_t p = dm_located_at(r, i);
        if (m && m->form != DM_FORM_PRONOUN && m->form != DM_FORM_NOMINAL)
            add_weight(seen, &n, m->actor == DM_NONE ? m->country : r->actors.at[m->actor].country, weight);
        else if (!m && p != DM_NONE && r->places.at[p].span.begin == i)
            add_weight(seen, &n, r->places.at[p].country, weight);
    }
    for (uint32_t k = 1; k < n; k++)
        if (seen[k].weight > seen[best].weight) best = k;
    for (uint32_t k = 0; k < n; k++)
        if (k != best && seen[k].weight > second) second = seen[k].weight;
    r->who->scene = n ? seen[best].code : 0;
    r->home = n && 3 * second <= 2 * seen[best].weight ? seen[best].code : 0;
}

/* ---- fields of government ---- */

static bool is_general(dm_str word) {
    return dm_is_one_of(
        word, "minister ministers ministry deputy vice prime first chief head general national department "
              "office official officials spokesman spokeswoman affairs secretary director of and the "
              "for state government committee council commission agency senior former assistant under");
}

static dm_str next_word(dm_str s, size_t *at) {
    while (*at < s.n && s.p[*at] == ' ') ++*at;
    size_t begin = *at;
    while (*at < s.n && s.p[*at] != ' ') ++*at;
    return dm_str_sub(s, begin, *at);
}

static bool same_field_words(dm_str a, dm_str b) {
    size_t i = 0;
    for (dm_str x = next_word(a, &i); x.n; x = next_word(a, &i)) {
        size_t k = 0;
        for (dm_str y = next_word(b, &k); y.n; y = next_word(b, &k)) {
            bool post = dm_is_one_of(x, "embassy ambassador ambassadors") &&
                        dm_is_one_of(y, "embassy ambassador ambassadors");
            if (post ||
                (x.n >= 5 && y.n >= 5 && memcmp(x.p, y.p, 5) == 0 && !is_general(x) && !is_general(y)))
                return true;
        }
    }
    return false;
}

/* Two words for one field of government: "foreign minister" and "foreign ministry". */
static bool same_field(const dm_reading *r, const dm_mention *a, const dm_mention *b) {
    const dm_sense *x = a->role ? a->role : a->sense, *y = b->role ? b->role : b->sense;
    if (!x || !y) return false;
    return x == y || same_field_words(dm_lexicon_text(r->lex, x->name), dm_lexicon_text(r->lex, y->name));
}

/* ---- who is of where ---- */

static dm_code3 told_country(const dm_reading *r, const dm_mention *o) {
    if (o->actor == DM_NONE) return o->country;
    const dm_actor *a = &r->actors.at[o->actor];
    return a->inferred ? 0 : a->country;
}

/* An office or body of a state: the country of the same field nearby, of the same sector in this sentence or
 * the last one, else of the state spoken of last. */
static dm_code3 country_nearby(const dm_reading *r, const dm_mention *m) {
    dm_code3 state = 0, sector = 0;
    bool guessed = false;
    bool shared = m->sector == DM_CODE('M', 'I', 'L') || m->sector == DM_CODE('C', 'O', 'P');
    for (uint32_t tok = m->head; tok-- > 0;) {
        int32_t k = r->mention_of[tok];
        uint32_t back = dm_sentences_back(r, m->head, tok);
        if (back > FAR) break;
        if (k == DM_NONE) continue;
        const dm_mention *o = &r->mentions.at[k];
        dm_code3 c = o->actor == DM_NONE ? o->country : r->actors.at[o->actor].country;
        if (!c || dm_is_beyond_states(c)) continue;
        if ((o->role || (o->sense && o->sense->kind == DM_SENSE_BODY)) && same_field(r, m, o)) return c;
        dm_code3 own = o->actor == DM_NONE ? o->sector : r->actors.at[o->actor].sector;
        if ((!sector || (guessed && told_country(r, o))) && shared && back <= NEAR && own == m->sector) {
            sector = c;
            guessed = !told_country(r, o);
        }
        if (!told_country(r, o)) continue;
        if (!state && back <= NEAR && o->kind == DM_ACTOR_STATE && o->form != DM_FORM_PRONOUN) state = c;
    }
    if (sector || dm_in_class(r, m->head, "guest")) return sector;
    if (r->home) return r->home;
    return m->sector == DM_GOV && (!m->role || m->role->flags & DM_SENSE_FOR_STATE) ? state : 0;
}

/* Where the sentence is, or the ones before. */
static dm_code3 country_of_scene(const dm_reading *r, const dm_mention *m) {
    uint32_t s = r->sentence_of[m->head];
    for (uint32_t back = 0; back <= NEAR && back <= s; back++) {
        dm_span span = r->sentences.at[s - back].span;
        for (uint32_t i = span.end; i-- > span.begin;) {
            int32_t p = dm_located_at(r, i);
            if (p == DM_NONE || dm_str_is(r->places.at[p].feature, "PCLI")) continue;
            if (r->mention_of[i] == DM_NONE) return r->places.at[p].country;
        }
    }
    return 0;
}

static bool is_local(dm_code3 sector) {
    return dm_is_code_of("COP JUD MED CVL LAB AGR CRM EDU REL JRN SOC", sector);
}

/* Somebody who must be of some country. */
static bool wants_country(const dm_reading *r, const dm_mention *m) {
    const dm_actor *a = &r->actors.at[m->actor];
    if (a->country || a->caller || a->members.n || a->kind == DM_ACTOR_STATE || m->form == DM_FORM_PRONOUN)
        return false;
    if (a->of != DM_NONE && r->actors.at[a->of].country) return false;
    if (m->sense && m->sense->kind != DM_SENSE_BODY && m->sense->kind != DM_SENSE_PERSON) return false;
    if (m->abroad || dm_in_class(r, m->head, "from_nowhere")) return false;
    if (a->sector == DM_CODE('U', 'A', 'F') || a->sector == DM_UNK) return false;
    return m->role || m->sense || (m->name.p && (m->kind == DM_ACTOR_PERSON || a->sector));
}

static dm_code3 country_for(const dm_reading *r, const dm_mention *m) {
    const dm_actor *a = &r->actors.at[m->actor];
    bool office = m->role ? (m->role->flags & (DM_SENSE_FOR_STATE | DM_SENSE_FOR_BODY)) != 0
                          : m->sense && m->sense->kind == DM_SENSE_BODY;
    dm_code3 c = office ? country_nearby(r, m) : 0;
    if (!c && dm_in_class(r, m->head, "guest")) return 0;
    if (!c && is_local(a->sector) && m->form != DM_FORM_NAME) c = country_of_scene(r, m);
    if (!c) c = r->home;
    if (!c && office && m->kind == DM_ACTOR_PERSON) c = country_of_scene(r, m);
    if (!c && is_local(a->sector) && m->form != DM_FORM_NAME) c = r->who->scene;
    return c;
}

/* From whom an actor acts for: "Stein spokeswoman". */
static void pass_down(dm_reading *r) {
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < r->actors.n; i++) {
            dm_actor *a = &r->actors.at[i];
            if (a->of == DM_NONE || a->caller) continue;
            const dm_actor *of = &r->actors.at[a->of];
            if (!a->country) {
                a->country = of->country;
                a->inferred = of->inferred;
            }
            bool acts =
                !a->role || !a->role->sector || a->role->flags & (DM_SENSE_FOR_BODY | DM_SENSE_FOR_STATE);
            if (!a->sector && acts && (a->role || a->kind != DM_ACTOR_PERSON)) a->sector = of->sector;
        }
}

/* "Rights groups", "international aid agencies": of no state, if the text names none. */
static void mark_nongovernmental(dm_reading *r) {
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        const dm_mention *m = &r->mentions.at[i];
        if (!(m->ngo || m->abroad) || m->actor == DM_NONE || m->form != DM_FORM_NOMINAL) continue;
        dm_actor *a = &r->actors.at[m->actor];
        bool society = m->ngo ? dm_in_class(r, m->head, "any_group") : a->sector == DM_CODE('S', 'O', 'C');
        if (a->country || a->caller || !society || a->kind == DM_ACTOR_PERSON) continue;
        a->country = DM_CODE('N', 'G', 'O');
        a->sector = 0;
    }
}

void dm_infer_countries(dm_reading *r) {
    pass_down(r);
    mark_nongovernmental(r);
    find_home(r);
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->mention_of[i] == DM_NONE) continue;
        const dm_mention *m = &r->mentions.at[r->mention_of[i]];
        if (m->actor == DM_NONE) continue;
        dm_actor *a = &r->actors.at[m->actor];
        if (wants_country(r, m)) {
            a->country = country_for(r, m);
            a->inferred = a->country != 0;
        }
        if (!a->sector && !a->caller) a->sector = m->title;
        if (!a->sector && !a->caller && m->form == DM_FORM_NOMINAL &&
            dm_in_class(r, m->head, "official_noun") && !dm_is_beyond_states(a->country))
            a->sector = DM_GOV;
    }
    pass_down(r);
}
