public import MasteringModel

/// Remembers the analyses of a track, and how loud it is, in a file beside it, `<name of the track>.25d`, which goes where
/// the music goes.
///
/// The file is JSON and belongs to another program; ours is `processing_cache.mastering` in it, and
/// everything else is kept as it is. Versions 1.0 and 2.0 of its format are known. A file that is not
/// such a sidecar, or was written by a newer version, is left alone, and so is a link: neither a
/// sidecar nor a folder on the way to it is followed anywhere else. A sidecar is replaced as a whole,
/// never rewritten in place; this user's keeps who may read and write it.
///
/// Nothing here fails: a sidecar that cannot be written is a ``CacheWarning``. A track keeps its
/// ``analysesPerTrack`` latest analyses, all of the file as it is now: those of a file of another
/// size or time go when a new one is stored. It remembers which paths it has stored, a few hundred
/// bytes each, for ``removeAll()``.
public final class SidecarCache: AnalysisCache, LoudnessCache {
  /// What is added to the name of a track.
  public static let suffix = ".25d"
  /// The most analyses it remembers of a track: the latest windows.
  public static let analysesPerTrack = 8

  private let folder: SidecarFolder

  /// A cache beside whatever tracks it is asked for.
  ///
  /// - Parameter warn: called with what could not be written, and why.
  public init(warn: @escaping @Sendable (CacheWarning) -> Void = { _ in }) {
    folder = SidecarFolder(warn: warn)
  }

  /// The analysis stored under the key, by whatever process.
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

  /// The loudness stored under the key, by whatever process.
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

  /// Takes out of its sidecar what is ours; deletes a sidecar in which nothing else is.
  ///
  /// - Parameter path: the track's, as in ``TrackIdentity/path``.
  public func remove(forTrackAt path: String) async {
    await folder.remove(forTrackAt: path)
  }

  /// Takes out what this object stored, and serves nothing from then on but what it stores anew: it
  /// cannot know where else in the world sidecars lie.
  public func removeAll() async throws(CacheFailure) {
    await folder.removeAll()
  }
}
