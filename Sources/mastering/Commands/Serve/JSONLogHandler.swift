import Foundation
import Logging
import StrictJSON

/// Writes log entries to standard error, each as a JSON object on one line: `time` (ISO 8601, UTC),
/// `level`, `label`, `message`, and the members of the metadata under `metadata`.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  private let label: String

  init(label: String) {
    self.label = label
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    var members: [JSON.Member] = [
      .init(
        "time",
        .string(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
      .init("level", .string(event.level.rawValue)), .init("label", .string(label)),
      .init("message", .string(event.message.description)),
    ]
    if !all.isEmpty { members.append(.init("metadata", JSON(.dictionary(all)))) }
    Terminal.writeError(JSON.object(members).text() + "\n")
  }
}

extension JSON {
  fileprivate init(_ value: Logger.MetadataValue) {
    switch value {
    case .string(let text): self = .string(text)
    case .stringConvertible(let value): self = .string(value.description)
    case .array(let values): self = .array(values.map(JSON.init))
    case .dictionary(let values):
      self = .object(values.sorted { $0.key < $1.key }.map { .init($0.key, JSON($0.value)) })
    }
  }
}
