/// What can be set in the settings file. Each is named as the option that overrides it.
enum SettingName: String, CaseIterable, Sendable {
  case profiles
  case withBuiltIn = "with-built-in"
  case threshold
  case topK = "top-k"
  case ceiling
  case cache
}
