import Synchronization

private let lastTrack = Atomic(1_000_000)

/// A track number that no other test uses, so messages about it belong to this test.
func freshTrack() -> Int {
  lastTrack.add(1, ordering: .relaxed).newValue
}
