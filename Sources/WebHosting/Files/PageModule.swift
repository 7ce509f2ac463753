import NIOCore

/// The modules of the page, for files that draw without a server.
package enum PageModule {
  /// The text of a module that imports nothing, with nothing exported: as a part of another script.
  ///
  /// - Parameter name: the name of a file of the page.
  package static func inlined(_ name: String) -> String {
    guard let asset = WebAsset.all["page/\(name)"] else {
      preconditionFailure("The page has no file \(name)")
    }
    let text = String(decoding: asset.bytes.readableBytesView, as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("export ") ? line.dropFirst("export ".count) : line
    }.joined(separator: "\n")
  }
}
