/* One actor for all mentions of somebody in a document. Names are gathered over the whole text first, full
 * ones before family names; then nouns and pronouns find theirs in text order; who finds nobody is a new
 * actor. */
#include "coding/who.h"

#include <stdio.h>

bool dm_is_subject(const dm_reading *r, uint32_t tok) {
    tok = dm_first_conjunct(r, tok);
    return r->tok[tok].dep == DM_DEP_nsubj || r->tok[tok].dep == DM_DEP_nsubjpass;
}

/* ---- actors ---- */

static bool is_longer_name(const dm_actor *a, const dm_mention *m) {
    return a->kind == DM_ACTOR_PERSON && m->name.n > a->name.n && dm_same_person_name(a->name, m->name);
}

static void learn(dm_actor *a, const dm_mention *m) {
    if (!a->country) a->country = m->country;
    if (!a->sector || (a->former && !m->former && m->sector && m->form == DM_FORM_NAME && m->role)) {
        a->former = m->former;
        a->sector = m->sector;
        memcpy(a->other, m->other, sizeof a->other);
    }
    if (a->sector == m->sector)
        for (int i = 0; i < 2; i++)
            if (!a->other[i]) a->other[i] = m->other[i];
    if (!a->gender) a->gender = m->gender;
    if (!a->office.p) a->office = m->office;
    if (!a->role) a->role = m->role;
    if (!a->sense) a->sense = m->sense;
    a->party = a->party || m->party;
    a->relevant = a->relevant && m->relevant;
    if (m->name.p && (!a->named || is_longer_name(a, m))) a->name = m->name;
    a->named = a->named || m->name.p;
}

int32_t dm_new_actor(dm_reading *r, const dm_mention *m) {
    dm_actor a = {.kind = m->kind, .plural = m->plural, .relevant = true, .of = DM_NONE};
    a.name = m->name.p || m->form == DM_FORM_PRONOUN ? m->name : dm_text_of(r, m->span);
    if (m->id) a.id = dm_str_of(m->id);
    a.caller = m->caller;
    dm_vec_push(r->arena, &r->actors, a);
    return (int32_t)r->actors.n - 1;
}

/* The text writes "Fouad Siniora", the table "Fuad Saniora": the family name alone comes as the text has it.
 */
static void note_spelling(dm_reading *r, const dm_mention *m, uint32_t actor) {
    int32_t number = r->who->name_of[m->head];
    if (number == DM_NONE || m->kind != DM_ACTOR_PERSON || m->caller) return;
    const dm_name *n = &r->who->names.at[number];
    dm_actor *a = &r->actors.at[actor];
    dm_str written = dm_text_of(r, n->span);
    if (!n->known || a->short_name.p || n->span.end - n->span.begin < 2 ||
        dm_same_family_name(a->name, written))
        return;
    a->short_name = written;
    dm_index_name(r, actor, written);
}

void dm_join(dm_reading *r, uint32_t mention, int32_t actor) {
    dm_mention *m = &r->mentions.at[mention];
    dm_actor *a = &r->actors.at[actor];
    bool named = a->named;
    dm_str name = a->name;
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
    if (m->caller) return;
    note_spelling(r, m, (uint32_t)actor);
    bool new_name = a->named && (!named || !dm_str_eq(name, a->name));
    if (a->kind == DM_ACTOR_STATE && a->sense && a->mentions.n == 1 && m->form != DM_FORM_NOMINAL)
        dm_vec_push(r->arena, &r->who->states, (uint32_t)actor);
    else if (new_name)
        dm_index_name(r, (uint32_t)actor, a->name);
}

static bool is_name(const dm_mention *m) {
    return m->name.p && (m->form == DM_FORM_NAME || m->form == DM_FORM_MODIFIER);
}

/* A family name, an abbreviation: it may be short for a name that comes later. */
static bool is_lone_word(const dm_mention *m) {
    bool known = m->sense && m->kind != DM_ACTOR_PERSON;
    return !known && m->kind != DM_ACTOR_STATE && !memchr(m->name.p, ' ', m->name.n);
}

static int32_t actor_of_caller(const dm_reading *r, const dm_mention *m) {
    for (uint32_t i = 0; i < r->actors.n; i++)
        if (r->actors.at[i].caller && dm_str_is(r->actors.at[i].id, m->id)) return (int32_t)i;
    return DM_NONE;
}

static void resolve_name(dm_reading *r, uint32_t mention) {
    const dm_mention *m = &r->mentions.at[mention];
    if (m->actor != DM_NONE) return;
    int32_t actor = m->caller ? actor_of_caller(r, m) : dm_actor_by_name(r, m);
    if (actor == DM_NONE) actor = dm_new_actor(r, m);
    dm_join(r, mention, actor);
}

/* The phrase that ends before a token: its mention, DM_NONE. */
static int32_t mention_before(const dm_reading *r, uint32_t tok) {
    int32_t found = DM_NONE;
    if (tok == 0) return DM_NONE;
    for (uint32_t at = tok - 1, steps = 0; steps < 6; at = r->tok[at].head, steps++) {
        int32_t m = r->mention_of[at];
        bool ends = m != DM_NONE && r->mentions.at[m].span.end == tok;
        /* "the spokesman for the Supreme Council (SICS)": the council */
        if (ends && found != DM_NONE && r->mentions.at[m].kind == DM_ACTOR_PERSON) break;
        if (ends) found = m;
        if (r->tok[at].head == at || at > tok) break;
    }
    return found;
}

/* "Electoral Commission of Kenya (ECK)": the short form is the same from then on. */
static void join_short_forms(dm_reading *r) {
    for (uint32_t i = 0; i < r->who->names.n; i++) {
        const dm_name *n = &r->who->names.at[i];
        if (!n->is_short) continue;
        int32_t full = mention_before(r, n->span.begin - 1), own = r->mention_of[n->head];
        if (full == DM_NONE || full == own || r->mentions.at[full].caller ||
            r->mentions.at[full].kind == DM_ACTOR_PERSON || r->mentions.at[full].kind == DM_ACTOR_STATE)
            continue;
        if (r->mentions.at[full].actor == DM_NONE)
            dm_join(r, (uint32_t)full, dm_new_actor(r, &r->mentions.at[full]));
        int32_t actor = r->mentions.at[full].actor;
        dm_index_name(r, (uint32_t)actor, dm_text_of(r, n->span));
        dm_actor *a = &r->actors.at[actor];
        a->short_name = dm_text_of(r, n->span);
        if (own != DM_NONE && r->mentions.at[own].actor == DM_NONE) dm_join(r, (uint32_t)own, actor);
    }
}

/* "Supreme Islamic Council (SICS)", where the tables know the short form and not the long one. */
static void join_known_short_forms(dm_reading *r) {
    for (uint32_t i = 0; i < r->who->short_hits.n; i++) {
        uint32_t tok = r->who->short_hits.at[i];
        int32_t full = tok > 1 ? mention_before(r, tok - 1) : DM_NONE, own = r->mention_of[tok];
        if (full == DM_NONE || own == DM_NONE || full == own) continue;
        const dm_mention *x = &r->mentions.at[full], *y = &r->mentions.at[own];
        bool body = x->kind == DM_ACTOR_ORGANIZATION || x->kind == DM_ACTOR_GROUP;
        if (!body || x->caller || y->caller || x->sense || !is_name(x) ||
            !dm_codes_agree(x->country, y->country))
            continue;
        dm_str name = y->name;
        int32_t actor = dm_new_actor(r, x);
        dm_join(r, (uint32_t)full, actor);
        dm_join(r, (uint32_t)own, actor);
        dm_index_name(r, (uint32_t)actor, name);
    }
}

/* What is one by grammar is one. */
static void join_same(dm_reading *r) {
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        int32_t other = r->mentions.at[i].same;
        if (other == DM_NONE) continue;
        int32_t x = r->mentions.at[i].actor, y = r->mentions.at[other].actor;
        if (x == DM_NONE && y != DM_NONE) dm_join(r, i, y);
        if (y == DM_NONE && x != DM_NONE) dm_join(r, (uint32_t)other, x);
    }
}

static int32_t resolve(dm_reading *r, uint32_t mention, int depth);

/* What a mention takes from whom it belongs to, once it is known who that is. */
static void take_from_owner(dm_reading *r, uint32_t mention, int depth) {
    dm_mention *m = &r->mentions.at[mention];
    if (m->of == DM_NONE || (uint32_t)m->of == mention) return;
    if (r->mentions.at[m->of].actor == DM_NONE && depth > 0) resolve(r, (uint32_t)m->of, depth - 1);
    m = &r->mentions.at[mention];
    if (r->mentions.at[m->of].actor == DM_NONE) return;
    const dm_actor *of = &r->actors.at[r->mentions.at[m->of].actor];
    if (!m->country) m->country = of->country;
    bool acts = !m->role || !m->role->sector || m->role->flags & (DM_SENSE_FOR_BODY | DM_SENSE_FOR_STATE);
    if (!m->sector && acts) m->sector = of->sector;
}

/* "a statement by the directorate" says what the directorate says. */
static int32_t issuer_of(const dm_reading *r, const dm_mention *m) {
    if (m->form != DM_FORM_NOMINAL || m->party || m->of == DM_NONE ||
        !dm_in_class(r, m->head, "document_noun"))
        return DM_NONE;
    return r->mentions.at[m->of].kind == DM_ACTOR_STATE ? DM_NONE : r->mentions.at[m->of].actor;
}

static int32_t resolve(dm_reading *r, uint32_t mention, int depth) {
    if (r->mentions.at[mention].actor != DM_NONE) return r->mentions.at[mention].actor;
    take_from_owner(r, mention, depth);
    const dm_mention *m = &r->mentions.at[mention];
    if (m->actor != DM_NONE) return m->actor;
    int32_t actor = DM_NONE;
    if (m->same != DM_NONE) actor = r->mentions.at[m->same].actor;
    if (actor == DM_NONE) actor = issuer_of(r, m);
    if (actor == DM_NONE && m->form == DM_FORM_PRONOUN)
        actor = m->person == 3 ? dm_actor_by_pronoun(r, mention) : DM_NONE;
    else if (actor == DM_NONE)
        actor = is_name(m) ? dm_actor_by_name(r, m) : dm_actor_by_noun(r, m);
    m = &r->mentions.at[mention];
    if (m->actor != DM_NONE) return m->actor;
    if (actor == DM_NONE) {
        if (m->form == DM_FORM_PRONOUN) return DM_NONE;
        actor = dm_new_actor(r, m);
    }
    dm_join(r, mention, actor);
    return actor;
}

/* Names come before the nouns that they may belong to: "Robow, defence chief for the rebels". */
static void find_owners(dm_reading *r) {
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        const dm_mention *m = &r->mentions.at[i];
        if (m->actor == DM_NONE || m->of == DM_NONE || r->mentions.at[m->of].actor == m->actor) continue;
        dm_actor *a = &r->actors.at[m->actor];
        if (a->of == DM_NONE) a->of = r->mentions.at[m->of].actor;
    }
}

/* "He heads the movement": who leads something acts for it. */
static void find_heads(dm_reading *r) {
    for (uint32_t v = 0; v < r->n; v++) {
        if (!dm_is_verb(r, v) || !dm_in_class(r, v, "leading_verb")) continue;
        int32_t subject = dm_child(r, v, DM_DEP_nsubj), object = dm_child(r, v, DM_DEP_dobj);
        if (subject == DM_NONE || object == DM_NONE) continue;
        if (r->tok[subject].tag == DM_TAG_WP && r->tok[v].dep == DM_DEP_relcl)
            subject = (int32_t)r->tok[v].head;
        int32_t x = r->mention_of[subject], y = r->mention_of[object];
        if (x == DM_NONE || y == DM_NONE || r->mentions.at[x].actor == DM_NONE ||
            r->mentions.at[y].actor == DM_NONE)
            continue;
        int32_t of = r->mentions.at[y].actor;
        dm_actor *a = &r->actors.at[r->mentions.at[x].actor];
        const dm_actor *b = &r->actors.at[of];
        if (a->kind != DM_ACTOR_PERSON || b->kind == DM_ACTOR_PERSON || b->kind == DM_ACTOR_STATE ||
            a->caller)
            continue;
        bool bound = a->of != DM_NONE && r->actors.at[a->of].kind != DM_ACTOR_PERSON &&
                     r->actors.at[a->of].kind != DM_ACTOR_STATE;
        if (bound) continue;
        a->of = of;
        if (b->sector && (!a->role || !(a->role->flags & (DM_SENSE_FOR_STATE | DM_SENSE_FOR_BODY))))
            a->sector = b->sector;
        if (!a->country) a->country = b->country;
    }
}

/* ---- who speaks ---- */

/* The one whose verb a quotation hangs on. */
static void find_speakers(dm_reading *r) {
    r->who->speaker_of = dm_arena_array(r->arena, r->quotes.n + 1u, sizeof(int32_t));
    for (uint32_t q = 0; q < r->quotes.n; q++) {
        dm_span s = r->quotes.at[q].span;
        r->who->speaker_of[q] = DM_NONE;
        for (uint32_t i = s.begin; i < s.end; i++) {
            uint32_t h = r->tok[i].head;
            if ((h >= s.begin && h < s.end) || !dm_is_verb(r, h) || r->tok[i].pos == DM_POS_PUNCT) continue;
            int32_t subject = dm_child(r, h, DM_DEP_nsubj);
            if (subject == DM_NONE || ((uint32_t)subject >= s.begin && (uint32_t)subject < s.end)) continue;
            r->who->speaker_of[q] = subject;
            break;
        }
    }
}

/* ---- order and ids ---- */

static void give_id(dm_reading *r, uint32_t actor) {
    char text[16];
    bool taken;
    if (r->actors.at[actor].id.p) return;
    do { /* keep clear of the caller's ids */
        snprintf(text, sizeof text, "a%u", ++r->actor_numbers);
        taken = false;
        for (size_t e = 0; e < r->doc->entity_count; e++)
            taken = taken || strcmp(r->doc->entities[e].id, text) == 0;
    } while (taken);
    r->actors.at[actor].id = dm_arena_copy(r->arena, dm_str_of(text));
}

/* Actors in the order of their first mentions. */
static void sort_actors(dm_reading *r) {
    uint32_t n = r->actors.n, *new_number = dm_arena_array(r->arena, n + 1u, sizeof *new_number), next = 0;
    dm_actor *sorted = dm_arena_array(r->arena, n + 1u, sizeof *sorted);
    for (uint32_t i = 0; i < n; i++) new_number[i] = UINT32_MAX;
    for (uint32_t i = 0; i <= r->n; i++) {
        int32_t m = i < r->n ? r->mention_of[i] : DM_NONE;
        if (m == DM_NONE || r->mentions.at[m].actor == DM_NONE) continue;
        uint32_t old = (uint32_t)r->mentions.at[m].actor;
        if (new_number[old] == UINT32_MAX) new_number[old] = next++;
    }
    for (uint32_t i = 0; i < n; i++)
        if (new_number[i] == UINT32_MAX) new_number[i] = next++;
    for (uint32_t i = 0; i < n; i++) {
        dm_actor *a = &sorted[new_number[i]];
        *a = r->actors.at[i];
        if (a->of != DM_NONE) a->of = (int32_t)new_number[a->of];
        for (uint32_t k = 0; k < a->members.n; k++) a->members.at[k] = new_number[a->members.at[k]];
    }
    if (n) memcpy(r->actors.at, sorted, n * sizeof *sorted);
    for (uint32_t i = 0; i < r->mentions.n; i++)
        if (r->mentions.at[i].actor != DM_NONE)
            r->mentions.at[i].actor = (int32_t)new_number[r->mentions.at[i].actor];
    for (uint32_t i = 0; i < r->who->states.n; i++) r->who->states.at[i] = new_number[r->who->states.at[i]];
    for (uint32_t i = 0; i < r->who->sets.n; i++) r->who->sets.at[i] = new_number[r->who->sets.at[i]];
    dm_word_index *indexes[] = {&r->who->persons, &r->who->bodies};
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < indexes[k]->links.n; i++)
            indexes[k]->links.at[i].actor = new_number[indexes[k]->links.at[i].actor];
}

/* Tables find persons under any spelling; the record names them as the text does. */
static void name_as_written(dm_reading *r) {
    for (uint32_t i = 0; i < r->actors.n; i++) {
        dm_actor *a = &r->actors.at[i];
        if (a->kind == DM_ACTOR_PERSON && a->short_name.p) a->name = a->short_name;
    }
}

/* ---- the whole ---- */

void dm_code_coreference(dm_reading *r) {
    uint32_t *order = dm_arena_array(r->arena, r->mentions.n + 1u, sizeof *order), n = 0;
    find_speakers(r);
    for (uint32_t i = 0; i < r->mentions.n; i++)
        if (r->mentions.at[i].caller) resolve_name(r, i);
    for (uint32_t i = 0; i < r->n; i++)
        if (r->mention_of[i] != DM_NONE) order[n++] = (uint32_t)r->mention_of[i];
    join_known_short_forms(r);
    for (uint32_t i = 0; i < n; i++) {
        const dm_mention *m = &r->mentions.at[order[i]];
        int32_t name = r->who->name_of[m->head];
        bool short_form = name != DM_NONE && r->who->names.at[name].is_short;
        if (is_name(m) && !is_lone_word(m) && !short_form) resolve_name(r, order[i]);
    }
    join_short_forms(r);
    for (uint32_t i = 0; i < n; i++)
        if (is_name(&r->mentions.at[order[i]])) resolve_name(r, order[i]);
    join_same(r);
    for (uint32_t i = 0; i < n; i++) resolve(r, order[i], 4);
    find_owners(r);
    find_heads(r);
    name_as_written(r);
    dm_infer_countries(r);
    dm_split_compounds(r);
    sort_actors(r);
    for (uint32_t i = 0; i < r->actors.n; i++) give_id(r, i);
}

int32_t dm_actor_at(dm_reading *r, uint32_t tok) {
    int32_t m = dm_mention_at(r, tok);
    if (m == DM_NONE) return DM_NONE;
    uint32_t before = r->actors.n;
    int32_t actor = resolve(r, (uint32_t)m, 4);
    for (uint32_t i = before; i < r->actors.n; i++) give_id(r, i);
    return actor;
}

/* ---- first and second persons ---- */

/* "we" is whom the speaker speaks for: a spokesman's body, a minister's state. */
static int32_t side_of(const dm_reading *r, int32_t speaker) {
    const dm_actor *a = &r->actors.at[speaker];
    if (a->kind != DM_ACTOR_PERSON) return speaker;
    if (a->of != DM_NONE && r->actors.at[a->of].kind != DM_ACTOR_PERSON) return a->of;
    if (a->sector != DM_GOV || !a->country || a->inferred || a->former) return speaker;
    for (uint32_t i = 0; i < r->who->states.n; i++) {
        const dm_actor *s = &r->actors.at[r->who->states.at[i]];
        if (s->country == a->country && s->sense && s->sense->kind != DM_SENSE_REGION)
            return (int32_t)r->who->states.at[i];
    }
    return speaker;
}

static uint32_t paragraph_of(const dm_reading *r, uint32_t tok) {
    return r->sentences.at[r->sentence_of[tok]].paragraph;
}

static bool is_line_end(const dm_reading *r, uint32_t tok) {
    dm_str s = dm_text_of(r, (dm_span){tok, tok + 1});
    return r->tok[tok].lex->space && memchr(s.p, '\n', s.n);
}

/* Does a quotation fill its paragraph, but for signs? */
static bool fills_paragraph(const dm_reading *r, dm_span s) {
    for (uint32_t i = s.begin; i-- > 0 && !is_line_end(r, i);)
        if (r->tok[i].pos != DM_POS_PUNCT && !r->tok[i].lex->space) return false;
    for (uint32_t i = s.end; i < r->n && !is_line_end(r, i); i++)
        if (r->tok[i].pos != DM_POS_PUNCT && !r->tok[i].lex->space) return false;
    return true;
}

typedef struct voice {
    int32_t speaker, addressee;
} voice;

/* Who speaks in each quotation, to whom. A paragraph that is nothing but a quotation goes on with who spoke
 * in the one before. */
static voice *find_voices(dm_reading *r) {
    voice *out = dm_arena_array(r->arena, r->quotes.n + 1u, sizeof *out);
    for (uint32_t q = 0; q < r->quotes.n; q++) {
        int32_t number = r->quotes.at[q].speaker, s;
        dm_span span = r->quotes.at[q].span;
        out[q] = (voice){DM_NONE, DM_NONE};
        if (number != DM_NONE) {
            out[q] = (voice){r->attributions.at[number].source_actor, r->attributions.at[number].addressee};
        } else if (r->who->speaker_of[q] != DM_NONE) {
            s = r->mention_of[r->who->speaker_of[q]];
            if (s != DM_NONE) out[q].speaker = r->mentions.at[s].actor;
        }
        if (out[q].speaker == DM_NONE && q > 0 && !r->quotes.at[q].inner && fills_paragraph(r, span) &&
            paragraph_of(r, span.begin) <= paragraph_of(r, r->quotes.at[q - 1].span.begin) + 1)
            out[q] = out[q - 1];
    }
    return out;
}

void dm_code_speakers(dm_reading *r) {
    const voice *voices = find_voices(r);
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        dm_mention *m = &r->mentions.at[i];
        int32_t q = r->quote_of[m->head];
        if (m->form != DM_FORM_PRONOUN || m->person == 3 || m->actor != DM_NONE || q == DM_NONE) continue;
        int32_t speaker = m->person == 2 ? voices[q].addressee : voices[q].speaker;
        if (speaker == DM_NONE) continue;
        dm_join(r, i, m->person == 1 && m->plural ? side_of(r, speaker) : speaker);
    }
}
