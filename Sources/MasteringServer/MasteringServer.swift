// What a program needs to be a host of its own: the methods of every door, the door of standard
// streams, that of assistants, the door of HTTP and WebSocket with its page, and the library it shows.
// `import MasteringServer` brings it all, and `AdaptiveMastering` the engine to give it.

@_exported public import AgentHosting
@_exported public import LibraryAnalysis
@_exported public import MasteringService
@_exported public import StdioHosting
@_exported public import WebHosting
