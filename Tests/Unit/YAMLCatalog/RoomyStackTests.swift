import Foundation
import ProfileCatalog
import Testing
import YAMLCatalog

@Suite struct RoomyStackTests {
  @Test(arguments: NestedText.all)
  func `a thread with a small stack can refuse a text nested too deep`(_ text: NestedText) async {
    let causes = await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: imported(text.nested(999)).causes)
      }
      // The stack size of tasks on macOS.
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(causes == [.file(.tooDeep(limit: 16))])
  }
}
