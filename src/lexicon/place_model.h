/* What the two models of places look at. Their weights are in data/weights/places.tsv under these names;
 * train/places.py learns them.
 *
 * "name": is this stretch of text the name of a place? A sum of weights, one from each family of traits.
 * "choice", "again": which of the places of that name is meant? The candidate with the greatest sum. */
#ifndef DM_PLACE_MODEL_H
#define DM_PLACE_MODEL_H

/* Entities of the recogniser, and how the name stands to them. */
#define DM_NAME_ENTITY(X, e) X(e##_whole) X(e##_first) X(e##_inside)

/* Values of one family stand together, in the order that toponyms.c numbers them. */
/* clang-format off */
#define DM_NAME_TRAITS(X)                                                                                    \
    X(bias)                                                                                                  \
    DM_NAME_ENTITY(X, entity_none)                                                                           \
    DM_NAME_ENTITY(X, entity_gpe)                                                                            \
    DM_NAME_ENTITY(X, entity_loc)                                                                            \
    DM_NAME_ENTITY(X, entity_fac)                                                                            \
    DM_NAME_ENTITY(X, entity_norp)                                                                           \
    DM_NAME_ENTITY(X, entity_org)                                                                            \
    DM_NAME_ENTITY(X, entity_person)                                                                         \
    DM_NAME_ENTITY(X, entity_event)                                                                          \
    DM_NAME_ENTITY(X, entity_work)                                                                           \
    DM_NAME_ENTITY(X, entity_other)                                                                          \
    X(is_unknown) X(is_street) X(is_way) X(is_form) X(is_site) X(is_unit)                                    \
    X(is_country) X(is_region) X(is_water) X(is_adm1) X(is_adm2) X(is_capital) X(is_town)                    \
    X(role_main) X(role_other) X(role_abbreviation) X(role_short) X(role_adjective) X(role_people) X(role_none)  \
    X(size_none) X(size_hamlet) X(size_village) X(size_town) X(size_city) X(size_large) X(size_metropolis)   \
    X(common_no) X(common_w) X(common_f) X(common_wf) X(common_s) X(common_ws) X(common_fs) X(common_wfs)    \
    X(one_capitalized) X(one_capitals) X(one_headline) X(one_small)                                          \
    X(two_capitalized) X(two_capitals) X(two_headline) X(two_small)                                          \
    X(more_capitalized) X(more_capitals) X(more_headline) X(more_small)                                      \
    X(before_start) X(before_comma) X(before_and) X(before_in) X(before_at) X(before_from) X(before_to)      \
    X(before_of) X(before_near) X(before_for) X(before_on) X(before_by) X(before_with) X(before_the)         \
    X(before_a) X(before_preposition) X(before_possessive) X(before_title) X(before_number)                  \
    X(before_name) X(before_direction) X(before_verb) X(before_noun) X(before_adjective) X(before_hyphen)    \
    X(before_mark) X(before_unit) X(before_other)                                                            \
    X(after_end) X(after_comma_place) X(after_comma) X(after_possessive) X(after_hyphen) X(after_dash)       \
    X(after_bracket) X(after_and) X(after_street) X(after_way) X(after_form) X(after_site) X(after_unit)     \
    X(after_body) X(after_name) X(after_noun) X(after_verb) X(after_preposition) X(after_number) X(after_other)  \
    X(pos_name) X(pos_noun) X(pos_adjective) X(pos_verb) X(pos_other)                                        \
    X(dep_pobj) X(dep_subject) X(dep_object) X(dep_compound) X(dep_amod) X(dep_poss) X(dep_appos) X(dep_conj)  \
    X(dep_npadvmod) X(dep_root) X(dep_other)                                                                 \
    X(elsewhere_once) X(elsewhere_never) X(elsewhere_some) X(elsewhere_mostly)                               \
    X(person_no) X(person_yes)                                                                               \
    X(state_none) X(state_named) X(state_follows) X(state_is)                                                \
    X(dateline_no) X(dateline_yes)
/* clang-format on */

/* Traits of a candidate. What depends on the other names of the document is asked again when there is a first
 * opinion about them: then "again" has the weights. */
/* clang-format off */
#define DM_CHOICE_TRAITS(X)                                                                                  \
    X(size) X(size_unknown) X(largest)                                                                       \
    X(country) X(region) X(water) X(adm1) X(adm2) X(capital) X(town)                                         \
    X(main) X(other) X(abbreviation) X(short) X(adjective) X(people)                                         \
    X(unit_fits) X(unit_lacks)                                                                               \
    X(within_named) X(outside_named)                                                                         \
    X(named_county) X(named_state) X(named_state_often) X(named_country) X(named_country_often)              \
    X(capital_named) X(world_capital) X(world_country) X(world_size)                                                                                         \
    X(share_county) X(share_state) X(share_country)                                                          \
    X(near_one) X(near_two) X(near_more) X(cluster_one) X(cluster_two) X(cluster_more)                                                                     \
    X(holds_one) X(holds_more)
/* clang-format on */

#define DM_NAME_TRAIT(name)   DM_TRAIT_##name,
#define DM_CHOICE_TRAIT(name) DM_CHOICE_##name,
typedef enum dm_name_trait { DM_NAME_TRAITS(DM_NAME_TRAIT) DM_NAME_TRAIT_COUNT } dm_name_trait;
typedef enum dm_choice_trait { DM_CHOICE_TRAITS(DM_CHOICE_TRAIT) DM_CHOICE_TRAIT_COUNT } dm_choice_trait;

/* Weights of the three models, one after another. */
enum {
    DM_WEIGHTS_NAME = 0,
    DM_WEIGHTS_CHOICE = DM_NAME_TRAIT_COUNT,
    DM_WEIGHTS_AGAIN = DM_WEIGHTS_CHOICE + DM_CHOICE_TRAIT_COUNT,
    DM_PLACE_WEIGHTS = DM_WEIGHTS_AGAIN + DM_CHOICE_TRAIT_COUNT,
    DM_MOST_PLACE_WEIGHT = 100 /* learned ones stay below 5 */
};

#endif
