/* Runs the examples that rows of the tables carry. */
#ifndef DM_CHECK_H
#define DM_CHECK_H

#include "coding/coding.h"

typedef struct dm_check_result {
    uint32_t examples, failed,
        without; /* rows with an example, those that do not come out, those that have none */
} dm_check_result;

/* Called for every row that fails: its place in the tables, the example, what it should code to, what it did.
 */
typedef void dm_check_report(const char *file, uint32_t line, dm_str example, dm_str wanted, dm_str got,
                             void *how);

/* Fails with DM_ENOMEM. */
dm_status dm_lexicon_check(const dm_lexicon *lex, dm_worker *worker, dm_check_report *report, void *how,
                           dm_check_result *out, dm_err *err);

#endif
