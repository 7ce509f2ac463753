/// How to start a server under test with a folder.
public struct ServerCommand: Sendable {
  private let makePort: @Sendable (_ folder: String) -> ProcessPort

  /// A server from a command for `sh`, in which `{folder}` is replaced by the quoted path of the
  /// folder.
  ///
  /// - Parameter showError: called with the server's standard error as it arrives.
  public init(
    command: String, limits: PortLimits = PortLimits(),
    showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) {
    makePort = { folder in
      let quoted = "'\(folder.replacing("'", with: #"'\''"#))'"
      return ProcessPort(
        command: command.replacing("{folder}", with: quoted), limits: limits, showError: showError)
    }
  }

  /// A server from a program's path and its arguments, in which `{folder}` is replaced by the
  /// folder.
  public init(
    executable: String, arguments: [String], limits: PortLimits = PortLimits(),
    showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) {
    makePort = { folder in
      ProcessPort(
        executable: executable, arguments: arguments.map { $0 == "{folder}" ? folder : $0 },
        limits: limits, showError: showError)
    }
  }

  func port(on folder: String) -> ProcessPort { makePort(folder) }
}
