#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

dm_status(dm_fail)(dm_err *err, dm_status code, int64_t at, const char *where, const char *todo,
                   const char *what, ...) {
    if (err) {
        va_list args;
        err->code = code;
        err->at = at;
        snprintf(err->where, sizeof err->where, "%s", where ? where : "");
        snprintf(err->todo, sizeof err->todo, "%s", todo ? todo : "");
        va_start(args, what);
        vsnprintf(err->what, sizeof err->what, what, args);
        va_end(args);
    }
    return code;
}

dm_status(dm_fail_memory)(dm_err *err) {
    return dm_fail(err, DM_ENOMEM, -1, NULL, "use fewer threads or a smaller --max-document",
                   "no memory left");
}
