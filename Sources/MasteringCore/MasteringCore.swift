// What an app needs to compare fingerprints of its own with the built-in profiles and to read and
// write the JSON of every interface: no system library, no database, no YAML. `import
// MasteringCore` imports it all.

@_exported public import MasteringModel
@_exported public import ProfileCatalog
@_exported public import Recommending
@_exported public import StrictJSON
@_exported public import WireFormat
