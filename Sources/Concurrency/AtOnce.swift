import Dispatch
import Foundation
import Synchronization

/// Does two pieces of work and returns when both are done: at the same time if another thread is free, as
/// on a processor that is not busy, otherwise one after the other.
///
/// Neither may wait for the other or touch what the other one changes.
///
/// - Parameters:
///   - here: runs on the current thread, and so in the current task.
///   - elsewhere: may run on another thread, outside the task.
package func atOnce(_ here: () -> Void, elsewhere: () -> Void) {
  withoutActuallyEscaping(here) { here in
    withoutActuallyEscaping(elsewhere) { elsewhere in
      nonisolated(unsafe) let caller = Thread.current
      // Each is called once, and by the end of this function.
      nonisolated(unsafe) let work = (here: here, elsewhere: elsewhere)
      // Only the caller's thread touches it.
      nonisolated(unsafe) var isHereDone = false
      let isElsewhereTaken = Atomic(false)
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        if Thread.current === caller, !isHereDone {
          isHereDone = true
          work.here()
        } else if !isElsewhereTaken.exchange(true, ordering: .relaxed) {
          work.elsewhere()
        }
      }
      // Other threads may have been so fast that nothing was left for this one.
      if !isHereDone { here() }
    }
  }
}
