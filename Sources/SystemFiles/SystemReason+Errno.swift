package import MasteringModel
import SystemCalls

extension SystemReason {
  /// The reason for an error number of the system.
  package init(errno code: Int32) {
    self.init(code: code, text: SystemError(code: code).text)
  }
}
