import Foundation
import MasteringService
import StrictJSON
import Testing
import WireFormat

/// The table of methods agrees with the document that callers get.
@Suite struct MethodTableTests {
  private let document: JSON
  private let methods: [JSON]

  init() throws {
    document = try #require(try Conversation().call("rpc.discover"))
    methods = try #require(document["methods"]?.elements)
  }

  /// The part of the document that a reference points to.
  private func resolved(_ value: JSON) -> JSON {
    guard let path = value["$ref"]?.asString, path.hasPrefix("#/") else { return value }
    return path.dropFirst(2).split(separator: "/").reduce(document) { $0[String($1)] ?? .null }
  }

  @Test func `the document is the one in the repository`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../../Spec/openrpc.json").standardized
    #expect(document == (try JSON.parse(Array(try Data(contentsOf: file)))))
  }

  @Test func `the document lists exactly the methods of the table`() {
    #expect(
      Set(methods.compactMap { $0["name"]?.asString }) == Set(MethodTable.all.map(\.name)))
  }

  @Test(arguments: MethodTable.all.map(\.name))
  func `its parameters are the document's`(_ name: String) throws {
    let method = try #require(MethodTable.all.first { $0.name == name })
    let entry = try #require(methods.first { $0["name"] == .string(name) })
    #expect(entry["paramStructure"] == "by-name")
    let parameters = (entry["params"]?.elements ?? []).map { resolved($0) }
    let stated = parameters.map {
      "\($0["name"]?.asString ?? "?") \($0["required"]?.asBool ?? false)"
    }
    #expect(Set(stated) == Set(method.parameters.map { "\($0.name) \($0.isRequired)" }))
  }

  @Test(arguments: MethodTable.all.map(\.name))
  func `its errors are the document's`(_ name: String) throws {
    let method = try #require(MethodTable.all.first { $0.name == name })
    let entry = try #require(methods.first { $0["name"] == .string(name) })
    let codes = (entry["errors"]?.elements ?? []).compactMap { resolved($0)["code"]?.asInteger }
    // JSON-RPC's own errors, and those of every method, need not be listed for each.
    let common = Set([-32700, -32600, -32601, -32602, -32603, -32031])
    #expect(Set(codes).subtracting(common) == Set(method.errors.map(\.rawValue)))
  }
}
