#include <math.h>

#include "lexicon/format.h"
#include "lexicon/lexicon.h"
#include "lexicon/place_model.h"

static const char remedy[] = "compile the tables again: demarche lexicon compile FOLDER";

#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

static dm_status wrong(const dm_lexicon *l, const char *section, dm_err *err) {
    return dm_fail(err, DM_EFORMAT, -1, l->pack.path, remedy, "section %s does not fit the others", section);
}

/* Every text, row and range that a record points to must be there. */
static bool text_ok(const dm_lexicon *l, dm_text t) {
    return t < l->strings.n;
}

static bool range_ok(uint32_t first, uint32_t n, size_t all) {
    return first <= all && n <= all - first;
}

static dm_status load_senses(dm_lexicon *l, dm_err *err) {
    const void *data;
    check(dm_pack_index(&l->pack, "phrases", &l->phrases, err));
    check(dm_pack_array(&l->pack, "phrase_senses", sizeof(dm_range32), &data, &l->n_phrase_senses, err));
    l->phrase_senses = data;
    check(dm_pack_array(&l->pack, "senses", sizeof(dm_sense), &data, &l->n_senses, err));
    l->senses = data;
    check(dm_pack_array(&l->pack, "places", sizeof(dm_place_row), &data, &l->n_places, err));
    l->places = data;
    if (l->n_phrase_senses != l->phrases.keys.n) return wrong(l, "phrase_senses", err);
    for (size_t i = 0; i < l->n_phrase_senses; i++)
        if (!range_ok(l->phrase_senses[i].first, l->phrase_senses[i].n, l->n_senses))
            return wrong(l, "phrase_senses", err);
    for (size_t i = 0; i < l->n_senses; i++) {
        const dm_sense *s = &l->senses[i];
        if (s->kind >= DM_SENSE_KINDS || !text_ok(l, s->name) || !text_ok(l, s->written) ||
            !text_ok(l, s->office) || !text_ok(l, s->organization) || !text_ok(l, s->origin.file) ||
            s->place < -1 || s->place >= (int64_t)l->n_places)
            return wrong(l, "senses", err);
    }
    for (size_t i = 0; i < l->n_places; i++)
        if (!text_ok(l, l->places[i].name) || !text_ok(l, l->places[i].feature))
            return wrong(l, "places", err);
    return DM_OK;
}

/* The grammar takes the numbers as they are. */
static bool time_row_ok(const dm_lexicon *l, const dm_time_row *t) {
    static const int32_t least[DM_TW_CLASSES] = {
        [DM_TW_MONTH] = 1, [DM_TW_WEEKDAY] = 1, [DM_TW_SEASON] = 1, [DM_TW_DAY] = -366};
    static const int32_t most[DM_TW_CLASSES] = {[DM_TW_MONTH] = 12,
                                                [DM_TW_WEEKDAY] = 7,
                                                [DM_TW_SEASON] = 4,
                                                [DM_TW_CLOCK] = 24 * 60,
                                                [DM_TW_UNIT] = DM_UNITS - 1,
                                                [DM_TW_UNITS] = DM_UNITS - 1,
                                                [DM_TW_NUMBER] = 1000,
                                                [DM_TW_SCALE] = 1000000,
                                                [DM_TW_VAGUE] = 1000,
                                                [DM_TW_ORDINAL] = 1000,
                                                [DM_TW_TENS] = 90,
                                                [DM_TW_DAY] = 366,
                                                [DM_TW_MERIDIEM] = 12,
                                                [DM_TW_REFERENCE] = 2,
                                                [DM_TW_RELATIVE] = DM_RELATIONS - 1,
                                                [DM_TW_DIRECTION] = DM_DIRECTIONS - 1};
    const dm_holiday_rule *h = &t->rule;
    if (t->class >= DM_TW_CLASSES || t->n < least[t->class] || t->n > most[t->class]) return false;
    if (!text_ok(l, t->value) || !text_ok(l, t->origin.file) || !text_ok(l, t->example) ||
        !text_ok(l, t->codes))
        return false;
    return t->class != DM_TW_HOLIDAY || h->easter ||
           (h->month >= 1 && h->month <= 12 && h->day >= 0 && h->day <= 31 && h->weekday >= 0 &&
            h->weekday <= 7);
}

static dm_status load_times(dm_lexicon *l, dm_err *err) {
    const void *data;
    size_t n;
    check(dm_pack_index(&l->pack, "time_words", &l->time_words, err));
    check(dm_pack_array(&l->pack, "time_ranges", sizeof(dm_range32), &data, &n, err));
    l->time_ranges = data;
    check(dm_pack_array(&l->pack, "time_rows", sizeof(dm_time_row), &data, &l->n_time_rows, err));
    l->time_rows = data;
    if (n != l->time_words.keys.n) return wrong(l, "time_ranges", err);
    for (size_t i = 0; i < n; i++)
        if (!range_ok(l->time_ranges[i].first, l->time_ranges[i].n, l->n_time_rows))
            return wrong(l, "time_ranges", err);
    for (size_t i = 0; i < l->n_time_rows; i++)
        if (!time_row_ok(l, &l->time_rows[i])) return wrong(l, "time_rows", err);
    return DM_OK;
}

static dm_status load_types(dm_lexicon *l, dm_err *err) {
    const void *data;
    check(dm_pack_array(&l->pack, "types", sizeof(dm_type_row), &data, &l->n_types, err));
    l->types = data;
    check(dm_pack_array(&l->pack, "modes", sizeof(dm_mode_row), &data, &l->n_modes, err));
    l->modes = data;
    if (l->n_types < DM_EV_OWN - 1 || l->n_types > 250) return wrong(l, "types", err);
    for (size_t i = 0; i < l->n_types; i++)
        if (!text_ok(l, l->types[i].name)) return wrong(l, "types", err);
    for (size_t i = 0; i < l->n_modes; i++)
        if (!text_ok(l, l->modes[i].name) || l->modes[i].type < 1 || l->modes[i].type > l->n_types)
            return wrong(l, "modes", err);
    return DM_OK;
}

static bool predicate_ok(const dm_lexicon *l, const dm_predicate_row *p) {
    return text_ok(l, p->lemma) && text_ok(l, p->example) && text_ok(l, p->codes) &&
           text_ok(l, p->origin.file) && text_ok(l, p->conditions) &&
           range_ok(p->when, p->n_when, l->n_conditions);
}

static dm_status load_lemmas(dm_lexicon *l, dm_err *err) {
    const void *data;
    const struct {
        const char *name;
        const dm_range32 **out;
        const size_t *rows;
    } ranges[] = {{"lemma_frames", &l->lemma_frames, &l->n_frames},
                  {"lemma_operators", &l->lemma_operators, &l->n_operators},
                  {"lemma_cues", &l->lemma_cues, &l->n_cues},
                  {"lemma_contexts", &l->lemma_contexts, &l->n_context_words}};
    size_t n;
    check(dm_pack_index(&l->pack, "lemmas", &l->lemmas, err));
    check(dm_pack_array(&l->pack, "context_words", sizeof(dm_context_word), &data, &l->n_context_words, err));
    l->context_words = data;
    check(dm_pack_strings(&l->pack, "context_names", &l->context_names, err));
    if (l->context_names.n > DM_CONTEXTS) return wrong(l, "context_names", err);
    for (size_t i = 0; i < l->n_context_words; i++)
        if (l->context_words[i].context >= l->context_names.n) return wrong(l, "context_words", err);
    check(dm_pack_array(&l->pack, "lemma_classes", sizeof(dm_class_set), &data, &n, err));
    l->lemma_classes = data;
    if (n != l->lemmas.keys.n) return wrong(l, "lemma_classes", err);
    for (size_t k = 0; k < sizeof ranges / sizeof *ranges; k++) {
        check(dm_pack_array(&l->pack, ranges[k].name, sizeof(dm_range32), &data, &n, err));
        *ranges[k].out = data;
        if (n != l->lemmas.keys.n) return wrong(l, ranges[k].name, err);
        for (size_t i = 0; i < n; i++)
            if (!range_ok((*ranges[k].out)[i].first, (*ranges[k].out)[i].n, *ranges[k].rows))
                return wrong(l, ranges[k].name, err);
    }
    check(dm_pack_index(&l->pack, "class_names", &l->class_names, err));
    return l->class_names.keys.n > DM_CLASSES ? wrong(l, "class_names", err) : DM_OK;
}

static dm_status load_outcomes(dm_lexicon *l, dm_err *err) {
    const void *data;
    check(dm_pack_array(&l->pack, "outcomes", sizeof(dm_outcome_row), &data, &l->n_outcomes, err));
    l->outcomes = data;
    for (size_t i = 0; i < l->n_outcomes; i++) {
        const dm_outcome_row *o = &l->outcomes[i];
        if (o->outcome >= DM_OUTCOMES || o->type > l->n_types || o->event > l->n_types ||
            !text_ok(l, o->mode) || !text_ok(l, o->event_mode))
            return wrong(l, "outcomes", err);
    }
    return DM_OK;
}

/* What rows are made of. */
static dm_status check_parts(const dm_lexicon *l, dm_err *err) {
    for (size_t i = 0; i < l->n_values; i++) {
        const dm_value *v = &l->values[i];
        bool good = v->kind == DM_FILL_LEMMA   ? text_ok(l, v->id)
                    : v->kind == DM_FILL_CLASS ? v->id < l->class_names.keys.n
                    : v->kind == DM_FILL_EVENT ? v->id <= l->n_types
                                               : v->kind < DM_FILL_EVENT;
        if (!good) return wrong(l, "values", err);
    }
    for (size_t i = 0; i < l->n_conditions; i++)
        if (l->conditions[i].slot >= DM_SLOTS || !text_ok(l, l->conditions[i].prep) ||
            !range_ok(l->conditions[i].first, l->conditions[i].n, l->n_values))
            return wrong(l, "conditions", err);
    for (size_t i = 0; i < l->n_paths; i++)
        if (l->paths[i].slot >= DM_SLOTS || l->paths[i].inner >= DM_SLOTS || !text_ok(l, l->paths[i].prep) ||
            !text_ok(l, l->paths[i].inner_prep))
            return wrong(l, "paths", err);
    return DM_OK;
}

static dm_status check_frames(const dm_lexicon *l, dm_err *err) {
    for (size_t i = 0; i < l->n_frames; i++) {
        const dm_frame_row *f = &l->frames[i];
        if (!predicate_ok(l, &f->is) || f->event > l->n_types || !text_ok(l, f->mode) ||
            !text_ok(l, f->cameo) || !range_ok(f->actor, f->n_actor, l->n_paths) ||
            !range_ok(f->recipient, f->n_recipient, l->n_paths))
            return wrong(l, "frames", err);
    }
    return DM_OK;
}

static dm_status check_operators(const dm_lexicon *l, dm_err *err) {
    for (size_t i = 0; i < l->n_operators; i++) {
        const dm_operator_row *o = &l->operators[i];
        if (!predicate_ok(l, &o->is) || o->event > l->n_types || !text_ok(l, o->mode) ||
            !text_ok(l, o->cameo) || !text_ok(l, o->prep) || o->slot >= DM_SLOTS ||
            o->outcome >= DM_OUTCOMES || o->fate > DM_FATE_NEGATION ||
            !range_ok(o->actor, o->n_actor, l->n_paths) ||
            !range_ok(o->recipient, o->n_recipient, l->n_paths) ||
            !range_ok(o->inner, o->n_inner, l->n_values))
            return wrong(l, "operators", err);
    }
    return DM_OK;
}

static dm_status check_cues(const dm_lexicon *l, dm_err *err) {
    for (size_t i = 0; i < l->n_cues; i++) {
        const dm_cue_row *c = &l->cues[i];
        if (!predicate_ok(l, &c->is) || c->kind > DM_CUE_MODAL || c->stance > DM_STANCE_SPECULATES ||
            c->source > DM_FACT_CT_PLUS || c->author > DM_FACT_CT_PLUS || c->source_neg > DM_FACT_CT_PLUS ||
            c->author_neg > DM_FACT_CT_PLUS || c->addressee >= DM_SLOTS)
            return wrong(l, "cues", err);
    }
    return DM_OK;
}

static dm_status load_predicates(dm_lexicon *l, dm_err *err) {
    const void *data;
    check(dm_pack_array(&l->pack, "values", sizeof(dm_value), &data, &l->n_values, err));
    l->values = data;
    check(dm_pack_array(&l->pack, "conditions", sizeof(dm_condition_row), &data, &l->n_conditions, err));
    l->conditions = data;
    check(dm_pack_array(&l->pack, "paths", sizeof(dm_path), &data, &l->n_paths, err));
    l->paths = data;
    check(dm_pack_array(&l->pack, "frames", sizeof(dm_frame_row), &data, &l->n_frames, err));
    l->frames = data;
    check(dm_pack_array(&l->pack, "operators", sizeof(dm_operator_row), &data, &l->n_operators, err));
    l->operators = data;
    check(dm_pack_array(&l->pack, "cues", sizeof(dm_cue_row), &data, &l->n_cues, err));
    l->cues = data;
    check(load_lemmas(l, err));
    check(load_outcomes(l, err));
    check(check_parts(l, err));
    check(check_frames(l, err));
    check(check_operators(l, err));
    return check_cues(l, err);
}

static dm_status load_places(dm_lexicon *l, dm_err *err) {
    const void *data;
    size_t n;
    check(dm_gazetteer_load(&l->gazetteer, &l->pack, err));
    check(dm_pack_index(&l->pack, "designators", &l->designators, err));
    check(dm_pack_array(&l->pack, "designator_kinds", sizeof(uint32_t), &data, &n, err));
    l->designator_kinds = data;
    if (n != l->designators.keys.n) return wrong(l, "designator_kinds", err);
    check(dm_pack_array(&l->pack, "place_weights", sizeof(float), &data, &n, err));
    l->place_weights = data;
    if (n != DM_PLACE_WEIGHTS) return wrong(l, "place_weights", err);
    for (size_t i = 0; i < n; i++) /* sums of them are exponents */
        if (!(fabsf(l->place_weights[i]) <= DM_MOST_PLACE_WEIGHT)) return wrong(l, "place_weights", err);
    return DM_OK;
}

static dm_status load_nets(dm_lexicon *l, dm_err *err) {
    for (uint32_t i = 0; i < l->pack.count; i++) {
        const dm_section *s = &l->pack.sections[i];
        if (!dm_str_starts(dm_str_of(s->name), DM_STR("net/"))) continue;
        if (l->n_nets == DM_MOST_NETS) return wrong(l, s->name, err);
        check(dm_perceptron_load(&l->nets[l->n_nets++], &l->pack, s, err));
    }
    return DM_OK;
}

static dm_status load_all(dm_lexicon *l, dm_err *err) {
    dm_strings meta;
    check(dm_pack_strings(&l->pack, "meta", &meta, err));
    if (meta.n != 1) return wrong(l, "meta", err);
    l->sha256 = dm_strings_at(&meta, 0);
    check(dm_pack_strings(&l->pack, "strings", &l->strings, err));
    if (l->strings.n == 0 || dm_strings_at(&l->strings, 0).n) return wrong(l, "strings", err);
    check(load_types(l, err));
    check(load_senses(l, err));
    check(load_places(l, err));
    check(load_times(l, err));
    check(load_predicates(l, err));
    return load_nets(l, err);
}

dm_status dm_lexicon_load(dm_lexicon *out, const char *path, dm_err *err) {
    dm_lexicon l = {0};
    check(dm_pack_open(&l.pack, path, DM_LEXICON_MAGIC, DM_LEXICON_VERSION, remedy, err));
    dm_status s = load_all(&l, err);
    if (s == DM_OK)
        *out = l;
    else
        dm_pack_close(&l.pack);
    return s;
}

dm_status dm_lexicon_load_bytes(dm_lexicon *out, dm_mapped bytes, const char *path, dm_err *err) {
    dm_lexicon l = {0};
    check(dm_pack_open_bytes(&l.pack, bytes, path, DM_LEXICON_MAGIC, DM_LEXICON_VERSION, remedy, err));
    check(load_all(&l, err));
    *out = l;
    return DM_OK;
}

void dm_lexicon_close(dm_lexicon *lexicon) {
    dm_pack_close(&lexicon->pack);
}

bool dm_lexicon_find(const dm_lexicon *l, dm_str wording, const dm_sense **senses, uint32_t *n) {
    int32_t at = dm_index_find(&l->phrases, wording);
    if (at < 0) return false;
    *senses = l->senses + l->phrase_senses[at].first;
    *n = l->phrase_senses[at].n;
    return true;
}

const dm_outcome_row *dm_lexicon_outcome(const dm_lexicon *l, dm_outcome outcome, uint32_t type,
                                         dm_text mode) {
    const dm_outcome_row *found = NULL;
    for (size_t i = 0; i < l->n_outcomes; i++) {
        const dm_outcome_row *o = &l->outcomes[i];
        if (o->outcome != (uint32_t)outcome || o->type != type) continue;
        if (o->mode && o->mode == mode) return o;
        if (!o->mode) found = o;
    }
    return found;
}

const dm_perceptron *dm_lexicon_net(const dm_lexicon *l, const char *name) {
    for (uint32_t i = 0; i < l->n_nets; i++)
        if (dm_str_is(l->nets[i].name, name)) return &l->nets[i];
    return NULL;
}

const char *dm_fact_name(dm_fact f) {
    static const char *const names[] = {"", "CT-", "PR-", "PS-", "CTu", "Uu", "PS+", "PR+", "CT+"};
    return names[f];
}

const char *dm_stance_name(dm_stance s) {
    static const char *const names[] = {"",       "asserts", "alleges",        "confirms",
                                        "denies", "doubts",  "cannot_confirm", "speculates"};
    return names[s];
}
