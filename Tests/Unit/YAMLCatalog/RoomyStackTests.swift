import Foundation
import ProfileCatalog
import Testing
import YAMLCatalog

@Suite struct RoomyStackTests {
  @Test(arguments: NestedText.all)
  func `a thread with little stack can refuse what is nested too deep`(_ text: NestedText) async {
    let causes = await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(returning: imported(text.nested(999)).causes)
      }
      // What tasks have on macOS.
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(causes == [.file(.tooDeep(limit: 16))])
  }
}
