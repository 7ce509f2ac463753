// What an app needs to turn an audio file into a recommendation. `import AdaptiveMastering` imports
// it all; each module can also be imported alone.

@_exported public import AudioDecoding
@_exported public import Caching
@_exported public import Chunking
@_exported public import Fingerprinting
@_exported public import MasteringCore
@_exported public import Playback
@_exported public import YAMLCatalog
