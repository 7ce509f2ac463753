import Concurrency
import MasteringModel
import SystemCalls
import SystemFiles

/// Reads and writes sidecars on its own queue, and keeps track of those it has written.
actor SidecarFolder {
  private let lane = BlockingLane("adaptive-mastering.sidecars")
  private let warn: @Sendable (CacheWarning) -> Void
  /// The tracks stored since everything was last removed.
  private var stored: Set<ExactPath> = []
  /// The tracks whose last store failed: their sidecars do not contain what was stored last.
  private var unwritten: Set<ExactPath> = []
  /// How many folders in a row were locked by others for too long.
  private var busyInARow = 0
  /// Whether everything was removed once: entries by other processes are ignored from then on.
  private var isCleared = false

  init(warn: @escaping @Sendable (CacheWarning) -> Void) {
    self.warn = warn
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  /// How long a write waits for another process writing in the same folder.
  private static let patience: Duration = .seconds(2)

  func analysis(for key: FingerprintKey) -> TrackAnalysis? {
    let wanted = SidecarKey(key)
    return servedSidecar(for: key)?.entries.first { $0.key == wanted }?.analysis
  }

  func loudness(for key: FingerprintKey) -> TrackLoudness? {
    let wanted = SidecarKey(key)
    return servedSidecar(for: key)?.loudnessEntries.first { $0.key == wanted }?.loudness
  }

  /// The sidecar beside a track; nil if there is none, or if it must not be used.
  private func servedSidecar(for key: FingerprintKey) -> Sidecar? {
    let track = ExactPath(key.identity.path)
    guard track.canBeNamed, !isCleared || stored.contains(track), !unwritten.contains(track) else {
      return nil
    }
    return try? sidecar(of: track)
  }

  private func sidecar(of track: ExactPath) throws -> Sidecar {
    let place = SidecarPlace(of: track)
    let folder = try OpenFolder(place.folder)
    return try Sidecar(SmallFile(place.name, in: folder, limit: Sidecar.limit).bytes)
  }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) {
    let entry = SidecarEntry(analysis, for: key)
    change(key) { sidecar, isKept in
      let others = sidecar.entries.filter { isKept($0.key) }
      // An entry that JSON cannot represent is not stored, and an earlier one under the key is
      // removed.
      let new = entry.json == nil ? [] : [entry]
      sidecar.entries = Array((new + others).prefix(SidecarCache.analysesPerTrack))
    }
  }

  func store(_ loudness: TrackLoudness, for key: FingerprintKey) {
    let entry = SidecarLoudness(loudness, for: key)
    change(key) { sidecar, isKept in
      let others = sidecar.loudnessEntries.filter { isKept($0.key) }
      let new = entry.json == nil ? [] : [entry]
      sidecar.loudnessEntries = Array((new + others).prefix(SidecarCache.analysesPerTrack))
    }
  }

  /// Changes the sidecar of a key's track, and records whether it was written.
  private func change(
    _ key: FingerprintKey, _ body: (inout Sidecar, _ isKept: (SidecarKey) -> Bool) -> Void
  ) {
    let track = ExactPath(key.identity.path)
    guard track.canBeNamed else { return }
    let new = SidecarKey(key)
    let keepsOld = !isCleared || stored.contains(track)
    let isStored = change(track, orMake: Sidecar(for: key.identity)) { sidecar in
      // Entries for earlier states of the file can never be used again.
      let isCurrent = { (old: SidecarKey) in keepsOld && old.isOf(key.identity) }
      sidecar.entries = sidecar.entries.filter { isCurrent($0.key) }
      sidecar.loudnessEntries = sidecar.loudnessEntries.filter { isCurrent($0.key) }
      body(&sidecar) { $0 != new }
    }
    if isStored {
      stored.insert(track)
      unwritten.remove(track)
    } else {
      unwritten.insert(track)
    }
  }

  func remove(forTrackAt path: String) {
    let track = ExactPath(path)
    guard track.canBeNamed else { return }
    if change(track, orMake: nil, { $0.removePart() }) { unwritten.remove(track) }
    stored.remove(track)
  }

  func removeAll() {
    for track in stored {
      change(track, orMake: nil) { $0.removePart() }
    }
    stored = []
    // Nothing from before is returned any more, whether or not writing it had failed.
    unwritten = []
    isCleared = true
  }

  /// Changes the sidecar of a track; failures become warnings.
  ///
  /// - Returns: whether the file is now as intended.
  @discardableResult
  private func change(
    _ track: ExactPath, orMake new: Sidecar?, _ body: (inout Sidecar) -> Void
  ) -> Bool {
    let place = SidecarPlace(of: track)
    do {
      let folder = try OpenFolder(place.folder)
      // No other process may write between reading and writing, or its change would be lost.
      let lock = try hold(folder)
      defer { withExtendedLifetime(lock) {} }
      let old = try present(place.name, in: folder)
      guard var sidecar = try old.map({ try Sidecar($0.bytes) }) ?? new else { return true }
      if new == nil, !sidecar.hasPart { return true }
      body(&sidecar)
      if new == nil, sidecar.isEmpty {
        try folder.delete(place.name)
        return true
      }
      try SmallFile.put(
        sidecar.bytes, as: place.name, in: folder,
        through: temporary(in: folder, isAlone: lock != nil), inPlaceOf: old)
      return true
    } catch {
      warn(CacheWarning(error, track.text + SidecarCache.suffix))
      return false
    }
  }

  /// Waits for the folder, but no longer after a few failures in a row.
  private func hold(_ folder: borrowing OpenFolder) throws(FolderIsBusy) -> FolderLock? {
    let patience = busyInARow < BusyDatabase.mostInARow ? Self.patience : .zero
    do throws(FolderIsBusy) {
      let lock = try FolderLock.hold(folder, .exclusive, patience: patience)
      busyInARow = 0
      return lock
    } catch {
      busyInARow += 1
      throw error
    }
  }

  /// The temporary file to write to. Without a lock, each process needs a different name.
  private func temporary(in folder: borrowing OpenFolder, isAlone: Bool) -> String {
    let usual = ".mastering.25d.tmp"
    if isAlone, isFree(usual, in: folder) { return usual }
    return ".mastering.\(String(UInt64.random(in: 0...(.max)), radix: 16)).25d.tmp"
  }

  /// Whether nothing has the name but what a process of ours left when it died: the beginning of a
  /// sidecar, or, after a power failure, zeros in its place.
  private func isFree(_ name: String, in folder: borrowing OpenFolder) -> Bool {
    do throws(SmallFile.Trouble) {
      let bytes = try SmallFile(name, in: folder, limit: Sidecar.limit).bytes
      return bytes.first == UInt8(ascii: "{") || bytes.allSatisfy { $0 == 0 }
    } catch {
      if case .missing = error { return true } else { return false }
    }
  }

  /// The file with this name; nil if there is none.
  private func present(
    _ name: String, in folder: borrowing OpenFolder
  ) throws(SmallFile.Trouble) -> SmallFile? {
    do throws(SmallFile.Trouble) {
      return try SmallFile(name, in: folder, limit: Sidecar.limit)
    } catch .missing {
      return nil
    }
  }
}

/// The place of a track's sidecar.
private struct SidecarPlace {
  let folder: String
  let name: String

  init(of track: ExactPath) {
    let parts = cut(Self.file(of: track.text))
    folder = parts.folder.isEmpty ? "." : parts.folder
    name = parts.name + SidecarCache.suffix
  }

  /// The name the sidecar is based on: for a part of a file, `album.flac.03`, because a file cannot
  /// contain files.
  private static func file(of track: String) -> String {
    guard let part = TrackPath(track) else { return track }
    var status = stat()
    guard stat(part.file, &status) == 0, status.isFile else { return track }
    return "\(part.file).\(part.name)"
  }
}

extension ExactPath {
  /// To the system, a name ends at its first zero byte, so this would name another file. No track
  /// has such a path.
  fileprivate var canBeNamed: Bool { !text.utf8.contains(0) }
}

extension CacheWarning {
  fileprivate init(_ error: any Error, _ path: String) {
    switch error {
    case let refusal as SidecarRefusal:
      self = .sidecarLeftAlone(path: path, reason: refusal)
    case SmallFile.Trouble.tooLarge:
      self = .sidecarLeftAlone(path: path, reason: .tooLarge(limitBytes: Sidecar.limit))
    case SmallFile.Trouble.link:
      self = .sidecarLeftAlone(path: path, reason: .link)
    case SmallFile.Trouble.notAFile:
      self = .sidecarLeftAlone(path: path, reason: .notAFile)
    case SmallFile.Trouble.system(let error):
      self = .sidecarUnwritable(path: path, reason: error.text)
    case is FolderIsBusy:
      self = .sidecarUnwritable(path: path, reason: "another process holds a lock on the folder")
    default:
      self = .sidecarUnwritable(path: path, reason: (error as? SystemError)?.text ?? "\(error)")
    }
  }
}
