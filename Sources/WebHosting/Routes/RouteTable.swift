import HTTPTypes

/// Every route (HTTP-1).
enum RouteTable {
  static let all: [any Route.Type] = [
    GetRecommendation.self, GetWholeSong.self, GetRendering.self, GetLoudness.self,
    LoadTrackRoute.self,
    StreamTrack.self, AddressStream.self, ListTracks.self, ShowLibrary.self, ShowLibraryMap.self,
    PreviewProfilesRoute.self, ScanLibrary.self, ListProfilesRoute.self, ShowTasteRoute.self,
    DecideTasteRoute.self, UndoTasteRoute.self, ResetTasteRoute.self, ClearCacheRoute.self,
    ShowHealth.self, ShowOpenAPI.self, ShowAsyncAPI.self, RefuseWebSocket.self, ShowPage.self,
  ]

  /// The target of a path.
  enum Match {
    case route(any Route.Type, track: Substring?)
    /// A file of the page.
    case page(name: String)
    case nothing
  }

  static func match(_ segments: [String]) -> Match {
    for route in all where route.path.count == segments.count {
      var track: Substring?
      let fits = zip(route.path, segments).allSatisfy { expected, segment in
        if expected == nil { track = segment[...] }
        return expected.map { $0.utf8.elementsEqual(segment.utf8) } ?? true
      }
      if fits { return .route(route, track: track) }
    }
    if segments.first == "page", segments.count > 1 {
      return .page(name: segments.dropFirst().joined(separator: "/"))
    }
    return .nothing
  }
}
