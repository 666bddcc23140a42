/* Are two names one? Persons by family name and what is left of the others, organizations by their words or
 * initials. Actors are found by the words of their names, so that a name costs the same in a long document.
 */
#include "coding/who.h"

#include "base/hash.h"

enum { CANDIDATES = 16 }; /* looked at for one word: the newest */

/* ---- words of a name ---- */

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

/* "Jr.", "III" are no family names. */
static dm_str without_suffix(dm_str name) {
    while (!one_word(name) && dm_is_one_of(last_word(name), "Jr Jr. Sr Sr. II III IV")) {
        name.n -= last_word(name).n;
        while (name.n && (name.p[name.n - 1] == ' ' || name.p[name.n - 1] == ',')) name.n--;
    }
    return name;
}

/* Letters of the alphabet only, lower-case, without an article or "al-" before: what spellings share. */
static size_t folded(dm_str word, char out[48]) {
    size_t n = 0;
    if (word.n > 4 && (word.p[2] == '-') && (word.p[0] | 32) != 'o' &&
        dm_is_one_of(dm_str_sub(word, 0, 2), "al Al el El"))
        word = dm_str_sub(word, 3, word.n);
    for (size_t i = 0; i < word.n && n < 47; i++) {
        unsigned char c = (unsigned char)word.p[i];
        if (c >= 'A' && c <= 'Z') c |= 32;
        if (c == '\'' || c == '-' || c == '.') continue;
        out[n++] = (char)c;
    }
    return n;
}

static bool same_word(dm_str a, dm_str b) {
    char x[48], y[48];
    size_t n = folded(a, x), m = folded(b, y);
    return n == m && n > 0 && memcmp(x, y, n) == 0;
}

bool dm_same_family_name(dm_str a, dm_str b) {
    return same_word(last_word(without_suffix(a)), last_word(without_suffix(b)));
}

static bool has_word(dm_str name, dm_str word) {
    for (size_t i = 0; i < name.n;) {
        dm_str w = first_word(dm_str_sub(name, i, name.n));
        if (same_word(w, word)) return true;
        i += w.n + 1;
    }
    return false;
}

static bool is_initial(dm_str word) {
    return word.n <= 2 || (word.n <= 4 && word.p[1] == '.');
}

/* "Lloyd Austin" is "L. Austin" and "Lloyd James Austin"; it is not "Kevin Austin". "Kim Jong-il" is not "Kim
 * Jong-un". */
bool dm_same_person_name(dm_str a, dm_str b) {
    a = without_suffix(a);
    b = without_suffix(b);
    if (dm_str_eq(a, b)) return true;
    if (one_word(a) && one_word(b)) return same_word(a, b);
    if (one_word(a) || one_word(b)) {
        dm_str one = one_word(a) ? a : b, full = one_word(a) ? b : a;
        return same_word(one, last_word(full)) || (one.n > 2 && same_word(one, first_word(full)));
    }
    dm_str x = first_word(a), y = first_word(b);
    if (same_word(last_word(a), last_word(b)))
        return same_word(x, y) || ((is_initial(x) || is_initial(y)) && (x.p[0] | 32) == (y.p[0] | 32)) ||
               has_word(a, y) || has_word(b, x);
    /* a name cut short behind: "Hugo Chavez", "Hugo Chavez Frias" */
    dm_str longer = a.n > b.n ? a : b, shorter = a.n > b.n ? b : a;
    return longer.n > shorter.n && memcmp(longer.p, shorter.p, shorter.n) == 0 && longer.p[shorter.n] == ' ';
}

/* The initials of a name's words with capitals; "of" and "the" have none. */
static size_t initials_of(dm_str name, char out[16]) {
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < 15; i++) {
        bool begins = i == 0 || name.p[i - 1] == ' ' || name.p[i - 1] == '-';
        if (begins && name.p[i] >= 'A' && name.p[i] <= 'Z') out[n++] = name.p[i];
    }
    return n;
}

static bool is_acronym(dm_str initials, dm_str full) {
    char of[16];
    size_t n = initials_of(full, of);
    return n > 1 && n == initials.n && memcmp(of, initials.p, n) == 0;
}

static dm_str without_article(dm_str name) {
    return dm_str_starts(name, DM_STR("The ")) || dm_str_starts(name, DM_STR("the "))
               ? dm_str_sub(name, 4, name.n)
               : name;
}

static bool same_body_name(dm_str a, dm_str b) {
    a = without_article(a);
    b = without_article(b);
    if (dm_str_eq(a, b)) return true;
    dm_str longer = a.n > b.n ? a : b, shorter = a.n > b.n ? b : a;
    if (shorter.n < 2) return false;
    if (is_acronym(shorter, longer)) return true;
    bool begins = longer.n > shorter.n && memcmp(longer.p, shorter.p, shorter.n) == 0 &&
                  (longer.p[shorter.n] == ' ' || longer.p[shorter.n] == '.');
    bool ends = one_word(shorter) && !one_word(longer) && dm_str_eq(last_word(longer), shorter);
    return shorter.n > 3 && (begins || ends);
}

bool dm_genders_agree(uint8_t a, uint8_t b) {
    return !a || !b || a == b;
}

/* ---- actors by words ---- */

static uint32_t slot_of(const dm_word_index *x, dm_str word) {
    uint32_t s = (uint32_t)dm_hash_str(word) & (x->size - 1);
    while (x->word[s].p && !dm_str_eq(x->word[s], word)) s = (s + 1) & (x->size - 1);
    return s;
}

static void grow(dm_reading *r, dm_word_index *x) {
    dm_word_index old = *x;
    x->size = old.size ? 2 * old.size : 64;
    x->word = dm_arena_zero(r->arena, x->size, sizeof *x->word);
    x->first = dm_arena_array(r->arena, x->size, sizeof *x->first);
    for (uint32_t i = 0; i < old.size; i++) {
        if (!old.word[i].p) continue;
        uint32_t s = slot_of(x, old.word[i]);
        x->word[s] = old.word[i];
        x->first[s] = old.first[i];
    }
}

static void link_word(dm_reading *r, dm_word_index *x, dm_str word, uint32_t actor) {
    char key[48];
    size_t n = folded(word, key);
    if (n < 2) return;
    if (2 * (x->used + 1) > x->size) grow(r, x);
    uint32_t s = slot_of(x, (dm_str){key, n});
    if (!x->word[s].p) {
        x->word[s] = dm_arena_copy(r->arena, (dm_str){key, n});
        x->first[s] = DM_NONE;
        x->used++;
    }
    if (x->first[s] != DM_NONE && x->links.at[x->first[s]].actor == actor) return;
    dm_word_link link = {actor, x->first[s]};
    x->first[s] = (int32_t)x->links.n;
    dm_vec_push(r->arena, &x->links, link);
}

/* The newest link of a word, DM_NONE. */
static int32_t links_of(const dm_word_index *x, dm_str word) {
    char key[48];
    size_t n = folded(word, key);
    if (n < 2 || !x->size) return DM_NONE;
    uint32_t s = slot_of(x, (dm_str){key, n});
    return x->word[s].p ? x->first[s] : DM_NONE;
}

void dm_index_name(dm_reading *r, uint32_t actor, dm_str name) {
    const dm_actor *a = &r->actors.at[actor];
    dm_word_index *x = a->kind == DM_ACTOR_PERSON ? &r->who->persons : &r->who->bodies;
    name = a->kind == DM_ACTOR_PERSON ? without_suffix(name) : without_article(name);
    link_word(r, x, last_word(name), actor);
    if (one_word(name)) return;
    link_word(r, x, first_word(name), actor);
    char initials[16];
    size_t n = a->kind == DM_ACTOR_PERSON ? 0 : initials_of(name, initials);
    if (n > 1) link_word(r, x, (dm_str){initials, n}, actor);
}

/* Of persons with a word in their name the one who is meant: a family name before a given name, the office
 * that stands beside it, else who was introduced first. */
static int32_t person_by_word(const dm_reading *r, const dm_mention *m, dm_str word) {
    int32_t best = DM_NONE;
    int best_score = -1;
    int32_t at = links_of(&r->who->persons, word);
    for (int steps = 0; at != DM_NONE && steps < CANDIDATES;
         at = r->who->persons.links.at[at].next, steps++) {
        uint32_t number = r->who->persons.links.at[at].actor;
        const dm_actor *a = &r->actors.at[number];
        bool same = dm_same_person_name(a->name, m->name) ||
                    (a->short_name.p && dm_same_person_name(a->short_name, m->name));
        if (a->caller || !same || !dm_genders_agree(a->gender, m->gender)) continue;
        bool lone = one_word(m->name) && !one_word(a->name);
        if (!dm_codes_agree(a->country, m->country) && (lone ? m->role != NULL : true) &&
            !(dm_str_eq(a->name, m->name))) {
            if (!lone || (a->role && m->role && a->role != m->role)) continue;
        }
        int score = 0;
        if (dm_str_eq(a->name, m->name)) score += 16;
        if (lone && same_word(m->name, last_word(without_suffix(a->name)))) score += 8;
        if (m->role && a->role == m->role) score += 4;
        if (m->role && a->role && a->role != m->role && a->former == m->former) score -= 1;
        if (score < 0) score = 0;
        if (score >= best_score) { /* links run from the newest: of equals the first introduced */
            best = (int32_t)number;
            best_score = score;
        }
    }
    return best;
}

static int32_t body_by_word(const dm_reading *r, const dm_mention *m, dm_str word) {
    int32_t at = links_of(&r->who->bodies, word);
    for (int steps = 0; at != DM_NONE && steps < CANDIDATES; at = r->who->bodies.links.at[at].next, steps++) {
        uint32_t number = r->who->bodies.links.at[at].actor;
        const dm_actor *a = &r->actors.at[number];
        if (a->caller || (m->kind == DM_ACTOR_STATE) != (a->kind == DM_ACTOR_STATE)) continue;
        if (m->sense && a->sense && m->sense != a->sense && !dm_str_eq(a->name, m->name)) continue;
        if (dm_codes_agree(a->country, m->country) &&
            (same_body_name(a->name, m->name) || (m->sense && a->sense == m->sense) ||
             (a->short_name.p && dm_str_eq(a->short_name, without_article(m->name)))))
            return (int32_t)number;
    }
    return DM_NONE;
}

/* A state is one, whatever it is called; a region or town goes by its name. */
static int32_t state_by_code(const dm_reading *r, const dm_mention *m) {
    bool region = m->sense->kind == DM_SENSE_REGION || m->sense->kind == DM_SENSE_REGION_ADJECTIVE;
    for (uint32_t i = 0; i < r->who->states.n; i++) {
        const dm_actor *a = &r->actors.at[r->who->states.at[i]];
        bool other =
            a->sense && (a->sense->kind == DM_SENSE_REGION || a->sense->kind == DM_SENSE_REGION_ADJECTIVE);
        if (region != other) continue;
        if (region ? a->sense->name == m->sense->name : m->country && a->country == m->country)
            return (int32_t)r->who->states.at[i];
    }
    return DM_NONE;
}

/* "the North" of a document about North Korea; DM_NONE if it is of none, or of two. */
static int32_t state_by_half(const dm_reading *r, const dm_mention *m) {
    int32_t found = DM_NONE;
    if (!m->name.p || !dm_is_one_of(m->name, "North South East West") || m->head == 0 ||
        !dm_str_is(dm_low(r, m->head - 1), "the"))
        return DM_NONE;
    for (uint32_t i = 0; i < r->who->states.n; i++) {
        const dm_actor *a = &r->actors.at[r->who->states.at[i]];
        if (!a->sense || a->name.n <= m->name.n || !dm_str_starts(a->name, m->name) ||
            a->name.p[m->name.n] != ' ')
            continue;
        if (found != DM_NONE) return DM_NONE;
        found = (int32_t)r->who->states.at[i];
    }
    return found;
}

int32_t dm_actor_by_name(dm_reading *r, const dm_mention *m) {
    int32_t half = state_by_half(r, m);
    if (half != DM_NONE) return half;
    if (m->kind == DM_ACTOR_STATE && m->sense) return state_by_code(r, m);
    if (!m->name.p) return DM_NONE;
    if (m->kind == DM_ACTOR_PERSON) {
        dm_str name = without_suffix(m->name);
        int32_t a = person_by_word(r, m, last_word(name));
        return a != DM_NONE || one_word(name) ? a : person_by_word(r, m, first_word(name));
    }
    dm_str name = without_article(m->name);
    int32_t a = body_by_word(r, m, last_word(name));
    if (a == DM_NONE && !one_word(name)) a = body_by_word(r, m, first_word(name));
    char initials[16];
    size_t n = initials_of(name, initials);
    if (a == DM_NONE && n > 1) a = body_by_word(r, m, (dm_str){initials, n});
    return a;
}
