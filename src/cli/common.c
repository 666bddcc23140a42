#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

void dm_cli_report(const dm_err *err) {
    fputs("demarche: ", stderr);
    if (*err->where) {
        fputs(err->where, stderr);
        if (err->at >= 0) fprintf(stderr, ":%lld", (long long)err->at);
        fputs(": ", stderr);
    }
    fputs(err->what, stderr);
    if (*err->todo) fprintf(stderr, "; %s", err->todo);
    fputc('\n', stderr);
}

int dm_cli_misuse(const char *verb, const char *what, ...) {
    va_list args;
    fprintf(stderr, "demarche %s: ", verb);
    va_start(args, what);
    vfprintf(stderr, what, args);
    va_end(args);
    fprintf(stderr, "; see demarche %s --help\n", verb);
    return DM_EXIT_MISUSE;
}

static bool is_there(const char *path) {
    return access(path, R_OK) == 0;
}

/* The folder that a variable of the XDG specification names, else the one in the user's home. */
static bool xdg_folder(char *out, size_t n, const char *variable, const char *in_home) {
    const char *data = getenv(variable), *home = getenv("HOME");
    int length = data && *data == '/' ? snprintf(out, n, "%s/demarche", data)
                 : home && *home      ? snprintf(out, n, "%s/%s/demarche", home, in_home)
                                      : -1;
    return length > 0 && (size_t)length < n;
}

static bool user_folder(char *out, size_t n) {
    return xdg_folder(out, n, "XDG_DATA_HOME", ".local/share");
}

bool dm_cli_find_data(char *out, const char *option, const char *variable, const char *name,
                      const char *remedy) {
    char folder[4000];
    const char *given = option ? option : getenv(variable);
    if (given && *given) {
        snprintf(out, 4096, "%s", given);
        return true; /* if it is not there, opening it tells so */
    }
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);
    if (n > 0) {
        folder[n] = 0;
        char *slash = strrchr(folder, '/');
        if (slash) *slash = 0;
        snprintf(out, 4096, "%s/%s", folder, name);
        if (is_there(out)) return true;
    }
    if (user_folder(folder, sizeof folder)) {
        snprintf(out, 4096, "%s/%s", folder, name);
        if (is_there(out)) return true;
    }
    snprintf(out, 4096, "%s/%s", DM_DATA_DIR, name);
    if (is_there(out)) return true;
    fprintf(stderr, "demarche: there is no %s; %s, or name one with %s\n", name, remedy, variable);
    return false;
}

static bool make_folders(char *folder, dm_err *err) {
    for (char *p = folder + 1;; p++) {
        if (*p != '/' && *p) continue;
        char was = *p;
        *p = 0;
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            dm_fail(err, DM_EIO, -1, folder, "name another file with -o", "cannot make the folder: %s",
                    strerror(errno));
            return false;
        }
        *p = was;
        if (!was) return true;
    }
}

bool dm_cli_user_path(char *out, const char *name, dm_err *err) {
    char folder[4000];
    if (!user_folder(folder, sizeof folder)) {
        dm_fail(err, DM_EUSAGE, -1, NULL, "set HOME or XDG_DATA_HOME, or name the file with -o",
                "there is no folder for your data");
        return false;
    }
    if (!make_folders(folder, err)) return false;
    snprintf(out, 4096, "%s/%s", folder, name);
    return true;
}

/* A folder of one's own tables on top of the lexicon: compiled once for each state of both, and kept. */
static bool extended_lexicon(char *out, const char *folder, const char *base, dm_err *err) {
    char cache[3900], key[65];
    if (dm_lexicon_extended_sha256(base, folder, key, err) != DM_OK) return false;
    if (!xdg_folder(cache, sizeof cache, "XDG_CACHE_HOME", ".cache")) {
        dm_fail(err, DM_EUSAGE, -1, NULL, "set HOME or XDG_CACHE_HOME",
                "there is no folder for what is kept");
        return false;
    }
    if (!make_folders(cache, err)) return false;
    snprintf(out, 4096, "%s/%s.dml", cache, key);
    return is_there(out) || dm_lexicon_extend(base, folder, out, err) == DM_OK;
}

bool dm_cli_find_lexicon(char *out, const char *option) {
    static const char remedy[] = "make one: demarche lexicon compile FOLDER";
    char folder[4096];
    struct stat s;
    dm_err err = {0};
    if (!dm_cli_find_data(out, option, "DEMARCHE_LEXICON", "lexicon.dml", remedy)) return false;
    if (stat(out, &s) != 0 || !S_ISDIR(s.st_mode)) return true;
    snprintf(folder, sizeof folder, "%s", out);
    for (size_t n = strlen(folder); n > 1 && folder[n - 1] == '/'; n--) folder[n - 1] = 0;
    if (!dm_cli_find_data(out, NULL, option ? "DEMARCHE_LEXICON" : "", "lexicon.dml", remedy)) return false;
    char base[4096];
    snprintf(base, sizeof base, "%s", out);
    if (extended_lexicon(out, folder, base, &err)) return true;
    dm_cli_report(&err);
    return false;
}

static const char digits[] = "0123456789";

enum { OPT_INPUT = 1, OPT_MAX, OPT_THREADS, OPT_MODEL, OPT_LEXICON, OPT_DATE, OPT_HELP };

static const struct option common[] = {
    {"input", required_argument, NULL, OPT_INPUT},
    {"max-document", required_argument, NULL, OPT_MAX},
    {"threads", required_argument, NULL, OPT_THREADS},
    {"model", required_argument, NULL, OPT_MODEL},
    {"lexicon", required_argument, NULL, OPT_LEXICON},
    {"date", required_argument, NULL, OPT_DATE},
    {"help", no_argument, NULL, OPT_HELP},
};

static bool number(const char *s, unsigned long long low, unsigned long long high, unsigned long long *out) {
    char *end;
    errno = 0;
    if (!*s || strspn(s, digits) != strlen(s)) return false;
    *out = strtoull(s, &end, 10);
    return errno == 0 && *out >= low && *out <= high;
}

int dm_cli_parse_options(int argc, char **argv, dm_cli_options *o, const struct option *own,
                         bool (*other)(int value, const char *argument, void *how), void *how,
                         const char *help) {
    struct option all[32] = {{0}};
    size_t n = 0;
    unsigned long long v;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) all[n++] = common[i];
    for (; own && own->name; own++) all[n++] = *own;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *o = (dm_cli_options){.max_document = (size_t)16 << 20,
                          .threads = processors > 0 ? (unsigned)processors : 1};
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "h", all, NULL)) != -1;) {
        switch (c) {
        case OPT_INPUT:
            if (strcmp(optarg, "text") == 0)
                o->form = DM_INPUT_TEXT;
            else if (strcmp(optarg, "jsonl") == 0)
                o->form = DM_INPUT_JSONL;
            else
                return dm_cli_misuse(argv[0], "--input is text or jsonl, not \"%s\"", optarg);
            break;
        case OPT_MAX:
            if (!number(optarg, 1, 1u << 30, &v))
                return dm_cli_misuse(argv[0], "--max-document takes bytes from 1 to 1073741824, not \"%s\"",
                                     optarg);
            o->max_document = (size_t)v;
            break;
        case OPT_THREADS:
            if (!number(optarg, 1, 1024, &v))
                return dm_cli_misuse(argv[0], "--threads takes a number from 1 to 1024, not \"%s\"", optarg);
            o->threads = (unsigned)v;
            break;
        case OPT_MODEL: o->model = optarg; break;
        case OPT_LEXICON: o->lexicon = optarg; break;
        case OPT_DATE: o->date = optarg; break;
        case 'h':
        case OPT_HELP: fputs(help, stdout); return fflush(stdout) == 0 ? DM_EXIT_WELL : DM_EXIT_MISUSE;
        case '?':
            return dm_cli_misuse(argv[0], "there is no option \"%s\", or it lacks its value",
                                 argv[optind - 1]);
        default:
            if (!other || !other(c, optarg, how)) return DM_EXIT_MISUSE;
        }
    }
    o->inputs = (const char *const *)(void *)(argv + optind);
    o->n_inputs = (size_t)(argc - optind);
    return -1;
}
