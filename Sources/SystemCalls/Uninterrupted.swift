/// The result of a system call, repeated as long as a signal interrupts it. If it is −1, `errno`
/// has the reason.
package func uninterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
