/* Runs the examples that rows of the tables carry. */
#ifndef DM_CHECK_H
#define DM_CHECK_H

#include "coding/coding.h"

typedef struct dm_check_result {
    uint32_t examples; /* rows that have one */
    uint32_t failed;   /* that do not come out */
    uint32_t others;   /* events and operators that come out by another row than their own */
    uint32_t without;  /* rows without an example */
} dm_check_result;

/* Called for every row that fails: its place in the tables, the example, what it should code to, what it did.
 */
typedef void dm_check_report(const char *file, uint32_t line, dm_str example, dm_str wanted, dm_str got,
                             void *how);

/* Runs the tables alone, without learned nets. Fails with DM_ENOMEM. */
dm_status dm_lexicon_check(const dm_lexicon *lex, dm_worker *worker, dm_check_report *report, void *how,
                           dm_check_result *out, dm_err *err);

#endif
