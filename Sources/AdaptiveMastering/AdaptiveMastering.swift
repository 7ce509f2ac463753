// What an app needs to turn an audio file into a recommendation. `import AdaptiveMastering` brings
// it all; each module can be imported alone as well.

@_exported public import AudioDecoding
@_exported public import Caching
@_exported public import Chunking
@_exported public import Fingerprinting
@_exported public import MasteringCore
@_exported public import Playback
@_exported public import YAMLCatalog
