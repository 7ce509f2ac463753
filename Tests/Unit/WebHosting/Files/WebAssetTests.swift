import Foundation
import NIOCore
import Testing

@testable import WebHosting

@Suite struct WebAssetTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func `every file of the page is compiled in, and no other file`() throws {
    let folder = Self.root.appendingPathComponent("Sources/WebHosting/Page")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { !folder.appendingPathComponent($0).hasDirectoryPath }
    #expect(names.contains("index.html"))
    #expect(
      Set(names.map { "page/\($0)" }).union(["openapi.yaml", "asyncapi.yaml"])
        == Set(WebAsset.all.keys))
    for name in names {
      let file = try Data(contentsOf: folder.appendingPathComponent(name))
      #expect(WebAsset.all["page/\(name)"]?.bytes.readableBytesView.elementsEqual(file) == true)
    }
  }

  @Test(arguments: ["openapi.yaml", "asyncapi.yaml"])
  func `documents are those of the specification`(_ name: String) throws {
    let file = try Data(contentsOf: Self.root.appendingPathComponent("Spec/\(name)"))
    #expect(WebAsset.all[name]?.bytes.readableBytesView.elementsEqual(file) == true)
  }

  @Test func `every file has a type that browsers know`() {
    for (name, asset) in WebAsset.all {
      #expect(asset.mediaType != "application/octet-stream", "\(name)")
    }
  }
}
