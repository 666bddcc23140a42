#ifndef DM_LEXICON_FORMAT_H
#define DM_LEXICON_FORMAT_H

#define DM_LEXICON_MAGIC   "dmarche\2"
#define DM_LEXICON_VERSION 2u

#endif
