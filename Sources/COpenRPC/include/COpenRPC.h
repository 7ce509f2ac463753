#ifndef MASTERING_COPENRPC_H
#define MASTERING_COPENRPC_H

#include <stddef.h>

/// The bytes of Spec/openrpc.json as it was when this was compiled.
const unsigned char *_Nonnull mastering_openrpc_document(void);
/// How many bytes those are.
size_t mastering_openrpc_document_size(void);

#endif
