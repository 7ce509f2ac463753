#include "COpenRPC.h"

// Compiled in, so that the command is one file wherever it is copied; #embed takes no longer than a
// copy, where a Swift literal of this size takes minutes.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char document[] = {
#embed "../../Spec/openrpc.json"
};

const unsigned char *mastering_openrpc_document(void) { return document; }

size_t mastering_openrpc_document_size(void) { return sizeof document; }
