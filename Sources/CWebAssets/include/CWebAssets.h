#ifndef MASTERING_CWEBASSETS_H
#define MASTERING_CWEBASSETS_H

#include <stddef.h>

/// A file that is compiled in, under the name that it is served by.
struct mastering_web_asset {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  size_t size;
};

/// The files, and how many there are.
const struct mastering_web_asset *_Nullable mastering_web_assets(size_t *_Nonnull count);

#endif
