/* What glibc declares for programs only that ask for its own extensions, as C does and Swift does not. */
#include <spawn.h>

#if defined(__GLIBC__)
/* A pipe whose ends are closed in other programs from the start (Linux 2.6.27). */
extern int pipe2(int descriptors[2], int flags);
/* Closes every descriptor from one on in the new program (glibc 2.34). */
extern int posix_spawn_file_actions_addclosefrom_np(
    posix_spawn_file_actions_t *actions, int from);
#endif
