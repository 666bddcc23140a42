/* Event types and predicates. */
#include "lexicon/compile.h"

#include <math.h>

/* ---- types ---- */

dm_status dm_compile_types(dm_compiler *c, uint32_t row) {
    static const char *const fixed[] = {"AGREE",    "CONSULT",  "SUPPORT", "CONCEDE", "COOPERATE", "AID",
                                        "RETREAT",  "REQUEST",  "ACCUSE",  "REJECT",  "THREATEN",  "PROTEST",
                                        "SANCTION", "MOBILIZE", "COERCE",  "ASSAULT"};
    double quad, score;
    dm_str name = dm_compile_cell(c, row, "type"), v;
    size_t at = 0;
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "quad"), &quad));
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "score"), &score));
    dm_type_row t = {
        .name = dm_compile_intern(c, name), .quad = (uint32_t)quad, .tenths = (int32_t)lround(10 * score)};
    while (dm_tsv_value(dm_compile_cell(c, row, "flags"), '|', &at, &v)) {
        if (dm_str_is(v, "reciprocal"))
            t.flags |= DM_TYPE_RECIPROCAL;
        else if (dm_str_is(v, "needs_recipient"))
            t.flags |= DM_TYPE_NEEDS_RECIPIENT;
        else if (dm_str_is(v, "announces"))
            t.flags |= DM_TYPE_ANNOUNCES;
        else
            return fault(c, "there is no flag \"%.*s\"", SHOW(v));
    }
    if (quad < 1 || quad > 4) return fault(c, "quad is 1 to 4");
    if (c->types.n < sizeof fixed / sizeof *fixed && !dm_str_is(name, fixed[c->types.n]))
        return fault(c, "here must stand %s: the sixteen types of PLOVER keep their order",
                     fixed[c->types.n]);
    for (uint32_t i = 0; i < c->types.n; i++)
        if (c->types.at[i].name == t.name) return fault(c, "the type stands here twice");
    dm_vec_push(&c->arena, &c->types, t);
    return DM_OK;
}

static dm_status type_cell(dm_compiler *c, dm_str s, uint32_t *out) {
    *out = DM_EV_NONE;
    if (s.n == 0 || dm_str_is(s, "-")) return DM_OK;
    for (uint32_t i = 0; i < c->types.n; i++)
        if (dm_str_eq(c->strings.at[c->types.at[i].name], s)) {
            *out = i + 1;
            return DM_OK;
        }
    return fault(c, "\"%.*s\" is no event type", SHOW(s));
}

dm_status dm_compile_modes(dm_compiler *c, uint32_t row) {
    dm_mode_row m = {.name = dm_compile_intern(c, dm_compile_cell(c, row, "mode"))};
    double score = 0;
    check(type_cell(c, dm_compile_cell(c, row, "type"), &m.type));
    if (!m.type || !dm_compile_cell(c, row, "mode").n) return fault(c, "a mode has a type and a name");
    m.has_score = dm_compile_cell(c, row, "score").n > 0;
    if (m.has_score) check(dm_compile_number_cell(c, dm_compile_cell(c, row, "score"), &score));
    m.tenths = (int32_t)lround(10 * score);
    dm_vec_push(&c->arena, &c->modes, m);
    return DM_OK;
}

static dm_status mode_cell(dm_compiler *c, uint32_t type, dm_str s, dm_text *out) {
    *out = dm_compile_intern(c, s);
    if (s.n == 0) return DM_OK;
    for (uint32_t i = 0; i < c->modes.n; i++)
        if (c->modes.at[i].type == type && c->modes.at[i].name == *out) return DM_OK;
    return fault(c, "\"%.*s\" is no mode of that type", SHOW(s));
}

dm_status dm_compile_contexts(dm_compiler *c, uint32_t row) {
    dm_text name = dm_compile_intern(c, dm_compile_cell(c, row, "context"));
    uint32_t context = 0;
    double weight;
    size_t at = 0;
    dm_str v;
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "weight"), &weight));
    if (!name || weight < 1 || weight > 9) return fault(c, "a context has a name and a weight from 1 to 9");
    while (context < c->contexts.n && c->contexts.at[context] != name) context++;
    if (context == DM_CONTEXTS) return fault(c, "there is room for %d contexts", DM_CONTEXTS);
    if (context == c->contexts.n) dm_vec_push(&c->arena, &c->contexts, name);
    while (dm_tsv_value(dm_compile_cell(c, row, "words"), '|', &at, &v)) {
        dm_context_word w = {dm_compile_intern(c, v), context, (uint32_t)weight};
        for (uint32_t i = 0; i < c->context_words.n; i++)
            if (c->context_words.at[i].lemma == w.lemma && c->context_words.at[i].context == context) {
                if (!c->own) return fault(c, "\"%.*s\" stands here twice", SHOW(v));
                c->context_words.at[i].weight = w.weight;
                w.weight = 0;
            }
        if (w.weight) dm_vec_push(&c->arena, &c->context_words, w);
    }
    return DM_OK;
}

/* ---- predicates ---- */

dm_status dm_compile_classes(dm_compiler *c, uint32_t row) {
    dm_text name = dm_compile_intern(c, dm_compile_cell(c, row, "class"));
    uint32_t class = 0;
    size_t at = 0;
    dm_str v;
    while (class < c->classes.n && c->classes.at[class] != name) class ++;
    if (class == DM_CLASSES) return fault(c, "there is room for %d classes", DM_CLASSES);
    if (class == c->classes.n) dm_vec_push(&c->arena, &c->classes, name);
    while (dm_tsv_value(dm_compile_cell(c, row, "words"), '|', &at, &v))
        dm_vec_push(&c->arena, &c->members, ((dm_membership){dm_compile_intern(c, v), class}));
    return DM_OK;
}

static const struct {
    const char *name;
    dm_slot slot;
} slots[] = {
    {"subj", DM_SLOT_SUBJ},   {"obj", DM_SLOT_OBJ}, {"iobj", DM_SLOT_IOBJ}, {"comp", DM_SLOT_COMP},
    {"xcomp", DM_SLOT_XCOMP}, {"prt", DM_SLOT_PRT}, {"attr", DM_SLOT_ATTR}, {"mod", DM_SLOT_MOD},
    {"poss", DM_SLOT_POSS},   {"of", DM_SLOT_OF},   {"goal", DM_SLOT_GOAL}, {"part", DM_SLOT_PART},
    {"self", DM_SLOT_HEAD},
};

static dm_status slot_name(dm_compiler *c, dm_str s, uint32_t *slot, dm_text *prep) {
    *prep = 0;
    if (s.n > 2 && memcmp(s.p, "p.", 2) == 0) {
        *slot = DM_SLOT_PREP;
        *prep = dm_compile_intern(c, dm_str_sub(s, 2, s.n));
        return DM_OK;
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (dm_str_is(s, slots[i].name)) {
            *slot = slots[i].slot;
            return DM_OK;
        }
    return fault(c, "\"%.*s\" is no grammatical place", SHOW(s));
}

static dm_status value_word(dm_compiler *c, dm_str s, dm_value *out) {
    static const struct {
        const char *name;
        dm_filler kind;
    } fillers[] = {{"party", DM_FILL_PARTY}, {"state", DM_FILL_STATE}, {"person", DM_FILL_PERSON},
                   {"name", DM_FILL_NAME},   {"place", DM_FILL_PLACE}, {"money", DM_FILL_MONEY},
                   {"event", DM_FILL_EVENT}};
    *out = (dm_value){DM_FILL_LEMMA, 0};
    if (s.p[0] != '@') {
        out->id = dm_compile_intern(c, s);
        return DM_OK;
    }
    dm_str name = dm_str_sub(s, 1, s.n);
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (dm_str_is(name, fillers[i].name)) {
            out->kind = fillers[i].kind;
            return DM_OK;
        }
    if (dm_is_sector(dm_code_of(name)) || dm_is_beyond_states(dm_code_of(name))) {
        *out = (dm_value){DM_FILL_SECTOR, dm_code_of(name)};
        return DM_OK;
    }
    for (uint32_t i = 0; i < c->classes.n; i++)
        if (dm_str_eq(c->strings.at[c->classes.at[i]], name)) {
            *out = (dm_value){DM_FILL_CLASS, i};
            return DM_OK;
        }
    for (uint32_t i = 0; i < c->types.n; i++)
        if (dm_str_eq(c->strings.at[c->types.at[i].name], name)) {
            *out = (dm_value){DM_FILL_EVENT, i + 1};
            return DM_OK;
        }
    return fault(c, "\"@%.*s\" is neither a class nor a kind of filler", SHOW(name));
}

static dm_status values_cell(dm_compiler *c, dm_str list, uint32_t *first, uint32_t *n) {
    size_t at = 0;
    dm_str v;
    *first = c->values.n;
    while (dm_tsv_value(list, '|', &at, &v)) {
        dm_value value;
        check(value_word(c, v, &value));
        dm_vec_push(&c->arena, &c->values, value);
    }
    *n = c->values.n - *first;
    return DM_OK;
}

/* Conditions: `obj:talks|meeting p.with:@party !iobj obj!:weapon`. */
static dm_status when_cell(dm_compiler *c, dm_str list, dm_predicate_row *out) {
    size_t at = 0;
    dm_str v;
    out->when = c->conditions.n;
    while (dm_tsv_value(list, ' ', &at, &v)) {
        dm_condition_row w = {0};
        if (v.p[0] == '!') {
            w.absent = 1;
            v = dm_str_sub(v, 1, v.n);
        }
        const char *colon = memchr(v.p, ':', v.n);
        dm_str slot = dm_str_sub(v, 0, colon ? (size_t)(colon - v.p) : v.n);
        if (slot.n && slot.p[slot.n - 1] == '!') {
            w.absent = 1;
            slot.n--;
        }
        check(slot_name(c, slot, &w.slot, &w.prep));
        if (colon) check(values_cell(c, dm_str_sub(v, (size_t)(colon - v.p) + 1, v.n), &w.first, &w.n));
        if (colon && !w.n) return fault(c, "a condition has no values");
        dm_vec_push(&c->arena, &c->conditions, w);
    }
    out->n_when = c->conditions.n - out->when;
    return DM_OK;
}

/* Paths: `subj`, `p.with obj`, `obj.poss`. */
static dm_status paths_cell(dm_compiler *c, dm_str list, uint32_t *first, uint32_t *n) {
    size_t at = 0;
    dm_str v;
    *first = c->paths.n;
    while (dm_tsv_value(list, ' ', &at, &v)) {
        dm_path p = {0};
        size_t cut = v.n > 2 && memcmp(v.p, "p.", 2) == 0 ? 2 : 0;
        while (cut < v.n && v.p[cut] != '.') cut++;
        check(slot_name(c, dm_str_sub(v, 0, cut), &p.slot, &p.prep));
        if (cut < v.n) check(slot_name(c, dm_str_sub(v, cut + 1, v.n), &p.inner, &p.inner_prep));
        dm_vec_push(&c->arena, &c->paths, p);
    }
    *n = c->paths.n - *first;
    return DM_OK;
}

static dm_status predicate_cells(dm_compiler *c, uint32_t row, const char *column, dm_predicate_row *out) {
    dm_str lemma = dm_compile_cell(c, row, column), pos = dm_compile_cell(c, row, "pos");
    if (!lemma.n || pos.n != 1 || !strchr("vnar", pos.p[0]))
        return fault(c, "a predicate has a lemma, and v, n, a or r as its part of speech");
    *out = (dm_predicate_row){.lemma = dm_compile_intern(c, lemma),
                              .pos = (uint32_t)pos.p[0],
                              .conditions = dm_compile_intern(c, dm_compile_cell(c, row, "when")),
                              .origin = {c->file, c->line},
                              .example = dm_compile_intern(c, dm_compile_cell(c, row, "example")),
                              .codes = dm_compile_intern(c, dm_compile_cell(c, row, "codes"))};
    return when_cell(c, dm_compile_cell(c, row, "when"), out);
}

dm_status dm_compile_frames(dm_compiler *c, uint32_t row) {
    dm_frame_row f = {0};
    size_t at = 0;
    dm_str v;
    check(predicate_cells(c, row, "predicate", &f.is));
    check(type_cell(c, dm_compile_cell(c, row, "event"), &f.event));
    check(mode_cell(c, f.event, dm_compile_cell(c, row, "mode"), &f.mode));
    f.cameo = dm_compile_intern(c, dm_compile_cell(c, row, "cameo"));
    check(paths_cell(c, dm_compile_cell(c, row, "actor"), &f.actor, &f.n_actor));
    check(paths_cell(c, dm_compile_cell(c, row, "recipient"), &f.recipient, &f.n_recipient));
    while (dm_tsv_value(dm_compile_cell(c, row, "flags"), '|', &at, &v)) {
        if (dm_str_is(v, "reciprocal"))
            f.flags |= DM_FRAME_RECIPROCAL;
        else if (dm_str_is(v, "anonymous"))
            f.flags |= DM_FRAME_ANONYMOUS;
        else
            return fault(c, "there is no flag \"%.*s\"", SHOW(v));
    }
    if (f.event && c->types.at[f.event - 1].flags & DM_TYPE_RECIPROCAL) f.flags |= DM_FRAME_RECIPROCAL;
    dm_vec_push(&c->arena, &c->frames, f);
    return DM_OK;
}

static const char *const outcome_names[] = {"",           "agreed",  "announced", "refused", "requested",
                                            "threatened", "stopped", "prevented", "allowed", "same"};

dm_status dm_compile_outcomes(dm_compiler *c, uint32_t row) {
    dm_outcome_row o = {0};
    dm_str name = dm_compile_cell(c, row, "outcome"), of = dm_compile_cell(c, row, "of");
    for (o.outcome = 1; o.outcome < DM_OUTCOMES && !dm_str_is(name, outcome_names[o.outcome]); o.outcome++) {
    }
    if (o.outcome == DM_OUTCOMES) return fault(c, "there is no outcome \"%.*s\"", SHOW(name));
    if (!dm_str_is(of, "*")) check(type_cell(c, of, &o.type));
    check(mode_cell(c, o.type, dm_compile_cell(c, row, "mode"), &o.mode));
    check(type_cell(c, dm_compile_cell(c, row, "event"), &o.event));
    check(mode_cell(c, o.event, dm_compile_cell(c, row, "event_mode"), &o.event_mode));
    for (uint32_t i = 0; i < c->outcomes.n; i++) {
        const dm_outcome_row *other = &c->outcomes.at[i];
        if (other->outcome != o.outcome || other->type != o.type || other->mode != o.mode) continue;
        if (!c->own) return fault(c, "the outcome of that act stands here twice");
        c->outcomes.at[i] = o;
        return DM_OK;
    }
    dm_vec_push(&c->arena, &c->outcomes, o);
    return DM_OK;
}

/* An operator for every member of the class that the predicate names, and for every place of the act. */
static dm_status add_operators(dm_compiler *c, uint32_t row, dm_operator_row o) {
    dm_str predicate = c->strings.at[o.is.lemma], acts = dm_compile_cell(c, row, "act"), act;
    size_t at = 0;
    uint32_t class = DM_CLASSES;
    if (predicate.p[0] == '@') {
        dm_str name = dm_str_sub(predicate, 1, predicate.n);
        for (class = 0; class < c->classes.n && !dm_str_eq(c->strings.at[c->classes.at[class]], name);)
            class ++;
        if (class == c->classes.n) return fault(c, "there is no class \"%.*s\"", SHOW(name));
    }
    while (dm_tsv_value(acts, '|', &at, &act)) {
        check(slot_name(c, act, &o.slot, &o.prep));
        if (class == DM_CLASSES) dm_vec_push(&c->arena, &c->operators, o);
        for (uint32_t i = 0; class < DM_CLASSES && i < c->members.n; i++) {
            if (c->members.at[i].class != class) continue;
            o.is.lemma = c->members.at[i].lemma;
            dm_vec_push(&c->arena, &c->operators, o);
        }
    }
    return DM_OK;
}

dm_status dm_compile_operators(dm_compiler *c, uint32_t row) {
    static const char *const fates[] = {"drop", "keep", "future", "hypothetical", "negation"};
    dm_operator_row o = {0};
    dm_str fate = dm_compile_cell(c, row, "fate"), event = dm_compile_cell(c, row, "event");
    check(predicate_cells(c, row, "predicate", &o.is));
    check(values_cell(c, dm_compile_cell(c, row, "inner"), &o.inner, &o.n_inner));
    for (o.outcome = DM_OUTCOMES - 1; o.outcome > 0 && !dm_str_is(event, outcome_names[o.outcome]);)
        o.outcome--;
    if (!o.outcome) check(type_cell(c, event, &o.event));
    if (o.outcome && dm_compile_cell(c, row, "mode").n) return fault(c, "the outcome tells the mode");
    check(mode_cell(c, o.event, dm_compile_cell(c, row, "mode"), &o.mode));
    o.cameo = dm_compile_intern(c, dm_compile_cell(c, row, "cameo"));
    check(paths_cell(c, dm_compile_cell(c, row, "actor"), &o.actor, &o.n_actor));
    check(paths_cell(c, dm_compile_cell(c, row, "recipient"), &o.recipient, &o.n_recipient));
    for (o.fate = 0; o.fate < 5 && !dm_str_is(fate, fates[o.fate]); o.fate++) {
    }
    if (o.fate == 5)
        return fault(c, "\"%.*s\" is no fate of an act: drop, keep, future, hypothetical or negation",
                     SHOW(fate));
    return add_operators(c, row, o);
}

static dm_status fact_cell(dm_compiler *c, uint32_t row, const char *column, uint32_t *out) {
    dm_str s = dm_compile_cell(c, row, column);
    for (*out = 0; *out <= DM_FACT_CT_PLUS; (*out)++)
        if (dm_str_is(s, dm_fact_name((dm_fact)*out))) return DM_OK;
    return fault(c, "\"%.*s\" is no value of FactBank", SHOW(s));
}

dm_status dm_compile_cues(dm_compiler *c, uint32_t row) {
    static const char *const takes[] = {"that",  "to", "ing", "np",      "quote",  "of",
                                        "about", "as", "for", "whether", "clause", "prep"};
    static const char *const kinds[] = {"say",  "think",       "know",   "want", "ask",
                                        "show", "implicative", "aspect", "modal"};
    dm_cue_row q = {0};
    dm_text prep;
    size_t at = 0, k;
    dm_str v, kind = dm_compile_cell(c, row, "kind"), stance = dm_compile_cell(c, row, "stance"),
              addressee = dm_compile_cell(c, row, "addressee");
    check(predicate_cells(c, row, "cue", &q.is));
    while (dm_tsv_value(dm_compile_cell(c, row, "takes"), '|', &at, &v)) {
        for (k = 0; k < sizeof takes / sizeof *takes && !dm_str_is(v, takes[k]); k++) {
        }
        if (k == sizeof takes / sizeof *takes) return fault(c, "a cue cannot take \"%.*s\"", SHOW(v));
        q.takes |= 1u << k;
    }
    for (q.kind = 0; q.kind < sizeof kinds / sizeof *kinds && !dm_str_is(kind, kinds[q.kind]); q.kind++) {
    }
    if (q.kind == sizeof kinds / sizeof *kinds) return fault(c, "\"%.*s\" is no kind of cue", SHOW(kind));
    for (q.stance = 0;
         q.stance <= DM_STANCE_SPECULATES && !dm_str_is(stance, dm_stance_name((dm_stance)q.stance));
         q.stance++) {
    }
    if (q.stance > DM_STANCE_SPECULATES) return fault(c, "\"%.*s\" is no stance", SHOW(stance));
    check(fact_cell(c, row, "source", &q.source));
    check(fact_cell(c, row, "author", &q.author));
    check(fact_cell(c, row, "source_neg", &q.source_neg));
    check(fact_cell(c, row, "author_neg", &q.author_neg));
    if (addressee.n) check(slot_name(c, addressee, &q.addressee, &prep));
    dm_vec_push(&c->arena, &c->cues, q);
    return DM_OK;
}
