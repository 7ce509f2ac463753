package import MasteringModel
package import SystemCalls

extension SystemReason {
  /// The reason for an error number of the system.
  package init(errno code: Int32) {
    self.init(SystemError(code: code))
  }

  /// The reason for an error of the system.
  package init(_ error: SystemError) {
    self.init(code: error.code, text: error.text)
  }
}
