import Foundation
import Synchronization
import Testing

@testable import ConformanceKit

@Suite struct PairingTests {
  @Test func `a partner is left to the element that has no other`() {
    #expect(Pairing.largest(2, 2) { one, other in one == 0 || other == 0 } == [1, 0])
    #expect(Pairing.largest(2, 1) { _, _ in true } == [0, nil])
    #expect(Pairing.largest(0, 3) { _, _ in true }.isEmpty)
    #expect(Pairing.largest(2, 2) { _, _ in false } == [nil, nil])
  }

  @Test func `as many find a partner as in the best possible order`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let fits = (0..<5).map { _ in
        (0..<5).map { _ in Int.random(in: 0..<3, using: &generator) == 0 }
      }
      let partners = Pairing.largest(5, 5) { fits[$0][$1] }
      for case (let one, let other?) in zip(0..., partners) { #expect(fits[one][other]) }
      let taken = partners.compactMap { $0 }
      #expect(Set(taken).count == taken.count)
      #expect(taken.count == most(of: fits, from: 0, taken: []), "\(fits)")
    }
  }

  private func most(of fits: [[Bool]], from one: Int, taken: Set<Int>) -> Int {
    guard one < fits.count else { return 0 }
    let alone = most(of: fits, from: one + 1, taken: taken)
    return fits[one].indices.filter { fits[one][$0] && !taken.contains($0) }
      .map { 1 + most(of: fits, from: one + 1, taken: taken.union([$0])) }
      .reduce(alone, max)
  }

  @Test func `thousands can move for one on a small stack`() {
    // Each element but the last takes the partner with its own number first; the last can take only
    // the first one's.
    let count = 2000
    let outcome = Mutex<[Int?]>([])
    let ended = DispatchSemaphore(value: 0)
    let thread = Thread {
      let partners = Pairing.largest(count, count) { one, other in
        one == count - 1 ? other == 0 : other == one || other == one + 1
      }
      outcome.withLock { $0 = partners }
      ended.signal()
    }
    thread.stackSize = 128 << 10
    thread.start()
    ended.wait()
    #expect(outcome.withLock { $0 } == (0..<count).map { ($0 + 1) % count })
  }
}
