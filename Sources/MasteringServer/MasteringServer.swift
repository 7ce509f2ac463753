// What a program needs to act as a host: the methods behind every interface, the hosts for standard
// streams, for assistants, and for HTTP and WebSocket with its page, and the library that the page
// shows. `import MasteringServer` imports it all; `AdaptiveMastering` has the engine to pass to it.

@_exported public import AgentHosting
@_exported public import LibraryAnalysis
@_exported public import MasteringService
@_exported public import StdioHosting
@_exported public import WebHosting
