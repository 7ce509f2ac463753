#ifndef MASTERING_CSPECIFICATION_H
#define MASTERING_CSPECIFICATION_H

#include <stddef.h>

/// A file of Spec/ that is compiled in, under its path there.
struct mastering_specification_file {
  const char *_Nonnull name;
  const unsigned char *_Nonnull bytes;
  size_t size;
};

/// The files, and how many there are.
const struct mastering_specification_file *_Nullable mastering_specification_files(
    size_t *_Nonnull count);

#endif
