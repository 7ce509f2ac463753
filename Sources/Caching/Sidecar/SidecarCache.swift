public import MasteringModel

/// Stores the analyses and the loudness of a track in a file beside it, `<name of the track>.25d`,
/// which moves with the music.
///
/// The file is JSON and belongs to another program; ours is `processing_cache.mastering` in it, and
/// everything else is left as it is. Versions 1.0 and 2.0 of its format are supported. A file that
/// is not such a sidecar, or was written by a newer version, is left alone, and so is a link: links
/// are not followed, neither for a sidecar nor for a folder on the way. A sidecar is replaced as a
/// whole, never rewritten in place; the permissions of a file of this user are kept.
///
/// Nothing here fails: a sidecar that cannot be written is a ``CacheWarning``. It keeps the latest
/// ``analysesPerTrack`` analyses of a track, all of the current file: those of a file with another
/// size or time are removed when a new one is stored. It keeps the paths it has stored, a few
/// hundred bytes each, for ``removeAll()``.
public final class SidecarCache: AnalysisCache, LoudnessCache {
  /// The suffix added to the name of a track.
  public static let suffix = ".25d"
  /// The most analyses it keeps of a track: the latest windows.
  public static let analysesPerTrack = 8

  private let folder: SidecarFolder

  /// A cache that stores each entry beside its track.
  ///
  /// - Parameter warn: called with what could not be written, and why.
  public init(warn: @escaping @Sendable (CacheWarning) -> Void = { _ in }) {
    folder = SidecarFolder(warn: warn)
  }

  /// The analysis stored under the key, by any process.
  public func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    await folder.analysis(for: key)
  }

  /// Stores an analysis in place of an earlier one under the key.
  ///
  /// Once begun it is done, whether or not the task is cancelled meanwhile.
  public func store(
    _ analysis: TrackAnalysis, for key: FingerprintKey
  ) async throws(CacheFailure) {
    await folder.store(analysis, for: key)
  }

  /// The loudness stored under the key, by any process.
  public func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness? {
    await folder.loudness(for: key)
  }

  /// Stores a loudness in place of an earlier one under the key.
  ///
  /// Once begun it is done, whether or not the task is cancelled meanwhile.
  public func store(
    _ loudness: TrackLoudness, for key: FingerprintKey
  ) async throws(CacheFailure) {
    await folder.store(loudness, for: key)
  }

  /// Removes our part from a track's sidecar; deletes a sidecar that contains nothing else.
  ///
  /// - Parameter path: the track's, as in ``TrackIdentity/path``.
  public func remove(forTrackAt path: String) async {
    await folder.remove(forTrackAt: path)
  }

  /// Removes what this object stored, and from then on returns only what it stores anew: it cannot
  /// know where else sidecars are.
  public func removeAll() async throws(CacheFailure) {
    await folder.removeAll()
  }
}
