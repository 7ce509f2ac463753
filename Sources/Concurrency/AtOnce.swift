import Dispatch

/// Does two pieces of work and returns when both are done: at the same time if another thread is free, as
/// on a processor that is not busy, otherwise one after the other.
///
/// Neither may wait for the other or touch what the other one changes. Only one of them, and it may be
/// either, runs in the current task, so it is the caller who asks whether that was cancelled.
package func atOnce(_ one: () -> Void, _ other: () -> Void) {
  withoutActuallyEscaping(one) { one in
    withoutActuallyEscaping(other) { other in
      // Each is called once, and by the end of this statement.
      nonisolated(unsafe) let both = (one, other)
      DispatchQueue.concurrentPerform(iterations: 2) { index in
        if index == 0 { both.0() } else { both.1() }
      }
    }
  }
}
