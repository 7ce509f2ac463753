/// Whether a task ends, within a limit far beyond the slowest case. A test that merely waited could
/// fail only by hanging. In a run of all tests, a task waits minutes for a thread.
package func ends(_ task: Task<Void, Never>, within patience: Duration = .seconds(1200)) async
  -> Bool
{
  let (answers, answer) = AsyncStream<Bool>.makeStream()
  let timer = Task(executorPreference: TestResource.threads) {
    try? await Task.sleep(for: patience)
    answer.yield(false)
  }
  Task(executorPreference: TestResource.threads) {
    await task.value
    answer.yield(true)
  }
  defer { timer.cancel() }
  for await answer in answers { return answer }
  return false
}
