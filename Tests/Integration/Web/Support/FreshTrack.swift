import Synchronization

private let lastTrack = Atomic(1_000_000)

/// A number that no test has used for a track, so that what is told of it is told of this test's.
func freshTrack() -> Int {
  lastTrack.add(1, ordering: .relaxed).newValue
}
