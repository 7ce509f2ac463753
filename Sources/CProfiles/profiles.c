#include "CProfiles.h"

// Compiled in, so that the specification's file is the only copy there is.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char profiles[] = {
#embed "../../Spec/profiles.json"
};

const unsigned char *mastering_profiles(void) { return profiles; }

size_t mastering_profiles_size(void) { return sizeof profiles; }
