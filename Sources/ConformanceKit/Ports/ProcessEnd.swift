import Dispatch
import SystemCalls

/// Waits for a child process to end, and leaves its exit status to the code that started it.
enum ProcessEnd {
  /// Whether the process ended by itself in time.
  static func wait(for process: pid_t, patience: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await withCheckedContinuation { continuation in
          // The call blocks, which a task must not.
          DispatchQueue.global().async {
            var information = siginfo_t()
            while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0,
              errno == EINTR
            {}
            continuation.resume()
          }
        }
        return true
      }
      group.addTask {
        guard (try? await Task.sleep(for: patience)) != nil else { return true }
        kill(-process, SIGKILL)
        return false
      }
      var endedInTime = await group.next() ?? true
      group.cancelAll()
      // The end that the signal brings may be reported before its sending.
      for await other in group { endedInTime = endedInTime && other }
      return endedInTime
    }
  }
}
