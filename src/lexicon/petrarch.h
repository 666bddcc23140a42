/* Dictionaries of actors and agents as PETRARCH and TABARI have them, turned into rows of our tables.
 *
 *     BARACK_OBAMA_            a name; a blank is written "_", one at the end says that no ending follows
 *     +PRESIDENT_OBAMA         another name of the same
 *         [USAGOV 090120-170120]   its code between two days, also [CODE <day] and [CODE >day]
 *     AFGHANISTAN [AFG]        a code that always holds
 *     !MINISTER! = MINISTER, MINISTERS      agents: a list of words
 *     FOREIGN_!MINISTER! [~GOV]             agents: for each of them; ~ stands for whom they belong to
 *     FIREMAN {FIREMEN} [~GOV]              agents: with its plural
 *     # and ; begin comments */
#ifndef DM_PETRARCH_H
#define DM_PETRARCH_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef struct dm_petrarch {
    dm_buffer countries, groups, offices, roles; /* tables with their header lines */
    uint32_t n_countries, n_groups, n_offices, n_roles;
    dm_str *seen; /* wordings of the tables, in the arena */
    uint32_t seen_size, n_seen;
    dm_buffer lost; /* a line for each thing that could not be carried over: file:line: name: reason */
    uint32_t n_lost;
} dm_petrarch;

void dm_petrarch_begin(dm_petrarch *out);
/* Adds a dictionary; the arena must live as long as others are added. Its kind is seen from its codes: those
 * of agents have a "~". The bytes need not be UTF-8: a line that is not is lost. Fails with DM_ENOMEM. */
dm_status dm_petrarch_read(dm_petrarch *out, dm_str bytes, const char *file, dm_arena *arena, dm_err *err);
void dm_petrarch_clear(dm_petrarch *p);

#endif
