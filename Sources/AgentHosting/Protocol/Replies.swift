import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// The results of requests, in the form of one revision.
struct Replies: Sendable {
  let server: AgentServer
  let revision: ProtocolRevision

  private static let day = 86_400_000
  private static let minute = 60_000

  // MARK: What there is

  /// The result of `server/discover`.
  var discovery: JSON {
    result(
      [
        .init("supportedVersions", .array(ProtocolRevision.names.map(JSON.string))),
        .init("capabilities", Self.capabilities), .init("instructions", .string(Self.instructions)),
      ], isFreshFor: Self.minute, isPublic: true)
  }

  /// The result of `initialize`.
  var initialization: JSON {
    [
      "protocolVersion": .string(revision.rawValue), "capabilities": Self.capabilities,
      "serverInfo": serverInfo, "instructions": .string(Self.instructions),
    ]
  }

  private static let capabilities: JSON = ["tools": [:], "resources": [:]]

  private static let instructions = """
    Measures audio files, recommends how to master them and explains why, renders the result, and \
    searches a library. Begin with search_library for paths, then recommend or explain; \
    analyze_library summarizes many tracks. render writes nothing unless dry_run is false. Levels are \
    in dB, the centroid in Hz. The resource mastering://spec/README.md links to every definition.
    """

  private var serverInfo: JSON {
    let program = server.service.implementation
    return [
      "name": .string(program.name), "title": "Adaptive Mastering",
      "version": .string(program.version),
    ]
  }

  // MARK: Lists

  /// The result of `tools/list`.
  var tools: JSON {
    result(
      [.init("tools", .array(ToolTable.descriptions(of: server)))], isFreshFor: Self.minute,
      isPublic: false)
  }

  /// The result of `resources/list`.
  var resources: JSON {
    result(
      [.init("resources", .array(Resource.all(of: server).map(\.description)))], isFreshFor: 0,
      isPublic: false)
  }

  /// The result of `resources/templates/list`.
  var templates: JSON {
    result(
      [.init("resourceTemplates", .array(Resource.templates))], isFreshFor: Self.minute,
      isPublic: true)
  }

  /// The result of `resources/read`.
  ///
  /// - Throws: ``ProtocolError`` if there is no such resource.
  func resource(_ uri: String) async throws(ProtocolError) -> JSON {
    guard let resource = Resource.all(of: server).first(where: { $0.uri == uri }) else {
      throw .unknownResource(uri: uri, revision)
    }
    let text = await resource.text(server)
    return result(
      [
        .init(
          "contents",
          [["uri": .string(uri), "mimeType": .string(resource.mimeType), "text": .string(text)]])
      ], isFreshFor: resource.isFixed ? Self.day : 0, isPublic: resource.isFixed)
  }

  // MARK: Tools

  /// The result of `tools/call`.
  func toolResult(_ outcome: Result<ToolOutcome, FailureReport>) -> JSON {
    switch outcome {
    case .success(let outcome):
      result([
        .init("content", Self.content(outcome.text)),
        .init("structuredContent", outcome.structured), .init("isError", .bool(false)),
      ])
    case .failure(let report):
      result([
        .init("content", Self.content("\(report.code): \(report.sentence)")),
        .init("isError", .bool(true)),
      ])
    }
  }

  private static func content(_ text: String) -> JSON {
    [["type": "text", "text": .string(text)]]
  }

  // MARK: The form

  /// A result; in the stateless revisions with its type, the server's name, and the cache lifetime
  /// if there is one.
  private func result(
    _ members: [JSON.Member], isFreshFor milliseconds: Int? = nil, isPublic: Bool = false
  ) -> JSON {
    guard revision.isStateless else { return .object(members) }
    var all = [JSON.Member("resultType", "complete")] + members
    if let milliseconds {
      all.append(.init("ttlMs", .integer(milliseconds)))
      all.append(.init("cacheScope", isPublic ? "public" : "private"))
    }
    all.append(.init("_meta", ["io.modelcontextprotocol/serverInfo": serverInfo]))
    return .object(all)
  }
}
