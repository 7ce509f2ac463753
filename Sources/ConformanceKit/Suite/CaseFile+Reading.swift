package import StrictJSON

extension CaseFile {
  /// Reads a case file.
  ///
  /// - Throws: all mistakes in it that the file alone shows.
  package init(_ json: JSON, path: String) throws(InvalidSuite) {
    var reading = SuiteReading(file: path)
    let members = reading.object(
      json, at: .root, required: ["suite", "name", "since", "requires", "overview", "cases"],
      optional: [
        "$schema", "source", "method", "notes", "tolerances", "open", "fresh", "library",
      ])
    let notes = reading.dictionary(members?["notes"])
    let header = Header(
      name: reading.text(members?["name"]), since: reading.text(members?["since"]),
      requires: reading.texts(members?["requires"]), overview: reading.text(members?["overview"]),
      source: reading.text(members?["source"]),
      method: members?["method"].map { reading.text($0) },
      notes: Dictionary(notes.map { ($0.key, $0.value.asString ?? "") }) { first, _ in first },
      tolerances: reading.elements(members?["tolerances"]).compactMap {
        Tolerance(&reading, $0)
      },
      open: reading.elements(members?["open"]).compactMap { reading.pointer($0) },
      isFresh: reading.bool(members?["fresh"]),
      library: members?["library"].map { reading.library($0) })
    for note in notes where note.value.asString == nil {
      reading.note(.wrongType(expected: "text"), at: JSONPointer(tokens: ["notes", note.key]))
    }
    if "vectors/\(header.name).json" != path {
      reading.note(
        .invalidValue("'\(header.name)' is not the name of this file"),
        at: JSONPointer(tokens: ["name"]))
    }
    let elements = reading.elements(members?["cases"])
    if members != nil, elements.isEmpty {
      reading.note(.noCases, at: JSONPointer(tokens: ["cases"]))
    }
    self.path = path
    self.header = header
    cases = elements.compactMap { GoldenCase(&reading, $0, header: header) }
    guard reading.problems.isEmpty else { throw InvalidSuite(problems: reading.problems) }
  }
}

extension SuiteReading {
  fileprivate mutating func library(_ value: Placed) -> [(path: String, file: Placeholder)] {
    dictionary(value).compactMap { member in
      let place = value.pointer.appending(member.key)
      checkPlaceholders(Placed(json: member.value, pointer: place))
      guard Placeholder.isRelative(member.key), let file = Placeholder(member.value) else {
        note(.invalidValue("is not a library file"), at: place)
        return nil
      }
      return (member.key, file)
    }
  }

  mutating func pointer(_ value: Placed) -> JSONPointer? {
    let text = text(value)
    guard let pointer = JSONPointer(text) else {
      note(.invalidValue("'\(text)' is not a JSON Pointer"), at: value.pointer)
      return nil
    }
    return pointer
  }
}

extension Tolerance {
  fileprivate init?(_ reading: inout SuiteReading, _ value: SuiteReading.Placed) {
    guard
      let members = reading.object(
        value.json, at: value.pointer, required: ["at", "because"],
        optional: ["absolute", "relative", "unit"]),
      let place = members["at"], let at = reading.pointer(place)
    else { return nil }
    let absolute = reading.number(members["absolute"])
    let relative = reading.number(members["relative"])
    if absolute < 0 || relative < 0 || max(absolute, relative) == 0 {
      reading.note(.invalidValue("a tolerance must be above 0"), at: value.pointer)
    }
    self.init(
      at: at, absolute: absolute, relative: relative,
      // "1" is the unit of dimensionless quantities.
      unit: members["unit"].map { reading.text($0) }.flatMap { $0 == "1" ? nil : $0 },
      because: members["because"].map { reading.text($0) })
  }
}
