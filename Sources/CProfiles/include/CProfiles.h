#ifndef MASTERING_CPROFILES_H
#define MASTERING_CPROFILES_H

#include <stddef.h>

/// The bytes of Spec/profiles.json as it was when this was compiled.
const unsigned char *_Nonnull mastering_profiles(void);
/// How many bytes those are.
size_t mastering_profiles_size(void);

#endif
