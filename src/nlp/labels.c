#include "nlp/labels.h"

#define TEXT(id, text) {text, sizeof text - 1},
static const dm_str tags[] = {{"", 0}, DM_TAGS(TEXT)};
static const dm_str poses[] = {{"", 0}, DM_POSES(TEXT)};
static const dm_str deps[] = {{"", 0}, DM_DEPS(TEXT)};
static const dm_str ents[] = {{"", 0}, DM_ENTS(TEXT)};
static const dm_str morphs[] = {{"_", 1}};

static const struct {
    const dm_str *names;
    size_t n;
} fixed[DM_KINDS] = {
    [DM_KIND_TAG] = {tags, sizeof tags / sizeof *tags},
    [DM_KIND_POS] = {poses, sizeof poses / sizeof *poses},
    [DM_KIND_DEP] = {deps, sizeof deps / sizeof *deps},
    [DM_KIND_ENT] = {ents, sizeof ents / sizeof *ents},
    [DM_KIND_MORPH] = {morphs, sizeof morphs / sizeof *morphs},
};

void dm_labels_init(dm_labels *labels, dm_arena *arena) {
    *labels = (dm_labels){0};
    for (int k = 0; k < DM_KINDS; k++)
        for (size_t i = 0; i < fixed[k].n; i++) dm_vec_push(arena, &labels->names[k], fixed[k].names[i]);
}

uint16_t dm_labels_add(dm_labels *labels, dm_arena *arena, dm_kind kind, dm_str name) {
    for (uint32_t i = 0; i < labels->names[kind].n; i++)
        if (dm_str_eq(labels->names[kind].at[i], name)) return (uint16_t)i;
    if (labels->names[kind].n > UINT16_MAX) dm_arena_fail(arena);
    dm_vec_push(arena, &labels->names[kind], name);
    return (uint16_t)(labels->names[kind].n - 1);
}
