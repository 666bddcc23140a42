#include "coding/coding.h"

#include "base/utf8.h"
#include "coding/events.h"

/* The caller's entities must lie on characters of the text, in no other place, under a legal id. */
static dm_status check_entities(const dm_document *doc, dm_err *err) {
    for (size_t i = 0; i < doc->entity_count; i++) {
        const dm_entity *e = &doc->entities[i];
        if (e->begin >= e->end || e->end > doc->text_size || !dm_utf8_is_start(doc->text[e->begin]) ||
            (e->end < doc->text_size && !dm_utf8_is_start(doc->text[e->end])))
            return dm_fail(err, DM_EINPUT, -1, doc->id, "spans are [start, end) within the text",
                           "entity %zu has an illegal span", i + 1);
        if (!e->id || !*e->id || strcmp(e->id, "author") == 0)
            return dm_fail(err, DM_EINPUT, -1, doc->id, "give another id; \"author\" means the document's",
                           "entity %zu has an illegal id", i + 1);
        if (e->country && !dm_is_country(dm_code_of(dm_str_of(e->country))))
            return dm_fail(err, DM_EINPUT, -1, doc->id, "ISO 3166 alpha-3, or a code of PLOVER",
                           "entity %zu has the country \"%.20s\"", i + 1, e->country);
        if (e->sector && !dm_is_sector(dm_code_of(dm_str_of(e->sector))))
            return dm_fail(err, DM_EINPUT, -1, doc->id, "a sector of PLOVER",
                           "entity %zu has the sector \"%.20s\"", i + 1, e->sector);
        for (size_t k = 0; k < i; k++)
            if (doc->entities[k].begin == e->begin && doc->entities[k].end == e->end &&
                strcmp(doc->entities[k].id, e->id) == 0)
                return dm_fail(err, DM_EINPUT, -1, doc->id, "give it once",
                               "entities %zu and %zu are the same", k + 1, i + 1);
    }
    return DM_OK;
}

dm_status dm_code_document(dm_reading *out, const dm_document *doc, const dm_lexicon *lex, dm_worker *worker,
                           dm_arena *arena, dm_err *err) {
    *out = (dm_reading){.doc = doc, .lex = lex, .arena = arena};
    dm_status s = check_entities(doc, err);
    if (s == DM_OK) s = dm_code_syntax(out, worker, err);
    if (s != DM_OK || out->n == 0) return s;
    dm_code_times(out);
    dm_find_places(out);
    dm_code_hits(out);
    dm_code_mentions(out);
    dm_code_coreference(out);
    dm_code_places(out);
    dm_place_entities(out);
    dm_code_attributions(out);
    dm_code_speakers(out);
    dm_code_factuality(out);
    dm_code_events(out);
    dm_code_claims(out);
    dm_code_commitments(out);
    return DM_OK;
}
